//! The text that grows: segments, and how many there are.

use std::fmt;
use std::io::{self, Write};

/// Bytes collected before they are written.
const BUFFER: usize = 64 * 1024;

/// Segments on their way out, one a line.
pub(super) struct Segments<W> {
    out: W,
    text: String,
    count: u64,
    accents: bool,
}

impl<W: Write> Segments<W> {
    /// With accents, or with the letters below them alone.
    pub(super) fn new(out: W, accents: bool) -> Self {
        Self { out, text: String::with_capacity(2 * BUFFER), count: 0, accents }
    }

    /// Hands on what has been collected, if it is much.
    pub(super) fn relay(&mut self) -> io::Result<()> {
        if self.text.len() >= BUFFER {
            self.out.write_all(self.text.as_bytes())?;
            self.text.clear();
        }
        Ok(())
    }

    /// Hands on everything.
    pub(super) fn finish(mut self) -> io::Result<()> {
        self.out.write_all(self.text.as_bytes())?;
        self.out.flush()
    }
}

/// Where the parts of a claim are written to; they need not know what is behind it.
pub(super) trait Put {
    /// Adds a segment without its terminator. Empty elements at its end are dropped, as X12 wants it.
    fn put(&mut self, segment: fmt::Arguments<'_>);

    /// Segments so far; the count starts anew with each call.
    fn take_count(&mut self) -> u64;
}

impl<W> Put for Segments<W> {
    fn put(&mut self, segment: fmt::Arguments<'_>) {
        let start = self.text.len();
        match segment.as_str() {
            Some(text) => self.text.push_str(text),
            None => fmt::Write::write_fmt(&mut self.text, segment).expect("memory takes it"),
        }
        let kept = self.text.trim_end_matches('*').len();
        self.text.truncate(kept);
        if !self.accents && !self.text[start..].is_ascii() {
            let plain: String = self.text[start..].chars().map(plain).collect();
            self.text.truncate(start);
            self.text.push_str(&plain);
        }
        self.text.push_str("~\n");
        self.count += 1;
    }

    fn take_count(&mut self) -> u64 {
        std::mem::take(&mut self.count)
    }
}

/// The letter without its accent; those that are in the lists.
fn plain(letter: char) -> char {
    match letter {
        'Á' | 'Ä' => 'A',
        'É' | 'Ë' => 'E',
        'Í' => 'I',
        'Ñ' => 'N',
        'Ú' => 'U',
        other => other,
    }
}

/// Adds a segment, written as it is in the file: `put!(out, "HL*{number}**20*1")`.
macro_rules! put {
    ($out:expr, $($segment:tt)+) => { $out.put(format_args!($($segment)+)) };
}
pub(super) use put;
