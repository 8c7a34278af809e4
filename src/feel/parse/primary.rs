//! Values, names, calls, lists, ranges and contexts: what binds tightest.

use super::*;

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
            } else {
                return Ok(base);
            }
        }
    }

    /// A member's name; behind a dot, keywords are names too.
    pub(super) fn member(&mut self) -> Parsed<Name> {
        match self.peek() {
            Token::Word(word) => {
                let text = word.clone();
                let (_, span) = self.next();
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
            "if" | "for" | "some" | "every" => return self.expression(),
            "function" => {
                let message = "function definitions are not evaluated yet".to_owned();
                return Err(SyntaxError {
                    code: "E308",
                    message,
                    help: Some("give the expression a name under definitions".to_owned()),
                    span,
                });
            }
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
        let span = name.span.to(self.last_end());
        Ok(node(Kind::Call(name, arguments), span))
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
                let key = match self.peek().clone() {
                    Token::Text(text) => Name { text, span: self.next().1 },
                    Token::Word(_) => self.member()?,
                    _ => return Err(self.wrong("a name")),
                };
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
}
