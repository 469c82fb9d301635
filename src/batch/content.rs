//! Opening one file: looking at its first bytes and unpacking it.

use std::io::{self, BufReader, Cursor, Read};

use super::sniff::{self, Content};
use super::unpack::{Gunzip, Unzstd};

/// A stream of bytes that can be handed to another thread.
pub(super) type Bytes = Box<dyn Read + Send>;

/// How many layers of compression are taken off.
pub(super) const MAX_LAYERS: usize = 3;

/// Bytes looked at to tell what a file is.
const PREFIX: usize = 8 * 1024;
/// Blanks in front of the content that are put up with.
const MAX_BLANKS: usize = 1024 * 1024;
/// Compressed bytes read at a time.
pub(super) const BLOCK: usize = 64 * 1024;

/// A file opened: what it is, and all its bytes from the first one on, unpacked.
pub(super) struct Opened {
    pub(super) content: Content,
    pub(super) bytes: Bytes,
    /// Layers of compression that were taken off.
    pub(super) layers: usize,
    /// Whether it says of itself near its beginning that it is an 837.
    pub(super) says_837: bool,
}

/// Looks at the first bytes and takes off gzip and zstd, layer by layer.
///
/// Content that is still compressed after [`MAX_LAYERS`] layers is given back as it is.
pub(super) fn open(mut bytes: Bytes) -> io::Result<Opened> {
    let mut layers = 0;
    loop {
        let prefix = read_prefix(&mut bytes)?;
        let content = sniff::sniff(&prefix);
        let says_837 = sniff::says_837(&prefix);
        let all: Bytes = Box::new(Cursor::new(prefix).chain(bytes));
        let packed = BufReader::with_capacity(BLOCK, all);
        bytes = match content {
            Content::Gzip if layers < MAX_LAYERS => Box::new(Gunzip::new(packed)),
            Content::Zstd if layers < MAX_LAYERS => Box::new(Unzstd::new(packed)),
            _ => return Ok(Opened { content, bytes: Box::new(packed), layers, says_837 }),
        };
        layers += 1;
    }
}

/// Reads up to [`PREFIX`] bytes, and on while there are only blanks.
fn read_prefix(bytes: &mut Bytes) -> io::Result<Vec<u8>> {
    let mut prefix = Vec::with_capacity(PREFIX);
    loop {
        let read = bytes.by_ref().take(PREFIX as u64).read_to_end(&mut prefix)?;
        let only_blanks = sniff::without_blanks(&prefix).is_empty();
        if read < PREFIX || !only_blanks || prefix.len() > MAX_BLANKS {
            return Ok(prefix);
        }
    }
}
