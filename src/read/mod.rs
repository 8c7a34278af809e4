//! Bytes to trees of spanned text scalars. Nothing here knows what a scalar means: that is for
//! the form or the rule file to say.
#![doc = include_str!("differences.md")]

mod json;
pub mod keys;
mod textmap;
mod tree;
mod yaml;

pub use textmap::TextMap;
pub use tree::{At, Entry, Nodes, Shared, Style, Tree};

use crate::diag::Diagnostic;
use crate::source::{FileId, LineColumn, Place, SourceFile, Sources, Span};

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
        let words = format!("the file has more than {} MiB, which is the most that is read", LARGEST >> 20);
        return Err(Box::new(Diagnostic::of_file("E110", name, words)));
    }
    let wide = |words: &str| Box::new(Diagnostic::of_file("E104", name, words).help("save it again as UTF-8"));
    if bytes.starts_with(&[0xff, 0xfe, 0, 0]) || bytes.starts_with(&[0, 0, 0xfe, 0xff]) {
        return Err(wide("the file is UTF-32, not UTF-8"));
    }
    // Without its mark it shows by a NUL in every second place.
    let first = bytes.first_chunk::<4>();
    let bare =
        first.is_some_and(|[a, b, c, d]| (*a == 0) == (*c == 0) && (*b == 0) == (*d == 0) && (*a == 0) != (*b == 0));
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) || bare {
        return Err(wide("the file is UTF-16, not UTF-8"));
    }
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        let byte = error.as_bytes().get(at).copied().unwrap_or(0);
        let before = String::from_utf8_lossy(error.as_bytes().get(..at).unwrap_or_default()).into_owned();
        let end = Span::new(at, at).end;
        let LineColumn { line, column } = SourceFile::new(name, before).line_column(end);
        let words = format!("byte 0x{byte:02X} at line {line}, column {column} is not UTF-8");
        Box::new(Diagnostic::of_file("E104", name, words).on_line(line, column).help("save the file again as UTF-8"))
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

#[cfg(test)]
mod tests;
