//! Waivers: breaches that somebody with the power to do so has accepted, for one organisation,
//! for a time, and if need be up to a bound. What a return says of a waiver is a claim and lifts
//! nothing; only an entry of a waivers file does.

use crate::diag::{Diagnostic, Severity, did_you_mean};
use crate::finding::{Bound, Finding, Outcome, Standing, WaiverNote};
use crate::read::{At, keys};
use crate::ruleset::{Span, one_period, span};
use crate::source::{Place, shown_short};
use crate::value::{Date, Period};
use std::collections::BTreeMap;

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
    /// By how much at most the rule may be missed.
    pub bound: Option<Bound>,
    /// Where it stands.
    pub place: Place,
}

/// The waivers of a run, and the day on which they are held against their expiry.
#[derive(Debug, Default)]
pub struct Waivers {
    entries: Vec<Waiver>,
    today: Option<Date>,
    seen: BTreeMap<usize, Seen>,
}

/// What a run found out about an entry.
#[derive(Debug, Clone, Copy, Default)]
struct Seen {
    /// A return it is for was judged.
    covered: bool,
    /// Its rule was judged there, or tried.
    tried: bool,
    /// Its rule could not be judged there.
    not_judged: bool,
    /// Its rule failed there, at the place it names or another.
    fails: bool,
    /// A breach was held against it.
    matched: bool,
    /// It was the entry that decided.
    used: bool,
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
        Some(list) if list.is_list() => {
            keys::check_keys(at, "a waivers file", FILE_KEYS, &mut found);
        }
        Some(list) if list.is_null() => {
            found.push(
                Diagnostic::at("E501", keys::first_key(at), "`waivers:` has nothing below it")
                    .help("write waivers: [] where there are none"),
            );
        }
        _ => found.push(
            Diagnostic::at("E501", keys::first_key(at), "this is no waivers file")
                .help("begin with waivers: and a list of entries, each with rule:, organisation: and period:"),
        ),
    }
    let entries = list.into_iter().flat_map(|list| list.items());
    let mut waivers = Vec::new();
    for at in entries {
        let before = found.len();
        let waiver = entry(at, &mut found);
        // What is wrong in an entry could be what was to limit it, so it waives nothing.
        waivers.extend(waiver.filter(|_| found.len() == before));
    }
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
        let text = keys::required(at, what, key, diagnostics)?.trim();
        if !text.chars().any(char::is_alphanumeric) {
            let place = at.value(key).map_or(at.place(), At::place);
            let words = match text.chars().any(|c| c.is_ascii_graphic()) {
                false => format!("`{key}` of a waiver is empty"),
                true => format!("`{key}` of a waiver says nothing: `{}`", shown_short(text)),
            };
            diagnostics.push(Diagnostic::at("E501", place, words));
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
        let date = Date::parse(&text);
        if date.is_none() {
            let words = format!("`expires` is the last day on which the waiver holds, not `{}`", shown_short(&text));
            diagnostics.push(wrong("expires", words).help("write a date such as 2014-03-31"));
        }
        date
    });
    let periods = periods(at, diagnostics);
    let bound = match at.value("bound") {
        None => Some(None),
        Some(value) => {
            let bound = value.text().and_then(Bound::parse);
            if bound.is_none() {
                let words = "`bound` is the most by which the rule may be missed: 0 or more, in the unit of the form";
                let help = "write a plain figure such as 1500, or a share such as 2.6%";
                diagnostics.push(wrong("bound", words.to_owned()).help(help));
            }
            bound.map(Some)
        }
    };
    if at.value("at").is_some_and(At::is_null) {
        let words = "`at` of a waiver names a figure or row of the return; it is empty";
        let place = at.get("at").map_or(at.place(), |entry| entry.key.place());
        let diagnostic = Diagnostic::at("E501", place, words);
        diagnostics.push(diagnostic.help("leave it out, and the waiver is for all of them"));
    }
    Some(Waiver {
        rule: rule?,
        organisation: organisation?,
        periods: periods?,
        at: keys::text(at, "at", diagnostics).map(|text| text.trim().to_owned()),
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
    if value.is_map() {
        return span(value, "`period` of a waiver", "a waiver", diagnostics);
    }
    let period = one_period(value, diagnostics)?;
    Some(Span { from: period, to: period })
}

impl Waiver {
    /// Whether it is for a rule on a return of an organisation and period.
    fn is_for(&self, organisation: Option<&str>, period: Option<Period>) -> bool {
        organisation == Some(self.organisation.as_str()) && period.is_some_and(|period| self.periods.contains(period))
    }

    /// Whether it is for the rule, organisation and period of a finding.
    fn concerns(&self, finding: &Finding) -> bool {
        self.rule == finding.rule && self.is_for(finding.organisation.as_deref(), finding.period)
    }

    /// Whether it is for the place of a finding that it concerns.
    fn covers(&self, finding: &Finding) -> bool {
        self.at.as_deref().is_none_or(|at| {
            // A finding about many rows of a list points at the first of them and is about all.
            let many = !finding.of_row && finding.path.contains('[');
            !many && finding.path.strip_prefix(at).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
        })
    }

    /// How it stands to a breach on a day.
    fn standing(&self, finding: &Finding, today: Option<Date>) -> Standing {
        if today.is_none_or(|today| today > self.expires) {
            return Standing::Expired;
        }
        let holds = |bound: Bound| finding.gap.as_ref().and_then(|gap| bound.holds(gap)) == Some(true);
        let within = self.bound.is_none_or(holds);
        if within { Standing::Granted } else { Standing::BeyondBound }
    }

    fn note(&self, standing: Standing) -> WaiverNote {
        WaiverNote {
            standing,
            reason: Some(self.reason.clone()),
            evidence: Some(self.evidence.clone()),
            approved_by: Some(self.approved_by.clone()),
            expires: Some(self.expires.to_string()),
            bound: self.bound,
            place: Some(self.place),
        }
    }

    fn words(&self) -> String {
        let Span { from, to } = self.periods;
        let periods = if from == to { from.to_string() } else { format!("{from} to {to}") };
        format!("{} of {} for {periods}", shown_short(&self.rule), shown_short(&self.organisation))
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
        self.seen.clear();
    }

    /// The day on which they are held against their expiry, when there are any.
    pub fn today(&self) -> Option<Date> {
        self.today.filter(|_| !self.entries.is_empty())
    }

    /// Holds a finding against the entries: a breach that one covers, in time and within its
    /// bound, becomes waived; one that an entry no longer covers says so and stays a breach.
    /// Gives whether it was waived.
    pub fn apply(&mut self, finding: &mut Finding) -> bool {
        if finding.outcome != Outcome::Fail {
            return false;
        }
        let mut best: Option<(Standing, usize)> = None;
        for (index, waiver) in self.entries.iter().enumerate().filter(|(_, waiver)| waiver.concerns(finding)) {
            let seen = self.seen.entry(index).or_default();
            seen.fails = true;
            if waiver.covers(finding) {
                seen.matched = true;
                let standing = (waiver.standing(finding, self.today), index);
                best = Some(best.map_or(standing, |best| best.min(standing)));
            }
        }
        let Some((standing, index)) = best else { return false };
        let Some(waiver) = self.entries.get(index) else { return false };
        finding.waiver = Some(waiver.note(standing));
        self.seen.entry(index).or_default().used = true;
        if standing == Standing::Granted {
            finding.outcome = Outcome::Waived;
        }
        standing == Standing::Granted
    }

    /// Notes that a return was judged, so that entries for it which nothing needed can be named.
    /// `tried` says of a rule whether it was judged or tried, and whether it could not be.
    pub fn judged(&mut self, ret: (Option<&str>, Option<Period>), tried: impl Fn(&str) -> (bool, bool)) {
        for (index, waiver) in self.entries.iter().enumerate().filter(|(_, waiver)| waiver.is_for(ret.0, ret.1)) {
            let (tried, not_judged) = tried(&waiver.rule);
            let seen = self.seen.entry(index).or_default();
            seen.covered = true;
            seen.tried |= tried;
            seen.not_judged |= not_judged;
        }
    }

    /// What is to be said of the entries after a run: rules that nobody has, entries past their
    /// expiry, entries that nothing needed, and entries for returns that were not judged. `rules`
    /// are the ids of all rules, `takes` says which of them were judged.
    pub fn report<'r, I>(&self, rules: impl Fn() -> I, takes: impl Fn(&str) -> bool) -> Vec<Diagnostic>
    where
        I: Iterator<Item = &'r str>,
    {
        let warn = |code, place, words: String| Diagnostic {
            severity: Severity::Warning,
            ..Diagnostic::at(code, place, words)
        };
        let mut out = Vec::new();
        let mut elsewhere: Vec<&Waiver> = Vec::new();
        for (index, waiver) in self.entries.iter().enumerate() {
            let seen = self.seen.get(&index).copied().unwrap_or_default();
            if !rules().any(|id| id == waiver.rule) {
                let help = did_you_mean(&waiver.rule, rules());
                let words = format!("a waiver for rule `{}`, which no rule set has", shown_short(&waiver.rule));
                out.push(warn("E502", waiver.place, words).maybe_help(help));
            } else if !seen.covered {
                elsewhere.push(waiver);
            } else if self.today.is_none_or(|today| today > waiver.expires) {
                let words = format!("the waiver of {} expired on {}", waiver.words(), waiver.expires);
                out.push(warn("E504", waiver.place, words).help("take the entry out, or have the waiver renewed"));
            } else if !seen.used && takes(&waiver.rule) {
                let (why, help) = idle(seen);
                let words = format!("nothing needed the waiver of {}: {why}", waiver.words());
                out.push(warn("E503", waiver.place, words).help(help));
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

/// Why nothing needed an entry, and what to do.
fn idle(seen: Seen) -> (&'static str, &'static str) {
    if seen.matched {
        ("another entry decides about the same breach", "take one of the two out")
    } else if seen.fails {
        (
            "the rule fails there, but not at the one place that its `at:` names",
            "correct `at:`, which findings show as \"at …\"; a rule that is judged over all rows at once takes none",
        )
    } else if seen.not_judged {
        ("the rule could not be judged there", "give what the rule needs, or leave the entry for later")
    } else if seen.tried {
        ("the rule does not fail there", "take the entry out")
    } else {
        ("the rule is not in force there", "take the entry out, or correct its period")
    }
}
