//! Files that get their names together, or none of them does.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use super::names::Committing;
#[cfg(target_os = "linux")]
use super::staged::Staged;
use super::staged::{Placed, folder_of, place};
use super::{Output, PausedOutput, Written, make_folder};
use crate::batch::error::{Error, Result};

/// From this many files on, the file system is asked once to write everything, not for each file.
const MANY: usize = 32;

/// Complete outputs of a run, or of one input, that belong together.
///
/// Dropped without [`commit`](Self::commit), none of them is left.
#[must_use = "without commit, the files are removed again"]
#[derive(Debug, Default)]
pub struct Transaction {
    files: Vec<PausedOutput>,
}

impl Transaction {
    /// Takes a complete output, with all that waits to be written.
    pub fn add(&mut self, output: Output) -> Result<()> {
        self.files.push(output.pause()?);
        Ok(())
    }

    /// Takes the outputs of another one.
    pub fn append(&mut self, mut other: Self) {
        self.files.append(&mut other.files);
    }

    /// What was written, in the order of taking.
    pub fn written(&self) -> impl Iterator<Item = &Written> {
        self.files.iter().map(|file| &file.written)
    }

    /// Whether it holds no file.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// Without the files into which nothing was written.
    pub fn without_empty(mut self) -> Self {
        let empty = self.empty();
        self.files.retain(|file| !empty.contains(&file.written.path));
        self
    }

    /// Files into which nothing was written, as the user calls them.
    pub fn empty(&mut self) -> Vec<PathBuf> {
        let is_empty = |file: &mut PausedOutput| {
            let length = file.staged.file().and_then(|file| file.metadata());
            length.is_ok_and(|there| there.is_file() && there.len() == 0)
        };
        self.files.iter_mut().filter_map(|file| is_empty(file).then(|| file.written.path.clone())).collect()
    }

    /// Waits until all bytes are on the disk, then gives all files their names; where that fails for one, for none.
    ///
    /// Without `force` this refuses if a file of one of the names has appeared in the meantime.
    pub fn commit(mut self) -> Result<()> {
        self.sync()?;
        let mut committing = Committing::begin();
        let count = self.files.len();
        let (mut placed, mut folders) = (Vec::with_capacity(count), Folders::default());
        let all = self.files.into_iter().try_for_each(|file| {
            folders.make(folder_of(&file.target))?;
            placed.push(place(file.staged, &file.target, file.force, &file.written.path)?);
            Ok(())
        });
        if let Err(error) = all {
            placed.into_iter().rev().for_each(Placed::undo);
            folders.undo();
            return Err(error);
        }
        committing.count(count);
        folders.sync();
        Ok(())
    }

    fn sync(&mut self) -> Result<()> {
        if self.files.len() >= MANY && sync_file_system(&mut self.files).is_some() {
            return Ok(());
        }
        for file in &mut self.files {
            file.staged.sync().map_err(|error| Error::writing(&file.written.path, error))?;
            file.staged.close();
        }
        Ok(())
    }
}

/// Has a file system write everything; none where it cannot be asked to. All files of a run go to one.
#[cfg(target_os = "linux")]
fn sync_file_system(files: &mut [PausedOutput]) -> Option<()> {
    let devices: BTreeSet<u64> = files.iter_mut().filter_map(|file| device(&file.staged)).collect();
    let first = files.iter_mut().find(|file| !matches!(file.staged, Staged::Direct(_)))?;
    if devices.len() > 1 {
        return None;
    }
    rustix::fs::syncfs(first.staged.file().ok()?).ok()
}

#[cfg(target_os = "linux")]
fn device(staged: &Staged) -> Option<u64> {
    use std::os::unix::fs::MetadataExt;
    let metadata = match staged {
        Staged::Named(name, _) => fs::metadata(name.path()),
        Staged::Unnamed(unnamed) => unnamed.metadata(),
        Staged::Direct(_) => return None,
    };
    Some(metadata.ok()?.dev())
}

#[cfg(not(target_os = "linux"))]
fn sync_file_system(_files: &mut [PausedOutput]) -> Option<()> {
    None
}

/// Folders that files were put in, and those of them that were made for it.
#[derive(Default)]
struct Folders {
    used: BTreeSet<PathBuf>,
    made: Vec<PathBuf>,
}

impl Folders {
    fn make(&mut self, folder: &Path) -> Result<()> {
        if !self.used.insert(folder.to_owned()) {
            return Ok(());
        }
        let missing: Vec<PathBuf> = folder
            .ancestors()
            .take_while(|folder| !folder.as_os_str().is_empty() && fs::symlink_metadata(folder).is_err())
            .map(Path::to_owned)
            .collect();
        self.made.extend(missing.into_iter().rev());
        make_folder(folder)
    }

    fn undo(self) {
        // Whatever somebody else has put there in the meantime keeps its folder.
        self.made.iter().rev().for_each(|folder| drop(fs::remove_dir(folder)));
    }

    /// Waits until the names are on the disk, too. Where a folder cannot be asked to, the names are there all the same.
    fn sync(&self) {
        let above = self.made.iter().map(|folder| folder_of(folder).to_owned());
        let all: BTreeSet<PathBuf> = self.used.iter().cloned().chain(above).collect();
        for folder in all {
            let _: io::Result<()> = File::open(folder).and_then(|folder| folder.sync_all());
        }
    }
}
