//! Values as FEEL writes them: what a value is in an expression that gives it.

use super::{Duration, Interval, Value};
use std::fmt::{self, Write};

impl fmt::Display for Value {
    /// Texts stand in quotes; a row, which has no such form, is called one.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Missing(_) => f.write_str("null"),
            Value::Bool(truth) => write!(f, "{truth}"),
            Value::Number(number) => write!(f, "{}", number.trimmed()),
            Value::Text(text) => quoted(text, f),
            Value::Date(date) => write!(f, "{date}"),
            Value::Time(time) => write!(f, "{time}"),
            Value::Moment(moment) => write!(f, "{moment}"),
            Value::Seconds(seconds) => write!(f, "{}", Duration::Days(*seconds)),
            Value::Months(months) => write!(f, "{}", Duration::Months(*months)),
            Value::List(items) => {
                f.write_char('[')?;
                for (at, item) in items.iter().enumerate() {
                    if at > 0 {
                        f.write_str(", ")?;
                    }
                    write!(f, "{item}")?;
                }
                f.write_char(']')
            }
            Value::Context(members) => {
                f.write_char('{')?;
                for (at, (name, value)) in members.iter().enumerate() {
                    if at > 0 {
                        f.write_str(", ")?;
                    }
                    write!(f, "{name}: {value}")?;
                }
                f.write_char('}')
            }
            Value::Row(_) => f.write_str("a row"),
            Value::Return(_) => f.write_str("a return"),
            Value::Range(range) => write!(f, "{range}"),
            Value::Function(function) => write!(f, "{function}"),
        }
    }
}

impl fmt::Display for Interval {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Interval::Between { low, high } => {
                f.write_char(if low.1 { '[' } else { '(' })?;
                write!(f, "{}..{}", low.0, high.0)?;
                f.write_char(if high.1 { ']' } else { ')' })
            }
            Interval::Compared(op, end) => write!(f, "({} {end})", op.sign()),
        }
    }
}

/// A text in quotes, as an expression holds it.
///
/// # Errors
/// Those of the formatter.
pub fn quoted(text: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    f.write_char('"')?;
    for c in text.chars() {
        match c {
            '"' => f.write_str("\\\"")?,
            '\\' => f.write_str("\\\\")?,
            '\n' => f.write_str("\\n")?,
            '\r' => f.write_str("\\r")?,
            '\t' => f.write_str("\\t")?,
            c => f.write_char(c)?,
        }
    }
    f.write_char('"')
}
