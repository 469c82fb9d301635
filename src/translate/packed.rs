//! Claims as few bytes: to be put aside and built again, wherever they stood.
//!
//! A block's tree follows from the places of its segments, and the ends of elements from its bytes, so that neither is
//! kept. Positions are kept as what differs from the segment before: for most segments three zeros.

use std::sync::Arc;

use integer_encoding::VarInt;

use crate::guide::{LoopId, RowId};
use crate::model::Source;
use crate::span::Position;
use crate::x12::{Charset, Delimiters, Segment};

use super::block::Block;
use super::bound_guide::BoundGuide;
use super::raw::RawClaim;

/// What all claims of a transaction have in common besides the parts above them.
#[derive(Clone, Debug)]
pub struct Frame {
    bound: &'static BoundGuide,
    encoding: Charset,
    delimiters: Delimiters,
    line_end: Arc<str>,
    /// Without the place of a claim.
    source: Source,
}

impl Frame {
    /// The frame of a claim.
    pub fn of(claim: &RawClaim) -> Self {
        Self {
            bound: claim.bound,
            encoding: claim.encoding,
            delimiters: claim.delimiters,
            line_end: claim.line_end.clone(),
            source: Source { offset: 0, segment: 0, ..claim.source.clone() },
        }
    }

    /// The block that [`pack`] made these bytes of; none where it made no such bytes.
    pub fn unpack(&self, mut bytes: &[u8]) -> Option<Block> {
        let (segments, size, elements): (usize, usize, usize) =
            (number(&mut bytes)?, number(&mut bytes)?, number(&mut bytes)?);
        let mut block = Block::with_capacity(self.delimiters, segments, size, elements);
        let mut ends = Vec::new();
        let mut expected = Position::default();
        for _ in 0..segments {
            let row = number::<u16>(&mut bytes)?.checked_sub(1).map(RowId);
            let in_loop = number::<u32>(&mut bytes)?;
            let position = Position {
                offset: expected.offset.wrapping_add_signed(number(&mut bytes)?),
                line: expected.line.wrapping_add_signed(number(&mut bytes)?),
                ordinal: expected.ordinal.wrapping_add_signed(number(&mut bytes)?),
                column: expected.column.wrapping_add_signed(number(&mut bytes)?),
            };
            let length = number::<u32>(&mut bytes)? as usize;
            let (segment, rest) = bytes.split_at_checked(length)?;
            ends.clear();
            ends.extend(memchr::memchr_iter(self.delimiters.element, segment).map(|at| at as u32));
            ends.push(length as u32);
            let place = (row, LoopId((in_loop >> 1) as u16), in_loop & 1 == 1);
            block.push(&Segment::new(segment, &ends, self.delimiters), place, position);
            expected = behind(position, length);
            bytes = rest;
        }
        Some(block.sealed(self.bound))
    }

    /// The claim in this frame, below these parts: header, billing provider, subscriber, patient.
    pub fn claim(
        &self,
        header: Arc<Block>,
        [provider, subscriber, patient]: [Option<Arc<Block>>; 3],
        claim: Block,
        opens: Option<&'static str>,
    ) -> RawClaim {
        let at = if claim.is_empty() { Position::default() } else { claim.entry(0).position };
        RawClaim {
            bound: self.bound,
            encoding: self.encoding,
            delimiters: self.delimiters,
            line_end: self.line_end.clone(),
            source: Source { offset: at.offset, segment: at.ordinal, ..self.source.clone() },
            header,
            provider,
            subscriber,
            patient,
            claim,
            opens,
            around: None,
        }
    }
}

/// Adds a block's segments and their places to `bytes`.
pub fn pack(block: &Block, bytes: &mut Vec<u8>) {
    let mut expected = Position::default();
    for count in [block.len(), block.size(), block.elements()] {
        put(count, bytes);
    }
    for n in 0..block.len() {
        let (entry, segment) = (block.entry(n), block.segment(n).bytes());
        put(entry.row.map_or(0, |row| row.0 + 1), bytes);
        put(u32::from(entry.in_loop.0) << 1 | u32::from(entry.opens), bytes);
        let at = entry.position;
        put(at.offset.wrapping_sub(expected.offset).cast_signed(), bytes);
        put(at.line.wrapping_sub(expected.line).cast_signed(), bytes);
        put(at.ordinal.wrapping_sub(expected.ordinal).cast_signed(), bytes);
        put(at.column.wrapping_sub(expected.column).cast_signed(), bytes);
        put(segment.len() as u32, bytes);
        bytes.extend_from_slice(segment);
        expected = behind(at, segment.len());
    }
}

/// Where the next segment begins in a file without line breaks.
fn behind(position: Position, length: usize) -> Position {
    Position {
        offset: position.offset.wrapping_add(length as u64 + 1),
        line: position.line,
        ordinal: position.ordinal.wrapping_add(1),
        column: position.column,
    }
}

/// Adds a number.
pub fn put<N: VarInt>(number: N, bytes: &mut Vec<u8>) {
    let at = bytes.len();
    bytes.resize(at + number.required_space(), 0);
    number.encode_var(&mut bytes[at..]);
}

/// Takes a number from the beginning of `bytes`; none where there is none.
pub fn number<N: VarInt>(bytes: &mut &[u8]) -> Option<N> {
    let (number, length) = N::decode_var(bytes)?;
    *bytes = bytes.get(length..)?;
    Some(number)
}
