//! Reads other people's files: every byte comes back, and the segments are as many as were counted elsewhere.
//!
//! The files are not part of the project. `TWINCLAIM_CORPUS` names a folder with a `MANIFEST.tsv`.

#![allow(clippy::print_stderr, reason = "a skipped test must say so")]

use std::fs;
use std::path::{Path, PathBuf};

use twinclaim::x12::{
    Delimiters, EnvelopeLevel, Envelopes, Error, ErrorKind, FaultKind, Looks, Piece, Reader, Source,
};

struct Entry {
    path: String,
    segments: usize,
    notes: String,
}

fn corpus() -> Option<(PathBuf, Vec<Entry>)> {
    let Some(folder) = std::env::var_os("TWINCLAIM_CORPUS").map(PathBuf::from) else {
        eprintln!("skipped: TWINCLAIM_CORPUS is not set");
        return None;
    };
    let manifest = fs::read_to_string(folder.join("MANIFEST.tsv")).expect("the corpus has a manifest");
    let mut lines = manifest.lines();
    let header: Vec<&str> = lines.next().expect("the manifest has a header").split('\t').collect();
    let column = |name| header.iter().position(|&c| c == name).expect("the manifest has this column");
    let (path, segments, notes) = (column("path"), column("segments"), column("notes"));
    let entries = lines.map(|line| {
        let fields: Vec<&str> = line.split('\t').collect();
        let segments = fields[segments].parse().expect("a number of segments");
        Entry { path: fields[path].to_owned(), segments, notes: fields[notes].to_owned() }
    });
    Some((folder, entries.collect()))
}

/// The bytes of all pieces, and the number of segments.
fn read<S: Source>(mut reader: Reader<S>) -> Result<(Vec<u8>, usize), Error> {
    let (mut bytes, mut segments) = (Vec::new(), 0);
    while let Some(piece) = reader.next()? {
        bytes.extend_from_slice(piece.raw());
        segments += usize::from(matches!(piece, Piece::Segment(_)));
    }
    Ok((bytes, segments))
}

/// Files that start with GS or ST say nothing of their delimiters; all of them use the usual ones.
fn read_any(input: &[u8]) -> Result<(Vec<u8>, usize), Error> {
    match read(Reader::from_slice(input)) {
        Err(error) if matches!(error.kind(), ErrorKind::NoInterchange { looks: Looks::NoEnvelope, .. }) => {
            read(Reader::from_slice(input).with_delimiters(Delimiters::STANDARD))
        }
        result => result,
    }
}

fn check(folder: &Path, entry: &Entry) -> Result<(), String> {
    let input = fs::read(folder.join(&entry.path)).map_err(|error| error.to_string())?;
    let (bytes, segments) = read_any(&input).map_err(|error| error.to_string())?;
    if bytes != input {
        return Err("the bytes of the pieces are not those of the file".to_owned());
    }
    if segments != entry.segments {
        return Err(format!("{segments} segments, but {} in the manifest", entry.segments));
    }
    if let Ok((streamed, _)) = read(Reader::new(&input[..]))
        && streamed != input
    {
        return Err("the bytes from a stream are not those of the file".to_owned());
    }
    Ok(())
}

#[test]
fn every_file_is_read_completely() {
    let Some((folder, entries)) = corpus() else { return };
    let failures: Vec<String> = entries
        .iter()
        .filter_map(|entry| check(&folder, entry).err().map(|error| format!("{}: {error}", entry.path)))
        .collect();
    assert!(failures.is_empty(), "{} of {} files:\n{}", failures.len(), entries.len(), failures.join("\n"));
    assert!(entries.len() > 100, "the corpus has more files than that");
}

/// What the books say of a file.
fn faults(input: &[u8]) -> Vec<FaultKind> {
    let (mut reader, mut envelopes, mut kinds) = (Reader::from_slice(input), Envelopes::new(), Vec::new());
    while let Ok(Some(piece)) = reader.next() {
        if let Piece::Segment(item) = piece {
            kinds.extend(envelopes.observe(&item).iter().map(|fault| fault.kind));
        }
    }
    kinds.extend(envelopes.finish().iter().map(|fault| fault.kind));
    kinds
}

#[test]
fn envelope_faults_are_those_found_elsewhere() {
    let Some((folder, entries)) = corpus() else { return };
    let notes = [
        ("SE01 ", FaultKind::Count(EnvelopeLevel::Transaction)),
        ("GE01 ", FaultKind::Count(EnvelopeLevel::Group)),
        ("IEA01 ", FaultKind::Count(EnvelopeLevel::Interchange)),
        ("GE02!=GS06", FaultKind::ControlNumber(EnvelopeLevel::Group)),
        ("IEA02!=ISA13", FaultKind::ControlNumber(EnvelopeLevel::Interchange)),
        ("ST without SE", FaultKind::MissingTrailer(EnvelopeLevel::Transaction)),
    ];
    let (mut noticed, mut failures) = (0, Vec::new());
    for entry in entries.iter().filter(|entry| !entry.notes.contains("no ISA at start")) {
        let found = faults(&fs::read(folder.join(&entry.path)).expect("the file can be read"));
        for (note, kind) in notes {
            let known = entry.notes.contains(note);
            noticed += usize::from(known);
            if known != found.contains(&kind) {
                failures.push(format!("{}: {kind:?}, known: {known}", entry.path));
            }
        }
    }
    assert!(failures.is_empty(), "{} differences:\n{}", failures.len(), failures.join("\n"));
    assert!(noticed > 0, "the manifest notes such faults");
}
