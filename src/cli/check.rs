//! `probity check`: the main job.

use super::run::{Done, Level, Paths, RunOptions};
use super::write;
use crate::diag::Diagnostic;
use crate::output::{self, Format};
use clap::{Args, ValueEnum};
use std::io::IsTerminal;
use std::path::{Path, PathBuf};

/// The arguments of `check`.
#[derive(Debug, Args)]
pub struct Check {
    #[command(flatten)]
    paths: Paths,
    #[command(flatten)]
    run: RunOptions,
    /// How findings are written; human on a terminal, else plain
    #[arg(long, value_enum, value_name = "NAME")]
    format: Option<FormatName>,
    /// The lowest severity that makes the exit status 1 [default: error]
    #[arg(long, value_enum, value_name = "LEVEL")]
    fail_on: Option<Level>,
    /// How many findings of one rule are shown in full; counts are always whole [default: 20]
    #[arg(long, value_name = "N")]
    max_findings: Option<usize>,
    /// Findings that are known already: they are not shown, and do not count towards the exit status
    #[arg(long, value_name = "FILE")]
    baseline: Option<String>,
    /// Write what is found now as a baseline, for later runs
    #[arg(long, value_name = "FILE")]
    write_baseline: Option<PathBuf>,
    /// Let each entry of the baseline hold by how much its rule is missed now: what grows is new
    #[arg(long, requires = "write_baseline")]
    baseline_bounds: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum FormatName {
    Human,
    Plain,
    Json,
    Jsonl,
    Sarif,
    Github,
    Junit,
    Markdown,
}

impl FormatName {
    fn format(self) -> Format {
        match self {
            FormatName::Human => Format::Human,
            FormatName::Plain => Format::Plain,
            FormatName::Json => Format::Json,
            FormatName::Jsonl => Format::Jsonl,
            FormatName::Sarif => Format::Sarif,
            FormatName::Github => Format::Github,
            FormatName::Junit => Format::Junit,
            FormatName::Markdown => Format::Markdown,
        }
    }
}

/// How many findings of one rule are shown in full, unless somebody says otherwise.
const MOST_SHOWN: usize = 20;

impl Check {
    /// Runs the command; gives the exit status.
    pub fn run(mut self) -> u8 {
        (self.run.settled.paths, self.run.settled.changed) =
            (std::mem::take(&mut self.paths.paths), self.paths.changed);
        let project = self.run.project_file();
        let word = |key: &str| project.text(key);
        let fail_on = self.fail_on.or_else(|| Level::from_str(word("fail-on")?, false).ok()).unwrap_or(Level::Error);
        let asked = self.format.or_else(|| FormatName::from_str(word("format")?, false).ok());
        let most = self.max_findings.or(project.number("max-findings")).unwrap_or(MOST_SHOWN);
        self.run.settled.renews = self.write_baseline.is_some();
        self.run.settled.baseline = self.baseline.take().or_else(|| project.path("baseline"));
        let mut done = self.run.judged(project, false);
        let written = self.write_baseline.as_deref().map(|file| self.renew(&mut done, file));
        let terminal = self.run.output.is_none() && std::io::stdout().is_terminal();
        let format = match asked {
            Some(name) => name.format(),
            None if terminal => Format::Human,
            None => Format::Plain,
        };
        let mut look = self.run.show.look(terminal);
        look.most = most;
        look.fail_on = fail_on.severity();
        if matches!(format, Format::Sarif | Format::Junit) {
            done.report.rules = done.run.rule_notes();
        }
        let asked = asked.is_some_and(|name| name != FormatName::Json).then_some(format);
        let written_by =
            |out: &mut dyn std::io::Write| output::write(&done.report, &done.book.sources, format, look, out);
        let status = self.run.tell(&done, (asked, format.is_document()), fail_on, &|out| match format {
            Format::Human | Format::Plain => write::for_people(out, &written_by),
            _ => written_by(out),
        });
        if let (Some(Ok(words)), false) = (&written, self.run.show.quiet) {
            write::error(words);
        }
        // The process ends here; taking everything apart first would cost as much as judging.
        std::mem::forget(done);
        status
    }

    /// Writes what a run found as a baseline; from then on it is known. Gives what is to be said of it.
    fn renew(&self, done: &mut Done, file: &Path) -> Result<String, ()> {
        let own = |file: &str| std::fs::canonicalize(file).ok();
        let renewed = self
            .run
            .settled
            .baseline
            .as_deref()
            .and_then(own)
            .is_some_and(|old| own(&file.to_string_lossy()) == Some(old));
        if renewed && self.run.settled.baseline_unread {
            let words = "the baseline was not written: the one whose place it would take could not be read whole";
            let one = Diagnostic::of_file("E402", file.display().to_string(), words);
            done.report.diagnostics.push(one.help("put right what is wrong with it first, or write to another file"));
            return Err(());
        }
        let selection = self.run.selection();
        let takes = |rule: &str| selection.takes(rule);
        let entries = done.book.baseline().renewed(&done.report.findings, self.baseline_bounds, takes);
        let text = output::baseline(&entries);
        if let Err(diagnostic) = write::file(file, &|out| out.write_all(text.as_bytes()), &done.inputs) {
            done.report.diagnostics.push(*diagnostic);
            return Err(());
        }
        // What else is written now may not take its place.
        done.inputs.push(file.to_owned());
        let name = file.display().to_string();
        done.report.know_all(&name);
        let left = done.report.beyond.count();
        if left > 0 {
            let words = format!("{left} findings are only counted, and are not in the baseline");
            let help = "write it for fewer returns at a time, each time with --baseline and the same file";
            done.report.diagnostics.push(Diagnostic::of_command("E110", words).help(help).warning());
        }
        let count = entries.len();
        let noun = if count == 1 { "entry" } else { "entries" };
        Ok(format!("{}: {count} {noun} written\n", crate::source::shown_line(&name)))
    }
}
