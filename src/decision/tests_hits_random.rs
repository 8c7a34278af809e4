//! Random decisions against all ways in which the rows that cannot be told may turn out.

use super::tests_hits::Out;
use super::tests_support::Random;
use super::*;
use std::collections::BTreeSet;

/// What a table gives when these rows match, said anew and in the plainest way.
fn plain(setting: &Setting<Out>, matching: &[&Out]) -> String {
    let numbers = || {
        matching.iter().map(|out| match out {
            Out::Number(value) => *value,
            Out::Text(_) => panic!("only numbers here"),
        })
    };
    let of = |out: &Out| format!("one {out:?}");
    if matching.is_empty() {
        return match (&setting.default, setting.policy) {
            (default, HitPolicy::Collect(None)) => format!("list {:?}", default.iter().collect::<Vec<_>>()),
            (Some(default), _) => of(default),
            (None, HitPolicy::Collect(Some(Aggregate::Count))) => of(&Out::Number(0)),
            (None, _) => "nothing".to_owned(),
        };
    }
    match setting.policy {
        HitPolicy::Unique if matching.len() > 1 => "fault".to_owned(),
        HitPolicy::Any if matching.iter().any(|out| *out != matching[0]) => "fault".to_owned(),
        HitPolicy::Unique | HitPolicy::First | HitPolicy::Any => of(matching[0]),
        HitPolicy::Priority => of(setting.outputs.iter().find(|out| matching.contains(out)).expect("listed")),
        HitPolicy::Collect(None) => format!("list {matching:?}"),
        HitPolicy::Collect(Some(Aggregate::Sum)) => of(&Out::Number(numbers().sum())),
        HitPolicy::Collect(Some(Aggregate::Min)) => of(&Out::Number(numbers().min().expect("one"))),
        HitPolicy::Collect(Some(Aggregate::Max)) => of(&Out::Number(numbers().max().expect("one"))),
        HitPolicy::Collect(Some(Aggregate::Count)) => of(&Out::Number(matching.len() as i64)),
    }
}

fn words(decision: &Decision<Out>) -> String {
    match decision {
        Decision::Given { answer: Answer::One(out), .. } => format!("one {out:?}"),
        Decision::Given { answer: Answer::List(list), .. } => format!("list {list:?}"),
        Decision::Nothing => "nothing".to_owned(),
        Decision::Undecided { .. } => "undecided".to_owned(),
        Decision::Fault(_) => "fault".to_owned(),
    }
}

/// For each set of rows that may match together, as bits, what the table gives.
fn worlds(setting: &Setting<Out>, rows: &[Case<Out>]) -> Vec<(u32, String)> {
    let fits = |bits: u32, at: usize| match rows[at].verdict {
        Verdict::Yes => bits >> at & 1 == 1,
        Verdict::No => bits >> at & 1 == 0,
        Verdict::Unknown(_) => true,
    };
    let certain = rows.iter().filter(|row| row.verdict == Verdict::Yes).count() as u32;
    let alone = setting.disjoint && setting.policy == HitPolicy::Unique;
    (0..1u32 << rows.len())
        .filter(|bits| (0..rows.len()).all(|at| fits(*bits, at)))
        .filter(|bits| !alone || bits.count_ones() <= certain.max(1))
        .map(|bits| {
            let matching: Vec<&Out> =
                rows.iter().enumerate().filter(|(at, _)| bits >> at & 1 == 1).map(|(_, row)| &row.then).collect();
            (bits, plain(setting, &matching))
        })
        .collect()
}

fn random_rows(random: &mut Random) -> Vec<Case<Out>> {
    (0..random.below(6))
        .map(|_| {
            let verdict = match random.below(4) {
                0 => Verdict::Yes,
                1 => Verdict::No,
                _ => Verdict::Unknown((0..3).filter(|_| random.chance(2)).collect()),
            };
            Case { verdict, then: Out::Number(random.below(4) as i64 - 1) }
        })
        .collect()
}

#[test]
fn a_decision_stands_exactly_when_nothing_that_is_missing_could_change_it() {
    let mut random = Random(20_260_101);
    let aggregates = [None, Some(Aggregate::Sum), Some(Aggregate::Min), Some(Aggregate::Max), Some(Aggregate::Count)];
    let mut undecided = 0;
    for round in 0..60_000 {
        let policy = match random.below(6) {
            0 => HitPolicy::Unique,
            1 => HitPolicy::First,
            2 => HitPolicy::Any,
            3 => HitPolicy::Priority,
            _ => HitPolicy::Collect(*random.pick(&aggregates)),
        };
        let outputs = [2, 0, -1, 1].map(Out::Number).to_vec();
        let default = random.chance(2).then(|| Out::Number(random.below(4) as i64 - 1));
        let setting = Setting { policy, outputs, default, disjoint: random.chance(3) };
        let rows = random_rows(&mut random);
        let decision = decide(&setting, &rows);
        let worlds = worlds(&setting, &rows);
        let what = format!("round {round}: {setting:?} {rows:?} gives {decision:?}");
        if worlds.iter().all(|(_, world)| *world == worlds[0].1) {
            assert_eq!(words(&decision), worlds[0].1, "{what}");
        } else {
            assert_eq!(words(&decision), "undecided", "{what}");
        }
        match &decision {
            Decision::Undecided { rows: named, inputs } => {
                undecided += 1;
                check_named(&worlds, &rows, named, inputs, &what);
            }
            Decision::Given { rows: named, .. } => {
                assert!(named.iter().all(|at| rows[*at].verdict == Verdict::Yes), "{what}");
                let matching: Vec<&Out> = named.iter().map(|at| &rows[*at].then).collect();
                assert_eq!(plain(&setting, &matching), words(&decision), "the rows named do not decide: {what}");
            }
            Decision::Nothing | Decision::Fault(_) => {}
        }
    }
    assert!(undecided > 10_000, "{undecided}");
}

/// The rows named are those with which some world changes; the inputs are theirs.
fn check_named(worlds: &[(u32, String)], rows: &[Case<Out>], named: &[usize], inputs: &[usize], what: &str) {
    let world = |bits: u32| worlds.iter().find(|(own, _)| *own == bits).map(|(_, world)| world);
    let changes =
        |at: usize| worlds.iter().any(|(bits, before)| world(bits ^ 1 << at).is_some_and(|after| after != before));
    let expected: Vec<usize> = (0..rows.len()).filter(|at| changes(*at)).collect();
    assert_eq!(named, expected, "{what}");
    let missing = named.iter().flat_map(|at| match &rows[*at].verdict {
        Verdict::Unknown(inputs) => inputs.clone(),
        _ => Vec::new(),
    });
    assert_eq!(inputs, missing.collect::<BTreeSet<usize>>().into_iter().collect::<Vec<_>>(), "{what}");
}
