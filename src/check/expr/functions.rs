//! Functions that an expression defines, and calls of whatever is called.

use super::*;
use crate::feel::builtins::{Builtin, Run, Takes};
use crate::feel::{Argument, Parameter, TypeName};
use crate::source::shown_short;

impl Checker<'_> {
    /// `f(a)`: a function that a name stands for, else a built-in one.
    pub(super) fn call(&mut self, name: &Name, arguments: &[Argument<()>], span: Span) -> Typed {
        let builtin = builtins::find(&name.text);
        let named = match builtin {
            Some(_) => self.local(&name.text),
            None if self.known_name(&name.text) => self.resolve(&name.text, name.span),
            None => None,
        };
        if let Some((ty, meaning)) = named {
            return self.call_of_name(name, ty, meaning, arguments, span);
        }
        let arguments = self.arguments(builtin, arguments);
        let (ty, meaning) = match builtin {
            Some(builtin) if matches!(builtin.run, Run::Clock(_)) && self.place.names.is_some() => {
                // Rules give the same result on every day; only `eval` knows what day it is.
                let words = format!("`{}` is not for rules: a return comes to the same on every day", builtin.name);
                let help = "use the period of the return, such as period.end".to_owned();
                self.wrong("E308", name.span, words, Some(help));
                (Type::Any, Meaning::Itself)
            }
            Some(builtin) => {
                if matches!(builtin.run, Run::Clock(_)) {
                    self.reach = 0;
                }
                self.built_in(builtin, name, &arguments, span)
            }
            None => {
                let help = did_you_mean(&name.text, builtins::all().map(|b| b.name));
                let words = format!("unknown function `{}`", shown_short(&name.text));
                self.wrong("E303", name.span, words, help);
                (Type::Any, Meaning::Itself)
            }
        };
        Typed { kind: Kind::Call(name.clone(), arguments), span, note: Note { meaning, ..Note::of(ty) } }
    }

    /// Whether a name stands for something that is bound, or defined beside the rules.
    fn known_name(&self, name: &str) -> bool {
        // In its own definition a name is that of a function there is not.
        let followed = self.following.iter().any(|other| other == name);
        self.local(name).is_some()
            || !followed
                && self
                    .place
                    .names
                    .is_some_and(|names| names.definition(name).is_some() || names.constant(name).is_some())
    }

    /// The arguments of a call. A function that is given to a built-in one is checked with the type
    /// of the items it will see.
    fn arguments(&mut self, builtin: Option<&'static Builtin>, arguments: &[Argument<()>]) -> Vec<Argument<Note>> {
        let calls = builtin.is_some_and(|builtin| matches!(builtin.run, Run::Calling(_)));
        let mut item = Type::Any;
        // The list is looked at first, wherever it stands.
        let is_function = |argument: &Argument<()>| matches!(argument.value.kind, Kind::Function(..));
        let mut typed: Vec<Option<Typed>> = Vec::new();
        for argument in arguments {
            let value = (!calls || !is_function(argument)).then(|| self.expr(&argument.value));
            if let Some(Type::List(of)) = value.as_ref().map(|value| &value.note.ty) {
                item = item.meet(of).unwrap_or(Type::Any);
            }
            typed.push(value);
        }
        let expected = vec![item; builtin.map_or(0, most_given)];
        let complete = arguments.iter().zip(typed).map(|(argument, value)| Argument {
            name: argument.name.clone(),
            value: value.unwrap_or_else(|| self.expected(&argument.value, &expected)),
        });
        complete.collect()
    }

    /// Checks a function with the types of what it will be given.
    fn expected(&mut self, expr: &Expr, types: &[Type]) -> Typed {
        let Kind::Function(parameters, body) = &expr.kind else { return self.expr(expr) };
        let around = std::mem::replace(&mut self.reach, usize::MAX);
        let mut typed = self.function(parameters, body, types, expr.span);
        typed.note.closed = self.reach > self.locals.len();
        self.reach = self.reach.min(around);
        typed
    }

    /// `function(a, b) a + b`, with the types of what it will be given where they are known.
    pub(super) fn function(
        &mut self,
        parameters: &[Parameter],
        body: &Arc<Expr>,
        expected: &[Type],
        span: Span,
    ) -> Typed {
        let before = self.locals.len();
        let mut types = Vec::new();
        for (position, parameter) in parameters.iter().enumerate() {
            if parameters.iter().take(position).any(|other| other.name.text == parameter.name.text) {
                let words = format!("the parameter `{}` stands twice", shown_short(&parameter.name.text));
                self.wrong("E301", parameter.name.span, words, None);
            }
            let ty = match &parameter.ty {
                Some(name) => {
                    self.type_name(name);
                    name.ty()
                }
                None => expected.get(position).cloned().unwrap_or(Type::Any),
            };
            types.push(ty);
        }
        let named = parameters.iter().zip(&types);
        self.locals.extend(named.map(|(p, ty)| Local { name: Some(p.name.text.clone()), ty: ty.clone() }));
        let body = self.expr(body);
        self.locals.truncate(before);
        let named = parameters.iter().zip(types).map(|(p, ty)| (Arc::from(p.name.text.as_str()), ty));
        let ty = Type::Function(Arc::new((named.collect(), body.note.ty.clone())));
        itself(Kind::Function(parameters.to_vec(), Arc::new(body)), span, ty)
    }

    /// `(function(a) a)(1)`
    pub(super) fn invoke(&mut self, function: &Expr, arguments: &[Argument<()>], span: Span) -> Typed {
        let arguments = self.arguments(None, arguments);
        let types: Vec<Type> = arguments.iter().map(|argument| argument.value.note.ty.clone()).collect();
        let by_position = arguments.iter().all(|argument| argument.name.is_none());
        let function = match by_position {
            true => self.expected(function, &types),
            false => self.expr(function),
        };
        let (ty, order) = self.called(&function.note.ty, &arguments, function.span, span);
        let meaning = Meaning::Invoke(Box::new(Meaning::Itself), order);
        let kind = Kind::Invoke(Box::new(function), arguments);
        Typed { kind, span, note: Note { meaning, ..Note::of(ty) } }
    }

    fn call_of_name(
        &mut self,
        name: &Name,
        ty: Type,
        meaning: Meaning,
        arguments: &[Argument<()>],
        span: Span,
    ) -> Typed {
        self.reaches(&meaning);
        let arguments = self.arguments(None, arguments);
        let (ty, order) = self.called(&ty, &arguments, name.span, span);
        let meaning = Meaning::Invoke(Box::new(meaning), order);
        Typed { kind: Kind::Call(name.clone(), arguments), span, note: Note { meaning, ..Note::of(ty) } }
    }

    /// What a call of a function value gives, and for each argument its parameter.
    fn called(&mut self, ty: &Type, arguments: &[Argument<Note>], at: Span, span: Span) -> (Type, Vec<usize>) {
        let mut order: Vec<usize> = (0..arguments.len()).collect();
        if arguments.iter().any(|argument| argument.name.is_some()) {
            let names: Vec<&str> = match ty {
                Type::Function(of) => of.0.iter().map(|(name, _)| &**name).collect(),
                _ => Vec::new(),
            };
            if names.iter().all(|name| name.is_empty()) && !names.is_empty() || *ty == Type::Any {
                let words = "the names of this function's parameters are not known here".to_owned();
                self.wrong("E304", span, words, Some("give its arguments by position".to_owned()));
                return (Type::Any, order);
            }
            if let Type::Function(_) = ty {
                match self.by_name(&names, arguments) {
                    Some(found) => order = found,
                    None => return (Type::Any, order),
                }
            }
        }
        match ty {
            Type::Function(of) => {
                let (parameters, result) = &**of;
                if parameters.len() != arguments.len() {
                    let s = if parameters.len() == 1 { "" } else { "s" };
                    let words = format!("the function takes {} argument{s}, not {}", parameters.len(), arguments.len());
                    self.wrong("E304", span, words, None);
                    return (Type::Any, order);
                }
                for (argument, index) in arguments.iter().zip(&order) {
                    let Some((_, wanted)) = parameters.get(*index) else { continue };
                    let own = &argument.value.note.ty;
                    if wanted.meet(own).is_none() {
                        let words = format!("the function takes {wanted} here, not {own}");
                        let code =
                            if matches!((wanted, own), (Type::Number(_), Type::Number(_))) { "E306" } else { "E305" };
                        self.wrong(code, argument.value.span, words, None);
                    }
                }
                (result.clone(), order)
            }
            Type::Any => (Type::Any, order),
            other => {
                self.wrong("E305", at, format!("only a function can be called, not {other}"), None);
                (Type::Any, order)
            }
        }
    }

    /// For each argument the parameter it is for; reports unknown and repeated names.
    fn by_name(&mut self, names: &[&str], arguments: &[Argument<Note>]) -> Option<Vec<usize>> {
        let mut order = Vec::new();
        for (position, argument) in arguments.iter().enumerate() {
            let index = match &argument.name {
                None => position,
                Some(name) => match names.iter().position(|own| *own == name.text) {
                    Some(index) => index,
                    None => {
                        let words = format!("the function has no parameter `{}`", shown_short(&name.text));
                        let help = did_you_mean(&name.text, names.iter().copied());
                        self.wrong("E304", name.span, words, help);
                        return None;
                    }
                },
            };
            if order.contains(&index) {
                let words = "an argument is given twice".to_owned();
                self.wrong("E304", argument.value.span, words, None);
                return None;
            }
            order.push(index);
        }
        Some(order)
    }

    /// Reports a name that is no type.
    pub(super) fn type_name(&mut self, ty: &TypeName) {
        if let Some(name) = ty.unknown() {
            let words = format!("unknown type `{}`", shown_short(&name.text));
            let help = did_you_mean(&name.text, TypeName::known());
            self.wrong(
                "E302",
                name.span,
                words,
                help.or_else(|| Some(TypeName::known().collect::<Vec<_>>().join(", "))),
            );
        }
    }
}

/// How many arguments a function value is given at most by a built-in function.
fn most_given(builtin: &'static Builtin) -> usize {
    let count = |(_, takes): &builtins::Parameter| match takes.core() {
        Takes::Function(count) => count,
        _ => 0,
    };
    builtin.forms.iter().flat_map(|form| form.iter().map(count)).max().unwrap_or(0)
}
