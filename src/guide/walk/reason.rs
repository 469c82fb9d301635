//! Why a segment has no place.

use std::fmt;

use super::super::schema::{LoopId, RowId, Spot};
use super::places::{NodeId, Places};
use crate::x12::Segment;

/// Why a segment has no place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unplaced {
    /// The guide has no segment of this identifier.
    UnknownSegment,
    /// The guide has the segment, but nowhere with the code that is at this place.
    UnknownQualifier {
        /// Where the code is that decides.
        spot: Spot,
    },
    /// What decides which segment of the guide it is, is empty.
    NoQualifier {
        /// Where the code should be that decides.
        spot: Spot,
    },
    /// The guide has the segment in several loops, none of which it can be said to mean: a street, say, belongs behind a
    /// name.
    Astray,
    /// The guide has the segment, but not here.
    Elsewhere {
        /// The row that would take it; of several, that of the nearest loop.
        row: RowId,
        /// The loop that the row is in.
        in_loop: LoopId,
    },
    /// It would have a place, but the loop it belongs to was not understood: the segment that opens it has no place.
    AfterUnplaced,
}

impl fmt::Display for Unplaced {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownSegment => f.write_str("the guide has no such segment"),
            Self::UnknownQualifier { spot } => {
                write!(f, "the guide does not have this segment with the code in {spot}")
            }
            Self::NoQualifier { spot } => {
                write!(f, "{spot} is empty, which says what this segment is about")
            }
            Self::Astray => f.write_str("the guide has this segment in several loops, not here"),
            Self::Elsewhere { .. } => f.write_str("the guide has this segment elsewhere, not here"),
            Self::AfterUnplaced => f.write_str("it follows a segment that has no place"),
        }
    }
}

impl Places {
    pub(super) fn reason(&self, at: NodeId, ended: bool, segment: &Segment<'_>) -> Unplaced {
        let Some(id) = self.id_index(segment) else { return Unplaced::UnknownSegment };
        if ended && self.find(at, false, segment).is_some() {
            return Unplaced::AfterUnplaced;
        }
        let rows = &self.rows_by_id[id];
        let taking = || rows.iter().filter(|(row, _)| self.takes(*row, segment));
        // What belongs behind the name of a party, be it whose it may.
        let of_party = |(row, in_loop): &&(RowId, LoopId)| {
            self.tests[row.0 as usize].first.is_none() && self.nodes[self.node_of(*in_loop).0 as usize].leaf
        };
        if taking().filter(of_party).count() > 1 {
            return Unplaced::Astray;
        }
        if let Some(&(row, in_loop)) = taking().min_by_key(|(_, in_loop)| self.distance(at, *in_loop)) {
            return Unplaced::Elsewhere { row, in_loop };
        }
        // Every row has a condition here: one without would have taken the segment.
        let spot =
            rows.iter().find_map(|(row, _)| self.tests[row.0 as usize].first.as_ref()).map(|test| test.spot);
        match spot {
            None => Unplaced::UnknownSegment,
            Some(spot) if is_empty(segment, spot) => Unplaced::NoQualifier { spot },
            Some(spot) => Unplaced::UnknownQualifier { spot },
        }
    }

    /// How many loops lie between two places: out to the one that both are in, and in again.
    fn distance(&self, at: NodeId, to: LoopId) -> usize {
        let depth = |id: LoopId| self.path(self.node_of(id)).count();
        let steps = |(out, around): (usize, LoopId)| out + depth(to).saturating_sub(depth(around));
        let around = self.path(at).enumerate().find(|(_, around)| self.is_within(to, *around));
        around.map_or(usize::MAX, steps)
    }

    /// Whether a segment without a place shows that the innermost loop is over: it looks like one that opens a loop.
    pub(super) fn ends_innermost(&self, at: NodeId, segment: &Segment<'_>) -> bool {
        self.nodes[at.0 as usize].leaf && self.id_index(segment).is_some_and(|id| self.opening[id])
    }
}

fn is_empty(segment: &Segment<'_>, spot: Spot) -> bool {
    match spot.component {
        0 => segment.element(usize::from(spot.element)).is_empty(),
        component => segment.component(usize::from(spot.element), usize::from(component)).is_empty(),
    }
}
