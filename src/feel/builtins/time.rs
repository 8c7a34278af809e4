//! Functions of dates.

use super::Gives::{Date as GivesDate, Plain, Text};
use super::Takes::{Anything, Date as D, Plain as P};
use super::{Builtin, at, fault, plain, whole};
use crate::value::{Date, Fault, Number, Value};

pub(super) const TABLE: &[Builtin] = &[
    Builtin {
        counts: &[1, 3],
        ..plain(
            "date",
            &[("from|year", Anything), ("month", P), ("day", P)],
            GivesDate,
            date,
            "a date from a text or from year, month and day: date(\"2016-10-31\"), date(2016, 10, 31)",
        )
        .required(1)
    },
    plain(
        "day of year",
        &[("date", D)],
        Plain,
        |a| part(a, Date::day_of_year),
        "1 to 366: day of year(date(2016, 1, 31)) = 31",
    ),
    plain(
        "day of week",
        &[("date", D)],
        Text,
        day_of_week,
        "the day's name: day of week(date(2016, 10, 31)) = \"Monday\"",
    ),
    plain(
        "month of year",
        &[("date", D)],
        Text,
        month_of_year,
        "the month's name: month of year(date(2016, 10, 31)) = \"October\"",
    ),
];

fn date(arguments: &[Value]) -> Value {
    let made = match (arguments.len(), at(arguments, 0)) {
        (1, Value::Text(text)) => Date::parse(text),
        (1, Value::Date(date)) => Some(*date),
        (3, Value::Number(_)) => match (whole(arguments, 0), whole(arguments, 1), whole(arguments, 2)) {
            (Some(year), Some(month), Some(day)) => Date::new(year, month, day),
            _ => None,
        },
        _ => None,
    };
    made.map_or(fault(Fault::Argument), Value::Date)
}

fn part(arguments: &[Value], f: fn(Date) -> i64) -> Value {
    match at(arguments, 0) {
        Value::Date(date) => Value::Number(Number::from_int(f(*date))),
        _ => fault(Fault::Argument),
    }
}

/// The name at a position from 1.
fn named(arguments: &[Value], f: fn(Date) -> i64, names: &[&str]) -> Value {
    let Value::Date(date) = at(arguments, 0) else {
        return fault(Fault::Argument);
    };
    let index = usize::try_from(f(*date).saturating_sub(1)).unwrap_or(usize::MAX);
    names.get(index).map_or(fault(Fault::Argument), |name| Value::text(name))
}

fn day_of_week(arguments: &[Value]) -> Value {
    named(arguments, Date::weekday, &["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"])
}

fn month_of_year(arguments: &[Value]) -> Value {
    const NAMES: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    named(arguments, Date::month, &NAMES)
}
