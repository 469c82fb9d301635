//! What a guide requires and a file does not have, so that writing a claim back does not ask for it.

use std::sync::OnceLock;

use crate::encounter::{ClaimType, Extras};
use crate::guide::{Child, Loop, LoopId, Usage};

use super::address::Addresses;
use super::block::{Block, What};
use super::bound::Bound;
use super::field::FieldSet;

/// The children of each loop that the guide requires, each with the fields it feeds.
#[derive(Debug)]
struct Required {
    loops: Vec<Vec<(Child, FieldSet)>>,
}

impl Required {
    fn of(bound: &Bound) -> &'static Self {
        static PROFESSIONAL: OnceLock<Required> = OnceLock::new();
        static INSTITUTIONAL: OnceLock<Required> = OnceLock::new();
        match bound.kind() {
            ClaimType::Professional => PROFESSIONAL.get_or_init(|| Self::new(bound)),
            ClaimType::Institutional => INSTITUTIONAL.get_or_init(|| Self::new(bound)),
        }
    }

    fn new(bound: &Bound) -> Self {
        let guide = bound.guide;
        let required = |child: &Child| match *child {
            Child::Segment(row) => guide.row(row).usage == Usage::Required,
            // The levels and the claim are blocks of their own.
            Child::Loop(id) => guide.loop_(id).usage == Usage::Required && bound.roots().part(id).is_none(),
        };
        let fields = |child: &Child| match *child {
            Child::Segment(row) => bound.row_child(row).fields,
            Child::Loop(id) => bound.loop_child(id).fields,
        };
        let children = |l: &Loop| {
            let children = l.children.iter().filter(|child| required(child));
            // Trailers feed no field.
            children.map(|child| (*child, fields(child))).filter(|(_, f)| *f != FieldSet::default()).collect()
        };
        Self { loops: guide.loops.iter().map(children).collect() }
    }

    fn children(&self, in_loop: LoopId) -> &[(Child, FieldSet)] {
        &self.loops[in_loop.0 as usize]
    }
}

/// Whether each loop of a block has something of all that it must have.
pub(crate) fn is_whole(bound: &Bound, block: &Block) -> bool {
    let required = Required::of(bound);
    block.nodes().iter().all(|node| match node.what {
        What::Loop(in_loop, number) => {
            let present = block.present(number);
            required.children(in_loop).iter().all(|(_, fields)| present.has_any(fields))
        }
        What::Segment(_) => true,
    })
}

/// Notes the place of each required segment and loop that the model took nothing from.
pub(crate) fn collect(taken: &[bool], bound: &Bound, block: &Block, extras: &mut Extras) {
    let required = Required::of(bound);
    let addresses = Addresses::new(bound.guide);
    Search { taken, bound, block, required, addresses, absent: &mut extras.absent }.look(0);
}

struct Search<'a> {
    taken: &'a [bool],
    bound: &'a Bound,
    block: &'a Block,
    required: &'static Required,
    addresses: Addresses<'a>,
    absent: &'a mut Vec<String>,
}

impl Search<'_> {
    /// Looks through the loop at node `n`. As in [`leftover`](super::leftover), what nothing was taken from is not there.
    fn look(&mut self, n: usize) {
        let nodes = self.block.nodes();
        let Some(What::Loop(in_loop, _)) = nodes.get(n).map(|node| node.what) else { return };
        self.addresses.open(in_loop);
        let mut present = FieldSet::default();
        let mut at = n + 1;
        while at < nodes[n].end as usize {
            if self.any_taken(at) {
                match nodes[at].what {
                    What::Segment(entry) => {
                        if let Some(row) = self.block.entry(entry as usize).row {
                            present.add(&self.bound.row_child(row).fields);
                        }
                    }
                    What::Loop(id, _) => {
                        present.add(&self.bound.loop_child(id).fields);
                        self.look(at);
                    }
                }
            }
            at = nodes[at].end as usize;
        }
        for (child, fields) in self.required.children(in_loop) {
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
