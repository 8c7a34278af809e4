//! Words that a column cannot hold: `group = "acut"` chooses nothing and says so nowhere.

use super::{Scope, row_table};
use crate::check::{Library, Meaning, Names, Place, Typed, check_expression};
use crate::diag::{Diagnostic, did_you_mean};
use crate::feel::{Kind, Test};
use crate::form::ColumnType;
use crate::ruleset::Expression;
use crate::source::shown_line;

/// A comparison of something with a literal word.
pub(super) fn against_word<'t>(left: &'t Typed, right: &'t Typed) -> Option<(&'t Typed, &'t str)> {
    match (&left.kind, &right.kind) {
        (Kind::Text(_), Kind::Text(_)) => None,
        (_, Kind::Text(word)) => Some((left, word)),
        (Kind::Text(word), _) => Some((right, word)),
        _ => None,
    }
}

/// Whether one side is a word that the column on the other side cannot hold.
pub(super) fn impossible(scope: &Scope<'_>, left: &Typed, right: &Typed) -> bool {
    against_word(left, right).is_some_and(|(side, word)| known(scope, side).is_some_and(|known| !known.contains(&word)))
}

/// The words that a column can hold, when the form has them all.
fn known<'s>(scope: &'s Scope<'_>, side: &Typed) -> Option<Vec<&'s str>> {
    let (table, column) = scope.column(side)?;
    let lines = || scope.layout.table(table).map_or(&[][..], |table| table.lines.as_slice()).iter();
    match &column.ty {
        ColumnType::Enum(words) => Some(words.iter().map(String::as_str).collect()),
        _ if column.implied && &*column.name == "group" => {
            Some(lines().filter_map(|line| line.group.as_deref()).collect())
        }
        _ if column.implied && &*column.name == "line_code" => Some(lines().map(|line| &*line.name).collect()),
        _ => None,
    }
    .filter(|words: &Vec<&str>| !words.is_empty())
}

/// Reports the impossible words of an expression, each at its place.
pub(super) fn walk(scope: &Scope<'_>, typed: &Typed, written: &Expression, found: &mut Vec<Diagnostic>) {
    let mut report = |side: &Typed, literal: &Typed| {
        let (Kind::Text(word), Some(words)) = (&literal.kind, known(scope, side)) else { return };
        if words.contains(&word.as_str()) {
            return;
        }
        let (word, side) = (shown_line(word), side.to_string());
        let help = did_you_mean(&word, words.iter().copied());
        let help = help.unwrap_or_else(|| format!("it holds one of {}", words.join(", ")));
        let words = format!("`{side}` is never \"{word}\"");
        found.push(Diagnostic::at("E316", written.map.place(literal.span), words).help(help));
    };
    match &typed.kind {
        Kind::Compare(_, left, right) => {
            report(left, right);
            report(right, left);
        }
        Kind::In(value, tests) => {
            for test in tests {
                let Test::Value(test) = test else { continue };
                let items = if let Kind::List(items) = &test.kind { items.iter().collect() } else { vec![test] };
                items.into_iter().for_each(|item| report(value, item));
            }
        }
        _ => {}
    }
    let mut inner = scope.clone();
    match &typed.kind {
        Kind::Filter(base, condition) => {
            walk(scope, base, written, found);
            inner.items.push(row_table(&base.note.ty));
            walk(&inner, condition, written, found);
        }
        Kind::For(bindings, body) | Kind::Quantified(_, bindings, body) => {
            for (_, list) in bindings {
                walk(&inner, list, written, found);
                inner.items.push(row_table(&list.note.ty));
            }
            walk(&inner, body, written, found);
        }
        Kind::Context(entries) => {
            for (_, value) in entries {
                walk(&inner, value, written, found);
                inner.items.push(row_table(&value.note.ty));
            }
        }
        _ => typed.children().into_iter().for_each(|child| walk(scope, child, written, found)),
    }
}

/// Reports the impossible words of all definitions.
pub(super) fn definitions(library: &Library, found: &mut Vec<Diagnostic>) {
    for (index, set) in library.sets.iter().enumerate() {
        let Some(layout) = library.layouts.get(&set.form) else { continue };
        let names = Names::of(library, index);
        for definition in &set.definitions {
            let rows = std::iter::once(None).chain((0..layout.tables.len()).map(Some));
            // The first table with which it fits: the one it was written for, as far as can be told.
            let fits = rows.into_iter().find_map(|row| {
                let mut wrong = Vec::new();
                let place = Place { layout, names: Some(&names), row, column: None, gap: None };
                let typed = check_expression(&definition.value, place, &mut wrong);
                wrong.is_empty().then_some((row, typed))
            });
            if let Some((row, typed)) = fits
                && !matches!(typed.note.meaning, Meaning::Definition(..))
            {
                walk(&Scope { layout, row, items: Vec::new() }, &typed, &definition.value, found);
            }
        }
    }
}
