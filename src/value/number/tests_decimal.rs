//! A referee: the General Decimal Arithmetic cases (<https://speleotrove.com/decimal/dectest.html>)
//! that travel with CPython. They are read where they lie, in the folder that the environment
//! variable `DECIMAL_TEST_DATA` names or else in that of the `python3` on the path; where there
//! are none, the test says so and passes.
//!
//! The cases compute with a precision, a rounding and exponents of their own, and [`Number`] with
//! 28 digits, halves to even, and no exponents, so a case applies where both say something about
//! the same value. The rules are at [`judge`] and the functions that it calls.

use super::*;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::Command;

/// How many cases of an operation must at least apply, so that the referee cannot run empty.
const FLOORS: [(&str, usize); 12] = [
    ("add", 3349),
    ("compare", 1720),
    ("divide", 1646),
    ("exp", 288),
    ("ln", 267),
    ("multiply", 1022),
    ("power", 3892),
    ("quantize", 1386),
    ("remainder", 1196),
    ("squareroot", 3323),
    ("subtract", 1453),
    ("tointegral", 145),
];

/// A case: `addx001 add 1 1 -> 2 Inexact Rounded`, under the directives that stand above it.
struct Case {
    id: String,
    operation: String,
    operands: Vec<String>,
    result: String,
    conditions: Vec<String>,
    precision: u32,
    rounding: String,
}

/// What becomes of a case.
enum Verdict {
    Agreed,
    Disagreed(String),
    LeftOut(&'static str),
}

/// A value as the cases write it: `-12E-3`.
#[derive(Clone, Debug)]
struct Plain {
    negative: bool,
    digits: String,
    power: i64,
}

#[test]
fn agrees_with_the_cases_of_general_decimal_arithmetic() {
    let Some(files) = files() else {
        println!("left out: no General Decimal Arithmetic cases (name their folder in DECIMAL_TEST_DATA)");
        return;
    };
    let mut applied: BTreeMap<String, usize> = BTreeMap::new();
    let mut left_out: BTreeMap<(String, &'static str), usize> = BTreeMap::new();
    let mut wrong = Vec::new();
    for case in files.iter().flat_map(|text| cases(text)) {
        if !FLOORS.iter().any(|(operation, _)| *operation == case.operation) {
            continue;
        }
        match judge(&case) {
            Verdict::LeftOut(why) => *left_out.entry((case.operation, why)).or_default() += 1,
            Verdict::Agreed => *applied.entry(case.operation).or_default() += 1,
            Verdict::Disagreed(ours) => {
                *applied.entry(case.operation.clone()).or_default() += 1;
                let Case { id, operation, operands, result, precision, rounding, conditions } = case;
                wrong.push(format!(
                    "{id} {operation} {operands:?} -> {result} {conditions:?} at {precision} {rounding}: {ours}"
                ));
            }
        }
    }
    for (operation, count) in &applied {
        println!("{operation:<12}{count:>6} applied");
        for ((_, why), count) in left_out.iter().filter(|((of, _), _)| of == operation) {
            println!("{:<12}{count:>6} left out: {why}", "");
        }
    }
    assert!(wrong.is_empty(), "{} disagree:\n{}", wrong.len(), wrong.join("\n"));
    for (operation, floor) in FLOORS {
        let count = applied.get(operation).copied().unwrap_or(0);
        assert!(count >= floor, "{operation}: {count} cases applied, of at least {floor}");
    }
}

/// The texts of all files of cases, when there are any.
fn files() -> Option<Vec<String>> {
    let folder = match std::env::var_os("DECIMAL_TEST_DATA") {
        Some(folder) => PathBuf::from(folder),
        None => {
            let ask = "import test, os; print(os.path.join(os.path.dirname(test.__file__), 'decimaltestdata'))";
            let answer = Command::new("python3").args(["-c", ask]).output().ok()?;
            PathBuf::from(String::from_utf8(answer.stdout).ok()?.trim())
        }
    };
    let entries = std::fs::read_dir(folder).ok()?;
    let paths =
        entries.map(|entry| entry.unwrap().path()).filter(|path| path.extension().is_some_and(|e| e == "decTest"));
    let texts: Vec<String> = paths.map(|path| String::from_utf8_lossy(&std::fs::read(path).unwrap()).into()).collect();
    (!texts.is_empty()).then_some(texts)
}

/// The cases of a file.
fn cases(text: &str) -> Vec<Case> {
    let (mut precision, mut rounding, mut found) = (9, String::from("half_up"), Vec::new());
    for line in text.lines() {
        let mut words = words(line);
        let Some(first) = words.first() else { continue };
        if let Some(directive) = first.strip_suffix(':') {
            match (directive.to_lowercase().as_str(), words.get(1)) {
                ("precision", Some(value)) => precision = value.parse().unwrap(),
                ("rounding", Some(value)) => rounding = value.to_lowercase(),
                _ => {}
            }
            continue;
        }
        let Some(arrow) = words.iter().position(|word| word == "->") else { continue };
        let conditions = words.split_off(arrow + 2);
        found.push(Case {
            id: words[0].clone(),
            operation: words[1].to_lowercase(),
            operands: words[2..arrow].to_vec(),
            result: words[arrow + 1].clone(),
            conditions,
            precision,
            rounding: rounding.clone(),
        });
    }
    found
}

/// The words of a line, without quotes, up to a comment.
fn words(line: &str) -> Vec<String> {
    let (mut words, mut rest) = (Vec::new(), line.trim_start());
    while !rest.is_empty() && !rest.starts_with("--") {
        let quote = rest.chars().next().filter(|first| matches!(first, '\'' | '"'));
        let (word, after) = match quote {
            Some(quote) => rest[1..].split_once(quote).unwrap_or((&rest[1..], "")),
            None => rest.split_once(char::is_whitespace).unwrap_or((rest, "")),
        };
        words.push(word.to_owned());
        rest = after.trim_start();
    }
    words
}

impl Case {
    fn says(&self, condition: &str) -> bool {
        self.conditions.iter().any(|word| word.eq_ignore_ascii_case(condition))
    }
}

/// Compares what we compute to what the case expects.
fn judge(case: &Case) -> Verdict {
    // A case applies when its operands are numbers that are held exactly; of the second operand
    // of `quantize` only the exponent counts.
    let quantum = (case.operation == "quantize").then(|| plain(&case.operands[1])).flatten();
    let read = |at: usize| case.operands.get(at).map_or(Some(Number::ZERO), |text| Number::parse_literal(text));
    let Some(a) = read(0) else { return unheld(&case.operands[0]) };
    let Some(b) = quantum.as_ref().map_or_else(|| read(1), |_| Some(Number::ZERO)) else {
        return unheld(&case.operands[1]);
    };
    if case.operands.len() > 2 {
        return Verdict::LeftOut("powers modulo a number, which we have not");
    }
    let Some(how) = how(&case.rounding) else { return Verdict::LeftOut("a rounding that we have not") };
    // The range of exponents of the case ends elsewhere than ours.
    if case.says("Overflow") || case.says("Underflow") || case.says("Subnormal") {
        return Verdict::LeftOut("at the end of the case's exponents");
    }
    // The reference bounds precision and operands of `exp`, `ln` and `power` where the
    // specification does not; and results of `quantize` and the quotient of which `remainder` is
    // the rest must fit the case's precision.
    let bounded = case.operation == "quantize" && case.says("Invalid_operation");
    if bounded || case.says("Invalid_context") || case.says("Division_impossible") {
        return Verdict::LeftOut("beyond the case's precision");
    }
    let ours = match case.operation.as_str() {
        "add" => a.add(b),
        "subtract" => a.subtract(b),
        "multiply" => a.multiply(b),
        "divide" => a.divide(b),
        "compare" => Ok(Number::from_int(a.cmp(&b) as i64)),
        "quantize" | "tointegral" => {
            let places = quantum.map_or(0, |quantum| -quantum.power);
            if !(-6111..=6176).contains(&places) {
                return Verdict::LeftOut("beyond FEEL's places");
            }
            a.round(i32::try_from(places).unwrap(), how)
        }
        // Theirs has the sign of the dividend, ours that of the divisor.
        "remainder"
            if a.is_negative() != b.is_negative() && plain(&case.result).is_some_and(|r| !r.digits.is_empty()) =>
        {
            return Verdict::LeftOut("signs differ, and so do the definitions");
        }
        "remainder" => a.modulo(b),
        "squareroot" => a.sqrt(),
        "exp" => a.exp(),
        "ln" => a.ln(),
        "power" if a.is_zero() && b.is_zero() => return Verdict::LeftOut("zero to the power of zero, here one"),
        "power" => a.power(b),
        other => unreachable!("{other}"),
    };
    let Some(theirs) = plain(&case.result) else {
        // Where the case has no finite result (`ln(0)`, `1/0`, `sqrt(-1)`), we have a fault.
        return match ours {
            Err(Fault::DivisionByZero | Fault::Negative) => Verdict::Agreed,
            other => Verdict::Disagreed(format!("{other:?}")),
        };
    };
    match ours {
        Ok(ours) => compare(ours, &theirs, case, how),
        Err(Fault::TooLarge) if too_large(&theirs) => Verdict::Agreed,
        Err(fault) => Verdict::Disagreed(format!("{fault:?}")),
    }
}

/// Our result and theirs: the finer one is rounded to the places of the coarser one.
fn compare(ours: Number, theirs: &Plain, case: &Case, how: Rounding) -> Verdict {
    let inexact = case.says("Inexact");
    // A zero to which a result was rounded stands for 28 places of noughts.
    let places = if ours.is_zero() && ours.is_rounded() { 28 } else { i64::from(ours.places()) };
    let digits = ours.value.mantissa().unsigned_abs().to_string();
    let mine = Plain { negative: ours.is_negative(), digits, power: -places };
    let verdict = |agreed: bool| {
        if agreed { Verdict::Agreed } else { Verdict::Disagreed(format!("{ours} rounded: {}", ours.is_rounded())) }
    };
    if !ours.is_rounded() {
        // Ours is exact: rounded as the case says it is theirs, and loses digits just where
        // theirs did. Theirs are called inexact in roots and powers that are exact, too; and of
        // `quantize`, which loses digits because it was asked to, ours has lost them already.
        let (cut, rest) = shortened(&mine, theirs.power, how);
        let lost = rest != Rest::Nothing;
        let told = lost == inexact || matches!(case.operation.as_str(), "power" | "quantize" | "tointegral");
        return verdict(same(&cut, theirs) && told);
    }
    if mine.power < theirs.power {
        // Theirs has fewer digits. Where all that ours has more is nothing or a half, the digits
        // that ours lost would decide. Ours may not be marked where theirs is exact.
        let (cut, rest) = shortened(&mine, theirs.power, how);
        if inexact && matches!(rest, Rest::Nothing | Rest::Half) {
            return Verdict::LeftOut("the digits that 28 do not hold would decide");
        }
        return verdict(same(&cut, theirs) && inexact);
    }
    // Theirs has more digits, or as many: ours is that rounded with halves to even. Where it is
    // just a half, or was itself rounded another way, its lost digits would decide.
    let (cut, rest) = shortened(theirs, mine.power, Rounding::HalfEven);
    if inexact && (rest == Rest::Half || (mine.power == theirs.power && how != Rounding::HalfEven)) {
        return Verdict::LeftOut("the digits that the case does not hold would decide");
    }
    verdict(same(&cut, &mine) && (inexact || rest != Rest::Nothing))
}

/// Why an operand was not read.
fn unheld(text: &str) -> Verdict {
    Verdict::LeftOut(if plain(text).is_some() { "operands of more digits" } else { "no number (NaN, Infinity)" })
}

/// Reads a value as the cases write it, of any number of digits.
fn plain(text: &str) -> Option<Plain> {
    let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let unsigned = mantissa.strip_prefix(['-', '+']).unwrap_or(mantissa);
    let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
    let digits = format!("{whole}{fraction}");
    if digits.is_empty() || !digits.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    let digits = digits.trim_start_matches('0').to_owned();
    let power = exponent.parse::<i64>().ok()? - i64::try_from(fraction.len()).unwrap();
    Some(Plain { negative: text.starts_with('-'), digits, power })
}

/// How the cases call a rounding.
fn how(name: &str) -> Option<Rounding> {
    Some(match name {
        "up" => Rounding::Up,
        "down" => Rounding::Down,
        "half_up" => Rounding::HalfUp,
        "half_down" => Rounding::HalfDown,
        "half_even" => Rounding::HalfEven,
        "floor" => Rounding::Floor,
        "ceiling" => Rounding::Ceiling,
        _ => return None,
    })
}

/// What is cut off, beside a half of the last digit kept.
#[derive(PartialEq, Clone, Copy, Debug)]
enum Rest {
    Nothing,
    Less,
    Half,
    More,
}

/// A value in units of a power of ten, where those are coarser than its own, and what was cut off
/// for that: digit by digit, in another way than the code under test.
fn shortened(value: &Plain, power: i64, how: Rounding) -> (Plain, Rest) {
    let drop = usize::try_from(power - value.power).unwrap_or(0);
    // Beyond all its digits only noughts are cut off.
    let shown = drop.min(value.digits.len() + 1);
    let text = format!("{:0>1$}", value.digits, shown + 1);
    let (kept, cut) = text.split_at(text.len() - shown);
    let none = |digits: &str| digits.bytes().all(|digit| digit == b'0');
    let rest = match cut.split_at(cut.len().min(1)) {
        (first, others) if none(first) && none(others) => Rest::Nothing,
        ("5", others) if none(others) => Rest::Half,
        ("0" | "1" | "2" | "3" | "4", _) => Rest::Less,
        _ => Rest::More,
    };
    let size: u128 = kept.parse().unwrap();
    let up = match how {
        _ if rest == Rest::Nothing => false,
        Rounding::Up => true,
        Rounding::Down => false,
        Rounding::Floor => value.negative,
        Rounding::Ceiling => !value.negative,
        Rounding::HalfUp => matches!(rest, Rest::Half | Rest::More),
        Rounding::HalfDown => rest == Rest::More,
        Rounding::HalfEven => rest == Rest::More || (rest == Rest::Half && size % 2 == 1),
    };
    let digits = (size + u128::from(up)).to_string();
    (Plain { negative: value.negative, digits, power: value.power.max(power) }, rest)
}

/// Whether two values are equal; zeros whatever their signs.
fn same(a: &Plain, b: &Plain) -> bool {
    let bare = |value: &Plain| {
        let digits = value.digits.trim_start_matches('0').trim_end_matches('0');
        let noughts = value.digits.len() - value.digits.trim_end_matches('0').len();
        (!digits.is_empty()).then(|| (value.negative, digits.to_owned(), value.power + noughts as i64))
    };
    bare(a) == bare(b)
}

/// Whether a value is above what [`Number`] holds, or rounded from one that may be.
fn too_large(value: &Plain) -> bool {
    let largest = "79228162514264337593543950335";
    let whole = value.digits.len() as i64 + value.power;
    let leading: String = value.digits.chars().chain("0".repeat(29).chars()).take(29).collect();
    whole > 29 || (whole == 29 && leading.as_str() >= largest)
}
