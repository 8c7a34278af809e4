//! Which other returns a rule sees beside the one it judges.

use crate::source::Place;
use crate::value::Period;
use serde::{Deserialize, Serialize};

/// An earlier return of the same organisation, by its period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Earlier {
    /// That of the month before; the first month of a year has none.
    PreviousMonth,
    /// That of a month of the same year, for the months after it.
    Month(u8),
    /// That of a month of the year before.
    MonthOfLastYear(u8),
}

impl Earlier {
    /// What a rule file may say, for messages.
    pub const WORDS: &'static str = "previous_month, month_6 or month_12_last_year";

    /// Reads `previous_month`, `month_6`, `month_12_last_year`.
    pub fn parse(text: &str) -> Option<Earlier> {
        if text == "previous_month" {
            return Some(Earlier::PreviousMonth);
        }
        let rest = text.strip_prefix("month_")?;
        let (number, last_year) = match rest.strip_suffix("_last_year") {
            Some(number) => (number, true),
            None => (rest, false),
        };
        let month = number.parse().ok().filter(|month| (1..=12).contains(month) && !number.starts_with(['0', '+']))?;
        Some(if last_year { Earlier::MonthOfLastYear(month) } else { Earlier::Month(month) })
    }

    /// The earlier period; nothing where there is none, so that the rule does not apply.
    pub fn of(self, period: Period) -> Option<Period> {
        match self {
            Earlier::PreviousMonth => {
                let month = period.month.checked_sub(1).filter(|month| *month > 0)?;
                Some(Period { month, ..period })
            }
            Earlier::Month(month) => (period.month > month).then_some(Period { month, ..period }),
            Earlier::MonthOfLastYear(month) => {
                let year = crate::value::Year(period.year.0.checked_sub(1)?);
                Some(Period { year, month })
            }
        }
    }
}

/// Which returns a rule sees beside the one it judges.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Reach {
    /// The same organisation's earlier return, as `previous`.
    pub compare: Option<Earlier>,
    /// The same organisation's returns of the year, as `series`.
    pub series: bool,
    /// All returns of a group, as `returns`: the name by which the form groups them.
    pub group: Option<String>,
    /// Whether it is judged although returns of the group are missing.
    pub incomplete: bool,
}

impl Reach {
    /// Whether it sees any return but its own.
    pub fn is_across(&self) -> bool {
        self.compare.is_some() || self.series || self.group.is_some()
    }
}

/// Returns of another form that the rules of a set see, by a name.
#[derive(Debug, Clone)]
pub struct Beside {
    /// The name.
    pub name: String,
    /// The other form's id.
    pub form: String,
    /// The table whose rows are meant; nothing means the returns themselves.
    pub table: Option<String>,
    /// Where that stands.
    pub place: Place,
}
