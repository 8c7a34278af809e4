//! YAML through granit-parser's events: byte spans, verbatim scalars, our own meaning.

mod fast;

use super::place;
use super::tree::{Nodes, Style, Tree};
use crate::diag::Diagnostic;
use crate::source::{FileId, Span, Text};
use granit_parser::{Event, Parser, ScalarStyle};
use std::collections::HashMap;

/// How many lone dashes of one file are put right before the file is given up.
const MOST_DASHES: usize = 200;

/// How many bytes are read again to put them right: each one has the file read from its start.
const MOST_READ_AGAIN: usize = 32 << 20;

/// Reads every document. After a syntax error the documents before it are kept. A lone dash as a
/// value is reported and read as null, so that the rest of the file can be judged.
pub fn read(file: FileId, text: &Text) -> (Vec<Tree>, Vec<Diagnostic>) {
    if let Some((nodes, root)) = fast::read(text) {
        return (vec![Tree::new(file, text.clone(), nodes, root)], Vec::new());
    }
    parsed(file, text)
}

/// Reads every document with the parser.
fn parsed(file: FileId, text: &Text) -> (Vec<Tree>, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let mut patched: Option<String> = None;
    loop {
        let input = patched.as_deref().unwrap_or(text);
        let (trees, error) = documents(file, text, input);
        let Some(error) = error else {
            return (trees, diagnostics);
        };
        let at = error.at.min(input.len());
        let again = diagnostics.len().saturating_add(1);
        let few = again <= MOST_DASHES && again.saturating_mul(input.len()) <= MOST_READ_AGAIN;
        if !lone_dash(input, at, error.info.contains(BLOCK)) {
            diagnostics.push(syntax_diagnostic(file, input, at, &error.info));
        } else if few {
            diagnostics.push(dash_diagnostic(file, text, at));
            let mut next = input.to_owned();
            next.replace_range(at..at.saturating_add(1), "~");
            patched = Some(next);
            continue;
        } else {
            let words = "more lone dashes than are put right in a file of this size";
            let help = "write 0 in place of each, or leave the cell out; what follows in this file is not read";
            diagnostics.push(Diagnostic::at("E110", place(file, at, at.saturating_add(1)), words).help(help));
        }
        return (trees, diagnostics);
    }
}

fn dash_diagnostic(file: FileId, text: &str, dash: usize) -> Diagnostic {
    let line = text.get(..dash).and_then(|before| before.rsplit(['\n', '\r']).next()).unwrap_or("");
    let key = line.trim_end().strip_suffix(':').and_then(|line| line.rsplit(['{', '[', ',']).next()).unwrap_or("");
    let key = key.trim().trim_start_matches("- ").trim_matches(['"', '\'']).trim();
    let of = if key.is_empty() { String::new() } else { format!(" of `{}`", crate::source::shown_short(key)) };
    Diagnostic::at("E105", place(file, dash, dash.saturating_add(1)), format!("the value{of} is a lone -"))
        .help("write 0, or leave the cell out if the figure is not known")
}

fn syntax_diagnostic(file: FileId, input: &str, at: usize, info: &str) -> Diagnostic {
    let mut at = at;
    while !input.is_char_boundary(at) {
        at = at.saturating_sub(1);
    }
    let rest = input.get(at..).unwrap_or("");
    let word = rest.find(|c: char| c.is_whitespace() || c == ':' || c == ',').unwrap_or(rest.len());
    let first = rest.chars().next().map_or(0, char::len_utf8);
    let end = at.saturating_add(word.clamp(first, 60.max(first)));
    let end = (at..=end).rev().find(|end| input.is_char_boundary(*end)).unwrap_or(at);
    if info == TOO_DEEP {
        let words = "nested deeper than 255 levels";
        return Diagnostic::at("E110", place(file, at, end), words).help("what follows in this file is not read");
    }
    if info == ENDLESS {
        return Diagnostic::at("E102", place(file, at, end), ENDLESS).help("write the values themselves in its place");
    }
    let missing = info.contains("EOF") && rest.starts_with(',');
    let words = if missing {
        "not YAML: a value is missing before the comma".to_owned()
    } else {
        format!("not YAML: {}", info.to_lowercase())
    };
    if let Some(tab) = leading_tab(input, at).filter(|_| info.contains("tab")) {
        return Diagnostic::at("E102", place(file, tab, tab.saturating_add(1)), words)
            .help("indent with spaces, YAML does not allow tabs there; what follows in this file is not read");
    }
    Diagnostic::at("E102", place(file, at, end), words)
        .help("check the quotes, colons and indentation at this line and the one above; what follows in this file is not read")
}

/// A tab in the indentation of the line that holds byte `at`, or of one a little further down.
fn leading_tab(input: &str, at: usize) -> Option<usize> {
    let start = input.get(..at)?.rfind(['\n', '\r']).map_or(0, |p| p.saturating_add(1));
    let mut line_start = start;
    for line in input.get(start..)?.split_inclusive(['\n', '\r']).take(MOST_LINES_ON) {
        let indent = line.len().saturating_sub(line.trim_start_matches([' ', '\t']).len());
        if let Some(tab) = line.get(..indent)?.find('\t') {
            return Some(line_start.saturating_add(tab));
        }
        line_start = line_start.saturating_add(line.len());
    }
    None
}

/// Whether a syntax error at byte `at` comes from a lone dash: a value that is a `-` and nothing
/// more. In block style nothing that belongs to the value may follow on the next line.
fn lone_dash(text: &str, at: usize, block: bool) -> bool {
    let bytes = text.as_bytes();
    let blank = |byte: &&u8| matches!(**byte, b' ' | b'\t');
    let before = bytes.get(..at).unwrap_or_default().iter().rev().find(|byte| !blank(byte));
    let behind = bytes.get(at.saturating_add(1)..).unwrap_or_default();
    let next = behind.iter().find(|byte| !blank(byte)).copied();
    let ends = behind.first().is_none_or(|byte| matches!(byte, b' ' | b'\t' | b',' | b']' | b'}' | b'\n' | b'\r'))
        && next.is_none_or(|byte| matches!(byte, b'\n' | b'\r' | b',' | b']' | b'}' | b'#'));
    let dash = bytes.get(at) == Some(&b'-') && matches!(before, Some(b':' | b',' | b'[')) && ends;
    dash && !(block && goes_on(text, at))
}

/// Whether the line behind the one that holds byte `at` is indented deeper, so that it goes on
/// with the value there.
fn goes_on(text: &str, at: usize) -> bool {
    let start = text.get(..at).and_then(|before| before.rfind(['\n', '\r'])).map_or(0, |p| p.saturating_add(1));
    let mut lines = text.get(start..).unwrap_or("").split(['\n', '\r']);
    // The key of an entry of a list stands behind the entry's dash.
    let key = |line: &str| line.len().saturating_sub(line.trim_start_matches([' ', '-']).len());
    let indent = |line: &str| line.len().saturating_sub(line.trim_start_matches(' ').len());
    let own = lines.next().map_or(0, key);
    let next = lines.find(|line| !line.trim().is_empty() && !line.trim_start().starts_with('#'));
    next.is_some_and(|line| indent(line) > own)
}

/// What stops the parser, and where.
struct Stop {
    at: usize,
    info: String,
}

/// What the parser says of a dash that begins no entry of a list, in block style.
const BLOCK: &str = "block sequence entries";

/// How many lines further down a tab is looked for that the parser complains of.
const MOST_LINES_ON: usize = 20;

/// What is said of an alias inside its own anchor; the parser itself has nothing against it.
const ENDLESS: &str = "an alias stands inside what it is the name of, which so has no end";

/// What the parser says of a document that is nested too deep.
const TOO_DEEP: &str = "recursion limit exceeded";

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

/// Whether a tag says that a scalar is a text, whatever it looks like: `!!str`, or `!` alone.
fn asks_for_text(tag: &granit_parser::Tag) -> bool {
    let whole = [tag.handle(), tag.suffix()].concat();
    whole == "tag:yaml.org,2002:str" || whole == "!"
}

fn documents(file: FileId, text: &Text, input: &str) -> (Vec<Tree>, Option<Stop>) {
    let mut trees = Vec::new();
    let mut builder = Builder::default();
    for next in Parser::new_from_str(input) {
        let (event, span) = match next {
            Ok(next) => next,
            Err(error) => {
                let at = error.marker().byte_offset().unwrap_or(0);
                return (trees, Some(Stop { at, info: error.info().to_owned() }));
            }
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
            Event::Scalar(value, style, anchor, tag) => {
                let raw = text.get(range.clone()).unwrap_or("");
                let (style, verbatim) = match style {
                    ScalarStyle::Plain => (Style::Plain, raw),
                    ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted => {
                        (Style::Quoted, raw.get(1..raw.len().saturating_sub(1)).unwrap_or(""))
                    }
                    ScalarStyle::Literal | ScalarStyle::Folded => (Style::Block, raw),
                };
                // `!!str 017` asks for a text, as quotes do.
                let asked = style == Style::Plain && tag.is_some_and(|tag| asks_for_text(&tag));
                let style = if asked { Style::Quoted } else { style };
                let decoded = (asked || verbatim != &*value).then(|| value.into_owned());
                builder.scalar(span, style, decoded, (anchor > 0).then_some(anchor));
            }
            Event::Alias(anchor) => match builder.anchors.get(&anchor).copied() {
                Some(known) => builder.place(known, None),
                None => {
                    return (trees, Some(Stop { at: range.start, info: ENDLESS.to_owned() }));
                }
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
