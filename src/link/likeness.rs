//! How much speaks for two claims being of one person, a field at a time, after Fellegi and Sunter.

use chrono::Datelike;

use super::bits::Bits;
use super::names::{Likeness, Newborn};
use super::person::{Birth, Insured, Person};
use super::rarity::Rarity;
use super::settings::PersonWeights;
use super::spelling::jaro_winkler;
use super::tally::Tally;
use super::words::is_one_edit;

/// What two people who are much alike may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Guard {
    /// Nothing speaks against one person but the weights.
    None,
    /// Names much alike, and birth date or sex another: a person mistyped twice, or brothers.
    Close,
    /// They may be twins: a person has to look.
    Review,
    /// The same, and they are insured through somebody else.
    Twins,
    /// They are kin (mother and child, father and son, brothers), unless their claims are the two sides of one visit and
    /// nobody else of a family is known.
    Kin,
    /// They are mother and newborn, or the newborn under its mother's name.
    Newborn,
    /// They are two.
    Never,
}

/// A person with how rare what is said of them is.
#[derive(Clone, Copy)]
pub(super) struct RatedPerson<'p> {
    pub(super) person: &'p Person,
    pub(super) rarity: &'p Rarity,
}

/// Adds up what the fields weigh.
pub(super) fn compare(
    a: RatedPerson<'_>,
    b: RatedPerson<'_>,
    weights: &PersonWeights,
    tally: &mut Tally,
) -> Guard {
    numbers(a, b, weights, tally);
    let birth = birth_date(a.person, b.person, weights, tally);
    let first = names(a, b, birth, weights, tally);
    sex(a.person, b.person, weights, tally);
    address(a, b, weights, tally);
    match guard(a.person, b.person, birth, first) {
        // A family shows: others live there, or have that number.
        Guard::Kin if a.rarity.has_family || b.rarity.has_family => Guard::Never,
        guard => guard,
    }
}

/// Member id, social security number, medical record number.
fn numbers(a: RatedPerson<'_>, b: RatedPerson<'_>, w: &PersonWeights, tally: &mut Tally) {
    let rarity = a.rarity.member_id.min(b.rarity.member_id);
    let (a, b) = (a.person, b.person);
    let both = |a: &str, b: &str| !a.is_empty() && !b.is_empty();
    let near = |a: &str, b: &str| a.len().min(b.len()) > 5 && is_one_edit(a, b);
    if both(&a.member_id, &b.member_id) {
        let (one, two) = (a.member_id.as_str(), b.member_id.as_str());
        let (agreement, weight) = if one == two {
            ("exact", rarity)
        } else if near(one, two) {
            ("one character off", w.member_id_near)
        } else if is_of_one_family(one, two) {
            ("same family", w.member_id_family)
        } else if a.payer == b.payer {
            ("different", w.member_id_different)
        } else {
            ("different, other payer", w.member_id_other_payer)
        };
        tally.add("subscriber.member_id", agreement, weight);
    }
    if both(&a.ssn, &b.ssn) {
        let (agreement, weight) = if a.ssn == b.ssn {
            ("exact", w.ssn)
        } else if is_one_edit(&a.ssn, &b.ssn) {
            ("one character off", w.ssn_near)
        } else {
            ("different", w.ssn_different)
        };
        tally.add("subscriber.ssn", agreement, weight);
    }
    // Each health system numbers for itself, so a difference says nothing.
    if both(&a.record_number, &b.record_number) {
        if a.record_number == b.record_number {
            tally.add("medical_record_number", "exact", w.record_number);
        } else if near(&a.record_number, &b.record_number) {
            tally.add("medical_record_number", "one character off", w.record_number_near);
        }
    }
}

/// Whether two numbers differ only in the two digits at the end that count the members of a family.
fn is_of_one_family(a: &str, b: &str) -> bool {
    let (a, b) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    let counts =
        |tail: &str| tail.len() == 2 && tail.starts_with('0') && tail.bytes().all(|c| c.is_ascii_digit());
    if a.len() < 8 {
        return false;
    }
    if b.len() == a.len() + 2 {
        return b.strip_prefix(a).is_some_and(counts);
    }
    let split = |text: &'_ str| text.is_char_boundary(text.len() - 2);
    a.len() == b.len() && split(a) && split(b) && {
        let ((head, x), (other, y)) = (a.split_at(a.len() - 2), b.split_at(b.len() - 2));
        head == other && counts(x) && counts(y)
    }
}

fn birth_date(a: &Person, b: &Person, w: &PersonWeights, tally: &mut Tally) -> Option<Birth> {
    let birth = a.birth(b)?;
    let (agreement, weight) = match birth {
        Birth::Equal => ("exact", w.birth_date),
        Birth::Swapped => ("day and month swapped", w.birth_date_swapped),
        Birth::Digit => ("one digit off", w.birth_date_digit),
        Birth::Shifted => ("off by a day, a month or 1, 10 or 100 years", w.birth_date_shifted),
        Birth::Different => ("different", w.birth_date_different),
    };
    tally.add("patient.birth_date", agreement, weight);
    Some(birth)
}

/// Names; gives how the first names agree.
fn names(
    a: RatedPerson<'_>,
    b: RatedPerson<'_>,
    birth: Option<Birth>,
    w: &PersonWeights,
    tally: &mut Tally,
) -> Option<Likeness> {
    let (one, two) = (&a.person.name, &b.person.name);
    let (last, mut first) = (one.last_likeness(two), one.first_likeness(two));
    // A name that one claim gives frequently is frequent.
    let rarity = |f: fn(&Rarity) -> Bits| f(a.rarity).min(f(b.rarity));
    if last != Some(Likeness::Equal) && one.is_swapped(two) {
        let weight = rarity(|r| r.last) + rarity(|r| r.first) + w.names_swapped;
        tally.add("patient.last_name", "first and last name swapped", weight);
        first = Some(Likeness::Near);
    } else if last == Some(Likeness::Different) && first == Some(Likeness::Different) && one.is_misplaced(two)
    {
        tally.add("patient.last_name", "in the first name's place", w.name_misplaced);
        first = Some(Likeness::Close);
    } else {
        if let Some(last) = last {
            let (agreement, weight) = last_name(last, a, b, birth, first, w, rarity(|r| r.last));
            tally.add("patient.last_name", agreement, weight);
        }
        if let Some(first) = first {
            let (agreement, weight) = match first {
                Likeness::Equal => ("exact", rarity(|r| r.first)),
                Likeness::Nickname | Likeness::Part => ("short form", w.nickname),
                Likeness::Near => ("spelled nearly alike", w.first_name_near),
                Likeness::Close => ("spelled alike", w.first_name_close),
                Likeness::Initial => ("initial or middle name", w.first_name_initial),
                Likeness::Different => ("different", w.first_name_different),
            };
            tally.add("patient.first_name", agreement, weight);
        }
    }
    match one.same_middle(two) {
        Some(true) => tally.add("patient.middle_name", "exact or initial", w.middle_name),
        Some(false) => tally.add("patient.middle_name", "different", w.middle_name_different),
        None => {}
    }
    if let (Some(x), Some(y)) = (one.suffix, two.suffix)
        && x != y
    {
        tally.add("patient.suffix", "different", w.suffix_different);
    }
    first
}

fn last_name(
    likeness: Likeness,
    a: RatedPerson<'_>,
    b: RatedPerson<'_>,
    birth: Option<Birth>,
    first: Option<Likeness>,
    w: &PersonWeights,
    equal: Bits,
) -> (&'static str, Bits) {
    match likeness {
        Likeness::Equal => ("exact", equal),
        Likeness::Part | Likeness::Nickname | Likeness::Initial => {
            ("part of a double name", w.last_name_part)
        }
        Likeness::Near => ("spelled nearly alike", w.last_name_near),
        Likeness::Close => ("spelled alike", w.last_name_close),
        Likeness::Different => {
            let is_woman = a.person.sex == Some('F') && b.person.sex == Some('F');
            let else_same = birth == Some(Birth::Equal) && first == Some(Likeness::Equal);
            if is_woman && else_same {
                ("different, as after a marriage", w.last_name_changed)
            } else {
                ("different", w.last_name_different)
            }
        }
    }
}

fn sex(a: &Person, b: &Person, w: &PersonWeights, tally: &mut Tally) {
    match (a.sex, b.sex) {
        (Some(one), Some(two)) if one == two => tally.add("patient.sex", "exact", w.sex),
        (Some(_), Some(_)) => tally.add("patient.sex", "different", w.sex_different),
        _ => {}
    }
}

fn address(a: RatedPerson<'_>, b: RatedPerson<'_>, w: &PersonWeights, tally: &mut Tally) {
    locality(a, b, w, tally);
    let Some(home) = home(a.person, b.person) else { return };
    let (agreement, weight) = match home {
        Home::Equal => ("exact", a.rarity.street.min(b.rarity.street)),
        Home::Near => ("nearly alike", w.street_near),
        Home::Different => ("different", w.street_different),
    };
    tally.add("patient.address.line1", agreement, weight);
    if alike(&a.person.unit, &b.person.unit) > 0.92 {
        tally.add("patient.address.line2", "exact or nearly", w.unit);
    }
}

/// How houses agree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Home {
    Equal,
    Near,
    Different,
}

/// House number and street; none where one is not known.
fn home(one: &Person, two: &Person) -> Option<Home> {
    if one.street.is_empty() || two.street.is_empty() {
        return None;
    }
    // Some write the street in the second line, and the building in the first.
    let crossed = alike(&one.street, &two.unit).max(alike(&one.unit, &two.street));
    let street = alike(&one.street, &two.street).max(crossed);
    let same_house = one.house == two.house;
    let is_open = one.house.is_empty() || two.house.is_empty();
    let near_house = same_house || is_open || is_one_edit(&one.house, &two.house);
    Some(if same_house && street >= 1.0 {
        Home::Equal
    } else if (same_house && street > 0.8) || (near_house && street > 0.92) {
        Home::Near
    } else {
        Home::Different
    })
}

fn alike(a: &str, b: &str) -> f64 {
    if a.is_empty() || b.is_empty() {
        return 0.0;
    }
    if a == b { 1.0 } else { jaro_winkler(a, b) }
}

/// Whether two share a house, nearly, or a number: they are one person, or of one family.
pub(super) fn share_home(a: &Person, b: &Person) -> bool {
    share_member_id(a, b) || share_house(a, b)
}

fn is_one_number(a: &str, b: &str) -> bool {
    !a.is_empty() && !b.is_empty() && (a == b || is_one_edit(a, b))
}

fn share_member_id(a: &Person, b: &Person) -> bool {
    is_one_number(&a.member_id, &b.member_id)
}

/// Whether two share a house, nearly, or a social security number.
fn share_house(a: &Person, b: &Person) -> bool {
    is_one_number(&a.ssn, &b.ssn)
        || home(a, b).is_some_and(|home| home != Home::Different)
        || (is_one_number(&a.zip, &b.zip) && alike(&a.unit, &b.unit) > 0.92)
}

/// A member id that so much less speaks for is that of many: no number, but what stands where nothing is known.
const STANDS_IN: f64 = 2.0;

/// Whether two are known by more than what they are nearly called and when they were nearly born: by a number, a house, or
/// by name and birth date in full. Where one of them says no house, nothing says that they live apart.
pub(super) fn are_known(a: RatedPerson<'_>, b: RatedPerson<'_>, w: &PersonWeights) -> bool {
    let (one, two) = (a.person, b.person);
    let weight = a.rarity.member_id.min(b.rarity.member_id);
    (share_member_id(one, two) && weight > w.member_id - Bits::new(STANDS_IN))
        || share_house(one, two)
        || home(one, two).is_none()
        || share_record(one, two)
        || are_namesakes(one, two)
}

/// Whether two who share no number and no house are one by what they are called and when they were born: all of it has to
/// agree, for among many people there are some of nearly one name and birth date.
fn are_namesakes(a: &Person, b: &Person) -> bool {
    let (last, first) = (a.name.last_likeness(&b.name), a.name.first_likeness(&b.name));
    a.birth(b) == Some(Birth::Equal)
        && matches!(last, Some(Likeness::Equal | Likeness::Part))
        && first.is_some_and(|first| {
            matches!(first, Likeness::Equal | Likeness::Nickname | Likeness::Part | Likeness::Initial)
        })
}

/// Whether both have one medical record number, or nearly.
fn share_record(a: &Person, b: &Person) -> bool {
    let (a, b) = (&a.record_number, &b.record_number);
    !a.is_empty() && (a == b || (a.len().min(b.len()) > 5 && is_one_edit(a, b)))
}

/// ZIP code; where it is another, the city.
fn locality(a: RatedPerson<'_>, b: RatedPerson<'_>, w: &PersonWeights, tally: &mut Tally) {
    let (one, two) = (a.person, b.person);
    let both = |a: &str, b: &str| !a.is_empty() && !b.is_empty();
    let region = |zip: &str| zip.get(..3).map(str::to_owned);
    let zips = both(&one.zip, &two.zip);
    if zips && one.zip == two.zip {
        tally.add("patient.address.postal_code", "exact", a.rarity.zip.min(b.rarity.zip));
    } else if both(&one.city, &two.city) && one.city == two.city {
        let weight = a.rarity.city.min(b.rarity.city) + w.zip_other;
        tally.add("patient.address.city", "exact, ZIP code different", weight);
    } else if zips && (region(&one.zip) == region(&two.zip) || is_one_edit(&one.zip, &two.zip)) {
        tally.add("patient.address.postal_code", "same region", w.zip_region);
    } else if zips {
        tally.add("patient.address.postal_code", "different", w.zip_different);
    }
}

/// Whether the two may be kin or twins who share name, address and member id.
fn guard(a: &Person, b: &Person, birth: Option<Birth>, first: Option<Likeness>) -> Guard {
    let same_number = |a: &str, b: &str| !a.is_empty() && a == b;
    let other_birth = birth == Some(Birth::Different);
    let other_first = first == Some(Likeness::Different);
    let other_sex = matches!((a.sex, b.sex), (Some(x), Some(y)) if x != y);
    let other_suffix = matches!((a.name.suffix, b.name.suffix), (Some(x), Some(y)) if x != y);
    let generations = match (a.birth_date, b.birth_date) {
        (Some(x), Some(y)) => x.year().abs_diff(y.year()) > 12,
        _ => false,
    };
    let other_twin = match (a.name.newborn, b.name.newborn) {
        (Newborn::Twin(one), Newborn::Twin(two)) => one != two,
        _ => false,
    };
    // A newborn is often billed under its mother's number, as if she were the patient.
    // Under one first name it is a child whose birth date is wrong.
    let one_child = first == Some(Likeness::Equal) && a.is_minor && b.is_minor;
    let other_age = other_birth && a.is_infant != b.is_infant && !one_child;
    // Kin share name, address and the number of who holds the insurance; that one's claims, those of the one spouse, social
    // security and medical record numbers are one person's.
    let is_own =
        same_number(&a.ssn, &b.ssn) || same_number(&a.record_number, &b.record_number) || a.has_one_number(b);
    let is_of_mother = a.is_infant != b.is_infant || (a.is_infant && other_sex);
    if is_of_mother && (other_age || (other_first && other_sex)) && !other_twin && share_home(a, b) {
        return Guard::Newborn;
    }
    if other_twin || other_age || (other_first && other_sex) || (other_birth && other_suffix && !is_own) {
        return Guard::Never;
    }
    // Medicaid bills children under the mother's own number, as if each were the subscriber: two given names under one
    // number and birth date are two children. Father and son may share a number, and a name.
    let is_numbered = same_number(&a.ssn, &b.ssn) || same_number(&a.record_number, &b.record_number);
    if is_own && !is_numbered {
        if other_first && birth == Some(Birth::Equal) && a.is_minor && b.is_minor {
            return Guard::Twins;
        }
        if other_birth && generations {
            return Guard::Kin;
        }
    }
    if is_own {
        return if other_first && other_birth { Guard::Review } else { Guard::None };
    }
    let is_close = first.is_some_and(|likeness| likeness != Likeness::Equal);
    if other_birth && (generations || other_first) {
        Guard::Kin
    } else if other_first || (other_suffix && birth.is_none()) {
        let is_dependent =
            |person: &Person| !person.member_id.is_empty() && person.insured == Insured::Dependent;
        if is_dependent(a) || is_dependent(b) { Guard::Twins } else { Guard::Review }
    } else if is_close && (other_birth || other_sex) {
        Guard::Close
    } else {
        Guard::None
    }
}
