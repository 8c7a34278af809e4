//! Comparisons, and the tests on the right of `in`.

use super::*;

impl Parser {
    pub(super) fn comparison(&mut self) -> Parsed<Expr> {
        let left = self.additive()?;
        if self.take_word("between") {
            let low = self.additive()?;
            self.expect_word("and")?;
            let high = self.additive()?;
            let span = left.span.to(high.span);
            return Ok(node(Kind::Between(Box::new(left), Box::new(low), Box::new(high)), span));
        }
        if self.take_word("in") {
            let tests = self.tests()?;
            let span = left.span.to(self.last_end());
            return Ok(node(Kind::In(Box::new(left), tests), span));
        }
        let Some(compare) = self.compare() else {
            return Ok(left);
        };
        let right = self.additive()?;
        let span = left.span.to(right.span);
        if let Some(again) = self.compare() {
            let span = self.last_end();
            let help = Some("join two comparisons with `and`, or write `a between b and c`".to_owned());
            return Err(SyntaxError {
                code: "E301",
                message: format!("a second `{}` follows a comparison", again.sign()),
                help,
                span,
            });
        }
        Ok(node(Kind::Compare(compare, Box::new(left), Box::new(right)), span))
    }

    pub(super) fn compare(&mut self) -> Option<Compare> {
        let Token::Sign(sign) = self.peek() else {
            return None;
        };
        let compare = match *sign {
            "=" => Compare::Equal,
            "!=" => Compare::NotEqual,
            "<" => Compare::Less,
            "<=" => Compare::LessOrEqual,
            ">" => Compare::Greater,
            ">=" => Compare::GreaterOrEqual,
            _ => return None,
        };
        self.at = self.at.saturating_add(1);
        Some(compare)
    }

    /// What stands on the right of `in`: one test, or several in brackets.
    pub(super) fn tests(&mut self) -> Parsed<Vec<Test<()>>> {
        if !self.is("(") {
            return Ok(vec![self.test()?]);
        }
        let before = self.at;
        self.at = self.at.saturating_add(1);
        let first = self.test_in_brackets()?;
        if self.is("..") {
            self.at = before;
            return Ok(vec![Test::Value(self.additive()?)]);
        }
        let mut tests = vec![first];
        while self.take(",") {
            tests.push(self.test_in_brackets()?);
        }
        self.expect(")")?;
        let goes_on = ["+", "-", "*", "/", "**", ".", "["].iter().any(|sign| self.is(sign));
        if goes_on && matches!(tests.as_slice(), [Test::Value(_)]) {
            // The brackets were those of an expression.
            self.at = before;
            return Ok(vec![Test::Value(self.additive()?)]);
        }
        Ok(tests)
    }

    pub(super) fn test(&mut self) -> Parsed<Test<()>> {
        match self.compare() {
            Some(compare) => Ok(Test::Compare(compare, self.additive()?)),
            None => Ok(test(self.deeper(Parser::additive)?)),
        }
    }

    /// Between brackets a test may be any condition on `?`.
    pub(super) fn test_in_brackets(&mut self) -> Parsed<Test<()>> {
        match self.compare() {
            Some(compare) => Ok(Test::Compare(compare, self.deeper(Parser::additive)?)),
            None => Ok(test(self.expression()?)),
        }
    }
}

/// A test without a sign: a condition when it names the value that it is about.
fn test(value: Expr) -> Test<()> {
    if value.mentions("?") { Test::Condition(value) } else { Test::Value(value) }
}
