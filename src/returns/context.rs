//! What a return's rules see besides its own tables: its period, and its row in the reference
//! lists.

use super::conform::of_field;
use super::{Cell, Return, Row, TableData};
use crate::reference::Found;
use crate::source::Place;
use crate::value::{Date, Missing, Number, Value};

/// Adds the tables behind the form's own.
pub(super) fn add(made: &mut Return) {
    let place =
        made.layout.form.period.and_then(|(_, month)| made.cell(of_field(month))).map_or(made.place, |cell| cell.place);
    made.tables.push(period(made, place));
    let layout = std::sync::Arc::clone(&made.layout);
    for table in layout.reference_tables() {
        let data = reference_row(made, table);
        made.tables.push(data);
    }
}

fn period(made: &Return, place: Place) -> TableData {
    let first_month = made.layout.form.first_month;
    let ends = made.period.map(|period| period.calendar(first_month));
    let year = made.year.map_or(Value::NULL, |year| Value::text(&year.to_string()));
    let month = made.period.map_or(Value::NULL, |period| Value::Number(Number::from_int(i64::from(period.month))));
    let date = |date: Option<Date>| date.map_or(Value::NULL, Value::Date);
    let start = date(ends.and_then(|(year, month)| Date::new(year, month, 1)));
    let end = date(ends.and_then(|(year, month)| Date::last_of_month(year, month)));
    let cells = [year, month, start, end].into_iter().map(|value| cell(value, place)).collect();
    one_row(cells, place, true)
}

fn cell(value: Value, place: Place) -> Cell {
    Cell { value, place, slip: None, last_place: 0 }
}

fn one_row(cells: Vec<Cell>, place: Place, present: bool) -> TableData {
    let row = Row { present, place, key: String::new(), cells, counts: true, slip: None };
    TableData { present, place, rows: vec![row], slip: None, unusable: false }
}

fn reference_row(made: &Return, table: usize) -> TableData {
    let columns = made.layout.table(table).map_or(0, |table| table.columns.len());
    let code_cell = made.reference_field(table).and_then(|field| made.cell(of_field(field)));
    let place = code_cell.map_or(made.place, |cell| cell.place);
    let slip = code_cell.and_then(|cell| cell.slip);
    let blank = |value: Value, present: bool| {
        let mut data =
            one_row((0..columns).map(|_| Cell { slip, ..cell(value.clone(), place) }).collect(), place, present);
        data.slip = slip;
        data.unusable = matches!(value, Value::Missing(Missing::Unknown));
        data
    };
    let code = made.reference_code(table);
    let (Some(code), Some(year)) = (code.as_deref(), made.year) else {
        return blank(Value::Missing(Missing::Unknown), false);
    };
    let day = made.period.map(|period| period.calendar(made.layout.form.first_month));
    let day = day.and_then(|(year, month)| Date::last_of_month(year, month));
    match made.layout.look_up(table, code, year, day) {
        Found::NoList => blank(Value::Missing(Missing::Unknown), false),
        Found::NotListed => blank(Value::NULL, false),
        Found::Row(row) => {
            let mut cells = vec![cell(Value::text(code), row.place)];
            for column in 1..columns {
                let found = made.layout.reference_cell(table, &row, year, column);
                cells.push(match found {
                    Some((Some(value), place)) => cell(value.clone(), *place),
                    Some((None, place)) => cell(Value::NULL, *place),
                    None => cell(Value::NULL, row.place),
                });
            }
            one_row(cells, row.place, true)
        }
    }
}

/// Puts a row in the place of what the reference lists of a table hold: columns by name, each with
/// its value. Examples of rules say so what a list holds.
pub(crate) fn stand_in(made: &mut Return, table: usize, given: &[(usize, Value)]) {
    let columns = made.layout.table(table).map_or(0, |table| table.columns.len());
    let mut cells: Vec<Cell> = (0..columns).map(|_| cell(Value::NULL, made.place)).collect();
    for (column, value) in given {
        if let Some(cell) = cells.get_mut(*column) {
            cell.value = value.clone();
        }
    }
    let row = one_row(cells, made.place, true);
    if let Some(data) = made.tables.get_mut(table) {
        *data = row;
    }
}
