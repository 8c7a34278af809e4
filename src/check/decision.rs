//! Checking decision tables: their inputs and tests, that they decide every case and no case twice,
//! and what a report for a regional team says of them.

mod analysed;
mod report;

use super::Meaning;
use super::{Library, Names, Place, Sight, Typed, check_bare};
use crate::decision::{Aggregate, Domain, HitPolicy, Label};
use crate::diag::{Diagnostic, did_you_mean};
use crate::form::ColumnType;
use crate::reference::Layout;
use crate::ruleset::{Decision, DecisionInput, Expression, RuleSet};
use crate::source::shown_short;
use crate::value::{Number, Type, Unit};
pub use report::{CheckedReport, check_report};
use std::sync::Arc;

/// A row of a decision table that is fit to run.
#[derive(Debug, Clone)]
pub struct CheckedRow {
    /// Its id.
    pub id: String,
    /// What it gives.
    pub then: String,
    /// Why, in words.
    pub because: Option<String>,
    /// For each input what is asked of it; nothing where anything goes.
    pub when: Vec<Option<Typed>>,
}

/// A decision table that is fit to run.
#[derive(Debug, Clone)]
pub struct CheckedDecision {
    /// The set it stands in.
    pub set: usize,
    /// Its name.
    pub name: String,
    /// What it decides, in words.
    pub title: String,
    /// What it gives when several rows match.
    pub policy: HitPolicy,
    /// Its inputs: names and values.
    pub inputs: Vec<(String, Typed)>,
    /// For each input whether it may be missing.
    pub optional: Vec<bool>,
    /// Its rows.
    pub rows: Vec<CheckedRow>,
    /// What it can give, the most urgent first.
    pub outputs: Vec<String>,
    /// What it gives when no row matches.
    pub default: Option<String>,
    /// Whether no two rows ever match together.
    pub disjoint: bool,
}

/// The names by which a decision sees what the rules came to on a return: how many findings of each
/// urgency there are, errors, what could not be judged, and which flags are set.
pub const COUNTS: [&str; 4] = ["red", "amber", "errors", "not_judged"];

/// Those names and their types, the flags last.
pub fn locals(names: &Names<'_>) -> Vec<(String, Type)> {
    let mut all: Vec<(String, Type)> =
        COUNTS.iter().map(|name| ((*name).to_owned(), Type::Number(Unit::plain()))).collect();
    let mut flags: Vec<(Arc<str>, Type)> = Vec::new();
    for (flag, _, _) in names.visible().flat_map(|(_, set)| &set.flags) {
        if !flags.iter().any(|(known, _)| **known == **flag) {
            flags.push((Arc::from(flag.as_str()), Type::Bool));
        }
    }
    all.push(("flags".to_owned(), Type::Context(Arc::new(flags))));
    all
}

/// Where the expressions of decisions and reports stand.
fn place<'c>(layout: &'c Layout, names: &'c Names<'c>) -> Place<'c> {
    let sight = Sight { previous: true, ..Sight::ALONE };
    Place { layout, names: Some(names), row: None, column: None, gap: None, sight }
}

fn checked(
    expression: &Expression,
    place: Place<'_>,
    locals: &[(String, Type)],
    diagnostics: &mut Vec<Diagnostic>,
) -> Typed {
    check_bare(&expression.expr, place, locals, &expression.map, diagnostics)
}

/// Checks the decision tables of a set. What is wrong with one keeps it from being used.
pub fn check_decisions(
    library: &Library,
    index: usize,
    set: &RuleSet,
    layout: &Layout,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<CheckedDecision> {
    let names = Names::of(library, index);
    let locals = locals(&names);
    let mut out = Vec::new();
    for decision in &set.decisions {
        let mut found = Vec::new();
        let mut made = table(decision, index, (layout, &names), &locals, &mut found);
        if found.is_empty() {
            analysed::analyse((library, layout), decision, &mut made, &mut found);
        }
        if found.is_empty() {
            out.push(made);
        }
        diagnostics.extend(found);
    }
    out
}

fn table(
    decision: &Decision,
    set: usize,
    (layout, names): (&Layout, &Names<'_>),
    locals: &[(String, Type)],
    found: &mut Vec<Diagnostic>,
) -> CheckedDecision {
    let at = place(layout, names);
    let mut inputs: Vec<(String, Typed)> = Vec::new();
    for input in &decision.inputs {
        if inputs.iter().any(|(name, _)| *name == input.name) {
            let words = format!("two inputs are called `{}`", shown_short(&input.name));
            found.push(Diagnostic::at("E217", input.place, words).help("give one another name"));
        }
        let typed = checked(&input.value, at, locals, found);
        fits(input, &typed, found);
        inputs.push((input.name.clone(), typed));
    }
    let mut rows: Vec<CheckedRow> = Vec::new();
    for row in &decision.rows {
        if rows.iter().any(|known| known.id == row.id) {
            let words = format!("two rows are called `{}`", shown_short(&row.id));
            found.push(Diagnostic::at("E217", row.place, words).help("give one another id"));
        }
        let when = inputs.iter().zip(&row.when).map(|((_, input), cell)| {
            let cell = cell.as_ref()?;
            let mut wrong = Vec::new();
            let names = [("?".to_owned(), input.note.ty.clone())];
            let typed = check_bare(&cell.expr, at, &names, &cell.map, &mut wrong);
            // What stands around the test is not the writer's, so the whole test is pointed at.
            found.extend(wrong.into_iter().map(|diagnostic| Diagnostic { place: Some(cell.place), ..diagnostic }));
            Some(typed)
        });
        let when = when.collect();
        declared(&row.then, row.place, decision, found);
        rows.push(CheckedRow { id: row.id.clone(), then: row.then.clone(), because: row.because.clone(), when });
    }
    if let Some(default) = &decision.default {
        declared(default, decision.place, decision, found);
    }
    if decision.policy == HitPolicy::Priority && decision.outputs.is_empty() {
        let words = "hit policy priority needs `outputs:`, the most urgent first";
        found.push(Diagnostic::at("E217", decision.place, words));
    }
    let adds = matches!(decision.policy, HitPolicy::Collect(Some(Aggregate::Sum)));
    for row in decision.rows.iter().filter(|row| adds && Number::parse(&row.then).is_none()) {
        let words = format!("`{}` is no number, and what rows give is added up", shown_short(&row.then));
        found.push(Diagnostic::at("E217", row.place, words));
    }
    CheckedDecision {
        set,
        name: decision.name.clone(),
        title: decision.title.clone(),
        policy: decision.policy,
        inputs,
        optional: decision.inputs.iter().map(|input| input.optional).collect(),
        rows,
        outputs: decision.outputs.clone(),
        default: decision.default.clone(),
        disjoint: false,
    }
}

/// Reports what a row gives and the outputs do not have.
fn declared(then: &str, place: crate::source::Place, decision: &Decision, found: &mut Vec<Diagnostic>) {
    if !decision.outputs.is_empty() && !decision.outputs.iter().any(|output| output == then) {
        let help = did_you_mean(then, decision.outputs.iter().map(String::as_str));
        let words = format!("`{}` is not among the outputs: {}", shown_short(then), decision.outputs.join(", "));
        found.push(Diagnostic::at("E217", place, words).maybe_help(help));
    }
}

/// Reports an input that is neither a number, a text nor true or false.
fn fits(input: &DecisionInput, typed: &Typed, found: &mut Vec<Diagnostic>) {
    if !matches!(typed.note.ty, Type::Number(_) | Type::Text | Type::Bool | Type::Any | Type::Null) {
        let words = format!("an input is a number, a text, or true or false, not {}", typed.note.ty);
        found.push(Diagnostic::at("E217", input.value.place, words));
    }
}

/// What an input can be.
fn domain(input: &DecisionInput, typed: &Typed, layout: &Layout) -> Domain<Number> {
    match &typed.note.ty {
        Type::Bool => Domain::truth(),
        Type::Text => {
            // Of a word of the form the form says what it can be.
            let column = match &typed.note.meaning {
                Meaning::Cell(table, _, column) => layout.table(*table).and_then(|table| table.columns.get(*column)),
                _ => None,
            };
            let of_form = column.and_then(|column| match &column.ty {
                ColumnType::Enum(values) => Some(values),
                _ => None,
            });
            let values = input.values.as_ref().or(of_form);
            Domain::Labels(values.map(|values| values.iter().map(|value| Label::text(value)).collect()))
        }
        _ => Domain::Number { low: input.bounds.0, high: input.bounds.1, whole: input.whole },
    }
}
