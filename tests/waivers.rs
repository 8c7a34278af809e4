//! Waivers and claims: every case of `waivers.yaml` comes to what it says, finding by finding and
//! diagnostic by diagnostic.

use probity::{Diagnostic, Outcome, Rules, Syntax};
use serde::Deserialize;

#[derive(Deserialize)]
struct Table {
    rules: String,
    returns: String,
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    name: String,
    today: String,
    waivers: Option<String>,
    returns: Option<String>,
    outcomes: Vec<String>,
    #[serde(default)]
    words: Vec<String>,
    #[serde(default)]
    diagnostics: Vec<String>,
}

/// Whether a diagnostic is what `CODE severity "underlined" / words` says.
fn fits(rules: &Rules, diagnostic: &Diagnostic, expected: &str) -> bool {
    let (head, words) = expected.split_once("\" / ").unwrap();
    let (code, head) = head.split_once(' ').unwrap();
    let (severity, underlined) = head.split_once(" \"").unwrap();
    let all = format!("{} {}", diagnostic.message, diagnostic.help.as_deref().unwrap_or(""));
    let place = rules.location(diagnostic).map(|location| location.underlined);
    diagnostic.code == code
        && diagnostic.severity.name() == severity
        && place.as_deref() == Some(underlined)
        && all.contains(words.trim())
}

#[test]
fn every_case_comes_to_what_it_says() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/waivers.yaml");
    let table: Table = serde_yaml::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let mut problems = Vec::new();
    for case in &table.cases {
        let mut rules = Rules::empty();
        rules.add("rules.yaml", &table.rules);
        assert!(rules.diagnostics().is_empty(), "{:?}", rules.diagnostics());
        let mut diagnostics = Vec::new();
        if let Some(waivers) = &case.waivers
            && let Err(found) = rules.waive("waivers.yaml", waivers, &case.today)
        {
            diagnostics.extend(found);
        }
        let read = rules.read("returns.yaml", case.returns.as_ref().unwrap_or(&table.returns), Syntax::Yaml);
        assert!(read.diagnostics.is_empty(), "{:?}", read.diagnostics);
        let report = rules.check(&read.returns);
        diagnostics.extend(report.diagnostics().iter().cloned());
        let document: serde_json::Value = serde_json::from_str(&report.to_json(&rules)).unwrap();
        let outcomes: Vec<String> = document["findings"]
            .as_array()
            .unwrap()
            .iter()
            .map(|finding| {
                let text = |value: &serde_json::Value| value.as_str().unwrap_or("").to_owned();
                let lacks: Vec<String> =
                    finding["waiver"]["lacks"].as_array().into_iter().flatten().map(text).collect();
                let lacks = if lacks.is_empty() { String::new() } else { format!(" lacks {}", lacks.join(", ")) };
                let standing = finding["waiver"]["standing"].as_str();
                let standing = standing.map_or(String::new(), |standing| format!(" / {standing}{lacks}"));
                let head = format!("{} {}", text(&finding["organisation"]), text(&finding["rule"]));
                format!("{head}: {}{standing}", text(&finding["outcome"]))
            })
            .collect();
        let mut sorted = (outcomes.clone(), case.outcomes.clone());
        sorted.0.sort();
        sorted.1.sort();
        if sorted.0 != sorted.1 {
            problems.push(format!("{}: came to {outcomes:#?}", case.name));
        }
        let waived = outcomes.iter().filter(|outcome| outcome.contains(": waived")).count() as u64;
        let failed = outcomes.iter().filter(|outcome| outcome.contains(": fail")).count() as u64;
        if (report.count(Outcome::Waived), report.count(Outcome::Fail)) != (waived, failed) {
            problems.push(format!("{}: the counts do not agree with the findings", case.name));
        }
        for words in &case.words {
            let said = |finding: &probity::Finding| finding.waiver().is_some_and(|said| said.contains(words.as_str()));
            if !report.findings().iter().any(said) || !report.to_text(&rules).contains(words.split(' ').next().unwrap())
            {
                let said: Vec<_> = report.findings().iter().filter_map(probity::Finding::waiver).collect();
                problems.push(format!("{}: nothing says {words:?}: {said:?}", case.name));
            }
        }
        let mut left: Vec<&Diagnostic> = diagnostics.iter().collect();
        for expected in &case.diagnostics {
            match left.iter().position(|diagnostic| fits(&rules, diagnostic, expected)) {
                Some(at) => drop(left.remove(at)),
                None => problems.push(format!("{}: no diagnostic {expected}", case.name)),
            }
        }
        for diagnostic in left {
            let place = rules.location(diagnostic).map(|location| location.underlined);
            problems.push(format!("{}: unexpected {} {place:?} {}", case.name, diagnostic.code, diagnostic.message));
        }
    }
    assert!(problems.is_empty(), "{} problems:\n{}", problems.len(), problems.join("\n"));
}
