//! The kinds of slip in the way a return is written, as conformance rules name them.

use serde::{Deserialize, Serialize};

/// What a conformance rule reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum SlipKind {
    /// A key that the form does not have.
    UnknownKey,
    /// A key, a row or a whole return that stands twice.
    Duplicate,
    /// A table, line or cell that must be given and is not.
    Missing,
    /// A figure with another sign than expected.
    Sign,
    /// A value in other clothes than it should have, or that cannot be read.
    Spelling,
    /// A sign convention that is absent, turned or contradicted.
    Convention,
}

impl SlipKind {
    /// All kinds, with their words in a rule file.
    pub const ALL: [(&'static str, SlipKind); 6] = [
        ("unknown_key", SlipKind::UnknownKey),
        ("duplicate", SlipKind::Duplicate),
        ("missing", SlipKind::Missing),
        ("sign", SlipKind::Sign),
        ("spelling", SlipKind::Spelling),
        ("convention", SlipKind::Convention),
    ];

    /// Reads the word.
    pub fn parse(word: &str) -> Option<SlipKind> {
        Self::ALL.iter().find(|(name, _)| *name == word).map(|(_, kind)| *kind)
    }
}
