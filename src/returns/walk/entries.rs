//! The entries of a mapping: which are known, unknown, twice, fallen apart or missing.

use super::*;
use crate::returns::SlipId;
use crate::returns::conform::MOST_SLIPS;

impl Reader<'_> {
    pub(in crate::returns) fn slip(&mut self, slip: Slip) -> SlipId {
        if self.slips.len() < MOST_SLIPS {
            self.slips.push(slip);
        } else {
            self.too_many = true;
        }
        u32::try_from(self.slips.len().saturating_sub(1)).unwrap_or(u32::MAX)
    }

    /// Sorts the entries of a mapping out: known ones are given, unknown and repeated ones are
    /// slips. `years` says for a known key when it is part of the form.
    pub(in crate::returns) fn entries<'t, 'k>(
        &mut self,
        at: At<'t>,
        path: &str,
        known: &'k [(&'k str, Years)],
        extra: &[&str],
        what: &dyn Fn() -> String,
    ) -> Given<'t, 'k> {
        let mut given = Given::new(known);
        let mut unknown: Vec<At<'_>> = Vec::new();
        let list: Vec<Entry<'t>> = at.entries().collect();
        let mut skip = 0usize;
        for (index, entry) in list.iter().enumerate() {
            if skip > 0 {
                skip = skip.saturating_sub(1);
                continue;
            }
            let Some(key) = entry.key.scalar().map(|scalar| scalar.text) else {
                let words = format!("{} has a key that is {}; a key is one word", what(), entry.key.kind());
                self.slip(Slip::new(SlipKind::UnknownKey, entry.key.place(), path, words));
                continue;
            };
            let full = || join(path, key);
            if let Some((number, years)) = given.known(key) {
                if self.year.is_some_and(|year| !years.contains(year)) {
                    self.out_of_year(entry.key, &full(), key, years);
                    continue;
                }
                match given.found.get(number).copied().flatten() {
                    None => {
                        let apart = fallen_apart(&list, index);
                        if let Some((count, place, joined)) = apart {
                            skip = count;
                            let slip = self.apart(place, &full(), &joined);
                            given.set(number, Err(slip));
                        } else {
                            given.set(number, Ok(*entry));
                        }
                    }
                    Some(Ok(first)) => {
                        let slip = self.twice(entry.key, first.key, &full(), key);
                        given.set(number, Err(slip));
                    }
                    Some(Err(_)) => {}
                }
            } else if extra.contains(&key) {
                let first = list.iter().find(|other| other.key.scalar().is_some_and(|s| s.text == key));
                if let Some(first) = first.filter(|first| first.key.id() != entry.key.id()) {
                    let message = format!("`{}` stands twice; the first is used", shown_short(key));
                    self.slip(Slip {
                        suggestion: Some("keep the right one".to_owned()),
                        related: vec![(first.key.place(), "first here".to_owned())],
                        ..Slip::new(SlipKind::Duplicate, entry.key.place(), full(), message)
                    });
                }
            } else {
                unknown.push(entry.key);
            }
        }
        // What is given already was not meant by another key.
        let free = known.iter().zip(&given.found).filter(|(_, found)| found.is_none()).map(|((name, _), _)| *name);
        let free: Vec<&str> = free.collect();
        for at in unknown {
            if self.too_many {
                break;
            }
            let key = at.scalar().map_or("", |scalar| scalar.text);
            let help = did_you_mean(key, free.iter().copied());
            self.unknown(at, &join(path, key), key, help, &what());
        }
        given
    }

    pub(super) fn unknown(&mut self, key: At<'_>, path: &str, word: &str, help: Option<String>, what: &str) {
        self.slip(Slip {
            suggestion: help,
            ..Slip::new(SlipKind::UnknownKey, key.place(), path, format!("{what} has no `{}`", shown_short(word)))
        });
    }

    pub(super) fn out_of_year(&mut self, key: At<'_>, path: &str, word: &str, years: Years) {
        let when = match (years.first, years.last) {
            (Some(first), Some(last)) => format!("from {first} to {last}"),
            (Some(first), None) => format!("from {first} on"),
            (None, Some(last)) => format!("until {last}"),
            (None, None) => "in other years".to_owned(),
        };
        let year = self.year.map_or(String::new(), |year| format!(", not in {year}"));
        self.slip(Slip {
            suggestion: Some("take it out, or correct the financial year".to_owned()),
            ..Slip::new(SlipKind::UnknownKey, key.place(), path, format!("`{word}` is part of the form {when}{year}"))
        });
    }

    pub(super) fn twice(&mut self, second: At<'_>, first: At<'_>, path: &str, word: &str) -> SlipId {
        self.slip(Slip {
            suggestion: Some("keep the right one".to_owned()),
            unread: true,
            related: vec![(first.place(), "first here".to_owned())],
            ..Slip::new(SlipKind::Duplicate, second.place(), path, format!("`{word}` stands twice; neither is used"))
        })
    }

    /// Two rows of a list with one key: both are used, and one of them is wrong.
    pub(super) fn row_twice(&mut self, column: &Column, path: &str, second: At<'_>, first: Place) {
        let message = format!("`{path}` stands twice: two rows with the same {}", column.label);
        self.slip(Slip {
            suggestion: Some("take one of the two out, or give it a key of its own".to_owned()),
            related: vec![(first, "first here".to_owned())],
            ..Slip::new(SlipKind::Duplicate, second.place(), join(path, &column.name), message)
        });
    }

    pub(super) fn apart(&mut self, place: Place, path: &str, joined: &str) -> SlipId {
        let plain: String = joined.chars().filter(|c| !matches!(c, ',' | '£')).collect();
        let plain = plain.strip_prefix('(').map_or(plain.clone(), |inner| format!("-{}", inner.trim_end_matches(')')));
        let message = format!(
            "looks like {joined}; write {plain}: in braces the comma cuts the figure in two, so it cannot be used"
        );
        self.slip(Slip {
            suggestion: Some(format!("write {plain}")),
            unread: true,
            ..Slip::new(SlipKind::Spelling, place, path, message)
        })
    }

    /// A value of the wrong shape: a mapping where a figure belongs, and the like.
    pub(in crate::returns) fn shape(&mut self, key: Place, path: &str, what: &str, found: At<'_>) -> SlipId {
        self.slip(Slip {
            unread: true,
            ..Slip::new(SlipKind::UnknownKey, key, path, format!("`{path}` is {what}, not {}", found.kind()))
        })
    }

    pub(in crate::returns) fn missing(
        &mut self,
        place: Place,
        path: &str,
        message: String,
        suggestion: &str,
    ) -> SlipId {
        self.slip(Slip {
            suggestion: Some(suggestion.to_owned()),
            ..Slip::new(SlipKind::Missing, place, path, message)
        })
    }
}

/// Whether an entry's figure was cut in two by the comma of a flow mapping: `plan: 1,204` reads
/// as `plan: 1` and a stray key `204`. Gives how many entries the pieces take, the whole place
/// and the whole text.
pub(super) fn fallen_apart(entries: &[Entry<'_>], index: usize) -> Option<(usize, Place, String)> {
    let first = entries.get(index)?.value;
    let head = first.raw();
    let digits = head.trim_start_matches(['(', '-', '£']);
    let starts = matches!(digits.len(), 1..=3) && digits.bytes().all(|b| b.is_ascii_digit());
    if !starts || first.scalar()?.style != Style::Plain {
        return None;
    }
    let mut whole = head.to_owned();
    let mut place = first.place();
    let mut count = 0usize;
    for entry in entries.get(index.saturating_add(1)..)? {
        let key = entry.key.raw();
        let adjacent = entry.key.place().span.start == place.span.end.saturating_add(1);
        let bare = key.trim_end_matches([')', 'm', 'k']);
        let (group, fraction) = bare.split_once('.').map_or((bare, "0"), |(group, fraction)| (group, fraction));
        let all_digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        if !adjacent || group.len() != 3 || !all_digits(group) || !all_digits(fraction) || !entry.value.is_null() {
            break;
        }
        whole.push(',');
        whole.push_str(key);
        place.span = place.span.to(entry.key.place().span);
        count = count.saturating_add(1);
    }
    (count > 0).then_some((count, place, whole))
}
