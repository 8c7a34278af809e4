//! What the conditions of one rule come to on a return: for examples, coverage and explanations.

use super::*;
use crate::plan::Later;

/// What the parts of a rule came to for each row of a return, and what each probed condition did.
#[derive(Debug, Default)]
pub struct Exercise {
    /// Number of the part, whether its `when` held, and whether its `assert` did, where they can
    /// be told.
    pub parts: Vec<(usize, Option<bool>, Option<bool>)>,
    /// Number of the probe and what it came to.
    pub probed: Vec<(usize, bool)>,
}

/// Judges a return by one rule and records what its conditions come to; those of messages and of
/// `triage` where the rule fails.
pub fn exercise(rule: &PlannedRule, desk: Desk<'_>) -> Exercise {
    let mut out = Exercise::default();
    let Some(desk) = laid(rule, desk) else { return out };
    for row in rows(rule, desk.own) {
        for (number, part) in rule.parts.iter().enumerate() {
            let mut evaluator = evaluator(rule, desk, row);
            let when = part.when.as_ref().map_or(Some(true), |when| evaluator.eval(when).as_bool());
            let mut assert = None;
            if when == Some(true) {
                assert = assert_holds(&mut evaluator, &part.assert, part.tolerance.as_ref()).as_bool();
            }
            if assert == Some(false) {
                let pieces = part.message.iter().flat_map(Later::get);
                let values = pieces.filter_map(|piece| match piece {
                    crate::plan::Piece::Value(node, _) => Some(node),
                    crate::plan::Piece::Words(_) => None,
                });
                for node in values.chain(&rule.triage) {
                    evaluator.eval(node);
                }
            }
            out.parts.push((number, when, assert));
            out.probed.append(&mut evaluator.probed);
        }
    }
    out
}

/// The named values with which a rule passed, or did not apply: those of the first part and row
/// that did.
pub fn deciding_values(rule: &PlannedRule, desk: Desk<'_>) -> Vec<(String, String)> {
    let mut idle = Vec::new();
    let Some(desk) = laid(rule, desk) else { return idle };
    for row in rows(rule, desk.own) {
        for part in &rule.parts {
            let mut evaluator = evaluator(rule, desk, row);
            let node = match outcome(&mut evaluator, part) {
                Ok(Outcome::Pass) => &part.assert,
                Ok(Outcome::NotApplicable) => match &part.when {
                    Some(when) if idle.is_empty() => {
                        idle = evidence(&mut evaluator, when);
                        continue;
                    }
                    _ => continue,
                },
                _ => continue,
            };
            return evidence(&mut evaluator, node);
        }
    }
    idle
}
