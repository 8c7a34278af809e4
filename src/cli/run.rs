//! What `check` and `triage` share: which returns are read, by which rules they are judged, and what
//! makes the exit status.

use super::load::Loaded;
use super::only::OnlyOptions;
use super::project::Project;
use super::returns::{Counts, Reader, spread_judging};
use super::{FINDINGS, FINE, RuleOptions, ShowOptions, UNREAD, beside, files, load, write};
use crate::diag::{Diagnostic, Severity, did_you_mean};
use crate::output::{self, Format};
use crate::report::{LeftOut, Report, RuleBook, Run, Selection};
use crate::returns::Return;
use crate::source::shown_short;
use crate::value::Date;
use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// Which returns are judged.
#[derive(Debug, Args)]
pub struct Paths {
    /// Files, folders or patterns; - is standard input. Without any, what the project file says, or the
    /// folder one stands in
    #[arg(value_name = "PATH")]
    pub paths: Vec<String>,
    /// The files named are those that have changed: what is no return, or lies elsewhere than the project
    /// file says, is passed over, and none at all is no mistake (for hooks)
    #[arg(long)]
    pub changed: bool,
}

/// What a run is to do beside its options: what the command says, and what comes of the project file.
#[derive(Debug, Clone, Default)]
pub struct Settled {
    /// Files, folders or patterns; - is standard input. Without any, what the project file says, or the
    /// folder one stands in.
    pub paths: Vec<String>,
    /// Whether they are those that have changed.
    pub changed: bool,
    /// Whether ten times as many findings are listed.
    pub list_all: bool,
    /// Whether the project file says where returns lie.
    pub within: bool,
    /// Where returns lie that others are compared with.
    pub beside: Vec<String>,
    /// Whether the rules of the project file are left out, because two versions of them are compared.
    pub other_rules: bool,
    /// The project file.
    pub project: Option<String>,
    /// Rules that the project file leaves out.
    pub left_out: Vec<LeftOut>,
    /// The file of findings that are known already.
    pub baseline: Option<String>,
    /// Whether it could not be read whole.
    pub baseline_unread: bool,
    /// Whether a baseline is written.
    pub renews: bool,
}

/// The arguments of a run over returns.
#[derive(Debug, Clone, Args)]
pub struct RunOptions {
    #[command(flatten)]
    pub rules: RuleOptions,
    #[command(flatten)]
    pub show: ShowOptions,
    /// Returns that are read for comparison and not reported on, such as last month's (repeatable)
    #[arg(long, value_name = "PATH")]
    with: Vec<String>,
    /// The form of files that state none
    #[arg(long, value_name = "ID")]
    form: Option<String>,
    /// Write there, whole or not at all, instead of to standard output
    #[arg(long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// What could not be judged makes the exit status 1 too
    #[arg(long)]
    fail_on_not_judged: bool,
    /// Only these rules: ids or prefixes such as PER or PER-05
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    select: Vec<String>,
    /// Not these rules
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    ignore: Vec<String>,
    #[command(flatten)]
    pub only: OnlyOptions,
    /// Accepted breaches: a file of entries with rule, organisation, period, reason, evidence,
    /// approver and expiry (repeatable)
    #[arg(long, value_name = "FILE")]
    waivers: Vec<String>,
    /// The day on which waivers are held against their expiry; the clock's, in UTC
    #[arg(long, value_name = "DATE")]
    today: Option<String>,
    /// How many threads read and judge; as many as the machine runs at once
    #[arg(long, value_name = "N")]
    pub threads: Option<usize>,
    /// What the command and the project file say beside.
    #[arg(skip)]
    pub settled: Settled,
}

/// The lowest severity that makes the exit status 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Level {
    Error,
    Warning,
    Info,
    Never,
}

impl Level {
    /// The severity; none of `never`.
    pub fn severity(self) -> Option<Severity> {
        match self {
            Level::Error => Some(Severity::Error),
            Level::Warning => Some(Severity::Warning),
            Level::Info => Some(Severity::Info),
            Level::Never => None,
        }
    }
}

/// A run that is over.
pub struct Done {
    pub book: RuleBook,
    pub run: Run,
    pub report: Report,
    /// The files that were read.
    pub inputs: Vec<PathBuf>,
    /// Whether there was nothing to do, and that is no mistake.
    pub idle: bool,
}

impl RunOptions {
    /// Reads and judges. With `all`, organisations that are not asked for are judged too: they are in
    /// the groups of those that are.
    pub fn judged(&mut self, mut project: Project, all: bool) -> Done {
        let mut diagnostics = Vec::new();
        if self.settled.other_rules {
            project.forget("rules");
        }
        self.settle(&mut project);
        let idle = self.settled.changed && self.settled.paths.is_empty();
        let Loaded { mut book, files: rule_files } = load::book(&self.rules, &project, &[], &mut diagnostics);
        diagnostics.extend(project.diagnostics(&mut book.sources));
        let selection = self.selection();
        self.unknown_ids(&mut book, &selection, &mut diagnostics);
        let asked = self.only.asked(&mut diagnostics);
        self.waivers(&mut book, &mut diagnostics);
        self.known(&mut book, &mut diagnostics);
        let mut run = Run::new(selection);
        if self.settled.list_all {
            run.list_more();
        }
        let reports = |ret: &Return| asked.keeps(ret, all);
        let mut read = self.read(&mut book, &mut run, &reports, &mut diagnostics);
        read.files.extend(self.waivers.iter().map(PathBuf::from).chain(rule_files));
        let judged = run.count();
        let mut report = run.finish_spread(&mut book, &spread_judging(self.threads));
        report.failed = read.failed;
        report.passed_over = read.passed_over;
        report.passed_over_files = std::mem::take(&mut read.passed_over_files);
        diagnostics.append(&mut report.diagnostics);
        let unknown = if read.read > 0 { asked.unknown() } else { Vec::new() };
        // What changed may be of nobody who is asked for.
        let nothing_new = self.settled.changed && read.failed == 0 && judged == 0;
        match read.read {
            _ if nothing_new => {}
            _ if !unknown.is_empty() => diagnostics.extend(unknown),
            _ if judged > 0 || read.failed > 0 => {}
            0 => diagnostics.push(self.nothing(&read)),
            read => diagnostics.push(asked.nothing(read)),
        }
        diagnostics.extend(self.not_in_force(&report));
        report.diagnostics = diagnostics;
        report.left_out = self.settled.left_out.clone();
        report.project = self.settled.project.clone();
        if self.settled.changed {
            // A repository has many files that are no returns.
            report.passed_over = 0;
            report.passed_over_files.clear();
        }
        Done { book, run, report, inputs: read.files, idle: idle || nothing_new }
    }

    /// The project file, which says what holds where the command line says nothing.
    pub fn project_file(&self) -> Project {
        self.rules.project.load()
    }

    /// Takes what the project file says where the command line says nothing.
    fn settle(&mut self, project: &mut Project) {
        self.show.settle(project);
        self.only.settle(project);
        self.settled.project = project.file.clone();
        let returns = project.returns();
        self.settled.within = project.has("returns");
        if self.settled.changed {
            files::keep_within(&mut self.settled.paths, &returns);
        }
        let named = self.settled.changed || !self.settled.paths.is_empty();
        if self.with.is_empty() {
            self.with = project.paths("with");
        }
        match named {
            true if self.with.is_empty() => self.settled.beside = returns,
            true => {}
            false if self.settled.within => self.settled.paths = returns,
            false => self.settled.paths = vec![".".to_owned()],
        }
        self.form = self.form.take().or_else(|| project.text("form").map(str::to_owned));
        self.waivers.splice(0..0, project.paths("waivers"));
        self.threads = self.threads.or(project.number("threads"));
        self.fail_on_not_judged |= project.flag("fail-on-not-judged").unwrap_or(false);
        if self.select.is_empty() {
            self.select = project.texts("select");
        }
        let left_out = project.pairs("ignore").into_iter();
        self.settled.left_out = left_out.map(|(rule, reason, by)| LeftOut { rule, reason, by }).collect();
        self.ignore.extend(self.settled.left_out.iter().map(|one| one.rule.clone()));
    }

    /// Loads the findings that are known already.
    fn known(&mut self, book: &mut RuleBook, diagnostics: &mut Vec<Diagnostic>) {
        let Some(path) = &self.settled.baseline else { return };
        // The first one is still to be written.
        if self.settled.renews && !std::path::Path::new(path).exists() {
            return;
        }
        let loaded = files::text(path).map_err(|diagnostic| {
            let help = "check --write-baseline FILE writes one; probity config shows who names it";
            vec![Diagnostic { code: "E511", ..*diagnostic }.help(help)]
        });
        if let Err(found) = loaded.and_then(|(text, _)| book.add_baseline(path, &text)) {
            diagnostics.extend(found);
            self.settled.baseline_unread = true;
        }
    }

    /// Which rules are judged.
    pub fn selection(&self) -> Selection {
        Selection { select: self.select.clone(), ignore: self.ignore.clone() }
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
                    let words = format!("`{}` is no date", shown_short(text));
                    diagnostics.push(Diagnostic::of_command("E401", words).help("write --today 2016-11-30"));
                }
            },
        }
    }

    /// Reads the returns to report on, and those to look at beside them.
    fn read(
        &self,
        book: &mut RuleBook,
        run: &mut Run,
        reports: &(dyn Fn(&Return) -> bool + Sync),
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Counts {
        let (form, threads) = (self.form.as_deref(), self.threads);
        let counts = Counts::default();
        let mut reader = Reader { form, threads, reports, wants: &|_| true, book, run, diagnostics, counts };
        match self.settled.changed {
            true => reader.changed(&self.settled.paths, self.settled.within),
            false => reader.read(&self.settled.paths),
        }
        if let (false, Some(sought)) = (self.settled.beside.is_empty(), reader.run.sought()) {
            beside::read(&mut reader, &sought, &self.settled.beside);
        }
        let (read, failed) = (reader.counts.read, reader.counts.failed);
        let mut beside = Reader { reports: &|_| false, ..reader };
        beside.read(&self.with);
        if !self.with.is_empty() && beside.counts.read == read && beside.counts.failed == failed {
            let words = format!("no return to compare with in {}", shown_short(&self.with.join(" ")));
            let nothing = Diagnostic::of_command("E108", words).help("--with takes the folder of last month's returns");
            beside.diagnostics.push(nothing.warning());
        }
        Counts { read, ..beside.counts }
    }

    /// What is selected and was in force for none of the returns: nothing was held against it.
    fn not_in_force(&self, report: &Report) -> Option<Diagnostic> {
        let judged = |name: &&String| {
            let one = Selection { select: vec![(*name).clone()], ignore: Vec::new() };
            report.tallies.keys().any(|rule| one.takes(rule))
        };
        let idle: Vec<&str> = self.select.iter().filter(|name| !judged(name)).map(String::as_str).collect();
        if idle.is_empty() || self.settled.changed || report.read == 0 {
            return None;
        }
        let words = format!("selected, and in force for none of these returns: {}", shown_short(&idle.join(", ")));
        Some(
            Diagnostic::of_command("E108", words).help("rules list says in which periods a rule is in force").warning(),
        )
    }

    /// Ids that no rule has: a misspelt one would check nothing and say so nowhere.
    fn unknown_ids(&self, book: &mut RuleBook, selection: &Selection, diagnostics: &mut Vec<Diagnostic>) {
        if !selection.narrows() {
            return;
        }
        let ids = book.rule_ids();
        if !ids.is_empty() && !ids.iter().any(|id| selection.takes(id)) {
            let words = "what is selected and ignored leaves no rule to judge by";
            let help = "rules list shows the rules; probity config shows what the project file says";
            diagnostics.push(Diagnostic::of_command("E401", words).help(help));
        }
        for name in selection.select.iter().chain(&selection.ignore) {
            let one = Selection { select: vec![name.clone()], ignore: Vec::new() };
            if !ids.iter().any(|id| one.takes(id)) {
                let by = self.settled.left_out.iter().find(|left| left.rule == *name);
                let by = by.map_or(String::new(), |left| format!("{}: ", crate::source::shown_line(&left.by)));
                let words = format!("{by}no rule is called `{}`", shown_short(name));
                let help = did_you_mean(name, ids.iter().copied());
                diagnostics.push(Diagnostic::of_command("E401", words).maybe_help(help));
            }
        }
    }

    fn nothing(&self, counts: &Counts) -> Diagnostic {
        let paths = match self.settled.paths.is_empty() {
            true => "what the project file says".to_owned(),
            false => shown_short(&self.settled.paths.join(" ")),
        };
        let words = match counts.passed_over {
            0 => format!("nothing found to check in {paths}"),
            over => format!("nothing found to check in {paths}: {over} passed over, because no form is stated"),
        };
        let help = "a return is a .yaml, .yml or .json file that begins with form:, a .csv file with a column form, or a workbook that names its form";
        Diagnostic::of_command("E108", words).help(help)
    }

    /// Writes what a run came to where it was asked for, diagnostics and summary on standard error, and
    /// gives the exit status. Of a document that holds them `document` is set.
    pub fn tell(
        &self,
        done: &Done,
        (format, document): (Option<Format>, bool),
        fail_on: Level,
        out: &dyn Fn(&mut dyn std::io::Write) -> std::io::Result<()>,
    ) -> u8 {
        let Done { book, report, inputs, .. } = done;
        let read: Vec<PathBuf> =
            inputs.iter().cloned().chain(self.settled.baseline.iter().map(PathBuf::from)).collect();
        let written = match &self.output {
            Some(path) if path.as_os_str() != "-" => write::file(path, out, &read),
            _ => write::out_by(out),
        };
        if done.idle && !report.has_errors() {
            return if written.is_ok() { FINE } else { UNREAD };
        }
        let (own_format, error_look) = self.show.of_errors();
        // Who asks for a format means it for both streams.
        let error_format = format.unwrap_or(own_format);
        // A runner of workflows reads commands on standard error, too.
        let say = |text: &str| match error_format {
            Format::Github => write::error(&output::github::log(text)),
            _ => write::error(text),
        };
        if !document {
            say(&output::diagnostics(&report.diagnostics, &book.sources, error_format, error_look));
        }
        if !self.show.quiet && !document {
            say(&output::summary(report, &book.sources));
        }
        if let Err(diagnostic) = &written {
            let one = std::slice::from_ref(&**diagnostic);
            say(&output::diagnostics(one, &book.sources, error_format, error_look));
        }
        if report.has_errors() || written.is_err() {
            return UNREAD;
        }
        let level = fail_on.severity();
        let not_judged = self.fail_on_not_judged && report.lacks_judgement();
        if level.is_some_and(|level| report.reaches(level)) || not_judged { FINDINGS } else { FINE }
    }
}
