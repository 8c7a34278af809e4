//! The names by which a rule sees other returns than the one it judges, and what it can ask of a
//! group of returns.

use crate::ruleset::Reach;
use crate::value::{Type, Unit};
use serde::{Deserialize, Serialize};

/// What of the surroundings of a return a place in a rule can see.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sight {
    /// The return itself.
    pub own: bool,
    /// An earlier return of the same organisation.
    pub previous: bool,
    /// The returns of the year.
    pub series: bool,
    /// The returns of a group.
    pub group: bool,
}

impl Sight {
    /// Of a rule that sees its own return only.
    pub const ALONE: Sight = Sight { own: true, previous: false, series: false, group: false };

    /// All ways to see more, for what must fit one of them.
    pub const OTHERS: [Sight; 5] = [
        Sight { previous: true, ..Sight::ALONE },
        Sight { series: true, ..Sight::ALONE },
        Sight { group: true, own: false, ..Sight::ALONE },
        Sight { group: true, ..Sight::ALONE },
        Sight { previous: true, series: true, ..Sight::ALONE },
    ];

    /// What a rule sees; one of a group sees a single return only where it goes through rows.
    pub fn of(reach: &Reach, for_each: bool) -> Sight {
        Sight {
            own: reach.group.is_none() || for_each,
            previous: reach.compare.is_some(),
            series: reach.series,
            group: reach.group.is_some(),
        }
    }
}

/// What a rule can ask of a group of returns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Fact {
    /// The code of the group.
    Code,
    /// Its name.
    Name,
    /// How many returns are expected.
    Expected,
    /// How many of them were received.
    Received,
    /// The codes of the organisations whose return was not.
    Missing,
    /// The codes of organisations that sent one and belong to no group of the year.
    Unexpected,
    /// The period, written 2016-17 M07.
    Period,
    /// The financial year.
    FinancialYear,
    /// The month of the financial year.
    Month,
    /// The returns.
    Returns,
    /// Those of the month before.
    PreviousReturns,
}

impl Fact {
    /// All, with their names in rules.
    pub const ALL: [(&'static str, Fact); 11] = [
        ("code", Fact::Code),
        ("name", Fact::Name),
        ("expected", Fact::Expected),
        ("received", Fact::Received),
        ("missing", Fact::Missing),
        ("unexpected", Fact::Unexpected),
        ("period", Fact::Period),
        ("financial_year", Fact::FinancialYear),
        ("month", Fact::Month),
        ("returns", Fact::Returns),
        ("previous_returns", Fact::PreviousReturns),
    ];

    /// The fact of a name.
    pub fn named(name: &str) -> Option<Fact> {
        Self::ALL.iter().find(|(known, _)| *known == name).map(|(_, fact)| *fact)
    }

    /// Its type.
    pub fn ty(self) -> Type {
        match self {
            Fact::Code | Fact::Name | Fact::Period | Fact::FinancialYear => Type::Text,
            Fact::Expected | Fact::Received | Fact::Month => Type::Number(Unit::plain()),
            Fact::Missing | Fact::Unexpected => Type::Text.list_of(),
            Fact::Returns | Fact::PreviousReturns => Type::Return(0).list_of(),
        }
    }
}

/// What a name of the surroundings stands for.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Around {
    /// The earlier return of the same organisation.
    Previous,
    /// The line of it that has the code of the line in turn.
    PreviousLine,
    /// The returns of the year up to this month, oldest first.
    Series,
    /// The group; only a step on a path.
    Group,
    /// The whole; only a step on a path.
    Nation,
    /// Something of the group.
    OfGroup(Fact),
    /// Something of the whole.
    OfNation(Fact),
    /// Returns of another form in the same period, or the rows of one of its tables; the month
    /// before's where `earlier`.
    Beside {
        /// The form.
        form: Box<str>,
        /// The table, by its place in that form.
        table: Option<usize>,
        /// Whether the month before is meant.
        earlier: bool,
    },
}
