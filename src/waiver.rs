//! Waivers: breaches that somebody with the power to do so has accepted, for one organisation,
//! for a time, and if need be up to a bound. What a return says of a waiver is a claim and lifts
//! nothing; only an entry of a waivers file does.

use crate::diag::{Diagnostic, Severity, did_you_mean};
use crate::finding::{Finding, Outcome, Standing, WaiverNote};
use crate::read::{At, keys};
use crate::ruleset::Span;
use crate::source::{Place, shown_line};
use crate::value::{Date, Number, Period};
use std::collections::BTreeSet;

/// An entry of a waivers file.
#[derive(Debug, Clone)]
pub struct Waiver {
    /// The id of the rule.
    pub rule: String,
    /// The code of the organisation.
    pub organisation: String,
    /// The periods of the returns for which it holds, both ends included.
    pub periods: Span,
    /// The path of the figure or row for which it holds, when it is for one only.
    pub at: Option<String>,
    /// Why the breach was accepted.
    pub reason: String,
    /// Where that is recorded.
    pub evidence: String,
    /// Who accepted it.
    pub approved_by: String,
    /// The last day on which it holds.
    pub expires: Date,
    /// By how much at most the rule may be missed, in the form's unit.
    pub bound: Option<Number>,
    /// Where it stands.
    pub place: Place,
}

/// The waivers of a run, and the day on which they are held against their expiry.
#[derive(Debug, Default)]
pub struct Waivers {
    entries: Vec<Waiver>,
    today: Option<Date>,
    used: BTreeSet<usize>,
    covered: BTreeSet<usize>,
    expired: BTreeSet<usize>,
}

const FILE_KEYS: &[&str] = &["waivers", "title", "note"];
const ENTRY_KEYS: &[&str] =
    &["rule", "organisation", "period", "at", "reason", "evidence", "approved_by", "expires", "bound", "note"];

/// Reads the entries of a waivers file. An entry that is wrong, or lacks what a waiver has to
/// have, goes to `diagnostics` and waives nothing.
pub fn load(at: At<'_>, diagnostics: &mut Vec<Diagnostic>) -> Vec<Waiver> {
    let mut found = Vec::new();
    let list = at.value("waivers");
    match list {
        Some(list) if list.is_list() || list.is_null() => {
            keys::check_keys(at, "a waivers file", FILE_KEYS, &mut found);
        }
        _ => found.push(
            Diagnostic::at("E501", keys::first_key(at), "this is no waivers file")
                .help("begin with waivers: and a list of entries, each with rule:, organisation: and period:"),
        ),
    }
    let entries = list.into_iter().flat_map(|list| list.items());
    let waivers = entries.filter_map(|at| entry(at, &mut found)).collect();
    // Whatever is wrong in a waivers file has one code, so that it can be told from rule files.
    diagnostics.extend(found.into_iter().map(|diagnostic| Diagnostic { code: "E501", ..diagnostic }));
    waivers
}

fn entry(at: At<'_>, diagnostics: &mut Vec<Diagnostic>) -> Option<Waiver> {
    let what = "a waiver";
    if !keys::check_keys(at, what, ENTRY_KEYS, diagnostics) {
        return None;
    }
    let mut text = |key: &str| {
        let text = keys::required(at, what, key, diagnostics)?;
        if text.trim().is_empty() {
            let place = at.value(key).map_or(at.place(), At::place);
            diagnostics.push(Diagnostic::at("E501", place, format!("`{key}` of a waiver is empty")));
            return None;
        }
        Some(text.to_owned())
    };
    let (rule, organisation) = (text("rule"), text("organisation"));
    let (reason, evidence, approved_by) = (text("reason"), text("evidence"), text("approved_by"));
    let expires = text("expires");
    let wrong = |key: &str, words: String| {
        let place = at.value(key).map_or(at.place(), At::place);
        Diagnostic::at("E501", place, words)
    };
    let expires = expires.and_then(|text| {
        let date = Date::parse(text.trim());
        if date.is_none() {
            let words = format!("`expires` is the last day on which the waiver holds, not `{}`", shown_line(&text));
            diagnostics.push(wrong("expires", words).help("write a date such as 2014-03-31"));
        }
        date
    });
    let periods = periods(at, diagnostics);
    let bound = match at.value("bound") {
        None => Some(None),
        Some(value) => {
            let number = value.text().and_then(Number::parse).filter(|number| !number.is_negative());
            if number.is_none() {
                let words = "`bound` is the most by which the rule may be missed: 0 or more, in the unit of the form";
                diagnostics.push(wrong("bound", words.to_owned()).help("write a plain figure such as 1500"));
            }
            number.map(Some)
        }
    };
    Some(Waiver {
        rule: rule?,
        organisation: organisation?,
        periods: periods?,
        at: keys::text(at, "at", diagnostics).map(str::to_owned),
        reason: reason?,
        evidence: evidence?,
        approved_by: approved_by?,
        expires: expires?,
        bound: bound?,
        place: at.value("rule").map_or(at.place(), At::place),
    })
}

/// One period, or a span with both ends included.
fn periods(at: At<'_>, diagnostics: &mut Vec<Diagnostic>) -> Option<Span> {
    let Some(value) = at.value("period") else {
        keys::required(at, "a waiver", "period", diagnostics);
        return None;
    };
    let mut one = |at: At<'_>| {
        let period = at.text().and_then(Period::parse);
        if period.is_none() {
            let words = format!("`{}` is no period such as 2016-17 M07", shown_line(at.raw().trim()));
            diagnostics.push(Diagnostic::at("E501", at.place(), words));
        }
        period
    };
    if !value.is_map() {
        let period = one(value)?;
        return Some(Span { from: period, to: period });
    }
    let (from, to) = (value.value("from").and_then(&mut one), value.value("to").and_then(&mut one));
    keys::check_keys(value, "`period` of a waiver", &["from", "to"], diagnostics);
    for key in ["from", "to"] {
        if value.value(key).is_none() {
            keys::required(value, "`period` of a waiver", key, diagnostics);
        }
    }
    let span = Span { from: from?, to: to? };
    if span.from > span.to {
        let words = format!("a waiver from {} to {}: the end comes before the beginning", span.from, span.to);
        diagnostics.push(Diagnostic::at("E501", value.place(), words));
        return None;
    }
    Some(span)
}

impl Waiver {
    /// Whether it is for a rule on a return of an organisation and period.
    fn is_for(&self, organisation: Option<&str>, period: Option<Period>) -> bool {
        organisation == Some(self.organisation.as_str()) && period.is_some_and(|period| self.periods.contains(period))
    }

    fn covers(&self, finding: &Finding) -> bool {
        let at = self.at.as_deref().is_none_or(|at| {
            finding.path.strip_prefix(at).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
        });
        self.rule == finding.rule && at && self.is_for(finding.organisation.as_deref(), finding.period)
    }

    /// How it stands to a breach on a day.
    fn standing(&self, finding: &Finding, today: Option<Date>) -> Standing {
        if today.is_none_or(|today| today > self.expires) {
            return Standing::Expired;
        }
        let within = self.bound.is_none_or(|bound| finding.gap.is_some_and(|gap| gap.difference <= bound));
        if within { Standing::Granted } else { Standing::BeyondBound }
    }

    fn note(&self, standing: Standing) -> WaiverNote {
        WaiverNote {
            standing,
            reason: Some(self.reason.clone()),
            evidence: Some(self.evidence.clone()),
            approved_by: Some(self.approved_by.clone()),
            expires: Some(self.expires.to_string()),
            bound: self.bound.map(Number::trimmed),
            place: Some(self.place),
        }
    }

    fn words(&self) -> String {
        let Span { from, to } = self.periods;
        let periods = if from == to { from.to_string() } else { format!("{from} to {to}") };
        format!("{} of {} for {periods}", shown_line(&self.rule), shown_line(&self.organisation))
    }
}

impl Waivers {
    /// Takes in the entries of a file.
    pub fn add(&mut self, entries: Vec<Waiver>) {
        self.entries.extend(entries);
    }

    /// Sets the day on which waivers are held against their expiry; without one none holds.
    pub fn on(&mut self, today: Date) {
        self.today = Some(today);
    }

    /// Forgets what an earlier run found out about the entries.
    pub fn begin(&mut self) {
        self.used.clear();
        self.covered.clear();
        self.expired.clear();
    }

    /// Holds a finding against the entries: a breach that one covers, in time and within its
    /// bound, becomes waived; one that an entry no longer covers says so and stays a breach.
    /// Gives whether it was waived.
    pub fn apply(&mut self, finding: &mut Finding) -> bool {
        if finding.outcome != Outcome::Fail {
            return false;
        }
        let covering = self.entries.iter().enumerate().filter(|(_, waiver)| waiver.covers(finding));
        let best = covering.map(|(index, waiver)| (waiver.standing(finding, self.today), index)).min();
        let Some((standing, index)) = best else { return false };
        let Some(waiver) = self.entries.get(index) else { return false };
        finding.waiver = Some(waiver.note(standing));
        self.used.insert(index);
        if standing == Standing::Granted {
            finding.outcome = Outcome::Waived;
        }
        standing == Standing::Granted
    }

    /// Notes that a return was judged, so that entries for it which nothing needed can be named.
    pub fn judged(&mut self, organisation: Option<&str>, period: Option<Period>) {
        for (index, waiver) in self.entries.iter().enumerate() {
            if waiver.is_for(organisation, period) {
                self.covered.insert(index);
                if self.today.is_none_or(|today| today > waiver.expires) {
                    self.expired.insert(index);
                }
            }
        }
    }

    /// What is to be said of the entries after a run: rules that nobody has, entries past their
    /// expiry, entries that nothing needed, and entries for returns that were not judged. `rules`
    /// are the ids of all rules, `takes` says which of them were judged.
    pub fn report(&self, rules: &[String], takes: impl Fn(&str) -> bool) -> Vec<Diagnostic> {
        let warn = |code, place, words: String| Diagnostic {
            severity: Severity::Warning,
            ..Diagnostic::at(code, place, words)
        };
        let mut out = Vec::new();
        let mut elsewhere: Vec<&Waiver> = Vec::new();
        for (index, waiver) in self.entries.iter().enumerate() {
            if !rules.contains(&waiver.rule) {
                let help = did_you_mean(&waiver.rule, rules.iter().map(String::as_str));
                let words = format!("a waiver for rule `{}`, which no rule set has", shown_line(&waiver.rule));
                out.push(warn("E502", waiver.place, words).maybe_help(help));
            } else if self.expired.contains(&index) {
                let words = format!("the waiver of {} expired on {}", waiver.words(), waiver.expires);
                out.push(warn("E504", waiver.place, words).help("take the entry out, or have the waiver renewed"));
            } else if !self.covered.contains(&index) {
                elsewhere.push(waiver);
            } else if !self.used.contains(&index) && takes(&waiver.rule) {
                let words = format!("nothing needed the waiver of {}: the rule does not fail there", waiver.words());
                out.push(warn("E503", waiver.place, words).help("take the entry out"));
            }
        }
        if let Some(first) = elsewhere.first() {
            let named: Vec<String> = elsewhere.iter().take(5).map(|waiver| waiver.words()).collect();
            let more = elsewhere.len().saturating_sub(named.len());
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            let words = format!("waivers for returns that were not judged in this run: {}{more}", named.join(", "));
            let diagnostic = Diagnostic { severity: Severity::Info, ..Diagnostic::at("E505", first.place, words) };
            out.push(diagnostic);
        }
        out
    }
}
