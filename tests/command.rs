//! The command line: each case of `command.yaml` in a folder of its own.

mod run;

use serde::Deserialize;
use std::collections::BTreeMap;

#[derive(Deserialize)]
struct Case {
    name: String,
    args: Vec<String>,
    #[serde(default)]
    files: BTreeMap<String, String>,
    /// Files of the checkout, by the names they get.
    #[serde(default)]
    copies: BTreeMap<String, String>,
    /// Links, and where they lead.
    #[serde(default)]
    links: BTreeMap<String, String>,
    /// The folder one stands in, below that of the case.
    #[serde(default)]
    within: String,
    stdin: Option<String>,
    #[serde(default)]
    env: BTreeMap<String, String>,
    exit: i32,
    #[serde(default)]
    stdout_has: Vec<String>,
    #[serde(default)]
    stdout_lacks: Vec<String>,
    stdout_is: Option<String>,
    #[serde(default)]
    stderr_has: Vec<String>,
    #[serde(default)]
    stderr_lacks: Vec<String>,
    #[serde(default)]
    file_has: BTreeMap<String, String>,
    #[serde(default)]
    no_file: Vec<String>,
}

#[test]
fn every_command_does_what_its_case_says() {
    walk("command.yaml");
}

#[test]
fn the_project_file_says_what_its_case_says() {
    walk("project.yaml");
}

#[test]
fn the_readme_names_every_key_of_the_project_file() {
    let folder = tempfile::tempdir().unwrap();
    let args = ["config", "--no-project", "--format", "json"].map(str::to_owned);
    let shown: serde_json::Value = serde_json::from_str(&run::probity(folder.path(), &args, "").stdout).unwrap();
    let readme = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/README.md")).unwrap();
    for setting in shown["settings"].as_array().unwrap() {
        let key = setting["key"].as_str().unwrap();
        assert!(readme.contains(&format!("`{key}`")), "{key}");
    }
}

fn walk(table: &str) {
    let root = env!("CARGO_MANIFEST_DIR");
    let table = std::fs::read_to_string(format!("{root}/tests/{table}")).unwrap();
    let cases: Vec<Case> = serde_yaml::from_str(&table).unwrap();
    let mut problems = Vec::new();
    for case in cases {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in &case.files {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        for (name, from) in &case.copies {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::copy(format!("{root}/{from}"), path).unwrap();
        }
        #[cfg(unix)]
        for (name, to) in &case.links {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::os::unix::fs::symlink(to, path).unwrap();
        }
        if cfg!(not(unix)) && !case.links.is_empty() {
            continue;
        }
        let args: Vec<String> = case.args.iter().map(|arg| arg.replace("ROOT", root)).collect();
        let environment: Vec<(&str, &str)> = case.env.iter().map(|(name, value)| (&**name, &**value)).collect();
        let run::Ran { status, stdout, stderr } =
            run::within(&folder.path().join(&case.within), &args, &case.stdin.unwrap_or_default(), &environment);
        let mut say =
            |words: String| problems.push(format!("{}: {words}\n--- stdout\n{stdout}--- stderr\n{stderr}", case.name));
        if status != Some(case.exit) {
            say(format!("expected exit {}, got {:?}", case.exit, status));
        }
        for piece in case.stdout_has.iter().filter(|piece| !stdout.contains(piece.as_str())) {
            say(format!("standard output lacks {piece:?}"));
        }
        for piece in case.stdout_lacks.iter().filter(|piece| stdout.contains(piece.as_str())) {
            say(format!("standard output has {piece:?}"));
        }
        if let Some(whole) = &case.stdout_is
            && *whole != stdout
        {
            say(format!("standard output is not {whole:?}"));
        }
        for piece in case.stderr_has.iter().filter(|piece| !stderr.contains(piece.as_str())) {
            say(format!("standard error lacks {piece:?}"));
        }
        for piece in case.stderr_lacks.iter().filter(|piece| stderr.contains(piece.as_str())) {
            say(format!("standard error has {piece:?}"));
        }
        for (name, piece) in &case.file_has {
            let text = std::fs::read_to_string(folder.path().join(name)).unwrap_or_default();
            if !text.contains(piece.as_str()) {
                say(format!("{name} lacks {piece:?}"));
            }
        }
        for name in case.no_file.iter().filter(|name| folder.path().join(name).exists()) {
            say(format!("{name} exists"));
        }
    }
    assert!(problems.is_empty(), "{} problems:\n{}", problems.len(), problems.join("\n\n"));
}
