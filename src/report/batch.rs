//! What some returns came to that were judged beside others, and what is only counted of it.

use crate::diag::Diagnostic;
use crate::eval::{Beyond, Judged, Tally};
use crate::returns::Return;
use crate::source::Place;
use std::collections::BTreeMap;

/// What some returns came to that were judged beside others.
#[derive(Debug, Default)]
pub struct Batch {
    /// Returns with what they came to; with nothing where no plan was made for one yet.
    pub(super) judged: Vec<(Return, Option<Judged>)>,
    /// Returns that are held until all are read, each with whether it is reported on.
    pub(super) held: Vec<(Return, bool)>,
    /// For each plan, by its number, what returns came to of which nothing else is kept, and how many
    /// those are.
    pub(super) counted: BTreeMap<usize, Counted>,
}

/// What returns came to of which nothing else is kept.
#[derive(Debug, Default)]
pub(super) struct Counted {
    pub(super) tallies: Vec<Tally>,
    pub(super) beyond: Beyond,
    pub(super) first_beyond: Option<Place>,
    pub(super) returns: u64,
    pub(super) drafts: u64,
    pub(super) provenance: BTreeMap<String, u64>,
}

impl Counted {
    /// Takes in what a return came to.
    pub(super) fn take(&mut self, ret: &Return, judged: Judged) {
        if self.tallies.is_empty() {
            self.tallies = judged.tallies;
        } else {
            for (all, more) in self.tallies.iter_mut().zip(judged.tallies) {
                all.merge(more);
            }
        }
        if judged.beyond.count() > 0 {
            self.first_beyond.get_or_insert(ret.place);
        }
        self.beyond.merge(judged.beyond);
        self.returns = self.returns.saturating_add(1);
        self.drafts = self.drafts.saturating_add(u64::from(ret.draft));
        if let Some(provenance) = &ret.provenance {
            let count = self.provenance.entry(provenance.clone()).or_default();
            *count = count.saturating_add(1);
        }
    }
}

/// Says that not everything that was counted is listed.
pub(super) fn beyond(place: Place, beyond: &Beyond) -> Diagnostic {
    let count = beyond.count();
    let words = format!(
        "{count} more breaches and judgements that could not be made are counted and not listed: a return lists \
         10,000, a run 10,000 and 100 of each rule"
    );
    Diagnostic::at("E110", place, words).warning()
}

/// Where no rule is in force for a return.
pub(super) fn no_rule(ret: &Return) -> Diagnostic {
    let period = ret.rules_of.map_or("any period".to_owned(), |period| period.to_string());
    let words = format!("no rule of form `{}` is in force for {period}", ret.layout.form.id);
    let help = "give rule sets with --rules, or correct the return's financial year; \
                a set without `in_force:` applies only where one that includes it does";
    Diagnostic::at("E108", ret.place, words).help(help)
}
