//! The organisations of a period, ranked by how much attention they need, with the reasons.

use super::level::{Level, level};
use super::{Only, Work, groups_of};
use crate::diag::Severity;
use crate::eval::{Desk, Group, Judged, Shown, judge};
use crate::finding::{Finding, Outcome, WaiverNote};
use crate::plan::Plan;
use crate::reference::{Expected, Layout};
use crate::report::Report;
use crate::report::gather::Spread;
use crate::returns::Return;
use crate::source::Place;
use crate::value::{Number, Period, Value};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// An organisation that sent a return.
#[derive(Debug)]
pub struct Organisation {
    /// Its code.
    pub code: String,
    /// Its name in words.
    pub name: Option<String>,
    /// Its groups: by what, code and name.
    pub groups: Vec<(String, String, String)>,
    /// Where its return begins.
    pub place: Place,
    /// How much attention it needs; nothing where that cannot be told.
    pub level: Option<String>,
    /// The rows of the decision table that say so.
    pub decided_by: Vec<String>,
    /// Why, in words.
    pub because: Option<String>,
    /// How many rules it breaks that are red, that are amber, and that are errors; and how many could
    /// not be judged.
    pub counts: [usize; 4],
    /// The flags that are set.
    pub flags: Vec<String>,
    /// The breaches that speak for attention, the most urgent first.
    pub reasons: Vec<Reason>,
    /// Those among them that were accepted: they set no flag and count for nothing, and are shown all the same.
    pub waived: Vec<Reason>,
    /// The figures that the report asks for.
    pub figures: Vec<Figure>,
    /// What has changed since last month; nothing where its return is not at hand.
    pub since: Option<Since>,
    order: Vec<Option<Number>>,
}

/// A breach that speaks for attention.
#[derive(Debug, Clone)]
pub struct Reason {
    /// The rule.
    pub rule: String,
    /// Its title.
    pub title: String,
    /// How much it matters.
    pub severity: Severity,
    /// How urgent it is: `red` or `amber`.
    pub triage: Option<String>,
    /// What is wrong, with the figures.
    pub message: String,
    /// The figure that caused it.
    pub place: Place,
    /// The waiver of it, or why it does not hold.
    pub waiver: Option<Waiver>,
}

/// A waiver as data, and in words.
pub type Waiver = (WaiverNote, String);

/// A figure of an organisation.
#[derive(Debug)]
pub struct Figure {
    /// Its name in data.
    pub name: String,
    /// Its name in words.
    pub title: String,
    /// The figure; nothing where it is not given.
    pub value: Option<Number>,
    /// The threshold that it is measured against, where it has one.
    pub limit: Option<Option<Number>>,
    /// What it was last month, where the report asks for that.
    pub previous: Option<Option<Number>>,
}

impl Figure {
    /// How far it is beyond its threshold; negative where it is within.
    pub fn distance(&self) -> Option<Number> {
        self.value?.subtract(self.limit??).ok().map(Number::trimmed)
    }

    /// What it is more than last month, or less.
    pub fn change(&self) -> Option<Number> {
        self.value?.subtract(self.previous??).ok().map(Number::trimmed)
    }
}

/// What has changed since last month.
#[derive(Debug, Default)]
pub struct Since {
    /// The level last month.
    pub level: Option<String>,
    /// Flags that are newly set.
    pub new: Vec<String>,
    /// Flags that are no longer set.
    pub gone: Vec<String>,
}

/// What organisations are looked up in.
pub(super) struct Listed<'l> {
    pub layout: &'l Arc<Layout>,
    pub expected: &'l [Expected],
    pub findings: &'l BTreeMap<&'l str, Vec<&'l Finding>>,
}

/// The findings of a period by the organisations that they are about.
pub(super) fn by_organisation(report: &Report, period: Period) -> BTreeMap<&str, Vec<&Finding>> {
    let mut out: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
    for finding in report.findings.iter().filter(|finding| finding.period == Some(period)) {
        if let Some(organisation) = &finding.organisation {
            out.entry(organisation).or_default().push(finding);
        }
    }
    out
}

/// Last month's returns, and what they came to by the rules of their month.
pub(super) struct Before<'w> {
    plan: &'w Plan,
    judged: BTreeMap<&'w str, (&'w Return, Judged)>,
}

/// Judges last month's returns; their breaches are counted and not listed.
pub(super) fn before<'w>(work: &Work<'w>, plan: &'w Plan, whole: &'w Group, spread: Spread<'_>) -> Before<'w> {
    // The month before last month is not at hand, nor are all returns of last month as a rule.
    let counted = Shown { counted: (0..plan.rules.len()).collect(), alone: true };
    let returns: Vec<&Return> = whole.before.iter().filter_map(|member| work.pool.get(*member)).collect();
    let one = |nth: usize| {
        returns.get(nth).map_or_else(Judged::default, |ret| judge(plan, Desk::among(ret, work.pool), &counted))
    };
    let judged = spread(returns.len(), &one);
    let by_code =
        returns.iter().zip(judged).filter_map(|(ret, judged)| Some((ret.organisation.as_deref()?, (*ret, judged))));
    Before { plan, judged: by_code.collect() }
}

/// The organisations of a whole, those that need most attention first.
pub(super) fn ranked(
    work: &Work<'_>,
    whole: &Group,
    before: Option<&Before<'_>>,
    list: &Listed<'_>,
    only: &Only,
) -> Vec<Organisation> {
    let mut out: Vec<Organisation> = whole
        .members
        .iter()
        .filter_map(|member| {
            let ret = work.pool.get(*member)?;
            let code = ret.organisation.clone()?;
            let listed = list.expected.iter().find(|one| one.code == code);
            let groups =
                listed.zip(list.layout.form.groups.as_ref()).map_or(Vec::new(), |(one, by)| groups_of(one, by));
            let name = listed.and_then(|one| one.name.clone());
            only.takes(Some(&code), &groups).then(|| organisation(work, ret, (code, name, groups), before, list))
        })
        .collect();
    let urgency = |one: &Organisation| {
        let levels = &work.report.level.outputs;
        one.level.as_ref().map_or(0, |level| {
            // What is collected from several rows is no level: somebody has to look.
            levels.iter().position(|known| known == level).map_or(0, |at| at.saturating_add(1))
        })
    };
    // Where it cannot be told somebody has to look first.
    out.sort_by(|a, b| {
        let by_order = || b.order.cmp(&a.order);
        urgency(a).cmp(&urgency(b)).then_with(by_order).then_with(|| a.code.cmp(&b.code))
    });
    out
}

fn organisation(
    work: &Work<'_>,
    ret: &Return,
    (code, name, groups): (String, Option<String>, Vec<(String, String, String)>),
    before: Option<&Before<'_>>,
    list: &Listed<'_>,
) -> Organisation {
    let findings = list.findings.get(code.as_str()).map_or(&[][..], Vec::as_slice);
    let breaches: Vec<&&Finding> = findings.iter().filter(|finding| finding.outcome == Outcome::Fail).collect();
    let waived: Vec<&&Finding> = findings.iter().filter(|finding| finding.outcome == Outcome::Waived).collect();
    let flags: BTreeSet<String> = breaches.iter().filter_map(|finding| finding.flag.clone()).collect();
    let accepted: BTreeSet<&String> = waived.iter().filter_map(|finding| finding.flag.as_ref()).collect();
    let rules = |fits: &dyn Fn(&Finding) -> bool| {
        let rules: BTreeSet<&str> =
            breaches.iter().filter(|finding| fits(finding)).map(|finding| finding.rule.as_str()).collect();
        rules.len()
    };
    let urgency = |word: &'static str| move |finding: &Finding| finding.triage.as_deref() == Some(word);
    let said = findings.iter().filter(|finding| finding.outcome == Outcome::NotJudged && finding.unlisted.is_none());
    let counts = [
        rules(&urgency("red")),
        rules(&urgency("amber")),
        rules(&|finding| finding.severity == Severity::Error),
        said.count(),
    ];
    let unjudged: BTreeSet<&str> = findings
        .iter()
        .filter(|finding| finding.outcome == Outcome::NotJudged)
        .map(|finding| finding.rule.as_str())
        .chain(findings.iter().flat_map(|finding| finding.blocked.iter().map(String::as_str)))
        .collect();
    let locals = locals(work, counts, &flags, &|rule| unjudged.contains(rule));
    let Level { level, decided_by, because } = level(work, &work.report.level, ret, &locals);
    let previous = before.and_then(|before| Some((before.plan, before.judged.get(code.as_str())?)));
    let figures = figures(work, ret, previous.map(|(_, (ret, _))| *ret), &locals);
    let order = work.report.order.iter().map(|node| work.value(ret, node, &locals).as_number()).collect();
    let since = previous.map(|(plan, (ret, judged))| since(work, plan, (ret, judged), (&flags, &accepted)));
    Organisation {
        place: ret.place,
        reasons: reasons(&breaches),
        waived: reasons(&waived),
        flags: flags.into_iter().collect(),
        code,
        name,
        groups,
        level,
        decided_by,
        because,
        counts,
        figures,
        since,
        order,
    }
}

/// What a decision can ask: the counts, and the flags. A flag is missing where a rule that sets it could
/// not be judged, or was left out.
fn locals(
    work: &Work<'_>,
    counts: [usize; 4],
    flags: &BTreeSet<String>,
    unjudged: &dyn Fn(&str) -> bool,
) -> Vec<Value> {
    let number = |count: usize| Value::Number(Number::from_int(i64::try_from(count).unwrap_or(i64::MAX)));
    let mut locals: Vec<Value> = counts.into_iter().map(number).collect();
    let unsure = |flag: &String| {
        let mut setting = work.plan.rules.iter().filter(|rule| rule.rule.flag.as_ref() == Some(flag));
        setting.any(|rule| !rule.selected || unjudged(&rule.rule.id))
    };
    let flag = |flag: &String| {
        let value = match flags.contains(flag) {
            true => Value::Bool(true),
            false if unsure(flag) => Value::NULL,
            false => Value::Bool(false),
        };
        (Arc::from(flag.as_str()), value)
    };
    locals.push(Value::Context(Arc::new(work.report.flags.iter().map(flag).collect())));
    locals
}

/// The breaches that speak for attention: errors and what is red or amber, each rule once.
fn reasons(breaches: &[&&Finding]) -> Vec<Reason> {
    let rank = |finding: &Finding| match (finding.triage.as_deref(), finding.severity) {
        (Some("red"), _) => 0,
        (_, Severity::Error) => 1,
        (Some(_), _) => 2,
        _ => 3,
    };
    let mut chosen: Vec<&&&Finding> = breaches.iter().filter(|finding| rank(finding) < 3).collect();
    chosen.sort_by_key(|finding| (rank(finding), finding.rule.clone()));
    chosen.dedup_by_key(|finding| finding.rule.clone());
    let reason = |finding: &&&Finding| Reason {
        rule: finding.rule.clone(),
        title: finding.title.clone(),
        severity: finding.severity,
        triage: finding.triage.clone(),
        message: finding.message.clone(),
        place: finding.place,
        waiver: finding.waiver.clone().map(|note| {
            let words = note.words(finding.gap.as_ref());
            (note, words)
        }),
    };
    chosen.iter().map(|finding| reason(finding)).collect()
}

fn figures(work: &Work<'_>, ret: &Return, previous: Option<&Return>, locals: &[Value]) -> Vec<Figure> {
    let figure =
        |ret: &Return, node: &crate::plan::Node| work.value(ret, node, locals).as_number().map(Number::trimmed);
    let one = |one: &crate::plan::PlannedFigure| Figure {
        name: one.name.clone(),
        title: one.title.clone(),
        value: figure(ret, &one.value),
        limit: one.limit.as_ref().map(|limit| figure(ret, limit)),
        previous: one.since_last.then(|| previous.and_then(|ret| figure(ret, &one.value))),
    };
    work.report.figures.iter().map(one).collect()
}

/// What has changed since last month, whose breaches are held against no waiver. What rules across months say of last month is left out: the
/// month before it is not at hand.
fn since(
    work: &Work<'_>,
    plan: &Plan,
    (ret, judged): (&Return, &Judged),
    (flags, accepted): (&BTreeSet<String>, &BTreeSet<&String>),
) -> Since {
    let rules = plan.rules.iter().zip(&judged.tallies);
    let failed: Vec<_> = rules.filter(|(rule, tally)| rule.selected && tally.of(Outcome::Fail) > 0).collect();
    let then: BTreeSet<String> = failed.iter().filter_map(|(rule, _)| rule.rule.flag.clone()).collect();
    let across: BTreeSet<&String> = work
        .plan
        .rules
        .iter()
        .filter(|rule| rule.reach.is_across())
        .filter_map(|rule| rule.rule.flag.as_ref())
        .collect();
    let of = |word: &str| failed.iter().filter(|(rule, _)| rule.rule.urgency.as_deref() == Some(word)).count();
    let errors = failed.iter().filter(|(rule, _)| rule.rule.severity == Severity::Error).count();
    let rules = plan.rules.iter().zip(&judged.tallies);
    let unjudged: BTreeSet<&str> =
        rules.filter(|(_, tally)| tally.of(Outcome::NotJudged) > 0).map(|(rule, _)| rule.rule.id.as_str()).collect();
    let counts = [of("red"), of("amber"), errors, unjudged.len()];
    let locals = locals(work, counts, &then, &|rule| unjudged.contains(rule));
    let comparable = |flag: &&String| !across.contains(flag);
    Since {
        level: plan.report.get().as_ref().and_then(|report| level(work, &report.level, ret, &locals).level),
        new: flags.difference(&then).filter(comparable).cloned().collect(),
        // What is waived is not gone.
        gone: then.difference(flags).filter(comparable).filter(|flag| !accepted.contains(flag)).cloned().collect(),
    }
}
