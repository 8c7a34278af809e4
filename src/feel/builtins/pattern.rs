//! Regular expressions, in linear time and bounded size whatever the pattern is.
//!
//! Two engines read them. What most rules ask for, a plain pattern over ASCII, goes to the one
//! that is ready at once; whatever needs to know Unicode's classes goes to the other, which takes
//! longer to make ready than a small return takes to be judged. A test holds the two together.

use crate::value::Value;
use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::HashMap;

/// The most patterns that are kept compiled.
const MOST_KEPT: usize = 200;

/// A compiled pattern.
pub(super) enum Pattern {
    Plain(regex_lite::Regex),
    Full(regex::Regex),
}

impl Pattern {
    /// Compiles a pattern with XPath's flags `smix`; nothing when it is none.
    pub(super) fn new(pattern: &str, flags: &str) -> Option<Pattern> {
        if flags.chars().any(|c| !"smix".contains(c)) {
            return None;
        }
        if plain(pattern) && flags.is_empty() {
            let built = regex_lite::RegexBuilder::new(pattern).size_limit(1 << 20).build();
            return built.ok().map(Pattern::Plain);
        }
        Pattern::full(pattern, flags)
    }

    fn full(pattern: &str, flags: &str) -> Option<Pattern> {
        let built = regex::RegexBuilder::new(pattern)
            .dot_matches_new_line(flags.contains('s'))
            .multi_line(flags.contains('m'))
            .case_insensitive(flags.contains('i'))
            .ignore_whitespace(flags.contains('x'))
            .size_limit(1 << 20)
            .build();
        built.ok().map(Pattern::Full)
    }

    pub(super) fn is_match(&self, input: &str) -> bool {
        match self {
            Pattern::Plain(regex) => regex.is_match(input),
            Pattern::Full(regex) => regex.is_match(input),
        }
    }

    /// How often it matches.
    pub(super) fn count(&self, input: &str) -> usize {
        match self {
            Pattern::Plain(regex) => regex.find_iter(input).count(),
            Pattern::Full(regex) => regex.find_iter(input).count(),
        }
    }

    pub(super) fn replace_all<'i>(&self, input: &'i str, replacement: &str) -> Cow<'i, str> {
        match self {
            Pattern::Plain(regex) => regex.replace_all(input, replacement),
            Pattern::Full(regex) => regex.replace_all(input, replacement),
        }
    }

    pub(super) fn split(&self, input: &str) -> Vec<Value> {
        match self {
            Pattern::Plain(regex) => regex.split(input).map(Value::text).collect(),
            Pattern::Full(regex) => regex.split(input).map(Value::text).collect(),
        }
    }
}

/// Whether both engines read a pattern alike: ASCII, without classes that have names, operations
/// on classes, and groups with flags.
fn plain(pattern: &str) -> bool {
    pattern.is_ascii() && !["\\", "(?", "[[", "&&", "--", "~~"].iter().any(|mark| pattern.contains(mark))
}

/// Runs with the compiled pattern; compiled once per thread and pattern. Nothing when the pattern
/// or its flags are none.
pub(super) fn with_pattern(pattern: &str, flags: &str, f: impl FnOnce(&Pattern) -> Value) -> Option<Value> {
    thread_local! {
        static COMPILED: RefCell<HashMap<(String, String), Pattern>> = RefCell::default();
    }
    COMPILED.with_borrow_mut(|compiled| {
        let key = (pattern.to_owned(), flags.to_owned());
        if !compiled.contains_key(&key) {
            if compiled.len() >= MOST_KEPT {
                compiled.clear();
            }
            compiled.insert(key.clone(), Pattern::new(pattern, flags)?);
        }
        compiled.get(&key).map(f)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        #[test]
        fn both_engines_agree_on_plain_patterns(
            pattern in "[-ab0^$.|()\\[\\]*+?{},9 ]{0,9}",
            input in "[-ab09A ,.\u{e9}\u{20ac}\n]{0,12}",
            replacement in "(x|\\$\\{1\\}|\\$\\$){0,2}",
        ) {
            prop_assume!(plain(&pattern));
            match (Pattern::new(&pattern, ""), Pattern::full(&pattern, "")) {
                (None, None) => {}
                (Some(one), Some(other)) => {
                    prop_assert_eq!(one.is_match(&input), other.is_match(&input));
                    prop_assert_eq!(one.replace_all(&input, &replacement), other.replace_all(&input, &replacement));
                    let shown = |values: Vec<Value>| format!("{values:?}");
                    prop_assert_eq!(shown(one.split(&input)), shown(other.split(&input)));
                }
                (one, other) => prop_assert!(false, "{}: read {} and {}", pattern, one.is_some(), other.is_some()),
            }
        }
    }
}
