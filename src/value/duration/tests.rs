//! Durations: reading, writing, parts, arithmetic, and the months between two dates.

use super::*;
use crate::value::date::tests::any_date;
use proptest::prelude::*;

fn duration(text: &str) -> Duration {
    Duration::parse(text).unwrap_or_else(|| panic!("{text}"))
}

fn number(text: &str) -> Number {
    Number::parse(text).unwrap()
}

fn any_duration() -> impl Strategy<Value = Duration> {
    prop_oneof![
        any::<i64>().prop_filter("its size fits", |months| *months != i64::MIN).prop_map(Duration::Months),
        (-1000i64..1000).prop_map(Duration::Months),
        (any::<i64>(), 0i32..=12).prop_map(|(digits, places)| {
            let unit = Number::power_of_ten(-places).unwrap();
            Duration::Days(Number::from_int(digits).multiply(unit).unwrap())
        }),
        (-1_000_000i64..1_000_000).prop_map(|seconds| Duration::Days(Number::from_int(seconds))),
    ]
}

#[test]
fn durations_are_read_and_written() {
    let table = [
        ("P13DT2H14S", "P13DT2H14S"),
        ("P1D", "P1D"),
        ("PT3M", "PT3M"),
        ("PT4S", "PT4S"),
        ("PT0.999S", "PT0.999S"),
        ("P1DT2H3M4.123456789S", "P1DT2H3M4.123456789S"),
        ("PT1.500S", "PT1.5S"),
        ("PT0S", "PT0S"),
        ("PT0.S", "PT0S"),
        ("PT0M", "PT0S"),
        ("PT0H", "PT0S"),
        ("P0D", "PT0S"),
        ("-PT0S", "PT0S"),
        ("PT240H", "P10D"),
        ("PT3600S", "PT1H"),
        ("P2DT274M", "P2DT4H34M"),
        ("PT24H", "P1D"),
        ("-P10D", "-P10D"),
        ("-P1DT2H", "-P1DT2H"),
        ("-PT0.5S", "-PT0.5S"),
        ("P1DT0.5S", "P1DT0.5S"),
        ("P0001D", "P1D"),
        ("P1Y2M", "P1Y2M"),
        ("P2M", "P2M"),
        ("P12M", "P1Y"),
        ("P1Y27M", "P3Y3M"),
        ("-P1Y8M", "-P1Y8M"),
        ("-P999999999M", "-P83333333Y3M"),
        ("P0M", "P0M"),
        ("P0Y", "P0M"),
        ("-P0Y", "P0M"),
        ("P999999999Y", "P999999999Y"),
        ("P99999999999999999999D", "P99999999999999999999D"),
    ];
    for (text, written) in table {
        assert_eq!(duration(text).to_string(), written, "{text}");
    }
    assert_eq!(duration("P1Y27M"), Duration::Months(39));
    assert_eq!(duration("-P1DT2H3M4.5S"), Duration::Days(number("-93784.5")));
}

#[test]
fn other_texts_are_no_durations() {
    let refused = [
        "",
        "-",
        "P",
        "-P",
        "P0",
        "PT",
        "P1DT",
        "P1YT",
        "P1S",
        "P1H",
        "1Y",
        "1D",
        "P-1D",
        "P+1D",
        "+P1D",
        "--P1D",
        "P1Y1D",
        "P1M1D",
        "P1YT1H",
        "P1MT1S",
        "P1D1Y",
        "P1M1Y",
        "PT1M1H",
        "PT1S1M",
        "PT1D",
        "P1DT1D",
        "P1.5D",
        "P1.5Y",
        "PT1.5H",
        "PT1.5M",
        "PT.5S",
        "PT.S",
        "PT1.5.5S",
        "PT1,5S",
        "PTS",
        "PD",
        "PY",
        "PM",
        "PTH",
        "p1d",
        "P1d",
        "P 1D",
        "P1D ",
        "P1W",
        "PT1HT1M",
        "P1D1D",
        "2012T-12-2511:00:00Z",
        "foo",
        "PT1-S",
        "PT-1S",
        "PT1.-5S",
        "P99999999999999999999Y",
        "P9223372036854775807Y",
        "P99999999999999999999999999999D",
        // A second and a part of it that do not fit into 28 digits together with a day.
        "P1DT0.0000000000000000000000000001S",
    ];
    for text in refused {
        assert_eq!(Duration::parse(text), None, "{text}");
    }
}

#[test]
fn parts_have_the_sign_of_the_whole() {
    // text, days, hours, minutes, seconds
    let table = [
        ("P1DT2H3M4.5S", (1, 2, 3, "4.5")),
        ("-P1DT2H", (-1, -2, 0, "0")),
        ("-PT0.5S", (0, 0, 0, "-0.5")),
        ("PT2H", (0, 2, 0, "0")),
        ("PT2M", (0, 0, 2, "0")),
        ("PT2S", (0, 0, 0, "2")),
        ("P1D", (1, 0, 0, "0")),
        ("-PT25H61M61S", (-1, -2, -2, "-1")),
    ];
    for (text, (days, hours, minutes, seconds)) in table {
        let it = duration(text);
        assert_eq!((it.days(), it.hours(), it.minutes()), (Some(days), Some(hours), Some(minutes)), "{text}");
        assert_eq!((it.seconds(), it.years(), it.months()), (Some(number(seconds)), None, None), "{text}");
    }
    for (text, years, months) in [("P2M", 0, 2), ("P1Y", 1, 0), ("-P1Y8M", -1, -8), ("P27M", 2, 3)] {
        let it = duration(text);
        assert_eq!((it.years(), it.months()), (Some(years), Some(months)), "{text}");
        assert_eq!((it.days(), it.hours(), it.minutes(), it.seconds()), (None, None, None, None), "{text}");
    }
    assert_eq!(duration("P99999999999999999999D").days(), None);
}

#[test]
fn the_two_kinds_are_never_equal() {
    assert_eq!(duration("P1Y"), duration("P12M"));
    assert_eq!(duration("P0Y"), duration("-P0Y"));
    assert_ne!(duration("P0Y"), duration("P0D"));
    assert_ne!(duration("P1Y"), duration("-P1Y"));
    assert_eq!(duration("P1Y").partial_cmp(&duration("P365D")), None);
    assert!(duration("P11M") < duration("P1Y"));
    assert!(duration("P11D") > duration("P10D"));
    assert!(duration("-PT1S") < duration("PT0S"));
}

#[test]
fn months_between_are_those_of_the_cases() {
    let table = [
        ("2013-08-24", "2011-12-22", "-P1Y8M"),
        ("2016-09-30", "2017-12-28", "P1Y2M"),
        ("2014-12-31", "2019-10-01", "P4Y9M"),
        ("-2016-01-30", "-2017-02-28", "-P11M"),
        ("2014-12-31", "-2019-10-01", "-P4033Y2M"),
        ("2017-09-05", "-2019-10-01", "-P4035Y11M"),
        ("2015-12-31", "2018-10-01", "P2Y9M"),
        ("2016-09-05", "2019-10-01", "P3Y"),
        ("2016-12-31", "2017-12-31", "P1Y"),
        ("2014-12-31", "2016-12-31", "P2Y"),
        ("2016-01-21", "2015-01-21", "-P1Y"),
        ("2021-01-31", "2021-02-28", "P0M"),
        ("2021-02-28", "2021-03-31", "P1M"),
        ("2021-03-31", "2021-02-28", "-P1M"),
        ("2021-03-28", "2021-02-28", "-P1M"),
        ("2021-03-27", "2021-02-28", "P0M"),
    ];
    for (from, to, months) in table {
        let of = |text| Date::parse_feel(text).unwrap();
        assert_eq!(Duration::Months(months_between(of(from), of(to))), duration(months), "{from} {to}");
    }
}

proptest! {
    #[test]
    fn what_is_written_is_read(duration in any_duration()) {
        prop_assert_eq!(Duration::parse(&duration.to_string()), Some(duration));
        let packed = serde_json::to_string(&duration).unwrap();
        prop_assert_eq!(serde_json::from_str::<Duration>(&packed).unwrap(), duration);
    }

    #[test]
    fn parts_make_the_whole(duration in any_duration()) {
        match duration {
            Duration::Months(months) => {
                let (years, rest) = (duration.years().unwrap(), duration.months().unwrap());
                prop_assert_eq!(years * 12 + rest, months);
                prop_assert!(rest.abs() < 12);
            }
            Duration::Days(seconds) => {
                let (days, hours, minutes) = (duration.days().unwrap(), duration.hours().unwrap(), duration.minutes().unwrap());
                prop_assert!(hours.abs() < 24 && minutes.abs() < 60 && duration.seconds().unwrap().abs() < number("60"));
                let whole = Number::from_int(((days * 24 + hours) * 60 + minutes) * 60);
                prop_assert_eq!(whole.add(duration.seconds().unwrap()).unwrap(), seconds);
            }
        }
    }

    #[test]
    fn months_between_two_dates_do_not_depend_on_the_direction(a in any_date(), b in any_date()) {
        prop_assert_eq!(months_between(a, b), -months_between(b, a));
        prop_assert_eq!(months_between(a, a), 0);
    }

    #[test]
    fn whole_months_lead_up_to_the_second_date(a in any_date(), b in any_date()) {
        let (from, to) = (a.min(b), a.max(b));
        let months = months_between(from, to);
        prop_assert!(from.plus_months(months).unwrap() <= to);
        if let Some(beyond) = from.plus_months(months + 1) {
            // On the last day of a shorter month the next one has not passed, yet adding it leads there.
            prop_assert!(beyond > to || beyond.day() < from.day());
        }
    }

    #[test]
    fn months_added_are_months_between(date in any_date(), months in -100_000i64..100_000) {
        if let Some(later) = date.plus_months(months)
            && later.day() == date.day()
        {
            prop_assert_eq!(months_between(date, later), months);
        }
    }

    #[test]
    fn any_text_is_read_or_refused(text in "-?P([0-9.]{0,3}[YMD]){0,3}(T([0-9.]{0,3}[HMS]){0,3})?|.{0,12}") {
        if let Some(duration) = Duration::parse(&text) {
            prop_assert_eq!(Duration::parse(&duration.to_string()), Some(duration));
        }
    }
}
