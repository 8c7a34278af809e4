//! The register of a rule book: what a regime asks for, sentence by sentence, and which rule
//! answers it, or why none does yet.

use crate::diag::Diagnostic;
use crate::read::{At, keys};
use crate::source::Place;

/// A register.
#[derive(Debug, Clone)]
pub struct Register {
    /// Its id.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// What stands before its tables.
    pub note: Option<String>,
    /// The forms whose rules it is about.
    pub forms: Vec<(String, Place)>,
    /// Its tables.
    pub chapters: Vec<Chapter>,
    /// Where its id stands.
    pub place: Place,
}

/// A table of a register.
#[derive(Debug, Clone)]
pub struct Chapter {
    /// Its heading.
    pub title: String,
    /// What stands before it.
    pub note: Option<String>,
    /// Its rows.
    pub entries: Vec<Asked>,
}

/// Something that is asked for.
#[derive(Debug, Clone)]
pub struct Asked {
    /// What it is referred to by.
    pub id: String,
    /// What is asked for, in our words; where nothing is said, the title of its first rule.
    pub says: Option<String>,
    /// The rules that answer it.
    pub rules: Vec<(String, Place)>,
    /// Why no rule, or none yet, answers it, or part of it.
    pub not_yet: Option<String>,
    /// Where its id stands.
    pub place: Place,
}

/// Reads a register. What is wrong goes to `diagnostics`; entries that could not be understood
/// are left out.
pub fn load(at: At<'_>, diagnostics: &mut Vec<Diagnostic>) -> Option<Register> {
    let what = "a rule book";
    if !keys::check_keys(at, what, &["rule_book", "title", "note", "forms", "chapters"], diagnostics) {
        return None;
    }
    let id = keys::required(at, what, "rule_book", diagnostics)?;
    let title = keys::required(at, what, "title", diagnostics).unwrap_or(id);
    let forms = keys::texts(at, "forms", diagnostics);
    let mut chapters = Vec::new();
    for at in at.value("chapters").into_iter().flat_map(|list| list.items()) {
        let what = "a chapter";
        if !keys::check_keys(at, what, &["title", "note", "entries"], diagnostics) {
            continue;
        }
        let Some(title) = keys::required(at, what, "title", diagnostics) else { continue };
        let entries = at.value("entries").into_iter().flat_map(|list| list.items());
        chapters.push(Chapter {
            title: title.to_owned(),
            note: keys::text(at, "note", diagnostics).map(str::to_owned),
            entries: entries.filter_map(|at| asked(at, diagnostics)).collect(),
        });
    }
    Some(Register {
        id: id.to_owned(),
        title: title.to_owned(),
        note: keys::text(at, "note", diagnostics).map(str::to_owned),
        forms: forms.into_iter().map(|(form, at)| (form.to_owned(), at.place())).collect(),
        chapters,
        place: at.value("rule_book").map_or(at.place(), At::place),
    })
}

fn asked(at: At<'_>, diagnostics: &mut Vec<Diagnostic>) -> Option<Asked> {
    let what = "an entry of a rule book";
    if !keys::check_keys(at, what, &["id", "says", "rules", "not_yet"], diagnostics) {
        return None;
    }
    let id = keys::required(at, what, "id", diagnostics)?;
    let rules = keys::texts(at, "rules", diagnostics);
    let says = if rules.is_empty() {
        Some(keys::required(at, what, "says", diagnostics)?)
    } else {
        keys::text(at, "says", diagnostics)
    };
    let not_yet = keys::text(at, "not_yet", diagnostics);
    let place = at.value("id").map_or(at.place(), At::place);
    if rules.is_empty() && not_yet.is_none() {
        let words = format!("`{}` is answered by no rule, and nothing says why", crate::source::shown_short(id));
        diagnostics.push(
            Diagnostic::at("E215", place, words).help("name the rules under `rules:`, or the reason under `not_yet:`"),
        );
    }
    Some(Asked {
        id: id.to_owned(),
        says: says.map(str::to_owned),
        rules: rules.into_iter().map(|(rule, at)| (rule.to_owned(), at.place())).collect(),
        not_yet: not_yet.map(str::to_owned),
        place,
    })
}
