//! Walking a tree by a form: which keys there are, which are unknown, twice or missing.

mod cells;
mod entries;

use super::conform::{Reader, Unit};
use super::{Cell, Row, Slip, SlipId, TableData};
use crate::diag::did_you_mean;
use crate::form::{Column, Line, Table, TableKind, Years};
use crate::read::{At, Entry, Style};
use crate::source::{Place, shown_short};
use crate::value::slip::SlipKind;
use crate::value::{Missing, Value};
pub(super) use cells::CellPlace;
use cells::implied;
use std::collections::HashMap;
use std::collections::hash_map::Entry::{Occupied, Vacant};

/// What a mapping gives of the names that its form knows, in the form's order: an entry, or the
/// slip that makes it unusable.
pub(super) struct Given<'t, 'k> {
    names: &'k [(&'k str, Years)],
    found: Vec<Option<Result<Entry<'t>, SlipId>>>,
    /// Where to look first: what is asked for, and what is written, mostly stands in this order.
    next: std::cell::Cell<usize>,
}

impl<'t, 'k> Given<'t, 'k> {
    fn new(names: &'k [(&'k str, Years)]) -> Given<'t, 'k> {
        Given { names, found: vec![None; names.len()], next: std::cell::Cell::new(0) }
    }

    /// The number of a name among the form's, and its years.
    fn known(&self, key: &str) -> Option<(usize, Years)> {
        let (before, behind) = self.names.split_at_checked(self.next.get()).unwrap_or((self.names, &[]));
        let at = |names: &[(&str, Years)]| names.iter().position(|(name, _)| *name == key);
        let index = at(behind).map(|index| index.saturating_add(before.len())).or_else(|| at(before))?;
        self.next.set(index.saturating_add(1));
        self.names.get(index).map(|(_, years)| (index, *years))
    }

    /// What is given under a name.
    pub(super) fn get(&self, key: &str) -> Option<Result<Entry<'t>, SlipId>> {
        self.known(key).and_then(|(index, _)| *self.found.get(index)?)
    }

    fn set(&mut self, index: usize, found: Result<Entry<'t>, SlipId>) {
        if let Some(place) = self.found.get_mut(index) {
            *place = Some(found);
        }
    }
}

impl Reader<'_> {
    pub(super) fn in_year(&self, years: Years) -> bool {
        self.year.map_or_else(|| years.always(), |year| years.contains(year))
    }

    /// Reads one table.
    pub(super) fn table(&mut self, table: &Table, given: Option<Result<Entry<'_>, SlipId>>) -> TableData {
        let mut data = TableData { present: false, place: self.place, rows: Vec::new(), slip: None, unusable: false };
        let entry = match given {
            Some(Ok(entry)) if !entry.value.is_null() => Some(entry),
            Some(Err(slip)) => {
                data.slip = Some(slip);
                data.unusable = true;
                None
            }
            other => {
                if let Some(Ok(entry)) = other {
                    data.place = entry.key.place();
                }
                if table.required && self.in_year(table.years) {
                    let words = format!("table `{}` ({}) is missing", table.name, table.label);
                    let suggestion = match table.kind {
                        TableKind::Rows => "fill it in, or write [] where there is nothing to report",
                        _ => "fill it in",
                    };
                    data.slip = Some(self.missing(data.place, &table.name, words, suggestion));
                }
                None
            }
        };
        let Some(entry) = entry else {
            self.blank_rows(table, &mut data);
            return data;
        };
        data.place = entry.key.place();
        let fits = if table.kind == TableKind::Rows { entry.value.is_list() } else { entry.value.is_map() };
        if !fits {
            let what = if table.kind == TableKind::Rows { "a list of rows" } else { "a mapping" };
            data.slip = Some(self.shape(data.place, &table.name, what, entry.value));
            data.unusable = true;
            self.blank_rows(table, &mut data);
            return data;
        }
        data.present = true;
        match table.kind {
            TableKind::Record => {
                data.rows.push(self.row(table, None, (&table.name, String::new()), data.place, entry.value))
            }
            TableKind::Lines => self.lines(table, entry.value, &mut data),
            TableKind::Rows => self.rows(table, entry.value, &mut data),
        }
        data
    }

    /// The rows of a table that was not given or cannot be used: none of its cells has a value.
    fn blank_rows(&mut self, table: &Table, data: &mut TableData) {
        match table.kind {
            TableKind::Rows => {}
            TableKind::Record => data.rows.push(blank_row(table, None, data, String::new())),
            TableKind::Lines => {
                for line in &table.lines {
                    let mut row = blank_row(table, Some(line), data, line.name.to_string());
                    row.counts = line.required && self.in_year(line.years) && (table.required || data.unusable);
                    data.rows.push(row);
                }
            }
        }
    }

    fn lines(&mut self, table: &Table, at: At<'_>, data: &mut TableData) {
        let known: Vec<(&str, Years)> = table.lines.iter().map(|line| (&*line.name, line.years)).collect();
        let given = self.entries(at, &table.name, &known, &[], &|| format!("table `{}`", table.name));
        for line in &table.lines {
            let path = join(&table.name, &line.name);
            let key = line.name.to_string();
            let row = match given.get(&line.name) {
                Some(Ok(entry)) if entry.value.is_map() => {
                    self.row(table, Some(line), (&path, key), entry.key.place(), entry.value)
                }
                Some(Ok(entry)) if !entry.value.is_null() => {
                    let slip = self.shape(entry.key.place(), &path, "a mapping of its columns", entry.value);
                    unusable_row(table, line, key, entry.key.place(), slip)
                }
                Some(Err(slip)) => unusable_row(table, line, key, data.place, slip),
                other => {
                    let place = other.and_then(Result::ok).map_or(data.place, |entry| entry.key.place());
                    let mut row = blank_row(table, Some(line), data, key);
                    row.place = place;
                    row.counts = line.required && self.in_year(line.years);
                    if row.counts {
                        let words = format!("line `{path}` ({}) is missing", line.label);
                        let slip = self.missing(
                            place,
                            &path,
                            words,
                            "fill it in; a line with nothing in it is written with 0",
                        );
                        row.slip = Some(slip);
                        for (cell, column) in
                            row.cells.iter_mut().zip(&table.columns).filter(|(_, column)| !column.implied)
                        {
                            cell.place = place;
                            cell.slip = column.required.then_some(slip);
                        }
                    }
                    row
                }
            };
            data.rows.push(row);
        }
    }

    fn rows(&mut self, table: &Table, at: At<'_>, data: &mut TableData) {
        let mut keys: HashMap<&str, Place> = HashMap::new();
        for (index, item) in at.items().enumerate() {
            if self.too_many {
                break;
            }
            let number = index.saturating_add(1).to_string();
            let place = item.entries().next().map_or(item.place(), |entry| entry.key.place());
            if !item.is_map() {
                let path = format!("{}[{number}]", table.name);
                let slip = self.shape(item.place(), &path, "a mapping of its columns", item);
                data.slip = data.slip.or(Some(slip));
                data.unusable = true;
                continue;
            }
            let key_column = table.row_key.and_then(|index| table.columns.get(index));
            let key_at = key_column.and_then(|column| item.value(&column.name));
            let named = key_at.and_then(At::text);
            let key = named.map_or(number, shown_short);
            let path = format!("{}[{key}]", table.name);
            if let (Some(column), Some(at), Some(named)) = (key_column, key_at, named) {
                match keys.entry(named) {
                    Occupied(first) => self.row_twice(column, &path, at, *first.get()),
                    Vacant(first) => {
                        first.insert(at.place());
                    }
                }
            }
            data.rows.push(self.row(table, None, (&path, key), place, item));
        }
    }

    fn row(
        &mut self,
        table: &Table,
        line: Option<&Line>,
        (path, key): (&str, String),
        place: Place,
        at: At<'_>,
    ) -> Row {
        let what = || if line.is_some() { format!("line `{path}`") } else { format!("`{path}`") };
        let known: Vec<(&str, Years)> =
            table.columns.iter().filter(|c| !c.implied).map(|c| (&*c.name, c.years)).collect();
        let given = self.entries(at, path, &known, &[], &what);
        let required = |column: &&Column| column.required && !column.implied;
        let empty = |column: &Column| match given.get(&column.name) {
            None => true,
            Some(Ok(entry)) => entry.value.is_null(),
            Some(Err(_)) => false,
        };
        let wanted = table.columns.iter().filter(required).count();
        let mut whole_line = None;
        if let Some(line) = line
            && wanted > 1
            && table.columns.iter().filter(required).all(empty)
        {
            let words = format!("line `{path}` ({}) has no figures", line.label);
            whole_line =
                Some(self.missing(place, path, words, "fill it in; a line with nothing in it is written with 0"));
        }
        let mut cells = Vec::with_capacity(table.columns.len());
        for column in &table.columns {
            if column.implied {
                cells.push(implied(column, line, place));
                continue;
            }
            let of = CellPlace { column, line, row: path, parent: place, missing_is_slip: whole_line.is_none() };
            let mut cell = self.cell(&of, given.get(&column.name));
            if cell.slip.is_none() && column.required && cell.value.is_missing() {
                cell.slip = whole_line;
            }
            cells.push(cell);
        }
        Row { present: true, place, key, cells, counts: true, slip: None }
    }
}

fn blank_row(table: &Table, line: Option<&Line>, data: &TableData, key: String) -> Row {
    let missing = if data.unusable { Value::Missing(Missing::Unknown) } else { Value::NULL };
    let cells = table
        .columns
        .iter()
        .map(|column| match column.implied {
            true => implied(column, line, data.place),
            false => Cell { value: missing.clone(), place: data.place, slip: data.slip, last_place: 0 },
        })
        .collect();
    Row { present: false, place: data.place, key, cells, counts: line.is_none(), slip: data.slip }
}

fn unusable_row(table: &Table, line: &Line, key: String, place: Place, slip: SlipId) -> Row {
    let data = TableData { present: false, place, rows: Vec::new(), slip: Some(slip), unusable: true };
    Row { counts: true, ..blank_row(table, Some(line), &data, key) }
}

/// A path with one step more.
pub(super) fn join(path: &str, key: &str) -> String {
    if path.is_empty() { shown_short(key) } else { format!("{path}.{}", shown_short(key)) }
}
