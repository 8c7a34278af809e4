//! Reading a mapping of known keys, as forms and rule files are made of: every mistake is
//! reported at its place, and what can be used is used.

use super::At;
use crate::diag::{Diagnostic, did_you_mean};
use crate::source::shown_short;
use std::collections::{HashMap, HashSet};

/// Whether something can be read as a mapping with these keys. Reports anything else (E203),
/// unknown keys (E201) and duplicate keys (E212).
pub fn check_keys(at: At<'_>, what: &str, known: &[&str], diagnostics: &mut Vec<Diagnostic>) -> bool {
    if !at.is_map() {
        diagnostics.push(Diagnostic::at(
            "E203",
            at.place(),
            format!("{what} is a mapping of keys and values, not {}", at.kind()),
        ));
        return false;
    }
    let mut seen: HashMap<&str, At<'_>> = HashMap::new();
    for entry in at.entries() {
        let Some(key) = entry.key.scalar().map(|scalar| scalar.text) else {
            diagnostics.push(Diagnostic::at("E203", entry.key.place(), "a key is one word"));
            continue;
        };
        if let Some(first) = seen.get(key) {
            let words = format!("`{}` stands twice", shown_short(key));
            diagnostics.push(Diagnostic::at("E212", entry.key.place(), words).related(first.place(), "first here"));
        }
        seen.entry(key).or_insert(entry.key);
        if !known.is_empty() && !known.contains(&key) {
            let words = format!("{what} has no key `{}`", shown_short(key));
            diagnostics.push(
                Diagnostic::at("E201", entry.key.place(), words).maybe_help(did_you_mean(key, known.iter().copied())),
            );
        }
    }
    true
}

/// The entries of a mapping whose keys are names of the writer's choice; duplicates are reported
/// (E212) and only the first counts.
pub fn named_entries<'t>(
    at: At<'t>,
    what: &str,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<(&'t str, super::Entry<'t>)> {
    if !check_keys(at, what, &[], diagnostics) {
        return Vec::new();
    }
    let mut out: Vec<(&str, super::Entry<'_>)> = Vec::new();
    let mut seen = HashSet::new();
    for entry in at.entries() {
        if let Some(key) = entry.key.scalar().map(|scalar| scalar.text)
            && seen.insert(key)
        {
            out.push((key, entry));
        }
    }
    out
}

/// The text under a key, when it is given. Anything but one value is reported (E203).
pub fn text<'t>(at: At<'t>, key: &str, diagnostics: &mut Vec<Diagnostic>) -> Option<&'t str> {
    let value = at.value(key)?;
    if value.scalar().is_none() {
        diagnostics.push(Diagnostic::at(
            "E203",
            value.place(),
            format!("`{key}` takes a single text, not {}", value.kind()),
        ));
        return None;
    }
    value.text()
}

/// The text under a key that must be given; its lack is reported (E202) at `at`'s first key,
/// a blank one (E203) where it stands.
pub fn required<'t>(at: At<'t>, what: &str, key: &str, diagnostics: &mut Vec<Diagnostic>) -> Option<&'t str> {
    if at.value(key).is_none_or(At::is_null) {
        diagnostics.push(Diagnostic::at("E202", first_key(at), format!("{what} lacks `{key}:`")));
        return None;
    }
    let given = text(at, key, diagnostics)?;
    if given.trim().is_empty() {
        let place = at.value(key).map_or(at.place(), At::place);
        diagnostics.push(Diagnostic::at("E203", place, format!("`{key}` of {what} is empty")));
        return None;
    }
    Some(given)
}

/// Where to point for a whole mapping: its first key, so that the message stands where it begins.
pub fn first_key(at: At<'_>) -> crate::source::Place {
    at.entries().next().map_or(at.place(), |entry| entry.key.place())
}

/// One of several words under a key; another one is reported (E203).
pub fn word<'t>(at: At<'t>, key: &str, words: &[&str], diagnostics: &mut Vec<Diagnostic>) -> Option<&'t str> {
    if let Some(value) = at.value(key).filter(|value| value.is_null()) {
        let message = format!("`{key}` is one of {}, not nothing", words.join(", "));
        diagnostics.push(Diagnostic::at("E203", value.place(), message));
        return None;
    }
    let given = text(at, key, diagnostics)?;
    if words.contains(&given) {
        return Some(given);
    }
    let place = at.value(key).map_or(at.place(), At::place);
    let message = format!("`{key}` is one of {}, not `{}`", words.join(", "), shown_short(given));
    diagnostics.push(Diagnostic::at("E203", place, message).maybe_help(did_you_mean(given, words.iter().copied())));
    None
}

/// `true` or `false` under a key; false when it is not given.
pub fn flag(at: At<'_>, key: &str, diagnostics: &mut Vec<Diagnostic>) -> bool {
    word(at, key, &["true", "false"], diagnostics) == Some("true")
}

/// Text or texts: a single value or a list of them.
pub fn texts<'t>(at: At<'t>, key: &str, diagnostics: &mut Vec<Diagnostic>) -> Vec<(&'t str, At<'t>)> {
    let Some(value) = at.value(key) else {
        return Vec::new();
    };
    let items: Vec<At<'t>> = if value.is_list() { value.items().collect() } else { vec![value] };
    let mut out = Vec::new();
    for item in items {
        match item.text() {
            Some(text) => out.push((text, item)),
            None if item.is_null() => {}
            None => diagnostics.push(Diagnostic::at(
                "E203",
                item.place(),
                format!("`{key}` takes texts, not {}", item.kind()),
            )),
        }
    }
    out
}
