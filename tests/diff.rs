//! Two reports held against each other, and two versions of rules over past returns.

mod run;

use run::{Ran, probity};
use std::path::Path;

const FORM: &str = "\
define_form: cash
title: Cash
unit: GBP
organisation: header.code
period: {year: header.year, month: header.month}
tables:
  header: {kind: record, columns: {code: {type: code}, year: {type: text}, month: {type: integer}}}
  c: {kind: record, columns: {left: {type: amount}, right: {type: amount}}}
";

fn rules(limit: &str, more: &str) -> String {
    format!(
        "rule_set: cash/all\ntitle: Cash\nform: cash\nin_force: {{from: 2020-21 M01, to: 2039-40 M12}}\nconstants:\n  \
         limit: {{value: {limit}, unit: GBP}}\nrules:\n  - {{id: C-1, title: left is little, assert: c.left <= limit, \
         severity: error}}\n  - {{id: C-2, title: right is left, assert: c.right = c.left, tolerance: 0, severity: \
         warning}}\n{more}"
    )
}

fn ret(left: &str, right: &str) -> String {
    of_code("A", left, right)
}

fn of_code(code: &str, left: &str, right: &str) -> String {
    format!("form: cash\nc:\n  left: {left}\n  right: {right}\nheader: {{code: {code}, year: 2020-21, month: 3}}\n")
}

fn folder(files: &[(&str, String)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let form = [("form.yaml", FORM.to_owned())];
    for (name, text) in form.iter().chain(files) {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    folder
}

fn ran(folder: &Path, args: &[&str]) -> Ran {
    probity(folder, &args.iter().map(ToString::to_string).collect::<Vec<_>>(), "")
}

const OURS: &[&str] = &["--no-built-in", "--rules", "form.yaml", "--rules", "rules.yaml"];

fn diff(folder: &Path, args: &[&str]) -> Ran {
    ran(folder, &[&["diff"], args, OURS].concat())
}

fn document(ran: &Ran) -> serde_json::Value {
    serde_json::from_str(&ran.stdout).unwrap_or_else(|error| panic!("{error}\n{}\n{}", ran.stdout, ran.stderr))
}

/// The rules of a list of findings.
fn of(document: &serde_json::Value, key: &str) -> Vec<String> {
    let rule = |finding: &serde_json::Value| finding["rule"].as_str().unwrap().to_owned();
    document[key].as_array().unwrap().iter().map(rule).collect()
}

#[test]
fn findings_new_gone_changed_and_the_same() {
    let folder = folder(&[
        ("rules.yaml", rules("100", "")),
        ("old.yaml", ret("200", "200")),
        ("new.yaml", format!("# moved\n\n{}", ret("250", "240"))),
        ("moved.yaml", format!("# moved\n\n\n{}", ret("200", "200"))),
        ("mended.yaml", ret("80", "80")),
    ]);
    let changed = diff(folder.path(), &["old.yaml", "new.yaml", "--format", "json"]);
    let shown = document(&changed);
    assert_eq!((of(&shown, "new"), of(&shown, "gone")), (vec!["C-2".to_owned()], vec![]));
    assert_eq!(shown["changed"][0]["what"], serde_json::json!(["difference"]));
    assert_eq!(shown["changed"][0]["old"]["gap"]["difference"], "100");
    assert_eq!(shown["changed"][0]["new"]["gap"]["difference"], "150");
    assert_eq!(shown["outcomes"]["C-2"]["old"]["pass"], 1);
    assert_eq!(shown["outcomes"]["C-2"]["new"]["fail"], 1);
    // What is new is a warning.
    assert_eq!(changed.status, Some(0), "{}", changed.stderr);
    assert_eq!(diff(folder.path(), &["old.yaml", "new.yaml", "--fail-on", "warning"]).status, Some(1));
    let same = diff(folder.path(), &["old.yaml", "moved.yaml", "--format", "json"]);
    let shown = document(&same);
    assert_eq!(shown["counts"], serde_json::json!({"new": 0, "gone": 0, "changed": 0, "same": 1}));
    let mended = diff(folder.path(), &["old.yaml", "mended.yaml"]);
    assert!(mended.stdout.starts_with("gone: old.yaml:3:9: error[C-1]"), "{}", mended.stdout);
    assert_eq!(mended.status, Some(0));
    let broken = diff(folder.path(), &["mended.yaml", "old.yaml"]);
    assert_eq!(broken.status, Some(1), "{}", broken.stdout);
}

#[test]
fn a_report_that_was_written_stands_for_the_returns_of_then() {
    let folder = folder(&[("rules.yaml", rules("100", "")), ("r.yaml", ret("200", "200"))]);
    ran(folder.path(), &[&["check", "r.yaml", "--format", "json", "--output", "then.json"], OURS].concat());
    std::fs::write(folder.path().join("r.yaml"), ret("200", "300")).unwrap();
    let shown = document(&diff(folder.path(), &["then.json", "r.yaml", "--format", "json"]));
    assert_eq!(of(&shown, "new"), ["C-2"]);
    assert_eq!(shown["counts"]["same"], 1);
    let markdown = diff(folder.path(), &["then.json", "r.yaml", "--format", "markdown"]);
    assert!(markdown.stdout.contains("| new | warning | C-2 |"), "{}", markdown.stdout);
}

#[test]
fn what_is_no_report_is_said() {
    let folder = folder(&[
        ("rules.yaml", rules("100", "")),
        ("r.yaml", ret("200", "200")),
        ("cut.json", "{\"version\": 1, \"tool\": {\"name\": \"probity\"},\n \"rules\": {".to_owned()),
        (
            "later.json",
            "{\"version\": 9, \"tool\": {\"name\": \"probity\"}, \"rules\": {}, \"findings\": []}".to_owned(),
        ),
    ]);
    let cut = diff(folder.path(), &["cut.json", "r.yaml"]);
    assert_eq!(cut.status, Some(2));
    assert!(cut.stderr.contains("cut.json:2:") && cut.stderr.contains("error[E602]"), "{}", cut.stderr);
    let later = diff(folder.path(), &["later.json", "r.yaml"]);
    assert!(later.stderr.contains("a report of version 9"), "{}", later.stderr);
    let broken = "{\"version\": 1, \"tool\": {\"name\": \"probity\"}, \"rules\": {}, \"findings\": [], \"diagnostics\": \
                  [{\"severity\": \"error\"}]}";
    std::fs::write(folder.path().join("broken.json"), format!("\u{feff}{broken}")).unwrap();
    let partial = diff(folder.path(), &["r.yaml", "broken.json"]);
    assert_eq!(partial.status, Some(2), "{}", partial.stdout);
    assert!(
        partial.stderr.contains("broken.json: error[E602]: the report is not whole: 1 errors"),
        "{}",
        partial.stderr
    );
    let nowhere = diff(folder.path(), &["nowhere.yaml", "r.yaml"]);
    assert_eq!(nowhere.status, Some(2));
    assert!(nowhere.stderr.contains("nowhere.yaml: error[E101]"), "{}", nowhere.stderr);
}

#[test]
fn past_returns_that_a_change_of_rules_would_flip() {
    let third = "  - {id: C-3, title: right is little, assert: c.right <= 1000, severity: info}\n";
    let folder = folder(&[
        ("v1.yaml", rules("100", "")),
        ("v2.yaml", rules("210", third).replace("c.right = c.left", "c.right >= c.left")),
        ("past/a.yaml", of_code("A", "200", "300")),
        ("past/b.yaml", of_code("B", "90", "90")),
        ("past/c.yaml", of_code("C", "5000", "5000")),
    ]);
    let args = ["rules", "diff", "v1.yaml", "v2.yaml", "--over", "past", "--no-built-in", "--rules", "form.yaml"];
    let shown = ran(folder.path(), &[&args[..], &["--format", "json"]].concat());
    assert_eq!(shown.status, Some(0), "{}", shown.stderr);
    let shown = document(&shown);
    let changes: Vec<_> = shown["rule_changes"].as_array().unwrap().iter().collect();
    assert_eq!(changes.len(), 2, "{changes:#?}");
    assert_eq!((changes[0]["rule"].as_str(), changes[0]["what"].as_str()), (Some("C-2"), Some("changed")));
    assert_eq!(changes[0]["words"], "assert");
    assert_eq!((changes[1]["rule"].as_str(), changes[1]["what"].as_str()), (Some("C-3"), Some("new")));
    // a: 200 is no more than 210, and 300 is no less than 200; c: 5,000 is more than 1,000.
    let mut gone = of(&shown, "gone");
    gone.sort();
    assert_eq!(gone, ["C-1", "C-2"]);
    assert_eq!(of(&shown, "new"), ["C-3"]);
    let places: Vec<_> = shown["gone"].as_array().unwrap().iter().map(|f| f["location"]["file"].clone()).collect();
    assert!(places.iter().all(|file| file == "past/a.yaml"), "{places:?}");
    assert_eq!(ran(folder.path(), &[&args[..], &["--fail-on", "info"]].concat()).status, Some(1));
    let plain = ran(folder.path(), &args);
    assert!(plain.stdout.contains("rule changed: C-2: assert"), "{}", plain.stdout);
    assert!(plain.stdout.contains("outcomes: C-1: passed 1 before, 2 now; failed 2 before, 1 now"), "{}", plain.stdout);
}
