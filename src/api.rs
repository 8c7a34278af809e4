//! The public surface: load rules, read a return, check it, walk the findings.

use crate::diag::{Diagnostic, Severity};
use crate::finding::{self, Outcome};
use crate::output::{self, Format, Look};
use crate::read::Syntax;
use crate::report::{self, RuleBook, Selection};
use crate::returns;
use crate::source::{Place, shown_short};
use crate::value::Date;

/// Rule sets, forms and reference lists, loaded and checked.
#[derive(Debug)]
pub struct Rules {
    book: RuleBook,
}

/// A return that was read by its form.
#[derive(Debug, Clone)]
pub struct Return(returns::Return);

/// What reading a text gave.
#[derive(Debug)]
pub struct ReadReturns {
    /// The returns in it.
    pub returns: Vec<Return>,
    /// What was wrong with it.
    pub diagnostics: Vec<Diagnostic>,
}

/// What returns came to.
#[derive(Debug)]
pub struct Report {
    report: report::Report,
    findings: Vec<Finding>,
}

/// What is wrong with a return.
#[derive(Debug, Clone)]
pub struct Finding(finding::Finding);

/// A place in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Location {
    /// The file's name, as it was given.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// The column, from 1, in Unicode code points.
    pub column: usize,
    /// The line it ends on.
    pub end_line: usize,
    /// One past the last column.
    pub end_column: usize,
    /// The text it covers.
    pub underlined: String,
    /// In a workbook the cell, such as `Cover!B7`; the line is then its row, and the column its column.
    pub cell: Option<String>,
}

impl ReadReturns {
    fn of(read: report::ReadFile) -> ReadReturns {
        ReadReturns { returns: read.returns.into_iter().map(Return).collect(), diagnostics: read.diagnostics }
    }
}

impl Rules {
    /// The built-in rules.
    pub fn built_in() -> Rules {
        Rules { book: RuleBook::built_in() }
    }

    /// No rules: neither forms nor rule sets.
    pub fn empty() -> Rules {
        Rules { book: RuleBook::empty() }
    }

    /// Adds the text of a rule set, a form or a reference list; JSON when `name` ends in
    /// `.json`, else YAML. `name` is what messages call it. What is wrong with it is among
    /// [`Rules::diagnostics`]; what is right is used.
    pub fn add(&mut self, name: &str, text: &str) {
        self.book.add(name, text);
    }

    /// Overrides a constant of the rule sets, such as `overspend_limit` by `2%`.
    ///
    /// # Errors
    /// A diagnostic when there is no such constant, or the value is not of its kind.
    pub fn set(&mut self, name: &str, value: &str) -> Result<(), Box<Diagnostic>> {
        self.book.set(name, value, "--set")
    }

    /// Adds the text of a waivers file: accepted breaches, which [`Rules::check`] then reports as
    /// waived. `today`, such as `2016-11-30`, is the day on which they are held against their
    /// expiry.
    ///
    /// # Errors
    /// What is wrong with the file, or with `today`; the entries that are right count all the same.
    pub fn waive(&mut self, name: &str, text: &str, today: &str) -> Result<(), Vec<Diagnostic>> {
        let Some(date) = Date::parse(today) else {
            let words = format!("`{}` is no date such as 2016-11-30", shown_short(today));
            return Err(vec![Diagnostic::of_command("E401", words)]);
        };
        self.book.today(date);
        self.book.add_waivers(name, text)
    }

    /// What is wrong with the rules. A rule that is wrong is left out; the others are used.
    pub fn diagnostics(&mut self) -> Vec<Diagnostic> {
        self.book.diagnostics()
    }

    /// What is right in the rules and yet does no good: rules that can never fail, names that
    /// nobody uses. Of no account before [`Rules::diagnostics`] is empty, because what a rule that
    /// is left out would use seems unused.
    pub fn doubts(&mut self) -> Vec<Diagnostic> {
        self.book.quality()
    }

    /// Reads the returns in a text. `name` is what messages call it.
    pub fn read(&mut self, name: &str, text: &str, syntax: Syntax) -> ReadReturns {
        ReadReturns::of(self.book.read(name, text, syntax, None, true))
    }

    /// Reads the returns in the bytes of a file of separated values: a row for each return or a row for
    /// each figure. `name` is what findings call it; `form` is the form of rows that state none.
    pub fn read_table(&mut self, name: &str, bytes: &[u8], form: Option<&str>) -> ReadReturns {
        ReadReturns::of(self.book.read_table(name, bytes, form, true))
    }

    /// Reads the return in the bytes of a workbook (.xlsx, .xlsm, .ods). `name` is what findings call
    /// it; `form` is the form of a workbook that states none.
    pub fn read_workbook(&mut self, name: &str, bytes: &[u8], form: Option<&str>) -> ReadReturns {
        ReadReturns::of(self.book.read_workbook(name, bytes, form, true))
    }

    /// Judges returns by the rules in force for each.
    pub fn check(&mut self, returns: &[Return]) -> Report {
        let returns: Vec<returns::Return> = returns.iter().map(|ret| ret.0.clone()).collect();
        let report = self.book.judge(&returns, &Selection::default());
        let findings = report.findings.iter().cloned().map(Finding).collect();
        Report { report, findings }
    }

    /// Where a diagnostic points; nothing when it concerns a file as a whole.
    pub fn location(&self, diagnostic: &Diagnostic) -> Option<Location> {
        diagnostic.place.map(|place| self.at(place))
    }

    fn at(&self, place: Place) -> Location {
        let sources = &self.book.sources;
        let (start, end) = sources.ends(place);
        Location {
            file: sources.name(place.file).to_owned(),
            line: start.line,
            column: start.column,
            end_line: end.line,
            end_column: end.column,
            underlined: sources.slice(place).to_owned(),
            cell: sources.cell(place).map(|cell| cell.to_string()),
        }
    }
}

impl Return {
    /// The code of its organisation, when it states one.
    pub fn organisation(&self) -> Option<&str> {
        self.0.organisation.as_deref()
    }

    /// Its period, such as `2016-17 M07`, when it can be read.
    pub fn period(&self) -> Option<String> {
        self.0.period.map(|period| period.to_string())
    }
}

impl Report {
    /// What is wrong, by file and place.
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// What is to be said of the inputs of the run: waivers that are expired or that nothing
    /// needed, returns for which no rule is in force.
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.report.diagnostics
    }

    /// How often an outcome occurred, over all rules and rows.
    pub fn count(&self, outcome: Outcome) -> u64 {
        self.report.outcomes().of(outcome)
    }

    /// How often each rule came to an outcome, by id.
    pub fn count_by_rule(&self, outcome: Outcome) -> impl Iterator<Item = (&str, u64)> {
        self.report.tallies.iter().map(move |(rule, tally)| (rule.as_str(), tally.of(outcome)))
    }

    /// The document of `check --format json`, version 1.
    pub fn to_json(&self, rules: &Rules) -> String {
        output::report(&self.report, &rules.book.sources, Format::Json, Look::default())
    }

    /// The findings drawn for people, without colours, 100 columns wide.
    pub fn to_text(&self, rules: &Rules) -> String {
        output::report(&self.report, &rules.book.sources, Format::Human, Look::default())
    }
}

impl Finding {
    /// The rule's id.
    pub fn rule(&self) -> &str {
        &self.0.rule
    }

    /// Whether it failed, was not judged or was waived.
    pub fn outcome(&self) -> Outcome {
        self.0.outcome
    }

    /// How much it matters.
    pub fn severity(&self) -> Severity {
        self.0.severity
    }

    /// How urgent it is, `red` or `amber`.
    pub fn triage(&self) -> Option<&str> {
        self.0.triage.as_deref()
    }

    /// What is wrong, with the values.
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// What would put it right, where the figures say so.
    pub fn suggestion(&self) -> Option<&str> {
        self.0.suggestion.as_deref()
    }

    /// What is known of a waiver of it, in words: one that lifts it, one that no longer does, or
    /// one that only the return claims.
    pub fn waiver(&self) -> Option<String> {
        self.0.waiver.as_ref().map(|waiver| waiver.words(self.0.gap.as_ref()))
    }

    /// What would put it right, in general.
    pub fn help(&self) -> Option<&str> {
        self.0.help.as_deref()
    }

    /// The path of the figure, such as `expenditure.total.ytd_actual`.
    pub fn path(&self) -> &str {
        &self.0.path
    }

    /// Where the figure stands.
    pub fn location(&self, rules: &Rules) -> Location {
        rules.at(self.0.place)
    }

    /// Where the rule stands.
    pub fn rule_location(&self, rules: &Rules) -> Location {
        rules.at(self.0.rule_place)
    }

    /// The ids of the rules that could not be judged on account of it.
    pub fn blocked(&self) -> &[String] {
        &self.0.blocked
    }

    /// The same for the same breach of the same organisation and period, whatever its size.
    pub fn fingerprint(&self) -> &str {
        &self.0.fingerprint
    }
}
