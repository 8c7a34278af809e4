//! Loading the rules that a command line asks for.

use super::{RuleOptions, files};
use crate::diag::Diagnostic;
use crate::report::RuleBook;

/// The rule book of the options. What is wrong is among its diagnostics or in `diagnostics`.
pub fn book(options: &RuleOptions, more: &[String], diagnostics: &mut Vec<Diagnostic>) -> RuleBook {
    let mut book = if options.no_built_in { RuleBook::empty() } else { RuleBook::built_in() };
    let paths: Vec<String> = options.rules.iter().chain(more).cloned().collect();
    for found in files::find(&paths, diagnostics) {
        match files::text_of(&found.path, &found.open) {
            Ok((text, _)) => book.add(&found.path, text),
            Err(diagnostic) => diagnostics.push(*diagnostic),
        }
    }
    for setting in &options.set {
        let result = match setting.split_once('=') {
            Some((name, value)) => book.set(name.trim(), value.trim()),
            None => Err(Box::new(
                Diagnostic::of_command(
                    "E401",
                    format!("`--set {}` is no NAME=VALUE", crate::source::shown_short(setting)),
                )
                .help("write --set overspend_limit=2%"),
            )),
        };
        if let Err(diagnostic) = result {
            diagnostics.push(*diagnostic);
        }
    }
    diagnostics.extend(book.diagnostics());
    book
}
