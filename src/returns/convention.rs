//! The sign convention: said once for the whole return, never once per line.

use super::conform::{Options, Reader, of_field};
use super::{Slip, TableData};
use crate::form::Convention;
use crate::value::slip::SlipKind;
use crate::value::{Missing, Number, Value};

/// Holds the return's sign convention against its figures and turns variances and positions round
/// where it says so. Gives how many rows could be held against it; nothing without a convention.
pub(super) fn apply(reader: &mut Reader<'_>, tables: &mut [TableData], options: Options) -> Option<usize> {
    let convention = reader.layout.form.convention.clone()?;
    let cell = of_field(convention.field);
    let header = tables.get(cell.row.table)?;
    let stated = header.rows.first().and_then(|row| row.cells.get(cell.column)).cloned()?;
    let says = match &stated.value {
        Value::Text(text) => Some(text.to_string()),
        _ => None,
    };
    let (as_is, turned) = held_against(&convention, tables);
    let tested = as_is.saturating_add(turned);
    let path = reader
        .layout
        .table(convention.field.0)
        .and_then(|table| Some(format!("{}.{}", table.name, table.columns.get(convention.field.1)?.name)))?;
    let mut say = |message: String, suggestion: String, unread: bool| {
        // What is not there is said at the header.
        let absent = stated.value.is_missing() && stated.slip.is_none();
        let place = tables.get(cell.row.table).filter(|_| absent).map_or(stated.place, |table| table.place);
        let slip = Slip::new(SlipKind::Convention, place, &path, message);
        reader.slip(Slip { suggestion: Some(suggestion), unread, ..slip })
    };
    let (ours, theirs) = (&convention.as_is, &convention.turned);
    match says.as_deref() {
        Some(word) if word == theirs && as_is <= turned => {
            let words = format!("the return says {theirs}; its variances and positions are turned round and judged");
            say(words, format!("turn the signs round and write {ours}"), false);
            turn(reader, tables, |number| Value::Number(number.negate()), None);
        }
        Some(word) if word == theirs || (word == ours && turned > as_is) => {
            let fits = if word == theirs { as_is } else { turned };
            let words = format!(
                "the return says {word}, but {fits} of the {tested} lines that can tell have variances of the other sign; what depends on signs is not judged"
            );
            let other = if word == theirs { ours } else { theirs };
            let slip = say(words, format!("correct the variances, or write {other}"), true);
            turn(reader, tables, |_| Value::Missing(Missing::Unknown), Some(slip));
        }
        None if options.example => {}
        None => {
            let words = "the return does not say whether a favourable variance is positive; what depends on signs is not judged".to_owned();
            let slip = stated.slip.unwrap_or_else(|| say(words, format!("write {ours} or {theirs}"), true));
            turn(reader, tables, |_| Value::Missing(Missing::Unknown), Some(slip));
        }
        Some(_) => {}
    }
    Some(tested)
}

/// On how many lines the variance is plan less actual, and on how many actual less plan. Lines
/// without a variance, or with a zero one, tell nothing.
fn held_against(convention: &Convention, tables: &[TableData]) -> (usize, usize) {
    let mut counts = (0usize, 0usize);
    let Some((table, [variance, plan, actual])) = convention.held_against else {
        return counts;
    };
    let rows = tables.get(table).map_or(&[][..], |table| &table.rows);
    for row in rows {
        let number = |column: usize| row.cells.get(column).and_then(|cell| cell.value.as_number());
        let (Some(variance), Some(plan), Some(actual)) = (number(variance), number(plan), number(actual)) else {
            continue;
        };
        let Ok(expected) = plan.subtract(actual) else {
            continue;
        };
        if variance.is_zero() || expected.is_zero() {
            continue;
        }
        let near = |a: Number, b: Number| a.subtract(b).is_ok_and(|gap| gap.abs() <= Number::from_int(1));
        match (near(variance, expected), near(variance, expected.negate())) {
            (true, false) => counts.0 = counts.0.saturating_add(1),
            (false, true) => counts.1 = counts.1.saturating_add(1),
            _ => {}
        }
    }
    counts
}

/// Changes every variance and position, and marks it with a slip.
fn turn(reader: &Reader<'_>, tables: &mut [TableData], change: impl Fn(Number) -> Value, slip: Option<super::SlipId>) {
    for (table, data) in reader.layout.tables.iter().zip(tables.iter_mut()) {
        for row in &mut data.rows {
            for (column, cell) in table.columns.iter().zip(row.cells.iter_mut()) {
                if !column.favourable {
                    continue;
                }
                if let Some(number) = cell.value.as_number() {
                    cell.value = change(number);
                    cell.slip = slip.or(cell.slip);
                }
            }
        }
    }
}
