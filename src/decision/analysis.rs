//! Gaps, overlaps and masked rows.

use super::point::Point;
use super::policy::HitPolicy;
use super::region::{Region, merged};
use super::table::{Row, Table};
use std::fmt;

/// How much an analysis may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Caps {
    /// How many boxes may be held at once, and how many overlaps are listed.
    pub boxes: usize,
    /// How many times one box may be taken from, or compared with, another.
    pub steps: usize,
}

/// Enough for hundreds of rows; at worst a few seconds.
impl Default for Caps {
    fn default() -> Caps {
        Caps { boxes: 4096, steps: 4_000_000 }
    }
}

/// An analysis that would take more than its [`Caps`]: its question has no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TooLarge {
    /// More boxes than this.
    Boxes(usize),
    /// More steps than this.
    Steps(usize),
}

impl fmt::Display for TooLarge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            TooLarge::Boxes(cap) => write!(f, "the table is too large to analyse: it falls into more than {cap} parts"),
            TooLarge::Steps(cap) => write!(f, "the table is too large to analyse: it takes more than {cap} steps"),
        }
    }
}

impl std::error::Error for TooLarge {}

/// Two rows that both match somewhere and must not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Overlap<T: Ord> {
    /// The position of the earlier row.
    pub first: usize,
    /// The position of the later row.
    pub second: usize,
    /// Where both match.
    pub region: Region<T>,
}

/// A row that never decides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Masked {
    /// The position of the row.
    pub row: usize,
    /// The positions of rows that cover it and are preferred to it; without any one of them they
    /// would not.
    pub by: Vec<usize>,
}

/// Counts what an analysis takes.
struct Meter {
    caps: Caps,
    steps: usize,
}

impl Meter {
    fn new(caps: Caps) -> Meter {
        Meter { caps, steps: 0 }
    }

    fn steps(&mut self, more: usize) -> Result<(), TooLarge> {
        self.steps = self.steps.saturating_add(more);
        if self.steps > self.caps.steps { Err(TooLarge::Steps(self.caps.steps)) } else { Ok(()) }
    }

    fn boxes(&self, held: usize) -> Result<(), TooLarge> {
        if held > self.caps.boxes { Err(TooLarge::Boxes(self.caps.boxes)) } else { Ok(()) }
    }
}

/// Takes boxes from one and gives what is left, in boxes that do not meet, in ascending order.
fn remainder<'a, T: Point + 'a>(
    start: Region<T>,
    holes: impl IntoIterator<Item = &'a Region<T>>,
    meter: &mut Meter,
) -> Result<Vec<Region<T>>, TooLarge> {
    // Boxes are joined when they have doubled in number: often enough to keep them few, seldom
    // enough to cost little.
    const FEW: usize = 32;
    let mut left = if start.is_empty() { Vec::new() } else { vec![start] };
    let mut limit = FEW.min(meter.caps.boxes);
    for hole in holes {
        if left.is_empty() {
            break;
        }
        meter.steps(left.len())?;
        left = left.iter().flat_map(|region| region.difference(hole)).collect();
        if left.len() > limit {
            left = merged(left);
            limit = left.len().saturating_mul(2).max(FEW).min(meter.caps.boxes);
        }
        meter.boxes(left.len())?;
    }
    Ok(merged(left))
}

impl<T: Point> Table<T> {
    /// What no row provides for, in boxes that do not meet; empty when the rows cover everything. A
    /// default fills all gaps, which is the caller's to consider.
    ///
    /// # Errors
    /// [`TooLarge`] when it takes more than the caps.
    pub fn gaps(&self, caps: Caps) -> Result<Vec<Region<T>>, TooLarge> {
        remainder(self.everything(), self.regions(), &mut Meter::new(caps))
    }

    /// The pairs of rows that both match somewhere and must not: with `unique` all of them; with
    /// `any` those with different outputs; with `collect` those that are the same in all. With
    /// `first` and `priority` there are none, for one of the two is preferred.
    ///
    /// # Errors
    /// [`TooLarge`] when it takes more than the caps.
    pub fn overlaps(&self, policy: HitPolicy, caps: Caps) -> Result<Vec<Overlap<T>>, TooLarge> {
        let mut found = Vec::new();
        if matches!(policy, HitPolicy::First | HitPolicy::Priority) {
            return Ok(found);
        }
        let mut meter = Meter::new(caps);
        let rows: Vec<_> = self.rows().iter().zip(self.regions()).enumerate().collect();
        for (first, (row, region)) in &rows {
            let later = rows.iter().skip(first.saturating_add(1));
            for (second, (other, other_region)) in later {
                meter.steps(1)?;
                let wrong = match policy {
                    HitPolicy::Any => row.then != other.then,
                    HitPolicy::Collect(_) => row.then == other.then && region == other_region,
                    _ => true,
                };
                if wrong && region.meets(other_region) {
                    meter.boxes(found.len().saturating_add(1))?;
                    found.push(Overlap { first: *first, second: *second, region: region.intersection(other_region) });
                }
            }
        }
        Ok(found)
    }

    /// The rows that never decide, because rows that are preferred cover them: with `first` the
    /// earlier rows, with `priority` those with a more urgent output; none otherwise. A row that
    /// never matches is dead, not masked.
    ///
    /// # Errors
    /// [`TooLarge`] when it takes more than the caps.
    pub fn masked(&self, policy: HitPolicy, caps: Caps) -> Result<Vec<Masked>, TooLarge> {
        let mut found = Vec::new();
        if !matches!(policy, HitPolicy::First | HitPolicy::Priority) {
            return Ok(found);
        }
        let mut meter = Meter::new(caps);
        let rows: Vec<_> = self.rows().iter().zip(self.regions()).enumerate().collect();
        for (row, (own, region)) in &rows {
            meter.steps(rows.len())?;
            let preferred = |(at, (other, cover)): &(usize, (&Row<T>, &Region<T>))| {
                let before = match policy {
                    HitPolicy::First => at.cmp(row),
                    _ => self.rank(&other.then).cmp(&self.rank(&own.then)),
                };
                before.is_lt() && cover.meets(region)
            };
            let covers: Vec<(usize, &Region<T>)> =
                rows.iter().filter(|row| preferred(row)).map(|(at, (_, cover))| (*at, *cover)).collect();
            if !region.is_empty() && covered(region, &covers, &mut meter)? {
                found.push(Masked { row: *row, by: needed(region, covers, &mut meter)? });
            }
        }
        Ok(found)
    }
}

/// Whether boxes cover one.
fn covered<T: Point>(region: &Region<T>, by: &[(usize, &Region<T>)], meter: &mut Meter) -> Result<bool, TooLarge> {
    Ok(remainder(region.clone(), by.iter().map(|(_, cover)| *cover), meter)?.is_empty())
}

/// Of boxes that together cover one those that are needed: the first that does so alone, otherwise
/// what remains when the later ones are dropped first.
fn needed<T: Point>(
    region: &Region<T>,
    mut covers: Vec<(usize, &Region<T>)>,
    meter: &mut Meter,
) -> Result<Vec<usize>, TooLarge> {
    if let Some((alone, _)) = covers.iter().find(|(_, cover)| region.difference(cover).is_empty()) {
        return Ok(vec![*alone]);
    }
    let all: Vec<usize> = covers.iter().map(|(at, _)| *at).collect();
    for candidate in all.iter().rev() {
        let without: Vec<_> = covers.iter().filter(|(at, _)| at != candidate).copied().collect();
        if covered(region, &without, meter)? {
            covers = without;
        }
    }
    Ok(covers.into_iter().map(|(at, _)| at).collect())
}
