//! What names and paths stand for.

use super::*;
use crate::feel::operators;
use crate::source::shown_short;

impl<'c> Checker<'c> {
    pub(super) fn name(&mut self, name: &str, span: Span) -> Typed {
        let (ty, meaning) = self.resolve(name, span).unwrap_or((Type::Any, Meaning::Itself));
        self.reaches(&meaning);
        let kind = match self.place.column {
            // The label of the column in turn is a text like any other.
            Some((_, label)) if name == "column_label" && ty == Type::Text => Kind::Text(label.to_owned()),
            _ => Kind::Name(name.to_owned()),
        };
        Typed { kind, span, note: Note { meaning, ..Note::of(ty) } }
    }

    pub(super) fn resolve(&mut self, name: &str, span: Span) -> Option<(Type, Meaning)> {
        if let Some(found) = self.local(name) {
            return Some(found);
        }
        if let Some((depth, definition)) = self.definition_of_item(name) {
            let (ty, meaning) = self.within(name, definition)?;
            return Some((ty, Meaning::OfItem(depth, Box::new(meaning))));
        }
        if let Some(found) = self.current(name) {
            return Some(found);
        }
        if let Some(table) = self.place.layout.table_named(name).filter(|_| self.place.sight.own) {
            return Some(self.table(table));
        }
        if let Some(found) = self.around(name) {
            return Some(found);
        }
        if name == "column_label" && self.place.column.is_some() {
            return Some((Type::Text, Meaning::Itself));
        }
        let of_item = self.member_of_unknown();
        let Some(names) = self.place.names else {
            if of_item.is_none() {
                self.unknown(name, span);
            }
            return of_item;
        };
        if let Some((set, constant)) = names.constant(name) {
            return Some((constant.ty.clone(), Meaning::Constant(set, name.to_owned())));
        }
        let Some(definition) = names.definition(name) else {
            if of_item.is_none() {
                self.unknown(name, span);
            }
            return of_item;
        };
        let followed = self.followed(name, span, definition)?;
        Some((followed.typed.note.ty.clone(), Meaning::Definition(name.to_owned(), followed.typed)))
    }

    /// A definition, checked where it stands; nothing when it leads to itself or too far.
    pub(super) fn followed(
        &mut self,
        name: &str,
        span: Span,
        definition: &crate::ruleset::Definition,
    ) -> Option<Followed> {
        if self.following.iter().any(|other| other == name) {
            let words = format!("definition `{name}` leads back to itself: {} → {name}", self.following.join(" → "));
            self.wrong("E307", span, words, None);
            return None;
        }
        let followed = match self.known.get(name) {
            Some(known) => known.clone(),
            None if self.below.saturating_add(self.depth) >= DEEPEST_FOLLOWED => {
                self.too_far(span);
                return None;
            }
            None => self.follow(name, definition),
        };
        self.mistaken |= followed.mistaken;
        // It was said where the definition, or this expression, went too far.
        if followed.extent.is_beyond() || self.extent.is_beyond() {
            self.extent = Extent::BEYOND;
            return None;
        }
        self.extent.nodes = self.extent.nodes.saturating_add(followed.extent.nodes);
        self.extent.deepest = self.extent.deepest.max(self.depth.saturating_add(followed.extent.deepest));
        if self.extent.is_beyond() {
            self.too_far(span);
            return None;
        }
        Some(followed)
    }

    /// Reports that an expression leads too far through its definitions.
    fn too_far(&mut self, span: Span) {
        let words = format!(
            "with its definitions written out the expression has more than {} parts, or more than {} levels",
            LARGEST.nodes, LARGEST.deepest
        );
        self.wrong("E309", span, words, Some("use fewer definitions of definitions".to_owned()));
        self.extent = Extent::BEYOND;
    }

    /// Checks a definition where it stands: it sees the tables and the row, not what is bound
    /// around its use.
    fn follow(&mut self, name: &str, definition: &crate::ruleset::Definition) -> Followed {
        self.following.push(name.to_owned());
        let place = Place { gap: None, ..self.place };
        let mut inner = Checker {
            following: std::mem::take(&mut self.following),
            known: std::mem::take(&mut self.known),
            below: self.below.saturating_add(self.depth),
            trial: self.trial,
            ..Checker::new(place, &definition.value.map, self.diagnostics)
        };
        let typed = Arc::new(inner.expr(&definition.value.expr));
        let followed = Followed { typed, extent: inner.extent, mistaken: inner.mistaken };
        self.following = std::mem::take(&mut inner.following);
        self.known = std::mem::take(&mut inner.known);
        self.following.pop();
        self.known.insert(name.to_owned(), followed.clone());
        followed
    }

    pub(super) fn local(&self, name: &str) -> Option<(Type, Meaning)> {
        for (depth, local) in self.locals.iter().enumerate().rev() {
            match &local.name {
                Some(own) if own == name => return Some((local.ty.clone(), Meaning::Local(depth))),
                Some(_) => {}
                None => {
                    // A member of that name goes before the item itself; of what is not known there is none.
                    let member = match &local.ty {
                        Type::Any | Type::List(_) => None,
                        ty => self.member(ty, name),
                    };
                    if let Some((ty, meaning)) = member {
                        return Some((ty, Meaning::OfItem(depth, Box::new(meaning))));
                    }
                    if name == "item" {
                        return Some((local.ty.clone(), Meaning::Local(depth)));
                    }
                }
            }
        }
        None
    }

    /// A member of the item that a filter is at, where nothing is known of the item's members.
    fn member_of_unknown(&self) -> Option<(Type, Meaning)> {
        let depth = self.locals.iter().rposition(|local| local.name.is_none() && local.ty == Type::Any)?;
        Some((Type::Any, Meaning::OfItem(depth, Box::new(Meaning::Member))))
    }

    pub(super) fn current(&self, name: &str) -> Option<(Type, Meaning)> {
        let table = self.place.layout.table(self.place.row?)?;
        let name = self.place.column.filter(|_| name == "column").map_or(name, |(column, _)| column);
        let column = table.column(name)?;
        Some((table.columns.get(column)?.value_type(), Meaning::Current(column)))
    }

    pub(super) fn table(&self, index: usize) -> (Type, Meaning) {
        match self.place.layout.table(index).map(|table| table.kind) {
            Some(TableKind::Rows) => (Type::Row(index).list_of(), Meaning::Rows(index)),
            Some(TableKind::Record) if index > self.place.layout.period => (Type::Row(index), Meaning::Row(index, 0)),
            _ => (Type::Table(index), Meaning::Table(index)),
        }
    }

    pub(super) fn unknown(&mut self, name: &str, span: Span) {
        if self.trial {
            self.mistaken = true;
            return;
        }
        let known = self.visible();
        let mut help = did_you_mean(name, known.iter().map(String::as_str));
        if name == "?" {
            help = Some("`?` is the value on the left of `in`, in a test between brackets".to_owned());
        }
        if help.is_none() && builtins::find(name).is_some() {
            help = Some(format!("`{name}` is a function: write {name}(…)"));
        }
        if help.is_none() {
            let holders = self.place.layout.tables.iter().filter(|table| table.column(name).is_some());
            help = holders
                .map(|table| table.name.as_ref())
                .next()
                .map(|table| format!("`{name}` is a column of `{table}`; write its table and line before it"));
        }
        self.wrong("E302", span, format!("unknown name `{}`", shown_short(name)), help);
    }

    /// All names that can be seen here, for "did you mean".
    pub(super) fn visible(&self) -> Vec<String> {
        let sight = self.place.sight;
        let tables = self.place.layout.tables.iter().filter(|_| sight.own);
        let mut names: Vec<String> = tables.map(|table| table.name.to_string()).collect();
        names.extend(sight.previous.then(|| "previous".to_owned()));
        names.extend(sight.series.then(|| "series".to_owned()));
        if sight.group {
            names.extend(["group", "returns", "previous_returns", "nation"].map(str::to_owned));
        }
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

    pub(super) fn path(&mut self, base: &Expr, name: &Name, span: Span) -> Typed {
        if let (Kind::Name(word), Some(gap)) = (&base.kind, self.place.gap)
            && word == "gap"
        {
            return self.gap(base, name, span, gap.clone());
        }
        let base = self.expr(base);
        let text = self.place.column.filter(|_| name.text == "column").map_or(name.text.as_str(), |(column, _)| column);
        if let Some(typed) = self.of_surroundings(&base, name, span) {
            return typed;
        }
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
        let name = Name { text: text.to_owned(), span: name.span };
        Typed { kind: Kind::Path(Box::new(base), name), span, note: Note { meaning, ..Note::of(ty) } }
    }

    pub(super) fn gap(&mut self, base: &Expr, name: &Name, span: Span, ty: Type) -> Typed {
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
        let base = Typed { kind: base_name(base), span: base.span, note: Note::of(Type::Any) };
        let meaning = part.map_or(Meaning::Itself, Meaning::Gap);
        self.reaches(&meaning);
        Typed { kind: Kind::Path(Box::new(base), name.clone()), span, note: Note { meaning, ..Note::of(ty) } }
    }

    pub(super) fn of_table(&self, index: usize, name: &str) -> Option<(Type, Meaning)> {
        let table = self.place.layout.table(index)?;
        if table.kind == TableKind::Lines {
            if name == "lines" {
                return Some((Type::Row(index).list_of(), Meaning::Rows(index)));
            }
            return table.line(name).map(|line| (Type::Row(index), Meaning::Row(index, line)));
        }
        self.column(index, name).map(|(ty, column)| (ty, Meaning::Cell(index, 0, column)))
    }

    pub(super) fn column(&self, table: usize, name: &str) -> Option<(Type, usize)> {
        let table = self.place.layout.table(table)?;
        let column = table.column(name)?;
        Some((table.columns.get(column)?.value_type(), column))
    }

    /// A member of a value of some type: a column of a row, a member of a context, a part of a
    /// date; of a list, the list of its items' members.
    pub(super) fn member(&self, ty: &Type, name: &str) -> Option<(Type, Meaning)> {
        match ty {
            Type::Row(table) => self.column(*table, name).map(|(ty, column)| (ty, Meaning::Column(column))),
            Type::Context(members) => {
                let (_, ty) = members.iter().find(|(member, _)| &**member == name)?;
                Some((ty.clone(), Meaning::Member))
            }
            Type::Return(first) => self.table_of_return(*first, name),
            Type::List(item) => self.member(item, name).map(|(ty, meaning)| (ty.list_of(), meaning)),
            Type::Any => Some((Type::Any, Meaning::Member)),
            Type::Null => Some((Type::Null, Meaning::Member)),
            _ if operators::properties(ty).contains(&name) => {
                let of = match (ty, name) {
                    (Type::Range(end), "start" | "end") => (**end).clone(),
                    (_, "start included" | "end included") => Type::Bool,
                    (_, "time offset") => Type::Seconds,
                    (_, "timezone") => Type::Text,
                    _ => Type::Number(Unit::plain()),
                };
                Some((of, Meaning::Property))
            }
            _ => None,
        }
    }

    pub(super) fn no_member(&mut self, base: &Typed, name: &str, span: Span) {
        let table = match (&base.note.meaning, &base.note.ty) {
            (Meaning::TableOf(first, table), _) => Some(first.saturating_add(*table)),
            (Meaning::Table(table) | Meaning::Row(table, _), _) | (_, Type::Row(table)) => Some(*table),
            (_, Type::List(item)) => match **item {
                Type::Row(table) => Some(table),
                _ => None,
            },
            _ => None,
        };
        let Some(table) = table.and_then(|table| self.place.layout.table(table)) else {
            let words = match &base.note.ty {
                Type::Context(_) => format!("the context has no member `{}`", shown_short(name)),
                other => format!("{other} has no member `{}`", shown_short(name)),
            };
            let help = match &base.note.ty {
                Type::Context(members) => did_you_mean(name, members.iter().map(|(member, _)| &**member)),
                other => match operators::properties(other) {
                    [] => None,
                    known => did_you_mean(name, known.iter().copied())
                        .or_else(|| Some(format!("it has {}", known.join(", ")))),
                },
            };
            self.wrong("E302", span, words, help);
            return;
        };
        let (what, known) = names_of(table, &base.note.meaning);
        let words = format!("table `{}` has no {what} `{}`", table.name, shown_short(name));
        let help = did_you_mean(name, known.iter().map(String::as_str));
        self.wrong("E302", span, words, help);
    }
}

pub(super) fn base_name(base: &Expr) -> Kind<Note> {
    match &base.kind {
        Kind::Name(name) => Kind::Name(name.clone()),
        _ => Kind::Null,
    }
}

/// What the members of a table are called at a step of a path, and their names.
pub(super) fn names_of(table: &Table, meaning: &Meaning) -> (&'static str, Vec<String>) {
    match (table.kind, meaning) {
        (TableKind::Lines, Meaning::Table(_)) => {
            ("line", table.lines.iter().map(|line| line.name.to_string()).chain(["lines".to_owned()]).collect())
        }
        (TableKind::Record, _) => ("field", table.columns.iter().map(|column| column.name.to_string()).collect()),
        _ => ("column", table.columns.iter().map(|column| column.name.to_string()).collect()),
    }
}
