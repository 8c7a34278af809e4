//! `probity check`: the main job.

use super::run::{Level, RunOptions};
use crate::output::{self, Format};
use clap::{Args, ValueEnum};
use std::io::IsTerminal;

/// The arguments of `check`.
#[derive(Debug, Args)]
pub struct Check {
    #[command(flatten)]
    run: RunOptions,
    /// How findings are written; human on a terminal, else plain
    #[arg(long, value_enum, value_name = "NAME")]
    format: Option<FormatName>,
    /// The lowest severity that makes the exit status 1
    #[arg(long, value_enum, value_name = "LEVEL", default_value_t = Level::Error)]
    fail_on: Level,
    /// How many findings of one rule are shown in full; counts are always whole
    #[arg(long, value_name = "N", default_value_t = 20)]
    max_findings: usize,
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

impl Check {
    /// Runs the command; gives the exit status.
    pub fn run(self) -> u8 {
        let mut done = self.run.judged(false);
        let terminal = self.run.output.is_none() && std::io::stdout().is_terminal();
        let format = match self.format {
            Some(name) => name.format(),
            None if terminal => Format::Human,
            None => Format::Plain,
        };
        let mut look = self.run.show.look(terminal);
        look.most = self.max_findings;
        look.fail_on = self.fail_on.severity();
        if matches!(format, Format::Sarif | Format::Junit) {
            done.report.rules = done.run.rule_notes();
        }
        let asked = matches!(self.format, Some(FormatName::Human | FormatName::Plain)).then_some(format);
        let status = self.run.tell(&done, (asked, format.is_document()), self.fail_on, &|out| {
            output::write(&done.report, &done.book.sources, format, look, out)
        });
        // The process ends here; taking everything apart first would cost as much as judging.
        std::mem::forget(done);
        status
    }
}
