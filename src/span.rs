//! Where something is in an input.
//!
//! Every segment carries a [`Position`]; findings, errors and views are built on it. Offsets count bytes in the
//! decompressed content, so they stay right inside `.gz` and `.zip` inputs.

use serde::{Deserialize, Serialize};

/// The place of one segment in its input.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Position {
    /// Byte offset of the segment's first byte (of its identifier), counted from 0.
    pub offset: u64,
    /// Text line the segment starts on, counted from 1. A file without line breaks is one line.
    pub line: u64,
    /// Ordinal of the segment: in its transaction (ST = 1), outside a transaction in its interchange (ISA = 1).
    pub ordinal: u32,
    /// Byte in its text line, counted from 1; 0 where it is not known.
    #[serde(default)]
    pub column: u32,
}

/// A range of bytes in an input.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Span {
    /// Offset of the first byte, counted from 0.
    pub start: u64,
    /// Offset behind the last byte.
    pub end: u64,
}

impl Span {
    /// Number of bytes covered.
    pub fn len(self) -> u64 {
        self.end - self.start
    }

    /// Whether the range covers nothing.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }
}
