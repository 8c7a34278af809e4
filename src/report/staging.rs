//! The returns that an example of a rule gives: its own, and those that the rule sees beside it.

use super::RuleBook;
use super::examples::{as_return, stand_ins};
use super::gather::of_group;
use crate::check::Names;
use crate::eval::{Desk, Group, Named, Pool, Staged};
use crate::read::{self, At, Syntax};
use crate::reference::Layout;
use crate::returns::{Options, Return, conform};
use crate::ruleset::{Beside, Rule};
use crate::source::Place;
use crate::value::Period;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Where and why an example cannot be staged.
pub type Refused = (Option<Place>, String);

/// The returns of an example.
#[derive(Debug)]
pub struct Stage {
    /// Its own return; of a rule of a group, one that stands for nothing.
    own: Return,
    /// The period whose rules are meant.
    pub rules_of: Option<Period>,
    others: Vec<Return>,
    groups: Vec<Staged>,
    /// Whether the rule is judged for a group.
    of_group: bool,
}

/// The month that an example is taken to be of which does not say: one that has months before it.
const USUAL_MONTH: u8 = 7;

impl Stage {
    /// A stage with nothing beside the return.
    pub fn alone(own: Return, rules_of: Option<Period>) -> Stage {
        Stage { own, rules_of, others: Vec::new(), groups: Vec::new(), of_group: false }
    }

    /// Gives the work the desk that the rule would see.
    pub fn show<R>(&self, work: impl FnOnce(Desk<'_>) -> R) -> R {
        if self.others.is_empty() && self.groups.is_empty() {
            return work(Desk::alone(&self.own));
        }
        let mut returns: Vec<&Return> = vec![&self.own];
        returns.extend(&self.others);
        let mut pool = Pool::new(returns, BTreeSet::new(), &BTreeSet::new());
        for group in &self.groups {
            pool.stage(&self.own.layout.form.id, group.clone());
        }
        if !self.of_group {
            return work(Desk::among(&self.own, &pool));
        }
        let form = &self.own.layout.form;
        let period = self.own.period.unwrap_or_else(|| usual(self.rules_of));
        let of = |by: &str| pool.groups(&form.id, period, by).first();
        let groups = self.groups.first().zip(form.groups.as_ref());
        let groups = groups.and_then(|(group, names)| Some((of(&group.named.by)?, of(&names.whole)?)));
        let own =
            groups.map_or_else(|| self.own.clone(), |(group, _): (&Group, _)| of_group(&self.own.layout, group, &pool));
        work(Desk::among(&own, &pool).within(groups))
    }
}

/// A month of the year whose rules are meant that has months before it.
fn usual(rules_of: Option<Period>) -> Period {
    let year = rules_of.map_or(crate::value::Year(2000), |period| period.year);
    Period { year, month: USUAL_MONTH }
}

/// What an example gives of the surroundings of its return.
const AROUND: [&str; 6] = ["previous", "series", "returns", "previous_returns", "group", "nation"];

/// Sets up returns one after the other.
struct Setter<'b> {
    book: &'b mut RuleBook,
    layout: Arc<Layout>,
    rule: String,
    period: Period,
}

impl RuleBook {
    /// The returns that an example gives besides its own.
    pub(super) fn stage(
        &mut self,
        set: usize,
        rule: &Rule,
        given: Option<At<'_>>,
        (own, rules_of): (Return, Option<Period>),
    ) -> Result<Stage, Refused> {
        let reach = &rule.reach;
        if !reach.is_across() {
            return Ok(Stage::alone(own, rules_of));
        }
        let besides: Vec<(Beside, bool, Arc<Layout>)> = self.besides(set, given);
        let of_group = reach.group.is_some() && rule.for_each.is_none();
        let mut own = own;
        let period = *own.period.get_or_insert_with(|| usual(rules_of));
        own.organisation.get_or_insert_with(|| "own".to_owned());
        let layout = Arc::clone(&own.layout);
        let mut stage = Stage { own, rules_of, others: Vec::new(), groups: Vec::new(), of_group };
        let mut setter = Setter { book: self, layout, rule: rule.id.clone(), period };
        let value = |name: &str| given.and_then(|given| given.value(name));
        if let (Some(earlier), Some(at)) = (reach.compare, value("previous")) {
            let mut ret = setter.made(at)?;
            ret.organisation = stage.own.organisation.clone();
            ret.period = earlier.of(period);
            stage.others.push(ret);
        }
        if reach.series {
            setter.series(value("series"), &mut stage)?;
        }
        if let Some(by) = &reach.group {
            setter.groups(by, given, &mut stage)?;
        }
        for (beside, earlier, layout) in besides {
            let name = if earlier { format!("previous_{}", beside.name) } else { beside.name.clone() };
            let Some(at) = value(&name) else { continue };
            setter.beside(at, &beside, earlier, &layout, &mut stage)?;
        }
        Ok(stage)
    }

    /// The returns of other forms that an example gives.
    fn besides(&self, set: usize, given: Option<At<'_>>) -> Vec<(Beside, bool, Arc<Layout>)> {
        let names = Names::of(self.library(), set);
        let keys = given.into_iter().flat_map(|at| at.entries());
        let keys = keys.filter_map(|entry| entry.key.scalar().map(|scalar| scalar.text.to_owned()));
        let found = keys.filter_map(|key| {
            let (beside, earlier) = names.beside(&key)?;
            let layout = self.library().layouts.get(&beside.form)?;
            Some((beside.clone(), earlier, Arc::clone(layout)))
        });
        found.collect()
    }
}

impl Setter<'_> {
    /// A return of the rule's own form.
    fn made(&mut self, at: At<'_>) -> Result<Return, Refused> {
        let layout = Arc::clone(&self.layout);
        self.of_form(at, &layout)
    }

    /// A return of a form that gives what a mapping of paths gives.
    fn of_form(&mut self, at: At<'_>, layout: &Arc<Layout>) -> Result<Return, Refused> {
        if !at.is_map() && !at.is_null() {
            return Err((Some(at.place()), format!("a return is given as a mapping of paths, not as {}", at.kind())));
        }
        let text = as_return(layout, Some(at), None, &|_| false)?;
        self.conformed(text, layout, Some(at))
    }

    fn conformed(&mut self, text: String, layout: &Arc<Layout>, at: Option<At<'_>>) -> Result<Return, Refused> {
        let file = self.book.sources.add(format!("example of {}", self.rule), text);
        let (trees, diagnostics) = read::trees(&self.book.sources, file, Syntax::Yaml);
        let Some(tree) = trees.first() else {
            let words = diagnostics.first().map_or("the example is empty".to_owned(), |d| d.message.clone());
            return Err((at.map(At::place), words));
        };
        let options = Options { example: true, period: Some(self.period) };
        let mut ret = conform(layout, tree.root(), options).map_err(|d| (at.map(At::place), d.message))?;
        stand_ins(&mut ret, at);
        Ok(ret)
    }

    fn list(&mut self, at: At<'_>) -> Result<Vec<Return>, Refused> {
        if !at.is_list() {
            return Err((Some(at.place()), format!("returns are given as a list, not as {}", at.kind())));
        }
        at.items().map(|item| self.made(item)).collect()
    }

    /// The earlier returns of the year, the last of them of the month before.
    fn series(&mut self, at: Option<At<'_>>, stage: &mut Stage) -> Result<(), Refused> {
        let returns = at.map_or(Ok(Vec::new()), |at| self.list(at))?;
        let count = u8::try_from(returns.len()).unwrap_or(u8::MAX);
        let first = self.period.month.saturating_sub(count).max(1);
        for (month, mut ret) in (first..).zip(returns) {
            ret.organisation = stage.own.organisation.clone();
            ret.period = Some(Period { month: ret.period.map_or(month, |period| period.month), ..self.period });
            stage.others.push(ret);
        }
        Ok(())
    }

    /// The returns of a group, and of the whole where the example tells them apart.
    fn groups(&mut self, by: &str, given: Option<At<'_>>, stage: &mut Stage) -> Result<(), Refused> {
        let value = |name: &str| given.and_then(|given| given.value(name));
        let own = (!stage.of_group).then_some(0);
        let group = self.group(by, "group", (value("returns"), value("previous_returns")), given, own, stage)?;
        let whole = self.layout.form.groups.as_ref().map_or(String::new(), |groups| groups.whole.clone());
        let nation = value("nation");
        let of_nation =
            |name: &str| nation.and_then(|nation| nation.value(name)).or_else(|| value(&format!("nation.{name}")));
        let told = of_nation("returns").is_some() || of_nation("previous_returns").is_some();
        let of_whole = match told || (by != whole && nation.is_some()) {
            true => {
                self.group(&whole, "nation", (of_nation("returns"), of_nation("previous_returns")), given, own, stage)?
            }
            false => Staged { named: Named { by: whole.clone(), ..group.named.clone() }, ..group.clone() },
        };
        stage.groups.push(group);
        if by != whole {
            stage.groups.push(of_whole);
        }
        Ok(())
    }

    fn group(
        &mut self,
        by: &str,
        key: &str,
        (returns, previous): (Option<At<'_>>, Option<At<'_>>),
        given: Option<At<'_>>,
        own: Option<usize>,
        stage: &mut Stage,
    ) -> Result<Staged, Refused> {
        let fact = |name: &str| {
            let given = given?;
            let whole = given.value(key).and_then(|group| group.value(name));
            whole.or_else(|| given.value(&format!("{key}.{name}")))?.text()
        };
        let mut members: Vec<usize> = own.into_iter().collect();
        members.extend(self.cast(returns, Some(self.period), stage)?);
        let earlier = crate::ruleset::Earlier::PreviousMonth.of(self.period);
        let before = match previous {
            Some(_) => Some(self.cast(previous, earlier, stage)?),
            None => None,
        };
        let expected = fact("expected").and_then(|text| text.parse().ok()).unwrap_or(members.len());
        let codes = |name: &str| {
            let at = given.and_then(|given| given.value(key)?.value(name));
            let items = at.into_iter().flat_map(|at| at.items());
            items.filter_map(|item| item.text().map(str::to_owned)).collect::<Vec<String>>()
        };
        Ok(Staged {
            missing: codes("missing"),
            unexpected: codes("unexpected"),
            named: Named {
                by: by.to_owned(),
                code: fact("code").unwrap_or(by).to_owned(),
                name: fact("name").or_else(|| fact("code")).unwrap_or(by).to_owned(),
            },
            period: self.period,
            expected,
            members,
            before,
        })
    }

    /// Puts the returns of a list on the stage; gives their numbers.
    fn cast(&mut self, at: Option<At<'_>>, period: Option<Period>, stage: &mut Stage) -> Result<Vec<usize>, Refused> {
        let returns = at.map_or(Ok(Vec::new()), |at| self.list(at))?;
        let mut numbers = Vec::new();
        for (nth, mut ret) in returns.into_iter().enumerate() {
            ret.organisation.get_or_insert_with(|| format!("{}", nth.saturating_add(1)));
            ret.period = period;
            stage.others.push(ret);
            numbers.push(stage.others.len());
        }
        Ok(numbers)
    }

    /// Returns of another form, or the rows of one of its tables.
    fn beside(
        &mut self,
        at: At<'_>,
        beside: &Beside,
        earlier: bool,
        layout: &Arc<Layout>,
        stage: &mut Stage,
    ) -> Result<(), Refused> {
        let period = match earlier {
            true => crate::ruleset::Earlier::PreviousMonth.of(self.period),
            false => Some(self.period),
        };
        let returns = match &beside.table {
            Some(table) => {
                let text = super::examples::as_rows(layout, table, at)?;
                vec![self.conformed(text, layout, None)?]
            }
            None if at.is_list() => {
                let made: Result<Vec<_>, _> = at.items().map(|item| self.of_form(item, layout)).collect();
                made?
            }
            None => vec![self.of_form(at, layout)?],
        };
        for mut ret in returns {
            let number = stage.others.len();
            ret.organisation.get_or_insert_with(|| format!("{number}"));
            ret.period = period;
            ret.received = true;
            stage.others.push(ret);
        }
        Ok(())
    }
}

/// Whether a key of an example is about what is beside its return.
pub fn is_around(key: &str, names: &Names<'_>) -> bool {
    let first = key.split('.').next().unwrap_or(key);
    AROUND.contains(&first) || names.beside(key).is_some()
}
