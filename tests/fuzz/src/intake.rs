//! What comes in: files that are packed, or pretend to be.

use std::fs;
use std::io::{Cursor, Read, Write};
use std::path::Path;

use flate2::Compression;
use flate2::write::GzEncoder;
use twinclaim::internal::batch::Inputs;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// No more is unpacked of one input: a bomb is somebody else's attack.
const MOST: u64 = 4 << 20;

/// As it comes, or packed well by us; what is packed well is found again, whatever it is.
pub fn attack(bytes: &[u8]) {
    let folder = tempfile::Builder::new().prefix("intake").tempdir_in(place()).expect("a folder");
    let path = folder.path().join("in");
    let Some((kind, content)) = bytes.split_first() else { return };
    let bytes = match kind % 4 {
        0 => content.to_vec(),
        1 => gzip(content),
        2 => zip(content, *kind & 4 == 0),
        _ => gzip(&gzip(content)),
    };
    fs::write(&path, bytes).expect("written");
    let found = open(&path);
    let is_claims = content.starts_with(b"ISA*") && content.len() < 1 << 16;
    if is_claims && matches!(kind % 4, 1 | 2) {
        let whole = found.iter().any(|one| one.as_deref() == Some(content));
        assert!(whole, "what was packed comes out: {} inputs", found.len());
    }
    let folder_found = open(folder.path());
    assert!(folder_found.len() <= found.len(), "a folder has what its file has");
}

/// All inputs; none for one that could not be opened or read.
fn open(path: &Path) -> Vec<Option<Vec<u8>>> {
    let mut sources = Inputs::new([path]).open();
    let mut found = Vec::new();
    for source in &mut sources {
        found.push(match source {
            Ok(source) => {
                let mut bytes = Vec::new();
                source.reader.take(MOST).read_to_end(&mut bytes).ok().map(|_| bytes)
            }
            Err(error) => {
                assert!(!error.to_string().is_empty());
                None
            }
        });
        if found.len() > 256 {
            break;
        }
    }
    let _ = sources.identities();
    found
}

/// Memory, where the system has a file system in it.
fn place() -> &'static Path {
    let memory = Path::new("/dev/shm");
    if memory.is_dir() { memory } else { Path::new("/tmp") }
}

pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
    packed.write_all(bytes).expect("memory takes it");
    packed.finish().expect("memory takes it")
}

pub fn zip(bytes: &[u8], deflated: bool) -> Vec<u8> {
    let method = if deflated { CompressionMethod::Deflated } else { CompressionMethod::Stored };
    let options = SimpleFileOptions::default().compression_method(method);
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file("inner.837", options).expect("memory takes it");
    zip.write_all(bytes).expect("memory takes it");
    zip.finish().expect("memory takes it").into_inner()
}
