//! The tree that every row of a file becomes: its keys are the same in all of them, so they are
//! worked out once.

use super::names;
use crate::form::Form;
use crate::grid::{Field, Record, Rows};
use crate::read::{Nodes, Shared, Style, Tree};
use crate::source::{FileId, Span, Text};

/// How the text of a field is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// As it is.
    One,
    /// As several.
    Many,
    /// `[]` is a list without rows.
    Rows,
}

#[derive(Debug)]
struct Branch {
    key: String,
    shared: usize,
    /// The column of which it is the value, where it has no branches of its own.
    leaf: Option<(usize, Kind)>,
    /// The first column below it.
    first: usize,
    branches: Vec<Branch>,
    /// Not known to the form: where its name stands in the file.
    stray: Option<Span>,
}

/// The tree of a row.
#[derive(Debug, Default)]
pub struct Outline {
    branches: Vec<Branch>,
    keys: Vec<String>,
}

/// A row to make a tree of.
#[derive(Debug, Clone, Copy)]
pub struct OfRow<'r> {
    /// The file.
    pub file: FileId,
    /// The rows it is one of.
    pub rows: &'r Rows,
    /// The row.
    pub record: &'r Record,
    /// Its fields.
    pub fields: &'r [Field],
    /// The columns that the form does not know and that are taken in all the same.
    pub strays: &'r [usize],
}

impl Outline {
    /// Adds a column that holds what a path names; `stray` says where the name of one stands that
    /// the form does not know.
    pub fn add(&mut self, form: &Form, column: usize, path: &str, stray: Option<Span>) {
        let kind = match (names::is_rows(form, path), names::is_many(form, path)) {
            (true, _) => Kind::Rows,
            (_, true) => Kind::Many,
            _ => Kind::One,
        };
        let parts = names::parts(form, path);
        insert(&mut self.branches, &parts, (column, kind), stray, &mut self.keys);
    }

    /// Nodes to make trees in.
    pub fn nodes(&self) -> Nodes {
        let mut nodes = Nodes::default();
        for key in &self.keys {
            nodes.share(key);
        }
        nodes
    }

    /// The tree of a row, made in nodes that [`Outline::nodes`] or the tree before gave.
    pub fn tree(&self, row: OfRow<'_>, mut nodes: Nodes) -> Tree {
        nodes.clear(self.keys.len());
        let mut making = Making { row, nodes };
        let mut links = Vec::with_capacity(self.branches.len().saturating_mul(2));
        for branch in &self.branches {
            making.branch(branch, &mut links);
        }
        let base = row.rows.base;
        let span = Span { start: base.saturating_add(row.record.start), end: base.saturating_add(row.record.end) };
        let root = making.nodes.collection(span, true, &links);
        Tree::part(row.file, Text::Read(std::sync::Arc::clone(&row.rows.text)), base, making.nodes, root)
    }
}

fn insert(
    branches: &mut Vec<Branch>,
    parts: &[&str],
    leaf: (usize, Kind),
    stray: Option<Span>,
    keys: &mut Vec<String>,
) {
    let Some((first, rest)) = parts.split_first() else { return };
    let same = |branch: &&mut Branch| branch.key == *first && branch.leaf.is_none() && !rest.is_empty();
    if let Some(branch) = branches.iter_mut().find(same) {
        // One column that the form knows makes the branch one that it knows.
        branch.stray = branch.stray.filter(|_| stray.is_some());
        return insert(&mut branch.branches, rest, leaf, stray, keys);
    }
    let shared = keys.len();
    keys.push((*first).to_owned());
    let mut branch = Branch {
        key: (*first).to_owned(),
        shared,
        leaf: rest.is_empty().then_some(leaf),
        first: leaf.0,
        branches: Vec::new(),
        stray,
    };
    insert(&mut branch.branches, rest, leaf, stray, keys);
    branches.push(branch);
}

struct Making<'r> {
    row: OfRow<'r>,
    nodes: Nodes,
}

impl Making<'_> {
    fn span(&self, column: usize) -> Span {
        let base = self.row.rows.base;
        let at = self.row.fields.get(column).map_or((self.row.record.end, self.row.record.end), |f| (f.start, f.end));
        Span { start: base.saturating_add(at.0), end: base.saturating_add(at.1) }
    }

    fn is_empty(&self, column: usize) -> bool {
        self.row.fields.get(column).is_none_or(|field| field.start == field.end)
    }

    /// Whether nothing stands in any of the columns of a branch.
    fn blank(&self, branch: &Branch) -> bool {
        match branch.leaf {
            Some((column, _)) => {
                self.is_empty(column) || (branch.stray.is_some() && !self.row.strays.contains(&column))
            }
            None => branch.branches.iter().all(|inner| self.blank(inner)),
        }
    }

    fn branch(&mut self, branch: &Branch, links: &mut Vec<u32>) {
        // What the form does not know is left out but where it is asked for.
        let blank = self.blank(branch);
        if branch.stray.is_some() && blank {
            return;
        }
        let span = self.span(branch.first);
        let key = self.nodes.shared(branch.stray.unwrap_or(span), Shared::at(branch.shared));
        let value = match branch.leaf {
            Some((column, kind)) => self.leaf(column, kind),
            // A line of which nothing is given is as good as none.
            None if blank => self.nodes.scalar(Span { start: span.start, end: span.start }, Style::Field, None),
            None => {
                let mut inner = Vec::with_capacity(branch.branches.len().saturating_mul(2));
                for branch in &branch.branches {
                    self.branch(branch, &mut inner);
                }
                self.nodes.collection(span, true, &inner)
            }
        };
        links.extend([key, value]);
    }

    fn leaf(&mut self, column: usize, kind: Kind) -> u32 {
        let span = self.span(column);
        let text = &self.row.rows.text;
        let Some(field) = self.row.fields.get(column) else {
            return self.nodes.scalar(Span { start: span.start, end: span.start }, Style::Field, None);
        };
        match kind {
            Kind::Rows if field.raw(text) == "[]" => self.nodes.collection(span, false, &[]),
            Kind::Many if field.raw(text).contains(names::BETWEEN) && !field.doubled => {
                let mut at = span.start;
                let mut items = Vec::new();
                for part in field.raw(text).split(names::BETWEEN) {
                    let length = |text: &str| u32::try_from(text.len()).unwrap_or(u32::MAX);
                    let start = at.saturating_add(length(part).saturating_sub(length(part.trim_start())));
                    let inner = Span { start, end: start.saturating_add(length(part.trim())) };
                    items.push(self.nodes.scalar(inner, Style::Field, None));
                    at = at.saturating_add(length(part)).saturating_add(1);
                }
                self.nodes.collection(span, false, &items)
            }
            _ => self.nodes.scalar(span, Style::Field, field.decoded(text)),
        }
    }
}
