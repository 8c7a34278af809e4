//! What many findings, known ones and those that are only counted come to in the formats of other tools.

use super::tests_kit::{finding, known, place, report, text};
use super::{Format, Look, markdown};
use crate::diag::{Diagnostic, Severity};
use crate::finding::{Novelty, Outcome};
use crate::report::LeftOut;

const ALL: [Format; 8] = [
    Format::Human,
    Format::Plain,
    Format::Json,
    Format::Jsonl,
    Format::Sarif,
    Format::Github,
    Format::Junit,
    Format::Markdown,
];

#[test]
fn nothing_at_all_is_written_in_every_format() {
    for format in ALL {
        let _ = text(&report(Vec::new()), format);
    }
    assert_eq!(text(&report(Vec::new()), Format::Github), "");
    assert!(text(&report(Vec::new()), Format::Markdown).starts_with("# probity: nothing found wrong\n"));
}

#[test]
fn commands_are_for_the_worst_and_the_rest_is_counted() {
    let mut findings = vec![
        finding("X-0", Outcome::NotJudged, Severity::Error, 1, 0),
        finding("X-1", Outcome::Waived, Severity::Error, 1, 1),
        known(Novelty::Known, finding("X-2", Outcome::Fail, Severity::Error, 1, 2)),
        finding("X-3", Outcome::Fail, Severity::Info, 1, 3),
    ];
    findings.extend((4..8).map(|number| finding("X-4", Outcome::Fail, Severity::Warning, 1, number)));
    findings.extend((8..13).map(|number| finding("X-5", Outcome::Fail, Severity::Error, 2, number)));
    let mut report = report(findings);
    report.diagnostics.push(Diagnostic::of_file("E101", "in/c.yaml", "not there").warning());
    report.diagnostics.push(Diagnostic::of_file("E101", "in/c.yaml", "not there").help("look"));
    report.beyond.add("X-6", Outcome::Fail, Severity::Error);
    report.beyond.add("X-4", Outcome::NotJudged, Severity::Warning);
    let written = text(&report, Format::Github);
    let lines: Vec<&str> = written.lines().collect();
    assert_eq!(lines[0], "::error file=in/c.yaml,title=E101::not there%0Alook");
    assert_eq!(lines[1], "::error file=in/b.yaml,line=1,endLine=1,col=4,endColumn=5,title=X-5 O8::message 8%0Ahelp");
    assert!(lines[1..6].iter().all(|line| line.starts_with("::error file=in/b.yaml")), "{written}");
    assert!(lines[6..10].iter().all(|line| line.starts_with("::warning file=in/a.yaml")), "{written}");
    assert!(lines[10].starts_with("4 more findings: X-6 (1), X-3 (1), X-0 (1), X-4 (1); "), "{written}");
    assert_eq!(lines.len(), 11);
}

#[test]
fn more_errors_of_inputs_than_commands_are_counted() {
    let mut report = report(vec![finding("X-1", Outcome::Fail, Severity::Error, 1, 1)]);
    let error = |number: usize| Diagnostic::of_file("E101", format!("in/{number}.yaml"), "not there");
    report.diagnostics.extend((0..12).map(error));
    let written = text(&report, Format::Github);
    assert_eq!(written.lines().filter(|line| line.starts_with("::error file=in/")).count(), 10);
    let last = written.lines().last().unwrap();
    assert!(last.starts_with("2 more errors in what was to be read; 1 more finding: X-1 (1); "), "{last}");
}

#[test]
fn a_place_in_the_program_is_told_in_words() {
    let mut one = finding("X-1", Outcome::Fail, Severity::Error, 1, 1);
    one.place = place(0, 15, 18);
    let written = text(&report(vec![one]), Format::Github);
    assert_eq!(written, "::error title=X-1 O1::message 1%0Ahelp%0Aat builtin:rules/x.yaml:2:9\n");
}

#[test]
fn what_is_known_waived_or_only_counted_is_no_failure_unseen() {
    let mut report = report(vec![
        known(Novelty::Known, finding("X-1", Outcome::Fail, Severity::Error, 1, 1)),
        known(Novelty::Beyond, finding("X-1", Outcome::Fail, Severity::Error, 1, 2)),
        known(Novelty::New, finding("X-1", Outcome::Fail, Severity::Warning, 1, 2)),
        known(Novelty::New, finding("X-1", Outcome::NotJudged, Severity::Error, 1, 3)),
    ]);
    for (severity, times) in [(Severity::Error, 2), (Severity::Info, 1)] {
        (0..times).for_each(|_| report.beyond.add("X-1", Outcome::Fail, severity));
    }
    report.beyond.add("X-9", Outcome::NotJudged, Severity::Error);
    report.left_out.push(LeftOut {
        rule: "Y".to_owned(),
        reason: "not ours".to_owned(),
        by: "probity.toml:3".to_owned(),
    });
    let xml = text(&report, Format::Junit);
    let counts = "tests=\"8\" skipped=\"4\" failures=\"2\" errors=\"0\"";
    assert!(xml.contains(&format!("<testsuites name=\"probity\" {counts}")), "{xml}");
    for part in [
        "<skipped message=\"message 1\" type=\"known\">",
        "<failure message=\"message 2\" type=\"error\">",
        "<testcase name=\"O2 a (2)\" classname=\"X-1\" file=\"in/a.yaml\" line=\"1\">",
        "<failure message=\"2 more findings of severity error\" type=\"error\">",
        "<system-out>1 more finding of severity info</system-out>",
        "<skipped message=\"1 more could not be judged\" type=\"not judged\">",
        "<skipped message=\"not ours (probity.toml:3)\">",
    ] {
        assert!(xml.contains(part), "{part} in {xml}");
    }
    let page = text(&report, Format::Markdown);
    assert!(page.contains("known already, and not shown: 1 breach (known.yaml)"), "{page}");
    assert!(page.contains("left out: Y (not ours; probity.toml:3)"), "{page}");
    assert!(!page.contains("message 1 "), "{page}");
}

#[test]
fn a_page_is_no_longer_than_a_summary_may_be() {
    let findings = (0..40_000).map(|number| {
        let severity = if number % 100 == 0 { Severity::Error } else { Severity::Info };
        let rule = format!("X-{}", number % 5_000);
        let mut one = finding(&rule, Outcome::Fail, severity, 1, number);
        one.message = "word ".repeat(20);
        one
    });
    let mut report = report(findings.collect());
    let error = |number: usize| Diagnostic::of_file("E101", format!("in/{number}.yaml"), "not there ".repeat(9));
    report.diagnostics.extend((0..5_000).map(error));
    let page = text(&report, Format::Markdown);
    assert!(page.len() <= 900_000 && page.len() > 700_000, "{}", page.len());
    assert!(page.contains("left out, because the summary of a job may not be longer; --format json has all"));
    assert!(page.contains("more lines left out, because"));
    let rows: Vec<&str> =
        page.lines().filter(|line| line.starts_with("| error |") || line.starts_with("| info |")).collect();
    assert_eq!(rows.iter().filter(|row| row.starts_with("| error")).count(), 400);
    assert!(rows[..400].iter().all(|row| row.starts_with("| error")));

    // As many of each rule as are asked for.
    let few = Look { most: 2, ..Look::default() };
    let findings = (0..5).map(|number| finding("X-1", Outcome::Fail, Severity::Error, 1, number)).collect();
    let mut out = Vec::new();
    markdown::write(&super::tests_kit::report(findings), &super::tests_kit::sources(), few, &mut out).unwrap();
    let page = String::from_utf8(out).unwrap();
    assert_eq!(page.lines().filter(|line| line.starts_with("| error |")).count(), 2);
    assert!(page.contains("- X-1: 3 more not shown (--max-findings 5 shows them)"), "{page}");
}
