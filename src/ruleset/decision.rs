//! Decision tables as they are written, and what a report for a regional team is made of.

use super::Expression;
use super::load::{expression, owned_key};
use crate::decision::{Aggregate, HitPolicy};
use crate::diag::Diagnostic;
use crate::feel::{self, Kind};
use crate::read::{At, keys};
use crate::source::{Place, shown_short};
use crate::value::Number;

/// An input of a decision table.
#[derive(Debug, Clone)]
pub struct DecisionInput {
    /// What it is called.
    pub name: String,
    /// Where that stands.
    pub place: Place,
    /// The expression that is held against the tests of the rows.
    pub value: Expression,
    /// The words that it can be, where they are stated.
    pub values: Option<Vec<String>>,
    /// Whether it is a whole number.
    pub whole: bool,
    /// Its least and its greatest value.
    pub bounds: (Option<Number>, Option<Number>),
    /// Whether it may be missing: then only `-` matches it.
    pub optional: bool,
}

/// A row of a decision table.
#[derive(Debug, Clone)]
pub struct DecisionRow {
    /// Its id.
    pub id: String,
    /// Where that stands.
    pub place: Place,
    /// For each input what it has to be, as `? in (…)`; nothing for `-`.
    pub when: Vec<Option<Expression>>,
    /// What it gives.
    pub then: String,
    /// Why, in words.
    pub because: Option<String>,
}

/// A decision table.
#[derive(Debug, Clone)]
pub struct Decision {
    /// Its name.
    pub name: String,
    /// Where that stands.
    pub place: Place,
    /// What it decides, in words.
    pub title: String,
    /// What it gives when several rows match.
    pub policy: HitPolicy,
    /// Its inputs.
    pub inputs: Vec<DecisionInput>,
    /// What it can give, the most urgent first.
    pub outputs: Vec<String>,
    /// What it gives when no row matches.
    pub default: Option<String>,
    /// Its rows.
    pub rows: Vec<DecisionRow>,
}

/// How returns are added up in a figure of a roll-up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Adding {
    /// How many returns it holds for.
    Count,
    /// The sum over all returns.
    Sum,
}

/// A figure of a roll-up.
#[derive(Debug, Clone)]
pub struct RollUp {
    /// Its name in data.
    pub name: String,
    /// Its name in words.
    pub title: String,
    /// How returns are added up.
    pub adding: Adding,
    /// Of one return.
    pub value: Expression,
    /// What a sum is shown as a share of.
    pub share_of: Option<Expression>,
    /// Whether its movement since last month is shown.
    pub movement: bool,
}

/// A figure shown of each organisation.
#[derive(Debug, Clone)]
pub struct OrganisationFigure {
    /// Its name in data.
    pub name: String,
    /// Its name in words.
    pub title: String,
    /// The figure.
    pub value: Expression,
    /// The threshold that it is measured against.
    pub limit: Option<Expression>,
    /// Whether what it was last month is shown.
    pub since_last: bool,
}

/// What a report for a regional team is made of.
#[derive(Debug, Clone)]
pub struct TriageReport {
    /// Where it stands.
    pub place: Place,
    /// What it is, in words.
    pub title: String,
    /// The decision that says how much attention an organisation needs.
    pub level: (String, Place),
    /// The output of it that means none.
    pub quiet: (String, Place),
    /// The groups that it adds up, by their names, the largest first.
    pub groups: Vec<(String, Place)>,
    /// The figures of roll-ups.
    pub roll_up: Vec<RollUp>,
    /// Figures of each organisation that have a threshold, and others.
    pub figures: Vec<OrganisationFigure>,
    /// What organisations of one level are ordered by, the largest first.
    pub order: Vec<Expression>,
    /// The column of the list of organisations by which those that sent nothing are weighed.
    pub weight: Option<(String, Place)>,
}

impl Decision {
    /// All its expressions.
    pub fn expressions(&self) -> Vec<&Expression> {
        let cells = self.rows.iter().flat_map(|row| row.when.iter().flatten());
        self.inputs.iter().map(|input| &input.value).chain(cells).collect()
    }
}

impl TriageReport {
    /// All its expressions.
    pub fn expressions(&self) -> Vec<&Expression> {
        let roll_up = self.roll_up.iter().flat_map(|one| std::iter::once(&one.value).chain(&one.share_of));
        let figures = self.figures.iter().flat_map(|one| std::iter::once(&one.value).chain(&one.limit));
        roll_up.chain(figures).chain(&self.order).collect()
    }
}

/// Reads the decision tables of a rule set.
pub(super) fn decisions(at: At<'_>, diagnostics: &mut Vec<Diagnostic>) -> Vec<Decision> {
    keys::named_entries(at, "`decisions`", diagnostics)
        .into_iter()
        .filter_map(|(name, entry)| decision(name, entry.key.place(), entry.value, diagnostics))
        .collect()
}

fn decision(name: &str, place: Place, at: At<'_>, diagnostics: &mut Vec<Diagnostic>) -> Option<Decision> {
    let what = format!("decision `{name}`");
    let known = ["title", "note", "hit_policy", "aggregate", "inputs", "outputs", "default", "rows"];
    if !keys::check_keys(at, &what, &known, diagnostics) {
        return None;
    }
    let title = keys::required(at, &what, "title", diagnostics)?.to_owned();
    let policy = policy(at, &what, diagnostics)?;
    let outputs = keys::texts(at, "outputs", diagnostics).into_iter().map(|(text, _)| text.to_owned()).collect();
    // All that is wrong is said, not only the first of it.
    let inputs: Vec<Option<_>> =
        entries(at, &what, "inputs", diagnostics)?.into_iter().map(|at| input(at, &what, diagnostics)).collect();
    let inputs = inputs.into_iter().collect::<Option<Vec<_>>>()?;
    let rows: Vec<Option<_>> =
        entries(at, &what, "rows", diagnostics)?.into_iter().map(|at| row(at, &what, &inputs, diagnostics)).collect();
    let rows: Option<Vec<_>> = rows.into_iter().collect();
    let default = keys::text(at, "default", diagnostics).map(str::to_owned);
    Some(Decision { name: name.to_owned(), place, title, policy, inputs, outputs, default, rows: rows? })
}

fn policy(at: At<'_>, what: &str, diagnostics: &mut Vec<Diagnostic>) -> Option<HitPolicy> {
    keys::required(at, what, "hit_policy", diagnostics)?;
    let policy = keys::word(at, "hit_policy", &HitPolicy::ALL.map(|(word, _)| word), diagnostics)?;
    let aggregate = keys::word(at, "aggregate", &Aggregate::ALL.map(|(word, _)| word), diagnostics);
    let aggregate = aggregate.and_then(Aggregate::parse);
    match HitPolicy::parse(policy)? {
        HitPolicy::Collect(_) => Some(HitPolicy::Collect(aggregate)),
        other if at.value("aggregate").is_none() => Some(other),
        _ => {
            let place = at.value("aggregate").map_or(at.place(), At::place);
            let words = "`aggregate` belongs to the hit policy collect";
            diagnostics.push(Diagnostic::at("E203", place, words).help("take it away, or write hit_policy: collect"));
            None
        }
    }
}

/// The items of a list that has to be there and not empty.
fn entries<'t>(at: At<'t>, what: &str, key: &str, diagnostics: &mut Vec<Diagnostic>) -> Option<Vec<At<'t>>> {
    let list = at.value(key);
    let items: Vec<At<'t>> = list.filter(|list| list.is_list()).map_or(Vec::new(), |list| list.items().collect());
    if items.is_empty() {
        let place = list.map_or_else(|| keys::first_key(at), At::place);
        diagnostics.push(Diagnostic::at("E202", place, format!("{what} needs a list under `{key}`")));
        return None;
    }
    Some(items)
}

fn input(at: At<'_>, what: &str, diagnostics: &mut Vec<Diagnostic>) -> Option<DecisionInput> {
    let what = format!("an input of {what}");
    let known = ["name", "title", "value", "values", "whole", "low", "high", "optional"];
    if !keys::check_keys(at, &what, &known, diagnostics) {
        return None;
    }
    let name = keys::required(at, &what, "name", diagnostics)?.to_owned();
    keys::required(at, &what, "value", diagnostics)?;
    let value = expression(at.value("value")?, "`value`", diagnostics)?;
    let mut bound = |key: &str| {
        let text = keys::text(at, key, diagnostics)?;
        let number = Number::parse(text);
        if number.is_none() {
            let place = at.value(key).map_or(at.place(), At::place);
            diagnostics.push(Diagnostic::at(
                "E203",
                place,
                format!("`{key}` is a number, not `{}`", shown_short(text)),
            ));
        }
        number
    };
    let bounds = (bound("low"), bound("high"));
    let values = at.value("values").map(|_| {
        let texts = keys::texts(at, "values", diagnostics);
        texts.into_iter().map(|(text, _)| text.to_owned()).collect()
    });
    Some(DecisionInput {
        place: at.value("name").map_or(at.place(), At::place),
        name,
        value,
        values,
        whole: keys::flag(at, "whole", diagnostics),
        bounds,
        optional: keys::flag(at, "optional", diagnostics),
    })
}

fn row(at: At<'_>, what: &str, inputs: &[DecisionInput], diagnostics: &mut Vec<Diagnostic>) -> Option<DecisionRow> {
    let what = format!("a row of {what}");
    if !keys::check_keys(at, &what, &["id", "when", "then", "because", "note"], diagnostics) {
        return None;
    }
    let id = keys::required(at, &what, "id", diagnostics)?.to_owned();
    let place = at.value("id").map_or(at.place(), At::place);
    let cells = entries(at, &format!("row {id}"), "when", diagnostics)?;
    if cells.len() != inputs.len() {
        let (has, needs) = (counted(cells.len(), "test"), counted(inputs.len(), "input"));
        let words = format!("row {} has {has}, and the table has {needs}", shown_short(&id));
        diagnostics.push(Diagnostic::at("E217", place, words).help("write - where anything goes"));
        return None;
    }
    let when: Vec<Option<_>> = cells.into_iter().map(|at| cell(at, diagnostics)).collect();
    let when: Option<Vec<_>> = when.into_iter().collect();
    let then = keys::required(at, &what, "then", diagnostics)?.to_owned();
    let because = keys::text(at, "because", diagnostics).map(str::to_owned);
    Some(DecisionRow { id, place, when: when?, then, because })
}

fn counted(count: usize, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}

/// What stands in the brackets of a test that is one `not(…)`.
fn negated(text: &str) -> Option<&str> {
    let inner = text.strip_prefix("not(")?.strip_suffix(')')?;
    let mut depth = 0i32;
    for c in inner.chars() {
        depth = depth.saturating_add(match c {
            '(' => 1,
            ')' => -1,
            _ => 0,
        });
        if depth < 0 {
            return None;
        }
    }
    Some(inner)
}

/// Reads a test of a row, such as `> 5`, `[0..1)`, `"a", "b"`, `not(true)` or `-`.
fn cell(at: At<'_>, diagnostics: &mut Vec<Diagnostic>) -> Option<Option<Expression>> {
    let Some(scalar) = at.scalar().filter(|scalar| !scalar.is_null()) else {
        let words = format!("a test is a text such as \"> 5\" or \"-\", not {}", at.kind());
        diagnostics.push(Diagnostic::at("E203", at.place(), words));
        return None;
    };
    let text = scalar.text.trim();
    if text == "-" {
        return Some(None);
    }
    let (inner, negated) = negated(text).map_or((text, false), |inner| (inner, true));
    let before = if negated { "not(? in (" } else { "? in (" };
    let after = if negated { "))" } else { ")" };
    match feel::parse(&format!("{before}{inner}{after}")) {
        Ok(expr) if matches!(expr.kind, Kind::In(..)) || negated => {
            Some(Some(Expression { text: text.to_owned(), expr, map: at.text_map(), place: at.place() }))
        }
        Ok(_) => {
            diagnostics.push(Diagnostic::at("E203", at.place(), format!("`{}` is no test", shown_short(text))));
            None
        }
        Err(error) => {
            // The place of the whole test: what stands around it is not the writer's.
            diagnostics.push(Diagnostic::at(error.code, at.place(), error.message).maybe_help(error.help));
            None
        }
    }
}

/// Reads what a report for a regional team is made of.
pub(super) fn triage(at: At<'_>, diagnostics: &mut Vec<Diagnostic>) -> Option<TriageReport> {
    let what = "`triage`";
    let known = ["title", "note", "level", "quiet", "groups", "roll_up", "figures", "order", "weight"];
    if !keys::check_keys(at, what, &known, diagnostics) {
        return None;
    }
    let placed = |key: &str, text: &str| (text.to_owned(), at.value(key).map_or(at.place(), At::place));
    let title = keys::required(at, what, "title", diagnostics)?.to_owned();
    let level = placed("level", keys::required(at, what, "level", diagnostics)?);
    let quiet = placed("quiet", keys::required(at, what, "quiet", diagnostics)?);
    let roll_up = at.value("roll_up").map_or(Vec::new(), |at| keys::named_entries(at, "`roll_up`", diagnostics));
    let roll_up = roll_up.into_iter().filter_map(|(name, entry)| one_roll_up(name, entry.value, diagnostics));
    let roll_up: Vec<RollUp> = roll_up.collect();
    let figures = at.value("figures").map_or(Vec::new(), |at| keys::named_entries(at, "`figures`", diagnostics));
    let figures: Vec<_> =
        figures.into_iter().filter_map(|(name, entry)| figure(name, entry.value, diagnostics)).collect();
    let order = at.value("order").map_or(Vec::new(), |order| order.items().collect());
    let order = order.into_iter().filter_map(|at| expression(at, "`order`", diagnostics)).collect();
    Some(TriageReport {
        place: keys::first_key(at),
        title,
        level,
        quiet,
        groups: owned_key(at, "groups", diagnostics),
        roll_up,
        figures,
        order,
        weight: keys::text(at, "weight", diagnostics).map(|text| placed("weight", text)),
    })
}

fn one_roll_up(name: &str, at: At<'_>, diagnostics: &mut Vec<Diagnostic>) -> Option<RollUp> {
    let what = format!("roll-up `{name}`");
    if !keys::check_keys(at, &what, &["title", "count", "sum", "share_of", "movement"], diagnostics) {
        return None;
    }
    let (adding, value) = match (at.value("count"), at.value("sum")) {
        (Some(count), None) => (Adding::Count, count),
        (None, Some(sum)) => (Adding::Sum, sum),
        _ => {
            let words = format!("{what} needs `count:` or `sum:`, and not both");
            diagnostics.push(Diagnostic::at("E202", keys::first_key(at), words));
            return None;
        }
    };
    let share_of = match at.value("share_of") {
        Some(share_of) => Some(expression(share_of, "`share_of`", diagnostics)?),
        None => None,
    };
    Some(RollUp {
        name: name.to_owned(),
        title: keys::text(at, "title", diagnostics).unwrap_or(name).to_owned(),
        adding,
        value: expression(value, &what, diagnostics)?,
        share_of,
        movement: keys::flag(at, "movement", diagnostics),
    })
}

fn figure(name: &str, at: At<'_>, diagnostics: &mut Vec<Diagnostic>) -> Option<OrganisationFigure> {
    let what = format!("figure `{name}`");
    if !keys::check_keys(at, &what, &["title", "value", "limit", "since_last"], diagnostics) {
        return None;
    }
    keys::required(at, &what, "value", diagnostics)?;
    let limit = match at.value("limit") {
        Some(limit) => Some(expression(limit, "`limit`", diagnostics)?),
        None => None,
    };
    Some(OrganisationFigure {
        name: name.to_owned(),
        title: keys::text(at, "title", diagnostics).unwrap_or(name).to_owned(),
        value: expression(at.value("value")?, &what, diagnostics)?,
        limit,
        since_last: keys::flag(at, "since_last", diagnostics),
    })
}
