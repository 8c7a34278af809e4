//! What names and paths stand for in other returns than the one a rule judges.

use super::*;
use crate::source::shown_short;

impl<'c> Checker<'c> {
    /// A definition as it stands in another return: it sees that return's tables and nothing of what
    /// surrounds the place where it is named.
    pub(super) fn within(&mut self, name: &str, definition: &crate::ruleset::Definition) -> Option<(Type, Meaning)> {
        let place = Place { row: None, column: None, gap: None, sight: Sight::ALONE, ..self.place };
        let around = std::mem::replace(&mut self.place, place);
        let known = std::mem::take(&mut self.known_within);
        let known = std::mem::replace(&mut self.known, known);
        let followed = self.followed(name, definition.value.expr.span, definition);
        self.known_within = std::mem::replace(&mut self.known, known);
        self.place = around;
        let typed = followed?.typed;
        Some((typed.note.ty.clone(), Meaning::Within(name.to_owned(), typed)))
    }

    /// The innermost return that a filter is at, and the definition of a name that it has.
    pub(super) fn definition_of_item(&self, name: &str) -> Option<(usize, &'c crate::ruleset::Definition)> {
        let is_return = |local: &Local| local.name.is_none() && local.ty == Type::Return(0);
        let depth = self.locals.iter().rposition(is_return)?;
        Some((depth, self.place.names?.definition(name)?))
    }

    /// A name of the surroundings: another month's return, those of the year, those of a group, or of
    /// another form.
    pub(super) fn around(&self, name: &str) -> Option<(Type, Meaning)> {
        let sight = self.place.sight;
        let found = match name {
            "previous" if sight.previous => (Type::Return(0), Around::Previous),
            "previous_line" if sight.previous => (Type::Row(self.place.row?), Around::PreviousLine),
            "series" if sight.series => (Type::Return(0).list_of(), Around::Series),
            "group" if sight.group => (Type::Context(Arc::default()), Around::Group),
            "nation" if sight.group => (Type::Context(Arc::default()), Around::Nation),
            "returns" | "previous_returns" if sight.group => {
                let fact = Fact::named(name)?;
                (fact.ty(), Around::OfGroup(fact))
            }
            _ if sight == Sight::ALONE => return None,
            _ => {
                let (beside, earlier) = self.place.names?.beside(name)?;
                let first = self.place.layout.place_of(&beside.form)?;
                let layout = self.place.layout.beginning_at(first)?;
                let table = match &beside.table {
                    Some(table) => Some(layout.table_named(table)?),
                    None => None,
                };
                let item = table.map_or(Type::Return(first), |table| Type::Row(first.saturating_add(table)));
                (item.list_of(), Around::Beside { form: beside.form.as_str().into(), table, earlier })
            }
        };
        Some((found.0, Meaning::Around(found.1)))
    }

    /// What a path leads to in a group, or in another return.
    pub(super) fn of_surroundings(&mut self, base: &Typed, name: &Name, span: Span) -> Option<Typed> {
        let of_item = match &base.note.meaning {
            Meaning::OfItem(_, inner) => &**inner,
            meaning => meaning,
        };
        let found = match of_item {
            Meaning::Around(who @ (Around::Group | Around::Nation)) => {
                let Some(fact) = Fact::named(&name.text) else {
                    let known = Fact::ALL.map(|(known, _)| known);
                    let help =
                        did_you_mean(&name.text, known).unwrap_or_else(|| format!("it has {}", known.join(", ")));
                    let words = format!("a group has no `{}`", shown_short(&name.text));
                    self.wrong("E302", name.span, words, Some(help));
                    return Some(Typed { kind: Kind::Null, span, note: Note::of(Type::Any) });
                };
                let of = if *who == Around::Group { Around::OfGroup(fact) } else { Around::OfNation(fact) };
                Some((fact.ty(), Meaning::Around(of)))
            }
            Meaning::TableOf(first, table) => {
                let found = self.of_other_table(*first, *table, &name.text);
                found.map(|(ty, meaning)| (like(&base.note.ty, ty), meaning))
            }
            _ if is_return(&base.note.ty) => {
                let layout = self.place.layout;
                if self.member(&base.note.ty, &name.text).is_some() || base.note.ty.item() != &Type::Return(0) {
                    return None;
                }
                let Some(definition) = self.place.names.and_then(|names| names.definition(&name.text)) else {
                    let tables = layout.tables.iter().map(|table| table.name.to_string());
                    let help = did_you_mean(&name.text, tables.collect::<Vec<_>>().iter().map(String::as_str));
                    let words = format!("a return has no table or definition `{}`", shown_short(&name.text));
                    self.wrong("E302", name.span, words, help);
                    return Some(Typed { kind: Kind::Null, span, note: Note::of(Type::Any) });
                };
                let found = self.within(&name.text, definition);
                found.map(|(ty, meaning)| (like(&base.note.ty, ty), meaning))
            }
            _ => return None,
        };
        let (ty, meaning) = found?;
        self.reaches(&base.note.meaning);
        let kind = Kind::Path(Box::new(base.clone()), name.clone());
        Some(Typed { kind, span, note: Note { meaning, ..Note::of(ty) } })
    }

    /// A member of a record or a table of lines of another return.
    fn of_other_table(&self, first: usize, table: usize, name: &str) -> Option<(Type, Meaning)> {
        let index = first.saturating_add(table);
        let of_form = self.place.layout.table(index)?;
        if of_form.kind == TableKind::Lines {
            if name == "lines" {
                return Some((Type::Row(index).list_of(), Meaning::RowsOf(table)));
            }
            return of_form.line(name).map(|line| (Type::Row(index), Meaning::RowOf(table, line)));
        }
        self.column(index, name).map(|(ty, column)| (ty, Meaning::CellOf(table, column)))
    }

    /// A table of another return, whose tables begin at `first`.
    pub(super) fn table_of_return(&self, first: usize, name: &str) -> Option<(Type, Meaning)> {
        let layout = self.place.layout.beginning_at(first)?;
        let table = layout.table_named(name)?;
        let index = first.saturating_add(table);
        Some(match layout.table(table)?.kind {
            TableKind::Rows => (Type::Row(index).list_of(), Meaning::RowsOf(table)),
            TableKind::Record if table > layout.period => (Type::Row(index), Meaning::RowOf(table, 0)),
            _ => (Type::Table(index), Meaning::TableOf(first, table)),
        })
    }
}

/// Whether a type is a return, or a list of returns.
fn is_return(ty: &Type) -> bool {
    matches!(ty.item(), Type::Return(_))
}

/// A type, in as many lists as another one.
fn like(other: &Type, ty: Type) -> Type {
    match other {
        Type::List(item) => like(item, ty).list_of(),
        _ => ty,
    }
}
