//! What a rule computes with: exact numbers, dates and times, texts, lists and rows, and how each of
//! them can be missing.

mod clock;
pub mod compare;
pub mod date;
pub mod duration;
mod equal;
mod fault;
pub mod function;
pub mod interval;
pub mod moment;
pub mod number;
pub mod period;
pub mod slip;
pub mod time;
pub mod types;
pub mod unit;
mod write;
pub mod zone;

use serde::{Deserialize, Serialize};
use std::sync::Arc;

pub use compare::Compare;
pub use date::Date;
pub use duration::Duration;
pub use equal::Nulls;
pub use fault::Fault;
pub use function::Function;
pub use interval::Interval;
pub use moment::Moment;
pub use number::Number;
pub use period::{Period, Year};
pub use time::Time;
pub use types::Type;
pub use unit::Unit;
pub use write::quoted;
pub use zone::Zone;

/// Which row of which table of a return: both from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct RowRef {
    /// The table, by its place in the layout; tables of other returns stand behind the own ones.
    pub table: usize,
    /// The row within the table; a record has one row.
    pub row: usize,
}

/// Which cell of a return.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct CellRef {
    /// The row.
    pub row: RowRef,
    /// The column within the table.
    pub column: usize,
}

/// Why there is no value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Missing {
    /// Nothing was given: `= null` is true.
    Absent,
    /// Something was given that cannot be used, or cannot be known: even `= null` is unknown.
    Unknown,
    /// A computation had no result.
    Fault(Fault),
}

/// A value of the rule language.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum Value {
    /// No value, and why.
    Missing(Missing),
    /// A truth value.
    Bool(bool),
    /// An exact decimal.
    Number(Number),
    /// A text.
    Text(Arc<str>),
    /// A calendar date.
    Date(Date),
    /// A time of day.
    Time(Arc<Time>),
    /// A date and time.
    Moment(Arc<Moment>),
    /// A days and time duration, in seconds.
    Seconds(Number),
    /// A years and months duration, in months.
    Months(i64),
    /// A list.
    List(Arc<Vec<Value>>),
    /// A row of a table of the return; its members are its cells.
    Row(RowRef),
    /// A return as a whole, by the place of its first table among those that can be looked at.
    Return(usize),
    /// Named members, in the order given.
    Context(Arc<Vec<(Arc<str>, Value)>>),
    /// All values between two ends.
    Range(Arc<Interval>),
    /// A function; it is never packed, because no literal makes one.
    #[serde(skip)]
    Function(Arc<Function>),
}

impl Value {
    /// The absent value, FEEL's `null`.
    pub const NULL: Value = Value::Missing(Missing::Absent);

    /// A text value.
    pub fn text(text: &str) -> Value {
        Value::Text(Arc::from(text))
    }

    /// A list value.
    pub fn list(items: Vec<Value>) -> Value {
        Value::List(Arc::new(items))
    }

    /// What it costs to look at all of it, in steps: a step for each item, member and sixteen bytes
    /// of text, counted no further than `most`. What stands in several places counts in each.
    pub fn weight(&self, most: usize) -> usize {
        let parts: &mut dyn Iterator<Item = &Value> = match self {
            Value::Text(text) => return text.len() / 16,
            Value::List(items) => &mut items.iter(),
            Value::Context(members) => &mut members.iter().map(|(_, value)| value),
            Value::Range(range) => &mut range.ends().into_iter(),
            _ => return 0,
        };
        let mut weight = 1usize;
        for part in parts {
            if weight >= most {
                break;
            }
            weight = weight.saturating_add(1).saturating_add(part.weight(most.saturating_sub(weight)));
        }
        weight
    }

    /// Whether there is no value.
    pub fn is_missing(&self) -> bool {
        matches!(self, Value::Missing(_))
    }

    /// The truth value, when it is one.
    pub fn as_bool(&self) -> Option<bool> {
        match self {
            Value::Bool(truth) => Some(*truth),
            _ => None,
        }
    }

    /// The number, when it is one.
    pub fn as_number(&self) -> Option<Number> {
        match self {
            Value::Number(number) => Some(*number),
            _ => None,
        }
    }
}
