//! What a regional team needs to know of a period: figures added up over groups, and organisations
//! ranked by how much attention they need, each with the reasons.

mod level;
mod organisations;
mod roll_up;

pub use organisations::{Organisation, Reason};
pub use roll_up::RolledUp;

use super::gather::{Gathered, Held, Spread};
use super::{Report, Run};
use crate::eval::{Desk, Evaluator, Group, Pool};
use crate::plan::{Node, Plan, PlannedReport};
use crate::reference::{Expected, Layout};
use crate::returns::Return;
use crate::ruleset::{Earlier, Reach};
use crate::value::{Number, Period, Value};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

/// What a regional team needs to know of a period.
#[derive(Debug)]
pub struct Triage {
    /// What it is, in words.
    pub title: String,
    /// The form of its returns.
    pub form: String,
    /// The period.
    pub period: Period,
    /// The period that it is compared with, where returns of it were read.
    pub previous: Option<Period>,
    /// The unit of its amounts.
    pub unit: Option<Arc<str>>,
    /// The whole.
    pub whole: RolledUp,
    /// Its groups, by the ways the report groups returns.
    pub groups: Vec<RolledUp>,
    /// The levels of attention, the most urgent first, and the one that means none.
    pub levels: Vec<String>,
    /// The level that means that none is needed.
    pub quiet: String,
    /// The organisations that sent a return, those that need most attention first.
    pub organisations: Vec<Organisation>,
    /// Whether all returns say that their figures are made up.
    pub made_up: bool,
}

/// A period: the number of its plan, and the layout of its form.
pub type OfPeriod = (usize, Period, Arc<Layout>);

/// What share of the returns of another period makes the returns of a period a few.
const FEW: usize = 4;

/// Only the organisations of these groups are ranked: the name of the grouping, and codes or names.
#[derive(Debug, Clone, Default)]
pub struct Only {
    /// For each way to group, what is asked for; any of them fits.
    pub groups: BTreeMap<String, Vec<String>>,
    /// Codes of organisations.
    pub organisations: Vec<String>,
}

impl Only {
    /// Whether a group of a code and name is asked for by its code, or by its name in capitals or not.
    pub fn is_called(asked: &str, code: &str, name: &str) -> bool {
        asked == code || asked.eq_ignore_ascii_case(name)
    }

    /// Whether an organisation of these groups is asked for: by what each is a group, code and name.
    pub fn takes(&self, code: Option<&str>, groups: &[(String, String, String)]) -> bool {
        let fits = |(by, asked): (&String, &Vec<String>)| {
            let own = groups.iter().find(|(name, _, _)| name == by);
            asked.is_empty()
                || own.is_some_and(|(_, code, name)| asked.iter().any(|asked| Only::is_called(asked, code, name)))
        };
        self.groups.iter().all(fits)
            && (self.organisations.is_empty() || self.organisations.iter().any(|asked| Some(asked.as_str()) == code))
    }
}

/// What the figures of one report are worked out over.
struct Work<'w> {
    pool: &'w Pool<'w>,
    plan: &'w Plan,
    report: &'w PlannedReport,
    reach: Reach,
    /// What figures of roll-ups came to already, by figure and return: each return is in several groups.
    known: RefCell<HashMap<(usize, usize), Option<Number>>>,
}

impl<'w> Work<'w> {
    fn value(&self, ret: &'w Return, node: &Node, locals: &[Value]) -> Value {
        let mut evaluator = Evaluator::new(Desk::among(ret, self.pool)).with_locals(locals.to_vec());
        evaluator.reach = Some(&self.reach);
        evaluator.eval(node)
    }
}

/// The periods of a run that a report can be made for, each with how many returns of it are reported on, the
/// one it is made for first: the latest of which there are not just a few. One return with a mistyped month
/// would else take the place of all others.
pub fn periods(run: &Run) -> Vec<(OfPeriod, usize)> {
    let plans = run.plans();
    let reports = |plan: &usize| plans.get(*plan).is_some_and(|plan| plan.report.get().is_some());
    let mut found: Vec<_> = run.gathered().periods().into_iter().filter(|(plan, _, _)| reports(plan)).collect();
    found.sort_by_key(|(_, period, _)| std::cmp::Reverse(*period));
    let count = |of: &OfPeriod| {
        let fits = |held: &&Held| held.reported && held.counts && held.plan == of.0 && held.ret.period == Some(of.1);
        run.gathered().held.iter().filter(fits).count()
    };
    let counted = |of: OfPeriod| {
        let count = count(&of);
        (of, count)
    };
    let mut found: Vec<(OfPeriod, usize)> = found.into_iter().map(counted).collect();
    let most = found.iter().map(|(_, count)| *count).max().unwrap_or(0);
    if let Some(at) = found.iter().position(|(_, count)| count.saturating_mul(FEW) >= most) {
        found.get_mut(..=at).unwrap_or_default().rotate_right(1);
    }
    found
}

/// Makes the report of a period of a run that is finished.
pub fn triage(
    run: &Run,
    report: &Report,
    (number, period, layout): OfPeriod,
    only: &Only,
    spread: Spread<'_>,
) -> Option<Triage> {
    let plans = run.plans();
    let plan = *plans.get(number)?;
    let planned = plan.report.get().as_ref()?;
    let gathered: &Gathered = run.gathered();
    let pool = gathered.pool(&plans);
    let names = layout.form.groups.as_ref()?;
    let whole = pool.groups(&layout.form.id, period, &names.whole).first().filter(|whole| whole.unlisted.is_none())?;
    let reach = Reach { compare: Some(Earlier::PreviousMonth), series: true, ..Reach::default() };
    let work = Work { pool: &pool, plan, report: planned, reach, known: RefCell::default() };
    let expected = layout.expected(period).unwrap_or_default();
    let before = Earlier::PreviousMonth.of(period);
    let previous = before.filter(|_| !whole.before.is_empty());
    // Last month's returns were judged by the rules of their month.
    let of_before = |held: &&Held| held.ret.period == previous && held.ret.layout.form.id == layout.form.id;
    let plan_before = previous.and_then(|_| plans.get(gathered.held.iter().find(of_before)?.plan));
    let findings = organisations::by_organisation(report, period);
    let list = organisations::Listed { layout: &layout, expected: &expected, findings: &findings };
    let before = plan_before.map(|plan| organisations::before(&work, plan, whole, spread));
    let organisations = organisations::ranked(&work, whole, before.as_ref(), &list, only);
    let rolled = |group: &Group, of: Option<&RolledUp>| roll_up::rolled_up(&work, group, of, &expected);
    let of_whole = rolled(whole, None);
    let chosen = |group: &&Group| shown(group, only, &expected, names);
    let groups = planned.groups.iter().filter(|by| **by != names.whole);
    let groups = groups.flat_map(|by| pool.groups(&layout.form.id, period, by)).filter(chosen);
    let made_up = whole.members.iter().filter_map(|member| pool.get(*member));
    Some(Triage {
        title: planned.title.clone(),
        form: layout.form.id.clone(),
        period,
        previous,
        unit: layout.form.unit.clone(),
        groups: groups.map(|group| rolled(group, Some(&of_whole))).collect(),
        whole: of_whole,
        levels: planned.level.outputs.clone(),
        quiet: planned.quiet.clone(),
        organisations,
        made_up: !whole.members.is_empty()
            && made_up.into_iter().all(|ret| ret.provenance.as_deref() == Some("made_up")),
    })
}

/// Whether a group holds an organisation that is asked for.
fn shown(group: &Group, only: &Only, expected: &[Expected], names: &crate::form::Groups) -> bool {
    if only.organisations.is_empty() && only.groups.values().all(Vec::is_empty) {
        return true;
    }
    let members: BTreeSet<&str> = group.organisations.iter().map(String::as_str).collect();
    let mut of = expected.iter().filter(|one| members.contains(one.code.as_str()));
    of.any(|one| only.takes(Some(&one.code), &groups_of(one, names)))
}

/// The groups of an organisation: by what, code and name.
fn groups_of(one: &Expected, names: &crate::form::Groups) -> Vec<(String, String, String)> {
    let groups = names.by.iter().zip(&one.groups);
    groups
        .filter_map(|((by, _), group)| {
            let (code, name) = group.as_ref()?;
            Some((by.clone(), code.clone(), name.clone()))
        })
        .collect()
}
