//! The project file: what a repository of returns always wants, said once. It is found upwards from
//! where one stands; what the command line says goes before what it says.

mod config;
mod keys;
mod load;

pub use config::Config;

use super::files;
use crate::diag::Diagnostic;
use crate::source::{Place, Sources, Span};
use clap::Args;
use load::{Bytes, Value, Values, Wrong};
use std::path::{Path, PathBuf};

/// The most bytes of a project file that are read.
const LARGEST: usize = 1 << 20;

/// The name of the file.
const NAME: &str = "probity.toml";

/// Which project file counts: options of every command.
#[derive(Debug, Clone, Args)]
pub struct ProjectOptions {
    /// The project file; the nearest probity.toml, upwards from here
    #[arg(long, value_name = "FILE", conflicts_with = "no_project", help_heading = "Project")]
    project: Option<String>,
    /// Use no project file
    #[arg(long, help_heading = "Project")]
    no_project: bool,
}

/// A project file that was read, or none.
#[derive(Debug, Default)]
pub struct Project {
    /// Its path as it is shown; none where there is no project file.
    pub file: Option<String>,
    /// The folder it lies in, as a path from here; empty is here.
    folder: String,
    text: String,
    values: Values,
    wrong: Vec<Wrong>,
    unread: Option<Diagnostic>,
}

impl ProjectOptions {
    /// Finds and reads the project file.
    pub fn load(&self) -> Project {
        match (&self.project, self.no_project) {
            (_, true) => Project::default(),
            (Some(file), _) => {
                let parent =
                    Path::new(file).parent().map_or(String::new(), |folder| folder.to_string_lossy().into_owned());
                Project::read(file, parent)
            }
            (None, _) => match above() {
                Some((file, folder)) => Project::read(&file, folder),
                None => Project::default(),
            },
        }
    }
}

/// The nearest project file upwards, as a path from here, and its folder.
fn above() -> Option<(String, String)> {
    let here = std::env::current_dir().ok()?;
    let mut folder = String::new();
    for ancestor in here.ancestors() {
        // What is no file is found, too, and said to be none.
        if ancestor.join(NAME).symlink_metadata().is_ok() {
            return Some((join(&folder, NAME), folder));
        }
        folder = join(&folder, "..");
    }
    None
}

fn join(folder: &str, path: &str) -> String {
    match folder {
        "" => path.to_owned(),
        folder if folder.ends_with('/') => format!("{folder}{path}"),
        folder => format!("{folder}/{path}"),
    }
}

impl Project {
    fn read(file: &str, folder: String) -> Project {
        let found = match std::fs::metadata(file) {
            Ok(known) if !known.is_file() => {
                Err(Box::new(Diagnostic::of_file("E601", file, "the project file is no file that can be read")))
            }
            _ => files::text(file),
        };
        let mut project = Project { file: Some(file.to_owned()), folder, ..Project::default() };
        match found {
            Ok((text, _)) if text.len() > LARGEST => {
                let words = format!("the project file is larger than {} KiB, so it is not read", LARGEST / 1024);
                project.unread = Some(Diagnostic::of_file("E601", file, words));
            }
            Ok((text, _)) => {
                (project.values, project.wrong) = load::load(&text);
                project.text = text;
            }
            Err(diagnostic) => project.unread = Some(Diagnostic { code: "E601", ..*diagnostic }),
        }
        project
    }

    /// What is wrong with the file. Its text goes to `sources`, so that messages can show it.
    pub fn diagnostics(&self, sources: &mut Sources) -> Vec<Diagnostic> {
        let Some(file) = &self.file else { return Vec::new() };
        let mut out: Vec<Diagnostic> = self.unread.iter().cloned().collect();
        if self.wrong.is_empty() {
            return out;
        }
        let id = sources.add(file.clone(), self.text.clone());
        out.extend(self.wrong.iter().map(|wrong| {
            let place = Place { file: id, span: Span::new(wrong.at.start, wrong.at.end) };
            Diagnostic::at("E601", place, wrong.words.clone()).maybe_help(wrong.help.clone())
        }));
        out
    }

    /// The file and line in which something stands.
    fn line(&self, at: &Bytes) -> String {
        let before = self.text.get(..at.start).unwrap_or("");
        let line = before.bytes().filter(|byte| *byte == b'\n').count().saturating_add(1);
        format!("{}:{line}", self.file.as_deref().unwrap_or(NAME))
    }

    /// Leaves a key out.
    pub fn forget(&mut self, key: &str) {
        self.values.remove(key);
    }

    /// Whether something is wrong with it.
    pub fn is_mistaken(&self) -> bool {
        !self.wrong.is_empty() || self.unread.is_some()
    }

    /// Whether a key is given.
    pub fn has(&self, key: &str) -> bool {
        self.values.contains_key(key)
    }

    fn value(&self, key: &str) -> Option<&Value> {
        debug_assert!(keys::find(key).is_some(), "{key}");
        self.values.get(key).map(|(value, _)| value)
    }

    /// A path of the file, as a path from here.
    fn seen_from_here(&self, path: &str) -> String {
        if Path::new(path).is_absolute() { path.to_owned() } else { join(&self.folder, path.trim_start_matches("./")) }
    }

    /// The paths under a key, as paths from here; none where the key is not given.
    pub fn paths(&self, key: &str) -> Vec<String> {
        self.texts(key).iter().map(|path| self.seen_from_here(path)).collect()
    }

    /// The path under a key, as a path from here.
    pub fn path(&self, key: &str) -> Option<String> {
        self.text(key).map(|path| self.seen_from_here(path))
    }

    /// The texts under a key, or the names that have reasons there; none where the key is not given.
    pub fn texts(&self, key: &str) -> Vec<String> {
        match self.value(key) {
            Some(Value::Texts(texts)) => texts.iter().map(|(text, _)| text.clone()).collect(),
            Some(Value::Pairs(pairs)) => pairs.iter().map(|(name, _, _)| name.clone()).collect(),
            _ => Vec::new(),
        }
    }

    /// The text or word under a key.
    pub fn text(&self, key: &str) -> Option<&str> {
        match self.value(key) {
            Some(Value::Text(text)) => Some(text),
            _ => None,
        }
    }

    /// Yes or no under a key.
    pub fn flag(&self, key: &str) -> Option<bool> {
        match self.value(key) {
            Some(Value::Flag(flag)) => Some(*flag),
            _ => None,
        }
    }

    /// The count under a key.
    pub fn number(&self, key: &str) -> Option<usize> {
        match self.value(key) {
            Some(Value::Number(number)) => Some(*number),
            _ => None,
        }
    }

    /// The names under a key, each with its reason or value, and the line of the file that says so.
    pub fn pairs(&self, key: &str) -> Vec<(String, String, String)> {
        match self.value(key) {
            Some(Value::Pairs(pairs)) => {
                pairs.iter().map(|(name, text, at)| (name.clone(), text.clone(), self.line(at))).collect()
            }
            _ => Vec::new(),
        }
    }

    /// Where returns lie, as paths from here; of those that are not there a mistake is noted.
    pub fn returns(&mut self) -> Vec<String> {
        let Some(Value::Texts(texts)) = self.value("returns") else { return Vec::new() };
        let (mut found, mut wrong) = (Vec::new(), Vec::new());
        for (path, at) in texts {
            let seen_from_here = self.seen_from_here(path);
            if seen_from_here.contains(['*', '?', '[']) || Path::new(&seen_from_here).exists() {
                found.push(seen_from_here);
            } else {
                let words = format!("`returns` names {}, which is not there", crate::source::shown_short(path));
                let help = Some("paths are those from the folder of the project file".to_owned());
                wrong.push(Wrong { at: at.clone(), words, help });
            }
        }
        self.wrong.extend(wrong);
        found
    }

    /// The file itself, among what no output may be written over.
    pub fn inputs(&self) -> impl Iterator<Item = PathBuf> {
        self.file.iter().map(PathBuf::from)
    }
}
