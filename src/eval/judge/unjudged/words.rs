//! What is missing, in words, and what would help.

use super::*;

/// What is missing, in words, and where to point.
pub(in crate::eval::judge) fn cause_words(
    desk: Desk<'_>,
    seen: Seen,
    places: &mut Vec<(Place, String, String)>,
) -> Option<String> {
    let whose = desk.whose(seen.table()).map_or(String::new(), |whose| format!(" in the return {whose}"));
    let shown = shown(desk, seen)?;
    let (ret, table) = desk.at(seen.table())?;
    let seen = seen.moved(table);
    let words = if ret.layout.is_reference(table) {
        listed_words(ret, table, seen)
    } else if table == ret.layout.period {
        "the period cannot be read".to_owned()
    } else {
        let unusable = match seen {
            Seen::Cell(cell) => matches!(ret.value(cell), Value::Missing(Missing::Unknown)),
            Seen::Row(_) => false,
            Seen::Table(table) => ret.tables.get(table).is_some_and(|data| data.unusable),
        };
        format!("`{}` {}{whose}", shown.path, if unusable { "cannot be used" } else { "is not given" })
    };
    places.push((shown.place, shown.path, shown.label));
    Some(words)
}

/// Why a reference list gives nothing: the return does not say what to look up, there is no list,
/// it has no such row, or the row has no such figure.
fn listed_words(ret: &Return, table: usize, seen: Seen) -> String {
    let of_table = ret.layout.table(table);
    let name = of_table.map_or("", |table| &table.name);
    let Some(year) = ret.year else { return "the financial year cannot be read".to_owned() };
    let Some(key) = ret.reference_code(table) else {
        let unsaid = match ret.layout.reference_key(table) {
            ReferenceKey::Organisation => "the return states no organisation",
            ReferenceKey::Period => "the period cannot be read",
        };
        return unsaid.to_owned();
    };
    let key = value_text(&Value::text(&key));
    let data = ret.tables.get(table);
    let column = match seen {
        Seen::Cell(cell) => of_table.and_then(|table| table.columns.get(cell.column)),
        _ => None,
    };
    match column {
        _ if data.is_some_and(|data| data.unusable) => format!("there is no reference list of `{name}` for {year}"),
        Some(column) if data.is_some_and(|data| data.present) => {
            format!("the reference list of `{name}` gives no `{}` for `{key}`", column.name)
        }
        _ => format!("`{key}` is not in the reference list of `{name}` for {year}"),
    }
}

/// What has to be given so that the rule can be judged.
pub(super) fn help(ret: &Return, causes: &[Cause]) -> Option<String> {
    if let Some(lack) = lack(causes) {
        return Some(lack.help.to_owned());
    }
    table_of(causes.iter())?;
    let from_a_list = table_of(causes.iter()).is_some_and(|table| ret.layout.is_reference(table));
    let words = match unlisted(ret, causes) {
        Some(_) => "give a reference list of it with --rules, and the rule can be judged",
        None if from_a_list => "correct the return's organisation and period, or give a list that has it with --rules",
        None => "give the figure, and the rule can be judged",
    };
    Some(words.to_owned())
}

/// What is missing beside the return, when that is all that is missing.
fn lack(causes: &[Cause]) -> Option<&Lack> {
    match causes {
        [Cause::Lack(lack), rest @ ..] if rest.iter().all(|cause| matches!(cause, Cause::Fault(_))) => Some(lack),
        _ => None,
    }
}

/// How many organisations are named whose return is missing.
pub(super) const MOST_MISSING_SHOWN: usize = 20;

/// The first table that a cause is about.
fn table_of<'c>(causes: impl Iterator<Item = &'c Cause>) -> Option<usize> {
    let mut causes = causes;
    causes.find_map(|cause| match cause {
        Cause::Seen(seen) => Some(seen.table()),
        _ => None,
    })
}

/// The reference list and year for want of which something was not judged, when nothing else is
/// missing.
pub(super) fn unlisted(ret: &Return, causes: &[Cause]) -> Option<String> {
    if let Some(lack) = lack(causes) {
        return lack.alike.clone();
    }
    let year = ret.year?;
    let missing_list = |cause: &&Cause| {
        table_of(std::iter::once(*cause)).is_some_and(|table| {
            ret.layout.is_reference(table) && ret.tables.get(table).is_some_and(|data| data.unusable)
        })
    };
    let all = !causes.is_empty() && causes.iter().all(|cause| missing_list(&cause));
    let table = table_of(causes.iter()).filter(|_| all)?;
    ret.reference_code(table)?;
    Some(format!("reference list `{}` for {year}", ret.layout.table(table)?.name))
}
