//! A form: which tables a return has and what stands in each cell. Forms are data; nothing here
//! knows any one of them.

mod load;
mod written;

pub use written::{Named, Written, named};

pub use load::{RESERVED, column, load, year};

use crate::diag::Diagnostic;
use crate::read::{At, Entry, keys};
use crate::source::Place;
use crate::value::unit;
use crate::value::{Date, Number, Type, Unit, Value, Year};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// How the rows of a table are laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum TableKind {
    /// One mapping.
    Record,
    /// A mapping keyed by lines that the form fixes.
    Lines,
    /// A list of any number of rows.
    Rows,
}

/// What a cell holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum ColumnType {
    /// An amount of money, in this unit.
    Amount(Arc<str>),
    /// Per cent: 12.9 is 12.9 per cent.
    Percent,
    /// A plain number.
    Number,
    /// A whole number.
    Integer,
    /// Any text.
    Text,
    /// A code: a text that is never read as a number.
    Code,
    /// One of these words.
    Enum(Vec<String>),
    /// True or false.
    Bool,
    /// A date, written 2016-10-31.
    Date,
}

/// The sign a figure is expected to have; zero always fits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Sign {
    /// Zero or more.
    Positive,
    /// Zero or less.
    Negative,
    /// Either.
    Any,
}

impl Sign {
    /// Whether a number has it.
    pub fn fits(self, number: Number) -> bool {
        match self {
            Sign::Positive => !number.is_negative(),
            Sign::Negative => number.is_negative() || number.is_zero(),
            Sign::Any => true,
        }
    }

    /// What is expected, in words.
    pub fn words(self) -> &'static str {
        match self {
            Sign::Positive => "0 or more",
            Sign::Negative => "0 or less",
            Sign::Any => "any sign",
        }
    }
}

/// The years in which something is part of the form; both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Years {
    /// The first year, when there is one.
    pub first: Option<Year>,
    /// The last year, when there is one.
    pub last: Option<Year>,
}

impl Years {
    /// Whether it is part of the form in a year.
    pub fn contains(self, year: Year) -> bool {
        self.first.is_none_or(|first| first <= year) && self.last.is_none_or(|last| year <= last)
    }

    /// Whether it is part of the form in every year.
    pub fn always(self) -> bool {
        self == Years::default()
    }
}

/// A column of a table, or a field of a record.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Column {
    /// Its name in returns and rules.
    pub name: Arc<str>,
    /// Its name in the field's own words.
    pub label: String,
    /// What it holds.
    pub ty: ColumnType,
    /// Whether it holds a list of that.
    pub many: bool,
    /// Whether each row must have it.
    pub required: bool,
    /// The expected sign; `None` leaves it to the line.
    pub sign: Option<Sign>,
    /// A variance or position, turned round when the return's sign convention is.
    pub favourable: bool,
    /// The years in which the form has it.
    pub years: Years,
    /// Known from the form and not written in a return: `line_code`, `group`, `is_total`.
    pub implied: bool,
    /// Added by us, without a source.
    pub ours: bool,
    /// A note for those who fill in the form.
    pub note: Option<String>,
}

/// A line that the form fixes.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Line {
    /// Its code in returns and rules.
    pub name: Arc<str>,
    /// Its name in the field's own words.
    pub label: String,
    /// The group it belongs to.
    pub group: Option<Arc<str>>,
    /// A total of other lines, left out of `lines`.
    pub total: bool,
    /// The sign expected of its amounts.
    pub sign: Sign,
    /// Whether a return must have it.
    pub required: bool,
    /// The years in which the form has it.
    pub years: Years,
}

/// A table.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Table {
    /// Its name in returns and rules.
    pub name: Arc<str>,
    /// Its name in the field's own words.
    pub label: String,
    /// How its rows are laid out.
    pub kind: TableKind,
    /// Whether a return must have it.
    pub required: bool,
    /// Its columns, implied ones last.
    pub columns: Vec<Column>,
    /// Its lines, of a table of that kind.
    pub lines: Vec<Line>,
    /// The column that names a row.
    pub row_key: Option<usize>,
    /// Its figures come from elsewhere and are held against; no suggestion changes them.
    pub control: bool,
    /// The years in which the form has it.
    pub years: Years,
    /// A note for those who fill in the form.
    pub note: Option<String>,
}

/// A field of a record, by table and column.
pub type Field = (usize, usize);

/// How a return says which signs it uses, and what that is held against.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Convention {
    /// The field that says so.
    pub field: Field,
    /// Its value when favourable is positive, as the rules expect.
    pub as_is: String,
    /// Its value when adverse is positive.
    pub turned: String,
    /// The table, and its columns for variance, plan and actual.
    pub held_against: Option<(usize, [usize; 3])>,
}

/// How the returns of a form are grouped, and which are expected: by a reference list of
/// organisations.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Groups {
    /// The name by which rules see the list's row of a return.
    pub list: String,
    /// The name of the whole, such as `england`.
    pub whole: String,
    /// The whole in words.
    pub whole_title: String,
    /// The columns of the list that group its organisations, each with the column that has the
    /// group's name in words.
    pub by: Vec<(String, Option<String>)>,
}

impl Groups {
    /// The names by which returns can be grouped, the whole last.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.by.iter().map(|(name, _)| name.as_str()).chain([self.whole.as_str()])
    }
}

/// The columns of a row in which a return claims that a rule was waived for it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ClaimColumns {
    /// Whether it claims so.
    pub claimed: String,
    /// The reference of the waiver.
    pub reference: String,
    /// Who approved it.
    pub approver: String,
    /// Its last day.
    pub expires: String,
}

/// A form.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Form {
    /// Its id, which returns and rule sets state.
    pub id: String,
    /// What it is.
    pub title: String,
    /// The unit of its amounts.
    pub unit: Option<Arc<str>>,
    /// Where a return states the unit of its own figures.
    pub unit_field: Option<Field>,
    /// Where a return states its organisation.
    pub organisation: Option<Field>,
    /// Where a return states financial year and month.
    pub period: Option<(Field, Field)>,
    /// The calendar month in which a financial year begins.
    pub first_month: u8,
    /// Where a return says whether its figures are real.
    pub provenance: Option<Field>,
    /// Where a return states its status, and the word for one that counts as received.
    pub status: Option<(Field, Option<String>)>,
    /// Where a return states which version of the submission it is.
    pub version: Option<Field>,
    /// In which columns of a row a return claims that a rule was waived.
    pub waiver_claim: Option<ClaimColumns>,
    /// Where a return states the decimal places of its figures.
    pub decimals: Option<Field>,
    /// Its sign convention.
    pub convention: Option<Convention>,
    /// How its returns are grouped, and which are expected.
    pub groups: Option<Groups>,
    /// How its returns are written in rows and workbooks.
    pub written: Written,
    /// Its tables.
    pub tables: Vec<Table>,
    /// Where its id stands.
    pub place: Place,
}

impl Form {
    /// The first column of a name, in any of its tables.
    pub fn column_named(&self, name: &str) -> Option<&Column> {
        self.tables.iter().find_map(|table| table.columns.get(table.column(name)?))
    }

    /// A form without tables, for expressions that stand alone.
    pub fn nothing() -> Form {
        Form {
            id: String::new(),
            title: String::new(),
            unit: None,
            unit_field: None,
            organisation: None,
            period: None,
            first_month: 1,
            provenance: None,
            status: None,
            version: None,
            waiver_claim: None,
            decimals: None,
            convention: None,
            groups: None,
            written: Written::default(),
            tables: Vec::new(),
            place: Place::default(),
        }
    }
}

impl Table {
    /// The position of a column.
    pub fn column(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| &*column.name == name)
    }

    /// The position of a line.
    pub fn line(&self, name: &str) -> Option<usize> {
        self.lines.iter().position(|line| &*line.name == name)
    }
}

impl Column {
    /// Its type in the rule language.
    pub fn value_type(&self) -> Type {
        let one = match &self.ty {
            ColumnType::Amount(unit) => Type::Number(Unit::base(unit)),
            ColumnType::Percent => Type::Number(Unit::per_cent()),
            ColumnType::Number | ColumnType::Integer => Type::Number(Unit::plain()),
            ColumnType::Text | ColumnType::Code | ColumnType::Enum(_) => Type::Text,
            ColumnType::Bool => Type::Bool,
            ColumnType::Date => Type::Date,
        };
        if self.many { one.list_of() } else { one }
    }

    /// The sign expected of its figures, on a line when it is one of lines. A variance or
    /// position may have either.
    pub fn expected_sign(&self, line: Option<&Line>) -> Sign {
        if self.favourable || !self.is_figure() {
            return Sign::Any;
        }
        self.sign.or(line.map(|line| line.sign)).unwrap_or(Sign::Any)
    }

    /// Whether it holds figures.
    pub fn is_figure(&self) -> bool {
        matches!(self.ty, ColumnType::Amount(_) | ColumnType::Percent | ColumnType::Number | ColumnType::Integer)
    }

    /// A column that nobody wrote: the form implies it.
    pub fn implied(name: &str, ty: ColumnType) -> Column {
        Column {
            name: Arc::from(name),
            label: name.replace('_', " "),
            ty,
            many: false,
            required: false,
            sign: None,
            favourable: false,
            years: Years::default(),
            implied: true,
            ours: false,
            note: None,
        }
    }
}

impl ColumnType {
    /// The word for it in a form file.
    pub fn word(&self) -> &'static str {
        match self {
            ColumnType::Amount(_) => "amount",
            ColumnType::Percent => "percent",
            ColumnType::Number => "number",
            ColumnType::Integer => "integer",
            ColumnType::Text => "text",
            ColumnType::Code => "code",
            ColumnType::Enum(_) => "enum",
            ColumnType::Bool => "bool",
            ColumnType::Date => "date",
        }
    }

    /// What is expected, to follow "expected".
    pub fn expected(&self) -> String {
        match self {
            ColumnType::Amount(unit) => format!("an amount in {}", unit::words(unit)),
            ColumnType::Percent => "a figure in per cent".to_owned(),
            ColumnType::Number => "a number".to_owned(),
            ColumnType::Integer => "a whole number".to_owned(),
            ColumnType::Text => "a text".to_owned(),
            ColumnType::Code => "a code".to_owned(),
            ColumnType::Enum(values) => format!("one of {}", values.join(", ")),
            ColumnType::Bool => "true or false".to_owned(),
            ColumnType::Date => "a date such as 2016-10-31".to_owned(),
        }
    }

    /// Reads a text that is written just as it should be.
    pub fn read(&self, text: &str) -> Option<Value> {
        match self {
            ColumnType::Amount(_) | ColumnType::Percent | ColumnType::Number => Number::parse(text).map(Value::Number),
            ColumnType::Integer => Number::parse(text).filter(|n| n.to_int().is_some()).map(Value::Number),
            ColumnType::Text | ColumnType::Code => Some(Value::text(text)),
            ColumnType::Enum(values) => values.iter().any(|value| value == text).then(|| Value::text(text)),
            ColumnType::Bool => match text {
                "true" => Some(Value::Bool(true)),
                "false" => Some(Value::Bool(false)),
                _ => None,
            },
            ColumnType::Date => Date::parse(text).map(Value::Date),
        }
    }
}
