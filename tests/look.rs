//! The words and the drawing, as people see them. Places and values are tested elsewhere.

use probity::{Rules, Syntax};

const FORM: &str = "
define_form: petty-cash
title: Petty cash
unit: GBP
tables:
  cash:
    kind: record
    required: true
    columns:
      opening: {type: amount, label: opening balance, required: true, sign: positive}
      spent: {type: amount, label: spent, required: true, sign: positive}
      closing: {type: amount, label: closing balance, required: true}
";

const RULES: &str = "
rule_set: petty-cash/identities
title: Petty cash adds up
form: petty-cash
in_force: {from: 2020-21 M01, to: 2039-40 M12}
sources:
  till: {title: The till, statement: \"cash is counted every month\", url: \"https://example.org/till\"}
rules:
  - {id: PC-02, title: A figure has another sign than it can have, kind: sign, severity: error, source: till}
  - {id: PC-03, title: A figure is missing, kind: missing, severity: error, help: count the cash}
  - {id: PC-04, title: A figure is not plain, kind: spelling, severity: warning, severity_if_unread: error}
  - {id: PC-05, title: An unknown heading, kind: unknown_key, severity: error}
  - id: PC-01
    title: Closing balance is opening balance less what was spent
    assert: cash.closing = cash.opening - cash.spent
    tolerance: from_precision
    severity: error
    message: \"closing balance is {gap.left}; opening balance less spent is {gap.right : working}: difference {gap.difference}, allowed {gap.allowed}\"
    help: count again
    source: till
";

fn shown(text: &str) -> String {
    let mut rules = Rules::empty();
    rules.add("form.yaml", FORM);
    rules.add("rules.yaml", RULES);
    assert!(rules.diagnostics().is_empty(), "{:?}", rules.diagnostics());
    let read = rules.read("july.yaml", text, Syntax::Yaml);
    assert!(read.diagnostics.is_empty(), "{:?}", read.diagnostics);
    let report = rules.check(&read.returns);
    report.to_text(&rules)
}

#[test]
fn a_sum_that_does_not_add_up() {
    insta::assert_snapshot!(shown(
        "form: petty-cash\ncash:\n  opening: 1200.00\n  spent: 112.50\n  closing: 1078.50\n"
    ));
}

#[test]
fn a_figure_with_the_wrong_sign_and_one_in_clothes() {
    insta::assert_snapshot!(shown(
        "form: petty-cash\ncash:\n  opening: £1,200.00\n  spent: (112.50)\n  closing: 1087.50\n"
    ));
}

#[test]
fn a_long_line_is_cropped() {
    let pad = " ".repeat(70_000);
    insta::assert_snapshot!(shown(&format!("form: petty-cash\ncash: {{opening: 1, {pad} spent: 2, closing: 3}}\n")));
}

#[test]
fn a_document_for_programs() {
    let mut rules = Rules::empty();
    rules.add("form.yaml", FORM);
    rules.add("rules.yaml", RULES);
    let read = rules.read(
        "july.yaml",
        "form: petty-cash\ncash: {opening: 5, spent: 2, closing: 4, opning: 5}\n",
        Syntax::Yaml,
    );
    let report = rules.check(&read.returns);
    insta::with_settings!({filters => vec![(r"sha256:[0-9a-f]{64}", "sha256:…"), (r#""version": "[0-9.]+""#, r#""version": "…""#)]}, {
        insta::assert_snapshot!(report.to_json(&rules));
    });
}

/// The README shows a finding as it looks.
#[test]
fn the_readme_shows_a_finding_as_it_looks() {
    let root = env!("CARGO_MANIFEST_DIR");
    let readme = std::fs::read_to_string(format!("{root}/README.md")).unwrap();
    let shown = readme.split("```\nIDN-02\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    let out = std::process::Command::new(env!("CARGO_BIN_EXE_probity"))
        .current_dir(root)
        .env("COLUMNS", "100")
        .args(["check", "samples/returns/2016-17/m07/05D-troubled.yaml", "--select", "IDN-02", "--format", "human"])
        .output()
        .unwrap();
    let drawn = String::from_utf8_lossy(&out.stdout).into_owned();
    assert!(drawn.contains(shown.trim_end()), "the README shows\n{shown}\nand the command\n{drawn}");
}

/// The rule file that the README writes checks, and its examples come out.
#[test]
fn the_readme_writes_a_rule_that_checks() {
    let readme = std::fs::read_to_string(format!("{}/README.md", env!("CARGO_MANIFEST_DIR"))).unwrap();
    let blocks: Vec<&str> = readme.split("```yaml\n").skip(1).map(|rest| rest.split("```").next().unwrap()).collect();
    let rules_of = |block: &&&str| block.contains("rule_set:") || block.trim_start().starts_with(['-', 'e']);
    let text: String = blocks.iter().filter(rules_of).copied().collect();
    let mut rules = Rules::built_in();
    rules.add("acute.yaml", &text);
    assert!(rules.diagnostics().is_empty(), "{:?}", rules.diagnostics());
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("acute.yaml");
    std::fs::write(&path, &text).unwrap();
    let out = std::process::Command::new(env!("CARGO_BIN_EXE_probity"))
        .args(["rules", "test", path.to_str().unwrap()])
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&out.stdout);
    assert!(said.contains("3 examples: 3 as expected, 0 not"), "{said}");
}
