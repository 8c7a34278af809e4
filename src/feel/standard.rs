//! Evaluation as the standard says (DMN 1.5, 10.3.2): of a tree as it was read, without types, an
//! error being null. The public conformance cases ask for this; the checker asks it what a part of
//! an expression comes to that depends on nothing, and why it comes to nothing. Rules are evaluated
//! as plans, by other code that shares the operators and functions with this; a test holds the two
//! together.

mod call;
mod lists;

use super::ast::{Expr, Kind, Quantifier, Test};
use super::builtins::time_literal;
use super::operators;
use crate::source::Span;
use crate::value::{Compare, Fault, Interval, Missing, Moment, Nulls, Number, Value};
use std::sync::Arc;

/// How many steps an evaluation may take, where nothing else is said.
pub const MOST_STEPS: u32 = 5_000_000;

/// How deep evaluations may lie inside one another: expressions, and functions that they call.
pub const DEEPEST: u32 = 300;

/// How many faults and steps are recorded.
const MOST_RECORDED: usize = 10_000;

/// A name that is bound, or the item that a filter is at.
#[derive(Debug, Clone)]
enum Bound {
    Name(Arc<str>, Value),
    Item(Value),
}

/// An evaluation by the standard, over trees with whatever notes.
pub struct Standard {
    bound: Vec<Bound>,
    now: Option<Moment>,
    steps: u32,
    limit: u32,
    depth: u32,
    /// What is made of times of which one has a zone.
    order: Nulls,
    /// Where something had no result that no missing operand explains, in order.
    pub faults: Vec<(Span, Fault)>,
    /// Each step with its value, when they are asked for.
    pub shown: Option<Vec<(Span, Value)>>,
    /// Why it was given up, or a part of it: it took too many steps, or lay too deep.
    pub given_up: Option<Fault>,
}

/// A function with what was bound where it was defined.
struct Closure<A> {
    body: Arc<Expr<A>>,
    types: Vec<Option<super::TypeName>>,
    bound: Vec<Bound>,
}

impl Standard {
    /// With names bound to values, and the present moment for `now` and `today`.
    pub fn new(names: Vec<(Arc<str>, Value)>, now: Option<Moment>) -> Standard {
        Standard {
            bound: names.into_iter().map(|(name, value)| Bound::Name(name, value)).collect(),
            now,
            steps: 0,
            limit: MOST_STEPS,
            depth: 0,
            order: Nulls::Equal,
            faults: Vec::new(),
            shown: None,
            given_up: None,
        }
    }

    /// With fewer steps.
    pub fn within(mut self, steps: u32) -> Standard {
        self.limit = steps;
        self
    }

    /// With the order that rules have of times: with a zone and without they have none.
    pub fn with_order_of_rules(mut self) -> Standard {
        self.order = Nulls::Unknown;
        self
    }

    /// The value of an expression; null where it has none.
    pub fn eval<A: Clone + Send + Sync + 'static>(&mut self, expr: &Expr<A>) -> Value {
        if self.depth >= DEEPEST {
            return self.null_of(Fault::TooDeep, expr.span);
        }
        self.depth = self.depth.saturating_add(1);
        self.steps = self.steps.saturating_add(1);
        let value = if self.steps > self.limit { fault(Fault::TooManySteps) } else { self.node(expr) };
        self.depth = self.depth.saturating_sub(1);
        let value = match value {
            Value::Missing(Missing::Fault(why)) => self.null_of(why, expr.span),
            Value::Missing(_) => Value::NULL,
            value => value,
        };
        if let Some(shown) = &mut self.shown
            && shown.len() < MOST_RECORDED
            && !matches!(expr.kind, Kind::Null | Kind::Bool(_) | Kind::Number(_) | Kind::Text(_) | Kind::At(_))
        {
            shown.push((expr.span, value.clone()));
        }
        value
    }

    fn null_of(&mut self, why: Fault, span: Span) -> Value {
        if matches!(why, Fault::TooManySteps | Fault::TooDeep) {
            self.given_up = Some(why);
        }
        if self.faults.len() < MOST_RECORDED {
            self.faults.push((span, why));
        }
        Value::NULL
    }

    /// Counts what it takes to look at all of some values; says whether there are no steps left.
    fn charge(&mut self, values: &[&Value]) -> bool {
        let left = self.limit.saturating_sub(self.steps) as usize;
        let weight = values.iter().fold(0usize, |sum, value| sum.saturating_add(value.weight(left.saturating_add(1))));
        self.steps = self.steps.saturating_add(u32::try_from(weight).unwrap_or(u32::MAX));
        self.steps > self.limit
    }

    fn node<A: Clone + Send + Sync + 'static>(&mut self, expr: &Expr<A>) -> Value {
        match &expr.kind {
            Kind::Null => Value::NULL,
            Kind::Bool(truth) => Value::Bool(*truth),
            Kind::Number(text) => Number::parse_literal(text).map_or(fault(Fault::TooLarge), Value::Number),
            Kind::Text(text) => {
                self.steps = self.steps.saturating_add(u32::try_from(text.len() / 16).unwrap_or(u32::MAX));
                Value::text(text)
            }
            Kind::At(text) => time_literal(text).unwrap_or(fault(Fault::NoMoment)),
            Kind::Name(name) => self.name(name),
            Kind::Path(base, name) => {
                let base = self.eval(base);
                if self.charge(&[&base]) { fault(Fault::TooManySteps) } else { member(&base, &name.text) }
            }
            Kind::Negate(inner) => operators::negate(&self.eval(inner)),
            Kind::Arithmetic(op, left, right) => {
                let (left, right) = (self.eval(left), self.eval(right));
                if left.is_missing() || right.is_missing() {
                    return Value::NULL;
                }
                let value = operators::arithmetic(*op, &left, &right);
                if self.charge(&[&value]) { fault(Fault::TooManySteps) } else { value }
            }
            Kind::Compare(op, left, right) => {
                let (left, right) = (self.eval(left), self.eval(right));
                self.compare(*op, &left, &right)
            }
            Kind::And(left, right) => self.junction(left, right, false),
            Kind::Or(left, right) => self.junction(left, right, true),
            Kind::If(condition, yes, no) => match self.eval(condition) {
                Value::Bool(true) => self.eval(yes),
                _ => self.eval(no),
            },
            Kind::Between(value, low, high) => {
                let (value, low, high) = (self.eval(value), self.eval(low), self.eval(high));
                let above = self.compare(Compare::GreaterOrEqual, &value, &low);
                operators::both(above, self.compare(Compare::LessOrEqual, &value, &high))
            }
            Kind::InstanceOf(value, ty) => {
                let value = self.eval(value);
                ty.holds(&value).map_or(fault(Fault::Argument), Value::Bool)
            }
            _ => self.compound(expr),
        }
    }

    fn compound<A: Clone + Send + Sync + 'static>(&mut self, expr: &Expr<A>) -> Value {
        match &expr.kind {
            Kind::In(value, tests) => {
                let value = self.eval(value);
                self.membership(&value, tests)
            }
            Kind::For(bindings, body) => self.for_each(bindings, body),
            Kind::Quantified(quantifier, bindings, body) => {
                self.quantified(*quantifier == Quantifier::Some, bindings, body)
            }
            Kind::List(items) => Value::list(items.iter().map(|item| self.eval(item)).collect()),
            Kind::Context(entries) => self.context(entries),
            Kind::Range(low, low_in, high, high_in) => {
                let (low, high) = (self.eval(low), self.eval(high));
                let alike = std::mem::discriminant(&low) == std::mem::discriminant(&high);
                if !alike && !low.is_missing() && !high.is_missing() {
                    return fault(Fault::Operands);
                }
                Value::Range(Arc::new(Interval::Between { low: (low, *low_in), high: (high, *high_in) }))
            }
            Kind::Compared(op, end) => Value::Range(Arc::new(Interval::Compared(*op, self.eval(end)))),
            Kind::Filter(base, filter) => self.filter(base, filter),
            Kind::Call(name, arguments) => self.call(&name.text, arguments),
            Kind::Invoke(function, arguments) => {
                let function = self.eval(function);
                let arguments = self.arguments(arguments);
                self.invoke::<A>(&function, arguments)
            }
            Kind::Function(parameters, body) => self.function(parameters, body),
            _ => Value::NULL,
        }
    }

    fn name(&self, name: &str) -> Value {
        for bound in self.bound.iter().rev() {
            match bound {
                Bound::Name(own, value) if **own == *name => return value.clone(),
                Bound::Name(..) => {}
                Bound::Item(Value::Context(members)) if members.iter().any(|(member, _)| **member == *name) => {
                    return member(&Value::Context(Arc::clone(members)), name);
                }
                Bound::Item(item) if name == "item" => return item.clone(),
                Bound::Item(_) => {}
            }
        }
        Value::NULL
    }

    /// Compares; null equals null, and nothing else is compared with it.
    fn compare(&mut self, op: Compare, left: &Value, right: &Value) -> Value {
        if self.charge(&[left, right]) {
            return fault(Fault::TooManySteps);
        }
        let equality = matches!(op, Compare::Equal | Compare::NotEqual);
        match !equality && (left.is_missing() || right.is_missing()) {
            true => Value::NULL,
            false => operators::compare(op, left, right, if equality { Nulls::Equal } else { self.order }),
        }
    }

    /// `and` (`deciding` false) or `or` (`deciding` true); what is no truth value is null.
    fn junction<A: Clone + Send + Sync + 'static>(&mut self, left: &Expr<A>, right: &Expr<A>, deciding: bool) -> Value {
        let left = self.eval(left).as_bool();
        if left == Some(deciding) {
            return Value::Bool(deciding);
        }
        match (left, self.eval(right).as_bool()) {
            (_, Some(right)) if right == deciding => Value::Bool(deciding),
            (Some(_), Some(_)) => Value::Bool(!deciding),
            _ => Value::NULL,
        }
    }

    /// Whether a value is one of those that tests on the right of `in` let through.
    fn membership<A: Clone + Send + Sync + 'static>(&mut self, value: &Value, tests: &[Test<A>]) -> Value {
        let mut unknown = false;
        for test in tests {
            let found = match test {
                Test::Compare(op, end) => {
                    let end = self.eval(end);
                    self.compare(*op, value, &end)
                }
                Test::Value(test) => {
                    let test = self.eval(test);
                    self.one_of(value, &test)
                }
                Test::Condition(test) => {
                    self.bound.push(Bound::Name(Arc::from("?"), value.clone()));
                    let found = self.eval(test);
                    self.bound.pop();
                    match found {
                        Value::Bool(truth) => Value::Bool(truth),
                        found => self.one_of(value, &found),
                    }
                }
            };
            match found {
                Value::Bool(true) => return Value::Bool(true),
                Value::Bool(false) => {}
                _ => unknown = true,
            }
        }
        if unknown { Value::NULL } else { Value::Bool(false) }
    }

    /// Whether a value is another, or one of its items, or in a range. What is of another kind is
    /// another value.
    fn one_of(&mut self, value: &Value, of: &Value) -> Value {
        if self.charge(&[value, of]) {
            return fault(Fault::TooManySteps);
        }
        let equal = |a: &Value, b: &Value| a.equals(b, Nulls::Equal) == Some(true);
        match of {
            Value::Range(range) if !matches!(value, Value::Range(_)) => self.inside(value, range),
            Value::List(items) => {
                let held = items.iter().any(|item| match item {
                    Value::Range(range) if !matches!(value, Value::Range(_)) => {
                        self.inside(value, range).as_bool() == Some(true)
                    }
                    item => equal(value, item),
                });
                Value::Bool(held || equal(value, of))
            }
            _ => Value::Bool(equal(value, of)),
        }
    }

    fn inside(&self, value: &Value, range: &Interval) -> Value {
        operators::inside(value, range, |op, a, b| match a.is_missing() || b.is_missing() {
            true => Value::NULL,
            false => operators::compare(op, a, b, self.order),
        })
    }
}

/// A member of a context, a property of a date, a time, a duration or a range; of a list, those of
/// its items. Null where there is none of that name.
fn member(base: &Value, name: &str) -> Value {
    match base {
        Value::Context(members) => {
            members.iter().find(|(member, _)| **member == *name).map_or(Value::NULL, |(_, value)| value.clone())
        }
        Value::List(items) => {
            let of_item = |item| match member(item, name) {
                Value::Missing(_) => Value::NULL,
                value => value,
            };
            Value::list(items.iter().map(of_item).collect())
        }
        Value::Missing(_) => Value::NULL,
        other => operators::property(other, name).unwrap_or(fault(Fault::NoKey)),
    }
}

fn fault(fault: Fault) -> Value {
    Value::Missing(Missing::Fault(fault))
}
