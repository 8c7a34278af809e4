//! The header of a file: which row it is, and what each column holds.

use super::super::RuleBook;
use super::{Fed, TableReading};
use crate::diag::Diagnostic;
use crate::form::Form;
use crate::grid::{self, Record, Rows};
use crate::reference::Layout;
use crate::source::{FileId, Place, Span, shown_short};
use crate::tabular::{Column, Holds, LongColumns, Names, Outline, shifted};
use std::collections::BTreeMap;
use std::sync::Arc;

/// How many rows are looked at for the header, and to see whether it stands above its columns.
const LOOKED_AT: usize = 20;

/// A name in a header, or the text of a field, and where it stands in the file.
pub type Name = (String, Span);

/// What the columns of a file hold.
#[derive(Debug)]
pub struct Header {
    /// The row.
    pub place: Place,
    /// Where its line ends in the file.
    pub(super) end: u32,
    /// What stands between fields.
    pub separator: u8,
    /// Its names, and where they stand.
    pub names: Vec<Name>,
    /// The column that states the form.
    pub form_column: Option<usize>,
    /// How it is read by each form.
    pub(super) by_form: BTreeMap<String, ByForm>,
    /// Columns that the form does not know and of which nothing was said yet.
    pub strays: Vec<usize>,
}

/// What the columns hold by a form.
#[derive(Debug)]
pub(super) struct ByForm {
    pub layout: Arc<Layout>,
    pub names: Names,
    pub outline: Outline,
    /// What each column holds.
    pub holds: Vec<Holds>,
    /// Which columns are which of a long file.
    pub long: Option<LongColumns>,
}

impl ByForm {
    fn new(layout: Arc<Layout>, header: &[Name]) -> ByForm {
        let form = &layout.form;
        let names = Names::of(form);
        let holds: Vec<Holds> = header.iter().map(|(name, _)| names.holds(name)).collect();
        let mut outline = Outline::default();
        for ((column, holds), (_, span)) in holds.iter().enumerate().zip(header) {
            match holds {
                Holds::Path(path) => outline.add(form, column, path, None),
                Holds::Unknown(name) => outline.add(form, column, name, Some(*span)),
                Holds::Form | Holds::Nothing => {}
            }
        }
        let long = long_columns(header, &holds);
        ByForm { names, outline, holds, long, layout }
    }

    pub fn form(&self) -> &Form {
        &self.layout.form
    }

    /// What the form says of the columns.
    pub fn columns(&self) -> Vec<Column<'_>> {
        let columns = self.holds.iter().map(|holds| match holds {
            Holds::Path(path) => Column::of(&self.layout.form, path),
            _ => Column::default(),
        });
        columns.collect()
    }
}

/// The columns of a long file: it names tables, columns and values.
fn long_columns(header: &[Name], holds: &[Holds]) -> Option<LongColumns> {
    let at = |word: &str| header.iter().position(|name| called(name, word));
    let mut long = LongColumns {
        table: at("table")?,
        line: at("line").or_else(|| at("row")),
        column: at("column").or_else(|| at("field"))?,
        value: at("value")?,
        ..LongColumns::default()
    };
    let own = [Some(long.table), long.line, Some(long.column), Some(long.value)];
    for ((column, holds), (_, span)) in holds.iter().enumerate().zip(header) {
        match holds {
            _ if own.contains(&Some(column)) => {}
            Holds::Path(path) => long.keys.push((column, path.clone())),
            // What a figure is called is for those who fill it in.
            Holds::Unknown(name) if name.eq_ignore_ascii_case("label") => {}
            Holds::Unknown(name) => long.strays.push((column, *span, name.clone())),
            Holds::Form | Holds::Nothing => {}
        }
    }
    Some(long)
}

impl RuleBook {
    /// What a header holds by a form, worked out once.
    pub(super) fn by_form<'h>(&self, header: &'h mut Header, id: &str) -> Option<&'h ByForm> {
        if !header.by_form.contains_key(id) {
            let made = ByForm::new(self.layout(id)?, &header.names);
            header.by_form.insert(id.to_owned(), made);
        }
        header.by_form.get(id)
    }
}

impl TableReading {
    /// Finds the header among the first rows, and takes it and what stands above away from them.
    pub(super) fn begin(&mut self, book: &mut RuleBook, rows: &mut Rows, fed: &mut Fed) {
        let separator = self.splitter.as_ref().map_or(b',', grid::Splitter::separator);
        let sep_line = rows.records.first().is_some_and(|record| {
            rows.text.get(record.start as usize..record.end as usize).is_some_and(|row| row.starts_with("sep="))
        });
        if sep_line {
            rows.records.remove(0);
        }
        let first: Vec<Vec<Name>> =
            rows.records.iter().take(LOOKED_AT).map(|record| cells(rows, record, separator)).collect();
        let (at, known) = self.find(book, &first);
        let (Some(names), Some(record)) = (first.into_iter().nth(at), rows.records.get(at).copied()) else { return };
        let end = rows.base.saturating_add(record.end);
        let place = self.place(rows.base.saturating_add(record.start), end);
        super::hold(book, rows, place);
        if let Some(refused) = self.unsaid(book, &names, known, place) {
            return self.refuse(refused, fed);
        }
        if self.passed_over {
            return;
        }
        if at > 0 {
            let above = if at == 1 {
                "1 row above the header is".to_owned()
            } else {
                format!("{at} rows above the header are")
            };
            let words = format!("{above} not read; the header is taken to be line {}", record.line);
            fed.diagnostics.push(Diagnostic::at("E113", place, words).warning());
        }
        let form_column = names.iter().position(|name| called(name, "form"));
        rows.records.drain(..=at);
        let header = Header { place, end, separator, names, form_column, by_form: BTreeMap::new(), strays: Vec::new() };
        self.settle(book, rows, header, fed);
    }

    /// Which of the first rows is the header, and how many columns of a form it names.
    fn find(&self, book: &RuleBook, first: &[Vec<Name>]) -> (usize, usize) {
        let states = first.iter().flatten().any(|name| called(name, "form"));
        let forms = self.candidates(book, states);
        let known: Vec<Names> = forms.iter().filter_map(|id| Some(Names::of(&book.layout(id)?.form))).collect();
        let score = |row: &Vec<Name>| {
            let columns = known.iter().map(|names| row.iter().filter(|name| is_known(names, name)).count());
            columns.max().unwrap_or(0)
        };
        let scores: Vec<usize> = first.iter().map(score).collect();
        let best = scores.iter().copied().max().unwrap_or(0);
        let at = scores.iter().position(|score| best > 0 && score.saturating_mul(2) >= best);
        (at.unwrap_or(0), best)
    }

    /// Takes a header for that of the file, where the rows below it fit.
    fn settle(&mut self, book: &mut RuleBook, rows: &Rows, mut header: Header, fed: &mut Fed) {
        let id = self.form_of(rows, &header);
        if let Some(id) = id
            && let Some(by_form) = book.by_form(&mut header, &id)
        {
            if by_form.long.is_some() {
                self.long = Some(String::new());
            } else if let Some(diagnostic) = self.beside(rows, &header, &id) {
                super::hold(book, rows, diagnostic.place.unwrap_or_default());
                self.header = Some(header);
                return self.refuse(diagnostic, fed);
            }
        }
        if self.long.is_none() {
            header.strays = strays(&header);
        }
        if let Some(many) = header.many_strays() {
            header.strays.clear();
            self.tell(many, &mut fed.diagnostics);
        }
        self.header = Some(header);
    }

    /// The forms that a header may be of.
    fn candidates(&self, book: &RuleBook, states: bool) -> Vec<String> {
        match &self.form {
            Some(form) if !states && book.layout(form).is_some() => vec![form.clone()],
            _ => book.form_ids(),
        }
    }

    /// The form of the first row.
    fn form_of(&self, rows: &Rows, header: &Header) -> Option<String> {
        let stated = header.form_column.and_then(|column| {
            let record = rows.records.first()?;
            let (text, _) = cells(rows, record, header.separator).into_iter().nth(column)?;
            Some(text.trim().to_owned()).filter(|text| !text.is_empty())
        });
        stated.or_else(|| self.form.clone())
    }

    /// Why the file is not read by this header: nothing says of which form it is, or it is no header. A
    /// file that was not asked for, and that is like no form, is passed over.
    fn unsaid(&mut self, book: &RuleBook, names: &[Name], known: usize, place: Place) -> Option<Diagnostic> {
        let states = names.iter().any(|name| called(name, "form"));
        if !states && self.form.is_none() {
            let (words, help) = match likely(book, names) {
                Some(form) => (
                    format!("the file has columns of form `{form}` and does not say which form it is"),
                    format!("add a column `form` with {form} in each row, or give --form {form}"),
                ),
                None if !self.named => {
                    self.passed_over = true;
                    self.done = true;
                    return None;
                }
                None => (
                    "the file does not say which form it is".to_owned(),
                    "add a column `form` with the form's id in each row, or give --form ID".to_owned(),
                ),
            };
            return Some(Diagnostic::at("E106", place, words).help(help));
        }
        if known == 0 || (known == 1 && states && names.len() > 3) {
            let of = self.form.as_ref().map_or(String::new(), |form| format!(" of form `{}`", shown_short(form)));
            let words = format!("the first row names no column{of}, so the header seems to be missing");
            let help = "the first row names what stands below it, such as a path of the form; \
                        `probity form template` writes one";
            return Some(Diagnostic::at("E113", place, words).help(help));
        }
        let missing = half_long(names)?;
        let words = format!(
            "a file with a row for each figure has the columns table, line, column and value; `{missing}` is missing"
        );
        Some(Diagnostic::at("E113", place, words))
    }

    /// Why a header does not stand above its columns.
    fn beside(&self, rows: &Rows, header: &Header, form: &str) -> Option<Diagnostic> {
        let columns = header.by_form.get(form)?.columns();
        let all: Vec<Vec<Name>> =
            rows.records.iter().take(LOOKED_AT).map(|record| cells(rows, record, header.separator)).collect();
        let texts: Vec<Vec<&str>> = all.iter().map(|row| row.iter().map(|(text, _)| text.as_str()).collect()).collect();
        let by = shifted(&columns, &texts)?;
        let (side, other) = if by > 0 { ("left", "right") } else { ("right", "left") };
        let first = all.first()?;
        let unfit = |at: usize| Some(columns.get(at)?.is_unfit(&first.get(at)?.0));
        let (at, (name, _)) = header.names.iter().enumerate().find(|(at, _)| unfit(*at) == Some(true))?;
        let (text, span) = first.get(at)?;
        let words = format!(
            "the header seems to stand one column too far to the {side}: `{}` stands below `{}`, and moved one \
             column to the {other} it fits",
            shown_short(text),
            shown_short(name)
        );
        let help = "put a name above each column, in its order";
        Some(Diagnostic::at("E113", self.place(span.start, span.end), words).help(help))
    }
}

/// Whether a name is a word, whatever letters it is written in.
fn called((name, _): &Name, word: &str) -> bool {
    name.trim().eq_ignore_ascii_case(word)
}

/// The column that a long file lacks.
fn half_long(names: &[Name]) -> Option<&'static str> {
    let has = |word: &str| names.iter().any(|name| called(name, word));
    match (has("table"), has("column") || has("field"), has("value")) {
        (true, true, false) => Some("value"),
        (true, false, true) => Some("column"),
        (false, true, true) => Some("table"),
        _ => None,
    }
}

/// Whether a name is one of a form's columns.
fn is_known(names: &Names, name: &Name) -> bool {
    matches!(names.holds(&name.0), Holds::Path(_) | Holds::Form)
        || ["table", "column", "value"].iter().any(|word| called(name, word))
}

/// The columns that the form does not know, in whichever form they are read, and those without a name.
fn strays(header: &Header) -> Vec<usize> {
    let of = |by_form: &ByForm| {
        let unknown = by_form.holds.iter().enumerate().filter(|(_, h)| matches!(h, Holds::Unknown(_) | Holds::Nothing));
        unknown.map(|(column, _)| column).collect::<Vec<_>>()
    };
    let mut all: Vec<usize> = header.by_form.values().flat_map(of).collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// The form of which a header names at least two columns, and most.
fn likely(book: &RuleBook, names: &[Name]) -> Option<String> {
    let mut best = (1usize, None);
    for id in book.form_ids() {
        let Some(layout) = book.layout(&id) else { continue };
        let known = Names::of(&layout.form);
        let count = names.iter().filter(|(name, _)| matches!(known.holds(name), Holds::Path(_))).count();
        if count > best.0 {
            best = (count, Some(id));
        }
    }
    best.1
}

/// The texts of a row, and where they stand in the file.
pub(super) fn cells(rows: &Rows, record: &Record, separator: u8) -> Vec<Name> {
    let mut fields = Vec::new();
    grid::fields(&rows.text, record, separator, &mut fields);
    let cell = |field: &grid::Field| {
        let span = Span { start: rows.base.saturating_add(field.start), end: rows.base.saturating_add(field.end) };
        (field.text(&rows.text).into_owned(), span)
    };
    fields.iter().map(cell).collect()
}

/// The place of a span of a file.
pub(super) fn at(file: FileId, span: Span) -> Place {
    Place { file, span }
}
