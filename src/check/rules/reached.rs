//! Which other returns rules see: earlier ones, those of a group, those of other forms.

use super::*;

/// What a rule sees beside its own return; nothing when what it says of that cannot be.
pub(super) fn reached(rule: &Rule, layout: &Layout, diagnostics: &mut Vec<Diagnostic>) -> Option<Sight> {
    let reach = &rule.reach;
    if let (Some(group), Some(place)) = (&reach.group, rule.group_place) {
        let known: Vec<&str> = layout.form.groups.iter().flat_map(crate::form::Groups::names).collect();
        if !known.contains(&group.as_str()) {
            let words = match known.as_slice() {
                [] => format!("form `{}` does not say how its returns are grouped", layout.form.id),
                known => format!("returns are grouped by {}, not by `{}`", known.join(", "), shown_short(group)),
            };
            let help = did_you_mean(group, known.iter().copied())
                .or_else(|| known.is_empty().then(|| "say so under `groups:` in the form".to_owned()));
            diagnostics.push(Diagnostic::at("E302", place, words).maybe_help(help));
            return None;
        }
        if rule.for_each.is_none() && (reach.compare.is_some() || reach.series) {
            let words = format!(
                "rule {} is judged for a group, and `{}` is about one return",
                rule.id,
                if reach.series { "series" } else { "compare_with" }
            );
            let help = "`previous_returns` are the group's returns of the month before";
            diagnostics.push(Diagnostic::at("E203", place, words).help(help));
            return None;
        }
    }
    Some(Sight::of(reach, rule.for_each.is_some()))
}

/// Puts the layouts of the other forms that rule sets name behind those of their own forms.
pub(super) fn besides(library: &mut Library, diagnostics: &mut Vec<Diagnostic>) {
    let mut others: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for set in &library.sets {
        for beside in &set.beside {
            let Some(form) = library.forms.get(&beside.form) else {
                let help = did_you_mean(&beside.form, library.forms.keys().map(String::as_str));
                let words = format!("no form `{}` is known", shown_short(&beside.form));
                diagnostics.push(Diagnostic::at("E209", beside.place, words).maybe_help(help));
                continue;
            };
            if let Some(table) = &beside.table
                && !form.tables.iter().any(|known| *known.name == **table)
            {
                let help = did_you_mean(table, form.tables.iter().map(|table| &*table.name));
                let words = format!("form `{}` has no table `{}`", form.id, shown_short(table));
                diagnostics.push(Diagnostic::at("E302", beside.place, words).maybe_help(help));
            }
            let of_form = others.entry(set.form.clone()).or_default();
            if !of_form.contains(&beside.form) {
                of_form.push(beside.form.clone());
            }
        }
    }
    let bare = library.layouts.clone();
    for (form, others) in others {
        let Some(layout) = bare.get(&form) else { continue };
        let others = others.iter().filter_map(|other| bare.get(other).cloned());
        library.layouts.insert(form, Arc::new(Layout::clone(layout).with_others(others)));
    }
}

/// Reports forms whose returns are grouped by a list that there is not, or by columns it does not have.
pub(super) fn grouped(library: &Library, diagnostics: &mut Vec<Diagnostic>) {
    for layout in library.layouts.values() {
        let Some(groups) = &layout.form.groups else { continue };
        let lists = || layout.reference_tables().filter_map(|table| layout.table(table));
        let Some(list) = lists().find(|table| *table.name == *groups.list) else {
            let help = did_you_mean(&groups.list, lists().map(|table| &*table.name));
            let words = format!(
                "form `{}` groups its returns by the list `{}`, and no reference list for it has that name",
                layout.form.id,
                shown_short(&groups.list)
            );
            diagnostics.push(Diagnostic::at("E302", layout.form.place, words).maybe_help(help));
            continue;
        };
        let columns = groups.by.iter().flat_map(|(by, title)| std::iter::once(by).chain(title));
        for column in columns.filter(|column| list.column(column).is_none()) {
            let help = did_you_mean(column, list.columns.iter().map(|column| &*column.name));
            let words = format!("list `{}` has no column `{}` to group returns by", list.name, shown_short(column));
            diagnostics.push(Diagnostic::at("E302", layout.form.place, words).maybe_help(help));
        }
    }
}
