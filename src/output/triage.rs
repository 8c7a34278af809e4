//! Reports for regional teams as bytes, one file per format.

mod csv;
mod human;
mod json;
mod markdown;

use super::Look;
use crate::eval::figure;
use crate::report::{Organisation, Report, RolledUp, Triage};
use crate::source::Sources;
use crate::value::Number;
use crate::value::number::Rounding;
use std::io;

/// A format of a report for regional teams.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// Aligned tables for people.
    Human,
    /// One document, for programs.
    Json,
    /// A row for each organisation, for spreadsheets.
    Csv,
    /// Tables for a page.
    Markdown,
}

/// Writes a report; of JSON a document also where there is none.
///
/// # Errors
/// What writing it gives.
pub fn write(
    triage: Option<&Triage>,
    report: &Report,
    sources: &Sources,
    (shape, look): (Shape, Look),
    out: &mut dyn io::Write,
) -> io::Result<()> {
    match (shape, triage) {
        (Shape::Json, triage) => json::write(triage, report, sources, out),
        (_, None) => Ok(()),
        (Shape::Human, Some(triage)) => out.write_all(human::text(triage, sources, look).as_bytes()),
        (Shape::Csv, Some(triage)) => csv::write(triage, out),
        (Shape::Markdown, Some(triage)) => out.write_all(markdown::text(triage, look).as_bytes()),
    }
}

/// A share in per cent with 2 places; with fewer where they are asked for.
fn percent(share: Number, places: i32) -> String {
    let shown = share.multiply(Number::HUNDRED).and_then(|hundredfold| hundredfold.round(places, Rounding::HalfEven));
    shown.map_or_else(|_| "?".to_owned(), |number| format!("{number}%"))
}

/// A figure, or that it is not known.
fn known(number: Option<Number>) -> String {
    number.map_or_else(|| "not known".to_owned(), shown)
}

/// A figure; one with more than two decimals is rounded to a whole, as a line of a table is read.
fn shown(number: Number) -> String {
    let trimmed = number.trimmed();
    let short = if trimmed.places() > 2 { trimmed.round(0, Rounding::HalfEven).ok() } else { None };
    short.map_or_else(|| figure(trimmed), |short| figure(short.trimmed()))
}

/// A change with its sign.
fn signed(number: Number) -> String {
    let text = shown(number);
    if number.is_negative() || number.is_zero() { text } else { format!("+{text}") }
}

/// A figure of a group in words: never a part as if it were the whole.
fn total(group: &RolledUp, at: usize) -> String {
    let Some(total) = group.totals.get(at) else { return String::new() };
    let Some(value) = total.value else { return "not known".to_owned() };
    match (&total.bounds, total.known == group.expected) {
        (_, true) => shown(value),
        (Some((low, high)), false) => format!("{} to {}", shown(*low), shown(*high)),
        (None, false) => format!("{} ({} of {})", shown(value), total.known, group.expected),
    }
}

/// Its name in words, where a list has one.
fn name(one: &Organisation) -> String {
    crate::source::shown_line(one.name.as_deref().unwrap_or(""))
}

/// The level in words.
fn level(one: &Organisation) -> String {
    one.level.clone().unwrap_or_else(|| "cannot be told".to_owned())
}

/// How many organisations are of each level, the most urgent first.
fn by_level(triage: &Triage) -> Vec<(String, usize)> {
    let count = |level: Option<&String>| triage.organisations.iter().filter(|one| one.level.as_ref() == level).count();
    let mut out: Vec<(String, usize)> = triage.levels.iter().map(|level| (level.clone(), count(Some(level)))).collect();
    let other = |one: &&Organisation| one.level.as_ref().is_some_and(|level| !triage.levels.contains(level));
    let others = triage.organisations.iter().filter(other).count();
    if others > 0 {
        out.push(("other".to_owned(), others));
    }
    let untold = count(None);
    if untold > 0 {
        out.push(("cannot be told".to_owned(), untold));
    }
    out
}

/// What is compared with what, in words.
fn compared(triage: &Triage) -> String {
    match triage.previous {
        Some(previous) => format!("compared with {previous}"),
        None => "last month's returns are not at hand (give them with --with)".to_owned(),
    }
}

/// What is missing of a group, in words.
fn lacking(group: &RolledUp) -> Option<String> {
    const MOST: usize = 12;
    if group.missing.is_empty() {
        return None;
    }
    let named: Vec<String> = group.missing.iter().take(MOST).map(|code| crate::source::shown_short(code)).collect();
    let more = group.missing.len().saturating_sub(named.len());
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    Some(format!("not received: {}{more}", named.join(", ")))
}
