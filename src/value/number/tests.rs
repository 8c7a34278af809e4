//! Laws and edges of exact numbers.

use super::*;
use proptest::prelude::*;

fn n(text: &str) -> Number {
    Number::parse(text).unwrap()
}

#[test]
fn only_plain_decimals_are_numbers() {
    for text in ["0.10", "-5", "+5", "007", ".5", "5.", "12345678901234567.89"] {
        assert!(Number::parse(text).is_some(), "{text}");
    }
    for text in [
        "",
        ".",
        "-",
        "1_200",
        "1,204",
        "1e3",
        " 1",
        "NaN",
        "1.2.3",
        "--1",
        "0x10",
        "123456789012345678901234567890123",
    ] {
        assert!(Number::parse(text).is_none(), "{text}");
    }
    assert_eq!(n("0.10").to_string(), "0.10");
    assert_eq!(n("-0").to_string(), "0");
}

#[test]
fn what_28_digits_cannot_hold_says_so() {
    assert!(n("10000000000000000000000000000").add(n("0.0000000001")).unwrap().is_rounded());
    assert!(n("12345678901234567890.1234").multiply(n("9876543.98765")).unwrap().is_rounded());
    assert_eq!(n("79228162514264337593543950335").multiply(n("2")), Err(Fault::TooLarge));
    assert!(n("1").divide(n("3")).unwrap().is_rounded());
    assert!(!n("1").divide(n("8")).unwrap().is_rounded());
    assert_eq!(n("1").divide(n("0")), Err(Fault::DivisionByZero));
    assert!(!n("1.0000000000000000000000000000").add(n("1000000000")).unwrap().is_rounded());
}

#[test]
fn modulo_has_the_sign_of_the_divisor() {
    for (a, b, rest) in
        [("10", "4", "2"), ("-10", "4", "2"), ("10", "-4", "-2"), ("-10", "-4", "-2"), ("10.1", "4.5", "1.1")]
    {
        assert_eq!(n(a).modulo(n(b)).unwrap(), n(rest), "{a} mod {b}");
    }
}

#[test]
fn figures_are_grouped_in_thousands() {
    for (plain, grouped) in
        [("0", "0"), ("999", "999"), ("1000", "1,000"), ("-1234567.50", "-1,234,567.50"), ("100000", "100,000")]
    {
        assert_eq!(n(plain).grouped(), grouped);
    }
}

#[test]
fn rounding_goes_where_its_name_says() {
    use Rounding::*;
    for (text, how, want) in [
        ("2.5", HalfUp, "3"),
        ("-2.5", HalfUp, "-3"),
        ("2.5", HalfDown, "2"),
        ("2.5", HalfEven, "2"),
        ("2.1", Up, "3"),
        ("-2.9", Down, "-2"),
        ("-2.1", Floor, "-3"),
        ("-2.9", Ceiling, "-2"),
    ] {
        assert_eq!(n(text).round(0, how).unwrap(), n(want), "{text} {how:?}");
    }
    assert_eq!(n("1250").round(-2, HalfEven).unwrap(), n("1200"));
    assert_eq!(n("1").round(6177, HalfUp), Err(Fault::Argument));
}

proptest! {
    #[test]
    fn sums_and_products_of_pence_are_exact(a in -1_000_000_000_000i64..1_000_000_000_000, b in -1_000_000_000_000i64..1_000_000_000_000) {
        let pence = |value: i64| Number::from_int(value).divide(Number::HUNDRED).unwrap();
        let (x, y) = (pence(a), pence(b));
        prop_assert_eq!(x.add(y).unwrap(), pence(a + b));
        prop_assert_eq!(x.subtract(y).unwrap(), pence(a - b));
        let product = Number::parse(&(i128::from(a) * i128::from(b)).to_string()).unwrap();
        let scaled = x.multiply(y).unwrap().multiply(Number::from_int(10_000)).unwrap();
        prop_assert!(!scaled.is_rounded());
        prop_assert_eq!(scaled, product);
        prop_assert_eq!(Number::parse(&x.to_string()).unwrap(), x);
    }

    /// Short texts are read in another way than long ones; both read alike.
    #[test]
    fn short_and_long_texts_are_read_alike(text in "[-+]?[0-9.]{0,17}|[-+.0-9e ]{0,6}") {
        let (short, long) = (Number::short(&text), Number::long(&text));
        prop_assert_eq!(short.map(|n| n.to_string()), long.map(|n| n.to_string()));
    }
}
