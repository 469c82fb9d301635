//! The size of a part of an input: a claim, or a level above claims.

use super::{Error, ErrorKind, Item};
use crate::limits::PartLimit;
use crate::span::Position;

/// Measures parts, segment by segment. Whoever holds parts in memory asks before holding the next segment.
#[derive(Clone, Copy, Debug, Default)]
pub struct Measure {
    limit: PartLimit,
    begin: Position,
    bytes: u64,
    segments: u64,
}

impl Measure {
    /// Refuses what is larger than this.
    pub fn new(limit: PartLimit) -> Self {
        Self { limit, ..Self::default() }
    }

    /// The next segment. An error where the part it belongs to becomes too large.
    #[inline]
    pub fn observe(&mut self, item: &Item<'_>) -> Result<(), Error> {
        if matches!(item.segment.id(), b"HL" | b"CLM" | b"ST" | b"GS" | b"ISA") {
            (self.begin, self.bytes, self.segments) = (item.position, 0, 0);
        }
        self.bytes += item.raw.len() as u64;
        self.segments += 1;
        if self.bytes > self.limit.bytes || self.segments > self.limit.segments {
            return Err(self.too_large());
        }
        Ok(())
    }

    #[cold]
    fn too_large(&self) -> Error {
        let Position { offset, line, .. } = self.begin;
        ErrorKind::PartTooLarge { offset, line, limit: self.limit }.into()
    }
}
