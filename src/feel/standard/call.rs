//! Calls of functions: built-in ones and those that an expression defines.

use super::*;
use crate::feel::ast::Argument;
use crate::feel::builtins::{self, Builtin, Parameter, Run, STEPS_OF_FUNCTION, Takes, required};
use crate::value::Function;

/// An argument with the name it was given by.
pub(super) type Given = (Option<String>, Value);

impl Standard {
    /// A function as a value, with what is bound where it stands.
    pub(super) fn function<A: Clone + Send + Sync + 'static>(
        &mut self,
        parameters: &[super::super::ast::Parameter],
        body: &Arc<Expr<A>>,
    ) -> Value {
        // What it holds is shared, not copied; all of it is looked at, for functions inside it.
        self.steps = self.steps.saturating_add(STEPS_OF_FUNCTION);
        self.steps = self.steps.saturating_add(u32::try_from(self.bound.len()).unwrap_or(u32::MAX));
        let bound = self.bound.clone();
        let held: Vec<&Value> = bound
            .iter()
            .map(|bound| match bound {
                Bound::Name(_, value) | Bound::Item(value) => value,
            })
            .collect();
        if self.charge(&held) {
            return fault(Fault::TooManySteps);
        }
        let Some(depth) = Function::depth_over(held.into_iter()) else { return fault(Fault::TooDeep) };
        Value::Function(Arc::new(Function {
            parameters: parameters.iter().map(|parameter| Arc::from(parameter.name.text.as_str())).collect(),
            depth,
            body: Arc::new(Closure {
                body: Arc::clone(body),
                types: parameters.iter().map(|parameter| parameter.ty.clone()).collect(),
                bound,
            }),
        }))
    }

    pub(super) fn arguments<A: Clone + Send + Sync + 'static>(&mut self, arguments: &[Argument<A>]) -> Vec<Given> {
        let value =
            |argument: &Argument<A>| (argument.name.as_ref().map(|name| name.text.clone()), self.eval(&argument.value));
        arguments.iter().map(value).collect()
    }

    /// Calls a function by its name: one that is bound, else a built-in one.
    pub(super) fn call<A: Clone + Send + Sync + 'static>(&mut self, name: &str, arguments: &[Argument<A>]) -> Value {
        let function = self.name(name);
        let arguments = self.arguments(arguments);
        match (&function, builtins::find(name)) {
            (Value::Function(_), _) | (_, None) => self.invoke::<A>(&function, arguments),
            (_, Some(builtin)) => self.built_in::<A>(builtin, arguments),
        }
    }

    /// Calls a function that is a value.
    pub(super) fn invoke<A: Clone + Send + Sync + 'static>(&mut self, function: &Value, given: Vec<Given>) -> Value {
        let Value::Function(function) = function else {
            return fault(Fault::NoFunction);
        };
        let Some(closure) = function.body.downcast_ref::<Closure<A>>() else {
            return fault(Fault::NoFunction);
        };
        let parameters = || function.parameters.iter().map(|name| &**name);
        let Some(values) = placed(&parameters().collect::<Vec<_>>(), given) else {
            return fault(Fault::Arguments);
        };
        if values.len() != function.parameters.len() {
            return fault(Fault::Arguments);
        }
        let mut bound = closure.bound.clone();
        self.steps = self.steps.saturating_add(u32::try_from(bound.len()).unwrap_or(u32::MAX));
        for ((name, value), ty) in function.parameters.iter().zip(values).zip(&closure.types) {
            // What is missing is of every type.
            if let Some(ty) = ty
                && !value.is_missing()
                && ty.holds(&value) != Some(true)
            {
                return fault(Fault::Argument);
            }
            bound.push(Bound::Name(Arc::clone(name), value));
        }
        let around = std::mem::replace(&mut self.bound, bound);
        let value = self.eval(&*closure.body);
        self.bound = around;
        value
    }

    fn built_in<A: Clone + Send + Sync + 'static>(&mut self, builtin: &'static Builtin, given: Vec<Given>) -> Value {
        if self.charge(&given.iter().map(|(_, value)| value).collect::<Vec<_>>()) {
            return fault(Fault::TooManySteps);
        }
        let mut values = match prepared(builtin, given) {
            Ok(values) => values,
            Err(value) => return value,
        };
        if let (true, Some(Value::List(items))) = (builtin.passes_over_nulls, values.first_mut()) {
            *items = Arc::new(items.iter().filter(|item| !item.is_missing()).cloned().collect());
        }
        if builtin.null_of_nothing && matches!(values.first(), Some(Value::List(items)) if items.is_empty()) {
            return Value::NULL;
        }
        if builtin.pairs {
            let weight = values.iter().fold(0usize, |sum, value| sum.saturating_add(value.weight(usize::MAX)));
            self.steps =
                self.steps.saturating_add(u32::try_from(weight.saturating_mul(weight) / 8).unwrap_or(u32::MAX));
            if self.steps > self.limit {
                return fault(Fault::TooManySteps);
            }
        }
        self.steps = self.steps.saturating_add(builtin.steps);
        if builtin.compiles {
            // A pattern is held against each place of a text.
            let lengths = values.iter().map(|value| if let Value::Text(text) = value { text.len() } else { 1 });
            let places = lengths.take(2).fold(1usize, usize::saturating_mul) / 32;
            self.steps = self.steps.saturating_add(u32::try_from(places).unwrap_or(u32::MAX));
        }
        if self.steps > self.limit {
            return fault(Fault::TooManySteps);
        }
        let before = builtins::compiled();
        let value = match builtin.run {
            Run::Plain(run) => run(&values),
            Run::Calling(run) => run(&values, &mut |function, arguments| {
                let given = arguments.into_iter().map(|value| (None, value)).collect();
                self.invoke::<A>(function, given)
            }),
            Run::Clock(run) => self.now.as_ref().map_or(Value::NULL, run),
        };
        if builtin.compiles && builtins::compiled() != before {
            self.steps = self.steps.saturating_add(builtins::STEPS_OF_PATTERN);
        }
        if self.charge(&[&value]) { fault(Fault::TooManySteps) } else { value }
    }
}

/// Arguments in the order of parameters: those that are given by position, or by name; nothing
/// where a name is unknown or stands twice, or there are too many.
fn placed(parameters: &[&str], given: Vec<Given>) -> Option<Vec<Value>> {
    let mut values: Vec<Option<Value>> = vec![None; parameters.len()];
    for (position, (name, value)) in given.into_iter().enumerate() {
        let index = match name {
            Some(name) => parameters.iter().position(|parameter| *parameter == name)?,
            None => position,
        };
        let place = values.get_mut(index).filter(|place| place.is_none())?;
        *place = Some(value);
    }
    while values.last().is_some_and(Option::is_none) {
        values.pop();
    }
    Some(values.into_iter().map(|value| value.unwrap_or(Value::NULL)).collect())
}

/// The arguments as a form of the function takes them; otherwise what the call comes to.
fn prepared(builtin: &Builtin, given: Vec<Given>) -> Result<Vec<Value>, Value> {
    let mut why = Fault::Arguments;
    let mut absent = false;
    // Of two forms with the same names the one is meant whose order is that of the arguments.
    let names = || given.iter().filter_map(|(name, _)| name.as_deref());
    let in_order =
        |form: &&&'static [Parameter]| names().map(|name| form.iter().position(|(own, _)| *own == name)).is_sorted();
    let (first, then): (Vec<_>, Vec<_>) = builtin.forms.iter().partition(|form| in_order(form));
    for form in first.into_iter().chain(then) {
        let Some(values) = of_form(builtin, form, given.clone()) else { continue };
        // Something that may not be missing is: then so is the result.
        let missing =
            values.iter().zip(takes_of(form)).any(|(value, takes)| value.is_missing() && !takes.sees_missing());
        if missing {
            absent = true;
            continue;
        }
        let coerced: Option<Vec<Value>> =
            values.into_iter().zip(takes_of(form)).map(|(value, takes)| coerce(takes, value)).collect();
        match coerced {
            Some(values) => return Ok(values),
            None => why = Fault::Argument,
        }
    }
    Err(if absent { Value::NULL } else { fault(why) })
}

/// What each argument is taken as; the last parameter may stand for many.
fn takes_of(form: &'static [Parameter]) -> impl Iterator<Item = Takes> {
    let last = form.last().map_or(Takes::Anything, |(_, takes)| *takes);
    form.iter().map(|(_, takes)| *takes).chain(std::iter::repeat(last))
}

fn of_form(builtin: &Builtin, form: &'static [Parameter], given: Vec<Given>) -> Option<Vec<Value>> {
    let named = given.iter().any(|(name, _)| name.is_some());
    if builtin.list_or_items && !named && given.len() != 1 {
        if given.is_empty() {
            return None;
        }
        return Some(vec![Value::list(given.into_iter().map(|(_, value)| value).collect())]);
    }
    if builtin.last_repeats && !named && given.len() > form.len() {
        return Some(given.into_iter().map(|(_, value)| value).collect());
    }
    let names: Vec<&str> = form.iter().map(|(name, _)| *name).collect();
    let all_given = |values: &Vec<Value>| values.len() >= required(form);
    // A required argument that was not given at all is not the same as a null one.
    if named {
        let lacking = form
            .iter()
            .take(required(form))
            .any(|(name, _)| !given.iter().any(|(own, _)| own.as_deref() == Some(*name)));
        if lacking {
            return None;
        }
    }
    let count = given.len();
    placed(&names, given).filter(all_given).filter(|_| named || count >= required(form))
}

/// A value as a parameter takes it: a list of one for a list, the item of a list of one for
/// anything else, midnight for a date where a date and time is taken (DMN 1.5, 10.3.2.9.4).
fn coerce(takes: Takes, value: Value) -> Option<Value> {
    let takes = takes.core();
    if value.is_missing() {
        return Some(value);
    }
    if fits(takes, &value) {
        return Some(value);
    }
    match (&value, takes) {
        (Value::Date(date), Takes::Moment) => Some(Value::Moment(Arc::new(Moment::from_date_utc(*date)))),
        (Value::List(items), _) => match items.as_slice() {
            [only] if fits(takes, only) => Some(only.clone()),
            _ => None,
        },
        _ => {
            let list = Value::list(vec![value]);
            let list_like = matches!(
                takes,
                Takes::List | Takes::Numbers | Takes::Bools | Takes::Texts | Takes::Ordered | Takes::Contexts
            );
            (list_like && fits(takes, &list)).then_some(list)
        }
    }
}

/// Whether a value is of the kind that a parameter takes; missing items of lists are.
pub(in crate::feel) fn fits(takes: Takes, value: &Value) -> bool {
    let all = |f: fn(&Value) -> bool| match value {
        Value::List(items) => items.iter().all(|item| item.is_missing() || f(item)),
        _ => false,
    };
    let point = |value: &Value| {
        matches!(
            value,
            Value::Number(_)
                | Value::Text(_)
                | Value::Date(_)
                | Value::Time(_)
                | Value::Moment(_)
                | Value::Seconds(_)
                | Value::Months(_)
        )
    };
    match takes {
        Takes::Number | Takes::Plain => matches!(value, Value::Number(_)),
        Takes::Text => matches!(value, Value::Text(_)),
        Takes::Bool => matches!(value, Value::Bool(_)),
        Takes::Date => matches!(value, Value::Date(_)),
        Takes::Time => matches!(value, Value::Time(_)),
        Takes::Moment => matches!(value, Value::Moment(_)),
        Takes::Seconds => matches!(value, Value::Seconds(_)),
        Takes::Duration => matches!(value, Value::Seconds(_) | Value::Months(_)),
        Takes::Numbers => all(|item| matches!(item, Value::Number(_))),
        Takes::Bools => all(|item| matches!(item, Value::Bool(_))),
        Takes::Texts => all(|item| matches!(item, Value::Text(_))),
        Takes::Contexts => all(|item| matches!(item, Value::Context(_))),
        Takes::List => matches!(value, Value::List(_)),
        Takes::Anything => true,
        Takes::Ordered => {
            matches!(value, Value::List(items) if items.iter().all(|item| item.is_missing() || point(item)))
        }
        Takes::Point => point(value),
        Takes::Range => matches!(value, Value::Range(_)),
        Takes::Context => matches!(value, Value::Context(_)),
        Takes::Function(count) => matches!(value, Value::Function(function) if function.parameters.len() == count),
        Takes::OneOf(kinds) => kinds.iter().any(|kind| fits(*kind, value)),
        Takes::OrNull(inner) | Takes::Optional(inner) => fits(*inner, value),
    }
}
