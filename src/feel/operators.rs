//! What operators do with values that are there (DMN 1.5, tables 50 to 58). What missing operands
//! do is the caller's to say: it differs between rules and the standard.

use super::ast::Arithmetic;
use crate::value::number::Rounding;
use crate::value::{Compare, Date, Fault, Interval, Missing, Moment, Nulls, Number, Time, Value};
use std::cmp::Ordering;
use std::sync::Arc;

/// How long a text may be that two make.
const MOST_BYTES: usize = 4 << 20;

fn fault(fault: Fault) -> Value {
    Value::Missing(Missing::Fault(fault))
}

fn or_fault<T>(result: Result<T, Fault>, make: impl Fn(T) -> Value) -> Value {
    result.map_or_else(fault, make)
}

/// A value with the other sign: numbers and durations.
pub fn negate(value: &Value) -> Value {
    match value {
        Value::Number(number) => Value::Number(number.negate()),
        Value::Seconds(seconds) => Value::Seconds(seconds.negate()),
        Value::Months(months) => months.checked_neg().map_or(fault(Fault::TooLarge), Value::Months),
        Value::Missing(_) => value.clone(),
        _ => fault(Fault::Operands),
    }
}

/// `+ - * / **` of two values that are there; a fault where they do not fit or there is no result.
pub fn arithmetic(op: Arithmetic, left: &Value, right: &Value) -> Value {
    match (left, right) {
        (Value::Number(a), Value::Number(b)) => or_fault(numbers(op, *a, *b), Value::Number),
        (Value::Text(a), Value::Text(b)) if op == Arithmetic::Add => {
            if a.len().saturating_add(b.len()) > MOST_BYTES {
                return fault(Fault::TooManySteps);
            }
            Value::text(&format!("{a}{b}"))
        }
        (Value::Seconds(_) | Value::Months(_), Value::Seconds(_) | Value::Months(_) | Value::Number(_))
        | (Value::Number(_), Value::Seconds(_) | Value::Months(_)) => durations(op, left, right),
        (_, Value::Seconds(_) | Value::Months(_)) => match op {
            Arithmetic::Add => moved(left, right),
            Arithmetic::Subtract => moved(left, &negate(right)),
            _ => fault(Fault::Operands),
        },
        (Value::Seconds(_) | Value::Months(_), _) if op == Arithmetic::Add => moved(right, left),
        _ if op == Arithmetic::Subtract => apart(left, right),
        _ => fault(Fault::Operands),
    }
}

fn numbers(op: Arithmetic, a: Number, b: Number) -> Result<Number, Fault> {
    match op {
        Arithmetic::Add => a.add(b),
        Arithmetic::Subtract => a.subtract(b),
        Arithmetic::Multiply => a.multiply(b),
        Arithmetic::Divide => a.divide(b),
        Arithmetic::Power => a.power(b),
    }
}

/// Durations with durations of the same kind, and with numbers.
fn durations(op: Arithmetic, left: &Value, right: &Value) -> Value {
    use Arithmetic::{Add, Divide, Multiply, Subtract};
    let months = |result: Result<Number, Fault>| match result {
        Ok(number) => whole(number).map_or(fault(Fault::TooLarge), Value::Months),
        Err(error) => fault(error),
    };
    let number = |months: i64| Number::from_int(months);
    match (op, left, right) {
        (Add | Subtract, Value::Seconds(a), Value::Seconds(b)) => or_fault(numbers(op, *a, *b), Value::Seconds),
        (Add, Value::Months(a), Value::Months(b)) => a.checked_add(*b).map_or(fault(Fault::TooLarge), Value::Months),
        (Subtract, Value::Months(a), Value::Months(b)) => {
            a.checked_sub(*b).map_or(fault(Fault::TooLarge), Value::Months)
        }
        (Divide, Value::Seconds(a), Value::Seconds(b)) => or_fault(a.divide(*b), Value::Number),
        (Divide, Value::Months(a), Value::Months(b)) => or_fault(number(*a).divide(number(*b)), Value::Number),
        (Multiply | Divide, Value::Seconds(a), Value::Number(b)) => or_fault(numbers(op, *a, *b), Value::Seconds),
        (Multiply | Divide, Value::Months(a), Value::Number(b)) => months(numbers(op, number(*a), *b)),
        (Multiply, Value::Number(a), Value::Seconds(b)) => or_fault(a.multiply(*b), Value::Seconds),
        (Multiply, Value::Number(a), Value::Months(b)) => months(a.multiply(number(*b))),
        _ => fault(Fault::Operands),
    }
}

/// The whole months of a number of them: what is left over is dropped.
///
/// Digits that were lost must not cost a month: what is within them of a whole number is that.
fn whole(number: Number) -> Option<i64> {
    let near = if number.is_rounded() { number.round(20, Rounding::HalfEven).ok()? } else { number };
    near.round(0, Rounding::Down).ok()?.to_int()
}

/// A date, a time or both, moved by a duration.
fn moved(from: &Value, by: &Value) -> Value {
    let there = match (from, by) {
        (Value::Date(date), Value::Months(months)) => date.plus_months(*months).map(Value::Date),
        (Value::Date(date), Value::Seconds(seconds)) => date.plus_seconds(*seconds).map(Value::Date),
        (Value::Moment(moment), Value::Months(months)) => moment.plus_months(*months).map(made),
        (Value::Moment(moment), Value::Seconds(seconds)) => moment.plus_seconds(*seconds).map(made),
        (Value::Time(time), Value::Seconds(seconds)) => Some(Value::Time(Arc::new(time.plus(*seconds)))),
        (_, Value::Missing(_)) => return by.clone(),
        _ => return fault(Fault::Operands),
    };
    there.unwrap_or(fault(Fault::NoDate))
}

fn made(moment: Moment) -> Value {
    Value::Moment(Arc::new(moment))
}

/// How long it is from one date or time to another: `left - right`. A date counts as its midnight
/// in UTC where the other side is a date and time.
fn apart(left: &Value, right: &Value) -> Value {
    let midnight = |date: &Date| Moment::from_date_utc(*date);
    let seconds = match (left, right) {
        (Value::Date(a), Value::Date(b)) => midnight(a).since(&midnight(b)),
        (Value::Moment(a), Value::Moment(b)) => a.since(b),
        (Value::Date(a), Value::Moment(b)) => midnight(a).since(b),
        (Value::Moment(a), Value::Date(b)) => a.since(&midnight(b)),
        (Value::Time(a), Value::Time(b)) => Time::since(a, b),
        _ => return fault(Fault::Operands),
    };
    seconds.map_or(fault(Fault::Zones), Value::Seconds)
}

/// Compares two values that are there. Missing where they have no order or are of two kinds; a
/// fault where digits that were lost could decide.
pub fn compare(op: Compare, left: &Value, right: &Value, nulls: Nulls) -> Value {
    if let (Value::Number(a), Value::Number(b)) | (Value::Seconds(a), Value::Seconds(b)) = (left, right)
        && a.too_close(*b)
    {
        return fault(Fault::TooClose);
    }
    match op {
        Compare::Equal => left.equals(right, nulls).map_or(fault(Fault::Operands), Value::Bool),
        Compare::NotEqual => left.equals(right, nulls).map_or(fault(Fault::Operands), |equal| Value::Bool(!equal)),
        _ => match left.order(right) {
            Some(order) => Value::Bool(op.holds(order)),
            None => match (by_clock(left, right), nulls) {
                (Some(order), Nulls::Equal) => Value::Bool(op.holds(order)),
                (Some(_), Nulls::Unknown) => fault(Fault::Zones),
                (None, _) => fault(Fault::Operands),
            },
        },
    }
}

/// The order of two times by their clocks: of one with and one without a zone the standard takes
/// the zone of the one for both (DMN 1.5, table 54); in rules nothing is taken for granted.
fn by_clock(left: &Value, right: &Value) -> Option<Ordering> {
    match (left, right) {
        (Value::Time(a), Value::Time(b)) => Some(a.seconds().cmp(&b.seconds())),
        (Value::Moment(a), Value::Moment(b)) => {
            Some(a.date().cmp(&b.date()).then_with(|| a.time().seconds().cmp(&b.time().seconds())))
        }
        _ => None,
    }
}

/// Whether a value lies in a range, in three-valued logic: an end that is missing leaves it open
/// unless the other end decides.
pub fn inside(value: &Value, range: &Interval, compared: impl Fn(Compare, &Value, &Value) -> Value) -> Value {
    match range {
        Interval::Compared(op, end) => compared(*op, value, end),
        Interval::Between { low, high } => {
            let above = if low.1 { Compare::GreaterOrEqual } else { Compare::Greater };
            let below = if high.1 { Compare::LessOrEqual } else { Compare::Less };
            both(compared(above, value, &low.0), compared(below, value, &high.0))
        }
    }
}

/// `and` of two values: false decides, what is missing spreads.
pub fn both(a: Value, b: Value) -> Value {
    match (a.as_bool(), b.as_bool()) {
        (Some(false), _) | (_, Some(false)) => Value::Bool(false),
        (Some(true), Some(true)) => Value::Bool(true),
        _ => first_missing(&[&a, &b]).unwrap_or(Value::NULL),
    }
}

/// The missing value among operands, what cannot be known before what was not given.
pub fn first_missing(values: &[&Value]) -> Option<Value> {
    let missing = |value: &&&Value| value.is_missing();
    let unknown = values.iter().filter(missing).find(|value| !matches!(value, Value::Missing(Missing::Absent)));
    unknown.or_else(|| values.iter().find(missing)).map(|value| (**value).clone())
}

/// The values of a range one after the other: whole numbers or days, up or down.
#[derive(Debug)]
pub struct Walk {
    next: Option<i64>,
    last: i64,
    days: bool,
}

impl Walk {
    /// Over a range; nothing over one of other values, or of one that is open.
    pub fn over(range: &Interval) -> Option<Walk> {
        let (low, low_in) = range.low()?;
        let (high, high_in) = range.high()?;
        let (mut at, mut last, days) = match (low, high) {
            (Value::Number(a), Value::Number(b)) => (a.to_int()?, b.to_int()?, false),
            (Value::Date(a), Value::Date(b)) => (a.days(), b.days(), true),
            _ => return None,
        };
        let step: i64 = if at <= last { 1 } else { -1 };
        let nothing = at == last && !(low_in && high_in);
        if !low_in {
            at = at.saturating_add(step);
        }
        if !high_in {
            last = last.saturating_sub(step);
        }
        let past = if step > 0 { at > last } else { at < last };
        Some(Walk { next: (!nothing && !past).then_some(at), last, days })
    }
}

impl Iterator for Walk {
    type Item = Value;

    fn next(&mut self) -> Option<Value> {
        let at = self.next?;
        self.next = match at.cmp(&self.last) {
            Ordering::Less => at.checked_add(1),
            Ordering::Greater => at.checked_sub(1),
            Ordering::Equal => None,
        };
        Some(if self.days { Value::Date(Date::from_days(at)?) } else { Value::Number(Number::from_int(at)) })
    }
}

/// A property of a value by its name (DMN 1.5, tables 64 to 66): of a date, a time, a duration or
/// a range. Nothing where values of its kind have none of that name.
pub fn property(value: &Value, name: &str) -> Option<Value> {
    let int = |number: i64| Value::Number(Number::from_int(number));
    match value {
        Value::Date(date) => of_date(*date, name).map(int),
        Value::Time(time) => of_time(time, name),
        Value::Moment(moment) => match name {
            // A named zone has an offset only together with a date.
            "time offset" => Some(moment.time_offset().map_or(Value::NULL, Value::Seconds)),
            _ => of_date(moment.date(), name).map(int).or_else(|| of_time(moment.time(), name)),
        },
        Value::Seconds(_) | Value::Months(_) => of_duration(value, name),
        Value::Range(range) => {
            let end = |end: Option<(&Value, bool)>| end.map_or(Value::NULL, |(value, _)| value.clone());
            let included = |end: Option<(&Value, bool)>| Value::Bool(end.is_some_and(|(_, included)| included));
            match name {
                "start" => Some(end(range.low())),
                "end" => Some(end(range.high())),
                "start included" => Some(included(range.low())),
                "end included" => Some(included(range.high())),
                _ => None,
            }
        }
        _ => None,
    }
}

fn of_date(date: Date, name: &str) -> Option<i64> {
    match name {
        "year" => Some(date.year()),
        "month" => Some(date.month()),
        "day" => Some(date.day()),
        "weekday" => Some(date.weekday()),
        _ => None,
    }
}

fn of_time(time: &Time, name: &str) -> Option<Value> {
    match name {
        "hour" => Some(Value::Number(Number::from_int(time.hour()))),
        "minute" => Some(Value::Number(Number::from_int(time.minute()))),
        "second" => Some(Value::Number(time.second())),
        "time offset" => Some(time.time_offset().map_or(Value::NULL, Value::Seconds)),
        "timezone" => Some(time.timezone().map_or(Value::NULL, Value::text)),
        _ => None,
    }
}

fn of_duration(value: &Value, name: &str) -> Option<Value> {
    use crate::value::Duration;
    let duration = match value {
        Value::Seconds(seconds) => Duration::Days(*seconds),
        Value::Months(months) => Duration::Months(*months),
        _ => return None,
    };
    let number = match name {
        "years" => duration.years(),
        "months" => duration.months(),
        "days" => duration.days(),
        "hours" => duration.hours(),
        "minutes" => duration.minutes(),
        "seconds" => return duration.seconds().map(Value::Number),
        _ => None,
    };
    number.map(|number| Value::Number(Number::from_int(number)))
}

/// The names of the properties of values of a type, for the checker; none where it has none.
pub fn properties(ty: &crate::value::Type) -> &'static [&'static str] {
    use crate::value::Type;
    match ty {
        Type::Date => &["year", "month", "day", "weekday"],
        Type::Time => &["hour", "minute", "second", "time offset", "timezone"],
        Type::Moment => &["year", "month", "day", "weekday", "hour", "minute", "second", "time offset", "timezone"],
        Type::Seconds => &["days", "hours", "minutes", "seconds"],
        Type::Months => &["years", "months"],
        Type::Range(_) => &["start", "end", "start included", "end included"],
        _ => &[],
    }
}
