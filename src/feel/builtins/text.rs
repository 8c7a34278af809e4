//! Functions of texts. Positions count Unicode code points from 1; from the end, from -1.

use super::Gives::{Bool, Plain, Text, Texts};
use super::Takes::{Anything as A, Optional, OrNull, Plain as P, Text as T, Texts as L};
use super::pattern::{self, Pattern};
use super::{Builtin, at, count_of, fault, items, plain, text_of as text, whole_part};
use crate::value::{Fault, Value};

pub(super) const TABLE: &[Builtin] = &[
    plain("string", &[&[("from", A)]], Text, string, "writes a value as text: string(1.5) = \"1.5\""),
    plain(
        "string length",
        &[&[("string", T)]],
        Plain,
        |a| texts(a, |s, _| count_of(s.chars().count())),
        "how many characters: string length(\"abc\") = 3",
    ),
    plain(
        "upper case",
        &[&[("string", T)]],
        Text,
        |a| texts(a, |s, _| Value::text(&s.to_uppercase())),
        "in capitals: upper case(\"ab\") = \"AB\"",
    ),
    plain(
        "lower case",
        &[&[("string", T)]],
        Text,
        |a| texts(a, |s, _| Value::text(&s.to_lowercase())),
        "in small letters: lower case(\"AB\") = \"ab\"",
    ),
    plain(
        "contains",
        &[&[("string", T), ("match", T)]],
        Bool,
        |a| texts(a, |s, m| Value::Bool(s.contains(m))),
        "whether a text holds another: contains(\"abc\", \"b\") = true",
    ),
    plain(
        "starts with",
        &[&[("string", T), ("match", T)]],
        Bool,
        |a| texts(a, |s, m| Value::Bool(s.starts_with(m))),
        "whether it begins so: starts with(\"abc\", \"a\") = true",
    ),
    plain(
        "ends with",
        &[&[("string", T), ("match", T)]],
        Bool,
        |a| texts(a, |s, m| Value::Bool(s.ends_with(m))),
        "whether it ends so: ends with(\"abc\", \"c\") = true",
    ),
    plain(
        "substring",
        &[&[("string", T), ("start position", P), ("length", Optional(&P))]],
        Text,
        substring,
        "a part by position: substring(\"abcdef\", 3, 2) = \"cd\"",
    ),
    plain(
        "substring before",
        &[&[("string", T), ("match", T)]],
        Text,
        |a| texts(a, |s, m| Value::text(s.split_once(m).map_or("", |(b, _)| b))),
        "what stands before: substring before(\"a-b\", \"-\") = \"a\"",
    ),
    plain(
        "substring after",
        &[&[("string", T), ("match", T)]],
        Text,
        |a| texts(a, |s, m| Value::text(s.split_once(m).map_or("", |(_, b)| b))),
        "what stands after: substring after(\"a-b\", \"-\") = \"b\"",
    ),
    plain(
        "matches",
        &[&[("input", T), ("pattern", T), ("flags", Optional(&OrNull(&T)))]],
        Bool,
        matches,
        "whether a regular expression is found: matches(\"2016-17\", \"^[0-9]{4}-[0-9]{2}$\") = true",
    )
    .compiles(),
    plain(
        "replace",
        &[&[("input", T), ("pattern", T), ("replacement", T), ("flags", Optional(&OrNull(&T)))]],
        Text,
        replace,
        "puts another text for what matches: replace(\"a1b2\", \"[0-9]\", \"\") = \"ab\"",
    )
    .compiles(),
    plain(
        "split",
        &[&[("string", T), ("delimiter", T)]],
        Texts,
        split,
        "parts between matches of a regular expression: split(\"a;b\", \";\") = [\"a\", \"b\"]",
    )
    .compiles(),
    plain(
        "string join",
        &[&[("list", L), ("delimiter", Optional(&OrNull(&T)))]],
        Text,
        join,
        "texts put together: string join([\"a\", \"b\"], \", \") = \"a, b\"",
    )
    .passes_over_nulls(),
];

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
        Value::Row(_) | Value::Return(_) | Value::Function(_) => fault(Fault::Argument),
        other => Value::text(&other.to_string()),
    }
}

fn substring(arguments: &[Value]) -> Value {
    let (Some(string), Some(start)) = (text(at(arguments, 0)), whole_part(arguments, 1)) else {
        return fault(Fault::NoPosition);
    };
    let total = string.chars().count();
    let first = match start {
        0 => None,
        1.. => start.checked_sub(1).and_then(|first| usize::try_from(first).ok()),
        _ => usize::try_from(start.unsigned_abs()).ok().and_then(|back| total.checked_sub(back)),
    };
    let length = match arguments.get(2) {
        None => Some(total),
        Some(_) => whole_part(arguments, 2).and_then(|length| usize::try_from(length).ok()),
    };
    match (first, length) {
        (Some(first), Some(length)) => Value::text(&string.chars().skip(first).take(length).collect::<String>()),
        _ => fault(Fault::NoPosition),
    }
}

/// How long a text may be that a function makes.
const MOST_BYTES: usize = 4 << 20;

/// Runs with the compiled pattern; the flags are an argument that may be left out.
fn with_pattern(pattern: &str, flags: Option<&Value>, f: impl FnOnce(&Pattern) -> Value) -> Value {
    pattern::with_pattern(pattern, flags.and_then(text).unwrap_or(""), f).unwrap_or(fault(Fault::NoPattern))
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
            match regex.replacement(replacement) {
                Some(replacement) => Value::text(&regex.replace_all(input, &replacement)),
                None => fault(Fault::NoPattern),
            }
        })
    })
}

fn split(arguments: &[Value]) -> Value {
    texts(arguments, |string, delimiter| with_pattern(delimiter, None, |regex| Value::list(regex.split(string))))
}

fn join(arguments: &[Value]) -> Value {
    let delimiter = match at(arguments, 1) {
        Value::Missing(_) => Some(""),
        delimiter => text(delimiter),
    };
    if let Some(missing) = items(at(arguments, 0)).iter().find(|item| item.is_missing()) {
        return missing.clone();
    }
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
