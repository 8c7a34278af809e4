//! The house keeps its floors, knows no form, and stays free of what belongs to the command line.

use std::path::{Path, PathBuf};

/// From the ground up. A module uses only those before it.
const FLOORS: &[&str] = &[
    "source",
    "value",
    "decision",
    "diag",
    "read",
    "grid",
    "feel",
    "form",
    "reference",
    "ruleset",
    "layout",
    "returns",
    "tabular",
    "check",
    "plan",
    "pack",
    "finding",
    "waiver",
    "baseline",
    "eval",
    "report",
    "output",
    "api",
    "cli",
];

/// Whether a file holds tests only.
fn is_test(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("tests"))
}

fn files(folder: &Path, out: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, out);
        } else if path.extension().is_some_and(|ext| ext == "rs") && !is_test(&path) {
            out.push(path);
        }
    }
}

fn sources() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    files(&root, &mut found);
    found
        .into_iter()
        .map(|path| {
            let inside = path.strip_prefix(&root).unwrap().to_string_lossy().replace('\\', "/");
            (inside, std::fs::read_to_string(&path).unwrap())
        })
        .collect()
}

/// The top-level module a file belongs to; nothing for `lib.rs` and `main.rs`.
fn module(path: &str) -> Option<&str> {
    let name = path.split('/').next().unwrap().trim_end_matches(".rs");
    (!matches!(name, "lib" | "main")).then_some(name)
}

#[test]
fn a_module_uses_only_lower_floors() {
    let mut upward = Vec::new();
    for (path, text) in sources() {
        let Some(module) = module(&path) else { continue };
        let own = FLOORS.iter().position(|floor| *floor == module);
        let own = own.unwrap_or_else(|| panic!("{path}: `{module}` has no floor"));
        for (at, _) in text.match_indices("crate::") {
            let used: String = text[at + 7..].chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            if let Some(floor) = FLOORS.iter().position(|floor| *floor == used)
                && floor > own
            {
                upward.push(format!("{path} uses {used}"));
            }
        }
    }
    assert!(upward.is_empty(), "{upward:#?}");
}

#[test]
fn only_the_command_line_touches_the_outside() {
    let banned = [
        "std::fs",
        "std::env::",
        "io::stdin",
        "io::stdout",
        "io::stderr",
        "std::thread",
        "std::time",
        "std::process",
        "println!",
        "eprintln!",
        "SystemTime",
    ];
    let mut found = Vec::new();
    for (path, text) in sources() {
        if path.starts_with("cli/") || path == "main.rs" {
            continue;
        }
        for word in banned {
            if text.contains(word) {
                found.push(format!("{path}: {word}"));
            }
        }
    }
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn the_engine_knows_no_form() {
    let words = ["nhs", "ccg", "qipp", "ods_code", "acute", "commissioning", "expenditure.", "per-0", "idn-0"];
    let mut found = Vec::new();
    for (path, text) in sources() {
        // What documentation and tests show as an example binds nothing.
        let code = text.split("#[cfg(test)]").next().unwrap();
        for (number, line) in code.lines().enumerate() {
            let line = line.trim_start();
            let example = line.starts_with("//") || line.starts_with("/// ") || path.starts_with("cli/");
            let lower = line.to_lowercase();
            for word in words.iter().filter(|word| !example && lower.contains(**word)) {
                let help = lower.contains("such as") || lower.contains("for example");
                if !help {
                    found.push(format!("{path}:{}: {word}", number + 1));
                }
            }
        }
    }
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn no_module_has_a_name_that_names_nothing() {
    for (path, _) in sources() {
        for part in path.trim_end_matches(".rs").split('/') {
            assert!(!["utils", "common", "helpers", "manager", "misc", "util"].contains(&part), "{path}");
        }
    }
}
