//! Zip archives, member by member, each a stream of its own.

use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use flate2::Crc;
use flate2::bufread::DeflateDecoder;
use zip::result::ZipError;
use zip::{CompressionMethod, HasZipMetadata, ZipArchive};

use super::content::{BLOCK, Bytes};
use super::error::{Error, ErrorKind, Result};
use super::watched::{Steady, Watched};

/// An archive being read.
pub(super) struct Archive {
    /// The archive as the user gave it.
    pub(super) name: String,
    /// Its place in an output folder.
    pub(super) relative: PathBuf,
    /// Whether the user named the archive itself.
    pub(super) named: bool,
    /// Members given out or refused; none of either makes an archive without use.
    pub(super) used: usize,
    /// Of the archive as a file.
    pub(super) steady: Steady,
    shared: Arc<Mutex<Watched>>,
    zip: ZipArchive<BufReader<Window>>,
    next: usize,
}

/// A member that is a file.
pub(super) struct Member {
    /// Name of the archive and of the member, `a.zip!inner.837`.
    pub(super) name: String,
    /// Its place in an output folder; not yet made safe.
    pub(super) relative: PathBuf,
    /// Its content, unpacked.
    pub(super) bytes: Bytes,
}

/// One step through an archive.
pub(super) enum Step {
    File(Member),
    Failed(Error),
    /// A symbolic link: no file. Its name.
    Skipped(String),
}

impl Archive {
    /// Reads the directory of an archive.
    pub(super) fn open(file: Watched, name: String, relative: PathBuf, named: bool) -> Result<Self> {
        let steady = file.steady();
        let shared = Arc::new(Mutex::new(file));
        let end = lock(&shared).seek(SeekFrom::End(0)).map_err(|e| Error::io(&name, "read", e))?;
        let window = Window { file: Arc::clone(&shared), start: 0, at: 0, end };
        let zip = ZipArchive::new(BufReader::new(window)).map_err(|e| damaged(&name, e))?;
        Ok(Self { name, relative, named, used: 0, steady, shared, zip, next: 0 })
    }

    /// Whether two members share a name, so that one of them cannot be reached.
    pub(super) fn has_duplicates(&self) -> bool {
        self.zip.has_duplicate_names()
    }

    /// What kind of document the archive is, if it is one: Office documents are archives too.
    pub(super) fn document(&self) -> Option<&'static str> {
        match self.zip.name_for_index(0)?.ok()?.as_ref() {
            "[Content_Types].xml" => Some("a Microsoft Office document"),
            "mimetype" => Some("an OpenDocument or e-book file"),
            _ => None,
        }
    }

    /// The next member that is not a folder.
    pub(super) fn step(&mut self) -> Option<Step> {
        loop {
            let index = self.next;
            if index >= self.zip.len() {
                return None;
            }
            self.next += 1;
            match self.member(index) {
                Ok(Some(step)) => return Some(step),
                Ok(None) => {}
                Err(error) => return Some(Step::Failed(error)),
            }
        }
    }

    /// Opens member number `index`; none if it is a folder.
    fn member(&self, index: usize) -> Result<Option<Step>> {
        let entry = self.zip.by_index_data(index).map_err(|e| damaged(&self.name, e))?;
        if entry.is_dir() {
            return Ok(None);
        }
        let inner = entry.name().map_err(|e| damaged(&self.name, e))?.into_owned();
        let name = format!("{}!{inner}", self.name);
        if entry.is_symlink() {
            return Ok(Some(Step::Skipped(name)));
        }
        if entry.encrypted() {
            return Err(Error::new(name, ErrorKind::Encrypted));
        }
        let mut whole = self.window(0, u64::MAX);
        let start = entry.get_metadata().data_start(&mut whole).map_err(|e| damaged(&name, e))?;
        let packed = BufReader::with_capacity(
            BLOCK,
            self.window(start, start.saturating_add(entry.compressed_size())),
        );
        let unpacked: Bytes = match entry.compression() {
            CompressionMethod::Stored => Box::new(packed),
            CompressionMethod::Deflated => Box::new(DeflateDecoder::new(packed)),
            _ => return Err(Error::new(name, ErrorKind::PackingMethod)),
        };
        let bytes = Box::new(Checked {
            bytes: unpacked,
            crc: Crc::new(),
            count: 0,
            expected_crc: entry.crc32(),
            expected_count: entry.size(),
        });
        // Archives made on Windows may separate folders by a backslash.
        let relative = self.relative.join(inner.replace('\\', "/").trim_start_matches('/'));
        Ok(Some(Step::File(Member { name, relative, bytes })))
    }

    fn window(&self, start: u64, end: u64) -> Window {
        Window { file: Arc::clone(&self.shared), start, at: start, end }
    }
}

fn damaged(name: &str, error: ZipError) -> Error {
    match error {
        ZipError::Io(source) => Error::io(name, "read", source),
        error => Error::new(name, ErrorKind::DamagedArchive(error.into())),
    }
}

fn lock(file: &Mutex<Watched>) -> std::sync::MutexGuard<'_, Watched> {
    // A panic elsewhere leaves no half-done state: every use seeks first.
    file.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A part of a file. Several may be open on one file, also from different threads.
struct Window {
    file: Arc<Mutex<Watched>>,
    start: u64,
    at: u64,
    end: u64,
}

impl Read for Window {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let left = self.end.saturating_sub(self.at);
        let most = into.len().min(usize::try_from(left).unwrap_or(usize::MAX));
        if most == 0 {
            return Ok(0);
        }
        let mut file = lock(&self.file);
        file.seek(SeekFrom::Start(self.at))?;
        let n = file.read(&mut into[..most])?;
        self.at += n as u64;
        Ok(n)
    }
}

impl Seek for Window {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let at = match to {
            SeekFrom::Start(n) => self.start.checked_add(n),
            SeekFrom::Current(n) => self.at.checked_add_signed(n),
            SeekFrom::End(n) => self.end.checked_add_signed(n),
        };
        let at = at.filter(|&at| at >= self.start).ok_or(io::ErrorKind::InvalidInput)?;
        self.at = at;
        Ok(at - self.start)
    }
}

/// Holds what is read against the checksum and size that the archive states; the last read fails if they differ.
struct Checked {
    bytes: Bytes,
    crc: Crc,
    count: u64,
    expected_crc: u32,
    expected_count: u64,
}

impl Read for Checked {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if into.is_empty() {
            return Ok(0);
        }
        let n = self.bytes.read(into)?;
        self.crc.update(&into[..n]);
        self.count += n as u64;
        if n == 0 && (self.crc.sum() != self.expected_crc || self.count != self.expected_count) {
            return Err(io::Error::new(
                io::ErrorKind::InvalidData,
                "the archive's checksum does not match its content",
            ));
        }
        Ok(n)
    }
}
