//! Which loops are open, as segments come by: how deep one is, and which it is.

use crate::guide::{Guide, LoopId};

/// The loops that are open, the outer ones first.
#[derive(Debug, Default)]
pub(super) struct Loops {
    /// Counts of the loops that are in none.
    outermost: Vec<(LoopId, u32)>,
    open: Vec<Open>,
}

#[derive(Debug)]
struct Open {
    in_loop: LoopId,
    inside: Vec<(LoopId, u32)>,
}

impl Loops {
    /// A loop opens. Gives its depth, from 0, and its number among those of its kind there, from 1.
    pub(super) fn open(&mut self, guide: &Guide, in_loop: LoopId) -> (usize, u32) {
        let parents = &guide.loop_(in_loop).parents;
        let kept = self.open.iter().rposition(|open| parents.contains(&open.in_loop));
        self.open.truncate(kept.map_or(0, |at| at + 1));
        let counts = self.open.last_mut().map_or(&mut self.outermost, |open| &mut open.inside);
        let at = counts.iter().position(|(id, _)| *id == in_loop).unwrap_or_else(|| {
            counts.push((in_loop, 0));
            counts.len() - 1
        });
        counts[at].1 += 1;
        let number = counts[at].1;
        self.open.push(Open { in_loop, inside: Vec::new() });
        (self.open.len() - 1, number)
    }

    /// A segment is directly in a loop: those inside it are over. Gives the depth of that loop.
    pub(super) fn stay(&mut self, in_loop: LoopId) -> usize {
        if let Some(at) = self.open.iter().rposition(|open| open.in_loop == in_loop) {
            self.open.truncate(at + 1);
        }
        self.depth()
    }

    /// Depth of the innermost loop.
    pub(super) fn depth(&self) -> usize {
        self.open.len().saturating_sub(1)
    }

    /// Closes all.
    pub(super) fn clear(&mut self) {
        self.open.clear();
        self.outermost.clear();
    }
}
