//! What could not be judged: given to the finding that names its cause, or said by itself.

mod words;

use super::*;
use crate::eval::group::Lack;
use crate::reference::ReferenceKey;
use crate::returns::SlipId;
use crate::value::Missing;
use std::collections::{BTreeSet, HashMap};
use words::{MOST_MISSING_SHOWN, cause_words, help, unlisted};

/// A judgement that could not be made.
pub(super) struct Unjudged<'p> {
    /// The number of its rule in the plan.
    pub(super) nth: usize,
    pub(super) rule: &'p PlannedRule,
    pub(super) part: &'p PlannedPart,
    pub(super) row: Option<RowRef>,
    pub(super) causes: Vec<Cause>,
}

/// Gives every judgement that could not be made to the finding that names its cause; what nobody
/// names becomes a finding of its own, which then names that cause for the rules after it.
pub(super) fn not_judged(
    plan: &Plan,
    desk: Desk<'_>,
    unjudged: Vec<Unjudged<'_>>,
    read_by: &[(usize, Vec<Seen>)],
    offset: usize,
    judged: &mut Judged,
) {
    let ret = desk.own;
    let mut own: Vec<Own> = Vec::new();
    let of_slips = slips::findings_of(plan, ret);
    let mut unjudged = unjudged;
    for judgement in &mut unjudged {
        judgement.causes = whole_causes(desk, &judgement.causes);
    }
    let readers = Readers::new(ret, &unjudged, read_by);
    for judgement in unjudged {
        let id = &judgement.rule.rule.id;
        let mut named = false;
        for cause in &judgement.causes {
            let Cause::Seen(seen) = cause else { continue };
            for place in roots(ret, *seen) {
                if let Some(slip) = slip_of(ret, place)
                    && let Some(index) = of_slips.get(slip as usize).copied().flatten()
                    && let Some(finding) = judged.findings.get_mut(offset.saturating_add(index))
                {
                    named = true;
                    block(finding, id);
                    continue;
                }
                let reading = readers.of(ret, place);
                let same_rule = |index: &usize| judged.findings.get(*index).is_some_and(|finding| finding.rule == *id);
                if reading.iter().any(same_rule) {
                    named = true;
                    continue;
                }
                // A finding that points at the very figure says more of it than one that read it too.
                let figure = shown(desk, place).map(|shown| shown.place);
                let points =
                    |index: &&usize| judged.findings.get(**index).is_some_and(|finding| Some(finding.place) == figure);
                let pointing: Vec<usize> = reading.iter().filter(points).copied().collect();
                for index in if pointing.is_empty() { &reading } else { &pointing } {
                    if let Some(finding) = judged.findings.get_mut(*index) {
                        named = true;
                        block(finding, id);
                    }
                }
            }
        }
        if !named {
            say(&mut own, judgement, desk);
        }
    }
    judged.findings.extend(own.into_iter().map(Own::done));
}

/// Which findings read what is missing elsewhere: cells, rows and tables, and rows of reference
/// lists as a whole.
struct Readers {
    seen: HashMap<Seen, BTreeSet<usize>>,
    outside: HashMap<RowRef, BTreeSet<usize>>,
}

impl Readers {
    fn new(ret: &Return, unjudged: &[Unjudged<'_>], read_by: &[(usize, Vec<Seen>)]) -> Readers {
        let mut readers = Readers { seen: HashMap::new(), outside: HashMap::new() };
        if read_by.is_empty() {
            return readers;
        }
        for cause in unjudged.iter().flat_map(|judgement| &judgement.causes) {
            let Cause::Seen(seen) = cause else { continue };
            for place in roots(ret, *seen) {
                readers.seen.entry(place).or_default();
                if let Some(row) = listed(ret, place) {
                    readers.outside.entry(row).or_default();
                }
            }
        }
        for (index, reads) in read_by {
            for read in reads {
                if let Some(readers) = readers.seen.get_mut(read) {
                    readers.insert(*index);
                }
                if let Some(readers) = listed(ret, *read).and_then(|row| readers.outside.get_mut(&row)) {
                    readers.insert(*index);
                }
            }
        }
        readers
    }

    /// The findings that read the very thing, or anything of the same row of a reference list.
    fn of(&self, ret: &Return, cause: Seen) -> Vec<usize> {
        let same_row = listed(ret, cause).and_then(|row| self.outside.get(&row));
        let all: BTreeSet<usize> = self.seen.get(&cause).into_iter().chain(same_row).flatten().copied().collect();
        all.into_iter().collect()
    }
}

/// The row of a reference list that was looked at.
fn listed(ret: &Return, seen: Seen) -> Option<RowRef> {
    let row = match seen {
        Seen::Cell(cell) => cell.row,
        Seen::Row(row) => row,
        Seen::Table(_) => return None,
    };
    ret.layout.is_reference(row.table).then_some(row)
}

/// A finding of its own of what could not be judged.
struct Own {
    finding: Finding,
    causes: Vec<Cause>,
    /// How many further rows lack the same column.
    rows: usize,
}

impl Own {
    fn done(mut self) -> Finding {
        if self.rows > 0 {
            let rows = if self.rows == 1 { "1 more row".to_owned() } else { format!("{} more rows", self.rows) };
            self.finding.message.push_str(&format!(", nor in {rows}"));
        }
        self.finding
    }
}

/// Says that something could not be judged, where a finding names its cause already there: one
/// cause is said once, and a column that many rows lack is said once for a rule.
fn say(own: &mut Vec<Own>, judgement: Unjudged<'_>, desk: Desk<'_>) {
    let id = &judgement.rule.rule.id;
    let shares = |own: &&mut Own| own.causes.iter().any(|cause| judgement.causes.contains(cause));
    if let Some(own) = own.iter_mut().find(shares) {
        if own.finding.rule != *id {
            block(&mut own.finding, id);
        }
        return;
    }
    let column = column_of(&judgement.causes);
    let alike = |own: &&mut Own| own.finding.rule == *id && column_of(&own.causes) == column;
    match own.iter_mut().find(alike) {
        Some(own) if column.is_some() => {
            own.rows = own.rows.saturating_add(1);
            let mut places = Vec::new();
            for cause in &judgement.causes {
                if let Cause::Seen(seen) = cause {
                    cause_words(desk, *seen, &mut places);
                }
            }
            let related =
                places.into_iter().take(1).map(|(place, path, label)| Related { role: "operand", place, path, label });
            own.finding.related.extend(related);
            own.causes.extend(judgement.causes);
        }
        Some(own) if own.causes.is_empty() && judgement.causes.is_empty() => {}
        _ => {
            let finding = unjudged_finding(&judgement, desk);
            own.push(Own { finding, causes: judgement.causes, rows: 0 });
        }
    }
}

/// The table and column of a single missing cell.
fn column_of(causes: &[Cause]) -> Option<(usize, usize)> {
    match causes.first() {
        Some(Cause::Seen(Seen::Cell(cell))) => Some((cell.row.table, cell.column)),
        _ => None,
    }
}

/// The causes, each at its root: a cell of a table or line that was not given at all is missing
/// because the whole of it is.
fn whole_causes(desk: Desk<'_>, causes: &[Cause]) -> Vec<Cause> {
    let ret = desk.own;
    let whole = causes.iter().map(|cause| match cause {
        Cause::Seen(seen) if !Desk::is_own(seen.table()) => Cause::Seen(whole_beside(desk, *seen)),
        Cause::Seen(Seen::Cell(CellRef { row, .. }) | Seen::Row(row)) if row.table < ret.layout.period => {
            let absent_table = ret.tables.get(row.table).is_some_and(|data| !data.present && !data.unusable);
            let absent_row = ret.row(*row).is_some_and(|found| !found.present && found.slip.is_none());
            if absent_table {
                Cause::Seen(Seen::Table(row.table))
            } else if absent_row {
                Cause::Seen(Seen::Row(*row))
            } else {
                cause.clone()
            }
        }
        Cause::Seen(Seen::Cell(CellRef { row, .. }))
            if ret.layout.is_reference(row.table) && ret.tables.get(row.table).is_some_and(|data| !data.present) =>
        {
            Cause::Seen(Seen::Row(*row))
        }
        other => other.clone(),
    });
    each_once(whole)
}

/// The same of a cell of another return.
fn whole_beside(desk: Desk<'_>, seen: Seen) -> Seen {
    let (Some((ret, _)), Some(data)) = (desk.at(seen.table()), desk.data(seen.table())) else { return seen };
    let (Seen::Cell(CellRef { row, .. }) | Seen::Row(row)) = seen else { return seen };
    if desk.at(row.table).is_none_or(|(_, local)| local >= ret.layout.period) {
        return seen;
    }
    if !data.present && !data.unusable {
        Seen::Table(row.table)
    } else if desk.row(row).is_some_and(|found| !found.present && found.slip.is_none()) {
        Seen::Row(row)
    } else {
        seen
    }
}

pub(super) fn block(finding: &mut Finding, id: &str) {
    if !finding.blocked.iter().any(|other| other == id) {
        finding.blocked.push(id.to_owned());
        finding.blocked.sort();
    }
}

/// The slip that concerns what was looked at.
pub(super) fn slip_of(ret: &Return, seen: Seen) -> Option<SlipId> {
    if !Desk::is_own(seen.table()) {
        return None;
    }
    match seen {
        Seen::Cell(cell) => ret.cell(cell)?.slip,
        Seen::Row(row) => ret.row(row)?.slip.or_else(|| ret.tables.get(row.table)?.slip),
        Seen::Table(table) => ret.tables.get(table)?.slip,
    }
}

/// The cells of the return that something comes from: the period from year and month, a
/// reference row from the organisation's code and the year.
pub(super) fn roots(ret: &Return, seen: Seen) -> Vec<Seen> {
    let table = seen.table();
    if table < ret.layout.period || !Desk::is_own(table) {
        return vec![seen];
    }
    let form = &ret.layout.form;
    let cell =
        |(table, column): (usize, usize)| Seen::Cell(crate::value::CellRef { row: RowRef { table, row: 0 }, column });
    let mut roots = Vec::new();
    if table == ret.layout.period {
        if let Some((year, month)) = form.period {
            roots.push(cell(if ret.year.is_none() { year } else { month }));
        }
        return roots;
    }
    if ret.organisation.is_some() && ret.year.is_none() {
        roots.extend(form.period.map(|(year, _)| cell(year)));
        return roots;
    }
    roots.push(seen);
    roots.extend(ret.reference_field(table).filter(|_| ret.reference_code(table).is_none()).map(cell));
    roots
}

pub(super) fn unjudged_finding(judgement: &Unjudged<'_>, desk: Desk<'_>) -> Finding {
    let ret = desk.own;
    let mut finding = blank(judgement.rule, desk, Outcome::NotJudged);
    let mut words = Vec::new();
    let mut places: Vec<(Place, String, String)> = Vec::new();
    for cause in &judgement.causes {
        match cause {
            Cause::Constant(name) => {
                let year = ret.year.map_or("this year".to_owned(), |year| year.to_string());
                words.push(format!("constant `{name}` has no value for {year}"));
            }
            Cause::Fault(fault) => words.push(fault.words().to_owned()),
            Cause::Seen(seen) => words.extend(cause_words(desk, *seen, &mut places)),
            Cause::Lack(lack) => {
                words.push(lack.words.clone());
                let listed = |(code, place): &(String, Place)| {
                    let code = value_text(&Value::text(code));
                    (*place, String::new(), format!("{code} is not among those received"))
                };
                places.extend(lack.places.iter().take(MOST_MISSING_SHOWN).map(listed));
            }
        }
    }
    words.dedup();
    let more = words.len().saturating_sub(5);
    let mut text = words.into_iter().take(5).collect::<Vec<_>>().join("; ");
    if more > 0 {
        text.push_str(&format!("; {more} more"));
    }
    let text = if text.is_empty() { Fault::Argument.words().to_owned() } else { text };
    finding.message = text;
    finding.help = help(ret, &judgement.causes);
    finding.unlisted = unlisted(ret, &judgement.causes);
    let row_place = judgement.row.and_then(|row| Some((ret.row(row)?.place, ret.row_path(row))));
    let mut places = places.into_iter();
    if let Some((place, path, label)) = places.next() {
        finding.place = place;
        finding.path = path;
        finding.label = label;
    } else if let Some((place, path)) = row_place {
        finding.place = place;
        finding.label = path.clone();
        finding.path = path;
    }
    let related = places.map(|(place, path, label)| Related { role: "operand", place, path, label });
    finding.related = related.filter(|related| related.place != finding.place).collect();
    finding.rule_place = judgement.part.place;
    finding.fingerprint = row_key(ret, judgement.row, &judgement.part.key);
    finding
}
