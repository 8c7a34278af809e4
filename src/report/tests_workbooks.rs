//! Workbooks by the form of `tests/tables`: which cell a finding names, and what is said of hidden,
//! merged, overwritten and uncalculated cells.

use super::{RuleBook, Run, Selection};
use crate::grid::book::Area;
use crate::grid::book::make::{Book, Item, Page, Value, ods, xlsx};

fn text(place: &str, text: &str) -> Item {
    Item::new(place, Value::Text(text.to_owned()))
}

fn number(place: &str, number: &str) -> Item {
    Item::new(place, Value::Number(number.to_owned()))
}

fn cover() -> Vec<Item> {
    let labels = [("B2", "Form", "float"), ("B3", "Branch", "A1"), ("B4", "Year:", "2016-17")];
    let mut cells: Vec<Item> =
        labels.iter().flat_map(|(at, label, value)| [text(at, label), text(&at.replace('B', "C"), value)]).collect();
    cells.extend([text("B5", "MONTH"), number("C5", "7")]);
    cells
}

fn page(name: &str, cells: Vec<Item>) -> Page {
    Page { name: name.to_owned(), cells, ..Page::default() }
}

fn cash(closing: Item) -> Page {
    let mut cells = vec![text("B2", "Cash"), text("B4", "opening"), number("D4", "107.5"), text("B5", "spent")];
    cells.extend([number("D5", "20"), text("B6", "closing"), closing]);
    page("Cash", cells)
}

fn costs() -> Page {
    let mut cells =
        vec![text("A1", "Costs of the month"), text("C3", "Plan"), text("D3", "Actual"), text("A4", "Motoring")];
    cells.extend([text("A5", "Fuel"), number("C5", "10"), number("D5", "12")]);
    cells.extend([text("A7", "Rent"), number("C7", "30"), number("D7", "30")]);
    page("costs", cells)
}

fn book(cash: Page) -> Book {
    Book { sheets: vec![page("Header", cover()), cash, costs()], ..Book::default() }
}

/// What is found: id, cell, and message, help or suggestion.
fn found(bytes: &[u8]) -> Vec<(String, String, String)> {
    let mut rules = RuleBook::empty();
    rules.add("form.yaml", include_str!("../../tests/tables/form.yaml"));
    rules.add("rules.yaml", include_str!("../../tests/tables/rules.yaml"));
    let read = rules.read_workbook("book", bytes, None, true);
    let mut run = Run::new(Selection::default());
    for ret in read.returns {
        run.add(&mut rules, ret);
    }
    let report = run.finish(&mut rules);
    let cell = |place| rules.sources.cell(place).map_or(String::new(), |cell| cell.to_string());
    let mut out: Vec<(String, String, String)> = report
        .findings
        .iter()
        .filter(|f| f.outcome == crate::finding::Outcome::Fail)
        .map(|f| (f.rule.clone(), cell(f.place), format!("{} | {:?}", f.message, f.suggestion)))
        .collect();
    out.extend(read.diagnostics.iter().chain(&report.diagnostics).map(|d| {
        let at = d.place.map_or(String::new(), cell);
        (d.code.to_owned(), at, format!("{} | {:?}", d.message, d.help))
    }));
    out
}

/// Holds what both formats give against what is wanted: id, cell, and a piece of the message.
#[track_caller]
fn gives(book: &Book, wanted: &[(&str, &str, &str)]) {
    for (format, bytes) in [("xlsx", xlsx(book)), ("ods", ods(book))] {
        let got = found(&bytes);
        let same = got.len() == wanted.len()
            && wanted
                .iter()
                .zip(&got)
                .all(|((id, cell, piece), (own, at, words))| id == own && cell == at && words.contains(piece));
        assert!(same, "{format}: {got:#?}");
    }
}

#[test]
fn findings_name_cells() {
    gives(&book(cash(number("D6", "87.5"))), &[("FL-06", "costs!D5", "")]);
    let wrong = [("FL-01", "Cash!D6", "78.5 should equal 87.5 (107.5 - 20)"), ("FL-06", "costs!D5", "")];
    gives(&book(cash(number("D6", "78.5"))), &wrong);
    let mut quoted = book(cash(number("D6", "78.5")));
    quoted.sheets[0].name = "Header".to_owned();
    quoted.sheets[2].cells.iter_mut().for_each(|cell| cell.column += 30);
    gives(&quoted, &[("FL-01", "Cash!D6", ""), ("FL-06", "costs!AH5", "")]);
    // What is not given is pointed at where it should stand.
    let missing = [("FL-03", "Cash!D6", "`cash.closing`"), ("FL-06", "costs!D5", "")];
    let mut empty = book(cash(number("D6", "0")));
    empty.sheets[1].cells.pop();
    gives(&empty, &missing);
}

#[test]
fn rows_and_columns_put_in_between_break_nothing() {
    let mut moved = book(cash(number("D6", "78.5")));
    for cell in &mut moved.sheets[1].cells {
        cell.row += u32::from(cell.row > 4) * 3;
        cell.column += u32::from(cell.column > 2) * 4;
    }
    gives(&moved, &[("FL-01", "Cash!H9", ""), ("FL-06", "costs!D5", "")]);
}

#[test]
fn named_ranges_and_headings_say_where_tables_lie() {
    let mut named = book(cash(number("D6", "78.5")));
    named.sheets[1].name = "Money".to_owned();
    named.names.push(("cash".to_owned(), "Money".to_owned(), Area { first: (4, 2), last: (6, 4) }));
    gives(&named, &[("FL-01", "Money!D6", ""), ("FL-06", "costs!D5", "")]);
    // Below its own name, alone in its row, on a sheet of another name.
    let mut headed = book(cash(number("D6", "78.5")));
    headed.sheets[1].name = "Money".to_owned();
    gives(&headed, &[("FL-01", "Money!D6", ""), ("FL-06", "costs!D5", "")]);
}

#[test]
fn labels_that_the_form_does_not_know() {
    let mut odd = book(cash(number("D6", "87.5")));
    odd.sheets[1].cells.extend([text("B7", "closign"), number("D7", "1")]);
    let wanted = [("FL-02", "Cash!B7", "has no `closign`"), ("FL-06", "costs!D5", "")];
    gives(&odd, &wanted);
    let mut line = book(cash(number("D6", "87.5")));
    line.sheets[2].cells[4] = text("A5", "Fule");
    gives(&line, &[("FL-02", "costs!A5", "did you mean `fuel`?")]);
}

#[test]
fn what_a_spreadsheet_hides_is_said() {
    let fuel = ("FL-06", "costs!D5", "");
    let mut hidden = book(cash(number("D6", "87.5")));
    hidden.sheets[1].hidden = true;
    hidden.sheets[2].hidden_rows = vec![7];
    hidden.sheets[2].hidden_columns = vec![4];
    let wanted = [
        fuel,
        ("E118", "Cash!D4", "sheet Cash is hidden, and 3 cells"),
        ("E118", "costs!C7", "row 7 of sheet costs is hidden, and 2 cells"),
        ("E118", "costs!D5", "column D of sheet costs is hidden, and 1 cell"),
    ];
    gives(&hidden, &wanted);
    let mut merged = book(cash(number("D6", "87.5")));
    merged.sheets[2].merged = vec![Area { first: (5, 3), last: (6, 3) }];
    gives(&merged, &[fuel, ("E119", "costs!C5", "costs!C5 to C6 are merged inside a table")]);
    let text_figure = book(cash(text("D6", "87.5")));
    gives(&text_figure, &[fuel, ("E116", "Cash!D6", "holds `87.5` as a text")]);
    let noise = book(cash(number("D6", "87.500000000000014")));
    let words = "stores 87.500000000000014, which shows as 87.5";
    gives(&noise, &[fuel, ("E120", "Cash!D6", words)]);
    let error = book(cash(Item::new("D6", Value::Error("#REF!".to_owned()))));
    gives(&error, &[("FL-04", "Cash!D6", "is `#REF!`"), fuel]);
}

#[test]
fn formulas() {
    let fuel = ("FL-06", "costs!D5", "");
    // The stored value is not what the identity gives: somebody has to calculate.
    let stale = book(cash(number("D6", "78.5").formula("D4-D5")));
    gives(&stale, &[("FL-01", "Cash!D6", "Cash!D6 is a formula (=D4-D5); if its figure is older"), fuel]);
    let none = book(cash(Item::new("D6", Value::Nothing).formula("D4-D5")));
    let wanted = [
        ("FL-03", "Cash!D6", "`cash.closing`"),
        fuel,
        ("E119", "", "formulas that were never calculated"),
        ("E119", "Cash!D6", "is a formula without a stored value"),
    ];
    gives(&none, &wanted);
    // A column of formulas with one constant in it.
    let mut typed = book(cash(number("D6", "87.5")));
    let form_lines = &mut typed.sheets[2].cells;
    for cell in form_lines.iter_mut().filter(|cell| cell.row == 5 || cell.row == 7) {
        if cell.column == 4 {
            *cell = Item { formula: Some("C5*1".to_owned()), ..cell.clone() };
        }
    }
    gives(&typed, &[fuel]);
    let receipts = |last: Item| {
        let mut cells = vec![text("A1", "number"), text("B1", "amount")];
        cells.extend((2..5).flat_map(|row| {
            [text(&format!("A{row}"), &format!("R-{row}")), number(&format!("B{row}"), "5").formula("2+3")]
        }));
        cells.extend([text("A5", "R-5"), last]);
        page("receipts", cells)
    };
    let mut overwritten = book(cash(number("D6", "87.5")));
    overwritten.sheets.push(receipts(number("B5", "6")));
    let words = "receipts!B5 holds the constant 6 where 3 of the 3 cells beside it hold formulas";
    gives(&overwritten, &[fuel, ("E117", "receipts!B5", words)]);
}

#[test]
fn workbooks_that_are_not_read_as_returns() {
    let nothing = Book { sheets: vec![page("Sheet1", vec![text("A1", "shopping")])], ..Book::default() };
    gives(&nothing, &[("E106", "", "does not say which form it is")]);
    let unknown =
        Book { sheets: vec![page("Cover", vec![text("A1", "form"), text("B1", "flaot")])], ..Book::default() };
    gives(&unknown, &[("E107", "Cover!B1", "did you mean `float`?")]);
    let bare = Book { sheets: vec![page("Cover", vec![text("A1", "form"), text("B1", "float")])], ..Book::default() };
    gives(&bare, &[("E106", "", "no table of form `float` was found")]);
    for (bytes, words) in [
        (&b"no workbook at all"[..], "E115"),
        (b"", "E115"),
        (&[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, 0, 0], "E115"),
    ] {
        let got = found(bytes);
        assert_eq!(got.iter().map(|(code, _, _)| code.as_str()).collect::<Vec<_>>(), [words], "{got:?}");
    }
}
