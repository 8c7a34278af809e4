//! Constants, definitions, flags and sources that no rule uses.

use crate::check::{Library, Names};
use crate::diag::Diagnostic;
use crate::feel::{Expr, Kind};
use crate::ruleset::{Decision, Expression, Piece, Rule, Triage, TriageReport};
use crate::source::{Place, shown_short};
use std::collections::BTreeSet;

/// Reports them, in the order of sets.
pub(super) fn report(library: &Library, found: &mut Vec<Diagnostic>) {
    let used: Vec<BTreeSet<&str>> = (0..library.sets.len()).map(|index| used_by(library, index)).collect();
    for (index, set) in library.sets.iter().enumerate() {
        let is_used = |name: &str| {
            library.including(index).any(|(other, _)| used.get(other).is_some_and(|used| used.contains(name)))
        };
        // A constant of an included set, given another value here.
        let names = Names::of(library, index);
        let overrides = |name: &str| {
            let mut below = names.visible().filter(|(other, _)| *other != index);
            below.any(|(_, set)| set.constants.iter().any(|c| c.name == name))
        };
        let mut unused = |what: &str, name: &str, place: Place| {
            let words = format!("{what} `{}` is used by no rule", shown_short(name));
            found.push(Diagnostic::at("E313", place, words).help("take it out, or use it"));
        };
        for constant in set.constants.iter().filter(|constant| !is_used(&constant.name) && !overrides(&constant.name)) {
            unused("constant", &constant.name, constant.place);
        }
        for definition in set.definitions.iter().filter(|definition| !is_used(&definition.name)) {
            unused("definition", &definition.name, definition.place);
        }
        let rules = || library.including(index).flat_map(|(_, set)| &set.rules);
        for (flag, _, place) in &set.flags {
            if !rules().any(|rule| rule.flag.as_ref().is_some_and(|(name, _)| name == flag)) {
                unused("flag", flag, *place);
            }
        }
        for source in &set.sources {
            if !rules().any(|rule| rule.sources.iter().any(|(name, _)| *name == source.name)) {
                let words = format!("source `{}` is cited by no rule", shown_short(&source.name));
                found.push(Diagnostic::at("E315", source.place, words).help("take it out, or cite it"));
            }
        }
    }
}

/// The names that the rules of a set lead to, through the definitions it sees.
fn used_by(library: &Library, index: usize) -> BTreeSet<&str> {
    let mut used = BTreeSet::new();
    let Some(set) = library.sets.get(index) else { return used };
    let mut todo: Vec<&Expression> = set.rules.iter().flat_map(|rule| expressions(rule)).collect();
    todo.extend(set.decisions.iter().flat_map(Decision::expressions));
    todo.extend(set.triage.iter().flat_map(TriageReport::expressions));
    let visible = Names::of(library, index);
    while let Some(expression) = todo.pop() {
        let mut names = Vec::new();
        mentioned(&expression.expr, &mut names);
        for name in names {
            if used.insert(name) {
                todo.extend(visible.definition(name).map(|definition| &definition.value));
            }
        }
    }
    used
}

/// All expressions of a rule.
fn expressions(rule: &Rule) -> Vec<&Expression> {
    let mut all = Vec::new();
    for part in &rule.parts {
        all.push(&part.assert);
        all.extend(part.when.as_ref());
        all.extend(part.at.as_ref());
        let pieces = part.message.iter().flat_map(|message| &message.pieces);
        all.extend(pieces.filter_map(|piece| match piece {
            Piece::Value(expression, _) => Some(&**expression),
            Piece::Words(_) => None,
        }));
    }
    if let Some(Triage::If(expression)) = &rule.triage {
        all.push(expression);
    }
    all
}

fn mentioned<'e>(expr: &'e Expr, out: &mut Vec<&'e str>) {
    match &expr.kind {
        Kind::Name(name) => out.push(name),
        // A definition as it stands in another return is a member of it.
        Kind::Path(_, name) => out.push(&name.text),
        Kind::Call(name, _) => out.push(&name.text),
        _ => {}
    }
    expr.children().into_iter().for_each(|child| mentioned(child, out));
}
