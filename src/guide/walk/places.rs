//! The tables that the walker looks things up in.

use std::ops::Range;

use super::super::schema::{Child, Guide, LoopId, RowId, Spot};
use super::build;
use crate::x12::Segment;

/// A loop at one place of the tree of loops. 2300 and what is in it are there twice, under 2000B and under 2000C; a
/// loop with rows behind its loops (`ST` with `SE`) has a second node for when such a row has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct NodeId(pub(super) u16);

impl NodeId {
    /// Before the first interchange.
    pub(super) const OUTSIDE: Self = Self(0);
}

#[derive(Clone, Debug)]
pub(super) struct Node {
    /// None outside of everything.
    pub(super) in_loop: Option<LoopId>,
    pub(super) parent: NodeId,
    /// No loops open in it.
    pub(super) leaf: bool,
    /// Nodes of the loops that open in it, in order.
    pub(super) children: Vec<NodeId>,
    /// The node of the same loop once a row behind its loops has come.
    pub(super) behind_loops: Option<NodeId>,
}

/// A row that may take a segment, as seen from a node.
#[derive(Clone, Copy, Debug)]
pub(super) struct Candidate {
    pub(super) row: RowId,
    pub(super) in_loop: LoopId,
    pub(super) target: NodeId,
    pub(super) opens: bool,
    pub(super) in_order: bool,
    /// In the present loop, without opening a new one.
    pub(super) stays: bool,
    pub(super) asks: Asks,
}

/// What must hold for a candidate's row. What nearly all rows ask is here, beside what is read for every segment, so
/// that the processor finds both in one place.
#[derive(Clone, Copy, Debug)]
pub(super) enum Asks {
    /// Nothing.
    Nothing,
    /// This packed code at this spot.
    Code(Spot, u32),
    /// All of the row's [`Places::tests`].
    Tests,
}

/// What must hold for a row: any of some packed codes must be at the spot.
#[derive(Clone, Debug)]
pub(super) struct Test {
    pub(super) spot: Spot,
    /// The only code, or the first one.
    pub(super) code: u32,
    pub(super) others: Vec<u32>,
}

impl Test {
    #[inline]
    fn passes(&self, segment: &Segment<'_>) -> bool {
        let code = packed(segment, self.spot);
        code == self.code || self.others.contains(&code)
    }
}

/// What must hold for a row. Nearly all rows have one test or none.
#[derive(Clone, Debug, Default)]
pub(super) struct Tests {
    pub(super) first: Option<Test>,
    pub(super) others: Vec<Test>,
}

impl Tests {
    #[inline]
    pub(super) fn pass(&self, segment: &Segment<'_>) -> bool {
        self.first.as_ref().is_none_or(|test| test.passes(segment))
            && self.others.iter().all(|test| test.passes(segment))
    }

    /// The same in short.
    pub(super) fn asks(&self) -> Asks {
        match &self.first {
            _ if !self.others.is_empty() => Asks::Tests,
            None => Asks::Nothing,
            Some(test) if test.others.is_empty() => Asks::Code(test.spot, test.code),
            Some(_) => Asks::Tests,
        }
    }
}

/// A guide's tables: built once, then shared by all walkers.
#[derive(Clone, Debug)]
pub struct Places {
    pub(super) nodes: Vec<Node>,
    pub(super) candidates: Vec<Candidate>,
    /// Which of them are for a node and a segment identifier: one range for each node and each identifier in it.
    pub(super) ranges: Vec<Range<u32>>,
    /// For each row: what must hold for it.
    pub(super) tests: Vec<Tests>,
    /// Packed segment identifiers, sorted.
    pub(super) ids: Vec<u32>,
    pub(super) slots: Slots,
    /// For each identifier: rows of it, for saying why a segment has no place.
    pub(super) rows_by_id: Vec<Vec<(RowId, LoopId)>>,
    /// For each identifier: whether a loop opens with it.
    pub(super) opening: Vec<bool>,
    row_loops: Vec<LoopId>,
    row_ordinals: Vec<u16>,
    loop_ordinals: Vec<Vec<(LoopId, u16)>>,
    ancestors: Vec<Vec<bool>>,
}

impl Places {
    /// Builds the tables of a guide.
    pub fn of(guide: &Guide) -> Self {
        let tree = build::tree(guide);
        let mut ids: Vec<u32> = guide.segments.iter().map(|row| pack(row.id.as_bytes())).collect();
        ids.sort_unstable();
        ids.dedup();
        let mut places = Self {
            nodes: tree,
            candidates: Vec::new(),
            ranges: Vec::new(),
            tests: guide.segments.iter().map(build::tests).collect(),
            slots: Slots::new(&ids),
            rows_by_id: build::rows_by_id(guide, &ids),
            opening: build::opening(guide, &ids),
            ids,
            row_loops: guide.segments.iter().map(|row| row.in_loop).collect(),
            row_ordinals: build::row_ordinals(guide),
            loop_ordinals: build::loop_ordinals(guide),
            ancestors: build::ancestors(guide),
        };
        build::candidates(guide, &mut places);
        places
    }

    /// The first candidate that takes the segment.
    #[inline]
    pub(super) fn find(&self, at: NodeId, ended: bool, segment: &Segment<'_>) -> Option<&Candidate> {
        let id = self.id_index(segment)?;
        let range = &self.ranges[usize::from(at.0) * self.ids.len() + id];
        let candidates = &self.candidates[range.start as usize..range.end as usize];
        candidates.iter().find(|c| {
            let fits = match c.asks {
                Asks::Nothing => true,
                Asks::Code(spot, code) => packed(segment, spot) == code,
                Asks::Tests => self.takes(c.row, segment),
            };
            fits && !(ended && c.stays)
        })
    }

    /// Whether the segment has what the row asks for.
    #[inline]
    pub(super) fn takes(&self, row: RowId, segment: &Segment<'_>) -> bool {
        self.tests[row.0 as usize].pass(segment)
    }

    #[inline]
    pub(super) fn id_index(&self, segment: &Segment<'_>) -> Option<usize> {
        self.slots.get(pack_at(segment.bytes(), 0, segment.id().len()))
    }

    pub(super) fn loop_of(&self, at: NodeId) -> Option<LoopId> {
        self.nodes[at.0 as usize].in_loop
    }

    pub(super) fn node_of(&self, in_loop: LoopId) -> NodeId {
        let at = self.nodes.iter().position(|n| n.in_loop == Some(in_loop));
        NodeId(at.map_or(0, |at| at as u16))
    }

    pub(super) fn path(&self, at: NodeId) -> impl Iterator<Item = LoopId> + use<'_> {
        let mut next = at;
        std::iter::from_fn(move || {
            let node = &self.nodes[next.0 as usize];
            next = node.parent;
            node.in_loop
        })
    }

    /// The order of a row among the rows and loops of its loop, from 0.
    pub fn row_ordinal(&self, row: RowId) -> u16 {
        self.row_ordinals[row.0 as usize]
    }

    /// The order of a row or loop among those of the loop it is in, from 0; none if it does not be there.
    pub fn child_ordinal(&self, in_loop: LoopId, child: Child) -> Option<u16> {
        match child {
            Child::Segment(row) => (self.row_loops[row.0 as usize] == in_loop).then(|| self.row_ordinal(row)),
            Child::Loop(id) => {
                let of_loop = &self.loop_ordinals[in_loop.0 as usize];
                of_loop.iter().find(|(l, _)| *l == id).map(|(_, n)| *n)
            }
        }
    }

    /// Whether a loop is `ancestor` or can be in it, at any depth.
    pub fn is_within(&self, in_loop: LoopId, ancestor: LoopId) -> bool {
        self.ancestors[in_loop.0 as usize][ancestor.0 as usize]
    }
}

/// The value at a place of a segment, packed.
#[inline]
fn packed(segment: &Segment<'_>, spot: Spot) -> u32 {
    let n = usize::from(spot.element);
    match spot.component {
        0 => pack_at(segment.bytes(), segment.element_offset(n), segment.element(n).len()),
        component => pack(segment.component(n, usize::from(component))),
    }
}

/// The same as [`pack`] of `length` bytes from `start`, for bytes that have others behind them: the length is a number
/// here and no way to go, which the processor would have to guess.
#[inline]
fn pack_at(bytes: &[u8], start: usize, length: usize) -> u32 {
    match bytes.get(start..).and_then(<[u8]>::first_chunk::<4>) {
        // A NUL in front would make it the number of what is behind the NUL.
        Some(four) if (1..=4).contains(&length) && four[0] != 0 => {
            u32::from_be_bytes(*four) >> (32 - 8 * length as u32)
        }
        Some(_) => 0,
        None => pack(&bytes[start..start + length]),
    }
}

/// Up to four bytes as a number, which compares faster than text; 0 for what is empty, longer, or begins with NUL.
#[inline]
pub(super) fn pack(bytes: &[u8]) -> u32 {
    match *bytes {
        [0, ..] => 0,
        [a] => u32::from_be_bytes([0, 0, 0, a]),
        [a, b] => u32::from_be_bytes([0, 0, a, b]),
        [a, b, c] => u32::from_be_bytes([0, a, b, c]),
        [a, b, c, d] => u32::from_be_bytes([a, b, c, d]),
        _ => 0,
    }
}

/// Segment identifiers to their index, by hashing without collisions.
#[derive(Clone, Debug)]
pub(super) struct Slots {
    factor: u32,
    table: Vec<(u32, u16)>,
}

impl Slots {
    /// Big enough for some factor to spread the sixty-odd identifiers of a guide without collision.
    const BITS: u32 = 10;

    /// Tries odd factors until no two identifiers share a slot; with many identifiers the table grows.
    fn new(ids: &[u32]) -> Self {
        let mut bits = Self::BITS;
        loop {
            for n in 0..1000u32 {
                if let Some(slots) = Self::with(ids, 0x9E37_79B1_u32.wrapping_add(n.wrapping_mul(2)), bits) {
                    return slots;
                }
            }
            bits += 1;
        }
    }

    fn with(ids: &[u32], factor: u32, bits: u32) -> Option<Self> {
        let mut table = vec![(0, 0); 1 << bits];
        for (n, &id) in ids.iter().enumerate() {
            let slot = &mut table[Self::slot(id, factor, bits)];
            if slot.0 != 0 {
                return None;
            }
            *slot = (id, n as u16);
        }
        Some(Self { factor, table })
    }

    fn slot(id: u32, factor: u32, bits: u32) -> usize {
        (id.wrapping_mul(factor) >> (32 - bits)) as usize
    }

    #[inline]
    fn get(&self, id: u32) -> Option<usize> {
        let (there, index) = self.table[Self::slot(id, self.factor, self.table.len().trailing_zeros())];
        (there == id && id != 0).then_some(usize::from(index))
    }
}
