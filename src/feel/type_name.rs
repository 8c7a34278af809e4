//! The names of types, as `instance of` and parameters state them, and whether a value is of one.

use super::ast::Name;
use crate::value::{Type, Unit, Value};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::sync::Arc;

/// A type as it is written (DMN 1.5, grammar rule 54).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum TypeName {
    /// One of [`PLAIN`], or a name that is none of them.
    Plain(Name),
    /// `list<number>`
    List(Box<TypeName>),
    /// `range<date>`
    Range(Box<TypeName>),
    /// `context<a: number, b: string>`
    Context(Vec<(Name, TypeName)>),
    /// `function<number, number> -> number`
    Function(Vec<TypeName>, Box<TypeName>),
}

/// The types that are one name.
pub const PLAIN: &[&str] = &[
    "Any",
    "Null",
    "number",
    "string",
    "boolean",
    "date",
    "time",
    "date and time",
    "days and time duration",
    "years and months duration",
    "list",
    "range",
    "context",
    "function",
];

impl TypeName {
    /// The names that types have.
    pub fn known() -> impl Iterator<Item = &'static str> {
        PLAIN.iter().copied()
    }

    /// The first name in it that is no type.
    pub fn unknown(&self) -> Option<&Name> {
        match self {
            TypeName::Plain(name) => (!PLAIN.contains(&name.text.as_str())).then_some(name),
            TypeName::List(inner) | TypeName::Range(inner) => inner.unknown(),
            TypeName::Context(members) => members.iter().find_map(|(_, ty)| ty.unknown()),
            TypeName::Function(parameters, result) => {
                parameters.iter().find_map(TypeName::unknown).or_else(|| result.unknown())
            }
        }
    }

    /// The type of the checker.
    pub fn ty(&self) -> Type {
        match self {
            TypeName::Plain(name) => match name.text.as_str() {
                "Null" => Type::Null,
                "number" => Type::Number(Unit::Any),
                "string" => Type::Text,
                "boolean" => Type::Bool,
                "date" => Type::Date,
                "time" => Type::Time,
                "date and time" => Type::Moment,
                "days and time duration" => Type::Seconds,
                "years and months duration" => Type::Months,
                "list" => Type::Any.list_of(),
                "range" => Type::Range(Box::new(Type::Any)),
                _ => Type::Any,
            },
            TypeName::List(inner) => inner.ty().list_of(),
            TypeName::Range(inner) => Type::Range(Box::new(inner.ty())),
            TypeName::Context(members) => Type::Context(
                members.iter().map(|(name, ty)| (Arc::from(name.text.as_str()), ty.ty())).collect::<Vec<_>>().into(),
            ),
            TypeName::Function(parameters, result) => {
                let parameters = parameters.iter().map(|ty| (Arc::from(""), ty.ty()));
                Type::Function(Arc::new((parameters.collect(), result.ty())))
            }
        }
    }

    /// Whether a value is of the type; nothing when a name in it is no type. What is missing is of
    /// type `Null` only, but inside a context it is of every type (DMN 1.5, 10.3.2.9.1).
    pub fn holds(&self, value: &Value) -> Option<bool> {
        if self.unknown().is_some() {
            return None;
        }
        Some(self.is_of(value))
    }

    fn is_of(&self, value: &Value) -> bool {
        match self {
            TypeName::Plain(name) => plain(&name.text, value),
            TypeName::List(inner) => match value {
                Value::List(items) => items.iter().all(|item| item.is_missing() || inner.is_of(item)),
                _ => false,
            },
            TypeName::Range(inner) => match value {
                Value::Range(range) => range.ends().into_iter().all(|end| inner.is_of(end)),
                _ => false,
            },
            TypeName::Context(members) => match value {
                Value::Context(own) => members.iter().all(|(name, ty)| {
                    let found = own.iter().find(|(member, _)| **member == *name.text);
                    found.is_some_and(|(_, value)| value.is_missing() || ty.is_of(value))
                }),
                _ => false,
            },
            TypeName::Function(parameters, _) => match value {
                Value::Function(function) => function.parameters.len() == parameters.len(),
                _ => false,
            },
        }
    }
}

fn plain(name: &str, value: &Value) -> bool {
    match name {
        "Any" => !value.is_missing(),
        "Null" => value.is_missing(),
        "number" => matches!(value, Value::Number(_)),
        "string" => matches!(value, Value::Text(_)),
        "boolean" => matches!(value, Value::Bool(_)),
        "date" => matches!(value, Value::Date(_)),
        "time" => matches!(value, Value::Time(_)),
        "date and time" => matches!(value, Value::Moment(_)),
        "days and time duration" => matches!(value, Value::Seconds(_)),
        "years and months duration" => matches!(value, Value::Months(_)),
        "list" => matches!(value, Value::List(_)),
        "range" => matches!(value, Value::Range(_)),
        "context" => matches!(value, Value::Context(_) | Value::Row(_) | Value::Return(_)),
        "function" => matches!(value, Value::Function(_)),
        _ => false,
    }
}

impl fmt::Display for TypeName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let list = |types: &[TypeName]| types.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
        match self {
            TypeName::Plain(name) => f.write_str(&name.text),
            TypeName::List(inner) => write!(f, "list<{inner}>"),
            TypeName::Range(inner) => write!(f, "range<{inner}>"),
            TypeName::Context(members) => {
                let members: Vec<String> = members.iter().map(|(name, ty)| format!("{}: {ty}", name.text)).collect();
                write!(f, "context<{}>", members.join(", "))
            }
            TypeName::Function(parameters, result) => write!(f, "function<{}> -> {result}", list(parameters)),
        }
    }
}
