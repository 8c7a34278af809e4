//! What an expression came to, for people and for programs.

use crate::report::Evaluated;
use crate::returns::Return;
use crate::source::shown_line;
use crate::value::{CellRef, Duration, Missing, Value};
use serde_json::json;

/// How wide the column of expressions is in a trace; longer ones push their value out.
const WIDEST: usize = 60;

/// The steps, when there are any, and the value, a line each.
pub fn human(found: &Evaluated) -> String {
    let mut out = String::new();
    let texts: Vec<String> = found.steps.iter().map(|(text, _)| shown_line(text)).collect();
    let width = texts.iter().map(|text| text.chars().count()).filter(|width| *width <= WIDEST).max().unwrap_or(0);
    for (text, (_, value)) in texts.iter().zip(&found.steps) {
        out.push_str(&format!("{text:<width$}  {}\n", plain(value)));
    }
    if !texts.is_empty() {
        out.push('\n');
    }
    out.push_str(&plain(&found.value));
    out.push('\n');
    out
}

/// The typed form on one line: `{"type":"decimal","value":"1"}`, with `trace` where steps were asked for.
pub fn json(found: &Evaluated, trace: bool, ret: Option<&Return>) -> String {
    let mut document = typed(&found.value, ret);
    if let (true, Some(members)) = (trace, document.as_object_mut()) {
        let step = |(text, value): &(String, Value)| json!({"expression": text, "value": typed(value, ret)});
        members.insert("trace".to_owned(), found.steps.iter().map(step).collect());
    }
    format!("{document}\n")
}

/// A value in the typed form.
fn typed(value: &Value, ret: Option<&Return>) -> serde_json::Value {
    let of = |kind: &str, value: String| json!({"type": kind, "value": value});
    match value {
        Value::Missing(_) => json!({"type": "null", "value": null}),
        Value::Bool(truth) => of("boolean", truth.to_string()),
        Value::Number(number) => of("decimal", number.trimmed().to_string()),
        Value::Text(text) => of("string", text.to_string()),
        Value::Date(date) => of("date", date.to_string()),
        Value::Time(time) => of("time", time.to_string()),
        Value::Moment(moment) => of("dateTime", moment.to_string()),
        Value::Seconds(seconds) => of("duration", Duration::Days(*seconds).to_string()),
        Value::Months(months) => of("duration", Duration::Months(*months).to_string()),
        Value::Function(function) => of("function", function.to_string()),
        Value::List(items) => {
            json!({"type": "list", "value": items.iter().map(|item| typed(item, ret)).collect::<Vec<_>>()})
        }
        Value::Context(members) => {
            let entries: serde_json::Map<_, _> =
                members.iter().map(|(name, value)| (name.to_string(), typed(value, ret))).collect();
            json!({"type": "context", "value": entries})
        }
        Value::Row(row) => {
            let columns = ret.and_then(|ret| Some((ret, ret.layout.table(row.table)?)));
            let entries: serde_json::Map<_, _> = columns
                .into_iter()
                .flat_map(|(ret, table)| {
                    let cells = table.columns.iter().enumerate();
                    cells.map(move |(column, of)| {
                        (of.name.to_string(), typed(&ret.value(CellRef { row: *row, column }), Some(ret)))
                    })
                })
                .collect();
            json!({"type": "context", "value": entries})
        }
        Value::Return(_) => of("return", crate::eval::value_text(value)),
        Value::Range(range) => {
            let end =
                |end: Option<(&Value, bool)>| end.map_or(typed(&Value::NULL, ret), |(value, _)| typed(value, ret));
            let included = |end: Option<(&Value, bool)>| end.is_some_and(|(_, included)| included);
            let (low, high) = (range.low(), range.high());
            json!({"type": "range", "value": {"low": end(low), "low_included": included(low),
                "high": end(high), "high_included": included(high)}})
        }
    }
}

/// A value as FEEL writes it, and why there is none.
fn plain(value: &Value) -> String {
    match value {
        Value::Missing(Missing::Fault(fault)) => format!("null, because {}", fault.words()),
        Value::Text(text) => format!("\"{}\"", shown_line(text)),
        Value::List(items) => format!("[{}]", items.iter().map(plain).collect::<Vec<_>>().join(", ")),
        Value::Context(members) => {
            let members: Vec<String> =
                members.iter().map(|(name, value)| format!("{}: {}", shown_line(name), plain(value))).collect();
            format!("{{{}}}", members.join(", "))
        }
        Value::Number(number) if number.is_rounded() => format!("{} (rounded to 28 digits)", number.trimmed()),
        Value::Range(_) => shown_line(&value.to_string()),
        Value::Row(_) | Value::Return(_) => crate::eval::value_text(value),
        other => other.to_string(),
    }
}
