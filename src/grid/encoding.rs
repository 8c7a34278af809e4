//! Bytes to text: UTF-8, or Windows-1252 where they are not UTF-8.

use std::str::from_utf8;

/// How the bytes of a file are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Encoding {
    /// Only ASCII so far, which is the same in both.
    Open,
    Utf8,
    Windows1252,
}

/// Turns the bytes of a file into text as they come.
#[derive(Debug)]
pub struct Decoder {
    encoding: Encoding,
    /// The bytes of a character that was cut in two.
    carry: Vec<u8>,
    begun: bool,
}

/// Why bytes are no text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Bad {
    /// The file is UTF-16 or UTF-32, or no text at all.
    Kind(&'static str),
    /// A byte that neither encoding knows, and the text before it.
    Byte(u8, String),
}

/// The characters of the bytes 0x80 to 0x9F; nought where there is none.
const HIGH: [char; 32] = [
    '€', '\0', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\0', 'Ž', '\0', '\0', '‘', '’', '“', '”', '•',
    '–', '—', '˜', '™', 'š', '›', 'œ', '\0', 'ž', 'Ÿ',
];

impl Default for Decoder {
    fn default() -> Decoder {
        Decoder { encoding: Encoding::Open, carry: Vec::new(), begun: false }
    }
}

impl Decoder {
    /// Whether the text was converted from Windows-1252.
    pub fn converted(&self) -> bool {
        self.encoding == Encoding::Windows1252
    }

    /// The text of the next bytes; `last` says that there are no more.
    ///
    /// # Errors
    /// What is not text.
    pub fn decode(&mut self, bytes: &[u8], last: bool) -> Result<String, Bad> {
        let mut all = std::mem::take(&mut self.carry);
        all.extend_from_slice(bytes);
        if !self.begun && !all.is_empty() {
            self.begun = true;
            if all.starts_with(&[0xff, 0xfe]) || all.starts_with(&[0xfe, 0xff]) {
                return Err(Bad::Kind("the file is UTF-16, not UTF-8"));
            }
        }
        if all.contains(&0) {
            return Err(Bad::Kind("the file holds NUL bytes, so it is no text of separated values"));
        }
        if self.encoding == Encoding::Windows1252 {
            return windows_1252(&all);
        }
        let (valid, end) = match from_utf8(&all) {
            Ok(_) => (all.len(), None),
            Err(error) => (error.valid_up_to(), Some(error.error_len())),
        };
        if self.encoding == Encoding::Open && !all.get(..valid).unwrap_or_default().is_ascii() {
            self.encoding = Encoding::Utf8;
        }
        match end {
            // A character that the next bytes will end.
            Some(None) if !last => {
                self.carry = all.split_off(valid);
                String::from_utf8(all).map_err(|_| Bad::Kind("the file is not UTF-8"))
            }
            None => String::from_utf8(all).map_err(|_| Bad::Kind("the file is not UTF-8")),
            // What was read so far was the same in both.
            Some(_) if self.encoding == Encoding::Open => {
                self.encoding = Encoding::Windows1252;
                windows_1252(&all)
            }
            Some(_) => {
                let before = String::from_utf8_lossy(all.get(..valid).unwrap_or_default()).into_owned();
                Err(Bad::Byte(all.get(valid).copied().unwrap_or(0), before))
            }
        }
    }
}

fn windows_1252(bytes: &[u8]) -> Result<String, Bad> {
    let mut text = String::with_capacity(bytes.len());
    for byte in bytes {
        let c = match byte {
            0x80..=0x9f => HIGH.get(usize::from(byte & 0x1f)).copied().unwrap_or('\0'),
            _ => char::from(*byte),
        };
        if c == '\0' {
            return Err(Bad::Byte(*byte, text));
        }
        text.push(c);
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(bytes: &[u8], step: usize) -> (Result<String, Bad>, bool) {
        let mut decoder = Decoder::default();
        let mut out = String::new();
        for chunk in bytes.chunks(step) {
            match decoder.decode(chunk, false) {
                Ok(text) => out.push_str(&text),
                Err(bad) => return (Err(bad), decoder.converted()),
            }
        }
        let end = decoder.decode(&[], true);
        (end.map(|text| out + &text), decoder.converted())
    }

    #[test]
    fn bytes_are_utf_8_or_windows_1252() {
        for step in [1, 2, 3, 100] {
            assert_eq!(all("a £ € 😀 z".as_bytes(), step), (Ok("a £ € 😀 z".to_owned()), false), "{step}");
            assert_eq!(all(b"a \xa3 \x80 \x96 z", step), (Ok("a £ € – z".to_owned()), true), "{step}");
            assert_eq!(all(b"plain", step), (Ok("plain".to_owned()), false), "{step}");
            assert!(matches!(all(b"a \x81 z", step), (Err(Bad::Byte(0x81, _)), _)), "{step}");
            assert!(matches!(all(b"a\0b", step).0, Err(Bad::Kind(_))), "{step}");
        }
        assert!(matches!(all(&[0xff, 0xfe, b'a', 0], 100).0, Err(Bad::Kind(_))));
        // Cut off in the middle of a character, the file is not UTF-8 any more.
        assert_eq!(all(b"a \xc2", 1), (Ok("a Â".to_owned()), true));
        // However the bytes come, a file that began as UTF-8 is held to it.
        let mixed: Vec<u8> = "£ £ ".bytes().chain(*b"\xa3").collect();
        for step in [1, 2, 4, 100] {
            assert!(matches!(all(&mixed, step).0, Err(Bad::Byte(0xa3, _))), "{step}");
        }
    }
}
