//! Numbers, cells written as texts and tables written as lines, for the tests.

use super::*;
use std::fmt;

/// A decimal of six places, dense enough for tests and with an end to its density.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct D(pub i64);

const ONE: i64 = 1_000_000;

impl fmt::Display for D {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let (whole, rest) = (self.0.abs() / ONE, self.0.abs() % ONE);
        let rest = format!("{rest:06}");
        let rest = rest.trim_end_matches('0');
        if rest.is_empty() { write!(f, "{sign}{whole}") } else { write!(f, "{sign}{whole}.{rest}") }
    }
}

impl Point for D {
    fn zero() -> D {
        D(0)
    }
    fn floor(&self) -> Option<D> {
        self.0.div_euclid(ONE).checked_mul(ONE).map(D)
    }
    fn ceiling(&self) -> Option<D> {
        let floor = self.floor()?;
        if floor == *self { Some(floor) } else { floor.up() }
    }
    fn up(&self) -> Option<D> {
        self.0.checked_add(ONE).map(D)
    }
    fn down(&self) -> Option<D> {
        self.0.checked_sub(ONE).map(D)
    }
    fn between(&self, other: &D) -> Option<D> {
        let half = D(i64::midpoint(self.0, other.0));
        (*self < half && half < *other).then_some(half)
    }
}

impl Point for i64 {
    fn zero() -> i64 {
        0
    }
    fn floor(&self) -> Option<i64> {
        Some(*self)
    }
    fn ceiling(&self) -> Option<i64> {
        Some(*self)
    }
    fn up(&self) -> Option<i64> {
        self.checked_add(1)
    }
    fn down(&self) -> Option<i64> {
        self.checked_sub(1)
    }
    fn between(&self, other: &i64) -> Option<i64> {
        self.checked_add(1).filter(|next| next < other)
    }
}

pub fn d(text: &str) -> D {
    let (sign, digits) = text.strip_prefix('-').map_or((1, text), |rest| (-1, rest));
    let (whole, rest) = digits.split_once('.').unwrap_or((digits, ""));
    let rest: i64 = format!("{rest:0<6}").parse().expect("digits");
    D(sign * (whole.parse::<i64>().expect("digits") * ONE + rest))
}

/// A cell as a rule file has it.
pub fn cell(text: &str) -> Cell<D> {
    match text.trim() {
        "-" => Cell::Any,
        text if text.contains('"') || text.contains("true") || text.contains("false") => Cell::Labels(labels(text)),
        text => Cell::Numbers(ranges(text)),
    }
}

fn inner(text: &str) -> Option<&str> {
    text.trim().strip_prefix("not(").and_then(|rest| rest.strip_suffix(')'))
}

pub fn labels(text: &str) -> Labels {
    if let Some(inner) = inner(text) {
        return labels(inner).complement();
    }
    Labels::of(text.split(", ").map(|part| match part.trim() {
        "true" => Label::Bool(true),
        "false" => Label::Bool(false),
        text => Label::text(text.trim_matches('"')),
    }))
}

pub fn ranges(text: &str) -> Ranges<D> {
    if let Some(inner) = inner(text) {
        return ranges(inner).complement();
    }
    match text {
        "-" => Ranges::all(),
        "nothing" => Ranges::none(),
        _ => text.split(", ").fold(Ranges::none(), |sum, part| sum.union(&range(part.trim()))),
    }
}

fn range(text: &str) -> Ranges<D> {
    if let Some((low, high)) = text.split_once("..") {
        let low = (d(&low[1..]), low.starts_with('['));
        return Ranges::between(low, (d(&high[..high.len() - 1]), high.ends_with(']')));
    }
    let signs = [
        ("<=", Compare::LessOrEqual),
        (">=", Compare::GreaterOrEqual),
        ("!=", Compare::NotEqual),
        ("<", Compare::Less),
        (">", Compare::Greater),
        ("=", Compare::Equal),
    ];
    let sign = signs.iter().find_map(|(sign, compare)| Some((text.strip_prefix(sign)?, *compare)));
    let (value, compare) = sign.unwrap_or((text, Compare::Equal));
    Ranges::compared(compare, d(value.trim()))
}

/// `counts`, `numbers`, `whole`, `truth`, `texts`, `0..1`, `whole 0..3` or labels; with `?` optional.
pub fn domain(text: &str) -> Domain<D> {
    match text {
        "counts" => Domain::counts(),
        "numbers" => Domain::numbers(),
        "whole" => Domain::Number { low: None, high: None, whole: true },
        "truth" => Domain::truth(),
        "texts" => Domain::any_text(),
        text if text.contains('"') => {
            Domain::Labels(Some(text.split(", ").map(|part| Label::text(part.trim_matches('"'))).collect()))
        }
        text => {
            let whole = text.starts_with("whole ");
            let (low, high) = text.trim_start_matches("whole ").split_once("..").expect("bounds");
            let end = |text: &str| (!text.is_empty()).then(|| d(text));
            Domain::Number { low: end(low), high: end(high), whole }
        }
    }
}

/// A table: inputs as `name: domain`, rows as `id | cell | cell => output`.
pub fn table(inputs: &[&str], outputs: &[&str], rows: &[&str]) -> Table<D> {
    try_table(inputs, outputs, rows).expect("a table")
}

pub fn try_table(inputs: &[&str], outputs: &[&str], rows: &[&str]) -> Result<Table<D>, Mistake> {
    let inputs = inputs.iter().map(|text| {
        let (name, of) = text.split_once(": ").expect("a domain");
        let optional = name.ends_with('?');
        Input { name: name.trim_end_matches('?').to_owned(), domain: domain(of), optional }
    });
    let rows = rows.iter().map(|text| {
        let (tests, then) = text.split_once(" => ").expect("an output");
        let mut parts = tests.split(" | ");
        let id = parts.next().expect("an id").to_owned();
        Row { id, cells: parts.map(cell).collect(), then: then.to_owned() }
    });
    Table::new(inputs.collect(), outputs.iter().map(|text| (*text).to_owned()).collect(), rows.collect())
}

/// A generator of numbers that look random (SplitMix64).
pub struct Random(pub u64);

impl Random {
    pub fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % bound as u64) as usize
    }

    pub fn chance(&mut self, of: usize) -> bool {
        self.below(of) == 0
    }

    pub fn pick<'a, A>(&mut self, from: &'a [A]) -> &'a A {
        &from[self.below(from.len())]
    }
}
