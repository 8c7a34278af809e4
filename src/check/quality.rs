//! What is right and yet does no good: rules that can never fail or never apply, rules that
//! repeat another, names that nobody uses, messages that name nothing. Warnings, for those who
//! write rules; runs over returns do not show them.

mod truth;
mod unused;

use super::{CheckedRule, Library, Meaning, Typed};
use crate::diag::{Diagnostic, Severity};
use crate::form::Sign;
use crate::reference::Layout;
use crate::ruleset::{Piece, Rule, RuleSet, Span};
use crate::source::Place;

/// Looks a library over that was checked.
pub fn quality(library: &Library, checked: &[CheckedRule]) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for rule in checked {
        let Some(set) = library.sets.get(rule.set) else { continue };
        let Some(layout) = library.layouts.get(&set.form) else { continue };
        for part in &rule.parts {
            let Some(written) = rule.rule.parts.get(part.part) else { continue };
            let id = &rule.rule.id;
            let scope = Scope { layout, row: rule.row };
            truth::judge(&scope, part, written, id, &mut found);
        }
        messages(&rule.rule, &mut found);
        never_in_force(library, rule, set, &mut found);
    }
    repeats(library, checked, &mut found);
    unused::report(library, &mut found);
    found.into_iter().map(|diagnostic| Diagnostic { severity: Severity::Warning, ..diagnostic }).collect()
}

/// What a condition can see of the form.
#[derive(Clone, Copy)]
struct Scope<'l> {
    layout: &'l Layout,
    row: Option<usize>,
}

impl Scope<'_> {
    /// The sign that the form expects of a figure, where one figure can be told.
    fn sign(&self, typed: &Typed) -> Option<Sign> {
        match typed.note.meaning {
            Meaning::Cell(table, row, column) => {
                let table = self.layout.table(table)?;
                Some(table.columns.get(column)?.expected_sign(table.lines.get(row)))
            }
            Meaning::Current(column) => self.layout.table(self.row?)?.columns.get(column)?.sign,
            _ => None,
        }
    }
}

fn messages(rule: &Rule, found: &mut Vec<Diagnostic>) {
    for part in &rule.parts {
        let Some(message) = &part.message else { continue };
        if !message.pieces.iter().any(|piece| matches!(piece, Piece::Value(..))) {
            let of = if part.name.is_empty() { String::new() } else { format!(" of `{}`", part.name) };
            let words = format!("the message{of} of rule {} names no figure", rule.id);
            let help =
                "show the figures that decided, such as {expenditure.total.ytd_actual}, or leave the message out";
            found.push(Diagnostic::at("E314", part.assert.place, words).help(help));
        }
    }
}

/// The spans in which a rule is in force: its own, within those of the sets that bring it in.
fn spans(library: &Library, rule: &CheckedRule) -> Vec<Span> {
    let spans = library.including(rule.set).filter_map(|(_, set)| set.in_force);
    spans.filter_map(|span| rule.rule.in_force.map_or(Some(span), |own| own.overlap(span))).collect()
}

fn never_in_force(library: &Library, rule: &CheckedRule, set: &RuleSet, found: &mut Vec<Diagnostic>) {
    let id = &rule.rule.id;
    let spans = spans(library, rule);
    if spans.is_empty() {
        let words = format!(
            "rule {id} never applies: rule set `{}` and those that include it are in force in none of its periods",
            set.id
        );
        let help = "give the set an `in_force:`, or include it in a set that has one";
        found.push(Diagnostic::at("E311", rule.rule.place, words).help(help));
    } else if let Some((from, to, _)) = &rule.rule.deactivated
        && spans.iter().all(|span| *from <= span.from && to.is_none_or(|to| span.to <= to))
    {
        let words = format!("rule {id} never applies: it is retired in all the periods in which it would be in force");
        found.push(Diagnostic::at("E311", rule.rule.place, words));
    }
}

/// Parts that say what another rule says in the same period.
fn repeats(library: &Library, checked: &[CheckedRule], found: &mut Vec<Diagnostic>) {
    let mut said: Vec<(String, &CheckedRule, Place)> = Vec::new();
    let mut told: Vec<Place> = Vec::new();
    for rule in checked {
        let form = library.sets.get(rule.set).map_or("", |set| set.form.as_str());
        let mut statements: Vec<(String, Place)> = rule
            .parts
            .iter()
            .filter_map(|part| {
                let written = rule.rule.parts.get(part.part)?;
                let when = part.when.as_ref().map_or(String::new(), ToString::to_string);
                let column = part.key.rsplit('/').next().filter(|_| !written.columns.is_empty()).unwrap_or("");
                let give = format!("{:?}|{}", part.tolerance, rule.rule.missing_is_zero);
                let key = format!("{form}|{:?}|{column}|{when}|{give}|{}", rule.row, part.assert);
                Some((key, written.assert.place))
            })
            .collect();
        statements.extend(rule.rule.kind.map(|kind| (format!("{form}|{kind:?}"), rule.rule.place)));
        for (key, place) in statements {
            let same_time = |other: &CheckedRule| {
                spans(library, rule).iter().any(|span| spans(library, other).iter().any(|b| span.overlap(*b).is_some()))
            };
            let twin = said.iter().find(|(other, of, _)| *other == key && same_time(of));
            match twin {
                // A part that runs over columns is one statement, however many columns there are.
                Some(_) if told.contains(&place) => {}
                Some((_, of, there)) => {
                    told.push(place);
                    let words = match of.rule.id == rule.rule.id {
                        true => format!("rule {} says this twice", rule.rule.id),
                        false => format!("rule {} repeats rule {}", rule.rule.id, of.rule.id),
                    };
                    found.push(
                        Diagnostic::at("E312", place, words).related(*there, "said here").help("take one of them out"),
                    );
                }
                None => said.push((key, rule, place)),
            }
        }
    }
}
