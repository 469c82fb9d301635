//! Counts text lines without looking at every byte of a segment.
//!
//! CR, LF and CRLF are one line break each, also where a CRLF is cut in two by the end of a piece.

/// How far one search for a line break looks ahead, so that files without any are not read twice over at once.
const AHEAD: usize = 1 << 16;

/// The line counter of a reader. Indexes are those of the reader's window.
#[derive(Clone, Copy, Debug)]
pub(super) struct Lines {
    line: u64,
    after_cr: bool,
    /// No line break stands in the window before this index and behind what was passed.
    clear: usize,
}

impl Lines {
    pub(super) fn new() -> Self {
        Self { line: 1, after_cr: false, clear: 0 }
    }

    /// The line of the next byte.
    #[inline]
    pub(super) fn line(&self) -> u64 {
        self.line
    }

    /// The line of the byte behind `bytes`, which come next.
    pub(super) fn line_behind(&self, bytes: &[u8]) -> u64 {
        self.line + breaks(bytes, self.after_cr)
    }

    /// Passes over `window[from..to]`.
    #[inline]
    pub(super) fn pass(&mut self, window: &[u8], from: usize, to: usize) {
        if to <= self.clear {
            self.after_cr = false;
        } else {
            self.pass_breaks(window, from, to);
        }
    }

    fn pass_breaks(&mut self, window: &[u8], from: usize, to: usize) {
        let (start, after_cr) = if self.clear > from { (self.clear, false) } else { (from, self.after_cr) };
        self.line += breaks(&window[start..to], after_cr);
        self.after_cr = window[start..to].last().map_or(after_cr, |&b| b == b'\r');
        let ahead = &window[to..window.len().min(to + AHEAD)];
        self.clear = to + memchr::memchr2(b'\r', b'\n', ahead).unwrap_or(ahead.len());
    }

    /// The window has lost `count` bytes at its start.
    pub(super) fn shift(&mut self, count: usize) {
        self.clear = self.clear.saturating_sub(count);
    }
}

/// Line breaks in `bytes`; `after_cr` says that a CR stands before them.
fn breaks(bytes: &[u8], after_cr: bool) -> u64 {
    let mut before = if after_cr { b'\r' } else { 0 };
    let mut count = 0;
    for &byte in bytes {
        count += u64::from(byte == b'\r' || (byte == b'\n' && before != b'\r'));
        before = byte;
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_of_break_counts_once() {
        for (bytes, count) in
            [("", 0), ("a", 0), ("\r", 1), ("\n", 1), ("\r\n", 1), ("\n\r", 2), ("\r\r\n\n", 3)]
        {
            assert_eq!(breaks(bytes.as_bytes(), false), count, "{bytes:?}");
        }
        assert_eq!(breaks(b"\n", true), 0);
    }

    #[test]
    fn a_cut_crlf_counts_once() {
        let window = b"a\r\nb\nc";
        for cut in 0..=window.len() {
            let mut lines = Lines::new();
            lines.pass(window, 0, cut);
            lines.pass(window, cut, window.len());
            assert_eq!(lines.line(), 3, "{cut}");
        }
    }
}
