//! Gaps, overlaps and masked rows of small tables, worked out by hand.

use super::tests_support::*;
use super::*;

const CLASSES: &str = "class: \"planned\", \"unplanned\", \"none\"";
const TRIAGE: [&str; 4] = ["red: counts", "share: numbers", "recovery: truth", CLASSES];
const TRIAGE_ROWS: [&str; 3] = [
    "T1 | >= 2 | - | - | - => intervene",
    "T2 | 1 | > 0.05 | true | - => recovery plan",
    "T3 | [0..1) | not(> 0.01) | - | \"planned\", \"unplanned\" => watch",
];
const TRIAGE_GAPS: [&str; 4] = [
    "red = 0, share <= 0.01, class = \"none\"",
    "red = 0, share > 0.01",
    "red = 1, share <= 0.05",
    "red = 1, share > 0.05, recovery = false",
];

/// Inputs, rows, gaps.
type Gaps = (&'static [&'static str], &'static [&'static str], &'static [&'static str]);

const GAPS: &[Gaps] = &[
    (&["a: numbers"], &[], &["anything"]),
    (&["a: numbers"], &["1 | - => x"], &[]),
    (&["a: numbers"], &["1 | < 5 => x", "2 | > 5 => y"], &["a = 5"]),
    (&["a: numbers"], &["1 | <= 5 => x", "2 | > 5 => y"], &[]),
    (&["a: numbers"], &["1 | 5 => x"], &["a != 5"]),
    (&["a: numbers"], &["1 | 5, 6 => x"], &["a not in (5, 6)"]),
    (&["a: numbers"], &["1 | [0..1) => x"], &["a in (< 0, >= 1)"]),
    (&["a: numbers"], &["1 | not([0..1)) => x"], &["a in [0..1)"]),
    (&["a: numbers"], &["1 | not((0..1)) => x"], &["a in (0..1)"]),
    (&["a: whole"], &["1 | not((0..1)) => x"], &[]),
    (&["a: whole"], &["1 | < 1 => x", "2 | > 1 => y"], &["a = 1"]),
    (&["a: counts"], &["1 | [0..1) => x", "2 | >= 1 => y"], &[]),
    (&["a: counts"], &["1 | 0 => x", "2 | > 1 => y"], &["a = 1"]),
    (&["a: counts"], &["1 | 0, 1 => x"], &["a >= 2"]),
    (&["a: 0..1"], &["1 | < 0.5 => x"], &["a >= 0.5"]),
    (&["a: 0..1"], &["1 | [0..0.5] => x", "2 | (0.5..1] => x"], &[]),
    (&["a?: numbers"], &["1 | < 1 => x", "2 | >= 1 => y"], &["a missing"]),
    (&["a?: numbers"], &["1 | < 1 => x", "2 | - => y"], &[]),
    (&["a?: numbers"], &["1 | < 1 => x"], &["(a >= 1 or missing)"]),
    (&["a?: numbers"], &["1 | not(< 1) => x"], &["(a < 1 or missing)"]),
    (&["a: truth"], &["1 | true => x"], &["a = false"]),
    (&["a: truth"], &["1 | true => x", "2 | false => y"], &[]),
    (&["a: texts"], &["1 | \"p\" => x", "2 | \"q\" => y"], &["a not in (\"p\", \"q\")"]),
    (&["a: texts"], &["1 | \"p\" => x", "2 | not(\"p\") => y"], &[]),
    (&["a: texts"], &["1 | not(\"p\", \"q\") => x"], &["a in (\"p\", \"q\")"]),
    (&[CLASSES], &["1 | \"planned\" => x"], &["class in (\"unplanned\", \"none\")"]),
    (&[CLASSES], &["1 | not(\"planned\") => x", "2 | \"planned\" => y"], &[]),
    // Two inputs: a cross, a checkerboard, a hole.
    (&["a: numbers", "b: numbers"], &["1 | < 0 | - => x", "2 | - | < 0 => y"], &["a >= 0, b >= 0"]),
    (
        &["a: truth", "b: truth"],
        &["1 | true | true => x", "2 | false | false => y"],
        &["a = false, b = true", "a = true, b = false"],
    ),
    (&["a: counts", "b: numbers"], &["1 | 1 | [0..1] => x"], &["a != 1", "a = 1, b in (< 0, > 1)"]),
    // Three rows that cover all but one box, joined again.
    (
        &["a: 0..3", "b: truth"],
        &["1 | < 1 | true => x", "2 | [1..2) | true => x", "3 | >= 2 | true => x"],
        &["b = false"],
    ),
    (&["a?: truth", "b: truth"], &["1 | true | - => x", "2 | - | true => x"], &["(a = false or missing), b = false"]),
    (&["a?: truth", "b?: truth"], &["1 | true, false | - => x"], &["a missing"]),
    (
        &["a?: truth", "b: truth"],
        &["1 | - | true => x", "2 | true | false => x", "3 | false | false => x"],
        &["a missing, b = false"],
    ),
    (&["a?: truth"], &[], &["anything"]),
    (&TRIAGE, &TRIAGE_ROWS, &TRIAGE_GAPS),
];

#[test]
fn gaps_are_what_no_row_provides_for() {
    for (inputs, rows, expected) in GAPS {
        let table = table(inputs, &[], rows);
        let gaps = table.gaps(Caps::default()).expect("small");
        let words: Vec<String> = gaps.iter().map(|gap| table.words(gap)).collect();
        assert_eq!(words, *expected, "{inputs:?} {rows:?}");
        for gap in &gaps {
            let sample = table.sample(gap).expect("a sample");
            for row in table.rows() {
                assert!(
                    row.cells
                        .iter()
                        .zip(&sample)
                        .zip(table.inputs())
                        .any(|((cell, given), input)| { cell.matches(given, input.optional) == Some(false) })
                );
            }
        }
    }
}

#[test]
fn a_gap_has_words_and_a_sample() {
    let table = table(&TRIAGE, &[], &TRIAGE_ROWS);
    let gaps = table.gaps(Caps::default()).expect("small");
    assert_eq!(table.gap_words(&gaps[3]), "no row for red = 1, share > 0.05, recovery = false");
    let sample = table.sample(&gaps[3]).expect("a sample");
    assert_eq!(table.sample_words(&sample), "red 1, share 1.05, recovery false, class \"planned\"");
    let table = super::tests_support::table(
        &["a?: truth", "b: texts"],
        &[],
        &["1 | true, false | - => x", "2 | - | \"p\" => x"],
    );
    let gaps = table.gaps(Caps::default()).expect("small");
    assert_eq!(table.gap_words(&gaps[0]), "no row for a missing, b != \"p\"");
    assert_eq!(table.sample_words(&table.sample(&gaps[0]).expect("a sample")), "a missing, b some other text");
    let given = super::tests_support::table(&["a?: truth", "b: truth"], &[], &["1 | true, false | true => x"]);
    assert_eq!(given.words(&given.regions()[0]), "a given, b = true");
}

#[test]
fn what_lies_between_two_numbers_that_are_held_has_no_sample() {
    let table = table(&["a: numbers"], &[], &["1 | <= 0.000001 => x", "2 | >= 0.000002 => x"]);
    let gaps = table.gaps(Caps::default()).expect("small");
    assert_eq!(table.words(&gaps[0]), "a in (0.000001..0.000002)");
    assert_eq!(table.sample(&gaps[0]), None);
}

/// Policy, inputs, rows, overlaps as `first second where`.
type Overlaps = (HitPolicy, &'static [&'static str], &'static [&'static str], &'static [&'static str]);

const LIST: HitPolicy = HitPolicy::Collect(None);
const SUM: HitPolicy = HitPolicy::Collect(Some(Aggregate::Sum));
const SIDES: &[&str] = &["1 | <= 5 => x", "2 | >= 5 => y"];
const ALIKE: &[&str] = &["1 | <= 5 => x", "2 | >= 5 => x"];
const TWICE: &[&str] = &["1 | [1..2] => x", "2 | not(< 1, > 2) => x", "3 | [1..2] => y"];

const OVERLAPS: &[Overlaps] = &[
    (HitPolicy::Unique, &["a: numbers"], SIDES, &["1 2 a = 5"]),
    (HitPolicy::Unique, &["a: numbers"], ALIKE, &["1 2 a = 5"]),
    (HitPolicy::Any, &["a: numbers"], SIDES, &["1 2 a = 5"]),
    (HitPolicy::Any, &["a: numbers"], ALIKE, &[]),
    (HitPolicy::First, &["a: numbers"], SIDES, &[]),
    (HitPolicy::Priority, &["a: numbers"], SIDES, &[]),
    (LIST, &["a: numbers"], SIDES, &[]),
    (HitPolicy::Unique, &["a: numbers"], &["1 | < 5 => x", "2 | >= 5 => y"], &[]),
    (HitPolicy::Unique, &["a: whole"], &["1 | < 5 => x", "2 | > 4 => y"], &[]),
    (HitPolicy::Unique, &["a: numbers"], &["1 | < 5 => x", "2 | > 4 => y"], &["1 2 a in (4..5)"]),
    (HitPolicy::Unique, &["a: 0..3"], &["1 | < 5 => x", "2 | > 4 => y"], &[]),
    (
        HitPolicy::Unique,
        &["a?: truth"],
        &["1 | - => x", "2 | true => y", "3 | - => z"],
        &["1 2 a = true", "1 3 anything", "2 3 a = true"],
    ),
    (
        HitPolicy::Unique,
        &["a: truth", "b: texts"],
        &["1 | true | - => x", "2 | - | not(\"p\") => y"],
        &["1 2 a = true, b != \"p\""],
    ),
    (HitPolicy::Unique, &["a: truth", "b: texts"], &["1 | true | - => x", "2 | false | - => y"], &[]),
    (HitPolicy::Unique, &["a: numbers"], TWICE, &["1 2 a in [1..2]", "1 3 a in [1..2]", "2 3 a in [1..2]"]),
    (HitPolicy::Any, &["a: numbers"], TWICE, &["1 3 a in [1..2]", "2 3 a in [1..2]"]),
    (SUM, &["a: numbers"], TWICE, &["1 2 a in [1..2]"]),
    (SUM, &["a: whole"], &["1 | (0..2) => x", "2 | 1 => x", "3 | [1..2] => x"], &["1 2 a = 1"]),
    (HitPolicy::Unique, &TRIAGE, &TRIAGE_ROWS, &[]),
];

#[test]
fn overlaps_are_pairs_that_must_not_both_match() {
    for (policy, inputs, rows, expected) in OVERLAPS {
        let table = table(inputs, &[], rows);
        let name = |at: usize| table.rows()[at].id.clone();
        let found = table.overlaps(*policy, Caps::default()).expect("small");
        let words = |one: &Overlap<D>| format!("{} {} {}", name(one.first), name(one.second), table.words(&one.region));
        assert_eq!(found.iter().map(words).collect::<Vec<_>>(), *expected, "{policy:?} {rows:?}");
    }
}

/// Policy, inputs, rows, masked rows as `row: by`. The outputs are high, mid, low.
type Masks = (HitPolicy, &'static [&'static str], &'static [&'static str], &'static [&'static str]);

const COVERED: &[&str] = &["1 | < 5 => mid", "2 | >= 5 => high", "3 | - => low"];

const MASKED: &[Masks] = &[
    (HitPolicy::First, &["a: numbers"], COVERED, &["3: 1 2"]),
    (HitPolicy::Priority, &["a: numbers"], COVERED, &["3: 1 2"]),
    (HitPolicy::Unique, &["a: numbers"], COVERED, &[]),
    (HitPolicy::Any, &["a: numbers"], COVERED, &[]),
    (LIST, &["a: numbers"], COVERED, &[]),
    (HitPolicy::First, &["a: numbers"], &["1 | < 5 => low", "2 | > 5 => low", "3 | - => low"], &[]),
    (HitPolicy::First, &["a?: numbers"], COVERED, &[]),
    (HitPolicy::First, &["a: numbers"], &["1 | - => low", "2 | 1 => high", "3 | 2 => high"], &["2: 1", "3: 1"]),
    (HitPolicy::Priority, &["a: numbers"], &["1 | - => low", "2 | 1 => high", "3 | 2 => high"], &[]),
    (HitPolicy::Priority, &["a: numbers"], &["1 | 1 => low", "2 | 1 => low", "3 | 1 => mid"], &["1: 3", "2: 3"]),
    (HitPolicy::Priority, &["a: numbers"], &["1 | 1 => low", "2 | - => low"], &[]),
    (
        HitPolicy::First,
        &["a: whole"],
        &["1 | < 1 => low", "2 | > 1 => low", "3 | (0..2) => mid", "4 | - => high"],
        &["4: 1 2 3"],
    ),
    (HitPolicy::First, &["a: numbers"], &["1 | < 9 => low", "2 | < 5 => low", "3 | < 4 => mid"], &["2: 1", "3: 1"]),
    (
        HitPolicy::First,
        &["a: truth", "b: truth"],
        &[
            "1 | true | - => low",
            "2 | - | true => low",
            "3 | true | true => low",
            "4 | false | false => low",
            "5 | - | - => high",
        ],
        &["3: 1", "5: 1 2 4"],
    ),
    // A row that never matches is dead, not masked.
    (HitPolicy::First, &["a: counts"], &["1 | - => low", "2 | < 0 => high"], &[]),
];

#[test]
fn masked_rows_are_covered_by_preferred_ones() {
    for (policy, inputs, rows, expected) in MASKED {
        let table = table(inputs, &["high", "mid", "low"], rows);
        let name = |at: usize| table.rows()[at].id.clone();
        let found = table.masked(*policy, Caps::default()).expect("small");
        let words = |one: &Masked| {
            let by: Vec<String> = one.by.iter().copied().map(name).collect();
            format!("{}: {}", name(one.row), by.join(" "))
        };
        assert_eq!(found.iter().map(words).collect::<Vec<_>>(), *expected, "{policy:?} {rows:?}");
    }
}

#[test]
fn dead_rows_and_strange_values_are_found() {
    let rows = [
        "1 | (0..1) | \"planned\", \"plannd\" => x",
        "2 | < 0 | \"plannd\" => x",
        "3 | 1 | not(\"other\") => x",
        "4 | - | - => x",
    ];
    let table = table(&["red: counts", CLASSES], &[], &rows);
    let dead: Vec<_> = table.dead().iter().map(|dead| (dead.row, dead.input)).collect();
    assert_eq!(dead, [(0, 0), (1, 0), (1, 1)]);
    let strays: Vec<_> = table.strays().iter().map(|stray| (stray.row, stray.label.to_string())).collect();
    assert_eq!(strays, [(0, "\"plannd\"".to_owned()), (1, "\"plannd\"".to_owned()), (2, "\"other\"".to_owned())]);
}

#[test]
fn what_is_no_table_says_why() {
    /// Inputs, outputs, rows, message.
    type Wrong<'a> = (&'a [&'a str], &'a [&'a str], &'a [&'a str], &'a str);
    let cases: [Wrong; 7] = [
        (&["a: counts"], &[], &["R1 | 1 | 2 => x"], "row R1 has 2 tests, and there are 1 inputs"),
        (&["a: counts"], &[], &["R1 => x"], "row R1 has 0 tests, and there are 1 inputs"),
        (&["a: counts"], &[], &["R1 | \"p\" => x"], "row R1 tests a against values of another kind"),
        (&["a: texts"], &[], &["R1 | > 1 => x"], "row R1 tests a against values of another kind"),
        (&["a: 1..0"], &[], &[], "there is no value that a may have"),
        (&["a: whole 0.2..0.8"], &[], &[], "there is no value that a may have"),
        (&["a: counts"], &["y"], &["R1 | - => x"], "row R1 gives x, which is not among the outputs"),
    ];
    for (inputs, outputs, rows, message) in cases {
        let mistake = try_table(inputs, outputs, rows).expect_err("a mistake");
        assert_eq!(mistake.to_string(), message);
    }
}
