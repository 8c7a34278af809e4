//! Returns judged one after the other: what each came to is kept, the return itself is not, so
//! that memory does not grow with their figures. Of a return that does not say whose it is, or of
//! which period, no other can take the place: it is counted at once, and nothing of it is kept but
//! its findings.

use super::submissions::{self, Before, Head};
use super::{Report, RuleBook, Selection};
use crate::diag::{Diagnostic, Severity};
use crate::eval::{Beyond, Judged, Shown, Tally, judge};
use crate::finding::{Finding, Outcome};
use crate::plan::Plan;
use crate::returns::Return;
use crate::source::Place;
use crate::value::Period;
use crate::waiver::Waivers;
use std::collections::BTreeMap;
use std::sync::Arc;

/// How many findings a run lists; the others are counted. A finding takes up to 5 KB.
const MOST_LISTED: usize = 10_000;

/// How many findings of each rule are listed all the same.
const LISTED_OF_A_RULE: usize = 100;

/// How many returns are kept that may stand twice: which do is known when all are read. A return
/// takes some 100 KB.
const MOST_AGAIN: usize = 500;

/// A form and period, and the plan for its returns.
#[derive(Debug)]
struct Planned {
    form: String,
    period: Option<Period>,
    plan: Plan,
    /// What the returns came to that were counted at once.
    counted: Vec<Tally>,
    /// Whether there is one.
    used: bool,
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

/// What some returns came to that were judged beside others.
#[derive(Debug, Default)]
pub struct Batch {
    /// Returns with what they came to; with nothing where no plan was made for one yet.
    judged: Vec<(Return, Option<Judged>)>,
    /// For each plan, by its number, what returns came to of which nothing else is kept, and how many
    /// those are.
    counted: BTreeMap<usize, Counted>,
}

/// What returns came to of which nothing else is kept.
#[derive(Debug, Default)]
struct Counted {
    tallies: Vec<Tally>,
    beyond: Beyond,
    first_beyond: Option<Place>,
    returns: u64,
    drafts: u64,
    provenance: BTreeMap<String, u64>,
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
    /// How many findings there are so far, and how many of each rule.
    listed: usize,
    of_rule: BTreeMap<String, usize>,
    /// How many there were, listed or not.
    found: u64,
    /// The places of the findings that were listed since they were last asked for.
    fresh: Vec<Place>,
    /// The places of the returns that may be named later, likewise.
    named: Vec<Place>,
    /// Where no rule is in force.
    unruled: Vec<(usize, Diagnostic)>,
    /// How many returns were counted at once, and how many of them are drafts.
    at_once: u64,
    drafts: u64,
    first_beyond: Option<Place>,
    report: Report,
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
            listed: 0,
            of_rule: BTreeMap::new(),
            found: 0,
            fresh: Vec::new(),
            named: Vec::new(),
            unruled: Vec::new(),
            at_once: 0,
            drafts: 0,
            first_beyond: None,
            report: Report::default(),
        }
    }

    /// How many returns were judged.
    pub fn count(&self) -> u64 {
        u64::try_from(self.judged.len()).unwrap_or(u64::MAX).saturating_add(self.at_once)
    }

    /// Judges a return.
    pub fn add(&mut self, book: &mut RuleBook, ret: Return) {
        let batch = self.batch([ret].into_iter());
        self.absorb(book, batch);
    }

    /// Judges returns by the plans made so far; several batches can be judged at once.
    pub fn batch(&self, returns: impl Iterator<Item = Return>) -> Batch {
        let mut batch = Batch::default();
        let mut shown: BTreeMap<usize, Shown> = BTreeMap::new();
        for ret in returns {
            let Some((number, planned)) = self.planned(&ret) else {
                batch.judged.push((ret, None));
                continue;
            };
            let shown = shown.entry(number).or_insert_with(|| self.shown(&planned.plan));
            let judged = judge(&planned.plan, &ret, shown);
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

    /// Which rules of a plan are only counted by now; no waiver is held against what is not listed.
    fn shown(&self, plan: &Plan) -> Shown {
        let full = |(_, rule): &(usize, &crate::plan::PlannedRule)| !self.has_room(&rule.rule.id);
        let counted = plan.rules.iter().enumerate().filter(full).map(|(nth, _)| nth);
        Shown { counted: if self.listed < MOST_LISTED { Vec::new() } else { counted.collect() } }
    }

    /// Whether another finding of a rule is listed.
    fn has_room(&self, rule: &str) -> bool {
        self.listed < MOST_LISTED || self.of_rule.get(rule).is_none_or(|listed| *listed < LISTED_OF_A_RULE)
    }

    /// Makes the plan by which a return is judged; gives its number.
    pub fn prepare(&mut self, book: &mut RuleBook, ret: &Return) -> usize {
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
        for (ret, judged) in batch.judged {
            let number = self.prepare(book, &ret);
            let mut judged = judged.unwrap_or_else(|| {
                let planned = self.plans.get(number);
                planned.map_or_else(Judged::default, |planned| judge(&planned.plan, &ret, &Shown::default()))
            });
            for finding in &mut judged.findings {
                book.say_formula(finding);
            }
            self.keep(number, ret, judged);
        }
        for (number, counted) in batch.counted {
            self.count_at_once(number, counted);
        }
    }

    /// How many findings there were so far that were made, listed or not.
    pub fn found(&self) -> u64 {
        self.found
    }

    /// The places of the findings that were listed since this was last asked.
    pub fn fresh(&mut self) -> Vec<Place> {
        std::mem::take(&mut self.fresh)
    }

    /// The places of the returns that may be named later, since this was last asked.
    pub fn named(&mut self) -> Vec<Place> {
        std::mem::take(&mut self.named)
    }

    fn count_at_once(&mut self, number: usize, counted: Counted) {
        let Some(planned) = self.plans.get_mut(number) else { return };
        planned.used = true;
        for (all, more) in planned.counted.iter_mut().zip(counted.tallies) {
            all.merge(more);
        }
        self.report.count_all(&planned.form, counted.returns, &counted.provenance);
        self.report.beyond.merge(counted.beyond);
        self.first_beyond = self.first_beyond.or(counted.first_beyond);
        self.at_once = self.at_once.saturating_add(counted.returns);
        self.drafts = self.drafts.saturating_add(counted.drafts);
    }

    /// Keeps what a return came to.
    fn keep(&mut self, number: usize, ret: Return, mut judged: Judged) {
        self.list(&ret, &mut judged);
        let none = self.plans.get(number).is_none_or(|planned| planned.plan.rules.is_empty());
        if none && self.selection.select.is_empty() {
            let period = ret.rules_of.map_or("any period".to_owned(), |period| period.to_string());
            let words = format!("no rule of form `{}` is in force for {period}", ret.layout.form.id);
            let help = "give rule sets with --rules, or correct the return's financial year; \
                        a set without `in_force:` applies only where one that includes it does";
            self.unruled.push((self.judged.len(), Diagnostic::at("E108", ret.place, words).help(help)));
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

    /// Lists the findings of a return as far as there is room; the others are counted.
    fn list(&mut self, ret: &Return, judged: &mut Judged) {
        let found = u64::try_from(judged.findings.len()).unwrap_or(u64::MAX);
        self.found = self.found.saturating_add(found);
        let mut listed = Vec::new();
        for finding in judged.findings.drain(..) {
            if !self.has_room(&finding.rule) {
                judged.beyond.add(&finding.rule, finding.outcome, finding.severity);
                continue;
            }
            self.listed = self.listed.saturating_add(1);
            match self.of_rule.get_mut(&finding.rule) {
                Some(count) => *count = count.saturating_add(1),
                None => {
                    self.of_rule.insert(finding.rule.clone(), 1);
                }
            }
            let places = finding.related.iter().map(|related| related.place);
            self.fresh.extend(places.chain([finding.place]).filter(|place| place.file == ret.place.file));
            listed.push(finding);
        }
        listed.shrink_to_fit();
        judged.findings = listed;
    }

    /// Sorts out which returns count, holds what they came to against the waivers, and reports.
    pub fn finish(&mut self, book: &mut RuleBook) -> Report {
        let judged = std::mem::take(&mut self.judged);
        let heads: Vec<&Head> = judged.iter().map(|kept| &kept.head).collect();
        let sorted = submissions::sort_out(&heads);
        let firsts: BTreeMap<usize, Head> =
            self.twins.values().filter_map(|at| Some((*at, (*heads.get(*at)?).clone()))).collect();
        let mut report = std::mem::take(&mut self.report);
        let waivers = book.waivers();
        waivers.begin();
        report.today = waivers.today().map(|today| today.to_string());
        report.drafts = sorted.drafts.saturating_add(self.drafts);
        report.received = sorted.received;
        report.superseded = sorted.superseded;
        let mut untold: Option<(u64, Place)> = None;
        let mut first_beyond = self.first_beyond;
        let mut unruled: BTreeMap<usize, Diagnostic> = std::mem::take(&mut self.unruled).into_iter().collect();
        let judged = judged.into_iter().enumerate().zip(&sorted.counts);
        for ((index, kept), _) in judged.filter(|(_, counts)| **counts) {
            let Some(Planned { plan, used, .. }) = self.plans.get_mut(kept.plan) else { continue };
            *used = true;
            let Kept { head, alike, findings, .. } = kept;
            let mut judged = Judged { tallies: alike.0.clone(), findings, beyond: alike.1.clone() };
            let first = self.twins.get(&index).and_then(|first| firsts.get(first));
            match first.map(|first| (first, self.again.remove(&index))) {
                Some((first, Some(mut ret))) => {
                    ret.slips.push(submissions::again(&ret, first));
                    judged = judge(plan, &ret, &Shown::default());
                }
                Some((_, None)) => {
                    let (count, place) = untold.unwrap_or((0, head.place()));
                    untold = Some((count.saturating_add(1), place));
                }
                None => {}
            }
            report.diagnostics.extend(unruled.remove(&index));
            waive(waivers, &head, plan, &mut judged);
            if judged.beyond.count() > 0 {
                first_beyond.get_or_insert(head.place());
            }
            report.add(plan, judged);
        }
        for planned in &mut self.plans {
            if planned.used {
                report.used(&planned.plan.sets, &planned.plan.overridden);
            }
            let tallies = std::mem::take(&mut planned.counted);
            if tallies.iter().any(|tally| *tally != Tally::default()) {
                report.add(&planned.plan, Judged { tallies, ..Judged::default() });
            }
        }
        report.diagnostics.extend(first_beyond.map(|place| beyond(place, &report.beyond)));
        report.diagnostics.extend(untold.map(|(count, place)| {
            let words = format!(
                "{count} more returns from here on stand beside another of the same organisation and period; \
                 {MOST_AGAIN} are looked at"
            );
            Diagnostic::at("E110", place, words)
        }));
        let selection = &self.selection;
        report.diagnostics.extend(book.waivers_left(selection));
        report.finish();
        report
    }
}

impl Counted {
    /// Takes in what a return came to.
    fn take(&mut self, ret: &Return, judged: Judged) {
        if self.tallies.is_empty() {
            self.tallies = judged.tallies;
        } else {
            for (all, more) in self.tallies.iter_mut().zip(judged.tallies) {
                all.merge(more);
            }
        }
        if judged.beyond.count() > 0 {
            self.first_beyond.get_or_insert(ret.place);
        }
        self.beyond.merge(judged.beyond);
        self.returns = self.returns.saturating_add(1);
        self.drafts = self.drafts.saturating_add(u64::from(ret.draft));
        if let Some(provenance) = &ret.provenance {
            let count = self.provenance.entry(provenance.clone()).or_default();
            *count = count.saturating_add(1);
        }
    }
}

/// Says that not everything that was counted is listed.
fn beyond(place: Place, beyond: &Beyond) -> Diagnostic {
    let count = beyond.count();
    let words = format!(
        "{count} more breaches and judgements that could not be made are counted and not listed: a return lists \
         10,000, a run 10,000 and 100 of each rule"
    );
    Diagnostic { severity: Severity::Warning, ..Diagnostic::at("E110", place, words) }
}

/// Holds every breach of a return against the waivers: the one place where that is done.
fn waive(waivers: &mut Waivers, head: &Head, plan: &Plan, judged: &mut Judged) {
    let at = |rule: &str| plan.rules.iter().position(|planned| planned.selected && planned.rule.id == rule);
    waivers.judged(head.of(), |rule| {
        let tally = at(rule).and_then(|at| judged.tallies.get(at));
        (tally.is_some(), tally.is_some_and(|tally| tally.of(Outcome::NotJudged) > 0))
    });
    for finding in &mut judged.findings {
        if waivers.apply(finding)
            && let Some(tally) = at(&finding.rule).and_then(|at| judged.tallies.get_mut(at))
        {
            tally.waive();
        }
    }
}
