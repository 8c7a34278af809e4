//! The present date and time, in UTC.

use crate::value::{Date, Moment, Number};
use std::time::{SystemTime, UNIX_EPOCH};

fn unix_seconds() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
}

/// Today's date.
pub fn today() -> Date {
    Date::of_unix_seconds(unix_seconds())
}

/// The present moment, to the second.
pub fn now() -> Moment {
    let midnight = Moment::from_date_utc(today());
    midnight.plus_seconds(Number::from_int(unix_seconds().rem_euclid(86_400))).unwrap_or(midnight)
}
