//! Fields of digits, and points on a line of seconds.

use super::*;
use proptest::prelude::*;

fn number(text: &str) -> Number {
    Number::parse(text).unwrap()
}

fn point(text: &str) -> Point {
    Point::of(number(text)).unwrap()
}

#[test]
fn fields_are_digits_alone() {
    for (text, value) in [("0", 0), ("007", 7), ("9223372036854775807", i64::MAX)] {
        assert_eq!(digits(text), Some(value), "{text}");
    }
    for text in ["", "+1", "-1", " 1", "1.0", "１", "9223372036854775808"] {
        assert_eq!(digits(text), None, "{text}");
    }
    assert_eq!(two_digits("07"), Some(7));
    for text in ["", "7", "007", "+7", "7 "] {
        assert_eq!(two_digits(text), None, "{text}");
    }
}

#[test]
fn a_fraction_is_less_than_a_second() {
    // seconds, whole seconds, fraction
    let table = [("1.25", 1, "0.25"), ("-1.25", -2, "0.75"), ("-0.25", -1, "0.75"), ("3", 3, "0"), ("-3", -3, "0")];
    for (seconds, whole, fraction) in table {
        assert_eq!(point(seconds), Point { whole, fraction: number(fraction) }, "{seconds}");
        assert_eq!(point(seconds).seconds(), Some(number(seconds)));
    }
    assert_eq!(point("0.5").plus(point("0.5")), Some(Point { whole: 1, fraction: Number::ZERO }));
    assert_eq!(point("-0.5").plus(point("-0.75")), Some(Point { whole: -2, fraction: number("0.75") }));
    assert_eq!(Point::of(number("9223372036854775808")), None);
}

#[test]
fn a_point_is_on_a_day() {
    let table = [
        ("0", 0, "0"),
        ("86399.5", 0, "86399.5"),
        ("86400", 1, "0"),
        ("-0.5", -1, "86399.5"),
        ("-86400", -1, "0"),
        ("-86400.5", -2, "86399.5"),
    ];
    for (seconds, day, clock) in table {
        assert_eq!(point(seconds).day_and_clock(), Some((day, number(clock))), "{seconds}");
    }
    // 5 digits beside 28: what is rounded up to midnight belongs to the next day.
    let last = point("86399").plus(point("0.9999999999999999999999999999")).unwrap();
    assert_eq!(last.day_and_clock(), Some((1, Number::ZERO)));
}

proptest! {
    #[test]
    fn points_keep_order_and_distance(a in any::<i32>(), b in any::<i32>()) {
        let of = |thousandths: i32| Number::from_int(thousandths.into()).multiply(number("0.001")).unwrap();
        let (at, distance) = (Point::of(of(a)).unwrap(), Point::of(of(b)).unwrap());
        prop_assert_eq!(at.cmp(&distance), a.cmp(&b));
        let later = at.plus(distance).unwrap();
        prop_assert_eq!(later.since(at), Some(of(b)));
        prop_assert_eq!(later.seconds(), of(a).add(of(b)).ok());
    }
}
