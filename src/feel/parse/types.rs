//! Function definitions and the names of types.

use super::super::type_name::{PLAIN, TypeName};
use super::*;
use std::sync::Arc;

impl Parser {
    /// `function(a, b: number) a + b`
    pub(super) fn function(&mut self) -> Parsed<Expr> {
        let (_, start) = self.next();
        self.expect("(")?;
        let mut parameters = Vec::new();
        if !self.take(")") {
            loop {
                let name = self.name("a parameter's name")?;
                let ty = if self.take(":") { Some(self.type_name()?) } else { None };
                parameters.push(Parameter { name, ty });
                if self.take(")") {
                    break;
                }
                if !self.take(",") {
                    return Err(self.wrong("`,` or `)`"));
                }
            }
        }
        if self.is_word("external") {
            return Err(SyntaxError {
                code: "E308",
                message: "functions of other programs are not called".to_owned(),
                help: Some("write what it computes as an expression".to_owned()),
                span: self.span(),
            });
        }
        let body = self.expression()?;
        let span = start.to(body.span);
        Ok(node(Kind::Function(parameters, Arc::new(body)), span))
    }

    /// A type as `instance of` and parameters name it.
    pub(super) fn type_name(&mut self) -> Parsed<TypeName> {
        self.deeper(|parser| {
            let Token::Word(word) = parser.peek().clone() else {
                return Err(parser.wrong("the name of a type"));
            };
            let name = parser.plain_type(word);
            if !parser.is("<") {
                return Ok(TypeName::Plain(name));
            }
            match name.text.as_str() {
                "list" => parser.of_one().map(TypeName::List),
                "range" => parser.of_one().map(TypeName::Range),
                "context" => parser.context_type(),
                "function" => parser.function_type(),
                _ => Ok(TypeName::Plain(name)),
            }
        })
    }

    /// The longest name of a type that stands here, or one word that is none.
    fn plain_type(&mut self, word: String) -> Name {
        let start = self.span();
        let words_here = |name: &&&str| {
            name.split(' ').enumerate().all(|(at, word)| {
                let token = self.tokens.get(self.at.saturating_add(at)).map(|(token, _)| token);
                matches!(token, Some(Token::Word(here)) if here == word)
            })
        };
        let known = PLAIN.iter().filter(words_here).max_by_key(|name| name.len()).copied();
        let text = known.map_or(word, str::to_owned);
        self.at = self.at.saturating_add(text.split(' ').count());
        Name { text, span: start.to(self.last_end()) }
    }

    /// `<number>`
    fn of_one(&mut self) -> Parsed<Box<TypeName>> {
        self.expect("<")?;
        let inner = self.type_name()?;
        self.expect(">")?;
        Ok(Box::new(inner))
    }

    /// `<a: number, b: string>`
    fn context_type(&mut self) -> Parsed<TypeName> {
        self.expect("<")?;
        let mut members = Vec::new();
        while !self.take(">") {
            if !members.is_empty() && !self.take(",") {
                return Err(self.wrong("`,` or `>`"));
            }
            let name = self.name("a member's name")?;
            self.expect(":")?;
            members.push((name, self.type_name()?));
        }
        Ok(TypeName::Context(members))
    }

    /// `<number, number> -> number`
    fn function_type(&mut self) -> Parsed<TypeName> {
        self.expect("<")?;
        let mut parameters = Vec::new();
        while !self.take(">") {
            if !parameters.is_empty() && !self.take(",") {
                return Err(self.wrong("`,` or `>`"));
            }
            parameters.push(self.type_name()?);
        }
        self.expect("->")?;
        Ok(TypeName::Function(parameters, Box::new(self.type_name()?)))
    }
}
