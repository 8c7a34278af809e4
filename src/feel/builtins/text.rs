//! Functions of texts. Positions count Unicode code points from 1; from the end, from -1.

use super::Gives::{Bool, Plain, Text, Texts};
use super::Takes::{Anything as A, Plain as P, Text as T, Texts as L};
use super::pattern::{self, Pattern};
use super::{Builtin, at, fault, items, plain, whole};
use crate::value::{Fault, Number, Value};

pub(super) const TABLE: &[Builtin] = &[
    plain("string", &[("from", A)], Text, string, "writes a value as text: string(1.5) = \"1.5\""),
    plain(
        "string length",
        &[("string", T)],
        Plain,
        |a| texts(a, |s, _| count(s.chars().count())),
        "how many characters: string length(\"abc\") = 3",
    ),
    plain(
        "upper case",
        &[("string", T)],
        Text,
        |a| texts(a, |s, _| Value::text(&s.to_uppercase())),
        "in capitals: upper case(\"ab\") = \"AB\"",
    ),
    plain(
        "lower case",
        &[("string", T)],
        Text,
        |a| texts(a, |s, _| Value::text(&s.to_lowercase())),
        "in small letters: lower case(\"AB\") = \"ab\"",
    ),
    plain(
        "contains",
        &[("string", T), ("match", T)],
        Bool,
        |a| texts(a, |s, m| Value::Bool(s.contains(m))),
        "whether a text holds another: contains(\"abc\", \"b\") = true",
    ),
    plain(
        "starts with",
        &[("string", T), ("match", T)],
        Bool,
        |a| texts(a, |s, m| Value::Bool(s.starts_with(m))),
        "whether it begins so: starts with(\"abc\", \"a\") = true",
    ),
    plain(
        "ends with",
        &[("string", T), ("match", T)],
        Bool,
        |a| texts(a, |s, m| Value::Bool(s.ends_with(m))),
        "whether it ends so: ends with(\"abc\", \"c\") = true",
    ),
    plain(
        "substring",
        &[("string", T), ("start position", P), ("length", P)],
        Text,
        substring,
        "a part by position: substring(\"abcdef\", 3, 2) = \"cd\"",
    )
    .required(2),
    plain(
        "substring before",
        &[("string", T), ("match", T)],
        Text,
        |a| texts(a, |s, m| Value::text(s.split_once(m).map_or("", |(b, _)| b))),
        "what stands before: substring before(\"a-b\", \"-\") = \"a\"",
    ),
    plain(
        "substring after",
        &[("string", T), ("match", T)],
        Text,
        |a| texts(a, |s, m| Value::text(s.split_once(m).map_or("", |(_, b)| b))),
        "what stands after: substring after(\"a-b\", \"-\") = \"b\"",
    ),
    plain(
        "matches",
        &[("input", T), ("pattern", T), ("flags", T)],
        Bool,
        matches,
        "whether a regular expression is found: matches(\"2016-17\", \"^[0-9]{4}-[0-9]{2}$\") = true",
    )
    .required(2),
    plain(
        "replace",
        &[("input", T), ("pattern", T), ("replacement", T), ("flags", T)],
        Text,
        replace,
        "puts another text for what matches: replace(\"a1b2\", \"[0-9]\", \"\") = \"ab\"",
    )
    .required(3),
    plain(
        "split",
        &[("string", T), ("delimiter", T)],
        Texts,
        split,
        "parts between matches of a regular expression: split(\"a;b\", \";\") = [\"a\", \"b\"]",
    ),
    plain(
        "string join",
        &[("list", L), ("delimiter", T)],
        Text,
        join,
        "texts put together: string join([\"a\", \"b\"], \", \") = \"a, b\"",
    )
    .required(1),
];

fn count(n: usize) -> Value {
    Value::Number(Number::from_int(i64::try_from(n).unwrap_or(i64::MAX)))
}

fn text(value: &Value) -> Option<&str> {
    match value {
        Value::Text(text) => Some(text),
        _ => None,
    }
}

/// Calls with the first two arguments as texts; the second is empty where there is none.
fn texts(arguments: &[Value], f: impl Fn(&str, &str) -> Value) -> Value {
    let second = if arguments.len() > 1 { text(at(arguments, 1)) } else { Some("") };
    match (text(at(arguments, 0)), second) {
        (Some(first), Some(second)) => f(first, second),
        _ => fault(Fault::Argument),
    }
}

fn string(arguments: &[Value]) -> Value {
    match at(arguments, 0) {
        Value::Text(text) => Value::Text(text.clone()),
        other => written(other).map_or(fault(Fault::Argument), |text| Value::text(&text)),
    }
}

/// A value as FEEL writes it.
fn written(value: &Value) -> Option<String> {
    let all = |parts: Option<Vec<String>>| parts.map(|parts| parts.join(", "));
    Some(match value {
        Value::Missing(_) => "null".to_owned(),
        Value::Text(text) => format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"")),
        Value::Number(number) => number.trimmed().to_string(),
        Value::Bool(truth) => truth.to_string(),
        Value::Date(date) => date.to_string(),
        Value::List(items) => format!("[{}]", all(items.iter().map(written).collect())?),
        Value::Context(members) => {
            let member = |(name, value): &(std::sync::Arc<str>, Value)| Some(format!("{name}: {}", written(value)?));
            format!("{{{}}}", all(members.iter().map(member).collect())?)
        }
        Value::Row(_) | Value::Range(_) => return None,
    })
}

fn substring(arguments: &[Value]) -> Value {
    let (Some(string), Some(start)) = (text(at(arguments, 0)), whole(arguments, 1)) else {
        return fault(Fault::Argument);
    };
    let chars: Vec<char> = string.chars().collect();
    let total = i64::try_from(chars.len()).unwrap_or(i64::MAX);
    let first = if start < 0 { total.saturating_add(start) } else { start.saturating_sub(1) };
    let length = match arguments.get(2) {
        None => total,
        Some(_) => match whole(arguments, 2).filter(|n| *n >= 0) {
            Some(length) => length,
            None => return fault(Fault::Argument),
        },
    };
    let (Ok(first), Ok(length)) = (usize::try_from(first), usize::try_from(length)) else {
        return fault(Fault::Argument);
    };
    Value::text(&chars.into_iter().skip(first).take(length).collect::<String>())
}

/// How long a text may be that a function makes.
const MOST_BYTES: usize = 4 << 20;

/// Runs with the compiled pattern; the flags are an argument that may be left out.
fn with_pattern(pattern: &str, flags: Option<&Value>, f: impl FnOnce(&Pattern) -> Value) -> Value {
    pattern::with_pattern(pattern, flags.and_then(text).unwrap_or(""), f).unwrap_or(fault(Fault::Argument))
}

fn matches(arguments: &[Value]) -> Value {
    texts(arguments, |input, pattern| {
        with_pattern(pattern, arguments.get(2), |regex| Value::Bool(regex.is_match(input)))
    })
}

fn replace(arguments: &[Value]) -> Value {
    let Some(replacement) = text(at(arguments, 2)) else {
        return fault(Fault::Argument);
    };
    texts(arguments, |input, pattern| {
        with_pattern(pattern, arguments.get(3), |regex| {
            // A group can stand for the whole text.
            let longest =
                replacement.len().saturating_add(replacement.matches('$').count().saturating_mul(input.len()));
            if longest.saturating_mul(regex.count(input)) > MOST_BYTES {
                return fault(Fault::TooManySteps);
            }
            Value::text(&regex.replace_all(input, groups(replacement).as_str()))
        })
    })
}

/// A replacement as the regular expressions here take it: `$1c` is group 1 and a c, `\$` a dollar.
fn groups(replacement: &str) -> String {
    let mut out = String::new();
    let mut chars = replacement.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\\' if chars.peek() == Some(&'$') => {
                chars.next();
                out.push_str("$$");
            }
            '\\' if chars.peek() == Some(&'\\') => {
                chars.next();
                out.push('\\');
            }
            '$' if chars.peek().is_some_and(char::is_ascii_digit) => {
                out.push_str("${");
                while let Some(digit) = chars.next_if(char::is_ascii_digit) {
                    out.push(digit);
                }
                out.push('}');
            }
            '$' => out.push_str("$$"),
            c => out.push(c),
        }
    }
    out
}

fn split(arguments: &[Value]) -> Value {
    texts(arguments, |string, delimiter| with_pattern(delimiter, None, |regex| Value::list(regex.split(string))))
}

fn join(arguments: &[Value]) -> Value {
    let delimiter = if arguments.len() > 1 { text(at(arguments, 1)) } else { Some("") };
    let parts: Option<Vec<&str>> = items(at(arguments, 0)).iter().map(text).collect();
    match (parts, delimiter) {
        (Some(parts), Some(delimiter)) => {
            let long =
                parts.iter().fold(0usize, |sum, part| sum.saturating_add(part.len()).saturating_add(delimiter.len()));
            if long > MOST_BYTES { fault(Fault::TooManySteps) } else { Value::text(&parts.join(delimiter)) }
        }
        _ => fault(Fault::Argument),
    }
}
