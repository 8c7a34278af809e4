//! Returns: a tree read by its form. Every cell knows its value or why it has none, and where it
//! stands; every slip in the way the return is written is kept, to become one finding.

mod conform;
mod context;
mod convention;
mod figure;
mod walk;

pub use conform::{Options, conform};
pub(crate) use context::stand_in;

use crate::form::Field;
use crate::reference::{Layout, ReferenceKey};
use crate::source::Place;
use crate::value::slip::SlipKind;
use crate::value::{CellRef, Missing, Number, Period, RowRef, Value, Year};
use std::sync::Arc;

/// Whether a text can be read as a value of a column, in whatever clothes.
pub fn readable(column: &crate::form::Column, text: &str) -> bool {
    use crate::form::ColumnType;
    match &column.ty {
        ColumnType::Amount(unit) => figure::read(text, Some(unit)).is_ok(),
        ColumnType::Percent | ColumnType::Number => figure::read(text, None).is_ok(),
        ColumnType::Integer => figure::read(text, None).is_ok_and(|figure| figure.value.to_int().is_some()),
        other => other.read(text).is_some(),
    }
}

/// The number of a slip of a return.
pub type SlipId = u32;

/// A cell of a return: small, because a return has many.
#[derive(Debug, Clone)]
pub struct Cell {
    /// Its value, in the form's unit, or why there is none.
    pub value: Value,
    /// Its value's place; of an absent cell its nearest existing parent key.
    pub place: Place,
    /// The slip that concerns it.
    pub slip: Option<SlipId>,
    /// Which power of ten one unit of its last place is, in the form's unit.
    pub last_place: i8,
}

impl Cell {
    /// One unit of its last place, in the form's unit.
    pub fn step(&self) -> Number {
        Number::power_of_ten(self.last_place.into()).unwrap_or(Number::ONE)
    }
}

/// A row of a table.
#[derive(Debug, Clone)]
pub struct Row {
    /// Whether it was given.
    pub present: bool,
    /// Where it begins: its key, or the first key of a row in a list.
    pub place: Place,
    /// What tells it from the other rows: a line's code, a row's key or number.
    pub key: String,
    /// Its cells, one for each column.
    pub cells: Vec<Cell>,
    /// Whether it can be judged: an optional line that was not given cannot.
    pub counts: bool,
    /// The slip that concerns the whole row.
    pub slip: Option<SlipId>,
}

/// A table of a return.
#[derive(Debug, Clone)]
pub struct TableData {
    /// Whether it was given.
    pub present: bool,
    /// Its key, or where it would stand.
    pub place: Place,
    /// Its rows: one of a record, each line of the form, or as many as there are.
    pub rows: Vec<Row>,
    /// The slip that concerns the whole table.
    pub slip: Option<SlipId>,
    /// Something was given that cannot be used.
    pub unusable: bool,
}

/// A slip in the way a return is written.
#[derive(Debug, Clone)]
pub struct Slip {
    /// What kind of slip.
    pub kind: SlipKind,
    /// Where.
    pub place: Place,
    /// What it concerns, as a path of the form.
    pub path: String,
    /// What is wrong.
    pub message: String,
    /// What would put it right.
    pub suggestion: Option<String>,
    /// Whether a value was given that cannot be used at all.
    pub unread: bool,
    /// Other places that matter.
    pub related: Vec<(Place, String)>,
    /// What tells it from other slips of its kind, without line numbers or values.
    pub key: String,
}

impl Slip {
    /// A slip at a place, about a path of the form, which is its key too.
    pub fn new(kind: SlipKind, place: Place, path: impl Into<String>, message: String) -> Slip {
        let path = path.into();
        let key = path.clone();
        Slip { kind, place, path, message, suggestion: None, unread: false, related: Vec::new(), key }
    }
}

/// A return, read by its form.
#[derive(Debug, Clone)]
pub struct Return {
    /// The tables that its cells are laid out by.
    pub layout: Arc<Layout>,
    /// Where it begins: the key `form`, or its first key.
    pub place: Place,
    /// Its tables, as in the layout.
    pub tables: Vec<TableData>,
    /// The slips in it.
    pub slips: Vec<Slip>,
    /// Its organisation's code, when it states one.
    pub organisation: Option<String>,
    /// Its financial year, when it can be read.
    pub year: Option<Year>,
    /// Its period, when year and month can be read.
    pub period: Option<Period>,
    /// The period whose rules it is judged by.
    pub rules_of: Option<Period>,
    /// Whether its figures are real or made up, when it says so.
    pub provenance: Option<String>,
    /// Which version of the submission it is, from 1; nothing where it does not say, or says it in
    /// a way that cannot be read.
    pub version: Option<i64>,
    /// Where it says so, else where it says whose it is.
    pub version_place: Place,
    /// Whether its status says that it is no more than a draft.
    pub draft: bool,
    /// Whether its status says that it counts as received; every return does whose form says
    /// nothing of drafts.
    pub received: bool,
    /// The unit its figures are written in, when it is not the form's.
    pub other_unit: Option<String>,
    /// Whether a slip could not be looked for, because the year is not known.
    pub year_unknown: bool,
    /// How many variances the sign convention could be held against; nothing where the form has
    /// no convention.
    pub convention_tested: Option<usize>,
}

impl Return {
    /// A return in which nothing stands.
    pub fn empty(layout: Arc<Layout>, place: Place) -> Return {
        Return {
            layout,
            place,
            tables: Vec::new(),
            slips: Vec::new(),
            organisation: None,
            year: None,
            period: None,
            rules_of: None,
            provenance: None,
            version: None,
            version_place: place,
            draft: false,
            received: true,
            other_unit: None,
            year_unknown: false,
            convention_tested: None,
        }
    }

    /// The field by which the rows of a reference table are looked up; of periods, the month.
    pub fn reference_field(&self, table: usize) -> Option<Field> {
        match self.layout.reference_key(table) {
            ReferenceKey::Organisation => self.layout.form.organisation,
            ReferenceKey::Period => self.layout.form.period.map(|(_, month)| month),
        }
    }

    /// What it looks up in a reference table; nothing where it does not say.
    pub fn reference_code(&self, table: usize) -> Option<String> {
        match self.layout.reference_key(table) {
            ReferenceKey::Organisation => self.organisation.clone(),
            ReferenceKey::Period => self.period.map(|period| period.to_string()),
        }
    }

    /// The path of the field that states its version; nothing where the form has none.
    pub fn version_path(&self) -> String {
        let field = self.layout.form.version;
        field.map_or(String::new(), |(table, column)| self.path(CellRef { row: RowRef { table, row: 0 }, column }))
    }

    /// The group that its organisation belongs to by a name: its code, and its name in words.
    pub fn group(&self, by: &str) -> Option<(String, String)> {
        let groups = self.layout.form.groups.as_ref()?;
        let (column, title) = groups.by.iter().find(|(name, _)| name == by)?;
        let table = self.layout.table_named(&groups.list)?;
        let of_list = self.layout.table(table)?;
        let text = |column: &str| {
            let cell = CellRef { row: RowRef { table, row: 0 }, column: of_list.column(column)? };
            match self.value(cell) {
                Value::Text(text) => Some(text.to_string()),
                _ => None,
            }
        };
        let code = text(column)?;
        let name = title.as_deref().and_then(text).unwrap_or_else(|| code.clone());
        Some((code, name))
    }

    /// A row.
    pub fn row(&self, row: RowRef) -> Option<&Row> {
        self.tables.get(row.table)?.rows.get(row.row)
    }

    /// A cell.
    pub fn cell(&self, cell: CellRef) -> Option<&Cell> {
        self.row(cell.row)?.cells.get(cell.column)
    }

    /// The value of a cell; unknown where there is no such cell.
    pub fn value(&self, cell: CellRef) -> Value {
        self.cell(cell).map_or(Value::Missing(Missing::Unknown), |cell| cell.value.clone())
    }

    /// Whether a number has the sign that the form expects in a cell.
    pub fn fits_sign(&self, cell: CellRef, number: Number) -> bool {
        let Some(table) = self.layout.table(cell.row.table) else { return true };
        let column = table.columns.get(cell.column);
        column.is_none_or(|column| column.expected_sign(table.lines.get(cell.row.row)).fits(number))
    }

    /// An amount in the form's unit and in the one it was written in, in words; nothing when the
    /// two are the same, or the cell holds no amount.
    pub fn in_both_units(&self, cell: CellRef) -> Option<String> {
        use crate::value::unit;
        let other = self.other_unit.as_deref()?;
        let column = self.layout.table(cell.row.table)?.columns.get(cell.column)?;
        let crate::form::ColumnType::Amount(own) = &column.ty else {
            return None;
        };
        let number = self.cell(cell)?.value.as_number()?;
        let factor = figure::ratio(unit::scale(own)?.1, unit::scale(other)?.1)?;
        let written = number.multiply(factor).ok()?.trimmed().grouped();
        let own_words = unit::words(own);
        Some(format!("{} in {own_words}, {written} in {} as written", number.trimmed().grouped(), unit::words(other)))
    }

    /// The path of a cell, such as `expenditure.acute_nhs.ytd_actual` or
    /// `allocation_adjustments[A-07].amount`.
    pub fn path(&self, cell: CellRef) -> String {
        let column = self.layout.table(cell.row.table).and_then(|table| table.columns.get(cell.column));
        match column {
            Some(column) => format!("{}.{}", self.row_path(cell.row), column.name),
            None => self.row_path(cell.row),
        }
    }

    /// The path of a row; of a record, that of its table.
    pub fn row_path(&self, row: RowRef) -> String {
        use crate::form::TableKind;
        let Some(table) = self.layout.table(row.table) else {
            return String::new();
        };
        let key = self.row(row).map_or("", |row| row.key.as_str());
        match table.kind {
            TableKind::Record => table.name.to_string(),
            TableKind::Lines => format!("{}.{key}", table.name),
            TableKind::Rows => format!("{}[{key}]", table.name),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_small() {
        assert!(size_of::<Cell>() <= 48, "{}", size_of::<Cell>());
    }
}
