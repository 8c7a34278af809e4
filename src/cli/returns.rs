//! From paths to returns in a run: files of every kind, many at once.

use super::files::{self, Found, Kind};
use super::spread;
use super::tables::Tables;
use crate::diag::Diagnostic;
use crate::read::Syntax;
use crate::report::{ReadFile, RuleBook, Run};
use crate::returns::Return;
use std::collections::HashSet;
use std::io::Read;
use std::path::PathBuf;

/// How many files, and returns of one file, are held in memory at once, but for their texts.
const MOST_AT_ONCE: usize = 128;

/// How many returns of a file are read with it, where many files are read at once.
const FEWEST_OF_A_FILE: usize = 4;

/// What reading came to.
#[derive(Debug, Default)]
pub struct Counts {
    /// How many returns were read.
    pub read: usize,
    /// How many files or documents could not be read.
    pub failed: u64,
    /// How many state no form.
    pub passed_over: u64,
    /// Which files those are.
    pub passed_over_files: Vec<String>,
    /// The files that were read.
    pub files: Vec<PathBuf>,
}

impl Counts {
    /// Counts what reading a file gave.
    fn take(&mut self, file: &Found, read: &ReadFile) {
        self.read = self.read.saturating_add(read.returns.len());
        self.failed = self.failed.saturating_add(read.failed);
        self.pass_over(file, read.passed_over);
    }

    /// Counts what states no form.
    fn pass_over(&mut self, file: &Found, passed_over: u64) {
        self.passed_over = self.passed_over.saturating_add(passed_over);
        if passed_over > 0 {
            let name = if file.path == "-" { "standard input" } else { &file.path };
            self.passed_over_files.push(name.to_owned());
        }
    }
}

/// The text of a file and how it is written, or why there is none.
pub type Text = Result<(String, Syntax), Box<Diagnostic>>;

/// Reads returns into a run.
pub struct Reader<'t> {
    /// The form of files that state none.
    pub form: Option<&'t str>,
    /// How many threads were asked for.
    pub threads: Option<usize>,
    /// Which returns are reported on; the others are looked at from them only.
    pub reports: &'t (dyn Fn(&Return) -> bool + Sync),
    /// Which returns are taken at all.
    pub wants: &'t (dyn Fn(&Return) -> bool + Sync),
    /// The rules.
    pub book: &'t mut RuleBook,
    /// What the returns come to.
    pub run: &'t mut Run,
    /// What is wrong with the files.
    pub diagnostics: &'t mut Vec<Diagnostic>,
    /// What was read.
    pub counts: Counts,
}

impl Reader<'_> {
    /// Reads what paths and patterns lead to. Files that were read already, by their resolved names,
    /// are not read again.
    pub fn read(&mut self, paths: &[String]) {
        let before = self.diagnostics.len();
        let found = files::find(paths, self.diagnostics);
        let failed = self.diagnostics.len().saturating_sub(before);
        self.counts.failed = self.counts.failed.saturating_add(u64::try_from(failed).unwrap_or(u64::MAX));
        self.files(found);
    }

    /// Reads files that have changed. Where it is known that returns lie there (`returns`), each has to hold
    /// one; else what states no form is passed over, as in a folder.
    pub fn changed(&mut self, paths: &[String], returns: bool) {
        let before = self.diagnostics.len();
        let mut found = files::find(paths, self.diagnostics);
        let failed = self.diagnostics.len().saturating_sub(before);
        self.counts.failed = self.counts.failed.saturating_add(u64::try_from(failed).unwrap_or(u64::MAX));
        found.iter_mut().for_each(|file| file.named &= returns);
        self.files(found);
    }

    /// Reads files that were found, but for those that were read already.
    pub fn files(&mut self, mut found: Vec<Found>) {
        let read: HashSet<&PathBuf> = self.counts.files.iter().collect();
        found.retain(|file| file.path == "-" || !read.contains(&file.open));
        let mut rest = found.as_slice();
        while let Some(first) = rest.first() {
            let nested = |file: &&Found| matches!(files::kind(&file.path), Some(Kind::Nested(_)));
            let some = rest.iter().take(MOST_AT_ONCE).take_while(nested).count().max(1);
            let (some, behind) = rest.split_at_checked(some).unwrap_or((rest, &[]));
            rest = behind;
            self.counts.files.extend(some.iter().map(|file| file.open.clone()));
            match files::kind(&first.path) {
                Some(Kind::Nested(_)) => {
                    let threads = spread::threads(self.threads, some.len());
                    let texts = spread::spread(threads, some, |file| files::text_of(&file.path, &file.open));
                    self.nested(some, texts);
                }
                Some(Kind::Table) => self.table(first, None),
                Some(Kind::Workbook) => self.workbook(first, None),
                None => self.sniffed(first),
            }
        }
    }

    /// Reads a file whose name does not say what it is.
    fn sniffed(&mut self, file: &Found) {
        match files::sniff(file) {
            Ok((Kind::Table, first, mut rest)) => {
                self.table(file, Some(&mut std::io::Cursor::new(first).chain(&mut rest)));
            }
            Ok((Kind::Workbook, first, mut rest)) => {
                self.workbook(file, Some(&mut std::io::Cursor::new(first).chain(&mut rest)));
            }
            Ok((Kind::Nested(_), first, mut rest)) => {
                let text = files::text_from(&file.path, &mut rest, first);
                self.nested(std::slice::from_ref(file), vec![text]);
            }
            Err(diagnostic) => {
                self.counts.failed = self.counts.failed.saturating_add(1);
                self.diagnostics.push(*diagnostic);
            }
        }
    }

    /// Reads a file of separated values, which may be open already.
    fn table(&mut self, file: &Found, open: Option<&mut dyn Read>) {
        let mut tables = Tables {
            form: self.form,
            reports: self.reports,
            wants: self.wants,
            threads: self.threads,
            book: self.book,
            run: self.run,
            diagnostics: self.diagnostics,
            at_once: 0,
        };
        let read = match open {
            Some(source) => tables.read_from(file, source),
            None => tables.read(file),
        };
        self.counts.read = self.counts.read.saturating_add(read.returns);
        self.counts.failed = self.counts.failed.saturating_add(read.failed);
        self.counts.pass_over(file, read.passed_over);
    }

    /// Reads a workbook, which may be open already.
    fn workbook(&mut self, file: &Found, open: Option<&mut dyn Read>) {
        let bytes = match open {
            Some(source) => files::bytes(file, source),
            None => files::open(file).and_then(|mut source| files::bytes(file, &mut source)),
        };
        let name = if file.path == "-" { "standard input" } else { &file.path };
        let mut read = match bytes {
            Ok(bytes) => self.book.read_workbook(name, &bytes, self.form, file.named),
            Err(diagnostic) => ReadFile { failed: 1, diagnostics: vec![*diagnostic], ..ReadFile::default() },
        };
        self.counts.take(file, &read);
        self.diagnostics.append(&mut read.diagnostics);
        for ret in read.returns.into_iter().filter(|ret| (self.wants)(ret)) {
            let reported = (self.reports)(&ret);
            self.run.add_one(self.book, ret, reported);
        }
    }

    /// Reads returns in YAML and JSON.
    pub fn nested(&mut self, some: &[Found], texts: Vec<Text>) {
        let threads = spread::threads(self.threads, some.len());
        let taken = some.iter().zip(texts).map(|(file, text)| {
            let name = if file.path == "-" { "standard input" } else { &file.path };
            text.map(|(text, syntax)| (self.book.take_in(name, text), syntax, file.named))
        });
        let taken: Vec<_> = taken.collect();
        let most = MOST_AT_ONCE.checked_div(some.len()).unwrap_or(1).max(FEWEST_OF_A_FILE);
        let (book, form) = (&*self.book, self.form);
        let read = spread::spread(threads, &taken, |taken| {
            let (file, syntax, named) = taken.as_ref().ok()?;
            let mut reading = book.open(*file, *syntax, form, *named);
            Some((book.read_on(&mut reading, most), reading))
        });
        let mut returns = Vec::new();
        for ((file, taken), read) in some.iter().zip(taken).zip(read) {
            if let Err(diagnostic) = taken {
                self.counts.failed = self.counts.failed.saturating_add(1);
                self.diagnostics.push(*diagnostic);
            }
            let Some((mut read, mut reading)) = read else { continue };
            loop {
                self.counts.take(file, &read);
                self.diagnostics.append(&mut read.diagnostics);
                returns.extend(read.returns.drain(..).filter(|ret| (self.wants)(ret)));
                if reading.is_done() {
                    break;
                }
                self.judge(&mut returns);
                read = self.book.read_on(&mut reading, MOST_AT_ONCE);
            }
        }
        self.judge(&mut returns);
    }

    /// Judges the returns in hand, and lets go of them.
    fn judge(&mut self, returns: &mut Vec<Return>) {
        let (run, reports) = (&mut *self.run, self.reports);
        for ret in returns.iter() {
            run.prepare(self.book, ret);
        }
        let held = returns.iter().all(|ret| run.holds(ret));
        let threads = if held { 1 } else { spread::threads(self.threads, returns.len()) };
        let one = |ret: Return| {
            let reported = reports(&ret);
            run.batch([(ret, reported)].into_iter())
        };
        let batches = spread::spread_out(threads, std::mem::take(returns), one);
        for batch in batches {
            self.run.absorb(self.book, batch);
        }
    }
}

/// Judges returns that were held on so many threads.
pub fn spread_judging(
    threads: Option<usize>,
) -> impl Fn(usize, &(dyn Fn(usize) -> crate::eval::Judged + Sync)) -> Vec<crate::eval::Judged> {
    move |count, work| {
        let numbers: Vec<usize> = (0..count).collect();
        spread::spread(spread::threads(threads, count), &numbers, |number| work(*number))
    }
}
