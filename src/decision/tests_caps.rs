//! Tables that are too large say so; those of a usual size are not.

use super::tests_support::*;
use super::*;

/// Rows that leave a gap at every other value of each of `width` inputs.
fn comb(width: usize, teeth: usize) -> Table<D> {
    let inputs: Vec<String> = (0..width).map(|at| format!("i{at}: numbers")).collect();
    let rows = (0..teeth).map(|tooth| {
        let low = tooth * 10;
        let cells: Vec<String> = (0..width).map(|at| format!("[{}..{}]", low, low + 5 + at)).collect();
        format!("R{tooth} | {} => x", cells.join(" | "))
    });
    let rows: Vec<String> = rows.collect();
    let inputs: Vec<&str> = inputs.iter().map(String::as_str).collect();
    table(&inputs, &[], &rows.iter().map(String::as_str).collect::<Vec<_>>())
}

#[test]
fn a_cap_is_reported_and_never_passed_over() {
    let table = comb(3, 20);
    assert_eq!(table.gaps(Caps { boxes: 5, steps: 1_000_000 }), Err(TooLarge::Boxes(5)));
    assert_eq!(table.gaps(Caps { boxes: 4096, steps: 10 }), Err(TooLarge::Steps(10)));
    assert_eq!(table.gaps(Caps { boxes: 0, steps: 0 }), Err(TooLarge::Steps(0)));
    assert_eq!(table.overlaps(HitPolicy::Unique, Caps { boxes: 1, steps: 189 }), Err(TooLarge::Steps(189)));
    assert_eq!(table.overlaps(HitPolicy::Unique, Caps { boxes: 1, steps: 190 }), Ok(Vec::new()));
    assert_eq!(table.masked(HitPolicy::First, Caps { boxes: 1, steps: 399 }), Err(TooLarge::Steps(399)));
    assert!(table.gaps(Caps::default()).is_ok());
    assert_eq!(TooLarge::Boxes(5).to_string(), "the table is too large to analyse: it falls into more than 5 parts");
    assert_eq!(TooLarge::Steps(10).to_string(), "the table is too large to analyse: it takes more than 10 steps");
}

#[test]
fn more_overlaps_than_are_listed_are_too_many() {
    let rows: Vec<String> = (0..5).map(|at| format!("R{at} | - => x")).collect();
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    let table = table(&["a: counts"], &[], &rows);
    assert_eq!(table.overlaps(HitPolicy::Unique, Caps { boxes: 9, steps: 99 }), Err(TooLarge::Boxes(9)));
    assert_eq!(table.overlaps(HitPolicy::Unique, Caps { boxes: 10, steps: 99 }).map(|found| found.len()), Ok(10));
}

#[test]
fn a_table_of_a_thousand_single_cells_is_analysed() {
    let names = ["n0", "n1", "n2", "n3", "n4", "n5", "n6", "n7", "n8", "n9"];
    let listed = names.map(|name| format!("\"{name}\"")).join(", ");
    let inputs = ["a", "b", "c"].map(|name| format!("{name}: {listed}"));
    let mut rows = Vec::new();
    for (a, b, c) in (0..1000).map(|at| (at / 100, at / 10 % 10, at % 10)) {
        if (a, b, c) != (3, 4, 5) {
            rows.push(format!("R{a}{b}{c} | \"n{a}\" | \"n{b}\" | \"n{c}\" => x"));
        }
    }
    let inputs: Vec<&str> = inputs.iter().map(String::as_str).collect();
    let table = table(&inputs, &[], &rows.iter().map(String::as_str).collect::<Vec<_>>());
    let gaps = table.gaps(Caps::default()).expect("not too large");
    let words: Vec<String> = gaps.iter().map(|gap| table.words(gap)).collect();
    assert_eq!(words, ["a = \"n3\", b = \"n4\", c = \"n5\""]);
    assert_eq!(table.overlaps(HitPolicy::Unique, Caps::default()), Ok(Vec::new()));
}
