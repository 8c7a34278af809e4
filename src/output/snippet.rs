//! Pieces of a file for miette: indexed by line, so that a place near the end of a large file is
//! found at once, and cropped, so that a very long line is neither printed whole nor a panic.

use crate::source::{SourceFile, Span, shown, shown_line};
use miette::{MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};
use std::borrow::Cow;

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
}

impl<'f> Snippet<'f> {
    /// The snippet source of a file.
    pub fn new(file: &'f SourceFile) -> Snippet<'f> {
        Snippet { file, name: shown_line(&file.name), text: shown(&file.text) }
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

    fn boundary(&self, mut at: usize) -> usize {
        at = at.min(self.text.len());
        while !self.text.is_char_boundary(at) {
            at = at.saturating_sub(1);
        }
        at
    }
}

impl SourceCode for Snippet<'_> {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let start = self.boundary(span.offset());
        let end = self.boundary(span.offset().saturating_add(span.len()));
        let clip = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        let first = self.file.line_index(clip(start));
        let last = self.file.line_index(clip(end.max(start.saturating_add(1)).saturating_sub(1)));
        let (mut from, mut to) = (start, end);
        if before > 0 || after > 0 {
            from = self.line(first.saturating_sub(before)).0;
            let most = self.file.line_starts().len().saturating_sub(1);
            to = self.line(last.saturating_add(after).min(most)).1;
            let lines = first.saturating_sub(before)..=last.saturating_add(after);
            let long = lines.map(|line| self.line(line)).any(|(start, end)| end.saturating_sub(start) > LONG);
            if long {
                from = self.boundary(self.line(first).0.max(start.saturating_sub(MARGIN)));
                to = self.boundary(self.line(last).1.min(end.saturating_add(MARGIN)).max(end));
            }
        }
        let line = self.file.line_index(clip(from));
        let column = self.file.line_column(clip(from)).column.saturating_sub(1);
        let data = self.text.get(from..to).ok_or(MietteError::OutOfBounds)?;
        let lines = data.matches('\n').count();
        let span = SourceSpan::new(from.into(), to.saturating_sub(from));
        Ok(Box::new(MietteSpanContents::new_named(self.name.clone(), data.as_bytes(), span, line, column, lines)))
    }
}
