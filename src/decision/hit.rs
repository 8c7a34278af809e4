//! What a table gives for the rows that match.

use super::policy::{Aggregate, HitPolicy};
use super::sway::swaying;
use std::cmp::Ordering;
use std::collections::BTreeSet;

/// An output of a row.
pub trait Output: Clone + PartialEq {
    /// A count as an output; `None` where outputs are no numbers.
    fn count(rows: usize) -> Option<Self>;

    /// The sum; `None` where one of both is no number or the sum cannot be held.
    fn plus(&self, other: &Self) -> Option<Self>;

    /// The order of both; `None` where they have none.
    fn order(&self, other: &Self) -> Option<Ordering>;
}

/// Whether a row matches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It matches.
    Yes,
    /// It does not.
    No,
    /// It cannot be told, because these inputs are missing: their positions.
    Unknown(Vec<usize>),
}

impl Verdict {
    /// The verdict on a row from those on its cells, in the order of the inputs: one cell that does
    /// not match settles it, whatever is missing.
    pub fn of(cells: impl IntoIterator<Item = Option<bool>>) -> Verdict {
        let mut missing = Vec::new();
        for (input, cell) in cells.into_iter().enumerate() {
            match cell {
                Some(true) => {}
                Some(false) => return Verdict::No,
                None => missing.push(input),
            }
        }
        if missing.is_empty() { Verdict::Yes } else { Verdict::Unknown(missing) }
    }
}

/// A row as it is decided upon.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case<O> {
    /// Whether it matches.
    pub verdict: Verdict,
    /// What it gives.
    pub then: O,
}

/// How a table decides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting<O> {
    /// The hit policy.
    pub policy: HitPolicy,
    /// The declared outputs, the most urgent first; only `priority` asks for them.
    pub outputs: Vec<O>,
    /// What is given when no row matches.
    pub default: Option<O>,
    /// Whether the analysis has shown that no two rows ever match together. With `unique`, a row
    /// that matches then stands although others cannot be told. Ignored otherwise.
    pub disjoint: bool,
}

/// What a table gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer<O> {
    /// One output.
    One(O),
    /// The outputs of all rows that match, in their order: `collect` without an aggregate.
    List(Vec<O>),
}

/// The outcome of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision<O> {
    /// An answer.
    Given {
        /// What it gives.
        answer: Answer<O>,
        /// The positions of the rows that decided; none when it is the default, a count of nought or
        /// an empty list.
        rows: Vec<usize>,
    },
    /// No row matches, and there is no default.
    Nothing,
    /// It depends on inputs that are missing.
    Undecided {
        /// The positions of the rows that may change the answer.
        rows: Vec<usize>,
        /// The positions of the inputs that are missing for them, in ascending order.
        inputs: Vec<usize>,
    },
    /// The table or its outputs do not allow an answer.
    Fault(HitFault),
}

/// Why a table has no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HitFault {
    /// `unique`, and these two rows match: the first two.
    Two(usize, usize),
    /// `any`, and these two rows match and disagree: the first, and the first that differs from it.
    Disagree(usize, usize),
    /// `priority`, and this row gives what is not among the declared outputs.
    Unlisted(usize),
    /// The output of this row cannot be added to those before it.
    Sum(usize),
    /// The output of this row has no order with those before it.
    Order(usize),
    /// A count or a sum, and the outputs are no numbers.
    Count,
}

impl HitFault {
    /// The fault in words, to follow "because"; `name` gives the name of the row at a position.
    pub fn words(self, name: impl Fn(usize) -> String) -> String {
        match self {
            HitFault::Two(a, b) => format!("rows {} and {} both match, and only one may", name(a), name(b)),
            HitFault::Disagree(a, b) => format!("rows {} and {} both match and disagree", name(a), name(b)),
            HitFault::Unlisted(row) => format!("row {} gives what is not among the outputs", name(row)),
            HitFault::Sum(row) => format!("what row {} gives cannot be added", name(row)),
            HitFault::Order(row) => format!("what row {} gives cannot be compared", name(row)),
            HitFault::Count => "a count or a sum is asked of outputs that are no numbers".to_owned(),
        }
    }
}

/// What a table gives for its rows, in their order. A row that cannot be told makes the outcome
/// [`Decision::Undecided`] when it may change the answer; otherwise the answer stands. A fault of
/// the rows that do match stands too.
pub fn decide<O: Output>(setting: &Setting<O>, rows: &[Case<O>]) -> Decision<O> {
    if setting.policy == HitPolicy::Priority
        && let Some(row) = rows.iter().position(|row| !setting.outputs.contains(&row.then))
    {
        return Decision::Fault(HitFault::Unlisted(row));
    }
    let (mut hits, mut open) = (Vec::new(), Vec::new());
    for (at, row) in rows.iter().enumerate() {
        match row.verdict {
            Verdict::Yes => hits.push((at, &row.then)),
            Verdict::Unknown(_) => open.push((at, &row.then)),
            Verdict::No => {}
        }
    }
    let plain = settle(setting, &hits);
    let doubtful: Vec<usize> = swaying(setting, &hits, &open).into_iter().map(|(at, _)| at).collect();
    if doubtful.is_empty() {
        return plain;
    }
    let missing =
        rows.iter().enumerate().filter(|(at, _)| doubtful.contains(at)).flat_map(|(_, row)| match &row.verdict {
            Verdict::Unknown(inputs) => inputs.as_slice(),
            Verdict::Yes | Verdict::No => &[],
        });
    let inputs: BTreeSet<usize> = missing.copied().collect();
    Decision::Undecided { rows: doubtful, inputs: inputs.into_iter().collect() }
}

/// A row that matches, or may: its position and what it gives.
pub(super) type Hit<'a, O> = (usize, &'a O);

/// The outcome when these rows match and no others.
pub(super) fn settle<O: Output>(setting: &Setting<O>, hits: &[Hit<'_, O>]) -> Decision<O> {
    let (Some(first), Some(last)) = (hits.first(), hits.last()) else {
        return idle(setting);
    };
    let one = |(at, then): Hit<'_, O>| given(then.clone(), vec![at]);
    match setting.policy {
        HitPolicy::Unique => match hits {
            [a, b, ..] => Decision::Fault(HitFault::Two(a.0, b.0)),
            _ => one(*last),
        },
        HitPolicy::First => one(*first),
        HitPolicy::Any => match hits.iter().find(|(_, then)| *then != first.1) {
            Some(other) => Decision::Fault(HitFault::Disagree(first.0, other.0)),
            None => given(first.1.clone(), all(hits)),
        },
        HitPolicy::Priority => {
            let best = setting.outputs.iter().find(|output| hits.iter().any(|(_, then)| then == output));
            best.map_or_else(|| one(*first), |best| given(best.clone(), giving(hits, best)))
        }
        HitPolicy::Collect(aggregate) => collected(aggregate, hits),
    }
}

/// The outcome when no row matches: the default; without one a count is nought and a list empty.
fn idle<O: Output>(setting: &Setting<O>) -> Decision<O> {
    match (&setting.default, setting.policy) {
        (default, HitPolicy::Collect(None)) => {
            Decision::Given { answer: Answer::List(default.iter().cloned().collect()), rows: Vec::new() }
        }
        (Some(default), _) => given(default.clone(), Vec::new()),
        (None, HitPolicy::Collect(Some(Aggregate::Count))) => {
            O::count(0).map_or(Decision::Fault(HitFault::Count), |nought| given(nought, Vec::new()))
        }
        (None, _) => Decision::Nothing,
    }
}

fn collected<O: Output>(aggregate: Option<Aggregate>, hits: &[Hit<'_, O>]) -> Decision<O> {
    match aggregate {
        None => {
            let list = hits.iter().map(|(_, then)| (*then).clone()).collect();
            Decision::Given { answer: Answer::List(list), rows: all(hits) }
        }
        Some(Aggregate::Count) => {
            O::count(hits.len()).map_or(Decision::Fault(HitFault::Count), |count| given(count, all(hits)))
        }
        Some(Aggregate::Sum) => {
            let Some(mut sum) = O::count(0) else {
                return Decision::Fault(HitFault::Count);
            };
            for (at, then) in hits {
                match sum.plus(then) {
                    Some(more) => sum = more,
                    None => return Decision::Fault(HitFault::Sum(*at)),
                }
            }
            given(sum, all(hits))
        }
        Some(Aggregate::Min) => furthest(hits, Ordering::Less),
        Some(Aggregate::Max) => furthest(hits, Ordering::Greater),
    }
}

/// The output that stands in this order to all others.
fn furthest<O: Output>(hits: &[Hit<'_, O>], towards: Ordering) -> Decision<O> {
    let mut best: Option<&O> = None;
    for (at, then) in hits {
        match then.order(best.unwrap_or(then)) {
            None => return Decision::Fault(HitFault::Order(*at)),
            Some(order) if best.is_none() || order == towards => best = Some(then),
            Some(_) => {}
        }
    }
    best.map_or(Decision::Nothing, |best| given(best.clone(), giving(hits, best)))
}

fn given<O>(output: O, rows: Vec<usize>) -> Decision<O> {
    Decision::Given { answer: Answer::One(output), rows }
}

fn all<O>(hits: &[Hit<'_, O>]) -> Vec<usize> {
    hits.iter().map(|(at, _)| *at).collect()
}

/// The rows that give this.
fn giving<O: PartialEq>(hits: &[Hit<'_, O>], output: &O) -> Vec<usize> {
    hits.iter().filter(|(_, then)| *then == output).map(|(at, _)| *at).collect()
}
