//! The rule book: rule files loaded and checked, and returns judged by them. No file system, no
//! clock, no threads: names and texts come in, a report goes out.

use super::{Report, submissions};
use crate::check::{CheckedRule, Library, check_library, quality};
use crate::diag::{Diagnostic, did_you_mean};
use crate::eval::{Judged, judge};
use crate::finding::{Outcome, digest};
use crate::plan::{Plan, Settings, plan};
use crate::read::{self, At, Syntax, keys};
use crate::returns::Return;
use crate::ruleset::{self, parse_override};
use crate::source::{Sources, shown_line};
use crate::value::{Date, Period};
use crate::waiver::{self, Waivers};
use crate::{form, reference};
use std::collections::BTreeMap;
use std::sync::Arc;

static BUILT_IN: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/built_in.rs"));

/// Which rules are judged, by ids or prefixes of ids.
#[derive(Debug, Clone, Default)]
pub struct Selection {
    /// Only these, when there are any.
    pub select: Vec<String>,
    /// Not these.
    pub ignore: Vec<String>,
}

impl Selection {
    /// Whether a rule is judged: `PER` stands for `PER-05`, `PER-0` does not.
    pub fn takes(&self, id: &str) -> bool {
        let named = |names: &[String]| {
            names
                .iter()
                .any(|name| id == name || id.strip_prefix(name.as_str()).is_some_and(|rest| rest.starts_with('-')))
        };
        (self.select.is_empty() || named(&self.select)) && !named(&self.ignore)
    }
}

/// Rule files, loaded and checked, ready to judge returns.
#[derive(Debug, Default)]
pub struct RuleBook {
    /// All texts read, rule files and returns.
    pub sources: Sources,
    library: Library,
    checked: Vec<CheckedRule>,
    diagnostics: Vec<Diagnostic>,
    digests: BTreeMap<String, String>,
    settings: Settings,
    waivers: Waivers,
    ready: bool,
}

impl RuleBook {
    /// A book without rules.
    pub fn empty() -> RuleBook {
        RuleBook::default()
    }

    /// A book with the built-in rules.
    pub fn built_in() -> RuleBook {
        let mut book = RuleBook::empty();
        for (name, text) in BUILT_IN {
            book.add(name, text);
        }
        book
    }

    /// Adds the text of a rule set, a form or a reference list. `name` is what messages call it.
    /// What is wrong with it is among [`RuleBook::diagnostics`].
    pub fn add(&mut self, name: &str, text: &str) {
        self.ready = false;
        let syntax = if name.ends_with(".json") { Syntax::Json } else { Syntax::Yaml };
        let file = self.sources.add(name, text);
        let (trees, diagnostics) = read::trees(&self.sources, file, syntax);
        let broken = !diagnostics.is_empty();
        self.diagnostics.extend(diagnostics);
        if trees.is_empty() && !broken {
            self.diagnostics.push(unrecognised(Diagnostic::of_file("E214", name, "the file is empty")));
        }
        for tree in trees {
            self.add_tree(tree, text);
        }
    }

    fn add_tree(&mut self, tree: read::Tree, text: &str) {
        let root = tree.root();
        if root.value("rule_set").is_some() {
            if let Some(set) = ruleset::load(Arc::new(tree), &mut self.diagnostics) {
                self.add_set(set, text);
            }
        } else if root.value("define_form").is_some() {
            let replaces = root.value("replaces").and_then(At::text).map(str::to_owned);
            if let Some(form) = form::load(root, &mut self.diagnostics) {
                match self.library.forms.get(&form.id) {
                    Some(other) if replaces.as_deref() != Some(form.id.as_str()) => {
                        let words = format!("form `{}` is defined twice", form.id);
                        self.diagnostics.push(twice(form.place, other.place, words, &form.id));
                    }
                    _ => {
                        self.library.forms.insert(form.id.clone(), Arc::new(form));
                    }
                }
            }
        } else if root.value("reference_list").is_some() {
            let replaces = root.value("replaces").and_then(At::text).map(str::to_owned);
            if let Some(list) = reference::load(root, &mut self.diagnostics) {
                let same = self.library.lists.iter().position(|other| other.id == list.id);
                match same.and_then(|at| self.library.lists.get(at).map(|other| (at, other.place))) {
                    Some((_, other)) if replaces.as_deref() != Some(list.id.as_str()) => {
                        let words = format!("reference list `{}` stands twice", list.id);
                        self.diagnostics.push(twice(list.place, other, words, &list.id));
                    }
                    found => {
                        if let Some((at, _)) = found {
                            self.library.lists.remove(at);
                        }
                        self.library.lists.push(Arc::new(list));
                    }
                }
            }
        } else if root.value("rule_book").is_some() {
            if let Some(register) = ruleset::load_register(root, &mut self.diagnostics) {
                match self.library.registers.iter().find(|other| other.id == register.id) {
                    Some(other) => {
                        let words = format!("rule book `{}` stands twice", shown_line(&register.id));
                        self.diagnostics
                            .push(Diagnostic::at("E204", register.place, words).related(other.place, "here too"));
                    }
                    None => self.library.registers.push(register),
                }
            }
        } else {
            let place = keys::first_key(root);
            let diagnostic = match root.value("waivers") {
                Some(_) => Diagnostic::at("E214", place, "this is a file of waivers, not of rules")
                    .help("give it with --waivers"),
                None => unrecognised(Diagnostic::at("E214", place, "this is no file of rules")),
            };
            self.diagnostics.push(diagnostic);
        }
    }

    fn add_set(&mut self, set: ruleset::RuleSet, text: &str) {
        let same = self.library.sets.iter().position(|other| other.id == set.id);
        if let Some(at) = same {
            if set.replaces.as_deref() == Some(set.id.as_str()) {
                self.library.sets.remove(at);
            } else {
                let other = self.library.sets.get(at).map_or(set.place, |other| other.place);
                let words = format!("rule set `{}` stands twice", set.id);
                self.diagnostics.push(twice(set.place, other, words, &set.id));
                return;
            }
        }
        self.digests.insert(set.id.clone(), digest(text));
        self.library.sets.push(set);
    }

    /// Adds the text of a waivers file. `name` is what messages call it.
    ///
    /// # Errors
    /// What is wrong with it; the entries that are right count all the same.
    pub fn add_waivers(&mut self, name: &str, text: &str) -> Result<(), Vec<Diagnostic>> {
        let syntax = if name.ends_with(".json") { Syntax::Json } else { Syntax::Yaml };
        let file = self.sources.add(name, text);
        let (trees, mut diagnostics) = read::trees(&self.sources, file, syntax);
        if trees.is_empty() && diagnostics.is_empty() {
            diagnostics.push(Diagnostic::of_file("E501", name, "the file is empty, so it holds no waivers"));
        }
        for tree in trees {
            self.waivers.add(waiver::load(tree.root(), &mut diagnostics));
        }
        if diagnostics.is_empty() { Ok(()) } else { Err(diagnostics) }
    }

    /// Sets the day on which waivers are held against their expiry. Without one none holds.
    pub fn today(&mut self, today: Date) {
        self.waivers.on(today);
    }

    /// Overrides a constant for all rule sets, as `--set NAME=VALUE` does.
    ///
    /// # Errors
    /// E211 when no rule set has the constant, E401 when the value is not of its kind.
    pub fn set(&mut self, name: &str, value: &str) -> Result<(), Box<Diagnostic>> {
        let constants = || self.library.sets.iter().flat_map(|set| &set.constants);
        let Some(constant) = constants().find(|constant| constant.name == name) else {
            let help = did_you_mean(name, constants().map(|constant| constant.name.as_str()));
            return Err(Box::new(
                Diagnostic::of_command("E211", format!("no rule set has a constant `{}`", shown_line(name)))
                    .maybe_help(help),
            ));
        };
        let Some(parsed) = parse_override(value, &constant.ty) else {
            let own = constant.written.first().map_or("", String::as_str);
            let words = format!("`{}` cannot be the value of `{name}`, which is {}", shown_line(value), constant.ty);
            return Err(Box::new(
                Diagnostic::of_command("E401", words).help(format!("its own value is written {own}")),
            ));
        };
        self.settings.insert(name.to_owned(), (parsed, value.to_owned()));
        Ok(())
    }

    /// Checks all rules. Called by itself before anything is judged.
    pub fn check(&mut self) {
        if !self.ready {
            let mut found = Vec::new();
            self.checked = check_library(&mut self.library, &mut found);
            self.diagnostics.extend(found);
            self.ready = true;
        }
    }

    /// What was wrong with the rule files, in the order of files and places.
    pub fn diagnostics(&mut self) -> Vec<Diagnostic> {
        self.check();
        let mut all: Vec<Diagnostic> = Vec::new();
        for diagnostic in &self.diagnostics {
            let same = |other: &Diagnostic| {
                other.place == diagnostic.place && other.code == diagnostic.code && other.message == diagnostic.message
            };
            // What several parts, rules or rule sets share is wrong once.
            if diagnostic.place.is_none() || !all.iter().any(same) {
                all.push(diagnostic.clone());
            }
        }
        all.sort_by_key(|d| d.place.map(|place| (place.file, place.span.start)));
        all
    }

    /// What is right in the rule files and yet does no good, in the order of files and places.
    pub fn quality(&mut self) -> Vec<Diagnostic> {
        self.check();
        let mut found = quality(&self.library, &self.checked);
        found.sort_by_key(|d| d.place.map(|place| (place.file, place.span.start)));
        found
    }

    pub(super) fn library(&self) -> &Library {
        &self.library
    }

    pub(super) fn checked(&self) -> &[CheckedRule] {
        &self.checked
    }

    pub(super) fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The ids of the rule sets there are, in the order loaded.
    pub fn rule_sets(&self) -> impl Iterator<Item = &str> {
        self.library.sets.iter().map(|set| set.id.as_str())
    }

    /// The ids of the forms there are.
    pub fn forms(&self) -> impl Iterator<Item = &Arc<form::Form>> {
        self.library.forms.values()
    }

    /// Judges returns and reports on them.
    pub fn judge(&mut self, returns: &[Return], selection: &Selection) -> Report {
        self.check();
        let mut report = Report::default();
        self.waivers.begin();
        let mut plans: BTreeMap<(String, Option<Period>), Plan> = BTreeMap::new();
        let mut sorted = submissions::sort_out(returns);
        report.today = self.waivers.today().map(|today| today.to_string());
        report.drafts = sorted.drafts;
        report.received = sorted.received;
        report.superseded = std::mem::take(&mut sorted.superseded);
        for ((index, ret), counts) in returns.iter().enumerate().zip(&sorted.counts) {
            report.count(ret);
            if !counts {
                continue;
            }
            let again = sorted.slips.remove(&index).map(|slip| {
                let mut ret = ret.clone();
                ret.slips.push(slip);
                ret
            });
            let ret = again.as_ref().unwrap_or(ret);
            let key = (ret.layout.form.id.clone(), ret.rules_of);
            let plan = plans.entry(key).or_insert_with(|| {
                let mut made = plan(&self.library, &self.checked, &ret.layout, ret.rules_of, &self.settings);
                for rule in &mut made.rules {
                    rule.selected = selection.takes(&rule.rule.id);
                }
                made
            });
            report.used(&plan.sets, &plan.overridden);
            if plan.rules.is_empty() && selection.select.is_empty() {
                let period = ret.rules_of.map_or("any period".to_owned(), |period| period.to_string());
                let words = format!("no rule of form `{}` is in force for {period}", ret.layout.form.id);
                let help = "give rule sets with --rules, or correct the return's financial year; \
                            a set without `in_force:` applies only where one that includes it does";
                report.diagnostics.push(Diagnostic::at("E108", ret.place, words).help(help));
            }
            let mut judged = judge(plan, ret);
            self.waivers.judged((ret.organisation.as_deref(), ret.period), |rule| {
                let tally = judged.tallies.get(rule);
                (tally.is_some(), tally.is_some_and(|tally| tally.of(Outcome::NotJudged) > 0))
            });
            waive(&mut self.waivers, &mut judged);
            report.add(judged);
        }
        let rules = || self.library.sets.iter().flat_map(|set| &set.rules).map(|rule| rule.id.as_str());
        report.diagnostics.extend(self.waivers.report(rules, |rule| selection.takes(rule)));
        report.finish(&self.digests);
        report
    }
}

/// Holds every breach against the waivers: the one place where that is done.
fn waive(waivers: &mut Waivers, judged: &mut Judged) {
    for finding in &mut judged.findings {
        if waivers.apply(finding)
            && let Some(tally) = judged.tallies.get_mut(&finding.rule)
        {
            tally.waive();
        }
    }
}

fn unrecognised(diagnostic: Diagnostic) -> Diagnostic {
    diagnostic.help("begin with rule_set:, define_form:, reference_list: or rule_book:")
}

fn twice(place: crate::source::Place, other: crate::source::Place, words: String, id: &str) -> Diagnostic {
    Diagnostic::at("E204", place, words)
        .related(other, "here too")
        .help(format!("say `replaces: {id}` to take its place"))
}
