//! Puts right what counts and numbers can be put right: trailers, HL, superfluous separators.

use std::collections::BTreeSet;
use std::io::Write;

use crate::guide::registry;
use crate::meter::ClaimCount;
use crate::model::ClaimType;
use crate::span::Position;
use crate::spool::Spool;
use crate::x12::{EnvelopeLevel, Item, Noise, Numbering, Piece, Reader, Segment, Source};

use super::changes::{Changes, Changing, Made};
use super::close::{Change, Open};
use super::complete::CompleteClaims;
use super::error::{EditError, Result};
use super::fixes::{Fixes, Fixing};
use super::hierarchy::{Hierarchy, Placing};
use super::kept::Kept;
use super::repair::{Repair, repaired};
use super::{separators, widths};

/// Copies an input and corrects it on the way. A correct file comes out byte for byte as it was.
///
/// Corrected are the counts and control numbers of trailers, missing trailers, trailers that close nothing, and, in
/// 837s of the two guides, HL01 (from 1), HL02, HL04, separators with nothing behind them, and empty segments. Of other
/// transactions only the envelopes are corrected.
pub fn fix<S: Source, W: Write>(mut reader: Reader<S>, out: W, options: &mut Fixing) -> Result<(W, Fixes)> {
    let mut fixer = Fixer::new(out, options);
    loop {
        match reader.next()? {
            Some(Piece::Segment(item)) => fixer.segment(&item)?,
            Some(Piece::Noise(noise)) => fixer.noise(&noise)?,
            None => return fixer.finish(),
        }
    }
}

struct Fixer<'o, W> {
    out: W,
    /// Bytes on their way to `out`.
    line: Vec<u8>,
    numbers: &'o mut Numbering,
    repairs: &'o BTreeSet<Repair>,
    changes: &'o Changes,
    spool: Spool,
    /// Interchange, group and transaction that are open.
    open: [Option<Open>; 3],
    /// GS08.
    group_version: String,
    /// The 837 at hand; none in other transactions.
    claims: Option<Claims>,
    /// 837s written so far.
    written: u64,
    /// The last segment.
    last: Position,
    fixes: Fixes,
}

/// An 837 whose segments wait in the spool until all its levels are known.
struct Claims {
    /// Its ST, corrected.
    header: Vec<u8>,
    hierarchy: Hierarchy,
    kind: ClaimType,
    /// Where in the spool each level belongs.
    places: Vec<u64>,
    seen: CompleteClaims,
    /// Where something is to be changed.
    changing: Option<Changing>,
    /// Bytes in the spool, levels and segments up to the last complete claim, unless another one is.
    complete: (u64, usize, u64),
}

const LEVELS: [EnvelopeLevel; 3] =
    [EnvelopeLevel::Interchange, EnvelopeLevel::Group, EnvelopeLevel::Transaction];

impl<'o, W: Write> Fixer<'o, W> {
    fn new(out: W, options: &'o mut Fixing) -> Self {
        Self {
            out,
            line: Vec::new(),
            spool: Spool::new(options.temp_dir.as_deref()),
            numbers: &mut options.numbers,
            repairs: &options.repairs,
            changes: &options.changes,
            open: Default::default(),
            group_version: String::new(),
            claims: None,
            written: 0,
            last: Position::default(),
            fixes: Fixes {
                made: vec![Made::default(); options.changes.list.len() + 1],
                count: ClaimCount::on(&options.meter),
                ..Fixes::default()
            },
        }
    }

    fn segment(&mut self, item: &Item<'_>) -> Result<()> {
        let id = item.segment.id();
        self.last = item.position;
        let trailer = matches!(id, b"SE" | b"GE" | b"IEA");
        if !item.terminated && !trailer {
            return self.break_off();
        }
        match id {
            b"ISA" if item.segment.bytes().contains(&item.segment.delimiters().segment) => {
                Err(EditError::TerminatorInHeader(item.position))
            }
            b"ISA" => self.header(EnvelopeLevel::Interchange, item),
            b"GS" => self.header(EnvelopeLevel::Group, item),
            b"ST" => self.header(EnvelopeLevel::Transaction, item),
            b"SE" => self.trailer(EnvelopeLevel::Transaction, item),
            b"GE" => self.trailer(EnvelopeLevel::Group, item),
            b"IEA" => self.trailer(EnvelopeLevel::Interchange, item),
            b"TA1" | b"ISB" | b"ISE" => {
                self.close(EnvelopeLevel::Group)?;
                self.put(item.raw)
            }
            _ => self.inside(item),
        }
    }

    fn noise(&mut self, noise: &Noise<'_>) -> Result<()> {
        self.fixes.noise += u64::from(!noise.is_blank());
        if self.claims.is_some() { Ok(self.spool.push(noise.raw)?) } else { self.put(noise.raw) }
    }

    fn header(&mut self, level: EnvelopeLevel, item: &Item<'_>) -> Result<()> {
        self.close(level)?;
        if level == EnvelopeLevel::Group {
            self.group_version = text(item.segment.element(8));
        }
        if let Some(above) = (level as usize).checked_sub(1)
            && let Some(open) = &mut self.open[above]
        {
            open.count += 1;
        }
        if level == EnvelopeLevel::Transaction {
            self.begin(item);
        }
        let foreign = level == EnvelopeLevel::Transaction && self.claims.is_none();
        let header = match level {
            EnvelopeLevel::Interchange => self.filled(item),
            _ if foreign => Kept::of(item),
            _ => self.trimmed(item),
        };
        let control = self.numbers.next(level);
        self.fixes.renewed += u64::from(control.is_some());
        self.open[level as usize] = Some(Open::new(level, &header, control, &mut self.line));
        if let (EnvelopeLevel::Transaction, Some(claims)) = (level, &mut self.claims) {
            claims.header = std::mem::take(&mut self.line);
        }
        self.flush_line()
    }

    /// A transaction begins: is it one whose inside can be corrected?
    fn begin(&mut self, item: &Item<'_>) {
        let code = text(item.segment.element(1));
        let version = match text(item.segment.element(3)) {
            version if version.is_empty() => self.group_version.clone(),
            version => version,
        };
        match registry::of_transaction(&code, &version) {
            Some(guide) => {
                self.fixes.transactions += 1;
                self.claims = Some(Claims {
                    header: Vec::new(),
                    hierarchy: Hierarchy::new(guide),
                    kind: guide.kind,
                    places: Vec::new(),
                    seen: CompleteClaims::default(),
                    changing: (!self.changes.is_empty()).then(|| Changing::new(guide, &item.segment)),
                    complete: (0, 0, 0),
                });
            }
            None => *self.fixes.foreign.entry((code, version)).or_default() += 1,
        }
    }

    fn inside(&mut self, item: &Item<'_>) -> Result<()> {
        let Some(open) = &mut self.open[EnvelopeLevel::Transaction as usize] else {
            return self.outside(item);
        };
        if self.claims.is_none() {
            open.count += 1;
            return self.put(item.raw);
        }
        if item.segment.bytes().is_empty() {
            self.fixes.empty_segments += 1;
            return Ok(self.spool.push(&item.raw[1..])?);
        }
        if let Some(claims) = self.claims.as_ref().filter(|_| item.segment.id() == b"CLM") {
            self.fixes.count.begin_raw(claims.kind, item.segment.element(2));
        }
        if !self.repairs.is_empty()
            && let Some(body) = repaired(&item.segment, self.repairs, &mut self.fixes.repaired)
        {
            return with_body(item, &body, |item| self.changed(item));
        }
        self.changed(item)
    }

    /// Does to a segment of an 837 what was decided.
    fn changed(&mut self, item: &Item<'_>) -> Result<()> {
        let Some(changing) = self.claims.as_mut().and_then(|claims| claims.changing.as_mut()) else {
            return self.numbered(item);
        };
        let changed = changing.segment(item, self.changes, &mut self.fixes.made)?;
        self.insert(changed.before.as_deref())?;
        match changed.body {
            _ if changed.dropped => Ok(()),
            Some(body) => with_body(item, &body, |item| self.numbered(item)),
            None => self.numbered(item),
        }
    }

    /// The 837 ends, if one is open: what was still to come comes.
    fn end_changes(&mut self) -> Result<()> {
        let Some(changing) = self.claims.as_mut().and_then(|claims| claims.changing.as_mut()) else {
            return Ok(());
        };
        let segment = changing.end(self.changes)?;
        self.insert(segment.as_deref())
    }

    /// Adds a segment, with its terminator, to the 837.
    fn insert(&mut self, segment: Option<&[u8]>) -> Result<()> {
        if let (Some(segment), Some(open)) = (segment, &mut self.open[EnvelopeLevel::Transaction as usize]) {
            open.count += 1;
            self.spool.push(segment)?;
        }
        Ok(())
    }

    /// A segment of an 837 with the values that it is to have.
    fn numbered(&mut self, item: &Item<'_>) -> Result<()> {
        let (Some(claims), Some(open)) =
            (&mut self.claims, &mut self.open[EnvelopeLevel::Transaction as usize])
        else {
            return Ok(());
        };
        if claims.seen.observe(item.segment.id()) {
            claims.complete = (self.spool.len(), claims.places.len(), open.count);
        }
        open.count += 1;
        let trimmed = separators::trimmed(&item.segment);
        self.fixes.separators += u64::from(trimmed.is_some());
        if item.segment.id() == b"HL" {
            let body = trimmed.as_deref().unwrap_or(item.segment.bytes());
            match claims.hierarchy.add(Kept::with_body(item, body)) {
                Placing::Stated => {}
                Placing::Nearest => self.fixes.nearest_parent += 1,
                Placing::Orphan => self.fixes.orphans += 1,
            }
            claims.places.push(self.spool.len());
            return Ok(());
        }
        match trimmed {
            None => Ok(self.spool.push(item.raw)?),
            Some(body) => {
                self.spool.push(&body)?;
                Ok(self.spool.push(&item.raw[item.segment.bytes().len()..])?)
            }
        }
    }

    fn outside(&mut self, item: &Item<'_>) -> Result<()> {
        if item.segment.bytes().is_empty() {
            self.fixes.empty_segments += 1;
            return self.put(&item.raw[1..]);
        }
        self.fixes.outside += 1;
        self.put(item.raw)
    }

    fn trailer(&mut self, level: EnvelopeLevel, item: &Item<'_>) -> Result<()> {
        match level {
            EnvelopeLevel::Transaction => {}
            EnvelopeLevel::Group => self.close(EnvelopeLevel::Transaction)?,
            EnvelopeLevel::Interchange => self.close(EnvelopeLevel::Group)?,
        }
        if level == EnvelopeLevel::Transaction {
            self.end_changes()?;
        }
        let Some(open) = self.open[level as usize].take() else {
            self.fixes.trailers_dropped += 1;
            return Ok(());
        };
        if level == EnvelopeLevel::Transaction {
            self.claims_out()?;
        }
        let trailer = self.trimmed(item);
        self.fixes.terminators += u64::from(!item.terminated);
        let Change { count, control } = open.close_with(&trailer, &mut self.line);
        self.fixes.counts += u64::from(count);
        // A trailer that follows its renewed header is no correction of its own.
        self.fixes.control_numbers += u64::from(control && !open.renewed());
        self.flush_line()
    }

    /// Adds the trailers of what is open at `level` and inside it.
    fn close(&mut self, level: EnvelopeLevel) -> Result<()> {
        self.end_changes()?;
        for level in LEVELS.into_iter().rev().take_while(|inner| *inner >= level) {
            if let Some(open) = self.open[level as usize].take() {
                if level == EnvelopeLevel::Transaction {
                    self.claims_out()?;
                }
                self.fixes.trailers_added += 1;
                open.close(&mut self.line);
                self.flush_line()?;
            }
        }
        Ok(())
    }

    /// All levels of the transaction are known: its segments can be written.
    fn claims_out(&mut self) -> Result<()> {
        let end = self.spool.len();
        self.claims_up_to(end)
    }

    fn claims_up_to(&mut self, end: u64) -> Result<()> {
        self.fixes.count.end();
        let Some(Claims { header, hierarchy, places, .. }) = self.claims.take() else { return Ok(()) };
        self.written += 1;
        self.out.write_all(&header).map_err(EditError::Write)?;
        let mut reading = self.spool.read_from(0)?;
        let mut at = 0;
        for (n, place) in places.into_iter().enumerate() {
            reading.copy(place - at, &mut self.out)?;
            at = place;
            let change = hierarchy.write(n, &mut self.line);
            self.fixes.levels += u64::from(change.number);
            self.fixes.child_codes += u64::from(change.child);
            self.out.write_all(&self.line).map_err(EditError::Write)?;
            self.line.clear();
        }
        reading.copy(end - at, &mut self.out)?;
        drop(reading);
        Ok(self.spool.clear()?)
    }

    /// The input breaks off: the 837 at hand ends with its last complete claim.
    fn break_off(&mut self) -> Result<()> {
        self.fixes.count.drop_open();
        let open = self.open[EnvelopeLevel::Transaction as usize].as_mut();
        let (Some(claims), Some(transaction)) = (&mut self.claims, open) else {
            return Err(EditError::CutOff(self.last));
        };
        if claims.seen.any {
            let (length, levels, segments) = claims.complete;
            claims.hierarchy.truncate(levels);
            claims.places.truncate(levels);
            transaction.count = segments;
            self.claims_up_to(length)?;
            self.close(EnvelopeLevel::Transaction)?;
        } else if self.written == 0 {
            return Err(EditError::CutOff(self.last));
        } else {
            self.open[EnvelopeLevel::Transaction as usize] = None;
            self.claims = None;
            self.spool.clear()?;
            if let Some(group) = &mut self.open[EnvelopeLevel::Group as usize] {
                group.count -= 1;
            }
        }
        self.fixes.cut_off.push(self.last);
        Ok(())
    }

    fn filled(&mut self, isa: &Item<'_>) -> Kept {
        match widths::filled(&isa.segment) {
            None => Kept::of(isa),
            Some(body) => {
                self.fixes.widths += 1;
                Kept::with_body(isa, &body)
            }
        }
    }

    fn trimmed(&mut self, item: &Item<'_>) -> Kept {
        match separators::trimmed(&item.segment) {
            None => Kept::of(item),
            Some(body) => {
                self.fixes.separators += 1;
                Kept::with_body(item, &body)
            }
        }
    }

    fn put(&mut self, bytes: &[u8]) -> Result<()> {
        self.out.write_all(bytes).map_err(EditError::Write)
    }

    fn flush_line(&mut self) -> Result<()> {
        self.out.write_all(&self.line).map_err(EditError::Write)?;
        self.line.clear();
        Ok(())
    }

    fn finish(mut self) -> Result<(W, Fixes)> {
        self.fixes.ended_early = self.open[EnvelopeLevel::Interchange as usize].is_some();
        if self.claims.is_some() && self.fixes.ended_early {
            self.break_off()?;
        }
        self.close(EnvelopeLevel::Interchange)?;
        self.out.flush().map_err(EditError::Write)?;
        Ok((self.out, self.fixes))
    }
}

/// A segment with another text before the terminator.
fn with_body(item: &Item<'_>, body: &[u8], then: impl FnOnce(&Item<'_>) -> Result<()>) -> Result<()> {
    let delimiters = item.segment.delimiters();
    let ends = memchr::memchr_iter(delimiters.element, body).chain([body.len()]).map(|end| end as u32);
    let ends: Vec<u32> = ends.collect();
    let raw = [body, &item.raw[item.segment.bytes().len()..]].concat();
    then(&Item { segment: Segment::new(body, &ends, delimiters), raw: &raw, ..*item })
}

/// Codes and versions are ASCII; whatever else is there is no code that is known.
fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).trim().to_owned()
}
