//! `probity eval`: one expression, strictly: unknown names, wrong types and units are refused.

mod context;

use super::{FINE, RuleOptions, ShowOptions, UNREAD, load, write};
use crate::diag::Diagnostic;
use crate::output;
use crate::returns::Return;
use crate::value::Value;
use clap::{Args, ValueEnum};

/// The arguments of `eval`.
#[derive(Debug, Args)]
pub struct Eval {
    /// The expression
    #[arg(value_name = "EXPR", allow_hyphen_values = true)]
    expression: String,
    /// Names and values, or a return: a file, or - for standard input
    #[arg(long, value_name = "FILE")]
    context: Option<String>,
    /// How the result is written
    #[arg(long, value_enum, value_name = "NAME", default_value_t = ResultFormat::Human)]
    format: ResultFormat,
    #[command(flatten)]
    rules: RuleOptions,
    #[command(flatten)]
    show: ShowOptions,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ResultFormat {
    Human,
    Json,
}

/// How many values a result may have that is written.
const MOST_SHOWN: usize = 1_000_000;

impl Eval {
    /// Runs the command; gives the exit status.
    pub fn run(self) -> u8 {
        let mut diagnostics = Vec::new();
        let mut book = load::book(&self.rules, &[], &mut diagnostics).book;
        let mut names = Vec::new();
        let mut ret = None;
        if let Some(path) = &self.context {
            match context::read(&mut book, path, &mut diagnostics) {
                Ok((found, of)) => {
                    names = found;
                    ret = of;
                }
                Err(diagnostic) => diagnostics.push(*diagnostic),
            }
        }
        if diagnostics.is_empty() {
            match book.evaluate(&self.expression, names, ret.as_ref()) {
                Ok(value) if value.weight(MOST_SHOWN) >= MOST_SHOWN => {
                    let words =
                        format!("the result is larger than {MOST_SHOWN} values, or as much text, and is not shown");
                    diagnostics.push(Diagnostic::of_command("E110", words));
                }
                Ok(value) => {
                    let text = match self.format {
                        ResultFormat::Json => format!("{}\n", typed(&value, ret.as_ref())),
                        ResultFormat::Human => format!("{}\n", plain(&value)),
                    };
                    diagnostics.extend(write::out(&text).err().map(|diagnostic| *diagnostic));
                }
                Err(found) => diagnostics.extend(found),
            }
        }
        let (format, look) = self.show.of_errors();
        write::error(&output::diagnostics(&diagnostics, &book.sources, format, look));
        if diagnostics.is_empty() { FINE } else { UNREAD }
    }
}

/// A value in the typed form: `{"type":"decimal","value":"1"}`.
fn typed(value: &Value, ret: Option<&Return>) -> serde_json::Value {
    use serde_json::json;
    match value {
        Value::Missing(_) => json!({"type": "null", "value": null}),
        Value::Bool(truth) => json!({"type": "boolean", "value": truth.to_string()}),
        Value::Number(number) => json!({"type": "decimal", "value": number.trimmed().to_string()}),
        Value::Text(text) => json!({"type": "string", "value": &**text}),
        Value::Date(date) => json!({"type": "date", "value": date.to_string()}),
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
                        let cell = crate::value::CellRef { row: *row, column };
                        (of.name.to_string(), typed(&ret.value(cell), Some(ret)))
                    })
                })
                .collect();
            json!({"type": "context", "value": entries})
        }
        Value::Range(range) => {
            json!({"type": "range", "value": {"low": typed(&range.low.0, ret), "high": typed(&range.high.0, ret)}})
        }
    }
}

fn plain(value: &Value) -> String {
    match value {
        Value::Missing(crate::value::Missing::Fault(fault)) => {
            format!("null, because {}", fault.words())
        }
        Value::Missing(_) => "null".to_owned(),
        Value::Text(text) => format!("\"{}\"", crate::source::shown_line(text)),
        Value::List(items) => format!("[{}]", items.iter().map(plain).collect::<Vec<_>>().join(", ")),
        Value::Context(members) => {
            let members: Vec<String> =
                members.iter().map(|(name, value)| format!("{name}: {}", plain(value))).collect();
            format!("{{{}}}", members.join(", "))
        }
        Value::Number(number) if number.is_rounded() => {
            format!("{} (rounded to 28 digits)", number.trimmed())
        }
        Value::Number(number) => number.trimmed().to_string(),
        other => crate::eval::value_text(other),
    }
}
