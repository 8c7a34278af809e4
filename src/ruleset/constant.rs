//! Constants of a rule set, and how the command line overrides one.

use crate::diag::Diagnostic;
use crate::read::{At, keys};
use crate::source::{Place, shown_short};
use crate::value::{Date, Number, Type, Unit, Value, Year, unit};

/// A constant, by year where it differs.
#[derive(Debug, Clone)]
pub struct Constant {
    /// Its name.
    pub name: String,
    /// Where its name stands.
    pub place: Place,
    /// What it is and whose it is.
    pub title: Option<String>,
    /// Its type, the same in every year.
    pub ty: Type,
    /// Its values: one for all years (`None`), or one for each.
    pub values: Vec<(Option<Year>, Value)>,
    /// As written, for each value.
    pub written: Vec<String>,
}

impl Constant {
    /// Its value in a year; nothing when no value is stated for it.
    pub fn value(&self, year: Option<Year>) -> Option<&Value> {
        self.values.iter().find(|(of, _)| of.is_none() || *of == year).map(|(_, value)| value)
    }
}

/// Reads a value: `1%`, a number, a date or a text.
fn scalar(text: &str, quoted: bool, unit: Option<&str>) -> Option<(Value, Type)> {
    if quoted {
        return Some((Value::text(text), Type::Text));
    }
    if let Some(share) = text.strip_suffix('%') {
        let number = Number::parse(share.trim_end())?.divide(Number::HUNDRED).ok()?;
        return Some((Value::Number(number.trimmed()), Type::Number(Unit::plain())));
    }
    if let Some(number) = Number::parse(text) {
        return Some((Value::Number(number), Type::Number(unit.map_or_else(Unit::plain, Unit::base))));
    }
    if let Some(date) = Date::parse(text) {
        return Some((Value::Date(date), Type::Date));
    }
    match text {
        "true" => Some((Value::Bool(true), Type::Bool)),
        "false" => Some((Value::Bool(false), Type::Bool)),
        _ if text.starts_with(|c: char| c.is_ascii_digit() || "-+(.£$€".contains(c)) => None,
        _ => Some((Value::text(text), Type::Text)),
    }
}

/// Reads the value of an override such as `--set limit=2%`, of the type the constant has.
pub fn parse_override(text: &str, ty: &Type) -> Option<Value> {
    let unit = match ty {
        Type::Number(unit) => unit.single(),
        _ => None,
    };
    let (value, given) = scalar(text, *ty == Type::Text, unit)?;
    let fits = match (&given, ty) {
        (Type::Number(a), Type::Number(b)) => a.meet(b).is_some() || a == &Unit::plain() && !text.ends_with('%'),
        (a, b) => a == b,
    };
    fits.then_some(value)
}

/// Reads an entry of `constants`.
pub(super) fn constant(name: &str, key: At<'_>, at: At<'_>, diagnostics: &mut Vec<Diagnostic>) -> Option<Constant> {
    let mut constant = Constant {
        name: name.to_owned(),
        place: key.place(),
        title: None,
        ty: Type::Any,
        values: Vec::new(),
        written: Vec::new(),
    };
    if at.is_map() {
        let by_year_here = at.entries().any(|e| e.key.scalar().is_some_and(|s| Year::parse(s.text).is_some()));
        if by_year_here {
            by_year(&mut constant, at, None, diagnostics);
        } else {
            keys::check_keys(at, "a constant", &["value", "by_year", "unit", "title", "note", "source"], diagnostics);
            constant.title = keys::text(at, "title", diagnostics).map(str::to_owned);
            let unit = keys::text(at, "unit", diagnostics);
            if let Some(unknown) = unit.filter(|name| unit::scale(name).is_none() && *name != unit::PER_CENT) {
                let place = at.value("unit").map_or(at.place(), At::place);
                let known =
                    ["GBP", "GBP_thousand", "GBP_million", "EUR", "EUR_thousand", "EUR_million", unit::PER_CENT];
                let words = format!("`{}` is no unit", shown_short(unknown));
                let help = crate::diag::did_you_mean(unknown, known);
                let help = help.or_else(|| {
                    Some("a unit is a currency such as GBP, GBP_thousand or GBP_million, or per cent".to_owned())
                });
                diagnostics.push(Diagnostic::at("E203", place, words).maybe_help(help));
                return None;
            }
            match (at.value("value"), at.value("by_year")) {
                (Some(value), None) => one(&mut constant, None, value, unit, diagnostics),
                (None, Some(years)) => by_year(&mut constant, years, unit, diagnostics),
                _ => diagnostics.push(Diagnostic::at(
                    "E202",
                    key.place(),
                    format!("constant `{name}` takes `value:` or `by_year:`"),
                )),
            }
        }
    } else {
        one(&mut constant, None, at, None, diagnostics);
    }
    (!constant.values.is_empty()).then_some(constant)
}

fn by_year(constant: &mut Constant, at: At<'_>, unit: Option<&str>, diagnostics: &mut Vec<Diagnostic>) {
    for (key, entry) in keys::named_entries(at, "the years of a constant", diagnostics) {
        match Year::parse(key) {
            Some(year) => one(constant, Some(year), entry.value, unit, diagnostics),
            None => diagnostics.push(Diagnostic::at(
                "E206",
                entry.key.place(),
                format!("`{}` is no year such as 2016-17", shown_short(key)),
            )),
        }
    }
}

fn one(constant: &mut Constant, year: Option<Year>, at: At<'_>, unit: Option<&str>, diagnostics: &mut Vec<Diagnostic>) {
    let name = &constant.name;
    let read =
        at.scalar().filter(|s| !s.is_null()).and_then(|s| scalar(s.text, s.style != crate::read::Style::Plain, unit));
    let Some((value, ty)) = read else {
        let words = format!(
            "constant `{name}` takes a number, a percentage such as 1%, a date or a text, not `{}`",
            shown_short(at.raw())
        );
        diagnostics
            .push(Diagnostic::at("E203", at.place(), words).help("write a figure without separators, such as 1204.5"));
        return;
    };
    if !constant.values.is_empty() && constant.ty != ty {
        diagnostics.push(Diagnostic::at(
            "E203",
            at.place(),
            format!("constant `{name}` is {} in another year and {ty} here", constant.ty),
        ));
        return;
    }
    constant.ty = ty;
    constant.values.push((year, value));
    constant.written.push(at.raw().to_owned());
}
