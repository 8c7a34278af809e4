//! Roots, logarithms and powers: the nearest number of 28 digits, or the exact one.
//!
//! Whether a result is exact is decided here, in whole numbers. One that is not is computed by
//! `dashu-float`, whose error is proven, to more digits than are held; those are cut, never
//! rounded, so that the one rounding to what a [`Number`] holds is the right one. It computes more
//! and more digits until it knows where to cut, so one that is exact must never be asked of it:
//! of `4 ** 0.5` it would never know.

use super::rounding::Digits;
use super::{Fault, Number};
use dashu_float::round::mode::Zero;
use dashu_float::{Context, FBig, FpError, FpResult, Repr};
use rust_decimal::Decimal;

/// How many digits of an inexact result are computed: more than a number holds, and few enough
/// for 128 bits.
const COMPUTED: u32 = 34;

impl Number {
    /// The square root, exact where it can be held, otherwise the nearest of 28 digits.
    ///
    /// # Errors
    /// [`Fault::Negative`] for a number below zero.
    pub fn sqrt(self) -> Result<Number, Fault> {
        if self.is_negative() {
            return Err(Fault::Negative);
        }
        let root = match exact_root(self.digits().stripped(), 2) {
            Some(root) => root,
            None => cut(context().sqrt(&self.wide()))?,
        };
        self.derived(root.number(false))
    }

    /// Euler's number to the power of this one: the nearest number of 28 digits, or of 28 decimal
    /// places where those are fewer.
    ///
    /// # Errors
    /// [`Fault::TooLarge`] for a result that does not fit: that of a number above 66.5.
    pub fn exp(self) -> Result<Number, Fault> {
        if self.is_zero() {
            return self.derived(Ok(Number::ONE));
        }
        // e^67 has 30 digits, e^-66 is less than half of the last decimal place.
        if self > Number::from_int(67) {
            return Err(Fault::TooLarge);
        }
        if self < Number::from_int(-66) {
            return Ok(NOTHING_LEFT);
        }
        cut(context().exp(&self.wide(), None))?.number(false)
    }

    /// The natural logarithm: the nearest number of 28 digits, or of 28 decimal places where those
    /// are fewer.
    ///
    /// # Errors
    /// [`Fault::Negative`] for zero and numbers below it.
    pub fn ln(self) -> Result<Number, Fault> {
        if self.is_negative() || self.is_zero() {
            return Err(Fault::Negative);
        }
        if self == Number::ONE {
            return self.derived(Ok(Number::ZERO));
        }
        cut(context().ln(&self.wide(), None))?.number(self < Number::ONE)
    }

    /// This number to the power of another, exact where it can be held, otherwise the nearest of
    /// 28 digits (or of 28 decimal places, where those are fewer). `0 ** 0` is one.
    ///
    /// # Errors
    /// [`Fault::TooLarge`] for a result that does not fit, [`Fault::DivisionByZero`] for zero to a
    /// negative power, [`Fault::Negative`] for a broken power of a number below zero.
    pub fn power(self, exponent: Number) -> Result<Number, Fault> {
        self.power_of(exponent)
            .map(|power| Number { rounded: power.rounded || exponent.rounded || self.rounded, ..power })
    }

    fn power_of(self, exponent: Number) -> Result<Number, Fault> {
        if exponent.is_zero() {
            return Ok(Number::ONE);
        }
        if self.is_zero() {
            return if exponent.is_negative() { Err(Fault::DivisionByZero) } else { Ok(Number::ZERO) };
        }
        let times = Fraction::of(exponent);
        if self.is_negative() && !times.is_whole() {
            return Err(Fault::Negative);
        }
        let negative = self.is_negative() && times.is_odd();
        let base = self.abs();
        if let Some(power) = times.exact_power(base.digits().stripped()) {
            return power.number(negative);
        }
        if base.power_is_out_of_reach(exponent) {
            let large = (base > Number::ONE) != exponent.is_negative();
            return if large { Err(Fault::TooLarge) } else { Ok(NOTHING_LEFT) };
        }
        cut(context().powf(&base.wide(), &exponent.wide(), None))?.number(negative)
    }

    /// Whether a power of this number, which is above zero, is certainly too large or too small to
    /// be held; so what is left to compute has bounds. From one up to two a logarithm is more than
    /// half of what the number is above one, and from there on more than a half; below one its size
    /// is more than what the number is below one. Where that times the exponent is above 67, the
    /// power is above e^67 or below e^-67.
    fn power_is_out_of_reach(self, exponent: Number) -> bool {
        let half = Number { value: Decimal::new(5, 1), rounded: false };
        let gap = self.subtract(Number::ONE).map_or(Number::ONE, |gap| gap.min(Number::ONE));
        let gap = if gap.is_negative() { Ok(gap.abs()) } else { gap.multiply(half) };
        let size = gap.and_then(|gap| gap.multiply(exponent.abs()));
        size.map_or(true, |size| size > Number::from_int(67))
    }

    /// A result that is rounded when this number is.
    fn derived(self, result: Result<Number, Fault>) -> Result<Number, Fault> {
        result.map(|result| Number { rounded: result.rounded || self.rounded, ..result })
    }

    /// The same value for `dashu-float`.
    fn wide(self) -> Repr<10> {
        let places = isize::try_from(self.places()).unwrap_or(0);
        Repr::new(self.value.mantissa().into(), places.saturating_neg())
    }
}

/// A result above zero of which no digit can be held.
const NOTHING_LEFT: Number = Number { rounded: true, ..Number::ZERO };

/// How `dashu-float` shall compute: to so many digits, what lies behind them cut off.
fn context() -> Context<Zero> {
    Context::new(COMPUTED as usize)
}

/// The size of an inexact result that `dashu-float` gives, in as many digits as were computed.
fn cut(result: FpResult<FBig<Zero, 10>>) -> Result<Digits, Fault> {
    let repr = match result {
        Ok(result) => result.value().into_repr(),
        Err(FpError::Underflow(_)) => return Ok(Digits { size: 0, power: 0, lost: true }),
        Err(FpError::OutOfDomain) => return Err(Fault::Negative),
        Err(_) => return Err(Fault::TooLarge),
    };
    if repr.is_infinite() {
        return Err(Fault::TooLarge);
    }
    let (digits, power) = repr.into_parts();
    let size = i128::try_from(digits).map_err(|_| Fault::TooLarge)?.unsigned_abs();
    let power = i64::try_from(power).map_err(|_| Fault::TooLarge)?;
    // Noughts at the end were computed too.
    let count = size.checked_ilog10().map_or(COMPUTED, |log| log.saturating_add(1));
    let missing = COMPUTED.saturating_sub(count);
    let size = 10u128.checked_pow(missing).and_then(|unit| size.checked_mul(unit)).ok_or(Fault::TooLarge)?;
    Ok(Digits { size, power: power.saturating_sub(i64::from(missing)), lost: true })
}

/// An exponent in lowest terms: `over / (2^twos * 5^fives)`, where `over` is a whole number times
/// a power of ten.
struct Fraction {
    over: i128,
    twos: u32,
    fives: u32,
}

impl Fraction {
    fn of(number: Number) -> Fraction {
        let value = number.value.normalize();
        let mut fraction = Fraction { over: value.mantissa(), twos: value.scale(), fives: value.scale() };
        fraction.twos = fraction.reduced(2, fraction.twos);
        fraction.fives = fraction.reduced(5, fraction.fives);
        fraction
    }

    /// Takes a factor out of what stands above the line as often as it stands below; gives how
    /// often it stays below.
    fn reduced(&mut self, factor: i128, mut below: u32) -> u32 {
        while below > 0 && self.over.checked_rem(factor) == Some(0) {
            self.over = self.over.checked_div(factor).unwrap_or(0);
            below = below.saturating_sub(1);
        }
        below
    }

    fn is_whole(&self) -> bool {
        self.twos == 0 && self.fives == 0
    }

    fn is_odd(&self) -> bool {
        self.is_whole() && self.over.unsigned_abs() & 1 == 1
    }

    /// The power of a base without noughts at its end, where it is a decimal of up to 128 bits. A
    /// power that is not given here has more digits than are computed: either no end of them, or,
    /// as its digits as a whole number do not end in nought, at least 39.
    fn exact_power(&self, mut base: Digits) -> Option<Digits> {
        for _ in 0..self.twos {
            base = exact_root(base, 2)?;
        }
        for _ in 0..self.fives {
            base = exact_root(base, 5)?;
        }
        if self.over < 0 {
            base = inverse(base)?;
        }
        let times = self.over.unsigned_abs();
        let power = i64::try_from(times).ok().and_then(|times| base.power.checked_mul(times));
        if base.size == 1 {
            // A power of ten beyond all bounds is as much too large or too small as this one.
            let bound = if base.power > 0 { i64::MAX } else { i64::MIN };
            let power = power.unwrap_or(if base.power == 0 { 0 } else { bound });
            return Some(Digits { power, ..base });
        }
        let size = base.size.checked_pow(u32::try_from(times).ok()?)?;
        Some(Digits { size, power: power?, lost: false })
    }
}

/// The root of a value without noughts at its end, where that is a decimal. It is one just when
/// the digits as a whole number have such a root and the power of ten can be shared out.
fn exact_root(base: Digits, degree: u32) -> Option<Digits> {
    let parts = i64::from(degree);
    if base.size == 0 {
        return Some(base);
    }
    if base.power.checked_rem(parts) != Some(0) {
        return None;
    }
    // Digit by digit in base two: the largest whole number whose power is not above the size.
    let mut root = 0u128;
    for bit in (0..64u32).rev() {
        let tried = root | 1u128.checked_shl(bit)?;
        if tried.checked_pow(degree).is_some_and(|power| power <= base.size) {
            root = tried;
        }
    }
    let exact = root.checked_pow(degree) == Some(base.size);
    exact.then_some(Digits { size: root, power: base.power.checked_div(parts)?, lost: false })
}

/// One divided by a value without noughts at its end, where that is a decimal: where its digits
/// as a whole number are a power of two or of five.
fn inverse(base: Digits) -> Option<Digits> {
    let inverted = |from: u128, to: u128| {
        let (mut rest, mut size, mut power) = (base.size, 1u128, base.power.checked_neg()?);
        while rest > 1 {
            if rest.checked_rem(from) != Some(0) {
                return None;
            }
            rest = rest.checked_div(from)?;
            size = size.checked_mul(to)?;
            power = power.checked_sub(1)?;
        }
        Some(Digits { size, power, lost: false })
    };
    inverted(2, 5).or_else(|| inverted(5, 2))
}
