//! Which rows that cannot be told may change what a table gives.

use super::hit::{Decision, Hit, Output, Setting, settle};
use super::policy::HitPolicy;
use std::mem::discriminant;

/// Of the rows that cannot be told (`open`) those that may change the outcome of the rows that match
/// (`hits`); none when it stands whatever they are. A fault of the rows that match stands.
///
/// A row may change the outcome when it does so next to the rows that match, or next to these and
/// one other that cannot be told. More of those need not be asked: under every policy what a row
/// changes among many it changes next to one of them.
pub(super) fn swaying<'a, O: Output>(
    setting: &Setting<O>,
    hits: &[Hit<'a, O>],
    open: &[Hit<'a, O>],
) -> Vec<Hit<'a, O>> {
    let alone = setting.policy == HitPolicy::Unique && setting.disjoint;
    let plain = settle(setting, hits);
    if matches!(plain, Decision::Fault(_)) || (alone && !hits.is_empty()) {
        return Vec::new();
    }
    let company = if alone { &[] } else { open };
    let next_to: Vec<(Hit<'a, O>, Decision<O>)> =
        company.iter().map(|other| (*other, settle(setting, &with(hits, &[*other])))).collect();
    let sways = |row: &Hit<'a, O>| {
        !same(&plain, &settle(setting, &with(hits, &[*row])))
            || next_to.iter().any(|(other, before)| {
                other.0 != row.0 && !same(before, &settle(setting, &with(hits, &[*other, *row])))
            })
    };
    open.iter().filter(|row| sways(row)).copied().collect()
}

/// The rows that match and some more, in their order.
fn with<'a, O>(hits: &[Hit<'a, O>], more: &[Hit<'a, O>]) -> Vec<Hit<'a, O>> {
    let mut all: Vec<Hit<'a, O>> = hits.iter().chain(more).copied().collect();
    all.sort_by_key(|(at, _)| *at);
    all
}

/// Whether two outcomes are the same, whichever rows decided.
fn same<O: PartialEq>(one: &Decision<O>, other: &Decision<O>) -> bool {
    match (one, other) {
        (Decision::Given { answer, .. }, Decision::Given { answer: other, .. }) => answer == other,
        (Decision::Fault(fault), Decision::Fault(other)) => discriminant(fault) == discriminant(other),
        _ => discriminant(one) == discriminant(other),
    }
}
