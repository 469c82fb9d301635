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
    #[inline]
    pub fn new(bytes: &'a [u8], ends: &'a [u32], delimiters: Delimiters) -> Self {
        debug_assert_eq!(ends.last().copied(), Some(bytes.len() as u32));
        Self { bytes, ends, delimiters }
    }

    /// The identifier, such as `CLM`. Empty where two terminators stand side by side.
    #[inline]
    pub fn id(&self) -> &'a [u8] {
        self.element(0)
    }

    /// All bytes of the segment, without terminator and what follows it.
    #[inline]
    pub fn bytes(&self) -> &'a [u8] {
        self.bytes
    }

    /// The delimiters the segment was read with.
    #[inline]
    pub fn delimiters(&self) -> Delimiters {
        self.delimiters
    }

    /// Where the elements end, see [`Segment::new`].
    #[inline]
    pub fn ends(&self) -> &'a [u32] {
        self.ends
    }

    /// Number of the last element that is there, 0 for a segment that is only an identifier.
    #[inline]
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
        let (mut rest, mut m) = (self.element(n), m);
        loop {
            let end = rest.iter().position(|byte| *byte == self.delimiters.component);
            match (m, end) {
                (1, end) => return &rest[..end.unwrap_or(rest.len())],
                (0, _) | (_, None) => return &[],
                (_, Some(end)) => (rest, m) = (&rest[end + 1..], m - 1),
            }
        }
    }

    /// The repetitions of element `n`, in order; one empty repetition for an empty element, and the whole element
    /// where the interchange has no repetition separator.
    pub fn repetitions(&self, n: usize) -> impl Iterator<Item = &'a [u8]> + use<'a> {
        let separator = self.delimiters.repetition;
        self.element(n).split(move |&b| Some(b) == separator)
    }

    /// The components of element `n`, in order; one empty component for an empty element.
    pub fn components(&self, n: usize) -> impl Iterator<Item = &'a [u8]> + use<'a> {
        let separator = self.delimiters.component;
        self.element(n).split(move |&b| b == separator)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_there_reads_as_empty() {
        let segment = Segment::new(b"HI*ABK:M5416*A^B:C*", &[2, 12, 18, 19], Delimiters::STANDARD);
        assert_eq!((segment.id(), segment.last()), (&b"HI"[..], 3));
        assert_eq!(
            (segment.element(1), segment.element(3), segment.element(4)),
            (&b"ABK:M5416"[..], &b""[..], &b""[..])
        );
        assert_eq!((segment.component(1, 2), segment.component(1, 3)), (&b"M5416"[..], &b""[..]));
        assert_eq!((segment.component(1, 0), segment.component(9, 1)), (&b""[..], &b""[..]));
        assert_eq!(segment.repetitions(2).collect::<Vec<_>>(), [&b"A"[..], b"B:C"]);
        assert_eq!(segment.repetitions(1).count(), 1);
        assert_eq!([0, 1, 2, 3, 4].map(|n| segment.element_offset(n)), [0, 3, 13, 19, 19]);
    }
}
