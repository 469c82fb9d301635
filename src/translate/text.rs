//! Text of elements.

use std::borrow::Cow;
use std::ops::Range;

use crate::x12::{Charset, Used};

use super::block::Block;

/// The text of some bytes, and whether they were Windows-1252 though nobody said so.
#[inline]
pub(crate) fn decode(bytes: &[u8], charset: Charset) -> (Cow<'_, str>, bool) {
    let (text, used) = charset.decode(bytes);
    (text, used == Used::Windows1252)
}

/// A block whose bytes are text.
///
/// Nearly every block is, as it is. In any other each value is decoded by itself, since systems that add to a file
/// write in encodings of their own.
pub(crate) enum BlockText<'b> {
    AsItStands(&'b Block, &'b str),
    /// With the places of the values that came in Windows-1252.
    Decoded(Box<Block>, Vec<Range<u32>>),
}

impl<'b> BlockText<'b> {
    pub(crate) fn new(block: &'b Block, charset: Charset) -> Self {
        let text = std::str::from_utf8(block.bytes()).ok();
        match text.filter(|text| charset == Charset::Auto || text.is_ascii()) {
            Some(text) => Self::AsItStands(block, text),
            None => Self::decoded(block, charset),
        }
    }

    #[cold]
    fn decoded(block: &Block, charset: Charset) -> Self {
        let mut legacy = Vec::new();
        let decoded = block.decoded(|bytes, at| {
            let (text, is_legacy) = decode(bytes, charset);
            if is_legacy {
                legacy.push(at..at + text.len() as u32);
            }
            text
        });
        Self::Decoded(Box::new(decoded), legacy)
    }

    /// The block, its text, and where in it values are that came in Windows-1252.
    pub(crate) fn parts(&self) -> (&Block, &str, &[Range<u32>]) {
        match self {
            Self::AsItStands(block, text) => (block, text, &[]),
            Self::Decoded(block, legacy) => {
                (block, std::str::from_utf8(block.bytes()).unwrap_or_default(), legacy)
            }
        }
    }
}
