//! Two reports held against each other, as text, JSON and Markdown.

use super::escape::markdown as escaped;
use super::{counted, json};
use crate::finding::Outcome;
use crate::report::{Changed, Difference, Recorded, RuleChange};
use crate::source::{shown_line, shown_short};
use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt::Write;

/// What is shown: the difference, what the rules themselves differ in where two rule sets are compared, the
/// names of the two sides, and how many findings of one kind are shown.
pub struct Shown<'d> {
    /// The difference.
    pub of: &'d Difference,
    /// Rules that are new, gone or changed; nothing where the rules are the same ones.
    pub rules: Option<&'d [RuleChange]>,
    /// The names of the old and the new side.
    pub names: (&'d str, &'d str),
    /// How many findings of one kind are shown.
    pub most: usize,
}

/// The document of a difference.
#[derive(Serialize)]
struct Document<'d> {
    version: u32,
    tool: json::Tool,
    /// The names of the two sides.
    names: Names<'d>,
    counts: Counts,
    #[serde(skip_serializing_if = "Option::is_none")]
    rule_changes: Option<&'d [RuleChange]>,
    outcomes: BTreeMap<&'d str, Outcomes>,
    new: &'d [Recorded],
    gone: &'d [Recorded],
    changed: &'d [Changed],
}

#[derive(Serialize)]
struct Names<'d> {
    old: &'d str,
    new: &'d str,
}

#[derive(Serialize)]
struct Counts {
    new: usize,
    gone: usize,
    changed: usize,
    same: u64,
}

/// What a rule came to on either side.
#[derive(Serialize)]
struct Outcomes {
    old: BTreeMap<&'static str, u64>,
    new: BTreeMap<&'static str, u64>,
}

fn outcomes(counts: &[u64; 5]) -> BTreeMap<&'static str, u64> {
    Outcome::ALL.iter().zip(counts).map(|(outcome, count)| (outcome.name(), *count)).collect()
}

/// As JSON. `diagnostics` are those of the run.
pub fn document(shown: &Shown<'_>, diagnostics: serde_json::Value) -> String {
    let of = shown.of;
    let rules = of.rules.iter();
    let rules = rules.map(|(rule, (old, new))| (rule.as_str(), Outcomes { old: outcomes(old), new: outcomes(new) }));
    let document = Document {
        version: json::VERSION,
        tool: json::tool(),
        names: Names { old: shown.names.0, new: shown.names.1 },
        counts: Counts { new: of.new.len(), gone: of.gone.len(), changed: of.changed.len(), same: of.same },
        rule_changes: shown.rules,
        outcomes: rules.collect(),
        new: &of.new,
        gone: &of.gone,
        changed: &of.changed,
    };
    let mut value = serde_json::to_value(&document).unwrap_or_default();
    if let Some(object) = value.as_object_mut() {
        object.insert("diagnostics".to_owned(), diagnostics);
    }
    json::text(&value)
}

/// Whose a finding is.
fn whose(finding: &Recorded) -> String {
    let group = finding.group.as_ref().map(|group| group.name.as_str());
    let whose = finding.organisation.as_deref().or(group).unwrap_or("");
    let period = finding.period.as_deref().unwrap_or("");
    shown_line(format!("{whose} {period}").trim())
}

/// What a finding is: its outcome, or how much a breach matters.
fn level(finding: &Recorded) -> String {
    let fails = finding.outcome == Outcome::Fail.name();
    shown_line(if fails { &finding.severity } else { &finding.outcome }).replace('_', " ")
}

/// Where a finding points.
fn at(finding: &Recorded) -> String {
    let place = &finding.location;
    let file = shown_line(&place.file);
    match &place.cell {
        Some(cell) => format!("{file} {}", shown_line(cell)),
        None => format!("{file}:{}:{}", place.line, place.column),
    }
}

/// What has changed of a finding, in words.
fn change(changed: &Changed) -> String {
    let Changed { what, old, new } = changed;
    let words = what.iter().map(|what| {
        let none = || "none".to_owned();
        let gap = |side: &Recorded| side.gap.as_ref().map_or_else(none, |gap| shown_short(&gap.difference));
        let (then, now) = match *what {
            "outcome" | "severity" => (level(old), level(new)),
            "triage" => (old.triage.clone().unwrap_or_else(none), new.triage.clone().unwrap_or_else(none)),
            "difference" => (gap(old), gap(new)),
            _ => return format!("{what} changed"),
        };
        let what = if *what == "difference" { "missed by" } else { what };
        format!("{what} {} before, {} now", shown_line(&then), shown_line(&now))
    });
    words.collect::<Vec<_>>().join("; ")
}

/// As text: what is new, gone and changed, the worst first.
pub fn plain(shown: &Shown<'_>) -> String {
    let mut out = String::new();
    let of = shown.of;
    for one in shown.rules.unwrap_or_default() {
        let _ = writeln!(out, "rule {}: {}: {}", one.what, shown_line(&one.rule), shown_line(&one.words));
    }
    let line = |word: &str, finding: &Recorded, out: &mut String| {
        let (level, rule) = (level(finding), shown_line(&finding.rule));
        let _ = writeln!(
            out,
            "{word}: {}: {level}[{rule}] {}: {}",
            at(finding),
            whose(finding),
            shown_line(&finding.message)
        );
    };
    for (word, findings) in [("new", &of.new), ("gone", &of.gone)] {
        findings.iter().take(shown.most).for_each(|finding| line(word, finding, &mut out));
        rest(word, findings.len(), shown.most, &mut out);
    }
    for changed in of.changed.iter().take(shown.most) {
        line("changed", &changed.new, &mut out);
        let _ = writeln!(out, "    {}", change(changed));
    }
    rest("changed", of.changed.len(), shown.most, &mut out);
    for (rule, (old, new)) in of.rules.iter().take(shown.most) {
        let _ = writeln!(out, "outcomes: {}: {}", shown_line(rule), moved(old, new));
    }
    rest("outcomes", of.rules.len(), shown.most, &mut out);
    let _ = writeln!(out, "{}", sum(of));
    out
}

/// How many findings are not shown.
fn rest(word: &str, count: usize, most: usize, out: &mut String) {
    if count > most {
        let _ =
            writeln!(out, "{word}: {} more not shown (--max-findings {count} shows them)", count.saturating_sub(most));
    }
}

/// What a rule came to before and now, as far as it differs.
fn moved(old: &[u64; 5], new: &[u64; 5]) -> String {
    let both = Outcome::ALL.iter().zip(old.iter().zip(new)).filter(|(_, (old, new))| old != new);
    let words = both.map(|(outcome, (old, new))| format!("{} {old} before, {new} now", outcome.words()));
    words.collect::<Vec<_>>().join("; ")
}

/// How many findings differ.
fn sum(of: &Difference) -> String {
    let count = |count: usize| u64::try_from(count).unwrap_or(u64::MAX);
    format!(
        "{} new, {} gone, {} changed, {} the same",
        counted(count(of.new.len()), "finding"),
        of.gone.len(),
        of.changed.len(),
        of.same
    )
}

/// As Markdown, for a page or a job summary.
pub fn markdown(shown: &Shown<'_>) -> String {
    let of = shown.of;
    let mut out = format!("# {} and {}\n\n{}.\n", escaped(shown.names.0), escaped(shown.names.1), sum(of));
    if let Some(rules) = shown.rules.filter(|rules| !rules.is_empty()) {
        out.push_str("\n| rule | | |\n|---|---|---|\n");
        for one in rules {
            let _ = writeln!(out, "| {} | {} | {} |", escaped(&one.rule), one.what, escaped(&one.words));
        }
    }
    let row = |word: &str, finding: &Recorded, more: &str, out: &mut String| {
        let cells = [level(finding), finding.rule.clone(), whose(finding), at(finding), finding.message.clone()];
        let cells: Vec<String> = cells.iter().map(|cell| escaped(cell)).collect();
        let _ = writeln!(out, "| {word} | {} {} |", cells.join(" | "), escaped(more));
    };
    if !(of.new.is_empty() && of.gone.is_empty() && of.changed.is_empty()) {
        out.push_str("\n| | level | rule | whose | where | finding |\n|---|---|---|---|---|---|\n");
        for (word, findings) in [("new", &of.new), ("gone", &of.gone)] {
            findings.iter().take(shown.most).for_each(|finding| row(word, finding, "", &mut out));
        }
        for changed in of.changed.iter().take(shown.most) {
            row("changed", &changed.new, &format!("({})", change(changed)), &mut out);
        }
        let most = |count: usize| count.saturating_sub(shown.most);
        let left = most(of.new.len()).saturating_add(most(of.gone.len())).saturating_add(most(of.changed.len()));
        if left > 0 {
            let _ = writeln!(out, "\n{left} more are not shown; --max-findings takes another number.");
        }
    }
    if !of.rules.is_empty() {
        out.push_str("\n| rule | outcomes |\n|---|---|\n");
        for (rule, (old, new)) in of.rules.iter().take(shown.most) {
            let _ = writeln!(out, "| {} | {} |", escaped(rule), moved(old, new));
        }
    }
    out
}
