//! Operators, comparisons and calls: which types and units they take and give.

use super::expr::Checker;
use super::{Meaning, Note, Typed};
use crate::diag::did_you_mean;
use crate::feel::builtins::{Builtin, Takes};
use crate::feel::{Argument, Arithmetic, Compare, Expr, Kind, Name};
use crate::source::Span;
use crate::value::{Number, Type, Unit};

impl Checker<'_> {
    /// Checks a condition.
    pub(super) fn truth(&mut self, expr: &Expr, of: &str) -> Typed {
        let typed = self.expr(expr);
        if !matches!(typed.note.ty, Type::Bool | Type::Any | Type::Null) {
            let words = format!("`{of}` takes true or false, not {}", typed.note.ty);
            self.wrong("E305", typed.span, words, None);
        }
        typed
    }

    /// The type of a number operand; anything else is reported.
    pub(super) fn number(&mut self, typed: &Typed, of: &str) -> Type {
        match &typed.note.ty {
            Type::Number(unit) => Type::Number(unit.clone()),
            Type::Any | Type::Null => Type::Number(Unit::Any),
            other => {
                let words = format!("`{of}` takes numbers, not {other}");
                self.wrong("E305", typed.span, words, None);
                Type::Any
            }
        }
    }

    pub(super) fn arithmetic(&mut self, op: Arithmetic, left: &Expr, right: &Expr, span: Span) -> Typed {
        let (left, right) = (self.expr(left), self.expr(right));
        let ty = self.arithmetic_type(op, &left, &right, span);
        Typed {
            kind: Kind::Arithmetic(op, Box::new(left), Box::new(right)),
            span,
            note: Note { ty, meaning: Meaning::Itself },
        }
    }

    fn arithmetic_type(&mut self, op: Arithmetic, left: &Typed, right: &Typed, span: Span) -> Type {
        if op == Arithmetic::Add && left.note.ty == Type::Text && right.note.ty == Type::Text {
            return Type::Text;
        }
        // Texts too are put together by `+`: of what is not known nothing can be said.
        if op == Arithmetic::Add && [left, right].iter().all(|s| matches!(s.note.ty, Type::Any | Type::Text)) {
            return Type::Any;
        }
        let dates = [left, right].iter().any(|side| side.note.ty == Type::Date);
        if dates {
            self.wrong("E308", span, "sums and differences of dates are not evaluated yet".to_owned(), None);
            return Type::Any;
        }
        let (Type::Number(a), Type::Number(b)) = (self.number(left, op.sign()), self.number(right, op.sign())) else {
            return Type::Any;
        };
        match op {
            Arithmetic::Add | Arithmetic::Subtract => match a.meet(&b) {
                Some(unit) => Type::Number(unit),
                None => {
                    self.units(&a, &b, op.sign(), span);
                    Type::Any
                }
            },
            Arithmetic::Multiply => Type::Number(a.combine(&b, 1)),
            Arithmetic::Divide => {
                let by_hundred =
                    matches!(&right.kind, Kind::Number(text) if Number::parse(text) == Some(Number::HUNDRED));
                match a.without_per_cent() {
                    Some(unit) if by_hundred => Type::Number(unit),
                    _ => Type::Number(a.combine(&b, -1)),
                }
            }
            Arithmetic::Power => {
                if a.single().is_some() || b.single().is_some() {
                    self.wrong("E306", span, format!("`**` takes plain numbers, not {a} and {b}"), None);
                }
                Type::Number(Unit::plain())
            }
        }
    }

    /// Says that two units do not fit, with what would make them.
    fn units(&mut self, a: &Unit, b: &Unit, sign: &str, span: Span) {
        let help = if a.is_per_cent() || b.is_per_cent() {
            Some("divide the figure in per cent by 100 to make it a share".to_owned())
        } else if a.single().is_some() != b.single().is_some() {
            Some("multiply the plain number by an amount, or give the constant a `unit:`".to_owned())
        } else {
            None
        };
        let words = |unit: &Unit| match unit.single() {
            Some(name) if !unit.is_per_cent() => format!("an amount in {name}"),
            Some(name) => format!("a figure in {name}"),
            None => unit.to_string(),
        };
        self.wrong(
            "E306",
            span,
            format!("`{sign}` takes two figures of one unit, not {} and {}", words(a), words(b)),
            help,
        );
    }

    pub(super) fn compare(&mut self, op: Compare, left: &Expr, right: &Expr, span: Span) -> Typed {
        let null = |expr: &Expr| matches!(expr.kind, Kind::Null);
        let null_test = matches!(op, Compare::Equal | Compare::NotEqual) && (null(left) || null(right));
        let (left, right) = (self.expr(left), self.expr(right));
        let meaning = if null_test { Meaning::NullTest } else { Meaning::Itself };
        if !null_test {
            match op {
                Compare::Equal | Compare::NotEqual => {
                    self.fits(&left, &right.note.ty, span, op.sign());
                    self.known_words(&left, &right);
                }
                _ => self.ordered(&left, &right, op.sign()),
            }
        }
        Typed { kind: Kind::Compare(op, Box::new(left), Box::new(right)), span, note: Note { ty: Type::Bool, meaning } }
    }

    /// Reports two sides that cannot be compared for order.
    pub(super) fn ordered(&mut self, left: &Typed, right: &Typed, sign: &str) {
        for side in [left, right] {
            if !matches!(side.note.ty, Type::Number(_) | Type::Text | Type::Date | Type::Any | Type::Null) {
                let words = format!("`{sign}` compares numbers, dates or texts, not {}", side.note.ty);
                self.wrong("E305", side.span, words, None);
                return;
            }
        }
        self.fits(left, &right.note.ty, left.span.to(right.span), sign);
    }

    /// Reports two sides of different types or units.
    pub(super) fn fits(&mut self, left: &Typed, right: &Type, span: Span, sign: &str) {
        match (&left.note.ty, right) {
            (a, b) if a.meet(b).is_some() => {}
            (Type::Number(a), Type::Number(b)) => {
                let (a, b) = (a.clone(), b.clone());
                self.units(&a, &b, sign, span);
            }
            (a, b) => {
                let words = format!("`{sign}` takes two values of one kind, not {a} and {b}");
                let text_number = matches!((a, b), (Type::Text, Type::Number(_)) | (Type::Number(_), Type::Text));
                let help = text_number.then(|| "a text stands in double quotes, a number does not".to_owned());
                self.wrong("E305", span, words, help);
            }
        }
    }

    /// The type of either of two branches; two that do not fit are reported.
    pub(super) fn meet(&mut self, a: &Typed, b: &Typed, what: &str) -> Type {
        a.note.ty.meet(&b.note.ty).unwrap_or_else(|| {
            let code =
                if matches!((&a.note.ty, &b.note.ty), (Type::Number(_), Type::Number(_))) { "E306" } else { "E305" };
            let words = format!("{what} give {} and {}", a.note.ty, b.note.ty);
            self.wrong(code, b.span, words, None);
            Type::Any
        })
    }

    /// Checks a call of a built-in function; gives its type and its meaning.
    pub(super) fn built_in(
        &mut self,
        builtin: &'static Builtin,
        name: &Name,
        arguments: &[Argument<super::Note>],
        span: Span,
    ) -> (Type, Meaning) {
        let Some(order) = self.order(builtin, arguments) else {
            return (Type::Any, Meaning::Itself);
        };
        let given = arguments.len();
        let unbounded = (builtin.list_or_items || builtin.last_repeats) && given > 0;
        let odd = !builtin.counts.is_empty() && !builtin.counts.contains(&given);
        if given < builtin.required || (given > builtin.parameters.len() && !unbounded) || odd {
            let takes = match (builtin.required, builtin.parameters.len()) {
                (least, most) if least == most => format!("{most}"),
                (least, most) => format!("{least} to {most}"),
            };
            let words =
                format!("`{}` takes {takes} argument{}, not {given}", name.text, if takes == "1" { "" } else { "s" });
            return self.not_so_written(builtin, span, words);
        }
        let lacking = builtin.parameters.iter().take(builtin.required).enumerate();
        let lacking = lacking.filter(|(index, _)| !order.contains(index)).map(|(_, (name, _))| *name).next();
        if let Some(lacking) = lacking {
            let words = format!("`{}` lacks its argument `{lacking}`", name.text);
            return self.not_so_written(builtin, span, words);
        }
        let as_items = builtin.list_or_items && given != 1;
        let before = self.diagnostics.len();
        let mut types = Vec::new();
        for (position, argument) in arguments.iter().enumerate() {
            let index = if as_items { 0 } else { order.get(position).copied().unwrap_or(position) };
            if let Some((parameter, takes)) = builtin.parameters.get(index) {
                self.takes(builtin, parameter, *takes, &argument.value, as_items);
            }
            types.push(argument.value.note.ty.clone());
        }
        let ty = match (as_items, self.diagnostics.len() > before) {
            (true, true) => Type::Any,
            (true, false) => self.items_type(builtin, arguments),
            (false, _) => builtin.gives.of(&types),
        };
        (ty, Meaning::Call(builtin, order))
    }

    /// Reports a call with the wrong arguments, and how it is written.
    fn not_so_written(&mut self, builtin: &Builtin, span: Span, words: String) -> (Type, Meaning) {
        self.wrong("E304", span, words, Some(format!("it is written {}", builtin.signature())));
        (Type::Any, Meaning::Itself)
    }

    /// The type of a call with several arguments in place of one list.
    fn items_type(&mut self, builtin: &'static Builtin, arguments: &[Argument<super::Note>]) -> Type {
        let mut item = Type::Any;
        for argument in arguments {
            let own = match (&argument.value.note.ty, builtin.name) {
                (Type::List(inner), "concatenate") => (**inner).clone(),
                (other, _) => other.clone(),
            };
            match item.meet(&own) {
                Some(ty) => item = ty,
                None => {
                    let words = format!("the arguments of `{}` are {item} and {own}", builtin.name);
                    self.wrong("E306", argument.value.span, words, None);
                    return Type::Any;
                }
            }
        }
        builtin.gives.of(&[item.list_of()])
    }

    /// For each argument the parameter it is for; reports unknown and repeated names.
    fn order(&mut self, builtin: &'static Builtin, arguments: &[Argument<super::Note>]) -> Option<Vec<usize>> {
        let mut order = Vec::new();
        for (position, argument) in arguments.iter().enumerate() {
            let Some(name) = &argument.name else {
                order.push(position);
                continue;
            };
            let found = builtin
                .parameters
                .iter()
                .position(|(parameter, _)| parameter.split('|').any(|known| known == name.text));
            match found {
                Some(index) if !order.contains(&index) => order.push(index),
                Some(_) => {
                    self.wrong("E304", name.span, format!("`{}` is given twice", name.text), None);
                    return None;
                }
                None => {
                    let help = did_you_mean(&name.text, builtin.parameters.iter().map(|(parameter, _)| *parameter));
                    let words = format!("`{}` has no parameter `{}`", builtin.name, name.text);
                    self.wrong(
                        "E304",
                        name.span,
                        words,
                        help.or_else(|| Some(format!("it is written {}", builtin.signature()))),
                    );
                    return None;
                }
            }
        }
        Some(order)
    }

    fn takes(&mut self, builtin: &Builtin, parameter: &str, takes: Takes, argument: &Typed, as_item: bool) {
        let ty = &argument.note.ty;
        let item = match ty {
            Type::List(item) if !as_item || builtin.name == "concatenate" => item,
            other => other,
        };
        let any = |ty: &Type| matches!(ty, Type::Any | Type::Null);
        let fine = any(ty)
            || match takes {
                Takes::Anything => true,
                Takes::Number => matches!(ty, Type::Number(_)),
                Takes::Plain => matches!(ty, Type::Number(unit) if unit.single().is_none()),
                Takes::Text => *ty == Type::Text,
                Takes::Bool => *ty == Type::Bool,
                Takes::Date => *ty == Type::Date,
                Takes::List => true,
                Takes::Numbers => any(item) || matches!(item, Type::Number(_)),
                Takes::Bools => any(item) || *item == Type::Bool,
                Takes::Texts => any(item) || *item == Type::Text,
                Takes::Ordered => any(item) || matches!(item, Type::Number(_) | Type::Text | Type::Date),
            };
        if !fine {
            let wants = match takes {
                Takes::Number => "a number",
                Takes::Plain => "a plain number",
                Takes::Text => "a text",
                Takes::Bool => "true or false",
                Takes::Date => "a date",
                Takes::Numbers => "a list of numbers of one unit",
                Takes::Bools => "a list of truth values",
                Takes::Texts => "a list of texts",
                Takes::List => "a list",
                Takes::Ordered => "a list of numbers, dates or texts",
                Takes::Anything => "anything",
            };
            let words = format!("`{}` takes {wants} as {parameter}, not {ty}", builtin.name);
            let help = (takes == Takes::Numbers && matches!(item, Type::Row(_)))
                .then(|| "name the column behind the list, such as rows.amount".to_owned());
            self.wrong("E305", argument.span, words, help);
        }
    }
}
