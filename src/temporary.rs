//! Temporary files without a name, so that nothing of them is left however the program ends. Without the feature `files`
//! what would go to one stays in memory.

use std::io;
use std::path::Path;

/// Bytes that stay in memory as long as they are few.
#[cfg(feature = "files")]
pub(crate) type Spooled = tempfile::SpooledTempFile;
/// A file without a name.
#[cfg(feature = "files")]
pub(crate) type TemporaryFile = std::fs::File;
#[cfg(not(feature = "files"))]
pub(crate) use memory::Memory as Spooled;
#[cfg(not(feature = "files"))]
pub(crate) type TemporaryFile = io::Cursor<Vec<u8>>;

/// A file of so many bytes in memory. It is made in this folder when there are more, or else in the system's own.
#[cfg(feature = "files")]
pub(crate) fn spooled(bytes: usize, folder: Option<&Path>) -> Spooled {
    match folder {
        Some(folder) => tempfile::spooled_tempfile_in(bytes, folder),
        None => tempfile::spooled_tempfile(bytes),
    }
}

/// A file in this folder, or else in the system's own.
#[cfg(feature = "files")]
pub(crate) fn file(folder: Option<&Path>) -> io::Result<TemporaryFile> {
    match folder {
        Some(folder) => tempfile::tempfile_in(folder),
        None => tempfile::tempfile(),
    }
}

/// Bytes in memory.
#[cfg(not(feature = "files"))]
pub(crate) fn spooled(_: usize, _: Option<&Path>) -> Spooled {
    Spooled::default()
}

/// Bytes in memory; it cannot fail.
#[cfg(not(feature = "files"))]
#[allow(clippy::unnecessary_wraps, reason = "where there are files, it can fail")]
pub(crate) fn file(_: Option<&Path>) -> io::Result<TemporaryFile> {
    Ok(TemporaryFile::default())
}

#[cfg(not(feature = "files"))]
mod memory {
    use std::io::{Cursor, Read, Result, Seek, SeekFrom, Write};

    /// What a file can do, in memory.
    #[derive(Debug, Default)]
    pub(crate) struct Memory(Cursor<Vec<u8>>);

    impl Memory {
        /// Cuts off what is behind a length.
        #[allow(clippy::unnecessary_wraps, reason = "where there are files, it can fail")]
        pub(crate) fn set_len(&mut self, length: u64) -> Result<()> {
            self.0.get_mut().truncate(usize::try_from(length).unwrap_or(usize::MAX));
            Ok(())
        }
    }

    impl Read for Memory {
        fn read(&mut self, into: &mut [u8]) -> Result<usize> {
            self.0.read(into)
        }
    }

    impl Write for Memory {
        fn write(&mut self, bytes: &[u8]) -> Result<usize> {
            self.0.write(bytes)
        }

        fn flush(&mut self) -> Result<()> {
            Ok(())
        }
    }

    impl Seek for Memory {
        fn seek(&mut self, to: SeekFrom) -> Result<u64> {
            self.0.seek(to)
        }
    }
}
