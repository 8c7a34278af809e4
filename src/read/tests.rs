//! Laws of the readers: what is written from a tree reads as that tree, and the text of every
//! span reads as the node it is the span of.

use super::{At, Syntax, trees};
use crate::source::Sources;
use proptest::prelude::*;
use serde_json::{Map, Value, json};

/// A node and all below it, without places.
fn seen(at: At<'_>) -> Value {
    if at.is_map() {
        let entry = |entry: super::Entry<'_>| json!([seen(entry.key), seen(entry.value)]);
        return json!({"map": at.entries().map(entry).collect::<Vec<_>>()});
    }
    if at.is_list() {
        return Value::Array(at.items().map(seen).collect());
    }
    let scalar = at.scalar().unwrap();
    json!({"text": scalar.text, "style": format!("{:?}", scalar.style)})
}

fn read(text: &str, syntax: Syntax) -> Result<Value, String> {
    let mut sources = Sources::default();
    let file = sources.add("t", text);
    let (trees, diagnostics) = trees(&sources, file, syntax);
    match (trees.as_slice(), diagnostics.as_slice()) {
        ([tree], []) => Ok(seen(tree.root())),
        _ => Err(format!("{diagnostics:?}")),
    }
}

/// What a JSON value has to be read as.
fn meant(value: &Value) -> Value {
    match value {
        Value::Object(members) => {
            let text = |key: &str| json!({"text": key, "style": "Quoted"});
            json!({"map": members.iter().map(|(key, value)| json!([text(key), meant(value)])).collect::<Vec<_>>()})
        }
        Value::Array(items) => Value::Array(items.iter().map(meant).collect()),
        Value::String(text) => json!({"text": text, "style": "Quoted"}),
        other => json!({"text": other.to_string(), "style": "Plain"}),
    }
}

/// A value as YAML in block style, its texts in JSON's quotes.
fn block(value: &Value, indent: usize, out: &mut String) {
    let margin = " ".repeat(indent);
    let inner = |value: &Value, out: &mut String| match value {
        Value::Object(members) if !members.is_empty() => {
            out.push('\n');
            block(value, indent + 2, out);
        }
        Value::Array(items) if !items.is_empty() => {
            out.push('\n');
            block(value, indent + 2, out);
        }
        other => out.push_str(&format!(" {other}\n")),
    };
    match value {
        Value::Object(members) if !members.is_empty() => {
            for (key, value) in members {
                out.push_str(&format!("{margin}{}:", Value::String(key.clone())));
                inner(value, out);
            }
        }
        Value::Array(items) if !items.is_empty() => {
            for value in items {
                out.push_str(&format!("{margin}-"));
                inner(value, out);
            }
        }
        other => out.push_str(&format!("{margin}{other}\n")),
    }
}

fn value() -> impl Strategy<Value = Value> {
    let word = "[a-zA-Z0-9 :,#'\"\\\\{}\\[\\]&*!|>%@£é\n\t\u{1F600}-]{0,12}";
    let leaf = prop_oneof![
        word.prop_map(Value::String),
        any::<i64>().prop_map(|number| json!(number)),
        any::<bool>().prop_map(Value::Bool),
        Just(Value::Null),
    ];
    leaf.prop_recursive(4, 40, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::Array),
            prop::collection::vec((word, inner), 0..6)
                .prop_map(|members| Value::Object(members.into_iter().collect::<Map<_, _>>())),
        ]
    })
}

/// Every scalar and flow collection: the text of its span reads as it.
fn spans_re_read(at: At<'_>, syntax: Syntax) {
    let flow = at.scalar().is_some() || at.raw().starts_with(['{', '[']);
    if flow && !at.raw().is_empty() {
        assert_eq!(read(at.raw(), syntax), Ok(seen(at)), "{:?}", at.raw());
    }
    for entry in at.entries() {
        spans_re_read(entry.key, syntax);
        spans_re_read(entry.value, syntax);
    }
    at.items().for_each(|item| spans_re_read(item, syntax));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn what_is_written_from_a_tree_reads_as_that_tree(value in value()) {
        let compact = value.to_string();
        let pretty = serde_json::to_string_pretty(&value).unwrap();
        let mut in_blocks = String::new();
        block(&value, 0, &mut in_blocks);
        for (text, syntax) in
            [(&compact, Syntax::Json), (&pretty, Syntax::Json), (&compact, Syntax::Yaml), (&pretty, Syntax::Yaml), (&in_blocks, Syntax::Yaml)]
        {
            prop_assert_eq!(read(text, syntax), Ok(meant(&value)), "{}", text);
            let mut sources = Sources::default();
            let file = sources.add("t", text.as_str());
            for tree in trees(&sources, file, syntax).0 {
                spans_re_read(tree.root(), syntax);
            }
        }
    }
}
