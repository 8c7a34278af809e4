//! Baselines: findings that were known on the day a repository took probity up, so that a run shows
//! what is new. An entry knows a finding by its fingerprint, which has no line and no figure in it; it
//! may hold a bound, beyond which the breach is new again. Unlike a waiver it approves of nothing.

use crate::check::Measure;
use crate::diag::{Diagnostic, did_you_mean};
use crate::finding::{Bound, Finding, InBaseline, Novelty, Outcome};
use crate::read::{At, keys};
use crate::source::{Place, shown_short};
use crate::value::{Number, Period};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// The version of the files.
pub const VERSION: u32 = 1;

/// An entry of a baseline.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The fingerprint of the finding.
    pub fingerprint: String,
    /// What the finding was, in the words it was written with.
    pub noted: Noted,
    /// By how much at most the rule may be missed.
    pub bound: Option<Bound>,
    /// The bound as written.
    written: Option<String>,
    /// Where its fingerprint stands.
    pub place: Place,
}

/// What an entry says of its finding, so that people can read it.
#[derive(Debug, Clone, Default)]
pub struct Noted {
    rule: String,
    organisation: Option<String>,
    group: Option<String>,
    period: Option<String>,
    outcome: Option<String>,
    at: Option<String>,
    message: Option<String>,
}

impl Noted {
    /// Whether it speaks of another finding than the one whose fingerprint it has.
    fn contradicts(&self, finding: &Finding) -> bool {
        let other = |own: &Option<String>, found: Option<String>| own.is_some() && *own != found;
        let group = finding.group.as_ref().map(|(_, code, _)| code.clone());
        (!self.rule.is_empty() && self.rule != finding.rule)
            || other(&self.organisation, finding.organisation.clone())
            || other(&self.group, group)
            || other(&self.period, finding.period.map(|period| period.to_string()))
    }

    /// Whose it is, for messages.
    fn words(&self) -> String {
        let whose = self.organisation.as_deref().or(self.group.as_deref());
        let whose = whose.map_or(String::new(), |whose| format!(" of {}", shown_short(whose)));
        let period = self.period.as_deref().map_or(String::new(), |period| format!(" for {}", shown_short(period)));
        let at = self.at.as_deref().map_or(String::new(), |at| format!(" at {}", shown_short(at)));
        format!("{}{whose}{period}{at}", shown_short(&self.rule))
    }
}

impl From<&Finding> for Noted {
    fn from(finding: &Finding) -> Noted {
        Noted {
            rule: finding.rule.clone(),
            organisation: finding.organisation.clone(),
            group: finding.group.as_ref().map(|(_, code, _)| code.clone()),
            period: finding.period.map(|period| period.to_string()),
            outcome: Some(finding.outcome.name().to_owned()),
            at: Some(finding.path.clone()).filter(|path| !path.is_empty()),
            message: Some(finding.message.clone()),
        }
    }
}

const FILE_KEYS: &[&str] = &["version", "tool", "note", "baseline"];
const ENTRY_KEYS: &[&str] =
    &["fingerprint", "rule", "organisation", "group", "period", "outcome", "at", "bound", "message", "note"];

/// The baseline of a run.
#[derive(Debug, Default)]
pub struct Baseline {
    /// The name of its file; none where the run has none.
    file: Option<String>,
    entries: Vec<Entry>,
    /// The organisations and periods that entries name.
    named: BTreeSet<(String, String)>,
    /// Those of them whose returns were judged.
    judged: BTreeSet<(String, String)>,
    /// Groups and periods for which rules were judged.
    groups: BTreeSet<(String, String)>,
    /// The entries that a finding of the run matched.
    matched: BTreeSet<usize>,
    /// Entries that speak of another finding than the one whose fingerprint they have, and what that is.
    contradicted: BTreeMap<usize, String>,
}

/// Reads the entries of a baseline. What is wrong with one goes to `diagnostics`, and it knows nothing.
pub fn load(at: At<'_>, diagnostics: &mut Vec<Diagnostic>) -> Vec<Entry> {
    let mut found = Vec::new();
    let list = at.value("baseline");
    match list {
        Some(list) if list.is_list() || list.is_null() => {
            keys::check_keys(at, "a baseline", FILE_KEYS, &mut found);
        }
        _ => found.push(
            Diagnostic::at("E511", keys::first_key(at), "this is no baseline")
                .help("check --write-baseline FILE writes one; it has a list of entries under baseline:"),
        ),
    }
    let version = keys::text(at, "version", &mut found);
    if let Some(other) = version.filter(|version| *version != VERSION.to_string()) {
        let place = at.value("version").map_or(at.place(), At::place);
        let words = format!("a baseline of version {}, and this probity reads version {VERSION}", shown_short(other));
        found.push(Diagnostic::at("E511", place, words).help("write it again with --write-baseline"));
    }
    let mut entries: Vec<Entry> = Vec::new();
    let mut seen: BTreeMap<String, Place> = BTreeMap::new();
    for at in list.into_iter().flat_map(|list| list.items()) {
        let Some(entry) = entry(at, &mut found) else { continue };
        if let Some(first) = seen.get(&entry.fingerprint) {
            let words = format!("`{}` stands twice", entry.fingerprint);
            found.push(Diagnostic::at("E511", entry.place, words).related(*first, "first here"));
            continue;
        }
        seen.insert(entry.fingerprint.clone(), entry.place);
        entries.push(entry);
    }
    // Whatever is wrong in a baseline has one code, so that it can be told from rule files.
    diagnostics.extend(found.into_iter().map(|diagnostic| Diagnostic { code: "E511", ..diagnostic }));
    entries
}

fn entry(at: At<'_>, diagnostics: &mut Vec<Diagnostic>) -> Option<Entry> {
    let what = "an entry of a baseline";
    if !keys::check_keys(at, what, ENTRY_KEYS, diagnostics) {
        return None;
    }
    let fingerprint = keys::required(at, what, "fingerprint", diagnostics)?.trim();
    let place = at.value("fingerprint").map_or(at.place(), At::place);
    let digits = fingerprint.strip_prefix("v1:");
    if !digits.is_some_and(|digits| digits.len() == 32 && digits.bytes().all(|b| b.is_ascii_hexdigit())) {
        let words = format!("`{}` is no fingerprint", shown_short(fingerprint));
        let help = "it is v1: and 32 hexadecimal digits, as check --format json gives it";
        diagnostics.push(Diagnostic::at("E511", place, words).help(help));
        return None;
    }
    let mut text = |key: &str| keys::text(at, key, diagnostics).map(|text| text.trim().to_owned());
    let written = text("bound");
    let noted = Noted {
        rule: text("rule").unwrap_or_default(),
        organisation: text("organisation"),
        group: text("group"),
        period: text("period"),
        outcome: text("outcome"),
        at: text("at"),
        message: text("message"),
    };
    let bound = match (&written, at.value("bound")) {
        (None, _) => None,
        (Some(text), value) => match Bound::parse(text) {
            Some(bound) => Some(bound),
            None => {
                let words = "`bound` is the most by which the rule may be missed: 0 or more, in the unit of the form";
                let help = "write a plain figure such as 1500, or a share such as 2.6%";
                let place = value.map_or(at.place(), At::place);
                diagnostics.push(Diagnostic::at("E511", place, words).help(help));
                return None;
            }
        },
    };
    Some(Entry { fingerprint: fingerprint.to_ascii_lowercase(), noted, bound, written, place })
}

impl Baseline {
    /// Takes in the entries of a file.
    pub fn add(&mut self, file: &str, entries: Vec<Entry>) {
        self.file = Some(file.to_owned());
        self.entries.extend(entries);
    }

    /// The name of its file; none where there is no baseline.
    pub fn file(&self) -> Option<&str> {
        self.file.as_deref()
    }

    /// Forgets what an earlier run found out about the entries.
    pub fn begin(&mut self) {
        let of = |entry: &Entry| Some((entry.noted.organisation.clone()?, entry.noted.period.clone()?));
        self.named = self.entries.iter().filter_map(of).collect();
        self.judged.clear();
        self.groups.clear();
        self.matched.clear();
        self.contradicted.clear();
    }

    /// Notes that a return was judged, so that entries for it that match nothing can be named.
    pub fn judged(&mut self, ret: (Option<&str>, Option<Period>)) {
        if let ((Some(organisation), Some(period)), false) = (ret, self.named.is_empty()) {
            let whose = (organisation.to_owned(), period.to_string());
            if self.named.contains(&whose) {
                self.judged.insert(whose);
            }
        }
    }

    /// Notes that rules were judged for a group.
    pub fn judged_group(&mut self, code: &str, period: Period) {
        if !self.entries.is_empty() {
            self.groups.insert((code.to_owned(), period.to_string()));
        }
    }

    /// Says of each finding whether it is known.
    pub fn apply(&mut self, findings: &mut [Finding]) {
        if self.file.is_none() {
            return;
        }
        let by: BTreeMap<&str, usize> =
            self.entries.iter().enumerate().map(|(index, entry)| (entry.fingerprint.as_str(), index)).collect();
        for finding in findings {
            let entry =
                by.get(finding.fingerprint.as_str()).and_then(|index| Some((*index, self.entries.get(*index)?)));
            // What is waived by now is still there, and is shown with its waiver.
            self.matched.extend(entry.map(|(index, _)| index));
            // Whoever reads the entry has to be able to rely on what it says.
            let entry = match entry {
                Some((index, entry)) if entry.noted.contradicts(finding) => {
                    self.contradicted.insert(index, Noted::from(&*finding).words());
                    None
                }
                other => other,
            };
            finding.baseline = is_kept(finding).then(|| match entry {
                None => InBaseline { standing: Novelty::New, bound: None, place: None },
                Some((_, entry)) => {
                    let standing = if holds(entry, finding) { Novelty::Known } else { Novelty::Beyond };
                    InBaseline { standing, bound: entry.bound, place: Some(entry.place) }
                }
            });
        }
    }

    /// Whether the run could have brought about the finding of an entry: its return or group was judged,
    /// by its rule.
    fn covers(&self, entry: &Entry, takes: impl Fn(&str) -> bool) -> bool {
        let of = |whose: &Option<String>| Some((whose.clone()?, entry.noted.period.clone()?));
        let judged = of(&entry.noted.organisation).is_some_and(|whose| self.judged.contains(&whose));
        let group = of(&entry.noted.group).is_some_and(|whose| self.groups.contains(&whose));
        (judged || group) && takes(&entry.noted.rule)
    }

    /// The entries that no longer match anything, though what they are about was judged. `takes` says
    /// which rules were judged.
    pub fn gone(&self, takes: impl Fn(&str) -> bool) -> Vec<&Entry> {
        let left = self.entries.iter().enumerate().filter(|(index, _)| !self.matched.contains(index));
        left.map(|(_, entry)| entry).filter(|entry| self.covers(entry, &takes)).collect()
    }

    /// The entries that speak of another finding than the one whose fingerprint they have.
    pub fn contradictions(&self) -> Vec<Diagnostic> {
        let entries = self.contradicted.iter().filter_map(|(index, found)| Some((self.entries.get(*index)?, found)));
        let said = entries.map(|(entry, found)| {
            let words = format!(
                "the entry speaks of {}, and its fingerprint is that of {found}; it knows neither",
                entry.noted.words()
            );
            let help = "entries are written by --write-baseline; only their bounds and notes are for people to write";
            Diagnostic::at("E511", entry.place, words).help(help)
        });
        said.collect()
    }

    /// What is said of them, with a nearest name for a rule that there is not.
    pub fn report(&self, rules: &[&str], takes: impl Fn(&str) -> bool) -> Option<Diagnostic> {
        const MOST: usize = 5;
        let gone = self.gone(takes);
        let first = gone.first()?;
        let named: Vec<String> = gone.iter().take(MOST).map(|entry| entry.noted.words()).collect();
        let more = gone.len().saturating_sub(named.len());
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        let (count, them) = match gone.len() {
            1 => ("1 entry of the baseline no longer matches".to_owned(), "it"),
            count => (format!("{count} entries of the baseline no longer match"), "them"),
        };
        let words = format!("{count} a finding: {}{more}", named.join(", "));
        let unknown = (!rules.contains(&first.noted.rule.as_str()))
            .then(|| did_you_mean(&first.noted.rule, rules.iter().copied()));
        let help = format!("take {them} out, or write the baseline again with --write-baseline");
        Some(Diagnostic::at("E512", first.place, words).help(help).maybe_help(unknown.flatten()).warning())
    }

    /// A baseline of what a run found, with the entries of this one that the run could not tell anything
    /// about. With `bounds` each entry that compares two figures holds by how much its rule is missed now.
    pub fn renewed(&self, findings: &[Finding], bounds: bool, takes: impl Fn(&str) -> bool) -> Vec<Renewed> {
        let before: BTreeMap<&str, &Entry> =
            self.entries.iter().map(|entry| (entry.fingerprint.as_str(), entry)).collect();
        let mut out: BTreeMap<&str, Renewed> = BTreeMap::new();
        for (index, entry) in self.entries.iter().enumerate() {
            if !self.matched.contains(&index) && !self.covers(entry, &takes) {
                out.insert(&entry.fingerprint, Renewed::kept(entry));
            }
        }
        for finding in findings.iter().filter(|finding| is_kept(finding)) {
            let kept = before.get(finding.fingerprint.as_str()).filter(|entry| holds(entry, finding));
            let written = kept.and_then(|entry| entry.written.clone());
            let bound = if bounds { bound(finding) } else { written };
            out.insert(&finding.fingerprint, Renewed::of(&finding.fingerprint, Noted::from(finding), bound));
        }
        let mut out: Vec<Renewed> = out.into_values().collect();
        out.sort();
        out
    }
}

/// Whether a baseline keeps a finding: what is waived needs no baseline.
fn is_kept(finding: &Finding) -> bool {
    matches!(finding.outcome, Outcome::Fail | Outcome::NotJudged)
}

/// Whether a finding lies within the bound of an entry.
fn holds(entry: &Entry, finding: &Finding) -> bool {
    let within = |bound: Bound| finding.gap.as_ref().and_then(|gap| bound.holds(gap)) == Some(true);
    finding.outcome != Outcome::Fail || entry.bound.is_none_or(within)
}

/// By how much the rule of a finding is missed, as a bound is written.
fn bound(finding: &Finding) -> Option<String> {
    let gap = finding.gap.as_ref()?;
    match gap.measure? {
        Measure::Share => {
            let share = gap.difference.multiply(Number::HUNDRED).ok()?;
            Some(format!("{}%", share.trimmed()))
        }
        _ => Some(gap.difference.trimmed().to_string()),
    }
}

/// An entry as it is written, in the order in which entries are.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Renewed {
    #[serde(skip_serializing_if = "Option::is_none")]
    organisation: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    group: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    period: Option<String>,
    rule: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    outcome: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    bound: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<String>,
    fingerprint: String,
}

impl Renewed {
    fn of(fingerprint: &str, noted: Noted, bound: Option<String>) -> Renewed {
        let Noted { rule, organisation, group, period, outcome, at, message } = noted;
        Renewed { organisation, group, period, rule, outcome, at, bound, message, fingerprint: fingerprint.to_owned() }
    }

    fn kept(entry: &Entry) -> Renewed {
        Renewed::of(&entry.fingerprint, entry.noted.clone(), entry.written.clone())
    }
}
