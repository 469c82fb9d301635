//! Keeps the books of the envelopes: which interchange, group and transaction a segment belongs to, and whether
//! headers and trailers agree.
//!
//! Nothing stops at a fault: the next header or trailer is taken as it is.

use super::control_numbers::{ControlNumbers, number, same_number};
use super::fault::{EnvelopeLevel, Fault, FaultKind};
use super::isa;
use super::piece::Item;
use crate::span::Position;

/// Bytes of ISA with its terminator.
const ISA_WIDTH: usize = 106;

/// An open interchange.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Interchange {
    /// ISA13, as it is there.
    pub control: String,
    /// Where the ISA is.
    pub position: Position,
    /// Groups so far.
    pub groups: u64,
}

/// An open functional group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// GS01: `HC` for claims.
    pub functional: String,
    /// GS06, as it is there.
    pub control: String,
    /// GS08, such as `005010X222A1`.
    pub version: String,
    /// Where the GS is.
    pub position: Position,
    /// Transactions so far.
    pub transactions: u64,
}

/// An open transaction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transaction {
    /// ST01, such as `837`.
    pub code: String,
    /// ST02, as it is there.
    pub control: String,
    /// ST03, or GS08 where ST03 is empty: the guide in use. Empty if neither is there.
    pub version: String,
    /// Where the ST is.
    pub position: Position,
    /// Segments so far, ST counted.
    pub segments: u64,
}

/// The books. Show it every segment, then say that the input has ended.
#[derive(Debug, Default)]
pub struct Envelopes {
    interchange: Option<Interchange>,
    group: Option<Group>,
    transaction: Option<Transaction>,
    /// The last segment was the trailer of this envelope, which it still belongs to.
    closed: Option<EnvelopeLevel>,
    /// Transactions stand in the interchange without a group, which has been said.
    groupless: bool,
    numbers: ControlNumbers,
    end: Position,
    faults: Vec<Fault>,
}

impl Envelopes {
    /// Books without an entry.
    pub fn new() -> Self {
        Self::default()
    }

    /// The interchange of the last segment, ISA and IEA counted in.
    pub fn interchange(&self) -> Option<&Interchange> {
        self.interchange.as_ref()
    }

    /// The group of the last segment, GS and GE counted in.
    pub fn group(&self) -> Option<&Group> {
        self.group.as_ref()
    }

    /// The transaction of the last segment, ST and SE counted in.
    pub fn transaction(&self) -> Option<&Transaction> {
        self.transaction.as_ref()
    }

    /// Enters a segment. Gives the faults that show at it.
    #[inline]
    pub fn observe(&mut self, item: &Item<'_>) -> &[Fault] {
        self.faults.clear();
        self.end = Position { offset: item.end(), ordinal: item.position.ordinal, ..item.position };
        match (self.closed, &mut self.transaction) {
            // The common case: a segment of a transaction that is no envelope segment.
            (None, Some(open)) if item.terminated && !may_be_envelope(item.segment.id()) => {
                open.segments += 1;
            }
            _ => self.observe_envelope(item),
        }
        &self.faults
    }

    /// The input has ended. Gives the faults that show only now; the books are then empty.
    pub fn finish(&mut self) -> &[Fault] {
        self.faults.clear();
        self.drop_closed();
        let end = self.end;
        self.close(EnvelopeLevel::Interchange, end);
        let missing = self.faults.iter().filter_map(|fault| match fault.kind {
            FaultKind::MissingTrailer(level) => Some(level.trailer()),
            _ => None,
        });
        let missing = missing.collect::<Vec<_>>().join(", ");
        if !missing.is_empty() {
            let cut = Fault {
                kind: FaultKind::CutOff,
                position: end,
                header: None,
                expected: Some(missing),
                found: None,
            };
            self.faults.insert(0, cut);
        }
        self.numbers = ControlNumbers::default();
        &self.faults
    }

    fn observe_envelope(&mut self, item: &Item<'_>) {
        self.drop_closed();
        let position = item.position;
        match item.segment.id() {
            b"ISA" => {
                self.open_interchange(item);
                self.check_width(item);
            }
            b"GS" => self.open_group(item),
            b"ST" => self.open_transaction(item),
            b"SE" => self.close_transaction(item),
            b"GE" => self.close_group(item),
            b"IEA" => self.close_interchange(item),
            // TA1 acknowledges an interchange, ISB and ISE are its grade of service and deferred delivery request.
            b"TA1" | b"ISB" | b"ISE" => {
                self.close(EnvelopeLevel::Group, position);
                self.require(EnvelopeLevel::Interchange, position);
            }
            _ => {
                if let Some(open) = &mut self.transaction {
                    open.segments += 1;
                }
                self.require(EnvelopeLevel::Transaction, position);
            }
        }
        if !item.terminated {
            self.add(FaultKind::Unterminated, position, None);
        }
    }

    /// Most readers take ISA apart by position, and refuse one that is longer or shorter.
    fn check_width(&mut self, item: &Item<'_>) {
        let width = item.segment.bytes().len() + 1;
        // Two that are wrong may have the right sum.
        let fits = |(n, width): (usize, &usize)| item.segment.element(n).len() == *width;
        let is_right = width == ISA_WIDTH && (1..).zip(&isa::WIDTHS).all(fits);
        if !is_right && item.terminated {
            self.add(FaultKind::HeaderWidth, item.position, None);
            if let Some(fault) = self.faults.last_mut() {
                (fault.expected, fault.found) = (Some(ISA_WIDTH.to_string()), Some(width.to_string()));
            }
        }
    }

    fn open_interchange(&mut self, item: &Item<'_>) {
        self.close(EnvelopeLevel::Interchange, item.position);
        let control = item.segment.element(13);
        let parties = [5, 6, 7, 8].map(|n| item.segment.element(n).trim_ascii_end());
        if !self.numbers.interchange(parties, control) {
            self.add_numbers(
                FaultKind::DuplicateControlNumber(EnvelopeLevel::Interchange),
                item,
                None,
                None,
                control,
            );
        }
        self.groupless = false;
        self.interchange = Some(Interchange { control: text(control), position: item.position, groups: 0 });
    }

    fn open_group(&mut self, item: &Item<'_>) {
        self.close(EnvelopeLevel::Group, item.position);
        self.require(EnvelopeLevel::Interchange, item.position);
        let element = |n| item.segment.element(n);
        if !self.numbers.group(element(6)) {
            self.add_numbers(
                FaultKind::DuplicateControlNumber(EnvelopeLevel::Group),
                item,
                None,
                None,
                element(6),
            );
        }
        if let Some(interchange) = &mut self.interchange {
            interchange.groups += 1;
        }
        self.group = Some(Group {
            functional: text(element(1)),
            control: text(element(6)),
            version: text(element(8)),
            position: item.position,
            transactions: 0,
        });
    }

    fn open_transaction(&mut self, item: &Item<'_>) {
        self.close(EnvelopeLevel::Transaction, item.position);
        self.require_group(item.position);
        let element = |n| item.segment.element(n);
        if !self.numbers.transaction(element(2)) {
            self.add_numbers(
                FaultKind::DuplicateControlNumber(EnvelopeLevel::Transaction),
                item,
                None,
                None,
                element(2),
            );
        }
        if let Some(group) = &mut self.group {
            group.transactions += 1;
        }
        let version = match (text(element(3)), &self.group) {
            (version, Some(group)) if version.is_empty() => group.version.clone(),
            (version, _) => version,
        };
        self.transaction = Some(Transaction {
            code: text(element(1)),
            control: text(element(2)),
            version,
            position: item.position,
            segments: 1,
        });
    }

    fn close_transaction(&mut self, item: &Item<'_>) {
        let Some(open) = &mut self.transaction else {
            return self.require(EnvelopeLevel::Transaction, item.position);
        };
        open.segments += 1;
        let (count, control, header) = (open.segments, open.control.clone(), open.position);
        self.compare_count(EnvelopeLevel::Transaction, item, header, count);
        // ST02 is text: 0001 and 1 are two control numbers.
        let found = item.segment.element(2);
        if found != control.as_bytes() {
            self.add_control(EnvelopeLevel::Transaction, item, header, &control);
        }
        self.closed = Some(EnvelopeLevel::Transaction);
    }

    fn close_group(&mut self, item: &Item<'_>) {
        self.close(EnvelopeLevel::Transaction, item.position);
        let Some(open) = &self.group else { return self.require_group(item.position) };
        let (count, control, header) = (open.transactions, open.control.clone(), open.position);
        self.compare_count(EnvelopeLevel::Group, item, header, count);
        if !same_number(item.segment.element(2), control.as_bytes()) {
            self.add_control(EnvelopeLevel::Group, item, header, &control);
        }
        self.closed = Some(EnvelopeLevel::Group);
    }

    fn close_interchange(&mut self, item: &Item<'_>) {
        self.close(EnvelopeLevel::Group, item.position);
        let Some(open) = &self.interchange else {
            return self.require(EnvelopeLevel::Interchange, item.position);
        };
        let (count, control, header) = (open.groups, open.control.clone(), open.position);
        if !self.groupless {
            self.compare_count(EnvelopeLevel::Interchange, item, header, count);
        }
        if !same_number(item.segment.element(2), control.as_bytes()) {
            self.add_control(EnvelopeLevel::Interchange, item, header, &control);
        }
        self.closed = Some(EnvelopeLevel::Interchange);
    }

    /// Closes what is still open at `level` and inside it, where a trailer should have done so.
    fn close(&mut self, level: EnvelopeLevel, position: Position) {
        if let Some(open) = self.transaction.take() {
            self.add(FaultKind::MissingTrailer(EnvelopeLevel::Transaction), position, Some(open.position));
        }
        if level <= EnvelopeLevel::Group
            && let Some(open) = self.group.take()
        {
            self.add(FaultKind::MissingTrailer(EnvelopeLevel::Group), position, Some(open.position));
        }
        if level == EnvelopeLevel::Interchange
            && let Some(open) = self.interchange.take()
        {
            self.add(FaultKind::MissingTrailer(EnvelopeLevel::Interchange), position, Some(open.position));
        }
    }

    /// Drops the envelope whose trailer was the last segment.
    fn drop_closed(&mut self) {
        match self.closed.take() {
            Some(EnvelopeLevel::Transaction) => self.transaction = None,
            Some(EnvelopeLevel::Group) => {
                self.group = None;
                self.numbers.leave_group();
            }
            Some(EnvelopeLevel::Interchange) => {
                self.interchange = None;
                self.numbers.leave_interchange();
            }
            None => {}
        }
    }

    /// A group has to be open. Where GS is missing, that is one fault of the interchange, and IEA01 counts as it may.
    fn require_group(&mut self, position: Position) {
        if self.group.is_none() && !std::mem::replace(&mut self.groupless, true) {
            self.add(FaultKind::Outside(EnvelopeLevel::Group), position, None);
        }
    }

    fn require(&mut self, level: EnvelopeLevel, position: Position) {
        let open = match level {
            EnvelopeLevel::Interchange => self.interchange.is_some(),
            EnvelopeLevel::Group => self.group.is_some(),
            EnvelopeLevel::Transaction => self.transaction.is_some(),
        };
        if !open {
            self.add(FaultKind::Outside(level), position, None);
        }
    }

    fn compare_count(&mut self, level: EnvelopeLevel, item: &Item<'_>, header: Position, count: u64) {
        let found = item.segment.element(1);
        let kind = match number(found) {
            Some(found) if found == count => return,
            Some(_) => FaultKind::Count(level),
            None => FaultKind::CountNotNumeric(level),
        };
        self.add_numbers(kind, item, Some(header), Some(count.to_string()), found);
    }

    fn add_control(&mut self, level: EnvelopeLevel, item: &Item<'_>, header: Position, expected: &str) {
        let found = item.segment.element(2);
        self.add_numbers(
            FaultKind::ControlNumber(level),
            item,
            Some(header),
            Some(expected.to_owned()),
            found,
        );
    }

    fn add(&mut self, kind: FaultKind, position: Position, header: Option<Position>) {
        self.faults.push(Fault { kind, position, header, expected: None, found: None });
    }

    fn add_numbers(
        &mut self,
        kind: FaultKind,
        item: &Item<'_>,
        header: Option<Position>,
        expected: Option<String>,
        found: &[u8],
    ) {
        let found = Some(text(found));
        self.faults.push(Fault { kind, position: item.position, header, expected, found });
    }
}

/// Whether the identifier is worth a closer look.
#[inline]
fn may_be_envelope(id: &[u8]) -> bool {
    matches!(id, [b'S' | b'G', _] | [b'I' | b'T', _, _])
}

/// Control numbers are ASCII; whatever else is there is shown as far as it can be.
fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
