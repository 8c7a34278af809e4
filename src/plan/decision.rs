//! Decision tables and reports for regional teams, ready to be worked out for returns.

use super::{Binding, Node, lower};
use crate::check::{CheckedDecision, CheckedReport, Library, Typed};
use crate::decision::HitPolicy;
use crate::ruleset::Adding;
use serde::{Deserialize, Serialize};

/// A row of a decision table.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct DecisionRow {
    /// Its id.
    pub id: String,
    /// For each input what is asked of it; nothing where anything goes.
    pub when: Vec<Option<Node>>,
    /// What it gives.
    pub then: String,
    /// Why, in words.
    pub because: Option<String>,
}

/// A decision table.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PlannedDecision {
    /// Its name.
    pub name: String,
    /// What it decides, in words.
    pub title: String,
    /// What it gives when several rows match.
    pub policy: HitPolicy,
    /// Its inputs: names and values, and whether each may be missing.
    pub inputs: Vec<(String, Node, bool)>,
    /// Its rows.
    pub rows: Vec<DecisionRow>,
    /// What it can give, the most urgent first.
    pub outputs: Vec<String>,
    /// What it gives when no row matches.
    pub default: Option<String>,
    /// Whether no two rows ever match together.
    pub disjoint: bool,
}

/// A figure of a roll-up.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PlannedRollUp {
    /// Its name in data.
    pub name: String,
    /// Its name in words.
    pub title: String,
    /// Whether returns are counted and not added up.
    pub counts: bool,
    /// Of one return.
    pub value: Node,
    /// What a sum is shown as a share of.
    pub share_of: Option<Node>,
    /// Whether its movement since last month is shown.
    pub movement: bool,
}

/// A figure of each organisation.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PlannedFigure {
    /// Its name in data.
    pub name: String,
    /// Its name in words.
    pub title: String,
    /// The figure.
    pub value: Node,
    /// The threshold that it is measured against.
    pub limit: Option<Node>,
    /// Whether what it was last month is shown.
    pub since_last: bool,
}

/// What a report for a regional team is made of.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PlannedReport {
    /// What it is, in words.
    pub title: String,
    /// The decision that says how much attention an organisation needs.
    pub level: PlannedDecision,
    /// The output of it that means none.
    pub quiet: String,
    /// The groups that it adds up, by their names.
    pub groups: Vec<String>,
    /// The figures of roll-ups.
    pub roll_up: Vec<PlannedRollUp>,
    /// Figures of each organisation.
    pub figures: Vec<PlannedFigure>,
    /// What organisations of one level are ordered by, the largest first.
    pub order: Vec<Node>,
    /// The column of the list of organisations by which those that sent nothing are weighed.
    pub weight: Option<usize>,
    /// The flags that decisions can ask for.
    pub flags: Vec<String>,
}

/// The report of the sets that are active: the last one loaded counts.
pub(super) fn report(library: &Library, active: &[usize], binding: &mut Binding<'_>) -> Option<PlannedReport> {
    let report = library.reports.iter().rfind(|report| active.contains(&report.set))?;
    let of_level = |one: &&CheckedDecision| one.set == report.set && one.name == report.level;
    let level = library.decisions.iter().find(of_level)?;
    let sets = active.iter().filter_map(|index| library.sets.get(*index));
    let mut flags: Vec<String> = sets.flat_map(|set| &set.flags).map(|(flag, _, _)| flag.clone()).collect();
    flags.sort();
    flags.dedup();
    Some(planned_report(report, level, flags, binding))
}

fn planned_report(
    report: &CheckedReport,
    level: &CheckedDecision,
    flags: Vec<String>,
    binding: &mut Binding<'_>,
) -> PlannedReport {
    let level = planned(level, binding);
    let roll_up = report.roll_up.iter().map(|one| PlannedRollUp {
        name: one.name.0.clone(),
        title: one.name.1.clone(),
        counts: one.adding == Adding::Count,
        value: lower(&one.value, binding),
        share_of: one.share_of.as_ref().map(|share| lower(share, binding)),
        movement: one.movement,
    });
    let roll_up = roll_up.collect();
    let figures = report.figures.iter().map(|one| PlannedFigure {
        name: one.name.0.clone(),
        title: one.name.1.clone(),
        value: lower(&one.value, binding),
        limit: one.limit.as_ref().map(|limit| lower(limit, binding)),
        since_last: one.since_last,
    });
    let figures = figures.collect();
    PlannedReport {
        title: report.title.clone(),
        level,
        quiet: report.quiet.clone(),
        groups: report.groups.clone(),
        roll_up,
        figures,
        order: report.order.iter().map(|one| lower(one, binding)).collect(),
        weight: report.weight,
        flags,
    }
}

/// A decision table, ready to be worked out.
fn planned(decision: &CheckedDecision, binding: &mut Binding<'_>) -> PlannedDecision {
    let inputs = decision.inputs.iter().zip(&decision.optional);
    let inputs = inputs.map(|((name, value), optional)| (name.clone(), lower(value, binding), *optional)).collect();
    let mut cell = |cell: &Option<Typed>| cell.as_ref().map(|cell| lower(cell, binding));
    let rows = decision.rows.iter().map(|row| DecisionRow {
        id: row.id.clone(),
        when: row.when.iter().map(&mut cell).collect(),
        then: row.then.clone(),
        because: row.because.clone(),
    });
    let rows = rows.collect();
    PlannedDecision {
        name: decision.name.clone(),
        title: decision.title.clone(),
        policy: decision.policy,
        inputs,
        rows,
        outputs: decision.outputs.clone(),
        default: decision.default.clone(),
        disjoint: decision.disjoint,
    }
}
