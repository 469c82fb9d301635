//! One 837 in the pass: its parts, each checked when it is complete, and the segments in them.

use std::collections::HashSet;

use crate::guide::{LoopId, RowId, Spot, registry};
use crate::translate::Foreign;
use crate::tree::{self, Cursor, Part, Stop};
use crate::x12::{EnvelopeLevel, Fault as EnvelopeFault, FaultKind, Item};

use super::cause;
use super::element::{Elements, Memory};
use super::event::{ClaimEnd, Event, Level, Opened};
use super::fault::Fault;
use super::joined;
use super::rule_set::Settings;
use super::rules::{self, Facts};
use super::scope::{Claim, PartBlock};
use super::seen::Repeated;
use super::structure::Around;
use super::tables::Tables;
use super::transport::opened;
use super::validator::{Sink, Validator, text};
use super::version;
use super::violation::{Mark, Site, Violation, Violations};
use super::{checks, code_sets, unplaced};

/// An 837 at hand.
#[derive(Debug)]
pub(super) struct Transaction<'r> {
    pub(super) tables: &'r Tables,
    pub(super) cursor: Cursor<'r>,
    /// All that can be said of the part has been said.
    pub(super) part_ended: bool,
    /// It breaks off.
    pub(super) cut: bool,
    pub(super) claims: u64,
    /// Segments that have no terminator before them, and were not counted so.
    pub(super) joined: u64,
    /// What claims and levels showed of parts above them: place and message. It is reported once.
    told: HashSet<(u64, Option<Spot>, String)>,
    /// What of it was met before in the run.
    pub(super) repeated: Repeated,
    /// Errors of each part at hand.
    pub(super) errors: [u64; 5],
    /// Offset behind the last segment.
    pub(super) end: u64,
    pub(super) version: String,
}

impl Transaction<'_> {
    /// The part at hand and those above it.
    pub(super) fn scope<'c>(&'c self, parts: &'c [PartBlock; 5], settings: &'c Settings) -> Claim<'c> {
        Claim {
            tables: self.tables,
            settings,
            parts: Part::ALL.map(|part| self.cursor.holds(part).then(|| &parts[part as usize])),
            facts: Facts::none(),
            reading: None,
        }
    }
}

impl Validator<'_> {
    pub(super) fn open_transaction(
        &mut self,
        item: &Item<'_>,
        faults: &[EnvelopeFault],
        sink: &mut Sink<'_>,
    ) {
        (self.books.claims[2], self.books.errors[2]) = (0, 0);
        self.origin.open(Level::Transaction, &text(item.segment.element(2)));
        let Some(open) = self.envelopes.transaction() else { return };
        let (code, version) = (open.code.clone(), open.version.clone());
        let guide = registry::of_transaction(&code, &version);
        sink(Event::Opened(Opened { guide, ..opened(Level::Transaction, item) }));
        self.header_faults(faults, item, sink);
        let Some(guide) = guide else {
            sink(Event::Foreign(Foreign { code, version, position: item.position }));
            return;
        };
        let tables = Tables::of(guide);
        self.origin.kind = Some(guide.kind);
        self.structure.clear();
        self.memory = Memory::default();
        self.known.start(guide, item.segment.delimiters());
        self.hierarchy.clear();
        let rows = tables.rows.len();
        self.parts[0].restart(item.segment.delimiters(), rows);
        for n in 0..self.header.block.len() {
            let segment = self.header.block.segment(n);
            let (row, in_loop) = tree::envelope(guide, segment.id()).unzip();
            let position = self.header.block.entry(n).position;
            let item = Item { segment, position, raw: &[], terminated: true };
            self.parts[0].push(&item, row, in_loop.unwrap_or(LoopId(0)), true, 0);
        }
        self.transaction = Some(Transaction {
            tables,
            cursor: Cursor::new(tables.places, tables.roots),
            part_ended: false,
            cut: false,
            claims: 0,
            joined: 0,
            told: HashSet::new(),
            repeated: Repeated {
                number: faults
                    .iter()
                    .any(|fault| fault.kind == FaultKind::DuplicateControlNumber(EnvelopeLevel::Transaction)),
                ..Repeated::default()
            },
            errors: [0; 5],
            end: item.end(),
            version,
        });
        self.inside(item, sink);
    }

    /// A segment of an 837.
    #[inline]
    pub(super) fn inside(&mut self, item: &Item<'_>, sink: &mut Sink<'_>) {
        let Some(transaction) = &mut self.transaction else { return };
        let stop = transaction.cursor.place(&item.segment);
        let Some(row) = stop.placed.row else { return self.unplaced(item, &stop) };
        let tables = transaction.tables;
        let Stop { placed, begins, part, line, missing } = stop;
        if begins.is_some() {
            self.end_part(sink);
        }
        let site = Site {
            segment: item.segment,
            position: item.position,
            row: Some(row),
            in_loop: Some(placed.in_loop),
            line: (line > 0).then_some(line),
        };
        if self.rules.checks_type(2) {
            let mut around = Around { tables, parts: &self.parts, violations: &mut self.violations };
            if !missing.is_empty() {
                self.structure.assume(missing, &site, part, &mut around);
            }
            self.structure.enter(placed, row, &site, part, &mut around);
        }
        if begins.is_some() {
            self.hierarchy.before(part, &mut self.violations);
            self.begin(part, item, sink);
        }
        let before = self.violations.len();
        self.elements(tables, row, &site);
        if self.violations.len() > before {
            let starts = joined::joined(&site, tables, self.memory);
            if !starts.is_empty() {
                self.violations.truncate(before);
                return self.joined_segments(item, &stop, &starts, sink);
            }
        }
        self.push(item, &site, &stop);
    }

    /// A segment is whole and checked.
    #[inline]
    pub(super) fn push(&mut self, item: &Item<'_>, site: &Site<'_>, stop: &Stop) {
        let Stop { placed, begins, part, line, missing } = *stop;
        self.hierarchy.assume(missing);
        if begins.is_some() && part != Part::Claim && !missing.contains(&part) {
            self.hierarchy.level(part, site, &mut self.violations);
        }
        let block = &mut self.parts[part as usize];
        block.push(item, placed.row, placed.in_loop, placed.opens, line);
        block.mixed |= self.memory.foreign.is_some() || std::mem::take(&mut self.memory.shifted);
        if let Some(transaction) = &mut self.transaction {
            transaction.end = item.end();
        }
    }

    #[inline]
    pub(super) fn elements(&mut self, tables: &Tables, row: RowId, site: &Site<'_>) {
        if self.memory.foreign.is_none() && self.known.has(row, &site.segment) {
            return;
        }
        let (guide_row, before) = (tables.guide.row(row), self.violations.len());
        let mut shifted = false;
        if self.rules.checks_type(1) || self.rules.checks_type(2) {
            shifted = Elements {
                table: tables.row(row),
                row: guide_row,
                site,
                violations: &mut self.violations,
                memory: &mut self.memory,
            }
            .check_or_shift();
        }
        if shifted {
            // Nothing in it is what it seems.
            self.memory.shifted = true;
            return;
        }
        // Values with two components in one are in no list; that has been said.
        if self.memory.foreign.is_none() && self.rules.checks_type(5) {
            code_sets::segment(tables, site, &mut self.violations);
        }
        if self.memory.foreign.is_none() && self.violations.len() == before {
            self.known.keep(row, &site.segment);
        }
    }

    /// A part begins.
    pub(super) fn begin(&mut self, part: Part, item: &Item<'_>, sink: &mut Sink<'_>) {
        // What the loops above lack is known now, and is before what comes.
        self.flush_above(part, sink);
        let Some(transaction) = &mut self.transaction else { return };
        transaction.cursor.turn(part);
        transaction.part_ended = false;
        transaction.errors[part as usize..].fill(0);
        // Nothing can be shown any more of the part that this one takes the place of, nor of those below it.
        if part != Part::Claim
            && let Some(start) = self.parts[part as usize].start()
        {
            transaction.told.retain(|(offset, ..)| *offset < start);
        }
        self.parts[part as usize].restart(item.segment.delimiters(), transaction.tables.rows.len());
        if part == Part::Claim {
            transaction.claims += 1;
            self.books.claims.iter_mut().for_each(|n| *n += 1);
            self.origin.claim = Some(text(item.segment.element(1)));
        } else {
            self.origin.claim = None;
        }
    }

    /// Tells what loops that ended when `part` began lack.
    pub(super) fn flush_above(&mut self, part: Part, sink: &mut Sink<'_>) {
        let violations = std::mem::take(&mut self.violations);
        if violations.is_empty() {
            return;
        }
        // Violations at the segment that begins the part are of the part; they are behind.
        let Some(transaction) = &self.transaction else { return };
        let end = transaction.end;
        let (above, own): (Violations, Violations) =
            violations.into_iter().partition(|violation| violation.main().position.offset < end);
        self.violations = own;
        let _ = part;
        for violation in above {
            let level = self.level_of(&violation);
            self.tell_in_transaction(vec![violation], level, sink);
        }
    }

    /// Tells the violations of a part that is not complete and has more of them than can wait.
    #[cold]
    pub(super) fn tell_waiting(&mut self, sink: &mut Sink<'_>) {
        let Some(transaction) = &self.transaction else { return };
        let level = level(transaction.cursor.part());
        let violations = std::mem::take(&mut self.violations);
        self.tell_in_transaction(violations, level, sink);
    }

    /// The part at hand.
    pub(super) fn part_at_hand(&self) -> Option<&PartBlock> {
        Some(&self.parts[self.transaction.as_ref()?.cursor.part() as usize])
    }

    /// The last segment that was kept of the part at hand.
    pub(super) fn last_in_transaction(&self) -> Option<Mark> {
        let part = self.part_at_hand()?;
        part.len().checked_sub(1).map(|last| Mark::new(&part.site(last), None))
    }

    /// The level that a violation at a place in the present parts belongs to.
    pub(super) fn level_of(&self, violation: &Violation) -> Level {
        let of_row =
            violation.main().row.and_then(|row| Some(self.transaction.as_ref()?.tables.part_of(row)));
        level(of_row.unwrap_or(Part::Header))
    }

    /// The part at hand is complete.
    pub(super) fn end_part(&mut self, sink: &mut Sink<'_>) {
        let Some(transaction) = &mut self.transaction else { return };
        if std::mem::replace(&mut transaction.part_ended, true) {
            return;
        }
        let (part, tables, cut) = (transaction.cursor.part(), transaction.tables, transaction.cut);
        if self.rules.checks_type(2) && !cut {
            let mut around = Around { tables, parts: &self.parts, violations: &mut self.violations };
            self.structure.end_part(part, &mut around);
        }
        let Some(transaction) = &self.transaction else { return };
        let block = &mut self.parts[part as usize];
        block.seal(tables);
        if block.overflow && block.len() > 0 {
            self.violations.push(too_large(&block.site(0)));
        }
        let claim = transaction.scope(&self.parts, &self.rules.settings);
        if part == Part::Header {
            version::of_guide(&claim, &transaction.version, &mut self.violations);
            let of_interchange =
                version::of_interchange(&claim).filter(|_| !std::mem::replace(&mut self.books.asked, true));
            self.tell(of_interchange.into_iter().collect(), Level::Interchange, Some(tables), sink);
        }
        if !cut {
            self.check_part(part);
        }
        cause::without_codes_of_other_edition(&mut self.violations);
        if !self.violations.is_empty() {
            let mut violations = std::mem::take(&mut self.violations);
            self.once(part, &mut violations);
            self.tell_in_transaction(violations, level(part), sink);
        }
        let Some(transaction) = &self.transaction else { return };
        let claim = transaction.scope(&self.parts, &self.rules.settings);
        if part == Part::Claim {
            let start = claim.opener(Part::Claim).map_or(0, |site| site.position.offset);
            let [above @ .., errors] = transaction.errors;
            sink(Event::Claim(ClaimEnd {
                claim: &claim,
                start,
                end: transaction.end,
                number: transaction.claims,
                cut_off: cut,
                errors,
                inherited: above.iter().sum(),
            }));
            if self.rules.checks_type(7) && !cut {
                self.compare_claim();
                self.tell_repeats(false, sink);
            }
        } else if part != Part::Header {
            sink(Event::Level(level(part), &claim));
        }
    }

    /// The rules on a part that is whole.
    fn check_part(&mut self, part: Part) {
        let Some(transaction) = &self.transaction else { return };
        let checks = self.rules.checks(part);
        let profiles = self.rules.settings.has_profiles() && self.rules.checks_type(7);
        let notes = self.rules.checks_type(4);
        if !profiles && !notes && checks.is_empty() {
            return;
        }
        let claim = transaction.scope(&self.parts, &self.rules.settings);
        let facts = Facts::of(&claim);
        let claim = Claim { facts: &facts, ..claim };
        let silenced = checks::run(checks, &claim, part, &mut self.violations);
        unplaced::not_checked(&silenced, &mut self.violations);
        if notes {
            rules::guide_notes(part, &claim, &mut self.told, &mut self.violations);
        }
        if profiles {
            rules::profiles(part, &claim, &mut self.told, &mut self.violations);
        }
    }

    /// What several parts show of one place above them is reported once, and holds for the others too.
    fn once(&mut self, part: Part, violations: &mut [Violation]) {
        let start = self.parts[part as usize].start();
        let Some((transaction, start)) = self.transaction.as_mut().zip(start) else { return };
        let above =
            |violation: &&mut Violation| part != Part::Header && violation.main().position.offset < start;
        for violation in violations.iter_mut().filter(above) {
            let Mark { position, spot, .. } = *violation.main();
            let is_new = transaction.told.insert((position.offset, spot, violation.message.clone()));
            violation.detail.again |= !is_new;
        }
    }

    /// The transaction ends, at SE or where it should be.
    pub(super) fn close_transaction(&mut self, sink: &mut Sink<'_>) {
        if self.transaction.is_none() {
            return;
        }
        self.end_part(sink);
        if let Some(transaction) = &self.transaction {
            let mut around =
                Around { tables: transaction.tables, parts: &self.parts, violations: &mut self.violations };
            if !transaction.cut {
                if self.rules.checks_type(2) {
                    self.structure.end(&mut around);
                }
                self.hierarchy.end(&mut self.violations);
            }
        }
        self.origin.claim = None;
        self.tell_repeats(true, sink);
        let violations = std::mem::take(&mut self.violations);
        for violation in violations {
            let level = self.level_of(&violation);
            self.tell_in_transaction(vec![violation], level, sink);
        }
        self.transaction = None;
        self.origin.kind = None;
    }

    /// The claim at hand breaks off: it is refused, and nothing is missed in it.
    pub(super) fn cut_transaction(&mut self) {
        if let Some(transaction) = &mut self.transaction {
            transaction.cut = true;
            transaction.errors[transaction.cursor.part() as usize] += 1;
        }
    }

    pub(super) fn tell_in_transaction(&mut self, violations: Violations, level: Level, sink: &mut Sink<'_>) {
        let tables = self.transaction.as_ref().map(|transaction| transaction.tables);
        let errors = self.tell(violations, level, tables, sink);
        if let Some(transaction) = &mut self.transaction {
            let part = (level as usize).saturating_sub(Level::Transaction as usize);
            transaction.errors[part] += errors;
        }
    }
}

fn level(part: Part) -> Level {
    match part {
        Part::Header => Level::Transaction,
        Part::Provider => Level::Provider,
        Part::Subscriber => Level::Subscriber,
        Part::Patient => Level::Patient,
        Part::Claim => Level::Claim,
    }
}

fn too_large(site: &Site<'_>) -> Violation {
    let message = "this part of the file is too large: what comes behind is checked segment by segment only";
    Violation::at(&rules::LARGE, Fault::Business, site, None, message)
}
