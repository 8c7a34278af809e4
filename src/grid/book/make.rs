//! Writes workbooks for tests, from one description as .xlsx and as .ods, and any zip file at all.

use super::make_ods::ods_parts;
use super::{Area, address};
use std::fmt::Write as _;
use std::io::{Cursor, Write as _};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// A workbook to write.
#[derive(Debug, Clone, Default)]
pub struct Book {
    /// Its sheets.
    pub sheets: Vec<Page>,
    /// Named areas: name, sheet, cells.
    pub names: Vec<(String, String, Area)>,
    /// Whether date serials count from 1904.
    pub date_1904: bool,
}

/// A sheet to write.
#[derive(Debug, Clone, Default)]
pub struct Page {
    /// Its name.
    pub name: String,
    /// Whether it is hidden.
    pub hidden: bool,
    /// Its cells, in order of row and column.
    pub cells: Vec<Item>,
    /// Hidden rows.
    pub hidden_rows: Vec<u32>,
    /// Hidden columns.
    pub hidden_columns: Vec<u32>,
    /// Merged areas.
    pub merged: Vec<Area>,
}

/// A cell to write.
#[derive(Debug, Clone)]
pub struct Item {
    /// Row, from 1.
    pub row: u32,
    /// Column, from 1.
    pub column: u32,
    /// What it holds.
    pub value: Value,
    /// A formula without its equals sign.
    pub formula: Option<String>,
}

/// What a cell holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// No stored value.
    Nothing,
    /// A number, verbatim.
    Number(String),
    /// A number shown as per cent.
    Percent(String),
    /// A serial number shown as a date.
    Date(String),
    /// A shared text.
    Text(String),
    /// A text that stands in its cell.
    Inline(String),
    /// True or false.
    Bool(bool),
    /// An error such as `#REF!`.
    Error(String),
}

impl Item {
    /// A cell without a formula, at an address such as `B7`.
    pub fn new(place: &str, value: Value) -> Item {
        let (row, column) = address::cell(place).expect("an address");
        Item { row, column, value, formula: None }
    }

    /// The same cell with a formula.
    pub fn formula(mut self, formula: &str) -> Item {
        self.formula = Some(formula.to_owned());
        self
    }
}

impl Page {
    /// A visible sheet with these cells.
    pub fn new(name: &str, cells: Vec<Item>) -> Page {
        Page { name: name.to_owned(), cells, ..Page::default() }
    }
}

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";

/// A zip file of these parts, each deflated.
pub fn zipped<N: AsRef<str>, B: AsRef<[u8]>>(parts: &[(N, B)]) -> Vec<u8> {
    zipped_by(parts, CompressionMethod::Deflated)
}

/// A zip file of these parts, packed by this method.
pub fn zipped_by<N: AsRef<str>, B: AsRef<[u8]>>(parts: &[(N, B)], method: CompressionMethod) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(method);
    for (name, bytes) in parts {
        zip.start_file(name.as_ref(), options).expect("an entry");
        zip.write_all(bytes.as_ref()).expect("its bytes");
    }
    zip.finish().expect("a zip file").into_inner()
}

/// The workbook as .xlsx.
pub fn xlsx(book: &Book) -> Vec<u8> {
    zipped(&xlsx_parts(book))
}

/// The parts of the workbook as .xlsx.
pub fn xlsx_parts(book: &Book) -> Vec<(String, String)> {
    let mut strings = Vec::new();
    let mut parts = Vec::new();
    let mut types = String::new();
    let mut relations = String::new();
    for (index, page) in book.sheets.iter().enumerate() {
        let number = index + 1;
        parts.push((format!("xl/worksheets/sheet{number}.xml"), xlsx_sheet(page, &mut strings)));
        relations += &relation(&format!("rId{number}"), "worksheet", &format!("worksheets/sheet{number}.xml"));
        types += &typed(&format!("xl/worksheets/sheet{number}.xml"), "worksheet");
    }
    relations += &relation("rIdS", "styles", "styles.xml");
    relations += &relation("rIdT", "sharedStrings", "sharedStrings.xml");
    types += &typed("xl/workbook.xml", "sheet.main");
    types += &typed("xl/styles.xml", "styles");
    types += &typed("xl/sharedStrings.xml", "sharedStrings");
    let package = relation("rId1", "officeDocument", "xl/workbook.xml");
    let texts: String = strings.iter().map(|text| format!("<si>{}</si>", run(text))).collect();
    let defaults = "<Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
                    <Default Extension=\"xml\" ContentType=\"application/xml\"/>";
    let mut all = vec![
        ("[Content_Types].xml", format!("{HEAD}<Types xmlns=\"{PACKAGE}/content-types\">{defaults}{types}</Types>")),
        ("_rels/.rels", format!("{HEAD}<Relationships xmlns=\"{PACKAGE}/relationships\">{package}</Relationships>")),
        ("xl/workbook.xml", xlsx_workbook(book)),
        (
            "xl/_rels/workbook.xml.rels",
            format!("{HEAD}<Relationships xmlns=\"{PACKAGE}/relationships\">{relations}</Relationships>"),
        ),
        ("xl/styles.xml", STYLES.replace("MAIN", MAIN)),
        ("xl/sharedStrings.xml", format!("{HEAD}<sst xmlns=\"{MAIN}\">{texts}</sst>")),
    ];
    let mut named: Vec<(String, String)> = all.drain(..).map(|(name, text)| (name.to_owned(), text)).collect();
    named.extend(parts);
    named
}

/// Style 1 is a date with a time of day, style 2 shows per cent.
const STYLES: &str = "<styleSheet xmlns=\"MAIN\"><numFmts count=\"1\">\
    <numFmt numFmtId=\"164\" formatCode=\"yyyy\\-mm\\-dd\\ hh:mm:ss\"/></numFmts>\
    <fonts count=\"1\"><font/></fonts><fills count=\"1\"><fill/></fills><borders count=\"1\"><border/></borders>\
    <cellStyleXfs count=\"1\"><xf/></cellStyleXfs><cellXfs count=\"3\"><xf numFmtId=\"0\"/>\
    <xf numFmtId=\"164\" applyNumberFormat=\"1\"/><xf numFmtId=\"10\" applyNumberFormat=\"1\"/></cellXfs></styleSheet>";

fn relation(id: &str, sort: &str, target: &str) -> String {
    format!("<Relationship Id=\"{id}\" Type=\"{OFFICE}/{sort}\" Target=\"{target}\"/>")
}

fn typed(part: &str, sort: &str) -> String {
    let kind = format!("application/vnd.openxmlformats-officedocument.spreadsheetml.{sort}+xml");
    format!("<Override PartName=\"/{part}\" ContentType=\"{kind}\"/>")
}

fn xlsx_workbook(book: &Book) -> String {
    let mut text = format!("{HEAD}<workbook xmlns=\"{MAIN}\" xmlns:r=\"{OFFICE}\">");
    text += if book.date_1904 { "<workbookPr date1904=\"1\"/>" } else { "<workbookPr/>" };
    text += "<sheets>";
    for (index, page) in book.sheets.iter().enumerate() {
        let (number, name) = (index + 1, escaped(&page.name));
        let state = if page.hidden { " state=\"hidden\"" } else { "" };
        let _ = write!(text, "<sheet name=\"{name}\" sheetId=\"{number}\"{state} r:id=\"rId{number}\"/>");
    }
    text += "</sheets>";
    if !book.names.is_empty() {
        text += "<definedNames>";
        for (name, sheet, area) in &book.names {
            let (first, last) = (fixed(area.first), fixed(area.last));
            let sheet = escaped(&sheet.replace('\'', "''"));
            let _ = write!(text, "<definedName name=\"{name}\">'{sheet}'!{first}:{last}</definedName>");
        }
        text += "</definedNames>";
    }
    text + "</workbook>"
}

fn fixed((row, column): (u32, u32)) -> String {
    format!("${}${row}", crate::source::column_name(column))
}

fn xlsx_sheet(page: &Page, strings: &mut Vec<String>) -> String {
    let mut text = format!("{HEAD}<worksheet xmlns=\"{MAIN}\">");
    if !page.hidden_columns.is_empty() {
        text += "<cols>";
        for column in &page.hidden_columns {
            let _ = write!(text, "<col min=\"{column}\" max=\"{column}\" width=\"9\" hidden=\"1\"/>");
        }
        text += "</cols>";
    }
    text += "<sheetData>";
    for row in rows(page) {
        let hidden = if page.hidden_rows.contains(&row) { " hidden=\"1\"" } else { "" };
        let _ = write!(text, "<row r=\"{row}\"{hidden}>");
        for item in page.cells.iter().filter(|item| item.row == row) {
            text += &xlsx_cell(item, strings);
        }
        text += "</row>";
    }
    text += "</sheetData>";
    if !page.merged.is_empty() {
        text += "<mergeCells>";
        for area in &page.merged {
            let place = |(row, column)| address::address(row, column);
            let _ = write!(text, "<mergeCell ref=\"{}:{}\"/>", place(area.first), place(area.last));
        }
        text += "</mergeCells>";
    }
    text + "</worksheet>"
}

/// The rows that need an element.
fn rows(page: &Page) -> Vec<u32> {
    let mut rows: Vec<u32> = page.cells.iter().map(|item| item.row).chain(page.hidden_rows.iter().copied()).collect();
    rows.extend(page.merged.iter().map(|area| area.first.0));
    rows.sort_unstable();
    rows.dedup();
    rows
}

fn xlsx_cell(item: &Item, strings: &mut Vec<String>) -> String {
    let shared = |strings: &mut Vec<String>, text: &String| {
        let known = strings.iter().position(|known| known == text);
        known.unwrap_or_else(|| {
            strings.push(text.clone());
            strings.len() - 1
        })
    };
    let value = |text: &str| format!("<v>{text}</v>");
    let (attributes, content) = match &item.value {
        Value::Nothing => ("", String::new()),
        Value::Number(number) => ("", value(number)),
        Value::Percent(number) => (" s=\"2\"", value(number)),
        Value::Date(serial) => (" s=\"1\"", value(serial)),
        Value::Text(text) if item.formula.is_some() => (" t=\"str\"", value(&escaped(text))),
        Value::Text(text) => (" t=\"s\"", value(&shared(strings, text).to_string())),
        Value::Inline(text) => (" t=\"inlineStr\"", format!("<is>{}</is>", run(text))),
        Value::Bool(truth) => (" t=\"b\"", value(if *truth { "1" } else { "0" })),
        Value::Error(error) => (" t=\"e\"", value(error)),
    };
    let formula = item.formula.as_ref().map(|formula| format!("<f>{}</f>", escaped(formula))).unwrap_or_default();
    format!("<c r=\"{}\"{attributes}>{formula}{content}</c>", address::address(item.row, item.column))
}

fn run(text: &str) -> String {
    format!("<t xml:space=\"preserve\">{}</t>", escaped(text))
}

/// Text with what XML reserves written as references.
pub fn escaped(text: &str) -> String {
    quick_xml::escape::escape(text).into_owned()
}

/// The workbook as .ods.
pub fn ods(book: &Book) -> Vec<u8> {
    zipped(&ods_parts(book))
}
