//! Claims held in the form they came in, and built when somebody asks for one.

use std::borrow::Cow;
use std::io;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::finding::Location;
use crate::model::Claim;
use crate::reconcile::Store;
use crate::record_store::RecordStore;
use crate::spool::Spool;
use crate::translate::packed::{Frame, number, pack, put};
use crate::translate::{Block, Places, RawClaim, Reader};

use super::claims::{Form, in_json};

/// Claims of all inputs of a run. A claim from X12 is held as its segments, with the parts that it shares with its
/// neighbours only once; one from JSON as JSON. What does not fit into memory goes to a temporary file without a name.
#[derive(Debug)]
pub struct ClaimStore {
    /// A claim a record: its kind, then what [`Self::put_claim`] says, or JSON.
    claims: RecordStore,
    /// A part above claims a record.
    parts: RecordStore,
    frames: Vec<(Frame, usize)>,
    openings: Vec<&'static str>,
    /// The parts of the last claim and their records: header, billing provider, subscriber, patient.
    last: [Option<(Arc<Block>, usize)>; 4],
    record: Vec<u8>,
    recent: Mutex<Recent>,
}

/// What was built lately: claims are mostly asked for in the order in which they came, and share much with their
/// neighbours.
#[derive(Debug)]
struct Recent {
    /// Parts, each at its record's number modulo their count.
    parts: Vec<Option<(usize, Arc<Block>)>>,
    /// Long claims that values were located in, each at its position modulo their count: hundreds of findings may be about
    /// one.
    long: Vec<Option<(usize, Arc<Located>)>>,
    /// Readers that nobody uses at the moment, one for each thread that ever asked.
    readers: Vec<Reader>,
}

/// A claim, and where its values are.
#[derive(Debug)]
struct Located {
    raw: RawClaim,
    places: Places,
}

/// Segments from which on a claim is long.
const LONG: usize = 300;

/// Long claims that are kept.
const LONG_CLAIMS: usize = 4;

/// Parts that are kept built.
const RECENT: usize = 256;

const SEGMENTS: u8 = 0;
const JSON: u8 = 1;

impl Default for ClaimStore {
    fn default() -> Self {
        Self::with_memory(None, usize::MAX)
    }
}

impl ClaimStore {
    /// Holds so many bytes in memory, and what is more in a file in this folder, or else in the system's own.
    pub fn with_memory(folder: Option<&Path>, bytes: usize) -> Self {
        let store = || RecordStore::new(Spool::with_memory(folder, bytes / 2));
        Self {
            claims: store(),
            parts: store(),
            frames: Vec::new(),
            openings: Vec::new(),
            last: Default::default(),
            record: Vec::new(),
            recent: Mutex::new(Recent {
                parts: vec![None; RECENT],
                long: vec![None; LONG_CLAIMS],
                readers: Vec::new(),
            }),
        }
    }

    /// Adds a claim behind the others. Errors are those of the temporary file.
    pub fn push(&mut self, claim: &Form) -> io::Result<()> {
        self.record.clear();
        match claim {
            Form::Segments(raw) => self.put_claim(raw)?,
            Form::Json(claim) => {
                self.record.push(JSON);
                serde_json::to_writer(&mut self.record, claim)?;
            }
        }
        self.claims.push(&self.record).map(|_| ())
    }

    /// The frame, the parts above (0 for none), what opens anew (0 for nothing), each by its number; then the claim's own
    /// segments.
    fn put_claim(&mut self, raw: &RawClaim) -> io::Result<()> {
        let (header, above) = raw.above();
        let (header, is_new) = self.part(0, header)?;
        if is_new {
            self.frames.push((Frame::of(raw), header));
        }
        let mut numbers = [0; 3];
        for (n, part) in above.into_iter().enumerate() {
            if let Some(part) = part {
                numbers[n] = self.part(n + 1, part)?.0 + 1;
            }
        }
        let opens = raw.opens().map_or(0, |opens| self.opening(opens) + 1);
        self.record.clear();
        self.record.push(SEGMENTS);
        put(self.frames.len() - 1, &mut self.record);
        for number in numbers.into_iter().chain([opens]) {
            put(number, &mut self.record);
        }
        pack(raw.segments(), &mut self.record);
        Ok(())
    }

    /// The record of a part, and whether it is not that of the last claim.
    fn part(&mut self, level: usize, part: &Arc<Block>) -> io::Result<(usize, bool)> {
        if let Some((last, record)) = &self.last[level]
            && Arc::ptr_eq(last, part)
        {
            return Ok((*record, false));
        }
        self.record.clear();
        pack(part, &mut self.record);
        let record = self.parts.push(&self.record)?;
        self.last[level] = Some((part.clone(), record));
        Ok((record, true))
    }

    fn opening(&mut self, opens: &'static str) -> usize {
        self.openings.iter().position(|known| *known == opens).unwrap_or_else(|| {
            self.openings.push(opens);
            self.openings.len() - 1
        })
    }

    pub(super) fn form(&self, position: usize) -> io::Result<Form> {
        let record = self.claims.get(position)?;
        match record.split_first() {
            Some((&JSON, text)) => Ok(Form::Json(serde_json::from_slice(text)?)),
            Some((_, bytes)) => Ok(Form::Segments(Box::new(self.raw(bytes)?))),
            None => Err(io::ErrorKind::UnexpectedEof.into()),
        }
    }

    fn recent(&self) -> MutexGuard<'_, Recent> {
        self.recent.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A part above claims by its record.
    fn block(&self, frame: &Frame, record: usize) -> io::Result<Arc<Block>> {
        if let Some((held, block)) = &self.recent().parts[record % RECENT]
            && *held == record
        {
            return Ok(block.clone());
        }
        let block = frame.unpack(&self.parts.get(record)?).map(Arc::new).ok_or_else(damaged)?;
        self.recent().parts[record % RECENT] = Some((record, block.clone()));
        Ok(block)
    }

    fn raw(&self, mut bytes: &[u8]) -> io::Result<RawClaim> {
        let mut next = || number::<usize>(&mut bytes).ok_or_else(damaged);
        let (frame, header) = self.frames.get(next()?).ok_or_else(damaged)?;
        let mut above = [const { None }; 3];
        for part in &mut above {
            *part = next()?.checked_sub(1).map(|record| self.block(frame, record)).transpose()?;
        }
        let opens = next()?.checked_sub(1).and_then(|n| self.openings.get(n)).copied();
        let claim = frame.unpack(bytes).ok_or_else(damaged)?;
        Ok(frame.claim(self.block(frame, *header)?, above, claim, opens))
    }
}

/// A record that is not as it was written: somebody else has written into the temporary file.
fn damaged() -> io::Error {
    io::ErrorKind::InvalidData.into()
}

impl Store for ClaimStore {
    fn len(&self) -> usize {
        self.claims.len()
    }

    fn claim(&self, position: usize) -> io::Result<Cow<'_, Claim>> {
        Ok(Cow::Owned(*match self.form(position)? {
            Form::Segments(raw) => {
                let mut reader = self.recent().readers.pop().unwrap_or_default();
                let claim = reader.read(&raw);
                self.recent().readers.push(reader);
                claim
            }
            Form::Json(claim) => claim,
        }))
    }

    fn locate(&self, position: usize, paths: &[&str]) -> io::Result<Vec<Location>> {
        let known = match &self.recent().long[position % LONG_CLAIMS] {
            Some((held, located)) if *held == position => Some(located.clone()),
            _ => None,
        };
        if let Some(located) = known {
            return Ok(located.raw.locate_by(&located.places, paths));
        }
        Ok(match self.form(position)? {
            Form::Segments(raw) if raw.segments().len() >= LONG => {
                let located = Arc::new(Located { places: raw.places(), raw: *raw });
                self.recent().long[position % LONG_CLAIMS] = Some((position, located.clone()));
                located.raw.locate_by(&located.places, paths)
            }
            Form::Segments(raw) => raw.locate(paths),
            Form::Json(claim) => paths.iter().map(|path| in_json(&claim, path)).collect(),
        })
    }
}

impl crate::compare::Store for ClaimStore {
    /// Claims from JSON are not held as segments; whoever compares turns them into X12 first.
    fn claim(&self, n: usize) -> io::Result<RawClaim> {
        match self.form(n)? {
            Form::Segments(raw) => Ok(*raw),
            Form::Json(_) => Err(io::ErrorKind::InvalidInput.into()),
        }
    }
}

/// Claims without those that were left out, such as the claims of a file that is a copy of another.
#[derive(Debug)]
pub struct Without<'h> {
    held: &'h ClaimStore,
    /// First position and number of what is left out, in order.
    gaps: Vec<(usize, usize)>,
}

impl ClaimStore {
    /// All but these: first position and number of each stretch, in order.
    pub fn without(&self, gaps: Vec<(usize, usize)>) -> Without<'_> {
        Without { held: self, gaps }
    }
}

impl Without<'_> {
    fn position(&self, mut position: usize) -> usize {
        for (from, number) in &self.gaps {
            if position >= *from {
                position += number;
            }
        }
        position
    }
}

impl Store for Without<'_> {
    fn len(&self) -> usize {
        self.held.len() - self.gaps.iter().map(|(_, number)| number).sum::<usize>()
    }

    fn claim(&self, position: usize) -> io::Result<Cow<'_, Claim>> {
        self.held.claim(self.position(position))
    }

    fn locate(&self, position: usize, paths: &[&str]) -> io::Result<Vec<Location>> {
        self.held.locate(self.position(position), paths)
    }
}
