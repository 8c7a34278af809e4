//! The page of the language, as Markdown: written from the tables that implement it.

use crate::feel::builtins::{self, Builtin, Takes};
use crate::feel::constructs::{CONSTRUCTS, DIFFERENCES};
use crate::feel::{TypeName, operators};
use crate::value::{Fault, Type};
use std::fmt::Write;

/// Writes the page.
pub fn language() -> String {
    let mut out = String::from(
        "# The rule language\n\nWritten by `probity explain language`; do not edit it.\n\n\
         Expressions are FEEL, the language of the OMG's Decision Model and Notation (DMN 1.5, chapter 10), on names that are \
         one word. Rules use it strictly: kinds and units are checked before anything runs. `probity eval` evaluates an \
         expression as a rule would, `probity eval --standard` as the standard says, `--trace` shows each step.\n",
    );
    constructs(&mut out);
    functions(&mut out);
    properties(&mut out);
    differences(&mut out);
    numbers(&mut out);
    out
}

/// A piece of code in a cell of a table.
fn code(text: &str) -> String {
    let text = text.replace('|', "\\|").replace('\n', " ");
    // A backtick inside needs two outside.
    if text.contains('`') { format!("`` {text} ``") } else { format!("`{text}`") }
}

fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('<', "&lt;").replace('*', "\\*")
}

fn constructs(out: &mut String) {
    out.push_str("\n## Constructs\n\nThose that bind least tightly first.\n\n| construct | means | for example |\n|---|---|---|\n");
    for construct in CONSTRUCTS {
        let example = |(text, is): &(&str, &str)| format!("{} is {}", code(text), code(is));
        let examples: Vec<String> = construct.examples.iter().map(example).collect();
        let _ = writeln!(out, "| {} | {} | {} |", construct.name, cell(construct.says), examples.join("<br>"));
    }
    let types: Vec<String> = TypeName::known().map(code).collect();
    let _ = write!(
        out,
        "\nTypes: {}, and `list<number>`, `range<date>`, `context<a: number>`, `function<number> -> number`.\n",
        types.join(", ")
    );
}

fn functions(out: &mut String) {
    out.push_str("\n## Functions\n\nArguments are given by position or by name: `round half up(n: 5.125, scale: 2)`. What stands with a question mark may be left out. A missing argument makes the result missing, but where \"anything\" is taken.\n");
    for (heading, table) in builtins::GROUPS {
        let _ = write!(out, "\n### {heading}\n\n| function | does | takes | gives |\n|---|---|---|---|\n");
        for builtin in *table {
            let calls = builtin.signature().replace(" or ", "`<br>`");
            let _ = writeln!(
                out,
                "| `{calls}` | {} | {} | {} |",
                does(builtin),
                cell(&takes(builtin)),
                cell(builtin.gives.words())
            );
        }
    }
}

/// What a function does, with its example as code.
fn does(builtin: &Builtin) -> String {
    match builtin.does.split_once(": ") {
        Some((says, example)) => format!("{}: {}", cell(says), code(example)),
        None => cell(builtin.does),
    }
}

fn takes(builtin: &Builtin) -> String {
    let mut words: Vec<String> = Vec::new();
    for (name, takes) in builtin.forms.iter().flat_map(|form| form.iter()) {
        let word = format!("{name}: {}", takes.words());
        if !words.contains(&word) && takes.core() != Takes::Anything {
            words.push(word);
        }
    }
    if builtin.list_or_items {
        words.push("or several arguments in place of one list".to_owned());
    }
    if builtin.last_repeats {
        words.push("the last any number of times".to_owned());
    }
    words.join("; ")
}

fn properties(out: &mut String) {
    out.push_str("\n## Properties\n\n| of | properties |\n|---|---|\n");
    let range = Type::Range(Box::new(Type::Any));
    for ty in [Type::Date, Type::Time, Type::Moment, Type::Seconds, Type::Months, range] {
        let names: Vec<String> = operators::properties(&ty).iter().map(|name| code(name)).collect();
        let _ = writeln!(out, "| {ty} | {} |", names.join(", "));
    }
}

fn differences(out: &mut String) {
    out.push_str("\n## Where rules are stricter than the standard\n\n| what | for example | in rules | by the standard |\n|---|---|---|---|\n");
    for difference in DIFFERENCES {
        let _ = writeln!(
            out,
            "| {} | {} | {} | {} |",
            cell(difference.says),
            code(difference.example),
            difference.in_rules.map_or("refused".to_owned(), code),
            code(difference.standard)
        );
    }
    out.push_str(
        "\nNot there in either mode: names of several words without quotes, a comparison of a comparison without brackets (`1 < 2 < 3`), functions of other programs (`external`), \
         references to groups inside a pattern (patterns run in linear time). `now` and `today` are for `eval` only: a \
         return comes to the same on every day.\n",
    );
}

fn numbers(out: &mut String) {
    out.push_str(
        "\n## Exactness, and what has no value\n\n\
         Numbers are exact decimals of 28 digits. A result that 28 digits hold is exact; one that they do not hold is the \
         nearest that they do, halves to even, and is known to be rounded: two figures that differ only where digits were \
         lost are not compared. Nothing else is rounded unless a rule says `round …`. Years go from -999999999 to \
         999999999, seconds have as many digits as a number has.\n\n\
         A computation without a result is null; in rules the finding says why:\n\n",
    );
    for fault in Fault::ALL {
        let _ = writeln!(out, "- {}", cell(fault.words()));
    }
}
