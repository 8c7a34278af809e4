//! Texts, byte spans and places: what every message points with.
//!
//! A [`Span`] is a byte range of one file; a [`Place`] says of which. Lines and columns are
//! worked out from the bytes only when something is shown, and count from 1; a column counts
//! Unicode code points.

mod pieces;
mod sheets;

pub use pieces::Piece;
pub use sheets::{CellName, SheetCell, SheetMark, Sheets, column_name};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::sync::{Arc, OnceLock};

/// A byte range of one text: `start` included, `end` not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// A span from two byte offsets. Offsets past 4 GiB are held at that bound; files that large
    /// are refused before they get here.
    pub fn new(start: usize, end: usize) -> Span {
        let clip = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        Span { start: clip(start), end: clip(end.max(start)) }
    }

    /// The smallest span that holds both.
    pub fn to(self, other: Span) -> Span {
        Span { start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// The span as a range for slicing.
    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }

    /// How many bytes it covers.
    pub fn len(self) -> usize {
        self.end.saturating_sub(self.start) as usize
    }
}

/// Which file of a [`Sources`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct FileId(pub u32);

/// A byte range of a certain file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct Place {
    /// The file.
    pub file: FileId,
    /// The bytes.
    pub span: Span,
}

/// A line and column as people count them, from 1; the column in Unicode code points.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct LineColumn {
    /// Line, from 1.
    pub line: usize,
    /// Column, from 1, in code points.
    pub column: usize,
}

/// A text that is shared and never copied.
#[derive(Debug, Clone)]
pub enum Text {
    /// One that was read.
    Read(Arc<String>),
    /// One that is part of the program.
    BuiltIn(&'static str),
}

impl std::ops::Deref for Text {
    type Target = str;

    fn deref(&self) -> &str {
        match self {
            Text::Read(text) => text,
            Text::BuiltIn(text) => text,
        }
    }
}

impl From<String> for Text {
    fn from(text: String) -> Text {
        Text::Read(Arc::new(text))
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Text {
        Text::from(text.to_owned())
    }
}

/// The SHA-256 of a text, as `sha256:` and its digits.
pub fn digest(text: &str) -> String {
    format!("sha256:{}", hex(&Sha256::digest(text.as_bytes())))
}

/// Bytes as hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    let digit = |value: u8| char::from_digit(u32::from(value), 16).unwrap_or('0');
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

/// One text that was read, with the name that messages use for it.
#[derive(Debug)]
pub struct SourceFile {
    /// The name shown: the path as given, or `builtin:rules/…`.
    pub name: String,
    /// The whole text; empty where only pieces of it are held.
    pub text: Text,
    lines: OnceLock<Vec<u32>>,
    pieces: Vec<Piece>,
    /// Bytes at which rows begin that may be named, and their lines, of a file that is held in pieces.
    marks: Vec<(u32, u32)>,
    sheets: Option<Sheets>,
}

impl SourceFile {
    /// A file from its name and text.
    pub fn new(name: impl Into<String>, text: impl Into<Text>) -> SourceFile {
        SourceFile {
            name: name.into(),
            text: text.into(),
            lines: OnceLock::new(),
            pieces: Vec::new(),
            marks: Vec::new(),
            sheets: None,
        }
    }

    /// Holds a piece of a file that is not held whole.
    pub fn hold(&mut self, piece: Piece) {
        pieces::insert(&mut self.pieces, piece);
    }

    /// The piece that holds byte `offset`, of a file that is held in pieces.
    pub fn piece(&self, offset: u32) -> Option<&Piece> {
        pieces::find(&self.pieces, offset)
    }

    /// The pieces of a file that is held in pieces, in the order of the file.
    pub fn pieces(&self) -> &[Piece] {
        &self.pieces
    }

    /// The sheets of a workbook; the text is a drawing of its cells.
    pub fn sheets(&self) -> Option<&Sheets> {
        self.sheets.as_ref()
    }

    /// Byte offsets at which lines begin. `\n`, `\r\n` and a lone `\r` end a line.
    pub fn line_starts(&self) -> &[u32] {
        self.lines.get_or_init(|| {
            let bytes = self.text.as_bytes();
            let mut starts = vec![0];
            let mut at = 0usize;
            while let Some(byte) = bytes.get(at) {
                let next = at.saturating_add(1);
                let ends = match byte {
                    b'\n' => true,
                    b'\r' => bytes.get(next) != Some(&b'\n'),
                    _ => false,
                };
                if ends {
                    starts.push(u32::try_from(next).unwrap_or(u32::MAX));
                }
                at = next;
            }
            starts
        })
    }

    /// The number, from 0, of the line that holds byte `offset`.
    pub fn line_index(&self, offset: u32) -> usize {
        self.line_starts().partition_point(|start| *start <= offset).saturating_sub(1)
    }

    /// Line and column of byte `offset`.
    pub fn line_column(&self, offset: u32) -> LineColumn {
        if let Some(sheets) = &self.sheets {
            return sheets.row_column(offset, self.line_index(offset));
        }
        if let Some(piece) = self.piece(offset) {
            return piece.line_column(offset);
        }
        // Of a row that is not held its line is known.
        let mark = self.marks.partition_point(|(start, _)| *start <= offset).checked_sub(1);
        if let Some((_, line)) = mark.and_then(|mark| self.marks.get(mark)) {
            return LineColumn { line: *line as usize, column: 1 };
        }
        let line = self.line_index(offset);
        let start = self.line_starts().get(line).copied().unwrap_or(0) as usize;
        let end = (offset as usize).min(self.text.len());
        let mut column = self.text.get(start..end).map_or(0, |before| before.chars().count());
        // A byte-order mark is no column of the first line.
        if line == 0 && self.text.starts_with('\u{feff}') && column > 0 {
            column = column.saturating_sub(1);
        }
        LineColumn { line: line.saturating_add(1), column: column.saturating_add(1) }
    }

    /// The text that a span covers; empty when it lies outside.
    pub fn slice(&self, span: Span) -> &str {
        match self.piece(span.start) {
            Some(piece) => piece.slice(span),
            None => self.text.get(span.range()).unwrap_or(""),
        }
    }

    /// The cell of a workbook in which byte `offset` stands.
    pub fn cell(&self, offset: u32) -> Option<CellName<'_>> {
        self.sheets.as_ref()?.cell(offset, self.line_index(offset))
    }
}

/// All files of one run, by [`FileId`].
#[derive(Debug, Default)]
pub struct Sources {
    files: Vec<SourceFile>,
}

impl Sources {
    /// Takes in a file and says how to find it again.
    pub fn add(&mut self, name: impl Into<String>, text: impl Into<Text>) -> FileId {
        let id = FileId(u32::try_from(self.files.len()).unwrap_or(u32::MAX));
        self.files.push(SourceFile::new(name, text));
        id
    }

    /// Takes in a workbook: a drawing of its cells, and which cell stands where.
    pub fn add_workbook(&mut self, name: impl Into<String>, text: impl Into<Text>, sheets: Sheets) -> FileId {
        let id = self.add(name, text);
        if let Some(file) = self.files.get_mut(id.0 as usize) {
            file.sheets = Some(sheets);
        }
        id
    }

    /// Gives a file its text, which was read after it was taken in.
    pub fn give(&mut self, file: FileId, text: Text) {
        if let Some(file) = self.files.get_mut(file.0 as usize) {
            file.text = text;
            file.lines = OnceLock::new();
            file.pieces.clear();
            file.marks.clear();
        }
    }

    /// Holds a piece of a file whose text was not taken in.
    pub fn hold(&mut self, file: FileId, piece: Piece) {
        if let Some(file) = self.files.get_mut(file.0 as usize) {
            file.hold(piece);
        }
    }

    /// The cell of a workbook in which a place begins.
    pub fn cell(&self, place: Place) -> Option<CellName<'_>> {
        self.file(place.file)?.cell(place.span.start)
    }

    /// Notes the line of a row, by the byte at which it begins, of a file whose text was not taken in.
    /// Rows are noted in their order.
    pub fn mark(&mut self, file: FileId, start: u32, line: u32) {
        if let Some(file) = self.files.get_mut(file.0 as usize)
            && file.marks.last().is_none_or(|(last, _)| *last < start)
        {
            file.marks.push((start, line));
        }
    }

    /// The file of an id that this collection gave out.
    pub fn file(&self, id: FileId) -> Option<&SourceFile> {
        self.files.get(id.0 as usize)
    }

    /// The name of a file, as messages show it.
    pub fn name(&self, id: FileId) -> &str {
        self.file(id).map_or("", |file| file.name.as_str())
    }

    /// The text that a place covers.
    pub fn slice(&self, place: Place) -> &str {
        self.file(place.file).map_or("", |file| file.slice(place.span))
    }

    /// Line and column at which a place begins and ends.
    pub fn ends(&self, place: Place) -> (LineColumn, LineColumn) {
        let nowhere = LineColumn { line: 1, column: 1 };
        self.file(place.file).map_or((nowhere, nowhere), |file| match &file.sheets {
            // A cell is one column wide, whatever is drawn of it.
            Some(_) => {
                let start = file.line_column(place.span.start);
                (start, LineColumn { column: start.column.saturating_add(1), ..start })
            }
            None => (file.line_column(place.span.start), file.line_column(place.span.end)),
        })
    }
}

/// Text that came from a file, made fit to show: what could steer a terminal or turn the reading
/// direction is replaced, byte for byte as long, so that spans still fit.
pub fn shown(text: &str) -> std::borrow::Cow<'_, str> {
    if !text.chars().any(|c| c != '\n' && steers(c)) {
        return std::borrow::Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        out.push(match (steers(c) && c != '\n', c.len_utf8()) {
            (false, _) => c,
            // The line ends of other systems end a line here too.
            (true, _) if c == '\r' => match chars.peek() {
                Some('\n') => ' ',
                _ => '\n',
            },
            (true, 1) => '?',
            (true, 2) => '\u{bf}',
            (true, _) => '\u{fffd}',
        });
    }
    out.into()
}

/// As [`shown`], on one line: line ends are replaced too.
pub fn shown_line(text: &str) -> String {
    shown(text).replace('\n', " ")
}

/// The most characters of one text from a file that a message repeats.
const LONGEST_SHOWN: usize = 80;

/// As [`shown_line`], and cut where it is longer than a message should repeat.
pub fn shown_short(text: &str) -> String {
    match text.char_indices().nth(LONGEST_SHOWN) {
        None => shown_line(text),
        Some((end, _)) => format!("{}…", shown_line(text.get(..end).unwrap_or(""))),
    }
}

/// Whether a character could steer a terminal or hide text: C0 but the tab, DEL, C1, line and
/// paragraph separators, bidirectional controls, zero-width characters and the byte-order mark.
pub fn steers(c: char) -> bool {
    match c {
        '\t' => false,
        '\u{0}'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{61c}' => true,
        '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' => true,
        '\u{feff}' | '\u{fff9}'..='\u{fffb}' => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_code_points_and_lines_end_three_ways() {
        let file = SourceFile::new("t", "a\r\nb£c\rd\ne");
        let at = |needle: &str| file.line_column(u32::try_from(file.text.find(needle).unwrap()).unwrap());
        assert_eq!(at("c"), LineColumn { line: 2, column: 3 });
        assert_eq!(at("d"), LineColumn { line: 3, column: 1 });
        assert_eq!(at("e"), LineColumn { line: 4, column: 1 });
    }

    #[test]
    fn shown_text_keeps_its_length_in_bytes() {
        for text in ["\u{1b}[31mred", "\u{202e}abc", "a\u{85}b", "\u{61c}x", "plain £"] {
            assert_eq!(shown(text).len(), text.len());
            assert!(!shown(text).chars().any(steers));
        }
    }
}
