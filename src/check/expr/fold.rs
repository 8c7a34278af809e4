//! Parts of an expression that depend on nothing: what has no value there has none for any return,
//! and is reported before anything runs.

use super::*;
use crate::feel::standard::Standard;
use crate::value::Fault;

/// How many steps such a part may take; one that takes more is left to the evaluation.
const MOST_STEPS: u32 = 200_000;

impl Checker<'_> {
    /// Reports the first part of an expression that depends on nothing and has no value.
    pub(super) fn fold(&mut self, typed: &Typed) {
        let children = typed.children();
        if !typed.note.closed {
            children.into_iter().for_each(|child| self.fold(child));
            return;
        }
        // Literals were looked at where they stand.
        if children.is_empty() {
            return;
        }
        let mut standard = Standard::new(Vec::new(), None).within(MOST_STEPS).with_order_of_rules();
        standard.eval(typed);
        if standard.given_up.is_some() {
            return;
        }
        if let Some((span, fault)) = standard.faults.first() {
            let help = (*fault == Fault::NoPattern).then(|| why_no_pattern(typed, *span)).flatten();
            self.wrong("E316", *span, format!("this never has a value: {}", fault.words()), help);
        }
    }
}

/// What is wrong with the pattern of a call.
fn why_no_pattern(typed: &Typed, span: Span) -> Option<String> {
    if typed.span != span {
        return typed.children().into_iter().find_map(|child| why_no_pattern(child, span));
    }
    let Kind::Call(name, arguments) = &typed.kind else { return None };
    let text = |nth: usize| match arguments.get(nth).map(|argument| &argument.value.kind) {
        Some(Kind::Text(text)) => text.as_str(),
        _ => "",
    };
    match name.text.as_str() {
        "replace" => builtins::why_no_pattern(text(1), text(3)).or_else(|| {
            Some("in a replacement `$` stands before the number of a group, and `\\` before `$` or `\\`".to_owned())
        }),
        "matches" => builtins::why_no_pattern(text(1), text(2)),
        _ => builtins::why_no_pattern(text(1), ""),
    }
}
