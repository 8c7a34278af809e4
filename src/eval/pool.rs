//! All returns that were read, by organisation, period and group: what rules across returns look
//! things up in. Only the return that counts of an organisation and period is in it, and in the
//! groups only those that count as received.

use super::desk::BESIDE;
use super::group::{Group, Lack, Named, Staged};
use super::index::Index;
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
    /// For how many tables each has room behind [`BESIDE`], as a power of two: which return a table
    /// belongs to is asked for every figure.
    room: u32,
    by_whose: HashMap<(&'r str, &'r str, Period), usize>,
    /// The organisations and periods of which two returns were read and nothing says which counts.
    rivals: BTreeSet<(String, String, Period)>,
    by_period: BTreeMap<(&'r str, Period), Vec<usize>>,
    groups: BTreeMap<(String, Period, String), Vec<Group>>,
}

impl<'r> Pool<'r> {
    /// Lays out returns of which each organisation has one in a period. `wanted` are the forms and
    /// periods whose groups are asked for.
    pub fn new(
        returns: Vec<&'r Return>,
        rivals: BTreeSet<(String, String, Period)>,
        wanted: &BTreeSet<(String, Period)>,
    ) -> Pool<'r> {
        let mut pool = Pool { rivals, ..Pool::default() };
        let most = returns.iter().map(|ret| ret.tables.len()).max().unwrap_or(0);
        pool.room = most.max(1).next_power_of_two().trailing_zeros();
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
        let index = beside.checked_shr(self.room)?;
        Some((self.returns.get(index)?, beside.checked_sub(index.checked_shl(self.room)?)?))
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
        index.checked_shl(self.room).unwrap_or(0).saturating_add(BESIDE)
    }

    fn values(&self, indexes: impl Iterator<Item = usize>) -> Value {
        Value::list(indexes.map(|index| Value::Return(self.base(index))).collect())
    }

    /// The earlier return of the same organisation, by the value rules know it by.
    pub(super) fn previous(&self, own: &Return, earlier: Earlier) -> Result<usize, Arc<Lack>> {
        let lack = |words: String, alike: Option<String>| Arc::new(Lack::unread(words, alike));
        let (Some(organisation), Some(period)) = (&own.organisation, own.period) else {
            return Err(lack("the return does not say whose it is and of which period".to_owned(), None));
        };
        let Some(period) = earlier.of(period) else {
            return Err(lack("there is no such period".to_owned(), None));
        };
        let found = self.find(&own.layout.form.id, organisation, period).map(|index| self.base(index));
        found.ok_or_else(|| {
            let (form, whose) = (own.layout.form.id.clone(), shown_short(organisation));
            if self.rivals.contains(&(form, organisation.clone(), period)) {
                let words = format!("two returns of {whose} for {period} were read, and nothing says which counts");
                let help = "take one of them away, or give the later one the next version";
                return Arc::new(Lack { help, ..Lack::unread(words, None) });
            }
            let words = format!("the return of {whose} for {period} is not among those read");
            lack(words, Some(format!("returns of {period}")))
        })
    }

    /// The months of an organisation's year up to a return's, oldest first, and the return of each;
    /// nothing where the return does not say whose it is.
    fn months(&self, own: &Return) -> Option<Vec<(Period, Option<usize>)>> {
        let (organisation, period) = (own.organisation.as_ref()?, own.period?);
        let months = (1..=period.month).map(|month| Period { month, ..period });
        Some(months.map(|period| (period, self.find(&own.layout.form.id, organisation, period))).collect())
    }

    /// The returns of an organisation's year up to a return's month, oldest first.
    pub(super) fn series(&self, own: &Return) -> Value {
        let months = self.months(own);
        months.map_or(Value::NULL, |months| self.values(months.into_iter().filter_map(|(_, found)| found)))
    }

    /// Why an organisation's year up to a return's month has gaps.
    pub(super) fn gaps(&self, own: &Return) -> Option<Arc<Lack>> {
        let months = self.months(own)?.into_iter().filter(|(_, found)| found.is_none());
        let absent: Vec<String> = months.map(|(period, _)| format!("M{:02}", period.month)).collect();
        if absent.is_empty() {
            return None;
        }
        let (organisation, year) = (own.organisation.as_deref()?, own.period?.year);
        let (whose, absent) = (shown_short(organisation), absent.join(", "));
        let words = format!("of the returns of {whose} in {year} those of {absent} are not among those read");
        Some(Arc::new(Lack::unread(words, Some(format!("returns of earlier months of {year}")))))
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
            return Err(Arc::new(Lack::unread(format!("no {what} is among those read"), Some(what))));
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

    /// A group with these returns, all that are expected of it, of a month and the month before.
    fn complete(&self, named: Named, period: Period, members: Vec<usize>, before: Vec<usize>) -> Group {
        Group {
            named,
            period,
            expected: members.len(),
            organisations: members.iter().filter_map(|member| self.get(*member)?.organisation.clone()).collect(),
            missing: Vec::new(),
            unexpected: Vec::new(),
            unlisted: None,
            returns: self.values(members.iter().copied()),
            index: Index::default(),
            earlier: self.values(before.iter().copied()),
            unread: None,
            members,
            before,
        }
    }

    /// Takes in a group that an example of a rule gives.
    pub fn stage(&mut self, form: &str, staged: Staged) {
        let lacking = staged.expected.saturating_sub(staged.members.len()).max(staged.missing.len());
        let missing = (0..lacking).map(|nth| {
            let code = staged.missing.get(nth).cloned().unwrap_or_else(|| format!("?{nth}"));
            (code, Place::default())
        });
        let unread = Lack::unread("the returns of the month before are not given".to_owned(), None);
        let by = staged.named.by.clone();
        let group = Group {
            expected: staged.expected,
            missing: missing.collect(),
            unexpected: staged.unexpected,
            unread: staged.before.is_none().then(|| Arc::new(unread)),
            ..self.complete(staged.named, staged.period, staged.members, staged.before.unwrap_or_default())
        };
        self.groups.entry((form.to_owned(), staged.period, by)).or_default().push(group);
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
                let named = Named { by: by.clone(), code, name };
                self.made(named, form, period, &expected, earlier.as_deref())
            });
            let made = made.collect();
            self.groups.insert((form.to_owned(), period, by.clone()), made);
        }
        let all: Vec<&Expected> = expected.iter().collect();
        let earlier: Option<Vec<&Expected>> = expected_before.as_ref().map(|all| all.iter().collect());
        let mut whole = self.made(whole_of(&groups, &groups.whole), form, period, &all, earlier.as_deref());
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
                expected: 0,
                returns: Value::NULL,
                earlier: Value::NULL,
                unlisted: Some(Arc::clone(&lack)),
                unread: Some(Arc::clone(&lack)),
                ..self.complete(whole_of(groups, by), period, members.clone(), Vec::new())
            };
            self.groups.insert((form.to_owned(), period, by.to_owned()), vec![group]);
        }
    }

    fn made(
        &self,
        named: Named,
        form: &str,
        period: Period,
        expected: &[&Expected],
        expected_before: Option<&[&Expected]>,
    ) -> Group {
        let (members, missing) = self.sorted_out(form, period, expected);
        let of_before = Earlier::PreviousMonth.of(period).zip(expected_before);
        let (before, unread) = match of_before {
            Some((period, expected)) => {
                let (before, lacking) = self.sorted_out(form, period, expected);
                let lack = || {
                    let (all, name) = (expected.len(), shown_short(&named.name));
                    let words = format!(
                        "{} of the {all} returns of {name} for {period} are not among those read",
                        lacking.len()
                    );
                    let alike = before.is_empty().then(|| format!("returns of {period}"));
                    Lack { places: lacking.clone(), ..Lack::unread(words, alike) }
                };
                let unread = (!lacking.is_empty()).then(lack);
                (before, unread)
            }
            None => {
                let words = format!("{period} has no month before it for which returns are expected");
                let help = "nothing: the rule needs the month before";
                (Vec::new(), Some(Lack { help, ..Lack::unread(words, None) }))
            }
        };
        Group {
            expected: expected.len(),
            organisations: expected.iter().map(|one| one.code.clone()).collect(),
            missing,
            unread: unread.map(Arc::new),
            ..self.complete(named, period, members, before)
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

/// The name of the whole, for the returns as they are grouped by a name.
fn whole_of(groups: &Groups, by: &str) -> Named {
    Named { by: by.to_owned(), code: by.to_owned(), name: groups.whole_title.clone() }
}
