//! What checks leave behind: hits, which the validator turns into findings.

use std::collections::HashMap;

use crate::finding::Severity;
use crate::guide::{LoopId, RowId, Spot};
use crate::rule::Rule;
use crate::span::Position;
use crate::x12::Segment;

use super::fault::Fault;

/// A segment and its place in the guide.
#[derive(Clone, Copy, Debug)]
pub struct Site<'s> {
    /// The segment itself.
    pub segment: Segment<'s>,
    /// Where it stands in its input.
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
}

impl Mark {
    /// The element, and the component if it is one; none for the whole segment.
    pub fn spot(&self) -> Option<Spot> {
        self.spot
    }

    /// Where the segment stands.
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
        }
    }

    /// The segment.
    pub fn segment(&self) -> Segment<'_> {
        Segment::new(&self.bytes, &self.ends, self.delimiters)
    }
}

/// What a check found.
#[derive(Clone, Debug)]
pub struct Hit {
    pub(super) rule: &'static Rule,
    pub(super) fault: Fault,
    pub(super) message: String,
    pub(super) marks: Vec<Mark>,
    /// Weight, where it is not the rule's own.
    pub(super) severity: Option<Severity>,
    /// Why and help, where they are not the rule's own.
    pub(super) why: Option<String>,
    pub(super) help: Option<String>,
    /// Repetition of the element, from 1; 0 where it does not repeat.
    pub(super) repetition: u16,
    /// The row that is missing, where one is.
    pub(super) missing: Option<RowId>,
    /// SNIP type, where it is not the rule's own.
    pub(super) snip: Option<u8>,
    /// Code shown in place of the rule's own: that of a payer profile's rule.
    pub(super) code: Option<String>,
    /// It was told before, and holds here as well.
    pub(super) again: bool,
    /// What the payer itself answers in a 277CA: category, status, entity.
    pub(super) statuses: Vec<[String; 3]>,
}

impl Hit {
    /// A hit of a rule at a segment, or at a place in it. `message` is one sentence without the value.
    pub fn new(
        rule: &'static Rule,
        fault: Fault,
        site: &Site<'_>,
        spot: Option<Spot>,
        message: impl Into<String>,
    ) -> Self {
        Self {
            rule,
            fault,
            message: message.into(),
            marks: vec![Mark::new(site, spot)],
            severity: None,
            why: None,
            help: None,
            repetition: 0,
            missing: None,
            snip: None,
            code: None,
            again: false,
            statuses: Vec::new(),
        }
    }

    /// Another place that the finding is about.
    pub fn also(mut self, site: &Site<'_>, spot: Option<Spot>) -> Self {
        self.marks.push(Mark::new(site, spot));
        self
    }

    /// Another weight than the rule's.
    pub fn weight(self, severity: Severity) -> Self {
        Self { severity: Some(severity), ..self }
    }

    /// Another help than the rule's.
    pub fn help(self, help: impl Into<String>) -> Self {
        Self { help: Some(help.into()), ..self }
    }

    /// Another reason than the rule's.
    pub fn why(self, why: impl Into<String>) -> Self {
        Self { why: Some(why.into()), ..self }
    }

    /// The row of the segment that is missing.
    pub fn missing(self, row: RowId) -> Self {
        Self { missing: Some(row), ..self }
    }

    /// The repetition of the element, from 1.
    pub fn repetition(self, repetition: u16) -> Self {
        Self { repetition, ..self }
    }

    /// What the payer answers in a 277CA.
    pub(super) fn statuses(self, statuses: &[[String; 3]]) -> Self {
        Self { statuses: statuses.to_vec(), ..self }
    }

    /// The same was told before, of a level above.
    pub(super) fn again(self, again: bool) -> Self {
        Self { again, ..self }
    }

    /// The code of a payer profile's own rule, shown in place of the general one.
    pub fn code(self, code: impl Into<String>) -> Self {
        Self { code: Some(code.into()), ..self }
    }
}

/// Hits of the part at hand, in the order they were found.
#[derive(Debug, Default)]
pub struct Hits {
    pub(super) list: Vec<Hit>,
    /// What was told of parts that are looked at again below each of their parts: the last offset of each demand.
    told: HashMap<(usize, usize), u64>,
}

impl Hits {
    /// Adds one.
    pub fn add(&mut self, hit: Hit) {
        self.list.push(hit);
    }

    /// Whether a demand of a profile (by number) was not told at this offset before.
    pub(super) fn is_new(&mut self, demand: (usize, usize), offset: u64) -> bool {
        // Places are looked at in the order of the input, those of one part again and again.
        let is_new = self.told.get(&demand).is_none_or(|last| *last < offset);
        if is_new {
            self.told.insert(demand, offset);
        }
        is_new
    }
}
