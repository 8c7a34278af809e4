//! A tree and a layout to a return.

use super::convention;
use super::figure::{self, Figure};
use super::walk::CellPlace;
use super::{Cell, Return, Slip, TableData};
use crate::diag::{Diagnostic, did_you_mean};
use crate::form::{ColumnType, Field, Years};
use crate::read::At;
use crate::reference::Layout;
use crate::source::{Place, shown_short};
use crate::value::slip::SlipKind;
use crate::value::{CellRef, Missing, Number, Period, RowRef, Value, Year, unit};
use std::sync::Arc;

/// How a tree is read.
#[derive(Debug, Clone, Copy, Default)]
pub struct Options {
    /// A rule's example: the sign convention is the form's where it does not say.
    pub example: bool,
    /// The period whose rules are meant, where the return does not say.
    pub period: Option<Period>,
}

/// How many slips a return may have; what has more is no return of the form.
pub(super) const MOST_SLIPS: usize = 10_000;

pub(super) struct Reader<'l> {
    pub layout: &'l Layout,
    pub slips: Vec<Slip>,
    /// Whether there were more than are kept.
    pub too_many: bool,
    pub year: Option<Year>,
    pub place: Place,
    pub unit: Unit,
}

/// The unit a return's amounts are written in.
#[derive(Debug, Clone)]
pub(super) struct Unit {
    /// What turns a figure into the form's unit.
    pub factor: Number,
    /// Its name, when it is not the form's.
    pub other: Option<String>,
    /// The decimal places that the return states for its figures.
    pub decimals: Option<u32>,
}

impl Unit {
    /// A figure as it would be written with the other sign.
    pub(super) fn unsigned(raw: &str, negated: Number) -> String {
        match raw.strip_prefix('-') {
            Some(rest) if Number::parse(raw).is_some() => rest.to_owned(),
            _ if Number::parse(raw).is_some() => format!("-{raw}"),
            _ => negated.to_string(),
        }
    }
}

/// Reads a return.
///
/// # Errors
/// E109 when the tree is no mapping. Everything else that is wrong becomes a slip of the return.
pub fn conform(layout: &Arc<Layout>, at: At<'_>, options: Options) -> Result<Return, Box<Diagnostic>> {
    if !at.is_map() {
        let words = format!("a return is a mapping of tables, not {}", at.kind());
        let help = "begin with form: and the tables below it";
        return Err(Box::new(Diagnostic::at("E109", at.place(), words).help(help)));
    }
    let place = at.get("form").or_else(|| at.entries().next()).map_or(at.place(), |entry| entry.key.place());
    let form = &layout.form;
    let mut reader = Reader {
        layout,
        slips: Vec::new(),
        too_many: false,
        year: None,
        place,
        unit: Unit { factor: Number::ONE, other: None, decimals: None },
    };
    let peek = |field: Option<Field>| reader_peek(layout, at, field);
    let year_text = peek(form.period.map(|(year, _)| year));
    reader.year = year_text.and_then(Year::parse);
    let month = peek(form.period.map(|(_, month)| month))
        .and_then(|text| figure::read(text, None).ok())
        .and_then(|figure| figure.value.to_int());
    let month = month.and_then(|month| u8::try_from(month).ok()).filter(|month| (1..=12).contains(month));
    reader.unit = written_unit(layout, peek(form.unit_field), peek(form.decimals));
    let known: Vec<(&str, Years)> = form.tables.iter().map(|table| (&*table.name, table.years)).collect();
    let given = reader.entries(at, "", &known, &["form"], &|| "the form".to_owned());
    let mut tables: Vec<TableData> =
        form.tables.iter().map(|table| reader.table(table, given.get(&table.name))).collect();
    if reader.too_many {
        return Err(Box::new(too_many(&reader, place)));
    }
    let tested = convention::apply(&mut reader, &mut tables, options);
    let period = reader.year.zip(month).map(|(year, month)| Period { year, month });
    let organisation = peek(form.organisation).map(shown_short);
    let rules_of = period.or(options.period).or_else(|| hint(year_text, month));
    let mut made = Return {
        tables,
        slips: reader.slips,
        organisation,
        year: reader.year,
        period,
        rules_of,
        provenance: peek(form.provenance).map(shown_short),
        other_unit: reader.unit.other,
        year_unknown: reader.year.is_none() && form.period.is_some(),
        convention_tested: tested,
        ..Return::empty(Arc::clone(layout), place)
    };
    submission(&mut made);
    super::context::add(&mut made);
    Ok(made)
}

/// Why a return with so many slips is not judged.
fn too_many(reader: &Reader<'_>, place: Place) -> Diagnostic {
    let first = reader.slips.first();
    let words = format!(
        "more than {MOST_SLIPS} things are wrong with the way the return is written, so it is not judged; the first: {}",
        first.map_or("", |slip| &slip.message)
    );
    Diagnostic::at("E110", first.map_or(place, |slip| slip.place), words)
        .help("form show lists the tables and fields of a form")
}

/// Which version of the submission a return is, and whether it is a draft.
fn submission(made: &mut Return) {
    let form = Arc::clone(&made.layout.form);
    let cell = |field: Option<Field>| field.and_then(|field| made.cell(of_field(field)));
    let version = cell(form.version);
    let number = version.and_then(|cell| cell.value.as_number()).and_then(Number::to_int);
    let stated = version.filter(|_| number.is_some()).or_else(|| cell(form.organisation));
    let place = stated.map_or(made.place, |cell| cell.place);
    // A status that is missing or misspelt makes a return neither a draft nor received.
    let (draft, received) = match &form.status {
        Some((field, Some(word))) => match cell(Some(*field)).map(|cell| &cell.value) {
            Some(Value::Text(status)) => (**status != **word, **status == **word),
            _ => (false, false),
        },
        _ => (false, true),
    };
    made.version = number.filter(|number| *number > 0);
    made.version_place = place;
    made.draft = draft;
    made.received = received;
}

/// The text of a field of a record, before anything else is read.
fn reader_peek<'t>(layout: &Layout, at: At<'t>, field: Option<Field>) -> Option<&'t str> {
    let (table, column) = field?;
    let table = layout.table(table)?;
    // Of what stands twice neither is used.
    let once = |at: At<'t>, name: &str| {
        let same = at.entries().filter(|entry| entry.key.scalar().is_some_and(|scalar| scalar.text == name));
        if same.take(2).count() == 1 { at.value(name) } else { None }
    };
    once(once(at, &table.name)?, &table.columns.get(column)?.name)?.text()
}

/// The period whose rules are meant by a year that is almost one: `2016/17`, `2016-18`.
fn hint(year: Option<&str>, month: Option<u8>) -> Option<Period> {
    let text = year?.trim();
    let digits = text.get(..4)?;
    if text.len() > 9 || text.as_bytes().get(4).is_some_and(u8::is_ascii_digit) {
        return None;
    }
    let year: u16 = digits.bytes().all(|b| b.is_ascii_digit()).then(|| digits.parse().ok())??;
    Some(Period { year: Year(year), month: month.unwrap_or(12) })
}

fn written_unit(layout: &Layout, stated: Option<&str>, decimals: Option<&str>) -> Unit {
    let decimals = decimals.and_then(|text| text.parse().ok()).filter(|places| *places <= 28);
    let plain = Unit { factor: Number::ONE, other: None, decimals };
    let (Some(stated), Some(own)) = (stated, layout.form.unit.as_deref()) else {
        return plain;
    };
    let scales = unit::scale(stated).zip(unit::scale(own));
    match scales {
        Some(((currency, from), (own_currency, to))) if stated != own && currency == own_currency => {
            match figure::ratio(from, to) {
                Some(factor) => Unit { factor, other: Some(stated.to_owned()), decimals },
                None => plain,
            }
        }
        _ => plain,
    }
}

impl Reader<'_> {
    /// Whether a path is the field that states the sign convention: its absence is said once.
    pub(super) fn is_convention_field(&self, path: &str) -> bool {
        let Some(convention) = &self.layout.form.convention else {
            return false;
        };
        let (table, column) = convention.field;
        let Some(table) = self.layout.table(table) else {
            return false;
        };
        table.columns.get(column).is_some_and(|column| path == format!("{}.{}", table.name, column.name))
    }

    /// Reads a single value by the type of its column.
    pub(super) fn scalar(&mut self, of: &CellPlace<'_>, at: At<'_>, mut cell: Cell) -> Cell {
        let text = at.scalar().map_or("", |scalar| scalar.text);
        cell.place = at.place();
        let ty = &of.column.ty;
        match ty {
            ColumnType::Amount(_) | ColumnType::Percent | ColumnType::Number | ColumnType::Integer => {
                self.figure(of, text, &mut cell);
                self.sign(of, &mut cell, text);
            }
            ColumnType::Bool if matches!(text.to_ascii_lowercase().as_str(), "yes" | "no") => {
                let truth = text.eq_ignore_ascii_case("yes");
                cell.value = Value::Bool(truth);
                let message =
                    format!("`{}` ({}) is {}, read as {truth}", of.path(), of.column.label, shown_short(text));
                cell.slip = Some(self.spelling(of, cell.place, message, Some(format!("write {truth}")), false));
            }
            _ => match ty.read(text) {
                Some(value) => cell.value = value,
                None => {
                    let help = match ty {
                        ColumnType::Enum(values) => did_you_mean(text, values.iter().map(String::as_str)),
                        _ => None,
                    };
                    self.unread(of, text, &mut cell, None, help);
                }
            },
        }
        cell
    }

    fn figure(&mut self, of: &CellPlace<'_>, text: &str, cell: &mut Cell) {
        let unit = match &of.column.ty {
            ColumnType::Amount(unit) => Some(&**unit),
            _ => None,
        };
        let text_read = match (&of.column.ty, text.strip_suffix('%')) {
            (ColumnType::Percent, Some(bare)) => bare.trim_end(),
            _ => text,
        };
        let figure = match figure::read(text_read, unit) {
            Ok(figure) => figure,
            Err(unread) => return self.unread(of, text, cell, Some(unread.why), unread.help),
        };
        if of.column.ty == ColumnType::Integer && figure.value.to_int().is_none() {
            return self.unread(of, text, cell, Some("it is not a whole number".to_owned()), None);
        }
        let Figure { value, step, converted, clothes } = figure;
        let (value, step) = match unit {
            Some(_) if !converted && (self.unit.factor != Number::ONE || self.unit.decimals.is_some()) => {
                let step = self.unit.decimals.and_then(|places| i32::try_from(places).ok());
                let step = step
                    .and_then(|places| Number::power_of_ten(places.saturating_neg()))
                    .unwrap_or(figure::step_of(value));
                match (value.multiply(self.unit.factor), step.multiply(self.unit.factor)) {
                    (Ok(value), Ok(step)) if !value.is_rounded() => (value, step),
                    _ => {
                        return self.unread(
                            of,
                            text,
                            cell,
                            Some("it has more digits than the 28 that are held exactly".to_owned()),
                            None,
                        );
                    }
                }
            }
            _ => (value, step),
        };
        cell.value = Value::Number(value);
        cell.last_place = step.power_held();
        if let Some(clothes) = clothes.or((text_read != text).then_some("it has a per-cent sign")) {
            let shown = value.trimmed();
            let plain = match self.unit.factor == Number::ONE || converted {
                true => shown.to_string(),
                false => figure.value.trimmed().to_string(),
            };
            let message =
                format!("`{}` ({}) is `{}`, read as {shown}: {clothes}", of.path(), of.column.label, shown_short(text));
            cell.slip =
                Some(self.spelling(of, cell.place, message, (plain != text).then(|| format!("write {plain}")), false));
        }
    }

    fn unread(&mut self, of: &CellPlace<'_>, text: &str, cell: &mut Cell, why: Option<String>, help: Option<String>) {
        let why = why.map_or(String::new(), |why| format!(": {why}"));
        let text =
            shown_short(text.get(..text.char_indices().nth(60).map_or(text.len(), |(at, _)| at)).unwrap_or(text));
        let message =
            format!("`{}` ({}) is `{text}`{why}; {} is expected", of.path(), of.column.label, of.column.ty.expected());
        cell.value = Value::Missing(Missing::Unknown);
        cell.slip = Some(self.spelling(of, cell.place, message, help, true));
    }

    fn spelling(
        &mut self,
        of: &CellPlace<'_>,
        place: Place,
        message: String,
        suggestion: Option<String>,
        unread: bool,
    ) -> super::SlipId {
        self.slip(Slip { suggestion, unread, ..Slip::new(SlipKind::Spelling, place, of.path(), message) })
    }
}

/// A cell of a record by its field.
pub(super) fn of_field(field: Field) -> CellRef {
    CellRef { row: RowRef { table: field.0, row: 0 }, column: field.1 }
}
