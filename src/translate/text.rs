//! Text of elements.

use std::borrow::Cow;

use crate::x12::{Charset, Used};

/// The text of some bytes, and whether they were Windows-1252 though nobody said so.
#[inline]
pub(crate) fn decode(bytes: &[u8], charset: Charset) -> (Cow<'_, str>, bool) {
    let (text, used) = charset.decode(bytes);
    (text, used == Used::Windows1252)
}
