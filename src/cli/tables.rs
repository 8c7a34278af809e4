//! Files of separated values: read a piece at a time, their rows read and judged on several threads.

use super::{files, spread};
use crate::diag::Diagnostic;
use crate::grid::Rows;
use crate::report::{Batch, RowsRead, RuleBook, Run, TableReading, hold, mark};
use crate::returns::Return;
use std::io::Read;
use std::ops::Range;

/// How many bytes are read at once.
const PIECE: usize = 1 << 20;

/// How many rows are read and judged at once at least and at most: fewer where much is wrong.
const FEWEST: usize = 64;
const MOST: usize = 4_096;

/// Into how many blocks they are cut, of which each thread takes the next.
const BLOCKS: usize = 32;

/// What reading a file came to.
#[derive(Debug, Default)]
pub struct TableRead {
    /// How many returns were read.
    pub returns: usize,
    /// How many rows, or files, could not be read.
    pub failed: u64,
    /// How many rows, or files, state no form.
    pub passed_over: u64,
}

/// A run over files of separated values.
pub struct Tables<'t> {
    /// The form of returns that state none.
    pub form: Option<&'t str>,
    /// Which returns are reported on; the others are looked at from them only.
    pub reports: &'t (dyn Fn(&Return) -> bool + Sync),
    /// Which returns are taken at all.
    pub wants: &'t (dyn Fn(&Return) -> bool + Sync),
    /// How many threads were asked for.
    pub threads: Option<usize>,
    /// The rules.
    pub book: &'t mut RuleBook,
    /// What the returns come to.
    pub run: &'t mut Run,
    /// What is wrong with the files.
    pub diagnostics: &'t mut Vec<Diagnostic>,
    /// How many rows are read at once by now.
    pub at_once: usize,
}

/// What a block of rows gave.
enum Block {
    /// Judged.
    Judged(Batch, RowsRead),
    /// Read, and not judged: some of it is to be read again.
    Read(RowsRead),
}

impl Tables<'_> {
    /// Reads a file and judges its returns.
    pub fn read(&mut self, file: &files::Found) -> TableRead {
        match files::open(file) {
            Ok(mut source) => self.read_from(file, &mut source),
            Err(diagnostic) => {
                self.diagnostics.push(*diagnostic);
                TableRead { failed: 1, ..TableRead::default() }
            }
        }
    }

    /// Reads a file that is open, and judges its returns.
    pub fn read_from(&mut self, file: &files::Found, source: &mut dyn Read) -> TableRead {
        let mut out = TableRead::default();
        let name = if file.path == "-" { "standard input" } else { &file.path };
        let id = self.book.take_in(name, "");
        let mut reading = TableReading::new(id, self.form, file.named);
        let mut total = 0u32;
        let mut piece = Vec::with_capacity(PIECE);
        while !reading.is_done() {
            piece.clear();
            let most = u64::try_from(PIECE).unwrap_or(u64::MAX);
            if let Err(error) = (&mut *source).take(most).read_to_end(&mut piece) {
                let words = format!("cannot read the file: {}", files::words(&error));
                self.diagnostics.push(Diagnostic::of_file("E101", name, words));
                out.failed = out.failed.saturating_add(1);
                break;
            }
            let last = piece.len() < PIECE;
            let read = u32::try_from(piece.len()).unwrap_or(u32::MAX);
            let Some(sum) = total.checked_add(read).filter(|sum| *sum < u32::MAX / 2) else {
                let words = "the file has more than 2 GiB, which is the most that is read; the rest is not read";
                self.diagnostics.push(Diagnostic::of_file("E110", name, words));
                out.failed = out.failed.saturating_add(1);
                break;
            };
            total = sum;
            let mut fed = reading.feed(self.book, &piece, last);
            self.diagnostics.append(&mut fed.diagnostics);
            if let Some(rows) = fed.rows {
                self.rows(&mut reading, &rows, &mut out);
            }
            if last {
                break;
            }
        }
        if let Some(rows) = reading.take_long(self.book) {
            let mut read = RowsRead::default();
            reading.open_long(self.book, &rows, &mut read);
            self.take(&mut reading, &rows, read, &mut out);
            while let Some(read) = reading.read_on(FEWEST) {
                self.take(&mut reading, &rows, read, &mut out);
            }
        }
        let returns = u64::try_from(out.returns).unwrap_or(u64::MAX);
        reading.close(returns, self.diagnostics);
        out.failed = out.failed.saturating_add(reading.failed());
        out.passed_over = out.passed_over.saturating_add(u64::from(reading.is_passed_over()));
        out
    }

    /// Reads rows and judges them.
    fn rows(&mut self, reading: &mut TableReading, rows: &Rows, out: &mut TableRead) {
        reading.look_ahead(self.book, rows);
        let mut at = 0usize;
        let mut count = self.at_once.max(FEWEST);
        while at < rows.records.len() {
            let end = at.saturating_add(count).min(rows.records.len());
            let before = self.run.found();
            self.some(reading, rows, at..end, out);
            let found = self.run.found().saturating_sub(before);
            // Rows in which much is wrong take far more room than others.
            let read = u64::try_from(end.saturating_sub(at)).unwrap_or(u64::MAX);
            count = match found > read.saturating_mul(4) {
                true => (count / 2).max(FEWEST),
                false => count.saturating_mul(2).min(MOST),
            };
            at = end;
        }
        self.at_once = count;
    }

    /// Reads some rows and judges them, spread over threads.
    fn some(&mut self, reading: &mut TableReading, rows: &Rows, range: Range<usize>, out: &mut TableRead) {
        let each = range.len().div_ceil(BLOCKS).max(1);
        let starts = range.clone().step_by(each);
        let blocks: Vec<Range<usize>> = starts.map(|start| start..start.saturating_add(each).min(range.end)).collect();
        // The first rows make the plans by which the others are judged.
        let threads = if self.run.count() == 0 { 1 } else { spread::threads(self.threads, blocks.len()) };
        let (book, run, reports, wants) = (&*self.book, &*self.run, self.reports, self.wants);
        let shared = &*reading;
        let read = spread::spread(threads, &blocks, |range| {
            let mut read = shared.read(book, rows, range.clone());
            if read.returns.iter().any(|(strayed, _)| strayed.is_some()) {
                return Block::Read(read);
            }
            let returns = std::mem::take(&mut read.returns);
            read.count = returns.len();
            let told = returns.into_iter().filter(|(_, ret)| wants(ret)).map(|(_, ret)| {
                let reported = reports(&ret);
                (ret, reported)
            });
            Block::Judged(run.batch(told), read)
        });
        for block in read {
            match block {
                Block::Judged(batch, read) => {
                    self.run.absorb(self.book, batch);
                    self.take(reading, rows, read, out);
                }
                Block::Read(read) => self.take(reading, rows, read, out),
            }
        }
    }

    /// Takes in what rows gave, and judges what is not judged yet.
    fn take(&mut self, reading: &mut TableReading, rows: &Rows, read: RowsRead, out: &mut TableRead) {
        out.returns = out.returns.saturating_add(read.returns.len()).saturating_add(read.count);
        for diagnostic in read.refused {
            let place = diagnostic.place;
            if reading.tell(diagnostic, self.diagnostics)
                && let Some(place) = place
            {
                hold(self.book, rows, place);
            }
        }
        for (strayed, ret) in read.returns.into_iter().filter(|(_, ret)| (self.wants)(ret)) {
            let reported = (self.reports)(&ret);
            let strayed = strayed.filter(|_| reported);
            let again = strayed.and_then(|index| reading.stray(self.book, rows, index, self.diagnostics));
            self.run.add_one(self.book, again.unwrap_or(ret), reported);
        }
        for place in self.run.fresh() {
            hold(self.book, rows, place);
        }
        for place in self.run.named() {
            mark(self.book, rows, place);
        }
    }
}
