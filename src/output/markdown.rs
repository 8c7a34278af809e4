//! Tables for a page or the summary of a job: what a run came to, the findings, the worst first, and
//! what is to be said of the run.

use super::escape::markdown as escaped;
use super::plain::rest;
use super::worst::{Weight, whose, worst_first};
use super::{Look, counted, of_file, remarks, remedy, waiver};
use crate::diag::{Diagnostic, Severity};
use crate::finding::{Finding, Outcome};
use crate::report::Report;
use crate::source::{Place, Sources};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io;

/// How long all of it may be. The summary of a step may be 1,024 KiB; a longer one is not shown at all
/// ("$GITHUB_STEP_SUMMARY upload aborted, supports content up to a size of 1024k").
const LONGEST: usize = 900_000;

/// How much of that may be diagnostics and remarks.
const LONGEST_REST: usize = 200_000;

/// Writes a report.
///
/// # Errors
/// What writing it gives.
pub fn write(report: &Report, sources: &Sources, look: Look, out: &mut dyn io::Write) -> io::Result<()> {
    out.write_all(text(report, sources, look, LONGEST).as_bytes())
}

/// A report in so many bytes.
fn text(report: &Report, sources: &Sources, look: Look, longest: usize) -> String {
    let mut out = String::new();
    let _ = writeln!(out, "# probity: {}\n", escaped(&came_to(report)));
    let _ = writeln!(out, "{} read.\n", counted(report.read, "return"));
    counts(report, &mut out);
    let tail = tail(report, sources, longest.min(LONGEST_REST));
    let room = longest.saturating_sub(out.len()).saturating_sub(tail.len());
    findings(report, sources, (look, room), &mut out);
    out.push_str(&tail);
    out
}

/// What a run came to, in a line.
fn came_to(report: &Report) -> String {
    let mut parts = severities(report);
    let not_judged = report.outcomes().of(Outcome::NotJudged);
    if not_judged > 0 {
        parts.push(format!("{not_judged} not judged"));
    }
    if report.has_errors() {
        parts.insert(0, "not all could be read".to_owned());
    }
    if parts.is_empty() { "nothing found wrong".to_owned() } else { parts.join(", ") }
}

/// How many breaches there are of each severity that has any.
fn severities(report: &Report) -> Vec<String> {
    let counts = [Severity::Error, Severity::Warning, Severity::Info].map(|one| (one, report.severity(one)));
    let some = counts.into_iter().filter(|(_, count)| *count > 0);
    some.map(|(severity, count)| match severity {
        Severity::Info => format!("{count} for information"),
        _ => counted(count, severity.name()),
    })
    .collect()
}

/// How often each outcome occurred, and how many breaches there are of each severity.
fn counts(report: &Report, out: &mut String) {
    let outcomes = report.outcomes();
    let severities = severities(report);
    out.push_str("| outcome | count | of these |\n|---|--:|---|\n");
    for outcome in Outcome::ALL {
        let mut of_these = if outcome == Outcome::Fail { severities.join(", ") } else { String::new() };
        let known = report.known(outcome, None);
        if known > 0 {
            of_these = format!("{of_these}{}{known} known", if of_these.is_empty() { "" } else { ", " });
        }
        let _ = writeln!(out, "| {} | {} | {of_these} |", outcome.words(), outcomes.of(outcome));
    }
}

/// The findings as a table, and how many are not in it.
fn findings(report: &Report, sources: &Sources, (look, room): (Look, usize), out: &mut String) {
    let findings = worst_first(report);
    if findings.is_empty() {
        return;
    }
    let mut room = room.saturating_sub(1_000);
    let mut rows = String::new();
    let mut shown: BTreeMap<&str, usize> = BTreeMap::new();
    let mut cut = 0u64;
    for finding in findings {
        let count = shown.entry(&finding.rule).or_default();
        *count = count.saturating_add(1);
        if *count > look.most {
            continue;
        }
        let row = row(finding, sources);
        match room.checked_sub(row.len()) {
            Some(left) if cut == 0 => {
                room = left;
                rows.push_str(&row);
            }
            _ => cut = cut.saturating_add(1),
        }
    }
    out.push_str(
        "\n## Findings\n\n| | rule | whose | where | message | to put it right |\n|---|---|---|---|---|---|\n",
    );
    out.push_str(&rows);
    if cut > 0 {
        let cut = counted(cut, "finding");
        let _ =
            writeln!(out, "\n{cut} left out, because the summary of a job may not be longer; --format json has all.");
    }
    let mut more = String::new();
    rest(&shown, report, look, &mut more);
    bullets(&more, room.max(1_000), out);
}

fn row(finding: &Finding, sources: &Sources) -> String {
    let mut right: Vec<&str> = finding.suggestion.as_deref().into_iter().chain(remedy(finding)).collect();
    let waiver = waiver(finding, sources);
    right.extend(waiver.as_deref());
    let triage = finding.triage.as_ref().map_or(String::new(), |triage| format!(", {triage}"));
    let cells = [
        format!("{}{triage}", Weight::of(finding).words()),
        finding.rule.clone(),
        whose(finding),
        position(sources, finding.place),
        finding.message.clone(),
        right.join("; "),
    ];
    format!("| {} |\n", cells.map(|cell| escaped(&cell)).join(" | "))
}

/// `file:line`, in a workbook the file and the cell.
fn position(sources: &Sources, place: Place) -> String {
    let name = sources.name(place.file);
    match sources.cell(place) {
        Some(cell) => format!("{name} {cell}"),
        None => format!("{name}:{}", sources.ends(place).0.line),
    }
}

/// Diagnostics, and what is to be said of the run.
fn tail(report: &Report, sources: &Sources, longest: usize) -> String {
    let mut out = String::new();
    if !report.diagnostics.is_empty() {
        out.push_str("\n## Files and options\n");
        let mut diagnostics: Vec<&Diagnostic> = report.diagnostics.iter().collect();
        diagnostics.sort_by_key(|one| std::cmp::Reverse(one.severity));
        let lines: Vec<String> = diagnostics.iter().map(|one| told(one, sources)).collect();
        bullets(&lines.join("\n"), longest / 2, &mut out);
    }
    let remarks = remarks(report, sources);
    if !remarks.is_empty() {
        out.push_str("\n## The run\n");
        bullets(&remarks, longest / 2, &mut out);
    }
    out
}

fn told(diagnostic: &Diagnostic, sources: &Sources) -> String {
    let place = match (&diagnostic.place, &diagnostic.file) {
        (Some(place), _) => format!("{}: ", position(sources, *place)),
        (None, Some(file)) => format!("{}: ", of_file(diagnostic, file)),
        (None, None) => String::new(),
    };
    let help = diagnostic.help.as_deref().map_or(String::new(), |help| format!(" ({help})"));
    let line = format!("{place}{} {}: {}{help}", diagnostic.severity.name(), diagnostic.code, diagnostic.message);
    crate::source::shown_line(&line)
}

/// Each line of a text as an item of a list, as long as there is room.
fn bullets(text: &str, room: usize, out: &mut String) {
    let mut room = room.saturating_sub(100);
    let mut left = 0u64;
    let lines = text.lines().filter(|line| !line.is_empty()).map(|line| format!("- {}\n", escaped(line)));
    for (number, line) in lines.enumerate() {
        if number == 0 {
            out.push('\n');
        }
        match room.checked_sub(line.len()) {
            Some(rest) if left == 0 => {
                room = rest;
                out.push_str(&line);
            }
            _ => left = left.saturating_add(1),
        }
    }
    if left > 0 {
        let _ =
            writeln!(out, "- {} left out, because the summary of a job may not be longer", counted(left, "more line"));
    }
}
