//! The sheets of an Office Open XML workbook.

use super::bounds::COLUMNS;
use super::date;
use super::format::Format;
use super::number::figure;
use super::refused::{Outcome, shown};
use super::xlsx::{Shared, is_true};
use super::xlsx_parts::{rich_text, unescaped};
use super::xml::{Tag, Xml};
use super::{Cell, Kind, Sheet, address, merge_ranges, sort_cells};

/// Reads the part of a sheet into `sheet`.
pub(super) fn read(part: &str, text: &str, sheet: &mut Sheet, shared: &mut Shared) -> Outcome<()> {
    let mut xml = Xml::new(part, text);
    xml.root("worksheet")?;
    xml.children(|xml, tag| match tag.local() {
        "sheetData" => rows(xml, sheet, shared),
        "cols" => xml.children(|xml, tag| {
            column(xml, tag, sheet)?;
            xml.skip()
        }),
        "mergeCells" => xml.children(|xml, tag| {
            merge(xml, tag, sheet, shared)?;
            xml.skip()
        }),
        _ => xml.skip(),
    })?;
    xml.end()?;
    sheet.hidden_rows = merge_ranges(std::mem::take(&mut sheet.hidden_rows));
    sheet.hidden_columns = merge_ranges(std::mem::take(&mut sheet.hidden_columns));
    sheet.merged.sort_unstable();
    sort_cells(sheet)
}

fn column<'t>(xml: &mut Xml<'t>, tag: &Tag<'t>, sheet: &mut Sheet) -> Outcome<()> {
    let (mut first, mut last, mut hidden) = (0u32, 0u32, false);
    xml.attributes(tag, |name, value| {
        match name {
            "min" => first = value.trim().parse().unwrap_or(0),
            "max" => last = value.trim().parse().unwrap_or(0),
            "hidden" => hidden = is_true(value),
            _ => {}
        }
        Ok(())
    })?;
    let last = last.min(COLUMNS);
    if hidden && first > 0 && first <= last {
        sheet.hidden_columns.push((first, last));
    }
    Ok(())
}

fn merge<'t>(xml: &mut Xml<'t>, tag: &Tag<'t>, sheet: &mut Sheet, shared: &mut Shared) -> Outcome<()> {
    let mut wrong = None;
    xml.attributes(tag, |name, value| {
        if name == "ref" {
            match address::area(value.trim()) {
                Some(area) => sheet.merged.push(area),
                None => wrong = Some(shown(value)),
            }
        }
        Ok(())
    })?;
    match wrong {
        Some(area) => Err(xml.broken(&format!("`{area}` is no area to merge"))),
        None => shared.budget.area(),
    }
}

fn rows(xml: &mut Xml, sheet: &mut Sheet, shared: &mut Shared) -> Outcome<()> {
    let mut row = 0u32;
    let mut draft = Draft::default();
    xml.children(|xml, tag| {
        if tag.local() != "row" {
            return xml.skip();
        }
        let (mut given, mut hidden) = (None, false);
        xml.attributes(tag, |name, value| {
            match name {
                "r" => given = Some(value.trim().parse::<u32>().unwrap_or(0)),
                "hidden" => hidden = is_true(value),
                _ => {}
            }
            Ok(())
        })?;
        row = given.unwrap_or(row.saturating_add(1));
        if row == 0 {
            return Err(xml.broken("a row has a number that is none"));
        }
        address::check(row, 1)?;
        if hidden {
            sheet.hidden_rows.push((row, row));
        }
        let mut place = (row, 0u32);
        xml.children(|xml, tag| {
            if tag.local() != "c" {
                return xml.skip();
            }
            draft.clear();
            draft.read(xml, tag, &mut place)?;
            address::check(place.0, place.1)?;
            sheet.cells.extend(draft.cell(xml, place, shared)?);
            Ok(())
        })
    })
}

/// What a cell element says, before it is a cell.
#[derive(Default)]
struct Draft {
    sort: Sort,
    style: usize,
    value: String,
    has_value: bool,
    formula: Option<String>,
}

#[derive(Default, Clone, Copy, PartialEq)]
enum Sort {
    #[default]
    Number,
    Shared,
    Inline,
    Formula,
    Bool,
    Error,
    Date,
}

impl Draft {
    fn clear(&mut self) {
        self.value.clear();
        (self.sort, self.style, self.has_value, self.formula) = (Sort::Number, 0, false, None);
    }

    /// Reads a cell element; `place` is that of the cell before it, then its own.
    fn read<'t>(&mut self, xml: &mut Xml<'t>, tag: &Tag<'t>, place: &mut (u32, u32)) -> Outcome<()> {
        let (mut sound, mut given) = (true, None);
        xml.attributes(tag, |name, value| {
            match name {
                "r" => {
                    given = address::cell(value.trim());
                    sound &= given.is_some();
                }
                "s" => self.style = value.trim().parse().unwrap_or(usize::MAX),
                "t" => match sort(value.trim()) {
                    Some(sort) => self.sort = sort,
                    None => sound = false,
                },
                _ => {}
            }
            Ok(())
        })?;
        if !sound {
            return Err(xml.broken("a cell has an address or a type that is none"));
        }
        *place = given.unwrap_or((place.0, place.1.saturating_add(1)));
        xml.children(|xml, tag| match tag.local() {
            "v" if self.sort != Sort::Inline => {
                self.has_value = true;
                xml.text(&mut self.value)
            }
            "is" if self.sort == Sort::Inline => {
                self.has_value = true;
                rich_text(xml, &mut self.value)
            }
            "f" => {
                let mut alone = true;
                xml.attributes(tag, |name, value| {
                    alone &= name != "t" || value == "normal";
                    Ok(())
                })?;
                let mut formula = String::new();
                xml.text(&mut formula)?;
                // an empty formula that shares nothing is no formula
                if !(alone && formula.is_empty()) {
                    self.formula = Some(formula);
                }
                Ok(())
            }
            _ => xml.skip(),
        })
    }

    /// The cell, if it has content.
    fn cell(&mut self, xml: &Xml, (row, column): (u32, u32), shared: &mut Shared) -> Outcome<Option<Cell>> {
        let format = shared.formats.get(self.style);
        let wrong = |what: &str| {
            let place = address::address(row, column);
            xml.broken(&format!("cell {place} {what} `{}`", shown(&self.value)))
        };
        let (text, kind, stored) = match self.content(format, shared) {
            Ok(content) => content,
            Err(what) => return Err(wrong(what)),
        };
        let formula = self.formula.take();
        let blank = kind == Kind::NoValue || (kind == Kind::Text && text.is_empty());
        if blank && formula.is_none() {
            return Ok(None);
        }
        shared.formulas |= formula.is_some();
        shared.no_value |= kind == Kind::NoValue;
        let beside = formula.as_ref().map_or(0, String::len).saturating_add(stored.as_ref().map_or(0, String::len));
        shared.budget.cell(text.len().saturating_add(beside))?;
        let percent = kind == Kind::Number && format == Format::Percent;
        Ok(Some(Cell { row, column, text, kind, formula, stored, percent }))
    }

    /// The text, the kind and the stored number; or what is wrong with the value.
    fn content(&self, format: Format, shared: &Shared) -> Result<(String, Kind, Option<String>), &'static str> {
        let value = self.value.trim_matches([' ', '\t', '\r', '\n']);
        let text = |text: &str, kind| Ok((text.to_owned(), kind, None));
        // a text may be empty, all else needs a value
        let textual = matches!(self.sort, Sort::Formula | Sort::Inline);
        if !self.has_value || (value.is_empty() && !textual) {
            return text("", Kind::NoValue);
        }
        match self.sort {
            Sort::Number => number(value, format, shared.date_1904),
            Sort::Shared => {
                let index = value.parse().map_err(|_| "has a shared string of no number:")?;
                text(shared.strings.get(index).ok_or("has a shared string that is missing: number")?, Kind::Text)
            }
            Sort::Inline | Sort::Formula => text(&unescaped(&self.value), Kind::Text),
            Sort::Bool if matches!(value, "1" | "true" | "TRUE") => text("true", Kind::Bool),
            Sort::Bool if matches!(value, "0" | "false" | "FALSE") => text("false", Kind::Bool),
            Sort::Bool => Err("holds a value that is neither true nor false:"),
            Sort::Error => text(value, Kind::Error),
            Sort::Date => match date::from_iso(value) {
                Some(date) => text(&date, Kind::Date),
                None => text(value, Kind::Text),
            },
        }
    }
}

fn sort(name: &str) -> Option<Sort> {
    Some(match name {
        "n" | "" => Sort::Number,
        "s" => Sort::Shared,
        "inlineStr" => Sort::Inline,
        "str" => Sort::Formula,
        "b" => Sort::Bool,
        "e" => Sort::Error,
        "d" => Sort::Date,
        _ => return None,
    })
}

/// A number as its format has it.
fn number(value: &str, format: Format, date_1904: bool) -> Result<(String, Kind, Option<String>), &'static str> {
    let figure = figure(value).ok_or("holds a number that is none:")?;
    if format == Format::Date
        && let Some(date) = date::from_serial(&figure.text, date_1904)
    {
        return Ok((date, Kind::Date, Some(value.to_owned())));
    }
    Ok((figure.text, Kind::Number, figure.stored))
}
