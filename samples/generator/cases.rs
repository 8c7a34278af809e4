//! What is chosen for one organisation and month, from which everything else in its return follows.

use super::adjustments::Adjustment;
use super::organisations::Organisation;
use super::planted;
use super::random::Random;
use super::share::part_of;

/// A month for which returns are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    /// Financial year, such as 2016-17.
    pub year: &'static str,
    /// Month of the financial year.
    pub month: i64,
    /// Last day of the month.
    pub end: &'static str,
    /// Day on which the returns were approved.
    pub approved: &'static str,
    /// Folder of the set below `samples/`.
    pub folder: &'static str,
}

/// The three months of the sets.
pub const M06_2013: Period =
    Period { year: "2013-14", month: 6, end: "2013-09-30", approved: "2013-10-11", folder: "2013-14/m06" };
pub const M06_2016: Period =
    Period { year: "2016-17", month: 6, end: "2016-09-30", approved: "2016-10-12", folder: "2016-17/m06" };
pub const M07_2016: Period =
    Period { year: "2016-17", month: 7, end: "2016-10-31", approved: "2016-11-10", folder: "2016-17/m07" };

/// Small failings that organisations have, so that a set is not spotless. Few have one, and none has two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failing {
    /// Large overspends on a line are given no reason.
    GivesNoReasons,
    /// Running costs are forecast above their allocation.
    RunningCostsOver,
    /// The planned contingency is too small.
    LowContingency,
    /// Invoices are paid late.
    PaysLate,
    /// Too much cash is left at the month end.
    KeepsCash,
    /// Data on activity are old or not robust.
    PoorActivityData,
    /// Mitigations do not make a shortfall of savings good.
    WeakMitigation,
    /// An underlying deficit lies beneath a surplus.
    UnderlyingDeficit,
    /// Savings that do not recur carry the surplus.
    OneOffSavings,
    /// Risks are larger than the surplus.
    HeavyRisks,
    /// Most savings are planned late in the year.
    LateSavings,
}

impl Failing {
    /// The failing of an organisation, if it has any; the same in every month of a year.
    pub fn of(year: &str, code: &str) -> Option<Self> {
        if planted::has_breach(year, code) {
            return None;
        }
        match Random::new(&format!("{year} {code} failing")).between(1, 140) {
            1..=3 => Some(Self::GivesNoReasons),
            4..=5 => Some(Self::RunningCostsOver),
            6..=8 => Some(Self::LowContingency),
            9..=13 => Some(Self::PaysLate),
            14..=16 => Some(Self::KeepsCash),
            17..=22 => Some(Self::PoorActivityData),
            23..=25 => Some(Self::WeakMitigation),
            26..=28 => Some(Self::UnderlyingDeficit),
            29..=30 => Some(Self::OneOffSavings),
            31 => Some(Self::HeavyRisks),
            32..=33 => Some(Self::LateSavings),
            _ => None,
        }
    }
}

/// One organisation and month. Amounts are in thousands of pounds; a variance is favourable when positive.
#[derive(Clone, Debug)]
pub struct Case {
    /// The real organisation.
    pub organisation: Organisation,
    /// Financial year.
    pub year: &'static str,
    /// The month.
    pub period: Period,
    /// Its small failing, if it has one.
    pub failing: Option<Failing>,
    /// Recurrent programme allocation as it was when the year began.
    pub opening_recurrent: i64,
    /// Non-recurrent programme allocation as it was when the year began.
    pub opening_non_recurrent: i64,
    /// Allocation for running costs, which is also what is planned for them.
    pub running_cost: i64,
    /// Heads by which that allowance was reckoned, in the years in which there was a cap for each head.
    pub population: Option<i64>,
    /// Surplus brought forward; a deficit is negative. It comes back in the allocation, the drawdown with it.
    pub brought_forward: i64,
    /// How much of it is drawn down.
    pub drawdown: i64,
    /// Allocation for delegated primary care, in the years that have it.
    pub delegated: Option<i64>,
    /// Changes of the allocation up to the month.
    pub adjustments: Vec<Adjustment>,
    /// Total expenditure planned for the year.
    pub annual_plan: i64,
    /// Planned contingency, within the annual plan, as the reserves and unidentified savings below.
    pub contingency: i64,
    /// Planned set-aside for non-recurrent spending.
    pub non_recurrent_reserve: i64,
    /// How much of that set-aside supports the bottom line.
    pub in_bottom_line: i64,
    /// Uncommitted risk reserve, in the years that have it.
    pub risk_reserve: Option<i64>,
    /// Planned reserve for investments.
    pub investment_reserve: i64,
    /// Planned savings that are not identified, positive.
    pub unidentified: i64,
    /// Total expenditure planned to date.
    pub ytd_plan: i64,
    /// Variance of total expenditure to date.
    pub ytd_variance: i64,
    /// Variance of total expenditure forecast for the year.
    pub forecast_variance: i64,
    /// The same as forecast a month earlier.
    pub prior_forecast_variance: Option<i64>,
    /// Whether the movement since then is given by cause.
    pub gives_movements: bool,
    /// Cumulative surplus as forecast a month earlier.
    pub prior_surplus: Option<i64>,
    /// Savings planned for the year.
    pub savings_plan: i64,
    /// How far the savings are forecast to fall short.
    pub savings_shortfall: i64,
    /// Planned underlying surplus, where it is published.
    pub underlying_plan: Option<i64>,
}

impl Case {
    /// Whether the organisation has this failing.
    pub fn has(&self, failing: Failing) -> bool {
        self.failing == Some(failing)
    }

    /// Agreed adjustments of one recurrence.
    pub fn adjusted(&self, recurrent: bool) -> i64 {
        let agreed = self.adjustments.iter().filter(|row| row.status == "agreed" && row.recurrent == recurrent);
        agreed.map(|row| row.amount).sum()
    }

    /// Allocation to date, the surplus brought forward in it.
    pub fn closing(&self) -> i64 {
        self.opening_recurrent
            + self.opening_non_recurrent
            + self.running_cost
            + self.brought_forward
            + self.delegated.unwrap_or(0)
            + self.adjusted(true)
            + self.adjusted(false)
    }

    /// Opening and adjusted recurrent programme allocation, the base of the set-aside and of the risk reserve.
    pub fn recurrent(&self) -> i64 {
        self.opening_recurrent + self.adjusted(true)
    }

    /// Planned cumulative surplus: what of the allocation is not planned to be spent.
    pub fn planned_surplus(&self) -> i64 {
        self.closing() - self.annual_plan
    }

    /// Forecast cumulative surplus.
    pub fn forecast_surplus(&self) -> i64 {
        self.planned_surplus() + self.forecast_variance
    }

    /// What is planned for the year apart from reserves, which have no plan to date.
    pub fn planned_without_reserves(&self) -> i64 {
        self.annual_plan
            - self.contingency
            - self.non_recurrent_reserve
            - self.risk_reserve.unwrap_or(0)
            - self.investment_reserve
            + self.unidentified
    }

    /// Whether the overspend to date is above one per cent of the plan to date.
    pub fn overspent_over_limit(&self) -> bool {
        -self.ytd_variance * 100 > self.ytd_plan
    }

    /// Whether a deficit or overspend above one per cent is forecast.
    pub fn above_forecast_limit(&self) -> bool {
        -self.forecast_surplus() * 100 > self.closing() || -self.forecast_variance * 100 > self.annual_plan
    }

    /// An amount for the year as far as the year has gone.
    pub fn to_date(&self, amount: i64) -> i64 {
        part_of(amount, self.period.month, 12)
    }
}
