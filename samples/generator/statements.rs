//! Cash, what a return says about its figures, and the movement of its forecast by cause.

use super::cases::{Case, Failing};
use super::random::Random;
use super::share::part_of;
use super::write::{Node, figures, table, word};

/// Groups that were in financial special measures from July 2016; the list is published.
const SPECIAL_MEASURES_2016: [&str; 9] = ["05A", "07V", "09L", "07X", "11T", "99C", "12A", "03Q", "05Y"];

fn random(case: &Case, purpose: &str) -> Random {
    Random::new(&format!("{} {} {purpose}", case.year, case.organisation.code))
}

/// Cash drawn, what was left of it at the month end, and invoices paid on time.
pub fn cash(case: &Case) -> Node {
    let mut random = random(case, "cash");
    let actual = case.ytd_plan - case.ytd_variance;
    let in_month = actual / case.period.month;
    let share = if case.has(Failing::KeepsCash) { random.between(160, 320) } else { random.between(10, 140) };
    let mut node = figures(&[
        ("max_cash_drawdown", case.closing().max(case.annual_plan)),
        ("drawn_ytd", actual + part_of(in_month, random.between(0, 2), 100)),
        ("month_end_balance", part_of(in_month, share, 10_000)),
        ("month_drawdown", in_month),
    ]);
    let names = ["bppc_nhs_number_pct", "bppc_nhs_value_pct", "bppc_non_nhs_number_pct", "bppc_non_nhs_value_pct"];
    for (index, name) in names.into_iter().enumerate() {
        let hundredths = if case.has(Failing::PaysLate) && index >= 2 {
            random.between(8800, 9480)
        } else {
            random.between(9510, 9990)
        };
        node.put(name, word(format!("{}.{:02}", hundredths / 100, hundredths % 100)));
    }
    node
}

/// Recovery, intervention, data on activity, causes and the narrative.
pub fn statements(case: &Case) -> Node {
    let mut random = random(case, "statements");
    let overspent = case.ytd_variance < 0;
    let recovers = overspent && case.forecast_variance >= 0;
    let deficit = case.forecast_surplus() < 0;
    let troubled = case.overspent_over_limit() || case.above_forecast_limit();
    let mut node = table([("forecast_recovery_claimed", word(if recovers { "true" } else { "false" }))]);
    if recovers || deficit || troubled {
        node.put("recovery_plan_ref", word(format!("FRP-{}-{}", &case.year[2..4], case.organisation.code)));
    }
    let kind = *random.pick(&["meeting", "meeting", "recovery_plan"]);
    let special = case.year == "2016-17" && SPECIAL_MEASURES_2016.contains(&case.organisation.code.as_str());
    let intervention = match (special, troubled) {
        (true, _) => "special_measures",
        (false, true) => kind,
        (false, false) => "none",
    };
    node.put("regional_intervention", word(intervention));
    let (late, old) = (random.between(1, 2), random.chance(50));
    let poor = case.has(Failing::PoorActivityData);
    node.put("activity_data_through_month", Node::Figure(case.period.month - if poor && old { 3 } else { late }));
    node.put("activity_data_robust", word(if poor && !old { "false" } else { "true" }));
    let fell = case.prior_forecast_variance.is_some_and(|prior| case.forecast_variance < prior);
    if random.chance(88) && fell {
        node.put(
            "forecast_change_approved_ref",
            word(format!("FC-{}-{:02}", case.organisation.code, case.period.month)),
        );
    }
    if case.year == "2013-14" {
        let agreed = !random.chance(if deficit { 40 } else { 6 });
        node.put("position_agreed", word(if agreed { "agreed" } else { "not_agreed" }));
    }
    if deficit || case.overspent_over_limit() {
        let third = if case.year == "2013-14" { "specialised_adjustment" } else { "continuing_care" };
        let causes = *random.pick(&["activity, qipp_slippage", "activity", "activity, third"]);
        node.put("main_causes", word(format!("[{}]", causes.replace("third", third))));
    }
    node.put("narrative", word(narrative(case, recovers)));
    node
}

fn narrative(case: &Case, recovers: bool) -> &'static str {
    match (recovers, case.forecast_surplus() < 0, case.ytd_variance < 0) {
        (true, ..) => "spending to date is above plan; measures already agreed are to bring the year back to plan",
        (false, true, _) => "a deficit is forecast; the recovery plan has been discussed with the region",
        (false, false, true) => "activity is above contract; part of the overspend is not expected to be made good",
        (false, false, false) => "spending is close to plan; net risk would be met from investment not yet begun",
    }
}

/// The movement of the forecast variance since last month; the rows add up to it exactly.
pub fn movements(case: &Case) -> Node {
    let mut random = random(case, "movements");
    let movement = case.forecast_variance - case.prior_forecast_variance.unwrap_or(case.forecast_variance);
    let activity = part_of(movement, random.between(50, 90), 100) - random.between(5, 60);
    let savings = part_of(movement - activity, random.between(20, 60), 100);
    let row = |cause: &str, amount: i64| table([("cause", word(cause)), ("amount", Node::Figure(amount))]);
    Node::Rows(vec![
        row("activity", activity),
        row("qipp_slippage", savings),
        row("prescribing", movement - activity - savings),
    ])
}
