//! The files of a folder, sorted by name, each once.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::error::{Error, ErrorKind};
use super::output::is_temporary;

/// What a folder holds.
#[derive(Debug)]
pub(super) enum Found {
    /// A file: its path, and its path relative to the folder.
    File(PathBuf, PathBuf),
    /// A folder or entry that could not be looked at.
    Failed(Error),
    /// An entry that is left alone, and why.
    Passed(PathBuf, ErrorKind),
}

/// Lists a folder and all folders in it, by name.
///
/// Symbolic links are followed, but nothing is listed twice: a link to something inside the folder is passed over,
/// because its target is listed under its own name, and a loop ends where it meets itself.
pub(super) fn list(folder: &Path) -> Vec<Found> {
    let mut walk = Walk { seen: HashSet::new(), roots: Vec::new(), found: Vec::new() };
    match folder.canonicalize() {
        Ok(root) => {
            walk.roots.push(root);
            walk.folder(folder, Path::new(""));
        }
        Err(e) => walk.found.push(Found::Failed(Error::io(folder, "opened", e))),
    }
    walk.found
}

struct Walk {
    /// Folders, and files reached by links, that are listed already, by their real path.
    seen: HashSet<PathBuf>,
    /// Real paths below which everything is listed under its own name.
    roots: Vec<PathBuf>,
    found: Vec<Found>,
}

impl Walk {
    fn folder(&mut self, path: &Path, relative: &Path) {
        let names = path
            .canonicalize()
            .and_then(|real| if self.seen.insert(real) { names(path) } else { Ok(Vec::new()) });
        match names {
            Ok(names) => {
                for name in names {
                    self.entry(&path.join(&name), &relative.join(&name));
                }
            }
            Err(e) => self.found.push(Found::Failed(Error::io(path, "listed", e))),
        }
    }

    fn entry(&mut self, path: &Path, relative: &Path) {
        if let Some(why) = relative.file_name().and_then(|name| in_the_making(&name.to_string_lossy())) {
            return self.found.push(Found::Passed(path.to_owned(), why));
        }
        let link = fs::symlink_metadata(path).is_ok_and(|m| m.file_type().is_symlink());
        if link {
            let Ok(target) = path.canonicalize() else {
                return self.found.push(Found::Passed(path.to_owned(), ErrorKind::NoFile));
            };
            // Inside a listed folder, or around one: a loop.
            let listed = self.roots.iter().any(|root| target.starts_with(root) || root.starts_with(&target));
            if listed || self.seen.contains(&target) {
                return;
            }
            if target.is_dir() {
                self.roots.push(target);
            } else {
                self.seen.insert(target);
            }
        }
        match fs::metadata(path) {
            Ok(m) if m.is_dir() => self.folder(path, relative),
            Ok(m) if m.is_file() => self.found.push(Found::File(path.to_owned(), relative.to_owned())),
            Ok(_) => self.found.push(Found::Passed(path.to_owned(), ErrorKind::NoFile)),
            Err(e) => self.found.push(Found::Failed(Error::io(path, "opened", e))),
        }
    }
}

/// Why a file of this name is no input unless it is named: somebody may still be writing it.
pub(super) fn in_the_making(name: &str) -> Option<ErrorKind> {
    const PARTIAL: [&str; 5] = [".part", ".partial", ".filepart", ".tmp", ".crdownload"];
    if is_temporary(name) {
        return Some(ErrorKind::Incomplete);
    }
    let name = name.to_ascii_lowercase();
    let hidden = name.starts_with('.') || PARTIAL.iter().any(|ending| name.ends_with(ending));
    hidden.then_some(ErrorKind::Hidden)
}

fn names(folder: &Path) -> std::io::Result<Vec<std::ffi::OsString>> {
    let mut names: Vec<_> =
        fs::read_dir(folder)?.map(|e| Ok(e?.file_name())).collect::<std::io::Result<_>>()?;
    names.sort_unstable();
    Ok(names)
}
