//! The envelopes in the pass: ISA, GS, ST, SE, GE, IEA, their elements, and what is wrong with them.

use crate::guide::{LoopId, RowId, Spot, registry};
use crate::span::Position;
use crate::x12::{Delimiters, EnvelopeLevel, Fault as EnvelopeFault, FaultKind, Item, Noise, Segment};

use super::cause;
use super::element::{Elements, Memory};
use super::envelope;
use super::event::{Closed, Event, Level, Opened};
use super::fault::{ElementFault, Fault, SegmentFault};
use super::rules;
use super::tables::Tables;
use super::validator::{Books, Sink, Validator, envelope_index, text};
use super::version::ISA12;
use super::violation::{Site, Violation, Violations};

impl Validator<'_> {
    /// A segment behind one without terminator: another interchange begins where the one before was cut.
    #[cold]
    pub(super) fn joined(&mut self, _item: &Item<'_>, sink: &mut Sink<'_>) {
        self.unterminated = false;
        let Some(last) = self.last.take() else { return };
        let segment = Segment::new(&last.bytes, &last.ends, last.delimiters);
        let site = Site { segment, position: last.position, row: None, in_loop: None, line: None };
        self.envelope_faults(&[unterminated(last.position)], &site, sink);
        self.cut_transaction();
        self.origin.joined = true;
    }

    /// A segment that belongs into a transaction, outside of one.
    #[cold]
    pub(super) fn stray(&mut self, item: &Item<'_>, sink: &mut Sink<'_>) {
        // The books were kept already; what they said is asked again of a copy of their last answer.
        let fault = EnvelopeFault {
            kind: FaultKind::Outside(EnvelopeLevel::Transaction),
            position: item.position,
            header: None,
            expected: None,
            found: None,
        };
        // One is enough for a run of them.
        if !std::mem::replace(&mut self.origin.strayed, true) {
            self.envelope_faults(&[fault], &plain(item), sink);
        }
        self.keep(item);
    }

    /// ISA, GS, ST, SE, GE, IEA, TA1, and whatever has no terminator.
    pub(super) fn envelope(&mut self, item: &Item<'_>, sink: &mut Sink<'_>) {
        let id = item.segment.id();
        self.counted = self.counts();
        let mut faults = self.envelopes.observe(item).to_vec();
        self.origin.strayed = false;
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
                self.without_joined(&mut faults);
                self.end_part(sink);
                self.inside(item, sink);
                self.close_transaction(sink);
                self.trailer(Level::Transaction, item, &faults, sink);
            }
            b"GE" => self.trailer(Level::Group, item, &faults, sink),
            b"IEA" => self.trailer(Level::Interchange, item, &faults, sink),
            _ => {
                if item.terminated {
                    self.inside(item, sink);
                } else {
                    self.cut_transaction();
                }
                self.envelope_faults(&faults, &plain(item), sink);
            }
        }
        self.keep(item);
    }

    /// What SE01 counts is right, if it is the terminators that are missing.
    fn without_joined(&self, faults: &mut Vec<EnvelopeFault>) {
        let joined = self.transaction.as_ref().map_or(0, |transaction| transaction.joined);
        let number = |text: &Option<String>| text.as_ref().and_then(|text| text.parse::<u64>().ok());
        faults.retain(|fault| {
            fault.kind != FaultKind::Count(EnvelopeLevel::Transaction)
                || joined == 0
                || number(&fault.found) != number(&fault.expected).map(|counted| counted + joined)
        });
    }

    /// Envelopes that end without their trailer, because another begins.
    pub(super) fn closings(&mut self, faults: &[EnvelopeFault], item: &Item<'_>, sink: &mut Sink<'_>) {
        let missing = |fault: &&EnvelopeFault| matches!(fault.kind, FaultKind::MissingTrailer(_));
        let joined = std::mem::take(&mut self.origin.joined);
        for fault in faults.iter().filter(missing) {
            if let (true, FaultKind::MissingTrailer(level)) = (joined, fault.kind) {
                self.closed(envelope::of(level), None, fault.position.offset, sink);
            } else {
                self.envelope_faults(std::slice::from_ref(fault), &plain(item), sink);
            }
        }
    }

    /// Tells faults of the envelopes.
    pub(super) fn envelope_faults(&mut self, faults: &[EnvelopeFault], site: &Site<'_>, sink: &mut Sink<'_>) {
        for fault in faults {
            let (level, violation) = envelope::violation(fault, site);
            let violations = vec![violation];
            self.tell(violations, level, None, sink);
            if let FaultKind::MissingTrailer(level) = fault.kind {
                self.closed(envelope::of(level), None, fault.position.offset, sink);
            }
        }
    }

    pub(super) fn open_interchange(
        &mut self,
        item: &Item<'_>,
        faults: &[EnvelopeFault],
        sink: &mut Sink<'_>,
    ) {
        self.leave_interchange();
        self.books = Books::default();
        self.origin.open(Level::Interchange, &text(item.segment.element(13)));
        self.header.restart(item.segment.delimiters(), 0);
        sink(Event::Opened(opened(Level::Interchange, item)));
        let wrapped = cause::wrapped(item);
        if let Some(length) = wrapped {
            self.tell(vec![cause::of_wrapped(length, &plain(item))], Level::Interchange, None, sink);
            self.books.wrapped = true;
        } else if let Some(violation) = cause::widths(&plain(item)) {
            self.tell(vec![violation], Level::Interchange, None, sink);
        }
        // Which widths are wrong has been said.
        let others: Vec<EnvelopeFault> =
            faults.iter().filter(|fault| fault.kind != FaultKind::HeaderWidth).cloned().collect();
        self.header_faults(&others, item, sink);
        self.header_elements("ISA", item, Level::Interchange, sink);
        let again = FaultKind::DuplicateControlNumber(EnvelopeLevel::Interchange);
        let is_told = faults.iter().any(|fault| fault.kind == again);
        let before =
            self.rules.checks_type(7).then(|| self.seen.interchange(&item.segment, item.position.line));
        if let Some(before) = before.flatten().filter(|_| !is_told) {
            let fault = Fault::Envelope(again);
            let spot = Some(Spot { element: 13, component: 0 });
            let message = format!("an interchange of this sender and number was in the run before, {before}");
            let violation = Violation::at(&rules::REPEATED, fault, &plain(item), spot, message);
            self.tell(vec![violation], Level::Interchange, None, sink);
        }
        self.header.block.push(&item.segment, (None, LoopId(0), true), item.position);
    }

    pub(super) fn open_group(&mut self, item: &Item<'_>, faults: &[EnvelopeFault], sink: &mut Sink<'_>) {
        (self.books.claims[1], self.books.errors[1]) = (0, 0);
        self.origin.open(Level::Group, &text(item.segment.element(6)));
        self.header.block.truncate(1);
        sink(Event::Opened(opened(Level::Group, item)));
        self.header_faults(faults, item, sink);
        // A group of something else is not ours to judge; one whose version is that of claims is, whatever it calls itself.
        let is_claims = || registry::by_version(&text(item.segment.element(8))).is_some();
        if item.segment.element(1) == b"HC" || is_claims() {
            self.header_elements("GS", item, Level::Group, sink);
        }
        self.header.block.push(&item.segment, (None, LoopId(0), true), item.position);
    }

    pub(super) fn header_faults(&mut self, faults: &[EnvelopeFault], item: &Item<'_>, sink: &mut Sink<'_>) {
        for fault in faults.iter().filter(|fault| !matches!(fault.kind, FaultKind::MissingTrailer(_))) {
            self.envelope_faults(std::slice::from_ref(fault), &plain(item), sink);
        }
    }

    /// Elements of ISA and GS, which both guides describe alike.
    pub(super) fn header_elements(&mut self, id: &str, item: &Item<'_>, level: Level, sink: &mut Sink<'_>) {
        let guide = registry::by_version(&text(item.segment.element(8))).unwrap_or(registry::professional());
        let tables = Tables::of(guide);
        let Some(row) = tables.guide.segments.iter().position(|row| row.id == id) else { return };
        let row = RowId(row as u16);
        let in_loop = tables.guide.row(row).in_loop;
        let site = Site { row: Some(row), in_loop: Some(in_loop), ..plain(item) };
        let mut violations = Violations::new();
        Elements {
            table: tables.row(row),
            row: tables.guide.row(row),
            site: &site,
            violations: &mut violations,
            memory: &mut Memory::default(),
        }
        .check();
        let mut list = violations;
        if id == "ISA" {
            // Other versions carry other transactions; of an 837 it is asked later.
            list.retain(|violation| {
                is_needed(&item.segment, violation)
                    || (!is_fixed_width(violation) && violation.main().spot != Some(ISA12))
            });
        } else {
            // A version that no supported guide has is no fault of the file but of the reader.
            list.retain(|violation| {
                !(violation.main().spot == Some(Spot { element: 8, component: 0 })
                    && violation.detail.fault == Fault::Element(ElementFault::Code))
            });
        }
        self.tell(list, level, Some(tables), sink);
    }

    pub(super) fn trailer(
        &mut self,
        level: Level,
        item: &Item<'_>,
        faults: &[EnvelopeFault],
        sink: &mut Sink<'_>,
    ) {
        self.header_faults(faults, item, sink);
        let stated = text(item.segment.element(1));
        self.closed(level, Some(stated), item.position.offset, sink);
    }

    pub(super) fn closed(&mut self, level: Level, stated: Option<String>, offset: u64, sink: &mut Sink<'_>) {
        let n = envelope_index(level);
        let control = self.origin.control(level).unwrap_or_default().to_owned();
        // Where the trailer is missing, the books have gone on to what is in its place.
        let counted = if stated.is_some() { self.counts()[n] } else { self.counted[n] };
        let (claims, errors) = (self.books.claims[n], self.books.errors[n]);
        sink(Event::Closed(Closed { level, control, stated, counted, claims, errors, offset }));
        self.origin.close(level);
    }

    /// Groups, transactions and segments of the envelopes of the last segment.
    pub(super) fn counts(&self) -> [u64; 3] {
        [
            self.envelopes.interchange().map_or(0, |open| open.groups),
            self.envelopes.group().map_or(0, |open| open.transactions),
            self.envelopes.transaction().map_or(0, |open| open.segments),
        ]
    }

    #[cold]
    pub(super) fn noise(&mut self, noise: &Noise<'_>, sink: &mut Sink<'_>) {
        let ends = [0u32];
        let segment = Segment::new(&[], &ends, Delimiters::STANDARD);
        let position = Position { offset: noise.offset, line: noise.line, ..Position::default() };
        let site = Site { segment, position, row: None, in_loop: None, line: None };
        let count = noise.raw.len();
        let message = format!(
            "{count} {} no segment stand here",
            if count == 1 { "byte that is" } else { "bytes that are" }
        );
        let violation =
            Violation::at(&rules::NOISE, Fault::Segment(SegmentFault::Malformed), &site, None, message);
        self.tell(vec![violation], Level::Interchange, None, sink);
    }
}

/// ISA's elements have fixed widths, which the reader has judged as a whole: blanks fill them up.
fn is_fixed_width(violation: &Violation) -> bool {
    [&rules::SPACE, &rules::BLANK, &rules::LENGTH]
        .iter()
        .any(|rule| violation.rule.is_some_and(|own| own.code == rule.code))
        || matches!(violation.main().spot, Some(Spot { element: 11 | 16, .. }))
}

/// Whether an element of ISA is nothing but blanks, and something has to be there: everywhere but in the authorization and the
/// security, which their qualifiers announce.
fn is_needed(isa: &Segment<'_>, violation: &Violation) -> bool {
    let element = violation.main().spot.map_or(0, |spot| spot.element);
    violation.rule.is_some_and(|rule| rule.code == rules::BLANK.code)
        && match element {
            2 | 4 => isa.element(usize::from(element) - 1) != b"00",
            // What separates repetitions and components has findings of its own.
            element => !matches!(element, 11 | 16),
        }
}

fn unterminated(position: Position) -> EnvelopeFault {
    let kind = FaultKind::Unterminated;
    EnvelopeFault { kind, position, header: None, expected: None, found: None }
}

/// The place of a segment that is in no loop.
pub(super) fn plain<'s>(item: &Item<'s>) -> Site<'s> {
    Site { segment: item.segment, position: item.position, row: None, in_loop: None, line: None }
}

pub(super) fn opened<'e>(level: Level, item: &Item<'e>) -> Opened<'e> {
    Opened { level, segment: item.segment, position: item.position, guide: None }
}
