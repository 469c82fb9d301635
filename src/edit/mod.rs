//! Work on segments without the model: [`split()`](Split), [`merge`](Merge) and [`fix()`].
//!
//! LAW: a claim that is not to be changed keeps its bytes, white space included. What is made anew are envelopes (ISA to
//! IEA, GS to GE, ST to SE) and the HL segments above the claims; of these, too, only the elements that have to differ.
//!
//! Sender, receiver and usage are kept, or set on request ([`Addressing`](crate::x12::Addressing)). Claims of different
//! trading partners never come into one interchange.
//!
//! Control numbers are kept, or renewed on request ([`Numbering`](crate::x12::Numbering)): whoever receives a changed file under an old
//! ISA13 or ST02 refuses it as a duplicate. The batch number in BHT03 belongs to the sender's own system and stays.

mod addressed;
mod changes;
mod claim;
mod close;
mod complete;
mod error;
mod fate;
mod fix;
mod fixes;
mod hierarchy;
mod intake;
mod kept;
mod level;
mod merge;
mod piece;
mod repair;
mod separators;
mod sort;
mod split;
#[cfg(test)]
mod tests;
mod widths;

pub use crate::meter::{ClaimCount, Meter};
pub use changes::{Change, ChangeError, Changes, Made, Replace};
pub use error::EditError;
pub use fate::Accepted;
pub use fix::fix;
pub use fixes::{Fixes, Fixing};
pub use intake::Intake;
pub use merge::{Merge, Merged};
pub use piece::{Divided, Piece, Pieces};
pub use repair::Repair;
pub use sort::{ACCEPTED, By, REFUSED};
pub use split::Split;
