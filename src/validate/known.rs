//! Segments that were found right a short while ago.
//!
//! Dates, payers, providers and the numbers of lines come again and again. What is wrong with the elements of a segment
//! depends on its bytes and its row alone, so that one that was right is right again.

use crate::guide::{GuideKind, RowId};
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
pub(super) struct Known {
    slots: Vec<Slot>,
    of: Option<(GuideKind, Delimiters)>,
}

impl Known {
    /// A transaction begins.
    pub(super) fn start(&mut self, kind: GuideKind, delimiters: Delimiters) {
        if self.of != Some((kind, delimiters)) {
            self.of = Some((kind, delimiters));
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

    /// Keeps a segment that is right. What is not ASCII is told once in each transaction and not kept.
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
