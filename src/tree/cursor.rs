//! Follows the segments of one transaction.
//!
//! What the walker of a guide cannot place may be what comes behind an HL that is missing: another HL of a known level,
//! or a segment that is in the next level only (`NM1*85`, `SBR`, `PAT`, `CLM`). The cursor then goes on below a level
//! that it assumes, and says which HL are missing, so that one fault hides nothing of what comes behind it.

use crate::guide::{LoopId, Placed, Places, RowId, Unplaced, Walker};
use crate::x12::Segment;

use super::part::{Part, Roots};

/// Follows the segments of one transaction, from its ST on. Cheap to make and to copy.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cursor<'p> {
    places: &'p Places,
    walker: Walker<'p>,
    roots: Roots,
    part: Part,
    /// Parts that hold for what comes, by number.
    present: [bool; 5],
    /// The part at hand began without its HL.
    assumed: Option<Part>,
    /// The last segment is the HL that was missing before: it came late.
    late: Option<(RowId, LoopId)>,
    /// Service lines of the claim at hand so far.
    line: u32,
}

static LEVELS: [Part; 3] = Part::LEVELS;

/// Where a segment is.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stop {
    /// Its place in the guide.
    pub(crate) placed: Placed,
    /// The part that it begins.
    pub(crate) begins: Option<Part>,
    /// The part it belongs to.
    pub(crate) part: Part,
    /// The service line it belongs to, from 1; 0 outside of one.
    pub(crate) line: u32,
    /// Levels whose HL should be before this segment and does not, from the outside in.
    pub(crate) missing: &'static [Part],
}

impl<'p> Cursor<'p> {
    /// A cursor that expects ST. Whether a group is around it is not the transaction's question.
    pub(crate) fn new(places: &'p Places, roots: Roots) -> Self {
        Self {
            places,
            walker: Walker::within(places, roots.group),
            roots,
            part: Part::Header,
            present: [true, false, false, false, false],
            assumed: None,
            late: None,
            line: 0,
        }
    }

    /// Finds the place of the next segment and moves there. A part that begins with it is the one at hand only from
    /// [`Cursor::turn`] on, so that the one before it can be dealt with first.
    #[inline]
    pub(crate) fn place(&mut self, segment: &Segment<'_>) -> Stop {
        if self.assumed.is_some() {
            self.late = None;
            if let Some(stop) = self.late(segment) {
                return stop;
            }
        }
        let placed = self.walker.place(segment);
        if placed.row.is_none() {
            return self.resync(segment, placed);
        }
        let mut begins = None;
        if placed.opens {
            begins = self.roots.part(placed.in_loop);
            self.line += u32::from(placed.in_loop == self.roots.service_line);
        }
        match begins {
            Some(part) => Stop { placed, begins, part, line: 0, missing: &[] },
            None => Stop { placed, begins, part: self.part, line: self.line, missing: &[] },
        }
    }

    /// The place of a segment that the walker has none for: below a level whose HL is missing, if it fits nowhere else.
    #[cold]
    fn resync(&mut self, segment: &Segment<'_>, unplaced: Placed) -> Stop {
        let next = self.part.level().map_or(0, |level| level + 1);
        // In a claim, anything may have lost its way; an HL says of itself what it is.
        let may = self.part < Part::Claim || segment.id() == b"HL";
        for n in next..Part::LEVELS.len() * usize::from(may) {
            let assumed = self.roots.root(Part::LEVELS[n]);
            let mut walker = Walker::within(self.places, assumed);
            let placed = walker.place(segment);
            if placed.row.is_none() || !self.places.is_within(placed.in_loop, assumed) {
                continue;
            }
            self.walker = walker;
            let opened = self.roots.part(placed.in_loop).filter(|_| placed.opens);
            let part = opened.unwrap_or(Part::LEVELS[n]);
            self.assumed = opened.is_none().then_some(part);
            return Stop { placed, begins: Some(part), part, line: 0, missing: &LEVELS[next..=n] };
        }
        Stop { placed: unplaced, begins: None, part: self.part, line: self.line, missing: &[] }
    }

    /// The HL of the level at hand that was missing before, and comes behind segments of the level.
    #[cold]
    fn late(&mut self, segment: &Segment<'_>) -> Option<Stop> {
        let mut walker = self.walker;
        let placed = walker.place(segment);
        let row = placed.row.filter(|_| placed.opens && self.roots.part(placed.in_loop) == self.assumed)?;
        self.late = Some((row, placed.in_loop));
        let placed = Placed { row: None, in_loop: self.walker.in_loop(), opens: false, in_order: true };
        Some(Stop { placed, begins: None, part: self.part, line: self.line, missing: &[] })
    }

    /// The part that begins is the one at hand now.
    pub(crate) fn turn(&mut self, part: Part) {
        self.part = part;
        self.assumed = self.assumed.filter(|assumed| *assumed == part);
        self.line = 0;
        for n in part as usize..5 {
            self.present[n] = n == part as usize;
        }
    }

    /// The part at hand.
    #[inline]
    pub(crate) fn part(&self) -> Part {
        self.part
    }

    /// Whether a part holds for what comes: the part at hand, and what came of those around it.
    #[inline]
    pub(crate) fn holds(&self, part: Part) -> bool {
        self.present[part as usize]
    }

    /// Why the last segment has no place; none if it has one.
    pub(crate) fn why_unplaced(&self) -> Option<Unplaced> {
        match self.late {
            Some((row, in_loop)) => Some(Unplaced::Elsewhere { row, in_loop }),
            None => self.walker.why_unplaced(),
        }
    }
}
