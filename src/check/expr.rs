//! Checking an expression node by node.

mod names;
mod words;

use super::{GapPart, Meaning, Note, Place, Typed};
use crate::diag::{Diagnostic, did_you_mean};
use crate::feel::{Expr, Kind, Name, Test, builtins};
use crate::form::{Table, TableKind};
use crate::read::TextMap;
use crate::source::Span;
use crate::value::{Date, Number, Type, Unit};
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
    /// How far the expression reaches with the definitions it uses.
    extent: Extent,
    /// Whether something is wrong with it, or with a definition it uses.
    mistaken: bool,
    depth: usize,
    /// How deep the definitions being followed are already.
    below: usize,
    pub(super) diagnostics: &'c mut Vec<Diagnostic>,
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
    checker.expr(expr)
}

impl<'c> Checker<'c> {
    pub(super) fn new(place: Place<'c>, map: &'c TextMap, diagnostics: &'c mut Vec<Diagnostic>) -> Checker<'c> {
        Checker {
            place,
            map,
            locals: Vec::new(),
            following: Vec::new(),
            known: BTreeMap::new(),
            extent: Extent::default(),
            mistaken: false,
            depth: 0,
            below: 0,
            diagnostics,
        }
    }

    /// Checks a definition with what is known of others that were checked in the same place.
    pub(super) fn definition(mut self, expr: &Expr, known: &mut Known) -> Soundness {
        std::mem::swap(&mut self.known, known);
        self.expr(expr);
        std::mem::swap(&mut self.known, known);
        match (self.extent.is_beyond(), self.mistaken) {
            (true, _) => Soundness::TooFar,
            (_, true) => Soundness::Mistaken,
            _ => Soundness::Right,
        }
    }

    pub(super) fn wrong(&mut self, code: &'static str, span: Span, message: String, help: Option<String>) {
        let place = self.map.place(span);
        self.mistaken = true;
        // A definition used by many rules has its mistake said once.
        if !self.diagnostics.iter().any(|d| d.place == Some(place) && d.code == code && d.message == message) {
            self.diagnostics.push(Diagnostic::at(code, place, message).maybe_help(help));
        }
    }

    pub(super) fn expr(&mut self, expr: &Expr) -> Typed {
        self.depth = self.depth.saturating_add(1);
        self.extent.nodes = self.extent.nodes.saturating_add(1);
        self.extent.deepest = self.extent.deepest.max(self.depth);
        let typed = self.node(expr);
        self.depth = self.depth.saturating_sub(1);
        typed
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
                if Date::parse(text).is_none() {
                    let date_like = text.len() == 10 && text.bytes().filter(u8::is_ascii_digit).count() == 8;
                    let code = if date_like { "E301" } else { "E308" };
                    let words = format!("@\"{}\" is no date such as @\"2016-10-31\"", crate::source::shown_short(text));
                    self.wrong(code, span, words, None);
                }
                plain(Kind::At(text.clone()), Type::Date)
            }
            Kind::Name(name) => self.name(name, span),
            Kind::Path(base, name) => self.path(base, name, span),
            Kind::Negate(inner) => {
                let inner = self.expr(inner);
                let ty = self.number(&inner, "-");
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
            Kind::For(bindings, body) => {
                let before = self.locals.len();
                let bindings = self.bind(bindings);
                let body = self.expr(body);
                self.locals.truncate(before);
                let ty = body.note.ty.clone().list_of();
                plain(Kind::For(bindings, Box::new(body)), ty)
            }
            Kind::Quantified(quantifier, bindings, body) => {
                let before = self.locals.len();
                let bindings = self.bind(bindings);
                let body = self.truth(body, "satisfies");
                self.locals.truncate(before);
                plain(Kind::Quantified(*quantifier, bindings, Box::new(body)), Type::Bool)
            }
            Kind::List(items) => {
                let items: Vec<Typed> = items.iter().map(|item| self.expr(item)).collect();
                let ty = items.iter().fold(Type::Any, |so_far, item| so_far.meet(&item.note.ty).unwrap_or(Type::Any));
                plain(Kind::List(items), ty.list_of())
            }
            Kind::Context(entries) => {
                // An entry sees those before it.
                let before = self.locals.len();
                let mut typed: Vec<(Name, Typed)> = Vec::new();
                for (name, value) in entries {
                    let value = self.expr(value);
                    self.locals.push(Local { name: Some(name.text.clone()), ty: value.note.ty.clone() });
                    typed.push((name.clone(), value));
                }
                self.locals.truncate(before);
                let members =
                    typed.iter().map(|(name, value)| (Arc::from(name.text.as_str()), value.note.ty.clone())).collect();
                plain(Kind::Context(typed), Type::Context(Arc::new(members)))
            }
            Kind::Range(low, low_in, high, high_in) => {
                let (low, high) = (self.expr(low), self.expr(high));
                self.ordered(&low, &high, "..");
                let ty = Type::Range(Box::new(low.note.ty.meet(&high.note.ty).unwrap_or(Type::Any)));
                plain(Kind::Range(Box::new(low), *low_in, Box::new(high), *high_in), ty)
            }
            Kind::Filter(base, filter) => self.filter(base, filter, span),
            Kind::Call(name, arguments) => self.call(name, arguments, span),
            _ => plain(Kind::Null, Type::Any),
        }
    }

    fn bind(&mut self, bindings: &[(Name, Expr)]) -> Vec<(Name, Typed)> {
        bindings
            .iter()
            .map(|(name, list)| {
                let list = self.expr(list);
                let ty = match &list.note.ty {
                    Type::List(item) | Type::Range(item) => (**item).clone(),
                    Type::Any => Type::Any,
                    other => {
                        let words = format!("`{}` runs over a list, not {other}", name.text);
                        self.wrong("E305", list.span, words, None);
                        Type::Any
                    }
                };
                self.locals.push(Local { name: Some(name.text.clone()), ty });
                (name.clone(), list)
            })
            .collect()
    }

    fn membership(&mut self, value: &Expr, tests: &[Test<()>], span: Span) -> Typed {
        let value = self.expr(value);
        let tests = tests
            .iter()
            .map(|test| match test {
                Test::Compare(op, other) => {
                    let other = self.expr(other);
                    self.ordered(&value, &other, op.sign());
                    Test::Compare(*op, other)
                }
                Test::Value(other) => {
                    let other = self.expr(other);
                    let item = match &other.note.ty {
                        Type::List(item) | Type::Range(item) => (**item).clone(),
                        single => single.clone(),
                    };
                    self.fits(&value, &item, other.span, "in");
                    self.known_words(&value, &other);
                    Test::Value(other)
                }
            })
            .collect();
        let note = Note { ty: Type::Bool, meaning: Meaning::Itself };
        Typed { kind: Kind::In(Box::new(value), tests), span, note }
    }

    fn filter(&mut self, base: &Expr, filter: &Expr, span: Span) -> Typed {
        let base = self.expr(base);
        let item = match &base.note.ty {
            Type::List(item) => (**item).clone(),
            Type::Any => Type::Any,
            other => {
                let words = format!("only a list can be filtered, not {other}");
                self.wrong("E305", base.span, words, None);
                Type::Any
            }
        };
        self.locals.push(Local { name: None, ty: item.clone() });
        let filter = self.expr(filter);
        self.locals.pop();
        let (ty, meaning) = match &filter.note.ty {
            Type::Number(_) => (item, Meaning::Position),
            Type::Bool | Type::Any | Type::Null => (item.list_of(), Meaning::Itself),
            other => {
                let words = format!("a filter is a condition or a position, not {other}");
                self.wrong("E305", filter.span, words, None);
                (item.list_of(), Meaning::Itself)
            }
        };
        Typed { kind: Kind::Filter(Box::new(base), Box::new(filter)), span, note: Note { ty, meaning } }
    }

    // ---- names ----

    // ---- paths ----

    fn call(&mut self, name: &Name, arguments: &[crate::feel::Argument<()>], span: Span) -> Typed {
        let arguments: Vec<_> = arguments
            .iter()
            .map(|argument| crate::feel::Argument { name: argument.name.clone(), value: self.expr(&argument.value) })
            .collect();
        let (ty, meaning) = match builtins::find(&name.text) {
            Some(builtin) => self.built_in(builtin, name, &arguments, span),
            None if builtins::NOT_YET.contains(&name.text.as_str()) => {
                let words = format!("`{}` is a function of the standard that is not evaluated yet", name.text);
                self.wrong("E308", name.span, words, None);
                (Type::Any, Meaning::Itself)
            }
            None => {
                let help = did_you_mean(&name.text, builtins::all().map(|b| b.name));
                self.wrong(
                    "E303",
                    name.span,
                    format!("unknown function `{}`", crate::source::shown_short(&name.text)),
                    help,
                );
                (Type::Any, Meaning::Itself)
            }
        };
        Typed { kind: Kind::Call(name.clone(), arguments), span, note: Note { ty, meaning } }
    }
}

/// A node that means nothing but itself.
pub(super) fn itself(kind: Kind<Note>, span: Span, ty: Type) -> Typed {
    Typed { kind, span, note: Note { ty, meaning: Meaning::Itself } }
}
