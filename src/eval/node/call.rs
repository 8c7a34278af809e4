//! Calls of functions: built-in ones and those that an expression defines.

use super::*;
use crate::feel::builtins::{self, Run};
use crate::plan::{Call, Lambda};
use crate::value::Function;

/// How many levels deep the bodies of functions may lie inside one another.
const DEEPEST_CALLS: u32 = 300;

/// A function with what was bound where it was defined.
struct Closure {
    lambda: Arc<Lambda>,
    locals: Vec<Value>,
}

impl Evaluator<'_> {
    pub(super) fn call(&mut self, call: &Call) -> Value {
        self.deciding(|this| {
            let values: Vec<Value> = call.arguments.iter().map(|argument| this.eval(argument)).collect();
            let values = if call.as_items { vec![Value::list(values)] } else { values };
            if let Some(fault) = this.charge(&values.iter().collect::<Vec<_>>(), call.builtin.pairs) {
                return fault;
            }
            if let Some(missing) = missing_argument(call, &values) {
                return missing;
            }
            this.steps = this.steps.saturating_add(call.builtin.steps);
            let before = builtins::compiled();
            let value = match call.builtin.run {
                Run::Plain(run) => run(&values),
                Run::Calling(run) => run(&values, &mut |function, arguments| this.invoke(function, arguments)),
                Run::Clock(run) => this.now.as_ref().map_or(Value::Missing(Missing::Unknown), run),
            };
            if call.builtin.compiles && builtins::compiled() != before {
                this.steps = this.steps.saturating_add(builtins::STEPS_OF_PATTERN);
            }
            let value = this.noted(value);
            this.charge(&[&value], false).unwrap_or(value)
        })
    }

    /// A function as a value.
    pub(super) fn function(&mut self, lambda: &Arc<Lambda>) -> Value {
        self.steps = self.steps.saturating_add(builtins::STEPS_OF_FUNCTION);
        // All that it holds is looked at, for functions inside it.
        let locals = self.locals.clone();
        if let Some(fault) = self.charge(&locals.iter().collect::<Vec<_>>(), false) {
            return fault;
        }
        let Some(depth) = Function::depth_over(locals.iter()) else {
            return self.fault(Fault::TooDeep);
        };
        let closure = Closure { lambda: Arc::clone(lambda), locals };
        Value::Function(Arc::new(Function { parameters: lambda.parameters.clone(), depth, body: Arc::new(closure) }))
    }

    /// Calls a function that is a value with arguments in the order of its parameters.
    pub(super) fn invoke(&mut self, function: &Value, arguments: Vec<Value>) -> Value {
        if function.is_missing() {
            return function.clone();
        }
        let Value::Function(function) = function else {
            return self.fault(Fault::NoFunction);
        };
        let Some(closure) = function.body.downcast_ref::<Closure>() else {
            return self.fault(Fault::NoFunction);
        };
        if arguments.len() != function.parameters.len() {
            return self.fault(Fault::Arguments);
        }
        let height = closure.lambda.height;
        if self.depth.saturating_add(height) > DEEPEST_CALLS {
            return self.fault(Fault::TooDeep);
        }
        self.depth = self.depth.saturating_add(height);
        let held = closure.locals.len().saturating_add(arguments.len());
        self.steps = self.steps.saturating_add(u32::try_from(held).unwrap_or(u32::MAX));
        let bound = closure.locals.iter().cloned().chain(arguments).collect();
        let around = std::mem::replace(&mut self.locals, bound);
        let value = self.eval(&closure.lambda.body);
        self.locals = around;
        self.depth = self.depth.saturating_sub(height);
        value
    }
}

/// The argument that makes the result missing: one that is missing and that the function does not
/// see.
fn missing_argument(call: &Call, values: &[Value]) -> Option<Value> {
    if !values.iter().any(Value::is_missing) {
        return None;
    }
    let form = call.builtin.forms.get(call.form)?;
    let takes = |index: usize| form.get(index).or(form.last());
    let spreading = values
        .iter()
        .enumerate()
        .filter(|(index, value)| value.is_missing() && takes(*index).is_none_or(|(_, takes)| !takes.sees_missing()));
    first_missing(&spreading.map(|(_, value)| value).collect::<Vec<_>>())
}
