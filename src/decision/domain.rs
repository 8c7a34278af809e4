//! What an input may be.

use super::cell::{Cell, Given};
use super::labels::{Label, Labels};
use super::point::Point;
use super::ranges::Ranges;
use super::region::{Side, Values};
use crate::value::Compare;

/// The values that an input may have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Domain<T> {
    /// Numbers.
    Number {
        /// The least, where one is declared; it belongs to them.
        low: Option<T>,
        /// The greatest, where one is declared; it belongs to them.
        high: Option<T>,
        /// Whether only whole numbers occur, as with counts.
        whole: bool,
    },
    /// Texts or truth values: the declared ones, in the order in which they are printed; any text
    /// where none are declared.
    Labels(Option<Vec<Label>>),
}

/// An input of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Input<T> {
    /// What messages call it.
    pub name: String,
    /// What it may be.
    pub domain: Domain<T>,
    /// Whether it may be missing. Only then do the rows have to provide for that.
    pub optional: bool,
}

impl<T: Point> Domain<T> {
    /// All numbers.
    #[cfg(test)]
    pub fn numbers() -> Domain<T> {
        Domain::Number { low: None, high: None, whole: false }
    }

    /// Counts: the whole numbers from nought.
    #[cfg(test)]
    pub fn counts() -> Domain<T> {
        Domain::Number { low: Some(T::zero()), high: None, whole: true }
    }

    /// `true` and `false`.
    pub fn truth() -> Domain<T> {
        Domain::Labels(Some(vec![Label::Bool(true), Label::Bool(false)]))
    }

    /// The declared texts.
    #[cfg(test)]
    pub fn texts(values: &[&str]) -> Domain<T> {
        Domain::Labels(Some(values.iter().copied().map(Label::text).collect()))
    }

    /// Any text.
    #[cfg(test)]
    pub fn any_text() -> Domain<T> {
        Domain::Labels(None)
    }

    /// Whether only whole numbers occur.
    pub(super) fn is_whole(&self) -> bool {
        matches!(self, Domain::Number { whole: true, .. })
    }

    /// All values of it.
    pub(super) fn values(&self) -> Values<T> {
        match self {
            Domain::Number { .. } => Values::Numbers(self.clip(&Ranges::all())),
            Domain::Labels(None) => Values::Labels(Labels::all()),
            Domain::Labels(Some(declared)) => Values::Labels(Labels::of(declared.iter().cloned())),
        }
    }

    /// The numbers of a set that the domain has.
    pub(super) fn clip(&self, ranges: &Ranges<T>) -> Ranges<T> {
        let Domain::Number { low, high, whole } = self else {
            return Ranges::none();
        };
        let mut clipped = ranges.clone();
        if let Some(low) = low {
            clipped = clipped.intersection(&Ranges::compared(Compare::GreaterOrEqual, low.clone()));
        }
        if let Some(high) = high {
            clipped = clipped.intersection(&Ranges::compared(Compare::LessOrEqual, high.clone()));
        }
        if *whole { clipped.among_whole() } else { clipped }
    }
}

impl<T: Point> Input<T> {
    /// Whether the input may be this. What the analysis says of a table holds only where all inputs
    /// are what they may be.
    #[cfg(test)]
    pub fn admits(&self, given: &Given<T>) -> bool {
        match (given, &self.domain) {
            (Given::Missing, _) => self.optional,
            (Given::Number(value), Domain::Number { low, high, whole }) => {
                low.as_ref().is_none_or(|low| low <= value)
                    && high.as_ref().is_none_or(|high| value <= high)
                    && (!whole || value.floor().is_some_and(|floor| floor == *value))
            }
            (Given::Label(label), Domain::Labels(declared)) => {
                declared.as_ref().is_none_or(|declared| declared.contains(label))
            }
            (Given::Other, Domain::Labels(declared)) => declared.is_none(),
            (Given::Number(_), Domain::Labels(_)) | (Given::Label(_) | Given::Other, Domain::Number { .. }) => false,
        }
    }

    /// All that it may be.
    pub(super) fn all(&self) -> Side<T> {
        Side { values: self.domain.values(), missing: self.optional }
    }

    /// What a cell leaves of it; nothing for a cell of the other kind.
    pub(super) fn side(&self, cell: &Cell<T>) -> Option<Side<T>> {
        let values = match (cell, &self.domain) {
            (Cell::Any, _) => return Some(self.all()),
            (Cell::Numbers(ranges), Domain::Number { .. }) => Values::Numbers(self.domain.clip(ranges)),
            (Cell::Labels(labels), Domain::Labels(None)) => Values::Labels(labels.clone()),
            (Cell::Labels(labels), Domain::Labels(Some(declared))) => Values::Labels(labels.among(declared)),
            _ => return None,
        };
        Some(Side { values, missing: false })
    }

    /// Something of a side; nothing where it is empty or the number type holds nothing of it.
    pub(super) fn sample(&self, side: &Side<T>) -> Option<Given<T>> {
        let value = match (&side.values, &self.domain) {
            (Values::Numbers(ranges), domain) => ranges.sample(domain.is_whole()).map(Given::Number),
            (Values::Labels(labels), Domain::Labels(Some(declared))) => {
                declared.iter().find(|label| labels.contains(label)).cloned().map(Given::Label)
            }
            (Values::Labels(labels), _) if labels.has_others() => Some(Given::Other),
            (Values::Labels(labels), _) => labels.named().next().cloned().map(Given::Label),
        };
        value.or_else(|| side.missing.then_some(Given::Missing))
    }
}
