//! Exact decimals of 28 digits, with a guard on every operation.
//!
//! `rust_decimal` rounds without a word where a result needs more digits than it holds. Here a
//! result is either exact or says that it is not; what cannot be held at all is a [`Fault`].

mod arithmetic;
mod roots;
mod rounding;

use super::Fault;
pub use rounding::Rounding;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::cmp::Ordering;
use std::fmt;

/// A decimal number, and whether it is a rounded one. Compares by value alone: `1.10 = 1.1`.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(into = "(i128, u32, bool)", try_from = "(i128, u32, bool)")]
pub struct Number {
    value: Decimal,
    rounded: bool,
}

/// What a number is packed as: its digits as a whole number, how many of them stand behind the
/// point, and whether it is rounded.
impl From<Number> for (i128, u32, bool) {
    fn from(number: Number) -> (i128, u32, bool) {
        (number.value.mantissa(), number.value.scale(), number.rounded)
    }
}

impl TryFrom<(i128, u32, bool)> for Number {
    type Error = rust_decimal::Error;

    fn try_from((digits, scale, rounded): (i128, u32, bool)) -> Result<Number, Self::Error> {
        Ok(Number { value: Decimal::try_from_i128_with_scale(digits, scale)?, rounded })
    }
}

impl Number {
    /// Nought.
    pub const ZERO: Number = Number { value: Decimal::ZERO, rounded: false };
    /// One.
    pub const ONE: Number = Number { value: Decimal::ONE, rounded: false };
    /// A hundred: what turns per cent into a share.
    pub const HUNDRED: Number = Number { value: Decimal::ONE_HUNDRED, rounded: false };

    /// A whole number.
    pub fn from_int(value: i64) -> Number {
        Number::exact(Decimal::from(value))
    }

    /// Ten to the power of `exponent`, from 10⁻²⁸ to 10²⁸.
    pub fn power_of_ten(exponent: i32) -> Option<Number> {
        let size = exponent.unsigned_abs();
        if exponent <= 0 {
            return Decimal::try_from_i128_with_scale(1, size).ok().map(Number::exact);
        }
        let value = 10i128.checked_pow(size)?;
        Decimal::try_from_i128_with_scale(value, 0).ok().map(Number::exact)
    }

    /// Of a power of ten which one it is; of another number that of its first digit.
    pub fn power_held(self) -> i8 {
        if self.value.mantissa() == 1 {
            return i8::try_from(self.value.scale()).map_or(0, i8::saturating_neg);
        }
        let value = self.value.normalize();
        let digits = value.mantissa().unsigned_abs().checked_ilog10().unwrap_or(0);
        let power = i64::from(digits).saturating_sub(i64::from(value.scale()));
        i8::try_from(power).unwrap_or(0)
    }

    /// Reads `digits[.digits]` with an optional sign: no separators, no exponent, nothing
    /// around. Gives nothing for any other text and for one of more digits than 28 hold.
    pub fn parse(text: &str) -> Option<Number> {
        if text.len() <= 18 { Number::short(text) } else { Number::long(text) }
    }

    fn long(text: &str) -> Option<Number> {
        let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let all_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if (whole.is_empty() && fraction.is_empty()) || !all_digits(whole) || !all_digits(fraction) {
            return None;
        }
        // Leading noughts hold no value; without them a long, small number still fits. Those
        // behind the last digit say how exact a figure is, and go only where it does not fit.
        let negative = text.starts_with('-');
        let of = |fraction: &str| {
            let scale = u32::try_from(fraction.len()).ok()?;
            let mut value = 0i128;
            for digit in whole.bytes().chain(fraction.bytes()) {
                let digit = i128::from(digit.checked_sub(b'0')?);
                value = value.checked_mul(10)?.checked_add(digit)?;
            }
            let value = if negative { value.checked_neg()? } else { value };
            Decimal::try_from_i128_with_scale(value, scale).ok()
        };
        of(fraction).or_else(|| of(fraction.trim_end_matches('0'))).map(Number::exact)
    }

    /// As [`Number::parse`], of a text so short that its digits fit into 64 bits: one walk over it.
    fn short(text: &str) -> Option<Number> {
        let (mut value, mut digits, mut behind) = (0i64, 0u32, None);
        for (at, byte) in text.bytes().enumerate() {
            match byte {
                b'-' | b'+' if at == 0 => {}
                b'.' if behind.is_none() => behind = Some(digits),
                b'0'..=b'9' => {
                    value = value.checked_mul(10)?.checked_add(i64::from(byte.checked_sub(b'0')?))?;
                    digits = digits.checked_add(1)?;
                }
                _ => return None,
            }
        }
        let scale = behind.map_or(0, |behind| digits.saturating_sub(behind));
        let value = if text.starts_with('-') { value.checked_neg()? } else { value };
        (digits > 0).then(|| Number::exact(Decimal::new(value, scale)))
    }

    /// Reads a literal of the rule language: as [`Number::parse`], with an optional exponent
    /// (`1.2E-3`).
    pub fn parse_literal(text: &str) -> Option<Number> {
        let Some((mantissa, exponent)) = text.split_once(['e', 'E']) else {
            return Number::parse(text);
        };
        let number = Number::parse(mantissa)?.value.normalize();
        let exponent = exponent.strip_prefix('+').unwrap_or(exponent);
        if number.is_zero() {
            let digits = exponent.strip_prefix('-').unwrap_or(exponent);
            let right = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
            return right.then_some(Number::ZERO);
        }
        // The digits stay; only the point moves.
        let moved = i64::from(number.scale()).checked_sub(exponent.parse().ok()?)?;
        let mut digits = number.mantissa();
        if moved < 0 {
            digits = digits.checked_mul(10i128.checked_pow(u32::try_from(moved.checked_neg()?).ok()?)?)?;
        }
        let scale = u32::try_from(moved.max(0)).ok()?;
        Decimal::try_from_i128_with_scale(digits, scale).ok().map(Number::exact)
    }

    fn exact(value: Decimal) -> Number {
        Number { value: unsigned_zero(value), rounded: false }
    }

    /// Whether digits were lost on the way to this value.
    pub fn is_rounded(self) -> bool {
        self.rounded
    }

    /// Whether two figures are so near that digits which were lost could decide between them.
    pub fn too_close(self, other: Number) -> bool {
        if !self.rounded && !other.rounded {
            return false;
        }
        let Ok(gap) = self.subtract(other) else { return false };
        let size = self.abs().max(other.abs());
        let margin = Number::power_of_ten(-20).and_then(|share| size.multiply(share).ok());
        margin.is_some_and(|margin| gap.abs() <= margin)
    }

    /// Whether it is zero.
    pub fn is_zero(self) -> bool {
        self.value.is_zero()
    }

    /// Whether it is below zero.
    pub fn is_negative(self) -> bool {
        self.value.is_sign_negative() && !self.value.is_zero()
    }

    /// How many decimal places it was written or computed with.
    pub fn places(self) -> u32 {
        self.value.scale()
    }

    /// Without trailing zeros behind the decimal point.
    pub fn trimmed(self) -> Number {
        Number { value: unsigned_zero(self.value.normalize()), rounded: self.rounded }
    }

    /// The size without its sign.
    pub fn abs(self) -> Number {
        Number { value: self.value.abs(), rounded: self.rounded }
    }

    /// With the other sign.
    pub fn negate(self) -> Number {
        let mut value = self.value;
        value.set_sign_positive(!value.is_sign_positive());
        Number { value: unsigned_zero(value), rounded: self.rounded }
    }

    /// The whole number it is, when it is one that fits.
    pub fn to_int(self) -> Option<i64> {
        let trimmed = self.value.normalize();
        if trimmed.scale() != 0 {
            return None;
        }
        i64::try_from(trimmed.mantissa()).ok()
    }

    /// The digits with separators for thousands, decimals as they are: `-1,234.50`.
    pub fn grouped(self) -> String {
        let plain = self.to_string();
        let (sign, digits) = plain.strip_prefix('-').map_or(("", plain.as_str()), |rest| ("-", rest));
        let (whole, fraction) = digits.split_once('.').map_or((digits, None), |(w, f)| (w, Some(f)));
        let mut out = String::from(sign);
        let count = whole.len();
        for (at, digit) in whole.chars().enumerate() {
            if at > 0 && count.saturating_sub(at).is_multiple_of(3) {
                out.push(',');
            }
            out.push(digit);
        }
        if let Some(fraction) = fraction {
            out.push('.');
            out.push_str(fraction);
        }
        out
    }
}

/// Zero without a sign: `-0` means nothing in a ledger.
fn unsigned_zero(mut value: Decimal) -> Decimal {
    if value.is_zero() {
        value.set_sign_positive(true);
    }
    value
}

impl PartialEq for Number {
    fn eq(&self, other: &Number) -> bool {
        self.value == other.value
    }
}

impl Eq for Number {}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Number) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Number {
    fn cmp(&self, other: &Number) -> Ordering {
        self.value.cmp(&other.value)
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.value)
    }
}

#[cfg(test)]
mod tests;
#[cfg(test)]
mod tests_decimal;
#[cfg(test)]
mod tests_edges;
#[cfg(test)]
mod tests_laws;
#[cfg(test)]
mod tests_roots;
