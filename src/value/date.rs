//! Calendar dates, without time or zone.

use serde::{Deserialize, Serialize};
use std::fmt;

/// A date of the Gregorian calendar, from year 1 to 9999.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "(i16, i8, i8)", try_from = "(i16, i8, i8)")]
pub struct Date(jiff::civil::Date);

/// What a date is packed as: year, month and day.
impl From<Date> for (i16, i8, i8) {
    fn from(date: Date) -> (i16, i8, i8) {
        (date.0.year(), date.0.month(), date.0.day())
    }
}

impl TryFrom<(i16, i8, i8)> for Date {
    type Error = &'static str;

    fn try_from((year, month, day): (i16, i8, i8)) -> Result<Date, Self::Error> {
        Date::new(year.into(), month.into(), day.into()).ok_or("there is no such date")
    }
}

impl Date {
    /// The date of a year, month (1 to 12) and day of the month; nothing where there is none.
    pub fn new(year: i64, month: i64, day: i64) -> Option<Date> {
        let year = i16::try_from(year).ok().filter(|year| (1..=9999).contains(year))?;
        let month = i8::try_from(month).ok()?;
        let day = i8::try_from(day).ok()?;
        jiff::civil::Date::new(year, month, day).ok().map(Date)
    }

    /// The last day of a month.
    pub fn last_of_month(year: i64, month: i64) -> Option<Date> {
        Date::new(year, month, 1).map(|date| Date(date.0.last_of_month()))
    }

    /// Reads `YYYY-MM-DD` and nothing else.
    pub fn parse(text: &str) -> Option<Date> {
        let shape = text.len() == 10
            && text.bytes().enumerate().all(|(at, byte)| match at {
                4 | 7 => byte == b'-',
                _ => byte.is_ascii_digit(),
            });
        if !shape {
            return None;
        }
        let part = |range: std::ops::Range<usize>| text.get(range)?.parse::<i64>().ok();
        Date::new(part(0..4)?, part(5..7)?, part(8..10)?)
    }

    /// The date in UTC of a number of seconds since the beginning of 1970; the last date there is
    /// when it lies beyond.
    pub fn of_unix_seconds(seconds: i64) -> Date {
        let timestamp = jiff::Timestamp::from_second(seconds).unwrap_or(jiff::Timestamp::MAX);
        Date(timestamp.to_zoned(jiff::tz::TimeZone::UTC).date())
    }

    /// The year.
    pub fn year(self) -> i64 {
        i64::from(self.0.year())
    }

    /// The month, 1 to 12.
    pub fn month(self) -> i64 {
        i64::from(self.0.month())
    }

    /// The day of the month, 1 to 31.
    pub fn day(self) -> i64 {
        i64::from(self.0.day())
    }

    /// The day of the year, 1 to 366.
    pub fn day_of_year(self) -> i64 {
        i64::from(self.0.day_of_year())
    }

    /// The day of the week, Monday 1 to Sunday 7.
    pub fn weekday(self) -> i64 {
        i64::from(self.0.weekday().to_monday_one_offset())
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_begins_at_midnight_in_utc() {
        assert_eq!(Date::of_unix_seconds(0).to_string(), "1970-01-01");
        assert_eq!(Date::of_unix_seconds(1_479_859_199).to_string(), "2016-11-22");
        assert_eq!(Date::of_unix_seconds(1_479_859_200).to_string(), "2016-11-23");
        assert_eq!(Date::of_unix_seconds(i64::MAX).year(), 9999);
    }
}
