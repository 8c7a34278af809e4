//! Workbooks by a form: where its tables lie, and the tree that they become.

mod draw;
mod find;
mod odd;
mod trees;

pub use draw::{Drawn, MOST_DRAWN, draw};
pub use find::plain;
pub use odd::{Oddity, odd};
pub use trees::read;

use crate::grid::book::{Kind, Workbook};

/// The ids that stand beside the word `form`, with the sheet, row and column of each.
pub fn stated(book: &Workbook) -> Option<(String, (usize, u32, u32))> {
    for (index, sheet) in book.sheets.iter().enumerate() {
        for (at, cell) in sheet.cells.iter().enumerate().filter(|(_, cell)| plain(&cell.text) == "form") {
            let beside = sheet.cells.get(at.saturating_add(1)).filter(|beside| beside.row == cell.row);
            let id = beside.filter(|beside| beside.kind == Kind::Text && !beside.text.trim().is_empty());
            if let Some(beside) = id {
                return Some((beside.text.trim().to_owned(), (index, beside.row, beside.column)));
            }
        }
    }
    None
}
