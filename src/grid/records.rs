//! Records and their fields: RFC 4180 and what is written in its place. Every field has the bytes it
//! stands in, without its quotes.

use super::LONGEST_ROW;
use memchr::{memchr, memchr2, memchr3};
use std::sync::Arc;

/// A record: a row, which may run over several lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Record {
    /// Where it begins in the text of its [`Rows`].
    pub start: u32,
    /// Where it ends, without the line end.
    pub end: u32,
    /// The number of its first line in the file, from 1.
    pub line: u32,
    /// What is wrong with its quotes: it is not read.
    pub broken: bool,
}

/// A field: where it stands in the text of its [`Rows`], without its quotes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field {
    /// Where it begins.
    pub start: u32,
    /// Where it ends.
    pub end: u32,
    /// Whether it has quotes that are written twice.
    pub doubled: bool,
}

/// Whole records, one after the other.
#[derive(Debug, Clone)]
pub struct Rows {
    /// The text they stand in.
    pub text: Arc<String>,
    /// The byte of the file at which the text begins.
    pub base: u32,
    /// The records that are not blank.
    pub records: Vec<Record>,
}

/// A slip in the way records are written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum QuoteSlip {
    /// A quote that is never closed: how many lines it swallows, and whether up to the end of the file.
    Unclosed {
        /// The byte of the file at which it stands.
        at: u32,
        /// How many lines after its own it takes in.
        swallowed: u32,
        /// Whether up to the end of the file; else up to the next quote.
        to_end: bool,
    },
    /// Text behind a closing quote: the byte of the file at which it begins.
    Behind(u32),
    /// A row longer than is read: the byte of the file at which it begins.
    TooLong(u32),
}

/// Splits a text into records as it comes.
#[derive(Debug)]
pub struct Splitter {
    separator: u8,
    /// What is not split yet, and the byte of the file at which it begins.
    rest: String,
    base: u32,
    line: u32,
    /// The quote that was not closed, and how many lines it swallows so far.
    open: Option<(u32, u32)>,
    slips: Vec<QuoteSlip>,
    /// A row was too long: nothing behind it is read.
    given_up: bool,
}

/// Where a record ends, if that can be told.
enum End {
    /// At the line end between these bytes; text that belongs to no field stands at the last one.
    At(usize, usize, Option<usize>),
    /// A quote at this byte is not closed before text that cannot follow it.
    Unclosed(usize),
    /// Behind what is at hand.
    Beyond,
}

impl Splitter {
    /// A splitter; `base` is the byte of the file at which the text begins.
    pub fn new(separator: u8, base: u32) -> Splitter {
        Splitter { separator, rest: String::new(), base, line: 1, open: None, slips: Vec::new(), given_up: false }
    }

    /// What stands between fields.
    pub fn separator(&self) -> u8 {
        self.separator
    }

    /// The number of the line that is split next, from 1.
    pub fn line(&self) -> u32 {
        self.line
    }

    /// The byte of the file at which a quote stands that is not closed so far.
    pub fn open(&self) -> Option<u32> {
        self.open.map(|(at, _)| at)
    }

    /// What is not split yet.
    pub fn rest(&self) -> &str {
        &self.rest
    }

    /// Takes in more of the text.
    pub fn push(&mut self, text: &str) {
        self.rest.push_str(text);
    }

    /// Takes in more of the text, which is not copied where nothing is left of what came before.
    pub fn push_owned(&mut self, text: String) {
        if self.rest.is_empty() {
            self.rest = text;
        } else {
            self.rest.push_str(&text);
        }
    }

    /// Whether a row was too long, so that nothing behind it is read.
    pub fn has_given_up(&self) -> bool {
        self.given_up
    }

    /// The slips found so far, which are not given again.
    pub fn slips(&mut self) -> Vec<QuoteSlip> {
        std::mem::take(&mut self.slips)
    }

    /// The whole records of what was taken in; `last` says that no more will come.
    pub fn take(&mut self, last: bool) -> Rows {
        let text = std::mem::take(&mut self.rest);
        let mut records = Vec::new();
        let mut at = 0usize;
        while at < text.len() && !self.given_up {
            match self.end(&text, at, last) {
                End::At(end, _, _) if end.saturating_sub(at) > LONGEST_ROW => {
                    self.slips.push(QuoteSlip::TooLong(self.place(at)));
                    self.given_up = true;
                }
                End::At(end, next, behind) => {
                    self.slips.extend(behind.map(|behind| QuoteSlip::Behind(self.place(behind))));
                    self.record(&text, (at, end), behind.is_none(), &mut records);
                    at = next;
                }
                End::Unclosed(quote) => {
                    self.close(false);
                    self.open = Some((self.place(quote), 0));
                    let (end, next) = line_end(&text, quote);
                    records.push(self.make(at, end, true));
                    self.line = self.line.saturating_add(lines(text.get(at..next).unwrap_or("")));
                    at = next;
                }
                End::Beyond if last || text.len().saturating_sub(at) <= LONGEST_ROW => break,
                End::Beyond => {
                    self.slips.push(QuoteSlip::TooLong(self.place(at)));
                    self.given_up = true;
                }
            }
        }
        if last {
            self.close(true);
        }
        let base = self.base;
        self.rest = text.get(at..).unwrap_or("").to_owned();
        self.base = self.place(at);
        let mut text = text;
        text.truncate(at);
        Rows { text: Arc::new(text), base, records }
    }

    fn place(&self, at: usize) -> u32 {
        self.base.saturating_add(clip(at))
    }

    fn make(&self, start: usize, end: usize, broken: bool) -> Record {
        Record { start: clip(start), end: clip(end), line: self.line, broken }
    }

    /// Takes in a record that is not blank.
    fn record(&mut self, text: &str, (start, end): (usize, usize), sound: bool, records: &mut Vec<Record>) {
        let row = text.get(start..end).unwrap_or("");
        let inside = if memchr(b'"', row.as_bytes()).is_some() { lines(row) } else { 0 };
        if self.open.is_some() {
            if row.contains('"') {
                self.close(false);
            } else if let Some((_, swallowed)) = &mut self.open {
                *swallowed = swallowed.saturating_add(1);
            }
        }
        let separators = [char::from(self.separator), ' ', '\u{feff}'];
        let blank = row.len() < 4_096 && row.chars().all(|c| separators.contains(&c));
        if !blank {
            records.push(self.make(start, end, !sound));
        }
        self.line = self.line.saturating_add(inside).saturating_add(1);
    }

    /// Says what the quote that was not closed has swallowed.
    fn close(&mut self, to_end: bool) {
        if let Some((at, swallowed)) = self.open.take() {
            self.slips.push(QuoteSlip::Unclosed { at, swallowed, to_end });
        }
    }

    /// Where the record that begins at `start` ends.
    fn end(&self, text: &str, start: usize, last: bool) -> End {
        let bytes = text.as_bytes();
        let mut at = start;
        let mut behind = None;
        // A byte-order mark stands before the first field.
        let first = if start == 0 && self.base == 0 && text.starts_with('\u{feff}') { 3 } else { start };
        loop {
            let rest = bytes.get(at..).unwrap_or_default();
            let Some(found) = memchr3(b'"', b'\n', b'\r', rest).map(|found| found.saturating_add(at)) else {
                return if last { End::At(bytes.len(), bytes.len(), behind) } else { End::Beyond };
            };
            match bytes.get(found) {
                Some(b'"') => {
                    let opens = found == first
                        || found.checked_sub(1).and_then(|before| bytes.get(before)) == Some(&self.separator);
                    if !opens {
                        at = found.saturating_add(1);
                        continue;
                    }
                    match self.quoted(bytes, found, last) {
                        Quoted::Ends(next) => at = next,
                        Quoted::Behind(next) => {
                            behind = behind.or(Some(next));
                            at = next;
                        }
                        Quoted::Unclosed => return End::Unclosed(found),
                        Quoted::Beyond if bytes.len().saturating_sub(found) > LONGEST_ROW => {
                            return End::Unclosed(found);
                        }
                        Quoted::Beyond => return End::Beyond,
                    }
                }
                // A carriage return at the very end may be the first half of a line end.
                Some(b'\r') if found.saturating_add(1) == bytes.len() && !last => return End::Beyond,
                _ => {
                    let next = line_end(text, found).1;
                    return End::At(found, next, behind);
                }
            }
        }
    }

    /// What becomes of a field whose quote stands at `open`.
    fn quoted(&self, bytes: &[u8], open: usize, last: bool) -> Quoted {
        let mut at = open.saturating_add(1);
        loop {
            let rest = bytes.get(at..).unwrap_or_default();
            let Some(found) = memchr(b'"', rest).map(|found| found.saturating_add(at)) else {
                return if last { Quoted::Unclosed } else { Quoted::Beyond };
            };
            let next = found.saturating_add(1);
            match bytes.get(next) {
                Some(b'"') => at = next.saturating_add(1),
                None if last => return Quoted::Ends(next),
                None => return Quoted::Beyond,
                Some(byte) if *byte == self.separator || matches!(byte, b'\n' | b'\r') => return Quoted::Ends(next),
                // What follows a quote several lines below belongs to another field.
                Some(_) => {
                    let inside = bytes.get(open..found).unwrap_or_default();
                    let several = memchr2(b'\n', b'\r', inside).is_some();
                    return if several { Quoted::Unclosed } else { Quoted::Behind(next) };
                }
            }
        }
    }
}

enum Quoted {
    /// Closed; what follows stands here.
    Ends(usize),
    /// Closed, and text follows here that belongs to no field.
    Behind(usize),
    Unclosed,
    Beyond,
}

fn clip(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// The first line end from `at` on, and what stands behind it.
fn line_end(text: &str, at: usize) -> (usize, usize) {
    let bytes = text.as_bytes();
    let rest = bytes.get(at..).unwrap_or_default();
    match memchr2(b'\n', b'\r', rest).map(|found| found.saturating_add(at)) {
        None => (bytes.len(), bytes.len()),
        Some(end) => {
            let one = end.saturating_add(1);
            let two = bytes.get(end) == Some(&b'\r') && bytes.get(one) == Some(&b'\n');
            (end, if two { one.saturating_add(1) } else { one })
        }
    }
}

/// How many line ends a text has.
fn lines(text: &str) -> u32 {
    let mut count = 0u32;
    let mut at = 0usize;
    while at < text.len() {
        let (end, next) = line_end(text, at);
        count = count.saturating_add(u32::from(end < next));
        at = next;
    }
    count
}

/// The fields of a record.
pub fn fields(text: &str, record: &Record, separator: u8, out: &mut Vec<Field>) {
    out.clear();
    let bytes = text.as_bytes();
    let end = (record.end as usize).min(bytes.len());
    let mut at = record.start as usize;
    if at == 0 && text.starts_with('\u{feff}') {
        at = 3;
    }
    loop {
        let (field, next) = field(bytes, at, end, separator);
        out.push(field);
        match next {
            Some(next) => at = next,
            None => return,
        }
    }
}

/// The field that begins at `at`, and where the next one does.
fn field(bytes: &[u8], at: usize, end: usize, separator: u8) -> (Field, Option<usize>) {
    let quoted = bytes.get(at) == Some(&b'"') && at < end;
    let mut doubled = false;
    let mut close = at;
    if quoted {
        let mut from = at.saturating_add(1);
        loop {
            let rest = bytes.get(from..end).unwrap_or_default();
            close = memchr(b'"', rest).map_or(end, |found| found.saturating_add(from));
            let next = close.saturating_add(1);
            if next < end && bytes.get(next) == Some(&b'"') {
                doubled = true;
                from = next.saturating_add(1);
            } else {
                break;
            }
        }
    }
    let rest = bytes.get(close..end).unwrap_or_default();
    let stop = memchr(separator, rest).map_or(end, |found| found.saturating_add(close));
    let (start, last) = if quoted { (at.saturating_add(1), close) } else { (at, stop) };
    let field = Field { start: clip(start), end: clip(last.max(start)), doubled };
    (field, (stop < end).then(|| stop.saturating_add(1)))
}

impl Field {
    /// Its text as it stands in the file.
    pub fn raw<'t>(&self, text: &'t str) -> &'t str {
        text.get(self.start as usize..self.end as usize).unwrap_or("")
    }

    /// Its text, where that is not what stands in the file.
    pub fn decoded(&self, text: &str) -> Option<String> {
        self.doubled.then(|| self.raw(text).replace("\"\"", "\""))
    }

    /// Its text.
    pub fn text<'t>(&self, text: &'t str) -> std::borrow::Cow<'t, str> {
        self.decoded(text).map_or_else(|| self.raw(text).into(), Into::into)
    }
}
