//! Words of the form: a text that is compared with a field of few words, and is none of them,
//! makes a condition that can never be met.

use super::*;
use crate::form::{Column, ColumnType};

impl Checker<'_> {
    /// Reports a literal text that a column it is compared with can never hold.
    pub(in crate::check) fn known_words(&mut self, left: &Typed, right: &Typed) {
        for (side, other) in [(left, right), (right, left)] {
            let Some(words) = self.words_of(side) else { continue };
            self.word_of(other, &words);
        }
    }

    /// The same for a text, or each text of a list.
    fn word_of(&mut self, typed: &Typed, words: &[String]) {
        match &typed.kind {
            Kind::Text(text) if !words.contains(text) => {
                let shown = crate::source::shown_short(text);
                let message = format!("the form has no `{shown}` here; it is one of {}", words.join(", "));
                self.wrong("E305", typed.span, message, did_you_mean(text, words.iter().map(String::as_str)));
            }
            Kind::List(items) => {
                for item in items {
                    self.word_of(item, words);
                }
            }
            _ => {}
        }
    }

    /// The words that a column holds, when the form says which: an enum's values, the codes and
    /// groups of the form's lines.
    fn words_of(&self, typed: &Typed) -> Option<Vec<String>> {
        let row_of = |ty: &Type| match ty {
            Type::Row(table) => Some(*table),
            Type::List(item) => match **item {
                Type::Row(table) => Some(table),
                _ => None,
            },
            _ => None,
        };
        let (table, column) = match (&typed.note.meaning, &typed.kind) {
            (Meaning::Cell(table, _, column), _) => (*table, *column),
            (Meaning::Current(column), _) => (self.place.row?, *column),
            (Meaning::Column(column), Kind::Path(base, _)) => (row_of(&base.note.ty)?, *column),
            (Meaning::OfItem(depth, inner), _) => match **inner {
                Meaning::Column(column) => (row_of(&self.locals.get(*depth)?.ty)?, column),
                _ => return None,
            },
            _ => return None,
        };
        let table = self.place.layout.table(table)?;
        let column: &Column = table.columns.get(column)?;
        match (&column.ty, &*column.name) {
            (ColumnType::Enum(values), _) => Some(values.clone()),
            (_, "line_code") if column.implied => Some(table.lines.iter().map(|line| line.name.to_string()).collect()),
            (_, "group") if column.implied => {
                let mut groups: Vec<String> =
                    table.lines.iter().filter_map(|line| Some(line.group.as_ref()?.to_string())).collect();
                groups.dedup();
                Some(groups)
            }
            _ => None,
        }
    }
}
