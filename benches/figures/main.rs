//! What the README says of speed and memory: `cargo bench` measures all of it in one run, each
//! command in turn, many times over, beside `sqlite3 :memory: 'select 1'`, which does next to
//! nothing. Figures are processor time and time on the clock of whole processes.

mod data;

use nix::sys::resource::{UsageWho, getrusage};
use nix::sys::time::TimeValLike;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

const PROBITY: &str = env!("CARGO_BIN_EXE_probity");
/// The measure of all things.
const REFERENCE: [&str; 3] = ["sqlite3", ":memory:", "select 1"];
/// The national sample sets.
const MONTH_6: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/samples/2016-17/m06");
const MONTH_7: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/samples/2016-17/m07");
/// How often each command is run.
const ROUNDS: usize = 25;

/// One run: processor time and time on the clock, both in milliseconds.
type Run = (f64, f64);

fn spent() -> i64 {
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN).expect("the system counts");
    usage.user_time().num_microseconds() + usage.system_time().num_microseconds()
}

fn quiet(words: &[&str], folder: &Path) -> Command {
    let (program, args) = words.split_first().expect("a command");
    let mut command = Command::new(program);
    command.args(args).current_dir(folder).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command
}

fn once(words: &[&str], folder: &Path) -> Option<Run> {
    let (began, before) = (Instant::now(), spent());
    quiet(words, folder).status().ok()?;
    Some(((spent() - before) as f64 / 1_000.0, began.elapsed().as_secs_f64() * 1_000.0))
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// Runs commands in turn, so that what else the machine does falls on all of them alike.
fn measure(commands: &[(&str, Vec<&str>)], folder: &Path) {
    let mut runs: Vec<Vec<Run>> = vec![Vec::new(); commands.len()];
    for _ in 0..ROUNDS {
        for ((_, words), runs) in commands.iter().zip(&mut runs) {
            runs.extend(once(words, folder));
        }
    }
    let of = |runs: &[Run], pick: fn(&Run) -> f64| median(runs.iter().map(pick).collect());
    let reference = runs.first().filter(|runs| !runs.is_empty()).map(|runs| of(runs, |run| run.0));
    println!("{:<58} {:>9} {:>9} {:>10}", "median of 25 runs of the whole process", "cpu ms", "wall ms", "× sqlite3");
    for ((name, _), runs) in commands.iter().zip(&runs) {
        if runs.is_empty() {
            println!("{name:<58} {:>9}", "not here");
            continue;
        }
        let (cpu, wall) = (of(runs, |run| run.0), of(runs, |run| run.1));
        let ratio = reference.map_or("-".to_owned(), |reference| format!("{:.2}", cpu / reference));
        println!("{name:<58} {cpu:>9.2} {wall:>9.2} {ratio:>10}");
    }
}

/// The most memory that a command held, in bytes: asked in a process of its own, because the
/// system keeps the highest of all children.
fn peak(words: &[&str], folder: &Path) -> u64 {
    let this = std::env::current_exe().expect("a program knows itself");
    let mut command = Command::new(this);
    let out = command.arg("--peak").args(words).current_dir(folder).output().expect("it runs");
    String::from_utf8_lossy(&out.stdout).trim().parse().expect("it says how much")
}

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    if let Some(("--peak", words)) = args.split_first().map(|(first, rest)| (first.as_str(), rest)) {
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        quiet(&words, Path::new(".")).status().expect("it runs");
        let usage = getrusage(UsageWho::RUSAGE_CHILDREN).expect("the system counts");
        println!("{}", usage.max_rss() * 1024);
        return;
    }
    let folder = tempfile::tempdir().expect("a folder to work in");
    let folder = folder.path();
    let sizes = data::write(folder).expect("the data are written");
    let mut check = vec![PROBITY, "check", "-q"];
    let mut with = |more: &[&'static str]| {
        check.truncate(3);
        check.extend_from_slice(more);
        check.clone()
    };
    let cash = ["--no-built-in", "--rules", "cash-form.yaml", "--rules", "cash-rules.yaml"];
    let wrong = |more: &[&'static str]| [&cash[..], more].concat();
    let commands = [
        ("sqlite3 :memory: 'select 1'", REFERENCE.to_vec()),
        ("probity --version", vec![PROBITY, "--version"]),
        ("check: one small return (10 KB of YAML)", with(&["small.yaml"])),
        ("check: one return (16 KB of JSON)", with(&["small.json"])),
        ("check: the same, with a rule file of one's own", with(&["--rules", "cash-form.yaml", "small.yaml"])),
        ("check: 211 returns of 4 KB of YAML", with(&["returns-4k"])),
        ("check: 211 returns of 10 KB of YAML", with(&["returns-10k"])),
        (
            "check: 5 MB of YAML, 200 breaches drawn",
            with(&wrong(&["wrong.yaml", "--format", "human", "--max-findings", "200"])),
        ),
        (
            "check: 5 MB of YAML, 200 breaches counted",
            with(&wrong(&["wrong.yaml", "--format", "human", "--max-findings", "0"])),
        ),
        (
            "check: 5 MB of JSON, 200 breaches drawn",
            with(&wrong(&["wrong.json", "--format", "human", "--max-findings", "200"])),
        ),
        (
            "check: 5 MB of JSON, 200 breaches counted",
            with(&wrong(&["wrong.json", "--format", "human", "--max-findings", "0"])),
        ),
    ];
    let mut commands = commands.to_vec();
    let triage = [PROBITY, "triage", "-q", MONTH_7, "--with", MONTH_6];
    commands.push(("check: 209 returns with last month's", [&[PROBITY, "check"], &triage[2..]].concat()));
    commands.push(("triage: 209 returns with last month's", triage.to_vec()));
    measure(&commands, folder);
    let (file, count) = data::repository(&folder.join("repository")).expect("the repository is written");
    println!("\na repository of {count} returns, of which one has changed");
    measure(
        &[
            ("sqlite3 :memory: 'select 1'", REFERENCE.to_vec()),
            ("check: the changed return alone", vec![PROBITY, "check", "-q", "--no-project", &file]),
            (
                "check --changed: the same, with what it is compared with",
                vec![PROBITY, "check", "-q", "--changed", &file],
            ),
            ("check: all of them", vec![PROBITY, "check", "-q"]),
        ],
        &folder.join("repository"),
    );
    println!("\n{:<58} {:>9} {:>9} {:>10}", "the most memory held", "file MB", "held MB", "× file");
    for (name, bytes) in sizes {
        let form = if name.starts_with("large-return") { Vec::new() } else { cash.to_vec() };
        let words = [&[PROBITY, "check", "-q"][..], &form, &[name]].concat();
        let held = peak(&words, folder);
        let mb = |bytes: u64| bytes as f64 / 1e6;
        println!("{name:<58} {:>9.1} {:>9.1} {:>10.1}", mb(bytes), mb(held), held as f64 / bytes as f64);
    }
}
