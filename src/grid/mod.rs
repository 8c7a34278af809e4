//! Rows of spanned fields: what files of separated values, and sheets, are before a form says what
//! stands in them. Nothing here knows what a field means.

pub mod book;
pub mod encoding;
mod records;

pub use records::{Field, QuoteSlip, Record, Rows, Splitter, fields};

/// The longest row that is read: 1 MiB. A quoted field that runs on for longer is not closed.
pub const LONGEST_ROW: usize = 1 << 20;

/// What may stand between fields, the likelier first.
const SEPARATORS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// The words for a separator.
pub fn separator_words(separator: u8) -> &'static str {
    match separator {
        b',' => "commas",
        b';' => "semicolons",
        b'\t' => "tabs",
        _ => "vertical bars",
    }
}

/// The separator of a text: the one by which most of its first lines fall into equally many fields.
pub fn separator(text: &str) -> u8 {
    const LINES: usize = 20;
    if let Some([separator]) = text.lines().next().and_then(|line| line.strip_prefix("sep=")).map(str::as_bytes) {
        return *separator;
    }
    let score = |separator: u8| {
        let mut splitter = Splitter::new(separator, 0);
        splitter.push(text);
        let rows = splitter.take(true);
        let mut counts: Vec<usize> = Vec::new();
        let mut found = Vec::new();
        for record in rows.records.iter().take(LINES) {
            fields(&rows.text, record, separator, &mut found);
            counts.push(found.len());
        }
        let lines = |count: usize| counts.iter().filter(|other| **other == count).count();
        let best = counts.iter().copied().filter(|count| *count > 1).max_by_key(|count| (lines(*count), *count));
        best.map_or((0, 0), |count| (lines(count), count))
    };
    // Of equals the likelier: `max_by_key` takes the last.
    SEPARATORS.into_iter().rev().max_by_key(|separator| score(*separator)).unwrap_or(b',')
}

#[cfg(test)]
mod tests;
