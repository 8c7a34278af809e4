//! The rows and cells of an OpenDocument spreadsheet.

use super::bounds::{LINKS, ROWS};
use super::date;
use super::number::figure;
use super::ods::{Content, hide_rows, many, repeated};
use super::ods_text::{is_error, join, paragraph};
use super::refused::{Outcome, shown};
use super::xml::{Tag, Xml};
use super::{Area, Cell, Kind, Sheet, address};

/// The last row and the last column that were read, from 1.
#[derive(Default)]
pub(super) struct Place {
    pub(super) row: u32,
    pub(super) column: u32,
}

/// Reads one row and repeats it as often as it stands there. Repeated rows without content cost
/// nothing.
pub(super) fn row<'t>(
    xml: &mut Xml<'t>,
    tag: &Tag<'t>,
    place: &mut Place,
    sheet: &mut Sheet,
    content: &mut Content,
) -> Outcome<()> {
    let (count, hidden) = repeated(xml, tag, "number-rows-repeated")?;
    let first = place.row.saturating_add(1);
    place.row = place.row.saturating_add(count);
    if hidden {
        hide_rows(sheet, first, place.row);
    }
    let (cells, areas) = cells(xml, first, content)?;
    if !cells.is_empty() {
        address::check(place.row, 1)?;
    }
    // what is merged but empty may reach beyond the sheet, and there it means nothing
    let last = place.row.min(ROWS);
    for row in first..=last {
        if cells.is_empty() && areas.is_empty() {
            break;
        }
        let down = row.saturating_sub(first);
        for area in &areas {
            content.budget.area()?;
            let shifted = |(row, column): (u32, u32)| (row.saturating_add(down), column);
            sheet.merged.push(Area { first: shifted(area.first), last: shifted(area.last) });
        }
        for cell in &cells {
            if row > first {
                content.budget.cell(size(cell))?;
            }
            sheet.cells.push(Cell { row, ..cell.clone() });
        }
    }
    Ok(())
}

fn size(cell: &Cell) -> usize {
    let beside = |text: &Option<String>| text.as_ref().map_or(0, String::len);
    cell.text.len().saturating_add(beside(&cell.formula)).saturating_add(beside(&cell.stored))
}

/// The cells with content and the merged areas of one row.
fn cells(xml: &mut Xml, row: u32, content: &mut Content) -> Outcome<(Vec<Cell>, Vec<Area>)> {
    let (mut cells, mut areas) = (Vec::new(), Vec::new());
    let mut column = 0u32;
    let mut draft = Draft::default();
    xml.children(|xml, tag| match tag.local() {
        "table-cell" => {
            draft.clear();
            draft.read(xml, tag)?;
            let first = column.saturating_add(1);
            column = column.saturating_add(draft.columns);
            if let Some(area) = draft.area(row, first) {
                content.budget.area()?;
                areas.push(area);
            }
            let Some(cell) = draft.cell(xml, (row, first), content)? else { return Ok(()) };
            address::check(row, column)?;
            for column in first..=column {
                content.budget.cell(size(&cell))?;
                cells.push(Cell { column, ..cell.clone() });
            }
            Ok(())
        }
        "covered-table-cell" => {
            column = column.saturating_add(repeated(xml, tag, "number-columns-repeated")?.0);
            xml.skip()
        }
        _ => xml.skip(),
    })?;
    Ok((cells, areas))
}

/// What a cell element says, before it is a cell.
#[derive(Default)]
struct Draft {
    columns: u32,
    spanned: (u32, u32),
    sort: String,
    value: Option<String>,
    date: Option<String>,
    truth: Option<String>,
    string: Option<String>,
    formula: Option<String>,
    error: bool,
    /// The text that is displayed, if there is some.
    text: Option<String>,
}

impl Draft {
    fn clear(&mut self) {
        *self = Draft { columns: 1, spanned: (1, 1), ..Draft::default() };
    }

    fn read<'t>(&mut self, xml: &mut Xml<'t>, tag: &Tag<'t>) -> Outcome<()> {
        xml.attributes(tag, |name, value| {
            let kept = || Some(value.to_owned());
            match name {
                "number-columns-repeated" => self.columns = many(value),
                "number-rows-spanned" => self.spanned.0 = many(value),
                "number-columns-spanned" => self.spanned.1 = many(value),
                "value-type" => self.sort = value.to_owned(),
                "value" => self.value = kept(),
                "date-value" => self.date = kept(),
                "boolean-value" => self.truth = kept(),
                "string-value" => self.string = kept(),
                "formula" => self.formula = Some(without_prefix(value).to_owned()),
                "calcext:value-type" => self.error = value == "error",
                _ => {}
            }
            Ok(())
        })?;
        xml.children(|xml, tag| match tag.local() {
            "p" | "h" if !tag.is_drawn() => {
                let mut text = String::new();
                paragraph(xml, &mut text)?;
                join(&mut self.text, text)
            }
            _ => xml.skip(),
        })
    }

    /// The area that a merged cell covers.
    fn area(&self, row: u32, column: u32) -> Option<Area> {
        let (rows, columns) = self.spanned;
        let last = (row.saturating_add(rows).saturating_sub(1), column.saturating_add(columns).saturating_sub(1));
        let within = address::check(last.0, last.1).is_ok();
        (within && (rows, columns) != (1, 1)).then_some(Area { first: (row, column), last })
    }

    /// The cell, if it has content.
    fn cell(&mut self, xml: &Xml, (row, column): (u32, u32), content: &mut Content) -> Outcome<Option<Cell>> {
        let wrong = |value: &str| {
            let place = address::address(row, column);
            xml.broken(&format!("cell {place} holds a number that is none: `{}`", shown(value)))
        };
        let (mut stored, mut percent) = (None, false);
        let displayed = self.text.take().unwrap_or_default();
        let (text, kind) = if self.error || (self.formula.is_some() && is_error(&displayed)) {
            (displayed, Kind::Error)
        } else {
            match (self.sort.as_str(), &self.value, &self.date, &self.truth) {
                ("float" | "currency" | "percentage", Some(value), _, _) => {
                    let figure = figure(value).ok_or_else(|| wrong(value))?;
                    stored = figure.stored;
                    percent = self.sort == "percentage";
                    (figure.text, Kind::Number)
                }
                ("date", _, Some(date), _) => match date::from_iso(date) {
                    Some(date) => (date, Kind::Date),
                    None => (displayed, Kind::Text),
                },
                ("boolean", _, _, Some(truth)) => (truth.trim().to_owned(), Kind::Bool),
                ("string", ..) => (self.string.take().unwrap_or(displayed), Kind::Text),
                _ if displayed.is_empty() => (displayed, Kind::NoValue),
                _ => (displayed, Kind::Text),
            }
        };
        let formula = self.formula.take();
        let blank = kind == Kind::NoValue || (kind == Kind::Text && text.is_empty());
        if blank && formula.is_none() {
            return Ok(None);
        }
        content.workbook.never_calculated |= kind == Kind::NoValue;
        for link in formula.iter().flat_map(|formula| links(formula)) {
            content.link(link);
        }
        Ok(Some(Cell { row, column, text, kind, formula, stored, percent }))
    }
}

/// A formula without its equals sign and the name of its language, such as `of:=`.
fn without_prefix(formula: &str) -> &str {
    match formula.split_once('=') {
        Some(("", rest)) => rest,
        Some((prefix, rest))
            if prefix.ends_with(':') && prefix.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b':') =>
        {
            rest
        }
        _ => formula,
    }
}

/// The other workbooks that a formula names, as in `'file:///a.ods'#$Sheet1.A1`.
fn links(formula: &str) -> impl Iterator<Item = &str> {
    let mut rest = formula;
    std::iter::from_fn(move || {
        let start = rest.find("'file:")?.saturating_add(1);
        let from = rest.get(start..)?;
        let (link, behind) = from.split_once("'#")?;
        rest = behind;
        Some(link)
    })
    .take(LINKS)
}
