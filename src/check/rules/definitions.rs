//! Checking definitions by themselves.

use super::*;

/// Checks definitions by themselves, so that one that no rule uses is right too. One that needs
/// a row of a table is checked with each table in turn, until it fits.
pub(super) fn unused_definitions(set: &RuleSet, layout: &Layout, names: &Names<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let mut known: BTreeMap<(Option<usize>, usize), Known> = BTreeMap::new();
    let mut told = Known::default();
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
        let place = Place { layout, names: Some(names), row: None, column: None, gap: None, sight: Sight::ALONE };
        // Most definitions fit somewhere: what is wrong with them elsewhere is not asked.
        let mut tried = |row: Option<usize>, nth: usize| {
            let sight = nth.checked_sub(1).and_then(|nth| Sight::OTHERS.get(nth)).copied().unwrap_or(Sight::ALONE);
            let place = Place { row, sight, ..place };
            check_definition(&definition.value, place, known.entry((row, nth)).or_default(), None)
        };
        let alone = tried(None, 0);
        let mut right = |row, nth| tried(row, nth) == Soundness::Right;
        let mut ways = 0..=Sight::OTHERS.len();
        let fits = alone == Soundness::Right
            || alone == Soundness::Mistaken
                && ways.any(|nth| right(None, nth) || (0..layout.tables.len()).any(|table| right(Some(table), nth)));
        if fits {
            continue;
        }
        let mut first = Vec::new();
        check_definition(&definition.value, place, &mut told, Some(&mut first));
        if alone == Soundness::Mistaken && first.is_empty() {
            // What is wrong is in a definition that it uses; alone that one may fit a row.
            check_expression(&definition.value, place, &mut first);
        }
        let said = |one: &Diagnostic| diagnostics.iter().any(|d| d.place == one.place && d.message == one.message);
        first.retain(|one| !said(one));
        diagnostics.extend(first);
    }
}
