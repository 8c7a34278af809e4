//! All returns that were read, by organisation, period and group: what rules across returns look
//! things up in. Only the return that counts of an organisation and period is in it, and in the
//! groups only those that count as received.

use super::desk::BESIDE;
use super::group::{Group, Lack, Staged};
use crate::form::Groups;
use crate::reference::Expected;
use crate::returns::Return;
use crate::ruleset::Earlier;
use crate::source::{Place, shown_short};
use crate::value::{Period, RowRef, Value};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

/// All returns that were read.
#[derive(Debug, Default)]
pub struct Pool<'r> {
    returns: Vec<&'r Return>,
    /// Where the tables of each begin, behind [`BESIDE`].
    starts: Vec<usize>,
    by_whose: HashMap<(&'r str, &'r str, Period), usize>,
    by_period: BTreeMap<(&'r str, Period), Vec<usize>>,
    groups: BTreeMap<(String, Period, String), Vec<Group>>,
}

impl<'r> Pool<'r> {
    /// Lays out returns of which each organisation has one in a period. `wanted` are the forms and
    /// periods whose groups are asked for.
    pub fn new(returns: Vec<&'r Return>, wanted: &BTreeSet<(String, Period)>) -> Pool<'r> {
        let mut pool = Pool::default();
        let mut start = 0usize;
        for ret in &returns {
            pool.starts.push(start);
            start = start.saturating_add(ret.tables.len().max(1));
        }
        for (index, ret) in returns.iter().enumerate() {
            let form = ret.layout.form.id.as_str();
            let Some(period) = ret.period else { continue };
            pool.by_period.entry((form, period)).or_default().push(index);
            if let Some(organisation) = &ret.organisation {
                pool.by_whose.insert((form, organisation, period), index);
            }
        }
        pool.returns = returns;
        for (form, period) in wanted {
            pool.group(form, *period);
        }
        pool
    }

    /// The return that a table behind [`BESIDE`] belongs to, and the table's place in it.
    pub(super) fn at(&self, beside: usize) -> Option<(&'r Return, usize)> {
        let index = self.starts.partition_point(|start| *start <= beside).checked_sub(1)?;
        Some((self.returns.get(index)?, beside.checked_sub(*self.starts.get(index)?)?))
    }

    /// The return at a place among all.
    pub fn get(&self, index: usize) -> Option<&'r Return> {
        self.returns.get(index).copied()
    }

    /// The return of an organisation and period.
    pub fn find(&self, form: &str, organisation: &str, period: Period) -> Option<usize> {
        self.by_whose.get(&(form, organisation, period)).copied()
    }

    /// The value by which rules know a return.
    fn base(&self, index: usize) -> usize {
        self.starts.get(index).copied().unwrap_or(0).saturating_add(BESIDE)
    }

    fn values(&self, indexes: impl Iterator<Item = usize>) -> Value {
        Value::list(indexes.map(|index| Value::Return(self.base(index))).collect())
    }

    /// The earlier return of the same organisation, by the value rules know it by.
    pub(super) fn previous(&self, own: &Return, earlier: Earlier) -> Result<usize, Arc<Lack>> {
        let lack = |words: String, alike: Option<String>| {
            Arc::new(Lack { words, alike, places: Vec::new(), help: "give it with --with, and the rule can be judged" })
        };
        let (Some(organisation), Some(period)) = (&own.organisation, own.period) else {
            return Err(lack("the return does not say whose it is and of which period".to_owned(), None));
        };
        let Some(period) = earlier.of(period) else {
            return Err(lack("there is no such period".to_owned(), None));
        };
        let found = self.find(&own.layout.form.id, organisation, period).map(|index| self.base(index));
        found.ok_or_else(|| {
            let words = format!("the return of {} for {period} is not among those read", shown_short(organisation));
            lack(words, Some(format!("returns of {period}")))
        })
    }

    /// The returns of an organisation's year up to a return's month, oldest first.
    pub(super) fn series(&self, own: &Return) -> Value {
        let (Some(organisation), Some(period)) = (&own.organisation, own.period) else {
            return Value::NULL;
        };
        let months = (1..=period.month).map(|month| Period { month, ..period });
        self.values(months.filter_map(|period| self.find(&own.layout.form.id, organisation, period)))
    }

    /// Why an organisation's year up to a return's month has gaps.
    pub(super) fn gaps(&self, own: &Return) -> Option<Arc<Lack>> {
        let (organisation, period) = (own.organisation.as_ref()?, own.period?);
        let months = (1..=period.month).map(|month| Period { month, ..period });
        let absent = months.filter(|period| self.find(&own.layout.form.id, organisation, *period).is_none());
        let absent: Vec<String> = absent.map(|period| format!("M{:02}", period.month)).collect();
        if absent.is_empty() {
            return None;
        }
        Some(Arc::new(Lack {
            words: format!(
                "of the returns of {} in {} those of {} are not among those read",
                shown_short(organisation),
                period.year,
                absent.join(", ")
            ),
            alike: Some(format!("returns of earlier months of {}", period.year)),
            places: Vec::new(),
            help: "give them with --with, and the rule can be judged",
        }))
    }

    /// The returns of another form in a period, or the rows of one of its tables; why there are no
    /// returns. Of rows there may be none.
    pub(super) fn beside(
        &self,
        form: &str,
        table: Option<usize>,
        period: Period,
        earlier: bool,
    ) -> Result<Value, Arc<Lack>> {
        let period = if earlier { Earlier::PreviousMonth.of(period) } else { Some(period) };
        let found = period.and_then(|period| self.by_period.get(&(form, period)));
        let mut found = found.into_iter().flatten().copied().filter(|index| self.is_received(*index)).peekable();
        if let Some(table) = table {
            let rows = found.flat_map(|index| {
                let rows = self.get(index).and_then(|ret| ret.tables.get(table)).map_or(0, |data| data.rows.len());
                let table = self.base(index).saturating_add(table);
                (0..rows).map(move |row| Value::Row(RowRef { table, row }))
            });
            return Ok(Value::list(rows.collect()));
        }
        if found.peek().is_none() {
            let of = period.map_or("the month before".to_owned(), |period| period.to_string());
            let what = format!("return of form `{}` for {of}", shown_short(form));
            return Err(Arc::new(Lack {
                words: format!("no {what} is among those read"),
                alike: Some(what),
                places: Vec::new(),
                help: "give it, or give it with --with, and the rule can be judged",
            }));
        }
        Ok(self.values(found))
    }

    fn is_received(&self, index: usize) -> bool {
        self.get(index).is_some_and(|ret| ret.received)
    }

    /// The groups of a form's returns in a period, by a name.
    pub fn groups(&self, form: &str, period: Period, by: &str) -> &[Group] {
        self.groups.get(&(form.to_owned(), period, by.to_owned())).map_or(&[], Vec::as_slice)
    }

    /// The group that a return belongs to by a name, and the whole.
    pub(super) fn groups_of(&self, ret: &Return, by: &str) -> Option<(&Group, &Group)> {
        let (form, period) = (&ret.layout.form, ret.period?);
        let whole = self.groups(&form.id, period, &form.groups.as_ref()?.whole).first()?;
        let organisation = ret.organisation.as_deref()?;
        let mut groups = self.groups(&form.id, period, by).iter();
        Some((groups.find(|group| group.organisations.contains(organisation))?, whole))
    }

    /// Takes in a group that an example of a rule gives.
    pub fn stage(&mut self, form: &str, staged: &Staged) {
        let codes = staged.members.iter().filter_map(|member| self.get(*member)?.organisation.clone());
        let lacking = staged.expected.saturating_sub(staged.members.len()).max(staged.missing.len());
        let missing = (0..lacking).map(|nth| {
            let code = staged.missing.get(nth).cloned().unwrap_or_else(|| format!("?{nth}"));
            (code, Place::default())
        });
        let lack = || {
            let words = "the returns of the month before are not given".to_owned();
            let help = "give them with --with, and the rule can be judged";
            Arc::new(Lack { words, alike: None, places: Vec::new(), help })
        };
        let earlier = staged.before.as_ref().map(|before| self.values(before.iter().copied()));
        let group = Group {
            by: staged.by.clone(),
            code: staged.code.clone(),
            name: staged.name.clone(),
            period: staged.period,
            expected: staged.expected,
            organisations: codes.collect(),
            returns: self.values(staged.members.iter().copied()),
            members: staged.members.clone(),
            before: staged.before.clone().unwrap_or_default(),
            missing: missing.collect(),
            unexpected: staged.unexpected.clone(),
            unlisted: None,
            earlier: earlier.clone().unwrap_or_else(|| Value::list(Vec::new())),
            previous: earlier.ok_or_else(lack),
        };
        self.groups.entry((form.to_owned(), staged.period, staged.by.clone())).or_default().push(group);
    }

    /// Makes the groups of a form and period.
    fn group(&mut self, form: &str, period: Period) {
        let of_period = self.by_period.get(&(form, period)).cloned().unwrap_or_default();
        let Some(layout) = of_period.first().and_then(|index| Some(Arc::clone(&self.get(*index)?.layout))) else {
            return;
        };
        let Some(groups) = layout.form.groups.clone() else { return };
        let Some(expected) = layout.expected(period) else {
            return self.unlisted(form, period, &groups);
        };
        let before = Earlier::PreviousMonth.of(period);
        let expected_before = before.and_then(|before| layout.expected(before));
        for (nth, (by, _)) in groups.by.iter().enumerate() {
            let mut of_group: BTreeMap<(String, String), Vec<&Expected>> = BTreeMap::new();
            for one in &expected {
                if let Some(Some(group)) = one.groups.get(nth) {
                    of_group.entry(group.clone()).or_default().push(one);
                }
            }
            let made = of_group.into_iter().map(|((code, name), expected)| {
                let was =
                    |one: &&Expected| one.groups.get(nth).is_some_and(|of| of.as_ref().is_some_and(|of| of.0 == code));
                let earlier: Option<Vec<&Expected>> =
                    expected_before.as_ref().map(|all| all.iter().filter(was).collect());
                self.made((by.clone(), code.clone(), name), form, period, &expected, earlier.as_deref())
            });
            let made = made.collect();
            self.groups.insert((form.to_owned(), period, by.clone()), made);
        }
        let all: Vec<&Expected> = expected.iter().collect();
        let earlier: Option<Vec<&Expected>> = expected_before.as_ref().map(|all| all.iter().collect());
        let name = (groups.whole.clone(), groups.whole.clone(), groups.whole_title.clone());
        let mut whole = self.made(name, form, period, &all, earlier.as_deref());
        let known: BTreeSet<&str> = expected.iter().map(|one| one.code.as_str()).collect();
        let sent = of_period.iter().filter(|index| self.is_received(**index));
        let sent = sent.filter_map(|index| self.get(*index)?.organisation.clone());
        whole.unexpected = sent.filter(|code| !known.contains(code.as_str())).collect();
        whole.unexpected.sort();
        self.groups.insert((form.to_owned(), period, groups.whole), vec![whole]);
    }

    /// The whole, and one group of each kind, of a period for which no list says what is expected.
    fn unlisted(&mut self, form: &str, period: Period, groups: &Groups) {
        let year = period.year;
        let what = format!("reference list `{}` for {year}", shown_short(&groups.list));
        let lack = Arc::new(Lack {
            words: format!("there is no {what}, so which returns are expected is not known"),
            alike: Some(what),
            places: Vec::new(),
            help: "give a reference list of it with --rules, and the rule can be judged",
        });
        let members = self.by_period.get(&(form, period)).cloned().unwrap_or_default();
        for by in groups.names() {
            let group = Group {
                by: by.to_owned(),
                code: by.to_owned(),
                name: groups.whole_title.clone(),
                period,
                expected: 0,
                members: members.clone(),
                before: Vec::new(),
                missing: Vec::new(),
                unexpected: Vec::new(),
                organisations: members.iter().filter_map(|member| self.get(*member)?.organisation.clone()).collect(),
                unlisted: Some(Arc::clone(&lack)),
                returns: Value::NULL,
                previous: Err(Arc::clone(&lack)),
                earlier: Value::NULL,
            };
            self.groups.insert((form.to_owned(), period, by.to_owned()), vec![group]);
        }
    }

    fn made(
        &self,
        (by, code, name): (String, String, String),
        form: &str,
        period: Period,
        expected: &[&Expected],
        before: Option<&[&Expected]>,
    ) -> Group {
        let (members, missing) = self.sorted_out(form, period, expected);
        let earlier = Earlier::PreviousMonth.of(period);
        let of_before = earlier.zip(before).map(|(period, before)| self.sorted_out(form, period, before));
        let before_members = of_before.as_ref().map_or(Vec::new(), |(there, _)| there.clone());
        let (there, previous) = match (earlier, of_before) {
            (Some(period), Some((there, lacking))) => {
                let none = there.is_empty();
                let there = self.values(there.into_iter());
                let lack = || Lack {
                    words: format!(
                        "{} of the {} returns of {} for {period} are not among those read",
                        lacking.len(),
                        before.map_or(0, <[_]>::len),
                        shown_short(&name)
                    ),
                    alike: none.then(|| format!("returns of {period}")),
                    places: lacking.clone(),
                    help: "give them with --with, and the rule can be judged",
                };
                let previous = if lacking.is_empty() { Ok(there.clone()) } else { Err(Arc::new(lack())) };
                (there, previous)
            }
            _ => {
                let words = format!("{period} has no month before it for which returns are expected");
                let help = "nothing: the rule needs the month before";
                (Value::list(Vec::new()), Err(Arc::new(Lack { words, alike: None, places: Vec::new(), help })))
            }
        };
        Group {
            returns: self.values(members.iter().copied()),
            organisations: expected.iter().map(|one| one.code.clone()).collect(),
            by,
            code,
            name,
            period,
            expected: expected.len(),
            members,
            before: before_members,
            missing,
            unexpected: Vec::new(),
            unlisted: None,
            previous,
            earlier: there,
        }
    }

    /// The returns received of those expected, and the organisations whose return was not.
    fn sorted_out(&self, form: &str, period: Period, expected: &[&Expected]) -> (Vec<usize>, Vec<(String, Place)>) {
        let mut members = Vec::new();
        let mut missing = Vec::new();
        for one in expected {
            match self.find(form, &one.code, period).filter(|index| self.is_received(*index)) {
                Some(index) => members.push(index),
                None => missing.push((one.code.clone(), one.place)),
            }
        }
        (members, missing)
    }
}
