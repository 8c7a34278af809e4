//! `check --format json`, version 1, and the other JSON documents. Keys may be added within a
//! version, never renamed or removed. Figures are strings, exact, in the form's unit.

use crate::diag::{Diagnostic, Severity};
use crate::eval::Tally;
use crate::finding::{Finding, InBaseline, Outcome, WaiverNote};
use crate::report::{Report, Superseded};
use crate::source::{Place, Sources, steers};
use serde::Serialize;
use std::collections::BTreeMap;
use std::io;

/// The version of the documents.
pub const VERSION: u32 = 1;

#[derive(Serialize)]
struct Document<'r> {
    version: u32,
    tool: Tool,
    rule_sets: Vec<RuleSet<'r>>,
    returns: Returns<'r>,
    overridden: Vec<Overridden<'r>>,
    left_out: Vec<LeftOut<'r>>,
    baseline: Option<Baseline<'r>>,
    today: Option<&'r str>,
    outcomes: Outcomes,
    severities: Severities,
    rules: BTreeMap<&'r str, Outcomes>,
    aggregated: Vec<Aggregated<'r>>,
    findings: Findings<'r>,
    diagnostics: Vec<DiagnosticOut<'r>>,
}

/// Findings of one rule, outcome and severity that are counted and not listed.
#[derive(Serialize)]
struct Aggregated<'r> {
    rule: &'r str,
    outcome: &'static str,
    severity: &'static str,
    count: u64,
}

/// The findings, each made when it is written.
struct Findings<'r>(&'r Report, &'r Sources);

impl Serialize for Findings<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.findings.iter().map(|one| finding(one, self.1)))
    }
}

/// Who made a document.
#[derive(Serialize)]
pub struct Tool {
    name: &'static str,
    version: &'static str,
}

/// This tool.
pub fn tool() -> Tool {
    Tool { name: env!("CARGO_PKG_NAME"), version: env!("CARGO_PKG_VERSION") }
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

/// Outcomes in the order of [`Outcome::ALL`].
#[derive(Serialize)]
struct Outcomes {
    pass: u64,
    fail: u64,
    not_applicable: u64,
    not_judged: u64,
    waived: u64,
}

impl Outcomes {
    fn of(tally: Tally) -> Outcomes {
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

/// A place in a file: lines and columns from 1, columns in code points, the end one past the
/// last character.
#[derive(Serialize)]
pub struct Location<'r> {
    file: &'r str,
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    path: Option<&'r str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cell: Option<Option<String>>,
    /// What the labels of the cell's row and column say.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    labels: Vec<&'r str>,
}

/// The location of a place, without path and cell.
pub fn location(sources: &Sources, place: Place) -> Location<'_> {
    let (start, end) = sources.ends(place);
    Location {
        file: sources.name(place.file),
        line: start.line,
        column: start.column,
        end_line: end.line,
        end_column: end.column,
        path: None,
        cell: sources.cell(place).map(|cell| Some(cell.to_string())),
        labels: sources.cell(place).and_then(|cell| cell.labels).map_or(Vec::new(), |(row, column)| {
            [row, column].into_iter().map(String::as_str).filter(|label| !label.is_empty()).collect()
        }),
    }
}

fn in_return<'r>(sources: &'r Sources, place: Place, path: &'r str) -> Location<'r> {
    let location = location(sources, place);
    Location { path: Some(path), cell: Some(location.cell.flatten()), ..location }
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

#[derive(Serialize)]
struct FindingOut<'r> {
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

#[derive(Serialize)]
struct DiagnosticOut<'r> {
    code: &'r str,
    severity: &'static str,
    message: &'r str,
    help: Option<&'r str>,
    location: Option<Location<'r>>,
}

fn finding<'r>(finding: &'r Finding, sources: &'r Sources) -> FindingOut<'r> {
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

fn diagnostic<'r>(diagnostic: &'r Diagnostic, sources: &'r Sources) -> DiagnosticOut<'r> {
    let whole_file = diagnostic.file.as_deref().map(|file| {
        let (line, column) = diagnostic.line.map_or((1, 1), |at| (at.line, at.column));
        Location { file, line, column, end_line: line, end_column: column, path: None, cell: None, labels: Vec::new() }
    });
    DiagnosticOut {
        code: diagnostic.code,
        severity: diagnostic.severity.name(),
        message: &diagnostic.message,
        help: diagnostic.help.as_deref(),
        location: diagnostic.place.map(|place| location(sources, place)).or(whole_file),
    }
}

/// Writes the document of a report.
///
/// # Errors
/// What writing it gives.
pub fn write(report: &Report, sources: &Sources, out: &mut dyn io::Write) -> io::Result<()> {
    let document = Document {
        version: VERSION,
        tool: tool(),
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
        findings: Findings(report, sources),
        diagnostics: report.diagnostics.iter().map(|one| diagnostic(one, sources)).collect(),
    };
    serde_json::to_writer_pretty(Escaped(&mut *out), &document)?;
    out.write_all(b"\n")
}

fn aggregated<'r>(((rule, outcome, severity), count): (&'r (String, Outcome, Severity), &u64)) -> Aggregated<'r> {
    Aggregated { rule, outcome: outcome.name(), severity: severity.name(), count: *count }
}

/// Diagnostics alone, for commands that report nothing else.
pub fn diagnostics(diagnostics: &[Diagnostic], sources: &Sources) -> serde_json::Value {
    let out: Vec<DiagnosticOut<'_>> = diagnostics.iter().map(|one| diagnostic(one, sources)).collect();
    serde_json::to_value(out).unwrap_or_default()
}

/// A document as text, with a line end.
pub fn text(document: &impl Serialize) -> String {
    let mut out = Vec::new();
    // Nothing can fail that is written to memory.
    let _ = serde_json::to_writer_pretty(Escaped(&mut out), document);
    out.push(b'\n');
    String::from_utf8(out).unwrap_or_default()
}

/// Writes what could turn the reading direction or hide text as an escape: it occurs inside JSON texts
/// only, where an escape means the same.
struct Escaped<'w>(&'w mut dyn io::Write);

impl io::Write for Escaped<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.write_all(bytes)?;
        Ok(bytes.len())
    }

    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        // Texts are written in pieces that end where a character does.
        let Some(text) = std::str::from_utf8(bytes).ok().filter(|text| !text.is_ascii()) else {
            return self.0.write_all(bytes);
        };
        let mut rest = text;
        while let Some((at, c)) = rest.char_indices().find(|(_, c)| !c.is_ascii() && steers(*c)) {
            let (before, behind) = rest.split_at_checked(at).unwrap_or((rest, ""));
            self.0.write_all(before.as_bytes())?;
            write!(self.0, "\\u{:04x}", u32::from(c))?;
            rest = behind.get(c.len_utf8()..).unwrap_or("");
        }
        self.0.write_all(rest.as_bytes())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}
