//! Pieces of a file that is too large to be held: the rows that something points at.

use super::{LineColumn, Span};

/// A piece of a file: whole lines of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// The byte of the file at which it begins.
    pub start: u32,
    /// The number of its first line, from 1.
    pub line: u32,
    /// Its text, without the last line end.
    pub text: Box<str>,
}

impl Piece {
    /// Whether byte `offset` of the file lies in it, or just behind its last one.
    fn holds(&self, offset: u32) -> bool {
        offset >= self.start && offset.saturating_sub(self.start) as usize <= self.text.len()
    }

    /// Line and column of byte `offset` of the file.
    pub fn line_column(&self, offset: u32) -> LineColumn {
        let before = self.text.get(..offset.saturating_sub(self.start) as usize).unwrap_or(&self.text);
        let lines = before.matches('\n').count();
        let column = before.rsplit('\n').next().map_or(0, |last| last.trim_start_matches('\u{feff}').chars().count());
        LineColumn { line: (self.line as usize).saturating_add(lines), column: column.saturating_add(1) }
    }

    /// The part of its text that a span of the file covers.
    pub fn slice(&self, span: Span) -> &str {
        let at = |offset: u32| offset.saturating_sub(self.start) as usize;
        self.text.get(at(span.start)..at(span.end)).unwrap_or("")
    }
}

/// Puts a piece among others in the order of the file, once.
pub(super) fn insert(pieces: &mut Vec<Piece>, piece: Piece) {
    let at = pieces.partition_point(|other| other.start < piece.start);
    if pieces.get(at).is_none_or(|other| other.start != piece.start) {
        pieces.insert(at, piece);
    }
}

/// The piece that holds byte `offset`.
pub(super) fn find(pieces: &[Piece], offset: u32) -> Option<&Piece> {
    let at = pieces.partition_point(|piece| piece.start <= offset);
    pieces.get(at.checked_sub(1)?).filter(|piece| piece.holds(offset))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::SourceFile;

    #[test]
    fn places_in_pieces_are_those_of_the_whole_file() {
        let text = "a,b\n1,\"x\ny£\",3\n4,5\n";
        let whole = SourceFile::new("whole", text);
        let mut held = SourceFile::new("held", "");
        for (start, line) in [(4u32, 2u32), (0, 1), (4, 2), (16, 4)] {
            let rest = &text[start as usize..];
            let end = if start == 4 { 11 } else { rest.find('\n').unwrap() };
            held.hold(Piece { start, line, text: rest[..end].into() });
        }
        for (offset, _) in text.char_indices().filter(|(at, _)| *at < 20) {
            let at = u32::try_from(offset).unwrap();
            assert_eq!(held.line_column(at), whole.line_column(at), "{offset}");
        }
        assert_eq!(held.slice(Span::new(7, 12)), whole.slice(Span::new(7, 12)));
    }
}
