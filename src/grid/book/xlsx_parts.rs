//! The parts of an Office Open XML workbook beside its sheets.

use super::archive::Archive;
use super::bounds::{CELLS, TEXT_BYTES};
use super::format::{Format, built_in, of_code};
use super::refused::{Outcome, Refused, shown};
use super::xml::{Step, Tag, Xml};
use std::collections::HashMap;

/// A relation of one part to another.
pub(super) struct Relation {
    pub(super) id: String,
    sort: String,
    /// The target as it is written.
    pub(super) raw: String,
    /// The part it leads to; none where that is outside the zip file.
    pub(super) target: Option<String>,
    pub(super) external: bool,
}

impl Relation {
    /// Whether it is of this sort, in either edition of the standard.
    pub(super) fn is(&self, sort: &str) -> bool {
        self.sort.rsplit('/').next() == Some(sort)
    }
}

/// The relations of a part, or of the package where `part` is empty.
pub(super) fn relations(archive: &mut Archive, part: &str) -> Outcome<Vec<Relation>> {
    let (folder, file) = part.rsplit_once('/').map_or(("", part), |(folder, file)| (folder, file));
    let slash = if folder.is_empty() { "" } else { "/" };
    let name = format!("{folder}{slash}_rels/{file}.rels");
    let mut found = Vec::new();
    let Some(text) = archive.text(&name)? else { return Ok(found) };
    let mut xml = Xml::new(&name, &text);
    xml.root("Relationships")?;
    xml.children(|xml, tag| {
        let mut relation =
            Relation { id: String::new(), sort: String::new(), raw: String::new(), target: None, external: false };
        xml.attributes(tag, |name, value| {
            match name {
                "Id" => relation.id = value.to_owned(),
                "Type" => relation.sort = value.to_owned(),
                "Target" => relation.raw = value.to_owned(),
                "TargetMode" => relation.external = value == "External",
                _ => {}
            }
            Ok(())
        })?;
        relation.target = resolve(folder, &relation.raw);
        if found.len() >= super::bounds::ENTRIES {
            return Err(Refused::too_large(format!("the part `{}` holds more than 10,000 relations", shown(&name))));
        }
        found.push(relation);
        xml.skip()
    })?;
    xml.end()?;
    Ok(found)
}

/// The part that a target leads to from a folder; none where it leaves the zip file.
fn resolve(folder: &str, target: &str) -> Option<String> {
    let mut segments: Vec<&str> = Vec::new();
    if !target.starts_with('/') {
        segments.extend(folder.split('/').filter(|segment| !segment.is_empty()));
    }
    if target.contains(['\\', '\0', ':']) {
        return None;
    }
    for segment in target.split('/') {
        match segment {
            "" | "." => {}
            ".." => {
                segments.pop()?;
            }
            segment => segments.push(segment),
        }
    }
    (!segments.is_empty()).then(|| segments.join("/"))
}

/// The shared strings, one behind the other.
#[derive(Default)]
pub(super) struct Strings {
    text: String,
    ends: Vec<usize>,
}

impl Strings {
    pub(super) fn get(&self, index: usize) -> Option<&str> {
        let start = match index.checked_sub(1) {
            Some(before) => *self.ends.get(before)?,
            None => 0,
        };
        self.text.get(start..*self.ends.get(index)?)
    }
}

/// Reads the shared strings, if there are some.
pub(super) fn strings(archive: &mut Archive, part: Option<String>) -> Outcome<Strings> {
    let mut strings = Strings::default();
    let Some(part) = part else { return Ok(strings) };
    let Some(text) = archive.text(&part)? else { return Ok(strings) };
    let mut xml = Xml::new(&part, &text);
    xml.root("sst")?;
    let mut one = String::new();
    xml.children(|xml, tag| {
        if tag.local() != "si" {
            return xml.skip();
        }
        one.clear();
        rich_text(xml, &mut one)?;
        strings.text.push_str(&unescaped(&one));
        strings.ends.push(strings.text.len());
        if strings.ends.len() > CELLS {
            return Err(Refused::too_large("the workbook holds more than 1,000,000 shared strings"));
        }
        if strings.text.len() > TEXT_BYTES {
            return Err(Refused::too_large("the shared strings of the workbook hold more than 64 MiB of text"));
        }
        Ok(())
    })?;
    xml.end()?;
    Ok(strings)
}

/// Adds the text of a string or of its runs; how it is pronounced is passed over.
pub(super) fn rich_text(xml: &mut Xml, into: &mut String) -> Outcome<()> {
    let mut open = 0usize;
    loop {
        match xml.step()? {
            Step::Open(tag) => match tag.local() {
                "t" => xml.text(into)?,
                "r" => open = open.saturating_add(1),
                _ => xml.skip()?,
            },
            Step::Text(_) => {}
            Step::Close | Step::End => match open.checked_sub(1) {
                Some(outside) => open = outside,
                None => return Ok(()),
            },
        }
    }
}

/// Resolves escapes such as `_x000D_`, which stand for UTF-16 units.
pub(super) fn unescaped(text: &str) -> std::borrow::Cow<'_, str> {
    if !text.contains("_x") {
        return text.into();
    }
    let mut plain = String::new();
    let mut rest = text;
    while let Some(at) = rest.find("_x") {
        let (before, from) = rest.split_at(at);
        plain.push_str(before);
        let (c, behind) = match escape(from) {
            Some((high @ 0xD800..=0xDBFF, next)) => match escape(next) {
                Some((low, behind)) => (char::decode_utf16([high, low]).next().and_then(Result::ok), behind),
                None => (None, from),
            },
            Some((unit, behind)) => (char::from_u32(u32::from(unit)), behind),
            None => (None, from),
        };
        match c {
            Some(c) => {
                plain.push(c);
                rest = behind;
            }
            None => {
                plain.push('_');
                rest = from.get(1..).unwrap_or("");
            }
        }
    }
    plain.push_str(rest);
    plain.into()
}

/// The unit of the escape a text begins with, and what follows it.
fn escape(text: &str) -> Option<(u16, &str)> {
    let digits = text.strip_prefix("_x")?.get(..4)?;
    let behind = text.get(6..)?.strip_prefix('_')?;
    let sound = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    sound.then(|| u16::from_str_radix(digits, 16).ok()).flatten().map(|unit| (unit, behind))
}

/// The number formats of the cell styles.
#[derive(Default)]
pub(super) struct Formats {
    styles: Vec<Format>,
}

impl Formats {
    pub(super) fn get(&self, style: usize) -> Format {
        self.styles.get(style).copied().unwrap_or_default()
    }
}

/// Reads the number formats, if there are some.
pub(super) fn formats(archive: &mut Archive, part: Option<String>) -> Outcome<Formats> {
    let mut formats = Formats::default();
    let Some(part) = part else { return Ok(formats) };
    let Some(text) = archive.text(&part)? else { return Ok(formats) };
    let mut xml = Xml::new(&part, &text);
    xml.root("styleSheet")?;
    let mut codes: HashMap<u32, Format> = HashMap::new();
    let mut styles: Vec<u32> = Vec::new();
    xml.children(|xml, tag| match tag.local() {
        "numFmts" => xml.children(|xml, tag| {
            let (id, code) = number_format(xml, tag)?;
            codes.extend(id.map(|id| (id, of_code(&code))));
            xml.skip()
        }),
        "cellXfs" => xml.children(|xml, tag| {
            if tag.local() == "xf" {
                styles.push(number_format(xml, tag)?.0.unwrap_or(0));
            }
            xml.skip()
        }),
        _ => xml.skip(),
    })?;
    xml.end()?;
    let format = |id: u32| codes.get(&id).copied().unwrap_or_else(|| built_in(id));
    formats.styles = styles.into_iter().map(format).collect();
    Ok(formats)
}

/// The number and the code of a number format.
fn number_format<'t>(xml: &Xml<'t>, tag: &Tag<'t>) -> Outcome<(Option<u32>, String)> {
    let (mut id, mut code) = (None, String::new());
    xml.attributes(tag, |name, value| {
        match name {
            "numFmtId" => id = value.trim().parse().ok(),
            "formatCode" => code = value.to_owned(),
            _ => {}
        }
        Ok(())
    })?;
    Ok((id, code))
}
