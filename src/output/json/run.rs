//! What documents say of a run beside its findings.

use super::place::{Location, location};
use crate::diag::Severity;
use crate::eval::Tally;
use crate::finding::Outcome;
use crate::report::{Report, Superseded};
use crate::source::Sources;
use serde::Serialize;
use std::collections::BTreeMap;

/// What a run read, by which rules it judged, and what that came to.
#[derive(Serialize)]
pub struct Run<'r> {
    rule_sets: Vec<RuleSet<'r>>,
    returns: Returns<'r>,
    overridden: Vec<Overridden<'r>>,
    project: Option<&'r str>,
    left_out: Vec<LeftOut<'r>>,
    baseline: Option<Baseline<'r>>,
    today: Option<&'r str>,
    outcomes: Outcomes,
    severities: Severities,
    rules: BTreeMap<&'r str, Outcomes>,
    aggregated: Vec<Aggregated<'r>>,
}

impl<'r> Run<'r> {
    /// What a report says of its run.
    pub fn of(report: &'r Report, sources: &'r Sources) -> Run<'r> {
        Run {
            rule_sets: report.rule_sets.iter().map(|(id, digest)| RuleSet { id, digest }).collect(),
            returns: Returns {
                read: report.read,
                by_form: &report.by_form,
                failed: report.failed,
                compared_with: report.compared_with,
                groups_left_out: report.groups_left,
                passed_over: report.passed_over,
                passed_over_files: &report.passed_over_files,
                provenance: &report.provenance,
                received: report.received,
                drafts: report.drafts,
                superseded: report.superseded.iter().map(|one| superseded(one, sources)).collect(),
            },
            overridden: report
                .overridden
                .iter()
                .map(|one| Overridden { name: &one.name, from: &one.from, to: &one.to, by: &one.by })
                .collect(),
            project: report.project.as_deref(),
            left_out: report
                .left_out
                .iter()
                .map(|one| LeftOut { rule: &one.rule, reason: &one.reason, by: &one.by })
                .collect(),
            baseline: report.baseline.as_ref().map(|baseline| Baseline {
                file: &baseline.file,
                known: Severities::of(|severity| report.known(Outcome::Fail, Some(severity))),
                not_judged: report.known(Outcome::NotJudged, None),
                gone: baseline.gone,
            }),
            today: report.today.as_deref(),
            outcomes: Outcomes::of(report.outcomes()),
            severities: Severities::of(|severity| report.severity(severity)),
            rules: report.tallies.iter().map(|(rule, tally)| (rule.as_str(), Outcomes::of(*tally))).collect(),
            aggregated: report.beyond.counts.iter().map(aggregated).collect(),
        }
    }
}

#[derive(Serialize)]
struct RuleSet<'r> {
    id: &'r str,
    digest: &'r str,
}

#[derive(Serialize)]
struct Returns<'r> {
    read: u64,
    by_form: &'r BTreeMap<String, u64>,
    failed: u64,
    compared_with: u64,
    groups_left_out: u64,
    passed_over: u64,
    passed_over_files: &'r [String],
    provenance: &'r BTreeMap<String, u64>,
    received: u64,
    drafts: u64,
    superseded: Vec<SupersededOut<'r>>,
}

/// A return that was not judged, because a later version of it counts.
#[derive(Serialize)]
struct SupersededOut<'r> {
    organisation: &'r str,
    period: String,
    version: i64,
    location: Location<'r>,
    superseded_by: i64,
    superseded_by_location: Location<'r>,
}

fn superseded<'r>(one: &'r Superseded, sources: &'r Sources) -> SupersededOut<'r> {
    SupersededOut {
        organisation: &one.organisation,
        period: one.period.to_string(),
        version: one.version,
        location: location(sources, one.place),
        superseded_by: one.by,
        superseded_by_location: location(sources, one.by_place),
    }
}

#[derive(Serialize)]
struct Overridden<'r> {
    name: &'r str,
    from: &'r str,
    to: &'r str,
    by: &'r str,
}

/// A rule, or rules, left out for a reason.
#[derive(Serialize)]
struct LeftOut<'r> {
    rule: &'r str,
    reason: &'r str,
    by: &'r str,
}

/// The baseline: how many breaches of each severity it has, how many judgements that could not be made, and
/// how many of its entries no longer match.
#[derive(Serialize)]
struct Baseline<'r> {
    file: &'r str,
    known: Severities,
    not_judged: u64,
    gone: u64,
}

/// Outcomes in the order of [`Outcome::ALL`].
#[derive(Serialize)]
pub struct Outcomes {
    pass: u64,
    fail: u64,
    not_applicable: u64,
    not_judged: u64,
    waived: u64,
}

impl Outcomes {
    /// Of a tally.
    pub fn of(tally: Tally) -> Outcomes {
        Outcomes {
            pass: tally.of(Outcome::Pass),
            fail: tally.of(Outcome::Fail),
            not_applicable: tally.of(Outcome::NotApplicable),
            not_judged: tally.of(Outcome::NotJudged),
            waived: tally.of(Outcome::Waived),
        }
    }
}

#[derive(Serialize)]
struct Severities {
    error: u64,
    warning: u64,
    info: u64,
}

impl Severities {
    fn of(count: impl Fn(Severity) -> u64) -> Severities {
        Severities { error: count(Severity::Error), warning: count(Severity::Warning), info: count(Severity::Info) }
    }
}

/// Findings of one rule, outcome and severity that are counted and not listed.
#[derive(Serialize)]
struct Aggregated<'r> {
    rule: &'r str,
    outcome: &'static str,
    severity: &'static str,
    count: u64,
}

fn aggregated<'r>(((rule, outcome, severity), count): (&'r (String, Outcome, Severity), &u64)) -> Aggregated<'r> {
    Aggregated { rule, outcome: outcome.name(), severity: severity.name(), count: *count }
}
