//! A workbook drawn as text: a line for each row of each sheet, its cells below each other, so that
//! every cell has a span and what is wrong with it is shown among its neighbours.

use crate::grid::book::{Sheet, Workbook};
use crate::source::{SheetCell, SheetMark, Sheets, Span, steers};
use std::collections::{BTreeMap, HashMap};

/// What stands between cells.
const BETWEEN: &str = " │ ";

/// No column is drawn wider than this; longer texts push what follows to the right.
const WIDEST: usize = 48;

/// Up to this many bytes a sheet is drawn with all its columns below each other.
const ALIGNED: usize = 8 << 20;

/// The most that is drawn of a workbook: 64 MiB.
pub const MOST_DRAWN: usize = 64 << 20;

/// A workbook, drawn.
#[derive(Debug, Default)]
pub struct Drawn {
    /// The lines.
    pub text: String,
    /// Which cell stands where.
    pub sheets: Sheets,
    /// By sheet, row and column where a cell is drawn, empty ones among others too.
    spans: HashMap<(usize, u32, u32), (Span, usize)>,
}

impl Drawn {
    /// Where a cell is drawn; of one that is not, its row, or its sheet.
    pub fn span(&self, sheet: usize, row: u32, column: u32) -> Span {
        if let Some((span, _)) = self.spans.get(&(sheet, row, column)) {
            return *span;
        }
        let left = (1..column).rev().find_map(|column| self.spans.get(&(sheet, row, column)));
        let mark = self.sheets.marks.get(sheet).map_or(0, |mark| mark.start);
        left.map_or(Span { start: mark, end: mark }, |(span, _)| *span)
    }

    /// The cell drawn for an address, to be given labels.
    pub fn cell_mut(&mut self, sheet: usize, row: u32, column: u32) -> Option<&mut SheetCell> {
        let (_, index) = self.spans.get(&(sheet, row, column))?;
        self.sheets.cells.get_mut(*index)
    }
}

/// Draws a workbook; nothing where that would take more than is drawn.
pub fn draw(workbook: &Workbook) -> Option<Drawn> {
    let mut drawn = Drawn::default();
    let mut line = 0usize;
    for (index, sheet) in workbook.sheets.iter().enumerate() {
        let start = clip(drawn.text.len());
        drawn.sheets.marks.push(SheetMark { name: sheet.name.clone(), start, line });
        let rows = rows(sheet, index, &mut drawn)?;
        line = line.saturating_add(rows);
    }
    Some(drawn)
}

/// Draws the rows of a sheet; gives how many lines that took.
fn rows(sheet: &Sheet, index: usize, drawn: &mut Drawn) -> Option<usize> {
    let mut widths: BTreeMap<u32, usize> = BTreeMap::new();
    for cell in &sheet.cells {
        let width = widths.entry(cell.column).or_default();
        *width = (*width).max(cell.text.chars().count().min(WIDEST));
    }
    let line: usize = widths.values().fold(0, |sum, width| sum.saturating_add(*width).saturating_add(BETWEEN.len()));
    let mut filled = 0usize;
    let mut last = 0u32;
    for cell in &sheet.cells {
        if cell.row != last {
            filled = filled.saturating_add(1);
            last = cell.row;
        }
    }
    let aligned = filled.saturating_mul(line) <= ALIGNED;
    let mut cells = sheet.cells.as_slice();
    let mut drawn_rows = 0usize;
    for row in 1..=last {
        let count = cells.iter().take_while(|cell| cell.row == row).count();
        let (own, rest) = cells.split_at_checked(count)?;
        cells = rest;
        let mut own = own.iter().peekable();
        let columns: Vec<u32> = match aligned && own.peek().is_some() {
            true => widths.keys().copied().collect(),
            false => own.clone().map(|cell| cell.column).collect(),
        };
        let end = columns.last().copied();
        for column in columns {
            let cell = own.next_if(|cell| cell.column == column);
            let start = drawn.text.len();
            let text = cell.map_or("", |cell| cell.text.as_str());
            // What would break the line or steer the terminal is as long in what is drawn.
            drawn.text.extend(text.chars().map(|c| if c == '\n' || c == '\r' { ' ' } else { c }));
            let formula = cell.and_then(|cell| cell.formula.as_deref()).map(Into::into);
            let span = Span { start: clip(start), end: clip(drawn.text.len()) };
            drawn.spans.insert((index, row, column), (span, drawn.sheets.cells.len()));
            drawn.sheets.cells.push(SheetCell { start: clip(start), column, labels: None, formula });
            if Some(column) != end {
                let width = widths.get(&column).copied().unwrap_or(0);
                let shown = text.chars().filter(|c| !steers(*c) || *c == '\n').count();
                let pad = if aligned { width.saturating_sub(shown) } else { 0 };
                drawn.text.extend(std::iter::repeat_n(' ', pad));
                drawn.text.push_str(BETWEEN);
            }
        }
        drawn.text.push('\n');
        drawn_rows = drawn_rows.saturating_add(1);
        if drawn.text.len() > MOST_DRAWN {
            return None;
        }
    }
    Some(drawn_rows)
}

fn clip(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}
