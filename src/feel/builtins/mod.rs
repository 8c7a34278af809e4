//! The one table of built-in functions: name, parameters, result, what it does, how it is done.
//! The checker, both evaluators, `explain` and the page of the language read it; adding a function
//! is adding an entry, and a file of cases.

mod context;
mod kinds;
mod list;
mod number;
mod pattern;
mod range;
mod text;
mod time;
mod xpath;

use crate::value::{Fault, Missing, Moment, Value};

pub use kinds::{Gives, Takes};
pub use pattern::{compiled, why_no_pattern};
pub use time::at_literal as time_literal;

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

/// A parameter: its name and what it takes.
pub type Parameter = (&'static str, Takes);

/// Calls a function value with arguments.
pub type Caller<'c> = dyn FnMut(&Value, Vec<Value>) -> Value + 'c;

/// How a function is done. Arguments come in the order of its parameters and are of the kinds that
/// it takes; those left out at the end are lacking, others are null.
#[derive(Clone, Copy)]
pub enum Run {
    /// From its arguments alone.
    Plain(fn(&[Value]) -> Value),
    /// It calls a function that it is given.
    Calling(fn(&[Value], &mut Caller<'_>) -> Value),
    /// From the present moment, which the caller says.
    Clock(fn(&Moment) -> Value),
}

/// A built-in function.
pub struct Builtin {
    /// Its name in FEEL.
    pub name: &'static str,
    /// The ways in which it can be called, each with its parameters.
    pub forms: &'static [&'static [Parameter]],
    /// Whether several arguments may be given in place of one list.
    pub list_or_items: bool,
    /// Whether the last parameter may be given more than once.
    pub last_repeats: bool,
    /// Whether it holds each item of a list against each other.
    pub pairs: bool,
    /// Whether it compiles a pattern.
    pub compiles: bool,
    /// How many steps it takes beside looking at its arguments.
    pub steps: u32,
    /// Whether its arguments are compared with each other, so that they are of one type and unit.
    pub alike: bool,
    /// Whether the standard has null for a list without items, where a ledger adds up to nothing.
    pub null_of_nothing: bool,
    /// Whether the standard passes over missing items, where in rules they make the result missing.
    pub passes_over_nulls: bool,
    /// Its type.
    pub gives: Gives,
    /// How it is done.
    pub run: Run,
    /// What it does, in one sentence, with an example.
    pub does: &'static str,
}

impl std::fmt::Debug for Builtin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}

/// A function with the usual settings.
const fn builtin(
    name: &'static str,
    forms: &'static [&'static [Parameter]],
    gives: Gives,
    run: Run,
    does: &'static str,
) -> Builtin {
    Builtin {
        name,
        forms,
        list_or_items: false,
        last_repeats: false,
        pairs: false,
        compiles: false,
        steps: 0,
        alike: false,
        null_of_nothing: false,
        passes_over_nulls: false,
        gives,
        run,
        does,
    }
}

/// The same, of a function of its arguments alone, as most are.
const fn plain(
    name: &'static str,
    forms: &'static [&'static [Parameter]],
    gives: Gives,
    run: fn(&[Value]) -> Value,
    does: &'static str,
) -> Builtin {
    builtin(name, forms, gives, Run::Plain(run), does)
}

impl Builtin {
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

    /// The same, with its last argument any number of times.
    const fn last_repeats(mut self) -> Builtin {
        self.last_repeats = true;
        self
    }

    /// The same, taking as long as so many steps.
    const fn steps(mut self, steps: u32) -> Builtin {
        self.steps = steps;
        self
    }

    /// The same, compiling a pattern.
    const fn compiles(mut self) -> Builtin {
        self.compiles = true;
        self
    }

    /// The same, with arguments that are compared with each other.
    const fn alike(mut self) -> Builtin {
        self.alike = true;
        self
    }

    /// The same, null of no items in the standard.
    const fn null_of_nothing(mut self) -> Builtin {
        self.null_of_nothing = true;
        self
    }

    /// The same, passing over missing items in the standard.
    const fn passes_over_nulls(mut self) -> Builtin {
        self.passes_over_nulls = true;
        self
    }

    /// How calls look: `round half up(n, scale)`, one after the other.
    pub fn signature(&self) -> String {
        let names = |form: &&[Parameter]| {
            let name = |(name, takes): &Parameter| match takes {
                Takes::Optional(_) => format!("{name}?"),
                _ => (*name).to_owned(),
            };
            format!("{}({})", self.name, form.iter().map(name).collect::<Vec<_>>().join(", "))
        };
        self.forms.iter().map(names).collect::<Vec<_>>().join(" or ")
    }

    /// The example in what it does, when it is an equation: an expression that is true.
    #[cfg(test)]
    pub fn equation(&self) -> Option<&'static str> {
        let (_, example) = self.does.split_once(": ")?;
        let example = example.split("; ").next()?;
        example.contains(" = ").then_some(example)
    }

    /// The names of its parameters, for "did you mean".
    pub fn parameter_names(&self) -> impl Iterator<Item = &'static str> {
        self.forms.iter().flat_map(|form| form.iter().map(|(name, _)| *name))
    }
}

/// How many parameters of a form must be given.
pub fn required(form: &[Parameter]) -> usize {
    form.iter().filter(|(_, takes)| !matches!(takes, Takes::Optional(_))).count()
}

/// The functions by group, each with its heading on the page of the language.
pub const GROUPS: &[(&str, &[Builtin])] = &[
    ("Numbers", number::TABLE),
    ("Texts", text::TABLE),
    ("Truth values and lists", list::TABLE),
    ("Dates, times and durations", time::TABLE),
    ("Ranges", range::TABLE),
    ("Contexts", context::TABLE),
];

/// All functions, by group.
pub fn all() -> impl Iterator<Item = &'static Builtin> {
    GROUPS.iter().flat_map(|(_, table)| *table)
}

/// The function of that name.
pub fn find(name: &str) -> Option<&'static Builtin> {
    all().find(|builtin| builtin.name == name)
}

/// The names of several words, the longest first.
pub fn names_of_several_words() -> &'static [&'static str] {
    static NAMES: std::sync::OnceLock<Vec<&'static str>> = std::sync::OnceLock::new();
    NAMES.get_or_init(|| {
        let mut names: Vec<_> = all().map(|b| b.name).filter(|name| name.contains(' ')).collect();
        names.sort_by_key(|name| (std::cmp::Reverse(name.len()), *name));
        names
    })
}

/// How many steps it takes to make a function.
pub const STEPS_OF_FUNCTION: u32 = 20;

/// How many steps it takes to compile a pattern.
pub const STEPS_OF_PATTERN: u32 = 20_000;

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

/// A position or a length: what stands behind its point is dropped.
fn whole_part(arguments: &[Value], index: usize) -> Option<i64> {
    at(arguments, index).as_number()?.round(0, crate::value::number::Rounding::Down).ok()?.to_int()
}

/// Where a position from 1, or from the end with -1, lies among so many, counted from 0.
pub fn index_at(position: i64, count: usize) -> Option<usize> {
    let count = i64::try_from(count).ok()?;
    let index = match position {
        0 => return None,
        1.. => position.checked_sub(1)?,
        _ => count.checked_add(position)?,
    };
    usize::try_from(index).ok().filter(|_| index < count)
}

/// A count as a value.
fn count_of(n: usize) -> Value {
    Value::Number(crate::value::Number::from_int(i64::try_from(n).unwrap_or(i64::MAX)))
}

/// The text, when it is one.
fn text_of(value: &Value) -> Option<&str> {
    match value {
        Value::Text(text) => Some(text),
        _ => None,
    }
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
        assert!(all().all(|b| b.does.contains(b.name) && !b.forms.is_empty()));
    }

    #[test]
    fn what_may_be_left_out_stands_last() {
        for builtin in all() {
            for form in builtin.forms {
                let optional = form.iter().skip_while(|(_, takes)| !matches!(takes, Takes::Optional(_)));
                assert!(optional.count() + required(form) == form.len(), "{}", builtin.name);
            }
        }
    }
}
