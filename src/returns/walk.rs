//! Walking a tree by a form: which keys there are, which are unknown, twice or missing.

use super::conform::{Reader, Unit};
use super::{Cell, Row, Slip, TableData};
use crate::diag::did_you_mean;
use crate::form::{Column, Line, Sign, Table, TableKind, Years};
use crate::read::{At, Entry, Style};
use crate::source::{Place, shown_line};
use crate::value::slip::SlipKind;
use crate::value::{Missing, Number, Value};
use std::collections::HashMap;

/// The entries of one mapping by key; a key that stands twice has its slip instead.
pub(super) struct Given<'t> {
    entries: HashMap<&'t str, Result<Entry<'t>, usize>>,
}

impl<'t> Given<'t> {
    pub(super) fn get(&self, key: &str) -> Option<Result<Entry<'t>, usize>> {
        self.entries.get(key).copied()
    }
}

/// What is known of the cell being read.
pub(super) struct CellPlace<'f> {
    pub column: &'f Column,
    pub line: Option<&'f Line>,
    pub path: String,
    /// The nearest existing parent key.
    pub parent: Place,
    pub missing_is_slip: bool,
}

impl Reader<'_> {
    pub(super) fn slip(&mut self, slip: Slip) -> usize {
        self.slips.push(slip);
        self.slips.len().saturating_sub(1)
    }

    /// Sorts the entries of a mapping out: known ones are given, unknown and repeated ones are
    /// slips. `years` says for a known key when it is part of the form.
    pub(super) fn entries<'t>(
        &mut self,
        at: At<'t>,
        path: &str,
        known: &[(&str, Years)],
        extra: &[&str],
        what: &str,
    ) -> Given<'t> {
        let mut given = Given {
            entries: HashMap::new(),
        };
        let list: Vec<Entry<'t>> = at.entries().collect();
        let mut skip = 0usize;
        for (index, entry) in list.iter().enumerate() {
            if skip > 0 {
                skip = skip.saturating_sub(1);
                continue;
            }
            let Some(key) = entry.key.scalar().map(|scalar| scalar.text) else {
                self.unknown(entry.key, path, "a mapping or list", None, what);
                continue;
            };
            let full = join(path, key);
            if let Some(years) = known.iter().find(|(name, _)| *name == key).map(|(_, years)| *years) {
                if self.year.is_some_and(|year| !years.contains(year)) {
                    self.out_of_year(entry.key, &full, key, years);
                    continue;
                }
                match given.entries.get(key) {
                    None => {
                        let apart = fallen_apart(&list, index);
                        if let Some((count, place, joined)) = apart {
                            skip = count;
                            let slip = self.apart(place, &full, &joined);
                            given.entries.insert(key, Err(slip));
                        } else {
                            given.entries.insert(key, Ok(*entry));
                        }
                    }
                    Some(Ok(first)) => {
                        let slip = self.twice(entry.key, first.key, &full, key);
                        given.entries.insert(key, Err(slip));
                    }
                    Some(Err(_)) => {}
                }
            } else if !extra.contains(&key) {
                let names = known
                    .iter()
                    .map(|(name, _)| *name)
                    .filter(|name| at.get(name).is_none());
                self.unknown(entry.key, &full, key, did_you_mean(key, names), what);
            }
        }
        given
    }

    fn unknown(&mut self, key: At<'_>, path: &str, word: &str, help: Option<String>, what: &str) {
        self.slip(Slip {
            kind: SlipKind::UnknownKey,
            place: key.place(),
            path: path.to_owned(),
            message: format!("{what} has no `{}`", shown_line(word)),
            suggestion: help,
            unread: false,
            related: Vec::new(),
            key: path.to_owned(),
        });
    }

    fn out_of_year(&mut self, key: At<'_>, path: &str, word: &str, years: Years) {
        let when = match (years.first, years.last) {
            (Some(first), Some(last)) => format!("from {first} to {last}"),
            (Some(first), None) => format!("from {first} on"),
            (None, Some(last)) => format!("until {last}"),
            (None, None) => "in other years".to_owned(),
        };
        let year = self.year.map_or(String::new(), |year| format!(", not in {year}"));
        self.slip(Slip {
            kind: SlipKind::UnknownKey,
            place: key.place(),
            path: path.to_owned(),
            message: format!("`{word}` is part of the form {when}{year}"),
            suggestion: Some("take it out, or correct the financial year".to_owned()),
            unread: false,
            related: Vec::new(),
            key: path.to_owned(),
        });
    }

    fn twice(&mut self, second: At<'_>, first: At<'_>, path: &str, word: &str) -> usize {
        self.slip(Slip {
            kind: SlipKind::UnknownKey,
            place: second.place(),
            path: path.to_owned(),
            message: format!("`{word}` stands twice; neither is used"),
            suggestion: Some("keep the right one".to_owned()),
            unread: true,
            related: vec![(first.place(), "first here".to_owned())],
            key: path.to_owned(),
        })
    }

    fn apart(&mut self, place: Place, path: &str, joined: &str) -> usize {
        let plain: String = joined.chars().filter(|c| *c != ',').collect();
        let plain = plain
            .strip_prefix('(')
            .map_or(plain.clone(), |inner| format!("-{}", inner.trim_end_matches(')')));
        self.slip(Slip {
            kind: SlipKind::Spelling,
            place,
            path: path.to_owned(),
            message: format!(
                "looks like {joined}; write {plain}: in braces the comma cuts the figure in two, so it cannot be used"
            ),
            suggestion: Some(format!("write {plain}")),
            unread: true,
            related: Vec::new(),
            key: path.to_owned(),
        })
    }

    /// A value of the wrong shape: a mapping where a figure belongs, and the like.
    pub(super) fn shape(&mut self, key: Place, path: &str, what: &str, found: At<'_>) -> usize {
        self.slip(Slip {
            kind: SlipKind::UnknownKey,
            place: key,
            path: path.to_owned(),
            message: format!("`{path}` is {what}, not {}", found.kind()),
            suggestion: None,
            unread: true,
            related: Vec::new(),
            key: path.to_owned(),
        })
    }

    pub(super) fn missing(&mut self, place: Place, path: &str, message: String, suggestion: &str) -> usize {
        self.slip(Slip {
            kind: SlipKind::Missing,
            place,
            path: path.to_owned(),
            message,
            suggestion: Some(suggestion.to_owned()),
            unread: false,
            related: Vec::new(),
            key: path.to_owned(),
        })
    }

    pub(super) fn in_year(&self, years: Years) -> bool {
        self.year.map_or_else(|| years.always(), |year| years.contains(year))
    }

    /// Reads one table.
    pub(super) fn table(&mut self, table: &Table, given: Option<Result<Entry<'_>, usize>>) -> TableData {
        let mut data = TableData {
            present: false,
            place: self.place,
            rows: Vec::new(),
            slip: None,
            unusable: false,
        };
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
        let fits = if table.kind == TableKind::Rows {
            entry.value.is_list()
        } else {
            entry.value.is_map()
        };
        if !fits {
            let what = if table.kind == TableKind::Rows {
                "a list of rows"
            } else {
                "a mapping"
            };
            data.slip = Some(self.shape(data.place, &table.name, what, entry.value));
            data.unusable = true;
            self.blank_rows(table, &mut data);
            return data;
        }
        data.present = true;
        match table.kind {
            TableKind::Record => {
                data.rows
                    .push(self.row(table, None, (&table.name, String::new()), data.place, entry.value))
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
        let given = self.entries(at, &table.name, &known, &[], &format!("table `{}`", table.name));
        for line in &table.lines {
            let path = join(&table.name, &line.name);
            let key = line.name.to_string();
            let row = match given.get(&line.name) {
                Some(Ok(entry)) if entry.value.is_map() => {
                    self.row(table, Some(line), (&path, key), entry.key.place(), entry.value)
                }
                Some(Ok(entry)) if !entry.value.is_null() => {
                    let slip = self.shape(entry.key.place(), &path, "a mapping of its columns", entry.value);
                    unusable_row(table, line, data, key, entry.key.place(), slip)
                }
                Some(Err(slip)) => unusable_row(table, line, data, key, data.place, slip),
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
                        for (cell, column) in row
                            .cells
                            .iter_mut()
                            .zip(&table.columns)
                            .filter(|(_, column)| !column.implied)
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
        for (index, item) in at.items().enumerate() {
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
            let named = key_column
                .and_then(|column| item.value(&column.name))
                .and_then(At::text);
            let key = named.map_or(number, shown_line);
            let path = format!("{}[{key}]", table.name);
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
        let what = if line.is_some() {
            format!("line `{path}`")
        } else {
            format!("`{path}`")
        };
        let known: Vec<(&str, Years)> = table
            .columns
            .iter()
            .filter(|c| !c.implied)
            .map(|c| (&*c.name, c.years))
            .collect();
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
            whole_line = Some(self.missing(
                place,
                path,
                words,
                "fill it in; a line with nothing in it is written with 0",
            ));
        }
        let mut cells = Vec::with_capacity(table.columns.len());
        for column in &table.columns {
            if column.implied {
                cells.push(implied(column, line, place));
                continue;
            }
            let of = CellPlace {
                column,
                line,
                path: join(path, &column.name),
                parent: place,
                missing_is_slip: whole_line.is_none(),
            };
            let mut cell = self.cell(&of, given.get(&column.name));
            if cell.slip.is_none() && column.required && cell.value.is_missing() {
                cell.slip = whole_line;
            }
            cells.push(cell);
        }
        Row {
            present: true,
            place,
            key,
            cells,
            counts: true,
            slip: None,
        }
    }

    fn cell(&mut self, of: &CellPlace<'_>, given: Option<Result<Entry<'_>, usize>>) -> Cell {
        let mut cell = Cell {
            value: Value::NULL,
            place: of.parent,
            slip: None,
            step: Number::ONE,
        };
        let entry = match given {
            Some(Err(slip)) => {
                cell.value = Value::Missing(Missing::Unknown);
                cell.slip = Some(slip);
                cell.place = self.slips.get(slip).map_or(of.parent, |slip| slip.place);
                return cell;
            }
            Some(Ok(entry)) => {
                cell.place = entry.key.place();
                Some(entry)
            }
            None => None,
        };
        let blank = |at: At<'_>| {
            at.scalar()
                .is_some_and(|s| s.is_null() || (s.text.trim().is_empty() && s.style != Style::Block))
        };
        let Some(entry) = entry.filter(|entry| !blank(entry.value)) else {
            if of.column.required
                && of.missing_is_slip
                && self.in_year(of.column.years)
                && !self.is_convention_field(&of.path)
            {
                let words = format!("`{}` ({}) is not given", of.path, of.column.label);
                let suggestion = if of.column.is_figure() {
                    "give the figure; nothing spent is written 0"
                } else {
                    "give it"
                };
                cell.slip = Some(self.missing(cell.place, &of.path, words, suggestion));
            }
            return cell;
        };
        if of.column.many {
            return self.many(of, entry, cell);
        }
        if entry.value.scalar().is_none() {
            cell.slip = Some(self.shape(entry.key.place(), &of.path, &of.column.ty.expected(), entry.value));
            cell.value = Value::Missing(Missing::Unknown);
            return cell;
        }
        self.scalar(of, entry.value, cell)
    }

    fn many(&mut self, of: &CellPlace<'_>, entry: Entry<'_>, mut cell: Cell) -> Cell {
        let items: Vec<At<'_>> = if entry.value.is_list() {
            entry.value.items().collect()
        } else {
            vec![entry.value]
        };
        cell.place = entry.value.place();
        let mut values = Vec::new();
        for item in items {
            let start = Cell {
                value: Value::NULL,
                place: item.place(),
                slip: None,
                step: Number::ONE,
            };
            if item.scalar().is_none() {
                cell.slip = Some(self.shape(entry.key.place(), &of.path, "a list of single values", item));
                cell.value = Value::Missing(Missing::Unknown);
                return cell;
            }
            let one = self.scalar(of, item, start);
            cell.slip = cell.slip.or(one.slip);
            values.push(one.value);
        }
        cell.value = Value::list(values);
        cell
    }

    /// Whether a figure has the expected sign; says so where it has not.
    pub(super) fn sign(&mut self, of: &CellPlace<'_>, cell: &mut Cell, raw: &str) {
        let expected = of.column.sign.or(of.line.map(|line| line.sign)).unwrap_or(Sign::Any);
        let Some(number) = cell.value.as_number() else {
            return;
        };
        let (wrong, words) = match expected {
            Sign::Positive => (number.is_negative(), "0 or more"),
            Sign::Negative => (!number.is_negative() && !number.is_zero(), "0 or less"),
            Sign::Any => (false, ""),
        };
        let amount = of.column.is_figure() && !of.column.favourable;
        if !wrong || !amount {
            return;
        }
        let label = of.line.map_or(of.column.label.clone(), |line| {
            format!("{}, {}", line.label, of.column.label)
        });
        let message = format!("`{}` ({label}) is {}; {words} is expected", of.path, shown_line(raw));
        cell.slip = Some(self.slip(Slip {
            kind: SlipKind::Sign,
            place: cell.place,
            path: of.path.clone(),
            message,
            suggestion: Some(format!(
                "if only the sign is wrong, write {}",
                Unit::unsigned(raw, number.negate())
            )),
            unread: true,
            related: Vec::new(),
            key: of.path.clone(),
        }));
        cell.value = Value::Missing(Missing::Unknown);
    }
}

/// A cell that the form implies.
fn implied(column: &Column, line: Option<&Line>, place: Place) -> Cell {
    let value = match (&*column.name, line) {
        ("line_code", Some(line)) => Value::text(&line.name),
        ("group", Some(line)) => line
            .group
            .as_ref()
            .map_or(Value::NULL, |group| Value::Text(group.clone())),
        ("is_total", Some(line)) => Value::Bool(line.total),
        _ => Value::NULL,
    };
    Cell {
        value,
        place,
        slip: None,
        step: Number::ONE,
    }
}

fn blank_row(table: &Table, line: Option<&Line>, data: &TableData, key: String) -> Row {
    let missing = if data.unusable {
        Value::Missing(Missing::Unknown)
    } else {
        Value::NULL
    };
    let cells = table
        .columns
        .iter()
        .map(|column| match column.implied {
            true => implied(column, line, data.place),
            false => Cell {
                value: missing.clone(),
                place: data.place,
                slip: data.slip,
                step: Number::ONE,
            },
        })
        .collect();
    Row {
        present: false,
        place: data.place,
        key,
        cells,
        counts: line.is_none(),
        slip: data.slip,
    }
}

fn unusable_row(table: &Table, line: &Line, data: &TableData, key: String, place: Place, slip: usize) -> Row {
    let shell = TableData {
        present: false,
        place,
        rows: Vec::new(),
        slip: Some(slip),
        unusable: true,
    };
    Row {
        counts: true,
        ..blank_row(
            table,
            Some(line),
            &TableData {
                place: if place == data.place { data.place } else { place },
                ..shell
            },
            key,
        )
    }
}

/// A path with one step more.
pub(super) fn join(path: &str, key: &str) -> String {
    if path.is_empty() {
        shown_line(key)
    } else {
        format!("{path}.{}", shown_line(key))
    }
}

/// Whether an entry's figure was cut in two by the comma of a flow mapping: `plan: 1,204` reads
/// as `plan: 1` and a stray key `204`. Gives how many entries the pieces take, the whole place
/// and the whole text.
fn fallen_apart(entries: &[Entry<'_>], index: usize) -> Option<(usize, Place, String)> {
    let first = entries.get(index)?.value;
    let head = first.raw();
    let digits = head.trim_start_matches(['(', '-', '£']);
    let starts = matches!(digits.len(), 1..=3) && digits.bytes().all(|b| b.is_ascii_digit());
    if !starts || first.scalar()?.style != Style::Plain {
        return None;
    }
    let mut whole = head.to_owned();
    let mut place = first.place();
    let mut count = 0usize;
    for entry in entries.get(index.saturating_add(1)..)? {
        let key = entry.key.raw();
        let adjacent = entry.key.place().span.start == place.span.end.saturating_add(1);
        let bare = key.trim_end_matches([')', 'm', 'k']);
        let (group, fraction) = bare
            .split_once('.')
            .map_or((bare, "0"), |(group, fraction)| (group, fraction));
        let all_digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        if !adjacent || group.len() != 3 || !all_digits(group) || !all_digits(fraction) || !entry.value.is_null() {
            break;
        }
        whole.push(',');
        whole.push_str(key);
        place.span = place.span.to(entry.key.place().span);
        count = count.saturating_add(1);
    }
    (count > 0).then_some((count, place, whole))
}
