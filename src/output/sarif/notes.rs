//! What is to be said of the run itself: diagnostics, and what no result stands for.

use super::like::Alike;
use super::model::{Message, Notification, Reference};
use super::place::{Places, said};
use super::rules::level;
use crate::diag::Diagnostic;
use crate::output::counted;
use crate::report::Report;
use std::collections::BTreeMap;

/// All notifications of a run.
pub fn notifications(
    report: &Report,
    places: &Places<'_>,
    results: &[Alike<'_>],
    codes: &BTreeMap<&'static str, usize>,
) -> Vec<Notification> {
    let mut out: Vec<Notification> = report.diagnostics.iter().map(|one| of_diagnostic(one, places, codes)).collect();
    out.extend(report.beyond.counts.iter().map(|((rule, outcome, severity), count)| {
        let of = format!("{}, {}", outcome.words(), severity.name());
        let words = format!("{} of {rule} ({of}) beyond those listed", counted(*count, "finding"));
        plain("warning", format!("{words}: only counted, and no result stands for them"))
    }));
    if results.len() < report.findings.len() {
        let findings = report.findings.len();
        let words = format!(
            "{findings} findings are given as {} results, since servers show no more: results with an occurrence \
             count stand for several findings; --format json lists each",
            results.len()
        );
        out.push(plain("warning", words));
    }
    out.extend(report.left_out.iter().map(|one| {
        let [rule, reason, by] = [&one.rule, &one.reason, &one.by].map(|text| said(text));
        plain("note", format!("rules left out: {rule} ({reason}; {by})"))
    }));
    out
}

fn plain(level: &'static str, words: String) -> Notification {
    Notification { descriptor: None, level, message: Message::plain(words), locations: Vec::new() }
}

fn of_diagnostic(one: &Diagnostic, places: &Places<'_>, codes: &BTreeMap<&'static str, usize>) -> Notification {
    let mut words = said(&one.message);
    if let Some(help) = &one.help {
        words.push('\n');
        words.push_str(&said(help));
    }
    let mut locations: Vec<_> = one.place.and_then(|place| places.further(place, "")).into_iter().collect();
    locations.extend(one.related.iter().filter_map(|(place, words)| places.further(*place, words)));
    if let (true, Some(file)) = (locations.is_empty(), &one.file) {
        locations.extend(places.whole(file, one.line));
    }
    for (number, location) in locations.iter_mut().enumerate() {
        location.id = Some(number.saturating_add(1));
    }
    Notification {
        descriptor: codes.get(one.code).map(|index| Reference { id: one.code, index: *index }),
        level: level(one.severity),
        message: Message::plain(words),
        locations,
    }
}
