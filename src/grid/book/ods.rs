//! OpenDocument spreadsheets (.ods).

use super::archive::{Archive, encrypted};
use super::bounds::{Budget, COLUMNS, LINKS, ROWS, SHEETS};
use super::ods_row::{Place, row};
use super::refused::{Outcome, Refused};
use super::xlsx::{Tabs, unquoted};
use super::xml::{Step, Tag, Xml};
use super::{Area, Name, Sheet, Workbook, address, merge_ranges, sort_cells};
use std::collections::HashSet;

/// What is read of the content, sheet by sheet.
#[derive(Default)]
pub(super) struct Content {
    pub(super) workbook: Workbook,
    pub(super) budget: Budget,
    /// Styles whose tables are not displayed.
    undisplayed: HashSet<String>,
    /// Names and what they refer to.
    names: Vec<(String, String)>,
}

impl Content {
    /// Notes the target of a link to another workbook.
    pub(super) fn link(&mut self, target: &str) {
        let links = &mut self.workbook.external_links;
        if links.len() < LINKS && !links.iter().any(|known| known == target) {
            links.push(target.to_owned());
        }
    }
}

/// Reads the workbook.
pub(super) fn read(archive: &mut Archive) -> Outcome<Workbook> {
    check_manifest(archive)?;
    let missing = || Refused::not_a_workbook("the zip file holds no workbook");
    let text = archive.text("content.xml")?.ok_or_else(missing)?;
    let mut xml = Xml::new("content.xml", &text);
    xml.root("document-content")?;
    let mut content = Content::default();
    let mut spreadsheet = false;
    xml.children(|xml, tag| match tag.local() {
        "automatic-styles" => styles(xml, &mut content),
        "body" => xml.children(|xml, tag| match tag.local() {
            "spreadsheet" => {
                spreadsheet = true;
                body(xml, &mut content)
            }
            _ => xml.skip(),
        }),
        _ => xml.skip(),
    })?;
    xml.end()?;
    if !spreadsheet {
        let refused = Refused::not_a_workbook("the file is an OpenDocument file of another sort");
        return Err(refused.help("save the workbook as .xlsx or .ods"));
    }
    let Content { mut workbook, names, .. } = content;
    let tabs = Tabs::of(&workbook.sheets);
    for (name, refers) in names {
        let plain =
            sheet_and_area(&refers).and_then(|(sheet, area)| Some(Name { sheet: tabs.find(&sheet)?, name, area }));
        workbook.names.extend(plain);
    }
    workbook.macros = archive.has_ending("vbaproject.bin") || archive.has_folder("Basic/");
    Ok(workbook)
}

fn check_manifest(archive: &mut Archive) -> Outcome<()> {
    const PART: &str = "META-INF/manifest.xml";
    let Some(text) = archive.text(PART)? else { return Ok(()) };
    let mut xml = Xml::new(PART, &text);
    loop {
        match xml.step()? {
            Step::Open(tag) if tag.local() == "encryption-data" => return Err(encrypted()),
            Step::End => return Ok(()),
            _ => {}
        }
    }
}

fn styles(xml: &mut Xml, content: &mut Content) -> Outcome<()> {
    xml.children(|xml, tag| {
        let mut style = String::new();
        xml.attributes(tag, |name, value| {
            if name == "name" {
                style = value.to_owned();
            }
            Ok(())
        })?;
        let mut displayed = true;
        xml.children(|xml, tag| {
            if tag.local() == "table-properties" {
                xml.attributes(tag, |name, value| {
                    displayed &= name != "display" || value != "false";
                    Ok(())
                })?;
            }
            xml.skip()
        })?;
        if !displayed {
            content.undisplayed.insert(style);
        }
        Ok(())
    })
}

fn body(xml: &mut Xml, content: &mut Content) -> Outcome<()> {
    xml.children(|xml, tag| match tag.local() {
        "table" => table(xml, tag, content),
        "named-expressions" => named_ranges(xml, content),
        "calculation-settings" => xml.children(|xml, tag| {
            if tag.local() == "null-date" {
                xml.attributes(tag, |name, value| {
                    content.workbook.date_1904 |= name == "date-value" && value.starts_with("1904-01-01");
                    Ok(())
                })?;
            }
            xml.skip()
        }),
        _ => xml.skip(),
    })
}

fn named_ranges(xml: &mut Xml, content: &mut Content) -> Outcome<()> {
    xml.children(|xml, tag| {
        let (mut known, mut refers) = (String::new(), String::new());
        xml.attributes(tag, |name, value| {
            match name {
                "name" => known = value.to_owned(),
                "cell-range-address" => refers = value.to_owned(),
                _ => {}
            }
            Ok(())
        })?;
        if tag.local() == "named-range" && !known.to_ascii_lowercase().starts_with("_xlnm.") {
            content.budget.area()?;
            content.budget.text(known.len().saturating_add(refers.len()))?;
            content.names.push((known, refers));
        }
        xml.skip()
    })
}

fn table<'t>(xml: &mut Xml<'t>, tag: &Tag<'t>, content: &mut Content) -> Outcome<()> {
    let (mut sheet, mut hidden) = (Sheet::default(), false);
    xml.attributes(tag, |name, value| {
        match name {
            "name" => sheet.name = value.to_owned(),
            "style-name" => hidden = content.undisplayed.contains(value),
            _ => {}
        }
        Ok(())
    })?;
    sheet.hidden = hidden;
    if content.workbook.sheets.len() >= SHEETS {
        return Err(Refused::too_large("the workbook holds more than 1,000 sheets"));
    }
    // a copy that LibreOffice keeps of a sheet of another workbook
    let copy = sheet.name.starts_with("'file:");
    // groups, headers and the like may be nested around rows and columns
    let (mut open, mut place) = (0usize, Place::default());
    loop {
        match xml.step()? {
            Step::Open(tag) => match tag.local() {
                "table-row-group"
                | "table-rows"
                | "table-header-rows"
                | "table-column-group"
                | "table-columns"
                | "table-header-columns" => open = open.saturating_add(1),
                "table-row" if !copy => row(xml, &tag, &mut place, &mut sheet, content)?,
                "table-column" => {
                    column(xml, &tag, &mut place, &mut sheet)?;
                    xml.skip()?;
                }
                "table-source" => {
                    xml.attributes(&tag, |name, value| {
                        if name == "href" {
                            content.link(value);
                        }
                        Ok(())
                    })?;
                    xml.skip()?;
                }
                "named-expressions" => named_ranges(xml, content)?,
                _ => xml.skip()?,
            },
            Step::Text(_) => {}
            Step::Close | Step::End => match open.checked_sub(1) {
                Some(outside) => open = outside,
                None => break,
            },
        }
    }
    if copy {
        return Ok(());
    }
    sheet.hidden_rows = merge_ranges(std::mem::take(&mut sheet.hidden_rows));
    sheet.hidden_columns = merge_ranges(std::mem::take(&mut sheet.hidden_columns));
    sheet.merged.sort_unstable();
    sort_cells(&mut sheet)?;
    content.workbook.sheets.push(sheet);
    Ok(())
}

/// How often a row, a column or a cell stands there, and whether it is hidden.
pub(super) fn repeated<'t>(xml: &Xml<'t>, tag: &Tag<'t>, attribute: &str) -> Outcome<(u32, bool)> {
    let (mut count, mut hidden) = (1, false);
    xml.attributes(tag, |name, value| {
        if name == attribute {
            count = many(value);
        } else if name == "visibility" {
            hidden = matches!(value, "collapse" | "filter");
        }
        Ok(())
    })?;
    Ok((count, hidden))
}

/// A count of at least one; one too large for its type is held at its bound.
pub(super) fn many(value: &str) -> u32 {
    let value = value.trim();
    let digits = !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit());
    if digits { value.parse().unwrap_or(u32::MAX).max(1) } else { 1 }
}

fn column<'t>(xml: &Xml<'t>, tag: &Tag<'t>, place: &mut Place, sheet: &mut Sheet) -> Outcome<()> {
    let (count, hidden) = repeated(xml, tag, "number-columns-repeated")?;
    let first = place.column.saturating_add(1);
    place.column = place.column.saturating_add(count);
    if hidden && first <= COLUMNS {
        sheet.hidden_columns.push((first, place.column.min(COLUMNS)));
    }
    Ok(())
}

/// Notes that rows are hidden, as far as a sheet reaches.
pub(super) fn hide_rows(sheet: &mut Sheet, first: u32, last: u32) {
    if first <= ROWS {
        sheet.hidden_rows.push((first, last.min(ROWS)));
    }
}

/// The sheet and the area of an address such as `$'a sheet'.$A$1:.$B$2`.
fn sheet_and_area(refers: &str) -> Option<(String, Area)> {
    let (sheet, first, rest) = corner(refers.trim())?;
    let last = match rest.strip_prefix(':') {
        None if rest.is_empty() => first,
        None => return None,
        Some(rest) => {
            let (other, last, behind) = corner(rest)?;
            if !behind.is_empty() || !(other.is_empty() || other == sheet) {
                return None;
            }
            last
        }
    };
    Some((sheet, address::area(&format!("{first}:{last}"))?))
}

/// The sheet and the cell at the start of an address, and what follows them.
fn corner(text: &str) -> Option<(String, &str, &str)> {
    let text = text.strip_prefix('$').unwrap_or(text);
    let mut quoted = false;
    let dot = text.bytes().position(|byte| {
        quoted ^= byte == b'\'';
        byte == b'.' && !quoted
    })?;
    let sheet = unquoted(text.get(..dot)?)?;
    let rest = text.get(dot.saturating_add(1)..)?;
    let (cell, behind) = rest.split_at(rest.find(':').unwrap_or(rest.len()));
    Some((sheet, cell, behind))
}
