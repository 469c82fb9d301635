//! A claim as checks see it: placed segments, looked up by guide row. Nothing is copied or built for a look.

mod instance;

use std::cell::Cell;

use crate::guide::profile::Filled;
use crate::guide::{Guide, LoopId, RowId};
use crate::rules::{Field, FieldSet};
use crate::translate::{Block, RawClaim};
use crate::tree::Part;
use crate::x12::{Charset, Delimiters, Item, Segment};

use super::fields::Fields;
use super::rule_set::Settings;
use super::rules::Facts;
use super::tables::Tables;
use super::violation::Site;

pub use instance::Instance;

const NONE: u32 = u32::MAX;
/// The row of a segment without a place.
const NOWHERE: u16 = u16::MAX;

/// The segments of one part, in one allocation that is used again, with a chain for each row.
#[derive(Debug)]
pub(super) struct PartBlock {
    pub(super) block: Block,
    /// By row: what there is of it.
    rows: Vec<OfRow>,
    /// By entry.
    links: Vec<Link>,
    /// Loops that are open while instances are looked for.
    open: Vec<(LoopId, usize)>,
    /// Segments without a place were met in it.
    pub(super) unplaced: bool,
    /// Its separators are not one kind throughout, so that values cannot be trusted.
    pub(super) mixed: bool,
    /// The fields that are in it. Known once the part is complete.
    pub(super) present: FieldSet,
    /// It is too large to be kept whole.
    pub(super) overflow: bool,
}

/// The segments of one row in a part.
#[derive(Clone, Copy, Debug)]
struct OfRow {
    /// Its first and its last entry.
    first: u32,
    last: u32,
    /// Bit `n`: element `n` of one of them is not empty. Bit 0 is set where there is one.
    filled: u32,
}

impl OfRow {
    const NOTHING: Self = Self { first: NONE, last: NONE, filled: 0 };
}

/// What belongs to an entry besides its segment.
#[derive(Clone, Copy, Debug)]
struct Link {
    /// The next entry of the same row.
    next: u32,
    /// The service line it belongs to; 0 outside of one.
    line: u32,
    /// For one that opens a loop, the entry behind the instance. Known once the part is complete.
    stop: u32,
    /// Its row, or [`NOWHERE`].
    row: u16,
}

/// A part of this size is not a real one: 999 service lines of 2,000 bytes. What is behind is checked segment by segment
/// only, so that memory stays small whatever comes.
pub(super) const LARGEST_PART: usize = 2 << 20;

impl PartBlock {
    pub(super) fn new() -> Self {
        Self {
            block: Block::new(Delimiters::STANDARD),
            rows: Vec::new(),
            links: Vec::new(),
            open: Vec::new(),
            unplaced: false,
            mixed: false,
            present: FieldSet::NONE,
            overflow: false,
        }
    }

    /// Empties it.
    pub(super) fn restart(&mut self, delimiters: Delimiters, rows: usize) {
        self.block.restart(delimiters);
        for link in self.links.drain(..).filter(|link| link.row != NOWHERE) {
            self.rows[usize::from(link.row)] = OfRow::NOTHING;
        }
        self.rows.resize(rows, OfRow::NOTHING);
        (self.unplaced, self.mixed) = (false, false);
        self.present = FieldSet::NONE;
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
        if self.block.size() >= LARGEST_PART || (row.is_none() && self.links.len() > 4096) {
            self.overflow = true;
            return;
        }
        let entry = self.links.len() as u32;
        self.block.push(&item.segment, (row, in_loop, opens), item.position);
        self.links.push(Link { next: NONE, line, stop: NONE, row: row.map_or(NOWHERE, |row| row.0) });
        if let Some(row) = row {
            let of_row = &mut self.rows[row.0 as usize];
            if of_row.first == NONE {
                of_row.first = entry;
            } else {
                self.links[of_row.last as usize].next = entry;
            }
            of_row.last = entry;
            of_row.filled |= self.block.entry(entry as usize).filled();
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
            line: Some(self.links[entry].line).filter(|line| *line > 0),
        }
    }

    /// Offset of its first segment.
    pub(super) fn start(&self) -> Option<u64> {
        self.block.entries().first().map(|entry| entry.position.offset)
    }

    pub(super) fn len(&self) -> usize {
        self.links.len()
    }

    /// The segments without a place.
    pub(super) fn strays(&self) -> impl Iterator<Item = Segment<'_>> {
        let entries = self.links.iter().enumerate().filter(|(_, link)| link.row == NOWHERE);
        entries.map(|(n, _)| self.block.segment(n))
    }

    /// The first entry of a row; [`NONE`] where it has none.
    #[inline]
    fn first(&self, row: RowId) -> u32 {
        self.rows.get(row.0 as usize).map_or(NONE, |of_row| of_row.first)
    }

    /// The part is complete: finds which fields it has, and where each instance of a loop ends.
    pub(super) fn seal(&mut self, tables: &Tables) {
        for (n, link) in self.links.iter().enumerate().filter(|(_, link)| link.row != NOWHERE) {
            if self.rows[usize::from(link.row)].first == n as u32 {
                self.present = self.present.with(tables.fields_of(RowId(link.row)));
            }
        }
        let open = &mut self.open;
        open.clear();
        let mut innermost = None;
        for (n, entry) in self.block.entries().iter().enumerate() {
            if !entry.opens && innermost == Some(entry.in_loop) {
                continue;
            }
            while let Some(&(id, from)) = open.last() {
                if tables.places.is_within(entry.in_loop, id) && !(entry.opens && entry.in_loop == id) {
                    break;
                }
                self.links[from].stop = n as u32;
                open.pop();
            }
            if entry.opens {
                open.push((entry.in_loop, n));
            }
            innermost = open.last().map(|(id, _)| *id);
        }
    }

    /// The entries from `from` on that may be of a row: none where the part has none of it.
    #[inline]
    fn reach(&self, row: Option<RowId>, from: usize, to: usize) -> (std::ops::Range<usize>, u16) {
        match row {
            Some(row) if self.first(row) != NONE => (from..to, row.0),
            _ => (0..0, NOWHERE),
        }
    }
}

/// A part that is complete, with the parts above it: a claim, or a level for checks that ask about levels.
#[derive(Clone, Copy, Debug)]
pub struct Claim<'c> {
    pub(super) tables: &'c Tables,
    pub(super) settings: &'c Settings,
    /// By part; none where there is none.
    pub(super) parts: [Option<&'c PartBlock>; 5],
    /// What rules ask again and again; nothing where no rules run.
    pub(super) facts: &'c Facts<'c>,
    /// The rule that runs, where segments without a place are near.
    pub(super) reading: Option<&'c Reading>,
}

/// A rule that runs where segments without a place are near.
#[derive(Debug)]
pub(super) struct Reading {
    /// What it declares to read.
    pub(super) reads: FieldSet,
    /// It kept silent because of them.
    pub(super) silenced: Cell<bool>,
}

impl<'c> Claim<'c> {
    /// The guide in use.
    pub fn guide(&self) -> &'static Guide {
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
        self.note(part);
        self.parts[part as usize].is_some()
    }

    /// Whether segments without a place stand in the part, so that what seems to be missing may only be misplaced.
    /// Checks that miss or sum something keep silent then.
    pub fn is_disturbed(&self, part: Part) -> bool {
        self.parts[part as usize]
            .is_some_and(|p| p.overflow || p.mixed || (p.unplaced && self.is_silenced(p)))
    }

    /// Whether a segment without a place is in the part that could be this field, for a rule that counts it alone.
    pub fn may_hold_astray(&self, part: Part, field: Field) -> bool {
        self.parts[part as usize]
            .is_some_and(|p| p.unplaced && self.is_silenced_by(p, FieldSet::of(&[field])))
    }

    #[cold]
    fn is_silenced(&self, part: &PartBlock) -> bool {
        self.is_silenced_by(part, self.reading.map_or(FieldSet::ALL, |reading| reading.reads))
    }

    #[cold]
    fn is_silenced_by(&self, part: &PartBlock, reads: FieldSet) -> bool {
        let Some(reading) = self.reading else { return true };
        let mut strays = part.strays();
        let silenced = strays.any(|stray| self.tables.fields_of_stray(stray.id()).meets(reads));
        reading.silenced.set(reading.silenced.get() | silenced);
        silenced
    }

    /// A rule asks whether there is a part.
    #[inline]
    fn note(&self, part: Part) {
        note(Some(self.tables.guide.opener(self.tables.roots.root(part))));
    }

    /// A rule reads these, which only tests record.
    #[cfg(test)]
    pub(super) fn reads(&self, fields: &[Field]) {
        super::checks::recorder::fields(self, fields);
    }

    /// A rule reads these.
    #[cfg(not(test))]
    #[inline]
    #[allow(clippy::unused_self, reason = "only tests record it")]
    pub(super) fn reads(&self, _: &[Field]) {}

    /// The claim as the translation reads it, copied; none where there is no claim (a level) or it is too large to be kept whole.
    pub fn raw(&self, charset: Charset) -> Option<RawClaim> {
        if self.parts.iter().flatten().any(|part| part.overflow) {
            return None;
        }
        RawClaim::of_parts(self.guide(), charset, self.parts.map(|part| Some(&part?.block)))
    }

    /// All segments of a row, in order.
    pub fn all(&self, row: Option<RowId>) -> impl Iterator<Item = Site<'c>> + use<'c> {
        self.chain(row).map(|(part, entry)| part.site(entry))
    }

    /// Whether one of these is filled.
    #[inline]
    pub(super) fn fills(&self, places: &[Filled]) -> bool {
        places.iter().any(|place| {
            let part = self.parts[self.tables.part_of(place.row) as usize];
            let of_row = part.and_then(|part| part.rows.get(usize::from(place.row.0)));
            of_row.is_some_and(|of_row| of_row.filled & place.elements != 0)
        })
    }

    /// All segments of a row, in order, with their numbers in their part.
    pub(super) fn entries(&self, row: RowId) -> impl Iterator<Item = (usize, Segment<'c>)> + use<'c> {
        self.chain(Some(row)).map(|(part, entry)| (entry, part.block.segment(entry)))
    }

    /// The first segment of a row.
    #[inline]
    pub fn first(&self, row: Option<RowId>) -> Option<Site<'c>> {
        note(row);
        let part = self.parts[self.tables.part_of(row?) as usize]?;
        let first = part.first(row?);
        (first != NONE).then(|| part.site(first as usize))
    }

    /// The entries of a row.
    fn chain(&self, row: Option<RowId>) -> Chain<'c> {
        note(row);
        let part = row.and_then(|row| self.parts[self.tables.part_of(row) as usize]);
        Chain { part, at: part.zip(row).map_or(NONE, |(part, row)| part.first(row)) }
    }

    /// Whether any segment of a row passes a test.
    #[inline]
    pub(super) fn any_of(&self, row: RowId, test: &mut dyn FnMut(Site<'c>) -> bool) -> bool {
        self.chain(Some(row)).any(|(part, entry)| test(part.site(entry)))
    }

    /// Whether no instance of a loop has two segments of a row that is directly in it.
    pub(super) fn stands_once(&self, row: RowId, in_loop: LoopId) -> bool {
        let mut openers =
            self.chain(Some(self.tables.guide.opener(in_loop))).map(|(_, entry)| entry).peekable();
        self.chain(Some(row)).all(|(_, entry)| {
            let mut is_first = false;
            while openers.next_if(|opener| *opener <= entry).is_some() {
                is_first = true;
            }
            is_first
        })
    }

    /// Whether there are more segments of a row than so many.
    pub(super) fn has_more(&self, row: RowId, than: usize) -> bool {
        self.chain(Some(row)).nth(than).is_some()
    }

    /// Number of segments of a row.
    pub fn count(&self, row: Option<RowId>) -> usize {
        self.chain(row).count()
    }

    /// All instances of a loop, in order.
    pub fn instances(&self, id: Option<LoopId>) -> impl Iterator<Item = Instance<'c>> + use<'c> {
        let tables = self.tables;
        let entries = self.chain(id.map(|id| tables.guide.opener(id)));
        entries.map(move |(part, from)| Instance::new(tables, part, from))
    }

    /// The opening segment of a part: ISA, HL or CLM.
    pub fn opener(&self, part: Part) -> Option<Site<'c>> {
        self.note(part);
        self.parts[part as usize].filter(|p| p.len() > 0).map(|p| p.site(0))
    }

    /// All segments of a part, in order.
    pub fn segments(&self, part: Part) -> impl Iterator<Item = Site<'c>> + use<'c> {
        let block = self.parts[part as usize];
        block.into_iter().flat_map(|block| (0..block.len()).map(|entry| block.site(entry)))
    }
}

/// A rule reads a row, which only tests record.
#[cfg(test)]
fn note(row: Option<RowId>) {
    row.into_iter().for_each(super::checks::recorder::row);
}

/// A rule reads a row.
#[cfg(not(test))]
#[inline]
fn note(_: Option<RowId>) {}

/// The entries of a row in a part, one after the other.
struct Chain<'c> {
    part: Option<&'c PartBlock>,
    at: u32,
}

impl<'c> Iterator for Chain<'c> {
    type Item = (&'c PartBlock, usize);

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        let (part, at) = (self.part?, self.at);
        if at == NONE {
            return None;
        }
        self.at = part.links[at as usize].next;
        Some((part, at as usize))
    }
}
