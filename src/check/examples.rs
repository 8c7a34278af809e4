//! Checking what examples give: paths that the form has, values that its cells can hold.

use crate::diag::{Diagnostic, did_you_mean};
use crate::form::{Column, Table, TableKind};
use crate::read::{At, Entry};
use crate::reference::Layout;
use crate::returns::readable;
use crate::ruleset::{Rule, RuleSet};
use crate::source::shown_short;

/// Reports what a rule's examples give that a return of the form cannot have. What is wrong with
/// an example does not keep its rule from running.
pub fn check_examples(rule: &Rule, set: &RuleSet, layout: &Layout, diagnostics: &mut Vec<Diagnostic>) {
    // Examples of conformance rules are about what a return cannot have.
    if rule.kind.is_some() {
        return;
    }
    for given in rule.examples.iter().filter_map(|example| example.given) {
        for entry in set.tree.at(given).entries() {
            diagnostics.extend(entry_of_example(entry, layout));
        }
    }
}

fn wrong(entry: Entry<'_>, message: String, help: Option<String>) -> Option<Diagnostic> {
    Some(Diagnostic::at("E210", entry.key.place(), message).maybe_help(help))
}

fn entry_of_example(entry: Entry<'_>, layout: &Layout) -> Option<Diagnostic> {
    let path = entry.key.scalar().map_or("", |scalar| scalar.text);
    let steps: Vec<&str> = path.split('.').collect();
    let name = steps.first().copied().unwrap_or("");
    let Some(table) = layout.given_in_examples().find(|table| &*table.name == name) else {
        let help = did_you_mean(name, layout.given_in_examples().map(|table| &*table.name));
        return wrong(entry, format!("the form has no table `{}`", shown_short(name)), help);
    };
    let (line, column) = match (table.kind, steps.get(1..).unwrap_or_default()) {
        (_, []) => return None,
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
            return wrong(entry, words, None);
        }
    };
    if let Some(line) = line.filter(|line| table.line(line).is_none()) {
        let help = did_you_mean(line, table.lines.iter().map(|line| &*line.name));
        return wrong(entry, format!("table `{name}` has no line `{}`", shown_short(line)), help);
    }
    match table.columns.iter().find(|known| &*known.name == column && !known.implied) {
        Some(column) => value_of_example(entry.value, path, column),
        None => {
            let words = format!("table `{name}` has no column `{}`", shown_short(column));
            wrong(entry, words, did_you_mean(column, names(table)))
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
