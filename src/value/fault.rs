//! Why a computation has no result.

use serde::{Deserialize, Serialize};

/// Why a computation has no result.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Fault {
    /// The divisor is zero.
    DivisionByZero,
    /// The result has more than 28 digits before the decimal point.
    TooLarge,
    /// The root or the logarithm of a negative number, or the logarithm of zero.
    Negative,
    /// A value of a kind, or outside the bounds, that a function accepts.
    Argument,
    /// The rule took more steps than it may.
    TooManySteps,
    /// Functions called functions deeper than they may.
    TooDeep,
    /// Two figures differ only where 28 digits end.
    TooClose,
    /// Nothing of that kind: a date such as the 30th of February, a text that is no date.
    NoDate,
    /// No time of day.
    NoTime,
    /// No date and time.
    NoMoment,
    /// No duration.
    NoDuration,
    /// A text that is no number.
    NoNumber,
    /// A text that is no range.
    NoRange,
    /// A text that is no regular expression, or flags that are none.
    NoPattern,
    /// Too few items in a list.
    TooFew,
    /// A position that a list or a text does not have.
    NoPosition,
    /// A key that a context does not have.
    NoKey,
    /// Two entries of a context with one key.
    KeyTwice,
    /// Of two times only one says its zone, so that they cannot be held together.
    Zones,
    /// A function was called with another number of arguments than it takes, or with other names.
    Arguments,
    /// Something that is no function was called.
    NoFunction,
    /// Operands of kinds that an operator does not take.
    Operands,
}

impl Fault {
    /// All of them.
    pub const ALL: [Fault; 22] = [
        Fault::DivisionByZero,
        Fault::TooLarge,
        Fault::Negative,
        Fault::TooClose,
        Fault::Argument,
        Fault::Arguments,
        Fault::Operands,
        Fault::NoFunction,
        Fault::NoNumber,
        Fault::NoDate,
        Fault::NoTime,
        Fault::NoMoment,
        Fault::NoDuration,
        Fault::NoRange,
        Fault::NoPattern,
        Fault::NoPosition,
        Fault::NoKey,
        Fault::KeyTwice,
        Fault::TooFew,
        Fault::Zones,
        Fault::TooManySteps,
        Fault::TooDeep,
    ];

    /// The fault in words, to follow "because".
    pub fn words(self) -> &'static str {
        match self {
            Fault::DivisionByZero => "it divides by zero",
            Fault::TooLarge => "a result has more than 28 digits",
            Fault::Negative => "a negative number has no such root, and only what is above zero has a logarithm",
            Fault::Argument => "a function was given a value it does not accept",
            Fault::TooManySteps => "it takes too many steps",
            Fault::TooDeep => "its parts, or the functions it calls, lie too deep inside one another",
            Fault::TooClose => "two figures differ only beyond the 28 digits that are held",
            Fault::NoDate => "there is no such date",
            Fault::NoTime => "there is no such time",
            Fault::NoMoment => "there is no such date and time",
            Fault::NoDuration => "there is no such duration",
            Fault::NoNumber => "the text is no number",
            Fault::NoRange => "the text is no range",
            Fault::NoPattern => "the text is no regular expression that is understood here",
            Fault::TooFew => "the list has too few items",
            Fault::NoPosition => "there is no such position",
            Fault::NoKey => "there is no such key",
            Fault::KeyTwice => "a key stands twice",
            Fault::Zones => "only one of two times says its zone",
            Fault::Arguments => "a function was called with other arguments than it takes",
            Fault::NoFunction => "what is called is no function",
            Fault::Operands => "an operator was given values of kinds that it does not take",
        }
    }
}
