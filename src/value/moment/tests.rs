//! Moments: reading, writing, adding, comparing.

use super::*;
use crate::value::date::tests::any_date;
use crate::value::duration::Duration;
use crate::value::time::tests::any_time;
use Ordering::{Equal, Greater, Less};
use proptest::prelude::*;

fn moment(text: &str) -> Moment {
    Moment::parse(text).unwrap_or_else(|| panic!("{text}"))
}

fn date(text: &str) -> Date {
    Date::parse_feel(text).unwrap()
}

fn number(text: &str) -> Number {
    Number::parse(text).unwrap()
}

/// The seconds of a duration of days and time.
fn seconds(text: &str) -> Number {
    match Duration::parse(text) {
        Some(Duration::Days(seconds)) => seconds,
        other => panic!("{text} is {other:?}"),
    }
}

/// A number of seconds written as a duration.
fn written(seconds: Option<Number>) -> Option<String> {
    seconds.map(|seconds| Duration::Days(seconds).to_string())
}

fn any_moment() -> impl Strategy<Value = Moment> {
    (any_date(), any_time()).prop_map(|(date, time)| Moment::new(date, time))
}

#[test]
fn moments_are_read_and_written() {
    let table = [
        ("2012-12-24", "2012-12-24T00:00:00"),
        ("2021-01-01T10:10:10+11:00", "2021-01-01T10:10:10+11:00"),
        ("-2017-12-31T11:22:33", "-2017-12-31T11:22:33"),
        ("-99999-12-31T11:22:33", "-99999-12-31T11:22:33"),
        ("2017-12-31T11:22:33.345", "2017-12-31T11:22:33.345"),
        ("2017-12-31T11:22:33.567Z", "2017-12-31T11:22:33.567Z"),
        ("2017-08-10T10:20:00-00:00", "2017-08-10T10:20:00Z"),
        ("2017-12-31T11:22:33.456+01:35", "2017-12-31T11:22:33.456+01:35"),
        ("2011-12-31T10:15:30.987@Europe/Paris", "2011-12-31T10:15:30.987@Europe/Paris"),
        ("999999999-12-31T23:59:59.999999999@Europe/Paris", "999999999-12-31T23:59:59.999999999@Europe/Paris"),
        ("-999999999-12-31T23:59:59.999999999+02:00", "-999999999-12-31T23:59:59.999999999+02:00"),
        ("2021-01-01T24:00:00", "2021-01-02T00:00:00"),
        ("2020-12-31T24:00:00+05:00", "2021-01-01T00:00:00+05:00"),
        ("2002-04-02T12:00:00@America/Toronto", "2002-04-02T12:00:00@America/Toronto"),
    ];
    for (text, written) in table {
        assert_eq!(moment(text).to_string(), written, "{text}");
    }
}

#[test]
fn other_texts_are_no_moments() {
    let refused = [
        "",
        "T",
        "foo",
        "11:00:00",
        "2011-12-0310:15:30",
        "2011-12-03 10:15:30",
        "2011-12-03T",
        "2011-12-03T10:15:30T10:15:30",
        "2011-12-03T10:15:30+01:00@Europe/Paris",
        "9999999999-12-27T11:22:33",
        "2017-13-10T11:22:33",
        "2017-13-0T11:22:33",
        "2017-12-31T24:01:00",
        "2017-12-31T24:00:00.5",
        "2017-12-31T25:00:00",
        "2017-12-31T00:60:00",
        "2017-12-31T07:01:2",
        "2017-12-31T13:20:00@xyz/abc",
        "2017-12-31T13:20:00+05:0",
        "2017-12-31T7:20",
        "2017-12-31T07:2",
        "2017-12-31Z",
        "2017-12-31@Europe/Paris",
        "999999999-12-31T24:00:00",
    ];
    for text in refused {
        assert_eq!(Moment::parse(text), None, "{text}");
    }
}

#[test]
fn a_moment_has_parts() {
    let moment = moment("2018-12-10T10:30:01.5@Europe/Paris");
    assert_eq!(moment.date(), date("2018-12-10"));
    assert_eq!(moment.time().to_string(), "10:30:01.5@Europe/Paris");
    assert_eq!(moment.time_offset(), Some(number("3600")));
    assert_eq!(Moment::parse("2018-07-10T10:30:01+05:00").unwrap().time_offset(), Some(number("18000")));
    assert_eq!(Moment::parse("2018-07-10T10:30:01").unwrap().time_offset(), None);
    assert_eq!(Moment::from_date(date("2018-12-10")).to_string(), "2018-12-10T00:00:00");
    assert_eq!(Moment::from_date_utc(date("2018-12-10")).to_string(), "2018-12-10T00:00:00Z");
}

#[test]
fn moments_are_counted_from_1970() {
    // text, seconds on the clock, seconds in UTC
    let table = [
        ("1970-01-01T00:00:00", "0", None),
        ("1970-01-01T00:00:00Z", "0", Some("0")),
        ("1970-01-01T01:00:00.25+01:00", "3600.25", Some("0.25")),
        ("1969-12-31T23:59:59.5Z", "-0.5", Some("-0.5")),
        ("1970-01-02T00:00:00@Asia/Tokyo", "86400", Some("54000")),
        // 10,957 days, and 18 hours more in UTC.
        ("2000-01-01T00:00:00-18:00", "946684800", Some("946749600")),
    ];
    for (text, clock, instant) in table {
        assert_eq!(moment(text).clock(), number(clock), "{text}");
        assert_eq!(moment(text).instant(), instant.map(number), "{text}");
    }
}

#[test]
fn the_distance_is_that_of_the_cases() {
    let table = [
        ("2021-01-02T10:10:10@Europe/Paris", "2021-01-01T10:10:10@Asia/Dhaka", Some("P1DT5H")),
        ("2021-01-02T10:10:10+01:00", "2021-01-01T10:10:10@Europe/Paris", Some("P1D")),
        ("2021-01-02T10:10:10@Europe/Paris", "1995-01-01T10:10:10@Europe/Paris", Some("P9498D")),
        ("2021-01-02T10:10:10@Europe/Paris", "2021-01-01T10:10:10", None),
        ("2021-01-02T10:10:10", "2021-01-01T10:10:10@Europe/Paris", None),
        ("2021-01-02T10:10:10+01:00", "2021-01-01T10:10:10", None),
        ("2021-01-02T10:10:10", "2021-01-01T10:10:10.5", Some("PT23H59M59.5S")),
        // A day of 23 hours.
        ("2021-03-29T00:00:00@Europe/Paris", "2021-03-28T00:00:00@Europe/Paris", Some("PT23H")),
    ];
    for (a, b, expected) in table {
        assert_eq!(written(moment(a).since(&moment(b))).as_deref(), expected, "{a} - {b}");
    }
}

#[test]
fn a_date_is_midnight_in_utc_beside_a_moment() {
    let utc = |text| Moment::from_date_utc(date(text));
    let later = [
        ("2021-01-02T10:10:10@Europe/Paris", "1995-01-01", Some("P9498DT9H10M10S")),
        ("2021-01-02T10:10:10+01:00", "1995-01-01", Some("P9498DT9H10M10S")),
        ("2021-01-01T00:00:00", "2021-01-02", None),
    ];
    for (a, b, expected) in later {
        assert_eq!(written(moment(a).since(&utc(b))).as_deref(), expected, "{a} - {b}");
    }
    let earlier = [
        ("2021-01-02", "2021-01-01T10:10:10@Australia/Melbourne", "P1DT49M50S"),
        ("2021-01-02", "2021-01-02T00:00:00Z", "PT0S"),
        ("2021-01-02", "1995-01-01T10:10:10@Australia/Melbourne", "P9498DT49M50S"),
    ];
    for (a, b, expected) in earlier {
        assert_eq!(written(utc(a).since(&moment(b))).as_deref(), Some(expected), "{a} - {b}");
    }
    assert_eq!(written(utc("2021-01-02").since(&utc("1995-01-01"))).as_deref(), Some("P9498D"));
}

#[test]
fn moments_are_compared_where_they_can_be() {
    let table = [
        ("2018-12-08T00:00:00", "2018-12-07T00:00:00", Some(Greater)),
        ("2002-04-02T12:00:00@Australia/Melbourne", "2002-04-02T12:00:00@Australia/Sydney", Some(Equal)),
        ("2002-04-02T12:00:00-01:00", "2002-04-02T17:00:00+04:00", Some(Equal)),
        ("2002-04-02T23:00:00-04:00", "2002-04-03T02:00:00-01:00", Some(Equal)),
        ("2018-12-08T10:30:04", "2018-12-08T10:30:05", Some(Less)),
        ("2018-12-08T10:30:04", "2018-12-08T10:30:04.000001", Some(Less)),
        ("2018-12-08T10:30:04", "2018-12-08T10:30:04Z", None),
        // Together with the seconds since 1970 these fractions need more than 28 digits.
        ("999999999-01-01T00:00:00.0000000000000000001", "999999999-01-01T00:00:00.0000000000000000002", Some(Less)),
        ("-0001-12-31T23:59:59", "0000-01-01T00:00:00", Some(Less)),
    ];
    for (a, b, expected) in table {
        assert_eq!(moment(a).compare(&moment(b)), expected, "{a} {b}");
    }
}

#[test]
fn the_same_is_more_than_equal() {
    let table = [
        ("2012-12-25T10:10:10", "2012-12-25T10:10:10", true),
        ("2002-04-02T12:00:00-01:00", "2002-04-02T17:00:00+04:00", false),
        ("2002-04-02T23:00:00", "2002-05-02T23:00:00", false),
        ("2002-04-02T23:00:00", "2002-04-02T23:01:00", false),
        ("2002-04-02T23:00:00+10:00", "2002-04-02T23:00:00+11:00", false),
        ("2002-04-02T23:00:00@Australia/Melbourne", "2002-04-02T23:00:00@Australia/Sydney", false),
        ("2021-04-02T23:00:00@Australia/Melbourne", "2021-04-02T23:00:00+11:00", false),
        ("2012-12-25", "2012-12-25T00:00:00Z", false),
    ];
    for (a, b, same) in table {
        assert_eq!(moment(a).same(&moment(b)), same, "{a} {b}");
    }
}

#[test]
fn months_are_added_on_the_calendar() {
    let table = [
        ("2021-01-01T10:10:10", -1, "2020-12-01T10:10:10"),
        ("2021-01-01T10:10:10", 0, "2021-01-01T10:10:10"),
        ("2021-01-01T10:10:10+11:00", -1, "2020-12-01T10:10:10+11:00"),
        ("-2021-01-01T10:10:10+11:00", -1, "-2022-12-01T10:10:10+11:00"),
        ("-2021-01-01T10:10:10+11:00", 12, "-2020-01-01T10:10:10+11:00"),
        ("-2021-01-01T10:10:10@Australia/Melbourne", 1, "-2021-02-01T10:10:10@Australia/Melbourne"),
        ("-2021-01-01T10:10:10@Australia/Melbourne", -12, "-2022-01-01T10:10:10@Australia/Melbourne"),
        ("2021-01-31T10:10:10", 1, "2021-02-28T10:10:10"),
        // The clock stays where it is over a change of the offset.
        ("2021-03-01T10:10:10@Europe/Paris", 1, "2021-04-01T10:10:10@Europe/Paris"),
    ];
    for (from, months, to) in table {
        assert_eq!(moment(from).plus_months(months), Some(moment(to)), "{from} {months}");
    }
    assert_eq!(moment("999999999-12-01T00:00:00").plus_months(1), None);
}

#[test]
fn seconds_are_added_on_the_line_of_time() {
    let table = [
        ("2021-01-01T10:10:10", "P1D", "2021-01-02T10:10:10"),
        ("2021-01-01T10:10:10", "PT0H", "2021-01-01T10:10:10"),
        ("2021-01-01T24:00:00", "-PT1S", "2021-01-01T23:59:59"),
        ("2021-01-01T24:00:00", "PT1S", "2021-01-02T00:00:01"),
        ("2021-01-01T10:10:10+11:00", "-PT1H", "2021-01-01T09:10:10+11:00"),
        ("-2021-01-01T10:10:10+11:00", "-P1D", "-2022-12-31T10:10:10+11:00"),
        ("-2021-01-01T10:10:10@Australia/Melbourne", "P1D", "-2021-01-02T10:10:10@Australia/Melbourne"),
        ("-2021-01-01T10:10:10@Australia/Melbourne", "-PT1H", "-2021-01-01T09:10:10@Australia/Melbourne"),
        ("2021-01-12T10:10:10@Australia/Melbourne", "P1DT1H", "2021-01-13T11:10:10@Australia/Melbourne"),
        ("2021-01-01T10:10:10@Australia/Melbourne", "-P1D", "2020-12-31T10:10:10@Australia/Melbourne"),
        ("2021-01-01T23:59:59.75", "PT0.5S", "2021-01-02T00:00:00.25"),
        // Over the night the clock is put forward, and the night it is put back.
        ("2021-03-27T10:00:00@Europe/Paris", "P1D", "2021-03-28T11:00:00@Europe/Paris"),
        ("2021-03-28T01:59:59@Europe/Paris", "PT1S", "2021-03-28T03:00:00@Europe/Paris"),
        ("2021-10-30T10:00:00@Europe/Paris", "P1D", "2021-10-31T09:00:00@Europe/Paris"),
        ("2021-10-31T10:00:00@Europe/Paris", "-P1D", "2021-10-30T11:00:00@Europe/Paris"),
        // A clock time that is skipped is the one an hour later.
        ("2021-03-28T02:30:00@Europe/Paris", "PT0S", "2021-03-28T03:30:00@Europe/Paris"),
        // Far away too.
        ("999999999-12-30T10:00:00@Europe/Paris", "P1D", "999999999-12-31T10:00:00@Europe/Paris"),
    ];
    for (from, duration, to) in table {
        assert_eq!(moment(from).plus_seconds(seconds(duration)), Some(moment(to)), "{from} {duration}");
    }
    assert_eq!(moment("999999999-12-31T00:00:00").plus_seconds(seconds("P1D")), None);
    assert_eq!(moment("2021-01-01T00:00:00").plus_seconds(number("9999999999999999999999999999")), None);
    assert_eq!(moment("2021-01-01T00:00:00Z").plus_seconds(seconds("P999999999999999D")), None);
}

proptest! {
    #[test]
    fn what_is_written_is_read(moment in any_moment()) {
        prop_assert_eq!(Moment::parse(&moment.to_string()), Some(moment.clone()));
        let packed = serde_json::to_string(&moment).unwrap();
        prop_assert_eq!(serde_json::from_str::<Moment>(&packed).unwrap(), moment);
    }

    #[test]
    fn what_is_added_has_passed(moment in any_moment(), thousandths in -1_000_000_000_000i64..1_000_000_000_000) {
        let distance = number("0.001").multiply(Number::from_int(thousandths)).unwrap();
        if let Some(later) = moment.plus_seconds(distance) {
            let missed = later.since(&moment).unwrap().subtract(distance).unwrap();
            // What falls on the second of two equal clock times is taken for the first.
            let named = moment.time().timezone().is_some();
            prop_assert!(missed.is_zero() || named && missed.abs() <= Number::from_int(7200), "{}", missed);
            if !named {
                prop_assert_eq!(later.plus_seconds(distance.negate()), Some(moment));
            }
        }
    }

    #[test]
    fn order_and_distance_agree(a in any_moment(), b in any_moment()) {
        let order = a.since(&b).map(|since| since.cmp(&Number::ZERO));
        prop_assert_eq!(a.compare(&b), order);
        prop_assert_eq!(b.compare(&a), order.map(Ordering::reverse));
        prop_assert_eq!(a.compare(&a), Some(Equal));
    }

    #[test]
    fn the_instant_is_the_clock_less_the_offset(moment in any_moment()) {
        let instant = moment.time_offset().map(|offset| moment.clock().subtract(offset).unwrap());
        prop_assert_eq!(moment.instant(), instant);
        prop_assert_eq!(moment.instant().is_some(), moment.time().zone().is_some());
    }

    #[test]
    fn any_text_is_read_or_refused(text in "[0-9]{4}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9].{0,6}|.{0,24}") {
        if let Some(moment) = Moment::parse(&text) {
            prop_assert_eq!(Moment::parse(&moment.to_string()), Some(moment));
        }
    }
}
