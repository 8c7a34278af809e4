//! Regular expressions, in linear time and bounded size whatever the pattern is.
//!
//! Two engines read them. What most rules ask for, a plain pattern over ASCII, goes to the one
//! that is ready at once; whatever needs to know Unicode's classes goes to the other, which takes
//! longer to make ready than a small return takes to be judged. A test holds the two together.

use super::xpath::{self, Translated};
use crate::value::Value;
use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::collections::HashMap;

/// The most patterns that are kept compiled.
const MOST_KEPT: usize = 64;

/// How large a compiled pattern may be, in bytes.
const LARGEST: usize = 2 << 20;

/// A compiled pattern.
pub(super) struct Pattern {
    engine: Engine,
    translated: Translated,
}

enum Engine {
    Plain(regex_lite::Regex),
    Full(regex::Regex),
}

impl Pattern {
    /// Compiles a pattern of XPath with its flags `smixq`; nothing when it is none.
    pub(super) fn new(pattern: &str, flags: &str) -> Option<Pattern> {
        let translated = xpath::translate(pattern, flags).ok()?;
        let engine = match plain(&translated.pattern) && !translated.case_insensitive {
            true => Engine::plain(&translated.pattern)?,
            false => Engine::full(&translated)?,
        };
        Some(Pattern { engine, translated })
    }

    /// A replacement text as [`Pattern::replace_all`] takes it; nothing when it is none.
    pub(super) fn replacement(&self, text: &str) -> Option<String> {
        self.translated.replacement(text).ok()
    }

    pub(super) fn is_match(&self, input: &str) -> bool {
        match &self.engine {
            Engine::Plain(regex) => regex.is_match(input),
            Engine::Full(regex) => regex.is_match(input),
        }
    }

    /// How often it matches.
    pub(super) fn count(&self, input: &str) -> usize {
        match &self.engine {
            Engine::Plain(regex) => regex.find_iter(input).count(),
            Engine::Full(regex) => regex.find_iter(input).count(),
        }
    }

    pub(super) fn replace_all<'i>(&self, input: &'i str, replacement: &str) -> Cow<'i, str> {
        match &self.engine {
            Engine::Plain(regex) => regex.replace_all(input, replacement),
            Engine::Full(regex) => regex.replace_all(input, replacement),
        }
    }

    pub(super) fn split(&self, input: &str) -> Vec<Value> {
        match &self.engine {
            Engine::Plain(regex) => regex.split(input).map(Value::text).collect(),
            Engine::Full(regex) => regex.split(input).map(Value::text).collect(),
        }
    }
}

impl Engine {
    fn plain(pattern: &str) -> Option<Engine> {
        regex_lite::RegexBuilder::new(pattern).size_limit(LARGEST).build().ok().map(Engine::Plain)
    }

    fn full(translated: &Translated) -> Option<Engine> {
        let built = regex::RegexBuilder::new(&translated.pattern)
            .case_insensitive(translated.case_insensitive)
            .size_limit(LARGEST)
            .build();
        built.ok().map(Engine::Full)
    }
}

/// Whether both engines read a pattern alike: ASCII, without classes that have names, operations
/// on classes, and groups with flags. A line end and a sign behind a backslash are what they are.
fn plain(pattern: &str) -> bool {
    let mut rest = String::with_capacity(pattern.len());
    let mut chars = pattern.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next() {
                Some('n' | 'r') => {}
                Some(sign) if sign.is_ascii_punctuation() && sign != '<' && sign != '>' => {}
                _ => return false,
            },
            c => rest.push(c),
        }
    }
    rest.is_ascii() && !["(?", "[[", "&&", "--", "~~"].iter().any(|mark| rest.contains(mark))
}

/// What is wrong with a pattern and its flags, in words; nothing when they are fine.
pub fn why_no_pattern(pattern: &str, flags: &str) -> Option<String> {
    match xpath::translate(pattern, flags) {
        Err(wrong) => Some(wrong.why),
        Ok(_) if Pattern::new(pattern, flags).is_none() => Some("it is too large".to_owned()),
        Ok(_) => None,
    }
}

thread_local! {
    /// Patterns with their flags, compiled; nothing for those that are none.
    static COMPILED: RefCell<HashMap<(String, String), Option<Pattern>>> = RefCell::default();
    static COUNT: Cell<u64> = const { Cell::new(0) };
}

/// How many patterns this thread has compiled so far: each takes much longer than to be held
/// against a text, so that an evaluation counts them.
pub fn compiled() -> u64 {
    COUNT.get()
}

/// Runs with the compiled pattern; compiled once per thread and pattern. Nothing when the pattern
/// or its flags are none.
pub(super) fn with_pattern(pattern: &str, flags: &str, f: impl FnOnce(&Pattern) -> Value) -> Option<Value> {
    COMPILED.with_borrow_mut(|compiled| {
        let key = (pattern.to_owned(), flags.to_owned());
        if !compiled.contains_key(&key) {
            if compiled.len() >= MOST_KEPT {
                compiled.clear();
            }
            COUNT.set(COUNT.get().wrapping_add(1));
            compiled.insert(key.clone(), Pattern::new(pattern, flags));
        }
        compiled.get(&key).and_then(Option::as_ref).map(f)
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
            let Ok(translated) = xpath::translate(&pattern, "") else { return Ok(()) };
            prop_assume!(plain(&translated.pattern));
            let of = |engine| Pattern { engine, translated: translated.clone() };
            match (Engine::plain(&translated.pattern).map(of), Engine::full(&translated).map(of)) {
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
