//! `probity check`: the main job.

use super::files::Kind;
use super::load::Loaded;
use super::tables::Tables;
use super::{FINDINGS, FINE, RuleOptions, ShowOptions, UNREAD, files, load, spread, write};
use crate::diag::{Diagnostic, Severity, did_you_mean};
use crate::output::{self, Format};
use crate::read::Syntax;
use crate::report::{ReadFile, Report, RuleBook, Run, Selection};
use crate::returns::Return;
use crate::value::{Date, Period};
use clap::{Args, ValueEnum};
use std::io::{IsTerminal, Read};
use std::path::PathBuf;

/// The arguments of `check`.
#[derive(Debug, Args)]
pub struct Check {
    /// Files, folders or patterns; - is standard input
    #[arg(value_name = "PATH", default_value = ".")]
    paths: Vec<String>,
    #[command(flatten)]
    rules: RuleOptions,
    #[command(flatten)]
    show: ShowOptions,
    /// The form of files that state none
    #[arg(long, value_name = "ID")]
    form: Option<String>,
    /// How findings are written; human on a terminal, else plain
    #[arg(long, value_enum, value_name = "NAME")]
    format: Option<FormatName>,
    /// Write there, whole or not at all, instead of to standard output
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// The lowest severity that makes the exit status 1
    #[arg(long, value_enum, value_name = "LEVEL", default_value_t = Level::Error)]
    fail_on: Level,
    /// What could not be judged makes the exit status 1 too
    #[arg(long)]
    fail_on_not_judged: bool,
    /// Only these rules: ids or prefixes such as PER or PER-05
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    select: Vec<String>,
    /// Not these rules
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    ignore: Vec<String>,
    /// Report on this organisation only (repeatable)
    #[arg(long, value_name = "CODE")]
    organisation: Vec<String>,
    /// Report on this period only, such as "2016-17 M07" (repeatable)
    #[arg(long, value_name = "PERIOD")]
    period: Vec<String>,
    /// Accepted breaches: a file of entries with rule, organisation, period, reason, evidence,
    /// approver and expiry (repeatable)
    #[arg(long, value_name = "FILE")]
    waivers: Vec<String>,
    /// The day on which waivers are held against their expiry; the clock's, in UTC
    #[arg(long, value_name = "DATE")]
    today: Option<String>,
    /// How many findings of one rule are shown in full; counts are always whole
    #[arg(long, value_name = "N", default_value_t = 20)]
    max_findings: usize,
    /// How many threads read and judge; as many as the machine runs at once
    #[arg(long, value_name = "N")]
    threads: Option<usize>,
}

/// How many files, and returns of one file, are held in memory at once, but for their texts.
const MOST_AT_ONCE: usize = 64;

/// How many returns of a file are read with it, where many files are read at once.
const FEWEST_OF_A_FILE: usize = 4;

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum FormatName {
    Human,
    Plain,
    Json,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Level {
    Error,
    Warning,
    Info,
    Never,
}

impl Check {
    /// Runs the command; gives the exit status.
    pub fn run(self) -> u8 {
        let mut diagnostics = Vec::new();
        let Loaded { mut book, files: rule_files } = load::book(&self.rules, &[], &mut diagnostics);
        let selection = Selection { select: self.select.clone(), ignore: self.ignore.clone() };
        unknown_ids(&mut book, &selection, &mut diagnostics);
        let periods = self.periods(&mut diagnostics);
        self.waivers(&mut book, &mut diagnostics);
        let mut run = Run::new(selection);
        let mut read = self.read(&mut book, &periods, &mut run, &mut diagnostics);
        read.files.extend(self.waivers.iter().map(PathBuf::from).chain(rule_files));
        let judged = run.count();
        let mut report = run.finish(&mut book);
        report.failed = read.failed;
        report.passed_over = read.passed_over;
        report.passed_over_files = read.passed_over_files.clone();
        diagnostics.append(&mut report.diagnostics);
        if judged == 0 && read.failed == 0 {
            diagnostics.push(self.nothing(&read));
        }
        report.diagnostics = diagnostics;
        let status = self.show(&report, &book, &read.files);
        // The process ends here; taking everything apart first would cost as much as judging.
        std::mem::forget((book, run, report));
        status
    }

    fn periods(&self, diagnostics: &mut Vec<Diagnostic>) -> Vec<Period> {
        let mut periods = Vec::new();
        for text in &self.period {
            match Period::parse(text) {
                Some(period) => periods.push(period),
                None => {
                    let words = format!("`{}` is no period", crate::source::shown_short(text));
                    diagnostics.push(Diagnostic::of_command("E401", words).help("write --period \"2016-17 M07\""));
                }
            }
        }
        periods
    }

    /// Loads the waivers, and sets the day on which they are held against their expiry.
    fn waivers(&self, book: &mut RuleBook, diagnostics: &mut Vec<Diagnostic>) {
        for path in &self.waivers {
            let loaded = files::text(path).map_err(|diagnostic| vec![*diagnostic]);
            if let Err(found) = loaded.and_then(|(text, _)| book.add_waivers(path, &text)) {
                diagnostics.extend(found);
            }
        }
        match &self.today {
            None => book.today(super::clock::today()),
            Some(text) => match Date::parse(text.trim()) {
                Some(today) => book.today(today),
                None => {
                    let words = format!("`{}` is no date", crate::source::shown_short(text));
                    diagnostics.push(Diagnostic::of_command("E401", words).help("write --today 2016-11-30"));
                }
            },
        }
    }

    fn keeps(&self, ret: &Return, periods: &[Period]) -> bool {
        let organisation = self.organisation.is_empty()
            || ret.organisation.as_ref().is_some_and(|code| self.organisation.contains(code));
        let period = periods.is_empty() || ret.period.is_some_and(|period| periods.contains(&period));
        organisation && period
    }

    /// Reads the returns and judges each as it comes.
    fn read(
        &self,
        book: &mut RuleBook,
        periods: &[Period],
        run: &mut Run,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Counts {
        let mut counts = Counts::default();
        let before = diagnostics.len();
        let found = files::find(&self.paths, diagnostics);
        counts.failed = u64::try_from(diagnostics.len().saturating_sub(before)).unwrap_or(u64::MAX);
        let mut rest = found.as_slice();
        while let Some(first) = rest.first() {
            let nested = |file: &&files::Found| matches!(files::kind(&file.path), Some(Kind::Nested(_)));
            let some = rest.iter().take(MOST_AT_ONCE).take_while(nested).count().max(1);
            let (some, behind) = rest.split_at_checked(some).unwrap_or((rest, &[]));
            rest = behind;
            counts.files.extend(some.iter().map(|file| file.open.clone()));
            let keeps = |ret: &Return| self.keeps(ret, periods);
            let to = To { keeps: &keeps, book, run, diagnostics, counts: &mut counts };
            match files::kind(&first.path) {
                Some(Kind::Nested(_)) => {
                    let threads = spread::threads(self.threads, some.len());
                    let texts = spread::spread(threads, some, |file| files::text_of(&file.path, &file.open));
                    self.nested(some, texts, to);
                }
                Some(Kind::Table) => self.table(first, None, to),
                Some(Kind::Workbook) => self.workbook(first, None, to),
                None => self.sniffed(first, to),
            }
        }
        counts
    }

    /// Reads a file whose name does not say what it is.
    fn sniffed(&self, file: &files::Found, to: To<'_>) {
        match files::sniff(file) {
            Ok((Kind::Table, first, mut rest)) => {
                self.table(file, Some(&mut std::io::Cursor::new(first).chain(&mut rest)), to);
            }
            Ok((Kind::Workbook, first, mut rest)) => {
                self.workbook(file, Some(&mut std::io::Cursor::new(first).chain(&mut rest)), to);
            }
            Ok((Kind::Nested(_), first, mut rest)) => {
                let text = files::text_from(&file.path, &mut rest, first);
                self.nested(std::slice::from_ref(file), vec![text], to);
            }
            Err(diagnostic) => {
                to.counts.failed = to.counts.failed.saturating_add(1);
                to.diagnostics.push(*diagnostic);
            }
        }
    }

    /// Reads a file of separated values, which may be open already.
    fn table(&self, file: &files::Found, open: Option<&mut dyn Read>, to: To<'_>) {
        let To { keeps, book, run, diagnostics, counts } = to;
        let form = self.form.as_deref();
        let mut tables = Tables { form, keeps, threads: self.threads, book, run, diagnostics, at_once: 0 };
        let read = match open {
            Some(source) => tables.read_from(file, source),
            None => tables.read(file),
        };
        counts.read = counts.read.saturating_add(read.returns);
        counts.failed = counts.failed.saturating_add(read.failed);
        counts.pass_over(file, read.passed_over);
    }

    /// Reads a workbook, which may be open already.
    fn workbook(&self, file: &files::Found, open: Option<&mut dyn Read>, to: To<'_>) {
        let To { keeps, book, run, diagnostics, counts } = to;
        let bytes = match open {
            Some(source) => files::bytes(file, source),
            None => files::open(file).and_then(|mut source| files::bytes(file, &mut source)),
        };
        let name = if file.path == "-" { "standard input" } else { &file.path };
        let mut read = match bytes {
            Ok(bytes) => book.read_workbook(name, &bytes, self.form.as_deref(), file.named),
            Err(diagnostic) => ReadFile { failed: 1, diagnostics: vec![*diagnostic], ..ReadFile::default() },
        };
        counts.take(file, &read);
        diagnostics.append(&mut read.diagnostics);
        for ret in read.returns.into_iter().filter(|ret| keeps(ret)) {
            run.add(book, ret);
        }
    }

    /// Reads returns in YAML and JSON.
    fn nested(&self, some: &[files::Found], texts: Vec<Text>, to: To<'_>) {
        let To { keeps, book, run, diagnostics, counts } = to;
        let threads = spread::threads(self.threads, some.len());
        let taken = some.iter().zip(texts).map(|(file, text)| {
            let name = if file.path == "-" { "standard input" } else { &file.path };
            text.map(|(text, syntax)| (book.take_in(name, text), syntax, file.named))
        });
        let taken: Vec<_> = taken.collect();
        let most = MOST_AT_ONCE.checked_div(some.len()).unwrap_or(1).max(FEWEST_OF_A_FILE);
        let read = spread::spread(threads, &taken, |taken| {
            let (file, syntax, named) = taken.as_ref().ok()?;
            let mut reading = book.open(*file, *syntax, self.form.as_deref(), *named);
            Some((book.read_on(&mut reading, most), reading))
        });
        let mut returns = Vec::new();
        for ((file, taken), read) in some.iter().zip(taken).zip(read) {
            if let Err(diagnostic) = taken {
                counts.failed = counts.failed.saturating_add(1);
                diagnostics.push(*diagnostic);
            }
            let Some((mut read, mut reading)) = read else { continue };
            loop {
                counts.take(file, &read);
                diagnostics.append(&mut read.diagnostics);
                returns.extend(read.returns.into_iter().filter(|ret| keeps(ret)));
                if reading.is_done() {
                    break;
                }
                judge(&mut returns, self.threads, book, run);
                read = book.read_on(&mut reading, MOST_AT_ONCE);
            }
        }
        judge(&mut returns, self.threads, book, run);
    }

    fn nothing(&self, counts: &Counts) -> Diagnostic {
        let paths = crate::source::shown_short(&self.paths.join(" "));
        let words = match (counts.read, counts.passed_over) {
            (0, 0) => format!("nothing found to check in {paths}"),
            (0, over) => format!("nothing found to check in {paths}: {over} passed over, because no form is stated"),
            (read, _) => {
                format!("none of the {read} returns read is of that organisation and period")
            }
        };
        let help = match counts.read {
            0 => {
                "a return is a .yaml, .yml or .json file that begins with form:, a .csv file with a column form, or a workbook that names its form"
            }
            _ => "--organisation takes the code as the returns write it, --period a period such as \"2016-17 M07\"",
        };
        Diagnostic::of_command("E108", words).help(help)
    }

    fn show(&self, report: &Report, book: &RuleBook, inputs: &[PathBuf]) -> u8 {
        let terminal = self.output.is_none() && std::io::stdout().is_terminal();
        let format = match self.format {
            Some(FormatName::Human) => Format::Human,
            Some(FormatName::Plain) => Format::Plain,
            Some(FormatName::Json) => Format::Json,
            None if terminal => Format::Human,
            None => Format::Plain,
        };
        let mut look = self.show.look(terminal);
        look.most = self.max_findings;
        let write = |out: &mut dyn std::io::Write| output::write(report, &book.sources, format, look, out);
        let written = match &self.output {
            Some(path) => write::file(path, &write, inputs),
            None => write::out_by(&write),
        };
        let (mut error_format, error_look) = self.show.of_errors();
        // Who asks for a format means it for both streams.
        if matches!(self.format, Some(FormatName::Human | FormatName::Plain)) {
            error_format = format;
        }
        if format != Format::Json {
            write::error(&output::diagnostics(&report.diagnostics, &book.sources, error_format, error_look));
        }
        if !self.show.quiet && format != Format::Json {
            write::error(&output::summary(report, &book.sources));
        }
        if let Err(diagnostic) = &written {
            write::error(&output::diagnostics(
                std::slice::from_ref(diagnostic),
                &book.sources,
                error_format,
                error_look,
            ));
        }
        if report.has_errors() || written.is_err() {
            return UNREAD;
        }
        let level = match self.fail_on {
            Level::Error => Some(Severity::Error),
            Level::Warning => Some(Severity::Warning),
            Level::Info => Some(Severity::Info),
            Level::Never => None,
        };
        let not_judged = self.fail_on_not_judged && report.outcomes().of(crate::finding::Outcome::NotJudged) > 0;
        if level.is_some_and(|level| report.reaches(level)) || not_judged { FINDINGS } else { FINE }
    }
}

/// Judges the returns in hand, and lets go of them.
fn judge(returns: &mut Vec<Return>, threads: Option<usize>, book: &mut RuleBook, run: &mut Run) {
    for ret in returns.iter() {
        run.prepare(book, ret);
    }
    let threads = spread::threads(threads, returns.len());
    let batches = spread::spread_out(threads, std::mem::take(returns), |ret| run.batch([ret].into_iter()));
    for batch in batches {
        run.absorb(book, batch);
    }
}

/// The text of a file and how it is written, or why there is none.
type Text = Result<(String, Syntax), Box<Diagnostic>>;

/// Where what files give goes.
struct To<'t> {
    keeps: &'t (dyn Fn(&Return) -> bool + Sync),
    book: &'t mut RuleBook,
    run: &'t mut Run,
    diagnostics: &'t mut Vec<Diagnostic>,
    counts: &'t mut Counts,
}

#[derive(Debug, Default)]
struct Counts {
    read: usize,
    failed: u64,
    passed_over: u64,
    passed_over_files: Vec<String>,
    /// The files that were read.
    files: Vec<PathBuf>,
}

impl Counts {
    /// Counts what reading a file gave.
    fn take(&mut self, file: &files::Found, read: &ReadFile) {
        self.read = self.read.saturating_add(read.returns.len());
        self.failed = self.failed.saturating_add(read.failed);
        self.pass_over(file, read.passed_over);
    }

    /// Counts what states no form.
    fn pass_over(&mut self, file: &files::Found, passed_over: u64) {
        self.passed_over = self.passed_over.saturating_add(passed_over);
        if passed_over > 0 {
            let name = if file.path == "-" { "standard input" } else { &file.path };
            self.passed_over_files.push(name.to_owned());
        }
    }
}

/// Ids that no rule has: a misspelt one would check nothing and say so nowhere.
fn unknown_ids(book: &mut RuleBook, selection: &Selection, diagnostics: &mut Vec<Diagnostic>) {
    if selection.select.is_empty() && selection.ignore.is_empty() {
        return;
    }
    let ids = book.rule_ids();
    if !ids.is_empty() && !ids.iter().any(|id| selection.takes(id)) {
        let words = "--select and --ignore leave no rule to judge by";
        diagnostics.push(Diagnostic::of_command("E401", words).help("rules list shows the rules"));
    }
    for name in selection.select.iter().chain(&selection.ignore) {
        let one = Selection { select: vec![name.clone()], ignore: Vec::new() };
        if !ids.iter().any(|id| one.takes(id)) {
            let words = format!("no rule is called `{}`", crate::source::shown_short(name));
            diagnostics.push(Diagnostic::of_command("E401", words).maybe_help(did_you_mean(name, ids.iter().copied())));
        }
    }
}
