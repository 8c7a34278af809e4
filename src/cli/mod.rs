//! The command line, one file per subcommand. Only here are the file system, the environment,
//! printing and exit codes.

mod beside;
mod check;
mod clock;
mod diff;
mod eval;
mod explain;
mod files;
mod form;
mod format;
mod load;
mod only;
mod project;
mod returns;
mod rules;
mod run;
mod shell;
mod spread;
mod tables;
mod triage;
mod write;

use crate::diag::Diagnostic;
use crate::output::{Format, Look};
use clap::{Args, Parser, Subcommand, ValueEnum};
use project::{Project, ProjectOptions};
use std::io::IsTerminal;
use std::process::ExitCode;

/// Nothing at or above the level asked for.
const FINE: u8 = 0;
/// Findings at or above it.
const FINDINGS: u8 = 1;
/// Something could not be read or loaded as asked.
const UNREAD: u8 = 2;
/// A fault in probity itself.
const FAULT: u8 = 70;

/// What is said of one.
const FAULT_WORDS: &str =
    "probity: a fault in probity itself; please report it, with the files that brought it about\n";

/// Judges financial returns: which figures are wrong, where exactly, by how much and why.
#[derive(Debug, Parser)]
#[command(name = "probity", version, about, propagate_version = true, max_term_width = 100)]
struct Command {
    #[command(subcommand)]
    command: Sub,
}

#[derive(Debug, Subcommand)]
enum Sub {
    /// Judge returns: files, folders, globs, - for standard input
    Check(check::Check),
    /// Who needs attention and why: roll-ups by region and nation, ranked organisations
    Triage(triage::Triage),
    /// Explain a rule, a diagnostic code or a built-in function
    Explain(explain::Explain),
    /// Evaluate one expression
    Eval(eval::Eval),
    /// Type-check rule sets, run their examples, list them
    #[command(subcommand)]
    Rules(rules::Rules),
    /// Show what a return contains
    #[command(subcommand)]
    Form(form::FormCommand),
    /// Hold two reports, or the returns of two versions, against each other: what is new, gone, changed
    Diff(diff::Diff),
    /// Show the settings in force and where each comes from
    Config(project::Config),
    /// Write the completions of a shell to standard output
    Completions(shell::Completions),
    /// Write manual pages
    Man(shell::Man),
}

/// Which rules there are: options of every command.
#[derive(Debug, Clone, Args)]
struct RuleOptions {
    /// Rule sets, forms and reference lists added to the built-in ones: a file or a folder
    #[arg(long, value_name = "PATH")]
    rules: Vec<String>,
    /// Leave the built-in rules, forms and reference lists out
    #[arg(long)]
    no_built_in: bool,
    /// Override a constant for this run, such as overspend_limit=2%
    #[arg(long, value_name = "NAME=VALUE")]
    set: Vec<String>,
    #[command(flatten)]
    project: ProjectOptions,
}

/// The rule book of the options and the project file, which says how things are shown, too.
fn book_of(rules: &RuleOptions, show: &mut ShowOptions, diagnostics: &mut Vec<Diagnostic>) -> load::Loaded {
    let project = rules.project.load();
    show.settle(&project);
    let mut loaded = load::book(rules, &project, &[], diagnostics);
    diagnostics.extend(project.diagnostics(&mut loaded.book.sources));
    loaded
}

/// How things are shown: options of every command.
#[derive(Debug, Clone, Args)]
struct ShowOptions {
    /// When to use colours; auto, unless the project file says otherwise
    #[arg(long, value_enum)]
    color: Option<ColorChoice>,
    /// No summary on standard error
    #[arg(long, short)]
    quiet: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ColorChoice {
    Auto,
    Always,
    Never,
}

impl ShowOptions {
    /// The same, with what the project file says where the command line says nothing.
    fn settle(&mut self, project: &Project) {
        let word = project.text("color");
        self.color = self.color.or_else(|| ColorChoice::from_str(word?, false).ok());
        self.quiet |= project.flag("quiet").unwrap_or(false);
    }

    fn look(&self, terminal: bool) -> Look {
        let color = match self.color.unwrap_or(ColorChoice::Auto) {
            ColorChoice::Always => true,
            ColorChoice::Never => false,
            ColorChoice::Auto => {
                let plain = std::env::var_os("NO_COLOR").is_some_and(|v| !v.is_empty())
                    || std::env::var_os("TERM").is_some_and(|term| term == "dumb");
                terminal && !plain
            }
        };
        let width = std::env::var("COLUMNS").ok().and_then(|text| text.parse().ok()).unwrap_or(100);
        Look { color, width: std::cmp::Ord::clamp(width, 60, 240), ..Look::default() }
    }

    /// The look of standard error, and its format.
    fn of_errors(&self) -> (Format, Look) {
        let terminal = std::io::stderr().is_terminal();
        (if terminal { Format::Human } else { Format::Plain }, self.look(terminal))
    }
}

/// Runs the command line of this process and says how it ended.
pub fn run() -> ExitCode {
    std::panic::set_hook(Box::new(|_| {}));
    let outcome = std::panic::catch_unwind(|| {
        let command = match Command::try_parse() {
            Ok(command) => command,
            Err(error) => {
                let fine = !error.use_stderr();
                let _ = error.print();
                return if fine { FINE } else { UNREAD };
            }
        };
        match command.command {
            Sub::Check(check) => check.run(),
            Sub::Triage(triage) => triage.run(),
            Sub::Explain(explain) => explain.run(),
            Sub::Eval(eval) => eval.run(),
            Sub::Rules(rules) => rules.run(),
            Sub::Form(form) => form.run(),
            Sub::Diff(diff) => diff.run(),
            Sub::Config(config) => config.run(),
            Sub::Completions(completions) => completions.run(),
            Sub::Man(man) => man.run(),
        }
    });
    let code = outcome.unwrap_or_else(|_| {
        write::error(FAULT_WORDS);
        FAULT
    });
    ExitCode::from(code)
}
