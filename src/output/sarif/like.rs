//! Findings that are alike become one result where there would be more results than servers show.

use crate::diag::Severity;
use crate::finding::{Finding, Outcome};
use crate::output::worst::Weight;
use crate::source::FileId;
use std::collections::{BTreeMap, BTreeSet};

/// The findings of one result, in the order of the report; there is one at least.
pub struct Alike<'r> {
    pub first: &'r Finding,
    pub others: Vec<&'r Finding>,
    /// How they were put together.
    pub by: By,
}

impl<'r> Alike<'r> {
    pub fn all(&self) -> impl Iterator<Item = &'r Finding> {
        std::iter::once(self.first).chain(self.others.iter().copied())
    }
}

/// How findings are put together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum By {
    /// Each stands alone.
    Itself,
    /// Those of one rule, outcome, severity, standing and file.
    File,
    /// Those of one rule, outcome, severity and standing.
    Rule,
}

/// What findings that are put together have in common.
type Key<'r> = (By, &'r str, Outcome, Severity, (Weight, Option<&'static str>), Option<FileId>, usize);

fn key(by: By, at: usize, finding: &Finding) -> Key<'_> {
    let (file, at) = match by {
        By::Itself => (Some(finding.place.file), at),
        By::File => (Some(finding.place.file), 0),
        By::Rule => (None, 0),
    };
    let standing = (Weight::of(finding), finding.baseline.map(|baseline| baseline.standing.name()));
    (by, &finding.rule, finding.outcome, finding.severity, standing, file, at)
}

/// Findings as results, at most so many where that can be: first the mildest are put together, file by
/// file, and the worst only where it cannot be helped; then over all files, the mildest first. None is
/// left out: what cannot be put together any further is given, however many there are.
pub fn gather(findings: &[Finding], most: usize) -> Vec<Alike<'_>> {
    let mut ways: BTreeMap<Weight, By> = Weight::ALL.into_iter().map(|weight| (weight, By::Itself)).collect();
    let steps = [By::File, By::Rule].into_iter().flat_map(|by| Weight::ALL.into_iter().rev().map(move |one| (one, by)));
    for (weight, by) in steps {
        if count(findings, &ways) <= most {
            break;
        }
        ways.insert(weight, by);
    }
    let mut numbers: BTreeMap<Key<'_>, usize> = BTreeMap::new();
    let mut out: Vec<Alike<'_>> = Vec::new();
    for (at, finding) in findings.iter().enumerate() {
        let by = way(&ways, finding);
        let next = out.len();
        let number = *numbers.entry(key(by, at, finding)).or_insert(next);
        match out.get_mut(number) {
            Some(alike) => alike.others.push(finding),
            None => out.push(Alike { first: finding, others: Vec::new(), by }),
        }
    }
    out
}

fn way(ways: &BTreeMap<Weight, By>, finding: &Finding) -> By {
    ways.get(&Weight::of(finding)).copied().unwrap_or(By::Itself)
}

/// How many results there would be.
fn count(findings: &[Finding], ways: &BTreeMap<Weight, By>) -> usize {
    let mut alone = 0usize;
    let mut together: BTreeSet<Key<'_>> = BTreeSet::new();
    for finding in findings {
        match way(ways, finding) {
            By::Itself => alone = alone.saturating_add(1),
            by => {
                together.insert(key(by, 0, finding));
            }
        }
    }
    alone.saturating_add(together.len())
}
