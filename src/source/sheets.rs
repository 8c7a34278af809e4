//! Workbooks as texts: each row of each sheet is a line of a drawing, so that a cell is a span of
//! it like any other; what is said of a span names the cell.

use super::LineColumn;

/// Where a sheet begins in the drawing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetMark {
    /// Its name.
    pub name: String,
    /// The byte at which its first row is drawn.
    pub start: u32,
    /// The number, from 0, of that line.
    pub line: usize,
}

/// A cell in the drawing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetCell {
    /// The byte at which its text begins.
    pub start: u32,
    /// Its column, from 1.
    pub column: u32,
    /// The labels of its row and column, as the sheet gives them, where it is a cell of a table.
    pub labels: Option<Box<(String, String)>>,
    /// Its formula, where it has one.
    pub formula: Option<Box<str>>,
}

/// The sheets of a workbook and the cells drawn.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sheets {
    /// The sheets, in the order drawn.
    pub marks: Vec<SheetMark>,
    /// The cells, in the order drawn.
    pub cells: Vec<SheetCell>,
}

/// The name of a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CellName<'s> {
    sheet: &'s str,
    row: usize,
    column: u32,
    /// The labels of its row and column, where it is a cell of a table.
    pub labels: Option<&'s (String, String)>,
    /// Its formula, where it has one.
    pub formula: Option<&'s str>,
}

impl std::fmt::Display for CellName<'_> {
    /// `Sheet!B7`, a name that is no plain word in quotes, as a formula would write it.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let plain = self.sheet.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '.');
        let first = self.sheet.chars().next().is_some_and(|c| c.is_alphabetic() || c == '_');
        match plain && first {
            true => f.write_str(self.sheet)?,
            false => write!(f, "'{}'", super::shown_line(self.sheet).replace('\'', "''"))?,
        }
        write!(f, "!{}{}", column_name(self.column), self.row)
    }
}

impl Sheets {
    /// The sheet in which byte `offset` is drawn.
    pub fn sheet(&self, offset: u32) -> Option<&SheetMark> {
        let at = self.marks.partition_point(|mark| mark.start <= offset);
        self.marks.get(at.checked_sub(1)?)
    }

    /// The cell in which byte `offset` is drawn, or the one before it.
    fn at(&self, offset: u32) -> Option<&SheetCell> {
        let at = self.cells.partition_point(|cell| cell.start <= offset);
        self.cells.get(at.checked_sub(1)?)
    }

    /// Row and column of byte `offset`, which stands on the line with number `line` from 0.
    pub(super) fn row_column(&self, offset: u32, line: usize) -> LineColumn {
        let first = self.sheet(offset).map_or(0, |mark| mark.line);
        let column = self.at(offset).map_or(1, |cell| cell.column);
        LineColumn { line: line.saturating_sub(first).saturating_add(1), column: column as usize }
    }

    /// The cell in which byte `offset` is drawn, on the line with number `line` from 0.
    pub(super) fn cell(&self, offset: u32, line: usize) -> Option<CellName<'_>> {
        let (mark, cell) = (self.sheet(offset)?, self.at(offset)?);
        let row = line.saturating_sub(mark.line).saturating_add(1);
        Some(CellName {
            sheet: &mark.name,
            row,
            column: cell.column,
            labels: cell.labels.as_deref(),
            formula: cell.formula.as_deref(),
        })
    }
}

/// The letters of a column, from 1: `A`, `Z`, `AA`.
pub fn column_name(column: u32) -> String {
    let mut left = column;
    let mut letters = Vec::new();
    while let Some(before) = left.checked_sub(1) {
        letters.push(char::from(u8::try_from(before % 26).unwrap_or(0).saturating_add(b'A')));
        left = before / 26;
    }
    letters.iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_named_as_formulas_name_them() {
        for (column, letters) in
            [(1, "A"), (26, "Z"), (27, "AA"), (52, "AZ"), (702, "ZZ"), (703, "AAA"), (16_384, "XFD")]
        {
            assert_eq!(column_name(column), letters);
        }
        let name = |sheet: &str| CellName { sheet, row: 7, column: 2, labels: None, formula: None }.to_string();
        assert_eq!(name("Cover"), "Cover!B7");
        assert_eq!(name("Financial Plan"), "'Financial Plan'!B7");
        assert_eq!(name("Bob's"), "'Bob''s'!B7");
        assert_eq!(name("2016"), "'2016'!B7");
    }
}
