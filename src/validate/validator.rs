//! The validator: takes an input piece by piece and tells what is wrong, in one pass.
//!
//! The pass is here; `transport` has what it does at envelopes, `transaction` what it does inside an 837.

use std::collections::BTreeSet;

use crate::finding::Severity;
use crate::rules::Judged;
use crate::span::Position;
use crate::x12::{Charset, Delimiters, Envelopes, FaultKind, Item, Piece, Segment};

use super::cause;
use super::element::Memory;
use super::envelope;
use super::event::{Event, Level};
use super::hierarchy::Hierarchy;
use super::locate::{Around, Origin};
use super::rule_set::RuleSet;
use super::rules::Told;
use super::scope::PartBlock;
use super::seen::Seen;
use super::structure::Structure;
use super::tables::Tables;
use super::transaction::Transaction;
use super::validated_segments::ValidatedSegments;
use super::violation::{Mark, Site, Violations};

/// Takes the events of a validator.
pub type Sink<'s> = dyn FnMut(Event<'_>) + 's;

/// Checks one input, piece by piece. Memory follows the largest claim, never the input.
#[derive(Debug)]
pub struct Validator<'r> {
    pub(super) rules: &'r RuleSet,
    pub(super) envelopes: Envelopes,
    pub(super) origin: Origin,
    pub(super) violations: Violations,
    /// ISA and GS of the interchange and group at hand.
    pub(super) header: PartBlock,
    pub(super) parts: Box<[PartBlock; 5]>,
    pub(super) structure: Structure,
    pub(super) hierarchy: Hierarchy,
    pub(super) transaction: Option<Transaction<'r>>,
    pub(super) books: Books,
    /// What stood in the envelopes before the last envelope segment, see `counts`.
    pub(super) counted: [u64; 3],
    /// The last segment, for faults that show only at the end.
    pub(super) last: Option<Last>,
    /// The last segment has no terminator, which has not been said yet.
    pub(super) unterminated: bool,
    pub(super) memory: Memory,
    pub(super) known: ValidatedSegments,
    pub(super) seen: Seen,
    /// What payer profiles asked of levels that hold for several claims.
    pub(super) told: Told,
    put_aside: u64,
    /// See [`Self::is_cut_off`].
    cut_off: bool,
}

/// Violations of a part wait for its end, to be reported in the order of the input. So many are reported at once.
const MOST_WAITING: usize = 4096;

/// What is counted and known of the open interchange. Claims and errors are of interchange, group, transaction.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Books {
    pub(super) claims: [u64; 3],
    pub(super) errors: [u64; 3],
    /// Its version has been compared with a transaction in it.
    pub(super) asked: bool,
    /// It is cut into lines of one length, which has been said.
    pub(super) wrapped: bool,
}

#[derive(Debug)]
pub(super) struct Last {
    pub(super) position: Position,
    pub(super) bytes: Vec<u8>,
    pub(super) ends: Vec<u32>,
    pub(super) delimiters: Delimiters,
}

impl<'r> Validator<'r> {
    /// A validator of `file`, the name as the user gave it.
    pub fn new(rules: &'r RuleSet, file: Option<String>, charset: Charset) -> Self {
        Self {
            rules,
            envelopes: Envelopes::new(),
            origin: Origin::new(file, charset),
            violations: Violations::new(),
            header: PartBlock::new(),
            parts: Box::new(std::array::from_fn(|_| PartBlock::new())),
            structure: Structure::default(),
            hierarchy: Hierarchy::default(),
            transaction: None,
            books: Books::default(),
            counted: [0; 3],
            last: None,
            unterminated: false,
            memory: Memory::default(),
            known: ValidatedSegments::default(),
            seen: Seen::default(),
            told: Told::default(),
            put_aside: 0,
            cut_off: false,
        }
    }

    /// Goes on with the interchanges that were met in the inputs before.
    pub fn after(self, mut seen: Seen) -> Self {
        seen.input(self.origin.file());
        Self { seen, ..self }
    }

    /// The interchanges met, for the next input's validator.
    pub fn into_seen(self) -> Seen {
        self.seen
    }

    /// Lists that edits of the payers met ask, and that were not brought.
    pub fn missed_lists(&self) -> &BTreeSet<String> {
        &self.told.missed
    }

    /// Whether the input ended before its last interchange did.
    pub fn is_cut_off(&self) -> bool {
        self.cut_off
    }

    /// The interchange at hand is over. One that was refused may come again, corrected, under its number.
    pub(super) fn leave_interchange(&mut self) {
        self.seen.leave();
    }

    /// Findings so far that are known and were put aside.
    pub fn put_aside(&self) -> u64 {
        self.put_aside
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
        self.counted = self.counts();
        let faults = self.envelopes.finish().to_vec();
        let last = self.last.take();
        let cut = faults.iter().any(|fault| fault.kind == FaultKind::CutOff);
        self.cut_off = cut;
        if cut {
            self.seen.refuse();
        }
        if let (Some(last), true) = (&last, cut) {
            // What the cut took away is not missed piece by piece: neither trailers nor what a claim still needs.
            let last = self
                .last_in_transaction()
                .filter(|mark| mark.position() > last.position)
                .unwrap_or_else(|| {
                    let segment = Segment::new(&last.bytes, &last.ends, last.delimiters);
                    Mark::new(
                        &Site { segment, position: last.position, row: None, in_loop: None, line: None },
                        None,
                    )
                });
            let site = Site {
                segment: last.segment(),
                position: last.position(),
                row: None,
                in_loop: None,
                line: None,
            };
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
        self.leave_interchange();
    }

    #[inline]
    pub(super) fn segment(&mut self, item: &Item<'_>, sink: &mut Sink<'_>) {
        if self.unterminated {
            self.joined(item, sink);
        }
        let envelope = is_envelope(item.segment.id());
        if envelope && item.terminated && self.joined_envelope(item, sink) {
            // Its pieces have been read.
        } else if envelope || !item.terminated {
            self.envelope(item, sink);
        } else if self.envelopes.observe(item).is_empty() {
            self.inside(item, sink);
            if self.violations.len() >= MOST_WAITING {
                self.tell_waiting(sink);
            }
        } else {
            self.stray(item, sink);
        }
    }

    pub(super) fn keep(&mut self, item: &Item<'_>) {
        self.last = Some(Last {
            position: item.position,
            bytes: item.segment.bytes().to_vec(),
            ends: item.segment.ends().to_vec(),
            delimiters: item.segment.delimiters(),
        });
    }

    /// Turns violations into findings, in the order of the input. Gives the number of errors.
    pub(super) fn tell(
        &mut self,
        mut violations: Violations,
        level: Level,
        tables: Option<&Tables>,
        sink: &mut Sink<'_>,
    ) -> u64 {
        if self.books.wrapped {
            violations.retain(|violation| !cause::is_of_wrapping(violation));
        }
        violations.sort_by_key(|violation| (violation.main().position.offset, violation.main().spot));
        let (mut errors, mut again, mut suppressed) = (0, 0, 0);
        let around = Around {
            origin: &self.origin,
            policy: self.rules.set.policy(),
            tables,
            level,
            claim: self.transaction.as_ref().map(|open| open.scope(&self.parts, &self.rules.settings)),
        };
        for violation in violations {
            let Some(rule) = violation.rule else { continue };
            let known = violation.detail.again;
            let Ok(judged) = self.rules.set.judge(rule, &violation, &around);
            match judged {
                Judged::Silent => {}
                Judged::Suppressed(_) => suppressed += u64::from(!known),
                Judged::Finding(finding) => {
                    let error = u64::from(finding.severity == Severity::Error);
                    let reported = Box::new(around.reported(*finding, rule, violation));
                    if known {
                        again += error;
                        sink(Event::Again(reported));
                    } else {
                        errors += error;
                        sink(Event::Finding(reported));
                    }
                }
            }
        }
        self.put_aside += suppressed;
        let outermost = envelope_index(level);
        if level == Level::Interchange && errors > 0 {
            self.seen.refuse();
        }
        self.books.errors[..=outermost].iter_mut().for_each(|n| *n += errors);
        errors + again
    }
}

/// Index of an envelope among interchange, group, transaction; what is in a transaction belongs to it.
pub(super) fn envelope_index(level: Level) -> usize {
    (level as usize).min(2)
}

pub(super) fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[inline]
pub(super) fn is_envelope(id: &[u8]) -> bool {
    matches!(id, b"ISA" | b"GS" | b"ST" | b"SE" | b"GE" | b"IEA" | b"TA1")
}
