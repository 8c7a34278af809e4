//! Lines: what stands at their ends, and which blank ones there are.

use crate::read::{At, Style, Tree};
use std::collections::HashSet;
use std::ops::Range;

/// The bytes behind the beginning of a scalar of several lines: line ends in there are its own.
struct Held {
    start: usize,
    end: usize,
    how: How,
}

/// What white space at the end of a line of a scalar means.
#[derive(Clone, Copy, PartialEq, Eq)]
enum How {
    /// Nothing: it is folded away.
    Folded,
    /// As [`How::Folded`], but for what a backslash stands before.
    Escaped,
    /// It is a part of the text behind so many spaces, and so may be blank lines that follow.
    Kept { indent: usize, more: bool },
}

/// Lays out the lines of a text whose line ends are `\n`, by its documents.
pub fn lay_out(text: &str, trees: &[Tree]) -> String {
    let mut held: Vec<Held> = trees.iter().flat_map(Tree::nodes).filter_map(|at| hold(text, at)).collect();
    held.sort_by_key(|held| (held.start, held.end));
    let within = |byte: usize| {
        let at = held.partition_point(|held| held.start < byte).checked_sub(1);
        at.and_then(|at| held.get(at)).filter(|held| byte < held.end).map(|held| held.how)
    };
    let partings: HashSet<usize> = trees.iter().flat_map(|tree| partings(text, tree.root(), &held)).collect();
    let mut out = String::with_capacity(text.len().saturating_add(1));
    let (mut blank, mut last_blank, mut inside) = (false, true, false);
    for (start, end) in lines(text, 0) {
        let line = without_space(text.get(start..end).unwrap_or(""), within(end));
        // White space without a line end behind it is a line where the block has no other.
        let own = within(start).is_some() && (end < text.len() || !inside);
        inside = within(start).is_some();
        if line.is_empty() && !own {
            blank = true;
            continue;
        }
        if (blank || partings.contains(&start)) && !last_blank {
            out.push('\n');
        }
        out.push_str(line);
        out.push('\n');
        (blank, last_blank) = (false, line.is_empty());
    }
    out
}

/// The lines of a text from a byte on: where each begins and where its end of line stands.
fn lines(text: &str, from: usize) -> impl Iterator<Item = (usize, usize)> {
    let mut next = Some(from);
    std::iter::from_fn(move || {
        let start = next?;
        let rest = text.get(start..)?;
        let end = start.saturating_add(rest.find('\n').unwrap_or(rest.len()));
        next = (end < text.len()).then_some(end.saturating_add(1));
        Some((start, end))
    })
}

/// Where the line begins in which a byte stands.
fn line_start(text: &str, at: usize) -> usize {
    text.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |end| end.saturating_add(1))
}

fn is_blank(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b' ' | b'\t' | b'\n'))
}

/// A line without the white space at its end that means nothing.
fn without_space(line: &str, how: Option<How>) -> &str {
    let bare = line.trim_end_matches([' ', '\t']);
    match how {
        None | Some(How::Folded) => bare,
        Some(How::Escaped) => {
            if bare.ends_with('\\') {
                line
            } else {
                bare
            }
        }
        Some(How::Kept { indent, .. }) => {
            let within = line.len() <= indent && line.bytes().all(|byte| byte == b' ');
            if within { "" } else { line }
        }
    }
}

/// The line ends that are a scalar's own.
fn hold(text: &str, at: At<'_>) -> Option<Held> {
    let scalar = at.scalar()?;
    let range = at.place().span.range();
    if scalar.style == Style::Block {
        return block(text, range, scalar.text);
    }
    let raw = at.raw();
    let how = if raw.starts_with('"') { How::Escaped } else { How::Folded };
    raw.contains('\n').then_some(Held { start: range.start, end: range.end, how })
}

/// The lines of a block scalar, from the end of its header on. Its span begins at the first letter and
/// may end within the indentation of what follows.
fn block(text: &str, Range { start: first, end: last }: Range<usize>, decoded: &str) -> Option<Held> {
    let line = line_start(text, first);
    let ahead = text.get(line..first)?;
    let header = if is_blank(ahead) { text.get(..line)?.trim_end_matches([' ', '\t', '\n']).len() } else { first };
    let start = header.saturating_add(text.get(header..)?.find('\n')?);
    let indent = match decoded.trim_start_matches('\n') {
        "" => usize::MAX,
        _ if is_blank(ahead) => ahead.len(),
        _ => 0,
    };
    let more = text.get(line_start(text, header)..start)?.contains('+');
    let mut end = start;
    for (from, to) in lines(text, line).take_while(|(from, _)| *from < last) {
        let whole = text.get(from..to.min(last)).unwrap_or("");
        if !is_blank(whole) || (to <= last && whole.len() > indent) {
            end = to.saturating_add(1);
        }
    }
    if more {
        let behind = end.max(start.saturating_add(1));
        let blank = |(from, to): &(usize, usize)| *from < text.len() && text.get(*from..*to).is_some_and(is_blank);
        end = lines(text, behind).take_while(blank).last().map_or(behind, |(_, to)| to.saturating_add(1));
    }
    if indent == usize::MAX {
        // A tab below a block that is empty says to the parser that what follows is none of it.
        let behind = start.saturating_add(1);
        let blank = |(from, to): &(usize, usize)| *from < text.len() && text.get(*from..*to).is_some_and(is_blank);
        let tab = |(from, to): &(usize, usize)| text.get(*from..*to).is_some_and(|line| line.contains('\t'));
        end = lines(text, behind)
            .take_while(blank)
            .filter(tab)
            .last()
            .map_or(end, |(_, to)| end.max(to.saturating_add(1)));
    }
    Some(Held { start, end, how: How::Kept { indent, more } })
}

/// Where the lines begin before which a blank one belongs: between entries of `rules:`.
fn partings(text: &str, root: At<'_>, held: &[Held]) -> Vec<usize> {
    let Some(rules) = root.value("rules").filter(|rules| rules.raw().starts_with('-')) else {
        return Vec::new();
    };
    let items: Vec<At<'_>> = rules.items().collect();
    let pairs = items.windows(2).filter_map(|pair| match pair {
        [one, next] if is_long(*one) && is_long(*next) => parting(text, *one, *next),
        _ => None,
    });
    // A blank line behind a text that keeps them would be a part of it.
    let kept =
        |start: &usize| held.iter().any(|held| held.end == *start && matches!(held.how, How::Kept { more: true, .. }));
    pairs.filter(|start| !kept(start)).collect()
}

/// Whether an entry is a block mapping of several lines.
fn is_long(at: At<'_>) -> bool {
    at.is_map() && !at.raw().starts_with('{') && at.raw().trim_end().contains('\n')
}

/// Where the line begins before which a blank one is missing between two entries: that of the
/// second one's dash, or of the first comment above it that does not belong to the first one.
fn parting(text: &str, one: At<'_>, next: At<'_>) -> Option<usize> {
    let end = text.get(..one.place().span.end as usize)?.trim_end().len();
    let behind = end.saturating_add(text.get(end..)?.find('\n')?).saturating_add(1);
    let indent = |line: &str| line.len().saturating_sub(line.trim_start_matches(' ').len());
    let mut comments = Vec::new();
    for (start, stop) in lines(text, behind).take_while(|(start, _)| *start <= next.place().span.start as usize) {
        let line = text.get(start..stop).unwrap_or("");
        if is_blank(line) {
            return None;
        }
        if !line.trim_start().starts_with('#') {
            let own = comments.iter().find(|(_, depth)| *depth <= indent(line));
            return Some(own.map_or(start, |(start, _)| *start));
        }
        comments.push((start, indent(line)));
    }
    None
}
