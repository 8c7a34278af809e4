//! Writes the national sample sets: `generate REFERENCE-FOLDER SAMPLES-FOLDER`.

#[path = "samples/generator/mod.rs"]
mod generator;

use std::path::Path;
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [reference, samples] = arguments.as_slice() else {
        eprintln!("usage: generate REFERENCE-FOLDER SAMPLES-FOLDER");
        return ExitCode::from(2);
    };
    let list = |name: &str| {
        let path = Path::new(reference).join(name);
        std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    };
    for (path, text) in generator::files(&list) {
        let path = Path::new(samples).join(path);
        let written = path.parent().map_or(Ok(()), std::fs::create_dir_all).and_then(|()| std::fs::write(&path, text));
        if let Err(error) = written {
            eprintln!("{}: {error}", path.display());
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}
