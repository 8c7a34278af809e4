//! Probity judges financial returns by rules that accountants write.
//!
//! Rules are data (YAML) in an open expression language (FEEL, of the OMG's DMN standard), figures
//! are exact decimals, and every finding points at the figure in the submitted file that caused
//! it, shows the arithmetic with the values, and names the source of the rule. The engine knows no
//! form, no rule and no organisation: those are files, some of which travel inside the binary.
//!
//! ```
//! use probity::{Rules, Outcome, Syntax};
//!
//! let mut rules = Rules::empty();
//! rules.add("form.yaml", "
//! define_form: petty-cash
//! title: Petty cash
//! unit: GBP
//! tables:
//!   cash:
//!     kind: record
//!     columns: {opening: {type: amount}, spent: {type: amount}, closing: {type: amount}}
//! ");
//! rules.add("rules.yaml", "
//! rule_set: petty-cash/identities
//! title: Petty cash adds up
//! form: petty-cash
//! in_force: {from: 2020-21 M01, to: 2039-40 M12}
//! rules:
//!   - id: PC-01
//!     title: closing balance is opening balance less what was spent
//!     assert: cash.closing = cash.opening - cash.spent
//!     tolerance: 0
//!     severity: error
//! ");
//! assert!(rules.diagnostics().is_empty());
//!
//! let text = "form: petty-cash\ncash: {opening: 107.50, spent: 20.00, closing: 78.50}\n";
//! let read = rules.read("july.yaml", text, Syntax::Yaml);
//! let report = rules.check(&read.returns);
//! let finding = &report.findings()[0];
//! assert_eq!((finding.rule(), finding.outcome()), ("PC-01", Outcome::Fail));
//! assert_eq!(finding.location(&rules).underlined, "78.50");
//! assert_eq!(finding.message(), "78.50 should equal 87.50 (107.50 - 20.00): difference 9, allowed 0");
//! assert!(finding.suggestion().unwrap().contains("two digits have changed places"));
//! ```
//!
//! # The house
//!
//! Modules stand on floors; each uses only those below it, and a test keeps it so. From the
//! ground: `source` and `value` (texts, places, exact decimals, types, units), `diag` (what is
//! wrong with *our inputs*), `read` (bytes to trees of spanned text), `grid` (bytes to rows and
//! cells; apart from `read`, which the build script uses) and `feel` (the expression language),
//! `form`, `reference` and `ruleset` (trees to models), `layout` (how rule files are laid out),
//! `returns` (trees to returns), `tabular` (a form's map over rows and cells, which makes trees of
//! them too) and `check` (rules to typed rules), `plan` (typed rules to what is evaluated in one
//! period), `finding` (what is wrong with *a return*), `waiver` and `baseline` (what was
//! accepted, what was known), `eval`, `report`, `output`, `cli`. Nothing below
//! `cli` touches the file system, threads or clocks.

#![cfg_attr(not(feature = "command-line"), expect(dead_code, unused_imports, reason = "what only the commands use"))]
#![cfg_attr(
    not(test),
    deny(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing,
        clippy::arithmetic_side_effects,
        clippy::float_arithmetic
    )
)]

mod api;
mod baseline;
mod check;
#[cfg(feature = "command-line")]
mod cli;
mod decision;
mod diag;
mod eval;
mod feel;
mod finding;
mod form;
mod grid;
mod layout;
mod output;
mod pack;
mod plan;
mod read;
mod reference;
mod report;
mod returns;
mod ruleset;
mod source;
mod tabular;
mod value;
mod waiver;

pub use api::{Finding, Location, ReadReturns, Report, Return, Rules};
#[cfg(feature = "command-line")]
pub use cli::run as run_command_line;
pub use diag::{Diagnostic, Severity};
pub use finding::Outcome;
pub use read::Syntax;
