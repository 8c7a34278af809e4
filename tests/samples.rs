//! Every sample comes to what `samples.yaml` says, which was reckoned by hand from the form and
//! the rules. Places are recomputed here from the bytes of each file.

use serde::Deserialize;
use std::path::Path;
use std::process::Command;

#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
struct Sample {
    file: String,
    #[allow(dead_code)]
    why: Option<String>,
    #[serde(default)]
    findings: Vec<Expected>,
    #[serde(default)]
    diagnostics: Vec<ExpectedDiagnostic>,
}

#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
struct Expected {
    rule: String,
    outcome: String,
    severity: Option<String>,
    path: Option<String>,
    underlined: Option<String>,
    occurrence: Option<usize>,
    line: Option<u64>,
    #[serde(default)]
    message_has: Vec<String>,
    blocked: Option<Vec<String>>,
    gap: Option<Gap>,
    suggestion: Option<String>,
}

#[derive(Deserialize, Debug)]
struct Gap {
    left: String,
    right: String,
    difference: String,
    tolerance: String,
}

#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
struct ExpectedDiagnostic {
    code: String,
    underlined: Option<String>,
    line: Option<u64>,
    occurrence: Option<usize>,
    suggestion: Option<String>,
}

type Json = serde_json::Value;

fn check(path: &str) -> Json {
    check_all(&[path])
}

fn check_all(paths: &[&str]) -> Json {
    let out = Command::new(env!("CARGO_BIN_EXE_probity"))
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args(["check", "--format", "json"])
        .args(paths)
        .output()
        .unwrap();
    serde_json::from_slice(&out.stdout)
        .unwrap_or_else(|e| panic!("{paths:?}: {e}: {}", String::from_utf8_lossy(&out.stderr)))
}

fn text(value: &Json) -> &str {
    value.as_str().unwrap_or("")
}

fn number(value: &Json) -> u64 {
    value.as_u64().unwrap_or(0)
}

/// The byte at which a line and column of a text begin, counted as people do.
fn offset(text: &str, line: u64, column: u64) -> usize {
    let mut starts = vec![0];
    starts.extend(text.match_indices('\n').map(|(at, _)| at + 1));
    let start = starts[line as usize - 1];
    let rest = &text[start..];
    start + rest.char_indices().nth(column as usize - 1).map_or(rest.len(), |(at, _)| at)
}

fn underlined(text: &str, location: &Json) -> (usize, String) {
    let from = offset(text, number(&location["line"]), number(&location["column"]));
    let to = offset(text, number(&location["end_line"]), number(&location["end_column"]));
    (from, text[from..to].to_owned())
}

fn compare(sample: &Sample, document: &Json, problems: &mut Vec<String>) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let content = String::from_utf8_lossy(&std::fs::read(root.join(&sample.file)).unwrap()).into_owned();
    let mut found: Vec<&Json> = document["findings"].as_array().unwrap().iter().collect();
    let mut say = |words: String| problems.push(format!("{}: {words}", sample.file));
    for expected in &sample.findings {
        let fits = |finding: &&Json| {
            text(&finding["rule"]) == expected.rule
                && expected.line.is_none_or(|line| number(&finding["location"]["line"]) == line)
                && expected.path.as_ref().is_none_or(|path| text(&finding["location"]["path"]) == path)
        };
        let Some(at) = found.iter().position(fits) else {
            say(format!("no finding {} at line {:?}, path {:?}", expected.rule, expected.line, expected.path));
            continue;
        };
        let finding = found.remove(at);
        let mut differs = |what: &str, want: String, got: String| {
            if want != got {
                say(format!("{} line {:?}: {what}: expected {want}, got {got}", expected.rule, expected.line));
            }
        };
        differs("outcome", expected.outcome.clone(), text(&finding["outcome"]).to_owned());
        if let Some(severity) = &expected.severity {
            differs("severity", severity.clone(), text(&finding["severity"]).to_owned());
        }
        if let Some(want) = &expected.underlined {
            let (from, got) = underlined(&content, &finding["location"]);
            differs("underlined", want.clone(), got);
            if let Some(occurrence) = expected.occurrence {
                let nth = content.match_indices(want.as_str()).nth(occurrence - 1).map(|(at, _)| at);
                differs("byte", format!("{nth:?}"), format!("{:?}", Some(from)));
            }
        }
        for piece in &expected.message_has {
            if !text(&finding["message"]).contains(piece) {
                differs("message", format!("…{piece}…"), text(&finding["message"]).to_owned());
            }
        }
        if let Some(piece) = &expected.suggestion
            && !text(&finding["suggestion"]).contains(piece)
        {
            differs("suggestion", format!("…{piece}…"), text(&finding["suggestion"]).to_owned());
        }
        if let Some(blocked) = &expected.blocked {
            let got: Vec<&str> = finding["blocked"].as_array().unwrap().iter().map(text).collect();
            differs("blocked", format!("{blocked:?}"), format!("{got:?}"));
        }
        if let Some(gap) = &expected.gap {
            let want = [&gap.left, &gap.right, &gap.difference, &gap.tolerance].map(String::as_str);
            let got = ["left", "right", "difference", "tolerance"].map(|key| text(&finding["gap"][key]));
            differs("gap", format!("{want:?}"), format!("{got:?}"));
        }
    }
    // A sample is checked by itself: what needs another month's return is not judged, and that is said once
    // in the summary.
    let alone = |finding: &&Json| {
        text(&finding["outcome"]) == "not_judged" && text(&finding["message"]).contains("not among those read")
    };
    for finding in found.into_iter().filter(|finding| !alone(finding)) {
        say(format!(
            "unexpected {} at line {}: {}",
            text(&finding["rule"]),
            finding["location"]["line"],
            text(&finding["message"])
        ));
    }
    let mut diagnostics: Vec<&Json> = document["diagnostics"].as_array().unwrap().iter().collect();
    for expected in &sample.diagnostics {
        let fits = |d: &&Json| {
            text(&d["code"]) == expected.code
                && expected.line.is_none_or(|line| number(&d["location"]["line"]) == line)
                && expected.underlined.as_ref().is_none_or(|want| {
                    let (from, got) = underlined(&content, &d["location"]);
                    let nth = |nth: usize| content.match_indices(want.as_str()).nth(nth - 1).map(|(at, _)| at);
                    got == *want && expected.occurrence.is_none_or(|occurrence| nth(occurrence) == Some(from))
                })
                && expected.suggestion.as_ref().is_none_or(|piece| text(&d["help"]).contains(piece))
        };
        match diagnostics.iter().position(fits) {
            Some(at) => drop(diagnostics.remove(at)),
            None => say(format!("no diagnostic {expected:?}, but {diagnostics:?}")),
        }
    }
    for diagnostic in diagnostics {
        say(format!("unexpected diagnostic {diagnostic}"));
    }
}

fn samples() -> Vec<Sample> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    serde_yaml::from_str(&std::fs::read_to_string(root.join("tests/samples.yaml")).unwrap()).unwrap()
}

#[test]
fn every_sample_comes_to_what_was_reckoned_by_hand() {
    let mut problems = Vec::new();
    for sample in samples() {
        let document = check(&sample.file);
        compare(&sample, &document, &mut problems);
    }
    assert!(problems.is_empty(), "{} problems:\n{}", problems.len(), problems.join("\n"));
}

#[test]
fn every_sample_is_in_the_table() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    let mut folders = vec![root.join("samples")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            // What the generator makes has tests of its own (`tests/national.rs`).
            let made = ["2013-14", "2016-17", "generator"].iter().any(|name| path == root.join("samples").join(name));
            if made {
                continue;
            }
            if path.is_dir() {
                folders.push(path);
            } else {
                files.push(path.strip_prefix(root).unwrap().to_string_lossy().replace('\\', "/"));
            }
        }
    }
    files.sort();
    let mut listed: Vec<String> = samples().into_iter().map(|sample| sample.file).collect();
    listed.sort();
    assert_eq!(files, listed);
}

/// Checked all at once, the folder gives the same findings as its files one by one; what states
/// no form is passed over there instead of being a mistake.
#[test]
fn the_whole_folder_gives_what_its_files_give() {
    let whole = check_all(&["samples/bad", "samples/published", "samples/returns", "samples/waivers"]);
    let mut wanted: Vec<(String, String, String)> = Vec::new();
    let mut passed_over = 0;
    for sample in samples() {
        if sample.diagnostics.iter().any(|d| d.code == "E106" || d.code == "E109") {
            passed_over += 1;
            continue;
        }
        for finding in check(&sample.file)["findings"].as_array().unwrap() {
            wanted.push((sample.file.clone(), text(&finding["rule"]).to_owned(), finding["location"].to_string()));
        }
    }
    let mut got: Vec<(String, String, String)> = whole["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|f| (text(&f["location"]["file"]).to_owned(), text(&f["rule"]).to_owned(), f["location"].to_string()))
        .collect();
    wanted.sort();
    got.sort();
    assert_eq!(got, wanted);
    // A document with tables of a form is a return that lost its first line, and a list of returns lost its name:
    // said, not passed over.
    let said = whole["diagnostics"].as_array().unwrap().iter().filter(|d| ["E106", "E109"].contains(&text(&d["code"])));
    let said = said.count() as u64;
    assert_eq!(said, 2);
    assert_eq!(number(&whole["returns"]["passed_over"]) + said, passed_over);
}
