//! The rule book as Markdown: what is asked for and which rule answers it, a table of all rules,
//! and a page for each.

use crate::report::{Book, ExampleRun, Page};
use crate::ruleset::{Asked, ExampleOutcome, Register};
use crate::source::shown_line;
use std::collections::BTreeMap;
use std::fmt::Write;

/// How much of what an example gives is shown.
const MOST_GIVEN: usize = 240;

/// Writes a book.
pub fn markdown(book: &Book) -> String {
    let mut out = String::from("# Rule book\n\n");
    out.push_str(
        "Written by `probity rules book` from the rule files; do not edit it. `probity explain ID` shows one page.\n",
    );
    let titles: BTreeMap<&str, &str> =
        book.pages.iter().map(|page| (page.line.id.as_str(), page.line.title.as_str())).collect();
    for register in &book.registers {
        self::register(register, &titles, &mut out);
    }
    out.push_str("\n## Rules\n\n| rule | says | severity | in force | examples |\n|---|---|---|---|---|\n");
    for page in &book.pages {
        let _ = writeln!(
            out,
            "| {} | {} | {} | {} | {} |",
            link(&page.line.id),
            cell(&page.line.title),
            cell(&severity(page)),
            cell(&years(page)),
            page.examples.len()
        );
    }
    let mut last = "";
    for page in &book.pages {
        // A rule with two texts for different periods has one heading.
        if page.line.id != last {
            let _ = write!(out, "\n### {}\n", prose(&page.line.id));
        }
        last = &page.line.id;
        self::page(page, &mut out);
    }
    out
}

fn register(register: &Register, titles: &BTreeMap<&str, &str>, out: &mut String) {
    let _ = write!(out, "\n## {}\n", prose(&register.title));
    if let Some(note) = &register.note {
        let _ = write!(out, "\n{}\n", prose(note));
    }
    for chapter in &register.chapters {
        let _ = write!(out, "\n### {}\n\n", prose(&chapter.title));
        if let Some(note) = &chapter.note {
            let _ = write!(out, "{}\n\n", prose(note));
        }
        let answered = chapter.entries.iter().filter(|entry| !entry.rules.is_empty()).count();
        let _ =
            write!(out, "{answered} of {} are answered by a rule, some of them in part.\n\n", chapter.entries.len());
        out.push_str("| | what is asked for | answered by | not yet, and why |\n|---|---|---|---|\n");
        for entry in &chapter.entries {
            let _ = writeln!(
                out,
                "| {} | {} | {} | {} |",
                cell(&entry.id),
                cell(says(entry, titles)),
                entry.rules.iter().map(|(rule, _)| linked(rule, titles)).collect::<Vec<_>>().join(", "),
                cell(entry.not_yet.as_deref().unwrap_or(""))
            );
        }
    }
}

fn says<'b>(entry: &'b Asked, titles: &BTreeMap<&str, &'b str>) -> &'b str {
    let title = || entry.rules.first().and_then(|(rule, _)| titles.get(rule.as_str()).copied());
    entry.says.as_deref().or_else(title).unwrap_or("")
}

fn page(page: &Page, out: &mut String) {
    let file = page.file.strip_prefix("builtin:rules/").unwrap_or(&page.file);
    let _ = write!(out, "\n**{}.** ", prose(&page.line.title));
    let _ = writeln!(out, "{}, in force {}; in {}.", prose(&severity(page)), prose(&years(page)), code(file));
    for (title, lines) in &page.explained.paragraphs {
        if matches!(title.as_str(), "severity" | "in force") {
            continue;
        }
        let _ = write!(out, "\n*{}*\n\n", prose(title));
        if matches!(title.as_str(), "requires" | "where") {
            out.push_str("```text\n");
            for line in lines.iter().flat_map(|line| line.lines()) {
                let _ = writeln!(out, "{}", shown_line(line).replace("```", "'''"));
            }
            out.push_str("```\n");
        } else {
            for line in lines {
                let _ = writeln!(out, "- {}", item(line));
            }
        }
    }
    if !page.examples.is_empty() {
        out.push_str("\n*examples*\n\n| comes to | given | arithmetic |\n|---|---|---|\n");
        for example in &page.examples {
            self::example(example, out);
        }
    }
}

fn example(example: &ExampleRun, out: &mut String) {
    let came_to = example.came_to.map_or("could not be run", ExampleOutcome::word).replace('_', " ");
    let title = example.title.as_ref().map_or(String::new(), |title| format!("{}: ", cell(title)));
    let given: String = example.given.split_whitespace().collect::<Vec<_>>().join(" ");
    let given = match given.chars().count() {
        _ if example.snippet.is_some() => "a piece of a return, in the rule file".to_owned(),
        count if count > MOST_GIVEN => "figures of a larger part of a return, in the rule file".to_owned(),
        _ => code(&given).replace('|', "\\|"),
    };
    let _ = writeln!(out, "| {came_to} | {title}{given} | {} |", cell(&example.arithmetic.join("; ")));
}

fn severity(page: &Page) -> String {
    let triage = page.line.triage.as_ref().map(|triage| match triage.as_str() {
        "red" | "amber" => format!(", {triage}"),
        _ => ", red or amber".to_owned(),
    });
    format!("{}{}", page.line.severity, triage.unwrap_or_default())
}

/// When a rule is in force: the first and last of the spans through which it is.
fn years(page: &Page) -> String {
    match &page.line.in_force {
        Some((from, to)) => format!("{from} to {to}"),
        None => {
            let spans: Vec<&str> = page.years.iter().filter_map(|span| span.split(" (through").next()).collect();
            let first = spans.first().and_then(|span| span.split(" to ").next());
            let last = spans.last().and_then(|span| span.split(" to ").nth(1));
            first.zip(last).map_or("never".to_owned(), |(first, last)| format!("{first} to {last}"))
        }
    }
}

/// The id of a rule, as a link where the book has a page for it.
fn linked(id: &str, titles: &BTreeMap<&str, &str>) -> String {
    if titles.contains_key(id) { link(id) } else { prose(id) }
}

fn link(id: &str) -> String {
    let anchor: String = id.to_lowercase().chars().filter(|c| c.is_alphanumeric() || matches!(c, '-' | '_')).collect();
    format!("[{}](#{anchor})", prose(id))
}

/// Text in a line of Markdown: nothing in it is markup.
fn prose(text: &str) -> String {
    let mut out = String::new();
    for c in shown_line(text).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '*' | '_' | '`' | '[' | ']' | '\\' | '|' | '~' => {
                out.push('\\');
                out.push(c);
            }
            c => out.push(c),
        }
    }
    out
}

/// Text as the beginning of a line: nothing in it makes a heading, a list or a quotation.
fn item(text: &str) -> String {
    let text = prose(text);
    let digits = text.chars().take_while(char::is_ascii_digit).count();
    let rest = text.get(digits..).unwrap_or("");
    match (digits, text.chars().next(), rest.chars().next()) {
        (0, Some('#' | '-' | '+' | '='), _) => format!("\\{text}"),
        (1.., _, Some('.' | ')')) => format!("{}\\{rest}", text.get(..digits).unwrap_or("")),
        _ => text,
    }
}

/// Text in a cell of a table.
fn cell(text: &str) -> String {
    prose(text)
}

/// Text as code: between more backticks than it has in a row itself.
fn code(text: &str) -> String {
    let text = shown_line(text);
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest.saturating_add(1));
    let space = if longest > 0 { " " } else { "" };
    format!("{fence}{space}{text}{space}{fence}")
}
