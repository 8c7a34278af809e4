//! YAML through granit-parser's events: byte spans, verbatim scalars, our own meaning.

use super::place;
use super::tree::{Nodes, Style, Tree};
use crate::diag::Diagnostic;
use crate::source::{FileId, Span, Text};
use granit_parser::{Event, Parser, ScalarStyle, ScanError};
use std::collections::HashMap;

/// How many lone dashes of one file are put right before the file is given up.
const MOST_DASHES: usize = 200;

/// Reads every document. After a syntax error the documents before it are kept. A lone dash as a
/// value is reported and read as null, so that the rest of the file can be judged.
pub fn read(file: FileId, text: &Text) -> (Vec<Tree>, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let mut patched: Option<String> = None;
    loop {
        let input = patched.as_deref().unwrap_or(text);
        let (trees, error) = documents(file, text, input);
        let Some(error) = error else {
            return (trees, diagnostics);
        };
        let at = error.marker().byte_offset().unwrap_or(0).min(input.len());
        match lone_dash(input, at) {
            Some(dash) if diagnostics.len() < MOST_DASHES => {
                diagnostics.push(dash_diagnostic(file, text, dash));
                let mut next = input.to_owned();
                next.replace_range(dash..dash.saturating_add(1), "~");
                patched = Some(next);
            }
            _ => {
                diagnostics.push(syntax_diagnostic(file, input, at, &error));
                return (trees, diagnostics);
            }
        }
    }
}

fn dash_diagnostic(file: FileId, text: &str, dash: usize) -> Diagnostic {
    let line_start = text.get(..dash).and_then(|t| t.rfind('\n')).map_or(0, |at| at.saturating_add(1));
    let before = text.get(line_start..dash).unwrap_or("");
    let key = before.trim_end().trim_end_matches(':').rsplit([' ', '{', ',']).next().unwrap_or("");
    let of = if key.is_empty() { String::new() } else { format!(" of `{}`", crate::source::shown_line(key)) };
    Diagnostic::at("E105", place(file, dash, dash.saturating_add(1)), format!("the value{of} is a lone -"))
        .help("write 0, or leave the cell out if the figure is not known")
}

fn syntax_diagnostic(file: FileId, input: &str, at: usize, error: &ScanError) -> Diagnostic {
    let mut at = at;
    while !input.is_char_boundary(at) {
        at = at.saturating_sub(1);
    }
    let words = format!("not YAML: {}", error.info().to_lowercase());
    if let Some(tab) = leading_tab(input, at) {
        return Diagnostic::at("E102", place(file, tab, tab.saturating_add(1)), words)
            .help("indent with spaces, YAML does not allow tabs there; what follows in this file is not read");
    }
    let rest = input.get(at..).unwrap_or("");
    let word = rest.find(|c: char| c.is_whitespace() || c == ':' || c == ',').unwrap_or(rest.len());
    let first = rest.chars().next().map_or(0, char::len_utf8);
    let end = at.saturating_add(word.clamp(first, 60.max(first)));
    let end = (at..=end).rev().find(|end| input.is_char_boundary(*end)).unwrap_or(at);
    Diagnostic::at("E102", place(file, at, end), words)
        .help("check the quotes, colons and indentation at this line and the one above; what follows in this file is not read")
}

/// A tab in the indentation of the line that holds byte `at`, or of the next one.
fn leading_tab(input: &str, at: usize) -> Option<usize> {
    let start = input.get(..at)?.rfind('\n').map_or(0, |p| p.saturating_add(1));
    let mut line_start = start;
    for line in input.get(start..)?.split_inclusive('\n').take(2) {
        let indent = line.len().saturating_sub(line.trim_start_matches([' ', '\t']).len());
        if let Some(tab) = line.get(..indent)?.find('\t') {
            return Some(line_start.saturating_add(tab));
        }
        line_start = line_start.saturating_add(line.len());
    }
    None
}

/// The lone dash that a syntax error at byte `at` comes from: on the line of the error or on the
/// one before, a `-` behind `: ` with nothing but a comma, a closing bracket or a comment after it.
fn lone_dash(text: &str, at: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let line_start = |from: usize| {
        bytes.get(..from)?.iter().rposition(|byte| *byte == b'\n').map(|p| p.saturating_add(1)).or(Some(0))
    };
    let this = line_start(at)?;
    let before = line_start(this.saturating_sub(1))?;
    let end = bytes.get(at..)?.iter().position(|byte| *byte == b'\n').map_or(bytes.len(), |p| at.saturating_add(p));
    let window = bytes.get(before..end)?;
    window.iter().enumerate().find_map(|(index, byte)| {
        let dash = before.saturating_add(index);
        let led = window.get(..index)?.iter().rev().skip_while(|b| **b == b' ');
        let spaced = index > 0 && window.get(index.saturating_sub(1)) == Some(&b' ');
        let behind_colon = led.clone().next() == Some(&b':') && spaced;
        let rest = window.get(index.saturating_add(1)..)?;
        let next = rest.iter().find(|b| **b != b' ' && **b != b'\r');
        let alone = rest.first().is_none_or(|b| matches!(b, b' ' | b',' | b'}' | b'\n' | b'\r'))
            && next.is_none_or(|b| matches!(b, b'\n' | b',' | b'}' | b'#'));
        (*byte == b'-' && behind_colon && alone).then_some(dash)
    })
}

/// A collection that is not finished.
struct Open {
    map: bool,
    start: usize,
    anchor: Option<usize>,
    /// How many children of others stand below its own.
    below: usize,
}

#[derive(Default)]
struct Builder {
    nodes: Nodes,
    open: Vec<Open>,
    /// The children of what is open, of the outermost first.
    children: Vec<u32>,
    anchors: HashMap<usize, u32>,
    root: Option<u32>,
}

impl Builder {
    /// Puts a finished node where it belongs.
    fn place(&mut self, id: u32, anchor: Option<usize>) {
        if let Some(anchor) = anchor {
            self.anchors.insert(anchor, id);
        }
        match self.open.last() {
            None => self.root = Some(id),
            Some(_) => self.children.push(id),
        }
    }

    fn scalar(&mut self, span: Span, style: Style, decoded: Option<String>, anchor: Option<usize>) {
        let id = self.nodes.scalar(span, style, decoded);
        self.place(id, anchor);
    }

    fn open(&mut self, map: bool, start: usize, anchor: usize) {
        let below = self.children.len();
        self.open.push(Open { map, start, anchor: (anchor > 0).then_some(anchor), below });
    }

    /// Closes a collection. It ends behind its bracket in flow style, behind its last entry in
    /// block style, where the parser's own end lies behind comments and blank lines.
    fn close(&mut self, flow: bool, end: usize) {
        let Some(open) = self.open.pop() else {
            return;
        };
        let children = self.children.get(open.below..).unwrap_or_default();
        // An alias as the last value ends where it was anchored, before its key.
        let last = children.iter().rev().take(if open.map { 2 } else { 1 }).map(|id| self.nodes.end(*id)).max();
        let end = last.filter(|_| !flow).map_or(end, |last| last.min(end));
        let id = self.nodes.collection(Span::new(open.start, end), open.map, children);
        self.children.truncate(open.below);
        self.place(id, open.anchor);
    }
}

fn documents(file: FileId, text: &Text, input: &str) -> (Vec<Tree>, Option<ScanError>) {
    let mut trees = Vec::new();
    let mut builder = Builder::default();
    for next in Parser::new_from_str(input) {
        let (event, span) = match next {
            Ok(next) => next,
            Err(error) => return (trees, Some(error)),
        };
        let range = span.byte_range().unwrap_or(0..0);
        let span = Span::new(range.start, range.end);
        match event {
            Event::DocumentEnd => {
                let done = std::mem::take(&mut builder);
                if let Some(root) = done.root {
                    trees.push(Tree::new(file, text.clone(), done.nodes, root));
                }
            }
            Event::Scalar(value, style, anchor, _) => {
                let raw = text.get(range.clone()).unwrap_or("");
                let (style, verbatim) = match style {
                    ScalarStyle::Plain => (Style::Plain, raw),
                    ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted => {
                        (Style::Quoted, raw.get(1..raw.len().saturating_sub(1)).unwrap_or(""))
                    }
                    ScalarStyle::Literal | ScalarStyle::Folded => (Style::Block, raw),
                };
                let decoded = (verbatim != &*value).then(|| value.into_owned());
                builder.scalar(span, style, decoded, (anchor > 0).then_some(anchor));
            }
            Event::Alias(anchor) => match builder.anchors.get(&anchor).copied() {
                Some(known) => builder.place(known, None),
                // An alias inside its own anchor has no finished node yet: it is read as null.
                None => builder.scalar(span, Style::Plain, Some(String::new()), None),
            },
            Event::SequenceStart(_, anchor, _) => builder.open(false, range.start, anchor),
            Event::MappingStart(_, anchor, _) => builder.open(true, range.start, anchor),
            Event::SequenceEnd | Event::MappingEnd => {
                let flow = input.get(range.start..range.end).is_some_and(|token| matches!(token, "]" | "}"));
                builder.close(flow, range.end);
            }
            _ => {}
        }
    }
    (trees, None)
}
