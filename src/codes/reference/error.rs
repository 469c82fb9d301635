//! Why a table cannot be read.

use std::fmt;

/// Why a table cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("{file}: {problem}")]
pub struct TableError {
    pub(super) file: String,
    pub(super) problem: TableFault,
}

/// What is wrong, and in which line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct TableFault {
    line: Option<u64>,
    text: String,
}

impl TableFault {
    pub(super) fn new(text: impl Into<String>) -> Self {
        Self { line: None, text: text.into() }
    }

    pub(super) fn csv(error: &csv::Error) -> Self {
        Self { line: error.position().map(csv::Position::line), text: error.to_string() }
    }

    /// Names the line, unless that is done.
    pub(super) fn at(mut self, line: u64) -> Self {
        self.line.get_or_insert(line);
        self
    }
}

impl fmt::Display for TableFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "line {line}: {}", self.text),
            None => f.write_str(&self.text),
        }
    }
}
