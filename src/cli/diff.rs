//! `probity diff` and `probity rules diff`: two reports held against each other, of two versions of
//! returns or by two versions of rules.

use super::run::{Done, Level, RunOptions};
use super::{FINDINGS, FINE, UNREAD, files, write};
use crate::diag::{Diagnostic, Severity};
use crate::output::{self, difference, json};
use crate::report::{Difference, RuleChange, Side, rule_changes};
use crate::source::{Sources, shown_short};
use clap::{Args, ValueEnum};
use serde::Deserialize;
use std::collections::BTreeMap;

/// How many findings of each kind are shown, unless somebody says otherwise.
const MOST_SHOWN: usize = 50;

/// The arguments of `diff`.
#[derive(Debug, Args)]
pub struct Diff {
    /// What was: a report of check --format json, or returns
    #[arg(value_name = "OLD")]
    old: String,
    /// What is: likewise
    #[arg(value_name = "NEW")]
    new: String,
    #[command(flatten)]
    showing: Showing,
    #[command(flatten)]
    run: RunOptions,
}

/// The arguments of `rules diff`.
#[derive(Debug, Args)]
pub struct RulesDiff {
    /// The rules as they were: a file or a folder, added to the built-in ones
    #[arg(value_name = "OLD")]
    old: String,
    /// The rules as they would be: likewise
    #[arg(value_name = "NEW")]
    new: String,
    /// Returns that both judge, such as those of past years (repeatable)
    #[arg(long, value_name = "PATH", required = true)]
    over: Vec<String>,
    #[command(flatten)]
    showing: Showing,
    #[command(flatten)]
    run: RunOptions,
}

/// How a difference is shown.
#[derive(Debug, Args)]
struct Showing {
    /// How the difference is written
    #[arg(long, value_enum, value_name = "NAME", default_value_t = Format::Plain)]
    format: Format,
    /// The lowest severity of a new breach that makes the exit status 1 [default: error; of rules diff never]
    #[arg(long, value_enum, value_name = "LEVEL")]
    fail_on: Option<Level>,
    /// How many findings that are new, gone and changed are shown; counts are always whole [default: 50]
    #[arg(long, value_name = "N")]
    max_findings: Option<usize>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Plain,
    Json,
    Markdown,
}

/// A report of `check --format json`, as far as it is held against another.
#[derive(Deserialize)]
#[serde(expecting = "a report")]
struct Read {
    version: u32,
    rules: BTreeMap<String, ReadOutcomes>,
    #[serde(default)]
    aggregated: Vec<ReadCount>,
    findings: Vec<crate::report::Recorded>,
    #[serde(default)]
    diagnostics: Vec<ReadDiagnostic>,
}

#[derive(Deserialize)]
#[serde(expecting = "a diagnostic")]
struct ReadDiagnostic {
    severity: String,
}

#[derive(Deserialize)]
#[serde(expecting = "the counts of a rule")]
struct ReadOutcomes {
    pass: u64,
    fail: u64,
    not_applicable: u64,
    not_judged: u64,
    waived: u64,
}

#[derive(Deserialize)]
#[serde(expecting = "a count of findings that are not listed")]
struct ReadCount {
    count: u64,
}

/// The two sides, what is wrong with what they were made of, and the texts it is about.
struct Sides {
    old: Side,
    new: Side,
    told: String,
    wrong: bool,
    diagnostics: Vec<serde_json::Value>,
}

impl Diff {
    /// Runs the command; gives the exit status.
    pub fn run(self) -> u8 {
        let project = self.run.project_file();
        let fail_on = project.text("fail-on").and_then(|word| Level::from_str(word, false).ok());
        let fail_on = self.showing.fail_on.or(fail_on).unwrap_or(Level::Error);
        let mut sides = Sides::begin();
        sides.old = sides.side(&self.old, self.run.clone());
        sides.new = sides.side(&self.new, self.run.clone());
        self.showing.tell(sides, None, fail_on, &self.run)
    }
}

impl RulesDiff {
    /// Runs the command; gives the exit status.
    pub fn run(self) -> u8 {
        let mut sides = Sides::begin();
        let (old, mut old_book) = sides.by_rules(&self.old, &self.over, self.run.clone());
        let (new, mut new_book) = sides.by_rules(&self.new, &self.over, self.run.clone());
        (sides.old, sides.new) = (old, new);
        let changes = rule_changes(&mut old_book.book, &mut new_book.book);
        self.showing.tell(sides, Some(&changes), self.showing.fail_on.unwrap_or(Level::Never), &self.run)
    }
}

impl Sides {
    fn begin() -> Sides {
        Sides { old: Side::default(), new: Side::default(), told: String::new(), wrong: false, diagnostics: Vec::new() }
    }

    /// A side by its name: a report that was written, or returns that are judged now.
    fn side(&mut self, name: &str, mut run: RunOptions) -> Side {
        match report(name) {
            Some(Ok((side, unread))) => {
                self.tell(unread.as_slice(), &Sources::default(), &run);
                return side;
            }
            Some(Err(diagnostic)) => {
                self.tell(std::slice::from_ref(&*diagnostic), &Sources::default(), &run);
                return Side { name: name.to_owned(), ..Side::default() };
            }
            None => {}
        }
        run.settled.paths = vec![name.to_owned()];
        self.judged(name, run).0
    }

    /// A side by the rules that it is judged by.
    fn by_rules(&mut self, rules: &str, over: &[String], mut run: RunOptions) -> (Side, Done) {
        run.settled.other_rules = true;
        run.rules.rules.push(rules.to_owned());
        run.settled.paths = over.to_vec();
        self.judged(rules, run)
    }

    fn judged(&mut self, name: &str, mut run: RunOptions) -> (Side, Done) {
        run.settled.list_all = true;
        let project = run.project_file();
        let done = run.judged(project, false);
        self.tell(&done.report.diagnostics, &done.book.sources, &run);
        (Side::of(name, &done.report, &done.book.sources), done)
    }

    fn tell(&mut self, diagnostics: &[Diagnostic], sources: &Sources, run: &RunOptions) {
        let (format, look) = run.show.of_errors();
        for one in diagnostics.chunks(1) {
            // What is wrong with both sides is said once.
            let text = output::diagnostics(one, sources, format, look);
            if !self.told.contains(&text) {
                self.told.push_str(&text);
            }
        }
        self.wrong |= diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error);
        if let serde_json::Value::Array(all) = json::diagnostics(diagnostics, sources) {
            self.diagnostics.extend(all);
        }
    }
}

impl Showing {
    fn tell(&self, mut sides: Sides, rules: Option<&[RuleChange]>, fail_on: Level, run: &RunOptions) -> u8 {
        let names = (sides.old.name.clone(), sides.new.name.clone());
        for side in [&sides.old, &sides.new] {
            if side.counted > 0 {
                let words = format!(
                    "{} findings of {} are only counted, so what differs among them is not seen",
                    side.counted,
                    shown_short(&side.name)
                );
                let one = Diagnostic::of_command("E110", words).help("compare fewer returns at a time").warning();
                let (format, look) = run.show.of_errors();
                sides.told.push_str(&output::diagnostics(&[one], &Sources::default(), format, look));
            }
        }
        let of = Difference::between(std::mem::take(&mut sides.old), std::mem::take(&mut sides.new));
        let most = self.max_findings.unwrap_or(MOST_SHOWN);
        let shown = difference::Shown { of: &of, rules, names: (&names.0, &names.1), most };
        let text = match self.format {
            Format::Plain => difference::plain(&shown),
            Format::Markdown => difference::markdown(&shown),
            Format::Json => difference::document(&shown, sides.diagnostics.into()),
        };
        let written = match &run.output {
            Some(path) if path.as_os_str() != "-" => write::file(path, &|out| out.write_all(text.as_bytes()), &[]),
            _ if self.format == Format::Plain => {
                write::out_by(&|out| write::for_people(out, &|out| out.write_all(text.as_bytes())))
            }
            _ => write::out(&text),
        };
        if self.format != Format::Json {
            write::error(&sides.told);
        }
        if let Err(diagnostic) = &written {
            let (format, look) = run.show.of_errors();
            let one = std::slice::from_ref(&**diagnostic);
            write::error(&output::diagnostics(one, &Sources::default(), format, look));
        }
        if sides.wrong || written.is_err() {
            return UNREAD;
        }
        if fail_on.severity().is_some_and(|level| of.reaches(level)) { FINDINGS } else { FINE }
    }
}

/// A report that was written, and what is said of it where it is not whole.
type Written = (Side, Option<Diagnostic>);

/// A report of `check --format json`; nothing where a path leads to something else.
fn report(path: &str) -> Option<Result<Written, Box<Diagnostic>>> {
    if !std::path::Path::new(path).is_file() {
        return None;
    }
    let text = match files::text(path) {
        Ok((text, _)) => text,
        // What is no text may be a workbook.
        Err(_) => return None,
    };
    let text = text.trim_start_matches('\u{feff}');
    let begins = text.get(..text.len().min(400)).or(Some(text)).unwrap_or("");
    if !(begins.trim_start().starts_with('{') && begins.contains("\"tool\"") && begins.contains("\"probity\"")) {
        return None;
    }
    let wrong = |words: String| {
        let help = "give what check --format json wrote, whole, or returns";
        Box::new(Diagnostic::of_file("E602", path, words).help(help))
    };
    Some(match serde_json::from_str::<Read>(text) {
        Err(error) => {
            let (line, column) = (error.line(), error.column());
            let words = format!("this is no report of check that can be read: {error}");
            Err(Box::new(wrong(words).on_line(line, column)))
        }
        Ok(read) if read.version != json::VERSION => {
            let words =
                format!("a report of version {}, and this probity reads version {}", read.version, json::VERSION);
            Err(wrong(words))
        }
        Ok(read) => {
            let counts = |of: &ReadOutcomes| [of.pass, of.fail, of.not_applicable, of.not_judged, of.waived];
            let unread = read.diagnostics.iter().filter(|one| one.severity == Severity::Error.name()).count();
            let unread = (unread > 0).then(|| {
                let words =
                    format!("the report is not whole: {unread} errors kept something from being read or loaded");
                Diagnostic::of_file("E602", path, words)
                    .help("its `diagnostics` say what; make it again once that is put right")
            });
            let side = Side {
                name: path.to_owned(),
                rules: read.rules.iter().map(|(rule, of)| (rule.clone(), counts(of))).collect(),
                counted: read.aggregated.iter().fold(0, |sum, one| sum.saturating_add(one.count)),
                findings: read.findings,
            };
            Ok((side, unread))
        }
    })
}
