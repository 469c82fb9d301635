//! Who was treated and who is insured, by name, birth date, sex and relationship.

use crate::finding::Severity;
use crate::model::Text;
use crate::reconcile::billed::Billed;
use crate::reconcile::scope::{Encounter, Pair};
use crate::reconcile::violation::{Place, Violation, Violations};
use crate::rule::{Example, InForce, Rule};
use crate::rules::{Field, Reads};

use super::numbers::plain;
use super::{Check, Run};

pub(super) const RULES: &[Check] = &[NAME, BIRTH_DATE, SEX, NEWBORN, RELATIONSHIP];

const NAME: Check = Check {
    rule: Rule {
        code: "ID-NAME",
        name: "Patient names differ",
        severity: Severity::Warning,
        snip: None,
        checks: "Last name, first name and suffix of the patient are the same on both claims, but for case, blanks and \
                 punctuation. An initial or a short form of the first name is told as info.",
        why: "A name that does not go with the member id is denied (CARC 31, 140), and two names may be two people.",
        help: "Compare both with the name on the insurance card and correct the claim that differs from it.",
        source: "837I and 837P 2010BA or 2010CA NM103, NM104, NM107; CARC 31 and 140",
        in_force: InForce::ALWAYS,
        fires: Example {
            facility: &["NM1*IL*1*SMITH*ROBERT***JR*MI*1EG4TE5MK73"],
            professional: &["NM1*IL*1*SMITH*ROBERT****MI*1EG4TE5MK73"],
            ..Example::NONE
        },
        silent: Example {
            facility: &["NM1*IL*1*O'BRIEN*ANN****MI*1EG4TE5MK73"],
            professional: &["NM1*IL*1*OBRIEN*ANN****MI*1EG4TE5MK73"],
            ..Example::NONE
        },
    },
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::Pair(name),
};

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

/// Whether one first name is the other's initial, its beginning, or what a newborn is called before it has a name.
fn is_other_form(a: &str, b: &str) -> bool {
    let newborn = |name: &str| {
        ["BABY", "BOY", "GIRL", "BB", "BG", "NEWBORN", "TWIN"].iter().any(|n| name.starts_with(n))
    };
    let (short, long) = if a.len() < b.len() { (a, b) } else { (b, a) };
    (!short.is_empty() && long.starts_with(short)) || newborn(a) || newborn(b)
}

const BIRTH_DATE: Check = Check {
    rule: Rule {
        code: "ID-DOB",
        name: "Birth dates differ",
        severity: Severity::Error,
        snip: None,
        checks: "The patient's date of birth is the same on both claims.",
        why: "Payers match the patient by it: the claim with the wrong date is rejected or denied (CARC 31, 16).",
        help: "Check the registration and correct the claim that is wrong.",
        source: "837I and 837P 2010BA or 2010CA DMG02; CARC 31 and 16",
        in_force: InForce::ALWAYS,
        fires: Example {
            facility: &["DMG*D8*19580412*F"],
            professional: &["DMG*D8*19581204*F"],
            ..Example::NONE
        },
        silent: Example {
            facility: &["DMG*D8*19580412*F"],
            professional: &["DMG*D8*19580412*F"],
            ..Example::NONE
        },
    },
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::Pair(birth_date),
};

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

const SEX: Check = Check {
    rule: Rule {
        code: "ID-SEX",
        name: "Sexes differ",
        severity: Severity::Warning,
        snip: None,
        checks: "The patient's sex is the same on both claims; unknown (U) agrees with everything.",
        why: "Edits of procedures and diagnoses go by it: one of the two claims can be denied (CARC 7, 10).",
        help: "Check the registration and correct the claim that is wrong.",
        source: "837I and 837P 2010BA or 2010CA DMG03; CARC 7 and 10",
        in_force: InForce::ALWAYS,
        fires: Example {
            facility: &["DMG*D8*19580412*F"],
            professional: &["DMG*D8*19580412*M"],
            ..Example::NONE
        },
        silent: Example {
            facility: &["DMG*D8*19580412*F"],
            professional: &["DMG*D8*19580412*U"],
            ..Example::NONE
        },
    },
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::Pair(sex),
};

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

const NEWBORN: Check = Check {
    rule: Rule {
        code: "ID-NEWBORN",
        name: "Newborn's care under a grown person",
        severity: Severity::Warning,
        snip: None,
        checks: "A claim for the care of a newborn (procedures 99460 to 99463, or admission type 4 of a facility) \
                 does not give the birth date of somebody over twelve.",
        why: "A newborn's care billed under the mother is denied (CARC 34, 128) or paid from the wrong coverage, \
                 and it does not meet the facility's claim for the newborn.",
        help: "Bill the newborn's services with the newborn's own name and date of birth, as a dependent where the \
                 payer asks for it.",
        source: "837I CL101 = 4; 837P procedures 99460 to 99463; 2010BA and 2010CA DMG02; CARC 34 and 128",
        in_force: InForce::ALWAYS,
        fires: Example {
            facility: &[
                "NM1*IL*1*LEE*BABY BOY****MI*1EG4TE5MK73\nDMG*D8*20260302*M\nCLM*F1*900***11:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260304\nCL1*4*5*01\nLX*1\nSV2*0170**900*UN*1",
            ],
            professional: &[
                "NM1*IL*1*LEE*ANN****MI*1EG4TE5MK73\nDMG*D8*19940611*F\nCLM*P1*200***21:B:1*Y*A*Y*Y\nLX*1\nSV1*HC:99460*200*UN*1***1\nDTP*472*D8*20260302",
            ],
            ..Example::NONE
        },
        silent: Example {
            facility: &[
                "NM1*IL*1*LEE*BABY BOY****MI*1EG4TE5MK73\nDMG*D8*20260302*M\nCLM*F1*900***11:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260304\nCL1*4*5*01\nLX*1\nSV2*0170**900*UN*1",
            ],
            professional: &[
                "NM1*IL*1*LEE*BABY BOY****MI*1EG4TE5MK73\nDMG*D8*20260302*M\nCLM*P1*200***21:B:1*Y*A*Y*Y\nLX*1\nSV1*HC:99460*200*UN*1***1\nDTP*472*D8*20260302",
            ],
            ..Example::NONE
        },
    },
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::Visit(newborn),
};

fn newborn(visit: &Encounter<'_>, violations: &mut Violations) {
    for claim in visit.facility.iter().chain(&visit.professional) {
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

const RELATIONSHIP: Check = Check {
    rule: Rule {
        code: "ID-REL",
        name: "Patient is subscriber on one claim only",
        severity: Severity::Warning,
        snip: None,
        checks: "Both claims to one payer say alike whether the patient is the subscriber.",
        why: "The payer looks for the person at another place in its files: the claim that is wrong is denied \
                 (CARC 31, 32).",
        help: "Check the insurance card and correct the claim that is wrong.",
        source: "837I and 837P SBR02 and PAT01; CARC 31 and 32",
        in_force: InForce::ALWAYS,
        fires: Example {
            facility: &["SBR*P*18*******MB\nCLM*F1*900***13:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260302"],
            professional: &[
                "SBR*P*01*******MB\nCLM*P1*200***22:B:1*Y*A*Y*Y\nLX*1\nSV1*HC:99213*200*UN*1***1\nDTP*472*D8*20260302",
            ],
            ..Example::NONE
        },
        silent: Example {
            facility: &["SBR*P*18*******MB\nCLM*F1*900***13:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260302"],
            professional: &[
                "SBR*P*18*******MB\nCLM*P1*200***22:B:1*Y*A*Y*Y\nLX*1\nSV1*HC:99213*200*UN*1***1\nDTP*472*D8*20260302",
            ],
            ..Example::NONE
        },
    },
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::Pair(relationship),
};

fn relationship(pair: &Pair<'_>, violations: &mut Violations) {
    let said = |claim: Billed<'_>| claim.claim.subscriber.as_ref().and_then(|s| s.relationship.clone());
    let (Some(a), Some(b)) = (said(pair.facility), said(pair.professional)) else { return };
    let is_self = |code: &Text| code.as_str() == "18";
    if is_self(&a) != is_self(&b) && pair.context.same_payer(pair.facility, pair.professional) != Some(false)
    {
        let message = "The patient is the subscriber on one claim and a dependent on the other";
        violations.push(Violation::new(message, both(pair, "subscriber.relationship")));
    }
}

pub(super) fn both(pair: &Pair<'_>, path: &str) -> [Place; 2] {
    [pair.facility.at(path), pair.professional.at(path)]
}
