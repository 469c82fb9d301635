//! What each field says about a person: marked at the field, read by everything that hides or redacts.
//!
//! `record!` and `claim!` take a mark behind a field's type: `last_name: Text as Name`. A text or a date without a mark
//! does not compile. Parts (an address in a patient) are marked by their own fields; amounts need no mark.

use chrono::NaiveDate;

use super::{Amount, Claim, ClockTime, Moment, Shared, Text};

/// What the value of a field says about a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Mark {
    /// Name of a person.
    Name,
    /// Identifies a person, a policy, a claim or an account.
    Id,
    /// Day of birth or death.
    Birth,
    /// Part of a postal address.
    Address,
    /// Telephone number, electronic mail.
    Contact,
    /// Text in which anything may be.
    Free,
    /// Name of an organization.
    Organization,
    /// Number of a provider, payer, device or certificate in a public list.
    Public,
    /// A code from a list, or a count.
    Code,
    /// Control number or address of an envelope, place in a file.
    Control,
    /// Day of a service or of a statement.
    Day,
}

impl Mark {
    /// Whether the value is hidden where personal data is not to be seen.
    pub fn is_personal(self) -> bool {
        match self {
            Self::Name | Self::Id | Self::Birth | Self::Address | Self::Contact | Self::Free => true,
            Self::Organization | Self::Public | Self::Code | Self::Control | Self::Day => false,
        }
    }
}

/// The mark of the field at a path of the claim's JSON, such as `service_lines[0].procedure.code`; none for a part as a
/// whole, for amounts, and where there is no such field.
pub fn mark(path: &str) -> Option<Mark> {
    field(path)?.mark
}

/// The field at a path of the claim's JSON; none where there is no such field.
fn field(path: &str) -> Option<&'static FieldMark> {
    let mut fields = Claim::FIELDS;
    let mut found = None;
    for key in path.split('.') {
        let key = key.split('[').next().unwrap_or_default();
        let field = fields.iter().find(|field| field.name == key)?;
        (fields, found) = (field.inside, Some(field));
    }
    found
}

/// Whether the claim's JSON has a field at a path.
#[cfg(test)]
pub(crate) fn is_field(path: &str) -> bool {
    field(path).is_some()
}

/// The paths of all fields with a mark, without positions in lists: `service_lines[].procedure.code`.
pub fn marked_paths() -> Vec<(String, Mark)> {
    fn add(fields: &[FieldMark], before: &str, paths: &mut Vec<(String, Mark)>) {
        for field in fields {
            let list = if field.is_list { "[]" } else { "" };
            let path = format!("{before}{}{list}", field.name);
            paths.extend(field.mark.map(|mark| (path.clone(), mark)));
            add(field.inside, &format!("{path}."), paths);
        }
    }
    let mut paths = Vec::new();
    add(Claim::FIELDS, "", &mut paths);
    paths
}

/// A field and its mark.
#[derive(Debug)]
pub(super) struct FieldMark {
    name: &'static str,
    mark: Option<Mark>,
    is_list: bool,
    inside: &'static [FieldMark],
}

impl FieldMark {
    /// Refuses, when it is compiled, a text or date without a mark.
    pub(super) const fn new<T: Marked>(name: &'static str, mark: Option<Mark>, is_list: bool) -> Self {
        assert!(
            mark.is_some() || !T::NEEDS_MARK,
            "a text or date of the model needs a mark: `field: Text as Code`"
        );
        Self { name, mark, is_list, inside: T::FIELDS }
    }
}

/// A type whose fields are marked, or a value that a mark is for.
pub(super) trait Marked {
    /// Its fields; none for a single value.
    const FIELDS: &'static [FieldMark] = &[];
    /// Whether a field of this type must have a mark.
    const NEEDS_MARK: bool = false;
}

impl Marked for Text {
    const NEEDS_MARK: bool = true;
}

impl Marked for String {
    const NEEDS_MARK: bool = true;
}

impl Marked for NaiveDate {
    const NEEDS_MARK: bool = true;
}

impl Marked for Amount {}
impl Marked for Moment {}
impl Marked for ClockTime {}
impl Marked for u8 {}
impl Marked for u32 {}
impl Marked for u64 {}

impl<T: Marked> Marked for Box<T> {
    const FIELDS: &'static [FieldMark] = T::FIELDS;
    const NEEDS_MARK: bool = T::NEEDS_MARK;
}

impl<T: Marked> Marked for Shared<T> {
    const FIELDS: &'static [FieldMark] = T::FIELDS;
    const NEEDS_MARK: bool = T::NEEDS_MARK;
}

/// Writes down the marks of a type's fields. A type declared by hand names them all: leaving one out does not compile.
macro_rules! marks {
    ($name:ident {
        $($field:ident: $type:ty $(as $mark:ident)?,)*
        $(| $($list:ident: $item:ty $(as $list_mark:ident)?,)+)?
    }) => {
        impl $crate::model::personal::Marked for $name {
            const FIELDS: &'static [$crate::model::personal::FieldMark] = &[
                $($crate::model::personal::FieldMark::new::<$type>(
                    stringify!($field),
                    $crate::model::personal::some_mark!($($mark)?),
                    false,
                ),)*
                $($($crate::model::personal::FieldMark::new::<$item>(
                    stringify!($list),
                    $crate::model::personal::some_mark!($($list_mark)?),
                    true,
                ),)+)?
            ];
        }
        const _: fn($name) = |all| {
            let $name { $($field: _,)* $($($list: _,)+)? } = all;
        };
    };
}
macro_rules! some_mark {
    () => {
        None
    };
    ($mark:ident) => {
        Some($crate::model::personal::Mark::$mark)
    };
}
pub(super) use {marks, some_mark};

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::Value;

    use super::*;

    /// Paths of all texts and dates in the claim's JSON Schema.
    fn texts(schema: &Value, definitions: &Value, before: &str, found: &mut BTreeSet<String>, depth: usize) {
        if depth > 12 {
            return;
        }
        if let Some(name) = schema["$ref"].as_str().and_then(|name| name.rsplit('/').next()) {
            // An amount says nothing by itself.
            if !["Amount", "ClockTime"].contains(&name) {
                texts(&definitions[name], definitions, before, found, depth + 1);
            }
            return;
        }
        for key in ["anyOf", "oneOf", "allOf"] {
            for one in schema[key].as_array().into_iter().flatten() {
                texts(one, definitions, before, found, depth + 1);
            }
        }
        let dot = if before.is_empty() { "" } else { "." };
        for (name, property) in schema["properties"].as_object().into_iter().flatten() {
            texts(property, definitions, &format!("{before}{dot}{name}"), found, depth + 1);
        }
        if !schema["items"].is_null() {
            texts(&schema["items"], definitions, &format!("{before}[]"), found, depth + 1);
        }
        let is_text = schema["type"] == "string"
            || schema["type"].as_array().is_some_and(|t| t.contains(&"string".into()));
        if is_text && schema["enum"].is_null() && schema["const"].is_null() {
            found.insert(before.to_owned());
        }
    }

    #[test]
    fn every_text_of_the_claims_json_has_a_mark() {
        let schema = serde_json::to_value(schemars::schema_for!(Claim)).expect("JSON");
        let mut paths = BTreeSet::new();
        texts(&schema, &schema["$defs"], "", &mut paths, 0);
        assert!(paths.len() > 300, "{} paths", paths.len());
        let decided: BTreeSet<String> = marked_paths().into_iter().map(|(path, _)| path).collect();
        // What the model does not hold is hidden as a whole, and a moment is the day and hour of a service.
        let whole = |path: &str| path.starts_with("x12.unmapped") || path.starts_with("admission_date");
        let without: Vec<_> = paths.iter().filter(|path| !decided.contains(*path) && !whole(path)).collect();
        assert!(without.is_empty(), "{without:#?}");
    }

    #[test]
    fn a_path_leads_to_the_mark_of_its_field() {
        for (path, expected) in [
            ("patient.last_name", Some(Mark::Name)),
            ("patient.birth_date", Some(Mark::Birth)),
            ("patient.address.city", Some(Mark::Address)),
            ("subscriber.group_number", Some(Mark::Id)),
            ("patient_control_number", Some(Mark::Id)),
            ("service_lines[3].procedure.code", Some(Mark::Code)),
            ("service_lines[0].providers[1].last_name", Some(Mark::Name)),
            ("billing_provider.contacts[0].numbers[1].value", Some(Mark::Contact)),
            ("other_payers[0].subscriber.member_id", Some(Mark::Id)),
            ("notes[0].text", Some(Mark::Free)),
            ("payer.name", Some(Mark::Organization)),
            ("statement_from", Some(Mark::Day)),
            ("total_charge", None),
            ("payer", None),
            ("patient.lastname", None),
        ] {
            assert_eq!(mark(path), expected, "{path}");
        }
    }
}
