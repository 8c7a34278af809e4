//! Diagnostics in documents.

use super::place::{Location, location};
use crate::diag::Diagnostic;
use crate::source::Sources;
use serde::Serialize;

/// A diagnostic in a document.
#[derive(Serialize)]
pub struct DiagnosticOut<'r> {
    code: &'r str,
    severity: &'static str,
    message: &'r str,
    help: Option<&'r str>,
    location: Option<Location<'r>>,
}

/// A diagnostic, as a document shows it.
pub fn diagnostic<'r>(diagnostic: &'r Diagnostic, sources: &'r Sources) -> DiagnosticOut<'r> {
    let whole_file = diagnostic.file.as_deref().map(|file| {
        let (line, column) = diagnostic.line.map_or((1, 1), |at| (at.line, at.column));
        Location::at(file, line, column)
    });
    DiagnosticOut {
        code: diagnostic.code,
        severity: diagnostic.severity.name(),
        message: &diagnostic.message,
        help: diagnostic.help.as_deref(),
        location: diagnostic.place.map(|place| location(sources, place)).or(whole_file),
    }
}
