//! The rule files that are part of the program, as texts and packed.

/// Names and texts of the files, in the order in which they are loaded.
pub static FILES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/built_in.rs"));

/// The same, packed; empty when something was wrong with them when the program was built.
pub static PACK: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/built_in.pack"));
