//! Functions of lists. Positions count from 1; from the end, from -1. A missing item makes a sum,
//! a mean or an extreme missing; a sum of no items is 0, an extreme of none is missing.

use super::Gives::{AnyList, Bool, First, Item, ListOfFirst, Plain, PlainNumbers};
use super::Takes::{Anything, Bools, List, Numbers, Ordered, Plain as P};
use super::{Builtin, at, fault, items, number_or, numbers, plain, whole};
use crate::value::{Fault, Missing, Number, Value};
use std::cmp::Ordering;

pub(super) const TABLE: &[Builtin] = &[
    plain("sum", &[("list", Numbers)], Item, sum, "adds up: sum([1, 2, 3]) = 6; of no items, 0").or_items(),
    plain(
        "count",
        &[("list", List)],
        Plain,
        |a| size(items(at(a, 0)).len()),
        "how many items, missing ones too: count([1, 2]) = 2",
    ),
    plain("min", &[("list", Ordered)], Item, |a| extreme(a, Ordering::Less), "the smallest: min([3, 1, 2]) = 1")
        .or_items(),
    plain("max", &[("list", Ordered)], Item, |a| extreme(a, Ordering::Greater), "the largest: max([3, 1, 2]) = 3")
        .or_items(),
    plain("mean", &[("list", Numbers)], Item, mean, "the average: mean([1, 2, 3]) = 2").or_items(),
    plain("median", &[("list", Numbers)], Item, median, "the middle one: median([1, 9, 2]) = 2").or_items(),
    plain("product", &[("list", Numbers)], Plain, product, "multiplies: product([2, 3]) = 6").or_items(),
    plain("all", &[("list", Bools)], Bool, |a| truths(a, false), "whether all are true: all([true, false]) = false")
        .or_items()
        .sees_missing(),
    plain("any", &[("list", Bools)], Bool, |a| truths(a, true), "whether one is true: any([true, false]) = true")
        .or_items()
        .sees_missing(),
    plain("not", &[("negand", super::Takes::Bool)], Bool, not, "the opposite: not(true) = false"),
    plain(
        "list contains",
        &[("list", List), ("element", Anything)],
        Bool,
        contains,
        "whether a list holds a value: list contains([1, 2], 2) = true",
    )
    .sees_missing(),
    Builtin {
        last_repeats: true,
        ..plain(
            "append",
            &[("list", List), ("item", Anything)],
            ListOfFirst,
            append,
            "with an item more: append([1], 2) = [1, 2]",
        )
        .sees_missing()
    },
    Builtin {
        list_or_items: true,
        ..plain(
            "concatenate",
            &[("list", List)],
            ListOfFirst,
            concatenate,
            "lists one after the other: concatenate([1], [2]) = [1, 2]",
        )
    },
    plain(
        "distinct values",
        &[("list", List)],
        First,
        distinct,
        "each value once: distinct values([1, 2, 1]) = [1, 2]",
    )
    .pairs(),
    plain(
        "flatten",
        &[("list", List)],
        AnyList,
        |a| Value::list(flat(at(a, 0))),
        "lists inside lists opened: flatten([1, [2, [3]]]) = [1, 2, 3]",
    ),
    plain(
        "reverse",
        &[("list", List)],
        First,
        |a| Value::list(items(at(a, 0)).iter().rev().cloned().collect()),
        "last first: reverse([1, 2]) = [2, 1]",
    ),
    plain(
        "index of",
        &[("list", List), ("match", Anything)],
        PlainNumbers,
        index_of,
        "the positions of a value: index of([1, 2, 1], 1) = [1, 3]",
    )
    .sees_missing(),
    plain(
        "sublist",
        &[("list", List), ("start position", P), ("length", P)],
        First,
        sublist,
        "a part by position: sublist([1, 2, 3], 2) = [2, 3]",
    )
    .required(2),
];

fn size(n: usize) -> Value {
    Value::Number(Number::from_int(i64::try_from(n).unwrap_or(i64::MAX)))
}

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
        Ok(list) if list.is_empty() => Value::NULL,
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

/// Equality in which the absent equals the absent, as membership needs it.
fn same(a: &Value, b: &Value) -> bool {
    matches!((a, b), (Value::Missing(Missing::Absent), Value::Missing(Missing::Absent))) || a.equals(b) == Some(true)
}

fn contains(arguments: &[Value]) -> Value {
    match at(arguments, 0) {
        Value::Missing(_) => at(arguments, 0).clone(),
        list => Value::Bool(items(list).iter().any(|item| same(item, at(arguments, 1)))),
    }
}

fn append(arguments: &[Value]) -> Value {
    match at(arguments, 0) {
        Value::Missing(_) => at(arguments, 0).clone(),
        list => Value::list(items(list).iter().chain(arguments.get(1..).unwrap_or_default()).cloned().collect()),
    }
}

fn concatenate(arguments: &[Value]) -> Value {
    Value::list(items(at(arguments, 0)).iter().flat_map(|list| items(list).iter().cloned()).collect())
}

fn distinct(arguments: &[Value]) -> Value {
    let mut kept: Vec<Value> = Vec::new();
    for item in items(at(arguments, 0)) {
        if !kept.iter().any(|other| same(other, item)) {
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
    match at(arguments, 0) {
        Value::Missing(_) => at(arguments, 0).clone(),
        list => {
            let found = items(list).iter().enumerate().filter(|(_, item)| same(item, at(arguments, 1)));
            Value::list(found.map(|(at, _)| size(at.saturating_add(1))).collect())
        }
    }
}

fn sublist(arguments: &[Value]) -> Value {
    let list = items(at(arguments, 0));
    let Some(start) = whole(arguments, 1).filter(|start| *start != 0) else {
        return fault(Fault::Argument);
    };
    let total = i64::try_from(list.len()).unwrap_or(i64::MAX);
    let first = if start < 0 { total.saturating_add(start) } else { start.saturating_sub(1) };
    let length = if arguments.len() > 2 { whole(arguments, 2) } else { Some(total) };
    let Some(length) = length.and_then(|n| usize::try_from(n).ok()) else {
        return fault(Fault::Argument);
    };
    let Some(first) = usize::try_from(first).ok().filter(|first| *first < list.len()) else {
        return fault(Fault::Argument);
    };
    Value::list(list.iter().skip(first).take(length).cloned().collect())
}
