//! What the language has besides functions, as tables: each with an example that a test evaluates.
//! `explain` and the page of the language are written from them.

/// A construct of the language.
pub struct Construct {
    /// What it is called, for `explain`.
    pub name: &'static str,
    /// What it means, in one sentence.
    pub says: &'static str,
    /// Examples, each with what it comes to.
    pub examples: &'static [(&'static str, &'static str)],
}

/// A place where rules are stricter than the standard, or say something else.
pub struct Difference {
    /// What differs, and why.
    pub says: &'static str,
    /// An expression that shows it.
    pub example: &'static str,
    /// What it comes to in rules; nothing where it is refused before it runs.
    pub in_rules: Option<&'static str>,
    /// What it comes to by the standard.
    pub standard: &'static str,
}

const fn construct(
    name: &'static str,
    says: &'static str,
    examples: &'static [(&'static str, &'static str)],
) -> Construct {
    Construct { name, says, examples }
}

/// The constructs, those that bind least tightly first, then values.
pub const CONSTRUCTS: &[Construct] = &[
    construct("if", "one of two values, by a condition", &[("if 2 > 1 then \"over\" else \"under\"", "\"over\"")]),
    construct(
        "for",
        "a value for each item of a list or each number or day of a range; of several lists for each combination; `partial` is the list so far",
        &[
            ("for x in [1, 2] return x * 10", "[10, 20]"),
            ("for x in [1, 2], y in [3, 4] return x * y", "[3, 4, 6, 8]"),
            ("for i in 3..1 return i", "[3, 2, 1]"),
            ("for i in 1..4 return if i = 1 then 1 else i * partial[-1]", "[1, 2, 6, 24]"),
        ],
    ),
    construct(
        "some",
        "whether a condition holds for at least one item",
        &[("some x in [1, 5] satisfies x > 4", "true")],
    ),
    construct("every", "whether a condition holds for all items", &[("every x in [1, 5] satisfies x > 4", "false")]),
    construct(
        "function",
        "a function of one's own; a parameter may state its type; it is called at once, by the name it has in a context or among the definitions, or by sort and list replace",
        &[("(function(a, b) a - b)(5, 3)", "2"), ("{double: function(x: number) x * 2, r: double(x: 21)}.r", "42")],
    ),
    construct(
        "or",
        "true where one side is; unknown where neither is and one is missing",
        &[("true or null", "true"), ("false or null", "null")],
    ),
    construct(
        "and",
        "true where both sides are; false where one is, whatever the other is",
        &[("false and null", "false"), ("true and null", "null")],
    ),
    construct(
        "comparison",
        "= != < <= > >= of two values of one kind; `= null` asks whether there is a value; numbers compare by value, texts letter by letter, times with zones by the moment",
        &[
            ("1.10 = 1.1", "true"),
            ("\"a\" < \"b\"", "true"),
            ("@\"10:00:00Z\" = @\"11:00:00+01:00\"", "true"),
            ("null = null", "true"),
        ],
    ),
    construct("between", "whether a value lies between two others, both included", &[("5 between 1 and 5", "true")]),
    construct(
        "in",
        "whether a value is one of some: a value, an item of a list, in a range, or such that a test holds; between brackets several tests, and conditions on the value, which is called ?",
        &[("5 in (1, 5)", "true"), ("5 in [1..5)", "false"), ("5 in (< 3, > 4)", "true"), ("4 in (even(?))", "true")],
    ),
    construct(
        "arithmetic",
        "+ - * / ** of numbers, exact to 28 digits; texts are put together by +; durations add to dates and times, and multiply by numbers; two dates are a duration apart; ** goes from left to right",
        &[
            ("0.1 + 0.2", "0.3"),
            ("\"over\" + \"spend\"", "\"overspend\""),
            ("@\"2016-10-31\" + @\"P1M\"", "2016-11-30"),
            ("@\"2016-10-31\" - @\"2016-10-01\"", "P30D"),
            ("@\"PT1H\" * 36", "P1DT12H"),
            ("2 ** 3 ** 2", "64"),
        ],
    ),
    construct(
        "negation",
        "the number or duration with the other sign; it binds more tightly than **",
        &[("-2 ** 2", "4")],
    ),
    construct(
        "instance of",
        "whether a value is of a type; null is of the type Null only",
        &[
            ("1 instance of number", "true"),
            ("[1, 2] instance of list<number>", "true"),
            ("{a: 1} instance of context<a: string>", "false"),
        ],
    ),
    construct(
        "path",
        "a member of a context or a column of a row, a property of a date, a time, a duration or a range; of a list, those of its items",
        &[("{a: {b: 1}}.a.b", "1"), ("[{a: 1}, {a: 2}].a", "[1, 2]"), ("@\"2016-10-31\".month", "10")],
    ),
    construct(
        "filter",
        "the items of a list for which a condition holds, which sees their members and `item`; or the item at a position, from the end with a negative one",
        &[("[1, 5, 9][item > 4]", "[5, 9]"), ("[{a: 1}, {a: 5}][a > 4]", "[{a: 5}]"), ("[1, 5, 9][-1]", "9")],
    ),
    construct("list", "values in an order", &[("[1, \"a\", [2]]", "[1, \"a\", [2]]")]),
    construct(
        "context",
        "values with names; an entry sees those before it; a name may stand in quotes",
        &[("{a: 1, b: a + 1}", "{a: 1, b: 2}"), ("{\"year to date\": 1}", "{year to date: 1}")],
    ),
    construct(
        "range",
        "all values between two ends, which belong to it with [ and ] and do not with ( and ), or ] and [; (< 5) is open on one side",
        &[("[1..3].end", "3"), ("(1..3].start included", "false"), ("3 in (< 5)", "true")],
    ),
    construct(
        "number",
        "digits, with a point and an exponent where they are wanted; an exact decimal of up to 28 digits",
        &[("1204.50", "1204.5"), (".5", "0.5"), ("1.2e3", "1200")],
    ),
    construct(
        "string",
        "a text in double quotes; \\\" \\\\ \\n \\r \\t \\uXXXX and \\UXXXXXX stand for characters, any other backslash for itself",
        &[("\"\\u00e9\\\"\"", "\"é\\\"\""), ("\"\\d+\"", "\"\\\\d+\"")],
    ),
    construct("boolean", "true or false", &[("not(true)", "false")]),
    construct(
        "date, time, duration",
        "@ and a text: a date, a time of day, both, a days and time duration or a years and months duration; times may have an offset or a zone",
        &[
            ("@\"2016-10-31\"", "2016-10-31"),
            ("@\"10:30:00+01:00\"", "10:30:00+01:00"),
            ("@\"2016-10-31T10:30:00@Europe/London\"", "2016-10-31T10:30:00@Europe/London"),
            ("@\"P1DT2H\"", "P1DT2H"),
            ("@\"P1Y6M\"", "P1Y6M"),
        ],
    ),
    construct("null", "no value", &[("null", "null")]),
    construct("comments", "// to the end of the line, /* to the next */", &[("1 /* one */ + 1 // two", "2")]),
];

/// Where rules are stricter than the standard, or say something else.
pub const DIFFERENCES: &[Difference] = &[
    Difference {
        says: "values of the wrong kind are refused before anything runs; the standard makes null of them",
        example: "1 + \"a\"",
        in_rules: None,
        standard: "null",
    },
    Difference {
        says: "names and functions that there are not are refused",
        example: "[{plan: 1}].pln",
        in_rules: None,
        standard: "[null]",
    },
    Difference {
        says: "what depends on nothing and has no value is refused",
        example: "1 / 0",
        in_rules: None,
        standard: "null",
    },
    Difference {
        says: "`and` and `or` take truth values only",
        example: "false and 123",
        in_rules: None,
        standard: "false",
    },
    Difference {
        says: "where a condition is missing, so is the choice: the standard takes the other branch",
        example: "if null then 1 else 2",
        in_rules: Some("null"),
        standard: "2",
    },
    Difference {
        says: "a comparison with something missing is missing, so that a rule is not judged; only `= null` and `!= null` ask",
        example: "for x in [null] return x = 1",
        in_rules: Some("[null]"),
        standard: "[false]",
    },
    Difference {
        says: "a filter whose condition is missing for an item has no result: leaving the item out could hide a figure",
        example: "[{a: 1}, {a: null}][a > 0]",
        in_rules: Some("null"),
        standard: "[{a: 1}]",
    },
    Difference {
        says: "a missing text makes what string join puts together missing",
        example: "string join([\"a\", null])",
        in_rules: Some("null"),
        standard: "\"a\"",
    },
    Difference {
        says: "a time with a zone is not compared with one without; the standard takes the zone for both",
        example: "@\"10:00:00\" < @\"10:30:00Z\"",
        in_rules: None,
        standard: "true",
    },
    Difference { says: "no items add up to nought", example: "sum([])", in_rules: Some("0"), standard: "null" },
    Difference {
        says: "only a list is filtered; the standard takes a single value for a list of one",
        example: "5[1]",
        in_rules: None,
        standard: "5",
    },
    Difference {
        says: "two figures that differ only beyond the 28 digits held are not compared",
        example: "for x in [1] return x / 3 * 3 = 1",
        in_rules: None,
        standard: "[null]",
    },
];
