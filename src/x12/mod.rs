//! Characters and segments: everything below the level of claims.

mod addressing;
mod control_numbers;
mod cuts;
mod delimiters;
mod envelope;
#[cfg(test)]
mod envelope_tests;
mod error;
mod fault;
mod isa;
mod lines;
mod measure;
mod numbering;
mod piece;
mod reader;
#[cfg(test)]
mod reader_tests;
#[cfg(test)]
mod reference;
mod scan;
mod segment;
mod source;
mod start;
mod text;
mod unwrap;
mod writer;
#[cfg(test)]
mod writer_tests;

pub use addressing::{Addressing, HeaderEdit, InvalidPartyId, PartyId, UsageIndicator};
pub use cuts::{Cut, cuts};
pub use delimiters::{Delimiters, InvalidDelimiters};
pub use envelope::{Envelopes, Group, Interchange, Transaction};
pub use error::{Error, ErrorKind, IsaFault, Looks, Role};
pub use fault::{EnvelopeLevel, Fault, FaultKind};
pub(crate) use isa::WIDTHS as ISA_WIDTHS;
pub use measure::Measure;
pub use numbering::{Numbering, written};
pub use piece::{Item, Noise, Piece};
pub use reader::{LONGEST_SEGMENT, Reader};
pub use scan::{Scanned, Scanner};
pub use segment::Segment;
pub use source::{Slice, Source};
pub use text::{Charset, Used, encode};
pub use unwrap::Unwrapped;
pub use writer::{SegmentWriter, Writer};

/// What may stand between segments without a meaning.
#[inline]
fn is_white(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t'..=b'\r')
}
