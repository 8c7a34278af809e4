//! A rule as it is written.

use super::{Expression, Reach, Span};
use crate::diag::Severity;
use crate::source::Place;
use crate::value::{Number, Period};
use serde::{Deserialize, Serialize};

/// What kind of slip in the way a return is written a conformance rule reports.
pub use crate::value::slip::SlipKind;

/// How far the two sides of a comparison may differ.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Tolerance {
    /// By this much.
    Stated(Number),
    /// By half a unit of the last place of each figure, times its coefficient.
    FromPrecision,
}

/// How urgent a finding is to a regional team.
#[derive(Debug, Clone)]
pub enum Triage {
    /// Always this: `red` or `amber`.
    Always(String),
    /// Whatever the expression says.
    If(Expression),
}

/// How a placeholder is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Style {
    /// Thousands separators, decimals as written.
    Figure,
    /// A share as per cent, 2 places.
    Percent,
    /// A figure that is in per cent already, 2 places; `percent` of such a figure.
    PerCent,
    /// A date.
    Date,
    /// As it is.
    Text,
    /// A sum with its figures.
    Working,
}

/// A piece of a message.
#[derive(Debug, Clone)]
pub enum Piece {
    /// Fixed words.
    Words(String),
    /// A value.
    Value(Box<Expression>, Style),
}

/// A message with its placeholders.
#[derive(Debug, Clone, Default)]
pub struct Message {
    /// Its pieces in order.
    pub pieces: Vec<Piece>,
}

/// One statement of a rule. A rule without `parts:` has one part without a name.
#[derive(Debug, Clone)]
pub struct Part {
    /// Its name; empty for the only part.
    pub name: String,
    /// When it applies.
    pub when: Option<Expression>,
    /// What it requires.
    pub assert: Expression,
    /// How far the sides may differ.
    pub tolerance: Option<(Tolerance, Place)>,
    /// The figure a finding points at.
    pub at: Option<Expression>,
    /// What a finding says.
    pub message: Option<Message>,
    /// The columns for which it is judged in turn.
    pub columns: Vec<(String, Place)>,
}

/// The outcome an example expects.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ExampleOutcome {
    /// The rule holds.
    Pass,
    /// It does not.
    Fail,
    /// `when` is false.
    NotApplicable,
    /// A figure is missing.
    NotJudged,
}

impl ExampleOutcome {
    /// All, with their words in a rule file.
    pub const ALL: [(&'static str, ExampleOutcome); 4] = [
        ("pass", ExampleOutcome::Pass),
        ("fail", ExampleOutcome::Fail),
        ("not_applicable", ExampleOutcome::NotApplicable),
        ("not_judged", ExampleOutcome::NotJudged),
    ];

    /// The word in a rule file.
    pub fn word(self) -> &'static str {
        Self::ALL.iter().find(|(_, outcome)| *outcome == self).map_or("", |(word, _)| word)
    }
}

/// An example of a rule.
#[derive(Debug, Clone)]
pub struct Example {
    /// What is special about it.
    pub title: Option<String>,
    /// What it must come to.
    pub outcome: ExampleOutcome,
    /// The message that a failure must have.
    pub message: Option<String>,
    /// The node of `given`, in the rule set's tree.
    pub given: Option<u32>,
    /// The node of `snippet`, in the rule set's tree.
    pub snippet: Option<u32>,
    /// Where it stands.
    pub place: Place,
}

/// A rule.
#[derive(Debug, Clone)]
pub struct Rule {
    /// Its id.
    pub id: String,
    /// Where the id stands.
    pub place: Place,
    /// What it requires, in words.
    pub title: String,
    /// What is to be known about it, such as a reading that is ours.
    pub note: Option<String>,
    /// Its statements; none for a conformance rule.
    pub parts: Vec<Part>,
    /// The slip that a conformance rule reports.
    pub kind: Option<SlipKind>,
    /// How much a breach matters.
    pub severity: Severity,
    /// How much a value matters that could not be read at all.
    pub severity_if_unread: Option<Severity>,
    /// How urgent a breach is.
    pub triage: Option<Triage>,
    /// The flag a breach sets.
    pub flag: Option<(String, Place)>,
    /// The line in which a return claims that the rule was waived, as `table.line`.
    pub waiver_claim: Option<(String, Place)>,
    /// What would put a breach right.
    pub help: Option<String>,
    /// The sources it cites.
    pub sources: Vec<(String, Place)>,
    /// The periods it holds for, narrower than its set's.
    pub in_force: Option<Span>,
    /// From when, until when and why it is retired.
    pub deactivated: Option<(Period, Option<Period>, String)>,
    /// The table for each row of which it is judged.
    pub for_each: Option<(String, Place)>,
    /// Which returns it sees beside the one it judges.
    pub reach: Reach,
    /// Where it says by what the returns are grouped.
    pub group_place: Option<Place>,
    /// Whether absent figures count as zero.
    pub missing_is_zero: bool,
    /// Its examples.
    pub examples: Vec<Example>,
    /// The id of the rule whose place it takes.
    pub replaces: Option<String>,
}
