//! Numbers as text. What is stored is never turned into a binary fraction.

/// How many significant digits spreadsheet programs show.
const SHOWN: usize = 15;
/// Exponents up to this size are written out.
const WRITTEN_OUT: i64 = 30;

/// A number: what is shown, and what is stored where that differs.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Figure {
    pub(super) text: String,
    pub(super) stored: Option<String>,
}

/// Reads the stored text of a number; none where it is no number.
pub(super) fn figure(stored: &str) -> Option<Figure> {
    let stored = stored.trim_matches([' ', '\t', '\r', '\n']);
    let parts = Parts::of(stored)?;
    let digits = Digits::of(&parts);
    if parts.exponent.is_none() && digits.count <= SHOWN {
        return Some(Figure { text: stored.to_owned(), stored: None });
    }
    let text = digits.round().write(parts.negative, parts.exponent.is_some());
    let differs = text != stored;
    Some(Figure { text, stored: differs.then(|| stored.to_owned()) })
}

/// A number cut at its point and its exponent.
struct Parts<'t> {
    negative: bool,
    whole: &'t str,
    fraction: &'t str,
    exponent: Option<i64>,
}

impl<'t> Parts<'t> {
    fn of(text: &'t str) -> Option<Parts<'t>> {
        let (negative, rest) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let (mantissa, exponent) = match rest.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, Some(whole_exponent(exponent)?)),
            None => (rest, None),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        let some = !whole.is_empty() || !fraction.is_empty();
        (some && digits(whole) && digits(fraction)).then_some(Parts { negative, whole, fraction, exponent })
    }
}

fn whole_exponent(text: &str) -> Option<i64> {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    let sound = !digits.is_empty() && digits.len() <= 9 && digits.bytes().all(|byte| byte.is_ascii_digit());
    sound.then(|| text.parse().ok()).flatten()
}

/// The significant digits of a number: 0.DIGITS times ten to the `point`.
struct Digits {
    /// The first of them, one more than is shown.
    kept: Vec<u8>,
    /// How many there are in all.
    count: usize,
    point: i64,
}

impl Digits {
    fn of(parts: &Parts) -> Digits {
        let all = || parts.whole.bytes().chain(parts.fraction.bytes());
        let zeros = all().take_while(|digit| *digit == b'0').count();
        let length = |size: usize| i64::try_from(size).unwrap_or(i64::MAX);
        let point = length(parts.whole.len()).saturating_sub(length(zeros));
        Digits {
            kept: all().skip(zeros).take(SHOWN.saturating_add(1)).collect(),
            count: parts.whole.len().saturating_add(parts.fraction.len()).saturating_sub(zeros),
            point: point.saturating_add(parts.exponent.unwrap_or(0)),
        }
    }

    /// Rounds half away from zero to what is shown, and drops zeros at the end.
    fn round(mut self) -> Digits {
        let mut up = self.kept.get(SHOWN).is_some_and(|digit| *digit >= b'5');
        self.kept.truncate(SHOWN);
        while up {
            match self.kept.pop() {
                Some(b'9') => {}
                Some(digit) => {
                    self.kept.push(digit.saturating_add(1));
                    up = false;
                }
                None => {
                    self.kept.push(b'1');
                    self.point = self.point.saturating_add(1);
                    up = false;
                }
            }
        }
        while self.kept.last() == Some(&b'0') {
            self.kept.pop();
        }
        self
    }

    fn write(&self, negative: bool, exponent: bool) -> String {
        if self.kept.is_empty() {
            return "0".to_owned();
        }
        let mut text = String::from(if negative { "-" } else { "" });
        let scale = self.point.saturating_sub(1);
        if exponent && !(-WRITTEN_OUT..=WRITTEN_OUT).contains(&scale) {
            self.digits(&mut text, 1);
            text.push_str(&format!("E{scale:+}"));
            return text;
        }
        match usize::try_from(self.point) {
            Ok(point) if point > 0 => self.digits(&mut text, point),
            _ => {
                text.push_str("0.");
                let zeros = usize::try_from(self.point.unsigned_abs()).unwrap_or(0);
                text.extend(std::iter::repeat_n('0', zeros));
                text.extend(self.kept.iter().map(|digit| char::from(*digit)));
            }
        }
        text
    }

    /// Writes the digits with the point behind the first `whole` of them.
    fn digits(&self, text: &mut String, whole: usize) {
        let digits = self.kept.iter().map(|digit| char::from(*digit));
        text.extend(digits.clone().chain(std::iter::repeat('0')).take(whole));
        if self.kept.len() > whole {
            text.push('.');
            text.extend(digits.skip(whole));
        }
    }
}
