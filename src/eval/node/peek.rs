//! Looks at figures where they stand: most comparisons and sums are of two cells, or of a cell and
//! what was bound before, and need no copy of either. What is missing, or recorded, takes the long way.

use super::*;

impl Evaluator<'_> {
    /// Two operands where they stand, and the steps of looking at them; nothing where one has to be worked out.
    fn both<'v>(&'v self, left: &'v Node, right: &'v Node) -> Option<(&'v Value, &'v Value, u32)> {
        if self.trace.is_some() {
            return None;
        }
        let ((left, steps), (right, more)) = (self.peek(left)?, self.peek(right)?);
        Some((left, right, steps.saturating_add(more)))
    }

    /// The value of a node where it stands, with the steps of evaluating the node; nothing where it is missing or
    /// has to be worked out.
    fn peek<'v>(&'v self, node: &'v Node) -> Option<(&'v Value, u32)> {
        let (value, steps) = match node {
            Node::Value(value) => (value, 1),
            Node::Constant(constant) => (constant.value.as_ref()?, 1),
            Node::Local(depth) => (self.locals.get(*depth)?, 1),
            Node::Cell(cell) => (self.peek_cell(*cell)?, 1),
            Node::Current(column) => (self.peek_cell(CellRef { row: self.row?, column: *column })?, 1),
            Node::Column(base, column) => match self.peek(base)? {
                (Value::Row(row), steps) => {
                    (self.peek_cell(CellRef { row: *row, column: *column })?, steps.saturating_add(1))
                }
                _ => return None,
            },
            _ => return None,
        };
        (!value.is_missing()).then_some((value, steps))
    }

    fn peek_cell(&self, cell: CellRef) -> Option<&Value> {
        let row = RowRef { table: self.here(cell.row.table), ..cell.row };
        Some(&self.desk?.cell(CellRef { row, ..cell })?.value)
    }

    /// `a < b` of two values that are there; nothing where one is not, or has to be worked out.
    pub(super) fn compared(&mut self, op: Compare, left: &Node, right: &Node) -> Option<Value> {
        let (left, right, steps) = self.both(left, right)?;
        let steps = self.steps.saturating_add(steps).saturating_add(self.cost(&[left, right], false));
        // What holds itself many times over takes longer to compare than there is time.
        let value = (steps <= self.limit).then(|| operators::compare(op, left, right, Nulls::Unknown));
        self.steps = steps;
        Some(match value {
            Some(value) => self.noted(value),
            None => self.fault(Fault::TooManySteps),
        })
    }

    /// `a + b` of two numbers that are there, likewise.
    pub(super) fn added(&mut self, op: Arithmetic, left: &Node, right: &Node) -> Option<Value> {
        let (left, right, steps) = self.both(left, right)?;
        let (Value::Number(_), Value::Number(_)) = (left, right) else { return None };
        let value = operators::arithmetic(op, left, right);
        self.steps = self.steps.saturating_add(steps);
        Some(if self.steps > self.limit { self.fault(Fault::TooManySteps) } else { self.noted(value) })
    }
}
