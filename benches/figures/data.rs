//! The files that are measured: made from the samples and from one anonymous form.

use std::fs;
use std::io;
use std::path::Path;

const SAMPLES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/samples");
const LIST: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/rules/reference/ccg-organisations-2013-14.yaml");

const CASH_FORM: &str = "
define_form: cash
title: Cash
unit: GBP
tables:
  entries:
    kind: rows
    row_key: number
    columns:
      number: {type: code}
      day: {type: date}
      opening: {type: amount}
      received: {type: amount}
      spent: {type: amount}
      closing: {type: amount}
      by: {type: text}
";

const CASH_RULES: &str = "
rule_set: cash/all
title: Cash
form: cash
in_force: {from: 2000-01 M01, to: 2039-40 M12}
rules:
  - id: CA-01
    title: nothing is lost
    severity: error
    for_each: entries
    assert: closing = opening + received - spent
    tolerance: 0
";

/// How many of so many entries are wrong, spread over all of them.
const BREACHES: usize = 200;

fn entries(count: usize, entry: impl Fn(usize, &str) -> String) -> String {
    let every = count / BREACHES;
    let closing = |n: usize| if every > 0 && n % every == every / 2 { "1305.51" } else { "1305.50" };
    (0..count).map(|n| entry(n, closing(n))).collect()
}

fn yaml(count: usize) -> String {
    let entry = |n: usize, closing: &str| {
        format!(
            "  - {{number: E{n:07}, day: 2016-10-31, opening: 1204.50, received: 400.00, spent: 299.00, closing: {closing}, by: treasurer}}\n"
        )
    };
    format!("form: cash\nentries:\n{}", entries(count, entry))
}

fn json(count: usize) -> String {
    let entry = |n: usize, closing: &str| {
        let comma = if n > 0 { "," } else { "" };
        format!(
            "{comma}\n  {{\"number\": \"E{n:07}\", \"day\": \"2016-10-31\", \"opening\": 1204.50, \"received\": 400.00, \"spent\": 299.00, \"closing\": {closing}, \"by\": \"treasurer\"}}"
        )
    };
    format!("{{\"form\": \"cash\", \"entries\": [{}\n]}}\n", entries(count, entry))
}

/// The sound return with so many adjustments that it is as long as asked for.
fn long_return(sound: &str, bytes: usize) -> String {
    let (before, behind) = sound.split_once("  - {adjustment_id: A-01").expect("the sample has adjustments");
    let rest = &behind[behind.find("\nexpenditure:").expect("the sample has expenditure")..];
    let row = |n: usize| {
        format!(
            "  - {{adjustment_id: A-{n:07}, month: 3, amount: 1400, recurrence: non_recurrent, stream: programme, reason: resilience_winter, status: agreed, egregious: false}}\n"
        )
    };
    let count = bytes / row(0).len();
    format!("{before}{}{rest}", (0..count).map(row).collect::<String>())
}

/// Writes all files to a folder; gives the names and sizes of those whose memory is measured.
pub fn write(folder: &Path) -> io::Result<Vec<(&'static str, u64)>> {
    let sound = fs::read_to_string(format!("{SAMPLES}/bad/sound.yaml"))?;
    fs::write(folder.join("small.yaml"), &sound)?;
    fs::copy(format!("{SAMPLES}/returns/2016-17/m07/00K-sound.json"), folder.join("small.json"))?;
    fs::write(folder.join("cash-form.yaml"), CASH_FORM)?;
    fs::write(folder.join("cash-rules.yaml"), CASH_RULES)?;
    // As many organisations as there were at first; a return of 4 KB lacks the tables at the end.
    let list = fs::read_to_string(LIST)?;
    let codes =
        list.lines().filter_map(|line| line.trim_start().strip_prefix('"')?.split_once('"').map(|(code, _)| code));
    let short = &sound[..sound[..4096].rfind('\n').unwrap_or(4096) + 1];
    for (name, text) in [("returns-4k", short), ("returns-10k", sound.as_str())] {
        fs::create_dir(folder.join(name))?;
        for code in codes.clone() {
            let text = text.replace("ods_code: 00C", &format!("ods_code: {code}"));
            fs::write(folder.join(name).join(format!("{code}.yaml")), text)?;
        }
    }
    let large = [
        ("wrong.yaml", yaml(42_000)),
        ("wrong.json", json(35_000)),
        ("large.yaml", yaml(420_000)),
        ("large.json", json(350_000)),
        ("large-return.yaml", long_return(&sound, 50_000_000)),
    ];
    let mut sizes = Vec::new();
    for (name, text) in large {
        fs::write(folder.join(name), &text)?;
        sizes.push((name, text.len() as u64));
    }
    Ok(sizes)
}

/// A repository of a year's returns: those of month 6 and month 7 stand for the months before and after them, which
/// the benchmark only has to read. Gives the path of the return that has changed, and how many there are.
pub fn repository(folder: &Path) -> io::Result<(String, usize)> {
    let mut count = 0;
    for month in 1..=12 {
        let own = folder.join(format!("returns/m{month:02}"));
        fs::create_dir_all(&own)?;
        for entry in fs::read_dir(format!("{SAMPLES}/2016-17/m{:02}", if month < 7 { 6 } else { 7 }))? {
            let entry = entry?;
            let text = fs::read_to_string(entry.path())?;
            let text = text.replacen("\n  month: 6\n", &format!("\n  month: {month}\n"), 1);
            let text = text.replacen("\n  month: 7\n", &format!("\n  month: {month}\n"), 1);
            fs::write(own.join(entry.file_name()), text)?;
            count += 1;
        }
    }
    fs::write(folder.join("probity.toml"), "returns = [\"returns\"]\n")?;
    Ok(("returns/m07/05D.yaml".to_owned(), count))
}
