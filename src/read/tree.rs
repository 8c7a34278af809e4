//! The tree that every reader of nested text gives.

use super::TextMap;
use crate::source::{FileId, Place, Span, Text};

/// How a scalar was written; it decides what an empty one and `null` mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// Without quotes: YAML plain scalars, JSON numbers and words.
    Plain,
    /// In single or double quotes.
    Quoted,
    /// Behind `|` or `>`.
    Block,
}

/// What a node holds.
#[derive(Debug)]
pub enum Data {
    /// A text; `None` when it stands in the file as it is.
    Scalar(Style, Option<Box<str>>),
    /// Keys and values in the order written, duplicates kept.
    Map(Vec<(u32, u32)>),
    /// Items in order.
    List(Vec<u32>),
}

/// A node with the bytes it stands in.
#[derive(Debug)]
pub struct Node {
    pub span: Span,
    pub data: Data,
}

/// One document.
#[derive(Debug)]
pub struct Tree {
    file: FileId,
    text: Text,
    nodes: Vec<Node>,
    root: u32,
}

/// A scalar: its decoded text and how it was written.
#[derive(Debug, Clone, Copy)]
pub struct Scalar<'t> {
    /// The decoded text.
    pub text: &'t str,
    /// How it was written.
    pub style: Style,
}

impl Scalar<'_> {
    /// Whether it is the plain `null`, `~` or nothing at all.
    pub fn is_null(&self) -> bool {
        self.style == Style::Plain && matches!(self.text, "" | "~" | "null" | "Null" | "NULL")
    }
}

/// One entry of a mapping.
#[derive(Debug, Clone, Copy)]
pub struct Entry<'t> {
    /// The key.
    pub key: At<'t>,
    /// The value.
    pub value: At<'t>,
}

/// A node of a tree, to walk with.
#[derive(Debug, Clone, Copy)]
pub struct At<'t> {
    tree: &'t Tree,
    id: u32,
}

impl Tree {
    pub(super) fn new(file: FileId, text: Text, nodes: Vec<Node>, root: u32) -> Tree {
        Tree { file, text, nodes, root }
    }

    /// The node of an id that [`At::id`] gave.
    pub fn at(&self, id: u32) -> At<'_> {
        At { tree: self, id }
    }

    /// The whole text it was read from.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The outermost node.
    pub fn root(&self) -> At<'_> {
        At { tree: self, id: self.root }
    }
}

impl<'t> At<'t> {
    fn node(self) -> Option<&'t Node> {
        self.tree.nodes.get(self.id as usize)
    }

    /// Its id within the tree, to come back to it with [`Tree::at`].
    pub fn id(self) -> u32 {
        self.id
    }

    /// Where it stands.
    pub fn place(self) -> Place {
        let span = self.node().map_or(Span::default(), |node| node.span);
        Place { file: self.tree.file, span }
    }

    /// Its text as it stands in the file, quotes and all.
    pub fn raw(self) -> &'t str {
        self.tree.text.get(self.place().span.range()).unwrap_or("")
    }

    /// The scalar, when it is one.
    pub fn scalar(self) -> Option<Scalar<'t>> {
        match &self.node()?.data {
            Data::Scalar(style, Some(text)) => Some(Scalar { text, style: *style }),
            Data::Scalar(style, None) => Some(Scalar { text: self.raw(), style: *style }),
            _ => None,
        }
    }

    /// The text of a scalar that is not null.
    pub fn text(self) -> Option<&'t str> {
        self.scalar().filter(|scalar| !scalar.is_null()).map(|scalar| scalar.text)
    }

    /// Whether it is a null scalar.
    pub fn is_null(self) -> bool {
        self.scalar().is_some_and(|scalar| scalar.is_null())
    }

    /// Whether it is a mapping.
    pub fn is_map(self) -> bool {
        self.node().is_some_and(|node| matches!(node.data, Data::Map(_)))
    }

    /// Whether it is a list.
    pub fn is_list(self) -> bool {
        self.node().is_some_and(|node| matches!(node.data, Data::List(_)))
    }

    /// The entries of a mapping; none of anything else.
    pub fn entries(self) -> impl Iterator<Item = Entry<'t>> {
        let entries: &'t [(u32, u32)] = match self.node().map(|node| &node.data) {
            Some(Data::Map(entries)) => entries,
            _ => &[],
        };
        entries.iter().map(move |(key, value)| Entry {
            key: At { tree: self.tree, id: *key },
            value: At { tree: self.tree, id: *value },
        })
    }

    /// The items of a list; none of anything else.
    pub fn items(self) -> impl Iterator<Item = At<'t>> {
        let items: &'t [u32] = match self.node().map(|node| &node.data) {
            Some(Data::List(items)) => items,
            _ => &[],
        };
        items.iter().map(move |id| At { tree: self.tree, id: *id })
    }

    /// The first entry of a mapping with that key.
    pub fn get(self, key: &str) -> Option<Entry<'t>> {
        self.entries().find(|entry| entry.key.scalar().is_some_and(|scalar| scalar.text == key))
    }

    /// The value under a key.
    pub fn value(self, key: &str) -> Option<At<'t>> {
        self.get(key).map(|entry| entry.value)
    }

    /// Where the bytes of this scalar's text stand in the file.
    pub fn text_map(self) -> TextMap {
        let text = self.scalar().map_or("", |scalar| scalar.text);
        TextMap::aligned(self.place(), self.raw(), text)
    }

    /// A word for what it is.
    pub fn kind(self) -> &'static str {
        match self.node().map(|node| &node.data) {
            Some(Data::Map(_)) => "a mapping",
            Some(Data::List(_)) => "a list",
            _ if self.is_null() => "nothing",
            _ => "a single value",
        }
    }
}
