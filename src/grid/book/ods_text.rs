//! The text that cells of an OpenDocument spreadsheet display.

use super::bounds::TEXT_BYTES;
use super::ods::many;
use super::refused::{Outcome, Refused};
use super::xml::{Step, Xml};

/// Adds the text of a paragraph. White space in it runs together, as OpenDocument has it; spaces
/// that count are elements of their own.
pub(super) fn paragraph(xml: &mut Xml, into: &mut String) -> Outcome<()> {
    let mut open = 0usize;
    // white space at the start of a paragraph does not count
    let mut space = true;
    loop {
        match xml.step()? {
            Step::Open(tag) => match tag.local() {
                _ if tag.is_drawn() => xml.skip()?,
                "s" => {
                    let mut count = 1;
                    xml.attributes(&tag, |name, value| {
                        if name == "c" {
                            count = many(value);
                        }
                        Ok(())
                    })?;
                    let count = usize::try_from(count).unwrap_or(usize::MAX);
                    bounded(into.len().saturating_add(count))?;
                    into.extend(std::iter::repeat_n(' ', count));
                    space = false;
                    xml.skip()?;
                }
                mark @ ("tab" | "line-break") => {
                    into.push(if mark == "tab" { '\t' } else { '\n' });
                    space = false;
                    xml.skip()?;
                }
                "annotation" | "note" | "ruby-text" => xml.skip()?,
                _ => open = open.saturating_add(1),
            },
            Step::Text(text) => run(&text, &mut space, into),
            Step::Close | Step::End => match open.checked_sub(1) {
                Some(outside) => open = outside,
                None => return Ok(()),
            },
        }
    }
}

fn run(text: &str, space: &mut bool, into: &mut String) {
    for c in text.chars() {
        let white = matches!(c, ' ' | '\t' | '\r' | '\n');
        if !white {
            into.push(c);
        } else if !*space {
            into.push(' ');
        }
        *space = white;
    }
}

/// Adds a paragraph to those before it.
pub(super) fn join(text: &mut Option<String>, paragraph: String) -> Outcome<()> {
    match text {
        None => *text = Some(paragraph),
        Some(text) => {
            text.push('\n');
            text.push_str(&paragraph);
            bounded(text.len())?;
        }
    }
    Ok(())
}

fn bounded(bytes: usize) -> Outcome<()> {
    match bytes > TEXT_BYTES {
        true => Err(Refused::too_large("the workbook holds more than 64 MiB of text")),
        false => Ok(()),
    }
}

/// Whether a formula displays an error.
pub(super) fn is_error(text: &str) -> bool {
    const KNOWN: [&str; 7] = ["#REF!", "#DIV/0!", "#NAME?", "#VALUE!", "#N/A", "#NUM!", "#NULL!"];
    let code = |rest: &str| !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_digit());
    KNOWN.contains(&text) || text.strip_prefix("Err:").is_some_and(code)
}
