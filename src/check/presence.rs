//! Which values can be missing: what an expression reads that the form does not require, and what is
//! always missing whatever a return holds.

use super::rules::CheckedPart;
use super::{Meaning, Typed};
use crate::feel::{Compare, Kind};
use crate::form::Column;
use crate::reference::Layout;

/// The figures that keep a part from being judged where they are left out: those it reads that the
/// form does not require, and does not ask for.
pub fn needed(layout: &Layout, part: &CheckedPart) -> Vec<String> {
    let mut asked = Vec::new();
    part.when.iter().chain([&part.assert]).for_each(|typed| asks(typed, &mut asked));
    let mut read: Vec<String> = Vec::new();
    part.when.iter().chain([&part.assert]).for_each(|typed| optional(layout, typed, &mut read));
    // To ask for a table is to ask for what is in it.
    let below = |text: &str, asked: &String| {
        text.strip_prefix(asked.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    read.retain(|text| !asked.iter().any(|asked| below(text, asked)));
    let mut seen = std::collections::BTreeSet::new();
    read.retain(|text| seen.insert(text.clone()));
    read
}

/// The part of an expression that is always missing and makes all of it so.
pub fn always_missing(typed: &Typed) -> Option<&Typed> {
    match &typed.kind {
        Kind::Null => Some(typed),
        Kind::Compare(_, a, b) => match typed.note.meaning {
            Meaning::NullTest => None,
            _ => always_missing(a).or_else(|| always_missing(b)).map(|_| typed),
        },
        Kind::Arithmetic(_, a, b) => always_missing(a).or_else(|| always_missing(b)).map(|_| typed),
        Kind::Negate(a) => always_missing(a),
        Kind::And(a, b) | Kind::Or(a, b) => always_missing(a).and(always_missing(b)),
        Kind::If(condition, yes, no) => {
            always_missing(condition).or_else(|| always_missing(yes).and(always_missing(no)))
        }
        Kind::Name(_) => match &typed.note.meaning {
            Meaning::Definition(_, inner) => always_missing(inner).map(|_| typed),
            _ => None,
        },
        _ => None,
    }
}

/// What a condition asks to be given, as written.
fn asks(typed: &Typed, out: &mut Vec<String>) {
    if let (Kind::Compare(Compare::Equal | Compare::NotEqual, a, b), Meaning::NullTest) =
        (&typed.kind, &typed.note.meaning)
    {
        out.push(if matches!(a.kind, Kind::Null) { b.to_string() } else { a.to_string() });
        return;
    }
    if let Meaning::Definition(_, inner) = &typed.note.meaning {
        asks(inner, out);
    }
    typed.children().into_iter().for_each(|child| asks(child, out));
}

/// The cells that an expression reads and that the form does not require, as written. Those of lists
/// are left out: what is not there has no row.
fn optional(layout: &Layout, typed: &Typed, out: &mut Vec<String>) {
    match &typed.note.meaning {
        Meaning::NullTest => return,
        Meaning::Definition(_, inner) => optional(layout, inner, out),
        Meaning::Cell(table, row, column) => {
            let of_form = *table < layout.period;
            let lacking = layout.table(*table).is_some_and(|table| {
                let line = table.lines.get(*row);
                let may_lack = |column: &Column| !column.required && !column.implied;
                // The period and the rows of reference lists are no part of a return.
                of_form
                    && (!table.required
                        || line.is_some_and(|line| !line.required)
                        || table.columns.get(*column).is_some_and(may_lack))
            });
            if lacking {
                out.push(typed.to_string());
            }
            return;
        }
        _ => {}
    }
    typed.children().into_iter().for_each(|child| optional(layout, child, out));
}
