//! Which branches of the expressions of rules no example reaches: a condition that was never true
//! in any of them, or never false.

use super::RuleBook;
use crate::check::CheckedRule;
use crate::eval::exercise;
use crate::plan::probed;
use crate::reference::Layout;
use crate::source::Place;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The branches of the rules of a book.
#[derive(Debug, Default)]
pub struct Branches {
    /// How many there are: two for each condition.
    pub all: usize,
    /// Those that no example reaches, in the order of files and places.
    pub unreached: Vec<Unreached>,
}

/// A branch that no example reaches.
#[derive(Debug, Clone)]
pub struct Unreached {
    /// The rule; of a definition, the first rule that uses it.
    pub rule: String,
    /// The condition, as it is understood.
    pub condition: String,
    /// What it never came to.
    pub truth: bool,
    /// Where it stands.
    pub place: Place,
}

/// What the examples made of a condition.
struct Seen {
    rule: String,
    condition: String,
    truths: [bool; 2],
}

impl RuleBook {
    /// Runs the examples of the rules that `takes` accepts by id and file name and tells which
    /// branches none of them reaches. Conditions are `when`, `assert`, what `and` and `or` join
    /// and what follows `if`, in definitions, messages and `triage` too.
    pub fn coverage(&mut self, takes: impl Fn(&str, &str) -> bool) -> Branches {
        self.check();
        let mut seen: BTreeMap<Place, Seen> = BTreeMap::new();
        let rules: Vec<CheckedRule> = self
            .checked()
            .iter()
            .filter(|rule| takes(&rule.rule.id, self.sources.name(rule.rule.place.file)))
            .cloned()
            .collect();
        for rule in rules {
            let set = self.library().sets.get(rule.set).map(|set| set.form.clone());
            let layout = set.and_then(|form| self.library().layouts.get(&form).cloned());
            if let Some(layout) = layout {
                self.cover(&rule, &layout, &mut seen);
            }
        }
        let mut branches = Branches { all: seen.len().saturating_mul(2), unreached: Vec::new() };
        for (place, seen) in seen {
            for (truth, reached) in [false, true].into_iter().zip(seen.truths) {
                if !reached {
                    let (rule, condition) = (seen.rule.clone(), seen.condition.clone());
                    branches.unreached.push(Unreached { rule, condition, truth, place });
                }
            }
        }
        branches
    }

    fn cover(&mut self, rule: &CheckedRule, layout: &Arc<Layout>, seen: &mut BTreeMap<Place, Seen>) {
        let mut came_to = |place: Place, condition: &str, truth: Option<bool>| {
            let entry = seen.entry(place).or_insert_with(|| Seen {
                rule: rule.rule.id.clone(),
                condition: condition.to_owned(),
                truths: [false; 2],
            });
            if let Some(reached) = truth.and_then(|truth| entry.truths.get_mut(usize::from(truth))) {
                *reached = true;
            }
        };
        for part in &rule.rule.parts {
            came_to(part.assert.place, &part.assert.text, None);
            if let Some(when) = &part.when {
                came_to(when.place, &when.text, None);
            }
        }
        for example in &rule.rule.examples {
            let Ok(stage) = self.example_return(rule.set, layout, &rule.rule, example) else { continue };
            let (planned, probes) = probed(self.library(), rule, stage.rules_of, self.settings());
            for probe in &probes {
                came_to(probe.place, &probe.text, None);
            }
            let exercised = stage.show(|desk| exercise(&planned, desk));
            for (number, truth) in exercised.probed {
                if let Some(probe) = probes.get(number) {
                    came_to(probe.place, &probe.text, Some(truth));
                }
            }
            for (number, when, assert) in exercised.parts {
                let written = rule.parts.get(number).and_then(|part| rule.rule.parts.get(part.part));
                let Some(written) = written else { continue };
                came_to(written.assert.place, &written.assert.text, assert);
                if let Some(of) = &written.when {
                    came_to(of.place, &of.text, when);
                }
            }
        }
    }
}
