//! Figures added up over a group: how many returns they rest on, within which bounds they lie where
//! some are missing, and how they have moved since last month.

use super::Work;
use crate::eval::Group;
use crate::plan::PlannedRollUp;
use crate::reference::Expected;
use crate::value::{Number, Value};

/// The figures of a group.
#[derive(Debug)]
pub struct RolledUp {
    /// The name by which returns are grouped.
    pub by: String,
    /// Its code.
    pub code: String,
    /// Its name in words.
    pub name: String,
    /// How many returns are expected.
    pub expected: usize,
    /// How many were received.
    pub received: usize,
    /// The organisations whose return was not.
    pub missing: Vec<String>,
    /// The organisations that sent one and are not in the list; of the whole only.
    pub unexpected: Vec<String>,
    /// The figures, in the order of the report.
    pub totals: Vec<Total>,
}

/// A figure of a group.
#[derive(Debug)]
pub struct Total {
    /// Its name in data.
    pub name: String,
    /// Its name in words.
    pub title: String,
    /// Whether it is a number of organisations.
    pub counts: bool,
    /// Over all returns that give it; of nothing known, nothing.
    pub value: Option<Number>,
    /// How many returns give it.
    pub known: usize,
    /// Between what the whole lies, where not all returns expected give it.
    pub bounds: Option<(Number, Number)>,
    /// The figure as a share.
    pub share: Option<Number>,
    /// How it has moved since last month; nothing where that is not known.
    pub movement: Option<Movement>,
}

/// How a figure has moved since last month.
#[derive(Debug, Clone)]
pub struct Movement {
    /// What it was.
    pub previous: Number,
    /// What it is more, or less.
    pub change: Number,
    /// The sum of the adverse movements alone; of a sum whose movement the report asks for.
    pub adverse: Option<Number>,
    /// The change as a share of that of the whole.
    pub share_of_net: Option<Number>,
    /// The adverse movements as a share of those of the whole.
    pub share_of_adverse: Option<Number>,
}

impl Movement {
    /// With the shares that it has of that of the whole, where adverse movements are asked for.
    fn within(self, whole: Option<&Movement>) -> Movement {
        let share = |part: Option<Number>, all: Option<Number>| {
            let all = all.filter(|all| !all.is_zero())?;
            part?.divide(all).ok()
        };
        let net = self.adverse.map(|_| self.change);
        let share_of_net = share(net, whole.map(|whole| whole.change));
        let share_of_adverse = share(self.adverse, whole.and_then(|whole| whole.adverse));
        Movement { share_of_net, share_of_adverse, ..self }
    }
}

/// The figures of a group within the whole, whose own are given; of the whole nothing is.
pub(super) fn rolled_up(work: &Work<'_>, group: &Group, whole: Option<&RolledUp>, expected: &[Expected]) -> RolledUp {
    let totals = work.report.roll_up.iter().enumerate().map(|(nth, one)| {
        let of_whole = whole.and_then(|whole| whole.totals.get(nth));
        total(work, (nth, one), group, of_whole, expected)
    });
    RolledUp {
        by: group.named.by.clone(),
        code: group.named.code.clone(),
        name: group.named.name.clone(),
        expected: group.expected,
        received: group.received(),
        missing: group.missing.iter().map(|(code, _)| code.clone()).collect(),
        unexpected: group.unexpected.clone(),
        totals: totals.collect(),
    }
}

fn total(
    work: &Work<'_>,
    numbered: Numbered<'_>,
    group: &Group,
    whole: Option<&Total>,
    expected: &[Expected],
) -> Total {
    let (_, one) = numbered;
    let values = each(work, numbered, &group.members);
    let known = values.iter().flatten().count();
    let value = sum(values.iter().flatten()).filter(|_| known > 0 || group.expected == 0);
    let complete = known == group.expected;
    let base = one.share_of.as_ref().map(|share| {
        let figures = group.members.iter().zip(&values).filter(|(_, value)| value.is_some());
        let figures = figures.map(|(member, _)| work.value(work.pool.get(*member)?, share, &[]).as_number());
        figures.collect::<Option<Vec<Number>>>().and_then(|all| sum(all.iter()))
    });
    let share = base.flatten().filter(|base| !base.is_zero());
    let movement = movement(work, numbered, group).map(|moved| match whole {
        Some(whole) => moved.within(whole.movement.as_ref()),
        None => moved.clone().within(Some(&moved)),
    });
    Total {
        name: one.name.clone(),
        title: one.title.clone(),
        counts: one.counts,
        bounds: value.filter(|_| !complete).and_then(|value| {
            let lacking = group.expected.saturating_sub(known);
            bounds(work, one, (value, lacking), (group, &values), expected)
        }),
        share: value.zip(share).and_then(|(value, base)| value.divide(base).ok()),
        value,
        known,
        movement: movement.filter(|_| complete),
    }
}

/// A figure of each return; of a count 1 or 0.
fn each(work: &Work<'_>, (nth, one): Numbered<'_>, members: &[usize]) -> Vec<Option<Number>> {
    let of = |member: &usize| match work.value(work.pool.get(*member)?, &one.value, &[]) {
        Value::Bool(true) => Some(Number::ONE),
        Value::Bool(false) => Some(Number::ZERO),
        Value::Number(number) => Some(number),
        _ => None,
    };
    let mut known = work.known.borrow_mut();
    members.iter().map(|member| *known.entry((nth, *member)).or_insert_with(|| of(member))).collect()
}

/// A figure of the report with its number.
type Numbered<'w> = (usize, &'w PlannedRollUp);

fn sum<'n>(numbers: impl Iterator<Item = &'n Number>) -> Option<Number> {
    let mut numbers = numbers;
    numbers.try_fold(Number::ZERO, |so_far, number| so_far.add(*number).ok()).map(Number::trimmed)
}

/// How a figure has moved in a group; nothing where returns of either month are missing.
fn movement(work: &Work<'_>, numbered: Numbered<'_>, group: &Group) -> Option<Movement> {
    let (_, one) = numbered;
    if group.previous_returns(false).is_err() || !group.missing.is_empty() {
        return None;
    }
    let now = each(work, numbered, &group.members).into_iter().collect::<Option<Vec<Number>>>()?;
    let then = each(work, numbered, &group.before).into_iter().collect::<Option<Vec<Number>>>()?;
    let previous = sum(then.iter())?;
    let change = sum(now.iter())?.subtract(previous).ok()?.trimmed();
    let adverse = match one.movement && !one.counts {
        true => Some(adverse(work, group, &now, &then)?),
        false => None,
    };
    Some(Movement { previous, change, adverse, share_of_net: None, share_of_adverse: None })
}

/// The sum of the movements of those organisations whose figure became worse.
fn adverse(work: &Work<'_>, group: &Group, now: &[Number], then: &[Number]) -> Option<Number> {
    let code = |member: &usize| work.pool.get(*member).and_then(|ret| ret.organisation.as_deref());
    let mut worse = Number::ZERO;
    for (member, now) in group.members.iter().zip(now) {
        let before = group.before.iter().position(|other| code(other) == code(member));
        let Some(then) = before.and_then(|at| then.get(at)) else { continue };
        let moved = now.subtract(*then).ok()?;
        if moved.is_negative() {
            worse = worse.add(moved).ok()?;
        }
    }
    Some(worse.trimmed())
}

/// Between what a figure of the whole group lies: a count grows by none or all of those that are
/// missing. A sum is bounded where organisations are weighed: each that is missing is taken at the
/// worst and at the best share of its weight that is seen among the others.
fn bounds(
    work: &Work<'_>,
    one: &PlannedRollUp,
    (value, lacking): (Number, usize),
    (group, values): (&Group, &[Option<Number>]),
    expected: &[Expected],
) -> Option<(Number, Number)> {
    if one.counts {
        let most = value.add(Number::from_int(i64::try_from(lacking).ok()?)).ok()?;
        return Some((value, most));
    }
    // What few organisations have in common says nothing of the others.
    if lacking.saturating_mul(2) > group.expected {
        return None;
    }
    let column = work.report.weight?;
    let weight = |code: &str| {
        let one = expected.iter().find(|one| one.code == code)?;
        one.value(column)?.as_number().filter(|weight| !weight.is_zero() && !weight.is_negative())
    };
    let shares = group.members.iter().zip(values).filter_map(|(member, value)| {
        let code = work.pool.get(*member)?.organisation.as_deref()?;
        (*value)?.divide(weight(code)?).ok()
    });
    let shares: Vec<Number> = shares.collect();
    let (least, most) = (shares.iter().min()?, shares.iter().max()?);
    let given = |code: &String| {
        let of = |(member, value): (&usize, &Option<Number>)| {
            value.is_some() && work.pool.get(*member).is_some_and(|ret| ret.organisation.as_ref() == Some(code))
        };
        group.members.iter().zip(values).any(of)
    };
    let (mut low, mut high) = (value, value);
    for code in group.organisations.iter().filter(|code| !given(code)) {
        let weight = weight(code)?;
        low = low.add(least.multiply(weight).ok()?).ok()?;
        high = high.add(most.multiply(weight).ok()?).ok()?;
    }
    let whole = |number: Number, how| number.round(0, how).ok().map(Number::trimmed);
    use crate::value::number::Rounding;
    Some((whole(low, Rounding::Floor)?, whole(high, Rounding::Ceiling)?))
}
