//! Long files: a row for each figure, with the table, line and column it stands in. Rows of one return
//! need not stand together.

use super::names;
use super::sprout::{Entries, Sprout, nest};
use crate::form::{Form, Table, TableKind};
use crate::grid::{Field, Record, Rows};
use crate::read::Tree;
use crate::source::{FileId, Span, Text};
use crate::value::Number;
use std::collections::HashMap;
use std::sync::Arc;

/// Which columns of a long file are which.
#[derive(Debug, Clone, Default)]
pub struct LongColumns {
    /// What tells returns apart: columns and the paths they hold.
    pub keys: Vec<(usize, Box<str>)>,
    /// The column that names the table.
    pub table: usize,
    /// The column that names the line or row.
    pub line: Option<usize>,
    /// The column that names the column.
    pub column: usize,
    /// The column of the values.
    pub value: usize,
    /// Columns that the form does not know: where their names stand, and the names.
    pub strays: Vec<(usize, Span, Box<str>)>,
}

/// The returns of long rows, in the order in which each begins; each becomes a tree when it is asked
/// for, because trees take far more room than rows.
#[derive(Debug)]
pub struct Long {
    file: FileId,
    text: Arc<String>,
    base: u32,
    growing: std::vec::IntoIter<Growing>,
}

impl Long {
    /// Sorts rows into returns; their text begins the file. `form` decides how they nest. Rows that do
    /// not say whose figure they hold are given back.
    pub fn new(form: &Form, file: FileId, rows: &Rows, separator: u8, columns: &LongColumns) -> (Long, Vec<Record>) {
        let mut order: Vec<Growing> = Vec::new();
        let mut known: HashMap<Vec<String>, usize> = HashMap::new();
        let mut fields = Vec::new();
        let mut nobody = Vec::new();
        for record in rows.records.iter().filter(|record| !record.broken) {
            crate::grid::fields(&rows.text, record, separator, &mut fields);
            let row = Row { rows, record, fields: &fields };
            let key: Vec<String> = columns.keys.iter().map(|(column, _)| key(&row.text(*column))).collect();
            if !key.is_empty() && key.iter().all(String::is_empty) {
                nobody.push(*record);
                continue;
            }
            let index = *known.entry(key).or_insert_with(|| {
                order.push(Growing::begin(form, &row, columns));
                order.len().saturating_sub(1)
            });
            if let Some(growing) = order.get_mut(index) {
                growing.add(form, &row, columns);
            }
        }
        let (text, base) = (Arc::clone(&rows.text), rows.base);
        (Long { file, text, base, growing: order.into_iter() }, nobody)
    }
}

impl Iterator for Long {
    type Item = Tree;

    fn next(&mut self) -> Option<Tree> {
        let growing = self.growing.next()?;
        let text = Text::Read(Arc::clone(&self.text));
        Some(Sprout::Map(growing.tables).tree((self.file, text, self.base), growing.span))
    }
}

/// What a key comes to: 7 and 07 are one month.
fn key(text: &str) -> String {
    match Number::parse(text) {
        Some(number) => number.trimmed().to_string(),
        None => text.to_owned(),
    }
}

struct Row<'r> {
    rows: &'r Rows,
    record: &'r Record,
    fields: &'r [Field],
}

impl Row<'_> {
    fn text(&self, column: usize) -> String {
        self.fields.get(column).map_or(String::new(), |field| field.text(&self.rows.text).trim().to_owned())
    }

    fn span(&self, column: usize) -> Span {
        let end = (self.record.end, self.record.end);
        let (start, end) = self.fields.get(column).map_or(end, |field| (field.start, field.end));
        let base = self.rows.base;
        Span { start: base.saturating_add(start), end: base.saturating_add(end) }
    }

    /// The value, as its text stands.
    fn value(&self, column: usize) -> Sprout {
        Sprout::Value(self.span(column), self.fields.get(column).and_then(|field| field.decoded(&self.rows.text)))
    }
}

/// A return that is still growing.
#[derive(Debug)]
struct Growing {
    span: Span,
    tables: Entries,
    /// For tables of rows, by table and row, where it stands in its list.
    found: HashMap<(Box<str>, Box<str>), usize>,
}

impl Growing {
    /// A return with what its first row says of whose it is.
    fn begin(form: &Form, row: &Row<'_>, columns: &LongColumns) -> Growing {
        let span = Span {
            start: row.rows.base.saturating_add(row.record.start),
            end: row.rows.base.saturating_add(row.record.end),
        };
        let mut growing = Growing { span, tables: Vec::new(), found: HashMap::new() };
        for (column, path) in &columns.keys {
            let parts = names::parts(form, path);
            let span = row.span(*column);
            nest(&mut growing.tables, &parts, &[span; 3], row.value(*column));
        }
        growing
    }

    fn add(&mut self, form: &Form, row: &Row<'_>, columns: &LongColumns) {
        for (column, name_at, name) in &columns.strays {
            if !row.text(*column).is_empty() && !self.tables.iter().any(|(_, key, _)| key == name) {
                self.tables.push((*name_at, name.clone(), row.value(*column)));
            }
        }
        let (mut table, mut column) = (row.text(columns.table), row.text(columns.column));
        let mut line = columns.line.map_or(String::new(), |line| row.text(line));
        if table.is_empty() && column.is_empty() && row.text(columns.value).is_empty() {
            return;
        }
        let of_form = form.tables.iter().find(|other| other.name.eq_ignore_ascii_case(&table));
        // Names are told as in headers, whatever letters they are written in.
        if let Some(of_form) = of_form {
            table = of_form.name.to_string();
            let columns = of_form.columns.iter().map(|column| &*column.name);
            column = spelt(columns, column);
            line = spelt(of_form.lines.iter().map(|line| &*line.name), line);
        }
        if self.is_key(&table, &line, &column, row, columns) {
            return;
        }
        let is_rows = of_form.is_some_and(|table| table.kind == TableKind::Rows);
        // A row of a template that was not filled in: the columns of a list without rows.
        if is_rows && line.is_empty() && row.text(columns.value).is_empty() {
            return;
        }
        let line_span = columns.line.map_or(row.span(columns.table), |line| row.span(line));
        let spans = [row.span(columns.table), line_span, row.span(columns.column)];
        let value = match of_form.and_then(|table| table.columns.get(table.column(&column)?)) {
            Some(column) if column.many => many(row, columns.value),
            _ => row.value(columns.value),
        };
        match of_form.map(|table| (table, table.kind)) {
            Some((of_form, TableKind::Rows)) => {
                self.in_rows(of_form, (&line, &column), &spans, (value, row.text(columns.value)))
            }
            _ if line.is_empty() => nest(&mut self.tables, &[&table, &column], &[spans[0], spans[2]], value),
            _ => nest(&mut self.tables, &[&table, &line, &column], &spans, value),
        }
    }

    /// Puts a value into a row of a list.
    fn in_rows(
        &mut self,
        table: &Table,
        (line, column): (&str, &str),
        spans: &[Span; 3],
        (value, text): (Sprout, String),
    ) {
        let at = self.tables.iter().position(|(_, key, _)| **key == *table.name).unwrap_or_else(|| {
            self.tables.push((spans[0], (&*table.name).into(), Sprout::List(Vec::new())));
            self.tables.len().saturating_sub(1)
        });
        // A list without rows is given by its table alone.
        let nothing = line.is_empty() && column.is_empty();
        let Some((_, _, Sprout::List(rows))) = self.tables.get_mut(at) else { return };
        if nothing {
            return;
        }
        let key = table.row_key.and_then(|key| table.columns.get(key)).map(|key| &*key.name);
        let name = (Box::from(&*table.name), Box::from(line));
        let has = |row: &Sprout, column: &str| match row {
            Sprout::Map(entries) => entries.iter().any(|(_, key, _)| **key == *column),
            _ => false,
        };
        let index = self.found.get(&name).copied();
        // A row says once more what it is called.
        if key == Some(column) && index.is_some() && text == line {
            return;
        }
        // A row that has the column already is another of the same name.
        let another = |index: &usize| rows.get(*index).is_some_and(|row| has(row, column) && key != Some(column));
        let index = index.filter(|index| !another(index)).unwrap_or_else(|| {
            let named = key.filter(|key| !line.is_empty() && *key != column);
            let own = Sprout::Value(spans[1], Some(line.to_owned()));
            rows.push(Sprout::Map(named.map(|key| (spans[1], key.into(), own)).into_iter().collect()));
            rows.len().saturating_sub(1)
        });
        self.found.insert(name, index);
        if let Some(Sprout::Map(entries)) = rows.get_mut(index) {
            entries.push((spans[2], column.into(), value));
        }
    }

    /// Whether a row says again what the key columns of its return say.
    fn is_key(&self, table: &str, line: &str, column: &str, row: &Row<'_>, columns: &LongColumns) -> bool {
        let path = format!("{table}.{column}");
        let same = |(key_column, own): &(usize, Box<str>)| {
            **own == *path && line.is_empty() && key(&row.text(*key_column)) == key(&row.text(columns.value))
        };
        columns.keys.iter().any(same)
    }
}

/// A name as the form spells it.
fn spelt<'n>(mut names: impl Iterator<Item = &'n str>, given: String) -> String {
    names.find(|name| name.eq_ignore_ascii_case(&given)).map_or(given, str::to_owned)
}

fn many(row: &Row<'_>, column: usize) -> Sprout {
    let text = row.text(column);
    if text.contains(names::BETWEEN) { Sprout::Many(row.span(column), text) } else { row.value(column) }
}
