//! Values in words.

use super::linear::linear;
use super::node::Evaluator;
use crate::check::GapPart;
use crate::feel::Arithmetic;
use crate::plan::{Node, Piece};
use crate::ruleset::Style;
use crate::source::shown_short;
use crate::value::number::Rounding;
use crate::value::{Missing, Number, Value};

/// How many figures of a sum are written out.
const MOST_TERMS: usize = 12;
/// How many places a figure that is not as written is shown with.
const SHOWN_PLACES: i32 = 5;

/// A figure for people: thousands separators, decimals as they are; one that goes on for ever is
/// cut and said to be about that.
pub fn figure(number: Number) -> String {
    if number.places() <= SHOWN_PLACES.unsigned_abs() {
        return number.grouped();
    }
    let trimmed = number.trimmed();
    match trimmed.round(SHOWN_PLACES, Rounding::HalfEven) {
        Ok(short) if short == trimmed => short.trimmed().grouped(),
        Ok(short) if number.is_rounded() => format!("about {}", short.grouped()),
        _ => trimmed.grouped(),
    }
}

/// A value as text, for evidence and for `text` placeholders.
pub fn value_text(value: &Value) -> String {
    text_at(value, 0)
}

/// A list within a list within a list is named, not shown: there can be any number of them.
fn text_at(value: &Value, depth: usize) -> String {
    match value {
        Value::List(items) if depth > 1 => format!("a list of {}", items.len()),
        Value::Missing(Missing::Unknown) => "not usable".to_owned(),
        Value::Missing(Missing::Fault(_)) => "not defined".to_owned(),
        Value::Missing(_) => "not given".to_owned(),
        Value::Bool(truth) => truth.to_string(),
        Value::Number(number) => number.to_string(),
        Value::Text(text) => shown_short(text),
        Value::Date(_) | Value::Time(_) | Value::Moment(_) | Value::Seconds(_) | Value::Months(_) => value.to_string(),
        Value::List(items) => {
            let deeper = depth.saturating_add(1);
            let shown: Vec<String> = items.iter().take(MOST_TERMS).map(|item| text_at(item, deeper)).collect();
            let more = items.len().saturating_sub(shown.len());
            let more = if more > 0 { format!(", … {more} more") } else { String::new() };
            format!("{}{more}", shown.join(", "))
        }
        Value::Row(_) => "a row".to_owned(),
        Value::Return(_) => "a return".to_owned(),
        Value::Context(_) => "a context".to_owned(),
        Value::Range(_) => "a range".to_owned(),
        Value::Function(_) => "a function".to_owned(),
    }
}

/// Fills in a message. `limits` are the constants of the rule: a percentage is never shown as
/// equal to one that it is not.
pub fn render(
    evaluator: &mut Evaluator<'_>,
    pieces: &[Piece],
    limits: &[Number],
    compared: Option<(&Node, &Node)>,
) -> String {
    let mut out = String::new();
    for piece in pieces {
        match piece {
            Piece::Words(words) => out.push_str(words),
            Piece::Value(node, style) => {
                let value = evaluator.eval(node);
                out.push_str(&styled(evaluator, side_of(node, compared), &value, *style, limits));
            }
        }
    }
    out
}

/// The side of the comparison that `gap.left` or `gap.right` stands for, else the node itself.
fn side_of<'n>(node: &'n Node, compared: Option<(&'n Node, &'n Node)>) -> &'n Node {
    match (node, compared) {
        (Node::Gap(GapPart::Left), Some((left, _))) => left,
        (Node::Gap(GapPart::Right), Some((_, right))) => right,
        _ => node,
    }
}

fn styled(evaluator: &mut Evaluator<'_>, node: &Node, value: &Value, style: Style, limits: &[Number]) -> String {
    match (style, value) {
        (Style::Percent, Value::Number(share)) => percent(*share, limits),
        (Style::PerCent, Value::Number(number)) => match number.divide(Number::HUNDRED) {
            Ok(share) => percent(share, limits),
            Err(_) => figure(*number),
        },
        (Style::Working, Value::Number(number)) => match working(evaluator, node) {
            Some(working) => format!("{} ({working})", figure(*number)),
            None => figure(*number),
        },
        (Style::Text, value) => value_text(value),
        (_, Value::Number(number)) if scaled(node) => figure(number.trimmed()),
        (_, Value::Number(number)) => figure(*number),
        (_, value) => value_text(value),
    }
}

/// Whether a figure comes of a product or quotient, so that its last zeros say nothing.
fn scaled(node: &Node) -> bool {
    match node {
        Node::Arithmetic(Arithmetic::Multiply | Arithmetic::Divide | Arithmetic::Power, ..) => true,
        Node::Arithmetic(_, left, right) => scaled(left) || scaled(right),
        Node::Negate(inner) => scaled(inner),
        Node::Definition(_, inner) => scaled(inner),
        _ => false,
    }
}

/// A share in per cent, with 2 places, or as many as it takes to tell it from a limit.
pub fn percent(share: Number, limits: &[Number]) -> String {
    let shown = |number: Number, places: i32| {
        let hundredfold = number.multiply(Number::HUNDRED).ok()?;
        let rounded = hundredfold.round(places, Rounding::HalfEven).ok()?;
        let exact = Number::power_of_ten(places.saturating_neg())?.multiply(Number::ZERO).ok()?;
        rounded.add(exact).ok()
    };
    for places in 2..=20 {
        let Some(own) = shown(share, places) else {
            break;
        };
        let clash = limits.iter().any(|limit| *limit != share && shown(*limit, places) == Some(own));
        if !clash {
            let text = own.to_string();
            let have = text.split_once('.').map_or(0, |(_, fraction)| fraction.len());
            let want = usize::try_from(places).unwrap_or(2);
            let point = if have == 0 && want > 0 { "." } else { "" };
            return format!("{text}{point}{}%", "0".repeat(want.saturating_sub(have)));
        }
    }
    format!("{}%", share.multiply(Number::HUNDRED).map_or(share, Number::trimmed))
}

/// A sum written out: `12,300 + 31,040 - 500`. Nothing for what is one figure or no sum. Figures
/// of nought are left out.
pub fn working(evaluator: &mut Evaluator<'_>, node: &Node) -> Option<String> {
    let sum = match node {
        Node::Gap(_) => return None,
        node => linear(evaluator, node)?,
    };
    written(evaluator, &sum)
}

/// A sum of multiples written out.
pub fn written(evaluator: &mut Evaluator<'_>, sum: &super::linear::Linear) -> Option<String> {
    // Where nearly all are nought, leaving them out would leave no sum to see.
    let mut other_than_zero = 0usize;
    for (cell, _) in &sum.terms {
        let zero = evaluator.eval(&Node::Cell(*cell)).as_number()?.is_zero();
        other_than_zero = other_than_zero.saturating_add(usize::from(!zero));
    }
    let all_shown = other_than_zero < 2 && sum.terms.len() <= 3;
    let mut parts: Vec<(bool, String)> = Vec::new();
    let mut all = 0usize;
    for (cell, coefficient) in &sum.terms {
        let value = evaluator.eval(&Node::Cell(*cell)).as_number()?;
        all = all.saturating_add(1);
        if value.is_zero() && !all_shown {
            continue;
        }
        let negative = coefficient.is_negative();
        let text = match coefficient.abs() {
            one if one == Number::ONE => figure(value),
            factor => format!("{} × {}", figure(factor), figure(value)),
        };
        let text = if negative && value.is_negative() { format!("({text})") } else { text };
        parts.push((negative, text));
    }
    if !sum.constant.is_zero() {
        parts.push((sum.constant.is_negative(), figure(sum.constant.abs())));
    }
    if all < 2 || parts.is_empty() {
        return None;
    }
    let more = parts.len().saturating_sub(MOST_TERMS);
    let mut out = String::new();
    for (at, (negative, text)) in parts.iter().take(MOST_TERMS).enumerate() {
        // A negative figure that is added reads better as one that is taken away.
        let (negative, text) = match text.strip_prefix('-') {
            Some(size) if !negative && at > 0 => (true, size),
            _ => (*negative, text.as_str()),
        };
        match (at, negative) {
            (0, true) => out.push('-'),
            (0, false) => {}
            (_, true) => out.push_str(" - "),
            (_, false) => out.push_str(" + "),
        }
        out.push_str(text);
    }
    if more > 0 {
        out.push_str(&format!(" + … {more} more"));
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn n(text: &str) -> Number {
        Number::parse(text).unwrap()
    }

    #[test]
    fn a_percentage_never_looks_like_a_limit_that_it_is_not() {
        for (share, want) in [
            ("0.01", "1.00%"),
            ("0.010001", "1.0001%"),
            ("0.0312", "3.12%"),
            ("0.0099999", "0.99999%"),
            ("0.5", "50.00%"),
        ] {
            assert_eq!(percent(n(share), &[n("0.01")]), want, "{share}");
        }
    }

    #[test]
    fn a_figure_that_goes_on_is_said_to_be_about_that() {
        assert_eq!(figure(n("1").divide(n("3")).unwrap()), "about 0.33333");
        assert_eq!(figure(n("1234.50000000")), "1,234.5");
        assert_eq!(figure(n("1234.567")), "1,234.567");
    }
}
