//! Conformance rules: the slips of a return as findings.

use super::Desk;
use super::judge::blank;
use super::tally::Judged;
use crate::finding::{Finding, Outcome, Related};
use crate::plan::{Plan, PlannedRule};
use crate::returns::{Return, Slip};
use crate::value::slip::SlipKind;

/// The findings of a return's slips, in their order, and the outcomes counted.
pub fn judge(plan: &Plan, ret: &Return, judged: &mut Judged) -> Vec<Finding> {
    for (rule, tally) in plan.rules.iter().zip(&mut judged.tallies) {
        let Some(kind) = rule.rule.kind.filter(|_| rule.selected) else {
            continue;
        };
        let of_rule = |slip: &&Slip| rule_of(plan, slip).is_some_and(|other| other.rule.place == rule.rule.place);
        let count = ret.slips.iter().filter(of_rule).count();
        for _ in 0..count {
            tally.add(Outcome::Fail);
        }
        if count == 0 {
            tally.add(without_slips(kind, ret));
        }
    }
    ret.slips.iter().filter_map(|slip| Some(finding(rule_of(plan, slip)?, ret, slip))).collect()
}

/// What a conformance rule comes to on a return without a slip of its kind. Where the year is not
/// known, or nothing was given to look at, nothing can be said.
fn without_slips(kind: SlipKind, ret: &Return) -> Outcome {
    let given = |filter: &dyn Fn(&crate::form::Column) -> bool| {
        let tables = ret.layout.form.tables.iter().zip(&ret.tables);
        tables.flat_map(|(table, data)| data.rows.iter().map(move |row| (table, row))).any(|(table, row)| {
            row.present
                && table
                    .columns
                    .iter()
                    .zip(&row.cells)
                    .any(|(column, cell)| !column.implied && filter(column) && !cell.value.is_missing())
        })
    };
    let judged = match kind {
        SlipKind::UnknownKey | SlipKind::Missing => !ret.year_unknown,
        SlipKind::Duplicate => {
            let form = &ret.layout.form;
            (form.organisation.is_none() || ret.organisation.is_some())
                && (form.period.is_none() || ret.period.is_some())
        }
        SlipKind::Sign => given(&|column| column.is_figure()),
        SlipKind::Spelling => given(&|_| true),
        SlipKind::Convention => match ret.convention_tested {
            None => return Outcome::NotApplicable,
            Some(tested) => tested > 0,
        },
    };
    if judged { Outcome::Pass } else { Outcome::NotJudged }
}

/// The rule that reports a slip. Where no rule is about what stands twice, the one about unknown
/// keys reports it, so that a rule set which knows nothing of it lets nothing pass.
fn rule_of<'p>(plan: &'p Plan, slip: &Slip) -> Option<&'p PlannedRule> {
    let about = |kind: SlipKind| plan.rules.iter().find(|rule| rule.rule.kind == Some(kind));
    let rule = match slip.kind {
        SlipKind::Duplicate => about(SlipKind::Duplicate).or_else(|| about(SlipKind::UnknownKey)),
        kind => about(kind),
    };
    rule.filter(|rule| rule.selected)
}

/// For each slip the position of its finding among the slip findings; nothing where no rule
/// reports it.
pub fn findings_of(plan: &Plan, ret: &Return) -> Vec<Option<usize>> {
    let mut next = 0usize..;
    ret.slips.iter().map(|slip| rule_of(plan, slip).and_then(|_| next.next())).collect()
}

fn finding(rule: &PlannedRule, ret: &Return, slip: &Slip) -> Finding {
    let mut finding = blank(rule, Desk::alone(ret), Outcome::Fail);
    if slip.unread {
        finding.severity = rule.rule.severity_if_unread.unwrap_or(finding.severity);
    }
    finding.message = slip.message.clone();
    finding.suggestion = slip.suggestion.clone();
    finding.place = slip.place;
    finding.path = slip.path.clone();
    finding.label = match slip.kind {
        SlipKind::UnknownKey => "here".to_owned(),
        SlipKind::Duplicate => "again".to_owned(),
        SlipKind::Missing => "not given below this".to_owned(),
        SlipKind::Sign => "the sign".to_owned(),
        SlipKind::Spelling => "as written".to_owned(),
        SlipKind::Convention => "the sign convention".to_owned(),
    };
    finding.related = slip
        .related
        .iter()
        .map(|(place, words)| Related { role: "first", place: *place, path: slip.path.clone(), label: words.clone() })
        .collect();
    finding.fingerprint = slip.key.clone();
    finding
}
