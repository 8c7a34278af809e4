//! Functions of dates, times and durations.

use super::Gives::{Bool, Date as GivesDate, Moment as GivesMoment, Months, OfText, Plain, Text, Time as GivesTime};
use super::Takes::{
    Anything, Date as D, Moment as M, Number as N, OneOf, Optional, OrNull, Plain as P, Seconds, Text as S, Time as T,
};
use super::{Builtin, Run, at, builtin, fault, plain, whole};
use crate::value::{Date, Duration, Fault, Moment, Number, Time, Value, Zone, duration};
use std::sync::Arc;

const DAY: super::Takes = OneOf(&[D, M]);
const MAYBE: super::Takes = OrNull(&Anything);

pub(super) const TABLE: &[Builtin] = &[
    plain(
        "date",
        &[&[("from", OneOf(&[S, D, M]))], &[("year", P), ("month", P), ("day", P)]],
        GivesDate,
        date,
        "a date from a text, from a date and time or from year, month and day: date(\"2016-10-31\"), date(2016, 10, 31)",
    ),
    plain(
        "time",
        &[
            &[("from", OneOf(&[S, T, D, M]))],
            &[("hour", P), ("minute", P), ("second", N), ("offset", Optional(&OrNull(&Seconds)))],
        ],
        GivesTime,
        time,
        "a time from a text, from a date and time or from its parts: time(\"10:30:00\"), time(10, 30, 0)",
    ),
    plain(
        "date and time",
        &[&[("from", S)], &[("date", DAY), ("time", T)]],
        GivesMoment,
        date_and_time,
        "a date with a time: date and time(\"2016-10-31T10:30:00\"), date and time(date(\"2016-10-31\"), time(\"10:30:00\"))",
    ),
    plain(
        "duration",
        &[&[("from", S)]],
        OfText,
        duration,
        "a duration from a text, of days and less or of years and months: duration(\"P1DT2H\"), duration(\"P1Y6M\")",
    ),
    plain(
        "years and months duration",
        &[&[("from", DAY), ("to", DAY)]],
        Months,
        years_and_months,
        "the whole months from one date to another: years and months duration(date(\"2016-04-01\"), date(\"2017-10-31\")) = duration(\"P1Y6M\")",
    ),
    plain(
        "day of year",
        &[&[("date", DAY)]],
        Plain,
        |a| part(a, Date::day_of_year),
        "1 to 366: day of year(date(2016, 1, 31)) = 31",
    ),
    plain(
        "day of week",
        &[&[("date", DAY)]],
        Text,
        day_of_week,
        "the day's name: day of week(date(2016, 10, 31)) = \"Monday\"",
    ),
    plain(
        "month of year",
        &[&[("date", DAY)]],
        Text,
        month_of_year,
        "the month's name: month of year(date(2016, 10, 31)) = \"October\"",
    ),
    plain(
        "week of year",
        &[&[("date", DAY)]],
        Plain,
        |a| part(a, Date::week_of_year),
        "the week's number after ISO 8601: week of year(date(2016, 10, 31)) = 44",
    ),
    plain(
        "is",
        &[&[("value1", MAYBE), ("value2", MAYBE)]],
        Bool,
        is,
        "whether two values are the same in every part, zones included: is(time(\"10:00:00Z\"), time(\"11:00:00+01:00\")) = false",
    ),
    builtin(
        "now",
        &[&[]],
        GivesMoment,
        Run::Clock(|now| Value::Moment(Arc::new(now.clone()))),
        "the present moment: now() > date and time(\"2016-10-31T10:30:00Z\")",
    ),
    builtin(
        "today",
        &[&[]],
        GivesDate,
        Run::Clock(|now| Value::Date(now.date())),
        "the present date: today() > date(\"2016-10-31\")",
    ),
];

/// What an at-literal stands for: a date, a time, both, or a duration.
pub fn at_literal(text: &str) -> Option<Value> {
    if let Some(date) = Date::parse_feel(text) {
        return Some(Value::Date(date));
    }
    if let Some(time) = Time::parse(text) {
        return Some(Value::Time(Arc::new(time)));
    }
    if let Some(moment) = Moment::parse(text) {
        return Some(Value::Moment(Arc::new(moment)));
    }
    duration_of(text)
}

/// A duration of a text.
pub fn duration_of(text: &str) -> Option<Value> {
    Some(match duration::Duration::parse(text)? {
        Duration::Days(seconds) => Value::Seconds(seconds),
        Duration::Months(months) => Value::Months(months),
    })
}

fn date(arguments: &[Value]) -> Value {
    let made = match at(arguments, 0) {
        Value::Text(text) => Date::parse_feel(text),
        Value::Date(date) => Some(*date),
        Value::Moment(moment) => Some(moment.date()),
        Value::Number(_) => match (whole(arguments, 0), whole(arguments, 1), whole(arguments, 2)) {
            (Some(year), Some(month), Some(day)) => Date::new(year, month, day),
            _ => None,
        },
        _ => None,
    };
    made.map_or(fault(Fault::NoDate), Value::Date)
}

fn time(arguments: &[Value]) -> Value {
    let made = match at(arguments, 0) {
        Value::Text(text) => Time::parse(text),
        Value::Time(time) => Some((**time).clone()),
        Value::Moment(moment) => Some(moment.time().clone()),
        Value::Date(date) => Some(Moment::from_date_utc(*date).time().clone()),
        Value::Number(_) => of_parts(arguments),
        _ => None,
    };
    made.map_or(fault(Fault::NoTime), |time| Value::Time(Arc::new(time)))
}

fn of_parts(arguments: &[Value]) -> Option<Time> {
    let zone = match at(arguments, 3) {
        Value::Seconds(offset) => Some(Zone::of_offset(*offset)?),
        Value::Missing(_) => None,
        _ => return None,
    };
    Time::new(whole(arguments, 0)?, whole(arguments, 1)?, at(arguments, 2).as_number()?, zone)
}

fn date_and_time(arguments: &[Value]) -> Value {
    let made = match (at(arguments, 0), at(arguments, 1)) {
        (Value::Text(text), _) => Moment::parse(text),
        (Value::Date(date), Value::Time(time)) => Some(Moment::new(*date, (**time).clone())),
        (Value::Moment(moment), Value::Time(time)) => Some(Moment::new(moment.date(), (**time).clone())),
        _ => None,
    };
    made.map_or(fault(Fault::NoMoment), |moment| Value::Moment(Arc::new(moment)))
}

fn duration(arguments: &[Value]) -> Value {
    match at(arguments, 0) {
        Value::Text(text) => duration_of(text).unwrap_or(fault(Fault::NoDuration)),
        _ => fault(Fault::NoDuration),
    }
}

/// The date of a date or a date and time.
fn day(value: &Value) -> Option<Date> {
    match value {
        Value::Date(date) => Some(*date),
        Value::Moment(moment) => Some(moment.date()),
        _ => None,
    }
}

fn years_and_months(arguments: &[Value]) -> Value {
    match (day(at(arguments, 0)), day(at(arguments, 1))) {
        (Some(from), Some(to)) => Value::Months(duration::months_between(from, to)),
        _ => fault(Fault::Argument),
    }
}

fn part(arguments: &[Value], f: fn(Date) -> i64) -> Value {
    day(at(arguments, 0)).map_or(fault(Fault::Argument), |date| Value::Number(Number::from_int(f(date))))
}

/// The name at a position from 1.
fn named(arguments: &[Value], f: fn(Date) -> i64, names: &[&str]) -> Value {
    let Some(date) = day(at(arguments, 0)) else {
        return fault(Fault::Argument);
    };
    let index = usize::try_from(f(date).saturating_sub(1)).unwrap_or(usize::MAX);
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

/// Times with zones are the same only in the same zone; everything else, when it is equal.
fn is(arguments: &[Value]) -> Value {
    Value::Bool(match (at(arguments, 0), at(arguments, 1)) {
        (Value::Time(a), Value::Time(b)) => a.same(b),
        (Value::Moment(a), Value::Moment(b)) => a.same(b),
        (a, b) => a.same(b),
    })
}
