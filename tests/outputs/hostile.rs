//! Texts and names that try to get out of their place, and the documents that hold them.

use crate::formats::{self, Json, cases, check, commands, json, results, text};
use std::path::Path;

/// Texts that mean something to a terminal, a page, a log or a parser.
const TEXTS: &[&str] = &[
    "%0A::error::x",
    "\n::set-output name=a::b",
    "\n::stop-commands::x",
    "\r::error::x",
    "\u{2028}::error::x",
    "\u{ad}::error::x",
    "::add-mask::1",
    "##[error]x",
    "#\u{200b}#[group]x",
    "<script>alert(1)</script>",
    "]]><failure/>",
    "&lt;&#0;&amp;",
    "a|b||c",
    "`x` ``y``",
    "[x](https://example.org) ![y](https://example.org)",
    "https://example.org www.example.org a@example.org",
    "\u{1b}[31mred\u{7}",
    "\u{202e}abc\u{2066}",
    "\u{0}\u{8}\u{b}",
    "\u{fffe}\u{ffff}\u{feff}",
    "\\ \" ' $x$ ~~y~~ <!-- z -->",
    "=1+1",
];

/// Names of files that do the same.
const NAMES: &[&str] = &[
    "::error::x.json",
    "a%0A::error::x.json",
    "b\n::error::y.json",
    "##[error]z.json",
    "<script>.json",
    "a|b,c:d`e`.json",
    "\u{202e}turned.json",
    "\u{1b}[31mred.json",
    "]]>.json",
    "£ 5%20.json",
];

fn ret(branch: &str, remark: &str) -> String {
    serde_json::json!({
        "form": "float",
        "header": {"branch": branch, "year": "2016-17", "month": 7, "remark": remark},
        "cash": {"opening": 5, "spent": 2, "closing": 4},
    })
    .to_string()
}

/// Returns of all texts and names in a folder.
fn fill(folder: &Path) {
    std::fs::create_dir_all(folder.join("in")).unwrap();
    for (number, one) in TEXTS.iter().enumerate() {
        std::fs::write(folder.join(format!("in/text-{number:02}.json")), ret(&format!("{number}{one}"), one)).unwrap();
    }
    for (number, name) in NAMES.iter().enumerate() {
        std::fs::write(folder.join("in").join(name), ret(&format!("N{number}"), "none")).unwrap();
    }
}

/// Whether a character could steer a terminal or turn the reading direction; line ends and tabs apart.
fn steers(c: char) -> bool {
    matches!(c, '\u{0}'..='\u{8}' | '\u{b}'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{61c}' | '\u{200b}'..='\u{200f}'
        | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}')
}

/// A text as it is shown: what steers is replaced.
fn tame(shown: &str) {
    assert!(!shown.contains(steers), "{:?}", shown.chars().find(|c| steers(*c)));
}

#[test]
fn no_text_and_no_name_gets_out_of_its_place() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    fill(folder);
    let of = |format: &str| {
        let ran = check(folder, format, &["in", "--max-findings", "1000"]);
        assert_eq!(ran.status, Some(1), "{}", ran.stderr);
        tame(&ran.stdout);
        tame(&ran.stderr);
        ran.stdout
    };
    let document = json(&of("json"));
    let findings = document["findings"].as_array().unwrap();
    // Each return has a wrong sum, and each text a remark that is looked at.
    assert_eq!(findings.len(), 2 * TEXTS.len() + NAMES.len());
    let remarks = findings.iter().filter(|one| one["rule"] == "FL-09");
    let remarks: Vec<String> = remarks.map(|one| text(&one["evidence"][0]["value"])).collect();
    // But for what is replaced, each text is there to its last character.
    let left = |text: &str| text.replace(|c| steers(c) || "\n\r ?\u{bf}\u{fffd}".contains(c), "");
    let mut remarks: Vec<String> = remarks.iter().map(|text| left(text)).collect();
    let mut meant: Vec<String> = TEXTS.iter().map(|text| left(text)).collect();
    remarks.sort();
    meant.sort();
    assert_eq!(remarks, meant);

    let lines = formats::records(&of("jsonl"));
    assert_eq!(lines.iter().filter(|(of, _)| of == "finding").count(), findings.len());

    let log = json(&of("sarif"));
    let all = results(&log);
    assert_eq!(all.len(), findings.len());
    for (result, finding) in all.iter().zip(findings) {
        let message = text(&result["message"]["text"]);
        tame(&message);
        assert!(!message.contains("]("), "a link: {message}");
        let uri = text(&result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]);
        assert!(uri.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~/%".contains(&byte)), "{uri}");
        assert_eq!(formats::path(&uri), text(&finding["location"]["file"]));
    }

    let (found, others) = commands(&of("github"));
    assert_eq!(found.len(), 10);
    assert!(found.iter().all(|one| matches!(one.name.as_str(), "error" | "warning" | "notice")), "{found:?}");
    assert_eq!(others.len(), 1, "one line for the rest: {others:?}");
    assert!(others[0].starts_with(&format!("{} more findings: FL-01 (", findings.len() - 10)), "{others:?}");

    let of_junit = cases(&of("junit"));
    let told = of_junit.iter().filter(|case| case.attributes.contains_key("line")).count();
    assert_eq!(told, findings.len());
    assert!(of_junit.iter().all(|case| case.attributes.values().all(|value| !value.contains('\n'))));

    let page = of("markdown");
    assert_eq!(formats::of_markdown(&page).len(), findings.len());
    for raw in ["<script", "<!--", "<failure", "](http", "https://", "www.example", "`"] {
        let found = page.match_indices(raw).find(|(at, _)| !page[..*at].ends_with('\\'));
        assert!(found.is_none(), "{raw} in {page}");
    }
    for format in ["plain", "human"] {
        of(format);
    }
}

/// Each name and text alone as well, since the commands of GitHub show ten of many only.
#[test]
fn each_text_and_name_is_one_command() {
    let folder = tempfile::tempdir().unwrap();
    fill(folder.path());
    let names = NAMES.iter().map(|name| format!("in/{name}"));
    for file in names.chain((0..TEXTS.len()).map(|number| format!("in/text-{number:02}.json"))) {
        let document = json(&check(folder.path(), "json", &[&file]).stdout);
        let findings = document["findings"].as_array().unwrap();
        let ran = check(folder.path(), "github", &[&file]);
        let (found, others) = commands(&ran.stdout);
        assert!(others.is_empty(), "{others:?}");
        assert_eq!(found.len(), findings.len());
        for command in found {
            let one = findings.iter().find(|one| command.properties["title"].starts_with(&text(&one["rule"]))).unwrap();
            // The older form of a command is no property either.
            let shown = |text: &str| text.replace(steers, "?").replace(['\n', '\r'], "?").replace("##[", "##\\[");
            // Each character that is replaced is replaced by one.
            let name = command.properties["file"].clone();
            assert_eq!(name.chars().count(), shown(&file).chars().count(), "{name:?}");
            assert!(command.data.len() >= text(&one["message"]).len(), "{command:?}");
            assert_eq!(command.properties["line"], one["location"]["line"].to_string());
        }
    }
}

const WAIVERS: &str = "
waivers:
  - {rule: FL-01, organisation: A1, period: 2016-17 M07, reason: a flood, evidence: minute 12, approved_by: the board, expires: 2017-03-31}
  - {rule: FL-01, organisation: B2, period: 2016-17 M07, reason: a fire, evidence: minute 13, approved_by: the board, expires: 2016-10-31}
";

/// What was waived is shown and counts nowhere; what is expired counts; what cannot be read is an error.
#[test]
fn waived_expired_not_judged_and_unread() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    for (branch, cash) in [
        ("A1", "opening: 5, spent: 2, closing: 4"),
        ("B2", "opening: 5, spent: 2, closing: 4"),
        ("C3", "opening: 5, closing: 4"),
    ] {
        let text = format!("form: float\nheader: {{branch: {branch}, year: 2016-17, month: 7}}\ncash: {{{cash}}}\n");
        std::fs::write(folder.join(format!("{branch}.yaml")), text).unwrap();
    }
    std::fs::write(folder.join("broken.yaml"), "form: float\ncash: [\n").unwrap();
    std::fs::write(folder.join("waivers.txt"), WAIVERS).unwrap();
    let files = ["A1.yaml", "B2.yaml", "C3.yaml", "broken.yaml", "--waivers", "waivers.txt", "--today", "2016-11-30"];
    let of = |format: &str| {
        let ran = check(folder, format, &files);
        assert_eq!(ran.status, Some(2), "{}", ran.stderr);
        ran.stdout
    };
    let document = json(&of("json"));
    let findings = document["findings"].as_array().unwrap();
    let rules: Vec<String> =
        findings.iter().map(|one| format!("{} {}", text(&one["rule"]), text(&one["outcome"]))).collect();
    assert_eq!(rules, ["FL-01 waived", "FL-01 fail", "FL-03 fail"]);

    let log = json(&of("sarif"));
    let all = results(&log);
    let suppression = &all[0]["suppressions"][0];
    assert_eq!((&suppression["kind"], &suppression["status"]), (&Json::from("external"), &Json::from("accepted")));
    for part in ["a flood", "minute 12", "the board", "2017-03-31"] {
        assert!(text(&suppression["justification"]).contains(part), "{suppression}");
    }
    assert_eq!(suppression["location"]["physicalLocation"]["region"]["startLine"], 3);
    assert!(all[1].get("suppressions").is_none() && text(&all[1]["message"]["text"]).contains("expired"));
    let run = &log["runs"][0];
    assert_eq!(run["invocations"][0]["executionSuccessful"], false);
    let notes = run["invocations"][0]["toolExecutionNotifications"].as_array().unwrap();
    let unread = notes.iter().find(|note| note["level"] == "error").unwrap();
    assert_eq!(unread["locations"][0]["physicalLocation"]["artifactLocation"]["uri"], "broken.yaml");
    let code = &unread["descriptor"];
    let described = &run["tool"]["driver"]["notifications"][code["index"].as_u64().unwrap() as usize];
    assert_eq!(described["id"], code["id"]);
    let never: Vec<&Json> =
        run["results"].as_array().unwrap().iter().filter(|one| one["kind"] == "notApplicable").collect();
    let rules: Vec<String> = never.iter().map(|one| text(&one["ruleId"])).collect();
    assert_eq!(rules, ["FL-06", "FL-07", "FL-08", "FL-09"]);
    for one in never {
        assert_eq!(one["level"], "none");
        assert_eq!(one["locations"][0]["physicalLocation"]["artifactLocation"]["uri"], "rules/rules.yaml");
        let index = one["ruleIndex"].as_u64().unwrap() as usize;
        let counts = &run["tool"]["driver"]["rules"][index]["properties"]["outcomes"];
        assert_eq!((&counts["not_applicable"], &counts["fail"]), (&Json::from(3), &Json::from(0)));
    }

    let (found, others) = commands(&of("github"));
    assert!(others.is_empty(), "{others:?}");
    let titles: Vec<&str> = found.iter().map(|one| one.properties["title"].as_str()).collect();
    let code = text(&code["id"]);
    assert_eq!(titles, [code.as_str(), "FL-01 B2 2016-17 M07", "FL-03 C3 2016-17 M07"]);

    let told = cases(&of("junit"));
    let came_to = |name: &str| told.iter().find(|one| one.attributes["name"].starts_with(name)).unwrap();
    assert_eq!((came_to("A1").came_to.as_str(), came_to("A1").kind.as_str()), ("skipped", "waived"));
    assert_eq!((came_to("B2").came_to.as_str(), came_to("B2").kind.as_str()), ("failure", "error"));
    assert_eq!(came_to(&code).came_to, "error");
    assert_eq!(came_to(&code).suite, "what could not be read");
    let suite = told.iter().find(|one| one.suite.starts_with("FL-08")).unwrap();
    assert_eq!((suite.attributes["name"].as_str(), suite.came_to.as_str()), ("0 passed, 3 not applicable", ""));

    let page = of("markdown");
    let rows: Vec<String> = formats::of_markdown(&page).into_iter().map(|one| one.file).collect();
    assert_eq!(rows, ["B2.yaml", "C3.yaml", "A1.yaml"]);
    assert!(page.contains("waived until 2017-03-31: a flood") && page.contains("broken.yaml:"), "{page}");
}

/// Breaches below what makes the run fail are passing tests.
#[test]
fn what_fails_is_what_fail_on_says() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("a.json"), ret("A1", "wet")).unwrap();
    let came_to = |level: &str| -> Vec<String> {
        let ran = check(folder.path(), "junit", &["a.json", "--fail-on", level]);
        let told = cases(&ran.stdout);
        told.into_iter().filter(|one| one.attributes.contains_key("line")).map(|one| one.came_to).collect()
    };
    assert_eq!(came_to("error"), ["failure", ""]);
    assert_eq!(came_to("info"), ["failure", "failure"]);
    assert_eq!(came_to("never"), ["", ""]);
}

/// What SARIF is written is SARIF.
#[test]
#[cfg_attr(not(sarif_schema), ignore = "the schema of SARIF is not at hand (SARIF_SCHEMA)")]
fn what_is_written_as_sarif_is_sarif() {
    let path = option_env!("SARIF_SCHEMA_FOUND").unwrap_or("");
    let schema = json(&std::fs::read_to_string(path).unwrap());
    let schema = jsonschema::options().should_validate_formats(true).build(&schema).unwrap();
    let valid = |log: &str| {
        let log = json(log);
        let errors: Vec<String> =
            schema.iter_errors(&log).map(|one| format!("{}: {one}", one.instance_path())).collect();
        assert!(errors.is_empty(), "{errors:#?}");
        log
    };
    // The schema refuses what is no SARIF.
    assert!(!schema.is_valid(&json(r#"{"version": "2.1.0", "runs": [{"tool": {"driver": {}}}]}"#)));
    let folder = tempfile::tempdir().unwrap();
    fill(folder.path());
    std::fs::write(folder.path().join("in/broken.yaml"), "form: float\ncash: [\n").unwrap();
    valid(&check(folder.path(), "sarif", &["in"]).stdout);
    valid(&check(folder.path(), "sarif", &["nothing"]).stdout);
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for args in [
        &["samples/returns"][..],
        &["samples/bad"],
        &["samples/2016-17/m07", "--with", "samples/2016-17/m06"],
        &[
            "samples/returns/2013-14",
            "--waivers",
            "samples/waivers/eastern-cheshire-2013-14.yaml",
            "--today",
            "2014-01-31",
        ],
    ] {
        let args = ["check", "--format", "sarif"].iter().chain(args).map(|arg| (*arg).to_owned());
        let ran = crate::run::probity(root, &args.collect::<Vec<_>>(), "");
        let log = valid(&ran.stdout);
        let all = log["runs"][0]["results"].as_array().unwrap();
        assert!(!all.is_empty());
        // GitHub refuses an upload in which one result has no physical location, or that has too many of anything.
        for one in all {
            let uri = &one["locations"][0]["physicalLocation"]["artifactLocation"]["uri"];
            assert!(uri.as_str().is_some_and(|uri| !uri.is_empty() && !uri.starts_with("builtin")), "{one}");
            assert!(one["relatedLocations"].as_array().is_none_or(|all| all.len() < 100));
            assert!(!text(&one["message"]["text"]).is_empty());
            assert!(!text(&one["partialFingerprints"]["primaryLocationLineHash"]).is_empty());
        }
        let mut prints: Vec<String> =
            all.iter().map(|one| text(&one["partialFingerprints"]["primaryLocationLineHash"])).collect();
        prints.sort();
        let before = prints.len();
        prints.dedup();
        assert_eq!(prints.len(), before, "no two results of one fingerprint");
        assert!(all.len() <= 5_000);
    }
}
