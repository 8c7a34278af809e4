//! Every sample in every format: the same return gives the same findings, up to where they point.

use super::{Report, RuleBook, Run, Selection};
use crate::form::{Form, Table, TableKind};
use crate::grid::book::make::{Book, Item, Page, Value, ods, xlsx};
use crate::read::{self, At, Syntax};
use crate::returns::Return;
use std::path::{Path, PathBuf};

/// Samples whose mistakes a row or a sheet cannot make, each with why.
const ONLY_NESTED: &[(&str, &str)] = &[
    ("comma-in-flow.yaml", "fields are not cut by the commas of braces"),
    ("list-at-the-top.yaml", "rows are the top"),
    ("no-form.yaml", "it states no form, so nothing says what its tables are"),
    ("unknown-form.yaml", "nothing says what its tables are"),
    ("unknown-table.yaml", "a table that the form does not know is nested in a way of its own"),
    ("mapping-for-a-figure.yaml", "a field holds one text"),
    ("two-returns-one-bad.yaml", "one of its returns is no mapping"),
];

type Cells = Vec<(String, String)>;

/// A return as its tables, without any format.
#[derive(Debug, Clone, Default)]
struct Plain {
    form: String,
    records: Vec<(String, Cells)>,
    lines: Vec<(String, Vec<(String, Cells)>)>,
    rows: Vec<(String, Vec<Cells>)>,
}

/// What tells the returns of a long file apart.
const KEYS: [&str; 4] = ["header.ods_code", "header.financial_year", "header.month", "header.submission_version"];

impl Plain {
    fn cell(&self, path: &str) -> Option<&str> {
        let (table, name) = path.split_once('.')?;
        let (_, cells) = self.records.iter().find(|(own, _)| own == table)?;
        cells.iter().find(|(own, _)| own == name).map(|(_, text)| text.as_str())
    }
}

fn cells(at: At<'_>) -> Option<Cells> {
    let mut out = Cells::new();
    for entry in at.entries() {
        let text = match entry.value.is_list() {
            true => {
                let items: Option<Vec<&str>> = entry.value.items().map(At::text).collect();
                items?.join("; ")
            }
            false if entry.value.is_null() => String::new(),
            false => entry.value.scalar()?.text.trim_end_matches('\n').to_owned(),
        };
        out.push((entry.key.scalar()?.text.to_owned(), text));
    }
    at.is_map().then_some(out)
}

fn plain(form: &Form, at: At<'_>) -> Option<Plain> {
    let mut out = Plain { form: form.id.clone(), ..Plain::default() };
    for entry in at.entries().filter(|entry| entry.key.scalar().is_some_and(|key| key.text != "form")) {
        let name = entry.key.scalar()?.text.to_owned();
        let kind = form.tables.iter().find(|table| *table.name == *name).map(|table| table.kind);
        match kind {
            Some(TableKind::Rows) => {
                let rows: Option<Vec<Cells>> = entry.value.items().map(cells).collect();
                out.rows.push((name, rows.filter(|_| entry.value.is_list())?));
            }
            Some(TableKind::Lines) => {
                let line = |line: read::Entry<'_>| Some((line.key.scalar()?.text.to_owned(), cells(line.value)?));
                let lines: Option<Vec<_>> = entry.value.entries().map(line).collect();
                out.lines.push((name, lines?));
            }
            _ => out.records.push((name, cells(entry.value)?)),
        }
    }
    Some(out)
}

fn quoted(text: &str) -> String {
    let needs = text.contains([',', '"', '\n', '\r']);
    if needs { format!("\"{}\"", text.replace('"', "\"\"")) } else { text.to_owned() }
}

/// As JSON, written out by hand: what stands twice stays twice.
fn json(plain: &Plain) -> String {
    let text = |text: &str| serde_json::Value::from(text).to_string();
    let record = |cells: &Cells| {
        let value = |value: &str| if value.is_empty() { "null".to_owned() } else { text(value) };
        let cells = cells.iter().map(|(name, own)| format!("{}: {}", text(name), value(own)));
        format!("{{{}}}", cells.collect::<Vec<_>>().join(", "))
    };
    let mut out = vec![format!("\"form\": {}", text(&plain.form))];
    out.extend(plain.records.iter().map(|(name, cells)| format!("{}: {}", text(name), record(cells))));
    out.extend(plain.lines.iter().map(|(name, lines)| {
        let lines = lines.iter().map(|(line, cells)| format!("{}: {}", text(line), record(cells)));
        format!("{}: {{{}}}", text(name), lines.collect::<Vec<_>>().join(", "))
    }));
    out.extend(
        plain.rows.iter().map(|(name, rows)| {
            format!("{}: [{}]", text(name), rows.iter().map(record).collect::<Vec<_>>().join(", "))
        }),
    );
    format!("{{{}}}", out.join(", "))
}

/// Lists in a column that holds several are texts with semicolons everywhere but in JSON.
fn without_lists(plain: &Plain) -> bool {
    let records = plain.records.iter().flat_map(|(_, cells)| cells);
    let lines = plain.lines.iter().flat_map(|(_, lines)| lines.iter().flat_map(|(_, cells)| cells));
    !records.chain(lines).any(|(_, text)| text.contains("; "))
}

fn wide(returns: &[Plain]) -> String {
    let mut header = vec!["form".to_owned()];
    let mut rows: Vec<Vec<(String, String)>> = Vec::new();
    for plain in returns {
        let mut row = vec![("form".to_owned(), plain.form.clone())];
        for (table, cells) in &plain.records {
            row.extend(cells.iter().map(|(name, text)| (format!("{table}.{name}"), text.clone())));
        }
        for (table, lines) in &plain.lines {
            for (line, cells) in lines {
                row.extend(cells.iter().map(|(name, text)| (format!("{table}.{line}.{name}"), text.clone())));
            }
        }
        for (table, rows) in &plain.rows {
            assert!(rows.is_empty());
            row.push((table.clone(), "[]".to_owned()));
        }
        for (name, _) in &row {
            // What stands twice in the only return stands twice in the header.
            if !header.contains(name) || (returns.len() == 1 && name != "form") {
                header.push(name.clone());
            }
        }
        rows.push(row);
    }
    let mut out: String = header.iter().map(|name| quoted(name)).collect::<Vec<_>>().join(",") + "\n";
    for row in rows {
        let cell = |(at, name): (usize, &String)| {
            let nth = header.iter().take(at).filter(|other| *other == name).count();
            row.iter().filter(|(own, _)| own == name).nth(nth).map_or(String::new(), |(_, text)| quoted(text))
        };
        out.push_str(&(header.iter().enumerate().map(cell).collect::<Vec<_>>().join(",") + "\n"));
    }
    out
}

fn long(returns: &[Plain]) -> String {
    let mut keys = KEYS.to_vec();
    keys.retain(|key| returns.iter().all(|plain| plain.cell(key).is_some()));
    let mut out =
        format!("form;{}table;line;column;value\n", keys.iter().map(|key| format!("{key};")).collect::<String>());
    for plain in returns {
        let before: String = keys.iter().map(|key| format!("{};", semi(plain.cell(key).unwrap_or("")))).collect();
        let mut put = |table: &str, line: &str, column: &str, value: &str| {
            let is_key = line.is_empty() && keys.contains(&format!("{table}.{column}").as_str());
            if !is_key {
                let cells = [table, line, column, value].map(semi).join(";");
                out.push_str(&format!("{};{before}{cells}\n", plain.form));
            }
        };
        for (table, cells) in &plain.records {
            cells.iter().for_each(|(name, text)| put(table, "", name, text));
        }
        for (table, lines) in &plain.lines {
            for (line, cells) in lines {
                cells.iter().for_each(|(name, text)| put(table, line, name, text));
            }
        }
        for (table, rows) in &plain.rows {
            for (number, cells) in rows.iter().enumerate() {
                let key = cells.iter().find(|(name, _)| name.ends_with("_id")).map(|(_, text)| text.clone());
                let key = key.unwrap_or_else(|| (number + 1).to_string());
                cells.iter().for_each(|(name, text)| put(table, &key, name, text));
            }
            if rows.is_empty() {
                put(table, "", "", "[]");
            }
        }
    }
    out
}

fn semi(text: &str) -> String {
    if text.contains([';', '"', '\n']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text.to_owned() }
}

/// A cell as a spreadsheet program would store it: a plain figure as a number, else a text.
fn cell(row: u32, column: u32, text: &str) -> Item {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let plain = text.strip_prefix('-').unwrap_or(text);
    let figure = plain.bytes().all(|b| b.is_ascii_digit() || b == b'.') && (1..=15).contains(&digits);
    let leading = plain.starts_with('0') && plain.len() > 1 && !plain.starts_with("0.");
    let value = match figure && !leading && crate::value::Number::parse(text).is_some() {
        true => Value::Number(text.to_owned()),
        false => Value::Text(text.to_owned()),
    };
    Item { row, column, value, formula: None }
}

/// A workbook with a sheet for each table, labels in the words of the form, and empty rows and columns
/// put in between.
fn book(form: &Form, plain: &Plain) -> Book {
    let label = |table: Option<&Table>, name: &str| {
        let column = table.and_then(|table| table.columns.get(table.column(name)?)).map(|column| column.label.clone());
        let line = table.and_then(|table| table.lines.get(table.line(name)?)).map(|line| line.label.clone());
        line.or(column).unwrap_or_else(|| name.to_owned())
    };
    let of = |name: &str| form.tables.iter().find(|table| *table.name == *name);
    let mut sheets = Vec::new();
    for (nth, (name, cells)) in plain.records.iter().enumerate() {
        let mut items = vec![cell(1, 2, &format!("Return of the {name}"))];
        if nth == 0 {
            items.extend([cell(2, 2, "Form"), cell(2, 5, &plain.form)]);
        }
        for (row, (column, text)) in (4u32..).step_by(2).zip(cells) {
            items.push(cell(row, 2, &label(of(name), column)));
            items.extend((!text.is_empty()).then(|| cell(row, 5, text)));
        }
        // The form has its header on the cover.
        let sheet = if name == "header" { "Cover".to_owned() } else { name.clone() };
        sheets.push(Page { name: sheet, cells: items, ..Page::default() });
    }
    for (name, lines) in &plain.lines {
        let mut columns: Vec<&str> = Vec::new();
        lines.iter().flat_map(|(_, cells)| cells).for_each(|(column, _)| {
            if !columns.contains(&column.as_str()) {
                columns.push(column);
            }
        });
        let mut items: Vec<Item> =
            (4u32..).step_by(2).zip(&columns).map(|(at, column)| cell(3, at, &label(of(name), column))).collect();
        for (row, (line, cells)) in (5u32..).step_by(3).zip(lines) {
            items.push(cell(row, 2, &label(of(name), line)));
            for (at, column) in (4u32..).step_by(2).zip(&columns) {
                let text = cells.iter().find(|(own, _)| own == column).map_or("", |(_, text)| text);
                items.extend((!text.is_empty()).then(|| cell(row, at, text)));
            }
        }
        sheets.push(Page { name: name.clone(), cells: items, ..Page::default() });
    }
    for (name, rows) in &plain.rows {
        let own = of(name).unwrap();
        let columns: Vec<&str> = own.columns.iter().filter(|c| !c.implied).map(|c| &*c.name).collect();
        let mut items: Vec<Item> =
            (3u32..).zip(&columns).map(|(at, column)| cell(2, at, &label(Some(own), column))).collect();
        for (row, cells) in (3u32..).zip(rows) {
            for (at, column) in (3u32..).zip(&columns) {
                let text = cells.iter().find(|(own, _)| own == column).map_or("", |(_, text)| text);
                items.extend((!text.is_empty()).then(|| cell(row, at, text)));
            }
        }
        sheets.push(Page { name: name.clone(), cells: items, ..Page::default() });
    }
    Book { sheets, ..Book::default() }
}

/// What findings come to, without where they point.
fn came(book: &mut RuleBook, returns: Vec<Return>) -> (Vec<String>, String) {
    let mut run = Run::new(Selection::default());
    for ret in returns {
        run.add(book, ret);
    }
    let report: Report = run.finish(book);
    let mut out: Vec<String> = report
        .findings
        .iter()
        .map(|f| {
            let gap = f.gap.as_ref().map(|gap| format!("{} {} {}", gap.left, gap.right, gap.tolerance));
            let whose = format!("{:?} {:?}", f.organisation, f.period);
            format!(
                "{} {:?} {:?} {whose} {} {} {gap:?} {:?} {}",
                f.rule, f.outcome, f.severity, f.path, f.message, f.blocked, f.fingerprint
            )
        })
        .collect();
    out.sort();
    let outcomes: Vec<String> =
        report.tallies.iter().map(|(rule, tally)| format!("{rule} {:?}", tally.counts)).collect();
    (out, outcomes.join("\n"))
}

fn read_table(book: &mut RuleBook, name: &str, text: &str) -> Vec<Return> {
    let read = book.read_table(name, text.as_bytes(), None, true);
    assert!(read.diagnostics.is_empty(), "{name}: {:?}", read.diagnostics);
    read.returns
}

fn read_book(book: &mut RuleBook, name: &str, bytes: &[u8]) -> Vec<Return> {
    let read = book.read_workbook(name, bytes, None, true);
    let errors = read.diagnostics.iter().filter(|d| d.severity == crate::diag::Severity::Error).count();
    assert_eq!(errors, 0, "{name}: {:?}", read.diagnostics);
    read.returns
}

fn samples(folder: &Path, out: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            samples(&path, out);
        } else if path.extension().is_some_and(|ext| ext == "yaml") {
            out.push(path);
        }
    }
}

fn same(what: &str, wanted: &(Vec<String>, String), got: &(Vec<String>, String), out: &mut Vec<String>) {
    let lost: Vec<&String> = wanted.0.iter().filter(|one| !got.0.contains(one)).collect();
    let more: Vec<&String> = got.0.iter().filter(|one| !wanted.0.contains(one)).collect();
    if !lost.is_empty() || !more.is_empty() {
        out.push(format!("{what}\nlost: {lost:#?}\nmore: {more:#?}"));
    } else if wanted.1 != got.1 {
        out.push(format!("{what}: {} instead of {}", got.1, wanted.1));
    }
}

#[test]
fn every_sample_gives_the_same_findings_in_every_format() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples");
    let mut paths = Vec::new();
    for folder in ["returns", "published", "bad"] {
        samples(&root.join(folder), &mut paths);
    }
    paths.sort();
    let mut compared = Vec::new();
    let mut left_out = Vec::new();
    let mut wrong = Vec::new();
    for path in &paths {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let Ok(text) = std::fs::read_to_string(path) else { continue };
        let mut rules = RuleBook::built_in();
        rules.ready();
        let file = rules.sources.add(name.as_str(), text.as_str());
        let (trees, diagnostics) = read::trees(&rules.sources, file, Syntax::Yaml);
        let only_nested = ONLY_NESTED.iter().any(|(own, _)| *own == name);
        if only_nested || !diagnostics.is_empty() || trees.is_empty() {
            continue;
        }
        let returns: Option<Vec<Plain>> = trees
            .iter()
            .map(|tree| plain(&rules.layout(tree.root().value("form")?.text()?)?.form.clone(), tree.root()))
            .collect();
        let wanted = rules.read(&name, text.as_str(), Syntax::Yaml, None, false);
        let Some(returns) = returns.filter(|_| wanted.failed == 0 && !wanted.returns.is_empty()) else {
            left_out.push(name);
            continue;
        };
        let wanted = came(&mut rules, wanted.returns);
        // A long file holds one return of a version.
        let keys = returns.iter().map(|plain| KEYS.map(|key| plain.cell(key)));
        if keys.clone().collect::<std::collections::BTreeSet<_>>().len() == returns.len() {
            let got = read_table(&mut rules, "long.csv", &long(&returns));
            same(&format!("{name} as long CSV"), &wanted, &came(&mut rules, got), &mut wrong);
        }
        if let [only] = &returns[..] {
            let form = rules.layout(&only.form).unwrap().form.clone();
            for (format, bytes) in [("xlsx", xlsx(&book(&form, only))), ("ods", ods(&book(&form, only)))] {
                let got = read_book(&mut rules, format, &bytes);
                same(&format!("{name} as {format}"), &wanted, &came(&mut rules, got), &mut wrong);
            }
        }
        // Rows are not part of wide files: both sides go without those that have entries.
        let mut narrow = returns.clone();
        narrow.iter_mut().for_each(|plain| plain.rows.retain(|(_, rows)| rows.is_empty()));
        if narrow.iter().all(without_lists) {
            let nested: Vec<Return> = narrow
                .iter()
                .flat_map(|plain| rules.read("narrow.json", json(plain).as_str(), Syntax::Json, None, true).returns)
                .collect();
            let wanted = came(&mut rules, nested);
            let got = read_table(&mut rules, "wide.csv", &wide(&narrow));
            same(&format!("{name} as wide CSV"), &wanted, &came(&mut rules, got), &mut wrong);
        }
        compared.push(name);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
    assert!(left_out.is_empty(), "these are compared in no other format: {left_out:?}");
    assert!(compared.len() > 35, "{}", compared.len());
}

/// A template that is read back names nothing that the form does not know, and lacks the same however it
/// is written.
#[test]
fn templates_are_read_back() {
    use crate::output::template::{Whose, long, wide, yaml};
    use crate::value::slip::SlipKind;
    let mut rules = RuleBook::built_in();
    for form in rules.forms() {
        for period in ["2013-14 M01", "2016-17 M07", "2018-19 M12"] {
            let whose = Whose { organisation: Some("05D"), period: crate::value::Period::parse(period) };
            let nested = rules.read("t.yaml", yaml(&form, whose), Syntax::Yaml, None, true);
            assert!(nested.diagnostics.is_empty(), "{:?}", nested.diagnostics);
            let nested = nested.returns.into_iter().next().unwrap();
            assert_eq!(nested.organisation.as_deref(), Some("05D"));
            assert_eq!(nested.period.map(|period| period.to_string()).as_deref(), Some(period));
            for (name, text) in [("long", long(&form, whose)), ("wide", wide(&form, whose))] {
                let read = read_table(&mut rules, name, &text).remove(0);
                let slips =
                    |ret: &Return| ret.slips.iter().map(|slip| (slip.kind, slip.path.clone())).collect::<Vec<_>>();
                for ret in [&nested, &read] {
                    let other = slips(ret).into_iter().find(|(kind, _)| *kind != SlipKind::Missing);
                    assert_eq!(other, None, "{name}");
                }
                // A table of a row in which nothing stands is as good as none.
                if name == "long" {
                    assert_eq!(slips(&nested), slips(&read), "{name} {period}");
                }
            }
        }
    }
}
