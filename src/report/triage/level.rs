//! How much attention an organisation needs: the decision table, worked out.

use super::Work;
use crate::decision::{Answer, Case, Decision, HitPolicy, Output, Setting, Verdict, decide};
use crate::eval::Evaluator;
use crate::plan::PlannedDecision;
use crate::returns::Return;
use crate::value::{Number, Value};
use std::cmp::Ordering;

/// What a decision came to.
#[derive(Debug, Clone, Default)]
pub struct Level {
    /// The output; nothing where it could not be told.
    pub level: Option<String>,
    /// The rows that decided.
    pub decided_by: Vec<String>,
    /// Why, in words: of the first row, or what is missing.
    pub because: Option<String>,
}

/// An output of a row: a number where it is one.
#[derive(Debug, Clone, PartialEq)]
enum Out {
    Number(Number),
    Text(String),
}

impl Out {
    /// A number only where numbers are asked for: as a word `3.10` is not `3.1`.
    fn of(text: &str, policy: HitPolicy) -> Out {
        let number = if matches!(policy, HitPolicy::Collect(Some(_))) { Number::parse(text) } else { None };
        number.map_or_else(|| Out::Text(text.to_owned()), Out::Number)
    }

    fn words(&self) -> String {
        match self {
            Out::Number(number) => number.trimmed().to_string(),
            Out::Text(text) => text.clone(),
        }
    }
}

impl Output for Out {
    fn count(rows: usize) -> Option<Out> {
        Some(Out::Number(Number::from_int(i64::try_from(rows).ok()?)))
    }

    fn plus(&self, other: &Out) -> Option<Out> {
        match (self, other) {
            (Out::Number(a), Out::Number(b)) => a.add(*b).ok().map(Out::Number),
            _ => None,
        }
    }

    fn order(&self, other: &Out) -> Option<Ordering> {
        match (self, other) {
            (Out::Number(a), Out::Number(b)) => Some(a.cmp(b)),
            (Out::Text(a), Out::Text(b)) => Some(a.cmp(b)),
            _ => None,
        }
    }
}

/// Works a decision table out for a return, with what the rules came to on it.
pub(super) fn level(work: &Work<'_>, table: &PlannedDecision, ret: &Return, locals: &[Value]) -> Level {
    let desk = crate::eval::Desk::among(ret, work.pool);
    let mut evaluator = Evaluator::new(desk).with_locals(locals.to_vec());
    evaluator.reach = Some(&work.reach);
    let inputs: Vec<Value> = table.inputs.iter().map(|(_, node, _)| evaluator.eval(node)).collect();
    let rows = table.rows.iter().map(|row| {
        let cells =
            row.when.iter().zip(&inputs).zip(&table.inputs).map(|((cell, input), (_, _, optional))| match cell {
                None => Some(true),
                // What may be missing matches no test but -.
                Some(_) if input.is_missing() => optional.then_some(false),
                Some(node) => {
                    let mut of_cell = Evaluator::new(desk).with_locals(vec![input.clone()]);
                    of_cell.eval(node).as_bool()
                }
            });
        Case { verdict: Verdict::of(cells), then: Out::of(&row.then, table.policy) }
    });
    let rows: Vec<Case<Out>> = rows.collect();
    let setting = Setting {
        policy: table.policy,
        outputs: table.outputs.iter().map(|output| Out::of(output, table.policy)).collect(),
        default: table.default.as_deref().map(|default| Out::of(default, table.policy)),
        disjoint: table.disjoint && table.policy == HitPolicy::Unique,
    };
    let id = |row: &usize| table.rows.get(*row).map_or(String::new(), |row| row.id.clone());
    match decide(&setting, &rows) {
        Decision::Given { answer, rows } => Level {
            level: Some(match answer {
                Answer::One(out) => out.words(),
                Answer::List(outs) => outs.iter().map(Out::words).collect::<Vec<_>>().join(", "),
            }),
            because: rows.first().and_then(|row| table.rows.get(*row)?.because.clone()),
            decided_by: rows.iter().map(id).collect(),
        },
        Decision::Nothing => {
            Level { because: Some("no row of the decision table matches".to_owned()), ..Level::default() }
        }
        Decision::Undecided { rows, inputs } => {
            let name = |input: &usize| table.inputs.get(*input).map(|(name, _, _)| name.clone());
            let names: Vec<String> = inputs.iter().filter_map(name).collect();
            Level {
                level: None,
                decided_by: rows.iter().map(id).collect(),
                because: Some(format!("not given: {}", names.join(", "))),
            }
        }
        Decision::Fault(fault) => Level { because: Some(fault.words(|row| id(&row))), ..Level::default() },
    }
}
