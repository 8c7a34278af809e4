//! What `check` writes for other tools: every format names the same findings at the same places, and no
//! text from a file gets out of its place. Lines, columns and bytes are reckoned here from the bytes of
//! each file; nothing is compared with a number that was written down.

mod run;

#[path = "outputs/formats.rs"]
mod formats;
#[path = "outputs/hostile.rs"]
mod hostile;
#[path = "outputs/places.rs"]
mod places;
#[path = "outputs/words.rs"]
mod words;
