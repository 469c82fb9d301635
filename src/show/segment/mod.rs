//! A segment explained: its loop, its name, its values with their names and meanings.

mod annotate;
mod dictionary;
mod element;
mod in_place;
mod loops;
mod marked;
mod meaning;
#[cfg(test)]
mod tests;

pub use annotate::{Annotator, LoopOpened, SegmentView, Shown};
pub use element::ElementView;
pub use in_place::InPlace;
pub use marked::{Marked, marked};

pub(super) use dictionary::{Definition, in_general};
pub(super) use element::{Taker, Values};
pub(super) use meaning::{date, time};
