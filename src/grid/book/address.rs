//! Addresses of cells and areas.

use super::bounds::{COLUMNS, ROWS};
use super::refused::Outcome;
use super::{Area, Refused};
use crate::source::column_name;

/// A cell's address, such as `B7`.
pub fn address(row: u32, column: u32) -> String {
    format!("{}{row}", column_name(column))
}

/// Row and column of an address such as `B7` or `$B$7`, of any size that fits.
pub(super) fn cell(text: &str) -> Option<(u32, u32)> {
    match corner(text)? {
        (Some(row), Some(column)) => Some((row, column)),
        _ => None,
    }
}

/// A cell or an area such as `$A$1:$B$7`, `A:B` or `1:7`, within the bounds of a sheet.
pub(super) fn area(text: &str) -> Option<Area> {
    let (first, last) = text.split_once(':').unwrap_or((text, text));
    let (from, to) = (corner(first)?, corner(last)?);
    let whole = from.0.is_none() || from.1.is_none();
    let alike = from.0.is_some() == to.0.is_some() && from.1.is_some() == to.1.is_some();
    if !alike || (whole && !text.contains(':')) {
        return None;
    }
    let (row, column) = (from.0.unwrap_or(1), from.1.unwrap_or(1));
    let (other_row, other_column) = (to.0.unwrap_or(ROWS), to.1.unwrap_or(COLUMNS));
    let area = Area {
        first: (row.min(other_row), column.min(other_column)),
        last: (row.max(other_row), column.max(other_column)),
    };
    (area.last.0 <= ROWS && area.last.1 <= COLUMNS).then_some(area)
}

/// Refuses a place beyond the largest sheet.
pub(super) fn check(row: u32, column: u32) -> Outcome<()> {
    if row > ROWS {
        return Err(Refused::too_large(format!("row {row} is beyond the bound of 1,048,576 rows")));
    }
    if column > COLUMNS {
        return Err(Refused::too_large(format!("column {column} is beyond the bound of 16,384 columns")));
    }
    Ok(())
}

/// Row and column, either of which may be missing but not both.
fn corner(text: &str) -> Option<(Option<u32>, Option<u32>)> {
    let rest = text.strip_prefix('$').unwrap_or(text);
    let mut column = 0u32;
    let mut letters = 0usize;
    for letter in rest.bytes().take_while(u8::is_ascii_alphabetic) {
        let digit = u32::from(letter.to_ascii_uppercase().saturating_sub(b'A')).saturating_add(1);
        column = column.checked_mul(26)?.checked_add(digit)?;
        letters = letters.saturating_add(1);
    }
    let behind = rest.get(letters..)?;
    if behind.is_empty() && letters > 0 {
        return Some((None, Some(column)));
    }
    let digits = if letters > 0 { behind.strip_prefix('$').unwrap_or(behind) } else { behind };
    if digits.is_empty() || digits.len() > 10 {
        return None;
    }
    let mut row = 0u32;
    for digit in digits.bytes() {
        if !digit.is_ascii_digit() {
            return None;
        }
        row = row.checked_mul(10)?.checked_add(u32::from(digit.saturating_sub(b'0')))?;
    }
    (row > 0).then_some((Some(row), (letters > 0).then_some(column)))
}
