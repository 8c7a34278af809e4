//! Sums, differences, products, quotients and what is left of them.

use super::rounding::Digits;
use super::{Fault, Number, unsigned_zero};
use rust_decimal::Decimal;

impl Number {
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
        // Trailing zeros may have taken the room: once more without them. Those of the sum can only
        // make room where both end at the same place.
        let (a, b) = (self.value.normalize(), other.value.normalize());
        if a.scale() == b.scale()
            && let Some(sum) = a.mantissa().checked_add(b.mantissa())
        {
            let digits = Digits { size: sum.unsigned_abs(), power: i64::from(a.scale()).saturating_neg(), lost: false };
            if let Some(value) = digits.exactly(sum < 0) {
                return Ok(Number { value, rounded });
            }
        }
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
        if let Some(value) = self.whole_product(other) {
            return Ok(Number { value, rounded });
        }
        let result = self.value.normalize().checked_mul(other.value.normalize()).ok_or(Fault::TooLarge)?;
        Ok(Number { value: unsigned_zero(result), rounded: true })
    }

    /// The product with all its digits, where a decimal holds them. It may end in noughts that
    /// neither factor ends in (2 * 5), so those are left out before the factors are multiplied.
    fn whole_product(self, other: Number) -> Option<Decimal> {
        let (a, b) = (self.digits().stripped(), other.digits().stripped());
        let mut product = Digits { size: 1, power: a.power.saturating_add(b.power), lost: false };
        let (mut a, mut b) = (a.size, b.size);
        for (of_a, of_b) in [(2, 5), (5, 2)] {
            while a.is_multiple_of(of_a) && b.is_multiple_of(of_b) {
                a = a.checked_div(of_a)?;
                b = b.checked_div(of_b)?;
                product.power = product.power.saturating_add(1);
            }
        }
        product.size = a.checked_mul(b)?;
        product.exactly(self.is_negative() != other.is_negative())
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
}
