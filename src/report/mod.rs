//! From rule files and returns to a report: what was loaded, what was read, what every rule came
//! to, and the findings in the order they are shown.

mod batch;
mod book;
mod built_in;
mod coverage;
mod difference;
mod examples;
mod explain;
mod expression;
mod formless;
mod gather;
mod listing;
mod read;
mod rule_changes;
mod run;
mod staging;
mod submissions;
mod table;
mod triage;
mod vocabulary;
mod words;
mod workbook;

#[cfg(test)]
mod tests_cases;
#[cfg(test)]
mod tests_kit;
#[cfg(test)]
mod tests_oracle;
#[cfg(test)]
mod tests_oracle_grammar;

pub use batch::Batch;
pub use book::{RuleBook, Selection};
pub use difference::{Changed, Difference, Recorded, Side};
pub use examples::ExampleRun;
pub use explain::{Book, Explained, Page};
pub use expression::{Asked, Evaluated};
pub use read::ReadFile;
pub use rule_changes::{RuleChange, rule_changes};
pub use run::{Run, Sought};
pub use submissions::Superseded;
pub use table::{RowsRead, TableReading, hold, mark};
pub use triage::{Only, Organisation, Reason, RolledUp, Triage, periods as triage_periods, triage};

use crate::diag::{Diagnostic, Severity};
use crate::eval::{Beyond, Tally};
use crate::finding::{Finding, InBaseline, Novelty, Outcome, fingerprint};
use crate::plan::{Cited, Override, Plan};
use crate::returns::Return;
use crate::source::Place;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What a report says of a rule that was judged.
#[derive(Debug, Clone)]
pub struct RuleNote {
    /// What it requires, in words.
    pub title: String,
    /// How much a breach matters.
    pub severity: Severity,
    /// What would put a breach right.
    pub help: Option<String>,
    /// Where its id stands.
    pub place: Place,
    /// Where it comes from: titles, addresses, and whether each is unverified.
    pub sources: Arc<Vec<Cited>>,
}

/// The baseline that a report was held against.
#[derive(Debug, Clone)]
pub struct BaselineNote {
    /// The name of its file.
    pub file: String,
    /// How many of its entries no longer match anything, though what they are about was judged.
    pub gone: u64,
}

/// Rules that were left out for a reason.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct LeftOut {
    /// The id, or the beginning of ids.
    pub rule: String,
    /// Why.
    pub reason: String,
    /// Who says so: the project file and its line.
    pub by: String,
}

/// A report over the returns that were judged.
#[derive(Debug, Default)]
pub struct Report {
    /// The rule sets in force for them: id and digest of the file.
    pub rule_sets: Vec<(String, String)>,
    /// How many returns were judged or superseded.
    pub read: u64,
    /// How many returns were only looked at from others.
    pub compared_with: u64,
    /// Of how many groups not all returns are reported on: the rules over groups were not judged for them.
    pub groups_left: u64,
    /// How many of them are drafts, which do not count as received.
    pub drafts: u64,
    /// How many organisations and periods have a return that is no draft.
    pub received: u64,
    /// Which of them a later version supersedes, so that they were not judged.
    pub superseded: Vec<Superseded>,
    /// How many of them by form.
    pub by_form: BTreeMap<String, u64>,
    /// How many of them say that their figures are real or made up.
    pub provenance: BTreeMap<String, u64>,
    /// How many files or documents could not be read as returns.
    pub failed: u64,
    /// How many files state no form and were passed over.
    pub passed_over: u64,
    /// Which files those are.
    pub passed_over_files: Vec<String>,
    /// The day on which waivers were held against their expiry, where there are any.
    pub today: Option<String>,
    /// Constants that were overridden.
    pub overridden: Vec<Override>,
    /// The project file whose settings hold.
    pub project: Option<String>,
    /// Rules that were left out for a reason.
    pub left_out: Vec<LeftOut>,
    /// The baseline, where there is one.
    pub baseline: Option<BaselineNote>,
    /// What is said of the rules that were judged, by their ids; only where it is asked for
    /// ([`Run::rule_notes`]).
    pub rules: BTreeMap<String, RuleNote>,
    /// Outcomes by rule.
    pub tallies: BTreeMap<String, Tally>,
    /// What is wrong, by file and place.
    pub findings: Vec<Finding>,
    /// Breaches, before waivers, and judgements not made that are counted and not among the findings.
    pub beyond: Beyond,
    /// What was wrong with our inputs.
    pub diagnostics: Vec<Diagnostic>,
    sets_used: BTreeSet<(String, String)>,
}

impl Report {
    /// Counts a return, judged or superseded.
    pub fn count(&mut self, ret: &Return) {
        let provenance = ret.provenance.iter().map(|provenance| (provenance.clone(), 1)).collect();
        self.count_all(&ret.layout.form.id, 1, &provenance);
    }

    /// Counts returns of a form, and how many say that their figures are real or made up.
    pub fn count_all(&mut self, form: &str, returns: u64, provenance: &BTreeMap<String, u64>) {
        self.read = self.read.saturating_add(returns);
        let count = self.by_form.entry(form.to_owned()).or_default();
        *count = count.saturating_add(returns);
        for (provenance, more) in provenance {
            let count = self.provenance.entry(crate::source::shown_short(provenance)).or_default();
            *count = count.saturating_add(*more);
        }
    }

    /// Counts what returns came to by the rules of a plan, of those that are selected.
    pub fn count_rules(&mut self, plan: &Plan, tallies: Vec<Tally>) {
        for (rule, tally) in plan.rules.iter().zip(tallies).filter(|(rule, _)| rule.selected) {
            self.tallies.entry(rule.rule.id.clone()).or_default().merge(tally);
        }
    }

    /// Notes the sets and overrides of a plan that was used.
    pub fn used(&mut self, sets: &[(String, String)], overridden: &[Override]) {
        self.sets_used.extend(sets.iter().cloned());
        for one in overridden {
            if !self.overridden.contains(one) {
                self.overridden.push(one.clone());
            }
        }
        self.overridden.sort();
    }

    /// Puts the findings in order and gives each its fingerprint. Until then a finding's
    /// `fingerprint` holds the key of its row.
    pub fn finish(&mut self) {
        self.rule_sets = self.sets_used.iter().cloned().collect();
        // A finding is large: their places are sorted, and each is moved once.
        self.findings.sort_by_cached_key(|f| {
            (f.place.file, f.place.span.start, f.place.span.end, f.rule.clone(), f.fingerprint.clone())
        });
        let mut repeats: BTreeMap<String, usize> = BTreeMap::new();
        for finding in &mut self.findings {
            let organisation = finding.organisation.as_deref();
            let first = fingerprint(&finding.rule, organisation, finding.period, &finding.fingerprint, 0);
            let repeat = repeats.entry(first.clone()).or_default();
            finding.fingerprint = match *repeat {
                0 => first,
                again => fingerprint(&finding.rule, organisation, finding.period, &finding.fingerprint, again),
            };
            *repeat = repeat.saturating_add(1);
        }
    }

    /// How often each outcome occurred, over all rules.
    pub fn outcomes(&self) -> Tally {
        let mut all = Tally::default();
        for tally in self.tallies.values() {
            all.merge(*tally);
        }
        all
    }

    /// How many breaches there are of a severity that count: neither waived nor known.
    pub fn severity(&self, severity: Severity) -> u64 {
        let failed = self.findings.iter().filter(|f| f.is_breach() && f.severity == severity);
        let beyond = self.beyond.failed().filter(|(of, _)| *of == severity);
        let listed = u64::try_from(failed.count()).unwrap_or(u64::MAX);
        beyond.fold(listed, |so_far, (_, more)| so_far.saturating_add(more))
    }

    /// How many breaches of a severity, and judgements that could not be made, the baseline has.
    pub fn known(&self, outcome: Outcome, severity: Option<Severity>) -> u64 {
        let fits = |f: &&Finding| {
            f.is_known() && f.outcome == outcome && severity.is_none_or(|severity| f.severity == severity)
        };
        u64::try_from(self.findings.iter().filter(fits).count()).unwrap_or(u64::MAX)
    }

    /// Takes all findings for known: they were written to a baseline.
    pub fn know_all(&mut self, file: &str) {
        for finding in self.findings.iter_mut().filter(|finding| finding.outcome != Outcome::Waived) {
            finding.baseline = Some(InBaseline { standing: Novelty::Known, bound: None, place: None });
        }
        self.baseline = Some(BaselineNote { file: file.to_owned(), gone: 0 });
        self.diagnostics.retain(|diagnostic| diagnostic.code != "E512");
    }

    /// Whether something could not be judged; with a baseline, something that it does not have.
    pub fn lacks_judgement(&self) -> bool {
        if self.baseline.is_none() {
            return self.outcomes().of(Outcome::NotJudged) > 0;
        }
        let new = |f: &Finding| !f.is_known() && (f.outcome == Outcome::NotJudged || !f.blocked.is_empty());
        self.findings.iter().any(new) || self.beyond.counts.keys().any(|(_, outcome, _)| *outcome == Outcome::NotJudged)
    }

    /// Whether a breach that counts reaches a severity.
    pub fn reaches(&self, severity: Severity) -> bool {
        self.findings.iter().any(|f| f.is_breach() && f.severity >= severity)
            || self.beyond.failed().any(|(beyond, _)| beyond >= severity)
    }

    /// Whether something could not be read or loaded as asked.
    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(|d| d.severity == Severity::Error)
    }
}

#[cfg(test)]
mod tests;
#[cfg(test)]
mod tests_workbooks;
