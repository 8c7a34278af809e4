//! `probity eval`: one expression, strictly: unknown names, wrong types and units are refused.

use super::{FINE, RuleOptions, ShowOptions, UNREAD, files, load, write};
use crate::diag::Diagnostic;
use crate::output;
use crate::read::{self, At, Style};
use crate::report::RuleBook;
use crate::returns::Return;
use crate::value::{Date, Number, Type, Unit, Value};
use clap::{Args, ValueEnum};
use std::sync::Arc;

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

/// How many values a context may have: what aliases of aliases stand for is counted in full.
const MOST_VALUES: usize = 200_000;

type Names = Vec<(String, Type, Value)>;

impl Eval {
    /// Runs the command; gives the exit status.
    pub fn run(self) -> u8 {
        let mut diagnostics = Vec::new();
        let mut book = load::book(&self.rules, &[], &mut diagnostics);
        let mut names = Vec::new();
        let mut ret = None;
        if let Some(path) = &self.context {
            match context(&mut book, path, &mut diagnostics) {
                Ok((found, of)) => {
                    names = found;
                    ret = of;
                }
                Err(diagnostic) => diagnostics.push(*diagnostic),
            }
        }
        if diagnostics.is_empty() {
            match book.evaluate(&self.expression, names, ret.as_ref()) {
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

/// Reads the context: a return when it states a form, typed values when every member has exactly
/// `type` and `value`, plain values otherwise.
fn context(
    book: &mut RuleBook,
    path: &str,
    diagnostics: &mut Vec<Diagnostic>,
) -> Result<(Names, Option<Return>), Box<Diagnostic>> {
    let (text, syntax) = files::text(path)?;
    let name = if path == "-" { "standard input" } else { path };
    let file = book.sources.add(name, text.as_str());
    let (trees, mut found) = read::trees(&book.sources, file, syntax);
    diagnostics.append(&mut found);
    let Some(tree) = trees.first() else {
        return Ok((Vec::new(), None));
    };
    let root = tree.root();
    if root.value("form").is_some() {
        let read = book.read(name, text.clone(), syntax, None, true);
        diagnostics.extend(read.diagnostics);
        return Ok((Vec::new(), read.returns.into_iter().next()));
    }
    if !root.is_map() {
        return Err(Box::new(Diagnostic::at(
            "E109",
            root.place(),
            format!("a context is a mapping of names and values, not {}", root.kind()),
        )));
    }
    let is_typed = |at: At<'_>| at.entries().count() == 2 && at.get("type").is_some() && at.get("value").is_some();
    let all_typed = root.entries().all(|entry| is_typed(entry.value));
    let mut left = MOST_VALUES;
    let mut names = Vec::new();
    for entry in root.entries() {
        let name = entry.key.scalar().map_or("", |scalar| scalar.text).to_owned();
        let (ty, value) =
            if all_typed { typed_value(entry.value, &mut left)? } else { plain_value(entry.value, 0, &mut left)? };
        names.push((name, ty, value));
    }
    Ok((names, None))
}

/// `{"type": "decimal", "value": "1.5"}`
fn typed_value(at: At<'_>, left: &mut usize) -> Result<(Type, Value), Box<Diagnostic>> {
    *left = left.saturating_sub(1);
    if *left == 0 {
        return Err(Box::new(Diagnostic::at(
            "E110",
            at.place(),
            format!("the context has more than {MOST_VALUES} values"),
        )));
    }
    let kind = at.value("type").and_then(At::text).unwrap_or("null");
    let value = at.value("value").unwrap_or(at);
    let text = value.text().unwrap_or("");
    let wrong = || {
        Box::new(Diagnostic::at("E401", value.place(), format!("`{}` is no {kind}", crate::source::shown_line(text))))
    };
    Ok(match kind {
        "null" => (Type::Null, Value::NULL),
        "boolean" => (Type::Bool, Value::Bool(text == "true")),
        "decimal" | "integer" | "double" => {
            (Type::Number(Unit::Any), Value::Number(Number::parse(text).ok_or_else(wrong)?))
        }
        "string" => (Type::Text, Value::text(value.scalar().map_or("", |scalar| scalar.text))),
        "date" => (Type::Date, Value::Date(Date::parse(text).ok_or_else(wrong)?)),
        "list" => {
            let items: Vec<(Type, Value)> =
                value.items().map(|item| typed_value(item, left)).collect::<Result<_, _>>()?;
            list(items)
        }
        "context" => {
            let entries = value.entries().map(|entry| {
                let name = entry.key.scalar().map_or("", |scalar| scalar.text).to_owned();
                typed_value(entry.value, left).map(|(ty, value)| (name, ty, value))
            });
            members(entries.collect::<Result<_, _>>()?)
        }
        _ => {
            let words =
                format!("values of type `{}` are not part of the language yet", crate::source::shown_line(kind));
            return Err(Box::new(Diagnostic::at("E308", at.place(), words)));
        }
    })
}

fn plain_value(at: At<'_>, depth: usize, left: &mut usize) -> Result<(Type, Value), Box<Diagnostic>> {
    *left = left.saturating_sub(1);
    if *left == 0 {
        return Err(Box::new(Diagnostic::at(
            "E110",
            at.place(),
            format!("the context has more than {MOST_VALUES} values"),
        )));
    }
    if depth > 50 {
        return Err(Box::new(Diagnostic::at("E110", at.place(), "the context is nested deeper than 50 levels")));
    }
    let deeper = depth.saturating_add(1);
    if at.is_map() {
        let entries = at.entries().map(|entry| {
            let name = entry.key.scalar().map_or("", |scalar| scalar.text).to_owned();
            plain_value(entry.value, deeper, left).map(|(ty, value)| (name, ty, value))
        });
        return Ok(members(entries.collect::<Result<_, _>>()?));
    }
    if at.is_list() {
        let items: Vec<(Type, Value)> =
            at.items().map(|item| plain_value(item, deeper, left)).collect::<Result<_, _>>()?;
        return Ok(list(items));
    }
    let Some(scalar) = at.scalar().filter(|scalar| !scalar.is_null()) else {
        return Ok((Type::Null, Value::NULL));
    };
    if scalar.style != Style::Plain {
        return Ok((Type::Text, Value::text(scalar.text)));
    }
    Ok(match (scalar.text, Number::parse(scalar.text), Date::parse(scalar.text)) {
        ("true", _, _) => (Type::Bool, Value::Bool(true)),
        ("false", _, _) => (Type::Bool, Value::Bool(false)),
        (_, Some(number), _) => (Type::Number(Unit::Any), Value::Number(number)),
        (_, _, Some(date)) => (Type::Date, Value::Date(date)),
        (text, _, _) => (Type::Text, Value::text(text)),
    })
}

fn list(items: Vec<(Type, Value)>) -> (Type, Value) {
    let ty = items.iter().fold(Type::Any, |so_far, (ty, _)| so_far.meet(ty).unwrap_or(Type::Any));
    (ty.list_of(), Value::list(items.into_iter().map(|(_, value)| value).collect()))
}

fn members(entries: Vec<(String, Type, Value)>) -> (Type, Value) {
    let types = entries.iter().map(|(name, ty, _)| (Arc::from(name.as_str()), ty.clone())).collect();
    let values = entries.into_iter().map(|(name, _, value)| (Arc::from(name.as_str()), value)).collect();
    (Type::Context(Arc::new(types)), Value::Context(Arc::new(values)))
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
