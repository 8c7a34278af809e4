//! Cases made by hand, from the standard and without running anything: a file for each built-in
//! function under `tests/functions`, one for each construct under `tests/language`.
//!
//! - `is`: what the expression comes to, as FEEL writes it
//! - `standard`: what it comes to by the standard, where that is something else
//! - `refused`: in rules it is refused before it runs; by the standard it is null
//! - `context`: names with values; null is a value that was not given

use super::{Asked, RuleBook};
use crate::feel::builtins;
use crate::feel::constructs::{CONSTRUCTS, DIFFERENCES};
use crate::value::{Date, Fault, Moment, Number, Type, Value};
use serde::Deserialize;
use std::path::{Path, PathBuf};
use std::sync::Arc;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    expr: String,
    is: Option<String>,
    standard: Option<String>,
    #[serde(default)]
    refused: bool,
    #[serde(default)]
    context: serde_json::Map<String, serde_json::Value>,
}

fn value(json: &serde_json::Value) -> Value {
    match json {
        serde_json::Value::Null => Value::NULL,
        serde_json::Value::Bool(truth) => Value::Bool(*truth),
        serde_json::Value::Number(number) => Value::Number(Number::parse_literal(&number.to_string()).unwrap()),
        serde_json::Value::String(text) => Value::text(text),
        serde_json::Value::Array(items) => Value::list(items.iter().map(value).collect()),
        serde_json::Value::Object(members) => Value::Context(Arc::new(
            members.iter().map(|(name, json)| (Arc::from(name.as_str()), value(json))).collect(),
        )),
    }
}

fn comes_to(book: &mut RuleBook, case: &Case, standard: bool) -> Result<String, String> {
    let names = case.context.iter().map(|(name, json)| {
        let value = value(json);
        (name.clone(), Type::of(&value), value)
    });
    let now = Moment::from_date_utc(Date::new(2026, 11, 23).unwrap());
    let asked = Asked { expression: &case.expr, names: names.collect(), ret: None, standard, trace: false, now };
    match book.evaluate(asked) {
        Ok(found) => Ok(found.value.to_string()),
        Err(found) => Err(found.iter().map(|d| format!("{}: {}", d.code, d.message)).collect::<Vec<_>>().join("; ")),
    }
}

fn files(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(folder);
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

fn walk(folder: &str) -> usize {
    let mut book = RuleBook::empty();
    let mut problems = Vec::new();
    let mut count = 0;
    for file in files(folder) {
        let cases: Vec<Case> = serde_yaml::from_str(&std::fs::read_to_string(&file).unwrap()).unwrap();
        assert!(cases.len() >= 5, "{}: only {} cases", file.display(), cases.len());
        count += cases.len();
        let name = file.file_stem().unwrap().to_string_lossy().into_owned();
        for case in cases {
            let mut wrong = |mode: &str, wanted: &str, got: &Result<String, String>| {
                problems.push(format!("{name} ({mode}): {}: expected {wanted}, got {got:?}", case.expr));
            };
            assert!(case.refused != case.is.is_some(), "{name}: {}: either `is` or `refused`", case.expr);
            if std::env::var_os("SHOW_CASES").is_some() {
                eprintln!("{name}: {}", case.expr);
            }
            let strict = comes_to(&mut book, &case, false);
            match &case.is {
                Some(wanted) if strict.as_ref() != Ok(wanted) => wrong("strict", wanted, &strict),
                None if strict.is_ok() => wrong("strict", "a refusal", &strict),
                _ => {}
            }
            let wanted = case.standard.as_deref().or(case.is.as_deref()).unwrap_or("null");
            let standard = comes_to(&mut book, &case, true);
            if standard.as_deref() != Ok(wanted) {
                wrong("standard", wanted, &standard);
            }
        }
    }
    assert!(problems.is_empty(), "{} problems:\n{}", problems.len(), problems.join("\n"));
    count
}

#[test]
fn functions_come_to_what_was_reckoned_by_hand() {
    assert!(walk("functions") > 1_500);
}

#[test]
fn constructs_come_to_what_was_reckoned_by_hand() {
    assert!(walk("language") > 500);
}

#[test]
fn every_function_has_a_file_of_cases() {
    let mut with_cases: Vec<String> =
        files("functions").iter().map(|file| file.file_stem().unwrap().to_string_lossy().into_owned()).collect();
    with_cases.sort();
    let mut functions: Vec<String> = builtins::all().map(|builtin| builtin.name.to_owned()).collect();
    functions.sort();
    assert_eq!(with_cases, functions);
}

fn case(expr: &str) -> Case {
    Case { expr: expr.to_owned(), is: None, standard: None, refused: false, context: serde_json::Map::new() }
}

#[test]
fn the_tables_of_the_language_say_what_is() {
    let mut book = RuleBook::empty();
    for construct in CONSTRUCTS {
        assert!(!construct.examples.is_empty(), "{}", construct.name);
        for (expr, is) in construct.examples {
            for standard in [false, true] {
                assert_eq!(comes_to(&mut book, &case(expr), standard).as_deref(), Ok(*is), "{expr}");
            }
        }
    }
    for difference in DIFFERENCES {
        let case = case(difference.example);
        assert_eq!(comes_to(&mut book, &case, true).as_deref(), Ok(difference.standard), "{}", difference.example);
        let in_rules = comes_to(&mut book, &case, false);
        assert_eq!(in_rules.as_deref().ok(), difference.in_rules, "{}: {in_rules:?}", difference.example);
    }
    let mut equations = 0;
    for equation in builtins::all().filter_map(builtins::Builtin::equation) {
        equations += 1;
        for standard in [false, true] {
            assert_eq!(comes_to(&mut book, &case(equation), standard).as_deref(), Ok("true"), "{equation}");
        }
    }
    assert!(equations > 60, "{equations}");
    let mut faults = Fault::ALL.to_vec();
    faults.dedup();
    assert_eq!(faults.len(), Fault::ALL.len());
}
