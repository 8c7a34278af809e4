//! Which of several returns of one organisation and period counts: the highest version. Earlier
//! ones are named as superseded and not judged; two of one version are a finding.

use crate::reference::Layout;
use crate::returns::{Return, Slip};
use crate::source::Place;
use crate::value::Period;
use crate::value::slip::SlipKind;
use std::collections::BTreeMap;
use std::sync::Arc;

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

/// What it takes to tell which of several returns counts.
#[derive(Debug, Clone)]
pub struct Head {
    layout: Arc<Layout>,
    organisation: Option<String>,
    period: Option<Period>,
    version: Option<i64>,
    version_place: Place,
    draft: bool,
    received: bool,
}

impl Head {
    /// Whose return of which form and period it is; nothing where it does not say.
    fn whose(&self) -> Option<(&str, &str, Period)> {
        Some((&self.layout.form.id, self.organisation.as_deref()?, self.period?))
    }

    /// The same, to keep.
    pub fn owned(&self) -> Option<(String, String, Period)> {
        self.whose().map(|(form, organisation, period)| (form.to_owned(), organisation.to_owned(), period))
    }

    /// Whether no other return can be of the same organisation and period, as far as this one says.
    pub fn is_alone(ret: &Return) -> bool {
        ret.organisation.is_none() || ret.period.is_none()
    }

    /// Where it says which version it is, or whose.
    pub fn place(&self) -> Place {
        self.version_place
    }

    /// Its organisation and period.
    pub fn of(&self) -> (Option<&str>, Option<Period>) {
        (self.organisation.as_deref(), self.period)
    }
}

impl From<&Return> for Head {
    fn from(ret: &Return) -> Head {
        Head {
            layout: Arc::clone(&ret.layout),
            organisation: ret.organisation.clone(),
            period: ret.period,
            version: ret.version,
            version_place: ret.version_place,
            draft: ret.draft,
            received: ret.received,
        }
    }
}

/// What is made of several returns.
#[derive(Debug, Default)]
pub struct Submissions {
    /// Those that do not count.
    pub superseded: Vec<Superseded>,
    /// For each return whether it counts.
    pub counts: Vec<bool>,
    /// How many are drafts.
    pub drafts: u64,
    /// How many organisations and periods have a final return.
    pub received: u64,
}

/// The returns of one form, organisation and period, each with its place in the order read.
type Same<'r> = [(usize, &'r Head)];

/// Sorts returns out, in the order in which they were read. Only a return that counts as received
/// takes the place of one that is no plain draft, so that no draft, and nothing whose status cannot
/// be read, hides what was sent in; a draft gives way to the return that was sent as its version.
/// A version that is not stated, or cannot be read, supersedes nothing and is superseded by
/// nothing: beside another return it stands twice.
pub fn sort_out(heads: &[&Head]) -> Submissions {
    let mut out = Submissions { counts: vec![true; heads.len()], ..Submissions::default() };
    let drafts = heads.iter().filter(|head| head.draft).count();
    out.drafts = u64::try_from(drafts).unwrap_or(u64::MAX);
    let mut order: Vec<(usize, &Head)> = heads.iter().copied().enumerate().collect();
    order.retain(|(_, head)| head.whose().is_some());
    order.sort_by(|(_, a), (_, b)| a.whose().cmp(&b.whose()));
    for same in order.chunk_by(|(_, a), (_, b)| a.whose() == b.whose()) {
        let Some((_, organisation, period)) = same.first().and_then(|(_, head)| head.whose()) else { continue };
        out.received = out.received.saturating_add(u64::from(same.iter().any(|(_, head)| head.received)));
        let highest = Highest::of(same);
        for (index, head) in same {
            if let Some((version, by)) = highest.later_than(head) {
                if let Some(counts) = out.counts.get_mut(*index) {
                    *counts = false;
                }
                out.superseded.push(Superseded {
                    place: head.version_place,
                    organisation: organisation.to_owned(),
                    period,
                    version,
                    by: by.version.unwrap_or(version),
                    by_place: by.version_place,
                });
            }
        }
    }
    out.superseded.sort_by_key(|one| (one.place.file, one.place.span.start));
    out
}

/// The highest versions among the returns of one organisation and period; of equal ones the last.
struct Highest<'r> {
    of_all: Option<(i64, &'r Head)>,
    received: Option<(i64, &'r Head)>,
}

impl<'r> Highest<'r> {
    fn of(same: &Same<'r>) -> Highest<'r> {
        let versions = || same.iter().filter_map(|(_, head)| Some((head.version?, *head)));
        Highest {
            of_all: versions().max_by_key(|(version, _)| *version),
            received: versions().filter(|(_, head)| head.received).max_by_key(|(version, _)| *version),
        }
    }

    /// The version of a return, and the return of the highest version that takes its place.
    fn later_than(&self, head: &Head) -> Option<(i64, &'r Head)> {
        let version = head.version?;
        let later = |other: &(i64, &'r Head)| other.0 > version;
        let by = match head.draft {
            true => self.of_all.filter(later).or(self.received.filter(|(sent, _)| *sent == version)),
            false => self.received.filter(later),
        };
        by.map(|(_, by)| (version, by))
    }
}

/// What a return says of whether it was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Status {
    Draft,
    Received,
    Unsaid,
}

impl Status {
    fn of(head: &Head) -> Status {
        match (head.draft, head.received) {
            (true, _) => Status::Draft,
            (_, true) => Status::Received,
            _ => Status::Unsaid,
        }
    }

    /// Of a draft and a return that was sent it is plain which counts.
    fn alike(self, other: Status) -> bool {
        self == other || self == Status::Unsaid || other == Status::Unsaid
    }
}

/// The first of the returns read so far of each version and status; under no version at all, of
/// those that state none. There are few as a rule, and sometimes very many.
#[derive(Debug, Default)]
pub struct Before {
    few: Vec<(Option<i64>, Status, usize)>,
    many: Option<Box<Many>>,
}

/// The first of very many returns.
#[derive(Debug, Default)]
struct Many {
    first: BTreeMap<(Option<i64>, Status), usize>,
    of_any: BTreeMap<Status, usize>,
}

impl Many {
    fn note(&mut self, (version, status, index): (Option<i64>, Status, usize)) {
        self.first.entry((version, status)).or_insert(index);
        self.of_any.entry(status).or_insert(index);
    }
}

impl Before {
    const FEW: usize = 8;

    /// Notes a return by its number.
    pub fn note(&mut self, index: usize, head: &Head) {
        let noted = (head.version, Status::of(head), index);
        if let Some(many) = &mut self.many {
            return many.note(noted);
        }
        if self.few.iter().any(|(version, status, _)| (*version, *status) == (noted.0, noted.1)) {
            return;
        }
        // Most stand alone, and there may be a million of them.
        self.few.reserve_exact(1);
        self.few.push(noted);
        if self.few.len() > Before::FEW {
            let mut many = Many::default();
            self.few.drain(..).for_each(|noted| many.note(noted));
            self.many = Some(Box::new(many));
        }
    }

    /// The first return of a version and status; of any version where none is given.
    fn first(&self, version: Option<Option<i64>>, status: Status) -> Option<usize> {
        match (&self.many, version) {
            (Some(many), Some(version)) => many.first.get(&(version, status)).copied(),
            (Some(many), None) => many.of_any.get(&status).copied(),
            (None, _) => {
                let fits = |(own, of, _): &&(Option<i64>, Status, usize)| {
                    *of == status && version.is_none_or(|version| *own == version)
                };
                self.few.iter().filter(fits).map(|(_, _, index)| *index).min()
            }
        }
    }

    /// The number of the return read before this one of which it cannot be told which of the two
    /// counts.
    pub fn twin(&self, head: &Head) -> Option<usize> {
        let own = Status::of(head);
        let alike = [Status::Draft, Status::Received, Status::Unsaid].into_iter().filter(|other| own.alike(*other));
        let found = alike.filter_map(|status| match head.version {
            None => self.first(None, status),
            version => {
                let (same, none) = (self.first(Some(version), status), self.first(Some(None), status));
                same.into_iter().chain(none).min()
            }
        });
        found.min()
    }
}

/// The slip of a return that has the version of an earlier one.
pub fn again(ret: &Return, first: &Head) -> Slip {
    let organisation = crate::source::shown_short(ret.organisation.as_deref().unwrap_or(""));
    let period = ret.period.map_or(String::new(), |period| period.to_string());
    let message = match (ret.version, first.version) {
        (Some(version), Some(_)) => {
            format!("another return of {organisation} for {period} has version {version} too; a version stands once")
        }
        (None, _) => format!(
            "there is another return of {organisation} for {period}, and this one states no version (a whole number \
             from 1), so nothing says which counts"
        ),
        (Some(_), None) => format!(
            "there is another return of {organisation} for {period}, and that one states no version (a whole number \
             from 1), so nothing says which counts"
        ),
    };
    Slip {
        suggestion: Some(
            "give the later one the next version (a whole number from 1), or take one of them away".to_owned(),
        ),
        related: vec![(first.version_place, "the other return".to_owned())],
        ..Slip::new(SlipKind::Duplicate, ret.version_place, ret.version_path(), message)
    }
}
