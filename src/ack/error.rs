//! What makes an acknowledgement impossible.

use std::io;

use crate::spool::SpoolError;
use crate::x12;

/// Why acknowledgements could not be written, or read. No message holds a value of a claim.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AckError {
    /// A segment cannot be read or written.
    #[error("{0}")]
    X12(#[from] x12::Error),
    /// The target cannot be written.
    #[error("the acknowledgement could not be written: {0}")]
    Write(io::Error),
    /// The temporary file cannot be written or read.
    #[error("the temporary file failed: {0}; --temp-dir names another folder for it")]
    Spool(io::Error),
}

impl From<SpoolError> for AckError {
    fn from(error: SpoolError) -> Self {
        match error {
            SpoolError::Spool(error) => Self::Spool(error),
            SpoolError::Write(error) => Self::Write(error),
        }
    }
}

/// Result of this room.
pub(super) type Result<T> = std::result::Result<T, AckError>;
