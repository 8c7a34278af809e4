//! The numbers of a table.

use crate::value::number::Rounding;
use crate::value::{Fault, Number};
use std::fmt::Display;

/// A number of a table: exact, ordered, printed as people write it.
///
/// What the type cannot hold exactly is `None`, never something near it. Then the analysis stays
/// right and only says less: a region without a sample, an end of a range as it was written.
pub trait Point: Ord + Clone + Display {
    /// Nought.
    fn zero() -> Self;

    /// The greatest whole number that is not above this one.
    fn floor(&self) -> Option<Self>;

    /// The least whole number that is not below this one.
    fn ceiling(&self) -> Option<Self>;

    /// One more.
    fn up(&self) -> Option<Self>;

    /// One less.
    fn down(&self) -> Option<Self>;

    /// A number above this one and below `other`, such as the one half way.
    fn between(&self, other: &Self) -> Option<Self>;
}

impl Point for Number {
    fn zero() -> Number {
        Number::ZERO
    }

    fn floor(&self) -> Option<Number> {
        unrounded(self.round(0, Rounding::Floor))
    }

    fn ceiling(&self) -> Option<Number> {
        unrounded(self.round(0, Rounding::Ceiling))
    }

    fn up(&self) -> Option<Number> {
        unrounded(self.add(Number::ONE))
    }

    fn down(&self) -> Option<Number> {
        unrounded(self.subtract(Number::ONE))
    }

    fn between(&self, other: &Number) -> Option<Number> {
        let two = Number::ONE.add(Number::ONE).ok()?;
        let middle = unrounded(self.add(*other))?.divide(two).ok()?.trimmed();
        (*self < middle && middle < *other && !middle.is_rounded()).then_some(middle)
    }
}

/// What a computation gave, where nothing was rounded on the way.
fn unrounded(result: Result<Number, Fault>) -> Option<Number> {
    result.ok().filter(|number| !number.is_rounded()).map(Number::trimmed)
}
