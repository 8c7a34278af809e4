//! `triage --format json`, version 1. Keys may be added within a version, never renamed or removed.
//! Figures are strings, exact, in the form's unit; numbers of organisations are numbers.

use crate::output::json::{self, VERSION};
use crate::report::{Organisation, Reason, Report, RolledUp, Triage};
use crate::source::Sources;
use crate::value::Number;
use serde_json::{Map, Value, json};
use std::io;

pub(super) fn write(
    triage: Option<&Triage>,
    report: &Report,
    sources: &Sources,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let mut document = json!({
        "version": VERSION,
        "tool": json::tool(),
        "period": triage.map(|triage| triage.period.to_string()),
        "compared_with": triage.and_then(|triage| triage.previous).map(|period| period.to_string()),
        "returns": {"form": triage.map(|triage| &triage.form)},
        "title": triage.map(|triage| &triage.title),
        "unit": triage.and_then(|triage| triage.unit.as_deref()),
        "made_up": triage.map(|triage| triage.made_up),
        "nation": triage.map(|triage| group(&triage.whole)),
        "regions": triage.map(|triage| groups(triage, true)),
        "groups": triage.map(|triage| groups(triage, false)),
        "levels": triage.map(|triage| &triage.levels),
        "organisations": triage.map(|triage| {
            let all = triage.organisations.iter().enumerate();
            all.map(|(rank, one)| organisation(rank.saturating_add(1), one, sources)).collect::<Vec<_>>()
        }),
        "overridden": report.overridden.iter().map(|one| {
            json!({"name": one.name, "from": one.from, "to": one.to, "by": one.by})
        }).collect::<Vec<_>>(),
    });
    if let Some(document) = document.as_object_mut() {
        document.insert("diagnostics".to_owned(), json::diagnostics(&report.diagnostics, sources));
    }
    let text = json::text(&document);
    out.write_all(text.as_bytes())
}

/// The groups of the first way to group, or of all others.
fn groups(triage: &Triage, first: bool) -> Vec<Value> {
    let by = triage.groups.first().map(|group| group.by.as_str());
    triage.groups.iter().filter(|group| (Some(group.by.as_str()) == by) == first).map(group).collect()
}

fn number(number: Option<Number>) -> Value {
    number.map_or(Value::Null, |number| Value::String(number.trimmed().to_string()))
}

/// A number of organisations as a number, anything else as a text.
fn counted(value: Option<Number>, counts: bool) -> Value {
    match value.and_then(Number::to_int) {
        Some(count) if counts => Value::from(count),
        _ => number(value),
    }
}

fn group(group: &RolledUp) -> Value {
    let mut out = Map::new();
    for (key, value) in [
        ("by", json!(group.by)),
        ("code", json!(group.code)),
        ("name", json!(group.name)),
        ("expected", json!(group.expected)),
        ("received", json!(group.received)),
        ("complete", json!(group.missing.is_empty())),
        ("missing", json!(group.missing)),
        ("unexpected", json!(group.unexpected)),
    ] {
        out.insert(key.to_owned(), value);
    }
    let (mut details, mut movement) = (Map::new(), Map::new());
    for total in &group.totals {
        // Where returns are missing there is no figure of the whole, only its bounds.
        let whole = total.value.filter(|_| total.known == group.expected);
        out.entry(total.name.clone()).or_insert_with(|| counted(whole, total.counts));
        let bounds = total.bounds.map(
            |(low, high)| json!({"low": counted(Some(low), total.counts), "high": counted(Some(high), total.counts)}),
        );
        details.insert(
            total.name.clone(),
            json!({
                "title": total.title,
                "value": counted(whole, total.counts),
                "of_those_known": counted(total.value, total.counts),
                "known": total.known,
                "expected": group.expected,
                "bounds": bounds,
                "share": number(total.share.filter(|_| whole.is_some())),
            }),
        );
        if let Some(moved) = &total.movement {
            movement.insert(
                total.name.clone(),
                json!({
                    "previous": counted(Some(moved.previous), total.counts),
                    "change": counted(Some(moved.change), total.counts),
                    "adverse": number(moved.adverse),
                    "share_of_net": number(moved.share_of_net),
                    "share_of_adverse": number(moved.share_of_adverse),
                }),
            );
        }
    }
    out.insert("figures".to_owned(), Value::Object(details));
    out.insert("movement".to_owned(), Value::Object(movement));
    Value::Object(out)
}

fn organisation(rank: usize, one: &Organisation, sources: &Sources) -> Value {
    let reason = |reason: &Reason| {
        json!({
            "rule": reason.rule,
            "title": reason.title,
            "severity": reason.severity.name(),
            "triage": reason.triage,
            "message": reason.message,
            "location": json::location(sources, reason.place),
            "waiver": reason.waiver.as_ref().map(|(note, _)| json::waiver(note, sources)),
        })
    };
    let distances = one.figures.iter().filter(|figure| figure.limit.is_some()).map(|figure| {
        json!({
            "name": figure.name,
            "title": figure.title,
            "value": number(figure.value),
            "limit": number(figure.limit.flatten()),
            "distance": number(figure.distance()),
        })
    });
    let [red, amber, errors, not_judged] = one.counts;
    let moved: Map<String, Value> = one
        .figures
        .iter()
        .filter_map(|figure| {
            let previous = figure.previous?;
            Some((figure.name.clone(), json!({"previous": number(previous), "change": number(figure.change())})))
        })
        .collect();
    let since = one
        .since
        .as_ref()
        .map(|since| json!({"level": since.level, "new_flags": since.new, "gone_flags": since.gone, "figures": moved}));
    let mut out = json!({
        "rank": rank,
        "code": one.code,
        "name": one.name,
        "groups": one.groups.iter().map(|(by, code, name)| (by.clone(), json!({"code": code, "name": name})))
            .collect::<Map<String, Value>>(),
        "location": json::location(sources, one.place),
        "level": one.level,
        "decided_by": one.decided_by,
        "because": one.because,
        "red": red,
        "amber": amber,
        "errors": errors,
        "not_judged": not_judged,
        "flags": one.flags,
        "reasons": one.reasons.iter().map(reason).collect::<Vec<_>>(),
        "waived": one.waived.iter().map(reason).collect::<Vec<_>>(),
        "distances": distances.collect::<Vec<_>>(),
        "since_last": since,
    });
    if let Some(out) = out.as_object_mut() {
        for figure in one.figures.iter().filter(|figure| figure.limit.is_none()) {
            out.entry(figure.name.clone()).or_insert_with(|| number(figure.value));
        }
    }
    out
}
