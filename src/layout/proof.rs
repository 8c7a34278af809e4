//! That a text says after it was laid out what it said before.

use super::expression;
use crate::feel;
use crate::read::{At, Tree};
use crate::ruleset::{Placeholder, Slice, Slices, Written};
use std::collections::{HashMap, HashSet};

/// Whether two texts are the same but for white space, comments and all.
pub fn same_marks(before: &str, after: &str) -> bool {
    before.chars().filter(|c| !feel::is_space(*c)).eq(after.chars().filter(|c| !feel::is_space(*c)))
}

/// Whether the documents of two texts are the same: keys and values, in their order and as they
/// were written, and the words and signs of expressions.
pub fn same_trees(before: &[Tree], after: &[Tree]) -> bool {
    before.len() == after.len() && before.iter().zip(after).all(|(one, other)| same_tree(one, other))
}

fn same_tree(before: &Tree, after: &Tree) -> bool {
    let written = expression::of_rules(before.root()).into_iter();
    let written: HashMap<u32, Written<'_>> =
        written.map(|(written, _)| (expression::node(written).id(), written)).collect();
    let mut seen = HashSet::new();
    let mut open = vec![(before.root(), after.root())];
    while let Some((one, other)) = open.pop() {
        if !seen.insert((one.id(), other.id())) {
            continue;
        }
        if !same_node(one, other, written.get(&one.id())) {
            return false;
        }
        open.extend(one.items().zip(other.items()));
        let pairs = one.entries().zip(other.entries());
        open.extend(pairs.flat_map(|(one, other)| [(one.key, other.key), (one.value, other.value)]));
    }
    true
}

fn same_node(one: At<'_>, other: At<'_>, written: Option<&Written<'_>>) -> bool {
    match (one.scalar(), other.scalar()) {
        (Some(a), Some(b)) => {
            let texts = match written {
                None => a.text == b.text,
                Some(Written::Expression(_)) => feel::same(a.text, b.text),
                Some(Written::Message(_)) => same_message(a.text, b.text),
            };
            texts && a.style == b.style
        }
        (None, None) => {
            one.is_map() == other.is_map()
                && one.items().count() == other.items().count()
                && one.entries().count() == other.entries().count()
        }
        _ => false,
    }
}

fn same_message(one: &str, other: &str) -> bool {
    let format = |text: &str, Placeholder { colon, end, .. }: Placeholder| {
        let format = colon.and_then(|colon| text.get(colon.saturating_add(1)..end));
        format.map(|format| format.trim().to_owned())
    };
    let same = |pair| match pair {
        (Ok(Slice::Letter(a)), Ok(Slice::Letter(b))) => a == b,
        (Ok(Slice::Value(a)), Ok(Slice::Value(b))) => {
            feel::same(expression::value(one, a), expression::value(other, b)) && format(one, a) == format(other, b)
        }
        _ => false,
    };
    let (a, b): (Vec<_>, Vec<_>) = (Slices::of(one).collect(), Slices::of(other).collect());
    a.len() == b.len() && a.into_iter().zip(b).all(same)
}
