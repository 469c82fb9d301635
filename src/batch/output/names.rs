//! Temporary names that exist at the moment, so that a signal can take them away.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tempfile::TempPath;

use super::private;

/// How a temporary name begins; what has such a name is never an input.
const PREFIX: &str = ".twinclaim-";
/// Where files take the rights of the folder that they are made in, they are made in one of their own.
const BELOW: bool = cfg!(windows);
/// So many milliseconds are waited for whoever has a file open.
const MOMENTS: [u64; 5] = [5, 20, 80, 320, 1280];
/// How a temporary name ends.
const SUFFIX: &str = ".part";

static NAMES: Mutex<Names> = Mutex::new(Names { names: BTreeSet::new(), scopes: BTreeMap::new() });
/// Held while files get their names; counts those that have theirs.
static COMMITTED: Mutex<u64> = Mutex::new(0);

/// Whether a file of this name is an output that was never completed.
pub(in crate::batch) fn is_temporary(name: &str) -> bool {
    name.starts_with(PREFIX) && name.ends_with(SUFFIX)
}

/// Temporary names of this process.
#[derive(Debug)]
struct Names {
    names: BTreeSet<PathBuf>,
    /// By folder.
    scopes: BTreeMap<PathBuf, Scope>,
}

impl Names {
    /// A name is none any more; with the last one in its folder goes the scope.
    fn forget(&mut self, name: &Path) {
        if !self.names.remove(name) {
            return;
        }
        let Some(folder) = name.ancestors().nth(if BELOW { 2 } else { 1 }) else { return };
        let Some(scope) = self.scopes.get_mut(folder) else { return };
        scope.names = scope.names.saturating_sub(1);
        if scope.names == 0 {
            self.scopes.remove(folder);
        }
    }
}

/// What the temporary names of a process in a folder have in common: behind [`PREFIX`] a word, and a file of that name that
/// is locked as long as the process lives. Where it is not, the process was killed and nobody needs its files any more.
#[derive(Debug)]
struct Scope {
    word: String,
    held: (File, TempPath),
    names: u64,
    /// Where its files are made: in the folder, or in one below it whose rights they take with them.
    place: PathBuf,
}

impl Scope {
    /// Takes away what killed processes left, and begins a scope. Where the system has no locks, nothing is taken away.
    fn begin(folder: &Path) -> io::Result<Self> {
        sweep(folder);
        for _ in 0..16 {
            let (file, path) =
                tempfile::Builder::new().prefix(PREFIX).suffix(SUFFIX).tempfile_in(folder)?.into_parts();
            let is_locked = file.try_lock().is_ok();
            // A process that swept in between has taken it for one that was left.
            if is_locked && !path.exists() {
                continue;
            }
            let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            let word = name.trim_start_matches(PREFIX).trim_end_matches(SUFFIX).to_owned();
            let place = if BELOW {
                let place = folder.join(format!("{PREFIX}{word}-own{SUFFIX}"));
                private::create_folder(&place)?;
                place
            } else {
                folder.to_owned()
            };
            return Ok(Self { word, held: (file, path), names: 0, place });
        }
        Err(io::ErrorKind::AlreadyExists.into())
    }
}

impl Drop for Scope {
    fn drop(&mut self) {
        if BELOW {
            let _ = fs::remove_dir(&self.place);
        }
    }
}

/// Takes away the temporary files in a folder whose processes were killed.
pub fn sweep(folder: &Path) {
    let names = || {
        let entries = fs::read_dir(folder).into_iter().flatten().flatten();
        entries.filter_map(|entry| entry.file_name().into_string().ok()).filter(|name| is_temporary(name))
    };
    for lock in names().filter(|name| !name[PREFIX.len()..].contains('-')) {
        let path = folder.join(&lock);
        let Ok(file) = File::options().write(true).open(&path) else { continue };
        if file.try_lock().is_err() {
            continue;
        }
        let scope = format!("{}-", lock.trim_end_matches(SUFFIX));
        for left in names().filter(|name| name.starts_with(&scope)) {
            // What cannot be taken away is never read as input.
            let left = folder.join(left);
            let _ = if left.is_dir() { fs::remove_dir_all(left) } else { fs::remove_file(left) };
        }
        let _ = fs::remove_file(&path);
    }
}

/// A temporary name. Dropped, the file goes, whatever it is by then.
#[derive(Debug)]
pub(super) struct Name(Option<TempPath>);

impl Name {
    /// Finds a free name in a folder for what `make` makes there.
    pub(super) fn make<R>(folder: &Path, make: impl FnMut(&Path) -> io::Result<R>) -> io::Result<(R, Self)> {
        // Held over both steps: a signal in between would leave a file that nobody knows.
        let mut names = lock(&NAMES);
        if !names.scopes.contains_key(folder) {
            let scope = Scope::begin(folder)?;
            names.scopes.insert(folder.to_owned(), scope);
        }
        let (prefix, place) = match names.scopes.get(folder) {
            Some(scope) => (format!("{PREFIX}{}-", scope.word), scope.place.clone()),
            None => (String::new(), folder.to_owned()),
        };
        let temporary = tempfile::Builder::new().prefix(&prefix).suffix(SUFFIX).make_in(place, make);
        if let Ok(file) = &temporary {
            names.names.insert(file.path().to_path_buf());
        }
        let used = names.scopes.get_mut(folder).map(|scope| {
            scope.names += u64::from(temporary.is_ok());
            scope.names
        });
        if used == Some(0) {
            names.scopes.remove(folder);
        }
        drop(names);
        let (file, path) = temporary?.into_parts();
        Ok((file, Self(Some(path))))
    }

    /// Makes a file for its owner alone.
    pub(super) fn create(folder: &Path) -> io::Result<(File, Self)> {
        Self::make(folder, private::create_new)
    }

    pub(super) fn path(&self) -> &Path {
        self.0.as_deref().unwrap_or(Path::new(""))
    }

    /// Gives the file its own name, in place of what has it now.
    pub(super) fn replace(self, target: &Path) -> io::Result<()> {
        self.persist(|path| over(path, target))
    }

    /// Gives the file its own name, unless something has it.
    pub(super) fn place(self, target: &Path) -> io::Result<()> {
        self.persist(|path| match path.persist_noclobber(target) {
            Ok(()) => Ok(()),
            Err(e) if fs::symlink_metadata(target).is_ok() => {
                Err((io::ErrorKind::AlreadyExists.into(), e.path))
            }
            // Some file systems cannot rename with that promise; then the look before must do.
            Err(e) => over(e.path, target),
        })
    }

    fn persist(mut self, how: impl FnOnce(TempPath) -> Result<(), (io::Error, TempPath)>) -> io::Result<()> {
        let Some(path) = self.0.take() else { return Ok(()) };
        let name = path.to_path_buf();
        let done = how(path).map_err(|(error, path)| {
            drop(path);
            error
        });
        lock(&NAMES).forget(&name);
        done
    }
}

impl Drop for Name {
    fn drop(&mut self) {
        if let Some(path) = self.0.take() {
            let name = path.to_path_buf();
            drop(path);
            lock(&NAMES).forget(&name);
        }
    }
}

/// Gives a file the name of another one, which may be open.
///
/// Windows allows that to who opened it, and forbids it while a search for viruses or an index has it open, which takes a
/// moment.
fn over(path: TempPath, target: &Path) -> Result<(), (io::Error, TempPath)> {
    for wait in MOMENTS.map(Duration::from_millis) {
        match fs::rename(&path, target) {
            Ok(()) => {
                // Nothing is left to be taken away.
                let _ = path.keep();
                return Ok(());
            }
            Err(error) if !cfg!(windows) || !is_busy(&error) => return Err((error, path)),
            Err(_) => std::thread::sleep(wait),
        }
    }
    fs::rename(&path, target).map_err(|error| (error, path))
}

/// Access denied, sharing violation, lock violation.
fn is_busy(error: &io::Error) -> bool {
    matches!(error.raw_os_error(), Some(5 | 32 | 33))
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
    let held = names.scopes.values().map(|scope| &scope.held);
    for name in names.names.iter().map(PathBuf::as_path).chain(held.map(|(_, path)| &**path)) {
        // Nothing can be done here where even this fails.
        let _ = fs::remove_file(name);
    }
    end(*committed);
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // Each state is whole between any two lines that hold the lock.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
