//! Financial years and months: `2016-17 M07`.

use serde::{Deserialize, Serialize};
use std::fmt;

/// A financial year by the calendar year in which it begins: `2016-17` is 2016.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Year(pub u16);

impl Year {
    /// Reads `YYYY-YY`, the second part being the year after the first.
    pub fn parse(text: &str) -> Option<Year> {
        let (first, second) = text.split_once('-')?;
        let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if first.len() != 4 || second.len() != 2 || !digits(first) || !digits(second) {
            return None;
        }
        let year = Year(first.parse().ok()?);
        (year.to_string() == text).then_some(year)
    }
}

impl fmt::Display for Year {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.0, self.0.saturating_add(1) % 100)
    }
}

/// A month of a financial year, 1 to 12 from the year's first month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Period {
    /// The financial year.
    pub year: Year,
    /// The month within it, 1 to 12.
    pub month: u8,
}

impl Period {
    /// Reads `2016-17 M07`.
    pub fn parse(text: &str) -> Option<Period> {
        let (year, month) = text.split_once(' ')?;
        let digits = month.strip_prefix('M')?;
        if digits.len() != 2 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let month: u8 = digits.parse().ok()?;
        let year = Year::parse(year)?;
        (1..=12).contains(&month).then_some(Period { year, month })
    }

    /// The calendar year and month of this period, in a year that begins in calendar month
    /// `first_month` (4 for April).
    pub fn calendar(self, first_month: u8) -> (i64, i64) {
        let offset = i64::from(first_month).saturating_add(i64::from(self.month)).saturating_sub(2);
        let year = i64::from(self.year.0).saturating_add(offset.div_euclid(12));
        (year, offset.rem_euclid(12).saturating_add(1))
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} M{:02}", self.year, self.month)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_read_and_write_alike() {
        for text in ["2013-14 M08", "2016-17 M12", "1999-00 M01"] {
            assert_eq!(Period::parse(text).unwrap().to_string(), text);
        }
        for text in ["2013-15 M08", "2013-14 M8", "2013-14 M13", "2013-14M08", "13-14 M08", "2013-14 M00"] {
            assert!(Period::parse(text).is_none(), "{text}");
        }
    }

    #[test]
    fn month_seven_of_a_year_from_april_is_october() {
        let at = |text: &str| Period::parse(text).unwrap().calendar(4);
        assert_eq!(at("2016-17 M07"), (2016, 10));
        assert_eq!(at("2016-17 M09"), (2016, 12));
        assert_eq!(at("2016-17 M10"), (2017, 1));
        assert_eq!(at("2016-17 M12"), (2017, 3));
    }
}
