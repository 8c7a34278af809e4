//! Zones: reading, writing, and the offsets of named ones.

use super::*;
use proptest::prelude::*;

fn date(text: &str) -> Date {
    Date::parse_feel(text).unwrap()
}

/// Any offset there is, and some names.
pub(crate) fn any_zone() -> impl Strategy<Value = Zone> {
    const NAMES: [&str; 6] =
        ["Europe/Paris", "Australia/Melbourne", "America/New_York", "Etc/UTC", "Asia/Dhaka", "Etc/GMT+5"];
    prop_oneof![
        (-18i32 * 60..=18 * 60).prop_map(|minutes| Zone::Offset(minutes * 60)),
        (-18i32 * 3600..=18 * 3600).prop_map(Zone::Offset),
        proptest::sample::select(&NAMES[..]).prop_map(|name| Zone::named(name).unwrap()),
    ]
}

#[test]
fn zones_are_read_and_written() {
    let table = [
        ("Z", Zone::Offset(0), "Z"),
        ("+00:00", Zone::Offset(0), "Z"),
        ("-00:00", Zone::Offset(0), "Z"),
        ("+05:00", Zone::Offset(18_000), "+05:00"),
        ("-01:35", Zone::Offset(-5_700), "-01:35"),
        ("+02:01:30", Zone::Offset(7_290), "+02:01:30"),
        ("+02:01:00", Zone::Offset(7_260), "+02:01"),
        ("-00:00:01", Zone::Offset(-1), "-00:00:01"),
        ("+18:00", Zone::Offset(64_800), "+18:00"),
        ("-18:00", Zone::Offset(-64_800), "-18:00"),
        ("@Europe/Paris", Zone::Named("Europe/Paris".into()), "@Europe/Paris"),
        ("@Etc/UTC", Zone::Named("Etc/UTC".into()), "@Etc/UTC"),
        ("@UTC", Zone::Named("UTC".into()), "@UTC"),
        ("@Etc/GMT+5", Zone::Named("Etc/GMT+5".into()), "@Etc/GMT+5"),
        ("@Australia/Melbourne", Zone::Named("Australia/Melbourne".into()), "@Australia/Melbourne"),
        (
            "@America/Argentina/Buenos_Aires",
            Zone::Named("America/Argentina/Buenos_Aires".into()),
            "@America/Argentina/Buenos_Aires",
        ),
    ];
    for (text, zone, written) in table {
        assert_eq!(Zone::parse(text), Some(zone.clone()), "{text}");
        assert_eq!(zone.to_string(), written);
    }
}

#[test]
fn other_texts_are_no_zones() {
    let refused = [
        "",
        "z",
        "ZZ",
        "+",
        "+05",
        "+05:0",
        "+5:00",
        "+0500",
        "05:00",
        "+05:60",
        "+05:00:60",
        "+05:00:00:00",
        "+19:00",
        "-19:00",
        "+18:00:01",
        "+18:01",
        "++5:00",
        "+-5:00",
        "@",
        "@xyz/abc",
        "@Europe",
        "@europe/paris",
        "@EUROPE/PARIS",
        "@Europe/Paris ",
        "Europe/Paris",
        "+02:00@Europe/Paris",
        "@Europe/Paris+02:00",
        "Z@Europe/Paris",
        "@Etc/Unknown",
        "@+02:00",
        "@../etc/passwd",
    ];
    for text in refused {
        assert_eq!(Zone::parse(text), None, "{text}");
    }
}

#[test]
fn an_offset_may_be_given_as_a_duration() {
    let of = |seconds: &str| Zone::of_offset(Number::parse(seconds).unwrap());
    assert_eq!(of("-7200").unwrap().to_string(), "-02:00");
    assert_eq!(of("7260").unwrap().to_string(), "+02:01");
    assert_eq!(of("0"), Some(Zone::UTC));
    assert_eq!(of("64801"), None);
    assert_eq!(of("-64801"), None);
    assert_eq!(of("0.5"), None);
}

#[test]
fn a_name_has_the_offset_of_its_day() {
    // zone, local date, local second of the day, offset
    let table = [
        ("@Europe/Paris", "2021-01-02", 36_610, 3600),
        ("@Europe/Paris", "2021-07-02", 36_610, 7200),
        ("@Asia/Dhaka", "2021-01-01", 36_610, 21_600),
        ("@Australia/Melbourne", "2021-01-01", 36_610, 39_600),
        ("@Australia/Melbourne", "2002-04-02", 43_200, 36_000),
        ("@Etc/UTC", "2021-07-02", 0, 0),
        ("@UTC", "2021-07-02", 0, 0),
        // A name of the database counts to the west.
        ("@Etc/GMT+5", "2021-07-02", 0, -18_000),
        // 02:30 is skipped, and comes twice.
        ("@Europe/Paris", "2021-03-28", 9_000, 3600),
        ("@Europe/Paris", "2021-03-28", 10_800, 7200),
        ("@Europe/Paris", "2021-10-31", 9_000, 7200),
        ("@Europe/Paris", "2021-10-31", 10_800, 3600),
        // Summer and winter go on for ever: these are days of July and January.
        ("@Europe/Paris", "9999-07-02", 86_399, 7200),
        ("@Europe/Paris", "999999999-07-02", 0, 7200),
        ("@Europe/Paris", "999999999-12-31", 86_399, 3600),
        // The sun over Paris, 9 minutes and 21 seconds before Greenwich.
        ("@Europe/Paris", "1800-01-01", 0, 561),
        ("@Europe/Paris", "-9999-01-01", 0, 561),
        ("@Europe/Paris", "-999999999-01-01", 0, 561),
        ("+05:00", "-999999999-01-01", 0, 18_000),
    ];
    for (zone, day, seconds, offset) in table {
        assert_eq!(Zone::parse(zone).unwrap().offset_at(date(day), seconds), Some(offset), "{zone} {day} {seconds}");
    }
}

#[test]
fn a_change_of_the_offset_far_away_falls_on_a_sunday() {
    // The last Sunday of March, at 01:00 in UTC; the change 400 years earlier is on the same day.
    let paris = Zone::named("Europe/Paris").unwrap();
    for year in [2021, 2421, 8021, 9501, 9901, 10_021, 123_456_421, 999_999_621] {
        let sunday = (25..=31).filter_map(|day| Date::new(year, 3, day)).find(|date| date.weekday() == 7).unwrap();
        let saturday = Date::from_days(sunday.days() - 1).unwrap();
        assert_eq!(paris.offset_at(saturday, 43_200), Some(3600), "{year}");
        assert_eq!(paris.offset_at(sunday, 43_200), Some(7200), "{year}");
        let change = sunday.days() * 86_400 + 3600;
        assert_eq!(paris.offset_at_instant(change - 1), Some(3600), "{year}");
        assert_eq!(paris.offset_at_instant(change), Some(7200), "{year}");
    }
}

#[test]
fn years_that_stand_for_others_begin_where_they_say() {
    assert_eq!(date("9500-01-01").days() * DAY, LATE_SECOND);
    assert_eq!(date("-9900-01-01").days() * DAY, EARLY_SECOND);
    assert_eq!(date("2400-01-01").days() - date("2000-01-01").days(), CYCLE_SECONDS / DAY);
    for (year, held) in [(9499, 9499), (9900, 9500), (9500, 9500), (-9900, -9900), (-9901, -9501), (-10_300, -9900)] {
        assert_eq!(held_year(year), held, "{year}");
    }
}

#[test]
fn a_name_that_does_not_exist_has_no_offset() {
    let zone = Zone::Named("Europe/Atlantis".into());
    assert_eq!(zone.offset_at(date("2021-01-01"), 0), None);
    assert_eq!(zone.offset_at_instant(0), None);
    assert_eq!(Zone::Named("Etc/Unknown".into()).offset_at(date("2021-01-01"), 0), None);
    assert!(serde_json::from_str::<Zone>("\"@Europe/Atlantis\"").is_err());
}

#[test]
fn every_name_of_the_data_is_a_zone() {
    let names: Vec<String> = TimeZoneDatabase::bundled().available().map(|name| name.to_string()).collect();
    assert!(names.len() > 400, "{}", names.len());
    for name in names.iter().filter(|name| *name != "Etc/Unknown") {
        let zone = Zone::parse(&format!("@{name}")).unwrap_or_else(|| panic!("{name}"));
        assert!(zone.offset_at(date("2021-01-01"), 0).is_some(), "{name}");
    }
}

proptest! {
    #[test]
    fn what_is_written_is_read(zone in any_zone()) {
        prop_assert_eq!(Zone::parse(&zone.to_string()), Some(zone.clone()));
        let packed = serde_json::to_string(&zone).unwrap();
        prop_assert_eq!(serde_json::from_str::<Zone>(&packed).unwrap(), zone);
    }

    #[test]
    fn the_offset_of_an_instant_is_that_of_its_clock(zone in any_zone(), days in -365_242_000_000i64..365_242_000_000, second in 0i64..86_400) {
        // Where the clock shows a time twice, both of its offsets are right.
        let instant = days * DAY + second;
        let offset = i64::from(zone.offset_at_instant(instant).unwrap());
        let local = instant + offset;
        let day = Date::from_days(floor_div(local, DAY)).unwrap();
        let found = i64::from(zone.offset_at(day, floor_rem(local, DAY)).unwrap());
        prop_assert!(found == offset || zone.offset_at_instant(local - found) == Some(found as i32));
    }

    #[test]
    fn any_text_is_read_or_refused(text in "[-+][0-9:]{4,9}|.{0,8}|@.{0,8}") {
        if let Some(zone) = Zone::parse(&text) {
            prop_assert_eq!(Zone::parse(&zone.to_string()), Some(zone));
        }
    }
}
