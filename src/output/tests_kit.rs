//! Made-up findings for the tests of formats.

use super::{Format, Look, report as written};
use crate::diag::Severity;
use crate::finding::{Finding, InBaseline, Novelty, Outcome, fingerprint};
use crate::report::{BaselineNote, Report, RuleNote};
use crate::source::{FileId, Place, Sources, Span};
use std::sync::Arc;

/// Two files of the reader's, and one of the program's.
pub fn sources() -> Sources {
    let mut sources = Sources::default();
    sources.add("builtin:rules/x.yaml", "rules:\n  - {id: X-1}\n");
    sources.add("./in/a.yaml", "a: 1\nb: 2\n");
    sources.add("in/b.yaml", "c: 3\n");
    sources
}

/// A place in the file with a number.
pub fn place(file: u32, start: usize, end: usize) -> Place {
    Place { file: FileId(file), span: Span::new(start, end) }
}

/// A finding at the first figure of a file.
pub fn finding(rule: &str, outcome: Outcome, severity: Severity, file: u32, number: usize) -> Finding {
    Finding {
        rule: rule.to_owned(),
        outcome,
        severity,
        triage: None,
        flag: None,
        organisation: Some(format!("O{number}")),
        group: None,
        period: None,
        message: format!("message {number}"),
        help: Some("help".to_owned()),
        suggestion: None,
        place: place(file, 3, 4),
        path: "a".to_owned(),
        label: "a 1".to_owned(),
        related: Vec::new(),
        rule_place: place(0, 15, 18),
        title: format!("title of {rule}"),
        sources: Arc::default(),
        of_row: false,
        evidence: Vec::new(),
        gap: None,
        fingerprint: fingerprint(rule, None, None, &number.to_string(), 0),
        blocked: Vec::new(),
        unlisted: None,
        waiver: None,
        baseline: None,
        provenance: None,
        other_unit: None,
    }
}

/// As [`finding`], as a baseline stands to it.
pub fn known(standing: Novelty, finding: Finding) -> Finding {
    let place = (standing != Novelty::New).then(|| place(2, 0, 1));
    Finding { baseline: Some(InBaseline { standing, bound: None, place }), ..finding }
}

/// A report of findings, counted as a run counts them.
pub fn report(findings: Vec<Finding>) -> Report {
    let mut report = Report::default();
    for finding in &findings {
        report.tallies.entry(finding.rule.clone()).or_default().add(finding.outcome);
        let note = RuleNote {
            title: finding.title.clone(),
            severity: finding.severity,
            help: finding.help.clone(),
            place: finding.rule_place,
            sources: Arc::default(),
        };
        report.rules.insert(finding.rule.clone(), note);
    }
    if findings.iter().any(|finding| finding.baseline.is_some()) {
        report.baseline = Some(BaselineNote { file: "known.yaml".to_owned(), gone: 0 });
    }
    report.findings = findings;
    report
}

/// A report in a format.
pub fn text(of: &Report, format: Format) -> String {
    written(of, &sources(), format, Look::default())
}
