//! The returns of a group in a period, and why they cannot be looked at.

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

/// The returns of a group in a period.
#[derive(Debug, Clone)]
pub struct Group {
    /// The name by which returns are grouped.
    pub by: String,
    /// Its code.
    pub code: String,
    /// Its name in words.
    pub name: String,
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
    pub(super) returns: Value,
    pub(super) previous: Result<Value, Arc<Lack>>,
    /// The returns of the month before that there are.
    pub(super) earlier: Value,
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
                shown_short(&self.name),
                self.period
            ),
            alike: None,
            places: self.missing.clone(),
            help: "give the returns that are missing, and the rule can be judged",
        })))
    }

    /// Those of the month before, likewise.
    pub fn previous_returns(&self, incomplete: bool) -> Result<Value, Option<Arc<Lack>>> {
        match &self.previous {
            Err(lack) if !incomplete => Err(Some(Arc::clone(lack))),
            Err(_) => Ok(self.earlier.clone()),
            Ok(all) => Ok(all.clone()),
        }
    }
}

/// A group as an example of a rule gives it.
#[derive(Debug, Clone)]
pub struct Staged {
    /// The name by which returns are grouped.
    pub by: String,
    /// Its code.
    pub code: String,
    /// Its name in words.
    pub name: String,
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
