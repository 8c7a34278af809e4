//! Cells, regions and samples in words.

use super::cell::Given;
use super::domain::{Domain, Input};
use super::labels::{Label, Labels};
use super::point::Point;
use super::ranges::{Cut, Part, Ranges};
use super::region::{Region, Side, Values};
use super::table::Table;
use crate::value::Compare;

/// Tests as a cell has them.
enum Tests {
    /// `-`
    Any,
    /// One or several, with commas.
    These(Vec<Test>),
    /// `not(...)` of one or several.
    Not(Vec<Test>),
}

/// One test, as written.
enum Test {
    /// A value: `5`, `"a"`.
    Value(String),
    /// A comparison: `< 5`.
    Compared(String),
    /// `[0..1)`
    Range(String),
}

impl Test {
    fn text(&self) -> &str {
        match self {
            Test::Value(text) | Test::Compared(text) | Test::Range(text) => text,
        }
    }
}

impl Tests {
    /// As a cell.
    #[cfg(test)]
    fn cell(&self) -> String {
        match self {
            Tests::Any => "-".to_owned(),
            Tests::These(tests) if tests.is_empty() => "nothing".to_owned(),
            Tests::These(tests) => listed(tests),
            Tests::Not(tests) => format!("not({})", listed(tests)),
        }
    }

    /// As a condition on a name; nothing where all values satisfy it.
    fn condition(&self, name: &str) -> Option<String> {
        let (tests, equal, within) = match self {
            Tests::Any => return None,
            Tests::These(tests) => (tests, "=", "in"),
            Tests::Not(tests) => (tests, "!=", "not in"),
        };
        Some(match (tests.as_slice(), self) {
            ([], _) => format!("{name} nothing"),
            ([Test::Value(value)], _) => format!("{name} {equal} {value}"),
            ([Test::Compared(test)], Tests::These(_)) => format!("{name} {test}"),
            ([Test::Range(range)], _) => format!("{name} {within} {range}"),
            _ => format!("{name} {within} ({})", listed(tests)),
        })
    }
}

fn listed(tests: &[Test]) -> String {
    tests.iter().map(Test::text).collect::<Vec<_>>().join(", ")
}

/// The lower end of a range and whether it belongs to it.
fn low_end<T>(cut: &Cut<T>) -> Option<(&T, bool)> {
    match cut {
        Cut::Before(value) => Some((value, true)),
        Cut::After(value) => Some((value, false)),
        Cut::Lowest | Cut::Highest => None,
    }
}

/// The upper end of a range and whether it belongs to it; among whole numbers it does.
fn high_end<T: Point>(cut: &Cut<T>, whole: bool) -> Option<(T, bool)> {
    match cut {
        Cut::Before(value) if whole => Some(value.down().map_or_else(|| (value.clone(), false), |last| (last, true))),
        Cut::Before(value) => Some((value.clone(), false)),
        Cut::After(value) => Some((value.clone(), true)),
        Cut::Lowest | Cut::Highest => None,
    }
}

impl<T: Point> Domain<T> {
    /// Numbers in the words of a cell, in the shortest form that means the same in this domain:
    /// `< 0.01`, `[0..1)`, `not(5)`; `-` for all of them, `nothing` for none.
    #[cfg(test)]
    pub fn number_words(&self, ranges: &Ranges<T>) -> String {
        self.number_tests(&self.clip(ranges)).cell()
    }

    /// Texts or truth values in the words of a cell: `"a", "b"`, `not("c")`; `-` for all of them,
    /// `nothing` for none.
    #[cfg(test)]
    pub fn label_words(&self, labels: &Labels) -> String {
        match self {
            Domain::Labels(Some(declared)) => self.label_tests(&labels.among(declared)).cell(),
            _ => self.label_tests(labels).cell(),
        }
    }

    fn number_tests(&self, ranges: &Ranges<T>) -> Tests {
        let all = self.clip(&Ranges::all());
        if *ranges == all {
            return Tests::Any;
        }
        let rest = all.difference(ranges);
        let outer = all.parts().first().zip(all.parts().last()).map(|(first, last)| (&first.0, &last.1));
        let tests = |ranges: &Ranges<T>| -> Vec<Test> {
            ranges.parts().iter().map(|part| part_test(part, outer, self.is_whole())).collect()
        };
        let left_out = tests(&rest);
        let few = left_out.len() < ranges.parts().len();
        if few && left_out.iter().all(|test| matches!(test, Test::Value(_))) {
            return Tests::Not(left_out);
        }
        Tests::These(tests(ranges))
    }

    fn label_tests(&self, labels: &Labels) -> Tests {
        let values = |labels: Vec<&Label>| labels.iter().map(|label| Test::Value(label.to_string())).collect();
        let Domain::Labels(Some(declared)) = self else {
            let named: Vec<&Label> = labels.named().collect();
            return match (labels.has_others(), named.is_empty()) {
                (true, true) => Tests::Any,
                (true, false) => Tests::Not(values(named)),
                (false, _) => Tests::These(values(named)),
            };
        };
        let (within, without): (Vec<&Label>, Vec<&Label>) = declared.iter().partition(|label| labels.contains(label));
        if without.is_empty() {
            Tests::Any
        } else if without.len().saturating_mul(2) < within.len() {
            Tests::Not(values(without))
        } else {
            Tests::These(values(within))
        }
    }

    fn tests(&self, values: &Values<T>) -> Tests {
        match values {
            Values::Numbers(ranges) => self.number_tests(ranges),
            Values::Labels(labels) => self.label_tests(labels),
        }
    }
}

/// A range as a test. An end that is the domain's own is left out.
fn part_test<T: Point>((low, high): &Part<T>, outer: Option<(&Cut<T>, &Cut<T>)>, whole: bool) -> Test {
    let (from, to) = (low_end(low), high_end(high, whole));
    if let (Some((from, true)), Some((to, true))) = (from, &to)
        && from == to
    {
        return Test::Value(from.to_string());
    }
    let from = from.filter(|_| outer.is_none_or(|(lowest, _)| low != lowest));
    let to = to.filter(|_| outer.is_none_or(|(_, highest)| high != highest));
    match (from, to) {
        (Some((from, closed)), Some((to, to_closed))) => {
            let (open, close) = (if closed { '[' } else { '(' }, if to_closed { ']' } else { ')' });
            Test::Range(format!("{open}{from}..{to}{close}"))
        }
        (Some((from, closed)), None) => {
            let sign = if closed { Compare::GreaterOrEqual } else { Compare::Greater }.sign();
            Test::Compared(format!("{sign} {from}"))
        }
        (None, Some((to, closed))) => {
            let sign = if closed { Compare::LessOrEqual } else { Compare::Less }.sign();
            Test::Compared(format!("{sign} {to}"))
        }
        (None, None) => Test::Value("-".to_owned()),
    }
}
/// What a side says of an input; nothing where it says nothing.
fn side_words<T: Point>(input: &Input<T>, side: &Side<T>) -> Option<String> {
    let name = &input.name;
    let condition = input.domain.tests(&side.values).condition(name);
    match (input.optional, side.missing) {
        (true, true) if side.values.is_empty() => Some(format!("{name} missing")),
        (true, true) => condition.map(|condition| format!("({condition} or missing)")),
        (true, false) => condition.or_else(|| Some(format!("{name} given"))),
        (false, _) => condition,
    }
}

impl<T: Point> Table<T> {
    /// A region as conditions on the inputs: `red >= 2, share < 0.01`; `anything` for all of it. An
    /// input that may be anything is left out.
    pub fn words(&self, region: &Region<T>) -> String {
        let sides = self.inputs().iter().zip(&region.sides);
        let words: Vec<String> = sides.filter_map(|(input, side)| side_words(input, side)).collect();
        if words.is_empty() { "anything".to_owned() } else { words.join(", ") }
    }

    /// A gap in words: `no row for red >= 2, share < 0.01`.
    pub fn gap_words(&self, gap: &Region<T>) -> String {
        format!("no row for {}", self.words(gap))
    }

    /// A sample in words: `red 2, share 0, class "planned deficit"`.
    pub fn sample_words(&self, sample: &[Given<T>]) -> String {
        let words = self.inputs().iter().zip(sample).map(|(input, given)| match given {
            Given::Number(value) => format!("{} {value}", input.name),
            Given::Label(label) => format!("{} {label}", input.name),
            Given::Other => format!("{} some other text", input.name),
            Given::Missing => format!("{} missing", input.name),
        });
        words.collect::<Vec<_>>().join(", ")
    }
}
