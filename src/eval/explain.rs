//! Why a rule came to what it did: the comparison that decided, the figures it read, the
//! expressions with their values.

use super::linear::linear;
use super::message::value_text;
use super::node::{Evaluator, compare};
use super::{Desk, MOST_OPERANDS, Read, Seen, Sides};
use crate::feel::Compare;
use crate::finding::Related;
use crate::plan::Node;
use crate::returns::{Cell, Return};
use crate::ruleset::Tolerance;
use crate::source::Place;
use crate::value::{CellRef, Missing, Number, Value};
use std::collections::BTreeSet;

/// The statement that made an assert false: of an `and` the first conjunct that is false.
pub fn deciding<'n>(evaluator: &mut Evaluator<'_>, node: &'n Node) -> &'n Node {
    match node {
        Node::And(left, right) => {
            let failed = evaluator.eval(left).as_bool() == Some(false);
            deciding(evaluator, if failed { left } else { right })
        }
        Node::Definition(_, inner) if matches!(**inner, Node::And(..) | Node::Compare(..) | Node::Definition(..)) => {
            deciding(evaluator, inner)
        }
        other => other,
    }
}

/// The two sides of a comparison.
pub fn sides(node: &Node) -> Option<(Compare, &Node, &Node)> {
    match node {
        Node::Compare(op, left, right) => Some((*op, left, right)),
        Node::Definition(_, inner) => sides(inner),
        _ => None,
    }
}

/// How far two sides may be apart: half a unit of the last place of each figure, times its
/// coefficient, summed over both; or as stated.
pub fn allowed(evaluator: &mut Evaluator<'_>, tolerance: &Tolerance, left: &Node, right: &Node) -> Option<Number> {
    if let Tolerance::Stated(number) = tolerance {
        return Some(*number);
    }
    let (left, right) = (linear(evaluator, left)?, linear(evaluator, right)?);
    let desk = evaluator.desk()?;
    let half = Number::parse("0.5")?;
    let mut total = Number::ZERO;
    for (cell, coefficient) in left.minus(right)?.gathered()? {
        let step = desk.cell(cell).map_or(Number::ZERO, Cell::step);
        total = total.add(step.multiply(half).ok()?.multiply(coefficient.abs()).ok()?).ok()?;
    }
    Some(total.trimmed())
}

/// Whether a comparison holds within a tolerance: `=` when the sides are no further apart,
/// `<=` when the left is over the right by no more, and so on.
pub fn holds_within(op: Compare, sides: Sides) -> Option<bool> {
    let difference = sides.left.subtract(sides.right).ok()?;
    let allowed = sides.allowed;
    Some(match op {
        Compare::Equal => difference.abs() <= allowed,
        Compare::NotEqual => difference.abs() > allowed,
        Compare::Less | Compare::LessOrEqual => {
            let shifted = difference.subtract(allowed).ok()?;
            op.holds(shifted.cmp(&Number::ZERO))
        }
        Compare::Greater | Compare::GreaterOrEqual => {
            let shifted = difference.add(allowed).ok()?;
            op.holds(shifted.cmp(&Number::ZERO))
        }
    })
}

/// Judges an assert, with its tolerance when it has one. The tolerance is worked out only where
/// the sides are not equal to the last digit.
pub fn assert_holds(evaluator: &mut Evaluator<'_>, node: &Node, tolerance: Option<&Tolerance>) -> Value {
    let (Some(tolerance), Some((op, left, right))) = (tolerance, sides(node)) else {
        return evaluator.eval(node);
    };
    let (left_value, right_value) = (evaluator.eval(left), evaluator.eval(right));
    let plain = compare(op, &left_value, &right_value);
    if plain.as_bool() != Some(false) {
        return plain;
    }
    let (Some(a), Some(b)) = (left_value.as_number(), right_value.as_number()) else {
        return plain;
    };
    let Some(allowed) = allowed(evaluator, tolerance, left, right) else {
        return plain;
    };
    holds_within(op, Sides { left: a, right: b, allowed }).map_or(plain, Value::Bool)
}

/// Where a read is shown: its place, its path, and its value in words. Nothing for what the form
/// implies.
pub struct Shown {
    /// Where.
    pub place: Place,
    /// Its path.
    pub path: String,
    /// Its name and value in words.
    pub label: String,
    /// Whether it stands outside the return.
    pub outside: bool,
}

/// How a read is shown, of whichever return it is; what is of another return says of which.
pub fn shown(desk: Desk<'_>, seen: Seen) -> Option<Shown> {
    let table = seen.table();
    let (ret, local) = desk.at(table)?;
    let mut shown = shown_own(ret, seen.moved(local))?;
    if let Some(whose) = desk.whose(table).filter(|_| !shown.outside) {
        shown.label = format!("{} {whose}", shown.label);
    }
    Some(shown)
}

fn shown_own(ret: &Return, seen: Seen) -> Option<Shown> {
    let layout = &ret.layout;
    let cell = match seen {
        Seen::Cell(cell) => cell,
        Seen::Row(row) => CellRef { row, column: usize::MAX },
        Seen::Table(table) => {
            let data = ret.tables.get(table)?;
            let path = layout.table(table)?.name.to_string();
            return Some(Shown { place: data.place, label: path.clone(), path, outside: false });
        }
    };
    let table = cell.row.table;
    if table >= layout.period {
        return outside(ret, cell);
    }
    let of_form = layout.table(table)?;
    let path = ret.path(cell);
    let Some(column) = of_form.columns.get(cell.column) else {
        return Some(Shown { place: ret.row(cell.row)?.place, label: path.clone(), path, outside: false });
    };
    if column.implied {
        return None;
    }
    let data = ret.cell(cell)?;
    let label = match &data.value {
        Value::Missing(Missing::Unknown) => format!("{}: not usable", column.label),
        Value::Missing(_) => format!("{}: not given", column.label),
        Value::Number(number) => format!("{} {}", column.label, super::figure(*number)),
        value => format!("{} {}", column.label, value_text(value)),
    };
    Some(Shown { place: data.place, path, label, outside: false })
}

/// What stands behind the form's tables: the period points at the return's month, a missing
/// reference row at the organisation's code, a reference cell at its list.
fn outside(ret: &Return, cell: CellRef) -> Option<Shown> {
    let layout = &ret.layout;
    let field = match cell.row.table == layout.period {
        true => layout.form.period.map(|(_, month)| month),
        false => ret.reference_field(cell.row.table),
    };
    let of_return = field.map(|(table, column)| CellRef { row: crate::value::RowRef { table, row: 0 }, column });
    let row = ret.row(cell.row)?;
    if cell.row.table == layout.period || !row.present {
        return shown_own(ret, Seen::Cell(of_return?));
    }
    let table = layout.table(cell.row.table)?;
    let column = table.columns.get(cell.column)?;
    let data = ret.cell(cell)?;
    let value = match &data.value {
        Value::Number(number) => super::figure(*number),
        value => value_text(value),
    };
    let path = format!("{}.{}", table.name, column.name);
    Some(Shown { place: data.place, label: format!("{} {value}", column.label), path, outside: true })
}

/// The other figures that were read, each once, in the order read.
pub fn operands(desk: Desk<'_>, reads: &[Read], primary: Place) -> Vec<Related> {
    let mut out: Vec<Related> = Vec::new();
    let mut known = BTreeSet::from([primary]);
    for read in reads.iter().filter(|read| !read.choosing) {
        if out.len() >= MOST_OPERANDS {
            break;
        }
        let Some(shown) = shown(desk, read.seen) else {
            continue;
        };
        if !known.insert(shown.place) {
            continue;
        }
        let role = if shown.outside { "reference" } else { "operand" };
        out.push(Related { role, place: shown.place, path: shown.path, label: shown.label });
    }
    out
}

/// The named parts of an expression with their values, each once, in the order they stand.
pub fn evidence(evaluator: &mut Evaluator<'_>, node: &Node) -> Vec<(String, String)> {
    let mut out = Vec::new();
    gather(evaluator, node, &mut out);
    out
}

fn gather(evaluator: &mut Evaluator<'_>, node: &Node, out: &mut Vec<(String, String)>) {
    let name = match node {
        Node::Cell(cell) => evaluator.desk().map(|desk| desk.path(*cell)),
        Node::Current(column) => evaluator.row.zip(evaluator.desk()).and_then(|(row, desk)| {
            let table = desk.table(row.table)?;
            Some(table.columns.get(*column)?.name.to_string())
        }),
        Node::Constant(constant) => Some(constant.name.clone()),
        Node::Definition(name, _) => Some(name.to_string()),
        Node::Call(call) => {
            let over_list = call
                .arguments
                .iter()
                .any(|argument| !matches!(argument, Node::Value(_) | Node::Cell(_) | Node::Current(_)));
            if over_list && matches!(call.builtin.name, "sum" | "count" | "min" | "max" | "mean") {
                Some(call.text.clone())
            } else {
                None
            }
        }
        _ => None,
    };
    if let Some(name) = name {
        if !out.iter().any(|(other, _)| *other == name) {
            let value = evaluator.eval(node);
            let zeroed = absent(evaluator, node) && value.as_number().is_some();
            if zeroed {
                out.push((name, "0 (not given, read as zero)".to_owned()));
            } else if !matches!(value, Value::List(_) | Value::Row(_) | Value::Return(_)) {
                out.push((name, value_text(&trimmed(value))));
            }
        }
        return;
    }
    match node {
        Node::Negate(a) | Node::IsNull(a, _) => gather(evaluator, a, out),
        Node::Arithmetic(_, a, b) | Node::Compare(_, a, b) | Node::And(a, b) | Node::Or(a, b) => {
            gather(evaluator, a, out);
            gather(evaluator, b, out);
        }
        Node::Between(a, b, c) | Node::If(a, b, c) => {
            for node in [a, b, c] {
                gather(evaluator, node, out);
            }
        }
        Node::In(a, tests) => {
            gather(evaluator, a, out);
            for (_, test) in tests {
                gather(evaluator, test, out);
            }
        }
        Node::Call(call) => {
            for argument in &call.arguments {
                gather(evaluator, argument, out);
            }
        }
        _ => {}
    }
}

/// Whether a node is a cell that was not given.
fn absent(evaluator: &Evaluator<'_>, node: &Node) -> bool {
    let cell = match node {
        Node::Cell(cell) => Some(*cell),
        Node::Current(column) => evaluator.row.map(|row| CellRef { row, column: *column }),
        _ => None,
    };
    cell.zip(evaluator.desk()).is_some_and(|(cell, desk)| desk.value(cell).is_missing())
}

fn trimmed(value: Value) -> Value {
    match value {
        Value::Number(number) => Value::Number(number.trimmed()),
        other => other,
    }
}

/// The numbers among the constants of an expression: the limits that a percentage must be told
/// from.
pub fn limits(node: &Node, out: &mut Vec<Number>) {
    match node {
        Node::Constant(constant) => out.extend(constant.value.as_ref().and_then(Value::as_number)),
        Node::Definition(_, inner) => limits(inner, out),
        Node::Negate(inner) => limits(inner, out),
        Node::Arithmetic(_, a, b) | Node::Compare(_, a, b) | Node::And(a, b) | Node::Or(a, b) => {
            limits(a, out);
            limits(b, out);
        }
        Node::If(a, b, c) => {
            for node in [a, b, c] {
                limits(node, out);
            }
        }
        _ => {}
    }
}
