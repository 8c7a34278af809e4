//! Decision tables: what a table leaves open, what it says twice, which rows never decide, and what
//! it gives for the rows that match.
//!
//! A table has inputs, each with a [`Domain`], and rows, each with one [`Cell`] per input. A row
//! holds in a box of the space of all inputs, its region; every question about a table is one
//! about such boxes and is answered exactly or, beyond [`Caps`], with an outcome that says so.
//!
//! An input that is missing matches only a cell `-`. So the analysis knows a point "missing" for
//! an input that is optional and for no other.

mod analysis;
mod cell;
mod domain;
mod hit;
mod labels;
mod point;
mod policy;
mod ranges;
mod region;
mod sway;
mod table;
mod words;

pub use analysis::Caps;
pub use cell::Cell;
pub use domain::{Domain, Input};
pub use hit::{Answer, Case, Decision, Output, Setting, Verdict, decide};
pub use labels::{Label, Labels};
pub use policy::{Aggregate, HitPolicy};
pub use ranges::Ranges;
pub use table::{Row, Table};

#[cfg(test)]
use crate::value::Compare;
#[cfg(test)]
use analysis::{Masked, Overlap, TooLarge};
#[cfg(test)]
use cell::Given;
#[cfg(test)]
use hit::HitFault;
#[cfg(test)]
use point::Point;
#[cfg(test)]
use region::Region;
#[cfg(test)]
use table::Mistake;

#[cfg(test)]
mod tests_caps;
#[cfg(test)]
mod tests_hits;
#[cfg(test)]
mod tests_hits_random;
#[cfg(test)]
mod tests_random;
#[cfg(test)]
mod tests_sets;
#[cfg(test)]
mod tests_support;
#[cfg(test)]
mod tests_tables;
