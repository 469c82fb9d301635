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
//! [dictionary](super::segment) knows is hidden whole, and what is too long for its place as well.

use std::borrow::Cow;

use crate::finding::{Finding, Location};

use super::segment::Definition;

/// Whether personal values are hidden.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Mask(bool);

/// What hidden values become, by their length: up to 3 characters, up to 8, longer.
const MARKS: [&str; 3] = ["•", "••••", "••••••••"];

/// Keys of the claim's JSON whose values are hidden.
const PERSONAL_KEYS: &[&str] = &[
    "last_name",
    "first_name",
    "middle_name",
    "suffix",
    "birth_date",
    "death_date",
    "member_id",
    "ssn",
    "line1",
    "line2",
    "city",
    "postal_code",
    "patient_control_number",
    "medical_record_number",
    "payer_claim_control_number",
    "property_casualty_claim_number",
    "prior_authorization_number",
    "referral_number",
    "value",
    "text",
];

/// Segments of which all values are hidden where no path says what they are.
const PERSONAL_SEGMENTS: &[&str] = &["NM1", "N3", "N4", "DMG", "PAT", "REF", "PER", "NTE", "K3", "CLM"];

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

    /// Whether the value at a place of a finding tells who somebody is: by its path in the claim's JSON, else by its segment.
    /// Names of organisations are shown: without them a finding says nothing.
    pub fn hides(self, at: &Location) -> bool {
        let key = |path: &String| path.rsplit('.').next().unwrap_or_default().to_owned();
        let by_path = at.path.as_ref().map(key).is_some_and(|key| PERSONAL_KEYS.contains(&&*key));
        let by_segment =
            at.path.is_none() && at.segment_id.as_deref().is_some_and(|id| PERSONAL_SEGMENTS.contains(&id));
        self.0 && (by_path || by_segment)
    }

    /// The value at a path of a claim's JSON, hidden if it tells who somebody is.
    pub fn value_at<'v>(self, path: &str, value: &'v str) -> Cow<'v, str> {
        let key = path.rsplit('.').next().unwrap_or_default();
        if PERSONAL_KEYS.contains(&key) { self.hide(value) } else { Cow::Borrowed(value) }
    }

    /// A finding with what tells who somebody is hidden.
    pub fn finding(self, finding: &Finding) -> Cow<'_, Finding> {
        if !self.0 {
            return Cow::Borrowed(finding);
        }
        let mut finding = finding.clone();
        for at in &mut finding.locations {
            if self.hides(at) {
                at.value = self.hide_some(at.value.take());
            }
            at.patient_control_number = self.hide_some(at.patient_control_number.take());
        }
        Cow::Owned(finding)
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
