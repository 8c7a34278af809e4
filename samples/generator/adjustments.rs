//! Changes of allocations during the year. Each stands in the returns of both parties with opposite signs, so that
//! all of them together come to nothing, except where a breach is planted.

use std::collections::BTreeMap;

use super::organisations::Organisation;
use super::planted;
use super::published::SPECIALISED_2013;
use super::random::Random;
use super::share::part_of;
use super::write::{Node, table, word};

/// One row in the return of an organisation.
#[derive(Clone, Debug)]
pub struct Adjustment {
    /// Name of the row, the same from month to month.
    pub id: String,
    /// Month in which it is first included.
    pub month: i64,
    /// Positive adds to the organisation's allocation.
    pub amount: i64,
    /// Whether it recurs.
    pub recurrent: bool,
    /// Reason, a word of the form.
    pub reason: &'static str,
    /// The other party: another organisation, or the direct commissioning team.
    pub counterparty: String,
    /// Status, a word of the form.
    pub status: &'static str,
    /// Claim, justification and approval of a change after the freeze.
    pub justification: Option<&'static str>,
}

/// The adjustments of a year, by organisation.
pub type Book = BTreeMap<String, Vec<Adjustment>>;

/// Changes of month 7 of 2016-17, after the freeze and claimed as egregious: transfers between two organisations, and
/// changes between one and its direct commissioning team. Made up.
const LATE_TRANSFERS: [(&str, &str, i64); 4] =
    [("03X", "03Y", 145), ("07N", "08A", 210), ("10V", "10K", 95), ("00D", "00J", 180)];
const LATE_CHANGES: [(&str, i64); 6] =
    [("02E", -160), ("04G", 120), ("06Q", 230), ("08P", -140), ("11A", 175), ("99M", -85)];
const LATE_GROUNDS: &str = "one provider's activity was counted at both commissioners when the baseline was set";

/// Makes the adjustments of a year.
pub fn book(year: &'static str, organisations: &[Organisation]) -> Book {
    let mut book: Book = organisations.iter().map(|one| (one.code.clone(), Vec::new())).collect();
    for organisation in organisations {
        between_team_and(year, organisation, &mut book);
    }
    transfers(year, organisations, &mut book);
    if year == "2016-17" {
        late(organisations, &mut book);
    }
    planted::adjustments(year, organisations, &mut book);
    for rows in book.values_mut() {
        rows.sort_by_key(|row| row.month);
        for (index, row) in rows.iter_mut().enumerate() {
            row.id = format!("A-{:02}", index + 1);
        }
    }
    book
}

/// A row without its name, which it is given once all rows of the organisation are known.
pub fn row(month: i64, amount: i64, recurrent: bool, reason: &'static str, counterparty: &str) -> Adjustment {
    Adjustment {
        id: String::new(),
        month,
        amount,
        recurrent,
        reason,
        counterparty: counterparty.to_owned(),
        status: "agreed",
        justification: None,
    }
}

/// Adds a row to the book.
pub fn enter(book: &mut Book, code: &str, row: Adjustment) {
    book.get_mut(code).unwrap_or_else(|| panic!("no organisation {code}")).push(row);
}

fn between_team_and(year: &str, organisation: &Organisation, book: &mut Book) {
    let mut random = Random::new(&format!("{year} {} adjustments", organisation.code));
    let (code, team) = (organisation.code.as_str(), organisation.team.as_str());
    let of_allocation = |ten_thousandths: i64| part_of(organisation.allocation, ten_thousandths, 10_000);
    let real = SPECIALISED_2013.iter().find(|(real, _)| year == "2013-14" && *real == code);
    // Month 6 of 2016-17 has none, so that its forecast can be held against that of month 5 as it stands.
    let month = random.between(2, 5);
    if let Some(&(_, amount)) = real {
        enter(book, code, row(month, amount, true, "specialised_services", team));
    } else if random.chance(75) {
        let size = if year == "2013-14" { random.between(-110, 45) } else { random.between(-22, 12) };
        let amount = of_allocation(size);
        if amount != 0 {
            enter(book, code, row(month, amount, true, "specialised_services", team));
        }
    }
    if random.chance(40) {
        let amount = of_allocation(random.between(4, 18));
        enter(book, code, row(random.between(2, 5), amount, false, "primary_care", team));
    }
    if random.chance(12) {
        let amount = of_allocation(random.between(-8, 8)).max(15);
        enter(book, code, row(random.between(2, 5), amount, false, "property_estates", team));
    }
    if random.chance(4) {
        let amount = -of_allocation(random.between(5, 15));
        let mut disputed = row(random.between(2, 5), amount, true, "baseline_correction", team);
        disputed.status = "disputed";
        enter(book, code, disputed);
    }
}

/// Pairs of organisations of one team between which some money moves.
fn transfers(year: &str, organisations: &[Organisation], book: &mut Book) {
    let mut teams: BTreeMap<&str, Vec<&Organisation>> = BTreeMap::new();
    for organisation in organisations {
        teams.entry(&organisation.team).or_default().push(organisation);
    }
    for (team, mut members) in teams {
        let mut random = Random::new(&format!("{year} {team} transfers"));
        random.shuffle(&mut members);
        for pair in members.chunks_exact(2) {
            let [one, other] = pair else { continue };
            let (happens, recurrent, month) = (random.chance(40), random.chance(35), random.between(2, 5));
            let amount = random.between(40, 900);
            if happens && ![one, other].iter().any(|party| planted::moves_money(year, &party.code)) {
                transfer(book, &one.code, &other.code, &row(month, amount, recurrent, "inter_ccg_transfer", ""));
            }
        }
    }
}

fn transfer(book: &mut Book, to: &str, from: &str, like: &Adjustment) {
    enter(book, to, Adjustment { counterparty: from.to_owned(), ..like.clone() });
    enter(book, from, Adjustment { counterparty: to.to_owned(), amount: -like.amount, ..like.clone() });
}

fn late(organisations: &[Organisation], book: &mut Book) {
    for (to, from, amount) in LATE_TRANSFERS {
        let mut like = row(7, amount, false, "inter_ccg_transfer", "");
        like.justification = Some(LATE_GROUNDS);
        transfer(book, to, from, &like);
    }
    for (code, amount) in LATE_CHANGES {
        let mut like = row(7, amount, false, "specialised_services", &team_of(organisations, code));
        like.justification = Some(LATE_GROUNDS);
        enter(book, code, like);
    }
}

/// The team of an organisation.
pub fn team_of(organisations: &[Organisation], code: &str) -> String {
    let found = organisations.iter().find(|one| one.code == code);
    found.unwrap_or_else(|| panic!("no organisation {code}")).team.clone()
}

/// The row as it stands in the return of the organisation.
pub fn as_given(row: &Adjustment, year: &str) -> Node {
    let mut node = table([
        ("adjustment_id", word(row.id.as_str())),
        ("month", Node::Figure(row.month)),
        ("amount", Node::Figure(row.amount)),
        ("recurrence", word(if row.recurrent { "recurrent" } else { "non_recurrent" })),
        ("stream", word("programme")),
        ("reason", word(row.reason)),
        ("counterparty", word(row.counterparty.as_str())),
        ("notified_ref", word(format!("AN-{}-{:02}", &year[2..4], row.month))),
        ("status", word(row.status)),
    ]);
    if let Some(grounds) = row.justification {
        node.put("egregious", word("true"));
        node.put("justification", word(grounds));
        node.put("approved_by", word("regional director of finance"));
    }
    node
}

/// The other side of a change between an organisation and its direct commissioning team.
pub fn as_mirrored(row: &Adjustment, organisation: &Organisation) -> Node {
    table([
        ("adjustment_id", word(format!("{}-{}", organisation.code, row.id))),
        ("month", Node::Figure(row.month)),
        ("amount", Node::Figure(-row.amount)),
        ("recurrence", word(if row.recurrent { "recurrent" } else { "non_recurrent" })),
        ("stream", word("programme")),
        ("reason", word(row.reason)),
        ("team", word(organisation.team.as_str())),
        ("counterparty", word(organisation.code.as_str())),
        ("status", word(row.status)),
    ])
}
