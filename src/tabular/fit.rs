//! Rows that do not fit their header: where a field may be missing or cut in two, and headers that
//! stand beside their columns.

use crate::form::{self, Form, Named, named};
use crate::returns::readable;

/// A column of the file: what it holds, where the form knows it.
#[derive(Debug, Clone, Copy, Default)]
pub struct Column<'f> {
    of_form: Option<&'f form::Column>,
}

impl<'f> Column<'f> {
    /// The column of a path.
    pub fn of(form: &'f Form, path: &str) -> Column<'f> {
        let of_form = match named(&form.tables, path) {
            Some(Named::Cell(table, column)) => form.tables.get(table).and_then(|table| table.columns.get(column)),
            _ => None,
        };
        Column { of_form }
    }

    /// Whether a text cannot stand in it.
    pub fn is_unfit(&self, text: &str) -> bool {
        self.fits(text) == Some(false)
    }

    /// Whether a text can stand in it; nothing where anything can, so that it tells nothing.
    fn fits(&self, text: &str) -> Option<bool> {
        let column = self.of_form?;
        let anything = matches!(column.ty, form::ColumnType::Text | form::ColumnType::Code);
        (!anything && !text.trim().is_empty()).then(|| readable(column, text.trim()))
    }
}

/// Why a row has another number of fields than its header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Misfit {
    /// A figure such as 1,204 was cut in two: its column and the figure.
    Cut(usize, String),
    /// One field too many stands here.
    Extra(usize),
    /// The field of this column seems to be missing.
    Lacks(usize),
    /// Nothing can be told.
    Unclear,
}

/// How many of the texts, from `from` on, cannot stand in the columns from `column` on.
fn unfit(columns: &[Column<'_>], texts: &[&str], column: usize, from: usize) -> usize {
    let columns = columns.get(column..).unwrap_or_default();
    let texts = texts.get(from..).unwrap_or_default();
    columns.iter().zip(texts).filter(|(column, text)| column.fits(text) == Some(false)).count()
}

/// Where a row went wrong that has one field more or less than its header.
pub fn ragged(columns: &[Column<'_>], texts: &[&str], separator: char) -> Misfit {
    if texts.len() == columns.len().saturating_add(1) {
        return one_more(columns, texts, separator);
    }
    if texts.len().saturating_add(1) != columns.len() {
        return Misfit::Unclear;
    }
    // The one place at which a field can be put in so that all others fit.
    let wrong = |at: usize| {
        let before =
            columns.iter().zip(texts).take(at).filter(|(column, text)| column.fits(text) == Some(false)).count();
        before.saturating_add(unfit(columns, texts, at.saturating_add(1), at))
    };
    only_one((0..columns.len()).filter(|at| wrong(*at) == 0)).map_or(Misfit::Unclear, Misfit::Lacks)
}

fn one_more(columns: &[Column<'_>], texts: &[&str], separator: char) -> Misfit {
    let before = |at: usize| {
        columns.iter().zip(texts).take(at).filter(|(column, text)| column.fits(text) == Some(false)).count()
    };
    let behind = |at: usize| unfit(columns, texts, at.saturating_add(1), at.saturating_add(2));
    let cut = texts.windows(2).enumerate().filter(|(at, pair)| {
        let [head, tail] = pair else { return false };
        separator == ',' && thousands(head.trim(), tail.trim()) && before(*at) == 0 && behind(*at) == 0
    });
    if let Some((at, pair)) = only_one(cut) {
        return Misfit::Cut(at, pair.join(","));
    }
    let extra = |at: &usize| before(*at) == 0 && unfit(columns, texts, *at, at.saturating_add(1)) == 0;
    only_one((0..texts.len()).filter(extra)).map_or(Misfit::Unclear, Misfit::Extra)
}

/// Whether two texts are the pieces of a figure such as 1,204 or (1,204.50).
fn thousands(head: &str, tail: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let head = head.trim_start_matches(['-', '(', '£']);
    let tail = tail.trim_end_matches(')');
    let (group, fraction) = tail.split_once('.').unwrap_or((tail, "0"));
    digits(head) && head.len() <= 3 && group.len() == 3 && digits(group) && digits(fraction)
}

fn only_one<T>(mut found: impl Iterator<Item = T>) -> Option<T> {
    let first = found.next()?;
    found.next().is_none().then_some(first)
}

/// By how many columns a header stands too far to the left (negative) or right, when the first rows
/// fit their columns badly as they stand, and well when the header is moved.
pub fn shifted(columns: &[Column<'_>], rows: &[Vec<&str>]) -> Option<isize> {
    let share = |by: isize| {
        let mut counts = (0usize, 0usize);
        for row in rows {
            for (at, column) in columns.iter().enumerate() {
                let text = at.checked_add_signed(by).and_then(|at| row.get(at));
                if let Some(fits) = text.and_then(|text| column.fits(text)) {
                    counts.0 = counts.0.saturating_add(usize::from(fits));
                    counts.1 = counts.1.saturating_add(1);
                }
            }
        }
        counts
    };
    let (fit, told) = share(0);
    if told < 3 || fit.saturating_mul(3) > told.saturating_mul(2) {
        return None;
    }
    let moved = [1, -1]
        .map(|by| (share(by), by))
        .into_iter()
        .filter(|((fits, told), _)| *told >= 3 && fits.saturating_mul(20) >= told.saturating_mul(19));
    moved.max_by_key(|((fits, _), _)| *fits).map(|(_, by)| by)
}
