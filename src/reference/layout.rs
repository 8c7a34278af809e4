//! The tables that rules see of a return, and of returns of other forms.

use super::*;

/// What a look-up in the reference lists found.
#[derive(Debug)]
pub enum Found<'l> {
    /// The row.
    Row(Cow<'l, ReferenceRow>),
    /// There is a list for that year, and the code is not in it, or not open on the day.
    NotListed,
    /// There is no list for that year.
    NoList,
}

/// The tables that rules see of a return: those of its form, `period`, and one row for each name
/// of a reference list.
#[derive(Debug, Clone)]
pub struct Layout {
    /// The form.
    pub form: Arc<Form>,
    /// All tables, the form's first.
    pub tables: Vec<Table>,
    /// The place of the table `period`.
    pub period: usize,
    /// The lists behind each table after `period`.
    lists: Vec<Vec<Arc<ReferenceList>>>,
    /// The layouts of other forms whose returns rules name, each with the place at which its tables
    /// begin for them, behind the own ones. Only checking knows them.
    others: Vec<(usize, Arc<Layout>)>,
}

/// The columns of the table `period`, in order.
pub const PERIOD_COLUMNS: [&str; 4] = ["year", "month", "start", "end"];

impl Layout {
    /// The layout of a form with the reference lists that are for it.
    pub fn new(form: Arc<Form>, lists: &[Arc<ReferenceList>]) -> Layout {
        let mut tables = form.tables.clone();
        let period = tables.len();
        let types = [ColumnType::Text, ColumnType::Integer, ColumnType::Date, ColumnType::Date];
        let labels = ["financial year", "month of the period", "first day of the period", "last day of the period"];
        let columns = PERIOD_COLUMNS
            .iter()
            .zip(labels)
            .zip(types)
            .map(|((name, label), ty)| Column { label: label.to_owned(), ..Column::implied(name, ty) });
        let columns = columns.collect();
        tables.push(bare_table("period", columns));
        let mut bound: Vec<(String, Vec<Arc<ReferenceList>>)> = Vec::new();
        for list in lists.iter().filter(|list| list.form == form.id) {
            match bound.iter_mut().find(|(name, _)| *name == list.name) {
                Some((_, same)) => same.push(Arc::clone(list)),
                None => bound.push((list.name.clone(), vec![Arc::clone(list)])),
            }
        }
        let mut kept = Vec::new();
        for (name, lists) in bound {
            let mut columns: Vec<Column> = vec![Column::implied("code", ColumnType::Code)];
            for column in lists.iter().flat_map(|list| &list.columns) {
                if !columns.iter().any(|known| known.name == column.name) {
                    columns.push(column.clone());
                }
            }
            tables.push(bare_table(&name, columns));
            kept.push(lists);
        }
        Layout { form, tables, period, lists: kept, others: Vec::new() }
    }

    /// The same with the layouts of other forms behind it.
    pub fn with_others(mut self, others: impl Iterator<Item = Arc<Layout>>) -> Layout {
        let mut first = self.tables.len();
        for other in others {
            let width = other.tables.len();
            self.others.push((first, other));
            first = first.saturating_add(width);
        }
        self
    }

    /// The layout of the returns whose tables begin at a place; the own one at 0.
    pub fn beginning_at(&self, first: usize) -> Option<&Layout> {
        match first {
            0 => Some(self),
            _ => self.others.iter().find(|(at, _)| *at == first).map(|(_, layout)| &**layout),
        }
    }

    /// The place at which the tables of another form begin.
    pub fn place_of(&self, form: &str) -> Option<usize> {
        self.others.iter().find(|(_, layout)| layout.form.id == form).map(|(first, _)| *first)
    }

    /// The table at a place.
    pub fn table(&self, index: usize) -> Option<&Table> {
        self.tables.get(index).or_else(|| {
            let (first, other) = self.others.iter().rfind(|(first, _)| *first <= index)?;
            other.tables.get(index.checked_sub(*first)?)
        })
    }

    /// The place of a table.
    pub fn table_named(&self, name: &str) -> Option<usize> {
        self.tables.iter().position(|table| &*table.name == name)
    }

    /// Whether a table comes from reference lists.
    pub fn is_reference(&self, table: usize) -> bool {
        table > self.period && table < self.tables.len()
    }

    /// The tables that come from reference lists.
    pub fn reference_tables(&self) -> impl Iterator<Item = usize> + use<> {
        self.period.saturating_add(1)..self.tables.len()
    }

    /// The tables of which an example of a rule can give cells: all but `period`.
    pub fn given_in_examples(&self) -> impl Iterator<Item = &Table> {
        self.tables.iter().enumerate().filter(|(index, _)| *index != self.period).map(|(_, table)| table)
    }

    /// The lists behind a table.
    pub(super) fn behind(&self, table: usize) -> &[Arc<ReferenceList>] {
        let nth = table.checked_sub(self.period.saturating_add(1));
        nth.and_then(|nth| self.lists.get(nth)).map_or(&[][..], Vec::as_slice)
    }

    /// What the lists behind a table are looked up by.
    pub fn reference_key(&self, table: usize) -> ReferenceKey {
        self.behind(table).first().map(|list| list.key).unwrap_or_default()
    }

    /// The row of a code in the lists behind a table, in a year and, when it is known, on a day.
    pub fn look_up(&self, table: usize, code: &str, year: Year, day: Option<Date>) -> Found<'_> {
        let mut any = false;
        for list in self.behind(table).iter().filter(|list| list.years.contains(year)) {
            let Some(rows) = &list.rows else {
                continue;
            };
            any = true;
            let Some(row) = rows.get(code) else {
                continue;
            };
            if day.is_none_or(|day| list.is_open(&row, day)) {
                return Found::Row(row);
            }
        }
        if any { Found::NotListed } else { Found::NoList }
    }

    /// The cell of a row for a column of the table, which may come from another list.
    pub fn reference_cell<'r>(
        &self,
        table: usize,
        row: &'r ReferenceRow,
        year: Year,
        column: usize,
    ) -> Option<&'r ReferenceCell> {
        let name = &self.table(table)?.columns.get(column)?.name;
        let mut lists = self.behind(table).iter().filter(|list| list.years.contains(year));
        let list = lists.find(|list| list.rows.is_some())?;
        let at = list.columns.iter().position(|column| column.name == *name)?;
        row.cells.get(at)
    }
}

fn bare_table(name: &str, columns: Vec<Column>) -> Table {
    Table {
        name: Arc::from(name),
        label: name.to_owned(),
        kind: TableKind::Record,
        required: false,
        columns,
        lines: Vec::new(),
        row_key: None,
        control: false,
        years: Years::default(),
        note: None,
    }
}
