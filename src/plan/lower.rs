//! Typed trees to plan nodes.

use super::{Call, Constant, Inside, Lambda, Node, Override, Settings};
use crate::check::{Library, Meaning, Names, Note, Typed, as_items};
use crate::feel::{Argument, Compare, Kind, Test, builtins, sees_partial};
use crate::read::TextMap;
use crate::ruleset::Expression;
use crate::source::Place;
use crate::value::{CellRef, Number, RowRef, Type, Value, Year};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The values of constants in one plan.
pub struct Binding<'l> {
    library: &'l Library,
    active: &'l [usize],
    year: Option<Year>,
    settings: &'l Settings,
    used: BTreeSet<Override>,
    definitions: BTreeMap<usize, Arc<Node>>,
    probes: Option<Vec<Probe>>,
    /// The texts of the steps, when steps are to be shown.
    steps: Option<Vec<String>>,
    set: usize,
    map: Option<TextMap>,
}

/// A condition whose outcomes are recorded when examples are run.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Probe {
    /// Where it stands.
    pub place: Place,
    /// The condition, as it is understood.
    pub text: String,
}

impl<'l> Binding<'l> {
    /// The values for the sets in force, in a year, with what the command line says.
    pub fn new(library: &'l Library, active: &'l [usize], year: Option<Year>, settings: &'l Settings) -> Binding<'l> {
        Binding {
            library,
            active,
            year,
            settings,
            used: BTreeSet::new(),
            definitions: BTreeMap::new(),
            probes: None,
            steps: None,
            set: 0,
            map: None,
        }
    }

    /// Has the conditions of what is lowered from here on recorded, for a rule of a set.
    pub fn probing(mut self, set: usize) -> Binding<'l> {
        self.probes = Some(Vec::new());
        self.set = set;
        self
    }

    /// Has each step of what is lowered from here on shown.
    pub fn stepping(mut self) -> Binding<'l> {
        self.steps = Some(Vec::new());
        self
    }

    /// The texts of the steps, by their numbers.
    pub fn steps(&self) -> &[String] {
        self.steps.as_deref().unwrap_or_default()
    }

    /// Says which expression is lowered next.
    pub fn within(&mut self, expression: &Expression) {
        if self.probes.is_some() {
            self.map = Some(expression.map.clone());
        }
    }

    /// The conditions recorded, by their numbers.
    pub fn probes(&self) -> &[Probe] {
        self.probes.as_deref().unwrap_or_default()
    }

    /// The number of a new probe; nothing when none is asked for.
    fn probe(&mut self, typed: &Typed) -> Option<usize> {
        let place = self.map.as_ref()?.place(typed.span);
        let probes = self.probes.as_mut()?;
        probes.push(Probe { place, text: typed.to_string() });
        Some(probes.len().saturating_sub(1))
    }

    /// Which constants were overridden among those used.
    pub fn overridden(self) -> Vec<Override> {
        self.used.into_iter().collect()
    }

    /// The value of a set's constant: the command line's, else that of a set in force which
    /// includes the set, the last one loaded counting, else its own.
    fn constant(&mut self, set: usize, name: &str) -> Option<Value> {
        let of = |index: usize| self.library.sets.get(index)?.constants.iter().find(|c| c.name == name);
        let own = of(set)?;
        let written = |constant: &crate::ruleset::Constant| {
            let at = constant.values.iter().position(|(year, _)| year.is_none() || *year == self.year);
            at.and_then(|at| constant.written.get(at)).cloned().unwrap_or_else(|| "nothing".to_owned())
        };
        if let Some(setting) = self.settings.get(name) {
            let from = written(own);
            let (to, by) = (setting.text.clone(), setting.by.clone());
            self.used.insert(Override { name: name.to_owned(), from, to, by });
            return Some(setting.value.clone());
        }
        let includes = |index: &&usize| **index != set && self.library.includes(**index, set);
        let mut above = self.active.iter().filter(includes).filter_map(|index| Some((*index, of(*index)?)));
        let above = above.rfind(|(_, constant)| constant.value(self.year).is_some());
        if let Some((index, constant)) = above {
            let by = self.library.sets.get(index).map_or(String::new(), |set| set.id.clone());
            self.used.insert(Override { name: name.to_owned(), from: written(own), to: written(constant), by });
            return constant.value(self.year).cloned();
        }
        own.value(self.year).cloned()
    }
}

fn boxed(typed: &Typed, binding: &mut Binding<'_>) -> Box<Node> {
    Box::new(lower(typed, binding))
}

/// Lowers a condition on which something turns, with a probe where probes are asked for. What
/// `and` and `or` join is recorded one by one.
fn probed(typed: &Typed, binding: &mut Binding<'_>) -> Box<Node> {
    // A literal null is no condition: it says that the other side decides or nothing does.
    let joined = matches!(typed.kind, Kind::And(..) | Kind::Or(..) | Kind::Null);
    match if joined { None } else { binding.probe(typed) } {
        Some(number) => Box::new(Node::Probe(number, boxed(typed, binding))),
        None => boxed(typed, binding),
    }
}

/// Lowers one expression.
pub fn lower(typed: &Typed, binding: &mut Binding<'_>) -> Node {
    let node = plain(typed, binding);
    match &mut binding.steps {
        Some(steps) if !matches!(node, Node::Value(_)) => {
            steps.push(typed.to_string());
            Node::Step(steps.len().saturating_sub(1), Box::new(node))
        }
        _ => node,
    }
}

fn plain(typed: &Typed, binding: &mut Binding<'_>) -> Node {
    if let Some(node) = by_meaning(typed, binding) {
        return node;
    }
    match &typed.kind {
        Kind::Null | Kind::Name(_) | Kind::Path(..) => Node::Value(Value::NULL),
        Kind::Bool(truth) => Node::Value(Value::Bool(*truth)),
        Kind::Number(text) => Node::Value(Number::parse_literal(text).map_or(Value::NULL, Value::Number)),
        Kind::Text(text) => Node::Value(Value::text(text)),
        Kind::At(text) => Node::Value(builtins::time_literal(text).unwrap_or(Value::NULL)),
        Kind::Negate(inner) => Node::Negate(boxed(inner, binding)),
        Kind::Arithmetic(op, left, right) => Node::Arithmetic(*op, boxed(left, binding), boxed(right, binding)),
        Kind::Compare(op, left, right) => compare(typed, *op, left, right, binding),
        Kind::And(left, right) => Node::And(probed(left, binding), probed(right, binding)),
        Kind::Or(left, right) => Node::Or(probed(left, binding), probed(right, binding)),
        Kind::Between(value, low, high) => {
            Node::Between(boxed(value, binding), boxed(low, binding), boxed(high, binding))
        }
        Kind::In(value, tests) => {
            let value = boxed(value, binding);
            let tests = tests.iter().map(|test| match test {
                Test::Compare(op, other) => (*op, lower(other, binding)),
                Test::Value(other) => (Compare::Equal, lower(other, binding)),
                Test::Condition(other) => (Compare::Equal, Node::Condition(boxed(other, binding))),
            });
            Node::In(value, tests.collect())
        }
        Kind::If(condition, yes, no) => Node::If(probed(condition, binding), boxed(yes, binding), boxed(no, binding)),
        Kind::For(bindings, body) => {
            let lists = bindings.iter().map(|(_, list)| lower(list, binding)).collect();
            match sees_partial(bindings, body) {
                true => Node::ForPartial(lists, boxed(body, binding)),
                false => Node::For(lists, boxed(body, binding)),
            }
        }
        Kind::Quantified(quantifier, bindings, body) => {
            let lists = bindings.iter().map(|(_, list)| lower(list, binding)).collect();
            Node::Quantified(*quantifier, lists, boxed(body, binding))
        }
        Kind::List(items) => Node::List(items.iter().map(|item| lower(item, binding)).collect()),
        Kind::Context(entries) => {
            let entries = entries.iter().map(|(name, value)| (Arc::from(name.text.as_str()), lower(value, binding)));
            Node::Context(entries.collect())
        }
        Kind::Range(low, low_in, high, high_in) => {
            Node::Range(boxed(low, binding), *low_in, boxed(high, binding), *high_in)
        }
        Kind::Filter(base, filter) => match typed.note.meaning {
            Meaning::Position => Node::Position(boxed(base, binding), boxed(filter, binding)),
            _ => Node::Filter(boxed(base, binding), boxed(filter, binding)),
        },
        Kind::Compared(op, end) => Node::Compared(*op, boxed(end, binding)),
        Kind::InstanceOf(value, ty) => Node::InstanceOf(boxed(value, binding), Box::new(ty.clone())),
        Kind::Function(parameters, body) => Node::Function(Arc::new(Lambda {
            parameters: parameters.iter().map(|parameter| Arc::from(parameter.name.text.as_str())).collect(),
            height: height(body),
            body: lower(body, binding),
        })),
        Kind::Invoke(function, arguments) => match &typed.note.meaning {
            Meaning::Invoke(_, order) => {
                let function = lower(function, binding);
                invoke(function, arguments, order, binding)
            }
            _ => Node::Value(Value::NULL),
        },
        Kind::Call(..) => Node::Value(Value::NULL),
    }
}

/// How many levels deep an expression is, with the definitions it uses.
fn height(typed: &Typed) -> u32 {
    let own = match &typed.note.meaning {
        Meaning::Definition(_, inner) | Meaning::Within(_, inner) => height(inner),
        _ => 0,
    };
    let below = typed.children().into_iter().map(height).max().unwrap_or(0);
    own.max(below).saturating_add(1)
}

fn invoke(function: Node, arguments: &[Argument<Note>], order: &[usize], binding: &mut Binding<'_>) -> Node {
    let mut placed: Vec<(usize, Node)> =
        order.iter().zip(arguments).map(|(index, argument)| (*index, lower(&argument.value, binding))).collect();
    placed.sort_by_key(|(index, _)| *index);
    Node::Invoke(Box::new(function), placed.into_iter().map(|(_, node)| node).collect())
}

/// Nodes whose meaning says it all.
fn by_meaning(typed: &Typed, binding: &mut Binding<'_>) -> Option<Node> {
    let base = || match &typed.kind {
        Kind::Path(base, name) => Some((base, Box::<str>::from(name.text.as_str()))),
        _ => None,
    };
    Some(match &typed.note.meaning {
        Meaning::Cell(table, row, column) => {
            Node::Cell(CellRef { row: RowRef { table: *table, row: *row }, column: *column })
        }
        Meaning::Row(table, row) => Node::Row(RowRef { table: *table, row: *row }),
        Meaning::Rows(table) => Node::Rows(*table),
        Meaning::Current(column) => Node::Current(*column),
        Meaning::Column(column) => Node::Column(boxed(base()?.0, binding), *column),
        Meaning::Around(around) => Node::Around(Box::new(around.clone())),
        meaning @ (Meaning::TableOf(..)
        | Meaning::RowOf(..)
        | Meaning::CellOf(..)
        | Meaning::RowsOf(_)
        | Meaning::Within(..)) => {
            let base = lower(base()?.0, binding);
            of_return(base, meaning, binding)?
        }
        Meaning::Member => {
            let (base, name) = base()?;
            Node::Member(boxed(base, binding), name)
        }
        Meaning::Property => {
            let (base, name) = base()?;
            Node::Property(boxed(base, binding), name)
        }
        Meaning::Local(depth) => Node::Local(*depth),
        Meaning::OfItem(depth, inner) => {
            if let Some(node) = of_return(Node::Local(*depth), inner, binding) {
                return Some(node);
            }
            let item = Box::new(Node::Local(*depth));
            let name = match &typed.kind {
                Kind::Name(name) => Box::<str>::from(name.as_str()),
                _ => return None,
            };
            match &**inner {
                Meaning::Column(column) => Node::Column(item, *column),
                Meaning::Property => Node::Property(item, name),
                _ => Node::Member(item, name),
            }
        }
        Meaning::Constant(set, name) => {
            let value = binding.constant(*set, name);
            Node::Constant(Box::new(Constant { name: name.clone(), value }))
        }
        Meaning::Definition(name, inner) => {
            let done = definition(name, inner, binding);
            Node::Definition(name.as_str().into(), done)
        }
        Meaning::Gap(part) => Node::Gap(*part),
        Meaning::Call(builtin, form, order) => match &typed.kind {
            Kind::Call(_, arguments) => call(typed, builtin, (*form, order), arguments, binding),
            _ => return None,
        },
        Meaning::Invoke(meaning, order) => match &typed.kind {
            Kind::Call(name, arguments) => {
                let note = Note { meaning: (**meaning).clone(), ..Note::of(Type::Any) };
                let named = Typed { kind: Kind::Name(name.text.clone()), span: name.span, note };
                let function = lower(&named, binding);
                invoke(function, arguments, order, binding)
            }
            _ => return None,
        },
        Meaning::Itself | Meaning::Table(_) | Meaning::NullTest | Meaning::Position => return None,
    })
}

/// A definition, lowered: one checked tree is lowered once; its address decides nothing that is
/// shown.
fn definition(name: &str, inner: &Arc<Typed>, binding: &mut Binding<'_>) -> Arc<Node> {
    let key = Arc::as_ptr(inner).addr();
    if let Some(done) = binding.definitions.get(&key) {
        return Arc::clone(done);
    }
    let around = binding.map.clone();
    if let Some(definition) = Names::of(binding.library, binding.set).definition(name) {
        binding.within(&definition.value);
    }
    let done = Arc::new(lower(inner, binding));
    binding.map = around;
    binding.definitions.insert(key, Arc::clone(&done));
    done
}

/// What a path leads to in another return, or in each of several; nothing where it leads to none.
fn of_return(base: Node, meaning: &Meaning, binding: &mut Binding<'_>) -> Option<Node> {
    Some(match meaning {
        Meaning::TableOf(..) => base,
        Meaning::RowOf(table, row) => Node::RowOf(Box::new(base), *table, *row),
        Meaning::CellOf(table, column) => Node::Column(Box::new(Node::RowOf(Box::new(base), *table, 0)), *column),
        Meaning::RowsOf(table) => Node::RowsOf(Box::new(base), *table),
        Meaning::Within(name, inner) => {
            let body = definition(name, inner, binding);
            Node::Within(Box::new(base), Arc::new(Inside { name: name.clone(), body }))
        }
        _ => return None,
    })
}

fn compare(typed: &Typed, op: Compare, left: &Typed, right: &Typed, binding: &mut Binding<'_>) -> Node {
    if !matches!(typed.note.meaning, Meaning::NullTest) {
        return Node::Compare(op, boxed(left, binding), boxed(right, binding));
    }
    let side = if matches!(left.kind, Kind::Null) { right } else { left };
    if let Meaning::Table(table) = side.note.meaning {
        return Node::IsNull(Box::new(Node::Given(table)), op == Compare::NotEqual);
    }
    Node::IsNull(boxed(side, binding), op == Compare::NotEqual)
}

fn call(
    typed: &Typed,
    builtin: &'static builtins::Builtin,
    (form, order): (usize, &[usize]),
    arguments: &[Argument<Note>],
    binding: &mut Binding<'_>,
) -> Node {
    let as_items = as_items(builtin, arguments);
    let mut placed: BTreeMap<usize, Node> = BTreeMap::new();
    for (position, argument) in arguments.iter().enumerate() {
        let index = if as_items { position } else { order.get(position).copied().unwrap_or(position) };
        placed.insert(index, lower(&argument.value, binding));
    }
    let last = placed.keys().last().copied().map_or(0, |last| last.saturating_add(1));
    let nodes = (0..last).map(|index| placed.remove(&index).unwrap_or(Node::Value(Value::NULL))).collect();
    Node::Call(Box::new(Call { builtin, form, arguments: nodes, as_items, text: typed.to_string() }))
}
