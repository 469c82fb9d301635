//! The text of a value: bytes decoded one element at a time, so that one bad byte spoils one element and not a file.
//!
//! LAW: what [`Charset::decode`] gives, [`encode`] turns back into the same bytes.

use std::borrow::Cow;

use encoding_rs::{Encoding, WINDOWS_1252};

use super::error::{Error, ErrorKind};

/// How the bytes of values are to be read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Charset {
    /// UTF-8 where the bytes are valid UTF-8, else Windows-1252, which takes every byte.
    #[default]
    Auto,
    /// This encoding; Windows-1252 for a value whose bytes it cannot give back.
    Forced(&'static Encoding),
}

/// How the bytes of one value were read, and how they are written back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Used {
    /// As UTF-8; also said of plain ASCII.
    Utf8,
    /// As Windows-1252.
    Windows1252,
    /// As the encoding that was asked for.
    Forced(&'static Encoding),
}

impl Charset {
    /// The charset of a WHATWG label, such as `utf-8`, `latin1` (which means Windows-1252) or `iso-8859-15`, in any
    /// case. Encodings in which ASCII bytes do not mean ASCII are refused: delimiters could not be told from text.
    pub fn for_label(label: &str) -> Result<Self, Error> {
        let encoding = Encoding::for_label_no_replacement(label.as_bytes());
        match encoding {
            Some(encoding) if encoding.is_ascii_compatible() => Ok(Self::Forced(encoding)),
            other => Err(ErrorKind::Charset { known: other.is_some() }.into()),
        }
    }

    /// The text of a value. Borrows where the bytes are the text already, as they nearly always are.
    pub fn decode(self, bytes: &[u8]) -> (Cow<'_, str>, Used) {
        match self {
            Self::Auto => {
                if let Ok(text) = std::str::from_utf8(bytes) {
                    return (Cow::Borrowed(text), Used::Utf8);
                }
            }
            Self::Forced(encoding) => {
                let text = encoding.decode_without_bom_handling_and_without_replacement(bytes);
                // Some encodings write one character in several ways: only what comes back the same is believed.
                if let Some(text) = text
                    && (bytes.is_ascii()
                        || encode(&text, Used::Forced(encoding)).is_some_and(|back| back == bytes))
                {
                    return (text, Used::Forced(encoding));
                }
            }
        }
        (WINDOWS_1252.decode_without_bom_handling(bytes).0, Used::Windows1252)
    }
}

/// The bytes of a text, in the encoding its value was read in; none if that cannot express it.
pub fn encode(text: &str, used: Used) -> Option<Cow<'_, [u8]>> {
    let encoding = match used {
        Used::Utf8 => return Some(Cow::Borrowed(text.as_bytes())),
        Used::Windows1252 => WINDOWS_1252,
        Used::Forced(encoding) => encoding,
    };
    let (bytes, _, unmappable) = encoding.encode(text);
    (!unmappable).then_some(bytes)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn forced(label: &str) -> Charset {
        Charset::for_label(label).expect("the label is known")
    }

    #[test]
    fn auto_prefers_utf8() {
        assert_eq!(Charset::Auto.decode("Muñoz".as_bytes()), ("Muñoz".into(), Used::Utf8));
        assert_eq!(Charset::Auto.decode(b"Mu\xf1oz"), ("Muñoz".into(), Used::Windows1252));
        // 0x80 is the euro sign in Windows-1252, and a control character in ISO-8859-1.
        assert_eq!(Charset::Auto.decode(b"\x80 \x81"), ("€ \u{81}".into(), Used::Windows1252));
        assert!(matches!(Charset::Auto.decode(b"DOE"), (Cow::Borrowed("DOE"), Used::Utf8)));
        // A byte order mark inside a value is text like any other.
        assert_eq!(Charset::Auto.decode(b"\xef\xbb\xbfA").0, "\u{feff}A");
    }

    #[test]
    fn forced_is_believed_where_it_can_be_undone() {
        let (text, used) = forced("ISO-8859-15").decode(b"\xa4");
        assert_eq!((text.as_ref(), encode(&text, used)), ("€", Some(b"\xa4"[..].into())));
        assert_eq!(forced("utf-8").decode(b"Mu\xf1oz"), ("Muñoz".into(), Used::Windows1252));
    }

    #[test]
    fn unfit_labels_are_refused() {
        let known = |label| match Charset::for_label(label).expect_err("refused").into_kind() {
            ErrorKind::Charset { known } => known,
            other => panic!("{}", Error::from(other)),
        };
        assert!(known("utf-16le"));
        assert!(known("iso-2022-jp"));
        assert!(!known("ebcdic"));
        assert!(!known(""));
    }

    #[test]
    fn what_an_encoding_lacks_is_said() {
        assert_eq!(encode("Ł", Used::Windows1252), None);
        assert!(encode("Ł", Used::Utf8).is_some());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]

        #[test]
        fn encode_undoes_decode(bytes in prop::collection::vec(prop_oneof![any::<u8>(), 0x80..=0xffu8], 0..24)) {
            let labels = ["utf-8", "windows-1252", "iso-8859-2", "iso-8859-15", "macintosh", "shift_jis", "gbk", "big5", "euc-kr"];
            let charsets = labels.iter().map(|label| forced(label)).chain([Charset::Auto]);
            for charset in charsets {
                let (text, used) = charset.decode(&bytes);
                let back = encode(&text, used);
                prop_assert_eq!(back.as_deref(), Some(&bytes[..]));
            }
        }
    }
}
