//! Makes the national sample sets: one return for each real organisation, and those of direct commissioning and the
//! central budgets, for month 6 of 2013-14 and months 6 and 7 of 2016-17.
//!
//! # What is real
//!
//! - The organisations: how many there were, their codes, names, teams and regions.
//! - The size of each programme allocation. In 2013-14, for 15 groups, also the difference between the allocation as
//!   announced and a later one; that it is the adjustment for specialised services is an inference.
//! - The published totals and counts that all returns of a set together meet (`published.rs`): variances to date and
//!   forecast, how many groups were overspent, by more than one per cent, forecasting worse than plan or a deficit, the
//!   risk reserve, savings, the drawdown of earlier surplus, NHS England's totals.
//! - For few groups, single published figures: the five named as most overspent in month 6 of 2016-17, the forecast of
//!   Stafford and Surrounds a month later, which groups were in special measures; in 2013-14 the four largest planned
//!   deficits by name, the planned positions of Croydon, Eastern Cheshire and West London, Eastern Cheshire's waivers
//!   and savings plan, and the 26 groups that set aside less than two per cent or used it for the bottom line.
//!
//! # What is ours
//!
//! Everything else, and so nearly every figure of nearly every return: which groups are in deficit or overspent and by
//! how much, what is planned above the programme allocation, running costs, delegated primary care, who drew down
//! surplus, adjustments and who they are with, the split over lines, savings schemes, risks, cash, statements, the
//! movement by cause, month 5, and the split of NHS England's total between its parts. Nothing here says how a named
//! organisation really did. The lists in `classes_2016.rs` and `published.rs` say who was chosen for what.
//!
//! # Breaches
//!
//! All rules of the year hold, except where a published count asks for a finding, where a group has one of the small
//! failings of `cases.rs`, and where `planted.rs` puts a breach, which `planted.yaml` lists with what is to be found.
//!
//! # How
//!
//! First the total of each group is chosen, within its region's sums; then totals are split over lines. Whole numbers
//! only, and a generator of random numbers seeded by texts, so that every machine makes the same files.

mod adjustments;
mod cases;
mod classes_2016;
mod details;
mod lines;
mod movements_2016;
mod national;
mod organisations;
mod planted;
mod published;
mod random;
mod returns;
mod share;
mod statements;
mod write;
mod year_2013;
mod year_2016;

use cases::{Case, M06_2013, M06_2016, M07_2016, Period};

/// All files of the sets: the path below `samples/` and the text. The callback gives the text of a file of
/// `rules/reference` by its name.
pub fn files(organisation_lists: &dyn Fn(&str) -> String) -> Vec<(String, String)> {
    let list = |year: &str| organisations::parse(&organisation_lists(&format!("ccg-organisations-{year}.yaml")));
    let [month_6, month_7] = year_2016::cases(&list("2016-17"));
    let half_year = year_2013::cases(&list("2013-14"));
    let mut files = Vec::new();
    for (period, cases) in [(M06_2013, half_year), (M06_2016, month_6), (M07_2016, month_7)] {
        set(period, &cases, &mut files);
    }
    files
}

fn set(period: Period, cases: &[Case], files: &mut Vec<(String, String)>) {
    for case in cases {
        let mut node = returns::build(case);
        planted::change(period, &case.organisation.code, &mut node);
        files.push((format!("{}/{}.yaml", period.folder, case.organisation.code), node.file(&returns::comment(case))));
    }
    let path = |name: &str| format!("{}/{name}.yaml", period.folder);
    files.push((path("direct-commissioning"), national::direct_commissioning(period, cases)));
    files.push((path("central-budgets"), national::central_budgets(period)));
}
