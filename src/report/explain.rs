//! What there is to know of a rule, a diagnostic code or a built-in function.

use super::words::Reader;
use super::{ExampleRun, RuleBook, vocabulary};
use crate::check::{Names, needed};
use crate::diag::{CODES, nearest};
use crate::reference::Layout;
use crate::ruleset::{Earlier, Reach, Register, Rule, RuleSet, Tolerance, Triage};
use crate::source::Place;
use std::collections::BTreeSet;
use std::sync::Arc;

/// A rule in a list.
#[derive(Debug, Clone)]
pub struct RuleLine {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its severity.
    pub severity: &'static str,
    /// How urgent a breach is, when that does not depend.
    pub triage: Option<String>,
    /// Its flag.
    pub flag: Option<String>,
    /// The periods it is in force in; none for those of the sets that include it.
    pub in_force: Option<(String, String)>,
    /// From when it is retired, and why.
    pub deactivated: Option<(String, String)>,
    /// The titles of its sources.
    pub sources: Vec<String>,
    /// Its set.
    pub rule_set: String,
    /// Its form.
    pub form: String,
    /// What it requires, one expression for each part.
    pub asserts: Vec<String>,
    /// Where it stands.
    pub place: Place,
}

/// Something explained: a heading and paragraphs, each with a title.
#[derive(Debug, Clone)]
pub struct Explained {
    /// What it is.
    pub heading: String,
    /// Titles and texts; a title may be empty.
    pub paragraphs: Vec<(String, Vec<String>)>,
}

impl RuleBook {
    /// All rules, by id and then by period.
    pub fn rule_lines(&mut self) -> Vec<RuleLine> {
        self.check();
        let mut lines: Vec<RuleLine> = Vec::new();
        for (index, set) in self.library().sets.iter().enumerate() {
            let names = Names::of(self.library(), index);
            lines.extend(set.rules.iter().map(|rule| line(rule, set, names)));
        }
        lines.sort_by(|a, b| a.id.cmp(&b.id).then_with(|| a.in_force.cmp(&b.in_force)));
        lines
    }

    /// Explains a rule, a diagnostic code or a built-in function; without one of that name, the
    /// name that was probably meant, if any.
    ///
    /// # Errors
    /// The nearest name, when nothing has this one.
    pub fn explain(&mut self, name: &str) -> Result<Vec<Explained>, Option<String>> {
        self.check();
        if let Some((code, title, text)) = CODES.iter().find(|(code, _, _)| code.eq_ignore_ascii_case(name)) {
            return Ok(vec![Explained {
                heading: format!("{code}: {title}"),
                paragraphs: vec![(String::new(), vec![(*text).to_owned()])],
            }]);
        }
        if let Some(explained) = vocabulary::explain(name) {
            return Ok(vec![explained]);
        }
        let rules: Vec<(usize, Arc<Rule>)> = self
            .library()
            .sets
            .iter()
            .enumerate()
            .flat_map(|(index, set)| set.rules.iter().map(move |rule| (index, Arc::clone(rule))))
            .filter(|(_, rule)| rule.id.eq_ignore_ascii_case(name))
            .collect();
        if rules.is_empty() {
            let ids: Vec<&str> =
                self.library().sets.iter().flat_map(|set| &set.rules).map(|rule| rule.id.as_str()).collect();
            let known = ids.into_iter().chain(CODES.iter().map(|(code, _, _)| *code));
            let words: Vec<&str> = vocabulary::names().collect();
            let known = known.chain(words);
            return Err(nearest(name, known).map(str::to_owned));
        }
        let id = rules.first().map_or(String::new(), |(_, rule)| rule.id.clone());
        let runs = self.run_examples(|other, _| other == id);
        Ok(rules.iter().map(|(set, rule)| self.explain_rule(*set, rule, &runs)).collect())
    }

    fn explain_rule(&self, set: usize, rule: &Rule, runs: &[ExampleRun]) -> Explained {
        let names = Names::of(self.library(), set);
        let Some(of_set) = self.library().sets.get(set) else {
            return Explained { heading: rule.id.clone(), paragraphs: Vec::new() };
        };
        let mut paragraphs: Vec<(String, Vec<String>)> = Vec::new();
        let mut say = |title: &str, lines: Vec<String>| {
            if !lines.is_empty() {
                paragraphs.push((title.to_owned(), lines));
            }
        };
        say("requires", requires(rule));
        say("in words", self.in_words(set, rule));
        say("not judged where this is left out, which the form does not require", self.needed(set, rule));
        say("note", rule.note.iter().cloned().collect());
        say("where", used_names(rule, names));
        let triage = match &rule.triage {
            Some(Triage::Always(level)) => format!(", triage {level}"),
            Some(Triage::If(expression)) => format!(", triage {}", expression.text),
            None => String::new(),
        };
        let flag =
            rule.flag.as_ref().map(|(flag, _)| format!("sets the flag {flag}: {}", names.flag(flag).unwrap_or("")));
        say("severity", [Some(format!("{}{triage}", rule.severity.name())), flag].into_iter().flatten().collect());
        say("in force", in_force(self, set, of_set, rule));
        say("help", rule.help.iter().cloned().collect());
        let sources = rule.sources.iter().filter_map(|(name, _)| names.source(name)).map(|source| {
            let statement = source.statement.as_ref().map_or(String::new(), |text| format!(": {text}"));
            let url = source.url.as_ref().map_or(String::new(), |url| format!(" <{url}>"));
            let unverified = if source.unverified { " (not verified in a source)" } else { "" };
            format!("{}{unverified}{statement}{url}", source.title)
        });
        say("source", sources.collect());
        let place = self.sources.ends(rule.place).0;
        say(
            "rule file",
            vec![format!("{}:{} in rule set {}", self.sources.name(rule.place.file), place.line, of_set.id)],
        );
        for run in runs.iter().filter(|run| rule.examples.iter().any(|example| example.place == run.place)) {
            let came_to = run.came_to.map_or("could not be run", |outcome| outcome.word());
            let title = run.title.as_ref().map_or(String::new(), |title| format!(" ({title})"));
            let mut lines = Vec::new();
            if !run.given.is_empty() {
                lines.push(format!("given {}", run.given));
            }
            lines.extend(run.snippet.iter().flat_map(|snippet| snippet.lines()).map(str::to_owned));
            lines.extend(run.arithmetic.iter().cloned());
            say(&format!("example: {came_to}{title}"), lines);
        }
        Explained { heading: format!("{}: {}", rule.id, rule.title), paragraphs }
    }
}

impl RuleBook {
    /// The figures without which a rule is not judged, and which the form does not require.
    fn needed(&self, set: usize, rule: &Rule) -> Vec<String> {
        let checked = self.checked().iter().find(|other| other.rule.place == rule.place);
        let layout = self.library().sets.get(set).and_then(|set| self.library().layouts.get(&set.form));
        let (Some(checked), Some(layout)) = (checked.filter(|_| !rule.missing_is_zero), layout) else {
            return Vec::new();
        };
        let all: BTreeSet<String> = checked.parts.iter().flat_map(|part| needed(layout, part)).collect();
        all.into_iter().collect()
    }

    /// What each part of a rule requires, and when, in plain English.
    fn in_words(&self, set: usize, rule: &Rule) -> Vec<String> {
        let Some(checked) = self.checked().iter().find(|other| other.rule.place == rule.place) else {
            return Vec::new();
        };
        let layout = self.library().sets.get(set).and_then(|set| self.library().layouts.get(&set.form));
        let Some(layout) = layout else { return Vec::new() };
        let reader = Reader { layout, names: Names::of(self.library(), set), row: checked.row };
        let mut lines: Vec<String> = Vec::new();
        let each = checked.row.and_then(|row| layout.table(row));
        let each = each.map_or(String::new(), |table| format!("for each row of {}, ", table.label));
        let mut told: Vec<usize> = Vec::new();
        for part in &checked.parts {
            // Of a part that is judged for several columns the first speaks for all.
            if told.contains(&part.part) {
                continue;
            }
            told.push(part.part);
            let name = rule.parts.get(part.part).map_or("", |part| part.name.as_str());
            let name = if name.is_empty() { String::new() } else { format!("{name}: ") };
            let when = part.when.as_ref().map_or(String::new(), |when| format!("where {}: ", reader.words(when)));
            let written = rule.parts.get(part.part);
            let labels = written.map_or_else(Vec::new, |written| labels(&written.columns, layout));
            let others = match labels.as_slice() {
                [] | [_] => String::new(),
                [_, others @ ..] => format!("; and so for {}", others.join(", ")),
            };
            let give = match &part.tolerance {
                Some(Tolerance::FromPrecision) => ", give or take the rounding of the figures".to_owned(),
                Some(Tolerance::Stated(number)) => format!(", give or take {number}"),
                None => String::new(),
            };
            let zero = if rule.missing_is_zero { "; what is not given counts as 0" } else { "" };
            lines.push(format!("{name}{each}{when}{}{give}{others}{zero}", reader.words(&part.assert)));
        }
        lines
    }

    /// Everything for a book of the rules that `takes` accepts by file name: the registers, and a
    /// page for each rule, by id and period.
    pub fn book(&mut self, takes: impl Fn(&str) -> bool) -> Book {
        self.check();
        let runs = self.run_examples(|_, file| takes(file));
        let mut pages = Vec::new();
        for (index, set) in self.library().sets.iter().enumerate() {
            let names = Names::of(self.library(), index);
            for rule in set.rules.iter().filter(|rule| takes(self.sources.name(rule.place.file))) {
                let mut explained = self.explain_rule(index, rule, &[]);
                explained.paragraphs.retain(|(title, _)| title != "rule file");
                let examples = runs.iter().filter(|run| rule.examples.iter().any(|example| example.place == run.place));
                pages.push(Page {
                    line: line(rule, set, names),
                    years: in_force(self, index, set, rule),
                    file: self.sources.name(rule.place.file).to_owned(),
                    explained,
                    examples: examples.cloned().collect(),
                });
            }
        }
        pages.sort_by(|a, b| a.line.id.cmp(&b.line.id).then_with(|| a.line.in_force.cmp(&b.line.in_force)));
        let kept = self.library().registers.iter().filter(|register| takes(self.sources.name(register.place.file)));
        Book { registers: kept.cloned().collect(), pages }
    }
}

/// A book of rules.
#[derive(Debug)]
pub struct Book {
    /// What is asked for, and which rule answers it.
    pub registers: Vec<Register>,
    /// A page for each rule.
    pub pages: Vec<Page>,
}

/// A page of a book of rules.
#[derive(Debug)]
pub struct Page {
    /// The rule in short.
    pub line: RuleLine,
    /// When it is in force, in words.
    pub years: Vec<String>,
    /// The name of its file.
    pub file: String,
    /// What there is to know of it, but for its examples.
    pub explained: Explained,
    /// Its examples.
    pub examples: Vec<ExampleRun>,
}

fn line(rule: &Rule, set: &RuleSet, names: Names<'_>) -> RuleLine {
    RuleLine {
        id: rule.id.clone(),
        title: rule.title.clone(),
        severity: rule.severity.name(),
        triage: match &rule.triage {
            Some(Triage::Always(level)) => Some(level.clone()),
            Some(Triage::If(expression)) => Some(expression.text.clone()),
            None => None,
        },
        flag: rule.flag.as_ref().map(|(flag, _)| flag.clone()),
        in_force: rule.in_force.or(set.in_force).map(|span| (span.from.to_string(), span.to.to_string())),
        deactivated: rule.deactivated.as_ref().map(|(from, _, reason)| (from.to_string(), reason.clone())),
        sources: rule
            .sources
            .iter()
            .filter_map(|(name, _)| names.source(name))
            .map(|source| source.title.clone())
            .collect(),
        rule_set: set.id.clone(),
        form: set.form.clone(),
        asserts: rule.parts.iter().map(|part| part.assert.text.clone()).collect(),
        place: rule.place,
    }
}

/// The labels of the columns that a part is judged for in turn.
fn labels(columns: &[(String, Place)], layout: &Layout) -> Vec<String> {
    let label =
        |name: &str| layout.form.column_named(name).map_or_else(|| name.to_owned(), |column| column.label.clone());
    columns.iter().map(|(name, _)| label(name)).collect()
}

fn requires(rule: &Rule) -> Vec<String> {
    let mut lines = Vec::new();
    if let Some(kind) = rule.kind {
        let word = crate::ruleset::SlipKind::ALL.iter().find(|(_, other)| *other == kind).map_or("", |(word, _)| word);
        lines.push(format!("how the return is written (kind: {word})"));
    }
    if let Some((table, _)) = &rule.for_each {
        lines.push(format!("for each row of {table}:"));
    }
    lines.extend(reaches(&rule.reach));
    for part in &rule.parts {
        let name = if part.name.is_empty() { String::new() } else { format!("{}: ", part.name) };
        lines.push(format!("{name}{}", part.assert.text));
        if let Some(when) = &part.when {
            lines.push(format!("    when {}", when.text));
        }
        if !part.columns.is_empty() {
            let columns: Vec<&str> = part.columns.iter().map(|(column, _)| column.as_str()).collect();
            lines.push(format!("    with column as {}", columns.join(", ")));
        }
        match &part.tolerance {
            Some((Tolerance::FromPrecision, _)) => {
                lines.push("    give or take half a unit of each figure's last place".to_owned())
            }
            Some((Tolerance::Stated(number), _)) => lines.push(format!("    give or take {number}")),
            None => {}
        }
    }
    lines
}

/// Which returns a rule sees beside the one it judges.
fn reaches(reach: &Reach) -> Vec<String> {
    let mut lines = Vec::new();
    let earlier = reach.compare.map(|earlier| match earlier {
        Earlier::PreviousMonth => "the month before".to_owned(),
        Earlier::Month(month) => format!("month {month}"),
        Earlier::MonthOfLastYear(month) => format!("month {month} of the year before"),
    });
    lines.extend(earlier.map(|earlier| format!("`previous` is the same organisation's return of {earlier}")));
    if reach.series {
        lines.push("`series` are the same organisation's returns of the year, oldest first".to_owned());
    }
    if let Some(group) = &reach.group {
        let also = if reach.incomplete { ", also where some are missing" } else { "" };
        lines.push(format!("`returns` are all returns of a group, grouped by {group}{also}"));
    }
    lines
}

/// The constants and definitions that stand in a rule's expressions, with what they mean.
fn used_names(rule: &Rule, names: Names<'_>) -> Vec<String> {
    let mut texts: Vec<String> = rule
        .parts
        .iter()
        .flat_map(|part| [Some(part.assert.text.clone()), part.when.as_ref().map(|w| w.text.clone())])
        .flatten()
        .collect();
    let mut seen: Vec<String> = Vec::new();
    let mut lines = Vec::new();
    while let Some(text) = texts.pop() {
        for word in text.split(|c: char| !(c.is_alphanumeric() || c == '_' || c == '.')) {
            if word.contains('.') || seen.iter().any(|other| other == word) {
                continue;
            }
            if let Some((_, constant)) = names.constant(word) {
                let values: Vec<String> = constant
                    .values
                    .iter()
                    .zip(&constant.written)
                    .map(|((year, _), written)| match year {
                        Some(year) => format!("{year} {written}"),
                        None => written.clone(),
                    })
                    .collect();
                let title = constant.title.as_ref().map_or(String::new(), |title| format!(" ({title})"));
                lines.push(format!("{word} is {}{title}", values.join(", ")));
            } else if let Some(definition) = names.definition(word) {
                let title = definition.title.as_ref().map_or(String::new(), |title| format!(" ({title})"));
                lines.push(format!("{word} = {}{title}", definition.value.text));
                texts.push(definition.value.text.clone());
            } else {
                continue;
            }
            seen.push(word.to_owned());
        }
    }
    lines.sort();
    lines
}

fn in_force(book: &RuleBook, at: usize, set: &RuleSet, rule: &Rule) -> Vec<String> {
    let mut lines = Vec::new();
    if let Some(span) = rule.in_force.or(set.in_force) {
        lines.push(format!("{} to {}", span.from, span.to));
    } else {
        lines.extend(book.library().including(at).filter_map(|(_, other)| {
            let span = other.in_force?;
            Some(format!("{} to {} (through {})", span.from, span.to, other.id))
        }));
    }
    if let Some((from, to, reason)) = &rule.deactivated {
        let to = to.map_or(String::new(), |to| format!(" to {to}"));
        lines.push(format!("retired from {from}{to}: {reason}"));
    }
    lines
}
