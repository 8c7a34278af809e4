//! Loops, membership, filters and contexts: what binds names or looks into lists.

use super::*;

impl Checker<'_> {
    /// An entry sees those before it.
    pub(super) fn context(&mut self, entries: &[(Name, Expr)], span: Span) -> Typed {
        let before = self.locals.len();
        let mut typed: Vec<(Name, Typed)> = Vec::new();
        for (name, value) in entries {
            if typed.iter().any(|(other, _)| other.text == name.text) {
                let words = format!("the key `{}` stands twice", crate::source::shown_short(&name.text));
                self.wrong("E301", name.span, words, None);
            }
            let value = self.expr(value);
            self.locals.push(Local { name: Some(name.text.clone()), ty: value.note.ty.clone() });
            typed.push((name.clone(), value));
        }
        self.locals.truncate(before);
        let members =
            typed.iter().map(|(name, value)| (Arc::from(name.text.as_str()), value.note.ty.clone())).collect();
        itself(Kind::Context(typed), span, Type::Context(Arc::new(members)))
    }

    /// `for … return …`; the body sees what it gave before as `partial`.
    pub(super) fn for_each(&mut self, bindings: &[(Name, Expr)], body: &Expr, span: Span) -> Typed {
        let before = self.locals.len();
        let bindings_written = bindings;
        let bindings = self.bind(bindings);
        if crate::feel::sees_partial(bindings_written, body) {
            self.locals.push(Local { name: Some("partial".to_owned()), ty: Type::Any.list_of() });
        }
        let body = self.expr(body);
        self.locals.truncate(before);
        let ty = body.note.ty.clone().list_of();
        itself(Kind::For(bindings, Box::new(body)), span, ty)
    }

    pub(super) fn bind(&mut self, bindings: &[(Name, Expr)]) -> Vec<(Name, Typed)> {
        bindings
            .iter()
            .map(|(name, list)| {
                let list = self.expr(list);
                let ty = match &list.note.ty {
                    Type::List(item) => (**item).clone(),
                    Type::Range(item) => {
                        if !matches!(**item, Type::Number(_) | Type::Date | Type::Any | Type::Null) {
                            let words =
                                format!("`{}` runs over whole numbers or days, not over {}", name.text, list.note.ty);
                            self.wrong("E305", list.span, words, None);
                        }
                        (**item).clone()
                    }
                    Type::Any | Type::Null => Type::Any,
                    other => {
                        let words = format!("`{}` runs over a list, not {other}", name.text);
                        self.wrong("E305", list.span, words, None);
                        Type::Any
                    }
                };
                self.locals.push(Local { name: Some(name.text.clone()), ty });
                (name.clone(), list)
            })
            .collect()
    }

    pub(super) fn membership(&mut self, value: &Expr, tests: &[Test<()>], span: Span) -> Typed {
        let value = self.expr(value);
        let tests = tests
            .iter()
            .map(|test| match test {
                Test::Compare(op, other) => {
                    let other = self.expr(other);
                    match op {
                        Compare::Equal | Compare::NotEqual => {
                            self.fits(&value, &other.note.ty, other.span, op.sign());
                            self.known_words(&value, &other);
                        }
                        _ => self.ordered(&value, &other, op.sign()),
                    }
                    Test::Compare(*op, other)
                }
                Test::Value(other) => {
                    let other = self.expr(other);
                    self.one_of(&value, &other);
                    self.known_words(&value, &other);
                    Test::Value(other)
                }
                Test::Condition(other) => {
                    self.locals.push(Local { name: Some("?".to_owned()), ty: value.note.ty.clone() });
                    let other = self.expr(other);
                    self.locals.pop();
                    if !matches!(other.note.ty, Type::Bool | Type::Any | Type::Null) {
                        self.one_of(&value, &other);
                    }
                    Test::Condition(other)
                }
            })
            .collect();
        Typed { kind: Kind::In(Box::new(value), tests), span, note: Note::of(Type::Bool) }
    }

    /// Reports a value that can be none of what stands on the right of `in`: no item of the list,
    /// nothing in the range, nor the list itself.
    pub(super) fn one_of(&mut self, value: &Typed, other: &Typed) {
        let within = |ty: &Type| match ty {
            Type::Range(end) if !matches!(value.note.ty, Type::Range(_)) => (**end).clone(),
            other => other.clone(),
        };
        let item = match &other.note.ty {
            Type::List(item) => within(item),
            single => within(single),
        };
        if other.note.ty.meet(&value.note.ty).is_none() {
            self.fits(value, &item, other.span, "in");
        }
    }

    pub(super) fn filter(&mut self, base: &Expr, filter: &Expr, span: Span) -> Typed {
        let base = self.expr(base);
        let item = match &base.note.ty {
            Type::List(item) => (**item).clone(),
            Type::Any | Type::Null => Type::Any,
            other => {
                let words = format!("only a list can be filtered, not {other}");
                self.wrong("E305", base.span, words, None);
                Type::Any
            }
        };
        self.locals.push(Local { name: None, ty: item.clone() });
        let filter = self.expr(filter);
        self.locals.pop();
        let (ty, meaning) = match &filter.note.ty {
            Type::Number(_) => (item, Meaning::Position),
            Type::Bool | Type::Any | Type::Null => (item.list_of(), Meaning::Itself),
            other => {
                let words = format!("a filter is a condition or a position, not {other}");
                self.wrong("E305", filter.span, words, None);
                (item.list_of(), Meaning::Itself)
            }
        };
        let note = Note { meaning, ..Note::of(ty) };
        Typed { kind: Kind::Filter(Box::new(base), Box::new(filter)), span, note }
    }
}
