//! Files of separated values: each case of `tables.yaml` gives the findings and diagnostics that it
//! says, at the text that it says. Places are recomputed here from the bytes of each file.

mod run;

use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    #[serde(default = "bad")]
    file: String,
    rows: Option<String>,
    hex: Option<String>,
    #[serde(default)]
    latin: bool,
    #[serde(default)]
    args: Vec<String>,
    exit: i32,
    read: u64,
    found: Vec<Found>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Found {
    id: String,
    underlined: Option<String>,
    line: Option<u64>,
    #[serde(default)]
    has: Vec<String>,
}

fn bad() -> String {
    "bad.csv".to_owned()
}

type Json = serde_json::Value;

/// The text that a location covers: lines end with `\n`, `\r\n` or `\r`, columns count characters and
/// no mark at the beginning.
fn underlined(text: &str, at: &Json) -> String {
    let text = text.trim_start_matches('\u{feff}');
    let mut starts = vec![0];
    for (place, c) in text.char_indices() {
        let next = place + c.len_utf8();
        if c == '\n' || (c == '\r' && !text[next..].starts_with('\n')) {
            starts.push(next);
        }
    }
    let offset = |line: &str, column: &str| {
        let start = starts[at[line].as_u64().unwrap() as usize - 1];
        let column = at[column].as_u64().unwrap() as usize - 1;
        text[start..].char_indices().nth(column).map_or(text.len(), |(place, _)| start + place)
    };
    text[offset("line", "column")..offset("end_line", "end_column")].to_owned()
}

#[test]
fn every_case_gives_what_it_says() {
    let root = env!("CARGO_MANIFEST_DIR");
    let table = std::fs::read_to_string(format!("{root}/tests/tables.yaml")).unwrap();
    let cases: Vec<Case> = serde_yaml::from_str(&table).unwrap();
    assert!(cases.len() > 30);
    let mut problems = Vec::new();
    for case in cases {
        let folder = tempfile::tempdir().unwrap();
        let rows = case.rows.clone().unwrap_or_default();
        let bytes = match &case.hex {
            Some(hex) => hex.split_whitespace().map(|byte| u8::from_str_radix(byte, 16).unwrap()).collect(),
            None if case.latin => {
                // In Windows-1252 these are the bytes of their own numbers.
                let rows = rows.replace("\\u00e9", "\u{e9}").replace("\\u00a3", "\u{a3}");
                rows.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect()
            }
            None => rows.clone().into_bytes(),
        };
        let text = if case.latin { bytes.iter().copied().map(char::from).collect() } else { rows };
        std::fs::write(folder.path().join(&case.file), &bytes).unwrap();
        let mut args: Vec<String> =
            ["check", "--no-built-in", "--format", "json", "--rules"].map(String::from).to_vec();
        args.extend([format!("{root}/tests/tables"), case.file.clone()]);
        args.extend(case.args.clone());
        let ran = run::probity(folder.path(), &args, "");
        let shown = ran.stdout.chars().take(3_000).collect::<String>() + &ran.stderr;
        let mut say = |words: String| problems.push(format!("{}: {words}\n{shown}", case.name));
        let Ok(report) = serde_json::from_str::<Json>(&ran.stdout) else {
            say("no JSON".to_owned());
            continue;
        };
        if ran.status != Some(case.exit) {
            say(format!("expected exit {}, got {:?}", case.exit, ran.status));
        }
        if report["returns"]["read"].as_u64() != Some(case.read) {
            say(format!("{} returns read instead of {}", report["returns"]["read"], case.read));
        }
        let nothing = |d: &&Json| d["code"] == "E108";
        let findings = report["findings"].as_array().unwrap().iter().filter(|f| f["outcome"] == "fail");
        let diagnostics = report["diagnostics"].as_array().unwrap().iter().filter(|d| !nothing(d));
        let mut all: Vec<&Json> = findings.chain(diagnostics).collect();
        let id = |one: &Json| one["rule"].as_str().or(one["code"].as_str()).unwrap().to_owned();
        for wanted in &case.found {
            let fits = |one: &&Json| {
                let at = &one["location"];
                let message = format!("{} {} {}", one["message"], one["suggestion"], one["help"]);
                let message = message.replace("\\\"", "\"");
                id(one) == wanted.id
                    && wanted.line.is_none_or(|line| at["line"].as_u64() == Some(line))
                    && wanted.underlined.as_ref().is_none_or(|text_wanted| underlined(&text, at) == *text_wanted)
                    && wanted.has.iter().all(|piece| message.contains(piece.as_str()))
            };
            match all.iter().position(fits) {
                Some(at) => {
                    all.remove(at);
                }
                None => say(format!("lacks {} {:?} {:?} {:?}", wanted.id, wanted.underlined, wanted.line, wanted.has)),
            }
        }
        for one in all {
            say(format!("has {} {} at {}", id(one), one["message"], one["location"]));
        }
    }
    assert!(problems.is_empty(), "{} problems:\n{}", problems.len(), problems.join("\n\n"));
}
