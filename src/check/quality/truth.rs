//! Which conditions come to the same whatever a return holds. Only what can be told from the
//! expression and the form: literals, a figure compared with itself, bounds that exclude each
//! other, two words at once, signs that a figure cannot have.

use super::Scope;
use crate::check::presence::always_missing;
use crate::check::rules::CheckedPart;
use crate::check::{Meaning, Typed};
use crate::diag::Diagnostic;
use crate::feel::{Compare, Kind, Test};
use crate::form::Sign;
use crate::ruleset::Part;
use crate::value::Number;
use std::cmp::Ordering;

/// What a condition can come to besides missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Can {
    be_true: bool,
    be_false: bool,
}

const EITHER: Can = Can { be_true: true, be_false: true };

impl Can {
    fn always(truth: bool) -> Can {
        Can { be_true: truth, be_false: !truth }
    }

    fn not(self) -> Can {
        Can { be_true: self.be_false, be_false: self.be_true }
    }
}

/// Reports a part that can never apply, or never fail, or never hold.
pub(super) fn judge(scope: &Scope<'_>, part: &CheckedPart, written: &Part, id: &str, found: &mut Vec<Diagnostic>) {
    let when = part.when.as_ref();
    let conditions = when.zip(written.when.as_ref()).into_iter().chain([(&part.assert, &written.assert)]);
    for (typed, written) in conditions {
        if let Some(culprit) = always_missing(typed) {
            let words = format!("rule {id} is never judged: `{culprit}` is always missing");
            found.push(
                Diagnostic::at("E311", written.place, words).help("ask with `= null` whether something is given"),
            );
            return;
        }
    }
    if let (Some(when), Some(written)) = (when, &written.when)
        && !can(scope, when).be_true
    {
        let words = format!("rule {id} never applies: its `when` can never be true");
        found.push(Diagnostic::at("E311", written.place, words).help("correct the condition, or take the rule out"));
        return;
    }
    let assert = can(scope, &part.assert);
    // Whether the rule can apply and its assert come to so much.
    let impossible = |truth: bool| {
        let mut all = Vec::new();
        atoms(&part.assert, truth, &mut all);
        if let Some(when) = when {
            atoms(when, true, &mut all);
        }
        exclude_each_other(&all)
    };
    if !assert.be_false || impossible(false) {
        let words = format!(
            "rule {id} can never fail: what it asserts holds for every return{}",
            if when.is_some() && assert.be_false { " to which it applies" } else { "" }
        );
        found.push(
            Diagnostic::at("E310", written.assert.place, words).help("correct the condition, or take the rule out"),
        );
    } else if !assert.be_true || impossible(true) {
        let words = format!("rule {id} always fails: what it asserts can never hold");
        found.push(Diagnostic::at("E310", written.assert.place, words).help("correct the condition"));
    }
}

fn can(scope: &Scope<'_>, typed: &Typed) -> Can {
    if always_missing(typed).is_some() {
        return Can { be_true: false, be_false: false };
    }
    match &typed.kind {
        Kind::Bool(truth) => Can::always(*truth),
        Kind::And(a, b) => {
            let (left, right) = (can(scope, a), can(scope, b));
            let mut all = Vec::new();
            atoms(typed, true, &mut all);
            Can {
                be_true: left.be_true && right.be_true && !exclude_each_other(&all),
                be_false: left.be_false || right.be_false,
            }
        }
        Kind::Or(a, b) => {
            let (left, right) = (can(scope, a), can(scope, b));
            let mut none = Vec::new();
            atoms(typed, false, &mut none);
            Can {
                be_true: left.be_true || right.be_true,
                be_false: left.be_false && right.be_false && !exclude_each_other(&none),
            }
        }
        Kind::If(condition, yes, no) => {
            let condition = can(scope, condition);
            let (yes, no) = (can(scope, yes), can(scope, no));
            Can {
                be_true: condition.be_true && yes.be_true || condition.be_false && no.be_true,
                be_false: condition.be_true && yes.be_false || condition.be_false && no.be_false,
            }
        }
        Kind::Call(name, arguments) if name.text == "not" => {
            arguments.first().map_or(EITHER, |argument| can(scope, &argument.value).not())
        }
        Kind::Name(_) | Kind::Path(..) => match &typed.note.meaning {
            Meaning::Definition(_, inner) => can(scope, inner),
            _ => EITHER,
        },
        Kind::Compare(op, left, right) if !matches!(typed.note.meaning, Meaning::NullTest) => {
            compared(scope, *op, left, right)
        }
        Kind::Between(_, low, high) => match literal(low).zip(literal(high)) {
            Some((low, high)) if low > high => Can::always(false),
            _ => EITHER,
        },
        _ => EITHER,
    }
}

fn compared(scope: &Scope<'_>, op: Compare, left: &Typed, right: &Typed) -> Can {
    if let (Some(a), Some(b)) = (literal(left), literal(right)) {
        return Can::always(op.holds(a.cmp(&b)));
    }
    if left.to_string() == right.to_string() {
        return Can::always(op.holds(Ordering::Equal));
    }
    let Some((side, op, bound)) = bound(op, left, right) else { return EITHER };
    let size = matches!(&side.kind, Kind::Call(name, _) if matches!(name.text.as_str(), "count" | "abs"));
    let Some(sign) = scope.sign(side).or(size.then_some(Sign::Positive)) else { return EITHER };
    let (zero, below) = (bound.is_zero(), bound.is_negative());
    match (sign, op) {
        (Sign::Positive, Compare::GreaterOrEqual) if zero || below => Can::always(true),
        (Sign::Positive, Compare::Greater) if below => Can::always(true),
        (Sign::Positive, Compare::Less) if zero || below => Can::always(false),
        (Sign::Positive, Compare::LessOrEqual) if below => Can::always(false),
        (Sign::Negative, Compare::LessOrEqual) if !below => Can::always(true),
        (Sign::Negative, Compare::Greater) if !below => Can::always(false),
        _ => EITHER,
    }
}

fn literal(typed: &Typed) -> Option<Number> {
    match &typed.kind {
        Kind::Number(text) => Number::parse_literal(text),
        Kind::Negate(inner) => literal(inner).map(Number::negate),
        _ => None,
    }
}

/// A comparison with a literal number, turned so that the literal stands on the right.
fn bound<'t>(op: Compare, left: &'t Typed, right: &'t Typed) -> Option<(&'t Typed, Compare, Number)> {
    match (literal(left), literal(right)) {
        (None, Some(number)) => Some((left, op, number)),
        (Some(number), None) => Some((right, turned(op), number)),
        _ => None,
    }
}

fn turned(op: Compare) -> Compare {
    match op {
        Compare::Less => Compare::Greater,
        Compare::LessOrEqual => Compare::GreaterOrEqual,
        Compare::Greater => Compare::Less,
        Compare::GreaterOrEqual => Compare::LessOrEqual,
        same => same,
    }
}

fn opposite(op: Compare) -> Compare {
    match op {
        Compare::Equal => Compare::NotEqual,
        Compare::NotEqual => Compare::Equal,
        Compare::Less => Compare::GreaterOrEqual,
        Compare::LessOrEqual => Compare::Greater,
        Compare::Greater => Compare::LessOrEqual,
        Compare::GreaterOrEqual => Compare::Less,
    }
}

/// A comparison of something with a literal word.
fn against_word<'t>(left: &'t Typed, right: &'t Typed) -> Option<(&'t Typed, &'t str)> {
    match (&left.kind, &right.kind) {
        (Kind::Text(_), Kind::Text(_)) => None,
        (_, Kind::Text(word)) => Some((left, word)),
        (Kind::Text(word), _) => Some((right, word)),
        _ => None,
    }
}

/// What a condition requires of one expression.
enum Atom {
    Bound(String, Compare, Number),
    Word(String, bool, String),
    Pair(String, Compare, String),
    Given(String, bool),
}

/// The simple comparisons that all hold when a condition comes to `truth`.
fn atoms(typed: &Typed, truth: bool, out: &mut Vec<Atom>) {
    match (&typed.kind, truth) {
        (Kind::And(a, b), true) | (Kind::Or(a, b), false) => {
            atoms(a, truth, out);
            atoms(b, truth, out);
        }
        (Kind::Call(name, arguments), _) if name.text == "not" => {
            if let Some(argument) = arguments.first() {
                atoms(&argument.value, !truth, out);
            }
        }
        (Kind::Compare(op, left, right), _) if !matches!(typed.note.meaning, Meaning::NullTest) => {
            let op = if truth { *op } else { opposite(*op) };
            if let Some((side, op, number)) = bound(op, left, right) {
                out.push(Atom::Bound(side.to_string(), op, number));
            } else if let Some((side, word)) = against_word(left, right)
                && matches!(op, Compare::Equal | Compare::NotEqual)
            {
                out.push(Atom::Word(side.to_string(), op == Compare::Equal, word.to_owned()));
            } else {
                out.push(Atom::Pair(left.to_string(), op, right.to_string()));
            }
        }
        (Kind::Compare(op, left, right), _) => {
            let side = if matches!(left.kind, Kind::Null) { right } else { left };
            out.push(Atom::Given(side.to_string(), (*op == Compare::NotEqual) == truth));
        }
        (Kind::Between(value, low, high), true) => {
            if let Some((low, high)) = literal(low).zip(literal(high)) {
                out.push(Atom::Bound(value.to_string(), Compare::GreaterOrEqual, low));
                out.push(Atom::Bound(value.to_string(), Compare::LessOrEqual, high));
            }
        }
        (Kind::In(value, tests), false) => {
            for test in tests {
                if let Test::Value(test) = test
                    && let Kind::Text(word) = &test.kind
                {
                    out.push(Atom::Word(value.to_string(), false, word.clone()));
                }
            }
        }
        (Kind::Name(_), _) => {
            if let Meaning::Definition(_, inner) = &typed.note.meaning {
                atoms(inner, truth, out);
            }
        }
        _ => {}
    }
}

/// Whether requirements can never hold together: an upper bound below a lower one, two words at
/// once, a word and not that word.
fn exclude_each_other(atoms: &[Atom]) -> bool {
    atoms.iter().enumerate().any(|(index, one)| {
        atoms.iter().skip(index.saturating_add(1)).any(|other| match (one, other) {
            (Atom::Bound(a, left, x), Atom::Bound(b, right, y)) => a == b && apart(*left, *x, *right, *y),
            (Atom::Pair(a, left, x), Atom::Pair(b, right, y)) => a == b && x == y && disjoint(*left, *right),
            (Atom::Given(a, yes), Atom::Given(b, other)) => a == b && yes != other,
            (Atom::Word(a, yes, x), Atom::Word(b, other, y)) => {
                a == b && ((*yes && *other && x != y) || (yes != other && x == y))
            }
            _ => false,
        })
    })
}

/// Whether two values never stand in both orders.
fn disjoint(left: Compare, right: Compare) -> bool {
    [Ordering::Less, Ordering::Equal, Ordering::Greater]
        .into_iter()
        .all(|order| !(left.holds(order) && right.holds(order)))
}

/// Whether no number satisfies both comparisons.
fn apart(left: Compare, x: Number, right: Compare, y: Number) -> bool {
    let (low, high) = (
        |op| matches!(op, Compare::Greater | Compare::GreaterOrEqual),
        |op| matches!(op, Compare::Less | Compare::LessOrEqual),
    );
    let strict = |op| matches!(op, Compare::Greater | Compare::Less);
    match (left, right) {
        (Compare::Equal, op) => !op.holds(x.cmp(&y)),
        (op, Compare::Equal) => !op.holds(y.cmp(&x)),
        (a, b) if low(a) && high(b) => x > y || (x == y && (strict(a) || strict(b))),
        (a, b) if high(a) && low(b) => y > x || (x == y && (strict(a) || strict(b))),
        _ => false,
    }
}
