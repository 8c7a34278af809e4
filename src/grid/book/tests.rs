//! What is read of sound workbooks.

use super::make::{Book, Item, Page, Value, ods, xlsx, xlsx_parts, zipped};
use super::*;

/// A workbook with one of everything.
pub(super) fn everything() -> Book {
    let number = |text: &str| Value::Number(text.to_owned());
    let text = |text: &str| Value::Text(text.to_owned());
    let cells = vec![
        Item::new("A1", text("Übersicht & <more>")),
        Item::new("B1", text("  two  spaces\nand a line\t! ")),
        Item::new("D1", Value::Inline("in place".to_owned())),
        Item::new("A2", number("1402.50")),
        Item::new("B2", number("7.0000000000000009")),
        Item::new("C2", number("29.020000000000003")),
        Item::new("D2", number("1.2E+3")),
        Item::new("E2", number("-0.1")),
        Item::new("A3", Value::Percent("0.129".to_owned())),
        Item::new("B3", Value::Bool(true)),
        Item::new("C3", Value::Bool(false)),
        Item::new("D3", Value::Error("#REF!".to_owned())),
        Item::new("E3", Value::Error("#DIV/0!".to_owned())).formula("1/0"),
        Item::new("A4", Value::Date("42674".to_owned())),
        Item::new("B4", Value::Date("42674.395833333336".to_owned())),
        Item::new("A7", number("3")).formula("SUM(A1:A2)&\"<\""),
        Item::new("B7", text("a text")).formula("A1"),
        Item::new("C7", text("")).formula("\"\""),
        Item::new("AB40", number("12345678901234567890")),
    ];
    let first = Page {
        hidden_rows: vec![5, 6, 9],
        hidden_columns: vec![2, 3, 6],
        merged: vec![Area { first: (10, 1), last: (11, 3) }],
        ..Page::new("Sheet one's", cells)
    };
    let second = Page { hidden: true, ..Page::new("Zweites", vec![Item::new("C3", number("0"))]) };
    let area = Area { first: (1, 1), last: (7, 2) };
    let names = vec![
        ("Figures".to_owned(), "Sheet one's".to_owned(), area),
        ("Other".to_owned(), "Zweites".to_owned(), Area { first: (3, 3), last: (3, 3) }),
    ];
    Book { sheets: vec![first, second, Page::new("Empty", Vec::new())], names, date_1904: false }
}

pub(super) fn cell<'w>(workbook: &'w Workbook, place: &str) -> Option<&'w Cell> {
    let (row, column) = address::cell(place).unwrap();
    workbook.sheets[0].cells.iter().find(|cell| (cell.row, cell.column) == (row, column))
}

/// Text, kind and stored number of a cell of the first sheet.
fn seen(workbook: &Workbook, place: &str) -> (String, Kind, Option<String>) {
    let cell = cell(workbook, place).unwrap_or_else(|| panic!("no cell {place}"));
    (cell.text.clone(), cell.kind, cell.stored.clone())
}

fn plain(text: &str, kind: Kind) -> (String, Kind, Option<String>) {
    (text.to_owned(), kind, None)
}

fn noisy(text: &str, kind: Kind, stored: &str) -> (String, Kind, Option<String>) {
    (text.to_owned(), kind, Some(stored.to_owned()))
}

/// An .xlsx with this sheet data, these shared strings and this calculation element.
pub(super) fn sheet(data: &str) -> Vec<u8> {
    parts_with("xl/worksheets/sheet1.xml", &format!("<worksheet>{data}</worksheet>"))
}

/// A workbook of one sheet, one part of which is replaced or added.
pub(super) fn parts_with(part: &str, text: &str) -> Vec<u8> {
    let mut parts = xlsx_parts(&Book { sheets: vec![Page::new("S", Vec::new())], ..Book::default() });
    parts.retain(|(name, _)| name != part);
    parts.push((part.to_owned(), text.to_owned()));
    zipped(&parts)
}

/// An .ods with this in its spreadsheet element.
pub(super) fn ods_with(inside: &str) -> Vec<u8> {
    let mut parts = make_ods::ods_parts(&Book::default());
    parts[2].1 = parts[2].1.replace("<office:spreadsheet>", &format!("<office:spreadsheet>{inside}"));
    zipped(&parts)
}

fn ods_row(cells: &str) -> Workbook {
    let table = format!("<table:table table:name=\"T\"><table:table-row>{cells}</table:table-row></table:table>");
    read(&ods_with(&table)).unwrap()
}

#[test]
fn everything_is_read_alike() {
    let book = everything();
    let workbook = read(&xlsx(&book)).unwrap();
    let mut other = read(&ods(&book)).unwrap();
    assert_eq!(seen(&workbook, "B4"), noisy("2016-10-31T09:30:00", Kind::Date, "42674.395833333336"));
    // a date of OpenDocument has no serial number
    for (cell, of_xlsx) in other.sheets[0].cells.iter_mut().zip(&workbook.sheets[0].cells) {
        if cell.kind == Kind::Date {
            assert_eq!(cell.stored.take(), None);
            cell.stored.clone_from(&of_xlsx.stored);
        }
    }
    assert_eq!(workbook, other);
    assert_eq!(seen(&workbook, "A1"), plain("Übersicht & <more>", Kind::Text));
    assert_eq!(seen(&workbook, "B1"), plain("  two  spaces\nand a line\t! ", Kind::Text));
    assert_eq!(seen(&workbook, "A2"), plain("1402.50", Kind::Number));
    assert_eq!(seen(&workbook, "B2"), noisy("7", Kind::Number, "7.0000000000000009"));
    assert_eq!(seen(&workbook, "C2"), noisy("29.02", Kind::Number, "29.020000000000003"));
    assert_eq!(seen(&workbook, "D2"), noisy("1200", Kind::Number, "1.2E+3"));
    assert_eq!(seen(&workbook, "D3"), plain("#REF!", Kind::Error));
    assert_eq!(seen(&workbook, "A4"), noisy("2016-10-31", Kind::Date, "42674"));
    assert_eq!(seen(&workbook, "C7"), plain("", Kind::Text));
    assert_eq!(seen(&workbook, "AB40").0, "12345678901234600000");
    assert!(cell(&workbook, "A3").unwrap().percent && !cell(&workbook, "A2").unwrap().percent);
    assert_eq!(cell(&workbook, "A7").unwrap().formula.as_deref(), Some("SUM(A1:A2)&\"<\""));
    let first = &workbook.sheets[0];
    assert_eq!((first.name.as_str(), first.hidden), ("Sheet one's", false));
    assert_eq!((&first.hidden_rows[..], &first.hidden_columns[..]), (&[(5, 6), (9, 9)][..], &[(2, 3), (6, 6)][..]));
    assert_eq!(first.merged, [Area { first: (10, 1), last: (11, 3) }]);
    assert!(workbook.sheets[1].hidden && workbook.sheets[2].cells.is_empty());
    let names: Vec<_> = workbook.names.iter().map(|name| (name.name.as_str(), name.sheet)).collect();
    assert_eq!(names, [("Figures", 0), ("Other", 1)]);
    assert!(!workbook.never_calculated && !workbook.macros && !workbook.date_1904);
}

#[test]
fn dates_of_both_systems() {
    let serials = ["1", "59", "60", "61", "2958465", "2958466", "-1", "0.5", "42674.99999999"];
    let cells = serials
        .iter()
        .enumerate()
        .map(|(at, serial)| Item::new(&format!("A{}", at + 1), Value::Date((*serial).to_owned())));
    let mut book = Book { sheets: vec![Page::new("S", cells.collect())], ..Book::default() };
    let texts = |book: &Book| -> Vec<String> {
        read(&xlsx(book)).unwrap().sheets[0].cells.iter().map(|cell| cell.text.clone()).collect()
    };
    let expected =
        ["1900-01-01", "1900-02-28", "1900-02-29", "1900-03-01", "9999-12-31", "2958466", "-1", "0.5", "2016-11-01"];
    assert_eq!(texts(&book), expected);
    book.date_1904 = true;
    let texts = texts(&book);
    assert_eq!([&texts[0], &texts[2]], ["1904-01-02", "1904-03-01"]);
    assert_eq!([&texts[4], &texts[7]], ["2958465", "1904-01-01T12:00:00"]);
    assert!(
        read(&xlsx(&book)).unwrap().date_1904
            && read(&ods(&Book { date_1904: true, ..Book::default() })).unwrap().date_1904
    );
    let iso = |text| date::from_iso(text);
    assert_eq!(iso("2016-10-31T09:29:59.9999").as_deref(), Some("2016-10-31T09:30:00"));
    assert_eq!(iso("2016-12-31T23:59:59.9").as_deref(), Some("2017-01-01"));
    assert_eq!(iso("2000-02-29T00:00:00Z").as_deref(), Some("2000-02-29"));
    assert_eq!(
        [iso("1900-02-29"), iso("2016-13-01"), iso("09:30:00"), iso("9999-12-31T23:59:59.9")],
        [const { None }; 4]
    );
}

#[test]
fn number_formats() {
    use format::{Format, built_in, of_code};
    let dates =
        ["yyyy\\-mm\\-dd", "d/m", "[$-409]h:mm AM/PM", "mm:ss.0", "[Red]d", "\"x\"yy", "General;d", "DD.MM.YYYY"];
    let plain = [
        "General",
        "0.00",
        "[Red]0",
        "\"day\"0",
        "0\\d",
        "0_d",
        "0*s",
        "[h]:mm",
        "[mm]:ss",
        "@",
        "# ?/?",
        "#,##0 [$kr-41D]",
    ];
    assert!(dates.iter().all(|code| of_code(code) == Format::Date));
    assert!(plain.iter().all(|code| of_code(code) == Format::Plain));
    assert_eq!([of_code("0.0%"), of_code("0\"%\""), of_code("0\\%")], [Format::Percent, Format::Plain, Format::Plain]);
    let ids: Vec<u32> = (0..100).filter(|id| built_in(*id) == Format::Date).collect();
    assert_eq!(ids, (14..=22).chain(27..=36).chain([45, 47]).chain(50..=58).collect::<Vec<_>>());
}

#[test]
fn numbers_in_decimal() {
    let shown = |text: &str| number::figure(text).map(|figure| figure.text);
    let cases = [
        ("0", "0"),
        ("-0", "-0"),
        ("007", "007"),
        (".5", ".5"),
        ("1.10", "1.10"),
        (" 12\n", "12"),
        ("1e-3", "0.001"),
        ("1.2E+3", "1200"),
        ("1.20E+1", "12"),
        ("-1.5e-5", "-0.000015"),
        ("0E+9", "0"),
        ("1E+30", "1000000000000000000000000000000"),
        ("1E+31", "1E+31"),
        ("1E-31", "1E-31"),
        ("9.9999999999999999E+40", "1E+41"),
        ("4.9406564584124654E-324", "4.94065645841247E-324"),
        ("0.99999999999999999", "1"),
        ("-999999999999999.9", "-1000000000000000"),
        ("0.1234567890123455", "0.123456789012346"),
        ("1234567890.1234549", "1234567890.12345"),
        ("0.00001234567890123456", "0.0000123456789012346"),
        ("100000000000000000000", "100000000000000000000"),
        ("123456789012345", "123456789012345"),
    ];
    for (stored, text) in cases {
        assert_eq!(shown(stored).as_deref(), Some(text), "{stored}");
        let differs = text != stored.trim();
        assert_eq!(number::figure(stored).unwrap().stored.as_deref(), differs.then_some(stored.trim()));
    }
    for wrong in ["", "-", ".", "1,5", "NaN", "INF", "1e", "1e+", "1e5000000000", "0x1", "1 2", "--1", "1e1.5", "١"] {
        assert_eq!(shown(wrong), None, "{wrong}");
    }
}

#[test]
fn addresses() {
    use crate::source::column_name;
    assert_eq!([column_name(1), column_name(28), column_name(16_384), address(7, 2)], ["A", "AB", "XFD", "B7"]);
    assert_eq!([address::cell("XFD1048576"), address::cell("$b$7")], [Some((1_048_576, 16_384)), Some((7, 2))]);
    for wrong in ["", "A", "7", "A0", "7A", "A-1", "A1B", "AAAAAAAAAA1", "A99999999999", "$", "Ä1"] {
        assert_eq!(address::cell(wrong), None, "{wrong}");
    }
    assert_eq!(address::area("C3:$A$1"), Some(Area { first: (1, 1), last: (3, 3) }));
    assert_eq!(address::area("$B:$C"), Some(Area { first: (1, 2), last: (1_048_576, 3) }));
    assert_eq!(
        [address::area("B"), address::area("A1:B"), address::area("A1:B2:C3"), address::area("#REF!")],
        [None; 4]
    );
}

#[test]
fn texts_of_xlsx() {
    let strings = "<x:sst xmlns:x=\"m\"><x:si><x:r><x:t>rich</x:t></x:r><x:r><x:rPr/><x:t xml:space=\"preserve\"> text</x:t></x:r>\
                   <x:rPh sb=\"0\" eb=\"1\"><x:t>spoken</x:t></x:rPh></x:si><x:si><x:t>_x0041__x005F_x000D__xD83D__xDE00__xZZZZ__xD83D_</x:t></x:si></x:sst>";
    let data = "<x:worksheet xmlns:x=\"m\"><x:dimension ref=\"A1:XFD1048576\"/><x:sheetData><x:row><x:c t=\"s\"><x:v>0</x:v></x:c><x:c t=\"s\"><x:v>1</x:v></x:c>\
                <x:c r=\"D1\" t=\"str\"><x:f>x</x:f><x:v>a&#10;b<![CDATA[<c>]]></x:v></x:c><x:c><x:v> 5 </x:v></x:c></x:row><x:row r=\"4\"><x:c><x:v>6</x:v></x:c></x:row>\
                <x:row><x:c/><x:c t=\"d\"><x:v>2016-10-31T00:00:00</x:v></x:c><x:c t=\"s\"><x:v></x:v></x:c></x:row></x:sheetData></x:worksheet>";
    let mut parts = xlsx_parts(&Book { sheets: vec![Page::new("S", Vec::new())], ..Book::default() });
    parts.retain(|(name, _)| name != "xl/sharedStrings.xml" && name != "xl/worksheets/sheet1.xml");
    parts.push(("xl/SharedStrings.xml".to_owned(), strings.to_owned()));
    parts.push(("xl/worksheets/sheet1.xml".to_owned(), data.to_owned()));
    let workbook = read(&zipped(&parts)).unwrap();
    assert_eq!(seen(&workbook, "A1"), plain("rich text", Kind::Text));
    assert_eq!(seen(&workbook, "B1"), plain("A_x000D_😀_xZZZZ__xD83D_", Kind::Text));
    assert_eq!(seen(&workbook, "D1"), plain("a\nb<c>", Kind::Text));
    assert_eq!([seen(&workbook, "E1"), seen(&workbook, "A4")], [plain("5", Kind::Number), plain("6", Kind::Number)]);
    assert_eq!(seen(&workbook, "B5"), plain("2016-10-31", Kind::Date));
    assert_eq!(workbook.sheets[0].cells.len(), 6);
}

#[test]
fn formulas_of_xlsx() {
    let data = "<sheetData><row r=\"1\"><c r=\"B1\"><f t=\"shared\" ref=\"B1:B2\" si=\"0\">A1*2</f><v>2</v></c><c r=\"A1\"><f/><v>1</v></c></row>\
                <row r=\"2\"><c r=\"B2\"><f t=\"shared\" si=\"0\"/><v>4</v></c></row></sheetData>";
    let workbook = read(&sheet(data)).unwrap();
    let formula = |place| cell(&workbook, place).unwrap().formula.as_deref();
    assert_eq!([formula("A1"), formula("B1"), formula("B2")], [None, Some("A1*2"), Some("")]);
    assert!(!workbook.never_calculated);
    let workbook = read(&sheet("<sheetData><row><c><f>1+1</f><v></v></c></row></sheetData>")).unwrap();
    assert_eq!(seen(&workbook, "A1"), plain("", Kind::NoValue));
    assert!(workbook.never_calculated);
    let book = |formula| {
        let item = Item::new("A1", Value::Number("0".to_owned()));
        let item = if formula { item.formula("B1") } else { item };
        let mut parts = xlsx_parts(&Book { sheets: vec![Page::new("S", vec![item])], ..Book::default() });
        parts[2].1 = parts[2].1.replace("</sheets>", "</sheets><calcPr fullCalcOnLoad=\"1\"/>");
        read(&zipped(&parts)).unwrap().never_calculated
    };
    assert_eq!([book(true), book(false)], [true, false]);
}

#[test]
fn formulas_that_were_never_calculated() {
    let items = vec![Item::new("A1", Value::Nothing).formula("B1"), Item::new("C1", Value::Nothing)];
    let book = Book { sheets: vec![Page::new("S", items)], ..Book::default() };
    for bytes in [xlsx(&book), ods(&book)] {
        let workbook = read(&bytes).unwrap();
        assert_eq!((seen(&workbook, "A1"), workbook.sheets[0].cells.len()), (plain("", Kind::NoValue), 1));
        assert!(workbook.never_calculated);
    }
}

#[test]
fn names_links_macros_and_chart_sheets() {
    let mut parts = xlsx_parts(&Book {
        sheets: vec![Page::new("Chart", Vec::new()), Page::new("It's", Vec::new())],
        ..Book::default()
    });
    let names = [
        ("a", "'It''s'!$A$1"),
        ("b", "'it''s'!$A:$B"),
        ("c", "#REF!"),
        ("d", "[1]Sheet!$A$1"),
        ("e", "'It''s'!$A$1,'It''s'!$B$1"),
        ("f", "SUM(1)"),
        ("g", "Chart!$A$1"),
        ("_xlnm.Print_Area", "'It''s'!$A$1:$B$2"),
        ("h", "'It''s'!$A$1048577"),
        ("i", "It''s!#REF!"),
    ];
    let names: String =
        names.iter().map(|(name, refers)| format!("<definedName name=\"{name}\">{refers}</definedName>")).collect();
    parts[2].1 = parts[2].1.replace("</sheets>", &format!("</sheets><definedNames>{names}</definedNames>"));
    let link = "<Relationship Id=\"x\" Type=\"http://x/externalLink\" Target=\"externalLinks/externalLink1.xml\"/></Relationships>";
    parts[3].1 =
        parts[3].1.replacen("relationships/worksheet", "relationships/chartsheet", 1).replace("</Relationships>", link);
    let target = "<Relationships><Relationship Id=\"rId1\" Type=\"p\" Target=\"file:///C:/other.xlsx\" TargetMode=\"External\"/></Relationships>";
    parts.push(("xl/externalLinks/_rels/externalLink1.xml.rels".to_owned(), target.to_owned()));
    parts.push(("xl/vbaProject.bin".to_owned(), "never read".to_owned()));
    let workbook = read(&zipped(&parts)).unwrap();
    assert_eq!(workbook.sheets.iter().map(|sheet| sheet.name.as_str()).collect::<Vec<_>>(), ["It's"]);
    let names: Vec<_> = workbook.names.iter().map(|name| (name.name.as_str(), name.sheet, name.area.last)).collect();
    assert_eq!(names, [("a", 0, (1, 1)), ("b", 0, (1_048_576, 2))]);
    assert_eq!(workbook.external_links, ["file:///C:/other.xlsx"]);
    assert!(workbook.macros);
}

#[test]
fn texts_and_repetition_of_ods() {
    let workbook = ods_row(
        "<table:table-cell table:number-columns-repeated=\"2\" office:value-type=\"float\" office:value=\"1.5\"><text:p>2</text:p></table:table-cell>\
         <table:covered-table-cell table:number-columns-repeated=\"3\" office:value-type=\"string\"><text:p>covered</text:p></table:covered-table-cell>\
         <table:table-cell office:value-type=\"string\"><office:annotation><text:p>note</text:p></office:annotation><text:p> a  b<text:s text:c=\"3\"/>\n\
         <text:span>c<text:tab/><text:a xlink:href=\"x\">d</text:a></text:span><text:line-break/>e</text:p><text:p/><text:p>f</text:p></table:table-cell>\
         <table:table-cell office:value-type=\"time\" office:time-value=\"PT9H\"><text:p>09:00</text:p></table:table-cell>\
         <table:table-cell office:value-type=\"currency\" office:value=\"5E-1\" office:currency=\"EUR\"/>\
         <table:table-cell table:formula=\"of:=[.A1]\"/>\
         <table:table-cell table:formula=\"of:=['file:///o.ods'#$S.A1]\" office:value-type=\"float\" office:value=\"0\"><text:p>Err:502</text:p></table:table-cell>\
         <table:table-cell office:value-type=\"string\"><text:p>#REF!</text:p></table:table-cell>\
         <table:table-cell table:number-columns-repeated=\"1000000000\"/>",
    );
    assert_eq!(
        [seen(&workbook, "A1"), seen(&workbook, "B1")],
        [plain("1.5", Kind::Number), plain("1.5", Kind::Number)]
    );
    assert_eq!(seen(&workbook, "F1"), plain("a b    c\td\ne\n\nf", Kind::Text));
    assert_eq!(
        [seen(&workbook, "G1"), seen(&workbook, "H1")],
        [plain("09:00", Kind::Text), noisy("0.5", Kind::Number, "5E-1")]
    );
    assert_eq!(
        [seen(&workbook, "I1"), seen(&workbook, "J1")],
        [plain("", Kind::NoValue), plain("Err:502", Kind::Error)]
    );
    assert_eq!(seen(&workbook, "K1"), plain("#REF!", Kind::Text));
    assert_eq!((workbook.sheets[0].cells.len(), workbook.never_calculated), (8, true));
    assert_eq!(workbook.external_links, ["file:///o.ods"]);
    let cell = "<table:table-cell office:value-type=\"boolean\" office:boolean-value=\"true\"/>";
    let workbook = read(&ods_with(&format!(
        "<table:table table:name=\"'file:///o.ods'#S\"><table:table-source xlink:href=\"o.ods\"/><table:table-row>{cell}</table:table-row></table:table>\
         <table:table table:name=\"T\"><table:table-row-group><table:table-row table:number-rows-repeated=\"3\" table:visibility=\"filter\">{cell}</table:table-row>\
         </table:table-row-group><table:table-row table:number-rows-repeated=\"1000000000\"/></table:table>"
    ))).unwrap();
    assert_eq!((workbook.sheets.len(), workbook.sheets[0].cells.len()), (1, 3));
    assert_eq!(workbook.sheets[0].hidden_rows, [(1, 3)]);
    assert_eq!(workbook.external_links, ["o.ods"]);
}
