//! What several tests share.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use twinclaim::x12::{Piece, Reader};

/// Files that do not come back whole, how many segments are missing, and why.
pub(crate) const NOT_CARRIED: &[(&str, usize, &str)] = &[];

/// Other people's files by name; none, said aloud, where they are not at hand.
pub(crate) fn corpus() -> Vec<(String, Vec<u8>)> {
    let Ok(folder) = std::env::var("TWINCLAIM_CORPUS") else {
        say("skipped: TWINCLAIM_CORPUS names no folder with other people's files");
        return Vec::new();
    };
    let mut paths = Vec::new();
    files(Path::new(&folder), &mut paths);
    let name = |path: &Path| path.strip_prefix(&folder).unwrap_or(path).to_string_lossy().into_owned();
    paths.iter().map(|path| (name(path), fs::read(path).expect("a corpus file"))).collect()
}

/// All files below a folder, sorted.
pub(crate) fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    let entries = fs::read_dir(folder).expect("a folder");
    let mut entries: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() { files(&path, found) } else { found.push(path) }
    }
}

/// The segments of an X12 text, without terminators.
pub(crate) fn segments(bytes: &[u8]) -> Vec<String> {
    let mut reader = Reader::from_slice(bytes);
    let mut segments = Vec::new();
    while let Ok(Some(piece)) = reader.next() {
        if let Piece::Segment(item) = piece {
            segments.push(String::from_utf8_lossy(item.segment.bytes()).into_owned());
        }
    }
    segments
}

/// Says something past the test harness, which keeps what tests print to itself.
pub(crate) fn say(text: &str) {
    writeln!(std::io::stderr(), "{text}").expect("standard error");
}
