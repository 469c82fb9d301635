//! A claim as checks see it: placed segments, looked up by guide row. Nothing is copied or built for a look.

use crate::guide::{Guide, LoopId, RowId};
use crate::translate::{Block, Part};
use crate::x12::{Delimiters, Item};

use super::fields::Fields;
use super::hit::Site;
use super::rulebook::Settings;
use super::tables::Tables;

const NONE: u32 = u32::MAX;

/// The segments of one part, in one allocation that is used again, with a chain for each row.
#[derive(Debug)]
pub(super) struct PartBlock {
    pub(super) block: Block,
    /// By row: its first and its last entry.
    ends: Vec<(u32, u32)>,
    /// By entry: the next entry of the same row.
    next: Vec<u32>,
    /// By entry: the service line it belongs to; 0 outside of one.
    lines: Vec<u32>,
    /// Segments without a place were met in it.
    pub(super) unplaced: bool,
    /// It is too large to be kept whole.
    pub(super) overflow: bool,
}

/// A part of this size is not a real one. What is behind is checked segment by segment only.
pub(super) const LARGEST_PART: usize = 8 << 20;

impl PartBlock {
    pub(super) fn new() -> Self {
        Self {
            block: Block::new(Delimiters::STANDARD),
            ends: Vec::new(),
            next: Vec::new(),
            lines: Vec::new(),
            unplaced: false,
            overflow: false,
        }
    }

    /// Empties it.
    pub(super) fn restart(&mut self, delimiters: Delimiters, rows: usize) {
        self.block.restart(delimiters);
        self.ends.clear();
        self.ends.resize(rows, (NONE, NONE));
        self.next.clear();
        self.lines.clear();
        self.unplaced = false;
        self.overflow = false;
    }

    #[inline]
    pub(super) fn push(
        &mut self,
        item: &Item<'_>,
        row: Option<RowId>,
        in_loop: LoopId,
        opens: bool,
        line: u32,
    ) {
        if self.block.size() >= LARGEST_PART || (row.is_none() && self.next.len() > 4096) {
            self.overflow = true;
            return;
        }
        let entry = self.next.len() as u32;
        self.block.push(&item.segment, (row, in_loop, opens), item.position);
        self.next.push(NONE);
        self.lines.push(line);
        if let Some(row) = row {
            let (first, last) = &mut self.ends[row.0 as usize];
            if *first == NONE {
                *first = entry;
            } else {
                self.next[*last as usize] = entry;
            }
            *last = entry;
        }
    }

    #[inline]
    pub(super) fn site(&self, entry: usize) -> Site<'_> {
        let place = self.block.entry(entry);
        Site {
            segment: self.block.segment(entry),
            position: place.position,
            row: place.row,
            in_loop: Some(place.in_loop),
            line: Some(self.lines[entry]).filter(|line| *line > 0),
        }
    }

    pub(super) fn len(&self) -> usize {
        self.next.len()
    }

    fn chain(&self, row: RowId) -> impl Iterator<Item = usize> + '_ {
        let first = self.ends.get(row.0 as usize).map_or(NONE, |ends| ends.0);
        let there = |at: u32| (at != NONE).then_some(at);
        let entries = std::iter::successors(there(first), move |&at| there(self.next[at as usize]));
        entries.map(|at| at as usize)
    }
}

/// A part that is complete, with the parts above it: a claim, or a level for checks that ask about levels.
#[derive(Clone, Copy, Debug)]
pub struct Claim<'c> {
    pub(super) tables: &'c Tables,
    pub(super) settings: &'c Settings,
    /// By part; none where there is none.
    pub(super) parts: [Option<&'c PartBlock>; 5],
}

impl<'c> Claim<'c> {
    /// The guide in use.
    pub fn guide(&self) -> &'c Guide {
        self.tables.guide
    }

    /// Handles of the places that rules speak of.
    #[inline]
    pub fn fields(&self) -> &'c Fields {
        &self.tables.fields
    }

    /// What was asked of the validator: the day, tables, profiles.
    #[inline]
    pub fn settings(&self) -> &'c Settings {
        self.settings
    }

    /// Whether there is a part: a patient besides the subscriber, say.
    pub fn has(&self, part: Part) -> bool {
        self.parts[part as usize].is_some()
    }

    /// Whether segments without a place stand in the part, so that what seems to be missing may only be misplaced.
    /// Checks that miss or sum something keep silent then.
    pub fn is_disturbed(&self, part: Part) -> bool {
        self.parts[part as usize].is_some_and(|p| p.unplaced || p.overflow)
    }

    /// All segments of a row, in order.
    pub fn all(&self, row: Option<RowId>) -> impl Iterator<Item = Site<'c>> + use<'c> {
        let found = row.and_then(|row| Some((self.parts[self.tables.part_of(row) as usize]?, row)));
        found.into_iter().flat_map(|(part, row)| part.chain(row).map(|entry| part.site(entry)))
    }

    /// The first segment of a row.
    pub fn first(&self, row: Option<RowId>) -> Option<Site<'c>> {
        self.all(row).next()
    }

    /// All instances of a loop, in order.
    pub fn instances(&self, id: Option<LoopId>) -> impl Iterator<Item = Instance<'c>> + use<'c> {
        let tables = self.tables;
        let found = id.and_then(|id| {
            let opener = tables.guide.opener(id);
            Some((self.parts[tables.part_of(opener) as usize]?, id, opener))
        });
        found.into_iter().flat_map(move |(part, id, opener)| {
            part.chain(opener).map(move |from| Instance::new(tables, part, id, from))
        })
    }

    /// The opening segment of a part: ISA, HL or CLM.
    pub fn opener(&self, part: Part) -> Option<Site<'c>> {
        self.parts[part as usize].filter(|p| p.len() > 0).map(|p| p.site(0))
    }

    /// All segments of a part, in order.
    pub fn segments(&self, part: Part) -> impl Iterator<Item = Site<'c>> + use<'c> {
        let block = self.parts[part as usize];
        block.into_iter().flat_map(|block| (0..block.len()).map(|entry| block.site(entry)))
    }
}

/// One instance of a loop: its opening segment and what belongs to it, inner loops too.
#[derive(Clone, Copy, Debug)]
pub struct Instance<'c> {
    tables: &'c Tables,
    part: &'c PartBlock,
    from: usize,
    to: usize,
}

impl<'c> Instance<'c> {
    fn new(tables: &'c Tables, part: &'c PartBlock, id: LoopId, from: usize) -> Self {
        let outside = |n: &usize| {
            let entry = part.block.entry(*n);
            (entry.opens && entry.in_loop == id) || !tables.places.is_within(entry.in_loop, id)
        };
        let to = (from + 1..part.len()).find(outside).unwrap_or(part.len());
        Self { tables, part, from, to }
    }

    /// The loop that it is one of.
    pub fn in_loop(&self) -> LoopId {
        self.part.block.entry(self.from).in_loop
    }

    /// Whether another instance stands in it, or is it.
    pub fn holds(&self, other: &Self) -> bool {
        std::ptr::eq(self.part, other.part) && (self.from..self.to).contains(&other.from)
    }

    /// The segment that opens it.
    pub fn opener(&self) -> Site<'c> {
        self.part.site(self.from)
    }

    /// All segments of a row in it, in order.
    pub fn all(&self, row: Option<RowId>) -> impl Iterator<Item = Site<'c>> + use<'c> {
        let part = self.part;
        let of_row = move |n: &usize| row.is_some() && part.block.entry(*n).row == row;
        (self.from..self.to).filter(of_row).map(move |n| part.site(n))
    }

    /// The first segment of a row in it.
    pub fn first(&self, row: Option<RowId>) -> Option<Site<'c>> {
        self.all(row).next()
    }

    /// All segments in it, in order.
    pub fn segments(&self) -> impl Iterator<Item = Site<'c>> + use<'c> {
        let part = self.part;
        (self.from..self.to).map(move |n| part.site(n))
    }

    /// Instances of a loop in it, in order.
    pub fn instances(&self, id: Option<LoopId>) -> impl Iterator<Item = Self> + use<'c> {
        let (tables, part) = (self.tables, self.part);
        let opens = move |n: &usize| {
            let entry = part.block.entry(*n);
            entry.opens && Some(entry.in_loop) == id
        };
        let found = (self.from + 1..self.to).filter(opens);
        found.map(move |from| Self::new(tables, part, part.block.entry(from).in_loop, from))
    }

    /// Whether segments without a place stand in it.
    pub fn is_disturbed(&self) -> bool {
        self.part.overflow
            || (self.part.unplaced && (self.from..self.to).any(|n| self.part.block.entry(n).row.is_none()))
    }
}
