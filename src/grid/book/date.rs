//! Dates: serial numbers and ISO texts, in whole seconds and whole numbers.

/// Day numbers count from 0000-03-01, so that a leap day ends its year.
const DAY_0_OF_1900: u32 = 693_900;
const DAY_0_OF_1904: u32 = 695_361;
/// 9999-12-31 as a serial of the 1900 system.
const LAST_SERIAL: u32 = 2_958_465;
const LAST_DAY: u32 = 3_652_364;
const SECONDS: u32 = 86_400;

/// The date of a serial number; none where it is no sensible date.
pub(super) fn from_serial(serial: &str, date_1904: bool) -> Option<String> {
    let (whole, fraction) = serial.split_once('.').unwrap_or((serial, ""));
    if !whole.bytes().all(|byte| byte.is_ascii_digit()) || !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let mut days: u32 = if whole.is_empty() { 0 } else { whole.parse().ok()? };
    let mut second = seconds(fraction)?;
    if second >= SECONDS {
        second = 0;
        days = days.checked_add(1)?;
    }
    if days > LAST_SERIAL || (days == 0 && !date_1904) {
        return None;
    }
    if days == 60 && !date_1904 {
        return Some(with_time("1900-02-29".to_owned(), second));
    }
    let day = match (date_1904, days) {
        (true, _) => DAY_0_OF_1904.saturating_add(days),
        (false, 0..60) => DAY_0_OF_1900.saturating_add(days),
        (false, _) => DAY_0_OF_1900.saturating_add(days).saturating_sub(1),
    };
    (day <= LAST_DAY).then(|| with_time(civil(day), second))
}

/// An ISO date with or without a time of day, in our form; none where it is something else.
pub(super) fn from_iso(text: &str) -> Option<String> {
    let text = text.trim_matches([' ', '\t', '\r', '\n']);
    let (date, time) = text.split_once(['T', ' ']).map_or((text, None), |(date, time)| (date, Some(time)));
    let day = day_number(date)?;
    let Some(time) = time else { return Some(date.to_owned()) };
    let time = time.strip_suffix('Z').unwrap_or(time);
    let (clock, fraction) = time.split_once('.').unwrap_or((time, ""));
    let mut fields = clock.split(':');
    let mut field = |most: u32| {
        let text = fields.next()?;
        let value: u32 =
            (text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse().ok()).flatten()?;
        (value < most).then_some(value)
    };
    let (hour, minute, second) = (field(24)?, field(60)?, if clock.len() > 5 { field(60)? } else { 0 });
    if fields.next().is_some() || !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let up = u32::from(fraction.bytes().next().is_some_and(|digit| digit >= b'5'));
    let minutes = hour.saturating_mul(60).saturating_add(minute);
    let second = minutes.saturating_mul(60).saturating_add(second).saturating_add(up);
    if second < SECONDS {
        return Some(with_time(date.to_owned(), second));
    }
    (day < LAST_DAY).then(|| civil(day.saturating_add(1)))
}

/// The seconds of a fraction of a day, rounded.
fn seconds(fraction: &str) -> Option<u32> {
    const PLACES: usize = 12;
    const ONE: u64 = 1_000_000_000_000;
    let digits: String = fraction.chars().chain(std::iter::repeat('0')).take(PLACES).collect();
    let share: u64 = digits.parse().ok()?;
    let scaled = share.saturating_mul(u64::from(SECONDS)).saturating_add(ONE / 2);
    u32::try_from(scaled / ONE).ok()
}

fn with_time(mut date: String, second: u32) -> String {
    if second > 0 {
        date.push_str(&format!("T{:02}:{:02}:{:02}", second / 3600, second / 60 % 60, second % 60));
    }
    date
}

/// The date of a day number, by the cycle of 400 years.
fn civil(day: u32) -> String {
    let (era, of_era) = (day / 146_097, day % 146_097);
    let even = of_era.saturating_sub(of_era / 1_460).saturating_add(of_era / 36_524).saturating_sub(of_era / 146_096);
    let year = even / 365;
    let before = year.saturating_mul(365).saturating_add(year / 4).saturating_sub(year / 100);
    let of_year = of_era.saturating_sub(before);
    let month = of_year.saturating_mul(5).saturating_add(2) / 153;
    let of_month = of_year.saturating_sub(month.saturating_mul(153).saturating_add(2) / 5).saturating_add(1);
    let (month, next) = if month < 10 { (month.saturating_add(3), 0) } else { (month.saturating_sub(9), 1) };
    let year = era.saturating_mul(400).saturating_add(year).saturating_add(next);
    format!("{year:04}-{month:02}-{of_month:02}")
}

/// The day number of `YYYY-MM-DD`, if that is a day.
fn day_number(date: &str) -> Option<u32> {
    let sound = date.len() == 10
        && date.bytes().enumerate().all(|(at, byte)| match at {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        });
    if !sound {
        return None;
    }
    let number = |range: std::ops::Range<usize>| date.get(range)?.parse::<u32>().ok();
    let (year, month, day) = (number(0..4)?, number(5..7)?, number(8..10)?);
    if year == 0 || !(1..=12).contains(&month) || day == 0 {
        return None;
    }
    let shifted = if month > 2 { month.saturating_sub(3) } else { month.saturating_add(9) };
    let year = if month > 2 { year } else { year.saturating_sub(1) };
    let (era, of_era) = (year / 400, year % 400);
    let of_year = (shifted.saturating_mul(153).saturating_add(2) / 5).saturating_add(day).saturating_sub(1);
    let days = of_era.saturating_mul(365).saturating_add(of_era / 4).saturating_sub(of_era / 100);
    let number = era.saturating_mul(146_097).saturating_add(days).saturating_add(of_year);
    // a day the month does not have comes back as another
    (civil(number) == date).then_some(number)
}
