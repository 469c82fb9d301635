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
    /// The guide has the segment, but nowhere with the code that stands at this place.
    UnknownQualifier {
        /// Where the code is that decides.
        spot: Spot,
    },
    /// The guide has the segment, but not here.
    Elsewhere {
        /// A row that would take it.
        row: RowId,
        /// The loop that the row stands in.
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
        if let Some(&(row, in_loop)) = rows.iter().find(|(row, _)| self.takes(*row, segment)) {
            return Unplaced::Elsewhere { row, in_loop };
        }
        // Every row has a condition here: one without would have taken the segment.
        let spot =
            rows.iter().find_map(|(row, _)| self.tests[row.0 as usize].first.as_ref()).map(|test| test.spot);
        spot.map_or(Unplaced::UnknownSegment, |spot| Unplaced::UnknownQualifier { spot })
    }

    /// Whether a segment without a place shows that the innermost loop is over: it looks like one that opens a loop.
    pub(super) fn ends_innermost(&self, at: NodeId, segment: &Segment<'_>) -> bool {
        self.nodes[at.0 as usize].leaf && self.id_index(segment).is_some_and(|id| self.opening[id])
    }
}
