//! XML as JUnit writes it, for servers that show test results: a suite for each rule, a case for each
//! finding. GitLab tells cases apart by class name and name, shows the text of a failure and not its
//! message attribute, and reads `file` (docs.gitlab.com, "Unit test reports"); so names are made to
//! differ, and the text has the message too.

use super::escape::xml;
use super::worst::{Weight, whose};
use super::{Look, below, counted, of_file, position};
use crate::diag::{Diagnostic, Severity};
use crate::eval::Tally;
use crate::finding::{Finding, Outcome};
use crate::report::Report;
use crate::source::Sources;
use quick_junit::{NonSuccessKind, Property, TestCase, TestCaseStatus, TestSuite};
use std::collections::{BTreeMap, BTreeSet};
use std::io;

/// Writes a report. Nothing of the day or the machine goes into it.
///
/// # Errors
/// What writing it gives.
pub fn write(report: &Report, sources: &Sources, look: Look, out: &mut dyn io::Write) -> io::Result<()> {
    let mut written = quick_junit::Report::new(env!("CARGO_PKG_NAME"));
    let mut findings: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
    for finding in &report.findings {
        findings.entry(&finding.rule).or_default().push(finding);
    }
    let counted = report.beyond.counts.keys().map(|(rule, _, _)| rule.as_str());
    let judged = report.tallies.keys().map(String::as_str);
    let rules: BTreeSet<&str> = judged.chain(findings.keys().copied()).chain(counted).collect();
    for rule in rules {
        let found = findings.get(rule).map_or(&[] as &[&Finding], Vec::as_slice);
        written.add_test_suite(of_rule(rule, found, report, sources, look));
    }
    written.add_test_suites(left_out(report));
    written.add_test_suites(unread(report, sources));
    // Written in one go: the crate's own error would hide a reader that has gone away.
    let text = written.to_string().map_err(|error| io::Error::other(error.to_string()))?;
    out.write_all(text.as_bytes())
}

/// The cases of a suite, no two of one name.
struct Cases {
    suite: TestSuite,
    class: String,
    names: BTreeMap<String, usize>,
}

impl Cases {
    fn new(name: &str, class: &str) -> Cases {
        Cases { suite: TestSuite::new(xml(name)), class: xml(class), names: BTreeMap::new() }
    }

    fn add(&mut self, name: &str, status: TestCaseStatus, with: impl FnOnce(&mut TestCase)) {
        let name = xml(name.trim());
        let times = self.names.entry(name.clone()).or_default();
        *times = times.saturating_add(1);
        let name = if *times > 1 { format!("{name} ({times})") } else { name };
        let mut case = TestCase::new(name, status);
        case.set_classname(&self.class);
        with(&mut case);
        self.suite.add_test_case(case);
    }
}

fn of_rule(rule: &str, findings: &[&Finding], report: &Report, sources: &Sources, look: Look) -> TestSuite {
    let title = report.rules.get(rule).map(|note| note.title.as_str());
    let title = title.or(findings.first().map(|finding| finding.title.as_str())).unwrap_or("");
    let mut cases = Cases::new(format!("{rule} {title}").trim(), rule);
    let tally = report.tallies.get(rule).copied().unwrap_or_default();
    for outcome in Outcome::ALL {
        cases.suite.add_property(Property::new(outcome.name(), tally.of(outcome).to_string()));
    }
    for finding in findings {
        let name = format!("{} {}", whose(finding), finding.path);
        let text = text(finding, sources);
        let fails = finding.is_breach() && reaches(finding.severity, look);
        let status = match (Weight::of(finding), fails) {
            (_, true) => {
                status(TestCaseStatus::non_success(NonSuccessKind::Failure), finding.severity.name(), finding, &text)
            }
            (weight @ (Weight::NotJudged | Weight::Waived | Weight::Known), _) => {
                status(TestCaseStatus::skipped(), weight.words(), finding, &text)
            }
            _ => TestCaseStatus::success(),
        };
        let passes = matches!(status, TestCaseStatus::Success { .. });
        cases.add(&name, status, |case| {
            place(finding, sources, case);
            if passes {
                case.set_system_out(format!("{}: {text}", finding.severity.name()));
            }
        });
    }
    let beyond = report.beyond.counts.iter().filter(|((other, _, _), _)| other == rule);
    for ((_, outcome, severity), count) in beyond {
        only_counted((*outcome, *severity), *count, look, &mut cases);
    }
    if cases.suite.test_cases.is_empty() {
        cases.add(&passed(tally), TestCaseStatus::success(), |_| {});
    }
    cases.suite
}

/// Whether a severity makes the run fail.
fn reaches(severity: Severity, look: Look) -> bool {
    look.fail_on.is_some_and(|level| severity >= level)
}

fn status(mut status: TestCaseStatus, kind: &str, finding: &Finding, text: &str) -> TestCaseStatus {
    status.set_type(kind).set_message(xml(&finding.message)).set_description(text);
    status
}

/// What a rule without findings came to.
fn passed(tally: Tally) -> String {
    let (passed, not) = (tally.of(Outcome::Pass), tally.of(Outcome::NotApplicable));
    format!("{passed} passed, {not} not applicable")
}

/// One case for all that is counted and not listed.
fn only_counted((outcome, severity): (Outcome, Severity), count: u64, look: Look, cases: &mut Cases) {
    let (name, words) = match outcome {
        Outcome::Fail => {
            ("only counted", format!("{} of severity {}", counted(count, "more finding"), severity.name()))
        }
        _ => ("only counted, not judged", format!("{count} more could not be judged")),
    };
    let status = match outcome {
        Outcome::Fail if reaches(severity, look) => {
            let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
            status.set_type(severity.name()).set_message(words.as_str()).set_description(words.as_str());
            status
        }
        Outcome::Fail => TestCaseStatus::success(),
        _ => {
            let mut status = TestCaseStatus::skipped();
            status.set_type(Weight::NotJudged.words()).set_message(words.as_str()).set_description(words.as_str());
            status
        }
    };
    let passes = matches!(status, TestCaseStatus::Success { .. });
    cases.add(&format!("{name}, {}", severity.name()), status, |case| {
        if passes {
            case.set_system_out(words);
        }
    });
}

/// All that is to be said of a finding, a line each.
fn text(finding: &Finding, sources: &Sources) -> String {
    let mut lines = vec![xml(&finding.message), format!("at {}", xml(&position(sources, finding.place)))];
    let mut also = |title: &str, text: &str| lines.push(format!("{title}: {}", xml(text)));
    for (title, text) in below(finding, sources) {
        also(title, &text);
    }
    for (expression, value) in &finding.evidence {
        also("value", &format!("{expression} = {value}"));
    }
    lines.join("\n")
}

/// File and line, of a file that the reader has.
fn place(finding: &Finding, sources: &Sources, case: &mut TestCase) {
    let file = sources.name(finding.place.file);
    if file.starts_with("builtin:") {
        return;
    }
    let line = sources.ends(finding.place).0.line;
    case.extra.insert("file".into(), xml(file.trim_start_matches("./")).into());
    case.extra.insert("line".into(), line.to_string().into());
}

/// Rules that were left out for a reason are skipped.
fn left_out(report: &Report) -> Option<TestSuite> {
    let mut cases = Cases::new("rules left out", "rules left out");
    for one in &report.left_out {
        let mut status = TestCaseStatus::skipped();
        let words = xml(&format!("{} ({})", one.reason, one.by));
        status.set_message(words.as_str()).set_description(words);
        cases.add(&one.rule, status, |_| {});
    }
    (!cases.suite.test_cases.is_empty()).then_some(cases.suite)
}

/// What was wrong with the inputs: a case for each error, the warnings as output.
fn unread(report: &Report, sources: &Sources) -> Option<TestSuite> {
    const NAME: &str = "what could not be read";
    let mut cases = Cases::new(NAME, NAME);
    let mut warnings: Vec<String> = Vec::new();
    for diagnostic in &report.diagnostics {
        let (place, words) = told(diagnostic, sources);
        if diagnostic.severity != Severity::Error {
            warnings.push(format!("{place}{}[{}]: {words}", diagnostic.severity.name(), diagnostic.code));
            continue;
        }
        let mut status = TestCaseStatus::non_success(NonSuccessKind::Error);
        status
            .set_type(diagnostic.code)
            .set_message(xml(&diagnostic.message))
            .set_description(format!("{place}{words}"));
        cases.add(&format!("{} {}", diagnostic.code, place.trim_end_matches(": ")), status, |_| {});
    }
    if !warnings.is_empty() {
        cases.suite.set_system_out(warnings.join("\n"));
    }
    (!report.diagnostics.is_empty()).then_some(cases.suite)
}

/// Where a diagnostic is, and what it says.
fn told(diagnostic: &Diagnostic, sources: &Sources) -> (String, String) {
    let place = match (&diagnostic.place, &diagnostic.file) {
        (Some(place), _) => format!("{}: ", position(sources, *place)),
        (None, Some(file)) => format!("{}: ", of_file(diagnostic, file)),
        (None, None) => String::new(),
    };
    let help = diagnostic.help.as_deref().map_or(String::new(), |help| format!("\nhelp: {}", xml(help)));
    (xml(&place), format!("{}{help}", xml(&diagnostic.message)))
}
