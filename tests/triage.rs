//! `probity triage` over sets in which something is amiss: returns that were not sent, drafts, codes
//! of other years, hostile text.

use serde_json::Value as Json;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn samples(set: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("samples").join(set)
}

/// A copy of a set in a folder of its own, without some returns.
fn copied(set: &str, without: &[&str]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for entry in fs::read_dir(samples(set)).unwrap() {
        let path = entry.unwrap().path();
        let code = path.file_stem().unwrap().to_string_lossy().into_owned();
        if !without.contains(&code.as_str()) {
            fs::copy(&path, folder.path().join(path.file_name().unwrap())).unwrap();
        }
    }
    folder
}

fn probity(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_probity")).args(arguments).env("COLUMNS", "200").output().unwrap()
}

fn triage(folder: &Path, more: &[&str]) -> Json {
    let mut arguments = vec!["triage", folder.to_str().unwrap(), "--format", "json"];
    arguments.extend(more);
    let out = probity(&arguments);
    serde_json::from_slice(&out.stdout).unwrap_or_else(|e| panic!("{e}: {}", String::from_utf8_lossy(&out.stderr)))
}

fn change(folder: &Path, code: &str, from: &str, to: &str) {
    let path = folder.join(format!("{code}.yaml"));
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.contains(from), "{code} has no {from}");
    fs::write(&path, text.replacen(from, to, 1)).unwrap();
}

fn region<'j>(json: &'j Json, code: &str) -> &'j Json {
    json["regions"].as_array().unwrap().iter().find(|region| region["code"] == code).unwrap()
}

fn number(value: &Json) -> f64 {
    value.as_str().map_or_else(|| value.as_f64().unwrap(), |text| text.parse().unwrap())
}

/// Of the whole set 93 are overspent; 04Y is (by 12,050), 00D is not.
#[test]
fn a_partial_total_is_never_the_whole() {
    let folder = copied("2016-17/m07", &["04Y", "00D"]);
    let json = triage(folder.path(), &[]);
    let nation = &json["nation"];
    assert_eq!((nation["expected"].as_i64(), nation["received"].as_i64()), (Some(209), Some(207)));
    assert_eq!(nation["missing"], serde_json::json!(["00D", "04Y"]));
    assert_eq!(nation["complete"], false);
    assert!(nation["overspent"].is_null() && nation["variance_to_date"].is_null(), "{nation}");
    let overspent = &nation["figures"]["overspent"];
    assert_eq!((overspent["known"].as_i64(), overspent["of_those_known"].as_i64()), (Some(207), Some(92)));
    assert_eq!((overspent["bounds"]["low"].as_i64(), overspent["bounds"]["high"].as_i64()), (Some(92), Some(94)));
    let variance = &nation["figures"]["variance_to_date"];
    let (low, high) = (number(&variance["bounds"]["low"]), number(&variance["bounds"]["high"]));
    assert!(low <= -293_000.0 && -293_000.0 <= high && low < high, "{low} to {high}");
    assert!(variance["share"].is_null());
    // Only the regions that lack a return are incomplete.
    assert_eq!(region(&json, "Y56")["complete"], true);
    assert_eq!(region(&json, "Y56")["overspent"].as_i64(), Some(11));
    assert_eq!(region(&json, "Y55")["received"].as_i64(), Some(60));
    assert!(region(&json, "Y55")["overspent"].is_null());
    let human = probity(&["triage", folder.path().to_str().unwrap(), "--format", "human", "--top", "0"]);
    let human = String::from_utf8(human.stdout).unwrap();
    assert!(human.contains("207 of 209 returns of England received") && human.contains("not received: 00D, 04Y"));
    assert!(human.contains("92 to 94"), "{human}");
}

#[test]
fn last_month_is_compared_only_where_all_of_it_is_at_hand() {
    let (now, then) = (copied("2016-17/m07", &[]), copied("2016-17/m06", &["04Y"]));
    let json = triage(now.path(), &["--with", then.path().to_str().unwrap()]);
    assert_eq!(json["compared_with"], "2016-17 M06");
    assert!(json["nation"]["movement"]["forecast_variance"].is_null());
    assert!(region(&json, "Y55")["movement"]["forecast_variance"].is_null());
    assert_eq!(region(&json, "Y56")["movement"]["forecast_variance"]["change"], "-8000");
    assert!(region(&json, "Y56")["movement"]["forecast_variance"]["share_of_net"].is_null());
    let organisations = json["organisations"].as_array().unwrap();
    let of = |code: &str| organisations.iter().find(|one| one["code"] == code).unwrap();
    assert!(of("04Y")["since_last"].is_null());
    assert_eq!(of("05V")["since_last"]["figures"]["forecast"]["change"], "-12600");
}

/// A draft is not received; a later version takes the place of an earlier one.
#[test]
fn drafts_and_versions() {
    let folder = copied("2016-17/m07", &[]);
    change(folder.path(), "04Y", "status: final", "status: draft");
    let later = fs::read_to_string(folder.path().join("00D.yaml")).unwrap();
    fs::write(folder.path().join("00D-2.yaml"), later.replacen("submission_version: 1", "submission_version: 2", 1))
        .unwrap();
    let json = triage(folder.path(), &[]);
    assert_eq!(json["nation"]["missing"], serde_json::json!(["04Y"]));
    assert_eq!(json["nation"]["received"].as_i64(), Some(208));
    let organisations = json["organisations"].as_array().unwrap();
    assert_eq!(organisations.iter().filter(|one| one["code"] == "00D").count(), 1);
    assert_eq!(organisations.len(), 208);
}

/// Which organisations are expected is a matter of the last day of the period: 13T took up its work
/// in April 2015, although its code is older, and the three it replaced had closed.
#[test]
fn the_organisations_of_each_year() {
    for (year, month, expected, thirteen_t) in [
        ("2013-14", "6", 211, false),
        ("2014-15", "12", 211, false),
        ("2015-16", "1", 209, true),
        ("2016-17", "7", 209, true),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let text = format!(
            "form: ccg-monthly-finance\nheader: {{ods_code: 00D, financial_year: {year}, month: {month}, status: final}}\n"
        );
        fs::write(folder.path().join("00D.yaml"), text).unwrap();
        let json = triage(folder.path(), &[]);
        let missing = json["nation"]["missing"].as_array().unwrap();
        assert_eq!(json["nation"]["expected"].as_i64(), Some(expected), "{year}");
        assert_eq!(i64::try_from(missing.len()).unwrap(), expected - 1, "{year}");
        let has = |code: &str| missing.iter().any(|one| one == code);
        assert_eq!(
            (has("13T"), has("00F"), has("00G"), has("00H")),
            (thirteen_t, !thirteen_t, !thirteen_t, !thirteen_t)
        );
    }
}

/// A code that belongs to no group of the year is named, and is in no total.
#[test]
fn a_code_of_another_year() {
    let folder = copied("2016-17/m07", &["00D"]);
    let text = fs::read_to_string(samples("2016-17/m07/00D.yaml")).unwrap();
    fs::write(folder.path().join("00F.yaml"), text.replacen("ods_code: 00D", "ods_code: 00F", 1)).unwrap();
    let json = triage(folder.path(), &[]);
    assert_eq!(json["nation"]["unexpected"], serde_json::json!(["00F"]));
    assert_eq!(json["nation"]["missing"], serde_json::json!(["00D"]));
}

#[test]
fn a_region_and_a_team_by_code_or_name() {
    let folder = samples("2016-17/m07");
    for (more, count, regions) in [
        (["--region", "Y55"], 61, 1),
        (["--region", "midlands and east of england"], 61, 1),
        (["--team", "Q74"], 11, 1),
        (["--organisation", "04Y"], 1, 1),
    ] {
        let json = triage(&folder, &more);
        let organisations = json["organisations"].as_array().unwrap();
        assert_eq!(organisations.len(), count, "{more:?}");
        assert_eq!(json["regions"].as_array().unwrap().len(), regions, "{more:?}");
        // The whole stays the whole.
        assert_eq!(json["nation"]["overspent"].as_i64(), Some(93), "{more:?}");
    }
}

/// The same organisations, in the same order, in every format; and a level that is the first row of
/// the decision table which its own figures fit.
#[test]
fn the_formats_agree_and_the_levels_are_those_of_the_table() {
    let folder = samples("2016-17/m07");
    let json = triage(&folder, &[]);
    let organisations = json["organisations"].as_array().unwrap();
    let csv = probity(&["triage", folder.to_str().unwrap(), "--format", "csv"]);
    let csv = String::from_utf8(csv.stdout).unwrap();
    assert_eq!(csv.lines().count(), organisations.len() + 1);
    for (line, one) in csv.lines().skip(1).zip(organisations) {
        let cells: Vec<&str> = line.split(',').collect();
        assert_eq!((cells[0], cells[1]), (one["rank"].to_string().as_str(), one["code"].as_str().unwrap()));
    }
    let flag = |one: &Json, flag: &str| one["flags"].as_array().unwrap().iter().any(|set| set == flag);
    let (mut before, mut ranks) = (0, Vec::new());
    for one in organisations {
        let distance = one["distances"].as_array().unwrap().iter().find(|d| d["name"] == "overspend_to_date").unwrap();
        let reckoned = number(&distance["value"]) - number(&distance["limit"]);
        assert!((reckoned - number(&distance["distance"])).abs() < 1e-6, "{distance}");
        let (over, year, recovery) =
            (flag(one, "overspent_over_limit"), flag(one, "intervention"), flag(one, "assumes_recovery"));
        assert_eq!(over, number(&distance["distance"]) > 0.0, "{}", one["code"]);
        // Five per cent is five times the limit of one per cent.
        let far = number(&distance["value"]) > 5.0 * number(&distance["limit"]);
        let count = |key: &str| one[key].as_i64().unwrap();
        let wanted = match () {
            () if (over && (year || recovery)) || far => "intervene",
            () if over || year => "recovery plan",
            () if recovery || count("red") > 0 || count("amber") > 2 || count("errors") > 0 => "watch",
            () => "none",
        };
        assert_eq!(one["level"], wanted, "{} {one}", one["code"]);
        let urgency =
            ["intervene", "recovery plan", "watch", "none"].iter().position(|level| *level == wanted).unwrap();
        assert!(urgency >= before, "{} stands too far down", one["code"]);
        before = urgency;
        ranks.push(urgency);
    }
    let markdown = probity(&["triage", folder.to_str().unwrap(), "--format", "markdown", "--top", "500"]);
    let markdown = String::from_utf8(markdown.stdout).unwrap();
    let rows = markdown.lines().filter(|line| line.starts_with("| ") && line.contains(" NHS ")).count();
    assert_eq!(rows, ranks.iter().filter(|rank| **rank < 3).count());
}

/// What cannot be told is not guessed, and comes first.
#[test]
fn a_level_that_hangs_on_a_figure_that_is_not_given() {
    let folder = copied("2016-17/m07", &[]);
    let path = folder.path().join("04Y.yaml");
    let text = fs::read_to_string(&path).unwrap();
    let at = text.find("\n  total:\n").unwrap();
    let end = at + 1 + text[at + 1..].find("\nposition:").unwrap();
    fs::write(&path, format!("{}{}", &text[..at], &text[end..])).unwrap();
    let json = triage(folder.path(), &[]);
    let overspent = &json["nation"]["figures"]["overspent"];
    assert_eq!((overspent["known"].as_i64(), overspent["expected"].as_i64()), (Some(208), Some(209)));
    assert!(json["nation"]["overspent"].is_null());
    let first = &json["organisations"][0];
    assert_eq!((first["code"].as_str(), first["level"].is_null()), (Some("04Y"), true), "{first}");
    assert!(first["because"].as_str().unwrap().starts_with("not given: "), "{first}");
}

/// Text of a return is text in every format.
#[test]
fn hostile_text_stays_text() {
    let folder = copied("2016-17/m07", &[]);
    change(
        folder.path(),
        "04Y",
        "recovery_plan_ref: ",
        "recovery_plan_ref: \"=cmd|'/c calc'!A1 <script>x</script> \\u001b[31m|::error::\" #",
    );
    let of = |format: &str| {
        let out = probity(&["triage", folder.path().to_str().unwrap(), "--format", format]);
        String::from_utf8(out.stdout).unwrap()
    };
    for format in ["human", "csv", "markdown", "json"] {
        let text = of(format);
        assert!(!text.contains('\u{1b}'), "{format}");
        assert!(!text.lines().any(|line| line.trim_start().starts_with("::error")), "{format}");
    }
    assert!(!of("markdown").contains("<script>"));
    for cell in of("csv").split(',') {
        let cell = cell.trim_start_matches('"');
        let formula =
            cell.starts_with(['=', '+', '@']) || (cell.starts_with('-') && cell.trim_end().parse::<f64>().is_err());
        assert!(!formula, "{cell}");
    }
}

#[test]
fn nothing_to_report_on() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.yaml"), "form: published-statements\nheader: {publication: a, financial_year: 2016-17, month: 7, status: final}\nstatements: []\n").unwrap();
    let out = probity(&["triage", folder.path().to_str().unwrap()]);
    assert_eq!(out.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&out.stderr).contains("none of the returns read is of a form and period"));
}

/// Where no list says which returns are expected, what is asked of all of them is not judged.
#[test]
fn a_year_without_a_list_of_organisations() {
    let folder = tempfile::tempdir().unwrap();
    let form = "define_form: tiny
title: A tiny form
organisation: h.code
period: {year: h.year, month: h.month}
groups: {list: members, whole: {name: all, title: All}}
tables: {h: {kind: record, columns: {code: {type: code}, year: {type: text}, month: {type: integer}, x: {type: number}}}}
";
    let list = "reference_list: tiny-members
title: Members
form: tiny
name: members
years: {from: 2016-17, to: 2016-17}
columns: {name: {type: text}}
rows: {A: {name: Ash}, B: {name: Birch}}
";
    let rules = "rule_set: tiny/rules
title: One rule
form: tiny
in_force: {from: 2016-17 M01, to: 2018-19 M12}
rules:
  - {id: G-01, title: the sum is too large, group_by: all, assert: sum(returns.h.x) < 5, severity: error}
";
    for (name, text) in [("form.yaml", form), ("list.yaml", list), ("rules.yaml", rules)] {
        fs::write(folder.path().join(name), text).unwrap();
    }
    let check = |year: &str, codes: &[&str]| {
        let path = folder.path().join("returns");
        let _ = fs::remove_dir_all(&path);
        fs::create_dir(&path).unwrap();
        for code in codes {
            let text = format!("form: tiny\nh: {{code: {code}, year: {year}, month: 2, x: 3}}\n");
            fs::write(path.join(format!("{code}.yaml")), text).unwrap();
        }
        let of = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
        let (form, list, rules) = (of("form.yaml"), of("list.yaml"), of("rules.yaml"));
        let added = ["--no-built-in", "--rules", &form, "--rules", &list, "--rules", &rules];
        let out = probity(&[&["check", path.to_str().unwrap()][..], &added].concat());
        (out.status.code(), String::from_utf8(out.stdout).unwrap(), String::from_utf8(out.stderr).unwrap())
    };
    let (code, _, said) = check("2018-19", &["A", "B"]);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("no reference list `members` for 2018-19: G-01 was not judged in 1 group"), "{said}");
    let (code, found, _) = check("2016-17", &["A", "B"]);
    assert_eq!(code, Some(1));
    assert!(found.contains("6 (3 + 3) should be less than 5"), "{found}");
    let (code, found, _) = check("2016-17", &["A"]);
    assert_eq!(code, Some(0));
    assert!(found.contains("1 of the 2 returns of All for 2016-17 M02 were received"), "{found}");
}

/// A name that no organisation and no group has reports on nothing, which must not look as if all were
/// well.
#[test]
fn names_that_none_has() {
    let (north, all) = (copied("2016-17/m07", &["05D", "07L"]), samples("2016-17/m07"));
    let (north, all) = (north.path().to_str().unwrap(), all.to_str().unwrap());
    // Command, set, options, exit status, what is said.
    let cases: [(&str, &str, &str, i32, &[&str]); 9] = [
        ("check", all, "--region Narnia", 2, &["called `Narnia`", "there are Y54 (North of England), Y55"]),
        ("triage", all, "--region Narnia", 2, &["called `Narnia`", "there are Y54 (North of England), Y55"]),
        ("triage", all, "--region Lundon", 2, &["no region", "`Lundon`", "did you mean `London`?"]),
        ("triage", all, "--team Q99", 2, &["no team", "`Q99`", "did you mean `Q"]),
        ("check", all, "--organisation 05d", 2, &["no organisation", "`05d`", "did you mean `05D`?"]),
        ("triage", all, "--organisation 05d --region london", 2, &["`05d`", "did you mean `05D`?"]),
        // The list knows it, and its return was not sent.
        ("triage", north, "--organisation 05D", 0, &[]),
        ("check", north, "--organisation 05D", 2, &["none of the", "returns read is of organisation 05D"]),
        ("check", all, "--organisation 05D --region Y56", 2, &["returns read is of organisation 05D and region Y56"]),
    ];
    for (command, set, options, code, said) in cases {
        let mut arguments = vec![command, set, "--fail-on", "never"];
        arguments.extend(options.split(' '));
        let out = probity(&arguments);
        let stderr = String::from_utf8_lossy(&out.stderr).into_owned();
        assert_eq!(out.status.code(), Some(code), "{command} {options}: {stderr}");
        for words in said {
            assert!(stderr.contains(words), "{command} {options}: no {words} in {stderr}");
        }
        assert_eq!(stderr.contains("error["), code == 2, "{command} {options}: {stderr}");
    }
}

/// The organisations that a set lacks in the report, and what is said beside it.
fn lacking(folder: &Path, more: &[&str]) -> (Vec<String>, String) {
    let mut arguments = vec!["triage", folder.to_str().unwrap(), "--top", "0"];
    arguments.extend(more);
    let out = probity(&arguments);
    assert_eq!(out.status.code(), Some(0));
    let text = String::from_utf8(out.stdout).unwrap();
    let missing = text.lines().find_map(|line| line.strip_prefix("not received: ")).unwrap_or("");
    let missing = missing.split(", ").filter(|code| !code.is_empty()).map(str::to_owned).collect();
    (missing, String::from_utf8(out.stderr).unwrap())
}

/// A draft of a later version does not stand for the return that was sent, whichever is read first.
#[test]
fn no_draft_takes_the_place_of_what_was_sent() {
    for name in ["05D-2.yaml", "00A.yaml"] {
        let folder = copied("2016-17/m07", &[]);
        fs::copy(samples("2016-17/m07/05D.yaml"), folder.path().join(name)).unwrap();
        let code = name.strip_suffix(".yaml").unwrap();
        change(folder.path(), code, "status: final", "status: draft");
        change(folder.path(), code, "submission_version: 1", "submission_version: 2");
        change(folder.path(), code, "ytd_variance: -937\n", "ytd_variance: -93700\n");
        let json = triage(folder.path(), &[]);
        assert_eq!(json["nation"]["received"].as_i64(), Some(209), "{name}");
        assert_eq!(number(&json["nation"]["variance_to_date"]), -293_000.0, "{name}");
    }
}

/// Of two returns of one version nothing says which counts: neither is in a total, and no total is whole.
#[test]
fn rivals_are_in_no_total() {
    for name in ["05D-2.yaml", "00A.yaml"] {
        let folder = copied("2016-17/m07", &[]);
        fs::copy(samples("2016-17/m07/05D.yaml"), folder.path().join(name)).unwrap();
        let code = name.strip_suffix(".yaml").unwrap();
        change(folder.path(), code, "ytd_variance: -937\n", "ytd_variance: -93700\n");
        let json = triage(folder.path(), &[]);
        assert_eq!(json["nation"]["complete"], false, "{name}");
        assert!(json["nation"]["variance_to_date"].is_null(), "{name}");
        let (missing, said) = lacking(folder.path(), &[]);
        assert_eq!(missing, ["05D"], "{name}");
        assert!(said.contains("2 returns that were read are in no figure of this report"), "{said}");
    }
    // Nor is either what the next month is compared with.
    let (this, last) = (samples("2016-17/m07/05D.yaml"), copied("2016-17/m06", &[]));
    fs::copy(samples("2016-17/m06/05D.yaml"), last.path().join("05D-2.yaml")).unwrap();
    change(last.path(), "05D-2", "ytd_variance: ", "ytd_variance: 1");
    let out = probity(&["check", this.to_str().unwrap(), "--with", last.path().to_str().unwrap(), "--select", "MOM"]);
    let text = String::from_utf8(out.stdout).unwrap();
    assert!(text.contains("two returns of 05D for 2016-17 M06 were read, and nothing says which counts"), "{text}");
}

/// A mistyped month is said, and does not take the place of the month that all others are of.
#[test]
fn a_mistyped_month_is_said() {
    let folder = copied("2016-17/m07", &[]);
    change(folder.path(), "05D", "  month: 7", "  month: 8");
    change(folder.path(), "05D", "2016-10-31", "2016-11-30");
    let (missing, said) = lacking(folder.path(), &[]);
    assert_eq!(missing, ["05D"]);
    assert!(said.contains("this report is of 2016-17 M07: returns of 2016-17 M08 (1) are not in it"), "{said}");
    // Who asks for the month gets it, and no bounds that one return alone would make.
    let out = probity(&["triage", folder.path().to_str().unwrap(), "--period", "2016-17 M08", "--format", "json"]);
    let json: Json = serde_json::from_slice(&out.stdout).unwrap();
    assert_eq!(json["nation"]["received"].as_i64(), Some(1));
    let figures = &json["nation"]["figures"];
    assert!(
        figures["variance_to_date"]["bounds"].is_null() && figures["overspent"]["bounds"]["high"] == 209,
        "{figures}"
    );
}

/// A return without a status is in no total, and that is said.
#[test]
fn what_is_in_no_figure_is_said() {
    let folder = copied("2016-17/m07", &[]);
    change(folder.path(), "05D", "  status: final\n", "");
    change(folder.path(), "04Y", "  month: 7", "  month: 13");
    let (missing, said) = lacking(folder.path(), &[]);
    assert_eq!(missing, ["04Y", "05D"]);
    assert!(said.contains("2 returns that were read are in no figure of this report"), "{said}");
    let (_, said) = lacking(&samples("2016-17/m07"), &[]);
    assert!(!said.contains("in no figure"), "{said}");
}

/// What is only compared with does not stand beside what is reported on, and a group of which a part
/// is only compared with is not passed over in silence.
#[test]
fn groups_of_which_a_part_is_only_compared_with() {
    let (part, whole) = (copied("2016-17/m07", &["05D", "04Y"]), copied("2016-17/m07", &[]));
    let check = |folder: &Path, with: PathBuf| {
        let (folder, with) = (folder.to_str().unwrap(), with.to_str().unwrap());
        let out = probity(&["check", folder, "--with", with, "--select", "ORG-05,NAT,REG", "--format", "json"]);
        let json: Json = serde_json::from_slice(&out.stdout).unwrap();
        (json["outcomes"]["fail"].as_i64().unwrap(), json["returns"]["groups_left_out"].as_i64().unwrap())
    };
    let (fails, left) = check(part.path(), samples("2016-17/m06"));
    assert!(fails > 0 && left == 0, "{fails} {left}");
    let (fails, left) = check(part.path(), samples("2016-17/m07/04Y.yaml"));
    assert!(fails == 0 || left > 0, "{fails} {left}");
    // England, the region and the team that 04Y is in are left; the others are judged.
    assert_eq!(left, 3);
    assert_eq!(check(whole.path(), samples("2016-17")), check(whole.path(), samples("2016-17/m06")));
}

/// A report that lies beside the returns is none of them.
#[test]
fn a_report_is_no_return() {
    let folder = copied("2016-17/m07", &[]);
    let report = folder.path().join("report.json");
    probity(&["triage", folder.path().to_str().unwrap(), "--format", "json", "--output", report.to_str().unwrap()]);
    assert!(fs::metadata(&report).unwrap().len() > 1_000);
    let (missing, said) = lacking(folder.path(), &[]);
    assert!(
        missing.is_empty() && said.contains("212 returns read") && said.contains("1 document passed over"),
        "{said}"
    );
}

/// A flag that a rule sets which was left out is not known, and so is no level that rests on it.
#[test]
fn levels_without_all_rules_are_said() {
    let set = samples("2016-17/m07");
    let set = set.to_str().unwrap();
    let count = |options: &[&str]| {
        let out = probity(&[&["triage", set, "--format", "json"][..], options].concat());
        let json: Json = serde_json::from_slice(&out.stdout).unwrap();
        let untold = json["organisations"].as_array().unwrap().iter().filter(|one| one["level"].is_null()).count();
        let said = json["diagnostics"].to_string().contains("the levels rest on some of the rules only");
        (untold, said)
    };
    assert_eq!(count(&[]), (0, false));
    let (untold, said) = count(&["--ignore", "PER-05"]);
    assert!(untold > 100 && said, "{untold} {said}");
    // A rule that sets no flag takes no level away; that it was left out is said all the same.
    assert_eq!(count(&["--ignore", "ORG-05"]), (0, true));
}

/// A waived breach sets no flag, is shown with its reason, and is not gone since last month.
#[test]
fn waivers_are_shown() {
    let folder = tempfile::tempdir().unwrap();
    let waivers = folder.path().join("waivers.yaml");
    let text = "waivers:
  - rule: PER-05
    organisation: 05D
    period: {from: 2016-17 M07, to: 2016-17 M07}
    reason: agreed with =the region
    evidence: letter 7
    approved_by: the regional director
    expires: 2017-03-31
";
    fs::write(&waivers, text).unwrap();
    let (this, last) = (samples("2016-17/m07"), samples("2016-17/m06"));
    let run = |format: &str, options: &[&str]| {
        let with = ["triage", this.to_str().unwrap(), "--with", last.to_str().unwrap(), "--today", "2016-11-30"];
        let out = probity(&[&with[..], &["--organisation", "05D", "--format", format], options].concat());
        String::from_utf8(out.stdout).unwrap()
    };
    let waived = ["--waivers", waivers.to_str().unwrap()];
    let one = |options: &[&str]| {
        let json: Json = serde_json::from_str(&run("json", options)).unwrap();
        json["organisations"][0].clone()
    };
    let (without, with) = (one(&[]), one(&waived));
    let rules = |list: &Json| -> Vec<String> {
        list.as_array().unwrap().iter().map(|reason| reason["rule"].as_str().unwrap().to_owned()).collect()
    };
    assert!(rules(&without["reasons"]).contains(&"PER-05".to_owned()) && rules(&without["waived"]).is_empty());
    assert!(!rules(&with["reasons"]).contains(&"PER-05".to_owned()));
    assert_eq!(rules(&with["waived"]), ["PER-05"]);
    assert_eq!(with["waived"][0]["waiver"]["reason"], "agreed with =the region");
    let flags = |one: &Json, key: &str| one[key].to_string();
    assert!(flags(&without, "flags").contains("overspent_over_limit"));
    assert!(!flags(&with, "flags").contains("overspent_over_limit"));
    assert!(!with["since_last"]["gone_flags"].to_string().contains("overspent_over_limit"), "{}", with["since_last"]);
    for (format, words) in [
        (
            "human",
            "       waived until 2017-03-31: agreed with =the region (evidence letter 7, approved by the regional director)",
        ),
        ("csv", "PER-05: waived until 2017-03-31: agreed with =the region"),
        ("markdown", "; waived: PER-05 |"),
    ] {
        assert!(run(format, &waived).contains(words), "{format}: {}", run(format, &waived));
        assert!(!run(format, &[]).contains("waived until") && !run(format, &[]).contains("waived:"), "{format}");
    }
}
