//! Who was treated and who is insured, by name, birth date, sex and relationship.

use crate::finding::Severity;
use crate::model::{Patient, Text};
use crate::reconcile::claim_view::ClaimView;
use crate::reconcile::scope::{Encounter, Pair};
use crate::reconcile::violation::{ClaimPlace, Violation, Violations};
use crate::rules::{Field, Reads};

use crate::reconcile::rules::id::numbers::plain;
use crate::reconcile::rules::reads::{LINES, PATIENT, PAYER};
use crate::reconcile::rules::{Check, Run};

pub(in crate::reconcile::rules) const RULES: &[Check] = &[
    Check::new("ID-NAME", Run::Pair(name), Reads::always(PATIENT)),
    Check::new("ID-DOB", Run::Pair(birth_date), Reads::always(PATIENT)),
    Check::new("ID-SEX", Run::Pair(sex), Reads::always(PATIENT)),
    Check::new(
        "ID-NEWBORN",
        Run::Encounter(newborn),
        Reads::always(PATIENT).and(LINES).and(&[Field::institutional_claim_code]),
    ),
    Check::new("ID-REL", Run::Pair(relationship), Reads::always(PATIENT).and(PAYER)),
];

fn name(pair: &Pair<'_>, violations: &mut Violations) {
    let (Some(facility), Some(professional)) =
        (&pair.facility.claim.patient, &pair.professional.claim.patient)
    else {
        return;
    };
    let fields = [
        ("last_name", "last name", &facility.last_name, &professional.last_name),
        ("first_name", "first name", &facility.first_name, &professional.first_name),
        ("suffix", "name suffix", &facility.suffix, &professional.suffix),
    ];
    if is_swapped(facility, professional) {
        let places = both(pair, "patient.last_name").into_iter().chain(both(pair, "patient.first_name"));
        violations.push(Violation::new("First and last name of the patient are swapped", places));
        return;
    }
    for (field, words, a, b) in fields {
        // A suffix that only one side gives is a difference; a name that only one side gives is validation's business.
        let compared = field == "suffix" || (a.is_some() && b.is_some());
        let text = |value: &Option<Text>| value.as_deref().map(plain).unwrap_or_default();
        let (a, b) = (text(a), text(b));
        if !compared || a == b {
            continue;
        }
        let other_form = field == "first_name" && is_other_form(&a, &b);
        let message = if other_form {
            "The two claims give two forms of the patient's first name".to_owned()
        } else {
            format!("The two claims give a different {words} of the patient")
        };
        let mut violation = Violation::new(message, both(pair, &format!("patient.{field}")));
        if other_form {
            violation.own.severity = Some(Severity::Info);
        }
        violations.push(violation);
    }
}

/// Whether the first name of one claim is the last name of the other, and the reverse.
fn is_swapped(a: &Patient, b: &Patient) -> bool {
    let names = |patient: &Patient| {
        Some((plain(patient.last_name.as_deref()?), plain(patient.first_name.as_deref()?)))
    };
    match (names(a), names(b)) {
        (Some((last, first)), Some((other_last, other_first))) => {
            last != first && last == other_first && first == other_last
        }
        _ => false,
    }
}

/// Whether one first name is the other's initial, its beginning, or what a newborn is called before it has a name.
fn is_other_form(a: &str, b: &str) -> bool {
    let newborn = |name: &str| {
        ["BABY", "BOY", "GIRL", "BB", "BG", "NEWBORN", "TWIN"].iter().any(|n| name.starts_with(n))
    };
    let (short, long) = if a.len() < b.len() { (a, b) } else { (b, a) };
    (!short.is_empty() && long.starts_with(short)) || newborn(a) || newborn(b)
}

fn birth_date(pair: &Pair<'_>, violations: &mut Violations) {
    use chrono::Datelike;
    let born = |claim: &crate::model::Claim| claim.patient.as_ref().and_then(|patient| patient.birth_date);
    let (Some(facility), Some(professional)) = (born(pair.facility.claim), born(pair.professional.claim))
    else {
        return;
    };
    if facility == professional {
        return;
    }
    let same_year = facility.year() == professional.year();
    let swapped = facility.month() == professional.day() && facility.day() == professional.month();
    let how = match (same_year, swapped) {
        (true, true) => ": day and month are swapped",
        (false, _) if facility.ordinal() == professional.ordinal() => ": the years differ",
        _ => "",
    };
    violations.push(Violation::new(
        format!("The two claims give different birth dates of the patient{how}"),
        both(pair, "patient.birth_date"),
    ));
}

fn sex(pair: &Pair<'_>, violations: &mut Violations) {
    let known = |claim: &crate::model::Claim| {
        claim.patient.as_ref().and_then(|patient| patient.sex.clone()).filter(|sex| sex == "F" || sex == "M")
    };
    let (Some(facility), Some(professional)) = (known(pair.facility.claim), known(pair.professional.claim))
    else {
        return;
    };
    if facility != professional {
        violations.push(Violation::new(
            "The two claims give a different sex of the patient",
            both(pair, "patient.sex"),
        ));
    }
}

fn newborn(encounter: &Encounter<'_>, violations: &mut Violations) {
    for claim in encounter.facility.iter().chain(&encounter.professional) {
        let newborn_care =
            claim.lines().find(|line| line.cpt().is_some_and(|n| (99_460..=99_463).contains(&n)));
        let born = claim.claim.patient.as_ref().and_then(|patient| patient.birth_date);
        let (Some((day, _)), Some(born)) = (claim.days(), born) else { continue };
        let care = match newborn_care {
            Some(line) => line.at("procedure.code"),
            None if claim.claim.admission_type.as_deref() == Some("4") => claim.at("admission_type"),
            None => continue,
        };
        if (day - born).num_days() > GROWN {
            let message = "The claim is for the care of a newborn and gives the birth date of a grown person";
            violations.push(Violation::new(message, [claim.at("patient.birth_date"), care]));
        }
    }
}

/// Twelve years in days: younger than that is nobody's mother.
const GROWN: i64 = 12 * 365;

fn relationship(pair: &Pair<'_>, violations: &mut Violations) {
    let said = |claim: ClaimView<'_>| claim.claim.subscriber.as_ref().and_then(|s| s.relationship.clone());
    let (Some(a), Some(b)) = (said(pair.facility), said(pair.professional)) else { return };
    let is_self = |code: &Text| code.as_str() == "18";
    if is_self(&a) != is_self(&b) && pair.context.same_payer(pair.facility, pair.professional) != Some(false)
    {
        let message = "The patient is the subscriber on one claim and a dependent on the other";
        violations.push(Violation::new(message, both(pair, "subscriber.relationship")));
    }
}

pub(in crate::reconcile::rules) fn both(pair: &Pair<'_>, path: &str) -> [ClaimPlace; 2] {
    [pair.facility.at(path), pair.professional.at(path)]
}
