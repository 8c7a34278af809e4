//! FEEL's two durations: of days and time, which has a length in seconds, and of years and
//! months, which has none.

use crate::value::clock::{DAY, digits};
use crate::value::date::Date;
use crate::value::number::{Number, Rounding};
use serde::{Deserialize, Serialize};
use std::cmp::Ordering;
use std::fmt;

/// A length of time. A duration of one kind never equals one of the other, and neither is longer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Duration {
    /// Days and time, in seconds with any fraction.
    Days(Number),
    /// Years and months, in months.
    Months(i64),
}

impl Duration {
    /// Reads a duration as XML Schema writes it: `P1Y2M`, `-P8M`, `P1DT2H3M4.5S`, `PT0S`. Gives
    /// nothing for any other text, for one with years or months and with days or time, and for
    /// one too large or too exact to be held.
    pub fn parse(text: &str) -> Option<Duration> {
        let (negative, body) = text.strip_prefix('-').map_or((false, text), |body| (true, body));
        let body = body.strip_prefix('P')?;
        let (mut date, time) = body.split_once('T').map_or((body, None), |(date, time)| (date, Some(time)));
        let years = field(&mut date, 'Y');
        let months = field(&mut date, 'M');
        if years.is_some() || months.is_some() {
            let years = digits_or_nought(years)?.checked_mul(12)?;
            let months = years.checked_add(digits_or_nought(months)?)?;
            let whole = date.is_empty() && time.is_none();
            return whole.then_some(Duration::Months(if negative { months.checked_neg()? } else { months }));
        }
        let days = field(&mut date, 'D');
        if !date.is_empty() || (days.is_none() && time.is_none()) {
            return None;
        }
        let mut seconds = units(days, DAY)?;
        if let Some(time) = time {
            seconds = exact(seconds.add(parse_time(time)?).ok()?)?;
        }
        Some(Duration::Days(if negative { seconds.negate() } else { seconds }))
    }

    /// The whole days, with the duration's sign; nothing of years and months, or beyond 64 bits.
    pub fn days(&self) -> Option<i64> {
        let (negative, parts) = self.parts()?;
        signed(parts.days.to_int()?, negative)
    }

    /// The whole hours beside the days, 0 to 23 with the duration's sign; nothing of years and
    /// months.
    pub fn hours(&self) -> Option<i64> {
        let (negative, parts) = self.parts()?;
        signed(parts.hours, negative)
    }

    /// The whole minutes beside the hours, 0 to 59 with the duration's sign; nothing of years and
    /// months.
    pub fn minutes(&self) -> Option<i64> {
        let (negative, parts) = self.parts()?;
        signed(parts.minutes, negative)
    }

    /// The seconds beside the minutes with their fraction, 0 to less than 60 with the duration's
    /// sign; nothing of years and months.
    pub fn seconds(&self) -> Option<Number> {
        let (negative, parts) = self.parts()?;
        Some(if negative { parts.seconds.negate() } else { parts.seconds })
    }

    /// The whole years, with the duration's sign; nothing of days and time.
    pub fn years(&self) -> Option<i64> {
        match self {
            Duration::Months(months) => months.checked_div(12),
            Duration::Days(_) => None,
        }
    }

    /// The months beside the years, 0 to 11 with the duration's sign; nothing of days and time.
    pub fn months(&self) -> Option<i64> {
        match self {
            Duration::Months(months) => months.checked_rem(12),
            Duration::Days(_) => None,
        }
    }

    /// Whether it is below zero, and its days and times without that sign.
    fn parts(&self) -> Option<(bool, Parts)> {
        let Duration::Days(seconds) = self else { return None };
        let (size, day) = (seconds.abs(), Number::from_int(DAY));
        let whole = size.round(0, Rounding::Floor).ok()?;
        let rest = whole.modulo(day).ok()?;
        let days = whole.subtract(rest).ok()?.divide(day).ok()?;
        let minutes = rest.to_int()?.checked_div_euclid(60)?;
        let fraction = size.subtract(whole).ok()?;
        let parts = Parts {
            days: days.trimmed(),
            hours: minutes.checked_div_euclid(60)?,
            minutes: minutes.checked_rem_euclid(60)?,
            seconds: Number::from_int(rest.to_int()?.checked_rem_euclid(60)?).add(fraction).ok()?.trimmed(),
        };
        Some((seconds.is_negative(), parts))
    }
}

/// The parts of a duration of days and time.
struct Parts {
    days: Number,
    hours: i64,
    minutes: i64,
    seconds: Number,
}

/// FEEL's `years and months duration(from, to)`: the whole months from one date to another,
/// below zero when the second is the earlier one. A month is whole when the day of the month is
/// reached, so that none has passed from the 31st of January to the 28th of February. Clock times
/// and zones do not count: the standard's tests have exactly two years between
/// 2014-12-31T23:59:59 and 2016-12-31T00:00:01.
pub fn months_between(from: Date, to: Date) -> i64 {
    let years = to.year().saturating_sub(from.year());
    let months = years.saturating_mul(12).saturating_add(to.month()).saturating_sub(from.month());
    if months > 0 && to.day() < from.day() {
        months.saturating_sub(1)
    } else if months < 0 && to.day() > from.day() {
        months.saturating_add(1)
    } else {
        months
    }
}

/// Takes the part of a text that ends with a unit's letter, without that letter.
fn field<'text>(text: &mut &'text str, unit: char) -> Option<&'text str> {
    let (value, rest) = text.split_once(unit)?;
    *text = rest;
    Some(value)
}

/// The value of a field of digits; nought where there is no field.
fn digits_or_nought(field: Option<&str>) -> Option<i64> {
    field.map_or(Some(0), digits)
}

/// The seconds of a field of so many units; nought where there is no field.
fn units(field: Option<&str>, unit: i64) -> Option<Number> {
    let Some(field) = field else { return Some(Number::ZERO) };
    if field.is_empty() || !all_digits(field) {
        return None;
    }
    exact(Number::parse(field)?.multiply(Number::from_int(unit)).ok()?)
}

/// The seconds of what stands behind the `T`.
fn parse_time(mut text: &str) -> Option<Number> {
    let (hours, minutes, seconds) = (field(&mut text, 'H'), field(&mut text, 'M'), field(&mut text, 'S'));
    if !text.is_empty() || (hours.is_none() && minutes.is_none() && seconds.is_none()) {
        return None;
    }
    let whole = units(hours, 3600)?.add(units(minutes, 60)?).ok()?;
    let Some(seconds) = seconds else { return Some(whole) };
    let (before, behind) = seconds.split_once('.').unwrap_or((seconds, ""));
    if before.is_empty() || !all_digits(before) || !all_digits(behind) {
        return None;
    }
    exact(whole.add(Number::parse(seconds)?).ok()?)
}

fn all_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

/// A number, unless digits of it were lost.
fn exact(number: Number) -> Option<Number> {
    (!number.is_rounded()).then_some(number)
}

fn signed(value: i64, negative: bool) -> Option<i64> {
    if negative { value.checked_neg() } else { Some(value) }
}

impl PartialOrd for Duration {
    fn partial_cmp(&self, other: &Duration) -> Option<Ordering> {
        match (self, other) {
            (Duration::Days(a), Duration::Days(b)) => a.partial_cmp(b),
            (Duration::Months(a), Duration::Months(b)) => a.partial_cmp(b),
            _ => None,
        }
    }
}

impl fmt::Display for Duration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Duration::Days(_) => write_days(f, &self.parts().ok_or(fmt::Error)?),
            Duration::Months(months) => write_months(f, *months),
        }
    }
}

fn write_months(f: &mut fmt::Formatter<'_>, months: i64) -> fmt::Result {
    let size = months.unsigned_abs();
    let (years, rest) = (size.checked_div(12).unwrap_or(0), size.checked_rem(12).unwrap_or(0));
    f.write_str(if months < 0 { "-P" } else { "P" })?;
    if years != 0 {
        write!(f, "{years}Y")?;
    }
    if rest != 0 || years == 0 { write!(f, "{rest}M") } else { Ok(()) }
}

fn write_days(f: &mut fmt::Formatter<'_>, (negative, parts): &(bool, Parts)) -> fmt::Result {
    f.write_str(if *negative { "-P" } else { "P" })?;
    if !parts.days.is_zero() {
        write!(f, "{}D", parts.days)?;
    }
    let no_time = parts.hours == 0 && parts.minutes == 0 && parts.seconds.is_zero();
    if no_time {
        return f.write_str(if parts.days.is_zero() { "T0S" } else { "" });
    }
    f.write_str("T")?;
    if parts.hours != 0 {
        write!(f, "{}H", parts.hours)?;
    }
    if parts.minutes != 0 {
        write!(f, "{}M", parts.minutes)?;
    }
    if parts.seconds.is_zero() { Ok(()) } else { write!(f, "{}S", parts.seconds) }
}

#[cfg(test)]
mod tests;
