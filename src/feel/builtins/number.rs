//! Functions of numbers.

use super::Gives::{Bool, First, Plain};
use super::Takes::{Duration, Number as N, OneOf, Optional, OrNull, Plain as P, Text as T};
use super::{Builtin, Parameter, at, fault, number_or, plain, whole};
use crate::value::number::Rounding;
use crate::value::{Fault, Number, Value};

const ROUNDED: &[&[Parameter]] = &[&[("n", N), ("scale", P)]];

pub(super) const TABLE: &[Builtin] = &[
    plain(
        "abs",
        &[&[("n", OneOf(&[N, Duration]))]],
        First,
        abs,
        "the size without its sign, of numbers and durations: abs(-5) = 5",
    ),
    plain(
        "floor",
        &[&[("n", N), ("scale", Optional(&P))]],
        First,
        |a| round(a, Rounding::Floor),
        "rounds towards minus infinity: floor(-1.5) = -2",
    ),
    plain(
        "ceiling",
        &[&[("n", N), ("scale", Optional(&P))]],
        First,
        |a| round(a, Rounding::Ceiling),
        "rounds towards plus infinity: ceiling(1.2) = 2",
    ),
    plain("round up", ROUNDED, First, |a| round(a, Rounding::Up), "rounds away from zero: round up(1.121, 2) = 1.13"),
    plain(
        "round down",
        ROUNDED,
        First,
        |a| round(a, Rounding::Down),
        "rounds towards zero: round down(1.126, 2) = 1.12",
    ),
    plain(
        "round half up",
        ROUNDED,
        First,
        |a| round(a, Rounding::HalfUp),
        "rounds to the nearest, halves away from zero: round half up(5.125, 2) = 5.13",
    ),
    plain(
        "round half down",
        ROUNDED,
        First,
        |a| round(a, Rounding::HalfDown),
        "rounds to the nearest, halves towards zero: round half down(5.125, 2) = 5.12",
    ),
    plain(
        "decimal",
        ROUNDED,
        First,
        |a| round(a, Rounding::HalfEven),
        "rounds to the nearest, halves to the even digit: decimal(2.5, 0) = 2",
    ),
    plain(
        "modulo",
        &[&[("dividend", N), ("divisor", N)]],
        First,
        modulo,
        "what division leaves, with the divisor's sign: modulo(-10, 4) = 2",
    )
    .alike(),
    plain("sqrt", &[&[("number", P)]], Plain, |a| map(a, Number::sqrt), "the square root: sqrt(1.44) = 1.2"),
    plain(
        "exp",
        &[&[("number", P)]],
        Plain,
        |a| map(a, Number::exp),
        "e to the power of a number, to 28 digits: exp(0) = 1",
    )
    .steps(500),
    plain("log", &[&[("number", P)]], Plain, |a| map(a, Number::ln), "the natural logarithm, to 28 digits: log(1) = 0")
        .steps(500),
    plain("even", &[&[("number", P)]], Bool, |a| parity(a, true), "whether a whole number is even: even(4) = true"),
    plain("odd", &[&[("number", P)]], Bool, |a| parity(a, false), "whether a whole number is odd: odd(5) = true"),
    plain(
        "number",
        &[&[("from", T), ("grouping separator", Optional(&OrNull(&T))), ("decimal separator", Optional(&OrNull(&T)))]],
        Plain,
        from_text,
        "reads a figure from a text: number(\"1,204.5\", \",\", \".\") = 1204.5",
    ),
];

fn abs(arguments: &[Value]) -> Value {
    match at(arguments, 0) {
        Value::Number(number) => Value::Number(number.abs()),
        Value::Seconds(seconds) => Value::Seconds(seconds.abs()),
        Value::Months(months) => months.checked_abs().map_or(fault(Fault::TooLarge), Value::Months),
        _ => fault(Fault::Argument),
    }
}

fn map(arguments: &[Value], f: impl Fn(Number) -> Result<Number, Fault>) -> Value {
    match at(arguments, 0).as_number() {
        Some(number) => number_or(f(number)),
        None => fault(Fault::Argument),
    }
}

fn round(arguments: &[Value], how: Rounding) -> Value {
    let places = match arguments.get(1) {
        None => Some(0),
        Some(_) => whole(arguments, 1).and_then(|places| i32::try_from(places).ok()),
    };
    match places {
        Some(places) => map(arguments, |number| rounded(number, places, how)),
        None => fault(Fault::Argument),
    }
}

/// Rounds; where digits were lost that could decide which way, there is no result.
fn rounded(number: Number, places: i32, how: Rounding) -> Result<Number, Fault> {
    let result = number.round(places, how)?;
    if number.is_rounded() {
        let share = Number::power_of_ten(-20).unwrap_or(Number::ZERO);
        let margin = number.abs().multiply(share)?;
        let (above, below) = (number.add(margin)?.round(places, how)?, number.subtract(margin)?.round(places, how)?);
        if above != below {
            return Err(Fault::TooClose);
        }
    }
    Ok(result)
}

fn modulo(arguments: &[Value]) -> Value {
    match at(arguments, 1).as_number() {
        Some(divisor) => map(arguments, |number| number.modulo(divisor)),
        None => fault(Fault::Argument),
    }
}

fn parity(arguments: &[Value], even: bool) -> Value {
    let rest = at(arguments, 0).as_number().map(|number| number.modulo(Number::from_int(2)));
    match rest {
        Some(Ok(rest)) if rest.is_zero() || rest == Number::ONE => Value::Bool(rest.is_zero() == even),
        _ => fault(Fault::Argument),
    }
}

fn from_text(arguments: &[Value]) -> Value {
    let separator = |index: usize| match arguments.get(index) {
        None | Some(Value::Missing(_)) => Some(None),
        Some(Value::Text(text)) if matches!(&**text, " " | "," | ".") => Some(Some(text.clone())),
        Some(_) => None,
    };
    let (Value::Text(text), Some(grouping), Some(point)) = (at(arguments, 0), separator(1), separator(2)) else {
        return fault(Fault::Argument);
    };
    if grouping.is_some() && grouping == point || point.as_deref() == Some(" ") {
        return fault(Fault::Argument);
    }
    let mut plain = text.to_string();
    if let Some(grouping) = grouping {
        plain = plain.replace(&*grouping, "");
    }
    if let Some(point) = point {
        plain = plain.replace(&*point, ".");
    }
    Number::parse_literal(&plain).map_or(fault(Fault::NoNumber), Value::Number)
}
