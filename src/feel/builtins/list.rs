//! Functions of lists. Positions count from 1; from the end, from -1. A missing item makes a sum,
//! a mean or an extreme missing; a sum of no items is 0, an extreme of none is missing.

use super::Gives::{Bool, First, Innermost, Item, ListOfFirst, Plain, PlainNumbers};
use super::Takes::{Anything, Bools, Function, List, Numbers, Optional, OrNull, Ordered, Plain as P};
use super::{
    Builtin, Caller, Parameter, Run, at, builtin, count_of, fault, index_at, items, number_or, numbers, plain,
    whole_part,
};
use crate::value::{Fault, Number, Value};
use std::cmp::Ordering;

/// Items may be missing, and the functions see them; a missing list makes a result missing.
const NUMBERS: &[&[Parameter]] = &[&[("list", Numbers)]];
const MAYBE: super::Takes = OrNull(&Anything);

pub(super) const TABLE: &[Builtin] = &[
    plain("not", &[&[("negand", super::Takes::Bool)]], Bool, not, "the opposite: not(true) = false"),
    plain("sum", NUMBERS, Item, sum, "adds up: sum([1, 2, 3]) = 6; of no items, 0").or_items().null_of_nothing(),
    plain(
        "count",
        &[&[("list", List)]],
        Plain,
        |a| count_of(items(at(a, 0)).len()),
        "how many items, missing ones too: count([1, 2]) = 2",
    ),
    plain("min", &[&[("list", Ordered)]], Item, |a| extreme(a, Ordering::Less), "the smallest: min([3, 1, 2]) = 1")
        .or_items(),
    plain("max", &[&[("list", Ordered)]], Item, |a| extreme(a, Ordering::Greater), "the largest: max([3, 1, 2]) = 3")
        .or_items(),
    plain("mean", NUMBERS, Item, mean, "the average: mean([1, 2, 3]) = 2").or_items(),
    plain("median", NUMBERS, Item, median, "the middle one: median([1, 9, 2]) = 2").or_items(),
    plain(
        "mode",
        NUMBERS,
        First,
        mode,
        "the values that stand most often, the smallest first: mode([6, 1, 9, 6, 1]) = [1, 6]",
    )
    .or_items(),
    plain("stddev", NUMBERS, Item, stddev, "the standard deviation of a sample, to 28 digits: stddev([1, 3, 5]) = 2")
        .or_items(),
    plain("product", NUMBERS, Plain, product, "multiplies: product([2, 3]) = 6").or_items(),
    plain("all", &[&[("list", Bools)]], Bool, |a| truths(a, false), "whether all are true: all([true, false]) = false")
        .or_items(),
    plain("any", &[&[("list", Bools)]], Bool, |a| truths(a, true), "whether one is true: any([true, false]) = true")
        .or_items(),
    plain(
        "list contains",
        &[&[("list", List), ("element", MAYBE)]],
        Bool,
        contains,
        "whether a list holds a value: list contains([1, 2], 2) = true",
    ),
    plain(
        "append",
        &[&[("list", List), ("item", MAYBE)]],
        ListOfFirst,
        append,
        "with an item more: append([1], 2) = [1, 2]",
    )
    .last_repeats(),
    plain(
        "concatenate",
        &[&[("list", List)]],
        ListOfFirst,
        concatenate,
        "lists one after the other: concatenate([1], [2]) = [1, 2]",
    )
    .last_repeats(),
    plain(
        "union",
        &[&[("list", List)]],
        ListOfFirst,
        |a| distinct(&[concatenate(a)]),
        "what stands in any of some lists, once: union([1, 2], [2, 3]) = [1, 2, 3]",
    )
    .last_repeats()
    .pairs(),
    plain(
        "distinct values",
        &[&[("list", List)]],
        First,
        distinct,
        "each value once: distinct values([1, 2, 1]) = [1, 2]",
    )
    .pairs(),
    plain(
        "flatten",
        &[&[("list", List)]],
        Innermost,
        |a| Value::list(flat(at(a, 0))),
        "lists inside lists opened: flatten([1, [2, [3]]]) = [1, 2, 3]",
    ),
    plain(
        "reverse",
        &[&[("list", List)]],
        First,
        |a| Value::list(items(at(a, 0)).iter().rev().cloned().collect()),
        "last first: reverse([1, 2]) = [2, 1]",
    ),
    plain(
        "index of",
        &[&[("list", List), ("match", MAYBE)]],
        PlainNumbers,
        index_of,
        "the positions of a value: index of([1, 2, 1], 1) = [1, 3]",
    ),
    plain(
        "sublist",
        &[&[("list", List), ("start position", P), ("length", Optional(&P))]],
        First,
        sublist,
        "a part by position: sublist([1, 2, 3], 2) = [2, 3]",
    ),
    plain(
        "insert before",
        &[&[("list", List), ("position", P), ("newItem", MAYBE)]],
        First,
        insert_before,
        "with an item more, before a position: insert before([1, 3], 2, 5) = [1, 5, 3]",
    ),
    plain(
        "remove",
        &[&[("list", List), ("position", P)]],
        First,
        remove,
        "without the item at a position: remove([1, 2, 3], 2) = [1, 3]",
    ),
    builtin(
        "list replace",
        &[
            &[("list", List), ("position", P), ("newItem", MAYBE)],
            &[("list", List), ("match", Function(2)), ("newItem", MAYBE)],
        ],
        First,
        Run::Calling(list_replace),
        "with another item at a position, or wherever a function of the item and the new one is true: list replace([2, 4, 7], 2, 5) = [2, 5, 7]",
    ),
    builtin(
        "sort",
        &[&[("list", List), ("precedes", Function(2))]],
        First,
        Run::Calling(sort),
        "in the order that a function of two items gives: sort([3, 1, 2], function(x, y) x < y) = [1, 2, 3]",
    ),
];

fn total(numbers: &[Number]) -> Result<Number, Fault> {
    numbers.iter().try_fold(Number::ZERO, |sum, number| sum.add(*number))
}

fn sum(arguments: &[Value]) -> Value {
    numbers(at(arguments, 0)).map_or_else(|missing| missing, |list| number_or(total(&list)))
}

fn mean(arguments: &[Value]) -> Value {
    match numbers(at(arguments, 0)) {
        Err(missing) => missing,
        Ok(list) if list.is_empty() => Value::NULL,
        Ok(list) => {
            let count = Number::from_int(i64::try_from(list.len()).unwrap_or(i64::MAX));
            number_or(total(&list).and_then(|sum| sum.divide(count)))
        }
    }
}

fn median(arguments: &[Value]) -> Value {
    let mut list = match numbers(at(arguments, 0)) {
        Err(missing) => return missing,
        Ok(list) => list,
    };
    list.sort();
    let middle = list.len() / 2;
    let upper = list.get(middle).copied();
    let lower = middle.checked_sub(1).and_then(|at| list.get(at)).copied();
    match (lower, upper, list.len().is_multiple_of(2)) {
        (Some(a), Some(b), true) => number_or(a.add(b).and_then(|sum| sum.divide(Number::from_int(2)))),
        (_, Some(b), false) => Value::Number(b),
        _ => Value::NULL,
    }
}

fn product(arguments: &[Value]) -> Value {
    match numbers(at(arguments, 0)) {
        Err(missing) => missing,
        Ok(list) if list.is_empty() => fault(Fault::TooFew),
        Ok(list) => number_or(list.iter().try_fold(Number::ONE, |so_far, number| so_far.multiply(*number))),
    }
}

fn extreme(arguments: &[Value], wanted: Ordering) -> Value {
    let mut best: Option<&Value> = None;
    for item in items(at(arguments, 0)) {
        if item.is_missing() {
            return item.clone();
        }
        match best.map(|best| item.order(best)) {
            None => best = Some(item),
            Some(Some(order)) if order == wanted => best = Some(item),
            Some(Some(_)) => {}
            Some(None) => return fault(Fault::Argument),
        }
    }
    best.cloned().unwrap_or(Value::NULL)
}

/// `all` (`deciding` false) and `any` (`deciding` true) over three-valued truths.
fn truths(arguments: &[Value], deciding: bool) -> Value {
    let mut missing = None;
    for item in items(at(arguments, 0)) {
        match item {
            Value::Bool(truth) if *truth == deciding => return Value::Bool(deciding),
            Value::Bool(_) => {}
            other if other.is_missing() => missing = Some(other.clone()),
            _ => return fault(Fault::Argument),
        }
    }
    missing.unwrap_or(Value::Bool(!deciding))
}

fn not(arguments: &[Value]) -> Value {
    at(arguments, 0).as_bool().map_or(fault(Fault::Argument), |truth| Value::Bool(!truth))
}

fn contains(arguments: &[Value]) -> Value {
    Value::Bool(items(at(arguments, 0)).iter().any(|item| item.same(at(arguments, 1))))
}

fn append(arguments: &[Value]) -> Value {
    let more = arguments.get(1..).unwrap_or_default();
    Value::list(items(at(arguments, 0)).iter().chain(more).cloned().collect())
}

fn concatenate(arguments: &[Value]) -> Value {
    Value::list(arguments.iter().flat_map(|list| items(list).iter().cloned()).collect())
}

fn distinct(arguments: &[Value]) -> Value {
    let mut kept: Vec<Value> = Vec::new();
    for item in items(at(arguments, 0)) {
        if !kept.iter().any(|other| other.same(item)) {
            kept.push(item.clone());
        }
    }
    Value::list(kept)
}

fn flat(value: &Value) -> Vec<Value> {
    let mut out = Vec::new();
    let mut open = vec![value];
    while let Some(value) = open.pop() {
        match value {
            Value::List(items) => open.extend(items.iter().rev()),
            other => out.push(other.clone()),
        }
    }
    out
}

fn index_of(arguments: &[Value]) -> Value {
    let found = items(at(arguments, 0)).iter().enumerate().filter(|(_, item)| item.same(at(arguments, 1)));
    Value::list(found.map(|(at, _)| count_of(at.saturating_add(1))).collect())
}

fn sublist(arguments: &[Value]) -> Value {
    let list = items(at(arguments, 0));
    let first = whole_part(arguments, 1).and_then(|start| index_at(start, list.len()));
    let length = match arguments.get(2) {
        None => Some(list.len()),
        Some(_) => whole_part(arguments, 2).and_then(|length| usize::try_from(length).ok()),
    };
    match (first, length) {
        (Some(first), Some(length)) => Value::list(list.iter().skip(first).take(length).cloned().collect()),
        _ => fault(Fault::NoPosition),
    }
}

/// The list, and where its position lies in it.
fn at_position(arguments: &[Value]) -> Option<(Vec<Value>, usize)> {
    let list = items(at(arguments, 0)).to_vec();
    let index = whole_part(arguments, 1).and_then(|position| index_at(position, list.len()))?;
    Some((list, index))
}

fn insert_before(arguments: &[Value]) -> Value {
    let Some((mut list, index)) = at_position(arguments) else { return fault(Fault::NoPosition) };
    list.insert(index.min(list.len()), at(arguments, 2).clone());
    Value::list(list)
}

fn remove(arguments: &[Value]) -> Value {
    let Some((list, index)) = at_position(arguments) else { return fault(Fault::NoPosition) };
    Value::list(list.into_iter().enumerate().filter(|(at, _)| *at != index).map(|(_, item)| item).collect())
}

fn list_replace(arguments: &[Value], call: &mut Caller<'_>) -> Value {
    let new = at(arguments, 2);
    if !matches!(at(arguments, 1), Value::Function(_)) {
        let Some((mut list, index)) = at_position(arguments) else { return fault(Fault::NoPosition) };
        if let Some(item) = list.get_mut(index) {
            *item = new.clone();
        }
        return Value::list(list);
    }
    let mut out = Vec::new();
    for item in items(at(arguments, 0)) {
        match call(at(arguments, 1), vec![item.clone(), new.clone()]) {
            Value::Bool(true) => out.push(new.clone()),
            Value::Bool(false) => out.push(item.clone()),
            missing @ Value::Missing(_) => return missing,
            _ => return fault(Fault::Argument),
        }
    }
    Value::list(out)
}

/// Merges runs of twice the length each time: whatever the function says, it ends, and what
/// precedes nothing stays where it was.
fn sort(arguments: &[Value], call: &mut Caller<'_>) -> Value {
    let precedes = at(arguments, 1);
    let mut list = items(at(arguments, 0)).to_vec();
    let mut width = 1usize;
    while width < list.len() {
        let mut out = Vec::with_capacity(list.len());
        for both in list.chunks(width.saturating_mul(2)) {
            let (mut left, mut right) = both.split_at(width.min(both.len()));
            while let (Some((a, rest)), Some((b, others))) = (left.split_first(), right.split_first()) {
                match call(precedes, vec![b.clone(), a.clone()]) {
                    Value::Bool(true) => {
                        out.push(b.clone());
                        right = others;
                    }
                    Value::Bool(false) => {
                        out.push(a.clone());
                        left = rest;
                    }
                    missing @ Value::Missing(_) => return missing,
                    _ => return fault(Fault::Argument),
                }
            }
            out.extend(left.iter().chain(right).cloned());
        }
        list = out;
        width = width.saturating_mul(2);
    }
    Value::list(list)
}

fn mode(arguments: &[Value]) -> Value {
    let mut list = match numbers(at(arguments, 0)) {
        Err(missing) => return missing,
        Ok(list) => list,
    };
    list.sort();
    let runs: Vec<&[Number]> = list.chunk_by(|a, b| a == b).collect();
    let most = runs.iter().map(|run| run.len()).max().unwrap_or(0);
    let often = runs.iter().filter(|run| run.len() == most).filter_map(|run| run.first());
    Value::list(often.map(|number| Value::Number(*number)).collect())
}

/// The root of the sum of squares from the mean over one less than their number.
fn stddev(arguments: &[Value]) -> Value {
    let list = match numbers(at(arguments, 0)) {
        Err(missing) => return missing,
        Ok(list) => list,
    };
    let int = |n: usize| Number::from_int(i64::try_from(n).unwrap_or(i64::MAX));
    let Some(others) = list.len().checked_sub(1).filter(|others| *others > 0) else {
        return fault(Fault::TooFew);
    };
    let deviation = || {
        let mean = total(&list)?.divide(int(list.len()))?;
        let squares = list.iter().map(|number| number.subtract(mean).and_then(|away| away.multiply(away)));
        total(&squares.collect::<Result<Vec<_>, _>>()?)?.divide(int(others))?.sqrt()
    };
    number_or(deviation())
}
