//! Variances of 2016-17, region by region, so that regional and national sums are met to the thousand.

use super::classes_2016 as class;
use super::published::{REGIONS_2016, Region};
use super::random::Random;
use super::share::{Bounded, fit, part_above, part_of};
use super::year_2016::{Chosen, is_in, named};

/// Sets the overspends of those whose amount is still open so that the region comes to its total, the variances of
/// all others being given. Overspends are positive in `open`.
fn close(what: &str, total: i64, given: i64, open: &[(usize, Bounded)]) -> Vec<(usize, i64)> {
    let bounds: Vec<Bounded> = open.iter().map(|&(_, bounded)| bounded).collect();
    let found = fit(what, given - total, &bounds);
    open.iter().map(|&(index, _)| index).zip(found).collect()
}

fn members<'a>(chosen: &'a [Chosen], region: &Region) -> impl Iterator<Item = (usize, &'a Chosen)> {
    let code = region.code;
    chosen.iter().enumerate().filter(move |(_, one)| one.organisation.region == code)
}

/// Forecast variances of month 6, and of month 5, which are ours altogether.
pub fn forecasts_of_month_6(chosen: &mut [Chosen]) {
    for region in &REGIONS_2016 {
        let (mut given, mut open) = (Vec::new(), Vec::new());
        for (index, one) in members(chosen, region) {
            let code = one.organisation.code.as_str();
            let mut random = Random::new(&format!("2016-17 {code} forecast"));
            let base = part_of(one.annual_plan, random.between(40, 180), 10_000);
            let better = if random.chance(60) { 0 } else { part_of(one.annual_plan, random.between(1, 11), 10_000) };
            if let Some(named) = named(code) {
                given.push((index, named.forecast_m06));
            } else if is_in(class::WORSE_THAN_PLAN_M06, code) {
                let (low, high) = (part_above(one.annual_plan, 8, 10_000), part_of(one.annual_plan, 420, 10_000));
                open.push((index, Bounded { base, low, high }));
            } else {
                given.push((index, better));
            }
        }
        let sum = given.iter().map(|&(_, variance)| variance).sum();
        let found = close("forecasts of month 6", region.forecast_m06, sum, &open);
        for (index, variance) in given.into_iter().chain(found.into_iter().map(|(index, over)| (index, -over))) {
            let one = &mut chosen[index];
            let mut random = Random::new(&format!("2016-17 {} month 5", one.organisation.code));
            let share = if variance < 0 { random.between(65, 105) } else { 100 };
            one.forecast_variance = [part_of(variance, share, 100), variance, 0];
        }
    }
}

/// Forecast variances of month 7: some improve, most of those that are worse than plan get worse, some are new.
pub fn forecasts_of_month_7(chosen: &mut [Chosen]) {
    for region in &REGIONS_2016 {
        let (mut given, mut open) = (Vec::new(), Vec::new());
        for (index, one) in members(chosen, region) {
            let code = one.organisation.code.as_str();
            if let Some(named) = named(code) {
                given.push((index, named.forecast_m07));
            } else if is_in(class::IMPROVED_M07, code)
                || one.forecast_variance[1] >= 0 && !is_in(class::NEWLY_WORSE_M07, code)
            {
                given.push((index, without_fall(one)));
            } else {
                open.push((index, fall(one)));
            }
        }
        let sum = given.iter().map(|&(_, variance)| variance).sum();
        let found = close("forecasts of month 7", region.forecast_m07, sum, &open);
        for (index, variance) in given.into_iter().chain(found.into_iter().map(|(index, over)| (index, -over))) {
            chosen[index].forecast_variance[2] = variance;
        }
    }
}

/// A forecast that does not get worse.
fn without_fall(one: &Chosen) -> i64 {
    let variance = one.forecast_variance[1];
    let mut random = Random::new(&format!("2016-17 {} improvement", one.organisation.code));
    if variance < 0 {
        return part_of(variance, random.between(78, 90), 100);
    }
    if random.chance(12) { variance + part_of(one.annual_plan, random.between(1, 5), 10_000) } else { variance }
}

/// How far a forecast may have fallen: a deficit is among those counted, or there is none.
fn fall(one: &Chosen) -> Bounded {
    let code = one.organisation.code.as_str();
    let mut random = Random::new(&format!("2016-17 {code} fall"));
    let over = -one.forecast_variance[1].min(0);
    let small = part_above(one.annual_plan, 5, 10_000);
    let newly = part_of(one.annual_plan, random.between(25, 75), 10_000);
    let counted = is_in(class::PLANNED_DEFICIT, code) || is_in(class::UNPLANNED_DEFICIT_M06, code);
    let largest = over.max(small) + part_of(one.annual_plan, 160, 10_000);
    let (low, high) = if is_in(class::NEW_DEFICIT_M07, code) {
        (one.planned_surplus + small, largest)
    } else if counted {
        (over + 20, largest)
    } else {
        (over.max(small), largest.min(one.planned_surplus - small))
    };
    Bounded { base: if over > 0 { part_above(over, 115, 100) } else { newly }, low, high }
}

/// The classes of a month by which variances to date are set.
struct Month {
    index: usize,
    over_limit: &'static [&'static str],
    overspent: &'static [&'static str],
}

const MONTHS: [Month; 2] = [
    Month { index: 0, over_limit: class::OVER_LIMIT_M06, overspent: class::OVERSPENT_M06 },
    Month { index: 1, over_limit: class::OVER_LIMIT_M07, overspent: class::OVERSPENT_M07 },
];

/// Variances to date of both months.
pub fn variances_to_date(chosen: &mut [Chosen]) {
    for month in &MONTHS {
        for region in &REGIONS_2016 {
            variances_of(chosen, month, region);
        }
    }
}

fn variances_of(chosen: &mut [Chosen], month: &Month, region: &Region) {
    let (mut given, mut open) = (Vec::new(), Vec::new());
    for (index, one) in members(chosen, region) {
        let code = one.organisation.code.as_str();
        let plan = one.ytd_plan[month.index];
        let mut random = Random::new(&format!("2016-17 {code} to date"));
        let (large, small, under) = (random.between(130, 400), random.between(12, 85), random.between(2, 34));
        let before = if month.index == 1 { one.ytd_variance[0] } else { 0 };
        if let Some(named) = named(code) {
            given.push((index, if month.index == 0 { named.ytd_m06 } else { named.ytd_m07 }));
        } else if is_in(month.over_limit, code) {
            let base = if before < 0 { part_above(-before, 7, 6) } else { part_of(plan, large, 10_000) };
            // Nobody in month 6 is further over than the five that were named as the furthest.
            open.push((index, Bounded { base, low: part_above(plan, 103, 10_000), high: part_of(plan, 455, 10_000) }));
        } else if is_in(month.overspent, code) {
            given.push((index, -part_above(plan, small, 10_000)));
        } else {
            let share = if is_in(class::OVERSPENT_M06, code) { under.min(4) } else { under };
            given.push((index, part_of(plan, share, 10_000)));
        }
    }
    let sum = given.iter().map(|&(_, variance)| variance).sum();
    let total = if month.index == 0 { region.ytd_m06 } else { region.ytd_m07 };
    let found = close("variances to date", total, sum, &open);
    for (index, variance) in given.into_iter().chain(found.into_iter().map(|(index, over)| (index, -over))) {
        chosen[index].ytd_variance[month.index] = variance;
    }
}
