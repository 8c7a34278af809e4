//! The kinds of values that functions take and give.

use crate::value::{Type, Unit};

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
    /// A time of day.
    Time,
    /// A date and time.
    Moment,
    /// A days and time duration.
    Seconds,
    /// A duration of either kind.
    Duration,
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
    /// A list of things with an order, all of one kind.
    Ordered,
    /// Something with an order: a number, a text, a date, a time, a duration.
    Point,
    /// A range.
    Range,
    /// A context.
    Context,
    /// A list of contexts.
    Contexts,
    /// A function of so many arguments.
    Function(usize),
    /// One of several kinds.
    OneOf(&'static [Takes]),
    /// That, and the function sees it when it is missing.
    OrNull(&'static Takes),
    /// That, and it need not be given.
    Optional(&'static Takes),
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
    /// A time.
    Time,
    /// A date and time.
    Moment,
    /// A years and months duration.
    Months,
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
    /// A list of what the innermost lists of the first argument hold.
    Innermost,
    /// A list of contexts with a key and a value each.
    Entries,
    /// What its text says: a duration of one of the kinds, a range of one type.
    OfText,
    /// Anything.
    Any,
}

impl Takes {
    /// What it takes when it is given and there.
    pub fn core(self) -> Takes {
        match self {
            Takes::OrNull(inner) | Takes::Optional(inner) => inner.core(),
            other => other,
        }
    }

    /// Whether the function sees it when it is missing.
    pub fn sees_missing(self) -> bool {
        match self {
            Takes::OrNull(_) => true,
            Takes::Optional(inner) => inner.sees_missing(),
            _ => false,
        }
    }

    /// In words, with an article.
    pub fn words(self) -> String {
        match self {
            Takes::Number => "a number".to_owned(),
            Takes::Plain => "a plain number".to_owned(),
            Takes::Text => "a text".to_owned(),
            Takes::Bool => "true or false".to_owned(),
            Takes::Date => "a date".to_owned(),
            Takes::Time => "a time".to_owned(),
            Takes::Moment => "a date and time".to_owned(),
            Takes::Seconds => "a days and time duration".to_owned(),
            Takes::Duration => "a duration".to_owned(),
            Takes::Numbers => "a list of numbers of one unit".to_owned(),
            Takes::Bools => "a list of truth values".to_owned(),
            Takes::Texts => "a list of texts".to_owned(),
            Takes::List => "a list".to_owned(),
            Takes::Anything => "anything".to_owned(),
            Takes::Ordered => "a list of numbers, texts, dates, times or durations".to_owned(),
            Takes::Point => "a number, text, date, time or duration".to_owned(),
            Takes::Range => "a range".to_owned(),
            Takes::Context => "a context".to_owned(),
            Takes::Contexts => "a list of contexts".to_owned(),
            Takes::Function(1) => "a function of one argument".to_owned(),
            Takes::Function(count) => format!("a function of {count} arguments"),
            Takes::OneOf(kinds) => {
                let words: Vec<String> = kinds.iter().map(|kind| kind.words()).collect();
                match words.split_last() {
                    Some((last, [])) => last.clone(),
                    Some((last, others)) => format!("{} or {last}", others.join(", ")),
                    None => "nothing".to_owned(),
                }
            }
            Takes::OrNull(inner) | Takes::Optional(inner) => inner.words(),
        }
    }
}

impl Gives {
    /// In words, with an article.
    pub fn words(self) -> &'static str {
        match self {
            Gives::Plain => "a plain number",
            Gives::Text => "a text",
            Gives::Bool => "true or false",
            Gives::Date => "a date",
            Gives::Time => "a time",
            Gives::Moment => "a date and time",
            Gives::Months => "a years and months duration",
            Gives::Texts => "a list of texts",
            Gives::PlainNumbers => "a list of plain numbers",
            Gives::First => "what its first argument is, unit and all",
            Gives::Item => "what the items are, unit and all",
            Gives::ListOfFirst => "a list of what the first list holds, unit and all",
            Gives::Innermost => "a list of what the innermost lists hold, unit and all",
            Gives::Entries => "a list of contexts with key and value",
            Gives::OfText => "what the text says",
            Gives::Any => "any value",
        }
    }

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
            Gives::Time => Type::Time,
            Gives::Moment => Type::Moment,
            Gives::Months => Type::Months,
            Gives::Texts => Type::Text.list_of(),
            Gives::PlainNumbers => Type::Number(Unit::plain()).list_of(),
            Gives::First => first,
            Gives::Item => item,
            Gives::ListOfFirst => item.list_of(),
            Gives::Innermost => item.item().clone().list_of(),
            Gives::Entries => {
                let members = vec![("key".into(), Type::Text), ("value".into(), Type::Any)];
                Type::Context(members.into()).list_of()
            }
            Gives::OfText | Gives::Any => Type::Any,
        }
    }
}
