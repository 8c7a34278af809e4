//! One return, one plan: every rule judged, every breach shown at its figure, every missing
//! figure said once.

mod unjudged;

use super::explain::{assert_holds, deciding, evidence, operands, shown, sides};
use super::message::{figure, render, value_text};
use super::node::{Evaluator, Trace};
use super::suspect::{Identity, suspect};
use super::{Cause, Seen, Sides, explain, slips};
use crate::feel::Compare;
use crate::finding::{Finding, Gap, Outcome, Related, Standing, WaiverNote};
use crate::plan::{Node, Plan, PlannedPart, PlannedRule};
use crate::returns::Return;
use crate::ruleset::Triage;
use crate::source::Place;
use crate::value::{CellRef, Fault, Number, RowRef, Value};
use std::collections::BTreeMap;
use unjudged::{Unjudged, not_judged};

/// How often each outcome occurred.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    /// In the order of [`Outcome::ALL`].
    pub counts: [u64; 5],
}

impl Tally {
    /// Counts an outcome.
    pub fn add(&mut self, outcome: Outcome) {
        for (count, other) in self.counts.iter_mut().zip(Outcome::ALL) {
            if other == outcome {
                *count = count.saturating_add(1);
            }
        }
    }

    /// Counts one breach as waived.
    pub fn waive(&mut self) {
        let [_, fail, _, _, waived] = &mut self.counts;
        *fail = fail.saturating_sub(1);
        *waived = waived.saturating_add(1);
    }

    /// How often an outcome occurred.
    pub fn of(&self, outcome: Outcome) -> u64 {
        self.counts.iter().zip(Outcome::ALL).find(|(_, other)| *other == outcome).map_or(0, |(count, _)| *count)
    }

    /// Takes in another tally.
    pub fn merge(&mut self, other: Tally) {
        for (count, more) in self.counts.iter_mut().zip(other.counts) {
            *count = count.saturating_add(more);
        }
    }
}

/// What a return came to.
#[derive(Debug, Default)]
pub struct Judged {
    /// Outcomes by rule.
    pub tallies: BTreeMap<String, Tally>,
    /// What is wrong, in the order of the rules.
    pub findings: Vec<Finding>,
}

/// Judges a return by a plan.
pub fn judge(plan: &Plan, ret: &Return) -> Judged {
    let mut judged = Judged::default();
    let slip_findings = slips::judge(plan, ret, &mut judged);
    let mut unjudged = Vec::new();
    let mut read_by: Vec<(usize, Vec<Seen>)> = Vec::new();
    let mut failures: Vec<Failure> = Vec::new();
    for (nth, rule) in plan.rules.iter().enumerate() {
        if rule.rule.kind.is_some() || !rule.selected {
            continue;
        }
        let tally = judged.tallies.entry(rule.rule.id.clone()).or_default();
        let before: u64 = tally.counts.iter().sum();
        if let Some(table) = unreadable_table(rule, ret) {
            // No row can be judged, and nothing says how many there are.
            if let Some(part) = rule.parts.first() {
                unjudged.push(Unjudged { rule, part, row: None, causes: vec![Cause::Seen(Seen::Table(table))] });
                tally.add(Outcome::NotJudged);
            }
            continue;
        }
        for row in rows(rule, ret) {
            for (number, part) in rule.parts.iter().enumerate() {
                let mut evaluator = evaluator(rule, ret, row);
                let outcome = match outcome(&mut evaluator, part) {
                    Ok(outcome) => outcome,
                    Err(causes) => {
                        unjudged.push(Unjudged { rule, part, row, causes });
                        Outcome::NotJudged
                    }
                };
                tally.add(outcome);
                if outcome == Outcome::Fail {
                    let (finding, reads) = failed(&mut evaluator, rule, part, row, ret);
                    read_by.push((judged.findings.len(), reads));
                    failures.push(Failure { rule: nth, part: number, row, finding: judged.findings.len() });
                    judged.findings.push(finding);
                }
            }
        }
        if tally.counts.iter().sum::<u64>() == before {
            tally.add(Outcome::NotApplicable);
        }
    }
    suspect(ret, &identities(plan, ret, &failures), &mut judged.findings);
    let offset = judged.findings.len();
    judged.findings.extend(slip_findings);
    not_judged(plan, ret, unjudged, &read_by, offset, &mut judged);
    judged
}

/// A part that failed for a row, by the numbers of its rule and part, and its finding.
struct Failure {
    rule: usize,
    part: usize,
    row: Option<RowRef>,
    finding: usize,
}

/// The evaluator of a rule at a row.
fn evaluator<'r>(rule: &PlannedRule, ret: &'r Return, row: Option<RowRef>) -> Evaluator<'r> {
    let mut evaluator = Evaluator::new(ret);
    evaluator.row = row;
    evaluator.zero = rule.rule.missing_is_zero;
    evaluator
}

/// All sums of a return, of rules that are not reported on too: they tell which figure is the
/// wrong one. None are worked out where no sum failed.
fn identities(plan: &Plan, ret: &Return, failures: &[Failure]) -> Vec<Identity> {
    let sum = |failure: &Failure| {
        let part = plan.rules.get(failure.rule).and_then(|rule| rule.parts.get(failure.part));
        part.is_some_and(|part| part.tolerance.is_some())
    };
    if !failures.iter().any(sum) {
        return Vec::new();
    }
    let mut identities = Vec::new();
    for (nth, rule) in plan.rules.iter().enumerate() {
        for row in rows(rule, ret) {
            for (number, part) in rule.parts.iter().enumerate().filter(|(_, part)| part.tolerance.is_some()) {
                let mut evaluator = evaluator(rule, ret, row);
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
    let mut causes: Vec<Cause> = Vec::new();
    for cause in trace.causes {
        if !causes.contains(&cause) {
            causes.push(cause);
        }
    }
    causes
}

/// What the parts of a rule came to for each row of a return, and what each probed condition did.
#[derive(Debug, Default)]
pub struct Exercise {
    /// Number of the part, whether its `when` held, and whether its `assert` did, where they can
    /// be told.
    pub parts: Vec<(usize, Option<bool>, Option<bool>)>,
    /// Number of the probe and what it came to.
    pub probed: Vec<(usize, bool)>,
}

/// Judges a return by one rule and records what its conditions come to; those of messages and of
/// `triage` where the rule fails.
pub fn exercise(rule: &PlannedRule, ret: &Return) -> Exercise {
    let mut out = Exercise::default();
    for row in rows(rule, ret) {
        for (number, part) in rule.parts.iter().enumerate() {
            let mut evaluator = evaluator(rule, ret, row);
            let when = part.when.as_ref().map_or(Some(true), |when| evaluator.eval(when).as_bool());
            let mut assert = None;
            if when == Some(true) {
                assert = assert_holds(&mut evaluator, &part.assert, part.tolerance.as_ref()).as_bool();
            }
            if assert == Some(false) {
                let pieces = part.message.iter().flatten();
                let values = pieces.filter_map(|piece| match piece {
                    crate::plan::Piece::Value(node, _) => Some(node),
                    crate::plan::Piece::Words(_) => None,
                });
                for node in values.chain(&rule.triage) {
                    evaluator.eval(node);
                }
            }
            out.parts.push((number, when, assert));
            out.probed.append(&mut evaluator.probed);
        }
    }
    out
}

/// The named values with which a rule passed, or did not apply: those of the first part and row
/// that did.
pub fn deciding_values(rule: &PlannedRule, ret: &Return) -> Vec<(String, String)> {
    let mut idle = Vec::new();
    for row in rows(rule, ret) {
        for part in &rule.parts {
            let mut evaluator = evaluator(rule, ret, row);
            let node = match outcome(&mut evaluator, part) {
                Ok(Outcome::Pass) => &part.assert,
                Ok(Outcome::NotApplicable) => match &part.when {
                    Some(when) if idle.is_empty() => {
                        idle = evidence(&mut evaluator, when);
                        continue;
                    }
                    _ => continue,
                },
                _ => continue,
            };
            return evidence(&mut evaluator, node);
        }
    }
    idle
}

/// What all findings of a rule on a return have alike.
pub(super) fn blank(rule: &PlannedRule, ret: &Return, outcome: Outcome) -> Finding {
    // What could not be judged is no breach: it has no urgency and sets no flag.
    let breach = outcome == Outcome::Fail;
    let triage = match &rule.rule.triage {
        Some(Triage::Always(level)) if breach => Some(level.clone()),
        _ => None,
    };
    Finding {
        rule: rule.rule.id.clone(),
        outcome,
        severity: rule.rule.severity,
        triage,
        flag: rule.rule.flag.as_ref().filter(|_| breach).map(|(flag, _)| flag.clone()),
        organisation: ret.organisation.clone(),
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
        sources: rule.sources.clone(),
        evidence: Vec::new(),
        gap: None,
        fingerprint: String::new(),
        blocked: Vec::new(),
        unlisted: None,
        waiver: None,
        provenance: ret.provenance.clone(),
        other_unit: ret.other_unit.clone(),
    }
}

fn row_key(ret: &Return, row: Option<RowRef>, part: &str) -> String {
    let row = row.and_then(|row| ret.row(row)).map_or("", |row| row.key.as_str());
    [row, part].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("/")
}

/// The finding of a part that failed, and everything it read.
fn failed(
    evaluator: &mut Evaluator<'_>,
    rule: &PlannedRule,
    part: &PlannedPart,
    row: Option<RowRef>,
    ret: &Return,
) -> (Finding, Vec<Seen>) {
    let mut finding = blank(rule, ret, Outcome::Fail);
    let decided = deciding(evaluator, &part.assert);
    let (_, all) = evaluator.traced(&part.assert);
    let (_, trace) = evaluator.traced(decided);
    let compared = sides(decided);
    let gap = compared.and_then(|(_, left, right)| sides_of(evaluator, part, left, right));
    finding.gap = gap.and_then(|sides| {
        let difference = sides.left.subtract(sides.right).ok()?.abs().trimmed();
        let (left, right) = (sides.left.trimmed(), sides.right.trimmed());
        Some(Gap { left, right, difference, tolerance: sides.allowed.trimmed() })
    });
    let primary = point(&mut finding, evaluator, part, &trace, row, ret);
    finding.related = operands(ret, &trace.reads, finding.place);
    finding.evidence = evidence(evaluator, &part.assert);
    finding.rule_place = part.place;
    let mut limits = Vec::new();
    explain::limits(&part.assert, &mut limits);
    if let Some(node) = &rule.triage {
        explain::limits(node, &mut limits);
    }
    evaluator.sides = gap;
    let nodes = compared.map(|(_, left, right)| (left, right));
    finding.message = match &part.message {
        Some(pieces) => render(evaluator, pieces, &limits, nodes),
        None => default_message(evaluator, rule, part, compared, gap),
    };
    if let Some(both) = primary.and_then(|cell| ret.in_both_units(cell)) {
        finding.message = format!("{} (`{}` is {both})", finding.message, finding.path);
    }
    finding.triage = match &rule.triage {
        Some(node) => match evaluator.eval(node) {
            Value::Text(level) => Some(level.to_string()),
            _ => None,
        },
        None => finding.triage,
    };
    finding.fingerprint = row_key(ret, row, &part.key);
    finding.waiver = rule.claim.and_then(|row| claim(ret, row));
    let reads = all.reads.iter().chain(&trace.reads).map(|read| read.seen).collect();
    (finding, reads)
}

/// What a return says in a row of a waiver of a rule, when it claims one.
fn claim(ret: &Return, row: RowRef) -> Option<WaiverNote> {
    let columns = ret.layout.form.waiver_claim.as_ref()?;
    let table = ret.layout.table(row.table)?;
    let value = |name: &str| Some(ret.value(CellRef { row, column: table.column(name)? }));
    if !matches!(value(&columns.claimed), Some(Value::Bool(true))) {
        return None;
    }
    let given = |name: &str| match value(name)? {
        Value::Missing(_) => None,
        value => Some(value_text(&value)).filter(|text| !text.trim().is_empty()),
    };
    Some(WaiverNote {
        standing: Standing::Claimed,
        reason: None,
        evidence: given(&columns.reference),
        approved_by: given(&columns.approver),
        expires: given(&columns.expires),
        bound: None,
        place: ret.row(row).map(|row| row.place),
    })
}

fn sides_of(evaluator: &mut Evaluator<'_>, part: &PlannedPart, left: &Node, right: &Node) -> Option<Sides> {
    let (a, b) = (evaluator.eval(left).as_number()?, evaluator.eval(right).as_number()?);
    let allowed = part.tolerance.as_ref().and_then(|tolerance| explain::allowed(evaluator, tolerance, left, right));
    Some(Sides { left: a, right: b, allowed: allowed.unwrap_or(Number::ZERO) })
}

/// Says where a finding points: at the figure the rule names, else at the first figure read.
/// Gives the cell, when it is one.
fn point(
    finding: &mut Finding,
    evaluator: &mut Evaluator<'_>,
    part: &PlannedPart,
    trace: &Trace,
    row: Option<RowRef>,
    ret: &Return,
) -> Option<CellRef> {
    let named = part.at.as_ref().and_then(|at| {
        let (_, trace) = evaluator.traced(at);
        trace.reads.first().map(|read| read.seen)
    });
    let reads = trace.reads.iter().filter(|read| !read.choosing).map(|read| read.seen);
    let inside = |seen: &Seen| shown(ret, *seen).is_some_and(|shown| !shown.outside);
    let found = named.into_iter().chain(reads).find(inside);
    match found.and_then(|seen| shown(ret, seen)) {
        Some(shown) => {
            finding.place = shown.place;
            finding.path = shown.path;
            finding.label = shown.label;
        }
        None => {
            if let Some(row) = row {
                finding.place = ret.row(row).map_or(ret.place, |row| row.place);
                finding.path = ret.row_path(row);
                finding.label = finding.path.clone();
            }
        }
    }
    match found {
        Some(Seen::Cell(cell)) => Some(cell),
        _ => None,
    }
}

/// What a finding says whose rule has no message.
fn default_message(
    evaluator: &mut Evaluator<'_>,
    rule: &PlannedRule,
    part: &PlannedPart,
    compared: Option<(Compare, &Node, &Node)>,
    gap: Option<Sides>,
) -> String {
    let of = if part.key.is_empty() { String::new() } else { format!("{}: ", part.key) };
    if let (Some((op, left, right)), Some(gap)) = (compared, gap) {
        let side = |evaluator: &mut Evaluator<'_>, node: &Node, value: Number| match super::message::working(
            evaluator, node,
        ) {
            Some(working) => format!("{} ({working})", figure(value)),
            None => figure(value),
        };
        let (left, right) = (side(evaluator, left, gap.left), side(evaluator, right, gap.right));
        let difference = gap.left.subtract(gap.right).map_or(Number::ZERO, |d| d.abs().trimmed());
        let should = match op {
            Compare::Equal => "should equal",
            Compare::NotEqual => "should not equal",
            Compare::Less => "should be less than",
            Compare::LessOrEqual => "should be at most",
            Compare::Greater => "should be more than",
            Compare::GreaterOrEqual => "should be at least",
        };
        return format!(
            "{of}{left} {should} {right}: difference {}, allowed {}",
            figure(difference),
            figure(gap.allowed.trimmed())
        );
    }
    let known = evidence(evaluator, &part.assert);
    let values: Vec<String> = known.iter().map(|(name, value)| format!("{name} is {value}")).collect();
    let values = if values.is_empty() { String::new() } else { format!(": {}", values.join(", ")) };
    format!("{of}{} does not hold{values}", lower_first(&rule.rule.title))
}

fn lower_first(text: &str) -> String {
    let mut chars = text.chars();
    let first = chars.next().map(|c| c.to_lowercase().to_string()).unwrap_or_default();
    let second_is_capital = text.chars().nth(1).is_some_and(char::is_uppercase);
    if second_is_capital { text.to_owned() } else { format!("{first}{}", chars.as_str()) }
}
