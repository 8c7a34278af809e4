//! Aligned tables, with small bars.

use super::{by_level, compared, known, lacking, level, name, percent, signed, total};
use crate::output::{Look, position};
use crate::report::{Organisation, RolledUp, Triage};
use crate::source::Sources;
use crate::value::{Number, unit};
use std::fmt::Write as _;

/// Of how many groups of one kind at most a table is shown that nobody asked for.
const FEW: usize = 5;

pub(super) fn text(triage: &Triage, sources: &Sources, look: Look) -> String {
    let mut out = String::new();
    let unit = triage.unit.as_deref().map_or(String::new(), |unit| format!(", amounts in {}", unit::words(unit)));
    let _ = writeln!(out, "{}: {}, {}{unit}", triage.title, triage.period, compared(triage));
    if triage.made_up {
        out.push_str("figures are made up\n");
    }
    let of = &triage.whole;
    let _ = writeln!(out, "{} of {} returns of {} received", of.received, of.expected, of.name);
    for line in lacking(of).into_iter().chain(unexpected(of)) {
        let _ = writeln!(out, "{line}");
    }
    let ways: Vec<&str> = triage.groups.iter().map(|group| group.by.as_str()).collect();
    let mut known = Vec::new();
    for by in ways {
        if known.contains(&by) {
            continue;
        }
        known.push(by);
        let groups: Vec<&RolledUp> = triage.groups.iter().filter(|group| group.by == by).collect();
        let first = known.len() == 1;
        // Of the finer groups only those that were asked for are shown, or few.
        if first || groups.len() < FEW {
            let whole = first.then_some(of);
            let columns: Vec<&RolledUp> = whole.into_iter().chain(groups).collect();
            side_by_side(&roll_up(triage, &columns), look.width, &mut out);
        }
    }
    if known.is_empty() {
        side_by_side(&roll_up(triage, &[of]), look.width, &mut out);
    }
    organisations(triage, sources, look, &mut out);
    out
}

fn unexpected(group: &RolledUp) -> Option<String> {
    let codes: Vec<String> = group.unexpected.iter().map(|code| crate::source::shown_short(code)).collect();
    (!codes.is_empty()).then(|| format!("received, and in no group of the year: {}", codes.join(", ")))
}

/// A table with a line for each figure and a column for each group.
fn roll_up(triage: &Triage, groups: &[&RolledUp]) -> Vec<Vec<String>> {
    let mut lines: Vec<Vec<String>> = Vec::new();
    let mut heading = vec![String::new()];
    heading.extend(groups.iter().map(|group| crate::source::shown_line(&group.name)));
    lines.push(heading);
    let mut returns = vec!["returns received".to_owned()];
    returns.extend(groups.iter().map(|group| format!("{} of {}", group.received, group.expected)));
    lines.push(returns);
    for (at, figure) in triage.whole.totals.iter().enumerate() {
        let mut line = vec![figure.title.clone()];
        line.extend(groups.iter().map(|group| total(group, at)));
        lines.push(line);
        let share = |group: &&RolledUp| {
            group.totals.get(at).and_then(|total| total.share.filter(|_| total.known == group.expected))
        };
        if groups.iter().any(|group| share(group).is_some()) {
            let mut line = vec!["  as a share".to_owned()];
            line.extend(
                groups.iter().map(|group| share(group).map_or("not known".to_owned(), |share| percent(share, 2))),
            );
            lines.push(line);
        }
        moved(groups, at, &mut lines);
    }
    lines
}

/// A table in pieces that are no wider than a line may be, each with the first column.
fn side_by_side(lines: &[Vec<String>], width: usize, out: &mut String) {
    let columns = lines.iter().map(Vec::len).max().unwrap_or(0);
    let wide = |column: usize| {
        let cells = lines.iter().filter_map(|line| line.get(column));
        cells.map(|cell| cell.chars().count()).max().unwrap_or(0).saturating_add(GAP.len())
    };
    let mut from = 1usize;
    while from < columns {
        let mut to = from.saturating_add(1);
        let mut taken = wide(0).saturating_add(wide(from));
        while to < columns && taken.saturating_add(wide(to)) <= width.saturating_add(GAP.len()) {
            taken = taken.saturating_add(wide(to));
            to = to.saturating_add(1);
        }
        let piece = lines.iter().map(|line| {
            let first = line.first().cloned().unwrap_or_default();
            std::iter::once(first).chain(line.get(from..to).unwrap_or_default().iter().cloned()).collect()
        });
        out.push('\n');
        aligned(&piece.collect::<Vec<_>>(), out);
        from = to;
    }
}

/// What stands between two columns.
const GAP: &str = "   ";

/// How a figure has moved, where that is known.
fn moved(groups: &[&RolledUp], at: usize, lines: &mut Vec<Vec<String>>) {
    let of = |group: &&RolledUp| group.totals.get(at).and_then(|total| total.movement.clone());
    if groups.iter().any(|group| of(group).is_some_and(|moved| !moved.change.is_zero())) {
        let mut line = vec!["  since last month".to_owned()];
        line.extend(groups.iter().map(|group| of(group).map_or("not known".to_owned(), |moved| signed(moved.change))));
        lines.push(line);
    }
    for (title, share) in [("  share of the net", true), ("  share of the adverse", false)] {
        let of = |group: &&RolledUp| {
            let moved = of(group)?;
            if share { moved.share_of_net } else { moved.share_of_adverse }
        };
        if groups.iter().any(|group| of(group).is_some()) {
            let mut line = vec![title.to_owned()];
            line.extend(groups.iter().map(|group| {
                of(group).map_or(String::new(), |share| format!("{} {:>6}", bar(share, 8), percent(share, 1)))
            }));
            lines.push(line);
        }
    }
}

/// A bar for a share between 0 and 1.
fn bar(share: Number, width: i64) -> String {
    let eighths = Number::from_int(width.saturating_mul(8));
    let filled = share
        .multiply(eighths)
        .ok()
        .and_then(|filled| filled.round(0, crate::value::number::Rounding::HalfEven).ok()?.to_int());
    let filled = filled.unwrap_or(0).clamp(0, width.saturating_mul(8));
    let full = usize::try_from(filled.div_euclid(8)).unwrap_or(0);
    let part = usize::try_from(filled.rem_euclid(8)).unwrap_or(0);
    let rest = ['▏', '▎', '▍', '▌', '▋', '▊', '▉'];
    let mut out = "█".repeat(full);
    out.extend(part.checked_sub(1).and_then(|part| rest.get(part)));
    let missing = usize::try_from(width).unwrap_or(0).saturating_sub(out.chars().count());
    format!("{out}{}", " ".repeat(missing))
}

/// Lines whose first column is flush left and whose other columns are flush right.
fn aligned(lines: &[Vec<String>], out: &mut String) {
    let columns = lines.iter().map(Vec::len).max().unwrap_or(0);
    let width = |column: usize| {
        lines.iter().filter_map(|line| line.get(column)).map(|cell| cell.chars().count()).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..columns).map(width).collect();
    for line in lines {
        let mut text = String::new();
        for (nth, (cell, width)) in line.iter().zip(&widths).enumerate() {
            let gap = " ".repeat(width.saturating_sub(cell.chars().count()));
            match nth {
                0 => text.push_str(&format!("{cell}{gap}")),
                _ => text.push_str(&format!("{GAP}{gap}{cell}")),
            }
        }
        let _ = writeln!(out, "{}", text.trim_end());
    }
}

/// The organisations that need attention, each with its reasons.
fn organisations(triage: &Triage, sources: &Sources, look: Look, out: &mut String) {
    let levels: Vec<String> = by_level(triage).iter().map(|(level, count)| format!("{count} {level}")).collect();
    let _ = writeln!(out, "\n{} organisations: {}", triage.organisations.len(), levels.join(", "));
    let needing = triage.organisations.iter().filter(|one| one.level.as_ref() != Some(&triage.quiet));
    let needing: Vec<&Organisation> = needing.collect();
    for (rank, one) in needing.iter().take(look.most).enumerate() {
        out.push('\n');
        organisation(rank.saturating_add(1), one, sources, out);
    }
    let more = needing.len().saturating_sub(look.most);
    if more > 0 {
        let _ = writeln!(out, "\n{more} more need attention: --top {} shows all", needing.len());
    }
}

fn organisation(rank: usize, one: &Organisation, sources: &Sources, out: &mut String) {
    let region =
        one.groups.last().map_or(String::new(), |(_, _, name)| format!(", {}", crate::source::shown_line(name)));
    let _ = writeln!(out, "{rank:>3}. {} {}{region}: {}", crate::source::shown_short(&one.code), name(one), level(one));
    let because = one.because.as_deref().map_or(String::new(), |because| format!("{because} "));
    let rows = if one.decided_by.is_empty() { String::new() } else { format!("(row {})", one.decided_by.join(", ")) };
    let _ = writeln!(out, "     {because}{rows}  {}", position(sources, one.place));
    let mut lines = Vec::new();
    for figure in &one.figures {
        let mut line = vec![format!("     {}", figure.title), known(figure.value)];
        line.push(match (figure.limit, figure.distance()) {
            (Some(limit), Some(distance)) if distance.is_negative() || distance.is_zero() => {
                format!("limit {}, {} within", known(limit), known(Some(distance.negate())))
            }
            (Some(limit), Some(distance)) => format!("limit {}, {} beyond", known(limit), known(Some(distance))),
            (Some(_), None) => "limit not known".to_owned(),
            (None, _) => String::new(),
        });
        line.push(figure.change().map_or(String::new(), |change| format!("{} since last month", signed(change))));
        lines.push(line);
    }
    aligned(&lines, out);
    if let Some(since) = &one.since {
        let mut parts = Vec::new();
        if since.level != one.level {
            parts.push(format!("level last month: {}", since.level.as_deref().unwrap_or("cannot be told")));
        }
        parts.extend((!since.new.is_empty()).then(|| format!("new: {}", since.new.join(", "))));
        parts.extend((!since.gone.is_empty()).then(|| format!("gone: {}", since.gone.join(", "))));
        if !parts.is_empty() {
            let _ = writeln!(out, "     {}", parts.join("; "));
        }
    }
    for (reason, waived) in one.reasons.iter().map(|one| (one, false)).chain(one.waived.iter().map(|one| (one, true))) {
        let urgency =
            if waived { "waived" } else { reason.triage.as_deref().unwrap_or_else(|| reason.severity.name()) };
        let _ = writeln!(out, "     {:<7} {urgency:<6} {}", reason.rule, crate::source::shown_line(&reason.message));
        if let Some((_, words)) = &reason.waiver {
            let _ = writeln!(out, "                    {}", crate::source::shown_line(words));
        }
    }
}
