//! Evaluates FEEL expressions with dsntk. In: a JSON string on each line, an expression. Out: a line
//! of JSON for each, `{"type": …, "value": …}` as `probity eval --format json` writes it, with `why`
//! where it is null.

use dsntk_feel::FeelScope;
use dsntk_feel::values::Value;
use serde_json::{Value as Json, json};
use std::io::{BufRead, Write};
use std::panic::catch_unwind;

fn typed(value: &Value) -> Json {
    let of = |kind: &str, value: String| json!({"type": kind, "value": value});
    match value {
        Value::Null(why) => json!({"type": "null", "value": null, "why": why}),
        Value::Boolean(truth) => of("boolean", truth.to_string()),
        Value::Number(number) => of("decimal", number.to_string()),
        Value::String(text) => of("string", text.clone()),
        Value::Date(date) => of("date", date.to_string()),
        Value::Time(time) => of("time", time.to_string()),
        Value::DateTime(moment) => of("dateTime", moment.to_string()),
        Value::DaysAndTimeDuration(duration) => of("duration", duration.to_string()),
        Value::YearsAndMonthsDuration(duration) => of("duration", duration.to_string()),
        Value::List(items) => json!({"type": "list", "value": items.iter().map(typed).collect::<Vec<_>>()}),
        Value::Context(context) => {
            let members = context.iter().map(|(name, value)| (name.to_string(), typed(value)));
            json!({"type": "context", "value": members.collect::<serde_json::Map<_, _>>()})
        }
        Value::Range(low, low_included, high, high_included) => json!({"type": "range", "value": {
            "low": typed(low), "low_included": low_included.closed(),
            "high": typed(high), "high_included": high_included.closed()}}),
        Value::BuiltInFunction(_) | Value::FunctionDefinition(..) => of("function", String::new()),
        Value::UnaryLess(end) => half(None, Some((end, false))),
        Value::UnaryLessOrEqual(end) => half(None, Some((end, true))),
        Value::UnaryGreater(end) => half(Some((end, false)), None),
        Value::UnaryGreaterOrEqual(end) => half(Some((end, true)), None),
        Value::UnaryEqual(end) => half(Some((end, true)), Some((end, true))),
        other => of("other", other.to_string()),
    }
}

/// A range that is written with one end.
fn half(low: Option<(&Value, bool)>, high: Option<(&Value, bool)>) -> Json {
    let end =
        |end: Option<(&Value, bool)>| end.map_or(json!({"type": "null", "value": null}), |(value, _)| typed(value));
    let included = |end: Option<(&Value, bool)>| end.is_some_and(|(_, included)| included);
    json!({"type": "range", "value": {"low": end(low), "low_included": included(low),
        "high": end(high), "high_included": included(high)}})
}

fn evaluate(expression: &str) -> Json {
    let null = |why: String| json!({"type": "null", "value": null, "why": why});
    let evaluated = catch_unwind(|| {
        let scope = FeelScope::default();
        match dsntk_feel_parser::parse_expression(&scope, expression, false) {
            Ok(node) => typed(&dsntk_feel_evaluator::evaluate(&scope, &node)),
            Err(error) => null(format!("not read: {error}")),
        }
    });
    evaluated.unwrap_or_else(|_| null("panicked".to_owned()))
}

fn main() {
    std::panic::set_hook(Box::new(|_| {}));
    let run = || {
        let mut out = std::io::stdout().lock();
        for line in std::io::stdin().lock().lines() {
            let expression: String = serde_json::from_str(&line.expect("text")).expect("a JSON string");
            writeln!(out, "{}", evaluate(&expression)).expect("standard output");
        }
    };
    let deep = std::thread::Builder::new().stack_size(256 << 20).spawn(run).expect("a thread");
    deep.join().expect("the thread ends well");
}
