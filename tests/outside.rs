//! What the world outside may do to a run: links, rights, pipes, disks, signals, numbers of files.
#![cfg(unix)]

use std::ffi::OsStr;
use std::fs;
use std::io::{Read, Write};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::Duration;
use tempfile::TempDir;

const PROBITY: &str = env!("CARGO_BIN_EXE_probity");

/// A form and a rule of our own, so that many returns are judged in no time.
const FORM: &str = "define_form: petty-cash\ntitle: Petty cash\nunit: GBP\ntables:\n  cash:\n    kind: record\n    columns: {opening: {type: amount}, closing: {type: amount}, by: {type: text}}\n";
const RULES: &str = "rule_set: petty-cash/all\ntitle: Petty cash\nform: petty-cash\nin_force: {from: 2000-01 M01, to: 2039-40 M12}\nrules:\n  - {id: PC-01, title: nothing is lost, severity: error, assert: cash.closing = cash.opening, tolerance: 0}\n";
const SOUND: &str = "form: petty-cash\ncash: {opening: 1, closing: 1, by: anne}\n";
const WRONG: &str = "form: petty-cash\ncash: {opening: 1, closing: 2, by: anne}\n";

/// A folder with the rules and a folder `returns`.
fn folder() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("form.yaml"), FORM).unwrap();
    fs::write(folder.path().join("rules.yaml"), RULES).unwrap();
    fs::create_dir(folder.path().join("returns")).unwrap();
    folder
}

fn check(folder: &Path, more: &[&str]) -> Command {
    let mut command = Command::new(PROBITY);
    let args = ["check", "--no-built-in", "--rules", "form.yaml", "--rules", "rules.yaml"];
    command.current_dir(folder).args(args).args(more);
    command
}

fn said(out: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&out.stdout), String::from_utf8_lossy(&out.stderr))
}

#[track_caller]
fn came_to(out: &Output, status: i32, pieces: &[&str]) {
    let said = said(out);
    assert_eq!(out.status.code(), Some(status), "{said}");
    for piece in pieces {
        assert!(said.contains(piece), "no {piece:?} in:\n{said}");
    }
}

fn pipe(path: &Path) {
    assert!(Command::new("mkfifo").arg(path).status().unwrap().success());
}

#[test]
fn links_to_files_are_followed_and_links_to_folders_are_not() {
    let folder = folder();
    let returns = folder.path().join("returns");
    fs::write(folder.path().join("elsewhere.yaml"), SOUND).unwrap();
    symlink("../elsewhere.yaml", returns.join("link.yaml")).unwrap();
    fs::write(returns.join("a.yaml"), SOUND).unwrap();
    symlink("a.yaml", returns.join("b.yaml")).unwrap();
    symlink("..", returns.join("round")).unwrap();
    symlink("round", returns.join("about")).unwrap();
    symlink("itself.yaml", returns.join("itself.yaml")).unwrap();
    symlink("nowhere.yaml", returns.join("lost.yaml")).unwrap();
    let out = check(folder.path(), &["returns"]).output().unwrap();
    came_to(
        &out,
        2,
        &[
            "returns/itself.yaml: error[E101]: cannot read the file: ",
            "returns/lost.yaml: error[E101]: cannot read the file: there is no such file",
            "2 returns read: 2 passed",
        ],
    );
}

#[test]
fn what_may_not_be_read_is_said_and_the_rest_is_judged() {
    let folder = folder();
    let returns = folder.path().join("returns");
    fs::write(returns.join("a.yaml"), SOUND).unwrap();
    fs::write(returns.join("b.yaml"), SOUND).unwrap();
    fs::create_dir(returns.join("c")).unwrap();
    fs::set_permissions(returns.join("b.yaml"), PermissionsExt::from_mode(0o000)).unwrap();
    fs::set_permissions(returns.join("c"), PermissionsExt::from_mode(0o000)).unwrap();
    fs::set_permissions(folder.path(), PermissionsExt::from_mode(0o755)).unwrap();
    // Who may do anything is told of no missing right: then the run is somebody else's.
    let program = folder.path().join("probity");
    fs::copy(PROBITY, &program).unwrap();
    let mut command = Command::new(&program);
    command.current_dir(folder.path());
    command.args(["check", "--no-built-in", "--rules", "form.yaml", "--rules", "rules.yaml", "returns"]);
    if fs::metadata(folder.path()).unwrap().uid() == 0 {
        command.uid(65_534).gid(65_534);
    }
    let out = command.output().unwrap();
    fs::set_permissions(returns.join("c"), PermissionsExt::from_mode(0o755)).unwrap();
    came_to(
        &out,
        2,
        &[
            "returns/b.yaml: error[E101]: cannot read the file: permission denied",
            "error[E101]: cannot read the folder: ",
            "1 return read: 1 passed",
        ],
    );
}

#[test]
fn files_that_vanish_shrink_or_grow_before_they_are_read() {
    let folder = folder();
    let returns = folder.path().join("returns");
    for name in ["b.yaml", "c.yaml", "d.yaml", "e.yaml"] {
        fs::write(returns.join(name), SOUND).unwrap();
    }
    // All names are looked up before the first is read; the pipe holds the run there.
    pipe(&returns.join("a.yaml"));
    let names = ["returns/a.yaml", "returns/b.yaml", "returns/c.yaml", "returns/d.yaml", "returns/e.yaml"];
    let mut command = check(folder.path(), &names);
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut held = fs::OpenOptions::new().write(true).open(returns.join("a.yaml")).unwrap();
    fs::remove_file(returns.join("b.yaml")).unwrap();
    fs::write(returns.join("c.yaml"), "").unwrap();
    fs::write(returns.join("d.yaml"), format!("{SOUND}---\n{WRONG}")).unwrap();
    held.write_all(SOUND.as_bytes()).unwrap();
    drop(held);
    let out = child.wait_with_output().unwrap();
    came_to(
        &out,
        2,
        &[
            "returns/b.yaml: error[E101]: cannot read the file: there is no such file",
            "returns/c.yaml: error[E106]: the file is empty, so it holds no return",
            "returns/d.yaml:5:29: error[PC-01]",
            "4 returns read: 3 passed, 1 failed",
        ],
    );
}

#[test]
fn a_pipe_that_never_ends_is_given_up_and_one_in_a_folder_is_not_opened() {
    let folder = folder();
    let returns = folder.path().join("returns");
    fs::write(returns.join("b.yaml"), SOUND).unwrap();
    pipe(&folder.path().join("endless.yaml"));
    let mut command = check(folder.path(), &["endless.yaml", "returns"]);
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut endless = fs::OpenOptions::new().write(true).open(folder.path().join("endless.yaml")).unwrap();
    let line = "# on and on\n".repeat(1_000);
    while endless.write_all(line.as_bytes()).is_ok() {}
    let out = child.wait_with_output().unwrap();
    came_to(&out, 2, &["endless.yaml: error[E110]: the file has more than 64 MiB", "1 return read: 1 passed"]);
    pipe(&returns.join("never.yaml"));
    came_to(&check(folder.path(), &["returns"]).output().unwrap(), 0, &["1 return read: 1 passed"]);
}

#[test]
fn a_full_disk_is_said_and_leaves_the_old_report() {
    let folder = folder();
    for number in 0..300 {
        fs::write(folder.path().join(format!("returns/{number}.yaml")), WRONG).unwrap();
    }
    if Path::new("/dev/full").exists() {
        let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let out = check(folder.path(), &["returns"]).stdout(full).output().unwrap();
        came_to(&out, 2, &["error[E402]: cannot write to standard output: No space left on device"]);
    }
    // A limit on the size of files stands for a disk that fills up on the way.
    let limited = "trap '' XFSZ; ulimit -f 8; exec \"$@\"";
    let args = ["check", "--no-built-in", "--rules", "form.yaml", "--rules", "rules.yaml", "returns"];
    for before in [None, Some("the report of yesterday")] {
        let report = folder.path().join("report.json");
        if let Some(text) = before {
            fs::write(&report, text).unwrap();
        }
        let mut command = Command::new("bash");
        command.args(["-c", limited, "bash", PROBITY]).args(args).args(["--format", "json", "--output", "report.json"]);
        let out = command.current_dir(folder.path()).output().unwrap();
        came_to(&out, 2, &["report.json: error[E402]: cannot write the output: File too large"]);
        assert_eq!(fs::read_to_string(&report).ok().as_deref(), before);
        let left: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(left.len(), 3 + usize::from(before.is_some()), "{left:?}");
    }
}

#[test]
fn a_reader_that_goes_away_is_no_fault() {
    let folder = folder();
    for number in 0..500 {
        fs::write(folder.path().join(format!("returns/{number}.yaml")), WRONG).unwrap();
    }
    let mut command = check(folder.path(), &["returns", "--max-findings", "1000"]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut some = [0u8; 10];
    child.stdout.take().unwrap().read_exact(&mut some).unwrap();
    let out = child.wait_with_output().unwrap();
    came_to(&out, 1, &["500 returns read"]);
    assert!(!said(&out).contains("fault"), "{}", said(&out));
}

#[test]
fn a_run_that_is_killed_leaves_the_report_whole_or_absent() {
    let folder = folder();
    for number in 0..400 {
        fs::write(folder.path().join(format!("returns/{number}.yaml")), WRONG).unwrap();
    }
    let report = folder.path().join("report.json");
    let args = ["returns", "--format", "json", "--output", "report.json"];
    came_to(&check(folder.path(), &args).output().unwrap(), 1, &[]);
    let whole = fs::read_to_string(&report).unwrap();
    let mut killed = 0;
    for wait in 0..40u64 {
        fs::remove_file(&report).ok();
        let mut child = check(folder.path(), &args).stderr(Stdio::null()).spawn().unwrap();
        std::thread::sleep(Duration::from_millis(wait * 5));
        child.kill().unwrap();
        killed += usize::from(child.wait().unwrap().code().is_none());
        if let Ok(text) = fs::read_to_string(&report) {
            assert!(text == whole, "half a report after {} ms", wait * 5);
        }
    }
    assert!(killed > 0, "no run was killed in time");
}

#[test]
fn ten_thousand_returns_in_one_folder() {
    let folder = folder();
    for number in 0..10_000 {
        let text = if number % 100 == 7 { WRONG } else { SOUND };
        fs::write(folder.path().join(format!("returns/{number:05}.yaml")), text).unwrap();
    }
    let out = check(folder.path(), &["returns"]).output().unwrap();
    came_to(
        &out,
        1,
        &[
            "returns/00007.yaml:2:29: error[PC-01]",
            "PC-01: 80 more not shown (--max-findings 100 shows them)",
            "10000 returns read: 9900 passed, 100 failed",
        ],
    );
}

#[test]
fn file_names_steer_nothing() {
    let folder = folder();
    let returns = folder.path().join("returns");
    let names: [&[u8]; 4] =
        [b"\x1b[31mred.yaml", b"a\n::error::b.yaml", "\u{202e}<b>.yaml".as_bytes(), b"\xff\xfe.yaml"];
    for name in names {
        fs::write(returns.join(OsStr::from_bytes(name)), WRONG).unwrap();
    }
    for format in ["plain", "human", "json"] {
        let out = check(folder.path(), &["returns", "--format", format]).output().unwrap();
        came_to(&out, 1, &["?[31mred.yaml"].iter().filter(|_| format != "json").copied().collect::<Vec<_>>());
        let said = said(&out);
        for raw in ["\u{1b}", "\u{202e}", "\n::error"] {
            assert!(!said.contains(raw), "{format}: {raw:?}");
        }
        if format != "json" {
            assert!(said.contains("4 returns read: 0 passed, 4 failed"), "{said}");
        }
    }
}

/// The bound that the README states: ten times the largest file, and what the program takes by
/// itself. What is limited here is the room for addresses, of which a part is never touched.
#[test]
fn memory_stays_within_ten_times_the_largest_file() {
    let folder = folder();
    let counts = "\n  counts:\n    kind: rows\n    row_key: by\n    columns: {by: {type: code}, first: {type: amount}, second: {type: amount}, third: {type: amount}, note: {type: text}}\n";
    fs::write(folder.path().join("form.yaml"), FORM.trim_end().to_owned() + counts).unwrap();
    let rows = |row: &dyn Fn(usize) -> String| (0..60_000).map(row).collect::<String>();
    let yaml = |n: usize| {
        format!("  - {{by: A{n:06}, first: 1200.50, second: 20, third: -7, note: as agreed with the bank}}\n")
    };
    let json = |n: usize| {
        format!(
            "{}{{\"by\": \"A{n:06}\", \"first\": 1200.50, \"second\": 20, \"note\": \"as agreed\"}}\n",
            if n > 0 { "," } else { "" }
        )
    };
    let in_yaml = format!("{SOUND}counts:\n{}", rows(&yaml));
    let in_json = format!("{{\"form\": \"petty-cash\", \"counts\": [\n{}]}}", rows(&json));
    for (name, text) in [("large.yaml", in_yaml), ("large.json", in_json)] {
        fs::write(folder.path().join(name), &text).unwrap();
        // The program itself, built without optimization, is mapped with some 35 MB.
        let limit = text.len() * 10 / 1024 + 56 * 1024;
        let limited = format!("ulimit -v {limit}; exec \"$@\"");
        let mut command = Command::new("bash");
        command.args(["-c", &limited, "bash", PROBITY, "check", "--no-built-in"]);
        let out =
            command.args(["--rules", "form.yaml", "--rules", "rules.yaml", name]).current_dir(folder.path()).output();
        let out = out.unwrap();
        let passed = if name.ends_with("yaml") { "1 return read: 1 passed" } else { "1 return read: 0 passed" };
        came_to(&out, 0, &[passed]);
    }
}

#[test]
fn a_million_threads_are_not_started() {
    let folder = folder();
    for number in 0..600 {
        fs::write(folder.path().join(format!("returns/{number:03}.yaml")), if number == 7 { WRONG } else { SOUND })
            .unwrap();
    }
    let one = check(folder.path(), &["returns", "--format", "json", "--threads", "1"]).output().unwrap();
    for threads in ["0", "3", "1000000"] {
        let many = check(folder.path(), &["returns", "--format", "json", "--threads", threads]).output().unwrap();
        came_to(&many, 1, &[]);
        assert!(many.stdout == one.stdout, "{threads} threads give something else than one");
    }
}

/// Returns are judged a few at a time: what is kept of each is its findings and outcomes, not its
/// cells, of which a return of this form has some 100 KB.
#[test]
fn memory_does_not_grow_with_the_cells_of_many_returns() {
    let folder = folder();
    fs::write(folder.path().join("many.yaml"), "---\nform: ccg-monthly-finance\n".repeat(2_000)).unwrap();
    let mut command = Command::new("bash");
    command.args(["-c", "ulimit -v 140000; exec \"$@\"", "bash", PROBITY, "check", "--threads", "1", "many.yaml"]);
    let out = command.current_dir(folder.path()).output().unwrap();
    came_to(&out, 1, &["2000 returns read: 0 passed"]);
}

/// Of returns that stand twice each is said, but for more than can be looked at.
#[test]
fn returns_that_stand_twice_thousands_of_times() {
    let folder = folder();
    let one = "---\nform: ccg-monthly-finance\nheader: {ods_code: 05D, financial_year: 2016-17, month: 7}\n";
    fs::write(folder.path().join("twice.yaml"), one.repeat(2_000)).unwrap();
    let args = ["check", "twice.yaml", "--select", "STR-06", "--max-findings", "600"];
    let out = Command::new(PROBITY).args(args).current_dir(folder.path()).output().unwrap();
    let more = "twice.yaml:1506:20: error[E110]: 1499 more returns from here on stand beside another of the same";
    came_to(&out, 2, &["2000 returns read", more]);
    assert_eq!(said(&out).matches("error[STR-06]").count(), 500);
}
