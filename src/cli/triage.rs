//! `probity triage`: who needs attention and why.

use super::returns::spread_judging;
use super::run::{Level, RunOptions};
use crate::diag::Diagnostic;
use crate::output::triage::{self as shape, Shape};
use crate::report::{triage, triage_periods};
use clap::{Args, ValueEnum};
use std::io::IsTerminal;

/// The arguments of `triage`.
#[derive(Debug, Args)]
pub struct Triage {
    #[command(flatten)]
    run: RunOptions,
    /// How the report is written
    #[arg(long, value_enum, value_name = "NAME", default_value_t = FormatName::Human)]
    format: FormatName,
    /// The lowest severity that makes the exit status 1
    #[arg(long, value_enum, value_name = "LEVEL", default_value_t = Level::Never)]
    fail_on: Level,
    /// How many organisations are shown by format human and markdown; counts are always whole
    #[arg(long, value_name = "N", default_value_t = 20)]
    top: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum FormatName {
    Human,
    Json,
    Csv,
    Markdown,
}

impl Triage {
    /// Runs the command; gives the exit status.
    pub fn run(self) -> u8 {
        let mut done = self.run.judged(true);
        let only = self.run.only.only();
        let periods = triage_periods(&done.run);
        let spread = spread_judging(self.run.threads);
        let made = periods.into_iter().next().and_then(|of| triage(&done.run, &done.report, of, &only, &spread));
        if made.is_none() && !done.report.has_errors() {
            let words = "none of the returns read is of a form and period that rules make a triage report for";
            let help = "a rule set says under `triage:` what such a report is made of";
            done.report.diagnostics.push(Diagnostic::of_command("E108", words).help(help));
        }
        let terminal = self.run.output.is_none() && std::io::stdout().is_terminal();
        let mut look = self.run.show.look(terminal);
        look.most = self.top;
        let format = match self.format {
            FormatName::Human => Shape::Human,
            FormatName::Json => Shape::Json,
            FormatName::Csv => Shape::Csv,
            FormatName::Markdown => Shape::Markdown,
        };
        let status = self.run.tell(&done, (None, format == Shape::Json), self.fail_on, &|out| {
            shape::write(made.as_ref(), &done.report, &done.book.sources, (format, look), out)
        });
        std::mem::forget(done);
        status
    }
}
