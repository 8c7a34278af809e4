//! The returns that one judgement can look at: its own, and others beside it. Tables are told apart
//! by one number: the own return's begin at 0, those of the others behind [`BESIDE`].

use super::group::{Group, Lack};
use super::index::Index;
use super::pool::Pool;
use crate::check::{Around, Fact};
use crate::form::Table;
use crate::reference::Layout;
use crate::returns::{Cell, Return, Row, TableData};
use crate::ruleset::Reach;
use crate::value::{CellRef, Missing, Number, RowRef, Value};
use std::sync::Arc;

/// Where the tables of other returns begin: no form has as many.
pub const BESIDE: usize = 1 << 24;

/// A return, and what can be seen around it.
#[derive(Debug, Clone, Copy)]
pub struct Desk<'r> {
    /// The return that is judged; for a group, one that has nothing in it but the group's period.
    pub own: &'r Return,
    /// All returns that were read.
    pool: Option<&'r Pool<'r>>,
    /// The group that a rule of a group is judged for, and the whole.
    groups: Option<(&'r Group, &'r Group)>,
}

impl<'r> Desk<'r> {
    /// A return with nothing beside it.
    pub fn alone(own: &'r Return) -> Desk<'r> {
        Desk { own, pool: None, groups: None }
    }

    /// A return among others.
    pub fn among(own: &'r Return, pool: &'r Pool<'r>) -> Desk<'r> {
        Desk { own, pool: Some(pool), groups: None }
    }

    /// The same within a group and the whole.
    pub fn within(self, groups: Option<(&'r Group, &'r Group)>) -> Desk<'r> {
        Desk { groups, ..self }
    }

    /// The group that a rule is judged in.
    pub fn group(&self) -> Option<&'r Group> {
        self.groups.map(|(group, _)| group)
    }

    /// The groups of this return by a name, where it belongs to one.
    pub fn groups_by(&self, name: &str) -> Option<(&'r Group, &'r Group)> {
        self.pool?.groups_of(self.own, name)
    }

    /// The return that a table belongs to, and its place in that return.
    pub fn at(&self, table: usize) -> Option<(&'r Return, usize)> {
        match table.checked_sub(BESIDE) {
            None => Some((self.own, table)),
            Some(beside) => self.pool?.at(beside),
        }
    }

    /// Whether a table is of the return that is judged.
    pub fn is_own(table: usize) -> bool {
        table < BESIDE
    }

    /// A row and its return.
    pub fn of_row(&self, row: RowRef) -> Option<(&'r Return, RowRef)> {
        let (ret, table) = self.at(row.table)?;
        Some((ret, RowRef { table, ..row }))
    }

    /// The layout of the return that a table belongs to, and the table's place in it.
    pub fn layout(&self, table: usize) -> Option<(&'r Layout, usize)> {
        let (ret, table) = self.at(table)?;
        Some((&ret.layout, table))
    }

    /// A table as the form has it.
    pub fn table(&self, table: usize) -> Option<&'r Table> {
        let (layout, table) = self.layout(table)?;
        layout.table(table)
    }

    /// A table as it was given.
    pub fn data(&self, table: usize) -> Option<&'r TableData> {
        let (ret, table) = self.at(table)?;
        ret.tables.get(table)
    }

    /// A row.
    pub fn row(&self, row: RowRef) -> Option<&'r Row> {
        self.data(row.table)?.rows.get(row.row)
    }

    /// A cell.
    pub fn cell(&self, cell: CellRef) -> Option<&'r Cell> {
        self.row(cell.row)?.cells.get(cell.column)
    }

    /// The value of a cell; unknown where there is no such cell.
    pub fn value(&self, cell: CellRef) -> Value {
        self.cell(cell).map_or(Value::Missing(Missing::Unknown), |cell| cell.value.clone())
    }

    /// The path of a cell in its return.
    pub fn path(&self, cell: CellRef) -> String {
        self.of_row(cell.row).map_or(String::new(), |(ret, row)| ret.path(CellRef { row, ..cell }))
    }

    /// Whose return a table is of, in words that tell it from the own one: `of 05D for 2016-17 M06`.
    pub fn whose(&self, table: usize) -> Option<String> {
        let (ret, _) = self.at(table).filter(|_| !Self::is_own(table))?;
        let code = ret.organisation.as_deref().map(crate::source::shown_short);
        let other = ret.organisation != self.own.organisation;
        let period = ret.period.filter(|period| Some(*period) != self.own.period);
        let parts: Vec<String> = [
            code.filter(|_| other).map(|code| format!("of {code}")),
            period.map(|period| if other { format!("for {period}") } else { format!("of {period}") }),
        ]
        .into_iter()
        .flatten()
        .collect();
        (!parts.is_empty()).then(|| parts.join(" "))
    }

    /// What a name of the surroundings stands for in a rule that reaches so far; why there is nothing.
    pub fn around(&self, around: &Around, reach: &Reach, row: Option<RowRef>) -> Result<Value, Option<Arc<Lack>>> {
        if self.own.period.is_none() {
            // What is wrong with the period is said of the period.
            return Err(None);
        }
        match around {
            Around::Previous => self.previous(reach).map(Value::Return),
            Around::PreviousLine => {
                let (base, row) = (self.previous(reach)?, row.ok_or(None)?);
                let key = &self.row(row).ok_or(None)?.key;
                let table = base.saturating_add(row.table);
                let rows = self.data(table).map_or(&[][..], |data| &data.rows);
                // Lines stand in the same order in every return.
                let same = rows.get(row.row).is_some_and(|other| other.key == *key).then_some(row.row);
                let found = same.or_else(|| rows.iter().position(|other| other.key == *key));
                Ok(found.map_or(Value::NULL, |row| Value::Row(RowRef { table, row })))
            }
            Around::Series => Ok(self.pool.ok_or_else(by_itself)?.series(self.own)),
            Around::Group | Around::Nation => Err(None),
            Around::OfGroup(fact) => fact_of(self.groups.ok_or(None)?.0, *fact, reach.incomplete),
            Around::OfNation(fact) => fact_of(self.groups.ok_or(None)?.1, *fact, reach.incomplete),
            Around::Beside { form, table, earlier } => {
                let pool = self.pool.ok_or_else(by_itself)?;
                let period = self.own.period.ok_or(None)?;
                pool.beside(form, *table, period, *earlier).map_err(Some)
            }
        }
    }

    /// The index of a list, where it is all returns of a group that can be looked at.
    pub(super) fn index_of(&self, list: &Arc<Vec<Value>>) -> Option<&'r Index> {
        let (group, whole) = self.groups?;
        [group, whole].into_iter().find_map(|group| group.index_of(list))
    }

    /// Why the series of the year has gaps; nothing where it has none.
    pub fn gaps(&self) -> Option<Arc<Lack>> {
        self.pool?.gaps(self.own)
    }

    fn previous(&self, reach: &Reach) -> Result<usize, Option<Arc<Lack>>> {
        let earlier = reach.compare.ok_or(None)?;
        self.pool.ok_or_else(by_itself)?.previous(self.own, earlier).map_err(Some)
    }
}

/// Why a return that is judged by itself sees no other.
fn by_itself() -> Option<Arc<Lack>> {
    Some(Arc::new(Lack {
        words: "no other return can be looked at from this one".to_owned(),
        alike: None,
        places: Vec::new(),
        help: "say in it whose it is and of which period, and the rule can be judged",
    }))
}

fn fact_of(group: &Group, fact: Fact, incomplete: bool) -> Result<Value, Option<Arc<Lack>>> {
    let count = |count: usize| Value::Number(Number::from_int(i64::try_from(count).unwrap_or(i64::MAX)));
    let codes = |codes: &mut dyn Iterator<Item = &String>| Value::list(codes.map(|code| Value::text(code)).collect());
    let counted = matches!(fact, Fact::Expected | Fact::Received | Fact::Missing | Fact::Unexpected);
    if let (true, Some(lack)) = (counted, &group.unlisted) {
        return Err(Some(Arc::clone(lack)));
    }
    Ok(match fact {
        Fact::Code => Value::text(&group.named.code),
        Fact::Name => Value::text(&group.named.name),
        Fact::Expected => count(group.expected),
        Fact::Received => count(group.received()),
        Fact::Missing => codes(&mut group.missing.iter().map(|(code, _)| code)),
        Fact::Unexpected => codes(&mut group.unexpected.iter()),
        Fact::Period => Value::text(&group.period.to_string()),
        Fact::FinancialYear => Value::text(&group.period.year.to_string()),
        Fact::Month => Value::Number(Number::from_int(i64::from(group.period.month))),
        Fact::Returns => group.returns(incomplete)?,
        Fact::PreviousReturns => group.previous_returns(incomplete)?,
    })
}
