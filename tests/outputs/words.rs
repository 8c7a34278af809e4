//! The words of one small report in each format. Places and values are tested elsewhere.

use crate::formats::check;

const RETURN: &str = "form: float
header: {branch: A1, year: 2016-17, month: 7}
cash: {opening: 1200.00, spent: 112.50, closing: 1078.50}
costs: {fuel: {plan: 10, actual: \"£12\"}}
";

fn written(format: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("july.yaml"), RETURN).unwrap();
    check(folder.path(), format, &["july.yaml"]).stdout
}

/// Takes out what changes with the version and the rules.
fn settings() -> insta::Settings {
    let mut settings = insta::Settings::clone_current();
    settings.add_filter(r"sha256:[0-9a-f]{64}", "sha256:…");
    settings.add_filter(r#"(ersion": ?)"[0-9]+\.[0-9]+\.[0-9]+""#, r#"$1"…""#);
    settings
}

#[test]
fn a_report_in_each_format() {
    for format in ["jsonl", "sarif", "github", "junit", "markdown"] {
        settings().bind(|| insta::assert_snapshot!(format, written(format)));
    }
}
