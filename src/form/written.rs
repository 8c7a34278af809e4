//! How returns of a form are written in rows and in workbooks: short names for paths, and where each
//! table lies.

use super::{Table, TableKind};
use crate::diag::{Diagnostic, did_you_mean};
use crate::read::{At, keys};
use crate::source::{Place, shown_short};
use serde::{Deserialize, Serialize};

/// How returns of a form are written where they are no mappings.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Written {
    /// Short names of columns in rows, each with the path it stands for.
    pub short_names: Vec<(Box<str>, Box<str>)>,
    /// The sheet of a workbook that states form and header.
    pub cover: Option<Box<str>>,
    /// Where tables lie in a workbook; those that are not named lie on a sheet of their own name.
    pub sheets: Vec<OnSheet>,
}

/// Where a table lies in a workbook.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct OnSheet {
    /// The table, by its place in the form.
    pub table: usize,
    /// The sheet.
    pub sheet: Option<Box<str>>,
    /// The named range that holds it, with its labels.
    pub range: Option<Box<str>>,
    /// The words of a cell above it, where several tables lie on one sheet.
    pub heading: Option<Box<str>>,
    /// Further labels of columns and lines, by name.
    pub labels: Vec<(Box<str>, Vec<Box<str>>)>,
}

/// What a path of a form names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Named {
    /// A table as a whole.
    Table(usize),
    /// A line of a table, or a row of a list.
    Line(usize),
    /// A figure or text.
    Cell(usize, usize),
}

/// What a path such as `header.month` or `expenditure.total.ytd_actual` names.
pub fn named(tables: &[Table], path: &str) -> Option<Named> {
    let mut parts = path.split('.');
    let (first, second, third) = (parts.next()?, parts.next(), parts.next());
    if parts.next().is_some() {
        return None;
    }
    let index = tables.iter().position(|table| &*table.name == first)?;
    let table = tables.get(index)?;
    let column = |name: &str| table.column(name).filter(|at| table.columns.get(*at).is_some_and(|c| !c.implied));
    match (table.kind, second, third) {
        (_, None, _) => Some(Named::Table(index)),
        (TableKind::Record, Some(name), None) => column(name).map(|at| Named::Cell(index, at)),
        (TableKind::Lines, Some(line), None) => table.line(line).map(|_| Named::Line(index)),
        (TableKind::Lines, Some(line), Some(name)) => {
            table.line(line)?;
            column(name).map(|at| Named::Cell(index, at))
        }
        _ => None,
    }
}

/// Reads `short_names` and `workbook` of a form.
pub fn load(at: At<'_>, tables: &[Table], diagnostics: &mut Vec<Diagnostic>) -> Written {
    let mut written = Written::default();
    if let Some(names) = at.value("short_names") {
        for (name, entry) in keys::named_entries(names, "`short_names`", diagnostics) {
            let Some(path) = keys::text(names, name, diagnostics) else { continue };
            if matches!(named(tables, path), Some(Named::Cell(..))) {
                written.short_names.push((name.into(), path.into()));
            } else {
                let words = format!("`{name}` is short for a figure or text of the form; there is no `{path}`");
                diagnostics.push(Diagnostic::at("E203", entry.value.place(), words));
            }
        }
    }
    let Some(book) = at.value("workbook") else { return written };
    if !keys::check_keys(book, "`workbook`", &["cover", "tables"], diagnostics) {
        return written;
    }
    written.cover = keys::text(book, "cover", diagnostics).map(Into::into);
    let Some(of_tables) = book.value("tables") else { return written };
    for (name, entry) in keys::named_entries(of_tables, "`tables` of `workbook`", diagnostics) {
        match tables.iter().position(|table| &*table.name == name) {
            Some(index) => written.sheets.extend(on_sheet(index, tables, entry.value, diagnostics)),
            None => {
                unknown(entry.key.place(), "the form has no table", name, tables.iter().map(|t| &*t.name), diagnostics)
            }
        }
    }
    written
}

fn on_sheet(index: usize, tables: &[Table], at: At<'_>, diagnostics: &mut Vec<Diagnostic>) -> Option<OnSheet> {
    let table = tables.get(index)?;
    let what = format!("table `{}` of `workbook`", table.name);
    if !keys::check_keys(at, &what, &["sheet", "range", "heading", "labels"], diagnostics) {
        return None;
    }
    let mut text = |key| keys::text(at, key, diagnostics).map(Into::into);
    let (sheet, range, heading) = (text("sheet"), text("range"), text("heading"));
    let mut labels = Vec::new();
    if let Some(labels_at) = at.value("labels") {
        for (name, entry) in keys::named_entries(labels_at, "`labels`", diagnostics) {
            if table.column(name).is_none() && table.line(name).is_none() {
                let known = table.columns.iter().map(|c| &*c.name).chain(table.lines.iter().map(|l| &*l.name));
                let words = format!("table `{}` has no column or line", table.name);
                unknown(entry.key.place(), &words, name, known, diagnostics);
                continue;
            }
            let texts = keys::texts(labels_at, name, diagnostics);
            labels.push((name.into(), texts.into_iter().map(|(text, _)| text.into()).collect()));
        }
    }
    Some(OnSheet { table: index, sheet, range, heading, labels })
}

fn unknown<'k>(
    place: Place,
    words: &str,
    name: &str,
    known: impl Iterator<Item = &'k str>,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let words = format!("{words} `{}`", shown_short(name));
    diagnostics.push(Diagnostic::at("E203", place, words).maybe_help(did_you_mean(name, known)));
}
