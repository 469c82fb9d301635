//! Hiding what tells who somebody is.
//!
//! Hidden are, by the data element that is at a place, whatever the segment is called and whoever is meant (a
//! billing provider can be a person too):
//!
//! - names: 1035, 1036, 1037, 1038, 1039, 93
//! - identifiers: 67, 127, 1028 (CLM01), 706, 1067, account numbers (508), identifiers of sender and receiver in ISA and GS, and
//!   passwords (I02, I04)
//! - addresses: all of N3 and N4, and 166 elsewhere; telephone numbers and the like: 364
//! - dates of birth and death: 1251 in DMG and PAT
//! - free text, in which anything may be: 352, 449, 933, 61, 724 (a copy of a bad value)
//!
//! Shown remain codes, amounts, counts, dates of service and the control numbers of the envelopes. 127 is shown where
//! the guide says that a code is there (a taxonomy, a remark code, yes or no). What neither a guide nor the
//! [dictionary](super::segment) knows is hidden whole, and what is too long for its place as well.

use std::borrow::Cow;
use std::fmt;
use std::ops::Deref;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Serialize;

use crate::codes;
use crate::finding::{Finding, Location};
use crate::model::{Amount, Claim, Mark, Text, mark};
use crate::reconcile::{Parties, RollUp};

use super::segment::{Definition, in_general};

/// Whether personal values are hidden.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Mask(bool);

/// A value that went through a [`Mask`]: hidden, or as it is because nobody asked to hide it. Only this room's mask makes one
/// of a personal value, and views hold personal values in no other form, so that no format can print one past the mask.
#[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Masked(String);

impl Masked {
    /// Words that tell nothing of a person: an organization's name, "without number".
    pub(super) fn impersonal(words: impl Into<String>) -> Self {
        Self(words.into())
    }
}

impl Deref for Masked {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Masked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// In quotes, as any text: results quote values so.
impl fmt::Debug for Masked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl From<Masked> for String {
    fn from(value: Masked) -> Self {
        value.0
    }
}

impl PartialEq<str> for Masked {
    fn eq(&self, other: &str) -> bool {
        self.0 == other
    }
}

impl PartialEq<&str> for Masked {
    fn eq(&self, other: &&str) -> bool {
        self.0 == *other
    }
}

/// A finding that went through a [`Mask`], as [`Masked`] for a value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct MaskedFinding<'f>(Cow<'f, Finding>);

impl MaskedFinding<'_> {
    /// The same for longer than the finding that it was made of.
    pub fn into_owned(self) -> MaskedFinding<'static> {
        MaskedFinding(Cow::Owned(self.0.into_owned()))
    }
}

impl Deref for MaskedFinding<'_> {
    type Target = Finding;

    fn deref(&self) -> &Finding {
        &self.0
    }
}

/// To a reader of the JSON, what is masked is what it was before.
macro_rules! schema_of {
    ($masked:ty, $plain:ty) => {
        impl JsonSchema for $masked {
            fn inline_schema() -> bool {
                <$plain>::inline_schema()
            }

            fn schema_name() -> Cow<'static, str> {
                <$plain>::schema_name()
            }

            fn schema_id() -> Cow<'static, str> {
                <$plain>::schema_id()
            }

            fn json_schema(generator: &mut SchemaGenerator) -> Schema {
                <$plain>::json_schema(generator)
            }
        }
    };
}

schema_of!(Masked, String);
schema_of!(MaskedFinding<'_>, Finding);

/// What hidden values become, by their length: up to 3 characters, up to 8, longer.
const MARKS: [&str; 3] = ["•", "••••", "••••••••"];

/// Data elements that are hidden wherever they are.
const PERSONAL: &[&str] = &[
    "1035", "1036", "1037", "1038", "1039", "93", "67", "1028", "706", "1067", "508", "I02", "I04", "I06",
    "I07", "142", "124", "166", "364", "352", "449", "933", "61", "724", "C040", "C998",
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
    pub fn hide(self, value: &str) -> Masked {
        Masked(if self.0 { mark_for(value) } else { value }.to_owned())
    }

    /// Whether the value at a place of a finding is hidden: by the mark of its field in the model, else by its data element.
    /// Names of organizations are shown: without them a finding says nothing.
    pub fn hides(self, at: &Location) -> bool {
        let Some(value) = self.0.then_some(at.value.as_deref()).flatten() else { return false };
        match at.path.as_deref() {
            Some(path) => match mark(path) {
                Some(mark) if mark.is_personal() => true,
                Some(Mark::Organization) => false,
                Some(_) => !codes_are_plausible(path, value),
                None => Amount::parse(value).is_none(),
            },
            None => element_of(at).is_none_or(|(id, number)| is_personal(id, &in_general(id, number), value)),
        }
    }

    /// The value at a path of a claim's JSON, hidden if it tells who somebody is.
    pub fn value_at(self, path: &str, value: &str) -> Masked {
        let hidden = match mark(path) {
            Some(mark) if mark.is_personal() => true,
            Some(Mark::Organization) => false,
            Some(_) => !codes_are_plausible(path, value),
            None => Amount::parse(value).is_none(),
        };
        if hidden { self.hide(value) } else { Masked::impersonal(value) }
    }

    /// Whether the value at a path of a claim's JSON is hidden where a whole claim is shown: names and numbers of
    /// organizations too, as [`is_personal`] hides them in segments.
    pub(super) fn hides_in_claim(self, path: &str, value: &str) -> bool {
        self.0
            && match mark(path) {
                Some(Mark::Organization | Mark::Public) => true,
                Some(mark) if mark.is_personal() => true,
                Some(Mark::Day | Mark::Control) => false,
                Some(_) => !codes_are_plausible(path, value),
                // Days with an hour, roles and kinds are the model's own and no text; what it cannot hold can be anything.
                None => path.starts_with("x12."),
            }
    }

    /// The value at a path of a claim's JSON, where a whole claim is shown.
    pub(super) fn in_claim(self, path: &str, value: &str) -> Masked {
        if self.hides_in_claim(path, value) { self.hide(value) } else { Masked::impersonal(value) }
    }

    /// A code, or the mark that hides what is none and so may be a value of another field.
    pub fn code<'v>(self, field: &str, value: &'v str) -> Cow<'v, str> {
        Cow::Borrowed(if self.0 && !is_plausible(field, value) { mark_for(value) } else { value })
    }

    /// A finding with what tells who somebody is hidden, in its words too.
    pub fn finding(self, finding: &Finding) -> MaskedFinding<'_> {
        self.finding_by(finding, |_, at, value| {
            Some(if self.hides(at) { mark_for(value) } else { value }.to_owned())
        })
    }

    /// The same, where the caller knows how to hide the value at a place, given by its number among the finding's.
    pub(super) fn finding_by(
        self,
        finding: &Finding,
        hide: impl Fn(usize, &Location, &str) -> Option<String>,
    ) -> MaskedFinding<'_> {
        if !self.0 {
            return MaskedFinding(Cow::Borrowed(finding));
        }
        let mut masked = finding.clone();
        for (n, (at, shown)) in finding.locations.iter().zip(&mut masked.locations).enumerate() {
            if let Some(value) = &at.value {
                let hidden = hide(n, at, value);
                if hidden.as_deref() != Some(value) {
                    hide_in(value, [&mut masked.message, &mut masked.why, &mut masked.help]);
                }
                shown.value = hidden;
            }
            for who in [&mut shown.patient_control_number, &mut shown.patient] {
                *who = who.take().map(|text| self.mark(text));
            }
            // Day and charge together tell whose visit it is.
            shown.charge = shown.charge.take().map(|text| self.mark(text));
            (shown.service_date, shown.service_date_to) = (None, None);
        }
        MaskedFinding(Cow::Owned(masked))
    }

    /// Who bills, as results name them: a person's name is hidden, an organization's is not.
    pub fn biller(self, parties: &Parties) -> Option<Masked> {
        let name = parties.biller.as_deref()?;
        Some(if parties.biller_is_person { self.hide(name) } else { Masked::impersonal(name) })
    }

    /// The roll-up with the names of persons hidden.
    pub fn roll_up(self, roll_up: &mut RollUp) {
        let RollUp { causes, by_biller, persons, .. } = roll_up;
        let names = causes.iter_mut().flat_map(|cause| [Some(&mut cause.biller), cause.facility.as_mut()]);
        for name in names.flatten().chain(by_biller.iter_mut().map(|share| &mut share.name)) {
            if persons.contains(name) {
                *name = self.mark(std::mem::take(name));
            }
        }
    }

    /// A claim with its codes as they may be shown: what can be none is hidden, because it may be a value of another field.
    pub fn codes(self, claim: Cow<'_, Claim>) -> Cow<'_, Claim> {
        if !self.0 {
            return claim;
        }
        let mut claim = claim.into_owned();
        let hide = |field: &str, code: &mut Option<Text>| {
            if let Some(text) = code {
                *text = Text::from(&*self.code(field, text));
            }
        };
        if let Some(patient) = &mut claim.patient {
            hide("sex", &mut patient.sex);
        }
        hide("place_of_service", &mut claim.place_of_service);
        hide("facility_type", &mut claim.facility_type);
        hide("frequency_code", &mut claim.frequency_code);
        claim.providers.iter_mut().for_each(|provider| hide("npi", &mut provider.npi));
        for line in &mut claim.service_lines {
            hide("place_of_service", &mut line.place_of_service);
            hide("revenue_code", &mut line.revenue_code);
            line.providers.iter_mut().for_each(|provider| hide("npi", &mut provider.npi));
            if let Some(procedure) = &mut line.procedure {
                hide("code", &mut procedure.code);
                for modifier in &mut procedure.modifiers {
                    *modifier = Text::from(&*self.code("modifiers", modifier));
                }
            }
        }
        Cow::Owned(claim)
    }

    /// A segment's identifier: hidden where it cannot be one, because a whole segment may be there.
    pub(super) fn hide_odd_id(self, id: &str) -> Masked {
        if is_identifier(id) { Masked::impersonal(id) } else { self.hide(id) }
    }

    /// The same for a value that may be missing.
    pub(super) fn hide_some(self, value: Option<String>) -> Option<Masked> {
        value.map(|value| self.hide(&value))
    }

    /// The same for a value that stays where it was.
    fn mark(self, value: String) -> String {
        if self.0 { mark_for(&value).to_owned() } else { value }
    }
}

/// Hides a value wherever texts quote it.
fn hide_in(value: &str, texts: [&mut String; 3]) {
    if value.trim().chars().count() > 1 {
        for text in texts {
            *text = text.replace(value, mark_for(value));
        }
    }
}

/// What a hidden value becomes.
fn mark_for(value: &str) -> &'static str {
    match value.chars().count() {
        0 => "",
        1..=3 => MARKS[0],
        4..=8 => MARKS[1],
        _ => MARKS[2],
    }
}

/// Whether text can be the identifier of a segment.
pub(super) fn is_identifier(id: &str) -> bool {
    matches!(id.len(), 2 | 3) && id.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
}

/// Whether a value at this place tells who somebody is.
///
/// A value that cannot be right for its place is taken to be another's, because a separator may be missing or doubled before
/// it: one that is too long, is not in the list of codes, or is no number, date or time where the guide asks for one.
pub(super) fn is_personal(segment: &str, definition: &Definition<'_>, value: &str) -> bool {
    if !value.is_empty() && !definition.takes(value) {
        return true;
    }
    let Some(data_element) = definition.data_element else { return true };
    match (segment, data_element) {
        ("N3" | "N4", _) | ("DMG" | "PAT", "1251") => true,
        (_, "127") => !definition.coded,
        _ => PERSONAL.contains(&data_element),
    }
}

/// Segment and number of the element at a place.
fn element_of(at: &Location) -> Option<(&str, usize)> {
    let element = at.element.as_deref()?;
    let (id, number) = element.split_at_checked(element.len().checked_sub(2)?)?;
    Some((id, number.parse().ok()?))
}

/// Whether a value, which may hold several codes or days with blanks between, can be what its field is for.
fn codes_are_plausible(path: &str, value: &str) -> bool {
    let field = path.rsplit('.').next().unwrap_or_default();
    let field = field.split('[').next().unwrap_or_default();
    value.split_whitespace().all(|code| is_plausible(field, code))
}

/// Whether a value can be a code of its field; known by its form where the list is not public.
fn is_plausible(field: &str, value: &str) -> bool {
    let all = |test: fn(&u8) -> bool| !value.is_empty() && value.as_bytes().iter().all(test);
    let (digits, length) = (all(u8::is_ascii_digit), value.len());
    match field {
        "npi" => digits && length == 10,
        "sex" => matches!(value, "F" | "M" | "U"),
        "place_of_service" => codes::place_of_service(value).is_some(),
        "facility_type" | "bill_type" => digits && matches!(length, 2 | 3),
        "revenue_code" => digits && matches!(length, 3 | 4),
        "frequency_code" => length == 1,
        "code" => codes::is_health_code(value),
        "modifiers" => length == 2 && all(u8::is_ascii_alphanumeric),
        "taxonomy" => length == 10 && all(u8::is_ascii_alphanumeric) && value.ends_with('X'),
        "drg" => digits && length == 3,
        // Dates as they came or as ISO, single or as a period, and times of the day.
        field if field.ends_with("_date") || field.ends_with("_hour") || field.starts_with("statement_") => {
            value.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'-' | b':' | b'T'))
        }
        // Whatever is left is a qualifier or an indicator: short.
        _ => length <= 4 && all(u8::is_ascii_alphanumeric),
    }
}
