//! The syntax tree. `A` is what a phase knows of each node: nothing from the parser, the type
//! and meaning from the checker.

use super::type_name::TypeName;
use crate::source::Span;
use crate::value::Compare;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// A name with its place.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Name {
    /// The name.
    pub text: String,
    /// Where it stands in the expression.
    pub span: Span,
}

/// A node of the tree.
#[derive(Debug, Clone, PartialEq)]
pub struct Expr<A = ()> {
    /// What it is.
    pub kind: Kind<A>,
    /// Where it stands in the expression's text.
    pub span: Span,
    /// What the phase knows of it.
    pub note: A,
}

/// `+ - * / **`
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Arithmetic {
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `/`
    Divide,
    /// `**`
    Power,
}

/// `some` or `every`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Quantifier {
    /// True when one is.
    Some,
    /// True when all are.
    Every,
}

/// One test on the right of `in`.
#[derive(Debug, Clone, PartialEq)]
pub enum Test<A> {
    /// `< 5`
    Compare(Compare, Expr<A>),
    /// A value, a list or a range.
    Value(Expr<A>),
    /// A condition on `?`, the value on the left.
    Condition(Expr<A>),
}

/// An argument, by position or by name.
#[derive(Debug, Clone, PartialEq)]
pub struct Argument<A> {
    /// The parameter's name, when it is given by name.
    pub name: Option<Name>,
    /// The value.
    pub value: Expr<A>,
}

/// A parameter of a function definition.
#[derive(Debug, Clone, PartialEq)]
pub struct Parameter {
    /// Its name.
    pub name: Name,
    /// Its type, where one is stated.
    pub ty: Option<TypeName>,
}

type Boxed<A> = Box<Expr<A>>;

/// What a node is.
#[derive(Debug, Clone, PartialEq)]
pub enum Kind<A = ()> {
    /// `null`
    Null,
    /// `true`, `false`
    Bool(bool),
    /// A number as written.
    Number(String),
    /// A text, decoded.
    Text(String),
    /// `@"2016-10-31"`
    At(String),
    /// A name.
    Name(String),
    /// `a.b`
    Path(Boxed<A>, Name),
    /// `-a`
    Negate(Boxed<A>),
    /// `a + b`
    Arithmetic(Arithmetic, Boxed<A>, Boxed<A>),
    /// `a < b`
    Compare(Compare, Boxed<A>, Boxed<A>),
    /// `a and b`
    And(Boxed<A>, Boxed<A>),
    /// `a or b`
    Or(Boxed<A>, Boxed<A>),
    /// `a between b and c`
    Between(Boxed<A>, Boxed<A>, Boxed<A>),
    /// `a in (b, < c)`
    In(Boxed<A>, Vec<Test<A>>),
    /// `if a then b else c`
    If(Boxed<A>, Boxed<A>, Boxed<A>),
    /// `for x in a return b`
    For(Vec<(Name, Expr<A>)>, Boxed<A>),
    /// `some x in a satisfies b`
    Quantified(Quantifier, Vec<(Name, Expr<A>)>, Boxed<A>),
    /// `[a, b]`
    List(Vec<Expr<A>>),
    /// `{a: 1}`
    Context(Vec<(Name, Expr<A>)>),
    /// `[a..b]`, with whether each end is included.
    Range(Boxed<A>, bool, Boxed<A>, bool),
    /// `a[b]`
    Filter(Boxed<A>, Boxed<A>),
    /// `(< 10)`: all values that compare so.
    Compared(Compare, Boxed<A>),
    /// `f(a)`
    Call(Name, Vec<Argument<A>>),
    /// `(function(a) a)(1)`: a call of what an expression gives.
    Invoke(Boxed<A>, Vec<Argument<A>>),
    /// `function(a, b: number) a + b`. Shared, because a function outlives the walk that meets it.
    Function(Vec<Parameter>, Arc<Expr<A>>),
    /// `a instance of list<number>`
    InstanceOf(Boxed<A>, TypeName),
}

impl Arithmetic {
    /// As written.
    pub fn sign(self) -> &'static str {
        match self {
            Arithmetic::Add => "+",
            Arithmetic::Subtract => "-",
            Arithmetic::Multiply => "*",
            Arithmetic::Divide => "/",
            Arithmetic::Power => "**",
        }
    }
}

impl<A> Expr<A> {
    /// The nodes directly below, in the order in which they are written.
    pub fn children(&self) -> Vec<&Expr<A>> {
        match &self.kind {
            Kind::Null | Kind::Bool(_) | Kind::Number(_) | Kind::Text(_) | Kind::At(_) | Kind::Name(_) => Vec::new(),
            Kind::Path(a, _) | Kind::Negate(a) | Kind::Compared(_, a) | Kind::InstanceOf(a, _) => vec![a],
            Kind::Function(_, body) => vec![body],
            Kind::Arithmetic(_, a, b) | Kind::Compare(_, a, b) => vec![a, b],
            Kind::And(a, b) | Kind::Or(a, b) | Kind::Filter(a, b) | Kind::Range(a, _, b, _) => vec![a, b],
            Kind::Between(a, b, c) | Kind::If(a, b, c) => vec![a, b, c],
            Kind::In(value, tests) => {
                let tests = tests.iter().map(|test| match test {
                    Test::Compare(_, value) | Test::Value(value) | Test::Condition(value) => value,
                });
                std::iter::once(&**value).chain(tests).collect()
            }
            Kind::For(bindings, body) | Kind::Quantified(_, bindings, body) => {
                bindings.iter().map(|(_, list)| list).chain(std::iter::once(&**body)).collect()
            }
            Kind::List(items) => items.iter().collect(),
            Kind::Context(entries) => entries.iter().map(|(_, value)| value).collect(),
            Kind::Call(_, arguments) => arguments.iter().map(|argument| &argument.value).collect(),
            Kind::Invoke(function, arguments) => {
                std::iter::once(&**function).chain(arguments.iter().map(|argument| &argument.value)).collect()
            }
        }
    }

    /// Whether a name stands anywhere in it.
    pub fn mentions(&self, name: &str) -> bool {
        matches!(&self.kind, Kind::Name(own) if own == name) || self.children().iter().any(|child| child.mentions(name))
    }
}

/// Whether the body of a `for` sees what it gave so far: it asks for `partial`, and no item is called
/// so.
pub fn sees_partial<A>(bindings: &[(Name, Expr<A>)], body: &Expr<A>) -> bool {
    body.mentions("partial") && !bindings.iter().any(|(name, _)| name.text == "partial")
}
