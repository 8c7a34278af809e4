//! The YAML that returns are written in, read in one pass: block mappings and lists, flow
//! collections on one line, plain and quoted scalars without escapes. Whatever is not certain to
//! be just that - tabs, anchors, tags, block scalars, empty values, lines that go on, several
//! documents, any mistake - is left to the parser, which then reads the whole text. Tests hold
//! the two readers together, tree by tree.

use super::super::tree::{Nodes, Style};
use crate::source::Span;

/// How deep collections may nest here.
const DEEPEST: usize = 50;

/// The longest key; the parser refuses those that are much longer.
const LONGEST_KEY: usize = 500;

/// A line with something on it: where that begins and ends, and how far it is indented.
#[derive(Debug, Clone, Copy)]
struct Line {
    indent: usize,
    start: usize,
    end: usize,
}

struct Reader<'t> {
    text: &'t str,
    lines: Vec<Line>,
    /// The line that comes next.
    at: usize,
    nodes: Nodes,
    /// The children of what is open, of the outermost first.
    children: Vec<u32>,
}

/// The nodes and the root of a text's one document; nothing when the parser has to read it.
pub fn read(text: &str) -> Option<(Nodes, u32)> {
    let lines = lines(text)?;
    let mut reader = Reader { text, lines, at: 0, nodes: Nodes::for_text(text.len()), children: Vec::new() };
    let first = reader.line()?;
    let root = reader.block(first.indent, 0)?;
    (reader.at == reader.lines.len()).then_some((reader.nodes, root))
}

/// The lines with something on them; nothing when there is a character that may mean something
/// else than itself.
fn lines(text: &str) -> Option<Vec<Line>> {
    let mut lines = Vec::new();
    let mut begin = 0usize;
    for line in text.split_inclusive('\n') {
        let content = line.strip_suffix('\n').unwrap_or(line);
        let plain = |byte: u8| matches!(byte, b' '..=b'~' | 128..);
        let known = |c: char| c.is_ascii() || c.is_alphanumeric() || "£€–—‘’“”×·…".contains(c);
        if !content.bytes().all(plain) || !(content.is_ascii() || content.chars().all(known)) {
            return None;
        }
        let indent = content.bytes().take_while(|byte| *byte == b' ').count();
        let start = begin.saturating_add(indent);
        let end = begin.saturating_add(content.trim_end_matches(' ').len());
        if start < end && text.as_bytes().get(start) != Some(&b'#') {
            lines.push(Line { indent, start, end });
        }
        begin = begin.saturating_add(line.len());
    }
    Some(lines)
}

impl Reader<'_> {
    fn line(&self) -> Option<Line> {
        self.lines.get(self.at).copied()
    }

    fn byte(&self, at: usize) -> Option<u8> {
        self.text.as_bytes().get(at).copied()
    }

    /// Whether a line is an entry of a list.
    fn dash(&self, line: Line) -> bool {
        let next = line.start.saturating_add(1);
        self.byte(line.start) == Some(b'-') && (next == line.end || self.byte(next) == Some(b' '))
    }

    fn close(&mut self, span: Span, map: bool, below: usize) -> u32 {
        let id = self.nodes.collection(span, map, self.children.get(below..).unwrap_or_default());
        self.children.truncate(below);
        id
    }

    /// The collection whose lines are indented just so.
    fn block(&mut self, indent: usize, depth: usize) -> Option<u32> {
        let (below, start, end, list) = self.lines_of(indent, depth)?;
        Some(self.close(Span::new(start, end), !list, below))
    }

    /// The list that stands at its key's own indentation. The parser has it begin with its first
    /// entry, not with the dash before that.
    fn list_below_key(&mut self, indent: usize, depth: usize) -> Option<u32> {
        let (below, _, end, _) = self.lines_of(indent, depth)?;
        let start = self.nodes.start(*self.children.get(below)?);
        Some(self.close(Span::new(start, end), false, below))
    }

    /// Reads the lines that are indented just so: where their children begin, the span, and
    /// whether they are a list.
    fn lines_of(&mut self, indent: usize, depth: usize) -> Option<(usize, usize, usize, bool)> {
        if depth > DEEPEST {
            return None;
        }
        let first = self.line()?;
        let below = self.children.len();
        let list = self.dash(first);
        let mut end = first.start;
        while let Some(line) = self.line().filter(|line| line.indent >= indent) {
            if line.indent > indent {
                return None;
            }
            let id = match (list, self.dash(line)) {
                (true, true) => self.entry(line, depth)?,
                (false, false) => self.pair(line, depth)?,
                // A list may stand at its key's own indentation; then the mapping goes on here.
                (true, false) => break,
                (false, true) => return None,
            };
            self.children.push(id);
            end = end.max(self.nodes.end(id));
        }
        Some((below, first.start, end, list))
    }

    /// An entry of a list: a value, or a mapping that begins on the same line.
    fn entry(&mut self, line: Line, depth: usize) -> Option<u32> {
        let mut start = line.start.saturating_add(1);
        while self.byte(start) == Some(b' ') && start < line.end {
            start = start.saturating_add(1);
        }
        if start >= line.end {
            return None;
        }
        let inner = Line { indent: line.indent.saturating_add(start.saturating_sub(line.start)), start, ..line };
        if self.dash(inner) {
            return None;
        }
        if !matches!(self.byte(start), Some(b'{' | b'[')) && self.key(inner).is_some() {
            *self.lines.get_mut(self.at)? = inner;
            return self.block(inner.indent, depth.saturating_add(1));
        }
        self.at = self.at.saturating_add(1);
        self.inline(start, line.end, depth)
    }

    /// A key and its value; the key is put among the children, the value is given.
    fn pair(&mut self, line: Line, depth: usize) -> Option<u32> {
        let (style, end, behind) = self.key(line)?;
        let key = self.nodes.scalar(Span::new(line.start, end), style, None);
        self.children.push(key);
        self.at = self.at.saturating_add(1);
        let mut start = behind;
        while self.byte(start) == Some(b' ') && start < line.end {
            start = start.saturating_add(1);
        }
        if start < line.end && self.byte(start) != Some(b'#') {
            return self.inline(start, line.end, depth);
        }
        let next = self.line()?;
        let depth = depth.saturating_add(1);
        match next.indent.cmp(&line.indent) {
            std::cmp::Ordering::Greater => self.block(next.indent, depth),
            std::cmp::Ordering::Equal if self.dash(next) => self.list_below_key(next.indent, depth),
            _ => None,
        }
    }

    /// The key at the beginning of a line: its style, where it ends, and where the colon does.
    fn key(&self, line: Line) -> Option<(Style, usize, usize)> {
        let (style, end) = self.scalar(line.start, line.end, false)?;
        let colon = end.saturating_add(1);
        let short = end.saturating_sub(line.start) <= LONGEST_KEY;
        let ends = colon == line.end || self.byte(colon) == Some(b' ');
        (short && self.byte(end) == Some(b':') && end < line.end && ends).then_some((style, end, colon))
    }

    /// A value with nothing behind it on its line but a comment.
    fn inline(&mut self, start: usize, end: usize, depth: usize) -> Option<u32> {
        let (id, behind) = self.value(start, end, false, depth)?;
        let rest = self.text.get(behind..end)?;
        let comment = rest.trim_start_matches(' ');
        (comment.is_empty() || (comment.starts_with('#') && comment.len() < rest.len())).then_some(id)
    }

    /// A value and where it ends.
    fn value(&mut self, start: usize, end: usize, flow: bool, depth: usize) -> Option<(u32, usize)> {
        match self.byte(start)? {
            b'{' => self.collection(start, end, true, depth),
            b'[' => self.collection(start, end, false, depth),
            _ => {
                let (style, behind) = self.scalar(start, end, flow)?;
                Some((self.nodes.scalar(Span::new(start, behind), style, None), behind))
            }
        }
    }

    /// A flow collection that ends on its line.
    fn collection(&mut self, start: usize, end: usize, map: bool, depth: usize) -> Option<(u32, usize)> {
        if depth > DEEPEST {
            return None;
        }
        let below = self.children.len();
        let closing = if map { b'}' } else { b']' };
        let mut at = self.blanks(start.saturating_add(1), end);
        if self.byte(at) == Some(closing) && at < end {
            let behind = at.saturating_add(1);
            return Some((self.close(Span::new(start, behind), map, below), behind));
        }
        loop {
            if map {
                let (style, colon) = self.scalar(at, end, true)?;
                let behind = colon.saturating_add(1);
                if self.byte(colon) != Some(b':') || self.byte(behind) != Some(b' ') || behind >= end {
                    return None;
                }
                let key = self.nodes.scalar(Span::new(at, colon), style, None);
                self.children.push(key);
                at = self.blanks(behind, end);
            }
            let (value, behind) = self.value(at, end, true, depth.saturating_add(1))?;
            self.children.push(value);
            at = self.blanks(behind, end);
            match self.byte(at).filter(|_| at < end)? {
                b',' => at = self.blanks(at.saturating_add(1), end),
                byte if byte == closing => break,
                _ => return None,
            }
        }
        let behind = at.saturating_add(1);
        Some((self.close(Span::new(start, behind), map, below), behind))
    }

    fn blanks(&self, start: usize, end: usize) -> usize {
        let rest = self.text.get(start..end).unwrap_or("");
        start.saturating_add(rest.len().saturating_sub(rest.trim_start_matches(' ').len()))
    }

    /// A scalar that begins here: its style and where it ends.
    fn scalar(&self, start: usize, end: usize, flow: bool) -> Option<(Style, usize)> {
        let rest = self.text.as_bytes().get(start..end)?;
        match rest {
            [quote @ (b'"' | b'\''), inside @ ..] => {
                let length = inside.iter().position(|byte| byte == quote || *byte == b'\\')?;
                let behind = start.saturating_add(length).saturating_add(2);
                // A backslash is an escape or none, two quotes are one.
                let plain =
                    inside.get(length) == Some(quote) && self.byte(behind).filter(|_| behind < end) != Some(*quote);
                plain.then_some((Style::Quoted, behind))
            }
            [b'-' | b'+' | b'.', digit, ..] if digit.is_ascii_digit() => self.plain(start, rest, flow),
            [byte, ..]
                if byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'(' | b'~' | b'/' | b'$') || *byte > 127 =>
            {
                self.plain(start, rest, flow)
            }
            _ => None,
        }
    }

    /// A plain scalar ends before a colon and a blank, before a comment, and in flow style before
    /// what divides and closes.
    fn plain(&self, start: usize, rest: &[u8], flow: bool) -> Option<(Style, usize)> {
        let mut length = rest.len();
        for (at, byte) in rest.iter().enumerate() {
            let next = rest.get(at.saturating_add(1)).copied();
            let stops = match byte {
                b':' if matches!(next, None | Some(b' ')) => true,
                b':' if flow && matches!(next, Some(b',' | b'[' | b']' | b'{' | b'}')) => return None,
                b' ' if next == Some(b'#') => true,
                b'[' | b'{' if flow => return None,
                b',' | b']' | b'}' => flow,
                _ => false,
            };
            if stops {
                length = at;
                break;
            }
        }
        let text = self.text.get(start..start.saturating_add(length))?;
        Some((Style::Plain, start.saturating_add(text.trim_end_matches(' ').len())))
    }
}

#[cfg(test)]
mod tests;
