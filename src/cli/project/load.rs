//! Reading a project file: every mistake at its place, and what is right counts.

use super::keys::{self, KEYS, Key, Kind};
use crate::diag::nearest;
use crate::source::shown_short;
use std::collections::BTreeMap;
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Bytes of the file.
pub type Bytes = Range<usize>;

/// The value of a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// Texts, each with where it stands.
    Texts(Vec<(String, Bytes)>),
    /// A word or one text.
    Text(String),
    /// Yes or no.
    Flag(bool),
    /// A count.
    Number(usize),
    /// Names with a text each, and where each stands.
    Pairs(Vec<(String, String, Bytes)>),
}

/// What is wrong: where, in which words, and what would put it right.
#[derive(Debug, Clone)]
pub struct Wrong {
    /// Where.
    pub at: Bytes,
    /// What is wrong.
    pub words: String,
    /// What would put it right.
    pub help: Option<String>,
}

/// What a file says: the value of each key, and where it stands.
pub type Values = BTreeMap<&'static str, (Value, Bytes)>;

/// Reads the text of a project file.
pub fn load(text: &str) -> (Values, Vec<Wrong>) {
    // A byte-order mark is no part of a file, and the parser wants none.
    let (root, errors) = DeTable::parse_recoverable(text.trim_start_matches('\u{feff}'));
    let skipped = text.len().saturating_sub(text.trim_start_matches('\u{feff}').len());
    let mut reading = Reading { values: Values::new(), wrong: Vec::new() };
    for error in errors {
        let at = error.span().unwrap_or(0..0);
        reading.wrong.push(Wrong { at, words: error.message().replace('\n', "; "), help: None });
    }
    reading.table("", root.get_ref());
    let Reading { mut values, mut wrong } = reading;
    if skipped > 0 {
        let push = |at: &mut Bytes| *at = at.start.saturating_add(skipped)..at.end.saturating_add(skipped);
        wrong.iter_mut().for_each(|wrong| push(&mut wrong.at));
        for (value, at) in values.values_mut() {
            push(at);
            match value {
                Value::Texts(texts) => texts.iter_mut().for_each(|(_, at)| push(at)),
                Value::Pairs(pairs) => pairs.iter_mut().for_each(|(_, _, at)| push(at)),
                _ => {}
            }
        }
    }
    wrong.sort_by_key(|wrong| wrong.at.start);
    (values, wrong)
}

struct Reading {
    values: Values,
    wrong: Vec<Wrong>,
}

impl Reading {
    /// Reads the keys of the file, or of a table in it.
    fn table(&mut self, prefix: &str, table: &DeTable<'_>) {
        for (name, value) in table {
            let full = format!("{prefix}{}", name.get_ref());
            let inside = format!("{full}.");
            let section = prefix.is_empty() && KEYS.iter().any(|key| key.name.starts_with(&inside));
            match (keys::find(&full), value.get_ref()) {
                (Some(key), _) => self.key(key, value),
                (None, DeValue::Table(table)) if section => self.table(&inside, table),
                (None, _) if section => self.mistake(value.span(), format!("`{full}` is a table of keys"), None),
                (None, _) => self.unknown(prefix, name),
            }
        }
    }

    fn unknown(&mut self, prefix: &str, name: &Spanned<std::borrow::Cow<'_, str>>) {
        // Options are often written with underscores, and sections are keys too.
        let plain = name.get_ref().replace('_', "-");
        let known: Vec<&str> = KEYS.iter().filter_map(|key| key.name.strip_prefix(prefix)).collect();
        let known: Vec<&str> = known.into_iter().map(|name| name.split('.').next().unwrap_or(name)).collect();
        let like = known.iter().copied().find(|name| *name == plain).or_else(|| nearest(&plain, known.iter().copied()));
        let help = match like {
            Some(like) => format!("did you mean `{prefix}{like}`?"),
            None => "probity config shows every key".to_owned(),
        };
        let words = format!("a project file has no key `{prefix}{}`", shown_short(name.get_ref()));
        self.mistake(name.span(), words, Some(help));
    }

    fn mistake(&mut self, at: Bytes, words: String, help: Option<String>) {
        self.wrong.push(Wrong { at, words, help });
    }

    fn key(&mut self, key: &'static Key, value: &Spanned<DeValue<'_>>) {
        let read = match key.kind {
            Kind::Paths | Kind::Texts => self.texts(key, value),
            Kind::TextsOrReasons if value.get_ref().is_table() => self.pairs(key, value, true),
            Kind::TextsOrReasons => self.texts(key, value),
            Kind::Reasons => self.pairs(key, value, true),
            Kind::Values => self.pairs(key, value, false),
            Kind::Path | Kind::Text => match value.get_ref().as_str() {
                Some(text) if !text.trim().is_empty() => Some(Value::Text(text.trim().to_owned())),
                _ => self.not(key, value),
            },
            Kind::Word(words) => match value.get_ref().as_str() {
                Some(text) if words.contains(&text) => Some(Value::Text(text.to_owned())),
                _ => self.not(key, value),
            },
            Kind::Flag => match value.get_ref().as_bool() {
                Some(flag) => Some(Value::Flag(flag)),
                None => self.not(key, value),
            },
            Kind::Number => {
                let whole = value.get_ref().as_integer().filter(|whole| whole.radix() == 10);
                match whole.and_then(|whole| whole.as_str().parse().ok()) {
                    Some(number) => Some(Value::Number(number)),
                    None => self.not(key, value),
                }
            }
        };
        if let Some(read) = read {
            self.values.insert(key.name, (read, value.span()));
        }
    }

    /// Says that a value is not what its key takes.
    fn not(&mut self, key: &Key, value: &Spanned<DeValue<'_>>) -> Option<Value> {
        let help = match (key.kind, value.get_ref().as_str()) {
            (Kind::Word(words), Some(text)) => {
                nearest(text, words.iter().copied()).map(|word| format!("did you mean `{word}`?"))
            }
            _ => None,
        };
        let given = match value.get_ref() {
            DeValue::String(text) => format!("`{}`", shown_short(text)),
            DeValue::Integer(figure) => format!("`{}`", shown_short(figure.as_str())),
            DeValue::Float(figure) => format!("`{}`", shown_short(figure.as_str())),
            other => format!("a value of type {}", other.type_str()),
        };
        self.mistake(value.span(), format!("`{}` takes {}, not {given}", key.name, key.kind.words()), help);
        None
    }

    /// One text, or several.
    fn texts(&mut self, key: &Key, value: &Spanned<DeValue<'_>>) -> Option<Value> {
        let one = std::slice::from_ref(value);
        let several: Vec<&Spanned<DeValue<'_>>> = match value.get_ref().as_array() {
            Some(array) => array.iter().collect(),
            None => one.iter().collect(),
        };
        let mut texts = Vec::new();
        for value in several {
            match value.get_ref().as_str().map(str::trim).filter(|text| !text.is_empty()) {
                Some(text) => texts.push((text.to_owned(), value.span())),
                None => {
                    self.not(key, value);
                }
            }
        }
        Some(Value::Texts(texts))
    }

    /// Names, each with a reason or a value.
    fn pairs(&mut self, key: &Key, value: &Spanned<DeValue<'_>>, reasons: bool) -> Option<Value> {
        let Some(table) = value.get_ref().as_table() else {
            self.not(key, value);
            // A list of names says what is meant, and not why.
            if let (true, Some(wrong)) = (reasons, self.wrong.last_mut()) {
                wrong.help =
                    Some(format!("write [{}] and below it lines such as PER-05 = \"why it is left out\"", key.name));
            }
            return None;
        };
        let mut pairs = Vec::new();
        for (name, value) in table {
            let text = match value.get_ref() {
                DeValue::String(text) => Some(text.trim().to_owned()),
                // Figures are taken as they are written.
                DeValue::Integer(whole) if !reasons && whole.radix() == 10 => Some(whole.as_str().to_owned()),
                DeValue::Float(figure) if !reasons => Some(figure.as_str().to_owned()),
                DeValue::Boolean(flag) if !reasons => Some(flag.to_string()),
                _ => None,
            };
            let says = |text: &String| text.chars().any(char::is_alphanumeric);
            match text.filter(says) {
                Some(text) => pairs.push((name.get_ref().to_string(), text, name.span())),
                None if reasons => {
                    let words = format!("`{}` of `{}` needs a reason", shown_short(name.get_ref()), key.name);
                    self.mistake(value.span(), words, Some("say in a few words why".to_owned()));
                }
                None => {
                    let words =
                        format!("`{}` of `{}` is no value of a constant", shown_short(name.get_ref()), key.name);
                    self.mistake(value.span(), words, Some("write a figure, or a text such as \"2%\"".to_owned()));
                }
            }
        }
        Some(Value::Pairs(pairs))
    }
}
