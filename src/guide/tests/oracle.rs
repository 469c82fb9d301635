//! A plain walker: the same rules as the real one, worked out from the guide at every step. Slow, and short enough to
//! be checked by eye; the real one is tested against it.

use super::super::schema::{Child, Guide, LoopId, RowId};
use crate::x12::Segment;

pub(super) struct Plain {
    pub(super) guide: &'static Guide,
    pub(super) path: Vec<LoopId>,
    /// A trailer of the innermost loop has come.
    pub(super) behind: bool,
    pub(super) ended: bool,
}

impl Plain {
    pub(super) fn place(&mut self, segment: &Segment<'_>) -> Option<RowId> {
        let found = self.find(segment);
        if let Some((depth, row)) = found {
            let in_loop = self.guide.row(row).in_loop;
            self.path.truncate(depth);
            if self.path.last() != Some(&in_loop) || self.guide.opener(in_loop) == row {
                self.path.push(in_loop);
            }
            self.behind = self.guide.opener(in_loop) != row && self.is_trailer(row);
            self.ended = false;
        } else {
            let leaf = self.path.last().is_some_and(|l| !self.has_loops(*l));
            let id = segment.id();
            let opener = |n: usize| self.guide.row(self.guide.opener(LoopId(n as u16))).id.as_bytes() == id;
            self.ended |= leaf && (0..self.guide.loops.len()).any(opener);
        }
        found.map(|(_, row)| row)
    }

    fn has_loops(&self, l: LoopId) -> bool {
        self.guide.loop_(l).children.iter().any(|c| matches!(c, Child::Loop(_)))
    }

    fn is_trailer(&self, row: RowId) -> bool {
        let l = self.guide.row(row).in_loop;
        let position = self.guide.row(row).position;
        let loops = self
            .guide
            .loop_(l)
            .children
            .iter()
            .filter_map(|c| if let Child::Loop(l) = c { Some(*l) } else { None });
        let mut loops = loops.peekable();
        loops.peek().is_some() && loops.all(|l| self.guide.loop_(l).position <= position)
    }

    fn takes(&self, row: RowId, segment: &Segment<'_>) -> bool {
        let row = self.guide.row(row);
        row.id.as_bytes() == segment.id()
            && row.conditions.iter().all(|c| {
                let element = segment.element(c.spot.element.into());
                let value = match c.spot.component {
                    0 => element,
                    n => element.split(|b| *b == b':').nth(usize::from(n) - 1).unwrap_or(&[]),
                };
                c.codes.iter().any(|code| code.as_bytes() == value)
            })
    }

    /// The row, and how long the path is without the loop that the row is in or opens.
    fn find(&self, segment: &Segment<'_>) -> Option<(usize, RowId)> {
        let Some(&present) = self.path.last() else {
            let row = self.guide.opener(LoopId(0));
            return self.takes(row, segment).then_some((0, row));
        };
        let depth = self.path.len();
        for child in &self.guide.loop_(present).children[1..] {
            match child {
                Child::Segment(row) if self.takes(*row, segment) && !self.ended => {
                    if !self.behind || self.is_trailer(*row) {
                        return Some((depth, *row));
                    }
                }
                Child::Segment(_) | Child::Loop(_) => {}
            }
        }
        if !self.behind
            && let Some(row) = self.opens_in(present, |_| true, segment)
        {
            return Some((depth, row));
        }
        for outer in (0..depth - 1).rev() {
            let left = self.guide.loop_(self.path[outer + 1]).position;
            for child in &self.guide.loop_(self.path[outer]).children[1..] {
                if let Child::Segment(row) = child
                    && self.guide.row(*row).position > left
                    && self.takes(*row, segment)
                {
                    return Some((outer + 1, *row));
                }
            }
            if let Some(row) = self.opens_in(self.path[outer], |p| p >= left, segment) {
                return Some((outer + 1, row));
            }
        }
        let isa = self.guide.opener(LoopId(0));
        if self.takes(isa, segment) {
            return Some((0, isa));
        }
        if !self.has_loops(present) {
            let position = self.guide.loop_(present).position;
            return self
                .opens_in(self.path[depth - 2], |p| p < position, segment)
                .map(|row| (depth - 1, row));
        }
        None
    }

    fn opens_in(&self, l: LoopId, position: impl Fn(u16) -> bool, segment: &Segment<'_>) -> Option<RowId> {
        let loops = self
            .guide
            .loop_(l)
            .children
            .iter()
            .filter_map(|c| if let Child::Loop(l) = c { Some(*l) } else { None });
        let openers = loops.filter(|l| position(self.guide.loop_(*l).position)).map(|l| self.guide.opener(l));
        openers.into_iter().find(|row| self.takes(*row, segment))
    }
}
