//! What can be wrong with claims in JSON, said without their values.

use std::io;

/// Why JSON is not claims.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum JsonError {
    /// It could not be read.
    #[error("could not be read: {0}")]
    Io(#[source] io::Error),
    /// It is not JSON from here on.
    #[error("line {line}, column {column}: {what}")]
    Syntax {
        /// Text line, from 1.
        line: usize,
        /// Column, from 1.
        column: usize,
        /// What is wrong.
        what: String,
    },
    /// A claim does not have the shape of one.
    #[error("claim {number} of the file, at {path}: {what}; `twinclaim schema claim` has every field")]
    Claim {
        /// Which claim, from 1; in ndjson its line.
        number: u64,
        /// Path in its JSON.
        path: String,
        /// What is wrong.
        what: String,
    },
}

impl JsonError {
    /// A fault in text that begins behind so many lines of the input.
    pub(super) fn syntax(error: &serde_json::Error, before: usize) -> Self {
        if error.is_io() {
            return Self::Io(io::Error::other(error.to_string()));
        }
        Self::Syntax {
            line: before + error.line(),
            column: error.column(),
            what: without_values(&error.to_string()),
        }
    }

    pub(super) fn claim(number: u64, error: &serde_path_to_error::Error<serde_json::Error>) -> Self {
        let path = error.path().to_string();
        let path = if path == "." { "its top level".to_owned() } else { path };
        Self::Claim { number, path, what: without_values(&error.inner().to_string()) }
    }
}

/// Serde quotes what it found, which may be health data. Names of fields and what was expected stay.
fn without_values(message: &str) -> String {
    let message = message.rsplit_once(" at line ").map_or(message, |(text, _)| text);
    if message.starts_with("invalid ") || message.starts_with("unknown variant") {
        return match message.rfind("expected ") {
            Some(at) => message[at..].to_owned(),
            None => "a value of another kind is expected here".to_owned(),
        };
    }
    message.to_owned()
}

#[cfg(test)]
mod tests {
    use super::without_values;

    #[test]
    fn values_are_not_repeated() {
        for (message, said) in [
            ("invalid type: string \"DOE\", expected a sequence at line 1 column 3", "expected a sequence"),
            (
                "unknown variant `DOE`, expected `professional` or `institutional`",
                "expected `professional` or `institutional`",
            ),
            (
                "unknown field `foo`, expected one of `a`, `b`",
                "unknown field `foo`, expected one of `a`, `b`",
            ),
            ("invalid value: DOE", "a value of another kind is expected here"),
            ("missing field `type` at line 1 column 2", "missing field `type`"),
        ] {
            assert_eq!(without_values(message), said);
        }
    }
}
