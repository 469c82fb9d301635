//! One 837 in the pass: its parts, each checked when it is complete, and the segments in them.

use crate::guide::{LoopId, RowId, Walker, registry};
use crate::translate::{Foreign, Part};
use crate::x12::{Fault as EnvelopeFault, Item};

use super::element::{Elements, Memory};
use super::event::{ClaimEnd, Event, Level, Opened};
use super::fault::Fault;
use super::rule_set::Settings;
use super::rules::{self, Facts};
use super::scope::{Claim, PartBlock};
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
    pub(super) walker: Walker<'r>,
    pub(super) part: Part,
    /// All that can be said of the part has been said.
    pub(super) part_ended: bool,
    /// It breaks off.
    pub(super) cut: bool,
    /// Parts that hold for what comes, by number.
    pub(super) present: [bool; 5],
    pub(super) line: u32,
    pub(super) in_line: bool,
    pub(super) claims: u64,
    /// Errors of each part at hand.
    pub(super) errors: [u64; 5],
    /// Offset behind the last segment.
    pub(super) end: u64,
    pub(super) version: String,
}

impl Transaction<'_> {
    /// The part at hand and those above it.
    pub(super) fn scope<'c>(&'c self, parts: &'c [PartBlock; 5], settings: &'c Settings) -> Claim<'c> {
        let part = self.part as usize;
        Claim {
            tables: self.tables,
            settings,
            parts: std::array::from_fn(|n| (n <= part && self.present[n]).then(|| &parts[n])),
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
        let tables = self.rules.tables(guide);
        self.origin.kind = Some(guide.kind);
        self.structure.clear();
        self.memory = Memory::default();
        self.known.start(guide.kind, item.segment.delimiters());
        self.hierarchy.clear();
        let rows = tables.rows.len();
        self.parts[0].restart(item.segment.delimiters(), rows);
        for n in 0..self.header.block.len() {
            let segment = self.header.block.segment(n);
            let id = if segment.id() == b"ISA" { "ISA" } else { "GS" };
            let row = guide.segments.iter().position(|row| row.id == id).map(|n| RowId(n as u16));
            let in_loop = row.map_or(LoopId(0), |row| guide.row(row).in_loop);
            let position = self.header.block.entry(n).position;
            let item = Item { segment, position, raw: &[], terminated: true };
            self.parts[0].push(&item, row, in_loop, true, 0);
        }
        let group = guide.loop_id("GS").unwrap_or(LoopId(0));
        self.transaction = Some(Transaction {
            tables,
            walker: Walker::within(tables.places, group),
            part: Part::Header,
            part_ended: false,
            cut: false,
            present: [true, false, false, false, false],
            line: 0,
            in_line: false,
            claims: 0,
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
        let placed = transaction.walker.place(&item.segment);
        let Some(row) = placed.row else { return self.unplaced(item, placed.in_loop) };
        let tables = transaction.tables;
        let mut begins = None;
        if placed.opens {
            begins = tables.roots.part(placed.in_loop);
            if begins.is_some() {
                self.end_part(sink);
            } else if tables.fields.service_line == Some(placed.in_loop) {
                transaction.line += 1;
                transaction.in_line = true;
            }
        }
        let Some(transaction) = &mut self.transaction else { return };
        let part = begins.unwrap_or(transaction.part);
        if begins.is_some() {
            (transaction.line, transaction.in_line) = (0, false);
        }
        let line = if transaction.in_line { transaction.line } else { 0 };
        let site = Site {
            segment: item.segment,
            position: item.position,
            row: Some(row),
            in_loop: Some(placed.in_loop),
            line: (line > 0).then_some(line),
        };
        if self.rules.checks_type(2) {
            let mut around = Around { tables, parts: &self.parts, violations: &mut self.violations };
            self.structure.enter(placed, row, &site, part, &mut around);
        }
        if begins.is_some() {
            self.hierarchy.before(part, &mut self.violations);
            self.begin(part, item, sink);
        }
        self.elements(tables, row, &site);
        if begins.is_some() && part != Part::Claim {
            self.hierarchy.level(part, &site, &mut self.violations);
        }
        let block = &mut self.parts[part as usize];
        block.push(item, Some(row), placed.in_loop, placed.opens, line);
        block.mixed |= self.memory.foreign.is_some();
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
        if self.rules.checks_type(1) || self.rules.checks_type(2) {
            Elements {
                table: tables.row(row),
                row: guide_row,
                site,
                violations: &mut self.violations,
                memory: &mut self.memory,
            }
            .check();
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
        // What the loops above lack is known now, and stands before what comes.
        self.flush_above(part, sink);
        let Some(transaction) = &mut self.transaction else { return };
        transaction.part = part;
        transaction.part_ended = false;
        for n in part as usize..5 {
            transaction.present[n] = n == part as usize;
            transaction.errors[n] = 0;
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
        // Violations at the segment that begins the part are of the part; they stand behind.
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
        let level = level(transaction.part);
        let violations = std::mem::take(&mut self.violations);
        self.tell_in_transaction(violations, level, sink);
    }

    /// The last segment that was kept of the part at hand.
    pub(super) fn last_in_transaction(&self) -> Option<Mark> {
        let part = &self.parts[self.transaction.as_ref()?.part as usize];
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
        let (part, tables, cut) = (transaction.part, transaction.tables, transaction.cut);
        if self.rules.checks_type(2) && !cut {
            let mut around = Around { tables, parts: &self.parts, violations: &mut self.violations };
            self.structure.end_part(part, &mut around);
        }
        let Some(transaction) = &self.transaction else { return };
        let block = &mut self.parts[part as usize];
        block.seal(tables);
        if block.overflow && block.len() > 0 {
            let message =
                "this part of the file is too large: what comes behind is checked segment by segment only";
            self.violations.push(Violation::at(
                &rules::LARGE,
                Fault::Business,
                &block.site(0),
                None,
                message,
            ));
        }
        let claim = transaction.scope(&self.parts, &self.rules.settings);
        if part == Part::Header {
            version::of_guide(&claim, &transaction.version, &mut self.violations);
            let of_interchange =
                version::of_interchange(&claim).filter(|_| !std::mem::replace(&mut self.asked, true));
            self.tell(of_interchange.into_iter().collect(), Level::Interchange, Some(tables), sink);
        }
        let Some(transaction) = &self.transaction else { return };
        let claim = transaction.scope(&self.parts, &self.rules.settings);
        let checks = self.rules.checks(part);
        let profiles = !self.rules.settings.profiles.is_empty() && self.rules.checks_type(7);
        let notes = self.rules.checks_type(4);
        if !cut && (profiles || notes || !checks.is_empty()) {
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
        if !self.violations.is_empty() {
            let violations = std::mem::take(&mut self.violations);
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
                errors,
                inherited: above.iter().sum(),
            }));
        } else if part != Part::Header {
            sink(Event::Level(level(part), &claim));
        }
    }

    /// The transaction ends, at SE or where it should stand.
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
            transaction.errors[transaction.part as usize] += 1;
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
