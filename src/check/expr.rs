//! Checking an expression node by node.

use super::{GapPart, Meaning, Note, Place, Typed};
use crate::diag::{Diagnostic, did_you_mean};
use crate::feel::{Expr, Kind, Name, Test, builtins};
use crate::form::{Table, TableKind};
use crate::read::TextMap;
use crate::source::Span;
use crate::value::{Date, Number, Type, Unit};
use std::sync::Arc;

/// A name bound inside the expression. The item of a filter has no name of its own but `item`,
/// and its members can be named bare.
struct Local {
    name: Option<String>,
    ty: Type,
}

pub(super) struct Checker<'c> {
    place: Place<'c>,
    map: &'c TextMap,
    locals: Vec<Local>,
    /// The definitions being followed, so that a circle is found.
    following: Vec<String>,
    pub(super) diagnostics: &'c mut Vec<Diagnostic>,
}

/// Checks an expression that stands alone, with names of known types: `eval` with a context.
pub fn check_bare(
    expr: &Expr,
    place: Place<'_>,
    names: &[(String, Type)],
    map: &TextMap,
    diagnostics: &mut Vec<Diagnostic>,
) -> Typed {
    let mut checker = Checker::new(place, map, diagnostics);
    checker.locals = names
        .iter()
        .map(|(name, ty)| Local {
            name: Some(name.clone()),
            ty: ty.clone(),
        })
        .collect();
    checker.expr(expr)
}

impl<'c> Checker<'c> {
    pub(super) fn new(place: Place<'c>, map: &'c TextMap, diagnostics: &'c mut Vec<Diagnostic>) -> Checker<'c> {
        Checker {
            place,
            map,
            locals: Vec::new(),
            following: Vec::new(),
            diagnostics,
        }
    }

    pub(super) fn wrong(&mut self, code: &'static str, span: Span, message: String, help: Option<String>) {
        let place = self.map.place(span);
        // A definition used by many rules has its mistake said once.
        if !self
            .diagnostics
            .iter()
            .any(|d| d.place == Some(place) && d.code == code && d.message == message)
        {
            self.diagnostics
                .push(Diagnostic::at(code, place, message).maybe_help(help));
        }
    }

    pub(super) fn expr(&mut self, expr: &Expr) -> Typed {
        let span = expr.span;
        let plain = |kind, ty| Typed {
            kind,
            span,
            note: Note {
                ty,
                meaning: Meaning::Itself,
            },
        };
        match &expr.kind {
            Kind::Null => plain(Kind::Null, Type::Null),
            Kind::Bool(truth) => plain(Kind::Bool(*truth), Type::Bool),
            Kind::Text(text) => plain(Kind::Text(text.clone()), Type::Text),
            Kind::Number(text) => {
                if Number::parse(text).is_none() {
                    let help = Some("write it out in at most 28 digits".to_owned());
                    self.wrong("E301", span, format!("`{text}` is no exact number of 28 digits"), help);
                }
                plain(Kind::Number(text.clone()), Type::Number(Unit::Any))
            }
            Kind::At(text) => {
                if Date::parse(text).is_none() {
                    self.wrong(
                        "E308",
                        span,
                        format!(
                            "@\"{}\" is no date such as @\"2016-10-31\"",
                            crate::source::shown_line(text)
                        ),
                        None,
                    );
                }
                plain(Kind::At(text.clone()), Type::Date)
            }
            Kind::Name(name) => self.name(name, span),
            Kind::Path(base, name) => self.path(base, name, span),
            Kind::Negate(inner) => {
                let inner = self.expr(inner);
                let ty = self.number(&inner, "-");
                plain(Kind::Negate(Box::new(inner)), ty)
            }
            Kind::Arithmetic(op, left, right) => self.arithmetic(*op, left, right, span),
            Kind::Compare(op, left, right) => self.compare(*op, left, right, span),
            Kind::And(left, right) => {
                let (left, right) = (self.truth(left, "and"), self.truth(right, "and"));
                plain(Kind::And(Box::new(left), Box::new(right)), Type::Bool)
            }
            Kind::Or(left, right) => {
                let (left, right) = (self.truth(left, "or"), self.truth(right, "or"));
                plain(Kind::Or(Box::new(left), Box::new(right)), Type::Bool)
            }
            Kind::Between(value, low, high) => {
                let (value, low, high) = (self.expr(value), self.expr(low), self.expr(high));
                self.ordered(&value, &low, "between");
                self.ordered(&value, &high, "between");
                plain(
                    Kind::Between(Box::new(value), Box::new(low), Box::new(high)),
                    Type::Bool,
                )
            }
            Kind::In(value, tests) => self.membership(value, tests, span),
            Kind::If(condition, yes, no) => {
                let condition = self.truth(condition, "if");
                let (yes, no) = (self.expr(yes), self.expr(no));
                let ty = self.meet(&yes, &no, "the two branches of `if`");
                plain(Kind::If(Box::new(condition), Box::new(yes), Box::new(no)), ty)
            }
            Kind::For(bindings, body) => {
                let before = self.locals.len();
                let bindings = self.bind(bindings);
                let body = self.expr(body);
                self.locals.truncate(before);
                let ty = body.note.ty.clone().list_of();
                plain(Kind::For(bindings, Box::new(body)), ty)
            }
            Kind::Quantified(quantifier, bindings, body) => {
                let before = self.locals.len();
                let bindings = self.bind(bindings);
                let body = self.truth(body, "satisfies");
                self.locals.truncate(before);
                plain(Kind::Quantified(*quantifier, bindings, Box::new(body)), Type::Bool)
            }
            Kind::List(items) => {
                let items: Vec<Typed> = items.iter().map(|item| self.expr(item)).collect();
                let ty = items.iter().fold(Type::Any, |so_far, item| {
                    so_far.meet(&item.note.ty).unwrap_or(Type::Any)
                });
                plain(Kind::List(items), ty.list_of())
            }
            Kind::Context(entries) => {
                let entries: Vec<(Name, Typed)> = entries
                    .iter()
                    .map(|(name, value)| (name.clone(), self.expr(value)))
                    .collect();
                let members = entries
                    .iter()
                    .map(|(name, value)| (Arc::from(name.text.as_str()), value.note.ty.clone()))
                    .collect();
                plain(Kind::Context(entries), Type::Context(Arc::new(members)))
            }
            Kind::Range(low, low_in, high, high_in) => {
                let (low, high) = (self.expr(low), self.expr(high));
                self.ordered(&low, &high, "..");
                let ty = Type::Range(Box::new(low.note.ty.meet(&high.note.ty).unwrap_or(Type::Any)));
                plain(Kind::Range(Box::new(low), *low_in, Box::new(high), *high_in), ty)
            }
            Kind::Filter(base, filter) => self.filter(base, filter, span),
            Kind::Call(name, arguments) => self.call(name, arguments, span),
        }
    }

    fn bind(&mut self, bindings: &[(Name, Expr)]) -> Vec<(Name, Typed)> {
        bindings
            .iter()
            .map(|(name, list)| {
                let list = self.expr(list);
                let ty = match &list.note.ty {
                    Type::List(item) | Type::Range(item) => (**item).clone(),
                    Type::Any => Type::Any,
                    other => {
                        let words = format!("`{}` runs over a list, not {other}", name.text);
                        self.wrong("E305", list.span, words, None);
                        Type::Any
                    }
                };
                self.locals.push(Local {
                    name: Some(name.text.clone()),
                    ty,
                });
                (name.clone(), list)
            })
            .collect()
    }

    fn membership(&mut self, value: &Expr, tests: &[Test<()>], span: Span) -> Typed {
        let value = self.expr(value);
        let tests = tests
            .iter()
            .map(|test| match test {
                Test::Compare(op, other) => {
                    let other = self.expr(other);
                    self.ordered(&value, &other, op.sign());
                    Test::Compare(*op, other)
                }
                Test::Value(other) => {
                    let other = self.expr(other);
                    let item = match &other.note.ty {
                        Type::List(item) | Type::Range(item) => (**item).clone(),
                        single => single.clone(),
                    };
                    self.fits(&value, &item, other.span, "in");
                    Test::Value(other)
                }
            })
            .collect();
        let note = Note {
            ty: Type::Bool,
            meaning: Meaning::Itself,
        };
        Typed {
            kind: Kind::In(Box::new(value), tests),
            span,
            note,
        }
    }

    fn filter(&mut self, base: &Expr, filter: &Expr, span: Span) -> Typed {
        let base = self.expr(base);
        let item = match &base.note.ty {
            Type::List(item) => (**item).clone(),
            Type::Any => Type::Any,
            other => {
                let words = format!("only a list can be filtered, not {other}");
                self.wrong("E305", base.span, words, None);
                Type::Any
            }
        };
        self.locals.push(Local {
            name: None,
            ty: item.clone(),
        });
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
        Typed {
            kind: Kind::Filter(Box::new(base), Box::new(filter)),
            span,
            note: Note { ty, meaning },
        }
    }

    // ---- names ----

    fn name(&mut self, name: &str, span: Span) -> Typed {
        let (ty, meaning) = self.resolve(name, span).unwrap_or((Type::Any, Meaning::Itself));
        let kind = match self.place.column {
            // The label of the column in turn is a text like any other.
            Some((_, label)) if name == "column_label" && ty == Type::Text => Kind::Text(label.to_owned()),
            _ => Kind::Name(name.to_owned()),
        };
        Typed {
            kind,
            span,
            note: Note { ty, meaning },
        }
    }

    fn resolve(&mut self, name: &str, span: Span) -> Option<(Type, Meaning)> {
        if let Some(found) = self.local(name) {
            return Some(found);
        }
        if let Some(found) = self.current(name) {
            return Some(found);
        }
        if let Some(table) = self.place.layout.table_named(name) {
            return Some(self.table(table));
        }
        if name == "column_label" && self.place.column.is_some() {
            return Some((Type::Text, Meaning::Itself));
        }
        let Some(names) = self.place.names else {
            self.unknown(name, span);
            return None;
        };
        if let Some((set, constant)) = names.constant(name) {
            return Some((constant.ty.clone(), Meaning::Constant(set, name.to_owned())));
        }
        let Some(definition) = names.definition(name) else {
            self.unknown(name, span);
            return None;
        };
        if self.following.iter().any(|other| other == name) {
            let words = format!(
                "definition `{name}` leads back to itself: {} → {name}",
                self.following.join(" → ")
            );
            self.wrong("E307", span, words, None);
            return None;
        }
        self.following.push(name.to_owned());
        let mut inner = Checker {
            place: Place {
                gap: None,
                ..self.place
            },
            map: &definition.value.map,
            locals: Vec::new(),
            following: std::mem::take(&mut self.following),
            diagnostics: self.diagnostics,
        };
        let typed = inner.expr(&definition.value.expr);
        self.following = inner.following;
        self.following.pop();
        Some((
            typed.note.ty.clone(),
            Meaning::Definition(name.to_owned(), Arc::new(typed)),
        ))
    }

    fn local(&self, name: &str) -> Option<(Type, Meaning)> {
        for (depth, local) in self.locals.iter().enumerate().rev() {
            match &local.name {
                Some(own) if own == name => return Some((local.ty.clone(), Meaning::Local(depth))),
                Some(_) => {}
                None if name == "item" => return Some((local.ty.clone(), Meaning::Local(depth))),
                None => {
                    if let Some((ty, meaning)) = self.member(&local.ty, name) {
                        return Some((ty, Meaning::OfItem(depth, Box::new(meaning))));
                    }
                }
            }
        }
        None
    }

    fn current(&self, name: &str) -> Option<(Type, Meaning)> {
        let table = self.place.layout.table(self.place.row?)?;
        let name = self
            .place
            .column
            .filter(|_| name == "column")
            .map_or(name, |(column, _)| column);
        let column = table.column(name)?;
        Some((table.columns.get(column)?.value_type(), Meaning::Current(column)))
    }

    fn table(&self, index: usize) -> (Type, Meaning) {
        match self.place.layout.table(index).map(|table| table.kind) {
            Some(TableKind::Rows) => (Type::Row(index).list_of(), Meaning::Rows(index)),
            Some(TableKind::Record) if index > self.place.layout.period => (Type::Row(index), Meaning::Row(index, 0)),
            _ => (Type::Table(index), Meaning::Table(index)),
        }
    }

    fn unknown(&mut self, name: &str, span: Span) {
        let known = self.visible();
        let mut help = did_you_mean(name, known.iter().map(String::as_str));
        if help.is_none() && builtins::find(name).is_some() {
            help = Some(format!("`{name}` is a function: write {name}(…)"));
        }
        if help.is_none() {
            let holders = self
                .place
                .layout
                .tables
                .iter()
                .filter(|table| table.column(name).is_some());
            help = holders
                .map(|table| table.name.as_ref())
                .next()
                .map(|table| format!("`{name}` is a column of `{table}`; write its table and line before it"));
        }
        self.wrong("E302", span, format!("unknown name `{name}`"), help);
    }

    /// All names that can be seen here, for "did you mean".
    fn visible(&self) -> Vec<String> {
        let mut names: Vec<String> = self
            .place
            .layout
            .tables
            .iter()
            .map(|table| table.name.to_string())
            .collect();
        if let Some(table) = self.place.row.and_then(|row| self.place.layout.table(row)) {
            names.extend(table.columns.iter().map(|column| column.name.to_string()));
        }
        for local in &self.locals {
            match (&local.name, &local.ty) {
                (Some(name), _) => names.push(name.clone()),
                (None, Type::Row(table)) => {
                    let table = self.place.layout.table(*table);
                    names.extend(table.into_iter().flat_map(|t| &t.columns).map(|c| c.name.to_string()));
                }
                _ => {}
            }
        }
        if let Some(sets) = self.place.names {
            names.extend(sets.all().map(str::to_owned));
        }
        names
    }

    // ---- paths ----

    fn path(&mut self, base: &Expr, name: &Name, span: Span) -> Typed {
        if let (Kind::Name(word), Some(gap)) = (&base.kind, self.place.gap)
            && word == "gap"
        {
            return self.gap(base, name, span, gap.clone());
        }
        let base = self.expr(base);
        let text = self
            .place
            .column
            .filter(|_| name.text == "column")
            .map_or(name.text.as_str(), |(column, _)| column);
        let found = match &base.note.meaning {
            Meaning::Table(table) => self.of_table(*table, text),
            Meaning::Row(table, row) => {
                let column = self.column(*table, text);
                column.map(|(ty, column)| (ty, Meaning::Cell(*table, *row, column)))
            }
            _ => self.member(&base.note.ty, text),
        };
        let (ty, meaning) = found.unwrap_or_else(|| {
            if base.note.ty != Type::Any {
                self.no_member(&base, text, name.span);
            }
            (Type::Any, Meaning::Itself)
        });
        let name = Name {
            text: text.to_owned(),
            span: name.span,
        };
        Typed {
            kind: Kind::Path(Box::new(base), name),
            span,
            note: Note { ty, meaning },
        }
    }

    fn gap(&mut self, base: &Expr, name: &Name, span: Span, ty: Type) -> Typed {
        let part = match name.text.as_str() {
            "left" => Some(GapPart::Left),
            "right" => Some(GapPart::Right),
            "difference" => Some(GapPart::Difference),
            "allowed" => Some(GapPart::Allowed),
            _ => None,
        };
        if part.is_none() {
            let help = did_you_mean(&name.text, ["left", "right", "difference", "allowed"]);
            self.wrong(
                "E302",
                name.span,
                format!("`gap` has left, right, difference and allowed, not `{}`", name.text),
                help,
            );
        }
        let base = Typed {
            kind: base_name(base),
            span: base.span,
            note: Note {
                ty: Type::Any,
                meaning: Meaning::Itself,
            },
        };
        let meaning = part.map_or(Meaning::Itself, Meaning::Gap);
        Typed {
            kind: Kind::Path(Box::new(base), name.clone()),
            span,
            note: Note { ty, meaning },
        }
    }

    fn of_table(&self, index: usize, name: &str) -> Option<(Type, Meaning)> {
        let table = self.place.layout.table(index)?;
        if table.kind == TableKind::Lines {
            if name == "lines" {
                return Some((Type::Row(index).list_of(), Meaning::Rows(index)));
            }
            return table
                .line(name)
                .map(|line| (Type::Row(index), Meaning::Row(index, line)));
        }
        self.column(index, name)
            .map(|(ty, column)| (ty, Meaning::Cell(index, 0, column)))
    }

    fn column(&self, table: usize, name: &str) -> Option<(Type, usize)> {
        let table = self.place.layout.table(table)?;
        let column = table.column(name)?;
        Some((table.columns.get(column)?.value_type(), column))
    }

    /// A member of a value of some type: a column of a row, a member of a context, a part of a
    /// date; of a list, the list of its items' members.
    fn member(&self, ty: &Type, name: &str) -> Option<(Type, Meaning)> {
        match ty {
            Type::Row(table) => self
                .column(*table, name)
                .map(|(ty, column)| (ty, Meaning::Column(column))),
            Type::Context(members) => {
                let (_, ty) = members.iter().find(|(member, _)| &**member == name)?;
                Some((ty.clone(), Meaning::Member))
            }
            Type::Date if matches!(name, "year" | "month" | "day" | "weekday") => {
                Some((Type::Number(Unit::plain()), Meaning::DatePart))
            }
            Type::List(item) => self.member(item, name).map(|(ty, meaning)| (ty.list_of(), meaning)),
            Type::Any => Some((Type::Any, Meaning::Member)),
            _ => None,
        }
    }

    fn no_member(&mut self, base: &Typed, name: &str, span: Span) {
        let table = match (&base.note.meaning, &base.note.ty) {
            (Meaning::Table(table) | Meaning::Row(table, _), _) | (_, Type::Row(table)) => Some(*table),
            (_, Type::List(item)) => match **item {
                Type::Row(table) => Some(table),
                _ => None,
            },
            _ => None,
        };
        let Some(table) = table.and_then(|table| self.place.layout.table(table)) else {
            let words = match &base.note.ty {
                Type::Context(_) => format!("the context has no member `{name}`"),
                other => format!("{other} has no member `{name}`"),
            };
            self.wrong("E302", span, words, None);
            return;
        };
        let (what, known) = names_of(table, &base.note.meaning);
        let words = format!("table `{}` has no {what} `{name}`", table.name);
        let help = did_you_mean(name, known.iter().map(String::as_str));
        self.wrong("E302", span, words, help);
    }

    fn call(&mut self, name: &Name, arguments: &[crate::feel::Argument<()>], span: Span) -> Typed {
        let arguments: Vec<_> = arguments
            .iter()
            .map(|argument| crate::feel::Argument {
                name: argument.name.clone(),
                value: self.expr(&argument.value),
            })
            .collect();
        let (ty, meaning) = match builtins::find(&name.text) {
            Some(builtin) => self.built_in(builtin, name, &arguments, span),
            None if builtins::NOT_YET.contains(&name.text.as_str()) => {
                let words = format!(
                    "`{}` is a function of the standard that is not evaluated yet",
                    name.text
                );
                self.wrong("E308", name.span, words, None);
                (Type::Any, Meaning::Itself)
            }
            None => {
                let help = did_you_mean(&name.text, builtins::all().map(|b| b.name));
                self.wrong("E303", name.span, format!("unknown function `{}`", name.text), help);
                (Type::Any, Meaning::Itself)
            }
        };
        Typed {
            kind: Kind::Call(name.clone(), arguments),
            span,
            note: Note { ty, meaning },
        }
    }
}

fn base_name(base: &Expr) -> Kind<Note> {
    match &base.kind {
        Kind::Name(name) => Kind::Name(name.clone()),
        _ => Kind::Null,
    }
}

/// What the members of a table are called at a step of a path, and their names.
fn names_of(table: &Table, meaning: &Meaning) -> (&'static str, Vec<String>) {
    match (table.kind, meaning) {
        (TableKind::Lines, Meaning::Table(_)) => (
            "line",
            table
                .lines
                .iter()
                .map(|line| line.name.to_string())
                .chain(["lines".to_owned()])
                .collect(),
        ),
        (TableKind::Record, _) => (
            "field",
            table.columns.iter().map(|column| column.name.to_string()).collect(),
        ),
        _ => (
            "column",
            table.columns.iter().map(|column| column.name.to_string()).collect(),
        ),
    }
}
