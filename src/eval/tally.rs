//! What a return came to: how often each outcome occurred, what is wrong, and what of that is only
//! counted.

use crate::diag::Severity;
use crate::finding::{Finding, Outcome};
use std::collections::BTreeMap;

/// How often each outcome occurred.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    /// In the order of [`Outcome::ALL`].
    pub counts: [u64; 5],
}

impl Tally {
    /// Counts an outcome.
    pub fn add(&mut self, outcome: Outcome) {
        for (count, other) in self.counts.iter_mut().zip(Outcome::ALL) {
            if other == outcome {
                *count = count.saturating_add(1);
            }
        }
    }

    /// Counts one breach as waived.
    pub fn waive(&mut self) {
        let [_, fail, _, _, waived] = &mut self.counts;
        *fail = fail.saturating_sub(1);
        *waived = waived.saturating_add(1);
    }

    /// How often an outcome occurred.
    pub fn of(&self, outcome: Outcome) -> u64 {
        self.counts.iter().zip(Outcome::ALL).find(|(_, other)| *other == outcome).map_or(0, |(count, _)| *count)
    }

    /// Takes in another tally.
    pub fn merge(&mut self, other: Tally) {
        for (count, more) in self.counts.iter_mut().zip(other.counts) {
            *count = count.saturating_add(more);
        }
    }
}

/// What a return came to.
#[derive(Debug, Default)]
pub struct Judged {
    /// Outcomes of the rules of the plan, in its order; of one that is not selected none.
    pub tallies: Vec<Tally>,
    /// What is wrong, in the order of the rules.
    pub findings: Vec<Finding>,
    /// What was counted and not kept.
    pub beyond: Beyond,
}

/// Breaches and judgements that could not be made which were counted and not kept.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Beyond {
    /// How many breaches there were of each severity.
    pub failed: BTreeMap<Severity, u64>,
    /// How many judgements could not be made.
    pub not_judged: u64,
}

impl Beyond {
    /// Counts one.
    pub fn add(&mut self, outcome: Outcome, severity: Severity) {
        let count = match outcome {
            Outcome::NotJudged => &mut self.not_judged,
            _ => self.failed.entry(severity).or_default(),
        };
        *count = count.saturating_add(1);
    }

    /// Takes in others.
    pub fn merge(&mut self, other: &Beyond) {
        for (severity, more) in &other.failed {
            let count = self.failed.entry(*severity).or_default();
            *count = count.saturating_add(*more);
        }
        self.not_judged = self.not_judged.saturating_add(other.not_judged);
    }

    /// How many there are.
    pub fn count(&self) -> u64 {
        self.failed.values().fold(self.not_judged, |so_far, more| so_far.saturating_add(*more))
    }
}
