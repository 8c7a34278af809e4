//! Traps for the readers: each case of `traps/json.yaml` and `traps/yaml.yaml` is read as the
//! context of an expression, and comes to a value or to a refusal at a place.

mod run;

use serde::Deserialize;

#[derive(Deserialize)]
struct Case {
    name: String,
    text: Option<String>,
    bytes: Option<String>,
    value: Option<String>,
    refused: Option<String>,
    at: Option<String>,
    says: Option<String>,
    standard: bool,
    differs: Option<String>,
}

impl Case {
    fn document(&self) -> Vec<u8> {
        match (&self.text, &self.bytes) {
            (Some(text), None) => text.clone().into_bytes(),
            (None, Some(hex)) => hex.split_whitespace().map(|byte| u8::from_str_radix(byte, 16).unwrap()).collect(),
            _ => panic!("{}: either `text` or `bytes`", self.name),
        }
    }

    /// What is wrong with what came of it.
    fn problem(&self, ran: &run::Ran) -> Option<String> {
        let json = |text: &str| serde_json::from_str::<serde_json::Value>(text).ok();
        if let Some(value) = &self.value {
            let same = ran.status == Some(0) && json(&ran.stdout).is_some() && json(&ran.stdout) == json(value);
            return (!same).then(|| format!("expected {value}"));
        }
        let first = ran.stderr.lines().next().unwrap_or("");
        let code = self.refused.as_deref().expect("`value` or `refused`");
        let place = match self.at.as_deref().expect("`at`") {
            "none" => String::new(),
            at => format!(":{at}"),
        };
        let begins =
            ["t.json", "t.yaml"].iter().any(|name| first.starts_with(&format!("{name}{place}: error[{code}]: ")));
        let says = first.contains(self.says.as_deref().expect("`says`"));
        (ran.status != Some(2) || !begins || !says).then(|| format!("expected {code} at {place}: {:?}", self.says))
    }
}

#[test]
fn every_trap_comes_to_what_its_case_says() {
    let root = env!("CARGO_MANIFEST_DIR");
    let mut problems = Vec::new();
    for syntax in ["json", "yaml"] {
        let table = std::fs::read_to_string(format!("{root}/tests/traps/{syntax}.yaml")).unwrap();
        let cases: Vec<Case> = serde_yaml::from_str(&table).unwrap();
        assert!(cases.len() > 100, "{syntax}: {} cases", cases.len());
        for case in cases {
            assert_eq!(case.standard, case.differs.is_none(), "{}: what differs is said, and only that", case.name);
            let folder = tempfile::tempdir().unwrap();
            let name = format!("t.{syntax}");
            std::fs::write(folder.path().join(&name), case.document()).unwrap();
            let args = ["eval", "v", "--context", &name, "--format", "json"].map(str::to_owned);
            let ran = run::probity(folder.path(), &args, "");
            if let Some(words) = case.problem(&ran) {
                problems.push(format!("{syntax}: {}: {words}\n{}{}", case.name, ran.stdout, ran.stderr));
            }
        }
    }
    assert!(problems.is_empty(), "{} problems:\n{}", problems.len(), problems.join("\n"));
}
