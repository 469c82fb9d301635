//! The numbers a person goes by: at the payer, in the house, on the account.

use crate::finding::Severity;
use crate::reconcile::billed::Billed;
use crate::reconcile::scope::{Pair, Person};
use crate::reconcile::violation::{Violation, Violations};
use crate::rule::{Example, InForce, Rule};
use crate::rules::{Field, Reads};

use super::identity::both;
use super::{Check, Run};

pub(super) const RULES: &[Check] = &[MEMBER, MEDICAL_RECORD, ACCOUNT];

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
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::Pair(member),
};

fn member(pair: &Pair<'_>, violations: &mut Violations) {
    // Another payer numbers its members otherwise.
    if pair.context.same_payer(pair.facility, pair.professional) == Some(false) {
        return;
    }
    let id = |claim: &crate::model::Claim| {
        claim.subscriber.as_ref().and_then(|subscriber| subscriber.member_id.clone())
    };
    let (Some(facility), Some(professional)) = (id(pair.facility.claim), id(pair.professional.claim)) else {
        return;
    };
    if same(&facility, &professional) {
        return;
    }
    let (facility, professional) = (plain(&facility), plain(&professional));
    let violation = |how: &str| {
        Violation::new(
            format!("The two claims give different member ids{how}"),
            both(pair, "subscriber.member_id"),
        )
    };
    // Some payers number the members of a family behind the contract's number and take either form.
    let shorter = facility.len().min(professional.len());
    let longer = facility.len().max(professional.len());
    if shorter > 5 && longer - shorter <= 3 && facility.get(..shorter) == professional.get(..shorter) {
        violations.push(violation(": one has digits of a family member behind it").weighing(Severity::Info));
        return;
    }
    violations.push(violation(match difference(&facility, &professional) {
        Difference::Swapped => ": two neighbouring characters are swapped",
        Difference::One => " in one character",
        Difference::Other => "",
    }));
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
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::Pair(medical_record),
};

fn medical_record(pair: &Pair<'_>, violations: &mut Violations) {
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
        violations.push(Violation::new(message, both(pair, "medical_record_number")));
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
    reads: Reads::always(Field::ALL),
    tables: &[],
    run: Run::Person(account),
};

fn account(person: &Person<'_>, violations: &mut Violations) {
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
            violations.push(Violation::new(
                "One biller sent claims of two persons under one account number",
                places,
            ));
        }
    }
}

/// Letters and digits in upper case.
pub(super) fn plain(text: &str) -> String {
    if text.is_ascii() {
        let mut plain = String::with_capacity(text.len());
        let kept = text.bytes().filter(u8::is_ascii_alphanumeric);
        plain.extend(kept.map(|byte| char::from(byte.to_ascii_uppercase())));
        return plain;
    }
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
