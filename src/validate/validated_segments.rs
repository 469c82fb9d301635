//! Segments that were found right a short while ago.
//!
//! Dates, payers, providers and the numbers of lines come again and again. What is wrong with the elements of a segment
//! depends on its bytes and its row alone, so that one that was right is right again.

use crate::guide::{Guide, RowId};
use crate::x12::{Delimiters, Segment};

/// Longer segments are mostly met once.
const LONGEST: usize = 45;

/// A power of two: few enough to stay near the processor.
const SLOTS: usize = 1024;

/// A segment that was right. Another one of the same hash takes its place.
#[derive(Clone, Debug)]
struct Slot {
    row: u16,
    length: u8,
    bytes: [u8; LONGEST],
}

/// The segments found right under one guide and with one set of delimiters.
#[derive(Debug, Default)]
pub(super) struct ValidatedSegments {
    slots: Vec<Slot>,
    of: Option<(&'static Guide, Delimiters)>,
}

impl ValidatedSegments {
    /// A transaction begins.
    pub(super) fn start(&mut self, guide: &'static Guide, delimiters: Delimiters) {
        if self.of.is_none_or(|(of, with)| !std::ptr::eq(of, guide) || with != delimiters) {
            self.of = Some((guide, delimiters));
            self.slots.clear();
            self.slots.resize(SLOTS, Slot { row: 0, length: 0, bytes: [0; LONGEST] });
        }
    }

    #[inline]
    pub(super) fn has(&self, row: RowId, segment: &Segment<'_>) -> bool {
        let bytes = segment.bytes();
        self.slots.get(slot(row, bytes)).is_some_and(|slot| {
            slot.row == row.0
                && slot.bytes.get(..usize::from(slot.length)).is_some_and(|known| known == bytes)
        })
    }

    /// Keeps a segment that is right. What is not ASCII is reported once in each transaction and not kept.
    #[inline]
    pub(super) fn keep(&mut self, row: RowId, segment: &Segment<'_>) {
        let bytes = segment.bytes();
        if bytes.len() > LONGEST || !bytes.is_ascii() {
            return;
        }
        if let Some(slot) = self.slots.get_mut(slot(row, bytes)) {
            (slot.row, slot.length) = (row.0, bytes.len() as u8);
            slot.bytes[..bytes.len()].copy_from_slice(bytes);
        }
    }
}

/// The number of a segment's slot; none of them for one that is too long.
#[inline]
fn slot(row: RowId, bytes: &[u8]) -> usize {
    const SPREAD: u64 = 0x9E37_79B9_7F4A_7C15;
    if bytes.len() > LONGEST {
        return SLOTS;
    }
    let mut hash = u64::from(row.0) << 8 | bytes.len() as u64;
    let mut add =
        |chunk: &[u8; 8]| hash = (hash.rotate_left(5) ^ u64::from_le_bytes(*chunk)).wrapping_mul(SPREAD);
    if let Some(last) = bytes.last_chunk() {
        bytes.as_chunks().0.iter().for_each(&mut add);
        add(last);
    } else {
        let mut short = [0; 8];
        short[..bytes.len()].copy_from_slice(bytes);
        add(&short);
    }
    (hash >> 32) as usize % SLOTS
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::guide::registry;

    #[test]
    fn a_segment_is_known_by_its_bytes_and_its_row_under_one_guide() {
        let line = Segment::new(b"LX*1", &[2, 4], Delimiters::STANDARD);
        let other = Segment::new(b"LX*2", &[2, 4], Delimiters::STANDARD);
        let mut known = ValidatedSegments::default();
        known.keep(RowId(7), &line);
        assert!(!known.has(RowId(7), &line), "no transaction has begun");
        known.start(registry::professional(), Delimiters::STANDARD);
        known.keep(RowId(7), &line);
        assert!(known.has(RowId(7), &line));
        assert!(!known.has(RowId(8), &line) && !known.has(RowId(7), &other));
        known.start(registry::professional(), Delimiters::STANDARD);
        assert!(known.has(RowId(7), &line), "the next transaction is of the same guide");
        known.start(registry::institutional(), Delimiters::STANDARD);
        assert!(!known.has(RowId(7), &line));
    }

    #[test]
    fn long_segments_and_those_with_accents_are_not_kept() {
        let mut known = ValidatedSegments::default();
        known.start(registry::professional(), Delimiters::STANDARD);
        let long = [b'A'; LONGEST + 1];
        for bytes in [&long[..], "N3*RÉMY".as_bytes()] {
            let ends = [bytes.len() as u32];
            let segment = Segment::new(bytes, &ends, Delimiters::STANDARD);
            known.keep(RowId(7), &segment);
            assert!(!known.has(RowId(7), &segment));
        }
    }
}
