//! `probity rules format`: lays out files of rules.

use super::files::{self, Found, Kind};
use super::{FAULT, FAULT_WORDS, FINDINGS, FINE, ShowOptions, UNREAD, write};
use crate::diag::Diagnostic;
use crate::layout::{self, Left};
use crate::output;
use crate::read::Syntax;
use crate::source::{Sources, shown_line};
use clap::Args;

/// The arguments of `rules format`.
#[derive(Debug, Args)]
pub struct Format {
    /// Files or folders of rules, in YAML; - is standard input, and is laid out to standard output
    #[arg(value_name = "PATH", required = true)]
    paths: Vec<String>,
    /// Write nothing, name the files that would change; exit status 1 when there are any
    #[arg(long)]
    check: bool,
    #[command(flatten)]
    show: ShowOptions,
}

/// What came of the files.
#[derive(Default)]
struct Outcome {
    sources: Sources,
    diagnostics: Vec<Diagnostic>,
    /// The names of those that change.
    changed: Vec<String>,
    /// The names of those that were left because of a fault in here.
    faults: Vec<String>,
}

impl Format {
    /// Runs the command; gives the exit status.
    pub fn run(self) -> u8 {
        let mut outcome = Outcome::default();
        let found = self.found(&mut outcome.diagnostics);
        for file in &found {
            if let Err(diagnostic) = self.one(file, &mut outcome) {
                outcome.diagnostics.push(*diagnostic);
            }
        }
        if found.is_empty() && outcome.diagnostics.is_empty() {
            outcome.diagnostics.push(Diagnostic::of_command("E108", "nothing found to lay out: no file in YAML"));
        }
        self.say(&mut outcome);
        match outcome {
            Outcome { faults, .. } if !faults.is_empty() => FAULT,
            Outcome { diagnostics, .. } if !diagnostics.is_empty() => UNREAD,
            Outcome { changed, .. } if self.check && !changed.is_empty() => FINDINGS,
            _ => FINE,
        }
    }

    /// The files to be laid out. In a folder JSON is passed over; by name it is a mistake.
    fn found(&self, diagnostics: &mut Vec<Diagnostic>) -> Vec<Found> {
        if self.paths.len() > 1 && self.paths.iter().any(|path| path == "-") {
            let words = "standard input is laid out by itself, without other files";
            diagnostics.push(Diagnostic::of_command("E401", words));
            return Vec::new();
        }
        let mut found = files::find(&self.paths, diagnostics);
        found.retain(|file| file.named || files::kind(&file.path) == Some(Kind::Nested(Syntax::Yaml)));
        found
    }

    fn one(&self, file: &Found, outcome: &mut Outcome) -> Result<(), Box<Diagnostic>> {
        let (text, syntax) = files::text_of(&file.path, &file.open)?;
        let name = if file.path == "-" { "standard input" } else { &file.path };
        if syntax == Syntax::Json {
            return Err(Box::new(Diagnostic::of_file("E401", name, "only YAML is laid out, and this is JSON")));
        }
        let id = outcome.sources.add(name, text);
        let laid = match layout::lay_out(&outcome.sources, id) {
            Ok(laid) => laid,
            Err(Left::Mistakes(mistakes)) => {
                outcome.diagnostics.extend(mistakes);
                return Ok(());
            }
            Err(Left::Fault) => {
                outcome.faults.push(name.to_owned());
                return Ok(());
            }
        };
        let changed = outcome.sources.file(id).is_none_or(|source| *source.text != *laid);
        if file.path == "-" && !self.check {
            return write::out(&laid);
        }
        if changed && !self.check {
            rewrite(file, &laid)?;
        }
        outcome.changed.extend(changed.then(|| name.to_owned()));
        Ok(())
    }

    fn say(&self, outcome: &mut Outcome) {
        let names: String = outcome.changed.iter().map(|name| shown_line(name) + "\n").collect();
        outcome.diagnostics.extend(write::out(&names).err().map(|diagnostic| *diagnostic));
        let (format, look) = self.show.of_errors();
        write::error(&output::diagnostics(&outcome.diagnostics, &outcome.sources, format, look));
        let (files, them) = match outcome.changed.len() {
            1 => ("1 file is".to_owned(), "it"),
            count => (format!("{count} files are"), "them"),
        };
        if self.check && !self.show.quiet && !outcome.changed.is_empty() {
            write::error(&format!("{files} not laid out; `probity rules format` rewrites {them}\n"));
        }
        for name in &outcome.faults {
            write::error(&format!("{}: left as it is\n", shown_line(name)));
        }
        if !outcome.faults.is_empty() {
            write::error(FAULT_WORDS);
        }
    }
}

/// Puts a text in the place of a file, whole or not at all.
fn rewrite(file: &Found, text: &str) -> Result<(), Box<Diagnostic>> {
    let cannot = |words: &str| Box::new(Diagnostic::of_file("E402", file.path.clone(), words));
    match std::fs::metadata(&file.open) {
        Ok(known) if !known.is_file() => Err(cannot("cannot write what is no file; --check only looks")),
        Ok(known) if known.permissions().readonly() => Err(cannot("cannot write the file: it is read-only")),
        _ => write::file(&file.open, &|out| out.write_all(text.as_bytes()), &[]),
    }
}
