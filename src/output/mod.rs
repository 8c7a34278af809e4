//! Reports as bytes, one file per format. Only here are colour, drawing and the public formats.

mod baseline;
mod book;
pub mod difference;
mod escape;
pub mod github;
mod human;
pub mod json;
mod jsonl;
mod junit;
mod language;
mod markdown;
mod plain;
mod sarif;
mod snippet;
pub mod template;
#[cfg(test)]
mod tests_formats;
#[cfg(test)]
mod tests_kit;
pub mod triage;
mod worst;

pub use baseline::baseline;
pub use language::language;

use crate::diag::{Diagnostic, Severity};
use crate::finding::{Finding, Novelty, Outcome, Standing};
use crate::report::{Book, Report};
use crate::source::{Place, Sources};
use std::collections::{BTreeMap, BTreeSet};
use std::io;

/// An output format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Drawn for people.
    Human,
    /// One line per finding.
    Plain,
    /// One document, for programs.
    Json,
    /// One JSON document on each line.
    Jsonl,
    /// The Static Analysis Results Interchange Format, 2.1.0.
    Sarif,
    /// Workflow commands of GitHub, which annotate lines.
    Github,
    /// XML as JUnit writes it, for servers that show test results.
    Junit,
    /// Tables for a page or the summary of a job.
    Markdown,
}

impl Format {
    /// Whether diagnostics stand in what is written, and not beside it.
    pub fn is_document(self) -> bool {
        matches!(self, Format::Json | Format::Jsonl | Format::Sarif | Format::Junit)
    }
}

/// How a report is written.
#[derive(Debug, Clone, Copy)]
pub struct Look {
    /// Whether colours and links are used.
    pub color: bool,
    /// How many findings of one rule are shown in full.
    pub most: usize,
    /// How wide a line may be.
    pub width: usize,
    /// The lowest severity that makes a run fail.
    pub fail_on: Option<Severity>,
}

impl Default for Look {
    fn default() -> Look {
        Look { color: false, most: 20, width: 100, fail_on: Some(Severity::Error) }
    }
}

/// Writes the findings of a report; of JSON the whole document.
pub fn report(report: &Report, sources: &Sources, format: Format, look: Look) -> String {
    let mut out = Vec::new();
    // Nothing can fail that is written to memory.
    let _ = write(report, sources, format, look, &mut out);
    String::from_utf8(out).unwrap_or_default()
}

/// Writes the findings of a report to where they go, without holding all of a document at once.
///
/// # Errors
/// What writing them gives.
pub fn write(
    report: &Report,
    sources: &Sources,
    format: Format,
    look: Look,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    match format {
        Format::Human => out.write_all(human::findings(report, sources, look).as_bytes()),
        Format::Plain => out.write_all(plain::findings(report, sources, look).as_bytes()),
        Format::Json => json::write(report, sources, out),
        Format::Jsonl => jsonl::write(report, sources, out),
        Format::Sarif => sarif::write(report, sources, out),
        Format::Github => github::write(report, sources, out),
        Format::Junit => junit::write(report, sources, look, out),
        Format::Markdown => markdown::write(report, sources, look, out),
    }
}

/// A book of rules as Markdown.
pub fn book(book: &Book) -> String {
    book::markdown(book)
}

/// Writes diagnostics for people or, one line each, for logs.
pub fn diagnostics(diagnostics: &[Diagnostic], sources: &Sources, format: Format, look: Look) -> String {
    match format {
        Format::Human => human::diagnostics(diagnostics, sources, look),
        _ => plain::diagnostics(diagnostics, sources),
    }
}

/// The summary line of a run: what was read and what it came to.
pub fn summary(report: &Report, sources: &Sources) -> String {
    let outcomes = report.outcomes();
    let returns = counted(report.read, "return");
    let judged: Vec<String> =
        Outcome::ALL.iter().map(|outcome| format!("{} {}", outcomes.of(*outcome), outcome.words())).collect();
    let mut text = format!("{returns} read: {}", judged.join(", "));
    let severities: Vec<String> = [Severity::Error, Severity::Warning, Severity::Info]
        .into_iter()
        .map(|severity| (report.severity(severity), severity))
        .filter(|(count, _)| *count > 0)
        .map(|(count, severity)| {
            if severity == Severity::Info {
                format!("{count} for information")
            } else {
                counted(count, severity.name())
            }
        })
        .collect();
    if !severities.is_empty() {
        text.push_str(&format!("\nbreaches: {}", severities.join(", ")));
    }
    text.push_str(&remarks(report, sources));
    text.push('\n');
    text
}

/// What is to be said of a run beside its counts, each on a line that begins with a line end.
fn remarks(report: &Report, sources: &Sources) -> String {
    let returns = counted(report.read, "return");
    let mut text = submissions(report, sources);
    let made_up = report.provenance.get("made_up").copied().unwrap_or(0);
    if made_up > 0 {
        text.push_str(&format!("\nfigures are made up in {made_up} of {returns}"));
    }
    if report.failed > 0 {
        text.push_str(&format!("\n{} could not be read", counted(report.failed, "document")));
    }
    if report.passed_over > 0 {
        let names: Vec<String> =
            report.passed_over_files.iter().take(5).map(|name| crate::source::shown_line(name)).collect();
        let more = report.passed_over_files.len().saturating_sub(names.len());
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        let documents = counted(report.passed_over, "document");
        text.push_str(&format!("\n{documents} passed over, because no form is stated: {}{more}", names.join(", ")));
    }
    if report.groups_left > 0 {
        let groups = counted(report.groups_left, "group");
        text.push_str(&format!(
            "\nrules over groups were not judged for {groups}: not all of their returns are reported on"
        ));
    }
    text.push_str(&known(report));
    if let Some(today) = &report.today {
        text.push_str(&format!("\nwaivers are held against {today}"));
    }
    for (list, (rules, returns, groups)) in unlisted(report) {
        let rules: Vec<&str> = rules.into_iter().collect();
        let were = if rules.len() == 1 { "was" } else { "were" };
        text.push_str(&format!(
            "\nno {list}: {} {were} not judged in {}",
            rules.join(", "),
            [(returns, "return"), (groups, "group")]
                .into_iter()
                .filter(|(count, _)| *count > 0)
                .map(|(count, noun)| counted(count, noun))
                .collect::<Vec<_>>()
                .join(" and ")
        ));
    }
    for one in &report.overridden {
        text.push_str(&format!("\n{} is {} instead of {} ({})", one.name, one.to, one.from, one.by));
    }
    text
}

/// What is to be said of the project file, the baseline, and rules that are left out.
fn known(report: &Report) -> String {
    let mut text = String::new();
    if let Some(project) = &report.project {
        text.push_str(&format!("\nsettings are those of {}", crate::source::shown_line(project)));
    }
    if let Some(baseline) = &report.baseline {
        let breaches = match report.known(Outcome::Fail, None) {
            1 => "1 breach".to_owned(),
            count => format!("{count} breaches"),
        };
        let file = crate::source::shown_line(&baseline.file);
        text.push_str(&format!("\nknown already, and not shown: {breaches}"));
        let not_judged = report.known(Outcome::NotJudged, None);
        if not_judged > 0 {
            let noun = if not_judged == 1 { "judgement" } else { "judgements" };
            text.push_str(&format!(" and {not_judged} {noun} that could not be made"));
        }
        text.push_str(&format!(" ({file})"));
    }
    if !report.left_out.is_empty() {
        let named = report.left_out.iter().map(|one| {
            let [rule, reason, by] = [&one.rule, &one.reason, &one.by].map(|text| crate::source::shown_short(text));
            format!("{rule} ({reason}; {by})")
        });
        text.push_str(&format!("\nleft out: {}", named.collect::<Vec<_>>().join(", ")));
    }
    text
}

/// What is to be said of drafts and of versions that do not count.
fn submissions(report: &Report, sources: &Sources) -> String {
    let mut text = String::new();
    if report.drafts > 0 {
        text.push_str(&format!("\n{} not counted as received", counted(report.drafts, "draft")));
    }
    if !report.superseded.is_empty() {
        let named = report.superseded.iter().take(5).map(|one| {
            let organisation = crate::source::shown_line(&one.organisation);
            format!("{organisation} {} version {} ({})", one.period, one.version, position(sources, one.place))
        });
        let named: Vec<String> = named.collect();
        let more = report.superseded.len().saturating_sub(named.len());
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        text.push_str(&format!("\nsuperseded by a later version and not judged: {}{more}", named.join(", ")));
    }
    text
}

/// What was wanted and is not there, reference lists and the returns of other months, each with the rules
/// that could not be judged without it and in how many returns and groups. Nobody who fills in a
/// return can put that right, so it is said once.
fn unlisted(report: &Report) -> BTreeMap<&str, (BTreeSet<&str>, u64, u64)> {
    let mut lists: BTreeMap<&str, (BTreeSet<&str>, u64, u64)> = BTreeMap::new();
    for finding in &report.findings {
        let Some(list) = &finding.unlisted else { continue };
        let (rules, returns, groups) = lists.entry(list).or_default();
        rules.insert(&finding.rule);
        rules.extend(finding.blocked.iter().map(String::as_str));
        let count = if finding.group.is_some() { groups } else { returns };
        *count = count.saturating_add(1);
    }
    lists
}

/// A count with its noun.
fn counted(count: u64, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}

/// The findings that are shown one by one: what no list was there for is in the summary, and what is
/// known is not shown.
fn one_by_one(report: &Report) -> impl Iterator<Item = &Finding> {
    report.findings.iter().filter(|finding| finding.unlisted.is_none() && !finding.is_known())
}

/// What would put a finding right, in general; what was accepted needs no remedy.
fn remedy(finding: &Finding) -> Option<&str> {
    finding.help.as_deref().filter(|_| finding.outcome != Outcome::Waived)
}

/// What is known of a waiver of a finding, and where its entry stands; a claim stands in the return.
fn waiver(finding: &Finding, sources: &Sources) -> Option<String> {
    let waiver = finding.waiver.as_ref()?;
    let place = waiver.place.filter(|_| waiver.standing != Standing::Claimed);
    let entry = place.map_or(String::new(), |place| format!("; entry at {}", position(sources, place)));
    Some(format!("{}{entry}", waiver.words(finding.gap.as_ref())))
}

/// What is said of a finding below its message, each with its title.
fn below(finding: &Finding, sources: &Sources) -> Vec<(&'static str, String)> {
    let blocked = Some(finding.blocked.join(", ")).filter(|rules| !rules.is_empty());
    let rule = format!("{} ({})", finding.title, position(sources, finding.rule_place));
    let all = [
        ("suggestion", finding.suggestion.clone()),
        ("help", remedy(finding).map(str::to_owned)),
        ("waiver", waiver(finding, sources)),
        ("baseline", beyond_bound(finding, sources)),
        ("not judged because of it", blocked),
        ("rule", Some(rule)),
    ];
    all.into_iter().filter_map(|(title, text)| Some((title, text?))).collect()
}

/// Of a breach that was known and has grown what the baseline allows, and where its entry stands.
fn beyond_bound(finding: &Finding, sources: &Sources) -> Option<String> {
    let baseline = finding.baseline.filter(|baseline| baseline.standing == Novelty::Beyond)?;
    let bound = baseline.bound.map_or(String::new(), |bound| format!(" up to {bound}"));
    let missed = finding.gap.as_ref().map_or(String::new(), |gap| format!(", and it is missed by {}", gap.missed()));
    let entry = baseline.place.map_or(String::new(), |place| format!("; entry at {}", position(sources, place)));
    Some(format!("the baseline knows this breach{bound}{missed}{entry}"))
}

/// The file that a diagnostic is about as a whole, with the line and column that are known of it.
fn of_file(diagnostic: &Diagnostic, file: &str) -> String {
    let file = crate::source::shown_line(file);
    diagnostic.line.map_or(file.clone(), |at| format!("{file}:{}:{}", at.line, at.column))
}

/// `file:line:column` of a place; in a workbook the file and the cell.
pub fn position(sources: &Sources, place: Place) -> String {
    if let Some(cell) = sources.cell(place) {
        return format!("{} {cell}", crate::source::shown_line(sources.name(place.file)));
    }
    let at = sources.ends(place).0;
    format!("{}:{}:{}", crate::source::shown_line(sources.name(place.file)), at.line, at.column)
}
