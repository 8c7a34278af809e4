//! What belongs between the words and signs of an expression: where a space stands, and where none.
//! Line ends, brackets and comments are the writer's; nothing is said of them here.

use super::ast::{Expr, Kind};
use super::lex::{Token, tokens};
use super::parse::{KEYWORDS, SyntaxError, parse};
use crate::source::Span;
use std::collections::{HashMap, HashSet};

/// A word, a sign, a literal or a comment of an expression.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Piece {
    /// Where it stands in the text.
    pub span: Span,
    /// Whether a space belongs between it and the piece before it, where they stand on one line.
    pub apart: bool,
}

/// What a piece is to its neighbours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    /// A bracket that opens, of a type too.
    Open,
    /// A bracket that closes.
    Close,
    Comma,
    Colon,
    /// `.` and `..`
    Dot,
    /// The minus of a negative value.
    Minus,
    /// An operator between two values, a word of the language, or the arrow of a type.
    Between,
    /// A name or a literal.
    Value,
    Comment,
}

/// Takes an expression apart. The pieces hold all of it but white space.
///
/// # Errors
/// As of [`parse`].
pub fn pieces(text: &str) -> Result<Vec<Piece>, SyntaxError> {
    let expr = parse(text)?;
    let tokens = tokens(text)?;
    let roles = Roles::of(&expr, &tokens);
    let mut out: Vec<Piece> = Vec::with_capacity(tokens.len());
    let (mut before, mut from) = (None, 0);
    for (at, (token, span)) in tokens.iter().enumerate() {
        let class = roles.class(at, &tokens);
        let mut push = |span: Span, class: Class| {
            let apart = before.is_some_and(|before| roles.bodies.contains(&at) || apart(before, class));
            out.push(Piece { span, apart });
            before = Some(class);
        };
        for comment in comments(text, from, span.start as usize) {
            push(comment, Class::Comment);
        }
        if *token == Token::End {
            break;
        }
        // The words of a name of several are kept apart like those of any two.
        let words = matches!(token, Token::Word(_));
        for part in if words { words_of(text, *span) } else { vec![*span] } {
            push(part, class);
        }
        from = span.end as usize;
    }
    Ok(out)
}

/// Whether two texts are the same words and signs, and so the same expression.
pub fn same(one: &str, other: &str) -> bool {
    let bare = |text: &str| Some(tokens(text).ok()?.into_iter().map(|(token, _)| token).collect::<Vec<_>>());
    bare(one).is_some_and(|tokens| bare(other) == Some(tokens))
}

/// Whether a space belongs between two pieces.
fn apart(before: Class, next: Class) -> bool {
    use Class::{Close, Colon, Comma, Dot, Minus, Open, Value};
    !matches!((before, next), (Open | Dot | Minus, _) | (_, Close | Comma | Colon | Dot) | (Value | Close, Open))
}

/// The comments between two bytes, where nothing else stands but white space.
fn comments(text: &str, from: usize, to: usize) -> Vec<Span> {
    let mut out = Vec::new();
    let mut at = from;
    while let Some(rest) = text.get(at..to)
        && let Some(start) = rest.find('/')
    {
        let comment = rest.get(start..).unwrap_or("");
        let line = comment.starts_with("//");
        let end = if line { comment.find('\n') } else { comment.find("*/").map(|end| end.saturating_add(2)) };
        let whole = comment.get(..end.unwrap_or(comment.len())).unwrap_or("");
        let start = at.saturating_add(start);
        out.push(Span::new(start, start.saturating_add(whole.trim_end().len())));
        at = start.saturating_add(whole.len()).max(at.saturating_add(1));
    }
    out
}

/// The words of a token, one after the other.
fn words_of(text: &str, span: Span) -> Vec<Span> {
    let whole = text.get(span.range()).unwrap_or("");
    let mut out = Vec::new();
    let mut at = 0usize;
    for word in whole.split_whitespace() {
        let start = whole.get(at..).and_then(|rest| rest.find(word)).unwrap_or(0).saturating_add(at);
        at = start.saturating_add(word.len());
        let from = span.start as usize;
        out.push(Span::new(from.saturating_add(start), from.saturating_add(at)));
    }
    out
}

/// What the tree says of the tokens whose meaning hangs on where they stand, by their number.
#[derive(Default)]
struct Roles {
    /// Each minus before a value, and each bracket of a range or a type.
    classes: HashMap<usize, Class>,
    /// The first token of the body of each function.
    bodies: HashSet<usize>,
}

impl Roles {
    fn of(expr: &Expr, tokens: &[(Token, Span)]) -> Roles {
        let mut roles = Roles::default();
        // The number of the first token from a byte on.
        let at = |byte: u32| tokens.partition_point(|(_, span)| span.start < byte);
        let bracket = |at: usize| matches!(tokens.get(at), Some((Token::Sign("[" | "]" | "(" | ")"), _)));
        let mut open = vec![expr];
        while let Some(expr) = open.pop() {
            match &expr.kind {
                Kind::Negate(inner) => {
                    roles.classes.insert(at(inner.span.start).saturating_sub(1), Class::Minus);
                }
                // The range of `for x in 1..3` has no brackets.
                Kind::Range(low, _, high, _) => {
                    let (first, last) = (at(low.span.start).checked_sub(1), at(high.span.end));
                    if let Some(first) = first.filter(|first| bracket(*first) && bracket(last)) {
                        roles.classes.insert(first, Class::Open);
                        roles.classes.insert(last, Class::Close);
                    }
                }
                Kind::InstanceOf(value, _) => roles.types(at(value.span.end), at(expr.span.end), tokens),
                Kind::Function(_, body) => {
                    roles.types(at(expr.span.start), at(body.span.start), tokens);
                    roles.bodies.insert(at(body.span.start));
                }
                _ => {}
            }
            open.extend(expr.children());
        }
        roles
    }

    /// Between two tokens only types have the signs of comparisons.
    fn types(&mut self, from: usize, to: usize, tokens: &[(Token, Span)]) {
        for (at, (token, _)) in tokens.iter().enumerate().take(to).skip(from) {
            match token {
                Token::Sign("<") => self.classes.insert(at, Class::Open),
                Token::Sign(">") => self.classes.insert(at, Class::Close),
                _ => None,
            };
        }
    }

    fn class(&self, at: usize, tokens: &[(Token, Span)]) -> Class {
        if let Some(class) = self.classes.get(&at) {
            return *class;
        }
        let sign = |at: usize, sign: &str| matches!(tokens.get(at), Some((Token::Sign(here), _)) if *here == sign);
        match tokens.get(at).map_or(&Token::End, |(token, _)| token) {
            Token::Sign("(" | "[" | "{") => Class::Open,
            Token::Sign(")" | "]" | "}") => Class::Close,
            Token::Sign(",") => Class::Comma,
            Token::Sign(":") => Class::Colon,
            Token::Sign("." | "..") => Class::Dot,
            Token::Sign(_) => Class::Between,
            Token::Word(word) => {
                // Behind a dot and before a colon such a word is a name.
                let name = at.checked_sub(1).is_some_and(|at| sign(at, ".")) || sign(at.saturating_add(1), ":");
                let value = ["null", "true", "false", "function"].contains(&word.as_str());
                if !name && !value && KEYWORDS.contains(&word.as_str()) { Class::Between } else { Class::Value }
            }
            _ => Class::Value,
        }
    }
}
