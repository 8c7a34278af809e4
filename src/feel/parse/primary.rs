//! Values, names, calls, lists, ranges and contexts: what binds tightest.

use super::*;

/// Properties of times and ranges (DMN 1.5, tables 65 and 66).
const MEMBERS_OF_TWO_WORDS: &[&str] = &["time offset", "start included", "end included"];

impl Parser {
    pub(super) fn postfix(&mut self) -> Parsed<Expr> {
        let mut base = self.primary()?;
        loop {
            if self.take(".") {
                let name = self.member()?;
                let span = base.span.to(name.span);
                base = node(Kind::Path(Box::new(base), name), span);
            } else if self.filters && self.is("[") {
                self.at = self.at.saturating_add(1);
                let filter = self.expression()?;
                self.expect("]")?;
                let span = base.span.to(self.last_end());
                base = node(Kind::Filter(Box::new(base), Box::new(filter)), span);
            } else if self.is("(") {
                let arguments = self.arguments()?;
                let span = base.span.to(self.last_end());
                base = node(Kind::Invoke(Box::new(base), arguments), span);
            } else {
                return Ok(base);
            }
        }
    }

    /// A member's name; behind a dot, keywords are names too, and a few names have two words.
    pub(super) fn member(&mut self) -> Parsed<Name> {
        match self.peek() {
            Token::Word(word) => {
                let mut text = word.clone();
                let (_, mut span) = self.next();
                let second = MEMBERS_OF_TWO_WORDS.iter().find_map(|name| name.strip_prefix(&text)?.strip_prefix(' '));
                if let Some(second) = second.filter(|second| self.is_word(second)) {
                    text = format!("{text} {second}");
                    span = span.to(self.next().1);
                }
                Ok(Name { text, span })
            }
            _ => Err(self.wrong("a name after the dot")),
        }
    }

    pub(super) fn primary(&mut self) -> Parsed<Expr> {
        let span = self.span();
        let kind = match self.peek().clone() {
            Token::Number(text) => Kind::Number(text),
            Token::Text(text) => Kind::Text(text),
            Token::At(text) => Kind::At(text),
            Token::Word(word) => return self.word(word, span),
            Token::Sign("(") => return self.bracket(),
            Token::Sign("[") => return self.list_or_range(true),
            Token::Sign("]") => return self.list_or_range(false),
            Token::Sign("{") => return self.context(),
            _ => return Err(self.no_value()),
        };
        self.at = self.at.saturating_add(1);
        Ok(node(kind, span))
    }

    /// A value was expected; two signs from other languages fall apart just here.
    pub(super) fn no_value(&self) -> SyntaxError {
        let mut error = self.wrong("a value");
        let before = self.at.checked_sub(1).and_then(|at| self.tokens.get(at)).map(|(token, _)| token);
        error.help = match (before, self.peek()) {
            (Some(Token::Sign("=")), Token::Sign("=")) => Some("equality is one =".to_owned()),
            (Some(Token::Sign("<")), Token::Sign(">")) => Some("write != for not equal".to_owned()),
            _ => None,
        };
        error
    }

    pub(super) fn word(&mut self, word: String, span: Span) -> Parsed<Expr> {
        let kind = match word.as_str() {
            "null" => Kind::Null,
            "true" => Kind::Bool(true),
            "false" => Kind::Bool(false),
            "if" | "for" | "some" | "every" | "function" => return self.expression(),
            other if KEYWORDS.contains(&other) => return Err(self.wrong("a value")),
            _ => {
                self.at = self.at.saturating_add(1);
                if self.is("(") {
                    return self.call(Name { text: word, span });
                }
                return Ok(node(Kind::Name(word), span));
            }
        };
        self.at = self.at.saturating_add(1);
        Ok(node(kind, span))
    }

    pub(super) fn call(&mut self, name: Name) -> Parsed<Expr> {
        let arguments = self.arguments()?;
        let span = name.span.to(self.last_end());
        Ok(node(Kind::Call(name, arguments), span))
    }

    fn arguments(&mut self) -> Parsed<Vec<Argument<()>>> {
        self.expect("(")?;
        let mut arguments = Vec::new();
        if !self.take(")") {
            loop {
                arguments.push(self.argument()?);
                if self.take(")") {
                    break;
                }
                if !self.take(",") {
                    return Err(self.wrong("`,` or `)`"));
                }
            }
        }
        Ok(arguments)
    }

    /// `value`, or `name: value`; a parameter's name may have several words.
    pub(super) fn argument(&mut self) -> Parsed<Argument<()>> {
        let before = self.at;
        let mut words: Vec<String> = Vec::new();
        let start = self.span();
        while let Token::Word(word) = self.peek() {
            words.push(word.clone());
            self.at = self.at.saturating_add(1);
        }
        if !words.is_empty() && self.is(":") {
            let span = start.to(self.last_end());
            self.at = self.at.saturating_add(1);
            let value = self.expression()?;
            return Ok(Argument { name: Some(Name { text: words.join(" "), span }), value });
        }
        self.at = before;
        Ok(Argument { name: None, value: self.expression()? })
    }

    pub(super) fn bracket(&mut self) -> Parsed<Expr> {
        let (_, start) = self.next();
        if let Some(compare) = self.compare() {
            let end = self.deeper(Parser::additive)?;
            self.expect(")")?;
            return Ok(node(Kind::Compared(compare, Box::new(end)), start.to(self.last_end())));
        }
        let inner = self.expression()?;
        if self.take("..") {
            return self.range_from(inner, false, start);
        }
        self.expect(")")?;
        Ok(Expr { span: start.to(self.last_end()), ..inner })
    }

    pub(super) fn list_or_range(&mut self, low_included: bool) -> Parsed<Expr> {
        let (_, start) = self.next();
        let mut items = Vec::new();
        if low_included && self.take("]") {
            return Ok(node(Kind::List(items), start.to(self.last_end())));
        }
        loop {
            let item = self.expression()?;
            if items.is_empty() && self.take("..") {
                return self.range_from(item, low_included, start);
            }
            items.push(item);
            if !low_included {
                return Err(self.wrong("`..`"));
            }
            if self.take("]") {
                return Ok(node(Kind::List(items), start.to(self.last_end())));
            }
            if !self.take(",") {
                return Err(self.wrong("`,` or `]`"));
            }
        }
    }

    pub(super) fn range_from(&mut self, low: Expr, low_included: bool, start: Span) -> Parsed<Expr> {
        let before = self.at;
        let mut high = self.expression();
        let closed = matches!(self.peek(), Token::Sign("]" | ")"));
        if high.is_err() || !closed {
            // `[1..12[`: the bracket closes the range and opens no filter.
            self.at = before;
            self.filters = false;
            let plain = self.additive();
            self.filters = true;
            if plain.is_ok() && self.is("[") {
                high = plain;
            } else {
                self.at = before;
                high = self.expression();
            }
        }
        let high = high?;
        let included = match self.peek() {
            Token::Sign("]") => true,
            Token::Sign(")" | "[") => false,
            _ => return Err(self.wrong("`]` or `)`")),
        };
        self.at = self.at.saturating_add(1);
        let span = start.to(self.last_end());
        Ok(node(Kind::Range(Box::new(low), low_included, Box::new(high), included), span))
    }

    pub(super) fn context(&mut self) -> Parsed<Expr> {
        let (_, start) = self.next();
        let mut entries = Vec::new();
        if !self.take("}") {
            loop {
                let key = self.key()?;
                self.expect(":")?;
                entries.push((key, self.expression()?));
                if self.take("}") {
                    break;
                }
                if !self.take(",") {
                    return Err(self.wrong("`,` or `}`"));
                }
            }
        }
        Ok(node(Kind::Context(entries), start.to(self.last_end())))
    }

    /// The key of a context's entry: a text, or a name, which may have several words here.
    fn key(&mut self) -> Parsed<Name> {
        if let Token::Text(text) = self.peek().clone() {
            return Ok(Name { text, span: self.next().1 });
        }
        let mut words = Vec::new();
        let start = self.span();
        while let Token::Word(word) = self.peek() {
            words.push(word.clone());
            self.at = self.at.saturating_add(1);
        }
        if words.is_empty() {
            return Err(self.wrong("a name"));
        }
        Ok(Name { text: words.join(" "), span: start.to(self.last_end()) })
    }
}
