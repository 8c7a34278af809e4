//! JSON (RFC 8259) with byte spans and verbatim numbers. Duplicate keys are kept: what they mean
//! is for the form to say.

use super::place;
use super::tree::{Nodes, Style, Tree};
use crate::diag::Diagnostic;
use crate::source::{FileId, Span, Text, shown_short};

/// How deep arrays and objects may nest.
const DEEPEST: usize = 128;

/// Reads one document.
///
/// # Errors
/// E103 at the place where the text stops being JSON, E110 where it is nested too deep.
pub fn read(file: FileId, text: &Text) -> Result<Tree, Box<Diagnostic>> {
    let mut scanner = Scanner { file, text, at: 0, nodes: Nodes::for_text(text.len()), open: Vec::new() };
    if text.starts_with('\u{feff}') {
        scanner.at = 3;
    }
    let root = scanner.value(0)?;
    scanner.space();
    if scanner.at < text.len() {
        return Err(scanner.wrong("nothing may follow the document"));
    }
    Ok(Tree::new(file, text.clone(), scanner.nodes, root))
}

struct Scanner<'t> {
    file: FileId,
    text: &'t str,
    at: usize,
    nodes: Nodes,
    /// The children of what is open, of the outermost first.
    open: Vec<u32>,
}

type Scanned<T> = Result<T, Box<Diagnostic>>;

impl<'t> Scanner<'t> {
    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or("")
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn step(&mut self) {
        self.at = self.at.saturating_add(1);
    }

    fn space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.step();
        }
    }

    /// Closes what began at byte `start`; its children are those behind the first `below`.
    fn close(&mut self, start: usize, map: bool, below: usize) -> u32 {
        self.step();
        let children = self.open.get(below..).unwrap_or_default();
        let id = self.nodes.collection(Span::new(start, self.at), map, children);
        self.open.truncate(below);
        id
    }

    /// What is wrong here, with the word found.
    fn wrong(&self, expected: &str) -> Box<Diagnostic> {
        let word: String =
            self.rest().chars().take_while(|c| !c.is_whitespace() && !",:[]{}".contains(*c)).take(30).collect();
        let word = if word.is_empty() { self.rest().chars().take(1).collect() } else { word };
        let end = self.at.saturating_add(word.len());
        let found =
            if word.is_empty() { "the file ends".to_owned() } else { format!("found `{}`", shown_short(&word)) };
        Box::new(Diagnostic::at("E103", place(self.file, self.at, end), format!("not JSON: {expected}, {found}")))
    }

    fn value(&mut self, depth: usize) -> Scanned<u32> {
        self.space();
        if depth >= DEEPEST {
            let here = place(self.file, self.at, self.at.saturating_add(1));
            let words = format!("nested deeper than {DEEPEST} levels");
            return Err(Box::new(Diagnostic::at("E110", here, words)));
        }
        match self.peek() {
            Some(b'{') => self.object(depth),
            Some(b'[') => self.array(depth),
            Some(b'"') => self.string(),
            Some(b'-' | b'0'..=b'9') => self.number(),
            _ => {
                for word in ["true", "false", "null"] {
                    let ends = |rest: &str| !rest.starts_with(|c: char| c.is_ascii_alphanumeric());
                    if self.rest().strip_prefix(word).is_some_and(ends) {
                        let start = self.at;
                        self.at = self.at.saturating_add(word.len());
                        return Ok(self.nodes.scalar(Span::new(start, self.at), Style::Plain, None));
                    }
                }
                let diagnostic = self.wrong("a value was expected");
                Err(match self.peek() {
                    Some(b'\'') => Box::new(diagnostic.help("JSON texts stand in double quotes")),
                    Some(b'}' | b']') if self.behind() == Some(b',') => {
                        Box::new(diagnostic.help("take away the comma before it"))
                    }
                    Some(b',' | b'}' | b']') => Box::new(diagnostic.help("write null where nothing is known")),
                    Some(b'(') => Box::new(diagnostic.help("write a negative figure with a minus sign: -1402")),
                    _ => diagnostic,
                })
            }
        }
    }

    fn object(&mut self, depth: usize) -> Scanned<u32> {
        let start = self.at;
        let below = self.open.len();
        self.step();
        self.space();
        if self.peek() == Some(b'}') {
            return Ok(self.close(start, true, below));
        }
        loop {
            self.space();
            if self.peek() != Some(b'"') {
                return Err(self.no_key());
            }
            let key = self.string()?;
            self.space();
            if self.peek() != Some(b':') {
                return Err(self.wrong("a colon was expected after the key"));
            }
            self.step();
            let value = self.value(depth.saturating_add(1))?;
            self.open.extend([key, value]);
            self.space();
            match self.peek() {
                Some(b',') => self.step(),
                Some(b'}') => return Ok(self.close(start, true, below)),
                _ => return Err(self.wrong("a comma or } was expected")),
            }
        }
    }

    /// The byte before this one that is no blank.
    fn behind(&self) -> Option<u8> {
        let before = self.text.as_bytes().get(..self.at).unwrap_or_default();
        before.iter().rev().find(|byte| !matches!(byte, b' ' | b'\t' | b'\n' | b'\r')).copied()
    }

    /// A key was expected; a figure with a separator falls apart just here.
    fn no_key(&self) -> Box<Diagnostic> {
        let diagnostic = self.wrong("a key in double quotes was expected");
        let before = self.text.get(..self.at).unwrap_or("").trim_end().strip_suffix(',');
        let head: String = before.map_or(String::new(), |text| {
            text.chars()
                .rev()
                .take_while(|c| c.is_ascii_digit() || *c == '-')
                .take(40)
                .collect::<String>()
                .chars()
                .rev()
                .collect()
        });
        let tail: String = self.rest().chars().take_while(|c| c.is_ascii_digit()).take(4).collect();
        if !head.is_empty() && tail.len() == 3 {
            return Box::new(diagnostic.help(format!("looks like {head},{tail}; write {head}{tail}")));
        }
        if self.peek() == Some(b'}') {
            return Box::new(diagnostic.help("take away the comma before it"));
        }
        diagnostic
    }

    fn array(&mut self, depth: usize) -> Scanned<u32> {
        let start = self.at;
        let below = self.open.len();
        self.step();
        self.space();
        if self.peek() == Some(b']') {
            return Ok(self.close(start, false, below));
        }
        loop {
            let item = self.value(depth.saturating_add(1))?;
            self.open.push(item);
            self.space();
            match self.peek() {
                Some(b',') => self.step(),
                Some(b']') => return Ok(self.close(start, false, below)),
                _ => return Err(self.wrong("a comma or ] was expected")),
            }
        }
    }

    fn digits(&mut self) -> bool {
        let start = self.at;
        while matches!(self.peek(), Some(b'0'..=b'9')) {
            self.step();
        }
        self.at > start
    }

    fn number(&mut self) -> Scanned<u32> {
        let start = self.at;
        if self.peek() == Some(b'-') {
            self.step();
        }
        let whole = self.at;
        if !self.digits() {
            let diagnostic = self.wrong("digits were expected");
            return Err(Box::new(diagnostic.help("write 0, or null where the figure is not known")));
        }
        let written = self.text.get(whole..self.at).unwrap_or("");
        if written.len() > 1 && written.starts_with('0') {
            let code = self.rest().bytes().take_while(u8::is_ascii_alphanumeric).count();
            let signed = self.text.get(start..self.at.saturating_add(code)).unwrap_or("");
            let plain = written.trim_start_matches('0');
            let plain = if plain.is_empty() { "0" } else { plain };
            let sign = if whole > start { "-" } else { "" };
            let words = format!("not JSON: {} has leading zeros", shown_short(signed));
            let help =
                format!("write {sign}{} for a figure, \"{}\" for a code", shown_short(plain), shown_short(signed));
            return Err(Box::new(Diagnostic::at("E103", place(self.file, start, self.at), words).help(help)));
        }
        if self.peek() == Some(b'.') {
            self.step();
            if !self.digits() {
                return Err(self.wrong("digits were expected after the decimal point"));
            }
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            self.step();
            if matches!(self.peek(), Some(b'+' | b'-')) {
                self.step();
            }
            if !self.digits() {
                return Err(self.wrong("digits were expected in the exponent"));
            }
        }
        Ok(self.nodes.scalar(Span::new(start, self.at), Style::Plain, None))
    }

    fn string(&mut self) -> Scanned<u32> {
        let start = self.at;
        self.step();
        let inner = self.at;
        let mut decoded: Option<String> = None;
        loop {
            match self.peek() {
                None => return Err(self.wrong("a closing double quote was expected")),
                Some(b'"') => break,
                Some(b'\\') => {
                    let so_far = self.text.get(inner..self.at).unwrap_or("");
                    let mut text = decoded.take().unwrap_or_else(|| so_far.to_owned());
                    text.push(self.escape()?);
                    decoded = Some(text);
                }
                Some(b'\n' | b'\r') => {
                    let here = place(self.file, self.at, self.at.saturating_add(1));
                    let words = "not JSON: the line ends inside a text";
                    let help = "close the text with a double quote, or write \\n for a line end that is part of it";
                    return Err(Box::new(Diagnostic::at("E103", here, words).help(help)));
                }
                Some(0..=0x1f) => {
                    return Err(self.wrong("a control character must be escaped in a text"));
                }
                Some(_) => {
                    let rest = self.rest();
                    let special = |byte: u8| matches!(byte, b'"' | b'\\' | 0..=0x1f);
                    let run = rest.bytes().position(special).unwrap_or(rest.len());
                    if let Some(text) = &mut decoded {
                        text.push_str(rest.get(..run).unwrap_or(""));
                    }
                    self.at = self.at.saturating_add(run);
                }
            }
        }
        self.step();
        Ok(self.nodes.scalar(Span::new(start, self.at), Style::Quoted, decoded))
    }

    fn escape(&mut self) -> Scanned<char> {
        self.step();
        let simple = match self.peek() {
            Some(b'"') => '"',
            Some(b'\\') => '\\',
            Some(b'/') => '/',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => return self.unicode(),
            _ => {
                return Err(self.wrong("an escape is one of \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX"));
            }
        };
        self.step();
        Ok(simple)
    }

    fn unicode(&mut self) -> Scanned<char> {
        let start = self.at.saturating_sub(1);
        let first = self.hex()?;
        if (0xd800..0xdc00).contains(&first) && self.rest().starts_with("\\u") {
            let behind = self.at;
            self.step();
            let second = self.hex()?;
            if (0xdc00..0xe000).contains(&second) {
                let high = first.saturating_sub(0xd800) << 10;
                let code = high.saturating_add(second.saturating_sub(0xdc00)).saturating_add(0x10000);
                return char::from_u32(code).ok_or_else(|| self.half(start));
            }
            self.at = behind;
        }
        char::from_u32(first).ok_or_else(|| self.half(start))
    }

    /// An escape, begun at byte `start`, that is half a letter.
    fn half(&self, start: usize) -> Box<Diagnostic> {
        let written = self.text.get(start..self.at).unwrap_or("");
        let words = format!("not JSON: {written} is half a surrogate pair, and so no letter");
        Box::new(
            Diagnostic::at("E103", place(self.file, start, self.at), words)
                .help("give both halves, one after the other"),
        )
    }

    /// The four digits behind `u`.
    fn hex(&mut self) -> Scanned<u32> {
        self.step();
        let digits = self.rest().get(..4).filter(|d| d.bytes().all(|b| b.is_ascii_hexdigit()));
        let code = digits.and_then(|digits| u32::from_str_radix(digits, 16).ok());
        let Some(code) = code else {
            return Err(self.wrong("four hexadecimal digits were expected"));
        };
        self.at = self.at.saturating_add(4);
        Ok(code)
    }
}
