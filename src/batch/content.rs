//! Opening one file: looking at its first bytes and unpacking gzip.

use std::io::{self, BufRead, BufReader, Cursor, Read};

use flate2::bufread::GzDecoder;

use super::sniff::{self, Content};

/// A stream of bytes that can be handed to another thread.
pub(super) type Bytes = Box<dyn Read + Send>;

/// How many layers of gzip are taken off.
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
    /// Layers of gzip that were taken off.
    pub(super) layers: usize,
    /// Whether it says of itself near its beginning that it is an 837.
    pub(super) says_837: bool,
}

/// Looks at the first bytes and takes off gzip, layer by layer.
///
/// Content that is still gzip after [`MAX_LAYERS`] layers is given back as [`Content::Gzip`].
pub(super) fn open(mut bytes: Bytes) -> io::Result<Opened> {
    let mut layers = 0;
    loop {
        let prefix = read_prefix(&mut bytes)?;
        let content = sniff::sniff(&prefix);
        let says_837 = sniff::says_837(&prefix);
        let all: Bytes = Box::new(Cursor::new(prefix).chain(bytes));
        if content != Content::Gzip || layers == MAX_LAYERS {
            return Ok(Opened { content, bytes: all, layers, says_837 });
        }
        bytes = Box::new(Gunzip::new(BufReader::with_capacity(BLOCK, all)));
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

/// Unpacks gzip of any number of members. Zeros behind the last one (padding from tapes) are passed over, as gzip does;
/// anything else there is an error, not an early end.
struct Gunzip<R> {
    member: Option<GzDecoder<R>>,
}

impl<R: BufRead> Gunzip<R> {
    fn new(packed: R) -> Self {
        Self { member: Some(GzDecoder::new(packed)) }
    }
}

impl<R: BufRead> Read for Gunzip<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if into.is_empty() {
            return Ok(0);
        }
        loop {
            let Some(member) = &mut self.member else { return Ok(0) };
            let n = member.read(into)?;
            if n > 0 {
                return Ok(n);
            }
            let mut packed = self.member.take().expect("taken only here").into_inner();
            if skip_zeros(&mut packed)? {
                self.member = Some(GzDecoder::new(packed));
            }
        }
    }
}

/// Passes over zero bytes; whether anything follows them.
fn skip_zeros(packed: &mut impl BufRead) -> io::Result<bool> {
    loop {
        let block = packed.fill_buf()?;
        if block.is_empty() {
            return Ok(false);
        }
        let zeros = block.iter().take_while(|&&b| b == 0).count();
        let more = zeros < block.len();
        packed.consume(zeros);
        if more {
            return Ok(true);
        }
    }
}
