//! Laws of the layout: it says the same, comes to rest at once, and never ends in a fault.

use super::*;
use crate::feel;
use crate::ruleset::{self, Piece, RuleSet, Triage, Written, written};
use proptest::prelude::*;
use std::path::PathBuf;
use std::sync::Arc;

fn laid(text: &str) -> Result<String, Left> {
    let mut sources = Sources::default();
    let file = sources.add("rules.yaml", text);
    lay_out(&sources, file)
}

/// The layout of a text that may be no file of rules. What is laid out stays so.
#[track_caller]
fn at_rest(text: &str) -> Option<String> {
    let once = match laid(text) {
        Ok(once) => once,
        Err(Left::Mistakes(_)) => return None,
        Err(Left::Fault) => panic!("a fault over {text:?}"),
    };
    let twice = laid(&once).unwrap_or_else(|_| panic!("{text:?} came to {once:?}"));
    assert_eq!(once, twice, "from {text:?}");
    assert!(once.ends_with('\n') && !once.contains('\r') && !once.starts_with('\n'), "{text:?} came to {once:?}");
    Some(once)
}

fn files(folder: &str) -> Vec<PathBuf> {
    let mut out = Vec::new();
    let mut open = vec![PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(folder)];
    while let Some(path) = open.pop() {
        if path.is_dir() {
            open.extend(std::fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()));
        } else if path.extension().is_some_and(|ext| ext == "yaml") {
            out.push(path);
        }
    }
    assert!(out.len() > 5);
    out
}

#[test]
fn every_file_of_the_project_comes_to_rest_and_says_the_same() {
    let mut count = 0;
    for path in ["rules", "tests/mistakes", "tests/doubts"].iter().flat_map(|folder| files(folder)) {
        let text = std::fs::read_to_string(&path).unwrap();
        count += usize::from(at_rest(&text).is_some());
        count += usize::from(at_rest(&text.replace('\n', "\r\n")).is_some());
        count += usize::from(at_rest(&text.replace('\n', "\n\n\n")).is_some());
    }
    assert!(count > 100, "{count}");
}

/// The places of all expressions that a loaded rule set has.
fn loaded(set: &RuleSet) -> Vec<Range<u32>> {
    let mut out: Vec<_> = set.definitions.iter().map(|definition| definition.value.place).collect();
    for rule in &set.rules {
        for part in &rule.parts {
            out.extend(part.when.iter().chain([&part.assert]).chain(&part.at).map(|expression| expression.place));
            for piece in part.message.iter().flat_map(|message| &message.pieces) {
                if let Piece::Value(expression, _) = piece {
                    out.push(expression.place);
                }
            }
        }
        if let Some(Triage::If(expression)) = &rule.triage {
            out.push(expression.place);
        }
    }
    out.into_iter().map(|place| place.span.start..place.span.end).collect()
}

#[test]
fn every_expression_that_the_loader_reads_is_laid_out() {
    let mut count = 0;
    for path in files("rules/ccg") {
        let mut sources = Sources::default();
        let file = sources.add("rules.yaml", std::fs::read_to_string(path).unwrap());
        for tree in read::trees(&sources, file, Syntax::Yaml).0.into_iter().map(Arc::new) {
            let Some(set) = ruleset::load(Arc::clone(&tree), &mut Vec::new()) else { continue };
            let nodes = written(tree.root()).into_iter().map(expression::node);
            let spans: Vec<_> = nodes.map(|at| at.place().span).collect();
            for found in loaded(&set) {
                let holds = spans.iter().any(|span| span.start <= found.start && found.end <= span.end);
                assert!(holds, "{}: byte {}", set.id, found.start);
                count += 1;
            }
        }
    }
    assert!(count > 200, "{count}");
}

/// An expression on one line with the space that belongs into it.
fn spaced(text: &str) -> String {
    let pieces = feel::pieces(text).unwrap_or_else(|error| panic!("{text}: {error:?}"));
    let words = pieces.iter().map(|piece| {
        let word = &text[piece.span.range()];
        if piece.apart { format!(" {word}") } else { word.to_owned() }
    });
    words.collect()
}

/// Expressions with all that the language has, as they belong.
const EXPRESSIONS: &[&str] = &[
    "a.b + c * -d ** 2 <= (e - (f - g)) / 3",
    "not(x = null) and (y or z) and w in (1, < 5, [1..3], \"a\")",
    "if some r in rows satisfies r.amount > 0 then sum(rows[status = \"agreed\"].amount) else -1",
    "for x in [1, 2], y in list return x + y",
    "every i in 1..3 satisfies i > -.5",
    "a between 1 and 2 or round half up(n: x, scale: 2) = 1.5",
    "string length(\"a\\\"b\\\\  b\") > 1 and @\"2016-10-31\" > date(2016, 10, 1)",
    "{a: 1, \"b c\": [1..2), d e: ]1..5[, f: {}}.a.b",
    "[1..a[2]] = [1..12[",
    "x in ]1..5[ and y in (1..5]",
    "(< 10) = (>= -10)",
    "x in < 5",
    "x instance of list<number> = true",
    "x instance of context<a: number, b: list<string>>",
    "x instance of function<number, date and time> -> days and time duration",
    "(function(a, b: list<number>) (a + b))(1, 2)",
    "function() -1",
    "function(a) [a, --a]",
    "(a)[1][b = 2](3)(4)",
    "1.a + 2.e5 - .5.b",
    "date and time(x).time offset + x.time offset",
    "? > 1 and x in (? > 1, 2)",
    "if (a) then (b) else [c]",
    "x in (1, 2) and not(a in [1])",
    "a.in - a.and(1)",
    "null = -(-(1))",
    "\"a\" + \"b\" = \"\"",
];

/// What may stand between two words, and is nothing.
fn nothing() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![" ", "  ", "\t", "\u{a0}", "   "])
}

/// The comments of an expression.
fn comments(text: &str) -> Vec<&str> {
    let pieces = feel::pieces(text).unwrap();
    pieces
        .iter()
        .map(|piece| &text[piece.span.range()])
        .filter(|piece| piece.starts_with(['/']) && *piece != "/")
        .collect()
}

fn gaps() -> impl Strategy<Value = Vec<&'static str>> {
    let comment =
        prop::sample::select(vec!["/* why */", " /**/ ", "\n", "\n\n\n   ", " // end: a #b \n", "/* 'a\" */"]);
    prop::collection::vec(prop_oneof![4 => Just(""), 3 => nothing(), 2 => comment], 1..60)
}

/// The expression with something else between its words; where none may be missing there is a space.
fn strewn(text: &str, gaps: &[&str]) -> String {
    let pieces = feel::pieces(text).unwrap();
    let mut out = String::new();
    for (at, piece) in pieces.iter().enumerate() {
        let word = &text[piece.span.range()];
        let gap = gaps[at % gaps.len()];
        // The words of one name have white space between them, never a comment.
        let name = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || "_?\"@.".contains(c));
        let close = name(out.chars().last()) && name(word.chars().next());
        out.push_str(if close && gap.trim() == "" { " " } else { "" });
        out.push_str(if close && gap.contains('/') { " " } else { gap });
        out.push_str(word);
    }
    out
}

fn expressions() -> impl Strategy<Value = &'static str> {
    prop::sample::select(EXPRESSIONS)
}

#[test]
fn expressions_as_they_belong_stay() {
    for text in EXPRESSIONS {
        assert_eq!(spaced(text), *text);
    }
    for (text, want) in [
        ("a<b", "a < b"),
        ("sum( rows [ x=1 ] . y )", "sum(rows[x = 1].y)"),
        ("string   length ( a )", "string length(a)"),
        ("f( a ,b )*- 1", "f(a, b) * -1"),
        ("a /* b */+c", "a /* b */ + c"),
        ("a// b ", "a // b"),
        ("( /* b */a/* c */ )", "(/* b */ a /* c */)"),
        ("{ a :1,b:2 }", "{a: 1, b: 2}"),
        ("x in(1,2)", "x in (1, 2)"),
        ("if(a)then(b)else(c)", "if (a) then (b) else (c)"),
    ] {
        assert!(feel::same(text, want) || text.contains("//"), "{text}");
        assert_eq!(spaced(text), want);
    }
}

/// A rule set whose one rule has the expression, in a certain way of writing.
fn rule_set(expression: &str, style: usize) -> String {
    let block = |sign: &str| {
        let lines: Vec<String> = expression.split('\n').map(|line| format!("      {line}")).collect();
        format!("{sign}\n{}", lines.join("\n"))
    };
    let single = expression.replace('\n', "\n      ").replace('\'', "''");
    let double = expression.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\n      ");
    let value = match style {
        0 => expression.replace('\n', "\n      "),
        1 => format!("'{single}'"),
        2 => format!("\"{double}\""),
        3 => block("|"),
        4 => block(">-"),
        5 => block("|+"),
        6 => format!("{{{{}}}} \"{{{double}}} {{{double}  :percent}}\""),
        _ => format!("\"{}\"", double.replace("\n      ", "\\n")),
    };
    let (key, value) = if style == 6 { ("message", value.trim_start_matches("{{}} ")) } else { ("assert", &*value) };
    format!("rule_set: a\nrules:\n  - id: A\n    {key}: {value}\n    title: a\n  - id: B\n    title: b\n")
}

/// The first expression of a rule set; nothing where YAML took it apart.
fn first(text: &str) -> Option<String> {
    let mut sources = Sources::default();
    let file = sources.add("rules.yaml", text);
    let (trees, _) = read::trees(&sources, file, Syntax::Yaml);
    match written(trees[0].root())[..] {
        [Written::Expression(at) | Written::Message(at), ..] => Some(at.text()?.to_owned()),
        [] => None,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, max_global_rejects: 100_000, ..ProptestConfig::default() })]

    #[test]
    fn space_between_words_comes_to_what_belongs_there(text in expressions(), gaps in prop::collection::vec(prop_oneof![Just(""), nothing()], 1..60)) {
        let strewn = strewn(text, &gaps);
        prop_assume!(feel::same(text, &strewn));
        prop_assert_eq!(spaced(&strewn), text);
    }

    #[test]
    fn comments_and_line_ends_stay_and_the_words_are_the_same(text in expressions(), gaps in gaps(), style in 0usize..8) {
        let strewn = strewn(text, &gaps);
        prop_assume!(feel::parse(&strewn).is_ok());
        let written = rule_set(&strewn, style);
        if let Some(after) = at_rest(&written) {
            let (Some(was), Some(is)) = (first(&written), first(&after)) else { return Ok(()) };
            if style != 6 {
                prop_assert!(feel::same(&was, &is));
                prop_assert_eq!(comments(&was), comments(&is));
            }
            if !strewn.contains('\n') && !strewn.contains("//") && (1..6).contains(&style) {
                prop_assert_eq!(is.trim(), spaced(&strewn));
            }
        }
    }

    #[test]
    fn no_text_ends_in_a_fault(lines in prop::collection::vec(any_line(), 0..14), end in prop::sample::select(vec!["\n", "\r\n", "\r", "\n\n", "\n \t\n"]), last in any::<bool>()) {
        let mut text = lines.join(end);
        if last {
            text.push_str(end);
        }
        // The parser reads an empty block with such a sign only where a tab stands before a comment.
        prop_assume!(!(text.contains('\t') && (text.contains(">2") || text.contains("|1-"))));
        at_rest(&text);
        at_rest(&format!("rule_set: a{end}rules:{end}{text}"));
        at_rest(&format!("rule_set: a{end}rules:{end}  - id: A{end}{text}{end}  - id: B{end}    when: a=b{end}"));
    }
}

/// A line that matters to YAML, alone or beside others.
fn any_line() -> impl Strategy<Value = String> {
    let start = prop::sample::select(vec!["", " ", "  ", "    ", "      ", "\t", "  - ", "    - ", "- "]);
    let middle = prop::sample::select(vec![
        "",
        "rule_set: a",
        "rules:",
        "id: A",
        "assert: a=b",
        "assert: |",
        "assert: >-",
        "note: |+",
        "note: >2",
        "note: |1-",
        "note: | # why",
        "- id: B",
        "- {id: C}",
        "when: \"a=",
        "b\"",
        "b\\",
        "message: '{a+b:percent} {{x}}",
        "it''s'",
        "# a comment",
        "a  +b # c",
        "*x",
        "title: &x a<b",
        "triage: *x",
        "note: !!str 1",
        "---",
        "...",
        "? a",
        ": b",
        "definitions: {a: b+c, d: 'e *f'}",
        "x: [1, 2",
        "]",
        "\u{a0}a",
        "+",
    ]);
    let end = prop::sample::select(vec!["", "", " ", "  ", "\t", "\n", "\n\n  ", "\n          "]);
    (start, middle, end).prop_map(|(start, middle, end)| format!("{start}{middle}{end}"))
}
