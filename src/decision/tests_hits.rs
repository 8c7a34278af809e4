//! What tables give, case by case.

use super::tests_support::Random;
use super::*;
use std::cmp::Ordering;

/// An output of the tests: a whole number or a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Out {
    Number(i64),
    Text(&'static str),
}

impl Output for Out {
    fn count(rows: usize) -> Option<Out> {
        i64::try_from(rows).ok().map(Out::Number)
    }
    fn plus(&self, other: &Out) -> Option<Out> {
        match (self, other) {
            (Out::Number(a), Out::Number(b)) => a.checked_add(*b).map(Out::Number),
            _ => None,
        }
    }
    fn order(&self, other: &Out) -> Option<Ordering> {
        match (self, other) {
            (Out::Number(a), Out::Number(b)) => Some(a.cmp(b)),
            _ => None,
        }
    }
}

/// An output that is never a number.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Word(&'static str);

impl Output for Word {
    fn count(_: usize) -> Option<Word> {
        None
    }
    fn plus(&self, _: &Word) -> Option<Word> {
        None
    }
    fn order(&self, other: &Word) -> Option<Ordering> {
        Some(self.0.cmp(other.0))
    }
}

fn out(text: &'static str) -> Out {
    text.parse().map_or(Out::Text(text), Out::Number)
}

/// A row: `y` matches, `n` does not, `?2,3` misses inputs 2 and 3; then what it gives.
fn case(text: &'static str) -> Case<Out> {
    let (verdict, then) = text.split_once(' ').expect("an output");
    let verdict = match verdict {
        "y" => Verdict::Yes,
        "n" => Verdict::No,
        _ => Verdict::Unknown(verdict[1..].split(',').map(|at| at.parse().expect("a position")).collect()),
    };
    Case { verdict, then: out(then) }
}

fn policy(text: &str) -> HitPolicy {
    match text.split_once(' ') {
        Some((_, aggregate)) => HitPolicy::Collect(Aggregate::parse(aggregate)),
        None => HitPolicy::parse(text.trim_end_matches('!')).expect("a policy"),
    }
}

/// The decision in one line: `watch by 0 2`, `[a, b] by 0 1`, `undecided 1 for 2 3`.
fn words(decision: &Decision<Out>) -> String {
    let text = |out: &Out| match out {
        Out::Number(value) => value.to_string(),
        Out::Text(text) => (*text).to_owned(),
    };
    let numbers = |list: &[usize]| list.iter().map(|at| format!(" {at}")).collect::<String>();
    match decision {
        Decision::Given { answer: Answer::One(one), rows } => format!("{} by{}", text(one), numbers(rows)),
        Decision::Given { answer: Answer::List(list), rows } => {
            format!("[{}] by{}", list.iter().map(text).collect::<Vec<_>>().join(" "), numbers(rows))
        }
        Decision::Nothing => "nothing".to_owned(),
        Decision::Undecided { rows, inputs } => format!("undecided{} for{}", numbers(rows), numbers(inputs)),
        Decision::Fault(fault) => fault.words(|at| at.to_string()),
    }
}

/// Policy (`!`: shown to be disjoint), default (`-`: none), rows, decision. The outputs in the order
/// of priority are high, mid, low.
type Decided = (&'static str, &'static str, &'static [&'static str], &'static str);

const DECIDED: &[Decided] = &[
    // No row.
    ("unique", "-", &[], "nothing"),
    ("unique", "low", &["n mid"], "low by"),
    ("first", "-", &["n mid"], "nothing"),
    ("collect", "-", &["n mid"], "[] by"),
    ("collect", "low", &["n mid"], "[low] by"),
    ("collect count", "-", &["n mid"], "0 by"),
    ("collect count", "9", &["n mid"], "9 by"),
    ("collect sum", "-", &["n 1"], "nothing"),
    ("collect sum", "0", &["n 1"], "0 by"),
    ("collect min", "-", &["n 1"], "nothing"),
    // All rows are certain.
    ("unique", "low", &["n mid", "y high"], "high by 1"),
    ("unique", "low", &["y mid", "n low", "y mid"], "rows 0 and 2 both match, and only one may"),
    ("first", "low", &["n mid", "y mid", "y high"], "mid by 1"),
    ("any", "-", &["y mid", "n low", "y mid"], "mid by 0 2"),
    ("any", "-", &["y mid", "y mid", "y high", "y low"], "rows 0 and 2 both match and disagree"),
    ("priority", "-", &["y low", "y mid", "n high", "y mid"], "mid by 1 3"),
    ("priority", "-", &["y low", "n vast"], "row 1 gives what is not among the outputs"),
    ("collect", "-", &["y low", "n mid", "y low"], "[low low] by 0 2"),
    ("collect sum", "-", &["y 1", "n 2", "y 4"], "5 by 0 2"),
    ("collect sum", "-", &["y 1", "y low"], "what row 1 gives cannot be added"),
    ("collect sum", "-", &["y low"], "what row 0 gives cannot be added"),
    ("collect sum", "-", &["y 9223372036854775807", "y 1"], "what row 1 gives cannot be added"),
    ("collect min", "-", &["y 3", "y 1", "n 0", "y 1"], "1 by 1 3"),
    ("collect max", "-", &["y 3", "y 1", "n 9"], "3 by 0"),
    ("collect max", "-", &["y 3", "y low"], "what row 1 gives cannot be compared"),
    ("collect min", "-", &["y low"], "what row 0 gives cannot be compared"),
    ("collect count", "-", &["y low", "y mid"], "2 by 0 1"),
    // Rows that cannot be told.
    ("unique", "-", &["y mid", "?2 mid"], "undecided 1 for 2"),
    ("unique!", "-", &["y mid", "?2 low"], "mid by 0"),
    ("unique", "-", &["y mid", "y low", "?2 low"], "rows 0 and 1 both match, and only one may"),
    ("unique", "low", &["n mid", "?2 low"], "low by"),
    ("unique", "-", &["n mid", "?2 low"], "undecided 1 for 2"),
    ("unique", "low", &["?1 low", "?2 low"], "undecided 0 1 for 1 2"),
    ("unique!", "low", &["?1 low", "?2 low"], "low by"),
    ("unique!", "low", &["?1 low", "?2 mid"], "undecided 1 for 2"),
    ("first", "-", &["y mid", "?0 high"], "mid by 0"),
    ("first", "-", &["?0,3 high", "?1,0 low", "y mid", "?5 low"], "undecided 0 1 for 0 1 3"),
    ("first", "-", &["?0 mid", "y mid"], "mid by 1"),
    ("first", "-", &["?0 mid", "?1 low", "y mid"], "undecided 0 1 for 0 1"),
    ("first", "-", &["?0 low", "?1 mid", "y mid"], "undecided 0 for 0"),
    ("first", "low", &["?0 low", "n mid"], "low by"),
    ("first", "-", &["?0 low", "n mid"], "undecided 0 for 0"),
    ("any", "-", &["y mid", "?0 mid"], "mid by 0"),
    ("any", "-", &["y mid", "?0 mid", "?1 low"], "undecided 2 for 1"),
    ("any", "-", &["y mid", "y low", "?0 mid"], "rows 0 and 1 both match and disagree"),
    ("any", "mid", &["?0 mid", "?1 mid"], "mid by"),
    ("priority", "-", &["y mid", "?0 low", "?1 mid"], "mid by 0"),
    ("priority", "-", &["y mid", "?0 low", "?1 high"], "undecided 2 for 1"),
    ("priority", "-", &["?0 high", "y high"], "high by 1"),
    ("priority", "low", &["?0 low", "?1 low"], "low by"),
    ("collect", "-", &["y low", "?0 low"], "undecided 1 for 0"),
    ("collect count", "-", &["?0 low"], "undecided 0 for 0"),
    ("collect count", "1", &["?0 low"], "1 by"),
    ("collect sum", "-", &["y 5", "?0 0"], "5 by 0"),
    ("collect sum", "-", &["y 5", "?0 0", "?1 1"], "undecided 2 for 1"),
    ("collect sum", "-", &["?0 0"], "undecided 0 for 0"),
    ("collect sum", "0", &["?0 0", "?1 0"], "0 by"),
    ("collect min", "-", &["y 5", "?0 5", "?1 7"], "5 by 0"),
    ("collect min", "-", &["y 5", "?0 4"], "undecided 1 for 0"),
    ("collect max", "-", &["y 5", "?0 5", "?1 4"], "5 by 0"),
    ("collect max", "-", &["y 5", "?3 6"], "undecided 1 for 3"),
    ("collect max", "-", &["y 5", "?3 low"], "undecided 1 for 3"),
];

#[test]
fn decisions() {
    for (of, default, rows, expected) in DECIDED {
        let setting = Setting {
            policy: policy(of),
            outputs: ["high", "mid", "low"].map(Out::Text).to_vec(),
            default: (*default != "-").then(|| out(default)),
            disjoint: of.ends_with('!'),
        };
        let rows: Vec<Case<Out>> = rows.iter().map(|row| case(row)).collect();
        assert_eq!(words(&decide(&setting, &rows)), *expected, "{of} {default} {rows:?}");
    }
}

#[test]
fn counts_and_sums_need_numbers() {
    for aggregate in [Aggregate::Count, Aggregate::Sum] {
        let policy = HitPolicy::Collect(Some(aggregate));
        let setting = Setting { policy, outputs: Vec::new(), default: None, disjoint: false };
        let rows = [Case { verdict: Verdict::Yes, then: Word("a") }];
        assert_eq!(decide(&setting, &rows), Decision::Fault(HitFault::Count));
    }
    let min = HitPolicy::Collect(Some(Aggregate::Min));
    let setting = Setting { policy: min, outputs: Vec::new(), default: None, disjoint: false };
    let rows = ["b", "a"].map(|word| Case { verdict: Verdict::Yes, then: Word(word) });
    assert_eq!(decide(&setting, &rows), Decision::Given { answer: Answer::One(Word("a")), rows: vec![1] });
}

#[test]
fn a_cell_that_does_not_match_settles_a_row() {
    for (cells, verdict) in [
        (vec![], Verdict::Yes),
        (vec![Some(true), Some(true)], Verdict::Yes),
        (vec![Some(true), None, None], Verdict::Unknown(vec![1, 2])),
        (vec![None, Some(false), None], Verdict::No),
    ] {
        assert_eq!(Verdict::of(cells), verdict);
    }
}

#[test]
fn policies_are_read_by_their_words() {
    for (word, policy) in HitPolicy::ALL {
        assert_eq!((HitPolicy::parse(word), policy.name()), (Some(policy), word));
    }
    assert_eq!(HitPolicy::parse("output order"), None);
    assert_eq!(Aggregate::parse("max"), Some(Aggregate::Max));
    assert_eq!(Aggregate::parse("mean"), None);
}

#[test]
fn the_generator_is_fair_enough() {
    let mut random = Random(1);
    let mut counts = [0; 3];
    (0..3000).for_each(|_| counts[random.below(3)] += 1);
    assert!(counts.iter().all(|count| (800..1200).contains(count)), "{counts:?}");
}
