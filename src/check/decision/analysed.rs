//! Whether a decision table decides every case, and none twice: its tests as sets, in each year in
//! which a constant among them may differ.

use super::*;
use crate::check::Meaning;
use crate::decision::{Caps, Cell, Input, Labels, Ranges, Row, Table};
use crate::feel::operators::arithmetic;
use crate::feel::{Kind, Test};
use crate::value::{Compare, Value, Year};
use std::collections::BTreeSet;

/// Looks a table over that is right in itself; says of it whether no two rows ever match together.
pub(super) fn analyse(
    (library, layout): (&Library, &Layout),
    decision: &Decision,
    made: &mut CheckedDecision,
    found: &mut Vec<Diagnostic>,
) {
    made.disjoint = true;
    let years = years(library, made);
    for year in &years {
        let Some(table) = as_sets((library, layout), decision, made, *year, found) else { return };
        let before = found.len();
        gaps(decision, &table, found);
        clashes(decision, made, &table, found);
        // A constant may differ from year to year, and with it what is wrong.
        if let (Some(year), true) = (year, years.len() > 1) {
            for diagnostic in found.iter_mut().skip(before) {
                diagnostic.message = format!("in {year}: {}", diagnostic.message);
            }
        }
        if found.len() > before {
            return;
        }
    }
}

/// The years for which a table is looked at: those in which its set is in force, where a constant
/// stands in it.
fn years(library: &Library, made: &CheckedDecision) -> BTreeSet<Option<Year>> {
    let spans = library.including(made.set).filter_map(|(_, set)| set.in_force);
    let years = spans.flat_map(|span| (span.from.year.0..=span.to.year.0).map(Year)).take(MOST_YEARS).map(Some);
    let mut years: BTreeSet<Option<Year>> = years.collect();
    let cells = made.rows.iter().flat_map(|row| row.when.iter().flatten());
    if years.is_empty() || !cells.into_iter().any(has_constant) {
        years = BTreeSet::from([years.into_iter().next().flatten()]);
    }
    years
}

/// How many years are looked at.
const MOST_YEARS: usize = 40;

fn has_constant(typed: &Typed) -> bool {
    matches!(typed.note.meaning, Meaning::Constant(..)) || typed.children().into_iter().any(has_constant)
}

/// The table with its tests as sets; nothing where one is no set that can be told, which is said.
fn as_sets(
    (library, layout): (&Library, &Layout),
    decision: &Decision,
    made: &CheckedDecision,
    year: Option<Year>,
    found: &mut Vec<Diagnostic>,
) -> Option<Table<Number>> {
    let inputs = decision.inputs.iter().zip(&made.inputs).map(|(input, (name, typed))| Input {
        name: name.clone(),
        domain: domain(input, typed, layout),
        optional: input.optional,
    });
    let mut rows = Vec::new();
    for (row, written) in made.rows.iter().zip(&decision.rows) {
        let mut cells = Vec::new();
        for (cell, written) in row.when.iter().zip(&written.when) {
            let Some(typed) = cell else {
                cells.push(Cell::Any);
                continue;
            };
            let Some(cell) = set_of(library, typed, year) else {
                let place = written.as_ref().map_or(decision.place, |written| written.place);
                let words = "a test is -, a comparison, a range, a value, or several of them between commas, and made of constants";
                found.push(Diagnostic::at("E217", place, words));
                return None;
            };
            cells.push(cell);
        }
        rows.push(Row { id: row.id.clone(), cells, then: row.then.clone() });
    }
    match Table::new(inputs.collect(), made.outputs.clone(), rows) {
        Ok(table) => Some(table),
        Err(mistake) => {
            found.push(Diagnostic::at("E217", decision.place, mistake.to_string()));
            None
        }
    }
}

/// The set that a test stands for.
fn set_of(library: &Library, typed: &Typed, year: Option<Year>) -> Option<Cell<Number>> {
    match &typed.kind {
        Kind::Call(name, arguments) if name.text == "not" => {
            let [inner] = arguments.as_slice() else { return None };
            Some(match set_of(library, &inner.value, year)? {
                Cell::Numbers(ranges) => Cell::Numbers(ranges.complement()),
                Cell::Labels(labels) => Cell::Labels(labels.complement()),
                Cell::Any => return None,
            })
        }
        Kind::In(_, tests) => {
            let mut tests = tests.iter().map(|test| one_test(library, test, year));
            let first = tests.next()??;
            tests.try_fold(first, |so_far, test| match (so_far, test?) {
                (Cell::Numbers(a), Cell::Numbers(b)) => Some(Cell::Numbers(a.union(&b))),
                (Cell::Labels(a), Cell::Labels(b)) => Some(Cell::Labels(a.union(&b))),
                _ => None,
            })
        }
        _ => None,
    }
}

fn one_test(library: &Library, test: &Test<crate::check::Note>, year: Option<Year>) -> Option<Cell<Number>> {
    let (op, typed) = match test {
        Test::Compare(op, typed) => (*op, typed),
        Test::Value(typed) => (Compare::Equal, typed),
        Test::Condition(_) => return None,
    };
    if let Kind::Range(low, low_in, high, high_in) = &typed.kind {
        let end = |typed: &Typed| value(library, typed, year)?.as_number().map(Number::trimmed);
        return Some(Cell::Numbers(Ranges::between((end(low)?, *low_in), (end(high)?, *high_in))));
    }
    let label = match value(library, typed, year)? {
        Value::Number(number) => return Some(Cell::Numbers(Ranges::compared(op, number.trimmed()))),
        Value::Text(text) => Label::text(&text),
        Value::Bool(truth) => Label::Bool(truth),
        _ => return None,
    };
    match op {
        Compare::Equal => Some(Cell::Labels(Labels::of([label]))),
        Compare::NotEqual => Some(Cell::Labels(Labels::of([label]).complement())),
        _ => None,
    }
}

/// The value of what is made of literals and constants.
fn value(library: &Library, typed: &Typed, year: Option<Year>) -> Option<Value> {
    if let Meaning::Constant(set, name) = &typed.note.meaning {
        let constants = &library.sets.get(*set)?.constants;
        return constants.iter().find(|constant| constant.name == *name)?.value(year).cloned();
    }
    match &typed.kind {
        Kind::Number(text) => Number::parse_literal(text).map(Value::Number),
        Kind::Text(text) => Some(Value::text(text)),
        Kind::Bool(truth) => Some(Value::Bool(*truth)),
        Kind::Negate(inner) => Some(Value::Number(value(library, inner, year)?.as_number()?.negate())),
        Kind::Arithmetic(op, left, right) => {
            Some(arithmetic(*op, &value(library, left, year)?, &value(library, right, year)?))
        }
        _ => None,
    }
}

/// Reports cases that no row decides, where there is no default.
fn gaps(decision: &Decision, table: &Table<Number>, found: &mut Vec<Diagnostic>) {
    if decision.default.is_some() || matches!(decision.policy, HitPolicy::Collect(_)) {
        return;
    }
    match table.gaps(Caps::default()) {
        Err(large) => found.push(Diagnostic::at("E217", decision.place, large.to_string())),
        Ok(gaps) => {
            let Some(first) = gaps.first() else { return };
            let more = gaps.len().saturating_sub(1);
            let more = if more > 0 { format!(", and {more} more") } else { String::new() };
            let words = format!("decision `{}` leaves cases open: {}{more}", decision.name, table.gap_words(first));
            let example = table.sample(first).map(|case| format!(", such as {}", table.sample_words(&case)));
            let help = format!("add a row for it{}, or say `default:`", example.unwrap_or_default());
            found.push(Diagnostic::at("E218", decision.place, words).help(help));
        }
    }
}

/// Reports rows that contradict each other, and rows that never decide.
fn clashes(decision: &Decision, made: &mut CheckedDecision, table: &Table<Number>, found: &mut Vec<Diagnostic>) {
    let row = |index: usize| decision.rows.get(index);
    let place = |index: usize| row(index).map_or(decision.place, |row| row.place);
    let id = |index: usize| row(index).map_or("", |row| row.id.as_str());
    for dead in table.dead() {
        let input = made.inputs.get(dead.input).map_or("", |(name, _)| name.as_str());
        let words = format!("row {} never matches: nothing that `{input}` can be fits its test", id(dead.row));
        found.push(Diagnostic::at("E219", place(dead.row), words));
    }
    for stray in table.strays() {
        let input = made.inputs.get(stray.input).map_or("", |(name, _)| name.as_str());
        let words = format!("row {} asks for {}, which `{input}` never is", id(stray.row), stray.label);
        found.push(Diagnostic::at("E219", place(stray.row), words));
    }
    match table.overlaps(HitPolicy::Unique, Caps::default()) {
        Ok(pairs) => made.disjoint &= pairs.is_empty(),
        Err(_) => made.disjoint = false,
    }
    match table.overlaps(made.policy, Caps::default()) {
        Err(large) => found.push(Diagnostic::at("E217", decision.place, large.to_string())),
        Ok(pairs) => {
            for pair in pairs.iter().take(MOST_SAID) {
                let (first, second) = (id(pair.first), id(pair.second));
                let why = match made.policy {
                    HitPolicy::Any => "and do not say the same",
                    HitPolicy::Collect(_) => "and stand twice",
                    _ => "and only one may",
                };
                let words = format!("rows {first} and {second} both match {why}: {}", table.words(&pair.region));
                let help = "draw the tests apart, or take another hit policy, such as first or priority";
                let related = place(pair.first);
                found.push(
                    Diagnostic::at("E219", place(pair.second), words).related(related, "the other row").help(help),
                );
            }
        }
    }
    match table.masked(made.policy, Caps::default()) {
        Err(large) => found.push(Diagnostic::at("E217", decision.place, large.to_string())),
        Ok(masked) => {
            for one in masked.iter().take(MOST_SAID) {
                let by: Vec<&str> = one.by.iter().map(|row| id(*row)).collect();
                let words = format!("row {} never decides: all of it is decided by {}", id(one.row), by.join(", "));
                found.push(Diagnostic::at("E219", place(one.row), words).help("take it away, or put it before them"));
            }
        }
    }
}

/// How many pairs of rows, and rows that never decide, are said of one table.
const MOST_SAID: usize = 5;
