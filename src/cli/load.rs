//! Loading the rules that a command line asks for.

use super::RuleOptions;
use super::files::{self, Kind};
use super::project::Project;
use crate::diag::Diagnostic;
use crate::report::RuleBook;
use std::path::PathBuf;

/// What was loaded, and from which files.
pub struct Loaded {
    /// The rule book.
    pub book: RuleBook,
    /// The files of rules that were read, which no output may be written over.
    pub files: Vec<PathBuf>,
}

/// Whether a file seems to be one of rules: a key that such a file begins with stands at the head of a line.
pub fn is_rules(path: &str) -> bool {
    const HEADS: [&str; 4] = ["rule_set", "define_form", "reference_list", "rule_book"];
    let heads = |line: &str| {
        let line = line.trim_start_matches(['\u{feff}', '{', ' ', '"', '\'']);
        HEADS.iter().any(|head| {
            line.strip_prefix(head)
                .is_some_and(|rest| rest.trim_start_matches(['"', '\'']).trim_start().starts_with(':'))
        })
    };
    // What cannot be read is looked at, and said to be so.
    files::text(path).map_or(true, |(text, _)| text.lines().any(heads))
}

/// The rule book of the options and the project file, with the rules in `more` files. What is wrong goes
/// to `diagnostics`.
pub fn book(options: &RuleOptions, project: &Project, more: &[String], diagnostics: &mut Vec<Diagnostic>) -> Loaded {
    let built_in = !options.no_built_in && project.flag("built-in").unwrap_or(true);
    let mut book = if built_in { RuleBook::built_in() } else { RuleBook::empty() };
    let paths: Vec<String> =
        project.paths("rules").into_iter().chain(options.rules.iter().chain(more).cloned()).collect();
    let mut read: Vec<PathBuf> = project.inputs().collect();
    let is_rules = |found: &files::Found| found.named || matches!(files::kind(&found.path), Some(Kind::Nested(_)));
    for found in files::find(&paths, diagnostics).into_iter().filter(is_rules) {
        match files::text_of(&found.path, &found.open) {
            Ok((text, _)) => book.add(&found.path, text),
            Err(diagnostic) => diagnostics.push(*diagnostic),
        }
        read.push(found.open);
    }
    for path in &paths {
        let mut missing = Vec::new();
        let found = files::find(std::slice::from_ref(path), &mut missing);
        if missing.is_empty() && !found.iter().any(is_rules) {
            let words = format!("no file of rules in {}", crate::source::shown_short(path));
            let help = "rule sets, forms and reference lists are .yaml, .yml or .json files";
            diagnostics.push(Diagnostic::of_command("E108", words).help(help));
        }
    }
    set(options, project, &mut book, diagnostics);
    diagnostics.extend(book.diagnostics());
    Loaded { book, files: read }
}

/// Overrides constants: those of the command line go before those of the project file.
fn set(options: &RuleOptions, project: &Project, book: &mut RuleBook, diagnostics: &mut Vec<Diagnostic>) {
    let mut given: Vec<&str> = Vec::new();
    for setting in &options.set {
        let result = match setting.split_once('=').map(|(name, value)| (name.trim(), value.trim())) {
            Some((name, _)) if given.contains(&name) => {
                let words = format!("`--set` gives `{}` twice", crate::source::shown_short(name));
                Err(Box::new(Diagnostic::of_command("E401", words).help("a constant has one value in a run")))
            }
            Some((name, value)) => {
                given.push(name);
                book.set(name, value, "--set")
            }
            None => Err(Box::new(
                Diagnostic::of_command(
                    "E401",
                    format!("`--set {}` is no NAME=VALUE", crate::source::shown_short(setting)),
                )
                .help("write --set overspend_limit=2%"),
            )),
        };
        diagnostics.extend(result.err().map(|diagnostic| *diagnostic));
    }
    for (name, value, by) in project.pairs("set").into_iter().filter(|(name, ..)| !given.contains(&name.as_str())) {
        if let Err(diagnostic) = book.set(&name, &value, &by) {
            let message = format!("{by}: {}", diagnostic.message);
            diagnostics.push(Diagnostic { message, ..*diagnostic });
        }
    }
}
