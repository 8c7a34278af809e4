//! The tables of a workbook as one tree, and which cell holds which figure.

use super::draw::Drawn;
use super::find::{Cells, Labels, Place, find, header};
use crate::form::{Column, ColumnType, Form, Table, TableKind};
use crate::grid::book::{Area, Cell, Kind, Workbook};
use crate::read::Tree;
use crate::source::{FileId, Span, Text};
use crate::tabular::names::BETWEEN;
use crate::tabular::sprout::{Entries, Sprout};
use std::collections::{BTreeMap, HashSet};

/// A cell that holds a figure or text of the form.
#[derive(Debug, Clone, Copy)]
pub struct Mapped {
    /// The sheet.
    pub sheet: usize,
    /// The row.
    pub row: u32,
    /// The column.
    pub column: u32,
    /// The table and its column.
    pub of_form: (usize, usize),
    /// Whether the table is a record, whose figures stand below each other.
    pub record: bool,
    /// Whether it stands on a line that sums others.
    pub total: bool,
}

/// What a workbook became.
#[derive(Debug, Default)]
pub struct Read {
    tables: Entries,
    /// The cells of its tables, empty ones too.
    pub mapped: Vec<Mapped>,
    /// The areas its tables take.
    pub areas: Vec<(usize, Area)>,
    /// The cells below and beside labels that the form does not know.
    pub unknown: Vec<(usize, u32, u32)>,
    /// Rows inside a list that were taken for a heading or a total, and not read: sheet, row, column.
    pub passed: Vec<(usize, u32, u32)>,
}

impl Read {
    /// The tree; `text` is the drawing.
    pub fn tree(self, file: FileId, text: Text) -> Tree {
        let end = u32::try_from(text.len()).unwrap_or(u32::MAX);
        Sprout::Map(self.tables).tree((file, text, 0), Span { start: 0, end })
    }
}

/// Reads the tables of a form, and gives the cells drawn the labels of their rows and columns.
pub fn read(form: &Form, book: &Workbook, drawn: &mut Drawn) -> Read {
    let mut reading = Reading { drawn, read: Read::default() };
    let cells: Vec<Cells<'_>> = book.sheets.iter().map(Cells::of).collect();
    for place in find(form, book, &cells) {
        let Some(table) = form.tables.get(place.table) else { continue };
        let labels = Labels::of(form, place.table, table);
        let head = reading.drawn.span(place.sheet, place.head.0, place.head.1);
        let before = reading.read.mapped.len();
        let sprout = match table.kind {
            TableKind::Record => reading.record(table, &labels, &place),
            TableKind::Lines | TableKind::Rows => reading.rows(table, &labels, &place),
        };
        reading.area(&place, before);
        let key = (head, (&*table.name).into(), sprout);
        reading.read.tables.push(key);
    }
    reading.read
}

struct Reading<'d> {
    drawn: &'d mut Drawn,
    read: Read,
}

/// The columns of a table on its sheet: below which label each stands, and what it holds; what the form
/// does not know has only its text.
struct Below {
    column: u32,
    label: String,
    of_form: Option<usize>,
}

impl Reading<'_> {
    /// Notes which area a table takes.
    fn area(&mut self, place: &Place<'_>, before: usize) {
        let cells = self.read.mapped.get(before..).unwrap_or_default();
        let rows = cells.iter().map(|cell| cell.row);
        let columns = cells.iter().map(|cell| cell.column);
        if let (Some(top), Some(bottom)) = (rows.clone().min(), rows.max())
            && let (Some(left), Some(right)) = (columns.clone().min(), columns.max())
        {
            self.read.areas.push((place.sheet, Area { first: (top, left), last: (bottom, right) }));
        }
    }

    /// What stands in a cell, as a value of a column.
    fn value(&self, place: &Place<'_>, cell: Option<&Cell>, at: (u32, u32), column: Option<&Column>) -> Sprout {
        let span = self.drawn.span(place.sheet, at.0, at.1);
        let Some(cell) = cell.filter(|cell| cell.kind != Kind::NoValue) else {
            return Sprout::Value(Span { start: span.start, end: span.start }, None);
        };
        let text = match column.map(|column| &column.ty) {
            Some(ColumnType::Percent) if cell.percent => hundredfold(&cell.text),
            _ => cell.text.trim().to_owned(),
        };
        match column {
            Some(column) if column.many && text.contains(BETWEEN) => Sprout::Many(span, text),
            _ => Sprout::Value(span, Some(text)),
        }
    }

    fn map(&mut self, place: &Place<'_>, table: &Table, cell: (u32, u32), column: usize, labels: (String, String)) {
        let total = place.cells.at(cell.0, cell.1).is_some() && labels.0.to_lowercase().contains("total");
        self.read.mapped.push(Mapped {
            sheet: place.sheet,
            row: cell.0,
            column: cell.1,
            of_form: (place.table, column),
            record: table.kind == TableKind::Record,
            total,
        });
        if let Some(drawn) = self.drawn.cell_mut(place.sheet, cell.0, cell.1) {
            drawn.labels = Some(Box::new(labels));
        }
    }

    /// A record: labels in one column, values in the one in which most of them have theirs.
    fn record(&mut self, table: &Table, labels: &Labels, place: &Place<'_>) -> Sprout {
        let mut labelled: Vec<(&Cell, usize)> = Vec::new();
        for (_, cells) in place.cells.rows(place.area) {
            labelled.extend(cells.iter().find_map(|cell| Some((*cell, labels.column(&cell.text)?))));
        }
        let label_column = most(labelled.iter().map(|(cell, _)| cell.column)).unwrap_or(1);
        let right = |cell: &&Cell| {
            let cells = place.cells.row(cell.row).iter();
            cells.map(|other| other.column).find(|column| *column > cell.column)
        };
        let values = most(labelled.iter().filter_map(|(cell, _)| right(cell)));
        let values = values.unwrap_or(label_column.saturating_add(1));
        let mut entries = Entries::new();
        for (row, cells) in place.cells.rows(place.area) {
            let Some(label) = cells.iter().find(|cell| cell.column == label_column) else { continue };
            if super::plain(&label.text) == "form" {
                continue;
            }
            let key = self.drawn.span(place.sheet, row, label.column);
            let cell = place.cells.at(row, values);
            // A label that stands again without a value says nothing.
            let again = |at: usize| {
                let same = |(other, own): &(&Cell, usize)| *own == at && place.cells.at(other.row, values).is_some();
                cell.is_none() && labelled.iter().any(same)
            };
            match labels.column(&label.text).and_then(|at| Some((at, table.columns.get(at)?))) {
                Some((at, _)) if again(at) => {}
                Some((at, column)) => {
                    let value = self.value(place, cell, (row, values), Some(column));
                    // What is not given is pointed at where it should stand.
                    let key = self.drawn.span(place.sheet, row, values);
                    self.map(place, table, (row, values), at, (label.text.clone(), String::new()));
                    entries.push((key, (&*column.name).into(), value));
                }
                // A heading has nothing beside it.
                None if cell.is_some() && label.kind == Kind::Text => {
                    self.read.unknown.push((place.sheet, row, values));
                    let value = self.value(place, cell, (row, values), None);
                    entries.push((key, label.text.trim().into(), value));
                }
                None => {}
            }
        }
        Sprout::Map(entries)
    }

    /// Lines and rows: labels of columns in one row, and below it a row for each.
    fn rows(&mut self, table: &Table, labels: &Labels, place: &Place<'_>) -> Sprout {
        let empty = || if table.kind == TableKind::Rows { Sprout::List(Vec::new()) } else { Sprout::Map(Vec::new()) };
        let Some((head, _)) = header(table, labels, place.cells, place.area) else { return empty() };
        let below = Area { first: (head.saturating_add(1), place.area.first.1), last: place.area.last };
        let lines = (table.kind == TableKind::Lines).then(|| line_column(labels, place.cells, below));
        let columns = columns(labels, place.cells, head, place.area, lines.flatten());
        if table.kind == TableKind::Lines {
            return Sprout::Map(self.lines(table, labels, place, (below, lines.flatten()), &columns));
        }
        let mut rows = Vec::new();
        let mut told = HashSet::new();
        for (row, cells) in place.cells.rows(below) {
            let filled = columns.iter().filter(|below| place.cells.at(row, below.column).is_some()).count();
            // Another header: of the same columns on a further page, or of another table.
            let again = columns.iter().filter(|below| {
                place.cells.at(row, below.column).is_some_and(|cell| labels.column(&cell.text) == below.of_form)
            });
            let again = again.count();
            if again >= 2 && again == filled {
                continue;
            }
            if cells.iter().filter(|cell| labels.column(&cell.text).is_some()).count() >= 2 {
                break;
            }
            let Some(first) = cells.first() else { continue };
            let sums = super::plain(&first.text).split(' ').any(|word| word == "total");
            if filled == 0 || (filled == 1 && columns.len() > 1 && first.kind == Kind::Text) || sums {
                self.read.passed.push((place.sheet, row, first.column));
                self.read.unknown.extend(cells.iter().map(|cell| (place.sheet, row, cell.column)));
                continue;
            }
            let name = cells.first().map_or(String::new(), |cell| cell.text.clone());
            rows.push(Sprout::Map(self.row(table, place, row, &name, &columns, &mut told)));
        }
        Sprout::List(rows)
    }

    fn lines(
        &mut self,
        table: &Table,
        labels: &Labels,
        place: &Place<'_>,
        (below, names): (Area, Option<u32>),
        columns: &[Below],
    ) -> Entries {
        let mut entries = Entries::new();
        let Some(names) = names else { return entries };
        let mut told = HashSet::new();
        for (row, cells) in place.cells.rows(below) {
            let Some(name) = cells.iter().find(|cell| cell.column == names) else { continue };
            let known = columns.iter().filter(|below| below.of_form.is_some());
            let filled = known.filter(|below| place.cells.at(row, below.column).is_some()).count();
            let key = self.drawn.span(place.sheet, row, names);
            match labels.line(&name.text).and_then(|at| table.lines.get(at)) {
                Some(_) if filled == 0 => {
                    if let Some(line) = labels.line(&name.text).and_then(|at| table.lines.get(at)) {
                        let nothing = Span { start: key.start, end: key.start };
                        entries.push((key, (&*line.name).into(), Sprout::Value(nothing, None)));
                    }
                }
                Some(line) => {
                    let row = self.row(table, place, row, &name.text, columns, &mut told);
                    entries.push((key, (&*line.name).into(), Sprout::Map(row)));
                }
                // A heading of a group has no figures beside it.
                None if filled > 0 => {
                    let cells = cells.iter().map(|cell| (place.sheet, row, cell.column));
                    self.read.unknown.extend(cells);
                    let row = self.row(table, place, row, &name.text, columns, &mut told);
                    entries.push((key, name.text.trim().into(), Sprout::Map(row)));
                }
                None => {}
            }
        }
        entries
    }

    /// The values of a row; what stands below a label that the form does not know is said once.
    fn row(
        &mut self,
        table: &Table,
        place: &Place<'_>,
        row: u32,
        name: &str,
        columns: &[Below],
        told: &mut HashSet<u32>,
    ) -> Entries {
        let mut entries = Entries::new();
        for below in columns {
            let at = (row, below.column);
            let cell = place.cells.at(row, below.column);
            match below.of_form.and_then(|column| Some((column, table.columns.get(column)?))) {
                Some((index, column)) => {
                    let value = self.value(place, cell, at, Some(column));
                    let key = self.drawn.span(place.sheet, row, below.column);
                    self.map(place, table, at, index, (name.to_owned(), below.label.clone()));
                    entries.push((key, (&*column.name).into(), value));
                }
                None if cell.is_some() => {
                    self.read.unknown.push((place.sheet, row, below.column));
                    if told.insert(below.column) {
                        let value = self.value(place, cell, at, None);
                        let key = self.drawn.span(place.sheet, row, below.column);
                        entries.push((key, below.label.as_str().into(), value));
                    }
                }
                None => {}
            }
        }
        entries
    }
}

/// The column in which most lines are named.
fn line_column(labels: &Labels, cells: &Cells<'_>, below: Area) -> Option<u32> {
    let named = cells.rows(below).flat_map(|(_, cells)| {
        cells.into_iter().filter(|cell| labels.line(&cell.text).is_some()).map(|cell| cell.column).collect::<Vec<_>>()
    });
    most(named)
}

/// What stands below which label of the row with the labels.
fn columns(labels: &Labels, cells: &Cells<'_>, head: u32, area: Area, lines: Option<u32>) -> Vec<Below> {
    let row = cells.row(head).iter().filter(|cell| cell.column >= area.first.1 && cell.column <= area.last.1);
    let labelled = row.filter(|cell| Some(cell.column) != lines && !cell.text.trim().is_empty());
    let below = |cell: &&Cell| Below {
        column: cell.column,
        label: cell.text.trim().to_owned(),
        of_form: labels.column(&cell.text),
    };
    let all: Vec<Below> = labelled.map(below).collect();
    // A label that stands again above an empty column says nothing.
    let filled = |column: u32| {
        let below = Area { first: (head.saturating_add(1), column), last: (area.last.0, column) };
        cells.rows(below).any(|(_, cells)| !cells.is_empty())
    };
    let is_again = |own: &Below| all.iter().any(|other| other.column != own.column && other.of_form == own.of_form);
    let empty: Vec<u32> = all
        .iter()
        .filter(|own| own.of_form.is_some() && is_again(own) && !filled(own.column))
        .map(|own| own.column)
        .collect();
    all.into_iter().filter(|own| !empty.contains(&own.column)).collect()
}

/// What occurs most often; of equals the smallest.
fn most(values: impl Iterator<Item = u32>) -> Option<u32> {
    let mut counts: BTreeMap<u32, usize> = BTreeMap::new();
    for value in values {
        let count = counts.entry(value).or_default();
        *count = count.saturating_add(1);
    }
    let best = counts.values().copied().max()?;
    counts.into_iter().find(|(_, count)| *count == best).map(|(value, _)| value)
}

/// A hundred times a plain decimal: what a cell shows that is shown in per cent.
fn hundredfold(text: &str) -> String {
    use crate::value::Number;
    let number = Number::parse(text.trim()).and_then(|number| number.multiply(Number::HUNDRED).ok());
    number.map_or_else(|| text.to_owned(), |number| number.trimmed().to_string())
}
