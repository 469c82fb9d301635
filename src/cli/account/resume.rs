//! How a run goes on with one that was broken off.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use chrono::NaiveDateTime;
use sha2::{Digest, Sha256};

use crate::batch::{self, ErrorKind, OutputFolder, Outputs, Transaction, hex, make_folder, sweep};
use crate::cli::clock;
use crate::cli::screen::Screen;
use crate::show::manifest::ManifestLine;

use super::journal::{Before, Journal};
use super::{Account, NAME, output_file};

/// So many folders are looked into for what a killed run left, from that of the outputs upwards.
const ABOVE: usize = 3;

impl Account {
    /// Where each input has an output of its own in a folder, the manifest is there unless it is asked for elsewhere. What an
    /// earlier run left in it is refused, or, to go on with it, kept: gives what need not be read again.
    /// `options` are those that shape what is written, which have to be the same.
    pub(in crate::cli) fn file_by_file(
        &mut self,
        folder: Option<&PathBuf>,
        options: &dyn fmt::Debug,
        resume: bool,
        force: bool,
    ) -> Result<Vec<(String, String)>, String> {
        let Some(folder) = folder else {
            let why =
                "--resume goes on file by file, into a folder; anything else is there whole or not at all";
            return if resume { Err(why.to_owned()) } else { Ok(Vec::new()) };
        };
        OutputFolder::new(folder, Outputs::new(false)).map_err(|error| error.to_string())?;
        if self.path.is_none() {
            make_folder(folder).map_err(|error| error.to_string())?;
        }
        let path = self.path.get_or_insert_with(|| folder.join(NAME));
        let options = hex(&Sha256::digest(format!("{options:?}")));
        let (journal, kept) = Journal::begin((self.command, Some(options)), path, resume, force)?;
        let done = kept.before.iter().filter_map(Before::done).collect();
        self.before = kept.before;
        self.journal = Some(journal);
        self.began = Some(kept.begun);
        Ok(done)
    }

    /// Whether an input that is not there was done by the run that this one goes on with, and moved.
    pub(in crate::cli) fn has_moved(&self, error: &batch::Error) -> bool {
        let is_gone = match &error.kind {
            ErrorKind::EmptyFolder | ErrorKind::NothingMatches => return !self.before.is_empty(),
            ErrorKind::Io { source, .. } => source.kind() == io::ErrorKind::NotFound,
            _ => false,
        };
        let path = error.path.to_string_lossy();
        is_gone && self.before.iter().any(|before| before.path() == Some(&*path))
    }

    /// Whether the run that this one goes on with could not read an input to its end.
    pub(in crate::cli) fn was_bad(&self) -> bool {
        self.before.iter().any(Before::is_bad)
    }

    /// When the run began, or the one that it goes on with.
    pub(in crate::cli) fn began(&self) -> NaiveDateTime {
        self.began.unwrap_or_else(clock::now)
    }

    /// Inputs that are read again when a run goes on, because others are compared with them, are put aside at the end.
    pub(in crate::cli) fn quarantine_late(&mut self) {
        self.is_late = true;
    }

    /// In a folder whose files come all at once, the manifest comes with them and not without, unless it is asked for elsewhere.
    pub(in crate::cli) fn among(&mut self, folder: &OutputFolder) -> Result<(), String> {
        if self.path.is_none() {
            self.path = Some(folder.path().join(NAME));
            self.output = Some(folder.file(NAME, "").map_err(|error| error.to_string())?);
            self.only_with_files = true;
        }
        Ok(())
    }

    /// The files of a folder come all at once, under many names. Where a run is broken off in the middle of giving them, the
    /// next one takes them back and begins anew; or, where all of them have theirs, has only inputs left to move. Whether
    /// that is so.
    pub(in crate::cli) fn all_at_once(
        &mut self,
        folder: &Path,
        resume: bool,
        force: bool,
    ) -> Result<bool, String> {
        let manifest = self.path.clone().unwrap_or_else(|| folder.join(NAME));
        if resume || force {
            // Before the folder was there, its files waited in one above it.
            folder.ancestors().take(ABOVE).filter(|above| above.is_dir()).for_each(sweep);
            if folder.is_relative() {
                sweep(Path::new("."));
            }
        }
        let done = Journal::take_back(&manifest, resume, force)?;
        self.intends = Some(manifest);
        let is_complete = done.is_some();
        self.resumed.extend(done.unwrap_or_default());
        Ok(is_complete)
    }

    /// Says in a journal which files are about to get their names.
    pub(super) fn intend(&mut self, complete: &Transaction) -> Result<(), String> {
        let Some(manifest) = self.intends.as_ref().filter(|_| !complete.is_empty()) else { return Ok(()) };
        let (mut journal, _) = Journal::begin((self.command, None), manifest, false, true)?;
        let outputs = complete.written().map(output_file).collect();
        let added = journal.add(&ManifestLine::intended(outputs).line());
        self.journal = Some(journal);
        added
    }

    /// Goes on with a run whose files are all in place.
    pub(in crate::cli) fn finish_before(&mut self, screen: &Screen) -> Result<(), String> {
        if let Some(manifest) = self.intends.take() {
            self.journal = Some(Journal::reopened(&manifest)?);
        }
        self.finish(screen)
    }

    /// The files of the run were not put in place.
    pub(in crate::cli) fn withdraw(&mut self) {
        if self.intends.is_some()
            && let Some(journal) = self.journal.take()
        {
            journal.withdraw();
        }
    }
}
