//! The parts of a workbook as a stream of XML steps, within bounds and without entities.

use super::bounds::{ATTRIBUTES, DEPTH};
use super::refused::{Outcome, Refused, RefusedKind, shown};
use quick_xml::XmlVersion;
use quick_xml::events::{BytesDecl, BytesRef, BytesStart, Event};
use quick_xml::reader::Reader;
use std::borrow::Cow;

/// One part, read step by step.
pub(super) struct Xml<'t> {
    reader: Reader<&'t [u8]>,
    part: &'t str,
    depth: usize,
    rooted: bool,
}

/// What comes next in a part.
pub(super) enum Step<'t> {
    Open(Tag<'t>),
    Text(Cow<'t, str>),
    Close,
    End,
}

/// An opening tag.
pub(super) struct Tag<'t> {
    start: BytesStart<'t>,
}

impl<'t> Xml<'t> {
    pub(super) fn new(part: &'t str, text: &'t str) -> Xml<'t> {
        let mut reader = Reader::from_str(text);
        reader.config_mut().expand_empty_elements = true;
        Xml { reader, part, depth: 0, rooted: false }
    }

    /// The next step. Comments and processing instructions are passed over.
    pub(super) fn step(&mut self) -> Outcome<Step<'t>> {
        loop {
            match self.reader.read_event().map_err(|error| self.broken(&error.to_string()))? {
                Event::Start(start) => return self.open(start),
                Event::End(_) => {
                    self.depth = self.depth.saturating_sub(1);
                    return Ok(Step::Close);
                }
                Event::Text(text) => {
                    let text = lines(text.into_inner());
                    if self.depth > 0 {
                        return Ok(Step::Text(text));
                    }
                    if !text.trim_matches(['\u{feff}', ' ', '\t', '\r', '\n']).is_empty() {
                        return Err(self.broken("text outside the root element"));
                    }
                }
                Event::CData(text) => return Ok(Step::Text(lines(text.into_inner()))),
                Event::GeneralRef(reference) => return self.reference(&reference),
                Event::Decl(declaration) => self.declaration(&declaration)?,
                Event::DocType(_) => {
                    return Err(Refused::new(RefusedKind::Unsafe, "the workbook declares XML entities"));
                }
                Event::Eof if self.depth > 0 => return Err(self.broken("it is cut off")),
                Event::Eof if !self.rooted => return Err(self.broken("it has no root element")),
                Event::Eof => return Ok(Step::End),
                Event::Empty(_) | Event::Comment(_) | Event::PI(_) => {}
            }
        }
    }

    fn open(&mut self, start: BytesStart<'t>) -> Outcome<Step<'t>> {
        if self.depth == 0 && self.rooted {
            return Err(self.broken("it has two root elements"));
        }
        self.rooted = true;
        self.depth = self.depth.saturating_add(1);
        if self.depth > DEPTH {
            let words = format!("the part `{}` nests deeper than 100 levels", shown(self.part));
            return Err(Refused::too_large(words));
        }
        Ok(Step::Open(Tag { start }))
    }

    fn reference(&self, reference: &BytesRef<'t>) -> Outcome<Step<'t>> {
        if self.depth == 0 {
            return Err(self.broken("text outside the root element"));
        }
        let text = match reference.resolve_char_ref() {
            Ok(Some(c)) => Some(c.to_string()),
            Ok(None) => quick_xml::escape::resolve_xml_entity(reference).map(str::to_owned),
            Err(_) => None,
        };
        let unknown = || self.broken(&format!("`&{};` stands for nothing", shown(reference)));
        text.map(|text| Step::Text(Cow::Owned(text))).ok_or_else(unknown)
    }

    fn declaration(&self, declaration: &BytesDecl<'t>) -> Outcome<()> {
        let Some(encoding) = declaration.encoding() else { return Ok(()) };
        let encoding = encoding.map_err(|error| self.broken(&error.to_string()))?;
        let known = ["utf-8", "utf8", "us-ascii", "ascii", "utf-16"];
        match known.iter().any(|name| encoding.eq_ignore_ascii_case(name)) {
            true => Ok(()),
            false => Err(self.broken(&format!("its encoding `{}` is not UTF-8", shown(&encoding)))),
        }
    }

    /// Passes over the rest of the element that was opened last.
    pub(super) fn skip(&mut self) -> Outcome<()> {
        let outside = self.depth.saturating_sub(1);
        while self.depth > outside {
            self.step()?;
        }
        Ok(())
    }

    /// Adds the text of the element that was opened last, without that of its children.
    pub(super) fn text(&mut self, into: &mut String) -> Outcome<()> {
        loop {
            match self.step()? {
                Step::Open(_) => self.skip()?,
                Step::Text(text) => into.push_str(&text),
                Step::Close | Step::End => return Ok(()),
            }
        }
    }

    /// Visits every child element; whoever visits leaves the child closed.
    pub(super) fn children(&mut self, mut visit: impl FnMut(&mut Xml<'t>, &Tag<'t>) -> Outcome<()>) -> Outcome<()> {
        loop {
            match self.step()? {
                Step::Open(tag) => visit(self, &tag)?,
                Step::Text(_) => {}
                Step::Close | Step::End => return Ok(()),
            }
        }
    }

    /// Opens the root element, which must have this name.
    pub(super) fn root(&mut self, name: &str) -> Outcome<Tag<'t>> {
        match self.step()? {
            Step::Open(tag) if tag.local() == name => Ok(tag),
            _ => Err(self.broken(&format!("its root element is not `{name}`"))),
        }
    }

    /// Makes sure that nothing but the end follows the root element.
    pub(super) fn end(&mut self) -> Outcome<()> {
        match self.step()? {
            Step::End => Ok(()),
            _ => Err(self.broken("something follows the root element")),
        }
    }

    /// The attributes of a tag, one by one: local name, then value. `xmlns` attributes are left
    /// out, and those of `calcext` keep their prefix, for they repeat names of `office`.
    pub(super) fn attributes(&self, tag: &Tag<'t>, mut take: impl FnMut(&str, &str) -> Outcome<()>) -> Outcome<()> {
        for (count, attribute) in tag.start.attributes().enumerate() {
            if count >= ATTRIBUTES {
                let words = format!("the part `{}` has an element of more than 128 attributes", shown(self.part));
                return Err(Refused::too_large(words));
            }
            let attribute = attribute.map_err(|error| self.broken(&error.to_string()))?;
            let (local, prefix) = attribute.key.decompose();
            let name = match prefix.map(|prefix| prefix.into_inner()) {
                Some("xmlns") => continue,
                Some("calcext") => attribute.key.into_inner(),
                _ => local.into_inner(),
            };
            let value = attribute
                .normalized_value(XmlVersion::Implicit1_0)
                .map_err(|_| self.broken("an attribute holds a reference that stands for nothing"))?;
            take(name, &value)?;
        }
        Ok(())
    }

    /// What is wrong with this part.
    pub(super) fn broken(&self, what: &str) -> Refused {
        Refused::damaged(format!("the part `{}` is broken: {}", shown(self.part), long(what)))
    }
}

impl<'t> Tag<'t> {
    pub(super) fn local(&self) -> &str {
        self.start.local_name().into_inner()
    }

    /// Whether it belongs to a drawing, a form or an annotation, whose text is no cell's.
    pub(super) fn is_drawn(&self) -> bool {
        let name = self.start.name();
        name.prefix().is_some_and(|prefix| matches!(prefix.into_inner(), "draw" | "dr3d" | "form" | "office"))
    }
}

/// Ends of lines as XML has them.
fn lines(text: Cow<'_, str>) -> Cow<'_, str> {
    if text.contains('\r') { Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n")) } else { text }
}

/// A message of the XML reader, which may quote the file.
fn long(what: &str) -> String {
    what.split(' ').map(shown).take(30).collect::<Vec<_>>().join(" ")
}
