//! A whole return from what is chosen for its organisation and month.

use super::adjustments;
use super::cases::Case;
use super::details;
use super::lines::{Line, lines};
use super::published;
use super::statements;
use super::write::{Node, figures, table, word};

/// The return as a tree, without planted breaches.
pub fn build(case: &Case) -> Node {
    let risks = details::risks(case);
    let mut node =
        table([("form", word("ccg-monthly-finance")), ("header", header(case)), ("allocation", allocation(case))]);
    if case.year == "2013-14" {
        node.put("month_6_allocation", half_year(case));
    }
    let rows = case.adjustments.iter().map(|row| adjustments::as_given(row, case.year)).collect();
    node.put("allocation_adjustments", Node::Rows(rows));
    let disputed: i64 = case.adjustments.iter().filter(|row| row.status == "disputed").map(|row| row.amount).sum();
    if disputed != 0 {
        let without = case.forecast_surplus();
        let both = figures(&[("forecast_with", without + disputed), ("forecast_without", without)]);
        node.put("disputed_adjustments", both);
    }
    node.put("expenditure", expenditure(case));
    let underlying = details::underlying(case);
    node.put("position", position(case, &underlying, risks.net));
    details::savings(case, &mut node);
    node.put("risk", risks.rows);
    node.put("underlying", details::way_to_underlying(case, &underlying));
    node.put("business_rules", details::business_rules(case));
    node.put("cash", statements::cash(case));
    node.put("statements", statements::statements(case));
    if case.gives_movements {
        node.put("forecast_movements", statements::movements(case));
    }
    node
}

/// The comment at the head of a return.
pub fn comment(case: &Case) -> Vec<String> {
    let month = match case.period {
        super::cases::M06_2013 => "Month 6 (September 2013)",
        super::cases::M06_2016 => "Month 6 (September 2016)",
        _ => "Month 7 (October 2016)",
    };
    let mut lines = vec![
        format!("{month} of a real organisation with figures that are made up; organisation and size of allocation are real."),
        "Made by the generator in samples/generator; what is published of the month is met by all returns together only."
            .to_owned(),
    ];
    if published::has_single_figures(case.year, case.period.month, &case.organisation.code) {
        lines.push("A few single figures are published, too; published.rs there says which.".to_owned());
    }
    lines
}

fn header(case: &Case) -> Node {
    table([
        ("ods_code", word(case.organisation.code.as_str())),
        ("org_name", word(case.organisation.name.as_str())),
        ("financial_year", word(case.year)),
        ("month", Node::Figure(case.period.month)),
        ("period_end", word(case.period.end)),
        ("submission_version", Node::Figure(1)),
        ("status", word("final")),
        ("unit", word("GBP_thousand")),
        ("sign_convention", word("favourable_positive")),
        ("region_code", word(case.organisation.region.as_str())),
        ("team_code", word(case.organisation.team.as_str())),
        ("prepared_by", word("finance team")),
        ("approved_by_cfo", word("chief finance officer")),
        ("approved_on", word(case.period.approved)),
        ("provenance", word("made_up")),
    ])
}

fn allocation(case: &Case) -> Node {
    let mut node = figures(&[
        ("opening_programme_recurrent", case.opening_recurrent),
        ("opening_programme_non_recurrent", case.opening_non_recurrent),
        ("opening_running_cost", case.running_cost),
        ("return_of_prior_year_surplus", case.brought_forward - case.drawdown),
        ("drawdown_of_prior_year_surplus", case.drawdown),
    ]);
    if let Some(delegated) = case.delegated {
        node.put("delegated_primary_care", Node::Figure(delegated));
    }
    node.put("in_year_adjustments_recurrent", Node::Figure(case.adjusted(true)));
    node.put("in_year_adjustments_non_recurrent", Node::Figure(case.adjusted(false)));
    node.put("closing_total", Node::Figure(case.closing()));
    node.put("of_which_running_cost", Node::Figure(case.running_cost));
    node.put("planned_drawdown", Node::Figure(0));
    if case.drawdown > 0 {
        node.put("drawdown_approval_ref", word(format!("DD-{}-{}", &case.year[2..4], case.organisation.code)));
    }
    if let Some(population) = case.population {
        node.put("running_cost_population", Node::Figure(population));
    }
    node
}

/// The allocation as the baseline of the next years: running costs are recurrent, what is brought forward is not.
fn half_year(case: &Case) -> Node {
    let recurrent = case.recurrent() + case.running_cost;
    let mut node =
        figures(&[("recurrent", recurrent), ("non_recurrent", case.closing() - recurrent), ("total", case.closing())]);
    node.put("recorded_on", word(case.period.end));
    node
}

/// Plan for the year and to date, and the variances from them.
type Sums = [i64; 4];

fn expenditure(case: &Case) -> Node {
    let lines = lines(case);
    let mut node = Node::Table(Vec::new());
    for line in &lines {
        node.put(line.name, line_of(line));
    }
    let (programme, running) = (sum(&lines, false), sum(&lines, true));
    let all: Sums = std::array::from_fn(|column| programme[column] + running[column]);
    node.put("programme_total", columns(programme));
    node.put("running_cost_total", columns(running));
    let mut total = columns(all);
    if let Some(prior) = case.prior_forecast_variance {
        total.put("prior_month_forecast", Node::Figure(case.annual_plan - prior));
    }
    node.put("total", total);
    node
}

fn sum(lines: &[Line], running: bool) -> Sums {
    lines.iter().filter(|line| line.running == running).fold([0; 4], |sums, line| {
        [
            sums[0] + line.annual_plan,
            sums[1] + line.ytd_plan,
            sums[2] + line.ytd_variance,
            sums[3] + line.forecast_variance,
        ]
    })
}

fn columns([annual_plan, ytd_plan, ytd_variance, forecast_variance]: Sums) -> Node {
    figures(&[
        ("annual_plan", annual_plan),
        ("ytd_plan", ytd_plan),
        ("ytd_actual", ytd_plan - ytd_variance),
        ("ytd_variance", ytd_variance),
        ("forecast", annual_plan - forecast_variance),
        ("forecast_variance", forecast_variance),
    ])
}

fn line_of(line: &Line) -> Node {
    let mut node = columns([line.annual_plan, line.ytd_plan, line.ytd_variance, line.forecast_variance]);
    if let Some(reason) = line.reason {
        node.put("variance_reason", word(reason));
    }
    node
}

fn position(case: &Case, underlying: &details::Underlying, net_risk: i64) -> Node {
    let (plan, forecast) = (case.planned_surplus(), case.forecast_surplus());
    let (brought, brought_to_date) = (case.brought_forward, case.to_date(case.brought_forward));
    let to_date = case.to_date(plan);
    let actual = to_date + case.ytd_variance;
    let underlying_to_date = case.to_date(underlying.plan);
    let line = |plan, ytd_plan, ytd_actual, forecast| {
        figures(&[("plan", plan), ("ytd_plan", ytd_plan), ("ytd_actual", ytd_actual), ("forecast", forecast)])
    };
    let mut cumulative = line(plan, to_date, actual, forecast);
    if let Some(prior) = case.prior_surplus {
        cumulative.put("prior_month_forecast", Node::Figure(prior));
    }
    table([
        (
            "in_year_surplus",
            line(plan - brought, to_date - brought_to_date, actual - brought_to_date, forecast - brought),
        ),
        ("brought_forward_surplus", line(brought, brought_to_date, brought_to_date, brought)),
        ("cumulative_surplus", cumulative),
        (
            "underlying_surplus",
            line(underlying.plan, underlying_to_date, underlying_to_date + case.ytd_variance, underlying.forecast),
        ),
        ("risk_adjusted_surplus", line(plan, to_date, actual, forecast - net_risk)),
    ])
}
