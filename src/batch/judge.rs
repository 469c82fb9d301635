//! What becomes of content: an input, passed over or refused.

use std::io;
use std::path::{Path, PathBuf};

use crate::limits::{self, PartLimit};

use super::content::Opened;
use super::error::{Error, ErrorKind, Result};
use super::inputs::Source;
use super::json::JsonKind;
use super::sniff::{Content, Format};
use super::watched::Steady;

/// What is done with content.
pub(super) enum Judged {
    Taken(Source),
    /// Passed over, and why.
    Passed(Error),
}

impl Judged {
    /// Of a file that is watched.
    pub(super) fn watched(self, steady: &Steady) -> Self {
        match self {
            Self::Taken(source) => Self::Taken(Source { steady: steady.clone(), ..source }),
            passed @ Self::Passed(_) => passed,
        }
    }
}

/// Takes content, passes it over or refuses it.
///
/// A file that was found and is none of ours is passed over; one that was named is refused. Content that is ours or
/// calls itself an 837, but cannot be read, is refused either way.
pub(super) fn judge(
    name: String,
    relative: PathBuf,
    named: bool,
    opened: Opened,
    reports: bool,
) -> Result<Judged> {
    let must = named || opened.says_837 || ends_as_837(&name);
    let (format, refusal) = match opened.content {
        Content::X12 => (Format::X12, None),
        Content::Json(JsonKind::Claims) => (Format::Json, None),
        Content::Json(JsonKind::Unknown) if named => (Format::Json, None),
        Content::Json(JsonKind::Unknown) => (Format::Json, Some((must, ErrorKind::Foreign("other JSON")))),
        Content::Json(JsonKind::Report) if reports => (Format::Report, None),
        Content::Json(JsonKind::Report) => (Format::Json, Some((named, ErrorKind::Report))),
        Content::Empty => (Format::X12, Some((must, ErrorKind::Empty))),
        Content::Blank => (Format::X12, Some((must, ErrorKind::Blank))),
        Content::Foreign(what) => (Format::X12, Some((must, ErrorKind::Foreign(what)))),
        Content::Utf16 { x12 } => (Format::X12, Some((must || x12, ErrorKind::Utf16))),
        Content::Ebcdic => (Format::X12, Some((true, ErrorKind::Ebcdic))),
        Content::Zip => (Format::X12, Some((true, ErrorKind::NestedArchive))),
        Content::Gzip | Content::Zstd => (Format::X12, Some((true, ErrorKind::PackedTooOften))),
    };
    match refusal {
        None => {
            let limit = PartLimit::default();
            let (steady, done_before, reader) = (Steady::default(), false, opened.bytes);
            let source =
                Source { name, named_by_user: named, relative, format, limit, steady, done_before, reader };
            Ok(Judged::Taken(source))
        }
        Some((true, kind)) => Err(Error::new(name, kind)),
        Some((false, kind)) => Ok(Judged::Passed(Error::new(name, kind))),
    }
}

/// Whether a file calls itself an 837 by its ending: `.837`, `.837p`, also where it is packed or encrypted.
fn ends_as_837(name: &str) -> bool {
    const WRAPPED: [&str; 9] = [".gz", ".zip", ".zst", ".bz2", ".xz", ".gpg", ".pgp", ".asc", ".enc"];
    let name = name.rsplit(['/', '\\', '!']).next().unwrap_or(name).to_ascii_lowercase();
    let inner = WRAPPED.iter().find_map(|ending| name.strip_suffix(ending)).unwrap_or(&name);
    inner.rsplit_once('.').is_some_and(|(_, ending)| ending.starts_with("837"))
}

/// All of a text file that the user named and that is no input: a configuration, a payer profile, an earlier outcome.
/// One with more than `most` bytes is refused.
pub fn read_text(path: impl AsRef<Path>, most: u64) -> Result<String> {
    let path = path.as_ref();
    let text = limits::read(path, most).and_then(|bytes| {
        String::from_utf8(bytes)
            .map_err(|_| io::Error::new(io::ErrorKind::InvalidData, "it is not UTF-8 text"))
    });
    text.map_err(|error| Error::io(path, "read", error))
}
