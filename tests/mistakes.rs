//! Mistakes in rule files: each file under `mistakes/` says on the line of each mistake what the
//! diagnostic must be: `# error: E302 "underlined" / words`. So does each file under `doubts/`
//! with what is right and yet does no good: `# doubt: E310 "underlined" / words`. Diagnostics and
//! comments match one to one; places are recomputed here from the bytes.

use probity::{Diagnostic, Rules};
use std::path::Path;

#[derive(Debug)]
struct Expected {
    line: usize,
    code: String,
    underlined: String,
    words: Option<String>,
}

fn expectations(text: &str, mark: &str) -> Vec<Expected> {
    let mut out = Vec::new();
    for (index, line) in text.lines().enumerate() {
        for piece in line.split(mark).skip(1) {
            let (code, rest) = piece.split_once(' ').unwrap_or((piece, ""));
            let rest = rest.trim_end().trim_end_matches('#').trim_end();
            let (quoted, words) = match rest.rsplit_once("\" / ") {
                Some((quoted, words)) => (quoted.trim_start_matches('"'), Some(words.trim().to_owned())),
                None => (rest.strip_prefix('"').and_then(|r| r.strip_suffix('"')).unwrap_or(rest), None),
            };
            out.push(Expected {
                line: index + 1,
                code: code.to_owned(),
                underlined: quoted.replace("\\\"", "\"").replace("\\t", "\t").replace("\\\\", "\\"),
                words,
            });
        }
    }
    out
}

#[test]
fn every_mistake_is_shown_at_its_place() {
    walk("tests/mistakes", "# error: ", Rules::diagnostics);
}

#[test]
fn every_doubt_is_shown_at_its_place() {
    walk("tests/doubts", "# doubt: ", |rules| {
        let mistakes = rules.diagnostics();
        if mistakes.is_empty() { rules.doubts() } else { mistakes }
    });
}

fn walk(folder: &str, mark: &str, found: fn(&mut Rules) -> Vec<Diagnostic>) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    assert!(files.len() > 5);
    let mut problems = Vec::new();
    for path in files {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let text = std::fs::read_to_string(&path).unwrap();
        let mut rules = Rules::built_in();
        rules.add(&name, &text);
        let mut expected = expectations(&text, mark);
        for diagnostic in found(&mut rules) {
            let Some(location) = rules.location(&diagnostic) else {
                problems.push(format!("{name}: no place: {diagnostic:?}"));
                continue;
            };
            let first_line = location.underlined.lines().next().unwrap_or("");
            // A value of several lines runs over the comment that speaks of it.
            let first_line = first_line.split(mark.trim_end()).next().unwrap().trim_end_matches(' ').to_owned();
            let all = format!("{} {}", diagnostic.message, diagnostic.help.as_deref().unwrap_or(""));
            let fits = |e: &Expected| {
                e.line == location.line
                    && e.code == diagnostic.code
                    && e.underlined == first_line
                    && e.words.as_ref().is_none_or(|words| all.contains(words))
            };
            match expected.iter().position(fits) {
                Some(at) => drop(expected.remove(at)),
                None => problems
                    .push(format!("{name}:{}: unexpected {} \"{first_line}\": {all}", location.line, diagnostic.code)),
            }
            // A place is where its text stands.
            let line = text.lines().nth(location.line - 1).unwrap_or("");
            let from: String = line.chars().skip(location.column - 1).collect();
            if !from.starts_with(first_line.trim_end_matches('\r')) {
                problems.push(format!(
                    "{name}:{}: column {} is not where \"{first_line}\" stands",
                    location.line, location.column
                ));
            }
        }
        problems.extend(
            expected
                .into_iter()
                .map(|e| format!("{name}:{}: missing {} \"{}\" {:?}", e.line, e.code, e.underlined, e.words)),
        );
    }
    assert!(problems.is_empty(), "{} problems:\n{}", problems.len(), problems.join("\n"));
}
