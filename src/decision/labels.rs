//! Sets of texts and truth values: some that are named, or all but some that are named.

use std::collections::BTreeSet;
use std::fmt;

/// A text or a truth value.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Label {
    /// A text.
    Text(String),
    /// `true` or `false`.
    Bool(bool),
}

impl Label {
    /// A text.
    pub fn text(text: &str) -> Label {
        Label::Text(text.to_owned())
    }
}

/// As the rule language writes it: a text in quotes.
impl fmt::Display for Label {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Label::Bool(value) => write!(f, "{value}"),
            Label::Text(text) => {
                f.write_str("\"")?;
                for letter in text.chars() {
                    match letter {
                        '"' => f.write_str("\\\"")?,
                        '\\' => f.write_str("\\\\")?,
                        '\n' => f.write_str("\\n")?,
                        _ => write!(f, "{letter}")?,
                    }
                }
                f.write_str("\"")
            }
        }
    }
}

/// A set of labels: those named, or all but those named. Equal sets are equal values, as long as
/// the domain is open; with declared values they are after [`Labels::among`].
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Labels {
    all_but: bool,
    named: BTreeSet<Label>,
}

impl Labels {
    /// All labels.
    pub fn all() -> Labels {
        Labels { all_but: true, named: BTreeSet::new() }
    }

    /// No label.
    pub fn none() -> Labels {
        Labels { all_but: false, named: BTreeSet::new() }
    }

    /// Those named: `"a", "b"`.
    pub fn of(labels: impl IntoIterator<Item = Label>) -> Labels {
        Labels { all_but: false, named: labels.into_iter().collect() }
    }

    /// The labels that are not in it: `not("a", "b")`.
    #[must_use]
    pub fn complement(&self) -> Labels {
        Labels { all_but: !self.all_but, named: self.named.clone() }
    }

    /// The labels of both.
    #[must_use]
    pub fn intersection(&self, other: &Labels) -> Labels {
        let (all_but, named) = match (self.all_but, other.all_but) {
            (false, false) => (false, self.named.intersection(&other.named).cloned().collect()),
            (false, true) => (false, self.named.difference(&other.named).cloned().collect()),
            (true, false) => (false, other.named.difference(&self.named).cloned().collect()),
            (true, true) => (true, self.named.union(&other.named).cloned().collect()),
        };
        Labels { all_but, named }
    }

    /// The labels of either.
    #[must_use]
    pub fn union(&self, other: &Labels) -> Labels {
        self.complement().intersection(&other.complement()).complement()
    }

    /// The labels of this set that are not in the other.
    #[must_use]
    pub fn difference(&self, other: &Labels) -> Labels {
        self.intersection(&other.complement())
    }

    /// Whether it has no label, where any text may be one.
    pub fn is_empty(&self) -> bool {
        !self.all_but && self.named.is_empty()
    }

    /// Whether a label is in it.
    pub fn contains(&self, label: &Label) -> bool {
        self.named.contains(label) != self.all_but
    }

    /// Whether it has the labels that are named nowhere.
    pub fn has_others(&self) -> bool {
        self.all_but
    }

    /// Those of its labels that are among the declared ones, by name.
    #[must_use]
    pub fn among(&self, declared: &[Label]) -> Labels {
        Labels::of(declared.iter().filter(|label| self.contains(label)).cloned())
    }

    /// The labels it names, whether to have or to leave out.
    pub fn named(&self) -> impl Iterator<Item = &Label> {
        self.named.iter()
    }
}
