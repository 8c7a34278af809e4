//! Findings in documents.

use super::place::{Location, in_return, location};
use crate::finding::{Finding, InBaseline, WaiverNote};
use crate::source::Sources;
use serde::Serialize;

/// How a finding stands to the baseline; `standing` is new, known or beyond_bound.
#[derive(Serialize)]
struct Standing<'r> {
    standing: &'static str,
    bound: Option<String>,
    location: Option<Location<'r>>,
}

fn standing<'r>(one: &InBaseline, sources: &'r Sources) -> Standing<'r> {
    Standing {
        standing: one.standing.name(),
        bound: one.bound.map(|bound| bound.to_string()),
        location: one.place.map(|place| location(sources, place)),
    }
}

#[derive(Serialize)]
struct Related<'r> {
    role: &'r str,
    #[serde(flatten)]
    location: Location<'r>,
}

#[derive(Serialize)]
struct Evidence<'r> {
    expression: &'r str,
    value: &'r str,
}

#[derive(Serialize)]
struct Gap {
    left: String,
    right: String,
    difference: String,
    tolerance: String,
}

/// A waiver of a breach, or the claim of one; `standing` is granted, beyond_bound, expired or
/// claimed.
#[derive(Serialize)]
pub struct Waiver<'r> {
    standing: &'static str,
    reason: Option<&'r str>,
    evidence: Option<&'r str>,
    approved_by: Option<&'r str>,
    expires: Option<&'r str>,
    bound: Option<String>,
    lacks: Vec<&'static str>,
    location: Option<Location<'r>>,
}

/// A waiver, as a document shows it.
pub fn waiver<'r>(note: &'r WaiverNote, sources: &'r Sources) -> Waiver<'r> {
    Waiver {
        standing: note.standing.name(),
        reason: note.reason.as_deref(),
        evidence: note.evidence.as_deref(),
        approved_by: note.approved_by.as_deref(),
        expires: note.expires.as_deref(),
        bound: note.bound.map(|bound| bound.to_string()),
        lacks: note.lacks(),
        location: note.place.map(|place| location(sources, place)),
    }
}

/// A finding in a document.
#[derive(Serialize)]
pub struct FindingOut<'r> {
    rule: &'r str,
    outcome: &'static str,
    severity: &'static str,
    triage: Option<&'r str>,
    flag: Option<&'r str>,
    organisation: Option<&'r str>,
    group: Option<GroupOut<'r>>,
    period: Option<String>,
    message: &'r str,
    help: Option<&'r str>,
    suggestion: Option<&'r str>,
    location: Location<'r>,
    related: Vec<Related<'r>>,
    rule_location: Location<'r>,
    evidence: Vec<Evidence<'r>>,
    gap: Option<Gap>,
    fingerprint: &'r str,
    waiver: Option<Waiver<'r>>,
    baseline: Option<Standing<'r>>,
    blocked: &'r [String],
    title: &'r str,
    sources: Vec<&'r str>,
}

/// The group that a finding is about.
#[derive(Serialize)]
struct GroupOut<'r> {
    by: &'r str,
    code: &'r str,
    name: &'r str,
}

/// A finding, as a document shows it.
pub fn finding<'r>(finding: &'r Finding, sources: &'r Sources) -> FindingOut<'r> {
    FindingOut {
        rule: &finding.rule,
        outcome: finding.outcome.name(),
        severity: finding.severity.name(),
        triage: finding.triage.as_deref(),
        flag: finding.flag.as_deref(),
        organisation: finding.organisation.as_deref(),
        group: finding.group.as_ref().map(|(by, code, name)| GroupOut { by, code, name }),
        period: finding.period.map(|period| period.to_string()),
        message: &finding.message,
        help: finding.help.as_deref(),
        suggestion: finding.suggestion.as_deref(),
        location: in_return(sources, finding.place, &finding.path),
        related: finding
            .related
            .iter()
            .map(|related| Related { role: related.role, location: in_return(sources, related.place, &related.path) })
            .collect(),
        rule_location: location(sources, finding.rule_place),
        evidence: finding.evidence.iter().map(|(expression, value)| Evidence { expression, value }).collect(),
        gap: finding.gap.as_ref().map(|gap| Gap {
            left: gap.left.to_string(),
            right: gap.right.to_string(),
            difference: gap.difference.to_string(),
            tolerance: gap.tolerance.to_string(),
        }),
        fingerprint: &finding.fingerprint,
        waiver: finding.waiver.as_ref().map(|note| waiver(note, sources)),
        baseline: finding.baseline.as_ref().map(|one| standing(one, sources)),
        blocked: &finding.blocked,
        title: &finding.title,
        sources: finding.sources.iter().map(|(title, _, _)| title.as_str()).collect(),
    }
}
