//! Returns judged one after the other: what each came to is kept, the return itself is not, so
//! that memory does not grow with their figures.

use super::submissions::{self, Before, Head};
use super::{Report, RuleBook, Selection};
use crate::diag::{Diagnostic, Severity};
use crate::eval::{Beyond, Judged, judge};
use crate::finding::Outcome;
use crate::plan::Plan;
use crate::returns::Return;
use crate::source::Place;
use crate::value::Period;
use crate::waiver::Waivers;
use std::collections::BTreeMap;

/// The form and period that a plan is for.
type PlanKey = (String, Option<Period>);

/// How many findings a run lists; the others are counted. A finding takes up to 5 KB.
const MOST_LISTED: usize = 100_000;

/// How many returns are kept that may stand twice: which do is known when all are read. A return
/// takes some 100 KB.
const MOST_AGAIN: usize = 500;

/// A run over returns.
#[derive(Debug)]
pub struct Run {
    selection: Selection,
    plans: BTreeMap<PlanKey, Plan>,
    /// What was judged, in the order read.
    judged: Vec<(Head, PlanKey, Judged)>,
    /// The returns there were, by form, organisation and period.
    whose: BTreeMap<(String, String, Period), Before>,
    /// Of each return beside which it cannot be told which counts the number of the first such.
    twins: BTreeMap<usize, usize>,
    /// The first of those returns, by their numbers.
    again: BTreeMap<usize, Return>,
    /// How many findings there are so far.
    listed: usize,
    /// Where no rule is in force.
    unruled: BTreeMap<usize, Diagnostic>,
    report: Report,
}

impl Run {
    /// A run that judges by the rules that are selected.
    pub fn new(selection: Selection) -> Run {
        Run {
            selection,
            plans: BTreeMap::new(),
            judged: Vec::new(),
            whose: BTreeMap::new(),
            twins: BTreeMap::new(),
            again: BTreeMap::new(),
            listed: 0,
            unruled: BTreeMap::new(),
            report: Report::default(),
        }
    }

    /// How many returns were judged.
    pub fn count(&self) -> usize {
        self.judged.len()
    }

    /// Judges a return.
    pub fn add(&mut self, book: &mut RuleBook, ret: Return) {
        self.prepare(book, &ret);
        let judged = self.judge(&ret);
        self.keep(ret, judged);
    }

    /// Makes the plan by which a return is judged.
    pub fn prepare(&mut self, book: &mut RuleBook, ret: &Return) {
        let selection = &self.selection;
        self.plans.entry(key(ret)).or_insert_with(|| {
            let mut made = book.plan(&ret.layout, ret.rules_of);
            for rule in &mut made.rules {
                rule.selected = selection.takes(&rule.rule.id);
            }
            made
        });
    }

    /// Judges a return by the plan that was made for it; several can be judged at once.
    pub fn judge(&self, ret: &Return) -> Judged {
        self.plans.get(&key(ret)).map_or_else(Judged::default, |plan| judge(plan, ret))
    }

    /// Keeps what a return came to.
    pub fn keep(&mut self, ret: Return, mut judged: Judged) {
        let room = MOST_LISTED.saturating_sub(self.listed).min(judged.findings.len());
        for finding in judged.findings.drain(room..) {
            judged.beyond.add(finding.outcome, finding.severity);
        }
        self.listed = self.listed.saturating_add(room);
        let index = self.judged.len();
        self.report.count(&ret);
        let key = key(&ret);
        let none = self.plans.get(&key).is_none_or(|plan| plan.rules.is_empty());
        if none && self.selection.select.is_empty() {
            let period = ret.rules_of.map_or("any period".to_owned(), |period| period.to_string());
            let words = format!("no rule of form `{}` is in force for {period}", ret.layout.form.id);
            let help = "give rule sets with --rules, or correct the return's financial year; \
                        a set without `in_force:` applies only where one that includes it does";
            self.unruled.insert(index, Diagnostic::at("E108", ret.place, words).help(help));
        }
        let head = Head::from(&ret);
        if let (Some(organisation), Some(period)) = (&ret.organisation, ret.period) {
            let whose = (ret.layout.form.id.clone(), organisation.clone(), period);
            let before = self.whose.entry(whose).or_default();
            if let Some(first) = before.twin(&head) {
                self.twins.insert(index, first);
                if self.again.len() < MOST_AGAIN {
                    self.again.insert(index, ret);
                }
            }
            before.note(index, &head);
        }
        self.judged.push((head, key, judged));
    }

    /// Sorts out which returns count, holds what they came to against the waivers, and reports.
    pub fn finish(&mut self, book: &mut RuleBook) -> Report {
        let heads: Vec<Head> = self.judged.iter().map(|(head, _, _)| head.clone()).collect();
        let sorted = submissions::sort_out(&heads);
        let mut report = std::mem::take(&mut self.report);
        let waivers = book.waivers();
        waivers.begin();
        report.today = waivers.today().map(|today| today.to_string());
        report.drafts = sorted.drafts;
        report.received = sorted.received;
        report.superseded = sorted.superseded;
        let mut untold: Option<(u64, Place)> = None;
        let mut first_beyond: Option<Place> = None;
        let judged = std::mem::take(&mut self.judged).into_iter().enumerate().zip(&sorted.counts);
        for ((index, (head, key, mut judged)), _) in judged.filter(|(_, counts)| **counts) {
            let Some(plan) = self.plans.get(&key) else { continue };
            let first = self.twins.get(&index).and_then(|first| heads.get(*first));
            match first.map(|first| (first, self.again.remove(&index))) {
                Some((first, Some(mut ret))) => {
                    ret.slips.push(submissions::again(&ret, first));
                    judged = judge(plan, &ret);
                }
                Some((_, None)) => {
                    let (count, place) = untold.unwrap_or((0, head.place()));
                    untold = Some((count.saturating_add(1), place));
                }
                None => {}
            }
            report.used(&plan.sets, &plan.overridden);
            report.diagnostics.extend(self.unruled.remove(&index));
            waive(waivers, &head, plan, &mut judged);
            if judged.beyond.count() > 0 {
                first_beyond.get_or_insert(head.place());
            }
            report.add(plan, judged);
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

fn key(ret: &Return) -> PlanKey {
    (ret.layout.form.id.clone(), ret.rules_of)
}

/// Says that not everything that was counted is listed.
fn beyond(place: Place, beyond: &Beyond) -> Diagnostic {
    let count = beyond.count();
    let words = format!(
        "{count} more breaches and judgements that could not be made are counted and not listed: a return lists \
         10,000, a run 100,000"
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
