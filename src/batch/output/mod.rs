//! Outputs that appear whole or not at all, readable by their owner alone.
//!
//! [`Outputs`] says where a run may write, [`Output`] takes bytes, and a [`Transaction`] gives finished outputs their
//! names, all together. Until then nothing of them can be seen, where the system has files without names.

mod names;
mod private;
mod staged;
mod transaction;

use std::collections::HashSet;
use std::ffi::OsStr;
use std::fs::{self, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Component, Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use sha2::{Digest, Sha256};

use super::error::{Error, ErrorKind, Result};
use super::hashed::hex;
use super::identity::Identities;
use staged::{Staged, folder_of};

pub(super) use names::is_temporary;
pub use names::{end, sweep};
pub use private::create_new;
pub use transaction::Transaction;

/// Bytes collected before they are written.
const BUFFER: usize = 256 * 1024;

/// Where the outputs of a run may go: never to one place twice, and never into an input.
#[derive(Debug, Default)]
pub struct Outputs {
    force: bool,
    /// Digests are asked for.
    digests: bool,
    inputs: Identities,
    /// Real paths of the outputs of this run.
    taken: Mutex<HashSet<PathBuf>>,
}

impl Outputs {
    /// Outputs of a run without inputs. With `force`, files that are there may be replaced.
    pub fn new(force: bool) -> Self {
        Self { force, ..Self::default() }
    }

    /// Outputs of a run with inputs.
    pub fn apart_from(inputs: Identities, force: bool) -> Self {
        Self { force, inputs, ..Self::default() }
    }

    /// With the SHA-256 of what is written, for a manifest.
    pub fn with_digests(self, digests: bool) -> Self {
        Self { digests, ..self }
    }

    /// Starts a file. Without `force` it is an error if there is one of that name.
    pub fn create(&self, path: impl AsRef<Path>) -> Result<Output> {
        self.begin(path.as_ref(), self.force, ErrorKind::NamedTwice, beside)
    }

    /// Starts a file that may take the place of an output of its name, whether others may or not.
    pub fn replace(&self, path: impl AsRef<Path>) -> Result<Output> {
        self.begin(path.as_ref(), true, ErrorKind::NamedTwice, beside)
    }

    /// Starts a file, whose bytes wait in the folder that `stage` finds for its real path.
    fn begin(
        &self,
        path: &Path,
        force: bool,
        twice: ErrorKind,
        stage: impl FnOnce(&Path) -> std::result::Result<PathBuf, ErrorKind>,
    ) -> Result<Output> {
        let refuse = |kind| Err(Error::new(path, kind));
        if path.file_name().is_none() {
            return refuse(ErrorKind::IsFolder);
        }
        let target = real(path);
        let staged = match fs::metadata(path) {
            Ok(there) if there.is_dir() => return refuse(ErrorKind::IsFolder),
            Ok(there) if !there.is_file() => {
                let file = OpenOptions::new().write(true).open(path);
                Staged::Direct(file.map_err(|e| Error::io(path, "opened", e))?)
            }
            Ok(_) if !force => return refuse(ErrorKind::Exists),
            Ok(there) if self.inputs.contains(&target, &there) => return refuse(ErrorKind::IsInput),
            _ => {
                let folder = stage(&target).map_err(|kind| Error::new(path, kind))?;
                Staged::create(&folder).map_err(|e| Error::io(path, "written", e))?
            }
        };
        let is_device = matches!(staged, Staged::Direct(_));
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        if !is_device && !taken.insert(target.clone()) {
            return refuse(twice);
        }
        let to = BufWriter::with_capacity(BUFFER, staged);
        let written = Written { path: path.to_owned(), hash: self.digests.then(Sha256::new) };
        Ok(Output { written, target, force, to })
    }
}

/// A file being written.
///
/// It gets its name by [`Output::commit`], or together with others in a [`Transaction`]; dropped before that, nothing is
/// left. A target that is no file (a pipe, `/dev/null`) is written to directly.
#[must_use = "without commit, the file is removed again"]
#[derive(Debug)]
pub struct Output {
    written: Written,
    /// The file behind a link is replaced, not the link.
    target: PathBuf,
    force: bool,
    to: BufWriter<Staged>,
}

impl Output {
    /// Where the file will be.
    pub fn path(&self) -> &Path {
        &self.written.path
    }

    /// Writes what is left and gives the file its name: a [`Transaction`] of one file.
    pub fn commit(self) -> Result<()> {
        let mut transaction = Transaction::default();
        transaction.add(self)?;
        transaction.commit()
    }

    /// Writes what is left and puts the output aside, so that many can wait without a buffer and a handle each.
    pub fn pause(self) -> Result<PausedOutput> {
        let Self { written, target, force, to } = self;
        let mut staged = to.into_inner().map_err(|e| Error::writing(&written.path, e.into_error()))?;
        staged.close();
        Ok(PausedOutput { written, target, force, staged })
    }
}

/// What an output is called, and the digest of what was written to it.
#[derive(Clone, Debug)]
pub struct Written {
    /// As the user calls it.
    path: PathBuf,
    /// Of the bytes so far, where digests are asked for.
    hash: Option<Sha256>,
}

impl Written {
    /// Where the file is or will be, as the user calls it.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// SHA-256 of the content, in hexadecimal digits; none where no digest was asked for.
    pub fn sha256(&self) -> Option<String> {
        self.hash.clone().map(|hash| hex(hash.finalize().as_slice()))
    }
}

/// An output that waits until somebody writes again. Dropped, nothing is left.
#[must_use = "it is a part of an output, to go on with or to commit"]
#[derive(Debug)]
pub struct PausedOutput {
    written: Written,
    target: PathBuf,
    force: bool,
    staged: Staged,
}

impl PausedOutput {
    /// Goes on where the output ends.
    pub fn resume(self) -> Output {
        let Self { written, target, force, staged } = self;
        Output { written, target, force, to: BufWriter::with_capacity(BUFFER, staged) }
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        // Whoever writes may know nothing of files; the path has to go with the error.
        let taken = self.to.write(bytes).map_err(|error| naming(&self.written.path, error))?;
        if let Some(hash) = &mut self.written.hash {
            hash.update(&bytes[..taken]);
        }
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.to.flush().map_err(|error| naming(&self.written.path, error))
    }
}

/// The error with the path of the output that it is about.
fn naming(path: &Path, error: io::Error) -> io::Error {
    match error.kind() {
        io::ErrorKind::Interrupted | io::ErrorKind::WouldBlock | io::ErrorKind::BrokenPipe => error,
        kind => io::Error::new(kind, Error::writing(path, error)),
    }
}

impl Write for Staged {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file()?.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A folder that outputs are written to, each at the place of its input. It is made when the first one is complete.
#[derive(Debug)]
pub struct OutputFolder {
    path: PathBuf,
    outputs: Outputs,
    /// Files of a run that was broken off are in it.
    replaces: bool,
}

impl OutputFolder {
    /// Uses a folder, whether it is there or not.
    pub fn new(path: impl AsRef<Path>, outputs: Outputs) -> Result<Self> {
        let path = path.as_ref();
        match fs::metadata(path) {
            Ok(there) if !there.is_dir() => Err(Error::new(path, ErrorKind::NotAFolder)),
            _ => Ok(Self { path: path.to_owned(), outputs, replaces: false }),
        }
    }

    /// Files of a run that was broken off may be in it, and are made again.
    pub fn resumed(self, replaces: bool) -> Self {
        Self { replaces, ..self }
    }

    /// Where outputs beside those of inputs are begun.
    pub fn outputs(&self) -> &Outputs {
        &self.outputs
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
        self.file_in(&self.path, relative, ending)
    }

    /// The same in another folder of the run.
    pub fn file_in(&self, folder: &Path, relative: impl AsRef<Path>, ending: &str) -> Result<Output> {
        let mut path = folder.join(inside(relative.as_ref()));
        path.as_mut_os_string().push(ending);
        let (outputs, force) = (&self.outputs, self.outputs.force || self.replaces);
        outputs.begin(&path, force, ErrorKind::SameOutput, |target| {
            let there = target.ancestors().skip(1).find(|above| fs::symlink_metadata(above).is_ok());
            match there {
                Some(folder) if folder.is_dir() => Ok(folder.to_owned()),
                Some(_) => Err(ErrorKind::NoFolder),
                None => Ok(PathBuf::from(".")),
            }
        })
    }
}

/// The folder of a file, which has to be there.
fn beside(path: &Path) -> std::result::Result<PathBuf, ErrorKind> {
    let folder = folder_of(path);
    if folder.is_dir() { Ok(folder.to_owned()) } else { Err(ErrorKind::NoFolder) }
}

/// The path without links, as far as it leads to something.
fn real(path: &Path) -> PathBuf {
    if let Ok(real) = path.canonicalize() {
        return real;
    }
    let Some(name) = path.file_name() else { return path.to_owned() };
    let folder = folder_of(path);
    let above = if folder == path { folder.to_owned() } else { real(folder) };
    above.join(name)
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
pub fn make_folder(path: &Path) -> Result<()> {
    // `DirBuilder` makes nothing of an empty path, which means the current folder.
    if path.as_os_str().is_empty() {
        return Ok(());
    }
    private::create_folder(path).map_err(|e| Error::io(path, "made", e))
}
