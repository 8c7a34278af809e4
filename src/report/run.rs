//! Returns judged one after the other: what each came to is kept, the return itself is not, so
//! that memory does not grow with their figures. Of a return that does not say whose it is, or of
//! which period, no other can take the place: it is counted at once, and nothing of it is kept but
//! its findings.

mod finish;

use super::batch::{Batch, Counted, no_rule};
use super::gather::{Gathered, Held, MOST_HELD};
use super::listing::Listing;
use super::submissions::{Before, Head};
use super::{Report, RuleBook, RuleNote, Selection};
use crate::diag::Diagnostic;
use crate::eval::{Beyond, Desk, Judged, Shown, Tally, judge};
use crate::finding::Finding;
use crate::plan::{Plan, PlannedRule};
use crate::returns::Return;
use crate::source::Place;
use crate::value::{Period, Year};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// How many returns are kept that may stand twice: which do is known when all are read. A return
/// takes some 100 KB.
pub(super) const MOST_AGAIN: usize = 500;

/// A form and period, and the plan for its returns.
#[derive(Debug)]
struct Planned {
    form: String,
    period: Option<Period>,
    plan: Plan,
    /// What its returns and groups came to that were counted.
    counted: Vec<Tally>,
    /// Whether there is one.
    used: bool,
}

impl Planned {
    /// Counts what returns or a group came to.
    fn count(&mut self, tallies: Vec<Tally>) {
        self.used = true;
        for (all, more) in self.counted.iter_mut().zip(tallies) {
            all.merge(more);
        }
    }
}

/// Outcomes, and what is only counted.
type Alike = Arc<(Vec<Tally>, Beyond)>;

/// What a return came to, by the number of its plan.
#[derive(Debug)]
struct Kept {
    head: Head,
    plan: usize,
    /// What many returns have alike.
    alike: Alike,
    findings: Vec<Finding>,
}

/// Which returns others are to be looked at with: those of the same organisations, and those of other forms
/// that rules look at.
#[derive(Debug, Default)]
pub struct Sought {
    organisations: BTreeSet<String>,
    forms: BTreeSet<String>,
    others: BTreeSet<String>,
    years: BTreeSet<Year>,
}

impl Sought {
    /// Whether a return is one of them.
    pub fn takes(&self, ret: &Return) -> bool {
        let form = &ret.layout.form.id;
        let whose = ret.organisation.as_ref().is_some_and(|code| self.organisations.contains(code));
        let year = ret.period.is_some_and(|period| self.years.contains(&period.year));
        year && ((whose && self.forms.contains(form)) || self.others.contains(form))
    }

    /// Texts of which one stands in every file that has such a return; none where that cannot be said. `form`
    /// is that of files that state none.
    pub fn needles(&self, form: Option<&str>) -> Vec<String> {
        if form.is_some_and(|form| self.others.contains(form)) {
            return Vec::new();
        }
        self.organisations.iter().chain(&self.others).cloned().collect()
    }
}

/// A run over returns.
#[derive(Debug)]
pub struct Run {
    selection: Selection,
    plans: Vec<Planned>,
    /// What was judged, in the order read, but for what was counted at once.
    judged: Vec<Kept>,
    /// Outcomes, and what is only counted, that several returns have alike.
    alike: BTreeMap<(Vec<[u64; 5]>, Beyond), Alike>,
    /// The returns there were, by form, organisation and period.
    whose: BTreeMap<(usize, String, Period), Before>,
    /// Of each return beside which it cannot be told which counts the number of the first such.
    twins: BTreeMap<usize, usize>,
    /// The first of those returns, by their numbers.
    again: BTreeMap<usize, Return>,
    /// The findings that are listed.
    listing: Listing,
    /// The places of the returns that may be named later, likewise.
    named: Vec<Place>,
    /// Where no rule is in force.
    unruled: Vec<(usize, Diagnostic)>,
    /// How many returns were counted at once, and how many of them are drafts.
    at_once: u64,
    drafts: u64,
    first_beyond: Option<Place>,
    report: Report,
    /// The forms whose returns are held until all are read; nothing before that is asked.
    gathers: Option<BTreeSet<String>>,
    /// The returns that are held.
    gathered: Gathered,
}

impl Run {
    /// A run that judges by the rules that are selected.
    pub fn new(selection: Selection) -> Run {
        Run {
            selection,
            plans: Vec::new(),
            judged: Vec::new(),
            alike: BTreeMap::new(),
            whose: BTreeMap::new(),
            twins: BTreeMap::new(),
            again: BTreeMap::new(),
            listing: Listing::default(),
            named: Vec::new(),
            unruled: Vec::new(),
            at_once: 0,
            drafts: 0,
            first_beyond: None,
            report: Report::default(),
            gathers: None,
            gathered: Gathered::default(),
        }
    }

    /// Lists ten times as many findings, where all of them are needed: 100,000.
    pub fn list_more(&mut self) {
        self.listing.widen();
    }

    /// How many returns were judged.
    pub fn count(&self) -> u64 {
        let held = self.gathered.held.iter().filter(|held| held.reported).count();
        let kept = self.judged.len().saturating_add(held);
        u64::try_from(kept).unwrap_or(u64::MAX).saturating_add(self.at_once)
    }

    /// Judges a return.
    pub fn add(&mut self, book: &mut RuleBook, ret: Return) {
        self.add_one(book, ret, true);
    }

    /// Takes a return to judge it, or only to look at it from others.
    pub fn add_one(&mut self, book: &mut RuleBook, ret: Return, reported: bool) {
        let batch = self.batch([(ret, reported)].into_iter());
        self.absorb(book, batch);
    }

    /// Whether a return is held until all are read, and not judged before.
    pub fn holds(&self, ret: &Return) -> bool {
        self.gathers(&ret.layout.form.id)
    }

    /// Whether the returns of a form are held until all are read.
    fn gathers(&self, form: &str) -> bool {
        self.gathers.as_ref().is_none_or(|forms| forms.contains(form))
    }

    /// Judges returns by the plans made so far; several batches can be judged at once.
    /// With each goes whether it is reported on, or only looked at from others.
    pub fn batch(&self, returns: impl Iterator<Item = (Return, bool)>) -> Batch {
        let mut batch = Batch::default();
        let mut shown: BTreeMap<usize, Shown> = BTreeMap::new();
        for (ret, reported) in returns {
            if self.gathers(&ret.layout.form.id) {
                batch.held.push((ret, reported));
                continue;
            }
            if !reported {
                continue;
            }
            let Some((number, planned)) = self.planned(&ret) else {
                batch.judged.push((ret, None));
                continue;
            };
            let shown = shown.entry(number).or_insert_with(|| self.listing.shown(&planned.plan));
            let judged = judge(&planned.plan, Desk::alone(&ret), shown);
            let alone = Head::is_alone(&ret) && !planned.plan.rules.is_empty();
            if alone && judged.findings.is_empty() {
                batch.counted.entry(number).or_default().take(&ret, judged);
            } else {
                batch.judged.push((ret, Some(judged)));
            }
        }
        batch
    }

    /// The plan for a return, and its number.
    fn planned(&self, ret: &Return) -> Option<(usize, &Planned)> {
        let same =
            |(_, planned): &(usize, &Planned)| planned.period == ret.rules_of && planned.form == ret.layout.form.id;
        self.plans.iter().enumerate().find(same)
    }

    /// Makes the plan by which a return is judged; gives its number.
    pub fn prepare(&mut self, book: &mut RuleBook, ret: &Return) -> usize {
        self.gathers.get_or_insert_with(|| book.gathered_forms());
        if let Some((number, _)) = self.planned(ret) {
            return number;
        }
        let mut plan = book.plan(&ret.layout, ret.rules_of);
        for rule in &mut plan.rules {
            rule.selected = self.selection.takes(&rule.rule.id);
        }
        let counted = vec![Tally::default(); plan.rules.len()];
        let form = ret.layout.form.id.clone();
        self.plans.push(Planned { form, period: ret.rules_of, plan, counted, used: false });
        self.plans.len().saturating_sub(1)
    }

    /// Takes in what returns came to.
    pub fn absorb(&mut self, book: &mut RuleBook, batch: Batch) {
        for (ret, reported) in batch.held {
            let plan = self.prepare(book, &ret);
            // One of which nobody knows whose it is can stand beside no other.
            let alone = Head::is_alone(&ret);
            if !alone && self.gathered.held.len() >= MOST_HELD {
                self.gathered.beyond.get_or_insert(ret.place);
            }
            if alone || self.gathered.beyond.is_some() || !self.gathers(&ret.layout.form.id) {
                if reported {
                    let judged = self.judged_alone(plan, &ret);
                    self.take(book, plan, ret, judged);
                }
                continue;
            }
            // A row of a long file is kept for the findings that come later.
            self.listing.fresh.push(ret.place);
            self.gathered.held.push(Held { ret, reported, plan, counts: true });
        }
        for (ret, judged) in batch.judged {
            let number = self.prepare(book, &ret);
            let judged = judged.unwrap_or_else(|| self.judged_alone(number, &ret));
            self.take(book, number, ret, judged);
        }
        for (number, counted) in batch.counted {
            self.count_at_once(number, counted);
        }
    }

    /// Judges a return that looks at no other.
    fn judged_alone(&self, plan: usize, ret: &Return) -> Judged {
        let planned = self.plans.get(plan);
        planned.map_or_else(Judged::default, |planned| judge(&planned.plan, Desk::alone(ret), &Shown::default()))
    }

    fn take(&mut self, book: &RuleBook, number: usize, ret: Return, mut judged: Judged) {
        for finding in &mut judged.findings {
            book.say_formula(finding);
        }
        self.keep(number, ret, judged);
    }

    /// How many findings there were so far that were made, listed or not.
    pub fn found(&self) -> u64 {
        self.listing.found
    }

    /// The places of the findings that were listed since this was last asked.
    pub fn fresh(&mut self) -> Vec<Place> {
        std::mem::take(&mut self.listing.fresh)
    }

    /// The places of the returns that may be named later, since this was last asked.
    pub fn named(&mut self) -> Vec<Place> {
        std::mem::take(&mut self.named)
    }

    fn count_at_once(&mut self, number: usize, counted: Counted) {
        let Some(planned) = self.plans.get_mut(number) else { return };
        planned.count(counted.tallies);
        self.report.count_all(&planned.form, counted.returns, &counted.provenance);
        self.report.beyond.merge(counted.beyond);
        self.first_beyond = self.first_beyond.or(counted.first_beyond);
        self.at_once = self.at_once.saturating_add(counted.returns);
        self.drafts = self.drafts.saturating_add(counted.drafts);
    }

    /// Keeps what a return came to.
    fn keep(&mut self, number: usize, ret: Return, mut judged: Judged) {
        self.listing.list(ret.place, &mut judged);
        let none = self.plans.get(number).is_none_or(|planned| planned.plan.rules.is_empty());
        if none && self.selection.select.is_empty() {
            self.unruled.push((self.judged.len(), no_rule(&ret)));
        }
        if Head::is_alone(&ret) && !none {
            let findings = std::mem::take(&mut judged.findings);
            self.report.findings.extend(findings);
            let mut counted = Counted::default();
            counted.take(&ret, judged);
            return self.count_at_once(number, counted);
        }
        self.report.count(&ret);
        let head = Head::from(&ret);
        self.named.push(head.place());
        let index = self.judged.len();
        if let (Some(organisation), Some(period)) = (&ret.organisation, ret.period) {
            let whose = (number, organisation.clone(), period);
            let before = self.whose.entry(whose).or_default();
            if let Some(first) = before.twin(&head) {
                self.twins.insert(index, first);
                if self.again.len() < MOST_AGAIN {
                    self.again.insert(index, ret);
                }
            }
            before.note(index, &head);
        }
        let Judged { findings, beyond, tallies } = judged;
        let counts = tallies.iter().map(|tally| tally.counts).collect();
        let alike = self.alike.entry((counts, beyond.clone())).or_insert_with(|| Arc::new((tallies, beyond)));
        self.judged.push(Kept { head, plan: number, alike: Arc::clone(alike), findings });
    }

    /// Which returns those that are reported on are to be looked at with; nothing where no rule looks from
    /// one return to another.
    pub fn sought(&self) -> Option<Sought> {
        let gathers = self.gathers.as_ref()?;
        let mut sought = Sought::default();
        for held in self.gathered.held.iter().filter(|held| held.reported) {
            let (Some(organisation), Some(period)) = (&held.ret.organisation, held.ret.period) else { continue };
            sought.organisations.insert(organisation.clone());
            sought.forms.insert(held.ret.layout.form.id.clone());
            // Rules look back as far as the months of last year.
            sought.years.extend([Some(period.year), period.year.0.checked_sub(1).map(Year)].into_iter().flatten());
        }
        let others = gathers.iter().filter(|form| !sought.forms.contains(*form));
        sought.others = others.cloned().collect();
        (!sought.organisations.is_empty()).then_some(sought)
    }

    /// The returns that were held, once the run is finished.
    pub fn gathered(&self) -> &Gathered {
        &self.gathered
    }

    /// What is said of the rules by which returns were judged, by their ids.
    pub fn rule_notes(&self) -> BTreeMap<String, RuleNote> {
        let used = self.plans.iter().filter(|planned| planned.used).flat_map(|planned| &planned.plan.rules);
        let note = |planned: &PlannedRule| RuleNote {
            title: planned.rule.title.clone(),
            severity: planned.rule.severity,
            help: planned.rule.help.clone(),
            place: planned.rule.place,
            sources: Arc::clone(planned.sources.get()),
        };
        used.filter(|planned| planned.selected).map(|planned| (planned.rule.id.clone(), note(planned))).collect()
    }

    /// The plans made, by their numbers.
    pub fn plans(&self) -> Vec<&Plan> {
        self.plans.iter().map(|planned| &planned.plan).collect()
    }
}
