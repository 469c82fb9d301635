//! Errors at the registration desk: who somebody is.

use chrono::Datelike;

use super::super::super::parties::Address;
use super::super::super::random::Random;
use super::super::super::values::Day;
use super::super::draft::Draft;
use super::super::encounter::Encounter;
use super::super::names;
use super::super::people;
use super::super::shapes::Shape;
use super::text;

/// One kind: what it is called, which rules rightly find it, and what it does to a claim, if it can.
pub(super) struct NoiseKind {
    name: &'static str,
    codes: &'static [&'static str],
    change: fn(&mut Random, &mut Draft<'_>) -> bool,
}

const NAME: &[&str] = &["ID-NAME"];
const BIRTH: &[&str] = &["ID-DOB"];
const MEMBER: &[&str] = &["ID-MEMBER"];

pub(super) const IDENTITY: &[NoiseKind] = &[
    NoiseKind { name: "member_id_digit", codes: MEMBER, change: member_digit },
    NoiseKind { name: "member_id_transposed", codes: MEMBER, change: member_transposed },
    NoiseKind { name: "member_id_other", codes: MEMBER, change: member_other },
    NoiseKind { name: "member_id_suffix", codes: MEMBER, change: member_suffix },
    NoiseKind { name: "last_name_typo", codes: NAME, change: last_typo },
    NoiseKind { name: "first_name_typo", codes: NAME, change: first_typo },
    NoiseKind { name: "nickname", codes: NAME, change: nickname },
    NoiseKind { name: "names_swapped", codes: NAME, change: swapped },
    NoiseKind { name: "hyphenated_name", codes: NAME, change: hyphenated },
    NoiseKind { name: "maiden_name", codes: NAME, change: maiden },
    NoiseKind { name: "birth_date_swapped", codes: BIRTH, change: birth_swapped },
    NoiseKind { name: "birth_date_digit", codes: BIRTH, change: birth_date },
    NoiseKind { name: "middle_name_missing", codes: &[], change: middle_missing },
    NoiseKind { name: "moved", codes: &[], change: moved },
];

/// Draws a kind; false if it does not fit.
pub(super) fn add(random: &mut Random, encounter: &mut Encounter<'_>) -> bool {
    let kind = &IDENTITY[random.below(IDENTITY.len() as u64) as usize];
    force(random, encounter, kind)
}

/// Puts an error on the facility's claims, or on one practice's.
pub(super) fn force(random: &mut Random, encounter: &mut Encounter<'_>, kind: &NoiseKind) -> bool {
    // Birth dates of newborn children are known.
    if kind.codes == BIRTH && encounter.shape == Shape::Newborn {
        return false;
    }
    let (facility, professional) = (encounter.counting(true), encounter.counting(false));
    let by_facility = professional.is_empty() || (!facility.is_empty() && random.chance(30));
    let hit = if by_facility { facility } else { vec![random.pick(&professional)] };
    let Some(&first) = hit.first() else { return false };
    if !(kind.change)(random, &mut encounter.claims[first]) {
        return false;
    }
    let source = encounter.claims[first].clone();
    for &n in &hit[1..] {
        let claim = &mut encounter.claims[n];
        (claim.identity, claim.plan) = (source.identity.clone(), source.plan.clone());
    }
    encounter.note(kind.name, kind.codes, Some(first));
    true
}

fn set(target: &mut String, value: Option<String>) -> bool {
    value.map(|value| *target = value).is_some()
}

fn member_digit(random: &mut Random, claim: &mut Draft<'_>) -> bool {
    let wrong = text::wrong_digit(random, &claim.plan.member);
    set(&mut claim.plan.member, wrong)
}

fn member_transposed(random: &mut Random, claim: &mut Draft<'_>) -> bool {
    let wrong = text::transposed_digits(random, &claim.plan.member);
    set(&mut claim.plan.member, wrong)
}

fn member_other(random: &mut Random, claim: &mut Draft<'_>) -> bool {
    claim.plan.member = people::member_id(random);
    true
}

/// Some write which of the family it is behind the number.
fn member_suffix(random: &mut Random, claim: &mut Draft<'_>) -> bool {
    let suffix = if claim.relationship.is_none() { 1 } else { random.between(2, 4) };
    claim.plan.member = format!("{}{suffix:02}", claim.plan.member);
    true
}

fn last_typo(random: &mut Random, claim: &mut Draft<'_>) -> bool {
    let wrong = text::mistype(random, &claim.identity.last);
    set(&mut claim.identity.last, wrong)
}

fn first_typo(random: &mut Random, claim: &mut Draft<'_>) -> bool {
    let wrong = text::mistype(random, &claim.identity.first);
    set(&mut claim.identity.first, wrong)
}

fn nickname(_: &mut Random, claim: &mut Draft<'_>) -> bool {
    let short = names::nickname(&claim.identity.first).map(str::to_owned);
    set(&mut claim.identity.first, short)
}

fn swapped(_: &mut Random, claim: &mut Draft<'_>) -> bool {
    let identity = &mut claim.identity;
    std::mem::swap(&mut identity.first, &mut identity.last);
    identity.first != identity.last
}

fn hyphenated(random: &mut Random, claim: &mut Draft<'_>) -> bool {
    let last = &mut claim.identity.last;
    if last.contains(['-', ' ']) {
        return false;
    }
    last.push('-');
    last.push_str(&names::last(random));
    true
}

fn maiden(random: &mut Random, claim: &mut Draft<'_>) -> bool {
    let other = names::last(random);
    if claim.identity.sex != 'F' || other == claim.identity.last {
        return false;
    }
    claim.identity.last = other;
    true
}

fn birth_swapped(_: &mut Random, claim: &mut Draft<'_>) -> bool {
    let birth = claim.identity.birth.0;
    let swapped = birth.with_day(1).and_then(|day| day.with_month(birth.day()));
    let swapped = swapped.and_then(|day| day.with_day(birth.month()));
    match swapped {
        Some(day) if day != birth && Day(day) <= claim.served().0 => {
            claim.identity.birth = Day(day);
            true
        }
        _ => false,
    }
}

/// One digit wrong: of the day, of the month, or of the year.
pub(in super::super) fn birth_date(random: &mut Random, claim: &mut Draft<'_>) -> bool {
    let written = claim.identity.birth.to_string();
    // The first two digits of the year are never wrong; a digit gives another day of the calendar or is drawn again.
    for _ in 0..30 {
        let at = random.between(2, 7) as usize;
        let mut bytes = written.as_bytes().to_vec();
        bytes[at] = b'0' + random.below(10) as u8;
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let day = chrono::NaiveDate::parse_from_str(&text, "%Y%m%d").map(Day);
        if let Ok(day) = day
            && day != claim.identity.birth
            && day <= claim.served().0
        {
            claim.identity.birth = day;
            return true;
        }
    }
    false
}

fn middle_missing(_: &mut Random, claim: &mut Draft<'_>) -> bool {
    let had = !claim.identity.middle.is_empty();
    claim.identity.middle.clear();
    had
}

fn moved(random: &mut Random, claim: &mut Draft<'_>) -> bool {
    claim.identity.address = Address::home(random);
    true
}

/// A number that is wrong in one of three ways.
pub(in super::super) fn member_id(random: &mut Random, claim: &mut Draft<'_>) -> bool {
    let change = random.pick::<fn(&mut Random, &mut Draft<'_>) -> bool>(&[
        member_digit,
        member_transposed,
        member_other,
    ]);
    change(random, claim)
}

/// A name that is wrong.
pub(in super::super) fn name(random: &mut Random, claim: &mut Draft<'_>) -> bool {
    let change =
        random.pick::<fn(&mut Random, &mut Draft<'_>) -> bool>(&[last_typo, first_typo, swapped, maiden]);
    change(random, claim)
}

/// F for M, or M for F.
pub(in super::super) fn swap_sex(_: &mut Random, claim: &mut Draft<'_>) -> bool {
    claim.identity.sex = if claim.identity.sex == 'F' { 'M' } else { 'F' };
    true
}
