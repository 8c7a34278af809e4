//! Texts from files as other languages take them: nothing that they hold is read as mark-up.

use crate::source::shown_line;

/// Text as Markdown shows it: on one line, with nothing that Markdown, HTML or GitHub would read, nor
/// an address that becomes a link by itself.
pub fn markdown(text: &str) -> String {
    let line = shown_line(text);
    let mut out = String::with_capacity(line.len());
    // How many `w` stand before a point: three begin an address.
    let mut ws = 0usize;
    let mut chars = line.chars().peekable();
    while let Some(c) = chars.next() {
        let links = match c {
            ':' => chars.peek() == Some(&'/'),
            '.' => ws >= 3,
            _ => false,
        };
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '\\' | '|' | '*' | '_' | '`' | '[' | ']' | '#' | '!' | '~' | '@' | '$' => {
                out.push('\\');
                out.push(c);
            }
            c if links => {
                out.push('\\');
                out.push(c);
            }
            c => out.push(c),
        }
        ws = if c.eq_ignore_ascii_case(&'w') { ws.saturating_add(1) } else { 0 };
    }
    out
}

/// Text on one line, of characters that XML 1.0 can hold. What is special in XML is left to the writer.
pub fn xml(text: &str) -> String {
    // Beside what could steer a reader, which is replaced everywhere, XML knows no U+FFFE and U+FFFF.
    shown_line(text).replace(['\u{fffe}', '\u{ffff}'], "\u{fffd}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markdown_reads_nothing_in_a_text() {
        for (text, want) in [
            ("a|b", "a\\|b"),
            ("<script>&", "&lt;script&gt;&amp;"),
            ("[x](https://example.org)", "\\[x\\](https\\://example.org)"),
            ("www.example.org", "www\\.example.org"),
            ("1.5 of 2: half", "1.5 of 2: half"),
            ("in-flow.yaml", "in-flow.yaml"),
            ("$x$ `y` @team #1", "\\$x\\$ \\`y\\` \\@team \\#1"),
            ("two\nlines \u{202e}turned", "two lines \u{fffd}turned"),
        ] {
            assert_eq!(markdown(text), want);
        }
    }

    #[test]
    fn xml_holds_what_is_left() {
        assert_eq!(xml("a\u{0}b\u{1b}[31m\u{fffe}\u{ffff}\nc\td"), "a?b?[31m\u{fffd}\u{fffd} c\td");
    }
}
