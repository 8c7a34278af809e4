//! Returns that are held until all are read, because rules look from one to the other: last month's,
//! those of a group, those of other forms.

use super::Report;
use super::run::MOST_AGAIN;
use super::submissions::{self, Head};
use crate::diag::Diagnostic;
use crate::eval::{Desk, Group, Judged, Pool, Shown, judge};
use crate::plan::Plan;
use crate::reference::Layout;
use crate::returns::Return;
use crate::source::Place;
use crate::value::Period;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Does a piece of work for each number below the first one; what it gives stands in their order.
pub type Spread<'s> = &'s dyn Fn(usize, &(dyn Fn(usize) -> Judged + Sync)) -> Vec<Judged>;

/// What returns or groups came to, each with the number of the return, or of the plan.
pub type Numbered = Vec<(usize, Judged)>;

/// What groups came to, each with the number of the plan, and the group's code and period.
pub type OfGroups = Vec<(usize, Judged, (String, Period))>;

/// How many returns are held; beyond them each is judged by itself. A return takes some 100 KB.
pub const MOST_HELD: usize = 10_000;

/// A return that is held.
#[derive(Debug)]
pub struct Held {
    /// The return.
    pub ret: Return,
    /// Whether it is reported on, or only looked at from others.
    pub reported: bool,
    /// The number of its plan.
    pub plan: usize,
    /// Whether it counts for its organisation and period.
    pub counts: bool,
}

/// Returns that stand beside another of the same organisation and period, and of which that is not said:
/// there are too many.
#[derive(Debug, Default)]
pub struct Untold {
    count: u64,
    first: Option<Place>,
}

impl Untold {
    /// Counts one.
    pub fn add(&mut self, place: Place) {
        self.count = self.count.saturating_add(1);
        self.first.get_or_insert(place);
    }

    /// What is said of all of them.
    pub fn diagnostic(&self) -> Option<Diagnostic> {
        let words = format!(
            "{} more returns from here on stand beside another of the same organisation and period; \
             {MOST_AGAIN} are looked at",
            self.count
        );
        Some(Diagnostic::at("E110", self.first?, words))
    }
}

/// Returns that are held, sorted out.
#[derive(Debug, Default)]
pub struct Gathered {
    /// The returns in the order read.
    pub held: Vec<Held>,
    /// What stands twice beyond those returns of which that is said.
    pub untold: Untold,
    /// The first return that was not held because there are too many.
    pub beyond: Option<Place>,
}

impl Gathered {
    /// Sorts out which returns count: of those reported on, and of the others where no return of the
    /// same organisation and period is reported on. What stands twice gets its slip.
    pub fn sort_out(&mut self, report: &mut Report) {
        let heads: Vec<Head> = self.held.iter().map(|held| Head::from(&held.ret)).collect();
        let whose: BTreeSet<_> = self
            .held
            .iter()
            .zip(&heads)
            .filter(|(held, _)| held.reported)
            .filter_map(|(_, head)| head.owned())
            .collect();
        // What is reported on goes before what it is only compared with.
        for (held, head) in self.held.iter_mut().zip(&heads).filter(|(held, _)| !held.reported) {
            held.counts = head.owned().is_none_or(|own| !whose.contains(&own));
        }
        let mut told = 0usize;
        for reported in [true, false] {
            let chosen =
                |index: &usize| self.held.get(*index).is_some_and(|held| held.reported == reported && held.counts);
            let numbers: Vec<usize> = (0..heads.len()).filter(chosen).collect();
            let of: Vec<&Head> = numbers.iter().filter_map(|number| heads.get(*number)).collect();
            let sorted = submissions::sort_out(&of);
            if reported {
                report.drafts = report.drafts.saturating_add(sorted.drafts);
                report.received = report.received.saturating_add(sorted.received);
                report.superseded.extend(sorted.superseded);
            }
            let mut before: BTreeMap<_, (submissions::Before, Vec<usize>)> = BTreeMap::new();
            for (number, counts) in numbers.iter().zip(&sorted.counts) {
                let (Some(held), Some(head)) = (self.held.get_mut(*number), heads.get(*number)) else { continue };
                held.counts = *counts;
                let Some(own) = head.owned() else { continue };
                let (before, _) = before.entry(own).or_default();
                let twin = before.twin(head).and_then(|first| heads.get(first));
                if let Some(first) = twin.filter(|_| *counts) {
                    if told < MOST_AGAIN {
                        let slip = submissions::again(&held.ret, first);
                        held.ret.slips.push(slip);
                        told = told.saturating_add(1);
                    } else {
                        self.untold.add(head.place());
                    }
                }
                before.note(*number, head);
            }
        }
        report.superseded.sort_by_key(|one| (one.place.file, one.place.span.start));
    }

    /// All returns that count, laid out so that one can be looked at from the other.
    pub fn pool(&self, plans: &[&Plan]) -> Pool<'_> {
        let mut wanted = BTreeSet::new();
        let mut of_each: BTreeMap<_, Vec<&Return>> = BTreeMap::new();
        for held in self.held.iter().filter(|held| held.counts) {
            of_each.entry(Head::from(&held.ret).owned()).or_default().push(&held.ret);
            let across = plans.get(held.plan).is_some_and(|plan| plan.sees_groups());
            if let (true, true, Some(period)) = (held.reported, across, held.ret.period) {
                wanted.insert((held.ret.layout.form.id.clone(), period));
            }
        }
        let (mut returns, mut rivals) = (Vec::new(), BTreeSet::new());
        for (whose, mut same) in of_each {
            let Some(whose) = whose else {
                returns.append(&mut same);
                continue;
            };
            // No draft stands for what was sent; of two that were sent nothing says which counts.
            if same.iter().any(|ret| ret.received) {
                same.retain(|ret| ret.received);
            }
            match same[..] {
                [one] => returns.push(one),
                _ => {
                    rivals.insert(whose);
                }
            }
        }
        Pool::new(returns, rivals, &wanted)
    }

    /// Judges the returns that are reported on and count, and the groups all of whose returns are.
    pub fn judge(&self, plans: &[&Plan], pool: &Pool<'_>, spread: Spread<'_>) -> (Numbered, OfGroups) {
        let of_periods: Vec<_> = self.periods().into_iter().flat_map(|of| self.groups(plans, pool, of, true)).collect();
        let reported = self.held.iter().enumerate().filter(|(_, held)| held.reported && held.counts);
        let returns: Vec<(usize, &Held)> = reported.collect();
        // A group takes longer than a return, so groups are begun with.
        let one = |nth: usize| match (of_periods.get(nth), nth.checked_sub(of_periods.len())) {
            (Some(of), _) => plans.get(of.plan).map_or_else(Judged::default, |plan| {
                judge(plan, Desk::among(&of.own, pool).within(Some((of.group, of.whole))), &Shown::default())
            }),
            (None, Some(nth)) => {
                let planned = returns.get(nth).and_then(|(_, held)| Some((held, *plans.get(held.plan)?)));
                planned.map_or_else(Judged::default, |(held, plan)| {
                    judge(plan, Desk::among(&held.ret, pool), &Shown::default())
                })
            }
            (None, None) => Judged::default(),
        };
        let mut judged = spread(of_periods.len().saturating_add(returns.len()), &one).into_iter();
        let named = |group: &Group| (group.named.code.clone(), group.period);
        let of_groups = of_periods.iter().zip(judged.by_ref());
        let of_groups = of_groups.map(|(of, judged)| (of.plan, judged, named(of.group))).collect();
        let of_returns = returns.into_iter().zip(judged).map(|((number, _), judged)| (number, judged)).collect();
        (of_returns, of_groups)
    }

    /// The forms and periods of the returns that are reported on, each with the number of its plan
    /// and the layout of its form.
    pub fn periods(&self) -> Vec<(usize, Period, Arc<Layout>)> {
        let mut out: BTreeMap<(usize, Period), Arc<Layout>> = BTreeMap::new();
        for held in self.held.iter().filter(|held| held.reported && held.counts) {
            if let Some(period) = held.ret.period {
                out.entry((held.plan, period)).or_insert_with(|| Arc::clone(&held.ret.layout));
            }
        }
        out.into_iter().map(|((plan, period), layout)| (plan, period, layout)).collect()
    }

    /// Of how many groups not all returns are reported on, so that no rule is judged for them.
    pub fn groups_left(&self, plans: &[&Plan], pool: &Pool<'_>) -> u64 {
        let quiet = |held: &&Held| !held.reported && held.counts;
        let quiet: BTreeSet<Option<Period>> = self.held.iter().filter(quiet).map(|held| held.ret.period).collect();
        let left = self.periods().into_iter().filter(|(_, period, _)| quiet.contains(&Some(*period))).map(|of| {
            let (all, shown) = (self.groups(plans, pool, of.clone(), false), self.groups(plans, pool, of, true));
            all.len().saturating_sub(shown.len())
        });
        u64::try_from(left.fold(0, usize::saturating_add)).unwrap_or(u64::MAX)
    }

    /// The groups of a form and period that there are returns of and rules for; only those all of whose
    /// returns are reported on where that is asked for.
    fn groups<'p>(
        &self,
        plans: &[&Plan],
        pool: &'p Pool<'_>,
        (number, period, layout): (usize, Period, Arc<Layout>),
        whole_only: bool,
    ) -> Vec<OfGroup<'p>> {
        let rules = plans.get(number).map_or(&[][..], |plan| &plan.rules);
        let of_groups = rules.iter().filter(|rule| rule.selected && rule.is_of_group());
        let by: BTreeSet<&str> = of_groups.filter_map(|rule| rule.reach.group.as_deref()).collect();
        let form = &layout.form.id;
        let Some(whole) = layout.form.groups.as_ref().and_then(|of| pool.groups(form, period, &of.whole).first())
        else {
            return Vec::new();
        };
        let quiet = |held: &&Held| !held.reported && held.counts && held.ret.period == Some(period);
        let quiet: BTreeSet<&str> =
            self.held.iter().filter(quiet).filter_map(|held| held.ret.organisation.as_deref()).collect();
        let shown = |group: &&Group| {
            let mut codes = group.members.iter().filter_map(|member| pool.get(*member)?.organisation.as_deref());
            let part = whole_only && codes.any(|code| quiet.contains(code));
            !group.members.is_empty() && !part
        };
        let groups = by.iter().flat_map(|by| pool.groups(form, period, by)).filter(shown);
        let mut groups: Vec<OfGroup<'p>> =
            groups.map(|group| OfGroup { plan: number, group, whole, own: of_group(&layout, group, pool) }).collect();
        // The whole takes longest.
        groups.sort_by_key(|of| std::cmp::Reverse(of.group.expected));
        groups
    }
}

/// A group that rules are judged for.
struct OfGroup<'p> {
    plan: usize,
    group: &'p Group,
    whole: &'p Group,
    /// The return that stands for it.
    own: Return,
}

/// A return that stands for a group: it has nothing in it but the group's period.
pub fn of_group(layout: &Arc<Layout>, group: &Group, pool: &Pool<'_>) -> Return {
    let first = group.members.first().and_then(|member| pool.get(*member));
    let place = first.map_or(Place::default(), |ret| ret.place);
    let mut ret = Return::empty(Arc::clone(layout), place);
    ret.period = Some(group.period);
    ret.year = Some(group.period.year);
    ret.rules_of = Some(group.period);
    let same = |ret: &Return| ret.provenance.as_deref() == first.and_then(|ret| ret.provenance.as_deref());
    let all = group.members.iter().filter_map(|member| pool.get(*member)).all(same);
    ret.provenance = first.filter(|_| all).and_then(|ret| ret.provenance.clone());
    ret
}
