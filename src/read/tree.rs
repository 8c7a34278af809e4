//! The tree that every reader of nested text gives.

use super::TextMap;
use crate::source::{FileId, Place, Span, Text};
use std::num::NonZeroU32;

/// How a scalar was written; it decides what an empty one and `null` mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// Without quotes: YAML plain scalars, JSON numbers and words.
    Plain,
    /// In single or double quotes.
    Quoted,
    /// Behind `|` or `>`.
    Block,
    /// In a field of a row, or a cell of a sheet: its span is without quotes, and it is nothing
    /// only when it is empty.
    Field,
}

/// What a node holds: small, because a file has many.
#[derive(Debug, Clone, Copy)]
enum Data {
    /// A text: its number among the decoded ones, or nothing when it stands in the file as it is,
    /// apart from its quotes.
    Scalar(Style, Option<NonZeroU32>),
    /// Keys and values in the order written, duplicates kept: where its links begin.
    Map(u32),
    /// Items in order: where its links begin.
    List(u32),
}

/// A node with the bytes it stands in.
#[derive(Debug, Clone, Copy)]
struct Node {
    span: Span,
    data: Data,
}

/// The nodes of a document while it is read.
#[derive(Debug, Default)]
pub struct Nodes {
    nodes: Vec<Node>,
    /// The children of all mappings and lists: how many each has, then they.
    links: Vec<u32>,
    /// The texts that do not stand in the file as they are.
    texts: Vec<Box<str>>,
}

/// A text of [`Nodes`] that several scalars share.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shared(Option<NonZeroU32>);

/// One document.
#[derive(Debug)]
pub struct Tree {
    file: FileId,
    text: Text,
    /// The byte of the file at which the text begins.
    base: u32,
    nodes: Nodes,
    root: u32,
}

impl Shared {
    /// The text that was taken in as the one with a number from 0.
    pub fn at(number: usize) -> Shared {
        Shared(NonZeroU32::new(u32::try_from(number).unwrap_or(u32::MAX).saturating_add(1)))
    }
}

/// How many bytes of a text there are for each node, in returns as they are usually written.
const BYTES_OF_NODE: usize = 8;

/// For how many nodes there is room at once at most: text may be all comment.
const MOST_ROOM: usize = 1 << 16;

impl Nodes {
    /// With room for the nodes of a text of so many bytes.
    pub fn for_text(bytes: usize) -> Nodes {
        let room = bytes.checked_div(BYTES_OF_NODE).unwrap_or(0).min(MOST_ROOM);
        Nodes { nodes: Vec::with_capacity(room), links: Vec::with_capacity(room), texts: Vec::new() }
    }

    /// Takes in a text that several scalars share.
    pub fn share(&mut self, text: &str) {
        self.texts.push(text.into());
    }

    /// A field whose text is shared.
    pub fn shared(&mut self, span: Span, text: Shared) -> u32 {
        self.add(span, Data::Scalar(Style::Field, text.0))
    }

    /// Forgets all nodes, and of the texts all but the first so many.
    pub fn clear(&mut self, texts: usize) {
        self.nodes.clear();
        self.links.clear();
        self.texts.truncate(texts);
    }

    fn add(&mut self, span: Span, data: Data) -> u32 {
        let id = u32::try_from(self.nodes.len()).unwrap_or(u32::MAX);
        self.nodes.push(Node { span, data });
        id
    }

    /// A scalar; `decoded` is its text where that is not what stands between its quotes.
    pub fn scalar(&mut self, span: Span, style: Style, decoded: Option<String>) -> u32 {
        let text = decoded.and_then(|text| {
            self.texts.push(text.into_boxed_str());
            NonZeroU32::new(u32::try_from(self.texts.len()).unwrap_or(u32::MAX))
        });
        self.add(span, Data::Scalar(style, text))
    }

    /// A mapping of keys and values, one after the other, or a list of items.
    pub fn collection(&mut self, span: Span, map: bool, children: &[u32]) -> u32 {
        let first = u32::try_from(self.links.len()).unwrap_or(u32::MAX);
        let count = u32::try_from(children.len()).unwrap_or(u32::MAX);
        self.links.push(count);
        self.links.extend_from_slice(children);
        self.add(span, if map { Data::Map(first) } else { Data::List(first) })
    }

    /// Where a node begins.
    pub(in crate::read) fn start(&self, id: u32) -> usize {
        self.nodes.get(id as usize).map_or(0, |node| node.span.start as usize)
    }

    /// Where a node ends.
    pub(in crate::read) fn end(&self, id: u32) -> usize {
        self.nodes.get(id as usize).map_or(0, |node| node.span.end as usize)
    }

    fn links(&self, first: u32) -> &[u32] {
        match self.links.get(first as usize..) {
            Some([count, rest @ ..]) => rest.get(..*count as usize).unwrap_or_default(),
            _ => &[],
        }
    }
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
        match self.style {
            Style::Plain => matches!(self.text, "" | "~" | "null" | "Null" | "NULL"),
            Style::Field => self.text.is_empty(),
            Style::Quoted | Style::Block => false,
        }
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
    pub(super) fn new(file: FileId, text: Text, nodes: Nodes, root: u32) -> Tree {
        Tree { file, text, base: 0, nodes, root }
    }

    /// A tree over a part of a file, which begins at byte `base` of it.
    pub fn part(file: FileId, text: Text, base: u32, nodes: Nodes, root: u32) -> Tree {
        Tree { file, text, base, nodes, root }
    }

    /// Its nodes, to be used for another.
    pub fn into_nodes(self) -> Nodes {
        self.nodes
    }

    /// The node of an id that [`At::id`] gave.
    pub fn at(&self, id: u32) -> At<'_> {
        At { tree: self, id }
    }

    /// All its nodes, in no order that means anything.
    pub fn nodes(&self) -> impl Iterator<Item = At<'_>> {
        (0u32..).zip(&self.nodes.nodes).map(|(id, _)| At { tree: self, id })
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
        self.tree.nodes.nodes.get(self.id as usize)
    }

    /// The tree it is of.
    pub fn tree(self) -> &'t Tree {
        self.tree
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
        let range = self.place().span.range();
        let base = self.tree.base as usize;
        self.tree.text.get(range.start.saturating_sub(base)..range.end.saturating_sub(base)).unwrap_or("")
    }

    /// The scalar, when it is one.
    pub fn scalar(self) -> Option<Scalar<'t>> {
        let Data::Scalar(style, decoded) = self.node()?.data else {
            return None;
        };
        let raw = self.raw();
        let text = match (decoded, style) {
            (Some(number), _) => self.tree.nodes.texts.get((number.get() as usize).saturating_sub(1))?,
            (None, Style::Quoted) => raw.get(1..raw.len().saturating_sub(1)).unwrap_or(""),
            (None, _) => raw,
        };
        Some(Scalar { text, style })
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
        self.node().is_some_and(|node| matches!(node.data, Data::Map(..)))
    }

    /// Whether it is a list.
    pub fn is_list(self) -> bool {
        self.node().is_some_and(|node| matches!(node.data, Data::List(..)))
    }

    /// The entries of a mapping; none of anything else.
    pub fn entries(self) -> impl Iterator<Item = Entry<'t>> {
        let links = match self.node().map(|node| node.data) {
            Some(Data::Map(first)) => self.tree.nodes.links(first),
            _ => &[],
        };
        let at = move |id: &u32| At { tree: self.tree, id: *id };
        links.chunks_exact(2).filter_map(move |pair| match pair {
            [key, value] => Some(Entry { key: at(key), value: at(value) }),
            _ => None,
        })
    }

    /// The items of a list; none of anything else.
    pub fn items(self) -> impl Iterator<Item = At<'t>> {
        let links = match self.node().map(|node| node.data) {
            Some(Data::List(first)) => self.tree.nodes.links(first),
            _ => &[],
        };
        links.iter().map(move |id| At { tree: self.tree, id: *id })
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
        let (text, style) = self.scalar().map_or(("", Style::Plain), |scalar| (scalar.text, scalar.style));
        TextMap::aligned(self.place(), self.raw(), text, style == Style::Quoted)
    }

    /// A word for what it is.
    pub fn kind(self) -> &'static str {
        match self.node().map(|node| node.data) {
            Some(Data::Map(..)) => "a mapping",
            Some(Data::List(..)) => "a list",
            _ if self.is_null() => "nothing",
            _ => "a single value",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_node_is_small() {
        assert!(size_of::<Node>() <= 16, "{}", size_of::<Node>());
    }
}
