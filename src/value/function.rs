//! Functions as values.

use super::Value;
use std::any::Any;
use std::fmt;
use std::sync::Arc;

/// A function that an expression defines.
#[derive(Clone)]
pub struct Function {
    /// The names of its parameters.
    pub parameters: Vec<Arc<str>>,
    /// How many functions it holds inside one another, itself included.
    pub depth: u32,
    /// What it does and what it saw where it was defined. Only the evaluator that made it knows
    /// what this is: one keeps syntax trees there, the other plans.
    pub body: Arc<dyn Any + Send + Sync>,
}

/// How many functions may hold each other: they are let go one inside the other, which takes stack.
const DEEPEST: u32 = 100;

impl Function {
    /// How deep a function is that holds some values; nothing when that is too deep.
    pub fn depth_over<'v>(held: impl Iterator<Item = &'v Value>) -> Option<u32> {
        let deepest = held.map(functions_in).max().unwrap_or(0);
        Some(deepest.saturating_add(1)).filter(|depth| *depth <= DEEPEST)
    }
}

/// How many functions a value holds inside one another.
fn functions_in(value: &Value) -> u32 {
    match value {
        Value::Function(function) => function.depth,
        Value::List(items) => items.iter().map(functions_in).max().unwrap_or(0),
        Value::Context(members) => members.iter().map(|(_, value)| functions_in(value)).max().unwrap_or(0),
        _ => 0,
    }
}

impl fmt::Debug for Function {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl fmt::Display for Function {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "function({})", self.parameters.join(", "))
    }
}
