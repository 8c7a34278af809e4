//! Bytes to trees of spanned text scalars. Nothing here knows what a scalar means: that is for
//! the form or the rule file to say.

mod json;
pub mod keys;
mod tree;
mod yaml;

pub use tree::{At, Entry, Style, Tree};

use crate::diag::Diagnostic;
use crate::source::{FileId, Place, Sources, Span};

/// How a text is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Syntax {
    /// YAML 1.2, several documents allowed.
    Yaml,
    /// JSON, RFC 8259.
    Json,
}

/// The largest file that is read: 64 MiB.
pub const LARGEST: usize = 64 << 20;

/// Turns the bytes of a file into text.
///
/// # Errors
/// E104 when they are not UTF-8, E110 when there are too many.
pub fn text(name: &str, bytes: Vec<u8>) -> Result<String, Box<Diagnostic>> {
    if bytes.len() > LARGEST {
        let size = bytes.len() >> 20;
        return Err(Box::new(Diagnostic::of_file(
            "E110",
            name,
            format!("the file has {size} MiB; at most {} are read", LARGEST >> 20),
        )));
    }
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return Err(Box::new(
            Diagnostic::of_file("E104", name, "the file is UTF-16, not UTF-8").help("save it again as UTF-8"),
        ));
    }
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        let bytes = error.as_bytes();
        let before = bytes.get(..at).unwrap_or_default();
        let line = before.iter().filter(|byte| **byte == b'\n').count().saturating_add(1);
        let start = before
            .iter()
            .rposition(|byte| *byte == b'\n')
            .map_or(0, |at| at.saturating_add(1));
        let column = String::from_utf8_lossy(before.get(start..).unwrap_or_default())
            .chars()
            .count()
            .saturating_add(1);
        let byte = bytes.get(at).copied().unwrap_or(0);
        Box::new(
            Diagnostic::of_file(
                "E104",
                name,
                format!("byte 0x{byte:02X} at line {line}, column {column} is not UTF-8"),
            )
            .on_line(line, column)
            .help("save the file again as UTF-8"),
        )
    })
}

/// Reads all documents of a text that is in `sources`. What could be read is given together with
/// what was wrong.
pub fn trees(sources: &Sources, file: FileId, syntax: Syntax) -> (Vec<Tree>, Vec<Diagnostic>) {
    let Some(source) = sources.file(file) else {
        return (Vec::new(), Vec::new());
    };
    match syntax {
        Syntax::Yaml => yaml::read(file, &source.text),
        Syntax::Json => match json::read(file, &source.text) {
            Ok(tree) => (vec![tree], Vec::new()),
            Err(diagnostic) => (Vec::new(), vec![*diagnostic]),
        },
    }
}

/// A place in a file from two byte offsets.
fn place(file: FileId, start: usize, end: usize) -> Place {
    Place {
        file,
        span: Span::new(start, end),
    }
}

/// Where each byte of a scalar's decoded text stands in the file. Needed for whatever is parsed
/// inside a scalar, such as an expression: a place in the decoded text becomes one in the file.
#[derive(Debug, Clone)]
pub struct TextMap {
    file: FileId,
    start: u32,
    /// For each byte of the text its offset from `start`; empty when they are the same.
    offsets: Vec<u32>,
}

impl TextMap {
    /// The map of a text that stands in the file as it is, from byte `start`.
    pub fn straight(file: FileId, start: u32) -> TextMap {
        TextMap {
            file,
            start,
            offsets: Vec::new(),
        }
    }

    /// Lines a decoded text up with the raw text of its token: what the raw text has besides
    /// (quotes, indentation, escapes) is passed over.
    pub fn aligned(place: Place, raw: &str, text: &str) -> TextMap {
        if let Some(at) = raw.find(text) {
            let start = place.span.start.saturating_add(u32::try_from(at).unwrap_or(0));
            return TextMap::straight(place.file, start);
        }
        let mut rest = raw.char_indices().peekable();
        let mut offsets = Vec::with_capacity(text.len().saturating_add(1));
        let mut last = 0usize;
        for wanted in text.chars() {
            let mut ahead = rest.clone();
            let found = ahead.find(|(_, c)| *c == wanted || (wanted.is_whitespace() && c.is_whitespace()));
            if let Some((at, c)) = found {
                last = at;
                if c == '\n' && wanted != '\n' {
                    while ahead.next_if(|(_, c)| c.is_whitespace()).is_some() {}
                }
                rest = ahead;
            }
            for inner in 0..wanted.len_utf8() {
                offsets.push(u32::try_from(last.saturating_add(inner)).unwrap_or(u32::MAX));
            }
        }
        offsets.push(u32::try_from(last.saturating_add(1)).unwrap_or(u32::MAX));
        TextMap {
            file: place.file,
            start: place.span.start,
            offsets,
        }
    }

    /// The map of the part of the text that begins at byte `from`.
    pub fn shifted(&self, from: usize) -> TextMap {
        if self.offsets.is_empty() {
            return TextMap::straight(self.file, self.start.saturating_add(u32::try_from(from).unwrap_or(0)));
        }
        let offsets = self.offsets.get(from..).unwrap_or_default().to_vec();
        TextMap {
            file: self.file,
            start: self.start,
            offsets,
        }
    }

    /// The place in the file of a span of the decoded text.
    pub fn place(&self, span: Span) -> Place {
        let at = |offset: u32| match self.offsets.is_empty() {
            true => offset,
            false => {
                let last = self.offsets.last().copied().unwrap_or(0);
                self.offsets.get(offset as usize).copied().unwrap_or(last)
            }
        };
        // The end is one past the last byte, so that an end before a fold does not run on.
        let end = if span.end > span.start {
            at(span.end.saturating_sub(1)).saturating_add(1)
        } else {
            at(span.end)
        };
        Place {
            file: self.file,
            span: Span {
                start: self.start.saturating_add(at(span.start)),
                end: self.start.saturating_add(end),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_inside_quotes_escapes_or_folds_finds_its_place() {
        let cases = [
            ("'a = b'", "a = b", "b"),
            ("\"a \\\"x\\\" b\"", "a \"x\" b", "x"),
            ("|\n    first\n    second line\n", "first\nsecond line\n", "second"),
            (">\n  one\n  two three\n", "one two three\n", "three"),
        ];
        for (raw, text, needle) in cases {
            let place = place(FileId(0), 100, 100 + raw.len());
            let map = TextMap::aligned(place, raw, text);
            let at = text.find(needle).unwrap();
            let found = map.place(Span::new(at, at + needle.len())).span;
            assert_eq!(
                &raw[found.start as usize - 100..found.end as usize - 100],
                needle,
                "{raw}"
            );
        }
    }
}
