//! Looks at returns: their cells, rows and tables, each recorded when it is asked for.

use super::*;
use crate::check::Around;
use crate::eval::desk::BESIDE;
use crate::plan::Inside;

impl Evaluator<'_> {
    /// Where a table of the return that is looked at stands among all.
    pub(super) fn here(&self, table: usize) -> usize {
        if table >= BESIDE { table } else { table.saturating_add(self.here) }
    }

    /// Whether a record or a table of lines was given: true, or missing.
    pub(super) fn given(&mut self, table: usize) -> Value {
        let table = self.here(table);
        let value = match self.desk.and_then(|desk| desk.data(table)) {
            Some(data) if data.unusable => Value::Missing(Missing::Unknown),
            Some(data) if data.present => Value::Bool(true),
            _ => Value::NULL,
        };
        self.saw(Seen::Table(table), value.is_missing());
        value
    }

    pub(super) fn cell(&mut self, cell: CellRef) -> Value {
        let cell = CellRef { row: RowRef { table: self.here(cell.row.table), ..cell.row }, ..cell };
        let Some((ret, row)) = self.desk.and_then(|desk| desk.of_row(cell.row)) else {
            return Value::NULL;
        };
        let own = CellRef { row, ..cell };
        let value = ret.value(own);
        let absent = matches!(value, Value::Missing(Missing::Absent));
        if absent && self.zero {
            let column = ret.layout.table(row.table).and_then(|table| table.columns.get(cell.column));
            if column.is_some_and(crate::form::Column::is_figure) {
                self.saw(Seen::Cell(cell), false);
                return Value::Number(Number::ZERO);
            }
        }
        // What is missing in a row that is missing as a whole is missing with it.
        let whole = ret.row(row).is_some_and(|row| !row.present) && ret.layout.is_reference(row.table);
        let seen = if whole { Seen::Row(cell.row) } else { Seen::Cell(cell) };
        self.saw(seen, value.is_missing());
        value
    }

    pub(super) fn row_value(&mut self, row: RowRef) -> Value {
        let row = RowRef { table: self.here(row.table), ..row };
        let Some(data) = self.desk.and_then(|desk| desk.data(row.table)) else {
            return Value::NULL;
        };
        let present = data.rows.get(row.row).is_some_and(|row| row.present);
        self.saw(Seen::Row(row), !present);
        match (present, data.unusable) {
            (true, _) => Value::Row(row),
            (false, true) => Value::Missing(Missing::Unknown),
            (false, false) => Value::NULL,
        }
    }

    pub(super) fn rows(&mut self, table: usize) -> Value {
        let table = self.here(table);
        let Some(desk) = self.desk else {
            return Value::NULL;
        };
        let (Some(data), Some(of_form)) = (desk.data(table), desk.table(table)) else {
            return Value::NULL;
        };
        if data.unusable || (!data.present && of_form.kind == TableKind::Rows) {
            self.saw(Seen::Table(table), true);
            return Value::Missing(if data.unusable { Missing::Unknown } else { Missing::Absent });
        }
        if !data.present && !data.rows.iter().any(|row| row.counts) {
            self.saw(Seen::Table(table), true);
            return Value::NULL;
        }
        let rows = data.rows.iter().enumerate().filter(|(index, row)| {
            let total = of_form.lines.get(*index).is_some_and(|line| line.total);
            row.counts && !total
        });
        Value::list(rows.map(|(row, _)| Value::Row(RowRef { table, row })).collect())
    }

    /// Something of another return, or of each of several.
    fn of_each(&mut self, base: &Value, of: &mut dyn FnMut(&mut Self, usize) -> Value) -> Value {
        match base {
            Value::Return(begin) => of(self, *begin),
            Value::List(items) => {
                self.steps = self.steps.saturating_add(u32::try_from(items.len()).unwrap_or(u32::MAX));
                if self.steps > self.limit {
                    return self.fault(Fault::TooManySteps);
                }
                Value::list(items.iter().map(|item| self.of_each(item, of)).collect())
            }
            other => other.clone(),
        }
    }

    pub(super) fn row_of(&mut self, base: &Node, table: usize, row: usize) -> Value {
        let base = self.eval(base);
        self.of_each(&base, &mut |this, begin| this.row_value(RowRef { table: begin.saturating_add(table), row }))
    }

    pub(super) fn rows_of(&mut self, base: &Node, table: usize) -> Value {
        let base = self.eval(base);
        self.of_each(&base, &mut |this, begin| this.rows(begin.saturating_add(table)))
    }

    /// A definition as it stands in another return: it sees that return, and nothing that is bound
    /// around its use.
    pub(super) fn within(&mut self, base: &Node, inside: &Inside) -> Value {
        let base = self.eval(base);
        let (locals, row) = (std::mem::take(&mut self.locals), self.row.take());
        let value = self.of_each(&base, &mut |this, begin| {
            let around = std::mem::replace(&mut this.here, begin);
            let value = this.eval(&inside.body);
            this.here = around;
            value
        });
        self.locals = locals;
        self.row = row;
        value
    }

    /// What a name of the surroundings stands for.
    pub(super) fn around(&mut self, around: &Around) -> Value {
        let (Some(desk), Some(reach)) = (self.desk, self.reach) else {
            return Value::NULL;
        };
        match desk.around(around, reach, self.row) {
            Ok(value) => {
                // Where months are left out, that is why what is made of the series may have no value.
                if let (Around::Series, Some(trace)) = (around, &mut self.trace)
                    && let Some(lack) = desk.gaps()
                {
                    trace.causes.push(Cause::Lack(lack));
                }
                value
            }
            Err(lack) => {
                if lack.is_none() && desk.own.period.is_none() {
                    self.saw(Seen::Table(desk.own.layout.period), true);
                }
                if let (Some(trace), Some(lack)) = (&mut self.trace, lack)
                    && trace.causes.len() < MOST_RECORDED
                {
                    trace.causes.push(Cause::Lack(lack));
                }
                Value::NULL
            }
        }
    }

    pub(super) fn column(&mut self, base: &Value, column: usize) -> Value {
        match base {
            Value::Row(row) => self.cell(CellRef { row: *row, column }),
            Value::List(items) => Value::list(items.iter().map(|item| self.column(item, column)).collect()),
            other => other.clone(),
        }
    }

    pub(super) fn gap(&self, part: GapPart) -> Value {
        let Some(sides) = self.sides else {
            return Value::NULL;
        };
        let number = match part {
            GapPart::Left => Ok(sides.left),
            GapPart::Right => Ok(sides.right),
            GapPart::Difference => sides.left.subtract(sides.right).map(Number::abs),
            GapPart::Allowed => Ok(sides.allowed),
        };
        number.map_or(Value::NULL, |number| Value::Number(number.trimmed()))
    }

    /// A member of what is known only now: of a row its column of that name.
    pub(super) fn member(&mut self, base: &Value, name: &str) -> Value {
        match base {
            Value::Row(row) => {
                let table = self.desk.and_then(|desk| desk.table(row.table));
                match table.and_then(|table| table.column(name)) {
                    Some(column) => self.cell(CellRef { row: *row, column }),
                    None => self.fault(Fault::NoKey),
                }
            }
            Value::Context(members) => {
                members.iter().find(|(member, _)| &**member == name).map_or(Value::NULL, |(_, value)| value.clone())
            }
            Value::List(items) => Value::list(items.iter().map(|item| self.member(item, name)).collect()),
            _ => property(base, name),
        }
    }
}
