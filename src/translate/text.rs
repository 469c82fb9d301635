//! Text of elements.

use std::borrow::Cow;

/// How text is encoded: found out element by element, unless the user says so.
#[derive(Clone, Copy, Debug, Default)]
pub struct Encoding(pub(crate) Option<&'static encoding_rs::Encoding>);

/// The text of some bytes, and whether they were Windows-1252.
#[inline]
pub(crate) fn decode(bytes: &[u8], encoding: Encoding) -> (Cow<'_, str>, bool) {
    if let Some(encoding) = encoding.0 {
        return (encoding.decode_without_bom_handling(bytes).0, false);
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => (Cow::Borrowed(text), false),
        Err(_) => (encoding_rs::WINDOWS_1252.decode_without_bom_handling(bytes).0, true),
    }
}
