//! What JSON leaves as it is and a terminal or a page would obey.

use crate::source::steers;
use std::io;

/// Writes what could turn the reading direction or hide text as an escape: it occurs inside JSON texts
/// only, where an escape means the same.
pub struct Escaped<'w>(pub &'w mut dyn io::Write);

impl io::Write for Escaped<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.write_all(bytes)?;
        Ok(bytes.len())
    }

    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        // Texts are written in pieces that end where a character does.
        let Some(text) = std::str::from_utf8(bytes).ok().filter(|text| !text.is_ascii()) else {
            return self.0.write_all(bytes);
        };
        let mut rest = text;
        while let Some((at, c)) = rest.char_indices().find(|(_, c)| !c.is_ascii() && steers(*c)) {
            let (before, behind) = rest.split_at_checked(at).unwrap_or((rest, ""));
            self.0.write_all(before.as_bytes())?;
            write!(self.0, "\\u{:04x}", u32::from(c))?;
            rest = behind.get(c.len_utf8()..).unwrap_or("");
        }
        self.0.write_all(rest.as_bytes())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}
