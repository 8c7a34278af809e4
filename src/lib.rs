//! lib
mod check;
mod cli;
mod diag;
mod eval;
mod feel;
mod finding;
mod form;
mod output;
mod plan;
mod read;
mod reference;
mod report;
mod returns;
mod ruleset;
mod source;
mod value;

pub use cli::run as run_command_line;
