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
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Beyond {
    /// By rule, outcome and severity how many.
    pub counts: BTreeMap<(String, Outcome, Severity), u64>,
}

impl Beyond {
    /// Counts one of a rule.
    pub fn add(&mut self, rule: &str, outcome: Outcome, severity: Severity) {
        self.more((rule.to_owned(), outcome, severity), 1);
    }

    fn more(&mut self, key: (String, Outcome, Severity), more: u64) {
        let count = self.counts.entry(key).or_default();
        *count = count.saturating_add(more);
    }

    /// Takes in others.
    pub fn merge(&mut self, other: Beyond) {
        for (key, more) in other.counts {
            self.more(key, more);
        }
    }

    /// How many breaches there are of each severity.
    pub fn failed(&self) -> impl Iterator<Item = (Severity, u64)> {
        let failed = self.counts.iter().filter(|((_, outcome, _), _)| *outcome == Outcome::Fail);
        failed.map(|((_, _, severity), count)| (*severity, *count))
    }

    /// How many there are of a rule.
    pub fn of_rule(&self, rule: &str) -> u64 {
        let of_rule = self.counts.iter().filter(|((other, _, _), _)| other == rule);
        of_rule.fold(0, |so_far, (_, more)| so_far.saturating_add(*more))
    }

    /// How many there are.
    pub fn count(&self) -> u64 {
        self.counts.values().fold(0, |so_far, more| so_far.saturating_add(*more))
    }
}

/// Which rules of a plan are shown breach by breach, by their numbers in it; the breaches of the
/// others are only counted. All are shown where nothing is said.
#[derive(Debug, Clone, Default)]
pub struct Shown {
    /// Those that are only counted.
    pub counted: Vec<usize>,
    /// Whether rules that look at other returns are left out.
    pub alone: bool,
}

impl Shown {
    /// Whether the breaches of a rule are shown.
    pub fn shows(&self, rule: usize) -> bool {
        !self.counted.contains(&rule)
    }
}
