//! Which returns are reported on: those of the organisations, groups and periods that are asked for. A name that
//! none has is said to be wrong: it would report on nothing and look as if all were well.

use super::project::Project;
use crate::diag::{Diagnostic, did_you_mean};
use crate::report::Only;
use crate::returns::Return;
use crate::source::shown_short;
use crate::value::Period;
use clap::Args;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, PoisonError};

/// How many names are given to choose from, where none is like the one that was asked for.
const MOST_NAMES: usize = 8;

/// What is reported on.
#[derive(Debug, Clone, Args)]
pub struct OnlyOptions {
    /// Report on this organisation only (repeatable)
    #[arg(long, value_name = "CODE")]
    organisation: Vec<String>,
    /// Report on this region only: its code or its name (repeatable)
    #[arg(long, value_name = "REGION")]
    region: Vec<String>,
    /// Report on this team only: its code or its name (repeatable)
    #[arg(long, value_name = "TEAM")]
    team: Vec<String>,
    /// Report on this period only, such as "2016-17 M07" (repeatable)
    #[arg(long, value_name = "PERIOD")]
    period: Vec<String>,
}

/// The names that returns and reference lists have.
#[derive(Debug, Default)]
struct Known {
    organisations: BTreeSet<String>,
    /// Codes and names of groups, by what they group by.
    groups: BTreeMap<String, BTreeMap<String, String>>,
    /// The forms and periods whose lists were looked at.
    periods: BTreeSet<(String, Period)>,
}

/// What is asked for, and what there is.
#[derive(Debug)]
pub struct Asked {
    only: Only,
    periods: Vec<Period>,
    /// What was asked for, in words.
    words: Vec<String>,
    known: Mutex<Known>,
}

impl OnlyOptions {
    /// The same, with what the project file says where the command line says nothing.
    pub fn settle(&mut self, project: &Project) {
        let asked = [("organisation", &mut self.organisation), ("region", &mut self.region), ("team", &mut self.team)];
        for (key, asked) in asked.into_iter().filter(|(_, asked)| asked.is_empty()) {
            *asked = project.texts(key);
        }
    }

    /// The organisations and groups that are asked for, groups by the names forms know them by.
    pub fn only(&self) -> Only {
        let groups = [("region", &self.region), ("team", &self.team)];
        Only {
            groups: groups.into_iter().map(|(by, asked)| (by.to_owned(), asked.clone())).collect(),
            organisations: self.organisation.clone(),
        }
    }

    /// What is asked for, and which of the periods are none.
    pub fn asked(&self, diagnostics: &mut Vec<Diagnostic>) -> Asked {
        let mut periods = Vec::new();
        for text in &self.period {
            match Period::parse(text) {
                Some(period) => periods.push(period),
                None => {
                    let words = format!("`{}` is no period", shown_short(text));
                    diagnostics.push(Diagnostic::of_command("E401", words).help("write --period \"2016-17 M07\""));
                }
            }
        }
        let of = [
            ("organisation", &self.organisation),
            ("region", &self.region),
            ("team", &self.team),
            ("period", &self.period),
        ];
        let words = of.into_iter().filter(|(_, asked)| !asked.is_empty());
        let words = words.map(|(what, asked)| format!("{what} {}", shown_short(&asked.join(" or "))));
        Asked { only: self.only(), periods, words: words.collect(), known: Mutex::default() }
    }
}

impl Asked {
    /// Whether a return is reported on. With `all`, of organisations that are not asked for too.
    pub fn keeps(&self, ret: &Return, all: bool) -> bool {
        let period = self.periods.is_empty() || ret.period.is_some_and(|period| self.periods.contains(&period));
        if self.only.organisations.is_empty() && self.only.groups.values().all(Vec::is_empty) {
            return period;
        }
        let group = |by: &String| ret.group(by).map(|(code, name)| (by.clone(), code, name));
        let groups: Vec<_> = self.only.groups.keys().filter_map(group).collect();
        self.see(ret, &groups);
        period && (all || self.only.takes(ret.organisation.as_deref(), &groups))
    }

    /// Notes the names that a return has, and the list of its form for its period.
    fn see(&self, ret: &Return, groups: &[(String, String, String)]) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.organisations.extend(ret.organisation.clone());
        for (by, code, name) in groups {
            known.groups.entry(by.clone()).or_default().insert(code.clone(), name.clone());
        }
        let form = &ret.layout.form;
        let (Some(period), Some(names)) = (ret.period, &form.groups) else { return };
        if !known.periods.insert((form.id.clone(), period)) {
            return;
        }
        for one in ret.layout.expected(period).unwrap_or_default() {
            for ((by, _), group) in names.by.iter().zip(one.groups) {
                known.groups.entry(by.clone()).or_default().extend(group);
            }
            known.organisations.insert(one.code);
        }
    }

    /// The names that are asked for and that none has.
    pub fn unknown(&self) -> Vec<Diagnostic> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let none = |what: &str, name: &str| {
            let words = format!("no {what} of the returns read is called `{}`", shown_short(name));
            Diagnostic::of_command("E401", words)
        };
        let mut out = Vec::new();
        for code in self.only.organisations.iter().filter(|code| !known.organisations.contains(*code)) {
            let like = did_you_mean(code, known.organisations.iter().map(String::as_str));
            let help = like.unwrap_or_else(|| "--organisation takes the code as the returns write it".to_owned());
            out.push(none("organisation", code).help(help));
        }
        for (by, asked) in &self.only.groups {
            let empty = BTreeMap::new();
            let groups = known.groups.get(by).unwrap_or(&empty);
            let has = |asked: &&String| groups.iter().any(|(code, name)| Only::is_called(asked, code, name));
            for asked in asked.iter().filter(|asked| !has(asked)) {
                let help = match groups.is_empty() {
                    true => {
                        format!("the forms of these returns do not group them by {by}, or no list of that year does")
                    }
                    false => {
                        let like = did_you_mean(asked, groups.iter().flat_map(|(code, name)| [&**code, &**name]));
                        like.unwrap_or_else(|| choice(groups))
                    }
                };
                out.push(none(by, asked).help(help));
            }
        }
        out
    }

    /// What is said where none of the returns read is of what is asked for.
    pub fn nothing(&self, read: usize) -> Diagnostic {
        let words = format!("none of the {read} returns read is of {}", self.words.join(" and "));
        Diagnostic::of_command("E108", words).help("give the files or folders that hold such returns, or ask for less")
    }
}

/// The groups there are.
fn choice(groups: &BTreeMap<String, String>) -> String {
    let named = groups.iter().take(MOST_NAMES).map(|(code, name)| match code == name {
        true => shown_short(code),
        false => format!("{} ({})", shown_short(code), shown_short(name)),
    });
    let named = named.collect::<Vec<_>>().join(", ");
    match groups.len().saturating_sub(MOST_NAMES) {
        0 => format!("there are {named}"),
        more => format!("there are {named} and {more} more"),
    }
}
