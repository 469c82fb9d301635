//! The lists that guides name and do not contain (`<CMS place of service>`, `XX: NPI`): what a value of each looks like, and
//! whether it is on the list where the list is public.
//!
//! Licensed and yearly lists are not shipped; of those only the form is known here.

use std::sync::LazyLock;

use super::lists::{CodeList, lines, list, list_for};
use super::{npi, places_of_service, taxonomy};

/// A list outside of the guides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum External {
    /// CMS place of service.
    PlaceOfService,
    /// First two digits of the type of bill.
    FacilityType,
    /// Claim frequency.
    Frequency,
    /// Claim frequency, of those that professional claims have.
    ProfessionalFrequency,
    /// Type of admission.
    AdmissionType,
    /// Point of origin.
    Origin,
    /// Patient status.
    PatientStatus,
    /// UB-04 revenue code.
    Revenue,
    /// UB-04 condition code.
    Condition,
    /// UB-04 occurrence code.
    Occurrence,
    /// UB-04 occurrence span code.
    OccurrenceSpan,
    /// UB-04 value code.
    ValueCode,
    /// ICD-10-CM.
    Icd10,
    /// ICD-9-CM diagnosis.
    Icd9,
    /// ICD-10-PCS.
    Icd10Procedure,
    /// ICD-9-CM procedure.
    Icd9Procedure,
    /// HCPCS, both levels.
    Hcpcs,
    /// HIPPS rate code.
    Hipps,
    /// HCPCS or CPT modifier.
    Modifier,
    /// Country.
    Country,
    /// Currency.
    Currency,
    /// US state or Canadian province.
    State,
    /// National drug code.
    Ndc,
    /// National provider identifier.
    Npi,
    /// Provider taxonomy.
    Taxonomy,
    /// Claim adjustment reason code.
    AdjustmentReason,
    /// Remittance advice remark code.
    Remark,
    /// Diagnosis related group.
    Drg,
}

/// What a look at a value says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fit {
    /// It can be such a code, or is one.
    Fits,
    /// No such code looks like that.
    Form,
    /// It looks right, and the public list does not have it.
    Unlisted,
}

impl External {
    /// The list that a guide calls by this name; none for those that nothing is known about here.
    pub fn named(name: &str) -> Option<Self> {
        Some(match name {
            "CMS place of service" => Self::PlaceOfService,
            "NUBC facility type" => Self::FacilityType,
            "NUBC claim frequency" => Self::Frequency,
            "NUBC claim frequency for professionals" => Self::ProfessionalFrequency,
            "NUBC type of admission" => Self::AdmissionType,
            "NUBC point of origin" => Self::Origin,
            "NUBC patient status" => Self::PatientStatus,
            "NUBC revenue code" => Self::Revenue,
            "NUBC condition code" => Self::Condition,
            "NUBC occurrence code" => Self::Occurrence,
            "NUBC occurrence span code" => Self::OccurrenceSpan,
            "NUBC value code" => Self::ValueCode,
            "ICD-10-CM diagnosis" => Self::Icd10,
            "ICD-9-CM diagnosis" => Self::Icd9,
            "ICD-10-PCS" => Self::Icd10Procedure,
            "ICD-9-CM procedure" => Self::Icd9Procedure,
            "HCPCS" => Self::Hcpcs,
            "HIPPS" => Self::Hipps,
            "HCPCS modifier" => Self::Modifier,
            "ISO 3166-1 country" => Self::Country,
            "ISO 4217 currency" => Self::Currency,
            "US or Canadian state" => Self::State,
            "NDC" => Self::Ndc,
            "NPI" => Self::Npi,
            "NUCC taxonomy" => Self::Taxonomy,
            "CARC" => Self::AdjustmentReason,
            "RARC" => Self::Remark,
            "DRG" => Self::Drg,
            _ => return None,
        })
    }

    /// Whether a value can be, or is, a code of the list.
    pub fn fit(self, value: &[u8]) -> Fit {
        match self {
            Self::PlaceOfService => listed(digits(value, 2), || PLACES.has(value)),
            Self::FacilityType => listed(digits(value, 2), || FACILITY_TYPES.has(value)),
            Self::Frequency => listed(plain(value, 1), || FREQUENCIES.has(value)),
            Self::ProfessionalFrequency => {
                listed(plain(value, 1), || matches!(value, b"1" | b"6" | b"7" | b"8"))
            }
            Self::AdmissionType => listed(digits(value, 1), || ADMISSIONS.has(value)),
            Self::Origin => listed(plain(value, 1), || ORIGINS.has(value)),
            Self::PatientStatus => listed(digits(value, 2), || STATUSES.has(value)),
            Self::Country => listed(capitals(value, 2), || in_world(&WORLD.0, value)),
            Self::Currency => listed(capitals(value, 3), || in_world(&WORLD.1, value)),
            Self::State => listed(capitals(value, 2), || STATES.has(value)),
            Self::Npi => match digits(value, 10) {
                true if npi::is_valid_bytes(value) => Fit::Fits,
                true => Fit::Unlisted,
                false => Fit::Form,
            },
            _ if self.has_form(value) => Fit::Fits,
            _ => Fit::Form,
        }
    }

    fn has_form(self, value: &[u8]) -> bool {
        match self {
            Self::Revenue => digits(value, 4),
            Self::Condition | Self::ValueCode | Self::Modifier => plain(value, 2),
            Self::Occurrence => plain(value, 2) && (value[0] < b'7' || (b'A'..=b'L').contains(&value[0])),
            Self::OccurrenceSpan => plain(value, 2) && (matches!(value[0], b'7'..=b'9') || value[0] >= b'M'),
            Self::Icd10 => icd10(value),
            Self::Icd9 => icd9(value),
            Self::Icd10Procedure => {
                value.len() == 7 && value.iter().all(|b| is_plain(*b) && !matches!(b, b'I' | b'O'))
            }
            Self::Icd9Procedure => matches!(value.len(), 3 | 4) && value.iter().all(u8::is_ascii_digit),
            Self::Hcpcs => plain(value, 5) && value[1..4].iter().all(u8::is_ascii_digit),
            Self::Hipps => plain(value, 5),
            Self::Ndc => digits(value, 11),
            Self::Taxonomy => std::str::from_utf8(value).is_ok_and(taxonomy::has_form),
            Self::AdjustmentReason => {
                let lettered = matches!(value.first(), Some(b'A' | b'B' | b'D' | b'P' | b'W' | b'Y'));
                let number = if lettered { &value[1..] } else { value };
                matches!(number.len(), 1..=3) && number.iter().all(u8::is_ascii_digit)
            }
            Self::Remark => {
                let number = value.strip_prefix(b"MA").or_else(|| value.strip_prefix(b"M"));
                let number = number.or_else(|| value.strip_prefix(b"N")).unwrap_or_default();
                matches!(number.len(), 1..=3) && number.iter().all(u8::is_ascii_digit)
            }
            Self::Drg => digits(value, 3),
            _ => true,
        }
    }
}

/// Three to seven characters without the point: a letter, then digits and letters. QA0 to QA1, since October 2025, have a letter
/// in the second place; which codes there are, the table by date says.
fn icd10(value: &[u8]) -> bool {
    matches!(value.len(), 3..=7)
        && value[0].is_ascii_uppercase()
        && value[1..].iter().any(u8::is_ascii_digit)
        && value[1..].iter().all(|b| is_plain(*b))
}

/// Three to five digits, or `V` and two to four, or `E` and three or four.
fn icd9(value: &[u8]) -> bool {
    let (digits, length) = match value.first() {
        Some(b'V') => (&value[1..], 2..=4),
        Some(b'E') => (&value[1..], 3..=4),
        _ => (value, 3..=5),
    };
    length.contains(&digits.len()) && digits.iter().all(u8::is_ascii_digit)
}

fn is_plain(byte: u8) -> bool {
    byte.is_ascii_digit() || byte.is_ascii_uppercase()
}

fn plain(value: &[u8], length: usize) -> bool {
    value.len() == length && value.iter().all(|b| is_plain(*b))
}

fn digits(value: &[u8], length: usize) -> bool {
    value.len() == length && value.iter().all(u8::is_ascii_digit)
}

fn capitals(value: &[u8], length: usize) -> bool {
    value.len() == length && value.iter().all(u8::is_ascii_uppercase)
}

fn listed(form: bool, is_on: impl Fn() -> bool) -> Fit {
    match form {
        true if is_on() => Fit::Fits,
        true => Fit::Unlisted,
        false => Fit::Form,
    }
}

/// A public list of codes of one or two characters, as numbers in their order: every address and claim asks for them.
struct Short(Vec<u16>);

impl Short {
    fn of<'a>(codes: impl Iterator<Item = &'a str>) -> Self {
        let mut numbers: Vec<u16> = codes.filter_map(|code| Self::number(code.as_bytes())).collect();
        numbers.sort_unstable();
        Self(numbers)
    }

    fn named(list: Option<&'static CodeList>) -> Self {
        Self::of(list.into_iter().flat_map(|list| &list.codes).map(|(code, _)| *code))
    }

    fn number(code: &[u8]) -> Option<u16> {
        match *code {
            [one] => Some(u16::from(one)),
            [one, two] => Some(u16::from_be_bytes([one, two])),
            _ => None,
        }
    }

    fn has(&self, value: &[u8]) -> bool {
        Self::number(value).is_some_and(|number| self.0.binary_search(&number).is_ok())
    }
}

static FACILITY_TYPES: LazyLock<Short> = LazyLock::new(|| Short::named(list_for("1331", "A")));
static FREQUENCIES: LazyLock<Short> = LazyLock::new(|| Short::named(list("1325")));
static ADMISSIONS: LazyLock<Short> = LazyLock::new(|| Short::named(list("1315")));
static ORIGINS: LazyLock<Short> = LazyLock::new(|| Short::named(list("1314")));
static STATUSES: LazyLock<Short> = LazyLock::new(|| Short::named(list("1352")));
static STATES: LazyLock<Short> = LazyLock::new(|| Short::named(list("156")));
static PLACES: LazyLock<Short> =
    LazyLock::new(|| Short::of(places_of_service().iter().map(|place| place.code)));

fn in_world(codes: &[&str], value: &[u8]) -> bool {
    codes.binary_search_by_key(&value, |code| code.as_bytes()).is_ok()
}

/// Countries and currencies.
static WORLD: LazyLock<(Vec<&str>, Vec<&str>)> = LazyLock::new(|| {
    let mut world = (Vec::new(), Vec::new());
    let mut currencies = false;
    for line in lines(include_str!("world.txt")) {
        match line {
            "@countries" => currencies = false,
            "@currencies" => currencies = true,
            codes if currencies => world.1.extend(codes.split(' ')),
            codes => world.0.extend(codes.split(' ')),
        }
    }
    world
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lists_of_the_world_are_sorted() {
        assert!(WORLD.0.is_sorted() && WORLD.1.is_sorted());
        assert_eq!(WORLD.0.len(), 249, "countries of ISO 3166-1");
    }

    #[test]
    fn values_are_told_by_their_form() {
        use Fit::{Fits, Form, Unlisted};
        let fit = |list: External, values: &str| {
            values.split(' ').map(|v| list.fit(v.as_bytes())).collect::<Vec<_>>()
        };
        assert_eq!(
            fit(External::Icd10, "R51 QA00109 S83511A C7A012 R5 51 M54.16 r51"),
            [Fits, Fits, Fits, Fits, Form, Form, Form, Form]
        );
        assert_eq!(fit(External::Icd9, "7840 V7231 E8120 78 784.0"), [Fits, Fits, Fits, Form, Form]);
        assert_eq!(fit(External::Icd10Procedure, "0SRC0J9 0SRC0J 0SRC0JO"), [Fits, Form, Form]);
        assert_eq!(
            fit(External::Hcpcs, "99213 J1885 0001F 9921 A042B9 ABCDE"),
            [Fits, Fits, Fits, Form, Form, Form]
        );
        assert_eq!(fit(External::Npi, "1234567893 1234567890 123456789"), [Fits, Unlisted, Form]);
        assert_eq!(fit(External::PlaceOfService, "11 35 1A 011"), [Fits, Unlisted, Form, Form]);
        assert_eq!(fit(External::Occurrence, "01 69 70 A1 M0"), [Fits, Fits, Form, Fits, Form]);
        assert_eq!(fit(External::OccurrenceSpan, "74 M0 01 A1"), [Fits, Fits, Form, Form]);
        assert_eq!(fit(External::AdjustmentReason, "45 A1 B20 1234 XX"), [Fits, Fits, Fits, Form, Form]);
        assert_eq!(fit(External::Remark, "M51 MA01 N130 Q1"), [Fits, Fits, Fits, Form]);
        assert_eq!(fit(External::PatientStatus, "01 08 1"), [Fits, Unlisted, Form]);
        assert_eq!(fit(External::Ndc, "99999030301 9999-0303-01"), [Fits, Form]);
        assert_eq!(fit(External::State, "MA XX Mass"), [Fits, Unlisted, Form]);
        assert_eq!(fit(External::Country, "DE XX USA"), [Fits, Unlisted, Form]);
    }
}
