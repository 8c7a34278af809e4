//! One return, one plan: every rule judged, every breach shown at its figure, every missing
//! figure said once.

mod exercise;
mod failed;
mod unjudged;

use super::explain::{assert_holds, deciding, evidence, operands, shown, sides};
use super::group::{Group, Lack};
use super::message::{figure, render, value_text};
use super::node::{Evaluator, Trace};
use super::suspect::{Identity, suspect};
use super::tally::{Judged, Shown, Tally};
use super::{Cause, Desk, MOST_KEPT, MOST_STEPS_IN_ALL, Seen, Sides, explain, slips};
use crate::check::Around;
use crate::feel::Compare;
use crate::finding::{Finding, Gap, Outcome, Related, Standing, WaiverNote};
use crate::plan::{Node, Plan, PlannedPart, PlannedRule};
use crate::returns::Return;
use crate::ruleset::Earlier;
use crate::source::Place;
use crate::value::{CellRef, Fault, Number, RowRef, Value};
pub use exercise::{deciding_values, exercise};
use failed::failed;
use std::collections::HashSet;
use std::sync::Arc;
use unjudged::{Unjudged, not_judged};

/// Judges a return by a plan. Where nothing is wrong with it but what is not shown, that is only
/// counted.
pub fn judge(plan: &Plan, desk: Desk<'_>, shown: &Shown) -> Judged {
    let ret = desk.own;
    let mut judged = Judged { tallies: vec![Tally::default(); plan.rules.len()], ..Judged::default() };
    let mut left = MOST_STEPS_IN_ALL;
    let slip_findings = match desk.group() {
        None => slips::judge(plan, ret, &mut judged),
        Some(_) => Vec::new(),
    };
    let mut unjudged = Vec::new();
    let mut failures: Vec<Failure> = Vec::new();
    for (nth, rule) in plan.rules.iter().enumerate() {
        let left_out = shown.alone && rule.reach.is_across();
        if rule.rule.kind.is_some() || !rule.selected || left_out || rule.is_of_group() != desk.group().is_some() {
            continue;
        }
        let Some(tally) = judged.tallies.get_mut(nth) else { continue };
        let before: u64 = tally.counts.iter().sum();
        let Some(desk) = laid(rule, desk) else {
            tally.add(Outcome::NotApplicable);
            continue;
        };
        if let Some(table) = unreadable_table(rule, ret) {
            // No row can be judged, and nothing says how many there are.
            if let Some(part) = rule.parts.first() {
                unjudged.push(Unjudged { nth, rule, part, row: None, causes: vec![Cause::Seen(Seen::Table(table))] });
                tally.add(Outcome::NotJudged);
            }
            continue;
        }
        if let Some(lack) = lacking(rule, desk)
            && let Some(part) = rule.parts.first()
        {
            // What lacks the earlier return lacks it for every row.
            unjudged.push(Unjudged { nth, rule, part, row: None, causes: vec![Cause::Lack(lack)] });
            tally.add(Outcome::NotJudged);
            continue;
        }
        for row in rows(rule, ret) {
            for (number, part) in rule.parts.iter().enumerate() {
                let mut evaluator = evaluator(rule, desk, row);
                evaluator.limit = evaluator.limit.min(left);
                let outcome = match outcome(&mut evaluator, part) {
                    Ok(outcome) => outcome,
                    Err(causes) => {
                        if unjudged.len() < MOST_KEPT {
                            unjudged.push(Unjudged { nth, rule, part, row, causes });
                        } else {
                            judged.beyond.add(&rule.rule.id, Outcome::NotJudged, rule.rule.severity);
                        }
                        Outcome::NotJudged
                    }
                };
                left = left.saturating_sub(evaluator.steps);
                tally.add(outcome);
                if outcome == Outcome::Fail && failures.len() >= MOST_KEPT {
                    judged.beyond.add(&rule.rule.id, outcome, rule.rule.severity);
                } else if outcome == Outcome::Fail {
                    failures.push(Failure { rule: nth, part: number, row, finding: failures.len() });
                }
            }
        }
        if tally.counts.iter().sum::<u64>() == before {
            tally.add(Outcome::NotApplicable);
        }
    }
    let mut wrong = failures.iter().map(|failure| failure.rule).chain(unjudged.iter().map(|one| one.nth));
    if slip_findings.is_empty() && !wrong.any(|nth| shown.shows(nth)) {
        count(plan, &failures, &unjudged, &mut judged);
        return judged;
    }
    let mut read_by: Vec<(usize, Vec<Seen>)> = Vec::new();
    for failure in &failures {
        let Some(rule) = plan.rules.get(failure.rule) else { continue };
        let Some(part) = rule.parts.get(failure.part) else { continue };
        let Some(desk) = laid(rule, desk) else { continue };
        let mut evaluator = evaluator(rule, desk, failure.row);
        let (finding, reads) = failed(&mut evaluator, rule, part, failure.row, desk);
        read_by.push((judged.findings.len(), reads));
        judged.findings.push(finding);
    }
    suspect(ret, &identities(plan, desk, &failures), &mut judged.findings);
    let offset = judged.findings.len();
    judged.findings.extend(slip_findings);
    not_judged(plan, desk, unjudged, &read_by, offset, &mut judged);
    judged
}

/// Counts what is not shown.
fn count(plan: &Plan, failures: &[Failure], unjudged: &[Unjudged<'_>], judged: &mut Judged) {
    for heading in failures.iter().filter_map(|failure| plan.rules.get(failure.rule)).map(|rule| &rule.rule) {
        judged.beyond.add(&heading.id, Outcome::Fail, heading.severity);
    }
    for heading in unjudged.iter().map(|one| &one.rule.rule) {
        judged.beyond.add(&heading.id, Outcome::NotJudged, heading.severity);
    }
}

/// How many rows of a table are all held against each other to find the wrong figure.
const MOST_ROWS_COMPARED: usize = 1_000;

/// A part that failed for a row, by the numbers of its rule and part, and its finding.
struct Failure {
    rule: usize,
    part: usize,
    row: Option<RowRef>,
    finding: usize,
}

/// The desk as a rule sees it: with the group that it is judged in. Nothing where the rule does not
/// apply: there is no earlier period, or the organisation belongs to no group.
fn laid<'r>(rule: &PlannedRule, desk: Desk<'r>) -> Option<Desk<'r>> {
    let no_earlier = |earlier: &Earlier| desk.own.period.is_some_and(|period| earlier.of(period).is_none());
    if rule.reach.compare.as_ref().is_some_and(no_earlier) {
        return None;
    }
    match &rule.reach.group {
        Some(by) if rule.is_of_group() => desk.group().filter(|group| group.named.by == *by).map(|_| desk),
        Some(by) => Some(desk.within(Some(desk.groups_by(by)?))),
        None => Some(desk),
    }
}

/// Why a rule that compares rows with those of an earlier return has none to compare them with.
fn lacking(rule: &PlannedRule, desk: Desk<'_>) -> Option<Arc<Lack>> {
    rule.row.filter(|_| rule.reach.compare.is_some() && desk.own.period.is_some())?;
    desk.around(&Around::Previous, &rule.reach, None).err().flatten()
}

/// The evaluator of a rule at a row.
fn evaluator<'r>(rule: &'r PlannedRule, desk: Desk<'r>, row: Option<RowRef>) -> Evaluator<'r> {
    let mut evaluator = Evaluator::new(desk);
    evaluator.reach = Some(&rule.reach);
    evaluator.row = row;
    evaluator.zero = rule.rule.missing_is_zero;
    evaluator
}

/// All sums of a return, of rules that are not reported on too: they tell which figure is the
/// wrong one. None are worked out where no sum failed.
fn identities(plan: &Plan, desk: Desk<'_>, failures: &[Failure]) -> Vec<Identity> {
    let ret = desk.own;
    let sum = |failure: &Failure| {
        let part = plan.rules.get(failure.rule).and_then(|rule| rule.parts.get(failure.part));
        part.is_some_and(|part| part.tolerance.is_some())
    };
    if !failures.iter().any(sum) {
        return Vec::new();
    }
    let mut identities = Vec::new();
    // Of very many rows only those count in which something failed.
    let many = ret.tables.iter().any(|table| table.rows.len() > MOST_ROWS_COMPARED);
    let failed: HashSet<RowRef> = failures.iter().filter_map(|failure| failure.row).collect();
    for (nth, rule) in plan.rules.iter().enumerate().filter(|(_, rule)| !rule.reach.is_across()) {
        for row in rows(rule, ret).into_iter().filter(|row| !many || row.is_none_or(|row| failed.contains(&row))) {
            for (number, part) in rule.parts.iter().enumerate().filter(|(_, part)| part.tolerance.is_some()) {
                let mut evaluator = evaluator(rule, desk, row);
                let applies = part.when.as_ref().is_none_or(|when| evaluator.eval(when).as_bool() == Some(true));
                if applies {
                    let same = |failure: &&Failure| (failure.rule, failure.part, failure.row) == (nth, number, row);
                    let finding = failures.iter().find(same).map(|failure| failure.finding);
                    identities.extend(Identity::of(&mut evaluator, part, finding));
                }
            }
        }
    }
    identities
}

/// The table of a rule's rows, when it was not given although it must be, or cannot be used.
fn unreadable_table(rule: &PlannedRule, ret: &Return) -> Option<usize> {
    let table = rule.row?;
    let data = ret.tables.get(table)?;
    (data.unusable || (!data.present && data.slip.is_some())).then_some(table)
}

/// The rows a rule is judged for: those that count of its table, or once without a row.
fn rows(rule: &PlannedRule, ret: &Return) -> Vec<Option<RowRef>> {
    let Some(table) = rule.row else {
        return vec![None];
    };
    let rows = ret.tables.get(table).map_or(&[][..], |data| &data.rows);
    rows.iter()
        .enumerate()
        .filter(|(_, row)| row.present || (row.counts && row.slip.is_none()))
        .map(|(row, _)| Some(RowRef { table, row }))
        .collect()
}

/// What a part comes to; what is missing where it cannot be judged.
fn outcome(evaluator: &mut Evaluator<'_>, part: &PlannedPart) -> Result<Outcome, Vec<Cause>> {
    if let Some(when) = &part.when {
        match evaluator.eval(when) {
            Value::Bool(true) => {}
            Value::Bool(false) => return Ok(Outcome::NotApplicable),
            _ => return Err(causes(evaluator, when)),
        }
    }
    match assert_holds(evaluator, &part.assert, part.tolerance.as_ref()) {
        Value::Bool(true) => Ok(Outcome::Pass),
        Value::Bool(false) => Ok(Outcome::Fail),
        _ => Err(causes(evaluator, &part.assert)),
    }
}

fn causes(evaluator: &mut Evaluator<'_>, node: &Node) -> Vec<Cause> {
    let (_, trace) = evaluator.traced(node);
    each_once(trace.causes.into_iter())
}

/// Causes in their order, each once: there are few as a rule, and sometimes very many.
fn each_once(causes: impl Iterator<Item = Cause>) -> Vec<Cause> {
    const FEW: usize = 32;
    let mut out: Vec<Cause> = Vec::new();
    let mut known: HashSet<Cause> = HashSet::new();
    for cause in causes {
        if out.len() == FEW && known.is_empty() {
            known.extend(out.iter().cloned());
        }
        let new = if out.len() < FEW { !out.contains(&cause) } else { known.insert(cause.clone()) };
        if new {
            out.push(cause);
        }
    }
    out
}

/// What all findings of a rule on a return have alike.
pub(super) fn blank(rule: &PlannedRule, desk: Desk<'_>, outcome: Outcome) -> Finding {
    let ret = desk.own;
    // What could not be judged is no breach: it has no urgency and sets no flag.
    let breach = outcome == Outcome::Fail;
    Finding {
        rule: rule.rule.id.clone(),
        outcome,
        severity: rule.rule.severity,
        triage: rule.rule.urgency.clone().filter(|_| breach),
        flag: rule.rule.flag.clone().filter(|_| breach),
        organisation: ret.organisation.clone(),
        group: desk.group().map(|Group { named, .. }| (named.by.clone(), named.code.clone(), named.name.clone())),
        period: ret.period,
        message: String::new(),
        help: rule.rule.help.clone(),
        suggestion: None,
        place: ret.place,
        path: String::new(),
        label: String::new(),
        related: Vec::new(),
        rule_place: rule.rule.place,
        title: rule.rule.title.clone(),
        sources: Arc::clone(rule.sources.get()),
        of_row: false,
        evidence: Vec::new(),
        gap: None,
        fingerprint: String::new(),
        blocked: Vec::new(),
        unlisted: None,
        waiver: None,
        baseline: None,
        provenance: ret.provenance.clone(),
        other_unit: ret.other_unit.clone(),
    }
}

fn row_key(ret: &Return, row: Option<RowRef>, part: &str) -> String {
    let row = row.and_then(|row| ret.row(row)).map_or("", |row| row.key.as_str());
    [row, part].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("/")
}
