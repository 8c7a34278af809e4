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
                Some(c) if c.is_whitespace() => at = at.saturating_add(c.len_utf8()),
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

fn string(rest: &str, at: usize) -> Result<(Token, usize), SyntaxError> {
    let mut value = String::new();
    let mut chars = rest.char_indices().skip(1);
    while let Some((index, c)) = chars.next() {
        match c {
            '"' => return Ok((Token::Text(value), index.saturating_add(1))),
            '\\' => {
                let wrong = || SyntaxError {
                    code: "E301",
                    message: "the escape is not one of \\\" \\\\ \\' \\n \\r \\t \\uXXXX \\UXXXXXX".to_owned(),
                    help: None,
                    span: Span::new(at.saturating_add(index), at.saturating_add(index).saturating_add(2)),
                };
                let hex = |count: usize, chars: &mut dyn Iterator<Item = (usize, char)>| -> Option<u32> {
                    let digits: String = chars.take(count).map(|(_, c)| c).collect();
                    (digits.len() == count).then(|| u32::from_str_radix(&digits, 16).ok()).flatten()
                };
                let decoded = match chars.next().map(|(_, c)| c) {
                    Some('"') => '"',
                    Some('\\') => '\\',
                    Some('\'') => '\'',
                    Some('n') => '\n',
                    Some('r') => '\r',
                    Some('t') => '\t',
                    Some('u') => hex(4, &mut chars).and_then(char::from_u32).ok_or_else(wrong)?,
                    Some('U') => hex(6, &mut chars).and_then(char::from_u32).ok_or_else(wrong)?,
                    _ => return Err(wrong()),
                };
                value.push(decoded);
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

pub(super) fn starts_name(c: char) -> bool {
    c == '_' || c.is_alphabetic()
}

pub(super) fn in_name(c: char) -> bool {
    c == '_' || c.is_alphanumeric()
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
    let len = rest.find(|c: char| !in_name(c)).unwrap_or(rest.len());
    (Token::Word(rest.get(..len).unwrap_or("").to_owned()), len)
}
