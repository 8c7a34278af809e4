//! The syntax tree. `A` is what a phase knows of each node: nothing from the parser, the type
//! and meaning from the checker.

use crate::source::Span;
use serde::{Deserialize, Serialize};

/// A name with its place.
#[derive(Debug, Clone, PartialEq)]
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

/// `= != < <= > >=`
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Compare {
    /// `=`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
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
}

/// An argument, by position or by name.
#[derive(Debug, Clone, PartialEq)]
pub struct Argument<A> {
    /// The parameter's name, when it is given by name.
    pub name: Option<Name>,
    /// The value.
    pub value: Expr<A>,
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
    /// `f(a)`
    Call(Name, Vec<Argument<A>>),
}

impl Compare {
    /// As written.
    pub fn sign(self) -> &'static str {
        match self {
            Compare::Equal => "=",
            Compare::NotEqual => "!=",
            Compare::Less => "<",
            Compare::LessOrEqual => "<=",
            Compare::Greater => ">",
            Compare::GreaterOrEqual => ">=",
        }
    }

    /// Whether an order of two values satisfies it.
    pub fn holds(self, order: std::cmp::Ordering) -> bool {
        match self {
            Compare::Equal => order.is_eq(),
            Compare::NotEqual => order.is_ne(),
            Compare::Less => order.is_lt(),
            Compare::LessOrEqual => order.is_le(),
            Compare::Greater => order.is_gt(),
            Compare::GreaterOrEqual => order.is_ge(),
        }
    }
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
            Kind::Path(a, _) | Kind::Negate(a) => vec![a],
            Kind::Arithmetic(_, a, b) | Kind::Compare(_, a, b) => vec![a, b],
            Kind::And(a, b) | Kind::Or(a, b) | Kind::Filter(a, b) | Kind::Range(a, _, b, _) => vec![a, b],
            Kind::Between(a, b, c) | Kind::If(a, b, c) => vec![a, b, c],
            Kind::In(value, tests) => {
                let tests = tests.iter().map(|test| match test {
                    Test::Compare(_, value) | Test::Value(value) => value,
                });
                std::iter::once(&**value).chain(tests).collect()
            }
            Kind::For(bindings, body) | Kind::Quantified(_, bindings, body) => {
                bindings.iter().map(|(_, list)| list).chain(std::iter::once(&**body)).collect()
            }
            Kind::List(items) => items.iter().collect(),
            Kind::Context(entries) => entries.iter().map(|(_, value)| value).collect(),
            Kind::Call(_, arguments) => arguments.iter().map(|argument| &argument.value).collect(),
        }
    }
}
