//! What could not be judged: given to the finding that names its cause, or said by itself.

use super::*;
use crate::reference::ReferenceKey;
use crate::returns::SlipId;
use crate::value::Missing;
use std::collections::{BTreeSet, HashMap};

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
    ret: &Return,
    unjudged: Vec<Unjudged<'_>>,
    read_by: &[(usize, Vec<Seen>)],
    offset: usize,
    judged: &mut Judged,
) {
    let mut own: Vec<Own> = Vec::new();
    let of_slips = slips::findings_of(plan, ret);
    let mut unjudged = unjudged;
    for judgement in &mut unjudged {
        judgement.causes = whole_causes(ret, &judgement.causes);
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
                let figure = shown(ret, place).map(|shown| shown.place);
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
            say(&mut own, judgement, ret);
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
fn say(own: &mut Vec<Own>, judgement: Unjudged<'_>, ret: &Return) {
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
                    cause_words(ret, *seen, &mut places);
                }
            }
            let related =
                places.into_iter().take(1).map(|(place, path, label)| Related { role: "operand", place, path, label });
            own.finding.related.extend(related);
            own.causes.extend(judgement.causes);
        }
        Some(own) if own.causes.is_empty() && judgement.causes.is_empty() => {}
        _ => {
            let finding = unjudged_finding(&judgement, ret);
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
fn whole_causes(ret: &Return, causes: &[Cause]) -> Vec<Cause> {
    let whole = causes.iter().map(|cause| match cause {
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

pub(super) fn block(finding: &mut Finding, id: &str) {
    if !finding.blocked.iter().any(|other| other == id) {
        finding.blocked.push(id.to_owned());
        finding.blocked.sort();
    }
}

/// The slip that concerns what was looked at.
pub(super) fn slip_of(ret: &Return, seen: Seen) -> Option<SlipId> {
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
    if table < ret.layout.period {
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

pub(super) fn unjudged_finding(judgement: &Unjudged<'_>, ret: &Return) -> Finding {
    let mut finding = blank(judgement.rule, ret, Outcome::NotJudged);
    let mut words = Vec::new();
    let mut places: Vec<(Place, String, String)> = Vec::new();
    for cause in &judgement.causes {
        match cause {
            Cause::Constant(name) => {
                let year = ret.year.map_or("this year".to_owned(), |year| year.to_string());
                words.push(format!("constant `{name}` has no value for {year}"));
            }
            Cause::Fault(fault) => words.push(fault.words().to_owned()),
            Cause::Seen(seen) => words.extend(cause_words(ret, *seen, &mut places)),
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

/// What is missing, in words, and where to point.
pub(super) fn cause_words(ret: &Return, seen: Seen, places: &mut Vec<(Place, String, String)>) -> Option<String> {
    let table = seen.table();
    let shown = shown(ret, seen)?;
    let words = if ret.layout.is_reference(table) {
        listed_words(ret, table, seen)
    } else if table == ret.layout.period {
        "the period cannot be read".to_owned()
    } else {
        let unusable = match seen {
            Seen::Cell(cell) => matches!(ret.value(cell), Value::Missing(Missing::Unknown)),
            Seen::Row(_) => false,
            Seen::Table(table) => ret.tables.get(table).is_some_and(|data| data.unusable),
        };
        format!("`{}` {}", shown.path, if unusable { "cannot be used" } else { "is not given" })
    };
    places.push((shown.place, shown.path, shown.label));
    Some(words)
}

/// Why a reference list gives nothing: the return does not say what to look up, there is no list,
/// it has no such row, or the row has no such figure.
fn listed_words(ret: &Return, table: usize, seen: Seen) -> String {
    let of_table = ret.layout.table(table);
    let name = of_table.map_or("", |table| &table.name);
    let Some(year) = ret.year else { return "the financial year cannot be read".to_owned() };
    let Some(key) = ret.reference_code(table) else {
        let unsaid = match ret.layout.reference_key(table) {
            ReferenceKey::Organisation => "the return states no organisation",
            ReferenceKey::Period => "the period cannot be read",
        };
        return unsaid.to_owned();
    };
    let key = value_text(&Value::text(&key));
    let data = ret.tables.get(table);
    let column = match seen {
        Seen::Cell(cell) => of_table.and_then(|table| table.columns.get(cell.column)),
        _ => None,
    };
    match column {
        _ if data.is_some_and(|data| data.unusable) => format!("there is no reference list of `{name}` for {year}"),
        Some(column) if data.is_some_and(|data| data.present) => {
            format!("the reference list of `{name}` gives no `{}` for `{key}`", column.name)
        }
        _ => format!("`{key}` is not in the reference list of `{name}` for {year}"),
    }
}

/// What has to be given so that the rule can be judged.
fn help(ret: &Return, causes: &[Cause]) -> Option<String> {
    table_of(causes.iter())?;
    let from_a_list = table_of(causes.iter()).is_some_and(|table| ret.layout.is_reference(table));
    let words = match unlisted(ret, causes) {
        Some(_) => "give a reference list of it with --rules, and the rule can be judged",
        None if from_a_list => "correct the return's organisation and period, or give a list that has it with --rules",
        None => "give the figure, and the rule can be judged",
    };
    Some(words.to_owned())
}

/// The first table that a cause is about.
fn table_of<'c>(causes: impl Iterator<Item = &'c Cause>) -> Option<usize> {
    let mut causes = causes;
    causes.find_map(|cause| match cause {
        Cause::Seen(seen) => Some(seen.table()),
        _ => None,
    })
}

/// The reference list and year for want of which something was not judged, when nothing else is
/// missing.
fn unlisted(ret: &Return, causes: &[Cause]) -> Option<String> {
    let year = ret.year?;
    let missing_list = |cause: &&Cause| {
        table_of(std::iter::once(*cause)).is_some_and(|table| {
            ret.layout.is_reference(table) && ret.tables.get(table).is_some_and(|data| data.unusable)
        })
    };
    let all = !causes.is_empty() && causes.iter().all(|cause| missing_list(&cause));
    let table = table_of(causes.iter()).filter(|_| all)?;
    ret.reference_code(table)?;
    Some(format!("`{}` for {year}", ret.layout.table(table)?.name))
}
