//! One expression by itself: strictly, as rules are, or as the standard says.

use super::RuleBook;
use crate::check::{Place as Scope, Sight, check_bare};
use crate::diag::Diagnostic;
use crate::eval::{Desk, Evaluator};
use crate::feel::Expr;
use crate::feel::standard::Standard;
use crate::form::TableKind;
use crate::read::TextMap;
use crate::reference::Layout;
use crate::returns::Return;
use crate::value::{CellRef, Fault, Moment, RowRef, Type, Value};
use std::collections::BTreeMap;
use std::sync::Arc;

/// What is asked of an expression.
pub struct Asked<'a> {
    /// Its text.
    pub expression: &'a str,
    /// Names with their types and values.
    pub names: Vec<(String, Type, Value)>,
    /// A return whose tables it sees.
    pub ret: Option<&'a Return>,
    /// Whether it is evaluated as the standard says, an error being null.
    pub standard: bool,
    /// Whether its steps are wanted.
    pub trace: bool,
    /// The present moment, for `now` and `today`.
    pub now: Moment,
}

/// What an expression came to.
#[derive(Debug)]
pub struct Evaluated {
    /// Its value.
    pub value: Value,
    /// Its steps in the order in which they were done, each with its value.
    pub steps: Vec<(String, Value)>,
}

impl RuleBook {
    /// Evaluates one expression, with named values, and the tables of a return when one is given.
    ///
    /// # Errors
    /// What is wrong with the expression, in the order of its places: it is not understood, it does
    /// not fit together, or it takes more steps than it may.
    pub fn evaluate(&mut self, asked: Asked<'_>) -> Result<Evaluated, Vec<Diagnostic>> {
        let file = self.sources.add("expression", asked.expression);
        let map = TextMap::straight(file, 0);
        let expr = crate::feel::parse(asked.expression).map_err(|error| {
            vec![Diagnostic::at(error.code, map.place(error.span), error.message).maybe_help(error.help)]
        })?;
        let (evaluated, broken) = match asked.standard {
            true => standard(&expr, asked),
            false => self.strict(&expr, asked, &map)?,
        };
        match broken {
            Some(fault) => {
                let words = format!("the expression was given up: {}", fault.words());
                let help = "make its lists shorter, or give parts of it names";
                Err(vec![Diagnostic::at("E110", map.place(expr.span), words).help(help)])
            }
            None => Ok(evaluated),
        }
    }

    fn strict(
        &mut self,
        expr: &Expr,
        asked: Asked<'_>,
        map: &TextMap,
    ) -> Result<(Evaluated, Option<Fault>), Vec<Diagnostic>> {
        let nothing = Arc::new(Layout::new(Arc::new(crate::form::Form::nothing()), &[]));
        let layout = asked.ret.map_or(nothing, |ret| Arc::clone(&ret.layout));
        let scope = Scope { layout: &layout, names: None, row: None, column: None, gap: None, sight: Sight::ALONE };
        let types: Vec<_> = asked.names.iter().map(|(name, ty, _)| (name.clone(), ty.clone())).collect();
        let mut diagnostics = Vec::new();
        let typed = check_bare(expr, scope, &types, map, &mut diagnostics);
        if !diagnostics.is_empty() {
            return Err(diagnostics);
        }
        let settings = BTreeMap::new();
        let mut binding = crate::plan::Binding::new(self.library(), &[], None, &settings);
        if asked.trace {
            binding = binding.stepping();
        }
        let node = crate::plan::lower(&typed, &mut binding);
        let values: Vec<_> = asked.names.into_iter().map(|(_, _, value)| value).collect();
        let mut evaluator = match asked.ret {
            Some(ret) => Evaluator::new(Desk::alone(ret)).with_locals(values),
            None => Evaluator::bare(values),
        };
        evaluator.now = Some(asked.now);
        let value = evaluator.eval(&node);
        let given_up = evaluator.given_up;
        let text = |number: usize| binding.steps().get(number).cloned().unwrap_or_default();
        let steps = evaluator.shown.into_iter().map(|(number, value)| (text(number), value)).collect();
        Ok((Evaluated { value, steps }, given_up))
    }
}

fn standard(expr: &Expr, asked: Asked<'_>) -> (Evaluated, Option<Fault>) {
    let named = asked.names.into_iter().map(|(name, _, value)| (Arc::from(name), value));
    let names = asked.ret.into_iter().flat_map(tables).chain(named).collect();
    let mut standard = Standard::new(names, Some(asked.now));
    if asked.trace {
        standard.shown = Some(Vec::new());
    }
    let value = standard.eval(expr);
    let text = |span: crate::source::Span| {
        asked.expression.get(span.start as usize..span.end as usize).unwrap_or("").to_owned()
    };
    let shown = standard.shown.take().unwrap_or_default();
    let steps = shown.into_iter().map(|(span, value)| (text(span), value)).collect();
    (Evaluated { value, steps }, standard.given_up)
}

/// The tables of a return as plain contexts and lists, for the standard, which knows no rows.
fn tables(ret: &Return) -> Vec<(Arc<str>, Value)> {
    let row_of = |table: usize, row: usize| {
        let columns = ret.layout.table(table).map_or(&[][..], |table| &table.columns);
        let cell = |column: usize| CellRef { row: RowRef { table, row }, column };
        let members = columns.iter().enumerate().map(|(at, column)| (Arc::from(&*column.name), ret.value(cell(at))));
        Value::Context(Arc::new(members.collect()))
    };
    let of_table = |(index, table): (usize, &crate::form::Table)| {
        let rows = ret.tables.get(index).map_or(0, |data| data.rows.len());
        let value = match table.kind {
            TableKind::Record => row_of(index, 0),
            TableKind::Rows => Value::list((0..rows).map(|row| row_of(index, row)).collect()),
            TableKind::Lines => {
                let lines = table.lines.iter().enumerate();
                let of_line = |(at, line): (usize, &crate::form::Line)| (Arc::from(&*line.name), row_of(index, at));
                Value::Context(Arc::new(lines.map(of_line).collect()))
            }
        };
        (Arc::from(&*table.name), value)
    };
    ret.layout.tables.iter().enumerate().map(|(index, table)| of_table((index, table))).collect()
}
