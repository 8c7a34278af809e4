//! Functions of points and ranges (DMN 1.5, table 78). An end that is open lies beyond everything.

use super::Gives::{Bool, OfText};
use super::Takes::{Point, Range, Text};
use super::{Builtin, Parameter, at, fault, plain, text_of};
use crate::feel::ast::{Expr, Kind};
use crate::value::{Fault, Interval, Moment, Value};
use std::cmp::Ordering::{self, Equal, Greater, Less};
use std::sync::Arc;

const POINT_RANGE: &[Parameter] = &[("point", Point), ("range", Range)];
const RANGE_POINT: &[Parameter] = &[("range", Range), ("point", Point)];
const RANGES: &[Parameter] = &[("range1", Range), ("range2", Range)];
const POINTS: &[Parameter] = &[("point1", Point), ("point2", Point)];

pub(super) const TABLE: &[Builtin] = &[
    plain(
        "before",
        &[POINTS, POINT_RANGE, RANGE_POINT, RANGES],
        Bool,
        |a| related(a, before),
        "whether one lies before the other: before(1, [2..5]) = true",
    )
    .alike(),
    plain(
        "after",
        &[POINTS, POINT_RANGE, RANGE_POINT, RANGES],
        Bool,
        |a| related(a, |a, b| before(b, a)),
        "whether one lies after the other: after([5..8], 4) = true",
    )
    .alike(),
    plain(
        "meets",
        &[RANGES],
        Bool,
        |a| related(a, meets),
        "whether one ends where the other begins, with both ends: meets([1..5], [5..10]) = true",
    )
    .alike(),
    plain(
        "met by",
        &[RANGES],
        Bool,
        |a| related(a, |a, b| meets(b, a)),
        "whether one begins where the other ends, with both ends: met by([5..10], [1..5]) = true",
    )
    .alike(),
    plain(
        "overlaps",
        &[RANGES],
        Bool,
        |a| related(a, |a, b| Some(!before(a, b)? && !before(b, a)?)),
        "whether two ranges share a value: overlaps([1..5], [3..8]) = true",
    )
    .alike(),
    plain(
        "overlaps before",
        &[RANGES],
        Bool,
        |a| related(a, overlaps_before),
        "whether a range begins before another and ends in it: overlaps before([1..5], [3..8]) = true",
    )
    .alike(),
    plain(
        "overlaps after",
        &[RANGES],
        Bool,
        |a| related(a, |a, b| overlaps_before(b, a)),
        "whether a range begins in another and ends after it: overlaps after([3..8], [1..5]) = true",
    )
    .alike(),
    plain(
        "finishes",
        &[POINT_RANGE, RANGES],
        Bool,
        |a| related(a, finishes),
        "whether one lies in the other and ends with it: finishes(5, [1..5]) = true",
    )
    .alike(),
    plain(
        "finished by",
        &[RANGE_POINT, RANGES],
        Bool,
        |a| related(a, |a, b| finishes(b, a)),
        "whether the other lies in it and ends with it: finished by([1..5], 5) = true",
    )
    .alike(),
    plain(
        "includes",
        &[RANGE_POINT, RANGES],
        Bool,
        |a| related(a, includes),
        "whether a range holds a value or all of another range: includes([1..10], 5) = true",
    )
    .alike(),
    plain(
        "during",
        &[POINT_RANGE, RANGES],
        Bool,
        |a| related(a, |a, b| includes(b, a)),
        "whether it lies in a range: during(5, [1..10]) = true",
    )
    .alike(),
    plain(
        "starts",
        &[POINT_RANGE, RANGES],
        Bool,
        |a| related(a, starts),
        "whether one lies in the other and begins with it: starts(1, [1..10]) = true",
    )
    .alike(),
    plain(
        "started by",
        &[RANGE_POINT, RANGES],
        Bool,
        |a| related(a, |a, b| starts(b, a)),
        "whether the other lies in it and begins with it: started by([1..10], 1) = true",
    )
    .alike(),
    plain(
        "coincides",
        &[POINTS, RANGES],
        Bool,
        |a| related(a, |a, b| Some(ends(a, b, true)? == Equal && ends(a, b, false)? == Equal)),
        "whether two values or two ranges are the same: coincides([1..5], [1..5]) = true",
    )
    .alike(),
    plain(
        "range",
        &[&[("from", Text)]],
        OfText,
        |a| text_of(at(a, 0)).and_then(read).unwrap_or(fault(Fault::NoRange)),
        "reads a range of literals: range(\"[18..21)\") = [18..21)",
    ),
];

/// An end of a range; nothing lies beyond one without a value.
#[derive(Clone, Copy)]
struct End<'v> {
    value: Option<&'v Value>,
    included: bool,
}

impl<'v> End<'v> {
    fn of(end: Option<(&'v Value, bool)>) -> End<'v> {
        End { value: end.map(|(value, _)| value), included: end.is_some_and(|(_, included)| included) }
    }
}

/// A range, or a point as the range of itself alone.
#[derive(Clone, Copy)]
struct Span<'v> {
    low: End<'v>,
    high: End<'v>,
}

fn span(value: &Value) -> Span<'_> {
    let whole = End { value: Some(value), included: true };
    match value {
        Value::Range(range) => Span { low: End::of(range.low()), high: End::of(range.high()) },
        _ => Span { low: whole, high: whole },
    }
}

fn related(arguments: &[Value], holds: impl Fn(Span<'_>, Span<'_>) -> Option<bool>) -> Value {
    let not_equal = |value: &Value| matches!(value, Value::Range(range) if matches!(**range, Interval::Compared(crate::value::Compare::NotEqual, _)));
    // `(!= 5)` has no ends.
    if arguments.iter().any(not_equal) {
        return fault(Fault::Argument);
    }
    holds(span(at(arguments, 0)), span(at(arguments, 1))).map_or(fault(Fault::Argument), Value::Bool)
}

/// The order of two values; nothing where they have none.
fn order(a: &Value, b: &Value) -> Option<Ordering> {
    a.order(b)
}

/// The order of a high end and a low end: an open one lies beyond.
fn high_to_low(high: End<'_>, low: End<'_>) -> Option<Ordering> {
    match (high.value, low.value) {
        (Some(a), Some(b)) => order(a, b),
        _ => Some(Greater),
    }
}

/// The order in which two ranges begin (`low`) or end, the ends that do not belong to them counted.
fn ends(a: Span<'_>, b: Span<'_>, low: bool) -> Option<Ordering> {
    let (x, y) = if low { (a.low, b.low) } else { (a.high, b.high) };
    let beyond = if low { Less } else { Greater };
    Some(match (x.value, y.value) {
        (None, None) => Equal,
        (None, Some(_)) => beyond,
        (Some(_), None) => beyond.reverse(),
        (Some(p), Some(q)) => order(p, q)?.then(match (x.included, y.included) {
            (true, false) => beyond,
            (false, true) => beyond.reverse(),
            _ => Equal,
        }),
    })
}

fn before(a: Span<'_>, b: Span<'_>) -> Option<bool> {
    Some(match high_to_low(a.high, b.low)? {
        Less => true,
        Equal => !(a.high.included && b.low.included),
        Greater => false,
    })
}

fn meets(a: Span<'_>, b: Span<'_>) -> Option<bool> {
    Some(a.high.included && b.low.included && high_to_low(a.high, b.low)? == Equal)
}

fn overlaps_before(a: Span<'_>, b: Span<'_>) -> Option<bool> {
    Some(ends(a, b, true)? == Less && !before(a, b)? && ends(a, b, false)? != Greater)
}

fn includes(a: Span<'_>, b: Span<'_>) -> Option<bool> {
    Some(ends(a, b, true)? != Greater && ends(a, b, false)? != Less)
}

fn finishes(a: Span<'_>, b: Span<'_>) -> Option<bool> {
    Some(ends(a, b, false)? == Equal && ends(a, b, true)? != Less)
}

fn starts(a: Span<'_>, b: Span<'_>) -> Option<bool> {
    Some(ends(a, b, true)? == Equal && ends(a, b, false)? != Greater)
}

/// Reads a range whose ends are literals, or dates, times and durations made of a literal text.
fn read(text: &str) -> Option<Value> {
    let expr = crate::feel::parse(text).ok()?;
    let Kind::Range(low, low_in, high, high_in) = expr.kind else { return None };
    let (low, high) = (literal(&low)?, literal(&high)?);
    if order(&low, &high)? == Greater {
        return None;
    }
    Some(Value::Range(Arc::new(Interval::Between { low: (low, low_in), high: (high, high_in) })))
}

fn literal(expr: &Expr) -> Option<Value> {
    match &expr.kind {
        Kind::Negate(inner) if matches!(inner.kind, Kind::Number(_)) => {
            Some(crate::feel::operators::negate(&literal(inner)?))
        }
        Kind::Number(text) => crate::value::Number::parse_literal(text).map(Value::Number),
        Kind::Text(text) => Some(Value::text(text)),
        Kind::At(text) => super::time::at_literal(text),
        Kind::Call(name, arguments) => match arguments.as_slice() {
            [only] if only.name.is_none() => match &only.value.kind {
                Kind::Text(text) => match name.text.as_str() {
                    "date" => crate::value::Date::parse_feel(text).map(Value::Date),
                    "time" => crate::value::Time::parse(text).map(|time| Value::Time(Arc::new(time))),
                    "date and time" => Moment::parse(text).map(|moment| Value::Moment(Arc::new(moment))),
                    "duration" => super::time::duration_of(text),
                    _ => None,
                },
                _ => None,
            },
            _ => None,
        },
        _ => None,
    }
}
