//! Times: reading, writing, adding, comparing.

use super::*;
use crate::value::zone::tests::any_zone;
use Ordering::{Equal, Greater, Less};
use proptest::prelude::*;

fn time(text: &str) -> Time {
    Time::parse(text).unwrap_or_else(|| panic!("{text}"))
}

fn number(text: &str) -> Number {
    Number::parse(text).unwrap()
}

/// Any time of a day, with up to nine digits of fraction, in a zone or in none.
pub(crate) fn any_time() -> impl Strategy<Value = Time> {
    let zone = prop_oneof![Just(None), any_zone().prop_map(Some)];
    (0i64..86_400, 0i64..1_000_000_000, 0i32..=9, zone).prop_map(|(whole, fraction, places, zone)| {
        let unit = Number::power_of_ten(-places).unwrap();
        let part = Number::from_int(fraction % 10i64.pow(places.unsigned_abs())).multiply(unit).unwrap();
        Time::of_seconds(Number::from_int(whole).add(part).unwrap(), zone).unwrap()
    })
}

#[test]
fn times_are_read_and_written() {
    let table = [
        ("01:02:03", "01:02:03"),
        ("00:00:00", "00:00:00"),
        ("24:00:00", "00:00:00"),
        ("24:00:00Z", "00:00:00Z"),
        ("11:22:33.123456789", "11:22:33.123456789"),
        ("11:22:33.000", "11:22:33"),
        ("12:59:01.30-01:00", "12:59:01.3-01:00"),
        ("23:59:00Z", "23:59:00Z"),
        ("13:20:00+02:00", "13:20:00+02:00"),
        ("13:20:00-05:00", "13:20:00-05:00"),
        ("11:22:33+00:00", "11:22:33Z"),
        ("11:22:33-00:00", "11:22:33Z"),
        ("00:01:00@Etc/UTC", "00:01:00@Etc/UTC"),
        ("00:01:00@Europe/Paris", "00:01:00@Europe/Paris"),
        ("00:01:00@Etc/GMT-14", "00:01:00@Etc/GMT-14"),
        ("23:59:59.99999999999999999999999", "23:59:59.99999999999999999999999"),
    ];
    for (text, written) in table {
        assert_eq!(time(text).to_string(), written, "{text}");
    }
}

#[test]
fn other_texts_are_no_times() {
    let refused = [
        "",
        "23:59:60",
        "7:00:00",
        "07:1:00",
        "07:01:2",
        "13:20:00+19:00",
        "13:20:00-19:00",
        "13:20:00+05:0",
        "13:20:00+02:00@Europe/Paris",
        "7:20",
        "07:2",
        "11:30:00T",
        "2012T-12-2511:00:00Z",
        "24:01:00",
        "24:00:00.1",
        "25:00:00",
        "00:60:00",
        "10:00:00.",
        "10:00:.5",
        "10:00:00.5.5",
        "10:00:00.-5",
        "10:00:000",
        "010:00:00",
        "+10:00:00",
        "-10:00:00",
        "10:00:00 ",
        "10:00",
        "10:00:00:00",
        "T10:00:00",
        "10:00:00@xyz/abc",
        "10:00:00@",
        "10:00:00z",
        "10:00:00,5",
        // More digits than are held beside five others.
        "10:00:00.000000000000000000000000001",
        "23:59:59.999999999999999999999999999",
    ];
    for text in refused {
        assert_eq!(Time::parse(text), None, "{text}");
    }
}

#[test]
fn a_time_may_be_put_together() {
    let of = |hour, minute, second: &str| Time::new(hour, minute, number(second), None).map(|time| time.to_string());
    assert_eq!(of(11, 59, "45"), Some("11:59:45".to_owned()));
    assert_eq!(of(12, 59, "1.3"), Some("12:59:01.3".to_owned()));
    assert_eq!(of(0, 0, "0.50"), Some("00:00:00.5".to_owned()));
    assert_eq!(of(23, 59, "59.999"), Some("23:59:59.999".to_owned()));
    for (hour, minute, second) in
        [(24, 59, "45"), (24, 0, "0"), (-24, 59, "45"), (23, 60, "45"), (23, 59, "60"), (23, -1, "0"), (0, 0, "-0.1")]
    {
        assert_eq!(of(hour, minute, second), None, "{hour} {minute} {second}");
    }
    let zone = Zone::of_offset(number("7260"));
    assert_eq!(Time::new(11, 59, Number::ZERO, zone).unwrap().to_string(), "11:59:00+02:01");
}

#[test]
fn a_time_has_parts() {
    let parts = |text: &str| {
        let time = time(text);
        (
            time.hour(),
            time.minute(),
            time.second().to_string(),
            time.time_offset().map(|n| n.to_string()),
            time.timezone().map(str::to_owned),
        )
    };
    assert_eq!(parts("10:30:01"), (10, 30, "1".to_owned(), None, None));
    assert_eq!(parts("10:30:00+05:00"), (10, 30, "0".to_owned(), Some("18000".to_owned()), None));
    assert_eq!(parts("23:59:59.3Z"), (23, 59, "59.3".to_owned(), Some("0".to_owned()), None));
    assert_eq!(parts("10:30:00@Etc/UTC"), (10, 30, "0".to_owned(), None, Some("Etc/UTC".to_owned())));
    assert_eq!(time("01:00:00.5").seconds(), number("3600.5"));
    assert_eq!(time("01:00:00-01:00").zone(), Some(&Zone::Offset(-3600)));
}

#[test]
fn seconds_are_added_round_midnight() {
    let table = [
        ("10:15:00", "3600", "11:15:00"),
        ("10:15:00", "86400", "10:15:00"),
        ("10:15:00", "-86400", "10:15:00"),
        ("10:10:10", "-3600", "09:10:10"),
        ("23:30:00", "3600", "00:30:00"),
        ("00:30:00", "-3600", "23:30:00"),
        ("00:00:00", "-0.5", "23:59:59.5"),
        ("23:59:59.5", "0.5", "00:00:00"),
        ("23:59:59.5", "0.75", "00:00:00.25"),
        ("10:15:00@Australia/Melbourne", "86400", "10:15:00@Australia/Melbourne"),
        ("10:15:00@Australia/Melbourne", "3600", "11:15:00@Australia/Melbourne"),
        ("10:10:10+11:00", "-90000", "09:10:10+11:00"),
        // 86,400 goes into 864 and any noughts behind it; one is left.
        ("00:00:00", "8640000000000000000000000001", "00:00:01"),
        ("00:00:00", "-8640000000000000000000000001", "23:59:59"),
    ];
    for (from, seconds, to) in table {
        assert_eq!(time(from).plus(number(seconds)), time(to), "{from} {seconds}");
    }
}

#[test]
fn times_are_compared_where_they_can_be() {
    // a, b, seconds from b to a, order
    let table = [
        ("10:10:10", "09:10:10", Some(("3600", Greater))),
        ("10:10:10", "11:10:10", Some(("-3600", Less))),
        ("10:10:10+11:00", "11:10:10+11:00", Some(("-3600", Less))),
        ("10:10:10@Australia/Melbourne", "11:10:10@Australia/Melbourne", Some(("-3600", Less))),
        ("10:00:00Z", "12:00:00+02:00", Some(("0", Equal))),
        ("10:00:00.25Z", "12:00:00+02:00", Some(("0.25", Greater))),
        ("23:00:50Z", "23:00:50+00:00", Some(("0", Equal))),
        ("00:00:00-18:00", "23:59:59+18:00", Some(("43201", Greater))),
        ("10:00:00", "10:00:00Z", None),
        ("10:00:00Z", "10:00:00", None),
        ("10:00:00@Europe/Paris", "10:00:00", None),
        ("10:00:00@Europe/Paris", "10:00:00+01:00", None),
        ("10:00:00@Europe/Paris", "10:00:00@Europe/Berlin", None),
        ("10:00:00@Etc/UTC", "10:00:00Z", None),
    ];
    for (a, b, expected) in table {
        let since = time(a).since(&time(b));
        assert_eq!(since, expected.map(|(seconds, _)| number(seconds)), "{a} {b}");
        assert_eq!(time(a).compare(&time(b)), expected.map(|(_, order)| order), "{a} {b}");
    }
}

#[test]
fn the_same_is_more_than_equal() {
    let table = [
        ("23:00:50", "23:00:50", true),
        ("23:00:50", "23:00:50.0", true),
        ("23:00:50+11:00", "23:00:50+11:00", true),
        ("23:00:50Z", "23:00:50+00:00", true),
        ("23:00:50", "23:00:50Z", false),
        ("23:00:50@Australia/Melbourne", "23:00:50+10:00", false),
        ("23:00:50@Etc/UTC", "23:00:50Z", false),
        ("23:01:50", "23:00:50", false),
        ("23:00:51", "23:00:50", false),
        ("10:00:00Z", "12:00:00+02:00", false),
    ];
    for (a, b, same) in table {
        assert_eq!(time(a).same(&time(b)), same, "{a} {b}");
    }
}

#[test]
fn a_packed_time_is_checked_when_it_is_read() {
    let packed = |seconds: i64, zone: &str| format!("[[{seconds},0,false],{zone}]");
    assert_eq!(serde_json::from_str::<Time>(&packed(60, "\"+01:00\"")).unwrap(), time("00:01:00+01:00"));
    assert_eq!(serde_json::from_str::<Time>(&packed(60, "null")).unwrap(), time("00:01:00"));
    for wrong in [packed(86_400, "null"), packed(-1, "null"), packed(0, "\"+19:00\"")] {
        assert!(serde_json::from_str::<Time>(&wrong).is_err(), "{wrong}");
    }
}

proptest! {
    #[test]
    fn what_is_written_is_read(time in any_time()) {
        prop_assert_eq!(Time::parse(&time.to_string()), Some(time.clone()));
        let packed = serde_json::to_string(&time).unwrap();
        prop_assert_eq!(serde_json::from_str::<Time>(&packed).unwrap(), time);
    }

    #[test]
    fn parts_make_the_whole(time in any_time()) {
        prop_assert_eq!(Time::new(time.hour(), time.minute(), time.second(), time.zone().cloned()), Some(time));
    }

    #[test]
    fn what_is_added_can_be_taken_away(time in any_time(), seconds in -1_000_000_000_000i64..1_000_000_000_000) {
        let distance = number("0.001").multiply(Number::from_int(seconds)).unwrap();
        let later = time.plus(distance);
        prop_assert_eq!(later.plus(distance.negate()), time.clone());
        let back = later.since(&time).unwrap().subtract(distance).unwrap();
        prop_assert!(back.modulo(Number::from_int(DAY)).unwrap().is_zero());
    }

    #[test]
    fn order_and_distance_agree(a in any_time(), b in any_time()) {
        let order = a.since(&b).map(|since| since.cmp(&Number::ZERO));
        prop_assert_eq!(a.compare(&b), order);
        prop_assert_eq!(b.compare(&a), order.map(Ordering::reverse));
        prop_assert_eq!(a.compare(&a), Some(Equal));
    }

    #[test]
    fn any_text_is_read_or_refused(text in "[0-9]{1,3}:[0-9]{2}:[0-9.]{1,6}[-+Z@]?.{0,6}|.{0,12}") {
        if let Some(time) = Time::parse(&text) {
            prop_assert_eq!(Time::parse(&time.to_string()), Some(time));
        }
    }
}
