//! The statements of a rule and their messages.

use super::*;
use crate::ruleset::written::{Placeholder, Slice, Slices};

/// The parts of a rule; a rule without `parts:` is its own only part. Nothing when one is wrong:
/// half a rule would say less than it seems to.
pub(super) fn parts(at: At<'_>, what: &str, diagnostics: &mut Vec<Diagnostic>) -> Option<Vec<Part>> {
    let Some(list) = at.value("parts") else {
        return part(at, None, what, diagnostics).map(|part| vec![part]);
    };
    if !list.is_list() {
        diagnostics.push(Diagnostic::at(
            "E203",
            list.place(),
            "`parts` is a list, each entry beginning with `- name:`",
        ));
        return None;
    }
    let mut parts = Vec::new();
    let mut whole = true;
    let items: Vec<At<'_>> = list.items().collect();
    if items.is_empty() {
        diagnostics.push(Diagnostic::at(
            "E203",
            list.place(),
            "`parts` is an empty list, so the rule would require nothing",
        ));
        return None;
    }
    if let Some(assert) = at.get("assert").filter(|_| items.iter().all(|item| item.get("assert").is_some())) {
        let words = "every part has its own `assert:`, so this one is never looked at";
        diagnostics.push(Diagnostic::at("E203", assert.key.place(), words).help("take it away, or make it a part"));
        return None;
    }
    for item in list.items() {
        if !keys::check_keys(item, "a part", PART_KEYS, diagnostics) {
            return None;
        }
        match part(item, Some(at), what, diagnostics) {
            Some(part) if parts.iter().any(|other: &Part| other.name == part.name) => {
                let place = item.value("name").map_or(item.place(), At::place);
                let words = format!("{what} has two parts named `{}`", shown_short(&part.name));
                diagnostics.push(Diagnostic::at("E204", place, words).help("give one another name"));
                whole = false;
            }
            Some(part) => parts.push(part),
            None => whole = false,
        }
    }
    whole.then_some(parts)
}

pub(super) fn part(at: At<'_>, rule: Option<At<'_>>, what: &str, diagnostics: &mut Vec<Diagnostic>) -> Option<Part> {
    // What a part lacks it takes from the rule; the keys of the two are the same.
    let holder = |key: &str| {
        if at.value(key).is_some() { at } else { rule.unwrap_or(at) }
    };
    let name = match rule {
        Some(_) => keys::required(at, "a part", "name", diagnostics)?.to_owned(),
        None => String::new(),
    };
    let when = optional(holder("when"), "when", diagnostics);
    let place = optional(holder("at"), "at", diagnostics);
    let assert = match holder("assert").value("assert") {
        Some(value) => expression(value, "`assert`", diagnostics),
        None => {
            // A misspelt `assert` has been reported as an unknown key already.
            let misspelt = |entry: Entry<'_>| {
                let key = entry.key.scalar().map_or("", |scalar| scalar.text);
                !RULE_KEYS.contains(&key) && nearest(key, ["assert"]).is_some()
            };
            if !at.entries().any(misspelt) {
                diagnostics.push(Diagnostic::at("E202", keys::first_key(at), format!("{what} lacks `assert:`")));
            }
            None
        }
    };
    let tolerance = match holder("tolerance").value("tolerance") {
        None => None,
        Some(value) => Some((tolerance(value, diagnostics)?, value.place())),
    };
    let message = match holder("message").value("message") {
        None => None,
        Some(value) => Some(message(value, diagnostics)?),
    };
    let columns = owned(keys::texts(holder("for_each_column"), "for_each_column", diagnostics));
    let runs_over = holder("for_each_column").value("for_each_column");
    if let Some(list) = runs_over.filter(|list| list.is_list() && list.items().next().is_none()) {
        let words = "`for_each_column` is an empty list, so the rule would be judged for no column";
        diagnostics.push(Diagnostic::at("E203", list.place(), words).help("name the columns, or take the key away"));
        return None;
    }
    Some(Part { name, when: when.ok()?, assert: assert?, tolerance, at: place.ok()?, message, columns })
}

pub(super) fn tolerance(at: At<'_>, diagnostics: &mut Vec<Diagnostic>) -> Option<Tolerance> {
    let text = at.text().unwrap_or("");
    if text == "from_precision" {
        return Some(Tolerance::FromPrecision);
    }
    match Number::parse(text).filter(|number| !number.is_negative()) {
        Some(number) => Some(Tolerance::Stated(number)),
        None => {
            let words = format!("`tolerance` takes a number from 0 or from_precision, not `{}`", shown_short(text));
            diagnostics
                .push(Diagnostic::at("E203", at.place(), words).maybe_help(did_you_mean(text, ["from_precision"])));
            None
        }
    }
}

/// Takes a message apart: words, `{expression}`, `{expression : format}`; `{{` and `}}` are braces.
pub(super) fn message(at: At<'_>, diagnostics: &mut Vec<Diagnostic>) -> Option<Message> {
    let Some(text) = at.text() else {
        diagnostics.push(
            Diagnostic::at("E213", at.place(), format!("YAML read `message` as {}, not as a text", at.kind()))
                .help("put the message in quotes"),
        );
        return None;
    };
    let map = at.text_map();
    let mut message = Message::default();
    let mut words = String::new();
    for slice in Slices::of(text) {
        match slice {
            Ok(Slice::Letter(c)) => words.push(c),
            Ok(Slice::Value(placeholder)) => {
                if !words.is_empty() {
                    message.pieces.push(Piece::Words(std::mem::take(&mut words)));
                }
                message.pieces.push(value_piece(text, placeholder, &map, diagnostics)?);
            }
            Err(brace) => {
                diagnostics.push(
                    Diagnostic::at("E301", map.place(brace), "the placeholder has no closing brace")
                        .help("write {{ for a brace"),
                );
                return None;
            }
        }
    }
    if !words.is_empty() {
        message.pieces.push(Piece::Words(words));
    }
    Some(message)
}

pub(super) fn value_piece(
    text: &str,
    Placeholder { from, end, colon }: Placeholder,
    map: &TextMap,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Piece> {
    let stop = colon.unwrap_or(end);
    let style = match colon.and_then(|colon| text.get(colon.saturating_add(1)..end)).map(str::trim) {
        None | Some("figure") => Style::Figure,
        Some("percent") => Style::Percent,
        Some("date") => Style::Date,
        Some("text") => Style::Text,
        Some("working") => Style::Working,
        Some(other) => {
            let known = ["figure", "percent", "date", "text", "working"];
            let lead =
                text.get(stop.saturating_add(1)..end).map_or(0, |t| t.len().saturating_sub(t.trim_start().len()));
            let from = stop.saturating_add(1).saturating_add(lead);
            let place = map.place(Bytes::new(from, from.saturating_add(other.len())));
            let words = format!("a format is one of {}, not `{}`", known.join(", "), shown_short(other));
            diagnostics.push(Diagnostic::at("E203", place, words).maybe_help(did_you_mean(other, known)));
            return None;
        }
    };
    let whole = text.get(from..stop)?;
    let source = whole.trim();
    let from = from.saturating_add(whole.len().saturating_sub(whole.trim_start().len()));
    let place = map.place(Bytes::new(from, from.saturating_add(source.len())));
    parse(source, map.shifted(from), place, diagnostics).map(|expression| Piece::Value(Box::new(expression), style))
}
