//! Baselines, limits and places that are in no file of the reader's.

use super::like::{By, gather};
use super::write_at_most;
use crate::diag::Severity;
use crate::finding::{Finding, Novelty, Outcome, Related};
use crate::output::tests_kit::{finding, known, place, report, sources};
use crate::report::Report;
use proptest::prelude::*;
use serde_json::Value;

fn log(report: &Report, most: usize) -> Value {
    let mut out = Vec::new();
    write_at_most(report, &sources(), most, &mut out).unwrap();
    serde_json::from_slice(&out).unwrap()
}

fn results(log: &Value) -> &Vec<Value> {
    log["runs"][0]["results"].as_array().unwrap()
}

fn notes(log: &Value) -> Vec<&str> {
    let notes = log["runs"][0]["invocations"][0]["toolExecutionNotifications"].as_array().unwrap();
    notes.iter().map(|note| note["message"]["text"].as_str().unwrap()).collect()
}

#[test]
fn a_baseline_is_told() {
    let mut report = report(vec![
        known(Novelty::Known, finding("X-1", Outcome::Fail, Severity::Error, 1, 1)),
        known(Novelty::Beyond, finding("X-1", Outcome::Fail, Severity::Error, 1, 2)),
        known(Novelty::New, finding("X-1", Outcome::NotJudged, Severity::Error, 1, 3)),
    ]);
    report.tallies.entry("X-9".to_owned()).or_default().add(Outcome::NotApplicable);
    let log = log(&report, 100);
    let states: Vec<&Value> = results(&log).iter().map(|one| &one["baselineState"]).collect();
    assert_eq!(states, ["unchanged", "updated", "new", "unchanged"]);
    let [known, beyond, open, idle] = &results(&log)[..] else { panic!() };
    let suppression = &known["suppressions"][0];
    assert_eq!(suppression["justification"], "known in the baseline known.yaml");
    assert_eq!((&suppression["kind"], &suppression["status"]), (&"external".into(), &"accepted".into()));
    assert_eq!(suppression["location"]["physicalLocation"]["artifactLocation"]["uri"], "in/b.yaml");
    assert!(beyond.get("suppressions").is_none());
    assert_eq!((&open["kind"], &open["level"]), (&"open".into(), &"none".into()));
    assert_eq!((&idle["kind"], &idle["level"]), (&"notApplicable".into(), &"none".into()));
    assert!(results(&self::log(&self::report(Vec::new()), 100)).is_empty());
}

#[test]
fn what_points_into_the_program_is_shown_at_a_file_of_the_run() {
    let mut one = finding("X-1", Outcome::Fail, Severity::Error, 1, 1);
    let role = "operand";
    let related = |file| Related { role, place: place(file, 0, 1), path: String::new(), label: format!("at {file}") };
    one.related = vec![related(0), related(2)];
    one.place = place(0, 15, 18);
    let mut report = report(vec![one, finding("X-2", Outcome::Fail, Severity::Error, 2, 2)]);
    report.tallies.entry("X-9".to_owned()).or_default().add(Outcome::NotApplicable);
    let log = log(&report, 100);
    let [first, _, idle] = &results(&log)[..] else { panic!() };
    for one in [first, idle] {
        let physical = &one["locations"][0]["physicalLocation"];
        assert_eq!(physical["artifactLocation"]["uri"], "in/b.yaml", "the file of the first finding that has one");
        assert!(physical.get("region").is_none());
    }
    assert_eq!(first["properties"]["location"], "builtin:rules/x.yaml:2:9");
    assert_eq!(first["properties"]["ruleLocation"], "builtin:rules/x.yaml:2:9");
    assert_eq!(first["properties"]["relatedElsewhere"][0]["message"], "at 0");
    assert_eq!(first["relatedLocations"].as_array().unwrap().len(), 1);
    assert_eq!(first["relatedLocations"][0]["message"]["text"], "at 2");
}

/// 3 errors, 6 warnings in two files, 200 for information in two files, 2 known.
fn many() -> Vec<Finding> {
    let mut out: Vec<Finding> = (0..3).map(|at| finding("X-1", Outcome::Fail, Severity::Error, 1, at)).collect();
    out.extend((3..9).map(|at| finding("X-2", Outcome::Fail, Severity::Warning, 1 + at as u32 % 2, at)));
    out.extend((9..209).map(|at| finding("X-3", Outcome::Fail, Severity::Info, 1 + at as u32 % 2, at)));
    out.extend((209..211).map(|at| known(Novelty::Known, finding("X-1", Outcome::Fail, Severity::Error, 1, at))));
    out
}

fn stood_for(log: &Value) -> u64 {
    results(log).iter().map(|one| one["occurrenceCount"].as_u64().unwrap_or(1)).sum()
}

#[test]
fn many_findings_are_put_together_the_mildest_first() {
    let report = report(many());
    let of = |most| {
        let log = log(&report, most);
        assert_eq!(stood_for(&log), 211, "none is lost of {most}");
        let severities = ["error", "warning", "note"];
        let single = |one: &&Value| one.get("occurrenceCount").is_none();
        let count = |level: &str| results(&log).iter().filter(single).filter(|one| one["level"] == level).count();
        (results(&log).len(), severities.map(count))
    };
    assert_eq!(of(211), (211, [5, 6, 200]));
    assert_eq!(of(210), (210, [3, 6, 200]), "what is known first");
    assert_eq!(of(209), (12, [3, 6, 0]), "then what is for information");
    assert_eq!(of(11), (8, [3, 0, 0]), "then warnings, file by file");
    assert_eq!(of(7), (6, [0, 0, 0]), "then errors");
    assert_eq!(of(5), (5, [0, 0, 0]), "then over all files, the mildest first");
    assert_eq!(of(4), (4, [0, 0, 0]));
    assert_eq!(of(1), (4, [0, 0, 0]), "and no further");
}

#[test]
fn findings_put_together_say_so() {
    let report = report(many());
    let log = log(&report, 20);
    let alike = results(&log).iter().find(|one| one["ruleId"] == "X-3").unwrap();
    assert_eq!(alike["occurrenceCount"], 100);
    let text = alike["message"]["text"].as_str().unwrap();
    assert_eq!(text, "message 9\nhelp\none of 100 findings like it of X-3 in in/b.yaml");
    let related = alike["relatedLocations"].as_array().unwrap();
    assert_eq!(related.len(), 99);
    assert_eq!(related[98]["message"]["text"], "O207: message 207");
    assert!(
        notes(&log).iter().any(|note| note.starts_with("211 findings are given as 12 results")),
        "{:?}",
        notes(&log)
    );
    let known = results(&log).last().unwrap();
    assert_eq!(known["suppressions"].as_array().unwrap().len(), 1);
    let print = |one: &Value| one["partialFingerprints"]["primaryLocationLineHash"].as_str().unwrap().to_owned();
    let prints: std::collections::BTreeSet<String> = results(&log).iter().map(print).collect();
    assert_eq!(prints.len(), results(&log).len());

    // Over all files there are more places than are named, and that is said.
    let log = self::log(&report, 5);
    let alike = results(&log).iter().find(|one| one["ruleId"] == "X-3").unwrap();
    let text = alike["message"]["text"].as_str().unwrap();
    assert!(
        text.ends_with("of X-3 over all files\n100 further places not named here; --format json names all"),
        "{text}"
    );
}

#[test]
fn what_is_only_counted_is_a_warning_of_the_run() {
    let mut report = report(vec![finding("X-1", Outcome::Fail, Severity::Error, 1, 1)]);
    (0..3).for_each(|_| report.beyond.add("X-1", Outcome::Fail, Severity::Error));
    let log = log(&report, 100);
    let words = "3 findings of X-1 (failed, error) beyond those listed: only counted, and no result stands for them";
    assert_eq!(notes(&log), [words]);
    let note = &log["runs"][0]["invocations"][0]["toolExecutionNotifications"][0];
    assert_eq!(note["level"], "warning");
}

proptest! {
    /// Whatever there is, none is lost, those of one result are alike, and there are no more results than
    /// asked for unless nothing can be put together any further.
    #[test]
    fn gathering_loses_nothing(kinds in proptest::collection::vec((0..3usize, 0..3usize, 0..4usize, 1..3u32), 0..60), most in 0..40usize) {
        let severities = [Severity::Error, Severity::Warning, Severity::Info];
        let outcomes = [Outcome::Fail, Outcome::Fail, Outcome::NotJudged, Outcome::Waived];
        let findings: Vec<Finding> = kinds.iter().enumerate().map(|(at, (rule, severity, outcome, file))| {
            finding(&format!("X-{rule}"), outcomes[*outcome], severities[*severity], *file, at)
        }).collect();
        let results = gather(&findings, most);
        let all: usize = results.iter().map(|alike| alike.all().count()).sum();
        prop_assert_eq!(all, findings.len());
        for alike in &results {
            let first = (&alike.first.rule, alike.first.outcome);
            prop_assert!(alike.all().all(|one| (&one.rule, one.outcome) == first));
            prop_assert!(alike.by == By::Rule || alike.all().all(|one| one.place.file == alike.first.place.file));
            prop_assert!(alike.by != By::Itself || alike.others.is_empty());
        }
        prop_assert!(results.len() <= most || results.iter().all(|alike| alike.by == By::Rule));
    }
}
