//! Number formats, as far as they say what a number is.

/// What a number format makes of a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Format {
    /// A number.
    #[default]
    Plain,
    /// A number of hundredths.
    Percent,
    /// A date or a time of day.
    Date,
}

/// The format behind a number that every program knows.
pub(super) fn built_in(id: u32) -> Format {
    match id {
        9 | 10 => Format::Percent,
        // 46 is [h]:mm:ss, a duration
        14..=22 | 27..=36 | 45 | 47 | 50..=58 => Format::Date,
        _ => Format::Plain,
    }
}

/// What a format code stands for. Only what is outside quotes, brackets and escapes counts.
pub(super) fn of_code(code: &str) -> Format {
    if ["general", "standard"].iter().any(|word| code.eq_ignore_ascii_case(word)) {
        return Format::Plain;
    }
    let (mut date, mut percent) = (false, false);
    let mut rest = code.chars();
    while let Some(c) = rest.next() {
        match c {
            '"' => while rest.next().is_some_and(|c| c != '"') {},
            '[' => {
                let inside: String = rest.by_ref().take_while(|c| *c != ']').collect();
                if is_elapsed(&inside) {
                    return Format::Plain;
                }
            }
            // an escape, a space as wide as a character, a filling
            '\\' | '_' | '*' => {
                rest.next();
            }
            '%' => percent = true,
            'd' | 'm' | 'y' | 'h' | 's' | 'D' | 'M' | 'Y' | 'H' | 'S' => date = true,
            _ => {}
        }
    }
    match (percent, date) {
        (true, _) => Format::Percent,
        (false, true) => Format::Date,
        (false, false) => Format::Plain,
    }
}

/// Whether brackets hold `h`, `mm` and the like, which count a duration.
fn is_elapsed(inside: &str) -> bool {
    let mut letters = inside.bytes().map(|byte| byte.to_ascii_lowercase());
    match letters.next() {
        Some(first @ (b'h' | b'm' | b's')) => letters.all(|byte| byte == first),
        _ => false,
    }
}
