//! Workbooks with bytes changed at random, before and after they are packed.

use super::make::{ods, xlsx, xlsx_parts, zipped};
use super::make_ods::ods_parts;
use super::read;
use super::tests::everything;

/// A generator of random numbers, the same ones each time.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % bound.max(1) as u64) as usize
    }
}

/// What is read, if anything, keeps what the reader promises.
fn check(bytes: &[u8]) -> bool {
    let begun = std::time::Instant::now();
    let read = read(bytes);
    assert!(begun.elapsed().as_secs() < 20, "it hangs");
    match read {
        Ok(workbook) => {
            for sheet in &workbook.sheets {
                assert!(sheet.cells.is_sorted_by(|a, b| (a.row, a.column) < (b.row, b.column)));
                assert!(sheet.cells.iter().all(|cell| cell.row <= 1_048_576 && cell.column <= 16_384));
                assert!(sheet.hidden_rows.is_sorted_by(|a, b| a.1 + 1 < b.0));
            }
            assert!(workbook.names.iter().all(|name| name.sheet < workbook.sheets.len()));
            true
        }
        Err(refused) => {
            assert!(!refused.message.ends_with('.') && !refused.message.chars().any(char::is_control), "{refused}");
            assert!(refused.message.chars().next().is_some_and(|c| !c.is_uppercase()), "{refused}");
            false
        }
    }
}

fn mutate(bytes: &mut Vec<u8>, random: &mut Random) {
    const WORTH: &[u8] = b"<>/&;\"'=:!$ 019-.eE#_xrstv\0\xff";
    for _ in 0..=random.below(4) {
        let at = random.below(bytes.len());
        match random.below(5) {
            0 => bytes.truncate(at),
            1 => drop(bytes.splice(at..at, [WORTH[random.below(WORTH.len())]])),
            2 => {
                let end = (at + random.below(30)).min(bytes.len());
                let piece = bytes[at..end].to_vec();
                drop(bytes.splice(at..at, piece));
            }
            3 => {
                let end = (at + random.below(10)).min(bytes.len());
                drop(bytes.drain(at..end));
            }
            _ => {
                if let Some(byte) = bytes.get_mut(at) {
                    *byte = WORTH[random.below(WORTH.len())];
                }
            }
        }
    }
}

#[test]
fn parts_changed_at_random() {
    let mut random = Random(0x9E37_79B9_7F4A_7C15);
    let mut still = 0;
    for parts in [xlsx_parts(&everything()), ods_parts(&everything())] {
        let sound: Vec<(String, Vec<u8>)> = parts.into_iter().map(|(name, text)| (name, text.into_bytes())).collect();
        for _ in 0..1_500 {
            let mut parts = sound.clone();
            let which = random.below(parts.len());
            mutate(&mut parts[which].1, &mut random);
            still += usize::from(check(&zipped(&parts)));
        }
    }
    assert!((300..2_900).contains(&still), "{still} of 3,000 are read");
}

#[test]
fn files_cut_off_or_changed_at_random() {
    let mut random = Random(0xD1B5_4A32_D192_ED03);
    for sound in [xlsx(&everything()), ods(&everything())] {
        for length in (0..sound.len()).step_by(7) {
            assert!(!check(&sound[..length]), "cut off at {length}");
        }
        for _ in 0..1_500 {
            let mut bytes = sound.clone();
            mutate(&mut bytes, &mut random);
            check(&bytes);
        }
    }
}
