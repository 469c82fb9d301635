//! Public code lists: what a code means, and what goes with what.
//!
//! Everything here is public (CMS, USPS) or said in this project's own words; the lists stand as text beside this file.
//! CPT, UB-04 and X12 texts are licensed and not shipped. Meanings are for people to read: whether a code may be at a
//! place is for the [guide](crate::guide) to say.

pub mod about;
pub mod administration;
pub mod charging;
pub mod crosswalk;
pub mod dated;
mod external;
pub mod laterality;
mod lists;
pub mod npi;
mod places;
pub mod reference;
pub mod services;
pub mod taxonomy;
#[cfg(test)]
mod tests;

pub use external::{External, Fit};
pub use lists::{CodeList, list, list_for, meaning};
pub use places::{PaymentRate, PlaceOfService, place_of_service, places_of_service};

/// What kind of facility the first two digits of a type of bill stand for (837I CLM05-1), such as "hospital outpatient"
/// for `13`. The general kind only; the UB-04 manual's descriptions are licensed.
pub fn facility_type(code: &str) -> Option<&'static str> {
    meaning("1331", Some("A"), code)
}

/// What a claim frequency code means (CLM05-3, the last digit of the type of bill), such as "replacement of an earlier
/// claim" for `7`.
pub fn claim_frequency(code: &str) -> Option<&'static str> {
    meaning("1325", None, code)
}

/// Whether a facility type (first two digits of the type of bill) bills a stay: hospital, swing bed, skilled nursing or
/// religious non-medical inpatient care.
pub fn is_inpatient(facility_type: &str) -> bool {
    matches!(facility_type, "11" | "18" | "21" | "41")
}

/// Whether a value has the form of a procedure, diagnosis, condition, occurrence, value or drug code.
pub fn is_health_code(value: &str) -> bool {
    let plain: Vec<u8> = value.bytes().filter(|b| *b != b'.').collect();
    let digits = plain.iter().filter(|b| b.is_ascii_digit()).count();
    match plain.len() {
        2 => plain.iter().all(u8::is_ascii_alphanumeric),
        3..=4 => digits >= 1 && plain.iter().all(u8::is_ascii_alphanumeric),
        // HCPCS and CPT have four digits, ICD-10-CM at least two of the first three, ICD-10-PCS and HIPPS some.
        5..=7 => digits >= 2 && plain.iter().all(u8::is_ascii_alphanumeric),
        11 => digits == 11,
        _ => false,
    }
}
