//! Operators and comparisons: which types and units they take and give.

use super::expr::Checker;
use super::{Meaning, Note, Typed};
use crate::feel::{Arithmetic, Compare, Expr, Kind};
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
        Typed { kind: Kind::Arithmetic(op, Box::new(left), Box::new(right)), span, note: Note::of(ty) }
    }

    fn arithmetic_type(&mut self, op: Arithmetic, left: &Typed, right: &Typed, span: Span) -> Type {
        if op == Arithmetic::Add && left.note.ty == Type::Text && right.note.ty == Type::Text {
            return Type::Text;
        }
        // Texts too are put together by `+`: of what is not known nothing can be said.
        if op == Arithmetic::Add && [left, right].iter().all(|s| matches!(s.note.ty, Type::Any | Type::Text)) {
            return Type::Any;
        }
        if [left, right].iter().any(|side| is_time(&side.note.ty)) {
            return self.times(op, left, right, span);
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

    /// The type of an operation on dates, times and durations (DMN 1.5, tables 55 to 58); one that
    /// does not exist is reported.
    fn times(&mut self, op: Arithmetic, left: &Typed, right: &Typed, span: Span) -> Type {
        use Arithmetic::{Add, Divide, Multiply, Subtract};
        use Type::{Date, Moment, Months, Number, Seconds, Time};
        let plain = |ty: &Type| matches!(ty, Number(unit) if unit.single().is_none());
        match (op, &left.note.ty, &right.note.ty) {
            (_, Type::Any | Type::Null, _) | (_, _, Type::Any | Type::Null) => Type::Any,
            (Add | Subtract, Seconds, Seconds) => Seconds,
            (Add | Subtract, Months, Months) => Months,
            (Divide, Seconds, Seconds) | (Divide, Months, Months) => Number(Unit::plain()),
            (Multiply | Divide, Seconds | Months, other) if plain(other) => left.note.ty.clone(),
            (Multiply, other, Seconds | Months) if plain(other) => right.note.ty.clone(),
            (Add | Subtract, Date | Moment, Seconds | Months) | (Add | Subtract, Time, Seconds) => left.note.ty.clone(),
            (Add, Seconds | Months, Date | Moment) | (Add, Seconds, Time) => right.note.ty.clone(),
            (Subtract, Date | Moment, Date | Moment) | (Subtract, Time, Time) => Seconds,
            (_, a, b) => {
                let words = format!("there is no `{}` of {a} and {b}", op.sign());
                let help = match (op, a, b) {
                    (Add | Subtract, Date | Moment | Time, Number(_)) => {
                        Some("add a duration, such as @\"P1D\" for a day or @\"P1M\" for a month".to_owned())
                    }
                    _ => None,
                };
                self.wrong("E305", span, words, help);
                Type::Any
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
        Typed {
            kind: Kind::Compare(op, Box::new(left), Box::new(right)),
            span,
            note: Note { meaning, ..Note::of(Type::Bool) },
        }
    }

    /// Reports two sides that cannot be compared for order.
    pub(super) fn ordered(&mut self, left: &Typed, right: &Typed, sign: &str) {
        for side in [left, right] {
            if !side.note.ty.is_ordered() && !matches!(side.note.ty, Type::Any | Type::Null) {
                let words =
                    format!("`{sign}` compares numbers, texts, dates, times or durations, not {}", side.note.ty);
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
}

/// Whether it is a date, a time, both, or a duration.
fn is_time(ty: &Type) -> bool {
    matches!(ty, Type::Date | Type::Time | Type::Moment | Type::Seconds | Type::Months)
}
