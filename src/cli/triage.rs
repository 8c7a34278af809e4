//! `probity triage`: who needs attention and why.

use super::returns::spread_judging;
use super::run::{Level, Paths, RunOptions};
use super::write;
use crate::diag::Diagnostic;
use crate::output::triage::{self as shape, Shape};
use crate::report::{Report, Triage as Made, triage, triage_periods};
use crate::value::Period;
use clap::{Args, ValueEnum};
use std::io::IsTerminal;

/// The arguments of `triage`.
#[derive(Debug, Args)]
pub struct Triage {
    #[command(flatten)]
    paths: Paths,
    #[command(flatten)]
    run: RunOptions,
    /// How the report is written
    #[arg(long, value_enum, value_name = "NAME", default_value_t = FormatName::Human)]
    format: FormatName,
    /// The lowest severity that makes the exit status 1 [default: never]
    #[arg(long, value_enum, value_name = "LEVEL")]
    fail_on: Option<Level>,
    /// How many organisations are shown by format human and markdown; counts are always whole [default: 20]
    #[arg(long, value_name = "N")]
    top: Option<usize>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum FormatName {
    Human,
    Json,
    Csv,
    Markdown,
}

/// How many organisations are shown, unless somebody says otherwise.
const MOST_SHOWN: usize = 20;

impl Triage {
    /// Runs the command; gives the exit status.
    pub fn run(mut self) -> u8 {
        (self.run.settled.paths, self.run.settled.changed) =
            (std::mem::take(&mut self.paths.paths), self.paths.changed);
        let project = self.run.project_file();
        let fail_on = project.text("triage.fail-on").and_then(|word| Level::from_str(word, false).ok());
        let fail_on = self.fail_on.or(fail_on).unwrap_or(Level::Never);
        let top = self.top.or(project.number("triage.top")).unwrap_or(MOST_SHOWN);
        let mut done = self.run.judged(project, true);
        let only = self.run.only.only();
        let mut periods = triage_periods(&done.run).into_iter();
        let first = periods.next();
        let spread = spread_judging(self.run.threads);
        let made = first.and_then(|(of, _)| triage(&done.run, &done.report, of, &only, &spread));
        if let Some(made) = &made {
            let others: Vec<(Period, usize)> = periods.map(|((_, period, _), count)| (period, count)).collect();
            done.report.diagnostics.extend(not_shown(made, &done.report, &others));
            if self.run.selection().narrows() {
                let words = "the levels rest on some of the rules only: --select or --ignore leaves the others out";
                done.report
                    .diagnostics
                    .push(warning(words.to_owned(), "leave both away for levels that can be relied on"));
            }
        }
        if made.is_none() && !done.report.has_errors() {
            let words = "none of the returns read is of a form and period that rules make a triage report for";
            let help = "a rule set says under `triage:` what such a report is made of";
            done.report.diagnostics.push(Diagnostic::of_command("E108", words).help(help));
        }
        let terminal = self.run.output.is_none() && std::io::stdout().is_terminal();
        let mut look = self.run.show.look(terminal);
        look.most = top;
        let format = match self.format {
            FormatName::Human => Shape::Human,
            FormatName::Json => Shape::Json,
            FormatName::Csv => Shape::Csv,
            FormatName::Markdown => Shape::Markdown,
        };
        let status = self.run.tell(&done, (None, format == Shape::Json), fail_on, &|out| {
            let by = |out: &mut dyn std::io::Write| {
                shape::write(made.as_ref(), &done.report, &done.book.sources, (format, look), out)
            };
            if format == Shape::Human { write::for_people(out, &by) } else { by(out) }
        });
        std::mem::forget(done);
        status
    }
}

fn warning(words: String, help: &str) -> Diagnostic {
    Diagnostic::of_command("E108", words).help(help).warning()
}

/// What was read and is in no figure of a report: returns of other periods, and those that are not received.
fn not_shown(made: &Made, report: &Report, others: &[(Period, usize)]) -> Vec<Diagnostic> {
    const MOST: usize = 6;
    let mut out = Vec::new();
    let named = others.iter().take(MOST).map(|(period, count)| format!("{period} ({count})"));
    let named = named.collect::<Vec<_>>().join(", ");
    if !others.is_empty() {
        let more = if others.len() > MOST { " and of other periods" } else { "" };
        let words = format!("this report is of {}: returns of {named}{more} are not in it", made.period);
        out.push(warning(words, "--period chooses another; if there is only a return or two, its period may be wrong"));
    }
    let elsewhere = others.iter().fold(made.whole.received, |sum, (_, count)| sum.saturating_add(*count));
    let elsewhere = elsewhere.saturating_add(made.whole.unexpected.len());
    let read = report.by_form.get(&made.form).copied().unwrap_or(0);
    let left = usize::try_from(read).unwrap_or(usize::MAX).saturating_sub(elsewhere);
    let left = left.saturating_sub(report.superseded.len());
    if left > 0 {
        let returns = if left == 1 { "return that was read is" } else { "returns that were read are" };
        let words = format!(
            "{left} {returns} in no figure of this report: a draft, or without a status, an organisation or a period that \
             can be read, or beside another of the same version"
        );
        out.push(warning(words, "probity check says of each what is wrong with it"));
    }
    out
}
