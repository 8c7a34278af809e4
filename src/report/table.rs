//! Files of separated values: read as they come, a piece at a time, so that memory does not grow with
//! them. A wide file has a row for each return; a long one a row for each figure, and is read whole.

mod header;
mod rows;
mod say;

use super::RuleBook;
use crate::diag::{Diagnostic, Severity};
use crate::grid::encoding::{Bad, Decoder};
use crate::grid::{self, QuoteSlip, Record, Rows, Splitter};
use crate::source::{FileId, LineColumn, Piece, Place, SourceFile, Span, Text};
use crate::tabular::Long;
pub use header::Header;
pub use rows::RowsRead;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The largest long file that is read: 64 MiB.
const LONGEST_LONG: usize = 64 << 20;

/// How many bytes are looked at to tell what stands between fields.
const LOOKED_AT: usize = 64 << 10;

/// How many characters are shown of a row that is too long to be read.
const SHOWN: usize = 200;

/// How many diagnostics of one kind are given for one file; the others are counted.
const MOST_TOLD: u64 = 20;

/// A file of separated values that is being read.
#[derive(Debug)]
pub struct TableReading {
    file: FileId,
    form: Option<String>,
    named: bool,
    decoder: Decoder,
    /// What was decoded before the separator was told.
    early: String,
    splitter: Option<Splitter>,
    /// How the rows are to be read; nothing before the header was found.
    header: Option<Header>,
    /// The text of a long file.
    long: Option<String>,
    /// The returns of a long file that are not read yet, by form.
    sorted: Vec<(String, Long)>,
    /// Nothing more is read.
    done: bool,
    passed_over: bool,
    told: BTreeMap<&'static str, (u64, Option<Place>)>,
    failed: u64,
}

/// What a piece of a file gave.
#[derive(Debug, Default)]
pub struct Fed {
    /// Rows to be read as returns.
    pub rows: Option<Rows>,
    /// What was wrong.
    pub diagnostics: Vec<Diagnostic>,
}

impl TableReading {
    /// A file, to be fed; `form` is the form of returns that state none, `named` says that it was
    /// asked for by name.
    pub fn new(file: FileId, form: Option<&str>, named: bool) -> TableReading {
        TableReading {
            file,
            form: form.map(str::to_owned),
            named,
            decoder: Decoder::default(),
            early: String::new(),
            splitter: None,
            header: None,
            long: None,
            sorted: Vec::new(),
            done: false,
            passed_over: false,
            told: BTreeMap::new(),
            failed: 0,
        }
    }

    /// Whether nothing more of it is read.
    pub fn is_done(&self) -> bool {
        self.done
    }

    /// Whether it states no form, and was passed over.
    pub fn is_passed_over(&self) -> bool {
        self.passed_over
    }

    /// How many rows, or files, could not be read as returns.
    pub fn failed(&self) -> u64 {
        self.failed
    }

    fn place(&self, start: u32, end: u32) -> Place {
        Place { file: self.file, span: Span { start, end } }
    }

    /// Takes in the next bytes of the file; `last` says that there are no more. Large pieces are
    /// better than small ones.
    pub fn feed(&mut self, book: &mut RuleBook, bytes: &[u8], last: bool) -> Fed {
        let mut fed = Fed::default();
        if self.done {
            return fed;
        }
        let text = match self.decoder.decode(bytes, last) {
            Ok(text) => text,
            Err(bad) => {
                self.refuse(self.not_text(book, bad), &mut fed);
                return fed;
            }
        };
        self.split(text, last);
        let Some(splitter) = &mut self.splitter else { return fed };
        let rows = splitter.take(last);
        let slips = splitter.slips();
        let given_up = splitter.has_given_up();
        if last && rows.base == 0 {
            // It was taken in at once, so all of it is held.
            book.sources.give(self.file, Text::Read(Arc::clone(&rows.text)));
        }
        let open = splitter.open();
        let rest: String = splitter.rest().chars().take(SHOWN).collect();
        let line = splitter.line();
        for slip in &slips {
            let (QuoteSlip::Unclosed { at, .. } | QuoteSlip::Behind(at) | QuoteSlip::TooLong(at)) = slip;
            hold(book, &rows, self.place(*at, *at));
            if matches!(slip, QuoteSlip::TooLong(_)) && !rest.is_empty() {
                book.sources.hold(self.file, Piece { start: *at, line, text: rest.as_str().into() });
            }
        }
        if let Some(at) = open {
            hold(book, &rows, self.place(at, at));
        }
        for slip in slips {
            self.quote(&slip, &mut fed);
        }
        self.take(book, rows, &mut fed);
        if last || given_up {
            self.finish(book, &mut fed);
        }
        fed
    }

    /// Passes text on to the splitter, which is made when enough is known to tell the separator.
    fn split(&mut self, text: String, last: bool) {
        if let Some(splitter) = &mut self.splitter {
            return splitter.push_owned(text);
        }
        self.early.push_str(&text);
        if self.early.len() >= LOOKED_AT || last {
            let looked_at = self.early.char_indices().map(|(at, _)| at).find(|at| *at >= LOOKED_AT);
            let separator = grid::separator(self.early.get(..looked_at.unwrap_or(self.early.len())).unwrap_or(""));
            let mut splitter = Splitter::new(separator, 0);
            splitter.push_owned(std::mem::take(&mut self.early));
            self.splitter = Some(splitter);
        }
    }

    /// Takes in rows: finds the header among the first, and leaves long rows for the end.
    fn take(&mut self, book: &mut RuleBook, mut rows: Rows, fed: &mut Fed) {
        if self.header.is_none() && !rows.records.is_empty() {
            self.begin(book, &mut rows, fed);
        }
        if self.done {
            return;
        }
        if let Some(long) = &mut self.long {
            long.push_str(&rows.text);
            if long.len() > LONGEST_LONG {
                let words = format!(
                    "the file has a row for each figure and more than {} MiB, which is the most that is read of such",
                    LONGEST_LONG >> 20
                );
                let help = "split it by organisation, or write a row for each return";
                self.refuse(Diagnostic::at("E110", self.place(0, 0), words).help(help), fed);
            }
        } else if self.header.is_some() && !rows.records.is_empty() {
            fed.rows = Some(rows);
        }
    }

    /// The text of a long file, once all of it was taken in.
    pub fn take_long(&mut self, book: &mut RuleBook) -> Option<Rows> {
        let text = self.long.take()?;
        let mut splitter = Splitter::new(self.splitter.as_ref().map_or(b',', Splitter::separator), 0);
        splitter.push_owned(text);
        let mut rows = splitter.take(true);
        let header_end = self.header.as_ref().map_or(0, |header| header.end);
        rows.records.retain(|record| record.start >= header_end);
        book.sources.give(self.file, Text::Read(Arc::clone(&rows.text)));
        Some(rows)
    }

    /// Says what is to be said of the file as a whole.
    fn finish(&mut self, book: &mut RuleBook, fed: &mut Fed) {
        if self.decoder.converted() {
            let words = "the file is not UTF-8; it was read as Windows-1252";
            let name = book.sources.name(self.file).to_owned();
            let diagnostic = Diagnostic::of_file("E114", name, words).help("save it as UTF-8 to be sure of it");
            fed.diagnostics.push(diagnostic.warning());
        }
        if self.header.is_none() && !self.done && self.failed == 0 {
            let name = book.sources.name(self.file).to_owned();
            if self.named {
                self.refuse(Diagnostic::of_file("E106", name, "the file is empty, so it holds no return"), fed);
            } else {
                self.passed_over = true;
            }
        }
    }

    /// What is to be said at the end: columns that nothing was said of, and that no return was found.
    pub fn close(&mut self, returns: u64, out: &mut Vec<Diagnostic>) {
        if self.long.is_none() {
            out.extend(self.header.as_ref().into_iter().flat_map(|header| header.left(self.file)));
        }
        out.extend(self.nothing(returns));
        for (code, (count, place)) in std::mem::take(&mut self.told) {
            let more = count.saturating_sub(MOST_TOLD);
            if let Some(place) = place.filter(|_| more > 0) {
                let rows = if more == 1 { "1 more row is".to_owned() } else { format!("{more} more rows are") };
                let words = format!("{rows} wrong in the same way, from here on; none of them is read");
                out.push(Diagnostic::at(code, place, words));
            }
        }
    }

    fn nothing(&mut self, returns: u64) -> Option<Diagnostic> {
        if returns > 0 || self.failed > 0 || self.passed_over || self.header.is_none() {
            return None;
        }
        let words = "the file has a header and no rows below it, so it holds no return";
        self.failed = 1;
        let place = self.header.as_ref().map_or(Place::default(), |header| header.place);
        Some(Diagnostic::at("E106", place, words))
    }

    /// Refuses the file as a whole.
    fn refuse(&mut self, diagnostic: Diagnostic, fed: &mut Fed) {
        self.failed = self.failed.saturating_add(1);
        self.done = true;
        fed.diagnostics.push(diagnostic);
    }

    /// Gives a diagnostic of a row, as long as there are few of its kind. Says whether its place will be
    /// shown: that of the first which is only counted will be, too.
    pub fn tell(&mut self, diagnostic: Diagnostic, out: &mut Vec<Diagnostic>) -> bool {
        if diagnostic.severity == Severity::Error {
            self.failed = self.failed.saturating_add(1);
        }
        let (count, first) = self.told.entry(diagnostic.code).or_insert((0, None));
        *count = count.saturating_add(1);
        if *count <= MOST_TOLD {
            out.push(diagnostic);
            return true;
        }
        let shown = first.is_none();
        *first = first.or(diagnostic.place);
        shown
    }

    fn not_text(&self, book: &RuleBook, bad: Bad) -> Diagnostic {
        let name = book.sources.name(self.file).to_owned();
        match bad {
            Bad::Kind(words) => Diagnostic::of_file("E104", name, words).help("save it as CSV in UTF-8"),
            Bad::Byte(byte, before) => {
                let read = self.splitter.as_ref().map_or(1, Splitter::line) as usize;
                let whole = self.splitter.as_ref().map_or("", Splitter::rest).to_owned() + &self.early + &before;
                let end = Span::new(whole.len(), whole.len()).end;
                let LineColumn { line, column } = SourceFile::new("", whole).line_column(end);
                let line = line.saturating_add(read).saturating_sub(1);
                let words =
                    format!("byte 0x{byte:02X} at line {line}, column {column} is neither UTF-8 nor Windows-1252");
                let rest = if line > 1 { "; from there on the file is not read" } else { "" };
                let diagnostic = Diagnostic::of_file("E104", name, words + rest);
                diagnostic.on_line(line, column).help("save the file again as UTF-8")
            }
        }
    }
}

/// The row in which a place lies, of a file that is not held whole.
fn row_of<'r>(book: &RuleBook, rows: &'r Rows, place: Place) -> Option<&'r Record> {
    if book.sources.file(place.file).is_none_or(|file| !file.text.is_empty()) {
        return None;
    }
    let at = place.span.start.checked_sub(rows.base)?;
    let index = rows.records.partition_point(|record| record.start <= at);
    rows.records.get(index.checked_sub(1)?).filter(|record| at <= record.end)
}

/// Holds the row in which a place lies, of a file that is not held whole.
pub fn hold(book: &mut RuleBook, rows: &Rows, place: Place) {
    if let Some(record) = row_of(book, rows, place) {
        let text = rows.text.get(record.start as usize..record.end as usize).unwrap_or("");
        let start = rows.base.saturating_add(record.start);
        book.sources.hold(place.file, Piece { start, line: record.line, text: text.into() });
    }
}

/// Notes the line of the row in which a place lies, of a file that is not held whole.
pub fn mark(book: &mut RuleBook, rows: &Rows, place: Place) {
    if let Some(record) = row_of(book, rows, place) {
        book.sources.mark(place.file, rows.base.saturating_add(record.start), record.line);
    }
}
