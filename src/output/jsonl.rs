//! One JSON document on each line: the run, its findings and diagnostics as `json` has them, and at
//! the end what it came to.

use super::json::{self, DiagnosticOut, Escaped, FindingOut, Run, Tool, VERSION};
use crate::report::Report;
use crate::source::Sources;
use serde::Serialize;
use std::io;

/// A line; `record` says of what.
#[derive(Serialize)]
#[serde(tag = "record", rename_all = "lowercase")]
#[expect(clippy::large_enum_variant, reason = "one line is held at a time")]
enum Line<'r> {
    Run { version: u32, tool: Tool },
    Finding(FindingOut<'r>),
    Diagnostic(DiagnosticOut<'r>),
    Summary(Run<'r>),
}

/// Writes a report.
///
/// # Errors
/// What writing it gives.
pub fn write(report: &Report, sources: &Sources, out: &mut dyn io::Write) -> io::Result<()> {
    line(&Line::Run { version: VERSION, tool: json::tool() }, out)?;
    for finding in &report.findings {
        line(&Line::Finding(json::finding(finding, sources)), out)?;
    }
    for diagnostic in &report.diagnostics {
        line(&Line::Diagnostic(json::diagnostic(diagnostic, sources)), out)?;
    }
    line(&Line::Summary(Run::of(report, sources)), out)
}

/// Writes a line. No text in it can end it: line ends are escapes in JSON texts.
fn line(line: &Line<'_>, out: &mut dyn io::Write) -> io::Result<()> {
    serde_json::to_writer(Escaped(&mut *out), line)?;
    out.write_all(b"\n")
}
