//! Other engines for FEEL as referees: expressions made by chance come to the same by the standard
//! here and there, or the difference is explained in `tests/oracle/disagreements.yaml`.
//!
//! Where a whole expression comes to something else, its parts are put to both by themselves, with
//! what is inside them replaced by what it comes to here: what has to be explained is a single
//! step over literals.
//!
//! The engines are no part of this project: the tests are ignored, and run where they are installed.
//!
//! - `FEELIN_DIR`: the folder with `node_modules/feelin`, for `feelin_comes_to_the_same`
//! - `DSNTK_ORACLE`: the program of `tests/oracle/dsntk`, for `dsntk_comes_to_the_same`
//! - `ORACLE_SEED` and `ORACLE_COUNT`: which expressions, and how many
//! - `ORACLE_SHOW`: every step that is explained is printed with its reason

use super::tests_oracle_grammar::{Binds, Maker, Part, Tree};
use super::{Asked, RuleBook};
use crate::value::{Compare, Date, Duration, Interval, Moment, Number, Time, Value};
use regex::Regex;
use serde::Deserialize;
use serde_json::Value as Json;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;
use std::process::{Command, Stdio};

/// How many items of a list are put in the place of the name that goes through them.
const ITEMS: usize = 3;

/// How long a literal may be that takes the place of a part.
const LONGEST: usize = 400;

/// Why something comes to something else there, and to what: patterns over the expression and over
/// what each engine gives.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    reason: String,
    pattern: String,
    ours: Option<String>,
    theirs: Option<String>,
}

struct Explanation {
    reason: String,
    patterns: [Option<Regex>; 3],
    covers: usize,
}

impl Explanation {
    fn holds(&self, expression: &str, ours: &str, theirs: &str) -> bool {
        let texts = [expression, ours, theirs];
        self.patterns
            .iter()
            .zip(texts)
            .all(|(pattern, text)| pattern.as_ref().is_none_or(|pattern| pattern.is_match(text)))
    }
}

/// The explanations of our own mistakes, which hold for each engine, and after them those for one.
fn explanations(engine: &str) -> Vec<Explanation> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/oracle/disagreements.yaml");
    let mut written: BTreeMap<String, Vec<Written>> =
        serde_yaml::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let both = [written.remove("ours"), written.remove(engine)];
    let explanation = |written: Written| {
        let pattern = |text: &String| Regex::new(text).unwrap_or_else(|error| panic!("{text}: {error}"));
        let Written { reason, pattern: expression, ours, theirs } = written;
        let patterns = [Some(pattern(&expression)), ours.as_ref().map(pattern), theirs.as_ref().map(pattern)];
        Explanation { reason, patterns, covers: 0 }
    };
    both.into_iter().flatten().flatten().map(explanation).collect()
}

/// What expressions come to here, by the standard.
#[derive(Default)]
struct Ours {
    found: HashMap<String, Result<Value, String>>,
}

impl Ours {
    fn of(&mut self, expression: &str) -> Result<Value, String> {
        if let Some(found) = self.found.get(expression) {
            return found.clone();
        }
        let now = Moment::from_date_utc(Date::new(2026, 11, 23).unwrap());
        let asked = Asked { expression, names: Vec::new(), ret: None, standard: true, trace: false, now };
        let words = |found: Vec<crate::diag::Diagnostic>| {
            found.iter().map(|d| format!("{}: {}", d.code, d.message)).collect::<Vec<_>>().join("; ")
        };
        let found = RuleBook::empty().evaluate(asked).map(|found| found.value).map_err(words);
        self.found.insert(expression.to_owned(), found.clone());
        found
    }
}

/// What expressions come to there.
struct Theirs {
    command: fn() -> Command,
    found: HashMap<String, Json>,
}

impl Theirs {
    /// Asks for those that were not asked for before, all in one process.
    fn ask<'e>(&mut self, expressions: impl IntoIterator<Item = &'e String>) {
        let new: BTreeSet<&String> = expressions.into_iter().filter(|text| !self.found.contains_key(*text)).collect();
        let folder = tempfile::tempdir().unwrap();
        let (questions, answers) = (folder.path().join("in"), folder.path().join("out"));
        let lines: String = new.iter().map(|text| format!("{}\n", Json::from(text.as_str()))).collect();
        std::fs::write(&questions, lines).unwrap();
        let open = |path: &Path| Stdio::from(std::fs::File::open(path).unwrap());
        let out = Stdio::from(std::fs::File::create(&answers).unwrap());
        let status = (self.command)().stdin(open(&questions)).stdout(out).status().unwrap();
        assert!(status.success(), "{status}");
        let answers = std::fs::read_to_string(&answers).unwrap();
        let answers: Vec<Json> = answers.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(answers.len(), new.len());
        self.found.extend(new.into_iter().cloned().zip(answers));
    }
}

/// A value as an expression that every engine reads; nothing where there is none.
fn literal(value: &Value) -> Option<String> {
    let text = match value {
        Value::Missing(_) => "null".to_owned(),
        Value::Bool(_) | Value::Number(_) | Value::Text(_) => value.to_string(),
        Value::Date(_) | Value::Time(_) | Value::Moment(_) | Value::Seconds(_) | Value::Months(_) => {
            format!("@\"{value}\"")
        }
        Value::List(items) => {
            let items: Option<Vec<String>> = items.iter().map(literal).collect();
            format!("[{}]", items?.join(", "))
        }
        Value::Context(members) => {
            let member = |(name, value): &(std::sync::Arc<str>, Value)| {
                let plain = !name.is_empty() && name.chars().all(|c| c.is_ascii_lowercase());
                let name = if plain { name.to_string() } else { Value::text(name).to_string() };
                Some(format!("{name}: {}", literal(value)?))
            };
            let members: Option<Vec<String>> = members.iter().map(member).collect();
            format!("{{{}}}", members?.join(", "))
        }
        Value::Range(range) => match &**range {
            Interval::Between { low, high } => {
                let (open, close) = (if low.1 { '[' } else { '(' }, if high.1 { ']' } else { ')' });
                format!("{open}{}..{}{close}", literal(&low.0)?, literal(&high.0)?)
            }
            Interval::Compared(Compare::NotEqual, _) => return None,
            Interval::Compared(op, end) => format!("({} {})", op.sign(), literal(end)?),
        },
        Value::Row(_) | Value::Return(_) | Value::Function(_) => return None,
    };
    (text.len() <= LONGEST).then_some(text)
}

/// Names and the literals that stand in their place, the innermost last.
type Names = Vec<(String, String)>;

/// Whether every name in it is bound inside it or has a literal.
fn closed(tree: &Tree, names: &Names, inside: &mut Vec<&'static str>) -> bool {
    let before = inside.len();
    for bound in &tree.binds {
        match bound {
            Binds::Each("item", _) => inside.extend(["item", "a", "b", "c"]),
            Binds::Each(name, _) | Binds::Value(name, _) => inside.push(name),
        }
    }
    let holds = tree.parts.iter().all(|part| match part {
        Part::Text(_) => true,
        Part::Name(name) => inside.contains(name) || names.iter().any(|(known, _)| known == name),
        Part::Child(child) => closed(child, names, inside),
    });
    inside.truncate(before);
    holds
}

/// The text of an expression in which what can stand by itself is replaced by what it comes to.
fn step(tree: &Tree, names: &Names, ours: &mut Ours) -> String {
    let mut text = String::new();
    for (at, part) in tree.parts.iter().enumerate() {
        let put = match part {
            Part::Text(part) => {
                text.push_str(part);
                continue;
            }
            Part::Name(name) => {
                let known = names.iter().rev().find(|(known, _)| known == name);
                known.map_or((*name).to_owned(), |(_, literal)| literal.clone())
            }
            Part::Child(child) if child.is_leaf() => child.text(),
            Part::Child(child) if closed(child, names, &mut Vec::new()) => {
                let inner = step(child, names, ours);
                ours.of(&inner).ok().as_ref().and_then(literal).unwrap_or(inner)
            }
            Part::Child(child) => step(child, names, ours),
        };
        let next =
            tree.parts.get(at + 1).and_then(|part| if let Part::Text(text) = part { Some(&**text) } else { None });
        let in_path =
            next.is_some_and(|next| next.starts_with('.') && !next.starts_with("..") || next.starts_with('['));
        let number = put.starts_with(|c: char| c.is_ascii_digit() || c == '.');
        let wrapped = put.starts_with('-') || in_path && number;
        let standing = text.ends_with('(') && next.is_some_and(|next| next.starts_with(')'));
        match wrapped && !standing && !put.starts_with('(') {
            true => text.push_str(&format!("({put})")),
            false => text.push_str(&put),
        }
    }
    text
}

/// What a name goes through.
fn items(bound: &Value) -> Vec<Value> {
    match bound {
        Value::List(items) => items.iter().take(ITEMS).cloned().collect(),
        Value::Range(range) => range.ends().into_iter().cloned().collect(),
        other => vec![other.clone()],
    }
}

/// Every step of an expression that can stand by itself, the innermost first.
fn steps(tree: &Tree, names: &Names, ours: &mut Ours, out: &mut Vec<String>) {
    let children: Vec<&Tree> = tree.children().collect();
    let mut rounds = vec![names.clone()];
    for (round, name) in (0..ITEMS).flat_map(|round| tree.binds.iter().map(move |name| (round, name))) {
        let (Binds::Each(_, child) | Binds::Value(_, child)) = name;
        let bound = step(children[*child], names, ours);
        let Ok(value) = ours.of(&bound) else { continue };
        let (name, items) = match name {
            Binds::Each(name, _) => (name, items(&value)),
            Binds::Value(name, _) => (name, vec![value]),
        };
        let Some(item) = items.get(round % items.len().max(1)) else { continue };
        let Some(text) = literal(item) else { continue };
        if rounds.len() <= round {
            rounds.push(names.clone());
        }
        let Some(round) = rounds.get_mut(round) else { continue };
        if let (&"item", Value::Context(members)) = (name, item) {
            let member = |(name, value): &(std::sync::Arc<str>, Value)| Some((name.to_string(), literal(value)?));
            round.extend(members.iter().filter_map(member));
        }
        round.push(((*name).to_owned(), text));
    }
    for names in &rounds {
        children.iter().for_each(|child| steps(child, names, ours, out));
    }
    if closed(tree, names, &mut Vec::new()) {
        let text = step(tree, names, ours);
        if !out.contains(&text) {
            out.push(text);
        }
    }
}

/// The parts that stand by themselves as they are written, the smallest first.
fn parts(tree: &Tree, out: &mut Vec<String>) {
    tree.children().for_each(|child| parts(child, out));
    if closed(tree, &Names::new(), &mut Vec::new()) {
        out.push(tree.text());
    }
}

/// Whether two numbers are one but for what doubles cannot hold.
fn near(ours: Number, theirs: &str) -> bool {
    let read = |text: &str| text.parse::<f64>().ok();
    match (read(&ours.to_string()), read(theirs)) {
        (Some(a), Some(b)) => (a - b).abs() <= 1e-9 * 1f64.max(a.abs()).max(b.abs()),
        _ => false,
    }
}

fn same(ours: &Value, theirs: &Json) -> bool {
    let text = theirs["value"].as_str().unwrap_or("");
    match (ours, theirs["type"].as_str().unwrap()) {
        (Value::Missing(_), "null") | (Value::Function(_), "function") => true,
        (Value::Bool(truth), "boolean") => truth.to_string() == text,
        (Value::Number(number), "decimal") => near(*number, text),
        (Value::Text(own), "string") => **own == *text,
        (Value::Date(date), "date") => Date::parse_feel(text) == Some(*date),
        (Value::Time(time), "time") => Time::parse(text).is_some_and(|other| time.same(&other)),
        (Value::Moment(moment), "dateTime") => Moment::parse(text).is_some_and(|other| moment.same(&other)),
        (Value::Seconds(seconds), "duration") => {
            let near = |other: Number| near(*seconds, &other.to_string());
            matches!(Duration::parse(text), Some(Duration::Days(other)) if near(other))
        }
        (Value::Months(months), "duration") => {
            matches!(Duration::parse(text), Some(Duration::Months(other)) if other == *months)
        }
        (Value::List(items), "list") => {
            let others = theirs["value"].as_array().unwrap();
            items.len() == others.len() && items.iter().zip(others).all(|(item, other)| same(item, other))
        }
        (Value::Context(members), "context") => {
            let others = theirs["value"].as_object().unwrap();
            let held = |(name, value): &(std::sync::Arc<str>, Value)| {
                others.get(&**name).is_some_and(|other| same(value, other))
            };
            members.len() == others.len() && members.iter().all(held)
        }
        (Value::Range(range), "range") => {
            let theirs = &theirs["value"];
            let end = |own: Option<(&Value, bool)>, end: &Json, included: &Json| match own {
                Some((value, within)) => same(value, end) && (value.is_missing() || included.as_bool() == Some(within)),
                None => end["type"] == "null",
            };
            end(range.low(), &theirs["low"], &theirs["low_included"])
                && end(range.high(), &theirs["high"], &theirs["high_included"])
        }
        _ => false,
    }
}

/// What an engine gave, as FEEL writes it, and why it is null.
fn shown(theirs: &Json) -> String {
    let value = &theirs["value"];
    let text = value.as_str().unwrap_or("");
    match theirs["type"].as_str().unwrap() {
        "null" => theirs["why"].as_str().map_or("null".to_owned(), |why| format!("null ({why})")),
        "string" => Value::text(text).to_string(),
        "list" => format!("[{}]", value.as_array().unwrap().iter().map(shown).collect::<Vec<_>>().join(", ")),
        "context" => {
            let member = |(name, value): (&String, &Json)| format!("{name}: {}", shown(value));
            format!("{{{}}}", value.as_object().unwrap().iter().map(member).collect::<Vec<_>>().join(", "))
        }
        "range" => {
            let sign = |name: &str, yes: char, no: char| if value[name] == true { yes } else { no };
            let (open, close) = (sign("low_included", '[', '('), sign("high_included", ']', ')'));
            format!("{open}{}..{}{close}", shown(&value["low"]), shown(&value["high"]))
        }
        "function" => "a function".to_owned(),
        "boolean" | "decimal" => text.to_owned(),
        kind => format!("{kind} {text}"),
    }
}

fn shown_ours(found: &Result<Value, String>) -> String {
    match found {
        Ok(Value::Function(_)) => "a function".to_owned(),
        Ok(value @ (Value::Seconds(_) | Value::Months(_))) => format!("duration {value}"),
        Ok(value @ Value::Date(_)) => format!("date {value}"),
        Ok(value @ Value::Time(_)) => format!("time {value}"),
        Ok(value @ Value::Moment(_)) => format!("dateTime {value}"),
        Ok(value) => value.to_string(),
        Err(words) => format!("refused ({words})"),
    }
}

fn number_from(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).map_or(otherwise, |text| text.parse().unwrap_or_else(|_| panic!("{name}: a whole number")))
}

struct Referee {
    ours: Ours,
    theirs: Theirs,
}

impl Referee {
    fn agree(&mut self, expression: &str) -> bool {
        let ours = self.ours.of(expression);
        ours.is_ok_and(|ours| same(&ours, &self.theirs.found[expression]))
    }
}

/// Puts the expressions to both, and says which steps come to something else without a reason.
fn hold_against(engine: &str, command: fn() -> Command) {
    let (seed, count) = (number_from("ORACLE_SEED", 1), number_from("ORACLE_COUNT", 5_000));
    let mut maker = Maker::new(seed);
    let trees: Vec<(Tree, String)> = (0..count)
        .map(|_| {
            let tree = maker.expression();
            let text = tree.text();
            (tree, text)
        })
        .collect();
    let mut referee = Referee { ours: Ours::default(), theirs: Theirs { command, found: HashMap::new() } };
    referee.theirs.ask(trees.iter().map(|(_, text)| text));
    let (mut values, mut nulls, mut broken) = (0, 0, Vec::new());
    for (tree, text) in &trees {
        match (referee.agree(text), referee.ours.of(text)) {
            (true, Ok(Value::Missing(_))) => nulls += 1,
            (true, _) => values += 1,
            (false, _) => broken.push((tree, text)),
        }
    }
    let within: Vec<[Vec<String>; 2]> = broken
        .iter()
        .map(|(tree, _)| {
            let mut within = [Vec::new(), Vec::new()];
            steps(tree, &Names::new(), &mut referee.ours, &mut within[0]);
            parts(tree, &mut within[1]);
            within
        })
        .collect();
    referee.theirs.ask(within.iter().flatten().flatten());
    let mut differing: BTreeSet<&String> = BTreeSet::new();
    for [steps, parts] in &within {
        let steps: Vec<&String> = steps.iter().filter(|step| !referee.agree(step)).collect();
        // A step over one that differs itself says nothing.
        let first = |step: &&String| !steps.iter().any(|other| other.len() < step.len() && step.contains(&**other));
        let blamed: Vec<&String> = steps.iter().copied().filter(first).collect();
        match blamed.is_empty() {
            false => differing.extend(blamed),
            // No single step is to blame: the smallest part, as it is written.
            true => differing.extend(parts.iter().find(|part| !referee.agree(part))),
        }
    }
    let mut explanations = explanations(engine);
    let mut unexplained = Vec::new();
    let shown_in_full = std::env::var_os("ORACLE_SHOW").is_some();
    for text in differing.iter().copied() {
        let (ours, theirs) = (shown_ours(&referee.ours.of(text)), shown(&referee.theirs.found[text]));
        match explanations.iter_mut().find(|explanation| explanation.holds(text, &ours, &theirs)) {
            Some(explanation) => {
                explanation.covers += 1;
                if shown_in_full {
                    println!("{}:\n    {text}\n    here: {ours}\n    there: {theirs}", explanation.reason);
                }
            }
            None => unexplained.push(format!("{text}\n    here: {ours}\n    there: {theirs}")),
        }
    }
    println!("{engine}: seed {seed}, {count} expressions: {values} come to the same value, {nulls} to null in both,");
    println!("{} to something else, by {} single steps, of which explained:", broken.len(), differing.len());
    for explanation in &explanations {
        println!("{:6} {}", explanation.covers, explanation.reason);
    }
    for idle in explanations.iter().filter(|explanation| explanation.covers == 0) {
        println!("covers nothing this time: {}", idle.reason);
    }
    assert!(unexplained.is_empty(), "{} without a reason:\n{}", unexplained.len(), unexplained.join("\n"));
}

#[test]
#[ignore = "another engine, feelin, has to be installed (FEELIN_DIR)"]
fn feelin_comes_to_the_same() {
    hold_against("feelin", || {
        let folder = std::env::var_os("FEELIN_DIR").expect("FEELIN_DIR: the folder with node_modules/feelin");
        let mut command = Command::new("node");
        command.arg(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/oracle/feelin.mjs")).env("FEELIN_DIR", folder);
        command
    });
}

#[test]
#[ignore = "another engine, dsntk, has to be built (DSNTK_ORACLE)"]
fn dsntk_comes_to_the_same() {
    hold_against("dsntk", || {
        Command::new(std::env::var_os("DSNTK_ORACLE").expect("DSNTK_ORACLE: the program of tests/oracle/dsntk"))
    });
}
