//! The rules of a run, and the codes of its diagnostics.

use super::model::{Configuration, Descriptor, Message};
use super::place::said;
use crate::diag::{CODES, Severity};
use crate::eval::Tally;
use crate::finding::Outcome;
use crate::output::{escape, position};
use crate::plan::Cited;
use crate::report::{Report, RuleNote};
use crate::source::Sources;
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// The most characters of a description that GitHub takes.
const LONGEST: usize = 1_000;

/// The rules that were judged, by id with their numbers.
pub struct Rules<'r> {
    report: &'r Report,
    ids: BTreeMap<&'r str, usize>,
}

impl<'r> Rules<'r> {
    pub fn of(report: &'r Report) -> Rules<'r> {
        let judged = report.tallies.keys().chain(report.rules.keys());
        let found = report.findings.iter().map(|finding| &finding.rule);
        let counted = report.beyond.counts.keys().map(|(rule, _, _)| rule);
        let ids: BTreeSet<&str> = judged.chain(found).chain(counted).map(String::as_str).collect();
        Rules { report, ids: ids.into_iter().enumerate().map(|(index, id)| (id, index)).collect() }
    }

    /// The number of a rule among the descriptors.
    pub fn index(&self, id: &str) -> Option<usize> {
        self.ids.get(id).copied()
    }

    /// What is said of a rule.
    pub fn note(&self, id: &str) -> Option<&'r RuleNote> {
        self.report.rules.get(id)
    }

    /// Its title, of which a finding may know where nothing else does.
    pub fn title(&self, id: &str) -> String {
        let found = || self.report.findings.iter().find(|finding| finding.rule == id).map(|finding| &finding.title);
        let title = self.note(id).map(|note| &note.title).or_else(found);
        said(title.filter(|title| !title.trim().is_empty()).map_or(id, String::as_str))
    }

    /// The rules that were applicable nowhere, and how often they were not.
    pub fn not_applicable(&self) -> impl Iterator<Item = (&'r str, u64)> {
        let never =
            |tally: &Tally| Outcome::ALL.iter().all(|one| *one == Outcome::NotApplicable || tally.of(*one) == 0);
        let count = |tally: &Tally| tally.of(Outcome::NotApplicable);
        let rules = self.report.tallies.iter().filter(move |(_, tally)| never(tally) && count(tally) > 0);
        rules.map(move |(rule, tally)| (rule.as_str(), count(tally)))
    }

    pub fn descriptors(&self, sources: &Sources) -> Vec<Descriptor> {
        self.ids.keys().map(|id| self.descriptor(id, sources)).collect()
    }

    fn descriptor(&self, id: &str, sources: &Sources) -> Descriptor {
        let note = self.note(id);
        let title: String = self.title(id).chars().take(LONGEST).collect();
        let cited: &[Cited] = note.map_or(&[], |note| note.sources.as_slice());
        let mut properties = Map::new();
        if let Some(tally) = self.report.tallies.get(id) {
            let counts = Outcome::ALL.iter().map(|one| (one.name().to_owned(), Value::from(tally.of(*one))));
            properties.insert("outcomes".to_owned(), Value::Object(counts.collect()));
        }
        if let Some(note) = note {
            properties.insert("problem.severity".to_owned(), problem(note.severity).into());
            properties.insert("ruleLocation".to_owned(), position(sources, note.place).into());
        }
        if !cited.is_empty() {
            let all = cited
                .iter()
                .map(|(title, url, unverified)| json!({"title": said(title), "url": url, "verified": !unverified}));
            properties.insert("sources".to_owned(), all.collect());
        }
        Descriptor {
            id: id.to_owned(),
            short_description: Message::plain(title.clone()),
            full_description: Message::plain(title.clone()),
            help: Some(help(note.and_then(|note| note.help.as_deref()), cited, &title)),
            help_uri: cited.iter().find_map(|(_, url, _)| url.clone()).filter(|url| is_address(url)),
            default_configuration: note.map(|note| Configuration { level: level(note.severity) }),
            properties,
        }
    }
}

/// What would put a breach right and where the rule comes from, as text and as Markdown.
fn help(help: Option<&str>, cited: &[Cited], title: &str) -> Message {
    let help = help.unwrap_or(title);
    let (mut text, mut markdown) = (said(help), escape::markdown(help));
    for (title, url, unverified) in cited {
        let unverified = if *unverified { " (not verified in a source)" } else { "" };
        let title = crate::source::shown_line(title);
        let (shown, link) = match url.as_deref().filter(|url| is_address(url)) {
            Some(url) => (format!("{title}, {url}"), format!("[{}](<{url}>)", escape::markdown(&title))),
            None => (title.clone(), escape::markdown(&title)),
        };
        text.push_str(&format!("\nsource: {}{unverified}", said(&shown)));
        markdown.push_str(&format!("\n\nsource: {link}{unverified}"));
    }
    Message { text, markdown: Some(markdown) }
}

/// Whether a text is an address that can carry nothing but itself.
fn is_address(url: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-._~:/?#@!$&'*+,;=%()".contains(c);
    let escapes = || url.split('%').skip(1).all(|rest| rest.bytes().take(2).filter(u8::is_ascii_hexdigit).count() == 2);
    let host = url.strip_prefix("https://").and_then(|rest| rest.chars().next());
    host.is_some_and(|c| c.is_ascii_alphanumeric())
        && url.chars().all(plain)
        && escapes()
        && url.matches('#').count() <= 1
}

/// A severity as a level of SARIF.
pub fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

/// A severity as GitHub sorts rules by.
fn problem(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "recommendation",
    }
}

/// The codes of the diagnostics of a report, with their numbers.
pub fn codes(report: &Report) -> BTreeMap<&'static str, usize> {
    let codes: BTreeSet<&'static str> = report.diagnostics.iter().map(|one| one.code).collect();
    codes.into_iter().enumerate().map(|(index, code)| (code, index)).collect()
}

/// What the codes mean.
pub fn code_descriptors(codes: &BTreeMap<&'static str, usize>) -> Vec<Descriptor> {
    let described = codes.keys().map(|code| {
        let (title, text) =
            CODES.iter().find(|(one, _, _)| one == code).map_or((*code, *code), |(_, title, text)| (title, text));
        Descriptor {
            id: (*code).to_owned(),
            short_description: Message::plain(title),
            full_description: Message::plain(text),
            help: None,
            help_uri: None,
            default_configuration: None,
            properties: Map::new(),
        }
    });
    described.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_addresses_are_addresses() {
        for url in ["https://example.org/a?b=c&d#e", "https://example.org/a%20b", "https://example.org/(a)"] {
            assert!(is_address(url), "{url}");
        }
        for url in [
            "http://example.org",
            "https://",
            "https:// x",
            "https://a|b",
            "https://a>b",
            "javascript:alert(1)",
            "https://a%2",
            "https://a#b#c",
            "https://a\u{202e}",
        ] {
            assert!(!is_address(url), "{url}");
        }
    }
}
