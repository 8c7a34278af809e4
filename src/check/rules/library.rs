//! What was loaded, and what each rule set sees of it.

use super::*;
use crate::check::{CheckedDecision, CheckedReport};
use crate::ruleset::Beside;
use std::collections::BTreeSet;

/// Everything that was loaded: forms, reference lists and rule sets, built in and added.
#[derive(Debug, Default)]
pub struct Library {
    /// Forms by id.
    pub forms: BTreeMap<String, Arc<Form>>,
    /// Reference lists.
    pub lists: Vec<Arc<ReferenceList>>,
    /// Rule sets in the order loaded.
    pub sets: Vec<RuleSet>,
    /// Registers of rule books in the order loaded.
    pub registers: Vec<Register>,
    /// What rules see of a form's returns, by form.
    pub layouts: BTreeMap<String, Arc<Layout>>,
    /// The decision tables that are fit to run.
    pub decisions: Vec<CheckedDecision>,
    /// The reports for regional teams that are fit to run.
    pub reports: Vec<CheckedReport>,
    /// For each set the sets it includes, near ones first, itself at the head.
    pub closures: Vec<Vec<usize>>,
}

impl Library {
    /// Whether a set is another one, or includes it.
    pub fn includes(&self, set: usize, other: usize) -> bool {
        self.closures.get(set).is_some_and(|closure| closure.contains(&other))
    }

    /// The forms whose returns rules look at from others.
    pub fn gathered_forms(&self) -> BTreeSet<String> {
        let across =
            self.sets.iter().filter(|set| set.triage.is_some() || set.rules.iter().any(|rule| rule.reach.is_across()));
        let own = across.map(|set| &set.form);
        own.chain(self.sets.iter().flat_map(|set| &set.beside).map(|beside| &beside.form)).cloned().collect()
    }

    /// The sets that bring a set in: itself, and those that include it.
    pub fn including(&self, set: usize) -> impl Iterator<Item = (usize, &RuleSet)> {
        self.sets.iter().enumerate().filter(move |(index, _)| self.includes(*index, set))
    }
}

/// The constants and definitions that a set sees: its own and those of the sets it includes.
#[derive(Clone, Copy)]
pub struct Names<'l> {
    sets: &'l [RuleSet],
    order: &'l [usize],
}

impl<'l> Names<'l> {
    /// The names that a set sees.
    pub fn of(library: &'l Library, set: usize) -> Names<'l> {
        Names { sets: &library.sets, order: library.closures.get(set).map_or(&[], Vec::as_slice) }
    }

    pub(in crate::check) fn visible(&self) -> impl Iterator<Item = (usize, &'l RuleSet)> {
        let sets = self.sets;
        self.order.iter().filter_map(move |index| Some((*index, sets.get(*index)?)))
    }

    /// The constant of a name, with the set that has it.
    pub fn constant(&self, name: &str) -> Option<(usize, &'l Constant)> {
        self.visible().find_map(|(index, set)| Some((index, set.constants.iter().find(|c| c.name == name)?)))
    }

    /// The definition of a name.
    pub fn definition(&self, name: &str) -> Option<&'l Definition> {
        self.visible().find_map(|(_, set)| set.definitions.iter().find(|d| d.name == name))
    }

    /// All names.
    pub fn all(&self) -> impl Iterator<Item = &'l str> {
        self.visible().flat_map(|(_, set)| {
            let names = set.constants.iter().map(|c| c.name.as_str());
            let names = names.chain(set.definitions.iter().map(|d| d.name.as_str()));
            names.chain(set.beside.iter().map(|beside| beside.name.as_str()))
        })
    }

    /// The returns of another form that a name stands for; the month before's where it begins so.
    pub fn beside(&self, name: &str) -> Option<(&'l Beside, bool)> {
        let of = |name: &str| self.visible().find_map(|(_, set)| set.beside.iter().find(|beside| beside.name == name));
        of(name).map(|beside| (beside, false)).or_else(|| Some((of(name.strip_prefix("previous_")?)?, true)))
    }

    /// The source a rule cites.
    pub fn source(&self, name: &str) -> Option<&'l crate::ruleset::SourceNote> {
        self.visible().find_map(|(_, set)| set.sources.iter().find(|s| s.name == name))
    }

    /// What a flag means.
    pub fn flag(&self, name: &str) -> Option<&'l str> {
        self.visible()
            .find_map(|(_, set)| set.flags.iter().find(|(flag, _, _)| flag == name))
            .map(|(_, title, _)| title.as_str())
    }
}
