//! Checking definitions by themselves.

use super::*;

/// Checks definitions by themselves, so that one that no rule uses is right too. One that needs
/// a row of a table is checked with each table in turn, until it fits.
pub(super) fn unused_definitions(set: &RuleSet, layout: &Layout, names: &Names<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let mut known: BTreeMap<(Option<usize>, usize), Known> = BTreeMap::new();
    for definition in &set.definitions {
        if layout.table_named(&definition.name).is_some() {
            let words = format!("definition `{}` has the name of a table of the form", definition.name);
            diagnostics.push(Diagnostic::at("E204", definition.place, words).help("give it another name"));
        }
        let is_function = matches!(definition.value.expr.kind, crate::feel::Kind::Function(..));
        if is_function && crate::feel::builtins::find(&definition.name).is_some() {
            let words = format!("definition `{}` has the name of a built-in function", definition.name);
            diagnostics.push(Diagnostic::at("E204", definition.place, words).help("give it another name"));
        }
        let mut first = Vec::new();
        let place = Place { layout, names: Some(names), row: None, column: None, gap: None, sight: Sight::ALONE };
        let mut checked = |row: Option<usize>, nth: usize, found: &mut Vec<Diagnostic>| {
            let sight = nth.checked_sub(1).and_then(|nth| Sight::OTHERS.get(nth)).copied().unwrap_or(Sight::ALONE);
            let place = Place { row, sight, ..place };
            check_definition(&definition.value, place, known.entry((row, nth)).or_default(), found)
        };
        let alone = checked(None, 0, &mut first);
        let mut right = |row, nth| checked(row, nth, &mut Vec::new()) == Soundness::Right;
        let mut ways = 0..=Sight::OTHERS.len();
        let fits = alone == Soundness::Mistaken
            && ways.any(|nth| right(None, nth) || (0..layout.tables.len()).any(|table| right(Some(table), nth)));
        if alone == Soundness::Mistaken && !fits && first.is_empty() {
            // What is wrong is in a definition that it uses; alone that one may fit a row.
            check_expression(&definition.value, place, &mut first);
        }
        if !fits {
            let said = |one: &Diagnostic| diagnostics.iter().any(|d| d.place == one.place && d.message == one.message);
            first.retain(|one| !said(one));
            diagnostics.extend(first);
        }
    }
}
