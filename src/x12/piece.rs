//! The pieces of an input: segments, and what is none.

use super::{Segment, start};
use crate::span::Position;

/// One piece of an input.
#[derive(Clone, Copy, Debug)]
pub enum Piece<'a> {
    /// A segment.
    Segment(Item<'a>),
    /// Bytes that are no segment.
    Noise(Noise<'a>),
}

/// A segment and its place.
#[derive(Clone, Copy, Debug)]
pub struct Item<'a> {
    /// The segment itself.
    pub segment: Segment<'a>,
    /// Where it starts.
    pub position: Position,
    /// The segment, its terminator and the white space behind it, as they are in the input.
    pub raw: &'a [u8],
    /// Whether a terminator ends it. If not, the input was cut off here, or another interchange begins.
    pub terminated: bool,
}

/// Bytes that are no segment: a byte order mark, blanks before the first ISA, garbage between interchanges.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Noise<'a> {
    /// Offset of the first byte.
    pub offset: u64,
    /// Text line of the first byte, from 1.
    pub line: u64,
    /// The bytes.
    pub raw: &'a [u8],
}

impl<'a> Piece<'a> {
    /// The bytes of the piece, as they are in the input.
    pub fn raw(&self) -> &'a [u8] {
        match self {
            Self::Segment(item) => item.raw,
            Self::Noise(noise) => noise.raw,
        }
    }

    /// Offset of its first byte.
    pub fn offset(&self) -> u64 {
        match self {
            Self::Segment(item) => item.position.offset,
            Self::Noise(noise) => noise.offset,
        }
    }

    /// The segment, if it is one.
    pub fn segment(self) -> Option<Item<'a>> {
        match self {
            Self::Segment(item) => Some(item),
            Self::Noise(_) => None,
        }
    }
}

impl Item<'_> {
    /// Offset behind the last byte of `raw`.
    #[inline]
    pub fn end(&self) -> u64 {
        self.position.offset + self.raw.len() as u64
    }
}

impl Noise<'_> {
    /// Whether it is only white space and byte order marks, which no one needs to hear of.
    pub fn is_blank(&self) -> bool {
        start::leading_blank(self.raw) == self.raw.len()
    }
}
