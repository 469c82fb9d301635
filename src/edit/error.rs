//! What makes an edit impossible.

use std::io;

use crate::span::Position;
use crate::spool::SpoolError;
use crate::x12;

/// Why an input could not be edited to its end. No message holds a value of a claim.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EditError {
    /// The input cannot be read.
    #[error("{0}")]
    Read(#[from] x12::Error),
    /// The result cannot be written.
    #[error("the output could not be written: {0}")]
    Write(io::Error),
    /// The temporary file cannot be written or read.
    #[error("the temporary file failed: {0}; --temp-dir names another folder for it")]
    Spool(io::Error),
    /// A segment breaks off, so that nobody can know what was in it.
    #[error(
        "the segment at offset {} (text line {}) breaks off without a terminator, so that data is missing; ask the sender for \
         the complete file",
        .0.offset,
        .0.line
    )]
    CutOff(Position),
    /// A value of the ISA holds the character that ends segments, so that it cannot be repeated in the IEA.
    #[error(
        "the ISA at offset {} (text line {}) holds the character that ends segments inside of a value; correct the ISA by hand \
         first",
        .0.offset,
        .0.line
    )]
    TerminatorInHeader(Position),
    /// A value that is to be set holds a separator of the input.
    #[error("the value to set holds {character:?}, which {role} in this file; choose one without it")]
    Value {
        /// The character.
        character: char,
        /// What it does in the file.
        role: &'static str,
    },
    /// A claim is to replace another one, and nobody knows the payer's number of that.
    #[error(
        "the claim at offset {} (text line {}) has no REF*F8, the payer's number of the claim that it replaces; \
         --replace=NUMBER gives it",
        .0.offset,
        .0.line
    )]
    NoOriginal(Position),
    /// The sender or receiver asked for cannot be written with the separators of the input.
    #[error(
        "the sender or receiver asked for holds {character:?}, which {role} in this file; choose one without it"
    )]
    Address {
        /// The character.
        character: char,
        /// What it does in the file.
        role: &'static str,
    },
}

impl From<io::Error> for EditError {
    fn from(error: io::Error) -> Self {
        Self::Write(error)
    }
}

impl From<SpoolError> for EditError {
    fn from(error: SpoolError) -> Self {
        match error {
            SpoolError::Spool(error) => Self::Spool(error),
            SpoolError::Write(error) => Self::Write(error),
        }
    }
}

/// Result of this room.
pub(super) type Result<T> = std::result::Result<T, EditError>;

impl EditError {
    /// Whether the result, or a temporary file on the way to it, cannot be written: the input is not to blame.
    pub fn is_of_output(&self) -> bool {
        matches!(self, Self::Write(_) | Self::Spool(_))
    }
}
