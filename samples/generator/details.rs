//! The smaller tables of a return: savings, risks, underlying position and business rules.

use super::cases::{Case, Failing};
use super::random::Random;
use super::share::{apportion, part_above, part_of};
use super::write::{Node, figures, table, word};

fn random(case: &Case, purpose: &str) -> Random {
    Random::new(&format!("{} {} {purpose}", case.year, case.organisation.code))
}

const SCHEMES: [(&str, &str, &str); 6] = [
    ("fewer emergency admissions", "acute", "transformational"),
    ("prescribing of generic drugs", "primary_care", "transactional"),
    ("reviews of continuing care packages", "continuing_care", "transactional"),
    ("referrals by agreed pathways", "acute", "transformational"),
    ("community beds", "community", "transformational"),
    ("contracts and claims", "acute", "transactional"),
];

/// Savings that do not recur, as far as the surplus forecast can carry them.
fn one_off_savings(case: &Case) -> i64 {
    let forecast = case.savings_plan - case.savings_shortfall;
    let wanted = part_of(forecast, random(case, "one-off savings").between(3, 12), 100);
    let surplus = case.forecast_surplus();
    if surplus < 0 {
        return wanted;
    }
    if case.has(Failing::OneOffSavings) {
        return forecast.min(part_above(surplus, 70, 100));
    }
    wanted.min((part_of(surplus, 49, 100) - case.drawdown).max(0))
}

/// Puts the schemes and their total into the return.
pub fn savings(case: &Case, node: &mut Node) {
    let mut random = random(case, "savings");
    let count = random.between(2, 4);
    let first = random.between(0, 2);
    let weights: Vec<i64> = (0..count).map(|_| random.between(50, 150)).collect();
    let share = if case.has(Failing::LateSavings) { random.between(33, 38) } else { random.between(43, 50) };
    let share = share + (100 - share) / 6 * (case.period.month - 6);
    let plan = apportion(case.savings_plan, &weights);
    let short_weights: Vec<i64> = weights.iter().map(|weight| weight * random.between(60, 140)).collect();
    let short = apportion(case.savings_shortfall, &short_weights);
    let one_off = apportion(one_off_savings(case), &weights);
    let mut totals = [0; 6];
    let mut rows = Vec::new();
    for (index, number) in (1..).enumerate().take(plan.len()) {
        let short = short[index].min(plan[index]);
        let forecast = plan[index] - short;
        let to_date = part_of(plan[index], share, 100);
        let actual = if plan[index] == 0 { 0 } else { part_of(to_date, forecast, plan[index]) };
        let one_off = one_off[index].min(forecast);
        let amounts = [plan[index], to_date, actual, forecast, forecast - one_off, one_off];
        let identified = !(case.unidentified > 0 && index + 1 == plan.len());
        let place = usize::try_from(first).unwrap_or(0) + index;
        rows.push(scheme(number, SCHEMES[place % SCHEMES.len()], identified, amounts));
        totals = std::array::from_fn(|column| totals[column] + amounts[column]);
    }
    node.put("qipp", Node::Rows(rows));
    node.put("qipp_total", amounts_of_savings(totals));
}

fn scheme(number: i64, (name, category, kind): (&str, &str, &str), identified: bool, amounts: [i64; 6]) -> Node {
    let mut node = table([
        ("scheme_id", word(format!("Q-{number:02}"))),
        ("name", word(name)),
        ("category", word(category)),
        ("kind", word(kind)),
        ("identified", word(if identified { "true" } else { "false" })),
    ]);
    if let (Node::Table(entries), Node::Table(more)) = (&mut node, amounts_of_savings(amounts)) {
        entries.extend(more);
    }
    let [plan, _, _, forecast, ..] = amounts;
    let rating = match (forecast * 100, plan) {
        (share, plan) if share >= plan * 95 => "green",
        (share, plan) if share >= plan * 80 => "amber",
        _ => "red",
    };
    node.put("rag", word(rating));
    node
}

fn amounts_of_savings([plan, to_date, actual, forecast, recurrent, one_off]: [i64; 6]) -> Node {
    figures(&[
        ("annual_plan", plan),
        ("ytd_plan", to_date),
        ("ytd_actual", actual),
        ("forecast", forecast),
        ("recurrent_forecast", recurrent),
        ("non_recurrent_forecast", one_off),
    ])
}

/// Risks and mitigations, and what of them the forecast does not contain.
pub struct Risks {
    /// The rows of the table.
    pub rows: Node,
    /// Risks less mitigations after probability.
    pub net: i64,
}

/// The risks of an organisation. Unless it is one of the few whose risks are heavy, they leave some of a surplus.
pub fn risks(case: &Case) -> Risks {
    let mut random = random(case, "risks");
    let mut size = part_of(case.annual_plan, random.between(45, 110), 10_000);
    let chances = [*random.pick(&[25, 40, 50]), *random.pick(&[30, 50, 60]), *random.pick(&[50, 60, 75])];
    let mitigating = random.between(20, 60);
    let surplus = case.forecast_surplus();
    if case.has(Failing::HeavyRisks) && surplus >= 0 {
        size = part_above(surplus, 100 * 3, chances[0]);
    }
    let offered = part_of(case.contingency, mitigating, 100);
    let value = |gross: i64, chance: i64| (gross * chance + 50) / 100;
    let net = |size: i64| value(size, chances[0]) + value(size / 3, chances[1]) - value(offered, chances[2]);
    while !case.has(Failing::HeavyRisks) && surplus >= 0 && net(size) * 10 > surplus * 6 && size > 0 {
        size /= 2;
    }
    let mut rows = vec![
        risk("R-01", "acute", size, chances[0], value(size, chances[0]), "activity above contract"),
        risk(
            "R-02",
            "prescribing",
            size / 3,
            chances[1],
            value(size / 3, chances[1]),
            "price concessions for generic drugs",
        ),
    ];
    let (category, note) = if offered > 0 {
        ("contingency", "contingency not yet committed")
    } else {
        ("extra_qipp", "further savings are looked for")
    };
    rows.push(risk("M-01", category, offered, chances[2], value(offered, chances[2]), note));
    // What holds the forecast on plan although savings fall short is in the forecast already.
    if case.savings_shortfall > 0 && case.forecast_variance >= 0 {
        let made_good = if case.has(Failing::WeakMitigation) { 0 } else { case.savings_shortfall };
        rows.push(risk(
            "M-02",
            "nr_measure",
            made_good,
            100,
            made_good,
            "spending put off to make good what savings lack",
        ));
    }
    Risks { rows: Node::Rows(rows), net: net(size) }
}

fn risk(id: &str, category: &str, gross: i64, chance: i64, adjusted: i64, note: &str) -> Node {
    table([
        ("risk_id", word(id)),
        ("side", word(if id.starts_with('R') { "risk" } else { "mitigation" })),
        ("category", word(category)),
        ("gross", Node::Figure(gross)),
        ("probability_pct", Node::Figure(chance)),
        ("adjusted", Node::Figure(adjusted)),
        ("in_forecast", word(if category == "nr_measure" { "true" } else { "false" })),
        ("note", word(note)),
    ])
}

/// The surplus that would recur.
pub struct Underlying {
    /// In plan.
    pub plan: i64,
    /// In the forecast.
    pub forecast: i64,
}

/// The underlying surplus: near the reported one, and beneath it where there is a deficit.
pub fn underlying(case: &Case) -> Underlying {
    let mut random = random(case, "underlying");
    let (planned, forecast) = (case.planned_surplus(), case.forecast_surplus());
    let share = random.between(70, 115);
    let below = part_of(case.annual_plan, random.between(10, 60), 10_000);
    let kept = random.between(20, 60);
    let plan =
        case.underlying_plan.unwrap_or(if planned >= 0 { part_of(planned, share, 100) } else { planned - below });
    let carried = plan + case.forecast_variance;
    let forecast = match forecast {
        surplus if surplus >= 0 && case.has(Failing::UnderlyingDeficit) => -below - 100,
        surplus if surplus >= 0 && carried < 0 => part_of(surplus, kept, 100),
        _ => carried,
    };
    Underlying { plan, forecast }
}

/// The steps from the reported to the underlying surplus. The effect on the full year is what makes them add up.
pub fn way_to_underlying(case: &Case, underlying: &Underlying) -> Node {
    let given = case.opening_non_recurrent + case.adjusted(false) + case.drawdown;
    let spent = case.non_recurrent_reserve + case.risk_reserve.unwrap_or(0);
    let one_off = one_off_savings(case);
    let both = |plan: i64, forecast: i64| figures(&[("plan", plan), ("forecast", forecast)]);
    let (planned, forecast) = (case.planned_surplus(), case.forecast_surplus());
    let effect = |underlying: i64, reported: i64| underlying - reported + given - spent + one_off;
    table([
        ("reported_surplus", both(planned, forecast)),
        ("less_nr_allocation", both(given, given)),
        ("add_nr_expenditure", both(spent, spent)),
        ("full_year_effect", both(effect(underlying.plan, planned), effect(underlying.forecast, forecast))),
        ("less_nr_qipp", both(one_off, one_off)),
        ("other", both(0, 0)),
        ("underlying_surplus", both(underlying.plan, underlying.forecast)),
    ])
}

/// What the rules of the year ask for and what is planned.
pub fn business_rules(case: &Case) -> Node {
    let closing = case.closing();
    let reserve = |required: i64, planned: i64, committed: i64| {
        figures(&[
            ("required", required),
            ("planned", planned),
            ("committed", committed),
            ("released", 0),
            ("held", planned - committed),
        ])
    };
    let surplus = figures(&[("required", part_above(closing, 1, 100)), ("planned", case.planned_surplus())]);
    let contingency = reserve(part_above(closing, 5, 1000), case.contingency, 0);
    let share = if case.risk_reserve.is_some() { 0 } else { 2 };
    let planned = case.non_recurrent_reserve;
    let committed = case.in_bottom_line.max(part_of(planned, random(case, "set-aside").between(40, 80), 100));
    let mut non_recurrent = reserve(part_above(case.recurrent(), share, 100), planned, committed.min(planned));
    if case.risk_reserve.is_none() {
        non_recurrent.put("in_bottom_line", Node::Figure(case.in_bottom_line));
    }
    let mut waivable = [surplus, contingency, non_recurrent];
    if case.year == "2013-14" && case.organisation.code == "01C" {
        claim_waivers(&mut waivable);
    }
    let [surplus, contingency, non_recurrent] = waivable;
    let mut node = table([("surplus", surplus), ("contingency", contingency), ("non_recurrent", non_recurrent)]);
    if let Some(risk_reserve) = case.risk_reserve {
        node.put("risk_reserve", reserve(part_above(case.recurrent(), 1, 100), risk_reserve, 0));
    }
    node.put("running_cost", figures(&[("required", case.running_cost), ("planned", case.running_cost)]));
    node
}

/// Eastern Cheshire's area team waived all three rules of 2013-14; that is published, references and last day are ours.
fn claim_waivers(rules: &mut [Node]) {
    for (number, rule) in (1..).zip(rules) {
        rule.put("waiver", word("true"));
        rule.put("waiver_ref", word(format!("CWW-13-{number:02}")));
        rule.put("waiver_approved_by", word("Cheshire, Warrington and Wirral area team"));
        rule.put("waiver_expires", word("2014-03-31"));
    }
}
