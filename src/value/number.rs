//! Exact decimals of 28 digits, with a guard on every operation.
//!
//! `rust_decimal` rounds without a word where a result needs more digits than it holds. Here a
//! result is either exact or says that it is not; what cannot be held at all is a [`Fault`].

use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Deserialize, Serialize};
use std::cmp::Ordering;
use std::fmt;

/// Why a computation has no result.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Fault {
    /// The divisor is zero.
    DivisionByZero,
    /// The result has more than 28 digits before the decimal point.
    TooLarge,
    /// An argument outside what a function accepts, such as `round(x, 99)`.
    Argument,
    /// The rule took more steps than it may.
    TooManySteps,
    /// Two figures differ only where 28 digits end.
    TooClose,
}

impl Fault {
    /// The fault in words, to follow "because".
    pub fn words(self) -> &'static str {
        match self {
            Fault::DivisionByZero => "it divides by zero",
            Fault::TooLarge => "a result has more than 28 digits",
            Fault::Argument => "a function was given a value it does not accept",
            Fault::TooManySteps => "it takes too many steps",
            Fault::TooClose => "two figures differ only beyond the 28 digits that are held",
        }
    }
}

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

    /// The sum. It is marked as rounded when 28 digits do not hold it.
    ///
    /// # Errors
    /// [`Fault::TooLarge`] when the whole part does not fit.
    pub fn add(self, other: Number) -> Result<Number, Fault> {
        let result = self.value.checked_add(other.value).ok_or(Fault::TooLarge)?;
        let rounded = self.rounded || other.rounded;
        if result.scale() == self.value.scale().max(other.value.scale()) {
            return Ok(Number { value: unsigned_zero(result), rounded });
        }
        // Trailing zeros may have taken the room: once more without them.
        let (a, b) = (self.value.normalize(), other.value.normalize());
        let result = a.checked_add(b).ok_or(Fault::TooLarge)?;
        let kept = result.scale() == a.scale().max(b.scale());
        Ok(Number { value: unsigned_zero(result), rounded: rounded || !kept })
    }

    /// The difference; as [`Number::add`].
    ///
    /// # Errors
    /// [`Fault::TooLarge`] when the whole part does not fit.
    pub fn subtract(self, other: Number) -> Result<Number, Fault> {
        self.add(other.negate())
    }

    /// The product. It is marked as rounded when 28 digits do not hold it.
    ///
    /// # Errors
    /// [`Fault::TooLarge`] when the whole part does not fit.
    pub fn multiply(self, other: Number) -> Result<Number, Fault> {
        let rounded = self.rounded || other.rounded;
        if self.is_zero() || other.is_zero() {
            return Ok(Number { value: Decimal::ZERO, rounded });
        }
        let result = self.value.checked_mul(other.value).ok_or(Fault::TooLarge)?;
        if result.scale() == self.value.scale().saturating_add(other.value.scale()) {
            return Ok(Number { value: result, rounded });
        }
        let (a, b) = (self.value.normalize(), other.value.normalize());
        let result = a.checked_mul(b).ok_or(Fault::TooLarge)?;
        let kept = result.scale() == a.scale().saturating_add(b.scale());
        Ok(Number { value: unsigned_zero(result), rounded: rounded || !kept })
    }

    /// The quotient, to 28 digits, halves to even; marked as rounded when that is not exact.
    ///
    /// # Errors
    /// [`Fault::DivisionByZero`], or [`Fault::TooLarge`] when the whole part does not fit.
    pub fn divide(self, other: Number) -> Result<Number, Fault> {
        if other.is_zero() {
            return Err(Fault::DivisionByZero);
        }
        let value = self.value.checked_div(other.value).ok_or(Fault::TooLarge)?;
        let back = Number::exact(value).multiply(Number::exact(other.value));
        let kept = back.is_ok_and(|back| !back.rounded && back.value == self.value);
        let rounded = self.rounded || other.rounded || !kept;
        Ok(Number { value: unsigned_zero(value), rounded })
    }

    /// What is left after taking away the largest whole multiple of `other`; it has the sign of
    /// `other` (FEEL's `modulo`, DMN 1.5 table 75).
    ///
    /// # Errors
    /// [`Fault::DivisionByZero`] or [`Fault::TooLarge`].
    pub fn modulo(self, other: Number) -> Result<Number, Fault> {
        if other.is_zero() {
            return Err(Fault::DivisionByZero);
        }
        let rest = self.value.checked_rem(other.value).ok_or(Fault::TooLarge)?;
        let rest = Number { value: unsigned_zero(rest), rounded: self.rounded || other.rounded };
        if !rest.is_zero() && rest.is_negative() != other.is_negative() {
            return rest.add(other);
        }
        Ok(rest)
    }

    /// Whole powers, by repeated multiplication.
    ///
    /// # Errors
    /// [`Fault::Argument`] for an exponent that is no whole number, [`Fault::TooLarge`] for one
    /// beyond -999 to 999 or a result that does not fit, [`Fault::DivisionByZero`].
    pub fn power(self, exponent: Number) -> Result<Number, Fault> {
        let whole = exponent.to_int().ok_or(Fault::Argument)?;
        if whole.unsigned_abs() >= 1000 {
            return Err(Fault::TooLarge);
        }
        let mut result = Number::ONE;
        for _ in 0..whole.unsigned_abs() {
            result = result.multiply(self)?;
        }
        if whole < 0 { Number::ONE.divide(result) } else { Ok(result) }
    }

    /// Rounds to `places` decimal places; a negative count rounds to tens, hundreds and so on.
    ///
    /// # Errors
    /// [`Fault::Argument`] for places outside -28 to 28.
    pub fn round(self, places: i32, how: Rounding) -> Result<Number, Fault> {
        if !(-28..=28).contains(&places) {
            return Err(Fault::Argument);
        }
        if places < 0 {
            let unit = Number::power_of_ten(places.saturating_neg()).ok_or(Fault::Argument)?;
            return self.divide(unit)?.round(0, how)?.multiply(unit);
        }
        let strategy = match how {
            Rounding::Up => RoundingStrategy::AwayFromZero,
            Rounding::Down => RoundingStrategy::ToZero,
            Rounding::HalfUp => RoundingStrategy::MidpointAwayFromZero,
            Rounding::HalfDown => RoundingStrategy::MidpointTowardZero,
            Rounding::HalfEven => RoundingStrategy::MidpointNearestEven,
            Rounding::Floor => RoundingStrategy::ToNegativeInfinity,
            Rounding::Ceiling => RoundingStrategy::ToPositiveInfinity,
        };
        let value = self.value.round_dp_with_strategy(places.unsigned_abs(), strategy);
        // What was lost beyond the 28th digit is lost again in rounding to far fewer places.
        let rounded = self.rounded && places > 20;
        Ok(Number { value: unsigned_zero(value), rounded })
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
