//! The validator: takes an input piece by piece and tells what is wrong, in one pass.

use crate::guide::{LoopId, RowId, Spot, Unplaced, Walker, registry};
use crate::span::Position;
use crate::translate::{Foreign, Part};
use crate::x12::{Charset, Envelopes, FaultKind, Item, Noise, Piece, Segment};

use super::code_sets;
use super::element::Elements;
use super::envelope;
use super::event::{ClaimEnd, Closed, Event, Level, Opened};
use super::fault::{ElementFault, Fault, SegmentFault};
use super::finder::{Context, Finder};
use super::hierarchy::Hierarchy;
use super::hit::{Hit, Hits, Site};
use super::rulebook::{Rulebook, Settings};
use super::rules;
use super::scope::{Claim, PartBlock};
use super::structure::{Around, Structure, loop_words, row_words};
use super::tables::Tables;

/// Takes the events of a validator.
pub type Sink<'s> = dyn FnMut(Event<'_>) + 's;

/// Checks one input, piece by piece. Memory follows the largest claim, never the input.
#[derive(Debug)]
pub struct Validator<'r> {
    book: &'r Rulebook,
    envelopes: Envelopes,
    finder: Finder,
    hits: Hits,
    /// ISA and GS of the interchange and group at hand.
    header: PartBlock,
    parts: Box<[PartBlock; 5]>,
    structure: Structure,
    hierarchy: Hierarchy,
    transaction: Option<Transaction<'r>>,
    books: Books,
    /// The last segment, for faults that show only at the end.
    last: Option<Last>,
    /// The last segment has no terminator, which has not been said yet.
    unterminated: bool,
    /// The version of the interchange at hand has been held against a transaction in it.
    asked: bool,
    /// What separates components in the transaction at hand against what ISA16 says.
    foreign: Option<u8>,
}

/// An 837 at hand.
#[derive(Debug)]
struct Transaction<'r> {
    tables: &'r Tables,
    walker: Walker<'r>,
    part: Part,
    /// All that can be said of the part has been said.
    part_ended: bool,
    /// It breaks off.
    cut: bool,
    /// Parts that hold for what comes, by number.
    present: [bool; 5],
    line: u32,
    in_line: bool,
    claims: u64,
    /// Errors of each part at hand.
    errors: [u64; 5],
    /// Offset behind the last segment.
    end: u64,
    version: String,
}

/// Claims and errors of the open envelopes: interchange, group, transaction.
#[derive(Clone, Copy, Debug, Default)]
struct Books {
    claims: [u64; 3],
    errors: [u64; 3],
}

#[derive(Debug)]
struct Last {
    position: Position,
    bytes: Vec<u8>,
    ends: Vec<u32>,
    delimiters: crate::x12::Delimiters,
}

impl<'r> Validator<'r> {
    /// A validator of `file`, the name as the user gave it.
    pub fn new(book: &'r Rulebook, file: Option<String>, charset: Charset) -> Self {
        Self {
            book,
            envelopes: Envelopes::new(),
            finder: Finder::new(file, charset),
            hits: Hits::default(),
            header: PartBlock::new(),
            parts: Box::new(std::array::from_fn(|_| PartBlock::new())),
            structure: Structure::default(),
            hierarchy: Hierarchy::default(),
            transaction: None,
            books: Books::default(),
            last: None,
            unterminated: false,
            asked: false,
            foreign: None,
        }
    }

    /// Takes the next piece.
    pub fn piece(&mut self, piece: &Piece<'_>, sink: &mut Sink<'_>) {
        match piece {
            Piece::Segment(item) => self.segment(item, sink),
            Piece::Noise(noise) if noise.is_blank() => {}
            Piece::Noise(noise) => self.noise(noise, sink),
        }
    }

    /// The input has ended.
    pub fn finish(&mut self, sink: &mut Sink<'_>) {
        let faults = self.envelopes.finish().to_vec();
        let last = self.last.take();
        let cut = faults.iter().any(|fault| fault.kind == FaultKind::CutOff);
        if let (Some(last), true) = (&last, cut) {
            // What the cut took away is not missed piece by piece: neither trailers nor what a claim still needs.
            let segment = Segment::new(&last.bytes, &last.ends, last.delimiters);
            let site = Site { segment, position: last.position, row: None, in_loop: None, line: None };
            let of_cut: Vec<_> = faults.iter().filter(|f| f.kind == FaultKind::CutOff).cloned().collect();
            self.envelope_faults(&of_cut, &site, sink);
            self.cut_transaction();
        }
        self.close_transaction(sink);
        for fault in &faults {
            if let FaultKind::MissingTrailer(level) = fault.kind {
                self.closed(envelope::of(level), None, fault.position.offset, sink);
            }
        }
    }

    /// The claim at hand breaks off: it is refused, and nothing is missed in it.
    fn cut_transaction(&mut self) {
        if let Some(transaction) = &mut self.transaction {
            transaction.cut = true;
            transaction.errors[transaction.part as usize] += 1;
        }
    }

    #[inline]
    fn segment(&mut self, item: &Item<'_>, sink: &mut Sink<'_>) {
        if self.unterminated {
            self.joined(item, sink);
        }
        let envelope = is_envelope(item.segment.id());
        if envelope || !item.terminated {
            self.envelope(item, sink);
        } else if self.envelopes.observe(item).is_empty() {
            self.inside(item, sink);
        } else {
            self.stray(item, sink);
        }
    }

    /// A segment behind one without terminator: another interchange begins where the one before was cut.
    #[cold]
    fn joined(&mut self, _item: &Item<'_>, sink: &mut Sink<'_>) {
        self.unterminated = false;
        let Some(last) = self.last.take() else { return };
        let segment = Segment::new(&last.bytes, &last.ends, last.delimiters);
        let site = Site { segment, position: last.position, row: None, in_loop: None, line: None };
        self.envelope_faults(&[unterminated(last.position)], &site, sink);
        self.cut_transaction();
        self.finder.joined = true;
    }

    /// A segment that belongs into a transaction, outside of one.
    #[cold]
    fn stray(&mut self, item: &Item<'_>, sink: &mut Sink<'_>) {
        // The books were kept already; what they said is asked again of a copy of their last answer.
        let fault = crate::x12::Fault {
            kind: FaultKind::Outside(crate::x12::Level::Transaction),
            position: item.position,
            header: None,
            expected: None,
            found: None,
        };
        // One is enough for a run of them.
        if !std::mem::replace(&mut self.finder.strayed, true) {
            self.envelope_faults(&[fault], &plain(item), sink);
        }
        self.keep(item);
    }

    /// ISA, GS, ST, SE, GE, IEA, TA1, and whatever has no terminator.
    fn envelope(&mut self, item: &Item<'_>, sink: &mut Sink<'_>) {
        let id = item.segment.id();
        let mut faults = self.envelopes.observe(item).to_vec();
        self.finder.strayed = false;
        if !item.terminated {
            faults.retain(|fault| fault.kind != FaultKind::Unterminated);
            if id == b"IEA" {
                faults.push(unterminated(item.position));
            } else {
                // Whether the input ends here or goes on with another interchange is seen next.
                self.unterminated = true;
            }
        }
        match id {
            b"ISA" | b"GS" | b"ST" | b"GE" | b"IEA" | b"TA1" => self.close_transaction(sink),
            _ => {}
        }
        self.closings(&faults, item, sink);
        match id {
            b"ISA" => self.open_interchange(item, &faults, sink),
            b"GS" => self.open_group(item, &faults, sink),
            b"ST" => self.open_transaction(item, &faults, sink),
            b"SE" => {
                self.end_part(sink);
                self.inside(item, sink);
                self.close_transaction(sink);
                self.trailer(Level::Transaction, item, &faults, sink);
            }
            b"GE" => self.trailer(Level::Group, item, &faults, sink),
            b"IEA" => self.trailer(Level::Interchange, item, &faults, sink),
            _ => {
                if !item.terminated {
                    self.cut_transaction();
                } else {
                    self.inside(item, sink);
                }
                self.envelope_faults(&faults, &plain(item), sink);
            }
        }
        self.keep(item);
    }

    fn keep(&mut self, item: &Item<'_>) {
        self.last = Some(Last {
            position: item.position,
            bytes: item.segment.bytes().to_vec(),
            ends: item.segment.ends().to_vec(),
            delimiters: item.segment.delimiters(),
        });
    }

    /// Envelopes that end without their trailer, because another begins.
    fn closings(&mut self, faults: &[crate::x12::Fault], item: &Item<'_>, sink: &mut Sink<'_>) {
        let missing = |fault: &&crate::x12::Fault| matches!(fault.kind, FaultKind::MissingTrailer(_));
        let joined = std::mem::take(&mut self.finder.joined);
        for fault in faults.iter().filter(missing) {
            if let (true, FaultKind::MissingTrailer(level)) = (joined, fault.kind) {
                self.closed(envelope::of(level), None, fault.position.offset, sink);
            } else {
                self.envelope_faults(std::slice::from_ref(fault), &plain(item), sink);
            }
        }
    }

    /// Tells faults of the envelopes.
    fn envelope_faults(&mut self, faults: &[crate::x12::Fault], site: &Site<'_>, sink: &mut Sink<'_>) {
        for fault in faults {
            let (level, hit) = envelope::hit(fault, site);
            let hits = vec![hit];
            self.tell(hits, level, None, sink);
            if let FaultKind::MissingTrailer(level) = fault.kind {
                self.closed(envelope::of(level), None, fault.position.offset, sink);
            }
        }
    }

    fn open_interchange(&mut self, item: &Item<'_>, faults: &[crate::x12::Fault], sink: &mut Sink<'_>) {
        self.books = Books::default();
        self.asked = false;
        self.finder.open(Level::Interchange, &text(item.segment.element(13)));
        self.header.restart(item.segment.delimiters(), 0);
        sink(Event::Opened(opened(Level::Interchange, item)));
        self.header_faults(faults, item, sink);
        self.header_elements("ISA", item, Level::Interchange, sink);
        self.header.block.push(&item.segment, (None, LoopId(0), true), item.position);
    }

    fn open_group(&mut self, item: &Item<'_>, faults: &[crate::x12::Fault], sink: &mut Sink<'_>) {
        (self.books.claims[1], self.books.errors[1]) = (0, 0);
        self.finder.open(Level::Group, &text(item.segment.element(6)));
        self.header.block.truncate(1);
        sink(Event::Opened(opened(Level::Group, item)));
        self.header_faults(faults, item, sink);
        // GS01 and GS08 tell what else there is in the world; what they have to be is said of the transactions.
        if item.segment.element(1) == b"HC" {
            self.header_elements("GS", item, Level::Group, sink);
        }
        self.header.block.push(&item.segment, (None, LoopId(0), true), item.position);
    }

    fn header_faults(&mut self, faults: &[crate::x12::Fault], item: &Item<'_>, sink: &mut Sink<'_>) {
        for fault in faults.iter().filter(|fault| !matches!(fault.kind, FaultKind::MissingTrailer(_))) {
            self.envelope_faults(std::slice::from_ref(fault), &plain(item), sink);
        }
    }

    /// Elements of ISA and GS, which both guides describe alike.
    fn header_elements(&mut self, id: &str, item: &Item<'_>, level: Level, sink: &mut Sink<'_>) {
        let guide = registry::by_version(&text(item.segment.element(8))).unwrap_or(registry::professional());
        let tables = self.book.tables(guide);
        let Some(row) = tables.guide.segments.iter().position(|row| row.id == id) else { return };
        let row = RowId(row as u16);
        let in_loop = tables.guide.row(row).in_loop;
        let site = Site { row: Some(row), in_loop: Some(in_loop), ..plain(item) };
        let mut hits = Hits::default();
        Elements {
            table: tables.row(row),
            row: tables.guide.row(row),
            site: &site,
            hits: &mut hits,
            foreign: &mut None,
        }
        .check();
        let mut list = hits.list;
        if id == "ISA" {
            // Other versions carry other transactions; of an 837 it is asked later.
            list.retain(|hit| !is_fixed_width(hit) && hit.marks[0].spot != Some(ISA12));
        } else {
            // A version that no supported guide has is no fault of the file but of the reader.
            list.retain(|hit| {
                !(hit.marks[0].spot == Some(Spot { element: 8, component: 0 })
                    && hit.fault == Fault::Element(ElementFault::Code))
            });
        }
        self.tell(list, level, Some(tables), sink);
    }

    fn open_transaction(&mut self, item: &Item<'_>, faults: &[crate::x12::Fault], sink: &mut Sink<'_>) {
        (self.books.claims[2], self.books.errors[2]) = (0, 0);
        self.finder.open(Level::Transaction, &text(item.segment.element(2)));
        let Some(open) = self.envelopes.transaction() else { return };
        let (code, version) = (open.code.clone(), open.version.clone());
        let guide = registry::by_version(&version).filter(|_| code == "837");
        sink(Event::Opened(Opened { guide, ..opened(Level::Transaction, item) }));
        self.header_faults(faults, item, sink);
        let Some(guide) = guide else {
            sink(Event::Foreign(Foreign { code, version, position: item.position }));
            return;
        };
        let tables = self.book.tables(guide);
        self.finder.kind = Some(guide.kind);
        self.structure.clear();
        self.foreign = None;
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
    fn inside(&mut self, item: &Item<'_>, sink: &mut Sink<'_>) {
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
        if self.book.checks_type(2) {
            let mut around = Around { tables, parts: &self.parts, hits: &mut self.hits };
            self.structure.enter(placed, row, &site, part, &mut around);
        }
        if begins.is_some() {
            self.begin(part, item, sink);
        }
        self.elements(tables, row, &site);
        if begins.is_some() && part != Part::Claim {
            self.hierarchy.level(part, &site, &mut self.hits);
        }
        self.parts[part as usize].push(item, Some(row), placed.in_loop, placed.opens, line);
        if let Some(transaction) = &mut self.transaction {
            transaction.end = item.end();
        }
    }

    #[inline]
    fn elements(&mut self, tables: &Tables, row: RowId, site: &Site<'_>) {
        let guide_row = tables.guide.row(row);
        if self.book.checks_type(1) || self.book.checks_type(2) {
            Elements {
                table: tables.row(row),
                row: guide_row,
                site,
                hits: &mut self.hits,
                foreign: &mut self.foreign,
            }
            .check();
        }
        if self.book.checks_type(5) {
            code_sets::segment(tables, site, &mut self.hits);
        }
    }

    /// A part begins.
    fn begin(&mut self, part: Part, item: &Item<'_>, sink: &mut Sink<'_>) {
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
            self.finder.claim = Some(text(item.segment.element(1)));
        } else {
            self.finder.claim = None;
        }
    }

    /// Tells what loops that ended when `part` began lack.
    fn flush_above(&mut self, part: Part, sink: &mut Sink<'_>) {
        let hits = std::mem::take(&mut self.hits.list);
        if hits.is_empty() {
            return;
        }
        // Hits at the segment that begins the part are of the part; they stand behind.
        let Some(transaction) = &self.transaction else { return };
        let end = transaction.end;
        let (above, own): (Vec<Hit>, Vec<Hit>) =
            hits.into_iter().partition(|hit| hit.marks[0].position.offset < end);
        self.hits.list = own;
        let _ = part;
        for hit in above {
            let level = self.level_of(&hit);
            self.tell_in_transaction(vec![hit], level, sink);
        }
    }

    /// The level that a hit at a place in the present parts belongs to.
    fn level_of(&self, hit: &Hit) -> Level {
        let of_row = hit.marks[0].row.and_then(|row| Some(self.transaction.as_ref()?.tables.part_of(row)));
        level(of_row.unwrap_or(Part::Header))
    }

    /// The part at hand is complete.
    fn end_part(&mut self, sink: &mut Sink<'_>) {
        let Some(transaction) = &mut self.transaction else { return };
        if std::mem::replace(&mut transaction.part_ended, true) {
            return;
        }
        let (part, tables, cut) = (transaction.part, transaction.tables, transaction.cut);
        if self.book.checks_type(2) && !cut {
            let mut around = Around { tables, parts: &self.parts, hits: &mut self.hits };
            self.structure.end_part(part, &mut around);
        }
        let Some(transaction) = &self.transaction else { return };
        let claim = scope(&self.parts, transaction, &self.book.settings);
        if part == Part::Header {
            version(&claim, &transaction.version, &mut self.hits);
            let of_interchange =
                control_version(&claim).filter(|_| !std::mem::replace(&mut self.asked, true));
            self.tell(of_interchange.into_iter().collect(), Level::Interchange, Some(tables), sink);
        }
        let Some(transaction) = &self.transaction else { return };
        let claim = scope(&self.parts, transaction, &self.book.settings);
        for check in self.book.checks(part).iter().filter(|_| !cut) {
            (check.run)(&check.rule, &claim, &mut self.hits);
        }
        if !self.book.settings.profiles.is_empty() && self.book.checks_type(7) {
            rules::profiles(part, &claim, &mut self.hits);
        }
        if !self.hits.list.is_empty() {
            let hits = std::mem::take(&mut self.hits.list);
            self.tell_in_transaction(hits, level(part), sink);
        }
        let Some(transaction) = &self.transaction else { return };
        let claim = scope(&self.parts, transaction, &self.book.settings);
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
    fn close_transaction(&mut self, sink: &mut Sink<'_>) {
        if self.transaction.is_none() {
            return;
        }
        self.end_part(sink);
        if let Some(transaction) = &self.transaction {
            let mut around = Around { tables: transaction.tables, parts: &self.parts, hits: &mut self.hits };
            if !transaction.cut {
                if self.book.checks_type(2) {
                    self.structure.end(&mut around);
                }
                self.hierarchy.end(&mut self.hits);
            }
        }
        self.finder.claim = None;
        let hits = std::mem::take(&mut self.hits.list);
        for hit in hits {
            let level = self.level_of(&hit);
            self.tell_in_transaction(vec![hit], level, sink);
        }
        self.transaction = None;
        self.finder.kind = None;
    }

    fn trailer(&mut self, level: Level, item: &Item<'_>, faults: &[crate::x12::Fault], sink: &mut Sink<'_>) {
        self.header_faults(faults, item, sink);
        let stated = text(item.segment.element(1));
        self.closed(level, Some(stated), item.position.offset, sink);
    }

    fn closed(&mut self, level: Level, stated: Option<String>, offset: u64, sink: &mut Sink<'_>) {
        let n = envelope_index(level);
        let control = self.finder.control(level).unwrap_or_default().to_owned();
        let counted = self.envelopes_count(level);
        let (claims, errors) = (self.books.claims[n], self.books.errors[n]);
        sink(Event::Closed(Closed { level, control, stated, counted, claims, errors, offset }));
        self.finder.close(level);
    }

    fn envelopes_count(&self, level: Level) -> u64 {
        match level {
            Level::Interchange => self.envelopes.interchange().map_or(0, |open| open.groups),
            Level::Group => self.envelopes.group().map_or(0, |open| open.transactions),
            _ => self.envelopes.transaction().map_or(0, |open| open.segments),
        }
    }

    #[cold]
    fn unplaced(&mut self, item: &Item<'_>, in_loop: LoopId) {
        let Some(transaction) = &mut self.transaction else { return };
        let tables = transaction.tables;
        let line = if transaction.in_line { transaction.line } else { 0 };
        let site = Site {
            segment: item.segment,
            position: item.position,
            row: None,
            in_loop: Some(in_loop),
            line: (line > 0).then_some(line),
        };
        let reason = transaction.walker.why_unplaced().unwrap_or(Unplaced::UnknownSegment);
        let id = text(item.segment.id());
        let part = &mut self.parts[transaction.part as usize];
        part.push(item, None, in_loop, false, line);
        part.unplaced = true;
        transaction.end = item.end();
        let is_foreign = match reason {
            Unplaced::UnknownQualifier { spot } if spot.component > 0 => self
                .foreign
                .is_some_and(|separator| site.element(usize::from(spot.element)).contains(&separator)),
            _ => false,
        };
        if self.structure.unplaced(&id, reason == Unplaced::UnknownSegment) && !is_foreign {
            self.hits.add(unplaced(tables, &site, reason));
        }
    }

    #[cold]
    fn noise(&mut self, noise: &Noise<'_>, sink: &mut Sink<'_>) {
        let ends = [0u32];
        let segment = Segment::new(&[], &ends, crate::x12::Delimiters::STANDARD);
        let position = Position { offset: noise.offset, line: noise.line, ordinal: 0 };
        let site = Site { segment, position, row: None, in_loop: None, line: None };
        let count = noise.raw.len();
        let message = format!(
            "{count} {} no segment stand here",
            if count == 1 { "byte that is" } else { "bytes that are" }
        );
        let hit = Hit::new(&rules::NOISE, Fault::Segment(SegmentFault::Malformed), &site, None, message);
        self.tell(vec![hit], Level::Interchange, None, sink);
    }

    fn tell_in_transaction(&mut self, hits: Vec<Hit>, level: Level, sink: &mut Sink<'_>) {
        let tables = self.transaction.as_ref().map(|transaction| transaction.tables);
        let errors = self.tell(hits, level, tables, sink);
        if let Some(transaction) = &mut self.transaction {
            let part = (level as usize).saturating_sub(Level::Transaction as usize);
            transaction.errors[part] += errors;
        }
    }

    /// Turns hits into findings, in the order of the input. Gives the number of errors.
    fn tell(
        &mut self,
        mut hits: Vec<Hit>,
        level: Level,
        tables: Option<&Tables>,
        sink: &mut Sink<'_>,
    ) -> u64 {
        hits.sort_by_key(|hit| (hit.marks[0].position.offset, hit.marks[0].spot));
        let mut errors = 0;
        for hit in hits {
            let context = Context { book: self.book, tables, level };
            if let Some(found) = self.finder.finding(hit, &context) {
                errors += u64::from(found.finding.severity == crate::finding::Severity::Error);
                sink(Event::Found(Box::new(found)));
            }
        }
        let outermost = envelope_index(level);
        self.books.errors[..=outermost].iter_mut().for_each(|n| *n += errors);
        errors
    }
}

/// Index of an envelope among interchange, group, transaction; what is in a transaction belongs to it.
fn envelope_index(level: Level) -> usize {
    (level as usize).min(2)
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

fn scope<'c>(
    parts: &'c [PartBlock; 5],
    transaction: &'c Transaction<'_>,
    settings: &'c Settings,
) -> Claim<'c> {
    let part = transaction.part as usize;
    Claim {
        tables: transaction.tables,
        settings,
        parts: std::array::from_fn(|n| (n <= part && transaction.present[n]).then(|| &parts[n])),
    }
}

/// ISA12, which says the version of the envelopes.
const ISA12: Spot = Spot { element: 12, component: 0 };

/// ISA12 has to be 00501 where guides of version 005010 are in use. Asked once in an interchange.
fn control_version(claim: &Claim<'_>) -> Option<Hit> {
    let isa = claim.first(claim.fields().interchange_header)?;
    let message = "ISA12 (Interchange control version number) is another than that of the guide";
    (isa.element(12) != b"00501").then(|| {
        let fault = Fault::Element(ElementFault::Code);
        Hit::new(&rules::CODE, fault, &isa, Some(ISA12), message).help("Send 00501.")
    })
}

/// ST03 and GS08 have to name the same guide.
fn version(claim: &Claim<'_>, version: &str, hits: &mut Hits) {
    let fields = claim.fields();
    let Some(st) = claim.first(fields.transaction_header) else { return };
    let Some(gs) = claim.first(fields.group_header) else { return };
    if st.element(3).is_empty() || gs.element(8) == st.element(3) || version.is_empty() {
        return;
    }
    let spot = Spot { element: 3, component: 0 };
    let message = "ST03 (Guide) is another than GS08 of its group";
    let gs08 = Spot { element: 8, component: 0 };
    hits.add(
        Hit::new(&rules::VERSION, Fault::Element(ElementFault::Code), &st, Some(spot), message)
            .also(&gs, Some(gs08)),
    );
}

fn unplaced(tables: &Tables, site: &Site<'_>, reason: Unplaced) -> Hit {
    let guide = tables.guide;
    let here = site.in_loop.map_or(String::new(), |id| loop_words(guide, id));
    match reason {
        Unplaced::UnknownSegment if site.segment.id().is_empty() => Hit::new(
            &rules::EMPTY,
            Fault::Segment(SegmentFault::Malformed),
            site,
            None,
            "a segment without an identifier: two terminators stand side by side, or a separator behind one",
        ),
        Unplaced::UnknownSegment => {
            let message = "the guide has no segment of this identifier";
            Hit::new(&rules::UNKNOWN, Fault::Segment(SegmentFault::Unknown), site, None, message)
        }
        Unplaced::UnknownQualifier { spot } => {
            let message = format!(
                "the guide has no {} with this code in {}{spot}, here in {here} or elsewhere",
                text(site.segment.id()),
                text(site.segment.id())
            );
            Hit::new(&rules::QUALIFIER, Fault::Element(ElementFault::Qualifier), site, Some(spot), message)
        }
        Unplaced::Elsewhere { row, in_loop } => {
            let message = format!(
                "{} does not belong here, behind {here}; it stands in {}",
                row_words(guide, row),
                loop_words(guide, in_loop)
            );
            Hit::new(&rules::MISPLACED, Fault::Segment(SegmentFault::Unexpected), site, None, message)
        }
        Unplaced::AfterUnplaced => {
            let message = "it follows a segment that has no place";
            Hit::new(&rules::MISPLACED, Fault::Segment(SegmentFault::Unexpected), site, None, message)
        }
    }
}

/// ISA's elements have fixed widths, which the reader has judged as a whole: blanks fill them up.
fn is_fixed_width(hit: &Hit) -> bool {
    [&rules::SPACE, &rules::BLANK, &rules::LENGTH].iter().any(|rule| rule.code == hit.rule.code)
        || matches!(hit.marks[0].spot, Some(Spot { element: 11 | 16, .. }))
}

fn unterminated(position: Position) -> crate::x12::Fault {
    let kind = FaultKind::Unterminated;
    crate::x12::Fault { kind, position, header: None, expected: None, found: None }
}

fn plain<'s>(item: &Item<'s>) -> Site<'s> {
    Site { segment: item.segment, position: item.position, row: None, in_loop: None, line: None }
}

fn opened<'e>(level: Level, item: &Item<'e>) -> Opened<'e> {
    Opened { level, segment: item.segment, position: item.position, guide: None }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[inline]
fn is_envelope(id: &[u8]) -> bool {
    matches!(id, b"ISA" | b"GS" | b"ST" | b"SE" | b"GE" | b"IEA" | b"TA1")
}
