//! Which asserts are one comparison of sums of figures.

use super::*;

/// The comparison that an assert is.
pub(super) fn one_comparison(assert: &Typed) -> Option<(Compare, &Typed, &Typed)> {
    match (&assert.kind, &assert.note.meaning) {
        (Kind::Compare(op, left, right), Meaning::Itself) => Some((*op, left, right)),
        (_, Meaning::Definition(_, inner)) => one_comparison(inner),
        _ => None,
    }
}

/// The comparison that an assert is, or the first of the conjuncts of an `and`.
pub(super) fn compared(assert: &Typed) -> Option<(Compare, &Typed, &Typed)> {
    match (&assert.kind, &assert.note.meaning) {
        (Kind::And(left, right), _) => compared(left).or_else(|| compared(right)),
        (_, Meaning::Definition(_, inner)) => compared(inner),
        _ => one_comparison(assert),
    }
}

/// Whether a figure depends on the figures of the return as a sum of multiples.
pub(super) fn linear(typed: &Typed) -> bool {
    degree(typed).is_some()
}

/// 0 for a constant, 1 for a sum of multiples of figures, nothing for anything else.
pub(super) fn degree(typed: &Typed) -> Option<u8> {
    match &typed.note.meaning {
        Meaning::Definition(_, inner) | Meaning::Within(_, inner) => return degree(inner),
        Meaning::Around(Around::OfGroup(_) | Around::OfNation(_)) => return Some(0),
        Meaning::Constant(..) => return Some(0),
        Meaning::Cell(..)
        | Meaning::Current(_)
        | Meaning::Column(_)
        | Meaning::OfItem(..)
        | Meaning::Local(_)
        | Meaning::CellOf(..)
        | Meaning::RowsOf(_)
        | Meaning::Rows(_) => {
            return Some(1);
        }
        _ => {}
    }
    match &typed.kind {
        Kind::Number(_) => Some(0),
        Kind::Negate(inner) => degree(inner),
        Kind::Arithmetic(op, left, right) => {
            let (left, right) = (degree(left)?, degree(right)?);
            match op {
                Arithmetic::Add | Arithmetic::Subtract => Some(left.max(right)),
                Arithmetic::Multiply => (left.min(right) == 0).then_some(left.max(right)),
                Arithmetic::Divide => (right == 0).then_some(left),
                Arithmetic::Power => None,
            }
        }
        Kind::Call(name, arguments) if matches!(name.text.as_str(), "sum" | "concatenate" | "append") => {
            arguments.iter().try_fold(0, |so_far, argument| Some(so_far.max(degree(&argument.value)?)))
        }
        Kind::List(items) => items.iter().try_fold(0, |so_far, item| Some(so_far.max(degree(item)?))),
        Kind::Filter(base, _) => degree(base),
        _ => None,
    }
}
