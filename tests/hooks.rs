//! The hooks for pre-commit: what they run blocks a bad return and lets a good one pass. One test does it with
//! pre-commit itself, which clones this repository and builds it.

use serde::Deserialize;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

#[derive(Deserialize)]
struct Hook {
    id: String,
    entry: String,
    language: String,
    files: String,
    require_serial: bool,
}

fn hooks() -> Vec<Hook> {
    let text = std::fs::read_to_string(format!("{ROOT}/.pre-commit-hooks.yaml")).unwrap();
    serde_yaml::from_str(&text).unwrap()
}

fn copy(from: &str, to: &Path) {
    std::fs::create_dir_all(to.parent().unwrap()).unwrap();
    std::fs::copy(format!("{ROOT}/{from}"), to).unwrap();
}

fn write(path: &Path, text: &str) {
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, text).unwrap();
}

fn said(out: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&out.stdout), String::from_utf8_lossy(&out.stderr))
}

const FORM: &str = "define_form: cash\ntitle: Cash\nunit: GBP\ntables:\n  c: {kind: record, columns: {a: {type: amount}, \
                    b: {type: amount}}}\n";

/// A rule with its examples; with `wrong` one of them does not come to what it says.
fn rule(wrong: bool) -> String {
    let pass = if wrong { 2 } else { 1 };
    format!(
        "rule_set: cash/all\ntitle: Cash\nform: cash\nin_force: {{from: 2020-21 M01, to: 2039-40 M12}}\nrules:\n  - id: C-1\n    \
         title: a is b\n    assert: c.a = c.b\n    tolerance: 0\n    severity: error\n    examples:\n      \
         - {{outcome: pass, given: {{c.a: 1, c.b: {pass}}}}}\n      - {{outcome: fail, given: {{c.a: 1, c.b: 2}}}}\n      \
         - {{outcome: not_judged, given: {{c.a: 1}}}}\n"
    )
}

/// A repository of returns, with last month's.
fn repository(folder: &Path) {
    write(&folder.join("probity.toml"), "returns = [\"returns\"]\nrules = [\"rules\"]\n");
    write(&folder.join("README.md"), "# Returns\n");
    write(&folder.join("compose.yaml"), "services: {}\n");
    write(&folder.join("rules/form.yaml"), FORM);
    write(&folder.join("rules/cash.yaml"), &rule(false));
    copy("samples/2016-17/m06/05D.yaml", &folder.join("returns/m06/05D.yaml"));
    copy("samples/2016-17/m07/05D.yaml", &folder.join("returns/m07/05D.yaml"));
}

/// Runs a hook as pre-commit does: its entry with the changed files that its pattern takes.
fn hook(folder: &Path, id: &str, changed: &[&str]) -> Option<Output> {
    let hooks = hooks();
    let hook = hooks.iter().find(|hook| hook.id == id).unwrap();
    let pattern = regex::Regex::new(&hook.files).unwrap();
    let taken = |file: &&&str| pattern.is_match(file);
    let files: Vec<&&str> = changed.iter().filter(taken).collect();
    if files.is_empty() {
        return None;
    }
    let mut words = hook.entry.split(' ');
    assert_eq!(words.next(), Some("probity"));
    let mut command = Command::new(env!("CARGO_BIN_EXE_probity"));
    Some(command.args(words).args(files).current_dir(folder).output().unwrap())
}

#[test]
fn the_hooks_are_what_pre_commit_wants() {
    let hooks = hooks();
    assert_eq!(hooks.iter().map(|hook| hook.id.as_str()).collect::<Vec<_>>(), ["probity-check", "probity-rules"]);
    assert!(hooks.iter().all(|hook| hook.language == "rust" && hook.require_serial));
}

#[test]
fn a_good_return_passes_without_a_word_and_a_bad_one_is_blocked() {
    let folder = tempfile::tempdir().unwrap();
    repository(folder.path());
    let changed = ["returns/m07/05D.yaml", "compose.yaml", "README.md", "probity.toml"];
    let good = hook(folder.path(), "probity-check", &changed).unwrap();
    assert_eq!(good.status.code(), Some(0), "{}", said(&good));
    copy("samples/bad/wrong-sign.yaml", &folder.path().join("returns/m08/bad.yaml"));
    let bad = hook(folder.path(), "probity-check", &["returns/m08/bad.yaml"]).unwrap();
    assert_eq!(bad.status.code(), Some(1), "{}", said(&bad));
    let words = said(&bad);
    assert!(words.contains("returns/m08/bad.yaml:") && words.contains("error[STR-05]"), "{words}");
    assert!(hook(folder.path(), "probity-check", &["README.md"]).is_none());
    for other in ["returns/m07/05D.YAML", "a.XLSX", "sub/probity.toml"] {
        assert!(regex::Regex::new(&hooks()[0].files).unwrap().is_match(other), "{other}");
    }
    let other = hook(folder.path(), "probity-check", &["compose.yaml"]).unwrap();
    assert_eq!((other.status.code(), said(&other).as_str()), (Some(0), ""));
}

#[test]
fn a_mistake_in_the_project_file_is_blocked() {
    let folder = tempfile::tempdir().unwrap();
    repository(folder.path());
    write(&folder.path().join("probity.toml"), "retruns = [\"returns\"]\n");
    for id in ["probity-check", "probity-rules"] {
        let bad = hook(folder.path(), id, &["probity.toml"]).unwrap();
        assert_eq!(bad.status.code(), Some(2), "{id}: {}", said(&bad));
        assert!(said(&bad).contains("did you mean `returns`?"), "{id}: {}", said(&bad));
    }
}

#[test]
fn rules_whose_examples_are_wrong_are_blocked() {
    let folder = tempfile::tempdir().unwrap();
    repository(folder.path());
    let changed = ["rules/cash.yaml", "compose.yaml", "returns/m07/05D.yaml"];
    let good = hook(folder.path(), "probity-rules", &changed).unwrap();
    assert_eq!(good.status.code(), Some(0), "{}", said(&good));
    write(&folder.path().join("rules/cash.yaml"), &rule(true));
    let bad = hook(folder.path(), "probity-rules", &changed).unwrap();
    assert_eq!(bad.status.code(), Some(1), "{}", said(&bad));
    assert!(said(&bad).contains("rules/cash.yaml:12:"), "{}", said(&bad));
}

/// What a command says, with its exit status.
fn ran(command: &mut Command) -> (bool, String) {
    let out = command.output().unwrap();
    (out.status.success(), said(&out))
}

#[test]
#[ignore = "needs pre-commit from PyPI (PRE_COMMIT=path), git and some minutes: .ci/run has them"]
fn pre_commit_itself_installs_them_and_blocks_a_bad_return() {
    let pre_commit = PathBuf::from(std::env::var_os("PRE_COMMIT").expect("PRE_COMMIT says where pre-commit is"));
    let folder = tempfile::tempdir().unwrap();
    let (repo, home) = (folder.path().join("returns"), folder.path().join("home"));
    repository(&repo);
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or(Path::new(ROOT).join("target"), PathBuf::from);
    let run = |program: &Path, args: &[&str], folder: &Path| {
        let path = std::env::var_os("PATH").unwrap_or_default();
        let beside = pre_commit.parent().unwrap().to_owned();
        let path = std::env::join_paths(std::iter::once(beside).chain(std::env::split_paths(&path))).unwrap();
        ran(Command::new(program)
            .args(args)
            .current_dir(folder)
            .env("PATH", path)
            .env("PRE_COMMIT_HOME", &home)
            // What the dependencies were built for already need not be built again.
            .env("CARGO_TARGET_DIR", &target)
            .env_remove("GIT_DIR"))
    };
    let git = |args: &[&str]| {
        let name = ["-c", "user.name=test", "-c", "user.email=test@example.org", "-c", "init.defaultBranch=main"];
        run(Path::new("git"), &[&name[..], args].concat(), &repo)
    };
    let done = |(good, words): (bool, String)| assert!(good, "{words}");
    let (_, revision) = run(Path::new("git"), &["rev-parse", "HEAD"], Path::new(ROOT));
    let config = format!(
        "repos:\n- repo: {ROOT}\n  rev: {}\n  hooks:\n  - id: probity-check\n  - id: probity-rules\n",
        revision.trim()
    );
    write(&repo.join(".pre-commit-config.yaml"), &config);
    done(git(&["init", "--quiet"]));
    done(run(&pre_commit, &["install", "--install-hooks"], &repo));
    done(git(&["add", "--all"]));
    let (good, words) = git(&["commit", "--message", "a good return"]);
    assert!(good && words.contains("Passed"), "{words}");

    copy("samples/bad/wrong-sign.yaml", &repo.join("returns/m08/bad.yaml"));
    done(git(&["add", "--all"]));
    let (good, words) = git(&["commit", "--message", "a bad return"]);
    assert!(!good && words.contains("Failed"), "{words}");
    assert!(words.contains("returns/m08/bad.yaml:") && words.contains("error[STR-05]"), "{words}");
    let (_, log) = git(&["log", "--oneline"]);
    assert_eq!(log.lines().count(), 1, "{log}");

    done(git(&["rm", "--cached", "--quiet", "--force", "returns/m08/bad.yaml"]));
    std::fs::remove_file(repo.join("returns/m08/bad.yaml")).unwrap();
    write(&repo.join("rules/cash.yaml"), &rule(true));
    done(git(&["add", "--all"]));
    let (good, words) = git(&["commit", "--message", "a bad rule"]);
    assert!(!good && words.contains("rules/cash.yaml:12:"), "{words}");

    write(&repo.join("rules/cash.yaml"), &rule(false));
    write(&repo.join("README.md"), "# Our returns\n");
    done(git(&["add", "--all"]));
    done(git(&["commit", "--message", "words"]));
}
