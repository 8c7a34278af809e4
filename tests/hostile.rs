//! What a validator has to stand: each case of `hostile.yaml`, beside a sound return that is
//! judged all the same.

mod run;

use serde::Deserialize;

#[derive(Deserialize)]
#[serde(untagged)]
enum Part {
    Once(String),
    Often(String, usize),
}

#[derive(Deserialize)]
struct Case {
    name: String,
    file: String,
    #[serde(default)]
    parts: Vec<Part>,
    hex: Option<String>,
    args: Option<Vec<String>>,
    exit: i32,
    says: Vec<String>,
    #[serde(default)]
    lacks: Vec<String>,
    #[serde(default = "one")]
    read: usize,
}

fn one() -> usize {
    1
}

impl Case {
    fn bytes(&self) -> Vec<u8> {
        if let Some(hex) = &self.hex {
            return hex.split_whitespace().map(|byte| u8::from_str_radix(byte, 16).unwrap()).collect();
        }
        let parts = self.parts.iter().map(|part| match part {
            Part::Once(text) => text.clone(),
            Part::Often(text, times) => text.repeat(*times),
        });
        parts.collect::<String>().into_bytes()
    }
}

#[test]
fn every_case_is_stood() {
    let root = env!("CARGO_MANIFEST_DIR");
    let table = std::fs::read_to_string(format!("{root}/tests/hostile.yaml")).unwrap();
    let cases: Vec<Case> = serde_yaml::from_str(&table).unwrap();
    let mut problems = Vec::new();
    for case in cases {
        let folder = tempfile::tempdir().unwrap();
        std::fs::copy(format!("{root}/samples/bad/sound.yaml"), folder.path().join("sound.yaml")).unwrap();
        let bytes = case.bytes();
        std::fs::write(folder.path().join(&case.file), &bytes).unwrap();
        let args = case.args.clone().unwrap_or(vec!["check".into(), case.file.clone(), "sound.yaml".into()]);
        let args: Vec<String> = args
            .iter()
            .map(|arg| match arg.as_str() {
                "EXPRESSION" => String::from_utf8(bytes.clone()).unwrap(),
                arg => arg.replace("FILE", &case.file),
            })
            .collect();
        let ran = run::probity(folder.path(), &args, "");
        let printed = format!("{}{}", ran.stdout, ran.stderr);
        let lines = printed.lines().filter(|line| !line.starts_with(' ') && !line.contains("STR-04"));
        let shown: String = lines.collect::<Vec<_>>().join("\n").chars().take(2_500).collect();
        let mut say = |words: String| problems.push(format!("{}: {words}\n{shown}", case.name));
        if ran.status != Some(case.exit) {
            say(format!("expected exit {}, got {:?}", case.exit, ran.status));
        }
        for piece in case.says.iter().filter(|piece| !printed.contains(piece.as_str())) {
            say(format!("lacks {piece:?}"));
        }
        for piece in case.lacks.iter().filter(|piece| printed.contains(piece.as_str())) {
            say(format!("has {piece:?}"));
        }
        let read = format!("{} return{} read", case.read, if case.read == 1 { "" } else { "s" });
        if case.read > 0 && !printed.contains(&read) {
            say(format!("lacks {read:?}"));
        }
        if printed.len() > 100_000 {
            say(format!("prints {} bytes", printed.len()));
        }
    }
    assert!(problems.is_empty(), "{} problems:\n{}", problems.len(), problems.join("\n\n"));
}
