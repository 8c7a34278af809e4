//! Where the tables of a form lie in a workbook: by sheets, named ranges, headings and labels, so that
//! rows and columns put in between change nothing.

use crate::form::{Form, Table, TableKind};
use crate::grid::book::{Area, Cell, Sheet, Workbook};
use std::collections::{BTreeMap, HashMap};

/// How labels are compared: small letters, single spaces, no colon or star at the end.
pub fn plain(text: &str) -> String {
    let text = text.replace(['_', '\u{a0}'], " ").to_lowercase();
    let words: Vec<&str> = text.split_whitespace().collect();
    let words = words.join(" ");
    let mut bare = words.trim_end_matches([':', '*', ' ']);
    // A unit behind it, such as (£'000), and a number before it, such as 2., say nothing of what it is.
    if let Some((before, unit)) = bare.rsplit_once(" (")
        && unit.contains(['£', '$', '€', '%', '\''])
    {
        bare = before;
    }
    let digits = bare.trim_start_matches(|c: char| c.is_ascii_digit());
    if digits.len() < bare.len()
        && let Some(rest) = digits.strip_prefix(['.', ')'])
    {
        bare = rest.trim_start();
    }
    bare.to_owned()
}

/// A table found on a sheet.
#[derive(Debug)]
pub struct Place<'c> {
    /// The table, by its place in the form.
    pub table: usize,
    /// The sheet, by its place in the workbook.
    pub sheet: usize,
    /// Its cells, by row and column.
    pub cells: &'c Cells<'c>,
    /// The rows and columns it may take.
    pub area: Area,
    /// The cell that says which table it is: a heading or the first label.
    pub head: (u32, u32),
}

/// The cells of a sheet by row and column.
#[derive(Debug)]
pub struct Cells<'b> {
    rows: BTreeMap<u32, Vec<&'b Cell>>,
}

impl<'b> Cells<'b> {
    /// Of a whole sheet.
    pub fn of(sheet: &'b Sheet) -> Cells<'b> {
        let mut rows: BTreeMap<u32, Vec<&Cell>> = BTreeMap::new();
        for cell in &sheet.cells {
            rows.entry(cell.row).or_default().push(cell);
        }
        Cells { rows }
    }

    /// The cells of a row, by column.
    pub fn row(&self, row: u32) -> &[&'b Cell] {
        self.rows.get(&row).map_or(&[], Vec::as_slice)
    }

    /// The rows in which something stands, of an area.
    pub fn rows(&self, area: Area) -> impl Iterator<Item = (u32, Vec<&'b Cell>)> + '_ {
        self.rows.range(area.first.0..=area.last.0).map(move |(row, cells)| {
            let inside = |cell: &&&Cell| cell.column >= area.first.1 && cell.column <= area.last.1;
            (*row, cells.iter().filter(inside).copied().collect())
        })
    }

    /// A cell.
    pub fn at(&self, row: u32, column: u32) -> Option<&'b Cell> {
        let cells = self.row(row);
        let at = cells.binary_search_by_key(&column, |cell| cell.column).ok()?;
        cells.get(at).copied()
    }
}

/// The labels of a table's columns and lines.
#[derive(Debug, Default)]
pub struct Labels {
    columns: HashMap<String, usize>,
    lines: HashMap<String, usize>,
}

impl Labels {
    /// The labels of a table: names, labels and what the form adds for workbooks.
    pub fn of(form: &Form, index: usize, table: &Table) -> Labels {
        let mut labels = Labels::default();
        let more = form.written.sheets.iter().filter(|on| on.table == index).flat_map(|on| &on.labels);
        let more: HashMap<&str, &[Box<str>]> = more.map(|(name, texts)| (&**name, texts.as_slice())).collect();
        let all = |name: &str, label: &str| {
            let more = more.get(name).copied().unwrap_or_default();
            let texts = [name, label].into_iter().chain(more.iter().map(|text| &**text));
            texts.map(plain).collect::<Vec<_>>()
        };
        for (at, column) in table.columns.iter().enumerate().filter(|(_, column)| !column.implied) {
            for text in all(&column.name, &column.label) {
                labels.columns.entry(text).or_insert(at);
            }
        }
        for (at, line) in table.lines.iter().enumerate() {
            for text in all(&line.name, &line.label) {
                labels.lines.entry(text).or_insert(at);
            }
        }
        labels
    }

    /// The column that a text names.
    pub fn column(&self, text: &str) -> Option<usize> {
        self.columns.get(&plain(text)).copied()
    }

    /// The line that a text names.
    pub fn line(&self, text: &str) -> Option<usize> {
        self.lines.get(&plain(text)).copied()
    }
}

const EVERYWHERE: Area = Area { first: (1, 1), last: (u32::MAX, u32::MAX) };

/// Finds the tables of a form, in the cells of the sheets; those that are nowhere are left out.
pub fn find<'c>(form: &Form, book: &Workbook, cells: &'c [Cells<'c>]) -> Vec<Place<'c>> {
    let states_form = super::stated(book).map(|(_, (sheet, _, _))| sheet);
    let mut found: Vec<Place<'c>> = Vec::new();
    for (index, table) in form.tables.iter().enumerate() {
        if let Some((sheet, area, head)) = place(form, (index, table), book, cells, states_form)
            && let Some(cells) = cells.get(sheet)
        {
            found.push(Place { table: index, sheet, cells, area, head });
        }
    }
    // A table ends where the next one on its sheet begins.
    let heads: Vec<(usize, (u32, u32))> = found.iter().map(|place| (place.sheet, place.head)).collect();
    for place in &mut found {
        let below = heads.iter().filter(|(sheet, head)| *sheet == place.sheet && head.0 > place.head.0);
        if let Some(next) = below.map(|(_, head)| head.0).min() {
            place.area.last.0 = place.area.last.0.min(next.saturating_sub(1));
        }
    }
    found
}

/// The sheet and area in which a table lies, and the cell that says so.
fn place(
    form: &Form,
    (index, table): (usize, &Table),
    book: &Workbook,
    cells: &[Cells<'_>],
    states_form: Option<usize>,
) -> Option<(usize, Area, (u32, u32))> {
    let on = form.written.sheets.iter().find(|on| on.table == index);
    let range = on.and_then(|on| on.range.as_deref()).unwrap_or(&table.name);
    if let Some(name) = book.names.iter().find(|name| name.name.eq_ignore_ascii_case(range)) {
        return Some((name.sheet, name.area, name.area.first));
    }
    let names = [&*table.name, &table.label].map(plain);
    let is_head = form.organisation.map_or(0, |(at, _)| at) == index;
    let sheet = match on.and_then(|on| on.sheet.as_deref()) {
        Some(sheet) => book.sheets.iter().position(|other| plain(&other.name) == plain(sheet)),
        None => book.sheets.iter().position(|other| {
            let own = plain(&other.name);
            // What says whose return it is stands on the cover.
            let cover = form.written.cover.as_deref().unwrap_or("cover");
            if is_head && plain(cover) == own {
                return true;
            }
            // A sheet's name is cut off at 31 characters.
            names.iter().any(|name| *name == own || (own.len() >= 20 && name.starts_with(&own)))
        }),
    };
    let heading = on.and_then(|on| on.heading.as_deref()).map(plain);
    let labels = Labels::of(form, index, table);
    let within = |sheet: usize, heading: Option<&[String]>| {
        let cells = cells.get(sheet)?;
        let from = match heading {
            None => 1,
            // A heading has its row to itself.
            Some(texts) => {
                let is = |cells: &[&Cell]| matches!(cells, [cell] if texts.contains(&plain(&cell.text)));
                cells.rows(EVERYWHERE).find(|(_, cells)| is(cells))?.0
            }
        };
        let area = Area { first: (from, 1), ..EVERYWHERE };
        let head = header(table, &labels, cells, area)?;
        let begins = if heading.is_some() { from } else { head.0 };
        Some((sheet, Area { first: (begins, 1), ..EVERYWHERE }, (begins, head.1)))
    };
    match (sheet, heading) {
        (Some(sheet), Some(heading)) => within(sheet, Some(&[heading])),
        (Some(sheet), None) => within(sheet, None),
        // A small table may stand on the sheet of others, below its own name.
        (None, _) => {
            let headed = (0..cells.len()).find_map(|sheet| within(sheet, Some(&names)));
            headed.or_else(|| within(states_form.filter(|_| is_head)?, None))
        }
    }
}

/// The row in which most labels of a table stand, and the first of them: of lines and rows those of its
/// columns in one row, of a record the first of any.
pub fn header(table: &Table, labels: &Labels, cells: &Cells<'_>, area: Area) -> Option<(u32, u32)> {
    let is_label = |cell: &&&Cell| labels.column(&cell.text).is_some();
    if table.kind == TableKind::Record {
        let mut rows = cells.rows(area);
        return rows.find_map(|(row, cells)| cells.iter().find(is_label).map(|cell| (row, cell.column)));
    }
    let own = table.columns.iter().filter(|column| !column.implied).count();
    let least = own.clamp(1, 2);
    let mut best: Option<(usize, (u32, u32))> = None;
    for (row, cells) in cells.rows(area) {
        let count = cells.iter().filter(is_label).count();
        if count >= least
            && best.is_none_or(|(most, _)| count > most)
            && let Some(first) = cells.iter().find(is_label)
        {
            best = Some((count, (row, first.column)));
        }
    }
    best.map(|(_, at)| at)
}
