//! The bounds of a workbook, and the count of what was used of them.

use super::Refused;
use super::refused::Outcome;

const MIB: usize = 1024 * 1024;

pub(super) const FILE_BYTES: usize = 64 * MIB;
pub(super) const ENTRIES: usize = 10_000;
pub(super) const INFLATED_BYTES: usize = 256 * MIB;
pub(super) const PART_BYTES: usize = 128 * MIB;
pub(super) const RATIO: u64 = 500;
/// How much may come out of a part before its ratio counts.
pub(super) const RATIO_FREE_BYTES: usize = 4 * MIB;
pub(super) const CELLS: usize = 1_000_000;
pub(super) const TEXT_BYTES: usize = 64 * MIB;
pub(super) const SHEETS: usize = 1_000;
pub(super) const ROWS: u32 = 1_048_576;
pub(super) const COLUMNS: u32 = 16_384;
pub(super) const DEPTH: usize = 100;
pub(super) const ATTRIBUTES: usize = 128;
pub(super) const LINKS: usize = 20;

/// What all sheets together have used so far.
#[derive(Default)]
pub(super) struct Budget {
    cells: usize,
    text: usize,
    areas: usize,
}

impl Budget {
    /// Counts one cell and the bytes of its texts.
    pub(super) fn cell(&mut self, bytes: usize) -> Outcome<()> {
        self.cells = self.cells.saturating_add(1);
        if self.cells > CELLS {
            return Err(Refused::too_large("the workbook holds more than 1,000,000 cells with content"));
        }
        self.text(bytes)
    }

    /// Counts bytes of text.
    pub(super) fn text(&mut self, bytes: usize) -> Outcome<()> {
        self.text = self.text.saturating_add(bytes);
        if self.text > TEXT_BYTES {
            return Err(Refused::too_large("the workbook holds more than 64 MiB of text"));
        }
        Ok(())
    }

    /// Counts one merged area, name or the like.
    pub(super) fn area(&mut self) -> Outcome<()> {
        self.areas = self.areas.saturating_add(1);
        if self.areas > CELLS {
            return Err(Refused::too_large("the workbook holds more than 1,000,000 merged areas and names"));
        }
        Ok(())
    }
}
