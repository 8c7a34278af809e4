//! The file that is judged, and what every rule comes to on it. All amounts are whole pence. The outcomes are reckoned
//! here from those pence, rule by rule, by nothing but additions and comparisons of integers, so that neither of the
//! programs measured has a say in what is right.

use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

/// How many of a hundred rows are made to breach a rule.
const BREACHING: u64 = 1;
/// How many of a hundred rows lie on a limit, or as far from a sum as is allowed.
const ON_THE_LIMIT: u64 = 1;
/// How many of a hundred rows leave a figure or code empty that may be; as many leave the note empty.
const EMPTY: u64 = 2;
/// One of so many texts stands in quotation marks though it need not.
const QUOTED: u64 = 33;

const COLUMNS: &str = "header.row_id,header.kind,header.region_code,header.note,\
    plan.pay,plan.premises,plan.supplies,plan.transport,plan.other,plan.total,\
    actual.pay,actual.premises,actual.supplies,actual.transport,actual.other,actual.total,\
    forecast.pay,forecast.premises,forecast.supplies,forecast.transport,forecast.other,forecast.total,\
    position.annual_budget,position.month_spend,position.variance,position.forecast_variance,\
    position.opening_cash,position.receipts,position.payments,position.closing_cash,position.grant_spent";

/// Notes as people write them; those with commas and quotation marks are rarer.
const NOTES: [&str; 8] = [
    "on plan",
    "invoices to come",
    "see our letter of 3 May",
    "posts vacant since April",
    "prices are higher than was planned",
    "café takings are down",
    "spread evenly over the year",
    "£ for £ as last year",
];
const AWKWARD_NOTES: [&str; 4] = [
    "late invoices, two suppliers",
    "agency staff, then recruited, from June",
    "called \"one-off\" by the auditor",
    "moved to \"other\", as agreed, and \"back\"",
];

const PAY: usize = 0;
const SUPPLIES: usize = 2;
const TRANSPORT: usize = 3;
const OTHER: usize = 4;

/// A small generator of numbers that look drawn by lot (splitmix64): the same seed gives the same file everywhere.
struct Lot(u64);

impl Lot {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number from nought to below so many.
    fn below(&mut self, count: u64) -> u64 {
        ((self.next() >> 32) * count) >> 32
    }

    /// A number between two, of which the second is not reached.
    fn between(&mut self, from: i64, to: i64) -> i64 {
        from + self.below((to - from) as u64) as i64
    }

    fn of<T: Copy>(&mut self, some: &[T]) -> T {
        some[self.below(some.len() as u64) as usize]
    }

    fn percent(&mut self, of_a_hundred: u64) -> bool {
        self.below(100) < of_a_hundred
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Revenue,
    Capital,
    Grant,
}

/// What is done to a row on purpose, by the number of the rule: it is missed, or only just kept.
#[derive(Clone, Copy, PartialEq)]
enum Plant {
    Nothing,
    Within(u64),
    Beyond(u64),
}

impl Plant {
    fn drawn(lot: &mut Lot) -> Plant {
        let (share, rule) = (lot.below(100), 1 + lot.below(12));
        match share {
            share if share < BREACHING => Plant::Beyond(rule),
            share if share < BREACHING + ON_THE_LIMIT => Plant::Within(rule),
            _ => Plant::Nothing,
        }
    }

    fn is_about(self, rule: u64) -> bool {
        self == Plant::Within(rule) || self == Plant::Beyond(rule)
    }

    /// By how much a sum is wrong: nothing, what is still allowed, or more.
    fn slip(self, rule: u64, lot: &mut Lot, allowed: i64) -> i64 {
        let sign = lot.of(&[-1, 1]);
        if self == Plant::Within(rule) {
            sign * lot.between(0, allowed + 1).max(allowed.min(1))
        } else if self == Plant::Beyond(rule) {
            lot.of(&[sign * (allowed + 1), sign * (allowed + 1), 900, 123_456])
        } else {
            0
        }
    }
}

/// One return.
struct Row {
    number: u64,
    kind: Kind,
    region: Option<u64>,
    note: String,
    plan: [i64; 5],
    plan_total: i64,
    actual: [i64; 5],
    /// Whether other spending to date is left empty; its amount is nought then.
    other_is_empty: bool,
    actual_total: i64,
    forecast: [i64; 5],
    forecast_total: i64,
    budget: i64,
    month: Option<i64>,
    variance: i64,
    forecast_variance: i64,
    opening: i64,
    receipts: i64,
    payments: i64,
    closing: i64,
    grant: Option<i64>,
}

impl Row {
    fn drawn(number: u64, lot: &mut Lot) -> Row {
        let plant = Plant::drawn(lot);
        let empty = if lot.percent(EMPTY) { 1 + lot.below(4) } else { 0 };
        let mut kind = lot.of(&[Kind::Revenue, Kind::Revenue, Kind::Revenue, Kind::Grant, Kind::Capital]);
        let mut region = 1 + lot.below(9);
        match plant {
            Plant::Within(9) | Plant::Beyond(9) => kind = Kind::Grant,
            Plant::Within(10) | Plant::Beyond(10) if kind == Kind::Capital => kind = Kind::Revenue,
            Plant::Within(11) => (kind, region) = (Kind::Capital, 9),
            Plant::Beyond(11) => (kind, region) = (Kind::Capital, region.min(8)),
            _ => {}
        }
        let mut row = Row {
            number,
            kind,
            region: (empty != 1).then_some(region),
            note: note(number, lot),
            plan: [0; 5],
            plan_total: 0,
            actual: [0; 5],
            // That a total is too small decides, whether or not the other spending is given.
            other_is_empty: empty == 2 || (plant == Plant::Beyond(12) && lot.percent(20)),
            actual_total: 0,
            forecast: [0; 5],
            forecast_total: 0,
            budget: 0,
            month: None,
            variance: 0,
            forecast_variance: 0,
            opening: 0,
            receipts: 0,
            payments: 0,
            closing: 0,
            grant: None,
        };
        row.draw_plan(plant, region, lot);
        row.draw_actual(plant, lot);
        row.draw_forecast(plant, lot);
        row.draw_position(plant, lot);
        row.draw_cash(plant, lot);
        row.month = row.month.filter(|_| empty != 3);
        row.grant = row.grant.filter(|_| empty != 4);
        row
    }

    fn draw_plan(&mut self, plant: Plant, region: u64, lot: &mut Lot) {
        let size = lot.of(&[100_000, 1_000_000, 30_000_000]);
        self.plan = [(); 5].map(|()| lot.between(5_000, size));
        if self.kind == Kind::Capital && region != 9 {
            self.plan[PAY] = 0;
        }
        if lot.percent(5) {
            self.plan[TRANSPORT] = 0;
        }
        // One per cent of whole pounds is whole pence.
        if plant.is_about(7) && lot.percent(50) {
            self.plan[SUPPLIES] += 100 - self.plan.iter().sum::<i64>() % 100;
        }
        self.plan_total = self.plan.iter().sum::<i64>() + plant.slip(1, lot, 1);
    }

    fn draw_actual(&mut self, plant: Plant, lot: &mut Lot) {
        // Between 4.3 per cent less and 0.8 per cent more than planned.
        let all = lot.between(-40, 6);
        self.actual = self.plan.map(|plan| plan + plan * (all + lot.between(-3, 4)) / 1_000);
        if self.other_is_empty {
            self.actual[OTHER] = 0;
        }
        if plant.is_about(7) {
            let over = self.plan_total / 100 + i64::from(plant == Plant::Beyond(7)) * lot.of(&[1, 1, 54_321]);
            self.actual[SUPPLIES] += self.plan_total + over - self.actual.iter().sum::<i64>();
        }
        if plant == Plant::Beyond(11) {
            let moved = lot.of(&[1, 2_500]);
            self.actual[PAY] += moved;
            self.actual[SUPPLIES] -= moved;
        }
        self.actual_total = self.actual.iter().sum::<i64>() + plant.slip(2, lot, 1);
    }

    fn draw_forecast(&mut self, plant: Plant, lot: &mut Lot) {
        self.forecast = self.actual;
        if !plant.is_about(12) {
            for (forecast, plan) in self.forecast.iter_mut().zip(self.plan) {
                *forecast += plan * lot.between(100, 600) / 1_000;
            }
        }
        if plant == Plant::Beyond(12) {
            match (self.other_is_empty, lot.below(2)) {
                (false, 0) => {
                    (self.forecast[OTHER], self.forecast[SUPPLIES]) =
                        (self.forecast[OTHER] - 1, self.forecast[SUPPLIES] + 1)
                }
                _ => self.forecast[SUPPLIES] -= lot.of(&[1, 1_000]),
            }
        }
        // So that a quarter of the budget is whole pence, or one penny less than the variance.
        let mut sum: i64 = self.forecast.iter().sum();
        if plant.is_about(10) {
            self.forecast[SUPPLIES] += 60 - sum % 60;
            sum = self.forecast.iter().sum();
        }
        self.forecast_total = sum + plant.slip(3, lot, 3);
    }

    fn draw_position(&mut self, plant: Plant, lot: &mut Lot) {
        let spread = if self.kind == Kind::Capital { 400 } else { 50 };
        self.budget = self.forecast_total + self.forecast_total * lot.between(-spread, spread) / 1_000;
        if plant.is_about(10) {
            let penny = i64::from(plant == Plant::Beyond(10));
            // A forecast of five quarters of the budget, or of three.
            self.budget = match lot.below(2) {
                0 => self.forecast_total / 5 * 4 - penny,
                _ => self.forecast_total / 3 * 4 + penny * lot.of(&[1, 2]),
            };
        }
        self.variance = self.plan_total - self.actual_total;
        self.variance = match plant == Plant::Beyond(4) && lot.percent(30) {
            true => -self.variance,
            false => self.variance + plant.slip(4, lot, 1),
        };
        self.forecast_variance = self.budget - self.forecast_total + plant.slip(5, lot, 0);
        self.month = Some(match plant {
            Plant::Within(6) => self.actual_total,
            Plant::Beyond(6) => self.actual_total + lot.of(&[1, 1, 5_000]),
            _ => self.actual_total * lot.between(50, 300) / 1_000,
        });
    }

    fn draw_cash(&mut self, plant: Plant, lot: &mut Lot) {
        self.receipts = self.actual_total + lot.between(0, 500_000);
        self.payments = self.actual_total - self.actual_total * lot.between(0, 50) / 1_000;
        self.opening = lot.between(0, 2_000_000);
        if plant.is_about(8) {
            let overdrawn = i64::from(plant == Plant::Beyond(8) && lot.percent(50));
            self.opening = self.payments - self.receipts - overdrawn;
            self.closing = i64::from(plant == Plant::Beyond(8) && overdrawn == 0) * lot.of(&[1, 9_000]) - overdrawn;
        } else {
            self.closing = self.opening + self.receipts - self.payments;
        }
        self.grant = Some(match (plant, self.kind) {
            (Plant::Within(9), _) => self.receipts,
            (Plant::Beyond(9), _) => self.receipts + lot.of(&[1, 1, 70_000]),
            (_, Kind::Grant) => self.receipts * lot.between(200, 1_000) / 1_000,
            _ => 0,
        });
    }

    /// What each rule comes to, in their order.
    fn outcomes(&self) -> [Outcome; 12] {
        let sum = |lines: &[i64; 5]| lines.iter().sum::<i64>();
        let always = Some(true);
        let is_capital = Some(self.kind == Kind::Capital);
        let other = (!self.other_is_empty).then_some(self.actual[OTHER]);
        [
            judged(always, Some((self.plan_total - sum(&self.plan)).abs() <= 1)),
            judged(always, Some((self.actual_total - sum(&self.actual)).abs() <= 1)),
            // Half a penny for each of six figures, and for each of three.
            judged(always, Some((self.forecast_total - sum(&self.forecast)).abs() * 2 <= 6)),
            judged(always, Some((self.variance - (self.plan_total - self.actual_total)).abs() * 2 <= 3)),
            judged(always, Some(self.forecast_variance == self.budget - self.forecast_total)),
            judged(always, self.month.map(|month| self.actual_total >= month)),
            judged(always, Some((self.actual_total - self.plan_total) * 100 <= self.plan_total)),
            judged(always, Some(self.closing == self.opening + self.receipts - self.payments && self.closing >= 0)),
            judged(Some(self.kind == Kind::Grant), self.grant.map(|grant| grant <= self.receipts)),
            judged(Some(self.kind != Kind::Capital), Some(self.forecast_variance.abs() * 100 <= self.budget * 25)),
            judged(both(is_capital, self.region.map(|region| region != 9)), Some(self.actual[PAY] == 0)),
            judged(
                always,
                both(Some(self.forecast_total >= self.actual_total), other.map(|other| self.forecast[OTHER] >= other)),
            ),
        ]
    }

    /// The row as a line of the file.
    fn line(&self, lot: &mut Lot, out: &mut String) {
        out.clear();
        text(&format!("CC{:07}", self.number), lot, out);
        let kind = match self.kind {
            Kind::Revenue => "revenue",
            Kind::Capital => "capital",
            Kind::Grant => "grant",
        };
        text(kind, lot, out);
        text(&self.region.map_or(String::new(), |region| format!("R{region:02}")), lot, out);
        text(&self.note, lot, out);
        let all = |lines: [i64; 5]| lines.map(Some);
        let mut actual = all(self.actual);
        if self.other_is_empty {
            actual[OTHER] = None;
        }
        let spending =
            [(all(self.plan), self.plan_total), (actual, self.actual_total), (all(self.forecast), self.forecast_total)];
        for (lines, total) in spending {
            for line in lines {
                amount(line, out);
            }
            amount(Some(total), out);
        }
        amount(Some(self.budget), out);
        amount(self.month, out);
        let rest = [self.variance, self.forecast_variance, self.opening, self.receipts, self.payments, self.closing];
        for one in rest {
            amount(Some(one), out);
        }
        amount(self.grant, out);
        // A line ends where a comma would stand.
        out.pop();
        out.push('\n');
    }
}

fn note(number: u64, lot: &mut Lot) -> String {
    if lot.percent(EMPTY) {
        return String::new();
    }
    let words = if lot.percent(8) { lot.of(&AWKWARD_NOTES) } else { lot.of(&NOTES) };
    if lot.percent(30) { format!("{words} (ref {number})") } else { words.to_owned() }
}

/// A text and a comma, in quotation marks where it needs them and now and then where it does not.
fn text(words: &str, lot: &mut Lot, out: &mut String) {
    let needed = words.contains([',', '"']);
    if needed || (!words.is_empty() && lot.below(QUOTED) == 0) {
        out.push('"');
        out.push_str(&words.replace('"', "\"\""));
        out.push('"');
    } else {
        out.push_str(words);
    }
    out.push(',');
}

/// Pounds and pence and a comma.
fn amount(pence: Option<i64>, out: &mut String) {
    if let Some(pence) = pence {
        let (sign, size) = (if pence < 0 { "-" } else { "" }, pence.unsigned_abs());
        write!(out, "{sign}{}.{:02}", size / 100, size % 100).expect("a text takes all");
    }
    out.push(',');
}

#[derive(Clone, Copy)]
enum Outcome {
    Pass,
    Fail,
    NotApplicable,
    NotJudged,
}

/// What a rule comes to by its condition and by what it asks; `None` where a figure is missing that decides.
fn judged(when: Option<bool>, assert: Option<bool>) -> Outcome {
    match (when, assert) {
        (Some(false), _) => Outcome::NotApplicable,
        (None, _) | (_, None) => Outcome::NotJudged,
        (_, Some(true)) => Outcome::Pass,
        (_, Some(false)) => Outcome::Fail,
    }
}

/// Whether both hold: one that is false decides, whether or not the other is known.
fn both(a: Option<bool>, b: Option<bool>) -> Option<bool> {
    match (a, b) {
        (Some(false), _) | (_, Some(false)) => Some(false),
        (Some(true), Some(true)) => Some(true),
        _ => None,
    }
}

/// What the rules come to on all rows.
pub struct Truth {
    rows: u64,
    /// By rule, in the order of [`Outcome`].
    counts: [[u64; 4]; 12],
}

impl Truth {
    /// As JSON: the counts of each outcome by rule.
    pub fn json(&self) -> String {
        let rule = |(number, [pass, fail, not_applicable, not_judged]): (usize, &[u64; 4])| {
            format!(
                "\"FLT-{:02}\": {{\"pass\": {pass}, \"fail\": {fail}, \"not_applicable\": {not_applicable}, \
                 \"not_judged\": {not_judged}}}",
                number + 1
            )
        };
        let rules: Vec<String> = self.counts.iter().enumerate().map(rule).collect();
        format!("{{\"rows\": {}, \"rules\": {{\n{}\n}}}}\n", self.rows, rules.join(",\n"))
    }
}

/// Writes so many rows as a CSV file, row by row; gives what the rules come to on them.
pub fn write(path: &Path, rows: u64, seed: u64) -> io::Result<Truth> {
    let mut file = BufWriter::with_capacity(1 << 20, File::create(path)?);
    writeln!(file, "{COLUMNS}")?;
    let mut lot = Lot(seed);
    let mut truth = Truth { rows, counts: [[0; 4]; 12] };
    let mut line = String::new();
    for number in 1..=rows {
        let row = Row::drawn(number, &mut lot);
        row.line(&mut lot, &mut line);
        file.write_all(line.as_bytes())?;
        for (counts, outcome) in truth.counts.iter_mut().zip(row.outcomes()) {
            counts[outcome as usize] += 1;
        }
    }
    file.flush()?;
    Ok(truth)
}
