//! Office Open XML workbooks (.xlsx, .xlsm).

use super::archive::Archive;
use super::bounds::{Budget, LINKS, SHEETS};
use super::refused::{Outcome, Refused, shown};
use super::xlsx_parts::{Formats, Relation, Strings, formats, relations, strings};
use super::xml::{Step, Tag, Xml};
use super::{Area, Name, Sheet, Workbook, address, xlsx_sheet};
use std::collections::HashMap;

/// What the cells of all sheets refer to.
pub(super) struct Shared {
    pub(super) strings: Strings,
    pub(super) formats: Formats,
    pub(super) date_1904: bool,
    pub(super) budget: Budget,
    /// Whether some formula was met.
    pub(super) formulas: bool,
    /// Whether some formula had no stored value.
    pub(super) no_value: bool,
}

/// The name of the workbook part; none where the zip holds no such workbook.
pub(super) fn workbook_part(archive: &mut Archive) -> Outcome<Option<String>> {
    let package = relations(archive, "")?;
    let document = package.iter().find(|relation| relation.is("officeDocument") && !relation.external);
    let part = match document {
        Some(relation) => relation.target.clone(),
        None if archive.has("xl/workbook.xml") => Some("xl/workbook.xml".to_owned()),
        None => return Ok(None),
    };
    let Some(part) = part else { return Err(Refused::damaged("the workbook part is outside the zip file")) };
    let lower = part.to_ascii_lowercase();
    if lower.ends_with(".bin") {
        let refused = Refused::not_a_workbook("the file is a binary workbook (.xlsb)");
        return Err(refused.help("save it as .xlsx"));
    }
    if !archive.has(&part) {
        return Err(Refused::damaged(format!("the part `{}` is missing", shown(&part))));
    }
    if ["word/", "ppt/", "visio/"].iter().any(|folder| lower.starts_with(folder)) {
        let refused = Refused::not_a_workbook("the file is a document of another sort");
        return Err(refused.help("save the workbook as .xlsx or .ods"));
    }
    Ok(Some(part))
}

/// What the workbook part says.
#[derive(Default)]
struct Outline {
    date_1904: bool,
    /// Whether the stored values are not to be relied on.
    calculate: bool,
    /// Name, whether hidden, and relation of each sheet.
    sheets: Vec<(String, bool, String)>,
    names: Vec<(String, String)>,
}

/// Reads the workbook whose main part is `part`.
pub(super) fn read(archive: &mut Archive, part: &str) -> Outcome<Workbook> {
    let missing = || Refused::damaged(format!("the part `{}` is missing", shown(part)));
    let text = archive.text(part)?.ok_or_else(missing)?;
    let mut budget = Budget::default();
    let outline = outline(part, &text, &mut budget)?;
    drop(text);
    let related = relations(archive, part)?;
    let target = |sort: &str| related.iter().find(|relation| relation.is(sort)).and_then(|found| found.target.clone());
    let strings = strings(archive, target("sharedStrings"))?;
    let formats = formats(archive, target("styles"))?;
    let date_1904 = outline.date_1904;
    let mut shared = Shared { strings, formats, date_1904, budget, formulas: false, no_value: false };
    let mut sheets = Vec::new();
    for (name, hidden, id) in &outline.sheets {
        let Some(part) = sheet_part(name, id, &related)? else { continue };
        let mut sheet = Sheet { name: name.clone(), hidden: *hidden, ..Sheet::default() };
        let missing = || Refused::damaged(format!("the part `{}` of sheet `{}` is missing", shown(&part), shown(name)));
        let text = archive.text(&part)?.ok_or_else(missing)?;
        xlsx_sheet::read(&part, &text, &mut sheet, &mut shared)?;
        sheets.push(sheet);
    }
    let tabs = Tabs::of(&sheets);
    let names = outline.names.iter().filter_map(|(name, refers)| plain_name(name, refers, &tabs)).collect();
    Ok(Workbook {
        names,
        date_1904,
        macros: archive.has_ending("vbaproject.bin"),
        external_links: external_links(archive, &related)?,
        never_calculated: shared.no_value || (shared.formulas && outline.calculate),
        sheets,
    })
}

fn outline(part: &str, text: &str, budget: &mut Budget) -> Outcome<Outline> {
    let mut xml = Xml::new(part, text);
    match xml.step()? {
        Step::Open(tag) if tag.local() == "workbook" => {}
        _ => return Err(Refused::not_a_workbook(format!("the part `{}` is not a workbook", shown(part)))),
    }
    let mut outline = Outline::default();
    xml.children(|xml, tag| match tag.local() {
        "workbookPr" => {
            xml.attributes(tag, |name, value| {
                outline.date_1904 |= name == "date1904" && is_true(value);
                Ok(())
            })?;
            xml.skip()
        }
        "calcPr" => {
            xml.attributes(tag, |name, value| {
                outline.calculate |= name == "fullCalcOnLoad" && is_true(value);
                outline.calculate |= name == "calcCompleted" && !is_true(value);
                Ok(())
            })?;
            xml.skip()
        }
        "sheets" => xml.children(|xml, tag| {
            sheet(xml, tag, &mut outline)?;
            xml.skip()
        }),
        "definedNames" => xml.children(|xml, tag| {
            let mut known = String::new();
            xml.attributes(tag, |name, value| {
                if name == "name" {
                    known.push_str(value);
                }
                Ok(())
            })?;
            let mut refers = String::new();
            xml.text(&mut refers)?;
            budget.area()?;
            budget.text(known.len().saturating_add(refers.len()))?;
            outline.names.push((known, refers));
            Ok(())
        }),
        _ => xml.skip(),
    })?;
    xml.end()?;
    Ok(outline)
}

fn sheet<'t>(xml: &mut Xml<'t>, tag: &Tag<'t>, outline: &mut Outline) -> Outcome<()> {
    if tag.local() != "sheet" {
        return Ok(());
    }
    let (mut name, mut hidden, mut id) = (String::new(), false, String::new());
    xml.attributes(tag, |attribute, value| {
        match attribute {
            "name" => name = value.to_owned(),
            "state" => hidden = value != "visible",
            "id" => id = value.to_owned(),
            _ => {}
        }
        Ok(())
    })?;
    if outline.sheets.len() >= SHEETS {
        return Err(Refused::too_large("the workbook holds more than 1,000 sheets"));
    }
    outline.sheets.push((name, hidden, id));
    Ok(())
}

/// The part of a sheet; none where it is a chart, a dialog or a macro sheet.
fn sheet_part(name: &str, id: &str, related: &[Relation]) -> Outcome<Option<String>> {
    let Some(relation) = related.iter().find(|relation| relation.id == id) else {
        return Err(Refused::damaged(format!("the sheet `{}` has no part", shown(name))));
    };
    if !relation.is("worksheet") {
        return Ok(None);
    }
    match &relation.target {
        Some(target) if !relation.external => Ok(Some(target.clone())),
        _ => Err(Refused::damaged(format!("the part of sheet `{}` is outside the zip file", shown(name)))),
    }
}

/// The targets that the parts of external links lead to.
fn external_links(archive: &mut Archive, related: &[Relation]) -> Outcome<Vec<String>> {
    let mut links = Vec::new();
    for relation in related.iter().filter(|relation| relation.is("externalLink")).take(LINKS) {
        let Some(part) = &relation.target else { continue };
        for link in relations(archive, part)? {
            if link.external && links.len() < LINKS && !links.contains(&link.raw) {
                links.push(link.raw);
            }
        }
    }
    Ok(links)
}

/// A name that stands for one plain area of a sheet that was read.
fn plain_name(name: &str, refers: &str, tabs: &Tabs) -> Option<Name> {
    if name.is_empty() || name.to_ascii_lowercase().starts_with("_xlnm.") {
        return None;
    }
    let (sheet, area) = sheet_and_area(refers.trim(), '!')?;
    Some(Name { name: name.to_owned(), sheet: tabs.find(&sheet)?, area })
}

/// Cuts `'a sheet'!$A$1:$B$2` at its mark.
fn sheet_and_area(refers: &str, mark: char) -> Option<(String, Area)> {
    let refers = refers.strip_prefix('=').unwrap_or(refers);
    let (sheet, area) = refers.rsplit_once(mark)?;
    Some((unquoted(sheet)?, address::area(area)?))
}

/// The name of a sheet without the quotes around it.
pub(super) fn unquoted(sheet: &str) -> Option<String> {
    match sheet.strip_prefix('\'') {
        None => Some(sheet.to_owned()),
        Some(rest) => {
            let inside = rest.strip_suffix('\'')?;
            let lone = inside.replace("''", "").contains('\'');
            (!lone).then(|| inside.replace("''", "'"))
        }
    }
}

/// Which sheet has which name, found without looking at each.
pub(super) struct Tabs {
    exact: HashMap<String, usize>,
    lower: HashMap<String, usize>,
}

impl Tabs {
    pub(super) fn of(sheets: &[Sheet]) -> Tabs {
        let mut tabs = Tabs { exact: HashMap::new(), lower: HashMap::new() };
        for (index, sheet) in sheets.iter().enumerate() {
            tabs.exact.entry(sheet.name.clone()).or_insert(index);
            tabs.lower.entry(sheet.name.to_lowercase()).or_insert(index);
        }
        tabs
    }

    /// Letters may differ in case, as they may in a formula.
    pub(super) fn find(&self, name: &str) -> Option<usize> {
        self.exact.get(name).or_else(|| self.lower.get(&name.to_lowercase())).copied()
    }
}

/// Whether an attribute says yes.
pub(super) fn is_true(value: &str) -> bool {
    matches!(value.trim(), "1" | "true" | "on")
}
