//! Files that are not in place yet: without a name where the system can do that, else under a temporary one.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use super::names::Name;
use crate::batch::error::{Error, ErrorKind, Result};

/// A file without a name needs an open handle until it is complete, and a process has 256 or more of them.
#[cfg(target_os = "linux")]
const MOST_UNNAMED: usize = 64;

static UNNAMED: AtomicUsize = AtomicUsize::new(0);

/// Bytes on their way to a file.
#[derive(Debug)]
pub(super) enum Staged {
    /// Nothing is left of it however the program ends.
    Unnamed(Unnamed),
    /// Its handle is closed while nobody writes.
    Named(Name, Option<File>),
    /// A pipe or device, which is written to as it is.
    Direct(File),
}

impl Staged {
    /// A new file on the file system of `folder`, readable by its owner alone.
    pub(super) fn create(folder: &Path) -> io::Result<Self> {
        if let Some(unnamed) = Unnamed::create(folder) {
            return Ok(Self::Unnamed(unnamed));
        }
        let (file, name) = Name::create(folder)?;
        Ok(Self::Named(name, Some(file)))
    }

    pub(super) fn file(&mut self) -> io::Result<&mut File> {
        match self {
            Self::Unnamed(unnamed) => Ok(&mut unnamed.0),
            Self::Direct(file) | Self::Named(_, Some(file)) => Ok(file),
            Self::Named(name, closed) => {
                Ok(closed.insert(OpenOptions::new().read(true).append(true).open(name.path())?))
            }
        }
    }

    /// Gives the handle back until somebody writes again, where the file can be found without it.
    pub(super) fn close(&mut self) {
        if let Self::Named(_, file) = self {
            *file = None;
        }
    }

    /// Waits until the bytes are on the disk. The file may be gone behind a power failure before that.
    pub(super) fn sync(&mut self) -> io::Result<()> {
        let is_device = matches!(self, Self::Direct(_));
        match self.file()?.sync_all() {
            // Pipes and most devices have nothing to wait for.
            Err(_) if is_device => Ok(()),
            done => done,
        }
    }
}

/// A file without a name.
#[derive(Debug)]
pub(super) struct Unnamed(File);

impl Unnamed {
    #[cfg(target_os = "linux")]
    pub(super) fn metadata(&self) -> io::Result<fs::Metadata> {
        self.0.metadata()
    }

    #[cfg(target_os = "linux")]
    fn create(folder: &Path) -> Option<Self> {
        use rustix::fs::{Mode, OFlags, open};
        let free = |open: usize| (open < MOST_UNNAMED).then_some(open + 1);
        UNNAMED.fetch_update(Ordering::Relaxed, Ordering::Relaxed, free).ok()?;
        // The way to the file once it shall have a name.
        let can_be_named = fs::symlink_metadata("/proc/self/fd").is_ok();
        let flags = OFlags::TMPFILE | OFlags::RDWR | OFlags::CLOEXEC;
        let file = can_be_named.then(|| open(folder, flags, Mode::RUSR | Mode::WUSR).ok()).flatten();
        if file.is_none() {
            UNNAMED.fetch_sub(1, Ordering::Relaxed);
        }
        file.map(|file| Self(file.into()))
    }

    #[cfg(not(target_os = "linux"))]
    fn create(_folder: &Path) -> Option<Self> {
        None
    }

    /// Gives the file a name that nothing has.
    #[cfg(target_os = "linux")]
    fn link(&self, target: &Path) -> io::Result<()> {
        use rustix::fs::{AtFlags, CWD, linkat};
        use std::os::fd::AsRawFd;
        let this = format!("/proc/self/fd/{}", self.0.as_raw_fd());
        Ok(linkat(CWD, this, CWD, target, AtFlags::SYMLINK_FOLLOW)?)
    }

    #[cfg(not(target_os = "linux"))]
    fn link(&self, _target: &Path) -> io::Result<()> {
        Err(io::ErrorKind::Unsupported.into())
    }

    /// Gives it a temporary name; where it cannot have one, a file with its bytes.
    fn name(mut self, folder: &Path) -> io::Result<Name> {
        if let Ok(((), name)) = Name::make(folder, |path| self.link(path)) {
            return Ok(name);
        }
        let (mut file, name) = Name::create(folder)?;
        io::Seek::rewind(&mut self.0)?;
        io::copy(&mut self.0, &mut file)?;
        file.sync_all()?;
        Ok(name)
    }
}

impl Drop for Unnamed {
    fn drop(&mut self) {
        UNNAMED.fetch_sub(1, Ordering::Relaxed);
    }
}

/// A file in its place, as long as it can still be taken back.
#[derive(Debug)]
pub(super) enum Placed {
    /// Nothing was there before.
    New(PathBuf),
    /// What was there before has a temporary name, which goes when this is dropped.
    Instead(PathBuf, Name),
    /// What was there before is gone, or it is no file.
    ForGood,
}

impl Placed {
    /// Puts back what was there before.
    pub(super) fn undo(self) {
        match self {
            Self::New(path) => drop(fs::remove_file(path)),
            Self::Instead(path, old) => {
                if exchange(old.path(), &path).is_err() {
                    let _ = old.replace(&path);
                }
            }
            Self::ForGood => {}
        }
    }
}

/// Puts a file in its place, for `path` as the user calls it.
pub(super) fn place(staged: Staged, target: &Path, force: bool, path: &Path) -> Result<Placed> {
    let failed = |error: io::Error| match error.kind() {
        io::ErrorKind::AlreadyExists => Error::new(path, ErrorKind::Exists),
        _ => Error::io(path, "written", error),
    };
    let folder = folder_of(target);
    let there = fs::symlink_metadata(target);
    if there.as_ref().is_ok_and(fs::Metadata::is_dir) {
        return Err(Error::new(path, ErrorKind::IsFolder));
    }
    let name = match staged {
        Staged::Direct(_) => return Ok(Placed::ForGood),
        Staged::Unnamed(unnamed) => match unnamed.link(target) {
            Ok(()) => return Ok(Placed::New(target.to_owned())),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists && !force => {
                return Err(failed(error));
            }
            Err(_) => unnamed.name(folder).map_err(failed)?,
        },
        Staged::Named(name, _) => name,
    };
    if force && there.is_ok() {
        return match exchange(name.path(), target) {
            Ok(()) => Ok(Placed::Instead(target.to_owned(), name)),
            Err(_) => instead(name, target).map_err(failed),
        };
    }
    name.place(target).map(|()| Placed::New(target.to_owned())).map_err(failed)
}

/// Puts a file in the place of another one where two cannot change names: what was there has a second name before.
fn instead(name: Name, target: &Path) -> io::Result<Placed> {
    let old = Name::make(folder_of(target), |path| fs::hard_link(target, path));
    name.replace(target)?;
    Ok(old.map_or(Placed::ForGood, |((), old)| Placed::Instead(target.to_owned(), old)))
}

/// The folder that a file is or will be in.
pub(super) fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Two files change names in one step.
#[cfg(any(target_os = "linux", target_vendor = "apple"))]
fn exchange(one: &Path, other: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    Ok(renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE)?)
}

#[cfg(not(any(target_os = "linux", target_vendor = "apple")))]
fn exchange(_one: &Path, _other: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As on systems where two files cannot change names.
    #[test]
    fn what_was_there_comes_back_without_an_exchange_too() {
        let folder = tempfile::tempdir().expect("a folder");
        let target = folder.path().join("a");
        fs::write(&target, "before").expect("it is written");
        for (is_undone, text) in [(true, "before"), (false, "after")] {
            let (mut file, name) = Name::create(folder.path()).expect("a file");
            io::Write::write_all(&mut file, b"after").expect("it is written");
            let placed = instead(name, &target).expect("it is placed");
            assert_eq!(fs::read_to_string(&target).expect("it is there"), "after");
            if is_undone {
                placed.undo();
            } else {
                drop(placed);
            }
            assert_eq!(fs::read_to_string(&target).expect("it is there"), text);
            assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 1, "nothing is left behind");
        }
    }
}
