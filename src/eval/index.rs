//! Which returns of a group have a text in a cell. Rules look for the other party of an amount, or for the
//! organisations of a team, anew for each row of each return; to look through all returns each
//! time would take most of the time of such a rule.

use super::node::Evaluator;
use crate::feel::Compare;
use crate::plan::Node;
use crate::value::{CellRef, RowRef, Value};
use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

/// The places in a list of returns by the text in a cell of each; nothing where one has no text there.
type Places = Option<HashMap<Arc<str>, Vec<usize>>>;

/// The returns of a list by the texts of their cells, made for a cell when it is first asked for.
#[derive(Debug, Default)]
pub struct Index {
    by_cell: RwLock<HashMap<CellRef, Arc<Places>>>,
}

impl Index {
    fn places(&self, cell: CellRef, make: impl FnOnce() -> Places) -> Arc<Places> {
        let known = self.by_cell.read().unwrap_or_else(PoisonError::into_inner).get(&cell).cloned();
        known.unwrap_or_else(|| {
            let made = Arc::new(make());
            self.by_cell.write().unwrap_or_else(PoisonError::into_inner).insert(cell, Arc::clone(&made));
            made
        })
    }
}

/// How many steps it takes to hold an item against a text where there is no index.
const STEPS_OF_ITEM: usize = 5;

impl Evaluator<'_> {
    /// The places of the only items of a list that a condition may hold for, where an index tells them:
    /// the list is all returns of a group, and the condition, or the first that `and` joins, says what text stands in
    /// a cell. It takes as many steps as looking at each. What is recorded is looked at one by one.
    pub(super) fn candidates(&mut self, list: &Value, condition: &Node) -> Option<Vec<usize>> {
        let (Value::List(items), None) = (list, &self.trace) else { return None };
        let index = self.desk()?.index_of(items)?;
        let (key, cell, wanted) = self.equality(condition)?;
        let steps = u32::try_from(items.len().saturating_mul(STEPS_OF_ITEM)).unwrap_or(u32::MAX);
        if self.steps.saturating_add(steps) > self.limit {
            return None;
        }
        let places = index.places(cell, || self.texts(items, key));
        let found = (*places).as_ref()?.get(&wanted).cloned().unwrap_or_default();
        self.steps = self.steps.saturating_add(steps);
        Some(found)
    }

    /// Where a condition says first which text stands in a cell of the item: the cell, and the text.
    fn equality<'n>(&self, condition: &'n Node) -> Option<(&'n Node, CellRef, Arc<str>)> {
        let mut first = condition;
        while let Node::And(left, _) = first {
            first = left;
        }
        let Node::Compare(Compare::Equal, left, right) = first else { return None };
        let item = self.locals.len();
        let cell = |node: &'n Node| match node {
            Node::Column(row, column) => match &**row {
                Node::RowOf(base, table, row) if matches!(**base, Node::Local(depth) if depth == item) => {
                    Some((node, CellRef { row: RowRef { table: *table, row: *row }, column: *column }))
                }
                _ => None,
            },
            _ => None,
        };
        let text = |node: &Node| match node {
            Node::Local(depth) => self.locals.get(*depth).cloned(),
            Node::Value(value) => Some(value.clone()),
            _ => None,
        };
        let ((node, cell), other) = cell(left).zip(Some(right)).or_else(|| cell(right).zip(Some(left)))?;
        match text(other)? {
            Value::Text(text) => Some((node, cell, text)),
            _ => None,
        }
    }

    /// The places of items by the text that a node comes to for each.
    fn texts(&mut self, items: &[Value], key: &Node) -> Places {
        let around = (self.steps, self.limit, self.given_up);
        self.limit = u32::MAX;
        let mut places: HashMap<Arc<str>, Vec<usize>> = HashMap::new();
        let each = items.iter().enumerate().try_for_each(|(place, item)| {
            self.locals.push(item.clone());
            let value = self.eval(key);
            self.locals.pop();
            let Value::Text(text) = value else { return None };
            places.entry(text).or_default().push(place);
            Some(())
        });
        (self.steps, self.limit, self.given_up) = around;
        each.map(|()| places)
    }
}
