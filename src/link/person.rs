//! Who a claim is for: what it says of the patient, made comparable.

use chrono::{Datelike, NaiveDate};

use crate::model::{Address, Claim, Text};

use super::names::Name;
use super::words::{are_one_edit, hash, is_placeholder, number, solid, words};

/// What a claim says of its patient. Two claims that say the same have equal ones.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Person {
    pub(super) name: Name,
    pub(super) birth_date: Option<NaiveDate>,
    /// F or M; none where it is not known.
    pub(super) sex: Option<char>,
    pub(super) member_id: Text,
    /// How the patient is insured.
    pub(super) insured: Insured,
    /// Born within the two years before the service.
    pub(super) is_infant: bool,
    /// Born within the eighteen years before it.
    pub(super) is_minor: bool,
    /// The payer that gave the member id; 0 for none.
    pub(super) payer: u64,
    pub(super) ssn: Text,
    pub(super) record_number: Text,
    /// House number.
    pub(super) house: Text,
    /// Name of the street, without house number, direction and kind.
    pub(super) street: Text,
    /// Name in the second line of the address: a building, a flat. Some write the street there.
    pub(super) unit: Text,
    pub(super) city: Text,
    /// Five digits of ZIP code.
    pub(super) zip: Text,
}

/// How somebody is insured.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Insured {
    /// Through somebody else, with whom others may be as well.
    #[default]
    Dependent,
    /// As the spouse of who holds the insurance: there is one.
    Spouse,
    /// Holds the insurance: the member id is a person's own, and no family shares it.
    Subscriber,
}

/// How a birth date agrees.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Birth {
    Equal,
    Swapped,
    Digit,
    Shifted,
    Different,
}

impl Person {
    pub(super) fn of(claim: &Claim, payer: u64) -> Self {
        let subscriber = claim.subscriber.as_ref();
        let member_id = number(subscriber.and_then(|s| s.member_id.as_ref()));
        let Some(patient) = &claim.patient else { return Self { member_id, payer, ..Self::default() } };
        let is_subscriber =
            subscriber.is_some_and(|s| s.relationship.as_deref().is_none_or(|code| code == "18"));
        let is_spouse = subscriber.is_some_and(|s| s.relationship.as_deref() == Some("01"));
        let own_ssn =
            patient.property_casualty_id.as_ref().filter(|id| id.qualifier.as_deref() == Some("SY"));
        let ssn = own_ssn
            .and_then(|id| id.value.as_ref())
            .or_else(|| subscriber.filter(|_| is_subscriber).and_then(|s| s.ssn.as_ref()));
        let address = patient.address.as_ref();
        let line = |text: fn(&Address) -> &Option<Text>| {
            address.and_then(|address| text(address).as_deref()).map(street).unwrap_or_default()
        };
        let ((house, street), (flat, unit)) = (line(|a| &a.line1), line(|a| &a.line2));
        // A first line that is the number alone has the street behind it; a flat that has a number only is named by it.
        let (street, unit) = if street.is_empty() { (unit, street) } else { (street, unit) };
        let unit = if unit.is_empty() { flat } else { unit };
        let city = solid(address.and_then(|address| address.city.as_deref()).unwrap_or(""));
        let zip = address.and_then(|address| address.postal_code.as_deref()).map(zip);
        let last_day = claim.days().map(|(_, to)| to);
        let age = patient.birth_date.zip(last_day).map(|(born, day)| (day - born).num_days());
        Self {
            name: Name::of(patient),
            birth_date: patient.birth_date.filter(|day| is_possible(*day, last_day)),
            sex: patient
                .sex
                .as_deref()
                .and_then(|sex| sex.chars().next())
                .filter(|sex| matches!(sex, 'F' | 'M')),
            member_id,
            insured: match (is_subscriber, is_spouse) {
                (true, _) => Insured::Subscriber,
                (false, true) => Insured::Spouse,
                (false, false) => Insured::Dependent,
            },
            is_infant: age.is_some_and(|days| (0..731).contains(&days)),
            is_minor: age.is_some_and(|days| (0..6_574).contains(&days)),
            payer,
            ssn: Some(number(ssn)).filter(|ssn| ssn.len() == 9).unwrap_or_default(),
            record_number: number(claim.medical_record_number.as_ref()),
            house,
            street,
            unit,
            city: if is_placeholder(&city) { Text::default() } else { city.into() },
            zip: zip.unwrap_or_default(),
        }
    }

    /// Whether a member id that both have is that of one person: of who holds the insurance, or of the spouse.
    pub(super) fn has_one_number(&self, other: &Self) -> bool {
        let is_own = self.insured != Insured::Dependent && self.insured == other.insured;
        is_own && !self.member_id.is_empty() && self.member_id == other.member_id
    }

    /// How the birth dates agree; none where one is not known.
    pub(super) fn birth(&self, other: &Self) -> Option<Birth> {
        let (a, b) = (self.birth_date?, other.birth_date?);
        Some(compare_days(a, b))
    }

    /// A number for the birth date that stays the same where day and month are swapped; 0 for none.
    pub(super) fn birth_key(&self) -> u64 {
        self.birth_date.map_or(0, |day| {
            let (low, high) = (day.day().min(day.month()), day.day().max(day.month()));
            hash(&[&day.year().to_le_bytes(), &low.to_le_bytes(), &high.to_le_bytes()])
        })
    }
}

/// How one day agrees with another that may be the same, mistyped.
pub(super) fn compare_days(a: NaiveDate, b: NaiveDate) -> Birth {
    if a == b {
        return Birth::Equal;
    }
    if a.year() == b.year() && a.month() == b.day() && a.day() == b.month() {
        return Birth::Swapped;
    }
    if are_one_edit(&digits(a), &digits(b)) {
        return Birth::Digit;
    }
    let (years, months, days) =
        (a.year().abs_diff(b.year()), a.month().abs_diff(b.month()), a.day().abs_diff(b.day()));
    let is_shifted = match (years, months, days) {
        (1 | 10 | 100, 0, 0) | (0, 1 | 11, 0) => true,
        _ => (a - b).num_days().abs() == 1,
    };
    if is_shifted { Birth::Shifted } else { Birth::Different }
}

/// CCYYMMDD.
fn digits(day: NaiveDate) -> [u8; 8] {
    let mut rest = day.year().unsigned_abs() * 10_000 + day.month() * 100 + day.day();
    let mut digits = [b'0'; 8];
    for digit in digits.iter_mut().rev() {
        *digit += (rest % 10) as u8;
        rest /= 10;
    }
    digits
}

/// Whether somebody treated on that day can have been born on the other. Days that are where nothing is known are no
/// birth dates: the first days of 1900 and 1901, and what lies before 1890.
fn is_possible(born: NaiveDate, treated: Option<NaiveDate>) -> bool {
    let stands_in = matches!((born.year(), born.ordinal()), (1900 | 1901, 1));
    !stands_in && born.year() >= 1890 && treated.is_none_or(|day| born <= day)
}

fn zip(text: &str) -> Text {
    let digits: String = text.chars().filter(char::is_ascii_alphanumeric).take(5).collect();
    if digits.len() < 4 || is_placeholder(&digits) {
        Text::default()
    } else {
        digits.to_ascii_uppercase().into()
    }
}

/// House number and name of the street in a line of an address.
fn street(line: &str) -> (Text, Text) {
    let line = words(line);
    if is_placeholder(&line.replace(' ', "")) {
        return (Text::default(), Text::default());
    }
    let is_number = |word: &&str| word.bytes().any(|b| b.is_ascii_digit());
    let house = line.split(' ').find(is_number).unwrap_or("");
    let name: String = line.split(' ').filter(|word| !is_number(word) && !is_kind_of_street(word)).collect();
    // A street that is all kind and number ("12 AVENUE B") keeps its words.
    let name = if name.is_empty() { line.split(' ').filter(|word| *word != house).collect() } else { name };
    (house.into(), name.into())
}

/// Whether a word says what kind of street it is, or which way it goes.
pub(crate) fn is_kind_of_street(word: &str) -> bool {
    matches!(
        word,
        "ST" | "STREET"
            | "AVE"
            | "AV"
            | "AVENUE"
            | "RD"
            | "ROAD"
            | "DR"
            | "DRIVE"
            | "LN"
            | "LANE"
            | "CT"
            | "COURT"
            | "BLVD"
            | "BOULEVARD"
            | "PL"
            | "PLACE"
            | "WAY"
            | "CIR"
            | "CIRCLE"
            | "TER"
            | "TERRACE"
            | "PKWY"
            | "PARKWAY"
            | "HWY"
            | "HIGHWAY"
            | "ROW"
            | "SQ"
            | "SQUARE"
            | "TRL"
            | "TRAIL"
            | "N"
            | "S"
            | "E"
            | "W"
            | "NE"
            | "NW"
            | "SE"
            | "SW"
            | "NORTH"
            | "SOUTH"
            | "EAST"
            | "WEST"
            | "APT"
            | "UNIT"
            | "STE"
            | "SUITE"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    #[test]
    fn birth_dates_are_mistyped_in_known_ways() {
        for (a, b, expected) in [
            ("1958-04-12", "1958-04-12", Birth::Equal),
            ("1958-04-12", "1958-12-04", Birth::Swapped),
            ("1958-04-12", "1958-04-13", Birth::Digit),
            ("1958-04-12", "1985-04-12", Birth::Digit),
            ("1958-04-12", "1858-04-12", Birth::Digit),
            ("1959-04-12", "1960-04-12", Birth::Shifted),
            ("1958-09-12", "1958-10-12", Birth::Shifted),
            ("1958-04-30", "1958-05-01", Birth::Shifted),
            ("1958-04-12", "1983-11-02", Birth::Different),
        ] {
            assert_eq!(compare_days(day(a), day(b)), expected, "{a} {b}");
            assert_eq!(compare_days(day(b), day(a)), expected, "{b} {a}");
        }
    }

    #[test]
    fn impossible_birth_dates_are_none() {
        let treated = Some(day("2026-03-02"));
        assert!(!is_possible(day("1900-01-01"), treated));
        assert!(!is_possible(day("2026-03-03"), treated));
        assert!(is_possible(day("2026-03-02"), treated));
        assert!(is_possible(day("1900-01-02"), treated));
    }

    #[test]
    fn addresses_come_down_to_house_and_street() {
        assert_eq!(street("310 Briar Hill Road"), ("310".into(), "BRIARHILL".into()));
        assert_eq!(street("N 12 OAK ST."), ("12".into(), "OAK".into()));
        assert_eq!(street("UNKNOWN"), (Text::default(), Text::default()));
    }
}
