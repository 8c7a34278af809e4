//! Sets of numbers: unions of ranges with open and closed ends, some without an end.

use super::point::Point;
use crate::value::Compare;
use std::cmp::Ordering;

/// A place between numbers, where a range begins or ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Cut<T> {
    /// Below all numbers.
    Lowest,
    /// Directly below a number.
    Before(T),
    /// Directly above a number.
    After(T),
    /// Above all numbers.
    Highest,
}

impl<T: Ord> Cut<T> {
    /// The number it stands at, and where it stands relative to all others: 0 below them all, 2
    /// above them all; then whether it is directly above its own.
    fn key(&self) -> (u8, Option<&T>, bool) {
        match self {
            Cut::Lowest => (0, None, false),
            Cut::Before(at) => (1, Some(at), false),
            Cut::After(at) => (1, Some(at), true),
            Cut::Highest => (2, None, false),
        }
    }
}

impl<T: Ord> PartialOrd for Cut<T> {
    fn partial_cmp(&self, other: &Cut<T>) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<T: Ord> Ord for Cut<T> {
    fn cmp(&self, other: &Cut<T>) -> Ordering {
        self.key().cmp(&other.key())
    }
}

impl<T: Point> Cut<T> {
    /// The same cut through the whole numbers: all cuts between two neighbours become one.
    fn among_whole(&self) -> Cut<T> {
        match self {
            Cut::Lowest => Cut::Lowest,
            Cut::Highest => Cut::Highest,
            Cut::Before(at) => match (at.ceiling(), at.floor()) {
                (Some(above), _) => Cut::Before(above),
                (None, Some(below)) => Cut::After(below),
                (None, None) => self.clone(),
            },
            Cut::After(at) => match at.floor() {
                Some(below) => below.up().map_or(Cut::After(below), Cut::Before),
                None => at.ceiling().map_or_else(|| self.clone(), Cut::Before),
            },
        }
    }
}

/// One range of a set: its ends.
pub(super) type Part<T> = (Cut<T>, Cut<T>);

/// A set of numbers: ranges that neither meet nor touch, in ascending order. Equal sets are equal
/// values.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Ranges<T: Ord> {
    parts: Vec<Part<T>>,
}

impl<T: Point> Ranges<T> {
    /// All numbers.
    pub fn all() -> Ranges<T> {
        Ranges { parts: vec![(Cut::Lowest, Cut::Highest)] }
    }

    /// No number.
    pub fn none() -> Ranges<T> {
        Ranges { parts: Vec::new() }
    }

    /// The numbers that compare so with `value`: `< 5`, `!= 5`.
    pub fn compared(compare: Compare, value: T) -> Ranges<T> {
        let part = match compare {
            Compare::Equal => (Cut::Before(value.clone()), Cut::After(value)),
            Compare::NotEqual => return Ranges::compared(Compare::Equal, value).complement(),
            Compare::Less => (Cut::Lowest, Cut::Before(value)),
            Compare::LessOrEqual => (Cut::Lowest, Cut::After(value)),
            Compare::Greater => (Cut::After(value), Cut::Highest),
            Compare::GreaterOrEqual => (Cut::Before(value), Cut::Highest),
        };
        Ranges::of(vec![part])
    }

    /// The numbers from `low` to `high`, each with whether it belongs to them; none when the ends
    /// are the wrong way round.
    pub fn between(low: (T, bool), high: (T, bool)) -> Ranges<T> {
        let low = if low.1 { Cut::Before(low.0) } else { Cut::After(low.0) };
        let high = if high.1 { Cut::After(high.0) } else { Cut::Before(high.0) };
        Ranges::of(vec![(low, high)])
    }

    /// Puts ranges in order and joins those that meet or touch.
    fn of(mut parts: Vec<Part<T>>) -> Ranges<T> {
        parts.retain(|(low, high)| low < high);
        parts.sort();
        let mut joined: Vec<Part<T>> = Vec::new();
        for (low, high) in parts {
            match joined.last_mut() {
                Some(last) if low <= last.1 => last.1 = high.max(last.1.clone()),
                _ => joined.push((low, high)),
            }
        }
        Ranges { parts: joined }
    }

    /// The numbers of either.
    #[must_use]
    pub fn union(&self, other: &Ranges<T>) -> Ranges<T> {
        Ranges::of(self.parts.iter().chain(&other.parts).cloned().collect())
    }

    /// The numbers of both.
    #[must_use]
    pub fn intersection(&self, other: &Ranges<T>) -> Ranges<T> {
        let mut parts = Vec::new();
        for (low, high) in &self.parts {
            for (other_low, other_high) in &other.parts {
                parts.push((low.max(other_low).clone(), high.min(other_high).clone()));
            }
        }
        Ranges::of(parts)
    }

    /// The numbers that are not in it: `not(...)`.
    #[must_use]
    pub fn complement(&self) -> Ranges<T> {
        let mut from = Cut::Lowest;
        let mut parts = Vec::new();
        for (low, high) in &self.parts {
            parts.push((from, low.clone()));
            from = high.clone();
        }
        parts.push((from, Cut::Highest));
        Ranges::of(parts)
    }

    /// The numbers of this set that are not in the other.
    #[must_use]
    pub fn difference(&self, other: &Ranges<T>) -> Ranges<T> {
        self.intersection(&other.complement())
    }

    /// Whether it has no number.
    pub fn is_empty(&self) -> bool {
        self.parts.is_empty()
    }

    /// Whether both have a number in common.
    pub fn meets(&self, other: &Ranges<T>) -> bool {
        self.parts.iter().any(|(low, high)| {
            other.parts.iter().any(|(other_low, other_high)| low.max(other_low) < high.min(other_high))
        })
    }

    /// Whether a number is in it.
    pub fn contains(&self, value: &T) -> bool {
        self.meets(&Ranges::compared(Compare::Equal, value.clone()))
    }

    /// The set as whole numbers know it: `(1..2)` is empty, `[0..1), [1..2]` is `[0..2]`. Two sets
    /// with the same whole numbers become equal.
    #[must_use]
    pub fn among_whole(&self) -> Ranges<T> {
        Ranges::of(self.parts.iter().map(|(low, high)| (low.among_whole(), high.among_whole())).collect())
    }

    /// Its ranges, in ascending order.
    pub(super) fn parts(&self) -> &[Part<T>] {
        &self.parts
    }

    /// A number of it, a plain one where there is a choice; nothing where it is empty or the type
    /// holds no number of it. `whole` says that only whole numbers count.
    pub fn sample(&self, whole: bool) -> Option<T> {
        let zero = T::zero();
        if self.contains(&zero) {
            return Some(zero);
        }
        self.parts.iter().find_map(|(low, high)| match (low, high) {
            (Cut::Before(value), _) | (_, Cut::After(value)) => Some(value.clone()),
            (Cut::After(value), Cut::Highest) => value.up(),
            (Cut::Lowest, Cut::Before(value)) => value.down(),
            (Cut::After(low), Cut::Before(high)) if !whole => low.between(high),
            _ => None,
        })
    }
}
