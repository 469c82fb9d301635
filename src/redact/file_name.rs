//! Surrogates of file names, in which names and numbers of patients stand more often than one thinks.

use std::path::{Component, Path, PathBuf};

use super::names::spoken;
use super::numbers::number;
use super::stream::Redactor;

/// Words of file names that say what a file is, not whose.
const PLAIN: &[&str] = &[
    "ACK",
    "ACKS",
    "AFTER",
    "BAD",
    "BATCH",
    "BEFORE",
    "CASE",
    "CLAIM",
    "CLAIMS",
    "CSV",
    "DAY",
    "EDI",
    "EXPECTED",
    "FACILITY",
    "FILE",
    "GOLDEN",
    "GZ",
    "IN",
    "INPUT",
    "INST",
    "INSTITUTIONAL",
    "JSON",
    "LEFT",
    "NDJSON",
    "NEW",
    "OLD",
    "ONE",
    "OUT",
    "OUTPUT",
    "PART",
    "PROF",
    "PROFESSIONAL",
    "RESPONSE",
    "RIGHT",
    "SAMPLE",
    "TA",
    "TEST",
    "TXT",
    "X",
    "ZIP",
];

/// Numbers that name transactions, and forms of claims.
const KINDS: &[&str] = &["837", "837I", "837P", "999", "997", "277", "277CA", "TA1", "X12", "835", "005010"];

impl Redactor {
    /// The path under which the redacted copy of a file is kept: folders, points and lines between words stay, and so
    /// do words that say what a file is, and numbers of one or two digits.
    pub fn file_name(&mut self, path: &Path) -> PathBuf {
        path.components()
            .filter_map(|part| match part {
                Component::Normal(name) => Some(self.part(&name.to_string_lossy())),
                _ => None,
            })
            .collect()
    }

    fn part(&mut self, name: &str) -> String {
        let mut out = String::with_capacity(name.len());
        let mut rest = name;
        while let Some(c) = rest.chars().next() {
            let is_word = |c: char| c.is_alphanumeric();
            if !is_word(c) {
                out.push(if c.is_ascii() { c } else { '_' });
                rest = &rest[c.len_utf8()..];
                continue;
            }
            let end = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
            let (word, behind) = rest.split_at(end);
            out.push_str(&self.word(word));
            rest = behind;
        }
        out
    }

    fn word(&mut self, word: &str) -> String {
        let upper = word.to_uppercase();
        let letters = upper.trim_end_matches(|c: char| c.is_ascii_digit());
        let digits = upper.len() - letters.len();
        let is_plain =
            KINDS.contains(&&*upper) || (digits <= 2 && (letters.is_empty() || PLAIN.contains(&letters)));
        if is_plain {
            word.to_owned()
        } else if word.chars().any(|c| c.is_ascii_digit()) {
            number(&mut self.numbers, word)
        } else {
            spoken(&mut self.numbers, &upper).to_lowercase()
        }
    }
}
