//! Rules and forms to checked rules: every name resolved, every type and unit fitting, before
//! anything runs. One mistake gives one message: what is wrong has the type that fits anything.

mod around;
mod calls;
mod decision;
mod examples;
mod expr;
mod load;
mod operators;
mod presence;
mod quality;
mod register;
mod rules;

pub use around::{Around, Fact, Sight};
pub use calls::as_items;
pub use decision::{CheckedDecision, CheckedReport, check_decisions, check_report};
pub use presence::needed;
pub use quality::quality;
pub use rules::{CheckedPiece, CheckedRule, Library, Measure, Names, check_library};

use crate::diag::Diagnostic;
use crate::feel::{Expr, builtins::Builtin};
use crate::reference::Layout;
use crate::value::Type;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// An expression with its types and meanings.
pub type Typed = Expr<Note>;

/// What the checker knows of a node.
#[derive(Debug, Clone)]
pub struct Note {
    /// Its type.
    pub ty: Type,
    /// What it refers to.
    pub meaning: Meaning,
    /// Whether it depends on nothing but itself: no figure, no name from outside.
    pub closed: bool,
}

impl Note {
    /// Of a node that means nothing but itself.
    pub fn of(ty: Type) -> Note {
        Note { ty, meaning: Meaning::Itself, closed: false }
    }
}

/// One of the figures of a failed comparison, as messages see them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum GapPart {
    /// The left side.
    Left,
    /// The right side.
    Right,
    /// How far they are apart, without its sign.
    Difference,
    /// How far they may be apart.
    Allowed,
}

/// What a node refers to.
#[derive(Debug, Clone)]
pub enum Meaning {
    /// Nothing but itself.
    Itself,
    /// A record or a table of lines; only a step on a path.
    Table(usize),
    /// A row that the form fixes.
    Row(usize, usize),
    /// A cell that the form fixes: table, row, column.
    Cell(usize, usize, usize),
    /// The rows of a table as a list; of lines, those that are no totals.
    Rows(usize),
    /// A column of the row that `for_each` is at.
    Current(usize),
    /// A column of a row, or of each row of a list.
    Column(usize),
    /// A member of a context.
    Member,
    /// A property of a date, a time, a duration or a range.
    Property,
    /// A name bound by `for`, `some`, `every` or a filter, by its depth.
    Local(usize),
    /// A member of the item that a filter is at: depth of the item, and what it means on it.
    OfItem(usize, Box<Meaning>),
    /// A constant: index of its set, and its name.
    Constant(usize, String),
    /// A definition, checked.
    Definition(String, Arc<Typed>),
    /// A name of the surroundings of the return.
    Around(Around),
    /// A record or a table of lines of another return, or of each of several: where that return's
    /// tables begin for rules, and the table in its form; only a step on a path.
    TableOf(usize, usize),
    /// A row of another return that its form fixes.
    RowOf(usize, usize),
    /// A field of a record of another return.
    CellOf(usize, usize),
    /// The rows of a table of another return.
    RowsOf(usize),
    /// A definition as it stands in another return.
    Within(String, Arc<Typed>),
    /// A part of a failed comparison.
    Gap(GapPart),
    /// A comparison with the literal null.
    NullTest,
    /// A filter by position, not by condition.
    Position,
    /// A built-in function: the form in which it is called, and for each argument its parameter.
    Call(&'static Builtin, usize, Vec<usize>),
    /// A function that is the value of a name: what the name refers to, and for each argument its
    /// parameter.
    Invoke(Box<Meaning>, Vec<usize>),
}

/// Where an expression stands: what it can see.
#[derive(Clone, Copy)]
pub struct Place<'c> {
    /// The tables.
    pub layout: &'c Layout,
    /// The constants and definitions; none for a bare expression.
    pub names: Option<&'c Names<'c>>,
    /// The table of the row that `for_each` is at.
    pub row: Option<usize>,
    /// The column that `for_each_column` is at, with its label.
    pub column: Option<(&'c str, &'c str)>,
    /// The type of the two sides of the comparison, in a message.
    pub gap: Option<&'c Type>,
    /// Which returns can be seen.
    pub sight: Sight,
}

/// Checks one expression.
///
/// What is wrong goes to `diagnostics`, each mistake once; the tree is given all the same.
pub fn check_expression(
    expression: &crate::ruleset::Expression,
    place: Place<'_>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Typed {
    let mut checker = expr::Checker::new(place, &expression.map, diagnostics);
    checker.whole(&expression.expr)
}

/// Checks a definition by itself, with what is `known` of others that were checked in the same
/// place; without `diagnostics` only whether it is right.
fn check_definition(
    expression: &crate::ruleset::Expression,
    place: Place<'_>,
    known: &mut expr::Known,
    diagnostics: Option<&mut Vec<Diagnostic>>,
) -> expr::Soundness {
    let mut nowhere = Vec::new();
    let checker = match diagnostics {
        Some(diagnostics) => expr::Checker::new(place, &expression.map, diagnostics),
        None => expr::Checker::new(place, &expression.map, &mut nowhere).on_trial(),
    };
    checker.definition(&expression.expr, known)
}

pub use expr::check_bare;
