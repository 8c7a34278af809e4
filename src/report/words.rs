//! An expression in plain English, by the labels of the form: "variance to date of total
//! expenditure is at least 0". For people who read rules without reading expressions; what has no
//! plain words stands as it is written.

use crate::check::{Around, Fact, Meaning, Names, Typed};
use crate::feel::{Argument, Arithmetic, Compare, Kind, Quantifier, Test};
use crate::form::TableKind;
use crate::reference::Layout;
use crate::value::Type;

/// What is known where an expression stands.
#[derive(Clone, Copy)]
pub(super) struct Reader<'l> {
    /// The tables.
    pub layout: &'l Layout,
    /// The constants and definitions.
    pub names: Names<'l>,
    /// The table of the row that `for_each` is at.
    pub row: Option<usize>,
}

impl Reader<'_> {
    /// An expression in words.
    pub fn words(&self, typed: &Typed) -> String {
        if let Some(words) = self.by_meaning(typed) {
            return words;
        }
        match &typed.kind {
            Kind::Null => "nothing".to_owned(),
            Kind::Bool(true) => "yes".to_owned(),
            Kind::Bool(false) => "no".to_owned(),
            Kind::Text(text) if text.is_empty() => "empty".to_owned(),
            Kind::Text(text) | Kind::At(text) => text.replace('_', " "),
            Kind::Number(text) => text.clone(),
            Kind::Negate(inner) => format!("minus {}", self.operand(inner)),
            Kind::Arithmetic(op, left, right) => {
                let word = match op {
                    Arithmetic::Add => "plus",
                    Arithmetic::Subtract => "less",
                    Arithmetic::Multiply => "times",
                    Arithmetic::Divide => "divided by",
                    Arithmetic::Power => "to the power of",
                };
                format!(
                    "{} {word} {}",
                    self.term(left, tightness(*op)),
                    self.term(right, tightness(*op).saturating_add(1))
                )
            }
            Kind::Compare(op, left, right) => self.comparison(*op, left, right),
            Kind::And(..) => self.junction(typed, true),
            Kind::Or(..) => self.junction(typed, false),
            Kind::Between(value, low, high) => {
                format!("{} lies between {} and {}", self.operand(value), self.operand(low), self.operand(high))
            }
            Kind::In(value, tests) => {
                let tests: Vec<String> = tests
                    .iter()
                    .map(|test| match test {
                        Test::Compare(op, other) => format!("{} {}", compare_words(*op), self.words(other)),
                        Test::Value(other) => self.words(other),
                        Test::Condition(other) => format!("something of which {}", self.words(other)),
                    })
                    .collect();
                format!("{} is one of {}", self.words(value), tests.join(", "))
            }
            Kind::If(condition, yes, no) => {
                format!("{} if {}, else {}", self.operand(yes), self.words(condition), self.operand(no))
            }
            Kind::Quantified(quantifier, bindings, body) => {
                let lists: Vec<String> = bindings.iter().map(|(_, list)| self.words(list)).collect();
                let which = if *quantifier == Quantifier::Every { "each of" } else { "at least one of" };
                format!("for {which} {}: {}", lists.join(" and "), self.words(body))
            }
            Kind::Filter(base, condition) => format!("{} where {}", self.words(base), self.words(condition)),
            Kind::List(items) => items.iter().map(|item| self.words(item)).collect::<Vec<_>>().join(", "),
            Kind::Range(low, low_in, high, high_in) => {
                let end = |included: bool| if included { "" } else { " (left out)" };
                format!("{}{} to {}{}", self.words(low), end(*low_in), self.words(high), end(*high_in))
            }
            Kind::Call(name, arguments) => self.call(&name.text, arguments),
            Kind::Path(base, name) => {
                if let Some(words) = self.of_other(typed, base, &name.text) {
                    return words;
                }
                let label = match (&typed.note.meaning, row_table(&base.note.ty)) {
                    (Meaning::Column(column), Some(table)) => {
                        let column = self.layout.table(table).and_then(|table| table.columns.get(*column));
                        column.map(|column| column.label.clone())
                    }
                    _ => None,
                };
                format!("{} of {}", label.unwrap_or_else(|| name.text.replace('_', " ")), self.words(base))
            }
            Kind::Name(name) => name.replace('_', " "),
            Kind::Compared(op, end) => format!("{} {}", compare_words(*op), self.words(end)),
            Kind::InstanceOf(value, ty) => format!("{} is of type {ty}", self.operand(value)),
            Kind::For(..) | Kind::Context(..) | Kind::Function(..) | Kind::Invoke(..) => typed.to_string(),
        }
    }

    fn by_meaning(&self, typed: &Typed) -> Option<String> {
        let name = match &typed.kind {
            Kind::Name(name) => name.clone(),
            Kind::Path(_, name) => name.text.clone(),
            _ => return None,
        };
        match &typed.note.meaning {
            Meaning::Cell(index, row, column) => {
                let table = self.layout.table(*index)?;
                let column = table.columns.get(*column)?;
                Some(match (table.kind, table.lines.get(*row)) {
                    (TableKind::Lines, Some(line)) => format!("{} of {}", column.label, line.label),
                    _ if self.layout.is_reference(*index) => {
                        let name = table.name.replace('_', " ");
                        let said = column.label.contains(&name);
                        if said { column.label.clone() } else { format!("{} of {name}", column.label) }
                    }
                    _ => column.label.clone(),
                })
            }
            Meaning::Row(table, row) => {
                let table = self.layout.table(*table)?;
                Some(table.lines.get(*row).map_or_else(|| table.label.clone(), |line| line.label.clone()))
            }
            Meaning::Rows(table) => {
                let table = self.layout.table(*table)?;
                let lines = if table.kind == TableKind::Lines { "lines of " } else { "" };
                Some(format!("{lines}{}", table.label))
            }
            Meaning::Table(table) => Some(self.layout.table(*table)?.label.replace('_', " ")),
            Meaning::Current(column) => {
                Some(self.layout.table(self.row?)?.columns.get(*column)?.label.replace('_', " "))
            }
            Meaning::Constant(_, _) => {
                let value = self.names.constant(&name).and_then(|(_, constant)| match constant.written.as_slice() {
                    [only] => Some(format!(" of {only}")),
                    _ => None,
                });
                Some(format!("the {}{}", name.replace('_', " "), value.unwrap_or_default()))
            }
            Meaning::Definition(_, _) => {
                let title = self.names.definition(&name).and_then(|definition| definition.title.as_deref());
                // What comes after a semicolon or in brackets says whose reading it is.
                let title = title.and_then(|title| title.split([';', '(']).next()).map(str::trim);
                let title = title.map(|title| title.strip_prefix("whether ").unwrap_or(title).to_owned());
                Some(title.filter(|title| !title.is_empty()).unwrap_or_else(|| name.replace('_', " ")))
            }
            Meaning::Around(around) => around_words(around, &name),
            Meaning::OfItem(..) | Meaning::Member => Some(name.replace('_', " ")),
            _ => None,
        }
    }

    /// What a path leads to in another return.
    fn of_other(&self, typed: &Typed, base: &Typed, name: &str) -> Option<String> {
        let (first, table) = match &base.note.meaning {
            Meaning::TableOf(first, table) => (*first, *table),
            Meaning::OfItem(_, inner) => match &**inner {
                Meaning::TableOf(first, table) => (*first, *table),
                _ => (0, 0),
            },
            _ => (0, 0),
        };
        let of_table = self.layout.table(first.saturating_add(table));
        let own = match &typed.note.meaning {
            Meaning::TableOf(..) => return Some(self.words(base)),
            Meaning::RowOf(_, row) => of_table?.lines.get(*row).map(|line| line.label.clone()),
            Meaning::CellOf(_, column) => of_table?.columns.get(*column).map(|column| column.label.clone()),
            Meaning::Within(..) => {
                let title = self.names.definition(name).and_then(|definition| definition.title.clone());
                let title = title.map(|title| title.strip_prefix("whether ").unwrap_or(&title).to_owned());
                Some(title.unwrap_or_else(|| name.replace('_', " ")))
            }
            _ => return None,
        };
        let own = own.unwrap_or_else(|| name.replace('_', " "));
        Some(match &base.note.meaning {
            // Inside a filter it goes without saying whose table it is.
            Meaning::OfItem(..) => own,
            _ => format!("{own} of {}", self.words(base)),
        })
    }

    /// Words inside others: what would read two ways stands in brackets.
    fn operand(&self, typed: &Typed) -> String {
        let words = self.words(typed);
        let loose = matches!(
            typed.kind,
            Kind::Arithmetic(..) | Kind::If(..) | Kind::Compare(..) | Kind::And(..) | Kind::Or(..)
        );
        if loose { format!("({words})") } else { words }
    }

    /// A term of a sum or product: brackets where it binds less than what it stands in.
    fn term(&self, typed: &Typed, around: u8) -> String {
        match &typed.kind {
            Kind::Arithmetic(op, _, _) if tightness(*op) >= around => self.words(typed),
            _ => self.operand(typed),
        }
    }

    /// What `and` or `or` joins. That a figure is given goes without saying where something else is
    /// asked of it, and an empty text is as good as none.
    fn junction(&self, typed: &Typed, and: bool) -> String {
        let mut all = Vec::new();
        joined_by(typed, and, &mut all);
        let null_test = if and { Compare::NotEqual } else { Compare::Equal };
        let asked = |one: &Typed| match &one.kind {
            Kind::Compare(op, left, right) => Some((*op, left.to_string(), right.kind.clone())),
            _ => None,
        };
        let told = |(index, one): &(usize, &&Typed)| {
            let Some((op, side, other)) = asked(one) else { return true };
            let beside = || all.iter().enumerate().filter(|(at, _)| at != index).filter_map(|(_, other)| asked(other));
            let same = |test: &dyn Fn(&Kind<crate::check::Note>) -> bool| {
                beside().any(|(beside_op, beside_side, kind)| beside_side == side && beside_op == op && test(&kind))
            };
            let empty = |kind: &Kind<crate::check::Note>| matches!(kind, Kind::Text(text) if text.is_empty());
            match &other {
                Kind::Null if op == null_test => {
                    let mut others = beside().filter(|(_, beside_side, kind)| *beside_side == side && !empty(kind));
                    !(and && others.next().is_some())
                }
                kind if op == null_test && empty(kind) => !same(&|kind| matches!(kind, Kind::Null)),
                _ => true,
            }
        };
        let words: Vec<String> = all.iter().enumerate().filter(told).map(|(_, one)| self.joined(one)).collect();
        words.join(if and { " and " } else { " or " })
    }

    /// A side of `and` or `or`: brackets only around the other of the two.
    fn joined(&self, typed: &Typed) -> String {
        let words = self.words(typed);
        if matches!(typed.kind, Kind::Or(..) | Kind::If(..) | Kind::Quantified(..)) {
            format!("({words})")
        } else {
            words
        }
    }

    fn comparison(&self, op: Compare, left: &Typed, right: &Typed) -> String {
        let (side, other) = if matches!(left.kind, Kind::Null) { (right, left) } else { (left, right) };
        let given = matches!(other.kind, Kind::Null) || matches!(&other.kind, Kind::Text(text) if text.is_empty());
        let left = self.side(side);
        if let (Meaning::Table(table) | Meaning::Row(table, _), Kind::Null) = (&side.note.meaning, &other.kind)
            && self.layout.is_reference(*table)
        {
            let no = if op == Compare::Equal { "no" } else { "a" };
            let name = self.layout.table(*table).map_or("", |table| &table.name).replace('_', " ");
            return format!("the reference list has {no} row for the return (`{name}`)");
        }
        match (op, given, &other.kind) {
            (Compare::Equal, true, Kind::Null) => format!("{left} is not given"),
            (Compare::NotEqual, true, Kind::Null) => format!("{left} is given"),
            (Compare::Equal, true, _) => format!("{left} is empty"),
            (Compare::NotEqual, true, _) => format!("{left} is not empty"),
            _ => format!("{left} {} {}", compare_words(op), self.side(other)),
        }
    }

    /// A side of a comparison: sums need no brackets there.
    fn side(&self, typed: &Typed) -> String {
        match typed.kind {
            Kind::Arithmetic(..) => self.words(typed),
            _ => self.operand(typed),
        }
    }

    fn call(&self, name: &str, arguments: &[Argument<crate::check::Note>]) -> String {
        let words: Vec<String> = arguments.iter().map(|argument| self.words(&argument.value)).collect();
        let all = words.join(", ");
        match name {
            "sum" => format!("the sum of {all}"),
            "count" => format!("the number of {all}"),
            "abs" => format!("the size of ({all})"),
            "not" => format!("not ({all})"),
            "min" => format!("the smallest of {all}"),
            "max" => format!("the largest of {all}"),
            _ => format!("{name}({all})"),
        }
    }
}

/// What a name of the surroundings stands for.
fn around_words(around: &Around, name: &str) -> Option<String> {
    let group = |fact: &Fact, whole: bool| match (fact, whole) {
        (Fact::Returns, false) => "the group's returns".to_owned(),
        (Fact::Returns, true) => "all returns".to_owned(),
        (Fact::PreviousReturns, false) => "the group's returns of the month before".to_owned(),
        (Fact::PreviousReturns, true) => "all returns of the month before".to_owned(),
        (Fact::Expected, _) => "the number of returns expected".to_owned(),
        (Fact::Received, _) => "the number of returns received".to_owned(),
        (Fact::Missing, _) => "the organisations whose return is missing".to_owned(),
        (Fact::Unexpected, _) => "the organisations that no return is expected of".to_owned(),
        (_, whole) => format!("the {} of the {}", name.replace('_', " "), if whole { "whole" } else { "group" }),
    };
    Some(match around {
        Around::Previous => "the earlier return".to_owned(),
        Around::PreviousLine => "the same line of the earlier return".to_owned(),
        Around::Series => "the returns of the year".to_owned(),
        Around::OfGroup(fact) => group(fact, false),
        Around::OfNation(fact) => group(fact, true),
        Around::Beside { earlier: true, .. } => {
            let name = name.strip_prefix("previous_").unwrap_or(name);
            format!("{} of the month before", name.replace('_', " "))
        }
        Around::Beside { .. } => name.replace('_', " "),
        Around::Group | Around::Nation => return None,
    })
}

/// The table of a row, or of the rows of a list.
fn row_table(ty: &Type) -> Option<usize> {
    match ty {
        Type::Row(table) => Some(*table),
        Type::List(item) => row_table(item),
        _ => None,
    }
}

/// The conditions that a chain of `and`, or of `or`, joins.
fn joined_by<'t>(typed: &'t Typed, and: bool, out: &mut Vec<&'t Typed>) {
    match &typed.kind {
        Kind::And(left, right) if and => {
            joined_by(left, and, out);
            joined_by(right, and, out);
        }
        Kind::Or(left, right) if !and => {
            joined_by(left, and, out);
            joined_by(right, and, out);
        }
        _ => out.push(typed),
    }
}

fn tightness(op: Arithmetic) -> u8 {
    match op {
        Arithmetic::Add | Arithmetic::Subtract => 1,
        Arithmetic::Multiply | Arithmetic::Divide => 2,
        Arithmetic::Power => 3,
    }
}

fn compare_words(op: Compare) -> &'static str {
    match op {
        Compare::Equal => "is",
        Compare::NotEqual => "is not",
        Compare::Less => "is less than",
        Compare::LessOrEqual => "is at most",
        Compare::Greater => "is more than",
        Compare::GreaterOrEqual => "is at least",
    }
}
