//! Decision tables: what each comes to for small returns, as `decisions.yaml` says, which was reckoned
//! by hand.

use serde::Deserialize;
use serde_json::Value as Json;
use std::collections::BTreeMap;
use std::fs;
use std::process::Command;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    title: String,
    form: String,
    rules: String,
    returns: BTreeMap<String, String>,
    expected: BTreeMap<String, Expected>,
}

#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
struct Expected {
    level: Option<String>,
    #[serde(default)]
    decided_by: Vec<String>,
    because: Option<String>,
}

#[test]
fn every_decision_comes_to_what_its_case_says() {
    let cases: Vec<Case> = serde_yaml::from_str(include_str!("decisions.yaml")).unwrap();
    let (mut wrong, mut count) = (Vec::new(), 0);
    for case in &cases {
        let folder = tempfile::tempdir().unwrap();
        let (rules, returns) = (folder.path().join("rules"), folder.path().join("returns"));
        fs::create_dir(&rules).unwrap();
        fs::create_dir(&returns).unwrap();
        fs::write(rules.join("form.yaml"), &case.form).unwrap();
        fs::write(rules.join("rules.yaml"), &case.rules).unwrap();
        for (code, figures) in &case.returns {
            let text = format!("form: tiny\nheader: {{code: {code}, year: 2016-17, month: 7}}\nfigures: {figures}\n");
            fs::write(returns.join(format!("{code}.yaml")), text).unwrap();
        }
        let out = Command::new(env!("CARGO_BIN_EXE_probity"))
            .args(["triage", returns.to_str().unwrap(), "--no-built-in", "--rules", rules.to_str().unwrap()])
            .args(["--format", "json"])
            .output()
            .unwrap();
        let json: Json = serde_json::from_slice(&out.stdout).unwrap();
        if json["diagnostics"] != serde_json::json!([]) {
            wrong.push(format!("{}: {}", case.title, json["diagnostics"]));
            continue;
        }
        let organisations = json["organisations"].as_array().unwrap();
        assert_eq!(organisations.len(), case.expected.len(), "{}", case.title);
        for (code, expected) in &case.expected {
            count += 1;
            let one = organisations.iter().find(|one| one["code"] == code.as_str()).unwrap();
            let rows: Vec<&str> = one["decided_by"].as_array().unwrap().iter().filter_map(Json::as_str).collect();
            let because = expected.because.is_none() || one["because"].as_str() == expected.because.as_deref();
            if one["level"].as_str() != expected.level.as_deref() || rows != expected.decided_by || !because {
                wrong.push(format!(
                    "{}, {code} {}: {} by {rows:?} because {}, not {expected:?}",
                    case.title, case.returns[code], one["level"], one["because"]
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {count}: {wrong:#?}", wrong.len());
    assert!(count > 80, "{count}");
}
