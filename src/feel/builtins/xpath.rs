//! Regular expressions of XPath (Functions and Operators 3.1, section 5.6, on the syntax of XML
//! Schema 1.1), as the `regex` crate reads them.
//!
//! What both write alike stays as it is written. The rest is put into the other syntax or refused:
//! a pattern that XPath does not have must not quietly mean something else here.

mod class;

use std::ops::Range;

/// How deep groups and subtracted classes may nest together. Each level takes up to four of the
/// 250 levels (repetition, group, alternation, sequence) that the `regex` crate allows by itself.
const DEEPEST: usize = 50;

/// Why a pattern or a replacement text is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wrong {
    /// The reason: lower-case words without a full stop, naming the offending piece.
    pub why: String,
    /// Where it is, in bytes of the pattern or of the replacement text. For a flag, which stands
    /// in neither, the empty range at the start.
    pub at: Range<usize>,
}

/// A pattern with its flags as the `regex` crate reads it.
///
/// It is meant for `RegexBuilder` with its defaults: whatever the flags ask for stands in the
/// pattern itself, but for the case of letters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Translated {
    /// The text to compile.
    pub pattern: String,
    /// The builder's setting of that name. Pieces that XPath's `i` leaves alone, such as `\p{Lu}`,
    /// turn it off for themselves.
    pub case_insensitive: bool,
    /// How many groups there are to refer to.
    pub groups: usize,
    /// Whether the flag `q` made everything literal, the replacement text included.
    pub literal: bool,
}

impl Translated {
    /// A replacement text for this pattern, as [`replacement`] reads it; as it stands when the
    /// flag `q` is given.
    pub fn replacement(&self, text: &str) -> Result<String, Wrong> {
        if self.literal { Ok(text.replace('$', "$$")) } else { replacement(text, self.groups) }
    }
}

/// Translates a pattern with the flags `s`, `m`, `i`, `x` and `q`.
///
/// Back-references are refused: they cannot be had in linear time. With the flag `m`, `^` and `$`
/// also match at the very end of a text that ends with a newline, where XPath has no further line:
/// that cannot be said without looking ahead.
pub fn translate(pattern: &str, flags: &str) -> Result<Translated, Wrong> {
    if let Some(flag) = flags.chars().find(|&c| !"smixq".contains(c)) {
        let flag = shown(flag);
        return Err(Wrong { why: format!("`{flag}` is no flag; the flags are s, m, i, x and q"), at: 0..0 });
    }
    let has = |flag: char| flags.contains(flag);
    let case_insensitive = has('i');
    if has('q') {
        let mut literal = String::new();
        pattern.chars().for_each(|c| push_literal(&mut literal, c));
        return Ok(Translated { pattern: literal, case_insensitive, groups: 0, literal: true });
    }
    let mut reader = Reader {
        chars: significant(pattern, has('x')),
        next: 0,
        dot_all: has('s'),
        lines: has('m'),
        case_insensitive,
        open: Vec::new(),
        groups: 0,
    };
    let pattern = reader.whole()?;
    Ok(Translated { pattern, case_insensitive, groups: reader.groups, literal: false })
}

/// A replacement text as the `regex` crate's replacer takes it, for a pattern with that many
/// groups: `$0` is the whole match, `$1` the first group; `\$` and `\\` are `$` and `\`.
///
/// Digits behind a `$` are read as far as they name a group; the others stand for themselves. A
/// single digit is always read, and puts nothing when there is no such group.
pub fn replacement(text: &str, groups: usize) -> Result<String, Wrong> {
    let mut out = String::new();
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let next = chars.peek().map(|&(_, next)| next);
        let end = at.saturating_add(1).saturating_add(next.map_or(0, char::len_utf8));
        match (c, next) {
            ('\\', Some('\\')) => out.push('\\'),
            ('\\', Some('$')) => out.push_str("$$"),
            ('\\', Some(other)) => {
                return Err(Wrong { why: format!("`\\{}` is neither `\\$` nor `\\\\`", shown(other)), at: at..end });
            }
            ('\\', None) => return Err(Wrong { why: "nothing follows the `\\`".to_owned(), at: at..end }),
            ('$', next) => {
                let Some(mut number) = next.and_then(digit) else {
                    return Err(Wrong { why: "the `$` lacks the number of a group".to_owned(), at: at..end });
                };
                chars.next();
                while let Some(more) = chars.peek().and_then(|&(_, c)| with_digit(number, c)) {
                    if more > groups.max(9) {
                        break;
                    }
                    number = more;
                    chars.next();
                }
                if number <= groups {
                    out.push_str(&format!("${{{number}}}"));
                }
            }
            (c, _) => out.push(c),
        }
        if c == '\\' {
            chars.next();
        }
    }
    Ok(out)
}

fn digit(c: char) -> Option<usize> {
    c.to_digit(10).and_then(|d| usize::try_from(d).ok())
}

/// A number with one more digit behind it.
fn with_digit(number: usize, c: char) -> Option<usize> {
    digit(c).and_then(|d| number.checked_mul(10)?.checked_add(d))
}

/// A character as a reason names it: nothing in it breaks a line.
fn shown(c: char) -> String {
    if c.is_control() { c.escape_default().to_string() } else { c.to_string() }
}

/// A character for itself, in a class as well as outside.
fn push_literal(out: &mut String, c: char) {
    // among them `&`, `-` and `~`, which mean something in a class when doubled
    if regex_syntax::is_meta_character(c) {
        out.push('\\');
    }
    out.push(c);
}

/// The characters that count, with their places: with the flag `x` white space does not, but for
/// that in character classes. To see where these begin and end, a backslash hides what follows.
fn significant(pattern: &str, free: bool) -> Vec<(usize, char)> {
    let (mut depth, mut escaped) = (0_usize, false);
    let counts = |&(_, c): &(usize, char)| {
        if free && depth == 0 && matches!(c, ' ' | '\t' | '\n' | '\r') {
            return false;
        }
        match c {
            _ if escaped => {}
            '[' => depth = depth.saturating_add(1),
            ']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        escaped = !escaped && c == '\\';
        true
    };
    pattern.char_indices().filter(counts).collect()
}

/// A group that is not closed yet.
struct Open {
    at: Range<usize>,
    /// Its number, if it captures.
    number: Option<usize>,
}

/// What is still to be read, and what has been seen.
struct Reader {
    chars: Vec<(usize, char)>,
    next: usize,
    dot_all: bool,
    lines: bool,
    case_insensitive: bool,
    open: Vec<Open>,
    groups: usize,
}

impl Reader {
    fn whole(&mut self) -> Result<String, Wrong> {
        let mut out = String::new();
        // whether a quantifier would have something to apply to
        let mut piece = false;
        while let Some((at, c)) = self.take() {
            piece = match c {
                '|' => {
                    out.push('|');
                    false
                }
                '(' => {
                    self.opened(at, &mut out)?;
                    false
                }
                ')' => {
                    if self.open.pop().is_none() {
                        return Err(self.wrong(at, "the `)` closes no group"));
                    }
                    out.push(')');
                    true
                }
                '?' | '*' | '+' | '{' => {
                    self.quantifier(at, c, piece, &mut out)?;
                    false
                }
                '.' => {
                    out.push_str(if self.dot_all { "(?s:.)" } else { r"[^\n\r]" });
                    true
                }
                '^' | '$' if self.lines => {
                    out.push_str(if c == '^' { "(?m:^)" } else { "(?m:$)" });
                    true
                }
                '^' | '$' => {
                    out.push(c);
                    true
                }
                '[' => {
                    let class = self.class(at, 1)?;
                    self.push_class(&mut out, &class);
                    true
                }
                ']' | '}' => {
                    return Err(self.wrong(at, format!("the `{c}` closes nothing; as a character it is `\\{c}`")));
                }
                '\\' => {
                    match self.escape(at, false)? {
                        class::Escape::One(c) => push_literal(&mut out, c),
                        class::Escape::Set(set) => self.push_class(&mut out, &set),
                    }
                    true
                }
                c => {
                    push_literal(&mut out, c);
                    true
                }
            };
        }
        match self.open.pop() {
            Some(open) => Err(Wrong { why: "the `(` lacks its `)`".to_owned(), at: open.at }),
            None => Ok(out),
        }
    }

    /// Puts a class that has the variants in case that it should have.
    fn push_class(&self, out: &mut String, class: &str) {
        if self.case_insensitive {
            out.push_str("(?-i:");
            out.push_str(class);
            out.push(')');
        } else {
            out.push_str(class);
        }
    }

    /// Reads what follows the `(` of a group.
    fn opened(&mut self, at: usize, out: &mut String) -> Result<(), Wrong> {
        let captures = !self.eat('?');
        if !captures && !self.eat(':') {
            return Err(self.wrong(at, "no group begins with `(?` except for `(?:`"));
        }
        if self.open.len() >= DEEPEST {
            return Err(self.wrong(at, format!("groups are nested more than {DEEPEST} deep")));
        }
        out.push_str(if captures { "(" } else { "(?:" });
        if captures {
            self.groups = self.groups.saturating_add(1);
        }
        self.open.push(Open { at: at..self.behind(), number: captures.then_some(self.groups) });
        Ok(())
    }

    /// Reads a quantifier that begins with this character.
    fn quantifier(&mut self, at: usize, first: char, piece: bool, out: &mut String) -> Result<(), Wrong> {
        let quantifier = if first == '{' { self.quantity(at)? } else { first.to_string() };
        if !piece {
            return Err(self.wrong(at, format!("there is nothing that `{quantifier}` could apply to")));
        }
        out.push_str(&quantifier);
        if self.eat('?') {
            out.push('?');
        }
        Ok(())
    }

    /// Reads what follows the `{` of a quantity.
    fn quantity(&mut self, at: usize) -> Result<String, Wrong> {
        let least = self.count(at)?;
        let most = match self.eat(',') {
            false => Some(least),
            true if self.peek(0) == Some('}') => None,
            true => Some(self.count(at)?),
        };
        if !self.eat('}') {
            return Err(self.wrong(at, "the `{` of a quantity lacks its `}`; as a character it is `\\{`"));
        }
        match most {
            Some(most) if most < least => {
                Err(self.wrong(at, format!("the quantity `{{{least},{most}}}` runs backwards")))
            }
            Some(most) if most == least => Ok(format!("{{{least}}}")),
            Some(most) => Ok(format!("{{{least},{most}}}")),
            None => Ok(format!("{{{least},}}")),
        }
    }

    fn count(&mut self, at: usize) -> Result<u32, Wrong> {
        let mut count = None;
        while let Some(digit) = self.peek(0).and_then(|c| c.to_digit(10)) {
            self.take();
            let more = count.unwrap_or(0_u32).checked_mul(10).and_then(|tens| tens.checked_add(digit));
            count = Some(more.ok_or_else(|| self.wrong(at, "the quantity is too large"))?);
        }
        count.ok_or_else(|| self.wrong(at, "a number is missing behind the `{`; as a character it is `\\{`"))
    }

    /// Why a reference to a group is none, from its first digit on: it never is one here, but the
    /// reason differs.
    fn reference(&mut self, at: usize, first: usize) -> Wrong {
        let mut number = first;
        while let Some(more) = self.peek(0).and_then(|c| with_digit(number, c)).filter(|&n| n <= self.groups) {
            self.take();
            number = more;
        }
        if number > self.groups {
            self.wrong(at, format!("there is no group {number} before it"))
        } else if self.open.iter().any(|open| open.number == Some(number)) {
            self.wrong(at, format!("group {number} is not closed yet"))
        } else {
            self.wrong(
                at,
                format!("back-references such as `\\{number}` are not supported: patterns run in linear time"),
            )
        }
    }

    fn take(&mut self) -> Option<(usize, char)> {
        let taken = self.chars.get(self.next).copied()?;
        self.next = self.next.saturating_add(1);
        Some(taken)
    }

    fn peek(&self, ahead: usize) -> Option<char> {
        self.chars.get(self.next.saturating_add(ahead)).map(|&(_, c)| c)
    }

    /// Takes this character if it is the next.
    fn eat(&mut self, c: char) -> bool {
        let is = self.peek(0) == Some(c);
        if is {
            self.take();
        }
        is
    }

    /// The place behind what has been taken.
    fn behind(&self) -> usize {
        let last = self.next.checked_sub(1).and_then(|i| self.chars.get(i));
        last.map_or(0, |&(at, c)| at.saturating_add(c.len_utf8()))
    }

    /// That what has been taken from there on is wrong.
    fn wrong(&self, from: usize, why: impl Into<String>) -> Wrong {
        Wrong { why: why.into(), at: from..self.behind() }
    }
}

#[cfg(test)]
mod tests;
