//! Checking what examples give: paths that the form has, values that its cells can hold.

use super::Names;
use crate::diag::{Diagnostic, did_you_mean};
use crate::form::{Column, Table, TableKind};
use crate::read::{At, Entry};
use crate::reference::Layout;
use crate::returns::readable;
use crate::ruleset::{Rule, RuleSet};
use crate::source::shown_short;

/// Reports what a rule's examples give that a return of the form cannot have. What is wrong with
/// an example does not keep its rule from running.
pub fn check_examples(
    rule: &Rule,
    set: &RuleSet,
    layout: &Layout,
    names: &Names<'_>,
    diagnostics: &mut Vec<Diagnostic>,
) {
    // Examples of conformance rules are about what a return cannot have.
    if rule.kind.is_some() {
        return;
    }
    for given in rule.examples.iter().filter_map(|example| example.given) {
        for entry in set.tree.at(given).entries() {
            if !rule.reach.is_across() || !beside_example(entry, layout, names, diagnostics) {
                entry_of_example(entry, layout, diagnostics);
            }
        }
    }
}

/// Checks what an example gives of other returns; whether the entry is about one.
fn beside_example(entry: Entry<'_>, layout: &Layout, names: &Names<'_>, found: &mut Vec<Diagnostic>) -> bool {
    let mut facts: Vec<(Entry<'_>, String)> = Vec::new();
    let mut returns = |at: At<'_>, layout: &Layout| {
        let items: Vec<At<'_>> = if at.is_list() { at.items().collect() } else { vec![at] };
        for entry in items.into_iter().flat_map(|item| item.entries()) {
            entry_of_example(entry, layout, found);
        }
    };
    let path = key(entry);
    let shape = match path {
        "previous" if !entry.value.is_map() => Some("a mapping of paths"),
        "series" | "returns" | "previous_returns" | "nation.returns" | "nation.previous_returns"
            if !entry.value.is_list() =>
        {
            Some("a list of returns")
        }
        "group" | "nation" if !entry.value.is_map() => Some("a mapping, such as {expected: 3}"),
        _ => None,
    };
    if let Some(shape) = shape {
        found.push(wrong(entry, format!("`{path}` is given as {shape}, not as {}", entry.value.kind()), None));
        return true;
    }
    match path {
        "previous" | "series" | "returns" | "previous_returns" | "nation.returns" | "nation.previous_returns" => {
            returns(entry.value, layout);
        }
        "nation" | "group" => {
            for of in entry.value.entries() {
                match key(of) {
                    "returns" | "previous_returns" if path == "nation" => returns(of.value, layout),
                    fact => facts.push((of, fact.to_owned())),
                }
            }
        }
        _ if path.starts_with("group.") || path.starts_with("nation.") => {
            let fact = path.split_once('.').map_or("", |(_, fact)| fact);
            facts.push((entry, fact.to_owned()));
        }
        _ => {
            let Some((beside, _)) = names.beside(path) else { return false };
            let other = layout.place_of(&beside.form).and_then(|first| layout.beginning_at(first));
            let Some(other) = other else { return true };
            match beside.table.as_ref().and_then(|table| other.table(other.table_named(table)?)) {
                Some(table) => whole_table(entry.value, table, found),
                None => returns(entry.value, other),
            }
        }
    }
    for (entry, fact) in facts {
        found.extend(fact_of_example(entry, &fact));
    }
    true
}

/// What is wrong with what an example says of a group.
fn fact_of_example(entry: Entry<'_>, fact: &str) -> Option<Diagnostic> {
    const KNOWN: [&str; 5] = ["code", "name", "expected", "missing", "unexpected"];
    let text = entry.value.text().unwrap_or("");
    match fact {
        "code" | "name" => None,
        "missing" | "unexpected" if entry.value.is_list() => None,
        "missing" | "unexpected" => {
            Some(wrong(entry, format!("`{fact}` is a list of codes, not {}", entry.value.kind()), None))
        }
        "expected" if text.parse::<usize>().is_ok() => None,
        "expected" => {
            Some(wrong(entry, format!("`expected` is a number of returns, not `{}`", shown_short(text)), None))
        }
        other => {
            let words = format!("an example says of a group its {}, not `{}`", KNOWN.join(", "), shown_short(other));
            Some(wrong(entry, words, did_you_mean(other, KNOWN)))
        }
    }
}

fn wrong(entry: Entry<'_>, message: String, help: Option<String>) -> Diagnostic {
    Diagnostic::at("E210", entry.key.place(), message).maybe_help(help)
}

fn entry_of_example(entry: Entry<'_>, layout: &Layout, found: &mut Vec<Diagnostic>) {
    let path = key(entry);
    let steps: Vec<&str> = path.split('.').collect();
    let name = steps.first().copied().unwrap_or("");
    let Some(table) = layout.given_in_examples().find(|table| &*table.name == name) else {
        let help = did_you_mean(name, layout.given_in_examples().map(|table| &*table.name));
        found.push(wrong(entry, format!("the form has no table `{}`", shown_short(name)), help));
        return;
    };
    let (line, column) = match (table.kind, steps.get(1..).unwrap_or_default()) {
        (_, []) => return whole_table(entry.value, table, found),
        (TableKind::Record, [column]) => (None, *column),
        (TableKind::Lines, [line, column]) => (Some(*line), *column),
        _ => {
            let shape = match table.kind {
                TableKind::Record => format!("{name}.field"),
                TableKind::Lines => format!("{name}.line.column"),
                TableKind::Rows => format!("{name}, with a list of rows"),
            };
            let words =
                format!("`{}` is no cell of the form; a cell of `{name}` is given as {shape}", shown_short(path));
            found.push(wrong(entry, words, None));
            return;
        }
    };
    match line.and_then(|line| no_line(entry, table, line)) {
        Some(diagnostic) => found.push(diagnostic),
        None => found.extend(cell_of_example(entry, table, column, path)),
    }
}

/// What is given of a table as it would stand in a return.
fn whole_table(at: At<'_>, table: &Table, found: &mut Vec<Diagnostic>) {
    let row = |at: At<'_>, path: &str, found: &mut Vec<Diagnostic>| {
        found.extend(at.entries().filter_map(|entry| {
            let column = key(entry);
            cell_of_example(entry, table, column, &format!("{path}.{column}"))
        }));
    };
    match table.kind {
        TableKind::Record => row(at, &table.name, found),
        TableKind::Rows => at.items().for_each(|item| row(item, &table.name, found)),
        TableKind::Lines => {
            for entry in at.entries() {
                let line = key(entry);
                match no_line(entry, table, line) {
                    Some(diagnostic) => found.push(diagnostic),
                    None => row(entry.value, &format!("{}.{line}", table.name), found),
                }
            }
        }
    }
}

fn key(entry: Entry<'_>) -> &str {
    entry.key.scalar().map_or("", |scalar| scalar.text)
}

fn no_line(entry: Entry<'_>, table: &Table, line: &str) -> Option<Diagnostic> {
    if table.line(line).is_some() {
        return None;
    }
    let help = did_you_mean(line, table.lines.iter().map(|line| &*line.name));
    Some(wrong(entry, format!("table `{}` has no line `{}`", table.name, shown_short(line)), help))
}

/// What is wrong with a cell, which messages call by its `path`.
fn cell_of_example(entry: Entry<'_>, table: &Table, column: &str, path: &str) -> Option<Diagnostic> {
    match table.columns.iter().find(|known| &*known.name == column && !known.implied) {
        Some(column) => value_of_example(entry.value, path, column),
        None => {
            let words = format!("table `{}` has no column `{}`", table.name, shown_short(column));
            Some(wrong(entry, words, did_you_mean(column, names(table))))
        }
    }
}

fn names(table: &Table) -> impl Iterator<Item = &str> {
    table.columns.iter().filter(|column| !column.implied).map(|column| &*column.name)
}

fn value_of_example(at: At<'_>, path: &str, column: &Column) -> Option<Diagnostic> {
    let text = at.text()?;
    if column.many || readable(column, text) {
        return None;
    }
    let words = format!("`{path}` is {}, and cannot be `{}`", column.ty.expected(), shown_short(text));
    Some(Diagnostic::at("E210", at.place(), words))
}
