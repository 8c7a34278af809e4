//! What the columns of a file hold: paths of the form, its short names, or nothing that it knows.

use crate::diag::nearest;
use crate::form::{Field, Form, Named, TableKind, named};
use std::collections::{BTreeSet, HashMap};

/// What a column of a file holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Holds {
    /// The id of the form.
    Form,
    /// What a path of the form names.
    Path(Box<str>),
    /// Something that the form does not know.
    Unknown(Box<str>),
    /// It has no name.
    Nothing,
}

/// What stands between the texts of a field that holds several.
pub const BETWEEN: [char; 4] = [';', ',', '|', '\n'];

/// The names that columns may have.
#[derive(Debug)]
pub struct Names {
    /// By the name in small letters the path.
    paths: HashMap<String, Box<str>>,
}

impl Names {
    /// The names of a form.
    pub fn of(form: &Form) -> Names {
        let mut paths: HashMap<String, Box<str>> = HashMap::new();
        let mut take = |name: &str, path: &str| {
            paths.entry(name.to_lowercase()).or_insert_with(|| path.into());
        };
        for table in &form.tables {
            let columns = || table.columns.iter().filter(|column| !column.implied);
            match table.kind {
                TableKind::Rows => take(&table.name, &table.name),
                TableKind::Record => {
                    for column in columns() {
                        let path = format!("{}.{}", table.name, column.name);
                        take(&path, &path);
                    }
                }
                TableKind::Lines => {
                    for line in &table.lines {
                        for column in columns() {
                            let path = format!("{}.{}.{}", table.name, line.name, column.name);
                            take(&path, &path);
                        }
                    }
                }
            }
        }
        for (name, path) in &form.written.short_names {
            take(name, path);
        }
        for (name, path) in keys(form) {
            take(&name, &path);
        }
        Names { paths }
    }

    /// What a column of that name holds.
    pub fn holds(&self, name: &str) -> Holds {
        let name = name.trim();
        if name.is_empty() {
            return Holds::Nothing;
        }
        let lower = name.to_lowercase();
        match self.paths.get(&lower) {
            Some(path) => Holds::Path(path.clone()),
            None if lower == "form" => Holds::Form,
            None => Holds::Unknown(name.into()),
        }
    }

    /// The name nearest to one that is not known.
    pub fn nearest(&self, name: &str) -> Option<&str> {
        let known: BTreeSet<&str> = self.paths.keys().map(String::as_str).collect();
        nearest(name, known)
    }
}

/// The fields that tell returns apart, by their bare names: whose it is, and of which period.
fn keys(form: &Form) -> Vec<(String, String)> {
    let fields = [form.organisation, form.period.map(|(year, _)| year), form.period.map(|(_, month)| month)];
    fields.into_iter().flatten().filter_map(|field| bare(form, field)).collect()
}

fn bare(form: &Form, (table, column): Field) -> Option<(String, String)> {
    let table = form.tables.get(table)?;
    let column = table.columns.get(column)?;
    Some((column.name.to_string(), format!("{}.{}", table.name, column.name)))
}

/// The parts of a path, as a tree is nested; of a name that the form does not know as it reads.
pub(super) fn parts<'p>(form: &Form, path: &'p str) -> Vec<&'p str> {
    match named(&form.tables, path) {
        Some(_) => path.split('.').collect(),
        // What is misspelt is looked for where it would stand.
        None => path.splitn(3, '.').collect(),
    }
}

/// Whether a path names a list of rows.
pub(super) fn is_rows(form: &Form, path: &str) -> bool {
    match named(&form.tables, path) {
        Some(Named::Table(index)) => form.tables.get(index).is_some_and(|table| table.kind == TableKind::Rows),
        _ => false,
    }
}

/// Whether a path names a column that holds a list.
pub(super) fn is_many(form: &Form, path: &str) -> bool {
    match named(&form.tables, path) {
        Some(Named::Cell(table, column)) => {
            let table = form.tables.get(table);
            table.and_then(|table| table.columns.get(column)).is_some_and(|column| column.many)
        }
        _ => false,
    }
}
