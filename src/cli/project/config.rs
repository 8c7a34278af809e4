//! `probity config`: the settings in force, and where each comes from.

use super::keys::KEYS;
use super::load::Value;
use super::{Project, ProjectOptions};
use crate::cli::{FINE, ShowOptions, UNREAD, write};
use crate::output::{self, json};
use crate::source::{Sources, shown_line};
use clap::{Args, ValueEnum};
use std::fmt::Write;

/// The arguments of `config`.
#[derive(Debug, Args)]
pub struct Config {
    #[command(flatten)]
    project: ProjectOptions,
    /// How the settings are written
    #[arg(long, value_enum, value_name = "NAME", default_value_t = Format::Plain)]
    format: Format,
    #[command(flatten)]
    show: ShowOptions,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Plain,
    Json,
}

/// A setting in force.
struct Setting {
    key: &'static str,
    title: &'static str,
    value: serde_json::Value,
    words: String,
    from: String,
}

impl Config {
    /// Runs the command; gives the exit status.
    pub fn run(self) -> u8 {
        let mut project = self.project.load();
        project.returns();
        let mut sources = Sources::default();
        let mut diagnostics = project.diagnostics(&mut sources);
        let settings = settings(&project);
        let text = match self.format {
            Format::Plain => plain(&project, &settings),
            Format::Json => document(&project, &settings, &json::diagnostics(&diagnostics, &sources)),
        };
        let written = write::out(&text);
        let wrong = project.is_mistaken();
        if self.format == Format::Json {
            diagnostics.clear();
        }
        let failed = written.is_err();
        diagnostics.extend(written.err().map(|diagnostic| *diagnostic));
        let (format, look) = self.show.of_errors();
        write::error(&output::diagnostics(&diagnostics, &sources, format, look));
        if wrong || failed { UNREAD } else { FINE }
    }
}

fn settings(project: &Project) -> Vec<Setting> {
    let setting = |key: &super::keys::Key| {
        let given = project.values.get(key.name);
        // What the environment says of colours holds where nothing else is said.
        let environment = (key.name == "color").then(|| {
            let no_color = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
            let dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
            no_color.then_some("NO_COLOR").or(dumb.then_some("TERM"))
        });
        let (value, words, from) = match (given, environment.flatten()) {
            (Some((value, at)), _) => {
                let (value, words) = shown(value);
                (value, words, project.line(at))
            }
            (None, Some(name)) => ("never".into(), "never".to_owned(), format!("environment {name}")),
            (None, None) => (serde_json::Value::Null, key.default.to_owned(), "default".to_owned()),
        };
        Setting { key: key.name, title: key.title, value, words, from }
    };
    KEYS.iter().map(setting).collect()
}

/// A value for programs and for people.
fn shown(value: &Value) -> (serde_json::Value, String) {
    match value {
        Value::Text(text) => (text.as_str().into(), shown_line(text)),
        Value::Flag(flag) => ((*flag).into(), flag.to_string()),
        Value::Number(number) => ((*number).into(), number.to_string()),
        Value::Texts(texts) => {
            let texts: Vec<&str> = texts.iter().map(|(text, _)| text.as_str()).collect();
            let words = if texts.is_empty() { "none".to_owned() } else { shown_line(&texts.join(", ")) };
            (texts.into(), words)
        }
        Value::Pairs(pairs) => {
            let words: Vec<String> =
                pairs.iter().map(|(name, text, _)| format!("{} ({})", shown_line(name), shown_line(text))).collect();
            let object = pairs.iter().map(|(name, text, _)| (name.clone(), text.as_str().into()));
            (serde_json::Value::Object(object.collect()), words.join(", "))
        }
    }
}

fn plain(project: &Project, settings: &[Setting]) -> String {
    let mut out = String::new();
    let file = project.file.as_deref().map_or("none, here or above".to_owned(), shown_line);
    let _ = writeln!(out, "project file: {file}\n");
    let width = settings.iter().map(|setting| setting.key.len()).max().unwrap_or(0);
    for setting in settings {
        let _ = writeln!(out, "{:<width$}  {}  [{}]", setting.key, setting.words, shown_line(&setting.from));
        let _ = writeln!(out, "{:<width$}    {}", "", setting.title);
    }
    out
}

fn document(project: &Project, settings: &[Setting], diagnostics: &serde_json::Value) -> String {
    let settings: Vec<_> = settings
        .iter()
        .map(|setting| {
            serde_json::json!({
                "key": setting.key, "value": setting.value, "words": setting.words, "from": setting.from,
                "title": setting.title,
            })
        })
        .collect();
    json::text(&serde_json::json!({
        "version": json::VERSION, "tool": json::tool(), "project": project.file, "settings": settings,
        "diagnostics": diagnostics,
    }))
}
