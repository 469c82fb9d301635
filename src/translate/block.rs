//! The placed segments of one part of a claim: envelope, billing provider, subscriber, patient, or the claim itself.

use crate::guide::{LoopId, RowId};
use crate::span::Position;
use crate::x12::{Delimiters, Segment};

use super::bound_guide::{BoundGuide, NOWHERE};
use super::field::FieldSet;

/// Segments with their places.
///
/// Bytes are copied once from the reader's buffer: a block can then wait for the claims below it, cross threads, and be
/// read a second time when a finding needs to say where a value is.
#[derive(Clone, Debug)]
pub struct Block {
    pub(super) bytes: Vec<u8>,
    pub(super) ends: Vec<u32>,
    pub(super) entries: Vec<Entry>,
    pub(super) delimiters: Delimiters,
    nodes: Vec<Node>,
    /// By number of a [`What::Loop`]: the fields it has something for.
    present: Vec<FieldSet>,
    /// Where in `bytes` component and repetition separators stand.
    pub(super) marks: Vec<u32>,
    /// White space behind a segment that is not the line end of its file, by number of its entry.
    white: Vec<(u32, Box<str>)>,
    /// Something is before what the guide has before it.
    disordered: bool,
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
    /// The separator that parts components; any other parts repetitions.
    pub(crate) component: u8,
    /// Bit `n`: element `n` is not empty. Bit 0 is always set.
    pub(crate) filled: u32,
}

impl Placed<'_> {
    /// A segment that is not there.
    pub(crate) const NOTHING: Self =
        Self { start: 0, bytes: &[], ends: &[], marks: &[], component: b':', filled: 0 };
}

#[derive(Clone, Copy, Debug)]
struct Level {
    in_loop: LoopId,
    node: usize,
    number: u32,
    /// Ordinal of the last thing in it that has one.
    last: u8,
}

/// A segment and its place.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    pub(super) start: u32,
    pub(super) first_end: u32,
    /// Behind its last end.
    behind_ends: u32,
    /// The first of the block's marks behind its start, and behind the last one in it.
    pub(super) first_mark: u32,
    behind_marks: u32,
    /// Bit `n`: element `n` is not empty. Bit 0 is always set.
    filled: u32,
    /// Row of the guide; none where the segment has no place.
    pub row: Option<RowId>,
    /// Loop it is in; for a segment without a place, the loop it was found in.
    pub in_loop: LoopId,
    /// Whether it opens a new instance of that loop.
    pub opens: bool,
    /// Where it is in its input.
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

impl Entry {
    /// Where in the bytes of its block the segment begins.
    #[inline]
    pub(crate) fn start(&self) -> usize {
        self.start as usize
    }

    /// Bit `n`: element `n` is not empty, up to element 31. Bit 0 is always set.
    #[inline]
    pub(crate) fn filled(&self) -> u32 {
        self.filled
    }
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
            white: Vec::new(),
            disordered: false,
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

    /// What is in it, for keeps: a copy that fits, while the memory is used again. A large one is handed over, so that it is
    /// not there twice.
    pub(super) fn take(&mut self) -> Self {
        const LARGE: usize = 1 << 20;
        if self.bytes.len() < LARGE {
            return self.clone();
        }
        let mut taken = std::mem::replace(self, Self::new(self.delimiters));
        taken.bytes.shrink_to_fit();
        taken.ends.shrink_to_fit();
        taken.entries.shrink_to_fit();
        taken.nodes.shrink_to_fit();
        taken
    }

    /// Empties it, and keeps its memory.
    pub(crate) fn clear(&mut self) {
        self.truncate(0);
    }

    /// Empties it, for segments with these delimiters.
    pub(crate) fn restart(&mut self, delimiters: Delimiters) {
        self.clear();
        self.delimiters = delimiters;
    }

    /// Keeps the first `entries` segments.
    pub(crate) fn truncate(&mut self, entries: usize) {
        if let Some(entry) = self.entries.get(entries) {
            self.bytes.truncate(entry.start as usize);
            self.ends.truncate(entry.first_end as usize);
            self.entries.truncate(entries);
        }
        self.white.retain(|(entry, _)| (*entry as usize) < entries);
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
        let first_end = self.ends.len() as u32;
        self.entries.push(Entry {
            start: self.bytes.len() as u32,
            first_end,
            behind_ends: first_end + segment.ends().len() as u32,
            first_mark: 0,
            behind_marks: 0,
            filled: filled(segment.ends()),
            row,
            in_loop,
            opens,
            position,
        });
        self.bytes.extend_from_slice(segment.bytes());
        self.ends.extend_from_slice(segment.ends());
    }

    /// Says what is behind the last segment, where it is not the line end of its file.
    pub(crate) fn odd_white(&mut self, white: &[u8]) {
        let entry = self.entries.len() as u32 - 1;
        self.white.push((entry, String::from_utf8_lossy(white).into()));
    }

    /// White space that is not the line end, each with the number of the segment before it.
    pub(crate) fn white(&self) -> impl Iterator<Item = (usize, &str)> {
        self.white.iter().map(|(entry, text)| (*entry as usize, &**text))
    }

    /// Whether something is before what the guide has before it.
    pub(crate) fn is_disordered(&self) -> bool {
        self.disordered
    }

    /// Whether it is in guide order, with the line end of its file behind each segment.
    pub(crate) fn is_usual(&self) -> bool {
        self.white.is_empty() && !self.disordered
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
        Placed {
            start: entry.start,
            bytes: &self.bytes,
            ends: &self.ends[entry.first_end as usize..entry.behind_ends as usize],
            marks: &self.marks[entry.first_mark as usize..entry.behind_marks as usize],
            component: self.delimiters.component,
            filled: entry.filled,
        }
    }

    /// A segment.
    #[inline]
    pub fn segment(&self, n: usize) -> Segment<'_> {
        let entry = &self.entries[n];
        let ends = &self.ends[entry.first_end as usize..entry.behind_ends as usize];
        let length = ends.last().copied().unwrap_or_default();
        let bytes = &self.bytes[entry.start as usize..(entry.start + length) as usize];
        Segment::new(bytes, ends, self.delimiters)
    }

    /// What a segment says: its bytes without separators at its end, which are not written back.
    pub(crate) fn said(&self, n: usize) -> &[u8] {
        let bytes = self.segment(n).bytes();
        let end = bytes.iter().rposition(|b| *b != self.delimiters.element).map_or(0, |last| last + 1);
        &bytes[..end]
    }

    pub(crate) fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    /// The fields that a loop of this block has something for.
    pub(crate) fn present(&self, number: u32) -> &FieldSet {
        &self.present[number as usize]
    }

    /// The block, with its tree, once all segments are in.
    pub(crate) fn sealed(mut self, bound: &BoundGuide) -> Self {
        self.build(bound);
        self
    }

    /// Finds the separators inside of elements.
    fn mark(&mut self) {
        let component = self.delimiters.component;
        let repetition = self.delimiters.repetition.unwrap_or(component);
        self.marks.clear();
        self.marks.extend(memchr::memchr2_iter(component, repetition, &self.bytes).map(|at| at as u32));
        let (mut entries, mut n) = (self.entries.as_mut_slice(), 0);
        while let [entry, behind @ ..] = entries {
            let end = behind.first().map_or(u32::MAX, |next| next.start);
            entry.first_mark = n;
            while self.marks.get(n as usize).is_some_and(|at| *at < end) {
                n += 1;
            }
            entry.behind_marks = n;
            entries = behind;
        }
    }

    /// Builds the tree, once all segments are in.
    pub(crate) fn build(&mut self, bound: &BoundGuide) {
        self.mark();
        self.nodes.clear();
        self.present.clear();
        self.disordered = false;
        if let Some(root) = self.entries.first().and_then(|first| bound.root_without_opener(first)) {
            self.enter(bound, root, true);
        }
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
                bound.feed(child, &mut self.present[level.number as usize]);
            }
            self.add(child.ordinal, what);
        }
        while self.close() {}
    }

    /// Closes and opens loops until this one is the innermost.
    fn enter(&mut self, bound: &BoundGuide, in_loop: LoopId, opens: bool) {
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
        // Where a loop between them has lost its first segment, it is opened nevertheless.
        if let Some(top) = self.open.last()
            && opens
            && !fits(top)
            && let Some(parent) = bound.guide.loop_(in_loop).parents.first()
            && bound.places.is_within(*parent, top.in_loop)
        {
            self.enter(bound, *parent, true);
        }
        let child = bound.loop_child(in_loop);
        let ordinal = match self.open.last() {
            Some(_) if !opens => return,
            Some(parent) => {
                bound.feed(child, &mut self.present[parent.number as usize]);
                child.ordinal
            }
            None => 0,
        };
        let (node, number) = (self.nodes.len(), self.present.len() as u32);
        self.add(ordinal, What::Loop(in_loop, number));
        self.present.push(FieldSet::default());
        self.open.push(Level { in_loop, node, number, last: 0 });
    }

    /// Closes the innermost loop; false if none is open.
    fn close(&mut self) -> bool {
        let Some(level) = self.open.pop() else { return false };
        self.nodes[level.node].end = self.nodes.len() as u32;
        true
    }

    fn add(&mut self, ordinal: u8, what: What) {
        if let Some(level) = self.open.last_mut()
            && ordinal != NOWHERE
        {
            self.disordered |= ordinal < level.last;
            level.last = ordinal;
        }
        let end = self.nodes.len() as u32 + 1;
        self.nodes.push(Node { ordinal, end, what });
    }
}

/// Elements that have a bit in a set of elements. No segment of the guides has more.
pub(crate) const ELEMENTS: usize = 32;

/// Bit `n`: the element that ends at `ends[n]` is not empty. Bit 0 is always set.
#[inline]
fn filled(ends: &[u32]) -> u32 {
    // From the last one on: a shift an element, which for the few there are beats any way of doing several at once.
    let (mut filled, mut n) = (0, ends.len().min(ELEMENTS));
    while n > 1 {
        n -= 1;
        filled = filled << 1 | u32::from(ends[n] > ends[n - 1] + 1);
    }
    filled << 1 | 1
}
