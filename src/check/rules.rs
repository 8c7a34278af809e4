//! Checking whole rules, and what holds between rule sets: includes, ids, declared names.

mod definitions;
mod library;
mod linear;
mod reached;

use super::examples::check_examples;
use super::expr::{Known, Soundness};
use super::register::{check_lists, check_registers};
use super::{Around, Meaning, Place, Sight, Typed, check_definition, check_expression};
use super::{CheckedDecision, CheckedReport, check_decisions, check_report};
use crate::diag::{Diagnostic, did_you_mean};
use crate::feel::{Arithmetic, Compare, Kind};
use crate::form::Form;
use crate::read::TextMap;
use crate::reference::{Layout, ReferenceList};
use crate::ruleset::{
    Constant, Definition, Message, Part, Piece, Register, Rule, RuleSet, Span, Style, Tolerance, Triage,
};
use crate::source::{Place as At, shown_short};
use crate::value::{RowRef, Type, Unit};
use definitions::unused_definitions;
pub use library::{Library, Names};
use linear::{compared, linear, one_comparison};
use reached::{besides, grouped, reached};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A message whose placeholders are checked.
pub type CheckedMessage = Vec<CheckedPiece>;

/// A piece of a message.
#[derive(Debug, Clone)]
pub enum CheckedPiece {
    /// Fixed words.
    Words(String),
    /// A value and how it is printed.
    Value(Typed, Style),
}

/// A part of a rule for one column, when it runs over columns.
#[derive(Debug, Clone)]
pub struct CheckedPart {
    /// What tells its findings apart: the part's name and column.
    pub key: String,
    /// The part as written.
    pub part: usize,
    /// When it applies.
    pub when: Option<Typed>,
    /// What it requires.
    pub assert: Typed,
    /// The figure to point at.
    pub at: Option<Typed>,
    /// What a finding says.
    pub message: Option<CheckedMessage>,
    /// How far the sides may differ.
    pub tolerance: Option<Tolerance>,
    /// What the two sides of its comparisons are, where all are alike.
    pub measure: Option<Measure>,
}

/// What two figures that are compared are, for those who bound by how much they may differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Measure {
    /// Amounts in the form's unit, counts, months.
    Figure,
    /// Figures in per cent: 12.9 is 12.9 per cent.
    PerCent,
    /// Shares, such as an amount over an amount: 0.129 is 12.9 per cent.
    Share,
}

/// A rule that is fit to run.
#[derive(Debug, Clone)]
pub struct CheckedRule {
    /// The rule.
    pub rule: Arc<Rule>,
    /// The set it stands in.
    pub set: usize,
    /// The table for each row of which it is judged.
    pub row: Option<usize>,
    /// Its parts; none of a conformance rule.
    pub parts: Vec<CheckedPart>,
    /// How urgent a breach is, where that depends.
    pub triage: Option<Typed>,
    /// The row in which a return claims that the rule was waived.
    pub claim: Option<RowRef>,
}

/// Ties the sets of a library together and checks every rule. Rules that are wrong are left out
/// and reported.
pub fn check_library(library: &mut Library, diagnostics: &mut Vec<Diagnostic>) -> Vec<CheckedRule> {
    library.layouts = library
        .forms
        .values()
        .map(|form| (form.id.clone(), Arc::new(Layout::new(Arc::clone(form), &library.lists))))
        .collect();
    besides(library, diagnostics);
    grouped(library, diagnostics);
    library.closures = (0..library.sets.len()).map(|index| closure(&library.sets, index, diagnostics)).collect();
    let decided = decisions(library, diagnostics);
    (library.decisions, library.reports) = decided;
    let library = &*library;
    check_lists(library, diagnostics);
    check_registers(library, diagnostics);
    let mut checked: Vec<CheckedRule> = Vec::new();
    for (index, set) in library.sets.iter().enumerate() {
        let Some(layout) = library.layouts.get(&set.form) else {
            let help = did_you_mean(&set.form, library.forms.keys().map(String::as_str));
            diagnostics.push(
                Diagnostic::at("E209", set.form_place, format!("no form `{}` is known", set.form)).maybe_help(help),
            );
            continue;
        };
        let names = Names::of(library, index);
        unused_definitions(set, layout, &names, diagnostics);
        for rule in &set.rules {
            replacement(library, rule, diagnostics);
            if let (Some(own), Some(span)) = (rule.in_force, set.in_force)
                && own.overlap(span).is_none()
            {
                let words =
                    format!("rule {} is never in force: its periods lie outside those of its rule set", rule.id);
                diagnostics.push(Diagnostic::at("E206", rule.place, words));
            }
            check_examples(rule, set, layout, &names, diagnostics);
            if let Some(other) = clash(&checked, library, rule, set) {
                let words = format!("rule {} stands twice in the same periods", rule.id);
                let help =
                    format!("give one an `in_force:` that leaves the other alone, or say `replaces: {}`", rule.id);
                diagnostics.push(Diagnostic::at("E204", rule.place, words).related(other, "here too").help(help));
            } else if let Some(rule) = check_rule(rule, index, layout, &names, diagnostics) {
                checked.push(rule);
            }
        }
    }
    checked
}

/// The decision tables and reports of all sets.
fn decisions(library: &Library, diagnostics: &mut Vec<Diagnostic>) -> (Vec<CheckedDecision>, Vec<CheckedReport>) {
    let (mut decisions, mut reports) = (Vec::new(), Vec::new());
    for (index, set) in library.sets.iter().enumerate() {
        let Some(layout) = library.layouts.get(&set.form) else { continue };
        let made = check_decisions(library, index, set, layout, diagnostics);
        reports.extend(check_report(library, index, set, layout, &made, diagnostics));
        decisions.extend(made);
    }
    (decisions, reports)
}

/// A set and all it includes, each once, in the order of their first mention.
fn closure(sets: &[RuleSet], start: usize, diagnostics: &mut Vec<Diagnostic>) -> Vec<usize> {
    let mut order = vec![start];
    let mut at = 0usize;
    while let Some(set) = order.get(at).and_then(|index| sets.get(*index)) {
        for (id, place) in &set.include {
            match sets.iter().position(|other| other.id == *id) {
                Some(index) if index == start => {
                    let words =
                        format!("rule set `{}` includes itself", sets.get(start).map_or("", |set| set.id.as_str()));
                    diagnostics.push(Diagnostic::at("E205", *place, words));
                }
                Some(index) if !order.contains(&index) => order.push(index),
                Some(_) => {}
                None => {
                    let help = did_you_mean(id, sets.iter().map(|set| set.id.as_str()));
                    diagnostics
                        .push(Diagnostic::at("E205", *place, format!("no rule set `{id}` is loaded")).maybe_help(help));
                }
            }
        }
        at = at.saturating_add(1);
    }
    order
}

/// The periods a rule can hold for: its own, else its set's; nothing for always.
fn span_of(rule: &Rule, set: &RuleSet) -> Option<Span> {
    match (rule.in_force, set.in_force) {
        (Some(own), Some(set)) => own.overlap(set).or(Some(own)),
        (own, set) => own.or(set),
    }
}

/// Where an earlier rule of the same id stands whose periods overlap.
fn clash(checked: &[CheckedRule], library: &Library, rule: &Rule, set: &RuleSet) -> Option<At> {
    let span = span_of(rule, set);
    let same = checked.iter().filter(|other| other.rule.id == rule.id && rule.replaces.as_deref() != Some(&rule.id));
    same.filter_map(|other| Some((other, library.sets.get(other.set)?)))
        .find(|(other, set)| match (span, span_of(&other.rule, set)) {
            (Some(a), Some(b)) => a.overlap(b).is_some(),
            _ => true,
        })
        .map(|(other, _)| other.rule.place)
}

/// Reports a rule that takes the place of one that is not there, or that takes its place in turn.
fn replacement(library: &Library, rule: &Rule, diagnostics: &mut Vec<Diagnostic>) {
    let Some(id) = rule.replaces.as_deref() else { return };
    let others = || library.sets.iter().flat_map(|set| &set.rules).filter(|other| other.place != rule.place);
    if !others().any(|other| other.id == id) {
        let help = match id == rule.id {
            true => Some("take `replaces:` away".to_owned()),
            false => did_you_mean(id, others().map(|other| other.id.as_str())),
        };
        let words = format!(
            "rule {} replaces `{}`, and there is no other rule of that id",
            rule.id,
            crate::source::shown_short(id)
        );
        diagnostics.push(Diagnostic::at("E207", rule.place, words).maybe_help(help));
    }
    let back = others().find(|other| other.id == id && other.replaces.as_deref() == Some(&rule.id));
    if let Some(other) = back {
        let words = format!("rules {} and {id} replace each other, so neither would run", rule.id);
        diagnostics.push(Diagnostic::at("E204", rule.place, words).related(other.place, "the other one"));
    }
}

fn check_rule(
    rule: &Arc<Rule>,
    set: usize,
    layout: &Layout,
    names: &Names<'_>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<CheckedRule> {
    let mut found = Vec::new();
    declared(rule, names, diagnostics);
    let row = match &rule.for_each {
        None => None,
        Some((name, place)) => {
            let Some(table) = layout.table_named(name) else {
                let help = did_you_mean(name, layout.form.tables.iter().map(|table| &*table.name));
                let words = format!("the form has no table `{name}`");
                diagnostics.push(Diagnostic::at("E302", *place, words).maybe_help(help));
                return None;
            };
            Some(table)
        }
    };
    let sight = reached(rule, layout, diagnostics)?;
    let place = Place { layout, names: Some(names), row, column: None, gap: None, sight };
    let mut parts = Vec::new();
    for (index, part) in rule.parts.iter().enumerate() {
        if part.columns.is_empty() {
            parts.push(check_part(part, index, place, &mut found));
        }
        for (column, at) in &part.columns {
            let Some(label) = layout.form.column_named(column) else {
                let known = layout.form.tables.iter().flat_map(|table| &table.columns).map(|c| &*c.name);
                found.push(
                    Diagnostic::at("E302", *at, format!("the form has no column `{column}`"))
                        .maybe_help(did_you_mean(column, known)),
                );
                continue;
            };
            parts.push(check_part(part, index, Place { column: Some((column, &label.label)), ..place }, &mut found));
        }
    }
    let triage = match &rule.triage {
        Some(Triage::If(expression)) => Some(triage(expression, place, &mut found)),
        _ => None,
    };
    let claim = rule.waiver_claim.as_ref().and_then(|(path, at)| claim(path, *at, layout, &mut found));
    let right = found.is_empty();
    diagnostics.extend(found);
    right.then(|| CheckedRule { rule: Arc::clone(rule), set, row, parts, triage, claim })
}

/// Reports sources and flags that nobody declares. A rule whose source is misspelt still holds.
fn declared(rule: &Rule, names: &Names<'_>, diagnostics: &mut Vec<Diagnostic>) {
    for (source, place) in &rule.sources {
        if names.source(source).is_none() {
            let help = did_you_mean(source, names.visible().flat_map(|(_, set)| &set.sources).map(|s| s.name.as_str()));
            diagnostics
                .push(Diagnostic::at("E207", *place, format!("source `{source}` is not declared")).maybe_help(help));
        }
    }
    if let Some((flag, place)) = &rule.flag
        && names.flag(flag).is_none()
    {
        let help =
            did_you_mean(flag, names.visible().flat_map(|(_, set)| &set.flags).map(|(name, _, _)| name.as_str()));
        diagnostics.push(Diagnostic::at("E207", *place, format!("flag `{flag}` is not declared")).maybe_help(help));
    }
}

/// The row that a rule's `waiver_claim` names: a line of a table that has the columns of a claim.
fn claim(path: &str, at: At, layout: &Layout, found: &mut Vec<Diagnostic>) -> Option<RowRef> {
    let row = path.split_once('.').and_then(|(table, line)| {
        let table = layout.table_named(table)?;
        Some(RowRef { table, row: layout.table(table)?.line(line)? })
    });
    let columns = layout.form.waiver_claim.as_ref();
    let has_columns = row.and_then(|row| layout.table(row.table)).zip(columns).is_some_and(|(table, columns)| {
        [&columns.claimed, &columns.reference, &columns.approver, &columns.expires]
            .iter()
            .all(|name| table.column(name).is_some())
    });
    if !has_columns {
        let words = format!(
            "`waiver_claim` names a line in which a return claims a waiver; there is no `{}`",
            crate::source::shown_short(path)
        );
        let help = "write it as table.line; the form's `waiver_claim:` says which columns make a claim";
        found.push(Diagnostic::at("E302", at, words).help(help));
    }
    row.filter(|_| has_columns)
}

/// Checks the expression of `triage`: a text, `"red"` or `"amber"`, or null.
fn triage(expression: &crate::ruleset::Expression, place: Place<'_>, found: &mut Vec<Diagnostic>) -> Typed {
    let before = found.len();
    let typed = check_expression(expression, place, found);
    let help = "write red, amber, or an expression such as if … then \"red\" else \"amber\"";
    if found.len() > before {
        if let Some(last) = found.last_mut() {
            last.help.get_or_insert_with(|| help.to_owned());
        }
    } else if !matches!(typed.note.ty, Type::Text | Type::Any | Type::Null) {
        let words = format!("`triage` is \"red\" or \"amber\", not {}", typed.note.ty);
        found.push(Diagnostic::at("E305", expression.place, words).help(help));
    } else {
        no_triage(&typed, &expression.map, found);
    }
    typed
}

/// Reports the words that an expression of `triage` can give and that say no urgency.
fn no_triage(typed: &Typed, map: &TextMap, found: &mut Vec<Diagnostic>) {
    match &typed.kind {
        Kind::If(_, yes, no) => {
            no_triage(yes, map, found);
            no_triage(no, map, found);
        }
        Kind::Text(word) if !["red", "amber"].contains(&word.as_str()) => {
            let words = format!("`triage` is \"red\" or \"amber\", not \"{}\"", shown_short(word));
            let help = did_you_mean(word, ["red", "amber"]);
            found.push(Diagnostic::at("E305", map.place(typed.span), words).maybe_help(help));
        }
        _ => {}
    }
}

fn check_part(part: &Part, index: usize, place: Place<'_>, found: &mut Vec<Diagnostic>) -> CheckedPart {
    let when = part.when.as_ref().map(|when| condition(when, "when", place, found));
    let assert = condition(&part.assert, "assert", place, found);
    let at = part.at.as_ref().map(|at| {
        let typed = check_expression(at, place, found);
        if !points(&typed) && typed.note.ty != Type::Any {
            found.push(Diagnostic::at(
                "E203",
                at.place,
                "`at` names one figure of the return, such as expenditure.total.ytd_actual",
            ));
        }
        typed
    });
    let side = compared(&assert).map(|(_, left, right)| left.note.ty.meet(&right.note.ty).unwrap_or(Type::Any));
    let message =
        part.message.as_ref().map(|message| self::message(message, Place { gap: side.as_ref(), ..place }, found));
    if let Some((_, at)) = &part.tolerance
        && found.is_empty()
        && !one_comparison(&assert)
            .is_some_and(|(op, left, right)| op != Compare::NotEqual && linear(left) && linear(right))
    {
        let words = "a tolerance belongs to an `assert` that is one comparison of sums of figures";
        found.push(
            Diagnostic::at("E208", *at, words).help("take `tolerance:` away, or write the assert as one comparison"),
        );
    }
    let key = [part.name.as_str(), place.column.map_or("", |(column, _)| column)];
    let key = key.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("/");
    let tolerance = part.tolerance.as_ref().map(|(tolerance, _)| tolerance.clone());
    let measure = measure(&assert);
    CheckedPart { key, part: index, when, assert, at, message, tolerance, measure }
}

/// Whether an expression names what a finding can point at: a figure, or what a group lacks.
fn points(typed: &Typed) -> bool {
    match &typed.note.meaning {
        Meaning::Cell(..) | Meaning::Current(_) | Meaning::CellOf(..) | Meaning::Column(_) | Meaning::Around(_) => true,
        Meaning::OfItem(_, inner) => matches!(**inner, Meaning::Column(_)),
        _ => matches!(typed.kind, Kind::Filter(..)),
    }
}

/// What all comparisons are that an assert joins by `and`; nothing where they differ, or where
/// being apart is what is asked for.
fn measure(assert: &Typed) -> Option<Measure> {
    match (&assert.kind, &assert.note.meaning) {
        (Kind::And(left, right), _) => measure(left).filter(|unit| measure(right).as_ref() == Some(unit)),
        (_, Meaning::Definition(_, inner)) => measure(inner),
        (Kind::Compare(Compare::NotEqual, ..), _) => None,
        (Kind::Compare(_, left, right), _) => match left.note.ty.meet(&right.note.ty) {
            Some(Type::Number(unit)) if unit.is_per_cent() => Some(Measure::PerCent),
            Some(Type::Number(unit)) if unit == Unit::plain() && (divides(left) || divides(right)) => {
                Some(Measure::Share)
            }
            Some(Type::Number(_)) => Some(Measure::Figure),
            _ => None,
        },
        _ => None,
    }
}

/// Whether a quotient stands in an expression, or in a definition that it uses.
fn divides(typed: &Typed) -> bool {
    match (&typed.kind, &typed.note.meaning) {
        (Kind::Arithmetic(Arithmetic::Divide, ..), _) => true,
        (_, Meaning::Definition(_, inner)) => divides(inner),
        _ => typed.children().into_iter().any(divides),
    }
}

fn condition(
    expression: &crate::ruleset::Expression,
    key: &str,
    place: Place<'_>,
    found: &mut Vec<Diagnostic>,
) -> Typed {
    let typed = check_expression(expression, place, found);
    if !matches!(typed.note.ty, Type::Bool | Type::Any) {
        let words = format!("`{key}` is true or false, not {}", typed.note.ty);
        found.push(Diagnostic::at("E305", expression.place, words).help("compare it with something, such as `>= 0`"));
    }
    typed
}

fn message(message: &Message, place: Place<'_>, found: &mut Vec<Diagnostic>) -> CheckedMessage {
    message
        .pieces
        .iter()
        .map(|piece| match piece {
            Piece::Words(words) => CheckedPiece::Words(words.clone()),
            Piece::Value(expression, style) => {
                let typed = check_expression(expression, place, found);
                let ty = &typed.note.ty;
                let fits = match style {
                    Style::Percent | Style::PerCent | Style::Working => {
                        matches!(ty, Type::Number(_) | Type::Any | Type::Null)
                    }
                    Style::Date => matches!(ty, Type::Date | Type::Any | Type::Null),
                    Style::Figure | Style::Text => !matches!(ty, Type::Table(_) | Type::Row(_) | Type::Return(_)),
                };
                if !fits {
                    found.push(Diagnostic::at(
                        "E305",
                        expression.place,
                        format!("{ty} cannot be printed in that format"),
                    ));
                }
                let in_per_cent = matches!(ty, Type::Number(unit) if unit.is_per_cent());
                let style = if *style == Style::Percent && in_per_cent { Style::PerCent } else { *style };
                CheckedPiece::Value(typed, style)
            }
        })
        .collect()
}
