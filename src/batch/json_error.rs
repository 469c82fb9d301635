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
    /// A compact claim names what it shares, and that is not there.
    #[error(
        "claim {number} of the file: what it shares with others (`shared`) is not on a line in front of it"
    )]
    NotShared {
        /// Which claim, from 1.
        number: u64,
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

    pub(super) fn not_shared(number: u64) -> Self {
        Self::NotShared { number }
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
    if let Some(rest) = message.strip_prefix("unknown field `") {
        return unknown_field(rest);
    }
    if message.starts_with("EOF while parsing") {
        return "the file ends in the middle of a claim".to_owned();
    }
    if NO_DATE.contains(&message) {
        return "expected a day of the calendar, such as \"2026-03-02\"".to_owned();
    }
    if message.starts_with("invalid ") || message.starts_with("unknown variant") {
        return match message.rfind("expected ") {
            Some(at) => message[at..].to_owned(),
            None => "a value of another kind is expected here".to_owned(),
        };
    }
    message.to_owned()
}

/// What chrono says of a text that is no date.
const NO_DATE: [&str; 4] = [
    "input contains invalid characters",
    "premature end of input",
    "input is out of range",
    "trailing input",
];

/// Fields of a claim are too many to list; the one that was meant is often near.
fn unknown_field(rest: &str) -> String {
    let (field, others) = rest.split_once('`').unwrap_or((rest, ""));
    // A key that nobody would call a field may be a value that lost its place.
    let is_name = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    if field.len() > 40 || !field.chars().all(is_name) {
        return "there is no such field here".to_owned();
    }
    // What stands between backticks is every second piece.
    let known = others.split('`').skip(1).step_by(2);
    let near = known.map(|other| (strsim::jaro_winkler(field, other), other));
    let near = near.filter(|(alike, _)| *alike >= ALIKE).max_by(|a, b| a.0.total_cmp(&b.0));
    match near {
        Some((_, other)) => format!("there is no field `{field}` here; perhaps `{other}` is meant"),
        None => format!("there is no field `{field}` here"),
    }
}

/// How alike two names are, from 0 to 1, if one may be a slip for the other.
const ALIKE: f64 = 0.85;

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
            ("unknown field `foo`, expected one of `a`, `b`", "there is no field `foo` here"),
            (
                "unknown field `diagnosis`, expected one of `notes`, `diagnoses`, `drg` at line 1 column 9",
                "there is no field `diagnosis` here; perhaps `diagnoses` is meant",
            ),
            ("unknown field `foo`, there are no fields", "there is no field `foo` here"),
            ("unknown field `DOE JOHN`, expected one of `a`, `b`", "there is no such field here"),
            (
                "premature end of input at line 1 column 40",
                "expected a day of the calendar, such as \"2026-03-02\"",
            ),
            ("EOF while parsing a string at line 1 column 500", "the file ends in the middle of a claim"),
            ("invalid value: DOE", "a value of another kind is expected here"),
            ("missing field `type` at line 1 column 2", "missing field `type`"),
        ] {
            assert_eq!(without_values(message), said);
        }
    }
}
