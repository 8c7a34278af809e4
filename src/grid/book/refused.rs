//! Why a workbook was not read.

/// Why a workbook was not read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// The sort of reason.
    pub kind: RefusedKind,
    /// What is wrong, in one line.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
}

/// The sorts of reasons.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RefusedKind {
    /// Not a zip, or a zip that holds no workbook.
    NotAWorkbook,
    /// Cut off, broken or incomplete.
    Damaged,
    /// Protected by a password, or too old to tell.
    Encrypted,
    /// Beyond a bound.
    TooLarge,
    /// Built in a way that serves attacks only.
    Unsafe,
}

pub(super) type Outcome<T> = Result<T, Refused>;

impl Refused {
    pub(super) fn new(kind: RefusedKind, message: impl Into<String>) -> Refused {
        Refused { kind, message: message.into(), help: None }
    }

    pub(super) fn not_a_workbook(message: impl Into<String>) -> Refused {
        Refused::new(RefusedKind::NotAWorkbook, message)
    }

    pub(super) fn damaged(message: impl Into<String>) -> Refused {
        Refused::new(RefusedKind::Damaged, message)
    }

    pub(super) fn too_large(message: impl Into<String>) -> Refused {
        Refused::new(RefusedKind::TooLarge, message)
    }

    pub(super) fn help(mut self, words: &str) -> Refused {
        self.help = Some(words.to_owned());
        self
    }
}

impl std::fmt::Display for Refused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Refused {}

/// A text from the file for a message: short, and with nothing in it that moves a terminal.
pub(super) fn shown(text: &str) -> String {
    const LONGEST: usize = 60;
    let harmless = |c: char| match c {
        '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' => '\u{fffd}',
        c if c.is_control() => '\u{fffd}',
        c => c,
    };
    let mut short: String = text.chars().take(LONGEST).map(harmless).collect();
    if text.chars().nth(LONGEST).is_some() {
        short.push('…');
    }
    short
}
