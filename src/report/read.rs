//! Texts to returns: which documents are returns, of which form, and what is wrong with the others.

use super::RuleBook;
use crate::diag::{Diagnostic, did_you_mean};
use crate::read::{self, At, Syntax, Tree};
use crate::returns::{Options, Return, conform};
use crate::source::{FileId, Text, shown_short};

/// How many returns one file may hold: aliases make many of few.
const MOST_RETURNS: usize = 100_000;

/// What a file of returns gave, or a part of it.
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

/// A file of returns that was parsed, and whose returns are read a few at a time: a return takes
/// far more room than its text.
#[derive(Debug)]
pub struct Reading {
    file: FileId,
    form: Option<String>,
    named: bool,
    trees: Vec<Tree>,
    /// The documents that are not read yet.
    documents: std::vec::IntoIter<Document>,
    /// What was said of the file as a whole and not given yet.
    pending: ReadFile,
    returns: usize,
    any_failed: bool,
    states_none: u64,
}

/// A document: the number of its tree, its node, and whether it stands in a list `returns`.
#[derive(Debug, Clone, Copy)]
struct Document {
    tree: usize,
    node: u32,
    listed: bool,
}

impl Reading {
    /// Whether all of it was read.
    pub fn is_done(&self) -> bool {
        self.documents.len() == 0
    }
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
        let mut reading = self.open(file, syntax, form, named);
        self.read_on(&mut reading, usize::MAX)
    }

    /// Takes in a text that [`RuleBook::open`] then parses; `name` is what messages call it.
    pub fn take_in(&mut self, name: &str, text: impl Into<Text>) -> FileId {
        self.ready();
        self.sources.add(name, text)
    }

    /// Parses a text that was taken in; `form` and `named` are as of [`RuleBook::read`]. Several
    /// texts can be parsed at once.
    pub fn open(&self, file: FileId, syntax: Syntax, form: Option<&str>, named: bool) -> Reading {
        let (trees, diagnostics) = read::trees(&self.sources, file, syntax);
        let failed = u64::from(diagnostics.iter().any(|d| d.code != "E105"));
        let mut pending = ReadFile { diagnostics, failed, ..ReadFile::default() };
        let mut documents = Vec::new();
        for (number, tree) in trees.iter().enumerate() {
            for astray in find_documents(number, tree, &mut documents) {
                pending.refuse(astray);
            }
        }
        let form = form.map(str::to_owned);
        let documents = documents.into_iter();
        Reading { file, form, named, trees, documents, pending, returns: 0, any_failed: false, states_none: 0 }
    }

    /// Reads the next returns of a file, at most so many. What is said of the file as a whole comes
    /// with the last ones.
    pub fn read_on(&self, reading: &mut Reading, most: usize) -> ReadFile {
        let mut out = std::mem::take(&mut reading.pending);
        let form = reading.form.as_deref();
        while out.returns.len() < most
            && let Some(Document { tree, node, listed }) = reading.documents.next()
        {
            let Some(document) = reading.trees.get(tree).map(|tree| tree.at(node)) else { continue };
            if reading.returns.saturating_add(out.returns.len()) >= MOST_RETURNS {
                let words = format!("more than {MOST_RETURNS} returns in one file; the rest is not read");
                out.refuse(Diagnostic::at("E110", document.place(), words));
                reading.documents = Vec::new().into_iter();
            } else if listed && !document.is_map() {
                let words = format!("a return is a mapping of tables, not {}", document.kind());
                out.refuse(Diagnostic::at("E109", document.place(), words));
            } else if self.document(document, form, &mut out).is_none() {
                match self.formless(document, false) {
                    Some(diagnostic) => out.refuse(diagnostic),
                    None => reading.states_none = reading.states_none.saturating_add(1),
                }
            }
        }
        reading.returns = reading.returns.saturating_add(out.returns.len());
        reading.any_failed |= out.failed > 0;
        if reading.is_done() {
            self.close(reading, &mut out);
        }
        out
    }

    /// What is to be said of a file that was read to its end.
    fn close(&self, reading: &Reading, out: &mut ReadFile) {
        let nothing = reading.returns == 0 && !reading.any_failed;
        if reading.named && nothing {
            let root = reading.trees.first().map(Tree::root);
            out.refuse(self.no_return(reading.file, root));
        } else if nothing {
            out.passed_over = 1;
        } else if reading.returns > 0 {
            out.passed_over = reading.states_none;
        }
    }

    /// Reads one document; nothing when it states no form.
    fn document(&self, at: At<'_>, form: Option<&str>, out: &mut ReadFile) -> Option<()> {
        let stated = at.value("form").filter(|_| at.value("rule_set").is_none());
        if stated.is_some_and(|stated| stated.scalar().is_none()) {
            return None;
        }
        let id = stated.and_then(At::text).or(form)?;
        let Some(layout) = self.layout(id) else {
            let place = stated.map_or(at.place(), At::place);
            let help = did_you_mean(id, self.form_ids().iter().map(String::as_str));
            let words = format!("form `{}` is not known", shown_short(id));
            out.refuse(Diagnostic::at("E107", place, words).maybe_help(help));
            return Some(());
        };
        match conform(&layout, at, Options::default()) {
            Ok(ret) => out.returns.push(ret),
            Err(diagnostic) => out.refuse(*diagnostic),
        }
        Some(())
    }
}

impl ReadFile {
    /// Counts a document that could not be read as a return, and says why.
    pub(super) fn refuse(&mut self, diagnostic: Diagnostic) {
        self.failed = self.failed.saturating_add(1);
        self.diagnostics.push(diagnostic);
    }
}

/// The documents of a tree: it is one, or they stand in a list `returns`. What stands beside the
/// list belongs to none of them and is given back, refused.
fn find_documents(number: usize, tree: &Tree, out: &mut Vec<Document>) -> Vec<Diagnostic> {
    let root = tree.root();
    let is_list = root.value("returns").is_some_and(At::is_list) && root.value("form").is_none();
    if !is_list {
        out.push(Document { tree: number, node: root.id(), listed: false });
        return Vec::new();
    }
    let mut astray = Vec::new();
    let (lists, others): (Vec<_>, Vec<_>) =
        root.entries().partition(|entry| entry.key.scalar().is_some_and(|key| key.text == "returns"));
    for (nth, list) in lists.iter().enumerate() {
        out.extend(list.value.items().map(|item| Document { tree: number, node: item.id(), listed: true }));
        if nth > 0 {
            let words = "`returns` stands twice in one document; it is one list";
            astray.push(Diagnostic::at("E109", list.key.place(), words).help("put all returns under the first one"));
        }
    }
    // What begins with x- is for the writer's own use: a place for anchors.
    let mut others = others.iter().filter(|entry| !entry.key.text().is_some_and(|key| key.starts_with("x-")));
    if let Some(first) = others.next() {
        let more = match others.count() {
            0 => String::new(),
            more => format!(", and so do {more} more"),
        };
        let key = shown_short(first.key.text().unwrap_or(""));
        let words = format!("`{key}` stands beside the list `returns` and belongs to no return in it{more}");
        let help = "put it into a return of the list, or take it out";
        astray.push(Diagnostic::at("E109", first.key.place(), words).help(help));
    }
    astray
}
