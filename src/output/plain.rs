//! One line per finding: what a log, an editor's problem list or a screen reader takes.

use super::{Look, below, of_file, one_by_one, position};
use crate::diag::Diagnostic;
use crate::finding::Outcome;
use crate::report::Report;
use crate::source::{Sources, shown_line};
use std::collections::BTreeMap;
use std::fmt::Write;

/// The findings, one line each, with indented lines for what would put them right.
pub fn findings(report: &Report, sources: &Sources, look: Look) -> String {
    let mut out = String::new();
    let mut shown: BTreeMap<&str, usize> = BTreeMap::new();
    for finding in one_by_one(report) {
        let count = shown.entry(&finding.rule).or_default();
        *count = count.saturating_add(1);
        if *count > look.most {
            continue;
        }
        let level = match finding.outcome {
            Outcome::Fail => finding.severity.name(),
            other => other.words(),
        };
        let _ = writeln!(
            out,
            "{}: {level}[{}]: {}",
            position(sources, finding.place),
            finding.rule,
            shown_line(&finding.message)
        );
        let mut also = |title: &str, text: &str| {
            let _ = writeln!(out, "    {title}: {}", shown_line(text));
        };
        for (title, text) in below(finding, sources) {
            also(title, &text);
        }
    }
    rest(&shown, report, look, &mut out);
    out
}

/// Says how many findings of each rule are not shown.
pub fn rest(shown: &BTreeMap<&str, usize>, report: &Report, look: Look, out: &mut String) {
    for (rule, count) in shown {
        let beyond = report.beyond.of_rule(rule);
        let more = u64::try_from(count.saturating_sub(look.most)).unwrap_or(u64::MAX);
        let all = more.saturating_add(beyond);
        let _ = match (all, more) {
            (0, _) => Ok(()),
            (_, 0) => writeln!(out, "{rule}: {all} more, which are only counted"),
            _ if beyond > 0 => writeln!(
                out,
                "{rule}: {all} more not shown (--max-findings {count} shows {more} of them, the others are only counted)"
            ),
            _ => writeln!(out, "{rule}: {more} more not shown (--max-findings {count} shows them)"),
        };
    }
}

/// Diagnostics, one line each.
pub fn diagnostics(diagnostics: &[Diagnostic], sources: &Sources) -> String {
    let mut out = String::new();
    for diagnostic in diagnostics {
        let place = match (&diagnostic.place, &diagnostic.file) {
            (Some(place), _) => format!("{}: ", position(sources, *place)),
            (None, Some(file)) => format!("{}: ", of_file(diagnostic, file)),
            (None, None) => String::new(),
        };
        let _ = writeln!(
            out,
            "{place}{}[{}]: {}",
            diagnostic.severity.name(),
            diagnostic.code,
            shown_line(&diagnostic.message)
        );
        if let Some(help) = &diagnostic.help {
            let _ = writeln!(out, "    help: {}", shown_line(help));
        }
    }
    out
}
