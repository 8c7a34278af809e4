//! `probity form list`, `form show` and `form template`.

use super::load::Loaded;
use super::{FINE, RuleOptions, ShowOptions, UNREAD, write};
use crate::diag::{Diagnostic, did_you_mean};
use crate::form::{Column, ColumnType, Form, Sign, Table, TableKind, Years};
use crate::output;
use crate::output::template::{self, Whose};
use crate::report::RuleBook;
use crate::value::{Period, unit};
use clap::{Args, Subcommand, ValueEnum};
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The subcommands of `form`.
#[derive(Debug, Subcommand)]
pub enum FormCommand {
    /// List the forms there are
    List(FormArgs),
    /// Show the tables and fields of a form
    Show(ShowArgs),
    /// Write an empty return to fill in
    Template(TemplateArgs),
}

/// The arguments of `form template`.
#[derive(Debug, Args)]
pub struct TemplateArgs {
    /// The form's id
    #[arg(value_name = "ID")]
    id: String,
    /// Whose return it is to be: the organisation's code
    #[arg(long, value_name = "CODE")]
    organisation: Option<String>,
    /// Of which period, such as "2016-17 M07"; only what the form has in that year is written
    #[arg(long, value_name = "PERIOD")]
    period: Option<String>,
    /// How it is written; as the ending of --output says, else yaml
    #[arg(long, value_enum, value_name = "NAME")]
    format: Option<TemplateFormat>,
    /// Write there, whole or not at all, instead of to standard output
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
    #[command(flatten)]
    common: FormArgs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum TemplateFormat {
    /// YAML
    Yaml,
    /// Separated values, a row for each figure
    Csv,
    /// Separated values, a row for each return; lists of rows have no place in it
    CsvWide,
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
        match self {
            FormCommand::List(mut common) => shown(&mut common, |book, _| {
                let mut text = String::new();
                for form in book.forms() {
                    let _ = writeln!(text, "{:<24} {}", form.id, form.title);
                }
                Some(text)
            }),
            FormCommand::Show(mut show) => shown(&mut show.common, |book, diagnostics| {
                let form = known(book, &show.id, diagnostics)?;
                let mut text = String::new();
                describe(&form, &mut text);
                Some(text)
            }),
            FormCommand::Template(template) => template.run(),
        }
    }
}

/// Writes what `text` gives to standard output, and what is wrong to standard error; gives the exit
/// status.
fn shown(common: &mut FormArgs, text: impl FnOnce(&mut RuleBook, &mut Vec<Diagnostic>) -> Option<String>) -> u8 {
    let mut diagnostics = Vec::new();
    let mut book = super::book_of(&common.rules, &mut common.show, &mut diagnostics).book;
    let text = text(&mut book, &mut diagnostics).unwrap_or_default();
    diagnostics.extend(write::out(&text).err().map(|diagnostic| *diagnostic));
    finish(common, &book, &diagnostics)
}

fn finish(common: &FormArgs, book: &RuleBook, diagnostics: &[Diagnostic]) -> u8 {
    let (format, look) = common.show.of_errors();
    write::error(&output::diagnostics(diagnostics, &book.sources, format, look));
    if diagnostics.is_empty() { FINE } else { UNREAD }
}

/// A form by its id; another id is said.
fn known(book: &mut RuleBook, id: &str, diagnostics: &mut Vec<Diagnostic>) -> Option<Arc<Form>> {
    let forms = book.forms();
    let form = forms.iter().find(|form| form.id == id).cloned();
    if form.is_none() {
        let help = did_you_mean(id, forms.iter().map(|form| form.id.as_str()));
        let words = format!("form `{}` is not known", crate::source::shown_short(id));
        let help = help.or(Some("form list shows the forms".to_owned()));
        diagnostics.push(Diagnostic::of_command("E107", words).maybe_help(help));
    }
    form
}

impl TemplateArgs {
    fn run(mut self) -> u8 {
        let mut diagnostics = Vec::new();
        let Loaded { mut book, files } = super::book_of(&self.common.rules, &mut self.common.show, &mut diagnostics);
        let form = known(&mut book, &self.id, &mut diagnostics);
        let format = self.format(&mut diagnostics);
        let period = self.period(&mut diagnostics);
        if let (Some(form), Some(format), true) = (form, format, diagnostics.is_empty()) {
            let whose = Whose { organisation: self.organisation.as_deref(), period };
            let text = match format {
                TemplateFormat::Yaml => template::yaml(&form, whose),
                TemplateFormat::Csv => template::long(&form, whose),
                TemplateFormat::CsvWide => template::wide(&form, whose),
            };
            let written = match &self.output {
                Some(path) => write::file(path, &|out| out.write_all(text.as_bytes()), &files),
                None => write::out(&text),
            };
            diagnostics.extend(written.err().map(|diagnostic| *diagnostic));
        }
        finish(&self.common, &book, &diagnostics)
    }

    fn period(&self, diagnostics: &mut Vec<Diagnostic>) -> Option<Period> {
        let text = self.period.as_deref()?;
        let period = Period::parse(text);
        if period.is_none() {
            let words = format!("`{}` is no period", crate::source::shown_short(text));
            diagnostics.push(Diagnostic::of_command("E401", words).help("write --period \"2016-17 M07\""));
        }
        period
    }

    fn format(&self, diagnostics: &mut Vec<Diagnostic>) -> Option<TemplateFormat> {
        let ending =
            self.output.as_deref().and_then(Path::extension).map(|ending| ending.to_string_lossy().to_lowercase());
        match (self.format, ending.as_deref()) {
            (Some(format), _) => Some(format),
            (None, Some("csv")) => Some(TemplateFormat::Csv),
            (None, Some("xlsx" | "xlsm" | "ods")) => {
                let words = "a template is not written as a workbook yet";
                let help = "write it as .csv, which a spreadsheet program opens, or as .yaml";
                diagnostics.push(Diagnostic::of_command("E401", words).help(help));
                None
            }
            (None, _) => Some(TemplateFormat::Yaml),
        }
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
