//! The leaf scanner: where the elements of a segment end, and where the segment ends.
//!
//! ADVICE FOR WHO CHANGES THIS. It runs over every byte of every file. Tokens are about four bytes long, so a search
//! per token costs more than it saves; instead, eight bytes are compared at once in a `u64`. Tried and slower:
//! writing four ends a word without asking how many there are, and masks of 32 bytes. `reference.rs` says the same in
//! the plainest way, and a property test holds the two together.

use nom::{IResult, Needed};

const LOW: u64 = 0x7f7f_7f7f_7f7f_7f7f;
const ONES: u64 = 0x0101_0101_0101_0101;
/// All line ends are below this byte.
const CONTROL: u8 = 0x0e;

/// Finds the element separators and the terminator of a segment.
#[derive(Clone, Copy, Debug)]
pub struct Scanner {
    separator: u8,
    terminator: u8,
}

/// A segment, as the scanner sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scanned<'i> {
    /// The segment, without terminator.
    pub bytes: &'i [u8],
    /// There is a byte below 0x0E in it, so that there may be a line break.
    pub control: bool,
}

impl Scanner {
    /// A scanner for these delimiters.
    pub fn new(delimiters: super::Delimiters) -> Self {
        Self { separator: delimiters.element, terminator: delimiters.segment }
    }

    /// Reads up to the terminator. Gives the segment without it, and pushes the end of each element to `ends`.
    ///
    /// `from` is what is added to each end: the number of bytes of the segment that are before `input`. Without a
    /// terminator the answer is [`nom::Err::Incomplete`]; the ends in `input` are then pushed, and scanning can go on
    /// behind `input`.
    #[inline(always)]
    #[allow(clippy::inline_always, reason = "a call for each segment costs a tenth of the speed")]
    pub fn segment<'i>(
        &self,
        input: &'i [u8],
        from: u32,
        ends: &mut Vec<u32>,
    ) -> IResult<&'i [u8], Scanned<'i>> {
        let separators = ONES * u64::from(self.separator);
        let terminators = ONES * u64::from(self.terminator);
        let (words, tail) = input.as_chunks::<8>();
        let (mut at, mut control) = (0, 0);
        for word in words {
            let word = u64::from_le_bytes(*word);
            let ending = equal_bytes(word, terminators);
            let low = low_bytes(word);
            let mut found = equal_bytes(word, separators) | ending;
            while found != 0 {
                let here = at + (found.trailing_zeros() >> 3) as usize;
                ends.push(from + here as u32);
                let bit = found & found.wrapping_neg();
                if bit & ending != 0 {
                    control |= low & (bit - 1);
                    return Ok((
                        &input[here + 1..],
                        Scanned { bytes: &input[..here], control: control != 0 },
                    ));
                }
                found &= found - 1;
            }
            control |= low;
            at += 8;
        }
        let mut control = control != 0;
        for (here, &byte) in (at..).zip(tail) {
            if byte == self.terminator {
                ends.push(from + here as u32);
                return Ok((&input[here + 1..], Scanned { bytes: &input[..here], control }));
            }
            if byte == self.separator {
                ends.push(from + here as u32);
            }
            control |= byte < CONTROL;
        }
        Err(nom::Err::Incomplete(Needed::Unknown))
    }
}

/// The high bit of every byte of `word` that equals the byte that `pattern` repeats. Exact in every byte: the shorter
/// well-known form lets a borrow run into the next byte and would take `*+` for two separators.
#[inline]
fn equal_bytes(word: u64, pattern: u64) -> u64 {
    let difference = word ^ pattern;
    !(((difference & LOW) + LOW) | difference | LOW)
}

/// The high bit of bytes of `word` below [`CONTROL`]. Only the lowest one is exact: behind it, a borrow may set more.
#[inline]
fn low_bytes(word: u64) -> u64 {
    word.wrapping_sub(ONES * u64::from(CONTROL)) & !word & !LOW
}
