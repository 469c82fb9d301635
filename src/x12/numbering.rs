//! Which control numbers envelopes get.

use super::EnvelopeLevel;

/// A control number has at most nine digits.
const LIMIT: u64 = 1_000_000_000;

/// Whether control numbers are kept or renewed.
#[derive(Clone, Debug, Default)]
pub struct Numbering {
    /// The next ISA13, GS06 and ST02.
    next: Option<[u64; 3]>,
}

impl Numbering {
    /// ISA13, GS06 and ST02 stay as they are, as far as the result stays a correct file.
    pub fn kept() -> Self {
        Self::default()
    }

    /// ISA13, GS06 and ST02 count up from `first`, each for itself. They have at most nine digits; more are cut off in
    /// front. Zero is left out.
    pub fn renewed(first: u64) -> Self {
        Self { next: Some([first; 3]) }
    }

    /// The number of the next envelope, as its element writes it; none where it is kept.
    pub fn next(&mut self, level: EnvelopeLevel) -> Option<Vec<u8>> {
        let next = &mut self.next.as_mut()?[level as usize];
        let number = match *next % LIMIT {
            0 => 1,
            number => number,
        };
        *next = number + 1;
        Some(written(level, number))
    }
}

/// A number as ISA13, GS06 or ST02 write it: nine digits, as many as needed, at least four.
pub fn written(level: EnvelopeLevel, number: u64) -> Vec<u8> {
    match level {
        EnvelopeLevel::Interchange => format!("{number:09}"),
        EnvelopeLevel::Group => number.to_string(),
        EnvelopeLevel::Transaction => format!("{number:04}"),
    }
    .into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_their_elements_want_them() {
        let mut numbers = Numbering::renewed(41);
        assert_eq!(numbers.next(EnvelopeLevel::Interchange).as_deref(), Some(&b"000000041"[..]));
        assert_eq!(numbers.next(EnvelopeLevel::Interchange).as_deref(), Some(&b"000000042"[..]));
        assert_eq!(numbers.next(EnvelopeLevel::Group).as_deref(), Some(&b"41"[..]));
        assert_eq!(numbers.next(EnvelopeLevel::Transaction).as_deref(), Some(&b"0041"[..]));
        assert_eq!(Numbering::kept().next(EnvelopeLevel::Group), None);
    }

    #[test]
    fn nine_digits_are_never_passed_and_zero_is_no_number() {
        let mut numbers = Numbering::renewed(999_999_999);
        assert_eq!(numbers.next(EnvelopeLevel::Group).as_deref(), Some(&b"999999999"[..]));
        assert_eq!(numbers.next(EnvelopeLevel::Group).as_deref(), Some(&b"1"[..]));
        assert_eq!(Numbering::renewed(0).next(EnvelopeLevel::Group).as_deref(), Some(&b"1"[..]));
        assert_eq!(Numbering::renewed(u64::MAX).next(EnvelopeLevel::Interchange).map(|n| n.len()), Some(9));
    }
}
