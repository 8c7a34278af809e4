//! Reference lists - who the organisations are - and the layout that rules see: the form's
//! tables, then the period, then one row of each reference list.

mod expected;
mod layout;
mod rows;

use crate::diag::Diagnostic;
use crate::form::{self, Column, ColumnType, Form, Table, TableKind, Years};
use crate::read::{At, keys};
use crate::source::{Place, shown_short};
use crate::value::{Date, Period, Value, Year};
pub use expected::Expected;
pub use layout::{Found, Layout};
pub use rows::Rows;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A cell of a reference list: its value, when it has one, and where it stands.
pub type ReferenceCell = (Option<Value>, Place);

/// A row of a reference list.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ReferenceRow {
    /// Where its code stands.
    pub place: Place,
    /// One cell for each column of the list.
    pub cells: Vec<ReferenceCell>,
}

/// A reference list: facts about organisations in certain years.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ReferenceList {
    /// Its id.
    pub id: String,
    /// Where its id stands.
    pub place: Place,
    /// The form whose returns it is for.
    pub form: String,
    /// The name by which rules see a return's row.
    pub name: String,
    /// The years it holds for.
    pub years: Years,
    /// Its columns.
    pub columns: Vec<Column>,
    /// What its rows are looked up by.
    pub key: ReferenceKey,
    /// The columns that bound a row's validity.
    open: (Option<usize>, Option<usize>),
    /// Its rows; nothing where the list only says which columns it would have.
    #[serde(skip)]
    rows: Option<Rows>,
}

/// What the rows of a reference list are looked up by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum ReferenceKey {
    /// The code of the return's organisation.
    #[default]
    Organisation,
    /// The return's period, written 2016-17 M07.
    Period,
}

const LIST_KEYS: &[&str] = &[
    "reference_list",
    "title",
    "note",
    "form",
    "name",
    "years",
    "source",
    "sources",
    "key",
    "open",
    "columns",
    "rows",
    "replaces",
];

/// Reads a reference list. What is wrong goes to `diagnostics`; rows that could not be read are
/// left out.
pub fn load(at: At<'_>, diagnostics: &mut Vec<Diagnostic>) -> Option<ReferenceList> {
    let what = "a reference list";
    if !keys::check_keys(at, what, LIST_KEYS, diagnostics) {
        return None;
    }
    let id = keys::required(at, what, "reference_list", diagnostics)?;
    let form = keys::required(at, what, "form", diagnostics)?;
    let name = keys::text(at, "name", diagnostics).unwrap_or("organisation");
    let mut columns = Vec::new();
    if let Some(columns_at) = at.value("columns") {
        for (name, entry) in keys::named_entries(columns_at, "`columns`", diagnostics) {
            columns.extend(form::column(name, entry.value, None, diagnostics));
        }
    }
    named(at, name, diagnostics);
    let years = at.value("years").map_or(Years::default(), |years| {
        keys::check_keys(years, "`years`", &["from", "to"], diagnostics);
        let span = Years { first: form::year(years, "from", diagnostics), last: form::year(years, "to", diagnostics) };
        if span.first.zip(span.last).is_some_and(|(first, last)| first > last) {
            let words = "`years` ends before it begins";
            diagnostics.push(Diagnostic::at("E206", years.place(), words));
        }
        span
    });
    let mut bound = |key| {
        let open = at.value("open")?;
        let name = keys::text(open, key, diagnostics)?;
        let column = columns.iter().position(|column| &*column.name == name);
        if column.is_none() {
            let place = open.value(key).map_or(open.place(), At::place);
            let help = crate::diag::did_you_mean(name, columns.iter().map(|column| &*column.name));
            let words = format!("the list has no column `{}`", shown_short(name));
            diagnostics.push(Diagnostic::at("E203", place, words).maybe_help(help));
        }
        column
    };
    let open = (bound("from"), bound("to"));
    let key = match keys::word(at, "key", &["organisation", "period"], diagnostics) {
        Some("period") => ReferenceKey::Period,
        _ => ReferenceKey::Organisation,
    };
    let rows = at.value("rows").map(|rows_at| {
        let entries = keys::named_entries(rows_at, "`rows`", diagnostics);
        let mut rows = BTreeMap::new();
        for (code, entry) in entries {
            if key == ReferenceKey::Period {
                row_of_period(code, entry.key.place(), years, diagnostics);
            }
            rows.insert(code.to_owned(), row(&columns, entry.key.place(), entry.value, diagnostics));
        }
        Rows::Read(rows)
    });
    Some(ReferenceList {
        id: id.to_owned(),
        place: at.value("reference_list").map_or(at.place(), At::place),
        form: form.to_owned(),
        name: name.to_owned(),
        years,
        columns,
        key,
        open,
        rows,
    })
}

/// Reports a name that rules could not use, or that means something else to them.
fn named(at: At<'_>, name: &str, diagnostics: &mut Vec<Diagnostic>) {
    let place = at.value("name").map_or(at.place(), At::place);
    let first = name.chars().next().is_some_and(|c| c.is_alphabetic() || c == '_');
    let word = first && name.chars().all(|c| c.is_alphanumeric() || c == '_');
    if !word || form::RESERVED.contains(&name) || matches!(name, "null" | "true" | "false") {
        let words = format!("`{}` cannot be the name by which rules see a list", shown_short(name));
        diagnostics
            .push(Diagnostic::at("E203", place, words).help("write one word of the list's own, such as organisation"));
    }
}

/// Reports a row of a list by periods that is for none of its periods.
fn row_of_period(code: &str, place: Place, years: Years, diagnostics: &mut Vec<Diagnostic>) {
    match Period::parse(code).filter(|period| period.to_string() == code) {
        None => {
            let words = format!("`{}` is no period such as 2016-17 M07", shown_short(code));
            diagnostics.push(Diagnostic::at("E206", place, words));
        }
        Some(period) if !years.contains(period.year) => {
            let words = format!("{code} lies outside the years of the list, so the row is never read");
            diagnostics.push(Diagnostic::at("E206", place, words));
        }
        Some(_) => {}
    }
}

fn row(columns: &[Column], place: Place, at: At<'_>, diagnostics: &mut Vec<Diagnostic>) -> ReferenceRow {
    let mut cells: Vec<ReferenceCell> = columns.iter().map(|_| (None, place)).collect();
    for entry in at.entries() {
        let key = entry.key.scalar().map_or("", |scalar| scalar.text);
        let found = columns.iter().zip(cells.iter_mut()).find(|(column, _)| &*column.name == key);
        let Some((column, cell)) = found else {
            let help = crate::diag::did_you_mean(key, columns.iter().map(|column| &*column.name));
            diagnostics.push(
                Diagnostic::at("E201", entry.key.place(), format!("the list has no column `{}`", shown_short(key)))
                    .maybe_help(help),
            );
            continue;
        };
        let Some(text) = entry.value.text() else {
            continue;
        };
        match column.ty.read(text) {
            Some(value) => *cell = (Some(value), entry.value.place()),
            None => diagnostics.push(Diagnostic::at(
                "E203",
                entry.value.place(),
                format!("`{key}` takes {}, not `{}`", column.ty.expected(), shown_short(text)),
            )),
        }
    }
    ReferenceRow { place, cells }
}

impl ReferenceList {
    /// Its rows; nothing where it only says which columns it would have.
    pub fn rows(&self) -> Option<&Rows> {
        self.rows.as_ref()
    }

    /// The list with the rows that were packed beside it.
    pub fn with(self, rows: Option<Rows>) -> ReferenceList {
        ReferenceList { rows, ..self }
    }

    /// Why a list cannot stand beside another that is for the same form: they share a name, and
    /// are looked up by different things, give a column different types, or both have rows for one
    /// year. Nothing when they can.
    pub fn clash(&self, other: &ReferenceList) -> Option<String> {
        if self.form != other.form || self.name != other.name {
            return None;
        }
        let (name, id) = (&self.name, shown_short(&other.id));
        if self.key != other.key {
            return Some(format!("list `{name}` is looked up by something else in `{id}`"));
        }
        let types = self.columns.iter().find_map(|column| {
            let same = other.columns.iter().find(|known| known.name == column.name)?;
            (same.ty != column.ty).then_some(&column.name)
        });
        if let Some(column) = types {
            return Some(format!("column `{column}` of list `{name}` has another type in `{id}`"));
        }
        let after = |one: Years, other: Years| one.first.zip(other.last).is_some_and(|(first, last)| first > last);
        let overlap = !after(self.years, other.years) && !after(other.years, self.years);
        let both = self.rows.is_some() && other.rows.is_some();
        (both && overlap).then(|| format!("list `{name}` stands for the same years in `{id}`"))
    }
}
