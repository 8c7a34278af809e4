//! Rule files, packed.
#![allow(dead_code, reason = "the build script packs, the library only unpacks")]

use super::{Entry, Index};
use crate::check::{CheckedRule, Library, check_library};
use crate::diag::Diagnostic;
use crate::plan::{Settings, plan};
use crate::reference::ReferenceList;
use crate::source::{Sources, Text};
use crate::value::{Period, Year};

/// The most periods that are packed of one form; beyond it plans are made from the texts.
const MOST_PERIODS: usize = 1_200;

/// Loads and checks rule files, by their names and texts, and packs them.
///
/// # Errors
/// What is wrong with them, with the texts it is about.
pub fn pack(files: &[(&str, &str)]) -> Result<Vec<u8>, (Vec<Diagnostic>, Sources)> {
    let mut sources = Sources::default();
    let mut library = Library::default();
    let mut diagnostics = Vec::new();
    for (name, text) in files {
        let file = sources.add(*name, Text::from(*text));
        library.add(&sources, file, &mut diagnostics);
    }
    let checked = check_library(&mut library, &mut diagnostics);
    if !diagnostics.is_empty() {
        return Err((diagnostics, sources));
    }
    write(&library, &checked).map_err(|error| {
        let words = format!("the rules cannot be packed: {error}");
        (vec![Diagnostic::of_command("E401", words)], sources)
    })
}

/// A form, the periods a plan of it is for, and the plan.
type Planned<'l> = (&'l str, Option<(Period, Period)>, Vec<u8>);

fn write(library: &Library, checked: &[CheckedRule]) -> postcard::Result<Vec<u8>> {
    let mut forms = Vec::new();
    let mut plans: Vec<Planned<'_>> = Vec::new();
    for (id, layout) in &library.layouts {
        let lists: Vec<&ReferenceList> = library.lists.iter().map(|list| &**list).filter(|l| l.form == *id).collect();
        forms.push((id.as_str(), postcard::to_allocvec(&(&*layout.form, lists))?));
        for period in periods(library, id) {
            let made = plan(library, checked, layout, period, &Settings::new());
            let made = postcard::to_allocvec(&made)?;
            match (plans.last_mut(), period) {
                (Some((form, Some(span), same)), Some(period)) if *form == id && *same == made => span.1 = period,
                _ => plans.push((id, period.map(|period| (period, period)), made)),
            }
        }
    }
    let mut rows = Vec::new();
    for list in &library.lists {
        if let Some(of_list) = list.rows() {
            rows.push((list.id.as_str(), of_list.pack()?));
        }
    }
    let rules = library.sets.iter().flat_map(|set| &set.rules).map(|rule| rule.id.as_str()).collect();
    let gathered = library.gathered_forms();
    postcard::to_allocvec(&Index {
        rules,
        gathered: gathered.iter().map(String::as_str).collect(),
        forms: forms.iter().map(|(id, bytes)| (*id, bytes.as_slice())).collect(),
        rows: rows.iter().map(|(id, bytes)| (*id, bytes.as_slice())).collect(),
        plans: plans.iter().map(|(form, span, plan)| Entry { form, span: *span, plan }).collect(),
    })
}

/// No period, and all those in which a rule set of a form is in force.
fn periods(library: &Library, form: &str) -> Vec<Option<Period>> {
    let spans = || library.sets.iter().filter(|set| set.form == form).filter_map(|set| set.in_force);
    let mut periods = vec![None];
    let (Some(mut at), Some(last)) = (spans().map(|span| span.from).min(), spans().map(|span| span.to).max()) else {
        return periods;
    };
    while at <= last && periods.len() < MOST_PERIODS {
        if spans().any(|span| span.contains(at)) {
            periods.push(Some(at));
        }
        at = match at.month {
            12.. => Period { year: Year(at.year.0.saturating_add(1)), month: 1 },
            month => Period { month: month.saturating_add(1), ..at },
        };
    }
    periods
}
