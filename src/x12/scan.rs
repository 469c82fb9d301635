//! The leaf scanner: where the elements of a segment end, and where the segment ends.
//!
//! ADVICE FOR WHO CHANGES THIS. It runs over every byte of every file. Tokens are about four bytes long, so a search
//! per token costs more than it saves; instead, eight bytes are compared at once in a `u64`. `reference.rs` says the
//! same in the plainest way, and a property test holds the two together.

use nom::{IResult, Needed};

const LOW: u64 = 0x7f7f_7f7f_7f7f_7f7f;
const ONES: u64 = 0x0101_0101_0101_0101;

/// Finds the element separators and the terminator of a segment.
#[derive(Clone, Copy, Debug)]
pub struct Scanner {
    separator: u8,
    terminator: u8,
}

impl Scanner {
    /// A scanner for these delimiters.
    pub fn new(delimiters: super::Delimiters) -> Self {
        Self { separator: delimiters.element, terminator: delimiters.segment }
    }

    /// Reads up to the terminator. Gives the segment without it, and pushes the end of each element to `ends`.
    ///
    /// `from` is what is added to each end: the number of bytes of the segment that stand before `input`. Without a
    /// terminator the answer is [`nom::Err::Incomplete`]; the ends in `input` are then pushed, and scanning can go on
    /// behind `input`.
    #[inline]
    pub fn segment<'i>(
        &self,
        input: &'i [u8],
        from: u32,
        ends: &mut Vec<u32>,
    ) -> IResult<&'i [u8], &'i [u8]> {
        let separators = ONES * u64::from(self.separator);
        let terminators = ONES * u64::from(self.terminator);
        let (words, tail) = input.as_chunks::<8>();
        let mut at = 0;
        for word in words {
            let word = u64::from_le_bytes(*word);
            let ending = equal_bytes(word, terminators);
            let mut found = equal_bytes(word, separators) | ending;
            while found != 0 {
                let here = at + (found.trailing_zeros() >> 3) as usize;
                ends.push(from + here as u32);
                if found & found.wrapping_neg() & ending != 0 {
                    return Ok((&input[here + 1..], &input[..here]));
                }
                found &= found - 1;
            }
            at += 8;
        }
        for (index, &byte) in tail.iter().enumerate() {
            if byte == self.terminator || byte == self.separator {
                ends.push(from + (at + index) as u32);
                if byte == self.terminator {
                    return Ok((&input[at + index + 1..], &input[..at + index]));
                }
            }
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
