//! Outputs that appear whole or not at all, readable by their owner alone.

use std::collections::HashSet;
use std::ffi::OsStr;
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Component, Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use tempfile::{NamedTempFile, TempPath};

use super::error::{Error, ErrorKind, Result};

/// Bytes collected before they are written.
const BUFFER: usize = 256 * 1024;

/// A file being written.
///
/// It grows under a temporary name beside its target and gets its own name by [`Output::commit`]; dropped before that,
/// nothing is left. A target that is no file (a pipe, `/dev/null`) is written to directly.
#[must_use = "without commit, the file is removed again"]
#[derive(Debug)]
pub struct Output {
    path: PathBuf,
    force: bool,
    to: BufWriter<Target>,
}

#[derive(Debug)]
enum Target {
    Beside(NamedTempFile),
    Direct(File),
}

impl Output {
    /// Starts a file. Without `force` it is an error if there is one of that name.
    pub fn create(path: impl AsRef<Path>, force: bool) -> Result<Self> {
        let path = path.as_ref();
        let refuse = |kind| Err(Error::new(path, kind));
        let (path, to) = match fs::metadata(path) {
            Ok(there) if there.is_dir() => return refuse(ErrorKind::IsFolder),
            Ok(there) if !there.is_file() => {
                let file = OpenOptions::new().write(true).open(path);
                (path.to_owned(), Target::Direct(file.map_err(|e| Error::io(path, "opened", e))?))
            }
            Ok(_) if !force => return refuse(ErrorKind::Exists),
            // The file behind a link is replaced, not the link.
            Ok(_) => {
                let real = path.canonicalize().map_err(|e| Error::io(path, "opened", e))?;
                let beside = beside(path, &real)?;
                (real, beside)
            }
            Err(_) => (path.to_owned(), beside(path, path)?),
        };
        Ok(Self { path, force, to: BufWriter::with_capacity(BUFFER, to) })
    }

    /// Where the file will be.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Writes what is left and gives the file its name.
    ///
    /// Without `force` this refuses if a file of that name has appeared in the meantime.
    pub fn commit(self) -> Result<()> {
        let Self { path, force, to } = self;
        let target = to.into_inner().map_err(|e| Error::io(&path, "written", e.into_error()))?;
        match target {
            Target::Direct(mut file) => file.flush().map_err(|e| Error::io(path, "written", e)),
            Target::Beside(file) if force => put_in_place(file, &path),
            Target::Beside(file) => match file.persist_noclobber(&path) {
                Ok(_) => Ok(()),
                Err(e) if e.error.kind() == io::ErrorKind::AlreadyExists => {
                    Err(Error::new(path, ErrorKind::Exists))
                }
                // Some file systems cannot rename with that promise; then a look before must do.
                Err(e) if fs::symlink_metadata(&path).is_err() => put_in_place(e.file, &path),
                Err(_) => Err(Error::new(path, ErrorKind::Exists)),
            },
        }
    }
}

/// An output whose file is closed for now, so that many can wait without a file handle each. Dropped, nothing is left.
#[must_use = "it is a part of an output, to go on with or to commit"]
#[derive(Debug)]
pub struct PausedOutput {
    path: PathBuf,
    force: bool,
    to: PausedTarget,
}

#[derive(Debug)]
enum PausedTarget {
    Beside(TempPath),
    Direct(File),
}

impl Output {
    /// Writes what is left and closes the file, to go on later.
    pub fn pause(self) -> Result<PausedOutput> {
        let Self { path, force, to } = self;
        let target = to.into_inner().map_err(|e| Error::io(&path, "written", e.into_error()))?;
        let to = match target {
            Target::Beside(file) => PausedTarget::Beside(file.into_temp_path()),
            Target::Direct(file) => PausedTarget::Direct(file),
        };
        Ok(PausedOutput { path, force, to })
    }
}

impl PausedOutput {
    /// Opens the file again, to write where it ends.
    pub fn resume(self) -> Result<Output> {
        let Self { path, force, to } = self;
        let target = match to {
            PausedTarget::Beside(there) => {
                let file = OpenOptions::new().append(true).open(&there);
                let file = file.map_err(|e| Error::io(&path, "written", e))?;
                Target::Beside(NamedTempFile::from_parts(file, there))
            }
            PausedTarget::Direct(file) => Target::Direct(file),
        };
        Ok(Output { path, force, to: BufWriter::with_capacity(BUFFER, target) })
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.to.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
    }
}

impl Write for Target {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Beside(file) => file.write(bytes),
            Self::Direct(file) => file.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Beside(file) => file.flush(),
            Self::Direct(file) => file.flush(),
        }
    }
}

/// A temporary file in the folder of `real`; `path` is what the user calls it. It is readable by its owner alone.
fn beside(path: &Path, real: &Path) -> Result<Target> {
    let folder = real.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if real.file_name().is_none() {
        return Err(Error::new(path, ErrorKind::IsFolder));
    }
    let file = tempfile::Builder::new().prefix(".twinclaim-").suffix(".part").tempfile_in(folder);
    match file {
        Ok(file) => Ok(Target::Beside(file)),
        Err(_) if !folder.is_dir() => Err(Error::new(path, ErrorKind::NoFolder)),
        Err(e) => Err(Error::io(path, "written", e)),
    }
}

fn put_in_place(file: NamedTempFile, path: &Path) -> Result<()> {
    file.persist(path).map(drop).map_err(|e| Error::io(path, "written", e.error))
}

/// A folder that outputs are written to, each at the place of its input.
#[derive(Debug)]
pub struct OutputFolder {
    path: PathBuf,
    force: bool,
    /// Files of this run: two inputs must not end in one output, not even by force.
    used: Mutex<HashSet<PathBuf>>,
}

impl OutputFolder {
    /// Uses a folder, and makes it if there is none. With `force`, files in it may be replaced.
    pub fn create(path: impl AsRef<Path>, force: bool) -> Result<Self> {
        let path = path.as_ref();
        if fs::metadata(path).is_ok_and(|m| !m.is_dir()) {
            return Err(Error::new(path, ErrorKind::NotAFolder));
        }
        make_folder(path)?;
        Ok(Self { path: path.to_owned(), force, used: Mutex::default() })
    }

    /// Where the folder is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Starts the output of an input: `file("a/b.837", ".ndjson")` is `a/b.837.ndjson` in this folder.
    ///
    /// `relative` may come from a stranger's archive. Whatever in it leads up or elsewhere is left out, so that nothing
    /// is written outside the folder.
    pub fn file(&self, relative: impl AsRef<Path>, ending: &str) -> Result<Output> {
        let mut path = self.path.join(inside(relative.as_ref()));
        path.as_mut_os_string().push(ending);
        if let Some(folder) = path.parent() {
            make_folder(folder)?;
        }
        let mut used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        if !used.insert(path.clone()) {
            return Err(Error::new(path, ErrorKind::SameOutput));
        }
        Output::create(path, self.force)
    }
}

/// The parts of a path that lead down.
fn inside(relative: &Path) -> PathBuf {
    let down: PathBuf = relative
        .components()
        .filter_map(|part| match part {
            Component::Normal(name) => Some(name),
            _ => None,
        })
        .collect();
    if down == Path::new("") { PathBuf::from(OsStr::new("unnamed")) } else { down }
}

/// Makes a folder and those above it, for their owner alone.
fn make_folder(path: &Path) -> Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    // `DirBuilder` makes nothing of an empty path, which means the current folder.
    if path.as_os_str().is_empty() {
        return Ok(());
    }
    builder.create(path).map_err(|e| Error::io(path, "made", e))
}
