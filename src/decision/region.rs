//! Boxes in the space of all inputs, and what is left of one when others are taken away.

use super::labels::Labels;
use super::point::Point;
use super::ranges::Ranges;
use std::collections::BTreeMap;

/// The values of one input in a box.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Values<T: Ord> {
    /// Of an input of numbers.
    Numbers(Ranges<T>),
    /// Of an input of texts or truth values.
    Labels(Labels),
}

/// What one input may be in a box.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Side<T: Ord> {
    /// Its values.
    pub values: Values<T>,
    /// Whether it may be missing.
    pub missing: bool,
}

impl<T: Point> Values<T> {
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        match self {
            Values::Numbers(ranges) => ranges.is_empty(),
            Values::Labels(labels) => labels.is_empty(),
        }
    }
}

impl<T: Point> Side<T> {
    /// Whether it may be nothing at all.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty() && !self.missing
    }

    /// Whether both have something in common.
    pub fn meets(&self, other: &Side<T>) -> bool {
        let values = match (&self.values, &other.values) {
            (Values::Numbers(own), Values::Numbers(other)) => own.meets(other),
            (Values::Labels(own), Values::Labels(other)) => !own.intersection(other).is_empty(),
            _ => false,
        };
        values || (self.missing && other.missing)
    }

    /// What both have.
    pub fn intersection(&self, other: &Side<T>) -> Side<T> {
        let values = match (&self.values, &other.values) {
            (Values::Numbers(own), Values::Numbers(other)) => Values::Numbers(own.intersection(other)),
            (Values::Labels(own), Values::Labels(other)) => Values::Labels(own.intersection(other)),
            (Values::Numbers(_), _) => Values::Numbers(Ranges::none()),
            (Values::Labels(_), _) => Values::Labels(Labels::none()),
        };
        Side { values, missing: self.missing && other.missing }
    }

    /// What this one has and the other has not.
    pub fn difference(&self, other: &Side<T>) -> Side<T> {
        let values = match (&self.values, &other.values) {
            (Values::Numbers(own), Values::Numbers(other)) => Values::Numbers(own.difference(other)),
            (Values::Labels(own), Values::Labels(other)) => Values::Labels(own.difference(other)),
            (own, _) => own.clone(),
        };
        Side { values, missing: self.missing && !other.missing }
    }

    /// What either has.
    fn union(&self, other: &Side<T>) -> Side<T> {
        let values = match (&self.values, &other.values) {
            (Values::Numbers(own), Values::Numbers(other)) => Values::Numbers(own.union(other)),
            (Values::Labels(own), Values::Labels(other)) => Values::Labels(own.union(other)),
            (own, _) => own.clone(),
        };
        Side { values, missing: self.missing || other.missing }
    }
}

/// A box: for each input of a table what it may be, independently of the others.
/// [`super::Table::words`] puts it into words.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Region<T: Ord> {
    pub(super) sides: Vec<Side<T>>,
}

impl<T: Point> Region<T> {
    /// Whether nothing lies in it.
    pub fn is_empty(&self) -> bool {
        self.sides.iter().any(Side::is_empty)
    }

    /// Whether both have something in common. Both must be of one table, as everywhere here.
    pub fn meets(&self, other: &Region<T>) -> bool {
        self.sides.iter().zip(&other.sides).all(|(own, other)| own.meets(other))
    }

    /// What lies in both.
    #[must_use]
    pub fn intersection(&self, other: &Region<T>) -> Region<T> {
        Region { sides: self.sides.iter().zip(&other.sides).map(|(own, other)| own.intersection(other)).collect() }
    }

    /// What lies in this one and not in the other, in boxes that do not meet, at most one for each
    /// input.
    pub fn difference(&self, hole: &Region<T>) -> Vec<Region<T>> {
        if !self.meets(hole) {
            return vec![self.clone()];
        }
        let mut pieces = Vec::new();
        let mut before: Vec<Side<T>> = Vec::new();
        for (at, (own, gone)) in self.sides.iter().zip(&hole.sides).enumerate() {
            let rest = own.difference(gone);
            if !rest.is_empty() {
                let after = self.sides.iter().skip(at.saturating_add(1));
                let sides = before.iter().chain(std::iter::once(&rest)).chain(after).cloned().collect();
                pieces.push(Region { sides });
            }
            before.push(own.intersection(gone));
        }
        pieces
    }

    /// Its sides but one, and that one.
    fn split(self, at: usize) -> (Vec<Side<T>>, Option<Side<T>>) {
        let mut others = Vec::new();
        let mut one = None;
        for (position, side) in self.sides.into_iter().enumerate() {
            if position == at {
                one = Some(side);
            } else {
                others.push(side);
            }
        }
        (others, one)
    }
}

/// The same boxes with those joined that differ in one input alone, in ascending order.
pub(super) fn merged<T: Point>(mut regions: Vec<Region<T>>) -> Vec<Region<T>> {
    let width = regions.first().map_or(0, |region| region.sides.len());
    let mut before = usize::MAX;
    while regions.len() < before && regions.len() > 1 {
        before = regions.len();
        for at in 0..width {
            regions = merged_along(regions, at);
        }
    }
    regions.sort();
    regions
}

/// Joins the boxes that differ in the input at `at` alone.
fn merged_along<T: Point>(regions: Vec<Region<T>>, at: usize) -> Vec<Region<T>> {
    let mut joined: BTreeMap<Vec<Side<T>>, Side<T>> = BTreeMap::new();
    for region in regions {
        let (others, Some(side)) = region.split(at) else {
            continue;
        };
        joined.entry(others).and_modify(|sum| *sum = sum.union(&side)).or_insert(side);
    }
    let whole = |(mut sides, side): (Vec<Side<T>>, Side<T>)| {
        let rest = sides.split_off(at.min(sides.len()));
        Region { sides: sides.into_iter().chain(std::iter::once(side)).chain(rest).collect() }
    };
    joined.into_iter().map(whole).collect()
}
