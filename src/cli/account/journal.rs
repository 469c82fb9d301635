//! The journal of a run that writes file by file: the lines of its manifest, as they become final.
//!
//! It is named as the manifest with `.partial` behind it, and goes when the manifest is there. Where it is left, a run was
//! broken off; `--resume` goes on with it. While a run is at work, it holds a lock on it, which goes with the process.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::batch::{self, read_text, sha256_of};
use crate::limits;
use crate::show::manifest::{OutputFile, SCHEMA};

/// A journal that is being written.
#[derive(Debug)]
pub(super) struct Journal {
    path: PathBuf,
    file: File,
}

/// A line of an earlier run.
#[derive(Debug)]
pub(super) struct Before {
    pub(super) text: String,
    line: Line,
}

/// What is asked of a line.
#[derive(Debug, Deserialize)]
struct Line {
    schema: String,
    path: Option<String>,
    sha256: Option<String>,
    status: Option<String>,
    #[serde(default)]
    outputs: Vec<OutputFile>,
}

impl Before {
    /// The path and the SHA-256 of an input that need not be read again.
    pub(super) fn done(&self) -> Option<(String, String)> {
        let is_done = self.line.status.as_deref() == Some("done");
        self.line.path.clone().zip(self.line.sha256.clone()).filter(|_| is_done)
    }
}

impl Journal {
    /// Begins the journal of a manifest. What another run left is refused; with `resume`, the lines whose inputs are done
    /// and whose outputs are there are kept; with `force`, nothing is.
    pub(super) fn begin(manifest: &Path, resume: bool, force: bool) -> Result<(Self, Vec<Before>), String> {
        let mut path = manifest.as_os_str().to_owned();
        path.push(".partial");
        let path = PathBuf::from(path);
        let is_left = path.exists();
        if manifest.exists() && !force && !is_left {
            let what = if resume {
                "is complete: there is nothing to go on with"
            } else {
                "is what an earlier run wrote; use another folder, or --force to replace its files"
            };
            return Err(format!("{} {what}", manifest.display()));
        }
        let file = locked(&path, is_left)?;
        if is_left && !resume && !force {
            return Err(format!(
                "{}: a run that was broken off left this; --resume goes on with it, --force begins anew",
                path.display()
            ));
        }
        let before = if resume && is_left { kept(&path)? } else { Vec::new() };
        file.set_len(0).map_err(|error| batch::Error::writing(&path, error).to_string())?;
        let mut journal = Self { path, file };
        for line in &before {
            journal.add(&line.text)?;
        }
        Ok((journal, before))
    }

    /// Adds a line, and waits until it is on the disk.
    pub(super) fn add(&mut self, line: &str) -> Result<(), String> {
        let written = self.file.write_all(line.as_bytes()).and_then(|()| self.file.sync_data());
        written.map_err(|error| batch::Error::writing(&self.path, error).to_string())
    }

    /// The manifest is there: the journal is not needed any more.
    pub(super) fn remove(self) {
        // What is left is refused by the next run, which says what it is.
        let _ = std::fs::remove_file(&self.path);
    }
}

/// The file, for its owner alone, and no run but this one at work on it.
fn locked(path: &Path, is_left: bool) -> Result<File, String> {
    let failed = |error: std::io::Error| batch::Error::writing(path, error).to_string();
    let at_work = || format!("{}: another run is at work there", path.display());
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        batch::make_folder(folder).map_err(|error| error.to_string())?;
    }
    let mut options = OpenOptions::new();
    options.write(true).create_new(!is_left);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(path).map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => at_work(),
        _ => failed(error),
    })?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(at_work()),
        Err(TryLockError::Error(error)) if error.kind() == ErrorKind::Unsupported => Ok(file),
        Err(TryLockError::Error(error)) => Err(failed(error)),
    }
}

/// The lines of inputs that are aside, or done, and whose outputs are what was written. A last line that broke off is none.
fn kept(path: &Path) -> Result<Vec<Before>, String> {
    let text = read_text(path, limits::OUTCOME).map_err(|error| error.to_string())?;
    let whole = text.split_inclusive('\n').filter(|line| line.ends_with('\n'));
    let parsed = whole.filter_map(|text| {
        let line: Line = serde_json::from_str(text).ok()?;
        Some(Before { text: text.to_owned(), line })
    });
    Ok(parsed.filter(|before| before.line.schema == SCHEMA && before.line.is_settled()).collect())
}

impl Line {
    /// Nothing is left to do. What is aside is not among the inputs any more, and has its line here alone.
    fn is_settled(&self) -> bool {
        let is_as_written = |output: &OutputFile| {
            sha256_of(Path::new(&output.path)).is_ok_and(|now| output.sha256.as_ref() == Some(&now))
        };
        match self.status.as_deref() {
            Some("done") => self.sha256.is_some() && self.outputs.iter().all(is_as_written),
            Some("quarantined") => true,
            _ => false,
        }
    }
}
