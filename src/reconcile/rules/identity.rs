//! Who was treated and who is insured.

use crate::encounter::Text;
use crate::finding::Severity;
use crate::reconcile::billed::Billed;
use crate::reconcile::hit::{Hit, Hits, Place};
use crate::reconcile::scope::{Encounter, Pair, Person};
use crate::rule::{Example, InForce, Rule};

use super::{Check, Run};

pub(super) const RULES: &[Check] =
    &[MEMBER, NAME, BIRTH_DATE, SEX, MEDICAL_RECORD, ACCOUNT, NEWBORN, RELATIONSHIP];

const MEMBER: Check = Check {
    rule: Rule {
        code: "ID-MEMBER",
        name: "Member ids differ",
        severity: Severity::Error,
        snip: None,
        checks: "The member id is the same on both claims where both go to the same payer.",
        why: "The payer looks the patient up by this number: the claim with the wrong one is rejected or denied (CARC 31).",
        help: "Check the insurance card or the payer's eligibility answer and correct the claim that is wrong.",
        source: "837I and 837P 2010BA NM109; CARC 31",
        in_force: InForce::ALWAYS,
        fires: Example {
            facility: &["NM1*IL*1*DOE*JANE****MI*1EG4TE5MK73"],
            professional: &["NM1*IL*1*DOE*JANE****MI*1EG4TE5MK37"],
            ..Example::NONE
        },
        silent: Example {
            facility: &["NM1*IL*1*DOE*JANE****MI*1EG4TE5MK73"],
            professional: &["NM1*IL*1*DOE*JANE****MI*1EG4-TE5-MK73"],
            ..Example::NONE
        },
    },
    needs: &[],
    run: Run::Pair(member),
};

fn member(pair: &Pair<'_>, hits: &mut Hits) {
    // Another payer numbers its members otherwise.
    if pair.context.same_payer(pair.facility, pair.professional) == Some(false) {
        return;
    }
    let id = |claim: &crate::encounter::Claim| {
        claim.subscriber.as_ref().and_then(|subscriber| subscriber.member_id.clone())
    };
    let (Some(facility), Some(professional)) = (id(pair.facility.claim), id(pair.professional.claim)) else {
        return;
    };
    if same(&facility, &professional) {
        return;
    }
    let (facility, professional) = (plain(&facility), plain(&professional));
    let hit = |how: &str| {
        Hit::new(format!("The two claims give different member ids{how}"), both(pair, "subscriber.member_id"))
    };
    // Some payers number the members of a family behind the contract's number and take either form.
    let shorter = facility.len().min(professional.len());
    let longer = facility.len().max(professional.len());
    if shorter > 5 && longer - shorter <= 3 && facility.get(..shorter) == professional.get(..shorter) {
        hits.push(hit(": one has digits of a family member behind it").weighing(Severity::Info));
        return;
    }
    hits.push(hit(match difference(&facility, &professional) {
        Difference::Swapped => ": two neighbouring characters are swapped",
        Difference::One => " in one character",
        Difference::Other => "",
    }));
}

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
    needs: &[],
    run: Run::Pair(name),
};

fn name(pair: &Pair<'_>, hits: &mut Hits) {
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
        let mut hit = Hit::new(message, both(pair, &format!("patient.{field}")));
        if other_form {
            hit.severity = Some(Severity::Info);
        }
        hits.push(hit);
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
    needs: &[],
    run: Run::Pair(birth_date),
};

fn birth_date(pair: &Pair<'_>, hits: &mut Hits) {
    use chrono::Datelike;
    let born =
        |claim: &crate::encounter::Claim| claim.patient.as_ref().and_then(|patient| patient.birth_date);
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
    hits.push(Hit::new(
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
    needs: &[],
    run: Run::Pair(sex),
};

fn sex(pair: &Pair<'_>, hits: &mut Hits) {
    let known = |claim: &crate::encounter::Claim| {
        claim.patient.as_ref().and_then(|patient| patient.sex.clone()).filter(|sex| sex == "F" || sex == "M")
    };
    let (Some(facility), Some(professional)) = (known(pair.facility.claim), known(pair.professional.claim))
    else {
        return;
    };
    if facility != professional {
        hits.push(Hit::new("The two claims give a different sex of the patient", both(pair, "patient.sex")));
    }
}

const MEDICAL_RECORD: Check = Check {
    rule: Rule {
        code: "ID-MRN",
        name: "Medical record numbers differ",
        severity: Severity::Warning,
        snip: None,
        checks: "Where one biller, or one facility group, sends both claims, both carry the same medical record \
                 number.",
        why: "Within one house the number stands for the person: two numbers are a duplicate record, or a charge \
                 posted to the wrong patient.",
        help: "Look up both numbers. Merge the records if they are one person's; if not, find out whose services \
                 were billed.",
        source: "837I and 837P 2300 REF*EA; Just et al. 2016 on duplicate patient records",
        in_force: InForce::ALWAYS,
        fires: Example {
            facility: &["CLM*F1*900***13:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260302\nREF*EA*004411"],
            professional: &[
                "CLM*P1*200***22:B:1*Y*A*Y*Y\nREF*EA*004417\nLX*1\nSV1*HC:99213*200*UN*1***1\nDTP*472*D8*20260302",
            ],
            ..Example::NONE
        },
        silent: Example {
            facility: &["CLM*F1*900***13:A:1**A*Y*Y\nDTP*434*RD8*20260302-20260302\nREF*EA*004411"],
            professional: &[
                "NM1*85*2*OTHER PRACTICE*****XX*1093817465\nREF*EI*987654321\nCLM*P1*200***22:B:1*Y*A*Y*Y\nREF*EA*004417\nLX*1\nSV1*HC:99213*200*UN*1***1\nDTP*472*D8*20260302",
            ],
            ..Example::NONE
        },
    },
    needs: &[],
    run: Run::Pair(medical_record),
};

fn medical_record(pair: &Pair<'_>, hits: &mut Hits) {
    let (Some(a), Some(b)) =
        (&pair.facility.claim.medical_record_number, &pair.professional.claim.medical_record_number)
    else {
        return;
    };
    let groups = pair.context.groups;
    let house = |claim: Billed<'_>| claim.biller().map(|npi| groups.facility(npi).to_owned());
    let tax_ids = (pair.facility.tax_id(), pair.professional.tax_id());
    let one_house = (tax_ids.0.is_some() && tax_ids.0 == tax_ids.1)
        || (house(pair.facility).is_some() && house(pair.facility) == house(pair.professional));
    if one_house && !same(a, b) {
        let message = "One house sent both claims with different medical record numbers";
        hits.push(Hit::new(message, both(pair, "medical_record_number")));
    }
}

const ACCOUNT: Check = Check {
    rule: Rule {
        code: "ID-PCN",
        name: "One account number, two persons",
        severity: Severity::Warning,
        snip: None,
        checks: "A biller does not send claims of two persons under one account number.",
        why: "The payer's answer comes back under this number and is posted to the wrong account.",
        help: "Give each account its own number, and check for which of the two the charges are.",
        source: "837I and 837P 2300 CLM01; it returns in 835 CLP01",
        in_force: InForce::ALWAYS,
        fires: Example {
            facility: &[],
            professional: &[
                "NM1*IL*1*DOE*JANE****MI*1EG4TE5MK73\nCLM*A100*200***22:B:1*Y*A*Y*Y\nLX*1\nSV1*HC:99213*200*UN*1***1\nDTP*472*D8*20260302",
                "NM1*IL*1*ROE*RICHARD****MI*2FH5UF6NL84\nDMG*D8*19710903*M\nCLM*A100*200***22:B:1*Y*A*Y*Y\nLX*1\nSV1*HC:99214*200*UN*1***1\nDTP*472*D8*20260305",
            ],
            ..Example::NONE
        },
        silent: Example {
            facility: &[],
            professional: &[
                "NM1*IL*1*DOE*JANE****MI*1EG4TE5MK73\nCLM*A100*200***22:B:1*Y*A*Y*Y\nLX*1\nSV1*HC:99213*200*UN*1***1\nDTP*472*D8*20260302",
                "NM1*IL*1*ROE*RICHARD****MI*2FH5UF6NL84\nDMG*D8*19710903*M\nCLM*A101*200***22:B:1*Y*A*Y*Y\nLX*1\nSV1*HC:99214*200*UN*1***1\nDTP*472*D8*20260305",
            ],
            ..Example::NONE
        },
    },
    needs: &[],
    run: Run::Person(account),
};

fn account(person: &Person<'_>, hits: &mut Hits) {
    for &other in &person.collisions {
        let own = person.facility.iter().chain(&person.professional);
        let same_account = own.filter(|claim| {
            claim.claim.patient_control_number == other.claim.patient_control_number
                && claim.tax_id().or(claim.biller()) == other.tax_id().or(other.biller())
        });
        // Both persons see it; the one with the earlier claim tells it.
        let order = |claim: &Billed<'_>| {
            (claim.days(), claim.claim.source.as_ref().map(|s| (s.file.clone(), s.offset)))
        };
        if let Some(own) = same_account.min_by_key(|claim| order(claim))
            && order(own) < order(&other)
        {
            let places = [own.at("patient_control_number"), other.at("patient_control_number")];
            hits.push(Hit::new("One biller sent claims of two persons under one account number", places));
        }
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
    needs: &[],
    run: Run::Visit(newborn),
};

fn newborn(visit: &Encounter<'_>, hits: &mut Hits) {
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
            hits.push(Hit::new(message, [claim.at("patient.birth_date"), care]));
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
    needs: &[],
    run: Run::Pair(relationship),
};

fn relationship(pair: &Pair<'_>, hits: &mut Hits) {
    let said = |claim: Billed<'_>| claim.claim.subscriber.as_ref().and_then(|s| s.relationship.clone());
    let (Some(a), Some(b)) = (said(pair.facility), said(pair.professional)) else { return };
    let is_self = |code: &Text| code.as_str() == "18";
    if is_self(&a) != is_self(&b) && pair.context.same_payer(pair.facility, pair.professional) != Some(false)
    {
        let message = "The patient is the subscriber on one claim and a dependent on the other";
        hits.push(Hit::new(message, both(pair, "subscriber.relationship")));
    }
}

fn both(pair: &Pair<'_>, path: &str) -> [Place; 2] {
    [pair.facility.at(path), pair.professional.at(path)]
}

/// Letters and digits in upper case.
fn plain(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_uppercase).collect()
}

fn same(a: &str, b: &str) -> bool {
    plain(a) == plain(b)
}

enum Difference {
    Swapped,
    One,
    Other,
}

fn difference(a: &str, b: &str) -> Difference {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    if a.len() != b.len() {
        return Difference::Other;
    }
    let at: Vec<usize> = (0..a.len()).filter(|&n| a[n] != b[n]).collect();
    match at[..] {
        [_] => Difference::One,
        [m, n] if n == m + 1 && a[m] == b[n] && a[n] == b[m] => Difference::Swapped,
        _ => Difference::Other,
    }
}
