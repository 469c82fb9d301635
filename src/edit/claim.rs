//! A claim's own segments, put aside until the claim is complete: nobody can know before whether it breaks off.

use std::io::{self, Write};
use std::path::Path;

use crate::spool::Spool;
use crate::x12::Item;

use super::error::Result;

/// Bytes of a claim that stay in memory. Nearly all claims are far smaller.
const IN_MEMORY: usize = 1 << 20;

/// A claim being read.
#[derive(Debug)]
pub(super) struct Claim {
    /// Offset of its CLM.
    pub(super) offset: u64,
    /// Number of its segments.
    pub(super) segments: u64,
    /// Its last bytes; those before them are in the temporary file.
    bytes: Vec<u8>,
    file: Option<Spool>,
}

impl Claim {
    /// A claim that begins at this offset.
    pub(super) fn new(offset: u64) -> Self {
        Self { offset, segments: 0, bytes: Vec::new(), file: None }
    }

    /// Adds a segment. A large claim goes to a file in `folder`, or else in the system's own folder for such.
    pub(super) fn push(&mut self, item: &Item<'_>, folder: Option<&Path>) -> Result<()> {
        self.segments += 1;
        self.bytes.extend_from_slice(item.raw);
        if self.bytes.len() >= IN_MEMORY {
            self.file.get_or_insert_with(|| Spool::with_memory(folder, 0)).push(&self.bytes)?;
            self.bytes.clear();
        }
        Ok(())
    }

    /// Gives out its bytes, from the first to the last.
    pub(super) fn give(&mut self, to: impl FnMut(&[u8]) -> io::Result<()>) -> Result<()> {
        let mut to = Taker(to);
        if let Some(file) = &mut self.file {
            let length = file.len();
            file.read_from(0)?.copy(length, &mut to)?;
        }
        Ok(to.write_all(&self.bytes)?)
    }
}

/// A function as a target.
struct Taker<F>(F);

impl<F: FnMut(&[u8]) -> io::Result<()>> Write for Taker<F> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        (self.0)(bytes)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
