//! Direct commissioning and central budgets, which with the groups make up NHS England's total. Their totals are what
//! the published figures leave for them; the split over lines is ours.

use super::adjustments;
use super::cases::{Case, Period};
use super::write::{Node, figures, table, word};

/// A line: plan for the year, variance to date, variance forecast; the plan to date is the share of the months gone.
type Line = (&'static str, i64, i64, i64);

/// What is given of one of the two bodies in a month.
struct Body {
    lines: &'static [Line],
    planned_surplus: i64,
}

/// To date and forecast, month 6 of 2016-17: -3.3m and -21.4m here, 70.6m and 201.6m in the central budgets, so that
/// with the groups' -235.7m and -190.2m NHS England comes to -168.4m and -10.0m.
const DIRECT_M06_2016: Body = Body {
    lines: &[
        ("specialised_services", 14_650_000, -15_900, -32_600),
        ("primary_care", 7_480_000, 6_900, 4_300),
        ("public_health", 1_060_000, 3_200, 4_100),
        ("health_and_justice", 530_000, 1_700, 2_000),
        ("armed_forces", 64_000, 800, 800),
    ],
    planned_surplus: 0,
};
/// Month 7: -4.5m and -17.9m, and 76.5m and 267.1m in the central budgets; -221.0m and -7.0m altogether.
const DIRECT_M07_2016: Body = Body {
    lines: &[
        ("specialised_services", 14_650_000, -18_800, -31_900),
        ("primary_care", 7_480_000, 7_900, 6_100),
        ("public_health", 1_060_000, 3_500, 4_900),
        ("health_and_justice", 530_000, 2_000, 2_200),
        ("armed_forces", 64_000, 900, 800),
    ],
    planned_surplus: 0,
};
const CENTRAL_M06_2016: Body = Body {
    lines: &[
        ("provider_support", 1_800_000, 0, 0),
        ("running_costs", 466_000, 11_400, 18_700),
        ("programmes", 1_210_000, 16_900, 44_900),
        ("contingency", 190_000, 0, 46_000),
        ("other_central_budgets", 640_000, 42_300, 92_000),
    ],
    planned_surplus: 0,
};
/// The forecast of the last line is better by exactly 50.0m than in month 6, and nothing says why.
const CENTRAL_M07_2016: Body = Body {
    lines: &[
        ("provider_support", 1_800_000, 0, 0),
        ("running_costs", 466_000, 12_600, 21_200),
        ("programmes", 1_210_000, 17_500, 52_400),
        ("contingency", 190_000, 0, 51_500),
        ("other_central_budgets", 640_000, 46_400, 142_000),
    ],
    planned_surplus: 0,
};
/// 317.8m worse than a planned surplus of 224.6m, so a deficit of 93.2m; specialised services are the largest part.
const DIRECT_M06_2013: Body = Body {
    lines: &[
        ("specialised_services", 12_960_000, -121_300, -268_400),
        ("primary_care", 12_480_000, -14_900, -38_200),
        ("public_health", 1_830_000, -2_100, -6_100),
        ("health_and_justice", 410_000, -1_600, -3_400),
        ("armed_forces", 55_000, -600, -1_700),
    ],
    planned_surplus: 224_600,
};
/// The contingency gives 60.0m to the support of providers. With the groups' 830.0m and the 93.2m above, the forecast
/// of -140.8m leaves the 596.0m that are published.
const CENTRAL_M06_2013: Body = Body {
    lines: &[
        ("provider_support", 310_000, -24_000, -60_000),
        ("running_costs", 527_000, 2_800, 4_700),
        ("programmes", 1_190_000, 1_300, 2_500),
        ("contingency", 205_000, 0, 60_000),
        ("other_central_budgets", 480_000, 900, 2_000),
    ],
    planned_surplus: -150_000,
};

/// The reserve that the groups hold, 799.0m, in the year and for the months gone.
const RESERVE_ANNUAL: i64 = 799_000;
const RESERVE_M06: i64 = 399_500;
const RESERVE_M07: i64 = 466_083;
/// Net risk of the whole; published for month 6, in month 7 ours.
const NET_RISK_M06: i64 = 280_000;
const NET_RISK_M07: i64 = 262_000;

/// The return of direct commissioning. Its adjustments are the other side of the groups'.
pub fn direct_commissioning(period: Period, cases: &[Case]) -> String {
    let body = match (period.year, period.month) {
        ("2013-14", _) => &DIRECT_M06_2013,
        (_, 6) => &DIRECT_M06_2016,
        _ => &DIRECT_M07_2016,
    };
    let mut node = returned(period, "direct-commissioning-finance", ("DC", "Direct commissioning"), body);
    let mut rows = Vec::new();
    for case in cases {
        let with_team = case.adjustments.iter().filter(|row| row.counterparty == case.organisation.team);
        rows.extend(with_team.map(|row| adjustments::as_mirrored(row, &case.organisation)));
    }
    node.put("allocation_adjustments", Node::Rows(rows));
    node.file(&comment(period, "direct commissioning"))
}

/// The return of the central budgets.
pub fn central_budgets(period: Period) -> String {
    let body = match (period.year, period.month) {
        ("2013-14", _) => &CENTRAL_M06_2013,
        (_, 6) => &CENTRAL_M06_2016,
        _ => &CENTRAL_M07_2016,
    };
    let mut node = returned(period, "central-budgets-finance", ("CB", "Central budgets"), body);
    if period.year == "2016-17" {
        let (to_date, net_risk) =
            if period.month == 6 { (RESERVE_M06, NET_RISK_M06) } else { (RESERVE_M07, NET_RISK_M07) };
        node.put("risk_reserve", figures(&[("annual", RESERVE_ANNUAL), ("to_date", to_date), ("released", 0)]));
        node.put("net_risk", figures(&[("total", net_risk)]));
        node.put("releases", Node::Rows(Vec::new()));
    } else {
        let release = table([
            ("release_id", word("C-01")),
            ("amount", Node::Figure(60_000)),
            ("purpose", word("provider_support")),
            ("approval_ref", word("NHSE-13-09")),
        ]);
        node.put("releases", Node::Rows(vec![release]));
    }
    node.file(&comment(period, "the central budgets"))
}

fn comment(period: Period, body: &str) -> Vec<String> {
    vec![
        format!(
            "Month {} of {} of {body}; the totals are what published figures leave for them, the lines are made up.",
            period.month, period.year
        ),
        "Made by the generator in samples/generator.".to_owned(),
    ]
}

fn returned(period: Period, form: &str, (code, name): (&str, &str), body: &Body) -> Node {
    let header = table([
        ("body_code", word(code)),
        ("body_name", word(name)),
        ("financial_year", word(period.year)),
        ("month", Node::Figure(period.month)),
        ("period_end", word(period.end)),
        ("submission_version", Node::Figure(1)),
        ("status", word("final")),
        ("unit", word("GBP_thousand")),
        ("sign_convention", word("favourable_positive")),
        ("provenance", word("made_up")),
    ]);
    let mut expenditure = Node::Table(Vec::new());
    let mut sums = [0; 4];
    for &(line, plan, ytd_variance, forecast_variance) in body.lines {
        let to_date = if line == "contingency" { 0 } else { plan * period.month / 12 };
        let amounts = [plan, to_date, ytd_variance, forecast_variance];
        sums = std::array::from_fn(|column| sums[column] + amounts[column]);
        expenditure.put(line, columns(amounts));
    }
    expenditure.put("total", columns(sums));
    let mut position =
        figures(&[("planned_surplus", body.planned_surplus), ("forecast_surplus", body.planned_surplus + sums[3])]);
    position.put("drawdown", Node::Figure(0));
    table([("form", word(form)), ("header", header), ("expenditure", expenditure), ("position", position)])
}

fn columns([plan, to_date, ytd_variance, forecast_variance]: [i64; 4]) -> Node {
    figures(&[
        ("annual_plan", plan),
        ("ytd_plan", to_date),
        ("ytd_actual", to_date - ytd_variance),
        ("ytd_variance", ytd_variance),
        ("forecast", plan - forecast_variance),
        ("forecast_variance", forecast_variance),
    ])
}
