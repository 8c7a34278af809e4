//! The keys of a project file: what each takes, what holds without it, and what it means.

/// What a key takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Paths, from the folder of the project file.
    Paths,
    /// One path, likewise.
    Path,
    /// Texts.
    Texts,
    /// One text.
    Text,
    /// One of these words.
    Word(&'static [&'static str]),
    /// `true` or `false`.
    Flag,
    /// A whole number from 0.
    Number,
    /// A table of names, each with a reason.
    Reasons,
    /// Texts, or a table of names, each with a reason.
    TextsOrReasons,
    /// A table of names, each with a value.
    Values,
}

impl Kind {
    /// What it takes, in words.
    pub fn words(self) -> String {
        match self {
            Kind::Paths => "a path or a list of paths".to_owned(),
            Kind::Path => "a path".to_owned(),
            Kind::Texts => "a text or a list of texts".to_owned(),
            Kind::Text => "a text".to_owned(),
            Kind::Word(words) => format!("one of {}", words.join(", ")),
            Kind::Flag => "true or false".to_owned(),
            Kind::Number => "a whole number from 0".to_owned(),
            Kind::Reasons => "a table in which each rule or family has its reason".to_owned(),
            Kind::TextsOrReasons => "a list of rules or families, or a table in which each has its reason".to_owned(),
            Kind::Values => "a table in which each constant has its value".to_owned(),
        }
    }
}

/// A key.
#[derive(Debug, Clone, Copy)]
pub struct Key {
    /// Its name; with a full stop, of a table.
    pub name: &'static str,
    /// What it takes.
    pub kind: Kind,
    /// What holds without it, in words.
    pub default: &'static str,
    /// What it means.
    pub title: &'static str,
}

const LEVELS: &[&str] = &["error", "warning", "info", "never"];
const FORMATS: &[&str] = &["human", "plain", "json", "jsonl", "sarif", "github", "junit", "markdown"];

const fn key(name: &'static str, kind: Kind, default: &'static str, title: &'static str) -> Key {
    Key { name, kind, default, title }
}

/// All keys, in the order in which they are shown.
pub const KEYS: &[Key] = &[
    key(
        "returns",
        Kind::Paths,
        "the folder one stands in",
        "where returns lie: what is judged, and what changed returns are compared with",
    ),
    key("with", Kind::Paths, "what lies below `returns`", "returns that are read for comparison and not reported on"),
    key("rules", Kind::Paths, "none", "rule sets, forms and reference lists added to the built-in ones"),
    key("built-in", Kind::Flag, "true", "whether the built-in rules, forms and reference lists are there"),
    key("set", Kind::Values, "none", "constants that have another value"),
    key("form", Kind::Text, "none", "the form of files that state none"),
    key("select", Kind::TextsOrReasons, "all", "only these rules"),
    key("ignore", Kind::Reasons, "none", "rules that are left out, each with the reason why"),
    key("organisation", Kind::Texts, "all", "report on these organisations only"),
    key("region", Kind::Texts, "all", "report on these regions only"),
    key("team", Kind::Texts, "all", "report on these teams only"),
    key("waivers", Kind::Paths, "none", "files of accepted breaches"),
    key("baseline", Kind::Path, "none", "the file of findings that are known already"),
    key("fail-on", Kind::Word(LEVELS), "error", "the lowest severity that makes the exit status of check and diff 1"),
    key("fail-on-not-judged", Kind::Flag, "false", "whether what could not be judged makes the exit status 1 too"),
    key("format", Kind::Word(FORMATS), "human on a terminal, else plain", "how check writes findings"),
    key("max-findings", Kind::Number, "20", "how many findings of one rule are shown in full"),
    key("triage.fail-on", Kind::Word(LEVELS), "never", "the lowest severity that makes the exit status of triage 1"),
    key("triage.top", Kind::Number, "20", "how many organisations triage shows"),
    key("color", Kind::Word(&["auto", "always", "never"]), "auto", "when colours are used"),
    key("quiet", Kind::Flag, "false", "no summary on standard error"),
    key("threads", Kind::Number, "as many as the machine runs at once", "how many threads read and judge"),
];

/// The key of a name.
pub fn find(name: &str) -> Option<&'static Key> {
    KEYS.iter().find(|key| key.name == name)
}
