//! The description run forwards: placed segments into the model.
//!
//! ADVICE FOR WHO CHANGES THIS. Nearly every row and element that the description names is absent from a given claim, so
//! "not there" must stay a bit that is asked for: [`FieldSet`] for rows and loops, [`SegmentState`] for elements. The description
//! is a thousand calls of the verbs, and the processor's instruction cache holds some 32 KiB: a verb that is inlined into
//! all of them must be the question and a call, and what it calls is one function for all types.

mod verbs;

use std::ops::Range;

use crate::guide::{LoopId, Spot};

use super::block::{Block, What};
use super::bound_guide::{BoundGuide, FieldPlace};
use super::codec::Codec;
use super::field::{Field, FieldSet};
use super::segment_state::SegmentState;
use super::text::BlockText;
use super::trace::Trace;

/// Reads one block.
pub(crate) struct Read<'b> {
    bound: &'static BoundGuide,
    block: &'b Block,
    /// The block's bytes.
    text: &'b str,
    /// Where in them values are that came in Windows-1252.
    legacy: &'b [Range<u32>],
    frame: OpenLoop<'b>,
    segment: SegmentState<'b>,
    /// Number of values taken so far.
    count: u32,
    /// Values are noted as they are taken.
    watched: bool,
    pub(crate) leftovers: Vec<Leftover>,
    pub(crate) memory: Memory,
}

/// What readings one after the other can share.
#[derive(Debug, Default)]
pub(crate) struct Memory {
    /// By entry: whether the model took something from the segment.
    pub(crate) taken: Vec<bool>,
    /// Entries that count as taken only because their row says all there is, `NM1*PW*2` above an address, each behind the
    /// node of its loop. Those of loops that are done with are gone.
    evident: Vec<(u32, usize)>,
    /// Notes where values stood, where that is asked for.
    pub(crate) trace: Option<Trace>,
    /// Where the roles at hand stand, each by its number.
    places: Vec<(FieldPlace, usize)>,
}

impl Memory {
    /// Notes where values stood.
    pub(crate) fn tracing() -> Self {
        Self { trace: Some(Trace::default()), ..Self::default() }
    }
}

/// The loop at hand.
#[derive(Clone, Copy)]
struct OpenLoop<'b> {
    in_loop: LoopId,
    /// The fields it has something for.
    present: &'b FieldSet,
    /// Its nodes: itself, what is in it, and the first one behind.
    node: u32,
    end: u32,
}

/// A node that was gone into: what was there before.
#[derive(Clone, Copy)]
struct Opened {
    count: u32,
    /// Node of the loop around it.
    outer: u32,
}

/// Something the model could not take.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Leftover {
    pub(crate) entry: usize,
    pub(crate) what: LeftoverKind,
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum LeftoverKind {
    /// The value at a place; it may be empty where writing would fill one in.
    Element(Spot),
    /// The segment holds fewer codes than it could and another of its kind follows.
    Filled(u8),
    /// The value came in Windows-1252.
    Windows1252(Spot),
}

impl<'b> Read<'b> {
    /// Starts at the block's own loop.
    pub(crate) fn new(bound: &'static BoundGuide, text: &'b BlockText<'_>, mut memory: Memory) -> Self {
        let (block, text, legacy) = text.parts();
        memory.taken.clear();
        memory.taken.resize(block.len(), false);
        memory.evident.clear();
        Self {
            bound,
            block,
            text,
            legacy,
            frame: frame(block, 0),
            segment: SegmentState::none(),
            count: 0,
            watched: memory.trace.is_some() || !legacy.is_empty(),
            leftovers: Vec::new(),
            memory,
        }
    }

    /// Whether a child is there; the cheap question asked for every row of the guide.
    #[inline]
    fn has(&self, field: Field) -> bool {
        self.frame.present.has(field)
    }

    /// Whether any of these children is there.
    #[inline]
    fn has_any<R>(&self, roles: &[(Field, R)]) -> bool {
        roles.iter().any(|(field, _)| self.has(*field))
    }

    /// The first node from `at` on, in the loop at hand, that is a certain one of its children.
    fn next(&self, ordinal: u8, mut at: u32) -> Option<u32> {
        let nodes = self.block.nodes();
        while at < self.frame.end {
            let node = nodes.get(at as usize)?;
            if node.ordinal == ordinal {
                return Some(at);
            }
            at = node.end;
        }
        None
    }

    /// The child nodes of the loop at hand, each with its ordinal.
    fn children(&self) -> Children<'b> {
        Children { block: self.block, next: self.frame.node + 1, end: self.frame.end }
    }

    /// Goes into the child that a field is.
    fn open_field(&mut self, field: Field) -> Option<Opened> {
        let ordinal = self.bound.ordinal(self.frame.in_loop, field);
        let node = self.next(ordinal, self.frame.node + 1)?;
        Some(self.open(node))
    }

    /// Goes into a node.
    fn open(&mut self, node: u32) -> Opened {
        let opened = Opened { count: self.count, outer: self.frame.node };
        match self.block.nodes()[node as usize].what {
            What::Loop(..) => self.frame = frame(self.block, node),
            What::Segment(entry) => {
                let entry = entry as usize;
                if let Some(row) = self.block.entry(entry).row {
                    self.segment.enter(entry, self.block.placed(entry), self.bound.table(row));
                }
            }
        }
        opened
    }

    /// Leaves what was gone into last, and says whether anything was taken from it.
    fn close(&mut self, opened: Opened) -> bool {
        let took = self.count > opened.count;
        if self.segment.is_open() {
            self.close_segment(took);
        } else {
            self.close_loop(took);
            self.frame = frame(self.block, opened.outer);
        }
        took
    }

    /// A loop that nothing was taken from is not made anew, so what is evident in it was not taken either.
    fn close_loop(&mut self, took: bool) {
        let here = self.frame.node;
        while let Some((_, entry)) = self.memory.evident.pop_if(|(node, _)| *node == here) {
            self.memory.taken[entry] = took;
        }
    }

    fn close_segment(&mut self, took: bool) {
        if took || self.segment.table.self_evident {
            let (entry, before) = (self.segment.entry, self.leftovers.len());
            self.segment.settle(|spot| leave(&mut self.leftovers, entry, spot));
            if took {
                self.memory.taken[entry] = true;
            } else {
                // `NM1*PW*2` above an address: writing makes it anew, unless there is more to it.
                if self.leftovers.len() == before {
                    self.memory.taken[entry] = true;
                    self.memory.evident.push((self.frame.node, entry));
                }
                self.leftovers.truncate(before);
            }
        }
        self.segment.leave();
    }

    /// Goes into a node for an item of a list.
    fn open_item(&mut self, name: &'static str, index: usize, node: u32) -> Opened {
        self.step(name, Some(index));
        self.open(node)
    }

    /// Leaves it, and says whether anything was taken.
    fn close_item(&mut self, opened: Opened) -> bool {
        self.step_back();
        self.close(opened)
    }

    /// The text at a place of the segment at hand, if there is one that a field can hold: one value, in an element that the
    /// guide uses here.
    fn text(&self, spot: Spot) -> Option<(&'b str, Spot)> {
        let spot = self.segment.here(spot);
        let range = self.segment.value(spot)?;
        Some((self.text.get(range)?, spot))
    }

    /// The value of an element that holds no other.
    #[inline(never)]
    fn simple<T: Codec>(&mut self, element: u8, name: &'static str, value: &mut Option<T>) {
        let spot = self.segment.here(Spot { element, component: 0 });
        self.fill(spot, self.segment.simple(spot.element), name, value);
    }

    /// The value of a component.
    #[inline(never)]
    fn component<T: Codec>(&mut self, spot: Spot, name: &'static str, value: &mut Option<T>) {
        let spot = self.segment.here(spot);
        self.fill(spot, self.segment.single(spot), name, value);
    }

    #[inline]
    fn fill<T: Codec>(
        &mut self,
        spot: Spot,
        range: Option<Range<usize>>,
        name: &'static str,
        value: &mut Option<T>,
    ) {
        let text = range.and_then(|range| self.text.get(range));
        let Some(decoded) = text.and_then(T::decode) else { return };
        *value = Some(decoded);
        self.take(spot, name);
    }

    /// Marks a value as taken.
    #[inline]
    fn take(&mut self, spot: Spot, name: &'static str) {
        self.count += 1;
        self.segment.see(spot);
        if self.watched {
            self.note(spot, name);
        }
    }

    /// Notes where a value stood, and whether it came in Windows-1252.
    #[cold]
    fn note(&mut self, spot: Spot, name: &'static str) {
        if let Some(trace) = &mut self.memory.trace {
            trace.note(name, self.segment.entry, spot);
        }
        let start = self.segment.value(spot).map(|range| range.start as u32);
        if start.is_some_and(|start| self.legacy.iter().any(|value| value.start == start)) {
            self.leftovers
                .push(Leftover { entry: self.segment.entry, what: LeftoverKind::Windows1252(spot) });
        }
    }

    /// Goes on to a part of the model.
    #[inline]
    fn step(&mut self, name: &'static str, index: Option<usize>) {
        if self.watched
            && let Some(trace) = &mut self.memory.trace
        {
            trace.push(name, index);
        }
    }

    /// And back.
    #[inline]
    fn step_back(&mut self) {
        if self.watched
            && let Some(trace) = &mut self.memory.trace
        {
            trace.pop();
        }
    }

    /// Where those of some roles stand that are there, each with its number.
    fn places(&mut self, fields: impl Iterator<Item = Field>) -> Vec<(FieldPlace, usize)> {
        let mut places = std::mem::take(&mut self.memory.places);
        places.clear();
        let present = fields.enumerate().filter(|(_, field)| self.has(*field));
        places
            .extend(present.filter_map(|(n, field)| Some((self.bound.place(self.frame.in_loop, field)?, n))));
        places
    }
}

/// Notes that a place is left over.
fn leave(leftovers: &mut Vec<Leftover>, entry: usize, spot: Spot) {
    let same =
        |left: &Leftover| left.entry == entry && matches!(left.what, LeftoverKind::Element(s) if s == spot);
    if !leftovers.iter().rev().take_while(|left| left.entry == entry).any(same) {
        leftovers.push(Leftover { entry, what: LeftoverKind::Element(spot) });
    }
}

/// The loop that a node is.
fn frame(block: &Block, node: u32) -> OpenLoop<'_> {
    static NOTHING: FieldSet = FieldSet::EMPTY;
    match block.nodes().get(node as usize).map(|at| (at.what, at.end)) {
        Some((What::Loop(in_loop, number), end)) => {
            OpenLoop { in_loop, present: block.present(number), node, end }
        }
        _ => OpenLoop { in_loop: LoopId(0), present: &NOTHING, node, end: node },
    }
}

struct Children<'b> {
    block: &'b Block,
    next: u32,
    end: u32,
}

impl Iterator for Children<'_> {
    /// Number of the node and its ordinal.
    type Item = (u32, u8);

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        let node = self.block.nodes().get(self.next as usize).filter(|_| self.next < self.end)?;
        let item = (self.next, node.ordinal);
        self.next = node.end;
        Some(item)
    }
}
