//! Where expressions stand in a rule file: under which keys, and where in a message.

use crate::read::At;
use crate::source::Span;

/// A value of a rule set that is an expression or holds some.
#[derive(Debug, Clone, Copy)]
pub enum Written<'t> {
    /// The whole of it is one.
    Expression(At<'t>),
    /// A message with placeholders.
    Message(At<'t>),
}

/// All values of a rule set that hold expressions, in the order in which they are written.
pub fn written(set: At<'_>) -> Vec<Written<'_>> {
    let mut out = Vec::new();
    for at in under(set, "definitions").flat_map(At::entries).map(|entry| entry.value) {
        // As the loader has it: a mapping is one with `value:`, else YAML took an expression apart.
        out.extend(if at.is_map() { at.value("value") } else { Some(at) }.map(Written::Expression));
    }
    for rule in under(set, "rules").flat_map(At::items) {
        statement(rule, &mut out);
        under(rule, "parts").flat_map(At::items).for_each(|part| statement(part, &mut out));
        let triage = under(rule, "triage").filter(|at| !matches!(at.text(), Some("red" | "amber")));
        out.extend(triage.map(Written::Expression));
    }
    out.retain(|(Written::Expression(at) | Written::Message(at))| at.text().is_some());
    out
}

/// The values under a key; several where it stands twice.
fn under<'t>(at: At<'t>, key: &'static str) -> impl Iterator<Item = At<'t>> {
    let of_key = move |entry: &crate::read::Entry<'t>| entry.key.scalar().is_some_and(|scalar| scalar.text == key);
    at.entries().filter(of_key).map(|entry| entry.value)
}

/// What a rule or one of its parts says.
fn statement<'t>(at: At<'t>, out: &mut Vec<Written<'t>>) {
    for key in ["when", "assert", "at"] {
        out.extend(under(at, key).map(Written::Expression));
    }
    out.extend(under(at, "message").map(Written::Message));
}

/// A placeholder of a message, by its bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Placeholder {
    /// Behind its opening brace.
    pub from: usize,
    /// At the colon before its format.
    pub colon: Option<usize>,
    /// At its closing brace.
    pub end: usize,
}

/// A piece of a message as it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Slice {
    /// A character that stands for itself; of two braces it is the first.
    Letter(char),
    /// A value.
    Value(Placeholder),
}

/// Takes a message apart: `{expression}`, `{expression : format}`; `{{` and `}}` are braces. An
/// opening brace without its closing one is given as the error, and ends it.
#[derive(Debug, Clone)]
pub struct Slices<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Slices<'t> {
    /// The pieces of a message.
    pub fn of(text: &'t str) -> Slices<'t> {
        Slices { text, at: 0 }
    }
}

impl Iterator for Slices<'_> {
    type Item = Result<Slice, Span>;

    fn next(&mut self) -> Option<Self::Item> {
        let c = self.text.get(self.at..)?.chars().next()?;
        let next = self.at.saturating_add(c.len_utf8());
        if matches!(c, '{' | '}') && self.text.get(next..).is_some_and(|rest| rest.starts_with(c)) {
            self.at = next.saturating_add(1);
            return Some(Ok(Slice::Letter(c)));
        }
        if c != '{' {
            self.at = next;
            return Some(Ok(Slice::Letter(c)));
        }
        match placeholder(self.text, next) {
            Some(found) => {
                self.at = found.end.saturating_add(1);
                Some(Ok(Slice::Value(found)))
            }
            None => {
                let brace = Span::new(self.at, next);
                self.at = self.text.len();
                Some(Err(brace))
            }
        }
    }
}

/// The placeholder that begins at `from`: braces and brackets nest, texts are passed over.
fn placeholder(text: &str, from: usize) -> Option<Placeholder> {
    let mut depth = 0usize;
    let mut quoted = false;
    let mut colon = None;
    let mut escaped = false;
    for (at, c) in text.get(from..)?.char_indices() {
        let here = from.saturating_add(at);
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            _ if quoted => {}
            '{' | '(' | '[' => depth = depth.saturating_add(1),
            '}' if depth == 0 => return Some(Placeholder { from, colon, end: here }),
            '}' | ')' | ']' => depth = depth.saturating_sub(1),
            ':' if depth == 0 => colon = Some(here),
            _ => {}
        }
    }
    None
}
