//! The placed segments of one part of a claim: envelope, billing provider, subscriber, patient, or the claim itself.

use crate::guide::{LoopId, RowId};
use crate::span::Position;
use crate::x12::{Delimiters, Segment};

use super::bound::{Bound, NOWHERE};
use super::field::FieldSet;

/// Segments with their places.
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
    /// By number of a [`What::Loop`]: the fields it has something for.
    present: Vec<FieldSet>,
    /// Where in `bytes` component and repetition separators stand.
    marks: Vec<u32>,
    /// The loops that are open while the tree is built, from the outside in.
    open: Vec<Level>,
}

/// A segment in its block.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Placed<'b> {
    /// Where in `bytes` it begins.
    pub(crate) start: u32,
    /// The bytes of the whole block.
    pub(crate) bytes: &'b [u8],
    /// Where its elements end, counted from its start.
    pub(crate) ends: &'b [u32],
    /// Where in `bytes` separators stand inside of its elements.
    pub(crate) marks: &'b [u32],
    pub(crate) delimiters: Delimiters,
}

#[derive(Clone, Copy, Debug)]
struct Level {
    in_loop: LoopId,
    node: usize,
    number: u32,
}

/// A segment and its place.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    start: u32,
    first_end: u32,
    /// The first of the block's marks behind its start.
    first_mark: u32,
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
    /// A loop, and which one of the block's loops it is.
    Loop(LoopId, u32),
}

impl Block {
    /// An empty block.
    pub(crate) fn new(delimiters: Delimiters) -> Self {
        Self {
            bytes: Vec::new(),
            ends: Vec::new(),
            entries: Vec::new(),
            delimiters,
            nodes: Vec::new(),
            present: Vec::new(),
            marks: Vec::new(),
            open: Vec::new(),
        }
    }

    /// An empty block with room for so many segments, with so many bytes and elements in all.
    pub(crate) fn with_capacity(
        delimiters: Delimiters,
        segments: usize,
        bytes: usize,
        elements: usize,
    ) -> Self {
        Self {
            bytes: Vec::with_capacity(bytes),
            ends: Vec::with_capacity(elements),
            entries: Vec::with_capacity(segments),
            ..Self::new(delimiters)
        }
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
    #[inline]
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
            first_mark: 0,
            row,
            in_loop,
            opens,
            position,
        });
        self.bytes.extend_from_slice(segment.bytes());
        self.ends.extend_from_slice(segment.ends());
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

    /// The bytes of all segments, one after the other.
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Number of elements of all segments, the identifiers among them.
    pub(crate) fn elements(&self) -> usize {
        self.ends.len()
    }

    /// A segment's place.
    pub fn entry(&self, n: usize) -> &Entry {
        &self.entries[n]
    }

    /// The places of all segments.
    pub(crate) fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// A segment of a sealed block as the reader of the description takes it.
    #[inline]
    pub(crate) fn placed(&self, n: usize) -> Placed<'_> {
        let entry = &self.entries[n];
        let (last_end, last_mark) = match self.entries.get(n + 1) {
            Some(next) => (next.first_end as usize, next.first_mark as usize),
            None => (self.ends.len(), self.marks.len()),
        };
        Placed {
            start: entry.start,
            bytes: &self.bytes,
            ends: &self.ends[entry.first_end as usize..last_end],
            marks: &self.marks[entry.first_mark as usize..last_mark],
            delimiters: self.delimiters,
        }
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

    /// The fields that a loop of this block has something for.
    pub(crate) fn present(&self, number: u32) -> &FieldSet {
        &self.present[number as usize]
    }

    /// Takes the block out once all segments are in, with its tree; what is left is empty and keeps its memory for the
    /// next one.
    pub(crate) fn seal(&mut self, bound: &Bound) -> Self {
        self.build(bound);
        let sealed = self.clone();
        self.restart(self.delimiters);
        sealed
    }

    /// The block, with its tree, once all segments are in.
    pub(crate) fn sealed(mut self, bound: &Bound) -> Self {
        self.build(bound);
        self
    }

    /// Finds the separators inside of elements.
    fn mark(&mut self) {
        let component = self.delimiters.component;
        let repetition = self.delimiters.repetition.unwrap_or(component);
        let mut entries = self.entries.iter_mut().peekable();
        self.marks.clear();
        for at in memchr::memchr2_iter(component, repetition, &self.bytes) {
            while let Some(entry) = entries.next_if(|entry| entry.start as usize <= at) {
                entry.first_mark = self.marks.len() as u32;
            }
            self.marks.push(at as u32);
        }
        for entry in entries {
            entry.first_mark = self.marks.len() as u32;
        }
    }

    /// Builds the tree.
    fn build(&mut self, bound: &Bound) {
        self.mark();
        self.nodes.clear();
        self.present.clear();
        for n in 0..self.entries.len() {
            let entry = &self.entries[n];
            let (row, in_loop, opens) = (entry.row, entry.in_loop, entry.opens);
            let what = What::Segment(n as u32);
            let Some(row) = row else {
                self.add(NOWHERE, what);
                continue;
            };
            if opens || self.open.last().is_none_or(|level| level.in_loop != in_loop) {
                self.enter(bound, in_loop, opens);
            }
            let child = bound.row_child(row);
            if let Some(level) = self.open.last() {
                self.present[level.number as usize].add(&child.fields);
            }
            self.add(child.ordinal, what);
        }
        while self.close() {}
    }

    /// Closes and opens loops until this one is the innermost.
    fn enter(&mut self, bound: &Bound, in_loop: LoopId, opens: bool) {
        let fits = |top: &Level| {
            if opens {
                bound.guide.loop_(in_loop).parents.contains(&top.in_loop)
            } else {
                top.in_loop == in_loop
            }
        };
        // The root stays open: a block is one instance of it.
        while self.open.len() > 1 && self.open.last().is_some_and(|top| !fits(top)) {
            self.close();
        }
        let child = bound.loop_child(in_loop);
        let ordinal = match self.open.last() {
            Some(_) if !opens => return,
            Some(parent) => {
                self.present[parent.number as usize].add(&child.fields);
                child.ordinal
            }
            None => 0,
        };
        let (node, number) = (self.nodes.len(), self.present.len() as u32);
        self.add(ordinal, What::Loop(in_loop, number));
        self.present.push(FieldSet::default());
        self.open.push(Level { in_loop, node, number });
    }

    /// Closes the innermost loop; false if none is open.
    fn close(&mut self) -> bool {
        let Some(level) = self.open.pop() else { return false };
        self.nodes[level.node].end = self.nodes.len() as u32;
        true
    }

    fn add(&mut self, ordinal: u8, what: What) {
        let end = self.nodes.len() as u32 + 1;
        self.nodes.push(Node { ordinal, end, what });
    }
}
