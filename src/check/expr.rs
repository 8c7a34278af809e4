//! Checking an expression node by node.

mod around;
mod fold;
mod functions;
mod lists;
mod names;
mod words;

use super::{Around, Fact, GapPart, Meaning, Note, Place, Sight, Typed};
use crate::diag::{Diagnostic, did_you_mean};
use crate::feel::{Compare, Expr, Kind, Name, Test, builtins};
use crate::form::{Table, TableKind};
use crate::read::TextMap;
use crate::source::Span;
use crate::value::{Number, Type, Unit};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A name bound inside the expression. The item of a filter has no name of its own but `item`,
/// and its members can be named bare.
struct Local {
    name: Option<String>,
    ty: Type,
}

pub(super) struct Checker<'c> {
    place: Place<'c>,
    map: &'c TextMap,
    locals: Vec<Local>,
    /// The definitions being followed, so that a circle is found.
    following: Vec<String>,
    /// The definitions checked already, so that each is followed once.
    known: Known,
    /// The same of definitions as they stand in other returns.
    known_within: Known,
    /// How far the expression reaches with the definitions it uses.
    extent: Extent,
    /// Whether something is wrong with it, or with a definition it uses.
    mistaken: bool,
    depth: usize,
    /// How deep the definitions being followed are already.
    below: usize,
    /// The lowest bound name that the expression being checked refers to, counted from 1; 0 when it
    /// refers to something outside.
    reach: usize,
    pub(super) diagnostics: &'c mut Vec<Diagnostic>,
    /// Whether only that something is wrong is asked, not what.
    trial: bool,
}

/// Definitions that were checked in one place, by their names.
pub(super) type Known = BTreeMap<String, Followed>;

/// A definition that was checked.
#[derive(Clone)]
pub(super) struct Followed {
    typed: Arc<Typed>,
    extent: Extent,
    mistaken: bool,
}

/// Whether a definition is right, with all definitions that it uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Soundness {
    Right,
    /// Something is wrong, in the place where it was checked.
    Mistaken,
    /// It leads too far, wherever it is used.
    TooFar,
}

/// How large an expression is and how deep, with all the definitions it uses written out.
#[derive(Debug, Clone, Copy, Default)]
struct Extent {
    nodes: usize,
    deepest: usize,
}

/// How large and how deep an expression may be with its definitions written out: evaluating it
/// stays within a known time and stack.
const LARGEST: Extent = Extent { nodes: 20_000, deepest: 200 };

/// How many levels deep definitions are followed that were not checked before, which takes stack.
const DEEPEST_FOLLOWED: usize = 100;

impl Extent {
    /// What a definition that leads too far comes to: so does everything that uses it.
    const BEYOND: Extent = Extent { nodes: usize::MAX, deepest: usize::MAX };

    fn is_beyond(self) -> bool {
        self.nodes > LARGEST.nodes || self.deepest > LARGEST.deepest
    }
}

/// Checks an expression that stands alone, with names of known types: `eval` with a context.
pub fn check_bare(
    expr: &Expr,
    place: Place<'_>,
    names: &[(String, Type)],
    map: &TextMap,
    diagnostics: &mut Vec<Diagnostic>,
) -> Typed {
    let mut checker = Checker::new(place, map, diagnostics);
    checker.locals = names.iter().map(|(name, ty)| Local { name: Some(name.clone()), ty: ty.clone() }).collect();
    checker.whole(expr)
}

impl<'c> Checker<'c> {
    pub(super) fn new(place: Place<'c>, map: &'c TextMap, diagnostics: &'c mut Vec<Diagnostic>) -> Checker<'c> {
        Checker {
            place,
            map,
            locals: Vec::new(),
            following: Vec::new(),
            known: BTreeMap::new(),
            known_within: BTreeMap::new(),
            extent: Extent::default(),
            mistaken: false,
            depth: 0,
            below: 0,
            reach: usize::MAX,
            diagnostics,
            trial: false,
        }
    }

    /// Only to find out whether something is wrong: what it is goes nowhere, so nothing is looked for
    /// that might have been meant.
    pub(super) fn on_trial(self) -> Checker<'c> {
        Checker { trial: true, ..self }
    }

    /// Checks a definition with what is known of others that were checked in the same place.
    pub(super) fn definition(mut self, expr: &Expr, known: &mut Known) -> Soundness {
        std::mem::swap(&mut self.known, known);
        self.whole(expr);
        std::mem::swap(&mut self.known, known);
        match (self.extent.is_beyond(), self.mistaken) {
            (true, _) => Soundness::TooFar,
            (_, true) => Soundness::Mistaken,
            _ => Soundness::Right,
        }
    }

    pub(super) fn wrong(&mut self, code: &'static str, span: Span, message: String, help: Option<String>) {
        self.mistaken = true;
        if self.trial {
            return;
        }
        let place = self.map.place(span);
        // A definition used by many rules has its mistake said once.
        if !self.diagnostics.iter().any(|d| d.place == Some(place) && d.code == code && d.message == message) {
            self.diagnostics.push(Diagnostic::at(code, place, message).maybe_help(help));
        }
    }

    /// Checks a whole expression, and what the parts of it come to that depend on nothing.
    pub(super) fn whole(&mut self, expr: &Expr) -> Typed {
        let typed = self.expr(expr);
        if !self.mistaken {
            self.fold(&typed);
        }
        typed
    }

    pub(super) fn expr(&mut self, expr: &Expr) -> Typed {
        self.depth = self.depth.saturating_add(1);
        self.extent.nodes = self.extent.nodes.saturating_add(1);
        self.extent.deepest = self.extent.deepest.max(self.depth);
        let around = std::mem::replace(&mut self.reach, usize::MAX);
        let mut typed = self.node(expr);
        typed.note.closed = self.reach > self.locals.len();
        self.reach = self.reach.min(around);
        self.depth = self.depth.saturating_sub(1);
        typed
    }

    /// Notes that the expression being checked refers to a bound name, or to something outside.
    fn reaches(&mut self, meaning: &Meaning) {
        let depth = match meaning {
            Meaning::Local(depth) | Meaning::OfItem(depth, _) => depth.saturating_add(1),
            _ => 0,
        };
        self.reach = self.reach.min(depth);
    }

    fn node(&mut self, expr: &Expr) -> Typed {
        let span = expr.span;
        let plain = |kind, ty| itself(kind, span, ty);
        match &expr.kind {
            Kind::Null => plain(Kind::Null, Type::Null),
            Kind::Bool(truth) => plain(Kind::Bool(*truth), Type::Bool),
            Kind::Text(text) => plain(Kind::Text(text.clone()), Type::Text),
            Kind::Number(text) => {
                if Number::parse_literal(text).is_none() {
                    let help = Some("write it out in at most 28 digits".to_owned());
                    self.wrong("E301", span, format!("`{text}` is no exact number of 28 digits"), help);
                }
                plain(Kind::Number(text.clone()), Type::Number(Unit::Any))
            }
            Kind::At(text) => {
                let value = builtins::time_literal(text);
                if value.is_none() {
                    let words = format!(
                        "@\"{}\" is no date, time or duration such as @\"2016-10-31\", @\"10:30:00\" or @\"P1D\"",
                        crate::source::shown_short(text)
                    );
                    self.wrong("E301", span, words, None);
                }
                plain(Kind::At(text.clone()), value.as_ref().map_or(Type::Any, Type::of))
            }
            Kind::Name(name) => self.name(name, span),
            Kind::Path(base, name) => self.path(base, name, span),
            Kind::Negate(inner) => {
                let inner = self.expr(inner);
                let ty = match inner.note.ty {
                    Type::Seconds | Type::Months => inner.note.ty.clone(),
                    _ => self.number(&inner, "-"),
                };
                plain(Kind::Negate(Box::new(inner)), ty)
            }
            Kind::Arithmetic(op, left, right) => self.arithmetic(*op, left, right, span),
            Kind::Compare(op, left, right) => self.compare(*op, left, right, span),
            Kind::And(left, right) => {
                let (left, right) = (self.truth(left, "and"), self.truth(right, "and"));
                plain(Kind::And(Box::new(left), Box::new(right)), Type::Bool)
            }
            Kind::Or(left, right) => {
                let (left, right) = (self.truth(left, "or"), self.truth(right, "or"));
                plain(Kind::Or(Box::new(left), Box::new(right)), Type::Bool)
            }
            _ => self.compound(expr),
        }
    }

    /// Checks what holds several expressions: tests, choices, loops, lists and calls.
    fn compound(&mut self, expr: &Expr) -> Typed {
        let span = expr.span;
        let plain = |kind, ty| itself(kind, span, ty);
        match &expr.kind {
            Kind::Between(value, low, high) => {
                let (value, low, high) = (self.expr(value), self.expr(low), self.expr(high));
                self.ordered(&value, &low, "between");
                self.ordered(&value, &high, "between");
                plain(Kind::Between(Box::new(value), Box::new(low), Box::new(high)), Type::Bool)
            }
            Kind::In(value, tests) => self.membership(value, tests, span),
            Kind::If(condition, yes, no) => {
                let condition = self.truth(condition, "if");
                let (yes, no) = (self.expr(yes), self.expr(no));
                let ty = self.meet(&yes, &no, "the two branches of `if`");
                plain(Kind::If(Box::new(condition), Box::new(yes), Box::new(no)), ty)
            }
            Kind::For(bindings, body) => self.for_each(bindings, body, span),
            Kind::Quantified(quantifier, bindings, body) => {
                let before = self.locals.len();
                let bindings = self.bind(bindings);
                let body = self.truth(body, "satisfies");
                self.locals.truncate(before);
                plain(Kind::Quantified(*quantifier, bindings, Box::new(body)), Type::Bool)
            }
            Kind::List(items) => {
                let items: Vec<Typed> = items.iter().map(|item| self.expr(item)).collect();
                let ty = Type::common(items.iter().map(|item| item.note.ty.clone()));
                plain(Kind::List(items), ty.list_of())
            }
            Kind::Context(entries) => self.context(entries, span),
            Kind::Range(low, low_in, high, high_in) => {
                let (low, high) = (self.expr(low), self.expr(high));
                self.ordered(&low, &high, "..");
                let ty = Type::Range(Box::new(low.note.ty.meet(&high.note.ty).unwrap_or(Type::Any)));
                plain(Kind::Range(Box::new(low), *low_in, Box::new(high), *high_in), ty)
            }
            Kind::Compared(op, end) => {
                let end = self.expr(end);
                self.ordered(&end, &end, op.sign());
                let ty = Type::Range(Box::new(end.note.ty.clone()));
                plain(Kind::Compared(*op, Box::new(end)), ty)
            }
            Kind::Filter(base, filter) => self.filter(base, filter, span),
            Kind::Call(name, arguments) => self.call(name, arguments, span),
            Kind::Invoke(function, arguments) => self.invoke(function, arguments, span),
            Kind::Function(parameters, body) => self.function(parameters, body, &[], span),
            Kind::InstanceOf(value, ty) => {
                let value = self.expr(value);
                self.type_name(ty);
                plain(Kind::InstanceOf(Box::new(value), ty.clone()), Type::Bool)
            }
            _ => plain(Kind::Null, Type::Any),
        }
    }
}

/// A node that means nothing but itself.
pub(super) fn itself(kind: Kind<Note>, span: Span, ty: Type) -> Typed {
    Typed { kind, span, note: Note::of(ty) }
}
