//! `probity rules check`, `test`, `list` and `book`.

use super::load::Loaded;
use super::{FINDINGS, FINE, RuleOptions, ShowOptions, UNREAD, diff, files, format, load, write};
use crate::diag::{Diagnostic, Severity};
use crate::output::{self, json, position};
use crate::report::RuleBook;
use crate::source::shown_line;
use clap::{Args, Subcommand, ValueEnum};
use std::fmt::Write;

/// The subcommands of `rules`.
#[derive(Debug, Subcommand)]
#[expect(clippy::large_enum_variant, reason = "one is made in a run")]
pub enum Rules {
    /// Type-check rule sets, forms and reference lists
    Check(CheckArgs),
    /// Run the examples of rules
    Test(TestArgs),
    /// List rules
    List(RulesArgs),
    /// Write the rule book: every rule with its expression, source and examples, as Markdown
    Book(BookArgs),
    /// Say which past returns a change of rules would flip
    Diff(diff::RulesDiff),
    /// Lay out files of rules: line ends, blank lines and the space in expressions
    Format(format::Format),
}

/// Which rule sets, and how things are shown: arguments of every one of them.
#[derive(Debug, Args)]
struct SetArgs {
    /// Files or folders of rules, besides the built-in ones; when one is named the others are only loaded
    #[arg(value_name = "PATH")]
    paths: Vec<String>,
    #[command(flatten)]
    rules: RuleOptions,
    #[command(flatten)]
    show: ShowOptions,
}

impl SetArgs {
    /// The rule book, and the files that were named: what is asked is asked of those only.
    fn load(&mut self, diagnostics: &mut Vec<Diagnostic>) -> (Loaded, Vec<String>) {
        let project = self.rules.project.load();
        self.show.settle(&project);
        let found = files::find(&self.paths, diagnostics);
        let named: Vec<String> = found.into_iter().map(|found| found.path).collect();
        let mut loaded = load::book(&self.rules, &project, &named, diagnostics);
        diagnostics.extend(project.diagnostics(&mut loaded.book.sources));
        (loaded, named)
    }
}

/// The arguments of `check`.
#[derive(Debug, Args)]
pub struct CheckArgs {
    #[command(flatten)]
    args: RulesArgs,
    /// Run the examples, too
    #[arg(long)]
    test: bool,
    /// The files named are those that have changed: what is no file of rules, or lies elsewhere than the
    /// project file says, is passed over, and none at all is no mistake (for hooks)
    #[arg(long)]
    changed: bool,
}

impl CheckArgs {
    fn run(mut self) -> u8 {
        if self.changed {
            let project = self.args.sets.rules.project.load();
            let paths = &mut self.args.sets.paths;
            let rules = project.paths("rules");
            files::keep_within(paths, &rules);
            // Where nothing says which files are rules, what stands in them does.
            paths.retain(|path| !rules.is_empty() || load::is_rules(path));
            if paths.is_empty() && !project.is_mistaken() {
                return FINE;
            }
        }
        match self.test {
            false => self.args.run(check),
            true => self.args.run(|book, diagnostics, only| {
                let (text, value, code) = check(book, diagnostics, only);
                if !diagnostics.is_empty() {
                    return (text, value, code);
                }
                let (tested, more, worse) = test(book, diagnostics, only);
                (text + &tested, joined(value, more), code.max(worse))
            }),
        }
    }
}

/// Two objects in one.
fn joined(mut one: serde_json::Value, other: serde_json::Value) -> serde_json::Value {
    if let (Some(object), serde_json::Value::Object(more)) = (one.as_object_mut(), other) {
        object.extend(more);
    }
    one
}

/// The arguments of `test`.
#[derive(Debug, Args)]
pub struct TestArgs {
    #[command(flatten)]
    args: RulesArgs,
    /// Say which branches of an expression no example reaches
    #[arg(long)]
    coverage: bool,
}

/// The arguments of `book`.
#[derive(Debug, Args)]
pub struct BookArgs {
    #[command(flatten)]
    sets: SetArgs,
    /// Write there, whole or not at all, instead of to standard output
    #[arg(long, value_name = "FILE")]
    output: Option<std::path::PathBuf>,
}

impl BookArgs {
    fn run(mut self) -> u8 {
        let mut diagnostics = Vec::new();
        let (Loaded { mut book, files }, named) = self.sets.load(&mut diagnostics);
        let text = output::book(&book.book(|file| takes(&named, file)));
        let written = match &self.output {
            Some(path) => write::file(path, &|out| out.write_all(text.as_bytes()), &files),
            None => write::out(&text),
        };
        diagnostics.extend(written.err().map(|diagnostic| *diagnostic));
        let (format, look) = self.sets.show.of_errors();
        write::error(&output::diagnostics(&diagnostics, &book.sources, format, look));
        if diagnostics.is_empty() { FINE } else { UNREAD }
    }
}

/// The arguments of each of them.
#[derive(Debug, Args)]
pub struct RulesArgs {
    #[command(flatten)]
    sets: SetArgs,
    /// How the result is written
    #[arg(long, value_enum, value_name = "NAME", default_value_t = ListFormat::Plain)]
    format: ListFormat,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ListFormat {
    Human,
    Plain,
    Json,
}

impl Rules {
    /// Runs the command; gives the exit status.
    pub fn run(self) -> u8 {
        match self {
            Rules::Check(args) => args.run(),
            Rules::Test(test_args) if test_args.coverage => {
                test_args.args.run(|book, diagnostics, only| covered(test(book, diagnostics, only), book, only))
            }
            Rules::Test(test_args) => test_args.args.run(test),
            Rules::List(args) => args.run(list),
            Rules::Book(args) => args.run(),
            Rules::Diff(args) => args.run(),
            Rules::Format(args) => args.run(),
        }
    }
}

/// What a subcommand gives: its text, or its JSON, and the exit status.
type Result = (String, serde_json::Value, u8);

impl RulesArgs {
    fn run(mut self, what: fn(&mut RuleBook, &mut Vec<Diagnostic>, &[String]) -> Result) -> u8 {
        let mut diagnostics = Vec::new();
        let (Loaded { mut book, .. }, named) = self.sets.load(&mut diagnostics);
        let (text, mut value, code) = what(&mut book, &mut diagnostics, &named);
        let as_json = self.format == ListFormat::Json;
        if let (true, Some(object)) = (as_json, value.as_object_mut()) {
            object.insert("version".to_owned(), json::VERSION.into());
            object.insert("tool".to_owned(), serde_json::to_value(json::tool()).unwrap_or_default());
            object.insert("diagnostics".to_owned(), json::diagnostics(&diagnostics, &book.sources));
        }
        let written = write::out(&if as_json { json::text(&value) } else { text });
        let (mut format, look) = self.sets.show.of_errors();
        if self.format == ListFormat::Human {
            format = crate::output::Format::Human;
        }
        if !as_json {
            write::error(&output::diagnostics(&diagnostics, &book.sources, format, look));
        }
        if let Err(diagnostic) = &written {
            write::error(&output::diagnostics(std::slice::from_ref(diagnostic), &book.sources, format, look));
        }
        let mistaken = diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error);
        if mistaken || written.is_err() { UNREAD } else { code }
    }
}

/// Whether a file is one of those asked for; all are when none is.
fn takes(only: &[String], file: &str) -> bool {
    only.is_empty() || only.iter().any(|name| name == file)
}

fn check(book: &mut RuleBook, diagnostics: &mut Vec<Diagnostic>, only: &[String]) -> Result {
    let mistakes = diagnostics.len();
    // What a rule that is left out would use seems unused, so doubts wait until all is right.
    if mistakes == 0 {
        let doubts = book.quality();
        let named = |doubt: &Diagnostic| doubt.place.is_none_or(|place| takes(only, book.sources.name(place.file)));
        diagnostics.extend(doubts.into_iter().filter(named));
    }
    let doubts = diagnostics.len().saturating_sub(mistakes);
    let lines = book.rule_lines();
    let sets: Vec<&str> = book.rule_sets().collect();
    let counted = |count: usize, noun: &str| if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") };
    let mut text = format!("{} rules in {} rule sets: {}", lines.len(), sets.len(), counted(mistakes, "mistake"));
    if doubts > 0 {
        text.push_str(&format!(", {}", counted(doubts, "doubt")));
    }
    text.push('\n');
    let code = if doubts > 0 { FINDINGS } else { FINE };
    (text, serde_json::json!({"rules": lines.len(), "rule_sets": sets.len()}), code)
}

fn test(book: &mut RuleBook, _: &mut Vec<Diagnostic>, only: &[String]) -> Result {
    let runs = book.run_examples(|_, file| takes(only, file));
    let mut text = String::new();
    let wrong: Vec<_> = runs.iter().filter(|run| run.wrong.is_some()).collect();
    for run in &wrong {
        let words = run.wrong.as_deref().unwrap_or("");
        let _ = writeln!(text, "{}: {}: {}", position(&book.sources, run.place), run.rule, shown_line(words));
    }
    let lacking: Vec<_> =
        book.lacking().into_iter().filter(|(_, place, _)| takes(only, book.sources.name(place.file))).collect();
    for (rule, place, outcomes) in &lacking {
        let _ = writeln!(text, "{}: {rule}: no example for {}", position(&book.sources, *place), outcomes.join(", "));
    }
    let passed = runs.len().saturating_sub(wrong.len());
    let _ = writeln!(
        text,
        "{} examples: {passed} as expected, {} not; {} one",
        runs.len(),
        wrong.len(),
        if lacking.len() == 1 { "1 rule lacks".to_owned() } else { format!("{} rules lack", lacking.len()) }
    );
    let results: Vec<_> = runs
        .iter()
        .map(|run| {
            serde_json::json!({
                "rule": run.rule, "expected": run.expected.word(), "came_to": run.came_to.map(|outcome| outcome.word()),
                "wrong": run.wrong, "messages": run.messages, "location": json::location(&book.sources, run.place),
            })
        })
        .collect();
    let lacking_out: Vec<_> =
        lacking.iter().map(|(rule, _, outcomes)| serde_json::json!({"rule": rule, "outcomes": outcomes})).collect();
    let code = if wrong.is_empty() && lacking.is_empty() { FINE } else { FINDINGS };
    (text, serde_json::json!({"examples": results, "lacking": lacking_out}), code)
}

/// Adds to the result of `test` which branches no example reaches.
fn covered(result: Result, book: &mut RuleBook, only: &[String]) -> Result {
    let (mut text, mut value, code) = result;
    let branches = book.coverage(|_, file| takes(only, file));
    for one in &branches.unreached {
        let _ = writeln!(
            text,
            "{}: {}: no example in which `{}` is {}",
            position(&book.sources, one.place),
            one.rule,
            shown_line(&one.condition),
            one.truth
        );
    }
    let reached = branches.all.saturating_sub(branches.unreached.len());
    let _ = writeln!(text, "{reached} of {} branches reached", branches.all);
    let unreached: Vec<_> = branches
        .unreached
        .iter()
        .map(|one| {
            serde_json::json!({
                "rule": one.rule, "condition": one.condition, "never": one.truth,
                "location": json::location(&book.sources, one.place),
            })
        })
        .collect();
    if let Some(object) = value.as_object_mut() {
        object.insert(
            "branches".to_owned(),
            serde_json::json!({"all": branches.all, "reached": reached, "unreached": unreached}),
        );
    }
    (text, value, code)
}

fn list(book: &mut RuleBook, _: &mut Vec<Diagnostic>, only: &[String]) -> Result {
    let lines: Vec<_> = book.rule_lines();
    let lines: Vec<_> = lines.into_iter().filter(|line| takes(only, book.sources.name(line.place.file))).collect();
    let mut text = String::new();
    let mut rules = Vec::new();
    for line in &lines {
        let span = line.in_force.as_ref().map_or(String::new(), |(from, to)| format!(" ({from} to {to})"));
        let triage = line.triage.as_ref().map_or(String::new(), |triage| format!(", {triage}"));
        let _ = writeln!(
            text,
            "{:<8} {:<16} {}{span}",
            line.id,
            format!("{}{triage}", line.severity),
            shown_line(&line.title)
        );
        let in_force = line.in_force.as_ref().map(|(from, to)| serde_json::json!({"from": from, "to": to}));
        let deactivated =
            line.deactivated.as_ref().map(|(from, reason)| serde_json::json!({"from": from, "reason": reason}));
        rules.push(serde_json::json!({
            "id": line.id, "title": line.title, "severity": line.severity, "triage": line.triage, "flag": line.flag,
            "in_force": in_force, "deactivated": deactivated, "source": line.sources, "rule_set": line.rule_set, "form": line.form,
            "assert": line.asserts, "location": json::location(&book.sources, line.place),
        }));
    }
    (text, serde_json::json!({ "rules": rules }), FINE)
}
