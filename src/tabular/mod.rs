//! A form's map over rows of fields: which column holds which figure, and the trees that rows become,
//! so that a return reads alike however it is written.

pub mod book;
mod fit;
mod long;
mod names;
mod outline;
mod sprout;

pub use fit::{Column, Misfit, ragged, shifted};
pub use long::{Long, LongColumns};
pub use names::{Holds, Names};
pub use outline::{OfRow, Outline};
