//! The returns of a group in a period, and why they cannot be looked at.

use super::index::Index;
use crate::source::{Place, shown_short};
use crate::value::{Period, Value};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Why a return, or the returns of a group, cannot be looked at.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Lack {
    /// What is missing, in words.
    pub words: String,
    /// What many returns lack alike: the period whose returns were not given.
    pub alike: Option<String>,
    /// Where the reference list has what is missing.
    pub places: Vec<(String, Place)>,
    /// What would help.
    pub help: &'static str,
}

impl Lack {
    /// Returns that were not read; `alike` is what many lack alike.
    pub fn unread(words: String, alike: Option<String>) -> Lack {
        Lack { words, alike, places: Vec::new(), help: "give what is missing with --with, and the rule can be judged" }
    }
}

/// What tells a group from the others.
#[derive(Debug, Clone)]
pub struct Named {
    /// The name by which returns are grouped.
    pub by: String,
    /// Its code.
    pub code: String,
    /// Its name in words.
    pub name: String,
}

/// The returns of a group in a period.
#[derive(Debug)]
pub struct Group {
    /// What tells it from the others.
    pub named: Named,
    /// The period.
    pub period: Period,
    /// How many returns are expected.
    pub expected: usize,
    /// The returns received, by their places among all, in the order of their organisations' codes.
    pub members: Vec<usize>,
    /// The returns of the month before that there are, by their places among all.
    pub before: Vec<usize>,
    /// The organisations whose return was not received, and where the list has them.
    pub missing: Vec<(String, Place)>,
    /// The organisations that sent one and belong to no group; of the whole only.
    pub unexpected: Vec<String>,
    /// The organisations of it.
    pub organisations: BTreeSet<String>,
    /// Why it is not known which returns are expected.
    pub unlisted: Option<Arc<Lack>>,
    /// The returns received, by the values rules know them by.
    pub(super) returns: Value,
    /// Which of them have which texts.
    pub(super) index: Index,
    /// The returns of the month before that there are.
    pub(super) earlier: Value,
    /// Why those are not all.
    pub(super) unread: Option<Arc<Lack>>,
}

impl Group {
    /// How many returns were received.
    pub fn received(&self) -> usize {
        self.members.len()
    }

    /// The returns; where some are missing only if that is asked for.
    pub fn returns(&self, incomplete: bool) -> Result<Value, Option<Arc<Lack>>> {
        if self.unlisted.is_some() {
            return Err(self.unlisted.clone());
        }
        if self.missing.is_empty() || incomplete {
            return Ok(self.returns.clone());
        }
        Err(Some(Arc::new(Lack {
            words: format!(
                "{} of the {} returns of {} for {} were received, so nothing can be said of all",
                self.received(),
                self.expected,
                shown_short(&self.named.name),
                self.period
            ),
            alike: None,
            places: self.missing.clone(),
            help: "give the returns that are missing, and the rule can be judged",
        })))
    }

    /// Those of the month before, likewise.
    pub fn previous_returns(&self, incomplete: bool) -> Result<Value, Option<Arc<Lack>>> {
        match &self.unread {
            Some(lack) if !incomplete => Err(Some(Arc::clone(lack))),
            _ => Ok(self.earlier.clone()),
        }
    }

    /// The index of a list, where it is all returns received.
    pub(super) fn index_of(&self, list: &Arc<Vec<Value>>) -> Option<&Index> {
        matches!(&self.returns, Value::List(all) if Arc::ptr_eq(all, list)).then_some(&self.index)
    }
}

/// A group as an example of a rule gives it.
#[derive(Debug, Clone)]
pub struct Staged {
    /// What tells it from the others.
    pub named: Named,
    /// The period.
    pub period: Period,
    /// How many returns are expected.
    pub expected: usize,
    /// Its returns, by their places among all.
    pub members: Vec<usize>,
    /// Those of the month before; nothing where they are not given.
    pub before: Option<Vec<usize>>,
    /// Organisations whose return is missing, as far as they are named.
    pub missing: Vec<String>,
    /// Organisations that no return is expected of.
    pub unexpected: Vec<String>,
}
