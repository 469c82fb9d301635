//! Hiding what tells who somebody is.
//!
//! Hidden are, by the data element that stands at a place, whatever the segment is called and whoever is meant (a
//! billing provider can be a person too):
//!
//! - names: 1035, 1036, 1037, 1038, 1039, 93
//! - identifiers: 67, 127, 1028 (CLM01), 706, 1067, account numbers (508), identifiers of sender and receiver in ISA and GS, and
//!   passwords (I02, I04)
//! - addresses: all of N3 and N4, and 166 elsewhere; telephone numbers and the like: 364
//! - dates of birth and death: 1251 in DMG and PAT
//! - free text, in which anything may stand: 352, 449, 933, 61, 725 (a copy of a bad value)
//!
//! Shown remain codes, amounts, counts, dates of service and the control numbers of the envelopes. 127 is shown where
//! the guide says that a code stands there (a taxonomy, a remark code, yes or no). What neither a guide nor the
//! [dictionary](super::dictionary) knows is hidden whole, and what is too long for its place as well.

use std::borrow::Cow;

use super::dictionary::Definition;

/// Whether personal values are hidden.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Mask(bool);

/// What hidden values become, by their length: up to 3 characters, up to 8, longer.
const MARKS: [&str; 3] = ["•", "••••", "••••••••"];

/// Data elements that are hidden wherever they stand.
const PERSONAL: &[&str] = &[
    "1035", "1036", "1037", "1038", "1039", "93", "67", "1028", "706", "1067", "508", "I02", "I04", "I06",
    "I07", "142", "124", "166", "364", "352", "449", "933", "61", "725", "C040", "C998",
];

impl Mask {
    /// Hides if `on`.
    pub fn new(on: bool) -> Self {
        Self(on)
    }

    /// Whether it hides.
    pub fn is_on(self) -> bool {
        self.0
    }

    /// A personal value: the mark of its length if it is to be hidden.
    pub fn hide(self, value: &str) -> Cow<'_, str> {
        if !self.0 {
            return Cow::Borrowed(value);
        }
        Cow::Borrowed(match value.chars().count() {
            0 => "",
            1..=3 => MARKS[0],
            4..=8 => MARKS[1],
            _ => MARKS[2],
        })
    }

    /// A segment's identifier: hidden where it cannot be one, because a whole segment may stand there.
    pub(super) fn hide_odd_id(self, id: &str) -> Cow<'_, str> {
        if is_identifier(id) { Cow::Borrowed(id) } else { self.hide(id) }
    }

    /// The same for a value that may be missing.
    pub(super) fn hide_some(self, value: Option<String>) -> Option<String> {
        value.map(|value| self.hide(&value).into_owned())
    }
}

/// Whether text can be the identifier of a segment.
pub(super) fn is_identifier(id: &str) -> bool {
    matches!(id.len(), 2 | 3) && id.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
}

/// Whether a value at this place tells who somebody is.
///
/// A value that is too long for its place is taken to be another's: a separator may be missing before it.
pub(super) fn is_personal(segment: &str, definition: &Definition<'_>, value: &str) -> bool {
    if definition.longest.is_some_and(|longest| value.chars().count() > usize::from(longest)) {
        return true;
    }
    let Some(data_element) = definition.data_element else { return true };
    match (segment, data_element) {
        ("N3" | "N4", _) | ("DMG" | "PAT", "1251") => true,
        (_, "127") => !definition.coded,
        _ => PERSONAL.contains(&data_element),
    }
}
