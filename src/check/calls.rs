//! Calls of built-in functions: which form of them is meant, and whether its arguments fit.

use super::expr::Checker;
use super::{Meaning, Note, Typed};
use crate::diag::did_you_mean;
use crate::feel::builtins::{self, Builtin, Gives, Parameter, Takes, required};
use crate::feel::{Argument, Kind, Name};
use crate::source::Span;
use crate::value::{Type, Value};

type Given = [Argument<Note>];

impl Checker<'_> {
    /// Checks a call of a built-in function; gives its type and its meaning.
    pub(super) fn built_in(
        &mut self,
        builtin: &'static Builtin,
        name: &Name,
        given: &Given,
        span: Span,
    ) -> (Type, Meaning) {
        let nothing = (Type::Any, Meaning::Itself);
        if let Err(()) = self.names(builtin, given) {
            return nothing;
        }
        let as_items = as_items(builtin, given);
        let mut possible: Vec<(usize, Vec<usize>)> = builtin
            .forms
            .iter()
            .enumerate()
            .filter_map(|(nth, form)| Some((nth, order(builtin, form, given, as_items)?)))
            .collect();
        // Of two forms with the same names the one is meant whose order is that of the arguments.
        possible.sort_by_key(|(_, order)| !order.is_sorted());
        if possible.is_empty() {
            self.wrong_count(builtin, name, given, span);
            return nothing;
        }
        let fits = |(nth, order): &&(usize, Vec<usize>)| {
            builtin.forms.get(*nth).is_some_and(|form| {
                given.iter().zip(order).all(|(argument, index)| {
                    parameter(form, *index).is_none_or(|(_, takes)| accepts(takes, &argument.value.note.ty, as_items))
                })
            })
        };
        let Some((nth, order)) = possible.iter().find(fits).or(possible.first()).cloned() else { return nothing };
        let Some(form) = builtin.forms.get(nth) else { return nothing };
        let before = self.diagnostics.len();
        for (argument, index) in given.iter().zip(&order) {
            if let Some((parameter, takes)) = parameter(form, *index) {
                self.takes(builtin, parameter, takes, &argument.value, as_items);
            }
        }
        if self.diagnostics.len() > before {
            return (Type::Any, Meaning::Call(builtin, nth, order));
        }
        if builtin.alike {
            self.alike(builtin, given);
        }
        let ty = match as_items || (builtin.last_repeats && given.len() > 1) {
            true => self.items_type(builtin, given, as_items),
            false => result(builtin, given, &order),
        };
        (ty, Meaning::Call(builtin, nth, order))
    }

    /// Reports an argument under a name that no form of the function has, or that stands twice.
    fn names(&mut self, builtin: &'static Builtin, given: &Given) -> Result<(), ()> {
        let mut seen: Vec<&str> = Vec::new();
        for name in given.iter().filter_map(|argument| argument.name.as_ref()) {
            if seen.contains(&name.text.as_str()) {
                self.wrong("E304", name.span, format!("`{}` is given twice", name.text), None);
                return Err(());
            }
            seen.push(&name.text);
            if !builtin.parameter_names().any(|known| known == name.text) {
                let help = did_you_mean(&name.text, builtin.parameter_names());
                let help = help.or_else(|| Some(format!("it is written {}", builtin.signature())));
                let words = format!("`{}` has no parameter `{}`", builtin.name, crate::source::shown_short(&name.text));
                self.wrong("E304", name.span, words, help);
                return Err(());
            }
        }
        Ok(())
    }

    /// Reports a call with too many or too few arguments, or without one that must be given.
    fn wrong_count(&mut self, builtin: &'static Builtin, name: &Name, given: &Given, span: Span) {
        let given_by_name =
            |wanted: &str| given.iter().any(|a| a.name.as_ref().is_some_and(|name| name.text == wanted));
        let named = given.iter().any(|argument| argument.name.is_some());
        let lacking = builtin.forms.iter().filter(|_| named).find_map(|form| {
            form.iter().take(required(form)).find(|(name, _)| !given_by_name(name)).map(|(name, _)| *name)
        });
        let words = match lacking {
            Some(lacking) => format!("`{}` lacks its argument `{lacking}`", name.text),
            None => {
                let counts = counts(builtin);
                let s = if counts == "1" { "" } else { "s" };
                format!("`{}` takes {counts} argument{s}, not {}", name.text, given.len())
            }
        };
        self.wrong("E304", span, words, Some(format!("it is written {}", builtin.signature())));
    }

    /// Reports an argument of a kind that a parameter does not take.
    fn takes(&mut self, builtin: &Builtin, parameter: &str, takes: Takes, argument: &Typed, as_item: bool) {
        let ty = &argument.note.ty;
        if accepts(takes, ty, as_item) {
            return;
        }
        let words = format!("`{}` takes {} as {parameter}, not {ty}", builtin.name, takes.words());
        let item = item_of(ty);
        let help = (takes.core() == Takes::Numbers && matches!(item, Type::Row(_)))
            .then(|| "name the column behind the list, such as rows.amount".to_owned());
        self.wrong("E305", argument.span, words, help);
    }

    /// Reports arguments of which one cannot be compared with the others.
    fn alike(&mut self, builtin: &Builtin, given: &Given) {
        let end = |ty: &Type| match ty {
            Type::Range(end) => (**end).clone(),
            other => other.clone(),
        };
        let Some((first, others)) = given.split_first() else { return };
        let mut so_far = end(&first.value.note.ty);
        for other in others {
            let own = end(&other.value.note.ty);
            match so_far.meet(&own) {
                Some(ty) => so_far = ty,
                None => {
                    let code =
                        if matches!((&so_far, &own), (Type::Number(_), Type::Number(_))) { "E306" } else { "E305" };
                    let words = format!("`{}` compares values of one kind, not {so_far} and {own}", builtin.name);
                    self.wrong(code, other.value.span, words, None);
                    return;
                }
            }
        }
    }

    /// The type of a call with several arguments in place of one list, or with several lists. Units
    /// that do not fit are reported; a list may hold values of several kinds.
    fn items_type(&mut self, builtin: &'static Builtin, given: &Given, as_items: bool) -> Type {
        let mut item = Type::Any;
        for (position, argument) in given.iter().enumerate() {
            let is_list = !as_items && (position == 0 || builtin.forms.iter().all(|form| form.len() == 1));
            let own = if is_list { item_of(&argument.value.note.ty).clone() } else { argument.value.note.ty.clone() };
            match item.meet(&own) {
                Some(ty) => item = ty,
                None if as_items || matches!((&item, &own), (Type::Number(_), Type::Number(_))) => {
                    let words = format!("the arguments of `{}` are {item} and {own}", builtin.name);
                    self.wrong("E306", argument.value.span, words, None);
                    return Type::Any;
                }
                None => return Type::Any.list_of(),
            }
        }
        builtin.gives.of(&[item.list_of()])
    }
}

/// Whether several arguments stand in place of one list.
pub fn as_items(builtin: &Builtin, given: &Given) -> bool {
    builtin.list_or_items
        && match given {
            [only] => only.name.is_none() && !matches!(only.value.note.ty, Type::List(_) | Type::Any | Type::Null),
            _ => given.iter().all(|argument| argument.name.is_none()),
        }
}

/// The parameter for an argument; the last one may stand for many.
fn parameter(form: &'static [Parameter], index: usize) -> Option<Parameter> {
    form.get(index).or(form.last()).copied()
}

/// For each argument the parameter of a form that it is for; nothing when the form is not meant.
fn order(builtin: &Builtin, form: &'static [Parameter], given: &Given, as_items: bool) -> Option<Vec<usize>> {
    if as_items {
        return (!given.is_empty()).then(|| given.iter().map(|_| 0).collect());
    }
    let mut order = Vec::new();
    for (position, argument) in given.iter().enumerate() {
        let index = match &argument.name {
            Some(name) => form.iter().position(|(parameter, _)| *parameter == name.text)?,
            None => position,
        };
        if order.contains(&index) || (index >= form.len() && !builtin.last_repeats) {
            return None;
        }
        order.push(index);
    }
    (0..required(form)).all(|index| order.contains(&index)).then_some(order)
}

/// How many arguments a function takes, in words.
fn counts(builtin: &Builtin) -> String {
    if builtin.list_or_items || builtin.last_repeats {
        return format!("{} or more", builtin.forms.iter().map(|form| required(form)).min().unwrap_or(1));
    }
    let mut counts: Vec<(usize, usize)> = builtin.forms.iter().map(|form| (required(form), form.len())).collect();
    counts.sort_unstable();
    counts.dedup();
    let words = |(least, most): &(usize, usize)| match least == most {
        true => most.to_string(),
        false => format!("{least} to {most}"),
    };
    counts.iter().map(words).collect::<Vec<_>>().join(" or ")
}

/// The items of a list; of anything else itself.
fn item_of(ty: &Type) -> &Type {
    match ty {
        Type::List(item) => item,
        other => other,
    }
}

/// Whether a parameter takes values of a type; `as_item` when the argument is one of several in
/// place of a list.
fn accepts(takes: Takes, ty: &Type, as_item: bool) -> bool {
    let any = |ty: &Type| matches!(ty, Type::Any | Type::Null);
    let item = if as_item { ty } else { item_of(ty) };
    any(ty)
        || match takes.core() {
            Takes::Anything | Takes::List => true,
            Takes::Number => matches!(ty, Type::Number(_)),
            Takes::Plain => matches!(ty, Type::Number(unit) if unit.single().is_none()),
            Takes::Text => *ty == Type::Text,
            Takes::Bool => *ty == Type::Bool,
            Takes::Date => *ty == Type::Date,
            Takes::Time => *ty == Type::Time,
            Takes::Moment => matches!(ty, Type::Moment | Type::Date),
            Takes::Seconds => *ty == Type::Seconds,
            Takes::Duration => matches!(ty, Type::Seconds | Type::Months),
            Takes::Numbers => any(item) || matches!(item, Type::Number(_)),
            Takes::Bools => any(item) || *item == Type::Bool,
            Takes::Texts => any(item) || *item == Type::Text,
            Takes::Contexts => any(item) || matches!(item, Type::Context(_)),
            Takes::Ordered => any(item) || item.is_ordered(),
            Takes::Point => ty.is_ordered(),
            Takes::Range => matches!(ty, Type::Range(_)),
            Takes::Context => matches!(ty, Type::Context(_)),
            Takes::Function(count) => matches!(ty, Type::Function(of) if of.0.len() == count),
            Takes::OneOf(kinds) => kinds.iter().any(|kind| accepts(*kind, ty, as_item)),
            Takes::OrNull(_) | Takes::Optional(_) => false,
        }
}

/// The type of a call with one argument for each parameter.
fn result(builtin: &'static Builtin, given: &Given, order: &[usize]) -> Type {
    let argument = |wanted: usize| given.iter().zip(order).find(|(_, index)| **index == wanted).map(|(a, _)| &a.value);
    let text = |wanted: usize| match argument(wanted).map(|argument| &argument.kind) {
        Some(Kind::Text(text)) => Some(Value::text(text)),
        _ => None,
    };
    match builtin.gives {
        // What a literal text stands for is known before anything runs.
        Gives::OfText => match (text(0), builtin.run) {
            (Some(text), builtins::Run::Plain(run)) => match run(&[text]) {
                Value::Missing(_) => Type::Any,
                value => Type::of(&value),
            },
            _ => {
                argument(0).map(|argument| argument.note.ty.clone()).filter(|ty| *ty != Type::Text).unwrap_or(Type::Any)
            }
        },
        Gives::Any if builtin.name == "get value" => {
            match (argument(0).map(|m| &m.note.ty), argument(1).map(|key| &key.kind)) {
                (Some(Type::Context(members)), Some(Kind::Text(key))) => {
                    members.iter().find(|(name, _)| **name == **key).map_or(Type::Null, |(_, ty)| ty.clone())
                }
                _ => Type::Any,
            }
        }
        gives => {
            let first: Vec<Type> = argument(0).map(|argument| argument.note.ty.clone()).into_iter().collect();
            gives.of(&first)
        }
    }
}
