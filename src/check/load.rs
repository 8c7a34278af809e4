//! Texts to a library: each document of a rule file goes where it belongs.

use super::Library;
use crate::diag::Diagnostic;
use crate::read::{self, At, Syntax, keys};
use crate::source::{FileId, Place, Sources, shown_short};
use crate::{form, reference, ruleset};
use std::sync::Arc;

impl Library {
    /// Adds what a file of `sources` holds: rule sets, forms, reference lists, registers. JSON
    /// when its name ends in `.json`, else YAML. What is wrong goes to `diagnostics`; what is right
    /// is kept.
    pub fn add(&mut self, sources: &Sources, file: FileId, diagnostics: &mut Vec<Diagnostic>) {
        let name = sources.name(file);
        let syntax = if name.ends_with(".json") { Syntax::Json } else { Syntax::Yaml };
        let (trees, found) = read::trees(sources, file, syntax);
        let broken = !found.is_empty();
        diagnostics.extend(found);
        if trees.is_empty() && !broken {
            diagnostics.push(unrecognised(Diagnostic::of_file("E214", name, "the file is empty")));
        }
        for tree in trees {
            self.add_document(tree, diagnostics);
        }
    }

    fn add_document(&mut self, tree: read::Tree, diagnostics: &mut Vec<Diagnostic>) {
        let root = tree.root();
        let replaces = root.value("replaces").and_then(At::text).map(str::to_owned);
        if root.value("rule_set").is_some() {
            if let Some(set) = ruleset::load(Arc::new(tree), diagnostics) {
                self.add_set(set, diagnostics);
            }
        } else if root.value("define_form").is_some() {
            if let Some(form) = form::load(root, diagnostics) {
                self.add_form(form, replaces.as_deref(), diagnostics);
            }
        } else if root.value("reference_list").is_some() {
            if let Some(list) = reference::load(root, diagnostics) {
                self.add_list(list, replaces.as_deref(), diagnostics);
            }
        } else if root.value("rule_book").is_some() {
            if let Some(register) = ruleset::load_register(root, diagnostics) {
                self.add_register(register, diagnostics);
            }
        } else {
            let place = keys::first_key(root);
            let diagnostic = match root.value("waivers") {
                Some(_) => Diagnostic::at("E214", place, "this is a file of waivers, not of rules")
                    .help("give it with --waivers"),
                None => unrecognised(Diagnostic::at("E214", place, "this is no file of rules")),
            };
            diagnostics.push(diagnostic);
        }
    }

    fn add_form(&mut self, form: form::Form, replaces: Option<&str>, diagnostics: &mut Vec<Diagnostic>) {
        match self.forms.get(&form.id) {
            Some(other) if replaces != Some(form.id.as_str()) => {
                let words = format!("form `{}` is defined twice", form.id);
                diagnostics.push(twice(form.place, other.place, words, &form.id));
            }
            _ => {
                self.forms.insert(form.id.clone(), Arc::new(form));
            }
        }
    }

    fn add_list(&mut self, list: reference::ReferenceList, replaces: Option<&str>, diagnostics: &mut Vec<Diagnostic>) {
        let same = self.lists.iter().position(|other| other.id == list.id);
        match same.and_then(|at| self.lists.get(at).map(|other| (at, other.place))) {
            Some((_, other)) if replaces != Some(list.id.as_str()) => {
                let words = format!("reference list `{}` stands twice", list.id);
                diagnostics.push(twice(list.place, other, words, &list.id));
            }
            found => {
                if let Some((at, _)) = found {
                    self.lists.remove(at);
                }
                self.lists.push(Arc::new(list));
            }
        }
    }

    fn add_register(&mut self, register: ruleset::Register, diagnostics: &mut Vec<Diagnostic>) {
        match self.registers.iter().find(|other| other.id == register.id) {
            Some(other) => {
                let words = format!("rule book `{}` stands twice", shown_short(&register.id));
                diagnostics.push(Diagnostic::at("E204", register.place, words).related(other.place, "here too"));
            }
            None => self.registers.push(register),
        }
    }

    fn add_set(&mut self, set: ruleset::RuleSet, diagnostics: &mut Vec<Diagnostic>) {
        if let Some(at) = self.sets.iter().position(|other| other.id == set.id) {
            if set.replaces.as_deref() == Some(set.id.as_str()) {
                self.sets.remove(at);
            } else {
                let other = self.sets.get(at).map_or(set.place, |other| other.place);
                let words = format!("rule set `{}` stands twice", set.id);
                diagnostics.push(twice(set.place, other, words, &set.id));
                return;
            }
        }
        self.sets.push(set);
    }
}

fn unrecognised(diagnostic: Diagnostic) -> Diagnostic {
    diagnostic.help("begin with rule_set:, define_form:, reference_list: or rule_book:")
}

fn twice(place: Place, other: Place, words: String, id: &str) -> Diagnostic {
    Diagnostic::at("E204", place, words)
        .related(other, "here too")
        .help(format!("say `replaces: {id}` to take its place"))
}
