//! What only a breach needs: kept packed until one asks for it, because most rules pass.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de, ser};
use std::sync::OnceLock;

/// A value that may still be packed.
#[derive(Debug, Clone)]
pub struct Later<T> {
    packed: Box<[u8]>,
    value: OnceLock<T>,
}

impl<T: Default + DeserializeOwned> Later<T> {
    /// A value that is at hand.
    pub fn new(value: T) -> Later<T> {
        Later { packed: Box::default(), value: OnceLock::from(value) }
    }

    /// The value. What is packed was packed by this version of the program, and a test unpacks all
    /// of it.
    pub fn get(&self) -> &T {
        self.value.get_or_init(|| postcard::from_bytes(&self.packed).unwrap_or_default())
    }
}

impl<T: Default + DeserializeOwned + Serialize> Serialize for Later<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(&postcard::to_allocvec(self.get()).map_err(ser::Error::custom)?)
    }
}

impl<'de, T> Deserialize<'de> for Later<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Later<T>, D::Error> {
        let packed = <&[u8]>::deserialize(deserializer).map_err(de::Error::custom)?;
        Ok(Later { packed: packed.into(), value: OnceLock::new() })
    }
}
