//! Every case of `cases.yaml`, in every format.

use crate::formats::{self, Json, Told, check, json, text};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::io::Write;

#[derive(Deserialize)]
struct Table {
    cases: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    file: String,
    text: Option<String>,
    #[serde(default)]
    latin: bool,
    #[serde(default)]
    cells: BTreeMap<String, BTreeMap<String, String>>,
}

/// What a finding has to underline, reckoned from the bytes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Mark {
    rule: String,
    line: u64,
    column: u64,
    end_line: u64,
    end_column: u64,
    underlined: String,
    byte: usize,
    cell: Option<String>,
}

/// Takes the marks out of a text: what is left, and by rule from which byte to which.
fn unmarked(text: &str) -> (String, Vec<(String, usize, usize)>) {
    let (mut out, mut marks) = (String::new(), Vec::new());
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once('⟦') {
        let (rules, behind) = behind.split_once('|').unwrap();
        let (marked, behind) = behind.split_once('⟧').unwrap();
        out.push_str(before);
        for rule in rules.split(',') {
            marks.push((rule.to_owned(), out.len(), out.len() + marked.len()));
        }
        out.push_str(marked);
        rest = behind;
    }
    out.push_str(rest);
    (out, marks)
}

/// Line and column of a byte, as people count them.
fn position(text: &str, byte: usize) -> (u64, u64) {
    let (mut line, mut column) = (1, 1);
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        if at >= byte {
            break;
        }
        let ends = c == '\n' || (c == '\r' && chars.peek().is_none_or(|(_, next)| *next != '\n'));
        (line, column) = match (ends, at == 0 && c == '\u{feff}') {
            (true, _) => (line + 1, 1),
            (_, true) => (line, column),
            _ => (line, column + 1),
        };
    }
    (line, column)
}

fn column_number(letters: &str) -> u64 {
    letters.bytes().fold(0, |number, letter| number * 26 + u64::from(letter - b'A') + 1)
}

/// A workbook of texts and numbers, and what is marked in it.
fn workbook(sheets: &BTreeMap<String, BTreeMap<String, String>>) -> (Vec<u8>, Vec<Mark>) {
    let mut marks = Vec::new();
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let mut part = |name: &str, text: &str| {
        zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        write!(zip, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>{text}").unwrap();
    };
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let package = "http://schemas.openxmlformats.org/package/2006";
    let (mut listed, mut related) = (String::new(), String::new());
    for (number, (name, cells)) in sheets.iter().enumerate() {
        let number = number + 1;
        listed.push_str(&format!("<sheet name=\"{name}\" sheetId=\"{number}\" r:id=\"r{number}\"/>"));
        related.push_str(&format!(
            "<Relationship Id=\"r{number}\" Type=\"{office}/worksheet\" Target=\"worksheets/sheet{number}.xml\"/>"
        ));
        let mut rows: BTreeMap<u64, BTreeMap<u64, String>> = BTreeMap::new();
        for (address, marked) in cells {
            let letters = address.trim_end_matches(|c: char| c.is_ascii_digit());
            let (row, column) = (address[letters.len()..].parse().unwrap(), column_number(letters));
            let (value, found) = unmarked(marked);
            marks.extend(found.into_iter().map(|(rule, from, to)| Mark {
                rule,
                line: row,
                column,
                end_line: row,
                end_column: column + 1,
                underlined: value[from..to].to_owned(),
                byte: 0,
                cell: Some(format!("{name}!{address}")),
            }));
            let cell = match value.parse::<f64>() {
                Ok(_) => format!("<c r=\"{address}\"><v>{value}</v></c>"),
                Err(_) => format!("<c r=\"{address}\" t=\"inlineStr\"><is><t>{value}</t></is></c>"),
            };
            rows.entry(row).or_default().insert(column, cell);
        }
        let rows = rows
            .iter()
            .map(|(row, cells)| format!("<row r=\"{row}\">{}</row>", cells.values().cloned().collect::<String>()));
        let sheet =
            format!("<worksheet xmlns=\"{main}\"><sheetData>{}</sheetData></worksheet>", rows.collect::<String>());
        part(&format!("xl/worksheets/sheet{number}.xml"), &sheet);
    }
    part(
        "xl/workbook.xml",
        &format!("<workbook xmlns=\"{main}\" xmlns:r=\"{office}\"><sheets>{listed}</sheets></workbook>"),
    );
    part(
        "xl/_rels/workbook.xml.rels",
        &format!("<Relationships xmlns=\"{package}/relationships\">{related}</Relationships>"),
    );
    part(
        "_rels/.rels",
        &format!(
            "<Relationships xmlns=\"{package}/relationships\"><Relationship Id=\"r1\" Type=\"{office}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
        ),
    );
    part(
        "[Content_Types].xml",
        &format!(
            "<Types xmlns=\"{package}/content-types\"><Default Extension=\"xml\" ContentType=\"application/xml\"/></Types>"
        ),
    );
    (zip.finish().unwrap().into_inner(), marks)
}

impl Case {
    fn written(&self) -> (Vec<u8>, Vec<Mark>) {
        let Some(text) = &self.text else { return workbook(&self.cells) };
        let (text, found) = unmarked(text);
        let mark = |(rule, from, to): (String, usize, usize)| {
            let ((line, column), (end_line, end_column)) = (position(&text, from), position(&text, to));
            let underlined = text[from..to].to_owned();
            Mark { rule, line, column, end_line, end_column, underlined, byte: from, cell: None }
        };
        let marks = found.into_iter().map(mark).collect();
        let bytes = match self.latin {
            // In Windows-1252 these are the bytes of their own numbers.
            true => text.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect(),
            false => text.clone().into_bytes(),
        };
        (bytes, marks)
    }
}

/// The marks as `json` tells them.
fn of_json(finding: &Json, mark: &Mark) -> Mark {
    let at = &finding["location"];
    let number = |name: &str| at[name].as_u64().unwrap();
    Mark {
        rule: text(&finding["rule"]),
        line: number("line"),
        column: number("column"),
        end_line: number("end_line"),
        end_column: number("end_column"),
        cell: at["cell"].as_str().map(str::to_owned),
        ..mark.clone()
    }
}

/// The figure that the evidence of a finding gives for the place it points at is the one that stands there.
fn evidence_is_underlined(finding: &Json, mark: &Mark) -> bool {
    let path = text(&finding["location"]["path"]);
    let name = path.rsplit('.').next().unwrap();
    let evidence = finding["evidence"].as_array().unwrap();
    let of_place = evidence.iter().find(|one| one["expression"] == path.as_str() || one["expression"] == name);
    let Some(of_place) = of_place else { return false };
    let plain = |text: &str| text.trim_matches('"').replace([',', '£'], "");
    let value = text(&of_place["value"]);
    match (plain(&mark.underlined).parse::<f64>(), value.parse::<f64>()) {
        (Ok(underlined), Ok(value)) => assert!((underlined - value).abs() < 1e-9, "{finding}"),
        _ => assert_eq!(mark.underlined.trim_matches('"'), value.trim_matches('"'), "{finding}"),
    }
    true
}

/// The place of a SARIF result.
fn of_sarif(result: &Json, mark: &Mark, bytes: &[u8], case: &Case) {
    let location = &result["locations"][0];
    let region = &location["physicalLocation"]["region"];
    let number = |name: &str| region[name].as_u64().unwrap();
    let lines = [number("startLine"), number("startColumn"), number("endLine"), number("endColumn")];
    assert_eq!(lines, [mark.line, mark.column, mark.end_line, mark.end_column], "{}", case.name);
    assert_eq!(region["snippet"]["text"], mark.underlined.as_str(), "{}", case.name);
    if case.latin || mark.cell.is_some() {
        assert!(region.get("byteOffset").is_none() && region.get("byteLength").is_none(), "{}: {region}", case.name);
    } else {
        let (from, length) = (number("byteOffset") as usize, number("byteLength") as usize);
        assert_eq!(from, mark.byte, "{}", case.name);
        assert_eq!(&bytes[from..from + length], mark.underlined.as_bytes(), "{}", case.name);
    }
    let names: Vec<String> = location["logicalLocations"]
        .as_array()
        .map_or(Vec::new(), |all| all.iter().map(|one| text(&one["fullyQualifiedName"])).collect());
    assert!(mark.cell.iter().all(|cell| names.contains(cell)), "{}: {names:?}", case.name);
}

fn sorted<T: Ord>(all: impl IntoIterator<Item = T>) -> Vec<T> {
    let mut all: Vec<T> = all.into_iter().collect();
    all.sort();
    all
}

#[test]
fn every_format_points_at_the_bytes_that_are_meant() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/outputs/cases.yaml");
    let table: Table = serde_yaml::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    assert!(table.cases.len() >= 12);
    let mut of_evidence = 0;
    for case in &table.cases {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        let (bytes, marks) = case.written();
        std::fs::create_dir_all(folder.join(&case.file).parent().unwrap()).unwrap();
        std::fs::write(folder.join(&case.file), &bytes).unwrap();
        let of = |format: &str| {
            let ran = check(folder, format, &[&case.file]);
            assert_eq!(ran.stdout, check(folder, format, &[&case.file]).stdout, "{}: the same bytes again", case.name);
            ran.stdout
        };
        let document = json(&of("json"));
        let findings = document["findings"].as_array().unwrap();
        let mut marks = sorted(marks);
        marks.sort_by_key(|mark| (mark.line, mark.column, mark.rule.clone()));
        let found: Vec<String> = findings.iter().map(|one| text(&one["rule"])).collect();
        let meant: Vec<String> = marks.iter().map(|mark| mark.rule.clone()).collect();
        assert_eq!(found, meant, "{}: {findings:#?}", case.name);
        for (finding, mark) in findings.iter().zip(&marks) {
            assert_eq!(&of_json(finding, mark), mark, "{}", case.name);
            of_evidence += usize::from(evidence_is_underlined(finding, mark));
        }
        let told = formats::of_json(findings);

        let records = formats::records(&of("jsonl"));
        let lines: Vec<Json> = records.iter().filter(|(of, _)| of == "finding").map(|(_, line)| line.clone()).collect();
        let bare = |line: &Json| {
            let mut line = line.clone();
            line.as_object_mut().unwrap().remove("record");
            line
        };
        assert_eq!(lines.iter().map(bare).collect::<Vec<_>>(), *findings, "{}", case.name);
        let of_run = bare(&records.last().unwrap().1);
        for (key, value) in of_run.as_object().unwrap() {
            assert_eq!(&document[key], value, "{}", case.name);
        }
        let told_by_lines = ["version", "tool", "findings", "diagnostics"];
        let keys = document.as_object().unwrap().keys().filter(|key| !told_by_lines.contains(&key.as_str()));
        assert_eq!(sorted(keys), sorted(of_run.as_object().unwrap().keys()));

        let log = json(&of("sarif"));
        let results = formats::results(&log);
        assert_eq!(formats::of_sarif(&log), told, "{}", case.name);
        for ((result, finding), mark) in results.iter().zip(findings).zip(&marks) {
            of_sarif(result, mark, &bytes, case);
            assert_eq!(result["fingerprints"]["probity/v1"], finding["fingerprint"]);
            for key in ["evidence", "blocked", "organisation", "period", "outcome", "severity"] {
                assert_eq!(result["properties"][key], finding[key], "{}: {key}", case.name);
            }
        }

        let (commands, others) = formats::commands(&of("github"));
        assert!(others.is_empty(), "{}: {others:?}", case.name);
        let in_book = !case.cells.is_empty();
        let lineless = |told: &Told| Told { line: if in_book { 0 } else { told.line }, ..told.clone() };
        let worst = |rule: &str| {
            log["runs"][0]["tool"]["driver"]["rules"]
                .as_array()
                .unwrap()
                .iter()
                .find(|one| one["id"] == rule)
                .map(|one| text(&one["defaultConfiguration"]["level"]))
                .unwrap()
        };
        assert_eq!(sorted(formats::of_github(&commands)), sorted(told.iter().map(lineless)), "{}", case.name);
        for command in commands.iter().filter(|_| !in_book) {
            let number = |name: &str| command.properties.get(name).map_or(0, |number| number.parse::<u64>().unwrap());
            let [rule, ..] = command.properties["title"].split(' ').collect::<Vec<_>>()[..] else { panic!() };
            let at = (rule, number("line"), number("endLine"), number("col"), number("endColumn"));
            let meant =
                |mark: &&Mark| at == (mark.rule.as_str(), mark.line, mark.end_line, mark.column, mark.end_column);
            assert!(marks.iter().any(|mark| meant(&mark)), "{}: {command:?}", case.name);
            if !matches!(rule, "FL-03" | "FL-04") {
                let level = worst(rule).replace("note", "notice");
                assert_eq!(command.name, level, "{}", case.name);
            }
        }

        let cases = formats::cases(&of("junit"));
        assert_eq!(sorted(formats::of_junit(&cases)), sorted(told.clone()), "{}", case.name);
        let mut names: Vec<_> =
            cases.iter().map(|one| (one.attributes["classname"].clone(), one.attributes["name"].clone())).collect();
        let all = names.len();
        names.sort();
        names.dedup();
        assert_eq!(names.len(), all, "{}: no two cases of one name", case.name);

        let page = of("markdown");
        let file = |told: &Told| match (in_book, &marks[0].cell) {
            (true, Some(cell)) => Told { file: format!("{} {cell}", told.file), line: 0, ..told.clone() },
            _ => told.clone(),
        };
        let rows = formats::of_markdown(&page);
        // `Cash!C4` has no colon, so the whole of it is the file.
        assert_eq!(sorted(rows), sorted(told.iter().map(file)), "{}\n{page}", case.name);

        if !in_book {
            let plain = formats::of_plain(&of("plain"));
            let columns: Vec<u64> = plain.iter().map(|(_, column)| *column).collect();
            assert_eq!(plain.into_iter().map(|(told, _)| told).collect::<Vec<_>>(), told, "{}", case.name);
            assert_eq!(columns, marks.iter().map(|mark| mark.column).collect::<Vec<_>>(), "{}", case.name);
            let drawn = of("human");
            for mark in &marks {
                let (rule, place) = (&mark.rule, format!("{}:{}:{}", case.file, mark.line, mark.column));
                assert!(drawn.contains(rule.as_str()) && drawn.contains(&place), "{}: {place}\n{drawn}", case.name);
            }
        }
    }
    assert!(of_evidence >= 15, "{of_evidence} places were held against the evidence");
}
