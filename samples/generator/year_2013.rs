//! Month 6 of 2013-14.

use super::adjustments::{self, Book};
use super::cases::{Case, Failing, M06_2013};
use super::organisations::Organisation;
use super::published::{
    BOTTOM_LINE_2013, DRAWDOWN_2013, DRAWDOWN_HOLDERS_2013, GROUPS_SURPLUS_2013, PLANNED_DEFICITS_2013, SAVINGS_2013,
    SAVINGS_SHORTFALL_2013, SET_ASIDE_2013, UNPLANNED_DEFICITS_2013,
};
use super::random::Random;
use super::share::{Bounded, fit, part_above, part_of};

const YEAR: &str = "2013-14";

fn looked_up<T: Copy>(table: &[(&str, T)], code: &str) -> Option<T> {
    table.iter().find(|(listed, _)| *listed == code).map(|&(_, value)| value)
}

/// The surplus that an organisation plans and what it forecasts to differ from it.
struct Outlook {
    planned: Surplus,
    variance: i64,
}

/// A planned surplus that is known, or one that is still open between bounds.
enum Surplus {
    Known(i64),
    Open(Bounded),
}

/// The cases of the month.
pub fn cases(organisations: &[Organisation]) -> Vec<Case> {
    let book = adjustments::book(YEAR, organisations);
    let mut cases: Vec<Case> = organisations.iter().map(|one| case(one, &book)).collect();
    surpluses(&mut cases);
    reserves(&mut cases);
    to_date(&mut cases);
    drawdowns(&mut cases);
    savings(&mut cases);
    cases
}

fn case(organisation: &Organisation, book: &Book) -> Case {
    let code = organisation.code.as_str();
    let mut random = Random::new(&format!("{YEAR} {code} allocation"));
    let share = |ten_thousandths: i64| part_of(organisation.allocation, ten_thousandths, 10_000);
    let adjustments = book[code].clone();
    // The published programme allocation is the later one, with the adjustments for specialised services in it.
    let specialised: i64 = adjustments
        .iter()
        .filter(|row| row.reason == "specialised_services" && row.status == "agreed")
        .map(|row| row.amount)
        .sum();
    // The allowance for running costs is at most 25 pounds a head.
    let population = part_of(organisation.allocation, random.between(860, 930), 100_000) * 100;
    Case {
        organisation: organisation.clone(),
        year: YEAR,
        period: M06_2013,
        failing: Failing::of(YEAR, code),
        opening_recurrent: organisation.allocation - specialised,
        opening_non_recurrent: share(random.between(15, 80)),
        running_cost: part_of(population, random.between(240, 250), 10_000),
        population: Some(population),
        brought_forward: 0,
        drawdown: 0,
        delegated: None,
        adjustments,
        annual_plan: 0,
        contingency: 0,
        non_recurrent_reserve: 0,
        in_bottom_line: 0,
        risk_reserve: None,
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
        underlying_plan: (code == "08Y").then_some(25_424),
    }
}

fn outlook(case: &Case, before: i64) -> Outlook {
    let code = case.organisation.code.as_str();
    let mut random = Random::new(&format!("{YEAR} {code} surplus"));
    let share = |ten_thousandths: i64| part_above(before, ten_thousandths, 10_000);
    let drawn = DRAWDOWN_HOLDERS_2013.contains(&code);
    if let Some((_, planned, forecast)) = PLANNED_DEFICITS_2013.iter().find(|(listed, ..)| *listed == code) {
        return Outlook { planned: Surplus::Known(*planned), variance: forecast - planned };
    }
    if let Some(forecast) = looked_up(&UNPLANNED_DEFICITS_2013, code) {
        let planned = share(random.between(20, 115));
        return Outlook { planned: Surplus::Known(planned), variance: forecast - planned };
    }
    let variance = match random.between(1, 100) {
        1..=12 => -share(random.between(3, 25)),
        13..=35 => share(random.between(1, 9)),
        _ => 0,
    };
    // Two planned surpluses are published, of Eastern Cheshire and of West London; Brent ended the year with the
    // largest surplus, of 33.6m, so that it is given a large plan.
    let known = match code {
        "01C" => Some((200, 0)),
        "08Y" => Some((20_155, 4_300)),
        "07P" => Some((24_000, 1_700)),
        _ => None,
    };
    if let Some((planned, variance)) = known {
        return Outlook { planned: Surplus::Known(planned), variance };
    }
    let bounds = if drawn { (290, 150, 450) } else { (random.between(112, 135), 104, 200) };
    let (base, low, high) = (share(bounds.0), share(bounds.1), share(bounds.2));
    Outlook { planned: Surplus::Open(Bounded { base, low, high }), variance }
}

/// Planned surpluses and forecasts that come to the sum of the groups.
fn surpluses(cases: &mut [Case]) {
    let outlooks: Vec<Outlook> = cases.iter().map(|case| outlook(case, case.closing())).collect();
    let mut open = Vec::new();
    let mut left = GROUPS_SURPLUS_2013;
    for outlook in &outlooks {
        left -= outlook.variance;
        match outlook.planned {
            Surplus::Known(planned) => left -= planned,
            Surplus::Open(bounded) => open.push(bounded),
        }
    }
    let mut found = fit("surpluses of 2013-14", left, &open).into_iter();
    for (case, outlook) in cases.iter_mut().zip(outlooks) {
        let mut random = Random::new(&format!("{YEAR} {} brought forward", case.organisation.code));
        let planned = match outlook.planned {
            Surplus::Known(planned) => planned,
            Surplus::Open(_) => found.next().unwrap_or_default(),
        };
        let in_year = part_of(case.closing(), random.between(-8, 6), 10_000);
        case.brought_forward = planned - in_year;
        case.annual_plan = case.closing() - planned;
        case.forecast_variance = outlook.variance;
    }
}

fn reserves(cases: &mut [Case]) {
    for case in cases {
        let code = case.organisation.code.clone();
        let mut random = Random::new(&format!("{YEAR} {code} reserves"));
        let recurrent = case.recurrent();
        let per_mille = if case.has(Failing::LowContingency) { random.between(28, 46) } else { random.between(51, 57) };
        case.contingency = part_above(case.closing(), per_mille, 10_000);
        case.investment_reserve = part_of(case.annual_plan, random.between(5, 30), 10_000);
        let unidentified = part_of(case.annual_plan, random.between(10, 40), 10_000);
        case.unidentified = if random.chance(5) { unidentified } else { 0 };
        case.non_recurrent_reserve = match looked_up(&SET_ASIDE_2013, &code) {
            Some(share) => part_above(recurrent, share, 10_000),
            None => part_above(recurrent, random.between(200, 208), 10_000),
        };
        if let Some(share) = looked_up(&BOTTOM_LINE_2013, &code) {
            case.in_bottom_line = part_of(recurrent, share, 10_000);
        }
        if code == "01C" {
            // All three business rules were waived for it; how little contingency it held is ours.
            case.contingency = 500;
        }
    }
}

/// Plans and variances to date; nothing is published of them, so that they follow the forecasts.
fn to_date(cases: &mut [Case]) {
    for case in cases {
        let code = case.organisation.code.clone();
        let mut random = Random::new(&format!("{YEAR} {code} to date"));
        case.ytd_plan = part_of(case.planned_without_reserves(), random.between(4_980, 5_015), 10_000);
        let share =
            |low: i64, high: i64, random: &mut Random| part_of(case.ytd_plan, random.between(low, high), 10_000);
        let worse = case.forecast_variance * 200 < -case.annual_plan;
        case.ytd_variance = match random.between(1, 100) {
            _ if worse => -share(60, 230, &mut random),
            _ if case.forecast_surplus() < 0 => -share(20, 120, &mut random),
            1..=10 => -share(10, 140, &mut random),
            _ if case.forecast_variance < 0 => -share(5, 60, &mut random),
            _ => share(1, 40, &mut random),
        };
    }
}

/// Drawdown that was not in plan: less than half of what the organisation forecasts, and within what it brought
/// forward.
fn drawdowns(cases: &mut [Case]) {
    let holders: Vec<usize> = (0..cases.len())
        .filter(|&index| DRAWDOWN_HOLDERS_2013.contains(&cases[index].organisation.code.as_str()))
        .collect();
    let bounds: Vec<Bounded> = holders
        .iter()
        .map(|&index| {
            let case = &cases[index];
            let mut random = Random::new(&format!("{YEAR} {} drawdown", case.organisation.code));
            let surplus = case.forecast_surplus().min(case.brought_forward);
            let high = part_of(surplus, 48, 100);
            Bounded { base: part_of(surplus, random.between(36, 48), 100), low: part_of(surplus, 20, 100), high }
        })
        .collect();
    for (index, amount) in holders.into_iter().zip(fit("drawdown of 2013-14", DRAWDOWN_2013, &bounds)) {
        cases[index].drawdown = amount;
    }
}

/// Savings planned and what of them falls short.
fn savings(cases: &mut [Case]) {
    let plans: Vec<Bounded> = cases
        .iter()
        .map(|case| {
            let mut random = Random::new(&format!("{YEAR} {} savings plan", case.organisation.code));
            let share = |per_mille: i64| part_of(case.closing(), per_mille, 1000);
            // Eastern Cheshire's plan of 5.3m is published.
            if case.organisation.code == "01C" {
                return Bounded { base: 5_300, low: 5_300, high: 5_300 };
            }
            Bounded { base: share(random.between(16, 34)), low: share(8), high: share(48) }
        })
        .collect();
    for (case, plan) in cases.iter_mut().zip(fit("savings of 2013-14", SAVINGS_2013, &plans)) {
        case.savings_plan = plan;
    }
    let (mut short, mut bounds) = (Vec::new(), Vec::new());
    for (index, case) in cases.iter().enumerate() {
        let mut random = Random::new(&format!("{YEAR} {} shortfall", case.organisation.code));
        let troubled = case.forecast_surplus() < 0 || case.ytd_variance < 0;
        let share = random.between(8, 30) + if troubled { 12 } else { 0 };
        if random.chance(if troubled { 90 } else { 45 }) {
            let part = |per_cent: i64| part_above(case.savings_plan, per_cent, 100);
            short.push(index);
            bounds.push(Bounded { base: part(share), low: part(2), high: part(60) });
        }
    }
    for (index, amount) in short.into_iter().zip(fit("shortfall of 2013-14", SAVINGS_SHORTFALL_2013, &bounds)) {
        cases[index].savings_shortfall = amount;
    }
}
