//! The public conformance cases (DMN TCK) as two referees: by the standard each comes to its value;
//! in rules each that is marked as an error is refused before it runs, or its null comes from a
//! literal null. What is not met is listed with its reason in `tests/conformance.yaml`; a case that
//! is not met and not listed fails, and so does one that is listed and met.
//!
//! The cases are no part of this project: the test is ignored where they are not at hand. `FEEL_CASES`
//! says where they are; the build script looks for them.

use super::{Asked, RuleBook};
use crate::value::{Date, Duration, Fault, Missing, Moment, Number, Time, Type, Value};
use serde::Deserialize;
use serde_json::Value as Json;
use std::collections::BTreeMap;
use std::sync::Arc;

#[derive(Deserialize)]
struct Case {
    id: String,
    group: String,
    expression: String,
    inputs: Option<serde_json::Map<String, Json>>,
    expected: Json,
    #[serde(default)]
    error: bool,
}

/// Cases that are not met: by mode and reason their ids.
#[derive(Deserialize, Debug, PartialEq, Default)]
struct Unmet {
    standard: BTreeMap<String, Vec<String>>,
    refused: BTreeMap<String, Vec<String>>,
    strict: BTreeMap<String, Vec<String>>,
}

fn typed(json: &Json) -> Value {
    let text = json["value"].as_str().unwrap_or("");
    match json["type"].as_str().unwrap() {
        "null" => Value::NULL,
        "boolean" => Value::Bool(text == "true"),
        "decimal" | "integer" | "double" => Value::Number(Number::parse_literal(text).unwrap()),
        "string" => Value::text(text),
        "date" => Value::Date(Date::parse_feel(text).unwrap()),
        "time" => Value::Time(Arc::new(Time::parse(text).unwrap())),
        "dateTime" => Value::Moment(Arc::new(Moment::parse(text).unwrap())),
        "duration" => match Duration::parse(text).unwrap() {
            Duration::Days(seconds) => Value::Seconds(seconds),
            Duration::Months(months) => Value::Months(months),
        },
        "list" => Value::list(json["value"].as_array().unwrap().iter().map(typed).collect()),
        "context" => {
            let members = json["value"].as_object().unwrap().iter();
            Value::Context(Arc::new(members.map(|(name, json)| (Arc::from(name.as_str()), typed(json))).collect()))
        }
        other => panic!("type {other}"),
    }
}

/// Whether two values are the same, numbers to 1e-8 where the kit allows it.
fn same(a: &Value, b: &Value, near: bool) -> bool {
    match (a, b) {
        (Value::Missing(_), Value::Missing(_)) => true,
        (Value::Number(a), Value::Number(b)) => {
            let away = a.subtract(*b).unwrap().abs();
            away.is_zero() || near && away < Number::parse("0.00000001").unwrap()
        }
        (Value::List(a), Value::List(b)) => a.len() == b.len() && a.iter().zip(&**b).all(|(a, b)| same(a, b, near)),
        (Value::Context(a), Value::Context(b)) => {
            a.len() == b.len() && a.iter().all(|(name, a)| b.iter().any(|(other, b)| name == other && same(a, b, near)))
        }
        // Times are the same in every part, as `is` has it.
        (Value::Time(a), Value::Time(b)) => a.same(b),
        (Value::Moment(a), Value::Moment(b)) => a.same(b),
        (a, b) => a.same(b),
    }
}

struct Judged {
    standard: bool,
    /// Of an error whether it is refused.
    refused: Option<bool>,
    /// Of a value what rules make of it.
    strict: Option<Strict>,
}

#[derive(PartialEq, Clone, Copy)]
enum Strict {
    Same,
    Refused,
    Other,
}

fn judge(book: &mut RuleBook, case: &Case) -> Judged {
    let mut run = |standard: bool| {
        let inputs = case.inputs.iter().flatten();
        let names = inputs.map(|(name, json)| {
            let value = typed(json);
            (name.clone(), Type::of(&value), value)
        });
        let now = Moment::from_date_utc(Date::new(2026, 11, 23).unwrap());
        let asked =
            Asked { expression: &case.expression, names: names.collect(), ret: None, standard, trace: false, now };
        book.evaluate(asked).map(|found| found.value)
    };
    let expected = typed(&case.expected);
    let near = ["sqrt", "exp", "log", "stddev", "mean", "/"].iter().any(|mark| case.expression.contains(mark));
    let standard = run(true).is_ok_and(|value| same(&value, &expected, near));
    let strict = run(false);
    if case.error {
        let refused = match &strict {
            Err(found) => found.iter().all(|diagnostic| diagnostic.place.is_some() && !diagnostic.message.is_empty()),
            Ok(Value::Missing(Missing::Absent)) => case.expression.contains("null"),
            Ok(Value::Missing(Missing::Fault(Fault::Argument))) => false,
            Ok(_) => false,
        };
        return Judged { standard, refused: Some(refused), strict: None };
    }
    let strict = match strict {
        Ok(value) if same(&value, &expected, near) => Strict::Same,
        Ok(_) => Strict::Other,
        Err(_) => Strict::Refused,
    };
    Judged { standard, refused: None, strict: Some(strict) }
}

#[test]
#[cfg_attr(not(feel_cases), ignore = "the public conformance cases are not at hand (FEEL_CASES)")]
fn the_public_cases_are_met_or_listed() {
    let path = option_env!("FEEL_CASES_FOUND").unwrap_or("");
    let text = std::fs::read_to_string(path).unwrap();
    let cases: Vec<Case> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert!(cases.len() > 1_600, "{} cases", cases.len());
    let mut book = RuleBook::empty();
    let (mut standard, mut refused, mut strict) = (Vec::new(), Vec::new(), Vec::new());
    let mut table: BTreeMap<&str, [usize; 7]> = BTreeMap::new();
    for case in &cases {
        let judged = judge(&mut book, case);
        let counts = table.entry(&case.group).or_default();
        let mut count = |at: usize, holds: bool| counts[at] += usize::from(holds);
        count(0, true);
        count(1, judged.standard);
        count(2, judged.refused.is_some());
        count(3, judged.refused == Some(true));
        count(4, judged.strict.is_some());
        count(5, judged.strict == Some(Strict::Same));
        count(6, judged.strict == Some(Strict::Refused));
        if !judged.standard {
            standard.push(case.id.clone());
        }
        if judged.refused == Some(false) {
            refused.push(case.id.clone());
        }
        if judged.strict.is_some_and(|strict| strict != Strict::Same) {
            strict.push(case.id.clone());
        }
    }
    println!(
        "| group | cases | as the standard | errors | refused in rules | values | the same in rules | refused in rules |"
    );
    println!("|---|---|---|---|---|---|---|---|");
    let mut total = [0; 7];
    for (group, counts) in &table {
        let cells: Vec<String> = counts.iter().map(ToString::to_string).collect();
        println!("| {group} | {} |", cells.join(" | "));
        total.iter_mut().zip(counts).for_each(|(sum, count)| *sum += count);
    }
    println!("| total | {} |", total.map(|count| count.to_string()).join(" | "));
    let listed = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/conformance.yaml")).unwrap();
    let listed: Unmet = serde_yaml::from_str(&listed).unwrap();
    let ids = |of: &BTreeMap<String, Vec<String>>| {
        let mut ids: Vec<String> = of.values().flatten().cloned().collect();
        ids.sort();
        ids
    };
    let mut problems = Vec::new();
    for (mode, mut found, listed) in [
        ("standard", standard, &listed.standard),
        ("refused", refused, &listed.refused),
        ("strict", strict, &listed.strict),
    ] {
        found.sort();
        let listed = ids(listed);
        problems.extend(found.iter().filter(|id| !listed.contains(id)).map(|id| format!("{mode}: not met: {id}")));
        problems
            .extend(listed.iter().filter(|id| !found.contains(id)).map(|id| format!("{mode}: listed and met: {id}")));
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}
