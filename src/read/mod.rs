//! Bytes to trees of spanned text scalars. Nothing here knows what a scalar means: that is for
//! the form or the rule file to say.

mod json;
pub mod keys;
mod textmap;
mod tree;
mod yaml;

pub use textmap::TextMap;
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
        let start = before.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at.saturating_add(1));
        let column = String::from_utf8_lossy(before.get(start..).unwrap_or_default()).chars().count().saturating_add(1);
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
    Place { file, span: Span::new(start, end) }
}
