//! Joins interchanges of the same trading partners.

use std::collections::{HashMap, HashSet};
use std::io::Write;
use std::path::Path;

use crate::guide::Guide;
use crate::span::Position;
use crate::spool::Spool;
use crate::x12::{Addressing, EnvelopeLevel, Envelopes, Item, Numbering, Piece, Reader, Source, written};

use super::addressed;
use super::close::Open;
use super::complete::CompleteClaims;
use super::error::{EditError, Result};
use super::intake::{Intake, breaks_off};
use super::kept::Kept;

/// Collects the transactions of several inputs and writes them as few interchanges.
///
/// Interchanges are joined where their ISA differ in nothing but date, time and control number: then they have the
/// same sender, receiver, version, passwords, test indicator and separators. In them groups are joined where GS01 to
/// GS03, GS07, GS08 and the guide are the same. The first ISA and GS of those joined are kept. Transactions stay as
/// they are, byte for byte, in the order they came in.
///
/// Where the result is addressed anew ([`Merge::addressed`]), the partners are those that it names.
///
/// A control number that would then stand twice (ST02 or GS06 in an interchange, ISA13 between two parties) is
/// replaced by a free one, even if control numbers are kept.
#[derive(Debug)]
pub struct Merge {
    spool: Spool,
    addressing: Addressing,
    interchanges: Vec<Interchange>,
    by_header: HashMap<Vec<u8>, usize>,
}

#[derive(Debug)]
struct Interchange {
    header: Kept,
    trailer: Option<Kept>,
    groups: Vec<Group>,
    by_header: HashMap<Vec<u8>, usize>,
}

#[derive(Debug)]
struct Group {
    header: Kept,
    trailer: Option<Kept>,
    transactions: Vec<Transaction>,
}

/// A transaction in the spool, its ST and SE beside it.
#[derive(Debug)]
struct Transaction {
    header: Kept,
    trailer: Option<Kept>,
    offset: u64,
    length: u64,
    /// Segments between ST and SE.
    segments: u64,
    claims: CompleteClaims,
    /// Length and segments up to the last complete claim, as long as it is not known whether there will be another one.
    complete: (u64, u64),
    /// The last segment.
    last: Position,
}

/// What was written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Merged {
    /// Interchanges.
    pub interchanges: u64,
    /// Groups.
    pub groups: u64,
    /// Transactions.
    pub transactions: u64,
    /// Control numbers replaced because they would have stood twice.
    pub replaced: u64,
}

impl Merge {
    /// Collects in a file in this folder, or else in the system's own, as soon as memory is too small.
    pub fn new(temp_dir: Option<&Path>) -> Self {
        Self {
            spool: Spool::new(temp_dir),
            addressing: Addressing::default(),
            interchanges: Vec::new(),
            by_header: HashMap::new(),
        }
    }

    /// Names another sender or receiver in the result, or says whether it is a test.
    pub fn addressed(mut self, addressing: Addressing) -> Self {
        self.addressing = addressing;
        self
    }

    /// Takes the transactions of an input. After an error, those before it are taken.
    pub fn add<S: Source>(&mut self, reader: Reader<S>, intake: &mut Intake) -> Result<()> {
        let mut adding = Adding { merge: self, intake, isa: None, gs: None, place: None, open: None };
        adding.all(reader)
    }

    /// Whether there is nothing to write.
    pub fn is_empty(&self) -> bool {
        self.interchanges.is_empty()
    }

    /// Writes everything.
    pub fn write<W: Write>(mut self, mut out: W, mut numbers: Numbering) -> Result<(W, Merged)> {
        let mut merged = Merged::default();
        let mut line = Vec::new();
        let parties = |header: &Kept| [5, 6, 7, 8].map(|n| header.element(n)).join(&0);
        let isa: Vec<(Vec<u8>, &Kept)> =
            self.interchanges.iter().map(|i| (parties(&i.header), &i.header)).collect();
        let isa = unique(EnvelopeLevel::Interchange, &isa, &mut numbers, &mut merged);
        for (interchange, control) in self.interchanges.iter().zip(isa) {
            let mut open = Open::new(EnvelopeLevel::Interchange, &interchange.header, control, &mut line);
            interchange.write(&mut self.spool, &mut numbers, &mut merged, &mut open, &mut line, &mut out)?;
            close(&open, interchange.trailer.as_ref(), &mut line);
            put(&mut line, &mut out)?;
            merged.interchanges += 1;
        }
        out.flush().map_err(EditError::Write)?;
        Ok((out, merged))
    }

    /// Where transactions under these headers go.
    fn place(&mut self, isa: &Kept, gs: &Kept, guide: &str) -> [usize; 2] {
        let delimiters = isa.delimiters();
        let mut key = vec![delimiters.element, delimiters.segment];
        for n in (1..=8).chain([11, 12]).chain(14..=16) {
            key.extend_from_slice(isa.element(n).trim_ascii_end());
            key.push(0);
        }
        let interchanges = &mut self.interchanges;
        let outer = *self.by_header.entry(key).or_insert_with(|| {
            interchanges.push(Interchange {
                header: isa.clone(),
                trailer: None,
                groups: Vec::new(),
                by_header: HashMap::new(),
            });
            interchanges.len() - 1
        });
        let interchange = &mut interchanges[outer];
        let mut key = guide.as_bytes().to_vec();
        for n in [1, 2, 3, 7, 8] {
            key.push(0);
            key.extend_from_slice(gs.element(n).trim_ascii_end());
        }
        let groups = &mut interchange.groups;
        let inner = *interchange.by_header.entry(key).or_insert_with(|| {
            groups.push(Group { header: gs.clone(), trailer: None, transactions: Vec::new() });
            groups.len() - 1
        });
        [outer, inner]
    }
}

impl Interchange {
    fn write(
        &self,
        spool: &mut Spool,
        numbers: &mut Numbering,
        merged: &mut Merged,
        open: &mut Open,
        line: &mut Vec<u8>,
        out: &mut dyn Write,
    ) -> Result<()> {
        let headers: Vec<(Vec<u8>, &Kept)> =
            self.groups.iter().map(|group| (Vec::new(), &group.header)).collect();
        let group_numbers = unique(EnvelopeLevel::Group, &headers, numbers, merged);
        let transactions = self.groups.iter().flat_map(|group| &group.transactions);
        let headers: Vec<(Vec<u8>, &Kept)> = transactions.map(|t| (Vec::new(), &t.header)).collect();
        // ST02 is unique in its interchange, says the guide, and not only in its group.
        let mut transaction_numbers =
            unique(EnvelopeLevel::Transaction, &headers, numbers, merged).into_iter();
        for (group, control) in self.groups.iter().zip(group_numbers) {
            open.count += 1;
            let mut inner = Open::new(EnvelopeLevel::Group, &group.header, control, line);
            for transaction in &group.transactions {
                inner.count += 1;
                let control = transaction_numbers.next().flatten();
                let mut own = Open::new(EnvelopeLevel::Transaction, &transaction.header, control, line);
                put(line, out)?;
                spool.read_from(transaction.offset)?.copy(transaction.length, out)?;
                own.count += transaction.segments;
                close(&own, transaction.trailer.as_ref(), line);
                merged.transactions += 1;
            }
            close(&inner, group.trailer.as_ref(), line);
            merged.groups += 1;
        }
        Ok(())
    }
}

/// New control numbers for headers that are side by side; none where the old one stays. Numbers have to differ among
/// headers of the same scope.
fn unique(
    level: EnvelopeLevel,
    headers: &[(Vec<u8>, &Kept)],
    numbers: &mut Numbering,
    merged: &mut Merged,
) -> Vec<Option<Vec<u8>>> {
    let place = level.control_element();
    let key = |scope: &[u8], control: &[u8]| (scope.to_vec(), control.to_vec());
    let mut taken: HashSet<(Vec<u8>, Vec<u8>)> =
        headers.iter().map(|(scope, header)| key(scope, header.element(place))).collect();
    let mut seen = HashSet::new();
    let mut candidate = 0;
    headers
        .iter()
        .map(|(scope, header)| {
            if let Some(new) = numbers.next(level) {
                return Some(new);
            }
            if seen.insert(key(scope, header.element(place))) {
                return None;
            }
            merged.replaced += 1;
            loop {
                candidate += 1;
                let new = written(level, candidate);
                if taken.insert(key(scope, &new)) {
                    return Some(new);
                }
            }
        })
        .collect()
}

fn close(open: &Open, trailer: Option<&Kept>, line: &mut Vec<u8>) {
    match trailer {
        Some(trailer) => {
            open.close_with(trailer, line);
        }
        None => open.close(line),
    }
}

fn put(line: &mut Vec<u8>, out: &mut dyn Write) -> Result<()> {
    out.write_all(line).map_err(EditError::Write)?;
    line.clear();
    Ok(())
}

/// An input being taken in.
struct Adding<'m> {
    merge: &'m mut Merge,
    intake: &'m mut Intake,
    isa: Option<Kept>,
    gs: Option<Kept>,
    /// The interchange and group that the last transaction went to.
    place: Option<[usize; 2]>,
    /// The transaction being read, with the guide it follows.
    open: Option<(Transaction, &'static Guide)>,
}

impl Adding<'_> {
    fn all<S: Source>(&mut self, mut reader: Reader<S>) -> Result<()> {
        let mut envelopes = Envelopes::new();
        loop {
            match reader.next()? {
                Some(Piece::Noise(noise)) => self.intake.noise(&noise),
                Some(Piece::Segment(item)) => {
                    self.intake.observe(&mut envelopes, &item);
                    self.segment(&item, &envelopes)?;
                }
                None => break,
            }
        }
        self.break_off(None);
        self.intake.finish(&mut envelopes);
        Ok(())
    }

    fn segment(&mut self, item: &Item<'_>, envelopes: &Envelopes) -> Result<()> {
        if breaks_off(item) {
            self.break_off(Some(item.position));
            return Ok(());
        }
        match item.segment.id() {
            b"ISA" => {
                self.end(None);
                self.isa = Some(addressed::interchange(item, &self.merge.addressing)?);
                self.gs = None;
                self.place = None;
            }
            b"GS" => {
                self.end(None);
                self.gs = Some(addressed::group(item, &self.merge.addressing)?);
                self.place = None;
            }
            b"ST" => {
                self.end(None);
                self.begin(item, envelopes);
            }
            b"SE" => self.end(Some(Kept::of(item))),
            b"GE" => {
                self.end_of(item, |merge, [outer, inner], kept| {
                    merge.interchanges[outer].groups[inner].trailer.get_or_insert(kept);
                });
                self.gs = None;
            }
            b"IEA" => {
                self.end_of(item, |merge, [outer, _], kept| {
                    merge.interchanges[outer].trailer.get_or_insert(kept);
                });
                self.isa = None;
                self.gs = None;
                self.place = None;
            }
            _ => {
                if let Some((open, guide)) = &mut self.open {
                    if item.segment.id() == b"CLM" {
                        self.intake.count.begin_raw(guide.kind, item.segment.element(2));
                    }
                    if open.claims.observe(item.segment.id()) {
                        open.complete = (open.length, open.segments);
                    }
                    open.last = item.position;
                    open.segments += 1;
                    open.length += item.raw.len() as u64;
                    self.merge.spool.push(item.raw)?;
                }
            }
        }
        Ok(())
    }

    fn begin(&mut self, item: &Item<'_>, envelopes: &Envelopes) {
        let Some(open) = envelopes.transaction() else { return };
        let Some(guide) = self.intake.guide(open) else { return };
        if self.isa.is_none() || self.gs.is_none() {
            self.intake.transactions -= 1;
            self.intake.headless.push(item.position);
            return;
        }
        let transaction = Transaction {
            header: Kept::of(item),
            trailer: None,
            offset: self.merge.spool.len(),
            length: 0,
            segments: 0,
            claims: CompleteClaims::default(),
            complete: (0, 0),
            last: item.position,
        };
        self.open = Some((transaction, guide));
    }

    /// The input breaks off: the transaction at hand ends with its last complete claim.
    fn break_off(&mut self, at: Option<Position>) {
        self.intake.count.drop_open();
        let Some((open, _)) = &mut self.open else { return };
        self.intake.cut_off.push(at.unwrap_or(open.last));
        if open.claims.any {
            (open.length, open.segments) = open.complete;
            self.end(None);
        } else {
            self.open = None;
            self.intake.transactions -= 1;
        }
    }

    /// The transaction is complete.
    fn end(&mut self, trailer: Option<Kept>) {
        let Some((mut transaction, guide)) = self.open.take() else { return };
        self.intake.count.end();
        let (Some(isa), Some(gs)) = (&self.isa, &self.gs) else { return };
        transaction.trailer = trailer;
        let place = self.merge.place(isa, gs, &guide.id);
        self.merge.interchanges[place[0]].groups[place[1]].transactions.push(transaction);
        self.place = Some(place);
    }

    /// A trailer of an outer envelope: the first one is kept for the envelope that its transactions went to.
    fn end_of(&mut self, item: &Item<'_>, keep: fn(&mut Merge, [usize; 2], Kept)) {
        self.end(None);
        if let Some(place) = self.place {
            keep(self.merge, place, Kept::of(item));
        }
    }
}
