//! Which one figure is the wrong one: said where the sums leave no other, and only there.

use probity::{Rules, Syntax};

const FORM: &str = "
define_form: two-tills
title: Two tills
unit: GBP
tables:
  tills:
    kind: lines
    columns: {opening: {type: amount, sign: positive}, spent: {type: amount, sign: positive}, closing: {type: amount}}
    lines: {front: {}, back: {}, all: {total: true}}
";

const RULES: &str = "
rule_set: two-tills/sums
title: Two tills add up
form: two-tills
in_force: {from: 2020-21 M01, to: 2039-40 M12}
rules:
  - {id: T-01, title: each till, severity: error, for_each: tills, assert: closing = opening - spent, tolerance: from_precision}
  - id: T-02
    title: both tills
    severity: error
    for_each_column: [opening, spent, closing]
    assert: tills.all.column = sum(tills.lines.column)
    tolerance: from_precision
";

/// Opening, spent and closing of front, back and all; what each finding suggests.
struct Case {
    why: &'static str,
    front: [&'static str; 3],
    back: [&'static str; 3],
    all: [&'static str; 3],
    suggests: &'static [Option<&'static str>],
}

const FRONT: [&str; 3] = ["500", "130", "370"];
const BACK: [&str; 3] = ["800", "250", "550"];
const ALL: [&str; 3] = ["1300", "380", "920"];

const CASES: &[Case] = &[
    Case { why: "nothing is wrong", front: FRONT, back: BACK, all: ALL, suggests: &[] },
    Case {
        why: "a leaf that stands in two sums, both out by 77: only it explains both",
        front: ["500", "207", "370"],
        back: BACK,
        all: ALL,
        suggests: &[Some("`tills.front.spent` may be the wrong figure: 130 in place of 207 puts all 2 sums right"); 2],
    },
    Case {
        why: "two digits have changed places: 310 for 130",
        front: ["500", "310", "370"],
        back: BACK,
        all: ALL,
        suggests: &[Some("two digits have changed places"); 2],
    },
    Case {
        why: "the sign of a closing balance is turned round",
        front: ["500", "130", "-370"],
        back: BACK,
        all: ALL,
        suggests: &[Some("370 in place of -370 puts all 2 sums right that it stands in; the sign is turned round"); 2],
    },
    Case {
        why: "a figure in thousands: 0.8 for 800",
        front: FRONT,
        back: ["0.8", "250", "550"],
        all: ALL,
        suggests: &[Some("it is out by a factor of 1,000"); 2],
    },
    Case {
        why: "two leaves are wrong, each in sums of its own",
        front: ["500", "207", "370"],
        back: ["800", "250", "600"],
        all: ALL,
        suggests: &[
            Some("`tills.front.spent`"),
            Some("`tills.back.closing`"),
            Some("`tills.front.spent`"),
            Some("`tills.back.closing`"),
        ],
    },
    Case {
        why: "a leaf and its total agree with each other and with nothing else: no one figure explains it",
        front: ["500", "130", "375"],
        back: BACK,
        all: ["1300", "380", "925"],
        suggests: &[None; 2],
    },
];

#[test]
fn one_figure_is_named_where_the_sums_leave_no_other() {
    for case in CASES {
        let mut rules = Rules::empty();
        rules.add("form.yaml", FORM);
        rules.add("rules.yaml", RULES);
        assert!(rules.diagnostics().is_empty(), "{:?}", rules.diagnostics());
        let line = |name: &str, [opening, spent, closing]: [&str; 3]| {
            format!("  {name}: {{opening: {opening}, spent: {spent}, closing: {closing}}}\n")
        };
        let text = format!(
            "form: two-tills\ntills:\n{}{}{}",
            line("front", case.front),
            line("back", case.back),
            line("all", case.all)
        );
        let read = rules.read("tills.yaml", &text, Syntax::Yaml);
        let report = rules.check(&read.returns);
        let got: Vec<Option<&str>> = report.findings().iter().map(|finding| finding.suggestion()).collect();
        assert_eq!(got.len(), case.suggests.len(), "{}: {got:?}", case.why);
        for (got, want) in got.iter().zip(case.suggests) {
            match want {
                Some(want) => assert!(got.is_some_and(|got| got.contains(want)), "{}: {got:?}", case.why),
                None => assert!(got.is_none(), "{}: {got:?}", case.why),
            }
        }
    }
}
