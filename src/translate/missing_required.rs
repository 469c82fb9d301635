//! What a guide requires and a file does not have, so that writing a claim back does not ask for it.

use crate::guide::{Child, Loop, LoopId, PerGuide, Usage};
use crate::model::Extras;

use super::address::Addresses;
use super::block::{Block, What};
use super::bound_guide::BoundGuide;
use super::field::FieldSet;

/// What the guide requires in each loop.
#[derive(Debug)]
struct Required {
    loops: Vec<InLoop>,
}

#[derive(Debug)]
struct InLoop {
    /// The children, each with the fields it feeds.
    children: Vec<(Child, FieldSet)>,
    /// The fields of those that feed one alone: most, so that one look tells whether they are there.
    single: FieldSet,
    /// The fields of each of the others.
    several: Vec<FieldSet>,
}

impl Required {
    fn of(bound: &BoundGuide) -> &'static Self {
        static REQUIRED: PerGuide<Required> = PerGuide::new(|guide| Required::new(BoundGuide::of(guide)));
        REQUIRED.of(bound.guide)
    }

    fn new(bound: &BoundGuide) -> Self {
        Self { loops: bound.guide.loops.iter().map(|l| InLoop::new(bound, l)).collect() }
    }

    fn in_loop(&self, id: LoopId) -> &InLoop {
        &self.loops[id.0 as usize]
    }
}

impl InLoop {
    fn new(bound: &BoundGuide, l: &Loop) -> Self {
        let guide = bound.guide;
        let required = |child: &Child| match *child {
            Child::Segment(row) => guide.row(row).usage == Usage::Required,
            // The levels and the claim are blocks of their own.
            Child::Loop(id) => guide.loop_(id).usage == Usage::Required && bound.roots().part(id).is_none(),
        };
        let children: Vec<(Child, FieldSet)> = l
            .children
            .iter()
            .filter(|child| required(child))
            .map(|child| (*child, fields(bound, *child)))
            // Trailers feed no field.
            .filter(|(_, fields)| *fields != FieldSet::EMPTY)
            .collect();
        let mut in_loop = Self { children, single: FieldSet::EMPTY, several: Vec::new() };
        for (_, fields) in &in_loop.children {
            if fields.count() == 1 {
                in_loop.single.add(fields);
            } else {
                in_loop.several.push(*fields);
            }
        }
        in_loop
    }

    fn is_in(&self, present: &FieldSet) -> bool {
        present.has_all(&self.single) && self.several.iter().all(|fields| present.has_any(fields))
    }
}

/// The fields that a child feeds.
fn fields(bound: &BoundGuide, child: Child) -> FieldSet {
    let mut fields = FieldSet::EMPTY;
    let child = match child {
        Child::Segment(row) => bound.row_child(row),
        Child::Loop(id) => bound.loop_child(id),
    };
    bound.feed(child, &mut fields);
    fields
}

/// The children that a loop must have.
pub(crate) fn required(bound: &BoundGuide, id: LoopId) -> impl Iterator<Item = Child> {
    Required::of(bound).in_loop(id).children.iter().map(|(child, _)| *child)
}

/// Whether each loop of a block has something of all that it must have.
pub(crate) fn is_whole(bound: &BoundGuide, block: &Block) -> bool {
    let required = Required::of(bound);
    block.nodes().iter().all(|node| match node.what {
        What::Loop(in_loop, number) => required.in_loop(in_loop).is_in(block.present(number)),
        What::Segment(_) => true,
    })
}

/// Notes the place of each required segment and loop that the model took nothing from.
pub(crate) fn collect(taken: &[bool], bound: &BoundGuide, block: &Block, extras: &mut Extras) {
    let required = Required::of(bound);
    let addresses = Addresses::new(bound.guide);
    Search { taken, bound, block, required, addresses, absent: &mut extras.absent }.look(0);
}

struct Search<'a> {
    taken: &'a [bool],
    bound: &'a BoundGuide,
    block: &'a Block,
    required: &'static Required,
    addresses: Addresses<'a>,
    absent: &'a mut Vec<String>,
}

impl Search<'_> {
    /// Looks through the loop at node `n`. As in [`unmapped`](super::unmapped), what nothing was taken from is not there.
    fn look(&mut self, n: usize) {
        let nodes = self.block.nodes();
        let Some(What::Loop(in_loop, _)) = nodes.get(n).map(|node| node.what) else { return };
        self.addresses.open(in_loop);
        let mut present = FieldSet::EMPTY;
        let mut at = n + 1;
        while at < nodes[n].end as usize {
            if self.any_taken(at) {
                match nodes[at].what {
                    What::Segment(entry) => {
                        if let Some(row) = self.block.entry(entry as usize).row {
                            self.bound.feed(self.bound.row_child(row), &mut present);
                        }
                    }
                    What::Loop(id, _) => {
                        self.bound.feed(self.bound.loop_child(id), &mut present);
                        self.look(at);
                    }
                }
            }
            at = nodes[at].end as usize;
        }
        for (child, fields) in &self.required.in_loop(in_loop).children {
            if !present.has_any(fields) {
                self.absent.push(self.addresses.child(*child));
            }
        }
        self.addresses.close();
    }

    fn any_taken(&self, n: usize) -> bool {
        let nodes = self.block.nodes();
        nodes[n..nodes[n].end as usize]
            .iter()
            .any(|node| matches!(node.what, What::Segment(entry) if self.taken[entry as usize]))
    }
}
