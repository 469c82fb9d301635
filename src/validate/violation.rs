//! What checks leave behind: violations, which the validator turns into findings.

use crate::guide::{LoopId, RowId, Spot};
use crate::rules;
use crate::rules::Rule;
use crate::span::Position;
use crate::x12::Segment;

use super::fault::Fault;

/// A segment and its place in the guide.
#[derive(Clone, Copy, Debug)]
pub struct Site<'s> {
    /// The segment itself.
    pub segment: Segment<'s>,
    /// Where it is in its input.
    pub position: Position,
    /// Its row; none where it has no place.
    pub row: Option<RowId>,
    /// Its loop; none outside of a transaction whose guide is known.
    pub in_loop: Option<LoopId>,
    /// Number of the service line it belongs to, counted from 1.
    pub line: Option<u32>,
}

impl<'s> Site<'s> {
    /// The bytes at a place.
    pub fn value(&self, spot: Spot) -> &'s [u8] {
        match spot.component {
            0 => self.segment.element(usize::from(spot.element)),
            c => self.segment.component(usize::from(spot.element), usize::from(c)),
        }
    }

    /// An element.
    #[inline]
    pub fn element(&self, n: usize) -> &'s [u8] {
        self.segment.element(n)
    }

    /// A component of an element.
    #[inline]
    pub fn component(&self, n: usize, m: usize) -> &'s [u8] {
        self.segment.component(n, m)
    }

    /// The element as ASCII text without blanks around it; empty where it is no text.
    pub fn text(&self, n: usize) -> &'s str {
        text(self.element(n))
    }

    /// The component as text, like [`Site::text`].
    pub fn component_text(&self, n: usize, m: usize) -> &'s str {
        text(self.component(n, m))
    }
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).map_or("", str::trim)
}

/// A segment that a finding points at, and the place in it.
#[derive(Clone, Debug)]
pub struct Mark {
    pub(super) position: Position,
    pub(super) bytes: Box<[u8]>,
    pub(super) ends: Box<[u32]>,
    pub(super) delimiters: crate::x12::Delimiters,
    pub(super) row: Option<RowId>,
    pub(super) in_loop: Option<LoopId>,
    pub(super) line: Option<u32>,
    pub(super) spot: Option<Spot>,
    /// What is not there and should be: its row, and the place in it.
    pub(super) absent: Option<(RowId, Spot)>,
}

impl Mark {
    /// The element, and the component if it is one; none for the whole segment.
    pub fn spot(&self) -> Option<Spot> {
        self.spot
    }

    /// Where the segment is.
    pub fn position(&self) -> Position {
        self.position
    }

    /// Its row in the guide of the transaction.
    pub fn row(&self) -> Option<RowId> {
        self.row
    }

    pub(super) fn new(site: &Site<'_>, spot: Option<Spot>) -> Self {
        Self {
            position: site.position,
            bytes: site.segment.bytes().into(),
            ends: site.segment.ends().into(),
            delimiters: site.segment.delimiters(),
            row: site.row,
            in_loop: site.in_loop,
            line: site.line,
            spot,
            absent: None,
        }
    }

    /// The segment.
    pub fn segment(&self) -> Segment<'_> {
        Segment::new(&self.bytes, &self.ends, self.delimiters)
    }
}

/// What acknowledgements ask of a violation besides.
#[derive(Clone, Debug)]
pub struct Wire {
    /// The kind of fault.
    pub(super) fault: Fault,
    /// Repetition of the element, from 1; 0 where it does not repeat.
    pub(super) repetition: u16,
    /// The row that is missing, where one is.
    pub(super) missing: Option<RowId>,
    /// It was reported before, and holds here as well.
    pub(super) again: bool,
    /// What the payer itself answers in a 277CA: category, status, entity.
    pub(super) statuses: Vec<[String; 3]>,
}

/// What breaks a rule in a file.
pub type Violation = rules::Violation<Mark, Wire>;

/// What checks of the part at hand found, in the order they found it.
pub type Violations = Vec<Violation>;

impl Violation {
    /// A violation of a rule at a segment, or at a place in it. `message` is one sentence without the value.
    pub fn at(
        rule: &'static Rule,
        fault: Fault,
        site: &Site<'_>,
        spot: Option<Spot>,
        message: impl Into<String>,
    ) -> Self {
        Self {
            rule: Some(rule),
            message: message.into(),
            places: vec![Mark::new(site, spot)],
            own: rules::Own::default(),
            money: None,
            detail: Wire { fault, repetition: 0, missing: None, again: false, statuses: Vec::new() },
        }
    }

    /// Another place that the violation is about.
    pub fn also(mut self, site: &Site<'_>, spot: Option<Spot>) -> Self {
        self.places.push(Mark::new(site, spot));
        self
    }

    /// The row of the segment that is missing.
    pub fn missing(mut self, row: RowId) -> Self {
        self.detail.missing = Some(row);
        self
    }

    /// The element that should be there, of a segment that is not.
    pub(super) fn absent(mut self, row: RowId, spot: Spot) -> Self {
        self.places[0].absent = Some((row, spot));
        self
    }

    /// The repetition of the element, from 1.
    pub fn repetition(mut self, repetition: u16) -> Self {
        self.detail.repetition = repetition;
        self
    }

    /// What the payer answers in a 277CA.
    pub(super) fn statuses(mut self, statuses: &[[String; 3]]) -> Self {
        self.detail.statuses = statuses.to_vec();
        self
    }

    /// The same was reported before, of a level above.
    pub(super) fn again(mut self, again: bool) -> Self {
        self.detail.again = again;
        self
    }

    /// Where the main place is.
    pub(super) fn main(&self) -> &Mark {
        &self.places[0]
    }
}
