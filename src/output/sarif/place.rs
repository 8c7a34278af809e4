//! Places as SARIF says them: a relative URI and a region.

use super::model::{Artifact, Location, Logical, Message, Physical, Region};
use crate::report::Report;
use crate::source::{FileId, LineColumn, Place, Sources, shown_line};
use std::collections::BTreeSet;
use std::fmt::Write as _;

/// A longer text is not repeated in a snippet; the region says where it is.
const LONGEST_SNIPPET: usize = 2_000;

/// The files of a report.
pub struct Places<'r> {
    sources: &'r Sources,
    /// Names of files that were converted, so that their bytes are not those of the text.
    converted: BTreeSet<&'r str>,
    /// The file that stands for what has no place in a file of the reader's.
    anchor: Option<FileId>,
}

impl<'r> Places<'r> {
    pub fn of(report: &'r Report, sources: &'r Sources) -> Places<'r> {
        let converted = report.diagnostics.iter().filter(|one| one.code == "E114");
        let places = report.findings.iter().map(|finding| finding.place.file);
        let mut files = places.chain((0..).map(FileId).take_while(|id| sources.file(*id).is_some()));
        let anchor = files.find(|id| is_file(sources.name(*id)));
        Places { sources, converted: converted.filter_map(|one| one.file.as_deref()).collect(), anchor }
    }

    pub fn sources(&self) -> &'r Sources {
        self.sources
    }

    /// Whether a place is in a file that the reader has.
    pub fn is_real(&self, place: Place) -> bool {
        is_file(self.sources.name(place.file))
    }

    /// Where something is, for a result: never nothing where there is any file at all.
    ///
    /// Code scanning of GitHub refuses the whole upload when one result has no location
    /// ("locationFromSarifResult: expected at least one location") or only a logical one ("expected a
    /// physical location"; github/codeql-action issues 1738 and 2459). A physical location without a
    /// region is taken, and shown at the first line. So what points into a built-in file - a rule that
    /// was not applicable, a return that is missing from the reference list - is shown at a file of the
    /// run, and the properties say where it really is.
    pub fn primary(&self, place: Option<Place>) -> Vec<Location> {
        let real = place.filter(|place| self.is_real(*place));
        let file = real.map(|place| self.physical(place)).or_else(|| self.anchor());
        file.map(|physical| Location { physical_location: Some(physical), ..Location::default() }).into_iter().collect()
    }

    fn anchor(&self) -> Option<Physical> {
        let name = self.sources.name(self.anchor?);
        Some(Physical { artifact_location: Artifact { uri: uri(name) }, region: None })
    }

    /// A place in a file that the reader has, with what to say at it.
    pub fn further(&self, place: Place, words: &str) -> Option<Location> {
        self.is_real(place).then(|| Location {
            physical_location: Some(self.physical(place)),
            logical_locations: self.cell(place).into_iter().collect(),
            message: (!words.is_empty()).then(|| Message::plain(said(words))),
            ..Location::default()
        })
    }

    /// A file as a whole, with the line and column that are known of it.
    pub fn whole(&self, name: &str, at: Option<LineColumn>) -> Option<Location> {
        let region = at.map(|at| Region {
            start_line: at.line,
            start_column: at.column,
            end_line: at.line,
            end_column: at.column,
            byte_offset: None,
            byte_length: None,
            snippet: None,
        });
        let physical = Physical { artifact_location: Artifact { uri: uri(name) }, region };
        is_file(name).then(|| Location { physical_location: Some(physical), ..Location::default() })
    }

    /// What a place is called in the return.
    pub fn logical(&self, place: Place, path: &str) -> Vec<Logical> {
        let path = (!path.is_empty()).then(|| Logical { fully_qualified_name: shown_line(path), kind: "value" });
        path.into_iter().chain(self.cell(place)).collect()
    }

    fn cell(&self, place: Place) -> Option<Logical> {
        self.sources
            .cell(place)
            .map(|cell| Logical { fully_qualified_name: shown_line(&cell.to_string()), kind: "cell" })
    }

    fn physical(&self, place: Place) -> Physical {
        let (start, end) = self.sources.ends(place);
        let (name, text) = (self.sources.name(place.file), self.sources.slice(place));
        // Of a row that is not held nothing but its line is known; the text of a workbook is a drawing.
        let held = text.len() == place.span.len() && (!text.is_empty() || self.holds(place));
        let in_bytes = held && self.sources.cell(place).is_none() && !self.converted.contains(name);
        let snippet = (!text.is_empty() && text.len() <= LONGEST_SNIPPET).then(|| Message::plain(text));
        Physical {
            artifact_location: Artifact { uri: uri(name) },
            region: Some(Region {
                start_line: start.line,
                start_column: start.column,
                end_line: end.line,
                end_column: end.column,
                byte_offset: in_bytes.then_some(place.span.start),
                byte_length: in_bytes.then_some(place.span.len()),
                snippet,
            }),
        }
    }

    /// Whether the text around a place is at hand.
    fn holds(&self, place: Place) -> bool {
        let start = place.span.start;
        self.sources.file(place.file).is_some_and(|file| !file.text.is_empty() || file.piece(start).is_some())
    }
}

/// Whether a name is one of a file, not of a part of the program.
pub fn is_file(name: &str) -> bool {
    !name.is_empty() && !name.starts_with("builtin:")
}

/// A text as a message: on one line, and nothing in it is a link of SARIF.
pub fn said(text: &str) -> String {
    shown_line(text).replace("](", "] (")
}

/// The path of a file as a URI, relative where it is.
pub fn uri(name: &str) -> String {
    let mut path = if cfg!(windows) { name.replace('\\', "/") } else { name.to_owned() };
    while let Some(rest) = path.strip_prefix("./") {
        path = rest.trim_start_matches('/').to_owned();
    }
    let drive = cfg!(windows) && path.as_bytes().get(1) == Some(&b':');
    let mut out = match (path.starts_with('/'), drive) {
        (true, _) => "file://".to_owned(),
        (false, true) => "file:///".to_owned(),
        (false, false) => String::new(),
    };
    for (at, byte) in path.bytes().enumerate() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => out.push(char::from(byte)),
            b':' if drive && at == 1 => out.push(':'),
            _ => {
                let _ = write!(out, "%{byte:02X}");
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_uris() {
        for (path, want) in [
            ("returns/a.yaml", "returns/a.yaml"),
            ("././returns//a.yaml", "returns//a.yaml"),
            (".//a.yaml", "a.yaml"),
            ("../a b.yaml", "../a%20b.yaml"),
            ("a:b?c#d%e.yaml", "a%3Ab%3Fc%23d%25e.yaml"),
            ("£5.csv", "%C2%A35.csv"),
            ("::error::x.yaml", "%3A%3Aerror%3A%3Ax.yaml"),
        ] {
            assert_eq!(uri(path), want);
        }
        assert_eq!(uri("/srv/returns/a.yaml"), "file:///srv/returns/a.yaml");
    }

    #[test]
    fn no_text_is_a_link() {
        assert_eq!(
            said("see [here](https://example.org)\nand\u{202e}"),
            "see [here] (https://example.org) and\u{fffd}"
        );
    }
}
