//! `check --format json`, version 1, and the other JSON documents. Keys may be added within a
//! version, never renamed or removed. Figures are strings, exact, in the form's unit.

mod diagnostic;
mod escape;
mod finding;
mod place;
mod run;

pub use diagnostic::{DiagnosticOut, diagnostic};
pub use escape::Escaped;
pub use finding::{FindingOut, finding, waiver};
pub use place::location;
pub use run::Run;

use crate::diag::Diagnostic;
use crate::report::Report;
use crate::source::Sources;
use serde::Serialize;
use std::io;

/// The version of the documents.
pub const VERSION: u32 = 1;

#[derive(Serialize)]
struct Document<'r> {
    version: u32,
    tool: Tool,
    #[serde(flatten)]
    run: Run<'r>,
    findings: Findings<'r>,
    diagnostics: Vec<DiagnosticOut<'r>>,
}

/// The findings, each made when it is written.
struct Findings<'r>(&'r Report, &'r Sources);

impl Serialize for Findings<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.findings.iter().map(|one| finding(one, self.1)))
    }
}

/// Who made a document.
#[derive(Serialize)]
pub struct Tool {
    name: &'static str,
    version: &'static str,
}

/// This tool.
pub fn tool() -> Tool {
    Tool { name: env!("CARGO_PKG_NAME"), version: env!("CARGO_PKG_VERSION") }
}

/// Writes the document of a report.
///
/// # Errors
/// What writing it gives.
pub fn write(report: &Report, sources: &Sources, out: &mut dyn io::Write) -> io::Result<()> {
    let document = Document {
        version: VERSION,
        tool: tool(),
        run: Run::of(report, sources),
        findings: Findings(report, sources),
        diagnostics: report.diagnostics.iter().map(|one| diagnostic(one, sources)).collect(),
    };
    serde_json::to_writer_pretty(Escaped(&mut *out), &document)?;
    out.write_all(b"\n")
}

/// Diagnostics alone, for commands that report nothing else.
pub fn diagnostics(diagnostics: &[Diagnostic], sources: &Sources) -> serde_json::Value {
    let out: Vec<DiagnosticOut<'_>> = diagnostics.iter().map(|one| diagnostic(one, sources)).collect();
    serde_json::to_value(out).unwrap_or_default()
}

/// A document as text, with a line end.
pub fn text(document: &impl Serialize) -> String {
    let mut out = Vec::new();
    // Nothing can fail that is written to memory.
    let _ = serde_json::to_writer_pretty(Escaped(&mut out), document);
    out.push(b'\n');
    String::from_utf8(out).unwrap_or_default()
}
