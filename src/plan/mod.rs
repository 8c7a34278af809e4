//! Checked rules to a plan for one form and one period: which rules are in force, with every name
//! replaced by the place of what it names. Only this module makes a [`Plan`], so that what
//! evaluates one never meets a name it does not know.

mod decision;
mod later;
mod lower;

pub use decision::{PlannedDecision, PlannedFigure, PlannedReport, PlannedRollUp};
pub use later::Later;
pub use lower::{Binding, Probe, lower};

use crate::check::{Around, CheckedPiece, CheckedRule, GapPart, Library, Measure, Names};
use crate::diag::Severity;
use crate::feel::builtins::{self, Builtin};
use crate::feel::{Arithmetic, Compare, Quantifier, TypeName};
use crate::reference::Layout;
use crate::ruleset::{Reach, Rule, SlipKind, Style, Tolerance, Triage};
use crate::source::Place;
use crate::value::{CellRef, Period, RowRef, Value};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A node of the plan: small, because a plan has many.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum Node {
    /// A literal.
    Value(Value),
    /// A constant.
    Constant(Box<Constant>),
    /// A cell.
    Cell(CellRef),
    /// A column of the row that `for_each` is at.
    Current(usize),
    /// The rows of a table; of lines, those that are no totals.
    Rows(usize),
    /// A row.
    Row(RowRef),
    /// A column of a row, or of each row of a list.
    Column(Box<Node>, usize),
    /// A member of a context, or of each context of a list.
    Member(Box<Node>, Box<str>),
    /// A property of a date, a time, a duration or a range.
    Property(Box<Node>, Box<str>),
    /// A bound name, by its depth.
    Local(usize),
    /// A definition.
    Definition(Box<str>, Arc<Node>),
    /// A name of the surroundings of the return.
    Around(Box<Around>),
    /// A row of another return, or of each of several: table and row in its form.
    RowOf(Box<Node>, usize, usize),
    /// The rows of a table of another return, or of each of several.
    RowsOf(Box<Node>, usize),
    /// A definition as it stands in another return, or in each of several.
    Within(Box<Node>, Arc<Inside>),
    /// A part of the failed comparison.
    Gap(GapPart),
    /// `-a`
    Negate(Box<Node>),
    /// `a + b`
    Arithmetic(Arithmetic, Box<Node>, Box<Node>),
    /// `a < b`
    Compare(Compare, Box<Node>, Box<Node>),
    /// `a = null`; the other way round when the flag is set.
    IsNull(Box<Node>, bool),
    /// `a and b`
    And(Box<Node>, Box<Node>),
    /// `a or b`
    Or(Box<Node>, Box<Node>),
    /// `a between b and c`
    Between(Box<Node>, Box<Node>, Box<Node>),
    /// `a in (…)`
    In(Box<Node>, Box<[(Compare, Node)]>),
    /// `if a then b else c`
    If(Box<Node>, Box<Node>, Box<Node>),
    /// A test on the right of `in` that is a condition on the value.
    Condition(Box<Node>),
    /// `for … return …`, the lists in order.
    For(Box<[Node]>, Box<Node>),
    /// The same, with what it gave so far bound behind the items.
    ForPartial(Box<[Node]>, Box<Node>),
    /// `some`, `every`
    Quantified(Quantifier, Box<[Node]>, Box<Node>),
    /// `[a, b]`
    List(Vec<Node>),
    /// `{a: 1}`
    Context(Vec<(Arc<str>, Node)>),
    /// `[a..b]`
    Range(Box<Node>, bool, Box<Node>, bool),
    /// `(< 10)`
    Compared(Compare, Box<Node>),
    /// `list[condition]`
    Filter(Box<Node>, Box<Node>),
    /// `list[position]`
    Position(Box<Node>, Box<Node>),
    /// Whether a record or a table of lines was given; only asked by `= null`.
    Given(usize),
    /// A condition whose outcomes are recorded, by its number among the probes of a binding.
    Probe(usize, Box<Node>),
    /// `f(…)` of a built-in function.
    Call(Box<Call>),
    /// `f(…)` of a function value.
    Invoke(Box<Node>, Box<[Node]>),
    /// `function(…) …`
    Function(Arc<Lambda>),
    /// `a instance of number`
    InstanceOf(Box<Node>, Box<TypeName>),
    /// A step that is shown, by its number.
    Step(usize, Box<Node>),
}

/// A definition as it stands in another return.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Inside {
    /// Its name.
    pub name: String,
    /// What it says.
    pub body: Arc<Node>,
}

/// A function that an expression defines.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Lambda {
    /// The names of its parameters.
    pub parameters: Vec<Arc<str>>,
    /// What it gives.
    pub body: Node,
    /// How many levels deep its body is, with the definitions it uses.
    pub height: u32,
}

/// A constant by its name.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Constant {
    /// Its name.
    pub name: String,
    /// Its value; nothing where none is stated for the year.
    pub value: Option<Value>,
}

/// A call of a built-in function.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Call {
    /// The function.
    #[serde(with = "builtins::by_name")]
    pub builtin: &'static Builtin,
    /// Which of its forms is called.
    pub form: usize,
    /// Its arguments by parameter.
    pub arguments: Vec<Node>,
    /// Whether they stand for one list.
    pub as_items: bool,
    /// The call as it is written.
    pub text: String,
}

/// A piece of a message.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum Piece {
    /// Fixed words.
    Words(String),
    /// A value and how it is printed.
    Value(Node, Style),
}

/// A part of a rule, ready to be judged.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PlannedPart {
    /// What tells its findings apart.
    pub key: String,
    /// When it applies.
    pub when: Option<Node>,
    /// What it requires.
    pub assert: Node,
    /// Where that is written.
    pub place: Place,
    /// The figure to point at.
    pub at: Option<Node>,
    /// What a finding says.
    pub message: Option<Later<Vec<Piece>>>,
    /// How far the sides may differ.
    pub tolerance: Option<Tolerance>,
    /// What the two sides are, where that can be told.
    pub measure: Option<Measure>,
}

/// A source that is cited: its title, its address, and whether it is unverified.
pub type Cited = (String, Option<String>, bool);

/// What judging needs to know of a rule beside its parts.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Heading {
    /// Its id.
    pub id: String,
    /// Where its id stands.
    pub place: Place,
    /// What it requires, in words.
    pub title: String,
    /// What it reports, when it is about the way a return is written.
    pub kind: Option<SlipKind>,
    /// How much a breach matters.
    pub severity: Severity,
    /// How much a value matters that could not be read at all.
    pub severity_if_unread: Option<Severity>,
    /// How urgent every breach is; where that depends, [`PlannedRule::triage`] says it.
    pub urgency: Option<String>,
    /// The flag a breach sets.
    pub flag: Option<String>,
    /// What would put it right.
    pub help: Option<String>,
    /// Whether an absent figure counts as nought.
    pub missing_is_zero: bool,
}

impl From<&Rule> for Heading {
    fn from(rule: &Rule) -> Heading {
        Heading {
            id: rule.id.clone(),
            place: rule.place,
            title: rule.title.clone(),
            kind: rule.kind,
            severity: rule.severity,
            severity_if_unread: rule.severity_if_unread,
            urgency: match &rule.triage {
                Some(Triage::Always(level)) => Some(level.clone()),
                _ => None,
            },
            flag: rule.flag.as_ref().map(|(flag, _)| flag.clone()),
            help: rule.help.clone(),
            missing_is_zero: rule.missing_is_zero,
        }
    }
}

/// A rule, ready to be judged.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PlannedRule {
    /// The rule.
    pub rule: Heading,
    /// The table for each row of which it is judged.
    pub row: Option<usize>,
    /// Which returns it sees beside the one it judges.
    pub reach: Reach,
    /// Its parts; none of a conformance rule.
    pub parts: Vec<PlannedPart>,
    /// How urgent a breach is, where that depends.
    pub triage: Option<Node>,
    /// The row in which a return claims that the rule was waived.
    pub claim: Option<RowRef>,
    /// Whether it is reported on; its sums are looked at all the same.
    pub selected: bool,
    /// Titles and addresses of its sources, and whether each is unverified.
    pub sources: Later<Arc<Vec<Cited>>>,
}

impl PlannedRule {
    /// Whether it is judged once for a group of returns, and not for each return.
    pub fn is_of_group(&self) -> bool {
        self.reach.group.is_some() && self.row.is_none()
    }
}

/// A constant whose value was overridden.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Override {
    /// Its name.
    pub name: String,
    /// Its own value, as written.
    pub from: String,
    /// The value used, as written.
    pub to: String,
    /// Who overrides it: `--set`, or the id of a rule set.
    pub by: String,
}

/// What is judged for the returns of one form in one period.
#[derive(Debug, Serialize, Deserialize)]
pub struct Plan {
    /// The rules in force, in the order of their ids.
    pub rules: Vec<PlannedRule>,
    /// The sets in force, with those they include: id and digest of the file.
    pub sets: Vec<(String, String)>,
    /// The constants overridden.
    pub overridden: Vec<Override>,
    /// What a report for a regional team is made of.
    pub report: Later<Option<PlannedReport>>,
}

impl Plan {
    /// Whether one of its rules, or its report, sees the returns of groups.
    pub fn sees_groups(&self) -> bool {
        self.rules.iter().any(|rule| rule.reach.group.is_some()) || self.report.get().is_some()
    }
}

/// A value given for a constant, for one run.
#[derive(Debug, Clone)]
pub struct Setting {
    /// The value.
    pub value: Value,
    /// As it is written.
    pub text: String,
    /// Who says so: `--set`, or a line of the project file.
    pub by: String,
}

/// Values given for constants, by name.
pub type Settings = BTreeMap<String, Setting>;

/// Makes the plan for a form and period. Without a period all rules of the form are taken, of two
/// of one id the later.
pub fn plan(
    library: &Library,
    checked: &[CheckedRule],
    layout: &Arc<Layout>,
    period: Option<Period>,
    settings: &Settings,
) -> Plan {
    let form = &layout.form.id;
    let of_form = |index: &usize| library.sets.get(*index).is_some_and(|set| set.form == *form);
    let in_force: Vec<usize> = (0..library.sets.len())
        .filter(of_form)
        .filter(|index| {
            let span = library.sets.get(*index).and_then(|set| set.in_force);
            span.is_some_and(|span| period.is_none_or(|period| span.contains(period)))
        })
        .collect();
    let mut active: Vec<usize> =
        in_force.iter().flat_map(|index| library.closures.get(*index).cloned().unwrap_or_default()).collect();
    active.sort_unstable();
    active.dedup();
    let applies = |rule: &CheckedRule| {
        active.contains(&rule.set)
            && period.is_none_or(|period| {
                let own = rule.rule.in_force.is_none_or(|span| span.contains(period));
                let retired = rule
                    .rule
                    .deactivated
                    .as_ref()
                    .is_some_and(|(from, to, _)| *from <= period && to.is_none_or(|to| period <= to));
                own && !retired
            })
    };
    let mut taken: Vec<&CheckedRule> = checked.iter().filter(|rule| applies(rule)).collect();
    let replacing = taken.iter().filter_map(|rule| Some((rule.rule.replaces.clone()?, rule.rule.place)));
    let replacing: Vec<(String, Place)> = replacing.collect();
    taken.retain(|rule| !replacing.iter().any(|(id, by)| *id == rule.rule.id && *by != rule.rule.place));
    let mut rules: BTreeMap<&str, PlannedRule> = BTreeMap::new();
    let mut binding = Binding::new(library, &active, period.map(|period| period.year), settings);
    for rule in taken {
        rules.insert(&rule.rule.id, planned(rule, library, &mut binding));
    }
    let sets = active.iter().filter_map(|index| library.sets.get(*index));
    let sets = sets.map(|set| (set.id.clone(), set.digest().to_owned())).collect();
    let report = Later::new(decision::report(library, &active, &mut binding));
    Plan { rules: rules.into_values().collect(), sets, overridden: binding.overridden(), report }
}

/// One rule for one year with its conditions recorded, and what they are.
pub fn probed(
    library: &Library,
    rule: &CheckedRule,
    period: Option<Period>,
    settings: &Settings,
) -> (PlannedRule, Vec<Probe>) {
    let active = library.closures.get(rule.set).cloned().unwrap_or_default();
    let mut binding = Binding::new(library, &active, period.map(|period| period.year), settings).probing(rule.set);
    let planned = planned(rule, library, &mut binding);
    (planned, binding.probes().to_vec())
}

fn planned(rule: &CheckedRule, library: &Library, binding: &mut Binding<'_>) -> PlannedRule {
    let names = Names::of(library, rule.set);
    let parts = rule
        .parts
        .iter()
        .filter_map(|part| {
            let written = rule.rule.parts.get(part.part)?;
            if let Some(when) = &written.when {
                binding.within(when);
            }
            let when = part.when.as_ref().map(|when| lower(when, binding));
            binding.within(&written.assert);
            Some(PlannedPart {
                key: part.key.clone(),
                when,
                assert: lower(&part.assert, binding),
                place: written.assert.place,
                at: part.at.as_ref().map(|at| lower(at, binding)),
                message: part.message.as_ref().map(|pieces| {
                    let written = written.message.iter().flat_map(|message| &message.pieces);
                    let piece = |(piece, written): (&CheckedPiece, &crate::ruleset::Piece)| {
                        if let crate::ruleset::Piece::Value(expression, _) = written {
                            binding.within(expression);
                        }
                        match piece {
                            CheckedPiece::Words(words) => Piece::Words(words.clone()),
                            CheckedPiece::Value(typed, style) => Piece::Value(lower(typed, binding), *style),
                        }
                    };
                    Later::new(pieces.iter().zip(written).map(piece).collect())
                }),
                tolerance: part.tolerance.clone(),
                measure: part.measure,
            })
        })
        .collect();
    if let Some(Triage::If(expression)) = &rule.rule.triage {
        binding.within(expression);
    }
    let sources = rule.rule.sources.iter().filter_map(|(name, _)| names.source(name));
    PlannedRule {
        selected: true,
        rule: Heading::from(&*rule.rule),
        row: rule.row,
        reach: rule.rule.reach.clone(),
        claim: rule.claim,
        parts,
        triage: rule.triage.as_ref().map(|triage| lower(triage, binding)),
        sources: Later::new(Arc::new(
            sources.map(|source| (source.title.clone(), source.url.clone(), source.unverified)).collect(),
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_node_is_small() {
        assert!(size_of::<Node>() <= 32, "{}", size_of::<Node>());
    }
}
