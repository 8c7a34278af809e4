//! A finding, findings that are alike, or a rule that was not applicable, as a result.

use super::like::{Alike, By};
use super::model::{Location, Message, ResultOut, Suppression};
use super::place::{Places, said};
use super::rules::{Rules, level};
use crate::finding::{Finding, Novelty, Outcome, Standing, fingerprint};
use crate::output::worst::whose;
use crate::output::{counted, position, remedy, waiver};
use crate::report::Report;
use crate::source::{Place, shown_line};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

/// How many further places a result names: GitHub shows 100 locations of a result
/// (docs.github.com, "SARIF results exceed one or more limits"), and the first is the finding's own.
pub const MOST_PLACES: usize = 99;

/// What results are made with.
pub struct Maker<'r> {
    pub report: &'r Report,
    pub places: Places<'r>,
    pub rules: Rules<'r>,
}

impl Maker<'_> {
    /// The result of a finding, or of several.
    pub fn result(&self, alike: &Alike<'_>) -> ResultOut {
        let finding = alike.first;
        let open = finding.outcome == Outcome::NotJudged;
        let mut locations = self.places.primary(Some(finding.place));
        if let Some(location) = locations.first_mut() {
            location.logical_locations = self.places.logical(finding.place, &finding.path);
        }
        let (related_locations, untold) = self.related(alike);
        let (fingerprints, partial_fingerprints) = self.fingerprints(alike);
        ResultOut {
            rule_id: finding.rule.clone(),
            rule_index: self.rules.index(&finding.rule),
            kind: if open { "open" } else { "fail" },
            // SARIF has a level for failures only.
            level: if open { "none" } else { level(finding.severity) },
            message: Message::plain(self.message(alike, untold)),
            locations,
            related_locations,
            occurrence_count: (alike.by != By::Itself).then(|| alike.others.len().saturating_add(1)),
            fingerprints,
            partial_fingerprints,
            suppressions: self.suppressions(alike),
            baseline_state: self.report.baseline.as_ref().map(|_| state(finding)),
            properties: self.properties(finding),
        }
    }

    /// What is wrong, and on further lines what would put it right.
    fn message(&self, alike: &Alike<'_>, untold: usize) -> String {
        let finding = alike.first;
        let mut lines = vec![said(&finding.message)];
        if lines.iter().all(String::is_empty) {
            lines = vec![self.rules.title(&finding.rule)];
        }
        lines.extend(finding.suggestion.as_deref().map(said));
        lines.extend(remedy(finding).map(said));
        lines.extend(waiver(finding, self.places.sources()).as_deref().map(said));
        if !alike.others.is_empty() {
            let count = alike.others.len().saturating_add(1);
            let (rule, file) = (&finding.rule, self.places.sources().name(finding.place.file));
            let of = if alike.by == By::File { format!("in {}", said(file)) } else { "over all files".to_owned() };
            lines.push(format!("one of {count} findings like it of {rule} {of}"));
        }
        if untold > 0 {
            lines.push(format!("{} not named here; --format json names all", counted(count(untold), "further place")));
        }
        lines.join("\n")
    }

    /// The other places of a finding, the places of others like it, and its rule's own line; and how
    /// many are not named.
    fn related(&self, alike: &Alike<'_>) -> (Vec<Location>, usize) {
        let finding = alike.first;
        let operands = finding.related.iter().map(|one| (one.place, one.label.clone()));
        let others =
            alike.others.iter().map(|one| (one.place, format!("{}: {}", whose(one), shown_line(&one.message))));
        let of_rule = format!("the rule: {}", finding.title);
        let named = operands.chain(others).filter_map(|(place, words)| self.places.further(place, &words));
        let mut all: Vec<Location> =
            self.places.further(finding.rule_place, &of_rule).into_iter().chain(named).collect();
        let untold = all.len().saturating_sub(MOST_PLACES);
        all.truncate(MOST_PLACES);
        for (number, location) in all.iter_mut().enumerate() {
            location.id = Some(number.saturating_add(1));
        }
        (all, untold)
    }

    /// What tells a result from others from run to run. No line goes into it, so that GitHub, which
    /// looks at `primaryLocationLineHash` only, follows a finding when lines move.
    fn fingerprints(&self, alike: &Alike<'_>) -> (Map<String, Value>, Map<String, Value>) {
        let finding = alike.first;
        if alike.by == By::Itself {
            return both("probity/v1", &finding.fingerprint);
        }
        let file = if alike.by == By::File { self.places.sources().name(finding.place.file) } else { "" };
        let (outcome, severity) = (finding.outcome.name(), finding.severity.name());
        let parts = [outcome, severity, state(finding), file].join("\0");
        both("probity/alike/v1", &fingerprint(&finding.rule, None, None, &parts, 0))
    }

    fn suppressions(&self, alike: &Alike<'_>) -> Vec<Suppression> {
        let mut told: BTreeSet<(String, Option<Place>)> = BTreeSet::new();
        for finding in alike.all() {
            if finding.outcome == Outcome::Waived {
                let note = finding.waiver.as_ref().filter(|note| note.standing == Standing::Granted);
                let words = note.map_or("waived".to_owned(), |note| note.words(finding.gap.as_ref()));
                told.insert((words, note.and_then(|note| note.place)));
            } else if finding.is_known() {
                let file = self.report.baseline.as_ref().map_or("", |baseline| &baseline.file);
                let place = finding.baseline.and_then(|baseline| baseline.place);
                // Of many that are known together the places of their entries are not told.
                told.insert((format!("known in the baseline {file}"), place.filter(|_| alike.by == By::Itself)));
            }
        }
        let suppression = |(words, place): (String, Option<Place>)| Suppression {
            kind: "external",
            status: "accepted",
            justification: said(&words),
            location: place.and_then(|place| self.places.further(place, "")),
        };
        told.into_iter().map(suppression).collect()
    }

    fn properties(&self, finding: &Finding) -> Map<String, Value> {
        let sources = self.places.sources();
        let mut out = Map::new();
        let mut put = |key: &str, value: Value| {
            if !value.is_null() {
                out.insert(key.to_owned(), value);
            }
        };
        put("outcome", finding.outcome.name().into());
        put("severity", finding.severity.name().into());
        put("organisation", finding.organisation.as_deref().into());
        let group = finding.group.as_ref();
        put("group", group.map(|(by, code, name)| json!({"by": by, "code": code, "name": name})).into());
        put("period", finding.period.map(|period| period.to_string()).into());
        put("provenance", finding.provenance.as_deref().into());
        put("triage", finding.triage.as_deref().into());
        put("flag", finding.flag.as_deref().into());
        let evidence = finding.evidence.iter().map(|(name, value)| json!({"expression": name, "value": value}));
        put("evidence", evidence.collect());
        put(
            "gap",
            finding
                .gap
                .map(|gap| {
                    let [left, right, difference, tolerance] =
                        [gap.left, gap.right, gap.difference, gap.tolerance].map(|number| number.to_string());
                    json!({"left": left, "right": right, "difference": difference, "tolerance": tolerance})
                })
                .into(),
        );
        put("blocked", finding.blocked.as_slice().into());
        put("ruleLocation", position(sources, finding.rule_place).into());
        if !self.places.is_real(finding.place) {
            put("location", position(sources, finding.place).into());
        }
        let elsewhere = finding.related.iter().filter(|one| !self.places.is_real(one.place));
        let elsewhere: Vec<Value> = elsewhere
            .map(|one| json!({"location": position(sources, one.place), "message": said(&one.label)}))
            .collect();
        put("relatedElsewhere", if elsewhere.is_empty() { Value::Null } else { elsewhere.into() });
        out
    }

    /// The result of a rule that was applicable nowhere.
    ///
    /// GitHub does not look at `kind` (its list of supported properties lacks it, and results of kind
    /// `pass` were seen to become alerts: microsoft/PSRule issue 955), so one result stands for all
    /// that a rule was not applicable to, and only for rules that never were.
    pub fn not_applicable(&self, rule: &str, times: u64) -> ResultOut {
        let title = self.rules.title(rule);
        let place = self.rules.note(rule).map(|note| note.place);
        let mut properties = Map::new();
        properties.insert("outcome".to_owned(), Outcome::NotApplicable.name().into());
        properties.insert("count".to_owned(), times.into());
        if let Some(place) = place {
            properties.insert("ruleLocation".to_owned(), position(self.places.sources(), place).into());
        }
        let (fingerprints, partial_fingerprints) =
            both("probity/v1", &fingerprint(rule, None, None, Outcome::NotApplicable.name(), 0));
        let times = counted(times, "time");
        ResultOut {
            rule_id: rule.to_owned(),
            rule_index: self.rules.index(rule),
            kind: "notApplicable",
            level: "none",
            message: Message::plain(format!("not applicable, {times}: {title}")),
            locations: self.places.primary(place),
            related_locations: Vec::new(),
            occurrence_count: None,
            fingerprints,
            partial_fingerprints,
            suppressions: Vec::new(),
            baseline_state: self.report.baseline.as_ref().map(|_| "unchanged"),
            properties,
        }
    }
}

/// How a finding stands to the baseline.
fn state(finding: &Finding) -> &'static str {
    match finding.baseline.map(|baseline| baseline.standing) {
        Some(Novelty::Known) => "unchanged",
        Some(Novelty::Beyond) => "updated",
        Some(Novelty::New) | None => "new",
    }
}

/// A fingerprint under its own name, and under the one that GitHub looks at.
fn both(name: &str, fingerprint: &str) -> (Map<String, Value>, Map<String, Value>) {
    let hash = fingerprint.strip_prefix("v1:").unwrap_or(fingerprint);
    let one = |name: &str, value: &str| std::iter::once((name.to_owned(), Value::from(value))).collect();
    (one(name, fingerprint), one("primaryLocationLineHash", hash))
}

fn count(number: usize) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}
