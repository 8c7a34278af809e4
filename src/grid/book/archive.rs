//! The zip file a workbook is: names that are safe, parts inflated within bounds.

use super::bounds::{ENTRIES, FILE_BYTES, INFLATED_BYTES, PART_BYTES, RATIO, RATIO_FREE_BYTES};
use super::refused::{Outcome, Refused, RefusedKind, shown};
use std::cell::Cell;
use std::io::{Cursor, Read, Seek, SeekFrom};
use std::rc::Rc;
use zip::ZipArchive;
use zip::result::ZipError;

/// A zip file whose entries were looked over.
pub(super) struct Archive<'b> {
    zip: ZipArchive<Counted<'b>>,
    names: Vec<String>,
    inflated: usize,
    taken: Rc<Cell<u64>>,
}

/// The bytes of the file, and how many of them were read: headers may lie about that.
struct Counted<'b> {
    bytes: Cursor<&'b [u8]>,
    taken: Rc<Cell<u64>>,
}

impl Read for Counted<'_> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let size = self.bytes.read(into)?;
        self.taken.set(self.taken.get().saturating_add(u64::try_from(size).unwrap_or(u64::MAX)));
        Ok(size)
    }
}

impl Seek for Counted<'_> {
    fn seek(&mut self, to: SeekFrom) -> std::io::Result<u64> {
        self.bytes.seek(to)
    }
}

impl<'b> Archive<'b> {
    pub(super) fn open(bytes: &'b [u8]) -> Outcome<Archive<'b>> {
        if bytes.len() > FILE_BYTES {
            return Err(Refused::too_large("the file is larger than 64 MiB"));
        }
        // counted before they are read, for each costs memory
        let headers = bytes.windows(4).filter(|window| *window == b"PK\x01\x02").count();
        if headers > ENTRIES {
            return Err(too_many_entries());
        }
        let taken = Rc::new(Cell::new(0));
        let counted = Counted { bytes: Cursor::new(bytes), taken: Rc::clone(&taken) };
        let zip = ZipArchive::new(counted).map_err(|error| match bytes.starts_with(b"PK") {
            true => broken_zip(&error),
            false => Refused::not_a_workbook("the file is not a workbook"),
        })?;
        if zip.len() > ENTRIES {
            return Err(too_many_entries());
        }
        let mut archive = Archive { zip, names: Vec::new(), inflated: 0, taken };
        archive.look_over()?;
        Ok(archive)
    }

    fn look_over(&mut self) -> Outcome<()> {
        if self.zip.has_duplicate_names() {
            return Err(Refused::damaged("the zip file holds two entries of the same name"));
        }
        for index in 0..self.zip.len() {
            let entry = self.zip.by_index_data(index).map_err(|error| broken_zip(&error))?;
            let name = entry.name().map_err(|error| broken_zip(&error))?.into_owned();
            let leaves = name.split('/').any(|segment| segment == "..");
            let drive = name.as_bytes().get(1) == Some(&b':');
            if leaves || drive || name.starts_with('/') || name.contains(['\\', '\0']) {
                let words = format!("the zip entry `{}` has an unsafe name", shown(&name));
                return Err(Refused::new(RefusedKind::Unsafe, words));
            }
            if entry.encrypted() {
                return Err(encrypted());
            }
            self.names.push(name);
        }
        Ok(())
    }

    /// The index of an entry. Letters may differ in case where no name matches exactly, as parts
    /// of a package may.
    fn find(&self, name: &str) -> Option<usize> {
        let exact = self.names.iter().position(|known| known == name);
        exact.or_else(|| self.names.iter().position(|known| known.eq_ignore_ascii_case(name)))
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.find(name).is_some()
    }

    /// Whether the name of some entry ends like this, in letters of any case.
    pub(super) fn has_ending(&self, ending: &str) -> bool {
        self.names.iter().any(|name| name.to_ascii_lowercase().ends_with(ending))
    }

    /// Whether some entry is in this folder.
    pub(super) fn has_folder(&self, folder: &str) -> bool {
        self.names.iter().any(|name| name.starts_with(folder) && name.len() > folder.len())
    }

    /// The text of a part; none where there is no such part.
    pub(super) fn text(&mut self, name: &str) -> Outcome<Option<String>> {
        let Some(index) = self.find(name) else { return Ok(None) };
        let bytes = self.inflate(index, name)?;
        let text = match bytes.get(..2) {
            Some([0xFF, 0xFE]) => utf_16(&bytes, u16::from_le_bytes),
            Some([0xFE, 0xFF]) => utf_16(&bytes, u16::from_be_bytes),
            _ => String::from_utf8(bytes).ok(),
        };
        let broken = || Refused::damaged(format!("the part `{}` is not Unicode text", shown(name)));
        text.ok_or_else(broken).map(Some)
    }

    fn inflate(&mut self, index: usize, name: &str) -> Outcome<Vec<u8>> {
        let before = self.taken.get();
        let mut part = self.zip.by_index(index).map_err(|error| match error {
            ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) => encrypted(),
            error => broken_zip(&error),
        })?;
        let packed = part.compressed_size();
        let mut bytes = Vec::new();
        let mut chunk = vec![0; 65_536];
        loop {
            let size = part.read(&mut chunk).map_err(|_| {
                Refused::damaged(format!("the part `{}` cannot be unpacked: the file is damaged", shown(name)))
            })?;
            if size == 0 {
                return Ok(bytes);
            }
            self.inflated = self.inflated.saturating_add(size);
            bytes.extend_from_slice(chunk.get(..size).unwrap_or_default());
            if bytes.len() > PART_BYTES {
                let words = format!("the part `{}` unpacks to more than 128 MiB", shown(name));
                return Err(Refused::too_large(words));
            }
            if self.inflated > INFLATED_BYTES {
                return Err(Refused::too_large("the workbook unpacks to more than 256 MiB"));
            }
            let taken = packed.min(self.taken.get().saturating_sub(before)).max(1);
            let out = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
            if bytes.len() > RATIO_FREE_BYTES && out > taken.saturating_mul(RATIO) {
                let words = format!("the part `{}` unpacks to more than 500 times its size", shown(name));
                return Err(Refused::too_large(words));
            }
        }
    }
}

fn utf_16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Option<String> {
    let (units, rest) = bytes.as_chunks::<2>();
    if !rest.is_empty() {
        return None;
    }
    // the first is the byte order mark
    char::decode_utf16(units.iter().skip(1).map(|pair| unit(*pair))).collect::<Result<_, _>>().ok()
}

pub(super) fn encrypted() -> Refused {
    let refused = Refused::new(RefusedKind::Encrypted, "the workbook is protected by a password");
    refused.help("save it without a password")
}

fn too_many_entries() -> Refused {
    Refused::too_large("the zip file holds more than 10,000 entries")
}

fn broken_zip(error: &ZipError) -> Refused {
    match error {
        ZipError::CompressionMethodNotSupported(_) => {
            Refused::damaged("the zip file is packed by a method that workbooks do not use")
        }
        _ => Refused::damaged("the zip file is damaged or cut off"),
    }
}
