//! Calendar dates, without time or zone.

use crate::value::clock::{DAY, Point, digits, floor_div, floor_rem, two_digits};
use crate::value::number::Number;
use serde::{Deserialize, Serialize};
use std::fmt;

/// The years there are, in both directions from the year 0.
const LAST_YEAR: i64 = 999_999_999;
/// The years in which a moment given in seconds lies, in both directions.
const LAST_CLOCK_YEAR: i64 = 9999;
/// The days from the first of January of the year 1 to that of 1970.
const DAYS_BEFORE_1970: i64 = 719_162;

/// A date of the Gregorian calendar, continued into the past before its invention, from year
/// -999,999,999 to 999,999,999. The year before 1 is 0 and leaps. Orders by time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "(i32, u8, u8)", try_from = "(i32, u8, u8)")]
pub struct Date {
    year: i32,
    month: u8,
    day: u8,
}

/// What a date is packed as: year, month and day.
impl From<Date> for (i32, u8, u8) {
    fn from(date: Date) -> (i32, u8, u8) {
        (date.year, date.month, date.day)
    }
}

impl TryFrom<(i32, u8, u8)> for Date {
    type Error = &'static str;

    fn try_from((year, month, day): (i32, u8, u8)) -> Result<Date, Self::Error> {
        Date::new(year.into(), month.into(), day.into()).ok_or("there is no such date")
    }
}

impl Date {
    /// The date of a year, month (1 to 12) and day of the month; nothing where there is none.
    pub fn new(year: i64, month: i64, day: i64) -> Option<Date> {
        let right = (-LAST_YEAR..=LAST_YEAR).contains(&year)
            && (1..=12).contains(&month)
            && (1..=month_length(year, month)).contains(&day);
        if !right {
            return None;
        }
        Some(Date { year: i32::try_from(year).ok()?, month: u8::try_from(month).ok()?, day: u8::try_from(day).ok()? })
    }

    /// The last day of a month; nothing for a month outside 1 to 12 or a year there is not.
    pub fn last_of_month(year: i64, month: i64) -> Option<Date> {
        Date::new(year, month, month_length(year, month))
    }

    /// Reads `YYYY-MM-DD` and nothing else, of the years 1 to 9999.
    pub fn parse(text: &str) -> Option<Date> {
        if text.len() != 10 || text.starts_with('-') {
            return None;
        }
        Date::parse_feel(text).filter(|date| date.year >= 1)
    }

    /// Reads a date as FEEL and XML Schema write it: `YYYY-MM-DD`, with a `-` in front for the
    /// years before 0 and up to nine digits for those that four do not hold. Gives nothing for
    /// any other text, for `-0000` and for a longer year that begins with a nought.
    pub fn parse_feel(text: &str) -> Option<Date> {
        let (negative, body) = text.strip_prefix('-').map_or((false, text), |body| (true, body));
        let mut fields = body.split('-');
        let (year, month, day) = (fields.next()?, fields.next()?, fields.next()?);
        let padded = year.len() > 4 && year.starts_with('0');
        if fields.next().is_some() || !(4..=9).contains(&year.len()) || padded {
            return None;
        }
        let year = digits(year)?;
        if negative && year == 0 {
            return None;
        }
        let year = if negative { year.saturating_neg() } else { year };
        Date::new(year, two_digits(month)?, two_digits(day)?)
    }

    /// The date in UTC of a number of seconds since the beginning of 1970; the last day of 9999
    /// when it lies beyond the years -9999 to 9999.
    pub fn of_unix_seconds(seconds: i64) -> Date {
        Date::from_days(floor_div(seconds, DAY))
            .filter(|date| (-LAST_CLOCK_YEAR..=LAST_CLOCK_YEAR).contains(&date.year()))
            .unwrap_or(Date { year: 9999, month: 12, day: 31 })
    }

    /// The year.
    pub fn year(self) -> i64 {
        i64::from(self.year)
    }

    /// The month, 1 to 12.
    pub fn month(self) -> i64 {
        i64::from(self.month)
    }

    /// The day of the month, 1 to 31.
    pub fn day(self) -> i64 {
        i64::from(self.day)
    }

    /// The day of the year, 1 to 366.
    pub fn day_of_year(self) -> i64 {
        let whole_months = 1..self.month();
        whole_months.map(|month| month_length(self.year(), month)).sum::<i64>().saturating_add(self.day())
    }

    /// The day of the week, Monday 1 to Sunday 7.
    pub fn weekday(self) -> i64 {
        weekday_of(self.days())
    }

    /// The week of the year after ISO 8601, 1 to 53: weeks begin on Monday and belong to the year
    /// of their Thursday, so that the first days of January may be in week 52 or 53 and the last
    /// of December in week 1.
    pub fn week_of_year(self) -> i64 {
        // The day of the year of this week's Thursday, which may lie before 1 or after the last.
        let thursday = self.day_of_year().saturating_sub(self.weekday()).saturating_add(4);
        let year = self.year();
        let thursday = if thursday < 1 {
            thursday.saturating_add(year_length(year.saturating_sub(1)))
        } else if thursday > year_length(year) {
            thursday.saturating_sub(year_length(year))
        } else {
            thursday
        };
        floor_div(thursday.saturating_sub(1), 7).saturating_add(1)
    }

    /// The days since the first of January 1970, below zero before it.
    pub fn days(self) -> i64 {
        let first = days_before_year(self.year()).saturating_sub(DAYS_BEFORE_1970);
        first.saturating_add(self.day_of_year()).saturating_sub(1)
    }

    /// The date so many days after the first of January 1970; nothing beyond the years there are.
    pub fn from_days(days: i64) -> Option<Date> {
        let since_year_one = days.checked_add(DAYS_BEFORE_1970)?;
        // 400 years have 146,097 days. The mean year misses the true one by one at most.
        let guess = floor_div(since_year_one.checked_mul(400)?, 146_097).saturating_add(1);
        let candidates = [guess.saturating_add(1), guess, guess.saturating_sub(1)];
        let year = candidates.into_iter().find(|year| days_before_year(*year) <= since_year_one)?;
        let mut day = since_year_one.checked_sub(days_before_year(year))?.checked_add(1)?;
        for month in 1..=12 {
            let length = month_length(year, month);
            if day <= length {
                return Date::new(year, month, day);
            }
            day = day.saturating_sub(length);
        }
        None
    }

    /// The date so many months later, or earlier below zero. The day stays, or is the month's
    /// last where the month is shorter. Gives nothing beyond the years there are.
    pub fn plus_months(self, months: i64) -> Option<Date> {
        let count = self.year().checked_mul(12)?.checked_add(self.month())?.checked_sub(1)?;
        let count = count.checked_add(months)?;
        let (year, month) = (floor_div(count, 12), floor_rem(count, 12).saturating_add(1));
        Date::new(year, month, self.day().min(month_length(year, month)))
    }

    /// The date a number of seconds after this date's midnight, or before it below zero: an hour
    /// before midnight is the day before, an hour after it the same day. Gives nothing beyond the
    /// years there are.
    pub fn plus_seconds(self, seconds: Number) -> Option<Date> {
        let (days, _) = Point::of(seconds)?.day_and_clock()?;
        Date::from_days(self.days().checked_add(days)?)
    }
}

fn leaps(year: i64) -> bool {
    floor_rem(year, 4) == 0 && (floor_rem(year, 100) != 0 || floor_rem(year, 400) == 0)
}

fn year_length(year: i64) -> i64 {
    if leaps(year) { 366 } else { 365 }
}

/// The days of a month; of a month outside 1 to 12, which no date has, 31.
fn month_length(year: i64, month: i64) -> i64 {
    match month {
        2 if leaps(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// The days from the first of January of the year 1 to that of another year. Years are at most
/// ten digits long here, so that nothing saturates.
fn days_before_year(year: i64) -> i64 {
    let before = year.saturating_sub(1);
    let leap_days = floor_div(before, 4).saturating_sub(floor_div(before, 100)).saturating_add(floor_div(before, 400));
    before.saturating_mul(365).saturating_add(leap_days)
}

/// The day of the week of a number of days since 1970 began, on a Thursday.
fn weekday_of(days: i64) -> i64 {
    floor_rem(days.saturating_add(3), 7).saturating_add(1)
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.year < 0 { "-" } else { "" };
        write!(f, "{sign}{:04}-{:02}-{:02}", self.year.unsigned_abs(), self.month, self.day)
    }
}

#[cfg(test)]
pub(crate) mod tests;
