//! Looks at a return: its cells, rows and tables, each recorded when it is asked for.

use super::*;

impl Evaluator<'_> {
    /// Whether a record or a table of lines was given: true, or missing.
    pub(super) fn given(&mut self, table: usize) -> Value {
        let value = match self.ret.and_then(|ret| ret.tables.get(table)) {
            Some(data) if data.unusable => Value::Missing(Missing::Unknown),
            Some(data) if data.present => Value::Bool(true),
            _ => Value::NULL,
        };
        self.saw(Seen::Table(table), value.is_missing());
        value
    }

    pub(super) fn cell(&mut self, cell: CellRef) -> Value {
        let Some(ret) = self.ret else {
            return Value::NULL;
        };
        let value = ret.value(cell);
        let absent = matches!(value, Value::Missing(Missing::Absent));
        if absent && self.zero {
            let column = ret.layout.table(cell.row.table).and_then(|table| table.columns.get(cell.column));
            if column.is_some_and(crate::form::Column::is_figure) {
                self.saw(Seen::Cell(cell), false);
                return Value::Number(Number::ZERO);
            }
        }
        // What is missing in a row that is missing as a whole is missing with it.
        let whole = ret.row(cell.row).is_some_and(|row| !row.present) && ret.layout.is_reference(cell.row.table);
        let seen = if whole { Seen::Row(cell.row) } else { Seen::Cell(cell) };
        self.saw(seen, value.is_missing());
        value
    }

    pub(super) fn row_value(&mut self, row: RowRef) -> Value {
        let Some(ret) = self.ret else {
            return Value::NULL;
        };
        let Some(data) = ret.tables.get(row.table) else {
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
        let Some(data) = self.ret.and_then(|ret| ret.tables.get(table)) else {
            return Value::NULL;
        };
        let layout = self.ret.and_then(|ret| ret.layout.table(table));
        let Some(of_form) = layout else {
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
                let table = self.ret.and_then(|ret| ret.layout.table(row.table));
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
