//! Order and equality of values.

use super::{Interval, Missing, Value};
use std::cmp::Ordering;
use std::collections::HashMap;

/// What equality makes of values that are missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Nulls {
    /// Whether something missing equals anything is not known.
    Unknown,
    /// The absent equals the absent and nothing else, as the standard says of null.
    Equal,
}

impl Value {
    /// The order of two values of one ordered kind; nothing for kinds without an order, for two
    /// different kinds, and for times of which only one has a zone.
    pub fn order(&self, other: &Value) -> Option<Ordering> {
        match (self, other) {
            (Value::Number(a), Value::Number(b)) => Some(a.cmp(b)),
            (Value::Text(a), Value::Text(b)) => Some(a.cmp(b)),
            (Value::Date(a), Value::Date(b)) => Some(a.cmp(b)),
            (Value::Time(a), Value::Time(b)) => a.compare(b),
            (Value::Moment(a), Value::Moment(b)) => a.compare(b),
            (Value::Seconds(a), Value::Seconds(b)) => Some(a.cmp(b)),
            (Value::Months(a), Value::Months(b)) => Some(a.cmp(b)),
            _ => None,
        }
    }

    /// Whether two values are equal; nothing when that is not known or the kinds differ.
    pub fn equals(&self, other: &Value, nulls: Nulls) -> Option<bool> {
        match (self, other) {
            (Value::Missing(_), _) | (_, Value::Missing(_)) if nulls == Nulls::Equal => {
                Some(self.is_missing() && other.is_missing())
            }
            (Value::Bool(a), Value::Bool(b)) => Some(a == b),
            (Value::Row(a), Value::Row(b)) => Some(a == b),
            (Value::Return(a), Value::Return(b)) => Some(a == b),
            (Value::List(a), Value::List(b)) => {
                if a.len() != b.len() {
                    return Some(false);
                }
                all(a.iter().zip(b.iter()).map(|(a, b)| a.equals(b, nulls)))
            }
            (Value::Context(a), Value::Context(b)) => {
                if a.len() != b.len() {
                    return Some(false);
                }
                // Members mostly stand in the same order; where they do not, they are looked up.
                if a.iter().zip(b.iter()).all(|((name, _), (other, _))| name == other) {
                    return all(a.iter().zip(b.iter()).map(|((_, a), (_, b))| a.equals(b, nulls)));
                }
                let others: HashMap<&str, &Value> = b.iter().map(|(name, value)| (&**name, value)).collect();
                all(a.iter().map(|(name, value)| match others.get(&**name) {
                    Some(other) => value.equals(other, nulls),
                    None => Some(false),
                }))
            }
            (Value::Range(a), Value::Range(b)) => same_range(a, b, nulls),
            // A time with a zone is none of those without.
            (Value::Time(_), Value::Time(_)) | (Value::Moment(_), Value::Moment(_)) => {
                Some(self.order(other) == Some(Ordering::Equal))
            }
            (Value::Function(a), Value::Function(b)) => Some(std::sync::Arc::ptr_eq(a, b)),
            _ => self.order(other).map(Ordering::is_eq),
        }
    }

    /// Equality in which the absent equals the absent, as membership needs it.
    pub fn same(&self, other: &Value) -> bool {
        match (self, other) {
            (Value::Missing(Missing::Absent), Value::Missing(Missing::Absent)) => true,
            (Value::Missing(_), _) | (_, Value::Missing(_)) => false,
            _ => self.equals(other, Nulls::Equal) == Some(true),
        }
    }
}

fn same_range(a: &Interval, b: &Interval, nulls: Nulls) -> Option<bool> {
    match (a, b) {
        (Interval::Between { low, high }, Interval::Between { low: other_low, high: other_high }) => {
            let ends = low.1 == other_low.1 && high.1 == other_high.1;
            all([Some(ends), low.0.equals(&other_low.0, nulls), high.0.equals(&other_high.0, nulls)].into_iter())
        }
        (Interval::Compared(op, end), Interval::Compared(other, other_end)) => {
            all([Some(op == other), end.equals(other_end, nulls)].into_iter())
        }
        _ => Some(false),
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
