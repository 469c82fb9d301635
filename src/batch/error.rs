//! What can go wrong with an input or an output, in whole sentences.

use std::fmt;
use std::io;
use std::path::PathBuf;

use crate::show::terminal::visible;

/// Result of this room.
pub type Result<T> = std::result::Result<T, Error>;

/// An input that could not be read or an output that could not be written.
///
/// The message names the place and what to do. It never holds anything of the content, which may be health data.
#[derive(Debug)]
pub struct Error {
    /// The path as the user gave it, `-` for standard input, `a.zip!inner.837` for an archive member.
    pub path: PathBuf,
    /// What is wrong.
    pub kind: ErrorKind,
}

/// What is wrong with an input or output.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The operating system refused.
    #[error("could not be {action}: {}", plain_io(source))]
    Io {
        /// What was tried: "opened", "read", "written" …
        action: &'static str,
        /// What the system said.
        source: io::Error,
    },
    /// A file with nothing in it.
    #[error("is empty")]
    Empty,
    /// A file of blanks and line ends only.
    #[error("holds nothing but blanks")]
    Blank,
    /// X12 or other text in a wide encoding.
    #[error(
        "is UTF-16 text, which X12 does not allow; convert it first: iconv -f UTF-16 -t UTF-8 INPUT > OUTPUT"
    )]
    Utf16,
    /// X12 in the character set of a mainframe.
    #[error("is X12 in EBCDIC; convert it first: iconv -f IBM1047 -t UTF-8 INPUT > OUTPUT")]
    Ebcdic,
    /// Neither X12 nor JSON. The text says what kind of content was recognised, never the content.
    #[error("is not X12 and not twinclaim JSON; it starts with {0}")]
    Foreign(&'static str),
    /// Findings or encounters, where claims are expected.
    #[error("is a result of twinclaim (findings or encounters), not claims; give the claims themselves")]
    Report,
    /// An archive without a usable member.
    #[error("is an archive in which no file is X12 or twinclaim JSON")]
    NothingInArchive,
    /// An archive inside a compressed file or another archive.
    #[error("is an archive packed inside another file; unpack the outer one first")]
    NestedArchive,
    /// Compressed again and again.
    #[error("is compressed more than {} times over; unpack it first", super::content::MAX_LAYERS)]
    PackedTooOften,
    /// A member that needs a password.
    #[error("is protected by a password; unpack the archive first")]
    Encrypted,
    /// A member packed in a way that is not read.
    #[error("is packed with a method other than deflate; unpack the archive first")]
    PackingMethod,
    /// Two members of one name, of which only one can be reached.
    #[error("is an archive with several files of one name, of which only one is read; unpack it first")]
    DuplicateMembers,
    /// A damaged archive, or a part of one. The source says what is wrong with it in the terms of the zip format.
    #[error("is a damaged or incomplete archive; get it or pack it again")]
    DamagedArchive(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// `-` given more than once.
    #[error("was named more than once; it can only be read once")]
    StandardInputTwice,
    /// The target is there already.
    #[error("exists already; use --force to overwrite it")]
    Exists,
    /// The target of a file is a folder.
    #[error("is a folder; name a file to write to")]
    IsFolder,
    /// The target of several files is not a folder.
    #[error("is a file, but the results are several files; name a folder")]
    NotAFolder,
    /// The folder to write in is missing.
    #[error("cannot be written, because its folder does not exist; make the folder first")]
    NoFolder,
    /// Two inputs of one run lead to the same output file.
    #[error("would be the output of two inputs; convert them into different folders")]
    SameOutput,
    /// Two options name one output.
    #[error("is named for two outputs; name two files")]
    NamedTwice,
    /// An output would replace an input.
    #[error("is an input as well; write to another file")]
    IsInput,
    /// A pipe, a socket, a link to nothing; in an archive, a link.
    #[error("is no file")]
    NoFile,
    /// A hidden file, or one that somebody may still be writing.
    #[error("is hidden or still being written, going by its name; name it if it is meant")]
    Hidden,
    /// A folder that was named.
    #[error("is a folder without a file in it")]
    EmptyFolder,
    /// A pattern of names that is none.
    #[error("is no pattern of names; * stands for any text, ? for a character, ** for any folders")]
    NoPattern,
    /// A pattern of names that no file has.
    #[error("is a pattern of names that no file has")]
    NothingMatches,
    /// A file of a folder that was not to be taken.
    #[error("is left out, as --include and --exclude say")]
    NotSelected,
    /// An input of an earlier run.
    #[error("was taken before, as {0}")]
    SeenBefore(String),
    /// An input whose outputs an earlier run made.
    #[error("was done by the run before")]
    DoneBefore,
    /// An output of this program that was never completed.
    #[error("is an output of twinclaim that was never completed; delete it")]
    Incomplete,
}

/// What the system said, in words that help.
fn plain_io(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "there is no such file or folder".to_owned(),
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        io::ErrorKind::UnexpectedEof => "the compressed data ends too early".to_owned(),
        _ => error.to_string(),
    }
}

impl Error {
    /// An error about a path.
    pub(super) fn new(path: impl Into<PathBuf>, kind: ErrorKind) -> Self {
        Self { path: path.into(), kind }
    }

    /// A result could not be written.
    pub fn writing(path: impl Into<PathBuf>, source: io::Error) -> Self {
        Self::io(path, "written", source)
    }

    /// The operating system refused to have something done with a path.
    pub(crate) fn io(path: impl Into<PathBuf>, action: &'static str, source: io::Error) -> Self {
        Self::new(path, ErrorKind::Io { action, source })
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = self.path.to_string_lossy();
        let name = match path.as_ref() {
            "-" => "standard input".into(),
            "" => "an empty file name".into(),
            // A file name may hold control characters, and an archive's member names come from a stranger.
            path => visible(path),
        };
        write!(f, "{name} {}", self.kind)
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        std::error::Error::source(&self.kind)
    }
}
