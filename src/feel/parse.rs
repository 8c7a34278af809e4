//! Tokens to tree, by precedence climbing. Nesting is bounded, so no text can exhaust the stack.

mod compare;
mod primary;
mod types;

use super::ast::{Argument, Arithmetic, Expr, Kind, Name, Parameter, Quantifier, Test};
use super::lex::{Token, tokens};
use crate::source::Span;
use crate::value::Compare;

/// Where and why a text is not an expression.
#[derive(Debug, Clone, PartialEq)]
pub struct SyntaxError {
    /// Its diagnostic code.
    pub code: &'static str,
    /// What is wrong.
    pub message: String,
    /// What was probably meant.
    pub help: Option<String>,
    /// Where in the expression.
    pub span: Span,
}

/// How deep an expression may nest.
pub const DEEPEST: usize = 100;

/// How many words and signs an expression may have; it bounds the depth of `a + b + c + …` too.
pub const LONGEST: usize = 2000;

pub(super) const KEYWORDS: &[&str] = &[
    "null",
    "true",
    "false",
    "if",
    "then",
    "else",
    "for",
    "in",
    "return",
    "some",
    "every",
    "satisfies",
    "and",
    "or",
    "between",
    "function",
    "instance",
];

/// Reads one expression.
///
/// # Errors
/// The first place at which the text is no expression.
pub fn parse(text: &str) -> Result<Expr, SyntaxError> {
    let tokens = tokens(text)?;
    if let Some((_, span)) = tokens.get(LONGEST) {
        let message = format!("the expression has more than {LONGEST} words and signs");
        let help = Some("give a part of it a name under definitions".to_owned());
        return Err(SyntaxError { code: "E309", message, help, span: *span });
    }
    let mut parser = Parser { tokens, at: 0, depth: 0, filters: true };
    let expr = parser.expression()?;
    match parser.peek() {
        Token::End => Ok(expr),
        _ => Err(parser.trailing()),
    }
}

struct Parser {
    tokens: Vec<(Token, Span)>,
    at: usize,
    depth: usize,
    /// Whether an opening bracket behind a value begins a filter.
    filters: bool,
}

type Parsed<T> = Result<T, SyntaxError>;

impl Parser {
    fn peek(&self) -> &Token {
        self.tokens.get(self.at).map_or(&Token::End, |(token, _)| token)
    }

    fn span(&self) -> Span {
        self.tokens.get(self.at).or(self.tokens.last()).map_or(Span::default(), |(_, span)| *span)
    }

    fn last_end(&self) -> Span {
        self.tokens.get(self.at.saturating_sub(1)).map_or(Span::default(), |(_, span)| *span)
    }

    fn next(&mut self) -> (Token, Span) {
        let token = self.tokens.get(self.at).cloned().unwrap_or((Token::End, self.span()));
        self.at = self.at.saturating_add(1);
        token
    }

    fn is(&self, sign: &str) -> bool {
        matches!(self.peek(), Token::Sign(s) if *s == sign)
    }

    fn is_word(&self, word: &str) -> bool {
        matches!(self.peek(), Token::Word(w) if w == word)
    }

    fn take(&mut self, sign: &str) -> bool {
        let found = self.is(sign);
        if found {
            self.at = self.at.saturating_add(1);
        }
        found
    }

    fn take_word(&mut self, word: &str) -> bool {
        let found = self.is_word(word);
        if found {
            self.at = self.at.saturating_add(1);
        }
        found
    }

    fn found(&self) -> String {
        match self.peek() {
            Token::Number(text) | Token::Word(text) => {
                format!("found `{}`", crate::source::shown_short(text))
            }
            Token::Text(text) => format!("found \"{}\"", crate::source::shown_short(text)),
            Token::At(text) => format!("found @\"{}\"", crate::source::shown_short(text)),
            Token::Sign(sign) => format!("found `{sign}`"),
            Token::End => "the expression ends".to_owned(),
        }
    }

    fn wrong(&self, expected: &str) -> SyntaxError {
        SyntaxError {
            code: "E301",
            message: format!("{expected} was expected, {}", self.found()),
            help: None,
            span: self.span(),
        }
    }

    fn trailing(&self) -> SyntaxError {
        let after_not = self.at.checked_sub(1).and_then(|at| self.tokens.get(at));
        if matches!(after_not, Some((Token::Word(word), _)) if word == "not") {
            let mut error = self.wrong("an operator or the end");
            error.help = Some("write not(…) around what is denied".to_owned());
            return error;
        }
        let mut error = self.wrong("an operator or the end");
        if matches!(after_not, Some((Token::Word(word), _)) if word == "?") {
            error.help = Some("a condition on `?` stands between brackets: in (? > 5)".to_owned());
            return error;
        }
        error.help = match self.peek() {
            Token::Sign(")" | "]" | "}") => Some("there is no opening bracket for it".to_owned()),
            Token::Sign(",") => Some("a figure is written without separators: 1204".to_owned()),
            Token::Sign("=") => Some("equality is one =".to_owned()),
            Token::Word(word) if word == "is" => Some("compare with = or !=".to_owned()),
            Token::Word(word) if word == "not" => Some("write not(…) around what is denied".to_owned()),
            Token::Word(_) => Some("names are one word, with _ between the parts".to_owned()),
            _ => None,
        };
        error
    }

    fn expect(&mut self, sign: &'static str) -> Parsed<()> {
        if self.take(sign) { Ok(()) } else { Err(self.wrong(&format!("`{sign}`"))) }
    }

    fn expect_word(&mut self, word: &str) -> Parsed<()> {
        if self.take_word(word) { Ok(()) } else { Err(self.wrong(&format!("`{word}`"))) }
    }

    fn deeper<T>(&mut self, inner: impl FnOnce(&mut Parser) -> Parsed<T>) -> Parsed<T> {
        if self.depth >= DEEPEST {
            let message = format!("the expression is nested deeper than {DEEPEST} levels");
            let help = Some("give a part of it a name under definitions".to_owned());
            return Err(SyntaxError { code: "E309", message, help, span: self.span() });
        }
        self.depth = self.depth.saturating_add(1);
        let result = inner(self);
        self.depth = self.depth.saturating_sub(1);
        result
    }

    fn expression(&mut self) -> Parsed<Expr> {
        self.deeper(|parser| match parser.peek() {
            Token::Word(word) => match word.as_str() {
                "if" => parser.if_then_else(),
                "for" => parser.for_return(),
                "some" | "every" => parser.quantified(),
                "function" => parser.function(),
                _ => parser.or(),
            },
            _ => parser.or(),
        })
    }

    fn if_then_else(&mut self) -> Parsed<Expr> {
        let (_, start) = self.next();
        let condition = self.expression()?;
        self.expect_word("then")?;
        let yes = self.expression()?;
        self.expect_word("else")?;
        let no = self.expression()?;
        let span = start.to(no.span);
        Ok(node(Kind::If(Box::new(condition), Box::new(yes), Box::new(no)), span))
    }

    fn bindings(&mut self) -> Parsed<Vec<(Name, Expr)>> {
        let mut bindings = Vec::new();
        loop {
            let name = self.name("a name")?;
            self.expect_word("in")?;
            let mut source = self.expression()?;
            if self.take("..") {
                let high = self.expression()?;
                let span = source.span.to(high.span);
                source = node(Kind::Range(Box::new(source), true, Box::new(high), true), span);
            }
            bindings.push((name, source));
            if !self.take(",") {
                return Ok(bindings);
            }
        }
    }

    fn for_return(&mut self) -> Parsed<Expr> {
        let (_, start) = self.next();
        let bindings = self.bindings()?;
        self.expect_word("return")?;
        let body = self.expression()?;
        let span = start.to(body.span);
        Ok(node(Kind::For(bindings, Box::new(body)), span))
    }

    fn quantified(&mut self) -> Parsed<Expr> {
        let (word, start) = self.next();
        let every = matches!(word, Token::Word(word) if word == "every");
        let quantifier = if every { Quantifier::Every } else { Quantifier::Some };
        let bindings = self.bindings()?;
        self.expect_word("satisfies")?;
        let body = self.expression()?;
        let span = start.to(body.span);
        Ok(node(Kind::Quantified(quantifier, bindings, Box::new(body)), span))
    }

    fn name(&mut self, what: &str) -> Parsed<Name> {
        match self.peek() {
            Token::Word(word) if !KEYWORDS.contains(&word.as_str()) => {
                let text = word.clone();
                let (_, span) = self.next();
                Ok(Name { text, span })
            }
            _ => Err(self.wrong(what)),
        }
    }

    fn or(&mut self) -> Parsed<Expr> {
        let mut left = self.and()?;
        while self.take_word("or") {
            let right = self.and()?;
            let span = left.span.to(right.span);
            left = node(Kind::Or(Box::new(left), Box::new(right)), span);
        }
        Ok(left)
    }

    fn and(&mut self) -> Parsed<Expr> {
        let mut left = self.comparison()?;
        while self.take_word("and") {
            let right = self.comparison()?;
            let span = left.span.to(right.span);
            left = node(Kind::And(Box::new(left), Box::new(right)), span);
        }
        Ok(left)
    }

    fn additive(&mut self) -> Parsed<Expr> {
        let mut left = self.multiplicative()?;
        loop {
            let op = match self.peek() {
                Token::Sign("+") => Arithmetic::Add,
                Token::Sign("-") => Arithmetic::Subtract,
                _ => return Ok(left),
            };
            self.at = self.at.saturating_add(1);
            let right = self.multiplicative()?;
            left = arithmetic(op, left, right);
        }
    }

    fn multiplicative(&mut self) -> Parsed<Expr> {
        let mut left = self.exponent()?;
        loop {
            let op = match self.peek() {
                Token::Sign("*") => Arithmetic::Multiply,
                Token::Sign("/") => Arithmetic::Divide,
                _ => return Ok(left),
            };
            self.at = self.at.saturating_add(1);
            let right = self.exponent()?;
            left = arithmetic(op, left, right);
        }
    }

    fn exponent(&mut self) -> Parsed<Expr> {
        let mut left = self.unary()?;
        while self.take("**") {
            let right = self.unary()?;
            left = arithmetic(Arithmetic::Power, left, right);
        }
        Ok(left)
    }

    fn unary(&mut self) -> Parsed<Expr> {
        if !self.is("-") {
            let value = self.postfix()?;
            return self.instance_of(value);
        }
        let (_, start) = self.next();
        // The sign of a literal number is part of it (DMN 1.5, grammar rule 35).
        let number = matches!(self.peek(), Token::Number(_));
        let inner = if number { self.postfix()? } else { self.deeper(Parser::unary)? };
        let literal = matches!(inner.kind, Kind::Number(_));
        let inner = if number && !literal { self.instance_of(inner)? } else { inner };
        let span = start.to(inner.span);
        let negated = node(Kind::Negate(Box::new(inner)), span);
        if literal { self.instance_of(negated) } else { Ok(negated) }
    }

    /// `value instance of type`, any number of times.
    fn instance_of(&mut self, mut value: Expr) -> Parsed<Expr> {
        while self.take_word("instance") {
            self.expect_word("of")?;
            let ty = self.type_name()?;
            let span = value.span.to(self.last_end());
            value = node(Kind::InstanceOf(Box::new(value), ty), span);
        }
        Ok(value)
    }
}

fn node(kind: Kind, span: Span) -> Expr {
    Expr { kind, span, note: () }
}

fn arithmetic(op: Arithmetic, left: Expr, right: Expr) -> Expr {
    let span = left.span.to(right.span);
    node(Kind::Arithmetic(op, Box::new(left), Box::new(right)), span)
}
