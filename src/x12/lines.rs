//! Counts text lines: CR, LF and CRLF are one break each, also where a CRLF is cut in two by the end of a piece.

/// The line counter of a reader.
#[derive(Clone, Copy, Debug)]
pub(super) struct Lines {
    line: u64,
    after_cr: bool,
}

impl Lines {
    pub(super) fn new() -> Self {
        Self { line: 1, after_cr: false }
    }

    /// The line of the next byte.
    #[inline]
    pub(super) fn line(&self) -> u64 {
        self.line
    }

    /// The line of the byte behind `bytes`, which come next.
    pub(super) fn line_behind(&self, bytes: &[u8]) -> u64 {
        self.line + breaks_behind(self.after_cr, bytes)
    }

    /// Passes over bytes with so many breaks, the last of which is no CR that a LF may follow.
    #[inline]
    pub(super) fn skip(&mut self, breaks: u64) {
        self.line += breaks;
        self.after_cr = false;
    }

    /// Passes over the next bytes.
    #[inline]
    pub(super) fn pass(&mut self, bytes: &[u8]) {
        if let Some(&last) = bytes.last() {
            self.line += breaks_behind(self.after_cr, bytes);
            self.after_cr = last == b'\r';
        }
    }
}

/// Line breaks in `bytes`, which follow no CR.
#[inline]
pub(super) fn breaks(bytes: &[u8]) -> u64 {
    breaks_behind(false, bytes)
}

/// Line breaks in `bytes`; `after_cr` says that a CR is before them.
#[inline]
fn breaks_behind(after_cr: bool, bytes: &[u8]) -> u64 {
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
            assert_eq!(breaks(bytes.as_bytes()), count, "{bytes:?}");
        }
        assert_eq!(breaks_behind(true, b"\n"), 0);
    }

    #[test]
    fn a_cut_crlf_counts_once() {
        let text = b"a\r\nb\nc";
        for cut in 0..=text.len() {
            let mut lines = Lines::new();
            lines.pass(&text[..cut]);
            lines.pass(b"");
            lines.pass(&text[cut..]);
            assert_eq!(lines.line(), 3, "{cut}");
        }
    }
}
