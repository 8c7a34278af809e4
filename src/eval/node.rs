//! The evaluator: one walk over plan nodes. A missing operand makes a result missing, but where
//! the other operands decide; what nobody gave is absent, what cannot be used is unknown.

mod lists;
mod look;

use super::{Cause, Read, Seen, Sides};
use crate::check::GapPart;
use crate::feel::builtins::{Builtin, OnMissing};
use crate::feel::{Arithmetic, Compare, Quantifier};
use crate::form::TableKind;
use crate::plan::Node;
use crate::returns::Return;
use crate::value::{CellRef, Fault, Interval, Missing, Number, RowRef, Value};
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
    ret: Option<&'r Return>,
    /// The row that `for_each` is at.
    pub row: Option<RowRef>,
    /// Whether absent figures count as zero.
    pub zero: bool,
    /// The sides of the failed comparison, in a message.
    pub sides: Option<Sides>,
    locals: Vec<Value>,
    /// The steps taken, and how many there may be.
    pub steps: u32,
    pub limit: u32,
    /// What is recorded, when anything is.
    pub trace: Option<Trace>,
    /// What the conditions came to that have a probe.
    pub probed: Vec<(usize, bool)>,
}

impl<'r> Evaluator<'r> {
    /// For the rules of a return.
    pub fn new(ret: &'r Return) -> Evaluator<'r> {
        Evaluator { ret: Some(ret), ..Evaluator::bare(Vec::new()) }
    }

    /// For an expression with named values and no return.
    pub fn bare(locals: Vec<Value>) -> Evaluator<'static> {
        Evaluator {
            ret: None,
            row: None,
            zero: false,
            sides: None,
            locals,
            steps: 0,
            trace: None,
            probed: Vec::new(),
            limit: MOST_STEPS,
        }
    }

    /// Names bound before the expression, by depth.
    pub fn with_locals(mut self, locals: Vec<Value>) -> Evaluator<'r> {
        self.locals = locals;
        self
    }

    /// The return, when there is one.
    pub fn ret(&self) -> Option<&'r Return> {
        self.ret
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
        if let Some(trace) = &mut self.trace {
            trace.causes.push(Cause::Fault(fault));
        }
        Value::Missing(Missing::Fault(fault))
    }

    fn number(&mut self, result: Result<Number, Fault>) -> Value {
        match result {
            Ok(number) => Value::Number(number),
            Err(fault) => self.fault(fault),
        }
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
        let left = (self.limit.saturating_sub(self.steps)) as usize;
        let weight = values.iter().fold(0usize, |sum, value| sum.saturating_add(value.weight(left.saturating_add(1))));
        let texts = values.iter().filter_map(|value| match value {
            Value::Text(text) => Some(text.len()),
            _ => None,
        });
        // A pattern is held against each place of a text.
        let matched = texts.reduce(usize::saturating_mul).filter(|_| values.len() > 1).unwrap_or(0) / 32;
        let times = if pairs { (weight / 8).saturating_add(1) } else { 1 };
        let steps = u32::try_from(weight.saturating_add(matched).saturating_mul(times)).unwrap_or(u32::MAX);
        self.steps = self.steps.saturating_add(steps);
        (self.steps > self.limit).then(|| self.fault(Fault::TooManySteps))
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
            Node::Column(base, column) => {
                let base = self.eval(base);
                self.column(&base, *column)
            }
            Node::Member(base, name) => {
                let base = self.eval(base);
                member(&base, name)
            }
            Node::DatePart(base, part) => {
                let base = self.eval(base);
                date_part(&base, part)
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
            _ => self.operate(node),
        }
    }

    /// Evaluates operators, lists and calls.
    fn operate(&mut self, node: &Node) -> Value {
        match node {
            Node::Negate(inner) => match self.eval(inner) {
                Value::Number(number) => Value::Number(number.negate()),
                other => self.not_of_kind(other),
            },
            Node::Arithmetic(op, left, right) => self.arithmetic(*op, left, right),
            Node::Compare(op, left, right) => {
                let (left, right) = (self.eval(left), self.eval(right));
                self.charge(&[&left, &right], false).unwrap_or_else(|| compare(*op, &left, &right))
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
            Node::If(condition, yes, no) => self.deciding(|this| match this.eval(condition) {
                Value::Bool(true) => this.eval(yes),
                Value::Bool(false) => this.eval(no),
                other => other,
            }),
            Node::For(lists, body) => {
                let mut out = Vec::new();
                let result = self.each(lists, &mut |this| {
                    out.push(this.eval(body));
                    if out.len() > MOST_ITEMS { Err(this.fault(Fault::TooManySteps)) } else { Ok(()) }
                });
                match result {
                    Ok(()) => Value::list(out),
                    Err(value) => value,
                }
            }
            Node::Quantified(quantifier, lists, body) => {
                let deciding = *quantifier == Quantifier::Some;
                self.deciding(|this| this.quantified(deciding, lists, body))
            }
            Node::List(items) => Value::list(items.iter().map(|item| self.eval(item)).collect()),
            Node::Context(entries) => {
                let before = self.locals.len();
                let mut members = Vec::with_capacity(entries.len());
                for (name, value) in entries {
                    let value = self.eval(value);
                    self.locals.push(value.clone());
                    members.push((Arc::clone(name), value));
                }
                self.locals.truncate(before);
                Value::Context(Arc::new(members))
            }
            Node::Range(low, low_in, high, high_in) => {
                let (low, high) = (self.eval(low), self.eval(high));
                match first_missing(&[&low, &high]) {
                    Some(missing) => missing,
                    None => Value::Range(Arc::new(Interval { low: (low, *low_in), high: (high, *high_in) })),
                }
            }
            Node::Filter(base, condition) => self.filter(base, condition),
            Node::Position(base, position) => self.position(base, position),
            Node::Call(call) => self.call(call.builtin, &call.arguments, call.as_items),
            _ => Value::NULL,
        }
    }

    fn not_of_kind(&mut self, value: Value) -> Value {
        if value.is_missing() { value } else { self.fault(Fault::Argument) }
    }

    // ---- the return ----

    // ---- operators ----

    fn arithmetic(&mut self, op: Arithmetic, left: &Node, right: &Node) -> Value {
        let (left, right) = (self.eval(left), self.eval(right));
        match (&left, &right) {
            (Value::Number(a), Value::Number(b)) => {
                let result = match op {
                    Arithmetic::Add => a.add(*b),
                    Arithmetic::Subtract => a.subtract(*b),
                    Arithmetic::Multiply => a.multiply(*b),
                    Arithmetic::Divide => a.divide(*b),
                    Arithmetic::Power => a.power(*b),
                };
                self.number(result)
            }
            (Value::Text(a), Value::Text(b)) if op == Arithmetic::Add => {
                if a.len().saturating_add(b.len()) > MOST_ITEMS {
                    return self.fault(Fault::TooManySteps);
                }
                let joined = Value::text(&format!("{a}{b}"));
                self.charge(&[&joined], false).unwrap_or(joined)
            }
            _ => match first_missing(&[&left, &right]) {
                Some(missing) => missing,
                None => self.fault(Fault::Argument),
            },
        }
    }

    /// `and` (`deciding` false) or `or` (`deciding` true).
    fn junction(&mut self, left: &Node, right: &Node, deciding: bool) -> Value {
        self.deciding(|this| {
            let left = this.eval(left);
            if left.as_bool() == Some(deciding) {
                return left;
            }
            let right = this.eval(right);
            if right.as_bool() == Some(deciding) {
                return right;
            }
            match first_missing(&[&left, &right]) {
                Some(missing) => missing,
                None => Value::Bool(!deciding),
            }
        })
    }

    fn call(&mut self, builtin: &'static Builtin, arguments: &[Node], as_items: bool) -> Value {
        let see = |this: &mut Self| {
            let values: Vec<Value> = arguments.iter().map(|argument| this.eval(argument)).collect();
            let values = if as_items { vec![Value::list(values)] } else { values };
            if let Some(fault) = this.charge(&values.iter().collect::<Vec<_>>(), builtin.pairs) {
                return fault;
            }
            let required = values.get(..builtin.required.min(values.len())).unwrap_or(&values);
            if builtin.on_missing == OnMissing::Spread
                && let Some(missing) = first_missing(&required.iter().collect::<Vec<_>>())
            {
                return missing;
            }
            match (builtin.run)(&values) {
                Value::Missing(Missing::Fault(fault)) => this.fault(fault),
                value => this.charge(&[&value], false).unwrap_or(value),
            }
        };
        if builtin.on_missing == OnMissing::Sees { self.deciding(see) } else { see(self) }
    }
}

/// The missing value among operands, what cannot be known before what was not given.
fn first_missing(values: &[&Value]) -> Option<Value> {
    let missing = |value: &&&Value| value.is_missing();
    let unknown = values.iter().filter(missing).find(|value| !matches!(value, Value::Missing(Missing::Absent)));
    unknown.or_else(|| values.iter().find(missing)).map(|value| (**value).clone())
}

/// `and` of two comparisons.
fn both(a: Value, b: Value) -> Value {
    match (a.as_bool(), b.as_bool()) {
        (Some(false), _) | (_, Some(false)) => Value::Bool(false),
        (Some(true), Some(true)) => Value::Bool(true),
        _ => first_missing(&[&a, &b]).unwrap_or(Value::NULL),
    }
}

/// Compares two values; missing when one is, or when they have no order.
pub fn compare(op: Compare, left: &Value, right: &Value) -> Value {
    if let Some(missing) = first_missing(&[left, right]) {
        return missing;
    }
    if let (Value::Number(a), Value::Number(b)) = (left, right)
        && a.too_close(*b)
    {
        return Value::Missing(Missing::Fault(Fault::TooClose));
    }
    match op {
        Compare::Equal => left.equals(right).map_or(Value::NULL, Value::Bool),
        Compare::NotEqual => left.equals(right).map_or(Value::NULL, |equal| Value::Bool(!equal)),
        _ => left.order(right).map_or(Value::NULL, |order| Value::Bool(op.holds(order))),
    }
}

fn member(base: &Value, name: &str) -> Value {
    match base {
        Value::Context(members) => {
            members.iter().find(|(member, _)| &**member == name).map_or(Value::NULL, |(_, value)| value.clone())
        }
        Value::List(items) => Value::list(items.iter().map(|item| member(item, name)).collect()),
        Value::Date(_) => date_part(base, name),
        Value::Missing(_) => base.clone(),
        _ => Value::NULL,
    }
}

fn date_part(base: &Value, part: &str) -> Value {
    match base {
        Value::Date(date) => {
            let number = match part {
                "year" => date.year(),
                "month" => date.month(),
                "day" => date.day(),
                "weekday" => date.weekday(),
                _ => return Value::NULL,
            };
            Value::Number(Number::from_int(number))
        }
        Value::List(items) => Value::list(items.iter().map(|item| date_part(item, part)).collect()),
        Value::Missing(_) => base.clone(),
        _ => Value::NULL,
    }
}
