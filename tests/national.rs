//! The national sample sets: made by their generator byte for byte, with every published figure in
//! them, and with the findings that were planted.

use serde::Deserialize;
use serde_json::Value as Json;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

#[path = "../samples/generator/mod.rs"]
mod generator;

const SETS: [&str; 3] = ["2013-14/m06", "2016-17/m06", "2016-17/m07"];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn the_generator_makes_the_sets_byte_for_byte() {
    let list = |name: &str| std::fs::read_to_string(root().join("rules/reference").join(name)).unwrap();
    let made: BTreeMap<String, String> = generator::files(&list).into_iter().collect();
    let mut different: Vec<&String> = Vec::new();
    for (path, text) in &made {
        if std::fs::read_to_string(root().join("samples").join(path)).ok().as_ref() != Some(text) {
            different.push(path);
        }
    }
    assert!(different.is_empty(), "{} differ, such as {:?}", different.len(), different.first());
    for set in SETS {
        for entry in std::fs::read_dir(root().join("samples").join(set)).unwrap() {
            let name = entry.unwrap().file_name().into_string().unwrap();
            let path = format!("{set}/{name}");
            assert!(name == "published.yaml" || made.contains_key(&path), "nothing makes {path}");
        }
    }
}

/// A return as figures by path.
type Figures = BTreeMap<String, i64>;

struct Set {
    groups: BTreeMap<String, (String, Figures)>,
    others: BTreeMap<String, Figures>,
}

/// Reads a file of a set: block style, two spaces for each level, figures in whole thousands.
fn figures(text: &str) -> (BTreeMap<String, String>, Figures) {
    let (mut texts, mut figures) = (BTreeMap::new(), Figures::new());
    let mut path: Vec<String> = Vec::new();
    for line in text.lines().filter(|line| !line.trim_start().starts_with('#')) {
        let depth = (line.len() - line.trim_start().len()) / 2;
        let Some((key, value)) = line.trim_start().split_once(':') else { continue };
        if key.starts_with("- ") || depth > path.len() {
            continue;
        }
        path.truncate(depth);
        path.push(key.to_owned());
        let value = value.trim();
        if let Ok(number) = value.parse() {
            figures.insert(path.join("."), number);
        }
        texts.insert(path.join("."), value.to_owned());
    }
    (texts, figures)
}

fn sets() -> &'static BTreeMap<&'static str, Set> {
    static READ: OnceLock<BTreeMap<&'static str, Set>> = OnceLock::new();
    READ.get_or_init(|| {
        let read = |set: &&'static str| {
            let mut out = Set { groups: BTreeMap::new(), others: BTreeMap::new() };
            for entry in std::fs::read_dir(root().join("samples").join(set)).unwrap() {
                let path = entry.unwrap().path();
                let name = path.file_stem().unwrap().to_string_lossy().into_owned();
                let (texts, figures) = figures(&std::fs::read_to_string(&path).unwrap());
                match texts.get("header.region_code") {
                    Some(region) => drop(out.groups.insert(name, (region.clone(), figures))),
                    None => drop(out.others.insert(name, figures)),
                }
            }
            (*set, out)
        };
        SETS.iter().map(read).collect()
    })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Published {
    figures: Vec<Figure>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Figure {
    id: String,
    set: String,
    about: String,
    value: f64,
    within: f64,
    unit: f64,
    terms: Vec<Term>,
    over: Option<Vec<Term>>,
    triage: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Term {
    sum: Option<String>,
    count: Option<String>,
    #[serde(rename = "where")]
    holds: Option<String>,
    region: Option<String>,
    organisation: Option<String>,
    file: Option<String>,
    set: Option<String>,
    factor: Option<i64>,
}

fn holds(condition: &str, of: &Figures) -> bool {
    let at = |path: &str| of[path];
    let plan = || at("position.cumulative_surplus.plan");
    let deficit = || at("position.cumulative_surplus.forecast") < 0;
    let overspent = || at("expenditure.total.ytd_variance") < 0;
    match condition {
        "all" => true,
        "planned_deficit" => plan() < 0,
        "planned_deficit_over_10m" => plan() < -10_000,
        "forecast_deficit" => deficit(),
        "planned_forecast_deficit" => plan() < 0 && deficit(),
        "unplanned_deficit" => plan() >= 0 && deficit(),
        "overspent" => overspent(),
        "over_limit" => {
            let plan = at("expenditure.total.ytd_plan");
            100 * (at("expenditure.total.ytd_actual") - plan) > plan
        }
        "assuming_recovery" => overspent() && at("expenditure.total.forecast_variance") >= 0,
        "worse_than_plan" => at("expenditure.total.forecast_variance") < 0,
        other => panic!("{other}"),
    }
}

impl Term {
    fn value(&self, set: &str) -> i64 {
        let set = &sets()[self.set.as_deref().unwrap_or(set)];
        let factor = self.factor.unwrap_or(1);
        if let (Some(file), Some(path)) = (&self.file, &self.sum) {
            return factor * set.others[file][path.as_str()];
        }
        let of = set.groups.iter().filter(|(code, (region, _))| {
            self.region.as_ref().is_none_or(|asked| asked == region)
                && self.organisation.as_ref().is_none_or(|asked| asked == *code)
        });
        let of = of.map(|(_, (_, figures))| figures);
        let of = of.filter(|figures| self.holds.as_ref().is_none_or(|condition| holds(condition, figures)));
        factor
            * match (&self.sum, &self.count) {
                (Some(path), None) => of.map(|figures| figures.get(path).copied().unwrap_or(0)).sum::<i64>(),
                (None, Some(condition)) => {
                    i64::try_from(of.filter(|figures| holds(condition, figures)).count()).unwrap()
                }
                _ => panic!("a term is a sum or a count"),
            }
    }
}

fn probity(arguments: &[&str]) -> (i32, Json) {
    let out = Command::new(env!("CARGO_BIN_EXE_probity")).current_dir(root()).args(arguments).output().unwrap();
    let json = serde_json::from_slice(&out.stdout)
        .unwrap_or_else(|e| panic!("{arguments:?}: {e}: {}", String::from_utf8_lossy(&out.stderr)));
    (out.status.code().unwrap_or(-1), json)
}

fn triage(set: &str) -> Json {
    let path = format!("samples/{set}");
    let mut arguments = vec!["triage", &path, "--format", "json", "--today", "2016-12-01"];
    if set == "2016-17/m07" {
        arguments.extend(["--with", "samples/2016-17/m06"]);
    }
    let (code, json) = probity(&arguments);
    assert_eq!(code, 0, "{set}: {}", json["diagnostics"]);
    json
}

#[test]
fn every_published_figure_of_the_three_months_is_met() {
    let table = std::fs::read_to_string(root().join("tests/national.yaml")).unwrap();
    let table: Published = serde_yaml::from_str(&table).unwrap();
    let triaged: BTreeMap<&str, Json> = SETS.iter().map(|set| (*set, triage(set))).collect();
    let mut wrong = Vec::new();
    for figure in &table.figures {
        let sum = |terms: &[Term]| terms.iter().map(|term| term.value(&figure.set)).sum::<i64>();
        let exact = sum(&figure.terms);
        let divisor = figure.over.as_ref().map_or(1, |over| sum(over));
        let value = exact as f64 / divisor as f64 / figure.unit;
        if (value - figure.value).abs() > figure.within + 1e-9 {
            wrong.push(format!(
                "{} {}: {} is published, the returns make {value}",
                figure.id, figure.about, figure.value
            ));
        }
        if let Some(pointer) = &figure.triage {
            let shown = triaged[figure.set.as_str()].pointer(pointer).cloned().unwrap_or(Json::Null);
            let shown =
                shown.as_i64().map_or_else(|| shown.as_str().unwrap_or("?").to_owned(), |count| count.to_string());
            if shown != exact.to_string() {
                wrong.push(format!("{} {}: triage shows {shown}, the returns make {exact}", figure.id, figure.about));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(table.figures.len() > 80, "{}", table.figures.len());
}

#[derive(Deserialize)]
struct Planted {
    planted: Vec<Breach>,
    #[serde(flatten)]
    lists: BTreeMap<String, BTreeMap<String, Vec<String>>>,
}

#[derive(Deserialize)]
struct Breach {
    set: String,
    organisation: String,
    rule: String,
    counterparty: Option<String>,
}

/// The organisations in which each rule fails, by rule.
fn failures(document: &Json) -> BTreeMap<String, BTreeSet<String>> {
    let mut out: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for finding in document["findings"].as_array().unwrap() {
        if finding["outcome"] == "fail"
            && let Some(organisation) = finding["organisation"].as_str()
        {
            let rule = finding["rule"].as_str().unwrap().to_owned();
            out.entry(rule).or_default().insert(organisation.to_owned());
        }
    }
    out
}

/// Which rules a planted breach is about: their ids, and the word for those without one.
fn planted() -> Planted {
    let text = std::fs::read_to_string(root().join("samples/generator/planted.yaml")).unwrap();
    serde_yaml::from_str(&text).unwrap()
}

fn checked(set: &str) -> Json {
    let path = format!("samples/{set}");
    let mut arguments = vec!["check", &path, "--format", "json", "--today", "2016-12-01"];
    if set == "2016-17/m07" {
        arguments.extend(["--with", "samples/2016-17/m06"]);
    }
    probity(&arguments).1
}

#[test]
fn what_was_planted_is_found_and_nothing_else() {
    let planted = planted();
    let mut wrong = Vec::new();
    for set in SETS {
        let found = failures(&checked(set));
        let mut expected: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for breach in planted.planted.iter().filter(|breach| breach.set == set) {
            let rule = if breach.rule == "I8" { "ADJ-12" } else { &breach.rule };
            let of_rule = expected.entry(rule.to_owned()).or_default();
            of_rule.insert(breach.organisation.clone());
            // A party that shows another amount breaks the rule from its side too.
            of_rule.extend(breach.counterparty.clone().filter(|_| both_sides(breach)));
        }
        for (list, by_set) in &planted.lists {
            if let (Some(rule), Some(codes)) = (list.strip_prefix("expected_"), by_set.get(set)) {
                expected.entry(rule.to_uppercase().replace('_', "-")).or_default().extend(codes.iter().cloned());
            }
        }
        let none = BTreeSet::new();
        let across = if set == "2016-17/m07" { ACROSS } else { &ACROSS[..1] };
        let named = WHOLLY_PLANTED.iter().chain(across).copied();
        let rules: BTreeSet<&str> = expected.keys().map(String::as_str).chain(named).collect();
        for rule in rules {
            let (want, got) = (expected.get(rule).unwrap_or(&none), found.get(rule).unwrap_or(&none));
            if want != got {
                wrong.push(format!("{set} {rule}: planted {want:?}, found {got:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

fn both_sides(breach: &Breach) -> bool {
    matches!(
        (breach.organisation.as_str(), breach.counterparty.as_deref()),
        ("04C", Some("04V")) | ("00T", Some("00V"))
    )
}

/// Rules whose breaches in the sets are planted, all of them.
const WHOLLY_PLANTED: &[&str] = &[
    "STR-01", "STR-02", "STR-03", "STR-04", "STR-05", "STR-06", "STR-08", "STR-10", "ORG-01", "ORG-02", "ORG-03",
    "ORG-04", "IDN-01", "IDN-02", "IDN-03", "IDN-04", "IDN-05", "IDN-06", "IDN-07", "IDN-08", "IDN-09", "IDN-10",
    "IDN-11", "IDN-12", "BIZ-05", "BIZ-14", "ADJ-01", "ADJ-02",
];

/// The same of rules that look at other returns; those after the first need last month's.
const ACROSS: &[&str] = &["ADJ-03", "IDN-14", "MOM-02", "MOM-04", "MOM-08", "ADJ-12"];

#[test]
fn of_the_five_named_three_assume_a_recovery_nobody_can_see() {
    let found = failures(&checked("2016-17/m06"));
    let five: BTreeSet<String> = ["04Y", "05V", "05N", "09L", "05Q"].map(str::to_owned).into();
    let three: BTreeSet<String> = ["04Y", "05V", "05Q"].map(str::to_owned).into();
    let of_five = |rule: &str| found[rule].intersection(&five).cloned().collect::<BTreeSet<String>>();
    assert_eq!(of_five("PER-06"), three);
    assert_eq!(of_five("PER-07"), three);
    assert_eq!(of_five("PER-08"), five);
}

#[test]
fn the_headline_of_month_7_is_what_was_published() {
    let triage = triage("2016-17/m07");
    let nation = &triage["nation"];
    assert_eq!((nation["overspent"].as_i64(), nation["over_limit"].as_i64()), (Some(93), Some(53)));
    assert_eq!((&nation["variance_to_date"], &nation["forecast_variance"]), (&"-293000".into(), &"-256200".into()));
    assert_eq!(nation["movement"]["forecast_variance"]["change"], "-66000");
    let regions = triage["regions"].as_array().unwrap();
    let midlands = regions.iter().find(|region| region["code"] == "Y55").unwrap();
    let share = midlands["movement"]["forecast_variance"]["share_of_net"].as_str().unwrap();
    assert!(share.starts_with("0.480"), "{share}");
    assert_eq!(regions.iter().map(|region| region["overspent"].as_i64().unwrap()).sum::<i64>(), 93);
    assert!(Path::new(&root()).join("samples/2016-17/m07/published.yaml").is_file());
}
