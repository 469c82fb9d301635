//! The placed segments of one part of a claim: envelope, billing provider, subscriber, patient, or the claim itself.

use crate::guide::{LoopId, RowId};
use crate::span::Position;
use crate::x12::{Delimiters, Segment};

use super::bound::{Bound, NOWHERE};

/// Segments with their places, in one allocation that is used again.
///
/// Bytes are copied once from the reader's buffer: a block can then wait for the claims below it, cross threads, and be
/// read a second time when a finding needs to say where a value stands.
#[derive(Clone, Debug)]
pub struct Block {
    bytes: Vec<u8>,
    ends: Vec<u32>,
    entries: Vec<Entry>,
    delimiters: Delimiters,
    nodes: Vec<Node>,
}

/// A segment and its place.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    start: u32,
    first_end: u32,
    /// Row of the guide; none where the segment has no place.
    pub row: Option<RowId>,
    /// Loop it stands in; for a segment without a place, the loop it was found in.
    pub in_loop: LoopId,
    /// Whether it opens a new instance of that loop.
    pub opens: bool,
    /// Where it stands in its input.
    pub position: Position,
}

/// The entries as a tree, parents before children.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Node {
    /// Which child of its parent loop it is, in guide order.
    pub(crate) ordinal: u8,
    /// Index of the node behind this one and all that is in it.
    pub(crate) end: u32,
    pub(crate) what: What,
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum What {
    /// A segment, by number of its entry.
    Segment(u32),
    /// A loop, with one bit for every child that is there.
    Loop(LoopId, u128),
}

impl Block {
    /// An empty block.
    pub(crate) fn new(delimiters: Delimiters) -> Self {
        Self { bytes: Vec::new(), ends: Vec::new(), entries: Vec::new(), delimiters, nodes: Vec::new() }
    }

    /// Empties it, for segments with these delimiters.
    pub(crate) fn restart(&mut self, delimiters: Delimiters) {
        self.truncate(0);
        self.delimiters = delimiters;
    }

    /// Keeps the first `entries` segments.
    pub(crate) fn truncate(&mut self, entries: usize) {
        if let Some(entry) = self.entries.get(entries) {
            self.bytes.truncate(entry.start as usize);
            self.ends.truncate(entry.first_end as usize);
            self.entries.truncate(entries);
        }
        self.nodes.clear();
    }

    /// Adds a segment.
    pub(crate) fn push(
        &mut self,
        segment: &Segment<'_>,
        place: (Option<RowId>, LoopId, bool),
        position: Position,
    ) {
        let (row, in_loop, opens) = place;
        self.entries.push(Entry {
            start: self.bytes.len() as u32,
            first_end: self.ends.len() as u32,
            row,
            in_loop,
            opens,
            position,
        });
        self.bytes.extend_from_slice(segment.bytes());
        self.ends.extend_from_slice(segment.ends());
        self.nodes.clear();
    }

    /// Number of segments.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there is no segment.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Bytes held.
    pub fn size(&self) -> usize {
        self.bytes.len()
    }

    /// A segment's place.
    pub fn entry(&self, n: usize) -> &Entry {
        &self.entries[n]
    }

    /// A segment.
    #[inline]
    pub fn segment(&self, n: usize) -> Segment<'_> {
        let entry = &self.entries[n];
        let (end, last_end) = match self.entries.get(n + 1) {
            Some(next) => (next.start as usize, next.first_end as usize),
            None => (self.bytes.len(), self.ends.len()),
        };
        Segment::new(
            &self.bytes[entry.start as usize..end],
            &self.ends[entry.first_end as usize..last_end],
            self.delimiters,
        )
    }

    pub(crate) fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    /// Builds the tree once all segments are in.
    pub(crate) fn seal(&mut self, bound: &Bound) {
        self.nodes.clear();
        let mut open: Vec<(LoopId, usize)> = Vec::with_capacity(6);
        for n in 0..self.entries.len() {
            let entry = self.entries[n];
            let ordinal = match entry.row {
                Some(row) => {
                    self.enter(bound, &entry, &mut open);
                    bound.row_ordinal(row)
                }
                None => NOWHERE,
            };
            self.add(&open, ordinal, What::Segment(n as u32));
        }
        for (_, node) in open {
            self.nodes[node].end = self.nodes.len() as u32;
        }
    }

    /// Closes and opens loops until the entry's loop is the innermost one.
    fn enter(&mut self, bound: &Bound, entry: &Entry, open: &mut Vec<(LoopId, usize)>) {
        let fits = |top: LoopId| {
            if entry.opens {
                bound.guide.loop_(entry.in_loop).parents.contains(&top)
            } else {
                top == entry.in_loop
            }
        };
        while let Some(&(top, node)) = open.last() {
            // The root stays open: a block is one instance of it.
            if fits(top) || open.len() == 1 {
                break;
            }
            self.nodes[node].end = self.nodes.len() as u32;
            open.pop();
        }
        if entry.opens || open.is_empty() {
            let ordinal = if open.is_empty() { 0 } else { bound.loop_ordinal(entry.in_loop) };
            let node = self.nodes.len();
            self.add(open, ordinal, What::Loop(entry.in_loop, 0));
            open.push((entry.in_loop, node));
        }
    }

    fn add(&mut self, open: &[(LoopId, usize)], ordinal: u8, what: What) {
        if let Some(&(_, parent)) = open.last()
            && let What::Loop(_, mask) = &mut self.nodes[parent].what
        {
            *mask |= 1u128.checked_shl(u32::from(ordinal)).unwrap_or(0);
        }
        let end = self.nodes.len() as u32 + 1;
        self.nodes.push(Node { ordinal, end, what });
    }
}
