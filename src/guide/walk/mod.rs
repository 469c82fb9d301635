//! The walker: gives every segment of an interchange its place in a guide.
//!
//! Where a segment is decides what it is: `NM1*82` is the rendering provider of the claim in 2310B, of the other
//! payer's claim in 2330D, of the service line in 2420A. The walker keeps the loop it is in and looks, in this order,
//! for a row that takes the segment (its identifier and its qualifiers):
//!
//! 1. a row of the present loop, in any order and number;
//! 2. a loop that opens in the present loop;
//! 3. outwards, level by level: a loop that opens in an enclosing loop, or a row there that is behind the loops
//!    (SE, GE, IEA). Positions only rise: 2320 does not open again when 2400 has. Loops of one position open in any order;
//! 4. a neighbour of the present loop with an earlier position, if the present loop has no loops in it and so nothing
//!    else can be meant: 2420A after 2430. Such a segment is placed with [`Placed::in_order`] false.
//!
//! A segment without a place changes nothing, so that one fault costs one segment. One exception protects the data: a
//! segment that would open a loop (`NM1` with a qualifier that has no place here) ends the innermost loop, lest the
//! address behind it goes to the party before it. What then has no place says so ([`Unplaced::AfterUnplaced`]).
//!
//! Levels are followed by HL03. Whether HL02 names the right parent is not the walker's question.

mod build;
mod places;
mod reason;

pub use places::Places;
pub use reason::Unplaced;

use super::schema::{LoopId, RowId};
use crate::x12::Segment;
use places::NodeId;

/// Where a segment is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Placed {
    /// The row it is; none where it has no place, see [`Walker::why_unplaced`].
    pub row: Option<RowId>,
    /// The loop it is in. Without a row: the loop that the segment before it is in.
    pub in_loop: LoopId,
    /// It opens a new instance of that loop.
    pub opens: bool,
    /// False if it opens a loop that should have stood before its neighbours.
    pub in_order: bool,
}

/// Follows the segments of a file through a guide. Cheap to make and to copy.
#[derive(Clone, Copy, Debug)]
pub struct Walker<'p> {
    places: &'p Places,
    /// Where the last placed segment is.
    at: NodeId,
    /// The innermost loop takes no more segments, see the module's text.
    ended: bool,
    unplaced: Option<Unplaced>,
}

impl<'p> Walker<'p> {
    /// A walker that expects an interchange, `ISA`.
    pub fn new(places: &'p Places) -> Self {
        Self { places, at: NodeId::OUTSIDE, ended: false, unplaced: None }
    }

    /// A walker that is in `in_loop` already: in the group's loop (`GS`), say, if the envelope was read before
    /// the guide was known. A loop that floats is taken under its first parent.
    pub fn within(places: &'p Places, in_loop: LoopId) -> Self {
        Self { at: places.node_of(in_loop), ..Self::new(places) }
    }

    /// Finds the place of the next segment and moves there.
    #[inline]
    pub fn place(&mut self, segment: &Segment<'_>) -> Placed {
        match self.places.find(self.at, self.ended, segment) {
            Some(found) => {
                self.at = found.target;
                self.ended = false;
                self.unplaced = None;
                Placed {
                    row: Some(found.row),
                    in_loop: found.in_loop,
                    opens: found.opens,
                    in_order: found.in_order,
                }
            }
            None => self.unplaced(segment),
        }
    }

    #[cold]
    fn unplaced(&mut self, segment: &Segment<'_>) -> Placed {
        self.unplaced = Some(self.places.reason(self.at, self.ended, segment));
        self.ended |= self.places.ends_innermost(self.at, segment);
        Placed { row: None, in_loop: self.in_loop(), opens: false, in_order: true }
    }

    /// Why the last segment has no place; none if it has one.
    pub fn why_unplaced(&self) -> Option<Unplaced> {
        self.unplaced
    }

    /// The loop that the last placed segment is in; the outermost one before the first segment.
    pub fn in_loop(&self) -> LoopId {
        self.places.loop_of(self.at).unwrap_or(LoopId(0))
    }

    /// The loop around the present one: 2000B or 2000C for a claim, as it is. None in the outermost loop.
    pub fn parent(&self) -> Option<LoopId> {
        self.places.path(self.at).nth(1)
    }

    /// The present loop and those around it, from the inside out.
    pub fn path(&self) -> impl Iterator<Item = LoopId> + use<'p> {
        self.places.path(self.at)
    }
}
