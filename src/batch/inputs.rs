//! From the words of a command line to sources of claims.

use std::collections::{HashMap, VecDeque};
use std::ffi::OsString;
use std::fmt;
use std::fs::{self, File};
use std::io::{self, Seek};
use std::path::{Path, PathBuf};

use crate::limits::PartLimit;
use crate::meter::Meter;
use crate::temporary;

use super::archive::{Archive, Step};
use super::content::{self, Bytes};
use super::error::{Error, ErrorKind, Result};
use super::hashed::Fingerprint;
use super::identity::Identities;
use super::judge::{Judged, judge};
use super::sniff::{Content, Format};
use super::watched::{Counted, Steady, Watched};
use super::words::{self, Place, Selection, Waiting};

/// Bytes of an input that stay in memory where it is put aside.
const IN_MEMORY: usize = 16 << 20;

/// One input with X12 or JSON in it.
pub struct Source {
    /// The path as given; `-` for standard input, `a.zip!inner.837` inside an archive.
    pub name: String,
    /// Whether the user named this very file. A file found in a folder or archive may be without claims; one that the
    /// user named may not.
    pub named_by_user: bool,
    /// Where the input is in an output folder, to which an ending is added: relative to the folder it was found
    /// in; for a file that was named, the path as given (its file name alone where that path is absolute or
    /// climbs). Members of `a.zip` stand in a folder `a.zip`.
    ///
    /// Comes from file names and archives that may be anyone's; [`OutputFolder::file`](super::OutputFolder::file)
    /// keeps it inside its folder.
    pub relative: PathBuf,
    /// What it is.
    pub format: Format,
    /// The largest claim that is read of it.
    pub limit: PartLimit,
    /// Whether its file stays what it was.
    pub steady: Steady,
    /// An earlier part of this run has done it, and it is read again all the same.
    pub done_before: bool,
    /// All its bytes, unpacked, from the first one on: byte order mark and leading blanks included.
    pub reader: Box<dyn io::Read + Send>,
}

impl Source {
    /// Where its copy is in an output folder: not compressed, whatever the input was.
    pub fn unpacked(&self) -> PathBuf {
        let packed =
            |ending: &std::ffi::OsStr| ["gz", "zst"].iter().any(|one| ending.eq_ignore_ascii_case(one));
        if self.relative.extension().is_some_and(packed) {
            self.relative.with_extension("")
        } else {
            self.relative.clone()
        }
    }
}

impl fmt::Debug for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut source = f.debug_struct("Source");
        source.field("name", &self.name).field("format", &self.format).finish_non_exhaustive()
    }
}

/// The inputs of a run, as the user named them.
///
/// ```
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let folder = tempfile::tempdir()?;
/// # std::fs::write(folder.path().join("a.837"), "ISA*00*")?;
/// let mut sources = twinclaim::internal::batch::Inputs::new([folder.path()]).open();
/// for source in &mut sources {
///     match source {
///         Ok(source) => println!("{}: {:?}", source.name, source.format),
///         Err(error) => eprintln!("{error}"),
///     }
/// }
/// for passed in sources.passed_over() {
///     println!("{passed}");
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Default)]
pub struct Inputs {
    words: Vec<OsString>,
    selection: Selection,
    temp_dir: Option<PathBuf>,
    limit: PartLimit,
    seen: HashMap<String, String>,
    done: HashMap<String, String>,
    again: bool,
    meter: Meter,
    reports: bool,
    standard_input: Option<Bytes>,
}

impl Inputs {
    /// Inputs named by words: files, folders, patterns of names such as `inbox/*.837`, `@list.txt` for a file that names them a
    /// line each, and `-` for standard input.
    pub fn new<W: Into<OsString>>(words: impl IntoIterator<Item = W>) -> Self {
        Self { words: words.into_iter().map(Into::into).collect(), ..Self::default() }
    }

    /// Folder for an archive that arrives on standard input or a pipe and has to be put down before it can be read;
    /// the system's own where none is given. The file has no name and is gone when the program ends, however it ends.
    pub fn temp_dir(mut self, folder: Option<PathBuf>) -> Self {
        self.temp_dir = folder;
        self
    }

    /// Takes of the files in folders only those of these names.
    pub fn select(self, selection: Selection) -> Self {
        Self { selection, ..self }
    }

    /// Refuses claims that are larger than this.
    pub fn limit(self, limit: PartLimit) -> Self {
        Self { limit, ..self }
    }

    /// Passes over what was taken in earlier runs: by the SHA-256 of its content, what it was called.
    pub fn seen(self, seen: HashMap<String, String>) -> Self {
        Self { seen, ..self }
    }

    /// Passes over what an earlier part of this run has done: by the name of the input, the SHA-256 of its content.
    pub fn done(self, done: HashMap<String, String>) -> Self {
        Self { done, ..self }
    }

    /// Reads what an earlier part of this run has done again, and marks it ([`Source::done_before`]), where more than the
    /// outputs of an input follows from it.
    pub fn again(self, again: bool) -> Self {
        Self { again, ..self }
    }

    /// Tells this meter what is read.
    pub fn meter(self, meter: Meter) -> Self {
        Self { meter, ..self }
    }

    /// Takes besides claims what this program says of them in JSON ([`Format::Report`]), if the user named that very file.
    pub fn reports(self, reports: bool) -> Self {
        Self { reports, ..self }
    }

    /// Reads this in place of the process's standard input where `-` is named.
    pub fn standard_input(mut self, bytes: impl io::Read + Send + 'static) -> Self {
        self.standard_input = Some(Box::new(bytes));
        self
    }

    /// Lists all folders and starts reading.
    ///
    /// Folders are listed at once, so that outputs written into one of them while it is read are not taken for inputs.
    /// Files are opened one by one.
    pub fn open(self) -> Sources {
        let waiting = words::expand(&self.words, &self.selection);
        Sources {
            waiting,
            archive: None,
            passed: Vec::new(),
            temp_dir: self.temp_dir,
            limit: self.limit,
            seen: self.seen,
            done: self.done,
            again: self.again,
            meter: self.meter,
            passed_bytes: None,
            is_announced: false,
            reports: self.reports,
            standard_input: self.standard_input.or_else(|| Some(Box::new(io::stdin()))),
        }
    }
}

/// The sources of a run, opened one after the other. An input that cannot be read is an error in its place and does not
/// stop the others.
pub struct Sources {
    waiting: VecDeque<Waiting>,
    archive: Option<Archive>,
    passed: Vec<Error>,
    temp_dir: Option<PathBuf>,
    limit: PartLimit,
    seen: HashMap<String, String>,
    done: HashMap<String, String>,
    again: bool,
    meter: Meter,
    /// The bytes of all inputs that are open or done with; none before the first one is opened.
    passed_bytes: Option<u64>,
    /// The meter knows what is to come.
    is_announced: bool,
    reports: bool,
    standard_input: Option<Bytes>,
}

impl Sources {
    /// Files in folders and archives that were passed over so far, each with the reason why it is no input.
    pub fn passed_over(&self) -> &[Error] {
        &self.passed
    }

    /// The same, when nothing is read any more.
    pub fn into_passed_over(self) -> Vec<Error> {
        self.passed
    }

    /// The files that are not opened yet: before the first one is, all inputs.
    pub fn identities(&self) -> Identities {
        let mut identities = Identities::default();
        for waiting in &self.waiting {
            if let Waiting::File(place) = waiting {
                identities.note(&place.path);
            }
        }
        identities
    }

    /// Tells the meter now what is to come, and not with the first input: other sources have the same meter, and are read before.
    pub fn announced(mut self) -> Self {
        self.announce(None);
        self
    }

    /// Files and streams not opened yet. An archive counts as one.
    pub fn waiting(&self) -> usize {
        self.waiting.len()
    }

    /// The next member of the archive that is being read; none when it is done.
    fn next_member(&mut self) -> Option<Result<Source>> {
        loop {
            let archive = self.archive.as_mut()?;
            let Some(step) = archive.step() else {
                let done = self.archive.take()?;
                let useless = done.named && done.used == 0;
                return useless.then(|| Err(Error::new(done.name, ErrorKind::NothingInArchive)));
            };
            let outcome = match step {
                Step::Skipped(name) => Ok(Judged::Passed(Error::new(name, ErrorKind::NoFile))),
                Step::Failed(error) => Err(error),
                Step::File(member) => content::open(member.bytes)
                    .map_err(|e| Error::io(&member.name, "read", e))
                    .and_then(|opened| judge(member.name, member.relative, false, opened, false))
                    .map(|judged| judged.watched(&archive.steady)),
            };
            match outcome {
                Ok(Judged::Passed(why)) => self.passed.push(why),
                Ok(Judged::Taken(source)) => {
                    archive.used += 1;
                    return Some(Ok(source));
                }
                Err(error) => {
                    archive.used += 1;
                    return Some(Err(error));
                }
            }
        }
    }

    /// Opens a waiting input. None where it is skipped, or is an archive, whose members follow.
    fn open(&mut self, waiting: Waiting) -> Result<Option<Source>> {
        let mut steady = Steady::default();
        let (place, bytes) = match waiting {
            Waiting::Failed(error) => return Err(error),
            Waiting::Passed(why) => {
                self.passed.push(why);
                return Ok(None);
            }
            Waiting::StandardInput => {
                let place = Place { path: "-".into(), relative: "stdin".into(), named: true };
                let Some(bytes) = self.standard_input.take() else {
                    return Err(Error::new("-", ErrorKind::StandardInputTwice));
                };
                (place, Box::new(Counted(bytes, self.meter.clone())) as Bytes)
            }
            Waiting::File(place) => {
                let file = self.watched(&place.path)?;
                steady = file.steady();
                (place, Box::new(file) as Bytes)
            }
        };
        let opened = content::open(bytes).map_err(|e| Error::io(&place.path, "read", e))?;
        if opened.content == Content::Zip && opened.layers == 0 {
            self.open_archive(place, opened.bytes)?;
            return Ok(None);
        }
        let name = place.path.to_string_lossy().into_owned();
        match judge(name, place.relative, place.named, opened, self.reports && place.named)?.watched(&steady)
        {
            Judged::Taken(source) => Ok(Some(source)),
            Judged::Passed(why) => {
                self.passed.push(why);
                Ok(None)
            }
        }
    }

    /// A source that no earlier run has taken; none where one has. Where that is asked, the content is put aside first.
    fn unseen(&mut self, mut source: Source) -> Result<Option<Source>> {
        let done = self.done.get(&source.name).cloned();
        if self.seen.is_empty() && done.is_none() {
            return Ok(Some(source));
        }
        let hash = Fingerprint::of(&mut source);
        let mut aside = temporary::spooled(IN_MEMORY, self.temp_dir.as_deref());
        let copied = io::copy(&mut source.reader, &mut aside).and_then(|_| aside.rewind());
        copied.map_err(|error| Error::io(&source.name, "read", error))?;
        let hash = hash.hex();
        let why = match self.seen.get(&hash) {
            Some(before) => ErrorKind::SeenBefore(before.clone()),
            None if done.as_ref() == Some(&hash) && !self.again => ErrorKind::DoneBefore,
            None => {
                let done_before = done.as_ref() == Some(&hash);
                return Ok(Some(Source { reader: Box::new(aside), done_before, ..source }));
            }
        };
        self.passed.push(Error::new(source.name, why));
        Ok(None)
    }

    /// A file under watch.
    fn watched(&self, path: &Path) -> Result<Watched> {
        let file = File::open(path).and_then(|file| Watched::new(file, self.meter.clone()));
        file.map_err(|e| Error::io(path, "opened", e))
    }

    /// Tells the meter what is to come, unless it knows.
    fn announce(&mut self, next: Option<&Waiting>) {
        if std::mem::replace(&mut self.is_announced, true) {
            return;
        }
        let known = self.waiting.iter().chain(next).map(Waiting::bytes);
        let (all, unmeasured) =
            known.fold((0, 0), |(all, n), own| (all + own.unwrap_or(0), n + u64::from(own.is_none())));
        self.meter.expect(all, unmeasured);
    }

    /// Tells the meter that the next input begins, and before the first one what is to come.
    fn measure(&mut self, next: &Waiting) {
        self.announce(Some(next));
        let passed = self.passed_bytes.unwrap_or_else(|| self.meter.reading().bytes);
        if self.passed_bytes.is_some() && self.meter.reading().total_bytes.is_some() {
            self.meter.passed(passed);
        }
        self.passed_bytes = Some(passed + next.bytes().unwrap_or(0));
        if matches!(next, Waiting::File(_) | Waiting::StandardInput) {
            self.meter.input();
        }
    }

    /// Starts reading an archive. What comes down a pipe is put into a file first, as its directory is at the end.
    fn open_archive(&mut self, place: Place, mut bytes: Bytes) -> Result<()> {
        let Place { path, relative, named } = place;
        let file = if fs::metadata(&path).is_ok_and(|m| m.is_file()) && path != Path::new("-") {
            self.watched(&path)?
        } else {
            let mut put_down = || {
                let mut file = temporary::file(self.temp_dir.as_deref())?;
                io::copy(&mut bytes, &mut file)?;
                file.rewind()?;
                Ok(file)
            };
            // The bytes were counted on the way.
            put_down()
                .and_then(|file| Watched::new(file, Meter::default()))
                .map_err(|e| Error::io(&path, "put into a temporary file", e))?
        };
        let archive = Archive::open(file, path.to_string_lossy().into_owned(), relative, named)?;
        match archive.document() {
            Some(document) if named => return Err(Error::new(path, ErrorKind::Foreign(document))),
            Some(document) => self.passed.push(Error::new(path, ErrorKind::Foreign(document))),
            None => {
                if archive.has_duplicates() {
                    let error = Error::new(&path, ErrorKind::DuplicateMembers);
                    self.waiting.push_front(Waiting::Failed(error));
                }
                self.archive = Some(archive);
            }
        }
        Ok(())
    }
}

impl Iterator for Sources {
    type Item = Result<Source>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let limit = self.limit;
            let limited = |source: Source| Source { limit, ..source };
            let outcome = if let Some(member) = self.next_member() {
                Some(member)
            } else {
                let waiting = self.waiting.pop_front()?;
                self.measure(&waiting);
                self.open(waiting).transpose()
            };
            let unseen =
                outcome.and_then(|outcome| outcome.and_then(|source| self.unseen(source)).transpose());
            if let Some(outcome) = unseen {
                return Some(outcome.map(limited));
            }
        }
    }
}
