//! Which of several returns of one organisation and period counts: the highest version. Earlier
//! ones are named as superseded and not judged; two of one version are a finding.

use crate::returns::{Return, Slip};
use crate::source::Place;
use crate::value::Period;
use crate::value::slip::SlipKind;
use std::collections::BTreeMap;

/// A return that a later version of it supersedes.
#[derive(Debug, Clone)]
pub struct Superseded {
    /// Where it states its version, else whose it is.
    pub place: Place,
    /// Its organisation.
    pub organisation: String,
    /// Its period.
    pub period: Period,
    /// Its version.
    pub version: i64,
    /// The version that counts.
    pub by: i64,
    /// Where that one is.
    pub by_place: Place,
}

/// What is made of several returns.
#[derive(Debug, Default)]
pub struct Submissions {
    /// Those that do not count.
    pub superseded: Vec<Superseded>,
    /// For each return whether it counts.
    pub counts: Vec<bool>,
    /// A slip for each return that has the version of an earlier one.
    pub slips: BTreeMap<usize, Slip>,
    /// How many are drafts.
    pub drafts: u64,
    /// How many organisations and periods have a final return.
    pub received: u64,
}

/// The returns of one form, organisation and period, each with its place in the order read.
type Same<'r> = Vec<(usize, &'r Return)>;

/// Sorts returns out, in the order in which they were read. A draft never supersedes a final
/// return: until its own final version comes, the one sent in before it counts.
pub fn sort_out(returns: &[Return]) -> Submissions {
    let mut out = Submissions { counts: vec![true; returns.len()], ..Submissions::default() };
    let mut groups: BTreeMap<(&str, &str, Period), Same<'_>> = BTreeMap::new();
    for (index, ret) in returns.iter().enumerate() {
        if let (Some(organisation), Some(period)) = (ret.organisation.as_deref(), ret.period) {
            groups.entry((&ret.layout.form.id, organisation, period)).or_default().push((index, ret));
        }
        out.drafts = out.drafts.saturating_add(u64::from(ret.draft));
    }
    for ((_, organisation, period), same) in groups {
        out.received = out.received.saturating_add(u64::from(same.iter().any(|(_, ret)| !ret.draft)));
        for (nth, (index, ret)) in same.iter().enumerate() {
            let later = same.iter().filter(|(_, other)| other.version > ret.version && (!other.draft || ret.draft));
            if let Some((_, by)) = later.max_by_key(|(_, other)| other.version) {
                if let Some(counts) = out.counts.get_mut(*index) {
                    *counts = false;
                }
                out.superseded.push(Superseded {
                    place: ret.version_place,
                    organisation: organisation.to_owned(),
                    period,
                    version: ret.version,
                    by: by.version,
                    by_place: by.version_place,
                });
            } else if let Some((_, first)) = same.iter().take(nth).find(|(_, other)| other.version == ret.version) {
                out.slips.insert(*index, again(ret, first, organisation, period));
            }
        }
    }
    out.superseded.sort_by_key(|one| (one.place.file, one.place.span.start));
    out
}

fn again(ret: &Return, first: &Return, organisation: &str, period: Period) -> Slip {
    let organisation = crate::source::shown_line(organisation);
    let message = format!(
        "another return of {organisation} for {period} has version {} too, so nothing says which of the two counts",
        ret.version
    );
    Slip {
        suggestion: Some("give the later one the next version, or take one of them away".to_owned()),
        related: vec![(first.version_place, "the other return".to_owned())],
        ..Slip::new(SlipKind::Duplicate, ret.version_place, ret.version_path(), message)
    }
}
