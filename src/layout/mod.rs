//! How a rule file is laid out, as `rules format` writes it.
//!
//! Only white space changes: no word, sign, bracket, quote or comment, and no order of keys.
//!
//! Of every YAML file of rules, forms, reference lists and registers:
//!
//! - lines end with `\n` and without white space, and the file with one line end;
//! - no blank line at the beginning, and nowhere more than one in a row;
//! - a blank line between two entries of `rules:` that are block mappings of several lines. A
//!   comment right above an entry belongs to it; one that is indented deeper than the dash of the
//!   next entry belongs to the entry before.
//!
//! Of expressions, which a rule set has under `when`, `assert`, `at`, `triage`, in `definitions`
//! and between the braces of `message`:
//!
//! - a space on either side of an operator and of a word such as `and`, but none behind the minus
//!   of a negative value;
//! - none inside brackets, none before an opening bracket that belongs to what stands before it
//!   (`sum(…)`, `rows[…]`), none around `.` and `..`;
//! - a space behind a comma and a colon, none before;
//! - a placeholder is `{expression}` or `{expression : format}`;
//! - line ends stay where they are, with the indentation of the next line; of several blank lines
//!   one stays;
//! - comments stay, those behind `//` as far from the word before as they are.
//!
//! Left as it is: indentation; what stands in quotes or blocks and is no expression; an expression
//! without quotes that YAML would read otherwise, such as `f(n: x)`; a value that an alias repeats;
//! files in JSON.
//!
//! What comes out is read again and held against what was there before it is given to anybody.

mod expression;
mod lines;
mod proof;

use crate::diag::Diagnostic;
use crate::read::{self, Syntax, Tree, keys};
use crate::source::{FileId, Sources};
use std::ops::Range;

/// Why a file is left as it is.
#[derive(Debug)]
pub enum Left {
    /// It is no file of rules that can be read.
    Mistakes(Vec<Diagnostic>),
    /// It would have come to say something else: a fault in this program.
    Fault,
}

/// Where text is replaced, and by what; in the order of the text.
type Edits = Vec<(Range<usize>, String)>;

/// The text of a file of `sources`, laid out.
///
/// # Errors
/// When the file is to be left as it is.
pub fn lay_out(sources: &Sources, file: FileId) -> Result<String, Left> {
    let (trees, mut mistakes) = read::trees(sources, file, Syntax::Yaml);
    if trees.is_empty() && mistakes.is_empty() {
        let empty = Diagnostic::of_file("E214", sources.name(file), "the file is empty");
        mistakes.push(empty.help(BEGINNINGS));
    }
    for tree in &trees {
        recognise(tree, &mut mistakes);
        expression::check(tree.root(), &mut mistakes);
    }
    if !mistakes.is_empty() {
        return Err(Left::Mistakes(mistakes));
    }
    let text = sources.file(file).map_or("", |file| &file.text);
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let text = apply(&text, &expression::edits(&parsed(&text)?)).ok_or(Left::Fault)?;
    let text = lines::lay_out(&text, &parsed(&text)?);
    let after = parsed(&text)?;
    let before = sources.file(file).map_or("", |file| &file.text);
    if proof::same_marks(before, &text) && proof::same_trees(&trees, &after) { Ok(text) } else { Err(Left::Fault) }
}

const BEGINNINGS: &str = "begin with rule_set:, define_form:, reference_list: or rule_book:";

/// Says when a document is nothing that is laid out.
fn recognise(tree: &Tree, mistakes: &mut Vec<Diagnostic>) {
    let root = tree.root();
    if ["rule_set", "define_form", "reference_list", "rule_book"].iter().all(|key| root.value(key).is_none()) {
        let words = "this is no file of rules";
        mistakes.push(Diagnostic::at("E214", keys::first_key(root), words).help(BEGINNINGS));
    }
}

/// The documents of a text that was right before it was laid out.
fn parsed(text: &str) -> Result<Vec<Tree>, Left> {
    let mut sources = Sources::default();
    let file = sources.add("", text);
    let (trees, mistakes) = read::trees(&sources, file, Syntax::Yaml);
    if mistakes.is_empty() { Ok(trees) } else { Err(Left::Fault) }
}

/// The text with its edits; nothing where they do not fit it.
fn apply(text: &str, edits: &Edits) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    let mut at = 0usize;
    for (range, new) in edits {
        out.push_str(text.get(at..range.start)?);
        out.push_str(new);
        at = range.end;
    }
    out.push_str(text.get(at..)?);
    Some(out)
}

#[cfg(test)]
mod tests;
