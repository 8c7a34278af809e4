//! Laws of reading, printing and evaluating.

use super::parse;
use super::standard::Standard;
use super::tests_trees::tree;
use crate::value::{Fault, Value};
use proptest::prelude::*;

/// A tree without its places.
fn bare(expr: &super::Expr) -> String {
    let places = regex::Regex::new(r"span: Span \{ start: \d+, end: \d+ \}").unwrap();
    places.replace_all(&format!("{expr:?}"), "").into_owned()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3_000))]

    /// What is printed is read back as the same tree.
    #[test]
    fn printing_and_reading_is_the_identity(tree in tree()) {
        let text = tree.to_string();
        match parse(&text) {
            Ok(again) => prop_assert_eq!(bare(&again), bare(&tree), "{}", text),
            Err(error) => prop_assert!(error.code == "E309", "{}: {:?}", text, error),
        }
    }

    /// No tree brings the evaluation down, whatever it means.
    #[test]
    fn whatever_is_read_is_evaluated(tree in tree()) {
        let mut standard = Standard::new(Vec::new(), None).within(20_000);
        let _ = standard.eval(&tree);
    }

    #[test]
    fn no_text_brings_the_parser_down(text in "[-a-z0-9 .,()\\[\\]{}<>=!*/+\"@?:'\\\\\u{e9}\u{1f600}\n]{0,40}") {
        let _ = parse(&text);
    }
}

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
        "(function(a, b: list<number>) a instance of number)(1, 2) in ((< 5), ? > 3)",
        "-(a instance of function<number> -> date and time)",
        "(a)(1)",
    ] {
        let once = parse(text).unwrap_or_else(|e| panic!("{text}: {e:?}")).to_string();
        let twice = parse(&once).unwrap_or_else(|e| panic!("{once}: {e:?}")).to_string();
        assert_eq!(once, twice);
    }
}

#[test]
fn deep_nesting_is_refused_not_followed() {
    for piece in [
        "(",
        "-",
        "[",
        "a[",
        "not(",
        "if ",
        "x in (",
        "{a:",
        "function(",
        "function() ",
        "for x in ",
        "a instance of list<",
        "(< ",
        "a(",
        "some x in x satisfies ",
    ] {
        let text = piece.repeat(100_000);
        assert!(parse(&text).is_err());
        let text = piece.repeat(90) + "1";
        let _ = parse(&text);
    }
}

/// Functions that call each other without end, loops without end and trees as deep as may be are
/// given up, and the stack holds.
#[test]
fn evaluation_without_end_is_given_up() {
    let evaluate = |text: &str| {
        let expr = parse(text).unwrap_or_else(|e| panic!("{text}: {e:?}"));
        let mut standard = Standard::new(Vec::new(), None).within(500_000);
        let value = standard.eval(&expr);
        (value, standard.given_up)
    };
    let deep = |text: &str| assert_eq!(evaluate(text).1, Some(Fault::TooDeep), "{text}");
    deep("(function(f) f(f))(function(f) f(f))");
    deep("(function(f) 1 + f(f))(function(f) 1 + f(f))");
    deep("{f: function(g) [g(g)][1], r: f(f)}.r");
    deep(&format!(
        "(function(f) {}f(f){})(function(f) {}f(f){})",
        "(1 + ".repeat(40),
        ")".repeat(40),
        "-(".repeat(40),
        ")".repeat(40)
    ));
    for text in [
        "for i in 1..1000000000 return i",
        "some i in 1..1000000000 satisfies i < 0",
        "for i in 1..1000, j in 1..1000, k in 1..1000 return i",
        "sort(for i in 1..100000 return i, function(a, b) some k in 1..100 satisfies k > 200)",
        "for i in 1..100000 return partial",
        "for i in 1..1000000 return 1 / 0",
        "count(for i in @\"-999999999-01-01\"..@\"999999999-12-31\" return i)",
    ] {
        assert!(matches!(evaluate(text).1, Some(Fault::TooManySteps)), "{text}");
    }
    let long = |terms: usize| format!("0{}", " + 1".repeat(terms));
    assert_eq!(evaluate(&long(290)).0.to_string(), "290");
    deep(&long(990));
    assert!(matches!(evaluate("(function(n) n + 1)(41)").0, Value::Number(_)));
}
