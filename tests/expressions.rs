//! Expressions and what they come to, by hand: `expressions.yaml`, run through `probity eval`.

mod run;

use serde::Deserialize;
use std::path::Path;

#[derive(Deserialize)]
struct Case {
    expr: String,
    is: Option<String>,
    error: Option<String>,
    underlined: Option<String>,
    #[serde(default)]
    context: serde_json::Value,
}

/// Where in an expression a diagnostic's `expression:line:column` begins.
fn starts_at(expr: &str, message: &str) -> Option<usize> {
    let mut parts = message.lines().find(|line| line.starts_with("expression:"))?.split(':').skip(1);
    let line: usize = parts.next()?.parse().ok()?;
    let column: usize = parts.next()?.parse().ok()?;
    let before: usize = expr.split_inclusive('\n').take(line - 1).map(str::len).sum();
    let rest = &expr[before..];
    Some(before + rest.char_indices().nth(column - 1).map_or(rest.len(), |(at, _)| at))
}

#[test]
fn every_expression_comes_to_what_was_reckoned_by_hand() {
    let table = std::fs::read_to_string(format!("{}/tests/expressions.yaml", env!("CARGO_MANIFEST_DIR"))).unwrap();
    let cases: Vec<Case> = serde_yaml::from_str(&table).unwrap();
    assert!(cases.len() > 100);
    let mut problems = Vec::new();
    for case in &cases {
        let mut args = vec!["eval".to_owned(), "--no-built-in".to_owned(), case.expr.clone()];
        if !case.context.is_null() {
            args.extend(["--context".to_owned(), "-".to_owned()]);
        }
        let run::Ran { status, stdout, stderr } = run::probity(Path::new("."), &args, &case.context.to_string());
        let got = stdout.trim_end();
        match (&case.is, &case.error) {
            (Some(want), None) => {
                if got != want || status != Some(0) {
                    problems.push(format!("{}: expected {want}, got {got}{stderr}", case.expr));
                }
            }
            (None, Some(code)) => {
                let at = starts_at(&case.expr, &stderr);
                let place = case
                    .underlined
                    .as_ref()
                    .is_none_or(|text| at.is_some_and(|at| case.expr[at..].starts_with(text.as_str())));
                if !stderr.contains(&format!("error[{code}]")) || !place || status != Some(2) {
                    problems
                        .push(format!("{}: expected {code} at {:?}, got {got}{stderr}", case.expr, case.underlined));
                }
            }
            _ => problems.push(format!("{}: a case has either `is` or `error`", case.expr)),
        }
    }
    assert!(problems.is_empty(), "{} problems:\n{}", problems.len(), problems.join("\n"));
}
