//! The rows of a list: those of built-in lists are read from their packed form one at a time,
//! because a run looks up few rows and there are many.

use super::ReferenceRow;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// The rows of a reference list by their codes.
#[derive(Debug, Clone)]
pub enum Rows {
    /// Read from a file.
    Read(BTreeMap<String, ReferenceRow>),
    /// As [`Rows::pack`] made them.
    Packed(&'static [u8]),
}

impl Rows {
    /// The rows, packed: one after the other each code and its row, which has its length before
    /// it so that it can be passed over.
    ///
    /// # Errors
    /// Those of the encoder.
    pub fn pack(&self) -> postcard::Result<Vec<u8>> {
        let mut out = Vec::new();
        match self {
            Rows::Packed(bytes) => out.extend_from_slice(bytes),
            Rows::Read(rows) => {
                for (code, row) in rows {
                    let row = postcard::to_allocvec(row)?;
                    out = postcard::to_extend(&(code, row.as_slice()), out)?;
                }
            }
        }
        Ok(out)
    }

    /// The codes of rows that were read from a file.
    #[cfg(test)]
    pub fn codes(&self) -> impl Iterator<Item = &str> {
        let rows = match self {
            Rows::Read(rows) => Some(rows),
            Rows::Packed(_) => None,
        };
        rows.into_iter().flat_map(|rows| rows.keys().map(String::as_str))
    }

    /// All rows with their codes.
    pub fn all(&self) -> Box<dyn Iterator<Item = (Cow<'_, str>, Cow<'_, ReferenceRow>)> + '_> {
        match self {
            Rows::Read(rows) => Box::new(rows.iter().map(|(code, row)| (Cow::from(code), Cow::Borrowed(row)))),
            Rows::Packed(bytes) => {
                let mut rest: &[u8] = bytes;
                Box::new(std::iter::from_fn(move || {
                    let ((code, row), behind) = postcard::take_from_bytes::<(&str, &[u8])>(rest).ok()?;
                    rest = behind;
                    Some((Cow::Borrowed(code), Cow::Owned(postcard::from_bytes(row).ok()?)))
                }))
            }
        }
    }

    /// The row of a code.
    pub fn get(&self, code: &str) -> Option<Cow<'_, ReferenceRow>> {
        match self {
            Rows::Read(rows) => rows.get(code).map(Cow::Borrowed),
            Rows::Packed(bytes) => {
                let mut rest: &[u8] = bytes;
                while let Ok(((found, row), behind)) = postcard::take_from_bytes::<(&str, &[u8])>(rest) {
                    if found == code {
                        return postcard::from_bytes(row).ok().map(Cow::Owned);
                    }
                    rest = behind;
                }
                None
            }
        }
    }
}
