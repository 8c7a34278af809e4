//! Documents that state no form: which of them are returns all the same, and what is said of a file
//! that was asked for and holds none.

use super::RuleBook;
use crate::diag::Diagnostic;
use crate::read::{At, keys};
use crate::source::{FileId, Place, shown_short};

/// The keys by which a file of rules is known.
const OF_RULES: [&str; 4] = ["rule_set", "define_form", "reference_list", "rule_book"];

impl RuleBook {
    /// What is wrong with a document that states no form and yet is a return, which would be passed
    /// over unseen: it has tables of one, or states the form in a way that cannot be read. Of a
    /// document that was asked for by name the tables are not needed to tell.
    pub(super) fn formless(&self, at: At<'_>, named: bool) -> Option<Diagnostic> {
        if OF_RULES.iter().chain(&["waivers"]).any(|key| at.value(key).is_some()) {
            return None;
        }
        if let Some(wrapped) = self.wrapped(at) {
            return Some(wrapped);
        }
        let (tables, form) = self.likely_form(at);
        let help = |diagnostic: Diagnostic| match &form {
            Some(form) => diagnostic.help(format!("begin with form: {form}")),
            None => diagnostic.help("begin with form: and the form's id"),
        };
        if tables == 0 && !named {
            return None;
        }
        if let Some(entry) = at.get("form").filter(|entry| entry.value.text().is_none()) {
            let place = if entry.value.is_null() { entry.key.place() } else { entry.value.place() };
            let words = format!("`form` takes the id of a form, not {}", entry.value.kind());
            return Some(help(Diagnostic::at("E106", place, words)));
        }
        let alike = |key: &At<'_>| key.text().is_some_and(|key| key.trim().eq_ignore_ascii_case("form"));
        if let Some(key) = at.entries().map(|entry| entry.key).find(alike) {
            let words = format!("the form is stated under `form`, not `{}`", shown_short(key.text().unwrap_or("")));
            return Some(help(Diagnostic::at("E106", key.place(), words)));
        }
        let form = form.filter(|_| tables >= 2)?;
        let words = format!("the document has tables of form `{form}` and does not say which form it is");
        Some(Diagnostic::at("E106", keys::first_key(at), words).help(format!("begin with form: {form}")))
    }

    /// A return that stands one level down, in a list or below a key, where none is looked for. What a tool says
    /// of returns names their forms, too, and is none.
    fn wrapped(&self, at: At<'_>) -> Option<Diagnostic> {
        /// Of how many parts of a document it is asked.
        const MOST: usize = 100;
        if at.value("tool").is_some() || at.value("form").is_some() {
            return None;
        }
        let forms = self.form_ids();
        let states = |part: &At<'_>| {
            let stated = part.value("form").and_then(At::text);
            stated.is_some_and(|id| forms.iter().any(|form| form == id)) || self.likely_form(*part).0 >= 2
        };
        let below = at.entries().map(|entry| (entry.value, entry.key.text()));
        let mut parts = at.items().map(|item| (item, None)).chain(below).take(MOST);
        let (part, key) = parts.find(|(part, _)| part.is_map() && states(part))?;
        if key == Some("returns") {
            let words = format!("`returns` takes a list of returns, not {}", part.kind());
            return Some(Diagnostic::at("E109", part.place(), words));
        }
        let place = part.get("form").map_or_else(|| keys::first_key(part), |entry| entry.value.place());
        let words = match key {
            Some(key) => format!("a return stands below `{}`, where it is not read", shown_short(key)),
            None => "a return stands in a list without a name, where it is not read".to_owned(),
        };
        let help = "let it begin at the top of its document, or put returns in a list below `returns:`";
        Some(Diagnostic::at("E109", place, words).help(help))
    }

    /// The form of which a document has most tables, and how many.
    fn likely_form(&self, at: At<'_>) -> (usize, Option<String>) {
        let mut best = (0, None);
        for form in self.form_ids() {
            let layout = self.layout(&form);
            let tables = layout.iter().flat_map(|layout| &layout.form.tables);
            let count = tables.filter(|table| at.value(&table.name).is_some()).count();
            if count > best.0 {
                best = (count, Some(form));
            }
        }
        best
    }

    /// Why a file that was asked for holds no return; `root` is its first document.
    pub(super) fn no_return(&self, file: FileId, root: Option<At<'_>>) -> Diagnostic {
        let Some(root) = root else {
            return Diagnostic::of_file("E106", self.sources.name(file), "the file is empty, so it holds no return");
        };
        let place = if root.is_map() { keys::first_key(root) } else { root.place() };
        let place = Place { file, ..place };
        if !root.is_map() {
            let words = format!("a return is a mapping of tables, not {}", root.kind());
            return Diagnostic::at("E109", place, words).help("begin with form: and the tables below it");
        }
        if root.value("waivers").is_some() {
            return Diagnostic::at("E106", place, "this is a file of waivers, not a return")
                .help("give it with --waivers");
        }
        if OF_RULES.iter().any(|key| root.value(key).is_some()) {
            return Diagnostic::at("E106", place, "this is a file of rules, not a return")
                .help("load it with --rules, or check it with `probity rules check`");
        }
        if let Some(returns) = root.get("returns").filter(|_| root.value("form").is_none()) {
            let place = if returns.value.is_null() { returns.key.place() } else { returns.value.place() };
            let words = match returns.value.is_list() {
                true => "the list `returns` is empty, so the file holds no return".to_owned(),
                false => format!("`returns` takes a list of returns, not {}", returns.value.kind()),
            };
            return Diagnostic::at(if returns.value.is_list() { "E106" } else { "E109" }, place, words);
        }
        self.formless(root, true).unwrap_or_else(|| {
            Diagnostic::at("E106", place, "the file does not say which form it is")
                .help("begin with form: and the form's id, or give --form ID")
        })
    }
}
