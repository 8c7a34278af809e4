//! What a row asks of one input, and what an input is given as.

use super::labels::{Label, Labels};
use super::point::Point;
use super::ranges::Ranges;

/// What a row asks of one input. A cell as written becomes one by the constructors of [`Ranges`]
/// and [`Labels`]: tests with commas by `union`, `not(...)` by `complement`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell<T: Ord> {
    /// `-`: nothing. Only this matches an input that is missing.
    Any,
    /// A number of a set.
    Numbers(Ranges<T>),
    /// A text or a truth value of a set.
    Labels(Labels),
}

/// What one input is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Given<T> {
    /// A number.
    Number(T),
    /// A text or a truth value.
    Label(Label),
    /// Some text that no row names.
    Other,
    /// Nothing.
    Missing,
}

impl<T: Point> Cell<T> {
    /// Whether an input matches. `-` matches all; a value of another kind than the cell's matches
    /// nothing. A missing input does not match when it is `optional`; otherwise it cannot be told,
    /// which is `None`.
    #[cfg(test)]
    pub fn matches(&self, given: &Given<T>, optional: bool) -> Option<bool> {
        match (self, given) {
            (Cell::Any, _) => Some(true),
            (_, Given::Missing) => optional.then_some(false),
            (Cell::Numbers(ranges), Given::Number(value)) => Some(ranges.contains(value)),
            (Cell::Labels(labels), Given::Label(label)) => Some(labels.contains(label)),
            (Cell::Labels(labels), Given::Other) => Some(labels.has_others()),
            (Cell::Numbers(_), Given::Label(_) | Given::Other) | (Cell::Labels(_), Given::Number(_)) => Some(false),
        }
    }
}
