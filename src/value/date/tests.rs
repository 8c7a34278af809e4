//! Dates: the calendar, reading, writing, counting.

use super::*;
use proptest::prelude::*;

/// A date that a test writes down.
fn date(text: &str) -> Date {
    Date::parse_feel(text).unwrap()
}

/// Any date there is, and the years around now as often as all others together.
pub(crate) fn any_date() -> impl Strategy<Value = Date> {
    let year = prop_oneof![1600i64..2400, -LAST_YEAR..=LAST_YEAR, Just(LAST_YEAR), Just(-LAST_YEAR), -5i64..5];
    (year, 1i64..=12, 1i64..=31).prop_map(|(year, month, day)| {
        Date::new(year, month, day).or_else(|| Date::last_of_month(year, month)).unwrap()
    })
}

#[test]
fn a_day_begins_at_midnight_in_utc() {
    assert_eq!(Date::of_unix_seconds(0).to_string(), "1970-01-01");
    assert_eq!(Date::of_unix_seconds(1_479_859_199).to_string(), "2016-11-22");
    assert_eq!(Date::of_unix_seconds(1_479_859_200).to_string(), "2016-11-23");
    assert_eq!(Date::of_unix_seconds(-1).to_string(), "1969-12-31");
    assert_eq!(Date::of_unix_seconds(i64::MAX).year(), 9999);
    assert_eq!(Date::of_unix_seconds(i64::MIN).year(), 9999);
}

#[test]
fn only_days_of_the_calendar_are_dates() {
    let there = [(2017, 12, 31), (2000, 2, 29), (2016, 2, 29), (0, 2, 29), (-4, 2, 29), (999_999_999, 12, 31)];
    for (year, month, day) in there {
        assert!(Date::new(year, month, day).is_some(), "{year} {month} {day}");
    }
    let not_there = [
        (2017, -8, 2),
        (2017, 0, 2),
        (2017, 13, 2),
        (2017, 1, 0),
        (2017, 1, 32),
        (2017, 4, 31),
        (2017, 2, 29),
        (1900, 2, 29),
        (-1, 2, 29),
        (1_000_000_000, 1, 1),
        (-1_000_999_999, 12, 1),
        (i64::MIN, i64::MIN, i64::MIN),
    ];
    for (year, month, day) in not_there {
        assert!(Date::new(year, month, day).is_none(), "{year} {month} {day}");
    }
    assert_eq!(Date::last_of_month(2000, 2), Some(date("2000-02-29")));
    assert_eq!(Date::last_of_month(1900, 2), Some(date("1900-02-28")));
    assert_eq!(Date::last_of_month(2026, 11), Some(date("2026-11-30")));
    assert_eq!(Date::last_of_month(2026, 13), None);
}

#[test]
fn a_date_in_a_file_has_four_digits_of_year() {
    assert_eq!(Date::parse("2016-10-31"), Date::new(2016, 10, 31));
    assert_eq!(Date::parse("0001-01-01"), Date::new(1, 1, 1));
    assert_eq!(Date::parse("9999-12-31"), Date::new(9999, 12, 31));
    let refused =
        ["", "0000-01-01", "-001-01-01", "-2016-10-31", "12016-10-31", "2016-10-3", "2016-10-31 ", "2016-02-30"];
    for text in refused {
        assert_eq!(Date::parse(text), None, "{text}");
    }
}

#[test]
fn a_date_in_feel_may_have_up_to_nine() {
    let read = [
        ("2017-01-01", (2017, 1, 1)),
        ("-2017-12-31", (-2017, 12, 31)),
        ("0000-03-01", (0, 3, 1)),
        ("12017-01-01", (12017, 1, 1)),
        ("999999999-12-31", (999_999_999, 12, 31)),
        ("-999999999-12-31", (-999_999_999, 12, 31)),
        ("0099-01-01", (99, 1, 1)),
    ];
    for (text, parts) in read {
        let date = Date::parse_feel(text).unwrap();
        assert_eq!((date.year(), date.month(), date.day()), parts, "{text}");
        assert_eq!(date.to_string(), text);
    }
    let refused = [
        "",
        "-",
        "2017",
        "2017-01",
        "2017-1-01",
        "2017-01-1",
        "2017-01-011",
        "+2017-01-01",
        "-0000-01-01",
        "01211-12-31",
        "-01211-12-31",
        "211-12-31",
        "9999999999-12-25",
        "0000-12-25T",
        "2017-13-10",
        "2017-13-0",
        "2017-02-29",
        "2017-01-01-01",
        "2017--1-01",
        "2017/01/01",
        "--2017-01-01",
        "2017-01-01Z",
        "２０１７-01-01",
    ];
    for text in refused {
        assert_eq!(Date::parse_feel(text), None, "{text}");
    }
}

#[test]
fn days_are_counted_from_1970() {
    let table = [
        ("1970-01-01", 0),
        ("1969-12-31", -1),
        ("1970-02-01", 31),
        ("1971-01-01", 365),
        // 30 years of 365 days and the leap days of 1972, 76, 80, 84, 88, 92 and 96.
        ("2000-01-01", 10_957),
        ("2000-03-01", 11_017),
        // 10,957 and a whole cycle of 400 years.
        ("2400-01-01", 157_054),
        ("0001-01-01", -719_162),
        ("0000-12-31", -719_163),
        // The year 0 leaps.
        ("0000-01-01", -719_528),
        ("-0001-12-31", -719_529),
    ];
    for (text, days) in table {
        assert_eq!(date(text).days(), days, "{text}");
        assert_eq!(Date::from_days(days), Some(date(text)), "{days}");
    }
    assert_eq!(Date::from_days(date("999999999-12-31").days() + 1), None);
    assert_eq!(Date::from_days(date("-999999999-01-01").days() - 1), None);
    assert_eq!(Date::from_days(i64::MAX), None);
    assert_eq!(Date::from_days(i64::MIN), None);
}

#[test]
fn days_have_places_in_weeks_and_years() {
    // date, day of the year, day of the week, week of the year
    let table = [
        ("1970-01-01", 1, 4, 1),
        ("2019-09-17", 260, 2, 38),
        ("2019-12-31", 365, 2, 1),
        ("2004-01-01", 1, 4, 1),
        ("2003-12-28", 362, 7, 52),
        ("2010-01-01", 1, 5, 53),
        ("2010-01-03", 3, 7, 53),
        ("2010-01-04", 4, 1, 1),
        ("2000-12-31", 366, 7, 52),
        ("2005-01-01", 1, 6, 53),
        ("2006-01-01", 1, 7, 52),
        ("2008-12-29", 364, 1, 1),
        ("2020-12-31", 366, 4, 53),
        ("2026-11-23", 327, 1, 48),
        // The calendar of 2000, a Saturday, four centuries times five before it.
        ("0000-01-01", 1, 6, 52),
    ];
    for (text, day, weekday, week) in table {
        let date = date(text);
        assert_eq!((date.day_of_year(), date.weekday(), date.week_of_year()), (day, weekday, week), "{text}");
    }
}

#[test]
fn months_are_added_on_the_calendar() {
    let table = [
        ("2021-01-31", 1, Some("2021-02-28")),
        ("2020-01-31", 1, Some("2020-02-29")),
        ("2020-02-29", 12, Some("2021-02-28")),
        ("2021-03-31", -1, Some("2021-02-28")),
        ("2021-01-02", -12, Some("2020-01-02")),
        ("-2021-01-01", -1, Some("-2022-12-01")),
        ("-0001-12-31", 1, Some("0000-01-31")),
        ("2021-01-01", 0, Some("2021-01-01")),
        ("999999999-12-31", 1, None),
        ("-999999999-01-01", -1, None),
        ("2021-01-01", i64::MAX, None),
        ("2021-01-01", i64::MIN, None),
    ];
    for (from, months, to) in table {
        assert_eq!(date(from).plus_months(months), to.map(date), "{from} {months}");
    }
}

#[test]
fn seconds_are_added_from_midnight() {
    let table = [
        ("2021-01-01", "129600", Some("2021-01-02")),
        ("2021-01-02", "-3600", Some("2021-01-01")),
        ("2021-01-02", "-0.000001", Some("2021-01-01")),
        ("2021-01-02", "3600", Some("2021-01-02")),
        ("2021-01-02", "86399.999999", Some("2021-01-02")),
        ("2021-01-02", "90000", Some("2021-01-03")),
        ("2021-01-02", "0", Some("2021-01-02")),
        ("999999999-12-31", "86400", None),
        ("2021-01-02", "9999999999999999999999999999", None),
    ];
    for (from, seconds, to) in table {
        assert_eq!(date(from).plus_seconds(Number::parse(seconds).unwrap()), to.map(date), "{from} {seconds}");
    }
}

#[test]
fn a_packed_date_is_checked_when_it_is_read() {
    assert_eq!(serde_json::to_string(&date("-2017-01-31")).unwrap(), "[-2017,1,31]");
    assert_eq!(serde_json::from_str::<Date>("[2016,2,29]").unwrap(), date("2016-02-29"));
    assert!(serde_json::from_str::<Date>("[2017,2,29]").is_err());
    assert!(serde_json::from_str::<Date>("[1000000000,1,1]").is_err());
}

proptest! {
    #[test]
    fn days_and_dates_are_each_others_inverse(date in any_date(), days in -365_242_000_000i64..365_242_000_000) {
        prop_assert_eq!(Date::from_days(date.days()), Some(date));
        prop_assert_eq!(Date::from_days(days).map(Date::days), Some(days));
    }

    #[test]
    fn the_next_day_is_the_next_date(date in any_date()) {
        if let Some(next) = Date::from_days(date.days() + 1) {
            prop_assert!(next > date);
            prop_assert_eq!(next.weekday(), date.weekday() % 7 + 1);
            let same_week = date.weekday() != 7;
            prop_assert_eq!(next.week_of_year() == date.week_of_year(), same_week);
            prop_assert!(next.day() == date.day() + 1 || next.day() == 1);
        }
    }

    #[test]
    fn what_is_written_is_read(date in any_date()) {
        prop_assert_eq!(Date::parse_feel(&date.to_string()), Some(date));
        let in_a_file = (1..=9999).contains(&date.year());
        prop_assert_eq!(Date::parse(&date.to_string()), in_a_file.then_some(date));
        let packed = serde_json::to_string(&date).unwrap();
        prop_assert_eq!(serde_json::from_str::<Date>(&packed).unwrap(), date);
    }

    #[test]
    fn months_move_the_month_and_keep_the_day(date in any_date(), months in -100_000i64..100_000) {
        if let Some(moved) = date.plus_months(months) {
            let count = |date: Date| date.year() * 12 + date.month();
            prop_assert_eq!(count(moved) - count(date), months);
            let last = Date::last_of_month(moved.year(), moved.month()).unwrap();
            prop_assert_eq!(moved.day(), date.day().min(last.day()));
        }
    }

    #[test]
    fn any_text_is_read_or_refused(text in "-?[0-9]{3,11}-[0-9]{1,3}-[0-9]{1,2}|.{0,12}") {
        if let Some(date) = Date::parse_feel(&text) {
            prop_assert_eq!(date.to_string(), text);
        }
    }
}
