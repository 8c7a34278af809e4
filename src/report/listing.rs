//! Which findings of a run are listed: the first ones, and some of each rule in any case. The others
//! are counted.

use crate::eval::{Judged, Shown};
use crate::plan::{Plan, PlannedRule};
use crate::source::Place;
use std::collections::BTreeMap;

/// How many findings a run lists; the others are counted. A finding takes up to 5 KB.
const MOST_LISTED: usize = 10_000;

/// How many findings of each rule are listed all the same.
const LISTED_OF_A_RULE: usize = 100;

/// What is listed so far.
#[derive(Debug)]
pub struct Listing {
    /// How many findings are listed; the others are counted.
    most: usize,
    /// How many findings are listed, and how many of each rule.
    listed: usize,
    of_rule: BTreeMap<String, usize>,
    /// How many there were, listed or not.
    pub found: u64,
    /// The places of the findings that were listed since they were last asked for.
    pub fresh: Vec<Place>,
}

impl Default for Listing {
    fn default() -> Listing {
        Listing { most: MOST_LISTED, listed: 0, of_rule: BTreeMap::new(), found: 0, fresh: Vec::new() }
    }
}

impl Listing {
    /// Lists ten times as many findings, where all of them are needed.
    pub fn widen(&mut self) {
        self.most = MOST_LISTED.saturating_mul(10);
    }

    /// Which rules of a plan are only counted by now; no waiver is held against what is not listed.
    pub fn shown(&self, plan: &Plan) -> Shown {
        let full = |(_, rule): &(usize, &PlannedRule)| !self.has_room(&rule.rule.id);
        let counted = plan.rules.iter().enumerate().filter(full).map(|(nth, _)| nth);
        Shown { counted: if self.listed < self.most { Vec::new() } else { counted.collect() }, alone: false }
    }

    /// Whether another finding of a rule is listed.
    fn has_room(&self, rule: &str) -> bool {
        self.listed < self.most || self.of_rule.get(rule).is_none_or(|listed| *listed < LISTED_OF_A_RULE)
    }

    /// Lists the findings of a return, which begins at a place, as far as there is room; the others
    /// are counted.
    pub fn list(&mut self, place: Place, judged: &mut Judged) {
        let found = u64::try_from(judged.findings.len()).unwrap_or(u64::MAX);
        self.found = self.found.saturating_add(found);
        let mut listed = Vec::new();
        for finding in judged.findings.drain(..) {
            if !self.has_room(&finding.rule) {
                judged.beyond.add(&finding.rule, finding.outcome, finding.severity);
                continue;
            }
            self.listed = self.listed.saturating_add(1);
            match self.of_rule.get_mut(&finding.rule) {
                Some(count) => *count = count.saturating_add(1),
                None => {
                    self.of_rule.insert(finding.rule.clone(), 1);
                }
            }
            let places = finding.related.iter().map(|related| related.place);
            self.fresh.extend(places.chain([finding.place]).filter(|other| other.file == place.file));
            listed.push(finding);
        }
        listed.shrink_to_fit();
        judged.findings = listed;
    }
}
