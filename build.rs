//! Puts the files under `rules/` into the binary, so that the built-in rules travel with it, and
//! beside them what they come to once they are parsed and checked, so that no run has to do it.
//! Adding a rule file touches no Rust.

#![allow(dead_code, unused_imports, reason = "of the library's modules only what packs rules is used here")]

#[path = "src/check/mod.rs"]
mod check;
#[path = "src/decision/mod.rs"]
mod decision;
#[path = "src/diag.rs"]
mod diag;
#[path = "src/feel/mod.rs"]
mod feel;
#[path = "src/form/mod.rs"]
mod form;
#[path = "src/pack/mod.rs"]
mod pack;
#[path = "src/plan/mod.rs"]
mod plan;
#[path = "src/read/mod.rs"]
mod read;
#[path = "src/reference/mod.rs"]
mod reference;
#[path = "src/returns/mod.rs"]
mod returns;
#[path = "src/ruleset/mod.rs"]
mod ruleset;
#[path = "src/source/mod.rs"]
mod source;
#[path = "src/value/mod.rs"]
mod value;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    println!("cargo:rerun-if-changed=rules");
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed=src");
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").ok_or(io::ErrorKind::NotFound)?);
    at_hand(&root, "feel_cases", "feel-cases/cases.jsonl");
    at_hand(&root, "sarif_schema", "schemas/sarif-2.1.0.json");
    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or(io::ErrorKind::NotFound)?);
    let mut files = Vec::new();
    collect(&root.join("rules"), &mut files)?;
    files.sort();
    let mut table = String::from("&[\n");
    let mut texts = Vec::new();
    for file in &files {
        println!("cargo:rerun-if-changed={}", file.display());
        let inside = file.strip_prefix(&root).map_err(io::Error::other)?;
        let name = format!("builtin:{}", inside.to_string_lossy().replace('\\', "/"));
        writeln!(table, "    ({name:?}, include_str!({:?})),", file.display().to_string()).map_err(io::Error::other)?;
        texts.push((name, fs::read_to_string(file)?));
    }
    table.push(']');
    fs::write(out.join("built_in.rs"), table)?;
    fs::write(out.join("built_in.pack"), packed(&texts))
}

/// Tells the tests where something public is that they are held against, when it is at hand: it is no
/// part of this project, and the test that reads it is ignored without it. The public conformance cases
/// of FEEL are where `FEEL_CASES` says, the schema of SARIF where `SARIF_SCHEMA` does.
fn at_hand(root: &Path, name: &str, beside: &str) {
    let variable = name.to_uppercase();
    println!("cargo:rustc-check-cfg=cfg({name})");
    println!("cargo:rerun-if-env-changed={variable}");
    let path = env::var_os(&variable).map_or(root.join("../shared").join(beside), PathBuf::from);
    if path.is_file() {
        println!("cargo:rerun-if-changed={}", path.display());
        println!("cargo:rustc-cfg={name}");
        println!("cargo:rustc-env={variable}_FOUND={}", path.display());
    }
}

/// The rules, packed; nothing when something is wrong with them. Then the program parses them
/// itself and says where.
fn packed(texts: &[(String, String)]) -> Vec<u8> {
    let texts: Vec<(&str, &str)> = texts.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    pack::pack(&texts).unwrap_or_else(|(diagnostics, sources)| {
        for diagnostic in diagnostics {
            let place = diagnostic.place.map(|place| (sources.name(place.file), sources.ends(place).0.line));
            let (file, line) = place.unwrap_or(("rules", 0));
            println!("cargo:warning={file}:{line}: {} {}", diagnostic.code, diagnostic.message);
        }
        Vec::new()
    })
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            println!("cargo:rerun-if-changed={}", path.display());
            collect(&path, files)?;
        } else if path.extension().is_some_and(|ext| ext == "yaml") {
            files.push(path);
        }
    }
    Ok(())
}
