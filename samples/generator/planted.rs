//! Breaches that are planted, each in an organisation that no published figure names. The totals of a return are left
//! alone, so that national sums and counts hold with the breaches in. samples/generator/planted.yaml lists them.

use super::adjustments::{self, Book, enter, row};
use super::cases::Period;
use super::organisations::Organisation;
use super::write::{Node, word};

/// A change of one return.
enum Change {
    /// Something is added to a figure.
    Add(&'static str, i64),
    /// A figure gets the other sign.
    Turn(&'static str),
}

/// Changes of one organisation in one set.
struct Planted {
    set: &'static str,
    organisation: &'static str,
    changes: &'static [Change],
}

use Change::{Add, Turn};

const PLANTED: &[Planted] = &[
    // IDN-01, IDN-02, IDN-04, IDN-05, IDN-09 and STR-05, one of each in the two sets of month 6.
    Planted { set: "2013-14/m06", organisation: "00P", changes: &[Add("expenditure.prescribing.ytd_variance", 240)] },
    Planted {
        set: "2013-14/m06",
        organisation: "02Q",
        changes: &[Add("expenditure.community_nhs.forecast_variance", 180)],
    },
    Planted {
        set: "2013-14/m06",
        organisation: "04F",
        changes: &[
            Add("expenditure.mental_health_nhs.ytd_plan", 300),
            Add("expenditure.mental_health_nhs.ytd_variance", 300),
        ],
    },
    Planted {
        set: "2013-14/m06",
        organisation: "06W",
        changes: &[
            Add("allocation.in_year_adjustments_non_recurrent", 64),
            Add("allocation.opening_programme_non_recurrent", -64),
        ],
    },
    Planted { set: "2013-14/m06", organisation: "08L", changes: &[Add("qipp.0.ytd_plan", 150)] },
    Planted { set: "2013-14/m06", organisation: "11A", changes: &[Turn("expenditure.running_cost_income.forecast")] },
    Planted { set: "2016-17/m06", organisation: "00Q", changes: &[Add("expenditure.prescribing.ytd_variance", 210)] },
    Planted {
        set: "2016-17/m06",
        organisation: "02R",
        changes: &[Add("expenditure.community_nhs.forecast_variance", 175)],
    },
    Planted {
        set: "2016-17/m06",
        organisation: "03V",
        changes: &[
            Add("expenditure.mental_health_nhs.ytd_plan", 280),
            Add("expenditure.mental_health_nhs.ytd_variance", 280),
        ],
    },
    Planted {
        set: "2016-17/m06",
        organisation: "06K",
        changes: &[
            Add("allocation.in_year_adjustments_non_recurrent", 58),
            Add("allocation.opening_programme_non_recurrent", -58),
        ],
    },
    Planted { set: "2016-17/m06", organisation: "07R", changes: &[Add("qipp.0.ytd_plan", 160)] },
    Planted { set: "2016-17/m06", organisation: "09E", changes: &[Turn("expenditure.running_cost_income.forecast")] },
    // Month 7 by itself: IDN-02, IDN-09 and STR-05.
    Planted {
        set: "2016-17/m07",
        organisation: "06V",
        changes: &[Add("expenditure.community_nhs.forecast_variance", 190)],
    },
    Planted { set: "2016-17/m07", organisation: "07W", changes: &[Add("qipp.0.ytd_plan", 170)] },
    Planted { set: "2016-17/m07", organisation: "03H", changes: &[Turn("expenditure.running_cost_income.forecast")] },
    // Month 7 against month 6: IDN-14, MOM-04, MOM-08, MOM-02, and an allocation that rose by itself (I8). What MOM-04
    // takes from the actual of one line is brought well below that of month 6, which is about six sevenths of it.
    Planted { set: "2016-17/m07", organisation: "02M", changes: &[Add("expenditure.total.prior_month_forecast", 300)] },
    Planted {
        set: "2016-17/m07",
        organisation: "04F",
        changes: &[
            Add("expenditure.better_care_fund.ytd_actual", -800),
            Add("expenditure.better_care_fund.ytd_variance", 800),
            Add("expenditure.acute_nhs.ytd_actual", 800),
            Add("expenditure.acute_nhs.ytd_variance", -800),
        ],
    },
    Planted {
        set: "2016-17/m07",
        organisation: "99G",
        changes: &[
            Add("expenditure.community_other.annual_plan", 350),
            Add("expenditure.community_other.forecast", 350),
            Add("expenditure.mental_health_other.annual_plan", -350),
            Add("expenditure.mental_health_other.forecast", -350),
        ],
    },
    Planted { set: "2016-17/m07", organisation: "08K", changes: &[Add("forecast_movements.0.amount", 200)] },
    Planted {
        set: "2016-17/m07",
        organisation: "12D",
        changes: &[
            Add("allocation.opening_programme_non_recurrent", 400),
            Add("allocation.closing_total", 400),
            Add("position.in_year_surplus.plan", 400),
            Add("position.in_year_surplus.forecast", 400),
            Add("position.cumulative_surplus.plan", 400),
            Add("position.cumulative_surplus.forecast", 400),
            Add("position.risk_adjusted_surplus.plan", 400),
            Add("position.risk_adjusted_surplus.forecast", 400),
            Add("underlying.reported_surplus.plan", 400),
            Add("underlying.reported_surplus.forecast", 400),
            Add("underlying.less_nr_allocation.plan", 400),
            Add("underlying.less_nr_allocation.forecast", 400),
            Add("business_rules.surplus.planned", 400),
        ],
    },
];

/// Pairs whose transfer does not match: the first has the one amount and the second the other, where it has a row.
const UNMATCHED: [(&str, &str, i64, &str, Option<i64>); 4] = [
    ("2013-14", "04C", 430, "04V", Some(-400)),
    ("2013-14", "10M", -310, "10N", None),
    ("2016-17", "00T", 420, "00V", Some(-380)),
    ("2016-17", "10A", -265, "10C", None),
];

/// A change with the reason other and no justification, ADJ-02.
const NO_GROUNDS: [(&str, &str, i64); 2] = [("2013-14", "03H", 85), ("2016-17", "11C", -70)];

/// A change after the freeze that nothing is claimed for, ADJ-01.
const LATE: (&str, &str, i64) = ("2016-17", "03D", 130);

/// Enters the planted adjustments of a year; those with a direct commissioning team have their other side there.
pub fn adjustments(year: &str, organisations: &[Organisation], book: &mut Book) {
    for (_, one, amount, other, answer) in UNMATCHED.into_iter().filter(|(of, ..)| *of == year) {
        enter(book, one, row(4, amount, false, "inter_ccg_transfer", other));
        if let Some(answer) = answer {
            enter(book, other, row(4, answer, false, "inter_ccg_transfer", one));
        }
    }
    for (_, code, amount) in NO_GROUNDS.into_iter().filter(|(of, ..)| *of == year) {
        enter(book, code, row(5, amount, false, "other", &adjustments::team_of(organisations, code)));
    }
    let (of, code, amount) = LATE;
    if of == year {
        enter(book, code, row(7, amount, false, "primary_care", &adjustments::team_of(organisations, code)));
    }
}

/// Whether a planted transfer is the organisation's, so that it takes part in no other.
pub fn moves_money(year: &str, code: &str) -> bool {
    UNMATCHED.iter().any(|(of, one, _, other, _)| *of == year && (*one == code || *other == code))
}

/// Whether a breach is planted in an organisation of a year, so that it has no small failing of its own.
pub fn has_breach(year: &str, code: &str) -> bool {
    moves_money(year, code)
        || PLANTED.iter().any(|planted| planted.set.starts_with(year) && planted.organisation == code)
        || NO_GROUNDS.iter().chain([&LATE]).any(|(of, one, _)| *of == year && *one == code)
}

/// Makes the changes of a return.
pub fn change(period: Period, code: &str, node: &mut Node) {
    let here = PLANTED.iter().filter(|planted| planted.set == period.folder && planted.organisation == code);
    for change in here.flat_map(|planted| planted.changes) {
        match *change {
            Add(path, amount) => node.add(path, amount),
            Turn(path) => {
                let turned = -node.figure(path);
                *node.at(path) = word(turned.to_string());
            }
        }
    }
}
