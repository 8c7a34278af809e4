//! The words for what is wrong with the rows of a file.

use super::header::ByForm;
use super::{Fed, Header, TableReading};
use crate::diag::{Diagnostic, did_you_mean};
use crate::grid::{QuoteSlip, separator_words};
use crate::source::{FileId, Place, shown_short};
use crate::tabular::{Misfit, ragged};

/// How many columns that the form does not know are told one by one.
pub(super) const MOST_STRAYS: usize = 50;

impl TableReading {
    /// Says what is wrong with a quote.
    pub(super) fn quote(&mut self, slip: &QuoteSlip, fed: &mut Fed) {
        let diagnostic = match slip {
            QuoteSlip::Unclosed { at, swallowed, to_end } => {
                let rows = match swallowed {
                    0 => "no row after it".to_owned(),
                    1 => "the row after it".to_owned(),
                    more => format!("the {more} rows after it"),
                };
                let end = if *to_end { "up to the end of the file" } else { "up to the next quote" };
                let words = match (swallowed, to_end) {
                    (0, true) => "the quote that opens here is never closed; its row is not read".to_owned(),
                    (0, false) => {
                        "the quote that opens here is not closed before the next row; its row is not read".to_owned()
                    }
                    _ => format!(
                        "the quote that opens here is not closed and would swallow {rows}, {end}; its row is not read, \
                         the others are"
                    ),
                };
                let place = self.place(*at, at.saturating_add(1));
                Diagnostic::at("E111", place, words).help("close it at the end of the field, or take it out")
            }
            QuoteSlip::Behind(at) => {
                let words = "text stands behind the closing quote of a field; the row is not read";
                let help = "write a quote inside a quoted field twice: \"\"";
                Diagnostic::at("E111", self.place(*at, at.saturating_add(1)), words).help(help)
            }
            QuoteSlip::TooLong(at) => {
                let words = "a row has more than 1 MiB, which is the most that is read; nothing behind it is read";
                Diagnostic::at("E110", self.place(*at, at.saturating_add(1)), words)
            }
        };
        self.tell(diagnostic, &mut fed.diagnostics);
    }
}

impl Header {
    /// Why a row with another number of fields than the header has is not read; `place` is the row.
    pub(super) fn ragged(&self, by_form: Option<&ByForm>, texts: &[&str], place: Place) -> Diagnostic {
        let (has, wanted) = (texts.len(), self.names.len());
        let unknown = Vec::new();
        let columns = by_form.map_or(unknown, |by_form| by_form.columns());
        let name = |at: usize| shown_short(self.names.get(at).map_or("", |(name, _)| name.as_str()));
        let misfit =
            if columns.is_empty() { Misfit::Unclear } else { ragged(&columns, texts, char::from(self.separator)) };
        let apart = has.abs_diff(wanted);
        let fields = |count: usize| if count == 1 { "1 field".to_owned() } else { format!("{count} fields") };
        let mut words = match has > wanted {
            true => format!("the row has {}, the header {wanted}: {apart} too many", fields(has)),
            false => format!("the row has {}, the header {wanted}: {apart} too few", fields(has)),
        };
        let mut help = None;
        match misfit {
            Misfit::Cut(at, figure) => {
                words.push_str(&format!("; `{}` looks like {figure}, cut in two", name(at)));
                let plain: String = figure.chars().filter(|c| *c != ',').collect();
                help = Some(format!("write {plain}, or put the figure in quotes"));
            }
            Misfit::Extra(at) if at >= wanted => words.push_str("; the last one seems to be too many"),
            Misfit::Extra(at) => words.push_str(&format!("; the one before `{}` seems to be too many", name(at))),
            Misfit::Lacks(at) => words.push_str(&format!("; that of `{}` seems to be missing", name(at))),
            Misfit::Unclear if has < wanted => {
                words.push_str(&format!("; nothing stands below `{}` and what follows it", name(has)));
            }
            Misfit::Unclear => {}
        }
        words.push_str("; the row is not read");
        let help = help.unwrap_or_else(|| {
            format!(
                "fields are told apart by {}; one that holds such stands in quotes",
                separator_words(self.separator)
            )
        });
        Diagnostic::at("E112", place, words).help(help)
    }

    /// What is said of columns that the form does not know and in which nothing stands.
    pub(super) fn left(&self, file: FileId) -> Vec<Diagnostic> {
        let mut out = Vec::new();
        if self.strays.len() > MOST_STRAYS {
            return out;
        }
        for (name, span) in self.strays.iter().filter_map(|column| self.names.get(*column)) {
            let near = self.by_form.values().find_map(|by_form| by_form.names.nearest(name));
            if name.trim().is_empty() {
                continue;
            }
            let words = format!("no form knows the column `{}`, in which nothing stands", shown_short(name));
            let help = near.map(|near| format!("did you mean `{near}`?"));
            let diagnostic = Diagnostic::at("E113", Place { file, span: *span }, words).maybe_help(help);
            out.push(diagnostic.warning());
        }
        out
    }

    /// What is said where so many columns are not known that each of them would say little.
    pub(super) fn many_strays(&self) -> Option<Diagnostic> {
        if self.strays.len() <= MOST_STRAYS {
            return None;
        }
        let names = self.strays.iter().take(3).filter_map(|column| self.names.get(*column));
        let names: Vec<String> = names.map(|(name, _)| format!("`{}`", shown_short(name))).collect();
        let words = format!(
            "{} of {} columns are not known, such as {}; what stands below them is not read",
            self.strays.len(),
            self.names.len(),
            names.join(", ")
        );
        let help = "`form show` lists the tables and fields of a form";
        Some(Diagnostic::at("E113", self.place, words).help(help))
    }

    /// Why a row is not read whose form is not known.
    pub(super) fn unknown_form(id: &str, place: Place, forms: &[String]) -> Diagnostic {
        let help = did_you_mean(id, forms.iter().map(String::as_str));
        Diagnostic::at("E107", place, format!("form `{}` is not known", shown_short(id))).maybe_help(help)
    }
}
