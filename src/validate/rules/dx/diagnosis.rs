//! Diagnoses against the patient, the place and each other (SNIP type 5), and the lines that point to them (type 4).

use crate::codes::dated::{self, AgeGroup, Flag, Presence, Sex};
use crate::finding::Severity;
use crate::rules::{Field, Reads, Rule};
use crate::tree::Part;
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
        Reads::on(DIAGNOSES).and(&[Field::condition_codes]).and(SERVICES).and(DATES).and(DEMOGRAPHICS),
    ),
    Check::new("DX-AGE", Run::claim(age), Reads::on(DIAGNOSES).and(DATES).and(DEMOGRAPHICS)),
    Check::new(
        "DX-FIRST",
        Run::claim(principal),
        Reads::on(DIAGNOSES).and(DATES).and(&[Field::claim_information, Field::subscriber_information]),
    ),
    Check::new("DX-TWICE", Run::claim(twice), Reads::on(DIAGNOSES)),
    Check::new(
        "DX-POA",
        Run::claim(present),
        Reads::on(DIAGNOSES).and(DATES).and(&[Field::claim_information, Field::subscriber_information]),
    ),
    Check::new(
        "DX-POINT",
        Run::claim(pointer),
        Reads::on(&[Field::professional_service]).and(&[Field::diagnosis_codes]).and(SERVICES),
    ),
];

fn sex(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    let (Some(dmg), Some((_, last))) = (demographics(claim), served(claim)) else { return };
    let (b"F" | b"M") = dmg.element(3) else { return };
    // The code editor looked until September 2024; what it knew of the codes until then is asked of later days too.
    let day = last.min(dated::last_day_of_sex_edits());
    let other = |found: &&Diagnosis<'_>| {
        let sex = found.known().and_then(|code| code.sex(day));
        sex.is_some_and(|sex| (sex == Sex::Female) != (dmg.element(3) == b"F"))
    };
    let Some(found) = diagnoses(claim).find(other) else { return };
    let meant = if is_institutional(claim) {
        has_code(claim, claim.fields().condition_codes, &[b"45"])
    } else {
        services(claim).any(|service| service.has_modifier(b"KX"))
    };
    if !meant {
        let message = "the diagnosis is one of the other sex";
        let hit = business(rule, &found.site, found.spot(), message).also(&dmg, el(3));
        violations.push(if last > day { hit.weighing(Severity::Warning) } else { hit });
    }
}

fn age(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    let Some(dmg) = demographics(claim) else { return };
    let (Some(born), Some((from, last))) = (day(dmg.element(2)), served(claim)) else { return };
    let mut years = from.year() - born.year();
    if (from.month(), from.day()) < (born.month(), born.day()) {
        years -= 1;
    }
    let Ok(years) = u32::try_from(years) else { return };
    let other = |found: &&Diagnosis<'_>| {
        let group = found.known().and_then(|code| code.age(last));
        group.is_some_and(|group| {
            let (youngest, oldest) = group.years(last);
            !(youngest..=oldest).contains(&years)
        })
    };
    let Some(found) = diagnoses(claim).find(other) else { return };
    let group = found.known().and_then(|code| code.age(last));
    // A mother's or a newborn's code is never another's; the other groups have exceptions.
    let is_sure = matches!(group, Some(AgeGroup::Maternity | AgeGroup::Newborn));
    let message = format!("the diagnosis does not fit the age of {years}");
    let hit = business(rule, &found.site, found.spot(), message).also(&dmg, el(2));
    violations.push(if is_sure { hit } else { hit.weighing(Severity::Warning) });
}

fn principal(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    let first = diagnoses(claim).next().filter(|first| matches!(first.kind, b"ABK"));
    let Some(first) = first else { return };
    let is_cause = matches!(first.code, [b'V'..=b'Y', b'0'..=b'9', ..]);
    let code = first.known();
    let (Some(code), Some((_, last))) = (code, served(claim)) else {
        if is_cause {
            violations.push(business(rule, &first.site, first.spot(), "an external cause cannot come first"));
        }
        return;
    };
    let has = |flag| code.has(flag, last);
    let alone = diagnoses(claim).filter(|other| other.kind == b"ABF").count() == 0;
    let is_stay = place(claim) == b"11" && is_institutional(claim);
    let (message, weight) = if is_cause || has(Flag::ExternalCause) {
        ("an external cause cannot come first", None)
    } else if has(Flag::Manifestation) {
        ("a manifestation cannot come first: the disease that it comes from does", None)
    } else if matches!(first.code, [b'S' | b'T', _, _, _, _, _, b'S']) {
        ("a sequela cannot come first: what it left behind does", Some(Severity::Warning))
    } else if is_stay && has(Flag::Unacceptable) && (!has(Flag::NeedsSecondary) || alone) {
        let weight = if is_medicare(claim) { None } else { Some(Severity::Warning) };
        ("the Medicare code editor does not accept it as the principal diagnosis of a stay", weight)
    } else if is_stay && has(Flag::QuestionableAdmission) {
        ("seldom a reason to admit: the Medicare code editor questions the stay", Some(Severity::Info))
    } else {
        return;
    };
    let hit = business(rule, &first.site, first.spot(), message);
    violations.push(match weight {
        Some(weight) => hit.weighing(weight),
        None => hit,
    });
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
        let is_exempt = || {
            let day = served(claim).map_or(chrono::NaiveDate::MAX, |(_, last)| last);
            found.known().is_none_or(|code| code.presence(day) != Presence::Needed)
        };
        let asked = matches!(found.kind, b"ABK" | b"ABF") && !is_exempt();
        if asked && found.site.component(usize::from(found.element), 9).is_empty() {
            let spot = common::part(found.element, 9);
            let message = "whether the diagnosis was present on admission is missing";
            violations.push(common::empty(rule, &found.site, spot, message));
            return;
        }
    }
}

fn pointer(rule: &'static Rule, claim: &Claim<'_>, violations: &mut Violations) {
    if is_institutional(claim) || claim.may_hold_astray(Part::Claim, Field::diagnosis_codes) {
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
