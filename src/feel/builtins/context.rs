//! Functions of contexts.

use super::Gives::{Any, Entries};
use super::Takes::{Anything, Context, Contexts, OrNull, Text, Texts};
use super::{Builtin, at, fault, items, plain, text_of};
use crate::value::{Fault, Value};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

const MAYBE: super::Takes = OrNull(&Anything);

pub(super) const TABLE: &[Builtin] = &[
    plain(
        "get value",
        &[&[("m", Context), ("key", Text)]],
        Any,
        get_value,
        "the value of a key: get value({a: 1}, \"a\") = 1",
    ),
    plain(
        "get entries",
        &[&[("m", Context)]],
        Entries,
        get_entries,
        "each key with its value: get entries({a: 1}) = [{key: \"a\", value: 1}]",
    ),
    plain(
        "context",
        &[&[("entries", Contexts)]],
        Any,
        context,
        "a context of keys and values: context([{key: \"a\", value: 1}]) = {a: 1}",
    ),
    plain(
        "context put",
        &[
            &[("context", Context), ("key", Text), ("value", MAYBE)],
            &[("context", Context), ("keys", Texts), ("value", MAYBE)],
        ],
        Any,
        context_put,
        "with another value for a key, or for keys inside one another: context put({a: 1}, \"a\", 2) = {a: 2}",
    ),
    plain(
        "context merge",
        &[&[("contexts", Contexts)]],
        Any,
        context_merge,
        "the members of some contexts, the last of each name: context merge([{a: 1}, {a: 2, b: 3}]) = {a: 2, b: 3}",
    ),
];

type Members = Vec<(Arc<str>, Value)>;

fn members(value: &Value) -> Option<&Members> {
    match value {
        Value::Context(members) => Some(members),
        _ => None,
    }
}

fn find<'m>(members: &'m Members, name: &str) -> Option<&'m Value> {
    members.iter().find(|(member, _)| &**member == name).map(|(_, value)| value)
}

/// Sets a member: in its place when it is there, behind the others when it is not.
fn set(members: &mut Members, name: &str, value: Value) {
    match members.iter_mut().find(|(member, _)| &**member == name) {
        Some((_, old)) => *old = value,
        None => members.push((Arc::from(name), value)),
    }
}

fn get_value(arguments: &[Value]) -> Value {
    match (members(at(arguments, 0)), text_of(at(arguments, 1))) {
        (Some(members), Some(key)) => find(members, key).cloned().unwrap_or(Value::NULL),
        _ => fault(Fault::Argument),
    }
}

fn get_entries(arguments: &[Value]) -> Value {
    let Some(members) = members(at(arguments, 0)) else { return fault(Fault::Argument) };
    let entry = |(name, value): &(Arc<str>, Value)| {
        Value::Context(Arc::new(vec![
            (Arc::from("key"), Value::Text(Arc::clone(name))),
            (Arc::from("value"), value.clone()),
        ]))
    };
    Value::list(members.iter().map(entry).collect())
}

fn context(arguments: &[Value]) -> Value {
    let mut made: Members = Vec::new();
    let mut keys: HashSet<&str> = HashSet::new();
    for entry in items(at(arguments, 0)) {
        let Some(members) = members(entry) else { return fault(Fault::Argument) };
        let (Some(key), Some(value)) = (find(members, "key").and_then(text_of), find(members, "value")) else {
            return fault(Fault::NoKey);
        };
        if !keys.insert(key) {
            return fault(Fault::KeyTwice);
        }
        made.push((Arc::from(key), value.clone()));
    }
    Value::Context(Arc::new(made))
}

fn context_put(arguments: &[Value]) -> Value {
    let keys: Option<Vec<&str>> = items(at(arguments, 1)).iter().map(text_of).collect();
    let Some(members) = members(at(arguments, 0)) else { return fault(Fault::Argument) };
    match keys.as_deref().and_then(<[&str]>::split_first) {
        Some((first, rest)) => put(members, first, rest, at(arguments, 2)),
        None => fault(Fault::NoKey),
    }
}

/// Puts a value below a key, or below keys inside one another, of which all but the last must be
/// there.
fn put(members: &Members, key: &str, rest: &[&str], value: &Value) -> Value {
    let inner = match rest.split_first() {
        None => value.clone(),
        Some((next, rest)) => match find(members, key) {
            Some(Value::Context(inner)) => put(inner, next, rest, value),
            _ => fault(Fault::NoKey),
        },
    };
    if matches!(inner, Value::Missing(crate::value::Missing::Fault(_))) {
        return inner;
    }
    let mut made = members.clone();
    set(&mut made, key, inner);
    Value::Context(Arc::new(made))
}

fn context_merge(arguments: &[Value]) -> Value {
    let mut made: Members = Vec::new();
    let mut places: HashMap<&str, usize> = HashMap::new();
    for one in items(at(arguments, 0)) {
        let Some(members) = members(one) else { return fault(Fault::Argument) };
        for (name, value) in members {
            let place = *places.entry(name).or_insert(made.len());
            match made.get_mut(place) {
                Some((_, old)) => *old = value.clone(),
                None => made.push((Arc::clone(name), value.clone())),
            }
        }
    }
    Value::Context(Arc::new(made))
}
