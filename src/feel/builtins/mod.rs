//! The one table of built-in functions: name, parameters, result, what it does, how it is done.
//! The checker, the evaluator and `explain` all read it; adding a function is adding an entry.

mod list;
mod number;
mod pattern;
mod text;
mod time;

use crate::value::{Fault, Missing, Type, Unit, Value};

/// A built-in function as it is packed: by its name.
pub mod by_name {
    use super::Builtin;
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serializer};

    /// Writes the name.
    ///
    /// # Errors
    /// Those of the serializer.
    pub fn serialize<S: Serializer>(builtin: &&'static Builtin, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(builtin.name)
    }

    /// Finds the function of a name.
    ///
    /// # Errors
    /// Those of the deserializer, and a name that no function has.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<&'static Builtin, D::Error> {
        let name = <&str>::deserialize(deserializer)?;
        super::find(name).ok_or_else(|| D::Error::custom("no such function"))
    }
}

/// What a parameter takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Takes {
    /// A number of any unit.
    Number,
    /// A number without a unit, such as a count of places.
    Plain,
    /// A text.
    Text,
    /// A truth value.
    Bool,
    /// A date.
    Date,
    /// A list of numbers of one unit.
    Numbers,
    /// A list of truth values.
    Bools,
    /// A list of texts.
    Texts,
    /// Any list.
    List,
    /// Anything.
    Anything,
    /// Something with an order: numbers, texts or dates, all of one kind.
    Ordered,
}

/// What type a call has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gives {
    /// A plain number.
    Plain,
    /// A text.
    Text,
    /// A truth value.
    Bool,
    /// A date.
    Date,
    /// A list of texts.
    Texts,
    /// A list of plain numbers.
    PlainNumbers,
    /// The type of the first argument.
    First,
    /// The type of the items of the first argument.
    Item,
    /// A list of what the first argument is or holds.
    ListOfFirst,
    /// A list of anything.
    AnyList,
}

/// What missing arguments do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnMissing {
    /// One missing argument makes the result missing.
    Spread,
    /// The function sees them.
    Sees,
}

/// A built-in function.
#[derive(Debug)]
pub struct Builtin {
    /// Its name in FEEL.
    pub name: &'static str,
    /// Parameter names and what they take.
    pub parameters: &'static [(&'static str, Takes)],
    /// How many of them must be given.
    pub required: usize,
    /// Whether several arguments may be given in place of one list.
    pub list_or_items: bool,
    /// Whether the last parameter may be given more than once.
    pub last_repeats: bool,
    /// How many arguments it takes, where not every count in between will do.
    pub counts: &'static [usize],
    /// Whether it holds each item of a list against each other.
    pub pairs: bool,
    /// Its type.
    pub gives: Gives,
    /// What missing arguments do.
    pub on_missing: OnMissing,
    /// How it is done. The evaluator has seen to types, and to missing arguments as `on_missing`
    /// says; optional arguments may be lacking.
    pub run: fn(&[Value]) -> Value,
    /// What it does, in one sentence, with an example.
    pub does: &'static str,
}

/// A function with the usual settings.
const fn plain(
    name: &'static str,
    parameters: &'static [(&'static str, Takes)],
    gives: Gives,
    run: fn(&[Value]) -> Value,
    does: &'static str,
) -> Builtin {
    Builtin {
        name,
        parameters,
        required: parameters.len(),
        list_or_items: false,
        last_repeats: false,
        counts: &[],
        pairs: false,
        gives,
        on_missing: OnMissing::Spread,
        run,
        does,
    }
}

impl Builtin {
    /// The same with only the first `count` arguments required.
    const fn required(mut self, count: usize) -> Builtin {
        self.required = count;
        self
    }

    /// The same, holding each item against each other.
    const fn pairs(mut self) -> Builtin {
        self.pairs = true;
        self
    }

    /// The same, taking several arguments in place of one list.
    const fn or_items(mut self) -> Builtin {
        self.list_or_items = true;
        self
    }

    /// The same, seeing missing arguments.
    const fn sees_missing(mut self) -> Builtin {
        self.on_missing = OnMissing::Sees;
        self
    }

    /// How a call looks: `round half up(n, scale)`.
    pub fn signature(&self) -> String {
        // A parameter may go by two names; the first is shown.
        let first = |name: &'static str| name.split('|').next().unwrap_or(name);
        let names: Vec<&str> = self.parameters.iter().map(|(name, _)| first(name)).collect();
        format!("{}({})", self.name, names.join(", "))
    }
}

impl Gives {
    /// The type of a call, from the types of its arguments.
    pub fn of(self, arguments: &[Type]) -> Type {
        let first = arguments.first().cloned().unwrap_or(Type::Any);
        let item = match &first {
            Type::List(item) => (**item).clone(),
            other => other.clone(),
        };
        match self {
            Gives::Plain => Type::Number(Unit::plain()),
            Gives::Text => Type::Text,
            Gives::Bool => Type::Bool,
            Gives::Date => Type::Date,
            Gives::Texts => Type::Text.list_of(),
            Gives::PlainNumbers => Type::Number(Unit::plain()).list_of(),
            Gives::First => first,
            Gives::Item => item,
            Gives::ListOfFirst => item.list_of(),
            Gives::AnyList => Type::Any.list_of(),
        }
    }
}

/// All functions, by group.
pub fn all() -> impl Iterator<Item = &'static Builtin> {
    [number::TABLE, text::TABLE, list::TABLE, time::TABLE].into_iter().flatten()
}

/// The function of that name.
pub fn find(name: &str) -> Option<&'static Builtin> {
    all().find(|builtin| builtin.name == name)
}

/// Functions of the standard that are not evaluated yet.
pub const NOT_YET: &[&str] = &[
    "before",
    "after",
    "meets",
    "met by",
    "overlaps",
    "overlaps before",
    "overlaps after",
    "finishes",
    "finished by",
    "includes",
    "during",
    "starts",
    "started by",
    "coincides",
    "context",
    "context merge",
    "context put",
    "date and time",
    "duration",
    "exp",
    "get entries",
    "get value",
    "insert before",
    "is",
    "list replace",
    "log",
    "mode",
    "now",
    "partition",
    "range",
    "remove",
    "sort",
    "sqrt",
    "stddev",
    "string literal",
    "time",
    "today",
    "union",
    "week of year",
    "years and months duration",
];

/// The names of several words, the longest first.
pub fn names_of_several_words() -> &'static [&'static str] {
    static NAMES: std::sync::OnceLock<Vec<&'static str>> = std::sync::OnceLock::new();
    NAMES.get_or_init(|| {
        let known = all().map(|b| b.name).chain(NOT_YET.iter().copied());
        let mut names: Vec<_> = known.filter(|name| name.contains(' ')).collect();
        names.sort_by_key(|name| (std::cmp::Reverse(name.len()), *name));
        names
    })
}

/// The missing value of a fault.
fn fault(fault: Fault) -> Value {
    Value::Missing(Missing::Fault(fault))
}

/// A result or its fault, as a value.
fn number_or(result: Result<crate::value::Number, Fault>) -> Value {
    result.map_or_else(fault, Value::Number)
}

/// The argument at a position; null where it is lacking.
fn at(arguments: &[Value], index: usize) -> &Value {
    static NULL: Value = Value::NULL;
    arguments.get(index).unwrap_or(&NULL)
}

/// The items of a list argument; a single value counts as a list of one.
fn items(value: &Value) -> &[Value] {
    match value {
        Value::List(items) => items,
        other => std::slice::from_ref(other),
    }
}

/// The numbers of a list, or the first value among them that is none.
fn numbers(value: &Value) -> Result<Vec<crate::value::Number>, Value> {
    items(value)
        .iter()
        .map(|item| match item {
            Value::Number(number) => Ok(*number),
            Value::Missing(_) => Err(item.clone()),
            _ => Err(fault(Fault::Argument)),
        })
        .collect()
}

/// A whole-number argument.
fn whole(arguments: &[Value], index: usize) -> Option<i64> {
    at(arguments, index).as_number().and_then(|n| n.to_int())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_function_is_worded_and_named_once() {
        let mut names: Vec<_> = all().map(|b| b.name).collect();
        names.sort_unstable();
        let count = names.len();
        names.dedup();
        assert_eq!(names.len(), count);
        assert!(all().all(|b| b.does.contains(b.name) && b.required <= b.parameters.len()));
    }
}
