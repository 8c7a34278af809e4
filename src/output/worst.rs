//! Which findings come first where not all can be shown, and whose they are.

use super::one_by_one;
use crate::diag::Severity;
use crate::finding::{Finding, Outcome};
use crate::report::Report;
use crate::source::{shown_line, shown_short};
use std::collections::BTreeMap;

/// What a finding is to somebody who has to act, the worst first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// A breach to be put right.
    Error,
    /// A breach to be explained.
    Warning,
    /// A breach for information.
    Info,
    /// A judgement that could not be made.
    NotJudged,
    /// A breach that was accepted.
    Waived,
    /// What the baseline has.
    Known,
}

impl Weight {
    /// All, the worst first.
    pub const ALL: [Weight; 6] =
        [Weight::Error, Weight::Warning, Weight::Info, Weight::NotJudged, Weight::Waived, Weight::Known];

    /// Of a finding.
    pub fn of(finding: &Finding) -> Weight {
        if finding.is_known() { Weight::Known } else { Weight::of_kind(finding.outcome, finding.severity) }
    }

    /// Of findings of an outcome and severity that are only counted.
    pub fn of_kind(outcome: Outcome, severity: Severity) -> Weight {
        match (outcome, severity) {
            (Outcome::Waived, _) => Weight::Waived,
            (Outcome::Fail, Severity::Error) => Weight::Error,
            (Outcome::Fail, Severity::Warning) => Weight::Warning,
            (Outcome::Fail, Severity::Info) => Weight::Info,
            _ => Weight::NotJudged,
        }
    }

    /// The word for people.
    pub fn words(self) -> &'static str {
        match self {
            Weight::Error => "error",
            Weight::Warning => "warning",
            Weight::Info => "info",
            Weight::NotJudged => "not judged",
            Weight::Waived => "waived",
            Weight::Known => "known",
        }
    }
}

/// The findings that are shown one by one, the worst first, those of one weight in the order of the
/// report.
pub fn worst_first(report: &Report) -> Vec<&Finding> {
    let mut findings: Vec<&Finding> = one_by_one(report).collect();
    findings.sort_by_key(|finding| Weight::of(finding));
    findings
}

/// How many of each rule, the rules with the worst first.
pub fn by_rule<'f>(each: impl IntoIterator<Item = (&'f str, Weight, u64)>) -> Vec<(&'f str, u64)> {
    let mut rules: BTreeMap<&str, (Weight, u64)> = BTreeMap::new();
    for (rule, weight, count) in each {
        let (worst, so_far) = rules.entry(rule).or_insert((weight, 0));
        *worst = (*worst).min(weight);
        *so_far = so_far.saturating_add(count);
    }
    let mut rules: Vec<_> = rules.into_iter().collect();
    rules.sort_by_key(|(_, (worst, _))| *worst);
    rules.into_iter().map(|(rule, (_, count))| (rule, count)).collect()
}

/// Whose a finding is, in words: organisation or group and period. What is not real is said at every
/// figure, so that none can be taken for one.
pub fn whose(finding: &Finding) -> String {
    let group = finding.group.as_ref().map_or(String::new(), |(_, _, name)| shown_short(name));
    let mut whose = finding.organisation.as_deref().map_or(group, shown_short);
    if let Some(period) = finding.period {
        whose = format!("{whose} {period}");
    }
    if let Some(provenance) = finding.provenance.as_deref().filter(|word| *word != "real") {
        let between = if whose.is_empty() { "" } else { ", " };
        whose = format!("{}{between}{}", whose.trim(), shown_line(provenance).replace('_', " "));
    }
    whose.trim().to_owned()
}
