//! Checking what stands beside the rules: the registers of rule books name rules and forms that
//! are there, and reference lists agree with each other and with their form.

use super::Library;
use crate::diag::{Diagnostic, did_you_mean};
use crate::source::shown_short;

/// Reports what registers name that is not there, and entries that stand twice.
pub fn check_registers(library: &Library, diagnostics: &mut Vec<Diagnostic>) {
    let ids = || library.sets.iter().flat_map(|set| &set.rules).map(|rule| rule.id.as_str());
    for register in &library.registers {
        for (form, place) in &register.forms {
            if !library.forms.contains_key(form) {
                let help = did_you_mean(form, library.forms.keys().map(String::as_str));
                let words = format!("no form `{}` is known", shown_short(form));
                diagnostics.push(Diagnostic::at("E215", *place, words).maybe_help(help));
            }
        }
        for chapter in &register.chapters {
            if chapter.entries.is_empty() {
                let words = format!("chapter `{}` has no entries", shown_short(&chapter.title));
                diagnostics.push(Diagnostic::at("E215", register.place, words));
            }
            for (nth, entry) in chapter.entries.iter().enumerate() {
                if let Some(first) = chapter.entries.iter().take(nth).find(|other| other.id == entry.id) {
                    let words = format!("`{}` stands twice in one chapter", shown_short(&entry.id));
                    diagnostics.push(Diagnostic::at("E215", entry.place, words).related(first.place, "first here"));
                }
                for (nth, (rule, place)) in entry.rules.iter().enumerate() {
                    if entry.rules.iter().take(nth).any(|(other, _)| other == rule) {
                        let words = format!("rule {} stands twice in one entry", shown_short(rule));
                        diagnostics.push(Diagnostic::at("E215", *place, words));
                    }
                    if !ids().any(|id| id == rule) {
                        let words = format!("no rule `{}` is loaded", shown_short(rule));
                        diagnostics.push(Diagnostic::at("E215", *place, words).maybe_help(did_you_mean(rule, ids())));
                    }
                }
            }
        }
    }
}

/// Reports reference lists whose form is not there, whose name is that of one of its tables, or
/// that disagree with another list: which of them counted would depend on the order of loading.
pub fn check_lists(library: &Library, diagnostics: &mut Vec<Diagnostic>) {
    for (nth, list) in library.lists.iter().enumerate() {
        let Some(form) = library.forms.get(&list.form) else {
            let help = did_you_mean(&list.form, library.forms.keys().map(String::as_str));
            let words = format!(
                "reference list `{}` is for form `{}`, which is not known",
                shown_short(&list.id),
                shown_short(&list.form)
            );
            diagnostics.push(Diagnostic::at("E209", list.place, words).maybe_help(help));
            continue;
        };
        if form.tables.iter().any(|table| *table.name == *list.name) {
            let words = format!("list `{}` has the name of a table of the form", shown_short(&list.name));
            diagnostics.push(Diagnostic::at("E204", list.place, words).help("give it another name"));
        }
        let clash = library.lists.iter().take(nth).find_map(|other| Some((other, list.clash(other)?)));
        if let Some((other, words)) = clash {
            let help = format!(
                "correct one of them, or give this one the id of the other and say `replaces: {}`",
                shown_short(&other.id)
            );
            diagnostics
                .push(Diagnostic::at("E204", list.place, words).related(other.place, "the other list").help(help));
        }
    }
}
