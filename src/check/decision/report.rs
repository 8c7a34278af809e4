//! Checking what a report for a regional team is made of.

use super::*;
use crate::reference::Layout;
use crate::ruleset::{Adding, TriageReport};

/// A figure of a roll-up that is fit to run.
#[derive(Debug, Clone)]
pub struct CheckedRollUp {
    /// Its name in data and in words.
    pub name: (String, String),
    /// How returns are added up.
    pub adding: Adding,
    /// Of one return.
    pub value: Typed,
    /// What a sum is shown as a share of.
    pub share_of: Option<Typed>,
    /// Whether its movement since last month is shown.
    pub movement: bool,
}

/// A figure of each organisation that is fit to run.
#[derive(Debug, Clone)]
pub struct CheckedFigure {
    /// Its name in data and in words.
    pub name: (String, String),
    /// The figure.
    pub value: Typed,
    /// The threshold that it is measured against.
    pub limit: Option<Typed>,
    /// Whether what it was last month is shown.
    pub since_last: bool,
}

/// What a report for a regional team is made of, fit to run.
#[derive(Debug, Clone)]
pub struct CheckedReport {
    /// The set it stands in.
    pub set: usize,
    /// What it is, in words.
    pub title: String,
    /// The decision that says how much attention an organisation needs.
    pub level: String,
    /// The output of it that means none.
    pub quiet: String,
    /// The groups that it adds up, by their names.
    pub groups: Vec<String>,
    /// The figures of roll-ups.
    pub roll_up: Vec<CheckedRollUp>,
    /// Figures of each organisation.
    pub figures: Vec<CheckedFigure>,
    /// What organisations of one level are ordered by, the largest first.
    pub order: Vec<Typed>,
    /// The column of the list of organisations by which those that sent nothing are weighed.
    pub weight: Option<usize>,
}

/// Checks the report of a set; nothing when it has none, or one that is wrong.
pub fn check_report(
    library: &Library,
    index: usize,
    set: &RuleSet,
    layout: &Layout,
    decisions: &[CheckedDecision],
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<CheckedReport> {
    let written = set.triage.as_ref()?;
    let names = Names::of(library, index);
    let locals = locals(&names);
    let mut found = Vec::new();
    decided(written, decisions, &mut found);
    let weight = groups(written, layout, &mut found);
    let at = place(layout, &names);
    let mut figure = |expression: &Expression, what: &str, fits: &dyn Fn(&Type) -> bool| {
        let before = found.len();
        let typed = checked(expression, at, &locals, &mut found);
        if found.len() == before && !fits(&typed.note.ty) {
            let words = format!("`{what}` cannot be {}", typed.note.ty);
            found.push(Diagnostic::at("E305", expression.place, words));
        }
        typed
    };
    let number = |ty: &Type| matches!(ty, Type::Number(_) | Type::Any | Type::Null);
    let truth = |ty: &Type| matches!(ty, Type::Bool | Type::Any);
    let roll_up = written.roll_up.iter().map(|one| CheckedRollUp {
        name: (one.name.clone(), one.title.clone()),
        adding: one.adding,
        value: match one.adding {
            Adding::Count => figure(&one.value, "count", &truth),
            Adding::Sum => figure(&one.value, "sum", &number),
        },
        share_of: one.share_of.as_ref().map(|share| figure(share, "share_of", &number)),
        movement: one.movement,
    });
    let roll_up = roll_up.collect();
    let figures = written.figures.iter().map(|one| CheckedFigure {
        name: (one.name.clone(), one.title.clone()),
        value: figure(&one.value, "value", &number),
        limit: one.limit.as_ref().map(|limit| figure(limit, "limit", &number)),
        since_last: one.since_last,
    });
    let figures = figures.collect();
    let order = written.order.iter().map(|one| figure(one, "order", &number)).collect();
    let right = found.is_empty();
    diagnostics.extend(found);
    right.then(|| CheckedReport {
        set: index,
        title: written.title.clone(),
        level: written.level.0.clone(),
        quiet: written.quiet.0.clone(),
        groups: written.groups.iter().map(|(group, _)| group.clone()).collect(),
        roll_up,
        figures,
        order,
        weight,
    })
}

/// Reports a level that no decision gives, and a quiet one that is none of its outputs.
fn decided(written: &TriageReport, decisions: &[CheckedDecision], found: &mut Vec<Diagnostic>) {
    let (level, place) = &written.level;
    let Some(decision) = decisions.iter().find(|decision| decision.name == *level) else {
        let help = did_you_mean(level, decisions.iter().map(|decision| decision.name.as_str()));
        let words = format!("the rule set has no decision `{}`, or one that is wrong", shown_short(level));
        found.push(Diagnostic::at("E302", *place, words).maybe_help(help));
        return;
    };
    let (quiet, place) = &written.quiet;
    if !decision.outputs.iter().any(|output| output == quiet) {
        let help = did_you_mean(quiet, decision.outputs.iter().map(String::as_str));
        let words = format!("`{}` is not among the outputs of `{level}`", shown_short(quiet));
        found.push(Diagnostic::at("E302", *place, words).maybe_help(help));
    }
}

/// Reports groups that the form does not have; gives the column of the weight.
fn groups(written: &TriageReport, layout: &Layout, found: &mut Vec<Diagnostic>) -> Option<usize> {
    let Some(groups) = &layout.form.groups else {
        let words = format!("form `{}` does not say how its returns are grouped", layout.form.id);
        found.push(Diagnostic::at("E302", written.place, words).help("say so under `groups:` in the form"));
        return None;
    };
    for (group, place) in &written.groups {
        if !groups.names().any(|known| known == group) {
            let help = did_you_mean(group, groups.names());
            let words = format!("returns are not grouped by `{}`", shown_short(group));
            found.push(Diagnostic::at("E302", *place, words).maybe_help(help));
        }
    }
    let (weight, place) = written.weight.as_ref()?;
    let table = layout.table_named(&groups.list).and_then(|table| layout.table(table))?;
    let column = table.column(weight);
    if column.is_none() {
        let help = did_you_mean(weight, table.columns.iter().map(|column| &*column.name));
        let words = format!("list `{}` has no column `{}`", groups.list, shown_short(weight));
        found.push(Diagnostic::at("E302", *place, words).maybe_help(help));
    }
    column
}
