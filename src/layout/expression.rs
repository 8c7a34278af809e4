//! The space between the words and signs of expressions, in whatever way YAML has them written.

use super::Edits;
use crate::diag::Diagnostic;
use crate::feel::{self, Piece};
use crate::read::{At, Style, Tree};
use crate::ruleset::{Placeholder, Slice, Slices, Written, written};
use crate::source::Span;
use std::collections::HashSet;
use std::ops::Range;

/// Says which expressions of a document cannot be read.
pub fn check(root: At<'_>, mistakes: &mut Vec<Diagnostic>) {
    let mut say = |at: At<'_>, code, span, message: String, help: Option<String>| {
        mistakes.push(Diagnostic::at(code, at.text_map().place(span), message).maybe_help(help));
    };
    for (written, text) in of_rules(root) {
        let at = node(written);
        if let Written::Expression(_) = written {
            if let Err(error) = feel::parse(text) {
                say(at, error.code, error.span, error.message, error.help);
            }
            continue;
        }
        for slice in Slices::of(text) {
            match slice {
                Ok(Slice::Letter(_)) => {}
                Ok(Slice::Value(placeholder)) => {
                    if let Err(error) = feel::parse(value(text, placeholder)) {
                        let span = moved(error.span, placeholder.from);
                        say(at, error.code, span, error.message, error.help);
                    }
                }
                Err(brace) => {
                    let help = Some("write {{ for a brace".to_owned());
                    say(at, "E301", brace, "the placeholder has no closing brace".to_owned(), help);
                }
            }
        }
    }
}

/// The edits that lay out the expressions of a file.
pub fn edits(trees: &[Tree]) -> Edits {
    let mut out: Edits = trees.iter().flat_map(|tree| of_rules(tree.root())).flat_map(|(at, _)| one(at)).collect();
    out.sort_by_key(|(range, _)| range.start);
    out
}

/// The values of a document that hold expressions, each once and with its text; none that an alias
/// repeats, where it may be something else.
pub fn of_rules(root: At<'_>) -> Vec<(Written<'_>, &str)> {
    if root.value("rule_set").is_none() {
        return Vec::new();
    }
    let repeated = repeated(root);
    let mut known = HashSet::new();
    let single = |written: &Written<'_>| !repeated.contains(&node(*written).id()) && known.insert(node(*written).id());
    let found: Vec<Written<'_>> = written(root).into_iter().filter(single).collect();
    found.into_iter().filter_map(|written| Some((written, node(written).text()?))).collect()
}

/// The node that holds an expression.
pub fn node(written: Written<'_>) -> At<'_> {
    let (Written::Expression(at) | Written::Message(at)) = written;
    at
}

/// The expression of a placeholder.
pub fn value(text: &str, placeholder: Placeholder) -> &str {
    text.get(placeholder.from..placeholder.colon.unwrap_or(placeholder.end)).unwrap_or("")
}

/// The nodes that aliases stand for, and all below them.
fn repeated(root: At<'_>) -> HashSet<u32> {
    let below = |at: At<'_>, open: &mut Vec<_>| {
        open.extend(at.items().map(At::id));
        open.extend(at.entries().flat_map(|entry| [entry.key.id(), entry.value.id()]));
    };
    let tree = root.tree();
    let (mut seen, mut twice, mut open) = (HashSet::new(), Vec::new(), vec![root.id()]);
    while let Some(id) = open.pop() {
        if seen.insert(id) { below(tree.at(id), &mut open) } else { twice.push(id) }
    }
    let mut out = HashSet::new();
    while let Some(id) = twice.pop() {
        if out.insert(id) {
            below(tree.at(id), &mut twice);
        }
    }
    out
}

fn moved(span: Span, by: usize) -> Span {
    Span::new((span.start as usize).saturating_add(by), (span.end as usize).saturating_add(by))
}

/// What stands in a row with nothing but white space between, by the bytes of the decoded text.
fn runs(written: Written<'_>) -> Vec<Vec<Piece>> {
    let text = node(written).text().unwrap_or("");
    if let Written::Expression(_) = written {
        return feel::pieces(text).into_iter().collect();
    }
    let placed = Slices::of(text).filter_map(|slice| match slice {
        Ok(Slice::Value(placeholder)) => Some(placeholder),
        _ => None,
    });
    placed.filter_map(|placeholder| placed_run(text, placeholder)).collect()
}

/// The pieces of a placeholder, from brace to brace.
fn placed_run(text: &str, placeholder: Placeholder) -> Option<Vec<Piece>> {
    let Placeholder { from, colon, end } = placeholder;
    let sign = |at: usize, apart: bool| Piece { span: Span::new(at, at.saturating_add(1)), apart };
    let mut run = vec![sign(from.saturating_sub(1), false)];
    let mut inside = feel::pieces(value(text, placeholder)).ok()?;
    if let Some(first) = inside.first_mut() {
        // Two braces in a row would be one that stands for itself.
        first.apart = value(text, placeholder).trim_start().starts_with('{');
    }
    run.extend(inside.into_iter().map(|piece| Piece { span: moved(piece.span, from), ..piece }));
    if let Some(colon) = colon {
        run.push(sign(colon, true));
        let whole = text.get(colon.saturating_add(1)..end)?;
        let format = whole.trim_start();
        let start = end.saturating_sub(format.len());
        let span = Span::new(start, start.saturating_add(format.trim_end().len()));
        run.extend((span.len() > 0).then_some(Piece { span, apart: true }));
    }
    run.push(sign(end, false));
    Some(run)
}

/// The white space of one value, by its bytes in the file.
struct Gaps<'t> {
    raw: &'t str,
    base: usize,
    edits: Edits,
}

impl Gaps<'_> {
    /// What stands between two bytes of the file, by their places in the value.
    fn range(&self, from: usize, to: usize) -> Range<usize> {
        from.saturating_sub(self.base)..to.saturating_sub(self.base)
    }

    /// Replaces what stands between two bytes, where that is white space and nothing else.
    fn put(&mut self, from: usize, to: usize, new: impl FnOnce(&str) -> String) {
        let range = self.range(from, to);
        let Some(old) = self.raw.get(range.clone()).filter(|old| old.chars().all(feel::is_space)) else { return };
        let new = new(old);
        if new != old {
            self.edits.push((range, new));
        }
    }

    /// Whether a comment on the rest of a line begins at a byte, some way from what stands before it
    /// there: such comments may stand in a column.
    fn is_in_column(&self, end: usize, start: usize) -> bool {
        let gap = self.raw.get(self.range(end, start)).unwrap_or("");
        let rest = self.raw.get(start.saturating_sub(self.base)..).unwrap_or("");
        rest.starts_with("//") && !gap.is_empty() && !gap.contains('\n')
    }
}

/// The edits of one value; none when YAML would read what comes out as something else.
fn one(written: Written<'_>) -> Edits {
    let at = node(written);
    let (raw, span) = (at.raw(), at.place().span.range());
    let style = at.scalar().map_or(Style::Plain, |scalar| scalar.style);
    // A tag may have made a text of what has no quotes.
    let quoted = style == Style::Quoted && raw.starts_with(['"', '\'']);
    let map = at.text_map();
    let mut gaps = Gaps { raw, base: span.start, edits: Vec::new() };
    for run in runs(written) {
        let pieces: Vec<(Range<usize>, bool)> =
            run.iter().map(|piece| (map.place(piece.span).span.range(), piece.apart)).collect();
        let (Some((first, _)), Some((last, _))) = (pieces.first(), pieces.last()) else { continue };
        let whole = matches!(written, Written::Expression(_));
        if whole && quoted {
            gaps.put(span.start.saturating_add(1), first.start, |gap| between(gap, false));
        }
        for pair in pieces.windows(2) {
            if let [(one, _), (next, apart)] = pair
                && !gaps.is_in_column(one.end, next.start)
            {
                gaps.put(one.end, next.start, |gap| between(gap, *apart));
            }
        }
        if whole && quoted {
            gaps.put(last.end, span.end.saturating_sub(1), |gap| between(gap, false));
        } else if whole && style == Style::Block {
            gaps.put(last.end, span.end, |gap| behind(gap, span.end == at.tree().text().len()));
        }
    }
    let edits = gaps.edits;
    let new = super::apply(raw, &edits).unwrap_or_default();
    if !quoted && style != Style::Block && !is_plain(&new) {
        return Edits::new();
    }
    let moved = |at: usize| at.saturating_add(span.start);
    edits.into_iter().map(|(range, new)| (moved(range.start)..moved(range.end), new)).collect()
}

/// The white space between two pieces, of which the line ends stay and one blank line.
fn between(gap: &str, apart: bool) -> String {
    let Some((ahead, indent)) = gap.rsplit_once('\n') else {
        return if apart { " ".to_owned() } else { String::new() };
    };
    format!("{}{indent}", if ahead.contains('\n') { "\n\n" } else { "\n" })
}

/// What stands behind the last piece of a block: its line ends, and the indentation of what follows
/// unless the text ends there.
fn behind(gap: &str, at_end: bool) -> String {
    let (ahead, indent) = gap.rsplit_once('\n').map_or((gap, ""), |(ahead, indent)| (ahead, indent));
    let ends = ahead.matches('\n').count().saturating_add(usize::from(gap.contains('\n')));
    format!("{}{}", "\n".repeat(ends), if at_end { "" } else { indent })
}

/// Whether a text without quotes is one value for YAML.
fn is_plain(text: &str) -> bool {
    let first = text.strip_prefix(['-', '?', ':']);
    let parted = [": ", ":\n", " #"].iter().any(|sign| text.contains(sign)) || text.ends_with(':');
    !parted && first.is_none_or(|rest| rest.starts_with(|c: char| !c.is_whitespace()))
}
