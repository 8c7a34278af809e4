//! What is refused: every bound, and every way a file can be wrong.

use super::make::{Book, Item, Page, Value, ods, xlsx, xlsx_parts, zipped, zipped_by};
use super::make_ods::ods_parts;
use super::tests::{everything, ods_with, parts_with, sheet};
use super::{Refused, RefusedKind, read};
use zip::CompressionMethod::Stored;

#[track_caller]
fn refused(bytes: &[u8], kind: RefusedKind, words: &str) -> Refused {
    let begun = std::time::Instant::now();
    let refused = read(bytes).expect_err("it is refused");
    assert_eq!((refused.kind, refused.message.as_str()), (kind, words));
    println!("{words}: {:?}", begun.elapsed());
    refused
}

fn too_large(bytes: &[u8], words: &str) {
    refused(bytes, RefusedKind::TooLarge, words);
}

#[track_caller]
fn damaged(bytes: &[u8], words: &str) {
    let refused = read(bytes).expect_err("it is refused");
    assert!(refused.kind == RefusedKind::Damaged && refused.message.contains(words), "{refused:?}");
}

/// Text that does not shrink to less than a hundredth.
fn noise(bytes: usize) -> String {
    let mut state = 1u64;
    let mut block = String::new();
    while block.len() < 20_000 {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        block.push(char::from(b'a' + (state >> 33) as u8 % 26));
    }
    block.repeat(bytes / block.len() + 1)
}

#[test]
fn not_workbooks() {
    refused(b"", RefusedKind::NotAWorkbook, "the file is empty");
    refused(b"a,b\n1,2\n", RefusedKind::NotAWorkbook, "the file is not a workbook");
    refused(&[7; 5_000], RefusedKind::NotAWorkbook, "the file is not a workbook");
    refused(&zipped(&[("a.txt", "a")]), RefusedKind::NotAWorkbook, "the zip file holds no workbook");
    refused(b"PK\x03\x04cut off", RefusedKind::Damaged, "the zip file is damaged or cut off");
    let sound = xlsx(&everything());
    refused(&sound[..sound.len() / 2], RefusedKind::Damaged, "the zip file is damaged or cut off");
    let mut odt = ods_parts(&Book::default());
    odt[2].1 = odt[2].1.replace("office:spreadsheet", "office:text");
    refused(&zipped(&odt), RefusedKind::NotAWorkbook, "the file is an OpenDocument file of another sort");
    let other = parts_with("xl/workbook.xml", "<other/>");
    refused(&other, RefusedKind::NotAWorkbook, "the part `xl/workbook.xml` is not a workbook");
    let package = |target: &str| {
        format!("<Relationships><Relationship Id=\"a\" Type=\"x/officeDocument\" Target=\"{target}\"/></Relationships>")
    };
    let with = |target: &str| {
        zipped(&[
            ("_rels/.rels", package(target).as_str()),
            ("word/document.xml", "<document/>"),
            ("xl/workbook.bin", ""),
        ])
    };
    refused(&with("word/document.xml"), RefusedKind::NotAWorkbook, "the file is a document of another sort");
    refused(&with("xl/workbook.bin"), RefusedKind::NotAWorkbook, "the file is a binary workbook (.xlsb)");
    refused(&with("xl/none.xml"), RefusedKind::Damaged, "the part `xl/none.xml` is missing");
    refused(&with("../../a.xml"), RefusedKind::Damaged, "the workbook part is outside the zip file");
}

#[test]
fn encrypted_workbooks() {
    let ole = [&[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1][..], &[0; 600]].concat();
    let words = "the file is either protected by a password or an old .xls workbook";
    let help = refused(&ole, RefusedKind::Encrypted, words).help;
    assert_eq!(help.as_deref(), Some("save it as .xlsx without a password"));
    let mut parts = ods_parts(&everything());
    parts[1].1 = parts[1].1.replace("</manifest:manifest>", "<manifest:encryption-data/></manifest:manifest>");
    refused(&zipped(&parts), RefusedKind::Encrypted, "the workbook is protected by a password");
    parts.truncate(2);
    refused(&zipped(&parts), RefusedKind::Encrypted, "the workbook is protected by a password");
    // the flag of one entry, in both of its headers
    let mut bytes = xlsx(&everything());
    let at = bytes.windows(4).position(|window| window == b"PK\x01\x02").unwrap();
    bytes[at + 8] |= 1;
    bytes[6] |= 1;
    refused(&bytes, RefusedKind::Encrypted, "the workbook is protected by a password");
}

#[test]
fn unsafe_workbooks() {
    for name in ["/etc/passwd", "../a", "xl/../../a", "a\\b", "a\0b", "C:/a"] {
        let words = format!("the zip entry `{}` has an unsafe name", name.replace('\0', "\u{fffd}"));
        // written under a harmless name, for the writer may object
        let harmless = "#".repeat(name.len());
        let mut bytes = zipped_by(&[("xl/workbook.xml", "<workbook/>"), (harmless.as_str(), "")], Stored);
        let places: Vec<usize> = (0..bytes.len()).filter(|at| bytes[*at..].starts_with(harmless.as_bytes())).collect();
        for at in places {
            bytes[at..at + name.len()].copy_from_slice(name.as_bytes());
        }
        refused(&bytes, RefusedKind::Unsafe, &words);
    }
    let long = format!("../{}\u{1b}[2J", "x".repeat(50));
    let bytes = zipped(&[(format!("{long}{}", "y".repeat(500)), "")]);
    let message = read(&bytes).unwrap_err().message;
    assert!(message.chars().count() < 100 && !message.contains('\u{1b}'), "{message}");
    let dtd = "<!DOCTYPE a [<!ENTITY b \"c\">]><worksheet/>";
    for bytes in [
        parts_with("xl/worksheets/sheet1.xml", dtd),
        parts_with("xl/workbook.xml", dtd),
        parts_with("xl/sharedStrings.xml", dtd),
        parts_with("xl/styles.xml", dtd),
        parts_with("_rels/.rels", dtd),
        zipped(&[("content.xml", dtd)]),
        zipped(&[("content.xml", "<a/>"), ("META-INF/manifest.xml", dtd)]),
    ] {
        refused(&bytes, RefusedKind::Unsafe, "the workbook declares XML entities");
    }
}

#[test]
fn damaged_workbooks() {
    let mut parts = xlsx_parts(&everything());
    parts.retain(|(name, _)| name != "xl/worksheets/sheet2.xml");
    damaged(&zipped(&parts), "the part `xl/worksheets/sheet2.xml` of sheet `Zweites` is missing");
    for (target, words) in
        [("../../etc/passwd", "outside the zip file"), ("file:///etc/passwd", "outside the zip file")]
    {
        let relations = format!(
            "<Relationships><Relationship Id=\"rId1\" Type=\"x/worksheet\" Target=\"{target}\"/></Relationships>"
        );
        damaged(&parts_with("xl/_rels/workbook.xml.rels", &relations), words);
    }
    damaged(&parts_with("xl/_rels/workbook.xml.rels", "<Relationships/>"), "the sheet `S` has no part");
    let row = |cells: &str| sheet(&format!("<sheetData><row r=\"1\">{cells}</row></sheetData>"));
    damaged(&row("<c t=\"s\"><v>0</v></c>"), "cell A1 has a shared string that is missing: number `0`");
    damaged(&row("<c t=\"s\"><v>18446744073709551616</v></c>"), "shared string");
    damaged(&row("<c t=\"s\"><v>-1</v></c>"), "shared string");
    damaged(&row("<c><v>1,5</v></c>"), "cell A1 holds a number that is none: `1,5`");
    damaged(&row("<c t=\"b\"><v>2</v></c>"), "neither true nor false");
    damaged(&row("<c t=\"q\"><v>2</v></c>"), "an address or a type that is none");
    damaged(&row("<c r=\"1A\"><v>2</v></c>"), "an address or a type that is none");
    damaged(&row("<c r=\"B7\"><v>1</v></c><c r=\"B7\"><v>2</v></c>"), "cell B7 of sheet `S` is given twice");
    damaged(&row("<c t=\"str\"><v>&unknown;</v></c>"), "`&unknown;` stands for nothing");
    damaged(&row("<c t=\"&unknown;\"><v>1</v></c>"), "stands for nothing");
    damaged(&row("<c t=\"str\"><v>&#x110000;</v></c>"), "stands for nothing");
    damaged(&row("<c><v>1</c>"), "xl/worksheets/sheet1.xml");
    damaged(&sheet("<sheetData><row r=\"0\"/></sheetData>"), "a row has a number that is none");
    damaged(&sheet("<mergeCells><mergeCell ref=\"A1:\"/></mergeCells>"), "`A1:` is no area to merge");
    for broken in
        ["", "<worksheet>", "<worksheet/><worksheet/>", "text", "<worksheet/>&amp;", "<other/>", "<worksheet a=1/>x"]
    {
        damaged(&parts_with("xl/worksheets/sheet1.xml", broken), "the part `xl/worksheets/sheet1.xml` is broken");
    }
    let latin = "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><worksheet/>";
    damaged(&parts_with("xl/worksheets/sheet1.xml", latin), "its encoding `ISO-8859-1` is not UTF-8");
    let mut parts = xlsx_parts(&everything());
    let mut bytes: Vec<(String, Vec<u8>)> = parts.drain(..).map(|(name, text)| (name, text.into_bytes())).collect();
    bytes[5].1.push(0xFF);
    damaged(&zipped(&bytes), "the part `xl/sharedStrings.xml` is not Unicode text");
    let mut twice = zipped_by(&[("content.xml", "<a/>"), ("kontent.xml", "<b/>")], Stored);
    let places: Vec<usize> = (0..twice.len()).filter(|at| twice[*at..].starts_with(b"kontent.xml")).collect();
    for at in places {
        twice[at] = b'c';
    }
    damaged(&twice, "the zip file holds two entries of the same name");
    damaged(
        &ods_with(
            "<table:table><table:table-row><table:table-cell office:value-type=\"float\" office:value=\"x\"/></table:table-row></table:table>",
        ),
        "cell A1",
    );
}

#[test]
fn wide_parts_are_read() {
    let wide: Vec<u8> = "\u{feff}<worksheet><sheetData><row><c><v>7</v></c></row></sheetData></worksheet>"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let parts = xlsx_parts(&Book { sheets: vec![Page::new("S", Vec::new())], ..Book::default() });
    let bytes: Vec<(String, Vec<u8>)> = parts
        .into_iter()
        .map(|(name, text)| if name.ends_with("sheet1.xml") { (name, wide.clone()) } else { (name, text.into_bytes()) })
        .collect();
    assert_eq!(read(&zipped(&bytes)).unwrap().sheets[0].cells[0].text, "7");
}

#[test]
fn bounds_of_the_zip() {
    too_large(&vec![0; 64 * 1024 * 1024 + 1], "the file is larger than 64 MiB");
    let many: Vec<(String, &str)> = (0..10_001).map(|number| (number.to_string(), "")).collect();
    too_large(&zipped_by(&many, Stored), "the zip file holds more than 10,000 entries");
    let sheet =
        |comment: &str| parts_with("xl/worksheets/sheet1.xml", &format!("<worksheet><!--{comment}--></worksheet>"));
    too_large(
        &sheet(&"a".repeat(5 * 1024 * 1024)),
        "the part `xl/worksheets/sheet1.xml` unpacks to more than 500 times its size",
    );
    assert!(read(&sheet(&"a".repeat(3 * 1024 * 1024))).is_ok());
    too_large(&sheet(&noise(128 * 1024 * 1024)), "the part `xl/worksheets/sheet1.xml` unpacks to more than 128 MiB");
    // three sheets that are one part
    let mut parts = xlsx_parts(&Book {
        sheets: ["A", "B", "C"].map(|name| Page::new(name, Vec::new())).to_vec(),
        ..Book::default()
    });
    parts[3].1 = parts[3].1.replace("sheet2.xml", "sheet1.xml").replace("sheet3.xml", "sheet1.xml");
    parts[6].1 = format!("<worksheet><!--{}--></worksheet>", noise(100 * 1024 * 1024));
    too_large(&zipped(&parts), "the workbook unpacks to more than 256 MiB");
}

#[test]
fn sizes_in_headers_are_not_believed() {
    let bomb = "a".repeat(5 * 1024 * 1024);
    let sound = parts_with("xl/worksheets/sheet1.xml", &format!("<worksheet><!--{bomb}--></worksheet>"));
    let at = sound.windows(4).rposition(|window| window == b"PK\x01\x02").unwrap();
    for (size, claimed) in [(24, 1u32), (24, u32::MAX - 1), (20, 60_000), (20, u32::MAX - 1)] {
        let mut bytes = sound.clone();
        bytes[at + size..at + size + 4].copy_from_slice(&claimed.to_le_bytes());
        let refused = read(&bytes).expect_err("it is refused");
        let large = refused.message == "the part `xl/worksheets/sheet1.xml` unpacks to more than 500 times its size";
        assert!(large || refused.kind == RefusedKind::Damaged, "{refused:?}");
    }
}

#[test]
fn bounds_of_the_sheets() {
    let row = |cells: &str| sheet(&format!("<sheetData><row r=\"1\">{cells}</row></sheetData>"));
    too_large(&row("<c r=\"XFE1\"><v>1</v></c>"), "column 16385 is beyond the bound of 16,384 columns");
    too_large(&row("<c r=\"A1048577\"><v>1</v></c>"), "row 1048577 is beyond the bound of 1,048,576 rows");
    too_large(
        &sheet("<sheetData><row r=\"4294967295\"/></sheetData>"),
        "row 4294967295 is beyond the bound of 1,048,576 rows",
    );
    let deep = |levels: usize| sheet(&format!("{}{}", "<a>".repeat(levels), "</a>".repeat(levels)));
    assert!(read(&deep(99)).is_ok());
    too_large(&deep(100), "the part `xl/worksheets/sheet1.xml` nests deeper than 100 levels");
    let attributes: String = (0..200).map(|number| format!(" a{number}=\"\"")).collect();
    too_large(
        &row(&format!("<c{attributes}/>")),
        "the part `xl/worksheets/sheet1.xml` has an element of more than 128 attributes",
    );
    let sheets: String = (0..1_001).map(|number| format!("<sheet name=\"{number}\" r:id=\"rId1\"/>")).collect();
    too_large(
        &parts_with("xl/workbook.xml", &format!("<workbook><sheets>{sheets}</sheets></workbook>")),
        "the workbook holds more than 1,000 sheets",
    );
    too_large(&ods_with(&"<table:table/>".repeat(1_001)), "the workbook holds more than 1,000 sheets");
}

#[test]
fn bounds_of_cells_and_texts() {
    let rows = |cell: &str, rows: u32| -> String {
        (1..=rows).map(|row| format!("<row r=\"{row}\">{}</row>", cell.repeat(1_000))).collect()
    };
    let data = format!("<sheetData>{}</sheetData>", rows("<c><v>1</v></c>", 1_001));
    let bytes = |data: &str| zipped_by(&swapped(data), Stored);
    too_large(&bytes(&data), "the workbook holds more than 1,000,000 cells with content");
    // one text of 2 MB, used a million times
    let strings =
        format!("<sst count=\"4000000000\" uniqueCount=\"4000000000\"><si><t>{}</t></si></sst>", noise(2_000_000));
    let mut parts = swapped(&format!("<sheetData>{}</sheetData>", rows("<c t=\"s\"><v>0</v></c>", 1_000)));
    parts.retain(|(name, _)| name != "xl/sharedStrings.xml");
    parts.push(("xl/sharedStrings.xml".to_owned(), strings));
    too_large(&zipped_by(&parts, Stored), "the workbook holds more than 64 MiB of text");
    parts.retain(|(name, _)| name != "xl/sharedStrings.xml");
    parts.push(("xl/sharedStrings.xml".to_owned(), format!("<sst>{}</sst>", "<si/>".repeat(1_000_001))));
    too_large(&zipped_by(&parts, Stored), "the workbook holds more than 1,000,000 shared strings");
    let cell = |columns: &str, text: &str| {
        format!(
            "<table:table-cell table:number-columns-repeated=\"{columns}\" office:value-type=\"string\"><text:p>{text}</text:p></table:table-cell>"
        )
    };
    let table = |rows: &str, cells: &str| {
        ods_with(&format!(
            "<table:table><table:table-row table:number-rows-repeated=\"{rows}\">{cells}</table:table-row></table:table>"
        ))
    };
    too_large(&table("1000000", &cell("2", "a")), "the workbook holds more than 1,000,000 cells with content");
    too_large(&table("1000000000", &cell("1", "a")), "row 1000000000 is beyond the bound of 1,048,576 rows");
    too_large(&table("1", &cell("1000000000", "a")), "column 1000000000 is beyond the bound of 16,384 columns");
    too_large(&table("99999999999999999999", &cell("1", "a")), "row 4294967295 is beyond the bound of 1,048,576 rows");
    too_large(&table("1000", &cell("100", &"a".repeat(1_000))), "the workbook holds more than 64 MiB of text");
    too_large(
        &table("1", &cell("1", "<text:s text:c=\"1000000000\"/>")),
        "the workbook holds more than 64 MiB of text",
    );
    let merged =
        "<table:table-cell table:number-columns-spanned=\"2\"/><table:table-cell table:number-columns-spanned=\"2\"/>";
    too_large(&table("1000000000", merged), "the workbook holds more than 1,000,000 merged areas and names");
}

/// The parts of a workbook of one sheet with this sheet data.
fn swapped(data: &str) -> Vec<(String, String)> {
    let mut parts = xlsx_parts(&Book { sheets: vec![Page::new("S", Vec::new())], ..Book::default() });
    parts.retain(|(name, _)| !name.ends_with("sheet1.xml"));
    parts.push(("xl/worksheets/sheet1.xml".to_owned(), format!("<worksheet>{data}</worksheet>")));
    parts
}

#[test]
fn what_a_file_claims_costs_nothing() {
    let begun = std::time::Instant::now();
    let data = "<dimension ref=\"A1:XFD1048576\"/><cols><col min=\"1\" max=\"4294967295\" hidden=\"1\"/></cols>\
                <sheetData><row r=\"1048576\"><c r=\"XFD1048576\"><v>1</v></c></row></sheetData>\
                <mergeCells count=\"4000000000\"><mergeCell ref=\"A1:XFD1048576\"/></mergeCells>";
    let workbook = read(&sheet(data)).unwrap();
    assert_eq!(workbook.sheets[0].hidden_columns, [(1, 16_384)]);
    let empty = "<table:table-row table:number-rows-repeated=\"1000000000\" table:visibility=\"collapse\"><table:table-cell table:number-columns-repeated=\"1000000000\"/></table:table-row>";
    let workbook = read(&ods_with(&format!("<table:table>{}</table:table>", empty.repeat(9)))).unwrap();
    assert_eq!(workbook.sheets[0].hidden_rows, [(1, 1_048_576)]);
    assert!(begun.elapsed().as_secs() < 10, "{:?}", begun.elapsed());
    let item = Item::new("A1", Value::Number("1".to_owned()));
    assert!(read(&ods(&Book { sheets: vec![Page::new("S", vec![item])], ..Book::default() })).is_ok());
}

#[test]
fn nothing_is_searched_over_and_over() {
    let begun = std::time::Instant::now();
    let sheets: String = (0..1_000).map(|number| format!("<sheet name=\"{number}\" r:id=\"rId1\"/>")).collect();
    let names: String =
        (0..200_000).map(|number| format!("<definedName name=\"n{number}\">X!A1</definedName>")).collect();
    let workbook = format!("<workbook><sheets>{sheets}</sheets><definedNames>{names}</definedNames></workbook>");
    assert!(read(&parts_with("xl/workbook.xml", &workbook)).unwrap().names.is_empty());
    let formula = "'file:".repeat(1_000_000);
    let cell = format!("<table:table-cell table:formula=\"{}\"/>", super::make::escaped(&formula));
    let table = format!("<table:table><table:table-row>{cell}</table:table-row></table:table>");
    let bytes = zipped_by(
        &ods_parts(&Book::default())
            .into_iter()
            .map(|(name, text)| (name, text.replace("<office:spreadsheet>", &format!("<office:spreadsheet>{table}"))))
            .collect::<Vec<_>>(),
        Stored,
    );
    assert!(read(&bytes).unwrap().external_links.is_empty());
    // A search for each part would take hours; the machine may be busy with other things.
    assert!(begun.elapsed().as_secs() < 30, "{:?}", begun.elapsed());
}
