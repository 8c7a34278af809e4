//! The rule book in the repository is what the rule files say today, and every rule is shown to
//! its last branch.

use std::process::Command;

fn probity(args: &[&str]) -> (String, String, Option<i32>) {
    let out = Command::new(env!("CARGO_BIN_EXE_probity"))
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args(args)
        .output()
        .unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (text(&out.stdout), text(&out.stderr), out.status.code())
}

#[test]
fn the_rule_book_is_current() {
    let (book, errors, _) = probity(&["rules", "book"]);
    assert_eq!(errors, "");
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/rules/README.md");
    let kept = std::fs::read_to_string(path).unwrap();
    let differs = kept.lines().zip(book.lines()).position(|(kept, made)| kept != made);
    assert!(
        kept == book,
        "rules/README.md is not what the rule files say (first at line {:?}); write it again with \
         `cargo run --release -- rules book --output rules/README.md`",
        differs.map(|line| line + 1)
    );
}

#[test]
fn the_page_of_the_language_is_current() {
    let (page, errors, _) = probity(&["explain", "language"]);
    assert_eq!(errors, "");
    let kept = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/rules/language.md")).unwrap();
    assert!(
        kept == page,
        "rules/language.md is not what the tables say; write it again with \
         `cargo run --release -- explain language > rules/language.md`"
    );
}

#[test]
fn the_built_in_rules_leave_no_doubt_and_no_branch_without_an_example() {
    let (text, errors, code) = probity(&["rules", "check"]);
    assert_eq!((errors.as_str(), code), ("", Some(0)), "{text}");
    let (text, errors, code) = probity(&["rules", "test", "--coverage"]);
    assert_eq!((errors.as_str(), code), ("", Some(0)), "{text}");
    let last = text.lines().last().unwrap();
    let figures: Vec<&str> = last.split(|c: char| !c.is_ascii_digit()).filter(|word| !word.is_empty()).collect();
    assert!(matches!(figures.as_slice(), [reached, all] if reached == all), "{text}");
}
