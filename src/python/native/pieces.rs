//! Files, and where large ones can be cut, for engines that read parts of them on many machines.

use std::fs::File;
use std::io::{Read, Seek};
use std::path::{Path, PathBuf};

use pyo3::exceptions::PyOSError;
use pyo3::prelude::*;
use twinclaim::internal::batch::Inputs;
use twinclaim::x12::{self, Reader, cuts};

/// The files behind paths, folders and patterns that may hold claims, in the order of the command line; and what could not be
/// opened.
#[pyfunction]
pub(super) fn files(py: Python<'_>, words: Vec<PathBuf>) -> (Vec<String>, Vec<String>) {
    py.detach(|| {
        let (mut files, mut failures) = (Vec::<String>::new(), Vec::new());
        for source in Inputs::new(words).open() {
            match source {
                Ok(source) => {
                    // Members of an archive come with it.
                    let is_member = !Path::new(&source.name).exists();
                    let archive = source.name.split_once('!').filter(|_| is_member);
                    let file = archive.map_or(source.name.clone(), |(archive, _)| archive.to_owned());
                    if files.last() != Some(&file) {
                        files.push(file);
                    }
                }
                Err(error) => failures.push(error.to_string()),
            }
        }
        (files, failures)
    })
}

/// First byte, byte behind the last one, headers, trailers, and claims, where they can be counted.
type Row = (u64, u64, Vec<u8>, Vec<u8>, Option<u64>);

/// Parts of a file of at least so many bytes that can be read by themselves; the file itself where it cannot be cut.
#[pyfunction]
pub(super) fn parts(py: Python<'_>, file: PathBuf, least: u64) -> PyResult<Vec<Row>> {
    py.detach(|| {
        let mut open = File::open(&file)?;
        let length = open.metadata()?.len();
        let mut start = [0; 3];
        let is_plain = open.read_exact(&mut start).is_ok() && start == *b"ISA";
        open.rewind()?;
        let found = if is_plain { cuts(Reader::new(open), least).ok() } else { None };
        let row = |cut: x12::Cut| (cut.span.start, cut.span.end, cut.before, cut.after, Some(cut.claims));
        let whole = (0, length, Vec::new(), Vec::new(), None);
        // What cannot be read to its end is said where it is read.
        Ok(found.map_or_else(|| vec![whole], |cuts| cuts.into_iter().map(row).collect()))
    })
    .map_err(|error: std::io::Error| PyOSError::new_err(format!("{}: {error}", file.display())))
}
