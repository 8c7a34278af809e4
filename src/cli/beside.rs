//! The returns that changed ones are looked at from: found by themselves below the places where the project
//! file says that returns lie. Most files there are of no use to a changed return: of those that are
//! YAML or JSON only those are parsed in whose text the organisation's code stands.

use super::files::{self, Found, Kind};
use super::returns::{Reader, Text};
use super::spread;
use crate::diag::{Diagnostic, Severity};
use crate::report::Sought;
use memchr::memmem::Finder;
use std::collections::HashSet;

/// Of more organisations nearly every file would have one.
const MOST_NEEDLES: usize = 16;

/// How many files' texts are held at once.
const AT_ONCE: usize = 512;

/// Reads what the returns read so far are to be looked at with. Of a file that cannot be read there is a
/// warning: it is not what is reported on.
pub fn read(reader: &mut Reader<'_>, sought: &Sought, roots: &[String]) {
    let mut diagnostics = Vec::new();
    let mut found = files::find(roots, &mut diagnostics);
    let read: HashSet<std::path::PathBuf> =
        reader.counts.files.iter().filter_map(|file| std::fs::canonicalize(file).ok()).collect();
    let names: HashSet<std::ffi::OsString> =
        read.iter().filter_map(|file| file.file_name().map(std::ffi::OsStr::to_owned)).collect();
    // A name is looked at first: to resolve each path would take longer than to read the files.
    let is_read = |file: &Found| file.linked || file.open.file_name().is_some_and(|name| names.contains(name));
    found.retain(|file| {
        // A link that leads nowhere is said when it is read.
        !is_read(file) || std::fs::canonicalize(&file.open).map_or(true, |resolved| !read.contains(&resolved))
    });
    let (nested, others): (Vec<Found>, Vec<Found>) =
        found.into_iter().partition(|file| matches!(files::kind(&file.path), Some(Kind::Nested(_))));
    let wants = |ret: &crate::returns::Return| sought.takes(ret);
    let mut beside = Reader {
        form: reader.form,
        threads: reader.threads,
        reports: &|_| false,
        wants: &wants,
        book: &mut *reader.book,
        run: &mut *reader.run,
        diagnostics: &mut diagnostics,
        counts: super::returns::Counts::default(),
    };
    for some in nested.chunks(AT_ONCE) {
        let (some, texts) = with_needles(beside.threads, some, &sought.needles(beside.form));
        beside.nested(&some, texts);
    }
    beside.files(others);
    let files = std::mem::take(&mut beside.counts.files);
    reader.counts.files.extend(files.into_iter().chain(nested.into_iter().map(|file| file.open)));
    reader.diagnostics.extend(diagnostics.into_iter().map(|diagnostic| Diagnostic {
        severity: diagnostic.severity.min(Severity::Warning),
        help: diagnostic.help.or(Some("it is only compared with, and is not judged here".to_owned())),
        ..diagnostic
    }));
}

/// The files in whose text one of the needles stands, with their texts, and those that cannot be read.
fn with_needles(threads: Option<usize>, files: &[Found], needles: &[String]) -> (Vec<Found>, Vec<Text>) {
    let finders: Vec<Finder<'_>> = needles.iter().map(|needle| Finder::new(needle.as_bytes())).collect();
    let all = needles.is_empty() || needles.len() > MOST_NEEDLES;
    let texts = spread::spread(spread::threads(threads, files.len()), files, |file| {
        let bytes = match files::whole(file) {
            Ok(bytes) => bytes,
            Err(diagnostic) => return Some(Err(diagnostic)),
        };
        // In a text of another encoding nothing is found; that it cannot be read is to be said.
        let other = bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]);
        let wanted = all || other || finders.iter().any(|finder| finder.find(&bytes).is_some());
        wanted.then(|| files::text_from(&file.path, &mut std::io::empty(), bytes))
    });
    files.iter().zip(texts).filter_map(|(file, text)| Some((file.clone(), text?))).unzip()
}
