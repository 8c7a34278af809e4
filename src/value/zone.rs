//! Time zones: a fixed offset from UTC, or a name of the IANA time zone database.

use crate::value::clock::{DAY, floor_div, floor_rem, two_digits};
use crate::value::date::Date;
use crate::value::number::Number;
use jiff::tz::{AmbiguousOffset, TimeZone, TimeZoneDatabase};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::sync::Arc;

/// The largest distance from UTC, in seconds: 18 hours.
const LARGEST_OFFSET: i64 = 18 * 3600;
/// The calendar, days of the week included, comes again after 400 years.
const CYCLE: i64 = 400;
/// The seconds of 400 years.
const CYCLE_SECONDS: i64 = 146_097 * DAY;
/// The first of the 400 years that stand for all later ones; the last is within what jiff holds.
const LATE_YEAR: i64 = 9500;
/// The first of the 400 years that stand for all earlier ones.
const EARLY_YEAR: i64 = -9900;
/// 9500-01-01T00:00:00Z in seconds since 1970.
const LATE_SECOND: i64 = 237_623_846_400;
/// -9900-01-01T00:00:00Z in seconds since 1970.
const EARLY_SECOND: i64 = -374_580_979_200;

/// A time zone. Two are equal when they are written the same: `Z` and `+00:00` are, but a name
/// equals no offset and no other name.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub enum Zone {
    /// So many seconds east of UTC, at most 18 hours in either direction.
    Offset(i32),
    /// A name of the IANA time zone database, such as `Europe/Paris`.
    Named(Arc<str>),
}

/// What a zone is packed as: its text.
impl From<Zone> for String {
    fn from(zone: Zone) -> String {
        zone.to_string()
    }
}

impl TryFrom<String> for Zone {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Zone, Self::Error> {
        Zone::parse(&text).ok_or("there is no such time zone")
    }
}

impl Zone {
    /// UTC itself.
    pub const UTC: Zone = Zone::Offset(0);

    /// Reads what may follow a time: `Z`, `+05:00`, `-01:35`, `+02:01:30` or `@Europe/Paris`.
    /// Gives nothing for any other text, offsets beyond 18 hours and names there are not.
    pub fn parse(text: &str) -> Option<Zone> {
        if text == "Z" {
            return Some(Zone::UTC);
        }
        if let Some(name) = text.strip_prefix('@') {
            return Zone::named(name);
        }
        let (negative, body) = match text.strip_prefix('-') {
            Some(body) => (true, body),
            None => (false, text.strip_prefix('+')?),
        };
        let mut fields = body.split(':');
        let hours = two_digits(fields.next()?)?;
        let minutes = two_digits(fields.next()?)?;
        let seconds = fields.next().map_or(Some(0), two_digits)?;
        if fields.next().is_some() || minutes > 59 || seconds > 59 {
            return None;
        }
        let size = hours.checked_mul(3600)?.checked_add(minutes.checked_mul(60)?)?.checked_add(seconds)?;
        Zone::east(if negative { size.checked_neg()? } else { size })
    }

    /// The zone of a name, written with the capitals it has in the IANA database; nothing for a
    /// name it does not have.
    pub fn named(name: &str) -> Option<Zone> {
        let found = lookup(name)?;
        // jiff takes any capitals. Here a zone is what it is written as.
        (found.iana_name() == Some(name)).then(|| Zone::Named(name.into()))
    }

    /// The zone a days-and-time duration in seconds east of UTC stands for; nothing for one that
    /// is no whole number or longer than 18 hours.
    pub fn of_offset(seconds: Number) -> Option<Zone> {
        Zone::east(seconds.to_int()?)
    }

    fn east(seconds: i64) -> Option<Zone> {
        let right = (-LARGEST_OFFSET..=LARGEST_OFFSET).contains(&seconds);
        right.then(|| i32::try_from(seconds).ok().map(Zone::Offset))?
    }

    /// The name, of a zone that is one.
    pub fn name(&self) -> Option<&str> {
        match self {
            Zone::Offset(_) => None,
            Zone::Named(name) => Some(name),
        }
    }

    /// The seconds east of UTC at a local date and whole second of the day, 0 to 86,399. A clock
    /// time that is skipped or comes twice has the offset from before the change. Gives nothing
    /// only for a name that was not read by [`Zone::parse`] and does not exist.
    pub fn offset_at(&self, date: Date, seconds: i64) -> Option<i32> {
        let name = match self {
            Zone::Offset(offset) => return Some(*offset),
            Zone::Named(name) => name,
        };
        let (year, month, day) = (held_year(date.year()), date.month(), date.day());
        let clock = jiff::civil::DateTime::new(
            i16::try_from(year).ok()?,
            i8::try_from(month).ok()?,
            i8::try_from(day).ok()?,
            i8::try_from(floor_div(seconds, 3600)).ok()?,
            i8::try_from(floor_rem(floor_div(seconds, 60), 60)).ok()?,
            i8::try_from(floor_rem(seconds, 60)).ok()?,
            0,
        );
        let offset = match lookup(name)?.to_ambiguous_timestamp(clock.ok()?).offset() {
            AmbiguousOffset::Unambiguous { offset } => offset,
            AmbiguousOffset::Gap { before, .. } | AmbiguousOffset::Fold { before, .. } => before,
        };
        Some(offset.seconds())
    }

    /// The seconds east of UTC at an instant, in whole seconds since 1970 in UTC. Gives nothing
    /// as [`Zone::offset_at`] does.
    pub fn offset_at_instant(&self, seconds: i64) -> Option<i32> {
        match self {
            Zone::Offset(offset) => Some(*offset),
            Zone::Named(name) => {
                let instant = jiff::Timestamp::from_second(held_second(seconds)).ok()?;
                Some(lookup(name)?.to_offset(instant).seconds())
            }
        }
    }
}

/// The zone of a name from the data within the program: what the system says of zones would let
/// the same rule decide otherwise on another machine.
fn lookup(name: &str) -> Option<TimeZone> {
    TimeZoneDatabase::bundled().get(name).ok().filter(|zone| !zone.is_unknown())
}

/// A year that has the same calendar and is one that jiff holds. Offsets no longer change with
/// the years beyond it: after the last known change the last rule goes on for ever, and before
/// the first one there was the sun.
fn held_year(year: i64) -> i64 {
    if year >= LATE_YEAR {
        LATE_YEAR.saturating_add(floor_rem(year.saturating_sub(LATE_YEAR), CYCLE))
    } else if year < EARLY_YEAR {
        EARLY_YEAR.saturating_add(floor_rem(year.saturating_sub(EARLY_YEAR), CYCLE))
    } else {
        year
    }
}

/// As [`held_year`], of an instant.
fn held_second(second: i64) -> i64 {
    if second >= LATE_SECOND {
        LATE_SECOND.saturating_add(floor_rem(second.saturating_sub(LATE_SECOND), CYCLE_SECONDS))
    } else if second < EARLY_SECOND {
        EARLY_SECOND.saturating_add(floor_rem(second.saturating_sub(EARLY_SECOND), CYCLE_SECONDS))
    } else {
        second
    }
}

impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let offset = match self {
            Zone::Offset(0) => return f.write_str("Z"),
            Zone::Offset(offset) => i64::from(*offset),
            Zone::Named(name) => return write!(f, "@{name}"),
        };
        let sign = if offset < 0 { '-' } else { '+' };
        let size = offset.saturating_abs();
        let (hours, minutes) = (floor_div(size, 3600), floor_rem(floor_div(size, 60), 60));
        write!(f, "{sign}{hours:02}:{minutes:02}")?;
        match floor_rem(size, 60) {
            0 => Ok(()),
            seconds => write!(f, ":{seconds:02}"),
        }
    }
}

#[cfg(test)]
pub(crate) mod tests;
