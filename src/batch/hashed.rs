//! The fingerprint of an input, taken while it is read.

use std::io::{self, Read};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use sha2::{Digest, Sha256};

use super::Source;

/// The SHA-256 of the content of an input, unpacked. It is complete when the input has been read to its end.
#[derive(Clone, Debug, Default)]
pub struct Fingerprint(Arc<Mutex<(Sha256, u64)>>);

impl Fingerprint {
    /// Takes the fingerprint of a source while it is read.
    pub fn of(source: &mut Source) -> Self {
        let own = Self::default();
        let reader = std::mem::replace(&mut source.reader, Box::new(io::empty()));
        source.reader = Box::new(Hashed { reader, hash: own.clone() });
        own
    }

    /// Of a text that is at hand.
    pub fn of_bytes(bytes: &[u8]) -> String {
        hex(Sha256::digest(bytes).as_slice())
    }

    /// In hexadecimal digits.
    pub fn hex(&self) -> String {
        let hash = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        hex(hash.0.clone().finalize().as_slice())
    }

    /// Bytes that were read.
    pub fn bytes(&self) -> u64 {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).1
    }
}

/// Of a file.
pub fn sha256_of(path: &Path) -> io::Result<String> {
    let hash = Fingerprint::default();
    let mut hashed = Hashed { reader: Box::new(std::fs::File::open(path)?), hash: hash.clone() };
    io::copy(&mut hashed, &mut io::sink())?;
    Ok(hash.hex())
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

struct Hashed {
    reader: Box<dyn Read + Send>,
    hash: Fingerprint,
}

impl Read for Hashed {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.reader.read(buffer)?;
        let mut hash = self.hash.0.lock().unwrap_or_else(PoisonError::into_inner);
        hash.0.update(&buffer[..n]);
        hash.1 += n as u64;
        Ok(n)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_the_sha_256_of_what_was_read() {
        // The digest of "abc" in FIPS 180-2, appendix B.1.
        let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        let hash = Fingerprint::default();
        let mut hashed = Hashed { reader: Box::new(&b"abc"[..]), hash: hash.clone() };
        io::copy(&mut hashed, &mut io::sink()).expect("it reads");
        assert_eq!(hash.hex(), abc);
        assert_eq!(Fingerprint::of_bytes(b"abc"), abc);
    }
}
