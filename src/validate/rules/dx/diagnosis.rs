//! Diagnoses against the patient, the place and each other (SNIP type 5), and the lines that point to them (type 4).

use crate::rule::Rule;
use crate::rules::Field;
use crate::rules::Reads;
use crate::validate::rules::Run;
use crate::validate::rules::common::{DATES, DEMOGRAPHICS, DIAGNOSES, SERVICES};
use crate::validate::rules::common::{
    Diagnosis, business, codes, day, demographics, diagnoses, el, has_code, is_bill, is_institutional,
    is_medicare, part, place, served, services,
};
use crate::validate::rules::{Check, common};
use crate::validate::scope::Claim;
use crate::validate::tables::pack;
use crate::validate::violation::Violations;
use chrono::Datelike;

pub(in crate::validate::rules) const CHECKS: &[Check] = &[
    Check::new(
        "DX-SEX",
        Run::claim(sex),
        Reads::on(DIAGNOSES).and(&[Field::condition_codes]).and(SERVICES).and(DEMOGRAPHICS),
    ),
    Check::new("DX-AGE", Run::claim(age), Reads::on(DIAGNOSES).and(DATES).and(DEMOGRAPHICS)),
    Check::new("DX-FIRST", Run::claim(principal), Reads::on(DIAGNOSES)),
    Check::new("DX-TWICE", Run::claim(twice), Reads::on(DIAGNOSES)),
    Check::new(
        "DX-POA",
        Run::claim(present),
        Reads::on(DIAGNOSES).and(&[Field::claim_information, Field::subscriber_information]),
    ),
    Check::new(
        "DX-POINT",
        Run::claim(pointer),
        Reads::on(&[Field::professional_service]).and(&[Field::diagnosis_codes]).and(SERVICES),
    ),
];

/// The letter and the number of an ICD-10-CM category: `O80` is `(b'O', 80)`. A letter in the third place counts as 0.
fn category(code: &[u8]) -> Option<(u8, u32)> {
    let [letter, tens, ones, ..] = code else { return None };
    let digit = |b: u8| u32::from(b.wrapping_sub(b'0'));
    let ones = if ones.is_ascii_digit() { digit(*ones) } else { 0 };
    tens.is_ascii_digit().then(|| (*letter, digit(*tens) * 10 + ones))
}

/// Whether a diagnosis is ICD-10-CM.
fn is_icd10(diagnosis: &Diagnosis<'_>) -> bool {
    diagnosis.kind.first() == Some(&b'A')
}

/// The sex that a diagnosis is about: chapters of pregnancy, and organs that one sex has.
fn sex_of(code: &[u8]) -> Option<u8> {
    match category(code)? {
        (b'O', _) | (b'C', 51..=58) | (b'D', 25..=28) | (b'N', 70..=77 | 80..=98) | (b'Z', 34 | 36 | 39) => {
            Some(b'F')
        }
        (b'C', 60..=63) | (b'D', 29) | (b'N', 40..=53) => Some(b'M'),
        _ if code.starts_with(b"Z3A") || code.starts_with(b"Z33") => Some(b'F'),
        _ => None,
    }
}

fn sex(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    let Some(dmg) = demographics(claim) else { return };
    let (b"F" | b"M") = dmg.element(3) else { return };
    let other = |found: &&Diagnosis<'_>| {
        is_icd10(found) && sex_of(found.code).is_some_and(|sex| dmg.element(3) != [sex])
    };
    let Some(found) = diagnoses(claim).find(other) else { return };
    let meant = if is_institutional(claim) {
        has_code(claim, claim.fields().condition_codes, &[b"45"])
    } else {
        services(claim).any(|service| service.has_modifier(b"KX"))
    };
    if !meant {
        let message = "the diagnosis is one of the other sex";
        violations.push(business(rule, &found.site, found.spot(), message).also(&dmg, el(3)));
    }
}

fn age(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    let special = |found: &&Diagnosis<'_>| {
        is_icd10(found)
            && matches!(found.code, [b'O', ..] | [b'Z', b'3', b'8', ..] | [b'Z', b'0', b'0', b'1', b'1', ..])
    };
    let Some(found) = diagnoses(claim).find(special) else { return };
    let Some(dmg) = demographics(claim) else { return };
    let (Some(born), Some((from, _))) = (day(dmg.element(2)), served(claim)) else { return };
    let mut years = from.year() - born.year();
    if (from.month(), from.day()) < (born.month(), born.day()) {
        years -= 1;
    }
    let wrong = match found.code[0] {
        b'O' => !(9..=64).contains(&years),
        _ => years > 0,
    };
    if wrong && born <= from {
        let message = format!("the diagnosis does not fit the age of {years}");
        violations.push(business(rule, &found.site, found.spot(), message).also(&dmg, el(2)));
    }
}

fn principal(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    let first = diagnoses(claim).next().filter(|first| matches!(first.kind, b"ABK"));
    let Some(first) = first else { return };
    if matches!(first.code, [b'V'..=b'Y', b'0'..=b'9', ..]) {
        violations.push(business(rule, &first.site, first.spot(), "an external cause cannot come first"));
    }
}

fn twice(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    let counted = |found: &&Diagnosis<'_>| {
        matches!(found.kind, b"ABK" | b"ABF" | b"BK" | b"BF") && !found.code.is_empty()
    };
    // A claim has at most 25 of them; what is above is a finding of its own.
    let mut before: [(u64, &[u8]); 25] = [(0, &[]); 25];
    for (n, found) in diagnoses(claim).filter(counted).take(25).enumerate() {
        let code = (pack(found.code), found.code);
        if let Some(first) = before[..n].iter().position(|earlier| *earlier == code) {
            let message = "the diagnosis stands on the claim already";
            let violation = business(rule, &found.site, found.spot(), message);
            violations.push(match diagnoses(claim).filter(counted).nth(first) {
                Some(first) => violation.also(&first.site, first.spot()),
                None => violation,
            });
            return;
        }
        before[n] = code;
    }
}

fn present(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    if !is_institutional(claim) || place(claim) != b"11" || !is_bill(claim) || !is_medicare(claim) {
        return;
    }
    for found in diagnoses(claim) {
        let asked = matches!(found.kind, b"ABK" | b"ABF") && !matches!(found.code.first(), Some(b'V'..=b'Z'));
        if asked && found.site.component(usize::from(found.element), 9).is_empty() {
            let spot = common::part(found.element, 9);
            let message = "whether the diagnosis was present on admission is missing";
            violations.push(common::empty(rule, &found.site, spot, message));
            return;
        }
    }
}

fn pointer(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    if is_institutional(claim) {
        return;
    }
    let Some(hi) = claim.first(claim.fields().diagnosis_codes) else { return };
    let count = codes(hi).count();
    for service in services(claim) {
        for (n, pointer) in service.site.segment.components(7).enumerate() {
            let number = match pointer {
                [digit] => usize::from(digit.wrapping_sub(b'0')),
                [b'1', digit] => 10 + usize::from(digit.wrapping_sub(b'0')),
                // Empty, or no number of the guide's, which has been said.
                _ => continue,
            };
            if (count + 1..=12).contains(&number) {
                let message = format!("the claim has {count} diagnoses");
                violations.push(business(rule, &service.site, part(7, n as u8 + 1), message).also(&hi, None));
            }
        }
    }
}
