//! Diagnostics: what is wrong with *our inputs* - rule files, options, files that cannot be read.
//! What is wrong with a return that could be read is a finding, never a diagnostic.

use crate::source::{LineColumn, Place};
use serde::{Deserialize, Serialize};

/// How much something matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Severity {
    /// For information.
    Info,
    /// To be explained.
    Warning,
    /// To be put right.
    Error,
}

impl Severity {
    /// The word used in files, options and JSON.
    pub fn name(self) -> &'static str {
        match self {
            Severity::Info => "info",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }

    /// Reads the word.
    pub fn parse(text: &str) -> Option<Severity> {
        [Severity::Info, Severity::Warning, Severity::Error].into_iter().find(|s| s.name() == text)
    }
}

/// The one table of diagnostic codes: code, title, what it means and what to do. Codes stay
/// reserved for ever.
pub const CODES: &[(&str, &str, &str)] = &[
    (
        "E101",
        "a file cannot be read",
        "The system refused to give the file. The message has its reason; check the name and your rights to it.",
    ),
    (
        "E102",
        "not YAML",
        "The text breaks off the rules of YAML at the place shown, so nothing in this document can be trusted. Documents before it in the same file are still judged.",
    ),
    (
        "E103",
        "not JSON",
        "The text is not JSON (RFC 8259) at the place shown. Numbers have no separators, texts have double quotes, and nothing follows the last entry.",
    ),
    (
        "E104",
        "not UTF-8",
        "The file has bytes that are not UTF-8. Save it again as UTF-8; spreadsheet programs often write Windows-1252 or UTF-16.",
    ),
    (
        "E105",
        "a lone dash as a value",
        "A single - begins a list in YAML and is no figure. Write 0 for nothing spent, or leave the cell out when the figure is not known. The rest of the file is judged.",
    ),
    (
        "E106",
        "no return",
        "A file named on the command line states no form. A return begins with form: and the form's id; --form ID says it for files that do not.",
    ),
    (
        "E107",
        "form not known",
        "The return names a form that no form file defines. form list shows the forms there are.",
    ),
    (
        "E108",
        "nothing found to check",
        "None of the paths holds a return to be judged, or a file of rules to be laid out. No findings never means that nothing was read.",
    ),
    (
        "E109",
        "not the shape of a return",
        "A return is a mapping of tables: form:, header: and so on. What was read is something else.",
    ),
    (
        "E110",
        "too large, too deep or too many",
        "A file is larger or nested deeper than a return or a rule file can be, or there is more in it than is read, \
         judged or listed. The message says which bound was met.",
    ),
    (
        "E111",
        "quotes not understood",
        "A quote in a file of separated values is not closed, or text stands behind a closing one. Its row is not read; the others are.",
    ),
    (
        "E112",
        "row does not fit its header",
        "A row has more or fewer fields than the header. Its figures could stand below the wrong names, so it is not read.",
    ),
    (
        "E113",
        "header not understood",
        "A file of separated values begins with a row that names its columns. It is missing, stands beside its columns, or leaves a column without a name.",
    ),
    (
        "E114",
        "converted from Windows-1252",
        "The file is not UTF-8. It was read as Windows-1252, which older spreadsheets write; a pound sign or an accent shows whether that is right.",
    ),
    (
        "E115",
        "workbook not read",
        "The file is no workbook, is damaged or protected by a password, or holds what no workbook needs. Nothing of it was read.",
    ),
    (
        "E116",
        "figure kept as a text",
        "A cell of a workbook holds a text that looks like a number. It is read as that number; the workbook's own sums leave it out.",
    ),
    (
        "E117",
        "constant among formulas",
        "A cell holds a constant where the cells beside it hold formulas: somebody may have typed over one.",
    ),
    (
        "E118",
        "hidden figures",
        "Figures of the return stand on a sheet, in a row or in a column that is hidden. They are read like any other.",
    ),
    (
        "E119",
        "workbook to be looked at",
        "The workbook has merged cells in a table, formulas without values, links to other files, macros, or dates from 1904. What is stored is read; nothing is run or calculated.",
    ),
    (
        "E120",
        "noise of binary fractions",
        "A cell stores digits such as 7.0000000000000009 that no spreadsheet program shows. What it shows is read: 15 significant digits.",
    ),
    (
        "E121",
        "figures of a workbook that were not read",
        "Figures stand on a sheet that no table of the form claimed, or beside those that were read. A table is found by the name of its sheet, by a named range or by a heading.",
    ),
    (
        "E201",
        "unknown key in a rule file",
        "A key that means nothing here. It is left out, and what it was to do is not done.",
    ),
    (
        "E202",
        "key missing in a rule file",
        "An entry lacks a key that it cannot do without. The entry is left out; the others run.",
    ),
    ("E203", "value not understood in a rule file", "A value is not of the kind that its key takes."),
    (
        "E204",
        "the same id twice",
        "Two entries have one id in one period. One id is one rule in one period; replaces: ID says that an entry takes another's place.",
    ),
    ("E205", "include not found", "A rule set includes a set that is not among those loaded, or includes itself."),
    ("E206", "period not understood", "A period is written 2016-17 M07, a year 2016-17."),
    ("E207", "name not declared", "A source or flag is used that the rule set and those it includes do not declare."),
    (
        "E208",
        "tolerance not possible",
        "A tolerance belongs to an assert that is one comparison of sums of figures, each at most times a constant.",
    ),
    ("E209", "form of a rule set not known", "The rule set is for a form that no form file defines."),
    (
        "E210",
        "example not understood",
        "An example gives a path that the form does not have, or a value it cannot hold.",
    ),
    ("E211", "no such constant", "--set names a constant that no rule set has."),
    (
        "E212",
        "duplicate key",
        "The same key stands twice in one mapping of a rule file; neither is used in preference.",
    ),
    (
        "E213",
        "an expression fell apart in YAML",
        "YAML read a part of the expression as its own syntax. Put the expression in quotes, or behind a | on lines of its own.",
    ),
    (
        "E214",
        "rule file not recognised",
        "A file of rules begins with rule_set:, define_form:, reference_list: or rule_book:.",
    ),
    (
        "E215",
        "entry of a rule book not understood",
        "A register names a rule or form that is not loaded, gives an entry twice, or leaves one without a rule and without a reason.",
    ),
    (
        "E217",
        "a decision table that does not fit together",
        "A row has another number of tests than there are inputs, gives what is not among the outputs, or a test is no set of values.",
    ),
    (
        "E218",
        "a decision table with a gap",
        "For some values of the inputs no row matches, and there is no default: the message says for which.",
    ),
    (
        "E219",
        "rows of a decision table that clash, or never decide",
        "Two rows match together though the hit policy allows one, or all of a row is decided by others.",
    ),
    ("E301", "expression not understood", "The expression breaks off the rules of FEEL at the place shown."),
    (
        "E302",
        "unknown name",
        "Nothing of that name can be seen here: no table or column of the form, no constant, no definition.",
    ),
    ("E303", "unknown function", "There is no built-in function of that name."),
    (
        "E304",
        "wrong arguments",
        "A function was given too many or too few arguments, or one it does not know by that name.",
    ),
    ("E305", "types do not fit", "An operator or function was given a value of a kind that it does not take."),
    (
        "E306",
        "units do not fit",
        "Amounts add to and compare with amounts of the same unit only; per cent meets a share only when divided by 100.",
    ),
    ("E307", "a definition needs itself", "A definition leads back to itself, so it has no value."),
    (
        "E308",
        "not for this place",
        "The expression is FEEL, of a kind that is not evaluated here: functions of other programs, and the present day in a rule, which must come to the same on every day.",
    ),
    ("E309", "expression too deep", "The expression is nested deeper than 100 levels."),
    (
        "E310",
        "a rule that can never fail, or never hold",
        "The condition comes to the same for every return, whatever it holds: a figure compared with itself, bounds that exclude each other, a sign that the form does not allow. `rules check` says so; runs over returns do not.",
    ),
    (
        "E311",
        "a rule that never applies",
        "Its `when` can never be true, something in it is always missing, or no rule set brings it into force in any of its periods.",
    ),
    ("E312", "a rule that repeats another", "Two rules, or two parts of one, assert the same in the same periods."),
    (
        "E313",
        "a name that nobody uses",
        "A constant, definition or flag that no rule leads to; often a rule is missing, or spells it otherwise.",
    ),
    ("E314", "a message that names nothing", "A message without a single value does not show what decided."),
    ("E315", "a source that no rule cites", "It stands among the sources, and no rule says that it comes from there."),
    (
        "E316",
        "an expression that never has a value",
        "A part of the expression depends on nothing and has no value: it divides by zero, or names a date, a pattern or a position that there is not.",
    ),
    ("E401", "option not understood", "A value given on the command line is not of the kind the option takes."),
    ("E402", "cannot write", "The output could not be written; nothing was left half written."),
    ("E403", "nothing of that name", "There is no rule, code or function of that name."),
    (
        "E501",
        "waiver not understood",
        "An entry of a waivers file lacks what a waiver has to have - rule, organisation, period, reason, evidence, approved_by, expires - or has it in another form. It waives nothing until it is put right.",
    ),
    ("E502", "waiver for a rule that is not known", "No rule set that is loaded has a rule of that id."),
    (
        "E503",
        "waiver not needed",
        "The return was judged, and the entry lifted nothing there: the rule does not fail, or not at the place that `at:` names, or could not be judged, or another entry decided. The message says which.",
    ),
    ("E504", "waiver expired", "Its last day is past, so the rule fails again. The clock decides, or --today."),
    (
        "E505",
        "waivers not used in this run",
        "No return of that organisation and period was judged, so nothing can be said of these entries.",
    ),
    (
        "E511",
        "baseline not understood",
        "A baseline is what check --write-baseline writes: entries with a fingerprint, and if need be a bound. An entry that is not understood knows no finding.",
    ),
    (
        "E512",
        "baseline entry that no longer matches",
        "The return or group that the entry is about was judged by its rule, and the finding is not there: it was put right.",
    ),
    (
        "E601",
        "project file not understood",
        "A key of probity.toml is not known, or its value is not of the kind that the key takes. What is right in the file counts all the same.",
    ),
    (
        "E602",
        "report not understood",
        "A file was to be held against another and is no report that this version of probity reads: it is what check --format json writes, whole.",
    ),
];

/// A problem in our inputs.
#[derive(Debug, Clone)]
pub struct Diagnostic {
    /// Its code, such as E302; `explain` says what each means.
    pub code: &'static str,
    /// Errors make exit status 2; warnings do not.
    pub severity: Severity,
    /// What is wrong, in the reader's words.
    pub message: String,
    /// What would put it right.
    pub help: Option<String>,
    /// Where, when it is inside a text.
    pub place: Option<Place>,
    /// Other places that matter, each with a word.
    pub related: Vec<(Place, String)>,
    /// The file, when there is no text to point into.
    pub file: Option<String>,
    /// Line and column in that file, when they are known all the same.
    pub line: Option<LineColumn>,
}

impl Diagnostic {
    /// An error at a place.
    pub fn at(code: &'static str, place: Place, message: impl Into<String>) -> Diagnostic {
        Diagnostic {
            code,
            severity: Severity::Error,
            message: message.into(),
            help: None,
            place: Some(place),
            related: Vec::new(),
            file: None,
            line: None,
        }
    }

    /// An error about a whole file.
    pub fn of_file(code: &'static str, file: impl Into<String>, message: impl Into<String>) -> Diagnostic {
        Diagnostic { place: None, file: Some(file.into()), ..Diagnostic::at(code, Place::default(), message) }
    }

    /// An error about the command line.
    pub fn of_command(code: &'static str, message: impl Into<String>) -> Diagnostic {
        Diagnostic { place: None, ..Diagnostic::at(code, Place::default(), message) }
    }

    /// At a line and column of a file that is no text to point into.
    pub fn on_line(mut self, line: usize, column: usize) -> Diagnostic {
        self.line = Some(LineColumn { line, column });
        self
    }

    /// A warning, and no error.
    pub fn warning(self) -> Diagnostic {
        Diagnostic { severity: Severity::Warning, ..self }
    }

    /// With a hint.
    pub fn help(mut self, help: impl Into<String>) -> Diagnostic {
        self.help = Some(help.into());
        self
    }

    /// With a hint, when there is one.
    pub fn maybe_help(mut self, help: Option<String>) -> Diagnostic {
        self.help = help.or(self.help);
        self
    }

    /// With another place.
    pub fn related(mut self, place: Place, words: impl Into<String>) -> Diagnostic {
        self.related.push((place, words.into()));
        self
    }
}

/// The name among `known` that was probably meant, as "did you mean `…`".
pub fn did_you_mean<'a>(given: &str, known: impl IntoIterator<Item = &'a str>) -> Option<String> {
    nearest(given, known).map(|name| format!("did you mean `{name}`?"))
}

/// The name among `known` that is nearest to `given`, when one is near enough; the first of
/// equals in alphabetical order, so that the answer never depends on the order of `known`.
pub fn nearest<'a>(given: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    if given.chars().count() > 80 {
        return None;
    }
    let folded = given.to_lowercase();
    let length = folded.chars().count();
    let limit = match length {
        0..=2 => 1,
        3..=5 => 2,
        6..=10 => 3,
        _ => 4,
    };
    let known: Vec<&str> = known.into_iter().collect();
    // What differs more in length is further away; most names do.
    let near = known
        .iter()
        .copied()
        .filter(|name| name.chars().count().abs_diff(length) <= limit)
        .map(|name| (strsim::damerau_levenshtein(&folded, &name.to_lowercase()), name))
        .filter(|(distance, name)| *distance <= limit && *distance < name.chars().count())
        .min()
        .map(|(_, name)| name);
    // A name cut short, or one of its words: `contingency` for `contingency_reserve`.
    let part = |name: &&&str| folded.len() >= 4 && name.to_lowercase().split('_').any(|word| word == folded);
    near.or_else(|| known.iter().filter(part).min().copied())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_unique_sorted_and_worded() {
        assert!(CODES.windows(2).all(|pair| pair[0].0 < pair[1].0));
        assert!(CODES.iter().all(|(_, title, text)| !title.is_empty() && text.ends_with('.')));
    }

    #[test]
    fn the_nearest_name_does_not_depend_on_order() {
        assert_eq!(nearest("ytd_actul", ["ytd_plan", "ytd_actual"]), Some("ytd_actual"));
        assert_eq!(nearest("x", ["ytd_plan"]), None);
        assert_eq!(nearest("aa", ["ab", "ac"]), nearest("aa", ["ac", "ab"]));
    }
}
