//! Accepted and refused claims, each with its bytes, on the pass that validates them.

use std::collections::BTreeSet;
use std::io::{self, Read};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use crate::edit::{By, Divided, EditError, Intake, Pieces, Split};
use crate::spool::Spool;
use crate::validate::Event;
use crate::x12::{Numbering, Reader};

use super::judge::Judge;

/// Bytes of an input that stay in memory until its claims are divided.
const IN_MEMORY: usize = 8 << 20;

/// Divides claims into those that are [accepted](crate::edit::ACCEPTED) and those that are
/// [refused](crate::edit::REFUSED).
///
/// A claim is refused for its own errors and for those of what it is in: levels, transaction, group, interchange.
/// Whether it is may show as late as at the end of its interchange, so that an input is put aside while it is read, and
/// taken apart when it has been checked. For each input: [`input`](Self::input), [`event`](Self::event) for what the
/// validator says, [`end_input`](Self::end_input).
#[derive(Debug)]
pub struct Division<P> {
    split: Split<P>,
    /// SNIP types whose errors refuse a transaction as a whole.
    types: BTreeSet<u8>,
    input: Kept,
    judge: Judge,
    temp_dir: Option<PathBuf>,
}

/// The bytes of the input that were read so far.
type Kept = Arc<Mutex<Option<Spool>>>;

impl<P: Pieces> Division<P> {
    /// Writes accepted and refused claims to `pieces`. Errors of these SNIP types refuse a transaction as a whole. Large
    /// inputs wait in a file in `temp_dir`, or else in the system's own folder for them.
    pub fn new(numbers: Numbering, types: BTreeSet<u8>, temp_dir: Option<PathBuf>, pieces: P) -> Self {
        let split = Split::new(By::Fate, numbers, pieces).temp_dir(temp_dir.clone());
        Self { split, types, input: Arc::default(), judge: Judge::default(), temp_dir }
    }

    /// An input begins: what to validate in place of it.
    pub fn input(&mut self, reader: Box<dyn Read + Send>) -> Box<dyn Read + Send> {
        self.judge = Judge::default();
        let spool = Spool::with_memory(self.temp_dir.as_deref(), IN_MEMORY);
        self.input = Arc::new(Mutex::new(Some(spool)));
        Box::new(Tee { reader, copy: self.input.clone() })
    }

    /// An event of its validation.
    pub fn event(&mut self, event: &Event<'_>) {
        self.judge.event(event, &self.types);
    }

    /// The input has been read as far as it can be: divides its claims.
    pub fn end_input(&mut self) -> Result<Intake, EditError> {
        let mut intake = Intake::default();
        let mut input = self.input.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(spool) = &mut *input else { return Ok(intake) };
        let reader = Reader::new(spool.read_from(0)?);
        match self.split.add_judged(reader, &self.judge.accepted, &mut intake) {
            // The validator has said already what cannot be read.
            Ok(()) | Err(EditError::Read(_)) => {}
            Err(error) => return Err(error),
        }
        *input = None;
        Ok(intake)
    }

    /// The numbers that the next envelopes get.
    pub fn numbers(&self) -> &Numbering {
        self.split.numbers()
    }

    /// Completes both files. A file that no claim belongs into was never begun.
    pub fn finish(self) -> Result<(P, Divided), EditError> {
        self.split.finish()
    }
}

/// A reader whose bytes are kept as well.
struct Tee {
    reader: Box<dyn Read + Send>,
    copy: Kept,
}

impl Read for Tee {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let count = self.reader.read(into)?;
        let mut copy = self.copy.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(spool) = &mut *copy {
            spool.push(&into[..count])?;
        }
        Ok(count)
    }
}
