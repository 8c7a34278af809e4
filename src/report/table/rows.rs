//! Rows to returns.

use super::super::{ReadFile, RuleBook};
use super::header::{ByForm, Name, at, cells};
use super::{Header, TableReading};
use crate::diag::Diagnostic;
use crate::grid::{Field, Record, Rows, fields};
use crate::read::Nodes;
use crate::returns::{Options, Return, conform};
use crate::source::{FileId, Span, shown_short};
use crate::tabular::{Long, OfRow};
use crate::value::slip::SlipKind;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What some rows gave.
#[derive(Debug, Default)]
pub struct RowsRead {
    /// The returns, each with the number of its record where that holds something in columns that the
    /// form does not know, of which nothing was said yet.
    pub returns: Vec<(Option<usize>, Return)>,
    /// Rows that could not be read.
    pub refused: Vec<Diagnostic>,
    /// How many returns were taken away already.
    pub count: usize,
}

/// What a row gave.
enum Made {
    Return(Box<Return>),
    Refused(Box<Diagnostic>),
    Blank,
}

/// The rows of a file and how they are read.
struct Reader<'r> {
    book: &'r RuleBook,
    header: &'r Header,
    file: FileId,
    form: Option<&'r str>,
    rows: &'r Rows,
    /// The columns that the form does not know and of which it is said.
    strays: &'r [usize],
    fields: Vec<Field>,
    nodes: Option<Nodes>,
    form_of_nodes: String,
}

impl RuleBook {
    /// Reads the returns in the bytes of a file of separated values that is held whole; `name`, `form`
    /// and `named` are as of [`RuleBook::read`].
    pub fn read_table(&mut self, name: &str, bytes: &[u8], form: Option<&str>, named: bool) -> ReadFile {
        let file = self.take_in(name, "");
        let mut reading = TableReading::new(file, form, named);
        let fed = reading.feed(self, bytes, true);
        let mut out = ReadFile { diagnostics: fed.diagnostics, ..ReadFile::default() };
        let mut refused = Vec::new();
        if let Some(rows) = fed.rows {
            reading.look_ahead(self, &rows);
            let read = reading.read(self, &rows, 0..rows.records.len());
            refused.extend(read.refused);
            for (strayed, ret) in read.returns {
                let again = strayed.and_then(|index| reading.stray(self, &rows, index, &mut out.diagnostics));
                out.returns.push(again.unwrap_or(ret));
            }
        }
        if let Some(rows) = reading.take_long(self) {
            let mut read = RowsRead::default();
            reading.open_long(self, &rows, &mut read);
            refused.extend(read.refused);
            while let Some(read) = reading.read_on(usize::MAX) {
                refused.extend(read.refused);
                out.returns.extend(read.returns.into_iter().map(|(_, ret)| ret));
            }
        }
        for diagnostic in refused {
            reading.tell(diagnostic, &mut out.diagnostics);
        }
        reading.close(u64::try_from(out.returns.len()).unwrap_or(u64::MAX), &mut out.diagnostics);
        out.failed = reading.failed();
        out.passed_over = u64::from(reading.is_passed_over());
        out
    }
}

impl TableReading {
    /// Works out how rows are read by each form that some rows state, before they are.
    pub fn look_ahead(&mut self, book: &RuleBook, rows: &Rows) {
        let file_form = self.form.clone();
        let Some(header) = &mut self.header else { return };
        let Some(column) = header.form_column else {
            if let Some(form) = file_form {
                book.by_form(header, &form);
            }
            return;
        };
        let mut found = Vec::new();
        let mut last = String::new();
        for record in &rows.records {
            fields(&rows.text, record, header.separator, &mut found);
            let text = found.get(column).map_or("", |field| field.raw(&rows.text)).trim();
            if text != last {
                last = text.to_owned();
                let id = if text.is_empty() { file_form.clone() } else { Some(last.clone()) };
                if let Some(id) = id {
                    book.by_form(header, &id);
                }
            }
        }
    }

    /// Reads some of the rows; several ranges can be read at once. Columns that the form does not know
    /// are left out.
    pub fn read(&self, book: &RuleBook, rows: &Rows, range: std::ops::Range<usize>) -> RowsRead {
        let mut out = RowsRead::default();
        let Some(mut reader) = self.reader(book, rows, &[]) else { return out };
        for (index, record) in rows.records.iter().enumerate().take(range.end).skip(range.start) {
            match reader.row(record) {
                Made::Return(ret) => out.returns.push((reader.has_strayed().then_some(index), *ret)),
                Made::Refused(diagnostic) => out.refused.push(*diagnostic),
                Made::Blank => {}
            }
        }
        out
    }

    fn reader<'r>(&'r self, book: &'r RuleBook, rows: &'r Rows, strays: &'r [usize]) -> Option<Reader<'r>> {
        Some(Reader {
            book,
            header: self.header.as_ref()?,
            file: self.file,
            form: self.form.as_deref(),
            rows,
            strays,
            fields: Vec::new(),
            nodes: None,
            form_of_nodes: String::new(),
        })
    }

    /// Reads a row again with those columns that the form does not know, that hold something in it,
    /// and of which nothing was said yet: they are said once for the file.
    pub fn stray(&mut self, book: &RuleBook, rows: &Rows, index: usize, out: &mut Vec<Diagnostic>) -> Option<Return> {
        let record = rows.records.get(index)?;
        let header = self.header.as_ref()?;
        let row = cells(rows, record, header.separator);
        let holds = |column: &usize| row.get(*column).is_some_and(|(text, _)| !text.trim().is_empty());
        let now: Vec<usize> = header.strays.iter().copied().filter(holds).collect();
        if now.is_empty() {
            return None;
        }
        let made = match self.reader(book, rows, &now)?.row(record) {
            Made::Return(ret) => *ret,
            _ => return None,
        };
        let header = self.header.as_mut()?;
        header.strays.retain(|column| !now.contains(column));
        for column in now {
            if let Some((name, _)) = header.names.get(column)
                && name.trim().is_empty()
                && let Some((text, span)) = row.get(column)
            {
                let number = column.saturating_add(1);
                let words = format!(
                    "column {number} has no name, so `{}` and what stands below it is not read",
                    shown_short(text)
                );
                let diagnostic = Diagnostic::at("E113", at(self.file, *span), words);
                out.push(diagnostic.warning());
            }
        }
        Some(named(made, header))
    }

    /// Sorts the rows of a long file into returns, to be read with [`TableReading::read_on`].
    pub fn open_long(&mut self, book: &RuleBook, rows: &Rows, out: &mut RowsRead) {
        self.look_ahead(book, rows);
        let Some(mut reader) = self.reader(book, rows, &[]) else { return };
        let (file, header) = (self.file, reader.header);
        let mut of_forms: BTreeMap<&str, Rows> = BTreeMap::new();
        for record in &rows.records {
            match reader.sound(record) {
                Ok(by_form) => {
                    let of_form = of_forms.entry(&by_form.layout.form.id);
                    let empty = || Rows { text: Arc::clone(&rows.text), base: rows.base, records: Vec::new() };
                    of_form.or_insert_with(empty).records.push(*record);
                }
                Err(Made::Refused(diagnostic)) => out.refused.push(*diagnostic),
                Err(_) => {}
            }
        }
        let mut sorted = Vec::new();
        for (id, of_form) in of_forms {
            let Some(by_form) = header.by_form.get(id) else { continue };
            let Some(columns) = &by_form.long else { continue };
            let (long, nobody) = Long::new(by_form.form(), file, &of_form, header.separator, columns);
            out.refused.extend(nobody.iter().map(|record| {
                let words = "the row does not say whose figure it holds; it is not read";
                let help = "write organisation and period in every row";
                Diagnostic::at("E112", at(file, span(rows, record)), words).help(help)
            }));
            sorted.push((id.to_owned(), long));
        }
        self.sorted = sorted;
    }

    /// Reads the next returns of a long file, at most so many; nothing when all are read.
    pub fn read_on(&mut self, most: usize) -> Option<RowsRead> {
        let mut out = RowsRead::default();
        let header = self.header.as_ref()?;
        let (id, long) = self.sorted.first_mut()?;
        let by_form = header.by_form.get(id)?;
        for tree in long.by_ref().take(most) {
            match conform(&by_form.layout, tree.root(), Options::default()) {
                Ok(ret) => out.returns.push((None, named(ret, header))),
                Err(diagnostic) => out.refused.push(*diagnostic),
            }
        }
        if out.returns.is_empty() && out.refused.is_empty() {
            self.sorted.remove(0);
        }
        Some(out)
    }
}

/// Whether the fields beyond those of the header are empty.
fn only_blank(texts: &[&str], wanted: usize) -> bool {
    texts.len() > wanted && texts.iter().skip(wanted).all(|text| text.trim().is_empty())
}

fn span(rows: &Rows, record: &Record) -> Span {
    Span { start: rows.base.saturating_add(record.start), end: rows.base.saturating_add(record.end) }
}

/// Adds to what is said of unknown columns the name that was probably meant, where the form's own
/// words gave none.
fn named(mut ret: Return, header: &Header) -> Return {
    let by_form = header.by_form.get(&ret.layout.form.id);
    for slip in ret.slips.iter_mut().filter(|slip| slip.kind == SlipKind::UnknownKey && slip.suggestion.is_none()) {
        let column = header.names.iter().find(|(_, span)| *span == slip.place.span);
        let near = column.and_then(|(name, _)| by_form?.names.nearest(name));
        slip.suggestion = near.map(|near| format!("did you mean `{near}`?"));
    }
    ret
}

impl<'r> Reader<'r> {
    /// Whether the row that was read last holds something in columns that the form does not know, of
    /// which nothing was said yet.
    fn has_strayed(&self) -> bool {
        self.header.strays.iter().any(|at| self.fields.get(*at).is_some_and(|field| field.start < field.end))
    }

    fn row(&mut self, record: &Record) -> Made {
        match self.sound(record) {
            Ok(by_form) => self.conform(by_form, record),
            Err(made) => made,
        }
    }

    /// Takes a row apart; gives how it is read, or why it is not.
    fn sound(&mut self, record: &Record) -> Result<&'r ByForm, Made> {
        fields(&self.rows.text, record, self.header.separator, &mut self.fields);
        let (text, found) = (&self.rows.text, &self.fields);
        // What is wrong with its quotes was said.
        if record.broken || found.iter().all(|field| field.start == field.end) {
            return Err(Made::Blank);
        }
        let refused = |diagnostic: Diagnostic| Err(Made::Refused(Box::new(diagnostic)));
        let place = at(self.file, span(self.rows, record));
        let stated = self.header.form_column.and_then(|column| found.get(column)).filter(|f| f.start < f.end);
        let Some(id) = stated.map(|field| field.raw(text).trim()).or(self.form) else {
            let words = "the row does not say which form it is";
            let help = "write the form's id below `form`, or give --form ID";
            return refused(Diagnostic::at("E106", place, words).help(help));
        };
        if self.is_header() {
            let words = "the header stands here again; the row is not read";
            return refused(Diagnostic::at("E113", place, words).warning());
        }
        let by_form = self.header.by_form.get(id);
        let wanted = self.header.names.len();
        if found.len() != wanted {
            let texts: Vec<_> = found.iter().map(|field| field.text(text)).collect();
            let texts: Vec<&str> = texts.iter().map(AsRef::as_ref).collect();
            if !only_blank(&texts, wanted) {
                return refused(self.header.ragged(by_form, &texts, place));
            }
        }
        match by_form {
            Some(by_form) => Ok(by_form),
            None => refused(Header::unknown_form(id, place, &self.book.form_ids())),
        }
    }

    /// Whether the names of the columns stand in a row again.
    fn is_header(&self) -> bool {
        let (names, found) = (&self.header.names, &self.fields);
        let same = |(field, (name, _)): (&Field, &Name)| field.text(&self.rows.text).trim() == name.trim();
        found.len() == names.len() && names.len() > 1 && found.iter().zip(names).all(same)
    }

    fn conform(&mut self, by_form: &ByForm, record: &Record) -> Made {
        let id = &by_form.layout.form.id;
        let nodes = self.nodes.take().filter(|_| self.form_of_nodes == *id);
        let nodes = nodes.unwrap_or_else(|| by_form.outline.nodes());
        if self.form_of_nodes != *id {
            self.form_of_nodes.clone_from(id);
        }
        let row = OfRow { file: self.file, rows: self.rows, record, fields: &self.fields, strays: self.strays };
        let tree = by_form.outline.tree(row, nodes);
        let made = conform(&by_form.layout, tree.root(), Options::default());
        self.nodes = Some(tree.into_nodes());
        match made {
            Ok(ret) => Made::Return(Box::new(ret)),
            Err(diagnostic) => Made::Refused(diagnostic),
        }
    }
}
