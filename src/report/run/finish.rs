//! What a run came to: which returns count, which waivers cover their breaches, and the report.

use super::{Kept, Planned, Run};
use crate::baseline::Baseline;
use crate::diag::Diagnostic;
use crate::eval::{Desk, Judged, Shown, judge};
use crate::finding::Outcome;
use crate::plan::Plan;
use crate::report::batch::{beyond, no_rule};
use crate::report::gather::{MOST_HELD, Numbered, OfGroups, Spread};
use crate::report::submissions::{self, Head};
use crate::report::{Report, RuleBook};
use crate::source::Place;
use crate::waiver::Waivers;
use std::collections::BTreeMap;

/// The report in the making.
struct Closing<'w> {
    report: Report,
    waivers: &'w mut Waivers,
    baseline: &'w mut Baseline,
    first_beyond: Option<Place>,
}

impl Closing<'_> {
    /// Takes in what a return came to, but for what is waived of it.
    fn take(&mut self, planned: &mut Planned, head: &Head, mut judged: Judged) {
        waive(self.waivers, head, &planned.plan, &mut judged);
        self.baseline.judged(head.of());
        if judged.beyond.count() > 0 {
            self.first_beyond.get_or_insert(head.place());
        }
        self.add(planned, judged);
    }

    /// Takes in what a return or a group came to.
    fn add(&mut self, planned: &mut Planned, judged: Judged) {
        planned.count(judged.tallies);
        self.report.findings.extend(judged.findings);
        self.report.beyond.merge(judged.beyond);
    }
}

impl Run {
    /// Sorts out which returns count, holds what they came to against the waivers, and reports.
    pub fn finish(&mut self, book: &mut RuleBook) -> Report {
        self.finish_spread(book, &|count, work| (0..count).map(work).collect())
    }

    /// The same, with the returns that were held judged by whatever `spread` sets to work.
    pub fn finish_spread(&mut self, book: &mut RuleBook, spread: Spread<'_>) -> Report {
        let (held, groups) = self.judge_held(book, spread);
        let kept = std::mem::take(&mut self.judged);
        let mut report = std::mem::take(&mut self.report);
        let of_held = held.iter().map(|(_, judged)| &judged.findings);
        let of_groups = groups.iter().map(|(_, judged, _)| &judged.findings);
        let found = kept.iter().map(|kept| &kept.findings).chain(of_held).chain(of_groups).map(Vec::len);
        report.findings.reserve(found.fold(0, usize::saturating_add));
        let (waivers, baseline) = book.accepted();
        waivers.begin();
        baseline.begin();
        report.today = waivers.today().map(|today| today.to_string());
        let mut closing = Closing { report, waivers, baseline, first_beyond: self.first_beyond };
        self.close_kept(kept, &mut closing);
        self.close_held(held, &mut closing);
        for (number, judged, of) in groups {
            closing.baseline.judged_group(&of.0, of.1);
            if let Some(planned) = self.plans.get_mut(number) {
                closing.add(planned, judged);
            }
        }
        let Closing { mut report, first_beyond, .. } = closing;
        for planned in self.plans.iter_mut().filter(|planned| planned.used) {
            report.used(&planned.plan.sets, &planned.plan.overridden);
            report.count_rules(&planned.plan, std::mem::take(&mut planned.counted));
        }
        report.diagnostics.extend(first_beyond.map(|place| beyond(place, &report.beyond)));
        report.diagnostics.extend(self.gathered.beyond.map(|place| {
            let words = format!(
                "more than {MOST_HELD} returns are to be looked at from one another; from here on each is judged by itself"
            );
            Diagnostic::at("E110", place, words)
        }));
        report.diagnostics.extend(self.gathered.untold.diagnostic());
        report.diagnostics.extend(book.waivers_left(&self.selection));
        report.finish();
        book.hold_against_baseline(&mut report, &self.selection);
        report
    }

    /// Reports on the returns that were judged as they were read.
    fn close_kept(&mut self, kept: Vec<Kept>, closing: &mut Closing<'_>) {
        let heads: Vec<&Head> = kept.iter().map(|kept| &kept.head).collect();
        let sorted = submissions::sort_out(&heads);
        let firsts: BTreeMap<usize, Head> =
            self.twins.values().filter_map(|at| Some((*at, (*heads.get(*at)?).clone()))).collect();
        let report = &mut closing.report;
        report.drafts = report.drafts.saturating_add(sorted.drafts).saturating_add(self.drafts);
        report.received = report.received.saturating_add(sorted.received);
        report.superseded.extend(sorted.superseded);
        report.superseded.sort_by_key(|one| (one.place.file, one.place.span.start));
        let mut unruled: BTreeMap<usize, Diagnostic> = std::mem::take(&mut self.unruled).into_iter().collect();
        let kept = kept.into_iter().enumerate().zip(&sorted.counts);
        for ((index, kept), _) in kept.filter(|(_, counts)| **counts) {
            let Some(planned) = self.plans.get_mut(kept.plan) else { continue };
            let Kept { head, alike, findings, .. } = kept;
            let mut judged = Judged { tallies: alike.0.clone(), findings, beyond: alike.1.clone() };
            if let Some(first) = self.twins.get(&index).and_then(|first| firsts.get(first)) {
                match self.again.remove(&index) {
                    Some(mut ret) => {
                        ret.slips.push(submissions::again(&ret, first));
                        judged = judge(&planned.plan, Desk::alone(&ret), &Shown::default());
                    }
                    None => self.gathered.untold.add(head.place()),
                }
            }
            closing.report.diagnostics.extend(unruled.remove(&index));
            closing.take(planned, &head, judged);
        }
    }

    /// Reports on the returns that were held.
    fn close_held(&mut self, held: Numbered, closing: &mut Closing<'_>) {
        for (number, judged) in held {
            let Some(held) = self.gathered.held.get(number) else { continue };
            let Some(planned) = self.plans.get_mut(held.plan) else { continue };
            let none = planned.plan.rules.is_empty() && planned.plan.report.get().is_none();
            if none && self.selection.select.is_empty() {
                closing.report.diagnostics.push(no_rule(&held.ret));
            }
            closing.take(planned, &Head::from(&held.ret), judged);
        }
    }

    /// Judges the returns that were held, and their groups: each with the number of the return, or of
    /// the plan.
    fn judge_held(&mut self, book: &RuleBook, spread: Spread<'_>) -> (Numbered, OfGroups) {
        if self.gathered.held.is_empty() {
            return (Vec::new(), Vec::new());
        }
        self.gathered.sort_out(&mut self.report);
        let plans = self.plans();
        let pool = self.gathered.pool(&plans);
        let (mut judged, groups) = self.gathered.judge(&plans, &pool, spread);
        let groups_left = self.gathered.groups_left(&plans, &pool);
        for (number, judged) in &mut judged {
            for finding in &mut judged.findings {
                book.say_formula(finding);
            }
            let Some(held) = self.gathered.held.get(*number) else { continue };
            self.listing.list(held.ret.place, judged);
        }
        self.report.groups_left = groups_left;
        for held in &self.gathered.held {
            match held.reported {
                true => self.report.count(&held.ret),
                false => self.report.compared_with = self.report.compared_with.saturating_add(1),
            }
        }
        (judged, groups)
    }
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
