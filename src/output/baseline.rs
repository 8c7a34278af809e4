//! Baselines as files: JSON, and therefore YAML too, with one entry on each line, in the order of
//! organisations, periods and rules, so that a change of one finding is a change of one line.

use super::json;
use crate::baseline::{Renewed, VERSION};
use crate::source::steers;

/// The text of a baseline.
pub fn baseline(entries: &[Renewed]) -> String {
    let tool = serde_json::to_string(&json::tool()).unwrap_or_default();
    let mut out = format!("{{\n\"version\": {VERSION},\n\"tool\": {tool},\n\"baseline\": [");
    for (nth, entry) in entries.iter().enumerate() {
        out.push_str(if nth == 0 { "\n" } else { ",\n" });
        let line = serde_json::to_string(entry).unwrap_or_default();
        // Inside a text of JSON an escape means the same as the character.
        for c in line.chars() {
            match steers(c) {
                true => out.push_str(&format!("\\u{:04x}", u32::from(c))),
                false => out.push(c),
            }
        }
    }
    out.push_str("\n]\n}\n");
    out
}
