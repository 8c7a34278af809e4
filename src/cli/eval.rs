//! `probity eval`: one expression, strictly: unknown names, wrong types and units are refused. Or as
//! the standard says, an error being null.

mod context;
mod result;

use super::{FINE, RuleOptions, ShowOptions, UNREAD, write};
use crate::diag::Diagnostic;
use crate::output;
use crate::report::Asked;
use clap::{Args, ValueEnum};

/// The arguments of `eval`.
#[derive(Debug, Args)]
pub struct Eval {
    /// The expression
    #[arg(value_name = "EXPR", allow_hyphen_values = true)]
    expression: String,
    /// Names and values, or a return: a file, or - for standard input
    #[arg(long, value_name = "FILE")]
    context: Option<String>,
    /// Evaluate as the standard says: an error becomes null
    #[arg(long)]
    standard: bool,
    /// Show each step with its value
    #[arg(long)]
    trace: bool,
    /// How the result is written
    #[arg(long, value_enum, value_name = "NAME", default_value_t = ResultFormat::Human)]
    format: ResultFormat,
    #[command(flatten)]
    rules: RuleOptions,
    #[command(flatten)]
    show: ShowOptions,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ResultFormat {
    Human,
    Json,
}

/// How many values a result may have that is written.
const MOST_SHOWN: usize = 1_000_000;

impl Eval {
    /// Runs the command; gives the exit status.
    pub fn run(mut self) -> u8 {
        let mut diagnostics = Vec::new();
        let mut book = super::book_of(&self.rules, &mut self.show, &mut diagnostics).book;
        let mut names = Vec::new();
        let mut ret = None;
        if let Some(path) = &self.context {
            match context::read(&mut book, path, &mut diagnostics) {
                Ok((found, of)) => {
                    names = found;
                    ret = of;
                }
                Err(diagnostic) => diagnostics.push(*diagnostic),
            }
        }
        if diagnostics.is_empty() {
            let asked = Asked {
                expression: &self.expression,
                names,
                ret: ret.as_ref(),
                standard: self.standard,
                trace: self.trace,
                now: super::clock::now(),
            };
            match book.evaluate(asked) {
                Ok(found) if found.value.weight(MOST_SHOWN) >= MOST_SHOWN => {
                    let words =
                        format!("the result is larger than {MOST_SHOWN} values, or as much text, and is not shown");
                    diagnostics.push(Diagnostic::of_command("E110", words));
                }
                Ok(found) => {
                    let text = match self.format {
                        ResultFormat::Json => result::json(&found, self.trace, ret.as_ref()),
                        ResultFormat::Human => result::human(&found),
                    };
                    diagnostics.extend(write::out(&text).err().map(|diagnostic| *diagnostic));
                }
                Err(found) => diagnostics.extend(found),
            }
        }
        let (format, look) = self.show.of_errors();
        write::error(&output::diagnostics(&diagnostics, &book.sources, format, look));
        if diagnostics.is_empty() { FINE } else { UNREAD }
    }
}
