//! The finding of a part that failed: where it points, what it says, what it shows.

use super::*;
use crate::eval::linear::linear;

/// The finding of a part that failed, and everything it read.
pub(super) fn failed(
    evaluator: &mut Evaluator<'_>,
    rule: &PlannedRule,
    part: &PlannedPart,
    row: Option<RowRef>,
    desk: Desk<'_>,
) -> (Finding, Vec<Seen>) {
    let ret = desk.own;
    let mut finding = blank(rule, desk, Outcome::Fail);
    let decided = deciding(evaluator, &part.assert);
    let (_, all) = evaluator.traced(&part.assert);
    let (_, trace) = evaluator.traced(decided);
    let compared = sides(decided);
    let gap = compared.and_then(|(_, left, right)| sides_of(evaluator, part, left, right));
    finding.gap = gap.and_then(|sides| {
        let difference = sides.left.subtract(sides.right).ok()?.abs().trimmed();
        let (left, right) = (sides.left.trimmed(), sides.right.trimmed());
        Some(Gap { left, right, difference, tolerance: sides.allowed.trimmed(), measure: part.measure })
    });
    let primary = point(&mut finding, evaluator, (part, decided), &trace, row, desk);
    finding.related = operands(desk, &trace.reads, finding.place);
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
        Some(pieces) => render(evaluator, pieces.get(), &limits, nodes),
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
    finding.of_row = row.is_some();
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
    (part, decided): (&PlannedPart, &Node),
    trace: &Trace,
    row: Option<RowRef>,
    desk: Desk<'_>,
) -> Option<CellRef> {
    let ret = desk.own;
    let named = part.at.as_ref().and_then(|at| {
        let (_, trace) = evaluator.traced(at);
        trace.reads.first().map(|read| read.seen)
    });
    let reads = trace.reads.iter().filter(|read| !read.choosing).map(|read| read.seen);
    let inside = |seen: &Seen| shown(desk, *seen).is_some_and(|shown| !shown.outside);
    let largest = desk.group().and_then(|_| largest(evaluator, decided));
    // A finding about a return points into it, if it read anything of it.
    let own = |seen: &Seen| Desk::is_own(seen.table()) && inside(seen);
    let found = named.or(largest.map(Seen::Cell)).filter(inside);
    let found = found.or_else(|| reads.clone().find(own)).or_else(|| reads.clone().find(inside));
    match found.and_then(|seen| shown(desk, seen)) {
        Some(shown) => {
            finding.place = shown.place;
            finding.path = shown.path;
            finding.label = shown.label;
        }
        None => {
            if let Some((code, place)) = desk.group().and_then(|group| group.missing.first()) {
                finding.place = *place;
                finding.label = format!("{} is not among those received", value_text(&Value::text(code)));
            } else if let Some(row) = row {
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

/// Of the figures that a comparison over a group of returns adds up the one that contributes most.
fn largest(evaluator: &mut Evaluator<'_>, decided: &Node) -> Option<CellRef> {
    let (_, left, right) = sides(decided)?;
    let sum = linear(evaluator, left)?.minus(linear(evaluator, right)?)?;
    let contributions = sum.gathered()?.into_iter().filter_map(|(cell, coefficient)| {
        let value = evaluator.desk()?.value(cell).as_number()?;
        Some((value.multiply(coefficient).ok()?.abs(), cell))
    });
    // Of equal ones the first.
    let most = contributions.reduce(|most, other| if other.0 > most.0 { other } else { most });
    most.map(|(_, cell)| cell)
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
        let side = |evaluator: &mut Evaluator<'_>, node: &Node, value: Number| match crate::eval::message::working(
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
