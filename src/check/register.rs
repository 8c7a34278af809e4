//! Checking the registers of rule books: every rule and form they name is there.

use super::Library;
use crate::diag::{Diagnostic, did_you_mean};
use crate::source::shown_line;

/// Reports what registers name that is not there, and entries that stand twice.
pub fn check_registers(library: &Library, diagnostics: &mut Vec<Diagnostic>) {
    let ids = || library.sets.iter().flat_map(|set| &set.rules).map(|rule| rule.id.as_str());
    for register in &library.registers {
        for (form, place) in &register.forms {
            if !library.forms.contains_key(form) {
                let help = did_you_mean(form, library.forms.keys().map(String::as_str));
                let words = format!("no form `{}` is known", shown_line(form));
                diagnostics.push(Diagnostic::at("E215", *place, words).maybe_help(help));
            }
        }
        for chapter in &register.chapters {
            for (nth, entry) in chapter.entries.iter().enumerate() {
                if let Some(first) = chapter.entries.iter().take(nth).find(|other| other.id == entry.id) {
                    let words = format!("`{}` stands twice in one chapter", shown_line(&entry.id));
                    diagnostics.push(Diagnostic::at("E215", entry.place, words).related(first.place, "first here"));
                }
                for (rule, place) in &entry.rules {
                    if !ids().any(|id| id == rule) {
                        let words = format!("no rule `{}` is loaded", shown_line(rule));
                        diagnostics.push(Diagnostic::at("E215", *place, words).maybe_help(did_you_mean(rule, ids())));
                    }
                }
            }
        }
    }
}
