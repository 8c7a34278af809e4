//! Sets of characters: `[…]` expressions and the escapes that stand for sets.

use super::{DEEPEST, Reader, Wrong, digit, push_literal, shown};
use regex_syntax::hir::{Class, ClassUnicode, ClassUnicodeRange, HirKind};
use std::sync::LazyLock;

/// All blocks of Unicode.
const BLOCKS: &str = include_str!("../blocks.txt");

/// The general categories that XML Schema has. Surrogates, `Cs`, are not among them: no text holds
/// one.
pub(super) const CATEGORIES: &str =
    "L Lu Ll Lt Lm Lo M Mn Mc Me N Nd Nl No P Pc Pd Ps Pe Pi Pf Po Z Zs Zl Zp S Sm Sc Sk So C Cc Cf Co Cn";

/// The characters that have variants in case.
pub(super) static CASED: LazyLock<Option<ClassUnicode>> =
    LazyLock::new(|| match regex_syntax::parse(r"\p{Changes_When_Casemapped}").ok()?.into_kind() {
        HirKind::Class(Class::Unicode(cased)) => Some(cased),
        _ => None,
    });

/// The first characters of XML names, as the inner part of a class, and those that only follow.
macro_rules! name_start {
    () => {
        r":A-Z_a-z\xC0-\xD6\xD8-\xF6\xF8-\x{2FF}\x{370}-\x{37D}\x{37F}-\x{1FFF}\x{200C}\x{200D}\x{2070}-\x{218F}\x{2C00}-\x{2FEF}\x{3001}-\x{D7FF}\x{F900}-\x{FDCF}\x{FDF0}-\x{FFFD}\x{10000}-\x{EFFFF}"
    };
}
macro_rules! name_more {
    () => {
        r"\-.0-9\xB7\x{300}-\x{36F}\x{203F}\x{2040}"
    };
}

/// What an escape stands for.
pub(super) enum Escape {
    One(char),
    /// A set, written so that it may stand within a class too.
    Set(String),
}

impl Reader {
    /// Reads what follows a `\`.
    pub(super) fn escape(&mut self, at: usize, in_class: bool) -> Result<Escape, Wrong> {
        let Some((_, c)) = self.take() else {
            return Err(self.wrong(at, "nothing follows the `\\`"));
        };
        let set = match c {
            'n' => return Ok(Escape::One('\n')),
            'r' => return Ok(Escape::One('\r')),
            't' => return Ok(Escape::One('\t')),
            _ if r"\|.-^?*+{}()[]$".contains(c) => return Ok(Escape::One(c)),
            'd' => r"\p{Nd}",
            'D' => r"\P{Nd}",
            's' => r"[ \t\n\r]",
            'S' => r"[^ \t\n\r]",
            'w' => r"[^\p{P}\p{Z}\p{C}]",
            'W' => r"[\p{P}\p{Z}\p{C}]",
            'i' => concat!("[", name_start!(), "]"),
            'I' => concat!("[^", name_start!(), "]"),
            'c' => concat!("[", name_start!(), name_more!(), "]"),
            'C' => concat!("[^", name_start!(), name_more!(), "]"),
            'p' | 'P' => return self.property(at, c).map(Escape::Set),
            '1'..='9' if in_class => {
                return Err(self.wrong(at, format!("`\\{c}` refers to a group, which a character class cannot hold")));
            }
            _ => {
                return Err(match digit(c).filter(|&first| first > 0) {
                    Some(first) => self.reference(at, first),
                    None => self.wrong(at, format!("`\\{}` is no escape", shown(c))),
                });
            }
        };
        Ok(Escape::Set(set.to_owned()))
    }

    /// Reads what follows `\p` or `\P`: a category or a block in braces.
    fn property(&mut self, at: usize, letter: char) -> Result<String, Wrong> {
        if !self.eat('{') {
            return Err(self.wrong(at, format!("`\\{letter}` lacks its `{{`")));
        }
        let mut name = String::new();
        loop {
            match self.take() {
                Some((_, '}')) => break,
                Some((_, c)) => name.push_str(&shown(c)),
                None => return Err(self.wrong(at, format!("`\\{letter}{{` lacks its `}}`"))),
            }
        }
        let Some(block) = name.strip_prefix("Is") else {
            if CATEGORIES.split_whitespace().any(|category| category == name) {
                return Ok(format!("\\{letter}{{{name}}}"));
            }
            return Err(self.wrong(at, format!("`{name}` is no Unicode category, nor `Is` with a block's name")));
        };
        let Some((first, last)) = find_block(block) else {
            return Err(self.wrong(at, format!("`{name}` is no Unicode block")));
        };
        let (Some(first), Some(last)) = (char::from_u32(first), char::from_u32(last)) else {
            return Err(self.wrong(at, format!("`{name}` is a block of surrogates, which are no characters")));
        };
        let not = if letter == 'P' { "^" } else { "" };
        Ok(format!("[{not}\\x{{{:X}}}-\\x{{{:X}}}]", u32::from(first), u32::from(last)))
    }

    /// Reads what follows the `[` of a class, at this depth of classes.
    pub(super) fn class(&mut self, open: usize, depth: usize) -> Result<String, Wrong> {
        if self.open.len().saturating_add(depth) > DEEPEST {
            return Err(self.wrong(open, format!("groups and classes are nested more than {DEEPEST} deep")));
        }
        let negated = self.eat('^');
        let opening = open..self.behind();
        let (mut ranges, mut sets) = (Vec::new(), String::new());
        let mut subtracted = None;
        loop {
            let Some((at, c)) = self.take() else {
                return Err(Wrong { why: "the `[` lacks its `]`".to_owned(), at: opening });
            };
            let first = match c {
                ']' | '-' if ranges.is_empty() && sets.is_empty() && (c == ']' || self.peek(0) == Some('[')) => {
                    return Err(self.wrong(open, format!("the character class has nothing before its `{c}`")));
                }
                ']' => break,
                '-' if self.peek(0) == Some('[') => {
                    subtracted = Some(self.subtracted(at, depth)?);
                    break;
                }
                '[' => return Err(self.wrong(at, "a `[` in a character class must be written `\\[`")),
                '\\' => match self.escape(at, true)? {
                    Escape::One(c) => c,
                    Escape::Set(set) => {
                        sets.push_str(&set);
                        continue;
                    }
                },
                c => c,
            };
            let last = if self.range_follows() { self.range_end(at, first)? } else { first };
            ranges.push(ClassUnicodeRange::new(first, last));
        }
        let class =
            self.written(negated, ranges, &sets).ok_or_else(|| self.wrong(open, "there are no tables of case"))?;
        Ok(match subtracted {
            // the negation comes first, the subtraction second
            Some(subtracted) => format!("[{class}--{subtracted}]"),
            None => class,
        })
    }

    /// Reads what follows the `-` of a subtraction, and the end of the class.
    fn subtracted(&mut self, hyphen: usize, depth: usize) -> Result<String, Wrong> {
        let at = self.take().map_or(hyphen, |(at, _)| at);
        let class = self.class(at, depth.saturating_add(1))?;
        if self.eat(']') {
            return Ok(class);
        }
        Err(self.wrong(hyphen, "a `]` must follow the class that is subtracted"))
    }

    /// Whether a hyphen that comes next, behind a character, makes a range. It is one for itself
    /// at the end of a group, and before `[` it subtracts.
    fn range_follows(&self) -> bool {
        self.peek(0) == Some('-')
            && match self.peek(1) {
                Some(']' | '[') | None => false,
                Some('-') => self.peek(2) != Some('['),
                Some(_) => true,
            }
    }

    /// Reads the hyphen and the end of a range.
    fn range_end(&mut self, at: usize, first: char) -> Result<char, Wrong> {
        self.take();
        let escape = match self.take() {
            Some((_, '-')) => return Err(self.wrong(at, "a range must not end with a `-` that is not written `\\-`")),
            Some((inner, '\\')) => self.escape(inner, true)?,
            Some((_, c)) => Escape::One(c),
            None => return Err(self.wrong(at, "the range lacks its end")),
        };
        match escape {
            Escape::One(last) if last >= first => Ok(last),
            Escape::One(last) => {
                Err(self.wrong(at, format!("the range from `{}` to `{}` runs backwards", shown(first), shown(last))))
            }
            Escape::Set(_) => Err(self.wrong(at, "a range must not end with a set of characters")),
        }
    }

    /// A group of a class. The case is seen to here, and not by the `regex` crate: only characters
    /// and ranges have variants in case, sets such as `\p{Lu}` do not. Nothing without the tables.
    fn written(&self, negated: bool, ranges: Vec<ClassUnicodeRange>, sets: &str) -> Option<String> {
        let mut class = ClassUnicode::new(ranges);
        if self.case_insensitive {
            // to look for the variants of all that a wide range holds would take milliseconds
            let mut cased = class.clone();
            cased.intersect(CASED.as_ref()?);
            cased.try_case_fold_simple().ok()?;
            class.union(&cased);
        }
        let mut out = String::from(if negated { "[^" } else { "[" });
        for range in class.iter() {
            push_literal(&mut out, range.start());
            if range.start() < range.end() {
                out.push('-');
                push_literal(&mut out, range.end());
            }
        }
        out.push_str(sets);
        out.push(']');
        Some(out)
    }
}

/// The first and the last code point of a block; its name is written without spaces.
fn find_block(name: &str) -> Option<(u32, u32)> {
    BLOCKS.lines().filter(|line| !line.starts_with('#')).find_map(|line| {
        let (range, block) = line.split_once("; ")?;
        if !block.split(' ').flat_map(str::chars).eq(name.chars()) {
            return None;
        }
        let (first, last) = range.split_once("..")?;
        Some((u32::from_str_radix(first, 16).ok()?, u32::from_str_radix(last, 16).ok()?))
    })
}
