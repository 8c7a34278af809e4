//! Types of expressions, with units.

use super::{Unit, Value};
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
    /// A time of day.
    Time,
    /// A date and time.
    Moment,
    /// A days and time duration.
    Seconds,
    /// A years and months duration.
    Months,
    /// A list of one type.
    List(Box<Type>),
    /// A row of a table of the layout, by the table's place.
    Row(usize),
    /// A table that is one mapping, or a mapping of lines, by the table's place; only a step on
    /// a path.
    Table(usize),
    /// A return of a form: the place of the form's first table among those that rules can name, which
    /// is 0 for the form the rules are for.
    Return(usize),
    /// Named members.
    Context(Arc<Vec<(Arc<str>, Type)>>),
    /// All values between two ends of one type.
    Range(Box<Type>),
    /// A function: its parameters with their names, where they are known, and what it gives.
    Function(Arc<Signature>),
}

/// The parameters of a function with their names, empty where they are not known, and what it
/// gives.
pub type Signature = (Vec<(Arc<str>, Type)>, Type);

impl Type {
    /// The type of a value that is at hand. Rows are of no table here, and functions take and give
    /// anything.
    pub fn of(value: &Value) -> Type {
        match value {
            Value::Missing(_) => Type::Null,
            Value::Bool(_) => Type::Bool,
            Value::Number(_) => Type::Number(Unit::Any),
            Value::Text(_) => Type::Text,
            Value::Date(_) => Type::Date,
            Value::Time(_) => Type::Time,
            Value::Moment(_) => Type::Moment,
            Value::Seconds(_) => Type::Seconds,
            Value::Months(_) => Type::Months,
            Value::List(items) => Type::common(items.iter().map(Type::of)).list_of(),
            Value::Row(row) => Type::Row(row.table),
            Value::Return(_) => Type::Return(0),
            Value::Context(members) => {
                let members = members.iter().map(|(name, value)| (Arc::clone(name), Type::of(value)));
                Type::Context(Arc::new(members.collect()))
            }
            Value::Range(range) => Type::Range(Box::new(Type::common(range.ends().into_iter().map(Type::of)))),
            Value::Function(function) => {
                let parameters = function.parameters.iter().map(|name| (Arc::clone(name), Type::Any));
                Type::Function(Arc::new((parameters.collect(), Type::Any)))
            }
        }
    }

    /// The type that holds all of some; anything where there is none.
    pub fn common(types: impl Iterator<Item = Type>) -> Type {
        let mut types = types;
        let Some(first) = types.next() else { return Type::Any };
        types.try_fold(first, |so_far, ty| so_far.meet(&ty)).unwrap_or(Type::Any)
    }

    /// Whether values of the type have an order.
    pub fn is_ordered(&self) -> bool {
        matches!(
            self,
            Type::Number(_) | Type::Text | Type::Date | Type::Time | Type::Moment | Type::Seconds | Type::Months
        )
    }

    /// What the items are of a list, or of lists in it; the type itself where it is no list.
    pub fn item(&self) -> &Type {
        match self {
            Type::List(item) => item.item(),
            ty => ty,
        }
    }

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
            (Type::Function(a), Type::Function(b)) if a.0.len() == b.0.len() => {
                let both = a.0.iter().zip(&b.0);
                let parameters = both.map(|((name, a), (_, b))| Some((Arc::clone(name), a.meet(b)?)));
                let parameters = parameters.collect::<Option<_>>()?;
                Some(Type::Function(Arc::new((parameters, a.1.meet(&b.1)?))))
            }
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
            Type::Time => write!(f, "a time"),
            Type::Moment => write!(f, "a date and time"),
            Type::Seconds => write!(f, "a days and time duration"),
            Type::Months => write!(f, "a years and months duration"),
            Type::List(item) => write!(f, "a list of {}", plural(item)),
            Type::Row(_) => write!(f, "a row"),
            Type::Table(_) => write!(f, "a table"),
            Type::Return(_) => write!(f, "a return"),
            Type::Context(_) => write!(f, "a context"),
            Type::Range(_) => write!(f, "a range"),
            Type::Function(_) => write!(f, "a function"),
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
        Type::Time => "times".to_owned(),
        Type::Moment => "dates and times".to_owned(),
        Type::Seconds | Type::Months => "durations".to_owned(),
        Type::List(_) => "lists".to_owned(),
        Type::Row(_) => "rows".to_owned(),
        Type::Table(_) => "tables".to_owned(),
        Type::Return(_) => "returns".to_owned(),
        Type::Context(_) => "contexts".to_owned(),
        Type::Range(_) => "ranges".to_owned(),
        Type::Function(_) => "functions".to_owned(),
    }
}
