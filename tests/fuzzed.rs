//! What fuzzing found once must hold for ever: every file of `tests/fuzz/cases/TARGET` is held
//! against the laws of that target.

#[path = "fuzz/laws.rs"]
mod laws;

use std::path::Path;

/// What holds for an input, or panics.
type Law = fn(&[u8]);

#[test]
fn the_laws_hold_for_every_case() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz/cases");
    let targets: [(&str, Law); 5] = [
        ("yaml", laws::yaml),
        ("json", laws::json),
        ("expression", laws::expression),
        ("rules", laws::rules),
        ("check", laws::check),
    ];
    for (target, law) in targets {
        let mut files: Vec<_> = std::fs::read_dir(folder.join(target)).unwrap().map(|e| e.unwrap().path()).collect();
        files.sort();
        assert!(!files.is_empty(), "no case of {target}");
        for file in files {
            println!("{}", file.display());
            law(&std::fs::read(&file).unwrap());
        }
    }
}
