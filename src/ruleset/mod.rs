//! Rule sets as they are written: read, with every mistake at its place, and not yet checked
//! against a form.

mod constant;
mod decision;
mod load;
mod reach;
mod register;
mod rule;
mod written;

pub use constant::{Constant, parse_override};
pub use decision::{Adding, Decision, DecisionInput, TriageReport};
pub use load::{load, one_period, span};
pub use reach::{Beside, Earlier, Reach};
pub use register::{Asked, Register, load as load_register};
pub use rule::{Example, ExampleOutcome, Message, Part, Piece, Rule, SlipKind, Style, Tolerance, Triage};
pub use written::{Placeholder, Slice, Slices, Written, written};

use crate::feel::Expr;
use crate::read::{TextMap, Tree};
use crate::source::Place;
use crate::value::Period;
use std::sync::{Arc, OnceLock};

/// An expression of a rule file: its text, its tree, and where its bytes stand.
#[derive(Debug, Clone)]
pub struct Expression {
    /// As written.
    pub text: String,
    /// The tree.
    pub expr: Expr,
    /// From places in the text to places in the file.
    pub map: TextMap,
    /// The whole of it in the file.
    pub place: Place,
}

/// From one period to another, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// The first period.
    pub from: Period,
    /// The last period.
    pub to: Period,
}

impl Span {
    /// Whether a period lies in it.
    pub fn contains(self, period: Period) -> bool {
        self.from <= period && period <= self.to
    }

    /// What two spans share.
    pub fn overlap(self, other: Span) -> Option<Span> {
        let both = Span { from: self.from.max(other.from), to: self.to.min(other.to) };
        (both.from <= both.to).then_some(both)
    }
}

/// Where a rule comes from.
#[derive(Debug, Clone)]
pub struct SourceNote {
    /// The name rules cite it by.
    pub name: String,
    /// Where that stands.
    pub place: Place,
    /// What it is called.
    pub title: String,
    /// What it says.
    pub statement: Option<String>,
    /// Where it can be read.
    pub url: Option<String>,
    /// Whether it is somebody's knowledge that no source was found for.
    pub unverified: bool,
}

/// A named expression.
#[derive(Debug, Clone)]
pub struct Definition {
    /// Its name.
    pub name: String,
    /// Where its name stands.
    pub place: Place,
    /// Its name in words.
    pub title: Option<String>,
    /// The expression.
    pub value: Expression,
}

/// A rule set.
#[derive(Debug)]
pub struct RuleSet {
    /// Its id.
    pub id: String,
    /// Where the id stands.
    pub place: Place,
    /// The form its rules are for.
    pub form: String,
    /// Where the form's id stands.
    pub form_place: Place,
    /// The periods in which it applies by itself; `None` leaves it to the sets that include it.
    pub in_force: Option<Span>,
    /// The sets it includes, by id.
    pub include: Vec<(String, Place)>,
    /// Returns of other forms that its rules see, by their names.
    pub beside: Vec<Beside>,
    /// Its sources.
    pub sources: Vec<SourceNote>,
    /// Its flags: name, what it means, where it stands.
    pub flags: Vec<(String, String, Place)>,
    /// Its constants.
    pub constants: Vec<Constant>,
    /// Its definitions.
    pub definitions: Vec<Definition>,
    /// Its decision tables.
    pub decisions: Vec<Decision>,
    /// What a report for a regional team is made of.
    pub triage: Option<TriageReport>,
    /// Its rules.
    pub rules: Vec<Arc<Rule>>,
    /// The id of the set whose place it takes.
    pub replaces: Option<String>,
    /// What it was read from; examples are read from it when they are run.
    pub tree: Arc<Tree>,
    /// The digest of its file, once somebody asked for it.
    digest: OnceLock<String>,
}

impl RuleSet {
    /// The digest of its file.
    pub fn digest(&self) -> &str {
        self.digest.get_or_init(|| crate::source::digest(self.tree.text()))
    }
}
