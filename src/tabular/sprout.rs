//! Trees that grow in any order: values are put where their paths lead, then all of it becomes nodes.

use crate::read::{Nodes, Style, Tree};
use crate::source::{FileId, Span, Text};

/// A key, where it stands, and what stands below it.
pub type Entry = (Span, Box<str>, Sprout);

/// How many entries grow in one place.
const MOST_ENTRIES: usize = 10_000;

/// The entries of a mapping, in order; keys may stand twice.
pub type Entries = Vec<Entry>;

/// A node that is still growing.
#[derive(Debug, Clone)]
pub enum Sprout {
    /// A value, and its text where that is not what stands in the file.
    Value(Span, Option<String>),
    /// Keys with what stands below them.
    Map(Entries),
    /// Rows.
    List(Vec<Sprout>),
    /// A text that holds several.
    Many(Span, String),
}

impl Sprout {
    /// The tree it has become: of a file and its text, which begins at a byte of it; `span` is where
    /// the whole of it stands.
    pub fn tree(&self, (file, text, base): (FileId, Text, u32), span: Span) -> Tree {
        let mut nodes = Nodes::default();
        let root = plant(self, span, &mut nodes);
        Tree::part(file, text, base, nodes, root)
    }
}

/// Puts a value where a path leads, with the place of each of its keys; what is given again stands
/// twice.
pub fn nest(entries: &mut Entries, path: &[&str], spans: &[Span], value: Sprout) {
    let (Some((first, rest)), Some((span, below))) = (path.split_first(), spans.split_first()) else { return };
    // What has more is no return of the form, and is refused as such.
    if entries.len() > MOST_ENTRIES {
        return;
    }
    if rest.is_empty() {
        entries.push((*span, (*first).into(), value));
        return;
    }
    let same = |(_, key, inner): &&mut Entry| **key == **first && matches!(inner, Sprout::Map(_));
    if let Some((_, _, Sprout::Map(inner))) = entries.iter_mut().find(same) {
        return nest(inner, rest, below, value);
    }
    let mut inner = Vec::new();
    nest(&mut inner, rest, below, value);
    entries.push((*span, (*first).into(), Sprout::Map(inner)));
}

/// Turns what has grown into nodes; gives the outermost.
fn plant(sprout: &Sprout, span: Span, nodes: &mut Nodes) -> u32 {
    match sprout {
        Sprout::Value(span, decoded) => nodes.scalar(*span, Style::Field, decoded.clone()),
        Sprout::Map(entries) => {
            let mut links = Vec::with_capacity(entries.len().saturating_mul(2));
            for (at, key, inner) in entries {
                links.push(nodes.scalar(*at, Style::Field, Some(key.to_string())));
                links.push(plant(inner, *at, nodes));
            }
            nodes.collection(span, true, &links)
        }
        Sprout::List(items) => {
            let links: Vec<u32> = items.iter().map(|item| plant(item, first(item).unwrap_or(span), nodes)).collect();
            nodes.collection(span, false, &links)
        }
        Sprout::Many(span, text) => {
            let items = text.split(super::names::BETWEEN).map(|item| item.trim().to_owned());
            let links: Vec<u32> = items.map(|item| nodes.scalar(*span, Style::Field, Some(item))).collect();
            nodes.collection(*span, false, &links)
        }
    }
}

/// Where what has grown begins.
fn first(sprout: &Sprout) -> Option<Span> {
    match sprout {
        Sprout::Map(entries) => entries.first().map(|(span, _, _)| *span),
        Sprout::Value(span, _) | Sprout::Many(span, _) => Some(*span),
        Sprout::List(items) => items.first().and_then(first),
    }
}
