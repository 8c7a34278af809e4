//! Calamine as the oracle for addresses, texts and kinds.

use super::make::xlsx;
use super::tests::everything;
use super::{Kind, read};
use calamine::{DataRef, Reader, Xlsx};
use std::io::Cursor;

#[test]
fn calamine_sees_the_same_cells() {
    let bytes = xlsx(&everything());
    let mut other = Xlsx::new(Cursor::new(&bytes[..])).unwrap();
    for sheet in read(&bytes).unwrap().sheets {
        let mut cells = other.worksheet_cells_reader(&sheet.name).unwrap();
        let mut ours = sheet.cells.iter();
        while let Some(cell) = cells.next_cell().unwrap() {
            let own = ours.next().unwrap();
            assert_eq!((own.row - 1, own.column - 1), cell.get_position());
            let number = || own.stored.as_ref().unwrap_or(&own.text).parse::<f64>().unwrap();
            match cell.get_value().clone() {
                DataRef::String(text) => assert_eq!((own.kind, &own.text), (Kind::Text, &text)),
                DataRef::SharedString(text) => assert_eq!((own.kind, own.text.as_str()), (Kind::Text, text)),
                DataRef::Int(value) => assert_eq!((own.kind, number()), (Kind::Number, value as f64)),
                DataRef::Float(value) => assert_eq!((own.kind, number()), (Kind::Number, value)),
                DataRef::Bool(truth) => assert_eq!((own.kind, own.text == "true"), (Kind::Bool, truth)),
                DataRef::Error(error) => assert_eq!((own.kind, own.text.clone()), (Kind::Error, error.to_string())),
                DataRef::DateTime(date) => assert_eq!((own.kind, number()), (Kind::Date, date.as_f64())),
                DataRef::Empty => assert_eq!(own.text, ""),
                other => panic!("{other:?}"),
            }
        }
        assert!(ours.next().is_none());
    }
}

/// Workbooks of other projects, whole and cut off: `PROBITY_WORKBOOKS` names a folder of them; those that
/// travel with calamine's source are read where they are there.
#[test]
#[ignore = "needs a folder of workbooks: PROBITY_WORKBOOKS=FOLDER cargo test --lib strange -- --ignored"]
fn strange_workbooks_are_read_or_refused() {
    let mut folders: Vec<std::path::PathBuf> =
        std::env::var_os("PROBITY_WORKBOOKS").map(Into::into).into_iter().collect();
    if let Some(home) = std::env::var_os("CARGO_HOME") {
        let sources = std::path::Path::new(&home).join("registry/src");
        for registry in std::fs::read_dir(sources).into_iter().flatten().flatten() {
            for package in std::fs::read_dir(registry.path()).into_iter().flatten().flatten() {
                if package.file_name().to_string_lossy().starts_with("calamine-") {
                    folders.push(package.path().join("tests"));
                }
            }
        }
    }
    let mut read = 0;
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if let Ok(bytes) = std::fs::read(&path) {
                let _ = super::read(&bytes);
                let _ = super::read(&bytes[..bytes.len() / 2]);
                read += 1;
            }
        }
    }
    assert!(read > 0, "no workbook was found");
}
