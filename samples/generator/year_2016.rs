//! Months 6 and 7 of 2016-17, made together, so that one follows from the other organisation by organisation.

use super::adjustments::{self, Book};
use super::cases::{Case, Failing, M06_2016, M07_2016, Period};
use super::classes_2016 as class;
use super::movements_2016;
use super::organisations::Organisation;
use super::published::{NAMED_2016, Named, RISK_RESERVE_2016, SAVINGS_PER_MILLE_2016};
use super::random::Random;
use super::share::{Bounded, apportion, fit, part_above, part_of};

const YEAR: &str = "2016-17";

/// What is chosen for an organisation, apart from what the two months have of their own.
#[derive(Clone, Debug)]
pub struct Chosen {
    /// The organisation.
    pub organisation: Organisation,
    /// Total expenditure planned for the year.
    pub annual_plan: i64,
    /// Plan to date in month 6 and in month 7.
    pub ytd_plan: [i64; 2],
    /// Variance to date in month 6 and in month 7.
    pub ytd_variance: [i64; 2],
    /// Variance forecast in month 5, in month 6 and in month 7.
    pub forecast_variance: [i64; 3],
    /// Planned cumulative surplus as it was in month 6.
    pub planned_surplus: i64,
    opening_non_recurrent: i64,
    running_cost: i64,
    delegated: i64,
}

/// Whether a list of classes has the organisation.
pub fn is_in(list: &[&str], code: &str) -> bool {
    list.contains(&code)
}

/// The named organisation of this code, if it is one of the five.
pub fn named(code: &str) -> Option<&'static Named> {
    NAMED_2016.iter().find(|named| named.code == code)
}

/// The cases of both months, month 6 first.
pub fn cases(organisations: &[Organisation]) -> [Vec<Case>; 2] {
    let book = adjustments::book(YEAR, organisations);
    let mut chosen: Vec<Chosen> = organisations.iter().map(|one| choose(one, &book)).collect();
    movements_2016::forecasts_of_month_6(&mut chosen);
    for one in &mut chosen {
        one.planned_surplus = planned_surplus(one);
    }
    movements_2016::forecasts_of_month_7(&mut chosen);
    let allocations: Vec<i64> = organisations.iter().map(|one| one.allocation).collect();
    let reserves = apportion(RISK_RESERVE_2016, &allocations);
    let mut month_6: Vec<Case> =
        chosen.iter().zip(reserves).map(|(one, reserve)| case(one, &book, M06_2016, reserve)).collect();
    plans_to_date(&mut chosen, &month_6);
    movements_2016::variances_to_date(&mut chosen);
    savings(&mut month_6);
    for (case, one) in month_6.iter_mut().zip(&chosen) {
        case.ytd_plan = one.ytd_plan[0];
        case.ytd_variance = one.ytd_variance[0];
        case.forecast_variance = one.forecast_variance[1];
        case.prior_forecast_variance = Some(one.forecast_variance[0]);
        case.savings_shortfall = shortfall(case, 0);
        case.prior_surplus = Some(case.planned_surplus() + one.forecast_variance[0]);
    }
    let month_7 = month_6.iter().zip(&chosen).map(|(case, one)| a_month_later(case, one, &book)).collect();
    [month_6, month_7]
}

fn choose(organisation: &Organisation, book: &Book) -> Chosen {
    let mut random = Random::new(&format!("{YEAR} {} allocation", organisation.code));
    let share = |ten_thousandths: i64| part_of(organisation.allocation, ten_thousandths, 10_000);
    let (non_recurrent, running_cost) = (share(random.between(15, 70)), share(random.between(195, 215)));
    let has_delegated = random.chance(55) && named(&organisation.code).is_none() || organisation.code == "05N";
    // Shropshire's published percentages ask for a plan well above its programme allocation.
    let delegated = if organisation.code == "05N" { share(1_090) } else { share(random.between(790, 980)) };
    let delegated = if has_delegated { delegated } else { 0 };
    let adjusted: i64 = book[&organisation.code]
        .iter()
        .filter(|row| row.month <= 6 && row.status == "agreed")
        .map(|row| row.amount)
        .sum();
    let before = organisation.allocation + non_recurrent + running_cost + delegated + adjusted;
    let deficit = is_in(class::PLANNED_DEFICIT, &organisation.code);
    let in_year = part_of(before, if deficit { random.between(-60, 40) } else { random.between(-10, 15) }, 10_000);
    Chosen {
        organisation: organisation.clone(),
        annual_plan: named(&organisation.code).map_or(before - in_year, |named| named.annual_plan),
        ytd_plan: [0; 2],
        ytd_variance: [0; 2],
        forecast_variance: [0; 3],
        planned_surplus: 0,
        opening_non_recurrent: non_recurrent,
        running_cost,
        delegated,
    }
}

/// The planned surplus that puts an organisation into its class, given what it forecasts in month 6.
fn planned_surplus(one: &Chosen) -> i64 {
    let code = one.organisation.code.as_str();
    let mut random = Random::new(&format!("{YEAR} {code} surplus"));
    let share = |ten_thousandths: i64| part_above(one.annual_plan, ten_thousandths, 10_000);
    let over = -one.forecast_variance[1].min(0);
    if let Some(named) = named(code) {
        named.planned_surplus
    } else if is_in(class::PLANNED_DEFICIT, code) {
        -share(random.between(60, 320))
    } else if is_in(class::UNPLANNED_DEFICIT_M06, code) {
        // The deficit that is gone a month later is a small one.
        let part = if is_in(class::DEFICIT_GONE_M07, code) { 92 } else { random.between(25, 70) };
        part_of(over, part, 100)
    } else if is_in(class::NEW_DEFICIT_M07, code) {
        share(random.between(25, 45))
    } else if is_in(class::SMALL_SURPLUS, code) {
        share(random.between(20, 80))
    } else if is_in(class::WORSE_THAN_PLAN_M06, code) {
        share(random.between(106, 130)).max(part_of(over, 150, 100))
    } else if is_in(class::NEWLY_WORSE_M07, code) {
        share(random.between(125, 190))
    } else {
        share(random.between(104, 165))
    }
}

fn case(one: &Chosen, book: &Book, period: Period, risk_reserve: i64) -> Case {
    let code = one.organisation.code.as_str();
    let mut random = Random::new(&format!("{YEAR} {code} reserves"));
    let rows = book[code].iter().filter(|row| row.month <= period.month).cloned().collect();
    let mut case = Case {
        organisation: one.organisation.clone(),
        year: YEAR,
        period,
        failing: Failing::of(YEAR, code),
        opening_recurrent: one.organisation.allocation,
        opening_non_recurrent: one.opening_non_recurrent,
        running_cost: one.running_cost,
        population: None,
        brought_forward: 0,
        drawdown: 0,
        delegated: Some(one.delegated),
        adjustments: rows,
        annual_plan: one.annual_plan,
        contingency: 0,
        non_recurrent_reserve: 0,
        in_bottom_line: 0,
        risk_reserve: Some(risk_reserve),
        investment_reserve: 0,
        unidentified: 0,
        ytd_plan: 0,
        ytd_variance: 0,
        forecast_variance: 0,
        prior_forecast_variance: None,
        gives_movements: false,
        prior_surplus: None,
        savings_plan: 0,
        savings_shortfall: 0,
        underlying_plan: None,
    };
    // What is brought forward is what makes the planned surplus come out, the plan of expenditure being given.
    case.brought_forward = one.planned_surplus + one.annual_plan - case.closing();
    let per_mille = if case.has(Failing::LowContingency) { random.between(30, 46) } else { random.between(51, 56) };
    case.contingency = part_above(case.closing(), per_mille, 10_000);
    case.investment_reserve = part_of(one.annual_plan, random.between(5, 25), 10_000);
    let some_unidentified = random.chance(5) || code == "09L" || code == "05N";
    let unidentified = part_of(one.annual_plan, random.between(20, 60), 10_000);
    case.unidentified = if some_unidentified { unidentified } else { 0 };
    case
}

fn plans_to_date(chosen: &mut [Chosen], cases: &[Case]) {
    for (one, case) in chosen.iter_mut().zip(cases) {
        let code = one.organisation.code.as_str();
        let mut random = Random::new(&format!("{YEAR} {code} plan to date"));
        let planned = case.planned_without_reserves();
        let half = part_of(planned, random.between(4_980, 5_015), 10_000);
        one.ytd_plan[0] = named(code).map_or(half, |named| named.ytd_plan);
        // The seventh month takes a sixth of what is left, give or take a little.
        let left = planned - one.ytd_plan[0];
        one.ytd_plan[1] = one.ytd_plan[0] + part_of(left, random.between(1_655, 1_680), 10_000);
    }
}

/// Savings planned: three per cent of all allocations together, and each within plausible bounds.
fn savings(cases: &mut [Case]) {
    let total: i64 = cases.iter().map(Case::closing).sum();
    let bounds: Vec<Bounded> = cases
        .iter()
        .map(|case| {
            let mut random = Random::new(&format!("{YEAR} {} savings plan", case.organisation.code));
            let share = |per_mille: i64| part_of(case.closing(), per_mille, 1000);
            Bounded { base: share(random.between(20, 42)), low: share(12), high: share(58) }
        })
        .collect();
    let found = fit("savings of 2016-17", part_of(total, SAVINGS_PER_MILLE_2016, 1000), &bounds);
    for (case, plan) in cases.iter_mut().zip(found) {
        case.savings_plan = plan;
    }
}

/// Where spending is above plan or forecast to be, savings mostly fall short, and more so a month later.
fn shortfall(case: &Case, later: i64) -> i64 {
    let mut random = Random::new(&format!("{YEAR} {} shortfall", case.organisation.code));
    let (size, falls_short, small) = (random.between(6, 26), random.chance(70), random.chance(8));
    let worse = random.between(1, 3) * later;
    let troubled = case.forecast_variance < 0 || case.overspent_over_limit();
    match (troubled && falls_short, small) {
        (true, _) => part_of(case.savings_plan, size + worse, 100),
        (false, true) => part_of(case.savings_plan, 4 + worse, 100),
        (false, false) => 0,
    }
}

fn a_month_later(before: &Case, one: &Chosen, book: &Book) -> Case {
    let mut case = before.clone();
    case.period = M07_2016;
    case.adjustments = book[&one.organisation.code].iter().filter(|row| row.month <= 7).cloned().collect();
    case.ytd_plan = one.ytd_plan[1];
    case.ytd_variance = one.ytd_variance[1];
    case.forecast_variance = one.forecast_variance[2];
    case.prior_forecast_variance = Some(one.forecast_variance[1]);
    case.prior_surplus = Some(before.forecast_surplus());
    case.gives_movements = true;
    // A month's savings are about a sixth of those before, so that savings to date grow though the shortfall does too.
    let most = before.savings_shortfall + part_of(case.savings_plan, 6, 100);
    case.savings_shortfall = shortfall(&case, 1).clamp(before.savings_shortfall, most);
    case
}
