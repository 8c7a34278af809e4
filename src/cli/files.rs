//! Which files the paths of a command line stand for, and their bytes.

use crate::diag::Diagnostic;
use crate::read::{self, Syntax};
use std::collections::HashSet;
use std::io::Read;
use std::path::{Path, PathBuf};

/// A file to be read.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Found {
    /// The path as it is shown; `-` is standard input.
    pub path: String,
    /// The path as it is opened: names need not be UTF-8.
    pub open: PathBuf,
    /// Whether it was asked for by name, not found in a folder.
    pub named: bool,
    /// Whether it was found in a folder as a link.
    pub linked: bool,
}

/// What kind of file one is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Mappings and lists.
    Nested(Syntax),
    /// Separated values.
    Table,
    /// A spreadsheet.
    Workbook,
}

/// What kind of file one is, by its ending; nothing for other files.
pub fn kind(path: &str) -> Option<Kind> {
    let ending = Path::new(path).extension()?.to_str()?.to_ascii_lowercase();
    match ending.as_str() {
        "yaml" | "yml" => Some(Kind::Nested(Syntax::Yaml)),
        "json" => Some(Kind::Nested(Syntax::Json)),
        "csv" | "tsv" => Some(Kind::Table),
        // Older and binary workbooks are found, too, so that none is passed over unseen.
        "xlsx" | "xlsm" | "ods" | "xls" | "xlsb" => Some(Kind::Workbook),
        _ => None,
    }
}

/// What kind of file a text seems to be.
fn guessed(text: &str) -> Kind {
    let text = text.trim_start_matches('\u{feff}').trim_start();
    if text.starts_with(['{', '[']) {
        return Kind::Nested(Syntax::Json);
    }
    let first = text.lines().next().unwrap_or("");
    let nested = first.starts_with(['#', '-', '%']) || first.contains(": ") || first.trim_end().ends_with(':');
    if !nested && first.contains([',', ';', '\t']) { Kind::Table } else { Kind::Nested(Syntax::Yaml) }
}

/// A file, opened.
///
/// # Errors
/// E101 when it cannot be.
pub fn open(file: &Found) -> Result<Box<dyn Read>, Box<Diagnostic>> {
    if file.path == "-" {
        return Ok(Box::new(std::io::stdin().lock()));
    }
    let open = std::fs::File::open(&file.open).and_then(|open| match open.metadata()?.is_dir() {
        true => Err(std::io::ErrorKind::IsADirectory.into()),
        false => Ok(open),
    });
    match open {
        Ok(open) => Ok(Box::new(open)),
        Err(error) => {
            let words = format!("cannot read the file: {}", words(&error));
            Err(Box::new(Diagnostic::of_file("E101", file.path.clone(), words)))
        }
    }
}

/// The files that paths, folders and patterns stand for, each once, in order.
pub fn find(paths: &[String], diagnostics: &mut Vec<Diagnostic>) -> Vec<Found> {
    let mut found: Vec<Found> = Vec::new();
    let mut known: HashSet<PathBuf> = HashSet::new();
    for path in paths {
        let mut files = one(path, diagnostics);
        files.sort();
        let several = paths.len() > 1 || files.iter().any(|file| file.linked);
        for file in files {
            // One file may be named in several ways: returns/a.yaml, ./returns/a.yaml, a link.
            let same = if several { std::fs::canonicalize(&file.open).ok() } else { None };
            if known.insert(same.unwrap_or_else(|| file.open.clone())) {
                found.push(file);
            }
        }
    }
    found
}

fn one(path: &str, diagnostics: &mut Vec<Diagnostic>) -> Vec<Found> {
    let named = |path: &str| vec![Found { path: path.to_owned(), open: path.into(), named: true, linked: false }];
    if path == "-" {
        return named(path);
    }
    match std::fs::metadata(path) {
        Ok(meta) if meta.is_dir() => folder(path, diagnostics),
        Ok(_) => named(path),
        Err(error) if path.contains(['*', '?', '[']) => pattern(path, &error, diagnostics),
        Err(error) => {
            diagnostics.push(Diagnostic::of_file("E101", path, format!("cannot read the file: {}", words(&error))));
            Vec::new()
        }
    }
}

fn folder(path: &str, diagnostics: &mut Vec<Diagnostic>) -> Vec<Found> {
    let mut found = Vec::new();
    for entry in ignore::WalkBuilder::new(path).require_git(false).build() {
        match entry {
            Ok(entry) => {
                let shown = entry.path().to_string_lossy().into_owned();
                // A link is followed to a file, not to a folder: such links can lead in circles. One
                // that leads nowhere is found, and says so when it is read.
                let linked = entry.path_is_symlink();
                let file = match linked {
                    true => std::fs::metadata(entry.path()).map_or(true, |behind| behind.is_file()),
                    false => entry.file_type().is_some_and(|kind| kind.is_file()),
                };
                // Spreadsheet programs leave such a file beside one that is open.
                let lock = entry.file_name().to_string_lossy().starts_with("~$");
                if file && !lock && kind(&shown).is_some() {
                    found.push(Found { path: shown, open: entry.into_path(), named: false, linked });
                }
            }
            Err(error) => {
                diagnostics.push(Diagnostic::of_file("E101", path, format!("cannot read the folder: {error}")))
            }
        }
    }
    found
}

fn pattern(path: &str, error: &std::io::Error, diagnostics: &mut Vec<Diagnostic>) -> Vec<Found> {
    let matches = match glob::glob(path) {
        Ok(matches) => matches,
        Err(wrong) => {
            diagnostics.push(Diagnostic::of_file("E101", path, format!("not a pattern: {wrong}")));
            return Vec::new();
        }
    };
    let mut found = Vec::new();
    for entry in matches {
        match entry {
            Ok(entry) if entry.is_dir() => found.extend(folder(&entry.to_string_lossy(), diagnostics)),
            Ok(entry) => {
                let path = entry.to_string_lossy().into_owned();
                found.push(Found { path, open: entry, named: true, linked: false });
            }
            Err(error) => diagnostics.push(Diagnostic::of_file("E101", path, format!("cannot read: {error}"))),
        }
    }
    if found.is_empty() {
        diagnostics.push(Diagnostic::of_file("E101", path, format!("no file matches the pattern: {}", words(error))));
    }
    found
}

/// Keeps of paths those that lie within some others, where there are others, and that are of a kind that
/// returns are.
pub fn keep_within(paths: &mut Vec<String>, others: &[String]) {
    let resolved = |path: &str| std::fs::canonicalize(path).ok();
    let roots: Vec<PathBuf> = others.iter().filter_map(|root| resolved(root)).collect();
    let patterns: Vec<glob::Pattern> = others
        .iter()
        .filter(|root| root.contains(['*', '?', '[']))
        .filter_map(|root| glob::Pattern::new(root).ok())
        .collect();
    // A folder stands for the returns in it.
    let above = |path: &str| {
        resolved(path).filter(|folder| folder.is_dir() && !roots.iter().any(|root| folder.starts_with(root)))
    };
    let within: Vec<String> = paths
        .iter()
        .filter_map(|path| above(path))
        .flat_map(|folder| {
            let inside = others.iter().filter(move |root| resolved(root).is_some_and(|root| root.starts_with(&folder)));
            inside.cloned().collect::<Vec<_>>()
        })
        .collect();
    paths.extend(within);
    paths.retain(|path| {
        let of_kind = path == "-" || Path::new(path).is_dir() || kind(path).is_some();
        let below = |file: PathBuf| roots.iter().any(|root| file.starts_with(root));
        let matches = || patterns.iter().any(|pattern| pattern.matches(path));
        // What is not there is said to be so.
        of_kind && (others.is_empty() || resolved(path).is_none_or(below) || matches())
    });
}

/// The text of a file, and how it is written.
///
/// # Errors
/// E101 when it cannot be read, E104 and E110 when it is no text of a size that is read.
pub fn text(path: &str) -> Result<(String, Syntax), Box<Diagnostic>> {
    text_of(path, Path::new(path))
}

/// As [`text`], of a file that was found: its path as it is shown and as it is opened.
///
/// # Errors
/// As of [`text`].
pub fn text_of(path: &str, open: &Path) -> Result<(String, Syntax), Box<Diagnostic>> {
    let most = u64::try_from(read::LARGEST).unwrap_or(u64::MAX).saturating_add(1);
    let found = Found { path: path.to_owned(), open: open.to_owned(), named: true, linked: false };
    let mut source = self::open(&found)?;
    let mut bytes = Vec::new();
    if path != "-" {
        let size = std::fs::metadata(open).map_or(0, |known| known.len()).min(most);
        bytes.reserve_exact(usize::try_from(size).unwrap_or(0).saturating_add(1));
    }
    text_from(path, &mut source, bytes)
}

/// The text that a source gives, behind the bytes that were read of it already, and how it is written.
///
/// # Errors
/// As of [`text`].
pub fn text_from(path: &str, source: &mut dyn Read, mut bytes: Vec<u8>) -> Result<(String, Syntax), Box<Diagnostic>> {
    let most = read::LARGEST.saturating_add(1).saturating_sub(bytes.len());
    let most = u64::try_from(most).unwrap_or(u64::MAX);
    source.take(most).read_to_end(&mut bytes).map_err(|error| {
        Box::new(Diagnostic::of_file("E101", path, format!("cannot read the file: {}", words(&error))))
    })?;
    let name = if path == "-" { "standard input" } else { path };
    let text = read::text(name, bytes)?;
    let syntax = match kind(path).unwrap_or_else(|| guessed(&text)) {
        Kind::Nested(syntax) => syntax,
        Kind::Table | Kind::Workbook => Syntax::Yaml,
    };
    Ok((text, syntax))
}

/// The bytes of a workbook that is open: one more than are read of it at most.
///
/// # Errors
/// E101 when it cannot be read.
pub fn bytes(file: &Found, source: &mut dyn Read) -> Result<Vec<u8>, Box<Diagnostic>> {
    let most = u64::try_from(read::LARGEST).unwrap_or(u64::MAX).saturating_add(1);
    let mut bytes = Vec::new();
    source.take(most).read_to_end(&mut bytes).map_err(|error| {
        let words = format!("cannot read the file: {}", words(&error));
        Box::new(Diagnostic::of_file("E101", file.path.clone(), words))
    })?;
    Ok(bytes)
}

/// The bytes of a file that was found: one more than are read of it at most.
///
/// # Errors
/// E101 when it cannot be read.
pub fn whole(file: &Found) -> Result<Vec<u8>, Box<Diagnostic>> {
    let mut source = open(file)?;
    bytes(file, &mut source)
}

/// What a file seems to be, its first bytes, and what comes behind them.
pub type Sniffed = (Kind, Vec<u8>, Box<dyn Read>);

/// A file whose name does not say what it is, opened: what it seems to be, and its first bytes.
///
/// # Errors
/// E101 when it cannot be read.
pub fn sniff(file: &Found) -> Result<Sniffed, Box<Diagnostic>> {
    const FIRST: u64 = 4_096;
    let mut source = open(file)?;
    let mut bytes = Vec::new();
    source.by_ref().take(FIRST).read_to_end(&mut bytes).map_err(|error| {
        let words = format!("cannot read the file: {}", words(&error));
        Box::new(Diagnostic::of_file("E101", file.path.clone(), words))
    })?;
    // A zip archive, or what older spreadsheets wrote.
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
        return Ok((Kind::Workbook, bytes, source));
    }
    Ok((guessed(&String::from_utf8_lossy(&bytes)), bytes, source))
}

/// A system error in plain words.
pub fn words(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => "there is no such file".to_owned(),
        std::io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        std::io::ErrorKind::IsADirectory => "it is a folder".to_owned(),
        _ => error.to_string(),
    }
}
