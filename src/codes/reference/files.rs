//! Finds tables where CMS's downloads lie: in folders with folders, in zip archives, packed, as text or as spreadsheets.

use std::fs::{self, File};
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};

use flate2::read::MultiGzDecoder;
use zip::ZipArchive;

use crate::limits;

use super::error::{TableError, TableFault};
use super::load::{fingerprint, is_qpp};
use super::{Tables, spreadsheet};

/// How deep folders may lie in each other.
const DEPTH: usize = 16;

/// A file that may hold a table.
struct Candidate {
    /// What it is called: its path in the folder, `a.zip!inner.csv` inside an archive.
    label: String,
    path: PathBuf,
    /// Its position in the archive that the path names.
    member: Option<usize>,
}

impl Candidate {
    fn ends_with(&self, endings: &[&str]) -> bool {
        let label = self.label.to_ascii_lowercase();
        endings.iter().any(|ending| label.ends_with(ending))
    }

    /// Those that are given up for others come last: spreadsheets for the same table as text, amounts of a few for those
    /// of all.
    fn order(&self) -> (bool, bool, String) {
        (is_qpp(&self.label), self.ends_with(SPREADSHEETS), self.label.clone())
    }

    fn content(&self) -> io::Result<Vec<u8>> {
        let Some(member) = self.member else { return limits::read(&self.path, limits::TABLE) };
        let mut archive = open_archive(&self.path)?;
        let entry = archive.by_index(member).map_err(io::Error::other)?;
        limits::read_all(entry, limits::TABLE)
    }
}

const SPREADSHEETS: &[&str] = &[".xlsx", ".xlsm"];

impl Tables {
    /// Reads every table in a folder and its folders, in an archive, or in a file. What is no table this program knows is
    /// passed over and [named](Self::passed_over).
    pub fn read(path: &Path) -> Result<Self, TableError> {
        let mut tables = Self::default();
        tables.read_more(path)?;
        Ok(tables)
    }

    /// Reads more tables.
    pub fn read_more(&mut self, path: &Path) -> Result<(), TableError> {
        let mut candidates = Vec::new();
        if path.is_dir() {
            self.list(path, "", 0, &mut candidates)?;
        } else {
            let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            candidates_of(path.to_owned(), name, &mut candidates)?;
        }
        candidates.sort_by_cached_key(Candidate::order);
        for candidate in candidates {
            self.candidate(&candidate)?;
        }
        self.loaded.sort();
        self.passed_over.sort_by(|a, b| a.file.cmp(&b.file));
        Ok(())
    }

    /// Lists a folder with its folders.
    fn list(
        &mut self,
        folder: &Path,
        above: &str,
        depth: usize,
        found: &mut Vec<Candidate>,
    ) -> Result<(), TableError> {
        let failed = |error: io::Error| broken(&folder.display().to_string(), &error);
        let mut paths = Vec::new();
        for entry in fs::read_dir(folder).map_err(failed)? {
            paths.push(entry.map_err(failed)?.path());
        }
        paths.sort();
        for path in paths {
            let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            let label = format!("{above}{name}");
            if !path.is_dir() {
                candidates_of(path, label, found)?;
            } else if depth < DEPTH {
                self.list(&path, &format!("{label}/"), depth + 1, found)?;
            } else {
                self.pass_over(&label, "too many folders in each other");
            }
        }
        Ok(())
    }

    fn candidate(&mut self, candidate: &Candidate) -> Result<(), TableError> {
        let label = &candidate.label;
        let failed = |error: io::Error| broken(label, &error);
        if let Some(text) = self.same_as_text(candidate) {
            self.pass_over(label, &format!("the same table as {text}"));
            return Ok(());
        }
        let mut content = candidate.content().map_err(failed)?;
        let sha256 = fingerprint(&content);
        if content.starts_with(&[0x1f, 0x8b]) {
            content = limits::read_all(MultiGzDecoder::new(&content[..]), limits::TABLE).map_err(failed)?;
        }
        if content.starts_with(b"PK\x03\x04") {
            return self.spreadsheet(label, content, &sha256);
        }
        if content.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
            self.pass_over(label, "a spreadsheet of an old form (.xls): save it as CSV");
            return Ok(());
        }
        let label = label.strip_suffix(".gz").unwrap_or(label);
        self.take(label, &content, &sha256).map(|_| ())
    }

    /// Takes the first sheet that holds a table.
    fn spreadsheet(&mut self, label: &str, content: Vec<u8>, sha256: &str) -> Result<(), TableError> {
        let failed = |text: String| TableError { file: label.to_owned(), problem: TableFault::new(text) };
        let Some(mut book) = spreadsheet::Book::open(content).map_err(failed)? else {
            self.pass_over(label, "an archive in an archive, or no spreadsheet: unpack it");
            return Ok(());
        };
        let before = self.passed_over.len();
        for sheet in book.sheets() {
            let text = book.text(&sheet).map_err(failed)?;
            if self.take(label, text.as_bytes(), sha256)? {
                self.passed_over.truncate(before);
                return Ok(());
            }
        }
        self.passed_over.truncate(before + 1);
        Ok(())
    }

    /// The text file beside a spreadsheet that has its name and holds the table.
    fn same_as_text(&self, candidate: &Candidate) -> Option<&str> {
        if !candidate.ends_with(SPREADSHEETS) {
            return None;
        }
        let stem = |label: &str| label.rsplit_once('.').map(|(stem, _)| stem.to_ascii_lowercase());
        let own = stem(&candidate.label);
        let same = self.loaded.iter().find(|loaded| stem(&loaded.file) == own);
        same.map(|loaded| loaded.file.as_str())
    }
}

fn broken(file: &str, error: &io::Error) -> TableError {
    TableError { file: file.to_owned(), problem: TableFault::new(error.to_string()) }
}

fn begins_with(path: &Path, magic: &[u8]) -> io::Result<bool> {
    let mut first = Vec::new();
    File::open(path)?.take(magic.len() as u64).read_to_end(&mut first)?;
    Ok(first == magic)
}

fn open_archive(path: &Path) -> io::Result<ZipArchive<BufReader<File>>> {
    ZipArchive::new(BufReader::new(File::open(path)?)).map_err(io::Error::other)
}

/// Adds a file, or the members of an archive.
fn candidates_of(path: PathBuf, label: String, found: &mut Vec<Candidate>) -> Result<(), TableError> {
    if !begins_with(&path, b"PK\x03\x04").map_err(|error| broken(&label, &error))? {
        found.push(Candidate { label, path, member: None });
        return Ok(());
    }
    let archive = open_archive(&path).map_err(|error| broken(&label, &error))?;
    if archive.index_for_name("[Content_Types].xml").is_some() {
        found.push(Candidate { label, path, member: None });
        return Ok(());
    }
    for member in 0..archive.len() {
        let Some(Ok(name)) = archive.name_for_index(member) else { continue };
        // What a Macintosh adds to archives is no file of anybody's.
        if !name.ends_with(['/', '\\']) && !name.starts_with("__MACOSX/") {
            let label = format!("{label}!{}", name.replace('\\', "/"));
            found.push(Candidate { label, path: path.clone(), member: Some(member) });
        }
    }
    Ok(())
}
