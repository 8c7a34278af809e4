//! Lists and ranges: membership, loops, filters and positions.

use super::*;

impl<'r> Evaluator<'r> {
    pub(super) fn membership(&mut self, value: &Node, tests: &[(Compare, Node)]) -> Value {
        let value = self.eval(value);
        let mut missing = None;
        for (op, test) in tests {
            let test = self.eval(test);
            if let Some(fault) = self.charge(&[&value, &test], false) {
                return fault;
            }
            let found = match (&test, op) {
                (Value::Range(range), Compare::Equal) => inside(&value, range),
                (Value::List(items), Compare::Equal) => match (&value, one_of(&value, items)) {
                    // A list is in a list that it equals, or that holds it.
                    (Value::List(_), Value::Bool(false)) => compare(*op, &value, &test),
                    (_, found) => found,
                },
                _ => compare(*op, &value, &test),
            };
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
                let ends = (
                    range.low.0.as_number().and_then(Number::to_int),
                    range.high.0.as_number().and_then(Number::to_int),
                );
                let (Some(low), Some(high)) = ends else {
                    return Err(self.fault(Fault::Argument));
                };
                let step: i64 = if low <= high { 1 } else { -1 };
                let mut at = low;
                loop {
                    if self.steps > self.limit {
                        return Err(self.fault(Fault::TooManySteps));
                    }
                    self.steps = self.steps.saturating_add(1);
                    run(self, Value::Number(Number::from_int(at)))?;
                    if at == high {
                        return Ok(());
                    }
                    at = at.saturating_add(step);
                }
            }
            Value::Missing(_) => Err(list),
            other => run(self, other.clone()),
        }
    }

    pub(super) fn quantified(&mut self, deciding: bool, lists: &[Node], body: &Node) -> Value {
        let mut missing = None;
        let mut decided = None;
        let before = self.looked();
        let result = self.each(lists, &mut |this| {
            let began = this.looked();
            match this.eval(body) {
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
        let was = self.trace.as_mut().map(|trace| std::mem::replace(&mut trace.choosing, true));
        let mut kept = Vec::new();
        let mut missing = None;
        for item in items {
            self.locals.push(item.clone());
            let holds = self.eval(condition);
            self.locals.truncate(depth);
            match holds {
                Value::Bool(true) => kept.push(item.clone()),
                Value::Bool(false) => {}
                other => missing = missing.or(Some(other)),
            }
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
        let count = i64::try_from(items.len()).unwrap_or(i64::MAX);
        let index = if position < 0 { count.saturating_add(position) } else { position.saturating_sub(1) };
        let item = usize::try_from(index).ok().and_then(|index| items.get(index));
        item.cloned().unwrap_or(Value::NULL)
    }
}

pub(super) fn inside(value: &Value, range: &Interval) -> Value {
    let low = if range.low.1 { Compare::GreaterOrEqual } else { Compare::Greater };
    let high = if range.high.1 { Compare::LessOrEqual } else { Compare::Less };
    both(compare(low, value, &range.low.0), compare(high, value, &range.high.0))
}

pub(super) fn one_of(value: &Value, items: &[Value]) -> Value {
    if value.is_missing() {
        return value.clone();
    }
    let mut missing = None;
    for item in items {
        match compare(Compare::Equal, value, item) {
            Value::Bool(true) => return Value::Bool(true),
            Value::Bool(false) => {}
            other => missing = missing.or(Some(other)),
        }
    }
    missing.unwrap_or(Value::Bool(false))
}
