//! Contexts, loops and filters.

use super::*;
use crate::feel::ast::Name;
use crate::feel::builtins::index_at;
use crate::feel::operators::Walk;

type Bindings<A> = [(Name, Expr<A>)];

impl Standard {
    /// An entry sees those before it; one key twice makes no context.
    pub(super) fn context<A: Clone + Send + Sync + 'static>(&mut self, entries: &Bindings<A>) -> Value {
        let before = self.bound.len();
        let mut members: Vec<(Arc<str>, Value)> = Vec::with_capacity(entries.len());
        for (name, value) in entries {
            let value = self.eval(value);
            let name: Arc<str> = Arc::from(name.text.as_str());
            self.bound.push(Bound::Name(Arc::clone(&name), value.clone()));
            members.push((name, value));
        }
        self.bound.truncate(before);
        let twice =
            |(at, (name, _)): (usize, &(Arc<str>, Value))| members.iter().take(at).any(|(other, _)| other == name);
        if members.iter().enumerate().any(twice) {
            return fault(Fault::KeyTwice);
        }
        Value::Context(Arc::new(members))
    }

    /// Runs over all combinations of the items of lists and ranges, until told to stop.
    fn each<A: Clone + Send + Sync + 'static>(
        &mut self,
        bindings: &Bindings<A>,
        f: &mut dyn FnMut(&mut Standard) -> Result<(), Value>,
    ) -> Result<(), Value> {
        let Some(((name, list), rest)) = bindings.split_first() else {
            return f(self);
        };
        let list = self.eval(list);
        let name: Arc<str> = Arc::from(name.text.as_str());
        let before = self.bound.len();
        let mut run = |this: &mut Standard, item: Value| {
            this.steps = this.steps.saturating_add(1);
            if this.steps > this.limit {
                return Err(fault(Fault::TooManySteps));
            }
            this.bound.push(Bound::Name(Arc::clone(&name), item));
            let result = this.each(rest, f);
            this.bound.truncate(before);
            result
        };
        match &list {
            Value::List(items) => items.iter().try_for_each(|item| run(self, item.clone())),
            Value::Range(range) => match Walk::over(range) {
                Some(mut walk) => walk.try_for_each(|item| run(self, item)),
                None => Err(fault(Fault::Argument)),
            },
            Value::Missing(_) => Err(Value::NULL),
            other => run(self, other.clone()),
        }
    }

    /// `for … return …`. The body sees what it gave before as `partial`.
    pub(super) fn for_each<A: Clone + Send + Sync + 'static>(
        &mut self,
        bindings: &Bindings<A>,
        body: &Expr<A>,
    ) -> Value {
        let partial = crate::feel::sees_partial(bindings, body);
        let mut out: Vec<Value> = Vec::new();
        let result = self.each(bindings, &mut |this| {
            if partial {
                let so_far = Value::list(out.clone());
                if this.charge(&[&so_far]) {
                    return Err(fault(Fault::TooManySteps));
                }
                this.bound.push(Bound::Name(Arc::from("partial"), so_far));
            }
            let value = this.eval(body);
            if partial {
                this.bound.pop();
            }
            out.push(value);
            Ok(())
        });
        match result {
            Ok(()) => Value::list(out),
            Err(value) => value,
        }
    }

    /// `some` (`deciding` true) or `every` (`deciding` false).
    pub(super) fn quantified<A: Clone + Send + Sync + 'static>(
        &mut self,
        deciding: bool,
        bindings: &Bindings<A>,
        body: &Expr<A>,
    ) -> Value {
        let mut unknown = false;
        let result = self.each(bindings, &mut |this| match this.eval(body).as_bool() {
            Some(truth) if truth == deciding => Err(Value::Bool(deciding)),
            Some(_) => Ok(()),
            None => {
                unknown = true;
                Ok(())
            }
        });
        match result {
            Err(value) => value,
            Ok(()) if unknown => Value::NULL,
            Ok(()) => Value::Bool(!deciding),
        }
    }

    /// `list[condition]` or `list[position]`; what is no list is a list of one.
    pub(super) fn filter<A: Clone + Send + Sync + 'static>(&mut self, base: &Expr<A>, filter: &Expr<A>) -> Value {
        let base = self.eval(base);
        let items: Arc<Vec<Value>> = match base {
            Value::List(items) => items,
            Value::Missing(_) => return Value::NULL,
            other => Arc::new(vec![other]),
        };
        if let Some(position) = self.without_item(filter) {
            return at_position(&items, position);
        }
        let mut kept = Vec::new();
        for item in items.iter() {
            self.bound.push(Bound::Item(item.clone()));
            let holds = self.eval(filter);
            self.bound.pop();
            match holds {
                Value::Bool(true) => kept.push(item.clone()),
                Value::Bool(false) | Value::Missing(_) => {}
                _ => return fault(Fault::Argument),
            }
        }
        Value::list(kept)
    }

    /// The number that a filter comes to where no item is bound (DMN 1.5, table 68): then it is a
    /// position. What happens on the way to anything else is forgotten.
    fn without_item<A: Clone + Send + Sync + 'static>(&mut self, filter: &Expr<A>) -> Option<Number> {
        let faults = self.faults.len();
        let shown = self.shown.as_ref().map_or(0, Vec::len);
        let value = self.eval(filter);
        if let Value::Number(position) = value {
            return Some(position);
        }
        self.faults.truncate(faults);
        if let Some(steps) = &mut self.shown {
            steps.truncate(shown);
        }
        None
    }
}

/// The item at a position from 1, or from the end with -1; null where there is none.
fn at_position(items: &[Value], position: Number) -> Value {
    let index = position.to_int().and_then(|position| index_at(position, items.len()));
    index.and_then(|index| items.get(index)).cloned().unwrap_or(Value::NULL)
}
