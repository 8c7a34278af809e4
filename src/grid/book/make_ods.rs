//! The OpenDocument half of the writer for tests.

use super::date;
use super::make::{Book, Item, Page, Value, escaped};
use crate::source::column_name;
use std::fmt::Write as _;

const MIME: &str = "application/vnd.oasis.opendocument.spreadsheet";
const NAMES: &str = "urn:oasis:names:tc:opendocument:xmlns";

/// The parts of the workbook as .ods.
pub fn ods_parts(book: &Book) -> Vec<(String, String)> {
    let manifest = format!(
        "<manifest:manifest xmlns:manifest=\"{NAMES}:manifest:1.0\">\
         <manifest:file-entry manifest:full-path=\"/\" manifest:media-type=\"{MIME}\"/>\
         <manifest:file-entry manifest:full-path=\"content.xml\" manifest:media-type=\"text/xml\"/></manifest:manifest>"
    );
    vec![
        ("mimetype".to_owned(), MIME.to_owned()),
        ("META-INF/manifest.xml".to_owned(), manifest),
        ("content.xml".to_owned(), content(book)),
    ]
}

fn content(book: &Book) -> String {
    let mut text = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><office:document-content xmlns:office=\"{NAMES}:office:1.0\" \
         xmlns:table=\"{NAMES}:table:1.0\" xmlns:text=\"{NAMES}:text:1.0\" xmlns:style=\"{NAMES}:style:1.0\" \
         xmlns:xlink=\"http://www.w3.org/1999/xlink\" \
         xmlns:calcext=\"urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0\" \
         xmlns:of=\"{NAMES}:of:1.2\"><office:automatic-styles>\
         <style:style style:name=\"hidden\" style:family=\"table\"><style:table-properties table:display=\"false\"/>\
         </style:style></office:automatic-styles><office:body><office:spreadsheet>"
    );
    if book.date_1904 {
        text += "<table:calculation-settings><table:null-date table:date-value=\"1904-01-01\"/>\
                 </table:calculation-settings>";
    }
    for page in &book.sheets {
        text += &table(page, book.date_1904);
    }
    if !book.names.is_empty() {
        text += "<table:named-expressions>";
        for (name, sheet, area) in &book.names {
            let sheet = escaped(&sheet.replace('\'', "''"));
            let place = |(row, column)| format!("${}${row}", column_name(column));
            let (first, last) = (place(area.first), place(area.last));
            let _ = write!(
                text,
                "<table:named-range table:name=\"{name}\" table:base-cell-address=\"$'{sheet}'.$A$1\" \
                 table:cell-range-address=\"$'{sheet}'.{first}:.{last}\"/>"
            );
        }
        text += "</table:named-expressions>";
    }
    text + "</office:spreadsheet></office:body></office:document-content>"
}

fn table(page: &Page, date_1904: bool) -> String {
    let style = if page.hidden { " table:style-name=\"hidden\"" } else { "" };
    let mut text = format!("<table:table table:name=\"{}\"{style}>", escaped(&page.name));
    let mut before = 0;
    for column in &page.hidden_columns {
        if column - before > 1 {
            let _ = write!(text, "<table:table-column table:number-columns-repeated=\"{}\"/>", column - before - 1);
        }
        text += "<table:table-column table:visibility=\"collapse\"/>";
        before = *column;
    }
    text += "<table:table-column table:number-columns-repeated=\"10\"/>";
    let mut before = 0;
    for row in rows(page) {
        if row - before > 1 {
            let _ = write!(
                text,
                "<table:table-row table:number-rows-repeated=\"{}\"><table:table-cell/></table:table-row>",
                row - before - 1
            );
        }
        let hidden = if page.hidden_rows.contains(&row) { " table:visibility=\"collapse\"" } else { "" };
        let _ = write!(text, "<table:table-row{hidden}>{}</table:table-row>", cells(page, row, date_1904));
        before = row;
    }
    text + "<table:table-row table:number-rows-repeated=\"1000\"><table:table-cell/></table:table-row></table:table>"
}

fn rows(page: &Page) -> Vec<u32> {
    let mut rows: Vec<u32> = page.cells.iter().map(|item| item.row).chain(page.hidden_rows.iter().copied()).collect();
    rows.extend(page.merged.iter().flat_map(|area| area.first.0..=area.last.0));
    rows.sort_unstable();
    rows.dedup();
    rows
}

fn cells(page: &Page, row: u32, date_1904: bool) -> String {
    let within = |area: &&super::Area, column| {
        (area.first.0..=area.last.0).contains(&row) && (area.first.1..=area.last.1).contains(&column)
    };
    let items: Vec<&Item> = page.cells.iter().filter(|item| item.row == row).collect();
    let merged = page.merged.iter().filter(|area| (area.first.0..=area.last.0).contains(&row));
    let widest = items.iter().map(|item| item.column).chain(merged.map(|area| area.last.1)).max().unwrap_or(0);
    let mut text = String::new();
    for column in 1..=widest {
        let area = page.merged.iter().find(|area| within(area, column));
        if area.is_some_and(|area| area.first != (row, column)) {
            text += "<table:covered-table-cell/>";
            continue;
        }
        let span = area.map(|area| {
            let (rows, columns) = (area.last.0 - area.first.0 + 1, area.last.1 - area.first.1 + 1);
            format!(" table:number-rows-spanned=\"{rows}\" table:number-columns-spanned=\"{columns}\"")
        });
        let item = items.iter().find(|item| item.column == column);
        text += &cell(item.copied(), &span.unwrap_or_default(), date_1904);
    }
    text
}

fn cell(item: Option<&Item>, span: &str, date_1904: bool) -> String {
    let Some(item) = item else { return format!("<table:table-cell{span}/>") };
    let typed =
        |sort: &str, value: &str, shown: &str| (format!(" office:value-type=\"{sort}\"{value}"), paragraphs(shown));
    let (attributes, content) = match &item.value {
        Value::Nothing => (String::new(), String::new()),
        Value::Number(number) => typed("float", &format!(" office:value=\"{number}\""), number),
        Value::Percent(number) => typed("percentage", &format!(" office:value=\"{number}\""), "shown %"),
        Value::Date(serial) => {
            let iso = date::from_serial(serial, date_1904).expect("a date");
            typed("date", &format!(" office:date-value=\"{iso}\""), &iso)
        }
        Value::Text(text) | Value::Inline(text) => typed("string", "", text),
        Value::Bool(truth) => typed("boolean", &format!(" office:boolean-value=\"{truth}\""), "SHOWN"),
        Value::Error(error) => typed("string", " office:string-value=\"\" calcext:value-type=\"error\"", error),
    };
    let formula = item.formula.as_ref().map(|formula| format!(" table:formula=\"of:={}\"", escaped(formula)));
    format!("<table:table-cell{span}{}{attributes}>{content}</table:table-cell>", formula.unwrap_or_default())
}

/// Paragraphs, with the spaces that count as elements.
fn paragraphs(text: &str) -> String {
    let line = |line: &str| {
        let spaced = escaped(line).replace(' ', "<text:s/>").replace('\t', "<text:tab/>");
        format!("<text:p>{spaced}</text:p>")
    };
    text.split('\n').map(line).collect()
}
