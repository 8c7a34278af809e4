//! Tree to text: what the parser reads back as the same tree. Brackets stand only where needed.

use super::ast::{Argument, Arithmetic, Expr, Kind, Parameter, Quantifier, Test};
use crate::value::quoted;
use std::fmt::{self, Display, Write};

impl<A> Display for Expr<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        print(self, 0, f)
    }
}

/// How tightly a kind binds; what binds less tightly than its surroundings gets brackets.
fn tightness<A>(kind: &Kind<A>) -> u8 {
    match kind {
        // A type may end in a sign of its own, so nothing follows it without a bracket.
        Kind::If(..) | Kind::For(..) | Kind::Quantified(..) | Kind::Function(..) | Kind::InstanceOf(..) => 0,
        Kind::Or(..) => 1,
        Kind::And(..) => 2,
        Kind::Compare(..) | Kind::Between(..) | Kind::In(..) => 3,
        Kind::Arithmetic(Arithmetic::Add | Arithmetic::Subtract, ..) => 4,
        Kind::Arithmetic(Arithmetic::Multiply | Arithmetic::Divide, ..) => 5,
        Kind::Arithmetic(Arithmetic::Power, ..) => 6,
        Kind::Negate(..) => 7,
        _ => 8,
    }
}

fn print<A>(expr: &Expr<A>, around: u8, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let own = tightness(&expr.kind);
    if own < around {
        f.write_char('(')?;
    }
    match &expr.kind {
        Kind::Null => f.write_str("null")?,
        Kind::Bool(truth) => write!(f, "{truth}")?,
        Kind::Number(text) | Kind::Name(text) => f.write_str(text)?,
        Kind::Text(text) => quoted(text, f)?,
        Kind::At(text) => {
            f.write_char('@')?;
            quoted(text, f)?;
        }
        Kind::Path(base, name) => {
            print(base, 8, f)?;
            write!(f, ".{}", name.text)?;
        }
        Kind::Negate(inner) => {
            f.write_char('-')?;
            print(inner, 7, f)?;
        }
        Kind::Arithmetic(op, left, right) => infix(left, op.sign(), right, own, f)?,
        Kind::And(left, right) => infix(left, "and", right, own, f)?,
        Kind::Or(left, right) => infix(left, "or", right, own, f)?,
        Kind::Compare(op, left, right) => {
            print(left, 4, f)?;
            write!(f, " {} ", op.sign())?;
            print(right, 4, f)?;
        }
        Kind::Between(value, low, high) => {
            print(value, 4, f)?;
            f.write_str(" between ")?;
            print(low, 4, f)?;
            f.write_str(" and ")?;
            print(high, 4, f)?;
        }
        Kind::In(value, tests) => {
            print(value, 4, f)?;
            f.write_str(" in (")?;
            separated(tests, f, |test, f| match test {
                Test::Compare(op, value) => {
                    write!(f, "{} ", op.sign())?;
                    print(value, 4, f)
                }
                Test::Value(value) | Test::Condition(value) => print(value, 0, f),
            })?;
            f.write_char(')')?;
        }
        _ => compound(expr, f)?,
    }
    if own < around {
        f.write_char(')')?;
    }
    Ok(())
}

fn infix<A>(left: &Expr<A>, sign: &str, right: &Expr<A>, own: u8, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    print(left, own, f)?;
    write!(f, " {sign} ")?;
    print(right, own.saturating_add(1), f)
}

/// Prints what holds several expressions: choices, loops, lists, calls, functions.
fn compound<A>(expr: &Expr<A>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match &expr.kind {
        Kind::If(condition, yes, no) => write!(f, "if {condition} then {yes} else {no}")?,
        Kind::For(bindings, body) => {
            f.write_str("for ")?;
            separated(bindings, f, |(name, list), f| write!(f, "{} in {list}", name.text))?;
            write!(f, " return {body}")?;
        }
        Kind::Quantified(quantifier, bindings, body) => {
            f.write_str(if *quantifier == Quantifier::Some { "some " } else { "every " })?;
            separated(bindings, f, |(name, list), f| write!(f, "{} in {list}", name.text))?;
            write!(f, " satisfies {body}")?;
        }
        Kind::List(items) => {
            f.write_char('[')?;
            separated(items, f, |item, f| print(item, 0, f))?;
            f.write_char(']')?;
        }
        Kind::Context(entries) => {
            f.write_char('{')?;
            separated(entries, f, |(name, value), f| {
                quoted(&name.text, f)?;
                write!(f, ": {value}")
            })?;
            f.write_char('}')?;
        }
        Kind::Range(low, low_in, high, high_in) => {
            f.write_char(if *low_in { '[' } else { '(' })?;
            write!(f, "{low}..{high}")?;
            f.write_char(if *high_in { ']' } else { ')' })?;
        }
        Kind::Filter(base, filter) => {
            print(base, 8, f)?;
            write!(f, "[{filter}]")?;
        }
        Kind::Compared(op, end) => {
            write!(f, "({} ", op.sign())?;
            print(end, 4, f)?;
            f.write_char(')')?;
        }
        Kind::Call(name, given) => {
            f.write_str(&name.text)?;
            arguments(given, f)?;
        }
        Kind::Invoke(function, given) => {
            // A name before a bracket would be the call of a function of that name.
            let named = matches!(function.kind, Kind::Name(_));
            print(function, if named { 9 } else { 8 }, f)?;
            arguments(given, f)?;
        }
        Kind::Function(parameters, body) => {
            f.write_str("function(")?;
            separated(parameters, f, |Parameter { name, ty }, f| {
                f.write_str(&name.text)?;
                ty.as_ref().map_or(Ok(()), |ty| write!(f, ": {ty}"))
            })?;
            write!(f, ") {body}")?;
        }
        Kind::InstanceOf(value, ty) => {
            print(value, 8, f)?;
            write!(f, " instance of {ty}")?;
        }
        _ => {}
    }
    Ok(())
}

fn arguments<A>(given: &[Argument<A>], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    f.write_char('(')?;
    separated(given, f, |Argument { name, value }, f| {
        if let Some(name) = name {
            write!(f, "{}: ", name.text)?;
        }
        print(value, 0, f)
    })?;
    f.write_char(')')
}

fn separated<T>(
    items: &[T],
    f: &mut fmt::Formatter<'_>,
    one: impl Fn(&T, &mut fmt::Formatter<'_>) -> fmt::Result,
) -> fmt::Result {
    for (at, item) in items.iter().enumerate() {
        if at > 0 {
            f.write_str(", ")?;
        }
        one(item, f)?;
    }
    Ok(())
}
