//! The lines of expenditure, and how the totals of a return are spread over them.

use super::cases::{Case, Failing};
use super::random::Random;
use super::share::{apportion, part_of};

/// A line on which services are bought.
struct Service {
    name: &'static str,
    /// Share of the planned spending on services, in ten-thousandths before it is varied.
    weight: i64,
    /// How much more than others the line draws of an overspend; ten is its fair share.
    driver: i64,
    /// The reason that a return gives for a large overspend on it.
    reason: &'static str,
}

const fn service(name: &'static str, weight: i64, driver: i64, reason: &'static str) -> Service {
    Service { name, weight, driver, reason }
}

/// The shares are ours; they are near those of published reports, in which acute care takes about half.
const SERVICES: [Service; 26] = [
    service("acute_nhs", 4990, 14, "activity"),
    service("acute_independent", 240, 16, "activity"),
    service("acute_ambulance", 260, 8, "activity"),
    service("acute_non_contract", 110, 20, "activity"),
    service("acute_other", 65, 6, "price"),
    service("mental_health_nhs", 900, 4, "activity"),
    service("mental_health_other", 100, 8, "activity"),
    service("learning_disability", 170, 8, "price"),
    service("community_nhs", 830, 3, "activity"),
    service("community_other", 115, 5, "price"),
    service("continuing_healthcare", 430, 22, "continuing_care"),
    service("funded_nursing_care", 90, 10, "price"),
    service("personal_health_budgets", 35, 5, "continuing_care"),
    service("prescribing", 1290, 9, "prescribing"),
    service("enhanced_services", 95, 3, "activity"),
    service("out_of_hours", 90, 3, "price"),
    service("gp_it", 33, 2, "timing"),
    service("primary_care_other", 43, 4, "price"),
    service("delegated_primary_care", 0, 3, "price"),
    service("better_care_fund", 240, 3, "timing"),
    service("nhs_111", 31, 2, "price"),
    service("patient_transport", 78, 8, "activity"),
    service("voluntary_sector", 31, 1, "timing"),
    service("property", 50, 2, "price"),
    service("safeguarding", 10, 1, "timing"),
    service("other_programme", 60, 4, "other"),
];

/// A line of expenditure with its figures; the actual and the forecast follow from plan and variance.
#[derive(Clone, Debug)]
pub struct Line {
    /// Name in the form.
    pub name: &'static str,
    /// Plan for the year.
    pub annual_plan: i64,
    /// Plan to date.
    pub ytd_plan: i64,
    /// Variance to date, favourable positive.
    pub ytd_variance: i64,
    /// Variance forecast for the year, favourable positive.
    pub forecast_variance: i64,
    /// Reason given for a large overspend.
    pub reason: Option<&'static str>,
    /// Whether it is a line of running costs.
    pub running: bool,
    driver: i64,
    usual_reason: &'static str,
    reserve: bool,
}

impl Line {
    fn new(name: &'static str, annual_plan: i64) -> Self {
        Self {
            name,
            annual_plan,
            ytd_plan: 0,
            ytd_variance: 0,
            forecast_variance: 0,
            reason: None,
            running: false,
            driver: 0,
            usual_reason: "other",
            reserve: false,
        }
    }
}

/// The lines of a return, totals left out, in the order of the form. They add up to the totals of the case exactly.
pub fn lines(case: &Case) -> Vec<Line> {
    let mut lines = annual_plans(case);
    plans_to_date(case, &mut lines);
    variances(case, &mut lines);
    for line in &mut lines {
        let large = line.forecast_variance < -500 && line.forecast_variance * 50 < -line.annual_plan.abs();
        if large && !case.has(Failing::GivesNoReasons) {
            line.reason = Some(line.usual_reason);
        }
    }
    lines
}

fn annual_plans(case: &Case) -> Vec<Line> {
    let mut random = Random::new(&format!("{} {} lines", case.year, case.organisation.code));
    let reserves = reserve_lines(case);
    let running = running_lines(case.running_cost);
    let delegated = case.delegated.unwrap_or(0);
    let others: i64 = reserves.iter().chain(&running).map(|line| line.annual_plan).sum();
    let weights: Vec<i64> = SERVICES
        .iter()
        .map(|service| {
            let varied = service.weight * random.between(88, 112);
            if service.name == "better_care_fund" && case.delegated.is_none() { 0 } else { varied }
        })
        .collect();
    let plans = apportion(case.annual_plan - others - delegated, &weights);
    let mut lines = Vec::new();
    for (service, plan) in SERVICES.iter().zip(plans) {
        let late = matches!(service.name, "delegated_primary_care" | "better_care_fund");
        if late && case.delegated.is_none() {
            continue;
        }
        let plan = if service.name == "delegated_primary_care" { delegated } else { plan };
        lines.push(Line { driver: service.driver, usual_reason: service.reason, ..Line::new(service.name, plan) });
    }
    lines.extend(reserves);
    lines.extend(running);
    lines
}

/// Reserves have no plan to date: nothing of them is meant to be spent before the year end.
fn reserve_lines(case: &Case) -> Vec<Line> {
    let mut lines = vec![
        Line::new("contingency_reserve", case.contingency),
        Line::new("non_recurrent_reserve", case.non_recurrent_reserve),
    ];
    if let Some(risk_reserve) = case.risk_reserve {
        lines.push(Line::new("risk_reserve", risk_reserve));
    }
    lines.push(Line::new("investment_reserve", case.investment_reserve));
    lines.push(Line::new("qipp_unidentified", -case.unidentified));
    for line in &mut lines {
        line.reserve = true;
    }
    lines
}

fn running_lines(total: i64) -> Vec<Line> {
    let (pay, non_pay, income) = (part_of(total, 56, 100), part_of(total, 16, 100), -part_of(total, 3, 100));
    let mut lines = vec![
        Line::new("running_cost_pay", pay),
        Line::new("running_cost_non_pay", non_pay),
        Line::new("running_cost_csu", total - pay - non_pay - income),
        Line::new("running_cost_income", income),
    ];
    for line in &mut lines {
        line.running = true;
    }
    lines
}

fn plans_to_date(case: &Case, lines: &mut [Line]) {
    let mut random = Random::new(&format!("{} {} profile", case.year, case.organisation.code));
    let planned: i64 = lines.iter().filter(|line| !line.reserve).map(|line| line.annual_plan).sum();
    let mut left = case.ytd_plan;
    for line in lines.iter_mut().filter(|line| line.annual_plan < 0 && !line.reserve) {
        line.ytd_plan = part_of(line.annual_plan, case.ytd_plan, planned);
        left -= line.ytd_plan;
    }
    let weights: Vec<i64> = lines
        .iter()
        .map(|line| {
            let profile = random.between(995, 1005);
            if line.reserve || line.annual_plan < 0 { 0 } else { line.annual_plan * profile }
        })
        .collect();
    for (line, plan) in lines.iter_mut().zip(apportion(left, &weights)) {
        line.ytd_plan += plan;
    }
}

/// Every line is a little off plan; the rest of the total falls on the lines that drive it.
fn variances(case: &Case, lines: &mut [Line]) {
    let mut random = Random::new(&format!("{} {} noise", case.year, case.organisation.code));
    for line in lines.iter_mut().filter(|line| !line.reserve && line.annual_plan > 0) {
        let over = if case.has(Failing::RunningCostsOver) { random.between(-25, -15) } else { random.between(0, 8) };
        let per_mille = if line.running { over } else { random.between(-6, 6) };
        line.ytd_variance = part_of(line.ytd_plan, per_mille, 1000);
        line.forecast_variance = part_of(line.annual_plan, per_mille * 4, 5000);
    }
    // A recovery that is only assumed has to come from somewhere: first from investments that are put off.
    let mut to_spread = case.forecast_variance;
    if case.ytd_variance < 0 && case.forecast_variance >= 0 {
        let put_off = case.investment_reserve.min(-case.ytd_variance / 2);
        for line in lines.iter_mut().filter(|line| line.name == "investment_reserve") {
            line.forecast_variance = put_off;
            to_spread -= put_off;
        }
    }
    let to_date: Vec<i64> = lines.iter().map(|line| line.ytd_plan * weight(line, case.ytd_variance)).collect();
    let of_year: Vec<i64> = lines.iter().map(|line| line.annual_plan * weight(line, to_spread)).collect();
    let to_date = apportion(case.ytd_variance, &to_date);
    let of_year = apportion(to_spread, &of_year);
    for (line, (date, year)) in lines.iter_mut().zip(to_date.into_iter().zip(of_year)) {
        line.ytd_variance += date;
        line.forecast_variance += year;
    }
    settle(case, lines);
}

fn weight(line: &Line, variance: i64) -> i64 {
    match (line.driver, variance < 0) {
        (0, _) => 0,
        (driver, true) => driver,
        (_, false) => 1,
    }
}

/// The largest line takes what the small differences come to, so that the totals are exact.
fn settle(case: &Case, lines: &mut [Line]) {
    let date: i64 = lines.iter().map(|line| line.ytd_variance).sum();
    let year: i64 = lines.iter().map(|line| line.forecast_variance).sum();
    let acute = &mut lines[0];
    acute.ytd_variance += case.ytd_variance - date;
    acute.forecast_variance += case.forecast_variance - year;
}
