//! Rows to returns.

use super::super::{ReadFile, RuleBook};
use super::header::{ByForm, at, cells};
use super::{Header, TableReading};
use crate::diag::{Diagnostic, Severity};
use crate::grid::{Field, Record, Rows, fields};
use crate::read::Nodes;
use crate::returns::{Options, Return, conform};
use crate::source::{FileId, Place, Span, shown_short};
use crate::tabular::{Long, OfRow};
use crate::value::slip::SlipKind;

/// What some rows gave.
#[derive(Debug, Default)]
pub struct RowsRead {
    /// The returns, each with the record it stands in.
    pub returns: Vec<(usize, Return)>,
    /// Rows that could not be read.
    pub refused: Vec<Diagnostic>,
    /// Which of the records hold something in columns that the form does not know.
    pub strayed: Vec<usize>,
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
            for (index, ret) in read.returns {
                let strayed = read.strayed.binary_search(&index).is_ok();
                let again = strayed.then(|| reading.stray(self, &rows, index, &mut out.diagnostics));
                out.returns.push(again.flatten().unwrap_or(ret));
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
                Made::Return(ret) => {
                    if reader.has_strayed() {
                        out.strayed.push(index);
                    }
                    out.returns.push((index, *ret));
                }
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
                out.push(Diagnostic { severity: Severity::Warning, ..diagnostic });
            }
        }
        Some(named(made, header))
    }

    /// Sorts the rows of a long file into returns, to be read with [`TableReading::read_on`].
    pub fn open_long(&mut self, book: &RuleBook, rows: &Rows, out: &mut RowsRead) {
        let (file, file_form) = (self.file, self.form.clone());
        let Some(header) = &mut self.header else { return };
        let mut of_forms: Vec<(String, Rows)> = Vec::new();
        let mut found = Vec::new();
        for record in &rows.records {
            fields(&rows.text, record, header.separator, &mut found);
            let stated = header.form_column.and_then(|column| found.get(column));
            let stated = stated.map(|field| field.raw(&rows.text).trim()).filter(|id| !id.is_empty());
            let Some(id) = stated.or(file_form.as_deref()) else {
                let words = "the row does not say which form it is";
                out.refused.push(Diagnostic::at("E106", at(file, span(rows, record)), words));
                continue;
            };
            if found.iter().all(|field| field.start == field.end) {
                continue;
            }
            if book.by_form(header, id).is_none() {
                out.refused.push(Header::unknown_form(id, at(file, span(rows, record)), &book.form_ids()));
                continue;
            }
            if !record.broken && found.len() != header.names.len() {
                let texts: Vec<_> = found.iter().map(|field| field.text(&rows.text)).collect();
                let texts: Vec<&str> = texts.iter().map(AsRef::as_ref).collect();
                if !only_blank(&texts, header.names.len()) {
                    let place = at(file, span(rows, record));
                    out.refused.push(header.ragged(header.by_form.get(id), &texts, place));
                    continue;
                }
            }
            match of_forms.iter_mut().find(|(other, _)| other == id) {
                Some((_, of_form)) => of_form.records.push(*record),
                None => {
                    let text = std::sync::Arc::clone(&rows.text);
                    of_forms.push((id.to_owned(), Rows { text, base: rows.base, records: vec![*record] }));
                }
            }
        }
        for (id, of_form) in of_forms {
            let Some(by_form) = header.by_form.get(&id) else { continue };
            let Some(columns) = &by_form.long else { continue };
            let (long, nobody) = Long::new(by_form.form(), file, &of_form, header.separator, columns);
            out.refused.extend(nobody.iter().map(|record| {
                let words = "the row does not say whose figure it holds; it is not read";
                let help = "write organisation and period in every row";
                Diagnostic::at("E112", at(file, span(rows, record)), words).help(help)
            }));
            self.sorted.push((id, long));
        }
    }

    /// Reads the next returns of a long file, at most so many; nothing when all are read.
    pub fn read_on(&mut self, most: usize) -> Option<RowsRead> {
        let mut out = RowsRead::default();
        let header = self.header.as_ref()?;
        let (id, long) = self.sorted.first_mut()?;
        let by_form = header.by_form.get(id)?;
        for tree in long.by_ref().take(most) {
            match conform(&by_form.layout, tree.root(), Options::default()) {
                Ok(ret) => out.returns.push((0, named(ret, header))),
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

impl Reader<'_> {
    fn place(&self, record: &Record) -> Place {
        at(self.file, span(self.rows, record))
    }

    /// Whether the row that was read last holds something in columns that the form does not know, of
    /// which nothing was said yet.
    fn has_strayed(&self) -> bool {
        self.header.strays.iter().any(|at| self.fields.get(*at).is_some_and(|field| field.start < field.end))
    }

    fn row(&mut self, record: &Record) -> Made {
        // What is wrong with its quotes was said.
        if record.broken {
            return Made::Blank;
        }
        let mut found = std::mem::take(&mut self.fields);
        fields(&self.rows.text, record, self.header.separator, &mut found);
        let made = self.fields(record, &found);
        self.fields = found;
        made
    }

    fn fields(&mut self, record: &Record, found: &[Field]) -> Made {
        let text = &self.rows.text;
        if found.iter().all(|field| field.start == field.end) {
            return Made::Blank;
        }
        let stated = self.header.form_column.and_then(|column| found.get(column)).filter(|f| f.start < f.end);
        let Some(id) = stated.map(|field| field.raw(text).trim()).or(self.form) else {
            let words = "the row does not say which form it is";
            let help = "write the form's id below `form`, or give --form ID";
            return Made::Refused(Box::new(Diagnostic::at("E106", self.place(record), words).help(help)));
        };
        if self.is_header(found) {
            let words = "the header stands here again; the row is not read";
            let again = Diagnostic::at("E113", self.place(record), words);
            return Made::Refused(Box::new(Diagnostic { severity: Severity::Warning, ..again }));
        }
        let by_form = self.header.by_form.get(id);
        let wanted = self.header.names.len();
        if found.len() != wanted {
            let texts: Vec<_> = found.iter().map(|field| field.text(text)).collect();
            let texts: Vec<&str> = texts.iter().map(AsRef::as_ref).collect();
            if !only_blank(&texts, wanted) {
                return Made::Refused(Box::new(self.header.ragged(by_form, &texts, self.place(record))));
            }
        }
        let Some(by_form) = by_form else {
            let unknown = Header::unknown_form(id, self.place(record), &self.book.form_ids());
            return Made::Refused(Box::new(unknown));
        };
        self.conform(by_form, record, found)
    }

    /// Whether the names of the columns stand in a row again.
    fn is_header(&self, found: &[Field]) -> bool {
        let names = &self.header.names;
        let same = |(field, (name, _)): (&Field, &(String, Span))| field.text(&self.rows.text).trim() == name.trim();
        found.len() == names.len() && names.len() > 1 && found.iter().zip(names).all(same)
    }

    fn conform(&mut self, by_form: &ByForm, record: &Record, found: &[Field]) -> Made {
        let id = &by_form.layout.form.id;
        let nodes = self.nodes.take().filter(|_| self.form_of_nodes == *id);
        let nodes = nodes.unwrap_or_else(|| by_form.outline.nodes());
        if self.form_of_nodes != *id {
            self.form_of_nodes.clone_from(id);
        }
        let row = OfRow { file: self.file, rows: self.rows, record, fields: found, strays: self.strays };
        let tree = by_form.outline.tree(row, nodes);
        let made = conform(&by_form.layout, tree.root(), Options::default());
        self.nodes = Some(tree.into_nodes());
        match made {
            Ok(ret) => Made::Return(Box::new(ret)),
            Err(diagnostic) => Made::Refused(diagnostic),
        }
    }
}
