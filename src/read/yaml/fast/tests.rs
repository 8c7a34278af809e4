//! Both readers, tree by tree.

use crate::read::At;
use crate::read::tree::Tree;
use crate::read::yaml::{fast, parsed};
use crate::source::{FileId, Text};
use proptest::prelude::*;

/// A node with everything that can be known of it.
fn dump(at: At<'_>, out: &mut String) {
    let span = at.place().span;
    out.push_str(&format!("{}-{} ", span.start, span.end));
    if let Some(scalar) = at.scalar() {
        out.push_str(&format!("{:?} {:?}; ", scalar.style, scalar.text));
    } else if at.is_map() {
        out.push('{');
        for entry in at.entries() {
            dump(entry.key, out);
            dump(entry.value, out);
        }
        out.push('}');
    } else {
        out.push('[');
        at.items().for_each(|item| dump(item, out));
        out.push(']');
    }
}

/// Whether the fast reader read it; what it read is what the parser reads.
fn alike(text: &str) -> bool {
    let shared = Text::from(text);
    let Some((nodes, root)) = fast::read(text) else { return false };
    let tree = Tree::new(FileId(0), shared.clone(), nodes, root);
    let (trees, diagnostics) = parsed(FileId(0), &shared);
    assert!(diagnostics.is_empty(), "the parser refuses {text:?}: {diagnostics:?}");
    assert_eq!(trees.len(), 1, "{text:?}");
    let (mut one, mut other) = (String::new(), String::new());
    dump(tree.root(), &mut one);
    dump(trees[0].root(), &mut other);
    assert_eq!(one, other, "{text:?}");
    true
}

#[test]
fn the_samples_are_read_fast_and_alike() {
    let root = env!("CARGO_MANIFEST_DIR");
    let mut fast = 0;
    for folder in [
        "samples/bad",
        "samples/returns/2016-17/m07",
        "samples/returns/2013-14/m08",
        "samples/published",
        "rules/ccg",
        "rules/forms",
        "rules/reference",
    ] {
        for entry in std::fs::read_dir(format!("{root}/{folder}")).unwrap() {
            let path = entry.unwrap().path();
            if let Ok(text) = std::fs::read_to_string(&path)
                && path.extension().is_some_and(|ending| ending == "yaml")
            {
                fast += usize::from(alike(&text));
            }
        }
    }
    assert!(fast > 40, "only {fast} files were read fast");
}

#[test]
fn what_means_more_than_it_says_is_left_to_the_parser() {
    for text in [
        "",
        "a",
        "a:",
        "a: \n",
        "a:\nb: 1\n",
        "a: b: c\n",
        "a: |\n  x\n",
        "a: >\n  x\n",
        "a: &x 1\n",
        "a: *x\n",
        "a: !!str 1\n",
        "---\na: 1\n",
        "a: 1\n---\nb: 1\n",
        "a: 1\n...\n",
        "%YAML 1.2\n",
        "a: 1\n  b\n",
        "a:\t1\n",
        "a: 1\r\n",
        "? a\n: b\n",
        "a: -\n",
        "a: - 1\n",
        "a: [1,\n 2]\n",
        "a: {b}\n",
        "a: {b: }\n",
        "a: {b: 1,}\n",
        "a: [1 2: 3]\n",
        "a: \"x\\n\"\n",
        "a: 'it''s'\n",
        "a: \"x\ny\"\n",
        "- - 1\n",
        "-\n  a: 1\n",
        "a: 1\n b: 2\n",
        " a: 1\nb: 2\n",
        "- 1\na: 2\n",
        "a:\n- 1\n b: 2\n",
        "a: 1 #\u{1b}\n",
        "\u{feff}a: 1\n",
        "a: @x\n",
        "a: `x\n",
        "a: %x\n",
        "a: b:\n",
        "a: {b:1}\n",
        "a: {\"b\":1}\n",
        "a: #b\n",
    ] {
        assert!(!alike(text), "{text:?} was read fast");
    }
    for text in [
        "a: 1\n",
        "a:\n- 1\n- 2\nb: x # y\n",
        "- a: 1\n  b: 2\n- {c: [1, 2]}\n",
        "a: \"x\" \nb: 'y'\n",
        "a:\n    b: c d\n",
        "a: x#y\n",
        "a: []\nb: {}\n",
    ] {
        assert!(alike(text), "{text:?} was left to the parser");
    }
}

/// 4,000 cases, or as many as `PROPTEST_CASES` says.
fn cases() -> ProptestConfig {
    let asked = std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok());
    ProptestConfig::with_cases(asked.unwrap_or(4_000))
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn whatever_is_read_fast_is_read_alike(pieces in prop::collection::vec(
        prop::sample::select(vec![
            "a", "key", "b c", "1", "-1", "1.50", "- ", "-", ": ", ":", "\n", "\n", "\n  ", "\n    ", "\n- ", "\n  - ", " ", "  ", "{", "}", "[", "]",
            ", ", ",", "\"", "\"x\"", "'", "'y z'", "#", " # c", "~", "é", "£2", "(3)", "?", "|", ">", "&a ", "*a", "!", "%", "@", "...", "---", "\t", "\r", "=", "a: ", "b: ", "c:\n  ", "d:\n- ", "null", "\\", "\u{2028}", "\u{85}", ".5", "+1", "/x", "$4", "_u",
        ]), 0..24,
    )) {
        alike(&pieces.concat());
    }

    #[test]
    fn a_sample_with_changes_is_read_alike(
        changes in prop::collection::vec((any::<prop::sample::Index>(), prop::sample::select(vec![
            "", " ", "\n", ":", ": ", ",", "-", "- ", "#", " #", "{", "}", "[", "]", "\"", "'", "&", "*", "|", "?", "\t", "~", "  ", "x", "\n\n", "\n  ",
        ]), any::<bool>()), 1..6)
    ) {
        let sample = include_str!("../../../../samples/bad/sound.yaml");
        let mut text: String = sample.chars().take(3_000).collect();
        for (at, piece, instead) in changes {
            let at = at.index(text.len());
            if text.is_char_boundary(at) && text.is_char_boundary(at + 1) {
                text.replace_range(at..at + usize::from(instead), piece);
            }
        }
        alike(&text);
    }
}
