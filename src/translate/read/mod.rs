//! The description run forwards: placed segments into the model.
//!
//! ADVICE FOR WHO CHANGES THIS. Nearly every row and element that the description names is absent from a given claim, so
//! "not there" must stay a bit that is asked for: [`FieldSet`] for rows and loops, [`Current`] for elements. Text is
//! checked once a block; values are cut out of it.

mod verbs;

use std::borrow::Cow;
use std::ops::Range;

use crate::guide::{LoopId, Spot};
use crate::x12::Charset;

use super::block::{Block, What};
use super::bound::{Bound, Place};
use super::codec::Codec;
use super::current::Current;
use super::direction::Named;
use super::field::{Field, FieldSet};
use super::text::{decode, text};
use super::trace::Trace;

/// Reads one block.
pub(crate) struct Read<'b> {
    bound: &'static Bound,
    block: &'b Block,
    encoding: Charset,
    /// The block's bytes, where all of them are text.
    text: Option<&'b str>,
    frame: Frame,
    segment: Current<'b>,
    /// Number of values taken so far.
    count: usize,
    /// By entry: whether the model took something from the segment.
    pub(crate) taken: Vec<bool>,
    pub(crate) leftovers: Vec<Leftover>,
    pub(crate) trace: Option<Trace>,
}

/// The loop at hand.
#[derive(Clone, Copy)]
struct Frame {
    in_loop: LoopId,
    /// The fields it has something for.
    present: FieldSet,
    /// Its nodes.
    first: usize,
    end: usize,
}

/// Something the model could not take.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Leftover {
    pub(crate) entry: usize,
    pub(crate) what: Kind,
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum Kind {
    /// The value at a place; it may be empty where writing would fill one in.
    Element(Spot),
    /// The segment holds fewer codes than it could and another of its kind follows.
    Filled(u8),
    /// The value came in Windows-1252.
    Windows1252(Spot),
}

impl<'b> Read<'b> {
    /// Starts at the block's own loop.
    pub(crate) fn new(bound: &'static Bound, block: &'b Block, encoding: Charset) -> Self {
        let nothing = Frame { in_loop: LoopId(0), present: FieldSet::default(), first: 0, end: 0 };
        Self {
            bound,
            block,
            encoding,
            text: text(block.bytes(), encoding),
            frame: frame(block, 0).unwrap_or(nothing),
            segment: Current::none(),
            count: 0,
            taken: vec![false; block.len()],
            leftovers: Vec::new(),
            trace: None,
        }
    }

    /// Whether a child is there; the cheap question asked for every row of the guide.
    #[inline]
    fn find(&self, field: Field) -> Option<Place> {
        if self.frame.present.has(field) { self.bound.place(self.frame.in_loop, field) } else { None }
    }

    /// The child nodes of the loop at hand.
    fn children(&self) -> Children<'b> {
        Children { block: self.block, next: self.frame.first, end: self.frame.end }
    }

    /// Runs `body` in a node and says whether it took anything.
    fn enter(&mut self, node: usize, body: impl FnOnce(&mut Self)) -> bool {
        let before = self.count;
        match (self.block.nodes()[node].what, frame(self.block, node)) {
            (What::Segment(entry), _) => self.enter_segment(entry as usize, body),
            (What::Loop(..), Some(inner)) => {
                let outer = std::mem::replace(&mut self.frame, inner);
                body(self);
                self.frame = outer;
            }
            (What::Loop(..), None) => {}
        }
        self.count > before
    }

    fn enter_segment(&mut self, entry: usize, body: impl FnOnce(&mut Self)) {
        let Some(row) = self.block.entry(entry).row else { return };
        let before = self.count;
        self.segment.enter(entry, self.block.placed(entry), self.bound.table(row));
        body(self);
        let took = self.count > before;
        if took || self.segment.table.self_evident {
            let before_settling = self.leftovers.len();
            self.segment.settle(|spot| leave(&mut self.leftovers, entry, spot));
            // `NM1*PW*2` above an address: writing makes it anew, unless there is more to it.
            self.taken[entry] = took || self.leftovers.len() == before_settling;
            if !took {
                self.leftovers.truncate(before_settling);
            }
        }
        self.segment.leave();
    }

    /// The text at a place of the segment at hand, if there is one that a field can hold: one value, in an element that the
    /// guide uses here.
    fn text(&mut self, spot: Spot) -> Option<(Cow<'b, str>, Spot)> {
        let spot = self.segment.here(spot);
        let range = self.segment.value(spot)?;
        match self.text.and_then(|text| text.get(range.clone())) {
            Some(text) => Some((Cow::Borrowed(text), spot)),
            None => Some((self.decode(spot, range), spot)),
        }
    }

    fn value<T: Codec>(&mut self, spot: Spot, (name, value): Named<'_, Option<T>>) {
        let spot = self.segment.here(spot);
        let Some(range) = self.segment.value(spot) else { return };
        let decoded = match self.text.and_then(|text| text.get(range.clone())) {
            Some(text) => T::decode(text),
            None => T::decode(&self.decode(spot, range)),
        };
        if decoded.is_some() {
            *value = decoded;
            self.take(spot, name);
        }
    }

    /// The text of a value in a block in which not all is text.
    #[cold]
    fn decode(&mut self, spot: Spot, range: Range<usize>) -> Cow<'b, str> {
        let (text, legacy) = decode(&self.block.bytes()[range], self.encoding);
        if legacy {
            self.leftovers.push(Leftover { entry: self.segment.entry, what: Kind::Windows1252(spot) });
        }
        text
    }

    /// Marks a value as taken.
    #[inline]
    fn take(&mut self, spot: Spot, name: &'static str) {
        self.count += 1;
        self.segment.see(spot);
        if let Some(trace) = &mut self.trace {
            trace.note(name, self.segment.entry, spot);
        }
    }

    /// Whether any of these fields is there.
    #[inline]
    fn any<R>(&self, roles: &[(Field, R)]) -> bool {
        roles.iter().any(|(field, _)| self.frame.present.has(*field))
    }

    #[inline]
    fn step<R>(&mut self, name: &'static str, index: Option<usize>, body: impl FnOnce(&mut Self) -> R) -> R {
        if let Some(trace) = &mut self.trace {
            trace.push(name, index);
        }
        let result = body(self);
        if let Some(trace) = &mut self.trace {
            trace.pop();
        }
        result
    }

    fn places<R: Copy>(&self, roles: &[(Field, R)]) -> Vec<(Place, R)> {
        roles.iter().filter_map(|&(field, role)| Some((self.find(field)?, role))).collect()
    }

    /// Reads the items of a list from nodes, each in its place in the list.
    fn items<T, R>(
        &mut self,
        (name, list): Named<'_, Vec<T>>,
        nodes: impl Iterator<Item = (usize, R)>,
        new: impl Fn(R) -> T,
        mut body: impl FnMut(&mut Self, &mut T),
    ) {
        for (node, role) in nodes {
            let n = list.len();
            list.push(new(role));
            let item = &mut list[n];
            if !self.step(name, Some(n), |d| d.enter(node, |d| body(d, item))) {
                list.pop();
            }
        }
    }
}

/// Notes that a place is left over.
fn leave(leftovers: &mut Vec<Leftover>, entry: usize, spot: Spot) {
    let same = |left: &Leftover| left.entry == entry && matches!(left.what, Kind::Element(s) if s == spot);
    if !leftovers.iter().rev().take_while(|left| left.entry == entry).any(same) {
        leftovers.push(Leftover { entry, what: Kind::Element(spot) });
    }
}

/// The loop that a node is.
fn frame(block: &Block, node: usize) -> Option<Frame> {
    let at = block.nodes().get(node)?;
    match at.what {
        What::Loop(in_loop, number) => {
            let present = *block.present(number);
            Some(Frame { in_loop, present, first: node + 1, end: at.end as usize })
        }
        What::Segment(_) => None,
    }
}

struct Children<'b> {
    block: &'b Block,
    next: usize,
    end: usize,
}

impl Iterator for Children<'_> {
    /// Number of the node and its ordinal.
    type Item = (usize, u8);

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        let node = self.block.nodes().get(self.next).filter(|_| self.next < self.end)?;
        let item = (self.next, node.ordinal);
        self.next = node.end as usize;
        Some(item)
    }
}
