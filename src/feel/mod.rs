//! FEEL, the expression language of the OMG's DMN standard: text to tree, the operators, the one
//! table of built-in functions, and evaluation as the standard says. What is read here is legal
//! FEEL on identifier names; what rules make of it is decided above, by the checker and the
//! evaluator of plans.

mod ast;
pub mod builtins;
pub mod constructs;
mod lex;
pub mod operators;
mod parse;
mod print;
mod space;
pub mod standard;
mod type_name;

#[cfg(test)]
mod tests;
#[cfg(test)]
pub mod tests_trees;

pub use crate::value::Compare;
pub use ast::{Argument, Arithmetic, Expr, Kind, Name, Parameter, Quantifier, Test, sees_partial};
pub use lex::is_space;
pub use parse::parse;
pub use space::{Piece, pieces, same};
pub use type_name::TypeName;
