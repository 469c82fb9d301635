//! What file a path leads to, whatever it is called.

use std::collections::HashSet;
use std::fs::Metadata;
use std::path::{Path, PathBuf};

/// Files, each known by whatever does not change with its name.
#[derive(Clone, Debug, Default)]
pub struct Identities {
    known: HashSet<Identity>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Identity {
    /// Device and number on it.
    #[cfg(unix)]
    Number(u64, u64),
    /// The real path, where files have no number.
    #[cfg_attr(unix, allow(dead_code, reason = "files have numbers here"))]
    Path(PathBuf),
}

#[cfg(unix)]
fn identity(_real: &Path, metadata: &Metadata) -> Identity {
    use std::os::unix::fs::MetadataExt;
    Identity::Number(metadata.dev(), metadata.ino())
}

#[cfg(not(unix))]
fn identity(real: &Path, _metadata: &Metadata) -> Identity {
    Identity::Path(real.to_owned())
}

impl Identities {
    /// Notes the file behind a path; one that is not there has none.
    pub(super) fn note(&mut self, path: &Path) {
        if let (Ok(real), Ok(metadata)) = (path.canonicalize(), path.metadata()) {
            self.known.insert(identity(&real, &metadata));
        }
    }

    /// Whether the file with this real path is one of them, by whatever name.
    pub(super) fn contains(&self, real: &Path, metadata: &Metadata) -> bool {
        self.known.contains(&identity(real, metadata))
    }
}
