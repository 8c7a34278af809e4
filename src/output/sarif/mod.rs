//! SARIF 2.1.0, for servers that show findings beside the code.
//!
//! Of what GitHub documents ("SARIF support for code scanning") and does, this is minded: each result
//! has a physical location, since one without costs the whole upload; a run holds no more results
//! than are shown; fingerprints hold no lines; `automationDetails.id` ends in a slash, so that it is
//! taken for a category; rules have no tags. `kind`, `suppressions` and `baselineState` are there for
//! other readers: GitHub does not look at them.

mod like;
mod model;
mod notes;
mod place;
mod result;
mod rules;
#[cfg(test)]
mod tests;

use super::json::Escaped;
use crate::report::Report;
use crate::source::Sources;
use like::{Alike, gather};
use model::{Automation, Driver, Invocation, Log, Run, Tool};
use place::Places;
use result::Maker;
use rules::{Rules, code_descriptors, codes};
use serde::Serialize;
use std::io;

/// How many results a run has at most: GitHub shows 5,000 and refuses more than 25,000 (docs.github.com,
/// "SARIF results exceed one or more limits").
const MOST_RESULTS: usize = 4_900;

/// Writes a report.
///
/// # Errors
/// What writing it gives.
pub fn write(report: &Report, sources: &Sources, out: &mut dyn io::Write) -> io::Result<()> {
    write_at_most(report, sources, MOST_RESULTS, out)
}

/// As [`write()`], with so many results at most.
fn write_at_most(report: &Report, sources: &Sources, most: usize, out: &mut dyn io::Write) -> io::Result<()> {
    let maker = Maker { report, places: Places::of(report, sources), rules: Rules::of(report) };
    let idle = maker.rules.not_applicable().count();
    let results = gather(&report.findings, most.saturating_sub(idle));
    let codes = codes(report);
    let invocation = Invocation {
        execution_successful: !report.has_errors(),
        tool_execution_notifications: notes::notifications(report, &maker.places, &results, &codes),
    };
    let driver = Driver {
        name: env!("CARGO_PKG_NAME"),
        version: env!("CARGO_PKG_VERSION"),
        semantic_version: env!("CARGO_PKG_VERSION"),
        rules: maker.rules.descriptors(sources),
        notifications: code_descriptors(&codes),
    };
    let run = Run {
        tool: Tool { driver },
        automation_details: Automation { id: "probity/" },
        column_kind: "unicodeCodePoints",
        invocations: [invocation],
        results: Results { maker: &maker, results: &results },
    };
    let log = Log { schema: "https://json.schemastore.org/sarif-2.1.0.json", version: "2.1.0", runs: [run] };
    serde_json::to_writer_pretty(Escaped(&mut *out), &log)?;
    out.write_all(b"\n")
}

/// The results, each made when it is written.
struct Results<'r> {
    maker: &'r Maker<'r>,
    results: &'r [Alike<'r>],
}

impl Serialize for Results<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let found = self.results.iter().map(|alike| self.maker.result(alike));
        let idle = self.maker.rules.not_applicable().map(|(rule, times)| self.maker.not_applicable(rule, times));
        serializer.collect_seq(found.chain(idle))
    }
}
