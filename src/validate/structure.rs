//! What is where and how often: repeats, order, and what is missing.
//!
//! One root cause, one finding. What follows from a segment without a place is not said again: a missing loop whose
//! segments are there without their first one, say.

use crate::guide::{Child, Guide, LoopId, Placed, RowId};
use crate::tree::Part;

use super::fault::{Fault, SegmentFault};
use super::rules;
use super::scope::PartBlock;
use super::tables::Tables;
use super::violation::{Site, Violation, Violations};
use super::wording::{loop_too_many, missing_level, missing_loop, missing_segment, order, too_many};

/// An open instance of a loop.
#[derive(Debug)]
struct Open {
    in_loop: LoopId,
    part: Part,
    /// Its first segment, in the block of its part.
    entry: u32,
    /// One bit for each child that is there.
    mask: u128,
    /// Where its counts begin.
    counts: u32,
    /// Position of the last child.
    last: u16,
    /// It is one too many, which has been said.
    excess: bool,
    disordered: bool,
    /// Identifiers of segments without a place that were met in it.
    unplaced: Vec<String>,
}

/// The open loops, outermost first.
#[derive(Debug, Default)]
pub(super) struct Structure {
    open: Vec<Open>,
    counts: Vec<u16>,
    /// The last segments were too many, which has been said.
    too_many: bool,
    /// The last segments had no place, which has been said.
    lost: bool,
}

/// How many identifiers of segments without a place are remembered.
const REMEMBERED: usize = 16;

/// What structure needs to know of the rest.
pub(super) struct Around<'a> {
    pub(super) tables: &'a Tables,
    pub(super) parts: &'a [PartBlock; 5],
    pub(super) violations: &'a mut Violations,
}

impl Structure {
    pub(super) fn clear(&mut self) {
        self.open.clear();
        self.counts.clear();
        (self.too_many, self.lost) = (false, false);
    }

    /// Enters a placed segment. `part` is the one it is pushed to next.
    #[inline]
    pub(super) fn enter(
        &mut self,
        placed: Placed,
        row: RowId,
        site: &Site<'_>,
        part: Part,
        around: &mut Around<'_>,
    ) {
        let was_lost = std::mem::take(&mut self.lost);
        let tables = around.tables;
        if placed.opens {
            let parents = &tables.guide.loop_(placed.in_loop).parents;
            while self.open.last().is_some_and(|top| !parents.contains(&top.in_loop)) {
                self.close(around);
            }
            self.open_loop(placed, site, (part, was_lost), around);
        } else {
            while self.open.last().is_some_and(|top| top.in_loop != placed.in_loop) {
                self.close(around);
            }
        }
        let of_row = tables.row(row);
        self.count_row(row, of_row.ordinal, of_row.max_repeat, of_row.position, site, around);
    }

    /// Opens levels whose HL is missing before a segment. `part` is the one that begins with it.
    #[cold]
    pub(super) fn assume(&mut self, missing: &[Part], site: &Site<'_>, part: Part, around: &mut Around<'_>) {
        let tables = around.tables;
        for level in missing {
            let in_loop = tables.roots.root(*level);
            let parents = &tables.guide.loop_(in_loop).parents;
            while self.open.last().is_some_and(|top| !parents.contains(&top.in_loop)) {
                self.close(around);
            }
            let placed = Placed { row: None, in_loop, opens: true, in_order: true };
            self.open_loop(placed, site, (*level, false), around);
            if let Some(top) = self.open.last_mut() {
                // Of its own segments the HL alone is known to be missing; one without any is not told what it lacks.
                top.mask |= bit(0);
                if *level != part {
                    top.mask = u128::MAX;
                }
            }
        }
        // An HL that has no place may be the one.
        if let Some(level) = missing.first().filter(|_| !self.stands_nearby("HL")) {
            around.violations.push(missing_level(tables, *level, site));
        }
    }

    fn open_loop(
        &mut self,
        placed: Placed,
        site: &Site<'_>,
        (part, was_lost): (Part, bool),
        around: &mut Around<'_>,
    ) {
        let tables = around.tables;
        let of_loop = &tables.loops[placed.in_loop.0 as usize];
        let mut excess = false;
        if let Some(parent) = self.open.last_mut() {
            let mut ordinal = of_loop.ordinal;
            if tables.guide.loop_(placed.in_loop).parents.first() != Some(&parent.in_loop) {
                let child = tables.places.child_ordinal(parent.in_loop, Child::Loop(placed.in_loop));
                ordinal = child.unwrap_or(0) as u8;
            }
            parent.mask |= bit(ordinal);
            let count = &mut self.counts[parent.counts as usize + usize::from(ordinal)];
            *count = count.saturating_add(1);
            excess = u32::from(*count) > of_loop.max_repeat;
            if excess && was_lost {
                // It belongs to what was lost before it, and looks like one more of what is here.
                self.lost = true;
            } else if u32::from(*count) == of_loop.max_repeat.saturating_add(1) {
                around.violations.push(loop_too_many(tables.guide, placed.in_loop, of_loop.max_repeat, site));
            } else if !placed.in_order {
                around.violations.push(order(tables.guide, site, Some(placed.in_loop)));
            }
            excess |= parent.excess;
            parent.last = parent.last.max(of_loop.position);
        }
        self.open.push(Open {
            in_loop: placed.in_loop,
            part,
            entry: if is_root(tables, placed.in_loop) { 0 } else { around.parts[part as usize].len() as u32 },
            mask: 0,
            counts: self.counts.len() as u32,
            last: 0,
            excess,
            disordered: false,
            unplaced: Vec::new(),
        });
        self.counts.resize(self.counts.len() + usize::from(of_loop.children), 0);
    }

    #[inline]
    fn count_row(
        &mut self,
        row: RowId,
        ordinal: u8,
        max: u32,
        position: u16,
        site: &Site<'_>,
        around: &mut Around<'_>,
    ) {
        let Some(top) = self.open.last_mut() else { return };
        let count = &mut self.counts[top.counts as usize + usize::from(ordinal)];
        *count = count.saturating_add(1);
        let count = u32::from(*count);
        top.mask |= bit(ordinal);
        if count > max {
            if count == max.saturating_add(1) && !self.too_many {
                around.violations.push(too_many(around.tables.guide, row, max, site));
            }
            self.too_many = true;
            return;
        }
        self.too_many = false;
        if position < top.last && !top.disordered {
            top.disordered = true;
            around.violations.push(order(around.tables.guide, site, None));
        }
        top.last = top.last.max(position);
    }

    /// A segment without a place. Whether it is to be reported: not if it follows from the one before it.
    pub(super) fn unplaced(&mut self, id: &str, unknown: bool) -> bool {
        if let Some(top) = self.open.last_mut() {
            remember(&mut top.unplaced, id);
        }
        !std::mem::replace(&mut self.lost, true) || unknown
    }

    /// The part at hand is complete: closes the loops in it, but not its own.
    pub(super) fn end_part(&mut self, part: Part, around: &mut Around<'_>) {
        while self
            .open
            .last()
            .is_some_and(|top| top.part == part && !is_own(around.tables, top.in_loop, part))
        {
            self.close(around);
        }
        if let Some(top) = self.open.last()
            && top.part == part
        {
            let required = around.tables.loops[top.in_loop.0 as usize].required;
            self.report_missing(required & !top.mask, around);
        }
    }

    /// The transaction ends.
    pub(super) fn end(&mut self, around: &mut Around<'_>) {
        while !self.open.is_empty() {
            self.close(around);
        }
    }

    /// Closes the innermost loop.
    fn close(&mut self, around: &mut Around<'_>) {
        let Some(top) = self.open.last() else { return };
        let of_loop = &around.tables.loops[top.in_loop.0 as usize];
        // What a part's own loop lacks was said when the part was complete; only the parts in it were still to come.
        let own = is_own(around.tables, top.in_loop, top.part);
        let required = if own { of_loop.required_parts } else { of_loop.required };
        self.report_missing(required & !top.mask, around);
        if own {
            self.report_no_claim(around);
        }
        let Some(top) = self.open.pop() else { return };
        self.counts.truncate(top.counts as usize);
        if let Some(parent) = self.open.last_mut() {
            top.unplaced.iter().for_each(|id| remember(&mut parent.unplaced, id));
        }
    }

    #[inline]
    fn report_missing(&self, missing: u128, around: &mut Around<'_>) {
        if missing != 0 {
            self.missing(missing, around);
        }
    }

    #[cold]
    fn missing(&self, mut missing: u128, around: &mut Around<'_>) {
        let Some(top) = self.open.last().filter(|top| !top.excess) else { return };
        let guide = around.tables.guide;
        let block = &around.parts[top.part as usize];
        if top.entry as usize >= block.len() {
            return;
        }
        let site = block.site(top.entry as usize);
        // A level with nothing but its HL: the first thing it lacks stands for all.
        if is_root(around.tables, top.in_loop) && block.len() == 1 {
            missing &= missing.wrapping_neg();
        }
        while missing != 0 {
            let ordinal = missing.trailing_zeros() as usize;
            missing &= missing - 1;
            match guide.loop_(top.in_loop).children.get(ordinal) {
                Some(Child::Segment(row)) if !self.stands_nearby(&guide.row(*row).id) => {
                    around.violations.push(missing_segment(guide, *row, &site));
                }
                Some(Child::Loop(id)) => self.missing_loop(*id, &site, around),
                _ => {}
            }
        }
    }

    fn missing_loop(&self, id: LoopId, site: &Site<'_>, around: &mut Around<'_>) {
        let guide = around.tables.guide;
        let ids: Vec<&str> = rows_of(guide, id).map(|row| guide.row(row).id.as_str()).collect();
        if ids.iter().any(|id| self.stands_nearby(id)) {
            return;
        }
        // Segments of the missing loop that went to the loop before it were counted there as too many.
        around.violations.retain(|violation| {
            let mark = &violation.main();
            let follows = violation.detail.fault == Fault::Segment(SegmentFault::TooMany)
                && mark.position.offset > site.position.offset
                && mark.row.is_some_and(|row| ids.contains(&guide.row(row).id.as_str()));
            !follows
        });
        around.violations.push(missing_loop(guide, id, site));
    }

    /// Whether a segment of this identifier is near without a place: what seems missing is there, but wrong.
    fn stands_nearby(&self, id: &str) -> bool {
        self.open.iter().any(|open| open.unplaced.iter().any(|u| u == id))
    }

    /// A subscriber or patient without a claim.
    fn report_no_claim(&self, around: &mut Around<'_>) {
        let Some(top) = self.open.last() else { return };
        if !matches!(top.part, Part::Subscriber | Part::Patient) {
            return;
        }
        let tables = around.tables;
        let inner = [Part::Claim, Part::Patient].map(|part| {
            tables
                .places
                .child_ordinal(top.in_loop, Child::Loop(tables.roots.root(part)))
                .map_or(0, |n| bit(n as u8))
        });
        let has = top.mask & (inner[0] | inner[1]) != 0;
        let block = &around.parts[top.part as usize];
        if has || top.excess || block.len() < 2 || self.stands_nearby("CLM") || !top.unplaced.is_empty() {
            return;
        }
        let claim = tables.roots.root(Part::Claim);
        let violation = Violation::at(
            &rules::NO_CLAIM,
            Fault::Segment(SegmentFault::LoopMissing),
            &block.site(0),
            None,
            format!(
                "no claim (loop {}) stands below this {}",
                tables.guide.loop_(claim).id,
                tables.guide.loop_(top.in_loop).name.to_lowercase()
            ),
        );
        around.violations.push(violation.missing(tables.guide.opener(claim)));
    }
}

fn bit(ordinal: u8) -> u128 {
    1u128.checked_shl(u32::from(ordinal)).unwrap_or(0)
}

/// Whether a loop opens a part, so that its first segment is the part's first.
fn is_root(tables: &Tables, in_loop: LoopId) -> bool {
    tables.roots.part(in_loop).is_some()
}

/// Whether the loop is the part's own: that of the transaction for the header.
fn is_own(tables: &Tables, in_loop: LoopId, part: Part) -> bool {
    match part {
        Part::Header => in_loop == tables.guide.transaction_loop(),
        _ => tables.roots.part(in_loop) == Some(part),
    }
}

fn remember(list: &mut Vec<String>, id: &str) {
    if list.len() < REMEMBERED && !list.iter().any(|known| known == id) {
        list.push(id.to_owned());
    }
}

/// All rows of a loop and the loops in it.
fn rows_of(guide: &Guide, id: LoopId) -> impl Iterator<Item = RowId> + '_ {
    guide.loop_(id).children.iter().filter_map(|child| match child {
        Child::Segment(row) => Some(*row),
        Child::Loop(_) => None,
    })
}
