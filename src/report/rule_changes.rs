//! What two rule books differ in: rules that are new, gone or changed.

use super::RuleBook;
use super::explain::RuleLine;
use serde::Serialize;
use std::collections::BTreeMap;

/// A rule of which two rule books do not say the same.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct RuleChange {
    /// Its id.
    pub rule: String,
    /// new, gone or changed.
    pub what: &'static str,
    /// Its title; of one that changed, what did.
    pub words: String,
}

/// What two rule books differ in, by id. Constants are told by what they do to returns.
pub fn rule_changes(old: &mut RuleBook, new: &mut RuleBook) -> Vec<RuleChange> {
    let (old, new) = (by_id(old.rule_lines()), by_id(new.rule_lines()));
    let mut out = Vec::new();
    for (id, now) in &new {
        let title = now.first().map_or(String::new(), |line| line.title.clone());
        match old.get(id) {
            None => out.push(RuleChange { rule: id.clone(), what: "new", words: title }),
            Some(then) => {
                let words = differing(then, now);
                if !words.is_empty() {
                    out.push(RuleChange { rule: id.clone(), what: "changed", words: words.join(", ") });
                }
            }
        }
    }
    for (id, then) in old.iter().filter(|(id, _)| !new.contains_key(*id)) {
        let title = then.first().map_or(String::new(), |line| line.title.clone());
        out.push(RuleChange { rule: id.clone(), what: "gone", words: title });
    }
    out.sort();
    out
}

fn by_id(lines: Vec<RuleLine>) -> BTreeMap<String, Vec<RuleLine>> {
    let mut out: BTreeMap<String, Vec<RuleLine>> = BTreeMap::new();
    for line in lines {
        out.entry(line.id.clone()).or_default().push(line);
    }
    out
}

/// What is not the same of a rule, which may stand several times for several periods.
fn differing(old: &[RuleLine], new: &[RuleLine]) -> Vec<&'static str> {
    fn of<T: PartialEq>(old: &[RuleLine], new: &[RuleLine], what: impl Fn(&RuleLine) -> T) -> bool {
        old.iter().map(&what).collect::<Vec<_>>() != new.iter().map(&what).collect::<Vec<_>>()
    }
    let all = [
        ("assert", of(old, new, |line| line.asserts.clone())),
        ("severity", of(old, new, |line| line.severity)),
        ("triage", of(old, new, |line| line.triage.clone())),
        ("flag", of(old, new, |line| line.flag.clone())),
        ("in force", of(old, new, |line| line.in_force.clone())),
        ("deactivated", of(old, new, |line| line.deactivated.clone())),
        ("title", of(old, new, |line| line.title.clone())),
    ];
    all.into_iter().filter(|(_, differs)| *differs).map(|(what, _)| what).collect()
}
