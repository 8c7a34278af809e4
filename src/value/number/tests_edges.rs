//! Edges: thresholds, the border of 28 and 29 digits, halves, places beyond what is held.

use super::*;

fn n(text: &str) -> Number {
    Number::parse(text).unwrap()
}

#[test]
fn a_third_three_times_is_not_one() {
    let three_thirds = n("1").divide(n("3")).unwrap().multiply(n("3")).unwrap();
    assert_eq!(three_thirds.to_string(), "0.9999999999999999999999999999");
    assert!(three_thirds.is_rounded());
    assert!(three_thirds.too_close(Number::ONE));
}

#[test]
fn long_sums_lose_nothing() {
    for (step, times, want) in [
        ("0.01", 10_000, "100"),
        ("-0.1", 10_000, "-1000"),
        ("0.0000000000000000000000000001", 10_000, "0.000000000000000000000001"),
        ("9999999999999999999999.99", 10_000, "99999999999999999999999900"),
    ] {
        let sum = (0..times).try_fold(Number::ZERO, |sum, _| sum.add(n(step))).unwrap();
        assert_eq!((sum, sum.is_rounded()), (n(want), false), "{times} times {step}");
    }
}

#[test]
fn a_figure_on_the_threshold_is_neither_above_nor_below() {
    for (figure, of, per_cent) in [("1234.567", "123456.7", "1"), ("0.035", "1", "3.5"), ("-12.50", "-250", "5")] {
        let share = n(per_cent).divide(Number::HUNDRED).unwrap().multiply(n(of)).unwrap();
        let other = n(of).multiply(n(per_cent)).unwrap().multiply(Number::power_of_ten(-2).unwrap()).unwrap();
        for threshold in [share, other] {
            assert!(!threshold.is_rounded());
            assert_eq!(n(figure).cmp(&threshold), Ordering::Equal, "{per_cent} per cent of {of}");
            assert!(!n(figure).too_close(threshold));
        }
    }
}

#[test]
fn at_the_border_of_what_is_held() {
    type Operation = fn(Number, Number) -> Result<Number, Fault>;
    let (add, multiply, divide): (Operation, Operation, Operation) = (Number::add, Number::multiply, Number::divide);
    for (a, of, b, want, rounded) in [
        // 28 and 29 digits that are held
        ("7922816251426433759354395033.5", add, "0.5", "7922816251426433759354395034", false),
        ("79228162514264337593543950334", add, "1", "79228162514264337593543950335", false),
        ("79228162514264337593543950335", add, "-0.0", "79228162514264337593543950335", false),
        ("281474976710655", multiply, "281474976710657", "79228162514264337593543950335", false),
        ("0.00000000000002", multiply, "0.000000000000005", "0.0000000000000000000000000001", false),
        ("35184372088832", multiply, "0.00000000000000244140625", "0.0858993459200000", false),
        // 2^90 and 5^38, which make 38 noughts
        ("0.1237940039285380274899124224", multiply, "0.0363797880709171295166015625", "0.004503599627370496", false),
        ("0.0000000000000000000000000001", divide, "0.00000000000002", "0.000000000000005", false),
        ("79228162514264337593543950335", divide, "5", "15845632502852867518708790067", false),
        // halves, to the even digit
        ("79228162514264337593543950335", divide, "2", "39614081257132168796771975168", true),
        ("79228162514264337593543950333", divide, "2", "39614081257132168796771975166", true),
        ("1234567890123456789012345678", add, "0.05", "1234567890123456789012345678.0", true),
        ("1234567890123456789012345678", add, "0.15", "1234567890123456789012345678.2", true),
        ("0.00000000000003", multiply, "0.000000000000005", "0.0000000000000000000000000002", true),
        ("0.00000000000005", multiply, "0.000000000000005", "0.0000000000000000000000000002", true),
        ("0.00000000000001", multiply, "0.000000000000005", "0", true),
        // and what is not held
        ("79228162514264337593543950335", add, "0.4", "79228162514264337593543950335", true),
        ("79228162514264337593543950335", add, "1", "", false),
        ("-79228162514264337593543950335", add, "-1", "", false),
        ("281474976710656", multiply, "281474976710656", "", false),
        ("79228162514264337593543950335", divide, "0.5", "", false),
        ("79228162514264337593543950335", divide, "0.1", "", false),
    ] {
        let result = of(n(a), n(b));
        if want.is_empty() {
            assert_eq!(result, Err(Fault::TooLarge), "{a} and {b}");
        } else {
            let result = result.unwrap();
            assert_eq!((result, result.is_rounded()), (n(want), rounded), "{a} and {b}");
        }
    }
}

#[test]
fn rounding_at_places_of_all_sizes() {
    use Rounding::*;
    let large = "79228162514264337593543950335";
    for (text, places, how, want) in [
        ("25", -1, HalfEven, "20"),
        ("35", -1, HalfEven, "40"),
        ("-25", -1, HalfEven, "-20"),
        ("25", -1, HalfDown, "20"),
        ("-25", -1, HalfUp, "-30"),
        // more than a half, by less than 28 digits hold of a tenth of it
        ("5.0000000000000000000000000001", -1, HalfEven, "10"),
        ("5.0000000000000000000000000001", -1, HalfDown, "10"),
        ("4.9999999999999999999999999999", -1, HalfUp, "0"),
        ("2.5000000000000000000000000001", 0, HalfEven, "3"),
        ("12345678901234567890123456785", -1, HalfEven, "12345678901234567890123456780"),
        ("12345678901234567890123456775", -1, HalfEven, "12345678901234567890123456780"),
        ("12345678901234567890123456785", -1, HalfUp, "12345678901234567890123456790"),
        ("0.0000000000000000000000000001", -1, Up, "10"),
        ("0.0000000000000000000000000001", -28, Up, "10000000000000000000000000000"),
        ("-0.0000000000000000000000000001", -28, Ceiling, "0"),
        ("5000000000000000000000000000", -28, HalfEven, "0"),
        ("5000000000000000000000000000", -28, HalfUp, "10000000000000000000000000000"),
        ("15000000000000000000000000000", -28, HalfEven, "20000000000000000000000000000"),
        (large, -28, Down, "70000000000000000000000000000"),
        (large, -29, Down, "0"),
        ("49999999999999999999999999999", -29, HalfUp, "0"),
        ("50000000000000000000000000000", -29, HalfEven, "0"),
        (large, -30, HalfUp, "0"),
        (large, -6111, Floor, "0"),
        ("-79228162514264337593543950335", -6111, Ceiling, "0"),
        ("0.00", -6111, Up, "0"),
        ("1.2345", 28, Up, "1.2345"),
        ("1.2345", 29, Up, "1.2345"),
        ("0.0000000000000000000000000001", 6176, Up, "0.0000000000000000000000000001"),
    ] {
        let rounded = n(text).round(places, how).unwrap();
        assert_eq!((rounded, rounded.is_rounded()), (n(want), false), "{text} to {places} {how:?}");
        assert_eq!(rounded.is_negative(), n(want).is_negative());
    }
    for (text, places, how, fault) in [
        (large, -28, HalfUp, Fault::TooLarge),
        (large, -28, Up, Fault::TooLarge),
        (large, -29, HalfEven, Fault::TooLarge),
        ("50000000000000000000000000000", -29, HalfUp, Fault::TooLarge),
        ("1", -29, Up, Fault::TooLarge),
        ("1", -6111, Ceiling, Fault::TooLarge),
        ("-1", -6111, Floor, Fault::TooLarge),
        ("1", -6112, Down, Fault::Argument),
        ("1", 6177, Down, Fault::Argument),
        ("1", i32::MIN, Down, Fault::Argument),
        ("1", i32::MAX, Down, Fault::Argument),
    ] {
        assert_eq!(n(text).round(places, how), Err(fault), "{text} to {places} {how:?}");
    }
    assert_eq!(n("1.25").round(1, HalfUp).unwrap().to_string(), "1.3");
    assert_eq!(n("1.20").round(5, HalfUp).unwrap().to_string(), "1.20");
}

#[test]
fn rounding_far_from_what_was_lost_is_not_marked() {
    let third = n("1").divide(n("3")).unwrap();
    let large = n("100000000000000000000").divide(n("3")).unwrap();
    for (number, places, marked) in [
        (third, 20, false),
        (third, 21, true),
        (third, 100, true),
        (large, 0, false),
        (large, 1, true),
        (large, 8, true),
    ] {
        assert_eq!(number.round(places, Rounding::HalfEven).unwrap().is_rounded(), marked, "{number} to {places}");
    }
}
