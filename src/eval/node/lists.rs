//! Lists and ranges: membership, loops, filters and positions.

use super::*;
use crate::feel::builtins::index_at;
use crate::feel::operators::Walk;

impl<'r> Evaluator<'r> {
    /// A context; an entry sees those before it.
    pub(super) fn context(&mut self, entries: &[(Arc<str>, Node)]) -> Value {
        let before = self.locals.len();
        let mut members = Vec::with_capacity(entries.len());
        for (name, value) in entries {
            let value = self.eval(value);
            self.locals.push(value.clone());
            members.push((Arc::clone(name), value));
        }
        self.locals.truncate(before);
        Value::Context(Arc::new(members))
    }

    /// A range; missing when an end is.
    pub(super) fn range(&mut self, node: &Node) -> Value {
        match node {
            Node::Range(low, low_in, high, high_in) => {
                let (low, high) = (self.eval(low), self.eval(high));
                match first_missing(&[&low, &high]) {
                    Some(missing) => missing,
                    None => Value::Range(Arc::new(Interval::Between { low: (low, *low_in), high: (high, *high_in) })),
                }
            }
            Node::Compared(op, end) => {
                let end = self.eval(end);
                match end.is_missing() {
                    true => end,
                    false => Value::Range(Arc::new(Interval::Compared(*op, end))),
                }
            }
            _ => Value::NULL,
        }
    }

    pub(super) fn membership(&mut self, value: &Node, tests: &[(Compare, Node)]) -> Value {
        let value = self.eval(value);
        let mut missing = None;
        for (op, node) in tests {
            let test = match node {
                Node::Condition(condition) => {
                    self.locals.push(value.clone());
                    let found = self.eval(condition);
                    self.locals.pop();
                    found
                }
                test => self.eval(test),
            };
            if let Some(fault) = self.charge(&[&value, &test], false) {
                return fault;
            }
            let found = match (&test, op) {
                (Value::Bool(_), Compare::Equal) if matches!(node, Node::Condition(_)) => test,
                (Value::Range(range), Compare::Equal) if !matches!(value, Value::Range(_)) => inside(&value, range),
                (Value::List(items), Compare::Equal) => match (&value, one_of(&value, items)) {
                    // A list is in a list that it equals, or that holds it.
                    (Value::List(_), Value::Bool(false)) => compare(*op, &value, &test),
                    (_, found) => found,
                },
                _ => compare(*op, &value, &test),
            };
            let found = Self::of_another_kind(found);
            match found {
                Value::Bool(true) => return Value::Bool(true),
                Value::Bool(false) => {}
                other => missing = missing.or(Some(other)),
            }
        }
        missing.unwrap_or(Value::Bool(false))
    }

    /// Runs over all combinations of the items of lists and ranges.
    pub(super) fn each(
        &mut self,
        lists: &[Node],
        f: &mut dyn FnMut(&mut Self) -> Result<(), Value>,
    ) -> Result<(), Value> {
        let Some((first, rest)) = lists.split_first() else {
            return f(self);
        };
        let list = self.eval(first);
        let before = self.locals.len();
        let mut run = |this: &mut Self, item: Value| {
            this.locals.push(item);
            let result = this.each(rest, f);
            this.locals.truncate(before);
            result
        };
        match &list {
            Value::List(items) => items.iter().try_for_each(|item| run(self, item.clone())),
            Value::Range(range) => {
                let Some(walk) = Walk::over(range) else {
                    return Err(self.fault(Fault::Argument));
                };
                for item in walk {
                    if self.steps > self.limit {
                        return Err(self.fault(Fault::TooManySteps));
                    }
                    self.steps = self.steps.saturating_add(1);
                    run(self, item)?;
                }
                Ok(())
            }
            Value::Missing(_) => Err(list),
            other => run(self, other.clone()),
        }
    }

    /// What is of another kind is another value.
    fn of_another_kind(found: Value) -> Value {
        match found {
            Value::Missing(Missing::Fault(Fault::Operands)) => Value::Bool(false),
            found => found,
        }
    }

    /// `for … return …`; with `partial` the body sees what it gave so far.
    pub(super) fn for_each(&mut self, lists: &[Node], body: &Node, partial: bool) -> Value {
        let mut out: Vec<Value> = Vec::new();
        let result = self.each(lists, &mut |this| {
            if partial {
                let so_far = Value::list(out.clone());
                if let Some(fault) = this.charge(&[&so_far], false) {
                    return Err(fault);
                }
                this.locals.push(so_far);
            }
            let value = this.eval(body);
            if partial {
                this.locals.pop();
            }
            out.push(value);
            if out.len() > MOST_ITEMS { Err(this.fault(Fault::TooManySteps)) } else { Ok(()) }
        });
        match result {
            Ok(()) => Value::list(out),
            Err(value) => value,
        }
    }

    pub(super) fn quantified(&mut self, deciding: bool, lists: &[Node], body: &Node) -> Value {
        let mut missing = None;
        let mut decided = None;
        let before = self.looked();
        let result = self.each(lists, &mut |this| {
            let began = this.looked();
            match this.truth(body) {
                Value::Bool(truth) if truth == deciding => {
                    decided = Some(began);
                    return Err(Value::NULL);
                }
                Value::Bool(_) => {}
                other => missing = Some(other),
            }
            Ok(())
        });
        if let Some(began) = decided {
            // The item that decided comes first, so that a finding points at it.
            let reads = self.trace.as_mut().and_then(|trace| trace.reads.get_mut(before..));
            if let Some(reads) = reads.filter(|reads| began.saturating_sub(before) <= reads.len()) {
                reads.rotate_left(began.saturating_sub(before));
            }
            return Value::Bool(deciding);
        }
        match result {
            Err(value) => value,
            Ok(()) => missing.unwrap_or(Value::Bool(!deciding)),
        }
    }

    /// A filter whose condition is missing for an item has no result: leaving the item out could
    /// hide a figure.
    pub(super) fn filter(&mut self, base: &Node, condition: &Node) -> Value {
        let list = self.eval(base);
        let items: &[Value] = match &list {
            Value::List(items) => items,
            Value::Missing(_) => return list,
            other => std::slice::from_ref(other),
        };
        let depth = self.locals.len();
        let candidates = self.candidates(&list, condition);
        let was = self.trace.as_mut().map(|trace| std::mem::replace(&mut trace.choosing, true));
        let mut kept = Vec::new();
        let mut missing = None;
        let mut look = |this: &mut Self, item: &Value| {
            this.locals.push(item.clone());
            let holds = this.eval(condition);
            this.locals.truncate(depth);
            match holds {
                Value::Bool(true) => kept.push(item.clone()),
                Value::Bool(false) => {}
                other => missing = missing.take().or(Some(other)),
            }
        };
        match candidates {
            Some(places) => places.iter().filter_map(|place| items.get(*place)).for_each(|item| look(self, item)),
            None => items.iter().for_each(|item| look(self, item)),
        }
        if let (Some(trace), Some(was)) = (&mut self.trace, was) {
            trace.choosing = was;
        }
        match missing {
            Some(missing) => self.not_of_kind(missing),
            None => Value::list(kept),
        }
    }

    pub(super) fn position(&mut self, base: &Node, position: &Node) -> Value {
        let (list, position) = (self.eval(base), self.eval(position));
        if let Some(missing) = first_missing(&[&list, &position]) {
            return missing;
        }
        let items: &[Value] = match &list {
            Value::List(items) => items,
            other => std::slice::from_ref(other),
        };
        let Some(position) = position.as_number().and_then(Number::to_int) else {
            return self.fault(Fault::Argument);
        };
        index_at(position, items.len()).and_then(|index| items.get(index)).cloned().unwrap_or(Value::NULL)
    }
}

/// Whether a value lies in a range.
fn inside(value: &Value, range: &Interval) -> Value {
    operators::inside(value, range, compare)
}

fn one_of(value: &Value, items: &[Value]) -> Value {
    if value.is_missing() {
        return value.clone();
    }
    let mut missing = None;
    for item in items {
        let found = match item {
            Value::Range(range) if !matches!(value, Value::Range(_)) => inside(value, range),
            item => compare(Compare::Equal, value, item),
        };
        match found {
            Value::Bool(true) => return Value::Bool(true),
            Value::Bool(false) | Value::Missing(Missing::Fault(Fault::Operands)) => {}
            other => missing = missing.or(Some(other)),
        }
    }
    missing.unwrap_or(Value::Bool(false))
}
