//! One segment kept for later, with its terminator and the white space behind it.

use crate::x12::{Delimiters, Item};

/// A segment that owns its bytes.
#[derive(Clone, Debug)]
pub(super) struct Kept {
    raw: Vec<u8>,
    /// Length of the segment without terminator.
    length: usize,
    terminated: bool,
    delimiters: Delimiters,
}

impl Kept {
    pub(super) fn of(item: &Item<'_>) -> Self {
        Self {
            raw: item.raw.to_vec(),
            length: item.segment.bytes().len(),
            terminated: item.terminated,
            delimiters: item.segment.delimiters(),
        }
    }

    /// The same with another text before the terminator.
    pub(super) fn with_body(item: &Item<'_>, body: &[u8]) -> Self {
        let mut raw = body.to_vec();
        raw.extend_from_slice(&item.raw[item.segment.bytes().len()..]);
        Self { raw, length: body.len(), ..Self::of(item) }
    }

    /// The same with these elements in place of what is there.
    pub(super) fn edited(self, edits: &[(usize, &[u8])]) -> Self {
        if edits.is_empty() {
            return self;
        }
        let mut raw = Vec::with_capacity(self.raw.len());
        self.write_edited(edits, &mut raw);
        let length = raw.len();
        raw.extend_from_slice(&self.raw[self.length..]);
        Self { raw, length, ..self }
    }

    pub(super) fn delimiters(&self) -> Delimiters {
        self.delimiters
    }

    /// The segment without terminator.
    pub(super) fn body(&self) -> &[u8] {
        &self.raw[..self.length]
    }

    /// An element; empty if it is not there.
    pub(super) fn element(&self, n: usize) -> &[u8] {
        self.body().split(|&b| b == self.delimiters.element).nth(n).unwrap_or_default()
    }

    /// The terminator and the white space around it; a terminator where the input has none.
    pub(super) fn ending(&self) -> Vec<u8> {
        let mut ending = Vec::new();
        if !self.terminated {
            ending.push(self.delimiters.segment);
        }
        ending.extend_from_slice(&self.raw[self.length..]);
        ending
    }

    /// Writes it, with these elements in place of what is there.
    pub(super) fn write(&self, edits: &[(usize, &[u8])], out: &mut Vec<u8>) {
        if edits.is_empty() {
            out.extend_from_slice(self.body());
        } else {
            self.write_edited(edits, out);
        }
        if !self.terminated {
            out.push(self.delimiters.segment);
        }
        out.extend_from_slice(&self.raw[self.length..]);
    }

    fn write_edited(&self, edits: &[(usize, &[u8])], out: &mut Vec<u8>) {
        let mut elements: Vec<&[u8]> = self.body().split(|&b| b == self.delimiters.element).collect();
        for &(n, value) in edits {
            if elements.len() <= n {
                elements.resize(n + 1, &[]);
            }
            elements[n] = value;
        }
        // A header without control number leaves none for its trailer, and no separator either.
        while elements.last().is_some_and(|last| last.is_empty()) {
            elements.pop();
        }
        for (n, element) in elements.into_iter().enumerate() {
            if n > 0 {
                out.push(self.delimiters.element);
            }
            out.extend_from_slice(element);
        }
    }
}
