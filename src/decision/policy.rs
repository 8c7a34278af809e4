//! Hit policies: what a table gives when several rows match.

use serde::{Deserialize, Serialize};

/// What a table gives when several rows match.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum HitPolicy {
    /// At most one row may match.
    Unique,
    /// The first row that matches.
    First,
    /// All rows that match say the same.
    Any,
    /// The output that stands first among the declared outputs.
    Priority,
    /// All outputs: a list, or what an aggregate makes of them.
    Collect(Option<Aggregate>),
}

/// What becomes of the outputs that were collected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Aggregate {
    /// Their sum.
    Sum,
    /// The least.
    Min,
    /// The greatest.
    Max,
    /// How many rows match.
    Count,
}

impl HitPolicy {
    /// All policies, with their words in a rule file; `collect` without an aggregate.
    pub const ALL: [(&'static str, HitPolicy); 5] = [
        ("unique", HitPolicy::Unique),
        ("first", HitPolicy::First),
        ("any", HitPolicy::Any),
        ("priority", HitPolicy::Priority),
        ("collect", HitPolicy::Collect(None)),
    ];

    /// Reads the word; nothing for another one.
    pub fn parse(word: &str) -> Option<HitPolicy> {
        Self::ALL.iter().find(|(name, _)| *name == word).map(|(_, policy)| *policy)
    }
}

#[cfg(test)]
impl HitPolicy {
    /// The word in a rule file.
    pub fn name(self) -> &'static str {
        match self {
            HitPolicy::Unique => "unique",
            HitPolicy::First => "first",
            HitPolicy::Any => "any",
            HitPolicy::Priority => "priority",
            HitPolicy::Collect(_) => "collect",
        }
    }
}

impl Aggregate {
    /// All aggregates, with their words in a rule file.
    pub const ALL: [(&'static str, Aggregate); 4] =
        [("sum", Aggregate::Sum), ("min", Aggregate::Min), ("max", Aggregate::Max), ("count", Aggregate::Count)];

    /// Reads the word; nothing for another one.
    pub fn parse(word: &str) -> Option<Aggregate> {
        Self::ALL.iter().find(|(name, _)| *name == word).map(|(_, aggregate)| *aggregate)
    }
}
