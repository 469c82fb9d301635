//! One instance of a loop.

use crate::guide::{LoopId, RowId};
use crate::rules::FieldSet;

use super::super::tables::Tables;
use super::{Chain, NONE, PartBlock, Site, note};

/// One instance of a loop: its opening segment and what belongs to it, inner loops too.
#[derive(Clone, Copy, Debug)]
pub struct Instance<'c> {
    tables: &'c Tables,
    part: &'c PartBlock,
    from: usize,
    to: usize,
}

impl<'c> Instance<'c> {
    pub(super) fn new(tables: &'c Tables, part: &'c PartBlock, from: usize) -> Self {
        let to = part.links.get(from).map_or(NONE, |link| link.stop) as usize;
        let to = to.min(part.len());
        Self { tables, part, from, to }
    }

    /// The loop that it is one of.
    pub fn in_loop(&self) -> LoopId {
        self.part.block.entry(self.from).in_loop
    }

    /// The numbers of its first entry and of the one behind its last, in its part.
    pub(in crate::validate) fn entries(&self) -> (usize, usize) {
        (self.from, self.to)
    }

    /// Whether another instance is in it, or is it.
    pub fn holds(&self, other: &Self) -> bool {
        std::ptr::eq(self.part, other.part) && (self.from..self.to).contains(&other.from)
    }

    /// The segment that opens it.
    pub fn opener(&self) -> Site<'c> {
        self.part.site(self.from)
    }

    /// All segments of a row in it, in order.
    pub fn all(&self, row: Option<RowId>) -> impl Iterator<Item = Site<'c>> + use<'c> {
        note(row);
        let part = self.part;
        // One that is its whole part goes along the chain of the row, another one looks at each of its segments.
        let is_whole = self.from == 0 && self.to == part.len();
        let (entries, number) = part.reach(row.filter(|_| !is_whole), self.from, self.to);
        let first = row.filter(|_| is_whole).map_or(NONE, |row| part.first(row));
        let chain = Chain { part: Some(part), at: first };
        let within = entries.filter(move |n| part.links[*n].row == number);
        chain.map(|(_, n)| n).chain(within).map(move |n| part.site(n))
    }

    /// Whether any segment of a row in it passes a test.
    #[inline]
    pub(in crate::validate) fn any_of(&self, row: RowId, test: &mut dyn FnMut(Site<'c>) -> bool) -> bool {
        note(Some(row));
        let part = self.part;
        let first = part.first(row);
        if first == NONE {
            return false;
        }
        if self.from == 0 && self.to == part.len() {
            return Chain { part: Some(part), at: first }.any(|(part, entry)| test(part.site(entry)));
        }
        let links = &part.links[self.from..self.to];
        let mut entries = links.iter().zip(self.from..).filter(|(link, _)| link.row == row.0);
        entries.any(|(_, entry)| test(part.site(entry)))
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
        let opener = id.map(|id| tables.guide.opener(id));
        note(opener);
        let (entries, row) = part.reach(opener, self.from + 1, self.to);
        entries.filter(move |n| part.links[*n].row == row).map(move |from| Self::new(tables, part, from))
    }

    /// Whether a segment without a place is in it that may be one of this identifier, so that what seems to be missing may
    /// only be misplaced.
    pub fn may_hold(&self, id: &[u8]) -> bool {
        let is_stray = |n: &usize| self.part.block.entry(*n).row.is_none();
        let mut strays = (self.from..self.to).filter(is_stray).map(|n| self.part.block.segment(n));
        self.part.overflow
            || (self.part.unplaced
                && strays.any(|stray| {
                    stray.id() == id || self.tables.fields_of_stray(stray.id()) == FieldSet::ALL
                }))
    }
}
