//! Tree to text: what the parser reads back as the same tree. Brackets stand only where needed.

use super::ast::{Argument, Arithmetic, Expr, Kind, Quantifier, Test};
use std::fmt::{self, Display, Write};

impl<A> Display for Expr<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        print(self, 0, f)
    }
}

/// How tightly a kind binds; what binds less tightly than its surroundings gets brackets.
fn tightness<A>(kind: &Kind<A>) -> u8 {
    match kind {
        Kind::If(..) | Kind::For(..) | Kind::Quantified(..) => 0,
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
                Test::Value(value) => print(value, 4, f),
            })?;
            f.write_char(')')?;
        }
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
        Kind::Call(name, arguments) => {
            write!(f, "{}(", name.text)?;
            separated(arguments, f, |Argument { name, value }, f| {
                if let Some(name) = name {
                    write!(f, "{}: ", name.text)?;
                }
                print(value, 0, f)
            })?;
            f.write_char(')')?;
        }
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

fn quoted(text: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    f.write_char('"')?;
    for c in text.chars() {
        match c {
            '"' => f.write_str("\\\"")?,
            '\\' => f.write_str("\\\\")?,
            '\n' => f.write_str("\\n")?,
            '\r' => f.write_str("\\r")?,
            '\t' => f.write_str("\\t")?,
            c => f.write_char(c)?,
        }
    }
    f.write_char('"')
}

#[cfg(test)]
mod tests {
    use super::super::parse;

    #[test]
    fn printing_and_reading_again_gives_the_same_text() {
        for text in [
            "a.b + c * -d ** 2 <= (e - (f - g)) / 3",
            "not(x = null) and (y or z) and w in (1, < 5, [1..3], \"a\")",
            "if some r in rows satisfies r.amount > 0 then sum(rows[status = \"agreed\"].amount) else 0",
            "for x in [1, 2], y in list return x + y",
            "a between 1 and 2 or round half up(n: x, scale: 2) = 1.5",
            "string length(\"a\\\"b\\\\\") > 1 and @\"2016-10-31\" > date(2016, 10, 1)",
            "{\"a\": 1, \"b c\": [1..2)}.a",
        ] {
            let once = parse(text).unwrap_or_else(|e| panic!("{text}: {e:?}")).to_string();
            let twice = parse(&once).unwrap_or_else(|e| panic!("{once}: {e:?}")).to_string();
            assert_eq!(once, twice);
        }
    }

    #[test]
    fn deep_nesting_is_refused_not_followed() {
        for text in [
            "(".repeat(100_000),
            "-".repeat(100_000),
            "[".repeat(100_000),
            "a[".repeat(100_000),
            "not(".repeat(100_000),
            "if ".repeat(100_000),
            "x in (".repeat(100_000),
            "{a:".repeat(100_000),
        ] {
            assert!(parse(&text).is_err());
        }
    }
}
