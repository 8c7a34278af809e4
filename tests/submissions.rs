//! Several returns of one organisation and month: every case of `submissions.yaml`.

use probity::{Rules, Syntax};
use serde::Deserialize;

const RULES: &str = "
define_form: budget
title: A budget
organisation: header.code
period: {year: header.year, month: header.month}
status: {field: header.status, received: final}
version_field: header.version
tables:
  header: {kind: record, columns: {code: {type: code, label: code}, year: {type: text, label: year}, month: {type: integer, label: month}, version: {type: integer, label: version}, status: {type: enum, values: [draft, final], label: status}}}
---
rule_set: budget/rules
title: Rules of the budget
form: budget
in_force: {from: 2016-17 M01, to: 2016-17 M12}
rules:
  - {id: B-01, title: It stands twice, kind: duplicate, severity: error}
  - {id: B-02, title: Seen, assert: header.year = \"\", severity: info}
";

#[derive(Deserialize)]
struct Case {
    name: String,
    returns: Vec<String>,
    judged: Vec<String>,
    #[serde(default)]
    superseded: Vec<String>,
    #[serde(default)]
    again: Vec<String>,
    #[serde(default)]
    drafts: u64,
    received: u64,
}

type Json = serde_json::Value;

fn text(value: &Json) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

#[test]
fn every_case_comes_to_what_it_says() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/submissions.yaml");
    let cases: Vec<Case> = serde_yaml::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let mut problems = Vec::new();
    for case in cases {
        let mut rules = Rules::empty();
        rules.add("rules.yaml", RULES);
        assert!(rules.diagnostics().is_empty(), "{:?}", rules.diagnostics());
        let mut returns = Vec::new();
        for one in &case.returns {
            let fields: Vec<&str> = one.split(' ').collect();
            let [file, code, month, version, status] = fields[..] else { panic!("{one}") };
            let stated = [("code", code), ("month", month), ("version", version), ("status", status)];
            let stated = stated.into_iter().filter(|(_, value)| *value != "-");
            let stated: String = stated.map(|(name, value)| format!(", {name}: {value}")).collect();
            let read = rules.read(file, &format!("form: budget\nheader: {{year: 2016-17{stated}}}\n"), Syntax::Yaml);
            assert!(read.diagnostics.is_empty(), "{:?}", read.diagnostics);
            returns.extend(read.returns);
        }
        let report = rules.check(&returns);
        let document: Json = serde_json::from_str(&report.to_json(&rules)).unwrap();
        let findings = document["findings"].as_array().unwrap();
        let mut differs = |what: &str, expected: String, got: String| {
            if expected != got {
                problems.push(format!("{}: {what}: expected {expected}, got {got}", case.name));
            }
        };
        let judged: Vec<String> = findings
            .iter()
            .filter(|finding| finding["rule"] == "B-02")
            .map(|finding| {
                let file = text(&finding["location"]["file"]);
                let organisation = finding["organisation"].as_str().unwrap_or("-");
                let month = finding["period"].as_str().and_then(|period| period.split(" M").nth(1));
                let month = month.map_or("-", |month| month.trim_start_matches('0'));
                format!("{file} {organisation} {month}")
            })
            .collect();
        differs("judged", format!("{:?}", case.judged), format!("{judged:?}"));
        let superseded: Vec<String> = document["returns"]["superseded"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| format!("{} {} by {}", text(&one["location"]["file"]), one["version"], one["superseded_by"]))
            .collect();
        differs("superseded", format!("{:?}", case.superseded), format!("{superseded:?}"));
        let again: Vec<String> = report
            .findings()
            .iter()
            .filter(|finding| finding.rule() == "B-01")
            .map(|finding| (finding.location(&rules), finding.fingerprint().to_owned()))
            .map(|(location, fingerprint)| {
                let of_json = findings.iter().find(|one| text(&one["fingerprint"]) == fingerprint).unwrap();
                format!("{} {:?} {}", location.file, location.underlined, text(&of_json["related"][0]["file"]))
            })
            .collect();
        differs("again", format!("{:?}", case.again), format!("{again:?}"));
        differs("drafts", case.drafts.to_string(), text(&document["returns"]["drafts"]));
        differs("received", case.received.to_string(), text(&document["returns"]["received"]));
        differs("read", case.returns.len().to_string(), text(&document["returns"]["read"]));
    }
    assert!(problems.is_empty(), "{} problems:\n{}", problems.len(), problems.join("\n"));
}
