//! Evaluating a plan over a return: pure, exact, bounded. The same walk, with its reads recorded,
//! explains a failure and names what is missing.

mod desk;
mod explain;
mod group;
mod index;
mod judge;
mod linear;
mod message;
mod node;
mod pool;
mod slips;
mod suspect;
mod tally;

pub use desk::Desk;
pub use group::{Group, Lack, Named, Staged};
pub use judge::{deciding_values, exercise, judge};
pub use message::{figure, value_text};
pub use node::Evaluator;
pub use pool::Pool;
pub use tally::{Beyond, Judged, Shown, Tally};

use crate::value::{CellRef, Number, RowRef};

/// How many steps all rules together may take on one return.
const MOST_STEPS_IN_ALL: u32 = 50_000_000;

/// How many findings of one return are kept, and how many judgements that could not be made; what
/// is beyond is counted.
const MOST_KEPT: usize = 10_000;

/// How many operands a finding shows.
const MOST_OPERANDS: usize = 200;

/// What was looked at while a node was evaluated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Seen {
    /// A cell.
    Cell(CellRef),
    /// A row as a whole.
    Row(RowRef),
    /// A table's rows.
    Table(usize),
}

impl Seen {
    /// The same in a table of another number.
    pub fn moved(self, table: usize) -> Seen {
        match self {
            Seen::Cell(cell) => Seen::Cell(CellRef { row: RowRef { table, ..cell.row }, ..cell }),
            Seen::Row(row) => Seen::Row(RowRef { table, ..row }),
            Seen::Table(_) => Seen::Table(table),
        }
    }

    /// The table it lies in.
    pub fn table(self) -> usize {
        match self {
            Seen::Cell(cell) => cell.row.table,
            Seen::Row(row) => row.table,
            Seen::Table(table) => table,
        }
    }
}

/// One look at the return.
#[derive(Debug, Clone, Copy)]
pub struct Read {
    /// What was looked at.
    pub seen: Seen,
    /// Whether it was looked at to choose rows, not for its figure.
    pub choosing: bool,
}

/// Why something is missing that is no place in the return.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Cause {
    /// Something of the return.
    Seen(Seen),
    /// A constant without a value for the year.
    Constant(String),
    /// Another return, or all returns of a group.
    Lack(std::sync::Arc<Lack>),
    /// A computation without a result.
    Fault(crate::value::Fault),
}

/// The two sides of a comparison and how far they may be apart.
#[derive(Debug, Clone, Copy)]
pub struct Sides {
    /// The left side.
    pub left: Number,
    /// The right side.
    pub right: Number,
    /// How far they may be apart.
    pub allowed: Number,
}
