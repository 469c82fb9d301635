//! Characters and segments: everything below the level of claims.

mod delimiters;
mod error;
mod isa;
mod lines;
mod reader;
#[cfg(test)]
mod reader_tests;
#[cfg(test)]
mod reference;
mod scan;
mod segment;
mod source;
mod start;

pub use delimiters::Delimiters;
pub use error::{Error, ErrorKind, IsaFault, Looks, Role};
pub use reader::{Item, LONGEST_SEGMENT, Noise, Piece, Reader};
pub use scan::Scanner;
pub use segment::Segment;
pub use source::{Slice, Source};

/// What may stand between segments without a meaning.
#[inline]
fn is_white(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t'..=b'\r')
}
