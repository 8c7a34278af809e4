//! The rows of a list: read from their packed form only when the first of them is asked for,
//! because a run looks at the lists of one year and there are lists for many.

use super::ReferenceRow;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de, ser};
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// The rows of a reference list by their codes.
#[derive(Debug, Clone)]
pub struct Rows {
    packed: Box<[u8]>,
    read: OnceLock<BTreeMap<String, ReferenceRow>>,
}

impl Rows {
    /// Rows that were read from a file.
    pub fn new(rows: BTreeMap<String, ReferenceRow>) -> Rows {
        Rows { packed: Box::default(), read: OnceLock::from(rows) }
    }

    fn all(&self) -> &BTreeMap<String, ReferenceRow> {
        // What is packed was packed by this version of the program, and a test unpacks all of it.
        self.read.get_or_init(|| postcard::from_bytes(&self.packed).unwrap_or_default())
    }

    /// The row of a code.
    pub fn get(&self, code: &str) -> Option<&ReferenceRow> {
        self.all().get(code)
    }
}

impl Serialize for Rows {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(&postcard::to_allocvec(self.all()).map_err(ser::Error::custom)?)
    }
}

impl<'de> Deserialize<'de> for Rows {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Rows, D::Error> {
        let packed = <&[u8]>::deserialize(deserializer).map_err(de::Error::custom)?;
        Ok(Rows { packed: packed.into(), read: OnceLock::new() })
    }
}
