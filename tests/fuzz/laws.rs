//! What must hold whatever the bytes are. Each function takes one input and panics when a law is
//! broken; libFuzzer calls them with inputs that it makes, `tests/fuzzed.rs` with those that are
//! kept as cases.
#![allow(dead_code, reason = "each target calls one of these")]

use probity::{Location, ReadReturns, Rules, Syntax};

const FORM: &str = "
define_form: petty-cash
title: Petty cash
unit: GBP
organisation: cash.office
period: {year: cash.year, month: cash.month}
tables:
  cash:
    kind: record
    required: true
    columns:
      office: {type: code}
      year: {type: text}
      month: {type: integer}
      opening: {type: amount, required: true}
      spent: {type: amount, sign: positive}
      closing: {type: amount}
  counts:
    kind: rows
    row_key: by
    columns: {day: {type: date}, amount: {type: amount}, by: {type: enum, values: [anne, bert]}, share: {type: percent}}
  costs:
    kind: lines
    columns: {plan: {type: amount, required: true}, actual: {type: amount}}
    lines: {rent: {label: rent}, heat: {label: heat}, all: {label: all, total: true}}
";

const RULES: &str = "
rule_set: petty-cash/all
title: Petty cash
form: petty-cash
in_force: {from: 2000-01 M01, to: 2039-40 M12}
constants: {limit: 5%}
definitions:
  apart: {value: cash.opening - cash.spent - cash.closing}
rules:
  - {id: PC-01, title: adds up, severity: error, assert: cash.closing = cash.opening - cash.spent, tolerance: from_precision}
  - {id: PC-02, title: counted, severity: warning, for_each: counts, assert: amount >= 0}
  - {id: PC-03, title: unknown, severity: error, kind: unknown_key}
  - {id: PC-04, title: missing, severity: error, kind: missing}
  - {id: PC-05, title: sign, severity: error, kind: sign}
  - {id: PC-06, title: spelling, severity: warning, kind: spelling}
  - {id: PC-07, title: twice, severity: error, kind: duplicate}
  - {id: PC-08, title: costs, severity: error, assert: costs.all.actual = sum(costs.lines.actual), tolerance: 0}
  - {id: PC-09, title: within, severity: info, assert: apart <= limit * cash.opening, message: '{apart} of {cash.opening}'}
";

/// A return by which expressions and rule files are tried.
const RETURN: &str = "
form: petty-cash
cash: {office: A1, year: 2016-17, month: 7, opening: 107.50, spent: 20.00, closing: 78.50}
counts:
  - {day: 2016-10-31, amount: 12, by: anne, share: 12.5}
  - {day: 2016-10-30, amount: -3, by: bert}
costs: {rent: {plan: 1, actual: 2}, heat: {plan: 3}, all: {plan: 4, actual: 6.01}}
";

fn petty_cash() -> Rules {
    let mut rules = Rules::empty();
    rules.add("form.yaml", FORM);
    rules.add("rules.yaml", RULES);
    assert!(rules.diagnostics().is_empty(), "{:?}", rules.diagnostics());
    rules
}

/// A place lies inside its text, and what it underlines stands there by line and column.
fn place_re_reads(at: &Location, texts: &[(&str, &str)]) {
    let Some((_, text)) = texts.iter().find(|(name, _)| *name == at.file) else { return };
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut line = 1;
    let mut column = 1;
    let mut start = None;
    let mut chars = text.char_indices().peekable();
    loop {
        let offset = chars.peek().map_or(text.len(), |(offset, _)| *offset);
        if (line, column) == (at.line, at.column) {
            start = Some(offset);
            break;
        }
        let Some((_, c)) = chars.next() else { break };
        let ends = c == '\n' || (c == '\r' && chars.peek().is_none_or(|(_, next)| *next != '\n'));
        (line, column) = if ends { (line + 1, 1) } else { (line, column + 1) };
    }
    let start = start.unwrap_or_else(|| panic!("no {}:{} in {:?}", at.line, at.column, at.file));
    let underlined = at.underlined.trim_start_matches('\u{feff}');
    assert!(text[start..].starts_with(underlined), "{at:?} is not there");
}

/// Nothing that is shown can steer a terminal.
fn harmless(text: &str) {
    let steers = |c: char| (c.is_control() && !matches!(c, '\n' | '\t')) || ('\u{202a}'..='\u{202e}').contains(&c);
    assert!(!text.chars().any(steers), "{text:?}");
}

/// Judges what was read, writes the report in each format, and looks at every place.
fn judged(rules: &mut Rules, read: &ReadReturns, texts: &[(&str, &str)]) {
    for diagnostic in &read.diagnostics {
        if let Some(at) = rules.location(diagnostic) {
            place_re_reads(&at, texts);
        }
    }
    let report = rules.check(&read.returns);
    for finding in report.findings() {
        place_re_reads(&finding.location(rules), texts);
        place_re_reads(&finding.rule_location(rules), texts);
        assert!(finding.fingerprint().starts_with("v1:"));
        assert!(finding.message().len() < 100_000, "{}", finding.message().len());
    }
    harmless(&report.to_text(rules));
    let json = report.to_json(rules);
    serde_json::from_str::<serde_json::Value>(&json).expect("what is written as JSON is JSON");
}

fn text(data: &[u8]) -> Option<&str> {
    std::str::from_utf8(data).ok()
}

/// The YAML reader, and a return in YAML.
pub fn yaml(data: &[u8]) {
    let Some(text) = text(data) else { return };
    let mut rules = petty_cash();
    let read = rules.read("input.yaml", text, Syntax::Yaml);
    judged(&mut rules, &read, &[("input.yaml", text)]);
}

/// The JSON reader, and a return in JSON. serde_json says what is JSON.
pub fn json(data: &[u8]) {
    let Some(text) = text(data) else { return };
    let mut rules = petty_cash();
    let read = rules.read("input.json", text, Syntax::Json);
    judged(&mut rules, &read, &[("input.json", text)]);
    let codes: Vec<&str> = read.diagnostics.iter().map(|diagnostic| diagnostic.code).collect();
    if codes.contains(&"E110") || text.starts_with('\u{feff}') {
        return;
    }
    let refused = codes.contains(&"E103");
    match serde_json::from_str::<serde_json::Value>(text) {
        Ok(_) => assert!(!refused, "serde_json reads it"),
        Err(error) if error.to_string().contains("recursion limit") => {}
        Err(error) => assert!(refused, "serde_json refuses it: {error}"),
    }
}

/// An expression: as the assert of a rule, judged over a return.
pub fn expression(data: &[u8]) {
    let Some(text) = text(data) else { return };
    let quoted = serde_json::to_string(text).expect("a text can be written as JSON");
    let file = format!(
        "{{\"rule_set\": \"petty-cash/more\", \"title\": \"more\", \"form\": \"petty-cash\", \
         \"in_force\": {{\"from\": \"2000-01 M01\", \"to\": \"2039-40 M12\"}}, \
         \"rules\": [{{\"id\": \"PX-01\", \"title\": \"x\", \"severity\": \"error\", \"assert\": {quoted}, \
         \"message\": {quoted}}}, {{\"id\": \"PX-02\", \"title\": \"y\", \"severity\": \"error\", \
         \"for_each\": \"counts\", \"assert\": {quoted}}}]}}"
    );
    tried("more.json", &file);
}

/// A rule file, a form or a reference list.
pub fn rules(data: &[u8]) {
    let Some(text) = text(data) else { return };
    tried("more.yaml", text);
}

fn tried(name: &str, file: &str) {
    let mut rules = petty_cash();
    rules.add(name, file);
    let found = rules.diagnostics();
    for diagnostic in &found {
        if let Some(at) = rules.location(diagnostic) {
            place_re_reads(&at, &[(name, file)]);
        }
    }
    if found.is_empty() {
        rules.doubts();
    }
    let read = rules.read("return.yaml", RETURN, Syntax::Yaml);
    judged(&mut rules, &read, &[(name, file), ("return.yaml", RETURN)]);
}

/// The whole of `check` by the built-in rules: returns, in YAML or JSON, and waivers behind a
/// line of `=====`.
pub fn check(data: &[u8]) {
    let Some(text) = text(data) else { return };
    let (text, waivers) = text.split_once("\n=====\n").unwrap_or((text, ""));
    let mut rules = Rules::built_in();
    if !waivers.is_empty() {
        for diagnostic in rules.waive("waivers.yaml", waivers, "2016-11-30").err().into_iter().flatten() {
            if let Some(at) = rules.location(&diagnostic) {
                place_re_reads(&at, &[("waivers.yaml", waivers)]);
            }
        }
    }
    let syntax = if text.trim_start().starts_with('{') { Syntax::Json } else { Syntax::Yaml };
    let read = rules.read("input", text, syntax);
    judged(&mut rules, &read, &[("input", text), ("waivers.yaml", waivers)]);
}
