//! FEEL, the expression language of the OMG's DMN standard: text to tree, and the one table of
//! built-in functions. What is read here is legal FEEL on identifier names; what the tree means
//! is decided above, by the checker and the evaluator.

mod ast;
pub mod builtins;
mod lex;
mod parse;
mod print;

pub use ast::{Argument, Arithmetic, Compare, Expr, Kind, Name, Quantifier, Test};
pub use parse::parse;
