//! Which organisations a return is expected of in a period, and the groups each belongs to: the
//! rows of the form's list of organisations that are open on the period's last day.

use super::{Layout, ReferenceRow};
use crate::source::Place;
use crate::value::{Date, Period, Value};

/// An organisation that a return is expected of.
#[derive(Debug, Clone)]
pub struct Expected {
    /// Its code.
    pub code: String,
    /// Where the list has it.
    pub place: Place,
    /// Its name in words, where the list has one.
    pub name: Option<String>,
    /// For each way to group, in the form's order, the code and title of its group.
    pub groups: Vec<Option<(String, String)>>,
    /// Its row, column by column of the list's table.
    cells: Vec<Option<Value>>,
}

impl Expected {
    /// What the list says of it in a column of its table.
    pub fn value(&self, column: usize) -> Option<&Value> {
        self.cells.get(column)?.as_ref()
    }
}

impl Layout {
    /// The organisations that a return is expected of in a period, by their codes; nothing where
    /// the form does not say, or no list is for the year.
    pub fn expected(&self, period: Period) -> Option<Vec<Expected>> {
        let groups = self.form.groups.as_ref()?;
        let table = self.table_named(&groups.list).filter(|table| self.is_reference(*table))?;
        let (year, month) = period.calendar(self.form.first_month);
        let day = Date::last_of_month(year, month)?;
        let of_table = self.table(table)?;
        let mut out = Vec::new();
        let mut any = false;
        for list in self.behind(table).iter().filter(|list| list.years.contains(period.year)) {
            let Some(rows) = list.rows() else { continue };
            any = true;
            for (code, row) in rows.all().filter(|(_, row)| list.is_open(row, day)) {
                let value = |name: &str| -> Option<Value> {
                    let at = list.columns.iter().position(|column| &*column.name == name)?;
                    row.cells.get(at)?.0.clone()
                };
                let text = |name: &str| match value(name)? {
                    Value::Text(text) => Some(text.to_string()),
                    _ => None,
                };
                let group = |(by, title): &(String, Option<String>)| {
                    let group = text(by)?;
                    let title = title.as_deref().and_then(text).unwrap_or_else(|| group.clone());
                    Some((group, title))
                };
                let cell = |column: &crate::form::Column| match &*column.name {
                    "code" => Some(Value::text(&code)),
                    name => value(name),
                };
                out.push(Expected {
                    place: row.place,
                    name: text("name"),
                    groups: groups.by.iter().map(group).collect(),
                    cells: of_table.columns.iter().map(cell).collect(),
                    code: code.into_owned(),
                });
            }
        }
        out.sort_by(|a, b| a.code.cmp(&b.code));
        any.then_some(out)
    }
}

impl super::ReferenceList {
    /// Whether a row holds on a day.
    pub(super) fn is_open(&self, row: &ReferenceRow, day: Date) -> bool {
        let date = |column: Option<usize>| match column.and_then(|column| row.cells.get(column)) {
            Some((Some(Value::Date(date)), _)) => Some(*date),
            _ => None,
        };
        date(self.open.0).is_none_or(|from| from <= day) && date(self.open.1).is_none_or(|to| day <= to)
    }
}
