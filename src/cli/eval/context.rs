//! The context of `probity eval`: names and values from a file, or a return.

use crate::cli::files;
use crate::diag::Diagnostic;
use crate::read::{self, At, Entry, Style, Syntax};
use crate::report::RuleBook;
use crate::returns::Return;
use crate::source::shown_short;
use crate::value::{Date, Duration, Moment, Number, Time, Type, Unit, Value};
use std::collections::HashMap;
use std::sync::Arc;

/// How many values a context may have: what aliases of aliases stand for is counted in full.
const MOST_VALUES: usize = 200_000;

/// How deep the values of a context may nest.
const DEEPEST: usize = 50;

/// Names with their types and values.
pub type Names = Vec<(String, Type, Value)>;

type Read<T> = Result<T, Box<Diagnostic>>;

/// Reads the context: a return when it states a form, typed values when every member has exactly
/// `type` and `value`, plain values otherwise.
///
/// # Errors
/// The first thing that is wrong with its values; what the reader finds goes to `diagnostics`.
pub fn read(book: &mut RuleBook, path: &str, diagnostics: &mut Vec<Diagnostic>) -> Read<(Names, Option<Return>)> {
    let (text, syntax) = files::text(path)?;
    let name = if path == "-" { "standard input" } else { path };
    let file = book.sources.add(name, text.as_str());
    let (trees, mut found) = read::trees(&book.sources, file, syntax);
    let broken = !found.is_empty();
    diagnostics.append(&mut found);
    if broken {
        return Ok((Vec::new(), None));
    }
    let Some(tree) = trees.first() else {
        let empty = || Box::new(Diagnostic::of_file("E106", name, "the file is empty, so it holds no values"));
        return Err(empty());
    };
    let root = tree.root();
    if root.value("form").is_some() {
        let read = book.read(name, text, syntax, None, true);
        diagnostics.extend(read.diagnostics);
        return Ok((Vec::new(), read.returns.into_iter().next()));
    }
    if !root.is_map() {
        let words = format!("a context is a mapping of names and values, not {}", root.kind());
        return Err(Box::new(Diagnostic::at("E109", root.place(), words)));
    }
    let is_typed = |at: At<'_>| at.entries().count() == 2 && at.get("type").is_some() && at.get("value").is_some();
    let all_typed = root.entries().all(|entry| is_typed(entry.value));
    let mut reader = Reader { left: MOST_VALUES, syntax };
    let entries = named(root)?.into_iter().map(|(name, entry)| {
        let (ty, value) = if all_typed { reader.typed(entry.value, 0)? } else { reader.plain(entry.value, 0)? };
        Ok((name, ty, value))
    });
    Ok((entries.collect::<Read<_>>()?, None))
}

/// The entries of a mapping by their names: each is one word, and stands once.
fn named(at: At<'_>) -> Read<Vec<(String, Entry<'_>)>> {
    let mut seen: HashMap<&str, At<'_>> = HashMap::new();
    let mut out = Vec::new();
    for entry in at.entries() {
        let Some(key) = entry.key.scalar() else {
            return Err(Box::new(Diagnostic::at("E203", entry.key.place(), "a key is one word")));
        };
        if let Some(first) = seen.insert(key.text, entry.key) {
            let words = format!("`{}` stands twice", shown_short(key.text));
            let twice = Diagnostic::at("E212", entry.key.place(), words);
            return Err(Box::new(twice.related(first.place(), "first here").help("keep the right one")));
        }
        out.push((key.text.to_owned(), entry));
    }
    Ok(out)
}

struct Reader {
    /// How many more values there may be.
    left: usize,
    syntax: Syntax,
}

impl Reader {
    /// Counts a value, and how deep it lies.
    fn count(&mut self, at: At<'_>, depth: usize) -> Read<()> {
        let refuse = |words: String| Err(Box::new(Diagnostic::at("E110", at.place(), words)));
        self.left = self.left.saturating_sub(1);
        if self.left == 0 {
            return refuse(format!("the context has more than {MOST_VALUES} values"));
        }
        if depth > DEEPEST {
            return refuse(format!("the context is nested deeper than {DEEPEST} levels"));
        }
        Ok(())
    }

    /// `{"type": "decimal", "value": "1.5"}`
    fn typed(&mut self, at: At<'_>, depth: usize) -> Read<(Type, Value)> {
        self.count(at, depth)?;
        let deeper = depth.saturating_add(1);
        let (Some(kind), Some(value)) = (at.value("type").and_then(At::text), at.value("value")) else {
            let words = format!("`{}` is no typed value", shown_short(at.raw()));
            let help = "write {\"type\": \"decimal\", \"value\": \"1.5\"}";
            return Err(Box::new(Diagnostic::at("E401", at.place(), words).help(help)));
        };
        let text = value.text().unwrap_or("");
        let of = |value: Value| (Type::of(&value), value);
        let wrong = || {
            let words = format!("`{}` is no {}", shown_short(value.raw()), shown_short(kind));
            Box::new(Diagnostic::at("E401", value.place(), words))
        };
        Ok(match kind {
            "null" if value.is_null() => (Type::Null, Value::NULL),
            "boolean" if matches!(text, "true" | "false") => (Type::Bool, Value::Bool(text == "true")),
            "decimal" | "integer" | "double" => {
                (Type::Number(Unit::Any), Value::Number(Number::parse(text).ok_or_else(wrong)?))
            }
            "string" => {
                (Type::Text, Value::text(value.scalar().filter(|text| !text.is_null()).ok_or_else(wrong)?.text))
            }
            "date" => of(Date::parse_feel(text).map(Value::Date).ok_or_else(wrong)?),
            "time" => of(Time::parse(text).map(|time| Value::Time(Arc::new(time))).ok_or_else(wrong)?),
            "dateTime" => of(Moment::parse(text).map(|moment| Value::Moment(Arc::new(moment))).ok_or_else(wrong)?),
            "duration" => of(match Duration::parse(text).ok_or_else(wrong)? {
                Duration::Days(seconds) => Value::Seconds(seconds),
                Duration::Months(months) => Value::Months(months),
            }),
            "list" if value.is_list() => list(value.items().map(|item| self.typed(item, deeper)).collect::<Read<_>>()?),
            "context" if value.is_map() => {
                let entries = named(value)?.into_iter();
                let entries =
                    entries.map(|(name, entry)| self.typed(entry.value, deeper).map(|(ty, value)| (name, ty, value)));
                members(entries.collect::<Read<_>>()?)
            }
            "null" | "boolean" | "list" | "context" => return Err(wrong()),
            _ => {
                let words = format!("`{}` is no type of values", shown_short(kind));
                let help = "one of null, boolean, decimal, string, date, time, dateTime, duration, list, context";
                return Err(Box::new(Diagnostic::at("E401", at.place(), words).help(help)));
            }
        })
    }

    fn plain(&mut self, at: At<'_>, depth: usize) -> Read<(Type, Value)> {
        self.count(at, depth)?;
        let deeper = depth.saturating_add(1);
        if at.is_map() {
            let entries = named(at)?.into_iter();
            let entries =
                entries.map(|(name, entry)| self.plain(entry.value, deeper).map(|(ty, value)| (name, ty, value)));
            return Ok(members(entries.collect::<Read<_>>()?));
        }
        if at.is_list() {
            return Ok(list(at.items().map(|item| self.plain(item, deeper)).collect::<Read<_>>()?));
        }
        let Some(scalar) = at.scalar().filter(|scalar| !scalar.is_null()) else {
            return Ok((Type::Null, Value::NULL));
        };
        if scalar.style != Style::Plain {
            return Ok((Type::Text, Value::text(scalar.text)));
        }
        match scalar.text {
            "true" => return Ok((Type::Bool, Value::Bool(true))),
            "false" => return Ok((Type::Bool, Value::Bool(false))),
            _ => {}
        }
        // In JSON whatever else is plain is a number; in YAML 05E10 may be a code.
        let number = match self.syntax {
            Syntax::Json => Number::parse_literal(scalar.text),
            Syntax::Yaml => Number::parse(scalar.text),
        };
        if let Some(number) = number {
            return Ok((Type::Number(Unit::Any), Value::Number(number)));
        }
        if self.syntax == Syntax::Json || digits(scalar.text) {
            let words = format!("`{}` has more digits than the 28 that are held", shown_short(scalar.text));
            let help = "put it in quotes if it is a text";
            return Err(Box::new(Diagnostic::at("E401", at.place(), words).help(help)));
        }
        if let Some(date) = Date::parse(scalar.text) {
            return Ok((Type::Date, Value::Date(date)));
        }
        Ok((Type::Text, Value::text(scalar.text)))
    }
}

/// Whether a text is a number as [`Number::parse`] reads it, but for its length.
fn digits(text: &str) -> bool {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    digits.bytes().filter(|byte| *byte == b'.').count() <= 1
        && digits.bytes().any(|byte| byte.is_ascii_digit())
        && digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
}

fn list(items: Vec<(Type, Value)>) -> (Type, Value) {
    let ty = Type::common(items.iter().map(|(ty, _)| ty.clone()));
    (ty.list_of(), Value::list(items.into_iter().map(|(_, value)| value).collect()))
}

fn members(entries: Names) -> (Type, Value) {
    let types = entries.iter().map(|(name, ty, _)| (Arc::from(name.as_str()), ty.clone())).collect();
    let values = entries.into_iter().map(|(name, _, value)| (Arc::from(name.as_str()), value)).collect();
    (Type::Context(Arc::new(types)), Value::Context(Arc::new(values)))
}
