//! Empty returns to fill in: as YAML, as a row for each figure, and as one row.

use crate::form::{Column, Field, Form, Line, Table, TableKind, Years};
use crate::value::{Period, Year, unit};
use std::fmt::Write;

/// Whose return it is to be, as far as that is known.
#[derive(Debug, Clone, Copy, Default)]
pub struct Whose<'w> {
    /// The code of the organisation.
    pub organisation: Option<&'w str>,
    /// The period.
    pub period: Option<Period>,
}

/// What is filled in already: a field and its text.
fn known(form: &Form, whose: Whose<'_>) -> Vec<(Field, String)> {
    let mut known = Vec::new();
    let mut put = |field: Option<Field>, text: Option<String>| known.extend(field.zip(text));
    put(form.organisation, whose.organisation.map(str::to_owned));
    put(form.period.map(|(year, _)| year), whose.period.map(|period| period.year.to_string()));
    put(form.period.map(|(_, month)| month), whose.period.map(|period| period.month.to_string()));
    put(form.unit_field, form.unit.as_deref().map(str::to_owned));
    let convention = form.convention.as_ref();
    put(convention.map(|convention| convention.field), convention.map(|convention| convention.as_is.clone()));
    known
}

struct Template<'t> {
    form: &'t Form,
    known: Vec<(Field, String)>,
    year: Option<Year>,
}

impl<'t> Template<'t> {
    fn new(form: &'t Form, whose: Whose<'_>) -> Template<'t> {
        let year = whose.period.map(|period| period.year);
        Template { form, known: known(form, whose), year }
    }

    fn in_year(&self, years: Years) -> bool {
        self.year.is_none_or(|year| years.contains(year))
    }

    fn tables(&self) -> impl Iterator<Item = (usize, &'t Table)> + use<'t, '_> {
        self.form.tables.iter().enumerate().filter(|(_, table)| self.in_year(table.years))
    }

    fn columns(&self, table: &'t Table) -> impl Iterator<Item = (usize, &'t Column)> + use<'t, '_> {
        let columns = table.columns.iter().enumerate();
        columns.filter(|(_, column)| !column.implied && self.in_year(column.years))
    }

    fn lines(&self, table: &'t Table) -> impl Iterator<Item = &'t Line> + use<'t, '_> {
        table.lines.iter().filter(|line| self.in_year(line.years))
    }

    fn text(&self, field: Field) -> &str {
        self.known.iter().find(|(own, _)| *own == field).map_or("", |(_, text)| text.as_str())
    }
}

/// What a column takes, in words for those who fill it in.
fn takes(column: &Column) -> String {
    let required = if column.required { "" } else { "; optional" };
    format!("{}: {}{required}", column.label, column.ty.expected())
}

/// An empty return in YAML, with what each field takes beside it.
pub fn yaml(form: &Form, whose: Whose<'_>) -> String {
    let template = Template::new(form, whose);
    let mut out = String::new();
    let _ = writeln!(out, "# {}", form.title);
    if let Some(own) = &form.unit {
        let _ = writeln!(
            out,
            "# amounts in {}; a figure that is not known is left empty, nothing spent is 0",
            unit::words(own)
        );
    }
    let _ = writeln!(out, "form: {}", form.id);
    for (index, table) in template.tables() {
        let required = if table.required { "" } else { "; optional: take it out where there is nothing to say" };
        let _ = writeln!(out, "{}:  # {}{required}", table.name, table.label);
        match table.kind {
            TableKind::Record => {
                for (at, column) in template.columns(table) {
                    let text = template.text((index, at));
                    let space = if text.is_empty() { "" } else { " " };
                    let _ = writeln!(out, "  {}:{space}{}  # {}", column.name, quoted_yaml(text), takes(column));
                }
            }
            TableKind::Lines => {
                for (nth, line) in template.lines(table).enumerate() {
                    let required = if line.required { "" } else { "; optional" };
                    let _ = writeln!(out, "  {}:  # {}{required}", line.name, line.label);
                    for (_, column) in template.columns(table) {
                        let note = if nth == 0 { format!("  # {}", takes(column)) } else { String::new() };
                        let _ = writeln!(out, "    {}:{note}", column.name);
                    }
                }
            }
            TableKind::Rows => {
                let _ = writeln!(out, "  # one for each row, or [] where there is none:");
                for (nth, (_, column)) in template.columns(table).enumerate() {
                    let mark = if nth == 0 { "-" } else { " " };
                    let _ = writeln!(out, "  # {mark} {}:  # {}", column.name, takes(column));
                }
            }
        }
    }
    out
}

/// A text as a plain scalar, in quotes where it would be taken for something else.
fn quoted_yaml(text: &str) -> String {
    let plain = text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'));
    if text.is_empty() || plain { text.to_owned() } else { format!("'{}'", text.replace('\'', "''")) }
}

/// An empty return as separated values, a row for each figure.
pub fn long(form: &Form, whose: Whose<'_>) -> String {
    let template = Template::new(form, whose);
    let fields = [form.organisation, form.period.map(|(year, _)| year), form.period.map(|(_, month)| month)];
    let keys: Vec<Field> = fields.into_iter().flatten().collect();
    let mut out = String::from("form,");
    let name = |(table, column): Field| form.tables.get(table)?.columns.get(column).map(|column| &*column.name);
    for key in &keys {
        let _ = write!(out, "{},", name(*key).unwrap_or(""));
    }
    out.push_str("table,line,column,value,label\n");
    let before: String = keys.iter().map(|key| format!("{},", quoted(template.text(*key)))).collect();
    let before = format!("{},{before}", quoted(&form.id));
    for (index, table) in template.tables() {
        let mut row = |line: &str, column: &str, value: &str, label: &str| {
            let cells = [&*table.name, line, column, value, label].map(quoted);
            let _ = writeln!(out, "{before}{}", cells.join(","));
        };
        match table.kind {
            TableKind::Lines => {
                for line in template.lines(table) {
                    for (_, column) in template.columns(table) {
                        row(&line.name, &column.name, "", &format!("{}, {}", line.label, column.label));
                    }
                }
            }
            TableKind::Record | TableKind::Rows => {
                for (at, column) in template.columns(table).filter(|(at, _)| !keys.contains(&(index, *at))) {
                    row("", &column.name, template.text((index, at)), &format!("{}, {}", table.label, column.label));
                }
            }
        }
    }
    out
}

/// An empty return as separated values in one row. Lists of rows have no place in it.
pub fn wide(form: &Form, whose: Whose<'_>) -> String {
    let template = Template::new(form, whose);
    let mut columns = vec![("form".to_owned(), form.id.clone())];
    for (index, table) in template.tables() {
        match table.kind {
            TableKind::Record => columns.extend(template.columns(table).map(|(at, column)| {
                (format!("{}.{}", table.name, column.name), template.text((index, at)).to_owned())
            })),
            TableKind::Lines => {
                for line in template.lines(table) {
                    let names = template.columns(table).map(|(_, column)| &column.name);
                    columns.extend(names.map(|name| (format!("{}.{}.{name}", table.name, line.name), String::new())));
                }
            }
            TableKind::Rows => columns.push((table.name.to_string(), String::new())),
        }
    }
    let row = |pick: fn(&(String, String)) -> &String| {
        columns.iter().map(|column| quoted(pick(column))).collect::<Vec<_>>().join(",")
    };
    format!("{}\n{}\n", row(|column| &column.0), row(|column| &column.1))
}

/// A field in quotes where it needs them.
fn quoted(text: &str) -> String {
    let needs = text.contains([',', '"', '\n', '\r']);
    if needs { format!("\"{}\"", text.replace('"', "\"\"")) } else { text.to_owned() }
}
