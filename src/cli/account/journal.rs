//! The journal of a run that writes file by file: the lines of its manifest, as they become final.
//!
//! It is named as the manifest with `.partial` behind it, and goes when the manifest is there. Where it is left, a run was
//! broken off; `--resume` goes on with it. While a run is at work, it holds a lock on it, which goes with the process.

use std::collections::HashMap;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{ErrorKind, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use chrono::NaiveDateTime;
use serde::{Deserialize, Serialize};

use crate::batch::{self, read_text, sha256_of};
use crate::cli::clock;
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
    /// The input.
    pub(super) fn path(&self) -> Option<&str> {
        self.line.path.as_deref()
    }

    /// Whether the run before could not read the input to its end.
    pub(super) fn is_bad(&self) -> bool {
        matches!(self.line.status.as_deref(), Some("quarantined" | "refused" | "cut_off"))
    }

    /// The path and the SHA-256 of an input that need not be read again.
    pub(super) fn done(&self) -> Option<(String, String)> {
        let is_done = self.line.status.as_deref() == Some("done");
        self.line.path.clone().zip(self.line.sha256.clone()).filter(|_| is_done)
    }
}

/// The first line of a journal.
#[derive(Debug, Serialize, Deserialize)]
#[allow(clippy::struct_field_names, reason = "the keys of the JSON")]
struct Begun {
    schema: String,
    /// The command.
    command: String,
    /// SHA-256 of the options that shape what is written; none where files come all at once, and anew.
    #[serde(default)]
    options: Option<String>,
    /// When the run began that was broken off first, in local time: what it writes may name that day.
    begun: NaiveDateTime,
}

/// The name of its shape.
const JOURNAL: &str = "twinclaim/journal/1";

/// What a run goes on with.
#[derive(Debug)]
pub(super) struct Kept {
    pub(super) before: Vec<Before>,
    /// When the first run began.
    pub(super) begun: NaiveDateTime,
    /// Bytes of the whole lines that stay in the journal.
    whole: u64,
}

impl Journal {
    /// Where the journal of a manifest is.
    fn beside(manifest: &Path) -> PathBuf {
        let mut path = manifest.as_os_str().to_owned();
        path.push(".partial");
        PathBuf::from(path)
    }

    /// Begins the journal of a manifest. What another run left is refused; with `resume`, the lines whose inputs are done
    /// and whose outputs are there are kept; with `force`, nothing is. What is kept is not written again: no moment may
    /// be without it.
    pub(super) fn begin(
        (command, options): (&str, Option<String>),
        manifest: &Path,
        resume: bool,
        force: bool,
    ) -> Result<(Self, Kept), String> {
        let path = Self::beside(manifest);
        let is_left = path.exists();
        if manifest.exists() && !force && !is_left {
            return Err(is_complete(manifest, resume));
        }
        let mut file = locked(&path, is_left)?;
        if is_left && !resume && !force {
            return Err(is_broken_off(&path));
        }
        let begun =
            Begun { schema: JOURNAL.to_owned(), command: command.to_owned(), options, begun: clock::now() };
        let mut kept = Kept { before: Vec::new(), begun: begun.begun, whole: 0 };
        if resume && is_left {
            kept = kept_of(&path, &text_of(&mut file, &path)?, &begun)?;
        }
        let mut journal = Self { path, file };
        journal.cut(kept.whole)?;
        if kept.whole == 0 {
            // It cannot fail: all keys are text.
            journal.add(&(serde_json::to_string(&begun).unwrap_or_default() + "\n"))?;
        }
        // The name of the journal has to be on the disk as well; where a folder cannot be asked for that, it is there soon.
        let _ = File::open(folder_of(&journal.path)).and_then(|folder| folder.sync_all());
        Ok((journal, kept))
    }

    /// Takes back the files that a run was broken off in giving their names, so that it can be run anew. Where all of them
    /// have theirs, gives the inputs that it has done.
    pub(super) fn take_back(
        manifest: &Path,
        resume: bool,
        force: bool,
    ) -> Result<Option<Vec<String>>, String> {
        let path = Self::beside(manifest);
        if !path.exists() {
            return if manifest.exists() && !force { Err(is_complete(manifest, resume)) } else { Ok(None) };
        }
        let mut held = locked(&path, true)?;
        if !resume && !force {
            return Err(is_broken_off(&path));
        }
        let lines = lines(&text_of(&mut held, &path)?);
        let outputs = || lines.iter().flat_map(|before| &before.line.outputs);
        if resume && manifest.exists() && outputs().all(is_as_written) {
            let inputs = read_text(manifest, limits::OUTCOME).map_err(|error| error.to_string())?;
            let inputs = self::lines(&inputs);
            return Ok(Some(inputs.iter().filter_map(Before::done).map(|(path, _)| path).collect()));
        }
        for output in outputs().filter(|output| is_as_written(output)) {
            let failed = |error| batch::Error::io(&output.path, "taken back", error).to_string();
            fs::remove_file(&output.path).map_err(failed)?;
        }
        fs::remove_file(&path).map_err(|error| batch::Error::io(&path, "removed", error).to_string())?;
        Ok(None)
    }

    /// The journal of a run whose files are all in place.
    pub(super) fn reopened(manifest: &Path) -> Result<Self, String> {
        let path = Self::beside(manifest);
        let file = locked(&path, true)?;
        Ok(Self { path, file })
    }

    /// Goes on behind so many bytes: what is left of a line goes.
    fn cut(&mut self, whole: u64) -> Result<(), String> {
        let cut = self.file.set_len(whole).and_then(|()| self.file.seek(SeekFrom::End(0)));
        cut.map(drop).map_err(|error| batch::Error::writing(&self.path, error).to_string())
    }

    /// Adds a line, and waits until it is on the disk.
    pub(super) fn add(&mut self, line: &str) -> Result<(), String> {
        let written = self.file.write_all(line.as_bytes()).and_then(|()| self.file.sync_data());
        written.map_err(|error| batch::Error::writing(&self.path, error).to_string())
    }

    /// The manifest is there: the journal is not needed any more.
    pub(super) fn remove(self) {
        // What is left is refused by the next run, which says what it is.
        let _ = fs::remove_file(&self.path);
    }

    /// Nothing was written: neither the journal is needed nor the folder that was made for it, unless something is in it.
    pub(super) fn withdraw(self) {
        let folder = folder_of(&self.path).to_owned();
        self.remove();
        let _ = fs::remove_dir(folder);
    }
}

fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

fn is_complete(manifest: &Path, resume: bool) -> String {
    let what = if resume {
        "is complete: there is nothing to go on with"
    } else {
        "is what an earlier run wrote; use another folder, or --force to replace its files"
    };
    format!("{} {what}", manifest.display())
}

fn is_broken_off(path: &Path) -> String {
    let path = path.display();
    format!("{path}: a run that was broken off left this; --resume goes on with it, --force begins anew")
}

/// The file, for its owner alone, and no run but this one at work on it.
fn locked(path: &Path, is_left: bool) -> Result<File, String> {
    let failed = |error: std::io::Error| batch::Error::writing(path, error).to_string();
    let at_work = || format!("{}: another run is at work there", path.display());
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        batch::make_folder(folder).map_err(|error| error.to_string())?;
    }
    let opened =
        if is_left { OpenOptions::new().read(true).write(true).open(path) } else { batch::create_new(path) };
    let file = opened.map_err(|error| match error.kind() {
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

/// What a journal holds that is locked: where a lock keeps others from reading, this is the one handle that may.
fn text_of(file: &mut File, path: &Path) -> Result<String, String> {
    let mut text = String::new();
    let read = file.rewind().and_then(|()| file.take(limits::OUTCOME + 1).read_to_string(&mut text));
    match read.map_err(|error| batch::Error::io(path, "read", error).to_string())? as u64 {
        bytes if bytes > limits::OUTCOME => Err(format!("{}: is too large", path.display())),
        _ => Ok(text),
    }
}

/// The whole lines of a journal or manifest. A last line that broke off is none.
fn lines(text: &str) -> Vec<Before> {
    let whole = text.split_inclusive('\n').filter(|line| line.ends_with('\n'));
    let parsed = whole.filter_map(|text| {
        let line: Line = serde_json::from_str(text).ok()?;
        Some(Before { text: text.to_owned(), line })
    });
    parsed.filter(|before| before.line.schema == SCHEMA).collect()
}

/// The lines of inputs that are aside, or done, and whose outputs are what was written.
fn kept_of(path: &Path, text: &str, now: &Begun) -> Result<Kept, String> {
    let whole = text.rfind('\n').map_or(0, |at| at + 1) as u64;
    let begun: Option<Begun> = text.lines().next().and_then(|line| serde_json::from_str(line).ok());
    if let Some(begun) = &begun {
        let path = path.display();
        if begun.command != now.command {
            return Err(format!(
                "{path}: `{}` left this, and `{}` cannot go on with it",
                begun.command, now.command
            ));
        }
        if begun.options.is_some() && begun.options != now.options {
            return Err(format!(
                "{path}: the run that left this was given other options; give it the same, or --force to begin anew"
            ));
        }
    }
    let mut last: HashMap<Option<String>, Before> = HashMap::new();
    let mut order = Vec::new();
    for before in lines(text) {
        // What became of an input is what the last line says.
        let name = before.line.path.clone();
        if last.insert(name.clone(), before).is_none() {
            order.push(name);
        }
    }
    let before = order.iter().filter_map(|name| last.remove(name)).filter(|before| before.line.is_settled());
    Ok(Kept { before: before.collect(), begun: begun.map_or(now.begun, |begun| begun.begun), whole })
}

/// The file is there, and what was written.
fn is_as_written(output: &OutputFile) -> bool {
    sha256_of(Path::new(&output.path)).is_ok_and(|now| output.sha256.as_ref() == Some(&now))
}

/// Whether an input is where it was, or the archive that it is a member of (`a.zip!inner.837`).
fn is_there(path: &str) -> bool {
    let archives = path.match_indices('!').map(|(at, _)| &path[..at]);
    archives.chain([path]).any(|path| Path::new(path).is_file())
}

impl Line {
    /// Nothing is left to do. What is aside, or was on its way there, is not among the inputs any more, and has its line here
    /// alone.
    fn is_settled(&self) -> bool {
        let is_gone = || self.path.as_deref().is_some_and(|path| !is_there(path));
        match self.status.as_deref() {
            Some("done") => self.sha256.is_some() && self.outputs.iter().all(is_as_written),
            Some("quarantined") => true,
            Some("refused" | "cut_off" | "duplicate") => is_gone(),
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ASIDE: &str = "{\"schema\":\"twinclaim/manifest/1\",\"type\":\"input\",\"path\":\"a.837\",\"status\":\"quarantined\"}\n";

    fn begin(manifest: &Path, options: &str, resume: bool) -> Result<(Journal, Kept), String> {
        Journal::begin(("convert", Some(options.to_owned())), manifest, resume, false)
    }

    /// Broken off at its first step, a run that goes on has lost nothing of the journal.
    #[test]
    fn what_is_kept_stays_where_it_is() {
        let folder = tempfile::tempdir().expect("a folder");
        let manifest = folder.path().join("manifest.ndjson");
        let (mut journal, _) = begin(&manifest, "a", false).expect("it is begun");
        journal.add(ASIDE).expect("it is written");
        let whole = fs::read_to_string(&journal.path).expect("it is there");
        journal.add("{\"half").expect("it is written");
        drop(journal);
        let (journal, kept) = begin(&manifest, "a", true).expect("it goes on");
        assert_eq!(fs::read_to_string(&journal.path).expect("it is there"), whole);
        assert!(kept.before.len() == 1 && kept.before[0].is_bad());
    }

    #[test]
    fn a_run_with_other_options_does_not_go_on() {
        let folder = tempfile::tempdir().expect("a folder");
        let manifest = folder.path().join("manifest.ndjson");
        drop(begin(&manifest, "a", false).expect("it is begun"));
        let why = begin(&manifest, "b", true).expect_err("the outputs would not be alike");
        assert!(why.contains("other options"), "{why}");
        assert!(begin(&manifest, "a", true).is_ok());
    }

    #[test]
    fn a_member_of_an_archive_is_there_with_its_archive() {
        let folder = tempfile::tempdir().expect("a folder");
        let at = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
        assert!(!is_there(&at("b!.837")));
        fs::write(at("a.zip"), "").expect("it is written");
        fs::write(at("c!.837"), "").expect("it is written");
        assert!(is_there(&at("a.zip!b.837")) && is_there(&at("c!.837")) && !is_there(&at("b.zip!b.837")));
    }
}
