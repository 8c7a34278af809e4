//! Which other returns a rule sees.

use super::*;

/// Which returns a rule sees beside the one it judges; nothing when that is wrong: judged without
/// them it would say something else.
pub(super) fn reach(at: At<'_>, diagnostics: &mut Vec<Diagnostic>) -> Option<Reach> {
    let mut reach = Reach {
        series: keys::flag(at, "series", diagnostics),
        group: keys::text(at, "group_by", diagnostics).map(str::to_owned),
        incomplete: keys::word(at, "incomplete", &["judged"], diagnostics).is_some(),
        ..Reach::default()
    };
    if let Some((word, place)) = placed(at, "compare_with", diagnostics) {
        let Some(earlier) = Earlier::parse(&word) else {
            let words = format!("`compare_with` is {}, not `{}`", Earlier::WORDS, shown_short(&word));
            let help = did_you_mean(&word, ["previous_month", "month_6", "month_12_last_year"]);
            diagnostics.push(Diagnostic::at("E203", place, words).maybe_help(help));
            return None;
        };
        reach.compare = Some(earlier);
    }
    let wrong = (at.value("group_by").is_some() && reach.group.is_none())
        || (at.value("compare_with").is_some() && reach.compare.is_none())
        || (at.value("incomplete").is_some() && !reach.incomplete);
    (!wrong).then_some(reach)
}

/// Reads the names of returns of other forms: `published: published-statements.statements`.
pub(super) fn beside(at: At<'_>, diagnostics: &mut Vec<Diagnostic>) -> Vec<Beside> {
    let mut out = Vec::new();
    for (name, entry) in keys::named_entries(at, "`beside`", diagnostics) {
        let Some(text) = entry.value.text() else {
            let words = format!("`{name}` is the id of a form, or a form and one of its tables as form.table");
            diagnostics.push(Diagnostic::at("E203", entry.value.place(), words));
            continue;
        };
        let (form, table) = match text.split_once('.') {
            Some((form, table)) => (form, Some(table.to_owned())),
            None => (text, None),
        };
        out.push(Beside { name: name.to_owned(), form: form.to_owned(), table, place: entry.value.place() });
    }
    out
}
