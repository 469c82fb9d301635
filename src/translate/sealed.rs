//! A segment of a part that is being written, complete: its bytes, and what has to be known of it besides. A claim has as
//! many of them as segments, so that each is small.

use crate::guide::RowId;
use crate::model::Text;
use crate::x12::{Delimiters, Used, encode};

use super::draft::Draft;
use super::unmapped::follower;

/// A complete segment.
#[derive(Clone, Debug)]
pub(crate) struct Sealed {
    pub(crate) row: RowId,
    /// Something of the model is in it.
    pub(crate) is_real: bool,
    /// Without terminator.
    bytes: Box<[u8]>,
    /// Its place, where something has to be found by it.
    pub(crate) address: Option<Box<str>>,
    /// Segments no field holds, which follow it as they came.
    followers: Vec<Text>,
}

/// How values become bytes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Encoding<'c> {
    pub(crate) delimiters: Delimiters,
    /// Places of values in Windows-1252.
    pub(crate) legacy: &'c [String],
    /// How all others are encoded.
    pub(crate) usual: Used,
}

impl Sealed {
    /// Takes the values out of a draft, whose memory is used again.
    pub(crate) fn new(draft: &mut Draft, id: &str, encoding: Encoding<'_>) -> Self {
        let address = draft.address.take();
        let place = address.as_deref().unwrap_or_default();
        let mut bytes = Vec::with_capacity(64);
        draft.serialize(id, encoding.delimiters, &mut bytes, |spot| {
            encoding.used(|| format!("{place}-{spot}"))
        });
        Self {
            row: draft.row,
            is_real: draft.is_real(),
            bytes: bytes.as_slice().into(),
            address: address.map(String::into_boxed_str),
            followers: std::mem::take(&mut draft.followers),
        }
    }

    /// Its bytes, and those of what follows it.
    pub(crate) fn append(self, encoding: Encoding<'_>, segments: &mut Vec<Vec<u8>>) {
        segments.push(self.bytes.into_vec());
        let address = self.address.as_deref().unwrap_or_default();
        let followers = self.followers.iter().zip(1..);
        segments.extend(followers.map(|(segment, n)| encoding.follower(segment, &follower(address, n))));
    }
}

impl Encoding<'_> {
    /// A segment that no field holds, as it came.
    fn follower(self, segment: &str, address: &str) -> Vec<u8> {
        let separator = char::from(self.delimiters.element);
        let elements = segment.split(separator).enumerate();
        let encoded = elements.map(|(n, text)| {
            let used = self.used(|| format!("{address}-{n:02}"));
            encode(text, used).unwrap_or(text.as_bytes().into())
        });
        encoded.collect::<Vec<_>>().join(&self.delimiters.element)
    }

    /// How the value at a place is encoded.
    fn used(self, place: impl FnOnce() -> String) -> Used {
        let legacy = !self.legacy.is_empty() && self.legacy.contains(&place());
        if legacy { Used::Windows1252 } else { self.usual }
    }
}
