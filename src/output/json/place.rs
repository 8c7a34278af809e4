//! Places in documents.

use crate::source::{Place, Sources};
use serde::Serialize;

/// A place in a file: lines and columns from 1, columns in code points, the end one past the
/// last character.
#[derive(Serialize)]
pub struct Location<'r> {
    file: &'r str,
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    path: Option<&'r str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cell: Option<Option<String>>,
    /// What the labels of the cell's row and column say.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    labels: Vec<&'r str>,
}

impl<'r> Location<'r> {
    /// A line and column of a file that is no text to point into.
    pub fn at(file: &'r str, line: usize, column: usize) -> Location<'r> {
        Location { file, line, column, end_line: line, end_column: column, path: None, cell: None, labels: Vec::new() }
    }
}

/// The location of a place, without path and cell.
pub fn location(sources: &Sources, place: Place) -> Location<'_> {
    let (start, end) = sources.ends(place);
    Location {
        file: sources.name(place.file),
        line: start.line,
        column: start.column,
        end_line: end.line,
        end_column: end.column,
        path: None,
        cell: sources.cell(place).map(|cell| Some(cell.to_string())),
        labels: sources.cell(place).and_then(|cell| cell.labels).map_or(Vec::new(), |(row, column)| {
            [row, column].into_iter().map(String::as_str).filter(|label| !label.is_empty()).collect()
        }),
    }
}

/// The location of a place in a return, with its path and, in a workbook, its cell.
pub fn in_return<'r>(sources: &'r Sources, place: Place, path: &'r str) -> Location<'r> {
    let location = location(sources, place);
    Location { path: Some(path), cell: Some(location.cell.flatten()), ..location }
}
