//! The evaluator: one walk over plan nodes. A missing operand makes a result missing, but where
//! the other operands decide; what nobody gave is absent, what cannot be used is unknown.

mod call;
mod lists;
mod look;
mod peek;

use super::{Cause, Desk, Read, Seen, Sides};
use crate::check::GapPart;
use crate::feel::operators::{self, both, first_missing};
use crate::feel::{Arithmetic, Compare, Quantifier};
use crate::form::TableKind;
use crate::plan::Node;
use crate::ruleset::Reach;
use crate::value::{CellRef, Fault, Interval, Missing, Moment, Nulls, Number, RowRef, Value};
use std::sync::Arc;

/// How many nodes one judgement may evaluate.
pub const MOST_STEPS: u32 = 5_000_000;
/// How many looks, and how many causes, are recorded of one judgement.
const MOST_RECORDED: usize = 20_000;
/// How many items one list may have.
const MOST_ITEMS: usize = 1_000_000;

/// What is recorded on the way.
#[derive(Debug, Default)]
pub struct Trace {
    /// Everything looked at, in order.
    pub reads: Vec<Read>,
    /// What made the result missing.
    pub causes: Vec<Cause>,
    choosing: bool,
}

/// Evaluates nodes over one return.
pub struct Evaluator<'r> {
    desk: Option<Desk<'r>>,
    /// Which returns can be seen beside the one that is judged.
    pub reach: Option<&'r Reach>,
    /// Where the tables begin of the return that is looked at: 0 for the one that is judged.
    here: usize,
    /// The row that `for_each` is at.
    pub row: Option<RowRef>,
    /// Whether absent figures count as zero.
    pub zero: bool,
    /// The sides of the failed comparison, in a message.
    pub sides: Option<Sides>,
    pub(super) locals: Vec<Value>,
    /// The steps taken, and how many there may be.
    pub steps: u32,
    pub limit: u32,
    /// What is recorded, when anything is.
    pub trace: Option<Trace>,
    /// What the conditions came to that have a probe.
    pub probed: Vec<(usize, bool)>,
    /// What the steps came to that are shown, in order.
    pub shown: Vec<(usize, Value)>,
    /// The present moment, where there is one: rules know none.
    pub now: Option<Moment>,
    /// How deep the functions lie that were called.
    depth: u32,
    /// Why the evaluation was given up, or a part of it.
    pub given_up: Option<Fault>,
}

impl<'r> Evaluator<'r> {
    /// For the rules of a return.
    pub fn new(desk: Desk<'r>) -> Evaluator<'r> {
        Evaluator { desk: Some(desk), ..Evaluator::bare(Vec::new()) }
    }

    /// For an expression with named values and no return.
    pub fn bare(locals: Vec<Value>) -> Evaluator<'static> {
        Evaluator {
            desk: None,
            reach: None,
            here: 0,
            row: None,
            zero: false,
            sides: None,
            locals,
            steps: 0,
            trace: None,
            probed: Vec::new(),
            shown: Vec::new(),
            now: None,
            depth: 0,
            given_up: None,
            limit: MOST_STEPS,
        }
    }

    /// Names bound before the expression, by depth.
    pub fn with_locals(mut self, locals: Vec<Value>) -> Evaluator<'r> {
        self.locals = locals;
        self
    }

    /// The return, and what lies beside it, when there is one.
    pub fn desk(&self) -> Option<Desk<'r>> {
        self.desk
    }

    /// Evaluates with everything recorded.
    pub fn traced(&mut self, node: &Node) -> (Value, Trace) {
        self.trace = Some(Trace::default());
        let value = self.eval(node);
        let mut trace = self.trace.take().unwrap_or_default();
        // A fault that arose in a comparison inside a list or a range is a cause like any other.
        if let Value::Missing(Missing::Fault(fault)) = &value
            && !trace.causes.contains(&Cause::Fault(*fault))
        {
            trace.causes.push(Cause::Fault(*fault));
        }
        (value, trace)
    }

    fn saw(&mut self, seen: Seen, missing: bool) {
        if let Some(trace) = &mut self.trace {
            if trace.reads.len() < MOST_RECORDED {
                trace.reads.push(Read { seen, choosing: trace.choosing });
            }
            if missing && trace.causes.len() < MOST_RECORDED {
                trace.causes.push(Cause::Seen(seen));
            }
        }
    }

    /// How many looks were recorded so far.
    fn looked(&self) -> usize {
        self.trace.as_ref().map_or(0, |trace| trace.reads.len())
    }

    fn fault(&mut self, fault: Fault) -> Value {
        if matches!(fault, Fault::TooManySteps | Fault::TooDeep) {
            self.given_up = Some(fault);
        }
        if let Some(trace) = &mut self.trace {
            trace.causes.push(Cause::Fault(fault));
        }
        Value::Missing(Missing::Fault(fault))
    }

    /// Evaluates, and forgets what was missing on the way when the result is not.
    fn deciding(&mut self, evaluate: impl FnOnce(&mut Self) -> Value) -> Value {
        let before = self.trace.as_ref().map_or(0, |trace| trace.causes.len());
        let value = evaluate(self);
        if !value.is_missing()
            && let Some(trace) = &mut self.trace
        {
            trace.causes.truncate(before);
        }
        value
    }

    /// Counts what it takes to look at all of some values, and what a pattern takes on a text.
    /// With `pairs` each part is held against each other. Gives a fault where there are no such steps
    /// left.
    fn charge(&mut self, values: &[&Value], pairs: bool) -> Option<Value> {
        self.steps = self.steps.saturating_add(self.cost(values, pairs));
        (self.steps > self.limit).then(|| self.fault(Fault::TooManySteps))
    }

    /// How many steps that is.
    fn cost(&self, values: &[&Value], pairs: bool) -> u32 {
        let left = (self.limit.saturating_sub(self.steps)) as usize;
        let weight = values.iter().fold(0usize, |sum, value| sum.saturating_add(value.weight(left.saturating_add(1))));
        let texts = values.iter().filter_map(|value| match value {
            Value::Text(text) => Some(text.len()),
            _ => None,
        });
        // A pattern is held against each place of a text.
        let matched = texts.reduce(usize::saturating_mul).filter(|_| values.len() > 1).unwrap_or(0) / 32;
        let times = if pairs { (weight / 8).saturating_add(1) } else { 1 };
        u32::try_from(weight.saturating_add(matched).saturating_mul(times)).unwrap_or(u32::MAX)
    }

    /// Evaluates a node.
    pub fn eval(&mut self, node: &Node) -> Value {
        self.steps = self.steps.saturating_add(1);
        if self.steps > self.limit {
            return self.fault(Fault::TooManySteps);
        }
        match node {
            Node::Value(value) => value.clone(),
            Node::Constant(constant) => match &constant.value {
                Some(value) => value.clone(),
                None => {
                    if let Some(trace) = &mut self.trace {
                        trace.causes.push(Cause::Constant(constant.name.clone()));
                    }
                    Value::Missing(Missing::Unknown)
                }
            },
            Node::Cell(cell) => self.cell(*cell),
            Node::Current(column) => match self.row {
                Some(row) => self.cell(CellRef { row, column: *column }),
                None => Value::NULL,
            },
            Node::Row(row) => self.row_value(*row),
            Node::Rows(table) => self.rows(*table),
            Node::Around(around) => self.around(around),
            Node::RowOf(base, table, row) => self.row_of(base, *table, *row),
            Node::RowsOf(base, table) => self.rows_of(base, *table),
            Node::Within(base, inside) => self.within(base, inside),
            Node::Column(base, column) => {
                let base = self.eval(base);
                self.column(&base, *column)
            }
            Node::Member(base, name) => {
                let base = self.eval(base);
                self.steps = self.steps.saturating_add(looks(&base));
                self.member(&base, name)
            }
            Node::Property(base, name) => {
                let base = self.eval(base);
                property(&base, name)
            }
            Node::Local(depth) => self.locals.get(*depth).cloned().unwrap_or(Value::NULL),
            Node::Definition(_, inner) => {
                // A definition does not see what is bound around its use.
                let around = std::mem::take(&mut self.locals);
                let value = self.eval(inner);
                self.locals = around;
                value
            }
            Node::Gap(part) => self.gap(*part),
            Node::Given(table) => self.given(*table),
            Node::Probe(number, inner) => {
                let value = self.eval(inner);
                self.probed.extend(value.as_bool().map(|truth| (*number, truth)));
                value
            }
            Node::Step(number, inner) => {
                let value = self.eval(inner);
                if self.shown.len() < MOST_RECORDED {
                    self.shown.push((*number, value.clone()));
                }
                value
            }
            _ => self.operate(node),
        }
    }

    /// Evaluates operators, lists and calls.
    fn operate(&mut self, node: &Node) -> Value {
        match node {
            Node::Negate(inner) => {
                let inner = self.eval(inner);
                match inner.is_missing() {
                    true => inner,
                    false => self.noted(operators::negate(&inner)),
                }
            }
            Node::Arithmetic(op, left, right) => self.arithmetic(*op, left, right),
            Node::Compare(op, left, right) => {
                if let Some(value) = self.compared(*op, left, right) {
                    return value;
                }
                let (left, right) = (self.eval(left), self.eval(right));
                self.charge(&[&left, &right], false).unwrap_or_else(|| self.noted_unless_missing(*op, &left, &right))
            }
            Node::IsNull(inner, negated) => self.deciding(|this| match this.eval(inner) {
                Value::Missing(Missing::Unknown) => Value::Missing(Missing::Unknown),
                Value::Missing(Missing::Fault(Fault::TooManySteps)) => {
                    Value::Missing(Missing::Fault(Fault::TooManySteps))
                }
                value => Value::Bool(value.is_missing() != *negated),
            }),
            Node::And(left, right) => self.junction(left, right, false),
            Node::Or(left, right) => self.junction(left, right, true),
            Node::Between(value, low, high) => {
                let (value, low, high) = (self.eval(value), self.eval(low), self.eval(high));
                let above = compare(Compare::GreaterOrEqual, &value, &low);
                let below = compare(Compare::LessOrEqual, &value, &high);
                both(above, below)
            }
            Node::In(value, tests) => self.deciding(|this| this.membership(value, tests)),
            Node::If(condition, yes, no) => self.deciding(|this| match this.truth(condition) {
                Value::Bool(true) => this.eval(yes),
                Value::Bool(false) => this.eval(no),
                other => other,
            }),
            Node::For(lists, body) => self.for_each(lists, body, false),
            Node::ForPartial(lists, body) => self.for_each(lists, body, true),
            Node::Quantified(quantifier, lists, body) => {
                let deciding = *quantifier == Quantifier::Some;
                self.deciding(|this| this.quantified(deciding, lists, body))
            }
            Node::List(items) => Value::list(items.iter().map(|item| self.eval(item)).collect()),
            Node::Context(entries) => self.context(entries),
            Node::Range(..) | Node::Compared(..) => self.range(node),
            Node::Filter(base, condition) => self.filter(base, condition),
            Node::Position(base, position) => self.position(base, position),
            Node::Call(call) => self.call(call),
            Node::Invoke(function, arguments) => {
                let function = self.eval(function);
                let arguments = arguments.iter().map(|argument| self.eval(argument)).collect();
                self.invoke(&function, arguments)
            }
            Node::Function(lambda) => self.function(lambda),
            Node::InstanceOf(value, ty) => match self.eval(value) {
                unknown @ Value::Missing(Missing::Unknown | Missing::Fault(_)) => unknown,
                value => ty.holds(&value).map_or(Value::NULL, Value::Bool),
            },
            _ => Value::NULL,
        }
    }

    fn not_of_kind(&mut self, value: Value) -> Value {
        if value.is_missing() { value } else { self.fault(Fault::Argument) }
    }

    fn arithmetic(&mut self, op: Arithmetic, left: &Node, right: &Node) -> Value {
        if let Some(value) = self.added(op, left, right) {
            return value;
        }
        let (left, right) = (self.eval(left), self.eval(right));
        if let Some(missing) = first_missing(&[&left, &right]) {
            return missing;
        }
        let value = self.noted(operators::arithmetic(op, &left, &right));
        match &value {
            Value::Text(_) => self.charge(&[&value], false).unwrap_or(value),
            _ => value,
        }
    }

    /// Compares, and notes a fault that arises.
    fn noted_unless_missing(&mut self, op: Compare, left: &Value, right: &Value) -> Value {
        let missing = left.is_missing() || right.is_missing();
        let value = compare(op, left, right);
        if missing { value } else { self.noted(value) }
    }

    /// Notes a fault as what made a result missing.
    fn noted(&mut self, value: Value) -> Value {
        match value {
            Value::Missing(Missing::Fault(fault)) => self.fault(fault),
            value => value,
        }
    }

    /// `and` (`deciding` false) or `or` (`deciding` true).
    fn junction(&mut self, left: &Node, right: &Node, deciding: bool) -> Value {
        self.deciding(|this| {
            let left = this.truth(left);
            if left.as_bool() == Some(deciding) {
                return left;
            }
            let right = this.truth(right);
            if right.as_bool() == Some(deciding) {
                return right;
            }
            match first_missing(&[&left, &right]) {
                Some(missing) => missing,
                None => Value::Bool(!deciding),
            }
        })
    }

    /// A truth value, or missing: what is known to be something else only when it is there is a fault.
    fn truth(&mut self, node: &Node) -> Value {
        match self.eval(node) {
            truth @ (Value::Bool(_) | Value::Missing(_)) => truth,
            _ => self.fault(Fault::Operands),
        }
    }
}

/// Compares two values; missing when one is, or when they have no order.
pub fn compare(op: Compare, left: &Value, right: &Value) -> Value {
    first_missing(&[left, right]).unwrap_or_else(|| operators::compare(op, left, right, Nulls::Unknown))
}

/// How many steps it takes to look for a member.
fn looks(base: &Value) -> u32 {
    let members = |value: &Value| match value {
        Value::Context(members) => members.len() / 8,
        _ => 0,
    };
    let all = match base {
        Value::List(items) => items.iter().fold(items.len(), |sum, item| sum.saturating_add(members(item))),
        one => members(one),
    };
    u32::try_from(all).unwrap_or(u32::MAX)
}

fn property(base: &Value, name: &str) -> Value {
    match base {
        Value::List(items) => Value::list(items.iter().map(|item| property(item, name)).collect()),
        Value::Missing(_) => base.clone(),
        _ => operators::property(base, name).unwrap_or(Value::NULL),
    }
}
