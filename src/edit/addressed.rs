//! Headers that name another sender or receiver, or say whether they are a test.

use crate::x12::{Addressing, HeaderEdit, Item};

use super::error::{EditError, Result};
use super::kept::Kept;

/// An ISA, addressed anew.
pub(super) fn interchange(isa: &Item<'_>, addressing: &Addressing) -> Result<Kept> {
    header(isa, &addressing.interchange())
}

/// A GS, addressed anew.
pub(super) fn group(gs: &Item<'_>, addressing: &Addressing) -> Result<Kept> {
    header(gs, &addressing.group())
}

fn header(item: &Item<'_>, edits: &[HeaderEdit]) -> Result<Kept> {
    let delimiters = item.segment.delimiters();
    for (_, text) in edits {
        if let Some((character, role)) = text.bytes().find_map(|b| Some((char::from(b), delimiters.role(b)?)))
        {
            return Err(EditError::Address { character, role });
        }
    }
    let edits: Vec<(usize, &[u8])> = edits.iter().map(|(n, text)| (*n, text.as_bytes())).collect();
    Ok(Kept::of(item).edited(&edits))
}
