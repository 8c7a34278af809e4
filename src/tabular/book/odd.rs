//! What is odd about a workbook and changes no figure: what a spreadsheet program hides, and what it
//! would do otherwise than the reader expects.

use super::draw::Drawn;
use super::trees::{Mapped, Read};
use crate::diag::{Severity, nearest};
use crate::form::{Column, Form};
use crate::grid::book::{Area, Cell, Kind, Workbook, address};
use crate::returns::readable;
use crate::source::{Span, column_name, shown_short};
use std::collections::{BTreeMap, HashMap, HashSet};

/// How many oddities of one kind are told one by one.
const MOST_TOLD: usize = 10;

/// Something odd about a workbook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Oddity {
    /// Its code.
    pub code: &'static str,
    /// Where, in the drawing; nothing where it concerns the workbook as a whole.
    pub span: Option<Span>,
    /// What is odd.
    pub words: String,
    /// What would put it right.
    pub help: Option<String>,
    /// Whether figures may have been taken from the wrong place, or left out.
    pub severity: Severity,
}

struct Odd<'o> {
    form: &'o Form,
    book: &'o Workbook,
    drawn: &'o Drawn,
    cells: HashMap<(usize, u32, u32), &'o Cell>,
    out: Vec<Oddity>,
}

/// What is odd about a workbook that was read by a form.
pub fn odd(form: &Form, book: &Workbook, drawn: &Drawn, read: &Read) -> Vec<Oddity> {
    let cells = book.sheets.iter().enumerate();
    let cells =
        cells.flat_map(|(index, sheet)| sheet.cells.iter().map(move |cell| ((index, cell.row, cell.column), cell)));
    let mut odd = Odd { form, book, drawn, cells: cells.collect(), out: Vec::new() };
    odd.workbook();
    odd.texts(&read.mapped);
    odd.noise(&read.mapped);
    odd.constants(&read.mapped);
    odd.hidden(&read.mapped);
    odd.merged(&read.areas);
    odd.no_values(&read.mapped);
    odd.passed(read);
    odd.unclaimed(read);
    odd.out
}

impl<'o> Odd<'o> {
    fn say(&mut self, code: &'static str, span: Option<Span>, words: String, help: Option<&'static str>) {
        let severity = if code == "E120" { Severity::Info } else { Severity::Warning };
        self.out.push(Oddity { code, span, words, help: help.map(str::to_owned), severity });
    }

    fn cell(&self, at: &Mapped) -> Option<&'o Cell> {
        self.cells.get(&(at.sheet, at.row, at.column)).copied()
    }

    fn column(&self, at: &Mapped) -> Option<&'o Column> {
        let (table, column) = at.of_form;
        self.form.tables.get(table)?.columns.get(column)
    }

    fn span(&self, at: &Mapped) -> Option<Span> {
        Some(self.drawn.span(at.sheet, at.row, at.column))
    }

    /// `Sheet!B7`, as findings name it.
    fn name(&self, at: &Mapped) -> String {
        let sheet = self.book.sheets.get(at.sheet).map_or("", |sheet| sheet.name.as_str());
        format!("{}!{}", shown_short(sheet), address(at.row, at.column))
    }

    fn workbook(&mut self) {
        if self.book.date_1904 {
            let words = "the workbook counts its dates from 1904; they were read so".to_owned();
            self.say("E119", None, words, Some("a date that is four years off was copied from another workbook"));
        }
        if let Some(first) = self.book.external_links.first() {
            let words = match self.book.external_links.len() {
                1 => format!("the workbook takes figures from another file, {}", shown_short(first)),
                count => format!("the workbook takes figures from {count} other files, such as {}", shown_short(first)),
            };
            self.say("E119", None, words, Some("what is stored of them was read; it may be old"));
        }
        if self.book.macros {
            self.say("E119", None, "the workbook holds macros, which were not run".to_owned(), None);
        }
        if self.book.never_calculated {
            let words = "the workbook has formulas that were never calculated".to_owned();
            self.say("E119", None, words, Some("open it in a spreadsheet program, let it calculate, and save it"));
        }
    }

    /// Says what concerns several cells: the first few one by one.
    fn each(&mut self, code: &'static str, found: &[(Mapped, String)], help: &'static str) {
        for (at, words) in found.iter().take(MOST_TOLD) {
            self.say(code, self.span(at), words.clone(), Some(help));
        }
        if let Some((at, _)) = found.get(MOST_TOLD) {
            let more = found.len().saturating_sub(MOST_TOLD);
            let words = format!("{more} more cells like it, from {} on", self.name(at));
            self.say(code, self.span(at), words, None);
        }
    }

    /// Figures that are kept as texts.
    fn texts(&mut self, mapped: &[Mapped]) {
        let mut found = Vec::new();
        for at in mapped {
            let (Some(cell), Some(column)) = (self.cell(at), self.column(at)) else { continue };
            if cell.kind == Kind::Text && column.is_figure() && readable(column, cell.text.trim()) {
                let words = format!("{} holds `{}` as a text, not as a number", self.name(at), shown_short(&cell.text));
                found.push((*at, words));
            }
        }
        self.each("E116", &found, "it was read as the figure it looks like; sums in the workbook leave it out");
    }

    /// Figures that carry the noise of binary fractions.
    fn noise(&mut self, mapped: &[Mapped]) {
        let noisy = |at: &&Mapped| self.cell(at).is_some_and(|cell| cell.kind == Kind::Number && cell.stored.is_some());
        let found: Vec<&Mapped> = mapped.iter().filter(noisy).collect();
        let Some(first) = found.first() else { return };
        let Some(cell) = self.cell(first) else { return };
        let stored = cell.stored.as_deref().unwrap_or("");
        let others = match found.len().saturating_sub(1) {
            0 => String::new(),
            1 => "; so is 1 more figure".to_owned(),
            more => format!("; so are {more} more figures"),
        };
        let words = format!(
            "{} stores {}, which shows as {}; what it shows was read, to 15 significant digits{others}",
            self.name(first),
            shown_short(stored),
            shown_short(&cell.text)
        );
        self.say("E120", self.span(first), words, None);
    }

    /// Constants where formulas stand around them.
    fn constants(&mut self, mapped: &[Mapped]) {
        // By table and column, or of a total line by its row: what stands there.
        let mut groups: BTreeMap<(usize, bool, u32, usize), Vec<Mapped>> = BTreeMap::new();
        for at in mapped.iter().filter(|at| !at.record) {
            if !self.column(at).is_some_and(Column::is_figure) {
                continue;
            }
            let key = match at.total {
                true => (at.sheet, true, at.row, 0),
                false => (at.sheet, false, at.column, at.of_form.0),
            };
            groups.entry(key).or_default().push(*at);
        }
        let mut found = Vec::new();
        for group in groups.values() {
            let filled: Vec<(&Mapped, &Cell)> = group.iter().filter_map(|at| Some((at, self.cell(at)?))).collect();
            let formulas = filled.iter().filter(|(_, cell)| cell.formula.is_some()).count();
            let constants = filled.len().saturating_sub(formulas);
            if formulas < 2 || constants == 0 || formulas < constants.saturating_mul(2) {
                continue;
            }
            for (at, cell) in filled.iter().filter(|(_, cell)| cell.formula.is_none()) {
                let words = format!(
                    "{} holds the constant {} where {formulas} of the {} cells beside it hold formulas",
                    self.name(at),
                    shown_short(&cell.text),
                    filled.len().saturating_sub(1)
                );
                found.push((**at, words));
            }
        }
        self.each("E117", &found, "it may have been typed over a formula");
    }

    /// Figures on hidden sheets, rows or columns.
    fn hidden(&mut self, mapped: &[Mapped]) {
        // They are sorted and do not touch.
        let inside = |ranges: &[(u32, u32)], at: u32| {
            let before = ranges.partition_point(|(first, _)| *first <= at).checked_sub(1);
            before.and_then(|index| ranges.get(index)).is_some_and(|(_, last)| at <= *last)
        };
        let mut found: BTreeMap<(usize, u8, u32), (Mapped, usize)> = BTreeMap::new();
        for at in mapped.iter().filter(|at| self.cell(at).is_some()) {
            let Some(sheet) = self.book.sheets.get(at.sheet) else { continue };
            let key = if sheet.hidden {
                (at.sheet, 0, 0)
            } else if inside(&sheet.hidden_rows, at.row) {
                (at.sheet, 1, at.row)
            } else if inside(&sheet.hidden_columns, at.column) {
                (at.sheet, 2, at.column)
            } else {
                continue;
            };
            let (_, count) = found.entry(key).or_insert((*at, 0));
            *count = count.saturating_add(1);
        }
        let told = found.into_iter().map(|((sheet, kind, number), (at, count))| {
            let name = shown_short(self.book.sheets.get(sheet).map_or("", |sheet| sheet.name.as_str()));
            let cells = if count == 1 { "1 cell".to_owned() } else { format!("{count} cells") };
            let what = match kind {
                0 => format!("sheet {name}"),
                1 => format!("row {number} of sheet {name}"),
                _ => format!("column {} of sheet {name}", column_name(number)),
            };
            (at, format!("{what} is hidden, and {cells} of the return stand there"))
        });
        let told: Vec<(Mapped, String)> = told.collect();
        self.each("E118", &told, "it was read like any other; show it to see what is in it");
    }

    /// Merged cells inside tables.
    fn merged(&mut self, areas: &[(usize, Area)]) {
        let mut found = Vec::new();
        for (index, sheet) in self.book.sheets.iter().enumerate() {
            for merged in &sheet.merged {
                let overlaps = |(of, area): &&(usize, Area)| {
                    *of == index
                        && merged.first.0 <= area.last.0
                        && area.first.0 <= merged.last.0
                        && merged.first.1 <= area.last.1
                        && area.first.1 <= merged.last.1
                };
                if areas.iter().any(|area| overlaps(&area)) {
                    let (row, column) = merged.first;
                    let at = Mapped { sheet: index, row, column, of_form: (0, 0), record: false, total: false };
                    let last = address(merged.last.0, merged.last.1);
                    found.push((at, format!("{} to {last} are merged inside a table", self.name(&at))));
                }
            }
        }
        self.each("E119", &found, "only the first of merged cells holds a figure; the others count as not given");
    }

    /// Formulas without a value.
    fn no_values(&mut self, mapped: &[Mapped]) {
        let none = |at: &&Mapped| self.cell(at).is_some_and(|cell| cell.kind == Kind::NoValue);
        let found = mapped.iter().filter(none).map(|at| {
            (*at, format!("{} is a formula without a stored value, so its figure counts as not given", self.name(at)))
        });
        let found: Vec<(Mapped, String)> = found.collect();
        self.each("E119", &found, "open the workbook in a spreadsheet program, let it calculate, and save it");
    }

    /// Rows of lists that were taken for headings or totals.
    fn passed(&mut self, read: &Read) {
        let at = |(sheet, row, column): &(usize, u32, u32)| Mapped {
            sheet: *sheet,
            row: *row,
            column: *column,
            of_form: (0, 0),
            record: false,
            total: false,
        };
        let told = read.passed.iter().map(|passed| {
            let at = at(passed);
            let text = self.cell(&at).map_or("", |cell| cell.text.as_str());
            (
                at,
                format!(
                    "the row of {}, `{}`, was taken for a heading, a note or a total and not read",
                    self.name(&at),
                    shown_short(text)
                ),
            )
        });
        let told: Vec<(Mapped, String)> = told.collect();
        self.each("E119", &told, "a row of a list has its name and its figures; take other rows out of it");
    }

    /// Figures that belong to no table that was found: a table misnamed, or a second column of figures.
    fn unclaimed(&mut self, read: &Read) {
        let mut claimed: HashSet<(usize, u32, u32)> =
            read.mapped.iter().map(|at| (at.sheet, at.row, at.column)).collect();
        claimed.extend(&read.unknown);
        let records: HashMap<(usize, u32), usize> =
            read.mapped.iter().filter(|at| at.record).map(|at| ((at.sheet, at.row), at.of_form.0)).collect();
        for (index, sheet) in self.book.sheets.iter().enumerate() {
            let free = sheet.cells.iter().filter(|cell| cell.kind == Kind::Number);
            let free: Vec<&Cell> = free.filter(|cell| !claimed.contains(&(index, cell.row, cell.column))).collect();
            let beside = free.iter().find_map(|cell| Some((*cell, *records.get(&(index, cell.row))?)));
            if let Some((cell, table)) = beside {
                self.two_columns(index, cell, table);
            } else if let Some(first) = free.first() {
                self.nobody(index, first, free.len(), read);
            }
        }
    }

    fn at(sheet: usize, cell: &Cell) -> Mapped {
        Mapped { sheet, row: cell.row, column: cell.column, of_form: (0, 0), record: false, total: false }
    }

    /// A record with figures in two columns: which is meant?
    fn two_columns(&mut self, sheet: usize, cell: &Cell, table: usize) {
        let at = Odd::at(sheet, cell);
        let table = self.form.tables.get(table).map_or("", |table| &table.name);
        let words = format!(
            "{} holds a figure beside the one that was read of table `{table}`; which of the two columns is meant \
             cannot be told",
            self.name(&at)
        );
        let help = "keep one column of figures beside the labels, or let a named range hold the labels and it";
        let span = self.span(&at);
        let severity = Severity::Error;
        self.out.push(Oddity { code: "E121", span, words, help: Some(help.to_owned()), severity });
    }

    /// Figures of a sheet that no table claimed.
    fn nobody(&mut self, sheet: usize, first: &Cell, count: usize, read: &Read) {
        let at = Odd::at(sheet, first);
        let name = self.book.sheets.get(sheet).map_or("", |sheet| sheet.name.as_str());
        let figures = if count == 1 { "1 figure".to_owned() } else { format!("{count} figures") };
        let words = format!(
            "{figures} on sheet {} belong to no table that was found, from {} on; they were not read",
            shown_short(name),
            self.name(&at)
        );
        let found: HashSet<usize> = read.mapped.iter().map(|at| at.of_form.0).collect();
        let missing = self.form.tables.iter().enumerate().filter(|(index, _)| !found.contains(index));
        let names: Vec<&str> = missing.flat_map(|(_, table)| [&*table.name, table.label.as_str()]).collect();
        let near = nearest(name, names);
        let help =
            near.map(|near| format!("is it the table `{near}`? a table's sheet, range or heading bears its name"));
        let span = self.span(&at);
        self.out.push(Oddity { code: "E121", span, words, help, severity: Severity::Warning });
    }
}
