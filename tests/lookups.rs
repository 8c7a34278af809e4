//! Returns of a group are looked up by a text in one of their cells through an index. The same list comes of
//! the same condition written so that no index serves it, over returns with and without that
//! text.

use serde_json::Value as Json;
use std::fmt::Write;
use std::fs;
use std::process::Command;

/// Conditions on the returns of a group, with `w` for one of several words.
const CONDITIONS: [&str; 9] = [
    "h.team = w",
    "w = h.team",
    "h.team = w and h.x > 2",
    "h.team = w and h.x > 2 and h.code != \"C07\"",
    "h.x > 2 and h.team = w",
    "h.team = w or h.x > 2",
    "h.team = \"T1\" and h.x > count(returns[h.team = w])",
    "h.team = w and count(returns[h.team = w and h.x = item.h.x]) > 0",
    "h.team != w",
];

/// The same, with no cell on either side of an equality.
fn worked_out(condition: &str) -> String {
    condition.replace("h.team =", "h.team + \"\" =").replace("= h.team", "= h.team + \"\"")
}

fn rules() -> String {
    let mut text =
        "rule_set: tiny/rules\ntitle: Lists\nform: tiny\nin_force: {from: 2016-17 M01, to: 2016-17 M12}\nrules:\n"
            .to_owned();
    let mut rule = |id: &str, assert: &str| {
        writeln!(
            text,
            "  - {{id: {id}, title: lists, group_by: all, incomplete: judged, assert: '{assert}', severity: error}}"
        )
        .unwrap();
    };
    for (nth, condition) in CONDITIONS.iter().enumerate() {
        let (by_index, plain) = (format!("returns[{condition}]"), format!("returns[{}]", worked_out(condition)));
        let every = |test: String| format!("every w in [\"T0\", \"T1\", \"T2\", \"none\"] satisfies {test}");
        let codes = |list: &str| format!("string join({list}.h.code, \",\")");
        rule(&format!("SAM-{nth}"), &every(format!("{} = {}", codes(&by_index), codes(&plain))));
        rule(&format!("IND-{nth}"), &every(format!("count({by_index}) >= 0")));
        rule(&format!("PLA-{nth}"), &every(format!("count({plain}) >= 0")));
        rule(&format!("SUM-{nth}"), &every(format!("sum({by_index}.h.x) > 30")));
        rule(&format!("PSU-{nth}"), &every(format!("sum({plain}.h.x) > 30")));
    }
    text
}

/// Outcomes by rule of so many returns, of which the one numbered `lacking` names no team.
fn outcomes(count: usize, lacking: Option<usize>) -> Json {
    let folder = tempfile::tempdir().unwrap();
    let form = "define_form: tiny
title: A tiny form
organisation: h.code
period: {year: h.year, month: h.month}
groups: {list: members, whole: {name: all, title: All}}
tables: {h: {kind: record, columns: {code: {type: code}, year: {type: text}, month: {type: integer}, team: {type: code}, x: {type: number}}}}
";
    let mut list = "reference_list: tiny-members\ntitle: Members\nform: tiny\nname: members\nyears: {from: 2016-17, to: 2016-17}\ncolumns: {name: {type: text}}\nrows:\n".to_owned();
    fs::create_dir(folder.path().join("returns")).unwrap();
    for nth in 0..count {
        writeln!(list, "  C{nth:02}: {{name: Number {nth}}}").unwrap();
        let team = if lacking == Some(nth) { String::new() } else { format!(", team: T{}", nth * 7 % 3) };
        let text = format!("form: tiny\nh: {{code: C{nth:02}, year: 2016-17, month: 2, x: {}{team}}}\n", nth % 5);
        fs::write(folder.path().join(format!("returns/C{nth:02}.yaml")), text).unwrap();
    }
    let mut command = Command::new(env!("CARGO_BIN_EXE_probity"));
    command.arg("check").arg(folder.path().join("returns")).args(["--no-built-in", "--format", "json"]);
    for (name, text) in [("form.yaml", form), ("list.yaml", &list), ("rules.yaml", &rules())] {
        let path = folder.path().join(name);
        fs::write(&path, text).unwrap();
        command.arg("--rules").arg(path);
    }
    let out = command.output().unwrap();
    let json: Json = serde_json::from_slice(&out.stdout).unwrap();
    assert!(json["diagnostics"].as_array().unwrap().is_empty(), "{}", json["diagnostics"]);
    json["rules"].clone()
}

#[test]
fn an_index_gives_what_looking_at_each_gives() {
    for (count, lacking) in [(1, None), (17, None), (40, None), (40, Some(0)), (40, Some(39)), (2, Some(1))] {
        let rules = outcomes(count, lacking);
        let of = |id: String| rules.get(&id).unwrap_or_else(|| panic!("no {id}")).clone();
        for (nth, condition) in CONDITIONS.iter().enumerate() {
            let same = of(format!("SAM-{nth}"));
            assert_eq!(same["fail"], 0, "{condition} of {count}, without {lacking:?}");
            if lacking.is_none() {
                assert_eq!(same["pass"], 1, "{condition} of {count}");
            }
            assert_eq!(of(format!("IND-{nth}")), of(format!("PLA-{nth}")), "{condition} of {count}, {lacking:?}");
            assert_eq!(of(format!("SUM-{nth}")), of(format!("PSU-{nth}")), "{condition} of {count}, {lacking:?}");
        }
    }
}
