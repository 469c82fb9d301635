//! Why an input cannot be redacted.

use std::io;

use crate::guide::registry;
use crate::span::Position;
use crate::x12;

/// Why an input was not redacted to its end. No message holds a value of it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RedactError {
    /// It cannot be read.
    #[error("{0}")]
    Read(#[from] x12::Error),
    /// The result cannot be written.
    #[error("the output could not be written: {0}")]
    Write(#[from] io::Error),
    /// It holds a transaction of which nobody here knows what is personal in it.
    #[error(
        "the transaction at offset {} (text line {}) is {}, and what is personal in it is not known; take it out first \
         (`twinclaim split --by transaction`)",
        .position.offset,
        .position.line,
        registry::describe(.version, .code).title()
    )]
    Foreign {
        /// ST01.
        code: String,
        /// ST03, or else GS08.
        version: String,
        /// Where its ST is.
        position: Position,
        /// Transactions before it.
        before: u64,
    },
    /// A claim with the levels above it is larger than what is held at once.
    #[error(
        "the claim that ends at offset {} (text line {}) is larger than --max-claim allows",
        .0.offset,
        .0.line
    )]
    TooLarge(Position),
}
