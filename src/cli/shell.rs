//! `probity completions` and `probity man`: made from the definitions of the command line itself.

use super::{Command, FINE, UNREAD, write};
use crate::diag::Diagnostic;
use crate::output::{self, Format, Look};
use crate::source::Sources;
use clap::{Args, CommandFactory};
use clap_complete::Shell;
use std::path::{Path, PathBuf};

/// The arguments of `completions`.
#[derive(Debug, Args)]
pub struct Completions {
    /// The shell
    #[arg(value_enum, value_name = "SHELL")]
    shell: Shell,
}

impl Completions {
    /// Runs the command; gives the exit status.
    pub fn run(self) -> u8 {
        let mut text = Vec::new();
        clap_complete::generate(self.shell, &mut Command::command(), "probity", &mut text);
        told(write::out(&String::from_utf8_lossy(&text)))
    }
}

/// The arguments of `man`.
#[derive(Debug, Args)]
pub struct Man {
    /// The subcommand: check, or rules test; probity itself without one
    #[arg(value_name = "COMMAND")]
    command: Vec<String>,
    /// Write every page into this folder, which is made where it is not there
    #[arg(long, value_name = "FOLDER", conflicts_with = "command")]
    output: Option<PathBuf>,
}

/// A manual page: the name of its file, and its text.
type Page = (String, Vec<u8>);

impl Man {
    /// Runs the command; gives the exit status.
    pub fn run(self) -> u8 {
        let mut all = Vec::new();
        pages(named(), "probity", &mut all);
        match &self.output {
            Some(folder) => told(into(folder, &all)),
            None => {
                let name = self.command.iter().fold("probity".to_owned(), |name, word| format!("{name}-{word}"));
                let page = all.iter().find(|(file, _)| *file == format!("{name}.1"));
                told(match page {
                    Some((_, text)) => write::out(&String::from_utf8_lossy(text)),
                    None => {
                        let words =
                            format!("there is no command `{}`", crate::source::shown_short(&self.command.join(" ")));
                        Err(Box::new(Diagnostic::of_command("E403", words).help("probity help shows the commands")))
                    }
                })
            }
        }
    }
}

/// The command line with what is said of it everywhere: subcommands that are made by clap have no page.
fn named() -> clap::Command {
    let mut command = Command::command().disable_help_subcommand(true);
    command.build();
    command
}

/// The page of a command and those of its subcommands.
fn pages(command: clap::Command, name: &str, out: &mut Vec<Page>) {
    for sub in command.get_subcommands() {
        let below = format!("{name}-{}", sub.get_name());
        pages(sub.clone(), &below, out);
    }
    let mut text = Vec::new();
    // The date of a page would make it another one each time.
    let source = concat!("probity ", env!("CARGO_PKG_VERSION"));
    let page = clap_mangen::Man::new(command).title(name.to_uppercase()).date("").source(source).manual("probity");
    if page.render(&mut text).is_ok() {
        out.push((format!("{name}.1"), text));
    }
}

/// Writes pages into a folder, each whole or not at all.
fn into(folder: &Path, pages: &[Page]) -> Result<(), Box<Diagnostic>> {
    std::fs::create_dir_all(folder).map_err(|error| {
        let words = format!("cannot make the folder: {}", super::files::words(&error));
        Box::new(Diagnostic::of_file("E402", folder.display().to_string(), words))
    })?;
    pages.iter().try_for_each(|(name, text)| write::file(&folder.join(name), &|out| out.write_all(text), &[]))
}

fn told(written: Result<(), Box<Diagnostic>>) -> u8 {
    let Err(diagnostic) = written else { return FINE };
    let one = std::slice::from_ref(&*diagnostic);
    write::error(&output::diagnostics(one, &Sources::default(), Format::Plain, Look::default()));
    UNREAD
}
