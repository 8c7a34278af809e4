//! Findings drawn for people by miette: the figure underlined, the other figures labelled, the
//! rule's own line, what would put it right and where the rule comes from.

use super::plain::rest;
use super::snippet::{Snippet, without_marks};
use super::worst::whose;
use super::{Look, beyond_bound, of_file, one_by_one, position, remedy, waiver};
use crate::diag::{self, Diagnostic};
use crate::finding::{Finding, Outcome};
use crate::report::Report;
use crate::source::{FileId, Place, Sources, shown_line, shown_short};
use miette::{GraphicalReportHandler, GraphicalTheme, LabeledSpan, SourceCode};
use std::collections::BTreeMap;
use std::fmt;

/// How many operands are labelled in place.
const MOST_LABELS: usize = 6;

/// Something drawn: a finding, a diagnostic, or a related snippet of one.
struct Drawn<'s> {
    code: String,
    severity: miette::Severity,
    message: String,
    help: Option<String>,
    url: Option<String>,
    source: Option<&'s Snippet<'s>>,
    labels: Vec<LabeledSpan>,
    related: Vec<Drawn<'s>>,
}

impl fmt::Display for Drawn<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl fmt::Debug for Drawn<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Drawn<'_> {}

impl miette::Diagnostic for Drawn<'_> {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        (!self.code.is_empty()).then(|| Box::new(&self.code) as Box<dyn fmt::Display>)
    }

    fn severity(&self) -> Option<miette::Severity> {
        Some(self.severity)
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.help.as_ref().map(|help| Box::new(help) as Box<dyn fmt::Display>)
    }

    fn url<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.url.as_ref().map(|url| Box::new(url) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.source.map(|source| source as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.labels.iter().cloned()))
    }

    fn related<'a>(&'a self) -> Option<Box<dyn Iterator<Item = &'a dyn miette::Diagnostic> + 'a>> {
        let related = self.related.iter().map(|drawn| drawn as &dyn miette::Diagnostic);
        (!self.related.is_empty()).then(|| Box::new(related) as Box<dyn Iterator<Item = &dyn miette::Diagnostic>>)
    }
}

/// The snippets of the files that are shown, each made once.
struct Snippets<'s>(BTreeMap<FileId, Snippet<'s>>);

impl<'s> Snippets<'s> {
    fn of(sources: &'s Sources, files: impl Iterator<Item = FileId>) -> Snippets<'s> {
        let mut map = BTreeMap::new();
        for file in files {
            if let Some(source) = sources.file(file) {
                map.entry(file).or_insert_with(|| Snippet::new(source));
            }
        }
        Snippets(map)
    }
}

fn handler(look: Look) -> GraphicalReportHandler {
    let theme = if look.color { GraphicalTheme::unicode() } else { GraphicalTheme::unicode_nocolor() };
    GraphicalReportHandler::new_themed(theme)
        .with_width(look.width)
        .with_links(look.color)
        .with_context_lines(1)
        .with_word_splitter(textwrap::WordSplitter::NoHyphenation)
        .with_word_separator(textwrap::WordSeparator::AsciiSpace)
}

fn draw(drawn: &Drawn<'_>, handler: &GraphicalReportHandler, out: &mut String) {
    let mut text = String::new();
    if handler.render_report(&mut text, drawn).is_err() {
        // A snippet that cannot be drawn is no reason to lose the words.
        text.push_str(&drawn.message);
    }
    out.push_str(&without_marks(&text));
    out.push('\n');
}

/// All findings, and how many of each rule are not shown.
pub fn findings(report: &Report, sources: &Sources, look: Look) -> String {
    let places =
        one_by_one(report).flat_map(|f| [f.place, f.rule_place].into_iter().chain(f.related.iter().map(|r| r.place)));
    let snippets = Snippets::of(sources, places.map(|place| place.file));
    let handler = handler(look);
    let mut out = String::new();
    let mut shown: BTreeMap<&str, usize> = BTreeMap::new();
    for finding in one_by_one(report) {
        let count = shown.entry(&finding.rule).or_default();
        *count = count.saturating_add(1);
        if *count <= look.most {
            draw(&finding_drawn(finding, sources, &snippets), &handler, &mut out);
        }
    }
    rest(&shown, report, look, &mut out);
    out
}

fn finding_drawn<'s>(finding: &Finding, sources: &Sources, snippets: &'s Snippets<'s>) -> Drawn<'s> {
    let source = snippets.0.get(&finding.place.file);
    let crowded = source.is_some_and(|source| source.crowded(finding.place.span));
    let mut labels = vec![label(sources, &finding.label, finding.place, true)];
    let near = |place: Place| {
        let gap = place.span.start.abs_diff(finding.place.span.start);
        place.file == finding.place.file && (!crowded || gap < 200)
    };
    let mut further = Vec::new();
    for related in &finding.related {
        if near(related.place) && labels.len() <= MOST_LABELS {
            labels.push(label(sources, &related.label, related.place, false));
        } else if further.len() < MOST_LABELS {
            further.push(format!("{} ({})", shown_line(&related.label), position(sources, related.place)));
        }
    }
    let told = labels.len().saturating_sub(1).saturating_add(further.len());
    let untold = finding.related.len().saturating_sub(told);
    let mut related = Vec::new();
    if let Some(rule) = snippets.0.get(&finding.rule_place.file) {
        related.push(Drawn {
            code: String::new(),
            severity: miette::Severity::Advice,
            message: format!("rule {}: {}", finding.rule, shown_line(&finding.title)),
            help: None,
            url: None,
            source: Some(rule),
            labels: vec![label(sources, "the rule", finding.rule_place, true)],
            related: Vec::new(),
        });
    }
    let url = finding.sources.iter().find_map(|(_, url, _)| url.clone()).filter(|url| plain_url(url));
    Drawn {
        code: finding.rule.clone(),
        severity: severity(finding),
        message: heading(finding),
        help: footer(finding, sources, &further, untold),
        url,
        source,
        labels,
        related,
    }
}

/// The labels of a cell's row and column, as its sheet gives them.
fn labelled((row, column): &(String, String)) -> String {
    let row = format!("in the row `{}`", shown_short(row));
    if column.is_empty() { row } else { format!("{row}, below `{}`", shown_short(column)) }
}

/// An address that cannot carry anything but itself.
fn plain_url(url: &str) -> bool {
    url.starts_with("https://") && url.chars().all(|c| c.is_ascii_graphic())
}

/// How much of a text is underlined: a figure is short, and a very long text would be drawn whole.
const MOST_UNDERLINED: usize = 200;

fn label(sources: &Sources, words: &str, place: Place, primary: bool) -> LabeledSpan {
    let text = sources.file(place.file).map_or("", |file| file.slice(place.span));
    // Spans end where a character does.
    let cut = text.char_indices().map(|(at, _)| at).find(|at| *at > MOST_UNDERLINED);
    let span = (place.span.start as usize, cut.unwrap_or(place.span.len()));
    let words = (!words.is_empty()).then(|| shown_line(words));
    if primary { LabeledSpan::new_primary_with_span(words, span) } else { LabeledSpan::new_with_span(words, span) }
}

fn severity(finding: &Finding) -> miette::Severity {
    match (finding.outcome, finding.severity) {
        (Outcome::Fail, diag::Severity::Error) => miette::Severity::Error,
        (Outcome::Fail, diag::Severity::Warning) => miette::Severity::Warning,
        _ => miette::Severity::Advice,
    }
}

/// Level, organisation and period, then the message.
fn heading(finding: &Finding) -> String {
    let level = match finding.outcome {
        Outcome::Fail => finding.severity.name(),
        other => other.words(),
    };
    let triage = finding.triage.as_ref().map_or(String::new(), |triage| format!(", {triage}"));
    let whose = whose(finding);
    let whose = if whose.is_empty() { String::new() } else { format!(" ({whose})") };
    format!("{level}{triage}{whose}: {}", shown_line(&finding.message))
}

fn footer(finding: &Finding, sources: &Sources, further: &[String], untold: usize) -> Option<String> {
    let mut lines: Vec<String> = Vec::new();
    if !finding.path.is_empty() {
        lines.push(format!("at {}, {}", shown_line(&finding.path), position(sources, finding.place)));
        lines.extend(sources.cell(finding.place).and_then(|cell| cell.labels).map(labelled));
    }
    lines.extend(finding.suggestion.as_deref().map(shown_line));
    lines.extend(remedy(finding).map(shown_line));
    if !further.is_empty() {
        let more = if untold > 0 { format!(" and {untold} more, all in --format json") } else { String::new() };
        lines.push(format!("with {}{more}", further.join(", ")));
    }
    if let Some(unit) = &finding.other_unit {
        lines.push(format!(
            "the return is in {}; figures in the message are converted to the form's unit",
            shown_line(unit)
        ));
    }
    lines.extend(waiver(finding, sources).as_deref().map(shown_line));
    lines.extend(beyond_bound(finding, sources).as_deref().map(shown_line));
    if !finding.blocked.is_empty() {
        lines.push(format!("not judged because of it: {}", finding.blocked.join(", ")));
    }
    for (title, _, unverified) in finding.sources.iter() {
        let unverified = if *unverified { " (not verified in a source)" } else { "" };
        lines.push(format!("source: {}{unverified}", shown_line(title)));
    }
    (!lines.is_empty()).then(|| lines.join("\n"))
}

/// Diagnostics, each at its place.
pub fn diagnostics(diagnostics: &[Diagnostic], sources: &Sources, look: Look) -> String {
    let places = diagnostics.iter().flat_map(|d| d.place.into_iter().chain(d.related.iter().map(|(place, _)| *place)));
    let snippets = Snippets::of(sources, places.map(|place| place.file));
    let handler = handler(look);
    let mut out = String::new();
    for diagnostic in diagnostics {
        let file = diagnostic.file.as_deref().map_or(String::new(), |file| format!("{}: ", of_file(diagnostic, file)));
        let mut labels = Vec::new();
        let mut related = Vec::new();
        if let Some(place) = diagnostic.place {
            labels.push(label(sources, "here", place, true));
            for (other, words) in &diagnostic.related {
                if other.file == place.file {
                    labels.push(label(sources, words, *other, false));
                } else {
                    related.push(Drawn {
                        code: String::new(),
                        severity: miette::Severity::Advice,
                        message: words.clone(),
                        help: None,
                        url: None,
                        source: snippets.0.get(&other.file),
                        labels: vec![label(sources, words, *other, true)],
                        related: Vec::new(),
                    });
                }
            }
        }
        let drawn = Drawn {
            code: diagnostic.code.to_owned(),
            severity: match diagnostic.severity {
                diag::Severity::Error => miette::Severity::Error,
                diag::Severity::Warning => miette::Severity::Warning,
                diag::Severity::Info => miette::Severity::Advice,
            },
            message: format!("{file}{}", shown_line(&diagnostic.message)),
            help: diagnostic.help.as_deref().map(shown_line),
            url: None,
            source: diagnostic.place.and_then(|place| snippets.0.get(&place.file)),
            labels,
            related,
        };
        draw(&drawn, &handler, &mut out);
    }
    out
}
