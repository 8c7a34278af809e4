//! FEEL's `date and time`: a date and a time of that day, with or without a zone.

use crate::value::clock::{DAY, Point};
use crate::value::date::Date;
use crate::value::number::Number;
use crate::value::time::Time;
use crate::value::zone::Zone;
use serde::{Deserialize, Serialize};
use std::cmp::Ordering;
use std::fmt;

/// A date and a time. `==` is FEEL's `is`: the same date, clock time and zone. What FEEL calls
/// equal is [`Moment::compare`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moment {
    date: Date,
    time: Time,
}

impl Moment {
    /// The moment of a date and a time of that day.
    pub fn new(date: Date, time: Time) -> Moment {
        Moment { date, time }
    }

    /// The midnight a date begins with, without a zone.
    pub fn from_date(date: Date) -> Moment {
        Moment { date, time: Time::MIDNIGHT }
    }

    /// The midnight a date begins with in UTC: what FEEL takes a date for that it subtracts from
    /// a moment, or a moment from.
    pub fn from_date_utc(date: Date) -> Moment {
        // Midnight is a time in every zone.
        let time = Time::of_seconds(Number::ZERO, Some(Zone::UTC)).unwrap_or(Time::MIDNIGHT);
        Moment { date, time }
    }

    /// Reads a date as [`Date::parse_feel`] does, alone, which is its midnight, or with a `T` and
    /// a time as [`Time::parse`] reads it. `24:00:00` is the midnight of the next day. Gives
    /// nothing for any other text.
    pub fn parse(text: &str) -> Option<Moment> {
        let Some((date, time)) = text.split_once('T') else {
            return Date::parse_feel(text).map(Moment::from_date);
        };
        let (time, end_of_day) = Time::parse_end_of_day(time)?;
        let date = Date::parse_feel(date)?;
        let date = if end_of_day { Date::from_days(date.days().checked_add(1)?)? } else { date };
        Some(Moment { date, time })
    }

    /// The date, as the local calendar has it.
    pub fn date(&self) -> Date {
        self.date
    }

    /// The time of the day, with its zone.
    pub fn time(&self) -> &Time {
        &self.time
    }

    /// The seconds east of UTC, FEEL's `time offset`; of a named zone those it has at this
    /// moment. Gives nothing without a zone.
    pub fn time_offset(&self) -> Option<Number> {
        self.offset().map(Number::from_int)
    }

    /// The seconds since 1970 began in UTC, if the moment has a zone. A clock time that its zone
    /// skips or has twice is taken with the offset from before the change.
    #[cfg(test)]
    pub fn instant(&self) -> Option<Number> {
        self.instant_point()?.seconds()
    }

    /// The seconds since 1970 began on the local clock, whatever the zone.
    #[cfg(test)]
    pub fn clock(&self) -> Number {
        // Years of nine digits are no more than 17 digits of seconds.
        self.clock_point().and_then(Point::seconds).unwrap_or(Number::ZERO)
    }

    /// The seconds from another moment to this one: in UTC if both have a zone, by their clocks
    /// if neither has. Gives nothing for a moment with and one without, of which it cannot be
    /// known.
    pub fn since(&self, other: &Moment) -> Option<Number> {
        let (this, other) = self.points(other)?;
        this.since(other)
    }

    /// Which of two moments is earlier; nothing where [`Moment::since`] gives nothing.
    pub fn compare(&self, other: &Moment) -> Option<Ordering> {
        self.points(other).map(|(this, other)| this.cmp(&other))
    }

    /// FEEL's `is`: whether date, clock time and zone are the same.
    pub fn same(&self, other: &Moment) -> bool {
        self == other
    }

    /// The same clock time and zone so many months later, or earlier below zero, as
    /// [`Date::plus_months`] counts them. Gives nothing beyond the years there are.
    pub fn plus_months(&self, months: i64) -> Option<Moment> {
        Some(Moment { date: self.date.plus_months(months)?, time: self.time.clone() })
    }

    /// The moment so many seconds later, or earlier below zero. In a named zone it is the seconds
    /// that pass which count, so that the clock moves further or less far over a change of the
    /// offset; elsewhere they move the clock. Gives nothing beyond the years there are.
    pub fn plus_seconds(&self, seconds: Number) -> Option<Moment> {
        let distance = Point::of(seconds)?;
        let local = match self.time.zone() {
            Some(zone @ Zone::Named(_)) => {
                let instant = self.instant_point()?.plus(distance)?;
                instant.later(zone.offset_at_instant(instant.whole())?.into())?
            }
            Some(Zone::Offset(_)) | None => self.clock_point()?.plus(distance)?,
        };
        let (days, clock) = local.day_and_clock()?;
        let time = Time::of_seconds(clock, self.time.zone().cloned())?;
        Some(Moment { date: Date::from_days(days)?, time })
    }

    fn offset(&self) -> Option<i64> {
        self.time.zone()?.offset_at(self.date, self.time.whole_seconds()).map(i64::from)
    }

    fn clock_point(&self) -> Option<Point> {
        Point::of(self.time.seconds())?.later(self.date.days().checked_mul(DAY)?)
    }

    fn instant_point(&self) -> Option<Point> {
        self.clock_point()?.later(self.offset()?.checked_neg()?)
    }

    /// Where two moments are on a line of seconds they share.
    fn points(&self, other: &Moment) -> Option<(Point, Point)> {
        match (self.time.zone(), other.time.zone()) {
            (None, None) => Some((self.clock_point()?, other.clock_point()?)),
            (Some(_), Some(_)) => Some((self.instant_point()?, other.instant_point()?)),
            _ => None,
        }
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}T{}", self.date, self.time)
    }
}

#[cfg(test)]
mod tests;
