//! The words of the language, explained from the tables that implement it.

use super::Explained;
use crate::feel::builtins::{self, Builtin, Takes};
use crate::feel::constructs::CONSTRUCTS;

/// Explains a built-in function or a construct; nothing when there is none of that name.
pub fn explain(name: &str) -> Option<Explained> {
    if let Some(builtin) = builtins::find(name) {
        return Some(function(builtin));
    }
    let construct = CONSTRUCTS.iter().find(|construct| construct.name.eq_ignore_ascii_case(name))?;
    let example = |(text, is): &(&str, &str)| format!("{text} → {is}");
    let examples = construct.examples.iter().map(example).collect();
    let says = (String::new(), vec![construct.says.to_owned()]);
    let paragraphs = vec![says, ("examples".to_owned(), examples)];
    Some(Explained { heading: format!("{} (of the language)", construct.name), paragraphs })
}

/// The names that can be explained.
pub fn names() -> impl Iterator<Item = &'static str> {
    builtins::all().map(|builtin| builtin.name).chain(CONSTRUCTS.iter().map(|construct| construct.name))
}

/// A built-in function: what it does, how it is called, what it takes and gives.
fn function(builtin: &Builtin) -> Explained {
    let mut lines: Vec<String> = Vec::new();
    for (name, takes) in builtin.forms.iter().flat_map(|form| form.iter()) {
        let may_lack = if matches!(takes, Takes::Optional(_)) { "; it may be left out" } else { "" };
        let line = format!("{name}: {}{may_lack}", takes.words());
        if !lines.contains(&line) {
            lines.push(line);
        }
    }
    if builtin.list_or_items {
        lines.push("or several arguments in place of one list".to_owned());
    }
    if builtin.last_repeats {
        lines.push("the last argument any number of times".to_owned());
    }
    let paragraphs = vec![
        (String::new(), vec![builtin.does.to_owned()]),
        ("takes".to_owned(), lines),
        ("gives".to_owned(), vec![builtin.gives.words().to_owned()]),
    ];
    let paragraphs = paragraphs.into_iter().filter(|(_, lines)| !lines.is_empty()).collect();
    Explained { heading: format!("{} (built-in function)", builtin.signature()), paragraphs }
}
