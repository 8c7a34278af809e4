//! Two reports held against each other: findings that are new, that are gone and that have changed. A
//! finding is the same by its fingerprint, wherever its lines have moved.

use super::Report;
use crate::diag::Severity;
use crate::finding::{Finding, Outcome};
use crate::source::{Place, Sources};
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// A finding as far as it is held against another: some of the keys of a finding in JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(expecting = "a finding")]
pub struct Recorded {
    /// The same for the same finding.
    pub fingerprint: String,
    /// The rule.
    pub rule: String,
    /// fail, not_judged or waived.
    pub outcome: String,
    /// error, warning or info.
    pub severity: String,
    /// red or amber.
    pub triage: Option<String>,
    /// The organisation.
    pub organisation: Option<String>,
    /// The group it is about.
    pub group: Option<RecordedGroup>,
    /// The period.
    pub period: Option<String>,
    /// What is wrong, with the values.
    pub message: String,
    /// The two sides, of a comparison of numbers.
    pub gap: Option<RecordedGap>,
    /// Where.
    pub location: RecordedPlace,
}

/// The group that a finding is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(expecting = "a group")]
pub struct RecordedGroup {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
}

/// The two sides of a comparison, as exact figures.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(expecting = "the sides of a comparison")]
pub struct RecordedGap {
    /// The left side.
    pub left: String,
    /// The right side.
    pub right: String,
    /// How far they are apart.
    pub difference: String,
}

/// Where a finding points.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(expecting = "a place")]
pub struct RecordedPlace {
    /// The file.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// The column, from 1.
    pub column: usize,
    /// The path of the figure.
    pub path: Option<String>,
    /// The cell of a workbook.
    pub cell: Option<String>,
}

impl Recorded {
    /// A finding of a run.
    pub fn of(finding: &Finding, sources: &Sources) -> Recorded {
        Recorded {
            fingerprint: finding.fingerprint.clone(),
            rule: finding.rule.clone(),
            outcome: finding.outcome.name().to_owned(),
            severity: finding.severity.name().to_owned(),
            triage: finding.triage.clone(),
            organisation: finding.organisation.clone(),
            group: finding
                .group
                .as_ref()
                .map(|(_, code, name)| RecordedGroup { code: code.clone(), name: name.clone() }),
            period: finding.period.map(|period| period.to_string()),
            message: finding.message.clone(),
            gap: finding.gap.as_ref().map(|gap| RecordedGap {
                left: gap.left.to_string(),
                right: gap.right.to_string(),
                difference: gap.difference.to_string(),
            }),
            location: place(sources, finding.place, &finding.path),
        }
    }

    /// How much it matters.
    fn level(&self) -> Option<Severity> {
        let all = [Severity::Error, Severity::Warning, Severity::Info];
        all.into_iter().find(|severity| severity.name() == self.severity)
    }

    /// Whether it is a breach of some severity or a worse one.
    fn reaches(&self, severity: Severity) -> bool {
        self.outcome == Outcome::Fail.name() && self.level().is_some_and(|own| own >= severity)
    }

    /// What comes first: breaches before the rest, worse ones before others.
    fn order(&self) -> impl Ord + use<> {
        let breach = self.outcome == Outcome::Fail.name();
        let whose = (self.organisation.clone(), self.period.clone(), self.rule.clone());
        (Reverse(breach), Reverse(self.level()), whose, self.fingerprint.clone())
    }
}

fn place(sources: &Sources, place: Place, path: &str) -> RecordedPlace {
    let at = sources.ends(place).0;
    RecordedPlace {
        file: sources.name(place.file).to_owned(),
        line: at.line,
        column: at.column,
        path: Some(path.to_owned()).filter(|path| !path.is_empty()),
        cell: sources.cell(place).map(|cell| cell.to_string()),
    }
}

/// What a report had: its findings, what each rule came to, and how many findings it did not list.
#[derive(Debug, Default)]
pub struct Side {
    /// The name of it.
    pub name: String,
    /// Its findings.
    pub findings: Vec<Recorded>,
    /// What its rules came to: the counts of [`Outcome::ALL`] by rule.
    pub rules: BTreeMap<String, [u64; 5]>,
    /// How many findings it only counts.
    pub counted: u64,
}

impl Side {
    /// What a run came to.
    pub fn of(name: &str, report: &Report, sources: &Sources) -> Side {
        Side {
            name: name.to_owned(),
            findings: report.findings.iter().map(|finding| Recorded::of(finding, sources)).collect(),
            rules: report.tallies.iter().map(|(rule, tally)| (rule.clone(), tally.counts)).collect(),
            counted: report.beyond.count(),
        }
    }
}

/// A finding that both have, and what is no longer the same of it.
#[derive(Debug, Clone, Serialize)]
pub struct Changed {
    /// What changed: outcome, severity, triage, difference, figures or message.
    pub what: Vec<&'static str>,
    /// As it was.
    pub old: Recorded,
    /// As it is.
    pub new: Recorded,
}

/// Two reports held against each other.
#[derive(Debug, Default)]
pub struct Difference {
    /// What only the new one has, the worst first.
    pub new: Vec<Recorded>,
    /// What only the old one had, the worst first.
    pub gone: Vec<Recorded>,
    /// What both have and is not the same, the worst first.
    pub changed: Vec<Changed>,
    /// How many findings are the same in both.
    pub same: u64,
    /// Rules that do not come to the same: the counts of [`Outcome::ALL`] in the old one and the new one.
    pub rules: BTreeMap<String, ([u64; 5], [u64; 5])>,
}

impl Difference {
    /// Holds two reports against each other.
    pub fn between(old: Side, new: Side) -> Difference {
        let mut out = Difference::default();
        let ids: BTreeSet<&String> = old.rules.keys().chain(new.rules.keys()).collect();
        for id in ids {
            let of = |side: &Side| side.rules.get(id).copied().unwrap_or_default();
            let both = (of(&old), of(&new));
            if both.0 != both.1 {
                out.rules.insert(id.clone(), both);
            }
        }
        let mut before: BTreeMap<String, Recorded> =
            old.findings.into_iter().map(|finding| (finding.fingerprint.clone(), finding)).collect();
        for now in new.findings {
            let Some(then) = before.remove(&now.fingerprint) else {
                out.new.push(now);
                continue;
            };
            let what = changes(&then, &now);
            match what.is_empty() {
                true => out.same = out.same.saturating_add(1),
                false => out.changed.push(Changed { what, old: then, new: now }),
            }
        }
        out.gone = before.into_values().collect();
        out.new.sort_by_cached_key(Recorded::order);
        out.gone.sort_by_cached_key(Recorded::order);
        out.changed.sort_by_cached_key(|changed| changed.new.order());
        out
    }

    /// Whether there is a breach of some severity or worse that was none before.
    pub fn reaches(&self, severity: Severity) -> bool {
        let turned = |changed: &Changed| changed.new.reaches(severity) && !changed.old.reaches(severity);
        self.new.iter().any(|finding| finding.reaches(severity)) || self.changed.iter().any(turned)
    }
}

/// What of a finding is not the same; places are of no account.
fn changes(old: &Recorded, new: &Recorded) -> Vec<&'static str> {
    let difference = |side: &Recorded| side.gap.as_ref().map(|gap| gap.difference.clone());
    let sides = |side: &Recorded| side.gap.as_ref().map(|gap| (gap.left.clone(), gap.right.clone()));
    let mut what = Vec::new();
    let mut note = |word, differs: bool| {
        if differs {
            what.push(word);
        }
    };
    note("outcome", old.outcome != new.outcome);
    note("severity", old.severity != new.severity);
    note("triage", old.triage != new.triage);
    let apart = difference(old) != difference(new);
    note("difference", apart);
    note("figures", !apart && sides(old) != sides(new));
    let words = old.message != new.message;
    if what.is_empty() && words {
        what.push("message");
    }
    what
}
