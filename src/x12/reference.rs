//! The leaf scanner in the plainest words, as the oracle for the fast one.

use super::Delimiters;

/// The ends of the elements of the segment at the start of `input`, and whether a terminator ends it.
pub(super) fn ends(input: &[u8], delimiters: Delimiters) -> (Vec<u32>, bool) {
    let mut ends = Vec::new();
    for (index, &byte) in input.iter().enumerate() {
        if byte == delimiters.segment {
            ends.push(index as u32);
            return (ends, true);
        }
        if byte == delimiters.element {
            ends.push(index as u32);
        }
    }
    (ends, false)
}

mod agree {
    use proptest::prelude::*;

    use super::ends;
    use crate::x12::{Delimiters, Scanner};

    /// Bytes near the delimiters and bytes with the high bit are where a wrong comparison shows.
    fn byte() -> impl Strategy<Value = u8> {
        prop_oneof![3 => prop::sample::select(&b"**+)~~}\x7f\xaa\xfe\x00\r\n\x0e\x8aA1"[..]), 1 => any::<u8>()]
    }

    proptest! {
        #[test]
        fn fast_and_plain(input in prop::collection::vec(byte(), 0..80), cut in 0..80usize, separator in byte(), terminator in byte()) {
            let delimiters = Delimiters { element: separator, segment: terminator, ..Delimiters::STANDARD };
            let scanner = Scanner::new(delimiters);
            let (expected, terminated) = ends(&input, delimiters);
            let mut found = Vec::new();
            let result = scanner.segment(&input, 0, &mut found);
            prop_assert_eq!(&found, &expected);
            prop_assert_eq!(result.is_ok(), terminated);
            if let Ok((rest, segment)) = result {
                let length = segment.bytes.len();
                prop_assert_eq!(length + 1 + rest.len(), input.len());
                prop_assert_eq!(length as u32, expected[expected.len() - 1]);
                prop_assert_eq!(segment.control, input[..length].iter().any(|&b| b < 0x0e));
            }
            // A segment that arrives in two parts.
            let cut = cut.min(input.len());
            let mut parts = Vec::new();
            if scanner.segment(&input[..cut], 0, &mut parts).is_err() {
                let second = scanner.segment(&input[cut..], cut as u32, &mut parts);
                prop_assert_eq!(second.is_ok(), terminated);
            }
            prop_assert_eq!(parts, expected);
        }
    }
}
