//! Trees at random, for laws that hold of every tree.

use super::ast::{Argument, Arithmetic, Expr, Kind, Name, Parameter, Quantifier, Test};
use super::type_name::TypeName;
use crate::source::Span;
use crate::value::Compare;
use proptest::prelude::*;
use std::sync::Arc;

fn node(kind: Kind) -> Expr {
    Expr { kind, span: Span::default(), note: () }
}

fn named(text: &str) -> Name {
    Name { text: text.to_owned(), span: Span::default() }
}

fn name() -> impl Strategy<Value = Name> {
    prop::sample::select(vec!["a", "plan", "ytd_actual", "x1", "_", "šum", "🐎", "item", "partial", "list", "date"])
        .prop_map(named)
}

fn member() -> impl Strategy<Value = Name> {
    prop::sample::select(vec!["a", "in", "then", "time offset", "start included", "end", "not"]).prop_map(named)
}

fn arithmetic() -> impl Strategy<Value = Arithmetic> {
    use Arithmetic::{Add, Divide, Multiply, Power, Subtract};
    prop::sample::select(vec![Add, Subtract, Multiply, Divide, Power])
}

fn compare() -> impl Strategy<Value = Compare> {
    use Compare::{Equal, Greater, GreaterOrEqual, Less, LessOrEqual, NotEqual};
    prop::sample::select(vec![Equal, NotEqual, Less, LessOrEqual, Greater, GreaterOrEqual])
}

fn type_name() -> impl Strategy<Value = TypeName> {
    let plain = prop::sample::select(vec!["Any", "number", "date and time", "date", "list", "function", "tMine"])
        .prop_map(|text| TypeName::Plain(named(text)));
    plain.prop_recursive(2, 6, 2, |inner| {
        prop_oneof![
            inner.clone().prop_map(|ty| TypeName::List(Box::new(ty))),
            inner.clone().prop_map(|ty| TypeName::Range(Box::new(ty))),
            prop::collection::vec((name(), inner.clone()), 0..3).prop_map(TypeName::Context),
            (prop::collection::vec(inner.clone(), 0..3), inner)
                .prop_map(|(parameters, result)| TypeName::Function(parameters, Box::new(result))),
        ]
    })
}

fn leaf() -> impl Strategy<Value = Expr> {
    prop_oneof![
        Just(Kind::Null),
        any::<bool>().prop_map(Kind::Bool),
        prop::sample::select(vec!["0", "1", ".5", "1204.50", "1e3", "1.2E-3"]).prop_map(|n| Kind::Number(n.to_owned())),
        any::<String>().prop_map(Kind::Text),
        prop::sample::select(vec!["agreed", "\\d+", "a\"b", "line\nend", "\u{1f600}"])
            .prop_map(|t| Kind::Text(t.to_owned())),
        prop::sample::select(vec!["2016-10-31", "P1D", "no date"]).prop_map(|t| Kind::At(t.to_owned())),
        name().prop_map(|name| Kind::Name(name.text)),
    ]
    .prop_map(node)
}

fn test(value: Expr) -> Test<()> {
    if value.mentions("?") { Test::Condition(value) } else { Test::Value(value) }
}

/// Trees as the parser makes them, but for their places.
pub fn tree() -> impl Strategy<Value = Expr> {
    leaf().prop_recursive(5, 40, 4, |inner| {
        let e = || inner.clone();
        let boxed = || inner.clone().prop_map(Box::new);
        let bindings = || prop::collection::vec((name(), e()), 1..3);
        let arguments = || {
            let parameter = prop::sample::select(vec!["n", "start position", "from"]).prop_map(named);
            prop::collection::vec((prop::option::of(parameter), e()), 0..3)
                .prop_map(|given| given.into_iter().map(|(name, value)| Argument { name, value }).collect::<Vec<_>>())
        };
        let functions = prop::sample::select(vec!["sum", "round half up", "date and time", "my_own"]).prop_map(named);
        let asked = (compare(), e())
            .prop_map(|(op, end)| node(Kind::Compare(op, Box::new(node(Kind::Name("?".to_owned()))), Box::new(end))));
        let tests = prop::collection::vec(
            prop_oneof![
                (compare(), e()).prop_map(|(op, end)| Test::Compare(op, end)),
                e().prop_map(test),
                asked.prop_map(test),
            ],
            1..3,
        );
        let parameters = prop::collection::vec((name(), prop::option::of(type_name())), 0..3);
        prop_oneof![
            (boxed(), member()).prop_map(|(base, name)| Kind::Path(base, name)),
            boxed().prop_map(Kind::Negate),
            (arithmetic(), boxed(), boxed()).prop_map(|(op, a, b)| Kind::Arithmetic(op, a, b)),
            (compare(), boxed(), boxed()).prop_map(|(op, a, b)| Kind::Compare(op, a, b)),
            (boxed(), boxed()).prop_map(|(a, b)| Kind::And(a, b)),
            (boxed(), boxed()).prop_map(|(a, b)| Kind::Or(a, b)),
            (boxed(), boxed(), boxed()).prop_map(|(a, b, c)| Kind::Between(a, b, c)),
            (boxed(), tests).prop_map(|(a, tests)| Kind::In(a, tests)),
            (boxed(), boxed(), boxed()).prop_map(|(a, b, c)| Kind::If(a, b, c)),
            (bindings(), boxed()).prop_map(|(bindings, body)| Kind::For(bindings, body)),
            (any::<bool>(), bindings(), boxed()).prop_map(|(some, bindings, body)| {
                Kind::Quantified(if some { Quantifier::Some } else { Quantifier::Every }, bindings, body)
            }),
            prop::collection::vec(e(), 0..4).prop_map(Kind::List),
            prop::collection::vec((any::<String>().prop_map(|key| named(&key)), e()), 0..3).prop_map(Kind::Context),
            (boxed(), any::<bool>(), boxed(), any::<bool>()).prop_map(|(a, i, b, j)| Kind::Range(a, i, b, j)),
            (boxed(), boxed()).prop_map(|(a, b)| Kind::Filter(a, b)),
            (compare(), boxed()).prop_map(|(op, a)| Kind::Compared(op, a)),
            (functions, arguments()).prop_map(|(name, given)| Kind::Call(name, given)),
            (boxed(), arguments()).prop_map(|(function, given)| Kind::Invoke(function, given)),
            (parameters, e()).prop_map(|(parameters, body)| {
                let parameters = parameters.into_iter().map(|(name, ty)| Parameter { name, ty });
                Kind::Function(parameters.collect(), Arc::new(body))
            }),
            (boxed(), type_name()).prop_map(|(value, ty)| Kind::InstanceOf(value, ty)),
        ]
        .prop_map(node)
    })
}
