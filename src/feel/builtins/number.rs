//! Functions of numbers.

use super::Gives::{Bool, First, Plain};
use super::Takes::{Number as N, Plain as P, Text as T};
use super::{Builtin, at, fault, number_or, plain, whole};
use crate::value::number::Rounding;
use crate::value::{Fault, Number, Value};

pub(super) const TABLE: &[Builtin] = &[
    plain("abs", &[("n", N)], First, |a| map(a, |n| Ok(n.abs())), "the size without its sign: abs(-5) = 5"),
    plain(
        "floor",
        &[("n", N), ("scale", P)],
        First,
        |a| round(a, Rounding::Floor),
        "rounds towards minus infinity: floor(-1.5) = -2",
    )
    .required(1),
    plain(
        "ceiling",
        &[("n", N), ("scale", P)],
        First,
        |a| round(a, Rounding::Ceiling),
        "rounds towards plus infinity: ceiling(1.2) = 2",
    )
    .required(1),
    plain(
        "round up",
        &[("n", N), ("scale", P)],
        First,
        |a| round(a, Rounding::Up),
        "rounds away from zero: round up(1.121, 2) = 1.13",
    ),
    plain(
        "round down",
        &[("n", N), ("scale", P)],
        First,
        |a| round(a, Rounding::Down),
        "rounds towards zero: round down(1.126, 2) = 1.12",
    ),
    plain(
        "round half up",
        &[("n", N), ("scale", P)],
        First,
        |a| round(a, Rounding::HalfUp),
        "rounds to the nearest, halves away from zero: round half up(5.125, 2) = 5.13",
    ),
    plain(
        "round half down",
        &[("n", N), ("scale", P)],
        First,
        |a| round(a, Rounding::HalfDown),
        "rounds to the nearest, halves towards zero: round half down(5.125, 2) = 5.12",
    ),
    plain(
        "decimal",
        &[("n", N), ("scale", P)],
        First,
        |a| round(a, Rounding::HalfEven),
        "rounds to the nearest, halves to the even digit: decimal(2.5, 0) = 2",
    ),
    plain(
        "modulo",
        &[("dividend", N), ("divisor", N)],
        First,
        modulo,
        "what division leaves, with the divisor's sign: modulo(-10, 4) = 2",
    ),
    plain("even", &[("number", P)], Bool, |a| parity(a, true), "whether a whole number is even: even(4) = true"),
    plain("odd", &[("number", P)], Bool, |a| parity(a, false), "whether a whole number is odd: odd(5) = true"),
    plain(
        "number",
        &[("from", T), ("grouping separator", T), ("decimal separator", T)],
        Plain,
        from_text,
        "reads a figure from a text: number(\"1,204.5\", \",\", \".\") = 1204.5",
    )
    .required(1),
];

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
        Some(places) => map(arguments, |number| number.round(places, how)),
        None => fault(Fault::Argument),
    }
}

fn modulo(arguments: &[Value]) -> Value {
    match at(arguments, 1).as_number() {
        Some(divisor) => map(arguments, |number| number.modulo(divisor)),
        None => fault(Fault::Argument),
    }
}

fn parity(arguments: &[Value], even: bool) -> Value {
    whole(arguments, 0).map_or(fault(Fault::Argument), |n| Value::Bool((n.rem_euclid(2) == 0) == even))
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
    Number::parse(&plain).map_or(fault(Fault::Argument), Value::Number)
}
