//! Figures as sums of multiples of cells: what a tolerance from precision, the working shown in a
//! message, and the search for the one wrong figure all stand on.

use super::node::Evaluator;
use crate::feel::Arithmetic;
use crate::plan::Node;
use crate::value::{CellRef, Number, Value};
use std::collections::HashMap;

/// A sum of multiples of cells, and a constant.
#[derive(Debug, Clone)]
pub struct Linear {
    /// What does not depend on any cell.
    pub constant: Number,
    /// Cells with their coefficients, in the order they stand; a cell may stand twice.
    pub terms: Vec<(CellRef, Number)>,
}

impl Linear {
    fn constant(number: Number) -> Linear {
        Linear { constant: number, terms: Vec::new() }
    }

    fn add(mut self, other: Linear) -> Option<Linear> {
        self.constant = self.constant.add(other.constant).ok()?;
        self.terms.extend(other.terms);
        Some(self)
    }

    fn map(self, f: impl Fn(Number) -> Option<Number>) -> Option<Linear> {
        let terms = self.terms.into_iter().map(|(cell, coefficient)| Some((cell, f(coefficient)?)));
        Some(Linear { constant: f(self.constant)?, terms: terms.collect::<Option<_>>()? })
    }

    /// Left less right.
    pub fn minus(self, other: Linear) -> Option<Linear> {
        self.add(other.map(|number| Some(number.negate()))?)
    }

    /// The terms with each cell once and none whose multiples cancel out.
    pub fn gathered(&self) -> Option<Vec<(CellRef, Number)>> {
        let mut out: Vec<(CellRef, Number)> = Vec::new();
        let mut known: HashMap<CellRef, usize> = HashMap::new();
        for (cell, coefficient) in &self.terms {
            let at = *known.entry(*cell).or_insert(out.len());
            match out.get_mut(at) {
                Some((_, sum)) => *sum = sum.add(*coefficient).ok()?,
                None => out.push((*cell, *coefficient)),
            }
        }
        out.retain(|(_, coefficient)| !coefficient.is_zero());
        Some(out)
    }
}

/// A node as a sum of multiples of cells, over the evaluator's return; nothing when it is none.
pub fn linear(evaluator: &mut Evaluator<'_>, node: &Node) -> Option<Linear> {
    match node {
        Node::Cell(cell) => cell_term(evaluator, *cell),
        Node::Current(column) => {
            let row = evaluator.row?;
            cell_term(evaluator, CellRef { row, column: *column })
        }
        Node::Column(base, column) => match evaluator.eval(base) {
            Value::Row(row) => cell_term(evaluator, CellRef { row, column: *column }),
            _ => None,
        },
        Node::Definition(_, inner) => linear(evaluator, inner),
        Node::Value(Value::Number(number)) => Some(Linear::constant(*number)),
        Node::Constant(constant) => constant.value.as_ref()?.as_number().map(Linear::constant),
        Node::Negate(inner) => linear(evaluator, inner)?.map(|number| Some(number.negate())),
        Node::Arithmetic(Arithmetic::Add, left, right) => linear(evaluator, left)?.add(linear(evaluator, right)?),
        Node::Arithmetic(Arithmetic::Subtract, left, right) => {
            linear(evaluator, left)?.minus(linear(evaluator, right)?)
        }
        Node::Arithmetic(Arithmetic::Multiply, left, right) => {
            let (left, right) = (linear(evaluator, left)?, linear(evaluator, right)?);
            let (sum, factor) = match (left.terms.is_empty(), right.terms.is_empty()) {
                (true, _) => (right, left.constant),
                (false, true) => (left, right.constant),
                (false, false) => return None,
            };
            sum.map(|number| number.multiply(factor).ok())
        }
        Node::Arithmetic(Arithmetic::Divide, left, right) => {
            let (sum, divisor) = (linear(evaluator, left)?, linear(evaluator, right)?);
            if !divisor.terms.is_empty() {
                return None;
            }
            sum.map(|number| number.divide(divisor.constant).ok())
        }
        Node::Call(call) if call.builtin.name == "sum" => {
            let mut total = Linear::constant(Number::ZERO);
            for argument in &call.arguments {
                total = total.add(items(evaluator, argument)?)?;
            }
            Some(total)
        }
        _ => match evaluator.eval(node) {
            Value::Number(number) if !reads_cells(node) => Some(Linear::constant(number)),
            _ => None,
        },
    }
}

fn cell_term(evaluator: &mut Evaluator<'_>, cell: CellRef) -> Option<Linear> {
    evaluator.eval(&Node::Cell(cell)).as_number()?;
    Some(Linear { constant: Number::ZERO, terms: vec![(cell, Number::ONE)] })
}

/// The sum of the items of a list.
fn items(evaluator: &mut Evaluator<'_>, node: &Node) -> Option<Linear> {
    match node {
        Node::Definition(_, inner) => items(evaluator, inner),
        Node::List(nodes) => {
            let mut total = Linear::constant(Number::ZERO);
            for node in nodes {
                total = total.add(linear(evaluator, node)?)?;
            }
            Some(total)
        }
        Node::Call(call) if matches!(call.builtin.name, "concatenate" | "append") => {
            let mut total = Linear::constant(Number::ZERO);
            for argument in &call.arguments {
                total = total.add(items(evaluator, argument)?)?;
            }
            Some(total)
        }
        Node::Column(base, column) => {
            let rows = evaluator.eval(base);
            let rows: Vec<Value> = match rows {
                Value::List(rows) => rows.to_vec(),
                row @ Value::Row(_) => vec![row],
                _ => return None,
            };
            let mut total = Linear::constant(Number::ZERO);
            for row in rows {
                let Value::Row(row) = row else { return None };
                total = total.add(cell_term(evaluator, CellRef { row, column: *column })?)?;
            }
            Some(total)
        }
        _ => linear(evaluator, node),
    }
}

/// Whether a node reads figures of the return.
fn reads_cells(node: &Node) -> bool {
    !matches!(node, Node::Value(_) | Node::Constant(..))
}
