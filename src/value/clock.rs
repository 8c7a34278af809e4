//! What dates, times and durations share: whole division, fields of digits, and points on a line
//! of seconds.

use crate::value::number::{Number, Rounding};

/// The seconds of a day.
pub(crate) const DAY: i64 = 86_400;

/// How many whole times `by` goes into `value`, towards minus infinity. `by` is a constant above
/// zero everywhere, so that the nought of a failed division is never seen.
pub(crate) fn floor_div(value: i64, by: i64) -> i64 {
    value.checked_div_euclid(by).unwrap_or(0)
}

/// What [`floor_div`] leaves, from 0 to less than `by`.
pub(crate) fn floor_rem(value: i64, by: i64) -> i64 {
    value.checked_rem_euclid(by).unwrap_or(0)
}

/// Reads a field that is one or more digits and nothing else, if its value fits.
pub(crate) fn digits(text: &str) -> Option<i64> {
    // `parse` alone would take a sign as well.
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok())?
}

/// Reads a field of exactly two digits.
pub(crate) fn two_digits(text: &str) -> Option<i64> {
    (text.len() == 2).then(|| digits(text))?
}

/// A point on a line of seconds, or a distance along it.
///
/// Whole seconds and fraction are kept apart: together they could need more digits than a number
/// has, and two points would seem equal that are not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Point {
    whole: i64,
    /// From 0 to less than 1.
    fraction: Number,
}

impl Point {
    /// The point a number of seconds is; nothing beyond 64 bits of whole seconds.
    pub(crate) fn of(seconds: Number) -> Option<Point> {
        let whole = seconds.round(0, Rounding::Floor).ok()?;
        Some(Point { whole: whole.to_int()?, fraction: seconds.subtract(whole).ok()? })
    }

    /// The whole seconds at or before the point.
    pub(crate) fn whole(self) -> i64 {
        self.whole
    }

    /// The point as a number of seconds, which says itself whether it had to be rounded.
    #[cfg(test)]
    pub(crate) fn seconds(self) -> Option<Number> {
        Number::from_int(self.whole).add(self.fraction).ok()
    }

    /// The point so many whole seconds later.
    pub(crate) fn later(self, seconds: i64) -> Option<Point> {
        Some(Point { whole: self.whole.checked_add(seconds)?, ..self })
    }

    /// The point a distance further on.
    pub(crate) fn plus(self, distance: Point) -> Option<Point> {
        let fraction = self.fraction.add(distance.fraction).ok()?;
        let point = Point { whole: self.whole.checked_add(distance.whole)?, fraction };
        if fraction < Number::ONE {
            return Some(point);
        }
        Point { fraction: fraction.subtract(Number::ONE).ok()?, ..point }.later(1)
    }

    /// The seconds from another point to this one.
    pub(crate) fn since(self, other: Point) -> Option<Number> {
        let whole = Number::from_int(self.whole.checked_sub(other.whole)?);
        whole.add(self.fraction.subtract(other.fraction).ok()?).ok()
    }

    /// The day the point is on, counted from the beginning of the line, and the seconds of that
    /// day.
    pub(crate) fn day_and_clock(self) -> Option<(i64, Number)> {
        let day = floor_div(self.whole, DAY);
        let clock = Number::from_int(floor_rem(self.whole, DAY)).add(self.fraction).ok()?;
        // A fraction of more digits than stand beside five others may be rounded up to midnight.
        if clock < Number::from_int(DAY) { Some((day, clock)) } else { Some((day.checked_add(1)?, Number::ZERO)) }
    }
}

#[cfg(test)]
mod tests;
