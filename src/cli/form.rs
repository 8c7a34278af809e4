//! `probity form list` and `form show`.

use super::{FINE, RuleOptions, ShowOptions, UNREAD, load, write};
use crate::diag::{Diagnostic, did_you_mean};
use crate::form::{Column, ColumnType, Form, Sign, Table, TableKind, Years};
use crate::output;
use crate::value::unit;
use clap::{Args, Subcommand};
use std::fmt::Write;

/// The subcommands of `form`.
#[derive(Debug, Subcommand)]
pub enum FormCommand {
    /// List the forms there are
    List(FormArgs),
    /// Show the tables and fields of a form
    Show(ShowArgs),
}

/// The arguments of `form list`.
#[derive(Debug, Args)]
pub struct FormArgs {
    #[command(flatten)]
    rules: RuleOptions,
    #[command(flatten)]
    show: ShowOptions,
}

/// The arguments of `form show`.
#[derive(Debug, Args)]
pub struct ShowArgs {
    /// The form's id
    #[arg(value_name = "ID")]
    id: String,
    #[command(flatten)]
    common: FormArgs,
}

impl FormCommand {
    /// Runs the command; gives the exit status.
    pub fn run(self) -> u8 {
        let (common, id) = match self {
            FormCommand::List(common) => (common, None),
            FormCommand::Show(show) => (show.common, Some(show.id)),
        };
        let mut diagnostics = Vec::new();
        let mut book = load::book(&common.rules, &[], &mut diagnostics).book;
        let forms = book.forms();
        let mut text = String::new();
        match id {
            None => {
                for form in &forms {
                    let _ = writeln!(text, "{:<24} {}", form.id, form.title);
                }
            }
            Some(id) => match forms.iter().find(|form| form.id == id) {
                Some(form) => describe(form, &mut text),
                None => {
                    let help = did_you_mean(&id, forms.iter().map(|form| form.id.as_str()));
                    let words = format!("form `{}` is not known", crate::source::shown_short(&id));
                    diagnostics.push(
                        Diagnostic::of_command("E107", words)
                            .maybe_help(help.or(Some("form list shows the forms".to_owned()))),
                    );
                }
            },
        }
        diagnostics.extend(write::out(&text).err().map(|diagnostic| *diagnostic));
        let (format, look) = common.show.of_errors();
        write::error(&output::diagnostics(&diagnostics, &book.sources, format, look));
        if diagnostics.is_empty() { FINE } else { UNREAD }
    }
}

fn describe(form: &Form, out: &mut String) {
    let _ = writeln!(out, "{}: {}", form.id, form.title);
    if let Some(unit) = &form.unit {
        let _ = writeln!(out, "amounts in {} ({unit})", unit::words(unit));
    }
    for table in &form.tables {
        let kind = match table.kind {
            TableKind::Record => "one record",
            TableKind::Lines => "a row for each line of the form",
            TableKind::Rows => "any number of rows",
        };
        let required = if table.required { "required" } else { "optional" };
        let _ = writeln!(out, "\n{} ({}): {kind}, {required}{}", table.name, table.label, years(table.years));
        if let Some(note) = &table.note {
            let _ = writeln!(out, "  {note}");
        }
        for column in table.columns.iter().filter(|column| !column.implied) {
            describe_column(column, out);
        }
        lines(table, out);
    }
}

fn years(years: Years) -> String {
    match (years.first, years.last) {
        (Some(first), Some(last)) => format!(", {first} to {last}"),
        (Some(first), None) => format!(", from {first}"),
        (None, Some(last)) => format!(", until {last}"),
        (None, None) => String::new(),
    }
}

fn describe_column(column: &Column, out: &mut String) {
    let mut facts = vec![match &column.ty {
        ColumnType::Enum(values) => values.join(" | "),
        other => other.word().to_owned(),
    }];
    if column.many {
        facts.push("a list".to_owned());
    }
    if column.required {
        facts.push("required".to_owned());
    }
    if let Some(sign @ (Sign::Positive | Sign::Negative)) = column.sign {
        facts.push(sign.words().to_owned());
    }
    if column.favourable {
        facts.push("favourable is positive".to_owned());
    }
    if column.ours {
        facts.push("ours".to_owned());
    }
    let note = column.note.as_ref().map_or(String::new(), |note| format!("; {note}"));
    let _ = writeln!(out, "  {:<34} {} ({}{}){note}", column.name, column.label, facts.join(", "), years(column.years));
}

fn lines(table: &Table, out: &mut String) {
    if table.lines.is_empty() {
        return;
    }
    let _ = writeln!(out, "  lines:");
    for line in &table.lines {
        let mut facts: Vec<String> = Vec::new();
        facts.extend(line.group.as_ref().map(|group| format!("group {group}")));
        if line.total {
            facts.push("total".to_owned());
        }
        if !line.required {
            facts.push("optional".to_owned());
        }
        if line.sign != Sign::Any {
            facts.push(line.sign.words().to_owned());
        }
        let _ = writeln!(out, "    {:<32} {} ({}{})", line.name, line.label, facts.join(", "), years(line.years));
    }
}
