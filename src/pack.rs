//! Rule files as they travel in the program: checked when it was built, and kept as plans, so
//! that a run decodes the one form, list and plan that it needs and parses nothing.
//!
//! `build.rs` compiles this module and those below it, calls [`pack`] and puts the bytes into the
//! program. Nothing else writes them and no other version reads them: the form of the bytes is no
//! public format. What is asked for that is not packed - other rule files, overridden constants,
//! periods in which nothing is in force - is made from the texts, which travel too.

use crate::check::{CheckedRule, Library, check_library};
use crate::diag::Diagnostic;
use crate::form::Form;
use crate::plan::{Plan, Settings, plan};
use crate::reference::{Layout, ReferenceList, Rows};
use crate::source::{Sources, Text};
use crate::value::{Period, Year};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// The most periods that are packed of one form; beyond it plans are made from the texts.
const MOST_PERIODS: usize = 1_200;

/// Where everything is.
#[derive(Debug, Serialize, Deserialize)]
struct Index<'p> {
    /// The ids of all rules.
    #[serde(borrow)]
    rules: Vec<&'p str>,
    /// Each form by its id, with its reference lists.
    forms: Vec<(&'p str, &'p [u8])>,
    /// The rows of the lists, by the lists' ids.
    rows: Vec<(&'p str, &'p [u8])>,
    plans: Vec<Entry<'p>>,
}

/// A plan and the periods it is for.
#[derive(Debug, Serialize, Deserialize)]
struct Entry<'p> {
    form: &'p str,
    /// From and to; nothing for returns whose period is not known.
    span: Option<(Period, Period)>,
    plan: &'p [u8],
}

/// Rules that were packed.
#[derive(Debug)]
pub struct Pack {
    index: Index<'static>,
}

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

fn write(library: &Library, checked: &[CheckedRule]) -> postcard::Result<Vec<u8>> {
    let mut forms = Vec::new();
    let mut plans: Vec<(&str, Option<(Period, Period)>, Vec<u8>)> = Vec::new();
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
    postcard::to_allocvec(&Index {
        rules,
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

impl Pack {
    /// Opens what [`pack`] made; nothing when there is nothing in it.
    pub fn open(bytes: &'static [u8]) -> Option<Pack> {
        postcard::from_bytes(bytes).ok().map(|index| Pack { index })
    }

    /// The ids of its rules, in the order of the files.
    pub fn rules(&self) -> impl Iterator<Item = &'static str> {
        self.index.rules.iter().copied()
    }

    /// The ids of its forms.
    pub fn forms(&self) -> impl Iterator<Item = &'static str> {
        self.index.forms.iter().map(|(id, _)| *id)
    }

    /// What rules see of the returns of a form.
    pub fn layout(&self, form: &str) -> Option<Arc<Layout>> {
        let (_, bytes) = self.index.forms.iter().find(|(id, _)| *id == form)?;
        let (form, lists): (Form, Vec<ReferenceList>) = postcard::from_bytes(bytes).ok()?;
        let rows = |list: &ReferenceList| {
            let (_, rows) = self.index.rows.iter().find(|(id, _)| *id == list.id)?;
            Some(Rows::Packed(rows))
        };
        let with_rows = |list: ReferenceList| {
            let rows = rows(&list);
            Arc::new(list.with(rows))
        };
        let lists: Vec<Arc<ReferenceList>> = lists.into_iter().map(with_rows).collect();
        Some(Arc::new(Layout::new(Arc::new(form), &lists)))
    }

    /// The plan for a form and period, with no constant overridden; nothing when it is not packed.
    pub fn plan(&self, form: &str, period: Option<Period>) -> Option<Plan> {
        let entry = self.index.plans.iter().filter(|entry| entry.form == form).find(|entry| match entry.span {
            None => period.is_none(),
            Some((from, to)) => period.is_some_and(|period| from <= period && period <= to),
        })?;
        postcard::from_bytes(entry.plan).ok()
    }
}
