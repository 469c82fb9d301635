//! Temporary names that exist at the moment, so that a signal can take them away.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use tempfile::TempPath;

/// How a temporary name begins; what has such a name is never an input.
const PREFIX: &str = ".twinclaim-";
/// How a temporary name ends.
const SUFFIX: &str = ".part";

static NAMES: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());
/// Held while files get their names; counts those that have theirs.
static COMMITTED: Mutex<u64> = Mutex::new(0);

/// Whether a file of this name is an output that was never completed.
pub(in crate::batch) fn is_temporary(name: &str) -> bool {
    name.starts_with(PREFIX) && name.ends_with(SUFFIX)
}

/// A temporary name. Dropped, the file goes, whatever it is by then.
#[derive(Debug)]
pub(super) struct Name(Option<TempPath>);

impl Name {
    /// Finds a free name in a folder for what `make` makes there.
    pub(super) fn make<R>(folder: &Path, make: impl FnMut(&Path) -> io::Result<R>) -> io::Result<(R, Self)> {
        // Held over both steps: a signal in between would leave a file that nobody knows.
        let mut names = lock(&NAMES);
        let (file, path) =
            tempfile::Builder::new().prefix(PREFIX).suffix(SUFFIX).make_in(folder, make)?.into_parts();
        names.insert(path.to_path_buf());
        Ok((file, Self(Some(path))))
    }

    /// Makes a file for its owner alone.
    pub(super) fn create(folder: &Path) -> io::Result<(File, Self)> {
        let mut options = File::options();
        options.read(true).write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        Self::make(folder, |path| options.open(path))
    }

    pub(super) fn path(&self) -> &Path {
        self.0.as_deref().unwrap_or(Path::new(""))
    }

    /// Gives the file its own name, in place of what has it now.
    pub(super) fn replace(self, target: &Path) -> io::Result<()> {
        self.persist(|path| path.persist(target).map_err(|e| (e.error, e.path)))
    }

    /// Gives the file its own name, unless something has it.
    pub(super) fn place(self, target: &Path) -> io::Result<()> {
        self.persist(|path| match path.persist_noclobber(target) {
            Ok(()) => Ok(()),
            Err(e) if fs::symlink_metadata(target).is_ok() => {
                Err((io::ErrorKind::AlreadyExists.into(), e.path))
            }
            // Some file systems cannot rename with that promise; then the look before must do.
            Err(e) => e.path.persist(target).map_err(|e| (e.error, e.path)),
        })
    }

    fn persist(mut self, how: impl FnOnce(TempPath) -> Result<(), (io::Error, TempPath)>) -> io::Result<()> {
        let Some(path) = self.0.take() else { return Ok(()) };
        let name = path.to_path_buf();
        let done = how(path).map_err(|(error, path)| {
            drop(path);
            error
        });
        lock(&NAMES).remove(&name);
        done
    }
}

impl Drop for Name {
    fn drop(&mut self) {
        if let Some(path) = self.0.take() {
            let name = path.to_path_buf();
            drop(path);
            lock(&NAMES).remove(&name);
        }
    }
}

/// The right to give files their names; see [`end`].
pub(super) struct Committing(MutexGuard<'static, u64>);

impl Committing {
    /// Waits for whoever has it.
    pub(super) fn begin() -> Self {
        Self(lock(&COMMITTED))
    }

    /// So many more files are complete.
    pub(super) fn count(&mut self, files: usize) {
        *self.0 += files as u64;
    }
}

/// Takes all temporary files away and ends the program by `end`, which is told how many files were completed.
///
/// A commit that has begun is waited for, and none begins any more: files that belong together are all there or none is.
pub fn end(end: impl FnOnce(u64)) {
    let committed = lock(&COMMITTED);
    let names = lock(&NAMES);
    for name in names.iter() {
        // Nothing can be done here where even this fails.
        let _ = fs::remove_file(name);
    }
    end(*committed);
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // Each state is whole between any two lines that hold the lock.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
