//! Random small tables against all points of their spaces, and against tests evaluated one by one
//! without any set.

use super::tests_support::*;
use super::*;

/// A cell as a tree, evaluated without the sets under test.
#[derive(Debug, Clone)]
enum Spec {
    Any,
    Compared(Compare, i64),
    Between(i64, bool, i64, bool),
    Labels(Vec<Label>),
    Not(Box<Spec>),
    Either(Box<Spec>, Box<Spec>),
}

const UNIT: i64 = 1_000_000;

impl Spec {
    fn holds(&self, point: &Given<D>) -> bool {
        match (self, point) {
            (Spec::Any, _) => true,
            (_, Given::Missing) => false,
            (Spec::Not(inner), _) => !inner.holds(point),
            (Spec::Either(a, b), _) => a.holds(point) || b.holds(point),
            (Spec::Labels(labels), Given::Label(label)) => labels.contains(label),
            (Spec::Labels(_), _) => false,
            (Spec::Compared(compare, end), Given::Number(value)) => match compare {
                Compare::Equal => value.0 == *end,
                Compare::NotEqual => value.0 != *end,
                Compare::Less => value.0 < *end,
                Compare::LessOrEqual => value.0 <= *end,
                Compare::Greater => value.0 > *end,
                Compare::GreaterOrEqual => value.0 >= *end,
            },
            (Spec::Between(low, with_low, high, with_high), Given::Number(value)) => {
                (value.0 > *low || (*with_low && value.0 == *low))
                    && (value.0 < *high || (*with_high && value.0 == *high))
            }
            _ => false,
        }
    }

    fn cell(&self) -> Cell<D> {
        match self {
            Spec::Any => Cell::Any,
            Spec::Compared(compare, end) => Cell::Numbers(Ranges::compared(*compare, D(*end))),
            Spec::Between(low, with_low, high, with_high) => {
                Cell::Numbers(Ranges::between((D(*low), *with_low), (D(*high), *with_high)))
            }
            Spec::Labels(labels) => Cell::Labels(Labels::of(labels.iter().cloned())),
            Spec::Not(inner) => match inner.cell() {
                Cell::Numbers(ranges) => Cell::Numbers(ranges.complement()),
                Cell::Labels(labels) => Cell::Labels(labels.complement()),
                Cell::Any => unreachable!("no `not(-)` is made"),
            },
            Spec::Either(a, b) => match (a.cell(), b.cell()) {
                (Cell::Numbers(a), Cell::Numbers(b)) => Cell::Numbers(a.union(&b)),
                (Cell::Labels(a), Cell::Labels(b)) => Cell::Labels(a.union(&b)),
                _ => unreachable!("both are of one kind"),
            },
        }
    }
}

/// An input and all its points that tests can tell apart.
struct Axis {
    input: Input<D>,
    points: Vec<Given<D>>,
}

const NAMES: [&str; 3] = ["p", "q", "r"];

fn axis(random: &mut Random, at: usize) -> Axis {
    let optional = random.chance(3);
    let number = |low: Option<i64>, high: Option<i64>, whole: bool| {
        let domain = Domain::Number { low: low.map(|at| D(at * UNIT)), high: high.map(|at| D(at * UNIT)), whole };
        // Ends are multiples of a half, so quarters stand for all that lies between.
        let within =
            |value: &i64| low.is_none_or(|low| *value >= low * UNIT) && high.is_none_or(|high| *value <= high * UNIT);
        let steps = if whole { UNIT } else { UNIT / 4 };
        let from = -2 * UNIT / steps;
        let points = (from..=6 * UNIT / steps).map(|at| at * steps).filter(within);
        (domain, points.map(|at| Given::Number(D(at))).collect::<Vec<_>>())
    };
    let (domain, mut points) = match random.below(7) {
        0 => number(None, None, false),
        1 => number(None, None, true),
        2 => number(Some(0), None, true),
        3 => number(Some(0), Some(4), random.chance(2)),
        4 => (Domain::truth(), [true, false].map(|value| Given::Label(Label::Bool(value))).to_vec()),
        5 => (Domain::texts(&NAMES), NAMES.map(|name| Given::Label(Label::text(name))).to_vec()),
        _ => {
            let named = NAMES.iter().map(|name| Given::Label(Label::text(name)));
            (Domain::any_text(), named.chain([Given::Other]).collect())
        }
    };
    points.extend(optional.then_some(Given::Missing));
    Axis { input: Input { name: format!("i{at}"), domain, optional }, points }
}

fn spec(random: &mut Random, domain: &Domain<D>) -> Spec {
    if random.chance(4) { Spec::Any } else { test(random, domain, 2) }
}

fn test(random: &mut Random, domain: &Domain<D>, depth: usize) -> Spec {
    if depth > 0 && random.chance(4) {
        return Spec::Not(Box::new(test(random, domain, depth - 1)));
    }
    if depth > 0 && random.chance(4) {
        return Spec::Either(Box::new(test(random, domain, depth - 1)), Box::new(test(random, domain, depth - 1)));
    }
    let compares = [
        Compare::Equal,
        Compare::NotEqual,
        Compare::Less,
        Compare::LessOrEqual,
        Compare::Greater,
        Compare::GreaterOrEqual,
    ];
    match domain {
        Domain::Number { .. } => {
            let mut end = || (random.below(11) as i64 - 1) * UNIT / 2;
            let (low, high) = (end(), end());
            match random.below(2) {
                0 => Spec::Compared(*random.pick(&compares), low),
                _ => Spec::Between(low.min(high), random.chance(2), low.max(high), random.chance(2)),
            }
        }
        Domain::Labels(_) if *domain == Domain::truth() => Spec::Labels(vec![Label::Bool(random.chance(2))]),
        Domain::Labels(_) => {
            let named = NAMES.iter().filter(|_| random.chance(2)).map(|name| Label::text(name));
            Spec::Labels(named.collect())
        }
    }
}

/// A random table, with what its rows are and all its points.
struct Sample {
    table: Table<D>,
    specs: Vec<Vec<Spec>>,
    points: Vec<Vec<Given<D>>>,
    /// For each row, at which points it holds.
    holds: Vec<Vec<bool>>,
    seed: u64,
}

const OUTPUTS: [&str; 3] = ["high", "mid", "low"];

fn sample(seed: u64) -> Sample {
    let mut random = Random(seed);
    let axes: Vec<Axis> = (0..1 + random.below(3)).map(|at| axis(&mut random, at)).collect();
    let mut specs: Vec<Vec<Spec>> = Vec::new();
    let mut rows = Vec::new();
    for at in 0..random.below(7) {
        let cells: Vec<Spec> = match specs.last() {
            Some(last) if random.chance(8) => last.clone(),
            _ => axes.iter().map(|axis| spec(&mut random, &axis.input.domain)).collect(),
        };
        let then = (*random.pick(&OUTPUTS)).to_owned();
        rows.push(Row { id: format!("R{at}"), cells: cells.iter().map(Spec::cell).collect(), then });
        specs.push(cells);
    }
    let mut points: Vec<Vec<Given<D>>> = vec![Vec::new()];
    for axis in &axes {
        let longer = |point: &Vec<Given<D>>| -> Vec<Vec<Given<D>>> {
            axis.points.iter().map(|last| point.iter().cloned().chain([last.clone()]).collect()).collect()
        };
        points = points.iter().flat_map(longer).collect();
    }
    let at = |cells: &Vec<Spec>, point: &Vec<Given<D>>| cells.iter().zip(point).all(|(cell, given)| cell.holds(given));
    let holds = specs.iter().map(|cells| points.iter().map(|point| at(cells, point)).collect()).collect();
    let inputs = axes.into_iter().map(|axis| axis.input).collect();
    let table = Table::new(inputs, OUTPUTS.map(str::to_owned).to_vec(), rows).expect("a table");
    Sample { table, specs, points, holds, seed }
}

fn inside(region: &Region<D>, point: &[Given<D>]) -> bool {
    region.sides.iter().zip(point).all(|(side, given)| match (given, &side.values) {
        (Given::Missing, _) => side.missing,
        (Given::Number(value), super::region::Values::Numbers(ranges)) => ranges.contains(value),
        (Given::Label(label), super::region::Values::Labels(labels)) => labels.contains(label),
        (Given::Other, super::region::Values::Labels(labels)) => labels.has_others(),
        _ => false,
    })
}

impl Sample {
    fn points_in(&self, region: &Region<D>) -> Vec<bool> {
        self.points.iter().map(|point| inside(region, point)).collect()
    }

    fn cells_are_right(&self) {
        for (cells, row) in self.specs.iter().zip(self.table.rows()) {
            for (at, (spec, cell)) in cells.iter().zip(&row.cells).enumerate() {
                for point in &self.points {
                    assert_eq!(cell.matches(&point[at], true), Some(spec.holds(&point[at])), "{spec:?} {point:?}");
                }
                let domain = &self.table.inputs()[at].domain;
                if let Cell::Numbers(set) = cell {
                    let words = domain.number_words(set);
                    assert_eq!(domain.clip(&ranges(&words)), domain.clip(set), "{words} for {spec:?} in {domain:?}");
                }
            }
        }
        for (at, region) in self.table.regions().iter().enumerate() {
            assert_eq!(self.points_in(region), self.holds[at], "seed {} row {at}", self.seed);
            let dead = self.table.dead().iter().any(|dead| dead.row == at);
            assert_eq!(dead, !self.holds[at].contains(&true), "seed {} row {at}", self.seed);
        }
    }

    fn gaps_are_right(&self) {
        let gaps = self.table.gaps(Caps::default()).expect("small");
        let boxed: Vec<Vec<bool>> = gaps.iter().map(|gap| self.points_in(gap)).collect();
        for at in 0..self.points.len() {
            let open = !self.holds.iter().any(|row| row[at]);
            let boxes = boxed.iter().filter(|gap| gap[at]).count();
            assert_eq!(boxes, usize::from(open), "seed {} at {:?}", self.seed, self.points[at]);
        }
        for gap in &gaps {
            let sample = self.table.sample(gap).expect("a sample");
            assert!(inside(gap, &sample), "seed {}", self.seed);
            assert!(self.table.inputs().iter().zip(&sample).all(|(input, given)| input.admits(given)));
            let met = |cells: &Vec<Spec>| cells.iter().zip(&sample).all(|(cell, given)| cell.holds(given));
            assert!(!self.specs.iter().any(met), "seed {}: {sample:?}", self.seed);
        }
    }

    fn overlaps_are_right(&self) {
        let policies =
            [HitPolicy::Unique, HitPolicy::Any, HitPolicy::First, HitPolicy::Priority, HitPolicy::Collect(None)];
        for policy in policies {
            let mut expected = Vec::new();
            for (first, one) in self.holds.iter().enumerate() {
                for (second, other) in self.holds.iter().enumerate().skip(first + 1) {
                    let alike = self.table.rows()[first].then == self.table.rows()[second].then;
                    let wrong = match policy {
                        HitPolicy::Unique => true,
                        HitPolicy::Any => !alike,
                        HitPolicy::Collect(_) => alike && one == other,
                        _ => false,
                    };
                    let both: Vec<bool> = one.iter().zip(other).map(|(a, b)| *a && *b).collect();
                    if wrong && both.contains(&true) {
                        expected.push((first, second, both));
                    }
                }
            }
            let found = self.table.overlaps(policy, Caps::default()).expect("small");
            let found: Vec<_> = found.iter().map(|one| (one.first, one.second, self.points_in(&one.region))).collect();
            assert_eq!(found, expected, "seed {} {policy:?}", self.seed);
        }
    }

    fn masked_rows_are_right(&self) -> usize {
        let rank = |at: usize| OUTPUTS.iter().position(|output| *output == self.table.rows()[at].then);
        let covered = |row: usize, by: &[usize]| {
            (0..self.points.len()).all(|at| !self.holds[row][at] || by.iter().any(|other| self.holds[*other][at]))
        };
        let mut count = 0;
        for policy in [HitPolicy::First, HitPolicy::Priority, HitPolicy::Unique] {
            let preferred = |row: usize| -> Vec<usize> {
                (0..self.holds.len())
                    .filter(|other| match policy {
                        HitPolicy::First => *other < row,
                        HitPolicy::Priority => rank(*other) < rank(row),
                        _ => false,
                    })
                    .collect()
            };
            let expected: Vec<usize> = (0..self.holds.len())
                .filter(|row| self.holds[*row].contains(&true) && covered(*row, &preferred(*row)))
                .collect();
            let found = self.table.masked(policy, Caps::default()).expect("small");
            assert_eq!(found.iter().map(|one| one.row).collect::<Vec<_>>(), expected, "seed {} {policy:?}", self.seed);
            for one in &found {
                assert!(one.by.iter().all(|by| preferred(one.row).contains(by)) && covered(one.row, &one.by));
                for drop in &one.by {
                    let others: Vec<usize> = one.by.iter().copied().filter(|by| by != drop).collect();
                    assert!(!covered(one.row, &others), "seed {}: {drop} is not needed", self.seed);
                }
            }
            count += found.len();
        }
        count
    }
}

#[test]
fn random_tables_agree_with_all_their_points() {
    let (mut gaps, mut masked) = (0, 0);
    for seed in 0..1500 {
        let sample = sample(seed);
        sample.cells_are_right();
        sample.gaps_are_right();
        sample.overlaps_are_right();
        masked += sample.masked_rows_are_right();
        gaps += usize::from(!sample.table.gaps(Caps::default()).expect("small").is_empty());
    }
    assert!(gaps > 500 && gaps < 1450 && masked > 200, "{gaps} tables with gaps, {masked} masked rows");
}
