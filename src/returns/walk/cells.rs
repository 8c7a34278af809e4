//! One cell: its place, its value, its sign.

use super::*;

/// What is known of the cell being read.
pub(in crate::returns) struct CellPlace<'f> {
    pub(in crate::returns) column: &'f Column,
    pub(in crate::returns) line: Option<&'f Line>,
    pub(in crate::returns) row: &'f str,
    /// The nearest existing parent key.
    pub(in crate::returns) parent: Place,
    pub(in crate::returns) missing_is_slip: bool,
}

impl CellPlace<'_> {
    /// The path of the cell, as messages name it.
    pub(in crate::returns) fn path(&self) -> String {
        join(self.row, &self.column.name)
    }
}

impl Reader<'_> {
    pub(super) fn cell(&mut self, of: &CellPlace<'_>, given: Option<Result<Entry<'_>, SlipId>>) -> Cell {
        let mut cell = Cell { value: Value::NULL, place: of.parent, slip: None, last_place: 0 };
        let entry = match given {
            Some(Err(slip)) => {
                cell.value = Value::Missing(Missing::Unknown);
                cell.slip = Some(slip);
                cell.place = self.slips.get(slip as usize).map_or(of.parent, |slip| slip.place);
                return cell;
            }
            Some(Ok(entry)) => {
                cell.place = entry.key.place();
                Some(entry)
            }
            None => None,
        };
        // A text that is given as an empty block is meant to be empty.
        let is_text = matches!(of.column.ty, crate::form::ColumnType::Text | crate::form::ColumnType::Code);
        let blank = |at: At<'_>| {
            at.scalar()
                .is_some_and(|s| s.is_null() || (s.text.trim().is_empty() && (s.style != Style::Block || !is_text)))
        };
        let Some(entry) = entry.filter(|entry| !blank(entry.value)) else {
            if of.column.required
                && of.missing_is_slip
                && self.in_year(of.column.years)
                && !self.is_convention_field(&of.path())
            {
                let words = format!("`{}` ({}) is not given", of.path(), of.column.label);
                let suggestion = if matches!(of.column.ty, crate::form::ColumnType::Amount(_)) {
                    "give the figure; nothing spent is written 0"
                } else {
                    "give it"
                };
                cell.slip = Some(self.missing(cell.place, &of.path(), words, suggestion));
            }
            return cell;
        };
        if of.column.many {
            return self.many(of, entry, cell);
        }
        if entry.value.scalar().is_none() {
            cell.slip = Some(self.shape(entry.key.place(), &of.path(), &of.column.ty.expected(), entry.value));
            cell.value = Value::Missing(Missing::Unknown);
            return cell;
        }
        self.scalar(of, entry.value, cell)
    }

    pub(super) fn many(&mut self, of: &CellPlace<'_>, entry: Entry<'_>, mut cell: Cell) -> Cell {
        let items: Vec<At<'_>> = if entry.value.is_list() { entry.value.items().collect() } else { vec![entry.value] };
        cell.place = entry.value.place();
        let mut values = Vec::new();
        for item in items {
            let start = Cell { value: Value::NULL, place: item.place(), slip: None, last_place: 0 };
            if item.scalar().is_none() {
                cell.slip = Some(self.shape(entry.key.place(), &of.path(), "a list of single values", item));
                cell.value = Value::Missing(Missing::Unknown);
                return cell;
            }
            let one = self.scalar(of, item, start);
            cell.slip = cell.slip.or(one.slip);
            values.push(one.value);
        }
        cell.value = Value::list(values);
        cell
    }

    /// Whether a figure has the expected sign; says so where it has not.
    pub(in crate::returns) fn sign(&mut self, of: &CellPlace<'_>, cell: &mut Cell, raw: &str) {
        let expected = of.column.expected_sign(of.line);
        let Some(number) = cell.value.as_number().filter(|number| !expected.fits(*number)) else {
            return;
        };
        let words = expected.words();
        let label = of.line.map_or(of.column.label.clone(), |line| format!("{}, {}", line.label, of.column.label));
        let message = format!("`{}` ({label}) is {}; {words} is expected", of.path(), shown_short(raw));
        let suggestion = format!("if only the sign is wrong, write {}", Unit::unsigned(raw, number.negate()));
        cell.slip = Some(self.slip(Slip {
            suggestion: Some(suggestion),
            unread: true,
            ..Slip::new(SlipKind::Sign, cell.place, of.path(), message)
        }));
        cell.value = Value::Missing(Missing::Unknown);
    }
}

/// A cell that the form implies.
pub(super) fn implied(column: &Column, line: Option<&Line>, place: Place) -> Cell {
    let value = match (&*column.name, line) {
        ("line_code", Some(line)) => Value::text(&line.name),
        ("group", Some(line)) => line.group.as_ref().map_or(Value::NULL, |group| Value::Text(group.clone())),
        ("is_total", Some(line)) => Value::Bool(line.total),
        _ => Value::NULL,
    };
    Cell { value, place, slip: None, last_place: 0 }
}
