//! Which one figure is the wrong one, where the identities of a return leave no other: what would
//! put a failed identity right without breaking one that holds.

use super::explain::{allowed, sides};
use super::linear::linear;
use super::message::figure;
use super::node::Evaluator;
use crate::feel::Compare;
use crate::finding::Finding;
use crate::plan::PlannedPart;
use crate::returns::Return;
use crate::value::{CellRef, Number};
use std::collections::HashMap;

/// How often a figure is tried in an identity, over a whole return.
const MOST_TRIED: usize = 2_000_000;

/// An identity as a sum that should be nought: left less right, within what is allowed.
#[derive(Debug)]
pub struct Identity {
    terms: Vec<(CellRef, Number)>,
    by_cell: HashMap<CellRef, Number>,
    difference: Number,
    allowed: Number,
    /// Whether it does not hold.
    failed: bool,
    /// The finding of a failed one, when its rule is reported on.
    finding: Option<usize>,
}

impl Identity {
    /// The identity that a judged part states; nothing when it is no equation of figures.
    pub fn of(evaluator: &mut Evaluator<'_>, part: &PlannedPart, finding: Option<usize>) -> Option<Identity> {
        let tolerance = part.tolerance.as_ref()?;
        let (Compare::Equal, left, right) = sides(&part.assert)? else {
            return None;
        };
        let allowed = allowed(evaluator, tolerance, left, right)?;
        let sum = linear(evaluator, left)?.minus(linear(evaluator, right)?)?;
        let difference = evaluator.eval(left).as_number()?.subtract(evaluator.eval(right).as_number()?).ok()?;
        let failed = difference.abs() > allowed;
        let terms = sum.gathered()?;
        let by_cell = terms.iter().copied().collect();
        Some(Identity { terms, by_cell, difference, allowed, failed, finding })
    }

    fn coefficient(&self, cell: CellRef) -> Option<Number> {
        self.by_cell.get(&cell).copied()
    }

    /// Whether it holds when a cell changes by so much.
    fn holds_with(&self, cell: CellRef, change: Number) -> bool {
        let Some(coefficient) = self.coefficient(cell) else {
            return !self.failed;
        };
        let moved = coefficient.multiply(change).and_then(|by| self.difference.add(by));
        moved.is_ok_and(|difference| difference.abs() <= self.allowed)
    }
}

/// A slip of the pen that turns one figure into another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Pen {
    Sign,
    Transposed,
    Thousand,
}

impl Pen {
    fn words(self) -> &'static str {
        match self {
            Pen::Sign => "the sign is turned round",
            Pen::Transposed => "two digits have changed places",
            Pen::Thousand => "it is out by a factor of 1,000",
        }
    }
}

/// A change of one cell that would put an identity right.
struct Change {
    cell: CellRef,
    value: Number,
    pen: Option<Pen>,
    /// How many failed identities it puts right.
    repairs: usize,
}

/// Adds a suggestion to each failed identity for which exactly one figure can be the wrong one,
/// or exactly one slip of the pen explains the difference.
pub fn suspect(ret: &Return, identities: &[Identity], findings: &mut [Finding]) {
    if !identities.iter().any(|identity| identity.finding.is_some()) {
        return;
    }
    let mut work = MOST_TRIED;
    for failed in identities {
        // Where there are so many figures, none can be told to be the wrong one in any case.
        let Some(left) = work.checked_sub(failed.terms.len().saturating_mul(identities.len())) else {
            continue;
        };
        work = left;
        let Some(finding) = failed.finding.and_then(|index| findings.get_mut(index)) else {
            continue;
        };
        let changes: Vec<Change> =
            failed.terms.iter().flat_map(|(cell, _)| changes(ret, identities, failed, *cell)).collect();
        let most = changes.iter().map(|change| change.repairs).max().unwrap_or(0);
        let best: Vec<&Change> = changes.iter().filter(|change| change.repairs == most).collect();
        let by_pen: Vec<&&Change> = best.iter().filter(|change| change.pen.is_some()).collect();
        let cells = |changes: &[&Change]| {
            let mut cells: Vec<CellRef> = changes.iter().map(|change| change.cell).collect();
            cells.sort();
            cells.dedup();
            cells.len()
        };
        let one = match (cells(&best), by_pen.as_slice()) {
            (_, [only]) => Some(**only),
            (1, []) => best.first().copied(),
            _ => None,
        };
        finding.suggestion = one.map(|change| words(ret, change, most)).or(finding.suggestion.take());
    }
}

/// What could be wrong with one cell of a failed identity: the value that makes it exact, and
/// each slip of the pen that makes it hold; only where every other identity then holds too.
fn changes(ret: &Return, identities: &[Identity], failed: &Identity, cell: CellRef) -> Vec<Change> {
    let mut out = Vec::new();
    if ret.layout.table(cell.row.table).is_some_and(|table| table.control) {
        return out;
    }
    let Some(old) = ret.cell(cell).and_then(|cell| cell.value.as_number()) else {
        return out;
    };
    let Some(coefficient) = failed.coefficient(cell) else {
        return out;
    };
    let exactly = |identity: &Identity, coefficient: Number| {
        let value = identity.difference.divide(coefficient).and_then(|by| old.subtract(by)).ok()?;
        (!value.is_rounded()).then_some(value)
    };
    let exact = exactly(failed, coefficient);
    let also = identities.iter().filter(|identity| identity.failed);
    let wanted: Vec<Number> = also.filter_map(|identity| exactly(identity, identity.coefficient(cell)?)).collect();
    // A slip of the pen that only comes near, within rounding, explains nothing.
    let pens = slips_of_the_pen(old).into_iter().filter(|(value, _)| wanted.contains(value));
    let pens = pens.map(|(value, pen)| (value, Some(pen)));
    for (value, pen) in pens.chain(exact.map(|value| (value, None))) {
        let Ok(change) = value.subtract(old) else {
            continue;
        };
        let fits = identities.iter().all(|other| other.coefficient(cell).is_none() || other.holds_with(cell, change));
        let fits = fits && ret.fits_sign(cell, value);
        if !fits || change.is_zero() || (pen.is_none() && out.iter().any(|known: &Change| known.value == value)) {
            continue;
        }
        let repairs = identities.iter().filter(|other| other.failed && other.coefficient(cell).is_some()).count();
        out.push(Change { cell, value, pen, repairs });
    }
    // Where a slip of the pen explains it, the exact value is the same story told twice.
    if out.iter().any(|change| change.pen.is_some()) {
        out.retain(|change| change.pen.is_some());
    }
    out
}

fn slips_of_the_pen(old: Number) -> Vec<(Number, Pen)> {
    let mut out = vec![(old.negate(), Pen::Sign)];
    let thousand = Number::from_int(1000);
    out.extend(old.multiply(thousand).ok().map(|value| (value, Pen::Thousand)));
    out.extend(old.divide(thousand).ok().filter(|value| !value.is_rounded()).map(|value| (value, Pen::Thousand)));
    let digits: Vec<char> = old.to_string().chars().collect();
    for at in 0..digits.len().saturating_sub(1) {
        let next = at.saturating_add(1);
        let both = digits.get(at).zip(digits.get(next));
        if both.is_some_and(|(a, b)| a.is_ascii_digit() && b.is_ascii_digit() && a != b) {
            let mut swapped = digits.clone();
            swapped.swap(at, next);
            let text: String = swapped.into_iter().collect();
            out.extend(Number::parse(&text).map(|value| (value, Pen::Transposed)));
        }
    }
    out
}

fn words(ret: &Return, change: &Change, repairs: usize) -> String {
    let path = ret.path(change.cell);
    let old = ret.cell(change.cell).and_then(|cell| cell.value.as_number()).unwrap_or(Number::ZERO);
    let why = change.pen.map_or(String::new(), |pen| format!("; {}", pen.words()));
    let reach = match repairs {
        0 | 1 => "puts this right and leaves every other sum right".to_owned(),
        _ => format!("puts all {repairs} sums right that it stands in"),
    };
    format!(
        "`{path}` may be the wrong figure: {} in place of {} {reach}{why}",
        figure(change.value.trimmed()),
        figure(old)
    )
}
