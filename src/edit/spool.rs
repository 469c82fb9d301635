//! Bytes put aside until it is known what stands before them: in memory as long as they are few, then in a temporary
//! file without a name.

use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;

use tempfile::SpooledTempFile;

use super::error::{EditError, Result};

/// Bytes that stay in memory.
const IN_MEMORY: usize = 16 << 20;
/// Bytes written to the spool at once.
const CHUNK: usize = 1 << 16;

#[derive(Debug)]
pub(super) struct Spool {
    file: SpooledTempFile,
    waiting: Vec<u8>,
    /// Bytes in `file`.
    written: u64,
}

impl Spool {
    /// An empty spool. Its file, if it needs one, is made in this folder, or else in the system's own.
    pub(super) fn new(folder: Option<&Path>) -> Self {
        let file = match folder {
            Some(folder) => tempfile::spooled_tempfile_in(IN_MEMORY, folder),
            None => tempfile::spooled_tempfile(IN_MEMORY),
        };
        Self { file, waiting: Vec::new(), written: 0 }
    }

    /// Bytes so far.
    pub(super) fn len(&self) -> u64 {
        self.written + self.waiting.len() as u64
    }

    /// Adds bytes.
    pub(super) fn push(&mut self, bytes: &[u8]) -> Result<()> {
        self.waiting.extend_from_slice(bytes);
        if self.waiting.len() >= CHUNK { self.put() } else { Ok(()) }
    }

    fn put(&mut self) -> Result<()> {
        self.file.write_all(&self.waiting).map_err(EditError::Spool)?;
        self.written += self.waiting.len() as u64;
        self.waiting.clear();
        Ok(())
    }

    /// Forgets all bytes.
    pub(super) fn clear(&mut self) -> Result<()> {
        self.waiting.clear();
        self.written = 0;
        self.file.set_len(0).map_err(EditError::Spool)?;
        self.file.rewind().map_err(EditError::Spool)
    }

    /// Reads from an offset on. Nothing may be added before this reader is dropped.
    pub(super) fn read_from(&mut self, offset: u64) -> Result<Reading<'_>> {
        self.put()?;
        self.file.seek(SeekFrom::Start(offset)).map_err(EditError::Spool)?;
        Ok(Reading { file: &mut self.file })
    }
}

/// Reads a spool.
pub(super) struct Reading<'s> {
    file: &'s mut SpooledTempFile,
}

impl Reading<'_> {
    /// Copies the next bytes.
    pub(super) fn copy(&mut self, length: u64, out: &mut dyn Write) -> Result<()> {
        let mut left = length;
        let mut buffer = vec![0; CHUNK.min(usize::try_from(length).unwrap_or(CHUNK))];
        while left > 0 {
            let part = buffer.len().min(usize::try_from(left).unwrap_or(CHUNK));
            let read = match self.file.read(&mut buffer[..part]) {
                Ok(0) => return Err(EditError::Spool(io::ErrorKind::UnexpectedEof.into())),
                Ok(read) => read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(EditError::Spool(error)),
            };
            out.write_all(&buffer[..read]).map_err(EditError::Write)?;
            left -= read as u64;
        }
        Ok(())
    }
}

impl Drop for Reading<'_> {
    fn drop(&mut self) {
        // What is added later belongs at the end. If this fails, so does the next write.
        let _ = self.file.seek(SeekFrom::End(0));
    }
}
