//! A row for each organisation. Text that a spreadsheet would take for a formula is marked as text.

use super::{level, name};
use crate::report::Triage;
use crate::value::Number;
use std::io;

pub(super) fn write(triage: &Triage, out: &mut dyn io::Write) -> io::Result<()> {
    // One that no list has is in no group.
    let mut grouped: Vec<String> = Vec::new();
    for (by, _, _) in triage.organisations.iter().flat_map(|one| &one.groups) {
        if !grouped.contains(by) {
            grouped.push(by.clone());
        }
    }
    let mut heading: Vec<String> = ["rank", "code", "name"].map(str::to_owned).to_vec();
    for by in &grouped {
        heading.extend([by.clone(), format!("{by}_name")]);
    }
    let rest = ["level", "decided_by", "because", "red", "amber", "errors", "not_judged", "flags"];
    heading.extend(rest.map(str::to_owned));
    for figure in triage.organisations.first().map_or(&[][..], |one| &one.figures) {
        heading.push(figure.name.clone());
        heading.extend(figure.limit.map(|_| format!("{}_limit", figure.name)));
        heading.extend(figure.limit.map(|_| format!("{}_distance", figure.name)));
        heading.extend(figure.previous.map(|_| format!("{}_last_month", figure.name)));
    }
    heading.extend(["level_last_month", "new_flags", "gone_flags", "reasons", "waived"].map(str::to_owned));
    line(&heading.into_iter().map(Cell::Text).collect::<Vec<_>>(), out)?;
    for (rank, one) in triage.organisations.iter().enumerate() {
        let mut cells = vec![Cell::Count(rank.saturating_add(1)), Cell::Text(one.code.clone()), Cell::Text(name(one))];
        for by in &grouped {
            let group = one.groups.iter().find(|(name, _, _)| name == by);
            cells.push(Cell::Text(group.map_or(String::new(), |(_, code, _)| code.clone())));
            cells.push(Cell::Text(group.map_or(String::new(), |(_, _, name)| name.clone())));
        }
        cells.extend([
            Cell::Text(level(one)),
            Cell::Text(one.decided_by.join("; ")),
            Cell::Text(one.because.clone().unwrap_or_default()),
        ]);
        cells.extend(one.counts.map(Cell::Count));
        cells.push(Cell::Text(one.flags.join("; ")));
        for figure in &one.figures {
            cells.push(Cell::Figure(figure.value));
            cells.extend(figure.limit.map(Cell::Figure));
            cells.extend(figure.limit.map(|_| Cell::Figure(figure.distance())));
            cells.extend(figure.previous.map(Cell::Figure));
        }
        let since = one.since.as_ref();
        cells.push(Cell::Text(since.and_then(|since| since.level.clone()).unwrap_or_default()));
        cells.push(Cell::Text(since.map_or(String::new(), |since| since.new.join("; "))));
        cells.push(Cell::Text(since.map_or(String::new(), |since| since.gone.join("; "))));
        let reasons = one.reasons.iter().map(|reason| format!("{}: {}", reason.rule, reason.message));
        cells.push(Cell::Text(reasons.collect::<Vec<_>>().join(" | ")));
        let waived = one.waived.iter().map(|reason| match &reason.waiver {
            Some((_, words)) => format!("{}: {words}", reason.rule),
            None => reason.rule.clone(),
        });
        cells.push(Cell::Text(waived.collect::<Vec<_>>().join(" | ")));
        line(&cells, out)?;
    }
    Ok(())
}

/// What stands in a cell.
enum Cell {
    Text(String),
    Count(usize),
    Figure(Option<Number>),
}

impl Cell {
    fn written(&self) -> String {
        match self {
            Cell::Count(count) => count.to_string(),
            Cell::Figure(number) => number.map_or(String::new(), |number| number.trimmed().to_string()),
            Cell::Text(text) => quoted(&as_text(&crate::source::shown_line(text))),
        }
    }
}

/// A text that no spreadsheet takes for a formula: one that begins like one has an apostrophe before
/// it, as spreadsheets write texts themselves.
fn as_text(text: &str) -> String {
    let first = text.trim_start().chars().next();
    match first {
        Some('=' | '+' | '-' | '@' | '\t' | '\r') => format!("'{text}"),
        _ => text.to_owned(),
    }
}

fn quoted(text: &str) -> String {
    if text.contains([',', '"', '\n', '\r', ';']) {
        return format!("\"{}\"", text.replace('"', "\"\""));
    }
    text.to_owned()
}

fn line(cells: &[Cell], out: &mut dyn io::Write) -> io::Result<()> {
    let written: Vec<String> = cells.iter().map(Cell::written).collect();
    writeln!(out, "{}", written.join(","))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_is_a_formula() {
        for (text, want) in [
            ("=1+1", "'=1+1"),
            ("+44", "'+44"),
            ("-1", "'-1"),
            ("@sum", "'@sum"),
            (" =a", "' =a"),
            ("a=b", "a=b"),
            ("a,b", "\"a,b\""),
            ("say \"no\"", "\"say \"\"no\"\"\""),
        ] {
            assert_eq!(Cell::Text(text.to_owned()).written(), want, "{text}");
        }
        assert_eq!(Cell::Figure(Number::parse("-1.50")).written(), "-1.5");
    }
}
