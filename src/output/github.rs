//! Workflow commands of GitHub: findings that annotate the lines of a change.
//!
//! What the runner does with a line is in actions/runner, `ActionCommand.cs` and
//! `ActionCommandManager.cs`: white space is taken from its front, `::name properties::text` is a
//! command, and so is the older `##[name properties]text` anywhere in a line.

use super::worst::{Weight, by_rule, whose, worst_first};
use super::{counted, position, remedy, waiver};
use crate::diag::{Diagnostic, Severity};
use crate::finding::Finding;
use crate::report::Report;
use crate::source::{LineColumn, Place, Sources, shown_line};
use std::io;

/// How many commands are written. GitHub makes annotations of the first ten errors, the first ten
/// warnings and the first ten notices of a step, and of 50 in a job; the rest is in the log only
/// (actions/toolkit, docs/problem-matchers.md; `_maxCountPerIssueType` in `ExecutionContext.cs`). Ten in
/// all leave room for other steps.
const MOST: usize = 10;

/// How long a message may be: the runner cuts it at 4,096 UTF-16 units (`_maxIssueMessageLength`).
const LONGEST: usize = 4_000;

/// How many rules the line for the rest names.
const MOST_RULES: usize = 20;

/// Writes a report.
///
/// # Errors
/// What writing it gives.
pub fn write(report: &Report, sources: &Sources, out: &mut dyn io::Write) -> io::Result<()> {
    let errors: Vec<&Diagnostic> = report.diagnostics.iter().filter(|one| one.severity == Severity::Error).collect();
    let findings: Vec<&Finding> =
        worst_first(report).into_iter().filter(|finding| Weight::of(finding) <= Weight::NotJudged).collect();
    let room = MOST.saturating_sub(errors.len());
    for diagnostic in errors.iter().take(MOST) {
        writeln!(out, "{}", of_diagnostic(diagnostic, sources))?;
    }
    for finding in findings.iter().take(room) {
        writeln!(out, "{}", of_finding(finding, sources))?;
    }
    let further = findings.iter().skip(room).map(|one| (one.rule.as_str(), Weight::of(one), 1));
    let counted_only = report.beyond.counts.iter();
    let counted_only =
        counted_only.map(|((rule, of, severity), more)| (rule.as_str(), Weight::of_kind(*of, *severity), *more));
    let rest = rest(&by_rule(further.chain(counted_only)), errors.len().saturating_sub(MOST));
    if let Some(rest) = rest {
        writeln!(out, "{}", log(&rest))?;
    }
    Ok(())
}

/// What is to be said of all that no command is written for.
fn rest(rules: &[(&str, u64)], errors: usize) -> Option<String> {
    let mut parts = Vec::new();
    if errors > 0 {
        let errors = u64::try_from(errors).unwrap_or(u64::MAX);
        parts.push(format!("{} in what was to be read", counted(errors, "more error")));
    }
    if !rules.is_empty() {
        let all = rules.iter().fold(0u64, |so_far, (_, count)| so_far.saturating_add(*count));
        let named = rules.iter().take(MOST_RULES).map(|(rule, count)| format!("{} ({count})", shown_line(rule)));
        let named: Vec<String> = named.collect();
        let more = rules.len().saturating_sub(named.len());
        let more = if more > 0 { format!(" and {more} more rules") } else { String::new() };
        parts.push(format!("{}: {}{more}", counted(all, "more finding"), named.join(", ")));
    }
    (!parts.is_empty())
        .then(|| format!("{}; --format markdown makes a summary of the job, --format json has all", parts.join("; ")))
}

fn of_finding(finding: &Finding, sources: &Sources) -> String {
    let name = match Weight::of(finding) {
        Weight::Error => "error",
        Weight::Warning => "warning",
        _ => "notice",
    };
    let whose = whose(finding);
    let title = if whose.is_empty() { finding.rule.clone() } else { format!("{} {whose}", finding.rule) };
    let mut lines = vec![finding.message.clone()];
    lines.extend(finding.suggestion.clone());
    lines.extend(remedy(finding).map(str::to_owned));
    lines.extend(waiver(finding, sources));
    if !points(sources, finding.place) {
        lines.push(format!("at {}", position(sources, finding.place)));
    }
    command(name, &place(sources, finding.place), &title, &lines)
}

fn of_diagnostic(diagnostic: &Diagnostic, sources: &Sources) -> String {
    let at = match (diagnostic.place, &diagnostic.file) {
        (Some(at), _) => place(sources, at),
        (None, Some(file)) => properties(file, diagnostic.line.map(|at| (at, at))),
        (None, None) => Vec::new(),
    };
    let mut lines = vec![diagnostic.message.clone()];
    lines.extend(diagnostic.help.clone());
    command("error", &at, diagnostic.code, &lines)
}

/// Whether a command can point at a place: at a line of a text that is no part of the program.
fn points(sources: &Sources, place: Place) -> bool {
    sources.cell(place).is_none() && !sources.name(place.file).starts_with("builtin:")
}

/// The properties of a command that say where.
fn place(sources: &Sources, place: Place) -> Vec<(&'static str, String)> {
    let name = sources.name(place.file);
    if name.starts_with("builtin:") {
        return Vec::new();
    }
    properties(name, points(sources, place).then(|| sources.ends(place)))
}

/// File, lines and columns; the columns only within one line, since the runner takes no others. That
/// the end is one past the last is nowhere documented (github/docs issue 40038); it is what those who
/// tried found, and what SARIF says.
fn properties(file: &str, ends: Option<(LineColumn, LineColumn)>) -> Vec<(&'static str, String)> {
    let mut out = vec![("file", file.trim_start_matches("./").to_owned())];
    let Some((start, end)) = ends else { return out };
    out.push(("line", start.line.to_string()));
    out.push(("endLine", end.line.to_string()));
    if start.line == end.line {
        out.push(("col", start.column.to_string()));
        out.push(("endColumn", end.column.to_string()));
    }
    out
}

/// A command, on one line.
fn command(name: &str, place: &[(&'static str, String)], title: &str, lines: &[String]) -> String {
    let title = ("title", title.to_owned());
    let properties = place.iter().chain(std::iter::once(&title));
    let properties: Vec<String> = properties.map(|(key, value)| format!("{key}={}", property(value))).collect();
    let lines: Vec<String> = lines.iter().map(|line| shown_line(line)).collect();
    format!("::{name} {}::{}", properties.join(","), data(&cut(&lines.join("\n"))))
}

/// As much of a message as the runner passes on.
fn cut(text: &str) -> String {
    let mut length = 0usize;
    let fits = |c: &char| {
        length = length.saturating_add(c.len_utf16());
        length <= LONGEST
    };
    let kept: String = text.chars().take_while(fits).collect();
    if kept.len() < text.len() { format!("{kept}…") } else { kept }
}

/// The text of a command, as the runner reads it back.
fn data(text: &str) -> String {
    unbracketed(text).replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// The value of a property, as the runner reads it back.
fn property(text: &str) -> String {
    data(&shown_line(text)).replace(':', "%3A").replace(',', "%2C")
}

/// A text for the log, none of whose lines the runner takes for a command: what it would take for one
/// has a `\` in it.
pub fn log(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    // The runner's lines end in three ways.
    for line in text.split_inclusive(['\n', '\r']) {
        let mut seen = line.chars().filter(|c| !unseen(*c));
        if (seen.next(), seen.next()) == (Some(':'), Some(':')) {
            out.push('\\');
        }
        out.push_str(&unbracketed(line));
    }
    out
}

/// A text without `##[`, which begins a command wherever it stands.
fn unbracketed(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut hashes = 0usize;
    for c in text.chars() {
        match c {
            '#' => hashes = hashes.saturating_add(1),
            '[' if hashes >= 2 => {
                out.push('\\');
                hashes = 0;
            }
            c if unseen(c) && !c.is_whitespace() => {}
            _ => hashes = 0,
        }
        out.push(c);
    }
    out
}

/// Whether the runner may not see a character: it trims white space, and it compares as people sort,
/// where control characters, marks and the like count for nothing.
fn unseen(c: char) -> bool {
    c.is_whitespace() || c.is_control() || !(c.is_ascii() || c.is_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_the_runner_reads_back_is_what_was_written() {
        // As `UnescapeData` and `UnescapeProperty` in ActionCommand.cs, in their order.
        let read = |text: &str, tokens: &[(&str, &str)]| {
            tokens.iter().fold(text.to_owned(), |text, (escape, token)| text.replace(escape, token))
        };
        let of_data = [("%0D", "\r"), ("%0A", "\n"), ("%25", "%")];
        let of_property = [("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")];
        for text in ["5% more", "a\nb", "%0A::error::x", "%250A", "a:b,c=d", "100%25", "a::b"] {
            assert_eq!(read(&data(text), &of_data), text);
            let line = shown_line(text);
            assert_eq!(read(&property(text), &of_property), line);
            assert!(!property(text).contains([':', ',', '\n', '\r']));
        }
    }

    #[test]
    fn a_log_holds_no_command() {
        for (text, want) in [
            ("all is well: 5 :: 6", "all is well: 5 :: 6"),
            ("::error::x", "\\::error::x"),
            ("a\n \t::stop-commands::x\nb", "a\n\\ \t::stop-commands::x\nb"),
            ("a\r::error::x", "a\r\\::error::x"),
            ("\u{ad}::error::x", "\\\u{ad}::error::x"),
            ("\u{a0}:\u{200d}:error::x", "\\\u{a0}:\u{200d}:error::x"),
            ("see ##[error]x", "see ##\\[error]x"),
            ("###[group]x", "###\\[group]x"),
            ("#\u{200b}#[error]", "#\u{200b}#\\[error]"),
            ("list #1 [2]", "list #1 [2]"),
        ] {
            assert_eq!(log(text), want);
        }
    }

    #[test]
    fn a_long_message_is_cut() {
        let text = "é".repeat(10_000);
        assert_eq!(cut(&text).chars().count(), LONGEST + 1);
        assert_eq!(cut("short"), "short");
    }

    proptest! {
        /// No line of a log is a command, whatever stands in it.
        #[test]
        fn no_line_is_a_command(text in "([:#\\[\\] a\\n\\r\u{ad}\u{2028}]|::error|##\\[group\\]){0,12}") {
            for line in log(&text).split(['\n', '\r']) {
                prop_assert!(!line.trim_start().starts_with("::"), "{line:?}");
                prop_assert!(!line.contains("##["), "{line:?}");
            }
        }
    }
}
