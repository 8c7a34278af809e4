//! Ranges: all values between two ends, or all on one side of one.

use super::{Compare, Value};
use serde::{Deserialize, Serialize};

/// A range as it was written: `(< 10)` and `(null..10)` hold the same numbers and are not equal
/// (DMN 1.5, 10.3.2.7).
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum Interval {
    /// `[1..3)`: both ends, each with whether it belongs to the range.
    Between {
        /// The lower end and whether it is included.
        low: (Value, bool),
        /// The upper end and whether it is included.
        high: (Value, bool),
    },
    /// `(< 10)`: all values that compare so with one.
    Compared(Compare, Value),
}

impl Interval {
    /// The lower end and whether it belongs to the range; nothing where it is open.
    pub fn low(&self) -> Option<(&Value, bool)> {
        match self {
            Interval::Between { low, .. } => Some((&low.0, low.1)),
            Interval::Compared(Compare::GreaterOrEqual | Compare::Equal, end) => Some((end, true)),
            Interval::Compared(Compare::Greater, end) => Some((end, false)),
            Interval::Compared(..) => None,
        }
    }

    /// The upper end and whether it belongs to the range; nothing where it is open.
    pub fn high(&self) -> Option<(&Value, bool)> {
        match self {
            Interval::Between { high, .. } => Some((&high.0, high.1)),
            Interval::Compared(Compare::LessOrEqual | Compare::Equal, end) => Some((end, true)),
            Interval::Compared(Compare::Less, end) => Some((end, false)),
            Interval::Compared(..) => None,
        }
    }

    /// The values it was written with.
    pub fn ends(&self) -> Vec<&Value> {
        match self {
            Interval::Between { low, high } => vec![&low.0, &high.0],
            Interval::Compared(_, end) => vec![end],
        }
    }
}
