//! The rule book: rule files loaded and checked, and returns judged by them. No file system, no
//! clock, no threads: names and texts come in, a report goes out.

use super::{BaselineNote, Report, Run, built_in};
use crate::baseline::{self, Baseline};
use crate::check::{CheckedRule, Library, check_library, quality};
use crate::diag::{Diagnostic, did_you_mean};
use crate::form;
use crate::pack::Pack;
use crate::plan::{Plan, Setting, Settings, plan};
use crate::read::{self, Syntax};
use crate::reference::Layout;
use crate::returns::Return;
use crate::ruleset::parse_override;
use crate::source::{FileId, Sources, Text, shown_short};
use crate::value::{Date, Period};
use crate::waiver::{self, Waivers};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

/// Which rules are judged, by ids or prefixes of ids.
#[derive(Debug, Clone, Default)]
pub struct Selection {
    /// Only these, when there are any.
    pub select: Vec<String>,
    /// Not these.
    pub ignore: Vec<String>,
}

impl Selection {
    /// Whether it leaves rules out, or is meant to.
    pub fn narrows(&self) -> bool {
        !self.select.is_empty() || !self.ignore.is_empty()
    }

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
    settings: Settings,
    waivers: Waivers,
    baseline: Baseline,
    ready: bool,
    /// The built-in rules as long as nothing but them is asked for.
    packed: Option<Pack>,
    /// What was unpacked of it.
    layouts: Mutex<BTreeMap<String, Arc<Layout>>>,
}

impl RuleBook {
    /// A book without rules.
    pub fn empty() -> RuleBook {
        RuleBook::default()
    }

    /// A book with the built-in rules. They are not parsed before something is asked for that is
    /// not packed.
    pub fn built_in() -> RuleBook {
        let mut book = RuleBook { packed: Pack::open(built_in::PACK), ..RuleBook::default() };
        for (name, text) in built_in::FILES {
            book.sources.add(*name, Text::BuiltIn(text));
        }
        if book.packed.is_none() {
            book.load_built_in();
        }
        book
    }

    /// Parses and checks the built-in rules, which until then are at hand as they were packed.
    pub fn unpack(&mut self) {
        if self.packed.take().is_some() {
            self.load_built_in();
        }
    }

    fn load_built_in(&mut self) {
        // They are the first texts of the book, in the same order.
        for (index, _) in built_in::FILES.iter().enumerate() {
            let file = FileId(u32::try_from(index).unwrap_or(u32::MAX));
            self.library.add(&self.sources, file, &mut self.diagnostics);
        }
        self.ready = false;
    }

    /// Adds the text of a rule set, a form or a reference list. `name` is what messages call it.
    /// What is wrong with it is among [`RuleBook::diagnostics`].
    pub fn add(&mut self, name: &str, text: impl Into<Text>) {
        self.unpack();
        self.ready = false;
        let file = self.sources.add(name, text);
        self.library.add(&self.sources, file, &mut self.diagnostics);
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

    /// Adds the text of a baseline. `name` is what messages call it.
    ///
    /// # Errors
    /// What is wrong with it; the entries that are right count all the same.
    pub fn add_baseline(&mut self, name: &str, text: &str) -> Result<(), Vec<Diagnostic>> {
        let syntax = if name.ends_with(".json") { Syntax::Json } else { Syntax::Yaml };
        let file = self.sources.add(name, text);
        let (trees, mut diagnostics) = read::trees(&self.sources, file, syntax);
        let [tree] = trees.as_slice() else {
            if diagnostics.is_empty() {
                let words = format!("a baseline is one document, and this file has {}", trees.len());
                diagnostics.push(Diagnostic::of_file("E511", name, words));
            }
            return Err(diagnostics);
        };
        let entries = baseline::load(tree.root(), &mut diagnostics);
        self.baseline.add(name, entries);
        if diagnostics.is_empty() { Ok(()) } else { Err(diagnostics) }
    }

    /// The findings that were known before.
    pub fn baseline(&mut self) -> &mut Baseline {
        &mut self.baseline
    }

    /// Sets the day on which waivers are held against their expiry. Without one none holds.
    pub fn today(&mut self, today: Date) {
        self.waivers.on(today);
    }

    /// Overrides a constant for all rule sets, as `--set NAME=VALUE` does. `by` is who says so.
    ///
    /// # Errors
    /// E211 when no rule set has the constant, E401 when the value is not of its kind.
    pub fn set(&mut self, name: &str, value: &str, by: &str) -> Result<(), Box<Diagnostic>> {
        self.unpack();
        let constants = || self.library.sets.iter().flat_map(|set| &set.constants);
        let Some(constant) = constants().find(|constant| constant.name == name) else {
            let help = did_you_mean(name, constants().map(|constant| constant.name.as_str()));
            return Err(Box::new(
                Diagnostic::of_command("E211", format!("no rule set has a constant `{}`", shown_short(name)))
                    .maybe_help(help),
            ));
        };
        let Some(parsed) = parse_override(value, &constant.ty) else {
            let own = constant.written.first().map_or("", String::as_str);
            let words = format!("`{}` cannot be the value of `{name}`, which is {}", shown_short(value), constant.ty);
            return Err(Box::new(
                Diagnostic::of_command("E401", words).help(format!("its own value is written {own}")),
            ));
        };
        let setting = Setting { value: parsed, text: value.to_owned(), by: by.to_owned() };
        self.settings.insert(name.to_owned(), setting);
        Ok(())
    }

    /// Makes the rules ready for returns to be read and judged by.
    pub fn ready(&mut self) {
        if self.packed.is_none() {
            self.check();
        }
    }

    /// Checks all rules. Called by itself before anything that is not packed is judged.
    pub fn check(&mut self) {
        self.unpack();
        if !self.ready {
            let mut found = Vec::new();
            self.checked = check_library(&mut self.library, &mut found);
            self.diagnostics.extend(found);
            self.ready = true;
        }
    }

    /// What was wrong with the rule files, in the order of files and places.
    pub fn diagnostics(&mut self) -> Vec<Diagnostic> {
        // Nothing is packed that is not right.
        if self.packed.is_some() {
            return Vec::new();
        }
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
    pub fn rule_sets(&mut self) -> impl Iterator<Item = &str> {
        self.unpack();
        self.library.sets.iter().map(|set| set.id.as_str())
    }

    /// The ids of the forms there are.
    pub fn forms(&mut self) -> Vec<Arc<form::Form>> {
        self.unpack();
        self.library.forms.values().cloned().collect()
    }

    /// The ids of all rules, in the order of the files.
    pub fn rule_ids(&self) -> Vec<&str> {
        match &self.packed {
            Some(pack) => pack.rules().collect(),
            None => self.library.sets.iter().flat_map(|set| &set.rules).map(|rule| rule.id.as_str()).collect(),
        }
    }

    /// The forms whose returns rules look at from others: that of last month, those of a group, those of
    /// other forms.
    pub(super) fn gathered_forms(&self) -> BTreeSet<String> {
        match &self.packed {
            Some(pack) => pack.gathered().map(str::to_owned).collect(),
            None => self.library.gathered_forms(),
        }
    }

    /// The ids of the forms there are, in their order.
    pub(super) fn form_ids(&self) -> Vec<String> {
        match &self.packed {
            Some(pack) => pack.forms().map(str::to_owned).collect(),
            None => self.library.layouts.keys().cloned().collect(),
        }
    }

    /// What rules see of the returns of a form.
    pub(super) fn layout(&self, form: &str) -> Option<Arc<Layout>> {
        let Some(pack) = &self.packed else {
            return self.library.layouts.get(form).cloned();
        };
        // Whoever held the lock and panicked left the map as it was.
        let mut layouts = self.layouts.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(layout) = layouts.get(form) {
            return Some(Arc::clone(layout));
        }
        let layout = pack.layout(form)?;
        layouts.insert(form.to_owned(), Arc::clone(&layout));
        Some(layout)
    }

    /// The plan by which the returns of a form and period are judged.
    pub(super) fn plan(&mut self, layout: &Arc<Layout>, period: Option<Period>) -> Plan {
        if let Some(plan) = self.packed.as_ref().and_then(|pack| pack.plan(&layout.form.id, period)) {
            return plan;
        }
        self.check();
        plan(&self.library, &self.checked, layout, period, &self.settings)
    }

    /// What was accepted: the waivers, and the findings that were known before.
    pub(super) fn accepted(&mut self) -> (&mut Waivers, &mut Baseline) {
        (&mut self.waivers, &mut self.baseline)
    }

    /// Says of each finding of a report whether it was known, and of the baseline what no longer matches.
    pub(super) fn hold_against_baseline(&mut self, report: &mut Report, selection: &Selection) {
        self.baseline.apply(&mut report.findings);
        let Some(file) = self.baseline.file().map(str::to_owned) else { return };
        let takes = |rule: &str| selection.takes(rule);
        let gone = self.baseline.gone(takes).len();
        report.baseline = Some(BaselineNote { file, gone: u64::try_from(gone).unwrap_or(u64::MAX) });
        report.diagnostics.extend(self.baseline.contradictions());
        report.diagnostics.extend(self.baseline.report(&self.rule_ids(), takes));
    }

    /// What is to be said of the waivers once a run is over.
    pub(super) fn waivers_left(&self, selection: &Selection) -> Vec<Diagnostic> {
        self.waivers.report(|| self.rule_ids().into_iter(), |rule| selection.takes(rule))
    }

    /// Judges returns and reports on them.
    pub fn judge(&mut self, returns: &[Return], selection: &Selection) -> Report {
        let mut run = Run::new(selection.clone());
        for ret in returns {
            run.add(self, ret.clone());
        }
        run.finish(self)
    }
}
