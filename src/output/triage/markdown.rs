//! Tables for a page or a job summary. Text from files cannot bring in HTML, links or cells.

use super::{by_level, compared, known, lacking, level, name, percent, signed, total};
use crate::output::Look;
use crate::output::escape::markdown as escaped;
use crate::report::{Organisation, RolledUp, Triage};
use crate::value::unit;
use std::fmt::Write as _;

pub(super) fn text(triage: &Triage, look: Look) -> String {
    let mut out = String::new();
    let _ = writeln!(out, "# {}, {}\n", escaped(&triage.title), triage.period);
    let unit = triage.unit.as_deref().map_or(String::new(), |unit| format!("; amounts in {}", unit::words(unit)));
    let of = &triage.whole;
    let _ = writeln!(
        out,
        "{} of {} returns of {} received; {}{unit}.",
        of.received,
        of.expected,
        escaped(&of.name),
        escaped(&compared(triage))
    );
    if triage.made_up {
        out.push_str("Figures are made up.\n");
    }
    if let Some(lacking) = lacking(of) {
        let _ = writeln!(out, "{}.", escaped(&lacking));
    }
    let first = triage.groups.first().map(|group| group.by.as_str());
    let groups = triage.groups.iter().filter(|group| Some(group.by.as_str()) == first);
    let columns: Vec<&RolledUp> = std::iter::once(of).chain(groups).collect();
    out.push('\n');
    roll_up(triage, &columns, &mut out);
    organisations(triage, look, &mut out);
    out
}

fn row(cells: &[String], out: &mut String) {
    let _ = writeln!(out, "| {} |", cells.join(" | "));
}

fn roll_up(triage: &Triage, groups: &[&RolledUp], out: &mut String) {
    let mut heading = vec![String::new()];
    heading.extend(groups.iter().map(|group| escaped(&group.name)));
    row(&heading, out);
    let _ = writeln!(out, "|---|{}", "--:|".repeat(groups.len()));
    let mut returns = vec!["returns received".to_owned()];
    returns.extend(groups.iter().map(|group| format!("{} of {}", group.received, group.expected)));
    row(&returns, out);
    for (at, figure) in triage.whole.totals.iter().enumerate() {
        let mut line = vec![escaped(&figure.title)];
        line.extend(groups.iter().map(|group| {
            let share = group.totals.get(at).and_then(|total| total.share.filter(|_| total.known == group.expected));
            let share = share.map_or(String::new(), |share| format!(" ({})", percent(share, 2)));
            format!("{}{share}", total(group, at))
        }));
        row(&line, out);
        let moved = |group: &&RolledUp| group.totals.get(at).and_then(|total| total.movement.clone());
        if groups.iter().any(|group| moved(group).is_some_and(|moved| moved.adverse.is_some())) {
            let mut line = vec![format!("{}, since last month", escaped(&figure.title))];
            line.extend(groups.iter().map(|group| {
                moved(group).map_or("not known".to_owned(), |moved| {
                    let share = moved.share_of_net.map_or(String::new(), |share| format!(" ({})", percent(share, 1)));
                    format!("{}{share}", signed(moved.change))
                })
            }));
            row(&line, out);
        }
    }
}

fn organisations(triage: &Triage, look: Look, out: &mut String) {
    let levels: Vec<String> = by_level(triage).iter().map(|(level, count)| format!("{count} {level}")).collect();
    let _ = writeln!(out, "\n## {} organisations: {}\n", triage.organisations.len(), escaped(&levels.join(", ")));
    let needing: Vec<&Organisation> =
        triage.organisations.iter().filter(|one| one.level.as_ref() != Some(&triage.quiet)).collect();
    let Some(first) = needing.first() else { return };
    let mut heading: Vec<String> = ["", "organisation", "level"].map(str::to_owned).to_vec();
    heading.extend(first.figures.iter().map(|figure| escaped(&figure.title)));
    heading.push("why".to_owned());
    row(&heading, out);
    let _ = writeln!(out, "|--:|---|---|{}---|", "--:|".repeat(first.figures.len()));
    for (rank, one) in needing.iter().take(look.most).enumerate() {
        let mut cells = vec![
            rank.saturating_add(1).to_string(),
            format!("{} {}", escaped(&one.code), escaped(&name(one))),
            escaped(&level(one)),
        ];
        cells.extend(one.figures.iter().map(|figure| known(figure.value)));
        let reasons: Vec<String> = one.reasons.iter().map(|reason| escaped(&reason.rule)).collect();
        let because = one.because.as_deref().map_or(String::new(), |because| format!("{}: ", escaped(because)));
        let waived: Vec<String> = one.waived.iter().map(|reason| escaped(&reason.rule)).collect();
        let waived = if waived.is_empty() { String::new() } else { format!("; waived: {}", waived.join(", ")) };
        cells.push(format!("{because}{}{waived}", reasons.join(", ")));
        row(&cells, out);
    }
    let more = needing.len().saturating_sub(look.most);
    if more > 0 {
        let _ = writeln!(out, "\n{more} more need attention.");
    }
}
