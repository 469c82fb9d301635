//! Bytes put aside until it is known what is before them: in memory as long as they are few, then in a temporary
//! file without a name, so that nothing of it is left however the program ends.

use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;

use crate::temporary::{self, Spooled};

/// Bytes that stay in memory, unless told otherwise.
const IN_MEMORY: usize = 16 << 20;
/// Bytes written to the spool at once.
const CHUNK: usize = 1 << 16;

/// Bytes put aside.
#[derive(Debug)]
pub struct Spool {
    file: Spooled,
    waiting: Vec<u8>,
    /// Bytes in `file`.
    written: u64,
}

/// What failed.
#[derive(Debug, thiserror::Error)]
pub enum SpoolError {
    /// The spool itself.
    #[error("the temporary file: {0}")]
    Spool(io::Error),
    /// The target its bytes were to go to.
    #[error("the output: {0}")]
    Write(io::Error),
}

impl From<SpoolError> for io::Error {
    fn from(error: SpoolError) -> Self {
        match error {
            SpoolError::Spool(error) | SpoolError::Write(error) => error,
        }
    }
}

type Result<T> = std::result::Result<T, SpoolError>;

impl Spool {
    /// An empty spool. Its file, if it needs one, is made in this folder, or else in the system's own.
    pub fn new(folder: Option<&Path>) -> Self {
        Self::with_memory(folder, IN_MEMORY)
    }

    /// An empty spool that keeps so many bytes in memory.
    pub fn with_memory(folder: Option<&Path>, bytes: usize) -> Self {
        Self { file: temporary::spooled(bytes, folder), waiting: Vec::new(), written: 0 }
    }

    /// Bytes so far.
    pub fn len(&self) -> u64 {
        self.written + self.waiting.len() as u64
    }

    /// Whether nothing is in it.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Adds bytes.
    pub fn push(&mut self, bytes: &[u8]) -> Result<()> {
        self.waiting.extend_from_slice(bytes);
        if self.waiting.len() >= CHUNK { self.put() } else { Ok(()) }
    }

    fn put(&mut self) -> Result<()> {
        self.file.write_all(&self.waiting).map_err(SpoolError::Spool)?;
        self.written += self.waiting.len() as u64;
        self.waiting.clear();
        Ok(())
    }

    /// Forgets all bytes.
    pub fn clear(&mut self) -> Result<()> {
        self.waiting.clear();
        self.written = 0;
        self.file.set_len(0).map_err(SpoolError::Spool)?;
        self.file.rewind().map_err(SpoolError::Spool)
    }

    /// Moves all bytes to another spool's end.
    pub fn pour(&mut self, into: &mut Self) -> Result<()> {
        if into.is_empty() {
            std::mem::swap(self, into);
        } else if self.written == 0 {
            into.push(&self.waiting)?;
        } else {
            let length = self.len();
            self.read_from(0)?.copy(length, into)?;
        }
        self.clear()
    }

    /// Reads from an offset on. Nothing may be added before this reader is dropped.
    pub fn read_from(&mut self, offset: u64) -> Result<Reading<'_>> {
        self.put()?;
        self.file.seek(SeekFrom::Start(offset)).map_err(SpoolError::Spool)?;
        Ok(Reading { file: &mut self.file })
    }
}

impl Write for Spool {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.push(bytes)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Reads a spool.
#[derive(Debug)]
pub struct Reading<'s> {
    file: &'s mut Spooled,
}

impl Reading<'_> {
    /// Copies the next bytes.
    pub fn copy(&mut self, length: u64, out: &mut dyn Write) -> Result<()> {
        let mut left = length;
        let mut buffer = vec![0; CHUNK.min(usize::try_from(length).unwrap_or(CHUNK))];
        while left > 0 {
            let part = buffer.len().min(usize::try_from(left).unwrap_or(CHUNK));
            let read = match self.file.read(&mut buffer[..part]) {
                Ok(0) => return Err(SpoolError::Spool(io::ErrorKind::UnexpectedEof.into())),
                Ok(read) => read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(SpoolError::Spool(error)),
            };
            out.write_all(&buffer[..read]).map_err(SpoolError::Write)?;
            left -= read as u64;
        }
        Ok(())
    }
}

impl Read for Reading<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        self.file.read(into)
    }
}

impl Drop for Reading<'_> {
    fn drop(&mut self) {
        // What is added later belongs at the end. If this fails, so does the next write.
        let _ = self.file.seek(SeekFrom::End(0));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(spool: &mut Spool) -> Vec<u8> {
        let (mut out, length) = (Vec::new(), spool.len());
        spool.read_from(0).expect("readable").copy(length, &mut out).expect("copied");
        out
    }

    #[test]
    fn pouring_keeps_the_order_however_much_there_is() {
        let (mut from, mut into) = (Spool::with_memory(None, 10), Spool::with_memory(None, 10));
        let large = vec![b'x'; CHUNK + 3];
        into.push(b"a").expect("pushed");
        from.push(b"b").expect("pushed");
        from.pour(&mut into).expect("poured");
        from.push(&large).expect("pushed");
        from.push(b"c").expect("pushed");
        from.pour(&mut into).expect("poured");
        assert!(from.is_empty());
        from.push(b"d").expect("pushed");
        from.pour(&mut into).expect("poured");
        assert_eq!(all(&mut into), [b"ab", &large[..], b"cd"].concat());
    }
}
