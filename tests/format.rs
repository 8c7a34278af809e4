//! `rules format`: each `NAME.before.yaml` below `format/` comes to its `NAME.after.yaml`; one without
//! is left as it is, with exit status 2.

mod run;

use std::fs;
use std::path::Path;

/// Runs `rules format` in a folder: exit status, standard output, standard error.
fn format(folder: &Path, args: &[&str]) -> (Option<i32>, String, String) {
    let args: Vec<String> = ["rules", "format"].iter().chain(args).map(|arg| (*arg).to_owned()).collect();
    let ran = run::probity(folder, &args, "");
    (ran.status, ran.stdout, ran.stderr)
}

/// The cases: name, what is written, what it comes to.
fn cases() -> Vec<(String, String, Option<String>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/format");
    let mut out = Vec::new();
    for entry in fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        let file = path.file_name().unwrap().to_string_lossy().into_owned();
        if let Some(name) = file.strip_suffix(".before.yaml") {
            let after = fs::read_to_string(folder.join(format!("{name}.after.yaml"))).ok();
            out.push((name.to_owned(), fs::read_to_string(&path).unwrap(), after));
        }
    }
    assert!(out.len() > 10);
    out
}

#[test]
fn every_case_comes_to_its_layout() {
    for (name, before, after) in cases() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.yaml");
        let now = || fs::read_to_string(&file).unwrap();
        fs::write(&file, &before).unwrap();
        let Some(after) = after else {
            for args in [&["a.yaml", "--check"][..], &["a.yaml"]] {
                let (status, out, said) = format(folder.path(), args);
                assert_eq!((status, out.as_str()), (Some(2), ""), "{name}: {said}");
                assert!(said.contains("a.yaml") && said.contains("error[E"), "{name}: {said}");
                assert_eq!(now(), before, "{name}");
            }
            continue;
        };
        let changes = before != after;
        let names = if changes { "a.yaml\n" } else { "" };
        let (status, out, said) = format(folder.path(), &["a.yaml", "--check"]);
        assert_eq!((status, out.as_str()), (Some(i32::from(changes)), names), "{name}: {said}");
        assert_eq!(said.is_empty(), !changes, "{name}: {said}");
        assert_eq!(now(), before, "{name}");
        assert_eq!(format(folder.path(), &["a.yaml"]), (Some(0), names.to_owned(), String::new()), "{name}");
        assert_eq!(now(), after, "{name}");
        for args in [&["a.yaml", "--check"][..], &["a.yaml"]] {
            assert_eq!(format(folder.path(), args), (Some(0), String::new(), String::new()), "{name}");
        }
        assert_eq!(now(), after, "{name}");
    }
}

#[test]
fn what_is_broken_keeps_no_other_file_from_being_laid_out() {
    let folder = tempfile::tempdir().unwrap();
    for (name, before, _) in cases() {
        fs::write(folder.path().join(format!("{name}.yaml")), before).unwrap();
    }
    let (status, out, said) = format(folder.path(), &["."]);
    assert_eq!(status, Some(2), "{said}");
    for (name, before, after) in cases() {
        let file = format!("{name}.yaml");
        let now = fs::read_to_string(folder.path().join(&file)).unwrap();
        assert_eq!(now, *after.as_ref().unwrap_or(&before), "{name}");
        assert_eq!(out.contains(&file), after.is_some_and(|after| after != before), "{name}: {out}");
    }
    assert!(said.contains("broken-yaml.yaml:3:") && said.contains("broken-expression.yaml:5:"), "{said}");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), cases().len());
}

/// The parser reads this with its tabs and not without: what came out would not be what went in.
#[test]
fn a_fault_leaves_the_file_and_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let before = "rule_set: a  \nx:\n note: |1-\n  \t\n\t\n  # a comment\n";
    fs::write(folder.path().join("a.yaml"), before).unwrap();
    fs::write(folder.path().join("b.yaml"), "rule_set: b \n").unwrap();
    let (status, out, said) = format(folder.path(), &["."]);
    assert_eq!((status, out.as_str()), (Some(70), "./b.yaml\n"), "{said}");
    assert!(said.contains("./a.yaml: left as it is\nprobity: a fault in probity itself"), "{said}");
    assert_eq!(fs::read_to_string(folder.path().join("a.yaml")).unwrap(), before);
    assert_eq!(fs::read_to_string(folder.path().join("b.yaml")).unwrap(), "rule_set: b\n");
}

#[test]
fn the_rules_of_the_project_are_laid_out() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    assert_eq!(format(root, &["rules", "--check"]), (Some(0), String::new(), String::new()));
}

#[cfg(unix)]
#[test]
fn a_link_is_followed_and_a_file_that_is_read_only_is_not_written() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.yaml");
    fs::write(&file, "rule_set: a \n").unwrap();
    symlink("a.yaml", folder.path().join("b.yaml")).unwrap();
    fs::set_permissions(&file, PermissionsExt::from_mode(0o444)).unwrap();
    let (status, out, said) = format(folder.path(), &["b.yaml"]);
    assert_eq!((status, out.as_str()), (Some(2), ""), "{said}");
    assert!(said.contains("b.yaml: error[E402]: cannot write the file: it is read-only"), "{said}");
    fs::set_permissions(&file, PermissionsExt::from_mode(0o640)).unwrap();
    assert_eq!(format(folder.path(), &["b.yaml"]), (Some(0), "b.yaml\n".to_owned(), String::new()));
    assert_eq!(fs::read_to_string(&file).unwrap(), "rule_set: a\n");
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o640);
    assert!(folder.path().join("b.yaml").is_symlink());
}
