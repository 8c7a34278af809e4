//! The formats as their readers read them.

use crate::run;
use quick_xml::events::Event;
use std::collections::BTreeMap;
use std::path::Path;

pub type Json = serde_json::Value;

/// A finding as a format tells it, as far as the format does.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Told {
    pub rule: String,
    pub file: String,
    pub line: u64,
    pub message: String,
}

/// Runs `check` with the rules of these tests.
pub fn check(folder: &Path, format: &str, args: &[&str]) -> run::Ran {
    for name in ["form.yaml", "rules.yaml"] {
        let rules = folder.join("rules");
        std::fs::create_dir_all(&rules).unwrap();
        let from = format!("{}/tests/outputs/{name}", env!("CARGO_MANIFEST_DIR"));
        std::fs::copy(from, rules.join(name)).unwrap();
    }
    let mut all = vec!["check", "--no-built-in", "--rules", "rules", "--format", format];
    all.extend(args);
    let all: Vec<String> = all.into_iter().map(str::to_owned).collect();
    run::probity(folder, &all, "")
}

pub fn json(text: &str) -> Json {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

pub fn text(value: &Json) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// The lines of `jsonl`, by what each is.
pub fn records(text_of: &str) -> Vec<(String, Json)> {
    let lines = text_of.lines().map(json);
    lines.map(|line| (text(&line["record"]), line)).collect()
}

/// The findings of `json` or `jsonl`.
pub fn of_json(findings: &[Json]) -> Vec<Told> {
    let told = findings.iter().map(|one| Told {
        rule: text(&one["rule"]),
        file: text(&one["location"]["file"]),
        line: one["location"]["line"].as_u64().unwrap(),
        message: text(&one["message"]),
    });
    told.collect()
}

/// A URI as a path.
pub fn path(uri: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = uri.as_bytes();
    while let Some((first, behind)) = rest.split_first() {
        if *first == b'%' {
            bytes.push(u8::from_str_radix(std::str::from_utf8(&behind[..2]).unwrap(), 16).unwrap());
            rest = &behind[2..];
        } else {
            bytes.push(*first);
            rest = behind;
        }
    }
    String::from_utf8(bytes).unwrap()
}

/// The results of `sarif` that stand for findings.
pub fn results(log: &Json) -> Vec<&Json> {
    let results = log["runs"][0]["results"].as_array().unwrap();
    results.iter().filter(|one| one["kind"] != "notApplicable").collect()
}

pub fn of_sarif(log: &Json) -> Vec<Told> {
    let told = results(log).into_iter().map(|one| {
        let physical = &one["locations"][0]["physicalLocation"];
        Told {
            rule: text(&one["ruleId"]),
            file: path(&text(&physical["artifactLocation"]["uri"])),
            line: physical["region"]["startLine"].as_u64().unwrap(),
            message: text(&one["message"]["text"]).lines().next().unwrap().to_owned(),
        }
    });
    told.collect()
}

/// A workflow command as the runner reads it.
#[derive(Debug)]
pub struct Command {
    pub name: String,
    pub properties: BTreeMap<String, String>,
    pub data: String,
}

/// What the runner takes a line for: as `ActionCommand.TryParseV2` does, and where that finds nothing as
/// `TryParse` does for the older form.
pub fn command(line: &str) -> Option<Command> {
    const KNOWN: &[&str] = &[
        "error",
        "warning",
        "notice",
        "debug",
        "group",
        "endgroup",
        "add-mask",
        "stop-commands",
        "set-output",
        "save-state",
        "echo",
        "add-path",
        "set-env",
        "add-matcher",
        "remove-matcher",
    ];
    let (info, data, separator, escapes): (_, _, _, &[_]) = match line.trim_start().strip_prefix("::") {
        Some(rest) if rest.contains("::") => {
            let (info, data) = rest.split_once("::").unwrap();
            (info, data, ',', &[("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")])
        }
        _ => {
            let (info, data) = line.split_once("##[")?.1.split_once(']')?;
            (info, data, ';', &[("%3B", ";"), ("%0D", "\r"), ("%0A", "\n"), ("%5D", "]"), ("%25", "%")])
        }
    };
    let (name, properties) = info.split_once(' ').unwrap_or((info, ""));
    let known = KNOWN.iter().any(|known| known.eq_ignore_ascii_case(name));
    let unescaped =
        |text: &str| escapes.iter().fold(text.to_owned(), |text, (escape, token)| text.replace(escape, token));
    let pairs = properties.trim().split(separator).filter_map(|pair| pair.split_once('='));
    known.then(|| Command {
        name: name.to_owned(),
        properties: pairs.map(|(key, value)| (key.to_owned(), unescaped(value))).collect(),
        data: ["%0D", "%0A", "%25"]
            .iter()
            .zip(["\r", "\n", "%"])
            .fold(data.to_owned(), |text, (escape, token)| text.replace(escape, token)),
    })
}

/// The commands in what was written, and the other lines.
pub fn commands(written: &str) -> (Vec<Command>, Vec<String>) {
    let mut commands = Vec::new();
    let mut others = Vec::new();
    for line in written.split(['\n', '\r']).filter(|line| !line.is_empty()) {
        match command(line) {
            Some(command) => commands.push(command),
            None => others.push(line.to_owned()),
        }
    }
    (commands, others)
}

pub fn of_github(commands: &[Command]) -> Vec<Told> {
    let told = commands.iter().map(|one| Told {
        rule: one.properties["title"].split(' ').next().unwrap().to_owned(),
        file: one.properties["file"].clone(),
        line: one.properties.get("line").map_or(0, |line| line.parse().unwrap()),
        message: one.data.lines().next().unwrap_or_default().to_owned(),
    });
    told.collect()
}

/// A test case of JUnit.
#[derive(Debug, Default, Clone)]
pub struct Case {
    pub suite: String,
    pub attributes: BTreeMap<String, String>,
    /// `failure`, `error`, `skipped`, or nothing of one that passed.
    pub came_to: String,
    pub kind: String,
    pub message: String,
    pub text: String,
}

/// The cases of a document, read back by an XML parser that checks names and ends.
pub fn cases(document: &str) -> Vec<Case> {
    let mut reader = quick_xml::Reader::from_str(document);
    reader.config_mut().check_end_names = true;
    let (mut out, mut case, mut suite): (Vec<Case>, Option<Case>, String) = (Vec::new(), None, String::new());
    loop {
        let event = reader.read_event().unwrap_or_else(|error| panic!("{error}: {document}"));
        let attributes = |tag: &quick_xml::events::BytesStart<'_>| -> BTreeMap<String, String> {
            let pairs = tag.attributes().map(|pair| pair.unwrap());
            pairs
                .map(|pair| {
                    let value = quick_xml::escape::unescape(&pair.value).unwrap().into_owned();
                    (pair.key.0.to_owned(), value)
                })
                .collect()
        };
        match event {
            Event::Eof => break,
            Event::Start(tag) | Event::Empty(tag) => {
                let name = tag.name().0.to_owned();
                let attributes = attributes(&tag);
                match name.as_str() {
                    "testsuite" => suite = attributes["name"].clone(),
                    "testcase" => {
                        out.extend(case.take());
                        case = Some(Case { suite: suite.clone(), attributes, ..Case::default() });
                    }
                    "failure" | "error" | "skipped" => {
                        let case = case.as_mut().unwrap();
                        case.came_to = name;
                        case.kind = attributes.get("type").cloned().unwrap_or_default();
                        case.message = attributes.get("message").cloned().unwrap_or_default();
                    }
                    _ => {}
                }
            }
            Event::Text(some) => {
                if let Some(case) = &mut case {
                    case.text.push_str(&some);
                }
            }
            Event::GeneralRef(some) => {
                if let Some(case) = &mut case {
                    case.text.push_str(&quick_xml::escape::unescape(&format!("&{};", &*some)).unwrap());
                }
            }
            _ => {}
        }
    }
    out.extend(case);
    for c in document.chars() {
        let holds = matches!(c, '\t' | '\n' | '\r' | '\u{20}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..);
        assert!(holds, "XML 1.0 cannot hold {c:?}");
    }
    out
}

pub fn of_junit(cases: &[Case]) -> Vec<Told> {
    let told = cases.iter().filter(|case| case.attributes.contains_key("line")).map(|case| {
        let first = case.text.trim_start().lines().next().unwrap_or_default();
        let level = first.split_once(": ").filter(|(level, _)| ["error", "warning", "info"].contains(level));
        Told {
            rule: case.attributes["classname"].clone(),
            file: case.attributes["file"].clone(),
            line: case.attributes["line"].parse().unwrap(),
            message: level.map_or(first, |(_, rest)| rest).to_owned(),
        }
    });
    told.collect()
}

/// The rows of the table of findings, unescaped: rule, where, message.
pub fn of_markdown(page: &str) -> Vec<Told> {
    let rows = page.lines().skip_while(|line| !line.starts_with("| | rule |")).skip(2);
    let told = rows.take_while(|line| line.starts_with('|')).map(|line| {
        let cells = columns(line);
        assert_eq!(cells.len(), 6, "{line}");
        let (file, line) = cells[3].rsplit_once(':').unwrap_or((&cells[3], "0"));
        let line = line.parse().unwrap_or(0);
        Told { rule: cells[1].clone(), file: file.to_owned(), line, message: cells[4].clone() }
    });
    told.collect()
}

/// The cells of a row, as a renderer takes them.
fn columns(line: &str) -> Vec<String> {
    let mut cells = vec![String::new()];
    let mut chars = line.trim().trim_start_matches('|').chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => cells.last_mut().unwrap().extend(chars.next()),
            '|' => cells.push(String::new()),
            c => cells.last_mut().unwrap().push(c),
        }
    }
    cells.pop();
    let entities = [("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")];
    let read = |cell: &String| entities.iter().fold(cell.trim().to_owned(), |cell, (name, c)| cell.replace(name, c));
    cells.iter().map(read).collect()
}

/// The findings of `plain`, with their columns.
pub fn of_plain(written: &str) -> Vec<(Told, u64)> {
    let told = written.lines().filter(|line| !line.starts_with("    ")).filter_map(|line| {
        let (place, rest) = ["error[", "warning[", "info[", "not judged[", "waived["]
            .iter()
            .find_map(|level| line.split_once(&format!(": {level}")))?;
        let (rule, message) = rest.split_once("]: ")?;
        let mut parts = place.rsplitn(3, ':');
        let (column, line, file) = (parts.next()?, parts.next().unwrap_or("0"), parts.next().unwrap_or(""));
        let told = Told {
            rule: rule.to_owned(),
            file: file.to_owned(),
            line: line.parse().unwrap_or(0),
            message: message.to_owned(),
        };
        Some((told, column.parse().unwrap_or(0)))
    });
    told.collect()
}
