//! Findings: what is wrong with a return, and everything that shows why.

use crate::check::Measure;
use crate::diag::Severity;
use crate::source::{Place, hex};
use crate::value::{Number, Period};
use sha2::{Digest, Sha256};
use std::sync::Arc;

/// What a rule came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outcome {
    /// The rule holds.
    Pass,
    /// It does not.
    Fail,
    /// `when` is false.
    NotApplicable,
    /// A figure it needs is missing or cannot be computed.
    NotJudged,
    /// It does not hold, and somebody with the power to do so has accepted that.
    Waived,
}

impl Outcome {
    /// All, in the order they are shown.
    pub const ALL: [Outcome; 5] =
        [Outcome::Pass, Outcome::Fail, Outcome::NotApplicable, Outcome::NotJudged, Outcome::Waived];

    /// The word in files and JSON.
    pub fn name(self) -> &'static str {
        match self {
            Outcome::Pass => "pass",
            Outcome::Fail => "fail",
            Outcome::NotApplicable => "not_applicable",
            Outcome::NotJudged => "not_judged",
            Outcome::Waived => "waived",
        }
    }

    /// The words for people.
    pub fn words(self) -> &'static str {
        match self {
            Outcome::Pass => "passed",
            Outcome::Fail => "failed",
            Outcome::NotApplicable => "not applicable",
            Outcome::NotJudged => "not judged",
            Outcome::Waived => "waived",
        }
    }
}

/// Another place that a finding shows.
#[derive(Debug, Clone)]
pub struct Related {
    /// What it is to the finding: `operand`, `reference`, `first`, `blocked_by`.
    pub role: &'static str,
    /// Where.
    pub place: Place,
    /// What, as a path of the form.
    pub path: String,
    /// What to say at it.
    pub label: String,
}

/// The two sides of a failed comparison of numbers, in the form's unit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Gap {
    /// The left side.
    pub left: Number,
    /// The right side.
    pub right: Number,
    /// How far they are apart, without a sign.
    pub difference: Number,
    /// How far they may be apart.
    pub tolerance: Number,
    /// What they are, where that can be told.
    pub measure: Option<Measure>,
}

impl Gap {
    /// By how much the rule is missed, in words: a share in per cent.
    pub fn missed(&self) -> String {
        match self.difference.multiply(Number::HUNDRED) {
            Ok(share) if self.measure == Some(Measure::Share) => format!("{}%", share.trimmed().grouped()),
            _ => self.difference.grouped(),
        }
    }
}

/// By how much at most a rule may be missed where a breach is waived.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Bound {
    /// An amount in the form's unit, a count, or points of a figure in per cent.
    Figure(Number),
    /// A share, written in per cent: `2.6%` is 0.026.
    Share(Number),
}

impl Bound {
    /// Reads `1500` or `2.6%`; nothing below nought.
    pub fn parse(text: &str) -> Option<Bound> {
        let number = |text: &str| Number::parse(text.trim()).filter(|number| !number.is_negative());
        match text.trim().strip_suffix('%') {
            Some(per_cent) => number(per_cent)?.divide(Number::HUNDRED).ok().map(Bound::Share),
            None => number(text).map(Bound::Figure),
        }
    }

    /// Whether a gap lies within it; nothing where the two are measured in different things.
    pub fn holds(self, gap: &Gap) -> Option<bool> {
        match (self, gap.measure?) {
            (Bound::Share(share), Measure::Share) => Some(gap.difference <= share),
            (Bound::Share(share), Measure::PerCent) => Some(gap.difference <= share.multiply(Number::HUNDRED).ok()?),
            (Bound::Figure(figure), Measure::Figure | Measure::PerCent) => Some(gap.difference <= figure),
            _ => None,
        }
    }
}

impl std::fmt::Display for Bound {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Bound::Figure(number) => f.write_str(&number.trimmed().grouped()),
            Bound::Share(share) => match share.multiply(Number::HUNDRED) {
                Ok(per_cent) => write!(f, "{}%", per_cent.trimmed().grouped()),
                Err(_) => write!(f, "{share}"),
            },
        }
    }
}

/// How a waiver stands to a breach; the better comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// It lifts the breach.
    Granted,
    /// The breach is larger than it allows.
    BeyondBound,
    /// Its last day is past.
    Expired,
    /// Only the return speaks of it.
    Claimed,
}

impl Standing {
    /// The word in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Standing::Granted => "granted",
            Standing::BeyondBound => "beyond_bound",
            Standing::Expired => "expired",
            Standing::Claimed => "claimed",
        }
    }
}

/// What is known of a waiver of a breach.
#[derive(Debug, Clone)]
pub struct WaiverNote {
    /// How it stands to the breach.
    pub standing: Standing,
    /// Why the breach was accepted; nothing of a claim.
    pub reason: Option<String>,
    /// Where that is recorded; of a claim, the reference it gives.
    pub evidence: Option<String>,
    /// Who accepted it.
    pub approved_by: Option<String>,
    /// Its last day.
    pub expires: Option<String>,
    /// By how much at most the rule may be missed, in the form's unit.
    pub bound: Option<Bound>,
    /// Where its entry stands; of a claim, where the return makes it.
    pub place: Option<Place>,
}

impl WaiverNote {
    /// What it lacks of what a waiver has to have.
    pub fn lacks(&self) -> Vec<&'static str> {
        let parts = [("reference", &self.evidence), ("approver", &self.approved_by), ("expiry", &self.expires)];
        parts.into_iter().filter(|(_, value)| value.is_none()).map(|(name, _)| name).collect()
    }

    /// What it says, in words. `gap` is by how much the rule is missed.
    pub fn words(&self, gap: Option<&Gap>) -> String {
        let given = |value: &Option<String>| value.clone().unwrap_or_else(|| "not given".to_owned());
        let bound = self.bound.map_or(String::new(), |bound| format!(", up to {bound}"));
        let whose = format!("evidence {}, approved by {}", given(&self.evidence), given(&self.approved_by));
        let until = given(&self.expires);
        match self.standing {
            Standing::Granted => format!("waived until {until}{bound}: {} ({whose})", given(&self.reason)),
            Standing::Expired => format!("a waiver of this expired on {until} ({whose})"),
            Standing::BeyondBound => {
                let bound = self.bound.map_or(String::new(), |bound| bound.to_string());
                let comparable = gap.filter(|gap| self.bound.is_some_and(|bound| bound.holds(gap).is_some()));
                match (comparable, gap) {
                    (Some(gap), _) => {
                        let missed = gap.missed();
                        format!(
                            "a waiver allows the rule to be missed by {bound}, and it is missed by {missed} ({whose})"
                        )
                    }
                    (None, Some(_)) => format!(
                        "a waiver of this has a bound of {bound}, which cannot be held against what the rule compares: \
                         a share takes a bound in per cent, such as 2.6%, an amount or a count a plain figure ({whose})"
                    ),
                    (None, None) => format!(
                        "a waiver of this has a bound of {bound}, and the rule compares no two figures that it could \
                         be held against ({whose})"
                    ),
                }
            }
            Standing::Claimed => format!(
                "the return claims a waiver (reference: {}, approver: {}, expiry: {until}); only an entry in a waivers file lifts the rule",
                given(&self.evidence),
                given(&self.approved_by)
            ),
        }
    }
}

/// Whether a finding was known before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Novelty {
    /// The baseline does not have it.
    New,
    /// It has.
    Known,
    /// It has, and the breach is larger than it allows.
    Beyond,
}

impl Novelty {
    /// The word in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Novelty::New => "new",
            Novelty::Known => "known",
            Novelty::Beyond => "beyond_bound",
        }
    }
}

/// How a finding stands to the baseline of a run.
#[derive(Debug, Clone, Copy)]
pub struct InBaseline {
    /// Whether it was known.
    pub standing: Novelty,
    /// By how much at most the rule may be missed, where the entry says so.
    pub bound: Option<Bound>,
    /// Where its entry stands.
    pub place: Option<Place>,
}

/// What is wrong with a return.
#[derive(Debug, Clone)]
pub struct Finding {
    /// The rule's id.
    pub rule: String,
    /// What it came to: failed, not judged or waived.
    pub outcome: Outcome,
    /// How much it matters.
    pub severity: Severity,
    /// How urgent it is: `red` or `amber`.
    pub triage: Option<String>,
    /// The flag it sets.
    pub flag: Option<String>,
    /// The organisation, when the return states one.
    pub organisation: Option<String>,
    /// The group it is about, where it is about one: the name it is grouped by, its code and its name
    /// in words.
    pub group: Option<(String, String, String)>,
    /// The period, when the return states one.
    pub period: Option<Period>,
    /// What is wrong, with the values.
    pub message: String,
    /// What would put it right, in general.
    pub help: Option<String>,
    /// What would put it right here, when the figures say so.
    pub suggestion: Option<String>,
    /// The figure that caused it.
    pub place: Place,
    /// That figure's path.
    pub path: String,
    /// What to say at that figure.
    pub label: String,
    /// The other places it shows.
    pub related: Vec<Related>,
    /// The rule's own line.
    pub rule_place: Place,
    /// The rule's title.
    pub title: String,
    /// Where the rule comes from: title, address, whether it is unverified.
    pub sources: Arc<Vec<(String, Option<String>, bool)>>,
    /// Whether it is about one row that the rule was judged for.
    pub of_row: bool,
    /// Expressions of the rule with their values.
    pub evidence: Vec<(String, String)>,
    /// The two sides, of a comparison of numbers.
    pub gap: Option<Gap>,
    /// The same for the same breach of the same organisation and period, whatever its size.
    pub fingerprint: String,
    /// Rules that could not be judged on account of it.
    pub blocked: Vec<String>,
    /// The reference list that it could not be judged without: its name and year.
    pub unlisted: Option<String>,
    /// What is known of a waiver of it.
    pub waiver: Option<WaiverNote>,
    /// How it stands to the baseline, where the run has one.
    pub baseline: Option<InBaseline>,
    /// Whether the return says that its figures are real or made up.
    pub provenance: Option<String>,
    /// The unit the figures were written in, when it is not the form's.
    pub other_unit: Option<String>,
}

impl Finding {
    /// Whether the baseline has it, so that it is nothing new.
    pub fn is_known(&self) -> bool {
        self.baseline.is_some_and(|baseline| baseline.standing == Novelty::Known)
    }

    /// Whether it is a breach that counts: neither waived nor known.
    pub fn is_breach(&self) -> bool {
        self.outcome == Outcome::Fail && !self.is_known()
    }
}

/// The fingerprint of a finding: `v1:` and 16 bytes of SHA-256 over rule, organisation, period
/// and row key. No values and no file name go into it.
pub fn fingerprint(rule: &str, organisation: Option<&str>, period: Option<Period>, key: &str, repeat: usize) -> String {
    let mut hash = Sha256::new();
    let period = period.map_or(String::new(), |period| period.to_string());
    for part in [rule, organisation.unwrap_or(""), &period, key] {
        hash.update(part.as_bytes());
        hash.update([0]);
    }
    if repeat > 0 {
        hash.update(repeat.to_string().as_bytes());
    }
    let digest = hash.finalize();
    format!("v1:{}", hex(digest.get(..16).unwrap_or_default()))
}
