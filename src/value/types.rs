//! Types of expressions, with units.

use super::Unit;
use std::fmt;
use std::sync::Arc;

/// The type of an expression.
#[derive(Debug, Clone, PartialEq)]
pub enum Type {
    /// Not known, because something inside is wrong already or anything is allowed. Fits all.
    Any,
    /// The literal `null`.
    Null,
    /// A truth value.
    Bool,
    /// A number with its unit.
    Number(Unit),
    /// A text.
    Text,
    /// A date.
    Date,
    /// A list of one type.
    List(Box<Type>),
    /// A row of a table of the layout, by the table's place.
    Row(usize),
    /// A table that is one mapping, or a mapping of lines, by the table's place; only a step on
    /// a path.
    Table(usize),
    /// Named members.
    Context(Arc<Vec<(Arc<str>, Type)>>),
    /// All values between two ends of one type.
    Range(Box<Type>),
}

impl Type {
    /// A list of this type.
    pub fn list_of(self) -> Type {
        Type::List(Box::new(self))
    }

    /// The type that holds both, when there is one.
    pub fn meet(&self, other: &Type) -> Option<Type> {
        match (self, other) {
            (Type::Any | Type::Null, ty) | (ty, Type::Any | Type::Null) => Some(ty.clone()),
            (Type::Number(a), Type::Number(b)) => a.meet(b).map(Type::Number),
            (Type::List(a), Type::List(b)) => a.meet(b).map(Type::list_of),
            (Type::Range(a), Type::Range(b)) => a.meet(b).map(|ty| Type::Range(Box::new(ty))),
            (Type::Context(a), Type::Context(b)) if a.len() == b.len() => {
                let members = a.iter().map(|(name, ty)| {
                    let (_, other) = b.iter().find(|(other, _)| other == name)?;
                    Some((Arc::clone(name), ty.meet(other)?))
                });
                Some(Type::Context(Arc::new(members.collect::<Option<_>>()?)))
            }
            (a, b) => (a == b).then(|| a.clone()),
        }
    }
}

impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Type::Any => write!(f, "any value"),
            Type::Null => write!(f, "null"),
            Type::Bool => write!(f, "true or false"),
            Type::Number(unit) => match unit.single() {
                Some(name) => write!(f, "{} in {name}", if unit.is_per_cent() { "a figure" } else { "an amount" }),
                None => write!(f, "{unit}"),
            },
            Type::Text => write!(f, "a text"),
            Type::Date => write!(f, "a date"),
            Type::List(item) => write!(f, "a list of {}", plural(item)),
            Type::Row(_) => write!(f, "a row"),
            Type::Table(_) => write!(f, "a table"),
            Type::Context(_) => write!(f, "a context"),
            Type::Range(_) => write!(f, "a range"),
        }
    }
}

/// The items of a list, in words.
fn plural(item: &Type) -> String {
    match item {
        Type::Any | Type::Null => "values".to_owned(),
        Type::Bool => "truth values".to_owned(),
        Type::Number(unit) => unit.single().map_or("numbers".to_owned(), |name| format!("amounts in {name}")),
        Type::Text => "texts".to_owned(),
        Type::Date => "dates".to_owned(),
        Type::List(_) => "lists".to_owned(),
        Type::Row(_) => "rows".to_owned(),
        Type::Table(_) => "tables".to_owned(),
        Type::Context(_) => "contexts".to_owned(),
        Type::Range(_) => "ranges".to_owned(),
    }
}
