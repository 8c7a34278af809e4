//! Rule files as they travel in the program: checked when it was built, and kept as plans, so
//! that a run decodes the one form, list and plan that it needs and parses nothing.
//!
//! `build.rs` compiles this module and those below it, calls [`pack()`] and puts the bytes into the
//! program. Nothing else writes them and no other version reads them: the form of the bytes is no
//! public format. What is asked for that is not packed - other rule files, overridden constants,
//! periods in which nothing is in force - is made from the texts, which travel too.

mod write;

use crate::form::Form;
use crate::plan::Plan;
use crate::reference::{Layout, ReferenceList, Rows};
use crate::value::Period;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

#[allow(unused_imports, reason = "the build script packs, the library only unpacks")]
pub use write::pack;

/// Where everything is.
#[derive(Debug, Serialize, Deserialize)]
struct Index<'p> {
    /// The ids of all rules.
    #[serde(borrow)]
    rules: Vec<&'p str>,
    /// The forms whose returns rules look at from others.
    gathered: Vec<&'p str>,
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

impl Pack {
    /// Opens what [`pack`] made; nothing when there is nothing in it.
    pub fn open(bytes: &'static [u8]) -> Option<Pack> {
        postcard::from_bytes(bytes).ok().map(|index| Pack { index })
    }

    /// The ids of its rules, in the order of the files.
    pub fn rules(&self) -> impl Iterator<Item = &'static str> {
        self.index.rules.iter().copied()
    }

    /// The forms whose returns rules look at from others.
    pub fn gathered(&self) -> impl Iterator<Item = &'static str> {
        self.index.gathered.iter().copied()
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
