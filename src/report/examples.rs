//! Running the examples of rules: what a rule says of itself, put to the test.

use super::RuleBook;
use super::staging::{Refused, Stage, is_around};
use crate::check::Names;
use crate::eval::{Shown, Tally, deciding_values, judge};
use crate::finding::Outcome;
use crate::plan::{Plan, plan};
use crate::read::{self, At, Syntax};
use crate::reference::Layout;
use crate::returns::{Options, Return, conform, stand_in};
use crate::ruleset::{Example, ExampleOutcome, Rule};
use crate::source::Place;
use crate::value::Period;
use std::collections::BTreeMap;
use std::sync::Arc;

/// How an example came out.
#[derive(Debug, Clone)]
pub struct ExampleRun {
    /// The rule's id.
    pub rule: String,
    /// Where the example stands.
    pub place: Place,
    /// What it must come to.
    pub expected: ExampleOutcome,
    /// What it came to; nothing when it could not be run.
    pub came_to: Option<ExampleOutcome>,
    /// What is special about it.
    pub title: Option<String>,
    /// The messages of its findings.
    pub messages: Vec<String>,
    /// The figures with which it came to that: the message of a breach, the values that passed, or
    /// what is missing.
    pub arithmetic: Vec<String>,
    /// Why it is wrong, when it is.
    pub wrong: Option<String>,
    /// What its figures are, as written.
    pub given: String,
    /// The piece of a return it gives, when it gives one.
    pub snippet: Option<String>,
}

impl RuleBook {
    /// Runs the examples of all rules that `takes` accepts by id and file name, in the order of
    /// sets and rules.
    pub fn run_examples(&mut self, takes: impl Fn(&str, &str) -> bool) -> Vec<ExampleRun> {
        self.check();
        let mut runs = Vec::new();
        let sets: Vec<usize> = (0..self.library().sets.len()).collect();
        for index in sets {
            let Some(set) = self.library().sets.get(index) else {
                continue;
            };
            let Some(layout) = self.library().layouts.get(&set.form).cloned() else {
                continue;
            };
            let rules: Vec<Arc<Rule>> =
                set.rules.iter().filter(|rule| takes(&rule.id, self.sources.name(rule.place.file))).cloned().collect();
            for rule in rules {
                // A rule whose place another takes is not judged, and neither are its examples.
                let replaced =
                    |other: &Arc<Rule>| other.replaces.as_deref() == Some(&rule.id) && other.place != rule.place;
                if self.library().sets.iter().flat_map(|set| &set.rules).any(replaced) {
                    continue;
                }
                for example in &rule.examples {
                    let run = self.run_example(index, &layout, &rule, example);
                    runs.extend(run);
                }
            }
        }
        runs
    }

    /// The return that an example gives, and the period whose rules are meant; where and why
    /// there is none.
    pub(super) fn example_return(
        &mut self,
        set: usize,
        layout: &Arc<Layout>,
        rule: &Rule,
        example: &Example,
    ) -> Result<Stage, Refused> {
        let of_set = self.library().sets.get(set).ok_or((None, "the rule set is gone".to_owned()))?;
        let tree = Arc::clone(&of_set.tree);
        let period = first_period(self.library(), set, rule);
        let given = example.given.map(|id| tree.at(id));
        let snippet = example.snippet.and_then(|id| tree.at(id).text().map(str::to_owned));
        let text = {
            let names = Names::of(self.library(), set);
            as_return(layout, given, snippet.as_deref(), &|key| rule.reach.is_across() && is_around(key, &names))?
        };
        let file = self.sources.add(format!("example of {}", rule.id), text);
        let (trees, diagnostics) = read::trees(&self.sources, file, Syntax::Yaml);
        let Some(tree) = trees.first() else {
            let words = diagnostics.first().map_or("the example is empty".to_owned(), |d| d.message.clone());
            return Err((None, words));
        };
        let options = Options { example: snippet.is_none(), period };
        let mut ret = conform(layout, tree.root(), options).map_err(|diagnostic| (None, diagnostic.message))?;
        stand_ins(&mut ret, given);
        let rules_of = ret.rules_of.or(period);
        self.stage(set, rule, given, (ret, rules_of))
    }

    fn run_example(&mut self, set: usize, layout: &Arc<Layout>, rule: &Rule, example: &Example) -> Option<ExampleRun> {
        let set_tree = self.library().sets.get(set).map(|set| Arc::clone(&set.tree))?;
        let given = example.given.map(|id| set_tree.at(id));
        let mut run = ExampleRun {
            rule: rule.id.clone(),
            place: example.place,
            expected: example.outcome,
            came_to: None,
            title: example.title.clone(),
            messages: Vec::new(),
            arithmetic: Vec::new(),
            wrong: None,
            given: given.map_or(String::new(), |at| at.raw().trim().to_owned()),
            snippet: example.snippet.and_then(|id| set_tree.at(id).text().map(str::to_owned)),
        };
        let stage = match self.example_return(set, layout, rule, example) {
            Ok(made) => made,
            Err((place, words)) => {
                run.place = place.unwrap_or(run.place);
                run.wrong = Some(words);
                return Some(run);
            }
        };
        let mut plan: Plan = plan(self.library(), self.checked(), layout, stage.rules_of, self.settings());
        plan.rules.retain(|planned| planned.rule.place == rule.place);
        if plan.rules.is_empty() {
            run.wrong = Some(match stage.rules_of {
                Some(period) => {
                    format!("the rule is not in force in {period}, or it does not check")
                }
                None => "the rule does not check".to_owned(),
            });
            return Some(run);
        }
        let judged = stage.show(|desk| judge(&plan, desk, &Shown::default()));
        let tally = judged.tallies.first().copied().unwrap_or_default();
        let came_to = overall(tally);
        run.came_to = Some(came_to);
        let failed = judged.findings.iter().filter(|f| f.outcome == Outcome::Fail);
        run.messages = failed.map(|finding| finding.message.clone()).collect();
        run.arithmetic = match came_to {
            ExampleOutcome::Fail => run.messages.clone(),
            ExampleOutcome::NotJudged => judged.findings.iter().map(|finding| finding.message.clone()).collect(),
            ExampleOutcome::Pass | ExampleOutcome::NotApplicable => {
                let values = stage.show(|desk| -> Vec<_> {
                    let values = plan.rules.iter().flat_map(|rule| deciding_values(rule, desk));
                    values.take(MOST_VALUES_SHOWN).collect()
                });
                let values = values.into_iter();
                values.map(|(name, value)| format!("{name} is {value}")).collect()
            }
        };
        if came_to != example.outcome {
            let why: Vec<String> = judged.findings.iter().map(|finding| finding.message.clone()).take(3).collect();
            let why = if why.is_empty() { String::new() } else { format!(": {}", why.join("; ")) };
            run.wrong = Some(format!("expected {}, came to {}{why}", example.outcome.word(), came_to.word()));
        } else if let Some(wanted) = &example.message
            && !run.messages.iter().any(|message| message == wanted)
        {
            let got = run.messages.first().map_or("", String::as_str);
            run.wrong = Some(format!("expected the message `{wanted}`, got `{got}`"));
        }
        Some(run)
    }

    /// Which of pass, fail, not judged and, where the rule has a `when`, not applicable a rule's
    /// examples do not show.
    pub fn lacking(&mut self) -> Vec<(String, Place, Vec<&'static str>)> {
        self.check();
        let mut out = Vec::new();
        for rule in self.library().sets.iter().flat_map(|set| &set.rules) {
            // A rule with a part that always applies cannot come to not applicable.
            let conditional = !rule.parts.is_empty() && rule.parts.iter().all(|part| part.when.is_some());
            let wanted = ExampleOutcome::ALL
                .iter()
                .filter(|(_, outcome)| conditional || *outcome != ExampleOutcome::NotApplicable);
            let lacking: Vec<&str> = wanted
                .filter(|(_, outcome)| !rule.examples.iter().any(|example| example.outcome == *outcome))
                .map(|(word, _)| *word)
                .collect();
            if !lacking.is_empty() {
                out.push((rule.id.clone(), rule.place, lacking));
            }
        }
        out
    }
}

/// Of several judgements: fail if any fails, else not judged if any is, else pass if any passes.
fn overall(tally: Tally) -> ExampleOutcome {
    let some = |outcome| tally.of(outcome) > 0;
    if some(Outcome::Fail) {
        ExampleOutcome::Fail
    } else if some(Outcome::NotJudged) {
        ExampleOutcome::NotJudged
    } else if some(Outcome::Pass) {
        ExampleOutcome::Pass
    } else {
        ExampleOutcome::NotApplicable
    }
}

/// The first period a rule is in force in: its own, its set's, or that of a set which includes it.
fn first_period(library: &crate::check::Library, set: usize, rule: &Rule) -> Option<Period> {
    let own = rule.in_force.or(library.sets.get(set)?.in_force).map(|span| span.from);
    own.or_else(|| library.including(set).filter_map(|(_, other)| Some(other.in_force?.from)).min())
}

/// Puts what an example gives of reference lists, such as `organisation.allocation`, in their place.
pub(super) fn stand_ins(ret: &mut Return, given: Option<At<'_>>) {
    let layout = Arc::clone(&ret.layout);
    for index in layout.reference_tables() {
        let Some(table) = layout.table(index) else { continue };
        let mut cells = Vec::new();
        for entry in given.into_iter().flat_map(|at| at.entries()) {
            let path = entry.key.scalar().map_or("", |scalar| scalar.text);
            let column = path.strip_prefix(&*table.name).and_then(|rest| rest.strip_prefix('.'));
            let column = column.and_then(|name| table.columns.iter().position(|column| &*column.name == name));
            let ty = column.and_then(|column| table.columns.get(column)).map(|column| &column.ty);
            if let (Some(column), Some(value)) =
                (column, ty.zip(entry.value.text()).and_then(|(ty, text)| ty.read(text)))
            {
                cells.push((column, value));
            }
        }
        if !cells.is_empty() {
            stand_in(ret, index, &cells);
        }
    }
}

/// The text of a return whose one table has the rows that an example gives.
pub(super) fn as_rows(layout: &Layout, table: &str, at: At<'_>) -> Result<String, Refused> {
    if !at.is_list() {
        return Err((Some(at.place()), format!("rows are given as a list, not as {}", at.kind())));
    }
    let mut left = MOST_VALUES;
    Ok(format!("form: {}\n{table}: {}\n", quoted(&layout.form.id), json(at, 0, &mut left)))
}

/// The text of a return that has just what an example gives, or where and why there is none. What
/// `aside` says is passed over: it is of other returns.
pub(super) fn as_return(
    layout: &Layout,
    given: Option<At<'_>>,
    snippet: Option<&str>,
    aside: &dyn Fn(&str) -> bool,
) -> Result<String, Refused> {
    let mut tables: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    let mut order: Vec<&str> = Vec::new();
    let mut left = MOST_VALUES;
    let mut lines: BTreeMap<(&str, &str), Vec<String>> = BTreeMap::new();
    for entry in given.into_iter().flat_map(|at| at.entries()) {
        let path = entry.key.scalar().map_or("", |scalar| scalar.text);
        let mut steps = path.split('.');
        let table = steps.next().unwrap_or("");
        if aside(path) {
            continue;
        }
        if layout.reference_tables().any(|index| layout.table(index).is_some_and(|known| &*known.name == table)) {
            continue;
        }
        let known = layout.form.tables.iter().any(|known| &*known.name == table);
        if !known {
            let help = crate::diag::did_you_mean(table, layout.form.tables.iter().map(|table| &*table.name));
            let help = help.map_or(String::new(), |help| format!("; {help}"));
            return Err((Some(entry.key.place()), format!("the form has no table `{table}`{help}")));
        }
        if !order.contains(&table) {
            order.push(table);
        }
        let value = json(entry.value, 0, &mut left);
        match (steps.next(), steps.next(), steps.next()) {
            (None, ..) => tables.entry(table).or_default().push(value),
            (Some(field), None, _) => tables.entry(table).or_default().push(format!("{}: {value}", quoted(field))),
            (Some(line), Some(column), None) => {
                lines.entry((table, line)).or_default().push(format!("{}: {value}", quoted(column)));
            }
            _ => {
                return Err((Some(entry.key.place()), format!("`{path}` has too many steps")));
            }
        }
    }
    if left == 0 {
        return Err((given.map(At::place), format!("the example gives more than {MOST_VALUES} values")));
    }
    let mut text = format!("form: {}\n", quoted(&layout.form.id));
    for table in order {
        let mut parts = tables.remove(table).unwrap_or_default();
        let whole = parts.iter().any(|part| part.starts_with(['{', '[', '"']) && !part.contains("\": "));
        let of_table = lines.iter().filter(|((other, _), _)| *other == table);
        parts.extend(of_table.map(|((_, line), cells)| format!("{}: {{{}}}", quoted(line), cells.join(", "))));
        match parts.as_slice() {
            [only] if whole || only.starts_with(['{', '[']) => text.push_str(&format!("{table}: {only}\n")),
            _ => text.push_str(&format!("{table}: {{{}}}\n", parts.join(", "))),
        }
    }
    if let Some(snippet) = snippet {
        text.push_str(snippet);
    }
    Ok(text)
}

fn quoted(text: &str) -> String {
    serde_json::Value::String(text.to_owned()).to_string()
}

/// How many values are shown of what passed.
const MOST_VALUES_SHOWN: usize = 6;

/// How many values one example may give: what aliases of aliases stand for is counted in full.
const MOST_VALUES: usize = 20_000;

/// A node as JSON; a scalar keeps its text, null stays null. What lies beyond `left` values, or
/// deeper than a table can be, is left out.
fn json(at: At<'_>, depth: usize, left: &mut usize) -> String {
    if depth > 8 || *left == 0 {
        return "null".to_owned();
    }
    *left = left.saturating_sub(1);
    let deeper = depth.saturating_add(1);
    if at.is_map() {
        let mut entries = Vec::new();
        for entry in at.entries() {
            if *left == 0 {
                break;
            }
            let key = quoted(entry.key.scalar().map_or("", |scalar| scalar.text));
            entries.push(format!("{key}: {}", json(entry.value, deeper, left)));
        }
        return format!("{{{}}}", entries.join(", "));
    }
    if at.is_list() {
        let mut items = Vec::new();
        for item in at.items() {
            if *left == 0 {
                break;
            }
            items.push(json(item, deeper, left));
        }
        return format!("[{}]", items.join(", "));
    }
    match at.text() {
        Some(text) => quoted(text),
        None => "null".to_owned(),
    }
}
