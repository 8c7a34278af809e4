//! Times of the day, with or without a zone.

use crate::value::clock::{DAY, Point, floor_div, floor_rem, two_digits};
use crate::value::number::{Number, Rounding};
use crate::value::zone::Zone;
use serde::{Deserialize, Serialize};
use std::cmp::Ordering;
use std::fmt;

/// A time of the day. `==` is FEEL's `is`: the same clock time in the same zone. What FEEL calls
/// equal is [`Time::compare`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "(Number, Option<Zone>)", try_from = "(Number, Option<Zone>)")]
pub struct Time {
    /// From 0 to less than 86,400.
    seconds: Number,
    zone: Option<Zone>,
}

/// What a time is packed as: its seconds of the day and its zone.
impl From<Time> for (Number, Option<Zone>) {
    fn from(time: Time) -> (Number, Option<Zone>) {
        (time.seconds, time.zone)
    }
}

impl TryFrom<(Number, Option<Zone>)> for Time {
    type Error = &'static str;

    fn try_from((seconds, zone): (Number, Option<Zone>)) -> Result<Time, Self::Error> {
        Time::of_seconds(seconds, zone).ok_or("there is no such time")
    }
}

impl Time {
    /// The beginning of a day, without a zone.
    pub const MIDNIGHT: Time = Time { seconds: Number::ZERO, zone: None };

    /// The time of an hour (0 to 23), a minute (0 to 59), a second (0 to less than 60, with any
    /// fraction) and a zone; nothing where there is none.
    pub fn new(hour: i64, minute: i64, second: Number, zone: Option<Zone>) -> Option<Time> {
        let right = (0..24).contains(&hour)
            && (0..60).contains(&minute)
            && !second.is_negative()
            && second < Number::from_int(60);
        if !right {
            return None;
        }
        let whole = hour.checked_mul(60)?.checked_add(minute)?.checked_mul(60)?;
        Time::of_seconds(Number::from_int(whole).add(second).ok()?, zone)
    }

    /// The time so many seconds after midnight, 0 to less than 86,400; nothing beyond.
    pub fn of_seconds(seconds: Number, zone: Option<Zone>) -> Option<Time> {
        let right = !seconds.is_negative() && seconds < Number::from_int(DAY);
        right.then(|| Time { seconds: seconds.trimmed(), zone })
    }

    /// Reads `HH:MM:SS`, with a fraction of the second and a zone where there are any:
    /// `12:59:01.3-01:00`, `00:01:00@Europe/Paris`. `24:00:00` is midnight. Gives nothing for any
    /// other text, and for a fraction of more digits than are held exactly.
    pub fn parse(text: &str) -> Option<Time> {
        Time::parse_end_of_day(text).map(|(time, _)| time)
    }

    /// As [`Time::parse`]; also tells whether the text was `24:00:00`, the midnight that ends a
    /// day.
    pub(crate) fn parse_end_of_day(text: &str) -> Option<(Time, bool)> {
        let (clock, zone) = match text.find(['Z', '+', '-', '@']) {
            Some(at) => (text.get(..at)?, Some(Zone::parse(text.get(at..)?)?)),
            None => (text, None),
        };
        let mut fields = clock.split(':');
        let hour = two_digits(fields.next()?)?;
        let minute = two_digits(fields.next()?)?;
        let second = parse_second(fields.next()?)?;
        if fields.next().is_some() {
            return None;
        }
        if hour == 24 && minute == 0 && second.is_zero() {
            return Some((Time { zone, ..Time::MIDNIGHT }, true));
        }
        let time = Time::new(hour, minute, second, zone)?;
        (!time.seconds.is_rounded()).then_some((time, false))
    }

    /// The seconds since midnight, with their fraction, 0 to less than 86,400.
    pub fn seconds(&self) -> Number {
        self.seconds
    }

    /// The hour, 0 to 23.
    pub fn hour(&self) -> i64 {
        floor_div(self.whole_seconds(), 3600)
    }

    /// The minute of the hour, 0 to 59.
    pub fn minute(&self) -> i64 {
        floor_rem(floor_div(self.whole_seconds(), 60), 60)
    }

    /// The second of the minute with its fraction, 0 to less than 60.
    pub fn second(&self) -> Number {
        let minutes = floor_div(self.whole_seconds(), 60).saturating_mul(60);
        // A smaller number of no more places always fits.
        self.seconds.subtract(Number::from_int(minutes)).map_or(Number::ZERO, Number::trimmed)
    }

    /// The zone.
    pub fn zone(&self) -> Option<&Zone> {
        self.zone.as_ref()
    }

    /// The seconds east of UTC, FEEL's `time offset`: nothing without a zone, and for a named
    /// one, whose offset no time without its date has.
    pub fn time_offset(&self) -> Option<Number> {
        match self.zone {
            Some(Zone::Offset(offset)) => Some(Number::from_int(offset.into())),
            Some(Zone::Named(_)) | None => None,
        }
    }

    /// The name of the zone, FEEL's `timezone`, if it is a named one.
    pub fn timezone(&self) -> Option<&str> {
        self.zone.as_ref().and_then(Zone::name)
    }

    /// The time so many seconds later, or earlier below zero, round midnight as often as it
    /// takes. The zone stays.
    #[must_use]
    pub fn plus(&self, seconds: Number) -> Time {
        // There is always a sum: both parts are less than a day.
        let sum = self.wrapped(seconds).unwrap_or(self.seconds);
        Time { seconds: sum.trimmed(), zone: self.zone.clone() }
    }

    fn wrapped(&self, seconds: Number) -> Option<Number> {
        // The whole seconds first: a number of many days may be too large for a line of seconds.
        let whole = seconds.round(0, Rounding::Floor).ok()?;
        let rest = Point::of(whole.modulo(Number::from_int(DAY)).ok()?)?;
        let fraction = Point::of(seconds.subtract(whole).ok()?)?;
        let (_, clock) = Point::of(self.seconds)?.plus(rest)?.plus(fraction)?.day_and_clock()?;
        Some(clock)
    }

    /// The seconds from another time to this one, on one day. Times with an offset are compared
    /// in UTC, times without a zone and times in the same named zone by their clocks. Gives
    /// nothing for any other two, of which it cannot be known.
    pub fn since(&self, other: &Time) -> Option<Number> {
        self.point()?.since(other.matching_point(self)?)
    }

    /// Which of two times is earlier; nothing where [`Time::since`] gives nothing.
    pub fn compare(&self, other: &Time) -> Option<Ordering> {
        Some(self.point()?.cmp(&other.matching_point(self)?))
    }

    /// FEEL's `is`: whether clock time and zone are the same. `Z` and `+00:00` are, but a named
    /// zone never is an offset.
    pub fn same(&self, other: &Time) -> bool {
        self == other
    }

    /// Where the time is on the line of seconds from midnight, in UTC if it has an offset.
    fn point(&self) -> Option<Point> {
        let point = Point::of(self.seconds)?;
        match self.zone {
            Some(Zone::Offset(offset)) => point.later(i64::from(offset).checked_neg()?),
            Some(Zone::Named(_)) | None => Some(point),
        }
    }

    /// As [`Time::point`], if the other time is on the same line.
    fn matching_point(&self, other: &Time) -> Option<Point> {
        let matching = match (&self.zone, &other.zone) {
            (None, None) | (Some(Zone::Offset(_)), Some(Zone::Offset(_))) => true,
            (Some(Zone::Named(a)), Some(Zone::Named(b))) => a == b,
            _ => false,
        };
        matching.then(|| self.point())?
    }

    /// The seconds since midnight without their fraction.
    pub(crate) fn whole_seconds(&self) -> i64 {
        Point::of(self.seconds).map_or(0, Point::whole)
    }
}

/// Reads `SS` or `SS.` with one digit or more behind it.
fn parse_second(text: &str) -> Option<Number> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let right = two_digits(whole).is_some() && !fraction.is_empty() && fraction.bytes().all(|b| b.is_ascii_digit());
    right.then(|| Number::parse(text))?
}

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let second = self.second().to_string();
        let (whole, fraction) = second.split_once('.').map_or((second.as_str(), None), |(a, b)| (a, Some(b)));
        write!(f, "{:02}:{:02}:{whole:0>2}", self.hour(), self.minute())?;
        if let Some(fraction) = fraction {
            write!(f, ".{fraction}")?;
        }
        self.zone.as_ref().map_or(Ok(()), |zone| write!(f, "{zone}"))
    }
}

#[cfg(test)]
pub(crate) mod tests;
