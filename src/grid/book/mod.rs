//! Spreadsheet workbooks (.xlsx, .xlsm, .ods), read within bounds and without floating point.
//!
//! Figures are money, so the stored text of a number is kept. Where a program stored the noise of
//! binary fractions, the text is what it shows: 15 significant digits, rounded in decimal.

mod address;
mod archive;
mod bounds;
mod date;
mod format;
mod number;
mod ods;
mod ods_row;
mod ods_text;
mod refused;
mod xlsx;
mod xlsx_parts;
mod xlsx_sheet;
mod xml;

#[cfg(test)]
pub(crate) mod make;
#[cfg(test)]
mod make_ods;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod tests_hostile;
#[cfg(test)]
mod tests_mutated;
#[cfg(test)]
mod tests_oracle;

pub use address::address;
pub use refused::{Refused, RefusedKind};

use archive::Archive;
use refused::{Outcome, shown};

/// A workbook as far as a validator needs it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Workbook {
    /// The sheets with cells, in their order; charts and macro sheets are left out.
    pub sheets: Vec<Sheet>,
    /// Names that stand for one plain area of one sheet.
    pub names: Vec<Name>,
    /// Whether serial dates count from 1904.
    pub date_1904: bool,
    /// Whether it carries macros, which are never read.
    pub macros: bool,
    /// The targets of links to other workbooks, at most 20.
    pub external_links: Vec<String>,
    /// Whether some formula has no stored value, or the workbook asks to be calculated first.
    pub never_calculated: bool,
}

/// One sheet of cells.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sheet {
    /// Its name on the tab.
    pub name: String,
    /// Whether the tab is hidden.
    pub hidden: bool,
    /// Cells with content, by row and column, each address once.
    pub cells: Vec<Cell>,
    /// Hidden rows as inclusive ranges, sorted and merged.
    pub hidden_rows: Vec<(u32, u32)>,
    /// Hidden columns as inclusive ranges, sorted and merged.
    pub hidden_columns: Vec<(u32, u32)>,
    /// Merged areas, sorted.
    pub merged: Vec<Area>,
}

/// One cell with content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    /// Row, from 1.
    pub row: u32,
    /// Column, from 1.
    pub column: u32,
    /// What it holds, as text.
    pub text: String,
    /// What sort of content that is.
    pub kind: Kind,
    /// The formula without its equals sign; empty where the cell shares another cell's.
    pub formula: Option<String>,
    /// The number as it is stored, where `text` differs from it.
    pub stored: Option<String>,
    /// Whether the number format shows per cent.
    pub percent: bool,
}

/// What sort of content a cell has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A number.
    Number,
    /// A text.
    Text,
    /// `true` or `false`.
    Bool,
    /// An error such as `#REF!`.
    Error,
    /// A date, or a date with a time of day, in ISO 8601.
    Date,
    /// A formula without a stored value.
    NoValue,
}

/// A rectangle of cells, each corner a row and a column, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Area {
    /// The upper left corner.
    pub first: (u32, u32),
    /// The lower right corner.
    pub last: (u32, u32),
}

/// A name for one area of one sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// The name.
    pub name: String,
    /// Which of [`Workbook::sheets`].
    pub sheet: usize,
    /// The cells.
    pub area: Area,
}

const OLE: &[u8] = &[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];

/// Reads a workbook; what sort it is, its content says.
///
/// # Errors
/// Whatever keeps the workbook from being read whole and safely.
pub fn read(bytes: &[u8]) -> Result<Workbook, Refused> {
    if bytes.is_empty() {
        return Err(Refused::not_a_workbook("the file is empty"));
    }
    if bytes.starts_with(OLE) {
        let words = "the file is either protected by a password or an old .xls workbook";
        return Err(Refused::new(RefusedKind::Encrypted, words).help("save it as .xlsx without a password"));
    }
    let mut archive = Archive::open(bytes)?;
    if let Some(workbook) = xlsx::workbook_part(&mut archive)? {
        return xlsx::read(&mut archive, &workbook);
    }
    if archive.has("content.xml") || archive.has("META-INF/manifest.xml") {
        return ods::read(&mut archive);
    }
    let refused = Refused::not_a_workbook("the zip file holds no workbook");
    Err(refused.help("save the workbook as .xlsx or .ods"))
}

/// Merges ranges that touch or overlap.
fn merge_ranges(mut ranges: Vec<(u32, u32)>) -> Vec<(u32, u32)> {
    ranges.sort_unstable();
    let mut merged: Vec<(u32, u32)> = Vec::new();
    for (first, last) in ranges {
        match merged.last_mut() {
            Some(open) if first <= open.1.saturating_add(1) => open.1 = open.1.max(last),
            _ => merged.push((first, last)),
        }
    }
    merged
}

/// Sorts the cells and refuses an address that holds two.
fn sort_cells(sheet: &mut Sheet) -> Outcome<()> {
    let ordered = sheet.cells.is_sorted_by(|a, b| (a.row, a.column) < (b.row, b.column));
    if ordered {
        return Ok(());
    }
    sheet.cells.sort_by_key(|cell| (cell.row, cell.column));
    let mut before = (0, 0);
    for cell in &sheet.cells {
        if before == (cell.row, cell.column) {
            let place = address(cell.row, cell.column);
            return Err(Refused::damaged(format!("cell {place} of sheet `{}` is given twice", shown(&sheet.name))));
        }
        before = (cell.row, cell.column);
    }
    Ok(())
}
