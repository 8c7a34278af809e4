//! Workbooks: one return each, its tables where the form says.

use super::{ReadFile, RuleBook};
use crate::diag::{Diagnostic, did_you_mean};
use crate::finding::Finding;
use crate::grid::book::{self as cells, Refused, RefusedKind, Workbook};
use crate::returns::{Options, conform};
use crate::source::{FileId, Place, Span, Text, shown_short};
use crate::tabular::book::{self, Drawn, MOST_DRAWN, Oddity};

impl RuleBook {
    /// Reads the return in the bytes of a workbook; `name`, `form` and `named` are as of
    /// [`RuleBook::read`].
    pub fn read_workbook(&mut self, name: &str, bytes: &[u8], form: Option<&str>, named: bool) -> ReadFile {
        self.ready();
        let mut out = ReadFile::default();
        let workbook = match cells::read(bytes) {
            Ok(workbook) => workbook,
            Err(refused) => {
                out.refuse(not_read(name, refused));
                return out;
            }
        };
        let Some(drawn) = book::draw(&workbook) else {
            let words = format!("the rows of the workbook take more than {} MiB to show", MOST_DRAWN >> 20);
            out.refuse(Diagnostic::of_file("E110", name, words));
            return out;
        };
        self.drawn(name, &workbook, drawn, (form, named), &mut out);
        out
    }

    fn drawn(
        &mut self,
        name: &str,
        workbook: &Workbook,
        mut drawn: Drawn,
        (form, named): (Option<&str>, bool),
        out: &mut ReadFile,
    ) {
        let stated = book::stated(workbook);
        let id = stated.as_ref().map(|(id, _)| id.as_str()).or(form);
        let at = stated.as_ref().map(|(_, (sheet, row, column))| drawn.span(*sheet, *row, *column));
        let Some(layout) = id.and_then(|id| self.layout(id)) else {
            let file = self.sources.add_workbook(name, Text::from(std::mem::take(&mut drawn.text)), drawn.sheets);
            return self.no_form(file, id.map(str::to_owned), at, named, out);
        };
        let read = book::read(&layout.form, workbook, &mut drawn);
        let odd = book::odd(&layout.form, workbook, &drawn, &read);
        let text = Text::from(std::mem::take(&mut drawn.text));
        let file = self.sources.add_workbook(name, text.clone(), drawn.sheets);
        let oddities = odd.into_iter().map(|odd| oddity(file, name, odd));
        out.diagnostics.extend(oddities);
        if read.mapped.is_empty() {
            let words = format!("no table of form `{}` was found in the workbook", layout.form.id);
            let help = "a table stands on a sheet of its name, in a range of its name, or below its name; \
                        `form show` lists the tables and their labels";
            return out.refuse(Diagnostic::of_file("E106", name, words).help(help));
        }
        let tree = read.tree(file, text);
        match conform(&layout, tree.root(), Options::default()) {
            Ok(ret) => out.returns.push(ret),
            Err(diagnostic) => out.refuse(*diagnostic),
        }
    }

    /// Why a workbook is not read that states no form, or one that is not known.
    fn no_form(&self, file: FileId, id: Option<String>, at: Option<Span>, named: bool, out: &mut ReadFile) {
        let diagnostic = match id {
            Some(id) => {
                let known = self.form_ids();
                let help = did_you_mean(&id, known.iter().map(String::as_str));
                let words = format!("form `{}` is not known", shown_short(&id));
                let place = at.map(|span| Place { file, span });
                let whole = Diagnostic::of_file("E107", self.sources.name(file), words.clone());
                place.map_or(whole, |place| Diagnostic::at("E107", place, words)).maybe_help(help)
            }
            None if !named => {
                out.passed_over = 1;
                return;
            }
            None => {
                let words = "the workbook does not say which form it is";
                Diagnostic::of_file("E106", self.sources.name(file), words)
                    .help("write the word form in a cell and the form's id in the one beside it, or give --form ID")
            }
        };
        out.refuse(diagnostic);
    }

    /// Adds to a finding that compares figures that one of them is a formula, whose stored value may
    /// be older than what it sums.
    pub(super) fn say_formula(&self, finding: &mut Finding) {
        if finding.gap.is_none() {
            return;
        }
        let places = std::iter::once(finding.place).chain(finding.related.iter().map(|related| related.place));
        let formula = places.filter_map(|place| self.sources.cell(place)).find_map(|cell| Some((cell, cell.formula?)));
        if let Some((cell, formula)) = formula {
            let written = if formula.is_empty() { String::new() } else { format!(" (={})", shown_short(formula)) };
            let words = format!(
                "{cell} is a formula{written}; if its figure is older than those it takes, let the workbook calculate \
                 and save it again"
            );
            finding.suggestion = Some(match finding.suggestion.take() {
                Some(before) => format!("{before}; {words}"),
                None => words,
            });
        }
    }
}

/// Why a workbook could not be read.
fn not_read(name: &str, refused: Refused) -> Diagnostic {
    let code = if refused.kind == RefusedKind::TooLarge { "E110" } else { "E115" };
    Diagnostic::of_file(code, name, refused.message).maybe_help(refused.help)
}

fn oddity(file: FileId, name: &str, odd: Oddity) -> Diagnostic {
    let diagnostic = match odd.span {
        Some(span) => Diagnostic::at(odd.code, Place { file, span }, odd.words),
        None => Diagnostic::of_file(odd.code, name, odd.words),
    };
    Diagnostic { severity: odd.severity, ..diagnostic }.maybe_help(odd.help)
}
