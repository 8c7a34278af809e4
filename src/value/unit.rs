//! Units of numbers. Amounts add to amounts of the same unit only; a share of an amount is an
//! amount; an amount over an amount is a plain number.

use std::fmt;
use std::sync::Arc;

/// The unit of a number, as the checker knows it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Unit {
    /// A literal: fits wherever a number fits.
    Any,
    /// Powers of base units; none for a plain number such as a share, a count or a month.
    Of(Arc<[(Arc<str>, i8)]>),
}

/// The name of the per-cent unit.
pub const PER_CENT: &str = "per cent";

impl Unit {
    /// A plain number: a share, a count, a month.
    pub fn plain() -> Unit {
        Unit::Of(Arc::from([]))
    }

    /// One base unit, such as `GBP_thousand`.
    pub fn base(name: &str) -> Unit {
        Unit::Of(Arc::from([(Arc::from(name), 1)]))
    }

    /// Per cent: 12.9 is 12.9 per cent, and meets a share only when divided by 100.
    pub fn per_cent() -> Unit {
        Unit::base(PER_CENT)
    }

    /// Whether it is per cent itself.
    pub fn is_per_cent(&self) -> bool {
        matches!(self, Unit::Of(powers) if powers.len() == 1
            && powers.first().is_some_and(|(name, power)| &**name == PER_CENT && *power == 1))
    }

    /// The one base unit, when it is one to the first power.
    pub fn single(&self) -> Option<&str> {
        match self {
            Unit::Of(powers) => match powers.as_ref() {
                [(name, 1)] => Some(name),
                _ => None,
            },
            Unit::Any => None,
        }
    }

    /// The unit of a sum, a difference, a comparison or a choice of two; nothing when they do
    /// not fit.
    pub fn meet(&self, other: &Unit) -> Option<Unit> {
        match (self, other) {
            (Unit::Any, unit) | (unit, Unit::Any) => Some(unit.clone()),
            (a, b) if a == b => Some(a.clone()),
            _ => None,
        }
    }

    /// The unit of a product (`sign` 1) or a quotient (`sign` -1).
    pub fn combine(&self, other: &Unit, sign: i8) -> Unit {
        let (a, b) = match (self, other) {
            (Unit::Any, Unit::Any) => return Unit::Any,
            (Unit::Of(a), Unit::Of(b)) => (a.to_vec(), b.to_vec()),
            (Unit::Of(a), Unit::Any) => (a.to_vec(), Vec::new()),
            (Unit::Any, Unit::Of(b)) => (Vec::new(), b.to_vec()),
        };
        let mut powers = a;
        for (name, power) in b {
            let change = power.saturating_mul(sign);
            match powers.iter_mut().find(|(other, _)| *other == name) {
                Some((_, sum)) => *sum = sum.saturating_add(change),
                None => powers.push((name, change)),
            }
        }
        powers.retain(|(_, power)| *power != 0);
        powers.sort();
        Unit::Of(powers.into())
    }

    /// Per cent divided by 100 is a share: takes one power of per cent away, when there is one.
    pub fn without_per_cent(&self) -> Option<Unit> {
        match self {
            Unit::Of(powers) if powers.iter().any(|(name, power)| &**name == PER_CENT && *power == 1) => {
                Some(self.combine(&Unit::per_cent(), -1))
            }
            _ => None,
        }
    }
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let powers = match self {
            Unit::Any => return write!(f, "a number"),
            Unit::Of(powers) if powers.is_empty() => return write!(f, "a plain number"),
            Unit::Of(powers) => powers,
        };
        for (at, (name, power)) in powers.iter().enumerate() {
            if at > 0 {
                write!(f, " × ")?;
            }
            write!(f, "{name}")?;
            if *power != 1 {
                write!(f, "^{power}")?;
            }
        }
        Ok(())
    }
}

/// The size of a money unit in the smallest unit of its name: how many pounds a thousand are.
/// A unit is a currency, then nothing, `_thousand` or `_million`.
pub fn scale(unit: &str) -> Option<(&str, i64)> {
    let (base, size) = match unit.rsplit_once('_') {
        Some((base, "thousand")) => (base, 1_000),
        Some((base, "million")) => (base, 1_000_000),
        _ => (unit, 1),
    };
    let currency = base.len() == 3 && base.bytes().all(|byte| byte.is_ascii_uppercase());
    currency.then_some((base, size))
}

/// A money unit in words, such as `£ thousand`.
pub fn words(unit: &str) -> String {
    let Some((base, size)) = scale(unit) else {
        return unit.to_owned();
    };
    let sign = match base {
        "GBP" => "£",
        "EUR" => "€",
        "USD" => "$",
        other => other,
    };
    match size {
        1_000 => format!("{sign} thousand"),
        1_000_000 => format!("{sign} million"),
        _ => sign.to_owned(),
    }
}
