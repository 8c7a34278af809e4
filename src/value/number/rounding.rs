//! Rounding, in whole numbers: to a place, and to what a [`Number`] holds.

use super::{Fault, Number};
use rust_decimal::Decimal;
use std::cmp::Ordering;

/// How to round away the digits behind a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rounding {
    /// Away from zero.
    Up,
    /// Towards zero.
    Down,
    /// To the nearest; halves away from zero.
    HalfUp,
    /// To the nearest; halves towards zero.
    HalfDown,
    /// To the nearest; halves to the even digit.
    HalfEven,
    /// Towards minus infinity.
    Floor,
    /// Towards plus infinity.
    Ceiling,
}

impl Rounding {
    /// Whether a size grows by one when what lay behind it is cut off: `rest` tells how that
    /// compares to a half of the last digit kept, and it is more than nothing.
    fn grows(self, negative: bool, odd: bool, rest: Ordering) -> bool {
        match self {
            Rounding::Up => true,
            Rounding::Down => false,
            Rounding::HalfUp => rest.is_ge(),
            Rounding::HalfDown => rest.is_gt(),
            Rounding::HalfEven => rest.is_gt() || (rest.is_eq() && odd),
            Rounding::Floor => negative,
            Rounding::Ceiling => !negative,
        }
    }
}

impl Number {
    /// Rounds to `places` decimal places; a negative count rounds to tens, hundreds and so on.
    /// More places than the number has leave it as it is.
    ///
    /// # Errors
    /// [`Fault::Argument`] for places outside -6111 to 6176, which are FEEL's bounds;
    /// [`Fault::TooLarge`] when it is rounded up to a power of ten that 28 digits do not hold.
    pub fn round(self, places: i32, how: Rounding) -> Result<Number, Fault> {
        if !(-6111..=6176).contains(&places) {
            return Err(Fault::Argument);
        }
        let rounded = self.rounded && self.loss_matters_at(places);
        let drop = i64::from(self.places()).saturating_sub(i64::from(places));
        let Some(drop) = u32::try_from(drop).ok().filter(|drop| *drop > 0) else {
            return Ok(Number { rounded, ..self });
        };
        let digits = Digits { size: self.value.mantissa().unsigned_abs(), power: 0, lost: false };
        let size = digits.without(drop, self.is_negative(), how).size;
        let value = match u32::try_from(places) {
            Ok(places) => held(self.is_negative(), size, places),
            Err(_) => {
                let size = times_ten_to(size, i64::from(places.unsigned_abs()));
                size.and_then(|size| held(self.is_negative(), size, 0))
            }
        };
        Ok(Number { value: value.ok_or(Fault::TooLarge)?, rounded })
    }

    /// Whether digits that were lost on the way to this value may change what it is rounded to:
    /// what was lost beyond the 28th digit is lost again in rounding to far fewer.
    fn loss_matters_at(self, places: i32) -> bool {
        let whole = self.value.trunc().mantissa().unsigned_abs().checked_ilog10();
        let whole = whole.map_or(0, |log| i64::from(log).saturating_add(1));
        i64::from(places).saturating_add(whole) > 20
    }

    /// The same value as [`Number::value`] holds it, as whole digits times a power of ten.
    pub(super) fn digits(self) -> Digits {
        let size = self.value.mantissa().unsigned_abs();
        Digits { size, power: i64::from(self.places()).saturating_neg(), lost: false }
    }
}

/// The size of a result before it is a [`Number`]: whole digits times a power of ten.
#[derive(Debug, Clone, Copy)]
pub(super) struct Digits {
    /// The digits as one whole number.
    pub size: u128,
    /// Which power of ten they count.
    pub power: i64,
    /// Whether the true value is a little above, by less than the last digit counts.
    pub lost: bool,
}

impl Digits {
    /// The nearest number: exactly this value where it can be held, otherwise 28 digits of it (or
    /// 28 decimal places, where that is less), halves to even, and marked as rounded.
    pub fn number(self, negative: bool) -> Result<Number, Fault> {
        if !self.lost
            && let Some(value) = self.exactly(negative)
        {
            return Ok(Number { value, rounded: false });
        }
        let count = self.size.checked_ilog10().map_or(0, |log| i64::from(log).saturating_add(1));
        let behind = (-28i64).saturating_sub(self.power);
        let drop = count.saturating_sub(28).max(behind).max(0);
        let kept = self.without(u32::try_from(drop).unwrap_or(u32::MAX), negative, Rounding::HalfEven);
        let value = kept.exactly(negative).ok_or(Fault::TooLarge)?;
        Ok(Number { value, rounded: true })
    }

    /// This value as a decimal, when one holds it.
    pub fn exactly(self, negative: bool) -> Option<Decimal> {
        if self.size == 0 {
            return Some(Decimal::ZERO);
        }
        if self.power >= 0 {
            return held(negative, times_ten_to(self.size, self.power)?, 0);
        }
        let scale = |digits: Digits| u32::try_from(digits.power.checked_neg()?).ok();
        held(negative, self.size, scale(self)?).or_else(|| {
            let stripped = self.stripped();
            if stripped.power >= 0 {
                stripped.exactly(negative)
            } else {
                held(negative, stripped.size, scale(stripped)?)
            }
        })
    }

    /// Without the noughts at the end, which are counted in the power instead.
    pub fn stripped(mut self) -> Digits {
        while self.size > 0 && self.size.is_multiple_of(10) {
            self.size = self.size.checked_div(10).unwrap_or(0);
            self.power = self.power.saturating_add(1);
        }
        self
    }

    /// Without its last digits, as many as `drop` says.
    fn without(self, drop: u32, negative: bool, how: Rounding) -> Digits {
        let power = self.power.saturating_add(i64::from(drop));
        // A unit too large for 128 bits is more than twice any size: all of it is less than half.
        let unit = 10u128.checked_pow(drop);
        let parts = unit.and_then(|unit| Some((self.size.checked_div(unit)?, self.size.checked_rem(unit)?)));
        let (size, rest) = parts.unwrap_or((0, self.size));
        if rest == 0 && !self.lost {
            return Digits { size, power, lost: false };
        }
        let twice = rest.checked_mul(2);
        let half = unit.map_or(Ordering::Less, |unit| twice.map_or(Ordering::Greater, |twice| twice.cmp(&unit)));
        let half = if self.lost && half.is_eq() { Ordering::Greater } else { half };
        let more = u128::from(how.grows(negative, !size.is_multiple_of(2), half));
        Digits { size: size.saturating_add(more), power, lost: false }
    }
}

/// A size times ten to a power that is not negative.
fn times_ten_to(size: u128, power: i64) -> Option<u128> {
    if size == 0 {
        return Some(0);
    }
    size.checked_mul(10u128.checked_pow(u32::try_from(power).ok()?)?)
}

/// A size with its sign and so many decimal places; nothing where 96 bits do not hold it.
fn held(negative: bool, size: u128, places: u32) -> Option<Decimal> {
    let digits = i128::try_from(size).ok()?;
    let digits = if negative { digits.checked_neg()? } else { digits };
    Decimal::try_from_i128_with_scale(digits, places).ok()
}
