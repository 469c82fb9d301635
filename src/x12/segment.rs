//! One segment as a view into its bytes.

use super::Delimiters;

/// A segment: its bytes without terminator, and where its elements end.
///
/// Elements are numbered as the guides number them: in `CLM*A1*100`, element 1 is `A1`; number 0 is the identifier.
/// An element that is not there reads as empty, as X12 means it.
#[derive(Clone, Copy, Debug)]
pub struct Segment<'a> {
    bytes: &'a [u8],
    ends: &'a [u32],
    delimiters: Delimiters,
}

impl<'a> Segment<'a> {
    /// Builds the view. `ends[n]` is the offset in `bytes` behind element `n`; the last one is `bytes.len()`.
    pub fn new(bytes: &'a [u8], ends: &'a [u32], delimiters: Delimiters) -> Self {
        debug_assert_eq!(ends.last().copied(), Some(bytes.len() as u32));
        Self { bytes, ends, delimiters }
    }

    /// The identifier, such as `CLM`. Empty where two terminators stand side by side.
    pub fn id(&self) -> &'a [u8] {
        self.element(0)
    }

    /// All bytes of the segment, without terminator and what follows it.
    pub fn bytes(&self) -> &'a [u8] {
        self.bytes
    }

    /// The delimiters the segment was read with.
    pub fn delimiters(&self) -> Delimiters {
        self.delimiters
    }

    /// Where the elements end, see [`Segment::new`].
    pub fn ends(&self) -> &'a [u32] {
        self.ends
    }

    /// Number of the last element that is there, 0 for a segment that is only an identifier.
    pub fn last(&self) -> usize {
        self.ends.len() - 1
    }

    /// The bytes of element `n`; empty if it is not there.
    #[inline]
    pub fn element(&self, n: usize) -> &'a [u8] {
        let Some(&end) = self.ends.get(n) else { return &[] };
        let start = if n == 0 { 0 } else { self.ends[n - 1] as usize + 1 };
        &self.bytes[start..end as usize]
    }

    /// Offset of element `n` in [`Segment::bytes`]; the segment's end if it is not there.
    pub fn element_offset(&self, n: usize) -> usize {
        match n {
            0 => 0,
            n => self
                .ends
                .get(n - 1)
                .filter(|_| n < self.ends.len())
                .map_or(self.bytes.len(), |&e| e as usize + 1),
        }
    }

    /// Component `m` (from 1) of element `n`; empty if it is not there. Component 1 of a simple element is the element.
    #[inline]
    pub fn component(&self, n: usize, m: usize) -> &'a [u8] {
        self.components(n).nth(m - 1).unwrap_or(&[])
    }

    /// The components of element `n`, in order; one empty component for an empty element.
    pub fn components(&self, n: usize) -> impl Iterator<Item = &'a [u8]> + use<'a> {
        let separator = self.delimiters.component;
        self.element(n).split(move |&b| b == separator)
    }
}
