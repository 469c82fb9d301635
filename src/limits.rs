//! How much of one thing is taken in. What is larger is refused with a clear error: no input may use up the machine.
//!
//! Real claims stay far below: the guides allow 50 lines (837P) and 999 lines (837I), which is less than 300 KB.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

/// Most bytes of a configuration.
pub const CONFIGURATION: u64 = 16 << 20;
/// Most bytes of a payer profile.
pub const PROFILE: u64 = 16 << 20;
/// Most bytes of an earlier outcome.
pub const OUTCOME: u64 = 1 << 30;
/// Most bytes of a reference table; the largest of CMS have about 100 MB.
pub const TABLE: u64 = 512 << 20;
/// Most bytes of a line of a reference table.
pub const TABLE_LINE: usize = 1 << 20;

/// Most service lines of one person whose claims are compared with each other, unless more is asked for: comparing takes
/// time by their square. Somebody on dialysis has about 3,000 a year.
pub const PERSON_LINES: u64 = 10_000;

/// The largest part of an input that is held at once: a claim, or a level above claims.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PartLimit {
    /// Bytes of X12.
    pub bytes: u64,
    /// Segments.
    pub segments: u64,
}

impl PartLimit {
    /// Most bytes that may be asked for: places in a part are 32 bits wide.
    pub const MOST: u64 = 1 << 30;

    /// A limit of so many bytes, with a segment for every eight of them.
    pub fn of_bytes(bytes: u64) -> Self {
        let bytes = bytes.min(Self::MOST);
        Self { bytes, segments: bytes / 8 }
    }

    /// Bytes of the same claim in JSON, which names its fields.
    pub fn json_bytes(self) -> u64 {
        self.bytes * 8
    }
}

impl Default for PartLimit {
    fn default() -> Self {
        Self::of_bytes(8 << 20)
    }
}

/// All of a file that has at most so many bytes.
pub fn read(path: &Path, most: u64) -> io::Result<Vec<u8>> {
    read_all(File::open(path)?, most)
}

/// All of a stream that has at most so many bytes.
pub fn read_all(from: impl Read, most: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    from.take(most + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > most {
        let message = format!("it holds more than {most} bytes, the most that is read of such a file");
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, message));
    }
    Ok(bytes)
}
