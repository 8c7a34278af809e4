//! A tree to a form: every mistake at its place.

use super::*;

const FORM_KEYS: &[&str] = &[
    "define_form",
    "title",
    "note",
    "version",
    "unit",
    "unit_field",
    "organisation",
    "period",
    "status",
    "version_field",
    "provenance",
    "waiver_claim",
    "decimals_field",
    "sign_convention",
    "groups",
    "tables",
    "short_names",
    "workbook",
    "replaces",
    "source",
    "sources",
];
const TABLE_KEYS: &[&str] =
    &["kind", "label", "required", "columns", "lines", "row_key", "control", "first_year", "last_year", "note", "ours"];
const COLUMN_KEYS: &[&str] = &[
    "type",
    "values",
    "label",
    "required",
    "sign",
    "direction",
    "many",
    "unit",
    "first_year",
    "last_year",
    "note",
    "ours",
];
const LINE_KEYS: &[&str] = &["label", "group", "total", "sign", "required", "first_year", "last_year", "note", "ours"];
const TYPES: &[&str] = &["amount", "percent", "number", "integer", "text", "code", "enum", "bool", "date"];

/// Names that a form may not give to a table, because rules see something else by them.
pub const RESERVED: &[&str] = &[
    "lines",
    "period",
    "gap",
    "column",
    "column_label",
    "item",
    "line_code",
    "group",
    "is_total",
    "previous",
    "previous_line",
    "series",
    "returns",
    "previous_returns",
    "nation",
];

/// Reads a form file.
///
/// What is wrong goes to `diagnostics`; the form is given all the same when it has an id and
/// tables, without the entries that could not be understood.
pub fn load(at: At<'_>, diagnostics: &mut Vec<Diagnostic>) -> Option<Form> {
    if !keys::check_keys(at, "a form", FORM_KEYS, diagnostics) {
        return None;
    }
    let id = keys::required(at, "a form", "define_form", diagnostics)?;
    let title = keys::required(at, "a form", "title", diagnostics).unwrap_or(id);
    let unit: Option<Arc<str>> = keys::text(at, "unit", diagnostics).map(Arc::from);
    let Some(tables_at) = at.value("tables") else {
        diagnostics.push(Diagnostic::at("E202", keys::first_key(at), "a form lacks `tables:`"));
        return None;
    };
    let mut tables = Vec::new();
    for (name, entry) in keys::named_entries(tables_at, "`tables`", diagnostics) {
        if RESERVED.contains(&name) {
            diagnostics.push(Diagnostic::at(
                "E203",
                entry.key.place(),
                format!("`{name}` is a word of the rule language and names no table"),
            ));
        } else if let Some(table) = table(name, entry.value, unit.as_ref(), diagnostics) {
            tables.push(table);
        }
    }
    let written = written::load(at, &tables, diagnostics);
    let mut fields = Fields { tables: &tables, diagnostics };
    let period = at.value("period").and_then(|p| Some((fields.field(p, "year")?, fields.field(p, "month")?)));
    let form = Form {
        id: id.to_owned(),
        title: title.to_owned(),
        unit_field: fields.field(at, "unit_field"),
        organisation: fields.field(at, "organisation"),
        provenance: fields.field(at, "provenance"),
        status: status(at, &mut fields),
        version: fields.field(at, "version_field"),
        waiver_claim: at.value("waiver_claim").and_then(|claim| claim_columns(claim, fields.diagnostics)),
        decimals: fields.field(at, "decimals_field"),
        convention: at.value("sign_convention").and_then(|c| fields.convention(c)),
        groups: at.value("groups").and_then(|groups| self::groups(groups, fields.diagnostics)),
        period,
        first_month: first_month(at, diagnostics),
        unit,
        written,
        tables,
        place: at.value("define_form").map_or(at.place(), At::place),
    };
    Some(form)
}

/// Where a return states its status, and which word says that it is final: `status: header.status`
/// alone says nothing of drafts.
fn status(at: At<'_>, fields: &mut Fields<'_>) -> Option<(Field, Option<String>)> {
    let status = at.value("status")?;
    if !status.is_map() {
        return Some((fields.field(at, "status")?, None));
    }
    keys::check_keys(status, "`status`", &["field", "received"], fields.diagnostics);
    let received = keys::text(status, "received", fields.diagnostics).map(str::to_owned);
    Some((fields.field(status, "field")?, received))
}

/// How returns are grouped: `{list: organisation, whole: {name: england, title: England}, by: {region:
/// region_name}}`.
fn groups(at: At<'_>, diagnostics: &mut Vec<Diagnostic>) -> Option<Groups> {
    let what = "`groups`";
    if !keys::check_keys(at, what, &["list", "whole", "by"], diagnostics) {
        return None;
    }
    let list = keys::required(at, what, "list", diagnostics)?.to_owned();
    let Some(whole) = at.value("whole") else {
        diagnostics.push(Diagnostic::at("E202", keys::first_key(at), "`groups` lacks `whole:`"));
        return None;
    };
    let (name, title) = match whole.text() {
        Some(name) => (name, name),
        None => {
            keys::check_keys(whole, "`whole`", &["name", "title"], diagnostics);
            let name = keys::required(whole, "`whole`", "name", diagnostics)?;
            (name, keys::text(whole, "title", diagnostics).unwrap_or(name))
        }
    };
    let mut by = Vec::new();
    if let Some(columns) = at.value("by") {
        for (column, entry) in keys::named_entries(columns, "`by`", diagnostics) {
            by.push((column.to_owned(), entry.value.text().map(str::to_owned)));
        }
    }
    Some(Groups { list, whole: name.to_owned(), whole_title: title.to_owned(), by })
}

fn claim_columns(at: At<'_>, diagnostics: &mut Vec<Diagnostic>) -> Option<ClaimColumns> {
    let what = "`waiver_claim`";
    if !keys::check_keys(at, what, &["claimed", "reference", "approver", "expires"], diagnostics) {
        return None;
    }
    let mut column = |key| keys::required(at, what, key, diagnostics).map(str::to_owned);
    let (claimed, reference) = (column("claimed"), column("reference"));
    let (approver, expires) = (column("approver"), column("expires"));
    Some(ClaimColumns { claimed: claimed?, reference: reference?, approver: approver?, expires: expires? })
}

fn first_month(at: At<'_>, diagnostics: &mut Vec<Diagnostic>) -> u8 {
    let Some(period) = at.value("period") else {
        return 1;
    };
    keys::check_keys(period, "`period`", &["year", "month", "first_month"], diagnostics);
    let Some(text) = keys::text(period, "first_month", diagnostics) else {
        return 1;
    };
    match text.parse::<u8>() {
        Ok(month) if (1..=12).contains(&month) => month,
        _ => {
            let place = period.value("first_month").map_or(period.place(), At::place);
            diagnostics.push(Diagnostic::at("E203", place, "`first_month` is a calendar month from 1 to 12"));
            1
        }
    }
}

/// Looks paths such as `header.month` up in the tables.
struct Fields<'f> {
    tables: &'f [Table],
    diagnostics: &'f mut Vec<Diagnostic>,
}

impl Fields<'_> {
    fn field(&mut self, at: At<'_>, key: &str) -> Option<Field> {
        let path = keys::text(at, key, self.diagnostics)?;
        let found = path.split_once('.').and_then(|(table, column)| {
            let index = self.tables.iter().position(|t| &*t.name == table && t.kind == TableKind::Record)?;
            Some((index, self.tables.get(index)?.column(column)?))
        });
        if found.is_none() {
            let place = at.value(key).map_or(at.place(), At::place);
            self.diagnostics.push(Diagnostic::at(
                "E203",
                place,
                format!("`{key}` takes a field of a record, such as header.month; there is no `{path}`"),
            ));
        }
        found
    }

    fn convention(&mut self, at: At<'_>) -> Option<Convention> {
        keys::check_keys(at, "`sign_convention`", &["field", "as_is", "turned", "held_against"], self.diagnostics);
        let field = self.field(at, "field")?;
        let as_is = keys::required(at, "`sign_convention`", "as_is", self.diagnostics)?.to_owned();
        let turned = keys::required(at, "`sign_convention`", "turned", self.diagnostics)?.to_owned();
        let held_against = at.value("held_against").and_then(|held| {
            keys::check_keys(held, "`held_against`", &["table", "variance", "plan", "actual"], self.diagnostics);
            let name = keys::required(held, "`held_against`", "table", self.diagnostics)?;
            let index = self.tables.iter().position(|t| &*t.name == name)?;
            let table = self.tables.get(index)?;
            let mut columns = [0usize; 3];
            for (slot, key) in columns.iter_mut().zip(["variance", "plan", "actual"]) {
                *slot = table.column(keys::required(held, "`held_against`", key, self.diagnostics)?)?;
            }
            Some((index, columns))
        });
        Some(Convention { field, as_is, turned, held_against })
    }
}

/// A year under a key; anything else is reported (E206).
pub fn year(at: At<'_>, key: &str, diagnostics: &mut Vec<Diagnostic>) -> Option<Year> {
    let text = keys::text(at, key, diagnostics)?;
    let year = Year::parse(text);
    if year.is_none() {
        let place = at.value(key).map_or(at.place(), At::place);
        diagnostics.push(Diagnostic::at("E206", place, format!("`{key}` is a year such as 2016-17")));
    }
    year
}

fn years(at: At<'_>, diagnostics: &mut Vec<Diagnostic>) -> Years {
    Years { first: year(at, "first_year", diagnostics), last: year(at, "last_year", diagnostics) }
}

fn sign(at: At<'_>, diagnostics: &mut Vec<Diagnostic>) -> Option<Sign> {
    match keys::word(at, "sign", &["positive", "negative", "any"], diagnostics)? {
        "positive" => Some(Sign::Positive),
        "negative" => Some(Sign::Negative),
        _ => Some(Sign::Any),
    }
}

fn table(name: &str, at: At<'_>, unit: Option<&Arc<str>>, diagnostics: &mut Vec<Diagnostic>) -> Option<Table> {
    let what = format!("table `{name}`");
    if !keys::check_keys(at, &what, TABLE_KEYS, diagnostics) {
        return None;
    }
    keys::required(at, &what, "kind", diagnostics)?;
    let kind = match keys::word(at, "kind", &["record", "lines", "rows"], diagnostics)? {
        "lines" => TableKind::Lines,
        "rows" => TableKind::Rows,
        _ => TableKind::Record,
    };
    let mut columns = Vec::new();
    match at.value("columns") {
        Some(columns_at) => {
            for (name, entry) in keys::named_entries(columns_at, "`columns`", diagnostics) {
                columns.extend(column(name, entry.value, unit, diagnostics));
            }
        }
        None => diagnostics.push(Diagnostic::at("E202", keys::first_key(at), format!("{what} lacks `columns:`"))),
    }
    let mut lines = Vec::new();
    if kind == TableKind::Lines {
        columns.push(Column::implied("line_code", ColumnType::Code));
        columns.push(Column::implied("group", ColumnType::Code));
        columns.push(Column::implied("is_total", ColumnType::Bool));
        match at.value("lines") {
            Some(lines_at) => {
                for (name, entry) in keys::named_entries(lines_at, "`lines`", diagnostics) {
                    lines.extend(line(name, entry, diagnostics));
                }
            }
            None => diagnostics.push(Diagnostic::at("E202", keys::first_key(at), format!("{what} lacks `lines:`"))),
        }
    }
    let row_key = keys::text(at, "row_key", diagnostics).and_then(|key| columns.iter().position(|c| &*c.name == key));
    Some(Table {
        name: Arc::from(name),
        label: keys::text(at, "label", diagnostics).unwrap_or(name).to_owned(),
        kind,
        required: keys::flag(at, "required", diagnostics),
        columns,
        lines,
        row_key,
        control: keys::flag(at, "control", diagnostics),
        years: years(at, diagnostics),
        note: keys::text(at, "note", diagnostics).map(str::to_owned),
    })
}

/// Reads the description of a column; reference lists have columns of the same kind.
pub fn column(name: &str, at: At<'_>, unit: Option<&Arc<str>>, diagnostics: &mut Vec<Diagnostic>) -> Option<Column> {
    let what = format!("column `{name}`");
    if !keys::check_keys(at, &what, COLUMN_KEYS, diagnostics) {
        return None;
    }
    keys::required(at, &what, "type", diagnostics)?;
    let unit = keys::text(at, "unit", diagnostics).map(Arc::from).or_else(|| unit.cloned());
    // A column whose type is misspelt is still a column: what names it is right.
    let ty = match keys::word(at, "type", TYPES, diagnostics).unwrap_or("text") {
        "amount" => match unit {
            Some(unit) => ColumnType::Amount(unit),
            None => {
                diagnostics.push(Diagnostic::at(
                    "E202",
                    keys::first_key(at),
                    format!("{what} is an amount, so the form or the column needs `unit:`"),
                ));
                return None;
            }
        },
        "percent" => ColumnType::Percent,
        "number" => ColumnType::Number,
        "integer" => ColumnType::Integer,
        "code" => ColumnType::Code,
        "enum" => {
            let values = keys::texts(at, "values", diagnostics);
            if values.is_empty() {
                diagnostics.push(Diagnostic::at(
                    "E202",
                    keys::first_key(at),
                    format!("{what} is an enum and lacks `values:`"),
                ));
            }
            ColumnType::Enum(values.into_iter().map(|(value, _)| value.to_owned()).collect())
        }
        "bool" => ColumnType::Bool,
        "date" => ColumnType::Date,
        _ => ColumnType::Text,
    };
    Some(Column {
        label: keys::text(at, "label", diagnostics).map_or_else(|| name.replace('_', " "), str::to_owned),
        ty,
        many: keys::flag(at, "many", diagnostics),
        required: keys::flag(at, "required", diagnostics),
        sign: sign(at, diagnostics),
        favourable: keys::word(at, "direction", &["favourable"], diagnostics).is_some(),
        years: years(at, diagnostics),
        ours: keys::flag(at, "ours", diagnostics),
        note: keys::text(at, "note", diagnostics).map(str::to_owned),
        ..Column::implied(name, ColumnType::Text)
    })
    .map(|column| Column { implied: false, ..column })
}

fn line(name: &str, entry: Entry<'_>, diagnostics: &mut Vec<Diagnostic>) -> Option<Line> {
    let at = entry.value;
    let what = format!("line `{name}`");
    if name == "lines" {
        diagnostics.push(Diagnostic::at(
            "E203",
            entry.key.place(),
            "`lines` is a word of the rule language and names no line",
        ));
        return None;
    }
    if !keys::check_keys(at, &what, LINE_KEYS, diagnostics) {
        return None;
    }
    let required = keys::word(at, "required", &["true", "false"], diagnostics) != Some("false");
    Some(Line {
        name: Arc::from(name),
        label: keys::text(at, "label", diagnostics).map_or_else(|| name.replace('_', " "), str::to_owned),
        group: keys::text(at, "group", diagnostics).map(Arc::from),
        total: keys::flag(at, "total", diagnostics),
        sign: sign(at, diagnostics).unwrap_or(Sign::Any),
        required,
        years: years(at, diagnostics),
    })
}
