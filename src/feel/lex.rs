//! Characters to tokens.

use super::builtins;
use super::parse::SyntaxError;
use crate::source::Span;

#[derive(Debug, Clone, PartialEq)]
pub enum Token {
    Number(String),
    Text(String),
    At(String),
    /// An identifier or a keyword, or the words of a built-in function's name.
    Word(String),
    Sign(&'static str),
    End,
}

const SIGNS: &[&str] = &[
    "..", "**", "!=", "<=", ">=", "->", "=", "<", ">", "+", "-", "*", "/", "(", ")", "[", "]", "{", "}", ",", ".", ":",
];

/// Splits an expression into tokens, each with its span; the last is [`Token::End`].
pub fn tokens(text: &str) -> Result<Vec<(Token, Span)>, SyntaxError> {
    let mut out = Vec::new();
    let mut at = 0usize;
    loop {
        at = skip_space(text, at)?;
        let rest = text.get(at..).unwrap_or("");
        let Some(first) = rest.chars().next() else {
            out.push((Token::End, Span::new(at, at)));
            return Ok(out);
        };
        let (token, len) =
            if first.is_ascii_digit() || (first == '.' && rest.chars().nth(1).is_some_and(|c| c.is_ascii_digit())) {
                let len = number(rest);
                (Token::Number(rest.get(..len).unwrap_or("").to_owned()), len)
            } else if first == '"' {
                string(rest, at)?
            } else if rest.starts_with("@\"") {
                let (token, len) = string(rest.get(1..).unwrap_or(""), at.saturating_add(1))?;
                let Token::Text(value) = token else { continue };
                (Token::At(value), len.saturating_add(1))
            } else if starts_name(first) {
                word(rest)
            } else if let Some(sign) = SIGNS.iter().find(|sign| rest.starts_with(**sign)) {
                (Token::Sign(sign), sign.len())
            } else {
                return Err(unexpected(first, at));
            };
        out.push((token, Span::new(at, at.saturating_add(len))));
        at = at.saturating_add(len);
    }
}

fn unexpected(c: char, at: usize) -> SyntaxError {
    let span = Span::new(at, at.saturating_add(c.len_utf8()));
    let help = match c {
        '%' => Some("the per-cent sign exists in constants only: declare one, such as `limit: 1%`".to_owned()),
        '\'' | '\u{201c}' | '\u{201d}' | '\u{2018}' | '\u{2019}' => {
            Some("texts stand in straight double quotes: \"agreed\"".to_owned())
        }
        '&' => Some("write `and`".to_owned()),
        '^' => Some("write ** for a power".to_owned()),
        '|' => Some("write `or`".to_owned()),
        '!' => Some("write `not(…)` or `!=`".to_owned()),
        '£' | '$' | '€' => Some("write the figure alone; units come from the form and from constants".to_owned()),
        '\u{2212}' | '\u{2013}' => Some("write - for minus".to_owned()),
        _ => None,
    };
    SyntaxError {
        code: "E301",
        message: format!("`{}` has no meaning in an expression", crate::source::shown_short(&c.to_string())),
        help,
        span,
    }
}

fn skip_space(text: &str, mut at: usize) -> Result<usize, SyntaxError> {
    loop {
        let rest = text.get(at..).unwrap_or("");
        if rest.starts_with("//") {
            at = at.saturating_add(rest.find('\n').unwrap_or(rest.len()));
        } else if rest.starts_with("/*") {
            let Some(end) = rest.find("*/") else {
                let span = Span::new(at, at.saturating_add(2));
                return Err(SyntaxError {
                    code: "E301",
                    message: "the comment has no end".to_owned(),
                    help: Some("close it with */".to_owned()),
                    span,
                });
            };
            at = at.saturating_add(end).saturating_add(2);
        } else {
            match rest.chars().next() {
                Some(c) if is_space(c) => at = at.saturating_add(c.len_utf8()),
                _ => return Ok(at),
            }
        }
    }
}

fn number(rest: &str) -> usize {
    let bytes = rest.as_bytes();
    let digits_from = |mut at: usize| {
        while bytes.get(at).is_some_and(u8::is_ascii_digit) {
            at = at.saturating_add(1);
        }
        at
    };
    let mut end = digits_from(0);
    let digit_at = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    if bytes.get(end) == Some(&b'.') && digit_at(end.saturating_add(1)) {
        end = digits_from(end.saturating_add(1));
    }
    if matches!(bytes.get(end), Some(b'e' | b'E')) {
        let sign = usize::from(matches!(bytes.get(end.saturating_add(1)), Some(b'+' | b'-')));
        let first = end.saturating_add(1).saturating_add(sign);
        if digit_at(first) {
            end = digits_from(first);
        }
    }
    end
}

/// A text in quotes, decoded. What stands behind a backslash and is no escape of FEEL stays as it
/// is, backslash and all, so that patterns such as `"\d"` can be written as they are read.
fn string(rest: &str, at: usize) -> Result<(Token, usize), SyntaxError> {
    let mut value = String::new();
    let mut chars = rest.char_indices().skip(1);
    while let Some((index, c)) = chars.next() {
        match c {
            '"' => return Ok((Token::Text(value), index.saturating_add(1))),
            '\\' => {
                let tail = rest.get(index..).unwrap_or("");
                let (decoded, len) = escape(tail).ok_or_else(|| not_a_character(tail, at.saturating_add(index)))?;
                value.push(decoded);
                if len == 1 {
                    continue;
                }
                // An escape is ASCII: as many characters as bytes.
                chars.nth(len.saturating_sub(2));
            }
            c => value.push(c),
        }
    }
    let span = Span::new(at, at.saturating_add(rest.len()));
    Err(SyntaxError {
        code: "E301",
        message: "the text has no closing quote".to_owned(),
        help: Some("close it with \"".to_owned()),
        span,
    })
}

/// What a backslash begins: the character and how many bytes stand for it, 1 for a backslash that
/// stands for itself. Nothing where the number is that of no character.
fn escape(tail: &str) -> Option<(char, usize)> {
    let hex = |from: usize, count: usize| {
        let digits = tail.get(from..from.saturating_add(count)).filter(|d| d.bytes().all(|b| b.is_ascii_hexdigit()))?;
        u32::from_str_radix(digits, 16).ok()
    };
    Some(match tail.as_bytes().get(1) {
        Some(b'"') => ('"', 2),
        Some(b'\\') => ('\\', 2),
        Some(b'\'') => ('\'', 2),
        Some(b'n') => ('\n', 2),
        Some(b'r') => ('\r', 2),
        Some(b't') => ('\t', 2),
        Some(b'U') => (char::from_u32(hex(2, 6)?)?, 8),
        Some(b'u') => match hex(2, 4)? {
            // Two halves make one character beyond the first 65,536.
            high @ 0xD800..=0xDBFF => {
                let low = tail.get(6..8).filter(|mark| *mark == "\\u").and_then(|_| hex(8, 4))?;
                let low = low.checked_sub(0xDC00).filter(|low| *low < 0x400)?;
                let pair = (high.saturating_sub(0xD800) << 10).saturating_add(low).saturating_add(0x10000);
                (char::from_u32(pair)?, 12)
            }
            code => (char::from_u32(code)?, 6),
        },
        _ => ('\\', 1),
    })
}

fn not_a_character(tail: &str, at: usize) -> SyntaxError {
    let shown: String = tail.chars().take(8).take_while(|c| *c != '"').collect();
    SyntaxError {
        code: "E301",
        message: format!("`{}` stands for no character", crate::source::shown_short(&shown)),
        help: Some("write \\u and four hexadecimal digits, or \\U and six".to_owned()),
        span: Span::new(at, at.saturating_add(shown.len())),
    }
}

/// Whether a name may begin so (DMN 1.5, grammar rule 28). The question mark is a name by itself:
/// the value that a test on the right of `in` is about.
pub(super) fn starts_name(c: char) -> bool {
    matches!(c, '?' | '_' | 'A'..='Z' | 'a'..='z'
        | '\u{C0}'..='\u{D6}' | '\u{D8}'..='\u{F6}' | '\u{F8}'..='\u{2FF}' | '\u{370}'..='\u{37D}'
        | '\u{37F}'..='\u{1FFF}' | '\u{200C}'..='\u{200D}' | '\u{2070}'..='\u{218F}' | '\u{2C00}'..='\u{2FEF}'
        | '\u{3001}'..='\u{D7FF}' | '\u{F900}'..='\u{FDCF}' | '\u{FDF0}'..='\u{FFFD}' | '\u{10000}'..='\u{EFFFF}')
}

/// Whether a name may go on so (DMN 1.5, grammar rule 29).
pub(super) fn in_name(c: char) -> bool {
    c != '?' && starts_name(c) || matches!(c, '0'..='9' | '\u{B7}' | '\u{300}'..='\u{36F}' | '\u{203F}'..='\u{2040}')
}

/// White space (DMN 1.5, grammar rule 61).
pub fn is_space(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{180E}' | '\u{200B}' | '\u{FEFF}')
}

/// A word: the longest name of a built-in function of several words that stands here before an
/// opening bracket, else one identifier.
fn word(rest: &str) -> (Token, usize) {
    for name in builtins::names_of_several_words() {
        let mut at = 0usize;
        let mut fits = true;
        for (index, part) in name.split(' ').enumerate() {
            let tail = rest.get(at..).unwrap_or("");
            let spaces = tail.len().saturating_sub(tail.trim_start().len());
            let after = tail.trim_start().strip_prefix(part);
            let whole = after.is_some_and(|after| !after.starts_with(in_name));
            if !whole || (index > 0 && spaces == 0) {
                fits = false;
                break;
            }
            at = at.saturating_add(spaces).saturating_add(part.len());
        }
        if fits && rest.get(at..).unwrap_or("").trim_start().starts_with('(') {
            return (Token::Word((*name).to_owned()), at);
        }
    }
    if rest.starts_with('?') {
        return (Token::Word("?".to_owned()), 1);
    }
    let len = rest.find(|c: char| !in_name(c)).unwrap_or(rest.len());
    (Token::Word(rest.get(..len).unwrap_or("").to_owned()), len)
}
