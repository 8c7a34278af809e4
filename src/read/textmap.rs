//! Where the bytes of a scalar's decoded text stand in the file.

use crate::source::{FileId, Place, Span};

/// Where each byte of a scalar's decoded text stands in the file. Needed for whatever is parsed
/// inside a scalar, such as an expression: a place in the decoded text becomes one in the file.
#[derive(Debug, Clone)]
pub struct TextMap {
    file: FileId,
    start: u32,
    /// For each byte of the text where its character begins and ends in the raw text; empty when
    /// text and raw text are the same.
    bytes: Vec<(u32, u32)>,
}

impl TextMap {
    /// The map of a text that stands in the file as it is, from byte `start`.
    pub fn straight(file: FileId, start: u32) -> TextMap {
        TextMap { file, start, bytes: Vec::new() }
    }

    /// Lines a decoded text up with the raw text of its token: quotes, escapes, indentation and
    /// folds are stepped over. A token that is not `quoted` may begin with a quote of its own.
    pub fn aligned(place: Place, raw: &str, text: &str, quoted: bool) -> TextMap {
        if let Some(at) = raw.find(text) {
            let start = place.span.start.saturating_add(u32::try_from(at).unwrap_or(0));
            return TextMap::straight(place.file, start);
        }
        let quote = raw.chars().next().filter(|c| quoted && matches!(c, '"' | '\''));
        let mut at = usize::from(quote.is_some());
        let mut bytes = Vec::with_capacity(text.len());
        // Blank lines at the head of a block stand before its token.
        let ahead = if quote.is_none() && !raw.starts_with(['\n', '\r', '|', '>']) { text } else { "" };
        let ahead = ahead.len().saturating_sub(ahead.trim_start_matches('\n').len());
        bytes.extend(std::iter::repeat_n((0, 0), ahead));
        for wanted in text.chars().skip(ahead) {
            let (from, to) = unit(raw, at, wanted, quote).unwrap_or((at.min(raw.len()), at.min(raw.len())));
            let clip = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
            bytes.extend(std::iter::repeat_n((clip(from), clip(to)), wanted.len_utf8()));
            at = to.max(at);
        }
        TextMap { file: place.file, start: place.span.start, bytes }
    }

    /// The map of the part of the text that begins at byte `from`.
    pub fn shifted(&self, from: usize) -> TextMap {
        if self.bytes.is_empty() {
            return TextMap::straight(self.file, self.start.saturating_add(u32::try_from(from).unwrap_or(0)));
        }
        let bytes = self.bytes.get(from..).unwrap_or_default().to_vec();
        TextMap { file: self.file, start: self.start, bytes }
    }

    /// The place in the file of a span of the decoded text.
    pub fn place(&self, span: Span) -> Place {
        let at = |offset: u32| match self.bytes.is_empty() {
            true => (offset, offset.saturating_add(1)),
            false => {
                let end = self.bytes.last().map_or(0, |(_, end)| *end);
                self.bytes.get(offset as usize).copied().unwrap_or((end, end))
            }
        };
        let start = at(span.start).0;
        // The end is that of the last character, so that one before a fold does not run on.
        let end = if span.end > span.start { at(span.end.saturating_sub(1)).1 } else { start };
        Place {
            file: self.file,
            span: Span { start: self.start.saturating_add(start), end: self.start.saturating_add(end) },
        }
    }
}

/// The bytes of the raw text, from `at` on, that stand for one decoded character.
fn unit(raw: &str, mut at: usize, wanted: char, quote: Option<char>) -> Option<(usize, usize)> {
    loop {
        let rest = raw.get(at..)?;
        let next = rest.chars().next()?;
        let whole = at.saturating_add(next.len_utf8());
        if quote == Some('"') && next == '\\' {
            let escaped = rest.chars().nth(1)?;
            if matches!(escaped, '\n' | '\r') && !wanted.is_whitespace() {
                at = whole;
                continue;
            }
            let len = match escaped {
                'x' => 4,
                'u' => 6,
                'U' => 10,
                other => other.len_utf8().saturating_add(1),
            };
            return Some((at, at.saturating_add(len).min(raw.len())));
        }
        if quote == Some('\'') && wanted == '\'' && rest.starts_with("''") {
            return Some((at, at.saturating_add(2)));
        }
        if next == wanted || (wanted.is_whitespace() && next.is_whitespace()) {
            return Some((at, whole));
        }
        at = whole;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_inside_quotes_escapes_or_folds_finds_its_place() {
        let cases = [
            ("'a = b'", "a = b", "b", "b"),
            ("\"a \\\"x\\\" b\"", "a \"x\" b", "x", "x"),
            ("\"a \\\"x\\\" b\"", "a \"x\" b", "\"x\"", "\\\"x\\\""),
            ("'it''s a £ b'", "it's a £ b", "b", "b"),
            ("'it''s'", "it's", "'", "''"),
            ("|\n    first\n    second line\n", "first\nsecond line\n", "second", "second"),
            (">\n  one\n  two three\n", "one two three\n", "three", "three"),
            ("one\n  two three\n", "\n\none two three\n", "one", "one"),
            ("one\n  two three\n", "\n\none two three\n", "three", "three"),
            ("\"one\n   two \\u0041 b\"", "one two A b", "b", "b"),
            ("\"a\" =\n  \"b\"\n", "\"a\" = \"b\"\n", "b", "b"),
        ];
        for (raw, text, needle, want) in cases {
            let place = Place { file: FileId(0), span: Span::new(100, 100 + raw.len()) };
            let map = TextMap::aligned(place, raw, text, !raw.ends_with('\n'));
            let at = text.find(needle).unwrap();
            let found = map.place(Span::new(at, at + needle.len())).span;
            assert_eq!(&raw[found.start as usize - 100..found.end as usize - 100], want, "{raw}");
        }
    }
}
