//! Text of elements.

use std::borrow::Cow;

use crate::x12::{Charset, Used};

/// The bytes as text, if every value in them reads as it stands.
pub(crate) fn text(bytes: &[u8], charset: Charset) -> Option<&str> {
    let as_they_stand = match charset {
        Charset::Auto => true,
        Charset::Forced(_) => bytes.is_ascii(),
    };
    std::str::from_utf8(bytes).ok().filter(|_| as_they_stand)
}

/// The text of some bytes, and whether they were Windows-1252 though nobody said so.
#[inline]
pub(crate) fn decode(bytes: &[u8], charset: Charset) -> (Cow<'_, str>, bool) {
    let (text, used) = charset.decode(bytes);
    (text, used == Used::Windows1252)
}
