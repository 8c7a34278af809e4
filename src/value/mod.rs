//! What a rule computes with: exact numbers, dates, texts, lists and rows, and how each of them
//! can be missing.

pub mod date;
pub mod number;
pub mod period;
pub mod slip;
pub mod types;
pub mod unit;

use serde::{Deserialize, Serialize};
use std::cmp::Ordering;
use std::sync::Arc;

pub use date::Date;
pub use number::{Fault, Number};
pub use period::{Period, Year};
pub use types::Type;
pub use unit::Unit;

/// Which row of which table of a return: both from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct RowRef {
    /// The table, by its place in the layout.
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
    /// A list.
    List(Arc<Vec<Value>>),
    /// A row of a table of the return; its members are its cells.
    Row(RowRef),
    /// Named members, in the order given.
    Context(Arc<Vec<(Arc<str>, Value)>>),
    /// All values between two ends.
    Range(Arc<Interval>),
}

/// The two ends of a range, each with whether it belongs to it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Interval {
    /// The lower end and whether it is included.
    pub low: (Value, bool),
    /// The upper end and whether it is included.
    pub high: (Value, bool),
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
            Value::Range(range) => &mut [&range.low.0, &range.high.0].into_iter(),
            Value::Missing(_) | Value::Bool(_) | Value::Number(_) | Value::Date(_) | Value::Row(_) => return 0,
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

    /// The order of two values of one ordered kind; nothing for kinds without an order or for
    /// two different kinds.
    pub fn order(&self, other: &Value) -> Option<Ordering> {
        match (self, other) {
            (Value::Number(a), Value::Number(b)) => Some(a.cmp(b)),
            (Value::Text(a), Value::Text(b)) => Some(a.cmp(b)),
            (Value::Date(a), Value::Date(b)) => Some(a.cmp(b)),
            _ => None,
        }
    }

    /// Whether two values are equal; nothing when one is missing or the kinds differ.
    pub fn equals(&self, other: &Value) -> Option<bool> {
        match (self, other) {
            (Value::Bool(a), Value::Bool(b)) => Some(a == b),
            (Value::Row(a), Value::Row(b)) => Some(a == b),
            (Value::List(a), Value::List(b)) => {
                if a.len() != b.len() {
                    return Some(false);
                }
                all(a.iter().zip(b.iter()).map(|(a, b)| a.equals(b)))
            }
            (Value::Context(a), Value::Context(b)) => {
                if a.len() != b.len() {
                    return Some(false);
                }
                all(a.iter().map(|(name, value)| match b.iter().find(|(other, _)| other == name) {
                    Some((_, other)) => value.equals(other),
                    None => Some(false),
                }))
            }
            (Value::Range(a), Value::Range(b)) => {
                let same = a.low.1 == b.low.1 && a.high.1 == b.high.1;
                all([Some(same), a.low.0.equals(&b.low.0), a.high.0.equals(&b.high.0)].into_iter())
            }
            _ => self.order(other).map(Ordering::is_eq),
        }
    }
}

/// `and` over three-valued truths: false decides, otherwise unknown spreads.
fn all(mut truths: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    truths
        .try_fold(Some(true), |so_far, truth| match truth {
            Some(false) => Err(()),
            Some(true) => Ok(so_far),
            None => Ok(None),
        })
        .unwrap_or(Some(false))
}
