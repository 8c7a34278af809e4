//! Figures as accountants write them: what is read, how, and what has to be said about it.

use crate::value::number::Number;
use crate::value::unit;

/// A figure that could be read.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// Its value. In the unit of the return's figures, or in the form's when `converted`.
    pub value: Number,
    /// One unit of its last place, likewise.
    pub step: Number,
    /// Whether it named its own unit, such as `£1.4m`, and was converted to the form's.
    pub converted: bool,
    /// Why it is not written as it should be.
    pub clothes: Option<&'static str>,
}

/// A figure that could not be read: what it looks like, and what to write.
#[derive(Debug, Clone, PartialEq)]
pub struct Unread {
    /// Why it cannot be read.
    pub why: String,
    /// What to write.
    pub help: Option<String>,
}

/// The most decimal places that a figure should have.
pub const MOST_PLACES: u32 = 5;

/// Reads a figure in a form whose amounts are in `unit`, when it is an amount.
///
/// Plain decimals are read without a word. Separators, parentheses, currency signs, scales and
/// exponents are read and said. Anything ambiguous is not read.
pub fn read(text: &str, amount_in: Option<&str>) -> Result<Figure, Unread> {
    if let Some(value) = Number::parse(text) {
        let clothes = (value.places() > MOST_PLACES).then_some("it has more than 5 decimal places");
        return Ok(plain(value, clothes));
    }
    let trimmed = text.trim();
    if trimmed == "-" || trimmed == "\u{2013}" || trimmed == "\u{2014}" {
        let help = Some("write 0, or leave the cell out if the figure is not known".to_owned());
        return Err(Unread { why: "a dash is no figure".to_owned(), help });
    }
    let undressed = undress(trimmed)?;
    let clothes = undressed.clothes;
    let (number, marks) = digits(&undressed.digits)?;
    let clothes = clothes.or(marks);
    let value = if undressed.negative { number.negate() } else { number };
    let Some(size) = undressed.scale else {
        return match (undressed.currency, amount_in) {
            (Some(sign), Some(unit)) if unit::scale(unit).is_some_and(|(_, size)| size != 1) => Err(Unread {
                why: format!("`{sign}` does not say whether the figure is in {sign} or in {}", unit::words(unit)),
                help: Some(format!("write the figure in {}, without the sign", unit::words(unit))),
            }),
            _ => Ok(plain(value, Some(clothes.unwrap_or("it is not a plain figure")))),
        };
    };
    let own = amount_in.and_then(unit::scale).map(|(_, size)| size);
    let Some(own) = own else {
        return Err(Unread { why: "a scale such as k or m belongs to amounts only".to_owned(), help: None });
    };
    let factor = ratio(size, own);
    let converted =
        factor.and_then(|factor| Some((value.multiply(factor).ok()?, step_of(value).multiply(factor).ok()?)));
    match converted {
        Some((value, step)) if !value.is_rounded() => Ok(Figure {
            value: value.trimmed(),
            // A figure in its own unit is no coarser than the form asks: £1.4m is not read as
            // anything between 1.35 and 1.45 million.
            step: step.min(Number::ONE),
            converted: true,
            clothes: Some("it names its own unit"),
        }),
        _ => Err(too_long()),
    }
}

fn plain(value: Number, clothes: Option<&'static str>) -> Figure {
    Figure { value, step: step_of(value), converted: false, clothes }
}

/// One unit of the last place of a number.
pub fn step_of(value: Number) -> Number {
    let places = i32::try_from(value.places()).unwrap_or(0);
    Number::power_of_ten(places.saturating_neg()).unwrap_or(Number::ONE)
}

/// How many of the second unit one of the first is; both are 1, 1,000 or 1,000,000.
pub fn ratio(from: i64, to: i64) -> Option<Number> {
    let power = |size: i64| match size {
        1 => Some(0),
        1_000 => Some(3),
        1_000_000 => Some(6),
        1_000_000_000 => Some(9),
        _ => None,
    };
    let (from, to): (i32, i32) = (power(from)?, power(to)?);
    Number::power_of_ten(from.saturating_sub(to))
}

fn too_long() -> Unread {
    Unread { why: "it has more digits than the 28 that are held exactly".to_owned(), help: None }
}

fn not_a_figure() -> Unread {
    Unread { why: "it is not a figure".to_owned(), help: None }
}

struct Undressed<'t> {
    digits: std::borrow::Cow<'t, str>,
    negative: bool,
    currency: Option<&'static str>,
    scale: Option<i64>,
    clothes: Option<&'static str>,
}

/// Takes off parentheses, signs, currency and scale.
fn undress(text: &str) -> Result<Undressed<'_>, Unread> {
    let mut out = Undressed { digits: text.into(), negative: false, currency: None, scale: None, clothes: None };
    let mut rest = text;
    if let Some(inner) = rest.strip_prefix('(').and_then(|t| t.strip_suffix(')')) {
        rest = inner.trim();
        out.negative = true;
        out.clothes = Some("a negative figure stands in parentheses");
    }
    let mut sign = false;
    let mut take_sign = |rest: &mut &str, negative: &mut bool| {
        for minus in ["-", "\u{2212}", "+"] {
            if let Some(after) = rest.strip_prefix(minus)
                && !sign
            {
                sign = true;
                *negative = minus != "+" || *negative;
                *rest = after.trim_start();
            }
        }
    };
    take_sign(&mut rest, &mut out.negative);
    for (mark, name) in [("£", "£"), ("€", "€"), ("$", "$"), ("GBP", "£"), ("EUR", "€"), ("USD", "$")] {
        if let Some(after) = rest.strip_prefix(mark) {
            out.currency = Some(name);
            out.clothes = out.clothes.or(Some("it has a currency sign"));
            rest = after.trim_start();
            break;
        }
    }
    take_sign(&mut rest, &mut out.negative);
    let lower = rest.to_ascii_lowercase();
    for (word, size) in [
        ("thousand", 1_000),
        ("million", 1_000_000),
        ("billion", 1_000_000_000),
        ("bn", 1_000_000_000),
        ("mn", 1_000_000),
        ("m", 1_000_000),
        ("k", 1_000),
    ] {
        if lower.ends_with(word) {
            let cut = rest.len().saturating_sub(word.len());
            rest = rest.get(..cut).unwrap_or("").trim_end();
            out.scale = Some(size);
            break;
        }
    }
    if text.starts_with('(') != text.ends_with(')') || (text.starts_with('(') && sign) {
        return Err(not_a_figure());
    }
    out.digits = rest.into();
    Ok(out)
}

/// Reads digits with separators or an exponent, and says which there are.
fn digits(text: &str) -> Result<(Number, Option<&'static str>), Unread> {
    if text.starts_with(['-', '+']) {
        return Err(not_a_figure());
    }
    let lower = text.to_ascii_lowercase();
    if let Some((mantissa, exponent)) = lower.split_once('e') {
        let value = Number::parse(mantissa).ok_or_else(not_a_figure)?;
        let exponent: i32 = exponent.strip_prefix('+').unwrap_or(exponent).parse().map_err(|_| not_a_figure())?;
        let factor = Number::power_of_ten(exponent).ok_or_else(too_long)?;
        let number = value.multiply(factor).map_err(|_| too_long())?;
        return if number.is_rounded() {
            Err(too_long())
        } else {
            Ok((number.trimmed(), Some("it is written with an exponent")))
        };
    }
    let (whole, fraction) = text.split_once('.').map_or((text, ""), |(whole, fraction)| (whole, fraction));
    let all_digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    for separator in [',', '_', ' ', '\u{a0}', '\u{202f}', '\''] {
        if !whole.contains(separator) {
            continue;
        }
        let mut groups = whole.split(separator);
        let first = groups.next().unwrap_or("");
        if !whole.chars().all(|c| c == separator || c.is_ascii_digit()) {
            return Err(not_a_figure());
        }
        let grouped =
            all_digits(first) && first.len() <= 3 && groups.all(|group| group.len() == 3 && all_digits(group));
        if !grouped {
            let point = separator == ',' && fraction.is_empty() && text.matches(separator).count() == 1;
            let help = point.then(|| format!("the decimal point is a full stop: {}", text.replace(separator, ".")));
            return Err(Unread { why: "its separators do not stand at the thousands".to_owned(), help });
        }
        let joined: String = text.chars().filter(|c| *c != separator).collect();
        let number = Number::parse(&joined).ok_or_else(not_a_figure)?;
        return Ok((number, Some("it has separators")));
    }
    let long = all_digits(whole) && (fraction.is_empty() || all_digits(fraction));
    let number = Number::parse(text).ok_or_else(|| if long { too_long() } else { not_a_figure() })?;
    Ok((number, None))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_in_accountants_clothes() {
        let unit = Some("GBP_thousand");
        for (text, want) in
            [("0.10", "0.10"), ("007", "7"), ("+5", "5"), ("12345678901234567.89", "12345678901234567.89")]
        {
            let figure = read(text, unit).unwrap();
            assert_eq!((figure.value.to_string().as_str(), figure.clothes), (want, None), "{text}");
        }
        for (text, want) in [
            ("1_200", "1200"),
            ("1,204", "1204"),
            ("(1,402)", "-1402"),
            ("£1.4m", "1400"),
            ("1e3", "1000"),
            ("1,234,567.50", "1234567.50"),
            ("-£2k", "-2"),
            ("£(1.4m", "x"),
            ("(£1.4m)", "-1400"),
            ("\u{2212}5", "-5"),
            ("12 345", "12345"),
            ("1.5E-2", "0.015"),
            ("0.1234567", "0.1234567"),
        ] {
            match read(text, unit) {
                Ok(figure) => {
                    assert_eq!((figure.value.to_string().as_str(), figure.clothes.is_some()), (want, true), "{text}")
                }
                Err(_) => assert_eq!(want, "x", "{text}"),
            }
        }
        for text in [
            "-",
            "NO",
            "",
            "12,5",
            "(-11)",
            "1_0",
            "_1",
            "1__0",
            "1,20,400",
            "£1,400",
            "1e99",
            "--5",
            "(1402",
            "1.2.3",
            "NaN",
            "0x10",
            "12345678901234567890123456789012",
        ] {
            assert!(read(text, unit).is_err(), "{text}");
        }
        assert_eq!(read("£1,400", Some("GBP")).unwrap().value.to_string(), "1400");
    }

    #[test]
    fn the_step_is_one_unit_of_the_last_place() {
        for (text, step) in [("5", "1"), ("5.25", "0.01"), ("1,204.5", "0.1"), ("£1.4m", "1")] {
            assert_eq!(read(text, Some("GBP_thousand")).unwrap().step, Number::parse(step).unwrap(), "{text}");
        }
    }
}
