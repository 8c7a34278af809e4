//! One wide file of many returns, judged by the same twelve rules by probity and by DuckDB: `cargo bench --bench flat`
//! writes the file, runs both on it in turn, holds what each counts against what is known to be right, and says what
//! time and memory each took. Figures are of whole processes, from their start to their end.
//!
//! `cargo bench --bench flat -- 100000`, or `FLAT_ROWS=100000`, takes fewer rows than a million. DuckDB is the Python
//! package `duckdb`; where it is not there, its lines are left out.

mod data;

use nix::sys::resource::{UsageWho, getrusage};
use nix::sys::time::TimeValLike;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::BufReader;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

const PROBITY: &str = env!("CARGO_BIN_EXE_probity");
const FORM: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/flat/form.yaml");
const RULES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/flat/rules.yaml");
const IN_DUCKDB: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/flat/in_duckdb.py");
/// How many rows the file has where nothing else is said.
const ROWS: u64 = 1_000_000;
/// How often each command is run.
const ROUNDS: usize = 5;
/// From which number the file is drawn.
const SEED: u64 = 20_161_031;

/// What a rule came to, as probity, DuckDB and the generator all write it.
#[derive(Debug, PartialEq, Deserialize)]
struct Counts {
    pass: u64,
    fail: u64,
    not_applicable: u64,
    not_judged: u64,
}

/// What is read of each document; probity's has all findings beside it.
#[derive(Debug, PartialEq, Deserialize)]
struct Outcomes {
    rules: BTreeMap<String, Counts>,
}

impl Outcomes {
    fn of(path: &Path) -> Outcomes {
        let file = File::open(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        serde_json::from_reader(BufReader::new(file)).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    }

    /// Ends the run where a count is wrong: the time of a wrong answer is worth nothing.
    fn must_be(&self, truth: &Outcomes, whose: &str) {
        let ids = truth.rules.keys().chain(self.rules.keys().filter(|id| !truth.rules.contains_key(*id)));
        let mut wrong = false;
        for id in ids {
            let (counted, right) = (self.rules.get(id), truth.rules.get(id));
            if counted != right {
                eprintln!("{whose}: {id} is counted as {counted:?} and should be {right:?}");
                wrong = true;
            }
        }
        assert!(!wrong, "{whose} does not count what is right");
    }
}

/// One run: processor time and time on the clock in seconds, and the most memory held in bytes.
#[derive(Clone, Copy)]
struct Run {
    cpu: f64,
    wall: f64,
    peak: f64,
}

/// The file that a command of the bench leaves its counts in.
const COUNTS: &str = "counts.json";

/// Runs a command in a process that has no other child, because the system keeps the highest memory of all children;
/// that process is this program, called with `--once`.
fn once(words: &[&str], folder: &Path) -> Run {
    let this = std::env::current_exe().expect("a program knows itself");
    let out = Command::new(this).arg("--once").args(words).current_dir(folder).stderr(Stdio::inherit()).output();
    let out = out.expect("it runs");
    assert!(out.status.success(), "{} did not run to its end", words.join(" "));
    let said = String::from_utf8_lossy(&out.stdout);
    let figures: Vec<f64> = said.split_whitespace().filter_map(|word| word.parse().ok()).collect();
    let [cpu, wall, peak] = figures[..] else { panic!("`{said}` is not what --once says") };
    Run { cpu, wall, peak }
}

/// The other side of [`once`]. What the command writes to standard output becomes the file of counts; a command that
/// writes that file itself writes nothing there.
fn this_once(words: &[String]) {
    let (program, args) = words.split_first().expect("a command");
    let out = File::create("output").expect("it can be written");
    let began = Instant::now();
    let status = Command::new(program).args(args).stdin(Stdio::null()).stdout(out).status().expect("it runs");
    let wall = began.elapsed().as_secs_f64();
    assert!(status.success(), "{program} ended with {status}");
    if fs::metadata("output").is_ok_and(|output| output.len() > 0) {
        fs::rename("output", COUNTS).expect("it can be renamed");
    }
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN).expect("the system counts");
    let cpu = (usage.user_time().num_microseconds() + usage.system_time().num_microseconds()) as f64 / 1e6;
    println!("{cpu} {wall} {}", usage.max_rss() * 1024);
}

fn median(runs: &[Run], pick: fn(&Run) -> f64) -> f64 {
    let mut values: Vec<f64> = runs.iter().map(pick).collect();
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// The version of DuckDB, where it is there.
fn duckdb() -> Option<String> {
    let asked = Command::new("python3").args(["-c", "import duckdb; print(duckdb.__version__)"]).output().ok()?;
    asked.status.success().then(|| String::from_utf8_lossy(&asked.stdout).trim().to_owned())
}

/// A number with commas between its thousands.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let groups: Vec<&str> = digits.as_bytes().rchunks(3).rev().filter_map(|group| str::from_utf8(group).ok()).collect();
    groups.join(",")
}

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    if let Some(("--once", words)) = args.split_first().map(|(first, rest)| (first.as_str(), rest)) {
        return this_once(words);
    }
    let asked = args.iter().find_map(|word| word.parse().ok());
    let rows = asked.or_else(|| std::env::var("FLAT_ROWS").ok()?.parse().ok()).unwrap_or(ROWS);
    let folder = tempfile::tempdir().expect("a folder to work in");
    let folder = folder.path();
    let right = data::write(&folder.join("flat.csv"), rows, SEED).expect("the file is written");
    fs::write(folder.join("truth.json"), right.json()).expect("what is right is written");
    let truth = Outcomes::of(&folder.join("truth.json"));
    let bytes = fs::metadata(folder.join("flat.csv")).expect("the file is there").len();

    let check = [PROBITY, "check", "flat.csv", "--form", "flat-return", "--rules", FORM, "--rules", RULES];
    let check = [&check[..], &["--no-built-in", "--format", "json", "--output", COUNTS, "--fail-on", "never"]].concat();
    let query = vec!["python3", IN_DUCKDB, "flat.csv"];
    let with = |words: &[&'static str], more: &[&'static str]| [words, more].concat();
    let mut commands = vec![("probity", check.clone()), ("probity, 1 thread", with(&check, &["--threads", "1"]))];
    let version = duckdb();
    if version.is_some() {
        commands.extend([("DuckDB", query.clone()), ("DuckDB, 1 thread", with(&query, &["--threads", "1"]))]);
    }
    let mut runs: Vec<Vec<Run>> = vec![Vec::new(); commands.len()];
    for _ in 0..ROUNDS {
        // In turn, so that what else the machine does falls on all of them alike.
        for ((name, words), runs) in commands.iter().zip(&mut runs) {
            let _ = fs::remove_file(folder.join(COUNTS));
            runs.push(once(words, folder));
            Outcomes::of(&folder.join(COUNTS)).must_be(&truth, name);
        }
    }

    let megabytes = bytes as f64 / 1e6;
    println!("{} returns of 31 columns, {megabytes:.1} MB of CSV, twelve rules; all counts are right", grouped(rows));
    println!(
        "\n{:<40} {:>8} {:>8} {:>9} {:>9} {:>13}",
        format!("median of {ROUNDS} runs of the whole process"),
        "cpu s",
        "wall s",
        "held MB",
        "MB/s",
        "million rows/s"
    );
    for ((name, _), runs) in commands.iter().zip(&runs) {
        let (cpu, wall, peak) =
            (median(runs, |run| run.cpu), median(runs, |run| run.wall), median(runs, |run| run.peak));
        let (speed, million) = (megabytes / wall, rows as f64 / 1e6 / wall);
        println!("{name:<40} {cpu:>8.2} {wall:>8.2} {:>9.1} {speed:>9.1} {million:>13.2}", peak / 1e6);
    }
    let Some(version) = version else {
        println!("\nDuckDB is not here (python3 -m pip install duckdb): left out");
        return;
    };
    let ([probity, probity_alone, duckdb, duckdb_alone], []) = runs.split_at(4) else { return };
    for (name, ours, theirs) in [
        (format!("probity / DuckDB {version}"), probity, duckdb),
        ("the same, 1 thread".to_owned(), probity_alone, duckdb_alone),
    ] {
        let ratio = |pick: fn(&Run) -> f64| median(ours, pick) / median(theirs, pick);
        let (cpu, wall, peak) = (ratio(|run| run.cpu), ratio(|run| run.wall), ratio(|run| run.peak));
        println!("{name:<40} {cpu:>7.2}× {wall:>7.2}× {peak:>8.2}×");
    }
}
