//! A tree to a rule set.

mod parts;
mod reach;

use super::constant::constant;
use super::rule::{Example, ExampleOutcome, Message, Part, Piece, Rule, SlipKind, Style, Tolerance, Triage};
use super::{Beside, Definition, Earlier, Expression, Reach, RuleSet, SourceNote, Span, decision};
use crate::diag::{Diagnostic, Severity, did_you_mean, nearest};
use crate::feel;
use crate::read::{At, Entry, TextMap, Tree, keys};
use crate::source::{Place, Span as Bytes, shown_short};
use crate::value::{Number, Period};
use parts::parts;
use reach::{beside, reach};
use std::sync::{Arc, OnceLock};

const SET_KEYS: &[&str] = &[
    "rule_set",
    "title",
    "note",
    "form",
    "in_force",
    "include",
    "beside",
    "sources",
    "flags",
    "constants",
    "definitions",
    "decisions",
    "triage",
    "rules",
    "replaces",
];
const RULE_KEYS: &[&str] = &[
    "id",
    "title",
    "note",
    "when",
    "assert",
    "tolerance",
    "missing",
    "for_each",
    "for_each_column",
    "compare_with",
    "series",
    "group_by",
    "incomplete",
    "parts",
    "at",
    "severity",
    "severity_if_unread",
    "triage",
    "flag",
    "message",
    "help",
    "source",
    "in_force",
    "deactivated",
    "examples",
    "kind",
    "waiver_claim",
    "replaces",
];
const PART_KEYS: &[&str] =
    &["name", "title", "note", "when", "assert", "tolerance", "at", "message", "for_each_column"];

/// Reads a rule set. What is wrong goes to `diagnostics`; rules and entries that could not be
/// understood are left out, the rest is given.
pub fn load(tree: Arc<Tree>, diagnostics: &mut Vec<Diagnostic>) -> Option<RuleSet> {
    let shared = Arc::clone(&tree);
    let at = tree.root();
    let what = "a rule set";
    if !keys::check_keys(at, what, SET_KEYS, diagnostics) {
        return None;
    }
    let id = keys::required(at, what, "rule_set", diagnostics)?;
    let form = keys::required(at, what, "form", diagnostics)?;
    keys::required(at, what, "title", diagnostics);
    let place_of = |key| at.value(key).map_or(at.place(), At::place);
    let mut set = RuleSet {
        id: id.to_owned(),
        place: place_of("rule_set"),
        form: form.to_owned(),
        form_place: place_of("form"),
        in_force: at.value("in_force").and_then(|at| span(at, "`in_force`", "in force", diagnostics)),
        include: owned(keys::texts(at, "include", diagnostics)),
        beside: at.value("beside").map_or(Vec::new(), |at| beside(at, diagnostics)),
        sources: Vec::new(),
        flags: Vec::new(),
        constants: Vec::new(),
        definitions: Vec::new(),
        decisions: at.value("decisions").map_or(Vec::new(), |at| decision::decisions(at, diagnostics)),
        triage: at.value("triage").and_then(|at| decision::triage(at, diagnostics)),
        rules: Vec::new(),
        replaces: keys::text(at, "replaces", diagnostics).map(str::to_owned),
        tree: shared,
        digest: OnceLock::new(),
    };
    if let Some(sources) = at.value("sources") {
        for (name, entry) in keys::named_entries(sources, "`sources`", diagnostics) {
            set.sources.push(source(name, entry, diagnostics));
        }
    }
    if let Some(flags) = at.value("flags") {
        for (name, entry) in keys::named_entries(flags, "`flags`", diagnostics) {
            let title = entry.value.text().unwrap_or(name).to_owned();
            set.flags.push((name.to_owned(), title, entry.key.place()));
        }
    }
    if let Some(constants) = at.value("constants") {
        for (name, entry) in keys::named_entries(constants, "`constants`", diagnostics) {
            set.constants.extend(constant(name, entry.key, entry.value, diagnostics));
        }
    }
    if let Some(definitions) = at.value("definitions") {
        for (name, entry) in keys::named_entries(definitions, "`definitions`", diagnostics) {
            set.definitions.extend(definition(name, entry, diagnostics));
        }
    }
    if let Some(rules) = at.value("rules") {
        if !rules.is_list() && !rules.is_null() {
            diagnostics.push(Diagnostic::at(
                "E203",
                rules.place(),
                "`rules` is a list, each entry beginning with `- id:`",
            ));
        }
        for at in rules.items() {
            set.rules.extend(rule(at, diagnostics).map(Arc::new));
        }
    }
    Some(set)
}

/// The texts under a key, with their places.
pub(super) fn owned_key(at: At<'_>, key: &str, diagnostics: &mut Vec<Diagnostic>) -> Vec<(String, Place)> {
    owned(keys::texts(at, key, diagnostics))
}

fn owned(texts: Vec<(&str, At<'_>)>) -> Vec<(String, Place)> {
    texts.into_iter().map(|(text, at)| (text.to_owned(), at.place())).collect()
}

fn source(name: &str, entry: Entry<'_>, diagnostics: &mut Vec<Diagnostic>) -> SourceNote {
    let (at, place) = (entry.value, entry.key.place());
    let mut note = SourceNote {
        name: name.to_owned(),
        place,
        title: name.to_owned(),
        statement: None,
        url: None,
        unverified: false,
    };
    if let Some(title) = at.text() {
        note.title = title.to_owned();
    } else if keys::check_keys(
        at,
        "a source",
        &["title", "statement", "url", "unverified", "note", "years"],
        diagnostics,
    ) {
        note.title = keys::text(at, "title", diagnostics).unwrap_or(name).to_owned();
        note.statement = keys::text(at, "statement", diagnostics).map(str::to_owned);
        note.url = keys::text(at, "url", diagnostics).map(str::to_owned);
        note.unverified = keys::flag(at, "unverified", diagnostics);
    }
    note
}

fn definition(name: &str, entry: Entry<'_>, diagnostics: &mut Vec<Diagnostic>) -> Option<Definition> {
    let at = entry.value;
    let mut title = None;
    let mut value_at = at;
    let described = at.is_map() && ["value", "title", "note"].iter().any(|key| at.value(key).is_some());
    if described {
        keys::check_keys(at, "a definition", &["value", "title", "note"], diagnostics);
        title = keys::text(at, "title", diagnostics).map(str::to_owned);
        let Some(value) = at.value("value") else {
            let words = format!("definition `{name}` lacks `value:`");
            diagnostics.push(Diagnostic::at("E202", keys::first_key(at), words));
            return None;
        };
        value_at = value;
    }
    let value = expression(value_at, &format!("definition `{name}`"), diagnostics)?;
    Some(Definition { name: name.to_owned(), place: entry.key.place(), title, value })
}

/// Reads `{from, to}`, both ends included. `key` is what messages call it, `what` what lasts.
pub fn span(at: At<'_>, key: &str, what: &str, diagnostics: &mut Vec<Diagnostic>) -> Option<Span> {
    if !keys::check_keys(at, key, &["from", "to"], diagnostics) {
        return None;
    }
    let from = period(at, "from", diagnostics);
    let to = period(at, "to", diagnostics);
    let (from, to) = (from?, to?);
    if from > to {
        diagnostics.push(Diagnostic::at(
            "E206",
            at.place(),
            format!("{what} from {from} to {to}: the end comes before the beginning"),
        ));
        return None;
    }
    Some(Span { from, to })
}

fn period(at: At<'_>, key: &str, diagnostics: &mut Vec<Diagnostic>) -> Option<Period> {
    keys::required(at, "a span of periods", key, diagnostics)?;
    one_period(at.value(key)?, diagnostics)
}

/// Reads one period.
pub fn one_period(at: At<'_>, diagnostics: &mut Vec<Diagnostic>) -> Option<Period> {
    let period = at.text().and_then(Period::parse);
    if period.is_none() {
        let words = format!("`{}` is no period such as 2016-17 M07", shown_short(at.text().unwrap_or(at.raw().trim())));
        diagnostics.push(Diagnostic::at("E206", at.place(), words));
    }
    period
}

/// Reads the expression of a value; a value that YAML took apart is said to be just that.
pub(super) fn expression(at: At<'_>, what: &str, diagnostics: &mut Vec<Diagnostic>) -> Option<Expression> {
    let Some(scalar) = at.scalar().filter(|scalar| !scalar.is_null()) else {
        if at.is_null() {
            diagnostics.push(Diagnostic::at("E202", at.place(), format!("{what} has no expression")));
        } else {
            let words = format!("YAML read {what} as {}, not as an expression", at.kind());
            diagnostics.push(
                Diagnostic::at("E213", at.place(), words)
                    .help("put the whole expression in quotes, or behind a | on lines of its own"),
            );
        }
        return None;
    };
    parse(scalar.text, at.text_map(), at.place(), diagnostics)
}

fn parse(text: &str, map: TextMap, place: Place, diagnostics: &mut Vec<Diagnostic>) -> Option<Expression> {
    match feel::parse(text) {
        Ok(expr) => Some(Expression { text: text.trim().to_owned(), expr, map, place }),
        Err(error) => {
            diagnostics.push(Diagnostic::at(error.code, map.place(error.span), error.message).maybe_help(error.help));
            None
        }
    }
}

/// An optional expression: `Err` when it was given and is wrong, so that the rule is left out.
fn optional(at: At<'_>, key: &str, diagnostics: &mut Vec<Diagnostic>) -> Result<Option<Expression>, ()> {
    match at.value(key) {
        None => Ok(None),
        Some(value) => expression(value, &format!("`{key}`"), diagnostics).map(Some).ok_or(()),
    }
}

fn rule(at: At<'_>, diagnostics: &mut Vec<Diagnostic>) -> Option<Rule> {
    if !keys::check_keys(at, "a rule", RULE_KEYS, diagnostics) {
        return None;
    }
    let id = keys::required(at, "a rule", "id", diagnostics)?;
    let fine = |c: char| c.is_alphanumeric() || "-_./".contains(c);
    if id.len() > 60 || !id.chars().all(fine) {
        let place = at.value("id").map_or(at.place(), At::place);
        let words = format!("`{}` cannot be an id: letters, digits, - _ . and / only", shown_short(id));
        diagnostics.push(Diagnostic::at("E203", place, words).help("write it like AB-01"));
        return None;
    }
    let what = format!("rule {id}");
    let kind_names = SlipKind::ALL.map(|(name, _)| name);
    let kind = keys::word(at, "kind", &kind_names, diagnostics).and_then(SlipKind::parse);
    if at.value("kind").is_some() && kind.is_none() {
        return None;
    }
    let severities = ["error", "warning", "info"];
    let severity_word = keys::required(at, &what, "severity", diagnostics)
        .and_then(|_| keys::word(at, "severity", &severities, diagnostics));
    let parts = if kind.is_some() { Vec::new() } else { parts(at, &what, diagnostics)? };
    if kind.is_some() && (at.value("assert").is_some() || at.value("parts").is_some()) {
        let words = format!("{what} has a `kind:`, so it takes no `assert:`");
        diagnostics.push(Diagnostic::at("E203", keys::first_key(at), words));
    }
    let for_each = placed(at, "for_each", diagnostics);
    if at.value("for_each").is_some() && for_each.is_none() {
        // Judged once instead of for each row, the rule would say something else.
        return None;
    }
    let reach = reach(at, diagnostics)?;
    let triage = match at.value("triage") {
        None => None,
        Some(value) => match value.text() {
            Some(word @ ("red" | "amber")) => Some(Triage::Always(word.to_owned())),
            _ => Some(Triage::If(expression(value, "`triage`", diagnostics)?)),
        },
    };
    Some(Rule {
        id: id.to_owned(),
        place: at.value("id").map_or(at.place(), At::place),
        title: keys::required(at, &what, "title", diagnostics).unwrap_or(id).to_owned(),
        note: keys::text(at, "note", diagnostics).map(str::to_owned),
        parts,
        kind,
        severity: severity_word.and_then(Severity::parse).unwrap_or(Severity::Error),
        severity_if_unread: keys::word(at, "severity_if_unread", &severities, diagnostics).and_then(Severity::parse),
        triage,
        flag: placed(at, "flag", diagnostics),
        waiver_claim: placed(at, "waiver_claim", diagnostics),
        help: keys::text(at, "help", diagnostics).map(str::to_owned),
        sources: owned(keys::texts(at, "source", diagnostics)),
        in_force: at.value("in_force").and_then(|at| span(at, "`in_force`", "in force", diagnostics)),
        deactivated: at.value("deactivated").and_then(|at| deactivated(at, diagnostics)),
        for_each,
        reach,
        group_place: at.value("group_by").map(At::place),
        missing_is_zero: keys::word(at, "missing", &["zero"], diagnostics).is_some(),
        examples: examples(at, diagnostics),
        replaces: keys::text(at, "replaces", diagnostics).map(str::to_owned),
    })
}

/// The single text under a key, with its place.
fn placed(at: At<'_>, key: &str, diagnostics: &mut Vec<Diagnostic>) -> Option<(String, Place)> {
    let text = keys::text(at, key, diagnostics)?;
    Some((text.to_owned(), at.value(key)?.place()))
}

fn deactivated(at: At<'_>, diagnostics: &mut Vec<Diagnostic>) -> Option<(Period, Option<Period>, String)> {
    if !keys::check_keys(at, "`deactivated`", &["from", "to", "reason"], diagnostics) {
        return None;
    }
    let from = period(at, "from", diagnostics)?;
    let to = if at.value("to").is_some() { period(at, "to", diagnostics) } else { None };
    let reason = keys::required(at, "`deactivated`", "reason", diagnostics)?;
    Some((from, to, reason.to_owned()))
}

fn examples(at: At<'_>, diagnostics: &mut Vec<Diagnostic>) -> Vec<Example> {
    let Some(list) = at.value("examples") else {
        return Vec::new();
    };
    if !list.is_list() {
        diagnostics.push(Diagnostic::at("E203", list.place(), "`examples` is a list"));
    }
    let words = ExampleOutcome::ALL.map(|(word, _)| word);
    let mut examples = Vec::new();
    for at in list.items() {
        let known = ["outcome", "title", "note", "given", "snippet", "message"];
        if !keys::check_keys(at, "an example", &known, diagnostics)
            || keys::required(at, "an example", "outcome", diagnostics).is_none()
        {
            continue;
        }
        if let Some(given) = at.value("given").filter(|given| !given.is_map()) {
            let message = format!("`given` is a mapping of paths and values, not {}", given.kind());
            diagnostics.push(Diagnostic::at("E203", given.place(), message));
        }
        let Some(word) = keys::word(at, "outcome", &words, diagnostics) else {
            continue;
        };
        let outcome = ExampleOutcome::ALL
            .iter()
            .find(|(name, _)| *name == word)
            .map_or(ExampleOutcome::Pass, |(_, outcome)| *outcome);
        examples.push(Example {
            title: keys::text(at, "title", diagnostics).map(str::to_owned),
            outcome,
            message: keys::text(at, "message", diagnostics).map(str::to_owned),
            given: at.value("given").map(At::id),
            snippet: at.value("snippet").map(At::id),
            place: at.value("outcome").map_or(at.place(), At::place),
        });
    }
    examples
}
