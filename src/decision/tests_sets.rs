//! Sets of numbers and labels, and their words.

use super::tests_support::*;
use super::*;

/// Domain, cell as written, its canonical words.
const WORDS: &[(&str, &str, &str)] = &[
    ("numbers", "< 0.01", "< 0.01"),
    ("numbers", "[0..1)", "[0..1)"),
    ("numbers", "(0..1]", "(0..1]"),
    ("numbers", "> 5", "> 5"),
    ("numbers", "= 5", "5"),
    ("numbers", "5", "5"),
    ("numbers", "[5..5]", "5"),
    ("numbers", "[5..5)", "nothing"),
    ("numbers", "[5..4]", "nothing"),
    ("numbers", "!= 5", "not(5)"),
    ("numbers", "not(5, 6)", "not(5, 6)"),
    ("numbers", "not([0..1])", "< 0, > 1"),
    ("numbers", "not(> 0.01)", "<= 0.01"),
    ("numbers", "not(<= 1, >= 2)", "(1..2)"),
    ("numbers", "not(-5)", "not(-5)"),
    ("numbers", "3, 1, 2", "1, 2, 3"),
    ("numbers", "[0..1), [1..2]", "[0..2]"),
    ("numbers", "[0..1), (1..2]", "[0..1), (1..2]"),
    ("numbers", "< 1, >= 1", "-"),
    ("numbers", "> 1, < 2", "-"),
    ("numbers", "< 1, > 1", "not(1)"),
    ("numbers", "1, > 2", "1, > 2"),
    ("numbers", "> 0.5, > 0.25", "> 0.25"),
    ("whole", "(1..2)", "nothing"),
    ("whole", "[0..1), [1..2]", "[0..2]"),
    ("whole", "[0..1)", "0"),
    ("whole", "< 2", "<= 1"),
    ("whole", "> 1.5", ">= 2"),
    ("whole", "> 2", ">= 3"),
    ("whole", "0.5", "nothing"),
    ("whole", "!= 0.5", "-"),
    ("whole", "!= 3", "not(3)"),
    ("whole", "1, 2, 3", "[1..3]"),
    ("whole", "1, 3", "1, 3"),
    ("counts", ">= 0", "-"),
    ("counts", "> -1", "-"),
    ("counts", "< 1", "0"),
    ("counts", "< 2", "<= 1"),
    ("counts", "< 0", "nothing"),
    ("counts", "!= 0", ">= 1"),
    ("counts", "!= 2", "not(2)"),
    ("counts", "1, >= 3", "1, >= 3"),
    ("counts", "0, 2, >= 4", "not(1, 3)"),
    ("0..1", "> 0.05", "> 0.05"),
    ("0..1", "[0.05..1]", ">= 0.05"),
    ("0..1", "[0..1]", "-"),
    ("0..1", "< 3", "-"),
    ("0..1", "> 3", "nothing"),
    ("0..1", "1", "1"),
    ("0..1", "!= 0", "> 0"),
    ("0..1", "!= 1", "< 1"),
    ("0..1", "(0..1)", "(0..1)"),
    ("whole 0..3", "<= 3", "-"),
    ("whole 0..3", "[1..2]", "[1..2]"),
    ("whole 0..3", "[2..7]", ">= 2"),
    ("0..", "[0..2)", "< 2"),
    ("..0", "> -1", "> -1"),
];

#[test]
fn numbers_have_one_form_in_words() {
    for (of, written, words) in WORDS {
        let of = domain(of);
        assert_eq!(of.number_words(&ranges(written)), *words, "{written} in {of:?}");
        assert_eq!(of.clip(&ranges(words)), of.clip(&ranges(written)), "{words} read again in {of:?}");
    }
}

#[test]
fn labels_have_one_form_in_words() {
    let abc = "\"a\", \"b\", \"c\"";
    let abcd = "\"d\", \"c\", \"b\", \"a\"";
    let cases = [
        (abc, "\"b\", \"a\"", "\"a\", \"b\""),
        (abcd, "\"a\", \"c\"", "\"c\", \"a\""),
        (abc, "not(\"a\")", "\"b\", \"c\""),
        (abcd, "not(\"a\")", "not(\"a\")"),
        (abc, "\"a\", \"b\", \"c\"", "-"),
        (abc, "\"z\"", "nothing"),
        (abc, "not(\"z\")", "-"),
        ("truth", "true", "true"),
        ("truth", "not(true)", "false"),
        ("truth", "true, false", "-"),
        ("texts", "\"b\", \"a\"", "\"a\", \"b\""),
        ("texts", "not(\"b\", \"a\")", "not(\"a\", \"b\")"),
    ];
    for (of, written, words) in cases {
        assert_eq!(domain(of).label_words(&labels(written)), words, "{written} in {of}");
    }
    assert_eq!(domain("texts").label_words(&Labels::all()), "-");
    assert_eq!(domain("texts").label_words(&Labels::none()), "nothing");
    assert_eq!(Label::text("say \"a\\b\"\n").to_string(), r#""say \"a\\b\"\n""#);
}

#[test]
fn operations_on_numbers() {
    // left, right, union, intersection, difference
    let cases = [
        ("[0..2]", "[1..3]", "[0..3]", "[1..2]", "[0..1)"),
        ("[0..1]", "(1..2]", "[0..2]", "nothing", "[0..1]"),
        ("[0..1)", "(1..2]", "[0..1), (1..2]", "nothing", "[0..1)"),
        ("[0..1]", "[1..2]", "[0..2]", "1", "[0..1)"),
        ("< 1", ">= 1", "-", "nothing", "< 1"),
        ("<= 1", ">= 1", "-", "1", "< 1"),
        ("not(1)", "1", "-", "nothing", "not(1)"),
        ("not(1)", "not(2)", "-", "not(1, 2)", "2"),
        ("< 0, [1..2], > 3", "[0..1], (2..3]", "-", "1", "< 0, (1..2], > 3"),
        ("-", "(0..1)", "-", "(0..1)", "<= 0, >= 1"),
        ("nothing", "> 1", "> 1", "nothing", "nothing"),
    ];
    let words = |set: &Ranges<D>| Domain::numbers().number_words(set);
    for (left, right, union, both, rest) in cases {
        let (a, b) = (ranges(left), ranges(right));
        assert_eq!(words(&a.union(&b)), union, "{left} or {right}");
        assert_eq!(words(&b.union(&a)), union, "{right} or {left}");
        assert_eq!(words(&a.intersection(&b)), both, "{left} and {right}");
        assert_eq!(words(&a.difference(&b)), rest, "{left} without {right}");
        assert_eq!(a.meets(&b), !a.intersection(&b).is_empty(), "{left} meets {right}");
        assert_eq!(a.complement().complement(), a, "not not {left}");
    }
}

#[test]
fn operations_on_labels() {
    // left, right, union, intersection, difference
    let cases = [
        ("\"a\"", "\"b\"", "\"a\", \"b\"", "nothing", "\"a\""),
        ("\"a\", \"b\"", "\"b\"", "\"a\", \"b\"", "\"b\"", "\"a\""),
        ("not(\"a\")", "\"a\"", "-", "nothing", "not(\"a\")"),
        ("not(\"a\")", "\"b\"", "not(\"a\")", "\"b\"", "not(\"a\", \"b\")"),
        ("not(\"a\")", "not(\"b\")", "-", "not(\"a\", \"b\")", "\"b\""),
        ("\"a\", \"b\"", "not(\"b\")", "-", "\"a\"", "\"b\""),
    ];
    let words = |set: &Labels| domain("texts").label_words(set);
    for (left, right, union, both, rest) in cases {
        let (a, b) = (labels(left), labels(right));
        assert_eq!(words(&a.union(&b)), union, "{left} or {right}");
        assert_eq!(words(&a.intersection(&b)), both, "{left} and {right}");
        assert_eq!(words(&a.difference(&b)), rest, "{left} without {right}");
    }
}

#[test]
fn samples_are_plain_and_within() {
    let cases = [
        ("numbers", "-", Some("0")),
        ("numbers", "< 0.01", Some("0")),
        ("numbers", "> 5", Some("6")),
        ("numbers", ">= 5", Some("5")),
        ("numbers", "< -3", Some("-4")),
        ("numbers", "(1..2)", Some("1.5")),
        ("numbers", "(1..2]", Some("2")),
        ("numbers", "(0.000001..0.000002)", None),
        ("whole", "(1..3)", Some("2")),
        ("counts", "not(0)", Some("1")),
        ("numbers", "[5..4]", None),
    ];
    for (of, written, sample) in cases {
        let of = domain(of);
        assert_eq!(of.clip(&ranges(written)).sample(of.is_whole()), sample.map(d), "{written} in {of:?}");
    }
}

#[test]
fn the_edge_of_a_number_type_is_not_passed() {
    let whole = Domain::Number { low: None, high: None, whole: true };
    let above = whole.clip(&Ranges::compared(Compare::Greater, i64::MAX));
    assert!(!above.is_empty(), "the type holds no such number, and there are some");
    assert_eq!(above.sample(true), None);
    assert_eq!(whole.number_words(&above), "> 9223372036854775807");
    let most = whole.clip(&Ranges::compared(Compare::Less, i64::MIN));
    assert_eq!((most.sample(true), whole.number_words(&most)), (None, "< -9223372036854775808".to_owned()));
    assert_eq!(above.union(&above.complement()), Ranges::all());
    // Between the last whole number that is held and the last number that is.
    let (end, last) = (D(i64::MAX), D(i64::MAX).floor().expect("held"));
    assert_eq!(
        Ranges::compared(Compare::GreaterOrEqual, end).among_whole(),
        Ranges::compared(Compare::Greater, last).among_whole()
    );
}

#[test]
fn a_missing_input_matches_only_a_dash() {
    for (written, given, optional, matches) in [
        ("-", Given::Missing, false, Some(true)),
        ("-", Given::Missing, true, Some(true)),
        ("> 1", Given::Missing, false, None),
        ("> 1", Given::Missing, true, Some(false)),
        ("not(> 1)", Given::Missing, true, Some(false)),
        ("not(> 1)", Given::Number(d("1")), true, Some(true)),
        ("> 1", Given::Number(d("1")), true, Some(false)),
        ("> 1", Given::Label(Label::text("1")), true, Some(false)),
        ("not(\"a\")", Given::Number(d("1")), true, Some(false)),
        ("not(\"a\")", Given::Label(Label::text("b")), true, Some(true)),
        ("not(\"a\")", Given::Other, false, Some(true)),
        ("\"a\"", Given::Other, false, Some(false)),
        ("true", Given::Label(Label::Bool(true)), false, Some(true)),
    ] {
        assert_eq!(cell(written).matches(&given, optional), matches, "{written} of {given:?}");
    }
}

#[test]
fn an_input_is_what_its_domain_has() {
    let number = |text: &str| Given::Number(d(text));
    let text = |text: &str| Given::Label(Label::text(text));
    for (of, optional, given, admitted) in [
        ("counts", false, number("0"), true),
        ("counts", false, number("-1"), false),
        ("counts", false, number("0.5"), false),
        ("0..1", false, number("0.5"), true),
        ("0..1", false, number("1"), true),
        ("0..1", false, number("1.000001"), false),
        ("numbers", false, number("-3.5"), true),
        ("numbers", false, text("3"), false),
        ("numbers", false, Given::Other, false),
        ("numbers", false, Given::Missing, false),
        ("numbers", true, Given::Missing, true),
        ("\"a\", \"b\"", false, text("b"), true),
        ("\"a\", \"b\"", false, text("c"), false),
        ("\"a\", \"b\"", false, Given::Other, false),
        ("texts", false, text("c"), true),
        ("texts", false, Given::Other, true),
        ("texts", false, number("1"), false),
        ("truth", false, Given::Label(Label::Bool(true)), true),
    ] {
        let input = Input { name: "a".to_owned(), domain: domain(of), optional };
        assert_eq!(input.admits(&given), admitted, "{given:?} in {of}");
    }
}
