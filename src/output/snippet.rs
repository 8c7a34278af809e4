//! Pieces of a file for miette: indexed by line, so that a place near the end of a large file is
//! found at once, and cropped, so that a very long line is neither printed whole nor a panic.

use crate::source::{SourceFile, Span, shown, shown_line};
use miette::{MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// A line longer than this is cropped around what is underlined.
const LONG: usize = 400;
/// How much of a long line is shown on either side.
const MARGIN: usize = 80;

/// A file with its text made fit to show.
#[derive(Debug)]
pub struct Snippet<'f> {
    file: &'f SourceFile,
    name: String,
    text: Cow<'f, str>,
    /// Of a file that is held in pieces these: by the byte at which each begins its line and text.
    pieces: BTreeMap<u32, (u32, Cow<'f, str>)>,
}

/// Stands behind the name of a cell in what miette draws, before a line and column that say nothing.
/// No text from a file is drawn with it: it is among the characters that are replaced.
const CELL_ENDS: char = '\u{2063}';

/// Takes the line and column away that miette puts behind the name of a cell.
pub fn without_marks(drawn: &str) -> Cow<'_, str> {
    if !drawn.contains(CELL_ENDS) {
        return Cow::Borrowed(drawn);
    }
    let mut out = String::with_capacity(drawn.len());
    for (nth, part) in drawn.split(CELL_ENDS).enumerate() {
        let behind = part.trim_start_matches(|c: char| c == ':' || c.is_ascii_digit());
        out.push_str(if nth == 0 { part } else { behind });
    }
    out.into()
}

impl<'f> Snippet<'f> {
    /// The snippet source of a file.
    pub fn new(file: &'f SourceFile) -> Snippet<'f> {
        let pieces = file.pieces().iter().map(|piece| (piece.start, (piece.line, shown(&piece.text))));
        Snippet { file, name: shown_line(&file.name), text: shown(&file.text), pieces: pieces.collect() }
    }

    /// The part of a file held in pieces around a span, without lines before and after.
    fn piece(&self, span: &SourceSpan, context: bool) -> Option<MietteSpanContents<'_>> {
        let clip = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        let (start, (_, text)) = self.pieces.range(..=clip(span.offset())).next_back()?;
        let base = *start as usize;
        let at = boundary(text, span.offset().saturating_sub(base));
        let end = boundary(text, at.saturating_add(span.len()));
        let (mut from, mut to) = (at, end);
        if context {
            let line = |at: usize| text.get(..at).unwrap_or("").rfind('\n').map_or(0, |found| found.saturating_add(1));
            let next = |at: usize| {
                text.get(at..).unwrap_or("").find('\n').map_or(text.len(), |found| at.saturating_add(found))
            };
            (from, to) = (line(at), next(end));
            if to.saturating_sub(from) > LONG {
                from = boundary(text, from.max(at.saturating_sub(MARGIN)));
                to = boundary(text, to.min(end.saturating_add(MARGIN)));
            }
        }
        let data = text.get(from..to)?;
        let position = self.file.line_column(clip(base.saturating_add(from)));
        let span = SourceSpan::new(base.saturating_add(from).into(), to.saturating_sub(from));
        let (line, column) = (position.line.saturating_sub(1), position.column.saturating_sub(1));
        let lines = data.matches('\n').count();
        Some(MietteSpanContents::new_named(self.name.clone(), data.as_bytes(), span, line, column, lines))
    }

    /// The lines, from 0, that are drawn with one: of a workbook those of its sheet.
    fn around(&self, line: usize) -> (usize, usize) {
        let last = self.file.line_starts().len().saturating_sub(1);
        let Some(sheets) = self.file.sheets() else { return (0, last) };
        let next = sheets.marks.iter().map(|mark| mark.line).find(|first| *first > line);
        let first = sheets.marks.iter().map(|mark| mark.line).rfind(|first| *first <= line);
        (first.unwrap_or(0), next.map_or(last, |next| next.saturating_sub(1)))
    }

    /// Start and end of the line with a number from 0.
    fn line(&self, index: usize) -> (usize, usize) {
        let starts = self.file.line_starts();
        let start = starts.get(index).map_or(self.text.len(), |start| *start as usize);
        let end = starts.get(index.saturating_add(1)).map_or(self.text.len(), |start| *start as usize);
        (start, end)
    }

    /// Whether the line that a span begins on, or one of those around it, is a long one.
    pub fn crowded(&self, span: Span) -> bool {
        let line = self.file.line_index(span.start);
        (line.saturating_sub(1)..=line.saturating_add(1)).any(|line| {
            let (start, end) = self.line(line);
            end.saturating_sub(start) > LONG
        })
    }

    fn boundary(&self, at: usize) -> usize {
        boundary(&self.text, at)
    }
}

/// The last place up to `at` at which a character of a text begins.
fn boundary(text: &str, mut at: usize) -> usize {
    at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at = at.saturating_sub(1);
    }
    at
}

impl SourceCode for Snippet<'_> {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        if let Some(contents) = self.piece(span, before > 0 || after > 0) {
            return Ok(Box::new(contents));
        }
        let start = self.boundary(span.offset());
        let end = self.boundary(span.offset().saturating_add(span.len()));
        let clip = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        let first = self.file.line_index(clip(start));
        let last = self.file.line_index(clip(end.max(start.saturating_add(1)).saturating_sub(1)));
        let (mut from, mut to) = (start, end);
        if before > 0 || after > 0 {
            let (least, most) = self.around(first);
            from = self.line(first.saturating_sub(before).max(least)).0;
            to = self.line(last.saturating_add(after).min(most)).1;
            let lines = first.saturating_sub(before)..=last.saturating_add(after);
            let long = lines.map(|line| self.line(line)).any(|(start, end)| end.saturating_sub(start) > LONG);
            if long {
                from = self.boundary(self.line(first).0.max(start.saturating_sub(MARGIN)));
                to = self.boundary(self.line(last).1.min(end.saturating_add(MARGIN)).max(end));
            }
        }
        let line = self.file.line_index(clip(from));
        let line = line.saturating_sub(self.file.sheets().map_or(0, |_| self.around(line).0));
        let column = self.file.line_column(clip(from)).column.saturating_sub(1);
        let data = self.text.get(from..to).ok_or(MietteError::OutOfBounds)?;
        let lines = data.matches('\n').count();
        let span = SourceSpan::new(from.into(), to.saturating_sub(from));
        let name = match self.file.cell(clip(start)) {
            Some(cell) => format!("{} {cell}{CELL_ENDS}", self.name),
            None => self.name.clone(),
        };
        Ok(Box::new(MietteSpanContents::new_named(name, data.as_bytes(), span, line, column, lines)))
    }
}
