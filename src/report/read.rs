//! Texts to returns: which documents are returns, of which form, and what is wrong with the others.

use super::RuleBook;
use crate::diag::{Diagnostic, did_you_mean};
use crate::read::{self, At, Syntax, keys};
use crate::returns::{Options, Return, conform};
use crate::source::{FileId, Text, shown_short};

/// How many returns one file may hold: aliases make many of few.
const MOST_RETURNS: usize = 100_000;

/// What a file of returns gave.
#[derive(Debug, Default)]
pub struct ReadFile {
    /// The returns in it.
    pub returns: Vec<Return>,
    /// How many of its documents state no form.
    pub passed_over: u64,
    /// How many of its documents could not be read as returns.
    pub failed: u64,
    /// What was wrong with it.
    pub diagnostics: Vec<Diagnostic>,
}

impl RuleBook {
    /// Reads the returns in a text. `name` is what messages call it; `form` is the form of
    /// returns that state none; `named` says that the text was asked for by name, so that one
    /// without a return is a mistake.
    pub fn read(
        &mut self,
        name: &str,
        text: impl Into<Text>,
        syntax: Syntax,
        form: Option<&str>,
        named: bool,
    ) -> ReadFile {
        let file = self.take_in(name, text);
        self.read_taken(file, syntax, form, named)
    }

    /// Takes in a text that [`RuleBook::read_taken`] then reads; `name` is what messages call it.
    pub fn take_in(&mut self, name: &str, text: impl Into<Text>) -> FileId {
        self.ready();
        self.sources.add(name, text)
    }

    /// Reads the returns in a text that was taken in, as [`RuleBook::read`] does; several texts can
    /// be read at once.
    pub fn read_taken(&self, file: FileId, syntax: Syntax, form: Option<&str>, named: bool) -> ReadFile {
        let (trees, diagnostics) = read::trees(&self.sources, file, syntax);
        let mut out = ReadFile { diagnostics, ..ReadFile::default() };
        if out.diagnostics.iter().any(|d| d.code != "E105") {
            out.failed = 1;
        }
        let mut states_none = 0u64;
        for tree in &trees {
            let root = tree.root();
            let returns = root.value("returns").filter(|list| list.is_list() && root.value("form").is_none());
            let documents: Vec<At<'_>> = returns.map_or_else(|| vec![root], |list| list.items().collect());
            for document in documents {
                if out.returns.len() >= MOST_RETURNS {
                    let words = format!("more than {MOST_RETURNS} returns in one file; the rest is not read");
                    out.diagnostics.push(Diagnostic::at("E110", document.place(), words));
                    out.failed = out.failed.saturating_add(1);
                    break;
                }
                if returns.is_some() && !document.is_map() {
                    let words = format!("a return is a mapping of tables, not {}", document.kind());
                    out.diagnostics.push(Diagnostic::at("E109", document.place(), words));
                    out.failed = out.failed.saturating_add(1);
                } else if self.document(document, form, &mut out).is_none() {
                    match self.formless_return(document) {
                        Some(diagnostic) => {
                            out.failed = out.failed.saturating_add(1);
                            out.diagnostics.push(diagnostic);
                        }
                        None => states_none = states_none.saturating_add(1),
                    }
                }
            }
        }
        let nothing = out.returns.is_empty() && out.failed == 0;
        if named && nothing {
            out.failed = 1;
            out.diagnostics.push(no_return(file, self.sources.name(file), trees.first().map(read::Tree::root)));
        } else if nothing {
            out.passed_over = 1;
        } else if !out.returns.is_empty() && states_none > 0 {
            out.passed_over = states_none;
        }
        out
    }

    /// A document that states no form and yet has two tables of one: a return that would be
    /// passed over unseen.
    fn formless_return(&self, at: At<'_>) -> Option<Diagnostic> {
        let rules = ["rule_set", "define_form", "reference_list", "rule_book", "waivers"];
        if rules.iter().any(|key| at.value(key).is_some()) {
            return None;
        }
        let form = self.form_ids().into_iter().find(|form| {
            let layout = self.layout(form);
            let tables = layout.iter().flat_map(|layout| &layout.form.tables);
            tables.filter(|table| at.value(&table.name).is_some()).count() >= 2
        })?;
        let words = format!("the document has tables of form `{form}` and does not say which form it is");
        Some(Diagnostic::at("E106", keys::first_key(at), words).help(format!("begin with form: {form}")))
    }

    /// Reads one document; nothing when it states no form.
    fn document(&self, at: At<'_>, form: Option<&str>, out: &mut ReadFile) -> Option<()> {
        let stated = at.value("form").filter(|_| at.value("rule_set").is_none());
        let id = stated.and_then(At::text).or(form)?;
        let Some(layout) = self.layout(id) else {
            let place = stated.map_or(at.place(), At::place);
            let help = did_you_mean(id, self.form_ids().iter().map(String::as_str));
            out.diagnostics.push(
                Diagnostic::at("E107", place, format!("form `{}` is not known", shown_short(id))).maybe_help(help),
            );
            out.failed = out.failed.saturating_add(1);
            return Some(());
        };
        match conform(&layout, at, Options::default()) {
            Ok(ret) => out.returns.push(ret),
            Err(diagnostic) => {
                out.failed = out.failed.saturating_add(1);
                out.diagnostics.push(*diagnostic);
            }
        }
        Some(())
    }
}

/// Why a file that was asked for holds no return.
fn no_return(file: FileId, name: &str, root: Option<At<'_>>) -> Diagnostic {
    let Some(root) = root else {
        return Diagnostic::of_file("E106", name, "the file is empty, so it holds no return");
    };
    let place = if root.is_map() { keys::first_key(root) } else { root.place() };
    let place = crate::source::Place { file, ..place };
    if !root.is_map() {
        let words = format!("a return is a mapping of tables, not {}", root.kind());
        return Diagnostic::at("E109", place, words).help("begin with form: and the tables below it");
    }
    if root.value("waivers").is_some() {
        return Diagnostic::at("E106", place, "this is a file of waivers, not a return").help("give it with --waivers");
    }
    for key in ["rule_set", "define_form", "reference_list", "rule_book"] {
        if root.value(key).is_some() {
            return Diagnostic::at("E106", place, "this is a file of rules, not a return")
                .help("load it with --rules, or check it with `probity rules check`");
        }
    }
    Diagnostic::at("E106", place, "the file does not say which form it is")
        .help("begin with form: and the form's id, or give --form ID")
}
